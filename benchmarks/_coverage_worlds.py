"""Many small worlds at once whose true gap is known by construction, as arrays.

Severity and fate are drawn independently and a statement is kept or not, so the true gap is the share that is not kept,
whatever the severities. All-or-nothing fates spread a gap more than any others with the same mean.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SEVERITIES = (0.2, 0.4, 0.6, 0.8, 1.0)
DAYS = 1461  # four years, as long as the bundled cases
WINDOW = 60


@dataclass(frozen=True)
class Worlds:
    """Statements of many worlds of one shape.

    Attributes
    ----------
    bark, bite : ndarray of float, shape (worlds, n)
        Severity named and credited.
    cluster : ndarray of int, shape (n,)
        Independent unit of each statement, the same in every world.
    day : ndarray of int, shape (worlds, n)
        Day of each statement.
    """

    bark: np.ndarray
    bite: np.ndarray
    cluster: np.ndarray
    day: np.ndarray

    def __len__(self) -> int:
        """How many worlds."""
        return len(self.bark)


def clustered(
    rng: np.random.Generator, worlds: int, sizes: tuple[int, ...], gap: float, icc: float
) -> Worlds:
    """Draw clusters whose follow-through is beta-distributed around ``1 - gap``.

    Two statements of a cluster correlate by ``icc``: the beta has parameters ``(1 - gap) * s`` and ``gap * s`` with
    ``s = 1 / icc - 1``.
    """
    cluster = np.repeat(np.arange(len(sizes)), sizes)
    follow = np.full((worlds, len(sizes)), 1.0 - gap)
    if icc > 0:
        s = 1 / icc - 1
        follow = rng.beta((1 - gap) * s, gap * s, size=follow.shape)
    kept = rng.random((worlds, len(cluster))) < follow[:, cluster]
    return _worlds(rng, kept, cluster, _days(rng, kept.shape))


def serial(
    rng: np.random.Generator, worlds: int, sizes: tuple[int, ...], gap: float, half_life: float
) -> Worlds:
    """Draw statements that share the fate of the one before them in their cluster, the likelier the sooner they follow.

    A statement made ``d`` days after the last one of its cluster copies its fate with probability
    ``2 ** (-d / half_life)``, else it draws its own.
    """
    cluster = np.repeat(np.arange(len(sizes)), sizes)
    # In order of day within each cluster: sorting by cluster first, the day is what is left to order.
    day = np.sort(_days(rng, (worlds, len(cluster))) + DAYS * cluster, axis=1) - DAYS * cluster
    kept = rng.random(day.shape) < 1 - gap
    copies = rng.random(day.shape)
    for place in np.flatnonzero(np.diff(cluster, prepend=-1) == 0):
        pause = day[:, place] - day[:, place - 1]
        same = copies[:, place] < 2.0 ** (-pause / half_life)
        kept[same, place] = kept[same, place - 1]
    return _worlds(rng, kept, cluster, day)


def _days(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """Spread statements evenly over the years."""
    return rng.integers(0, DAYS, size=shape)


def _worlds(rng: np.random.Generator, kept: np.ndarray, cluster: np.ndarray, day: np.ndarray) -> Worlds:
    """Give every statement its severity."""
    bark = rng.choice(SEVERITIES, size=kept.shape)
    return Worlds(bark, bark * kept, cluster, day)
