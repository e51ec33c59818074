"""Limits from leaving out one cluster at a time, and those of the bias-corrected bootstrap."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, logit
from scipy.stats import bootstrap, norm, t

from rhetoric_gap import RhetoricGapError, UnknownOptionError
from rhetoric_gap.inference import bca_limits, jackknife_score

FIVE = np.array([0.1, 0.4, 0.5, 0.7, 0.3])


def without_each(x: np.ndarray) -> np.ndarray:
    """Mean without each value."""
    return (x.sum() - x) / (len(x) - 1)


def test_mean_has_its_usual_standard_error_and_limits():
    found = jackknife_score(FIVE.mean(), without_each(FIVE))
    se = FIVE.std(ddof=1) / 5**0.5
    half = t.ppf(0.975, 4) * se
    assert found.se == pytest.approx(se)
    assert [found.lower, found.upper] == pytest.approx([FIVE.mean() - half, FIVE.mean() + half])
    assert (found.level, found.n_clusters, found.reason) == (0.95, 5, "")


def test_logit_limits_step_by_step():
    mean = float(FIVE.mean())
    found = jackknife_score(mean, without_each(FIVE), scale="logit")
    half = t.ppf(0.975, 4) * FIVE.std(ddof=1) / 5**0.5 / (mean * (1 - mean))
    assert [found.lower, found.upper] == pytest.approx([expit(logit(mean) - half), expit(logit(mean) + half)])


def test_p_is_one_sided_against_chance():
    found = [
        jackknife_score(FIVE.mean() + shift, without_each(FIVE) + shift, chance=0.4)
        for shift in (0, 0.1, -0.1)
    ]
    at, above, below = (one.p_value for one in found)
    assert at == pytest.approx(0.5)
    assert above < 0.5 < below
    assert above + below == pytest.approx(1)
    assert np.isnan(jackknife_score(FIVE.mean(), without_each(FIVE)).p_value)


@pytest.mark.parametrize(
    ("estimate", "left_out", "reason"),
    [
        (0.5, [0.4, 0.5, 0.6, 0.5], "only 4 dyads, 5 needed for an interval"),
        (0.5, [0.4], "only 1 dyad, 5 needed for an interval"),
        (0.5, [], "only 0 dyads, 5 needed for an interval"),
        (np.nan, [0.4] * 6, "the score is not defined"),
        (0.5, [0.4, np.nan, 0.5, 0.6, 0.5], "the score rests on one dyad: without it, it is not defined"),
        (0.5, [0.5] * 6, "no variance between dyads to see"),
    ],
)
def test_no_interval_without_a_reason(estimate, left_out, reason):
    found = jackknife_score(estimate, left_out, unit="dyad")
    assert np.isnan([found.lower, found.upper, found.se]).all()
    assert found.reason == reason
    assert found.method == ""


@pytest.mark.parametrize("end", [0.0, 1.0])
def test_a_share_of_0_or_1_has_no_logit_limits(end):
    found = jackknife_score(end, [end] * 4 + [0.5], scale="logit")
    assert found.reason == f"the score is {end:.0f}: no variance to see"


def test_errors_say_what_was_expected():
    with pytest.raises(UnknownOptionError, match=r"scale='log'.*'plain', 'logit'"):
        jackknife_score(0.5, FIVE, scale="log")  # type: ignore[arg-type]
    with pytest.raises(RhetoricGapError, match=r"one value per cluster, got shape \(1, 2\)"):
        jackknife_score(0.5, [[0.1, 0.2]])


@given(st.lists(st.floats(0.01, 0.99), min_size=5, max_size=20))
def test_limits_hold_the_estimate(values):
    x = np.array(values)
    for scale in ("plain", "logit"):
        found = jackknife_score(x.mean(), without_each(x), scale=scale)
        assert found.reason or found.lower < x.mean() < found.upper


def test_bca_agrees_with_scipy():
    """The same draws: scipy's limits for the mean of skewed data."""
    x = np.random.default_rng(3).exponential(size=30)
    found = bootstrap((x,), np.mean, n_resamples=4_000, method="BCa", random_state=np.random.default_rng(1))
    mine = bca_limits(found.bootstrap_distribution, x.mean(), without_each(x))
    assert mine == pytest.approx(tuple(found.confidence_interval), abs=1e-9)


def test_expanded_limits_reach_as_far_as_those_of_t():
    """Draws that are normal quantiles, no bias, no skewness: the limits are the quantiles themselves."""
    draws, five = norm.ppf((np.arange(9_999) + 0.5) / 9_999), np.array([-1.0, -0.5, 0, 0.5, 1])
    plain, wide = (bca_limits(draws, 0.0, five, expanded=e)[1] for e in (False, True))
    assert plain == pytest.approx(norm.ppf(0.975), abs=2e-3)
    assert wide == pytest.approx(np.sqrt(5 / 4) * t.ppf(0.975, 4), abs=0.03)


def test_bca_of_a_statistic_with_few_values_is_not_taken_for_biased():
    draws = np.array([0.4] * 30 + [0.5] * 40 + [0.6] * 30)
    low, high = bca_limits(draws, 0.5, [0.5, 0.5, 0.5])
    assert (low, high) == (0.4, 0.6)


def test_bca_stays_within_its_draws_when_the_estimate_is_outside():
    draws = np.linspace(0, 1, 100)
    low, high = bca_limits(draws, 2.0, [1.9, 2.0, 2.1])
    assert 0 <= low <= high <= 1
