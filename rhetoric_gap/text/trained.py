"""TrainedScorer: what has been learned from labels, with what is known of how right it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric_gap.text._linear import inputs, probabilities_of
from rhetoric_gap.text.folds import checked_texts
from rhetoric_gap.text.lexicon import Lexicon
from rhetoric_gap.text.rules_alone import rule_probabilities


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
        >>> texts = [f"They will build plant {i}." for i in range(30)] + [f"Plant {i} was old." for i in range(30)]
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
        >>> texts = [f"They will build plant {i}." for i in range(30)] + [f"Plant {i} was old." for i in range(30)]
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
        >>> texts = [f"They will build plant {i}." for i in range(30)] + [f"Plant {i} was old." for i in range(30)]
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
        >>> texts = [f"They will build plant {i}." for i in range(30)] + [f"Plant {i} was old." for i in range(30)]
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
        >>> texts = [f"They will build plant {i}." for i in range(30)] + [f"Plant {i} was old." for i in range(30)]
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
