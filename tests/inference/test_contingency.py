"""Hits, misses and false alarms: a published table, strata, and divisors of 0."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhetoric_gap import RhetoricGapError
from rhetoric_gap.inference import contingency_scores, peirce_within

counts = st.tuples(*[st.integers(0, 30)] * 4)


def test_finleys_tornadoes():
    """The table of 1884 as every textbook has it: 28 hits, 23 misses, 72 false alarms, 2,680 correct negatives."""
    found = contingency_scores(28, 23, 72, 2680)
    assert found.n == 2803
    expected = [51 / 2803, 28 / 51, 0.72, 72 / 2752, 100 / 51, 28 / 123, 28 / 51 - 72 / 2752]
    names = ["base_rate", "hit_rate", "false_alarm_ratio", "false_alarm_rate", "frequency_bias"]
    values = [getattr(found, name) for name in [*names, "critical_success_index", "peirce"]]
    assert values == pytest.approx(expected)


@pytest.mark.parametrize(
    ("cells", "missing"),
    [
        ((0, 0, 0, 0), {"base_rate", "hit_rate", "false_alarm_ratio", "false_alarm_rate", "frequency_bias",
                        "critical_success_index", "peirce"}),
        ((0, 0, 3, 4), {"hit_rate", "frequency_bias", "peirce"}),
        ((2, 1, 0, 0), {"false_alarm_rate", "peirce"}),
        ((0, 2, 0, 5), {"false_alarm_ratio"}),
        ((0, 0, 0, 5), {"hit_rate", "false_alarm_ratio", "frequency_bias", "critical_success_index", "peirce"}),
    ],
)  # fmt: skip
def test_a_score_without_a_divisor_is_missing(cells, missing):
    found = contingency_scores(*cells)
    assert {name for name, value in vars(found).items() if np.isnan(value)} == missing


@given(counts)
def test_scores_stay_in_their_range(cells):
    found = contingency_scores(*cells)
    for name in ("base_rate", "hit_rate", "false_alarm_ratio", "false_alarm_rate", "critical_success_index"):
        assert np.isnan(getattr(found, name)) or 0 <= getattr(found, name) <= 1
    assert np.isnan(found.peirce) or -1 <= found.peirce <= 1


def test_counts_below_0_are_refused():
    with pytest.raises(RhetoricGapError, match=r"0 or more, got \[1.0, -2.0, 0.0, nan\]"):
        contingency_scores(1, -2, 0, float("nan"))


def test_mantel_haenszel_by_hand():
    """Strata (2 1 | 1 4) and (1 1 | 3 3): Peirce 2/3 - 1/5 and 0, weights 3 * 5 / 8 and 2 * 6 / 8."""
    score, left_out = peirce_within([[2, 1, 1, 4], [1, 1, 3, 3]])
    weights = [15 / 8, 12 / 8]
    assert score == pytest.approx(weights[0] * (2 / 3 - 1 / 5) / sum(weights))
    assert left_out == pytest.approx([0.0, 2 / 3 - 1 / 5])


def test_strata_with_one_kind_of_case_have_no_part():
    with_idle, left_with = peirce_within([[2, 1, 1, 4], [0, 0, 5, 5], [3, 2, 0, 0], [1, 1, 3, 3]])
    without, left_without = peirce_within([[2, 1, 1, 4], [1, 1, 3, 3]])
    assert with_idle == without
    assert left_with == pytest.approx(left_without)


def test_strata_of_one_cluster_are_left_out_together():
    cells = [[2, 1, 1, 4], [1, 1, 3, 3], [4, 2, 1, 9]]
    _, left_out = peirce_within(cells, ["a", "b", "a"])
    assert left_out == pytest.approx([peirce_within([cells[1]])[0], peirce_within([cells[0], cells[2]])[0]])


@given(counts, st.integers(2, 4))
def test_alike_strata_have_the_score_of_each(cells, times):
    one, many = contingency_scores(*cells).peirce, peirce_within([cells] * times)[0]
    assert many == pytest.approx(one, nan_ok=True)


def test_busy_and_talkative_is_not_skill():
    """Words say nothing about when within either dyad, and 27 % of a Peirce score about which."""
    cells = np.array([[8, 2, 8, 2], [1, 1, 9, 9]])
    assert contingency_scores(*cells.sum(axis=0)).peirce == pytest.approx(9 / 12 - 17 / 28)
    assert peirce_within(cells)[0] == 0
    assert np.isnan(peirce_within([[0, 0, 1, 1]])[0])
