"""EventTables: two frames and what became of every row, to read and to hand on."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from stream_samples import line, read_lines

import rhetoric_gap as rg
from rhetoric_gap.account import ACCOUNT_KEY


@pytest.fixture
def events(tmp_path: Path) -> rg.EventTables:
    """Two statements and a deed; a row without a target and a day that is none."""
    rows = [line(1), line(2, "138", b="ROM"), line(3, "061"), line(4, b=""), line(5, day="20240231")]
    return read_lines(tmp_path, rows)


def test_it_unpacks_as_statements_and_actions(events: rg.EventTables) -> None:
    said, done = events
    assert said is events.statements and done is events.actions
    assert (len(said), len(done)) == (2, 1)


def test_the_repr_says_what_there_is_and_what_was_left_out(events: rg.EventTables) -> None:
    lines = repr(events).splitlines()
    assert lines[0] == "EventTables 'mini': 2 statements, 1 action, 2 dyads"
    assert lines[1] == "  days      2024-01-05 to 2024-01-05"
    assert lines[2] == "  scale     cameo, quad rule gdelt"
    text = "\n".join(lines)
    assert "-1 days of the calendar: no day that can be read" in text
    assert "-1 actor and target named: no target" in text
    assert "1 line, see .rejected" in text
    html = events._repr_html_()
    assert "quad rule gdelt" in html and "<script" not in html


def test_names_are_escaped_in_html() -> None:
    empty = pd.DataFrame({"date": pd.to_datetime([])})
    tables = rg.EventTables(statements=empty, actions=empty, name="<b>")
    assert "&lt;b&gt;" in tables._repr_html_() and "<b>" not in tables._repr_html_()
    assert "days      none" in repr(tables)


def test_the_account_can_be_read_off_the_tables_and_off_both_frames(events: rg.EventTables) -> None:
    account = rg.row_account(events)
    pd.testing.assert_frame_equal(account, events.account)
    account.loc[0, "step"] = "changed"
    assert events.account["step"].iloc[0] != "changed"
    for frame, step in ((events.statements, "statements"), (events.actions, "actions")):
        own = rg.row_account(frame)
        assert (own["rows_in"].iloc[1:].to_numpy() == own["rows_out"].iloc[:-1].to_numpy()).all()
        assert own["step"].tolist()[-2:] == [step, f"check {step}"]
        assert own["rows_out"].iloc[-1] == len(frame)
    assert isinstance(events.statements.attrs[ACCOUNT_KEY][0]["rows_in"], int), (
        "survives being written to Parquet"
    )


def test_tables_survive_parquet(events: rg.EventTables, tmp_path: Path) -> None:
    path = tmp_path / "said.parquet"
    events.statements.to_parquet(path)
    back = rg.check_statements(pd.read_parquet(path))
    assert back["code"].tolist() == events.statements["code"].tolist() == ["0311", "138"]


def test_as_a_case_it_brings_coverage_and_a_window_of_thirty_days(events: rg.EventTables) -> None:
    case = events.to_case()
    assert (case.name, case.window, case.coding) == ("mini", 30, "partial")
    assert case.coverage_start == case.coverage_end == pd.Timestamp("2024-01-05")
    assert case.statements is events.statements and case.actions is events.actions
    assert events.to_case("mine").name == "mine"
    result = rg.gap_index(case)
    assert set(result.outcomes["state"]) == {"open"}, "no window has closed on the day the files end"


def test_coverage_of_several_sources_is_what_all_of_them_cover() -> None:
    empty = pd.DataFrame({"date": pd.to_datetime([])})
    days = pd.to_datetime(["2024-01-01", "2024-02-01", "2024-06-30", "2024-05-31"])
    coverage = pd.DataFrame(
        {"source": ["a", "b"], "start": days[:2], "end": days[2:], "days": 1, "missing_days": ""}
    )
    tables = rg.EventTables(statements=empty, actions=empty, coverage=coverage)
    assert (tables.coverage_start, tables.coverage_end) == (days[1], days[3])
