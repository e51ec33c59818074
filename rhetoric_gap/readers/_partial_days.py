"""Days of which day, month or year may not be known: the interval they may lie in, never its first day alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.readers import _coded as coded
from rhetoric_gap.tables.cells import text_dtype

MISSING = -9
NO_DAY = np.datetime64("NaT", "us")
FIRST_YEAR, LAST_YEAR = 1000, 2999
_MONTHS = 12


def whole_numbers(text: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Read whole numbers of which -9 stands for missing.

    Returns
    -------
    values : numpy.ndarray of int
        -9 where there is none.
    unread : numpy.ndarray of bool
        Cells that hold something else than a whole number.
    """
    numbers = coded.numbers(text)
    good = numbers.notna() & (numbers % 1 == 0) & (numbers.abs() < 2**31)
    values = numbers.where(good, MISSING).to_numpy(dtype=float).astype(np.int64)
    return values, (text.notna() & ~good).to_numpy(dtype=bool)


def interval(
    year: np.ndarray, month: np.ndarray, day: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the first and last day a partly known date may mean, and how well it is known.

    Parameters
    ----------
    year, month, day : numpy.ndarray of int
        -9 where not known.

    Returns
    -------
    first, last : numpy.ndarray of datetime64[us]
        Missing where the year is not known or there is no such day.
    precision : numpy.ndarray of object
        ``day``, ``month`` or ``year``; None where first and last are missing.

    Examples
    --------
    >>> first, last, precision = interval(np.array([1902, 1902]), np.array([2, -9]), np.array([-9, -9]))
    >>> first.astype("datetime64[D]").tolist()[0].isoformat(), last.astype("datetime64[D]").tolist()[0].isoformat()
    ('1902-02-01', '1902-02-28')
    >>> precision.tolist()
    ['month', 'year']
    """
    known_month = (month != MISSING) & (month != 0)
    known_day = known_month & (day != MISSING) & (day != 0)
    good = (year >= FIRST_YEAR) & (year <= LAST_YEAR)
    good &= ~known_month | ((month >= 1) & (month <= _MONTHS))
    safe_year, safe_month = np.where(good, year, FIRST_YEAR), np.where(good & known_month, month, 1)
    months = (safe_year - 1970) * _MONTHS + safe_month - 1
    start = months.astype("datetime64[M]")
    span = np.where(known_month, 1, _MONTHS)
    until = (months + span).astype("datetime64[M]").astype("datetime64[D]") - np.timedelta64(1, "D")
    length = (until - start.astype("datetime64[D]")).astype(np.int64) + 1
    good &= ~known_day | ((day >= 1) & (day <= length))
    exact = start.astype("datetime64[D]") + np.where(good & known_day, day - 1, 0).astype("timedelta64[D]")
    first = np.where(known_day, exact, start.astype("datetime64[D]")).astype("datetime64[us]")
    last = np.where(known_day, exact, until).astype("datetime64[us]")
    first[~good], last[~good] = NO_DAY, NO_DAY
    precision = np.full(len(year), "year", dtype=object)
    precision[known_month], precision[known_day], precision[~good] = "month", "day", None
    return first, last, precision


def precision_column(precision: np.ndarray, index: pd.Index) -> pd.Series:
    """Return how well dates are known as a column of text."""
    filled: Any = np.where(precision == None, np.nan, precision)  # noqa: E711 - elementwise
    return pd.Series(filled, index=index, dtype=text_dtype())
