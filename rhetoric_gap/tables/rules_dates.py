"""Read dates: ISO text, dates and timestamps at midnight become days; nothing else is guessed at."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from rhetoric_gap.tables import rulebook
from rhetoric_gap.tables.cells import Cells, read_cells, spread, usable
from rhetoric_gap.tables.problems import Mask, Problems
from rhetoric_gap.tables.schema import Column

UNIT: Final = "datetime64[us]"
"""One resolution for every checked date, in pandas 2 and 3: days of two tables can be subtracted as integers."""

ISO = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]([0-9:.,]+))?\s*(Z|[+-][0-9]{2}:?[0-9]{2}|[+-][0-9]{2}|UTC|GMT)?"
)
MIDNIGHT = re.compile(r"00:00(?::00(?:[.,]0+)?)?")
SLASHED = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{2}|[0-9]{4})(?:\s.*)?")
COMPACT = re.compile(r"[0-9]{8}")
YEAR_FIRST = re.compile(r"[0-9]{4}[/.][0-9]{1,2}[/.][0-9]{1,2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")
PARTIAL = re.compile(r"[0-9]{4}(?:-[0-9]{2})?")
NAMED = re.compile(r"(?=.*[A-Za-z]{3})(?=.*[0-9]{4}).*")

MONTHS = 12
PARSE = "pd.to_datetime(df[{name!r}], format={format!r})"
NO_TIME_HINT = "dates are days: use df[{name!r}].dt.normalize(), in the time zone the day is counted in"
NO_ZONE_HINT = (
    "dates are days: use .dt.tz_convert(...) to the zone the day is counted in, then .dt.tz_localize(None)"
)


@dataclass(frozen=True)
class Reading:
    """What one distinct value says: a day, or the rule it breaks and how to mend it."""

    day: dt.date | np.datetime64 | None
    rule: str = ""
    hint: str = ""
    format: str = ""
    """How it is written, where that is recognised: a column is written one way."""


def read_date(series: pd.Series, column: Column, problems: Problems) -> pd.Series:
    """Check a column of days and return it as timestamps at midnight without a zone, bad cells missing."""
    cells = read_cells(series)
    if cells.typed and cells.family == "date":
        days = cells.series.astype(UNIT).to_numpy()
        _report_times(days, column, problems)
    else:
        days = _read_objects(cells, column, problems)
    days = np.where(problems.bad(column.name), np.datetime64("NaT", "us"), days)
    return pd.Series(days, index=series.index, name=series.name)


def _report_times(days: np.ndarray[Any, Any], column: Column, problems: Problems) -> None:
    """Report timestamps that are not midnight."""
    timed = ~np.isnat(days) & (days != days.astype("datetime64[D]"))
    problems.rows(column.name, timed, rulebook.WHOLE_DAY, NO_TIME_HINT.format(name=column.name))


def _read_objects(cells: Cells, column: Column, problems: Problems) -> np.ndarray[Any, Any]:
    """Read text and date objects, once per distinct value."""
    good = _usable_dates(cells, column, problems)
    values = np.full(len(good), None, dtype=object)
    values[good] = cells.series[good].tolist()
    codes, uniques = pd.factorize(values)
    readings = [_read_value(value, column.name) for value in uniques]
    wrong = np.array([reading.day is None for reading in readings], dtype=bool)
    if wrong.any():
        _report_wrong(readings, wrong, codes, column.name, problems)
    days = np.array([reading.day for reading in readings], dtype="datetime64[D]").astype(UNIT)
    return spread(days, codes, np.datetime64("NaT", "us"))


def _usable_dates(cells: Cells, column: Column, problems: Problems) -> Mask:
    """Report numbers and other things that are no dates."""
    families = ("text", "date")
    number = cells.among(("integer", "number"))
    if number.any():
        sample = str(cells.series[number].iloc[0]).removesuffix(".0")
        hint = f"not a date; if it is a date of eight digits, use {_compact_hint(column.name)}"
        if not COMPACT.fullmatch(sample):
            hint = "a number is no date; use pd.to_datetime(..., unit=..., origin=...) if it counts days or seconds"
        return usable(cells, column.name, families, problems, rulebook.DATE, hint)
    rule = rulebook.NO_ZONE if cells.family == "zoned" else rulebook.DATE
    period = isinstance(cells.series.dtype, pd.PeriodDtype)
    hint = "a period is not a day; use .dt.to_timestamp()" if period else "not a date"
    hint = NO_ZONE_HINT if cells.family == "zoned" else hint
    return usable(cells, column.name, families, problems, rule, hint)


def _compact_hint(name: str) -> str:
    return f"pd.to_datetime(df[{name!r}].astype(str), format='%Y%m%d')"


def _report_wrong(
    readings: list[Reading], wrong: Mask, codes: np.ndarray[Any, Any], name: str, problems: Problems
) -> None:
    """Report values that are no day, saying so where the column is written in several ways."""
    formats = {reading.format for reading in readings if reading.format}
    mixed = "" if len(formats) < 2 else f". The column mixes formats: {', '.join(sorted(formats))}"
    hints = np.array([reading.hint + mixed for reading in readings], dtype=object)
    for rule in dict.fromkeys(reading.rule for reading in readings if reading.rule):
        broken = np.array([reading.rule == rule for reading in readings], dtype=bool) & wrong
        problems.rows(name, spread(broken, codes, False), rule, spread(hints, codes, ""))


def _read_value(value: object, name: str) -> Reading:
    """Read one distinct value: text or a date object."""
    if isinstance(value, str):
        return _read_text(value, name)
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return Reading(value, format="date objects")
    stamp = pd.Timestamp(value)  # type: ignore[arg-type]
    if stamp.tzinfo is not None:
        return Reading(None, rulebook.NO_ZONE, NO_ZONE_HINT, "date objects")
    if stamp != stamp.normalize():
        return Reading(None, rulebook.WHOLE_DAY, NO_TIME_HINT.format(name=name), "date objects")
    return Reading(stamp.to_datetime64(), format="date objects")


def _read_text(value: str, name: str) -> Reading:
    """Read ISO text as a day; say of anything else what it looks like."""
    iso = ISO.fullmatch(value)
    if iso is None:
        return _foreign_format(value, name)
    day, time, zone = iso.groups()
    if zone:
        return Reading(None, rulebook.NO_ZONE, NO_ZONE_HINT, "YYYY-MM-DD")
    if time and not MIDNIGHT.fullmatch(time):
        return Reading(None, rulebook.WHOLE_DAY, "dates are days: cut the time off", "YYYY-MM-DD")
    try:
        return Reading(dt.date.fromisoformat(day), format="YYYY-MM-DD")
    except ValueError:
        return Reading(None, rulebook.REAL_DAY, "this day is not in the calendar", "YYYY-MM-DD")


def _foreign_format(value: str, name: str) -> Reading:
    """Say what text in another format looks like, and how to parse it on purpose."""
    if not value.strip():
        return Reading(None, rulebook.NOT_EMPTY, "leave the cell blank (missing) instead")
    if ISO.fullmatch(value.strip()):
        return Reading(None, rulebook.TRIMMED, f"use df[{name!r}].str.strip()", "YYYY-MM-DD")
    if slashed := SLASHED.fullmatch(value):
        return Reading(None, rulebook.DATE, _slashed_hint(slashed, name), "day or month first")
    if COMPACT.fullmatch(value):
        return Reading(None, rulebook.DATE, f"use {PARSE.format(name=name, format='%Y%m%d')}", "YYYYMMDD")
    if YEAR_FIRST.fullmatch(value):
        way = "%Y" + value[4] + "%m" + value[4] + "%d"
        return Reading(
            None, rulebook.DATE, f"use {PARSE.format(name=name, format=way)}", f"YYYY{value[4]}M{value[4]}D"
        )
    if PARTIAL.fullmatch(value):
        return Reading(
            None,
            rulebook.DATE,
            "give the day too; of a month or year, the day it is known to have ended",
            "no day",
        )
    if NAMED.fullmatch(value):
        return Reading(
            None,
            rulebook.DATE,
            f"use {PARSE.format(name=name, format='%d %B %Y')}, or as it is written",
            "words",
        )
    return Reading(None, rulebook.DATE, "not a date; leave the cell blank if it is unknown")


def _slashed_hint(slashed: re.Match[str], name: str) -> str:
    """Say how to parse a date that starts with day or month, and that both are possible where they are."""
    first, mark, second, year = slashed.groups()
    last = "%y" if len(year) == 2 else "%Y"
    day_first, month_first = (
        PARSE.format(name=name, format=mark.join((*order, last))) for order in (("%d", "%m"), ("%m", "%d"))
    )
    if int(first) > MONTHS or int(second) > MONTHS:
        return f"use {day_first if int(first) > MONTHS else month_first}"
    return f"day first or month first? Use {day_first} or {month_first}"
