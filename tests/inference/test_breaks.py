"""Breaks of a series of units: the test of "no break", the days a break may lie in, cuts by cost."""

from __future__ import annotations

import sys
from itertools import combinations, permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rhetoric_gap import RhetoricGapError, UnknownOptionError
from rhetoric_gap.inference import (
    breaks_by_cost,
    breaks_by_test,
    no_break_test,
    possible_breaks,
    usual_penalty,
)

# Eight units of bark 1; missing: 0 0 1 0 1 1 0 1.
ONES, KEPT = np.ones(8), np.array([1, 1, 0, 1, 0, 0, 1, 0.0])


def slow_statistic(bark: Any, bite: Any, trim: float = 0.15) -> tuple[float, int]:
    """Look at every place in turn, as the definition says."""
    best, place = 0.0, -1
    total = sum(bark)
    for k in range(2, len(bark) - 1):
        share = sum(bark[:k]) / total
        if trim - 1e-9 <= share <= 1 - trim + 1e-9:
            before = 1 - sum(bite[:k]) / sum(bark[:k])
            after = 1 - sum(bite[k:]) / sum(bark[k:])
            value = abs(after - before) * (share * (1 - share)) ** 0.5
            if value > best + 1e-12:
                best, place = value, k
    return best, place


def test_statistic_worked_by_hand() -> None:
    # Best place after two units, none missing before, four of six after: 2/3 * sqrt(1/4 * 3/4) = .288675.
    found = no_break_test(ONES, KEPT)
    assert found.statistic == pytest.approx(0.288675, abs=1e-6)
    assert (found.split, found.difference) == (2, pytest.approx(2 / 3))
    assert (found.n_units, found.n_candidates, found.n_permutations) == (8, 5, 999)


def test_p_value_is_the_share_of_all_orders() -> None:
    # Unequal units, so that all 5,040 orders of seven differ; each is looked at by the slow definition.
    bark = np.array([1.0, 2, 1, 3, 1, 2, 1])
    bite = np.array([1.0, 1.5, 0.8, 2, 0.1, 0.5, 0])
    observed, _ = slow_statistic(bark, bite)
    orders = [list(order) for order in permutations(range(7))][::7]
    exact = np.mean([slow_statistic(bark[o], bite[o])[0] >= observed - 1e-9 for o in orders])
    found = no_break_test(bark, bite, n_permutations=20_000)
    assert found.p_value == pytest.approx(exact, abs=0.02)


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 4)), min_size=5, max_size=14))
def test_place_and_statistic_are_those_of_the_definition(units: list[tuple[int, int]]) -> None:
    bark = np.array([float(r) for r, _ in units])
    bite = bark * np.array([k / 4 for _, k in units])
    statistic, place = slow_statistic(bark, bite)
    assume(place > 0)
    found = no_break_test(bark, bite, n_permutations=19)
    assert found.statistic == pytest.approx(statistic, abs=1e-9)
    # Scale, time and what counts as success play no part in how far the parts are apart.
    for other in ((3 * bark, 3 * bite), (bark[::-1], bite[::-1]), (bark, bark - bite)):
        assert no_break_test(*other, n_permutations=1).statistic == pytest.approx(statistic, abs=1e-9)
    assert 1 / 20 <= found.p_value <= 1
    assert -1 <= found.resemblance <= 1 or np.isnan(found.resemblance)


def test_same_seed_same_p_value() -> None:
    assert no_break_test(ONES, KEPT, seed=3) == no_break_test(ONES, KEPT, seed=3)
    assert (
        no_break_test(ONES, KEPT, n_permutations=99).p_value
        != no_break_test(ONES, KEPT, n_permutations=98).p_value
    )


@pytest.mark.parametrize(
    ("bark", "bite", "why"),
    [
        ([], [], "only 0 units in time, 4 needed"),
        ([1, 1, 1], [1, 0, 1], "only 3 units in time, 4 needed"),
        ([1, 2, 1, 3, 1], [0.5, 1, 0.5, 1.5, 0.5], "all units show the same gap"),
        (
            [1, 1, 97, 1, 1],
            [1, 0, 50, 0, 1],
            "no place leaves 15% of the severity named and 2 units on either side",
        ),
    ],
)
def test_without_anything_to_compare_there_is_a_reason(bark: Any, bite: Any, why: str) -> None:
    found = no_break_test(bark, bite)
    assert found.reason == why
    assert np.isnan([found.p_value, found.statistic, found.difference]).all()
    assert found.split == -1
    assert len(possible_breaks(bark, bite)) == 0
    assert breaks_by_test(bark, bite, least=2) == []


def test_wrong_input_is_named() -> None:
    with pytest.raises(RhetoricGapError, match=r"one entry a unit, got shapes \(2,\) and \(3,\)"):
        no_break_test([1, 1], [1, 0, 1])
    with pytest.raises(RhetoricGapError, match="bark above 0 and bite between 0 and bark"):
        no_break_test([1, 0, 1, 1], [1, 0, 1, 0])
    with pytest.raises(RhetoricGapError, match=r"trim must be at least 0 and below 0\.5, got 0\.5"):
        no_break_test(ONES, KEPT, trim=0.5)
    with pytest.raises(RhetoricGapError, match="n_permutations must be a whole number of at least 1, got 0"):
        no_break_test(ONES, KEPT, n_permutations=0)
    with pytest.raises(RhetoricGapError, match=r"level must be in \(0, 1\), got 1"):
        possible_breaks(ONES, KEPT, level=1)


