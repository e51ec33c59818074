"""Why a gap changed."""

from __future__ import annotations

from math import isclose
from typing import Any

import numpy as np
import pandas as pd
import pytest

import rhetoric_gap as rg
from rhetoric_gap.inference import difference_interval
from tests.small_tables import coded, deed, deeds, score, word, words

ROWS = rg.gap_index(rg.load_dataset("russia_partners")).outcomes
EARLY = ROWS["date"] < "2024-06-19"
BEFORE, AFTER = ROWS[EARLY], ROWS[~EARLY]


def tally(kept: dict[str, int], broken: dict[str, int]) -> rg.GapResult:
    rows = [
        {"cell": c, "actor": a, "count": n}
        for c, d in (("kept", kept), ("unfulfilled", broken))
        for a, n in d.items()
    ]
    return rg.gap_index(rg.case_from_counts(pd.DataFrame(rows)))


def parts(found: Any) -> dict[str, float]:
    return dict(zip(found.frame["part"], found.frame["estimate"], strict=True))


def test_two_actors_by_hand() -> None:
    """Weights .6, .4 become .3, .7, gaps .8, .4 become .9, .5: -.3 * .85 + .3 * .45 and .45 * .1 + .55 * .1."""
    then, now = tally({"A": 12, "B": 24}, {"A": 48, "B": 16}), tally({"A": 3, "B": 35}, {"A": 27, "B": 35})
    found = rg.decompose_change(then, now, by="actor")
    assert parts(found) == pytest.approx({"mix of actor": -0.12, "behaviour": 0.1, "change": -0.02})
    assert found.frame["share_of_change"].tolist() == pytest.approx([6, -5, 1])
    assert [found.before, found.after] == pytest.approx([0.64, 0.62])
    assert found.groups["contribution"].tolist() == pytest.approx([-0.066 + 0.045, -0.054 + 0.055])
    assert found.groups["n_before"].tolist() == [60, 40]


@pytest.mark.parametrize("by", ["actor", "audience", ["actor", "topic"], ["kind", "strength", "audience"]])
def test_parts_sum_to_the_change(by) -> None:
    found = rg.decompose_change(BEFORE, AFTER, by=by)
    *each, total = found.frame["estimate"]
    assert isclose(sum(each), total, abs_tol=1e-12)
    assert isclose(total, found.after - found.before, abs_tol=1e-12)
    assert isclose(found.groups["contribution"].sum(), total, abs_tol=1e-12)
    names = [by] if isinstance(by, str) else by
    single = [
        found.groups[f"mix_{name}"].sum() if len(names) > 1 else found.groups["mix"].sum() for name in names
    ]
    assert single == pytest.approx(each[:-1], abs=1e-12)


def test_the_gaps_are_those_of_the_index() -> None:
    whole = rg.gap_index(rg.load_dataset("russia_partners"))
    found = rg.decompose_change(whole, AFTER, by="actor")
    assert found.before == pytest.approx(whole.gap)
    rows = rg.decompose_gap(AFTER, by="actor").frame.set_index("actor")
    groups = found.groups.set_index("actor")
    assert groups.loc[rows.index, "gap_after"].to_dict() == pytest.approx(rows["gap"].to_dict())
    assert groups.loc[rows.index, "weight_after"].to_dict() == pytest.approx(rows["weight"].to_dict())


def test_time_turned_round() -> None:
    there = rg.decompose_change(BEFORE, AFTER, by=["actor", "kind"])
    back = rg.decompose_change(AFTER, BEFORE, by=["actor", "kind"])
    assert back.frame["estimate"].tolist() == pytest.approx((-there.frame["estimate"]).tolist(), abs=1e-12)
    turned = rg.decompose_change(BEFORE, AFTER, by=["kind", "actor"])
    assert parts(turned) == pytest.approx(parts(there), abs=1e-12)


def test_order_of_rows_plays_no_part() -> None:
    plain = rg.decompose_change(BEFORE, AFTER, by="actor")
    mixed = rg.decompose_change(
        BEFORE.sample(frac=1, random_state=1), AFTER.sample(frac=1, random_state=2), by="actor"
    )
    pd.testing.assert_frame_equal(mixed.frame, plain.frame)
    pd.testing.assert_frame_equal(mixed.groups, plain.groups)


def test_groups_of_one_period_are_mix() -> None:
    found = rg.decompose_change(BEFORE, AFTER, by="actor")
    groups = found.groups.set_index("actor")
    assert groups["only_in"].to_dict() == {
        "CHN": "",
        "IND": "after",
        "PRK": "",
        "RUS": "",
        "SUN": "before",
        "VNM": "after",
    }
    assert groups.loc[["IND", "SUN", "VNM"], "behaviour"].tolist() == [0, 0, 0]
    assert groups.loc["SUN", "mix"] != 0
    assert any(
        note.startswith("3 groups of 6 in one period only (13 % of the severity before, 6 % ")
        for note in found.notes
    )


