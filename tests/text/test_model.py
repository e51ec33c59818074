from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rhetoric_gap as rg
from rhetoric_gap.text.features import rule_columns, rule_features
from rhetoric_gap.text.quality import Judged, quality_frame
from rhetoric_gap.text.rules_alone import KNOWN, rule_probabilities

PLACES = [
    "Lydia",
    "Phrygia",
    "Caria",
    "Lycia",
    "Mysia",
    "Bithynia",
    "Pontus",
    "Galatia",
    "Cilicia",
    "Pamphylia",
]
SAYINGS = {
    "VK": [
        "threatened to bomb {}",
        "condemned the raid of {}",
        "accused {} of smuggling",
        "rejected the offer of {}",
    ],
    "MK": [
        "bombed the harbour of {}",
        "imposed sanctions on {}",
        "arrested diplomats from {}",
        "attacked {}",
    ],
    "VC": [
        "promised to send aid to {}",
        "praised the reforms of {}",
        "met the envoy of {}",
        "agreed to visit {}",
    ],
    "MC": [
        "sent food aid to {}",
        "released prisoners from {}",
        "withdrew its troops from {}",
        "lent money to {}",
    ],
}


def sentences(each: int, seed: int = 0) -> tuple[list[str], list[str]]:
    """Write sentences of the four classes that no two share place, speaker and number."""
    rng = np.random.default_rng(seed)
    texts, labels = [], []
    for label, sayings in SAYINGS.items():
        for number in range(each):
            saying = sayings[number % len(sayings)].format(rng.choice(PLACES))
            opening = f"{rng.choice(PLACES)} on day {rng.integers(10_000)}"
            texts.append(
                f"{opening} {saying}, report {rng.integers(10_000)} of its {rng.choice(PLACES)} office said"
            )
            labels.append(label)
    return texts, labels


@pytest.fixture(scope="module")
def trained() -> rg.TrainedScorer:
    texts, labels = sentences(30)
    return rg.train_scorer(texts, labels)


def test_it_learns_and_says_how_well_out_of_fold(trained: rg.TrainedScorer) -> None:
    texts, labels = sentences(12, seed=99)
    proba = trained.predict_proba(texts)
    assert trained.classes_.tolist() == ["MC", "MK", "VC", "VK"]
    assert proba.shape == (48, 4)
    assert np.allclose(proba.sum(axis=1), 1)
    assert (trained.predict(texts) == np.array(labels)).mean() > 0.9
    held = trained.out_of_fold
    assert held["fold"].between(0, 4).all()
    assert set(held.groupby("fold").size()) <= set(range(20, 29))
    right = (held["predicted"] == held["label"]).mean()
    quality = trained.quality.set_index("measure")
    assert quality.loc["accuracy", "estimate"] == pytest.approx(right)
    assert quality.loc["accuracy", "lower"] <= right <= quality.loc["accuracy", "upper"]
    assert np.allclose(held.filter(like="p_").sum(axis=1), 1)


def test_the_same_seed_gives_the_same_model() -> None:
    texts, labels = sentences(26, seed=3)
    first, second = (rg.train_scorer(texts, labels, seed=5) for _ in range(2))
    assert np.array_equal(first.predict_proba(texts), second.predict_proba(texts))
    pd.testing.assert_frame_equal(first.quality, second.quality)
    assert first.card() == second.card()


def test_few_labels_fall_back_to_the_rules_with_a_warning() -> None:
    texts = ["They threatened to attack.", "They sent food aid to the city.", "It was a fine day."]
    with pytest.warns(rg.RhetoricGapWarning, match="3 labels are fewer than 100.*rules answer alone"):
        scorer = rg.train_scorer(texts, ["VK", "MC", "NEU"])
    assert scorer.pipeline is None
    assert scorer.classes_.tolist() == sorted(KNOWN["quad"])
    assert scorer.predict(texts).tolist() == ["VK", "MC", "NEU"]
    assert scorer.out_of_fold["fold"].tolist() == [-1, -1, -1]
    assert scorer.contributions(texts[0]).empty
    assert "rules answer alone" in scorer.card()


