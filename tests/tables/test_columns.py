"""Columns that are missing, repeated or misspelt."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from table_samples import SAMPLES, actions, failures, links, outcomes, statements, told

from rhetoric_gap.errors import RhetoricGapError, RhetoricGapWarning
from rhetoric_gap.tables import check_actions, check_statements, rulebook
from rhetoric_gap.tables.schema import ACTIONS, LINKS, OUTCOMES, STATEMENTS

REQUIRED = [
    (table.name, column.name)
    for table in (STATEMENTS, ACTIONS, LINKS, OUTCOMES)
    for column in table.columns
    if column.required
]


@pytest.mark.parametrize(("table", "column"), REQUIRED)
def test_missing_required_column(table, column):
    sample, check = SAMPLES[table]
    found = failures(check, sample().drop(columns=column))
    absent = found[found["rule"] == rulebook.REQUIRED_COLUMN]
    assert told(absent, "column", "table") == [(column, table)]
    assert absent["row"].isna().all()
    assert f"Add '{column}'" in absent["hint"].iloc[0]


def test_missing_severity_and_code():
    found = failures(check_actions, actions().drop(columns=["severity", "code"]))
    assert told(found, "column", "rule") == [("severity", rulebook.REQUIRED_COLUMN)]
    assert "'severity', 'code' is enough" in found["hint"].iloc[0]


@pytest.mark.parametrize(
    ("column", "written"),
    [
        ("actor", "actorr"),
        ("actor", "Actor"),
        ("target", "taget"),
        ("target", "recipient"),
        ("statement_id", "Statement_ID"),
        ("statement_id", "statement id"),
        ("statement_id", "\ufeffstatement_id"),
        ("statement_id", "StatementId"),
        ("statement_id", "id"),
        ("date", "Date"),
        ("date", "event_date"),
        ("date", "SQLDATE"),
    ],
)
def test_did_you_mean(column, written):
    found = failures(check_statements, statements().rename(columns={column: written}))
    assert told(found, "column") == [(column,)]
    assert f"Did you mean {written!r}?" in found["hint"].iloc[0]


@pytest.mark.parametrize(
    ("column", "written"),
    [("severity", "magnitude"), ("severity", "Severity"), ("severity", "severty"), ("code", "cameo_code")],
)
def test_did_you_mean_for_severity_or_code(column, written):
    other = {"severity": "code", "code": "severity"}[column]
    found = failures(check_statements, statements().drop(columns=other).rename(columns={column: written}))
    assert found["column"].tolist() == ["severity"]
    assert f"Did you mean {written!r}?" in found["hint"].iloc[0]


def test_known_columns_are_not_taken_for_a_missing_one():
    found = failures(
        check_statements, statements()[["statement_id", "target", "severity", "kind", "deadline", "actor"]]
    )
    assert told(found, "column") == [("date",)]
    assert "Did you mean" not in found["hint"].iloc[0]


def test_id_in_the_index_is_found():
    found = failures(check_statements, statements().set_index("statement_id"))
    assert "df.reset_index()" in found["hint"].iloc[0]


def test_repeated_column_is_named_and_the_rest_still_checked():
    frame = statements(severity=[1.0, 9.0, 0.5, None])
    doubled = pd.concat([frame, frame[["actor"]], frame[["my_own"]]], axis=1)
    found = failures(check_statements, doubled)
    assert told(found, "column", "rule") == [
        ("actor", rulebook.UNIQUE_COLUMN),
        ("my_own", rulebook.UNIQUE_COLUMN),
        ("severity", rulebook.SHARE),
    ]
    assert "2 columns have this name" in found["hint"].iloc[0]


@pytest.mark.parametrize("written", ["Deadline", "dead line", "TRIGGER-DATE"])
def test_optional_column_in_another_spelling_is_pointed_out(written):
    frame = statements().drop(columns=["deadline", "trigger_date", "trigger_state"])
    with pytest.warns(RhetoricGapWarning, match=f"column '{written}', which is not read; did you mean"):
        checked = check_statements(frame.assign(**{written: "2024-05-01"}))
    assert checked[written].tolist() == ["2024-05-01"] * 4


def test_misspelt_severity_beside_codes_is_pointed_out():
    with pytest.warns(RhetoricGapWarning, match="'Severity', which is not read; did you mean 'severity'"):
        check_statements(statements(code="138").rename(columns={"severity": "Severity"}))


def test_warning_points_at_the_caller():
    with pytest.warns(RhetoricGapWarning) as caught:
        check_statements(statements().rename(columns={"deadline": "Deadline"}))
    assert [warning.filename for warning in caught] == [__file__]


def test_spelling_beside_the_right_column_is_an_extra_column():
    frame = statements(Deadline="anything")
    assert check_statements(frame)["Deadline"].tolist() == ["anything"] * 4


def test_levels_of_columns_are_refused():
    frame = statements()
    frame.columns = pd.MultiIndex.from_product([["top"], frame.columns])
    with pytest.raises(RhetoricGapError, match="flatten"):
        check_statements(frame)


def test_table_without_any_column_names_all_of_them():
    found = failures(check_statements, pd.DataFrame())
    assert found["column"].tolist() == ["statement_id", "date", "actor", "target", "severity"]


def test_every_problem_of_a_table_at_once():
    frame = statements(
        statement_id=["S1", "S1", None, "S4 "],
        date=["2024-01-01", "01/02/2024", 20240115, "2024-02-01T10:00"],
        actor=["AAA", "AAA;BBB", "", None],
        severity=[1.0, 10, -1, "high"],
        code=["138", "10", "010", None],
        kind=["threat", "Promise", "denial", "wish"],
        strength=[3, 7, 2, 1.5],
        amount=[None, -1, 4, None],
        deadline=["2023-01-01", None, None, "2024-02-30"],
    ).drop(columns="target")
    found = failures(check_statements, frame)
    assert found["row"].isna().sum() == 1
    assert list(found.columns) == ["row", "column", "value", "rule", "hint", "table"]
    assert set(told(found.iloc[1:], "row", "column", "rule")) == {
        ("w", "statement_id", rulebook.UNIQUE_ID),
        ("x", "statement_id", rulebook.UNIQUE_ID),
        ("y", "statement_id", rulebook.FILLED),
        ("z", "statement_id", rulebook.TRIMMED),
        ("x", "date", rulebook.DATE),
        ("y", "date", rulebook.DATE),
        ("z", "date", rulebook.WHOLE_DAY),
        ("x", "actor", rulebook.ONE_ACTOR),
        ("y", "actor", rulebook.NOT_EMPTY),
        ("z", "actor", rulebook.FILLED),
        ("x", "severity", rulebook.SHARE),
        ("y", "severity", rulebook.SHARE),
        ("z", "severity", rulebook.NUMBER),
        ("x", "code", rulebook.LEADING_ZERO),
        ("x", "kind", rulebook.CATEGORY),
        ("z", "kind", rulebook.CATEGORY),
        ("x", "strength", rulebook.WHOLE_NUMBER),
        ("z", "strength", rulebook.WHOLE_NUMBER),
        ("x", "amount", rulebook.NOT_NEGATIVE),
        ("y", "amount", rulebook.UNIT),
        ("w", "deadline", rulebook.DATE_ORDER),
        ("z", "deadline", rulebook.REAL_DAY),
    }
    assert found["hint"].str.len().gt(5).all()
    assert found["row"].iloc[1:].tolist() == sorted(found["row"].iloc[1:])


@pytest.mark.parametrize(
    ("sample", "table"), [(statements, "statements"), (links, "links"), (outcomes, "outcomes")]
)
def test_failures_name_their_table(sample, table):
    found = failures(SAMPLES[table][1], sample().iloc[:, 1:])
    assert set(found["table"]) == {table}


@pytest.mark.parametrize(
    "index",
    [
        [10, 20, 30, 40],
        [7, 7, 7, 8],
        pd.MultiIndex.from_product([["a", "b"], [1, 2]]),
        pd.date_range("2024", periods=4),
    ],
    ids=["numbers", "repeated", "levels", "days"],
)
def test_rows_are_index_labels(index):
    frame = actions(severity=[0.5, 3, 0.5, 4])
    frame.index = index
    assert failures(check_actions, frame)["row"].tolist() == [frame.index[1], frame.index[3]]


def test_message_counts_and_shows():
    frame = pd.concat([actions(severity=np.nan, code=None)] * 10, ignore_index=True)
    frame["action_id"] = [f"A{n}" for n in range(1, 41)]
    with pytest.raises(RhetoricGapError, match=r"40 problems in actions.*\.failures[\s\S]*and 20 more"):
        check_actions(frame)
