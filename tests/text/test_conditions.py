"""Conditions: found in every spelling, with their words, and not found where there is none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rhetoric_gap.text._tokens import tokens_of
from rhetoric_gap.text.conditions import Condition, find_condition
from rhetoric_gap.text.cues import find_cues

WORDS = [
    "if",
    "unless",
    ",",
    ".",
    "until",
    "or",
    "else",
    "the",
    "any",
    "will",
    "not",
    "attack",
    "link",
    "to",
    "?",
]


def condition_in(text: str) -> Condition:
    tokens = tokens_of(text)
    return find_condition(text, tokens, find_cues(tokens, text))


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("Oslo will pay if Lima pays.", "if Lima pays"),
        ("If Lima pays, Oslo will pay.", "If Lima pays"),
        ("“If Lima pays”, he said, “we pay.”", "If Lima pays"),
        ("Unless Lima pays, Oslo will sue.", "Unless Lima pays"),
        ("Oslo will not pay until the audit is over.", "until the audit is over"),
        ("Oslo will pay as long as it can.", "as long as it can"),
        ("Oslo would pay provided that Lima signs.", "provided that Lima signs"),
        ("Oslo will pay on condition that Lima signs.", "on condition that Lima signs"),
        ("In the event of war, Oslo will pay.", "In the event of war"),
        ("Should Lima refuse, Oslo will sue.", "Should Lima refuse"),
        ("Were Lima to refuse, Oslo would sue.", "Were Lima to refuse"),
        ("Oslo will pay in exchange for fish.", "in exchange for fish"),
        ("The loan is contingent on a vote.", "contingent on a vote"),
        ("Oslo will pay once the court rules.", "once the court rules"),
        ("Oslo will pay only if Lima signs.", "only if Lima signs"),
        ("Any attack will be met with force.", "Any attack"),
        ("Oslo would retaliate against any attack on its ships.", "any attack on its ships"),
        ("Lima must pay or face sanctions.", "Lima must pay"),
        ("Pay now, or else.", "Pay now"),
        ("Oslo will not talk before the troops are gone.", "before the troops are gone"),
        (
            "Oslo will act if Hamas, the militant group, takes part.",
            "if Hamas, the militant group, takes part",
        ),
    ],
)
def test_a_condition_is_found_with_its_words(text: str, clause: str):
    found = condition_in(text)
    assert found.conditional
    assert found.clause == clause == text[found.start : found.end]


@pytest.mark.parametrize(
    "text",
    [
        "Reporters asked if Lima had paid.",
        "It is not clear if Lima had paid.",
        "He walked as if he were ill.",
        "Oslo will pay even if Lima refuses.",
        "There are few doubts, if any.",
        "What if Lima refuses?",
        "Oslo will wait until Friday.",
        "Oslo will wait until next week.",
        "The fire burned until it was put out.",
        "They spoke on condition of anonymity.",
        "They spoke on condition that they not be named.",
        "Oslo provided tents.",
        "It lasted as long as the first war.",
        "They met when the king was away.",
        "Lima once had a fleet.",
        "Oslo condemned any attack on civilians.",
        "Lima should pay.",
        "They left before the vote.",
        "He is linked to the plot.",
        "",
    ],
)
def test_what_looks_like_a_condition_is_none(text: str):
    found = condition_in(text)
    assert not found.conditional
    assert found.clause is None


@pytest.mark.parametrize(
    ("text", "implicit"),
    [
        ("Oslo issued an ultimatum to Lima.", True),
        ("Oslo gave Lima 48 hours to leave.", True),
        ("Oslo set Lima a 10-day deadline to pay.", True),
        ("Oslo demanded that Lima leave within two days.", True),
        ("Oslo gave Lima three ships.", False),
        ("Oslo will pay within two days.", False),
    ],
)
def test_an_ultimatum_is_a_condition_not_said(text: str, implicit: bool):
    found = condition_in(text)
    assert (found.conditional, found.implicit) == (False, implicit)


def test_what_stands_inside_a_condition_is_not_said_to_happen():
    text = "If Lima opens fire, Oslo will leave."
    found = condition_in(text)
    assert found.covers(text.index("opens"))
    assert not found.covers(text.index("leave"))
    or_else = condition_in("Hand over the ship or face war.")
    assert or_else.or_else
    assert not or_else.covers(0)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS)))
def test_any_order_of_the_words_gives_an_answer(words: list[str]):
    text = " ".join(words)
    found = condition_in(text)
    assert found.clause is None or text[found.start : found.end] == found.clause


@pytest.mark.parametrize("word", ["if ", "or else ", "before the ", "only when ", "unless he, "])
def test_work_is_linear_in_length(word: str, work):
    def read(size: int) -> None:
        condition_in(word * (size // len(word)))

    assert work(lambda: read(20_000)) < 12 * work(lambda: read(2_000))
