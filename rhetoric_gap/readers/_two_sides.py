"""Events with two sides: who acted on whom, or both on each other where the source does not say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import numpy as np
import pandas as pd

from rhetoric_gap.errors import UnknownOptionError
from rhetoric_gap.readers import _coded as coded
from rhetoric_gap.tables.cells import text_dtype

Direction = Literal["both", "a_to_b"]
DUPLICATES = ("id", "dyad-day-code")
"""What can make two rows one event where every row is an event found in many reports, none of them named by an id."""
Mask = np.ndarray[Any, np.dtype[np.bool_]]

ADDED = "each side of an event in which the source does not say who acted on whom"
SECOND = "/b"
"""What the id of the row for the other side ends in."""


def orient(
    events: pd.DataFrame,
    sides: Mapping[str, tuple[pd.Series, pd.Series]],
    *,
    swapped: Mask,
    undirected: Mask,
    direction: str,
) -> pd.DataFrame:
    """Put the two sides of each event as actor and target, and give undirected events a row for each side.

    Parameters
    ----------
    events : pandas.DataFrame
        One row per event, with ``event_id``; rows with a ``reject`` stay single.
    sides : mapping of str to (pandas.Series, pandas.Series)
        What is known of the source's first and second side, by the suffix of the columns it goes to: ``""`` makes
        ``actor`` and ``target``, ``"_name"`` makes ``actor_name`` and ``target_name``.
    swapped : array of bool
        Rows in which the second side did it.
    undirected : array of bool
        Rows in which the source does not say.
    direction : {"both", "a_to_b"}
        Whether an undirected event becomes a row for each of its sides, or one from the first to the second.

    Returns
    -------
    pandas.DataFrame
        With the new columns, ``side`` (which side of the source acts: ``a`` or ``b``) and ``directed``. The number of
        rows added is in ``attrs["added"]``.
    """
    notes = dict(events.attrs)
    made = events.assign(directed=~undirected, side=_letters(swapped))
    for suffix, (first, second) in sides.items():
        made[f"actor{suffix}"] = first.where(~swapped, second)
        made[f"target{suffix}"] = second.where(~swapped, first)
    names = made["actor_name"].notna() & made["target_name"].notna()
    doubled = undirected & names.to_numpy() & (direction == "both")
    if "reject" in made:
        doubled &= made["reject"].isna().to_numpy()  # a line that cannot be read is one line
    if not doubled.any():
        made.attrs = notes
        return made
    other = made[doubled].copy()
    other["event_id"] = other["event_id"] + SECOND
    other["side"] = _letters(~swapped[doubled])
    for suffix in sides:
        other[f"actor{suffix}"], other[f"target{suffix}"] = (
            made.loc[doubled, f"target{suffix}"],
            made.loc[doubled, f"actor{suffix}"],
        )
    result = pd.concat([made, other])
    place = np.concatenate([np.arange(len(made)), np.flatnonzero(doubled)])
    result = result.iloc[np.argsort(place, kind="stable")].reset_index(drop=True)
    result.attrs = notes | {"added": {ADDED: int(doubled.sum())}}
    return result


def _letters(swapped: Mask) -> Any:
    """Name the acting side."""
    return pd.array(np.where(swapped, "b", "a").astype(object), dtype=text_dtype())


def single(names: pd.Series) -> pd.Series:
    """Write names so that none reads as several: a semicolon parts joint targets."""
    return names.str.replace(";", ",", regex=False)


def named(raw: pd.DataFrame, column: str) -> pd.Series:
    """Return a column of names without outer blanks, missing where nothing is left."""
    return coded.each(coded.column(raw, column), lambda text: text.strip() or np.nan)


def whole(text: str) -> str:
    """Return a whole number as text without the decimal point a spreadsheet or a table with gaps gives it."""
    return text.strip().removesuffix(".0")


def unit_of(amount: pd.Series, unit: str) -> pd.Series:
    """Return the unit of each amount, missing where there is none."""
    units = np.full(len(amount), np.nan, dtype=object)
    units[amount.notna().to_numpy()] = unit
    return pd.Series(units, index=amount.index, dtype=text_dtype())


def known_duplicates(duplicates: Any) -> Any:
    """Refuse a rule that says nothing of rows without articles."""
    asked = (duplicates,) if isinstance(duplicates, str) else duplicates
    if isinstance(asked, Iterable):
        asked = tuple(asked)
        for rule in asked:
            if rule not in DUPLICATES:
                raise UnknownOptionError("duplicates", rule, DUPLICATES)
    return asked
