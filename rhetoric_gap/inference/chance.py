"""Is follow-through more than coincidence? Moves that break the tie between words and deeds, and what they show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from rhetoric_gap.errors import RhetoricGapError

Shift = Literal["donut", "joint", "circular", "mirror"]
#: A donut reaches from one window to this many.
DONUT_WINDOWS = 6
# Sums of severity that differ by less are equal: 0.1 + 0.2 must tie with 0.3.
_TIE = 1e-9


@dataclass(frozen=True, eq=False)
class ChanceControl:
    """What gaps look like where deeds are moved away from words.

    Attributes
    ----------
    shift : {"donut", "joint", "circular", "mirror"}
        How deeds were moved.
    n : int
        Number of draws; all possible amounts where a circular shift has no more.
    low, high : int
        Fewest and most days by which deeds were moved, in either direction; the bandwidth of the comparison.
    ring : int
        Days of the record, bent into a ring.
    seed : int
        Seed of the draws.
    exact : bool
        Were all possible moves made, so that nothing was drawn?
    draws : pandas.DataFrame
        Gap of each draw (rows) in each row of the result's frame (columns), in [0, 1]; NaN where nothing was scored.
    p_draws : pandas.DataFrame
        The draws that ``p_chance`` counts. With ``"donut"`` and ``"joint"`` these are others: deeds are moved by 0 to
        ``high`` days.
    """

    shift: Shift
    n: int
    low: int
    high: int
    ring: int
    seed: int
    exact: bool
    draws: pd.DataFrame
    p_draws: pd.DataFrame


def donut_bandwidth(window: int, ring: int) -> tuple[int, int]:
    """Return the fewest and most days by which a donut moves deeds.

    Parameters
    ----------
    window : int
        Window in days.
    ring : int
        Days of the record.

    Returns
    -------
    low, high : int
        One window, and six or half of the record, whichever is less.

    Raises
    ------
    RhetoricGapError
        If the record is too short to move deeds out of their window.

    Notes
    -----
    By less than one window a deed might stay within reach of the word it answers; by much more, what changes in the
    course of years (a war, a government) would pass for a tie between words and deeds. On a ring the farthest point is
    half of it away.

    Examples
    --------
    >>> donut_bandwidth(60, 1461), donut_bandwidth(60, 200)
    ((60, 360), (60, 100))
    """
    low, high = window, min(DONUT_WINDOWS * window, ring // 2)
    if high < low:
        raise RhetoricGapError(
            f"the record covers {ring} days, too few to move deeds by a window of {window} days either way; "
            f"at least {2 * window} are needed"
        )
    return low, high


def shift_amounts(low: int, high: int, ring: int) -> np.ndarray:
    """List the days forward on the ring that are ``low`` to ``high`` days away, either way round.

    Parameters
    ----------
    low, high : int
        Fewest and most days; ``0 <= low <= high <= ring / 2``.
    ring : int
        Days of the record.

    Returns
    -------
    int array (amounts,)
        Distinct days, ascending.

    Examples
    --------
    >>> shift_amounts(2, 3, ring=10).tolist(), shift_amounts(0, 2, ring=10).tolist()
    ([2, 3, 7, 8], [0, 1, 2, 8, 9])
    """
    near = np.arange(low, high + 1)
    return np.unique(np.concatenate([near, ring - near]) % ring)


def draw_shifts(n: int, units: int, *, low: int, high: int, ring: int, seed: int = 0) -> np.ndarray:
    """Draw amounts by which the deeds of each unit are moved.

    Parameters
    ----------
    n : int
        Number of draws wanted.
    units : int
        Number of units (directed dyads), each moved by an amount of its own.
    low, high : int
        Fewest and most days, in either direction; ``0 <= low <= high <= ring / 2``. With ``low`` 0 a unit may stay
        where it is, but not all units at once where all combinations are listed.
    ring : int
        Days of the record.
    seed : int, default 0
        Seed; the same seed gives the same amounts.

    Returns
    -------
    int array (draws, units)
        Days forward on the ring, every amount equally likely: all combinations of amounts where there are no more than
        ``n``, else ``n`` of them.

    Examples
    --------
    >>> amounts = draw_shifts(1000, 2, low=60, high=360, ring=1461)
    >>> days = np.minimum(amounts, 1461 - amounts)
    >>> amounts.shape, int(days.min()) >= 60, int(days.max()) <= 360
    ((1000, 2), True, True)
    >>> draw_shifts(1000, 1, low=2, high=3, ring=10).ravel().tolist()
    [2, 3, 7, 8]
    >>> draw_shifts(1000, 1, low=0, high=2, ring=10).ravel().tolist()
    [1, 2, 8, 9]
    """
    amounts = shift_amounts(low, high, ring)
    if number_of_shifts(low, high, ring, units) > n:
        return np.random.default_rng(seed).choice(amounts, size=(n, units))
    if len(amounts) == 1:
        return np.full((int(amounts[0] > 0), units), amounts[0])
    every = amounts[np.indices((len(amounts),) * units).reshape(units, -1).T]
    return every[every.any(axis=1)]


def number_of_shifts(low: int, high: int, ring: int, units: int) -> float:
    """Count the ways to move some units, each by an amount of its own.

    Parameters
    ----------
    low, high, ring : int
        As for :func:`shift_amounts`.
    units : int
        Number of units.

    Returns
    -------
    float
        Amounts to the power of units, less the one that moves nothing; infinity beyond what a float holds.

    Examples
    --------
    >>> number_of_shifts(2, 3, 10, units=2), number_of_shifts(60, 360, 1461, units=5000)
    (16.0, inf)
    """
    many = len(shift_amounts(low, high, ring))
    return float(many) ** units - (low == 0) if units * np.log10(many) < 300 else float("inf")


def circular_shifts(n: int, *, ring: int, seed: int = 0) -> np.ndarray:
    """Choose amounts by which the whole record of deeds is turned round its ring.

    Parameters
    ----------
    n : int
        Number of amounts wanted.
    ring : int
        Days of the record.
    seed : int, default 0
        Seed; the same seed gives the same amounts.

    Returns
    -------
    int array (min(n, ring - 1),)
        Distinct days between 1 and ``ring - 1``; all of them if there are no more than ``n``.

    Notes
    -----
    All dyads turn together, so deeds done on one day stay on one day. The turns of a ring are a group: where the record
    is stationary, the test is exact, however deeds hang together.

    Examples
    --------
    >>> circular_shifts(999, ring=5).tolist()
    [1, 2, 3, 4]
    """
    if ring - 1 <= n:
        return np.arange(1, max(ring, 1))
    return np.random.default_rng(seed).choice(np.arange(1, ring), size=n, replace=False)


def flip_signs(n: int, units: int, *, seed: int = 0) -> np.ndarray:
    """Choose for which units before and after change places, at least one of them in every draw.

    Parameters
    ----------
    n : int
        Number of draws wanted.
    units : int
        Number of units (directed dyads).
    seed : int, default 0
        Seed; the same seed gives the same draws.

    Returns
    -------
    bool array (draws, units)
        True where they change places; all ``2 ** units - 1`` possibilities where there are no more than ``n``.

    Examples
    --------
    >>> flip_signs(999, 2).tolist()
    [[True, False], [False, True], [True, True]]
    """
    if units < 60 and 2**units - 1 <= n:
        return (np.arange(1, 2**units)[:, None] >> np.arange(units)) % 2 == 1
    return np.random.default_rng(seed).random((n, units)) < 0.5


def chance_p_value(observed: ArrayLike, moved: ArrayLike) -> np.ndarray:
    """Probability of at least so much follow-through where deeds do not answer words.

    Parameters
    ----------
    observed : array_like of float, shape (groups,)
        Severity credited.
    moved : array_like of float, shape (draws, groups)
        Severity credited once deeds were moved.

    Returns
    -------
    float array (groups,)
        ``(1 + #{moved >= observed}) / (1 + draws)``, never 0; NaN without draws.

    References
    ----------
    Davison, A. C. and Hinkley, D. V. (1997). Bootstrap Methods and their Application, ch. 4. Cambridge.

    Examples
    --------
    >>> chance_p_value([2.0], [[1.0], [2.0], [0.5]]).tolist()
    [0.5]
    """
    found, null = np.asarray(observed, dtype=float), np.asarray(moved, dtype=float)
    if not len(null):
        return np.full(found.shape, np.nan)
    reached = (null >= found - _TIE * np.maximum(found, 1.0)).sum(axis=0)
    return np.asarray((1 + reached) / (1 + len(null)), dtype=float)
