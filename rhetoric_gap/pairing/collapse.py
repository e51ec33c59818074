"""Repeats of one commitment, counted once.

Twenty repetitions of one threat are one commitment: without this step the loudest speakers would weigh the most.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from rhetoric_gap.account import add_step
from rhetoric_gap.tables.cells import days_of

_SAME = (
    "actor",
    "target",
    "valence",
    "kind",
    "code",
    "topic",
    "trigger_state",
    "trigger_date",
    "scope",
    "deadline",
    "unit",
)


def collapse_repeats(
    statements: pd.DataFrame, links: pd.DataFrame | None, days: int
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Keep the strongest of the statements that repeat one commitment within some days.

    Repeats share actor, target, valence, kind, code, topic, trigger and deadline. A run starts with a statement and
    takes in its repeats up to ``days`` later; the next one after that starts a new run, so that a threat repeated for
    years stays more than one commitment. Coded links of a repeat go to the statement that is kept.

    Parameters
    ----------
    statements : pandas.DataFrame
        Prepared statements, sorted by date and id.
    links : pandas.DataFrame or None
        Coded links.
    days : int
        Length of a run, in days.

    Returns
    -------
    statements, links : pandas.DataFrame
        The kept statements with ``n_repeats``, and the links redirected to them.
    """
    same = [c for c in _SAME if c in statements]
    group = statements.groupby(same, sort=False, dropna=False).ngroup().to_numpy()
    day = days_of(statements["date"])
    run = _runs(group, day, days)
    rank = pd.DataFrame(
        {
            "run": run,
            "strength": -statements["strength"].astype("Float64").fillna(-1).to_numpy(dtype=float),
            "severity": -statements["named"].fillna(-1).to_numpy(dtype=float),
            "place": np.arange(len(statements)),
        }
    ).sort_values(["run", "strength", "severity", "place"])  # strongest first; ties by date, then id
    best = rank.drop_duplicates("run").set_index("run")["place"]
    kept_rows = np.sort(best.to_numpy())
    kept = statements.iloc[kept_rows].reset_index(drop=True)
    kept["n_repeats"] = np.bincount(run, minlength=len(best))[run[kept_rows]] if len(kept) else 0
    kept.attrs = statements.attrs
    why = f"repeats of one commitment within {days} days; the strongest is kept, with the count"
    add_step(kept, "collapse repeats", len(statements), len(kept), why)
    if links is not None:
        names = statements["statement_id"].to_numpy()
        stands_for = dict(zip(names, names[best.reindex(run).to_numpy()], strict=True))
        attrs = links.attrs
        links = links.assign(statement_id=links["statement_id"].map(stands_for))
        if "match" in links:
            # Of several links with one deed the best counts, as among several deeds.
            links = links.sort_values("match", ascending=False, kind="stable", na_position="first")
        links = links.drop_duplicates(["statement_id", "action_id"], ignore_index=True)
        links.attrs = attrs
    return kept, links


def _runs(group: np.ndarray, day: np.ndarray, days: int) -> np.ndarray:
    """Label the runs: within a group, a new one starts more than ``days`` after the last one's first statement."""
    order = np.lexsort((np.arange(len(day)), day, group))
    run = np.empty(len(day), dtype=np.int64)
    current, opened, last = -1, 0, -1
    for place, g, d in zip(order.tolist(), group[order].tolist(), day[order].tolist(), strict=True):
        if g != last or d - opened > days:
            current, opened, last = current + 1, d, g
        run[place] = current
    return run
