"""Known groups of states in GDELT: what becomes of a side that is no country but, say, NATO."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any, Literal

import numpy as np
import pandas as pd

from rhetoric_gap.readers import _coded as coded
from rhetoric_gap.tables.cells import text_dtype

Blocs = Literal["drop", "keep", "members"]


@lru_cache(maxsize=1)
def group_names() -> dict[str, str]:
    """Return CAMEO's codes of the groups of states whose members the library knows, and its names for them.

    The United Nations are not among them: what is aimed at the UN is not aimed at every state.
    """
    from rhetoric_gap.readers.actors import blocs

    known = blocs()[["cameo", "bloc"]].dropna().drop_duplicates()
    return dict(zip(known["cameo"], known["bloc"], strict=True))


def known_groups(
    country: pd.Series, group: pd.Series, date: pd.Series, *, blocs: Blocs, side: str, to: str
) -> tuple[pd.Series, pd.Series]:
    """Fill in known groups where there is no country.

    Parameters
    ----------
    country, group : pandas.Series
        Country codes and known-group codes of one side of each row.
    date : pandas.Series
        Day of each row, on which membership is looked up.
    blocs : {"drop", "keep", "members"}
        As in :func:`read_gdelt`.
    side : {"actor", "target"}
        Only a target can be several states at once.
    to : str
        Vocabulary the members are written in; ``"source"`` is CAMEO.

    Returns
    -------
    sides : pandas.Series
        Country, or the group's name, or its members joined by ``;``.
    settled : pandas.Series
        Flags: the cell is such a name or such members, and no country code of the source.
    """
    if blocs == "drop":
        return country, pd.Series(False, index=country.index)
    names = group_names()
    name = coded.each(group.where(country.isna()), lambda code: names.get(code.strip(), np.nan))
    if blocs == "members" and side == "target":
        day = date.dt.strftime("%Y-%m-%d").astype(text_dtype())
        members = partial(_members, to="cameo" if to == "source" else to)
        name = pd.Series(coded.both(name, day, members), index=name.index, dtype=text_dtype())
    return country.where(country.notna(), name), name.notna()


def _members(bloc: str | None, day: str | None, *, to: Any) -> object:
    """Write down the members of a group on a day; missing where there are none, or no day."""
    from rhetoric_gap.readers.actors import bloc_members, country_codes

    if bloc is None or day is None:
        return np.nan
    members = pd.Series(list(bloc_members(bloc, day)), dtype=text_dtype())
    if to != "iso3":
        members = country_codes(members, source="iso3", to=to, on=pd.Timestamp(day))
    return ";".join(sorted(members.dropna().astype(str))) or np.nan
