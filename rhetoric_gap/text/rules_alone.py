"""What the rules say without training, as probabilities of the labels they know."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.text._codes import ROOTS
from rhetoric_gap.text._decide import REMARK_FLOOR, TEMPERATURE
from rhetoric_gap.text.parts import QUADS, Kind

KNOWN: dict[str, tuple[str, ...]] = {
    "quad": QUADS,
    "root": (*dict.fromkeys(ROOTS.values()), "NEU"),
    "kind": get_args(Kind),
}
"""Labels the rules know, with their values; ``pledge`` has two values of the caller's own."""
_SURE = 0.7
"""Probability of the kind the rules settle on; they give no second one."""


def rules_know(label: str) -> bool:
    """Say whether the rules know a label without training."""
    return label in KNOWN or label == "pledge"


def check_values(label: str, classes: NDArray[Any]) -> None:
    """Refuse values the label does not have."""
    if label == "pledge":
        if len(classes) != 2:
            raise RhetoricGapError(
                f"label='pledge' has two values, not a pledge and a pledge in sorted order (0 and 1, False and True), "
                f"got {len(classes)}: {_listed(classes)}"
            )
        return
    unknown = [value for value in classes if label in KNOWN and value not in KNOWN[label]]
    if unknown:
        raise RhetoricGapError(
            f"label={label!r} has the values {_listed(KNOWN[label])}; the labels also hold {_listed(unknown)}. Mend "
            "them, or name the label something else, such as label='topic', to train on any values"
        )


def _listed(values: Any) -> str:
    """Write values in a row."""
    shown = [repr(value.item() if hasattr(value, "item") else value) for value in list(values)[:20]]
    return ", ".join(shown) + (" ..." if len(values) > 20 else "")


def rule_probabilities(features: pd.DataFrame, label: str, classes: NDArray[Any]) -> NDArray[np.float64]:
    """Return the probabilities the rules give the classes of a label.

    Parameters
    ----------
    features : pandas.DataFrame
        What the rules found, see :func:`rule_features`.
    label : str
        ``quad``, ``root``, ``kind`` or ``pledge``.
    classes : numpy.ndarray
        The classes asked for; probabilities are shared out among them.

    Returns
    -------
    numpy.ndarray of float, shape (n, n_classes)
        Rows sum to 1.

    Raises
    ------
    RhetoricGapError
        If the rules do not know the label.

    Examples
    --------
    >>> from rhetoric_gap.text.features import rule_features
    >>> features = rule_features(["They threatened to attack."])
    >>> rule_probabilities(features, "quad", np.array(["MK", "VC", "VK"])).argmax(axis=1).tolist()
    [2]
    """
    if label == "pledge":
        score = features["pledge"].to_numpy(float)
        return np.c_[1 - score, score]
    if label == "quad":
        proba = features[[f"p_{name}" for name in classes]].to_numpy(float)
    elif label == "root":
        proba = _roots(features, classes)
    elif label == "kind":
        there = features[[f"kind_{name}" for name in classes]].to_numpy(float)
        proba = _SURE * there + (1 - _SURE) / len(classes)
    else:
        raise RhetoricGapError(
            f"the rules know {', '.join([*KNOWN, 'pledge'])}; not {label!r}, which needs training"
        )
    proba = np.maximum(proba, 1e-12)
    return proba / proba.sum(axis=1, keepdims=True)


def _roots(features: pd.DataFrame, classes: NDArray[Any]) -> NDArray[np.float64]:
    """Turn the best score of each root into weights, as the classes of the rules are made."""
    scores = np.zeros((len(features), len(classes)))
    for place, name in enumerate(classes):
        families = [f"best_{family}" for family, root in ROOTS.items() if root == name]
        scores[:, place] = features[families].to_numpy(float).max(axis=1) if families else REMARK_FLOOR
    return np.exp(scores / TEMPERATURE)
