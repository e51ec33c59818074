"""Worlds in which the same actors stand in many dyads, whose true gap is known by construction, as arrays.

A word is kept if a normal score falls below a fixed point, so that the true gap is exact whatever the dependence. The
score adds up a part of the speaker, a part of the one spoken to, a part of the dyad and one of the word's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

import numpy as np
from scipy.stats import norm

from benchmarks._coverage_worlds import SEVERITIES

A_DYAD = 6  # statements in a dyad, where all have as many


@dataclass(frozen=True)
class Parts:
    """Shares of the variance of a word's score: of the speaker, of the one spoken to, of the dyad; 1 together at most.

    With ``one_trait`` an actor has one and the same part whether speaking or spoken to.
    """

    name: str
    speaker: float = 0.0
    hearer: float = 0.0
    dyad: float = 0.0
    one_trait: bool = False

    @property
    def dyadic(self) -> bool:
        """Whether dyads with a common member depend on each other."""
        return self.speaker + self.hearer > 0


@dataclass(frozen=True)
class DyadicWorlds:
    """Statements of many worlds of one shape.

    Attributes
    ----------
    bark, bite : ndarray of float, shape (worlds, n)
        Severity named and credited.
    actor, target : ndarray of object, shape (n,)
        Who speaks, to whom: the same in every world.
    dyad : ndarray of int, shape (n,)
        Directed dyad of each statement.
    """

    bark: np.ndarray
    bite: np.ndarray
    actor: np.ndarray
    target: np.ndarray
    dyad: np.ndarray

    def __len__(self) -> int:
        """How many worlds."""
        return len(self.bark)


def dyads(shape: str, actors: int, rng: np.random.Generator) -> np.ndarray:
    """List who speaks to whom, as pairs of numbers.

    ``dense``: everybody to everybody. ``sparse``: one and a half times as many dyads as actors, at random. ``hubs``:
    two actors speak to everybody, besides as many dyads at random as there are actors. ``two sides``: each of one half
    to each of the other. ``star``: one actor to all others.
    """
    every = list(permutations(range(actors), 2))
    if shape == "dense":
        return np.array(every)
    if shape == "two sides":
        return np.array([pair for pair in every if pair[0] < actors // 2 <= pair[1]])
    if shape == "star":
        return np.array([pair for pair in every if pair[0] == 0])
    mixed = [every[i] for i in rng.permutation(len(every))]
    if shape == "sparse":
        return np.array(sorted(mixed[: int(1.5 * actors)]))
    if shape == "hubs":
        return np.array(sorted({*mixed[:actors], *(pair for pair in every if pair[0] in (0, 1))}))
    raise ValueError(shape)


def sizes(pairs: np.ndarray, uneven: bool, rng: np.random.Generator) -> np.ndarray:
    """Give every dyad its number of statements."""
    if not uneven:
        return np.full(len(pairs), A_DYAD)
    return np.maximum(1, np.round(A_DYAD * np.exp(rng.normal(-0.5, 1.0, len(pairs))))).astype(int)


def draw(
    rng: np.random.Generator, worlds: int, pairs: np.ndarray, number: np.ndarray, gap: float, parts: Parts
) -> DyadicWorlds:
    """Draw worlds of one shape."""
    dyad = np.repeat(np.arange(len(pairs)), number)
    speaker, hearer = pairs[dyad].T
    actors = int(pairs.max()) + 1
    speaks = rng.normal(size=(worlds, actors))
    hears = speaks if parts.one_trait else rng.normal(size=(worlds, actors))
    own = 1 - parts.speaker - parts.hearer - parts.dyad
    score = (
        np.sqrt(parts.speaker) * speaks[:, speaker]
        + np.sqrt(parts.hearer) * hears[:, hearer]
        + np.sqrt(parts.dyad) * rng.normal(size=(worlds, len(pairs)))[:, dyad]
        + np.sqrt(own) * rng.normal(size=(worlds, len(dyad)))
    )
    bark = rng.choice(SEVERITIES, size=score.shape)
    names = np.array([f"C{i:02d}" for i in range(actors)], dtype=object)
    return DyadicWorlds(bark, bark * (score < norm.ppf(1 - gap)), names[speaker], names[hearer], dyad)
