"""Collect every problem of a table, and raise once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.errors import FAILURE_COLUMNS, SchemaError

Mask = np.ndarray[Any, np.dtype[np.bool_]]

TABLE_LEVEL = -1
"""Position of a problem that is not one row's: it sorts before every row."""


@dataclass(frozen=True)
class _Batch:
    """Cells of one column that break one rule."""

    column: str
    positions: np.ndarray[Any, Any]
    values: np.ndarray[Any, Any]
    rule: str
    hints: Any  # one text, or one per position


class Problems:
    """What is wrong with a table: cells by row, and things no single row is to blame for.

    Parameters
    ----------
    table : str
        Name of the table, for the ``table`` column.
    frame : pandas.DataFrame
        The table as it came in; offending values and row labels are read from it.
    """

    def __init__(self, table: str, frame: pd.DataFrame) -> None:
        self.table = table
        self.frame = frame
        self._batches: list[_Batch] = []
        self._bad: dict[str, Mask] = {}

    def rows(self, column: str, where: Mask, rule: str, hint: str | np.ndarray[Any, Any]) -> None:
        """Report the rows picked by a mask; ``hint`` is one text or an array with one per row of the table."""
        positions = np.flatnonzero(where)
        if not len(positions):
            return
        hints = hint if isinstance(hint, str) else hint[positions]
        self._batches.append(_Batch(column, positions, self._values(column, positions), rule, hints))
        self.mark(column, where)

    def whole(self, column: str, value: object, rule: str, hint: str) -> None:
        """Report a problem of a column or of the table: it has no row."""
        values = np.empty(1, dtype=object)
        values[0] = value
        self._batches.append(_Batch(column, np.array([TABLE_LEVEL]), values, rule, hint))

    def mark(self, column: str, where: Mask) -> None:
        """Remember cells as bad, so that rules across columns do not report them again."""
        self._bad[column] = self.bad(column) | where

    def bad(self, column: str) -> Mask:
        """Return the rows whose cell in this column already broke a rule."""
        return self._bad.get(column, np.zeros(len(self.frame), dtype=bool))

    def failures(self) -> pd.DataFrame:
        """Return one row per problem, the table's own first, then in row order."""
        if not self._batches:
            return pd.DataFrame(columns=FAILURE_COLUMNS, dtype=object)
        positions = np.concatenate([batch.positions for batch in self._batches])
        sizes = [len(batch.positions) for batch in self._batches]
        hints = [np.broadcast_to(np.asarray(b.hints, dtype=object), len(b.positions)) for b in self._batches]
        found = {
            "row": self._labels(positions),
            "column": np.repeat(np.array([b.column for b in self._batches], dtype=object), sizes),
            "value": np.concatenate([batch.values for batch in self._batches]),
            "rule": np.repeat(np.array([b.rule for b in self._batches], dtype=object), sizes),
            "hint": np.concatenate(hints),
            "table": self.table,
        }
        order = np.argsort(positions, kind="stable")
        # row and value hold whatever the user's table holds: they stay objects
        kept = {name: pd.Series(found[name], dtype=object) for name in ("row", "value")}
        return pd.DataFrame({**found, **kept}, columns=FAILURE_COLUMNS).iloc[order].reset_index(drop=True)

    def raise_if_any(self) -> None:
        """Raise :class:`SchemaError` with every problem, if there is one."""
        if self._batches:
            raise SchemaError(self.failures())

    def _values(self, column: str, positions: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Return the offending cells as they came in."""
        if column not in self.frame.columns:
            return np.full(len(positions), np.nan, dtype=object)
        return self.frame[column].iloc[positions].astype(object).to_numpy()

    def _labels(self, positions: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Return index labels, missing for the table's own problems."""
        labels = np.full(len(positions), np.nan, dtype=object)
        of_a_row = positions != TABLE_LEVEL
        labels[of_a_row] = self.frame.index.to_numpy(dtype=object)[positions[of_a_row]]
        return labels