@pytest.mark.parametrize(
    ("label", "given", "expected"),
    [
        ("root", ["THREATEN", "AID"], ["THREATEN", "AID"]),
        ("kind", ["threat", "declaration"], ["threat"]),
        ("pledge", [0, 1], [0, 0]),
    ],
)
def test_the_rules_know_more_labels_than_the_classes(
    label: str, given: list[Any], expected: list[Any]
) -> None:
    texts = ["They threatened to attack.", "They sent food aid to the city."]
    with pytest.warns(rg.RhetoricGapWarning, match="2 labels are fewer"):
        scorer = rg.train_scorer(texts, given, label=label)
    assert scorer.predict(texts).tolist()[: len(expected)] == expected


def test_a_label_of_ones_own_needs_labels() -> None:
    with pytest.raises(rg.RhetoricGapError, match=r"2 labels are too few to learn 'topic'.*at least 100"):
        rg.train_scorer(["a", "b"], ["x", "y"], label="topic")


def test_rare_classes_are_named() -> None:
    texts, labels = sentences(30, seed=4)
    kept = [number for number, label in enumerate(labels) if label != "MK" or number % 10 == 0]
    with pytest.warns(rg.RhetoricGapWarning, match=r"fewer than 10 labels are hardly learned: MK \(3\)"):
        scorer = rg.train_scorer([texts[n] for n in kept], [labels[n] for n in kept], min_labels=50)
    assert scorer.facts["rare"] == {"MK": 3}
    assert "MK (3)" in scorer.card()
    assert scorer.predict_proba(texts[:2]).shape == (2, 4)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"labels": ["VK"]}, "equally many, got 2 and 1"),
        ({"labels": ["VK", None]}, r"labels are missing in 1 of 2 rows: 1\. Leave"),
        ({"labels": ["VK", 1]}, "labels must be of one type, got int, str"),
        ({"labels": ["VK", "XX"]}, "'VC', 'MC', 'VK', 'MK', 'NEU'; the labels also hold 'XX'"),
        ({"labels": "VK"}, "one value per text, got one str"),
        ({"groups": [1]}, "texts and groups must be equally many"),
        ({"groups": [1, np.nan]}, "groups are missing in 1 of 2"),
        ({"texts": [], "labels": []}, "no texts"),
        ({"texts": ["a", 1.5]}, "not: rows 1"),
        ({"extra_features": 3}, "extra_features must be a scikit-learn transformer"),
        (
            {"label": "pledge", "labels": [1, 2], "extra_features": [("words", object())]},
            "extra_features must be",
        ),
        ({"label": "pledge", "labels": [1, 1]}, "has two values.*got 1: 1"),
    ],
)
def test_what_does_not_go_together_is_named(change: dict[str, Any], says: str) -> None:
    good: dict[str, Any] = {"texts": ["They attacked.", "It rained."], "labels": ["MK", "NEU"]}
    options = good | change
    with pytest.raises(rg.RhetoricGapError, match=says):
        rg.train_scorer(options.pop("texts"), options.pop("labels"), **options)


def test_texts_without_words_and_labels_without_difference_are_refused() -> None:
    with pytest.raises(rg.RhetoricGapError, match="have no words to learn from"):
        rg.train_scorer([f"{'!' * n}" for n in range(1, 41)], ["a", "b"] * 20, label="topic", min_labels=10)
    with pytest.raises(rg.RhetoricGapError, match="all 12 labels are 'VK': there is nothing to tell apart"):
        rg.train_scorer([f"They came {n}" for n in range(12)], ["VK"] * 12, min_labels=10)


def test_groups_are_held_out_whole() -> None:
    texts, labels = sentences(26, seed=5)
    groups = [f"paper {number % 4}" for number in range(len(texts))]
    scorer = rg.train_scorer(texts, labels, groups=groups, n_folds=10)
    held = scorer.out_of_fold.assign(paper=groups)
    assert (held.groupby("paper")["fold"].nunique() == 1).all()
    assert scorer.facts["n_folds"] == scorer.facts["n_groups"] == 4
    assert scorer.quality["n_groups"].eq(4).all()


