"""What a sentence makes of the patterns in it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rhetoric_gap as rg
from rhetoric_gap.text._clauses import clause_openers
from rhetoric_gap.text._codes import goldstein_of, is_material, quad_of, root_of, said_code, severity_of
from rhetoric_gap.text._decide import class_scores, probabilities
from rhetoric_gap.text._hits import find_hits
from rhetoric_gap.text._tokens import tokens_of
from rhetoric_gap.text.grammar import find_events
from rhetoric_gap.text.parts import QUADS, Finding

ANY = st.text(alphabet=st.characters(), max_size=150)


def findings(text: str) -> list[Finding]:
    tokens = tokens_of(text)
    return find_events(tokens, find_hits(tokens, rg.Lexicon.default()))


def best(text: str) -> tuple[str, str | None]:
    main = findings(text)[0]
    return main.code, main.deed_code


def rules(text: str) -> set[str]:
    return {step.rule for finding in findings(text) for step in finding.steps}


@pytest.mark.parametrize(
    ("text", "code", "deed"),
    [
        # the same deed, said in different ways
        ("Ruritania bombed the port.", "195", "195"),
        ("Ruritania will bomb the port.", "1384", "195"),
        ("Ruritania threatened to bomb the port.", "1384", "195"),
        ("Ruritania vowed to bomb the port.", "1384", "195"),
        ("Ruritania is ready to bomb the port.", "1384", "195"),
        ("Ruritania vowed not to bomb the port.", "120", "195"),
        ("Ruritania denied that it would bomb the port.", "016", "195"),
        ("The port was bombed by Ruritania.", "195", "195"),
        # the same promise
        ("Ruritania released the hostages.", "0841", "0841"),
        ("Ruritania will release the hostages.", "0353", "0841"),
        ("Ruritania agreed to release the hostages.", "0353", "0841"),
        ("Ruritania refused to release the hostages.", "1243", "0841"),
        ("Ruritania will not release the hostages.", "1243", "0841"),
        ("Ruritania demanded the release of the hostages.", "1053", "0841"),
        ("Ruritania must release the hostages.", "1053", "0841"),
        ("Ruritania urged Lutha to release the hostages.", "0253", "0841"),
        ("We must release the hostages.", "0353", "0841"),
        ("Ruritania to release hostages", "0353", "0841"),
        ("Ruritania is to release hostages.", "0353", "0841"),
        # money, arms, sanctions
        ("Ruritania pledged to send tanks to Lutha.", "0332", "072"),
        ("Ruritania may impose sanctions on Lutha.", "1312", "163"),
        ("Ruritania announced the suspension of aid to Lutha.", "162", "162"),
        ("All aid to Lutha was suspended.", "162", "162"),
        ("Sanctions on Lutha have been lifted.", "085", "085"),
    ],
)
def test_modality_makes_the_code(text: str, code: str, deed: str | None) -> None:
    assert best(text) == (code, deed)


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("The minister condemned the attack on the embassy.", "11"),
        ("The minister accused Lutha of bombing the embassy.", "11"),
        ("The minister hoped that Lutha would release the hostages.", "01"),
        ("The minister is considering sanctions against Lutha.", "01"),
        ("The minister rejected allegations of torture.", "01"),
        ("The minister rejected the proposal.", "12"),
        ("The minister claimed responsibility for the attack.", "01"),
        ("The minister declined to comment on the arrests.", "01"),
        ("The minister expressed condolences over the killings.", "01"),
        ("The minister warned Lutha against bombing the embassy.", "13"),
        ("The minister vowed a crushing response to the attack.", "13"),
        ("After the bombing of the port, the two leaders met in Zenda.", "04"),
        ("The minister, who had been arrested last year, signed the treaty.", "05"),
        ("The two ministers discussed the war.", "04"),
    ],
)
def test_what_governs_what(text: str, family: str) -> None:
    assert best(text)[0][:2] == family


def test_a_warning_against_a_deed_names_no_deed_of_the_one_who_warns() -> None:
    assert best("Ruritania warned Lutha against bombing the port.") == ("130", None)
    assert best("Ruritania warned it would bomb the port.") == ("1384", "195")


def test_a_question_commits_nobody() -> None:
    asked, said = findings("Will Ruritania bomb the port?"), findings("Ruritania will bomb the port.")
    assert asked[0].score < 0.15 < said[0].score
    assert "question" in rules("Will Ruritania bomb the port?")


def test_every_rule_leaves_a_step_and_the_steps_make_the_score() -> None:
    for finding in findings(
        "After the raid, Ruritania, which had bombed the port, refused to release the hostages."
    ):
        product = finding.hit.weight
        for step in finding.steps:
            product *= step.factor
        assert finding.score == pytest.approx(product, abs=1e-4)
        assert finding.steps[0].rule == "place"


def test_names_and_headlines() -> None:
    assert "name" in rules("The talks in Fort Attack were long.")
    assert "name" not in rules("Ruritania To Attack The Port")


def test_what_stands_in_the_condition_weighs_less() -> None:
    text = "If Lutha bombs the port, Ruritania will release the hostages."
    tokens = tokens_of(text)
    found = find_events(tokens, find_hits(tokens, rg.Lexicon.default()), (0, text.index(",")))
    assert found[0].code == "0353"
    (bombs,) = [finding for finding in found if finding.hit.pattern.startswith("bomb")]
    assert "condition" in {step.rule for step in bombs.steps}


def test_clauses_inside_and_in_front() -> None:
    lower = ["after", "the", "raid", ",", "he", "who", "fled", "met", "us"]
    assert clause_openers(lower) == ["after", "after", "after", "", "", "", "who", "who", "who"]
    assert clause_openers([]) == []
    assert clause_openers(["after"]) == [""]


@pytest.mark.parametrize(
    ("act", "deed", "code"),
    [
        ("threat", "195", "1384"),
        ("threat", "191", "1381"),
        ("threat", "1951", "1384"),
        ("threat", "172", "132"),
        ("threat", None, "130"),
        ("promise", "0874", "0356"),
        ("promise", "040", "036"),
        ("refusal", "072", "1222"),
        ("demand", "0831", "1041"),
        ("appeal", "085", "0254"),
    ],
)
def test_the_word_for_a_deed_is_the_most_specific_the_map_has(act: Any, deed: str | None, code: str) -> None:
    assert said_code(act, deed) == code


def test_a_statement_has_the_severity_of_the_deed_it_names() -> None:
    scale = rg.get_scale()
    assert severity_of("1384", "195") == scale.deed_severity(["195"])[0] == 1.0
    assert severity_of("0332", None) == scale.statement_severity(["0332"])[0]
    assert severity_of("111", None) != severity_of("111", None)


def test_appeals_and_remarks_have_no_root_and_are_no_event() -> None:
    assert [root_of(code) for code in ("010", "0253", "100", "138", "195")] == [
        None,
        None,
        "REQUEST",
        "THREATEN",
        "ASSAULT",
    ]
    assert [quad_of(code) for code in ("010", "0253", "100", "057", "071", "195")] == [
        "NEU",
        "NEU",
        "VK",
        "VC",
        "MC",
        "MK",
    ]
    assert [is_material(code) for code in ("057", "06", "0874", "138", "14", "204")] == [
        False,
        True,
        True,
        False,
        True,
        True,
    ]
    assert goldstein_of("195") == -10.0


@given(ANY)
def test_any_text_has_sorted_findings_and_probabilities_that_sum_to_one(text: str) -> None:
    found = findings(text)
    assert [f.score for f in found] == sorted((f.score for f in found), reverse=True)
    chances = probabilities(class_scores(found))
    assert set(chances) == set(QUADS)
    assert sum(chances.values()) == pytest.approx(1)
    assert min(chances.values()) >= 0
