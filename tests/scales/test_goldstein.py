"""The three versions of the Goldstein values, against each other, against a file's own scores, and misused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rhetoric_gap as rg
from rhetoric_gap.scales import raw_goldstein_share

TABLE = rg.goldstein_versions().set_index("code")
NAMING = sorted(e.code for e in rg.get_scale().entries if e.fulfilling)


def test_where_the_versions_differ():
    assert len(TABLE) == 312
    assert TABLE[["gdelt", "icews", "cameo05b1"]].notna().sum().tolist() == [311, 312, 272]
    apart = TABLE["icews_minus_gdelt"].fillna(0).ne(0)
    assert apart[apart].index.tolist() == ["016", "022", "164", "165"]
    apart = TABLE["cameo05b1_minus_gdelt"].fillna(0).ne(0)
    assert apart[apart].index.tolist() == ["016", "022", "124", "163", "165", "166"]
    assert np.isnan(TABLE.loc["1213", "gdelt"]) and TABLE.loc["1213", "icews"] == -4


def test_rows_follow_the_codes_asked_for():
    frame = rg.goldstein_versions(pd.Series(["163", None, "16", "999", " 163 "]))
    assert frame["gdelt"].tolist()[0] == frame["gdelt"].tolist()[4] == -8
    assert frame["gdelt"].isna().tolist() == [False, True, False, True, False]
    assert rg.goldstein_versions([]).shape == (0, 7)


@pytest.mark.parametrize("version", ["gdelt", "icews", "cameo05b1"])
def test_a_file_of_one_version_fits_that_version_in_every_row(version):
    values = TABLE[version].dropna()
    found = rg.compare_goldstein(values.index, values).set_index("version")
    assert found.loc[version, ["n", "n_differ", "largest", "codes"]].tolist() == [len(values), 0, 0, ""]
    assert found.index[0] == version
    assert (found["n_differ"].drop(version) > 0).all()


def test_codes_that_differ_are_named_by_how_often_they_do():
    found = rg.compare_goldstein(["164", "165", "165", "190", "x"], [-6.5, -7, -7, None, 3]).set_index(
        "version"
    )
    assert found.loc["icews", "n_differ"] == 0
    assert found.loc["gdelt", ["n", "n_differ", "largest", "codes"]].tolist() == [3, 3, 0.5, "165, 164"]


def test_scores_that_are_not_there_cannot_be_compared():
    found = rg.compare_goldstein(["164"], [None])
    assert found["n"].tolist() == [0, 0, 0] and found["largest"].isna().all()
    with pytest.raises(rg.RhetoricGapError, match="same length, got 1 and 2"):
        rg.compare_goldstein(["164"], [1, 2])


def test_raw_values_of_words_are_found_out():
    own = TABLE.loc[NAMING, "gdelt"].abs() / 10
    checked, equal = raw_goldstein_share(NAMING, own)
    assert checked == equal > 40


def test_severities_of_the_deeds_named_are_not_taken_for_raw_values():
    named = rg.get_scale().statement_severity(NAMING)
    checked, equal = raw_goldstein_share(NAMING, named)
    assert checked > 40 and equal == 0


@given(st.lists(st.tuples(st.sampled_from([*NAMING, "111", "zz"]), st.none() | st.floats(0, 1)), max_size=20))
def test_the_counts_are_counts(rows):
    codes, severity = [r[0] for r in rows], pd.Series([r[1] for r in rows], dtype=float)
    checked, equal = raw_goldstein_share(codes, severity)
    assert 0 <= equal <= checked <= severity.notna().sum()


def test_counts_by_hand():
    # 138: words .7, deeds 1. 111 names no deed. 1312: words .58, deeds .8. Blank severities are left to the scale.
    assert raw_goldstein_share(["138", "138", "138", "111", None], [0.7, 1.0, None, 0.2, 0.7]) == (2, 1)
    assert raw_goldstein_share([], []) == (0, 0)
    with pytest.raises(rg.RhetoricGapError, match="same length"):
        raw_goldstein_share(["138"], [0.7, 0.7])


@pytest.mark.parametrize(("name", "column"), [("cameo-icews", "icews"), ("cameo-05b1", "cameo05b1")])
def test_other_versions_change_severities_and_nothing_else(name, column):
    cameo, other = rg.get_scale(), rg.get_scale(name)
    values = TABLE[column].dropna().abs() / 10
    np.testing.assert_allclose(other.deed_severity(values.index), values)
    codes = TABLE.index
    np.testing.assert_array_equal(other.match_matrix(NAMING, codes), cameo.match_matrix(NAMING, codes))
    assert other.valence(codes).tolist() == cameo.valence(codes).tolist()
    assert other.knows_deed(codes).all()


def test_statements_that_other_versions_grade_otherwise():
    cameo = rg.get_scale().statement_severity(NAMING)
    changed = {
        name: [
            c
            for c, a, b in zip(NAMING, cameo, rg.get_scale(name).statement_severity(NAMING), strict=True)
            if a != b
        ]
        for name in ("cameo-icews", "cameo-05b1")
    }
    assert changed == {"cameo-icews": ["134", "135"], "cameo-05b1": ["1312", "135", "136"]}
    assert rg.get_scale("cameo-05b1").deed_severity(["1661", "0313"]).tolist() == [0.8, 0.52]
