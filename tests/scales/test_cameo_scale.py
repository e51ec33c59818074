"""The CAMEO scale against its own tables, recomputed here by another route."""

from __future__ import annotations

import statistics
from importlib.resources import files

import numpy as np
import pandas as pd
import pytest

from rhetoric_gap.scales import get_scale

DATA = files("rhetoric_gap.scales") / "data"


def table(name: str) -> pd.DataFrame:
    with (DATA / name).open(encoding="utf-8") as handle:
        return pd.read_csv(handle, dtype=str, keep_default_na=False).set_index("code")


@pytest.fixture(scope="module")
def severity() -> pd.DataFrame:
    return table("cameo_severity.csv")


@pytest.fixture(scope="module")
def promises() -> pd.DataFrame:
    return table("cameo_promises.csv")


@pytest.fixture(scope="module")
def scale():
    return get_scale("cameo")


def split(cell: str) -> set[str]:
    return set(cell.split(";")) - {""}


def test_counts(scale, severity, promises):
    assert (len(severity), len(promises)) == (312, 183)
    assert scale.knows_deed(severity.index).all()
    assert not scale.knows_statement(severity.index.difference(promises.index)).any()
    assert scale.knows_statement(promises.index).all()
    assert int(np.isfinite(scale.statement_severity(promises.index)).sum()) == 54
    assert sum(bool(scale.fulfilling(code)) for code in promises.index) == 54
    assert len(scale.levels) == 312


def test_golden_severities_and_matches(scale):
    assert scale.statement_severity(["138", "1381", "0332"]).tolist() == [1.0, 0.95, 0.83]
    assert scale.deed_severity(["191", "152", "062"]).tolist() == [0.95, 0.72, 0.74]
    expected = [[1.0, 0.5, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.5]]
    assert scale.match_matrix(["138", "1381", "0332"], ["191", "152", "062"]).tolist() == expected


def test_golden_credits(scale):
    named = scale.statement_severity(["138", "1381", "0332"])
    done = scale.deed_severity(["191", "152", "062"])
    match = scale.match_matrix(["138", "1381", "0332"], ["191", "152", "062"])
    credit = np.minimum(match * done, named[:, None])
    np.testing.assert_allclose(credit, [[0.95, 0.36, 0], [0.95, 0, 0], [0, 0, 0.37]], rtol=0, atol=1e-12)


def test_deed_severity_is_the_absolute_goldstein_value_over_ten(scale, severity):
    graded = severity[severity["goldstein"] != ""]
    expected = graded["goldstein"].astype(float).abs() / 10
    np.testing.assert_allclose(scale.deed_severity(graded.index), expected, atol=1e-12)
    assert scale.deed_severity(["1213"]).tolist() == scale.deed_severity(["121"]).tolist() == [0.4]


def test_statement_severity_is_the_median_over_its_deeds(scale, severity, promises):
    for code, cell in promises["fulfilling"].items():
        values = [abs(float(severity.loc[deed, "goldstein"])) / 10 for deed in split(cell)]
        got = scale.statement_severity([code])[0]
        assert got == pytest.approx(statistics.median(values)) if values else np.isnan(got)


def test_the_value_of_the_word_itself_is_not_the_severity_of_the_deed(scale, severity, promises):
    naming = promises.index[promises["fulfilling"] != ""]
    word = severity.loc[naming, "goldstein"].astype(float).abs() / 10
    deeds = scale.statement_severity(naming)
    mildest = np.array([scale.deed_severity(sorted(scale.fulfilling(code))).min() for code in naming])
    assert int((word < mildest - 1e-9).sum()) == 25
    assert int((word < deeds - 1e-9).sum()) == 30
    assert int((word > deeds + 1e-9).sum()) == 18
    assert int(np.isclose(word, deeds).sum()) == 6


def test_no_deed_is_two_things_to_one_word(promises):
    for row in promises.itertuples():
        sets = [split(row.fulfilling), split(row.partial), split(row.breaking)]
        assert sum(map(len, sets)) == len(set().union(*sets)), row.Index


def test_every_code_in_a_set_is_graded(scale, promises):
    named = set().union(
        *(split(c) for name in ["fulfilling", "partial", "breaking", "compliance"] for c in promises[name])
    )
    assert len(named) > 100
    assert np.isfinite(scale.deed_severity(sorted(named))).all()


