"""Read text columns: ids, actors, targets, codes, categories and free text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.errors import did_you_mean
from rhetoric_gap.tables import rulebook
from rhetoric_gap.tables.cells import Cells, as_text, factorize_text, read_cells, spread, usable
from rhetoric_gap.tables.problems import Mask, Problems
from rhetoric_gap.tables.schema import Column
from rhetoric_gap.tables.targets import SEPARATOR

MISSING_WORDS = ("nan", "NaN", "None", "<NA>", "NaT")
"""How Python writes a missing value when a column is turned into text by mistake."""

LAST_ROOT = 20
"""Event codes start with a root from 01 to 20."""

AMBIGUOUS_ROOTS = tuple(str(root) for root in range(10, LAST_ROOT + 1))
"""Roots that look like a longer code without its zero."""

GROUP_COLUMN, SINGLE_COLUMN = "target", "actor"
PERSONAL_HINTS = 200
"""So many distinct unknown words get a did-you-mean of their own; it compares each with every known word."""

Finding = tuple[Any, str, Any]
"""Which distinct texts break a rule, the rule, and a hint (one, or one per distinct text)."""


def read_text(series: pd.Series, column: Column, problems: Problems) -> pd.Series:
    """Check a column of text and return it as text; whole numbers become text, bad cells missing."""
    cells = read_cells(series)
    good = _usable_text(cells, column, problems)
    text = as_text(cells.series, good)
    codes, uniques = factorize_text(text)
    if uniques.empty:
        return text
    bad = np.zeros(len(text), dtype=bool)
    for broken, rule, hint in _findings(uniques, column):
        if not broken.any():
            continue
        where = spread(broken.to_numpy(dtype=bool), codes, False)
        hints = hint if isinstance(hint, str) else spread(np.asarray(hint, dtype=object), codes, "")
        problems.rows(column.name, where, rule, hints)
        bad |= where
    return as_text(text, (codes >= 0) & ~bad) if bad.any() else text


def _usable_text(cells: Cells, column: Column, problems: Problems) -> Mask:
    """Report cells that are no text."""
    if column.kind == "code":
        return _usable_codes(cells, column, problems)
    cast = "'Int64'" if cells.among(("number",)).any() else "str"  # a float as text would be '1.0'
    hint = f"use df[{column.name!r}].astype({cast})"
    return usable(cells, column.name, ("text", "integer"), problems, rulebook.TEXT, hint)


def _usable_codes(cells: Cells, column: Column, problems: Problems) -> Mask:
    """Report codes that became numbers, and name the rows where a leading zero may be gone."""
    name = column.name
    hint = f"numbers lose leading zeros ('010' becomes 10): read the file again with dtype={{{name!r}: str}}"
    good = usable(cells, name, ("text",), problems, rulebook.LEADING_ZERO, hint)
    if cells.typed and cells.family in {"integer", "number"}:
        numbers = cells.series.to_numpy(dtype="float64", na_value=np.nan)
        # 57 was 057, 10 may have been 010, and 190 is as it was
        lead = numbers // 10.0 ** np.maximum(np.floor(np.log10(np.maximum(numbers, 1.0))) - 1, 0)
        doubtful = np.isfinite(numbers) & ((numbers < 100) | (lead > LAST_ROOT))
        written = np.array(
            [f"'0{int(n)}' or '{int(n)}'?" if d else "" for n, d in zip(numbers, doubtful, strict=True)]
        )
        problems.rows(name, doubtful, rulebook.LEADING_ZERO, written.astype(object))
    return good


def _findings(uniques: pd.Series, column: Column) -> Iterator[Finding]:
    """Go through the rules a column of this kind is held to."""
    stripped = uniques.str.strip()
    empty = stripped == ""
    yield empty, rulebook.NOT_EMPTY, "leave the cell blank (missing) instead"
    if column.kind == "text":
        return
    outer = (uniques != stripped) & ~empty
    yield outer, rulebook.TRIMMED, f"use df[{column.name!r}].str.strip()"
    if column.kind == "category":
        yield _unknown_words(uniques, column, empty | outer)
        return
    yield (
        uniques.isin(MISSING_WORDS),
        rulebook.FILLED,
        "a missing value became text; leave the cell blank instead",
    )
    if column.name == SINGLE_COLUMN:
        hint = "give every actor a row of its own; only targets may be named together"
        yield uniques.str.contains(SEPARATOR, regex=False), rulebook.ONE_ACTOR, hint
    elif column.name == GROUP_COLUMN:
        yield from _member_findings(uniques, empty, outer)
    elif column.kind == "code":
        yield _lost_zeros(uniques)


def _member_findings(uniques: pd.Series, empty: pd.Series, outer: pd.Series) -> Iterator[Finding]:
    """Find groups with a member that is not named, or named with spaces around it."""
    grouped = uniques.where(uniques.str.contains(SEPARATOR, regex=False), "-")
    hollow = grouped.str.contains(r"(?:^|;)\s*(?:;|$)", regex=True)
    yield hollow & ~empty, rulebook.MEMBERS, "write 'KOR;USA', without an empty member"
    spaced = grouped.str.contains(r"\s;|;\s", regex=True) & ~hollow & ~outer
    yield spaced, rulebook.TRIMMED, "write 'KOR;USA', without spaces around the semicolon"


def _lost_zeros(uniques: pd.Series) -> Finding:
    """Find codes such as '10' in a column that also has '010': is it that code, or another."""
    known = set(uniques)
    lost = uniques.map(
        lambda code: code.isdigit() and not code.startswith("0") and f"0{code}" in known
    ).astype(bool)
    hints = [_lost_zero_hint(str(code)) for code in uniques] if lost.any() else ""
    return lost, rulebook.LEADING_ZERO, hints


def _lost_zero_hint(code: str) -> str:
    """Say which of two codes may be meant."""
    hint = f"the column also has '0{code}'; if that is meant, write it so"
    return f"{hint}; if the root {code} is meant, write '{code}0'" if code in AMBIGUOUS_ROOTS else hint


def _unknown_words(uniques: pd.Series, column: Column, reported: pd.Series) -> Finding:
    """Find words outside the vocabulary, and say which was probably meant."""
    unknown = ~uniques.isin(column.allowed) & ~reported
    allowed = "one of " + ", ".join(repr(word) for word in column.allowed)
    hints = np.full(len(uniques), allowed, dtype=object)
    for place in np.flatnonzero(unknown)[:PERSONAL_HINTS]:
        hints[place] = allowed + "." + _meant(str(uniques.iloc[place]), column.allowed)
    return unknown, rulebook.CATEGORY, hints


def _meant(word: str, allowed: tuple[str, ...]) -> str:
    """Say which known word was probably meant; same letters in another case are certain."""
    same = word.lower().replace(" ", "_").replace("-", "_")
    return f" Write {same!r}: case and spelling count." if same in allowed else did_you_mean(word, allowed)
