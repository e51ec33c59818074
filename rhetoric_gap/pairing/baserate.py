"""How often a deed comes along anyway."""

from __future__ import annotations

import numpy as np
import pandas as pd

from rhetoric_gap.pairing.candidates import eligible
from rhetoric_gap.pairing.prepare import ACT, IN_SCOPE, Prepared
from rhetoric_gap.tables.cells import days_of


def base_rate(p: Prepared) -> float:
    """Probability that some deed of the same actor, target and valence follows a random day within the window.

    Parameters
    ----------
    p : Prepared
        The tables.

    Returns
    -------
    float
        Mean over the statements in the risk set of the share of days, between the first day in the tables and
        ``as_of``, from which at least one eligible deed lies ``min_lag`` to ``window`` days ahead; NaN without
        statements.
    """
    said = np.flatnonzero(p.statements["scope"].eq(IN_SCOPE) & p.statements["role"].eq(ACT))
    done = np.flatnonzero(p.actions["countable"])
    if not len(said):
        return float("nan")
    e = eligible(p, said, done)
    days = np.concatenate([days_of(p.statements["date"]), days_of(p.actions["date"])])
    first, last = int(days.min()), int(days_of(pd.Series([p.as_of]))[0])
    shares = np.zeros(int(max(e.said_key.max(initial=0), e.index.dyad.max(initial=0))) + 1)
    # The index is sorted by key, then day: every dyad's days are one run of it.
    runs = np.split(np.arange(len(e.index)), np.flatnonzero(np.diff(e.index.dyad)) + 1)
    for run in runs:
        if len(run) and e.index.dyad[run[0]] >= 0:
            days_of_dyad = e.index.day[run]
            shares[e.index.dyad[run[0]]] = _covered(days_of_dyad, first, last, p.spec.min_lag, p.spec.window)
    return float(np.where(e.said_key >= 0, shares[e.said_key], 0.0).mean())


def _covered(deeds: np.ndarray, first: int, last: int, min_lag: int, window: int) -> float:
    """Share of the days first..last with a deed ``min_lag`` to ``window`` days ahead."""
    lo = np.maximum(deeds - window, first)
    hi = np.minimum(deeds - min_lag, last)
    # Deeds are in order, so what a deed adds is what lies beyond the reach of those before it.
    reach = np.maximum.accumulate(np.concatenate(([first - 1], hi[:-1])))
    added = np.maximum(hi - np.maximum(lo, reach + 1) + 1, 0)
    return float(added.sum()) / max(last - first + 1, 1)
