"""Which days a source covers: outside them nothing is zero."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from rhetoric_gap.readers.event_tables import COVERAGE_COLUMNS

_DIGITS = re.compile(r"^(\d{14}|\d{12}|\d{8}|\d{6}|\d{4})(?!\d)")
_PARTS = re.compile(r"[/\\!:]")
_UNITS = {4: "Y", 6: "M"}
FIRST_DAY, LAST_DAY = np.datetime64("1800-01-01"), np.datetime64("2100-12-31")
"""Days of events lie between these; COW's begin in 1816."""

Days = np.ndarray


@dataclass(frozen=True)
class Covered:
    """The days a source covers, and how that is known: by its files, by the days of reports, or by events."""

    days: Days
    known_by: str
    continuous: bool
    """Whether the days in between are covered although nothing stands for them."""


def days_of_file(name: str) -> Days | None:
    """Return the days a file is for, where its name begins with a day, month or year.

    Examples
    --------
    >>> days_of_file("20160728.export.CSV.zip").astype(str).tolist(), len(days_of_file("201602.zip"))
    (['2016-07-28'], 29)
    """
    for part in reversed(_PARTS.split(name)):
        found = _DIGITS.match(part)
        if found is None:
            continue
        digits = found[1]
        if not FIRST_DAY <= np.datetime64(digits[:4], "Y") <= LAST_DAY:
            continue
        text = "-".join(piece for piece in (digits[:4], digits[4:6], digits[6:8]) if piece)
        try:
            period = pd.Period(text, freq=_UNITS.get(len(digits), "D"))
        except ValueError:
            continue
        first, last = (np.datetime64(edge, "D") for edge in (period.start_time, period.end_time))
        days = np.arange(first, last + 1)
        if FIRST_DAY <= days[0] <= LAST_DAY:
            return days
    return None


def covered_days(
    files: Iterable[str], known_by: str, reported: Iterable[int], dated: Iterable[int]
) -> Covered:
    """Decide which days are covered.

    Parameters
    ----------
    files : iterable of str
        Names of the files read.
    known_by : {"files", "reported", "events"}
        What the source goes by; each falls back on the next where it says nothing.
    reported, dated : iterable of int
        Days of reports and of events, since 1970.
    """
    if known_by == "files":
        each = [days_of_file(name) for name in files]
        if each and all(days is not None for days in each):
            return Covered(np.unique(np.concatenate([d for d in each if d is not None])), "files", False)
    for name, days in (("reported", reported), ("events", dated)):
        if name == "events" or known_by != "events":
            found = np.unique(np.fromiter(days, dtype=np.int64)).astype("datetime64[D]")
            found = found[(found >= FIRST_DAY) & (found <= LAST_DAY)]
            if len(found):
                return Covered(found, name, name == "events")
    return Covered(np.array([], dtype="datetime64[D]"), known_by, True)


def coverage_frame(
    name: str, covered: Covered, start: pd.Timestamp | None, end: pd.Timestamp | None
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the coverage as a frame of one row, cut to the period asked for, with what a reader must know.

    Notes
    -----
    Days without a file are missing days only where files or reports stand for days; a source that is known by its
    events covers every day from the first to the last.
    """
    notes = _beyond(covered.days, start, end) if len(covered.days) else []
    days = days_within(covered, start, end)
    types = {"start": "datetime64[us]", "end": "datetime64[us]"}
    if not len(days):
        return pd.DataFrame([[name, pd.NaT, pd.NaT, 0, ""]], columns=COVERAGE_COLUMNS).astype(types), tuple(
            notes
        )
    missing = missing_days(days)
    row = [name, pd.Timestamp(days[0]), pd.Timestamp(days[-1]), len(days), "; ".join(missing)]
    if missing:
        notes.append(f"no file for {'; '.join(missing)}: what happened then is missing, not zero")
    return pd.DataFrame([row], columns=COVERAGE_COLUMNS).astype(types), tuple(notes)


def days_within(covered: Covered, start: pd.Timestamp | None, end: pd.Timestamp | None) -> Days:
    """Return the days covered that lie in the period asked for, sorted."""
    days = covered.days
    if len(days) and covered.continuous:
        # Between its first and last event a source was being coded, whatever day has one.
        days = np.arange(days[0], days[-1] + 1)
    return days[(days >= _day(start, FIRST_DAY)) & (days <= _day(end, LAST_DAY))]


def missing_days(days: Days) -> list[str]:
    """Return the runs of days that lie between the first and the last and are not there.

    Examples
    --------
    >>> missing_days(np.array(["2015-02-17", "2015-02-20", "2015-02-22"], dtype="datetime64[D]"))
    ['2015-02-18 to 2015-02-19', '2015-02-21']
    """
    runs = []
    for before, after in pairwise(days):
        first, last = before + 1, after - 1
        if first <= last:
            runs.append(str(first) if first == last else f"{first} to {last}")
    return runs


def _day(value: pd.Timestamp | None, default: np.datetime64) -> np.datetime64:
    return default if value is None else np.datetime64(value, "D")


def _beyond(days: Days, start: pd.Timestamp | None, end: pd.Timestamp | None) -> list[str]:
    """Say which part of the period asked for the source does not cover."""
    outside: Sequence[str] = [
        text
        for asked, text in (
            (start is not None and _day(start, days[0]) < days[0], f"begins {days[0]}"),
            (end is not None and _day(end, days[-1]) > days[-1], f"ends {days[-1]}"),
        )
        if asked
    ]
    if not outside:
        return []
    return [f"the period asked for reaches beyond what is covered, which {' and '.join(outside)}"]