def test_labels_that_are_noise_are_not_learned() -> None:
    texts, _ = sentences(30, seed=6)
    labels = np.random.default_rng(1).integers(0, 2, len(texts))
    scorer = rg.train_scorer(texts, labels, label="noise")
    quality = scorer.quality.set_index("measure")
    assert quality.loc["auc", "lower"] < 0.5 < quality.loc["auc", "upper"]


def test_doubles_do_not_leak_into_the_measure() -> None:
    texts, _ = sentences(15, seed=7)
    labels = np.tile(np.random.default_rng(1).integers(0, 2, len(texts)), 3)
    doubled = [*texts, *(text + "." for text in texts), *(text.upper() for text in texts)]
    scorer = rg.train_scorer(doubled, labels, label="noise")
    assert scorer.quality.set_index("measure").loc["accuracy", "estimate"] < 0.65
    assert scorer.facts["n_clusters"] <= len(texts)


def test_a_transformer_of_ones_own_is_learned_from_and_left_unfitted() -> None:
    from sklearn.feature_extraction.text import CountVectorizer

    texts, labels = sentences(26, seed=8)
    own = CountVectorizer(vocabulary=["day"])
    scorer = rg.train_scorer(texts, labels, extra_features=[("counts", own)])
    names = scorer.pipeline.named_steps["features"].get_feature_names_out()
    assert "counts__day" in names
    assert scorer.facts["extra_features"] == ["counts"]
    assert not hasattr(own, "vocabulary_")
    assert "counts" in scorer.card()


def test_contributions_add_up_to_the_log_odds(trained: rg.TrainedScorer) -> None:
    text = "Lydia threatened to bomb Caria"
    found = trained.contributions(text, top=10_000)
    assert found["label"].unique().tolist() == ["VK"]
    model = trained.pipeline.named_steps["model"]
    logits = np.log(trained.predict_proba([text])[0])
    place = trained.classes_.tolist().index("VK")
    expected = logits[place] - logits.mean() + model.intercept_.mean()
    mean = model.coef_.mean(axis=0)
    assert np.abs(mean).max() < 1e-3  # the classes' coefficients sum to nothing
    assert found["contribution"].sum() + model.intercept_[place] == pytest.approx(expected, abs=0.02)
    assert found["contribution"].abs().is_monotonic_decreasing


def test_own_patterns_reach_the_features() -> None:
    own = rg.Lexicon.default().with_entries(pd.DataFrame({"pattern": ["frobnicate"], "code": ["190"]}))
    text = ["They frobnicated the town."]
    assert rule_features(text)["best_19"].item() == 0
    assert rule_features(text, own)["best_19"].item() > 0
    assert list(rule_features([]).columns) == list(rule_columns())


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(st.characters(), max_size=60), max_size=4))
def test_any_text_gets_probabilities(texts: list[str]) -> None:
    with pytest.warns(rg.RhetoricGapWarning):
        scorer = rg.train_scorer(["It rained."], ["NEU"])
    proba = scorer.predict_proba(texts)
    assert proba.shape == (len(texts), 5)
    assert np.allclose(proba.sum(axis=1), 1)
    features = rule_features([text.encode("utf-8", "replace").decode() for text in texts])
    assert np.isfinite(features.to_numpy()).all()
    for label, values in KNOWN.items():
        assert np.allclose(rule_probabilities(features, label, np.array(values)).sum(axis=1), 1)


def test_long_and_strange_texts_are_read(trained: rg.TrainedScorer) -> None:
    strange = [
        "",
        " ",
        "attack " * 14_000,
        "<p>" * 30_000,
        "制裁を科した",
        "\ud800 \x00",
        "Они объявили войну",
    ]
    proba = trained.predict_proba(strange)
    assert np.allclose(proba.sum(axis=1), 1)
    assert trained.predict_proba([]).shape == (0, 4)


