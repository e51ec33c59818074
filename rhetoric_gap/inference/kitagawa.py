"""A change of the gap as a change of mix and a change of behaviour, exactly, with intervals from clusters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, permutations
from math import factorial

import numpy as np
from numpy.typing import ArrayLike

from rhetoric_gap.inference.interval import MIN_CLUSTERS
from rhetoric_gap.spec import LEVEL

#: A Shapley average over more columns would walk through too many orders.
MOST_FACTORS = 4
_FLAT = 1e-12


@dataclass(frozen=True)
class ChangeParts:
    """A change of the gap as changes of mix and a change of behaviour.

    Attributes
    ----------
    before, after : float
        The two gaps.
    mix : numpy.ndarray of float, shape (f,)
        Effect of each factor of the mix.
    behaviour : float
        Effect of the gaps inside the groups; ``mix.sum() + behaviour = after - before``.
    terms : numpy.ndarray of float, shape (k, f + 1)
        What each group adds to each effect, behaviour last; columns sum to the effects.
    """

    before: float
    after: float
    mix: np.ndarray
    behaviour: float
    terms: np.ndarray

    @property
    def delta(self) -> float:
        """The change, ``after - before``."""
        return self.after - self.before


@dataclass(frozen=True)
class ChangeInterval:
    """Intervals of the parts of a change.

    Attributes
    ----------
    se, lower, upper : numpy.ndarray of float, shape (f + 1,)
        Standard error and limits of each effect of the mix, behaviour last; NaN where there is none.
    level : float
        Confidence level.
    n_before, n_after, n_shared : int
        Clusters before, after, and in both.
    reason : str
        Why there is no interval; empty if there is one.
    """

    se: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    level: float
    n_before: int
    n_after: int
    n_shared: int
    reason: str = ""


def kitagawa(w0: ArrayLike, g0: ArrayLike, w1: ArrayLike, g1: ArrayLike) -> ChangeParts:
    """Divide a change of the gap into a change of mix and a change of behaviour.

    Parameters
    ----------
    w0, w1 : array_like of float, shape (k,)
        Weight of each group before and after: shares, or severity named (they are divided by their sum).
    g0, g1 : array_like of float, shape (k,)
        Gap of each group before and after, in [0, 1]; NaN where the group has no weight.

    Returns
    -------
    ChangeParts
        With one factor of the mix.

    Raises
    ------
    ValueError
        If shapes differ, weights are negative or all 0, or a group with weight has no gap.

    Notes
    -----
    With midpoints, exactly::

        mix       = sum((w1_k - w0_k) * (g0_k + g1_k) / 2)
        behaviour = sum((w0_k + w1_k) / 2 * (g1_k - g0_k))

    A group that is there only before or only after has no gap to compare: it is given the one it has for both, so that
    its coming or going is mix. The terms of single groups measure the mix against the mean of the two gaps ``M``,
    ``(w1_k - w0_k) * ((g0_k + g1_k) / 2 - M)``: a group with a gap below the mean that grows lowers the gap. Their sum
    is the same, as weights sum to 1 before and after.

    References
    ----------
    Kitagawa, E. M. (1955). Components of a difference between two rates. JASA 50, 1168-1194.

    Examples
    --------
    >>> found = kitagawa([0.6, 0.4], [0.8, 0.4], [0.3, 0.7], [0.9, 0.5])
    >>> round(found.delta, 3), found.mix.round(3).tolist(), round(found.behaviour, 3)
    (-0.02, [-0.12], 0.1)
    """
    count = np.asarray(w0).size
    return shapley_change(w0, g0, w1, g1, np.arange(count)[:, None])


def shapley_change(
    w0: ArrayLike, g0: ArrayLike, w1: ArrayLike, g1: ArrayLike, labels: ArrayLike
) -> ChangeParts:
    """Divide a change of the gap among several factors of the mix and behaviour.

    Parameters
    ----------
    w0, g0, w1, g1 : array_like of float, shape (k,)
        As for :func:`kitagawa`; a group is one combination of the factors.
    labels : array_like of int, shape (k, f)
        Which value of each factor a group has (actor 0, audience 2), one to four factors.

    Returns
    -------
    ChangeParts
        Effect of each factor of the mix and of behaviour.

    Raises
    ------
    ValueError
        As for :func:`kitagawa`, or if there are no factors or more than four.

    Notes
    -----
    Weights are a product of conditional shares, ``w(a, b) = w(a) * w(b | a)``, and the gap is a function of which
    shares and which gaps are those of the later period. The effect of a factor is the mean, over all orders in which
    the factors can be changed one by one, of what its change does (Shapley value); as ``w(a) * w(b | a)`` and
    ``w(b) * w(a | b)`` divide the mix differently, it is the mean over these as well, so that the order of the columns
    plays no part. The effects sum to the change exactly; with one factor they are those of :func:`kitagawa`. What is
    defined in one period only (the shares within a group that is not there in the other, the gap of a group without
    statements) is taken from that period.

    References
    ----------
    Das Gupta, P. (1993). Standardization and Decomposition of Rates. US Bureau of the Census, P23-186.
    Shorrocks, A. F. (2013). Decomposition procedures for distributional analysis: a unified framework based on the
    Shapley value. Journal of Economic Inequality 11, 99-126.

    Examples
    --------
    >>> cells = [[0, 0], [0, 1], [1, 0], [1, 1]]  # two actors, two audiences
    >>> found = shapley_change([4, 1, 2, 3], [0.9, 0.5, 0.6, 0.2], [1, 2, 1, 6], [0.8, 0.5, 0.7, 0.3], cells)
    >>> found.mix.round(3).tolist(), round(found.behaviour, 3), round(found.delta, 3)
    ([-0.042, -0.155], 0.037, -0.16)
    """
    weights0, gaps0, weights1, gaps1 = _change_inputs(w0, g0, w1, g1)
    cells = np.asarray(labels)
    if cells.ndim != 2 or len(cells) != len(weights0):
        raise ValueError(f"labels must have one row per group, {len(weights0)}, got shape {cells.shape}")
    if not 1 <= cells.shape[1] <= MOST_FACTORS:
        raise ValueError(f"one to {MOST_FACTORS} factors can be told apart, got {cells.shape[1]}")
    terms = change_terms(weights0[None], gaps0[None], weights1[None], gaps1[None], cells)[0]
    before, after = (
        float(np.sum(w * np.where(w > 0, g, 0.0))) for w, g in ((weights0, gaps0), (weights1, gaps1))
    )
    effects = terms.sum(axis=0)
    return ChangeParts(before, after, effects[:-1], float(effects[-1]), terms)


def change_terms(
    w0: np.ndarray, g0: np.ndarray, w1: np.ndarray, g1: np.ndarray, labels: np.ndarray
) -> np.ndarray:
    """Return what each group adds to each effect, for many worlds at once.

    Parameters
    ----------
    w0, g0, w1, g1 : numpy.ndarray of float, shape (m, k)
        Weights (each row sums to 1) and gaps (NaN where the weight is 0) of ``m`` worlds.
    labels : numpy.ndarray of int, shape (k, f)
        Which value of each factor a group has.

    Returns
    -------
    numpy.ndarray of float, shape (m, k, f + 1)
        Terms as in :class:`ChangeParts`, behaviour last.

    Examples
    --------
    >>> w, g = np.array([[0.6, 0.4]]), np.array([[0.8, 0.4]])
    >>> change_terms(w, g, w[:, ::-1], g, np.array([[0], [1]])).sum(axis=1).round(3).tolist()
    [[-0.08, 0.0]]
    """
    # Where one period has no gap for a group, that of the other stands in; where neither has, no weight is on it.
    gap0 = np.where(w0 > 0, g0, np.where(w1 > 0, g1, 0.0))
    gap1 = np.where(w1 > 0, g1, np.where(w0 > 0, g0, 0.0))
    mean = ((w0 * gap0).sum(axis=-1) + (w1 * gap1).sum(axis=-1))[:, None] / 2
    orders = list(permutations(range(labels.shape[1])))
    terms = np.zeros((*w0.shape, labels.shape[1] + 1))
    for order in orders:
        values = [*_conditional(w0, w1, labels, order), (gap0 - mean, gap1 - mean)]
        for place, effect in enumerate(_shapley(values)):
            column = order[place] if place < len(order) else len(order)
            terms[..., column] += effect / len(orders)
    return terms


def change_interval(
    bark_0: ArrayLike,
    bite_0: ArrayLike,
    bark_1: ArrayLike,
    bite_1: ArrayLike,
    labels: ArrayLike,
    *,
    level: float = LEVEL,
) -> ChangeInterval:
    """Give the parts of a change their intervals by leaving out one cluster at a time.

    Parameters
    ----------
    bark_0, bite_0, bark_1, bite_1 : array_like of float, shape (K, k)
        Severity named and credited by cluster and group, before and after; 0 where a cluster has nothing.
    labels : array_like of int, shape (k, f)
        Which value of each factor a group has.
    level : float, default 0.95
        Confidence level, in (0, 1).

    Returns
    -------
    ChangeInterval
        One interval for each effect of the mix and for behaviour, or the reason why there are none.

    Raises
    ------
    ValueError
        If the shapes do not go together.

    Notes
    -----
    Delete-one jackknife over clusters: with ``t_k`` an effect without cluster ``k`` and ``t`` that of all,
    ``se = sqrt((K - 1) / K * sum((t_k - t) ** 2))``; a cluster of both periods leaves both at once, which brings in the
    covariance. The interval is ``t`` plus or minus the t quantile with one degree of freedom less than the smaller
    number of clusters. Both periods need five clusters.

    References
    ----------
    Efron, B. and Tibshirani, R. J. (1993). An Introduction to the Bootstrap, ch. 11. Chapman and Hall.

    Examples
    --------
    >>> bark = np.ones((6, 2))
    >>> kept = np.column_stack([[0.9, 0.8, 1, 0.7, 0.9, 0.8], [0.2, 0.4, 0.1, 0.3, 0.2, 0.5]])
    >>> later = bark * [1, 3]
    >>> found = change_interval(bark, bark * kept, later, later * kept**2, [[0], [1]])
    >>> found.lower.round(2).tolist(), found.upper.round(2).tolist()
    ([0.09, 0.09], [0.21, 0.23])
    """
    r0, b0, r1, b1 = (np.asarray(a, dtype=float) for a in (bark_0, bite_0, bark_1, bite_1))
    cells = np.asarray(labels)
    if r0.ndim != 2 or not r0.shape == b0.shape == r1.shape == b1.shape or len(cells) != r0.shape[1]:
        raise ValueError(
            "bark and bite must be of shape (clusters, groups), with one row of labels per group"
        )
    in_0, in_1 = r0.sum(axis=1) > 0, r1.sum(axis=1) > 0
    numbers = (int(in_0.sum()), int(in_1.sum()), int((in_0 & in_1).sum()))
    none = np.full(cells.shape[1] + 1, np.nan)
    for name, many in (("before", numbers[0]), ("after", numbers[1])):
        if many < MIN_CLUSTERS:
            clusters = "1 cluster" if many == 1 else f"{many} clusters"
            reason = f"{clusters} {name}, {MIN_CLUSTERS} needed for an interval"
            return ChangeInterval(none, none, none, level, *numbers, reason)
    used = in_0 | in_1
    # The first world leaves nobody out; every other one leaves out one cluster.
    sums = [np.vstack([a.sum(axis=0), a.sum(axis=0) - a[used]]) for a in (r0, b0, r1, b1)]
    effects = _effects(_without_dust(sums), cells)
    many = int(used.sum())
    se = np.sqrt((many - 1) / many * ((effects[1:] - effects[0]) ** 2).sum(axis=0))
    if not (se > _FLAT).any():
        return ChangeInterval(none, none, none, level, *numbers, "clusters are alike: no variance to see")
    # An effect that no cluster moves has an unseen variance, not one of 0.
    se = np.where(se > _FLAT, se, np.nan)
    from scipy.stats import t

    half = t.ppf((1 + level) / 2, min(numbers[:2]) - 1) * se
    return ChangeInterval(se, effects[0] - half, effects[0] + half, level, *numbers)


def _without_dust(sums: list[np.ndarray]) -> list[np.ndarray]:
    """Turn what rounding leaves of a group whose only cluster is left out into nothing."""
    floors = [_FLAT * max(float(a.max()), 1.0) for a in sums]
    return [np.where(a > floor, a, 0.0) for a, floor in zip(sums, floors, strict=True)]


def _effects(sums: list[np.ndarray], labels: np.ndarray) -> np.ndarray:
    """Return every effect in every world from its sums: bark and bite before, bark and bite after."""
    r0, b0, r1, b1 = sums
    w0, w1 = (_divided(r, np.broadcast_to(r.sum(axis=1, keepdims=True), r.shape)) for r in (r0, r1))
    g0, g1 = _divided(r0 - b0, r0), _divided(r1 - b1, r1)
    return change_terms(w0, g0, w1, g1, labels).sum(axis=1)


def _divided(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Divide, giving NaN where there is nothing to divide by."""
    return np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)


