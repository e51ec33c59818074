"""Do events have higher forecasts than non-events? Area under the ROC curve, within models and over clusters."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from rhetoric_gap.inference._forecasts import cluster_codes, forecasts_and_events, ratios
from rhetoric_gap.inference.jackknife import Score, jackknife_score, no_score
from rhetoric_gap.spec import LEVEL


def roc_auc(
    probability: ArrayLike,
    outcome: ArrayLike,
    *,
    cluster: ArrayLike | None = None,
    stratum: ArrayLike | None = None,
    level: float = LEVEL,
    unit: str = "cluster",
) -> Score:
    """Area under the ROC curve, with an interval over clusters.

    Parameters
    ----------
    probability, outcome : array_like, shape (n,)
        Forecasts in [0, 1] and events, 0 or 1.
    cluster : array_like, shape (n,), optional
        Independent unit of each forecast; every forecast is its own if not given.
    stratum : array_like, shape (n,), optional
        Only forecasts of one stratum are compared with each other, such as those of one model; all if not given.
    level : float, default 0.95
        Confidence level.
    unit : str, default "cluster"
        What a cluster is, for the reason text.

    Returns
    -------
    Score
        Share of pairs of an event and a non-event in which the event had the higher forecast, ties counting half: 1
        is perfect, .5 chance. ``n_clusters`` counts those with a pair; ``p_value`` is that of an area of .5 or less.

    Raises
    ------
    RhetoricGapError
        As for :func:`brier_score`.

    Notes
    -----
    Forecasts of different cross-validation models must not be compared: a held-out group with many events is forecast
    from others with few, so that the pooled area lies below .5 where nothing is known (Forman and Scholz 2010). The
    interval leaves out whole clusters, on the logit scale; for one stratum and many clusters it agrees with the
    clustered variance of Obuchowski (1997).

    References
    ----------
    Forman, G. and Scholz, M. (2010). Apples-to-apples in cross-validation studies. SIGKDD Explorations 12, 49-57.
    Obuchowski, N. A. (1997). Nonparametric analysis of clustered ROC curve data. Biometrics 53, 567-578.

    Examples
    --------
    >>> roc_auc([0.9, 0.7, 0.7, 0.3], [1, 1, 0, 0]).estimate
    0.875
    """
    p, y = forecasts_and_events(probability, outcome)
    code, layer = cluster_codes(cluster, len(p)), cluster_codes(0 if stratum is None else stratum, len(p))
    wins, pairs = _wins(p, y, layer), _opponents(y, layer)
    total, possible = wins[y == 1].sum(), pairs[y == 1].sum()
    if not possible:
        return no_score(float("nan"), 0, _no_pairs(y, layer), level=level)
    # Pairs inside a cluster are seen from both ends, so they are taken off twice and given back once.
    inner = code * (layer.max() + 1) + layer
    own, met = _wins(p, y, inner) * (y == 1), _opponents(y, inner) * (y == 1)
    gone = np.bincount(code, wins - own)
    fewer = np.bincount(code, pairs - met)
    left_out = ratios(total - gone, possible - fewer)[fewer > 0]
    return jackknife_score(
        float(total / possible), left_out, scale="logit", chance=0.5, level=level, unit=unit
    )


def _wins(p: np.ndarray, y: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Count for each forecast the pairs of its group, with the other outcome, that are in the right order."""
    frame = pd.DataFrame({"p": p, "y": y, "group": group})
    overall = frame.groupby("group")["p"].rank().to_numpy()
    alike = frame.groupby(["group", "y"])["p"].rank().to_numpy()
    below = overall - alike  # forecasts of the other outcome that are lower, ties counting half
    return np.where(y == 1, below, _opponents(y, group) - below)


def _opponents(y: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Count for each forecast those of its group with the other outcome."""
    events, size = np.bincount(group, y), np.bincount(group)
    return np.where(y == 1, (size - events)[group], events[group]) if len(y) else np.zeros(0)


def _no_pairs(y: np.ndarray, layer: np.ndarray) -> str:
    """Say why no event can be compared with a non-event."""
    if not len(y):
        return "no forecast"
    if y.min() == y.max():
        return "every event came: nothing to tell apart" if y[0] else "no event came: nothing to tell apart"
    return "no model forecast both an event and a non-event" if layer.max() else "nothing to tell apart"
