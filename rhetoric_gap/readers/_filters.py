"""Leaving rows out early: a rule sees each text once, and only of the column it asks about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd

from rhetoric_gap.tables.cells import text_dtype

REMEMBERED = 200_000
"""Texts whose answer a filter keeps; a column of ever new texts must not fill the memory."""


@dataclass(frozen=True)
class RowFilter:
    """A rule by which rows are left out before they are more than bytes.

    Attributes
    ----------
    step, why : str
        How the row account names the step, and why rows are left out.
    column : str
        Raw column it looks at, under the source's own name.
    keep : callable
        ``keep(texts) -> array of bool`` for a series of *distinct* texts; the answer for a text must not depend on
        the others, for it is asked once and remembered.
    keep_missing : bool
        What happens to rows where the field is empty, or whose layout has no such column.
    either : str
        A second column: a row stays if the text of one of the two is kept.
    keep_absent : bool
        Whether all rows stay where the layout has no such column: for rules that are applied again later, exactly.
    """

    step: str
    why: str
    column: str
    keep: Callable[[pd.Series], Any]
    keep_missing: bool = False
    either: str = ""
    keep_absent: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns it looks at."""
        return (self.column, self.either) if self.either else (self.column,)


class Columns(Protocol):
    """Rows as the parsers give them: a column is only built when asked for, of the rows asked for."""

    def column(self, name: str, rows: np.ndarray) -> Any:
        """Return the texts of some rows as an Arrow array (empty as null), or None where there is no such column."""


class FilterRun:
    """The filters of one reading, with what each text was found to be."""

    def __init__(self, filters: Sequence[RowFilter]) -> None:
        self.filters = tuple(filters)
        self._known: list[dict[str, bool]] = [{} for _ in self.filters]

    def rows(self, table: Columns, rows: np.ndarray) -> tuple[np.ndarray, list[int]]:
        """Return the rows that pass all filters, and how many were left after each."""
        left = []
        for rule, known in zip(self.filters, self._known, strict=True):
            if len(rows):
                keep = self._keep(rule, known, table.column(rule.column, rows), len(rows))
                if rule.either:
                    keep |= self._keep(rule, known, table.column(rule.either, rows), len(rows))
                rows = rows[keep]
            left.append(len(rows))
        return rows, left

    def _keep(self, rule: RowFilter, known: dict[str, bool], texts: Any, n_rows: int) -> np.ndarray:
        """Answer for every row by the answer for its text."""
        if texts is None:
            return np.full(n_rows, rule.keep_missing or rule.keep_absent)
        coded = texts.dictionary_encode()
        uniques = coded.dictionary.to_pylist()
        if len(known) > REMEMBERED:
            known.clear()
        new = [text for text in uniques if text not in known]
        if new:
            answers = np.asarray(rule.keep(pd.Series(new, dtype=text_dtype())), dtype=bool)
            known.update(zip(new, answers.tolist(), strict=True))
        verdict = np.array([*map(known.__getitem__, uniques), rule.keep_missing], dtype=bool)
        # A missing text has no code: it points to the last verdict.
        return verdict[coded.indices.fill_null(len(uniques)).to_numpy(zero_copy_only=False)]
