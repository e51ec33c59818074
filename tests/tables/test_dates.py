"""Days: what is read, and what is not guessed at."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from table_samples import ROWS, actions, failures, statements, told

from rhetoric_gap.tables import check_actions, check_statements, rulebook

DAYS = ["2024-01-20", "2024-02-29", "1950-06-25", "2031-12-31"]
STAMPS = [pd.Timestamp(day) for day in DAYS]
FREE = {"end_date": None, "reported_at": None}


def dates_of(values) -> list[pd.Timestamp]:
    """Check actions on these days and return them as read."""
    checked = check_actions(actions(date=values, **FREE))["date"]
    assert str(checked.dtype) == "datetime64[us]"
    return checked.tolist()


def objects(values) -> pd.Series:
    """Return a column of Python objects."""
    return pd.Series(values, index=ROWS, dtype=object)


@pytest.mark.parametrize(
    "values",
    [
        DAYS,
        [f"{day}T00:00:00" for day in DAYS],
        [f"{day} 00:00:00" for day in DAYS],
        [f"{day}T00:00:00.000000" for day in DAYS],
        [f"{day}T00:00" for day in DAYS],
        objects([dt.date.fromisoformat(day) for day in DAYS]),
        objects([dt.datetime.fromisoformat(day) for day in DAYS]),
        objects(STAMPS),
        objects([np.datetime64(day) for day in DAYS]),
        objects([DAYS[0], dt.date(2024, 2, 29), STAMPS[2], np.datetime64(DAYS[3])]),
        pd.Categorical(DAYS),
        pd.Series(DAYS, index=ROWS, dtype="string"),
        pd.to_datetime(DAYS),
        pd.Categorical(pd.to_datetime(DAYS)),
        *[pd.to_datetime(DAYS).astype(f"datetime64[{unit}]") for unit in ("s", "ms", "us", "ns")],
        *[
            pd.Series(pd.to_datetime(DAYS), index=ROWS).astype(name)
            for name in ("date32[pyarrow]", "timestamp[ms][pyarrow]")
        ],
    ],
    ids=repr,
)
def test_days_are_read(values):
    assert dates_of(values) == STAMPS


def test_days_long_ago_are_read_in_every_pandas():
    days = ["0622-07-16", "1066-10-14", "1453-05-29", "9999-12-31"]
    assert [f"{day:%m-%d}" for day in dates_of(days)] == [day[5:] for day in days]
    assert [day.year for day in dates_of(days)] == [622, 1066, 1453, 9999]


def test_days_beyond_the_calendar_of_python_are_read():
    far = objects([np.datetime64("30000-01-01"), *DAYS[1:]])
    assert check_actions(actions(date=far, **FREE))["date"].dt.year.tolist()[0] == 30000


# text, rule, words of the hint
TEXTS = [
    (
        "01/02/2024",
        rulebook.DATE,
        "day first or month first? Use pd.to_datetime(df['date'], format='%d/%m/%Y')",
    ),
    ("1.2.2024", rulebook.DATE, "format='%m.%d.%Y'"),
    ("01-02-24", rulebook.DATE, "format='%d-%m-%y'"),
    ("20/01/2024", rulebook.DATE, "use pd.to_datetime(df['date'], format='%d/%m/%Y')"),
    ("01/20/2024", rulebook.DATE, "use pd.to_datetime(df['date'], format='%m/%d/%Y')"),
    ("01/02/2024 10:00", rulebook.DATE, "day first or month first?"),
    ("20240120", rulebook.DATE, "format='%Y%m%d'"),
    ("2024/01/20", rulebook.DATE, "format='%Y/%m/%d'"),
    ("2024-1-20", rulebook.DATE, "format='%Y-%m-%d'"),
    ("20 January 2024", rulebook.DATE, "format='%d %B %Y'"),
    ("2024-01", rulebook.DATE, "give the day too"),
    ("2024", rulebook.DATE, "give the day too"),
    ("soon", rulebook.DATE, "not a date"),
    ("nan", rulebook.DATE, "not a date"),
    ("2024-02-30", rulebook.REAL_DAY, "not in the calendar"),
    ("2023-02-29", rulebook.REAL_DAY, "not in the calendar"),
    ("2024-13-01", rulebook.REAL_DAY, "not in the calendar"),
    ("0000-01-01", rulebook.REAL_DAY, "not in the calendar"),
    ("2024-01-20T10:30:00", rulebook.WHOLE_DAY, "cut the time off"),
    ("2024-01-20 00:00:01", rulebook.WHOLE_DAY, "cut the time off"),
    ("2024-01-20T00:00:00Z", rulebook.NO_ZONE, "tz_localize(None)"),
    ("2024-01-20T00:00:00+09:00", rulebook.NO_ZONE, "tz_localize(None)"),
    ("2024-01-20 00:00:00 UTC", rulebook.NO_ZONE, "tz_localize(None)"),
    (" 2024-01-20", rulebook.TRIMMED, "df['date'].str.strip()"),
    (" ", rulebook.NOT_EMPTY, "leave the cell blank"),
    ("\u0662\u0660\u0662\u0664-\u0660\u0661-\u0662\u0660", rulebook.DATE, "not a date"),
]


@pytest.mark.parametrize(("text", "rule", "hint"), TEXTS)
def test_other_text_is_named_with_a_way_to_parse_it(text, rule, hint):
    found = failures(check_actions, actions(date=[text, *DAYS[1:]], **FREE))
    assert told(found, "row", "column", "value", "rule") == [("w", "date", text, rule)]
    assert hint in found["hint"].iloc[0]


# object, rule, words of the hint
OBJECTS = [
    (20240120, rulebook.DATE, "format='%Y%m%d'"),
    (2024, rulebook.DATE, "a number is no date"),
    (1.5, rulebook.DATE, "a number is no date"),
    (dt.time(1, 2), rulebook.DATE, "not a date"),
    (pd.Timedelta(days=1), rulebook.DATE, "not a date"),
    (True, rulebook.DATE, "not a date"),
    ([2024, 1, 20], rulebook.DATE, "not a date"),
    (dt.datetime(2024, 1, 20, 10), rulebook.WHOLE_DAY, ".dt.normalize()"),
    (np.datetime64("2024-01-20T10:00"), rulebook.WHOLE_DAY, ".dt.normalize()"),
    (pd.Timestamp("2024-01-20", tz="Asia/Seoul"), rulebook.NO_ZONE, "tz_convert"),
    (dt.datetime(2024, 1, 20, tzinfo=dt.UTC), rulebook.NO_ZONE, "tz_convert"),
]


@pytest.mark.parametrize(("value", "rule", "hint"), OBJECTS, ids=repr)
def test_other_objects_are_named(value, rule, hint):
    found = failures(check_actions, actions(date=objects([value, *DAYS[1:]]), **FREE))
    assert told(found, "row", "column", "rule") == [("w", "date", rule)]
    assert hint in found["hint"].iloc[0]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_times_of_day_in_a_date_column_are_named_by_row(unit):
    stamps = pd.DatetimeIndex(
        [f"2024-01-20 {time}" for time in ("00:00:00", "09:30:00", "00:00:00", "23:59:59")]
    )
    found = failures(check_actions, actions(date=stamps.astype(f"datetime64[{unit}]"), **FREE))
    assert told(found, "row", "rule") == [("x", rulebook.WHOLE_DAY), ("z", rulebook.WHOLE_DAY)]
    assert ".dt.normalize()" in found["hint"].iloc[0]


def test_arrow_time_zone_is_found():
    zoned = pd.Series(pd.to_datetime(DAYS), index=ROWS).astype("timestamp[us, tz=UTC][pyarrow]")
    found = failures(check_actions, actions(date=zoned, **FREE))
    assert told(found, "column", "rule") == [("date", rulebook.NO_ZONE)]


def test_mixed_formats_are_said_to_be_mixed():
    found = failures(
        check_actions, actions(date=["2024-01-20", "20/01/2024", "20240120", "2024-01-20"], **FREE)
    )
    assert told(found, "row", "value") == [("x", "20/01/2024"), ("y", "20240120")]
    mixed = "The column mixes formats: YYYY-MM-DD, YYYYMMDD, day or month first"
    assert found["hint"].str.contains(mixed, regex=False).all()


def test_one_format_throughout_is_not_said_to_be_mixed():
    found = failures(
        check_actions, actions(date=["01/02/2024", "02/02/2024", "03/02/2024", "04/02/2024"], **FREE)
    )
    assert len(found) == 4
    assert not found["hint"].str.contains("mixes").any()


@pytest.mark.parametrize("column", ["trigger_date", "deadline", "resolution_date", "reported_at"])
def test_every_date_column_is_held_to_it(column):
    found = failures(check_statements, statements(**{column: ["01/02/2024", None, None, None]}))
    assert ("w", column, rulebook.DATE) in told(found, "row", "column", "rule")
    assert f"df['{column}']" in found.loc[found["column"] == column, "hint"].iloc[0]


def test_deadline_on_the_day_itself_passes():
    days = check_statements(statements())["deadline"] - check_statements(statements())["date"]
    assert days.dt.days.tolist()[2] == 0
