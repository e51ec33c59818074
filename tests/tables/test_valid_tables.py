"""A table without a fault comes back as it was, every column with its type."""

from __future__ import annotations

import copy
import cProfile
import pstats
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from table_samples import ROWS, SAMPLES, actions, statements

import rhetoric_gap.tables
from rhetoric_gap.account import row_account
from rhetoric_gap.tables import check_actions, check_statements
from rhetoric_gap.tables.cells import text_dtype
from rhetoric_gap.tables.schema import ACTIONS, LINKS, OUTCOMES, STATEMENTS

HOME = str(Path(rhetoric_gap.tables.__file__).parent)
TABLES = {"statements": STATEMENTS, "actions": ACTIONS, "links": LINKS, "outcomes": OUTCOMES}
TYPES = {
    "date": "datetime64[us]",
    "share": "float64",
    "amount": "float64",
    "integer": "Int64",
    "flag": "bool",
}


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_passes_with_its_rows_columns_and_index(name):
    sample, check = SAMPLES[name]
    checked = check(sample())
    assert list(checked.columns) == list(sample().columns)
    assert list(checked.index) == ROWS


@pytest.mark.parametrize("name", SAMPLES)
def test_every_column_has_its_type(name):
    sample, check = SAMPLES[name]
    checked = check(sample())
    declared = [column for column in TABLES[name].columns if column.name in checked]
    found = {column.name: str(checked[column.name].dtype) for column in declared}
    assert found == {column.name: TYPES.get(column.kind, str(text_dtype())) for column in declared}


@pytest.mark.parametrize("name", SAMPLES)
def test_checking_twice_changes_nothing(name):
    sample, check = SAMPLES[name]
    once = check(sample())
    twice = check(once)
    assert_frame_equal(twice, once)
    assert twice.attrs == once.attrs


@pytest.mark.parametrize("name", SAMPLES)
def test_input_is_left_alone(name):
    sample, check = SAMPLES[name]
    given = sample()
    given.attrs["mine"] = {"kept": True}
    before, attrs = given.copy(deep=True), copy.deepcopy(given.attrs)
    checked = check(given)
    assert_frame_equal(given, before)
    assert given.attrs == attrs
    assert checked.attrs["mine"] == {"kept": True}
    checked.iloc[:, 0] = "changed"
    checked[checked.columns[-1]] = "changed"
    assert_frame_equal(given, before)


def test_values_are_those_given():
    checked = check_statements(statements())
    assert checked["date"].dt.strftime("%Y-%m-%d").tolist() == statements()["date"].tolist()
    assert checked["severity"].tolist()[:3] == [1.0, 0.95, 0.0]
    assert checked["severity"].isna().tolist() == [False, False, False, True]
    assert checked["code"].tolist()[:3] == ["138", "1381", "010"]
    assert checked["strength"].tolist() == [3, 4, 2, 1]
    assert checked["text"].tolist()[0] == "words "
    assert checked["trigger_date"].isna().tolist() == [False, True, True, True]


def test_blank_attempted_is_true():
    assert check_actions(actions())["attempted"].tolist() == [True, False, True, True]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([True, False, None, True], [True, False, True, True]),
        ([1, 0, 0, 1], [True, False, False, True]),
        ([1.0, 0.0, None, 1.0], [True, False, True, True]),
        (["TRUE", "False", "true", None], [True, False, True, True]),
        (pd.array([True, None, False, True], dtype="boolean"), [True, True, False, True]),
    ],
)
def test_flags_are_read_in_every_spelling(values, expected):
    checked = check_actions(actions(attempted=values))["attempted"]
    assert checked.dtype == bool
    assert checked.tolist() == expected


def test_no_column_is_added():
    needed = ["action_id", "date", "actor", "target", "severity"]
    frame = actions(severity=0.5)[needed]
    assert list(check_actions(frame).columns) == needed


def test_extra_columns_keep_their_types():
    extra = {
        "category": pd.Categorical(["a", "b", "a", None]),
        "zoned": pd.date_range("2024-01-01", periods=4, tz="Asia/Seoul"),
        "small": np.array([1, 2, 3, 4], dtype="int8"),
        "lists": [[1], [], None, [2, 3]],
        7: [1.5, None, 2.5, 3.5],
    }
    given = statements().assign(**{str(k): v for k, v in extra.items() if k != 7})
    given[7] = extra[7]
    checked = check_statements(given)
    names = [*(name for name in extra if name != 7), 7]
    assert_frame_equal(checked[names], given[names], check_index_type=False)


def test_whole_number_ids_become_text():
    checked = check_actions(
        actions(action_id=[1, 2, 3, 4], part_of=pd.array([None, 3, 4, None], dtype="Int64"))
    )
    assert checked["action_id"].tolist() == ["1", "2", "3", "4"]
    assert checked["part_of"].dropna().tolist() == ["3", "4"]


