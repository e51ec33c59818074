"""The account of a stream: steps in a fixed order, summed over chunks, so that the chain of counts never breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.tables.cells import text_dtype

SHOWN = 5
"""So many of the most frequent values are named in the account."""


@dataclass
class Entry:
    """One step: rows in and out, reasons with their counts, and examples with theirs."""

    rows_in: int = 0
    rows_out: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    examples: Counter[str] = field(default_factory=Counter)


class Ledger:
    """Steps that every chunk goes through in the same order.

    Parameters
    ----------
    steps : mapping of str to str
        Name of each step, in order, and what it says where nothing was lost.
    """

    def __init__(self, steps: Mapping[str, str]) -> None:
        self._silent = dict(steps)
        self._entries = {name: Entry() for name in steps}
        self._applies: set[str] = set()

    def applies(self, *names: str) -> None:
        """Show these steps even where they lost nothing."""
        self._applies.update(names)

    def count(self, name: str, rows_in: int, rows_out: int, reasons: Mapping[str, int] | None = None) -> None:
        """Add the rows of a chunk to a step."""
        entry = self._entries[name]
        entry.rows_in += int(rows_in)
        entry.rows_out += int(rows_out)
        for reason, rows in (reasons or {}).items():
            if rows:
                entry.reasons[reason] += int(rows)

    def name_examples(self, name: str, values: pd.Series) -> None:
        """Remember which values were behind a loss."""
        self._entries[name].examples.update(map(str, values.tolist()))

    def keep(
        self, frame: pd.DataFrame, name: str, keep: Any, reasons: Mapping[str, Any] | str
    ) -> pd.DataFrame:
        """Keep some rows of a frame; each reason is a mask over the rows, or one text stands for all lost."""
        mask = np.asarray(keep, dtype=bool)
        lost = len(mask) - int(mask.sum())
        if isinstance(reasons, str):
            counts = {reasons: lost}
        else:
            counts = {
                why: int((np.asarray(where, dtype=bool) & ~mask).sum()) for why, where in reasons.items()
            }
        self.count(name, len(mask), len(mask) - lost, counts)
        return frame if not lost else frame.loc[mask]

    def lost(self, name: str) -> int:
        """Return how many rows a step has lost so far."""
        entry = self._entries[name]
        return entry.rows_in - entry.rows_out

    def reasons(self, name: str) -> dict[str, int]:
        """Return the counts behind a step, by reason."""
        return dict(self._entries[name].reasons)

    def entries(self) -> list[dict[str, Any]]:
        """Return the steps that changed something or that apply to this source, as the account has them."""
        return [
            {
                "step": name,
                "rows_in": entry.rows_in,
                "rows_out": entry.rows_out,
                "why": self._why(name, entry),
            }
            for name, entry in self._entries.items()
            if entry.rows_in != entry.rows_out or entry.reasons or name in self._applies
        ]

    def _why(self, name: str, entry: Entry) -> str:
        """Say what was lost and why, the most frequent first."""
        if not entry.reasons:
            return self._silent[name]
        ranked = sorted(entry.reasons.items(), key=lambda item: (-item[1], item[0]))
        text = ranked[0][0] if len(ranked) == 1 else "; ".join(f"{why} {rows:,}" for why, rows in ranked)
        return text + name_most(entry.examples)


def name_most(counts: Counter[str]) -> str:
    """Write the most frequent values with their counts."""
    if not counts:
        return ""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    shown = ", ".join(f"{value} {rows:,}" for value, rows in ranked[:SHOWN])
    more = f" and {len(ranked) - SHOWN} more" if len(ranked) > SHOWN else ""
    return f" ({shown}{more})"


def text_series(values: Any, index: Any = None) -> pd.Series:
    """Return values as text of the default type."""
    return pd.Series(values, index=index, dtype=_text())


@cache
def _text() -> Any:
    """Return the type of text; asking pandas each time costs more than many a series."""
    return text_dtype()
