"""What the library raises: one family, with the way out in the message."""

from __future__ import annotations

import copy
import pickle

import pandas as pd
import pytest

import rhetoric_gap as rg
from rhetoric_gap import errors
from rhetoric_gap.errors import FAILURE_COLUMNS, SHOWN_FAILURES, SchemaError, UnknownOptionError, did_you_mean


def failures(count: int, table: str = "actions") -> pd.DataFrame:
    """So many problems of one table."""
    rows = [(i, "date", f"day {i}", "a date", "write 2024-01-31", table) for i in range(count)]
    return pd.DataFrame(rows, columns=FAILURE_COLUMNS)


def test_every_error_is_a_value_error_of_the_library() -> None:
    raised = [
        e
        for e in vars(errors).values()
        if isinstance(e, type) and issubclass(e, Exception) and "Error" in e.__name__
    ]
    assert {e.__name__ for e in raised} == {
        *("RhetoricGapError", "SchemaError", "UnknownOptionError", "UnknownDatasetError")
    }
    assert all(issubclass(e, rg.RhetoricGapError) and issubclass(e, ValueError) for e in raised)
    assert all(getattr(rg, e.__name__) is e for e in raised)


def test_the_warning_is_a_users_warning_and_no_error() -> None:
    assert issubclass(rg.RhetoricGapWarning, UserWarning)
    assert not issubclass(rg.RhetoricGapWarning, ValueError)


@pytest.mark.parametrize(
    ("word", "allowed", "expected"),
    [
        ("optmal", ["optimal", "earliest"], " Did you mean 'optimal'?"),
        ("EARLIEST", ["optimal", "earliest"], " Did you mean 'earliest'?"),
        ("kor", ["KOR", "JPN"], " Did you mean 'KOR'?"),
        ("zebra", ["optimal", "earliest"], ""),
        ("optimal", [], ""),
        ("", ["optimal"], ""),
    ],
)
def test_did_you_mean_is_sure_or_silent(word: str, allowed: list[str], expected: str) -> None:
    assert did_you_mean(word, allowed) == expected


def test_unknown_option_says_what_there_is() -> None:
    error = UnknownOptionError("match", "codes", ("code", "topic", 3))
    assert str(error) == "match='codes' is not known; allowed: 'code', 'topic', '3'. Did you mean 'code'?"
    assert (error.option, error.value, error.allowed) == ("match", "codes", ["code", "topic", "3"])


def test_one_problem_is_singular() -> None:
    first = str(SchemaError(failures(1))).splitlines()[0]
    assert first == "1 problem in actions; all of them are in the error's .failures frame"


def test_the_first_twenty_problems_are_shown_and_the_rest_counted() -> None:
    both = pd.concat([failures(20), failures(3, "statements")], ignore_index=True)
    error = SchemaError(both)
    lines = str(error).splitlines()
    assert lines[0] == "23 problems in actions, statements; all of them are in the error's .failures frame"
    assert lines[-1] == "... and 3 more"
    # One line of names, one per problem shown.
    assert len(lines) == 1 + 1 + SHOWN_FAILURES + 1
    assert "day 19" in str(error) and "day 20" not in "".join(lines[:-1]).replace("day 2 ", "")
    assert error.failures is both


def test_exactly_twenty_problems_leave_nothing_to_count() -> None:
    assert "more" not in str(SchemaError(failures(SHOWN_FAILURES)))


def test_problems_of_both_tables_come_in_one_error() -> None:
    said = pd.DataFrame(
        {"statement_id": ["S1"], "date": ["soon"], "actor": ["A"], "target": ["B"], "severity": [7]}
    )
    done = pd.DataFrame(
        {"action_id": ["A1", "A1"], "date": "2024-01-01", "actor": "A", "target": "B", "severity": 1}
    )
    with pytest.raises(SchemaError) as error:
        rg.gap_index(said, done)
    found = error.value.failures
    assert list(found.columns) == FAILURE_COLUMNS
    assert set(zip(found["table"], found["column"], strict=True)) == {
        ("statements", "date"),
        ("statements", "severity"),
        ("actions", "action_id"),
    }
    assert found["hint"].str.len().gt(0).all()


@pytest.mark.parametrize(
    "error",
    [
        rg.RhetoricGapError("no"),
        UnknownOptionError("match", "codes", ("code", "topic")),
        rg.UnknownDatasetError("no such set"),
        SchemaError(failures(2)),
    ],
    ids=lambda e: type(e).__name__,
)
@pytest.mark.parametrize(
    "duplicate", [copy.copy, lambda e: pickle.loads(pickle.dumps(e))], ids=["copy", "pickle"]
)
def test_errors_survive_the_way_back_from_another_process(error: ValueError, duplicate) -> None:
    """A worker that cannot send its error leaves the whole pool hanging."""
    again = duplicate(error)
    assert type(again) is type(error)
    assert str(again) == str(error)
    if isinstance(error, SchemaError):
        pd.testing.assert_frame_equal(again.failures, error.failures)
    if isinstance(error, UnknownOptionError):
        assert again.allowed == error.allowed
