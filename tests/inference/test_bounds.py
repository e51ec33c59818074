"""Bounds: what the untested could do to the gap, and no more."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhetoric_gap.inference import Bounds, severity_bounds

severities = st.lists(st.floats(0.01, 1.0), min_size=0, max_size=12)


def test_sanctions_bargaining():
    """140 threats backed down from, 144 never resisted, of 633: published cells."""
    found = severity_bounds(140, 144, 633)
    assert [found.low, found.high] == pytest.approx([0.221, 0.449], abs=5e-4)


def test_promise_tracker():
    """Of 174 promises 21 kept, 8 compromised, 43 broken, 102 pending; a compromise is half a credit."""
    found = severity_bounds(43 + 8 / 2, 102, 174)
    assert [found.low, found.high] == pytest.approx([0.270, 0.856], abs=5e-4)


def test_golden_untriggered_statement(golden):
    """S1 (1.0) untested, S2 (0.95) kept, of S3 (0.83) 0.37 credited."""
    example = golden["main"]["S1_untriggered"]
    found = severity_bounds(0.83 - 0.37, 1.0, 2.78)
    assert [found.low, found.high] == pytest.approx([example["manski_low"], example["manski_high"]], abs=1e-6)


def test_all_tested_leaves_no_doubt():
    assert severity_bounds(1.5, 0, 6) == Bounds(0.25, 0.25)


def test_nothing_tested_leaves_all_open():
    assert severity_bounds(0, 6, 6) == Bounds(0.0, 1.0)


@pytest.mark.parametrize("total", [0.0, float("nan")])
def test_nothing_named(total):
    found = severity_bounds(0, 0, total)
    assert np.isnan([found.low, found.high]).all()


def test_rounding_stays_between_0_and_1():
    total = sum([0.1] * 3)  # a little more than 0.3
    assert severity_bounds(total, 0, 0.3) == Bounds(1.0, 1.0)
    assert severity_bounds(-1e-17, 0, 0.3) == Bounds(0.0, 0.0)


@given(tested=severities, untested=severities, data=st.data())
def test_every_fate_of_the_untested_lies_within(tested, untested, data):
    """Whatever the untested turn out to be, the gap over all is inside; the worst and best fates are the bounds."""
    total = sum(tested) + sum(untested)
    if not total:
        return
    shares = st.floats(0.0, 1.0)
    known = [data.draw(shares) for _ in tested]
    fates = [data.draw(shares) for _ in untested]
    missing = sum(r * (1 - f) for r, f in zip(tested, known, strict=True))
    found = severity_bounds(missing, sum(untested), total)

    def gap(kept: list[float]) -> float:
        return (missing + sum(r * (1 - f) for r, f in zip(untested, kept, strict=True))) / total

    assert found.low - 1e-12 <= gap(fates) <= found.high + 1e-12
    assert [found.low, found.high] == pytest.approx([gap([1.0] * len(untested)), gap([0.0] * len(untested))])
