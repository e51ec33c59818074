"""Sums over windows that stay exact: no small sum is the difference of two large ones."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rhetoric_gap.pairing._sorted import DeedIndex

FIXED_POINT_BITS = 61


def sum_in_window(
    index: DeedIndex,
    lo: NDArray[np.int64],
    hi: NDArray[np.int64],
    values: ArrayLike,
    *,
    half_life: float | None = None,
    start: ArrayLike | None = None,
) -> NDArray[np.float64]:
    """Add up the deeds of each window.

    Parameters
    ----------
    index : DeedIndex
        The deeds.
    lo, hi : int64 array (n_statements,)
        Windows, from :func:`window_bounds`.
    values : float array (n_deeds,)
        What is added up, in *input* order; finite.
    half_life : float, optional
        Days after which a deed counts half. Default: all count in full.
    start : integer array (n_statements,), optional
        Day each statement's clock starts, needed with ``half_life``.

    Returns
    -------
    float64 array (n_statements,)
        ``sum(values_j)`` or ``sum(values_j * 2 ** (-(day_j - start_i) / half_life))``; 0 where the window is empty.

    Notes
    -----
    Flat sums are differences of prefix sums, but of prefix sums in 64-bit fixed point, which are exact; what fixed
    point cuts off is summed apart. For a million severities in [0, 1] the error is that of one rounding (1e-16
    relative), where floating-point prefix sums lose six digits or more.

    Decayed sums are never differences: the prefix sums of an exponential grow until nothing else is left of them.
    They are put together from sums over blocks of 1, 2, 4, ... neighbours, each decayed to its own first day.

    Examples
    --------
    >>> from rhetoric_gap.pairing.windows import index_deeds
    >>> index = index_deeds(dyad=[0, 0, 0], day=[0, 10, 20])
    >>> lo, hi = np.array([0, 1]), np.array([3, 3])
    >>> sum_in_window(index, lo, hi, [0.1, 0.2, 0.4]).round(9).tolist()
    [0.7, 0.6]
    >>> sum_in_window(index, lo, hi, [0.1, 0.2, 0.4], half_life=10, start=[0, 10]).round(9).tolist()
    [0.3, 0.4]
    """
    sorted_values = np.asarray(index.to_sorted(np.asarray(values, dtype=np.float64)))
    if half_life is None:
        return _flat(sorted_values, lo, hi)
    if start is None:
        raise ValueError("half_life needs start: the day each statement's clock starts")
    return _decayed(index.day, sorted_values, lo, hi, np.asarray(start, dtype=np.int64), half_life)


def _flat(values: NDArray[np.float64], lo: NDArray[np.int64], hi: NDArray[np.int64]) -> NDArray[np.float64]:
    """Subtract exact fixed-point prefix sums and those of the small remainders."""
    total = float(np.abs(values).sum())
    bits = FIXED_POINT_BITS - math.frexp(total)[1] if total > 0 else 0
    coarse = np.rint(np.ldexp(values, bits))
    rest = values - np.ldexp(coarse, -bits)
    whole = np.concatenate(([0], np.cumsum(coarse.astype(np.int64))))
    small = np.concatenate(([0.0], np.cumsum(rest)))
    empty = hi <= lo
    result = np.ldexp((whole[hi] - whole[lo]).astype(np.float64), -bits) + (small[hi] - small[lo])
    return np.where(empty, 0.0, result)


def _decayed(
    day: NDArray[np.int64],
    values: NDArray[np.float64],
    lo: NDArray[np.int64],
    hi: NDArray[np.int64],
    start: NDArray[np.int64],
    half_life: float,
) -> NDArray[np.float64]:
    """Cut each window into blocks of powers of two and add the blocks' own decayed sums."""
    result, position = np.zeros(len(lo)), lo.copy()
    block = values.copy()
    size = np.maximum(hi - lo, 0)
    for k in range(int(size.max(initial=0)).bit_length()):
        rows = np.flatnonzero(size >> k & 1)
        at = position[rows]
        result[rows] += block[at] * np.exp2(-(day[at] - start[rows]) / half_life)
        position[rows] += 1 << k
        block = _doubled(block, day, 1 << k, half_life)
    return result


def _doubled(
    block: NDArray[np.float64], day: NDArray[np.int64], width: int, half_life: float
) -> NDArray[np.float64]:
    """Join each block with the one ``width`` positions on, decayed to the first block's day.

    Blocks that run into the next dyad see the day jump back; no window asks for them, so the jump counts as no time.
    """
    joined = block.copy()
    if width < len(block):
        lag = np.maximum(day[width:] - day[:-width], 0)
        joined[:-width] += block[width:] * np.exp2(-lag / half_life)
    return joined
