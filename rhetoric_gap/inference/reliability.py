"""Reliability of probability forecasts: how often it happened, against how likely it was said to be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from rhetoric_gap.inference._forecasts import cluster_codes, forecasts_and_events
from rhetoric_gap.inference.interval import MIN_STATEMENTS, N_BOOT
from rhetoric_gap.spec import LEVEL


@dataclass(frozen=True, eq=False)
class Reliability:
    """A reliability diagram in numbers.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per distinct forecast, in order: ``forecast``, ``n`` and ``events`` at that value; ``block``,
        ``block_n`` and ``observed``, the block of the isotonic regression it lies in, its size and its share of events;
        ``lower`` and ``upper``, between which ``observed`` lies at the confidence ``level`` if forecasts are reliable.
    miscalibration, discrimination, uncertainty : float
        Parts of the Brier score: ``brier = miscalibration - discrimination + uncertainty``.
    p_value : float
        How likely a miscalibration this large would be if forecasts were reliable; NaN without a band.
    correlation : float
        Correlation of the errors within clusters that the band allows for, in [0, 1].
    level : float
        Confidence level.
    reason : str
        Why there is no band; empty if there is one.
    """

    table: pd.DataFrame
    miscalibration: float
    discrimination: float
    uncertainty: float
    p_value: float
    correlation: float
    level: float
    reason: str = ""


def reliability_table(
    probability: ArrayLike,
    outcome: ArrayLike,
    *,
    cluster: ArrayLike | None = None,
    level: float = LEVEL,
    n_boot: int = N_BOOT,
    seed: int = 0,
) -> Reliability:
    """Compare forecasts with what came of them, with the band in which reliable forecasts would lie.

    Parameters
    ----------
    probability, outcome : array_like, shape (n,)
        Forecasts in [0, 1] and events, 0 or 1.
    cluster : array_like, shape (n,), optional
        Units within which outcomes may hang together; the band allows for that. Independent if not given.
    level : float, default 0.95
        Confidence level of the band, at each forecast by itself.
    n_boot : int, default 999
        Draws of outcomes behind the band.
    seed : int, default 0
        Seed; the same seed gives the same band.

    Returns
    -------
    Reliability
        The table behind the diagram, the parts of the Brier score and a test of reliability as a whole.

    Raises
    ------
    RhetoricGapError
        As for :func:`~rhetoric_gap.inference.brier_decomposition`.

    Notes
    -----
    ``observed`` is the isotonic regression of outcomes on forecasts, which needs no choice of bins (CORP; Dimitriadis,
    Gneiting and Jordan 2021). The band is a consistency band (Broecker and Smith 2007): forecasts are kept as they
    were, outcomes are drawn with just these probabilities, the regression is fitted again, and the band holds the
    middle ``level`` of the draws at each forecast. It lies around the diagonal, not around the curve: a curve outside
    it is not what reliable forecasts look like. The band holds point by point; whether forecasts are reliable as a
    whole is what ``p_value`` asks, by how many draws are at least as miscalibrated.

    With ``cluster``, errors of one cluster are drawn alike: the correlation
    ``sum_k [(sum e)^2 - sum e^2] / sum_k [(sum s)^2 - sum s^2]`` with ``e = y - p`` and ``s = sqrt(p (1 - p))``, cut to
    [0, 1], is estimated, and each draw shares its cluster's random number with the square root of that probability.
    With few clusters the correlation is badly estimated and the band is somewhat too narrow.

    References
    ----------
    Dimitriadis, T., Gneiting, T. and Jordan, A. I. (2021). Stable reliability diagrams for probabilistic classifiers.
    PNAS 118, e2016191118.
    Broecker, J. and Smith, L. A. (2007). Increasing the reliability of reliability diagrams. Weather and Forecasting
    22, 651-661.

    Examples
    --------
    >>> found = reliability_table([0.1, 0.2, 0.2, 0.6, 0.7, 0.9], [0, 0, 1, 0, 1, 1])
    >>> found.table[["forecast", "n", "block", "observed"]].round(2).to_dict("list")["observed"]
    [0.0, 0.33, 0.33, 1.0, 1.0]
    >>> found.reason
    'only 6 forecasts, 10 needed for a band'
    """
    p, y = forecasts_and_events(probability, outcome)
    curve = _Curve.of(p)
    fitted = curve.fit(np.bincount(curve.code, y, minlength=len(curve.value)))
    table = _table(curve, y, fitted)
    base = float(y.mean()) if len(y) else float("nan")
    saved, uncertainty = curve.saving(table["events"].to_numpy(dtype=float), fitted), base * (1 - base)
    discrimination = float(np.sum(curve.count * (fitted - base) ** 2) / len(p)) if len(p) else float("nan")
    nan = float("nan")
    if len(p) < MIN_STATEMENTS:
        reason = f"only {len(p)} forecasts, {MIN_STATEMENTS} needed for a band"
        return Reliability(table, saved, discrimination, uncertainty, nan, nan, level, reason)
    code = cluster_codes(cluster, len(p))
    alike = 0.0 if cluster is None else error_correlation(p, y, code)
    draws, savings = _reliable_draws(curve, p, code, alike, n_boot, seed)
    table["lower"], table["upper"] = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2], axis=0)
    as_bad = int(np.sum(savings >= saved - 1e-12))
    return Reliability(table, saved, discrimination, uncertainty, (1 + as_bad) / (1 + n_boot), alike, level)


def error_correlation(probability: np.ndarray, outcome: np.ndarray, cluster: np.ndarray) -> float:
    """Correlation of the errors of forecasts within clusters.

    Parameters
    ----------
    probability, outcome : ndarray of float, shape (n,)
        Forecasts and events.
    cluster : ndarray of int, shape (n,)
        Cluster of each, from 0 on.

    Returns
    -------
    float
        In [0, 1]; 0 where no cluster has two forecasts, or errors of a cluster are no more alike than others.

    Examples
    --------
    >>> import numpy as np
    >>> half = np.full(4, 0.5)
    >>> error_correlation(half, np.array([1.0, 1, 0, 0]), np.array([0, 0, 1, 1]))
    1.0
    """
    error, spread = outcome - probability, np.sqrt(probability * (1 - probability))
    products = [
        np.sum(np.bincount(cluster, x) ** 2 - np.bincount(cluster, x**2)) if len(x) else 0.0
        for x in (error, spread)
    ]
    return float(np.clip(products[0] / products[1], 0, 1)) if products[1] > 1e-12 else 0.0


@dataclass(frozen=True, eq=False)
class _Curve:
    """The distinct forecasts: their values, how many there are of each, and where each forecast belongs."""

    value: np.ndarray
    count: np.ndarray
    code: np.ndarray

    @classmethod
    def of(cls, p: np.ndarray) -> _Curve:
        """Sort the forecasts."""
        value, code, count = np.unique(p, return_inverse=True, return_counts=True)
        return cls(value, count.astype(float), code)

    def fit(self, events: np.ndarray) -> np.ndarray:
        """Return the isotonic share of events at each distinct forecast."""
        from sklearn.isotonic import isotonic_regression

        if not len(self.value):
            return np.zeros(0)
        return np.asarray(isotonic_regression(events / self.count, sample_weight=self.count))

    def saving(self, events: np.ndarray, fitted: np.ndarray) -> float:
        """Return what recalibration saves of the Brier score: the miscalibration."""
        if not len(self.value):
            return float("nan")
        square = self.count * (self.value**2 - fitted**2) - 2 * events * (self.value - fitted)
        return float(max(square.sum() / self.count.sum(), 0.0))


def _table(curve: _Curve, y: np.ndarray, fitted: np.ndarray) -> pd.DataFrame:
    """Lay out the curve, without a band."""
    block = np.concatenate([[0], np.cumsum(np.diff(fitted) > 0)])[: len(fitted)]
    return pd.DataFrame(
        {
            "forecast": curve.value,
            "n": curve.count.astype(np.int64),
            "events": np.bincount(curve.code, y, minlength=len(curve.value)).astype(np.int64),
            "block": block.astype(np.int64),
            "block_n": np.bincount(block, curve.count, minlength=1)[block].astype(np.int64),
            "observed": fitted,
            "lower": np.nan,
            "upper": np.nan,
        }
    )


def _reliable_draws(
    curve: _Curve, p: np.ndarray, cluster: np.ndarray, alike: float, n_boot: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Draw outcomes that the forecasts are reliable for; return the curve and the miscalibration of each draw."""
    from sklearn import config_context

    rng = np.random.default_rng(seed)
    # Forecasts in order of value, then of cluster: which draw falls to which must not depend on the order of rows.
    order = np.lexsort((cluster, p))
    p, cluster, code = p[order], cluster[order], curve.code[order]
    clusters = cluster.max() + 1
    draws, savings = np.empty((n_boot, len(curve.value))), np.empty(n_boot)
    # What is passed is known to be right; checking it every time would cost more than fitting.
    with config_context(skip_parameter_validation=True, assume_finite=True):
        for b in range(n_boot):
            chance = rng.random(len(p))
            if alike > 0:
                chance = np.where(rng.random(len(p)) < np.sqrt(alike), rng.random(clusters)[cluster], chance)
            events = np.bincount(code, chance < p, minlength=len(curve.value))
            draws[b] = curve.fit(events)
            savings[b] = curve.saving(events, draws[b])
    return draws, savings
