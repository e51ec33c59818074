"""Is follow-through more than coincidence? Moves that break the tie between words and deeds, and what they show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from rhetoric_gap.errors import RhetoricGapError

Shift = Literal["donut", "circular", "mirror"]
#: A donut reaches from one window to this many.
DONUT_WINDOWS = 6
# Sums of severity that differ by less are equal: 0.1 + 0.2 must tie with 0.3.
_TIE = 1e-9


@dataclass(frozen=True, eq=False)
class ChanceControl:
    """What gaps look like where deeds are moved away from words.

    Attributes
    ----------
    shift : {"donut", "circular", "mirror"}
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
    """

    shift: Shift
    n: int
    low: int
    high: int
    ring: int
    seed: int
    exact: bool
    draws: pd.DataFrame


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


def donut_amounts(low: int, high: int, ring: int) -> np.ndarray:
    """List the days forward on the ring that are ``low`` to ``high`` days away, either way round.

    Parameters
    ----------
    low, high : int
        Fewest and most days.
    ring : int
        Days of the record.

    Returns
    -------
    int array (amounts,)
        Distinct days, ascending.

    Examples
    --------
    >>> donut_amounts(2, 3, ring=10).tolist()
    [2, 3, 7, 8]
    """
    near = np.arange(low, high + 1)
    return np.unique(np.concatenate([near, ring - near]))


def donut_shifts(n: int, units: int, *, low: int, high: int, ring: int, seed: int = 0) -> np.ndarray:
    """Draw amounts by which the deeds of each unit are moved, far enough and not too far.

    Parameters
    ----------
    n : int
        Number of draws wanted.
    units : int
        Number of units (directed dyads), each moved by an amount of its own.
    low, high : int
        Fewest and most days, in either direction; ``0 < low <= high <= ring / 2``.
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
    >>> amounts = donut_shifts(1000, 2, low=60, high=360, ring=1461)
    >>> days = np.minimum(amounts, 1461 - amounts)
    >>> amounts.shape, int(days.min()) >= 60, int(days.max()) <= 360
    ((1000, 2), True, True)
    >>> donut_shifts(1000, 1, low=2, high=3, ring=10).ravel().tolist()
    [2, 3, 7, 8]
    """
    amounts = donut_amounts(low, high, ring)
    if float(len(amounts)) ** units <= n:
        return amounts[np.indices((len(amounts),) * units).reshape(units, -1).T]
    return np.random.default_rng(seed).choice(amounts, size=(n, units))


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
