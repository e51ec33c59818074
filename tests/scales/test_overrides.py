"""Severities and sets of a user's own."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhetoric_gap.errors import RhetoricGapError, SchemaError
from rhetoric_gap.scales import get_scale

SCALE = get_scale()
CODES = [e.code for e in SCALE.entries]
WORDS = [e.code for e in SCALE.entries if e.is_statement]


def test_nothing_overridden_changes_nothing_but_the_name():
    own = SCALE.with_overrides()
    assert (own.name, own.digest) == ("cameo+own", SCALE.digest)
    assert own != SCALE


@pytest.mark.parametrize(
    "given_as",
    [
        {"191": 0.8, "LAUNCH": 0.4},
        pd.Series({"191": 0.8, "LAUNCH": 0.4}),
        pd.DataFrame({"code": ["191", "LAUNCH", "192"], "severity": [0.8, 0.4, None]}),
        pd.DataFrame({"code": ["191", "LAUNCH"], "severity": ["0.8", "0.4"]}),
    ],
)
def test_severities_from_mapping_series_and_frame(given_as):
    own = SCALE.with_overrides(severity=given_as)
    assert own.deed_severity(["191", "LAUNCH", "192"]).tolist() == [0.8, 0.4, 0.95]
    assert own.statement_severity(["1381"]).tolist() == [0.8]
    assert SCALE.deed_severity(["191"]).tolist() == [0.95]
    assert np.isnan(SCALE.deed_severity(["LAUNCH"])).all()


@pytest.mark.parametrize(
    "given_as",
    [
        {"1381": ["191", "154"]},
        {"1381": "191; 154"},
        {"1381": {"191", "154"}},
        {"1381": np.array(["191", "154"])},
        pd.Series({"1381": "191;154"}),
        pd.DataFrame({"code": ["1381", "1382"], "fulfilling": ["191;154", None]}),
    ],
)
def test_sets_from_mapping_series_and_frame(given_as):
    own = SCALE.with_overrides(fulfilling=given_as)
    assert own.fulfilling("1381") == {"191", "154"}
    assert own.partial("1381") == {"150"}, "a deed moved into one set leaves the others"
    assert own.fulfilling("1382") == SCALE.fulfilling("1382")
    assert own.statement_severity(["1381"])[0] == pytest.approx((0.95 + 0.72) / 2)
    assert own.match_matrix(["1381"], ["154", "150"]).tolist() == [[1.0, 0.5]]


def test_a_word_can_be_told_to_name_no_deed():
    own = SCALE.with_overrides(fulfilling={"1385": []})
    assert np.isnan(own.statement_severity(["1385"])).all()
    assert own.match_matrix(["1385"], ["2042", "152"]).tolist() == [[0.0, 0.5]]


def test_a_new_leaf_inherits_from_its_base():
    own = SCALE.with_overrides(fulfilling={"1386": ["191"]})
    assert own.kind(["1386"]).tolist() == ["threat"]
    assert own.strength(["1386"]).tolist() == [3]
    assert own.partial("1386") == SCALE.partial("138")
    assert own.fulfilling("138") == SCALE.fulfilling("138")


def test_breaking_sets_and_own_names():
    own = SCALE.with_overrides(breaking={"128": ["057"]}, name="mine")
    assert own.name == "mine"
    assert own.breaking_matrix(["128"], ["057"]).item() == 1
    assert own.refused_severity(["128"]).tolist() == [0.8]
    assert own.source.endswith("; with overrides")


def test_overrides_can_be_stacked():
    own = SCALE.with_overrides(severity={"191": 0.8}).with_overrides(severity={"192": 0.7}, name="both")
    assert own.deed_severity(["191", "192"]).tolist() == [0.8, 0.7]
    assert own == SCALE.with_overrides(severity={"191": 0.8, "192": 0.7}, name="both")


@given(
    word=st.sampled_from(WORDS),
    full=st.sets(st.sampled_from(CODES), max_size=4),
    part=st.sets(st.sampled_from(CODES), max_size=4),
)
def test_matches_follow_the_sets_given(word, full, part):
    own = SCALE.with_overrides(fulfilling={word: full}, partial={word: part - full}, breaking={word: []})
    grades = own.match_matrix([word], CODES)[0]
    for code, grade in zip(CODES, grades, strict=True):
        if code in full:
            assert grade == 1
        elif code in part:
            assert grade == 0.5
        elif not {code[:2], code[:3], code + "0"} & (full | part):
            assert grade == 0


@given(code=st.sampled_from(CODES), value=st.floats(0, 1))
def test_one_severity_changes_only_what_hangs_on_it(code, value):
    own = SCALE.with_overrides(severity={code: value})
    before, after = SCALE.deed_severity(CODES), own.deed_severity(CODES)
    changed = {c for c, x, y in zip(CODES, before, after, strict=True) if x != y}
    assert own.deed_severity([code])[0] == value
    assert changed <= {code, "1213"} if code in {"121", "12"} else changed <= {code}


def test_every_problem_is_reported_at_once():
    with pytest.raises(SchemaError) as caught:
        SCALE.with_overrides(
            severity={"191": 2, 138: 0.5, "192": True, "193": None, " ": 0.1, "194": "much"},
            fulfilling={"1391x": ["191"], "1381": ["9x", "191", 3]},
            partial={"1381": "191"},
            name="cameo",
        )
    failures = caught.value.failures
    assert list(failures.columns) == ["row", "column", "value", "rule", "hint", "table"]
    told = list(zip(failures["column"], map(str, failures["value"]), failures["rule"], strict=True))
    assert told == [
        ("name", "cameo", "the name of a shipped scale"),
        ("severity", "2", "a number in [0, 1]"),
        ("severity", "138", "a code as text"),
        ("severity", "True", "a number in [0, 1]"),
        ("severity", "None", "a number in [0, 1]"),
        ("severity", " ", "a code as text"),
        ("severity", "much", "a number in [0, 1]"),
        ("fulfilling", "1391x", "a statement code of the scale"),
        ("fulfilling", "3", "a code as text"),
        ("fulfilling", "9x", "a deed with a severity on the scale"),
        ("partial", "191", "also named as fulfilling"),
    ]
    assert failures["hint"].str.contains("leading zero").sum() == 3
    assert "11 problems in overrides" in str(caught.value)


@pytest.mark.parametrize("name", ["", "  ", 3])
def test_a_name_is_text(name):
    with pytest.raises(SchemaError, match="a name is text"):
        SCALE.with_overrides(name=name)


@pytest.mark.parametrize("given_as", [["191"], 0.5, pd.DataFrame({"code": ["191"], "weight": [1.0]})])
def test_another_shape_is_refused_with_the_shapes_there_are(given_as):
    with pytest.raises(RhetoricGapError, match="mapping or a Series from code to value, or a DataFrame"):
        SCALE.with_overrides(severity=given_as)
