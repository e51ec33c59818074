"""Entries of a user's own, checked in full before any of them is taken over."""

from __future__ import annotations

import math
from collections.abc import Iterator
from numbers import Real
from pathlib import Path
from typing import Any

import pandas as pd

from rhetoric_gap.errors import FAILURE_COLUMNS, RhetoricGapError, SchemaError, did_you_mean
from rhetoric_gap.tables.files import read_table
from rhetoric_gap.text._codes import is_known_code
from rhetoric_gap.text._patterns import parse_pattern
from rhetoric_gap.text.lexicon import COLUMNS, NO_EVENT, Entry, Lexicon, pattern_key

TABLE = "lexicon"
REQUIRED = ("pattern", "code")
HEAVIEST = 10.0
DEFAULT_WEIGHT = 1.0

Problem = tuple[Any, str, Any, str, str, str]


def read_entries(given: Any, lexicon: Lexicon) -> list[Entry]:
    """Read and check entries.

    Parameters
    ----------
    given : str, pathlib.Path or pandas.DataFrame
        CSV file or table.
    lexicon : Lexicon
        The lexicon they are to be added to.

    Returns
    -------
    list of Entry
        One per row.

    Raises
    ------
    SchemaError
        If anything is wrong with the table; ``.failures`` lists every problem.
    RhetoricGapError
        If the file cannot be read, or ``given`` is no table.
    """
    frame, source = _table(given)
    problems = list(_column_problems(frame))
    if not problems:
        known = {pattern_key(entry.pattern) for entry in lexicon.entries}
        problems = list(_row_problems(frame, known))
    if problems:
        raise SchemaError(pd.DataFrame(problems, columns=FAILURE_COLUMNS))
    return [_entry(label, row, source) for label, row in frame.iterrows()]


def _table(given: Any) -> tuple[pd.DataFrame, str]:
    """Return the table and what to call it."""
    if isinstance(given, pd.DataFrame):
        return given, "own table"
    if isinstance(given, str | Path):
        return read_table(given), Path(given).name
    raise RhetoricGapError(
        f"entries must be a CSV file or a DataFrame with the columns 'pattern' and 'code', got {type(given).__name__}"
    )


def _column_problems(frame: pd.DataFrame) -> Iterator[Problem]:
    """Check that the columns are there, once, under the right name."""
    names = [str(name) for name in frame.columns]
    for name in REQUIRED:
        if name not in names:
            hint = f"add a column {name!r}; the table has {', '.join(names) or 'none'}"
            yield _problem(None, name, None, "a column the table must have", hint)
    for name in COLUMNS:
        if names.count(name) > 1:
            yield _problem(
                None, name, names.count(name), "a column name only once", "rename or drop one of them"
            )
    for name in names:
        if name not in COLUMNS and (guess := did_you_mean(name, COLUMNS)):
            yield _problem(
                None, name, name, "a column of the lexicon", f"{guess.strip()} Other columns: drop them"
            )


def _row_problems(frame: pd.DataFrame, known: set[str]) -> Iterator[Problem]:
    """Check patterns, codes and weights of every row."""
    seen: dict[str, Any] = {}
    for label, row in frame.iterrows():
        yield from _pattern_problems(label, row["pattern"], seen)
        yield from _code_problems(label, row["code"])
        weight = _weight(row)
        if not 0 <= weight <= HEAVIEST:
            rule = f"a weight from 0 (removes the pattern) to {HEAVIEST:g}"
            yield _problem(label, "weight", row["weight"], rule, "1 is a plain verb that means one thing")
        elif weight == 0 and isinstance(row["pattern"], str) and pattern_key(row["pattern"]) not in known:
            hint = "to_frame() lists the patterns there are"
            yield _problem(
                label, "pattern", row["pattern"], "weight 0 removes a pattern of the lexicon", hint
            )


def _pattern_problems(label: Any, pattern: Any, seen: dict[str, Any]) -> Iterator[Problem]:
    """Check one pattern."""
    if not isinstance(pattern, str) or not pattern.strip():
        yield _problem(label, "pattern", pattern, "a pattern as text", "write the words to look for")
        return
    try:
        parse_pattern(pattern)
    except ValueError as error:
        hint = "words, a|b for one or the other, ~n for up to n tokens in between, =word for this form only"
        yield _problem(label, "pattern", pattern, str(error), hint)
        return
    key = pattern_key(pattern)
    if key in seen:
        yield _problem(
            label, "pattern", pattern, "a pattern only once", f"row {seen[key]} has it already: keep one"
        )
    seen.setdefault(key, label)


def _code_problems(label: Any, code: Any) -> Iterator[Problem]:
    """Check one code."""
    if not isinstance(code, str):
        hint = "write codes as text, with their leading zero: '057'; read the file with dtype={'code': str}"
        yield _problem(label, "code", code, "a CAMEO code as text", hint)
    elif code.strip() != NO_EVENT and not is_known_code(code.strip()):
        hint = f"two to four digits, such as '057' or '195'; {NO_EVENT!r} for words that stand for no event"
        yield _problem(label, "code", code, "a CAMEO code", hint)


def _weight(row: pd.Series[Any]) -> float:
    """Read a weight; NaN if it is none, 1 where the cell is blank."""
    value = row.get("weight")
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return DEFAULT_WEIGHT
    if isinstance(value, bool) or not isinstance(value, Real | str):
        return math.nan
    text = str(value).strip()
    try:
        return float(text) if text else DEFAULT_WEIGHT
    except ValueError:
        return math.nan


def _entry(label: Any, row: pd.Series[Any], source: str) -> Entry:
    """Take over one row."""
    note = row.get("note")
    return Entry(
        " ".join(row["pattern"].lower().split()),
        row["code"].strip(),
        _weight(row),
        note if isinstance(note, str) else "",
        f"{source}:{label}",
    )


def _problem(row: Any, column: str, value: Any, rule: str, hint: str) -> Problem:
    """Write one row of the failures frame."""
    return (row, column, value, rule, hint, TABLE)
