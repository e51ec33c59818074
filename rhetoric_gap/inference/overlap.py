"""Means of judgements that share what they are judged by: the windows of observers of one crisis overlap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from rhetoric_gap.inference.interval import MIN_CLUSTERS
from rhetoric_gap.spec import LEVEL

_FLAT = 1e-12


@dataclass(frozen=True)
class DependentMean:
    """A mean of values that are not independent, with its interval.

    Attributes
    ----------
    mean : float
        Estimate, in the unit of the values; NaN without values.
    se : float
        Standard error; NaN where none can be given.
    lower, upper : float
        Limits; NaN if no interval is given.
    level : float
        Confidence level.
    n : int
        Number of values.
    n_effective : float
        How many independent values they are worth, between 1 and ``n``; NaN without values.
    reason : str
        Why there is no interval; empty if there is one.
    """

    mean: float
    se: float
    lower: float
    upper: float
    level: float
    n: int
    n_effective: float
    reason: str = ""


def window_overlap(first: ArrayLike, last: ArrayLike) -> np.ndarray:
    """Say how much of their days every two windows share.

    Parameters
    ----------
    first, last : array_like of int, shape (n,)
        First and last day of each window, both included; ``first <= last``.

    Returns
    -------
    numpy.ndarray of float, shape (n, n)
        ``days shared / sqrt(days of one * days of the other)``, in [0, 1]; 1 on the diagonal.

    Raises
    ------
    ValueError
        If the shapes differ or a window ends before it begins.

    Notes
    -----
    The share is the cosine of the angle between two indicator vectors of days, so the matrix has no negative eigenvalue
    and a variance made with it is never negative.

    Examples
    --------
    >>> window_overlap([0, 0, 10], [9, 4, 19]).round(2).tolist()
    [[1.0, 0.71, 0.0], [0.71, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """
    begin, end = np.asarray(first, dtype=np.int64), np.asarray(last, dtype=np.int64)
    if begin.ndim != 1 or begin.shape != end.shape:
        raise ValueError(
            f"first and last must be vectors of one length, got shapes {begin.shape} and {end.shape}"
        )
    if (end < begin).any():
        raise ValueError(f"{int((end < begin).sum())} windows end before they begin")
    shared = np.minimum(end[:, None], end) - np.maximum(begin[:, None], begin) + 1
    days = (end - begin + 1).astype(float)
    return np.clip(shared, 0, None) / np.sqrt(days[:, None] * days)


def dependent_mean(values: ArrayLike, kernel: ArrayLike, *, level: float = LEVEL) -> DependentMean:
    """Give the interval of a mean whose values depend on each other as a kernel says.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        The values.
    kernel : array_like of float, shape (n, n)
        How much every two values share, in [0, 1], symmetric with ones on the diagonal; blocks of ones are clusters.
    level : float, default 0.95
        Confidence level, in (0, 1).

    Returns
    -------
    DependentMean
        With the interval, or the reason why there is none.

    Raises
    ------
    ValueError
        If the shapes do not go together.

    Notes
    -----
    With ``e`` the deviations from the mean, ``K`` the kernel, and ``lambda`` the eigenvalues of the kernel centred in
    rows and columns::

        se = sqrt(sum(K) / sum(lambda ** 2) * e' K e) / n,   df = sum(lambda ** 2) ** 2 / sum(lambda ** 4)

    The factor makes the variance unbiased, and the degrees of freedom are Satterthwaite's, if the values depend on each
    other as the kernel says. Where the kernel consists of equal blocks of ones this is the clustered variance of the
    gap, with the number of blocks less one degrees of freedom. The values are worth ``n ** 2 / sum(K)`` independent
    ones, and no more than ``df + 1``; fewer than five give no interval. Where all values share all they are judged by,
    ``e' K e`` is 0 whatever the truth.

    References
    ----------
    Hansen, L. P. and Hodrick, R. J. (1980). Forward exchange rates as optimal predictors of future spot rates. Journal
    of Political Economy 88, 829-853 (variances under overlapping horizons).
    Conley, T. G. (1999). GMM estimation with cross sectional dependence. Journal of Econometrics 92, 1-45.
    Imbens, G. W. and Kolesar, M. (2016). Robust standard errors in small samples: some practical advice. Review of
    Economics and Statistics 98, 701-712.

    Examples
    --------
    >>> import numpy as np
    >>> found = dependent_mean([0.1, 0.3, 0.2, 0.5, 0.4, 0.0], np.eye(6))
    >>> round(found.mean, 2), round(found.lower, 2), round(found.upper, 2), round(found.n_effective, 6)
    (0.25, 0.05, 0.45, 6.0)
    >>> dependent_mean([0.1, 0.3, 0.2], np.ones((3, 3))).reason
    '3 judgements share their days and are worth 1.0 independent ones, 5 needed for an interval'
    """
    y, shared = np.asarray(values, dtype=float), np.asarray(kernel, dtype=float)
    if y.ndim != 1 or shared.shape != (len(y), len(y)):
        raise ValueError(
            f"values have shape {y.shape}, the kernel {shared.shape}; (n,) and (n, n) are needed"
        )
    nan = float("nan")
    if not len(y):
        return DependentMean(nan, nan, nan, nan, level, 0, nan, "nothing to average")
    mean, error = float(y.mean()), y - y.mean()
    centred = shared - shared.mean(axis=0) - shared.mean(axis=1)[:, None] + shared.mean()
    squares = np.linalg.eigvalsh(centred) ** 2
    df = float(squares.sum() ** 2 / np.sum(squares**2)) if squares.sum() > _FLAT else 0.0
    worth = min(float(len(y) ** 2 / shared.sum()), df + 1)
    if worth < MIN_CLUSTERS - _FLAT:
        return DependentMean(mean, nan, nan, nan, level, len(y), worth, _few(len(y), worth))
    spread = float(error @ shared @ error)
    if spread < _FLAT:
        why = "all values are equal: no variance to see"
        return DependentMean(mean, nan, nan, nan, level, len(y), worth, why)
    from scipy.stats import t

    se = float(np.sqrt(shared.sum() / squares.sum() * spread) / len(y))
    half = float(t.ppf((1 + level) / 2, df)) * se
    return DependentMean(mean, se, mean - half, mean + half, level, len(y), worth)


def _few(n: int, worth: float) -> str:
    """Say that there is too little independent information."""
    if worth > n - 0.05:
        return f"only {n} scored, {MIN_CLUSTERS} needed for an interval"
    return (
        f"{n} judgements share their days and are worth {worth:.1f} independent ones, "
        f"{MIN_CLUSTERS} needed for an interval"
    )
