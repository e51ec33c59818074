"""What a linear model adds up: coefficient times value, feature by feature."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError

COLUMNS = ["label", "feature", "value", "coefficient"]
TOP = 12


def model_probabilities(model: Any, text: str) -> dict[str, float]:
    """Return the model's probability of each of its classes.

    Parameters
    ----------
    model : object
        Anything with ``predict_proba`` and ``classes_``.
    text : str
        The sentence.

    Returns
    -------
    dict of str to float
        Probabilities by class.

    Raises
    ------
    RhetoricGapError
        If it has no such methods.
    """
    if not hasattr(model, "predict_proba") or not hasattr(model, "classes_"):
        raise RhetoricGapError(
            f"model must be a fitted classifier of texts with predict_proba and classes_, got {type(model).__name__}; "
            "fit it first, or leave model out to see the rules alone"
        )
    shares = np.asarray(model.predict_proba([text]), dtype=float)
    return {str(name): float(share) for name, share in zip(model.classes_, shares[0], strict=True)}


def contributions(model: Any, text: str, label: str, top: int = TOP) -> pd.DataFrame:
    """Return the features that speak loudest for or against a class.

    Parameters
    ----------
    model : object
        A model with its own ``contributions(text, top)``, or a pipeline whose last step is linear.
    text : str
        The sentence.
    label : str
        The class in question.
    top : int, default 12
        How many features.

    Returns
    -------
    pandas.DataFrame
        ``label``, ``feature``, ``value``, ``coefficient``; empty where the model is not linear.
    """
    if hasattr(model, "contributions"):
        found = pd.DataFrame(model.contributions(text, top))
        return found.loc[found["label"].astype(str).eq(label), COLUMNS].reset_index(drop=True)
    pipeline = next(
        (p for p in (getattr(model, n, None) for n in ("pipeline_", "estimator_")) if p is not None), model
    )
    if not hasattr(pipeline, "steps") or len(pipeline.steps) < 2:
        return pd.DataFrame(columns=COLUMNS)
    features, last = pipeline[:-1], pipeline[-1]
    coefficients = _coefficients(last, label)
    if coefficients is None or not hasattr(features, "get_feature_names_out"):
        return pd.DataFrame(columns=COLUMNS)
    values = features.transform([text])
    values = np.asarray(values.todense() if hasattr(values, "todense") else values, dtype=float).ravel()
    names = features.get_feature_names_out()
    order = np.argsort(-np.abs(values * coefficients), kind="stable")[:top]
    order = order[values[order] * coefficients[order] != 0]
    cells = {"feature": names[order], "value": values[order], "coefficient": coefficients[order]}
    return pd.DataFrame({"label": label, **cells}, columns=COLUMNS)


def _coefficients(last: Any, label: str) -> np.ndarray | None:
    """Return the coefficients for one class; the mean over folds where the model is calibrated."""
    folds = getattr(last, "calibrated_classifiers_", None)
    models = [last] if folds is None else [fold.estimator for fold in folds]
    if not all(hasattr(model, "coef_") for model in models):
        return None
    names = [str(name) for name in models[0].classes_]
    if label not in names:
        return None
    table = np.mean([np.asarray(model.coef_, dtype=float) for model in models], axis=0)
    if len(table) == 1:  # two classes: one row speaks for the second and against the first
        row: np.ndarray = table[0] if names.index(label) == 1 else -table[0]
        return row
    chosen: np.ndarray = table[names.index(label)]
    return chosen


def feature_words(feature: str) -> str:
    """Return the words behind the name of a feature: what follows the names of the steps that made it."""
    return feature.rpartition("__")[2].strip()
