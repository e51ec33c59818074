"""Rogan and Gladen's correction: golden number, limits step by step, and rates that cannot be."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from rhetoric_gap import RhetoricGapError, rogan_gladen

Z = norm.ppf(0.975)
rate = st.floats(0.55, 1.0)


def test_golden_number(golden):
    example = golden["rogan_gladen"]
    found = rogan_gladen(example["observed"], example["sensitivity"], example["specificity"])
    assert found.share == pytest.approx(example["corrected"], abs=1e-6)
    assert found.share == pytest.approx(float(Fraction(3, 10) / Fraction(7, 10)))
    assert (found.truncated, found.reason) == (False, "n was not given, so no interval")


def test_limits_step_by_step():
    """40 of 100, gold samples of 50 and 60: the formulas of Lang and Reiczigel (2014), written out."""
    n, p, se, sp, n1, n0 = 100 + Z**2, (40 + Z**2 / 2) / (100 + Z**2), 41 / 52, 55 / 62, 52, 62
    q = (p + sp - 1) / (se + sp - 1)
    shift = 2 * Z**2 * (q * se * (1 - se) / n1 - (1 - q) * sp * (1 - sp) / n0)
    variance = p * (1 - p) / n + q**2 * se * (1 - se) / n1 + (1 - q) ** 2 * sp * (1 - sp) / n0
    half = Z * np.sqrt(variance) / (se + sp - 1)
    found = rogan_gladen(0.4, 0.8, 0.9, n=100, n_positive=50, n_negative=60)
    assert [found.lower, found.upper] == pytest.approx([q + shift - half, q + shift + half])
    assert (found.method, found.reason, found.notes) == ("Lang-Reiczigel", "", ())


def test_known_rates_give_the_limits_of_agresti_and_coull():
    """No errors at all: the plain interval of a proportion, 40 of 100."""
    n, p = 100 + Z**2, (40 + Z**2 / 2) / (100 + Z**2)
    half = Z * np.sqrt(p * (1 - p) / n)
    found = rogan_gladen(0.4, 1.0, 1.0, n=100)
    assert [found.share, found.lower, found.upper] == pytest.approx([0.4, p - half, p + half])
    assert found.notes == (
        "sensitivity and specificity without a number of gold cases are taken as known exactly",
    )


def test_gold_samples_carry_uncertainty():
    wide = [rogan_gladen(0.4, 0.8, 0.9, n=200, n_positive=g, n_negative=g) for g in (20, 80, 100_000)]
    widths = [found.upper - found.lower for found in wide]
    known = rogan_gladen(0.4, 0.8, 0.9, n=200)
    assert widths[0] > widths[1] > widths[2] == pytest.approx(known.upper - known.lower, rel=1e-3)


@given(st.floats(0, 1), rate, rate)
def test_undoes_what_the_errors_did(true, sensitivity, specificity):
    seen = true * sensitivity + (1 - true) * (1 - specificity)
    found = rogan_gladen(min(seen, 1.0), sensitivity, specificity)
    assert found.share == pytest.approx(true, abs=1e-9)


@given(st.floats(0, 1), rate, rate, st.integers(5, 500))
def test_limits_stay_in_range_or_have_a_reason(seen, sensitivity, specificity, n):
    found = rogan_gladen(seen, sensitivity, specificity, n=n, n_positive=n, n_negative=n)
    assert 0 <= found.share <= 1
    assert found.truncated == (found.raw != found.share) == bool(found.notes)
    assert bool(found.reason) == np.isnan(found.lower)
    assert found.reason or 0 <= found.lower < found.upper <= 1


def test_cut_shares_say_so():
    low, high = rogan_gladen(0.05, 0.8, 0.9, n=100), rogan_gladen(0.95, 0.8, 0.9, n=100)
    assert (low.share, low.truncated, high.share, high.truncated) == (0, True, 1, True)
    assert low.raw == pytest.approx(-0.05 / 0.7)
    assert low.notes[0].endswith(
        "with these rates of error 0.050 is less than false positives alone would give"
    )
    assert "more than if all cases were positive" in high.notes[0]


def test_impossible_observation_has_no_interval():
    found = rogan_gladen(0.01, 0.8, 0.9, n=5_000)
    assert np.isnan([found.lower, found.upper]).all()
    assert found.reason == "both limits lie outside [0, 1]: the rates of error do not fit what was observed"
    tiny = rogan_gladen(0.5, 0.6, 0.6, n=100, n_positive=1, n_negative=1)
    assert tiny.upper - tiny.lower > 0.9


@pytest.mark.parametrize(
    ("values", "choices", "text"),
    [
        ((0.4, 0.5, 0.5), {}, "add up to 1 or less: the coding is no better than a coin"),
        ((0.4, 0.3, 0.6), {}, "sensitivity 0.3 and specificity 0.6"),
        (
            (1.4, -0.1, 0.9),
            {},
            r"observed must be in \[0, 1\], got 1.4; sensitivity must be in \[0, 1\], got -0.1",
        ),
        ((float("nan"), 0.8, 0.9), {}, r"observed must be in \[0, 1\], got nan"),
        (
            (0.4, 0.8, 0.9),
            {"n": 0, "n_positive": -2},
            "n must be a positive number, got 0; n_positive must be",
        ),
        ((0.4, 0.8, 0.9), {"level": 95}, r"level must be in \(0, 1\), got 95"),
    ],
)
def test_numbers_that_cannot_be(values, choices, text):
    with pytest.raises(RhetoricGapError, match=text):
        rogan_gladen(*values, **choices)
