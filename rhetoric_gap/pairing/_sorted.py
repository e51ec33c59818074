"""Deeds sorted once by directed dyad and day, so that a statement's eligible deeds are one run of positions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

INT64_MAX = 2**63 - 1
RADIX_BITS = 48
RADIX_ROWS = 1000


@dataclass(frozen=True, eq=False)
class DeedIndex:
    """Deeds sorted by directed dyad, then day, then input position.

    Attributes
    ----------
    order : int64 array (n_deeds,)
        Input position of each sorted deed.
    in_order : bool
        Did the deeds come sorted?
    dyad, day : int64 array (n_deeds,)
        Dyad code and day of each sorted deed.
    key : int64 array (n_deeds,)
        Rank of the dyad times ``span`` plus rank of the day, ascending.
    span : int
        Width of one dyad in ``key``. Day ranks run from 1 to ``span - 2``: a window that ends before the first day or
        starts after the last has a rank of its own.
    top : int
        Largest dyad code among the deeds.
    codes : int64 array or None
        The distinct dyad codes, where they are ranked; None where the rank of a code is ``code + 1``.
    days : int64 array or None
        The distinct days, where they are ranked; None where the rank of a day is its distance from the first plus 1.
    first, last : int
        First and last day.
    """

    order: NDArray[np.int64]
    in_order: bool
    dyad: NDArray[np.int64]
    day: NDArray[np.int64]
    key: NDArray[np.int64]
    span: int
    top: int
    codes: NDArray[np.int64] | None
    days: NDArray[np.int64] | None
    first: int
    last: int

    def __len__(self) -> int:
        """Return the number of deeds."""
        return len(self.key)

    def to_sorted(self, values: ArrayLike) -> NDArray[Any]:
        """Bring one value per deed from input order to sorted order."""
        array = np.asarray(values)
        return array if self.in_order else array[self.order]

    def to_input(self, values: NDArray[Any]) -> NDArray[Any]:
        """Bring one value per deed from sorted order back to input order."""
        if self.in_order:
            return values
        out = np.empty_like(values)
        out[self.order] = values
        return out

    def input_position(self, position: NDArray[np.int64]) -> NDArray[np.int64]:
        """Translate sorted positions into input positions; -1 (no deed) stays -1."""
        if self.in_order:
            return position
        return np.where(position < 0, -1, self.order[position])


def index_deeds(dyad: ArrayLike, day: ArrayLike) -> DeedIndex:
    """Sort deeds by directed dyad, day and input position.

    Parameters
    ----------
    dyad : integer array (n_deeds,)
        Code of the directed dyad, 0 or more; -1 marks a deed of a dyad that no statement names.
    day : integer array (n_deeds,)
        Day as an integer of any unit and origin; negative days are fine.

    Returns
    -------
    DeedIndex
        The deeds in sorted order.

    Notes
    -----
    Dyad and day are packed into one int64, so that one sort and one binary search do. Where they do not fit (days in
    nanoseconds and thousands of dyads, say) both are replaced by their ranks, which always fit. The sort is stable;
    deeds that come sorted are not sorted again.

    Examples
    --------
    >>> index = index_deeds(dyad=[1, 0, 0], day=[5, 9, 2])
    >>> index.order.tolist(), index.day.tolist()
    ([2, 1, 0], [2, 9, 5])
    """
    code, time = _integers(dyad), _integers(day)
    if len(code) == 0:
        none = np.empty(0, dtype=np.int64)
        return DeedIndex(none, True, code, time, none, 3, -1, None, None, 0, 0)
    first, last, top = int(time.min()), int(time.max()), int(code.max())
    span = last - first + 3
    codes = days = None
    # Python's integers do not overflow: they decide whether numpy's would.
    if (top + 3) * span > INT64_MAX or first <= -INT64_MAX or last >= INT64_MAX:
        codes, days = np.unique(code[code >= 0]), np.unique(time)
        span = len(days) + 2
        key = _code_rank(code, top, codes) * span + np.searchsorted(days, time) + 1
    else:
        key = (code + 1) * span + (time - (first - 1))
    order = stable_order(key)
    if order is None:
        return DeedIndex(np.arange(len(key)), True, code, time, key, span, top, codes, days, first, last)
    return DeedIndex(order, False, code[order], time[order], key[order], span, top, codes, days, first, last)


def window_bounds(
    index: DeedIndex, dyad: ArrayLike, start: ArrayLike, end: ArrayLike
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find the deeds of the same dyad with ``start <= day <= end``.

    Parameters
    ----------
    index : DeedIndex
        The deeds.
    dyad : integer array (n_statements,)
        Code of the statement's directed dyad; -1 has no deeds.
    start, end : integer array (n_statements,) or integer
        First and last eligible day; both may differ from statement to statement.

    Returns
    -------
    lo, hi : int64 array (n_statements,)
        The eligible deeds are the sorted positions ``lo <= position < hi``; ``lo == hi`` where there are none, also
        where a window ends before it starts.

    Examples
    --------
    >>> index = index_deeds(dyad=[0, 0, 1], day=[2, 9, 5])
    >>> lo, hi = window_bounds(index, dyad=[0, 1, 0, -1], start=[1, 1, 3, 1], end=[9, 9, 8, 9])
    >>> (hi - lo).tolist()
    [2, 1, 0, 0]
    """
    code, opens, closes = _integers(dyad), _integers(start), _integers(end)
    base = _code_rank(code, index.top, index.codes) * index.span
    from_key = base + _day_rank(index, opens, "left")
    order = stable_order(from_key)
    lo = _search(index.key, from_key, order, "left")
    hi = _search(index.key, base + _day_rank(index, closes, "right"), order, "right")
    # Rank 0 holds the deeds of unnamed dyads: a statement without a dyad must not see them.
    return lo, np.where((base > 0) & (closes >= opens), hi, lo)


