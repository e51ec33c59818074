"""Resampling what is independent: blocks of time where clusters are few, whole clusters where they are many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from rhetoric_gap.inference.limits import (
    FLAT,
    Interval,
    gap_of,
    logit_limits,
    no_limits,
    pair_of_arrays,
    wilson_limits,
)
from rhetoric_gap.spec import LEVEL

N_BOOT = 999
#: Draws counted at once: they stay within the cache, and the product stays too small to be spread over threads.
_AT_ONCE = 1 << 14


def block_bootstrap_interval(
    bark: ArrayLike,
    bite: ArrayLike,
    day: ArrayLike,
    *,
    window: int,
    level: float = LEVEL,
    n_boot: int = N_BOOT,
    seed: int = 0,
) -> Interval:
    """Interval of the gap from few clusters: stationary block bootstrap over statement time.

    Parameters
    ----------
    bark, bite : array_like of float, shape (n,)
        Severity named and credited per statement.
    day : array_like of int, shape (n,)
        Day of each statement.
    window : int
        Window in days; a block spans about two of them.
    level : float, default 0.95
        Confidence level, in (0, 1).
    n_boot : int, default 999
        Resamples.
    seed : int, default 0
        Seed; the same seed gives the same limits.

    Returns
    -------
    Interval
        Estimate, bootstrap standard error and limits.

    Raises
    ------
    ValueError
        If the shapes differ.

    Notes
    -----
    Statements in order of day are resampled in blocks of random length, on average the number of statements made in
    two windows (at most half of them). The limits are on the logit scale with the t quantile of the number of blocks
    less one: percentile limits are too narrow with so few blocks. At a gap of 0 or 1, Wilson limits on the number of
    blocks.

    References
    ----------
    Politis, D. N. and Romano, J. P. (1994). The stationary bootstrap. JASA 89, 1303-1313.

    Examples
    --------
    >>> import numpy as np
    >>> kept = np.tile([1.0, 0.0, 0.0], 8)
    >>> found = block_bootstrap_interval(np.ones(24), kept, np.arange(0, 720, 30), window=60)
    >>> bool(found.lower < found.gap < found.upper), found.method
    (True, 'block bootstrap t, logit')
    """
    said, done = pair_of_arrays(bark, bite)
    days = np.asarray(day, dtype=np.int64)
    if days.shape != said.shape:
        raise ValueError(f"day has shape {days.shape}, bark {said.shape}; one day per statement is needed")
    # A statement that names nothing says nothing, and a resample of such statements alone would divide by zero.
    said, done, days = said[said > 0], done[said > 0], days[said > 0]
    gap, n = gap_of(said, done), len(said)
    if np.isnan(gap):
        return no_limits(gap, level, "nothing was named")
    if n < 2:
        return no_limits(gap, level, "one statement: no variance to see")
    order = np.argsort(days, kind="stable")
    block = _block_length(days, window)
    effective = said.sum() ** 2 / float(np.sum(said**2)) / block
    if min(gap, 1 - gap) < FLAT:
        return wilson_limits(gap, effective, level)
    shares = _resampled_gaps(said[order], done[order], block, n_boot, seed)
    se = float(shares.std(ddof=1))
    if se < FLAT:
        return wilson_limits(gap, effective, level)
    return logit_limits(gap, se, max(n / block - 1, 1.0), level, "block bootstrap t, logit")


def _block_length(days: np.ndarray, window: int) -> float:
    """Mean number of statements in two windows, between 1 and half of all."""
    span = float(days.max() - days.min() + 1)
    return float(np.clip(len(days) * 2 * window / span, 1.0, len(days) / 2))


def _resampled_gaps(said: np.ndarray, done: np.ndarray, block: float, n_boot: int, seed: int) -> np.ndarray:
    """Gap of each stationary-bootstrap resample."""
    from arch.bootstrap import StationaryBootstrap

    # The mean block length may be fractional; the package only annotates it as a whole number.
    draws = StationaryBootstrap(
        block,  # type: ignore[arg-type]
        np.arange(len(said)),
        seed=np.random.default_rng(seed),
    )
    places = np.array([draws.update_indices() for _ in range(n_boot)])
    return np.asarray(1 - done[places].sum(axis=1) / said[places].sum(axis=1))


@dataclass(frozen=True, eq=False)
class ClusterBootstrap:
    """Totals of every group in every resample of clusters.

    Attributes
    ----------
    totals : numpy.ndarray of float, shape (n_boot, n_groups, n_values)
        Sums of the values.
    groups : numpy.ndarray, shape (n_groups,)
        The groups, sorted by their text; ``["all"]`` without groups.
    n_empty : numpy.ndarray of int, shape (n_groups,)
        Resamples that hold no row of the group: there its totals are 0 and its ratios missing.
    n_clusters : int
        Clusters resampled.
    """

    totals: np.ndarray
    groups: np.ndarray
    n_empty: np.ndarray
    n_clusters: int

    def ratio(self, part: int, whole: int) -> np.ndarray:
        """Divide two totals in every resample.

        Parameters
        ----------
        part, whole : int
            Which values to divide.

        Returns
        -------
        numpy.ndarray of float, shape (n_boot, n_groups)
            NaN where there is nothing to divide by: see ``n_empty`` for how often that is so for want of rows.
        """
        top, bottom = self.totals[..., part], self.totals[..., whole]
        return np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom != 0)


def cluster_bootstrap(
    values: ArrayLike,
    cluster: ArrayLike,
    group: ArrayLike | None = None,
    *,
    n_boot: int = 10_000,
    seed: int = 0,
) -> ClusterBootstrap:
    """Resample whole clusters and sum values by group.

    Parameters
    ----------
    values : array_like of float, shape (n,) or (n, n_values)
        What is summed, such as severity named and credited per statement.
    cluster : array_like, shape (n,)
        Independent unit of each row.
    group : array_like, shape (n,), optional
        Group of each row; all groups are resampled together, so that their differences have an error too.
    n_boot : int, default 10000
        Resamples.
    seed : int, default 0
        Seed; the same seed gives the same totals, whatever the order of the rows.

    Returns
    -------
    ClusterBootstrap
        Totals by resample and group, and how many resamples hold no row of a group.

    Raises
    ------
    ValueError
        If shapes differ, nothing is given, or a value is missing.

    Notes
    -----
    A resample draws as many clusters as there are, with replacement. A total is a sum over clusters of the times each
    was drawn by its own total, so that rows are summed once and all resamples are one product of matrices: the number
    of rows hardly matters. A group can be missing from a resample; such resamples are counted, not dropped, and a
    statistic computed from the others is about resamples in which the group occurs.

    Percentiles of few clusters are too narrow: below some 20 clusters prefer :func:`gap_interval`, whose limits were
    simulated.

    References
    ----------
    Davison, A. C. and Hinkley, D. V. (1997). Bootstrap Methods and their Application, ch. 3.8. Cambridge UP.
    Cameron, A. C., Gelbach, J. B. and Miller, D. L. (2008). Bootstrap-based improvements for inference with clustered
    errors. Review of Economics and Statistics 90, 414-427.

    Examples
    --------
    >>> said, done = [1.0, 0.5, 0.8, 1.0], [1.0, 0.0, 0.8, 0.0]
    >>> import numpy as np
    >>> drawn = cluster_bootstrap(np.column_stack([said, done]), ["a", "a", "b", "c"], ["x", "y", "x", "x"], n_boot=999)
    >>> drawn.totals.shape, drawn.groups.tolist(), drawn.n_clusters
    ((999, 2, 2), ['x', 'y'], 3)
    >>> bool(np.isnan(drawn.ratio(1, 0)[:, 1]).sum() == drawn.n_empty[1] > 0)
    True
    """
    rows, unit, of_group, labels = _checked(values, cluster, group)
    clusters, size, width = int(unit.max()) + 1, len(labels), rows.shape[1]
    cell = unit * size + of_group
    sums = np.column_stack(
        [np.bincount(cell, column, minlength=clusters * size) for column in rows.T]
    ).reshape(clusters, size * width)
    present = (np.bincount(cell, minlength=clusters * size) > 0).reshape(clusters, size).astype(float)
    totals, n_empty = np.empty((n_boot, size * width)), np.zeros(size, dtype=np.int64)
    for first, times in _counts(clusters, n_boot, seed):
        totals[first : first + len(times)] = times @ sums
        n_empty += (times @ present == 0).sum(axis=0)
    return ClusterBootstrap(totals.reshape(n_boot, size, width), labels, n_empty, clusters)


def _counts(clusters: int, n_boot: int, seed: int) -> Iterator[tuple[int, np.ndarray]]:
    """Yield how often each cluster is drawn, for a few resamples at a time, with the number of the first of them."""
    rng, step = np.random.default_rng(seed), max(1, _AT_ONCE // clusters)
    for first in range(0, n_boot, step):
        many = min(step, n_boot - first)
        drawn = rng.integers(0, clusters, size=(many, clusters))
        drawn += clusters * np.arange(many)[:, None]
        times = np.bincount(drawn.ravel(), minlength=many * clusters)
        yield first, times.reshape(many, clusters).astype(float)


def _checked(
    values: ArrayLike, cluster: ArrayLike, group: ArrayLike | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return the values as a table, and cluster and group as numbers in the order of their text."""
    rows = np.asarray(values, dtype=float)
    rows = rows[:, None] if rows.ndim == 1 else rows
    if rows.ndim != 2 or not len(rows):
        raise ValueError(f"values must be a filled table of rows, got shape {np.shape(values)}")
    if not np.isfinite(rows).all():
        places = np.flatnonzero(~np.isfinite(rows).all(axis=1))[:5].tolist()
        raise ValueError(f"values must be numbers, none missing; see rows {places}")
    unit, _ = _numbered(cluster, len(rows), "cluster")
    if group is None:
        return rows, unit, np.zeros(len(rows), dtype=np.int64), np.array(["all"], dtype=object)
    return rows, unit, *_numbered(group, len(rows), "group")


def _numbered(labels: ArrayLike, n: int, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Give labels numbers in the order of their text, so that the order of rows plays no part."""
    given = np.asarray(labels)
    if given.shape != (n,):
        raise ValueError(
            f"{name} has shape {given.shape}, values have {n} rows; one {name} per row is needed"
        )
    code, unique = pd.factorize(given, use_na_sentinel=False)
    order = np.argsort(np.asarray(unique).astype(str), kind="stable")
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return place[code], np.asarray(unique)[order]
