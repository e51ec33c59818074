"""Which groups of a result a figure shows, and what they are called."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from pandas.api.types import is_list_like

from rhetoric_gap.errors import RhetoricGapError, did_you_mean

if TYPE_CHECKING:
    from rhetoric_gap.results import GapResult

MISSING = "(missing)"
EVERYTHING = "all"
NAMED_AT_MOST = 25  # an error names at most so many groups or dyads


def filled_frame(result: GapResult) -> pd.DataFrame:
    """Return the rows of a result; complain if it is no result or an empty one."""
    if not hasattr(result, "frame") or not hasattr(result, "outcomes"):
        raise RhetoricGapError(
            f"expected a GapResult, got {type(result).__name__}; pass what gap_index() returns, "
            "such as gap_index(statements, actions)"
        )
    if len(result.frame) == 0 or not (result.frame["n_statements"] > 0).any():
        raise RhetoricGapError("the result holds no statements, so there is nothing to draw")
    return result.frame


def weight_name(result: GapResult) -> str:
    """Return what a statement weighs: the severity of the deed it names, or the amount promised."""
    return "amount" if result.spec.assignment == "amount" else "severity"


def group_labels(frame: pd.DataFrame, by: Sequence[str]) -> pd.Series:
    """Name the group of every row: its ``by`` values joined, ``PRK > KOR`` for a directed dyad."""
    if not by:
        return pd.Series(EVERYTHING, index=frame.index)
    joiner = " > " if tuple(by) == ("actor", "target") else ", "
    texts = frame[list(by)].astype("object").where(frame[list(by)].notna(), MISSING)
    return pd.Series([joiner.join(map(str, row)) for row in texts.itertuples(index=False)], index=frame.index)


def chosen_groups(
    frame: pd.DataFrame, labels: pd.Series, by: Sequence[str], group: Any, limit: int
) -> tuple[list[str], str]:
    """Return the labels to draw and, where not all fit, a note that says so.

    Without a choice the groups with the most scored statements are drawn, in the order of the frame.
    """
    known = list(dict.fromkeys(labels))
    if group is not None:
        wanted = _wanted(group, by)
        for name in wanted:
            if name not in known:
                raise RhetoricGapError(f"group {name!r} is not in this result.{named(name, known)}")
        return wanted, ""
    if len(known) <= limit:
        return known, ""
    order = frame["n"].groupby(labels, sort=False).sum().sort_values(ascending=False, kind="stable")
    largest = set(order.index[:limit])
    return [
        k for k in known if k in largest
    ], f"{limit} of {len(known)} groups, those with most scored statements"


def named(word: str, known: Sequence[str]) -> str:
    """Write the closest name and then all names there are, as the end of an error text."""
    shown = ", ".join(repr(k) for k in list(known)[:NAMED_AT_MOST])
    more = f" and {len(known) - NAMED_AT_MOST} more" if len(known) > NAMED_AT_MOST else ""
    return f"{did_you_mean(word, known)} There are: {shown}{more}."


def _wanted(group: Any, by: Sequence[str]) -> list[str]:
    """Read one name, one tuple of ``by`` values, or a list of either, as labels."""
    if not by:
        raise RhetoricGapError(
            'this result has no groups; compute it with by=, such as gap_index(..., by="target")'
        )
    one = not is_list_like(group) or (isinstance(group, tuple) and len(by) > 1)
    labels = []
    for item in [group] if one else group:
        if isinstance(item, tuple) and len(item) == len(by):
            labels += group_labels(pd.DataFrame([item], columns=list(by)), by).tolist()
        else:
            labels.append(str(item))
    return list(dict.fromkeys(labels))
