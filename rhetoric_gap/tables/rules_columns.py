"""Check that the columns are there, once each, and under the right names."""

from __future__ import annotations

import re
import warnings
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapWarning, did_you_mean
from rhetoric_gap.tables import rulebook
from rhetoric_gap.tables.problems import Problems
from rhetoric_gap.tables.schema import Column, Table

MEANT = "Did you mean"


def check_columns(frame: pd.DataFrame, table: Table, problems: Problems) -> None:
    """Report columns that are missing, and warn of ones that look misspelt and would go unread."""
    for column in table.columns:
        if column.required and column.name not in frame.columns:
            problems.whole(column.name, np.nan, rulebook.REQUIRED_COLUMN, _absent_hint(frame, table, column))
    if table.either and not any(name in frame.columns for name in table.either):
        hints = [_absent_hint(frame, table, table.column(name)) for name in table.either]
        hint = next((hint for hint in hints if MEANT in hint), hints[0])
        hint = f"{hint} One of {', '.join(map(repr, table.either))} is enough."
        problems.whole(table.either[0], np.nan, rulebook.REQUIRED_COLUMN, hint)
    _warn_of_unread(frame, table)


def check_unique_columns(frame: pd.DataFrame, problems: Problems) -> None:
    """Report every column name that occurs more than once."""
    repeated = frame.columns[frame.columns.duplicated()].unique()
    for name in repeated:
        times = int((frame.columns == name).sum())
        hint = f"{times} columns have this name; drop or rename all but one"
        problems.whole(str(name), str(name), rulebook.UNIQUE_COLUMN, hint)


def _plain(name: str) -> str:
    """Return a name without case, spaces and punctuation."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _strangers(frame: pd.DataFrame, table: Table) -> list[str]:
    """Return columns the schema does not know: only these can be meant for a missing one."""
    known = {column.name for column in table.columns}
    names: list[Any] = list(frame.columns)
    return [name for name in names if isinstance(name, str) and name not in known]


def _absent_hint(frame: pd.DataFrame, table: Table, column: Column) -> str:
    """Say how to get a missing column, with the likeliest of the columns there are."""
    if column.name in frame.index.names:
        return "It is in the index: use df.reset_index()."
    needed = f"Add {column.name!r} ({column.meaning})."
    strangers = _strangers(frame, table)
    wanted = {_plain(column.name), *(_plain(alias) for alias in column.aliases)}
    meant = next((name for name in strangers if _plain(name) in wanted), None)
    if meant is None:
        return needed + did_you_mean(column.name, strangers)
    return f"{needed} {MEANT} {meant!r}? Use df.rename(columns={{{meant!r}: {column.name!r}}})."


def _warn_of_unread(frame: pd.DataFrame, table: Table) -> None:
    """Warn of optional columns written in another case or spacing: they pass as extra columns, unread."""
    strangers = {_plain(name): name for name in _strangers(frame, table)}
    absent = [column for column in table.columns if column.name not in frame.columns]
    if not set(table.either) & set(frame.columns):
        absent = [
            column for column in absent if column.name not in table.either
        ]  # a problem already, with a hint
    for column in absent:
        written = strangers.get(_plain(column.name))
        if written is not None and not column.required:
            warnings.warn(
                f"{table.name} has a column {written!r}, which is not read; did you mean {column.name!r}?",
                RhetoricGapWarning,
                stacklevel=5,
            )
