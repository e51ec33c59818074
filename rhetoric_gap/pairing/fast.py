"""The short cut where eligibility alone decides: no pair is listed at all."""

from __future__ import annotations

import numpy as np

from rhetoric_gap.pairing.candidates import Eligible
from rhetoric_gap.pairing.prepare import Prepared
from rhetoric_gap.pairing.windows import best_in_window, window_bounds


def best_by_window(
    p: Prepared, e: Eligible, start: np.ndarray, end: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return each statement's best deed where every eligible deed fulfils it, by range maxima.

    Returns
    -------
    i, j : numpy.ndarray
        Statement and action rows, statements without a deed left out.
    credit : numpy.ndarray
        ``min(b, r)``.
    """
    named = np.nan_to_num(p.statements["named"].to_numpy(dtype=float))
    severity = np.nan_to_num(p.actions["done"].to_numpy(dtype=float))
    lo, hi = window_bounds(e.index, e.said_key, start[e.said_row], end[e.said_row])
    best = best_in_window(e.index, lo, hi, severity[e.deed_row], cap=named[e.said_row])
    found = np.flatnonzero(best.position >= 0)
    i, j = e.said_row[found], e.deed_row[e.index.order[best.position[found]]]
    credit = np.minimum(severity[j], named[i])
    # A statement with several keys (members, unknown valence) has several bests: keep the best, the earliest of equals.
    order = np.lexsort((j, -credit, i))
    order = order[credit[order] > 0]
    _, first = np.unique(i[order], return_index=True)
    keep = order[first]
    return i[keep], j[keep], credit[keep]


def first_in_window(e: Eligible, start: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return each statement's first eligible deed in a range of days."""
    lo, hi = window_bounds(e.index, e.said_key, start[e.said_row], end[e.said_row])
    found = np.flatnonzero(hi > lo)
    i, j = e.said_row[found], e.deed_row[e.index.order[lo[found]]]
    order = np.lexsort((j, i))
    _, first = np.unique(i[order], return_index=True)
    return i[order][first], j[order][first]
