"""The change at an event beside the change at other dates."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhetoric_gap import RhetoricGapError
from rhetoric_gap.inference import placebo_differences, placebo_p_value

BARK = np.array([1.0, 1, 2, 1, 1, 2])
BITE = np.array([1.0, 0.5, 2, 0, 0.5, 0])
DAY = np.array([0, 10, 20, 30, 40, 50])


def test_differences_worked_by_hand() -> None:
    # Before day 30: missing .5 of 4, after: 3.5 of 4. Difference .875 - .125; bark 4 and 4: times sqrt(16 / 8).
    found = placebo_differences(BARK, BITE, DAY, [30], least=3)
    assert found.difference.tolist() == [0.75]
    assert found.standardised.tolist() == pytest.approx([0.75 * np.sqrt(2)])
    assert (found.n_before.tolist(), found.n_after.tolist()) == ([3], [3])


def test_spans_windows_and_too_little_on_a_side() -> None:
    near = placebo_differences(BARK, BITE, DAY, [30], before=10, after=20, least=1)
    assert (near.n_before[0], near.n_after[0]) == (
        1,
        2,
    )  # day 20; days 30 and 40, day 50 being the twenty-first
    assert near.difference[0] == pytest.approx(1.5 / 2 - 0)
    open_ends = placebo_differences(BARK, BITE, DAY, [30], end=DAY + 15, least=1)
    assert open_ends.n_before[0] == 2  # that of day 20 ends on day 35
    ends_before = placebo_differences(BARK, BITE, DAY, [30], end=DAY + 9, least=1)
    assert ends_before.n_before[0] == 3
    few = placebo_differences(BARK, BITE, DAY, [10, 30], least=3)
    assert np.isnan(few.difference).tolist() == [True, False]


def test_share_of_dates_counts_the_event_in() -> None:
    assert placebo_p_value(-0.5, [0.1, 0.5, -0.7, float("nan")]) == 0.75
    assert np.isnan(placebo_p_value(float("nan"), [0.1]))
    assert np.isnan(placebo_p_value(0.3, [float("nan")]))


def test_shapes_that_do_not_fit_are_named() -> None:
    with pytest.raises(RhetoricGapError, match=r"got \(6,\), \(6,\) and \(2,\)"):
        placebo_differences(BARK, BITE, [1, 2], [1])


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 4), st.integers(0, 4)), min_size=4, max_size=20),
    st.integers(5, 55),
)
def test_difference_is_that_of_two_plain_gaps(rows: list[tuple[int, int, int]], at: int) -> None:
    day, bark, kept = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    bite = bark * kept / 4
    found = placebo_differences(bark, bite, day, [at], least=1)
    sides = [(bark[s].sum(), bite[s].sum()) for s in (day < at, day >= at)]
    if not all(total > 0 for total, _ in sides):
        assert np.isnan(found.difference[0])
        return
    before, after = (1 - done / total for total, done in sides)
    assert found.difference[0] == pytest.approx(after - before)