def test_numbered_actors_become_text():
    checked = check_actions(actions(actor=[2, 2, 365, 2], target=[365, 731, 2, 740]))
    assert checked["actor"].tolist() == ["2", "2", "365", "2"]
    assert checked["target"].tolist() == ["365", "731", "2", "740"]


def test_actor_may_be_its_own_target():
    assert check_statements(statements(target="AAA"))["target"].tolist() == ["AAA"] * 4


@pytest.mark.parametrize("blank", [None, np.nan, pd.NA])
def test_blank_optional_columns_pass_and_get_their_type(blank):
    optional = [
        column.name for column in STATEMENTS.columns if not column.required and column.name != "severity"
    ]
    frame = statements(
        severity=0.5, **{name: pd.Series([blank] * 4, index=ROWS, dtype=object) for name in optional}
    )
    checked = check_statements(frame)
    assert checked[optional].isna().all(axis=None)
    assert str(checked["deadline"].dtype) == "datetime64[us]"
    assert checked["topic"].dtype == text_dtype()


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("of_objects", [True, False])
def test_empty_table_passes(name, of_objects):
    sample, check = SAMPLES[name]
    empty = sample().iloc[:0]
    empty = empty.astype(object) if of_objects else empty
    checked = check(empty)
    assert len(checked) == 0
    assert list(checked.columns) == list(empty.columns)
    assert {
        str(checked[c.name].dtype) for c in TABLES[name].columns if c.kind == "date" and c.name in checked
    } <= {"datetime64[us]"}


def test_severity_may_be_left_to_the_code():
    assert "severity" not in check_actions(actions(code="190").drop(columns="severity"))
    assert check_actions(actions(code="190", severity=None))["severity"].isna().all()


@pytest.mark.parametrize(
    "change",
    [{"kind": "demand"}, {"kind": "declaration"}, {"kind": "comment"}, {"strength": 0}, {"strength": 1}],
)
def test_statement_without_a_deed_needs_no_severity(change):
    frame = statements(severity=None, code=None).drop(columns=["kind", "strength"]).assign(**change)
    assert len(check_statements(frame)) == 4


def test_index_of_several_levels_and_repeated_labels_pass():
    frame = statements()
    frame.index = pd.MultiIndex.from_tuples([("a", 1), ("a", 2), ("b", 1), ("b", 2)], names=["one", "two"])
    assert check_statements(frame).index.equals(frame.index)
    frame.index = pd.Index([7, 7, 7, 8])
    assert check_statements(frame).index.tolist() == [7, 7, 7, 8]


@pytest.mark.parametrize("dtype", ["string", "category", "string[pyarrow]", "large_string[pyarrow]"])
def test_text_types_are_all_text(dtype):
    names = ["statement_id", "actor", "target", "code", "kind", "topic", "text"]
    typed = statements().astype(dict.fromkeys(names, dtype))
    assert_frame_equal(check_statements(typed), check_statements(statements()))


@pytest.mark.parametrize("dtype", ["Float64", "float32", "Float32", "double[pyarrow]", "float64"])
def test_number_types_are_all_numbers(dtype):
    typed = statements(severity=pd.array([1.0, 0.5, 0.25, None], dtype="Float64")).astype({"severity": dtype})
    checked = check_statements(typed)["severity"]
    assert checked.dtype == "float64"
    assert checked.tolist()[:3] == [1.0, 0.5, 0.25]


@pytest.mark.parametrize("dtype", ["Int64", "int8", "uint16", "int64[pyarrow]", "float64", "object"])
def test_whole_number_types_are_all_whole_numbers(dtype):
    checked = check_statements(statements(strength=pd.Series([3, 4, 2, 1], index=ROWS, dtype=dtype)))[
        "strength"
    ]
    assert checked.dtype == "Int64"
    assert checked.tolist() == [3, 4, 2, 1]


def test_account_tells_of_the_step_once():
    checked = check_statements(check_statements(statements()))
    account = row_account(checked)
    assert account[["step", "rows_in", "rows_out"]].to_numpy().tolist() == [["check statements", 4, 4]]
    assert account["why"].str.len().gt(10).all()


def calls_to_check(rows: int) -> int:
    """Count the calls of the library's own functions it takes to check a table of so many rows."""
    frame = pd.concat([statements()] * (rows // 4), ignore_index=True)
    frame["statement_id"] = "S" + frame.index.astype(str)
    profile = cProfile.Profile()
    assert len(profile.runcall(check_statements, frame)) == rows
    stats = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    return sum(calls for (file, _, _), (_, calls, *_) in stats.items() if file.startswith(HOME))


def test_work_per_row_is_not_done_in_python():
    few, many = calls_to_check(1_000), calls_to_check(21_000)
    assert many == few
