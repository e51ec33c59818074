"""Brier score, its parts and skill: golden numbers, exact sums, and what has no score."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss

from rhetoric_gap import RhetoricGapError
from rhetoric_gap.inference import brier_decomposition, brier_score, brier_skill

share = st.sampled_from((0.0, 0.1, 0.5, 0.7, 1.0)) | st.floats(0, 1)
cases = st.lists(st.tuples(share, st.integers(0, 1)), min_size=1, max_size=40)
BINS = (None, 1, 5, [0, 0.3, 1], "isotonic")


def rest(found: Any) -> float:
    """What the parts leave of the score."""
    parts = found.reliability - found.resolution + found.uncertainty
    return float(found.brier - (parts + found.within_variance - found.within_covariance))


def test_golden_numbers(golden):
    example = golden["brier"]
    found = brier_decomposition(example["p"], example["y"])
    for name in ("brier", "reliability", "resolution", "uncertainty", "skill"):
        assert getattr(found, name) == pytest.approx(example[name], abs=1e-12), name
    assert (found.within_variance, found.within_covariance, found.n_bins) == (0, 0, 3)


def test_two_wide_bins_by_hand(golden):
    """Bins [0, .5) and [.5, 1]: forecasts .3 | .9 .7 .7 with events 0 | 1 1 0.

    Means .3 and .76667, shares 0 and .66667: reliability (.09 + 3 * .01) / 4 = .03, resolution
    (.25 + 3 * .027778) / 4 = .083333; within, deviations .13333, -.06667, -.06667 against .33333, .33333, -.66667:
    variance .026667 / 4 = .006667, covariance 2 * .066667 / 4 = .033333.
    """
    found = brier_decomposition(golden["brier"]["p"], golden["brier"]["y"], bins=2)
    parts = [found.reliability, found.resolution, found.within_variance, found.within_covariance]
    assert parts == pytest.approx([0.03, 1 / 12, 0.02 / 3, 0.1 / 3])
    assert found.brier == pytest.approx(0.03 - 1 / 12 + 0.25 + 0.02 / 3 - 0.1 / 3)


@given(cases, st.sampled_from(BINS))
def test_parts_add_up(rows, bins):
    p, y = map(list, zip(*rows, strict=True))
    found = brier_decomposition(p, y, bins=bins)
    assert abs(rest(found)) < 1e-12
    assert found.brier == pytest.approx(np.mean((np.array(p) - np.array(y)) ** 2))
    assert min(found.reliability, found.resolution, found.uncertainty, found.within_variance) >= 0
    assert found.resolution <= found.uncertainty + 1e-12


@given(cases)
def test_one_value_a_bin_has_nothing_within(rows):
    p, y = zip(*rows, strict=True)
    found = brier_decomposition(p, y)
    assert abs(found.within_variance) < 1e-15 and abs(found.within_covariance) < 1e-15
    assert found.n_bins == len(set(p))


@given(cases)
def test_isotonic_blocks_are_no_worse_calibrated_than_any_bins_and_shares_rise(rows):
    p, y = zip(*rows, strict=True)
    found = brier_decomposition(p, y, bins="isotonic")
    assert found.miscalibration >= -1e-12
    assert found.miscalibration - found.resolution == pytest.approx(
        found.brier - found.uncertainty, abs=1e-12
    )


def test_score_is_that_of_scikit_learn():
    rng = np.random.default_rng(0)
    p, y = rng.random(50), rng.integers(0, 2, 50)
    assert brier_score(p, y).estimate == pytest.approx(brier_score_loss(y, p))


def test_skill_over_a_reference_by_hand():
    """Losses .01 .09 .49 .09 against .16 .16 .36 .36 of a constant .6: 1 - .68 / 1.04."""
    found = brier_skill([0.9, 0.7, 0.7, 0.3], [1, 1, 0, 0], [0.6] * 4)
    assert found.estimate == pytest.approx(1 - 0.68 / 1.04)


def test_interval_leaves_out_clusters():
    rng = np.random.default_rng(1)
    p, y, k = rng.random(60), rng.integers(0, 2, 60), np.repeat(np.arange(6), 10)
    q = np.full(60, 0.5)
    found = brier_skill(p, y, q, cluster=k)
    left = [brier_skill(p[k != c], y[k != c], q[k != c]).estimate for c in range(6)]
    assert found.se == pytest.approx(np.sqrt(5 / 6 * np.sum((np.array(left) - np.mean(left)) ** 2)))
    assert found.n_clusters == 6
    assert found.lower < found.estimate < found.upper
    names = np.array(["f", "b", "c", "d", "e", "a"], dtype=object)[k]
    mix = rng.permutation(60)
    other = brier_skill(p[mix], y[mix], q[mix], cluster=names[mix])
    assert [other.lower, other.upper] == pytest.approx([found.lower, found.upper])


def test_p_value_asks_whether_skill_is_above_0():
    y = np.tile([0, 1], 20)
    good, bad = np.where(y == 1, 0.7, 0.3), np.where(y == 1, 0.3, 0.7)
    wobble = np.linspace(0, 0.05, 40)
    found = [
        brier_skill(p + wobble, y, np.full(40, 0.5), cluster=np.arange(40) // 4).p_value for p in (good, bad)
    ]
    assert found[0] < 0.001 and found[1] > 0.999


def test_limits_of_the_score_stay_in_its_range():
    p, y = np.array([0.02, 0.03, 0.01, 0.04, 0.98]), np.array([0, 0, 0, 0, 0])
    found = brier_score(p, y)
    assert found.lower == 0 < found.estimate < found.upper <= 1


def test_nothing_to_score():
    empty = brier_decomposition([], [])
    assert np.isnan([empty.brier, empty.reliability, empty.base_rate]).all()
    assert (empty.n, empty.n_bins) == (0, 0)
    assert brier_score([], []).reason == brier_skill([], [], []).reason == "no forecast"


@pytest.mark.parametrize("y", [[0, 0, 0], [1, 1, 1]])
def test_one_outcome_has_a_score_but_no_skill(y):
    found = brier_decomposition([0.2, 0.4, 0.9], y)
    assert found.uncertainty == 0 and np.isnan(found.skill)
    perfect = brier_skill([0.2, 0.4, 0.9], y, np.array(y, dtype=float))
    assert np.isnan(perfect.estimate)
    assert perfect.reason == "the reference makes no error to improve on"


@pytest.mark.parametrize(
    ("p", "y", "text"),
    [
        ([0.5, 1.2], [0, 1], r"1 probabilities are missing or not in \[0, 1\] \(first at position 1: 1.2\)"),
        ([0.5, np.nan], [0, 1], "first at position 1: nan"),
        ([0.5, 0.5], [0, 2], r"1 outcomes are neither 0 nor 1 \(first at position 1: 2\)"),
        (
            [0.5, -1],
            [np.nan, 1],
            r"not in \[0, 1\].*; 1 outcomes are neither.*Leave out what has not been decided yet",
        ),
        ([0.5], [0, 1], r"vectors of one length, got shapes \(1,\) and \(2,\)"),
    ],
)
def test_errors_name_every_problem(p, y, text):
    with pytest.raises(RhetoricGapError, match=text):
        brier_decomposition(p, y)


@pytest.mark.parametrize("bins", [0, [0, 1, 0.5], [0.1, 1], "quantile", []])
def test_bins_that_make_no_sense(bins):
    with pytest.raises(RhetoricGapError, match="bins must be"):
        brier_decomposition([0.5], [1], bins=bins)


def test_one_cluster_per_forecast_is_needed():
    with pytest.raises(RhetoricGapError, match=r"2 forecasts, clusters of shape \(3,\)"):
        brier_score([0.5, 0.5], [0, 1], cluster=[1, 2, 3])
