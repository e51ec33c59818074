"""What the readers of coded events share: columns that may not be there, days, numbers, and why a row is no event."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from rhetoric_gap.readers.layouts import Format
from rhetoric_gap.tables.cells import factorize_text, spread, text_dtype

if TYPE_CHECKING:
    from rhetoric_gap.readers.event_tables import EventTables

Values = np.ndarray[Any, Any]
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][\d:.]*(?:Z|UTC)?)?")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{6})?(?:\.0)?")
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_SHORT = re.compile(r"(\d{2})(\d{2})(\d{2})")
_FIRST_SHORT_YEAR = 69
"""Two digits of a year: 69 to 99 are of the twentieth century, as in C and Python."""


def column(raw: pd.DataFrame, name: str, *, missing: Iterable[str] = ()) -> pd.Series:
    """Return a raw column as text; all missing if the file has none, and missing where it holds one of the words."""
    if name not in raw.columns:
        return pd.Series(np.full(len(raw), np.nan, dtype=object), index=raw.index, dtype=text_dtype())
    text = raw[name]
    words = frozenset(missing)
    return each(text, lambda value: np.nan if value.strip() in words else value) if words else text


def each(text: pd.Series, rule: Callable[[str], Any], kind: Any = None) -> pd.Series:
    """Apply a rule once to every distinct text; missing stays missing."""
    codes, uniques = factorize_text(text)
    made = np.empty(len(uniques), dtype=object)
    made[:] = [rule(value) for value in uniques.tolist()]
    return pd.Series(spread(made, codes, np.nan), index=text.index, dtype=kind or text_dtype())


def both(first: pd.Series, second: pd.Series, rule: Callable[[Any, Any], Any]) -> Values:
    """Apply a rule once to every distinct pair of texts; a missing one is handed over as None."""
    left, left_uniques = factorize_text(first)
    right, right_uniques = factorize_text(second)
    pairs, unique_pairs = pd.factorize((left.astype(np.int64) + 1) * (len(right_uniques) + 1) + right + 1)
    lefts, rights = [None, *left_uniques.tolist()], [None, *right_uniques.tolist()]
    width = len(right_uniques) + 1
    made = np.empty(len(unique_pairs), dtype=object)
    made[:] = [rule(lefts[pair // width], rights[pair % width]) for pair in unique_pairs.tolist()]
    return made[pairs]


def days(text: pd.Series, *, american: bool = False, short: bool = False) -> pd.Series:
    """Read days, missing where the text is none.

    Parameters
    ----------
    text : pandas.Series
        ``20160728``, ``20160728143000`` or ``2016-07-28``, with or without a time, which is dropped.
    american : bool
        Whether ``7/28/2016`` is a day too: month first, never the other way round.
    short : bool
        Whether ``160728`` is a day too.
    """
    patterns = [_DIGITS, _ISO]

    def day(value: str) -> Any:
        value = value.strip()
        for pattern in patterns:
            if found := pattern.fullmatch(value):
                return _day(*map(int, found.groups()))
        if american and (found := _AMERICAN.fullmatch(value)):
            month, number, year = map(int, found.groups())
            return _day(year, month, number)
        if short and (found := _SHORT.fullmatch(value)):
            year, month, number = map(int, found.groups())
            return _day(year + (1900 if year >= _FIRST_SHORT_YEAR else 2000), month, number)
        return np.datetime64("NaT", "us")

    codes, uniques = factorize_text(text)
    made = np.array([day(value) for value in uniques.tolist()], dtype="datetime64[us]")
    return pd.Series(spread(made, codes, np.datetime64("NaT", "us")), index=text.index)


def _day(year: int, month: int, number: int) -> Any:
    """Return a day of the calendar, missing if there is none such."""
    try:
        return np.datetime64(f"{year:04d}-{month:02d}-{number:02d}", "us")
    except ValueError:
        return np.datetime64("NaT", "us")


def numbers(text: pd.Series) -> pd.Series:
    """Read numbers, missing where the text is none or not finite."""
    codes, uniques = factorize_text(text)
    made = pd.to_numeric(uniques, errors="coerce").to_numpy(dtype=float)
    made = np.where(np.isfinite(made), made, np.nan)
    return pd.Series(spread(made, codes, np.nan), index=text.index, dtype=float)


def counts(text: pd.Series) -> pd.Series:
    """Read whole numbers of at least 0, missing where the text is none."""
    read = numbers(text).to_numpy()
    with np.errstate(invalid="ignore"):
        whole = (read >= 0) & (read % 1 == 0) & (read < 2**53)
    return integers(np.where(whole, read, 0), ~whole, text.index)


def integers(values: Values, missing: Values, index: pd.Index) -> pd.Series:
    """Return whole numbers some of which are missing."""
    return pd.Series(pd.arrays.IntegerArray(values.astype(np.int64), missing), index=index)


def joined(first: pd.Series, second: pd.Series, between: str) -> pd.Series:
    """Join two texts, missing where one of them is."""
    return pd.Series(
        both(first, second, lambda a, b: np.nan if a is None or b is None else f"{a}{between}{b}"),
        index=first.index,
        dtype=text_dtype(),
    )


def reasons(index: pd.Index, *marks: tuple[pd.Series | Values, str]) -> pd.Series:
    """Return why each row is no event: the first reason that holds, missing where none does."""
    why = np.full(len(index), np.nan, dtype=object)
    for mask, reason in reversed(marks):
        why[np.asarray(mask, dtype=bool)] = reason
    return pd.Series(why, index=index, dtype=text_dtype())


def finish(raw: pd.DataFrame, options: Any, events: dict[str, Any], notes: dict[str, int]) -> pd.DataFrame:
    """Put an events frame together: the columns made, those the caller asked for, where each row stands."""
    asked = [name for name in getattr(options, "columns", ()) if name in raw.columns and name not in events]
    place = [name for name in ("file", "line") if name in raw.columns]
    frame = pd.DataFrame({**events, **{name: raw[name] for name in (*asked, *place)}}, index=raw.index)
    if notes:
        frame.attrs["notes"] = {text: int(number) for text, number in notes.items() if number}
    return frame


def cameo_country(full: pd.Series) -> pd.Series:
    """Return the countries of CAMEO actor codes: the first three letters, where they are a country's."""
    from rhetoric_gap.readers.actors import country_codes

    first = each(full, lambda code: code.strip()[:3])
    codes, uniques = factorize_text(first)
    known = np.asarray(country_codes(uniques, source="cameo", to="iso3").notna(), dtype=bool)
    return first.where(spread(known, codes, False))


def content_id(parts: list[pd.Series], detail: pd.DataFrame | None = None) -> pd.Series:
    """Make an id for rows that have none from what they say, the same for the same content in every run."""
    made = parts[0].astype(object).where(parts[0].notna(), "")
    for part in parts[1:]:
        made = made + "-" + part.astype(object).where(part.notna(), "")
    if detail is not None and detail.shape[1]:
        # Filled, because the hash of a missing value depends on how pandas stores it.
        filled = detail.astype(object).where(detail.notna(), "")
        hashed = pd.util.hash_pandas_object(filled, index=False).to_numpy()
        made = made + "-" + pd.Series([f"{value:016x}" for value in hashed], index=made.index, dtype=object)
    return made.astype(text_dtype())


def by_name(form: Format, actor: str, target: str) -> Format:
    """Return a format whose rows are picked early by other columns of actors."""
    return replace(form, actor=actor, target=target)


def all_rejected(events: EventTables, why: str) -> bool:
    """Say whether no row could be read, all of them for the one reason."""
    from rhetoric_gap.readers._prepare import READABLE

    left = events.account.loc[events.account["step"] == READABLE, "rows_out"]
    return bool(len(events.rejected) and (left == 0).all() and events.rejected["why"].eq(why).all())
