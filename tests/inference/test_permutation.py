"""The permutation test: against scipy and against a loop over every permutation."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from rhetoric_gap.inference import difference_interval, permutation_test
from rhetoric_gap.inference.permutation import MIXED, WHOLE, WITHIN

share = st.floats(0, 1)
halves = st.lists(
    st.tuples(st.sampled_from([0.0, 1.0, 2.5]), share, st.sampled_from([0.0, 1.0, 2.5]), share),
    min_size=2,
    max_size=7,
)

FEW = settings(max_examples=30)


def sums(rows) -> list[np.ndarray]:
    r1, f1, r2, f2 = np.array(rows, dtype=float).T
    return [r1, r1 * f1, r2, r2 * f2]


def whole(first: list[tuple[float, float]], second: list[tuple[float, float]]) -> list[np.ndarray]:
    """Clusters of one group each: bark and bite."""
    return [
        np.array(c)
        for c in zip(*[(r, b, 0, 0) for r, b in first], *[(0, 0, r, b) for r, b in second], strict=True)
    ]


def statistic(r1, b1, r2, b2) -> float:
    found = difference_interval(r1, b1, r2, b2)
    if min(found.n_first, found.n_second) < 2:
        return found.difference
    if abs(found.difference) < 1e-9:
        return 0.0
    return found.difference / found.se if found.se > 1e-7 else np.copysign(np.inf, found.difference)


def by_loop(r1, b1, r2, b2) -> tuple[float, int]:
    """Swap the halves of shared clusters in every way, and relabel the others in every way."""
    both = [k for k in range(len(r1)) if r1[k] > 0 and r2[k] > 0]
    single = [k for k in range(len(r1)) if (r1[k] > 0) != (r2[k] > 0)]
    seconds = [k for k in single if r2[k] > 0]
    observed, values = abs(statistic(r1, b1, r2, b2)), []
    for chosen in combinations(single, len(seconds)):
        for swaps in product([False, True], repeat=len(both)):
            moved = {k for k in single if (k in chosen) != (k in seconds)}
            moved |= {k for k, s in zip(both, swaps, strict=True) if s}
            p1, q1, p2, q2 = (a.copy() for a in (r1, b1, r2, b2))
            for k in moved:
                p1[k], p2[k], q1[k], q2[k] = p2[k], p1[k], q2[k], q1[k]
            values.append(abs(statistic(p1, q1, p2, q2)))
    return float(np.mean([v >= observed - 1e-8 * max(1, observed) or v == observed for v in values])), len(
        values
    )


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("shape", [(3, 4, 0), (0, 0, 6), (2, 2, 3), (4, 0, 3), (1, 4, 0)])
def test_against_a_loop_over_every_permutation(shape, seed) -> None:
    rng = np.random.default_rng(seed)
    one, two, both = shape
    rows = [(rng.integers(1, 5), rng.random(), 0, 0) for _ in range(one)]
    rows += [(0, 0, rng.integers(1, 5), rng.random()) for _ in range(two)]
    rows += [(rng.integers(1, 5), rng.random(), rng.integers(1, 5), rng.random()) for _ in range(both)]
    found = permutation_test(*sums(rows))
    p, many = by_loop(*sums(rows))
    assert found.exact
    assert (found.p, found.n_permutations) == (pytest.approx(p), many)
    free = one > 0 and two > 0
    assert found.design == (WHOLE if not both else MIXED if free else WITHIN)


def test_against_scipy() -> None:
    """With clusters of equal bark the studentised difference of gaps is Welch's t."""
    first, second = np.array([0.1, 0.4, 0.2, 0.3, 0.25]), np.array([0.5, 0.35, 0.7, 0.6])
    rows = whole([(1, 1 - g) for g in first], [(1, 1 - g) for g in second])
    oracle = stats.permutation_test(
        (second, first),
        lambda x, y, axis: np.abs(stats.ttest_ind(x, y, axis=axis, equal_var=False).statistic),
        vectorized=True,
        n_resamples=np.inf,
        alternative="greater",
    )
    assert permutation_test(*rows).p == pytest.approx(oracle.pvalue)


