"""read_text: whole sentences, hard texts, and where the evidence stands."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rhetoric_gap as rg
from rhetoric_gap.text.parts import Hit, Reading

ANY = st.text(alphabet=st.characters(), max_size=200)
THREAT = "North Korea threatened to bomb Seoul unless the drills end by March 3, 2024."


def test_a_threat_in_full() -> None:
    reading = rg.read_text(THREAT)
    assert (reading.quad, reading.root, reading.code, reading.deed_code) == ("VK", "THREATEN", "1384", "195")
    assert (reading.kind, reading.valence, reading.severity) == ("threat", "conflict", 1.0)
    assert (reading.actor, reading.done, reading.tense) == ("PRK", False, "future")
    assert reading.conditional and reading.condition is not None and "unless" in reading.condition
    assert reading.deadline == dt.date(2024, 3, 3)
    assert reading.pattern_found and reading.strength >= 3


def test_a_promise_a_refusal_a_demand_a_remark_and_a_deed() -> None:
    texts = [
        "France will send tanks to Ukraine.",
        "France refused to send tanks to Ukraine.",
        "France demanded that Ukraine release the prisoners.",
        "France hoped for a quiet winter.",
        "France sent tanks to Ukraine.",
    ]
    readings = [rg.read_text(text) for text in texts]
    assert [r.kind for r in readings[:4]] == ["promise", "refusal", "demand", "comment"]
    assert [r.quad for r in readings] == ["VC", "VK", "VK", "NEU", "MC"]
    assert [r.done for r in readings] == [False, False, False, False, True]
    assert [r.deed_code for r in readings] == ["072", "072", "0841", None, "072"]


def test_severity_is_that_of_the_deed_named_never_that_of_the_tone() -> None:
    angry = rg.read_text("Iran furiously and repeatedly threatened to expel the French ambassador.")
    calm = rg.read_text("Iran threatened to bomb the base.")
    assert angry.severity == 0.4 < calm.severity == 1.0
    assert math.isnan(rg.read_text("Iran condemned the attack in the strongest words.").severity)


def test_abstention_remark_and_weak_patterns() -> None:
    nothing, remark = rg.read_text("Zzz qqq."), rg.read_text("He said so.")
    assert (nothing.quad, nothing.pattern_found, nothing.kind, nothing.code) == (None, False, "comment", None)
    assert (remark.quad, remark.pattern_found) == ("NEU", True)
    assert math.isnan(nothing.severity) and math.isnan(nothing.goldstein)


def test_the_label_is_the_likeliest_class() -> None:
    for text in (THREAT, "France sent tanks to Ukraine.", "He hoped for rain.", "Talks began in Oslo."):
        reading = rg.read_text(text)
        assert reading.quad == max(reading.probabilities, key=lambda quad: reading.probabilities[quad])
        assert sum(reading.probabilities.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    "text",
    [
        "<p>Iran <b>threatened</b> to&nbsp;bomb &quot;the base&quot;.</p>",
        "Iran “threatened to bomb” the base",
        "Iran «threatened to bomb» the base",
        "\ufeffIran threatened\u00a0to bomb the\x00 base\ufffd",
        "IRAN THREATENED TO BOMB THE BASE",
        "Iran threatened \ud800 to bomb the base",
    ],
)
def test_markup_quotes_and_broken_characters_change_nothing(text: str) -> None:
    reading = rg.read_text(text)
    assert (reading.code, reading.deed_code) == ("1384", "195")
    for part in reading.evidence:
        assert 0 <= part.start < part.end <= len(text)


def test_evidence_stands_in_the_text_as_it_came_in() -> None:
    text = "<i>Iran</i> threatened to <b>bomb</b> the base."
    reading = rg.read_text(text)
    words = {text[part.start : part.end] for part in reading.evidence if isinstance(part, Hit)}
    assert {"threatened", "bomb"} <= words
    assert [part.start for part in reading.evidence] == sorted(part.start for part in reading.evidence)
    assert reading.text == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\t",
        "Россия угрожает ударом",
        "朝鲜威胁轰炸首尔",
        "تهديد بالحرب",
        "12345 67",
        "?!...",
        "<p></p>",
        "\ud800",
    ],
)
def test_where_there_is_nothing_to_go_by_the_rules_abstain(text: str) -> None:
    reading = rg.read_text(text)
    assert (reading.quad, reading.code, reading.kind, reading.pattern_found) == (None, None, "comment", False)


@pytest.mark.parametrize("value", [None, 3, 2.5, b"bytes", ["text"]])
def test_what_is_not_text_is_refused(value: object) -> None:
    with pytest.raises(rg.RhetoricGapError, match="must be a sentence as text"):
        rg.read_text(value)  # type: ignore[arg-type]


@given(ANY)
def test_any_text_is_read(text: str) -> None:
    reading = rg.read_text(text)
    assert isinstance(reading, Reading)
    assert (reading.root is None) == (reading.quad in ("NEU", None))
    assert (reading.quad is None) == (not reading.pattern_found)


@given(ANY, ANY)
def test_what_stands_around_it_never_breaks_a_threat(before: str, after: str) -> None:
    reading = rg.read_text(f"{before} Iran threatened to bomb the base {after}")
    assert reading.pattern_found or "<" in before or "&" in before


@pytest.mark.parametrize("piece", ["Iran will bomb the base and ", "not will must to if "])
def test_ten_times_the_text_is_ten_times_the_work(piece: str, work) -> None:
    def read(size: int) -> None:
        rg.read_text((piece * size)[:size])

    assert work(lambda: read(20_000)) < 12 * work(lambda: read(2_000))


def test_the_same_text_is_read_the_same_way() -> None:
    assert repr(rg.read_text(THREAT)) == repr(rg.read_text(THREAT))