def test_the_interval_of_the_change_is_that_of_the_comparison() -> None:
    rows = ROWS.assign(later=~EARLY)
    pair = rg.compare_gaps(rows, by="later").frame.iloc[0]
    total = rg.decompose_change(BEFORE, AFTER, by="actor").frame.iloc[-1]
    assert total[["estimate", "lower", "upper"]].tolist() == pytest.approx(
        pair[["estimate", "lower", "upper"]].tolist()
    )


def test_intervals_hold_their_estimates() -> None:
    frame = rg.decompose_change(BEFORE, AFTER, by=["actor", "topic"]).frame
    assert (frame["lower"] < frame["estimate"]).all()
    assert (frame["estimate"] < frame["upper"]).all()
    assert (frame["reason"] == "").all()


def test_few_statements_have_no_interval() -> None:
    found = rg.decompose_change(BEFORE, AFTER.head(14), by="actor").frame
    assert found["lower"].isna().all()
    assert set(found["reason"]) == {"fewer than 10 scored after"}


def test_few_clusters_have_no_interval() -> None:
    rows = ROWS.assign(cluster=["one", "two", "three"] * 37 + ["one", "two"])
    found = rg.decompose_change(rows[EARLY], rows[~EARLY], by="actor").frame
    assert found["reason"].tolist()[:2] == ["3 clusters before, 5 needed for an interval"] * 2
    assert found["reason"].iloc[-1] == "before: 3 clusters, 5 needed for an interval"


def test_a_mix_that_no_cluster_moves() -> None:
    """One actor only: the mix cannot change, and its interval is missing, not of width 0."""
    rows = ROWS.assign(one="all")
    found = rg.decompose_change(rows[EARLY], rows[~EARLY], by="one").frame
    assert found["estimate"].iloc[0] == pytest.approx(0)
    assert np.isnan(found["lower"].iloc[0])
    assert found["reason"].tolist() == ["no cluster moves it: no variance to see", "", ""]


def test_different_choices_are_said() -> None:
    case = rg.load_dataset("russia_partners")
    found = rg.decompose_change(rg.gap_index(case), rg.gap_index(case, min_strength=3), by="actor")
    assert (
        "The two gaps rest on different choices: min_strength 2 and 3; part of the change may be theirs"
        in found.notes
    )


def test_shared_clusters_are_said() -> None:
    notes = rg.decompose_change(BEFORE, AFTER, by="actor").notes
    shared = len(set(cluster_names(BEFORE)) & set(cluster_names(AFTER)))
    assert f"{shared} clusters of the same name in both periods, taken for the same units" in notes


def cluster_names(rows: pd.DataFrame) -> list[str]:
    scored = rows[rows["state"].isin(rg.gap.RISK_STATES) & rows["role"].eq("act")]
    return scored["cluster"].tolist()


def test_no_change_has_no_shares() -> None:
    found = rg.decompose_change(BEFORE, BEFORE, by="actor")
    assert found.frame["estimate"].tolist() == pytest.approx([0, 0, 0], abs=1e-12)
    assert found.frame["share_of_change"].isna().all()
    assert found.frame["reason"].ne("").all()


@pytest.mark.parametrize(
    ("before", "by", "text"),
    [
        (ROWS.head(0), "actor", "before has no scored statement, so there is no gap to compare"),
        (BEFORE, "actr", "by='actr' is not known.*Did you mean 'actor'"),
        (
            BEFORE,
            ["actor", "target", "kind", "topic", "audience"],
            "by names 5 columns; the mix of at most 4",
        ),
        ("rows", "actor", "before must be a GapResult.*, got str"),
    ],
)
def test_what_cannot_be_asked(before, by, text) -> None:
    with pytest.raises(rg.RhetoricGapError, match=text):
        rg.decompose_change(before, AFTER, by=by)


def test_a_column_of_one_period_only() -> None:
    with pytest.raises(rg.UnknownOptionError, match="by='era' is not known"):
        rg.decompose_change(BEFORE.assign(era="x"), AFTER, by="era")


def test_severities_weigh() -> None:
    """The same counts, but the word that was not kept weighs 1 instead of .5: before .5, after 2/3."""
    done, link = deeds(deed("A1")), coded(("S1", "A1"))
    then = score(words(word("S1"), word("S2", 1)), done, links=link, coding="complete")
    now = score(words(word("S1"), word("S2", 1, severity=1.0)), done, links=link, coding="complete")
    found = rg.decompose_change(then, now, by="actor")
    assert parts(found) == pytest.approx({"mix of actor": 0, "behaviour": 1 / 6, "change": 1 / 6})


def test_change_and_difference_agree_on_sums() -> None:
    one, two = (
        ROWS[EARLY & ROWS["state"].isin(rg.gap.RISK_STATES)],
        ROWS[~EARLY & ROWS["state"].isin(rg.gap.RISK_STATES)],
    )
    names = sorted({*one["cluster"], *two["cluster"]})
    sums = [
        rows.groupby("cluster")[column].sum().reindex(names, fill_value=0).to_numpy()
        for rows in (one, two)
        for column in ("severity", "credit")
    ]
    found = difference_interval(*sums)
    total = rg.decompose_change(BEFORE, AFTER, by="actor").frame.iloc[-1]
    assert [found.difference, found.lower, found.upper] == pytest.approx(
        total[["estimate", "lower", "upper"]].tolist()
    )
