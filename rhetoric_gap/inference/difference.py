"""The difference of two gaps with its interval: clusters of one group, of the other, or of both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from rhetoric_gap.inference.interval import MIN_CLUSTERS, cluster_interval
from rhetoric_gap.inference.limits import FLAT, Interval, is_flat, logit_limits
from rhetoric_gap.spec import LEVEL


@dataclass(frozen=True)
class GapContrast:
    """The difference of two gaps, the second less the first, with its interval.

    Attributes
    ----------
    first, second : Interval
        The two gaps with their own intervals.
    difference : float
        ``second - first`` in [-1, 1]; NaN where one of the two is missing.
    se : float
        Clustered standard error, the covariance of shared clusters included; NaN where it cannot be seen.
    lower, upper : float
        Limits in [-1, 1]; NaN if no interval is given.
    level : float
        Confidence level.
    correlation : float
        Correlation of the two estimates through clusters that are in both groups; 0 where none is.
    df : float
        Degrees of freedom; NaN if no interval is given.
    n_first, n_second, n_shared : int
        Clusters of the first group, of the second, and of both.
    worth : float
        How many equal clusters those of the thinner group are worth, ``R ** 2 / sum(R_k ** 2)``; where this is below
        five a few clusters hold most of the severity and the interval is likely too narrow. NaN if a group named
        nothing.
    reason : str
        Why there is no interval; empty if there is one.
    """

    first: Interval
    second: Interval
    difference: float
    se: float
    lower: float
    upper: float
    level: float
    correlation: float
    df: float
    n_first: int
    n_second: int
    n_shared: int
    worth: float
    reason: str = ""


def difference_interval(
    bark_1: ArrayLike, bite_1: ArrayLike, bark_2: ArrayLike, bite_2: ArrayLike, *, level: float = LEVEL
) -> GapContrast:
    """Interval of the difference of two gaps from one sum of bark and bite per cluster and group.

    Parameters
    ----------
    bark_1, bite_1, bark_2, bite_2 : array_like of float, shape (K,)
        Severity named and credited of each cluster in the first and in the second group; the same clusters in the same
        order, 0 where a cluster has nothing in a group. ``0 <= bite <= bark``.
    level : float, default 0.95
        Confidence level, in (0, 1).

    Returns
    -------
    GapContrast
        The second gap less the first, with the interval or the reason why there is none.

    Raises
    ------
    ValueError
        If the shapes differ, or a bite exceeds its bark.

    Notes
    -----
    With ``e_jk = (U_jk - gap_j * R_jk) / R_j`` and ``c_j = K_j / (K_j - 1)``, the clustered variance of the difference
    is ``sum((sqrt(c_2) * e_2k - sqrt(c_1) * e_1k) ** 2)``: clusters in both groups bring in the covariance. Degrees of
    freedom are those of Welch and Satterthwaite, or one less than the smaller number of clusters where any is shared.
    With them the two gaps get limits on the logit scale, from which those of the difference ``d`` are built with their
    correlation ``rho`` by the method of variance estimates recovery::

        lower = d - sqrt(a ** 2 - 2 * rho * a * b + b ** 2),   a = gap_2 - lower_2,   b = upper_1 - gap_1

    and the upper limit likewise. They stay within [-1, 1] and keep their width where one gap is 0 or 1. Each group
    needs five clusters.

    References
    ----------
    Zou, G. Y. and Donner, A. (2008). Construction of confidence limits about effect measures: a general approach.
    Statistics in Medicine 27, 1693-1702.
    Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions: comparison of eleven
    methods. Statistics in Medicine 17, 873-890.

    Examples
    --------
    >>> import numpy as np
    >>> own = np.repeat([1.0, 0.0], 6)  # six clusters in the first group, six others in the second
    >>> kept = np.array([0.8, 0.6, 0.7, 0.9, 0.5, 0.7, 0.2, 0.4, 0.1, 0.3, 0.5, 0.3])
    >>> found = difference_interval(own, own * kept, 1 - own, (1 - own) * kept)
    >>> round(found.difference, 2), round(found.lower, 2), round(found.upper, 2)
    (0.4, 0.2, 0.56)
    """
    r1, u1, r2, u2 = unfulfilled_sums(bark_1, bite_1, bark_2, bite_2)
    in_1, in_2 = r1 > 0, r2 > 0
    first = cluster_interval(r1[in_1], (r1 - u1)[in_1], level=level)
    second = cluster_interval(r2[in_2], (r2 - u2)[in_2], level=level)
    e1, e2 = _influence(u1, r1, first.gap, in_1), _influence(u2, r2, second.gap, in_2)
    se, rho = _spread(e1, e2)
    numbers = (int(in_1.sum()), int(in_2.sum()), int((in_1 & in_2).sum()))
    difference = second.gap - first.gap
    reason = _why_none(first, second, numbers)
    lower = upper = df = float("nan")
    # Limits that are not symmetric would leave some width even where the two errors cancel out.
    if not reason and se < 100 * FLAT < first.se:
        reason = "the two groups are alike in every cluster: no variance to see"
    if not reason:
        df = _freedom(e1, e2, numbers)
        lower, upper = _recovered(_widened(first, df, level), _widened(second, df, level), rho)
    worth = min(_worth(r1), _worth(r2))
    return GapContrast(first, second, difference, se, lower, upper, level, rho, df, *numbers, worth, reason)


def unfulfilled_sums(*given: ArrayLike) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return bark and what of it was unfulfilled, for both groups, checked."""
    r1, b1, r2, b2 = (np.asarray(a, dtype=float) for a in given)
    if r1.ndim != 1 or not r1.shape == b1.shape == r2.shape == b2.shape:
        shapes = ", ".join(str(a.shape) for a in (r1, b1, r2, b2))
        raise ValueError(f"bark and bite of both groups must be vectors of one length, got shapes {shapes}")
    if not all(np.isfinite(a).all() and (a >= 0).all() for a in (r1, b1, r2, b2)):
        raise ValueError("bark and bite must be finite and at least 0")
    if (b1 > r1 + FLAT).any() or (b2 > r2 + FLAT).any():
        raise ValueError("a cluster's bite exceeds its bark")
    return r1, np.clip(r1 - b1, 0, None), r2, np.clip(r2 - b2, 0, None)


