"""The small words: each kind found where it stands, and not where the word means something else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rhetoric_gap.text._patterns import parse_pattern
from rhetoric_gap.text._tokens import tokens_of
from rhetoric_gap.text.cues import KINDS, cue_table, find_cues, is_participle
from rhetoric_gap.text.parts import Cue


def cues_in(text: str) -> list[Cue]:
    return find_cues(tokens_of(text), text)


def texts(text: str, kind: str) -> list[str]:
    return [cue.text for cue in cues_in(text) if cue.kind == kind]


def test_the_table_is_well_formed():
    entries = cue_table().entries
    assert len(entries) > 100
    assert {entry.code for entry in entries} <= set(KINDS)
    assert all(0 < entry.weight <= 1 for entry in entries)
    assert all(parse_pattern(entry.pattern) for entry in entries)
    keys = [(entry.code, entry.pattern) for entry in entries]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("They will go.", "modal", ["will"]),
        ("We'll go.", "modal", ["We'll"]),
        ("The will of the people counts.", "modal", []),
        ("Military might is not right.", "modal", []),
        ("It may happen in May.", "modal", ["may"]),
        ("May 3 is a holiday.", "modal", []),
        ("They are going to sign.", "future", ["going to"]),
        ("Russia is to expel them.", "future", ["is to"]),
        ("They plan to leave.", "future", ["plan to"]),
        ("They won't go.", "negation", ["won't"]),
        ("He cannot, and never will.", "negation", ["never"]),
        ("Oslo refuses to pay.", "refusal", ["refuses"]),
        ("Oslo ruled out a loan.", "refusal", ["ruled out"]),
        ("Oslo denied it.", "denial", ["denied"]),
        ("Oslo has no plan to pay.", "denial", ["no plan to"]),
        ("Unless they stop, we act.", "condition", ["Unless"]),
        ("Should Iran attack, we act.", "condition", ["Should"]),
        ("Iran should leave.", "condition", []),
        ("The guards were late.", "condition", []),
        ("They must leave within three days.", "deadline", ["within three days"]),
        ("They are considering a ban.", "hedge", ["considering"]),
        ("According to Oslo, it rained.", "attribution", ["According to"]),
        ("I and my friends, the US.", "first_person", ["I", "my"]),
        ("They signed a treaty.", "formal", ["signed a treaty", "treaty"]),
        ("Will they go?", "question", ["?"]),
        ("He was not seriously hurt.", "passive", ["was not seriously hurt"]),
        ("They left last week.", "past", ["last week"]),
        ("They are here.", "present", ["are"]),
    ],
)
def test_a_cue_is_found_where_it_is_one(text: str, kind: str, found: list[str]):
    assert texts(text, kind) == found


def test_firm_modals_weigh_more_than_weak_ones():
    firmness = {cue.text: cue.value for cue in cues_in("will would could might") if cue.kind == "modal"}
    assert firmness["will"] > firmness["would"] > firmness["could"] > firmness["might"]


def test_a_passive_with_an_agent_weighs_more():
    with_agent, without = ("He was shot by police.", "He was shot in Lima.")
    assert [c.value for t in (with_agent, without) for c in cues_in(t) if c.kind == "passive"] == [1.0, 0.5]


def test_participles():
    assert all(map(is_participle, ("expelled", "shot", "cut", "sworn")))
    assert not any(map(is_participle, ("need", "between", "talks", "even", "children")))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_positions_are_those_of_the_text(text: str):
    for cue in cues_in(text):
        assert text[cue.start : cue.end] == cue.text
        assert cue.kind in KINDS


def test_work_is_linear_in_length(work):
    def read(times: int) -> None:
        text = "If they will not, we would never " * times
        find_cues(tokens_of(text), text)

    assert work(lambda: read(600)) < 12 * work(lambda: read(60))
