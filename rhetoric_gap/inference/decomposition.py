"""A gap as the sum of its parts: by group and by stage, exactly."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

_FAR = 1e-6


@dataclass(frozen=True)
class GapParts:
    """A gap as the weighted mean of the gaps of its groups.

    Attributes
    ----------
    total : float
        The gap of all groups together, in [0, 1]; NaN if nothing was named.
    weight : numpy.ndarray of float, shape (k,)
        Share of each group in the severity named, ``w_k``; sums to 1.
    gap : numpy.ndarray of float, shape (k,)
        Gap of each group, ``G_k``; NaN where it named nothing.
    contribution : numpy.ndarray of float, shape (k,)
        ``w_k * G_k``; sums to ``total``.
    """

    total: float
    weight: np.ndarray
    gap: np.ndarray
    contribution: np.ndarray


@dataclass(frozen=True)
class StageParts:
    """What was named, divided into what was not done, what had no effect, what is unknown and what took effect.

    Attributes
    ----------
    implementation : numpy.ndarray of float, shape (k,)
        ``1 - F``: named and not done.
    efficacy_low, efficacy_high : numpy.ndarray of float, shape (k,)
        ``F * (1 - E)``: done without effect, counting unknown effects as full and as none.
    unknown : numpy.ndarray of float, shape (k,)
        Done with an effect nobody knows, ``efficacy_high - efficacy_low``.
    realised : numpy.ndarray of float, shape (k,)
        Done and known to have taken effect. ``implementation + efficacy_low + unknown + realised = 1``.
    total_low, total_high : numpy.ndarray of float, shape (k,)
        ``implementation`` plus either efficacy gap.
    """

    implementation: np.ndarray
    efficacy_low: np.ndarray
    efficacy_high: np.ndarray
    unknown: np.ndarray
    realised: np.ndarray
    total_low: np.ndarray
    total_high: np.ndarray


def gap_parts(bark: ArrayLike, bite: ArrayLike) -> GapParts:
    """Divide a gap among groups.

    Parameters
    ----------
    bark, bite : array_like of float, shape (k,)
        Severity named and credited in each group; ``0 <= bite <= bark``.

    Returns
    -------
    GapParts
        Weights, gaps and contributions.

    Raises
    ------
    ValueError
        If the shapes differ, or a bite exceeds its bark.

    Notes
    -----
    ``G = sum(w_k * G_k)`` with ``w_k = R_k / R``: exact, whatever the groups, as long as every statement is in one. A
    group that named nothing has no gap and adds 0.

    Examples
    --------
    >>> parts = gap_parts([1.95, 0.83], [1.31, 0.37])
    >>> parts.contribution.round(4).tolist(), round(parts.total, 4)
    ([0.2302, 0.1655], 0.3957)
    """
    said, done = np.asarray(bark, dtype=float), np.asarray(bite, dtype=float)
    if said.ndim != 1 or said.shape != done.shape:
        raise ValueError(
            f"bark and bite must be vectors of one length, got shapes {said.shape} and {done.shape}"
        )
    if (done < 0).any() or (done > said * (1 + _FAR)).any():
        raise ValueError("bite must lie between 0 and bark in every group")
    left = np.clip(said - done, 0.0, None)
    total = said.sum()
    weight, contribution = (_divided(part, np.full(said.shape, total)) for part in (said, left))
    whole = float(left.sum() / total) if total > 0 else float("nan")
    return GapParts(whole, weight, _divided(left, said), contribution)


def stage_parts(
    bark: ArrayLike, bite: ArrayLike, effect_low: ArrayLike, effect_high: ArrayLike
) -> StageParts:
    """Divide what was named into words without deeds, deeds without effect, and what took effect.

    Parameters
    ----------
    bark, bite : array_like of float, shape (k,)
        Severity named and credited; ``0 <= bite <= bark``.
    effect_low, effect_high : array_like of float, shape (k,)
        Severity credited to deeds times their effect, unknown effects as 0 and as 1; ``0 <= low <= high <= bite``.

    Returns
    -------
    StageParts
        Shares of what was named; NaN where nothing was.

    Raises
    ------
    ValueError
        If the shapes differ or the sums are out of order.

    Notes
    -----
    With ``F = bite / bark`` and ``E = effect / bite``, ``gap_total = 1 - F * E = (1 - F) + F * (1 - E)``: an
    implementation gap plus an efficacy gap. An unknown effect is neither 0 nor 1 and makes the second an interval.

    Examples
    --------
    >>> found = stage_parts([2.78], [1.68], [1.495], [1.495])
    >>> found.implementation.round(6).tolist(), found.efficacy_low.round(6).tolist(), found.total_low.round(5).tolist()
    ([0.395683], [0.066547], [0.46223])
    """
    said, done, low, high = (np.asarray(a, dtype=float) for a in (bark, bite, effect_low, effect_high))
    if said.ndim != 1 or not said.shape == done.shape == low.shape == high.shape:
        raise ValueError("bark, bite, effect_low and effect_high must be vectors of one length")
    ordered = [np.zeros(said.shape), low, high, done, said]
    if any((a > b * (1 + _FAR) + _FAR**2).any() for a, b in pairwise(ordered)):
        raise ValueError("expected 0 <= effect_low <= effect_high <= bite <= bark in every group")
    parts = [_divided(np.clip(a, 0.0, None), said) for a in (said - done, done - high, high - low, low)]
    implementation, sure, unknown, realised = parts
    return StageParts(
        implementation,
        sure,
        sure + unknown,
        unknown,
        realised,
        implementation + sure,
        implementation + sure + unknown,
    )


def _divided(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Divide, giving NaN where there is nothing to divide by."""
    return np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
