"""learning_curve: how many labels are needed, beside what the rules do without any."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.text._labelled import Labelled, check_labelled
from rhetoric_gap.text._linear import PENALTY, inputs
from rhetoric_gap.text.folds import N_FOLDS, Fold, Ints
from rhetoric_gap.text.lexicon import Lexicon
from rhetoric_gap.text.model import cross_validate
from rhetoric_gap.text.quality import Judged, accuracy, macro_f1, quality_frame
from rhetoric_gap.text.rules_alone import rule_probabilities, rules_know

SIZES = (50, 100, 200, 400, 800, 1600, 3200, 6400)


def learning_curve(
    texts: Iterable[str],
    labels: Iterable[Any],
    *,
    sizes: Sequence[int] | None = None,
    groups: Iterable[Any] | None = None,
    label: str = "quad",
    extra_features: Any = None,
    lexicon: Lexicon | None = None,
    n_folds: int = N_FOLDS,
    penalty: float = PENALTY,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure how right a trained scorer is with more and more labels.

    Parameters
    ----------
    texts : iterable of str
        The texts.
    labels : iterable
        Label of each text.
    sizes : sequence of int, optional
        Numbers of labels to learn from; by default 50, 100, 200 ... as far as the labels reach.
    groups : iterable, optional
        What texts share that unseen texts will not, as in :func:`train_scorer`.
    label : str
        What the labels tell.
    extra_features : object, optional
        A transformer of texts, or a list of (name, transformer).
    lexicon : Lexicon, optional
        The patterns of the rule features.
    n_folds : int
        Folds of the cross-validation.
    penalty : float
        Inverse of the strength of the ridge penalty.
    seed : int
        Seed of folds, draws and intervals.

    Returns
    -------
    pandas.DataFrame
        One row per size: ``size``, ``accuracy``, ``lower``, ``upper``, ``macro_f1``, ``rules`` (accuracy of the rules
        alone on the same texts, missing where they do not know the label) and ``beats_rules`` (whether ``lower`` lies
        above it).

    Raises
    ------
    RhetoricGapError
        If texts and labels do not go together, or no size can be drawn.

    Notes
    -----
    Every text is tested once, by a model that learned from ``size`` of the other folds' rows: whole groups at random,
    the last one cut. The same folds serve every size, and smaller draws are part of larger ones. Intervals resample
    groups, or clusters of near-duplicates; they do not hold what another draw of the labels would change.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> texts = [f"Company {i} will build plant {i}." for i in range(60)] + [f"Plant {i} was old." for i in range(60)]
    >>> curve = rg.learning_curve(texts, [1] * 60 + [0] * 60, label="pledge", sizes=[20, 80])
    >>> curve[["size", "accuracy"]].round(2).values.tolist()
    [[20.0, 1.0], [80.0, 1.0]]
    """
    data = check_labelled(texts, labels, groups, label, seed)
    table = inputs(data.texts, lexicon or Lexicon.default())
    folds = data.folds(n_folds, seed)
    chosen = _sizes(sizes, min(len(fold.train) for fold in folds))
    order = _drawn(folds, data.units, seed)
    rules = _rules(table, label, data)
    rows = []
    for size in chosen:
        parts = [Fold(drawn[:size], fold.test) for drawn, fold in zip(order, folds, strict=True)]
        proba, _ = cross_validate(table, data, parts, extra_features, penalty)
        found = quality_frame(
            Judged(data.truth, proba, data.units), {"accuracy": accuracy, "macro_f1": macro_f1}, seed=seed
        ).set_index("measure")
        estimate, lower, upper = found[["estimate", "lower", "upper"]].to_numpy(float)[0]
        rows.append(
            (size, estimate, lower, upper, found.loc["macro_f1", "estimate"], rules, bool(lower > rules))
        )
    return pd.DataFrame(
        rows, columns=["size", "accuracy", "lower", "upper", "macro_f1", "rules", "beats_rules"]
    )


def _sizes(sizes: Sequence[int] | None, most: int) -> list[int]:
    """Return the sizes there are labels for."""
    if sizes is None:
        return [*(size for size in SIZES if size < most), most]
    wrong: list[Any] = [
        size for size in sizes if not isinstance(size, int | np.integer) or not 2 <= size <= most
    ]
    if wrong or not len(sizes):
        raise RhetoricGapError(
            f"sizes must be whole numbers from 2 to {most}, the labels left when a fold is held out; got "
            f"{', '.join(map(repr, wrong or ['none']))}"
        )
    return sorted({int(size) for size in sizes})


def _drawn(folds: list[Fold], units: Ints, seed: int) -> list[Ints]:
    """Return each fold's rows to learn from with its groups in random order."""
    rank = np.random.default_rng(seed).permutation(int(units.max()) + 1)
    shuffled = np.random.default_rng(seed + 1).permutation(len(units))
    return [fold.train[np.lexsort((shuffled[fold.train], rank[units[fold.train]]))] for fold in folds]


def _rules(table: pd.DataFrame, label: str, data: Labelled) -> float:
    """Return the accuracy of the rules alone, missing where they do not know the label."""
    if not rules_know(label):
        return float("nan")
    proba: NDArray[np.float64] = rule_probabilities(table, label, data.classes)
    return float((proba.argmax(axis=1) == data.truth).mean())
