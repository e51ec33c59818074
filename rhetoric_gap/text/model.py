"""train_scorer: a scorer that learns from labels people gave, with the rules beside the words."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric_gap.errors import RhetoricGapError, RhetoricGapWarning
from rhetoric_gap.text._labelled import Labelled, check_labelled
from rhetoric_gap.text._linear import PENALTY, fit_linear, inputs, named_transformers, probabilities_of
from rhetoric_gap.text.folds import N_FOLDS, Fold
from rhetoric_gap.text.lexicon import Lexicon
from rhetoric_gap.text.quality import Judged, by_class_frame, quality_frame
from rhetoric_gap.text.rules_alone import KNOWN, rule_probabilities, rules_know
from rhetoric_gap.text.trained import TrainedScorer

MIN_LABELS = 100
MIN_PER_CLASS = 10


def train_scorer(
    texts: Iterable[str],
    labels: Iterable[Any],
    *,
    groups: Iterable[Any] | None = None,
    label: str = "quad",
    extra_features: Any = None,
    lexicon: Lexicon | None = None,
    min_labels: int = MIN_LABELS,
    n_folds: int = N_FOLDS,
    penalty: float = PENALTY,
    seed: int = 0,
) -> TrainedScorer:
    """Train a scorer on labels people gave, and measure it on texts it has not seen.

    Parameters
    ----------
    texts : iterable of str
        The texts, one sentence each.
    labels : iterable
        Label of each text; none may be missing.
    groups : iterable, optional
        What texts share that unseen texts will not: source, speaker, manifesto. Whole groups are held out.
    label : str, default "quad"
        What the labels tell. ``quad``, ``root``, ``kind`` and ``pledge`` (two values) are known to the rules; any other
        name takes any values, and needs ``min_labels`` labels.
    extra_features : object, optional
        A scikit-learn transformer of texts, or a list of (name, transformer): sentence embeddings, for example.
    lexicon : Lexicon, optional
        The patterns of the rule features, by default the ones the library ships.
    min_labels : int, default 100
        Labels below which the rules answer alone.
    n_folds : int, default 5
        Folds of the cross-validation.
    penalty : float, default 1
        Inverse of the strength of the ridge penalty.
    seed : int, default 0
        Seed of folds and intervals.

    Returns
    -------
    TrainedScorer
        Fitted to all labels; its quality is that of models which saw four fifths of them.

    Raises
    ------
    RhetoricGapError
        If texts and labels do not go together, labels are missing or unknown, there are too few labels for one the
        rules do not know, or there is nothing to hold out.

    Warns
    -----
    RhetoricGapWarning
        If the rules answer alone, or classes have fewer than ten labels.

    Notes
    -----
    TF-IDF of words and word pairs, TF-IDF of character 3- to 5-grams and about 140 rule features enter one logistic
    regression with a ridge penalty. Near-duplicates (see :func:`near_duplicates`) never stand on both sides of a fold.
    Intervals resample whole groups, or whole clusters of near-duplicates where no groups are given. Probabilities are
    those of the regression: in grouped cross-validation they needed no calibration of their own. A linear support
    vector machine with Platt scaling was equally right, worse calibrated for events and better for pledges.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> texts = [f"Company {i} will build plant {i}." for i in range(60)] + [f"Plant {i} was old." for i in range(60)]
    >>> scorer = rg.train_scorer(texts, [1] * 60 + [0] * 60, label="pledge")
    >>> scorer.quality.set_index("measure")["estimate"].round(1).to_dict()["accuracy"]
    1.0
    """
    data = check_labelled(texts, labels, groups, label, seed)
    own = named_transformers(extra_features)
    lexicon = lexicon or Lexicon.default()
    trains = _trains(data, label, min_labels)
    table = inputs(data.texts, lexicon)
    facts = data.facts() | {
        "n_folds": 0,
        "penalty": penalty,
        "seed": seed,
        "extra_features": [name for name, _ in own],
    }
    facts |= {"rare": _rare(data), "min_labels": min_labels}
    if not trains:
        classes = _rule_classes(label, data.classes)
        judged = Judged(
            np.searchsorted(classes, data.labels), rule_probabilities(table, label, classes), data.units
        )
        frames = _frames(judged, classes, data, np.full(len(data.texts), -1), seed)
        return TrainedScorer(label, classes, lexicon, None, *frames, facts)
    proba, held = cross_validate(table, data, data.folds(n_folds, seed), extra_features, penalty)
    judged = Judged(data.truth, proba, data.units)
    facts |= {"n_folds": int(held.max()) + 1, "rules_alone": _rules_alone(table, label, data)}
    pipeline = fit_linear(table, data.labels, extra_features, penalty)
    return TrainedScorer(
        label, data.classes, lexicon, pipeline, *_frames(judged, data.classes, data, held, seed), facts
    )


def cross_validate(
    table: pd.DataFrame, data: Labelled, folds: list[Fold], extra: Any = None, penalty: float = PENALTY
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return probabilities from models that saw nothing like the text, and the fold each text was held out in."""
    proba = np.zeros((len(table), len(data.classes)))
    held = np.zeros(len(table), dtype=np.int64)
    for number, fold in enumerate(folds):
        labels = data.labels[fold.train]
        held[fold.test] = number
        if len(np.unique(labels)) < 2:
            proba[fold.test, np.searchsorted(data.classes, labels[0])] = 1.0
            continue
        pipeline = fit_linear(table.iloc[fold.train], labels, extra, penalty)
        proba[fold.test] = probabilities_of(pipeline, table.iloc[fold.test], data.classes)
    return proba, held