def _influence(unfulfilled: np.ndarray, bark: np.ndarray, gap: float, present: np.ndarray) -> np.ndarray:
    """Return what each cluster adds to the error of a gap, corrected for the number of clusters."""
    many = int(present.sum())
    if many < 2:
        return np.full(len(bark), np.nan)
    return np.sqrt(many / (many - 1)) * (unfulfilled - gap * bark) / bark.sum()


def _spread(e1: np.ndarray, e2: np.ndarray) -> tuple[float, float]:
    """Return the standard error of the difference, and the correlation of the two gaps."""
    se = float(np.sqrt(np.sum((e2 - e1) ** 2)))
    size = float(np.sqrt(np.sum(e1**2) * np.sum(e2**2)))
    if not size > FLAT**2:
        return se, 0.0
    return se, float(np.clip(np.sum(e1 * e2) / size, -1, 1))


def _worth(bark: np.ndarray) -> float:
    """Return how many equal clusters these are worth."""
    squares = float(np.sum(bark**2))
    return float(bark.sum()) ** 2 / squares if squares > 0 else float("nan")


def _why_none(first: Interval, second: Interval, numbers: tuple[int, int, int]) -> str:
    """Say why a difference cannot have an interval."""
    for name, found, many in (("first", first, numbers[0]), ("second", second, numbers[1])):
        if np.isnan(found.gap):
            return f"{name} group: {found.reason}"
        if many < MIN_CLUSTERS:
            clusters = "1 cluster" if many == 1 else f"{many} clusters"
            return f"{name} group: {clusters}, {MIN_CLUSTERS} needed for an interval"
    return ""


def _freedom(e1: np.ndarray, e2: np.ndarray, numbers: tuple[int, int, int]) -> float:
    """Return the degrees of freedom of the variance of the difference."""
    k1, k2, shared = numbers
    v1, v2 = float(np.sum(e1**2)), float(np.sum(e2**2))
    if shared or not v1 + v2 > FLAT**2:
        return float(min(k1, k2) - 1)
    return (v1 + v2) ** 2 / (v1**2 / (k1 - 1) + v2**2 / (k2 - 1))


def _widened(found: Interval, df: float, level: float) -> Interval:
    """Return a gap with logit limits of other degrees of freedom; limits made without a variance stay."""
    if not found.se > FLAT or is_flat(found.gap, found.se):
        return found
    return logit_limits(found.gap, found.se, df, level, found.method)


def _recovered(first: Interval, second: Interval, rho: float) -> tuple[float, float]:
    """Build the limits of the difference from those of the two gaps."""

    def reach(a: float, b: float) -> float:
        return float(np.sqrt(max(a**2 - 2 * rho * a * b + b**2, 0.0)))

    difference = second.gap - first.gap
    below = reach(second.gap - second.lower, first.upper - first.gap)
    above = reach(second.upper - second.gap, first.gap - first.lower)
    return max(difference - below, -1.0), min(difference + above, 1.0)
