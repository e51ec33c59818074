"""Days and numbers of a small table: read as the caller says they are written, reported where they are not."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.tables.cells import spread
from rhetoric_gap.tables.problems import Problems
from rhetoric_gap.tables.rulebook import DATE, NUMBER

UNIT = "datetime64[us]"
#: A day, with or without the time that trackers export with it; the day is taken as written.
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ][0-9:.,]+\s*(?:Z|[+-]\d{2}:?\d{2}|UTC|GMT)?)?", re.ASCII)
_SLASHED = re.compile(r"\d{1,2}([/.-])\d{1,2}\1\d{2,4}", re.ASCII)
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)


def read_days(column: pd.Series, name: str, date_format: str | None, problems: Problems) -> pd.Series:
    """Read a column of days, reporting those that are not written as said.

    Parameters
    ----------
    column : pandas.Series
        Text.
    name : str
        Our name for the column, under which problems are reported.
    date_format : str or None
        How days are written, as for ``datetime.strptime``; None for ISO days.
    problems : Problems
        Where to report.
    """
    way = "YYYY-MM-DD" if date_format is None else date_format
    days, bad = _read_each(column, lambda text: _day(text, date_format), np.datetime64("NaT", "us"))
    hint = np.array(
        [f"expected {way}; {_date_hint(text)}" for text in column.fillna("").tolist()], dtype=object
    )
    problems.rows(name, bad, DATE, hint)
    return pd.Series(days.astype(UNIT), index=column.index)


def _day(text: str, date_format: str | None) -> np.datetime64 | None:
    """Read one day; None if it is not one."""
    try:
        if date_format is not None:
            return np.datetime64(dt.datetime.strptime(text, date_format).date(), "us")
        match = _ISO.fullmatch(text)
        return None if match is None else np.datetime64(dt.date.fromisoformat(match[1]), "us")
    except (ValueError, re.error):
        return None


def check_date_format(date_format: Any) -> None:
    """Refuse a way of writing days that names no day, month and year."""
    if date_format is None:
        return
    parts = re.findall(r"%-?([A-Za-z])", date_format) if isinstance(date_format, str) else []
    whole = (
        set(parts) & {"d", "j"} and (set(parts) & {"m", "b", "B"} or "j" in parts) and set(parts) & {"y", "Y"}
    )
    if not whole and not set(parts) & {"x", "c", "D"}:
        raise RhetoricGapError(
            f"date_format says how days are written, such as '%d/%m/%Y' or '%d %B %Y'; got {date_format!r}"
        )


def _date_hint(text: str) -> str:
    if _SLASHED.fullmatch(text):
        mark = next(c for c in text if not c.isdigit())
        both = [mark.join(order) for order in (("%d", "%m", "%Y"), ("%m", "%d", "%Y"))]
        return f"day or month first? Say date_format={both[0]!r} or {both[1]!r}"
    if re.fullmatch(r"\d{4}(-\d{2})?", text):
        return "give the day too; of a month or year, the day by which it was said"
    return "mend it, leave it blank where it may be, or say date_format="


def read_day_option(value: Any, name: str) -> pd.Timestamp | None:
    """Read one day given as an option."""
    if value is None:
        return None
    try:
        day = pd.Timestamp(value)
    except (ValueError, TypeError) as error:
        raise RhetoricGapError(f"{name} must be a date such as '2024-06-20', got {value!r}") from error
    if (
        pd.isna(day)
        or isinstance(value, bool | int | float)
        or day.tzinfo is not None
        or day != day.normalize()
    ):
        raise RhetoricGapError(f"{name} must be a date such as '2024-06-20', got {value!r}")
    return day


def read_numbers(
    column: pd.Series,
    name: str,
    problems: Problems,
    *,
    decimal: str,
    thousands: str | None,
    currency: str | None,
) -> np.ndarray:
    """Read a column of numbers in the notation the caller names; nothing is taken off that was not named."""
    numbers, bad = _read_each(
        column, lambda text: _number(text, decimal, thousands, currency), np.float64(np.nan)
    )
    hint = np.array([_number_hint(text, decimal) for text in column.fillna("").tolist()], dtype=object)
    problems.rows(name, bad, NUMBER, hint)
    return numbers.astype("float64")


def _number(text: str, decimal: str, thousands: str | None, currency: str | None) -> np.float64 | None:
    """Read one number; None if it is not one in this notation."""
    sign = "-" if text.startswith(("-", "\u2212")) else ""
    text = text[1:] if sign else text
    if currency:
        text = text.removeprefix(currency).removesuffix(currency).strip()
        if not sign and text.startswith("-"):
            sign, text = "-", text[1:]
    if thousands:
        whole, mark, rest = text.partition(decimal)
        groups = whole.split(thousands)
        # 1,23 is no number with thousands: taking the comma off would make it 123.
        if len(groups) > 1 and not (0 < len(groups[0]) <= 3 and all(len(g) == 3 for g in groups[1:])):
            return None
        text = "".join(groups) + mark + rest
    if decimal != ".":
        if "." in text:
            return None
        text = text.replace(decimal, ".", 1)
    if _PLAIN.fullmatch(text) is None:
        return None
    number = np.float64(sign + text)
    return number if np.isfinite(number) else None


def _number_hint(text: str, decimal: str) -> str:
    """Say which option would read a number."""
    marks = [mark for mark in (",", ".", " ", "'", "\u00a0", "\u202f") if mark in text and mark != decimal]
    options = [f"thousands={mark!r}" for mark in marks[:1]]
    if "," in text and decimal == ".":
        options.append("decimal=','")
    letters = "".join(c for c in text if not (c.isdigit() or c in "+-.,' \u00a0\u202f\u2212")).strip()
    if letters and len(letters) <= 4:
        options.append(f"currency={letters!r}")
    return "not a number" + (f"; if it is one, say {' or '.join(options)}" if options else "")


def check_notation(decimal: str, thousands: str | None, currency: str | None) -> None:
    """Refuse signs that cannot be told apart."""
    if decimal not in (".", ","):
        raise RhetoricGapError(f"decimal is '.' or ',', got {decimal!r}")
    if thousands is not None and (
        not isinstance(thousands, str) or len(thousands) != 1 or thousands == decimal or thousands.isalnum()
    ):
        raise RhetoricGapError(
            f"thousands is one sign other than decimal={decimal!r}, such as ',' or ' '; got {thousands!r}"
        )
    if currency is not None and (not isinstance(currency, str) or not currency.strip()):
        raise RhetoricGapError(f"currency is a sign such as '$' or 'EUR', got {currency!r}")


def _read_each(
    column: pd.Series, read: Callable[[str], Any], missing: Any
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Read every distinct text once; return the values and which cells could not be read."""
    codes, uniques = pd.factorize(column)
    read_ones = [read(text) for text in list(uniques)]
    values = np.array([missing if one is None else one for one in read_ones], dtype=np.asarray(missing).dtype)
    wrong = np.array([one is None for one in read_ones], dtype=bool)
    return spread(values, codes, missing), spread(wrong, codes, False)
