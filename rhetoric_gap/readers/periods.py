"""Days, months, quarters and years as spans of days."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from rhetoric_gap.errors import UnknownOptionError
from rhetoric_gap.tables.cells import spread
from rhetoric_gap.tables.problems import Problems
from rhetoric_gap.tables.rulebook import DATE

Period = Literal["auto", "day", "month", "quarter", "year"]

_ALIAS = {"day": "D", "month": "M", "quarter": "Q", "year": "Y"}
_SHAPES = (
    ("day", re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?", re.ASCII)),
    ("month", re.compile(r"(\d{4})-(\d{2})", re.ASCII)),
    ("quarter", re.compile(r"(\d{4})-?[Qq]([1-4])", re.ASCII)),
    ("year", re.compile(r"(\d{4})", re.ASCII)),
)
_NAT = np.datetime64("NaT", "us")


def check_period(period: Any) -> None:
    """Refuse a length that is not known."""
    if period not in get_args(Period):
        raise UnknownOptionError("period", period, get_args(Period))


def read_periods(
    column: pd.Series, name: str, date_format: str | None, period: str, problems: Problems
) -> tuple[pd.Series, pd.Series]:
    """Read a column of days or periods; return the first and the last day of each.

    ``2023-05-17`` is a day, ``2023-05`` a month, ``2023Q2`` a quarter, ``2023`` a year; with ``period`` every one is
    widened to the day, month, quarter or year it lies in.
    """
    codes, uniques = pd.factorize(column)
    spans = [_span(str(text), date_format, period) for text in list(uniques)]
    wrong = np.array([span is None for span in spans], dtype=bool)
    edges = []
    for side in (0, 1):
        days = np.array([_NAT if span is None else span[side] for span in spans], dtype="datetime64[us]")
        edges.append(pd.Series(spread(days, codes, _NAT).astype("datetime64[us]"), index=column.index))
    way = "2023-05-17, 2023-05, 2023Q2 or 2023" if date_format is None else date_format
    hint = f"expected {way}; mend it, or say date_format='%d/%m/%Y' or how it is written"
    problems.rows(name, spread(wrong, codes, False), DATE, hint)
    return edges[0], edges[1]


def _span(text: str, date_format: str | None, period: str) -> tuple[np.datetime64, np.datetime64] | None:
    """Return the first and last day a text stands for; None if it stands for none."""
    try:
        shape, day = _read(text, date_format)
    except (ValueError, re.error):
        return None
    if day is None or not 1678 <= day.year <= 2261:
        return None
    length = shape if period == "auto" or _longer(shape, period) else period
    lasting = pd.Period(day, freq=_ALIAS[length])
    first, last = lasting.start_time.normalize(), lasting.end_time.normalize()
    return np.datetime64(first.date(), "us"), np.datetime64(last.date(), "us")


def _longer(shape: str, period: str) -> bool:
    """Say whether a text stands for more than the period asked for: a year cannot be made a month."""
    order = list(_ALIAS)
    return order.index(shape) > order.index(period)


def _read(text: str, date_format: str | None) -> tuple[str, dt.date | None]:
    """Read one text: what it is, and a day in it."""
    if date_format is not None:
        parts = set(re.findall(r"%-?([A-Za-z])", date_format))
        shape = "day" if parts & set("djxcD") else "month" if parts & set("mbB") else "year"
        return shape, dt.datetime.strptime(text, date_format).date()
    for shape, pattern in _SHAPES:
        match = pattern.fullmatch(text)
        if match is not None:
            year, *rest = map(int, match.groups())
            if shape == "quarter":
                rest = [3 * rest[0] - 2]
            return shape, dt.date(year, *[*rest, 1, 1][:2])
    return "", None