def test_three_against_three_by_hand() -> None:
    """Of 20 divisions the observed one and its mirror image are the farthest apart: 2 / 20."""
    rows = whole([(1, 0.9), (1, 0.8), (1, 1.0)], [(1, 0.1), (1, 0.3), (1, 0.2)])
    found = permutation_test(*rows)
    assert (found.p, found.least, found.n_permutations, found.exact) == (0.1, 0.1, 20, True)
    assert found.reason == "the smallest p that 20 permutations can give is 0.100"


def test_drawn_permutations_agree_with_all_of_them() -> None:
    rng = np.random.default_rng(8)
    rows = whole([(1, g) for g in rng.random(7)], [(1, 0.5 * g) for g in rng.random(7)])
    exact = permutation_test(*rows)
    assert (exact.n_permutations, exact.exact) == (3432, True)
    drawn = permutation_test(*rows, n_perm=2000)
    assert not drawn.exact
    error = np.sqrt(exact.p * (1 - exact.p) / 2000)
    assert abs(drawn.p - exact.p) < 4 * error + 1 / 2000
    assert drawn.least == 1 / 2001
    assert permutation_test(*rows, n_perm=2000).p == drawn.p, "same seed, same p"
    assert permutation_test(*rows, n_perm=2000, seed=1).p != drawn.p


def test_draws_in_pieces_are_all_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(8)
    rows = whole([(1, g) for g in rng.random(10)], [(1, g) for g in rng.random(10)])
    monkeypatch.setattr("rhetoric_gap.inference.permutation._CHUNK", 900)
    found = permutation_test(*rows, n_perm=999)
    assert found.n_permutations == 999
    assert round(found.p * 1000, 6) == int(round(found.p * 1000, 6))


@FEW
@given(halves)
def test_p_is_a_share_and_groups_may_change_round(rows) -> None:
    r1, b1, r2, b2 = sums(rows)
    found = permutation_test(r1, b1, r2, b2, n_perm=199)
    if not (r1.sum() > 0 and r2.sum() > 0):
        assert np.isnan(found.p)
        assert found.reason == "a group in which nothing was named"
        return
    assert 0 < found.least <= found.p + 1e-12 <= 1 + 1e-12
    if found.exact:
        assert permutation_test(r2, b2, r1, b1, n_perm=199).p == pytest.approx(found.p)


@FEW
@given(halves, st.randoms(use_true_random=False))
def test_order_of_clusters_plays_no_part(rows, random) -> None:
    mixed = random.sample(rows, len(rows))
    assert permutation_test(*sums(rows), n_perm=50).p == pytest.approx(
        permutation_test(*sums(mixed), n_perm=50).p, nan_ok=True
    )


def test_equal_groups_have_a_p_of_one() -> None:
    rows = whole([(1, 0.5)] * 4, [(1, 0.5)] * 4)
    assert permutation_test(*rows).p == 1


def test_one_cluster_each_can_show_nothing() -> None:
    found = permutation_test(*whole([(1, 1.0)], [(1, 0.0)]))
    assert found.p == 1
    assert found.reason == "the smallest p that 2 permutations can give is 1.000"


def test_clusters_of_one_group_have_nowhere_to_go() -> None:
    """Both groups in one cluster, the others all in the first: only the halves can change places."""
    rows = sums([(1, 0.9, 1, 0.1), (1, 0.5, 0, 0), (2, 0.7, 0, 0)])
    found = permutation_test(*rows)
    assert (found.n_permutations, found.design) == (2, WITHIN)


def test_number_of_permutations() -> None:
    with pytest.raises(ValueError, match="n_perm must be at least 1, got 0"):
        permutation_test([1], [1], [1], [1], n_perm=0)
