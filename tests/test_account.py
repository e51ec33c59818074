"""Row accounts: what came in, what went on, and why the rest did not."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import rhetoric_gap as rg
from rhetoric_gap.account import ACCOUNT_COLUMNS, ACCOUNT_KEY, add_step, steps_of

SAID = pd.DataFrame(
    {
        "statement_id": ["S1", "S2", "S3", "S4"],
        "date": ["2024-01-01", "2024-01-05", "2024-02-01", "2024-09-01"],
        "actor": "AAA",
        "target": "BBB",
        "severity": 0.5,
        "kind": ["threat", "threat", "comment", "threat"],
    }
)
DONE = pd.DataFrame(
    {
        "action_id": ["A1", "A2", "A3", "A4"],
        "date": ["2024-01-10", "2024-01-11", "2024-01-12", "2024-10-01"],
        "actor": "AAA",
        "target": "BBB",
        "severity": [0.5, 0.5, None, 0.5],
        "code": [None, None, "LAUNCH", None],
        "attempted": [True, False, True, True],
    }
)
CHOICES = {"match": "any", "as_of": "2024-06-30"}


def test_a_step_is_appended_and_earlier_steps_are_kept() -> None:
    frame = pd.DataFrame({"x": [1, 2, 3]})
    add_step(frame, "read", 3, 3, "all")
    other = frame.copy()
    add_step(other, "filter", 3, 2, "one too old")
    assert steps_of(frame) == [{"step": "read", "rows_in": 3, "rows_out": 3, "why": "all"}]
    assert [s["step"] for s in steps_of(other)] == ["read", "filter"], "a copy's steps are its own"


def test_steps_are_plain_values() -> None:
    frame = pd.DataFrame({"x": [1, 2, 3]})
    add_step(frame, "filter", frame["x"].count(), (frame["x"] > 1).sum(), "numpy counts in")
    assert json.loads(json.dumps(frame.attrs[ACCOUNT_KEY])) == steps_of(frame)


def test_steps_handed_out_cannot_change_the_account() -> None:
    frame = pd.DataFrame({"x": [1]})
    add_step(frame, "read", 1, 1, "all")
    steps_of(frame)[0]["rows_out"] = 99
    assert steps_of(frame)[0]["rows_out"] == 1


def test_a_frame_without_steps_has_an_empty_account() -> None:
    account = rg.row_account(pd.DataFrame({"x": [1]}))
    assert list(account.columns) == ACCOUNT_COLUMNS
    assert len(account) == 0


def test_every_lost_row_is_accounted_for() -> None:
    """Of 4 statements 1 comes after as_of and 1 is a comment; of 4 deeds 1 comes after as_of, 1 is a recorded absence
    and 1 has a code the scale does not know."""
    account = rg.row_account(rg.gap_index(SAID, DONE, **CHOICES))
    lost = account[account["rows_in"] > account["rows_out"]].set_index("step")
    assert lost["why"].to_dict() | {"actions that count as deeds": ""} == {
        "statements known at as_of": "reported after 2024-06-30, so not known then",
        "actions known at as_of": "reported after 2024-06-30, so not known then",
        "actions that count as deeds": "",
        "statements in the risk set": "1 untestable",
    }
    assert lost.loc["statements known at as_of", ["rows_in", "rows_out"]].tolist() == [4, 3]
    assert lost.loc["statements in the risk set", ["rows_in", "rows_out"]].tolist() == [3, 2]
    whys = " ".join(lost.loc["actions that count as deeds", "why"])
    assert "attempted=False" in whys and "no severity" in whys


def test_losses_of_one_step_follow_one_another() -> None:
    """Two reasons take one deed each out of three: 3 -> 2, then 2 -> 1, so that the last line is what is left."""
    account = rg.row_account(rg.gap_index(SAID, DONE, **CHOICES))
    deeds = account.loc[account["step"] == "actions that count as deeds", ["rows_in", "rows_out"]]
    assert deeds.to_numpy().tolist() == [[3, 2], [2, 1]]


def test_nothing_lost_says_so() -> None:
    account = rg.row_account(rg.gap_index(SAID.iloc[:2], DONE.iloc[:1], **CHOICES))
    assert (account["rows_in"] == account["rows_out"]).all()
    assert account.set_index("step").loc["statements in the risk set", "why"] == "all could be tested"


def test_nothing_there_is_not_called_tested() -> None:
    account = rg.row_account(rg.gap_index(SAID, DONE, **(CHOICES | {"as_of": "2001-01-01"}))).set_index(
        "step"
    )
    assert account.loc["statements in the risk set", ["rows_in", "rows_out"]].tolist() == [0, 0]
    assert "tested" not in account.loc["statements in the risk set", "why"]


def test_links_that_drop_out_are_counted() -> None:
    links = pd.DataFrame(
        {
            "statement_id": ["S1", "S2", "S4"],
            "action_id": ["A1", "A1", "A4"],
            "match": [1, None, 1],
            "scored": [True, False, True],
        }
    )
    account = rg.row_account(rg.pair(SAID, DONE, links=links, coding="complete", **CHOICES))
    steps = account.set_index("step")[["rows_in", "rows_out"]]
    assert steps.loc["coded links that are scored"].tolist() == [3, 2]
    assert steps.loc["coded links known at as_of"].tolist() == [2, 1]


def test_collapsing_is_a_step() -> None:
    account = rg.row_account(rg.outcomes(SAID, DONE, collapse="14D", **CHOICES)).set_index("step")
    assert account.loc["collapse repeats", ["rows_in", "rows_out"]].tolist() == [3, 2]
    assert "within 14 days" in account.loc["collapse repeats", "why"]


def test_result_outcomes_and_links_tell_the_same_story() -> None:
    result = rg.gap_index(SAID, DONE, **CHOICES)
    whole = rg.row_account(result)
    pd.testing.assert_frame_equal(whole, rg.row_account(result.frame))
    pd.testing.assert_frame_equal(whole, rg.row_account(result.outcomes))
    pd.testing.assert_frame_equal(whole.iloc[:-1], rg.row_account(rg.pair(SAID, DONE, **CHOICES)))


def test_checked_tables_do_not_bring_their_step_twice() -> None:
    said, done = rg.check_statements(SAID), rg.check_actions(DONE)
    steps = rg.row_account(rg.gap_index(said, done, **CHOICES))["step"].tolist()
    assert steps.count("check statements") == steps.count("check actions") == 1
    assert rg.row_account(said)["step"].tolist() == ["check statements"], (
        "the caller's own account is left alone"
    )
    assert SAID.attrs == DONE.attrs == {}


def test_the_account_survives_parquet(tmp_path: Path) -> None:
    result = rg.gap_index(SAID, DONE, **CHOICES)
    result.frame.to_parquet(tmp_path / "gap.parquet")
    pd.testing.assert_frame_equal(
        rg.row_account(pd.read_parquet(tmp_path / "gap.parquet")), rg.row_account(result)
    )


@pytest.mark.parametrize("wrong", ["gap.csv", None, 3])
def test_what_has_no_account_is_refused(wrong: object) -> None:
    with pytest.raises(rg.RhetoricGapError, match=r"(?i)frame|result"):
        rg.row_account(wrong)
