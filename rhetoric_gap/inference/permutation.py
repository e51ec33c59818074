"""A test of two gaps that moves whole clusters.

Statements of one cluster stand or fall together, so it is the cluster whose label is shuffled, never the statement. A
cluster that has statements in both groups is compared with itself: its two halves change places.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import ArrayLike

from rhetoric_gap.inference.difference import unfulfilled_sums
from rhetoric_gap.inference.limits import FLAT
from rhetoric_gap.spec import LEVEL

N_PERM = 9999
# Statistics this close are ties: the same sums added up in another order.
_TIE = 1e-8
# Cells of the matrix of permutations held in memory at a time.
_CHUNK = 2_000_000

WHOLE, WITHIN, MIXED = "whole clusters", "within clusters", "whole clusters and within clusters"


@dataclass(frozen=True)
class Permutation:
    """A permutation test of "no difference".

    Attributes
    ----------
    p : float
        Two-sided p-value in (0, 1]; NaN where nothing can be permuted.
    least : float
        The smallest p-value these permutations could have given.
    n_permutations : int
        How many were looked at: all there are, or as many as were drawn.
    exact : bool
        Whether these are all.
    design : str
        What changes places: ``whole clusters``, the two halves ``within clusters``, or both.
    reason : str
        Why there is no p-value, or why it can never be small; empty otherwise.
    """

    p: float
    least: float
    n_permutations: int
    exact: bool
    design: str
    reason: str = ""


def permutation_test(
    bark_1: ArrayLike,
    bite_1: ArrayLike,
    bark_2: ArrayLike,
    bite_2: ArrayLike,
    *,
    n_perm: int = N_PERM,
    seed: int = 0,
    level: float = LEVEL,
) -> Permutation:
    """Test whether two gaps differ by permuting clusters.

    Parameters
    ----------
    bark_1, bite_1, bark_2, bite_2 : array_like of float, shape (K,)
        As for :func:`rhetoric_gap.inference.difference_interval`.
    n_perm : int, default 9999
        Permutations to draw; where no more than that (and one) exist, all of them are looked at.
    seed : int, default 0
        Seed of the draws; the same seed gives the same p-value.
    level : float, default 0.95
        Only to say where a p-value below ``1 - level`` is out of reach.

    Returns
    -------
    Permutation
        Two-sided p-value, how many permutations there were, and what was permuted.

    Raises
    ------
    ValueError
        If the shapes differ, a bite exceeds its bark, or ``n_perm`` is below 1.

    Notes
    -----
    A cluster that is in one group only keeps its statements and changes its label, the number of such clusters in each
    group staying as it is; a cluster that is in both has its two halves swapped or not. Under the null hypothesis that
    these labels and halves are exchangeable the test is exact, whatever the dependence inside clusters (inside halves,
    where these are swapped). The statistic is the difference over its clustered standard error, so that with many
    clusters the test is also valid where only the gaps, but not the spread or size of clusters, are alike. Groups with
    a single cluster have no standard error: there the difference itself is compared. With draws
    ``p = (1 + #{|t*| >= |t|}) / (1 + n_perm)``; where all permutations are looked at, the one observed is among them.

    References
    ----------
    Chung, E. and Romano, J. P. (2013). Exact and asymptotically robust permutation tests. Annals of Statistics 41,
    484-507.
    Phipson, B. and Smyth, G. K. (2010). Permutation p-values should never be zero. Statistical Applications in Genetics
    and Molecular Biology 9, article 39.

    Examples
    --------
    Three clusters against three: of 20 ways to divide them two are as far apart as these.

    >>> import numpy as np
    >>> own = np.repeat([1.0, 0.0], 3)
    >>> kept = np.array([0.9, 0.8, 1.0, 0.1, 0.3, 0.2])
    >>> found = permutation_test(own, own * kept, 1 - own, (1 - own) * kept)
    >>> found.p, found.n_permutations, found.reason
    (0.1, 20, 'the smallest p that 20 permutations can give is 0.100')
    """
    if n_perm < 1:
        raise ValueError(f"n_perm must be at least 1, got {n_perm}")
    r1, u1, r2, u2 = unfulfilled_sums(bark_1, bite_1, bark_2, bite_2)
    said = (r1 > 0) | (r2 > 0)
    r1, u1, r2, u2 = r1[said], u1[said], r2[said], u2[said]
    # In an order of their own, so that the order of the input plays no part in the draws.
    order = np.lexsort((u2, r2, u1, r1))
    moves = _Moves(r1[order] > 0, r2[order] > 0)
    nan = float("nan")
    if not (r1.sum() > 0 and r2.sum() > 0):
        return Permutation(nan, nan, 0, False, moves.design, "a group in which nothing was named")
    statistic = _Statistic(r1[order], u1[order], r2[order], u2[order])
    exact = moves.total <= n_perm + 1
    observed = abs(float(statistic(np.zeros((1, len(order))))[0]))
    found = np.concatenate([np.abs(statistic(block)) for block in moves.blocks(n_perm, exact, seed)])
    bar = observed - _TIE * max(1.0, observed if np.isfinite(observed) else 1.0)
    reached = int((found >= bar).sum())
    if not exact:
        return Permutation((1 + reached) / (1 + n_perm), 1 / (1 + n_perm), n_perm, False, moves.design)
    top = found.max()
    least = float((found >= top - _TIE * max(1.0, top if np.isfinite(top) else 1.0)).mean())
    reason = ""
    if least > 1 - level:
        many = f"{len(found)} permutations" if len(found) > 1 else "1 permutation"
        reason = f"the smallest p that {many} can give is {least:.3f}"
    return Permutation(reached / len(found), least, len(found), True, moves.design, reason)


class _Moves:
    """Ways to shuffle: which clusters change label, and which have their two halves swapped."""

    def __init__(self, in_1: np.ndarray, in_2: np.ndarray) -> None:
        self.both = np.flatnonzero(in_1 & in_2)
        self.single = np.flatnonzero(in_1 ^ in_2)
        self.second = in_2[self.single]
        self.size = len(in_1)
        # Clusters that are all in one group have nowhere to go.
        self.free = bool(self.second.any() and not self.second.all())
        self.total = comb(len(self.single), int(self.second.sum())) * 2 ** len(self.both)

    @property
    def design(self) -> str:
        """What changes places."""
        if not len(self.both):
            return WHOLE
        return MIXED if self.free else WITHIN

    def blocks(self, n_perm: int, exact: bool, seed: int) -> list[np.ndarray]:
        """Return matrices of 0 and 1: 1 where a cluster changes sides in a permutation."""
        if exact:
            return [self._all()]
        rng = np.random.default_rng(seed)
        step = max(1, _CHUNK // max(self.size, 1))
        return [self._draw(rng, min(step, n_perm - done)) for done in range(0, n_perm, step)]

    def _all(self) -> np.ndarray:
        """List every permutation, the one observed among them."""
        chosen = list(combinations(range(len(self.single)), int(self.second.sum())))
        labels = np.zeros((len(chosen), len(self.single)), dtype=bool)
        for row, places in enumerate(chosen):
            labels[row, list(places)] = True
        halves = (np.arange(2 ** len(self.both))[:, None] >> np.arange(len(self.both))) & 1
        moved = np.zeros((len(labels) * len(halves), self.size))
        moved[:, self.single] = np.repeat(labels != self.second, len(halves), axis=0)
        moved[:, self.both] = np.tile(halves, (len(labels), 1))
        return moved

    def _draw(self, rng: np.random.Generator, number: int) -> np.ndarray:
        """Draw permutations."""
        moved = np.zeros((number, self.size))
        labels = rng.permuted(np.tile(self.second, (number, 1)), axis=1)
        moved[:, self.single] = labels != self.second
        moved[:, self.both] = rng.integers(0, 2, size=(number, len(self.both)))
        return moved


class _Statistic:
    """The studentised difference of many permutations at once.

    Whatever a permutation does, every sum the statistic needs is the observed one plus what the moved clusters change
    about it, so that one product of matrices gives them all.
    """

    def __init__(self, r1: np.ndarray, u1: np.ndarray, r2: np.ndarray, u2: np.ndarray) -> None:
        one = np.column_stack(
            [u1, r1, u2, r2, u1 * u1, u1 * r1, r1 * r1, u2 * u2, u2 * r2, r2 * r2, r1 * u2, u1 * r2]
        )
        two = np.column_stack(
            [u2, r2, u1, r1, u2 * u2, u2 * r2, r2 * r2, u1 * u1, u1 * r1, r1 * r1, r2 * u1, u2 * r1]
        )
        self.base, self.change = one.sum(axis=0), two - one
        self.fixed = float((u1 * u2).sum()), float((r1 * r2).sum())
        self.many = int((r1 > 0).sum()), int((r2 > 0).sum())

    def __call__(self, moved: np.ndarray) -> np.ndarray:
        """Return one statistic per row of moves."""
        u1, r1, u2, r2, uu1, ur1, rr1, uu2, ur2, rr2, r1u2, u1r2 = (self.base + moved @ self.change).T
        g1, g2 = u1 / r1, u2 / r2
        difference = np.where(np.abs(g2 - g1) < FLAT, 0.0, g2 - g1)
        if min(self.many) < 2:
            return difference
        c1, c2 = (np.sqrt(k / (k - 1)) / r for k, r in zip(self.many, (r1, r2), strict=True))
        own = c1**2 * (uu1 - 2 * g1 * ur1 + g1**2 * rr1) + c2**2 * (uu2 - 2 * g2 * ur2 + g2**2 * rr2)
        shared = c1 * c2 * (self.fixed[0] - g1 * r1u2 - g2 * u1r2 + g1 * g2 * self.fixed[1])
        se = np.sqrt(np.clip(own - 2 * shared, 0.0, None))
        # Groups alike in all their clusters: no difference is none, and any difference is beyond compare.
        beyond = np.where(difference == 0, 0.0, np.copysign(np.inf, difference))
        return np.divide(difference, se, out=beyond, where=se > 100 * FLAT)
