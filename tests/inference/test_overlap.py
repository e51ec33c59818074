"""Means of judgements with overlapping windows."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rhetoric_gap.inference import cluster_interval, dependent_mean, window_overlap

FEW = settings(max_examples=30)

windows = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 120)), min_size=1, max_size=12)


@FEW
@given(windows)
def test_overlap_is_a_kernel(rows) -> None:
    first = np.array([a for a, _ in rows])
    found = window_overlap(first, first + [d for _, d in rows])
    assert np.allclose(found, found.T)
    assert np.allclose(np.diag(found), 1)
    assert ((found >= 0) & (found <= 1 + 1e-12)).all()
    assert np.linalg.eigvalsh(found).min() > -1e-9, "a variance made with it must not be negative"


def test_overlap_by_counting_days() -> None:
    first, last = [0, 5, 8], [9, 14, 8]
    days = [set(range(a, b + 1)) for a, b in zip(first, last, strict=True)]
    found = window_overlap(first, last)
    for i, one in enumerate(days):
        for j, two in enumerate(days):
            assert found[i, j] == pytest.approx(len(one & two) / math.sqrt(len(one) * len(two)))


def test_independent_values_give_the_textbook_interval() -> None:
    """Mean .25, sd .1870829, n 6: .25 -+ 2.570582 * .1870829 / sqrt(6)."""
    found = dependent_mean([0.1, 0.3, 0.2, 0.5, 0.4, 0.0], np.eye(6))
    half = 2.570582 * 0.1870829 / math.sqrt(6)
    assert [found.lower, found.upper] == pytest.approx([0.25 - half, 0.25 + half], abs=1e-6)


def test_blocks_are_clusters() -> None:
    """Six clusters of three: the standard error is that of the ratio estimator with bark 1 a value."""
    rng = np.random.default_rng(3)
    values, unit = rng.random(18), np.repeat(np.arange(6), 3)
    found = dependent_mean(values, np.equal.outer(unit, unit).astype(float))
    oracle = cluster_interval(np.full(6, 3.0), 3.0 - np.bincount(unit, values))
    assert found.n_effective == pytest.approx(6)
    assert found.mean == pytest.approx(oracle.gap)
    assert found.se == pytest.approx(oracle.se)


@FEW
@given(windows, st.integers(0, 9))
def test_never_an_interval_without_width(rows, seed) -> None:
    first = np.array([a for a, _ in rows])
    values = np.random.default_rng(seed).choice([0.0, 0.5], len(rows))
    found = dependent_mean(values, window_overlap(first, first + [d for _, d in rows]))
    assert 1 - 1e-9 <= found.n_effective <= len(rows) + 1e-9
    assert bool(found.reason) != (found.lower < found.mean < found.upper)


@pytest.mark.parametrize(
    ("values", "kernel", "reason"),
    [
        ([], np.ones((0, 0)), "nothing to average"),
        ([0.1, 0.2], np.eye(2), "only 2 scored, 5 needed for an interval"),
        ([0.2] * 6, np.eye(6), "all values are equal: no variance to see"),
        (
            [0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
            np.ones((6, 6)),
            "6 judgements share their days and are worth 1.0 independent ones, 5 needed for an interval",
        ),
    ],
)
def test_without_an_interval_there_is_a_reason(values, kernel, reason) -> None:
    found = dependent_mean(values, kernel)
    assert found.reason == reason
    assert math.isnan(found.lower)


def test_shapes() -> None:
    with pytest.raises(ValueError, match=r"values have shape \(2,\), the kernel \(3, 3\)"):
        dependent_mean([1, 2], np.eye(3))
    with pytest.raises(ValueError, match="1 windows end before they begin"):
        window_overlap([3, 5], [4, 4])
    with pytest.raises(ValueError, match="vectors of one length"):
        window_overlap([3, 5], [4])
