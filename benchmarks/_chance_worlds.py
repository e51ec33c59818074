"""Worlds in which deeds answer words, or do not, for the simulation of the control for chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

DAYS = 1461
DYADS = 10
FIRST = pd.Timestamp("2020-01-01")
LAST = FIRST + pd.Timedelta(days=DAYS - 1)
SEVERITIES = np.array([0.2, 0.4, 0.6, 0.8, 1.0])
BURST = 5  # words, or deeds, of one episode
BURST_DAYS = 20

Course = Literal["level", "bursts", "together", "trend", "wave"]


@dataclass(frozen=True)
class Setting:
    """What a world is like.

    Attributes
    ----------
    course : {"level", "bursts", "together", "trend", "wave"}
        How words and deeds are spread over time: evenly; in episodes of each side's own, one dyad each; in such
        episodes that go through all dyads; growing tenfold over the record on both sides; or rising and falling on both
        sides, once a year.
    answered : float
        Share of the words that a deed of the severity named answers within the window; 0 for no tie at all.
    n : int
        Number of words, and of deeds that answer none.
    """

    course: Course = "level"
    answered: float = 0.0
    n: int = 100


def draw(setting: Setting, rng: np.random.Generator, window: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw one world: statements and actions."""
    said, dyad_said = _events(setting, rng)
    done, dyad_done = _events(setting, rng)
    named = rng.choice(SEVERITIES, len(said))
    severity = rng.choice(SEVERITIES, len(done))
    hit = np.flatnonzero(rng.random(len(said)) < setting.answered)
    answer = said[hit] + rng.integers(1, window + 1, len(hit))
    seen = answer < DAYS
    done = np.concatenate([done, answer[seen]])
    dyad_done = np.concatenate([dyad_done, dyad_said[hit][seen]])
    severity = np.concatenate([severity, named[hit][seen]])
    return _table("statement_id", said, dyad_said, named), _table("action_id", done, dyad_done, severity)


def _events(setting: Setting, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw days and dyads of one side."""
    n = setting.n
    if setting.course in ("bursts", "together"):
        size = BURST if setting.course == "bursts" else 2 * DYADS
        begin = rng.integers(0, DAYS, n // size).repeat(size)
        day = (begin + rng.integers(0, BURST_DAYS, len(begin))) % DAYS
        own = rng.integers(0, DYADS, n // size).repeat(size)
        return day, own if setting.course == "bursts" else rng.integers(0, DYADS, len(day))
    days = np.arange(DAYS)
    weight = {
        "level": np.ones(DAYS),
        "trend": 1 + 9 * days / DAYS,
        "wave": 1 + 0.9 * np.sin(2 * np.pi * days / 365.25),
    }[setting.course]
    return rng.choice(days, n, p=weight / weight.sum()), rng.integers(0, DYADS, n)


def _table(key: str, day: np.ndarray, dyad: np.ndarray, severity: np.ndarray) -> pd.DataFrame:
    """Write one side as a table."""
    return pd.DataFrame(
        {
            key: [f"{key[0].upper()}{i:07d}" for i in range(len(day))],
            "date": FIRST + pd.to_timedelta(day, unit="D"),
            "actor": "A" + pd.Series(dyad).astype(str),
            "target": "B",
            "severity": severity,
            "valence": "conflict",
        }
    )
