"""Any text gives a result: other scripts, markup, control characters, lone surrogates, texts of any length."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rhetoric_gap as rg
from rhetoric_gap.text._tokens import tokens_of
from rhetoric_gap.text.mentions import find_mentions
from rhetoric_gap.text.parties import assign
from rhetoric_gap.text.parts import Hit

# Characters of every category, lone surrogates and control characters included, and words that mean something.
ANY = st.text(st.characters(), max_size=200)
WORDS = st.sampled_from(
    [
        *(
            "Iran",
            "the",
            "US",
            "U.S.",
            "Russia's",
            "South",
            "Korea",
            "and",
            ",",
            ".",
            ";",
            "-",
            "--",
            "\u2019s",
            "'",
        ),
        *(
            '"',
            "“",
            "”",
            "(",
            "<b>",
            "&amp;",
            "will",
            "not",
            "must",
            "if",
            "unless",
            "said",
            "that",
            "by",
            "bomb",
        ),
        *("attacked", "threatened", "sanctions", "Jordan", "Chad", "Smith", "two", "Koreas", "Guinea-Bissau"),
        *(
            "pro-Russian",
            "according",
            "to",
            "between",
            "in",
            "of",
            "1",
            "May",
            "2024",
            "\n\n",
            "\t",
            "é",
            "ß",
        ),
        *("北朝鲜", "إيران", "\ud800", "\x00", "\u202e"),
    ]
)
MIXED = st.lists(WORDS, max_size=30).map(" ".join)
TEXT = st.one_of(ANY, MIXED)
LONG = 100_000


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(TEXT, st.none()), max_size=4))
def test_every_sentence_is_accounted_for_and_can_be_written(texts):
    draft = rg.score_text(texts)
    sizes = [len(draft.statements), len(draft.actions), len(draft.abstained)]
    assert sum(sizes) == draft.account["rows_out"].iloc[1] == draft.coverage["sentences"].iloc[-1]
    for frame in (draft.statements, draft.actions, draft.abstained):
        frame.to_csv().encode("utf-8")
        assert frame["text"].notna().all()
    filled = [frame.fillna({"actor": "A", "target": "B"}) for frame in draft]
    for frame, check in zip(filled, (rg.check_statements, rg.check_actions), strict=True):
        check(frame.assign(date=pd.Timestamp("2024-01-01"), deadline=pd.NaT).drop(columns="needs"))


@settings(max_examples=60, deadline=None)
@given(TEXT)
def test_mentions_stand_where_they_say_and_do_not_overlap(text):
    tokens = tokens_of(text)
    found = find_mentions(text, tokens)
    assert all(text[mention.start : mention.end] == mention.text for mention in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    for place in range(0, len(tokens), 7):
        hit = Hit(tokens[place].start, tokens[place].end, "190", 1.0, "", "", (place, place))
        speaker, actor, target = assign(tokens, [hit], found)
        named = {code for mention in found for code in mention.iso3.split(";")}
        assert {code for side in (speaker, actor, target) if side for code in side.split(";")} <= named
        assert not actor or not target or set(actor.split(";")).isdisjoint(target.split(";"))


@settings(max_examples=30, deadline=None)
@given(st.lists(TEXT, max_size=3))
def test_probabilities_are_probabilities(texts):
    chances = rg.StatementScorer().predict_proba(texts)
    assert chances.shape == (len(texts), 5)
    assert ((chances >= 0) & (chances <= 1)).all() and abs(chances.sum(axis=1) - 1).max(initial=0) < 1e-9


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "Iran ",
        "Iran, ",
        "If Iran ",
        "<b",
        'said "',
        "the US and ",
        "bomb ",
        "\ud800",
        "not by Iran ",
        "(",
        "&amp;",
    ],
)
def test_texts_of_100_000_characters_are_read_in_linear_work(piece, work):
    draft = rg.score_text([(piece * LONG)[:LONG]], split_sentences=False)
    assert len(draft.statements) + len(draft.actions) + len(draft.abstained) == 1

    def read(size):
        rg.read_text((piece * size)[:size])

    assert work(lambda: read(10_000)) < 12 * work(lambda: read(1_000))
