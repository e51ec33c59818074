"""How often a deed comes along anyway."""

from __future__ import annotations

import numpy as np
import pandas as pd

from rhetoric_gap.pairing.candidates import Eligible, eligible, meets_own_source
from rhetoric_gap.pairing.prepare import ACT, IN_SCOPE, Prepared
from rhetoric_gap.pairing.same_source import SharedSources
from rhetoric_gap.pairing.windows import enumerate_pairs
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
        statements. Deeds coded from the statement's own source are not eligible.
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
    each = np.where(e.said_key >= 0, shares[e.said_key], 0.0)
    return float((each - _owed_to_own_source(p, e, first, last)).mean())


def _owed_to_own_source(p: Prepared, e: Eligible, first: int, last: int) -> np.ndarray:
    """Share of the days, per statement entry, on which only deeds of the statement's own source lie ahead."""
    owed = np.zeros(len(e.said_row))
    wary = np.flatnonzero(meets_own_source(p, e))
    if p.sources is None or not len(wary):
        return owed
    # Statements of one dyad and one source lose the same days.
    one = p.sources.said.one[e.said_row[wary]]
    alike = np.where(one >= 0, e.said_key[wary] * p.sources.size + one, -1 - wary)
    _, chosen, number = np.unique(alike, return_index=True, return_inverse=True)
    group, deed = _own_deeds(p.sources, e, wary[chosen])
    lo, hi = np.maximum(e.index.day - p.spec.window, first), np.minimum(e.index.day - p.spec.min_lag, last)
    new_dyad = np.concatenate(([True], e.index.dyad[1:] != e.index.dyad[:-1], [True]))

    def added(before: np.ndarray, deed: np.ndarray) -> np.ndarray:
        """Days covered by a deed and not by the one before it (-1: none); days go up, so no earlier one matters."""
        reach = np.where(before < 0, first - 1, np.maximum(hi[before], first - 1))
        return np.maximum(hi[deed] - np.maximum(lo[deed], reach + 1) + 1, 0)

    # Deeds that follow each other go as one block; the deed after it then adds what they had covered before.
    begins = np.flatnonzero(np.concatenate(([True], (np.diff(group) != 0) | (np.diff(deed) != 1))))
    ends = np.append(begins[1:], len(deed)) - 1
    before = np.where(new_dyad[deed], -1, deed - 1)
    lost = np.bincount(group, added(before, deed), minlength=len(chosen))
    last_block = new_dyad[deed[ends] + 1]
    begins, ends = begins[~last_block], ends[~last_block]
    regained = added(before[begins], deed[ends] + 1) - added(deed[ends], deed[ends] + 1)
    lost -= np.bincount(group[begins], regained, minlength=len(chosen))
    owed[wary] = lost[number.ravel()] / max(last - first + 1, 1)
    return owed


def _own_deeds(sources: SharedSources, e: Eligible, entries: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """List the deeds of the own source under the key of each entry: its place in ``entries``, and the position."""
    place, ids = sources.done.spread(e.deed_row[e.index.order])
    code = e.index.dyad[place] * sources.size + ids
    order = np.argsort(code, kind="stable")
    code, position = code[order], place[order]
    group, ids = sources.said.spread(e.said_row[entries])
    wanted = e.said_key[entries][group] * sources.size + ids
    lo, hi = np.searchsorted(code, wanted, side="left"), np.searchsorted(code, wanted, side="right")
    pairs = [np.empty(0, dtype=np.int64)]
    pairs += [group[s] * len(e.index) + position[d] for s, d in enumerate_pairs(lo, hi)]
    found = np.unique(np.concatenate(pairs))
    return found // len(e.index), found % len(e.index)


def _covered(deeds: np.ndarray, first: int, last: int, min_lag: int, window: int) -> float:
    """Share of the days first..last with a deed ``min_lag`` to ``window`` days ahead."""
    lo = np.maximum(deeds - window, first)
    hi = np.minimum(deeds - min_lag, last)
    # Deeds are in order, so what a deed adds is what lies beyond the reach of those before it.
    reach = np.maximum.accumulate(np.concatenate(([first - 1], hi[:-1])))
    added = np.maximum(hi - np.maximum(lo, reach + 1) + 1, 0)
    return float(added.sum()) / max(last - first + 1, 1)
