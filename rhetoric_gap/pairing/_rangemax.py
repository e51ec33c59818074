"""The best deed of each window: range maxima, and the general path that looks at every pair."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rhetoric_gap.pairing._sorted import DeedIndex, near_order

CHUNK_PAIRS = 2_000_000
CACHED_ROWS = 32_768

Credit = Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.float64]]


@dataclass(frozen=True, eq=False)
class BestDeed:
    """The deed that earns each statement most.

    Attributes
    ----------
    position : int64 array (n_statements,)
        Sorted position of the deed, -1 where no deed earns anything. Of equals the earliest: by day, then input order.
    credit : float64 array (n_statements,)
        What it earns, in the unit of severity; 0 where no deed earns anything.
    """

    position: NDArray[np.int64]
    credit: NDArray[np.float64]


def best_in_window(
    index: DeedIndex,
    lo: NDArray[np.int64],
    hi: NDArray[np.int64],
    severity: ArrayLike,
    cap: ArrayLike | None = None,
    *,
    half_life: float | None = None,
    start: ArrayLike | None = None,
) -> BestDeed:
    """Find the deed with the largest credit in each window.

    Parameters
    ----------
    index : DeedIndex
        The deeds.
    lo, hi : int64 array (n_statements,)
        Windows, from :func:`window_bounds`.
    severity : float array (n_deeds,)
        Severity of each deed in *input* order, 0 or more, no missing values.
    cap : float array (n_statements,), optional
        Severity each statement names: a deed earns at most that. Default: no cap.
    half_life : float, optional
        Days after which a deed is worth half. Default: its worth does not depend on when it came.
    start : integer array (n_statements,), optional
        Day each statement's clock starts; needed with ``half_life``.

    Returns
    -------
    BestDeed
        Position and credit of the best deed.

    Notes
    -----
    Flat credit: the largest ``min(severity_j, cap_i)`` is ``min(max severity_j, cap_i)``, a range maximum read off a
    sparse table of block maxima; the first deed that reaches it is found by descending the same table.

    With a half-life, credit is ``min(severity_j, cap_i) * 2 ** (-(day_j - start_i) / half_life)``. The cap forbids a
    range maximum, but nothing after the first deed that reaches the cap can beat that deed: only the deeds up to it are
    looked at, pair by pair.

    Examples
    --------
    >>> from rhetoric_gap.pairing.windows import index_deeds
    >>> index = index_deeds(dyad=[0, 0, 0], day=[1, 2, 3])
    >>> lo, hi = np.array([0, 0]), np.array([3, 3])
    >>> best = best_in_window(index, lo, hi, severity=[0.2, 0.6, 1.0], cap=[0.5, 0.9])
    >>> best.position.tolist(), best.credit.tolist()
    ([1, 2], [0.5, 0.9])
    """
    worth = np.asarray(index.to_sorted(np.asarray(severity, dtype=np.float64)))
    most = np.full(len(lo), np.inf) if cap is None else np.asarray(cap, dtype=np.float64)
    best, position = _best_flat(worth, lo, hi, most)
    if half_life is None:
        return BestDeed(np.where(best > 0, position, -1), best)
    if start is None:
        raise ValueError("half_life needs start: the day each statement's clock starts")
    # A window whose best deed stays under the cap has its largest severity, not its largest credit, at `position`.
    last = np.where(best >= most, np.minimum(position + 1, hi), hi)
    clock = np.asarray(start, dtype=np.int64)

    def credit(statement: NDArray[np.int64], deed: NDArray[np.int64]) -> NDArray[np.float64]:
        lag = index.day[deed] - clock[statement]
        earned: NDArray[np.float64] = np.minimum(worth[deed], most[statement]) * np.exp2(-lag / half_life)
        return earned

    return best_by_enumeration(lo, last, credit)


def _best_flat(
    worth: NDArray[np.float64], lo: NDArray[np.int64], hi: NDArray[np.int64], most: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return each window's largest capped value and the first position that reaches it (``hi`` if empty).

    Blocks of neighbouring windows are worked off one by one, so that what is in use fits the processor's cache.
    """
    table = block_maxima(worth, int((hi - lo).max(initial=0)))
    best, position = np.zeros(len(lo)), np.empty(len(lo), dtype=np.int64)
    order = near_order(lo)
    for left in range(0, len(lo), CACHED_ROWS):
        rows = slice(left, left + CACHED_ROWS) if order is None else order[left : left + CACHED_ROWS]
        begin, end = lo[rows], hi[rows]
        value = np.minimum(window_max(table, begin, end), most[rows])
        value[end <= begin] = 0.0
        best[rows], position[rows] = value, first_reaching(table, begin, end, value)
    return best, position


