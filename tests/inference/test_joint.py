"""Testing all specifications together."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhetoric_gap import RhetoricGapError, UnknownOptionError
from rhetoric_gap.inference import expected_curve, joint_test, permuted_contrasts

# Two specifications on the observed data and on three permuted sets.
OBSERVED, PERMUTED = [0.3, 0.5], [[0.4, 0.6], [0.2, 0.6], [0.5, 0.7]]


def test_joint_test_worked_by_hand() -> None:
    # Medians .4 against .5, .4, .6: one as low, p = 2/4. Means over the four sets .35 and .6: both estimates lie below
    # theirs, of the permuted ones none, one, none; p = 1/4. Standard deviations sqrt(.0125) and sqrt(.005): z of the
    # observed -.4472 and -1.4142, mean -.9307; of the permuted .2236, -.6708, 1.3779; p = 1/4.
    found = joint_test(OBSERVED, PERMUTED)
    assert (found.n, found.n_specifications) == (3, 2)
    assert (found.median, found.expected_median, found.p_median) == (0.4, pytest.approx(0.5), 0.5)
    assert (found.share, found.expected_share, found.p_share) == (1.0, pytest.approx(0.5 / 3), 0.25)
    assert (found.mean_z, found.p_mean_z) == (pytest.approx(-0.930714, abs=1e-6), 0.25)
    assert found.expected.tolist() == pytest.approx([1.1 / 3, 1.9 / 3])
    assert found.p_each.tolist() == [0.5, 0.25]


def test_two_sided_counts_deviations_of_either_sign() -> None:
    # Away from the means .35 and .6 by (.05, .1): (.05, 0), (.15, 0), (.15, .1) are at least so far in 3 and 1 sets.
    found = joint_test(OBSERVED, PERMUTED, side="two-sided")
    assert found.p_each.tolist() == [1.0, 0.5]
    assert found.share == 1.0
    mirrored = joint_test(-np.array(OBSERVED), -np.array(PERMUTED), side="two-sided")
    assert (mirrored.p_median, mirrored.p_mean_z) == (found.p_median, found.p_mean_z)


def test_a_specification_that_never_moves_has_no_say() -> None:
    moving = joint_test([0.1], [[0.5], [0.6]])
    found = joint_test([0.1, 0.4], [[0.5, 0.4], [0.6, 0.4]])
    assert found.mean_z == pytest.approx(moving.mean_z / 2)
    assert found.p_each[1] == 1.0


def test_sums_in_another_order_are_ties() -> None:
    assert joint_test([0.1 + 0.2], [[0.3], [0.3]]).p_median == 1.0


def test_nothing_permuted_is_no_test() -> None:
    found = joint_test([0.2, 0.3], np.empty((0, 2)))
    assert found.n == 0
    assert np.isnan([found.p_median, found.p_share, found.p_mean_z, *found.p_each]).all()


def test_wrong_input_is_named() -> None:
    with pytest.raises(
        RhetoricGapError, match=r"one column for each of the estimates, got shapes \(2, 1\) and \(2,\)"
    ):
        joint_test([0.1, 0.2], [[0.1], [0.2]])
    with pytest.raises(RhetoricGapError, match="leave its column out"):
        joint_test([0.1, float("nan")], [[0.1, 0.2]])
    with pytest.raises(UnknownOptionError, match="'less', 'two-sided'"):
        joint_test([0.1], [[0.2]], side="more")  # type: ignore[arg-type]


@given(st.integers(0, 10_000), st.integers(1, 5), st.integers(3, 20))
def test_every_set_is_treated_alike(seed: int, specs: int, n: int) -> None:
    """Were any other set the observed one, the p values would be those of its rank: that is what makes them exact."""
    sets = np.random.default_rng(seed).random((n + 1, specs))
    p = [joint_test(sets[i], np.delete(sets, i, axis=0)).p_mean_z for i in range(n + 1)]
    assert sorted(p) == pytest.approx(np.arange(1, n + 2) / (n + 1))


def test_relabelled_clusters_are_all_relabellings() -> None:
    # Clusters of gaps 1, 1, 0, 1/2 and bark 1, two in each group; listed by hand, group by group.
    u = np.array([1, 1, 0, 0.5])
    draws = permuted_contrasts(
        [[1, 1, 0, 0]], [[1, 1, 0, 0]], [[0, 0, 1, 1]], [[0, 0, 0, 0.5]], n=400, seed=1
    )
    pairs = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]
    by_hand = {round(float(u[list(p)].mean() - np.delete(u, p).mean()), 9) for p in pairs}
    assert set(draws.ravel().round(9).tolist()) == by_hand
    assert draws.mean() == pytest.approx(0, abs=0.1)


def test_clusters_in_both_groups_swap_their_halves() -> None:
    draws = permuted_contrasts([[1.0]], [[1.0]], [[1.0]], [[0.25]], n=50)
    assert set(draws.ravel().tolist()) == {0.75, -0.75}


def test_all_specifications_see_the_same_moves() -> None:
    one = [[1.0, 1.0, 0.0, 0.0]], [[0.9, 0.2, 0.0, 0.0]], [[0.0, 0.0, 1.0, 1.0]], [[0.0, 0.0, 0.4, 0.1]]
    twice = [np.repeat(side, 2, axis=0) for side in one]
    draws = permuted_contrasts(*twice, n=60)
    assert (draws[:, 0] == draws[:, 1]).all()
    assert np.unique(draws[:, 0].round(9)).size > 2


def test_draws_that_empty_a_group_are_left_out() -> None:
    # The second specification has statements in the first two clusters only: one must be in either group.
    bark_1 = [[1, 0, 0, 0], [1, 0, 0, 0]]
    bark_2 = [[0, 1, 1, 1], [0, 1, 0, 0]]
    draws = permuted_contrasts(bark_1, bark_1, bark_2, np.zeros((2, 4)), n=200)
    assert 0 < len(draws) < 200
    assert np.isfinite(draws).all()
    with pytest.raises(RhetoricGapError, match=r"got shapes \(1, 2\), \(1, 1\)"):
        permuted_contrasts([[1, 1]], [[1]], [[0, 0]], [[0, 0]])


def test_curve_by_chance_is_sorted_set_by_set() -> None:
    found = expected_curve([[0.9, 0.1], [0.2, 0.8], [0.5, 0.6]], level=0.5)
    assert found[:, 1].tolist() == [0.2, 0.8]
    assert found[:, 0].tolist() == pytest.approx([0.15, 0.7])
    assert np.isnan(expected_curve(np.empty((0, 2)))).all()
