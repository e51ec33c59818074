"""StatementScorer among the tools of scikit-learn."""

from __future__ import annotations

import pickle
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone, is_classifier
from sklearn.compose import make_column_transformer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline, make_union
from sklearn.utils import estimator_checks

import rhetoric_gap as rg

TEXTS = [
    "North Korea threatened to bomb Seoul.",
    "The ministers signed an agreement.",
    "Troops invaded the island.",
    "The country sent food aid to Kenya.",
]
QUADS = ["VK", "VC", "MK", "MC"]
MODEL = make_pipeline(TfidfVectorizer(), LogisticRegression())
# What scikit-learn checks without feeding numbers; which of them exist depends on its version.
CHECKS = [
    "check_estimator_cloneable",
    "check_no_attributes_set_in_init",
    "check_parameters_default_constructible",
    "check_get_params_invariance",
    "check_set_params",
    "check_estimator_repr",
    "check_valid_tag_types",
    "check_estimator_tags_renamed",
    "check_do_not_raise_errors_in_init_or_set_param",
    "check_mixin_order",
    "check_estimator_get_tags_default_keys",
]


FOUND = [name for name in CHECKS if hasattr(estimator_checks, name)]


@pytest.mark.parametrize("name", FOUND)
def test_scikit_learn_finds_nothing_wrong(name):
    getattr(estimator_checks, name)("StatementScorer", rg.StatementScorer())


def test_the_installed_version_has_most_of_the_checks():
    assert len(FOUND) >= 5


def test_numbers_are_refused():
    with pytest.raises(rg.RhetoricGapError, match="one column of texts, got 2"):
        rg.StatementScorer().fit(np.zeros((3, 2)))
    with pytest.raises(rg.RhetoricGapError, match="0: float"):
        rg.StatementScorer().predict(np.zeros(3))


def test_rules_work_without_fitting():
    scorer = rg.StatementScorer()
    assert scorer.predict(TEXTS).tolist() == QUADS
    assert scorer.score(TEXTS, QUADS) == 1.0
    assert scorer.classes_.tolist() == ["MC", "MK", "NEU", "VC", "VK"]
    assert is_classifier(scorer)


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("direction", ["conflict", "cooperation", "conflict", "cooperation"]),
        ("event", ["event"] * 4),
        ("root", ["THREATEN", "AGREE", "ASSAULT", "AID"]),
    ],
)
def test_labels(label, expected):
    scorer = rg.StatementScorer(label=label).fit(TEXTS, expected)
    chances = scorer.predict_proba(TEXTS)
    assert chances.shape == (4, len(scorer.classes_))
    assert chances.sum(axis=1) == pytest.approx(1.0)
    got = scorer.predict(TEXTS).tolist()
    assert got == scorer.classes_[chances.argmax(axis=1)].tolist()
    assert sum(a == b for a, b in zip(got, expected, strict=True)) >= 3


def test_it_may_abstain():
    scorer = rg.StatementScorer(abstain="", min_probability=0.5)
    assert scorer.predict([TEXTS[0], "It rained.", ""]).tolist() == ["VK", "", ""]


def test_features_are_a_frame_with_names():
    scorer, series = rg.StatementScorer(), pd.Series(TEXTS, index=list("abcd"))
    frame = scorer.fit_transform(series)
    assert frame.columns.tolist() == scorer.get_feature_names_out().tolist()
    assert frame.index.tolist() == list("abcd") and not frame.isna().any(axis=None)
    assert scorer.set_output(transform="pandas") is scorer
    with pytest.raises(rg.UnknownOptionError, match="polars"):
        scorer.set_output(transform="polars")


def test_clones_pickles_and_parameters():
    own = rg.Lexicon.default().with_entries(pd.DataFrame({"pattern": ["rattle sabre"], "code": ["138"]}))
    scorer = rg.StatementScorer(own, abstain="?")
    for copy in (clone(scorer), pickle.loads(pickle.dumps(scorer))):
        assert copy.predict(TEXTS).tolist() == QUADS
        assert copy.abstain == "?" and copy.lexicon == own
    assert repr(rg.StatementScorer(label="root")) == "StatementScorer(label='root')"
    nested = rg.StatementScorer(model=LogisticRegression()).set_params(model__C=3.0)
    assert nested.get_params()["model__C"] == 3.0
    with pytest.raises(ValueError, match="nothing"):
        nested.set_params(nothing=1)


