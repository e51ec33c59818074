"""The lexicon: what its table says, how it is extended, what is refused."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rhetoric_gap as rg
from rhetoric_gap.text._codes import is_known_code
from rhetoric_gap.text._patterns import inflections, parse_pattern
from rhetoric_gap.text.lexicon import NO_EVENT, Entry, Lexicon, pattern_key


def own(**columns: list[object]) -> pd.DataFrame:
    return pd.DataFrame(columns)


def test_shipped_entries_are_patterns_of_known_codes_with_sane_weights_and_no_twins() -> None:
    entries = rg.Lexicon.default().entries
    assert len(entries) > 900
    assert [e.pattern for e in entries if e.code != NO_EVENT and not is_known_code(e.code)] == []
    assert [e.pattern for e in entries if not 0 < e.weight <= 2] == []
    keys = [pattern_key(e.pattern) for e in entries]
    assert sorted({key for key in keys if keys.count(key) > 1}) == []


def test_shipped_entries_stand_for_every_family() -> None:
    families = {e.code[:2] for e in rg.Lexicon.default().entries} - {NO_EVENT[:2]}
    assert families == {f"{number:02}" for number in range(1, 21)}


def test_the_default_is_read_once_and_says_what_it_is() -> None:
    lexicon = rg.Lexicon.default()
    assert lexicon is rg.Lexicon.default()
    assert repr(lexicon).startswith("Lexicon('default', version 1: ")
    assert lexicon.digest in repr(lexicon)


def test_digest_goes_by_content_not_by_order_blanks_or_notes() -> None:
    one, two = Entry("lift ~4 ban|curb", "081", 1.0, "a"), Entry("bomb", "195", 1.0)
    same = Lexicon((two, Entry("lift  ~4 curb|ban", "081", 1.0, "b")))
    assert Lexicon((one, two)).digest == same.digest
    assert Lexicon((one, two)).digest != Lexicon((one,)).digest
    assert Lexicon((one, two)) == same and hash(Lexicon((one, two))) == hash(same)


def test_own_entries_add_replace_and_remove() -> None:
    base = rg.Lexicon.default()
    table = own(
        pattern=["scupper ~3 talk", "urge", "veto"],
        code=["164", "100", "129"],
        weight=[1.2, 0.9, 0],
        note=["x", "", ""],
    )
    changed = base.with_entries(table)
    frame = changed.to_frame().set_index("pattern")
    assert changed.name == "default+own"
    assert [frame.at["scupper ~3 talk", name] for name in ("code", "weight", "note")] == ["164", 1.2, "x"]
    assert frame.at["urge", "code"] == "100"
    assert "veto" not in frame.index
    assert len(changed.entries) == len(base.entries)
    assert changed != base


def test_an_own_entry_changes_what_is_read() -> None:
    text = "Ruritania scuppered the peace talks."
    lexicon = rg.Lexicon.default().with_entries(own(pattern=["scupper ~3 talk"], code=["164"]), name="mine")
    assert rg.read_text(text).code != "164"
    reading = rg.read_text(text, lexicon=lexicon)
    assert (reading.code, reading.quad, reading.findings[0].hit.source) == ("164", "MK", "own table:0")


def test_the_order_of_alternatives_does_not_hide_a_replacement() -> None:
    lexicon = Lexicon((Entry("lift ~4 ban|curb", "081", 1.0),))
    assert [
        e.code for e in lexicon.with_entries(own(pattern=["LIFT ~4 curb|ban"], code=["085"])).entries
    ] == ["085"]


def test_entries_from_a_csv_keep_their_zeros_and_blank_weights_are_one(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("pattern,code,weight\nhobnob with,040,\ncosy up to,050,0.5\n", encoding="utf-8")
    entries = rg.Lexicon.default().with_entries(file).entries[-2:]
    assert [(e.pattern, e.code, e.weight) for e in entries] == [
        ("hobnob with", "040", 1.0),
        ("cosy up to", "050", 0.5),
    ]
    assert entries[0].source == "mine.csv:0"


def test_every_problem_of_a_table_is_reported_at_once() -> None:
    table = own(
        pattern=["bomb ~4", "a|b~", None, "fine here", "Fine  here", "unheard-of", "ok"],
        code=["195", "195", "195", "999", 57, "057", "057"],
        weight=[1, 1, 1, "heavy", 1, 0, 99],
    )
    with pytest.raises(rg.SchemaError) as caught:
        rg.Lexicon.default().with_entries(table)
    failures = caught.value.failures
    assert list(zip(failures["row"], failures["column"], strict=True)) == [
        (0, "pattern"),
        (1, "pattern"),
        (2, "pattern"),
        (3, "code"),
        (3, "weight"),
        (4, "pattern"),
        (4, "code"),
        (5, "pattern"),
        (6, "weight"),
    ]
    assert "leading zero" in failures["hint"][6]


def test_missing_columns_are_named() -> None:
    with pytest.raises(rg.SchemaError) as caught:
        rg.Lexicon.default().with_entries(own(patern=["bomb"]))
    assert caught.value.failures["column"].tolist() == ["pattern", "code", "patern"]
    assert "Did you mean 'pattern'?" in caught.value.failures["hint"].tolist()[-1]


def test_something_else_than_a_table_is_refused() -> None:
    with pytest.raises(rg.RhetoricGapError, match="CSV file or a DataFrame"):
        rg.Lexicon.default().with_entries(["bomb"])
    with pytest.raises(rg.RhetoricGapError, match="no file"):
        rg.Lexicon.default().with_entries("nowhere.csv")


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("", "begins and ends with a word"),
        ("~3 bomb", "between two words"),
        ("bomb ~3", "begins and ends with a word"),
        ("bomb ~3 ~3 city", "between two words"),
        ("bomb ~0 city", "~1 to ~12"),
        ("bomb ~99 city", "~1 to ~12"),
        ("bomb|", "is no word"),
        ("b0mb", "is no word"),
        ("a b c d e f g h i", "at most 8 words"),
    ],
)
def test_what_is_no_pattern_says_why(pattern: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_pattern(pattern)


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("attack", {"attack", "attacks", "attacked", "attacking"}),
        ("deny", {"deny", "denies", "denied", "denying"}),
        ("agree", {"agree", "agrees", "agreed", "agreeing"}),
        ("impose", {"impose", "imposes", "imposed", "imposing"}),
        ("clash", {"clash", "clashes", "clashed", "clashing"}),
        ("=said", {"said"}),
    ],
)
def test_regular_forms(word: str, forms: set[str]) -> None:
    assert inflections(word, {}) == forms


def test_irregular_forms_of_the_shipped_table() -> None:
    lemmas = rg.Lexicon.default().lemmas
    pairs = {
        "withdrew": "withdraw",
        "banned": "ban",
        "shot": "shoot",
        "gave": "give",
        "struck": "strike",
        "met": "meet",
    }
    assert {form: word for form, word in pairs.items() if word in lemmas[form]} == pairs


@given(st.text(max_size=40))
def test_any_pattern_is_read_or_refused_with_a_reason(pattern: str) -> None:
    try:
        slots = parse_pattern(pattern)
    except ValueError as error:
        assert str(error)
    else:
        assert slots and slots[0].gap == 0
