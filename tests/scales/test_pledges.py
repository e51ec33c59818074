"""Verdicts of promise trackers: grading, tolerance, unknown ones, vocabularies of one's own."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rhetoric_gap as rg
from rhetoric_gap.scales.pledges import pledge_vocabularies

TABLE = rg.pledge_statuses()


def test_the_obameter_s_record():
    # 533 promises: 48 % kept, 27 % compromise, 24 % broken: gap .385 with half credit, .52 strict.
    rates = {"Promise Kept": 0.48, "Compromise": 0.27, "Promise Broken": 0.24}
    graded = rg.grade_statuses(list(rates), "politifact")
    share = np.array(list(rates.values()))
    assert graded["outcome"].tolist() == [1, 0.5, 0]
    assert 1 - (graded["outcome"] * share).sum() == pytest.approx(0.385)
    assert 1 - share[graded["state"] == "kept"].sum() == pytest.approx(0.52)


def test_what_is_not_settled_is_neither_zero_nor_one():
    waiting = [
        "Stalled",
        "In the Works",
        "Not Yet Rated",
        "In Progress",
        "Pending",
        "Deadline Passed",
        "Overdue",
        "Delayed",
    ]
    graded = rg.grade_statuses(waiting)
    assert graded["outcome"].isna().all() and set(graded["state"]) == {"open"}
    assert rg.grade_statuses(["Unverifiable"])["state"].tolist() == ["excluded"]


@given(
    row=st.sampled_from(TABLE.to_dict("records")),
    spell=st.sampled_from(
        [str.upper, str.lower, str.title, lambda t: f"  {t} ", lambda t: t.replace(" ", "_-  ")]
    ),
)
def test_case_blanks_hyphens_and_underscores_do_not_matter(row, spell):
    graded = rg.grade_statuses([spell(row["status"])], row["vocabulary"]).iloc[0]
    assert (graded["status"], graded["state"]) == (row["status"], row["state"])


def test_vocabularies_agree_where_they_meet():
    assert pledge_vocabularies() == ("politifact", "polimeter", "pledge-project", "tracker", "any")
    assert TABLE.groupby(TABLE["status"].str.casefold())["state"].nunique().eq(1).all()
    assert rg.pledge_statuses("polimeter")["vocabulary"].unique().tolist() == ["polimeter"]
    with pytest.raises(rg.UnknownOptionError, match=r"vocabulary='polymeter'.*Did you mean 'polimeter'"):
        rg.pledge_statuses("polymeter")
    with pytest.raises(rg.UnknownOptionError):
        rg.grade_statuses(["Kept"], "obama")


def test_index_and_missing_values_are_kept():
    values = pd.Series(["Kept", None, "  ", "Compromise"], index=[5, 5, 2, 9])
    graded = rg.grade_statuses(values)
    assert graded.index.tolist() == [5, 5, 2, 9]
    assert graded["state"].isna().tolist() == [False, True, True, False]
    assert graded["outcome"].dtype == "float64"
    assert rg.grade_statuses([]).shape == (0, 4)
    assert rg.grade_statuses(pd.Series(["Kept", "Kept"], dtype="category"))["outcome"].tolist() == [1, 1]


def test_unknown_statuses_are_all_named_at_once():
    values = pd.Series(["Promise Kep", "Kept", "Mystery", "Promise Kep"], index=list("wxyz"))
    with pytest.raises(rg.RhetoricGapError) as caught:
        rg.grade_statuses(values, "politifact")
    text = str(caught.value)
    assert text.startswith("2 status(es) the vocabulary does not have: 'Promise Kep' (first in row 'w').")
    assert "Did you mean 'promise kept'?" in text and "'Mystery' (first in row 'y')" in text
    assert "Known: Promise Kept, Kept, Compromise" in text
    assert rg.grade_statuses(values, unknown="missing")["state"].isna().tolist() == [True, False, True, True]
    with pytest.raises(rg.UnknownOptionError):
        rg.grade_statuses(values, unknown="drop")


def test_a_vocabulary_of_one_s_own():
    own = {"Vert": "kept", "orange": 0.25, "rouge": 0, "gris": "open", "or": 1}
    graded = rg.grade_statuses(["VERT", "Orange", "rouge", "gris", "or"], own)
    np.testing.assert_array_equal(graded["outcome"], [1, 0.25, 0, np.nan, 1])
    assert graded["state"].tolist() == ["kept", "partial", "unfulfilled", "open", "kept"]
    for wrong in ("half", 2, -0.1, True, None):
        with pytest.raises(rg.RhetoricGapError, match=r"vocabulary\['x'\] must be one of kept, partial"):
            rg.grade_statuses(["x"], {"x": wrong})


@pytest.mark.parametrize("values", ["Kept", None, np.array([["Kept"]])])
def test_one_status_is_not_a_column(values):
    with pytest.raises(rg.RhetoricGapError, match="must be a column or a list"):
        rg.grade_statuses(values)


def test_the_scale_of_pledges_pays_half_for_a_compromise():
    scale = rg.get_scale("pledges")
    assert scale.match_matrix(["pledge"], ["kept", "partial"]).tolist() == [[1, 0.5]]
    assert scale.statement_severity(["pledge"]).tolist() == [1]
    assert scale.deed_severity(["kept", "partial"]).tolist() == [1, 1]
