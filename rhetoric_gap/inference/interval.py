"""Intervals for the gap, by the number of independent units there are.

Statements of one crisis or dyad stand or fall together, so the independent unit is the cluster. With five clusters or
more the ratio estimator's clustered variance is used; with fewer, blocks of statement time stand in for clusters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from rhetoric_gap.spec import LEVEL

#: Below this many clusters, time blocks are resampled instead.
MIN_CLUSTERS = 5
#: Below this many scored statements no interval is given.
MIN_STATEMENTS = 10
N_BOOT = 999
_FLAT = 1e-9


@dataclass(frozen=True)
class Interval:
    """A gap with its interval.

    Attributes
    ----------
    gap : float
        Estimate in [0, 1]; NaN if nothing was named.
    se : float
        Standard error on the gap's own scale; NaN where the method has none.
    lower, upper : float
        Limits in [0, 1], never equal; NaN if no interval is given.
    level : float
        Confidence level.
    method : str
        How it was made; empty if it was not.
    reason : str
        Why there is none; empty if there is one.
    """

    gap: float
    se: float
    lower: float
    upper: float
    level: float
    method: str
    reason: str = ""


def cluster_interval(bark: ArrayLike, bite: ArrayLike, *, level: float = LEVEL) -> Interval:
    """Interval of the gap from one sum of bark and of bite per cluster.

    Parameters
    ----------
    bark, bite : array_like of float, shape (K,)
        Severity named and credited, summed per cluster; ``0 <= bite <= bark``.
    level : float, default 0.95
        Confidence level, in (0, 1).

    Returns
    -------
    Interval
        Estimate, standard error and limits.

    Raises
    ------
    ValueError
        If the shapes differ.

    Notes
    -----
    With ``U_k = bark_k - bite_k`` and ``R = sum(bark)``, ``e_k = U_k - gap * bark_k`` and
    ``se = sqrt(K / (K - 1) * sum(e_k ** 2)) / R``; the interval is symmetric on the logit scale with the t quantile of
    ``K - 1`` degrees of freedom. At a gap of 0 or 1, or with clusters that all show the same share, the variance is
    estimated as 0 although it is not: Wilson limits on the effective number of clusters ``R ** 2 / sum(bark_k ** 2)``
    stand in.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed., ch. 6 and 9A. Wiley.
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA 22, 209-212.

    Examples
    --------
    >>> cluster_interval([4, 2, 3, 1], [1, 2, 0.5, 0])
    Interval(gap=0.65, se=0.174..., lower=0.139..., upper=0.955..., level=0.95, method='cluster t, logit', reason='')
    """
    said, done = _pair_of_arrays(bark, bite)
    total, clusters = said.sum(), len(said)
    if not total > 0:
        return _none(float("nan"), level, "nothing was named")
    gap = float(np.clip(1 - done.sum() / total, 0, 1))
    if clusters < 2:
        return _none(gap, level, "one cluster: no variance between clusters to see")
    error = (said - done) - gap * said
    se = float(np.sqrt(clusters / (clusters - 1) * np.sum(error**2)) / total)
    if se < _FLAT or min(gap, 1 - gap) < _FLAT:
        return _wilson(gap, total**2 / float(np.sum(said**2)), level)
    return _logit(gap, se, clusters - 1, level, "cluster t, logit")


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
    said, done = _pair_of_arrays(bark, bite)
    days = np.asarray(day, dtype=np.int64)
    if days.shape != said.shape:
        raise ValueError(f"day has shape {days.shape}, bark {said.shape}; one day per statement is needed")
    # A statement that names nothing says nothing, and a resample of such statements alone would divide by zero.
    said, done, days = said[said > 0], done[said > 0], days[said > 0]
    total, n = said.sum(), len(said)
    if not total > 0:
        return _none(float("nan"), level, "nothing was named")
    gap = float(np.clip(1 - done.sum() / total, 0, 1))
    if n < 2:
        return _none(gap, level, "one statement: no variance to see")
    order = np.argsort(days, kind="stable")
    block = _block_length(days, window)
    blocks = n / block
    effective = total**2 / float(np.sum(said**2)) / block
    if min(gap, 1 - gap) < _FLAT:
        return _wilson(gap, effective, level)
    shares = _resampled_gaps(said[order], done[order], block, n_boot, seed)
    se = float(shares.std(ddof=1))
    if se < _FLAT:
        return _wilson(gap, effective, level)
    return _logit(gap, se, max(blocks - 1, 1.0), level, "block bootstrap t, logit")


def gap_interval(
    bark: ArrayLike,
    bite: ArrayLike,
    cluster: ArrayLike,
    day: ArrayLike,
    *,
    window: int,
    level: float = LEVEL,
    n_boot: int = N_BOOT,
    seed: int = 0,
) -> Interval:
    """Interval of the gap by the method its number of clusters allows.

    Parameters
    ----------
    bark, bite : array_like of float, shape (n,)
        Severity named and credited per statement of the risk set.
    cluster : array_like, shape (n,)
        Independent unit of each statement.
    day : array_like of int, shape (n,)
        Day of each statement.
    window : int
        Window in days.
    level : float, default 0.95
        Confidence level.
    n_boot, seed : int
        Resamples and seed where the bootstrap is used.

    Returns
    -------
    Interval
        With the method used, or the reason why there is none.

    Notes
    -----
    Five clusters or more: :func:`cluster_interval`. Fewer: :func:`block_bootstrap_interval`. Fewer than ten statements:
    no interval, whatever the number of clusters.

    Examples
    --------
    >>> gap_interval([1, 1], [1, 0], ["a", "b"], [0, 9], window=60).reason
    'only 2 scored, 10 needed for an interval'
    """
    said, done = _pair_of_arrays(bark, bite)
    total = said.sum()
    gap = float(np.clip(1 - done.sum() / total, 0, 1)) if total > 0 else float("nan")
    if len(said) < MIN_STATEMENTS:
        return _none(gap, level, f"only {len(said)} scored, {MIN_STATEMENTS} needed for an interval")
    _, code = np.unique(np.asarray(cluster, dtype=object).astype(str), return_inverse=True)
    if code.max() + 1 >= MIN_CLUSTERS:
        return cluster_interval(np.bincount(code, said), np.bincount(code, done), level=level)
    return block_bootstrap_interval(said, done, day, window=window, level=level, n_boot=n_boot, seed=seed)


def _pair_of_arrays(bark: ArrayLike, bite: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return both as float vectors of one length."""
    said, done = np.asarray(bark, dtype=float), np.asarray(bite, dtype=float)
    if said.ndim != 1 or said.shape != done.shape:
        raise ValueError(
            f"bark and bite must be vectors of one length, got shapes {said.shape} and {done.shape}"
        )
    return said, done


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


def _logit(gap: float, se: float, df: float, level: float, method: str) -> Interval:
    """Symmetric limits on the logit scale."""
    from scipy.special import expit, logit
    from scipy.stats import t

    centre, half = logit(gap), t.ppf((1 + level) / 2, df) * se / (gap * (1 - gap))
    lower, upper = expit(centre - half), expit(centre + half)
    return Interval(gap, se, float(lower), float(upper), level, method)


def _wilson(gap: float, effective: float, level: float) -> Interval:
    """Wilson limits on an effective number of independent units."""
    from scipy.stats import norm

    z2 = norm.ppf((1 + level) / 2) ** 2
    centre = (gap + z2 / (2 * effective)) / (1 + z2 / effective)
    half = np.sqrt(z2 * (gap * (1 - gap) / effective + z2 / (4 * effective**2))) / (1 + z2 / effective)
    lower, upper = max(float(centre - half), 0.0), min(float(centre + half), 1.0)
    return Interval(gap, float("nan"), min(lower, gap), max(upper, gap), level, "Wilson, effective n")


def _none(gap: float, level: float, reason: str) -> Interval:
    """Return an estimate without an interval, and why."""
    nan = float("nan")
    return Interval(gap, nan, nan, nan, level, "", reason)
