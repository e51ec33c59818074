"""Blocs as target groups, and countries gathered into groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

import numpy as np

from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError
from rhetoric_gap.readers.actors._rows import NO_DAY, dates_of, distinct, spread_like
from rhetoric_gap.readers.actors.blocs import bloc_names, find_bloc, members_on, memberships, turning_points
from rhetoric_gap.readers.actors.tables import FIRST, from_day
from rhetoric_gap.tables.targets import SEPARATOR

Overlaps = Literal["raise", "first", "join"]
OVERLAPS = ("raise", "first", "join")
SHOWN = 10


def expand_blocs(targets: Any, on: Any = None) -> Any:
    """Put the members of a bloc in the place of its name, as one joint target.

    Parameters
    ----------
    targets : pandas.Series, pandas.Categorical, or array-like of str
        Targets: countries, blocs, or several joined by ``;``.
    on : date-like, or one date per target, optional
        The day of each row: the members are those of that day. By default the members that have not left.

    Returns
    -------
    pandas.Series or pandas array of text
        A target that names a bloc becomes its members, sorted and joined by ``;``; any other is left as it stands.
        A Series keeps its index and name, a categorical stays one.

    Raises
    ------
    RhetoricGapError
        If a row that names a bloc has no date, or one before the bloc had members.

    Notes
    -----
    A joint target is met by a deed towards any of its members. Full names and CAMEO's group codes are known as well:
    ``EEC`` and ``European Union`` are the EU.

    Examples
    --------
    >>> import pandas as pd, rhetoric_gap as rg
    >>> rg.expand_blocs(pd.Series(["AUKUS", "Quad;KOR", "PRK"])).tolist()
    ['AUS;GBR;USA', 'AUS;IND;JPN;KOR;USA', 'PRK']
    """
    codes, uniques = distinct(targets)
    named = [
        [part.strip() for part in text.split(SEPARATOR)] if isinstance(text, str) else [] for text in uniques
    ]
    known = [[find_bloc(part) for part in parts] for parts in named]

    def expand(position: int, day: int | None) -> str | None:
        if not any(known[position]):
            return str(uniques[position])
        members: set[str] = set()
        for part, bloc in zip(named[position], known[position], strict=True):
            found = (part,) if bloc is None else members_on(bloc, day)
            if not found:
                raise LookupError(bloc)
            members.update(found)
        return SEPARATOR.join(sorted(members - {""}))

    dated = np.array([any(blocs) for blocs in known], dtype=bool)
    return _by_day(targets, codes, len(uniques), dated, on, expand)


def group_actors(
    values: Any,
    groups: Iterable[str] | Mapping[str, str | Iterable[str]],
    *,
    on: Any = None,
    overlaps: Overlaps = "raise",
    other: str | None = None,
) -> Any:
    """Gather countries into groups.

    Parameters
    ----------
    values : pandas.Series, pandas.Categorical, or array-like of str
        Countries as ISO alpha-3 codes, or actors as your groups name them.
    groups : iterable of str, or mapping of str to str or iterable of str
        Names of blocs, or groups of your own: name to members, where a member is a country or the name of a bloc.
    on : date-like, or one date per value, optional
        The day of each row, for the members of blocs. By default the members that have not left.
    overlaps : {"raise", "first", "join"}, default "raise"
        What becomes of a value in two groups: an error that names them, the group named first, or both names joined by
        ``;``.
    other : str, optional
        Name for what is in no group; by default it is missing.

    Returns
    -------
    pandas.Series or pandas array of text
        One group per value; missing values stay missing.

    Raises
    ------
    RhetoricGapError
        If a value is in two groups and ``overlaps="raise"``, no groups are given, or a date is missing.
    UnknownOptionError
        If `groups` names a bloc there is not, or `overlaps` is not one of those above.

    Examples
    --------
    >>> import pandas as pd, rhetoric_gap as rg
    >>> actors = pd.Series(["USA", "CHN", "KOR"])
    >>> rg.group_actors(actors, ["AUKUS", "BRICS"], other="others").tolist()
    ['AUKUS', 'BRICS', 'others']
    >>> rg.group_actors(actors, {"West": ["NATO", "KOR"], "East": "SCO"}).tolist()
    ['West', 'East', 'West']
    """
    if overlaps not in OVERLAPS:
        raise UnknownOptionError("overlaps", overlaps, OVERLAPS)
    parts = _parts(groups)
    codes, uniques = distinct(values)
    clashes: dict[str, list[str]] = {}

    def group_of(position: int, day: int | None) -> str | None:
        value = str(uniques[position])
        hits = [
            name
            for name, members in parts.items()
            if any(value == part or (bloc and value in members_on(bloc, day)) for part, bloc in members)
        ]
        if len(hits) > 1:
            clashes[value] = hits
        return (SEPARATOR.join(sorted(hits)) if overlaps == "join" else hits[0]) if hits else other

    asked = any(bloc for members in parts.values() for _, bloc in members)
    result = _by_day(values, codes, len(uniques), np.full(len(uniques), asked), on, group_of)
    if clashes and overlaps == "raise":
        lines = [f"{value} in {', '.join(hits)}" for value, hits in sorted(clashes.items())[:SHOWN]]
        more = f" ... and {len(clashes) - SHOWN} more" if len(clashes) > SHOWN else ""
        raise RhetoricGapError(
            f"{len(clashes)} values are in two groups: {'; '.join(lines)}{more}. Take them out of one, or say what is "
            "meant with overlaps='first' or overlaps='join'."
        )
    return result


def _parts(groups: Any) -> dict[str, list[tuple[str, str | None]]]:
    """Read groups as name to members, each with the bloc it names if it names one."""
    if isinstance(groups, Mapping):
        listed = {
            name: [members] if isinstance(members, str) else list(members) for name, members in groups.items()
        }
        return {name: [(part, find_bloc(part)) for part in members] for name, members in listed.items()}
    names = [groups] if isinstance(groups, str) else list(groups)
    if not names:
        raise RhetoricGapError("groups names no group; give names of blocs, or a mapping of names to members")
    for name in names:
        if find_bloc(name) is None:
            raise UnknownOptionError("groups", name, bloc_names())
    return {name: [(name, find_bloc(name))] for name in names}


def _by_day(
    values: Any,
    codes: Any,
    size: int,
    dated: np.ndarray[Any, np.dtype[np.bool_]],
    on: Any,
    answer: Callable[[int, int | None], str | None],
) -> Any:
    """Answer once for each distinct value and, where it is dated, each time between two changes of a bloc."""
    rows = np.asarray(codes, dtype=np.int64)
    if on is None:
        return spread_like(values, codes, [answer(position, None) for position in range(size)])
    days = dates_of(on, len(rows), values)
    concerned = (rows >= 0) & np.append(dated, False)[rows]
    if (lost := np.flatnonzero(concerned & (days == NO_DAY))).size:
        raise RhetoricGapError(
            f"{lost.size} rows name a bloc and have no date: positions {lost[:SHOWN].tolist()} ..."
        )
    points = np.concatenate([[FIRST], turning_points()])
    epoch = np.where(concerned, np.searchsorted(points, days, side="right") - 1, 0)
    pairs, places = np.unique(rows * len(points) + epoch, return_inverse=True)
    found: list[str | None] = []
    empty: list[str] = []
    for pair in pairs.tolist():
        position, time = divmod(pair, len(points))
        try:
            found.append(answer(position, int(points[time])) if pair >= 0 else None)
        except LookupError as error:
            first = min(spell.start for spell in memberships()[error.args[0]])
            empty.append(f"{error.args[0]}, first members on {from_day(first)}")
    if empty:
        raise RhetoricGapError(
            f"blocs without members on the day of a row: {'; '.join(dict.fromkeys(empty))}"
        )
    return spread_like(values, np.where(rows >= 0, places.reshape(-1), -1), found)
