"""train_scorer: a scorer that learns from labels people gave, with the rules beside the words."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric_gap.errors import RhetoricGapError, RhetoricGapWarning
from rhetoric_gap.text._labelled import Labelled, check_labelled
from rhetoric_gap.text._linear import PENALTY, fit_linear, inputs, named_transformers, probabilities_of
from rhetoric_gap.text.folds import N_FOLDS, Fold, checked_texts
from rhetoric_gap.text.lexicon import Lexicon
from rhetoric_gap.text.quality import Judged, by_class_frame, quality_frame
from rhetoric_gap.text.rules_alone import KNOWN, rule_probabilities, rules_know

MIN_LABELS = 100
MIN_PER_CLASS = 10


@dataclass(frozen=True, eq=False, repr=False)
class TrainedScorer:
    """A scorer that learned from labels, with what is known of how right it is.

    Attributes
    ----------
    label : str
        What it tells: ``quad``, ``root``, ``kind``, ``pledge`` or a name of your own.
    classes_ : numpy.ndarray
        The values it tells apart, sorted: the order of the columns of :meth:`predict_proba`.
    lexicon : Lexicon
        The patterns its rule features come from.
    pipeline : sklearn.pipeline.Pipeline or None
        The fitted model; None where the rules answer alone.
    quality : pandas.DataFrame
        ``measure``, ``estimate``, ``lower``, ``upper``: of texts it had not seen, see :func:`train_scorer`.
    by_class : pandas.DataFrame
        Precision, recall and F1 of each class, of texts it had not seen.
    out_of_fold : pandas.DataFrame
        For each text, under its index: ``label``, ``predicted``, ``fold``, ``group``, and a probability for each class
        (``p_...``), from a model that saw neither the text nor anything like it. Empty after loading.
    facts : dict
        Counts and settings of the training, for :meth:`card`.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> texts = [f"Company {i} will build plant {i}." for i in range(60)] + [f"Plant {i} was old." for i in range(60)]
    >>> scorer = rg.train_scorer(texts, [1] * 60 + [0] * 60, label="topic")
    >>> scorer.predict(["They will build a plant.", "It was old."]).tolist()
    [1, 0]
    """

    label: str
    classes_: NDArray[Any]
    lexicon: Lexicon
    pipeline: Any
    quality: pd.DataFrame
    by_class: pd.DataFrame
    out_of_fold: pd.DataFrame
    facts: dict[str, Any] = field(default_factory=dict)

    def predict_proba(self, texts: Iterable[str]) -> NDArray[np.float64]:
        """Return the probability of each class.

        Parameters
        ----------
        texts : iterable of str
            The texts.

        Returns
        -------
        numpy.ndarray of float, shape (n, n_classes)
            Columns in the order of ``classes_``; rows sum to 1.

        Raises
        ------
        RhetoricGapError
            If a text is not text.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> texts = [f"Company {i} will build plant {i}." for i in range(30)] + [f"Plant {i} was old." for i in range(30)]
        >>> scorer = rg.train_scorer(texts, [1] * 30 + [0] * 30, label="topic", min_labels=40, n_folds=2)
        >>> scorer.predict_proba(["They will build a plant."]).round(1).tolist()
        [[0.0, 1.0]]
        """
        table = inputs(checked_texts(texts), self.lexicon)
        if self.pipeline is None:
            return rule_probabilities(table, self.label, self.classes_)
        return probabilities_of(self.pipeline, table, self.classes_)

    def predict(self, texts: Iterable[str]) -> NDArray[Any]:
        """Return the most probable class of each text.

        Parameters
        ----------
        texts : iterable of str
            The texts.

        Returns
        -------
        numpy.ndarray
            Values of ``classes_``.

        Raises
        ------
        RhetoricGapError
            If a text is not text.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> texts = [f"Company {i} will build plant {i}." for i in range(30)] + [f"Plant {i} was old." for i in range(30)]
        >>> scorer = rg.train_scorer(texts, [1] * 30 + [0] * 30, label="topic", min_labels=40, n_folds=2)
        >>> scorer.predict(["They will build a plant.", "It was old."]).tolist()
        [1, 0]
        """
        return self.classes_[self.predict_proba(texts).argmax(axis=1)]

    def goldstein(self, texts: Iterable[str]) -> NDArray[np.float64]:
        """Return the Goldstein value each text is expected to have: for comparison with event data, never for a gap.

        Parameters
        ----------
        texts : iterable of str
            The texts.

        Returns
        -------
        numpy.ndarray of float
            The mean over the roots by their probability, each with the value of the text's best finding of that root.

        Raises
        ------
        RhetoricGapError
            If a text is not text, or the scorer tells something else than roots.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> texts = [f"Chile threatened to attack town {i}." for i in range(30)]
        >>> texts += [f"Peru signed a pact with group {i}." for i in range(30)]
        >>> labels = ["THREATEN"] * 30 + ["SUPPORT"] * 30
        >>> scorer = rg.train_scorer(texts, labels, label="root", min_labels=40, n_folds=2)
        >>> scorer.goldstein(["Chile threatened to attack."]).round(0).tolist()
        [-7.0]
        """
        from rhetoric_gap.text.expected import expected_goldstein

        return expected_goldstein(self, checked_texts(texts))

    def contributions(self, text: str, top: int = 12) -> pd.DataFrame:
        """Return what led to the class a text is given.

        Parameters
        ----------
        text : str
            One text.
        top : int, default 12
            Rows returned.

        Returns
        -------
        pandas.DataFrame
            ``label``, ``feature``, ``value``, ``coefficient`` and ``contribution`` (their product, in log odds before
            the classes are weighed against each other), the largest first; no rows where the rules answer alone.

        Raises
        ------
        RhetoricGapError
            If ``text`` is not text.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> texts = [f"Company {i} will build plant {i}." for i in range(30)] + [f"Plant {i} was old." for i in range(30)]
        >>> scorer = rg.train_scorer(texts, [1] * 30 + [0] * 30, label="topic", min_labels=40, n_folds=2)
        >>> scorer.contributions("They will build a plant.", top=2)["label"].tolist()
        [1, 1]
        """
        from rhetoric_gap.text.card import contributions

        return contributions(self, text, top)

    def card(self) -> str:
        """Return the model card: data, quality, calibration, use and limits, as Markdown.

        Returns
        -------
        str
            The card; it bears no date, so that equal models have equal cards.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> texts = [f"Company {i} will build plant {i}." for i in range(30)] + [f"Plant {i} was old." for i in range(30)]
        >>> scorer = rg.train_scorer(texts, [1] * 30 + [0] * 30, label="topic", min_labels=40, n_folds=2)
        >>> scorer.card().splitlines()[0]
        '# Model card: topic'
        """
        from rhetoric_gap.text.card import model_card

        return model_card(self)

    def save(self, path: str | Path) -> Path:
        """Save the scorer in a file that runs no code when it is opened.

        Parameters
        ----------
        path : str or pathlib.Path
            The file, by custom ``.skops``.

        Returns
        -------
        pathlib.Path
            The file written.

        Raises
        ------
        RhetoricGapError
            If skops is not installed, or a transformer of your own cannot be saved.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> texts = [f"Company {i} will build plant {i}." for i in range(30)] + [f"Plant {i} was old." for i in range(30)]
        >>> scorer = rg.train_scorer(texts, [1] * 30 + [0] * 30, label="topic", min_labels=40, n_folds=2)
        >>> import pathlib, tempfile
        >>> path = scorer.save(pathlib.Path(tempfile.mkdtemp()) / "topic.skops")
        >>> rg.load_scorer(path).predict(["They will build a plant."]).tolist()
        [1]
        """
        from rhetoric_gap.text.saved import save_scorer

        return save_scorer(self, path)

    def __repr__(self) -> str:
        """Say what it tells, from how many labels, and how well."""
        how = "rules alone" if self.pipeline is None else f"{self.facts.get('n', 0)} labels"
        rows = self.quality.set_index("measure")
        accuracy = float(rows["estimate"].to_dict()["accuracy"])
        return f"TrainedScorer({self.label!r}, {len(self.classes_)} classes, {how}; accuracy {accuracy:.3f})"


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
