"""The linear model: TF-IDF of words and characters, the rule features, the user's own, and a logistic regression."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.text._clean import blank_markup
from rhetoric_gap.text.features import rule_columns, rule_features

if TYPE_CHECKING:
    from rhetoric_gap.text.lexicon import Lexicon

TEXT = "text"
PENALTY = 1.0
"""Inverse of the penalty: of .1, .3, 1 and 3 the one with the least calibration error in grouped cross-validation."""
RULES_WEIGHT = 1.0
_WORDS, _CHARACTERS = 20_000, 30_000
_MANY = 200
_COEFFICIENTS = 800_000
"""Coefficients a model may have: single precision, packed, they stay below 3 MB."""


def inputs(texts: Iterable[str], lexicon: Lexicon | None) -> pd.DataFrame:
    """Return what the model reads: the text without markup, and the rule features."""
    series = pd.Series(list(texts), dtype=object)
    return rule_features(series, lexicon).assign(**{TEXT: [blank_markup(text) for text in series]})


def fit_linear(table: pd.DataFrame, labels: NDArray[Any], extra: Any = None, penalty: float = PENALTY) -> Any:
    """Fit the pipeline, and keep its numbers in single precision.

    Parameters
    ----------
    table : pandas.DataFrame
        See :func:`inputs`.
    labels : numpy.ndarray
        Label of each row, at least two different ones.
    extra : object, optional
        A transformer of texts (a fresh copy is fitted), or a list of (name, transformer).
    penalty : float, default 1
        Inverse of the strength of the penalty.

    Returns
    -------
    sklearn.pipeline.Pipeline
        Steps ``features`` and ``model``.

    Raises
    ------
    RhetoricGapError
        If the texts have no words to learn from.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import Pipeline

    # On a sparse table wider than long Newton steps take a twentieth of the time of the default solver. They need
    # double precision: in single precision their line search stalls.
    model = LogisticRegression(C=penalty, solver="newton-cg", max_iter=200)
    pipeline = Pipeline([("features", _columns(len(table), len(np.unique(labels)), extra)), ("model", model)])
    try:
        pipeline.fit(table, labels)
    except ValueError as error:
        if "vocabulary" in str(error) or "no terms remain" in str(error):
            raise RhetoricGapError(
                f"the {len(table)} texts have no words to learn from: are they empty, or all in marks and signs?"
            ) from error
        raise
    _make_small(pipeline)
    return pipeline


def _columns(n_texts: int, n_classes: int, extra: Any) -> Any:
    """Build the transformer of the inputs."""
    from sklearn.base import clone
    from sklearn.compose import ColumnTransformer
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.preprocessing import MaxAbsScaler

    budget = _COEFFICIENTS // (n_classes if n_classes > 2 else 1)
    share = min(1.0, budget / (_WORDS + _CHARACTERS))
    common = {"sublinear_tf": True, "min_df": 2 if n_texts >= _MANY else 1}
    words = TfidfVectorizer(
        ngram_range=(1, 2), token_pattern=r"(?u)\b\w+\b", max_features=int(_WORDS * share), **common
    )
    characters = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), max_features=int(_CHARACTERS * share), **common
    )
    own = [(name, clone(transformer), TEXT) for name, transformer in named_transformers(extra)]
    parts = [
        ("words", words, TEXT),
        ("characters", characters, TEXT),
        ("rules", MaxAbsScaler(), list(rule_columns())),
    ]
    return ColumnTransformer(
        [*parts, *own], sparse_threshold=1.0, transformer_weights={"rules": RULES_WEIGHT}
    )


def named_transformers(extra: Any) -> list[tuple[str, Any]]:
    """Return the user's transformers with their names, or say what is wrong with them."""
    if extra is None:
        return []
    pairs = extra if isinstance(extra, list | tuple) else [("extra", extra)]
    taken = {"words", "characters", "rules"}
    for pair in pairs:
        good = isinstance(pair, list | tuple) and len(pair) == 2 and isinstance(pair[0], str)
        if not good or not (hasattr(pair[1], "fit") and hasattr(pair[1], "transform")):
            raise RhetoricGapError(
                "extra_features must be a scikit-learn transformer of texts, or a list of (name, transformer); got "
                f"{pair!r}. It is given a column of texts: wrap one that needs more in a Pipeline"
            )
        if pair[0] in taken:
            raise RhetoricGapError(
                f"extra_features: the name {pair[0]!r} is taken; call the transformer otherwise"
            )
        taken = taken | {pair[0]}
    return [(name, transformer) for name, transformer in pairs]


def _make_small(pipeline: Any) -> None:
    """Turn numbers into types that take little room in a file."""
    model = pipeline.named_steps["model"]
    model.coef_ = model.coef_.astype(np.float32)
    model.intercept_ = model.intercept_.astype(np.float32)
    for vectorizer in _vectorizers(pipeline):
        vectorizer.vocabulary_ = {word: int(place) for word, place in vectorizer.vocabulary_.items()}


def _vectorizers(pipeline: Any) -> Iterator[Any]:
    """Yield the library's own vectorizers."""
    features = pipeline.named_steps["features"]
    yield features.named_transformers_["words"]
    yield features.named_transformers_["characters"]


def probabilities_of(pipeline: Any, table: pd.DataFrame, classes: NDArray[Any]) -> NDArray[np.float64]:
    """Return probabilities in the order of ``classes``; a class the pipeline never saw gets 0."""
    proba = np.zeros((len(table), len(classes)))
    if len(table):
        places = np.searchsorted(classes, pipeline.classes_)
        proba[:, places] = pipeline.predict_proba(table)
        proba /= proba.sum(axis=1, keepdims=True)
    return proba
