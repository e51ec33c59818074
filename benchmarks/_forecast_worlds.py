"""Forecasts and events of known skill and reliability, in clusters whose events hang together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit
from scipy.stats import norm

BASE = -0.4
_MANY = 400_000


@dataclass(frozen=True)
class World:
    """Forecasts of many events.

    Attributes
    ----------
    forecast, event : ndarray of float, shape (n,)
        Probability forecast and what came.
    cluster : ndarray of int, shape (n,)
        Independent unit.
    """

    forecast: np.ndarray
    event: np.ndarray
    cluster: np.ndarray


def reliable(rng: np.random.Generator, clusters: int, size: int, icc: float) -> World:
    """Draw events with just the forecast probabilities, alike within clusters by a Gaussian copula."""
    cluster = np.repeat(np.arange(clusters), size)
    p = rng.beta(1.2, 1.5, len(cluster))
    shared, own = rng.normal(size=clusters)[cluster], rng.normal(size=len(cluster))
    u = norm.cdf(np.sqrt(icc) * shared + np.sqrt(1 - icc) * own)
    return World(p, (u < p).astype(float), cluster)


def logistic(
    rng: np.random.Generator, clusters: int, size: int, slope: float, spread: float, believed: float
) -> World:
    """Draw events from a logistic model with cluster effects; forecast with a slope that may be another."""
    cluster = np.repeat(np.arange(clusters), size)
    x = rng.normal(size=len(cluster))
    p = expit(BASE + slope * x + spread * rng.normal(size=clusters)[cluster])
    return World(_marginal(x, spread, believed), (rng.random(len(cluster)) < p).astype(float), cluster)


def true_scores(slope: float, spread: float, believed: float, base: float) -> tuple[float, float]:
    """Return the expected skill over a constant base rate, and the area under the ROC curve, of such forecasts."""
    rng = np.random.default_rng(7)
    x = rng.normal(size=_MANY)
    p = expit(BASE + slope * x + spread * rng.normal(size=_MANY))
    f = _marginal(x, spread, believed)
    loss, reference = (np.mean(p * (1 - q) ** 2 + (1 - p) * q**2) for q in (f, base))
    order = np.argsort(f, kind="stable")
    below = np.concatenate([[0.0], np.cumsum((1 - p)[order])[:-1]])
    area = np.sum(p[order] * below) / (p.sum() * (1 - p).sum())
    return float(1 - loss / reference), 0.5 if believed == 0 else float(area)


def base_rate(slope: float, spread: float) -> float:
    """Return the expected share of events."""
    rng = np.random.default_rng(8)
    return float(np.mean(expit(BASE + slope * rng.normal(size=_MANY) + spread * rng.normal(size=_MANY))))


def statements(
    rng: np.random.Generator, dyads: int, size: int, slope: float, spread: float
) -> tuple[pd.DataFrame, np.ndarray, np.ndarray, np.ndarray]:
    """Draw statements whose strength tells of deeds by ``slope``, beside features that never do.

    Returns features, events, dyads and the probabilities somebody would forecast who knew the slope.
    """
    dyad = np.repeat(np.arange(dyads), size)
    n = len(dyad)
    strength = rng.integers(2, 5, n)
    features = pd.DataFrame(
        {
            "strength": strength,
            "severity": rng.choice([0.2, 0.4, 0.6, 0.8, 1.0], n),
            "topic": rng.choice(np.array(list("abcd"), dtype=object), n),
            "record": np.where(rng.random(n) < 0.2, np.nan, rng.random(n)),
        }
    )
    signal = slope * (strength - 3)
    p = expit(BASE + signal + spread * rng.normal(size=dyads)[dyad])
    known = _marginal(strength - 3.0, spread, slope)
    return features, (rng.random(n) < p).astype(float), dyad, known


def _marginal(x: np.ndarray, spread: float, slope: float) -> np.ndarray:
    """Probability given x, averaged over cluster effects (the usual approximation of the logistic-normal mean)."""
    return np.asarray(expit((BASE + slope * x) / np.sqrt(1 + 0.346 * spread**2)))
