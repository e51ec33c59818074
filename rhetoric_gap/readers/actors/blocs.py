"""Blocs of countries, and who belonged to them when."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError
from rhetoric_gap.readers.actors._rows import NO_DAY, dates_of
from rhetoric_gap.readers.actors.names import fold
from rhetoric_gap.readers.actors.tables import FIRST, LAST, Spell, read_table, to_day
from rhetoric_gap.tables.cells import text_dtype

COLUMNS = ["bloc", "name", "iso3", "joined", "left", "cameo", "source"]


def blocs() -> pd.DataFrame:
    """List the blocs the library knows, with every membership.

    Returns
    -------
    pandas.DataFrame
        One row per membership: ``bloc``, ``name`` (in full), ``iso3``, ``joined`` and ``left`` (first and last day of
        membership; missing where open, or where no day is on record), ``cameo`` (the group code of CAMEO and GDELT,
        missing where there is none) and ``source`` (what the dates are taken from).

    Notes
    -----
    A membership begins on the day its treaty, charter or declaration took effect for the country. A suspension does not
    end it, except where it ended cooperation (Uzbekistan in the CSTO).

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> table = rg.blocs()
    >>> table.loc[table["left"].notna() & (table["bloc"] == "EU"), ["iso3", "left"]].astype(str).values.tolist()
    [['GBR', '2020-01-31']]
    """
    about = {row["bloc"]: row for row in read_table("bloc_names.csv")}
    rows = [row | about[row["bloc"]] for row in read_table("blocs.csv")]
    frame = pd.DataFrame(rows, columns=COLUMNS, dtype=text_dtype())
    frame = frame.mask(frame == "")
    for column in ("joined", "left"):
        frame[column] = pd.to_datetime(frame[column], format="%Y-%m-%d").astype("datetime64[us]")
    return frame


def bloc_members(bloc: str, on: Any = None) -> tuple[str, ...]:
    """Return the members of a bloc as ISO codes.

    Parameters
    ----------
    bloc : str
        Short or full name of the bloc, or its group code in CAMEO: ``"EU"``, ``"European Union"``, ``"EEC"``.
    on : date-like, optional
        The day. By default the members that have not left.

    Returns
    -------
    tuple of str
        In alphabetical order; empty before the bloc was founded.

    Raises
    ------
    UnknownOptionError
        If there is no such bloc.
    RhetoricGapError
        If `on` is not a date.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> rg.bloc_members("BRICS", on="2015-01-01")
    ('BRA', 'CHN', 'IND', 'RUS', 'ZAF')
    >>> len(rg.bloc_members("NATO", on="1990-01-01")), len(rg.bloc_members("NATO"))
    (16, 32)
    """
    key = find_bloc(bloc)
    if key is None:
        raise UnknownOptionError("bloc", bloc, bloc_names())
    if on is None:
        return members_on(key, None)
    day = int(dates_of(on, 1, None)[0])
    if day == NO_DAY:
        raise RhetoricGapError("on is missing; leave it out for the members that have not left")
    return members_on(key, day)


def bloc_names() -> tuple[str, ...]:
    """Return the short names of the blocs."""
    return tuple(memberships())


def find_bloc(name: str) -> str | None:
    """Return the short name of a bloc given in any of its spellings, or None."""
    return _spellings().get(name.strip()) or _spellings().get(fold(name))


def members_on(bloc: str, day: int | None) -> tuple[str, ...]:
    """Return who belonged to a bloc on a day; without one, who has not left."""
    day = LAST if day is None else day
    return tuple(sorted({spell.value for spell in memberships()[bloc] if spell.start <= day <= spell.end}))


def turning_points() -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return, in order, every day on which some bloc is another than the day before."""
    spells = [spell for listed in memberships().values() for spell in listed]
    return np.unique([day for spell in spells for day in (spell.start, spell.end + 1) if FIRST < day <= LAST])


@cache
def memberships() -> dict[str, tuple[Spell, ...]]:
    """Return the memberships of each bloc, as shipped."""
    found: dict[str, tuple[Spell, ...]] = {}
    for row in read_table("blocs.csv"):
        spell = Spell(to_day(row["joined"], FIRST), to_day(row["left"], LAST), row["iso3"])
        found[row["bloc"]] = (*found.get(row["bloc"], ()), spell)
    return found


@cache
def _spellings() -> dict[str, str]:
    """Return the blocs by what they may be called: as written for short names and group codes, folded for full names.

    Short names and codes count only as written: ``quad`` and ``eu`` are words or codes of something else.
    """
    found: dict[str, str] = {}
    for row in read_table("bloc_names.csv"):
        found |= {spelling: row["bloc"] for spelling in (row["bloc"], row["cameo"]) if spelling}
        if row["name"] != row["bloc"]:
            found[fold(row["name"])] = row["bloc"]
    return found
