"""ACLED's actors: what type they are, which country a name stands for, which of the two acts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.readers import _coded as coded
from rhetoric_gap.readers._two_sides import named, single
from rhetoric_gap.tables.cells import text_dtype

TYPES = {
    "1": "state",
    "2": "rebels",
    "3": "political militia",
    "4": "identity militia",
    "5": "rioters",
    "6": "protesters",
    "7": "civilians",
    "8": "external or other",
}
"""Interaction codes and the names used here."""

WRITTEN = {
    "stateforce": "1",
    "rebelgroup": "2",
    "rebelforce": "2",
    "politicalmilitia": "3",
    "identitymilitia": "4",
    "communalmilitia": "4",
    "rioter": "5",
    "protester": "6",
    "protestor": "6",
    "civilian": "7",
    "external/otherforce": "8",
    "externalforce": "8",
    "otherforce": "8",
    "other": "8",
}
"""How exports since 2024 write them, squeezed and in the singular."""

FORCES = frozenset({TYPES["1"], TYPES["8"]})
PEOPLE = frozenset({TYPES["5"], TYPES["6"], TYPES["7"]})

_OF_STATE = re.compile(r".*\b(?:Forces|Government) of (?:the )?(?P<country>[^(]+?)\s*(?:\(.*)?")
_OF_PEOPLE = re.compile(r"[^(]*\((?P<country>[^()0-9]+)\)\s*")


def actor_type(code: str) -> Any:
    """Return the type of an actor from its interaction code, number or text; missing if it is neither.

    Examples
    --------
    >>> actor_type("8"), actor_type("External/Other forces"), actor_type("Rebel group"), actor_type("2.0")
    ('external or other', 'external or other', 'rebels', 'rebels')
    """
    text = code.strip().removesuffix(".0")
    if text in TYPES:
        return TYPES[text]
    squeezed = "".join(text.casefold().split()).removesuffix("s")
    return TYPES.get(WRITTEN.get(squeezed, ""), np.nan)


def country_name(name: str | None, kind: str | None) -> Any:
    """Return the name of the country an actor stands for; missing if it stands for none.

    Parameters
    ----------
    name : str or None
        Name of the actor.
    kind : str or None
        Its type, as :func:`actor_type` gives it; None if it is not known.

    Returns
    -------
    str or float
        Of state and external forces the country they are forces of; of civilians, protesters and rioters the country
        in brackets; of rebels and militias none.

    Examples
    --------
    >>> country_name("Military Forces of Freedonia (2019-) Air Force", "state")
    'Freedonia'
    >>> country_name("Civilians (Sylvania)", "civilians"), country_name("FLA: Freedonia Liberation Army", "rebels")
    ('Sylvania', nan)
    """
    if name is None or kind is None:
        return np.nan
    pattern = _OF_STATE if kind in FORCES else _OF_PEOPLE if kind in PEOPLE else None
    found = pattern.fullmatch(name.strip()) if pattern else None
    country = found["country"].strip() if found else ""
    return country or np.nan


def two_actors(raw: pd.DataFrame, options: Any, place: np.ndarray) -> dict[str, tuple[pd.Series, pd.Series]]:
    """Return what is known of the two actors; in some rows the place stands in for a second one that is not there."""
    made: dict[str, list[pd.Series]] = {"": [], "_name": [], "_type": [], "_assoc": []}
    for number in ("1", "2"):
        name = named(raw, f"actor{number}")
        kind = coded.each(coded.column(raw, f"inter{number}"), actor_type)
        country = pd.Series(coded.both(name, kind, country_name), index=raw.index, dtype=text_dtype())
        actor = country if options.level == "country" else single(name)
        if number == "2":
            here, there = coded.column(raw, "country"), name.notna() | ~place
            actor, name = actor.where(there, here), name.where(there, here)
        made[""].append(actor)
        made["_name"].append(name)
        made["_type"].append(kind)
        made["_assoc"].append(coded.column(raw, f"assoc_actor_{number}"))
        if options.level == "actor":
            made.setdefault("_country", []).append(country)
    return {suffix: (pair[0], pair[1]) for suffix, pair in made.items()}


def who_acts(
    acts: np.ndarray, sides: Mapping[str, tuple[pd.Series, pd.Series]]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows in which the second actor acts, and those in which the source does not say who does."""
    first, second = (side.to_numpy(dtype=object) for side in sides["_type"])
    state, protesters, civilians = TYPES["1"], TYPES["6"], TYPES["7"]
    one_is_state = (first == state) ^ (second == state)
    taken = np.isin(acts.astype(str), ["state", "challenger"])
    undirected = (acts == "both") | (taken & ~one_is_state)
    swapped = taken & one_is_state & ((first == state) != (acts == "state"))
    # Protesters met with force and civilians are who it is done to, on whichever side a row lists them.
    swapped |= (acts == "actor2") & ~((second == protesters) & (first != protesters))
    swapped |= (acts == "actor1") & (first == civilians) & ~pd.isna(second) & (second != civilians)
    return swapped & ~undirected, undirected