def best_by_enumeration(
    lo: NDArray[np.int64], hi: NDArray[np.int64], credit: Credit, chunk: int = CHUNK_PAIRS
) -> BestDeed:
    """Find the deed with the largest credit, whatever credit is.

    Parameters
    ----------
    lo, hi : int64 array (n_statements,)
        Windows, from :func:`window_bounds`.
    credit : callable
        ``credit(statement, position)`` takes two equally long int64 arrays, the statement's row and the deed's sorted
        position, and returns what each pair earns.
    chunk : int
        Pairs looked at together; bounds the memory.

    Returns
    -------
    BestDeed
        Position and credit of the best deed.

    Examples
    --------
    >>> best = best_by_enumeration(np.array([0, 1]), np.array([3, 1]), lambda i, j: np.array([0.1, 0.4, 0.4])[j])
    >>> best.position.tolist(), best.credit.tolist()
    ([1, -1], [0.4, 0.0])
    """
    best, position = np.zeros(len(lo)), np.full(len(lo), -1, dtype=np.int64)
    for statement, deed in enumerate_pairs(lo, hi, chunk):
        earned = credit(statement, deed)
        begins = np.flatnonzero(np.concatenate(([True], statement[1:] != statement[:-1])))
        row, top = statement[begins], np.maximum.reduceat(earned, begins)
        sizes = np.diff(np.append(begins, len(statement)))
        reached = np.flatnonzero(earned == np.repeat(top, sizes))
        # reached is ascending, so the first entry at or after a run's start is the run's earliest best deed.
        at = reached[np.searchsorted(reached, begins)]
        better = top > best[row]
        best[row[better]], position[row[better]] = top[better], deed[at[better]]
    return BestDeed(position, best)


def enumerate_pairs(
    lo: NDArray[np.int64], hi: NDArray[np.int64], chunk: int = CHUNK_PAIRS
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Go through every statement and every deed in its window, a bounded number of pairs at a time.

    Parameters
    ----------
    lo, hi : int64 array (n_statements,)
        Windows, from :func:`window_bounds`.
    chunk : int
        Most pairs in one piece.

    Yields
    ------
    statement, position : int64 array (n_pairs,)
        Row of the statement and sorted position of the deed, by statement, then position. The deeds of one statement
        come in one piece, unless they alone are more than ``chunk``: then in several that follow each other.

    Examples
    --------
    >>> for statement, position in enumerate_pairs(np.array([0, 1, 2]), np.array([2, 1, 4]), chunk=3):
    ...     print(statement.tolist(), position.tolist())
    [0, 0] [0, 1]
    [2, 2] [2, 3]
    """
    ends = np.cumsum(np.maximum(hi - lo, 0))
    row, done = 0, 0
    while row < len(ends):
        stop = int(np.searchsorted(ends, done + chunk, side="right"))
        if stop == row:
            for left in range(int(lo[row]), int(hi[row]), chunk):
                position = np.arange(left, min(left + chunk, int(hi[row])))
                yield np.full(len(position), row, dtype=np.int64), position
            stop = row + 1
        elif ends[stop - 1] > done:
            count = np.diff(ends[row:stop], prepend=done)
            shift = lo[row:stop] - (ends[row:stop] - count - done)
            yield np.repeat(np.arange(row, stop), count), np.arange(count.sum()) + np.repeat(shift, count)
        row, done = stop, int(ends[stop - 1])


def block_maxima(values: NDArray[np.float64], widest: int) -> NDArray[np.float64]:
    """Tabulate the largest value of every block of 1, 2, 4, ... neighbours.

    Row ``k``, column ``p`` holds the maximum of ``values[p:p + 2 ** k]`` (cut at the end); one spare column lets a
    position one past the end be looked up. ``widest`` is the longest window that will be asked about.
    """
    levels = max(int(widest), 1).bit_length()
    table = np.empty((levels, len(values) + 1))
    table[0, :-1], table[0, -1] = values, -np.inf
    for k in range(1, levels):
        half = 1 << (k - 1)
        table[k, -half:] = table[k - 1, -half:]
        np.maximum(table[k - 1, :-half], table[k - 1, half:], out=table[k, :-half])
    return table


def window_max(
    table: NDArray[np.float64], lo: NDArray[np.int64], hi: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the largest value of each window, minus infinity where it is empty: two overlapping blocks cover it."""
    size = np.maximum(hi - lo, 1)
    level = np.frexp(size)[1] - 1  # floor(log2(size)), exact below 2 ** 53
    width = table.shape[1]
    left = table.ravel()[level * width + lo]
    right = table.ravel()[level * width + np.maximum(hi - (1 << level), lo)]
    return np.where(hi > lo, np.maximum(left, right), -np.inf)


def first_reaching(
    table: NDArray[np.float64], lo: NDArray[np.int64], hi: NDArray[np.int64], level: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Return the first position of each window with a value of at least ``level``, ``hi`` where there is none."""
    position = lo.copy()
    for k in range(len(table) - 1, -1, -1):
        # Skip the block if it lies inside the window and nothing in it reaches the level.
        skip = (position + (1 << k) <= hi) & (table[k, position] < level)
        position += skip.astype(np.int64) << k
    return position
