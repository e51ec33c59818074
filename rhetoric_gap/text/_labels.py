"""Labels the rules can give, their probabilities, and texts as estimators take them."""

from __future__ import annotations

from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.text._codes import ROOTS, root_of
from rhetoric_gap.text._decide import REMARK_FLOOR, probabilities
from rhetoric_gap.text.parts import QUADS, Reading

Label = Literal["quad", "direction", "root", "event"]
LABELS: tuple[str, ...] = get_args(Label)
REMARK = "NEU"
CLASSES: dict[str, tuple[str, ...]] = {
    "quad": tuple(sorted(QUADS)),
    "direction": ("conflict", "cooperation", "none"),
    "root": tuple(sorted({*ROOTS.values(), REMARK})),
    "event": ("event", "remark"),
}
SHOWN = 10


def chances_of(reading: Reading, label: str) -> dict[str, float]:
    """Return the probability of each class of a label, by the rules.

    Parameters
    ----------
    reading : Reading
        A sentence, read.
    label : str
        What is told apart.

    Returns
    -------
    dict of str to float
        They sum to 1.
    """
    quads = reading.probabilities
    if label == "quad":
        return dict(quads)
    if label == "direction":
        conflict, cooperation = quads["VK"] + quads["MK"], quads["VC"] + quads["MC"]
        return {"conflict": conflict, "cooperation": cooperation, "none": quads[REMARK]}
    if label == "event":
        return {"event": 1 - quads[REMARK], "remark": quads[REMARK]}
    scores: dict[Any, float] = dict.fromkeys(CLASSES["root"], 0.0) | {REMARK: REMARK_FLOOR}
    for finding in reading.findings:
        root = root_of(finding.code) or REMARK
        scores[root] = max(scores[root], finding.score)
    return probabilities(scores)


def texts_of(X: Any) -> list[str]:
    """Return texts as a list, whatever they came in.

    Parameters
    ----------
    X : sequence of str
        A list, a Series, an array, or a table or array of one column.

    Returns
    -------
    list of str
        The texts.

    Raises
    ------
    RhetoricGapError
        If they are not texts; the message names the first that are not.
    """
    if isinstance(X, str | bytes):
        raise RhetoricGapError("X must be a list of texts, got one text: put it in a list, [text]")
    if isinstance(X, pd.DataFrame) or (isinstance(X, np.ndarray) and X.ndim == 2):
        if X.shape[1] != 1:
            raise RhetoricGapError(f"X must hold one column of texts, got {X.shape[1]} columns; choose one")
        X = X.iloc[:, 0] if isinstance(X, pd.DataFrame) else X[:, 0]
    try:
        texts = list(X)
    except TypeError as error:
        raise RhetoricGapError(f"X must be a list of texts, got {type(X).__name__}") from error
    wrong = [
        f"{place}: {type(text).__name__}" for place, text in enumerate(texts) if not isinstance(text, str)
    ]
    if wrong:
        more = f" and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
        raise RhetoricGapError(
            f"X must hold text; these are none (place: type): {', '.join(wrong[:SHOWN])}{more}. "
            "Drop missing texts, or fill them with ''"
        )
    return texts


def classes_of(model: Any) -> list[str]:
    """Return the classes of a model that must be fitted."""
    if not hasattr(model, "predict_proba") or not hasattr(model, "classes_"):
        raise RhetoricGapError(
            f"model must be a fitted classifier with predict_proba and classes_, got {type(model).__name__}; "
            "fit it, or pass labels to fit"
        )
    return [str(label) for label in model.classes_]
