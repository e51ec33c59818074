"""Texts with the labels people gave, checked as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.text.folds import Fold, Ints, checked_texts, make_folds, near_duplicates
from rhetoric_gap.text.rules_alone import check_values

_SHOWN = 10


@dataclass(frozen=True)
class Labelled:
    """Texts and labels that go together.

    Attributes
    ----------
    texts : pandas.Series
        The texts, under the caller's index.
    labels : numpy.ndarray
        Their labels.
    classes : numpy.ndarray
        The labels there are, sorted.
    clusters : numpy.ndarray of int
        Clusters of near-duplicates.
    groups : numpy.ndarray of int or None
        The caller's groups, numbered.
    """

    texts: pd.Series
    labels: NDArray[Any]
    classes: NDArray[Any]
    clusters: Ints
    groups: Ints | None

    @property
    def units(self) -> Ints:
        """The independent unit of each row."""
        return self.clusters if self.groups is None else self.groups

    @property
    def truth(self) -> Ints:
        """The labels as places among the classes."""
        return np.searchsorted(self.classes, self.labels).astype(np.int64)

    def folds(self, n_folds: int, seed: int) -> list[Fold]:
        """Deal the rows into folds."""
        return make_folds(self.labels, self.clusters, self.groups, n_folds=n_folds, seed=seed)

    def facts(self) -> dict[str, Any]:
        """Return the counts a model card names."""
        names, counts = np.unique(self.labels, return_counts=True)
        return {
            "n": len(self.texts),
            "n_clusters": len(np.unique(self.clusters)),
            "n_groups": None if self.groups is None else len(np.unique(self.groups)),
            "counts": {str(name): int(count) for name, count in zip(names, counts, strict=True)},
        }


def check_labelled(texts: Any, labels: Any, groups: Any, label: str, seed: int) -> Labelled:
    """Bring texts, labels and groups together, or say what is wrong with them.

    Parameters
    ----------
    texts, labels, groups : iterable
        As given by the caller; ``groups`` may be None.
    label : str
        What the labels tell.
    seed : int
        Seed of the search for near-duplicates.

    Returns
    -------
    Labelled
        Everything a model is fitted to.

    Raises
    ------
    RhetoricGapError
        If lengths differ, labels or groups are missing, of mixed types, or not what ``label`` can be.
    """
    series = checked_texts(texts)
    values = _column(labels, "labels", series)
    kinds = {type(value).__name__ for value in values}
    if len({"text" if kind == "str" else "number" for kind in kinds}) > 1:
        raise RhetoricGapError(f"labels must be of one type, got {', '.join(sorted(kinds))}")
    if not len(values):
        raise RhetoricGapError("there are no texts to learn from")
    array = np.array(values.tolist())
    classes = np.unique(array)
    check_values(label, classes)
    numbers = None if groups is None else pd.factorize(_column(groups, "groups", series))[0].astype(np.int64)
    clusters = near_duplicates(series, seed=seed).to_numpy()
    return Labelled(series, array, classes, clusters, numbers)


def _column(values: Iterable[Any], name: str, texts: pd.Series) -> NDArray[Any]:
    """Return one value per text, or say which are missing."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise RhetoricGapError(f"{name} must hold one value per text, got one {type(values).__name__}")
    column = pd.Series(list(values), dtype=object)
    if len(column) != len(texts):
        raise RhetoricGapError(f"texts and {name} must be equally many, got {len(texts)} and {len(column)}")
    missing = np.flatnonzero(column.isna())
    if len(missing):
        rows = ", ".join(str(texts.index[row]) for row in missing[:_SHOWN])
        more = " ..." if len(missing) > _SHOWN else ""
        raise RhetoricGapError(
            f"{name} are missing in {len(missing)} of {len(texts)} rows: {rows}{more}. Leave these rows out"
        )
    return column.to_numpy()
