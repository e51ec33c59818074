"""A gap as the sum of its groups, and of its stages."""

from __future__ import annotations

from math import isclose

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rhetoric_gap.inference import gap_parts, stage_parts

FEW = settings(max_examples=30)

groups = st.lists(
    st.tuples(st.floats(0, 50), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=9
)


def test_two_targets_by_hand() -> None:
    """BBB named 1.95 and was credited 1.31, CCC .83 and .37: .64 / 2.78 + .46 / 2.78 = 1.10 / 2.78."""
    found = gap_parts([1.95, 0.83], [1.31, 0.37])
    assert found.contribution.tolist() == pytest.approx([0.64 / 2.78, 0.46 / 2.78])
    assert found.total == pytest.approx(1.10 / 2.78)
    assert found.gap.tolist() == pytest.approx([0.64 / 1.95, 0.46 / 0.83])


@FEW
@given(groups)
def test_groups_sum_to_the_gap(rows) -> None:
    bark = np.array([r for r, *_ in rows])
    bite = bark * [f for _, f, *_ in rows]
    found = gap_parts(bark, bite)
    if not bark.sum() > 0:
        assert np.isnan(found.total)
        return
    assert isclose(found.total, 1 - bite.sum() / bark.sum(), abs_tol=1e-12)
    assert isclose(found.contribution.sum(), found.total, abs_tol=1e-12)
    assert isclose(found.weight.sum(), 1, abs_tol=1e-12)
    assert isclose(np.nansum(found.weight * found.gap), found.total, abs_tol=1e-12)


def test_a_group_that_named_nothing_has_no_gap_and_adds_nothing() -> None:
    found = gap_parts([0, 2], [0, 1])
    assert np.isnan(found.gap[0])
    assert found.contribution.tolist() == [0.0, 0.5]


@pytest.mark.parametrize(
    ("bark", "bite", "text"),
    [
        ([1, 2], [1], "one length"),
        ([1.0], [1.5], "between 0 and bark"),
        ([1.0], [-0.1], "between 0 and bark"),
    ],
)
def test_sums_that_cannot_be(bark, bite, text) -> None:
    with pytest.raises(ValueError, match=text):
        gap_parts(bark, bite)


@FEW
@given(groups)
def test_stages_sum_to_one(rows) -> None:
    bark = np.array([r for r, *_ in rows])
    bite = bark * [f for _, f, *_ in rows]
    high = bite * [max(a, b) for *_, a, b in rows]
    low = bite * [min(a, b) for *_, a, b in rows]
    found = stage_parts(bark, bite, low, high)
    some = bark > 0
    whole = found.implementation + found.efficacy_low + found.unknown + found.realised
    assert np.allclose(whole[some], 1, atol=1e-12)
    assert np.isnan(whole[~some]).all()
    # 1 - F * E, the other way to write the same thing.
    realised = np.divide(high, bark, out=np.zeros(len(bark)), where=some)
    assert np.allclose(found.total_low[some], 1 - realised[some], atol=1e-12)
    assert (found.total_low[some] <= found.total_high[some] + 1e-15).all()


def test_nothing_done_leaves_no_effect_to_speak_of() -> None:
    found = stage_parts([2.0], [0.0], [0.0], [0.0])
    assert found.implementation.tolist() == [1.0]
    assert found.efficacy_high.tolist() == [0.0]
    assert found.total_low.tolist() == found.total_high.tolist() == [1.0]


def test_stages_out_of_order() -> None:
    with pytest.raises(ValueError, match="0 <= effect_low <= effect_high <= bite <= bark"):
        stage_parts([1.0], [0.5], [0.4], [0.3])
