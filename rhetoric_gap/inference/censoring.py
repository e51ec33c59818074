"""Graded credit from the statements seen settled, weighted by the inverse probability of having been seen."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from rhetoric_gap.inference.limits import FLAT, Interval, is_flat, logit_limits, no_limits, wilson_limits
from rhetoric_gap.inference.spells import (
    ALWAYS,
    Spells,
    check_vectors,
    cluster_numbers,
    incidence,
    leave_one_out,
)
from rhetoric_gap.spec import LEVEL


def ipcw_gap(
    durations: ArrayLike,
    event_observed: ArrayLike,
    share: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    clusters: ArrayLike | None = None,
    level: float = LEVEL,
) -> Interval:
    """Gap of graded credit from settled statements, each standing in for those whose watch ended too early.

    Parameters
    ----------
    durations : array_like of float, shape (n,)
        Days under watch: until the statement was settled (credited in full, or its window closed), else until the watch
        ended; at least 0.
    event_observed : array_like of bool, shape (n,)
        Whether it was seen settled.
    share : array_like of float, shape (n,)
        Share of the severity named that was credited, in [0, 1]; that of statements not settled plays no part.
    weights : array_like of float, shape (n,), optional
        Severity named; without it all count the same.
    clusters : array_like, shape (n,), optional
        Independent units; without it every statement is one.
    level : float, default 0.95
        Confidence level, in (0, 1).

    Returns
    -------
    Interval
        The gap with its standard error and limits; NaN with the reason where none can be given.

    Raises
    ------
    ValueError
        If shapes differ or values are out of range.

    Notes
    -----
    With ``V`` the day a statement is settled, ``C`` the day its watch ends and ``G(v) = P(C >= v)``, estimated by the
    Kaplan-Meier curve of the ends of watch (a statement settled on a day comes before watches that end on it)::

        gap = 1 - sum(r f / G(V)) / sum(r / G(V))        over the statements seen settled

    Where every share is 0 or 1 this is one less the weighted Kaplan-Meier curve, exactly (Satten and Datta 2001).
    Assumes that the length of the watch says nothing about the deed: statements made lately are like earlier ones. The
    standard error leaves out one cluster at a time, its part in the weights included; limits as in
    :func:`kaplan_meier`. Fails when nobody was watched to the end of the window (NaN), and is shaky when few were:
    their weights are large. Delayed entry has no place here; :func:`credit_curve` has one.

    References
    ----------
    Robins, J. M. and Rotnitzky, A. (1992). Recovery of information and adjustment for dependent censoring using
    surrogate markers. In Jewell, N., Dietz, K. and Farewell, V. (eds), AIDS Epidemiology, 297-331. Birkhauser.
    Satten, G. A. and Datta, S. (2001). The Kaplan-Meier estimator as an inverse-probability-of-censoring weighted
    average. The American Statistician 55, 207-210.

    Examples
    --------
    >>> found = ipcw_gap([10, 20, 30, 60, 60], [1, 0, 1, 1, 1], [1, 0, 0.5, 0, 0])
    >>> round(found.gap, 6)
    0.666667
    """
    stop, done = np.asarray(durations, dtype=float), np.asarray(share, dtype=float)
    seen = np.asarray(event_observed, dtype=bool)
    weight = np.ones(stop.shape) if weights is None else np.asarray(weights, dtype=float)
    done = np.where(seen, done, 0.0) if done.shape == seen.shape else done
    columns = {"durations": stop, "event_observed": seen, "share": done, "weights": weight}
    check_vectors(columns, shares=("share",))
    cluster = cluster_numbers(clusters, len(stop))
    if not weight.sum() > 0:
        return no_limits(float("nan"), level, "nothing was named")
    if not seen[stop == stop.max()].any():
        return no_limits(
            np.nan, level, f"none of those watched longest, {stop.max():g} days, was seen settled"
        )
    # Ranks put a statement that is settled on a day before the watches that end on it.
    rank = 2 * np.unique(stop, return_inverse=True)[1] + ~seen
    return _weighted(rank, seen, weight, done, cluster, level)


def _weighted(
    rank: np.ndarray,
    seen: np.ndarray,
    weight: np.ndarray,
    done: np.ndarray,
    cluster: np.ndarray,
    level: float,
) -> Interval:
    """Weight the settled statements, as they are and without each cluster in turn."""
    times, place = np.unique(rank, return_inverse=True)
    at, stop = times.astype(float), rank.astype(float)
    watch = Spells(np.full(len(rank), ALWAYS), stop, (~seen).astype(np.int64), stop, weight, cluster)
    everyone, size = np.zeros(len(place), dtype=np.int64), watch.clusters
    sums = _sums(everyone, 1, place, len(at), weight * seen, weight * done)
    gap = float(np.clip(_ratio(sums, 1.0 - incidence(watch, at))[0], 0, 1))
    if size < 2:
        return no_limits(gap, level, "one cluster: no variance between clusters to see")
    lost = np.concatenate(list(leave_one_out([watch], np.ones(1), at)))[:, 0]
    own = _sums(cluster, size, place, len(at), weight * seen, weight * done)
    # Without a cluster whose rivals' watches all ended unsettled nothing stands in for the end of the window.
    settled = _largest_without(rank, cluster, size) % 2 == 0
    without = np.where(settled, _ratio(sums - own, 1.0 - lost), np.nan)
    se = float(np.sqrt((size - 1) / size * np.sum((without - gap) ** 2)))
    if np.isnan(se):
        return no_limits(gap, level, "all that were watched longest and settled belong to one cluster")
    if is_flat(gap, se):
        total = np.bincount(cluster, weight)
        return wilson_limits(gap, float(total.sum() ** 2 / np.sum(total**2)), level)
    return logit_limits(gap, se, size - 1, level, "IPCW, cluster jackknife t, logit")


def _sums(group: np.ndarray, size: int, place: np.ndarray, width: int, *values: np.ndarray) -> np.ndarray:
    """Sum values by group and place, shape (values, size, width)."""
    cells = group * width + place
    return np.stack([np.bincount(cells, v, minlength=size * width).reshape(size, width) for v in values])


def _ratio(sums: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """Gap from sums of severity and credit by time, and the probability of having been seen until then."""
    present = sums[0] > FLAT * sums[0].max()
    chance = np.where(present, np.where(seen > 0, seen, np.nan), 1.0)
    said, credited = ((side * present / chance).sum(axis=1) for side in sums)
    return np.asarray(1.0 - np.divide(credited, said, out=np.full(len(said), np.nan), where=said > 0))


def _largest_without(value: np.ndarray, cluster: np.ndarray, size: int) -> np.ndarray:
    """Largest value outside each cluster, shape (size,)."""
    most = np.full(size, -1, dtype=np.int64)
    np.maximum.at(most, cluster, value)
    second, first = np.sort(most)[-2:]
    return np.where(most == first, second, first)
