"""Worlds of known gaps for two groups, two periods, or observers of the same crises."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SEVERITIES = np.array([0.2, 0.4, 0.6, 0.8, 1.0])


@dataclass(frozen=True)
class TwoGroups:
    """Statements of two groups in many worlds.

    Attributes
    ----------
    bark, bite : ndarray of float, shape (worlds, n)
        Severity named and credited.
    cluster : ndarray of int, shape (n,)
        Independent unit of each statement.
    second : ndarray of bool, shape (n,)
        Whether it belongs to the second group.
    """

    bark: np.ndarray
    bite: np.ndarray
    cluster: np.ndarray
    second: np.ndarray

    def sums(self, world: int) -> list[np.ndarray]:
        """Sum bark and bite of one world per cluster: first group, then second."""
        size = int(self.cluster.max()) + 1
        return [
            np.bincount(self.cluster[group], side[world][group], minlength=size)
            for group in (~self.second, self.second)
            for side in (self.bark, self.bite)
        ]


def follow_through(rng: np.random.Generator, shape: tuple[int, ...], gap: float, icc: float) -> np.ndarray:
    """Draw follow-through around ``1 - gap`` so that two statements that share it correlate by ``icc``."""
    if icc == 0:
        return np.full(shape, 1 - gap)
    s = 1 / icc - 1
    return rng.beta((1 - gap) * s, gap * s, size=shape)


def whole(
    rng: np.random.Generator,
    worlds: int,
    sizes: tuple[tuple[int, ...], tuple[int, ...]],
    gaps: tuple[float, float],
    iccs: tuple[float, float],
) -> TwoGroups:
    """Draw clusters that belong to one of the groups each."""
    cluster = np.repeat(np.arange(len(sizes[0]) + len(sizes[1])), [*sizes[0], *sizes[1]])
    follow = [
        follow_through(rng, (worlds, len(s)), gap, icc) for s, gap, icc in zip(sizes, gaps, iccs, strict=True)
    ]
    kept = rng.random((worlds, len(cluster))) < np.hstack(follow)[:, cluster]
    bark = rng.choice(SEVERITIES, size=kept.shape)
    return TwoGroups(bark, bark * kept, cluster, cluster >= len(sizes[0]))


def halved(
    rng: np.random.Generator, worlds: int, clusters: int, half: int, gap: float, icc: float, own: float
) -> TwoGroups:
    """Draw clusters with ``half`` statements in each group, which share a fate, and halves with one of their own."""
    cluster = np.repeat(np.arange(clusters), 2 * half)
    second = np.tile(np.repeat([False, True], half), clusters)
    follow = follow_through(rng, (worlds, clusters), gap, icc)[:, cluster]
    if own > 0:
        # Moves each half of a cluster up or down, both alike in law, so that the two gaps stay the same.
        shift = rng.choice([-own, own], size=(worlds, clusters, 2))
        follow = np.clip(
            follow + shift[:, cluster, second.astype(int)] * np.minimum(follow, 1 - follow), 0, 1
        )
    kept = rng.random(follow.shape) < follow
    bark = rng.choice(SEVERITIES, size=kept.shape)
    return TwoGroups(bark, bark * kept, cluster, second)


@dataclass(frozen=True)
class Change:
    """Sums of two groups in two periods, one row a cluster, and what mix and behaviour truly are."""

    sums: list[np.ndarray]
    mix: float
    behaviour: float


GAPS = np.array([[0.8, 0.4], [0.9, 0.5]])  # of the two groups, before and after
FIRST = np.array([0.6, 0.3])  # share of the first group in what is said, before and after
SAID = 10.0  # statements of a cluster, on average


def change(rng: np.random.Generator, clusters: int, icc: float, shared: bool) -> Change:
    """Draw what clusters say and do before and after.

    With ``shared`` every cluster speaks in both groups and in both periods; else each belongs to one period and, by
    lot, to one group, so that the shares of the groups vary from draw to draw as they would from sample to sample.
    """
    total = clusters if shared else 2 * clusters
    sums = [np.zeros((total, 2)) for _ in range(4)]
    rank = rng.random((total, 2))
    for period in range(2):
        rows = np.arange(clusters) + (0 if shared else clusters * period)
        own = rng.random(clusters) < FIRST[period]
        for group in range(2):
            follow = _beta_quantile(rank[rows, group], GAPS[period, group], icc)
            part = (FIRST[period], 1 - FIRST[period])[group]
            many = rng.poisson(SAID * part if shared else SAID, size=clusters)
            if not shared:
                many = np.where(own == (group == 0), many, 0)
            for row, share, n in zip(rows, follow, many, strict=True):
                said = rng.choice(SEVERITIES, size=n)
                sums[2 * period][row, group] = said.sum()
                sums[2 * period + 1][row, group] = said[rng.random(n) < share].sum()
    weights = np.column_stack([FIRST, 1 - FIRST])
    mix = float(((weights[1] - weights[0]) * GAPS.mean(axis=0)).sum())
    return Change(sums, mix, float((weights.mean(axis=0) * (GAPS[1] - GAPS[0])).sum()))


def _beta_quantile(uniform: np.ndarray, gap: float, icc: float) -> np.ndarray:
    """Follow-through at given quantiles, so that a cluster keeps its rank from one period to the next."""
    if icc == 0:
        return np.full(len(uniform), 1 - gap)
    from scipy.stats import beta

    s = 1 / icc - 1
    return np.asarray(beta.ppf(uniform, (1 - gap) * s, gap * s))


HORIZON, PER_CRISIS, PREDICTED = 90, 5, (0.4, 0.6, 0.8)
RATE = 1 / 60  # deeds a day


def observers(
    rng: np.random.Generator, crises: int, years: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw assessments in crises and the deeds they are judged by; return alarm gaps, first and last days."""
    days = int(365 * years)
    deeds = np.sort(rng.integers(0, days + 200, size=rng.poisson(RATE * (days + 200))))
    severity = rng.choice(SEVERITIES, size=len(deeds))
    day = np.repeat(rng.integers(0, days, size=crises), PER_CRISIS) + rng.integers(
        0, 30, size=crises * PER_CRISIS
    )
    first, last = day + 1, day + HORIZON
    gravest = [
        severity[(deeds >= a) & (deeds <= b)].max(initial=0.0) for a, b in zip(first, last, strict=True)
    ]
    return rng.choice(PREDICTED, size=len(day)) - np.array(gravest), first, last


def true_alarm() -> float:
    """Mean alarm gap: the deeds of a horizon are Poisson, so the gravest has a known distribution."""
    below = np.exp(-RATE * HORIZON * (1 - np.arange(1, 6) / 5))  # no deed above each rung of the ladder
    at = np.diff(np.concatenate([[np.exp(-RATE * HORIZON)], below]))
    return float(np.mean(PREDICTED) - (at * SEVERITIES).sum())
