"""One fault, one finding: the right row and column, the rule it breaks, and a hint that helps."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from table_samples import SAMPLES, actions, failures, links, outcomes, statements, told, with_cell

from rhetoric_gap.tables import check_actions, check_links, check_outcomes, check_statements, rulebook

INF = float("inf")

# table, column, bad cell, rule, words of the hint
CELLS = [
    ("statements", "statement_id", None, rulebook.FILLED, "fill it in"),
    ("statements", "date", pd.NaT, rulebook.FILLED, "fill it in"),
    ("statements", "actor", np.nan, rulebook.FILLED, "keep_default_na=False"),
    ("statements", "target", pd.NA, rulebook.FILLED, "Namibia"),
    ("statements", "actor", "", rulebook.NOT_EMPTY, "leave the cell blank"),
    ("statements", "actor", " \t", rulebook.NOT_EMPTY, "leave the cell blank"),
    ("statements", "topic", "", rulebook.NOT_EMPTY, "leave the cell blank (missing) instead"),
    ("statements", "text", "  ", rulebook.NOT_EMPTY, "leave the cell blank (missing) instead"),
    ("statements", "code", " ", rulebook.NOT_EMPTY, "leave the cell blank"),
    ("statements", "kind", "", rulebook.NOT_EMPTY, "leave the cell blank"),
    ("statements", "deadline", "", rulebook.NOT_EMPTY, "leave the cell blank"),
    ("statements", "severity", "", rulebook.NOT_EMPTY, "leave the cell blank"),
    ("actions", "attempted", " ", rulebook.NOT_EMPTY, "leave the cell blank"),
    ("statements", "statement_id", "S2 ", rulebook.TRIMMED, "df['statement_id'].str.strip()"),
    ("statements", "actor", " AAA", rulebook.TRIMMED, "df['actor'].str.strip()"),
    ("statements", "actor", "AAA\n", rulebook.TRIMMED, "str.strip()"),
    ("statements", "target", "BBB ", rulebook.TRIMMED, "str.strip()"),
    ("statements", "target", "BBB; CCC", rulebook.TRIMMED, "'KOR;USA'"),
    ("statements", "code", "190 ", rulebook.TRIMMED, "str.strip()"),
    ("statements", "kind", "threat ", rulebook.TRIMMED, "str.strip()"),
    ("statements", "cluster", " crisis", rulebook.TRIMMED, "str.strip()"),
    ("statements", "actor", "nan", rulebook.FILLED, "missing value became text"),
    ("statements", "statement_id", "None", rulebook.FILLED, "missing value became text"),
    ("statements", "actor", "AAA;BBB", rulebook.ONE_ACTOR, "only targets may be named together"),
    ("statements", "target", "KOR;", rulebook.MEMBERS, "without an empty member"),
    ("statements", "target", ";KOR", rulebook.MEMBERS, "without an empty member"),
    ("statements", "target", "KOR;;USA", rulebook.MEMBERS, "without an empty member"),
    ("statements", "target", ";", rulebook.MEMBERS, "without an empty member"),
    ("statements", "actor", 2.0, rulebook.TEXT, "astype('Int64')"),
    ("statements", "topic", True, rulebook.TEXT, "astype(str)"),
    ("statements", "speaker", ["a", "list"], rulebook.TEXT, "astype(str)"),
    ("statements", "text", b"bytes", rulebook.TEXT, "astype(str)"),
    ("statements", "source", dt.date(2024, 1, 1), rulebook.TEXT, "astype(str)"),
    ("statements", "code", 190, rulebook.LEADING_ZERO, "dtype={'code': str}"),
    ("statements", "code", 190.0, rulebook.LEADING_ZERO, "dtype={'code': str}"),
    ("statements", "code", "10", rulebook.LEADING_ZERO, "'010'"),
    ("statements", "valence", "hostile", rulebook.CATEGORY, "'conflict', 'cooperation'"),
    ("statements", "kind", "treat", rulebook.CATEGORY, "Did you mean 'threat'?"),
    ("statements", "kind", "Threat", rulebook.CATEGORY, "Write 'threat'"),
    ("statements", "trigger_state", "not fired", rulebook.CATEGORY, "Write 'not_fired'"),
    ("statements", "resolution", "yielded", rulebook.CATEGORY, "'complied', 'withdrawn', 'superseded'"),
    ("statements", "audience", "Foreign", rulebook.CATEGORY, "Write 'foreign'"),
    ("actions", "valence", "CONFLICT", rulebook.CATEGORY, "Write 'conflict'"),
    ("links", "how", "hand", rulebook.CATEGORY, "'coded', 'matched'"),
    ("links", "relation", "fulfills", rulebook.CATEGORY, "Did you mean 'fulfils'?"),
    ("outcomes", "state", "done", rulebook.CATEGORY, "'kept'"),
    ("statements", "severity", 1.5, rulebook.SHARE, "/ 10"),
    ("statements", "severity", 8, rulebook.SHARE, "0 to 10? Divide the column by 10: df['severity'] / 10"),
    ("statements", "severity", 80, rulebook.SHARE, "0 to 100? Divide the column by 100"),
    ("statements", "severity", 8000, rulebook.SHARE, "top of its scale"),
    ("statements", "severity", -0.1, rulebook.SHARE, "Goldstein"),
    ("statements", "severity", -10, rulebook.SHARE, "absolute value / 10"),
    ("actions", "effect", 50, rulebook.SHARE, "df['effect'] / 100"),
    ("actions", "effect", -1, rulebook.SHARE, "cannot be negative"),
    ("links", "match", 2, rulebook.SHARE, "/ 10"),
    ("links", "match", -0.5, rulebook.SHARE, "cannot be negative"),
    ("links", "credit", 1.01, rulebook.SHARE, "/ 10"),
    ("statements", "severity", INF, rulebook.FINITE, "leave the cell blank"),
    ("statements", "severity", -INF, rulebook.FINITE, "leave the cell blank"),
    ("statements", "amount", INF, rulebook.FINITE, "leave the cell blank"),
    ("statements", "amount", -3, rulebook.NOT_NEGATIVE, "amounts count"),
    ("statements", "severity", "0.5", rulebook.NUMBER, "pd.to_numeric(df['severity'])"),
    ("statements", "severity", "1e-1", rulebook.NUMBER, "pd.to_numeric"),
    ("statements", "severity", "0,5", rulebook.NUMBER, "decimal=','"),
    ("statements", "severity", "high", rulebook.NUMBER, "not a number"),
    ("statements", "severity", True, rulebook.NUMBER, "astype(float)"),
    ("statements", "amount", "3 satellites", rulebook.NUMBER, "not a number"),
    ("statements", "strength", "3", rulebook.NUMBER, "pd.to_numeric(df['strength'])"),
    ("statements", "strength", 2.5, rulebook.WHOLE_NUMBER, "0, 1, 2, 3, 4"),
    ("statements", "strength", 5, rulebook.WHOLE_NUMBER, "0, 1, 2, 3, 4"),
    ("statements", "strength", -1, rulebook.WHOLE_NUMBER, "0, 1, 2, 3, 4"),
    ("statements", "strength", INF, rulebook.FINITE, "leave the cell blank"),
    ("statements", "strength", True, rulebook.NUMBER, "astype(float)"),
    ("links", "lag", 1.5, rulebook.WHOLE_NUMBER, "a whole number"),
    ("links", "lag", 1e300, rulebook.WHOLE_NUMBER, "a whole number"),
    ("outcomes", "n_repeats", 0, rulebook.WHOLE_NUMBER, "from 1 on"),
    ("outcomes", "n_links", -1, rulebook.WHOLE_NUMBER, "from 0 on"),
    ("actions", "attempted", "yes", rulebook.FLAG, "true or false"),
    ("actions", "attempted", "1", rulebook.FLAG, "true or false"),
    ("actions", "attempted", 2, rulebook.FLAG, "true or false"),
    ("actions", "attempted", dt.date(2024, 1, 1), rulebook.FLAG, "true or false"),
    ("links", "scored", "no", rulebook.FLAG, "true or false"),
    ("statements", "deadline", "2024-01-09", rulebook.DATE_ORDER, "deadline is before date"),
    ("statements", "reported_at", "2024-01-09", rulebook.DATE_ORDER, "reported_at is before date"),
    ("statements", "resolution_date", "2024-01-09", rulebook.DATE_ORDER, "resolution_date is before date"),
    ("actions", "end_date", "2024-02-19", rulebook.DATE_ORDER, "end_date is before date"),
    ("actions", "reported_at", "2024-02-19", rulebook.DATE_ORDER, "reported_at is before date"),
    ("outcomes", "end", "2023-12-31", rulebook.DATE_ORDER, "end is before start"),
    ("statements", "trigger_date", "2024-01-12", rulebook.TRIGGER, "set trigger_state to 'fired'"),
    ("actions", "part_of", "A9", rulebook.KNOWN_ID, "no action_id of this table"),
    ("actions", "part_of", "A2", rulebook.NO_LOOP, "contained in itself"),
    ("actions", "amount", 3, rulebook.UNIT, "column 'unit'"),
    ("links", "statement_id", "S9", rulebook.KNOWN_ID, "no statement_id of the statements table"),
    ("links", "action_id", "a1", rulebook.KNOWN_ID, "no action_id of the actions table"),
    ("links", "match", None, rulebook.MATCH, "'scored' to false"),
    ("outcomes", "cluster", None, rulebook.FILLED, "fill it in"),
    ("outcomes", "state", None, rulebook.FILLED, "fill it in"),
]


@pytest.mark.parametrize(("table", "column", "value", "rule", "hint"), CELLS, ids=lambda part: str(part)[:24])
def test_bad_cell_is_found_in_its_row(table, column, value, rule, hint):
    sample, check = SAMPLES[table]
    frame = sample().astype({column: object})
    frame.at["x", column] = value
    found = failures(check, frame)
    assert told(found, "row", "column", "rule", "table") == [("x", column, rule, table)]
    assert hint in found["hint"].iloc[0]


@pytest.mark.parametrize(("table", "column", "value", "rule", "hint"), CELLS, ids=lambda part: str(part)[:24])
def test_failure_shows_the_cell_as_it_was(table, column, value, rule, hint):
    sample, check = SAMPLES[table]
    frame = sample().astype({column: object})
    frame.at["x", column] = value
    shown = failures(check, frame)["value"].iloc[0]
    missing = pd.api.types.is_scalar(value) and pd.isna(value)
    assert pd.isna(shown) if missing else shown == value and type(shown) is type(value)


# table, column, a whole column of the wrong type, rule, what the value says, words of the hint
TYPES = [
    (
        "statements",
        "code",
        [57, 10, 190, 1381],
        rulebook.LEADING_ZERO,
        "int64, such as 57",
        "dtype={'code': str}",
    ),
    (
        "actions",
        "code",
        [190.0, None, 57.0, 62.0],
        rulebook.LEADING_ZERO,
        "float64, such as 190.0",
        "leading zeros",
    ),
    (
        "statements",
        "statement_id",
        [1.0, 2.0, 3.0, 4.0],
        rulebook.TEXT,
        "float64, such as 1.0",
        "astype('Int64')",
    ),
    ("actions", "part_of", [None, 3.0, None, None], rulebook.TEXT, "float64, such as 3.0", "astype('Int64')"),
    ("statements", "topic", [True, False, True, True], rulebook.TEXT, "bool, such as True", "astype(str)"),
    ("statements", "date", [20240120] * 4, rulebook.DATE, "int64, such as 20240120", "format='%Y%m%d'"),
    ("statements", "date", [20240120.0] * 4, rulebook.DATE, "float64, such as 20240120.0", "format='%Y%m%d'"),
    (
        "statements",
        "deadline",
        [45000, 45001, 45002, 45003],
        rulebook.DATE,
        "int64, such as 45000",
        "origin=",
    ),
    ("statements", "date", [True] * 4, rulebook.DATE, "bool, such as True", "not a date"),
    (
        "statements",
        "severity",
        [True, False, True, False],
        rulebook.NUMBER,
        "bool, such as True",
        "astype(float)",
    ),
    (
        "statements",
        "severity",
        pd.to_datetime(["2024-01-01"] * 4),
        rulebook.NUMBER,
        "2024-01-01",
        "no number",
    ),
    (
        "actions",
        "attempted",
        pd.to_datetime(["2024-01-01"] * 4),
        rulebook.FLAG,
        "2024-01-01",
        "true or false",
    ),
    (
        "statements",
        "date",
        pd.period_range("2024-01", periods=4, freq="M"),
        rulebook.DATE,
        "2024-01",
        "to_timestamp",
    ),
    ("statements", "severity", [1j, 0, 0, 0], rulebook.NUMBER, "complex128, such as 1j", "no number"),
    (
        *("statements", "date", pd.date_range("2024-01-01", periods=4, tz="UTC"), rulebook.NO_ZONE),
        *("UTC], such as 2024-01-01", "tz_localize(None)"),
    ),
]


@pytest.mark.parametrize(("table", "column", "values", "rule", "shown", "hint"), TYPES)
def test_column_of_the_wrong_type_is_one_failure_of_the_table(table, column, values, rule, shown, hint):
    sample, check = SAMPLES[table]
    changed = sample(**{column: values})
    found = failures(check, changed)
    whole = found[found["row"].isna()]
    assert told(whole, "column", "rule", "table") == [(column, rule, table)]
    assert shown in str(whole["value"].iloc[0])
    assert hint in whole["hint"].iloc[0]


def test_numbered_codes_name_the_rows_that_may_have_lost_a_zero():
    found = failures(check_statements, statements(code=[57, 10, 190, 211]))
    rows = found[found["row"].notna()]
    assert told(rows, "row", "value", "hint") == [
        ("w", 57, "'057' or '57'?"),
        ("x", 10, "'010' or '10'?"),
        ("z", 211, "'0211' or '211'?"),
    ]


def test_text_codes_name_the_rows_without_the_zero():
    found = failures(check_statements, statements(code=["10", "010", "57", "057"]))
    assert told(found, "row", "value") == [("w", "10"), ("y", "57")]
    assert "write '100'" in found["hint"].iloc[0]
    assert "570" not in found["hint"].iloc[1]


def test_codes_of_roots_alone_pass():
    codes = ["10", "14", "01", "190"]
    assert check_statements(statements(code=codes))["code"].tolist() == codes


def test_every_row_of_a_repeated_id_is_named():
    found = failures(check_statements, statements(statement_id=["S1", "S2", "S1", "S1"]))
    assert told(found, "row", "rule") == [(row, rulebook.UNIQUE_ID) for row in ("w", "y", "z")]


def test_number_and_text_of_one_id_are_the_same_id():
    found = failures(check_statements, statements(statement_id=pd.Series([1, "1", 2, 3], index=list("wxyz"))))
    assert told(found, "row", "rule") == [("w", rulebook.UNIQUE_ID), ("x", rulebook.UNIQUE_ID)]


def test_statement_with_neither_severity_nor_code():
    found = failures(check_statements, statements(severity=None, code=None))
    assert told(found, "row", "column", "rule") == [
        (row, "severity", rulebook.SEVERITY_OR_CODE) for row in ("w", "x", "y")
    ]
    assert "strength 0 or 1" in found["hint"].iloc[0]


def test_code_column_alone_is_named_when_a_code_is_missing():
    found = failures(check_actions, actions(code=["190", None, "190", "190"]).drop(columns="severity"))
    assert told(found, "row", "column", "rule") == [("x", "code", rulebook.SEVERITY_OR_CODE)]


def test_severity_column_alone_is_named_when_a_severity_is_missing():
    found = failures(check_actions, actions().drop(columns="code"))
    assert told(found, "row", "column", "rule") == [("y", "severity", rulebook.SEVERITY_OR_CODE)]


def test_unreadable_severity_is_not_also_missing():
    found = failures(check_actions, with_cell(actions(code=None, severity=0.5), "severity", "x", "high"))
    assert told(found, "row", "rule") == [("x", rulebook.NUMBER)]


def test_deadline_before_the_trigger():
    found = failures(check_statements, with_cell(statements(), "deadline", "w", "2024-01-04"))
    assert told(found, "row", "column", "hint") == [("w", "deadline", "deadline is before trigger_date")]


def test_trigger_may_have_fired_before_the_statement():
    frame = with_cell(statements(), "trigger_date", "w", "2023-12-31")
    assert check_statements(frame)["trigger_date"].iloc[0] == pd.Timestamp("2023-12-31")


@pytest.mark.parametrize("column_there", [True, False])
def test_fired_trigger_needs_its_day(column_there):
    frame = statements(trigger_date=None)
    found = failures(check_statements, frame if column_there else frame.drop(columns="trigger_date"))
    assert told(found, "row", "column", "rule") == [("w", "trigger_date", rulebook.TRIGGER)]
    assert "give the day it fired" in found["hint"].iloc[0]


@pytest.mark.parametrize("state", [None, "none", "not_fired", "unknown"])
def test_day_of_a_trigger_that_did_not_fire(state):
    found = failures(check_statements, with_cell(statements(), "trigger_state", "w", state))
    assert told(found, "row", "column", "rule") == [("w", "trigger_date", rulebook.TRIGGER)]


def test_day_of_a_trigger_without_any_state():
    found = failures(check_statements, statements().drop(columns="trigger_state"))
    assert told(found, "row", "column", "rule") == [("w", "trigger_date", rulebook.TRIGGER)]


def test_misspelt_state_is_not_also_a_trigger_problem():
    found = failures(check_statements, with_cell(statements(), "trigger_state", "w", "Fired"))
    assert told(found, "row", "column", "rule") == [("w", "trigger_state", rulebook.CATEGORY)]


@pytest.mark.parametrize("column_there", [True, False])
def test_day_of_a_resolution_without_the_resolution(column_there):
    frame = statements(resolution=None)
    found = failures(check_statements, frame if column_there else frame.drop(columns="resolution"))
    assert told(found, "row", "column", "rule") == [("x", "resolution_date", rulebook.RESOLUTION)]


@pytest.mark.parametrize("column_there", [True, False])
def test_amount_without_a_unit(column_there):
    frame = statements(unit=None)
    found = failures(check_statements, frame if column_there else frame.drop(columns="unit"))
    assert told(found, "row", "column", "rule") == [("x", "amount", rulebook.UNIT)]


@pytest.mark.parametrize(
    ("parts", "looped"),
    [
        (["A1", None, None, None], ["w"]),
        (["A2", "A1", None, None], ["w", "x"]),
        (["A2", "A3", "A1", "A1"], ["w", "x", "y"]),
        (["A2", "A3", "A4", "A1"], ["w", "x", "y", "z"]),
        (["A2", "A1", "A4", "A3"], ["w", "x", "y", "z"]),
        (["A2", "A2", "A2", None], ["x"]),
    ],
)
def test_rows_on_a_loop_are_named_and_rows_that_lead_into_it_are_not(parts, looped):
    found = failures(check_actions, actions(part_of=parts))
    assert told(found, "row", "rule") == [(row, rulebook.NO_LOOP) for row in looped]


def test_chain_of_parts_passes():
    assert len(check_actions(actions(part_of=["A2", "A3", "A4", None]))) == 4


def test_repeated_link_names_both_rows():
    found = failures(
        lambda frame: check_links(frame, statements(), actions()), links(action_id=["A1", "A1", "A1", "A4"])
    )
    assert told(found, "row", "rule") == [("w", rulebook.UNIQUE_LINK), ("x", rulebook.UNIQUE_LINK)]


def test_links_meet_numbered_ids():
    said, done = statements(statement_id=[1, 2, 3, 4]), actions(action_id=["7", "8", "9", "10"], part_of=None)
    frame = links(statement_id=["1", "1", "2", "3"], action_id=[7, 8, 9, 10])
    assert check_links(frame, said, done)["action_id"].tolist() == ["7", "8", "9", "10"]


def test_links_to_a_table_without_ids_name_that_table():
    found = failures(
        lambda frame: check_links(frame, statements().drop(columns="statement_id"), actions()), links()
    )
    assert told(found, "column", "rule", "table") == [
        ("statement_id", rulebook.REQUIRED_COLUMN, "statements")
    ]


@pytest.mark.parametrize("column", ["severity", "credit", "share"])
def test_statement_at_risk_has_its_numbers(column):
    found = failures(check_outcomes, outcomes(**{column: [None, None, 0, 0.5]}))
    assert ("w", column, rulebook.SCORED_STATE) in told(found, "row", "column", "rule")
    assert "x" not in set(found["row"])


def test_credit_beyond_the_severity():
    found = failures(check_outcomes, with_cell(outcomes(severity=[0.3, None, 0, 144]), "credit", "w", 0.31))
    assert told(found, "row", "column", "rule") == [("w", "credit", rulebook.CREDIT_CAP)]


def test_only_amounts_exceed_one():
    found = failures(check_outcomes, outcomes(amount=None))
    assert told(found, "row", "column", "rule") == [
        ("z", "severity", rulebook.SHARE),
        ("z", "credit", rulebook.SHARE),
    ]


def test_effects_in_order():
    found = failures(
        check_outcomes, outcomes(effect_low=[1, None, None, 1], effect_high=[0.5, None, None, 1])
    )
    assert told(found, "row", "column", "rule") == [("w", "effect_low", rulebook.EFFECT_ORDER)]


def test_decimals_are_numbers():
    frame = statements(
        severity=pd.Series([Decimal("0.5"), Decimal(1), 0, None], index=list("wxyz"), dtype=object)
    )
    assert check_statements(frame)["severity"].tolist()[:3] == [0.5, 1.0, 0.0]


def test_numbers_no_float_can_hold_are_infinite():
    found = failures(check_statements, with_cell(statements(), "severity", "x", 10**400))
    assert told(found, "row", "rule") == [("x", rulebook.FINITE)]


def test_scale_hint_looks_at_the_whole_column():
    found = failures(check_statements, statements(severity=[0.5, 8, 70, None]))
    assert told(found, "row") == [("x",), ("y",)]
    assert set(found["hint"]) == {"on a scale from 0 to 100? Divide the column by 100: df['severity'] / 100"}


def test_unknown_words_in_masses_are_all_named():
    frame = pd.concat([statements()] * 300, ignore_index=True)
    frame["statement_id"] = frame.index
    frame["kind"] = [f"threat{n}" for n in frame.index]
    found = failures(check_statements, frame)
    assert (found["rule"] == rulebook.CATEGORY).sum() == len(frame)
    assert found["hint"].str.contains("one of 'threat'", regex=False).sum() == len(frame)
