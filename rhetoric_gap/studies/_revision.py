"""Why a gap moved from one day of knowledge to the next: other statements, or the same ones read anew."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

#: What a statement brings into a gap.
SCORE = ["statement_id", "severity", "credit", "state"]


@dataclass(frozen=True)
class Step:
    """One step from an earlier to a later reading.

    Attributes
    ----------
    change : float
        Later gap less earlier gap; NaN where one of them is missing.
    new_statements : float
        Part that comes from statements scored in one reading only.
    revision : float
        Part that comes from statements scored in both: their gap later less their gap earlier. 0 where there are none.
    n_new, n_dropped : int
        Statements scored later only, and earlier only.
    n_rescored : int
        Statements scored in both whose credit or severity differs.
    """

    change: float
    new_statements: float
    revision: float
    n_new: int
    n_dropped: int
    n_rescored: int


def gap_of_scores(scores: pd.DataFrame) -> float:
    """Return the gap over some scored statements; NaN without any."""
    said = scores["severity"].sum()
    return float(1 - scores["credit"].sum() / said) if said > 0 else float("nan")


def revision_step(earlier: pd.DataFrame, later: pd.DataFrame) -> Step:
    """Split the change between two sets of scored statements.

    With ``O`` the statements scored in both, ``revision = G_later(O) - G_earlier(O)`` and ``new_statements`` the rest
    of the change: ``(G_later - G_later(O)) - (G_earlier - G_earlier(O))``, of which the second part is 0 unless a
    statement scored earlier is no longer scored.
    """
    both = earlier.merge(later, on="statement_id", suffixes=("_earlier", "_later"))
    before, after = (
        both[["severity" + side, "credit" + side]].set_axis(["severity", "credit"], axis=1)
        for side in ("_earlier", "_later")
    )
    change = gap_of_scores(later) - gap_of_scores(earlier)
    revision = gap_of_scores(after) - gap_of_scores(before) if len(both) else 0.0
    moved = ~np.isclose(before.to_numpy(dtype=float), after.to_numpy(dtype=float), rtol=0, atol=1e-12)
    return Step(
        change=change,
        new_statements=change - revision,
        revision=revision if np.isfinite(change) else float("nan"),
        n_new=len(later) - len(both),
        n_dropped=len(earlier) - len(both),
        n_rescored=int(moved.any(axis=1).sum()),
    )


def rescored(earlier: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    """List the statements scored in both readings whose state, severity or credit differs."""
    both = earlier.merge(later, on="statement_id", suffixes=("_before", ""))
    same = both["state_before"].eq(both["state"])
    for name in ("severity", "credit"):
        same &= (both[f"{name}_before"] - both[name]).abs() <= 1e-12
    return both.loc[~same.to_numpy(dtype=bool)].reset_index(drop=True)
