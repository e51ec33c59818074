"""Unquoted delimited text: fields are found with array operations, columns are built only for rows that are kept.

Nothing in such a line is syntax but the delimiter: quotes, apostrophes and carriage returns are letters. A line with
another number of fields is rejected under its number in the file, and reading goes on behind it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from rhetoric_gap.readers._blocks import Block, blocks
from rhetoric_gap.readers._choose import Chosen
from rhetoric_gap.readers._piece import NOT_TEXT, NUL, Piece, Reject
from rhetoric_gap.readers._source import Member
from rhetoric_gap.readers.log import shorten

LINE_FEED, CARRIAGE_RETURN = 10, 13


@dataclass
class _Fields(Piece):
    """Rows as places of their fields in a block of bytes."""

    data: bytes = b""
    marks: np.ndarray = field(default_factory=lambda: np.array([], dtype=np.int64))  # where each field ends
    firsts: np.ndarray = field(
        default_factory=lambda: np.array([], dtype=np.int64)
    )  # first field of each row
    positions: dict[str, int] = field(default_factory=dict)
    last: int = 0  # position of the last field

    def column(self, name: str, rows: np.ndarray) -> Any:
        """Copy one field of some rows out of the bytes."""
        place = self.positions.get(name)
        if place is None:
            return None
        at = self.firsts[rows] + place
        ends = self.marks[at]
        starts = self.marks[at - 1] + 1
        starts[at == 0] = 0
        if place == self.last:
            ends = ends - _returns(self.data, starts, ends)
        return texts_between(self.data, starts, ends)


def read_plain(member: Member, chosen: Chosen) -> Iterator[Piece]:
    """Read a file of unquoted text piece by piece."""
    header = chosen.header
    for block in blocks(member, chosen.layout.encodings):
        piece = _parse(block, chosen, header)
        header = header and not piece.header
        yield piece


def _parse(block: Block, chosen: Chosen, header: bool) -> Piece:
    """Find the fields of a block, and set aside the lines that have not as many as they should."""
    data = np.frombuffer(block.data, dtype=np.uint8)
    marks = _marks(data, ord(chosen.layout.delimiter))
    ends = np.flatnonzero(data[marks] == LINE_FEED)  # which marks end a line
    block.n_lines = len(ends)
    firsts = np.concatenate([[0], ends[:-1] + 1])
    counts = ends - firsts + 1
    starts = np.concatenate([[0], marks[ends[:-1]] + 1])
    good, blank = counts == chosen.n_fields, np.zeros(len(ends), dtype=bool)
    rejects: list[Reject] = []
    odd = np.flatnonzero(~good)
    for place in odd.tolist():
        line = block.data[starts[place] : marks[ends[place]]]
        bare = line.rstrip(b"\r")
        empty = counts[place] - 1 - chosen.n_fields
        if not bare:
            blank[place] = True
        elif 0 <= empty < chosen.layout.extra and _ends_empty(bare, chosen.layout.delimiter, int(empty) + 1):
            good[place] = True
        else:
            why = f"{counts[place]} fields, {chosen.n_fields} expected"
            rejects.append((place, why, shorten(line)))
    if chosen.n_fields == 1:
        good &= ~(blank_here := marks[ends] - _returns(block.data, starts, marks[ends]) == starts)
        blank |= blank_here
    _reject_bytes(block, chosen, starts, marks[ends], good, rejects)
    n_header = _drop_header(good, blank, rejects) if header else 0
    rows = np.flatnonzero(good)
    return _Fields(
        lines=block.first + rows,
        blank=int(blank.sum()),
        header=n_header,
        rejects=[(block.first + place, why, text) for place, why, text in sorted(rejects, key=_place)],
        recoded=block.recoded,
        data=block.data,
        marks=marks,
        firsts=firsts[rows],
        positions=chosen.positions,
        last=chosen.n_fields - 1,
    )


def _marks(data: np.ndarray, delimiter: int) -> np.ndarray:
    """Return where fields end."""
    if delimiter == LINE_FEED - 1:  # a tab: both marks in one comparison
        return np.flatnonzero((data - np.uint8(delimiter)) < 2)
    return np.flatnonzero((data == delimiter) | (data == LINE_FEED))


def _returns(data: bytes, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Return 1 for texts that end in a carriage return."""
    view = np.frombuffer(data, dtype=np.uint8)
    return ((ends > starts) & (view[ends - 1] == CARRIAGE_RETURN)).astype(np.int64)


def _ends_empty(line: bytes, delimiter: str, count: int) -> bool:
    """Tell whether the last fields of a line are empty."""
    return line.endswith(delimiter.encode() * count)


def _reject_bytes(
    block: Block,
    chosen: Chosen,
    starts: np.ndarray,
    ends: np.ndarray,
    good: np.ndarray,
    rejects: list[Reject],
) -> None:
    """Reject lines that hold what no text holds."""
    damaged = {
        place: NOT_TEXT.format(" or ".join(chosen.layout.encodings)) for place in block.undecodable.tolist()
    }
    at = block.data.find(b"\0")
    while at >= 0:
        place = int(np.searchsorted(ends, at))
        damaged.setdefault(place, NUL)
        at = block.data.find(b"\0", int(ends[place]))
    for place, why in damaged.items():
        if good[place]:
            good[place] = False
            rejects.append((place, why, shorten(block.data[starts[place] : ends[place]])))


def _drop_header(good: np.ndarray, blank: np.ndarray, rejects: list[Reject]) -> int:
    """Take the first line that is not blank out of the rows."""
    place = int(np.flatnonzero(~blank)[0]) if not blank.all() else -1
    if place >= 0:
        good[place] = False
        rejects[:] = [reject for reject in rejects if reject[0] != place]
    return int(place >= 0)


def _place(reject: Reject) -> int:
    """Return where a rejected line stands."""
    return reject[0]


def texts_between(data: bytes, starts: np.ndarray, ends: np.ndarray) -> Any:
    """Return the texts between places of a block; empty ones are missing."""
    import pyarrow as pa

    n_rows = len(starts)
    # The bytes as texts and gaps by turns: only the texts are copied.
    offsets = np.empty(2 * n_rows + 1, dtype=np.int32)
    offsets[0:-1:2] = starts
    offsets[1::2] = ends
    offsets[-1] = ends[-1] if n_rows else 0
    both = pa.StringArray.from_buffers(2 * n_rows, pa.py_buffer(offsets), pa.py_buffer(data))
    return both.take(pa.array(np.arange(0, 2 * n_rows, 2), mask=starts == ends))
