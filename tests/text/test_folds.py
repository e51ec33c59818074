from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rhetoric_gap as rg
from rhetoric_gap.text.folds import make_folds

VERBS = [
    "vowed",
    "threatened",
    "promised",
    "agreed",
    "refused",
    "planned",
    "offered",
    "began",
    "ceased",
    "hoped",
]
NOUNS = [
    "bridge",
    "harbour",
    "treaty",
    "convoy",
    "budget",
    "satellite",
    "embassy",
    "pipeline",
    "railway",
    "border",
]


def sentence(number: int) -> str:
    rng = np.random.default_rng(number)
    words = [
        str(rng.choice(VERBS)),
        str(rng.choice(NOUNS)),
        str(rng.integers(1000, 9999)),
        str(rng.choice(NOUNS)),
    ]
    opening = f"Speaker {rng.integers(0, 999)} {words[0]} over the {words[1]}"
    return f"{opening} {words[2]} and the {words[3]} {number * 7919}"


def test_texts_that_differ_in_a_mark_or_a_word_are_one_cluster() -> None:
    long = "The foreign minister of the island republic told reporters on Monday that the navy would leave the strait"
    texts = [
        long,
        long + ".",
        long.upper(),
        long.replace("Monday", "Sunday"),
        "It rained in the hills all day.",
    ]
    assert rg.near_duplicates(texts).tolist() == [0, 0, 0, 0, 1]


def test_a_chain_is_one_cluster_and_numbers_follow_the_order_of_the_rows() -> None:
    texts = ["Nothing alike at all here", "aaa bbb ccc", "aaa  bbb ccc ", "AAA BBB CCC", ""]
    found = rg.near_duplicates(pd.Series(texts, index=list("vwxyz")))
    assert found.to_dict() == {"v": 0, "w": 1, "x": 1, "y": 1, "z": 2}


def test_no_pair_above_the_threshold_is_missed_among_many() -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer

    base = [sentence(number) for number in range(150)]
    texts = base + [text.replace("Speaker", "A speaker") + "!" for text in base]
    found = rg.near_duplicates(texts).to_numpy()
    weights = TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 4), sublinear_tf=True).fit_transform(texts)
    left, right = np.nonzero(np.triu((weights @ weights.T).toarray(), 1) >= 0.8)
    assert len(left) >= 140
    assert (found[left] != found[right]).sum() == 0
    # unlike sentences stay apart
    assert len(set(found[:150])) >= 140


def test_a_higher_threshold_makes_no_fewer_clusters() -> None:
    texts = [sentence(number) for number in range(60)] + [sentence(number) + " again" for number in range(60)]
    counts = [rg.near_duplicates(texts, threshold=threshold).nunique() for threshold in (0.3, 0.6, 0.8, 0.99)]
    assert counts == sorted(counts)
    assert counts[-1] == 120


@pytest.mark.parametrize(
    ("texts", "says"), [("one text", "list of one"), (["a", None, 3], "rows 1, 2"), (7, "int")]
)
def test_what_is_no_list_of_texts_is_named(texts: object, says: str) -> None:
    with pytest.raises(rg.RhetoricGapError, match=says):
        rg.near_duplicates(texts)  # type: ignore[arg-type]


@pytest.mark.parametrize("threshold", [0, -1, 1.1, float("nan")])
def test_an_impossible_threshold_is_refused(threshold: float) -> None:
    with pytest.raises(rg.RhetoricGapError, match="threshold must be above 0"):
        rg.near_duplicates(["a", "b"], threshold=threshold)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(st.characters(), max_size=30), max_size=8))
def test_any_texts_get_a_cluster_each_and_equal_texts_the_same(texts: list[str]) -> None:
    found = rg.near_duplicates([*texts, *texts]).tolist()
    assert len(found) == 2 * len(texts)
    assert found[: len(texts)] == found[len(texts) :]


def test_folds_test_every_row_once_and_keep_clusters_whole() -> None:
    rng = np.random.default_rng(1)
    labels, clusters = rng.integers(0, 3, 200), rng.integers(0, 60, 200)
    folds = make_folds(labels, clusters)
    assert sorted(np.concatenate([fold.test for fold in folds])) == list(range(200))
    for fold in folds:
        assert not set(clusters[fold.train]) & set(clusters[fold.test])
        assert len(fold.train) + len(fold.test) == 200


def test_folds_by_group_learn_from_no_double_of_what_they_test() -> None:
    groups = np.repeat([0, 1, 2, 3], 25)
    clusters = np.arange(100)
    clusters[[0, 25, 50, 75]] = 0  # a stock phrase every group uses
    folds = make_folds(np.tile([0, 1], 50), clusters, groups, n_folds=4)
    assert len(folds) == 4
    for fold in folds:
        assert not set(groups[fold.train]) & set(groups[fold.test])
        assert not set(clusters[fold.train]) & set(clusters[fold.test])
        assert len(fold.train) == 72


def test_there_are_no_more_folds_than_groups_and_one_group_is_refused() -> None:
    labels, clusters = np.tile([0, 1], 10), np.arange(20)
    assert len(make_folds(labels, clusters, np.repeat([5, 9], 10))) == 2
    with pytest.raises(rg.RhetoricGapError, match="at least 2 groups to hold one out, got 1"):
        make_folds(labels, clusters, np.zeros(20))


def test_rare_labels_do_not_stop_the_dealing() -> None:
    labels = np.array(["a"] * 20 + ["b"] * 18 + ["c", "d"])
    folds = make_folds(labels, np.arange(40))
    assert [len(fold.test) for fold in folds] == [8] * 5
