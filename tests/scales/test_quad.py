"""Quad classes under the three rules, and what mixing them means."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rhetoric_gap as rg
from rhetoric_gap.scales import QUAD_RULES, check_quad_rules

ROOTS = [f"{root:02d}" for root in range(1, 21)]


def runs(rule: str) -> str:
    return "".join(str(int(c)) for c in rg.quad_class(ROOTS, rule))


def test_the_cuts_of_gdelt_and_icews():
    assert runs("gdelt") == "1" * 5 + "2" * 4 + "3" * 5 + "4" * 6
    assert runs("icews") == "1" * 5 + "2" * 3 + "3" * 5 + "4" * 7


def test_gdelt_and_icews_part_on_two_roots_each_in_its_own_direction():
    gdelt, icews = (dict(zip(ROOTS, rg.is_verbal(ROOTS, rule), strict=True)) for rule in ("gdelt", "icews"))
    assert {r for r in ROOTS if gdelt[r] != icews[r]} == {"09", "14"}
    assert (gdelt["09"], icews["09"], gdelt["14"], icews["14"]) == (False, True, True, False)


@given(code=st.from_regex(r"\A(0[1-9]|1[0-9]|20)[0-9]{0,2}\Z"), rule=st.sampled_from(["gdelt", "icews"]))
def test_a_code_has_the_class_of_its_root(code, rule):
    assert rg.quad_class([code], rule) == rg.quad_class([code[:2]], rule)


@pytest.mark.parametrize(
    "code", ["00", "21", "99", "1", "19111", "", "---", "AID", None, np.nan, "\uff11\uff19"]
)
@pytest.mark.parametrize("rule", ["gdelt", "icews"])
def test_what_is_no_cameo_code_has_no_class(code, rule):
    assert np.isnan(rg.quad_class([code], rule)).all()
    assert rg.is_verbal([code], rule).tolist() == [None]


def test_plover_by_type_whatever_the_mode():
    classes = {
        1: ["AGREE", "CONSULT", "SUPPORT", "CONCEDE", "CONSULT-visit"],
        2: ["COOPERATE", "AID", "RETREAT", "INVESTIGATE", "RETREAT-release"],
        3: [
            "DEMAND",
            "DISAPPROVE",
            "REJECT",
            "THREATEN",
            "ACCUSE",
            "REQUEST",
            "THREATEN-violence",
            "REJECT-x",
        ],
        4: ["SANCTION", "PROTEST", "CRIME", "MOBILIZE", "COERCE", "ASSAULT", "FIGHT", "ASSAULT-aerial"],
    }
    for number, codes in classes.items():
        assert rg.quad_class(codes, "plover").tolist() == [number] * len(codes)
    assert np.isnan(rg.quad_class(["19", "threaten", None, ""], "plover")).all()


def test_a_threat_and_what_keeps_it_are_on_two_sides():
    scale = rg.get_scale("plover")
    for code in ("THREATEN", "THREATEN-relations", "THREATEN-expel", "CONCEDE", "AGREE"):
        assert rg.is_verbal([code], "plover").tolist() == [True]
        assert not rg.is_verbal(sorted(scale.fulfilling(code)), "plover").any()


def test_numbers_and_unknown_rules_are_refused():
    with pytest.raises(rg.RhetoricGapError, match="leading zero"):
        rg.quad_class([57])
    with pytest.raises(rg.UnknownOptionError, match=r"quad_rule='gdlt' is not known.*Did you mean 'gdelt'"):
        rg.quad_class(["057"], "gdlt")
    with pytest.raises(rg.UnknownOptionError):
        check_quad_rules(["gdelt", "cameo"])


@pytest.mark.parametrize("rules", [[], [None], ["gdelt"], ["icews", "icews", np.nan], ["plover"]])
def test_one_rule_is_no_problem(rules):
    assert check_quad_rules(rules) is None


@pytest.mark.parametrize("rules", [["gdelt", "icews"], ["icews", None, "gdelt", "icews"], {"gdelt", "icews"}])
def test_two_rules_are_named_with_the_roots_that_change_sides(rules):
    text = check_quad_rules(rules)
    assert text == check_quad_rules(iter(rules)) == check_quad_rules(pd.Series(list(rules), dtype="string"))
    assert "several rules (gdelt, icews)" in text
    assert "root 09 is a word under icews and a deed under gdelt" in text
    assert "root 14 is a word under gdelt and a deed under icews" in text
    assert "root 10" not in text and "PLOVER" not in text


def test_plover_beside_cameo_is_told_apart():
    text = check_quad_rules(["plover", "gdelt"])
    assert "several rules (gdelt, plover)" in text and "CONCEDE" in text and "root 14" not in text


def test_every_rule_is_known():
    assert QUAD_RULES == ("gdelt", "icews", "plover")