def _trains(data: Labelled, label: str, min_labels: int) -> bool:
    """Say whether there is enough to learn from; warn where the rules answer alone, or classes are rare."""
    count = len(data.texts)
    if count < min_labels:
        if not rules_know(label):
            raise RhetoricGapError(
                f"{count} labels are too few to learn {label!r} from, which the rules do not know: give at least "
                f"{min_labels}, or set min_labels and mistrust the result"
            )
        warnings.warn(
            f"{count} labels are fewer than {min_labels}: too few to count on doing better than the rules, so the "
            "rules answer alone. learning_curve shows what more labels would bring",
            RhetoricGapWarning,
            stacklevel=3,
        )
        return False
    if len(data.classes) < 2:
        raise RhetoricGapError(
            f"all {count} labels are {data.classes.tolist()[0]!r}: there is nothing to tell apart"
        )
    if rare := _rare(data):
        warnings.warn(
            f"classes with fewer than {MIN_PER_CLASS} labels are hardly learned: "
            + ", ".join(f"{name} ({number})" for name, number in rare.items()),
            RhetoricGapWarning,
            stacklevel=3,
        )
    return True


def _rare(data: Labelled) -> dict[str, int]:
    """Return the classes with few labels, and how many they have."""
    counts: dict[str, int] = data.facts()["counts"]
    return {name: count for name, count in counts.items() if count < MIN_PER_CLASS}


def _rule_classes(label: str, seen: NDArray[Any]) -> NDArray[Any]:
    """Return the classes of the rules alone: all there are, for the labels are too few to tell."""
    return seen if label == "pledge" else np.array(sorted(KNOWN[label]))


def _rules_alone(table: pd.DataFrame, label: str, data: Labelled) -> float | None:
    """Return the accuracy of the rules on the same texts; None where they do not know the label."""
    if not rules_know(label):
        return None
    proba = rule_probabilities(table, label, data.classes)
    return float((proba.argmax(axis=1) == data.truth).mean())


def _frames(
    judged: Judged, classes: NDArray[Any], data: Labelled, held: NDArray[np.int64], seed: int
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return quality, quality by class, and the predictions they were taken from."""
    columns: dict[str, Any] = {
        "label": data.labels,
        "predicted": classes[judged.said],
        "fold": held,
        "group": data.units,
    }
    columns |= {f"p_{name}": judged.proba[:, place] for place, name in enumerate(classes)}
    predictions = pd.DataFrame(columns, index=data.texts.index)
    return quality_frame(judged, seed=seed), by_class_frame(judged, classes), predictions
