"""From words to deeds to effects."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import rhetoric_gap as rg
from tests.small_tables import coded, deed, deeds, score, word, words

NORTH = rg.load_dataset("north_korea")
CHOICES: list[dict[str, Any]] = [
    {},
    {"by": "target"},
    {"freq": "QE"},
    {"by": ["kind", "topic"], "freq": "YE"},
    {"by": "target", "joint_targets": "explode"},
    {"as_of": "2024-06-20", "by": "audience"},
]


def row_of(said: pd.DataFrame, done: pd.DataFrame, **choices: Any) -> pd.Series:
    return rg.gap_stages(score(said, done, **choices)).frame.iloc[0]


def test_by_hand() -> None:
    """Named 2, credited 1.5 (1 with effect .5, .5 with one nobody knows): .25, .25 to .5, and .25 arrived."""
    said = words(word("S1", severity=1.0), word("S2", 1), word("S3", 2))
    done = deeds(deed("A1", severity=1.0, effect=0.5), deed("A2", 6, effect=None))
    row = row_of(said, done, links=coded(("S1", "A1"), ("S2", "A2")), coding="complete")
    names = [
        "implementation",
        "efficacy_low",
        "efficacy_high",
        "unknown",
        "realised",
        "gap_total_low",
        "gap_total_high",
    ]
    assert row[names].tolist() == pytest.approx([0.25, 0.25, 0.5, 0.25, 0.25, 0.5, 0.75])
    assert row[["n_credited", "n_effect_unknown"]].tolist() == [2, 1]


@pytest.mark.parametrize("choices", CHOICES)
def test_parts_sum_and_are_those_of_the_result(choices) -> None:
    result = rg.gap_index(NORTH, **choices)
    frame = rg.gap_stages(result).frame
    parts = frame[["implementation", "efficacy_low", "unknown", "realised"]].sum(axis=1, skipna=False)
    scored = result.frame["n"] > 0
    assert np.allclose(parts[scored], 1, atol=1e-12)
    assert parts[~scored].isna().all()
    for mine, theirs in (("implementation", "gap"), ("gap_total_low",) * 2, ("gap_total_high",) * 2):
        assert frame[mine].tolist() == pytest.approx(result.frame[theirs].tolist(), nan_ok=True, abs=1e-12)
    sums = frame["implementation"] + frame["efficacy_high"]
    assert sums.tolist() == pytest.approx(frame["gap_total_high"].tolist(), nan_ok=True, abs=1e-12)


def test_limits_hold_the_whole_range() -> None:
    row = rg.gap_stages(rg.gap_index(NORTH)).frame.iloc[0]
    assert row["lower"] < row["gap_total_low"] < row["gap_total_high"] < row["upper"]
    assert row["implementation_lower"] < row["implementation"] < row["implementation_upper"]


def test_known_effects_leave_no_band() -> None:
    case_rows = NORTH.actions.assign(effect=1.0)
    assert NORTH.statements is not None
    result = rg.gap_index(
        NORTH.statements, case_rows, links=NORTH.links, coding="complete", as_of="2026-04-19"
    )
    row = rg.gap_stages(result).frame.iloc[0]
    assert row["unknown"] == row["efficacy_high"] == 0
    assert row["gap_total_high"] == pytest.approx(row["implementation"])
    # The limits are then those of the gap itself.
    assert [row["lower"], row["upper"]] == pytest.approx(
        [row["implementation_lower"], row["implementation_upper"]]
    )


def test_words_without_any_deed() -> None:
    found = rg.gap_stages(score(words(word("S1"), word("S2", 1)), deeds(deed("A1", target="CCC"))))
    row = found.frame.iloc[0]
    assert row[["implementation", "efficacy_low", "unknown", "realised"]].tolist() == [1, 0, 0, 0]
    assert found.notes == ("No scored statement was credited with a deed, so there is no effect to speak of",)


def test_nothing_scored_is_missing_with_a_reason() -> None:
    row = row_of(words(word("S1")), deeds(deed("A1")), as_of="2024-01-02")
    assert row[["implementation", "efficacy_low", "unknown", "realised", "lower"]].isna().all()
    assert row["reason"] == "no statement in the risk set: 1 open"


def test_notes_count_every_statement_once() -> None:
    """Joint targets count under each member, but a statement is one."""
    plain = rg.gap_stages(rg.gap_index(NORTH)).notes
    assert rg.gap_stages(rg.gap_index(NORTH, by="target", joint_targets="explode")).notes == plain
    assert plain[0].startswith("The effect of the deed is unknown for 7 of 23 credited statements")
    assert plain[1] == "5 statements with an open window are in no stage yet"


def test_refusals_are_in_no_stage() -> None:
    said = words(word("S1"), word("S2", 1, kind="refusal"))
    row = row_of(said, deeds(deed("A1"), deed("A2", 9)))
    assert row[["n", "n_credited", "implementation"]].tolist() == [1, 1, 0]


def test_needs_a_result() -> None:
    with pytest.raises(rg.RhetoricGapError, match=r"gap_stages needs a GapResult.*, got DataFrame"):
        rg.gap_stages(rg.gap_index(NORTH).outcomes)
