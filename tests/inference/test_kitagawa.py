"""Mix and behaviour: exact, symmetric, and the same by a slower route."""

from __future__ import annotations

from itertools import permutations
from math import isclose, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rhetoric_gap.inference import change_interval, kitagawa, shapley_change
from rhetoric_gap.inference.kitagawa import MOST_FACTORS

FEW = settings(max_examples=30)

CELLS = [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1)]
weights = st.lists(st.one_of(st.just(0.0), st.floats(0.01, 9)), min_size=6, max_size=6).filter(
    lambda w: sum(w) > 0
)
gaps = st.lists(st.floats(0, 1), min_size=6, max_size=6)


def missing_where_silent(weight: list[float], gap: list[float]) -> np.ndarray:
    return np.where(np.array(weight) > 0, gap, np.nan)


def test_worked_by_hand() -> None:
    """Mix: -.3 * .85 + .3 * .45 = -.12. Behaviour: .45 * .1 + .55 * .1 = .1. Gaps: .64 and .62."""
    found = kitagawa([0.6, 0.4], [0.8, 0.4], [0.3, 0.7], [0.9, 0.5])
    assert [found.before, found.after] == pytest.approx([0.64, 0.62], abs=1e-12)
    assert found.mix.tolist() == pytest.approx([-0.12], abs=1e-12)
    assert found.behaviour == pytest.approx(0.1, abs=1e-12)
    # Against the mean of the two gaps, .63: (.3 - .6) * (.85 - .63) and (.7 - .4) * (.45 - .63).
    assert found.terms[:, 0].tolist() == pytest.approx([-0.066, -0.054], abs=1e-12)
    assert found.terms[:, 1].tolist() == pytest.approx([0.045, 0.055], abs=1e-12)


def test_a_group_of_one_period_is_mix() -> None:
    """The third group comes with weight .5 and a gap of 1; the others keep theirs: behaviour is 0."""
    nan = float("nan")
    found = kitagawa([1, 1, 0], [0.2, 0.6, nan], [1, 1, 2], [0.2, 0.6, 1.0])
    assert found.behaviour == pytest.approx(0, abs=1e-15)
    assert found.mix[0] == pytest.approx(0.7 - 0.4, abs=1e-12)
    assert np.isfinite(found.terms).all()


@FEW
@given(weights, gaps, weights, gaps)
def test_parts_sum_to_the_change(w0, g0, w1, g1) -> None:
    a, b = missing_where_silent(w0, g0), missing_where_silent(w1, g1)
    for labels in (np.arange(6)[:, None], np.array(CELLS)):
        found = shapley_change(w0, a, w1, b, labels)
        assert isclose(found.mix.sum() + found.behaviour, found.after - found.before, abs_tol=1e-12)
        assert np.allclose(found.terms.sum(axis=0), [*found.mix, found.behaviour], atol=1e-12)


@FEW
@given(weights, gaps, weights, gaps)
def test_turning_time_round_turns_every_part_round(w0, g0, w1, g1) -> None:
    a, b = missing_where_silent(w0, g0), missing_where_silent(w1, g1)
    there, back = shapley_change(w0, a, w1, b, CELLS), shapley_change(w1, b, w0, a, CELLS)
    assert np.allclose(there.terms, -back.terms, atol=1e-12)


@FEW
@given(weights, gaps, weights, gaps, st.permutations(range(6)))
def test_order_of_groups_and_columns_plays_no_part(w0, g0, w1, g1, order) -> None:
    a, b = missing_where_silent(w0, g0), missing_where_silent(w1, g1)
    w0, w1, cells = np.array(w0), np.array(w1), np.array(CELLS)
    plain = shapley_change(w0, a, w1, b, cells)
    mixed = shapley_change(w0[order], a[order], w1[order], b[order], cells[order])
    assert np.allclose(mixed.terms, plain.terms[order], atol=1e-12)
    turned = shapley_change(w0, a, w1, b, cells[:, ::-1])
    assert np.allclose(turned.mix[::-1], plain.mix, atol=1e-12)


@FEW
@given(weights, gaps, weights, gaps)
def test_one_factor_is_kitagawa_by_its_textbook_formula(w0, g0, w1, g1) -> None:
    p0, p1 = np.array(w0) / sum(w0), np.array(w1) / sum(w1)
    a = np.where(p0 > 0, g0, g1)
    b = np.where(p1 > 0, g1, a)
    a = np.where(p0 > 0, a, b)
    found = kitagawa(w0, missing_where_silent(w0, g0), w1, missing_where_silent(w1, g1))
    assert found.mix[0] == pytest.approx(float(((p1 - p0) * (a + b) / 2).sum()), abs=1e-12)
    assert found.behaviour == pytest.approx(float(((p0 + p1) / 2 * (b - a)).sum()), abs=1e-12)


