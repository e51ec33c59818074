"""From the words of a date to a day: nothing is filled in that neither the words nor the day they were said give."""

from __future__ import annotations

import calendar
import datetime as dt
import re

MONTHS = tuple(calendar.month_name)[1:]
WEEKDAYS = tuple(calendar.day_name)
_ABBREVIATED = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
MONTH = rf"(?:(?:{'|'.join(MONTHS)})\b|(?:{_ABBREVIATED})\b\.?)"
WEEKDAY = rf"(?:{'|'.join(WEEKDAYS)})"
YEAR = r"(?:19|20|21)\d\d"
DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
UNIT = r"(?:second|minute|hour|day|week|fortnight|month|year|decade)s?"
COUNTS = {
    word: number
    for number, words in {
        1: "a an one",
        2: "two",
        3: "three",
        4: "four",
        5: "five",
        6: "six",
        7: "seven",
        8: "eight",
        9: "nine",
        10: "ten",
        11: "eleven",
        12: "twelve",
        14: "fourteen",
        15: "fifteen",
        18: "eighteen",
        20: "twenty",
        24: "twenty-four",
        30: "thirty",
        40: "forty",
        45: "forty-five",
        48: "forty-eight",
        50: "fifty",
        60: "sixty",
        72: "seventy-two",
        90: "ninety",
        100: "hundred",
    }.items()
    for word in words.split()
}
COUNT = rf"(?:\d{{1,4}}|{'|'.join(sorted(COUNTS, key=len, reverse=True))})"

_DATE = re.compile(
    rf"(?P<iso>{YEAR}-\d\d-\d\d)\b"
    rf"|(?P<month>{MONTH})(?: (?P<day>{DAY})\b)?(?:,? (?P<year>{YEAR})\b)?"
    rf"|(?P<day2>{DAY})(?: of)? (?P<month2>{MONTH})(?:,? (?P<year2>{YEAR})\b)?"
    rf"|(?P<only_year>{YEAR})\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    rf"(?P<which>next|this|the|this coming) (?P<what>{UNIT}|{WEEKDAY}|{MONTH})\Z", re.IGNORECASE
)
_HOURS_IN_A_DAY = 24
_IN_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_IN_MONTHS = {"month": 1, "year": 12, "decade": 120}


def period_of(words: str, said_on: dt.date | None) -> tuple[dt.date, dt.date] | None:
    """Return the first and last day of what some words name.

    Parameters
    ----------
    words : str
        A date, a month, a year, a weekday, ``next week``, ``the month``, ``tomorrow``.
    said_on : datetime.date or None
        The day from which they are counted.

    Returns
    -------
    tuple of datetime.date, or None
        None where the words alone do not say, and nobody knows when they were said.

    Examples
    --------
    >>> period_of("May 2026", None)
    (datetime.date(2026, 5, 1), datetime.date(2026, 5, 31))
    >>> period_of("May 3", None) is None
    True
    """
    if found := _DATE.fullmatch(words):
        return _absolute(found, said_on)
    if said_on is None:
        return None
    if words.lower() in {"tomorrow", "tonight", "today", "midnight", "noon", "now"}:
        day = said_on + dt.timedelta(days=words.lower() == "tomorrow")
        return day, day
    if words.capitalize() in WEEKDAYS:
        return _weekday(words, said_on, 1)
    found = _RELATIVE.match(words)
    return _relative(found["which"].lower(), found["what"], said_on) if found else None


def _absolute(found: re.Match[str], said_on: dt.date | None) -> tuple[dt.date, dt.date] | None:
    """Read a date in figures or with the name of a month."""
    if found["iso"]:
        day = dt.date.fromisoformat(found["iso"])
        return day, day
    if found["only_year"]:
        return span_of("year", dt.date(int(found["only_year"]), 1, 1))
    month = _month_number(found["month"] or found["month2"])
    number = re.sub(r"\D", "", found["day"] or found["day2"] or "")
    year = found["year"] or found["year2"]
    if not year:
        return _next_one(month, int(number or 0), said_on) if said_on else None
    return _day_or_month(int(year), month, int(number or 0))


def _day_or_month(year: int, month: int, day: int) -> tuple[dt.date, dt.date]:
    """Return one day, or the whole month where no day is given."""
    if day:
        return dt.date(year, month, day), dt.date(year, month, day)
    return span_of("month", dt.date(year, month, 1))


def _next_one(month: int, day: int, said_on: dt.date) -> tuple[dt.date, dt.date]:
    """Return the next time a date without a year comes round."""
    this = _day_or_month(said_on.year, month, day)
    return this if this[1] >= said_on else _day_or_month(said_on.year + 1, month, day)


def _relative(which: str, what: str, said_on: dt.date) -> tuple[dt.date, dt.date] | None:
    """Read next week, this Friday, the month."""
    ahead = int(which == "next")
    if what.capitalize() in WEEKDAYS:
        return _weekday(what, said_on + dt.timedelta(days=(7 - said_on.weekday()) * ahead), 0)
    if what.capitalize().rstrip(".") in MONTHS or what.rstrip(".").capitalize() in _ABBREVIATED.split("|"):
        return _next_one(_month_number(what), 0, said_on)
    unit = what.lower().rstrip("s")
    if unit in {"second", "minute", "hour"}:
        return said_on, said_on
    later = add(said_on, ahead, unit)
    return span_of(unit, later) if later else None


def _weekday(name: str, said_on: dt.date, at_least: int) -> tuple[dt.date, dt.date]:
    """Return the next day of a name; said on a Friday, Friday is the next one."""
    ahead = (WEEKDAYS.index(name.capitalize()) - said_on.weekday()) % 7
    day = said_on + dt.timedelta(days=ahead if ahead >= at_least else 7)
    return day, day


def span_of(unit: str, day: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first and last day of the week, month, year or decade a day lies in."""
    if unit in {"week", "fortnight"}:
        monday = day - dt.timedelta(days=day.weekday())
        return monday, monday + dt.timedelta(days=6)
    if unit == "month":
        return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])
    if unit == "year":
        return dt.date(day.year, 1, 1), dt.date(day.year, 12, 31)
    if unit == "decade":
        first = day.year // 10 * 10
        return dt.date(first, 1, 1), dt.date(first + 9, 12, 31)
    return day, day


def add(day: dt.date, count: int, unit: str) -> dt.date | None:
    """Return the day a number of hours, days, weeks, months or years later; None beyond the calendar."""
    unit = unit.lower().rstrip("s")
    try:
        if unit in _IN_MONTHS:
            return _add_months(day, count * _IN_MONTHS[unit])
        # of a day only the date is known: hours are whole days, begun ones included
        days = (
            count * _IN_DAYS[unit]
            if unit in _IN_DAYS
            else -(-count // _HOURS_IN_A_DAY)
            if unit == "hour"
            else 0
        )
        return day + dt.timedelta(days=days)
    except (OverflowError, ValueError):
        return None


def _add_months(day: dt.date, count: int) -> dt.date:
    """Add months; the 31st becomes the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def count_of(word: str) -> int:
    """Return a number from figures or a word."""
    return int(word) if word.isdigit() else COUNTS[word.lower()]


def _month_number(name: str) -> int:
    """Return the number of a month, full or abbreviated."""
    short = name[:3].lower()
    return next(number for number, full in enumerate(MONTHS, start=1) if full[:3].lower() == short)
