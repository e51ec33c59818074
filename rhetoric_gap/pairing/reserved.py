"""Names that the library gives to columns it adds, and what becomes of a user's column of that name."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

#: Columns added to statements on the way to outcomes.
STATEMENT_NAMES = (
    *("start", "end", "role", "scope", "named", "n_repeats"),
    *("credit", "share", "state", "late", "action_id", "n_links", "lag", "how", "effect_low", "effect_high"),
)
#: Columns added to actions.
ACTION_NAMES = ("done", "countable", "announced")
PREFIX = "own_"


def set_aside_own(
    frame: pd.DataFrame, names: Iterable[str], table: str
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Rename a user's columns whose names the library needs, so that neither overwrites the other.

    Parameters
    ----------
    frame : pandas.DataFrame
        A checked table.
    names : iterable of str
        Names the library needs.
    table : str
        What to call the table in the note.

    Returns
    -------
    frame : pandas.DataFrame
        The table with such columns renamed to ``own_<name>``.
    notes : tuple of str
        One note if anything was renamed.
    """
    taken = [name for name in names if name in frame.columns]
    if not taken:
        return frame, ()
    new = {name: PREFIX + name for name in taken}
    while set(new.values()) & set(frame.columns):
        new = {name: PREFIX + other for name, other in new.items()}
    renamed = frame.rename(columns=new)
    renamed.attrs = frame.attrs
    shown = ", ".join(f"{old!r} is {name!r} in the results" for old, name in new.items())
    return renamed, (f"The library needs some column names itself: your column of the {table} {shown}",)
