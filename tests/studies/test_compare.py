"""Do two gaps differ?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests

import rhetoric_gap as rg
from rhetoric_gap.inference import difference_interval, permutation_test
from tests.small_tables import deed, deeds, score, word, words

RUSSIA = rg.gap_index(rg.load_dataset("russia_partners"))
WORLD = rg.gap_index(rg.make_case(n_dyads=12, clusters_per_dyad=1, cluster_effect=0.3, seed=3), freq="YE")


def senders() -> rg.GapResult:
    cells = rg.load_dataset("published_cells").tables["cells"]
    rows = cells[(cells["study"] == "sanctions_bargaining") & (cells["grouping"] == "sender")]
    return rg.gap_index(rg.case_from_counts(rows[["group", "cell", "count"]]))


def test_published_counts() -> None:
    """USA 69 of 201, others 71 of 288: every threat its own cluster, so nearly the interval of two proportions."""
    row = rg.compare_gaps(senders(), by="group", between=("USA", "others"), n_perm=999).frame.iloc[0]
    assert row["estimate"] == pytest.approx(71 / 288 - 69 / 201)
    p, q = 69 / 201, 71 / 288
    se = np.sqrt(p * (1 - p) / 200 + q * (1 - q) / 287)
    assert row["se"] == pytest.approx(se)
    assert [row["lower"], row["upper"]] == pytest.approx(
        [row["estimate"] - 1.96 * se, row["estimate"] + 1.96 * se], abs=0.003
    )
    assert row[["n_first", "n_second", "design"]].tolist() == [201, 288, "whole clusters"]
    assert 0.005 < row["p"] < 0.06, "chi squared with one degree of freedom gives .02"


def test_numbers_are_those_of_the_functions_of_arrays() -> None:
    row = rg.compare_gaps(RUSSIA, by="actor", between=("PRK", "RUS")).frame.iloc[0]
    rows = RUSSIA.outcomes
    rows = rows[rows["state"].isin(rg.gap.RISK_STATES) & rows["role"].eq("act")]
    names = sorted(rows.loc[rows["actor"].isin(["PRK", "RUS"]), "cluster"].unique())
    sums = [
        rows[rows["actor"].eq(a)].groupby("cluster")[c].sum().reindex(names, fill_value=0).to_numpy()
        for a in ("PRK", "RUS")
        for c in ("severity", "credit")
    ]
    assert row["p"] == permutation_test(*sums).p
    assert row["se"] == pytest.approx(difference_interval(*sums).se)
    assert row["estimate"] == pytest.approx(0.547, abs=5e-4)
    assert row["reason"] == "PRK: 3 clusters, 5 needed for an interval"


def test_a_pair_has_no_correction_and_all_pairs_have() -> None:
    one = rg.compare_gaps(RUSSIA, by="actor", between=("PRK", "RUS")).frame.iloc[0]
    assert one["p_holm"] == one["p"]
    every = rg.compare_gaps(RUSSIA, by="actor").frame
    assert len(every) == 15
    assert every["p_holm"].tolist() == pytest.approx(multipletests(every["p"], method="holm")[1].tolist())
    same = every[every["first"].eq("PRK") & every["second"].eq("RUS")].iloc[0]
    assert same["p"] == one["p"]


def test_second_less_first() -> None:
    there = rg.compare_gaps(RUSSIA, by="actor", between=("PRK", "RUS")).frame.iloc[0]
    back = rg.compare_gaps(RUSSIA, by="actor", between=("RUS", "PRK")).frame.iloc[0]
    assert back["estimate"] == -there["estimate"]
    assert back["p"] == there["p"]
    assert [back["n_first"], back["n_second"]] == [there["n_second"], there["n_first"]]


def test_periods() -> None:
    found = rg.compare_gaps(WORLD, by="period", n_perm=199).frame
    assert found[["first", "second"]].apply(tuple, axis=1).tolist()[:2] == [
        ("2020", "2021"),
        ("2020", "2022"),
    ]
    gaps = WORLD.frame.set_index("period")["gap"]
    assert found["estimate"].tolist() == pytest.approx(
        [gaps[b] - gaps[a] for a, b in zip(found["first"], found["second"], strict=True)]
    )
    assert found["n_clusters_shared"].iloc[0] > 0
    assert found["lower"].notna().all()


def test_periods_of_groups() -> None:
    result = rg.gap_index(rg.load_dataset("russia_partners"), freq="YE", by="actor")
    found = rg.compare_gaps(result, by=["actor", "period"], between=(("RUS", "2023"), ("RUS", "2024")))
    assert found.frame[["first", "second"]].iloc[0].tolist() == ["RUS, 2023", "RUS, 2024"]


def test_design_follows_the_clusters() -> None:
    rows = WORLD.outcomes.assign(half=WORLD.outcomes["date"] >= "2022-01-01")
    scored = rows[rows["state"].isin(rg.gap.RISK_STATES)]
    inside = scored.groupby("cluster")["half"].nunique()
    both = scored[scored["cluster"].isin(inside.index[inside == 2])]
    found = rg.compare_gaps(both, by="half", n_perm=99)
    assert found.frame["design"].tolist() == ["within clusters"]
    assert found.notes[1] == "Permuted: within clusters"
    half = rows["cluster"].rank(method="dense") <= 6
    found = rg.compare_gaps(rows.assign(half=half), by="half", n_perm=99)
    assert found.frame["design"].tolist() == ["whole clusters"]
    assert found.frame["n_clusters_shared"].tolist() == [0]


def test_shuffling_rows_and_renaming_groups_changes_nothing() -> None:
    rows = WORLD.outcomes.assign(half=np.where(WORLD.outcomes["date"] >= "2022-01-01", "late", "early"))
    plain = rg.compare_gaps(rows, by="half", n_perm=199).frame
    mixed = rg.compare_gaps(rows.sample(frac=1, random_state=5), by="half", n_perm=199).frame
    pd.testing.assert_frame_equal(mixed, plain)
    renamed = rg.compare_gaps(
        rows.replace({"half": {"early": "a", "late": "b"}}), by="half", n_perm=199
    ).frame
    pd.testing.assert_frame_equal(
        renamed.drop(columns=["first", "second"]), plain.drop(columns=["first", "second"])
    )


def test_seed() -> None:
    rows = WORLD.outcomes.assign(half=WORLD.outcomes["date"] >= "2022-01-01")
    one, two = (rg.compare_gaps(rows, by="half", n_perm=99, seed=s).frame["p"].iloc[0] for s in (0, 0))
    assert one == two
    others = {rg.compare_gaps(rows, by="half", n_perm=99, seed=s).frame["p"].iloc[0] for s in range(4)}
    assert len(others) > 1


def test_few_statements_keep_their_test_but_have_no_interval() -> None:
    said = words(*[word(f"S{i}", 2 * i, target="BCDEF"[i % 5], topic="xy"[i % 2]) for i in range(12)])
    found = rg.compare_gaps(score(said, deeds(deed("A1", 3, target="C"))), by="topic").frame.iloc[0]
    assert np.isnan(found["lower"])
    assert found["reason"].startswith("only 6 scored in x and only 6 scored in y, 10 needed for an interval")
    assert 0 < found["p"] <= 1


def test_one_cluster_in_all() -> None:
    said = words(*[word(f"S{i}", 40 * i, topic="xy"[i % 2]) for i in range(24)])
    found = rg.compare_gaps(score(said, deeds(deed("A1", 3)), as_of="2030-01-01"), by="topic").frame.iloc[0]
    assert found["p"] == 1
    assert found["reason"] == (
        "x: 1 cluster, 5 needed for an interval; the smallest p that 2 permutations can give is 1.000"
    )


def test_a_missing_value_is_a_group() -> None:
    rows = RUSSIA.outcomes.assign(who=RUSSIA.outcomes["actor"].where(RUSSIA.outcomes["actor"] != "RUS"))
    found = rg.compare_gaps(rows, by="who", between=("PRK", None)).frame.iloc[0]
    assert found["second"] == "(missing)"
    assert found["estimate"] == pytest.approx(0.547, abs=5e-4)


@pytest.mark.parametrize(
    ("choices", "text"),
    [
        (
            {"by": "actor", "between": ("PRK", "RUSS")},
            "group 'RUSS' is not in actor.*Did you mean 'RUS'.*There are: CHN",
        ),
        ({"by": "actor", "between": ("PRK", "PRK")}, "between names the group 'PRK' twice"),
        ({"by": "actor", "between": "PRK"}, "between must name two groups"),
        ({"by": "actor", "between": ("PRK",)}, "between must name two groups"),
        ({"by": "period"}, "by='period' needs a result with periods"),
        ({"by": "statement_id"}, "36 groups make 630 pairs; name two with between="),
        ({"by": "actor", "n_perm": 0}, "n_perm must be at least 1, got 0"),
        ({"by": "role"}, "1 group of role with scored statements; two are needed to compare"),
    ],
)
def test_what_cannot_be_asked(choices: dict[str, Any], text: str) -> None:
    with pytest.raises(rg.RhetoricGapError, match=text):
        rg.compare_gaps(RUSSIA, **choices)


def test_few_large_clusters_are_said() -> None:
    """Ten clusters a group, of which one holds half of the words: worth 100 ** 2 / 2800 = 3.6 equal ones."""
    sizes = [50] + [5] * 8 + [10]
    names = [f"{t}{k}" for t in "xy" for k, n in enumerate(sizes) for _ in range(n)]
    rows = WORLD.outcomes[WORLD.outcomes["state"].isin(rg.gap.RISK_STATES)].head(200).reset_index(drop=True)
    rows = rows.assign(
        severity=1.0, credit=rows["share"], cluster=names[:200], half=[n[0] for n in names[:200]]
    )
    found = rg.compare_gaps(rows, by="half", n_perm=99)
    assert found.frame["n_clusters_worth"].iloc[0] == pytest.approx(100**2 / (50**2 + 8 * 5**2 + 10**2))
    assert any(
        note.startswith("A few clusters hold most of the severity behind 1 interval") and "worth 3.6" in note
        for note in found.notes
    )