def test_possible_places_hold_the_best_and_grow_with_doubt() -> None:
    sharp = np.repeat([1.0, 0.0], 12)
    assert set(possible_breaks(np.ones(24), sharp)) <= set(range(10, 15))
    vague = np.random.default_rng(2).integers(0, 2, 24).astype(float)
    wide = possible_breaks(np.ones(24), vague)
    assert len(wide) > 15
    assert no_break_test(np.ones(24), vague).split in wide
    assert set(possible_breaks(np.ones(24), vague, level=0.5)) <= set(wide)


def test_breaks_are_found_one_after_the_other() -> None:
    rng = np.random.default_rng(7)
    kept = np.repeat([0.8, 0.5, 0.2], 30) + rng.uniform(-0.2, 0.2, 90)
    found = breaks_by_test(np.ones(90), kept, least=8)
    assert [abs(split - true) <= 3 for (split, _), true in zip(found, (30, 60), strict=True)] == [True, True]
    assert all(p <= 0.05 for _, p in found)
    assert breaks_by_test(np.ones(90), kept, least=91) == []


def segment_cost(bark: np.ndarray, share: np.ndarray) -> float:
    return float(np.sum(bark * (share - np.average(share, weights=bark)) ** 2))


def test_cuts_by_cost_are_the_cheapest_of_all() -> None:
    rng = np.random.default_rng(11)
    bark = rng.integers(1, 5, 12).astype(float)
    bite = bark * rng.random(12)
    share = 1 - bite / bark
    cuts = [c for c in combinations(range(2, 11), 2) if c[1] - c[0] >= 2]
    cost = {c: sum(segment_cost(bark[a:b], share[a:b]) for a, b in ((0, c[0]), c, (c[1], 12))) for c in cuts}
    best = min(cost, key=lambda c: cost[c])
    assert breaks_by_cost(bark, bite, search="dynp", n_breaks=2) == list(best)


def test_pelt_is_ruptures_own_least_squares_where_units_weigh_the_same() -> None:
    import ruptures

    kept = np.random.default_rng(3).random(30) * 0.3 + np.repeat([0.0, 0.6, 0.2], 10)
    signal = (1 - kept)[:, None]
    theirs = ruptures.Pelt(model="l2", min_size=2, jump=1).fit(signal).predict(pen=0.2)
    assert breaks_by_cost(np.ones(30), kept, penalty=0.2) == theirs[:-1]
    assert breaks_by_cost(np.ones(30), kept, search="binseg", n_breaks=1) == [
        ruptures.Binseg(model="l2", min_size=2, jump=1).fit(signal).predict(n_bkps=1)[0]
    ]


def test_usual_penalty_worked_by_hand() -> None:
    # Shares 0 1 0 1, bark 1 and 3 in turn: steps 1 / (1 + 1/3) = .75; 2 * .75 * ln 4 = 2.079442.
    assert usual_penalty([1, 3, 1, 3], [1, 0, 1, 0]) == pytest.approx(2.079442, abs=1e-6)
    assert usual_penalty([1], [1]) == 0.0


def test_contradicting_options_of_a_search_are_named() -> None:
    with pytest.raises(RhetoricGapError, match="needs the number of breaks"):
        breaks_by_cost(ONES, KEPT, search="dynp")
    with pytest.raises(RhetoricGapError, match="finds the number of breaks itself"):
        breaks_by_cost(ONES, KEPT, n_breaks=1)
    with pytest.raises(RhetoricGapError, match="not both"):
        breaks_by_cost(ONES, KEPT, search="binseg", n_breaks=1, penalty=1.0)
    with pytest.raises(RhetoricGapError, match="n_breaks must be 0 to 3 for 8 units, got 4"):
        breaks_by_cost(ONES, KEPT, search="dynp", n_breaks=4)
    with pytest.raises(RhetoricGapError, match="penalty must be above 0"):
        breaks_by_cost(ONES, KEPT, penalty=0.0)
    with pytest.raises(UnknownOptionError, match="'pelt', 'dynp', 'binseg'"):
        breaks_by_cost(ONES, KEPT, search="window")  # type: ignore[arg-type]


def test_without_ruptures_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ruptures", None)
    with pytest.raises(RhetoricGapError, match=r'pip install "rhetoric_gap\[breaks\]"'):
        breaks_by_cost(ONES, KEPT)
    assert no_break_test(ONES, KEPT).split == 2


def test_few_units_have_no_cut() -> None:
    assert breaks_by_cost([1, 1, 1], [1, 0, 1]) == []
    assert breaks_by_cost(ONES, KEPT, search="dynp", n_breaks=0) == []
