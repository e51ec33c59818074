"""Which column of a file is which of ours: told by its name or by the caller, never guessed between two."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError, did_you_mean
from rhetoric_gap.tables.problems import Problems

RULE_FOUND = "a column found by its name"
RULE_ONE = "one column for one thing"
RULE_GIVEN = "a column of the file"


@dataclass(frozen=True)
class Wanted:
    """A column we look for.

    Attributes
    ----------
    name : str
        Our name for it.
    meaning : str
        What it holds, for messages.
    also : tuple of str
        Other names under which files keep it, squeezed.
    required : bool
        Whether the file must have it.
    """

    name: str
    meaning: str
    also: tuple[str, ...] = ()
    required: bool = False


def squeeze(name: object) -> str:
    """Write a column's name without case, blanks and signs.

    Examples
    --------
    >>> squeeze("Date made "), squeeze("date_made")
    ('datemade', 'datemade')
    """
    return re.sub(r"[\W_]+", "", str(name)).casefold()


def map_columns(
    frame: pd.DataFrame, wanted: Sequence[Wanted], given: Mapping[str, str | None] | None, problems: Problems
) -> dict[str, str]:
    """Find the file's column for each of ours.

    Parameters
    ----------
    frame : pandas.DataFrame
        The file's columns.
    wanted : sequence of Wanted
        Ours.
    given : mapping of our names to the file's, or None
        Takes the place of any name that would be recognised; None as a value leaves the column out.
    problems : Problems
        Where to report columns that are missing, or of which there are two.

    Returns
    -------
    dict of str to str
        The file's name for each of ours that was found.
    """
    given = _checked(given, [w.name for w in wanted])
    names = [str(name) for name in frame.columns]
    found = {}
    for ours, theirs in given.items():
        if theirs is None:
            continue
        if theirs in names:
            found[ours] = theirs
        else:
            hint = f"the file's columns are {', '.join(names)}.{did_you_mean(theirs, names)}"
            problems.whole(ours, theirs, RULE_GIVEN, hint)
    free = [name for name in names if name not in found.values()]
    for want in wanted:
        if want.name not in given:
            _find(want, free, names, found, problems)
        elif given[want.name] is None and want.required:
            problems.whole(want.name, None, RULE_FOUND, f"it is needed ({want.meaning})")
    return found


def _checked(given: Any, ours: list[str]) -> dict[str, str | None]:
    """Check what the caller says about columns."""
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise RhetoricGapError(
            f"columns is a mapping of our names to the file's, such as {{'date': 'made'}}; got {type(given).__name__}"
        )
    for name in given:
        if name not in ours:
            raise UnknownOptionError("columns", name, ours)
    chosen = [name for name in given.values() if name is not None]
    twice = sorted({str(name) for name in chosen if chosen.count(name) > 1})
    if twice:
        raise RhetoricGapError(
            f"columns names the same column of the file twice: {', '.join(map(repr, twice))}"
        )
    return {str(name): None if theirs is None else str(theirs) for name, theirs in given.items()}


def _find(want: Wanted, free: list[str], names: list[str], found: dict[str, str], problems: Problems) -> None:
    """Look for one column by its names."""
    known = {squeeze(want.name), *want.also}
    candidates = [name for name in free if squeeze(name) in known]
    if len(candidates) == 1:
        found[want.name] = candidates[0]
    elif candidates:
        both = " and ".join(map(repr, candidates))
        hint = f"{both} could both be {want.meaning}: say columns={{{want.name!r}: {candidates[0]!r}}}"
        if not want.required:
            hint += f", or {want.name!r}: None to leave it out"
        problems.whole(want.name, ", ".join(candidates), RULE_ONE, hint)
    elif want.required:
        hint = f"no column has a name for {want.meaning}; the file has {', '.join(names)}: "
        problems.whole(want.name, None, RULE_FOUND, f"{hint}say columns={{{want.name!r}: ...}}")
