"""Words as forecasts: scores of known worlds, what is left out, and worlds with nothing to learn."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score
from small_tables import coded, day, deed, deeds, word, words

import rhetoric_gap as rg
from rhetoric_gap.inference import brier_decomposition, brier_skill


def telling_case(n: int = 160, dyads: int = 8, seed: int = 0, right: float = 0.85) -> rg.Case:
    """A case in which strength goes with what follows."""
    case = rg.make_case(n_statements=n, n_dyads=dyads, true_gap=0.5, seed=seed)
    rng = np.random.default_rng(seed)
    kept = case.statements["statement_id"].isin(case.links["statement_id"])
    strong = np.where(rng.random(n) < right, kept, ~kept)
    return dataclasses.replace(case, statements=case.statements.assign(strength=np.where(strong, 4, 2)))


@pytest.fixture(scope="module")
def telling() -> Any:
    return rg.gap_index(telling_case())


@pytest.fixture(scope="module")
def study(telling: Any) -> Any:
    return rg.forecast_deeds(telling, features=["strength", "severity"], penalty=1.0, n_boot=99)


def score(study: Any, name: str) -> pd.Series:
    return study.frame.set_index("score").loc[name]


def test_words_that_tell_have_skill(study):
    skill, auc = score(study, "skill"), score(study, "auc")
    assert skill["lower"] > 0.1 and skill["p_value"] < 0.01
    assert auc["lower"] > 0.7
    assert (skill["n"], skill["n_groups"], skill["reason"]) == (160, 8, "")


def test_scores_are_those_of_the_forecasts(study):
    told = study.forecasts
    parts = brier_decomposition(told["probability"], told["deed"], bins="isotonic")
    skill = brier_skill(told["probability"], told["deed"], told["base_rate"], cluster=told["group"])
    assert score(study, "brier")["estimate"] == pytest.approx(parts.brier)
    assert score(study, "skill")[["estimate", "lower", "upper"]].tolist() == pytest.approx(
        [skill.estimate, skill.lower, skill.upper]
    )
    names = ["miscalibration", "discrimination", "uncertainty"]
    found = [score(study, name)["estimate"] for name in names]
    assert found == pytest.approx([parts.miscalibration, parts.resolution, parts.uncertainty])
    assert found[0] - found[1] + found[2] == pytest.approx(parts.brier, abs=1e-12)
    by_fold = [
        (roc_auc_score(fold["deed"], fold["probability"]), fold["deed"].sum() * (1 - fold["deed"]).sum())
        for _, fold in told.groupby("fold")
    ]
    pairs = np.array(by_fold)
    assert score(study, "auc")["estimate"] == pytest.approx(np.average(pairs[:, 0], weights=pairs[:, 1]))
    assert score(study, "base_rate")["estimate"] == told["deed"].mean()


def test_every_forecast_is_of_a_model_without_its_dyad(telling, study):
    assert study.forecasts.groupby("group")["fold"].nunique().eq(1).all()
    one = study.forecasts["group"] == study.forecasts["group"].iloc[0]
    others = study.forecasts.loc[~one, "deed"].mean()
    assert study.forecasts.loc[one, "base_rate"].unique() == pytest.approx([others])
    # The deeds of that dyad are taken away: its own forecasts do not move.
    own = study.forecasts.loc[one, "statement_id"]
    silent = telling.outcomes["statement_id"].isin(own)
    outcomes = telling.outcomes.assign(credit=telling.outcomes["credit"].mask(silent, 0.0))
    changed = dataclasses.replace(telling, outcomes=outcomes)
    again = rg.forecast_deeds(changed, features=["strength", "severity"], penalty=1.0, n_boot=9)
    assert again.forecasts.loc[one, "probability"].tolist() == pytest.approx(
        study.forecasts.loc[one, "probability"].tolist()
    )
    assert again.forecasts.loc[one, "deed"].sum() == 0


def test_changing_what_came_later_changes_no_feature(telling):
    """End to end: outcomes that closed after a day are turned round; features of earlier statements stay."""
    cut = pd.Timestamp("2022-01-01")
    later = telling.outcomes["end"] >= cut
    turned = telling.outcomes["credit"].where(
        ~later, telling.outcomes["severity"] - telling.outcomes["credit"]
    )
    links = telling.links.loc[
        ~telling.links["statement_id"].isin(telling.outcomes.loc[later, "statement_id"])
    ]
    changed = dataclasses.replace(telling, outcomes=telling.outcomes.assign(credit=turned), links=links)
    one, two = (rg.forecast_deeds(r, penalty=10.0, n_boot=9).forecasts for r in (telling, changed))
    early = (one["date"] <= cut).to_numpy()
    inputs = ["strength", "severity", "kind", "conditional", "record_dyad", "record_actor"]
    pd.testing.assert_frame_equal(one.loc[early, inputs], two.loc[early, inputs])
    assert not one["deed"].equals(two["deed"])


def test_words_that_say_nothing_have_none(telling):
    rng = np.random.default_rng(1)
    noise = telling.outcomes.assign(mood=rng.normal(size=len(telling.outcomes)))
    found = rg.forecast_deeds(dataclasses.replace(telling, outcomes=noise), features=["mood"], n_boot=9)
    skill = score(found, "skill")
    assert -0.1 < skill["estimate"] < 0.02
    assert not skill["lower"] > 0


def test_kept_is_a_rarer_event_than_any_deed():
    result = rg.gap_index(rg.make_case(n_statements=80, true_gap=0.5, partial_share=0.3))
    rates = {
        deed: score(
            rg.forecast_deeds(result, features=["severity"], deed=deed, penalty=1.0, n_boot=9), "base_rate"
        )
        for deed in ("any", "kept")
    }
    states = result.outcomes["state"]
    assert rates["kept"]["estimate"] == states.eq("kept").mean()
    assert rates["any"]["estimate"] == states.isin(["kept", "partial"]).mean()


def test_open_and_untested_statements_are_left_out_and_counted():
    case = rg.make_case(n_statements=120, open_share=0.2, conditional_share=0.4, kinds=["threat", "comment"])
    result = rg.gap_index(case)
    found = rg.forecast_deeds(result, features=["severity"], penalty=1.0, n_boot=9)
    states = result.outcomes["state"].value_counts()
    closed = int(states.reindex(["kept", "unfulfilled"]).sum())
    other = 120 - closed - states["open"]
    assert len(found.forecasts) == closed
    assert (
        found.notes[0]
        == f"{closed} closed statements; left out: {states['open']} still open, {other} not put to the test"
    )


def test_order_of_rows_and_seed():
    case = telling_case(60, 5)
    mixed = dataclasses.replace(
        case,
        statements=case.statements.sample(frac=1, random_state=1),
        links=case.links.sample(frac=1, random_state=2),
    )
    choices: dict[str, Any] = {"features": ["strength", "record_dyad"], "penalty": 1.0, "n_boot": 19}
    one, two, other = (
        rg.forecast_deeds(rg.gap_index(c), **choices, seed=seed)
        for c, seed in ((case, 0), (mixed, 0), (case, 1))
    )
    for name in ("frame", "forecasts", "reliability", "weights"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(two, name), check_exact=True)
    pd.testing.assert_frame_equal(one.forecasts, other.forecasts)
    assert not one.reliability["lower"].equals(other.reliability["lower"])


def test_groups_of_ones_own(telling):
    found = rg.forecast_deeds(telling, features=["strength"], by="cluster", n_splits=4, penalty=1.0, n_boot=9)
    assert (found.by, found.forecasts["group"].nunique(), found.forecasts["fold"].nunique()) == (
        "cluster",
        32,
        4,
    )
    assert "32 clusters" in found.notes[1]


def small(rows: list[tuple[int, str, bool]], **choices: Any) -> Any:
    """A result from (day, target, kept)."""
    said = words(*[word(f"S{i:02d}", d, target=t, strength=3) for i, (d, t, _) in enumerate(rows)])
    done = deeds(*[deed(f"A{i:02d}", d + 5, target=t) for i, (d, t, _) in enumerate(rows)])
    links = coded(*[(f"S{i:02d}", f"A{i:02d}") for i, (*_, kept) in enumerate(rows) if kept])
    return rg.gap_index(
        said, done, links=links, coding="complete", window=30, **({"as_of": day(400)} | choices)
    )


def test_one_dyad_has_no_forecast():
    found = rg.forecast_deeds(small([(d, "BBB", d % 2 == 0) for d in range(15)]), n_boot=9)
    assert found.frame["estimate"].isna().all()
    assert set(found.frame["reason"]) == {"only 1 group: nothing else to learn from"}
    assert found.forecasts["probability"].isna().all()
    assert len(found.reliability) == 0
    assert "With 1 dyad there is little to learn from" in " ".join(found.notes)


def test_few_dyads_have_scores_but_no_interval():
    rows = [(d, t, d % 3 == 0) for d in range(20) for t in ("BBB", "CCC", "DDD")]
    found = rg.forecast_deeds(small(rows), features=["strength", "record_dyad"], penalty=1.0, n_boot=9)
    for name in ("brier", "skill"):
        assert np.isfinite(score(found, name)["estimate"])
        assert np.isnan(score(found, name)["lower"])
        assert score(found, name)["reason"] == "only 3 dyads, 5 needed for an interval"


@pytest.mark.parametrize("kept", [True, False])
def test_one_outcome_only(kept):
    rows = [(d, t, kept) for d in range(4) for t in ("BBB", "CCC", "DDD", "EEE", "FFF")]
    found = rg.forecast_deeds(small(rows), n_boot=9)
    assert found.frame["estimate"].isna().all()
    assert (
        found.frame["reason"].eq("all cases of the other groups had the same outcome: nothing to learn").all()
    )


def test_all_open_and_no_statement_at_all():
    still = small([(390 + d % 5, "BBB", False) for d in range(5)], as_of=day(396))
    found = rg.forecast_deeds(still, n_boot=9)
    assert found.frame["reason"].eq("no statement whose window has closed").all()
    assert found.notes[0] == "0 closed statements; left out: 5 still open, 0 not put to the test"


def test_best_assignment_is_warned_of():
    case = telling_case(60, 5)
    matched = dataclasses.replace(case, links=None, coding="partial")
    for assignment, warned in (("optimal", True), ("earliest", False)):
        result = rg.gap_index(matched, assignment=assignment)
        found = rg.forecast_deeds(result, features=["strength"], penalty=1.0, n_boot=9)
        assert any("can change who got an earlier deed" in note for note in found.notes) == warned


def test_bundled_case_says_what_it_cannot_tell():
    result = rg.gap_index(rg.load_dataset("north_korea"))
    found = rg.forecast_deeds(result, penalty=10.0, n_boot=19)
    text = str(found)
    assert "32 closed statements; left out: 6 still open, 49 not put to the test" in text
    assert "A few groups hold most statements (6 are worth 2.8 equal ones)" in text
    assert "only 2 dyads, 5 needed for an interval" in text
    assert np.isnan(score(found, "auc")["p_value"])
    without = dataclasses.replace(result, outcomes=result.outcomes.drop(columns="speaker"))
    assert (
        "Not in the table, so not used: speaker" in rg.forecast_deeds(without, penalty=10.0, n_boot=9).notes
    )


def test_bad_options(telling):
    with pytest.raises(rg.UnknownOptionError, match=r"deed='some'.*'any', 'kept'"):
        rg.forecast_deeds(telling, deed="some")  # type: ignore[arg-type]
    with pytest.raises(rg.UnknownOptionError, match=r"by='dyads'.*Did you mean 'dyad'"):
        rg.forecast_deeds(telling, by="dyads")
    holes = dataclasses.replace(telling, outcomes=telling.outcomes.assign(region=["x", None] * 80))
    with pytest.raises(
        rg.RhetoricGapError, match="by='region': 80 of 160 closed statements have no value there"
    ):
        rg.forecast_deeds(holes, by="region")
