"""Texts that repeat each other, and folds they never straddle."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric_gap.errors import RhetoricGapError

THRESHOLD = 0.8
"""Cosine of character 4-gram TF-IDF from which two texts count as near-duplicates."""
N_FOLDS = 5
_NGRAM = 4
_N_FEATURES = 2**20
# 24 tables of 3 hashes: texts that share half of their 4-grams meet in some table with probability .96, texts that
# share two thirds with .9998, unrelated ones (which share about one in thirty) with .001.
_TABLES, _HASHES = 24, 3
_PRIME = 2_147_483_647
_AT_ONCE = 50_000

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Fold:
    """Rows to learn from and rows to be tested on.

    Attributes
    ----------
    train, test : numpy.ndarray of int
        Row numbers; no near-duplicate and no group of ``test`` is in ``train``.
    """

    train: Ints
    test: Ints


def near_duplicates(texts: Iterable[str], *, threshold: float = THRESHOLD, seed: int = 0) -> pd.Series:
    """Find the clusters of texts that repeat each other.

    Parameters
    ----------
    texts : iterable of str
        The texts.
    threshold : float, default 0.8
        Similarity from which two texts count as the same, in (0, 1].
    seed : int, default 0
        Seed of the hashing that proposes pairs.

    Returns
    -------
    pandas.Series
        A cluster number for each text, counted from 0 in order of first appearance, under the index of ``texts``.

    Raises
    ------
    RhetoricGapError
        If a text is not text, or ``threshold`` is not in (0, 1].

    Notes
    -----
    Similarity is the cosine of TF-IDF weighted character 4-grams. Candidate pairs come from MinHash signatures in
    tables (locality-sensitive hashing), so the time grows with the number of texts, not with its square; each proposed
    pair is then checked exactly. Clusters are the connected components: a chain of near-duplicates is one cluster.

    References
    ----------
    Broder, A. (1997). On the resemblance and containment of documents. Compression and Complexity of Sequences, 21-29.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> rg.near_duplicates([
    ...     "The minister vowed to strike the capital within days.",
    ...     "The rain stopped.",
    ...     "The minister vowed to strike the capital within days!",
    ... ]).tolist()
    [0, 1, 0]
    """
    series = checked_texts(texts)
    if not 0 < threshold <= 1:
        raise RhetoricGapError(f"threshold must be above 0 and at most 1, got {threshold!r}")
    plain = series.str.lower().str.split().str.join(" ")
    distinct_of_row, distinct = pd.factorize(plain)
    clusters = _components(_similar_pairs(list(distinct), threshold, seed), len(distinct))
    numbers, _ = pd.factorize(clusters[distinct_of_row])
    return pd.Series(numbers.astype(np.int64), index=series.index, name="cluster")


def checked_texts(texts: Any) -> pd.Series:
    """Return texts as a series of str, or say which are not text."""
    if isinstance(texts, str) or not isinstance(texts, Iterable):
        raise RhetoricGapError(
            f"texts must be several texts, got one {type(texts).__name__}: [text] is a list of one"
        )
    series = texts if isinstance(texts, pd.Series) else pd.Series(list(texts), dtype=object)
    wrong = [row for row, text in series.items() if not isinstance(text, str)]
    if wrong:
        rows = ", ".join(map(str, wrong[:10])) + (" ..." if len(wrong) > 10 else "")
        raise RhetoricGapError(
            f"texts must be text in every row; {len(wrong)} are not: rows {rows}. Drop them, or fill them with ''"
        )
    # Half of a surrogate pair is no character any file can hold: it is read as the replacement character.
    clean = [text.encode("utf-8", "replace").decode("utf-8") for text in series]
    return pd.Series(clean, index=series.index, dtype=object)


def make_folds(
    labels: NDArray[Any],
    clusters: Ints,
    groups: NDArray[Any] | None = None,
    *,
    n_folds: int = N_FOLDS,
    seed: int = 0,
) -> list[Fold]:
    """Deal rows into folds that keep groups together and near-duplicates apart from their doubles.

    Parameters
    ----------
    labels : numpy.ndarray
        Label of each row; folds are dealt so that each has its share of every label.
    clusters : numpy.ndarray of int
        Cluster of near-duplicates of each row.
    groups : numpy.ndarray, optional
        Groups that must not be split: sources, speakers, manifestos.
    n_folds : int, default 5
        Number of folds; fewer where there are fewer groups.
    seed : int, default 0
        Seed of the dealing.

    Returns
    -------
    list of Fold
        Every row is tested once. Where groups are given they make the folds, and rows whose near-duplicate is tested
        are left out of the rows to learn from: a stock phrase all groups use would otherwise chain them into one.

    Raises
    ------
    RhetoricGapError
        If there are fewer than two groups.

    Examples
    --------
    >>> folds = make_folds(np.array([0, 1] * 4), np.array([0, 1, 0, 1, 2, 3, 4, 5]), n_folds=2)
    >>> sorted(int(row) for fold in folds for row in fold.test)
    [0, 1, 2, 3, 4, 5, 6, 7]
    """
    from sklearn.model_selection import StratifiedGroupKFold

    units = pd.factorize(clusters if groups is None else groups)[0]
    count = min(n_folds, len(np.unique(units)))
    if count < 2:
        what = "clusters of near-duplicates" if groups is None else "groups"
        raise RhetoricGapError(f"cross-validation needs at least 2 {what} to hold one out, got {count}")
    strata = _strata(labels, count)
    splitter = StratifiedGroupKFold(n_splits=count, shuffle=True, random_state=seed)
    folds = []
    for train, test in splitter.split(strata, strata, units):
        doubled = np.isin(clusters[train], clusters[test])
        folds.append(Fold(train[~doubled], test))
    return [fold for fold in folds if len(fold.test) and len(fold.train)]


def _strata(labels: NDArray[Any], n_folds: int) -> Ints:
    """Turn labels into numbers, those too rare to be in every fold as one."""
    numbers, _ = pd.factorize(labels)
    counts = np.bincount(numbers)
    rare = counts[numbers] < n_folds
    if 0 < rare.sum() < n_folds:
        rare |= numbers == np.argmax(counts)
    return np.where(rare, -1, numbers).astype(np.int64)


def _similar_pairs(texts: list[str], threshold: float, seed: int) -> Ints:
    """Return the pairs of texts that are similar enough, shape (n, 2)."""
    from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer

    if len(texts) < 2:
        return np.empty((0, 2), dtype=np.int64)
    counts = HashingVectorizer(
        analyzer="char_wb",
        ngram_range=(_NGRAM, _NGRAM),
        n_features=_N_FEATURES,
        alternate_sign=False,
        norm=None,
    ).transform(texts)
    pairs = _candidates(counts.indptr, counts.indices, seed)
    if not len(pairs):
        return pairs
    weights = TfidfTransformer(sublinear_tf=True).fit_transform(counts)
    cosine = np.concatenate(
        [
            np.asarray(weights[part[:, 0]].multiply(weights[part[:, 1]]).sum(axis=1)).ravel()
            for part in np.array_split(pairs, len(pairs) // _AT_ONCE + 1)
        ]
    )
    return pairs[cosine >= threshold]


def _candidates(indptr: NDArray[Any], indices: NDArray[Any], seed: int) -> Ints:
    """Return pairs of rows that meet in some table: neighbours in the table, and each with the first of its bucket."""
    rows = np.flatnonzero(np.diff(indptr) > 0)
    if len(rows) < 2:
        return np.empty((0, 2), dtype=np.int64)
    rng = np.random.default_rng(seed)
    starts, shingles = indptr[rows], indices.astype(np.int64)
    found = []
    for _ in range(_TABLES):
        keys = [_min_hash(shingles, starts, rng) for _ in range(_HASHES)]
        order = np.lexsort(keys)
        same = np.all([key[order][1:] == key[order][:-1] for key in keys], axis=0)
        first = np.maximum.accumulate(np.where(np.concatenate([[True], ~same]), np.arange(len(rows)), 0))
        later = np.flatnonzero(same) + 1
        found += [np.c_[order[later - 1], order[later]], np.c_[order[first[later]], order[later]]]
    pairs = np.sort(rows[np.concatenate(found)], axis=1).astype(np.int64)
    return np.unique(pairs, axis=0)


def _min_hash(shingles: Ints, starts: NDArray[Any], rng: np.random.Generator) -> Ints:
    """Return the least hash of each row's shingles under one random hash function."""
    factor, shift = rng.integers(1, _PRIME, size=2)
    return np.minimum.reduceat((shingles * factor + shift) % _PRIME, starts)


def _components(pairs: Ints, count: int) -> Ints:
    """Find the connected components of a graph of pairs."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    graph = coo_matrix((np.ones(len(pairs), dtype=np.int8), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    return connected_components(graph, directed=False)[1].astype(np.int64)
