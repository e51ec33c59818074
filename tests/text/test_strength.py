"""Strength and what makes a statement specific."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import rhetoric_gap as rg
from rhetoric_gap.text._tokens import tokens_of
from rhetoric_gap.text.cues import find_cues
from rhetoric_gap.text.statement import judge_statement
from rhetoric_gap.text.strength import hedges_of, specificity


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("Relations are good.", 0),
        ("Chad might expel the diplomats.", 1),
        ("Chad is considering sanctions.", 1),
        ("Chad urged Mali to free the hostages.", 1),
        ("Chad warned Mali of serious consequences.", 2),
        ("Chad will expel the diplomats.", 3),
        ("Chad will expel the diplomats by Friday.", 4),
        ("Chad issued an ultimatum to Mali.", 4),
        ("Chad signed a treaty with Mali.", 4),
    ],
)
def test_the_ladder_of_strength(text: str, strength: int):
    assert rg.read_text(text).strength == strength


def test_a_treaty_inside_the_condition_binds_nobody():
    reading = rg.read_text("Chad will free the hostages once the treaty is ratified.")
    assert (reading.kind, reading.strength) == ("promise", 3)


def test_specificity_counts_what_can_be_pointed_at():
    vague, exact = "We will help them.", "We will give Chad and Mali 300 trucks and $5 million by 1 May 2026."
    assert specificity(tokens_of(vague)) == {
        "numbers": 0,
        "dates": 0,
        "names": 0,
        "quantities": 0,
        "length": 4,
    }
    counts = specificity(tokens_of(exact))
    assert (counts["numbers"], counts["dates"], counts["names"], counts["quantities"]) == (4, 2, 2, 1)


def test_hedges_are_listed_once_in_order():
    text = "They may possibly, or may not, be considering it."
    assert hedges_of(find_cues(tokens_of(text), text)) == ("may", "possibly", "considering")


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(), max_size=300))
@example("If \ud800 will by ٣ May, “unless” within ٣ days\x00 or else?")
@example("will before today")
def test_any_text_is_judged(text: str):
    tokens = tokens_of(text)
    judged = judge_statement(text, tokens, find_cues(tokens, text), None, dt.date.min)
    assert (
        (judged.strength, judged.kind) == (0, "comment")
        or judged.condition.or_else
        or judged.condition.implicit
    )
    assert not judged.timing.done
