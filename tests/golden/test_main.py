"""The worked example of the method page, number by number, through the public functions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import rhetoric_gap as rg
from rhetoric_gap.inference.interval import cluster_interval

GOLDEN = json.loads((Path(__file__).parent / "golden.json").read_text(encoding="utf-8"))
MAIN = GOLDEN["main"]
CHOICES: dict[str, Any] = {"window": "60D", "match": "code", "as_of": "2024-12-31"}


def close(expected: Any) -> Any:
    """Golden numbers are printed with six decimals."""
    return pytest.approx(expected, abs=1e-6)


@pytest.fixture
def statements() -> pd.DataFrame:
    """The three statements of the example."""
    table = pd.DataFrame(MAIN["statements"]).rename(columns={"id": "statement_id"})
    return table.assign(date=pd.to_datetime(table["date"]))


@pytest.fixture
def actions() -> pd.DataFrame:
    """The three deeds of the example."""
    table = pd.DataFrame(MAIN["actions"]).rename(columns={"id": "action_id", "magnitude": "severity"})
    return table.assign(date=pd.to_datetime(table["date"]))


def row_of(statements: pd.DataFrame, actions: pd.DataFrame, **changes: Any) -> pd.Series:
    """Score the example with some choices changed and return its only row."""
    frame = rg.gap_index(statements, actions, **(CHOICES | changes)).frame
    assert len(frame) == 1
    return frame.iloc[0]


def pairs_of(links: pd.DataFrame) -> list[str]:
    """Write the credited links as the golden file does."""
    credited = links[links["credit"] > 0].sort_values("statement_id")
    return [f"{s}-{a}" for s, a in zip(credited["statement_id"], credited["action_id"], strict=True)]


def test_optimal_pairs_and_lags(statements, actions):
    links = rg.pair(statements, actions, **CHOICES)
    assert pairs_of(links) == MAIN["optimal"]["pairs"]
    credited = links[links["credit"] > 0].sort_values("statement_id")
    assert credited["credit"].tolist() == close(MAIN["optimal"]["B"])
    keys = [pair.replace("-", "") for pair in MAIN["optimal"]["pairs"]]
    assert credited["lag"].tolist() == [MAIN["lags"][key] for key in keys]
    assert credited["match"].tolist() == close([MAIN["partial_credit"], 1, MAIN["partial_credit"]])
    assert set(credited["how"]) == {"matched"}


@pytest.mark.parametrize("s", range(3))
@pytest.mark.parametrize("a", range(3))
def test_credit_of_every_pair(statements, actions, s, a):
    """Alone with one deed, a statement earns its cell of the golden credit matrix."""
    outcome = rg.outcomes(statements.iloc[[s]], actions.iloc[[a]], **CHOICES).iloc[0]
    assert outcome["credit"] == close(MAIN["credit"][s][a])
    key = f"S{s + 1}A{a + 1}"
    if MAIN["credit"][s][a]:
        assert outcome["lag"] == MAIN["lags"][key]
    else:
        assert pd.isna(outcome["action_id"])


def test_lag_of_a_pair_without_credit(statements, actions):
    """S2-A2 is in the window but its code does not fit: with any deed of the same kind accepted its lag shows."""
    outcome = rg.outcomes(statements.iloc[[1]], actions.iloc[[1]], **(CHOICES | {"match": "any"})).iloc[0]
    assert outcome["lag"] == MAIN["lags"]["S2A2"]


def test_optimal_outcomes(statements, actions):
    table = rg.outcomes(statements, actions, **CHOICES)
    assert table["statement_id"].tolist() == ["S1", "S2", "S3"]
    assert table["credit"].tolist() == close(MAIN["optimal"]["B"])
    assert table["share"].tolist() == close(MAIN["optimal"]["f"])
    assert (table["severity"] - table["credit"]).tolist() == close(MAIN["optimal"]["g"])
    assert table["state"].tolist() == ["partial", "kept", "partial"]
    assert table["action_id"].tolist() == ["A2", "A1", "A3"]


def test_optimal_index(statements, actions):
    row, golden = row_of(statements, actions), MAIN["optimal"]
    assert row["bark"] == close(golden["R"])
    assert row["bite"] == close(golden["D"])
    assert row["gap"] == close(golden["gap"])
    assert row["follow_through"] == close(1 - golden["gap"])
    assert row["gap_unweighted"] == close(golden["gap_unweighted"])
    assert row["cov_term"] == close(golden["cov_term"])
    assert 1 - row["n_kept"] / row["n"] == close(golden["share_not_fully"])
    assert (row["n_unfulfilled"] + row["n_late"]) / row["n"] == close(golden["share_nothing"])
    assert [row["bound_low"], row["bound_high"]] == close([golden["gap"], golden["gap"]])
    assert row["unannounced_share"] == close(0)
    assert row["testable_share"] == close(1)


@pytest.mark.parametrize(
    ("assignment", "key"), [("optimal", "optimal"), ("earliest", "greedy_earliest"), ("best", "many_to_one")]
)
def test_assignments(statements, actions, assignment, key):
    row = row_of(statements, actions, assignment=assignment)
    assert row["bite"] == close(MAIN[key]["D"])
    assert row["gap"] == close(MAIN[key]["gap"])


def test_earliest_pairs(statements, actions):
    links = rg.pair(statements, actions, **(CHOICES | {"assignment": "earliest"}))
    assert pairs_of(links) == MAIN["greedy_earliest"]["pairs"]
    used = set(links.loc[links["credit"] > 0, "action_id"])
    assert sorted(set(actions["action_id"]) - used) == MAIN["greedy_earliest"]["unmatched_actions"]


def test_best_reuses_a_deed(statements, actions):
    links = rg.pair(statements, actions, **(CHOICES | {"assignment": "best"}))
    assert pairs_of(links) == ["S1-A1", "S2-A1", "S3-A3"]


def test_two_stages(statements, actions):
    row, golden = row_of(statements, actions), MAIN["two_stage"]
    assert row["follow_through"] == close(golden["F"])
    assert [row["efficacy_low"], row["efficacy_high"]] == close([golden["E"]] * 2)
    assert [row["gap_total_low"], row["gap_total_high"]] == close([golden["G_total"]] * 2)
    assert row["gap"] == close(golden["words_to_deeds"])
    assert row["gap_total_low"] - row["gap"] == close(golden["deeds_to_effects"])


def test_unknown_effect_widens_to_an_interval(statements, actions):
    """Blank for A3 is neither 0 nor 1: of bite 1.68, between 1.31 and 1.68 took effect."""
    row = row_of(statements, actions.assign(effect=[1.0, 1.0, np.nan]))
    assert [row["efficacy_low"], row["efficacy_high"]] == close([1.31 / 1.68, 1.0])
    assert [row["gap_total_low"], row["gap_total_high"]] == close([1 - 1.68 / 2.78, 1 - 1.31 / 2.78])


def test_flow(statements, actions):
    row, golden = rg.flow_balance(statements, actions, by=None).iloc[0], MAIN["flow"]
    assert [row["words"], row["deeds"]] == close([golden["R"], golden["B"]])
    assert row["balance"] == close(golden["ndi"])
    assert row["log_ratio"] == close(golden["log_ratio"])
    assert [row["n_statements"], row["n_actions"]] == [3, 3]


def test_flow_by_target(statements, actions):
    table = rg.flow_balance(statements, actions, by="target").set_index("target")
    assert sorted(table.index) == sorted(MAIN["by_target"])
    for target, golden in MAIN["by_target"].items():
        row = table.loc[target]
        assert [row["words"], row["deeds"]] == close([golden["R"], golden["B"]])
        assert row["balance"] == close(golden["ndi"])


def test_gap_by_target(statements, actions):
    table = rg.gap_index(statements, actions, by="target", **CHOICES).frame.set_index("target")
    assert table["gap"].to_dict() == close({t: golden["gap"] for t, golden in MAIN["by_target"].items()})
    assert table["bark"].to_dict() == close({t: golden["R"] for t, golden in MAIN["by_target"].items()})
    assert (table["bark"] * table["gap"]).sum() / table["bark"].sum() == close(MAIN["optimal"]["gap"])


def test_as_of_with_one_window_open(statements, actions):
    result = rg.gap_index(statements, actions, **(CHOICES | {"as_of": "2024-03-12"}))
    golden, row, table = MAIN["asof_2024_03_12"], result.frame.iloc[0], result.outcomes
    assert row["gap"] == close(golden["gap_closed"])
    assert table.loc[table["state"] != "open", "statement_id"].tolist() == golden["closed"]
    assert [row["n"], row["n_open"]] == [2, 1]


def test_as_of_with_every_window_open(statements, actions):
    golden, row = MAIN["asof_2024_02_25"], row_of(statements, actions, as_of="2024-02-25")
    assert pd.isna(row["gap"])
    assert row["reason"] != ""
    assert [row["n"], row["n_open"]] == [len(golden["closed"]), 3]
    assert [row["bound_low"], row["bound_high"]] == close([golden["bound_low"], golden["bound_high"]])


def test_first_statement_not_triggered(statements, actions):
    golden = MAIN["S1_untriggered"]
    row = row_of(statements.assign(trigger_state=["not_fired", "none", "none"]), actions)
    assert row["gap"] == close(golden["in_scope_gap"])
    assert [row["bound_low"], row["bound_high"]] == close([golden["manski_low"], golden["manski_high"]])
    assert [row["n"], row["n_not_triggered"]] == [2, 1]


def test_half_life_of_thirty_days(statements, actions):
    golden = MAIN["kernel_half_life_30"]
    table = rg.outcomes(statements, actions, half_life=30, **CHOICES)
    weights = table["credit"] / np.array(MAIN["optimal"]["B"])
    assert weights.tolist() == close(golden["weights"])
    assert row_of(statements, actions, half_life=30)["gap"] == close(golden["gap"])


def test_cluster_interval_on_the_logit_scale():
    golden = GOLDEN["cluster_ci"]
    found = cluster_interval(np.array(golden["R"]), np.array(golden["D"]), level=0.95)
    assert [found.gap, found.se] == close([golden["gap"], golden["se"]])
    assert [found.lower, found.upper] == close([golden["logit_lo"], golden["logit_hi"]])
    assert isinstance(found.method, str)
    assert found.method != ""