def stable_order(key: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """Return the stable sort of non-negative keys as a permutation, None where they are sorted.

    numpy sorts 16-bit integers by counting, many times faster than wide ones: up to 48 bits, sorting digit by digit
    from the lowest is at least twice as fast.
    """
    if np.all(key[1:] >= key[:-1]):
        return None
    bits = int(key.max()).bit_length()
    if bits > RADIX_BITS or len(key) < RADIX_ROWS:
        return np.argsort(key, kind="stable")
    order = np.argsort((key & 0xFFFF).astype(np.uint16), kind="stable")
    for shift in range(16, bits, 16):
        digit = (key >> shift & 0xFFFF).astype(np.uint16)
        order = order[np.argsort(digit[order], kind="stable")]
    return order


def near_order(key: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """Return a permutation that brings near keys near each other, None where they are sorted.

    What follows then works in the processor's cache, several times faster. One pass over the upper 16 bits does.
    """
    if len(key) < RADIX_ROWS or np.all(key[1:] >= key[:-1]):
        return None
    shift = max(int(key.max()).bit_length() - 16, 0)
    return np.argsort((key >> shift).astype(np.uint16), kind="stable")


def _search(
    keys: NDArray[np.int64],
    wanted: NDArray[np.int64],
    order: NDArray[np.int64] | None,
    side: Literal["left", "right"],
) -> NDArray[np.int64]:
    """Search in the given order: neighbouring searches then touch neighbouring memory, four times as fast."""
    if order is None:
        return np.searchsorted(keys, wanted, side=side)
    found = np.empty(len(wanted), dtype=np.int64)
    found[order] = np.searchsorted(keys, wanted[order], side=side)
    return found


def _integers(values: ArrayLike) -> NDArray[np.int64]:
    """Return the values as int64, refusing what is not whole numbers."""
    return np.asarray(values).astype(np.int64, casting="same_kind", copy=False)


def _code_rank(code: NDArray[np.int64], top: int, codes: NDArray[np.int64] | None) -> NDArray[np.int64]:
    """Rank dyad codes from 1; 0 stands for no dyad."""
    if codes is None:
        return np.clip(code, -1, top + 1) + 1
    at = np.searchsorted(codes, code)
    known = at < len(codes)
    known[known] = codes[at[known]] == code[known]
    return np.where(known, at + 1, 0)


def _day_rank(index: DeedIndex, day: NDArray[np.int64], side: Literal["left", "right"]) -> NDArray[np.int64]:
    """Rank days among the deeds' days: from 0 (before the first) to ``span - 1`` (after the last)."""
    if index.days is None:
        return np.clip(day, index.first - 1, index.last + 1) - (index.first - 1)
    if side == "left":
        return np.searchsorted(index.days, day, side="left") + 1
    return np.searchsorted(index.days, day, side="right")
