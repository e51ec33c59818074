"""What reading did: files, steps with their counts, and the lines that could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.tables.cells import text_dtype

REJECT_COLUMNS = ["file", "line", "why", "text"]
SHOWN_TEXT = 200


@dataclass
class ReadLog:
    """The account of one reading, filled while files are read.

    Attributes
    ----------
    files : list of dict
        One per file: ``file`` (name to show), ``format``, ``layout``, ``encoding``, ``lines`` (header left out),
        ``blank``, ``rejected``, ``rows`` (readable lines), ``kept`` (rows after the filters), ``cached`` and ``note``.
        ``lines == blank + rejected + rows``.
    steps : list of dict
        ``step``, ``rows_in``, ``rows_out``, ``why``, in order; over all files and chunks.
    rejects : list of pandas.DataFrame
        Columns ``file``, ``line`` (from 1, as an editor counts), ``why`` and ``text`` (its first 200 characters).
    ignored : list of str
        Files of folders and members of archives that are not named like files of the source, and were not read.
    """

    files: list[dict[str, Any]] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)
    rejects: list[pd.DataFrame] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    def count(self, step: str, rows_in: int, rows_out: int, why: str) -> None:
        """Add rows to a step; the first call of a step and its reason fixes its place in the account."""
        for entry in self.steps:
            if entry["step"] == step and entry["why"] == why:
                entry["rows_in"] += int(rows_in)
                entry["rows_out"] += int(rows_out)
                return
        self.steps.append({"step": step, "rows_in": int(rows_in), "rows_out": int(rows_out), "why": why})

    def reject(
        self, file: str, lines: Sequence[int], why: str | Sequence[str], texts: Iterable[object]
    ) -> None:
        """Keep lines that cannot be used, with the reason of all or of each."""
        if not len(lines):
            return
        reasons = [why] * len(lines) if isinstance(why, str) else list(why)
        shown = [shorten(text) for text in texts]
        found = pd.DataFrame(
            {
                "file": pd.Series([file] * len(lines), dtype=text_dtype()),
                "line": np.asarray(lines, dtype=np.int64),
                "why": pd.Series(reasons, dtype=text_dtype()),
                "text": pd.Series(shown, dtype=text_dtype()),
            }
        )
        self.rejects.append(found)

    def rejected(self) -> pd.DataFrame:
        """Return all rejected lines as one frame, in the order they were met."""
        if not self.rejects:
            empty = pd.Series([], dtype=text_dtype())
            return pd.DataFrame({"file": empty, "line": np.array([], np.int64), "why": empty, "text": empty})
        return pd.concat(self.rejects, ignore_index=True)


def shorten(text: object) -> str:
    """Return the beginning of a line, bytes that are not text shown as such."""
    if isinstance(text, bytes | bytearray | memoryview):
        text = bytes(text[: 4 * SHOWN_TEXT]).decode("utf-8", "backslashreplace")
    return str(text)[:SHOWN_TEXT]
