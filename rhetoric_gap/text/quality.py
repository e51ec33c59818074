"""How right a scorer is, with intervals: accuracy, F1, calibration, area under the curve."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric_gap.spec import LEVEL

N_BOOT = 300
N_BINS = 10

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Judged:
    """Predictions beside the labels people gave.

    Attributes
    ----------
    truth : numpy.ndarray of int
        Label of each row, as its place among the classes.
    proba : numpy.ndarray of float, shape (n, n_classes)
        Probability of each class.
    units : numpy.ndarray of int
        The independent unit of each row: its group, or its cluster of near-duplicates.
    """

    truth: Ints
    proba: Floats
    units: Ints

    @property
    def said(self) -> Ints:
        """The most probable class of each row."""
        return self.proba.argmax(axis=1).astype(np.int64)


def accuracy(judged: Judged, weight: Floats) -> float:
    """Return the weighted share of rows whose most probable class is the label."""
    return float(np.average(judged.said == judged.truth, weights=weight))


def class_scores(judged: Judged, weight: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Return precision, recall, F1 and the weight of the labels, by class."""
    n = judged.proba.shape[1]
    table = np.bincount(judged.truth * n + judged.said, weights=weight, minlength=n * n).reshape(n, n)
    right, labelled, said = np.diag(table), table.sum(axis=1), table.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return right / said, right / labelled, 2 * right / (labelled + said), labelled


def macro_f1(judged: Judged, weight: Floats) -> float:
    """Return the mean of F1 over the classes people used."""
    _, _, f1, labelled = class_scores(judged, weight)
    return float(f1[labelled > 0].mean())


def calibration_error(judged: Judged, weight: Floats) -> float:
    """Return the expected calibration error: confidence against share right, over ten bins of confidence."""
    confidence = judged.proba.max(axis=1)
    bins = np.minimum((confidence * N_BINS).astype(np.int64), N_BINS - 1)
    gap = weight * (confidence - (judged.said == judged.truth))
    return float(np.abs(np.bincount(bins, weights=gap, minlength=N_BINS)).sum() / weight.sum())


def area_under_curve(judged: Judged, weight: Floats) -> float:
    """Return the chance that a row of the second class gets a higher probability of it than one of the first."""
    from sklearn.metrics import roc_auc_score

    there = judged.truth[weight > 0]
    if there.min() == there.max():
        return float("nan")
    return float(roc_auc_score(judged.truth, judged.proba[:, 1], sample_weight=weight))


MEASURES: dict[str, Callable[[Judged, Floats], float]] = {
    "accuracy": accuracy,
    "macro_f1": macro_f1,
    "calibration_error": calibration_error,
}


def quality_frame(
    judged: Judged, measures: dict[str, Callable[[Judged, Floats], float]] | None = None, *, seed: int = 0
) -> pd.DataFrame:
    """Return measures of quality with intervals that resample whole units.

    Parameters
    ----------
    judged : Judged
        Predictions and labels.
    measures : dict, optional
        Functions of a Judged and weights, by name; by default accuracy, macro F1, calibration error, and the area
        under the curve where there are two classes.
    seed : int, default 0
        Seed of the resampling.

    Returns
    -------
    pandas.DataFrame
        ``measure``, ``estimate``, ``lower``, ``upper``, ``level``, ``n`` and ``n_groups``.

    Notes
    -----
    Percentile limits of 300 bootstrap samples of units. Where there are fewer than ten units the limits are too narrow;
    with fewer than two there are none.

    Examples
    --------
    >>> judged = Judged(np.array([0, 1, 1]), np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]]), np.arange(3))
    >>> quality_frame(judged).set_index("measure")["estimate"].round(2).to_dict()
    {'accuracy': 0.67, 'macro_f1': 0.67, 'calibration_error': 0.3, 'auc': 1.0}
    """
    if measures is None:
        measures = dict(MEASURES)
        if judged.proba.shape[1] == 2:
            measures["auc"] = area_under_curve
    ones = np.ones(len(judged.truth))
    units, numbers = np.unique(judged.units, return_inverse=True)
    rng = np.random.default_rng(seed)
    draws = [
        np.bincount(rng.integers(0, len(units), len(units)), minlength=len(units))[numbers].astype(float)
        for _ in range(N_BOOT if len(units) > 1 else 0)
    ]
    rows: list[dict[str, Any]] = []
    for name, measure in measures.items():
        lower, upper = _limits([measure(judged, draw) for draw in draws])
        rows.append({"measure": name, "estimate": measure(judged, ones), "lower": lower, "upper": upper})
    return pd.DataFrame(rows).assign(level=LEVEL, n=len(judged.truth), n_groups=len(units))


def _limits(values: list[float]) -> tuple[float, float]:
    """Return percentile limits, missing where nothing was drawn."""
    there = np.array([value for value in values if not np.isnan(value)])
    if not len(there):
        return float("nan"), float("nan")
    low, high = np.quantile(there, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def by_class_frame(judged: Judged, classes: NDArray[Any]) -> pd.DataFrame:
    """Return precision, recall and F1 of each class.

    Parameters
    ----------
    judged : Judged
        Predictions and labels.
    classes : numpy.ndarray
        The classes, in the order of the probabilities.

    Returns
    -------
    pandas.DataFrame
        ``label``, ``n``, ``precision``, ``recall`` and ``f1``; missing where a class was never given, or never said.

    Examples
    --------
    >>> judged = Judged(np.array([0, 1, 1]), np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]]), np.arange(3))
    >>> by_class_frame(judged, np.array(["no", "yes"])).round(2).values.tolist()
    [['no', 1, 0.5, 1.0, 0.67], ['yes', 2, 1.0, 0.5, 0.67]]
    """
    precision, recall, f1, labelled = class_scores(judged, np.ones(len(judged.truth)))
    columns = {
        "label": classes,
        "n": labelled.astype(int),
        "precision": precision,
        "recall": recall,
        "f1": f1,
    }
    return pd.DataFrame(columns)
