"""StatementScorer: the rules, or a model beside them, as an estimator for scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError
from rhetoric_gap.text._estimator import TextEstimator
from rhetoric_gap.text._labels import CLASSES, LABELS, SHOWN, Label, chances_of, classes_of, texts_of
from rhetoric_gap.text.lexicon import Lexicon
from rhetoric_gap.text.reading import read_text

TRAIN = "train"


class StatementScorer(TextEstimator):
    """Classify sentences by the rules of a lexicon, or by a model of yours, in pipelines of scikit-learn.

    Parameters
    ----------
    lexicon : Lexicon, optional
        The patterns, by default the ones the library ships.
    label : {"quad", "direction", "root", "event"}, default "quad"
        What is told apart: the classes ``VC``, ``MC``, ``VK``, ``MK`` and ``NEU`` (verbal and material cooperation and
        conflict, mere remarks); ``conflict``, ``cooperation``, ``none``; the PLOVER roots and ``NEU``; ``event`` or
        ``remark``.
    model : estimator or "train", optional
        What decides instead of the rules. ``"train"``: :meth:`fit` trains a scorer on its labels, as
        :func:`train_scorer` does. Or a classifier of texts of yours: with `y`, :meth:`fit` fits a clone of it; without,
        it must be fitted already.
    abstain : str, optional
        What :meth:`predict` answers where it would rather not; by default it always names the likeliest class.
    min_probability : float, default 0
        With ``abstain``: classes less probable than this are not named. Where no pattern was found the rules always
        abstain.

    Attributes
    ----------
    classes_ : numpy.ndarray
        The labels, sorted: columns of :meth:`predict_proba`.
    model_ : estimator or TrainedScorer
        The fitted model, if there is one.

    Notes
    -----
    The rules need no fitting: every method works at once, and :meth:`fit` with labels only checks them, unless
    there is a model to fit.

    Of scikit-learn's ``check_estimator`` everything holds that does not feed numbers: construction, parameters,
    cloning, tags, representation. The other checks make random matrices, and a matrix of numbers is no text: it is
    refused.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> scorer = rg.StatementScorer()
    >>> texts = ["North Korea threatened to bomb Seoul.", "The ministers signed an agreement."]
    >>> scorer.predict(texts).tolist()
    ['VK', 'VC']
    >>> rg.StatementScorer(label="direction", abstain="?").predict([*texts, "It rained."]).tolist()
    ['conflict', 'cooperation', '?']
    """

    def __init__(
        self,
        lexicon: Lexicon | None = None,
        label: Label = "quad",
        model: Any = None,
        abstain: str | None = None,
        min_probability: float = 0.0,
    ) -> None:
        self.lexicon = lexicon
        self.label = label
        self.model = model
        self.abstain = abstain
        self.min_probability = min_probability

    def fit(self, X: Any, y: Any = None, **fit_params: Any) -> StatementScorer:
        """Check texts and labels; fit the model if there is one.

        Parameters
        ----------
        X : sequence of str
            The texts: a list, a Series, an array, or a table of one column.
        y : sequence of str, optional
            Their labels.
        **fit_params
            Passed on to the model; with ``model="train"`` to :func:`train_scorer`, such as ``groups`` and ``seed``.

        Returns
        -------
        StatementScorer
            Itself.

        Raises
        ------
        RhetoricGapError
            If `X` is not text, `y` has another length or labels that are none of ``classes_``, or there are no labels
            to train on.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> rg.StatementScorer().fit(["They will attack."], ["VK"])
        StatementScorer()
        """
        texts, labels = texts_of(X), None if y is None else np.asarray(y, dtype=object).ravel()
        if labels is not None and len(labels) != len(texts):
            raise RhetoricGapError(f"y has {len(labels)} labels for {len(texts)} texts; give one for each")
        if self.model is None:
            self._check_labels(labels)
        elif isinstance(self.model, str):
            self._train(texts, labels, fit_params)
        elif labels is None:
            classes_of(self.model)
            self.model_ = self.model
        else:
            from sklearn.base import clone

            self.model_ = clone(self.model).fit(texts, labels.astype(str), **fit_params)
        return self

    def _train(self, texts: list[str], labels: Any, fit_params: dict[str, Any]) -> None:
        """Train a scorer on labels the rules know, too."""
        from rhetoric_gap.text.model import train_scorer

        if self.model != TRAIN:
            raise UnknownOptionError("model", self.model, (TRAIN, "an estimator"))
        if labels is None:
            raise RhetoricGapError("model='train' learns from labels: fit(texts, labels)")
        self._check_labels(labels)
        self.model_ = train_scorer(
            texts, labels.astype(str), label=self.label, lexicon=self.lexicon, **fit_params
        )

    def _check_labels(self, labels: Any) -> None:
        """Refuse labels the rules do not know."""
        known = self._rule_classes()
        wrong = sorted({str(label) for label in labels} - set(known)) if labels is not None else []
        if wrong:
            raise RhetoricGapError(
                f"y has labels that are none of label={self.label!r}: {', '.join(map(repr, wrong[:SHOWN]))}; "
                f"allowed: {', '.join(map(repr, known))}"
            )

    def _rule_classes(self) -> tuple[str, ...]:
        if self.label not in LABELS:
            raise UnknownOptionError("label", self.label, LABELS)
        return CLASSES[self.label]

    @property
    def classes_(self) -> np.ndarray[Any, Any]:
        """The labels, sorted."""
        model = self._model()
        if model is not None:
            return np.asarray(classes_of(model))
        return np.asarray(self._rule_classes(), dtype=object).astype(str)

    def _model(self) -> Any:
        """Return the model that decides, fitted here or before; None for the rules."""
        if isinstance(self.model, str) and not hasattr(self, "model_"):
            raise RhetoricGapError("this scorer is not trained yet: call fit(texts, labels) first")
        return None if self.model is None else getattr(self, "model_", self.model)

    def predict(self, X: Any) -> np.ndarray[Any, Any]:
        """Name the class of each text.

        Parameters
        ----------
        X : sequence of str
            The texts.

        Returns
        -------
        numpy.ndarray of str
            The likeliest class, or ``abstain``.

        Raises
        ------
        RhetoricGapError
            If `X` is not text.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> rg.StatementScorer(label="root").predict(["They threatened to attack."]).tolist()
        ['THREATEN']
        """
        texts = texts_of(X)
        chances, found = self._chances(texts)
        classes = self.classes_.astype(object)
        if not len(texts):
            return np.array([], dtype=str)
        named = classes[chances.argmax(axis=1)]
        if self.abstain is not None:
            named[~found | (chances.max(axis=1) < self.min_probability)] = self.abstain
        return np.asarray(named.astype(str))

    def predict_proba(self, X: Any) -> np.ndarray[Any, Any]:
        """Give the probability of each class.

        Parameters
        ----------
        X : sequence of str
            The texts.

        Returns
        -------
        numpy.ndarray of float, shape (n_texts, n_classes)
            Rows sum to 1; columns as in ``classes_``.

        Raises
        ------
        RhetoricGapError
            If `X` is not text.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> rg.StatementScorer(label="event").predict_proba(["They threatened to attack."]).round(1).tolist()
        [[1.0, 0.0]]
        """
        return self._chances(texts_of(X))[0]

    def _chances(self, texts: list[str]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """Return probabilities, and whether there was anything to go by."""
        model, classes = self._model(), self.classes_
        if model is not None:
            classes_of(model)
            given = np.asarray(model.predict_proba(texts)) if texts else np.empty((0, len(classes)))
            return given, np.ones(len(texts), dtype=bool)
        chances, found = np.empty((len(texts), len(classes))), np.empty(len(texts), dtype=bool)
        for place, text in enumerate(texts):
            reading = read_text(text, self.lexicon)
            answer = chances_of(reading, self.label)
            chances[place] = [answer[label] for label in classes]
            found[place] = reading.pattern_found
        return chances, found

    def transform(self, X: Any) -> pd.DataFrame:
        """Write what the rules find in each text as columns of numbers, for a model of yours.

        Parameters
        ----------
        X : sequence of str
            The texts.

        Returns
        -------
        pandas.DataFrame
            One row per text, the columns of :meth:`get_feature_names_out`; the index of `X` if it has one.

        Raises
        ------
        RhetoricGapError
            If `X` is not text.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> rg.StatementScorer().transform(["They threatened to attack."])["kind_threat"].tolist()
        [1.0]
        """
        from rhetoric_gap.text.features import rule_features

        frame = rule_features(texts_of(X), self.lexicon)
        if isinstance(X, pd.Series | pd.DataFrame):
            frame.index = X.index
        return frame

    def fit_transform(self, X: Any, y: Any = None, **fit_params: Any) -> pd.DataFrame:
        """Fit, then transform: see :meth:`fit` and :meth:`transform`.

        Parameters
        ----------
        X : sequence of str
            The texts.
        y : sequence of str, optional
            Their labels.
        **fit_params
            Passed on to :meth:`fit`.

        Returns
        -------
        pandas.DataFrame
            What :meth:`transform` returns.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> rg.StatementScorer().fit_transform(["They threatened to attack."]).shape[0]
        1
        """
        return self.fit(X, y, **fit_params).transform(X)

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray[Any, Any]:
        """Return the names of the columns of :meth:`transform`.

        Parameters
        ----------
        input_features : object, optional
            Not used.

        Returns
        -------
        numpy.ndarray of str
            The names.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> "kind_threat" in rg.StatementScorer().get_feature_names_out()
        True
        """
        from rhetoric_gap.text.features import rule_columns

        return np.asarray(rule_columns(), dtype=object)

    def __sklearn_is_fitted__(self) -> bool:
        model = self._model()
        return model is None or hasattr(model, "classes_")
