"""The day by which something is said to be done: by June 30, within two weeks, until Friday, a 60-day deadline."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from rhetoric_gap.text._clean import blank_markup
from rhetoric_gap.text._days import COUNT, DAY, MONTH, UNIT, WEEKDAY, YEAR, add, count_of, period_of


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when something is said to be done.

    Attributes
    ----------
    day : datetime.date or None
        The last day that is still in time; None where the words do not tell.
    text : str or None
        The words that name it; None where there are none.
    start, end : int
        Where they stand in the text; 0 and 0 where there are none.
    """

    day: dt.date | None = None
    text: str | None = None
    start: int = 0
    end: int = 0


_EVENT = (
    r"(?:summit|elections?|vote|voting|meeting|talks|conference|visit|referendum|session|inauguration|games|winter|"
    r"summer|spring|autumn|harvest|ramadan|christmas|easter|weekend|anniversary|polls|hearing|holidays?)"
)
_YEAR_ALONE = rf"{YEAR}\b(?![-,.]\d)(?! (?!unless\b|across\b|as\b|towards\b|is\b|was\b|plus\b)[a-z]+s\b)"
_DATED = rf"{YEAR}-\d\d-\d\d|{MONTH}(?: {DAY}\b)?(?:,? {YEAR}\b)?|{DAY}(?: of)? {MONTH}(?:,? {YEAR}\b)?|{_YEAR_ALONE}"
_CURRENT = rf"(?:next|this|this coming) (?:week|month|year|decade|{WEEKDAY}|{MONTH})"
_PERIOD = (
    rf"{_CURRENT}|the (?:day|week|month|year|decade)|{WEEKDAY}|tomorrow|tonight|today|midnight|noon|{_DATED}"
)
_PART = (
    r"(?:the )?(?P<part{n}>end|close|start|beginning|middle|mid|late|early)(?: of |[- ])"
    rf"(?P<whole{{n}}>{_PERIOD})|(?P<yearend{{n}}>(?:the )?year(?:'s|-|s)? ?end)"
)
_WHEN = rf"(?:(?P<plain{{n}}>{_PERIOD})|{_PART})"
_COUNTED = rf"(?P<count{{n}}>{COUNT})[- ](?P<unit{{n}}>{UNIT})\b"


def _numbered(pattern: str, number: int) -> str:
    """Give the groups of a part of a pattern names of their own."""
    return pattern.replace("{n}", str(number))


_FIRM = re.compile(
    rf"\b(?:(?P<till>on or before|by|before|until|till|no later than|not later than|prior to|deadline (?:of|for|is))"
    rf"(?: the)?(?: \d{{1,2}}(?::\d\d(?: ?[ap]\.?m\.?)?| ?[ap]\.?m\.?)(?: on)?)?(?: midnight on)? {_numbered(_WHEN, 1)}"
    rf"|within (?:the (?:next|coming) |the space of |the )?{_numbered(_COUNTED, 2)}"
    rf"|within (?:the|a|an) (?P<one>{UNIT})\b"
    rf"|{_numbered(_COUNTED, 3)} (?:deadline|ultimatum|limit|time limit|notice)\b"
    rf"|(?P<named>{_DATED}|{WEEKDAY}|midnight|noon)(?:'s)? (?:deadline|ultimatum)\b"
    rf"|(?<=\bdeadline )(?:to \w+ )?on {_numbered(_WHEN, 4)})",
    re.IGNORECASE,
)
_GIVEN = re.compile(
    rf"\b(?:give|gives|gave|given|giving)\b[^.;!?]{{1,60}}?\b(?P<span>{_numbered(_COUNTED, 5)}) to\b",
    re.IGNORECASE,
)
_SOFT = re.compile(
    rf"\b(?:(?P<event>(?:before|ahead of|prior to|until) (?:the |its |their |an? )?"
    rf"(?:[a-z-]{{2,20}} ){{0,3}}{_EVENT})\b"
    rf"|(?<!time )in {_numbered(_COUNTED, 6)}(?:'? time)?"
    rf"|(?:over|during|in) the (?:next|coming) {_numbered(_COUNTED, 7)}"
    rf"|(?P<vague>(?:in|over|within) the (?:next |near |coming |following )(?:few |several )?(?:{UNIT}|future))\b"
    rf"|within (?P<some>(?:a few|several|a couple of)? ?{UNIT})\b"
    rf"|on (?P<on>{WEEKDAY}|{MONTH} {DAY}\b(?:,? {YEAR}\b)?|{DAY} {MONTH}(?:,? {YEAR}\b)?)"
    rf"|(?P<current>{_CURRENT}|tomorrow|tonight)\b"
    rf"|in (?P<inside>{YEAR}\b|{MONTH}(?: {YEAR}\b)?(?! \d|'s)))",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:will|would|shall|must|should|may|might|could|won't|due|scheduled|expected"
    r"|(?:agree|plan|vow|pledge|promise|threaten|expect|intend|schedule|propose|offer|commit|set|due|going|ready"
    r"|is|are|was|were)\w{0,4} to"
    r"|[A-Z][a-z]{1,20} to (?=[a-z]{2,20} ))\b|'ll\b",
)
_SAID = re.compile(r"\b(?:said|told|says|held|met|was|were|had|took|won|sent|did|[a-z]{2,20}ed)\b")
_FIRM_WORDS = re.compile(
    r"\b(?:by|before|until|till|no later|not later|prior|within|deadline|ultimatum|limit|notice)\b",
    re.IGNORECASE,
)
_GIVE_WORDS = re.compile(r"\b(?:give|gives|gave|given|giving)\b", re.IGNORECASE)
_REACH_OF_A_WILL = 300


