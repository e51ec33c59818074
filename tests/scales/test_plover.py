"""PLOVER: golden values worked from the manual's scores, modes that fall back on their type, codes from two columns."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import rhetoric_gap as rg

SCALE = rg.get_scale("plover")


@pytest.mark.parametrize(
    ("word", "severity"),
    [
        ("AGREE", 0.975),  # aid 1, cooperation .95
        ("AGREE-meet", 0.4),  # talk .25, visit .4, multilateral .4
        ("CONCEDE", 0.7),  # .65 .65 .65 .75 .8 1
        ("THREATEN", 0.65),  # .5 .6 .7 .9
        ("THREATEN-relations", 0.6),
        ("THREATEN-expel", 0.625),  # .55 .7
        ("THREATEN-territory", 0.8),  # .7 .9
        ("THREATEN-violence", 0.95),  # .9 .9 .95 .95 .95 1
        ("SUPPORT-pact", 0.975),
    ],
)
def test_words_are_graded_by_the_deeds_they_name(word, severity):
    assert SCALE.statement_severity([word]).tolist() == pytest.approx([severity])


def test_words_are_never_graded_by_their_own_score():
    # THREATEN-violence is -3.5 in the manual, the deeds it names -9 to -10.
    assert SCALE.deed_severity(["THREATEN-violence"]).tolist() == [0.35]
    assert SCALE.statement_severity(["THREATEN-violence"]).tolist() == [0.95]


def test_a_mode_without_a_value_falls_back_on_its_type():
    assert SCALE.deed_severity(["MOBILIZE-troops", "ASSAULT-torture", "AID-economic"]).tolist() == [
        0.53,
        0.9,
        1.0,
    ]
    assert SCALE.statement_severity(["THREATEN-ban"]) == SCALE.statement_severity(["THREATEN"])
    assert SCALE.kind(["THREATEN-ban", "REJECT-nothing"]).tolist() == ["threat", "refusal"]
    assert SCALE.match_matrix(["THREATEN-violence"], ["ASSAULT-torture", "MOBILIZE-troops"]).tolist() == [
        [1.0, 0.5]
    ]
    assert SCALE.match_matrix(["THREATEN-violence"], ["MOBILIZE", "COERCE-arrest"]).tolist() == [[0.0, 0.0]]


def test_kinds_follow_cameo():
    cameo = rg.get_scale()
    alike = {"AGREE": "030", "SUPPORT": "051", "SUPPORT-pact": "057", "CONSULT": "040", "REQUEST": "100"}
    alike |= {"REJECT": "120", "THREATEN": "130", "ACCUSE": "111", "ACCUSE-investigate": "090"}
    for code, other in alike.items():
        assert SCALE.kind([code]).tolist() == cameo.kind([other]).tolist(), code
        assert SCALE.valence([code]).tolist() == cameo.valence([other]).tolist(), code
    assert SCALE.strength(["SUPPORT-pact"]).tolist() == cameo.strength(["057"]).tolist() == [4]


def test_refusals_are_contradicted_by_what_they_refuse():
    assert SCALE.breaking("REJECT-meet") == {"CONSULT", "CONSULT-visit", "CONSULT-multilateral"}
    assert SCALE.breaking_matrix(
        ["REJECT", "REJECT-assist"], ["CONSULT", "AID", "RETREAT-release"]
    ).tolist() == [
        [0, 1, 1],
        [0, 1, 0],
    ]
    assert SCALE.refused_severity(["REJECT-assist"]).tolist() == pytest.approx([0.975])


def test_the_sign_of_accuse_is_read_as_a_misprint():
    assert SCALE.valence(["ACCUSE"]).tolist() == ["conflict"]
    assert SCALE.deed_severity(["ACCUSE"]).tolist() == [0.3]
    assert "misprint" in SCALE.describe_code("ACCUSE")["note"]


def test_codes_from_two_columns():
    types = pd.Series(["threaten", " AID ", None, "ASSAULT", "", "PROTEST"], index=[3, 3, 1, 0, 9, 9])
    modes = pd.Series(["Violence", "None", "visit", "heavy-weapons", "phone", np.nan], index=types.index)
    expected = ["THREATEN-violence", "AID", None, "ASSAULT-heavy-weapons", None, "PROTEST"]
    assert rg.plover_code(types, modes).tolist() == expected
    assert rg.plover_code(types).tolist()[:2] == ["THREATEN", "AID"]
    assert rg.plover_code([], []).shape == (0,)


def test_columns_that_do_not_go_together_are_refused():
    with pytest.raises(rg.RhetoricGapError, match="same length, got 2 and 1"):
        rg.plover_code(["AID", "AID"], ["x"])
    with pytest.raises(rg.RhetoricGapError, match=r"modes must be text, got 7 \(1 of 1 values\)"):
        rg.plover_code(["AID"], [7])


def test_a_mode_can_be_given_a_value_of_its_own():
    own = SCALE.with_overrides(severity={"MOBILIZE-troops": 0.6, "CRIME": 0.4})
    assert own.deed_severity(["MOBILIZE-troops", "MOBILIZE-weapons", "CRIME-theft"]).tolist() == [
        0.6,
        0.53,
        0.4,
    ]
    with pytest.raises(rg.SchemaError, match="a deed with a severity on the scale"):
        SCALE.with_overrides(fulfilling={"THREATEN": ["CRIME"]})