def walked(
    w0: np.ndarray, g0: np.ndarray, w1: np.ndarray, g1: np.ndarray, cells: list[tuple[int, int]]
) -> np.ndarray:
    """Change one factor after the other in every order, with dictionaries, and average what each did."""
    world = [
        {c: (w, g) for c, w, g in zip(cells, w0 / w0.sum(), g0, strict=True)},
        {c: (w, g) for c, w, g in zip(cells, w1 / w1.sum(), g1, strict=True)},
    ]
    effects = np.zeros(3)
    for first in (0, 1):

        def margin(t: int, value: int, first: int = first) -> float:
            return sum(w for c, (w, _) in world[t].items() if c[first] == value)

        def gap(state: dict[int, int], first: int = first) -> float:
            total = 0.0
            for cell in cells:
                outer = margin(state[first], cell[first])
                inner = world[state[1 - first]][cell][0] / margin(state[1 - first], cell[first])
                total += outer * inner * world[state[2]][cell][1]
            return total

        for order in permutations(range(3)):
            state = dict.fromkeys(range(3), 0)
            for factor in order:
                old = gap(state)
                state[factor] = 1
                effects[factor] += (gap(state) - old) / 12
    return effects


def test_against_walking_through_every_order() -> None:
    rng = np.random.default_rng(4)
    for _ in range(5):
        w0, w1, g0, g1 = rng.random((4, 6)) + 0.01
        found = shapley_change(w0, g0, w1, g1, CELLS)
        assert [*found.mix, found.behaviour] == pytest.approx(
            walked(w0, g0, w1, g1, CELLS).tolist(), abs=1e-12
        )


@pytest.mark.parametrize(
    ("w0", "g0", "labels", "text"),
    [
        ([1, -1], [0.5, 0.5], None, "weights before must be finite, at least 0 and not all 0"),
        ([0, 0], [0.5, 0.5], None, "weights before must be finite, at least 0 and not all 0"),
        ([1, 1], [0.5, np.nan], None, "a group with weight before has no gap"),
        ([1, 1], [0.5], None, "vectors of one length"),
        ([1, 1], [0.5, 0.5], [[0], [1], [2]], "one row per group, 2"),
        ([1, 1], [0.5, 0.5], [[0] * 5, [1] * 5], f"one to {MOST_FACTORS} factors"),
    ],
)
def test_what_cannot_be_decomposed(w0, g0, labels, text) -> None:
    with pytest.raises(ValueError, match=text):
        shapley_change(w0, g0, [1, 1], [0.5, 0.5], [[0], [1]] if labels is None else labels)


class TestInterval:
    def test_jackknife_by_hand(self) -> None:
        """One group, six clusters of weight 1 before and six after: behaviour is a difference of means."""
        before, after = np.array([0.1, 0.2, 0.3, 0.2, 0.4, 0.0]), np.array([0.5, 0.4, 0.6, 0.9, 0.3, 0.5])
        zero, one = np.zeros((6, 1)), np.ones((6, 1))
        sums = [
            np.vstack([one, zero]), np.vstack([1 - before[:, None], zero]),
            np.vstack([zero, one]), np.vstack([zero, 1 - after[:, None]]),
        ]  # fmt: skip
        found = change_interval(*sums, labels=[[0]])
        moved = np.concatenate([before - before.mean(), after.mean() - after]) / 5
        assert found.se[1] == pytest.approx(sqrt(11 / 12 * (moved**2).sum()))
        half = 2.570582 * found.se[1]  # t quantile .975 with 5 degrees of freedom
        assert [found.lower[1], found.upper[1]] == pytest.approx(
            [after.mean() - before.mean() - half, after.mean() - before.mean() + half], abs=1e-6
        )
        assert np.isnan(found.lower[0]), "the mix of one group cannot change: no interval, not one of width 0"
        assert (found.n_before, found.n_after, found.n_shared) == (6, 6, 0)

    def test_a_group_that_leaves_with_its_cluster(self) -> None:
        rng = np.random.default_rng(1)
        bark, kept = np.column_stack([np.ones(7), [1, 0, 0, 0, 0, 0, 0]]), rng.random((7, 2))
        later = bark * [1, 3]
        found = change_interval(bark, bark * kept, later, later * rng.random((7, 2)), [[0], [1]])
        assert np.isfinite(found.lower).all()
        assert (found.upper > found.lower).all()

    @pytest.mark.parametrize("many", [1, 4])
    def test_few_clusters(self, many: int) -> None:
        bark = np.ones((many, 2))
        found = change_interval(bark, bark * 0.5, bark, bark * 0.2, [[0], [1]])
        assert (
            found.reason == f"{'1 cluster' if many == 1 else '4 clusters'} before, 5 needed for an interval"
        )
        assert np.isnan(found.lower).all()

    def test_clusters_that_are_alike(self) -> None:
        bark = np.ones((6, 2))
        found = change_interval(bark, bark * 0.5, bark, bark * 0.2, [[0], [1]])
        assert found.reason == "clusters are alike: no variance to see"

    def test_shapes(self) -> None:
        with pytest.raises(ValueError, match="with one row of labels per group"):
            change_interval(np.ones((6, 2)), np.ones((6, 2)), np.ones((6, 2)), np.ones((6, 2)), [[0]])
