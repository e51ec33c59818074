"""The suite: sentences written for the library before its rules on clauses, with labels set by hand.

The floors are what is reached, rounded down; the misses stand in the documentation.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import rhetoric_gap as rg
from rhetoric_gap.text._tokens import tokens_of
from rhetoric_gap.text.conditions import find_condition
from rhetoric_gap.text.cues import find_cues

SUITE = Path(__file__).with_name("suite.csv")
SAID_ON = dt.date(2024, 3, 6)
FLOORS = {
    "conditional": 0.98,
    "implicit": 0.98,
    "condition": 0.98,
    "deadline": 0.98,
    "deadline_text": 0.98,
    "negated": 0.98,
    "done": 0.96,
    "tense": 0.93,
    "kind": 0.86,
    "strength": 0.87,
}


@cache
def suite() -> list[dict[str, str]]:
    with SUITE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read(text: str) -> dict[str, str]:
    reading = rg.read_text(text, today=SAID_ON)
    tokens = tokens_of(text)
    implicit = find_condition(text, tokens, find_cues(tokens, text)).implicit
    return {
        "kind": reading.kind,
        "conditional": str(int(reading.conditional)),
        "implicit": str(int(implicit)),
        "condition": reading.condition or "",
        "deadline": str(reading.deadline or ""),
        "deadline_text": reading.deadline_text or "",
        "negated": str(int(reading.negated)),
        "tense": reading.tense,
        "strength": str(reading.strength),
        "done": str(int(reading.done)),
    }


@cache
def compared() -> tuple[Counter[str], Counter[str], list[tuple[str, str, str, str]]]:
    """Count labels and right ones; a deed done has neither kind nor strength, a clause counts where there is one."""
    labels: Counter[str] = Counter()
    right: Counter[str] = Counter()
    misses = []
    for row in suite():
        got = read(row["text"])
        for label in FLOORS:
            if (label in ("kind", "strength") and row["done"] == "1") or (
                label == "condition" and not row["condition"]
            ):
                continue
            labels[label] += 1
            right[label] += got[label] == row[label]
            if got[label] != row[label]:
                misses.append((row["id"], label, row[label], got[label]))
    return labels, right, misses


def test_the_suite_is_what_it_says():
    rows = suite()
    assert len(rows) >= 250
    assert len({row["text"] for row in rows}) == len({row["id"] for row in rows}) == len(rows)
    assert {row["kind"] for row in rows} == {
        *("threat", "promise", "refusal", "denial", "demand", "declaration", "comment", "")
    }
    for row in rows:
        assert (row["done"] == "1") == (row["kind"] == "") == (row["strength"] == ""), row["id"]
        assert (row["conditional"] == "1") == bool(row["condition"]), row["id"]
        assert row["condition"] in row["text"] and row["deadline_text"] in row["text"], row["id"]
        assert not row["deadline"] or dt.date.fromisoformat(row["deadline"]) >= SAID_ON, row["id"]


@pytest.mark.parametrize("label", FLOORS)
def test_a_label_is_right_often_enough(label: str):
    labels, right, misses = compared()
    share = right[label] / labels[label]
    assert share >= FLOORS[label], [miss for miss in misses if miss[1] == label]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Iran will strike the oil port.", "threat"),
        ("Iran will not strike the oil port.", "denial"),
        ("Will Iran strike the oil port?", "comment"),
        ("Ethiopia will withdraw its troops.", "promise"),
        ("Ethiopia will not withdraw its troops.", "refusal"),
        ("Eritrea demanded that Ethiopia withdraw its troops.", "demand"),
    ],
)
def test_one_word_changes_the_kind(text: str, kind: str):
    assert rg.read_text(text).kind == kind


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("Russia expels five diplomats", True),
        ("Russia expelled five diplomats.", True),
        ("Russia has expelled five diplomats.", True),
        ("Five diplomats were expelled by Russia.", True),
        ("Russia to expel five diplomats", False),
        ("Russia has agreed to withdraw its troops.", False),
        ("Russia did not expel the diplomats.", False),
        ("Did Russia expel the diplomats?", False),
        ("Russia decided to expel five diplomats.", False),
        ("If Russia expels five diplomats, Oslo will respond.", False),
    ],
)
def test_only_a_deed_done_is_done(text: str, done: bool):
    assert rg.read_text(text).done is done
