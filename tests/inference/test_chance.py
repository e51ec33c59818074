"""Draws of moves, and what they say about chance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.inference.chance import (
    chance_p_value,
    circular_shifts,
    donut_bandwidth,
    draw_shifts,
    flip_signs,
    number_of_shifts,
    shift_amounts,
)


@pytest.mark.parametrize(
    ("window", "ring", "expected"), [(60, 1461, (60, 360)), (60, 300, (60, 150)), (5, 10, (5, 5))]
)
def test_bandwidth(window, ring, expected):
    assert donut_bandwidth(window, ring) == expected


def test_a_record_too_short_is_refused_with_both_lengths():
    with pytest.raises(RhetoricGapError, match=r"covers 119 days.*window of 60 days.*at least 120"):
        donut_bandwidth(60, 119)


@given(
    window=st.integers(1, 40), extra=st.integers(0, 600), units=st.integers(1, 4), n=st.integers(1, 300),
    seed=st.integers(0, 5),
)  # fmt: skip
def test_donut_moves_out_of_reach_and_not_too_far(window, extra, units, n, seed):
    ring = 2 * window + extra
    low, high = donut_bandwidth(window, ring)
    found = draw_shifts(n, units, low=low, high=high, ring=ring, seed=seed)
    away = np.minimum(found % ring, -found % ring)
    assert found.shape[1] == units and 1 <= len(found) <= n
    assert away.min() >= low and away.max() <= high
    assert np.array_equal(found, draw_shifts(n, units, low=low, high=high, ring=ring, seed=seed))


def test_donut_takes_every_amount_about_equally_often():
    found = draw_shifts(40_000, 5, low=3, high=7, ring=100, seed=1)
    amounts, counts = np.unique(found, return_counts=True)
    assert amounts.tolist() == [3, 4, 5, 6, 7, 93, 94, 95, 96, 97]
    assert counts.min() > 19_400 and counts.max() < 20_600
    assert np.abs(np.corrcoef(found.T) - np.eye(5)).max() < 0.02


def test_few_combinations_are_listed_all_and_once():
    found = draw_shifts(99, 2, low=2, high=3, ring=10)
    assert sorted(map(tuple, found.tolist())) == sorted((a, b) for a in (2, 3, 7, 8) for b in (2, 3, 7, 8))
    # Where moves may be short, one unit may stay, but not both: then nothing would have been moved.
    near = draw_shifts(99, 2, low=0, high=1, ring=10)
    assert sorted(map(tuple, near.tolist())) == sorted(
        {(a, b) for a in (0, 1, 9) for b in (0, 1, 9)} - {(0, 0)}
    )
    assert number_of_shifts(0, 1, 10, units=2) == len(near) == 8
    assert (0 in shift_amounts(0, 4, 9), len(shift_amounts(0, 4, 9)), len(shift_amounts(0, 4, 8))) == (
        True,
        9,
        8,
    )
    # Half of the ring forward is half of the ring back: one amount, not two.
    # Very many units are no more than many.
    assert draw_shifts(5, 5_000, low=60, high=360, ring=1461).shape == (5, 5_000)
    assert draw_shifts(5, 100, low=5, high=5, ring=10).tolist() == [[5] * 100]
    assert flip_signs(3, 2_000).shape == (3, 2_000)
    assert draw_shifts(99, 1, low=5, high=5, ring=10).ravel().tolist() == [5]


@given(ring=st.integers(1, 400), n=st.integers(1, 300))
def test_circular_amounts_are_distinct_and_never_none(ring, n):
    found = circular_shifts(n, ring=ring)
    assert len(found) == min(n, ring - 1) == len(np.unique(found))
    assert ((found >= 1) & (found < ring)).all()


@given(units=st.integers(1, 7), n=st.integers(1, 200))
def test_flips(units, n):
    found = flip_signs(n, units)
    if 2**units - 1 <= n:
        assert len(np.unique(found, axis=0)) == len(found) == 2**units - 1 and found.any(axis=1).all()
    else:
        assert found.shape == (n, units)


def test_p_value_by_hand():
    # Of four draws two reach 2.0, one by a tie within rounding.
    assert chance_p_value([2.0], [[1.9], [2.0 - 1e-12], [2.5], [0.0]]).tolist() == [3 / 5]
    assert np.isnan(chance_p_value([1.0], np.empty((0, 1)))).all()


@given(
    draws=st.lists(st.integers(0, 5), min_size=1, max_size=40),
    observed=st.integers(0, 5), more=st.integers(0, 3),
)  # fmt: skip
def test_p_value_is_a_share_that_falls_with_follow_through(draws, observed, more):
    null = np.array(draws, dtype=float)[:, None]
    low, high = chance_p_value([observed + more], null)[0], chance_p_value([observed], null)[0]
    assert 1 / (1 + len(draws)) <= low <= high <= 1
