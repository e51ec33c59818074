"""Tables that give away how they were made: two quad rules, and statements graded by their own words."""

from __future__ import annotations

import warnings

import pandas as pd
import pytest
import small_tables as t

import rhetoric_gap as rg

RULES = "Words and deeds were told apart by several rules|Words were parted from deeds by several rules"


def tables(said_rule: str | None, done_rule: str | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    return t.words(t.word("S1", quad_rule=said_rule)), t.deeds(t.deed("A1", quad_rule=done_rule))


@pytest.mark.parametrize(
    "rules", [("gdelt", "icews"), ("plover", "gdelt"), ("mine", "yours"), ("mine", "icews")]
)
def test_two_quad_rules_are_warned_of_and_noted(rules: tuple[str, str]) -> None:
    said, done = tables(*rules)
    with pytest.warns(rg.RhetoricGapWarning, match=RULES) as caught:
        result = t.score(said, done)
    assert len(caught) == 1
    assert str(caught[0].message) in result.notes
    assert all(rule in result.notes[0] for rule in rules)


def test_two_rules_within_one_table_are_mixed_too() -> None:
    said = t.words(t.word("S1", quad_rule="gdelt"), t.word("S2", 1, quad_rule="icews"))
    with pytest.warns(rg.RhetoricGapWarning, match=RULES):
        rg.flow_balance(said, t.deeds(t.deed("A1")), as_of=t.day(365))


@pytest.mark.parametrize(
    "rules", [("gdelt", "gdelt"), ("icews", None), (None, None), ("mine", "mine"), ("", "gdelt")]
)
def test_one_rule_is_no_matter(rules: tuple[str | None, str | None]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        t.score(*tables(*rules))


CODES = ["138", "1381", "0332", "130", "131", "132", "138"]


def coded(severity: list[float | None]) -> pd.DataFrame:
    rows = [
        t.word(f"S{k}", k, code=code, severity=r)
        for k, (code, r) in enumerate(zip(CODES, severity, strict=True))
    ]
    return t.words(*rows).drop(columns="valence")


def own_values(version: str = "gdelt") -> list[float]:
    return (rg.goldstein_versions(CODES)[version].abs() / 10).tolist()


def test_statements_graded_by_their_own_words_are_warned_of() -> None:
    done = t.deeds(t.deed("A1", code="191"))
    with pytest.warns(rg.RhetoricGapWarning, match="Goldstein value of their own verbal code") as caught:
        result = t.score(coded(own_values()), done, match="code")
    assert str(caught[0].message) in result.notes


@pytest.mark.parametrize("severity", [[None] * 7, [0.5] * 7, [1.0, 0.4, 0.8, 0.6, 0.2, 1.0, 1.0]])
def test_a_ladder_of_ones_own_is_no_matter(severity: list[float | None]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        t.score(coded(severity), t.deeds(t.deed("A1", code="191")), match="code")


def test_a_few_rows_may_meet_the_table_by_chance() -> None:
    said = coded(own_values()).iloc[:3]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        t.score(said, t.deeds(t.deed("A1", code="191")), match="code")
