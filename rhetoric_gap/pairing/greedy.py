"""Readings in which statements choose by themselves: the best deed, the first free deed, the first delivery."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from rhetoric_gap.pairing.candidates import Pairs


def best_of_each(pairs: Pairs) -> np.ndarray:
    """Choose each statement's best deed, reusable; the earliest of equals.

    Parameters
    ----------
    pairs : Pairs
        Candidates in order of statement, then of the deed's date and id.

    Returns
    -------
    numpy.ndarray
        Bool per pair.
    """
    chosen = np.zeros(len(pairs.i), dtype=bool)
    if len(pairs.i) == 0:
        return chosen
    starts = np.flatnonzero(np.concatenate(([True], pairs.i[1:] != pairs.i[:-1])))
    top = np.repeat(np.maximum.reduceat(pairs.credit, starts), np.diff(np.append(starts, len(pairs.i))))
    hit = np.flatnonzero(pairs.credit == top)
    _, first = np.unique(pairs.i[hit], return_index=True)
    chosen[hit[first]] = True
    return chosen


def earliest_free(pairs: Pairs, n_actions: int) -> np.ndarray:
    """Let each statement, in order of date, take its first free deed.

    Parameters
    ----------
    pairs : Pairs
        Candidates in order of statement (date, id), then of the deed's date and id.
    n_actions : int
        How many deeds there are.

    Returns
    -------
    numpy.ndarray
        Bool per pair.
    """
    chosen = np.zeros(len(pairs.i), dtype=bool)
    if len(pairs.i) == 0:
        return chosen
    free = np.ones(n_actions, dtype=bool)
    bounds = np.flatnonzero(np.concatenate(([True], pairs.i[1:] != pairs.i[:-1], [True]))).tolist()
    for lo, hi in pairwise(bounds):
        deeds = pairs.j[lo:hi]
        open_deeds = free[deeds]
        first = int(open_deeds.argmax())
        if open_deeds[first]:
            chosen[lo + first] = True
            free[deeds[first]] = False
    return chosen


def serve_first_promised(
    pairs: Pairs, match: np.ndarray | float, promised: np.ndarray, delivered: np.ndarray
) -> np.ndarray:
    """Hand each delivery, in order of date, to the first promise still short of it.

    Parameters
    ----------
    pairs : Pairs
        Candidates; rows are in order of date and id on both sides.
    match : numpy.ndarray or float
        Match value per pair: what share of a delivered unit counts.
    promised, delivered : numpy.ndarray
        Amount per statement row and per action row, in one unit.

    Returns
    -------
    numpy.ndarray
        Amount credited per pair; a delivery may be split over promises and a promise met by many deliveries.
    """
    credited = np.zeros(len(pairs.i))
    short = promised.astype(float).copy()
    left = delivered.astype(float).copy()
    worth = np.broadcast_to(match, credited.shape)
    for place in np.lexsort((pairs.i, pairs.j)).tolist():
        i, j, m = pairs.i[place], pairs.j[place], worth[place]
        given = min(left[j] * m, short[i])
        if given > 0:
            credited[place] = given
            short[i] -= given
            left[j] -= given / m
    return credited
