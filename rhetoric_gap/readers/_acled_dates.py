"""In which of several ways the dates of a file are written: settled for the file, never cell by cell."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.tables.cells import factorize_text, spread

DateStyle = Literal["iso", "words", "dmy", "mdy"]

EXAMPLES = {
    "iso": "2023-01-31",
    "words": "31 January 2023",
    "dmy": "31-01-2023, day first",
    "mdy": "01/31/2023, month first",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ][0:.]*Z?)?")
_WORDS = re.compile(r"([0-9]{1,2})[ -]([A-Za-z]{3,9})[ -]([0-9]{4})")
_NUMBERS = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})")
NO_DAY = np.datetime64("NaT", "us")


def _iso(text: str) -> dt.date | None:
    found = _ISO.fullmatch(text)
    return _day(found[1], found[2], found[3]) if found else None


def _words(text: str) -> dt.date | None:
    found = _WORDS.fullmatch(text)
    if not found:
        return None
    name = found[2].lower()
    names = _FULL if name in _FULL else _MONTHS
    return _day(found[3], names.index(name) + 1, found[1]) if name in names else None


def _dmy(text: str) -> dt.date | None:
    found = _NUMBERS.fullmatch(text)
    return _day(found[4], found[3], found[1]) if found else None


def _mdy(text: str) -> dt.date | None:
    found = _NUMBERS.fullmatch(text)
    return _day(found[4], found[1], found[3]) if found else None


READERS: dict[str, Callable[[str], dt.date | None]] = {"iso": _iso, "words": _words, "dmy": _dmy, "mdy": _mdy}


def _day(year: Any, month: Any, day: Any) -> dt.date | None:
    """Return a day of the calendar, or None if there is none such."""
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def read_dates(
    texts: pd.Series, file: str, asked: str | None, settled: str | None
) -> tuple[pd.Series, str | None]:
    """Read the dates of a piece of a file in one style.

    Parameters
    ----------
    texts : pandas.Series
        Dates as written.
    file : str
        Name of the file, for messages.
    asked : str, optional
        How the caller says they are written.
    settled : str, optional
        How earlier pieces of the file were written.

    Returns
    -------
    dates : pandas.Series
        Days, missing where the text is none in that style.
    style : str or None
        The style; None if no text of this piece is a date.

    Raises
    ------
    RhetoricGapError
        If the caller does not say and two styles fit, or no one style fits all that can be read.
    """
    codes, uniques = factorize_text(texts)
    written = [text.strip() for text in uniques.tolist()]
    style = asked or _settle(written, file, settled)
    found = [READERS[style](text) if style else None for text in written]
    days = np.array(
        [NO_DAY if day is None else np.datetime64(day, "us") for day in found], dtype="datetime64[us]"
    )
    return pd.Series(spread(days, codes, NO_DAY), index=texts.index), style


def _settle(written: list[str], file: str, settled: str | None) -> str | None:
    """Return the one style that fits every text that is a date in any; what earlier pieces settled must fit too."""
    fits = {style: [reader(text) is not None for text in written] for style, reader in READERS.items()}
    dates = np.logical_or.reduce([np.array(found, dtype=bool) for found in fits.values()])
    if not dates.any():
        return settled
    fitting = [style for style, found in fits.items() if np.array(found, dtype=bool)[dates].all()]
    if settled is not None:
        fitting = [settled] if settled in fitting else []
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        shown = next(text for text, date in zip(written, dates, strict=True) if date)
        raise RhetoricGapError(
            f"{file}: dates such as {shown!r} may have the day first or the month first, and no day above 12 settles "
            "it; say dates='dmy' (ACLED's own) or dates='mdy' (as a spreadsheet in American English saves them)"
        )
    counted = [
        f"{sum(found)} as {style!r} ({EXAMPLES[style]})" for style, found in fits.items() if any(found)
    ]
    before = f", and the lines before are {settled!r}" if settled else ""
    raise RhetoricGapError(
        f"{file}: dates are written in more than one way: of {len(written)} distinct ones {', '.join(counted)} can be "
        f"read{before}. Say which with dates=...; rows written otherwise are then rejected and counted"
    )
