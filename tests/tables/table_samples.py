"""Small tables without a fault, and helpers to put one in and read what is found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import pytest

from rhetoric_gap.errors import SchemaError
from rhetoric_gap.tables import check_actions, check_links, check_outcomes, check_statements

ROWS = ["w", "x", "y", "z"]
BLANK = [None] * 4


def statements(**changes: Any) -> pd.DataFrame:
    """Four statements that use every column; ``changes`` replaces columns."""
    columns: dict[str, Any] = {
        "statement_id": ["S1", "S2", "S3", "S4"],
        "date": ["2024-01-01", "2024-01-10", "2024-01-15", "2024-02-01"],
        "actor": ["AAA", "AAA", "BBB", "BBB"],
        "target": ["BBB", "BBB;CCC", "AAA", "BBB"],
        "severity": [1.0, 0.95, 0.0, None],
        "code": ["138", "1381", "010", None],
        "valence": ["conflict", "conflict", "cooperation", None],
        "kind": ["threat", "promise", "denial", "demand"],
        "strength": [3, 4, 2, 1],
        "trigger_state": ["fired", "none", None, "unknown"],
        "trigger_date": ["2024-01-05", None, None, None],
        "deadline": ["2024-03-01", None, "2024-01-15", None],
        "resolution": [None, "withdrawn", None, "complied"],
        "resolution_date": [None, "2024-02-02", None, None],
        "topic": ["arms", "arms", None, "trade"],
        "audience": ["both", "domestic", "foreign", None],
        "speaker": ["A. Speaker", None, None, "B. Speaker"],
        "text": ["words ", "more words", None, None],
        "source": ["paper", None, None, None],
        "url": [None, None, None, None],
        "amount": [None, 3, None, None],
        "unit": [None, "satellites", None, None],
        "reported_at": ["2024-01-02", None, "2024-01-15", None],
        "cluster": ["crisis", "crisis", "crisis", None],
        "my_own": [1, 2, 3, 4],
    }
    return pd.DataFrame({**columns, **changes}, index=ROWS)


def actions(**changes: Any) -> pd.DataFrame:
    """Four actions that use every column; ``changes`` replaces columns."""
    columns: dict[str, Any] = {
        "action_id": ["A1", "A2", "A3", "A4"],
        "date": ["2024-01-20", "2024-02-20", "2024-03-01", "2024-03-02"],
        "actor": ["AAA", "AAA", "AAA", "BBB"],
        "target": ["BBB", "BBB", "CCC;BBB", "AAA"],
        "severity": [0.95, 0.72, None, 0.0],
        "code": ["191", None, "062", "010"],
        "end_date": [None, "2024-02-21", None, "2024-03-02"],
        "valence": ["conflict", "conflict", "cooperation", "conflict"],
        "topic": ["arms", None, None, None],
        "effect": [1, 0.5, None, 0],
        "amount": [None, None, 2.5, None],
        "unit": [None, None, "shells", None],
        "part_of": [None, "A3", "A4", None],
        "attempted": [True, "False", 1, None],
        "reported_at": [None, "2024-02-20", None, None],
        "source": ["paper", None, None, None],
        "url": [None, None, None, None],
        "my_own": [[1], {}, None, "x"],
    }
    return pd.DataFrame({**columns, **changes}, index=ROWS)


def links(**changes: Any) -> pd.DataFrame:
    """Four links between the samples above."""
    columns: dict[str, Any] = {
        "statement_id": ["S1", "S1", "S2", "S3"],
        "action_id": ["A1", "A2", "A1", "A4"],
        "match": [1, 0.5, 0, None],
        "how": ["coded", "coded", "matched", None],
        "relation": ["fulfils", "partly_fulfils", "late", "pending"],
        "lag": [19, 50, -1, None],
        "credit": [0.95, 0.36, 0, None],
        "scored": ["true", None, True, "FALSE"],
        "note": [None, "remark", None, None],
    }
    return pd.DataFrame({**columns, **changes}, index=ROWS)


def outcomes(**changes: Any) -> pd.DataFrame:
    """Four outcomes: partial, open, kept with a severity of 0, and an amount."""
    columns: dict[str, Any] = {
        "statement_id": ["S1", "S2", "S3", "S4"],
        "date": ["2024-01-01"] * 4,
        "start": ["2024-01-01", "2024-01-01", "2024-01-02", None],
        "end": ["2024-03-01", "2024-03-01", "2024-01-02", None],
        "actor": ["AAA"] * 4,
        "target": ["BBB"] * 4,
        "cluster": ["AAA>BBB"] * 4,
        "severity": [1, None, 0, 144],
        "credit": [0.36, None, 0, 77],
        "share": [0.36, None, None, 77 / 144],
        "state": ["partial", "open", "kept", "partial"],
        "late": [False, None, True, "false"],
        "amount": [None, None, None, 144],
        "effect_low": [0, None, None, 1],
        "effect_high": [1, None, None, 1],
        "n_links": [1, 0, None, 2],
        "n_repeats": [1, 1, None, 20],
        "how": ["coded", None, None, "matched"],
    }
    return pd.DataFrame({**columns, **changes}, index=ROWS)


def check_sample_links(frame: Any) -> pd.DataFrame:
    """Check links against the sample statements and actions."""
    return check_links(frame, statements(), actions())


Check = Callable[[Any], pd.DataFrame]
SAMPLES: Mapping[str, tuple[Callable[..., pd.DataFrame], Check]] = {
    "statements": (statements, check_statements),
    "actions": (actions, check_actions),
    "links": (links, check_sample_links),
    "outcomes": (outcomes, check_outcomes),
}


def with_cell(frame: pd.DataFrame, column: str, row: Any, value: object) -> pd.DataFrame:
    """Return the frame with one cell replaced, whatever types its column held."""
    cells = pd.Series(frame[column].tolist(), index=frame.index, dtype=object)
    cells.loc[row] = value
    return frame.assign(**{column: cells})


def failures(check: Check, frame: Any) -> pd.DataFrame:
    """Return what a check finds; fail if it finds nothing."""
    with pytest.raises(SchemaError) as caught:
        check(frame)
    return caught.value.failures


def told(found: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    """Return some columns of the failures as tuples."""
    return list(found[list(columns)].itertuples(index=False, name=None))
