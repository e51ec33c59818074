"""The gap when labels are known with error: labels drawn again from what a checked sample shows, and put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.inference.limits import FLAT, Interval, logit_limits, no_limits
from rhetoric_gap.spec import LEVEL

PRIOR = 1.0
"""Made-up cases that each machine label and stratum is given: what was never seen is rare, not impossible."""
_ENOUGH = 0.9
METHOD = "labels drawn again"


@dataclass(frozen=True)
class RedrawnGap:
    """A gap over draws of its labels.

    Attributes
    ----------
    gap : float
        Mean over the draws; NaN if there is none.
    se_sampling, se_labels : float
        Standard errors from the sampling of statements and from their labels.
    sampling, labels, both : Interval
        Intervals around ``gap`` that carry the one, the other and both.
    """

    gap: float
    se_sampling: float
    se_labels: float
    sampling: Interval
    labels: Interval
    both: Interval


def label_counts(
    machine: ArrayLike, human: ArrayLike, stratum: ArrayLike, n_labels: int, n_strata: int = 1
) -> np.ndarray:
    """Count checked rows by the machine's label, stratum and the human's label.

    Parameters
    ----------
    machine, human : array_like of int, shape (n,)
        Labels as numbers from 0.
    stratum : array_like of int, shape (n,)
        What else the errors may depend on, as numbers from 0.
    n_labels, n_strata : int
        How many there are.

    Returns
    -------
    numpy.ndarray of int, shape (n_labels, n_strata, n_labels)
        Counts.

    Examples
    --------
    >>> label_counts([0, 0, 1], [0, 1, 1], [0, 0, 0], 2)[:, 0].tolist()
    [[1, 1], [0, 1]]
    """
    counts = np.zeros((n_labels, n_strata, n_labels), dtype=np.int64)
    where = tuple(np.asarray(x, dtype=np.int64) for x in (machine, stratum, human))
    np.add.at(counts, where, 1)
    return counts


def label_weights(counts: ArrayLike, *, prior: float = PRIOR) -> np.ndarray:
    """Return the Dirichlet weights of the true labels given the machine's label and the stratum.

    Parameters
    ----------
    counts : array_like, shape (k, s, k)
        What :func:`label_counts` returns.
    prior : float, default 1
        Made-up cases, 0 or more.

    Returns
    -------
    numpy.ndarray, shape (k, s, k)
        Weights; those of a machine label that was never checked are 0 if ``prior`` is.

    Raises
    ------
    RhetoricGapError
        If ``prior`` is negative or not a number.

    Notes
    -----
    With ``n_mh`` checked rows of machine label m and human label h, and ``n_msh`` of these in stratum s::

        a_msh = n_msh + prior * (n_mh / n_m + 1 / k) / 2

    so that a stratum with few checked rows leans on all rows of its label, and no label is impossible. With ``prior=0``
    only errors that were seen can happen (the Bayesian bootstrap of Rubin 1981), and a stratum without checked rows
    takes those of its label.

    References
    ----------
    Rubin, D. B. (1981). The Bayesian bootstrap. Annals of Statistics 9, 130-134.

    Examples
    --------
    >>> label_weights([[[8, 2]], [[1, 9]]], prior=0)[:, 0].tolist()
    [[8.0, 2.0], [1.0, 9.0]]
    >>> label_weights([[[8, 2]], [[1, 9]]])[0, 0].round(3).tolist()
    [8.65, 2.35]
    """
    if not (np.isfinite(prior) and prior >= 0):
        raise RhetoricGapError(f"prior must be a number of made-up cases, 0 or more, got {prior!r}")
    seen = np.asarray(counts, dtype=float)
    of_label = seen.sum(axis=1, keepdims=True)
    if prior > 0:
        even = np.full(of_label.shape, 1 / seen.shape[2])
        total = of_label.sum(axis=2, keepdims=True)
        return np.asarray(
            seen + prior * (np.divide(of_label, total, out=even.copy(), where=total > 0) + even) / 2
        )
    empty = seen.sum(axis=2, keepdims=True) == 0
    return np.asarray(np.where(empty, of_label, seen))


def draw_labels(
    machine: ArrayLike, stratum: ArrayLike, weights: ArrayLike, *, n_draws: int = 200, seed: int = 0
) -> np.ndarray:
    """Draw the true labels of rows of which only the machine's label is known.

    Parameters
    ----------
    machine, stratum : array_like of int, shape (n,)
        The machine's label and the stratum of every row, as numbers from 0.
    weights : array_like, shape (k, s, k)
        What :func:`label_weights` returns.
    n_draws : int, default 200
        How many times.
    seed : int, default 0
        Same seed, same draws.

    Returns
    -------
    numpy.ndarray of int, shape (n_draws, n)
        Labels. Each draw first draws the rates of error from their Dirichlet distribution, then every label by them: so
        that what is not known of the rates is in the draws, too.

    Raises
    ------
    RhetoricGapError
        If a row has a machine label about which nothing is known.

    Examples
    --------
    >>> drawn = draw_labels([0] * 50, [0] * 50, [[[8, 2]], [[0, 9]]], n_draws=400)
    >>> round(float(drawn.mean()), 2)
    0.21
    """
    known = np.asarray(weights, dtype=float)
    label, group = (np.asarray(x, dtype=np.int64) for x in (machine, stratum))
    bare = np.unique(label[known[label, group].sum(axis=1) <= 0])
    if len(bare):
        raise RhetoricGapError(
            f"no row with machine label {bare.tolist()} was checked, and prior is 0: nothing to draw from"
        )
    rng = np.random.default_rng(seed)
    drawn = np.empty((n_draws, len(label)), dtype=np.int64)
    for b in range(n_draws):
        # Gamma draws over their sum are a Dirichlet draw; a weight of 0 is never drawn.
        rates = rng.standard_gamma(known)
        share = rates / np.maximum(rates.sum(axis=2, keepdims=True), np.finfo(float).tiny)
        steps = share.cumsum(axis=2)[label, group]
        drawn[b] = (rng.random((len(label), 1)) * steps[:, -1:] >= steps).sum(axis=1)
    return drawn


def expected_shares(machine: ArrayLike, counts: ArrayLike) -> np.ndarray:
    """Return the share of each true label: the shares of the machine's labels, through what the checked rows show.

    Parameters
    ----------
    machine : array_like of int, shape (n,)
        The machine's labels of all rows.
    counts : array_like, shape (k, k)
        Checked rows by the machine's label and the human's.

    Returns
    -------
    numpy.ndarray, shape (k,)
        ``sum over m of P(machine says m) P(h | machine says m)``; NaN if a label in use was never checked.

    Examples
    --------
    >>> expected_shares([0] * 60 + [1] * 40, [[8, 2], [1, 9]]).round(2).tolist()
    [0.52, 0.48]
    """
    seen = np.asarray(counts, dtype=float)
    said = np.bincount(np.asarray(machine, dtype=np.int64), minlength=len(seen)) / max(np.size(machine), 1)
    used = said > 0
    total = seen.sum(axis=1, keepdims=True)
    rates = np.divide(seen, total, out=np.full(seen.shape, np.nan), where=total > 0)
    return np.asarray(said[used] @ rates[used])


def redrawn_gap(found: Sequence[Interval], *, level: float = LEVEL) -> RedrawnGap:
    """Put the gaps of all draws together.

    Parameters
    ----------
    found : sequence of Interval
        The gap with its sampling interval, once per draw of the labels.
    level : float, default 0.95
        Confidence level.

    Returns
    -------
    RedrawnGap
        Its intervals have NaN limits and a reason where there are none.

    Notes
    -----
    Draws of the labels are imputations of what was not checked, put together by the rules of Rubin (1987). With D gaps
    ``g_d`` of mean g and standard errors ``s_d``::

        W = mean of s_d^2       B = variance of g_d       T = W + (1 + 1/D) B

    and the limits are those of t on the logit scale, like those of the gap itself, with the degrees of freedom of
    Barnard and Rubin (1999). Where no label is in doubt, the interval is the one of the gap itself. Rubin's rules were
    preferred to quantiles of the mixture: they take far fewer draws, keep the two sources apart, and lean on t where
    clusters are few.

    References
    ----------
    Rubin, D. B. (1987). Multiple Imputation for Nonresponse in Surveys. Wiley.
    Barnard, J. and Rubin, D. B. (1999). Small-sample degrees of freedom with multiple imputation. Biometrika 86,
    948-955.

    Examples
    --------
    >>> from rhetoric_gap.inference import Interval
    >>> draws = [Interval(gap, 0.1, 0, 1, 0.95, "", df=30) for gap in (0.4, 0.5, 0.6)]
    >>> one = redrawn_gap(draws)
    >>> round(one.gap, 2), round(one.se_sampling, 2), round(one.se_labels, 4)
    (0.5, 0.1, 0.1155)
    """
    usable = [one for one in found if np.isfinite(one.gap)]
    if not usable or len(usable) < _ENOUGH * len(found):
        why = f"in {len(found) - len(usable)} of {len(found)} draws no statement could be scored"
        return _without(float("nan"), level, why)
    gaps = np.array([one.gap for one in usable])
    gap, many = float(gaps.mean()), len(gaps)
    between = float(gaps.var(ddof=1)) * (1 + 1 / many) if many > 1 else 0.0
    errors = np.array([one.se for one in usable])
    if np.sqrt(between) < FLAT:
        none = no_limits(gap, level, "no label is in doubt")
        return RedrawnGap(gap, float(errors[0]), 0.0, usable[0], none, usable[0])
    errors = errors[np.isfinite(errors) & (errors > 0)]
    if not len(errors) or not FLAT < gap < 1 - FLAT:
        return _without(gap, level, usable[0].reason or "the gap has no standard error")
    within = float(np.mean(errors**2))
    dfs = np.array([one.df for one in usable])
    df = float(np.mean(dfs[np.isfinite(dfs)])) if np.isfinite(dfs).any() else np.inf
    return RedrawnGap(
        gap, float(np.sqrt(within)), float(np.sqrt(between)),
        logit_limits(gap, float(np.sqrt(within)), df, level, METHOD),
        logit_limits(gap, float(np.sqrt(between)), many - 1, level, METHOD),
        logit_limits(gap, float(np.sqrt(within + between)), _freedom(within, between, many, df), level, METHOD),
    )  # fmt: skip


def _freedom(within: float, between: float, many: int, df: float) -> float:
    """Degrees of freedom of imputations of a small sample (Barnard and Rubin)."""
    share = between / (within + between)
    observed = (1 - share) * ((df + 1) / (df + 3) * df if np.isfinite(df) else 1 / FLAT)
    return float(max(1 / (share**2 / (many - 1) + 1 / max(observed, FLAT)), 1.0))


def _without(gap: float, level: float, reason: str) -> RedrawnGap:
    """Return a gap without intervals, and why."""
    nan, none = float("nan"), no_limits(gap, level, reason)
    return RedrawnGap(gap, nan, nan, none, none, none)
