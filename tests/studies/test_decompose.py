"""Which groups a gap comes from."""

from __future__ import annotations

from math import isclose

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rhetoric_gap as rg
from tests.small_tables import coded, deed, deeds, score, word, words

RESULTS = {name: rg.gap_index(rg.load_dataset(name)) for name in ("north_korea", "russia_partners")}
COLUMNS = ["audience", "actor", "target", "kind", "topic", "speaker", "strength"]


def test_by_hand() -> None:
    """AA named 1 and did .5, BB named .5 and did nothing: 2/3 * .5 + 1/3 * 1 = 2/3."""
    said = words(
        word("S1", severity=1.0, topic="AA"), word("S2", 1, topic="BB"), word("S3", 2, topic="BB", severity=0)
    )
    result = score(said, deeds(deed("A1", severity=0.5)), links=coded(("S1", "A1")), coding="complete")
    found = rg.decompose_gap(result, by="topic")
    assert found.total == pytest.approx(2 / 3)
    assert found.frame["contribution"].tolist() == pytest.approx([1 / 3, 1 / 3])
    assert found.frame["share_of_gap"].tolist() == pytest.approx([0.5, 0.5])
    assert found.frame["pull"].tolist() == pytest.approx([-1 / 9, 1 / 9])


@pytest.mark.parametrize("name", RESULTS)
@pytest.mark.parametrize("by", [*COLUMNS, ["kind", "topic"], ["actor", "target", "audience"]])
def test_contributions_sum_to_the_gap(name, by) -> None:
    found = rg.decompose_gap(RESULTS[name], by=by)
    assert isclose(found.frame["contribution"].sum(), RESULTS[name].gap, abs_tol=1e-12)
    assert isclose(found.frame["weight"].sum(), 1, abs_tol=1e-12)
    assert isclose(found.frame["share_of_gap"].sum(), 1, abs_tol=1e-12)
    assert isclose(found.frame["pull"].sum(), 0, abs_tol=1e-12)


@pytest.mark.parametrize("by", ["target", "kind"])
def test_groups_are_those_of_the_index(by) -> None:
    case = rg.load_dataset("russia_partners")
    rows = rg.gap_index(case, by=by).frame
    rows = rows.loc[rows["n"] > 0].reset_index(drop=True)
    found = rg.decompose_gap(RESULTS["russia_partners"], by=by).frame
    for name in (by, "n", "n_clusters", "bark", "gap", "lower", "upper"):
        pd.testing.assert_series_equal(found[name], rows[name], check_dtype=False)


def test_a_missing_value_is_a_group_of_its_own() -> None:
    said = words(word("S1", topic="AA"), word("S2", 1, topic=None), word("S3", 2, topic=None))
    result = score(said, deeds(deed("A1")), links=coded(("S1", "A1")), coding="complete")
    found = rg.decompose_gap(result, by="topic")
    assert found.frame["topic"].isna().tolist() == [False, True]
    assert found.frame["contribution"].tolist() == pytest.approx([0, 2 / 3])
    assert "2 statements with a missing value in topic make groups of their own" in found.notes


def test_joint_targets_stay_one_group() -> None:
    case = rg.load_dataset("north_korea")
    found = rg.decompose_gap(rg.gap_index(case, by="target", joint_targets="explode"), by="target")
    assert "KOR;USA" in found.frame["target"].tolist()
    assert isclose(found.frame["contribution"].sum(), RESULTS["north_korea"].gap, abs_tol=1e-12)
    assert any("groups of their own here" in note for note in found.notes)


@settings(max_examples=3)
@given(st.integers(0, 99), st.sampled_from(COLUMNS))
def test_neither_order_nor_names_play_a_part(seed, by) -> None:
    rows = RESULTS["russia_partners"].outcomes
    plain = rg.decompose_gap(rows, by=by).frame
    shuffled = rg.decompose_gap(rows.sample(frac=1, random_state=seed), by=by).frame
    pd.testing.assert_frame_equal(shuffled, plain)
    renamed = rows.assign(other=[f"x{hash(v) % 977}" if pd.notna(v) else None for v in rows[by]])
    other = rg.decompose_gap(renamed, by="other").frame
    assert sorted(other["contribution"].round(12)) == sorted(plain["contribution"].round(12))


def test_refusals_are_in_no_group() -> None:
    rows = rg.decompose_gap(RESULTS["north_korea"], by="kind").frame
    assert rows["kind"].tolist() == ["promise", "threat"]
    assert rows["n"].sum() == RESULTS["north_korea"].frame["n"].sum()


def test_nothing_scored() -> None:
    found = rg.decompose_gap(score(words(word("S1")), deeds(deed("A1")), as_of="2024-01-02"), by="actor")
    assert len(found.frame) == 0
    assert np.isnan(found.total)
    assert found.notes == ("No statement was scored, so there is no gap to divide",)
    assert str(found).startswith("no rows")


def test_no_gap_to_have_a_share_of() -> None:
    found = rg.decompose_gap(score(words(word("S1")), deeds(deed("A1"))), by="actor")
    assert found.total == 0
    assert np.isnan(found.frame["share_of_gap"]).all()
    assert "The gap is 0: no group has a share of it" in found.notes


@pytest.mark.parametrize(
    ("source", "by", "text"),
    [
        ("north_korea", "speakr", "by='speakr' is not known.*Did you mean 'speaker'"),
        ("north_korea", [], "by names no column"),
        (None, "kind", "result must be a GapResult.* or a table of outcomes, got NoneType"),
    ],
)
def test_what_cannot_be_asked(source, by, text) -> None:
    with pytest.raises(rg.RhetoricGapError, match=text):
        rg.decompose_gap(RESULTS.get(source), by=by)


def test_a_table_that_is_none_of_outcomes() -> None:
    with pytest.raises(rg.SchemaError) as error:
        rg.decompose_gap(pd.DataFrame({"actor": ["AAA"]}), by="actor")
    assert {"severity", "credit", "state", "cluster"} <= set(error.value.failures["column"])


def test_a_column_that_the_study_makes_itself() -> None:
    rows = RESULTS["north_korea"].outcomes.assign(weight=1.0)
    with pytest.raises(
        rg.RhetoricGapError, match="cannot group by 'weight': the result has a column of that name"
    ):
        rg.decompose_gap(rows, by="weight")
