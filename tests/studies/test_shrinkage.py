"""Small groups of a result: effective numbers, shrunk gaps, ranks, and groups without any."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import rhetoric_gap as rg
from rhetoric_gap.inference.shrinkage import beta_binomial_shrinkage
from rhetoric_gap.studies import Shrunk
from rhetoric_gap.tables.schema import RISK_STATES


@pytest.fixture(scope="module")
def case() -> Any:
    """The bundled case."""
    return rg.load_dataset("north_korea")


@pytest.fixture(scope="module")
def targets(case: Any) -> Any:
    """By target: six groups."""
    return rg.gap_index(case, by="target")


@pytest.fixture(scope="module")
def years(case: Any) -> Any:
    """By year: three with scored statements."""
    return rg.gap_index(case, freq="YE")


@pytest.fixture(scope="module")
def exploded(case: Any) -> Any:
    """By target, joint targets under each member."""
    return rg.gap_index(case, by="target", joint_targets="explode")


@pytest.fixture(scope="module")
def korea(case: Any) -> Any:
    """By topic: nine groups with scored statements and one without."""
    return rg.gap_index(case, by="topic")


def counted(golden: dict[str, Any]) -> Any:
    """The golden counts as a result: equal severities, so that effective and plain numbers are the same."""
    example = golden["shrink"]
    rows = [
        {"group": name, "cell": cell, "count": count}
        for name, k, n in zip("abc", example["k"], example["n"], strict=True)
        for cell, count in (("kept", k), ("unfulfilled", n - k))
        if count
    ]
    return rg.gap_index(rg.case_from_counts(pd.DataFrame(rows)), by="group")


def test_golden(golden):
    example = golden["shrink"]
    found = rg.shrink_gaps(counted(golden), strength=example["prior_strength"])
    assert isinstance(found, Shrunk)
    assert found.frame["n_effective"].tolist() == pytest.approx(example["n"])
    assert (1 - found.frame["shrunk"]).tolist() == pytest.approx(example["shrunk"], abs=1e-6)
    assert found.mean == pytest.approx(1 - example["prior_mean"], abs=1e-6)
    assert found.frame["gap"].tolist() == pytest.approx([0, 0.5, 0.6])
    assert found.frame["rank"].tolist() == [3, 2, 1]


def test_effective_number_is_of_the_severities_scored(korea):
    found = rg.shrink_gaps(korea).frame.set_index("topic")["n_effective"]
    scored = korea.outcomes[korea.outcomes["state"].isin(RISK_STATES)]
    for topic, r in scored.groupby("topic")["severity"]:
        assert found[topic] == pytest.approx(r.sum() ** 2 / (r**2).sum())
    assert found["diplomacy"] == 0


def test_numbers_are_those_of_the_function(korea):
    found = rg.shrink_gaps(korea, level=0.8)
    rows = found.frame.dropna(subset="gap")
    direct = beta_binomial_shrinkage(rows["n_effective"] * (1 - rows["gap"]), rows["n_effective"], level=0.8)
    assert rows["shrunk"].to_numpy() == pytest.approx(1 - direct.shrunk)
    assert rows["lower"].to_numpy() == pytest.approx(1 - direct.upper)
    assert rows["upper"].to_numpy() == pytest.approx(1 - direct.lower)
    assert (rows["level"] == 0.8).all()
    assert (found.strength, found.method) == (direct.strength, "posterior")


def test_group_without_scored_statements(korea):
    row = rg.shrink_gaps(korea).frame.set_index("topic").loc["diplomacy"]
    assert row[["gap", "shrunk", "lower", "upper", "rank", "rank_lower", "p_largest"]].isna().all()
    assert row["reason"].startswith("no statement in the risk set: 2 not triggered")
    assert row["n"] == 0


def test_ranks(korea):
    frame = rg.shrink_gaps(korea).frame.dropna(subset="shrunk")
    assert frame["rank"].tolist() == frame["shrunk"].rank(ascending=False, method="min").tolist()
    assert frame["p_largest"].sum() == pytest.approx(1)
    assert (frame["rank_lower"] <= frame["rank_upper"]).all()
    assert frame["rank_upper"].max() == len(frame) == 9
    first = frame.loc[frame["p_largest"].idxmax()]
    assert (first["rank"], first["rank_lower"]) == (1, 1)


def test_equal_groups_share_a_rank(targets):
    frame = rg.shrink_gaps(targets, n_draws=100).frame.set_index("target")
    # One statement each, kept in full.
    assert frame.loc["JPN", "shrunk"] == pytest.approx(frame.loc["PRK", "shrunk"])
    assert frame.loc["JPN", "rank"] == frame.loc["PRK", "rank"]


def test_seed_moves_ranks_only(korea):
    one, two, other = (rg.shrink_gaps(korea, seed=seed, n_draws=500).frame for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one, two)
    assert (one["p_largest"].dropna() != other["p_largest"].dropna()).any()
    assert one["shrunk"].dropna().tolist() == other["shrunk"].dropna().tolist()


def test_clusters_as_observations_shrink_more(korea):
    """Statements of one dyad count once: fewer observations, so that gaps move further."""
    words, dyads = rg.shrink_gaps(korea, strength=5), rg.shrink_gaps(korea, strength=5, unit="cluster")
    assert dyads.frame["n_effective"].tolist() == pytest.approx(
        korea.frame["n_clusters_effective"].fillna(0).tolist()
    )
    assert (dyads.frame["n_effective"] <= words.frame["n_effective"] + 1e-9).all()
    assert dyads.frame["shrunk"].std() < words.frame["shrunk"].std()
    assert any("take clusters to be independent" in note for note in dyads.notes)


def test_notes(korea, years, exploded):
    found = rg.shrink_gaps(korea)
    assert found.notes[0].startswith(
        "Gaps are drawn toward 0.51 with the weight of 4.2 statements (posterior)"
    )
    assert found.notes[1] == "Limits and ranks take statements to be independent given the group's gap"
    assert "1 group without scored statements: no gap, no rank" in found.notes
    pooled = rg.shrink_gaps(years, fit="ml")
    assert np.isinf(pooled.strength)
    assert "with infinite weight (maximum likelihood)" in pooled.notes[0]
    assert any("by no more than chance: every one gets the common share" in note for note in pooled.notes)
    assert any("a trend is drawn toward the mean as well" in note for note in pooled.notes)
    assert any("groups overlap" in note for note in rg.shrink_gaps(exploded).notes)


def test_exploded_targets_count_their_own_rows(exploded):
    frame = rg.shrink_gaps(exploded, strength=5).frame
    assert (frame["n_effective"] <= frame["n"] + 1e-9).all()
    assert frame["n"].tolist() == exploded.frame["n"].tolist()


def test_periods(years):
    found = rg.shrink_gaps(years, strength=5)
    assert found.frame.columns[:3].tolist() == ["period", "period_start", "period_end"]
    assert "period_start" not in found.display()


def test_one_group_has_nothing_to_be_drawn_toward(case):
    result = rg.gap_index(case, by="actor")
    assert (result.frame["n"] > 0).sum() == 1
    frame = rg.shrink_gaps(result).frame
    row = frame.loc[frame["n"] > 0].iloc[0]
    assert np.isnan([row["shrunk"], row["lower"], row["p_largest"]]).all()
    assert row["gap"] == pytest.approx(0.623, abs=1e-3)
    assert row["reason"] == "only one group has scored statements: there is nothing to draw it toward"


def test_all_open():
    said = pd.DataFrame(
        {
            "statement_id": ["S1", "S2"],
            "date": "2024-01-01",
            "actor": "A",
            "target": ["B", "C"],
            "severity": 0.5,
        }
    )
    done = said.rename(columns={"statement_id": "action_id"}).head(0)
    result = rg.gap_index(said, done, by="target", as_of="2024-01-20", match="any")
    found = rg.shrink_gaps(result)
    assert found.frame[["shrunk", "lower", "rank", "p_largest"]].isna().all(axis=None)
    assert found.frame["reason"].tolist() == ["no statement in the risk set: 1 open"] * 2
    assert found.frame["n_open"].tolist() == [1, 1]
    assert found.notes == ("2 groups without scored statements: no gap, no rank",)


def test_row_order_of_the_tables_plays_no_part(case, korea):
    mixed = rg.gap_index(
        case.statements.sample(frac=1, random_state=1),
        case.actions.sample(frac=1, random_state=2),
        links=case.links,
        by="topic",
        coding="complete",
        as_of=case.coverage_end,
    )
    assert rg.shrink_gaps(mixed).frame["shrunk"].dropna().tolist() == pytest.approx(
        rg.shrink_gaps(korea).frame["shrunk"].dropna().tolist()
    )


class TestErrors:
    def test_no_groups(self, case):
        with pytest.raises(
            rg.RhetoricGapError, match='this result has none; compute it with by=, such as by="target"'
        ):
            rg.shrink_gaps(rg.gap_index(case))

    def test_no_result(self, case):
        with pytest.raises(rg.RhetoricGapError, match="expected a GapResult, got Case"):
            rg.shrink_gaps(case)  # type: ignore[arg-type]

    def test_options(self, korea):
        with pytest.raises(
            rg.UnknownOptionError, match="unit='crisis' is not known; allowed: 'statement', 'cluster'"
        ):
            rg.shrink_gaps(korea, unit="crisis")  # type: ignore[arg-type]
        with pytest.raises(rg.RhetoricGapError, match="strength must be positive and finite, got 0"):
            rg.shrink_gaps(korea, strength=0)

    def test_clashing_names(self, case):
        said = case.statements.assign(rank=case.statements["topic"])
        result = rg.gap_index(said, case.actions, links=case.links, by="rank", coding="complete")
        with pytest.raises(
            rg.RhetoricGapError, match=r"columns of the names \['rank'\] itself; rename yours"
        ):
            rg.shrink_gaps(result)