def _change_inputs(
    w0: ArrayLike, g0: ArrayLike, w1: ArrayLike, g1: ArrayLike
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Check weights and gaps of both periods; weights are divided by their sum."""
    a0, b0, a1, b1 = (np.asarray(x, dtype=float) for x in (w0, g0, w1, g1))
    if a0.ndim != 1 or not a0.shape == b0.shape == a1.shape == b1.shape:
        raise ValueError("weights and gaps of both periods must be vectors of one length")
    for name, weight, gap in (("before", a0, b0), ("after", a1, b1)):
        if not np.isfinite(weight).all() or (weight < 0).any() or not weight.sum() > 0:
            raise ValueError(f"weights {name} must be finite, at least 0 and not all 0")
        if np.isnan(gap[weight > 0]).any():
            raise ValueError(f"a group with weight {name} has no gap")
    return a0 / a0.sum(), b0, a1 / a1.sum(), b1


def _conditional(
    w0: np.ndarray, w1: np.ndarray, labels: np.ndarray, order: tuple[int, ...]
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield, factor by factor, its shares given the factors before it, before and after."""
    above0, above1 = np.ones(w0.shape), np.ones(w1.shape)
    for size in range(1, len(order) + 1):
        _, code = np.unique(labels[:, list(order[:size])], axis=0, return_inverse=True)
        member = np.eye(code.max() + 1)[code.ravel()]
        same = member @ member.T
        margin0, margin1 = w0 @ same, w1 @ same
        share0, share1 = _divided(margin0, above0), _divided(margin1, above1)
        filled0 = np.where(np.isnan(share0), share1, share0)
        filled1 = np.where(np.isnan(share1), share0, share1)
        yield np.nan_to_num(filled0), np.nan_to_num(filled1)
        above0, above1 = margin0, margin1


def _shapley(values: list[tuple[np.ndarray, np.ndarray]]) -> list[np.ndarray]:
    """Return the Shapley value of every factor of a product, cell by cell."""
    count = len(values)
    effects = []
    for i, (old, new) in enumerate(values):
        rest = [j for j in range(count) if j != i]
        effect = np.zeros(old.shape)
        for size in range(count):
            weight = factorial(size) * factorial(count - size - 1) / factorial(count)
            for changed in combinations(rest, size):
                product = np.ones(old.shape)
                for j in rest:
                    product = product * values[j][j in changed]
                effect += weight * product
        effects.append(effect * (new - old))
    return effects
