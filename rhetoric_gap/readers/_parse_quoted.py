"""CSV in which quotes are syntax: a field may hold delimiters and line feeds, and rows still keep their line numbers.

A line that cannot be read as the beginning of a record is rejected alone, and reading goes on with the next line: a
quote that is never closed costs one line, not the rest of the file.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from rhetoric_gap.readers._blocks import blocks
from rhetoric_gap.readers._choose import Chosen
from rhetoric_gap.readers._piece import NOT_TEXT, NUL, Piece
from rhetoric_gap.readers._source import Member
from rhetoric_gap.readers.log import shorten

ROWS = 20_000
LONGEST_RECORD = 500
"""Lines a record may span; beyond that a quote was opened and never closed."""


@dataclass
class _Lists(Piece):
    """Rows as lists of texts, by column."""

    texts: dict[str, list[str]] = field(default_factory=dict)

    def column(self, name: str, rows: np.ndarray) -> Any:
        """Return the texts of some rows."""
        import pyarrow as pa

        texts = self.texts.get(name)
        if texts is None:
            return None
        whole = pa.array([text or None for text in texts], pa.string())
        return whole if len(rows) == len(texts) else whole.take(pa.array(rows))


def read_quoted(member: Member, chosen: Chosen) -> Iterator[Piece]:
    """Read a CSV file piece by piece."""
    records = _Records(member, chosen)
    piece = _Lists(np.array([], dtype=np.int64), texts={name: [] for name in chosen.positions})
    lines: list[int] = []
    header = chosen.header
    for line, values, why, text in records:
        if why == "blank":
            piece.blank += 1
        elif header:
            piece.header, header = 1, False
        elif why:
            piece.rejects.append((line, why, shorten(text)))
        else:
            lines.append(line)
            for name, place in chosen.positions.items():
                piece.texts[name].append(values[place])
        if len(lines) + len(piece.rejects) >= ROWS:
            yield _ended(piece, lines, records)
            piece = _Lists(np.array([], dtype=np.int64), texts={name: [] for name in chosen.positions})
            lines = []
    yield _ended(piece, lines, records)


def _ended(piece: _Lists, lines: list[int], records: _Records) -> _Lists:
    """Close a piece."""
    piece.lines = np.array(lines, dtype=np.int64)
    piece.recoded, records.recoded = records.recoded, 0
    return piece


class _Records:
    """The records of a file one by one: line number, fields, or why the line is none."""

    def __init__(self, member: Member, chosen: Chosen) -> None:
        self.recoded = 0
        self._chosen = chosen
        self._fresh = self._lines(member)
        self._again: deque[tuple[int, str, str]] = deque()
        self._taken: list[tuple[int, str, str]] = []

    def _lines(self, member: Member) -> Iterator[tuple[int, str, str]]:
        """Give the lines of the file with number, text, and what is wrong with them."""
        encodings = self._chosen.layout.encodings
        for block in blocks(member, encodings):
            bad = set(block.undecodable.tolist())
            self.recoded += block.recoded
            for place, raw in enumerate(block.data.split(b"\n")[:-1]):
                text = raw.decode("utf-8", "backslashreplace") + "\n"
                why = NOT_TEXT.format(" or ".join(encodings)) if place in bad else NUL if "\0" in text else ""
                yield block.first + place, text, why

    def _next(self) -> tuple[int, str, str] | None:
        """Take the next line, those put back first."""
        return self._again.popleft() if self._again else next(self._fresh, None)

    def __iter__(self) -> Iterator[tuple[int, list[str], str, str]]:
        """Give one record after the other."""
        while (line := self._next()) is not None:
            number, text, why = line
            if not text.strip("\r\n"):
                yield number, [], "blank", ""
            elif why:
                yield number, [], why, text
            else:
                yield self._record(line)

    def _record(self, line: tuple[int, str, str]) -> tuple[int, list[str], str, str]:
        """Read a record from a line on; if it is none, only that line is spent."""
        self._taken = [line]
        reader = csv.reader(self._spend(), delimiter=self._chosen.layout.delimiter, strict=True)
        try:
            values = next(reader)
            why = self._wrong(values)
        except csv.Error as error:
            values, why = [], f"not CSV: {error}"
        if why:
            self._again.extendleft(reversed(self._taken[1:]))
        return line[0], values, why, line[1].rstrip("\r\n")

    def _spend(self) -> Iterator[str]:
        """Hand the lines of one record to the reader."""
        yield self._taken[0][1]
        while len(self._taken) < LONGEST_RECORD and (line := self._next()) is not None:
            self._taken.append(line)
            if line[2]:
                return
            yield line[1]

    def _wrong(self, values: list[str]) -> str:
        """Say what is wrong with the number of fields."""
        expected = self._chosen.n_fields
        count = len(values)
        while (
            count > expected and not values[count - 1] and count - expected <= self._chosen.layout.extra + 1
        ):
            count -= 1
        fits = count == expected and len(values) - expected <= self._chosen.layout.extra
        return "" if fits else f"{len(values)} fields, {expected} expected"
