"""Markup, tokens, sentences, and where patterns are found."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhetoric_gap.text._clean import blank_markup
from rhetoric_gap.text._hits import find_hits
from rhetoric_gap.text._tokens import split_sentences, tokens_of
from rhetoric_gap.text.lexicon import Entry, Lexicon

ANY = st.text(alphabet=st.characters(), max_size=200)  # lone surrogates and control characters included


def lexicon(*lines: tuple[str, str]) -> Lexicon:
    forms = (("withdraw", ("withdrew", "withdrawn", "withdrawing")), ("cut", ("cutting",)))
    return Lexicon(tuple(Entry(pattern, code, 1.0) for pattern, code in lines), forms)


def found(text: str, *lines: tuple[str, str]) -> list[tuple[str, str]]:
    return [(hit.code, text[hit.start : hit.end]) for hit in find_hits(tokens_of(text), lexicon(*lines))]


def lowered(text: str) -> list[str]:
    return [token.lower for token in tokens_of(text)]


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("<p>Aid</p>", "   Aid    "),
        ("a&amp;b", "a&    b"),
        ("a&nbsp;b", "a      b"),
        ("a &lt; b", "a <    b"),
        ("3 < 4 > 2", "3 < 4 > 2"),
        ("won\u2019t", "won't"),
        ("cease\u2011fire", "cease-fire"),
        ("soft\u00adware\x00\ufffd", "soft ware  "),
        ("<!-- note --> x", "              x"),
    ],
)
def test_markup_becomes_blank_and_nothing_moves(text: str, clean: str) -> None:
    assert blank_markup(text) == clean
    assert len(clean) == len(text)


@given(ANY)
def test_cleaning_never_changes_the_length(text: str) -> None:
    assert len(blank_markup(text)) == len(text)


@given(ANY)
def test_tokens_stand_where_they_say_and_in_order(text: str) -> None:
    clean, tokens = blank_markup(text), tokens_of(text)
    assert all(clean[token.start : token.end] == token.text for token in tokens)
    assert all(a.end <= b.start for a, b in pairwise(tokens))


@given(ANY)
def test_sentences_are_in_order_and_lose_only_blanks(text: str) -> None:
    clean, spans = blank_markup(text), split_sentences(text)
    assert all(start < end for start, end in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    kept = "".join(clean[start:end] for start, end in spans)
    assert "".join(kept.split()) == "".join(clean.split())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The U.S. won't pay 3,000.5 dollars", ["the", "u.s.", "won't", "pay", "3,000.5", "dollars"]),
        ("Gen. Smith's cease-fire", ["gen.", "smith's", "cease-fire"]),
        ("«Нет», сказал он", ["«", "нет", "»", ",", "сказал", "он"]),
        ("'go' -- now", ["'", "go", "'", "--", "now"]),
    ],
)
def test_tokens(text: str, words: list[str]) -> None:
    assert lowered(text) == words


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("We will act. They will not.", ["We will act.", "They will not."]),
        (
            "Gen. Jones met Mr. Smith in the U.S. on Monday.",
            ["Gen. Jones met Mr. Smith in the U.S. on Monday."],
        ),
        ("It paid $3.5 million. Then it left.", ["It paid $3.5 million.", "Then it left."]),
        ("“We will act.” He left.", ["“We will act.”", "He left."]),
        ("“Will you act?” he asked.", ["“Will you act?” he asked."]),
        ("Stop! Now! Why?", ["Stop!", "Now!", "Why?"]),
        ("No full stop at the end", ["No full stop at the end"]),
        ("Title line\n\nFirst sentence.", ["Title line", "First sentence."]),
        ("…", ["…"]),
        ("", []),
        (" \n\t ", []),
        ("他说。我们走\uff01", ["他说。", "我们走\uff01"]),
    ],
)
def test_sentences(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


def test_forms_gaps_and_alternatives() -> None:
    lines = (("lift ~4 sanction|ban", "085"), ("=said", "010"))
    assert found("It lifted most of the old bans, he said.", *lines) == [
        ("085", "lifted most of the old bans"),
        ("010", "said"),
    ]
    assert found("It lifted one two three four five bans; he says so.", *lines) == []


def test_no_pattern_reaches_over_the_end_of_a_sentence() -> None:
    assert found("They lifted. Bans stay.", ("lift ~4 ban", "085")) == []


def test_the_pattern_with_most_words_wins_and_then_the_heaviest() -> None:
    lines = (("cut", "160"), ("cut ~3 aid", "162"))
    assert found("It cut all aid.", *lines) == [("162", "cut all aid")]


def test_fixed_expressions_hide_what_stands_inside_them() -> None:
    lines = (("free trade", "---"), ("free", "084"), ("trade", "061"))
    assert found("Free trade and free men.", *lines) == [("084", "free")]


def test_the_object_of_a_passive_is_found_before_its_verb() -> None:
    text = "All aid to Ruritania was cut on Monday."
    (hit,) = find_hits(tokens_of(text), lexicon(("cut ~5 aid", "162")))
    assert text[hit.start : hit.end] == "aid to Ruritania was cut"
    assert hit.tokens == (5, 5)


def test_possessives_months_and_markup() -> None:
    assert found("The march's end", ("march", "141")) == [("141", "march's")]
    assert found("On March 3 they will march.", ("march", "141")) == [("141", "march")]
    assert found("They <b>with</b>drew", ("withdraw", "087")) == []
    assert found("They <b>withdrew</b> all&nbsp;troops", ("withdraw ~3 troop", "087")) == [
        ("087", "withdrew</b> all&nbsp;troops")
    ]


@pytest.mark.parametrize("piece", ["was cut the ", "<", "A. ", "a-"])
def test_work_grows_with_length_and_nothing_else(piece: str, work) -> None:
    table = lexicon(("cut ~12 aid", "162"), ("cut ~12 arm ~12 food", "162"))

    def read(size: int) -> None:
        text = (piece * size)[:size]
        split_sentences(text)
        find_hits(tokens_of(text), table)

    assert work(lambda: read(20_000)) < 12 * work(lambda: read(2_000))
