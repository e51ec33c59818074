"""The gap under the work of several coders: how much of its uncertainty is theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from rhetoric_gap.inference.interval import N_BOOT, Interval
from rhetoric_gap.spec import LEVEL
from rhetoric_gap.words import plural

_FLAT = 1e-9


@dataclass(frozen=True)
class PooledGap:
    """A gap over several coders.

    Attributes
    ----------
    gap : float
        Estimate in [0, 1].
    lower, upper : float
        Limits in [0, 1]; NaN if no interval is given.
    se_sampling, se_coders : float
        Standard errors from the sampling of statements and from the choice of coder.
    method : str
        How the interval was made; empty if it was not.
    reason : str
        Why there is none; empty if there is one.
    """

    gap: float
    lower: float
    upper: float
    se_sampling: float
    se_coders: float
    method: str
    reason: str = ""


@dataclass(frozen=True, eq=False)
class CodedGaps:
    """The gap of every coder, and pooled in two ways.

    Attributes
    ----------
    single : mapping of str to Interval
        The gap of each coder with its sampling interval.
    by_statement : PooledGap
        A coder drawn for each statement: disagreement as slips that average out.
    by_coder : PooledGap
        A coder drawn for all statements: disagreement as habits that do not.
    """

    single: Mapping[str, Interval]
    by_statement: PooledGap
    by_coder: PooledGap


def pooled_gaps(
    coder: ArrayLike,
    unit: ArrayLike,
    bark: ArrayLike,
    bite: ArrayLike,
    single: Mapping[str, Interval],
    *,
    level: float = LEVEL,
    n_boot: int = N_BOOT,
    seed: int = 0,
) -> CodedGaps:
    """Pool the gaps of several coders.

    Parameters
    ----------
    coder, unit : array_like, shape (n,)
        Who coded which statement; one row per coder and statement.
    bark, bite : array_like of float, shape (n,)
        Severity named and credited, as this coder has it; 0 where the coder holds the statement untested.
    single : mapping of str to Interval
        The gap of each coder who scored anything, with its sampling interval.
    level : float, default 0.95
        Confidence level.
    n_boot : int, default 999
        Draws of a coder for each statement.
    seed : int, default 0
        Seed of these draws.

    Returns
    -------
    CodedGaps
        With NaN limits and the reason if there is one coder, or a coder's gap has no standard error.

    Notes
    -----
    The sampling variance W is the mean of the coders'. With m coders whose gaps have variance ``s^2``, and ``v`` the
    variance of the gap over draws of a coder for each statement::

        by statement:   T = W + v m / (m - 1)          df of W
        by coder:       T = W + (1 + 1/m) s^2          df after Barnard and Rubin (1999), at least 1

    and the limits are those of t on the logit scale.

    References
    ----------
    Rubin, D. B. (1987). Multiple Imputation for Nonresponse in Surveys. Wiley.
    Barnard, J. and Rubin, D. B. (1999). Small-sample degrees of freedom with multiple imputation. Biometrika 86,
    948-955.

    Examples
    --------
    >>> from rhetoric_gap.inference import cluster_interval
    >>> one = cluster_interval([4, 2, 3, 1, 2], [1, 2, 0.5, 0, 1])
    >>> two = cluster_interval([4, 2, 3, 1, 2], [2, 2, 1.5, 0, 1])
    >>> found = pooled_gaps(["A"] * 2 + ["B"] * 2, [1, 2, 1, 2], [1, 1, 1, 1], [1, 0, 1, 1], {"A": one, "B": two})
    >>> round(found.by_coder.gap, 3), round(found.by_coder.se_coders, 3)
    (0.542, 0.144)
    """
    draws = _draws(coder, unit, np.asarray(bark, dtype=float), np.asarray(bite, dtype=float), n_boot, seed)
    gaps = np.array([found.gap for found in single.values()])
    m = len(gaps)
    nan = float("nan")
    centre = float(draws.mean()) if len(draws) else nan
    mean = float(gaps.mean()) if m else nan
    why = _why_none(single)
    if why:
        bare = PooledGap(nan, nan, nan, nan, nan, "", why)
        return CodedGaps(single, _with_gap(bare, centre), _with_gap(bare, mean))
    sampling = float(np.mean([found.se**2 for found in single.values()]))
    df = float(min(found.df for found in single.values()))
    slips = float(draws.var(ddof=1)) * m / (m - 1)
    habits = float(gaps.var(ddof=1)) * (1 + 1 / m)
    by_statement = _limits(centre, sampling, slips, df, level, "coder drawn by statement")
    by_coder = _limits(
        mean, sampling, habits, _barnard_rubin(sampling, habits, m, df), level, "coders as imputations"
    )
    return CodedGaps(single, by_statement, by_coder)


def _draws(
    coder: ArrayLike, unit: ArrayLike, bark: np.ndarray, bite: np.ndarray, n_boot: int, seed: int
) -> np.ndarray:
    """Gap of each draw of one coder per statement."""
    names, units = (
        np.unique(np.asarray(x, dtype=object).astype(str), return_inverse=True)[1] for x in (coder, unit)
    )
    if not len(bark):
        return np.zeros(0)
    shape = (names.max() + 1, units.max() + 1)
    said, done, known = np.zeros(shape), np.zeros(shape), np.zeros(shape, dtype=bool)
    said[names, units], done[names, units], known[names, units] = bark, bite, True
    rng = np.random.default_rng(seed)
    found, every = np.full(n_boot, np.nan), np.arange(shape[1])
    for b in range(n_boot):
        # The coder with the highest number among those who coded the statement.
        pick = np.where(known, rng.random(shape), -1.0).argmax(axis=0)
        total = said[pick, every].sum()
        if total > 0:
            found[b] = 1 - done[pick, every].sum() / total
    return found[np.isfinite(found)]


def _why_none(single: Mapping[str, Interval]) -> str:
    """Say why disagreement cannot be carried into an interval."""
    if len(single) < 2:
        return f"{plural(len(single), 'coder')} with scored statements: no disagreement to see"
    for name, found in single.items():
        if not found.se > 0:
            return f"the gap of {name} has no standard error: {found.reason or found.method}"
    return ""


def _with_gap(bare: PooledGap, gap: float) -> PooledGap:
    """Return a pooled gap without an interval."""
    return PooledGap(gap, bare.lower, bare.upper, bare.se_sampling, bare.se_coders, "", bare.reason)


def _barnard_rubin(sampling: float, between: float, m: int, df: float) -> float:
    """Degrees of freedom of a few imputations of a small sample."""
    if between < _FLAT**2:
        return df
    share = between / (sampling + between)
    observed = (df + 1) / (df + 3) * df * (1 - share)
    return float(1 / (share**2 / (m - 1) + 1 / max(observed, _FLAT)))


def _limits(gap: float, sampling: float, coders: float, df: float, level: float, method: str) -> PooledGap:
    """Limits of t on the logit scale."""
    from scipy.special import expit, logit
    from scipy.stats import t

    se, parts = float(np.sqrt(sampling + coders)), (float(np.sqrt(sampling)), float(np.sqrt(coders)))
    if not _FLAT < gap < 1 - _FLAT:
        nan = float("nan")
        return PooledGap(gap, nan, nan, *parts, "", "a gap of 0 or 1 has no limits on the logit scale")
    half = t.ppf((1 + level) / 2, max(df, 1.0)) * se / (gap * (1 - gap))
    lower, upper = expit(logit(gap) - half), expit(logit(gap) + half)
    return PooledGap(gap, float(lower), float(upper), *parts, method)
