"""The difference of the gaps before and after an event, beside the same difference at other dates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from rhetoric_gap.errors import RhetoricGapError

_TIE = 1e-9
_NAN = float("nan")


@dataclass(frozen=True, eq=False)
class Placebo:
    """The same difference at every date.

    Attributes
    ----------
    difference : float array (dates,)
        Gap after less gap before; NaN where too little was said on one side.
    standardised : float array (dates,)
        The difference times ``sqrt(bark before * bark after / bark of both)``: dates near the edge of the record, with
        little on one side, differ more by chance.
    n_before, n_after : int array (dates,)
        Statements on either side.
    """

    difference: np.ndarray
    standardised: np.ndarray
    n_before: np.ndarray
    n_after: np.ndarray


def placebo_differences(
    bark: ArrayLike,
    bite: ArrayLike,
    day: ArrayLike,
    at: ArrayLike,
    *,
    end: ArrayLike | None = None,
    before: int | None = None,
    after: int | None = None,
    least: int = 5,
) -> Placebo:
    """Take the difference of the gaps before and after every one of some dates.

    Parameters
    ----------
    bark, bite : array_like of float, shape (n,)
        Severity named and credited per statement.
    day : array_like of int, shape (n,)
        Day of each statement.
    at : array_like of int, shape (dates,)
        Days to take the difference at; a statement of that day counts as after.
    end : array_like of int, shape (n,), optional
        Last day of each statement's window. Given, statements made before a date whose window ends on it or later are
        left out there.
    before, after : int, optional
        Days to look back and ahead; the whole record without.
    least : int, default 5
        Fewest statements on either side.

    Returns
    -------
    Placebo
        One entry per date.

    Raises
    ------
    RhetoricGapError
        If the shapes differ.

    Examples
    --------
    >>> found = placebo_differences(np.ones(8), [1, 1, 1, 1, 0, 0, 0, 0], np.arange(8), [3, 4], least=2)
    >>> found.difference.round(2).tolist(), found.n_before.tolist()
    ([0.8, 1.0], [3, 4])
    """
    said, done, days = (np.asarray(part, dtype=float) for part in (bark, bite, day))
    dates = np.asarray(at, dtype=float)
    if said.ndim != 1 or not said.shape == done.shape == days.shape:
        raise RhetoricGapError(
            f"bark, bite and day must be vectors of one length, got {said.shape}, {done.shape} and {days.shape}"
        )
    last = None if end is None else np.asarray(end, dtype=float)
    rows = [_around(days, last, date, before, after) for date in dates]
    masks = [np.array([row[side] for row in rows]).reshape(len(dates), len(said)) for side in (0, 1)]
    barks, gaps, sizes = [], [], []
    for mask in masks:
        total = mask @ said
        barks.append(total)
        gaps.append(np.divide(mask @ (said - done), total, out=np.full(len(dates), _NAN), where=total > 0))
        sizes.append(mask.sum(axis=1))
    enough = np.minimum(*sizes) >= least
    difference = np.where(enough, gaps[1] - gaps[0], _NAN)
    whole = barks[0] + barks[1]
    weight = np.divide(barks[0] * barks[1], whole, out=np.zeros(len(dates)), where=whole > 0)
    return Placebo(difference, difference * np.sqrt(weight), sizes[0], sizes[1])


def _around(
    days: np.ndarray, end: np.ndarray | None, date: float, before: int | None, after: int | None
) -> tuple[np.ndarray, np.ndarray]:
    """Mark the statements before and after a date."""
    early, late = days < date, days >= date
    if before is not None:
        early &= days >= date - before
    if after is not None:
        late &= days < date + after
    if end is not None:
        early &= end < date
    return early, late


def placebo_p_value(observed: float, others: ArrayLike) -> float:
    """Share of dates with a difference at least as large, the date itself counted in.

    Parameters
    ----------
    observed : float
        Standardised difference at the event.
    others : array_like of float
        The same at other dates; NaN where it is not defined.

    Returns
    -------
    float
        ``(1 + #{|other| >= |observed|}) / (1 + number of others)``; NaN without an event or without other dates.

    Notes
    -----
    The p value is right if the event could as well have fallen on any of the other dates. Neighbouring dates share
    nearly all statements, so a hundred dates are worth far fewer.

    References
    ----------
    Abadie, A., Diamond, A. and Hainmueller, J. (2010). Synthetic control methods for comparative case studies. JASA
    105, 493-505.

    Examples
    --------
    >>> placebo_p_value(-0.8, [0.1, 0.9, -0.3])
    0.5
    """
    known = np.asarray(others, dtype=float)
    known = known[np.isfinite(known)]
    if np.isnan(observed) or not len(known):
        return _NAN
    return float((1 + (np.abs(known) >= abs(observed) - _TIE).sum()) / (1 + len(known)))
