"""Tables of a few rows, written so that the numbers can be worked out by hand.

Everybody is AAA, everything is aimed at BBB and belongs to conflict, every severity is .5, unless a row says otherwise.
Days are counted from 1 January 2024 (day 0).
"""

from __future__ import annotations

from typing import Any

import pandas as pd

import rhetoric_gap as rg

Row = dict[str, Any]
DAY_ONE = pd.Timestamp("2024-01-01")
COMMON: Row = {"actor": "AAA", "target": "BBB", "severity": 0.5, "valence": "conflict"}


def day(number: int) -> str:
    """Write a day as a date."""
    return f"{DAY_ONE + pd.Timedelta(days=number):%Y-%m-%d}"


def word(name: str, number: int = 0, **columns: Any) -> Row:
    """One statement."""
    return {"statement_id": name, "date": day(number), **COMMON, **columns}


def deed(name: str, number: int = 5, **columns: Any) -> Row:
    """One action."""
    return {"action_id": name, "date": day(number), **COMMON, **columns}


def table(*rows: Row, of: str = "statement_id") -> pd.DataFrame:
    """Put rows together; a table without rows still has its columns."""
    return pd.DataFrame(list(rows)) if rows else pd.DataFrame(columns=[of, "date", *COMMON])


def words(*rows: Row) -> pd.DataFrame:
    """Statements."""
    return table(*rows)


def deeds(*rows: Row) -> pd.DataFrame:
    """Actions."""
    return table(*rows, of="action_id")


def coded(*pairs: tuple[Any, ...]) -> pd.DataFrame:
    """Links of a coder: statement, deed, and the match where it is not 1."""
    rows = [(s, a, match[0] if match else 1.0) for s, a, *match in pairs]
    return pd.DataFrame(rows, columns=["statement_id", "action_id", "match"])


def usual(**choices: Any) -> Row:
    """Any deed of the same kind counts for 30 days; the year has passed."""
    return {"match": "any", "window": 30, "as_of": day(365)} | choices


def score(said: pd.DataFrame, done: pd.DataFrame, **choices: Any) -> rg.GapResult:
    """Measure the gap with the usual choices."""
    return rg.gap_index(said, done, **usual(**choices))


def row_of(said: pd.DataFrame, done: pd.DataFrame, **choices: Any) -> pd.Series:
    """Measure the gap and return the only row."""
    frame = score(said, done, **choices).frame
    assert len(frame) == 1
    return frame.iloc[0]


def states(said: pd.DataFrame, done: pd.DataFrame, **choices: Any) -> dict[str, str]:
    """Return the state of every statement."""
    found = rg.outcomes(said, done, choices.pop("links", None), **usual(**choices))
    return dict(zip(found["statement_id"], found["state"], strict=True))


def link_list(said: pd.DataFrame, done: pd.DataFrame, **choices: Any) -> list[tuple[Any, ...]]:
    """Return (statement, deed, lag, match, credit, relation) of every link."""
    links = rg.pair(said, done, **usual(**choices))
    columns = ["statement_id", "action_id", "lag", "match", "credit", "relation"]
    return [tuple(row) for row in links[columns].astype(object).to_numpy().tolist()]
