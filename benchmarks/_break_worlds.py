"""Small worlds of statements over four years whose gap changes, or not, in the middle.

A statement is kept if its fate, a number between 0 and 1, lies below the share kept on its day. Fates are shared in
several ways; the gap on any day is known whatever they share.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

SEVERITIES = (0.2, 0.4, 0.6, 0.8, 1.0)
DAYS = 1461
MIDDLE = DAYS // 2
WINDOW = 60
CRISIS_DAYS = 30
STATEMENTS_A_CRISIS = 4
DYADS = 10
INDEPENDENT, CRISES, DYAD, SERIAL = "independent", "crises", "dyads", "serial"


@dataclass(frozen=True)
class Fate:
    """How statements hang together.

    Attributes
    ----------
    kind : str
        ``independent``, ``crises`` (four statements in 30 days share a fate), ``dyads`` (ten that last) or ``serial``.
    strength : float
        Correlation within crises and dyads; days after which half of a fate is forgotten, if serial.
    """

    kind: str
    strength: float = 0.0

    def __str__(self) -> str:
        """Name the setting."""
        if self.kind == INDEPENDENT:
            return "independent"
        unit = (
            f"half-life {self.strength:.0f} days"
            if self.kind == SERIAL
            else f"correlation {self.strength:.1f}"
        )
        return f"{self.kind}, {unit}"


def draw(rng: np.random.Generator, n: int, fate: Fate, shift: float = 0.0, gap: float = 0.5) -> pd.DataFrame:
    """Draw closed statements, in order of day, with a gap that rises by ``shift`` in the middle of the record."""
    day, cluster = _days(rng, n, fate)
    luck = _fates(rng, day, cluster, fate)
    level = gap + np.where(day >= MIDDLE, shift / 2, -shift / 2)
    bark = rng.choice(SEVERITIES, size=n)
    frame = pd.DataFrame(
        {
            "day": day,
            "end": day + WINDOW,
            "closed": True,
            "r": bark,
            "bite": bark * (luck < 1 - level),
            "cluster": cluster.astype(str),
        }
    )
    return frame.sort_values("day", kind="stable", ignore_index=True)


def _days(rng: np.random.Generator, n: int, fate: Fate) -> tuple[np.ndarray, np.ndarray]:
    """Spread statements over the record, crises by crises where there are any."""
    if fate.kind == CRISES:
        starts = rng.integers(0, DAYS - CRISIS_DAYS, size=n // STATEMENTS_A_CRISIS)
        cluster = rng.integers(0, len(starts), size=n)
        return starts[cluster] + rng.integers(0, CRISIS_DAYS, size=n), cluster
    return np.sort(rng.integers(0, DAYS, size=n)), rng.integers(0, DYADS, size=n)


def _fates(rng: np.random.Generator, day: np.ndarray, cluster: np.ndarray, fate: Fate) -> np.ndarray:
    """Draw fates, copied from the cluster or from the last statement as far as the setting asks."""
    own = rng.random(len(day))
    if fate.kind in (CRISES, DYAD):
        shared = rng.random(cluster.max() + 1)[cluster]
        return np.where(rng.random(len(day)) < np.sqrt(fate.strength), shared, own)
    if fate.kind == SERIAL:
        copies = rng.random(len(day))
        for place in range(1, len(day)):
            if copies[place] < 2.0 ** (-(day[place] - day[place - 1]) / fate.strength):
                own[place] = own[place - 1]
    return own