def test_in_pipelines_and_searches():
    texts, labels = TEXTS * 5, QUADS * 5
    both = make_pipeline(
        make_union(TfidfVectorizer(), rg.StatementScorer()), LogisticRegression(max_iter=500)
    )
    assert cross_val_score(both, texts, labels, cv=2).tolist() == [1.0, 1.0]
    assert "StatementScorer" in both._repr_html_()
    table = pd.DataFrame({"text": texts, "n": 1.0})
    columns = make_column_transformer((rg.StatementScorer(), "text"), remainder="passthrough")
    assert columns.fit_transform(table).shape == (20, len(rg.StatementScorer().get_feature_names_out()) + 1)
    search = GridSearchCV(rg.StatementScorer(abstain="NEU"), {"min_probability": [0.1, 1.0]}, cv=2)
    assert search.fit(texts, labels).best_params_ == {"min_probability": 0.1}


def test_a_model_of_the_callers_decides():
    texts, labels = TEXTS * 5, QUADS * 5
    scorer = rg.StatementScorer(model=MODEL).fit(texts, labels)
    assert scorer.predict(TEXTS).tolist() == QUADS
    assert not hasattr(MODEL, "classes_")
    fitted = clone(MODEL).fit(texts, labels)
    assert rg.StatementScorer(model=fitted).fit(texts).model_ is fitted
    draft = rg.score_text(TEXTS, model=scorer)
    assert len(draft.statements) + len(draft.actions) == 4
    with pytest.raises(rg.RhetoricGapError, match="fit it, or pass labels"):
        rg.StatementScorer(model=LogisticRegression()).predict(TEXTS)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: rg.StatementScorer().predict("one"), "put it in a list"),
        (lambda: rg.StatementScorer().predict(3), "got int"),
        (lambda: rg.StatementScorer().predict(["x", None]), "1: NoneType"),
        (lambda: rg.StatementScorer().fit(["x"], ["VC", "VC"]), "2 labels for 1 texts"),
        (lambda: rg.StatementScorer().fit(["x"], ["good"]), "none of label='quad': 'good'; allowed: 'MC'"),
        (lambda: rg.StatementScorer(label="mood").fit(["x"]), "label='mood' is not known"),
    ],
)
def test_mistakes_are_named(call, message):
    with pytest.raises(rg.RhetoricGapError, match=message):
        call()


def test_nothing_gives_nothing():
    assert rg.StatementScorer().predict([]).tolist() == []
    assert rg.StatementScorer().predict_proba([]).shape == (0, 5)
    assert rg.StatementScorer().transform([]).shape[0] == 0


def test_rules_need_no_scikit_learn():
    code = (
        "import sys, rhetoric_gap as rg\n"
        "assert rg.StatementScorer().predict(['They threatened to attack.']).tolist() == ['VK']\n"
        "assert len(rg.score_text(['They threatened to attack.']).statements) == 1\n"
        "assert 'sklearn' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def labelled(n):
    texts = [f"Chile threatened to attack town {i}." for i in range(n)]
    texts += [f"Peru signed a pact with group {i}." for i in range(n)]
    return texts, ["VK"] * n + ["VC"] * n


def test_fit_trains_where_it_is_asked_to():
    texts, labels = labelled(60)
    scorer = rg.StatementScorer(model="train").fit(texts, labels, seed=3)
    assert scorer.classes_.tolist() == ["VC", "VK"]
    assert scorer.predict(["Cuba threatened to strike."]).tolist() == ["VK"]
    same = rg.train_scorer(texts, labels, seed=3).predict_proba(["Peru bombed a town."])
    np.testing.assert_array_equal(scorer.predict_proba(["Peru bombed a town."]), same)


def test_few_labels_fall_back_on_the_rules_aloud():
    texts, labels = labelled(5)
    with pytest.warns(rg.RhetoricGapWarning, match="10 labels are fewer than 100"):
        scorer = rg.StatementScorer(model="train").fit(texts, labels)
    assert scorer.predict(["They bombed the port."]).tolist() == ["MK"]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: rg.StatementScorer(model="train").predict(["x"]), "not trained yet"),
        (lambda: rg.StatementScorer(model="train").fit(["x"]), "learns from labels"),
        (lambda: rg.StatementScorer(model="trained").fit(["x"], ["VC"]), "model='trained' is not known"),
    ],
)
def test_training_says_what_it_lacks(call, message):
    with pytest.raises(rg.RhetoricGapError, match=message):
        call()
