"""Limits from leaving out one independent unit at a time: for scores that are ratios, ranks or tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError
from rhetoric_gap.spec import LEVEL

#: Below this many clusters no limits are given.
MIN_CLUSTERS = 5
_FLAT = 1e-12

Scale = Literal["plain", "logit"]


@dataclass(frozen=True)
class Score:
    """A score with its interval.

    Attributes
    ----------
    estimate : float
        The score; NaN if it is not defined.
    se : float
        Standard error on the score's own scale; NaN where there is none.
    lower, upper : float
        Limits, never equal; NaN if no interval is given.
    level : float
        Confidence level.
    p_value : float
        One-sided: how likely a score this high would be if the true one were no better than chance. NaN if the score
        has no such value.
    n_clusters : int
        Independent units behind it.
    method : str
        How the interval was made; empty if it was not.
    reason : str
        Why the score or its interval is missing; empty if nothing is.
    """

    estimate: float
    se: float
    lower: float
    upper: float
    level: float
    p_value: float
    n_clusters: int
    method: str
    reason: str = ""


def jackknife_score(
    estimate: float,
    left_out: ArrayLike,
    *,
    scale: Scale = "plain",
    chance: float | None = None,
    level: float = LEVEL,
    unit: str = "cluster",
) -> Score:
    """Interval of a score from its values without each cluster in turn.

    Parameters
    ----------
    estimate : float
        The score from all clusters.
    left_out : array_like of float, shape (K,)
        The score without each of the K clusters.
    scale : {"plain", "logit"}, default "plain"
        Scale on which the limits are symmetric; ``"logit"`` keeps those of a share in (0, 1).
    chance : float, optional
        Value of a score without skill, for the one-sided ``p_value``.
    level : float, default 0.95
        Confidence level, in (0, 1).
    unit : str, default "cluster"
        What a cluster is, for the reason text.

    Returns
    -------
    Score
        Estimate, standard error and limits, or the reason why there are none.

    Raises
    ------
    UnknownOptionError
        If ``scale`` is not known.
    RhetoricGapError
        If ``left_out`` is not a vector.

    Notes
    -----
    ``se = sqrt((K - 1) / K * sum((s_k - mean(s)) ** 2))`` over the values ``s_k`` without cluster k, and the t quantile
    of ``K - 1`` degrees of freedom. Percentile limits from resampled clusters are too narrow with few of them (83 to
    93 % instead of 95 % for 5 to 20 clusters in ``benchmarks/results/forecast.md``), which is why they are not used. It
    fails where one cluster decides the score, and the reason says so where that can be seen: a score that is not
    defined without it.

    References
    ----------
    Efron, B. and Tibshirani, R. J. (1993). An Introduction to the Bootstrap, ch. 11. Chapman and Hall.

    Examples
    --------
    The mean of six numbers: the standard error is the usual one.

    >>> import numpy as np
    >>> x = np.array([1.0, 2, 3, 4, 5, 9])
    >>> found = jackknife_score(x.mean(), (x.sum() - x) / 5)
    >>> bool(abs(found.se - x.std(ddof=1) / 6**0.5) < 1e-12)
    True
    """
    if scale not in get_args(Scale):
        raise UnknownOptionError("scale", scale, get_args(Scale))
    values = np.asarray(left_out, dtype=float)
    if values.ndim != 1:
        raise RhetoricGapError(
            f"left_out must be a vector with one value per cluster, got shape {values.shape}"
        )
    count = len(values)
    reason = _why_none(float(estimate), values, scale, unit)
    if reason:
        return no_score(float(estimate), count, reason, level=level)
    se = float(np.sqrt((count - 1) / count * np.sum((values - values.mean()) ** 2)))
    if se < _FLAT:
        return no_score(float(estimate), count, f"no variance between {unit}s to see", level=level)
    return _limits(float(estimate), se, count, scale, chance, level)


def no_score(estimate: float, clusters: int, reason: str, *, level: float = LEVEL) -> Score:
    """Return a score without an interval, and why.

    Parameters
    ----------
    estimate : float
        The score, or NaN.
    clusters : int
        Independent units there are.
    reason : str
        Why there is no interval, or no score.
    level : float, default 0.95
        Confidence level an interval would have had.

    Returns
    -------
    Score
        All limits NaN.

    Examples
    --------
    >>> no_score(0.5, 2, "only 2 dyads").upper
    nan
    """
    nan = float("nan")
    return Score(estimate, nan, nan, nan, level, nan, clusters, "", reason)


def bca_limits(
    draws: ArrayLike, estimate: float, left_out: ArrayLike, *, level: float = LEVEL, expanded: bool = False
) -> tuple[float, float]:
    """Bias-corrected and accelerated limits from bootstrap draws.

    Parameters
    ----------
    draws : array_like of float, shape (B,)
        The statistic of each resample.
    estimate : float
        The statistic of the data.
    left_out : array_like of float, shape (n,)
        The statistic without each unit in turn.
    level : float, default 0.95
        Confidence level, in (0, 1).
    expanded : bool, default False
        Take the quantiles of t with n - 1 degrees of freedom, times sqrt(n / (n - 1)), in place of normal ones: a
        bootstrap distribution of few units is too narrow by about that much.

    Returns
    -------
    lower, upper : float
        Quantiles of the draws at levels moved by the median bias and by the skewness of the influence of the units.

    Notes
    -----
    Draws equal to the estimate count half below it, so that a statistic with few possible values is not taken for
    biased.

    References
    ----------
    Efron, B. (1987). Better bootstrap confidence intervals. JASA 82, 171-185.
    Hesterberg, T. C. (2015). What teachers should know about the bootstrap. The American Statistician 69, 371-386.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.random.default_rng(1).normal(size=40)
    >>> draws = x[np.random.default_rng(2).integers(0, 40, (999, 40))].mean(axis=1)
    >>> low, high = bca_limits(draws, x.mean(), (x.sum() - x) / 39)
    >>> bool(low < x.mean() < high)
    True
    """
    from scipy.stats import norm, t

    values, without = np.asarray(draws, dtype=float), np.asarray(left_out, dtype=float)
    below = np.mean(values < estimate) + np.mean(values == estimate) / 2
    # A share of exactly 0 or 1 would put the limits at infinity: half a draw is the least that can be told.
    edge = 0.5 / len(values)
    bias = norm.ppf(np.clip(below, edge, 1 - edge))
    pull = without.mean() - without
    spread = np.sum(pull**2)
    speed = np.sum(pull**3) / (6 * spread**1.5) if spread > 0 else 0.0
    reach = norm.ppf((1 + level) / 2)
    if expanded:
        reach = np.sqrt(len(without) / (len(without) - 1)) * t.ppf((1 + level) / 2, len(without) - 1)
    z = np.array([-reach, reach])
    places = norm.cdf(bias + (bias + z) / (1 - speed * (bias + z)))
    lower, upper = np.quantile(values, places)
    return float(lower), float(upper)


def _why_none(estimate: float, values: np.ndarray, scale: Scale, unit: str) -> str:
    """Say why there can be no limits."""
    if np.isnan(estimate):
        return "the score is not defined"
    if len(values) < MIN_CLUSTERS:
        many = f"{len(values)} {unit}" + ("" if len(values) == 1 else "s")
        return f"only {many}, {MIN_CLUSTERS} needed for an interval"
    if np.isnan(values).any():
        return f"the score rests on one {unit}: without it, it is not defined"
    if scale == "logit" and not _FLAT < estimate < 1 - _FLAT:
        return f"the score is {estimate:.0f}: no variance to see"
    return ""


def _limits(
    estimate: float, se: float, count: int, scale: Scale, chance: float | None, level: float
) -> Score:
    """Limits with the t quantile, on the scale asked for."""
    from scipy.special import expit, logit
    from scipy.stats import t

    half = t.ppf((1 + level) / 2, count - 1) * se
    lower, upper = estimate - half, estimate + half
    if scale == "logit":
        slope = estimate * (1 - estimate)
        lower, upper = expit(logit(estimate) - half / slope), expit(logit(estimate) + half / slope)
    p_value = float("nan") if chance is None else float(t.sf((estimate - chance) / se, count - 1))
    method = "cluster jackknife t" + (", logit" if scale == "logit" else "")
    return Score(estimate, se, float(lower), float(upper), level, p_value, count, method)