def test_deeds_share_the_valence_of_the_word_they_keep_and_refusals_are_broken_by_the_other(scale, promises):
    for code in promises.index:
        own = scale.valence([code])[0]
        kept = scale.fulfilling(code) | scale.partial(code)
        assert set(scale.valence(sorted(kept))) <= {own}
        assert set(scale.valence(sorted(scale.breaking(code)))) <= {"cooperation"}
        if scale.breaking(code):
            assert own == "conflict"


def test_kinds_follow_from_what_is_named(scale, promises):
    kinds = dict(zip(promises.index, scale.kind(promises.index), strict=True))
    assert set(kinds.values()) == {"threat", "promise", "refusal", "demand", "declaration", "comment"}
    for code, kind in kinds.items():
        assert (kind == "refusal") == bool(scale.breaking(code)), code
        if kind in {"threat", "promise"}:
            assert scale.fulfilling(code), code
    assert [kinds[c] for c in ["016", "022", "054", "057", "128", "139"]] == [
        "comment",
        "demand",
        "declaration",
        "promise",
        "declaration",
        "threat",
    ]


def test_words_without_a_side_have_no_valence(scale, promises):
    assert scale.valence(["010", "014", "024", "0251"]).tolist() == [None] * 4
    assert scale.valence(["111", "051", "190", "071"]).tolist() == ["conflict", "cooperation"] * 2
    assert set(promises["valence"]) == {"conflict", "cooperation", ""}


def test_compliance_is_not_fulfilment(scale):
    assert scale.compliance("1032") == {"072"}
    assert scale.match_matrix(["1032"], ["072"]).item() == 0
    assert np.isnan(scale.statement_severity(["1032"])).all()


def test_refused_severity_is_the_median_of_the_deeds_ruled_out(scale, promises):
    assert scale.refused_severity(["1222", "126", "138", "999"])[:2].tolist() == [0.83, 0.5]
    known = np.isfinite(scale.refused_severity(promises.index))
    assert (known == (promises["breaking"] != "").to_numpy()).all()


def test_matrices_equal_the_set_definitions_over_all_pairs(scale, severity, promises):
    def nearest_named(deed: str, named: set[str]) -> str | None:
        family = [deed + "0"] if len(deed) == 2 else [deed[:3], deed[:2]]
        return next((code for code in [deed, *family] if code in named), None)

    match = scale.match_matrix(promises.index, severity.index, partial=0.25)
    breaking = scale.breaking_matrix(promises.index, severity.index)
    assert match.shape == breaking.shape == (183, 312)
    for i, row in enumerate(promises.itertuples()):
        full, part, broken = split(row.fulfilling), split(row.partial), split(row.breaking)
        for j, deed in enumerate(severity.index):
            hit = nearest_named(deed, full | part | broken)
            assert match[i, j] == (1 if hit in full else 0.25 if hit in part else 0), (row.Index, deed)
            assert breaking[i, j] == float(hit in broken), (row.Index, deed)


def test_spelled_out_codes_get_exactly_what_the_map_says(scale, promises):
    for code, row in promises.iterrows():
        for column, value in [("fulfilling", 1.0), ("partial", 0.5)]:
            deeds = sorted(split(row[column]))
            assert (scale.match_matrix([code], deeds) == value).all(), code


def test_descriptions_spell_out_names(scale):
    told = scale.describe_code("1381")
    assert told["fulfilling"] == "191 blockade imposed"
    assert told["partial"] == "150 show of force, residual; 154 armed forces mobilised"
    assert (told["kind"], told["strength"], told["statement_severity"], told["deed_severity"]) == (
        "threat",
        3,
        0.95,
        0.7,
    )
    assert scale.describe_code("1951")["entry"] == "195"
    unknown = scale.describe_code("zz")
    assert (unknown["note"], unknown["fulfilling"]) == ("not on this scale", "")
    assert pd.isna(unknown["deed_severity"])


def test_levels_are_sorted_and_a_fresh_copy(scale):
    levels = scale.levels
    graded = levels["severity"].dropna()
    assert graded.is_monotonic_increasing
    assert levels["severity"].isna().sum() == 1
    levels["severity"] = 0.0
    assert scale.levels["severity"].max() == 1.0
