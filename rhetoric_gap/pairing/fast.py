"""The short cut where eligibility alone decides: no pair is listed at all."""

from __future__ import annotations

import numpy as np

from rhetoric_gap.pairing.candidates import (
    Eligible,
    credited_pairs,
    first_deeds,
    first_pairs,
    meets_own_source,
)
from rhetoric_gap.pairing.greedy import best_of_each
from rhetoric_gap.pairing.match import Matcher
from rhetoric_gap.pairing.prepare import Prepared
from rhetoric_gap.pairing.windows import best_in_window, window_bounds


def best_by_window(
    p: Prepared, e: Eligible, matcher: Matcher, start: np.ndarray, end: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """Return each statement's best deed where every eligible deed fulfils it, by range maxima.

    Statements that meet a deed of their own source take the general path, pair by pair.

    Returns
    -------
    i, j : numpy.ndarray
        Statement and action rows, statements without a deed left out.
    credit : numpy.ndarray
        ``min(b, r)``.
    left_out : int
        Pairs that would have earned credit, but were coded from one source.
    """
    wary = meets_own_source(p, e)
    if not wary.any():
        return *_best(*_best_of_windows(p, e, start, end)), 0
    pairs = credited_pairs(p, e.only(wary), matcher, start, end)
    chosen = best_of_each(pairs)
    calm = _best_of_windows(p, e.only(~wary), start, end)
    listed = pairs.i[chosen], pairs.j[chosen], pairs.credit[chosen]
    i, j, credit = (np.concatenate(both) for both in zip(calm, listed, strict=True))
    return *_best(i, j, credit), pairs.left_out


def _best_of_windows(
    p: Prepared, e: Eligible, start: np.ndarray, end: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the best deed in the window of each entry."""
    named = np.nan_to_num(p.statements["named"].to_numpy(dtype=float))
    severity = np.nan_to_num(p.actions["done"].to_numpy(dtype=float))
    lo, hi = window_bounds(e.index, e.said_key, start[e.said_row], end[e.said_row])
    best = best_in_window(e.index, lo, hi, severity[e.deed_row], cap=named[e.said_row])
    found = np.flatnonzero(best.position >= 0)
    i, j = e.said_row[found], e.deed_row[e.index.order[best.position[found]]]
    return i, j, np.minimum(severity[j], named[i])


def _best(i: np.ndarray, j: np.ndarray, credit: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Keep one deed a statement."""
    # A statement with several keys (members, unknown valence) has several bests: keep the best, the earliest of equals.
    order = np.lexsort((j, -credit, i))
    order = order[credit[order] > 0]
    _, first = np.unique(i[order], return_index=True)
    keep = order[first]
    return i[keep], j[keep], credit[keep]


def first_in_window(
    p: Prepared, e: Eligible, matcher: Matcher, start: np.ndarray, end: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return each statement's first eligible deed in a range of days."""
    wary = meets_own_source(p, e)
    listed = first_pairs(p, e.only(wary), matcher, start, end)
    calm = e.only(~wary)
    lo, hi = window_bounds(calm.index, calm.said_key, start[calm.said_row], end[calm.said_row])
    found = np.flatnonzero(hi > lo)
    i, j = calm.said_row[found], calm.deed_row[calm.index.order[lo[found]]]
    return first_deeds(np.concatenate([i, listed[0]]), np.concatenate([j, listed[1]]))