def find_deadline(text: str, said_on: dt.date | None = None) -> Deadline:
    """Find by when something is said to be done.

    Parameters
    ----------
    text : str
        One sentence, as it came in.
    said_on : datetime.date, optional
        The day it was said, from which weekdays, spans and dates without a year are counted.

    Returns
    -------
    Deadline
        The first deadline named. ``by`` a month or a year means its last day, ``before`` one the day before its first.
        A day that only fixes when something will be done (on April 20, next week) counts after a word for the future.

    Notes
    -----
    A parser that fills in what is missing from today's date is not used: without ``said_on``, only dates with a year
    become days, and the words are kept.

    Examples
    --------
    >>> import datetime as dt
    >>> find_deadline("Greece will pay by June 30.", dt.date(2024, 3, 6)).day
    datetime.date(2024, 6, 30)
    >>> find_deadline("Greece will pay within two weeks.")
    Deadline(day=None, text='within two weeks', start=16, end=32)
    """
    # most sentences name none: what is cheap to see is asked first
    has_firm, has_ahead = _FIRM_WORDS.search(text), _AHEAD.search(text)
    has_given = _GIVE_WORDS.search(text)
    if not (has_firm or has_ahead or has_given):
        return Deadline()
    clean = blank_markup(text)
    if has_firm and (found := _FIRM.search(clean)):
        return _deadline(text, found.span(), _firm_day(found, said_on))
    if has_given and (found := _GIVEN.search(clean)):
        return _deadline(text, found.span("span"), _counted(found, 5, said_on))
    if not has_ahead:
        return Deadline()
    for found in _SOFT.finditer(clean):
        if _is_ahead(clean, found.start()):
            return _deadline(text, found.span(), _soft_day(found, said_on))
    return Deadline()


def _deadline(text: str, span: tuple[int, int], day: dt.date | None) -> Deadline:
    """Write a deadline down."""
    return Deadline(day, text[span[0] : span[1]], *span)


def _is_ahead(clean: str, place: int) -> bool:
    """Say whether what stands before a place is still to be done, and the place is not when it was said."""
    before = clean[max(0, place - _REACH_OF_A_WILL) : place]
    ahead = max((found.end() for found in _AHEAD.finditer(before)), default=-1)
    said = max((found.end() for found in _SAID.finditer(before)), default=-1)
    return ahead >= max(said, 0)


def _firm_day(found: re.Match[str], said_on: dt.date | None) -> dt.date | None:
    """Return the day of a deadline said to be one."""
    if found["named"]:
        return _last_day(found["named"], said_on)
    if found["one"]:
        return add(said_on, 1, found["one"]) if said_on else None
    for number in (2, 3):
        if found[f"count{number}"]:
            return _counted(found, number, said_on)
    return _until(found, 1 if found["till"] else 4, said_on)


def _soft_day(found: re.Match[str], said_on: dt.date | None) -> dt.date | None:
    """Return the day of a date something is to be done on."""
    for number in (6, 7):
        if found[f"count{number}"]:
            return _counted(found, number, said_on)
    words = found["on"] or found["current"] or found["inside"]
    return _last_day(words, said_on) if words else None


def _counted(found: re.Match[str], number: int, said_on: dt.date | None) -> dt.date | None:
    """Return the day a span ends."""
    return add(said_on, count_of(found[f"count{number}"]), found[f"unit{number}"]) if said_on else None


def _last_day(words: str, said_on: dt.date | None) -> dt.date | None:
    """Return the last day of a period, None where it is no date."""
    period = _period(words, said_on)
    return period[1] if period else None


def _period(words: str, said_on: dt.date | None) -> tuple[dt.date, dt.date] | None:
    """Read a period; a date the calendar does not have is none."""
    try:
        return period_of(words, said_on)
    except (ValueError, OverflowError):
        return None


def _until(found: re.Match[str], number: int, said_on: dt.date | None) -> dt.date | None:
    """Return the last day in time for: by May, before May, by the end of May, until the middle of the year."""
    if found[f"yearend{number}"]:
        return _last_day("this year", said_on)
    part = (found[f"part{number}"] or "").lower()
    period = _period(found[f"plain{number}"] or found[f"whole{number}"], said_on)
    if period is None or part == "early":
        return None
    if part in {"end", "close", "late"}:
        return period[1]
    if part in {"middle", "mid"}:
        return period[0] + (period[1] - period[0]) // 2
    before = (found["till"] or "").lower() in {"before", "prior to"} and found[f"plain{number}"]
    if part in {"start", "beginning"}:
        return period[0]
    if before and found[f"plain{number}"].lower() not in {"midnight", "noon"}:
        return period[0] - dt.timedelta(days=1) if period[0] > dt.date.min else None
    return period[1]
