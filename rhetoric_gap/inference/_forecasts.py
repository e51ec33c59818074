"""Forecasts, events and clusters as arrays: checked once, in one way, for every score."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from rhetoric_gap.errors import RhetoricGapError


def forecasts_and_events(probability: ArrayLike, outcome: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return forecasts and events as float vectors; complain of everything that is wrong with them at once."""
    p, y = np.asarray(probability, dtype=float), np.asarray(outcome, dtype=float)
    if p.ndim != 1 or p.shape != y.shape:
        raise RhetoricGapError(
            f"probability and outcome must be vectors of one length, got shapes {p.shape} and {y.shape}"
        )
    outside, neither = np.flatnonzero(~((p >= 0) & (p <= 1))), np.flatnonzero(~((y == 0) | (y == 1)))
    wrong = [
        f"{len(rows)} {text} (first at position {rows[0]}: {values[rows[0]]:g})"
        for rows, values, text in (
            (outside, p, "probabilities are missing or not in [0, 1]"),
            (neither, y, "outcomes are neither 0 nor 1"),
        )
        if len(rows)
    ]
    if wrong:
        raise RhetoricGapError("; ".join(wrong) + ". Leave out what has not been decided yet, and count it")
    return p, y


def cluster_codes(cluster: ArrayLike | None, n: int) -> np.ndarray:
    """Return clusters as numbers, in order of names: one a row if none are given, one for all if there is one name."""
    if cluster is None:
        return np.arange(n)
    names = np.asarray(cluster, dtype=object)
    names = np.full(n, names.item(), dtype=object) if names.ndim == 0 else names
    if names.shape != (n,):
        raise RhetoricGapError(
            f"one cluster per forecast is needed: {n} forecasts, clusters of shape {names.shape}"
        )
    return np.unique(names.astype(str), return_inverse=True)[1].reshape(n)


def ratios(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    """Divide; NaN where there is nothing to divide by."""
    top, bottom = np.asarray(top, dtype=float), np.asarray(bottom, dtype=float)
    return np.divide(top, bottom, out=np.full(len(top), np.nan), where=bottom > 1e-12)
