"""Scores of probability forecasts of yes-or-no events: the Brier score, its parts, and skill over a reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.inference._forecasts import cluster_codes, forecasts_and_events, ratios
from rhetoric_gap.inference.jackknife import Score, jackknife_score, no_score
from rhetoric_gap.spec import LEVEL

Bins = int | Sequence[float] | Literal["isotonic"] | None


@dataclass(frozen=True)
class BrierDecomposition:
    """The Brier score and the parts that add up to it.

    Attributes
    ----------
    brier : float
        Mean of ``(p - y) ** 2``, in [0, 1]; 0 is perfect.
    reliability : float
        How far the mean forecast of a bin is from the share of events in it; 0 is perfect.
    resolution : float
        How far the shares of events of the bins are from the overall one; more is better.
    uncertainty : float
        ``base_rate * (1 - base_rate)``: the score of always forecasting the base rate of these very events.
    within_variance, within_covariance : float
        Spread of the forecasts inside the bins, and how it goes along with the events; both 0 where a bin is one value.
    base_rate : float
        Share of events.
    n, n_bins : int
        Forecasts; bins with at least one of them.

    Notes
    -----
    ``brier = reliability - resolution + uncertainty + within_variance - within_covariance``, exactly.
    """

    brier: float
    reliability: float
    resolution: float
    uncertainty: float
    within_variance: float
    within_covariance: float
    base_rate: float
    n: int
    n_bins: int

    @property
    def skill(self) -> float:
        """Skill over the base rate of these very events, ``1 - brier / uncertainty``; NaN if they are all alike."""
        return 1 - self.brier / self.uncertainty if self.uncertainty > 0 else float("nan")

    @property
    def miscalibration(self) -> float:
        """What recalibrating every bin to its share of events would save: all of ``brier`` but the two other terms."""
        return self.reliability + self.within_variance - self.within_covariance


def brier_decomposition(
    probability: ArrayLike, outcome: ArrayLike, *, bins: Bins = None
) -> BrierDecomposition:
    """Take the Brier score apart.

    Parameters
    ----------
    probability : array_like of float, shape (n,)
        Forecast probabilities, in [0, 1].
    outcome : array_like of bool or 0 and 1, shape (n,)
        Whether the event came.
    bins : None, int, sequence of float or "isotonic", default None
        How forecasts are put together: every distinct value on its own; so many bins of equal width; bins between
        these edges (from 0 to 1); or the blocks of the isotonic regression of outcomes on forecasts, which need no
        choice.

    Returns
    -------
    BrierDecomposition
        The score and its parts; NaN without forecasts.

    Raises
    ------
    RhetoricGapError
        If lengths differ, a probability is outside [0, 1], an outcome is neither 0 nor 1, or the edges make no sense.

    Notes
    -----
    With ``N_k`` forecasts of mean ``p_k`` and a share of events ``o_k`` in bin k, and ``o`` the share overall::

        reliability = sum(N_k (p_k - o_k)^2) / N        within_variance   = sum((p - p_k)^2) / N
        resolution  = sum(N_k (o_k - o)^2) / N          within_covariance = 2 sum((p - p_k)(y - o_k)) / N
        uncertainty = o (1 - o)

    The first three add up to the score where every bin is one value (Murphy 1973); the other two keep the sum exact
    where bins are wider (Stephenson et al. 2008). With isotonic blocks ``miscalibration`` and ``resolution`` are MCB
    and DSC of Dimitriadis, Gneiting and Jordan (2021). Values that are all distinct make every bin a single forecast:
    reliability is then the whole score and says nothing; use ``"isotonic"``.

    References
    ----------
    Murphy, A. H. (1973). A new vector partition of the probability score. J. Appl. Meteorol. 12, 595-600.
    Stephenson, D. B., Coelho, C. A. S. and Jolliffe, I. T. (2008). Two extra components in the Brier score
    decomposition. Weather and Forecasting 23, 752-757.
    Dimitriadis, T., Gneiting, T. and Jordan, A. I. (2021). Stable reliability diagrams for probabilistic classifiers.
    PNAS 118, e2016191118.

    Examples
    --------
    >>> found = brier_decomposition([0.9, 0.7, 0.7, 0.3], [1, 1, 0, 0])
    >>> [round(x, 3) for x in (found.brier, found.reliability, found.resolution, found.uncertainty, found.skill)]
    [0.17, 0.045, 0.125, 0.25, 0.32]
    """
    p, y = forecasts_and_events(probability, outcome)
    if not len(p):
        nan = float("nan")
        return BrierDecomposition(nan, nan, nan, nan, nan, nan, nan, n=0, n_bins=0)
    _, code = np.unique(_bin_of(p, y, bins), return_inverse=True)
    count = np.bincount(code)
    forecast, share = np.bincount(code, p) / count, np.bincount(code, y) / count
    base = float(y.mean())
    return BrierDecomposition(
        brier=float(np.mean((p - y) ** 2)),
        reliability=float(np.sum(count * (forecast - share) ** 2) / len(p)),
        resolution=float(np.sum(count * (share - base) ** 2) / len(p)),
        uncertainty=base * (1 - base),
        within_variance=float(np.mean((p - forecast[code]) ** 2)),
        within_covariance=float(2 * np.mean((p - forecast[code]) * (y - share[code]))),
        base_rate=base,
        n=len(p),
        n_bins=len(count),
    )


def brier_score(
    probability: ArrayLike,
    outcome: ArrayLike,
    *,
    cluster: ArrayLike | None = None,
    level: float = LEVEL,
    unit: str = "cluster",
) -> Score:
    """Mean squared error of probability forecasts, with an interval over clusters.

    Parameters
    ----------
    probability, outcome : array_like, shape (n,)
        Forecasts in [0, 1] and events, 0 or 1.
    cluster : array_like, shape (n,), optional
        Independent unit of each forecast; every forecast is its own if not given.
    level : float, default 0.95
        Confidence level.
    unit : str, default "cluster"
        What a cluster is, for the reason text.

    Returns
    -------
    Score
        In [0, 1]; 0 is perfect.

    Raises
    ------
    RhetoricGapError
        As for :func:`brier_decomposition`; also if ``cluster`` has another length.

    Notes
    -----
    See :func:`~rhetoric_gap.inference.jackknife_score`.

    References
    ----------
    Brier, G. W. (1950). Verification of forecasts expressed in terms of probability. Mon. Weather Rev. 78, 1-3.

    Examples
    --------
    >>> brier_score([0.9, 0.7, 0.7, 0.3], [1, 1, 0, 0]).estimate
    0.17
    """
    p, y = forecasts_and_events(probability, outcome)
    if not len(p):
        return no_score(float("nan"), 0, "no forecast", level=level)
    code = cluster_codes(cluster, len(p))
    loss, size = np.bincount(code, (p - y) ** 2), np.bincount(code)
    left_out = ratios(loss.sum() - loss, len(p) - size)
    found = jackknife_score(float(np.mean((p - y) ** 2)), left_out, level=level, unit=unit)
    return _inside(found, 0.0, 1.0)


def brier_skill(
    probability: ArrayLike,
    outcome: ArrayLike,
    reference: ArrayLike,
    *,
    cluster: ArrayLike | None = None,
    level: float = LEVEL,
    unit: str = "cluster",
) -> Score:
    """Skill of probability forecasts over reference forecasts of the same events.

    Parameters
    ----------
    probability, outcome : array_like, shape (n,)
        Forecasts in [0, 1] and events, 0 or 1.
    reference : array_like of float, shape (n,)
        What would be forecast without them, such as the base rate of other cases.
    cluster : array_like, shape (n,), optional
        Independent unit of each forecast; every forecast is its own if not given.
    level : float, default 0.95
        Confidence level.
    unit : str, default "cluster"
        What a cluster is, for the reason text.

    Returns
    -------
    Score
        1 is perfect, 0 no better than the reference, negative worse; ``p_value`` is that of a skill of 0 or less. NaN
        if the reference makes no error.

    Raises
    ------
    RhetoricGapError
        As for :func:`brier_score`.

    Notes
    -----
    ``skill = 1 - sum((p - y)^2) / sum((q - y)^2)`` with q the reference. The interval is for the forecasts as they are:
    it does not carry the uncertainty of models fitted to make them.

    References
    ----------
    Murphy, A. H. (1988). Skill scores based on the mean square error and their relationships to the correlation
    coefficient. Mon. Weather Rev. 116, 2417-2424.

    Examples
    --------
    >>> found = brier_skill([0.9, 0.7, 0.7, 0.3], [1, 1, 0, 0], [0.5] * 4)
    >>> round(found.estimate, 2), found.reason
    (0.32, 'only 4 clusters, 5 needed for an interval')
    """
    p, y = forecasts_and_events(probability, outcome)
    q, _ = forecasts_and_events(reference, outcome)
    code = cluster_codes(cluster, len(p))
    loss, base = np.bincount(code, (p - y) ** 2), np.bincount(code, (q - y) ** 2)
    if not base.sum() > 0:
        why = "the reference makes no error to improve on" if len(p) else "no forecast"
        return no_score(float("nan"), len(base), why, level=level)
    left_out = 1 - ratios(loss.sum() - loss, base.sum() - base)
    return jackknife_score(float(1 - loss.sum() / base.sum()), left_out, chance=0.0, level=level, unit=unit)


def isotonic_blocks(p: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the number of the block in which the isotonic regression of outcomes on forecasts is constant."""
    from sklearn.isotonic import isotonic_regression

    _, code = np.unique(p, return_inverse=True)
    count = np.bincount(code)
    fitted = isotonic_regression(np.bincount(code, y) / count, sample_weight=count.astype(float))
    return np.concatenate([[0], np.cumsum(np.diff(fitted) > 0)])[code]


def _bin_of(p: np.ndarray, y: np.ndarray, bins: Bins) -> np.ndarray:
    """Return the bin of every forecast."""
    if bins is None:
        return p
    if isinstance(bins, str):
        if bins != "isotonic":
            raise RhetoricGapError(f"bins must be None, a number, edges or 'isotonic', got {bins!r}")
        return isotonic_blocks(p, y)
    edges = np.linspace(0, 1, bins + 1) if isinstance(bins, int) else np.asarray(bins, dtype=float)
    if len(edges) < 2 or edges[0] != 0 or edges[-1] != 1 or (np.diff(edges) <= 0).any():
        raise RhetoricGapError(f"bins must be at least 1, or edges that rise from 0 to 1, got {bins!r}")
    # The last bin is closed on both sides, so that a forecast of 1 has a bin.
    return np.searchsorted(edges[1:-1], p, side="right")


def _inside(found: Score, low: float, high: float) -> Score:
    """Cut limits at the ends of the scale."""
    from dataclasses import replace

    if np.isnan(found.lower):
        return found
    return replace(found, lower=max(found.lower, low), upper=min(found.upper, high))
