"""Statements some of whose windows are still open, with a true gap that is known by construction.

Severity, fate and day of the statement are drawn independently of each other, unless a world is made to break that.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

SEVERITIES = (0.2, 0.4, 0.6, 0.8, 1.0)
WINDOW = 60
NEVER = np.inf
WHOLE, GRADED, WITHDRAWN, EMPTY, LATE, TREND, SERIAL = (
    *("whole", "graded", "withdrawn", "empty ones withdrawn", "known late", "trend"),
    "serial",
)
#: Half-life in days of the fate that statements of one dyad share.
HALF_LIFE = 60.0


@dataclass(frozen=True)
class Plan:
    """One setting.

    Attributes
    ----------
    kind : str
        What is special about it.
    clusters, size : int
        Independent units and statements in each.
    gap : float
        True gap over closed windows.
    icc : float
        Intra-cluster correlation of fates.
    span : int
        Statements are made evenly over so many days before the watch ends; ``WINDOW / span`` of the windows are open.
    """

    kind: str
    clusters: int
    size: int
    gap: float
    icc: float
    span: int


@dataclass(frozen=True)
class World:
    """The statements of one world.

    Attributes
    ----------
    reached : ndarray of float, shape (n, 2)
        Lag at which half and all of the severity was done; ``inf`` for never.
    watched, ended, entry, day : ndarray of float, shape (n,)
        Lag at which the watch ended, at which the statement was withdrawn, after which it was known; day it was made.
    weight : ndarray of float, shape (n,)
        Severity.
    cluster : ndarray of int, shape (n,)
        Independent unit.
    """

    reached: np.ndarray
    watched: np.ndarray
    ended: np.ndarray
    entry: np.ndarray
    day: np.ndarray
    weight: np.ndarray
    cluster: np.ndarray

    def credit(self, lag: float | np.ndarray) -> np.ndarray:
        """Share credited by a lag."""
        return 0.5 * (self.reached <= np.reshape(lag, (-1, 1))).sum(axis=1)


def draw(plan: Plan, rng: np.random.Generator) -> World:
    """Draw one world."""
    cluster = np.repeat(np.arange(plan.clusters), plan.size)
    n = len(cluster)
    watched = rng.integers(0, plan.span, n).astype(float)
    day = plan.span - watched
    follow = _follow(plan, rng, day)[cluster] if plan.kind != TREND else 0.3 + 0.4 * watched / plan.span
    kept = _serial(plan, rng, day) if plan.kind == SERIAL else rng.random(n) < follow
    lag = np.where(kept, rng.integers(1, WINDOW + 1, n), NEVER).astype(float)
    reached = np.column_stack([lag, lag])
    if plan.kind == GRADED:
        # Half of what is done at all is done by half first, and half of that never more.
        first, stays = rng.random(n) < 0.5, rng.random(n) < 0.5
        more = np.where(stays, NEVER, lag + rng.integers(0, 30, n))
        reached = np.column_stack([lag, np.where(first, np.where(more <= WINDOW, more, NEVER), lag)])
    ended, entry = np.full(n, NEVER), np.zeros(n)
    if plan.kind in (WITHDRAWN, EMPTY):
        may = rng.random(n) < 0.5
        may &= ~kept if plan.kind == EMPTY else True
        ended = np.where(may, rng.integers(1, WINDOW + 1, n), NEVER).astype(float)
    if plan.kind == LATE:
        # Most become known only after up to six weeks, and only if they have not been kept by then.
        entry = np.where(rng.random(n) < 0.7, rng.integers(1, 43, n), 0).astype(float)
    weight = rng.choice(SEVERITIES, n)
    seen = (lag > entry) & (watched > entry) | (entry == 0)
    columns = (watched, ended, entry, day, weight, cluster)
    return World(reached[seen], *(column[seen] for column in columns))


def _follow(plan: Plan, rng: np.random.Generator, day: np.ndarray) -> np.ndarray:
    """Follow-through of each cluster: beta-distributed around what gives the true gap."""
    # Of what is done at all, graded worlds credit less than the whole: see the factor in graded_share.
    mean = (1 - plan.gap) / (GRADED_SHARE if plan.kind == GRADED else 1.0)
    if plan.icc <= 0:
        return np.full(plan.clusters, mean)
    strength = 1 / plan.icc - 1
    return rng.beta(mean * strength, (1 - mean) * strength, plan.clusters)


def _graded_share() -> float:
    """Mean credit at the end of the window of a graded statement of which something is done.

    Half are done at once (1). Of the other half one in two stays at .5; the rest gets to 1 if the second deed, 0 to 29
    days after the first, lies in the window.
    """
    lag, more = np.arange(1, WINDOW + 1)[:, None], np.arange(30)[None, :]
    in_time = float(np.mean(lag + more <= WINDOW))
    return 0.5 + 0.5 * (0.5 * 0.5 + 0.5 * (in_time + 0.5 * (1 - in_time)))


GRADED_SHARE = _graded_share()


def _serial(plan: Plan, rng: np.random.Generator, day: np.ndarray) -> np.ndarray:
    """Draw fates that a statement shares with the one before it, the likelier the sooner it follows."""
    order = np.argsort(day, kind="stable")
    kept = rng.random(len(day)) < 1 - plan.gap
    same = rng.random(len(day))
    for earlier, later in pairwise(order):
        if same[later] < 2.0 ** (-(day[later] - day[earlier]) / HALF_LIFE):
            kept[later] = kept[earlier]
    return kept
