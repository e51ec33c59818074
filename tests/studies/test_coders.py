"""The gap of every coder is the gap of that coder's work, and disagreement reaches the pooled intervals."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pandas as pd
import pytest
from small_tables import coded, day, deed, deeds, word, words

import rhetoric_gap as rg
from rhetoric_gap.studies.coders import HABITS, SLIPS


def two_coders(case: rg.Case, missed: float = 0.2, seed: int = 0) -> pd.DataFrame:
    """Coder A finds every deed, B misses some."""
    rng = np.random.default_rng(seed)
    found = case.links.loc[rng.random(len(case.links)) > missed]
    return pd.concat([case.links.assign(coder="A"), found.assign(coder="B")], ignore_index=True)


@pytest.fixture(scope="module")
def case() -> rg.Case:
    return rg.make_case(n_statements=120, n_dyads=8, true_gap=0.5)


@pytest.fixture(scope="module")
def study(case: rg.Case) -> Any:
    return rg.coder_gap(case, links=two_coders(case))


def row(study: Any, coder: str) -> pd.Series:
    return study.frame.set_index("coder").loc[coder]


def test_each_coder_has_the_gap_of_their_own_links(case, study):
    links = two_coders(case)
    for name in "AB":
        alone = rg.gap_index(
            dataclasses.replace(case, links=links.loc[links["coder"].eq(name)].drop(columns="coder"))
        )
        expected = alone.frame[["gap", "lower", "upper", "n", "n_clusters"]].iloc[0].tolist()
        assert row(study, name)[["gap", "lower", "upper", "n", "n_clusters"]].tolist() == pytest.approx(
            expected
        )


def test_pooled_rows_lie_between_and_are_wider(study):
    a, b = row(study, "A"), row(study, "B")
    for name in (SLIPS, HABITS):
        pooled = row(study, name)
        assert min(a["gap"], b["gap"]) < pooled["gap"] < max(a["gap"], b["gap"])
        assert pooled["se_coders"] > 0
        assert pooled["se_sampling"] ** 2 == pytest.approx(
            (a["se_sampling"] ** 2 + b["se_sampling"] ** 2) / 2
        )
    assert row(study, HABITS)["se_coders"] == pytest.approx(
        np.sqrt(1.5) * np.std([a["gap"], b["gap"]], ddof=1)
    )
    assert row(study, HABITS)["lower"] < row(study, SLIPS)["lower"]


def test_units_are_ratings_for_alpha(case, study):
    assert len(study.units) == 240
    wide = study.units.pivot(index="statement_id", columns="coder", values="state")
    by_hand = rg.krippendorff_alpha(wide.T.to_numpy(), n_boot=9).alpha
    found = rg.krippendorff_alpha(study.units, unit="statement_id", value="state", n_boot=9)
    assert found.alpha == pytest.approx(by_hand)
    assert (found.n_units, found.n_coders) == (120, 2)


def test_alike_coders_add_nothing(case):
    links = pd.concat([case.links.assign(coder=c) for c in "AB"], ignore_index=True)
    found = rg.coder_gap(case, links=links)
    assert found.frame["se_coders"].dropna().tolist() == pytest.approx([0, 0], abs=1e-12)
    limits = found.frame[["lower", "upper"]].round(12).drop_duplicates()
    assert len(limits) == 1
    assert found.notes[0].endswith("0 differ in state, severity or credit")


def test_codings_take_the_place_of_columns_and_only_there():
    said = words(word("S1"), word("S2", 1, severity=0.4))
    done = deeds(deed("A1", severity=0.5))
    codings = pd.DataFrame(
        {"coder": ["A", "A", "B"], "statement_id": ["S1", "S2", "S1"], "severity": [1.0, 0.4, 0.5]}
    )
    found = rg.coder_gap(
        said, done, codings=codings, links=coded(("S1", "A1")).merge(pd.DataFrame({"coder": ["A", "B"]}), how="cross"),
        coding="complete", window=30, as_of=day(99),
    )  # fmt: skip
    units = found.units.set_index(["coder", "statement_id"])
    assert units["severity"].to_dict() == {("A", "S1"): 1.0, ("A", "S2"): 0.4, ("B", "S1"): 0.5}
    assert row(found, "A")["gap"] == pytest.approx(1 - 0.5 / 1.4)
    assert row(found, "B")["gap"] == 0
    assert "1 scored statement not coded by all coders: each gap is over its coder's own" in found.notes


def test_a_state_coded_otherwise_moves_the_risk_set(case):
    trigger = np.where(np.arange(120) % 3 == 0, "not_fired", "none")
    said = case.statements[["statement_id"]]
    codings = pd.concat([
        said.assign(coder="A", trigger_state="none"), said.assign(coder="B", trigger_state=trigger)
    ])  # fmt: skip
    found = rg.coder_gap(case, codings=codings)
    assert (row(found, "A")["n"], row(found, "B")["n"]) == (120, 80)
    assert row(found, SLIPS)["n"] == 120


def test_coders_may_fill_columns_the_table_does_not_have(case):
    assert "deadline" not in case.statements
    said = case.statements[["statement_id", "date"]]
    soon = said["date"] + pd.Timedelta(days=400)
    codings = pd.concat([said.assign(coder="A", deadline=pd.NaT), said.assign(coder="B", deadline=soon)])
    found = rg.coder_gap(case, codings=codings.drop(columns="date"))
    assert row(found, "A")["n"] == 120 > row(found, "B")["n"]  # B's windows are still open more often


def test_actors_that_recur_have_the_interval_of_the_index():
    case = rg.load_dataset("russia_partners")
    found = row(rg.coder_gap(case, links=case.links.assign(coder="A"), n_boot=9), "A")
    expected = rg.gap_index(case).frame.iloc[0]
    assert found[["gap", "lower", "upper"]].tolist() == pytest.approx(
        expected[["gap", "lower", "upper"]].tolist()
    )


def test_blank_action_says_looked_and_found_nothing(case):
    links = two_coders(case)
    none = pd.DataFrame(
        {"coder": ["C"], "statement_id": [case.statements["statement_id"].iloc[0]], "action_id": [None]}
    )
    found = rg.coder_gap(case, links=pd.concat([links, none], ignore_index=True))
    assert row(found, "C")["gap"] == 1
    assert row(found, SLIPS)["reason"].startswith("the gap of C has no standard error")


def test_order_of_rows_and_seed(case, study):
    links = two_coders(case)
    again = rg.coder_gap(case, links=links.sample(frac=1, random_state=4))
    pd.testing.assert_frame_equal(study.frame, again.frame)
    other = rg.coder_gap(case, links=links, seed=1)
    assert row(other, SLIPS)["se_coders"] != row(study, SLIPS)["se_coders"]
    assert row(other, HABITS)["se_coders"] == row(study, HABITS)["se_coders"]


def test_one_coder_has_no_disagreement(case):
    found = rg.coder_gap(case, links=case.links.assign(coder="A"))
    for name in (SLIPS, HABITS):
        assert row(found, name)["reason"] == "1 coder with scored statements: no disagreement to see"
        assert np.isnan(row(found, name)["lower"])
        assert row(found, name)["gap"] == pytest.approx(row(found, "A")["gap"])


def test_rules_for_uncoded_statements_are_told(case):
    partial = dataclasses.replace(case, coding="partial")
    notes = rg.coder_gap(partial, links=two_coders(case), n_boot=9).notes
    assert "Statements without a link of a coder were matched by rule, the same for all coders" in notes


@pytest.mark.parametrize(
    ("tables", "text"),
    [
        ({}, "needs links= or codings="),
        ({"links": coded(("S001", "A001"))}, r"links has no column \['coder'\]"),
        ({"links": coded(("S001", "A001")).assign(coder=None)}, r"links: rows \[0\] lack coder or statement"),
        (
            {"links": coded(("S001", "A001")).assign(coder="A"),
             "codings": pd.DataFrame({"coder": ["B"] * 2, "statement_id": ["S001"] * 2, "severity": 1.0})},
            r"links name the coders \['A'\], codings \['B'\]; codings: rows \[0, 1\] repeat a statement of a coder",
        ),
        (
            {"codings": pd.DataFrame({"coder": ["B"], "statement_id": ["S999"], "gravity": 1.0})},
            r"unknown statements \['S999'\]; codings have columns no statement has: \['gravity'\]",
        ),
    ],
)  # fmt: skip
def test_bad_tables(case, tables, text):
    with pytest.raises(rg.RhetoricGapError, match=text):
        rg.coder_gap(case, **tables)


def test_repeats_cannot_be_collapsed(case):
    for choices in ({"collapse": "14D"}, {"spec": rg.Spec(collapse=14)}):
        with pytest.raises(rg.RhetoricGapError, match="cannot collapse repeats"):
            rg.coder_gap(case, links=two_coders(case), **choices)
