"""Synthetic cases are what they say: the true gap is in them, and nothing else moves it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import rhetoric_gap as rg
from rhetoric_gap.datasets import Case
from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.simulate import make_case
from rhetoric_gap.simulate.plan import CODE_PAIRS


def joined(case: Case) -> pd.DataFrame:
    """Statements with the deed their coded link names, if any, and what follows from the two."""
    statements, actions = case.require_tables()
    assert case.links is not None
    deeds = actions.add_prefix("deed_").rename(columns={"deed_action_id": "action_id"})
    table = statements.merge(case.links, on="statement_id", how="left").merge(
        deeds, on="action_id", how="left"
    )
    start = table["trigger_date"].fillna(table["date"])
    credit = (table["match"] * table["deed_severity"]).clip(upper=table["severity"]).fillna(0.0)
    return table.assign(
        start=start,
        credit=credit,
        lag=(table["deed_date"] - start).dt.days,
        at_risk=table["kind"].isin(["threat", "promise"]) & (table["trigger_state"] != "not_fired"),
        closed=start + pd.Timedelta(days=case.window) < case.coverage_end,
    )


def gap_by_hand(case: Case) -> float:
    table = joined(case)
    tested = table[table["at_risk"] & table["closed"]]
    return float(1 - tested["credit"].sum() / tested["severity"].sum())


SETTINGS: list[dict[str, Any]] = [
    {"true_gap": 0.5},
    {"true_gap": 0.2, "conditional_share": 0.6, "triggered_share": 0.4, "match": "code"},
    {
        "true_gap": 0.35,
        "partial_share": 0.5,
        "severities": (0.1, 1.0),
        "kinds": ("threat", "promise", "comment"),
    },
    {"true_gap": 0.8, "cluster_effect": 0.4, "background_rate": 0.01, "open_share": 0.2, "n_topics": 3},
    {"true_gap": 0.0, "open_share": 0.5},
    {"true_gap": 1.0, "background_rate": 0.02},
]


@pytest.mark.parametrize("settings", SETTINGS, ids=lambda s: f"gap {s['true_gap']}")
def test_known_links_give_the_true_gap_back(settings: dict[str, Any]) -> None:
    cases = [make_case(n_statements=400, seed=seed, **settings) for seed in range(40)]
    gaps = np.array([gap_by_hand(case) for case in cases])
    assert gaps == pytest.approx([case.truth["realised_gap"] for case in cases], abs=1e-12)
    error = gaps.std(ddof=1) / np.sqrt(len(gaps))
    assert abs(gaps.mean() - settings["true_gap"]) <= 4 * error + 1e-12
    assert {case.truth["gap"] for case in cases} == {settings["true_gap"]}


@pytest.mark.parametrize("settings", SETTINGS[:4], ids=lambda s: f"gap {s['true_gap']}")
def test_the_index_finds_what_was_drawn(settings: dict[str, Any]) -> None:
    case = make_case(n_statements=300, seed=3, **settings)
    result = rg.gap_index(case)
    assert result.gap == pytest.approx(case.truth["realised_gap"], abs=1e-12)
    assert result.frame["n"].tolist() == [int(case.truth["n_at_risk"])]


@pytest.mark.parametrize("match", ["topic", "code"])
def test_matching_without_the_coder_finds_the_same_deeds(match: Any) -> None:
    # One statement a dyad: no other word competes for its deed, and the background speaks of other things.
    case = make_case(n_statements=60, n_dyads=200_000, match=match, true_gap=0.4, partial_share=0.3, seed=5)
    statements, actions = case.require_tables()
    assert statements["actor"].is_unique
    found = rg.gap_index(statements, actions, as_of=case.coverage_end, window=case.window, match=match)
    assert found.gap == pytest.approx(case.truth["realised_gap"], abs=1e-12)


def test_topics_alone_recover_the_gap_among_a_busy_background() -> None:
    case = make_case(n_statements=300, n_dyads=3, background_rate=0.2, conditional_share=0.3, seed=8)
    statements, actions = case.require_tables()
    found = rg.gap_index(statements, actions, as_of=case.coverage_end, window=case.window, match="topic")
    assert found.gap == pytest.approx(case.truth["realised_gap"], abs=1e-12)
    assert len(actions) > 800


@pytest.mark.parametrize("match", ["topic", "code"])
def test_links_join_a_word_to_a_deed_of_its_kind_in_its_window(match: Any) -> None:
    case = make_case(
        n_statements=2000,
        n_dyads=5,
        kinds=("threat", "promise"),
        match=match,
        conditional_share=0.5,
        open_share=0.1,
    )
    table = joined(case)
    done = table[table["action_id"].notna()]
    assert len(done) > 500
    for column in ("actor", "target", "valence"):
        assert (done[column] == done[f"deed_{column}"]).all()
    assert done["lag"].between(1, case.window).all()
    assert (done["deed_date"] <= case.coverage_end).all()
    assert done["at_risk"].all()
    answers = dict(CODE_PAIRS["threat"] + CODE_PAIRS["promise"])
    expected = done["topic"] if match == "topic" else done["code"].map(answers)
    assert (done[f"deed_{match}"] == expected).all()


def test_every_deed_code_fulfils_its_word_and_no_other() -> None:
    scale = rg.get_scale("cameo")
    for pairs in CODE_PAIRS.values():
        words, deeds = [word for word, _ in pairs], [deed for _, deed in pairs]
        assert scale.match_matrix(np.array(words), np.array(deeds)).tolist() == np.eye(len(pairs)).tolist()


def test_same_seed_same_bytes() -> None:
    settings: dict[str, Any] = {
        "conditional_share": 0.4,
        "background_rate": 0.05,
        "cluster_effect": 0.2,
        "n_topics": 4,
    }
    first, again, other = (make_case(seed=seed, **settings) for seed in (11, 11, 12))
    by_generator = make_case(seed=np.random.default_rng(11), **settings)
    for table in ("statements", "actions", "links"):
        written = [getattr(case, table).to_csv(index=False) for case in (first, again, by_generator, other)]
        assert written[0] == written[1] == written[2] != written[3]
    assert first.truth == again.truth


def test_conditional_and_triggered_shares() -> None:
    case = make_case(n_statements=20_000, conditional_share=0.3, triggered_share=0.6, true_gap=0.1)
    table = joined(case)
    shares = table["trigger_state"].value_counts(normalize=True)
    assert shares.to_dict() == pytest.approx({"none": 0.7, "fired": 0.18, "not_fired": 0.12}, abs=0.015)
    waiting = table[table["trigger_state"] == "not_fired"]
    assert waiting["action_id"].isna().all() and waiting["trigger_date"].isna().all()
    fired = table[table["trigger_state"] == "fired"]
    assert (fired["trigger_date"] - fired["date"]).dt.days.between(0, 30).all()


def test_half_kept_words_have_deeds_of_half_their_severity() -> None:
    table = joined(make_case(n_statements=20_000, true_gap=0.4, partial_share=0.3))
    share = (table["credit"] / table["severity"]).round(6)
    assert share.value_counts(normalize=True).to_dict() == pytest.approx(
        {0.0: 0.25, 0.5: 0.3, 1.0: 0.45}, abs=0.015
    )


@pytest.mark.parametrize("effect", [0.0, 0.3, 1.0])
def test_cluster_effect_is_the_intra_cluster_correlation(effect: float) -> None:
    case = make_case(n_statements=40_000, n_dyads=500, clusters_per_dyad=4, cluster_effect=effect, seed=2)
    table = joined(case)
    kept = (table["credit"] > 0).astype(float) - 0.5
    sums, sizes = kept.groupby(table["cluster"]).sum(), kept.groupby(table["cluster"]).size()
    pairs = (sums**2).sum() - (kept**2).sum()
    correlation = pairs / (sizes * (sizes - 1)).sum() / 0.25
    assert correlation == pytest.approx(effect, abs=0.04)
    assert table["cluster"].nunique() == 2000


def test_severities_are_the_ladder_and_independent_of_the_outcome() -> None:
    table = joined(make_case(n_statements=20_000, severities=(0.25, 0.75), true_gap=0.3))
    kept = (table["credit"] > 0).groupby(table["severity"]).mean()
    assert kept.to_dict() == pytest.approx({0.25: 0.7, 0.75: 0.7}, abs=0.02)


def test_open_statements_fall_in_the_last_window() -> None:
    case = make_case(
        n_statements=10_000, open_share=0.25, window=90, days=500, start="2019-03-01", true_gap=0.0
    )
    table = joined(case)
    assert case.coverage_end == pd.Timestamp("2019-03-01") + pd.Timedelta(days=499)
    assert (~table["closed"]).mean() == pytest.approx(0.25, abs=0.015)
    assert table["date"].between(case.coverage_start, case.coverage_end).all()
    unseen = table[table["action_id"].isna()]
    assert len(unseen) > 0 and not unseen["closed"].any()
    assert case.truth["realised_gap"] == 0.0


def test_background_is_a_rate_per_dyad_and_day_unrelated_to_words() -> None:
    case = make_case(n_dyads=20, background_rate=0.1, days=1000, true_gap=1.0)
    statements, actions = case.require_tables()
    assert len(actions) == pytest.approx(2000, abs=4 * np.sqrt(2000))
    assert actions.groupby("actor").size().std() == pytest.approx(np.sqrt(100), rel=0.5)
    assert set(actions["topic"]) == {"background"} and not statements["topic"].eq("background").any()
    few = make_case(background_rate=0.1, n_topics=2, true_gap=1.0).require_tables()
    assert set(few[1]["topic"]) == set(few[0]["topic"]) == {"T000", "T001"}


def test_kinds_follow_their_weights_and_comments_name_no_deed() -> None:
    case = make_case(
        n_statements=20_000, kinds={"threat": 3, "comment": 1, "promise": 0}, true_gap=0.0, match="code"
    )
    table = joined(case)
    assert table["kind"].value_counts(normalize=True).to_dict() == pytest.approx(
        {"threat": 0.75, "comment": 0.25}, abs=0.02
    )
    comments = table[table["kind"] == "comment"]
    assert set(comments["strength"]) == {0} and set(comments["code"]) == {"010"}
    assert comments["action_id"].isna().all() and (comments["trigger_state"] == "none").all()


def test_tables_are_in_order_and_described() -> None:
    case = make_case(n_statements=1500, kinds="promise", background_rate=0.01)
    statements, actions = case.require_tables()
    assert statements["statement_id"].iloc[[0, -1]].tolist() == ["S0001", "S1500"]
    assert statements["date"].is_monotonic_increasing and actions["date"].is_monotonic_increasing
    assert statements["statement_id"].is_monotonic_increasing and actions["action_id"].is_monotonic_increasing
    named = {
        (f"{name}.csv", column)
        for name in ("statements", "actions", "links")
        for column in getattr(case, name)
    }
    assert set(zip(case.codebook["file"], case.codebook["column"], strict=True)) == named
    assert case.codebook["meaning"].str.len().min() > 5
    rg.check_statements(statements)
    rg.check_actions(actions)


def test_nothing_at_risk_has_no_realised_gap() -> None:
    case = make_case(conditional_share=1.0, triggered_share=0.0)
    assert np.isnan(case.truth["realised_gap"]) and case.truth["n_at_risk"] == 0
    assert case.links is not None and len(case.links) == 0


def test_all_wrong_arguments_are_reported_at_once() -> None:
    wrong: dict[str, Any] = {
        "n_statements": 2.5,
        "n_dyads": 0,
        "clusters_per_dyad": True,
        "trigger_delay": -1,
        "cluster_effect": 1.5,
        "conditional_share": "half",
        "open_share": float("nan"),
        "background_rate": -0.1,
        "kinds": {"threatt": -1},
        "severities": (0.5, 0.0),
        "match": "topics",
        "n_topics": 0,
        "start": "2020-13-01",
    }
    with pytest.raises(RhetoricGapError) as error:
        make_case(**wrong)
    lines = str(error.value).splitlines()
    assert len(lines) == 1 + len(wrong) + 2
    for name, value in wrong.items():
        if name != "kinds":
            assert any(line.startswith(f"- {name}={value!r}: ") for line in lines), name
    assert (
        "- kinds: 'threatt' is not known; allowed are 'threat', 'promise', 'comment'. Did you mean 'threat'?"
        in lines
    )
    assert "- kinds: the weight -1 of 'threatt' is not a number of at least 0" in lines
    assert "- kinds={'threatt': -1}: without 'threat' or 'promise' there is no gap to find" in lines


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"true_gap": 0.1, "partial_share": 0.4}, "true_gap=0.1: with partial_share=0.4 give 0.2 to 0.8"),
        ({"days": 91}, "days=91: window=60 and trigger_delay=30 need at least 92"),
        (
            {"match": "code", "n_topics": 6, "kinds": ("threat", "promise")},
            "n_topics=6: these kinds have 5 pairs",
        ),
        ({"kinds": ()}, "without 'threat' or 'promise' there is no gap to find"),
        ({"kinds": "comment"}, "without 'threat' or 'promise' there is no gap to find"),
        ({"severities": ()}, "severities=(): give at least one"),
    ],
)
def test_arguments_that_do_not_go_together(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(RhetoricGapError) as error:
        make_case(**settings)
    assert said in str(error.value)
    assert len(str(error.value).splitlines()) == 2


def test_the_smallest_allowed_values_work() -> None:
    case = make_case(n_statements=1, n_dyads=1, clusters_per_dyad=1, days=92, true_gap=0.0, seed=1)
    assert gap_by_hand(case) == 0.0
    tight = make_case(
        n_statements=50, window=1, trigger_delay=0, days=3, conditional_share=1, triggered_share=1, true_gap=0
    )
    assert gap_by_hand(tight) == 0.0
    six = make_case(match="code", n_topics=6).require_tables()[0]
    assert six["code"].nunique() == 6
