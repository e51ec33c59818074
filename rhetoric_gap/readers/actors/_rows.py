"""Distinct values of a column, its dates, and answers carried back to its rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.tables.cells import days_of, text_dtype

Days = np.ndarray[Any, np.dtype[np.int64]]
NO_DAY = np.iinfo(np.int64).min


def is_categorical(values: Any) -> bool:
    """Return whether values are stored as a categorical."""
    return isinstance(getattr(values, "dtype", None), pd.CategoricalDtype)


def distinct(values: Any) -> tuple[Any, list[object]]:
    """Return the row codes (-1 where missing) and the distinct values, without spelling a categorical out."""
    if is_categorical(values):
        held: Any = values.array if isinstance(values, (pd.Series, pd.Index)) else values
        return held.codes, held.categories.tolist()
    if isinstance(values, str):
        raise RhetoricGapError(f"a column or a list of values is needed, got the one text {values!r}")
    series = values if isinstance(values, (pd.Series, pd.Index)) else pd.Series(_listed(values))
    try:
        codes, uniques = pd.factorize(series)
    except TypeError as error:
        raise RhetoricGapError(
            f"the values hold something that is neither text nor a number: {error}"
        ) from error
    return codes, list(uniques)


def dates_of(on: Any, size: int, values: Any) -> Days:
    """Return one day per value, in days since 1970, NO_DAY where the date is missing."""
    if isinstance(on, pd.Series) and isinstance(values, pd.Series) and not on.index.equals(values.index):
        raise RhetoricGapError(
            "on has another index than the values; take both from one table, in the same order"
        )
    single = isinstance(on, str) or not hasattr(on, "__len__")
    given = pd.Series([on]) if single else pd.Series(_listed(on))
    if not single and len(given) != size:
        raise RhetoricGapError(
            f"on has {len(given)} dates for {size} values; give one date, or one for each value"
        )
    if pd.api.types.is_numeric_dtype(given.dtype) and given.notna().any():
        raise RhetoricGapError(
            f"on holds numbers such as {given.dropna().iloc[0]}; give dates, such as 2001-12-31"
        )
    try:
        dates = pd.Series(pd.to_datetime(given)).dt.tz_localize(None)
    except (ValueError, TypeError, AttributeError) as error:
        raise RhetoricGapError(f"on holds something that is not a date: {error}") from error
    blank = dates.isna()
    days = np.where(blank.to_numpy(), NO_DAY, days_of(dates.mask(blank, pd.Timestamp(0))))
    return np.broadcast_to(days, (size,)) if single else days


def take(found: Sequence[str | None], codes: Any) -> Any:
    """Carry what is known of each distinct value to every row (-1: missing), as a text array."""
    texts = np.array([np.nan if text is None else text for text in [*found, None]], dtype=object)
    return pd.Series(texts, dtype=object).astype(text_dtype()).array.take(np.asarray(codes))


def as_categorical(codes: Any, found: Sequence[str | None]) -> Any:
    """Put other categories in the place of those there are; several may become one."""
    merged, uniques = pd.factorize(np.array(found, dtype=object))
    categories = pd.Index(np.asarray(uniques, dtype=object), dtype=text_dtype())
    return pd.Categorical.from_codes(np.append(merged, -1)[np.asarray(codes)], categories=categories)


def spread_like(values: Any, codes: Any, found: Sequence[str | None]) -> Any:
    """Carry answers to the rows in the shape the values came in: Series or array, text or categorical."""
    array = as_categorical(codes, found) if is_categorical(values) else take(found, codes)
    return like(values, array)


def like(values: Any, array: Any) -> Any:
    """Return a Series where a Series came in, with its index and name."""
    return pd.Series(array, index=values.index, name=values.name) if isinstance(values, pd.Series) else array


def _listed(values: Any) -> Any:
    """Return an array, or a column made of anything else that can be gone through."""
    if hasattr(values, "dtype"):
        return values
    items = list(values)
    return pd.Series(items, dtype=None if items else object)
