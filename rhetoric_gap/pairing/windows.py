"""Which deeds lie in a statement's window: array kernels on one sorted copy of the deeds.

All deeds are put in one order, by directed dyad, then day, then input position. A statement's eligible deeds are then
one run ``lo <= position < hi`` of that order, found by binary search, and every question about them is a question about
a run: how many, the sum, the best, whether any statement looks at a deed at all. Nothing here knows tables, scales or
match rules. Positions are positions in the sorted order; :meth:`DeedIndex.input_position` leads back.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rhetoric_gap.pairing._rangemax import BestDeed, best_by_enumeration, best_in_window, enumerate_pairs
from rhetoric_gap.pairing._rangesum import sum_in_window
from rhetoric_gap.pairing._sorted import DeedIndex, index_deeds, window_bounds

__all__ = [
    "BestDeed",
    "DeedIndex",
    "announced",
    "best_by_enumeration",
    "best_in_window",
    "count_in_window",
    "enumerate_pairs",
    "index_deeds",
    "sum_in_window",
    "window_bounds",
]


def count_in_window(lo: NDArray[np.int64], hi: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count the deeds in each window.

    Parameters
    ----------
    lo, hi : int64 array (n_statements,)
        Windows, from :func:`window_bounds`.

    Returns
    -------
    int64 array (n_statements,)
        Number of deeds.

    Examples
    --------
    >>> count_in_window(np.array([0, 3]), np.array([2, 3])).tolist()
    [2, 0]
    """
    count: NDArray[np.int64] = np.maximum(hi - lo, 0)
    return count


def announced(index: DeedIndex, lo: NDArray[np.int64], hi: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say of each deed whether it lies in at least one statement's window.

    Parameters
    ----------
    index : DeedIndex
        The deeds.
    lo, hi : int64 array (n_statements,)
        Windows of the statements that count as words, from :func:`window_bounds`.

    Returns
    -------
    bool array (n_deeds,)
        One flag per deed, in *input* order.

    Notes
    -----
    A window opens at ``lo`` and closes at ``hi``; a deed is announced where more have opened than closed. The time is
    linear in statements plus deeds, however long the windows are.

    Examples
    --------
    >>> index = index_deeds(dyad=[0, 0, 0], day=[5, 1, 9])
    >>> announced(index, *window_bounds(index, dyad=[0], start=[1], end=[5])).tolist()
    [True, True, False]
    """
    opened = np.bincount(lo, minlength=len(index) + 1)
    closed = np.bincount(np.maximum(hi, lo), minlength=len(index) + 1)
    return index.to_input(np.cumsum(opened - closed)[:-1] > 0)
