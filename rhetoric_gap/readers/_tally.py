"""What is known of one file while it is read: its counts, its rejected lines, and the rows kept so far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from pandas.api import types

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.readers._cache import Damaged, Kept
from rhetoric_gap.readers._choose import Chosen
from rhetoric_gap.readers._filters import FilterRun
from rhetoric_gap.readers._piece import Piece, Reject
from rhetoric_gap.readers.log import ReadLog
from rhetoric_gap.tables.cells import text_dtype

READ, READ_BLANK, READ_BAD = "read", "blank lines", "lines that cannot be read"

MOST_REJECTS = 1_000_000
"""Every rejected line is kept with its text: a file of nothing else must not fill the memory."""


class Tally:
    """Counts of one file, entered into the log when it is read to its end."""

    def __init__(self, name: str, chosen: Chosen, kind: str) -> None:
        self._name, self._chosen, self._kind = name, chosen, kind
        self.blank = self.rows = self.kept = self.recoded = 0
        self.left: list[int] = []
        self.rejects: list[Reject] = []

    def add(self, piece: Piece, left: list[int], kept: int) -> None:
        """Add a piece."""
        self.blank += piece.blank
        self.rows += len(piece.lines)
        self.kept += kept
        self.recoded += piece.recoded
        self.rejects += piece.rejects
        if len(self.rejects) > MOST_REJECTS:
            line, why, _ = self.rejects[0]
            raise RhetoricGapError(
                f"{self._name!r}, read as {self._chosen.layout.name}: more than {MOST_REJECTS:,} lines cannot be read, "
                f"the first is line {line} ({why}); this is another table, or a damaged one"
            )
        self.left = [a + b for a, b in zip(self.left, left, strict=True)] if self.left else left

    def restore(self, kept: Kept) -> None:
        """Take over from a cached file what was found when its source was read."""
        self.rejects = kept.rejects
        self.blank, self.recoded = int(kept.counts["blank"]), int(kept.counts["recoded"])
        if int(kept.counts["rows"]) != self.rows:
            raise Damaged(f"{self.rows:,} rows where {kept.counts['rows']:,} were written")

    def counts(self) -> dict[str, int]:
        """Return what a cached file must know of its source."""
        return {"blank": self.blank, "recoded": self.recoded, "rows": self.rows}

    def check(self) -> None:
        """Refuse a file not one of whose lines could be read."""
        if self.rejects and not self.rows:
            line, why, _ = self.rejects[0]
            layout = self._chosen.layout
            raise RhetoricGapError(
                f"{self._name!r}, read as {layout.name}: none of its {len(self.rejects):,} lines can be read "
                f"(line {line}: {why})"
            )

    def write(self, run: FilterRun, log: ReadLog, *, cached: bool) -> None:
        """Enter the file."""
        bad = len(self.rejects)
        log.count(READ, self.rows + bad + self.blank, self.rows + bad, READ_BLANK)
        log.count(READ, self.rows + bad, self.rows, READ_BAD)
        before = self.rows
        for rule, after in zip(run.filters, self.left or [0] * len(run.filters), strict=True):
            log.count(rule.step, before, after, rule.why)
            before = after
        if bad:
            lines, whys, texts = zip(*self.rejects, strict=True)
            log.reject(self._name, lines, whys, texts)
        log.files.append(
            {
                "file": self._name,
                "format": self._chosen.form.name,
                "layout": self._chosen.layout.name,
                "encoding": self._encoding(),
                "lines": self.rows + bad + self.blank,
                "blank": self.blank,
                "rejected": bad,
                "rows": self.rows,
                "kept": self.kept,
                "cached": cached,
                "note": self._chosen.note,
            }
        )

    def _encoding(self) -> str:
        """Say in which encoding the file was read."""
        if self._kind == "parquet":
            return "parquet"
        others = " or ".join(name for name in self._chosen.layout.encodings if name != "utf-8")
        return f"utf-8, {self.recoded:,} lines {others}" if self.recoded else "utf-8"


class Gathered:
    """Rows kept so far, as Arrow columns, until there are enough for a frame."""

    def __init__(self, names: Sequence[str], file: str) -> None:
        self._names, self._file = names, file
        self._columns: list[list[Any]] = [[] for _ in names]
        self._lines: list[np.ndarray] = []
        self.rows = 0

    def add(self, piece: Piece, rows: np.ndarray) -> None:
        """Add some rows of a piece."""
        if not len(rows):
            return
        piece.prepare(self._names)
        for name, column in zip(self._names, self._columns, strict=True):
            column.append(_plain(piece.column(name, rows)))
        self._lines.append(piece.lines[rows])
        self.rows += len(rows)

    def frame(self) -> pd.DataFrame:
        """Return the rows as a frame, and begin anew."""
        import pyarrow as pa

        lines = np.concatenate(self._lines)
        made = {
            name: _text_series(column, len(lines))
            for name, column in zip(self._names, self._columns, strict=True)
        }
        made["file"] = _text_series([pa.repeat(self._file, len(lines))], len(lines))
        made["line"] = pd.Series(lines)
        self._columns, self._lines, self.rows = [[] for _ in self._names], [], 0
        return pd.DataFrame(made)


def _plain(texts: Any) -> Any:
    """Write dictionary-encoded texts out."""
    return texts.dictionary_decode() if hasattr(texts, "dictionary_decode") else texts


def _text_series(pieces: list[Any], n_rows: int) -> pd.Series:
    """Bring Arrow texts to the text type of the running pandas."""
    import pyarrow as pa

    texts = pa.nulls(n_rows, pa.string()) if pieces[0] is None else pa.chunked_array(pieces)
    dtype = text_dtype()
    if types.is_object_dtype(dtype):
        values = np.asarray(texts.to_pandas(), dtype=object)
        values[pd.isna(values)] = np.nan
        return pd.Series(values, dtype=dtype)
    made: pd.Series = texts.to_pandas()
    return made if made.dtype == dtype else made.astype(dtype)