def test_calibration_error_is_what_one_counts_by_hand() -> None:
    proba = np.array([[0.95, 0.05], [0.91, 0.09], [0.45, 0.55], [0.62, 0.38]])
    judged = Judged(np.array([0, 1, 1, 0]), proba, np.arange(4))
    found = quality_frame(judged).set_index("measure")["estimate"]
    # bins: .9-1 holds two, one right; .5-.6 one, right; .6-.7 one, right
    assert found["calibration_error"] == pytest.approx((abs(0.93 * 2 - 1) + 0.45 + 0.38) / 4)
    assert found["accuracy"] == 0.75
    assert found["macro_f1"] == pytest.approx((4 / 5 + 2 / 3) / 2)
    assert found["auc"] == pytest.approx(0.75)


def test_intervals_resample_groups_not_rows() -> None:
    rng = np.random.default_rng(0)
    proba = np.c_[(first := rng.uniform(size=400)), 1 - first]
    truth = rng.integers(0, 2, 40).repeat(10)
    proba = proba[::10].repeat(10, axis=0)
    rows, groups = (
        quality_frame(Judged(truth, proba, units)).set_index("measure")
        for units in (np.arange(400), np.arange(400) // 10)
    )
    width = [(frame.loc["accuracy", "upper"] - frame.loc["accuracy", "lower"]) for frame in (rows, groups)]
    assert width[1] > 2 * width[0]


def test_more_labels_are_told_from_fewer() -> None:
    texts, labels = sentences(40, seed=11)
    curve = rg.learning_curve(texts, labels, sizes=[100, 10])
    assert curve["size"].tolist() == [10, 100]
    assert curve["accuracy"].is_monotonic_increasing
    assert curve["rules"].nunique() == 1
    assert ((curve["lower"] <= curve["accuracy"]) & (curve["accuracy"] <= curve["upper"])).all()
    assert curve["beats_rules"].tolist() == (curve["lower"] > curve["rules"]).tolist()


def test_sizes_there_are_no_labels_for_are_refused() -> None:
    texts, labels = sentences(10)
    with pytest.raises(rg.RhetoricGapError, match=r"whole numbers from 2 to 32.*got 1, 50"):
        rg.learning_curve(texts, labels, sizes=[1, 20, 50])
    own = rg.learning_curve(texts, labels, label="topic", sizes=[30])
    assert own["rules"].isna().all()
    assert own["beats_rules"].tolist() == [False]


def test_expected_goldstein_values_run_from_conflict_to_cooperation(trained: rg.TrainedScorer) -> None:
    with pytest.warns(rg.RhetoricGapWarning, match="fewer than 100"):
        roots = rg.train_scorer(["They threatened to attack."], ["THREATEN"], label="root")
    found = roots.goldstein(["They bombed the town.", "They accused the mayor.", "They sent food aid."])
    assert found[0] < -5 < found[1] < 0 < found[2]
    with pytest.raises(rg.RhetoricGapError, match="label='root', not 'quad'"):
        trained.goldstein(["They left."])


# --- files ---------------------------------------------------------------------------------------------------------


@pytest.fixture()
def saved(trained: rg.TrainedScorer, tmp_path: Path) -> Path:
    pytest.importorskip("skops")
    return trained.save(tmp_path / "scorer.skops")


def test_a_saved_scorer_answers_as_before(trained: rg.TrainedScorer, saved: Path) -> None:
    again = rg.load_scorer(saved)
    texts, _ = sentences(3, seed=1)
    assert np.array_equal(again.predict_proba(texts), trained.predict_proba(texts))
    assert again.lexicon is rg.Lexicon.default()
    assert again.card() == trained.card()
    assert repr(again) == repr(trained)
    assert saved.stat().st_size < 1_000_000


def test_own_patterns_are_saved_with_it(tmp_path: Path) -> None:
    pytest.importorskip("skops")
    own = rg.Lexicon.default().with_entries(pd.DataFrame({"pattern": ["frobnicate"], "code": ["190"]}))
    with pytest.warns(rg.RhetoricGapWarning, match="fewer than 100"):
        scorer = rg.train_scorer(["They frobnicated the town."], ["MK"], lexicon=own)
    again = rg.load_scorer(scorer.save(tmp_path / "own.skops"))
    assert again.lexicon == own
    assert again.predict(["They frobnicated the town."]).tolist() == ["MK"]


def rewritten(path: Path, change: dict[str, Any]) -> Path:
    """Change what a saved scorer says of itself."""
    with ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    schema = json.loads(members["schema.json"])
    node = (
        schema["content"]["content"]["about"]
        if "content" in schema["content"]
        else schema["content"]["about"]
    )
    about = json.loads(json.loads(node["content"]))
    for key, value in change.items():
        about[key] = about[key] | value if isinstance(value, dict) else value
    node["content"] = json.dumps(json.dumps(about))
    members["schema.json"] = json.dumps(schema).encode()
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    path.write_bytes(buffer.getvalue())
    return path


def test_other_versions_are_named_at_loading(saved: Path) -> None:
    rewritten(saved, {"versions": {"scikit-learn": "0.1"}, "digest": "000000000000"})
    with pytest.warns(
        rg.RhetoricGapWarning, match=r"scikit-learn 0\.1 \(now .*lexicon 000000000000.*train it again"
    ):
        rg.load_scorer(saved)


def test_another_format_is_refused(saved: Path) -> None:
    with pytest.raises(rg.RhetoricGapError, match="format 99, this version reads format 1"):
        rg.load_scorer(rewritten(saved, {"format": 99}))


def test_types_nobody_vouched_for_are_refused_and_named(tmp_path: Path) -> None:
    skops = pytest.importorskip("skops.io")
    path = tmp_path / "bad.skops"
    path.write_bytes(skops.dumps({"pipeline": Path("evil"), "about": "{}"}))
    with pytest.raises(rg.RhetoricGapError, match=r"not known to be harmless: .*Path"):
        rg.load_scorer(path)


def strange_files() -> Iterator[tuple[bytes, str]]:
    yield b"", "no archive"
    yield b"not a file of ours", "no archive"
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("hello.txt", "hello")
    yield buffer.getvalue(), "not a scorer saved by this library"


@pytest.mark.parametrize(("content", "says"), list(strange_files()))
def test_files_of_others_are_refused(content: bytes, says: str, tmp_path: Path) -> None:
    pytest.importorskip("skops")
    path = tmp_path / "x.skops"
    path.write_bytes(content)
    with pytest.raises(rg.RhetoricGapError, match=says):
        rg.load_scorer(path)


def test_no_file_and_no_skops_are_said(
    trained: rg.TrainedScorer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("skops")
    with pytest.raises(rg.RhetoricGapError, match="cannot be read"):
        rg.load_scorer(tmp_path / "none.skops")
    monkeypatch.setitem(sys.modules, "skops.io", None)
    with pytest.raises(rg.RhetoricGapError, match=r'pip install "rhetoric_gap\[text\]"'):
        trained.save(tmp_path / "x.skops")


# --- pledges without training ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ("We will build 40 new hospitals by 2030.", "We will strive for better health."),
        ("We will abolish tuition fees.", "Tuition fees were raised by them."),
        ("Double the housing budget within two years.", "Housing is a human right."),
        ("A national fund for mines will be established.", "A national fund for mines was established."),
        ("We'll cut the tax by 10 per cent.", "They have cut the tax."),
    ],
)
def test_a_pledge_ranks_above_what_is_none(more: str, less: str) -> None:
    assert rg.pledge_score(more) > 0.35 > 0.2 > rg.pledge_score(less)


def test_pledge_score_reads_any_text_and_only_text() -> None:
    for text in ("", "\ud800", ":" * 100_000, "we will " * 12_000, "公約", "will" + " " * 100_000):
        assert 0 < rg.pledge_score(text) < 1
    with pytest.raises(rg.RhetoricGapError, match="got NoneType"):
        rg.pledge_score(None)  # type: ignore[arg-type]
