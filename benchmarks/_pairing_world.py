"""Statements and deeds for the pairing benchmarks: few busy dyads, many quiet ones, twenty years of days."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

DAYS = 7_305
ZIPF = 0.8
SEED = 20_240_620
FIRST_DAY = pd.Timestamp("2004-01-01")


@dataclass(frozen=True)
class World:
    """Statements and deeds as arrays; a statement's window runs from ``start + 1`` to ``start + window``.

    Attributes
    ----------
    said_dyad, start, named : array (n_statements,)
        Dyad code, day, severity named.
    done_dyad, day, severity : array (n_deeds,)
        Dyad code, day, severity done.
    window : int
        Days.
    """

    said_dyad: np.ndarray
    start: np.ndarray
    named: np.ndarray
    done_dyad: np.ndarray
    day: np.ndarray
    severity: np.ndarray
    window: int

    def save(self, path: Path) -> None:
        """Write the arrays to one file."""
        np.savez(path, **vars(self))

    @classmethod
    def load(cls, path: Path) -> World:
        """Read what :meth:`save` wrote."""
        with np.load(path) as arrays:
            held = {name: arrays[name] for name in arrays.files}
        return cls(**{**held, "window": int(held["window"])})

    def frames(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return the tables a user would bring: ids, dates, names, severities."""
        statements = _frame("S", self.said_dyad, self.start, self.named)
        return statements, _frame("A", self.done_dyad, self.day, self.severity)


def make_world(rows: int, dyads: int, window: int, severities: str = "ladder", days: int = DAYS) -> World:
    """Draw as many statements as deeds.

    Parameters
    ----------
    rows, dyads : int
        Statements (and deeds), directed dyads. The k-th busiest dyad has a share of rows proportional to k ** -0.8.
    window : int
        Days.
    severities : str
        ``ladder``: five steps, so that most credits tie; ``continuous``: no two alike.
    days : int
        Length of the period.
    """
    rng = np.random.default_rng(SEED)
    share = np.arange(1, dyads + 1) ** -ZIPF
    share /= share.sum()

    def side() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        severity = rng.integers(1, 6, rows) / 5 if severities == "ladder" else rng.random(rows)
        return rng.choice(dyads, rows, p=share), rng.integers(0, days, rows), severity

    return World(*side(), *side(), window)


def _frame(prefix: str, dyad: np.ndarray, day: np.ndarray, severity: np.ndarray) -> pd.DataFrame:
    """Lay out one side as a table; an actor has a hundred targets."""
    digits = len(str(len(dyad)))
    return pd.DataFrame(
        {
            f"{'statement' if prefix == 'S' else 'action'}_id": [
                f"{prefix}{i:0{digits}d}" for i in range(len(dyad))
            ],
            "date": FIRST_DAY + pd.to_timedelta(day, unit="D"),
            "actor": _names("A", dyad // 100),
            "target": _names("B", dyad % 100),
            "severity": severity,
            "valence": "conflict",
        }
    )


def _names(prefix: str, code: np.ndarray) -> np.ndarray:
    """Turn codes into names."""
    return np.array([f"{prefix}{c:04d}" for c in range(int(code.max(initial=0)) + 1)], dtype=object)[code]
