"""Chunks of raw text columns from any source, filtered while they are still bytes, with every line accounted for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.readers._blocks import blocks
from rhetoric_gap.readers._cache import Damaged, Keeper, Kept, cache_file, cache_folder, forget, open_kept
from rhetoric_gap.readers._choose import LOOKED_AT, Chosen, Needed, choose, choose_named
from rhetoric_gap.readers._filters import FilterRun, RowFilter
from rhetoric_gap.readers._parse_parquet import parquet_names, read_parquet
from rhetoric_gap.readers._parse_plain import read_plain
from rhetoric_gap.readers._parse_quoted import read_quoted
from rhetoric_gap.readers._piece import Piece
from rhetoric_gap.readers._progress import watched
from rhetoric_gap.readers._source import Member, members
from rhetoric_gap.readers._tally import READ, READ_BAD, READ_BLANK, Gathered, Tally
from rhetoric_gap.readers.layouts import Format, Layout, Limits
from rhetoric_gap.readers.log import ReadLog

__all__ = ["Chunk", "RowFilter", "open_text_head", "read_chunks"]

CHUNK_ROWS = 200_000


@dataclass(frozen=True)
class Chunk:
    """Rows of one file.

    Attributes
    ----------
    frame : pandas.DataFrame
        The format's wanted columns and those asked for, as text (an empty field, or a column the layout does not
        have, is missing), and ``file`` and ``line``.
    file : str
        Name of the file to show.
    layout : Layout
        What the file looks like.
    form : Format
        The source it is from.
    """

    frame: pd.DataFrame
    file: str
    layout: Layout
    form: Format


def read_chunks(
    source: Any,
    formats: Format | Sequence[Format],
    *,
    columns: Sequence[str] = (),
    filters: Sequence[RowFilter] = (),
    cache: Any = None,
    progress: bool = False,
    limits: Limits | None = None,
    log: ReadLog,
) -> Iterator[Chunk]:
    """Read a source chunk by chunk; see ARCHITECTURE for the steps before and after.

    Parameters
    ----------
    source : path, buffer, folder, glob or list of these
        Buffers are binary and seekable, and are read from their beginning.
    formats : Format or sequence of Format
        What the files may be; each file is matched for itself.
    columns : sequence of str
        Columns wanted beside those of the format.
    filters : sequence of RowFilter
        Applied in order; each has its step in the log.
    cache : None, True, or path
        Where parsed files are kept for the next reading; True is the user's cache folder.
    progress : bool
        Show a bar on stderr.
    limits : Limits, optional
        How far packed files may unfold.
    log : ReadLog
        Is filled while chunks are taken.

    Yields
    ------
    Chunk
        Files in order, rows in order; files none of whose rows are kept give no chunk.
    """
    forms = (formats,) if isinstance(formats, Format) else tuple(formats)
    patterns = tuple(dict.fromkeys(pattern for form in forms for pattern in form.patterns))
    folder = cache_folder(cache)
    found, ignored = members(source, patterns, limits or Limits())
    log.ignored += ignored
    run = FilterRun(filters)
    for why in (READ_BLANK, READ_BAD):
        log.count(READ, 0, 0, why)
    for rule in run.filters:
        log.count(rule.step, 0, 0, rule.why)
    needed = Needed(tuple(columns), tuple(column for rule in run.filters for column in rule.columns))
    for member in watched(found, progress):
        yield from _Reading(member, forms, needed, run, log).chunks(folder)


class _Reading:
    """The reading of one file."""

    def __init__(
        self, member: Member, forms: Sequence[Format], needed: Needed, run: FilterRun, log: ReadLog
    ) -> None:
        self._member, self._forms, self._needed, self._run, self._log = member, forms, needed, run, log

    def chunks(self, folder: Path | None) -> Iterator[Chunk]:
        """Read the file, from the cache if it is there."""
        path = None if folder is None else cache_file(folder, self._member, self._forms, self._needed)
        if path is None:
            yield from self._filtered(*_pieces(self._member, self._forms, self._needed))
            return
        given = False
        try:
            kept = open_kept(path, self._forms, self._needed.filters)
            if kept is not None:
                for chunk in self._filtered(kept.chosen, kept.pieces(), kept=kept):
                    given = True
                    yield chunk
                return
        except Damaged as error:
            forget(path, error)
            if given:
                raise RhetoricGapError(
                    f"the cached rows of {self._member.name!r} were damaged: read again"
                ) from error
        yield from self._kept(path)

    def _kept(self, path: Path) -> Iterator[Chunk]:
        """Read the file, and keep its rows for the next time."""
        chosen, pieces = _pieces(self._member, self._forms, self._needed)
        keeper = Keeper(path, chosen)
        try:
            yield from self._filtered(chosen, map(keeper.add, pieces), keeper=keeper)
        finally:
            keeper.discard()

    def _filtered(
        self, chosen: Chosen, pieces: Iterator[Piece], kept: Kept | None = None, keeper: Keeper | None = None
    ) -> Iterator[Chunk]:
        """Apply the filters, and enter the file into the log once it is read."""
        file = self._member.name
        tally = Tally(file, chosen, self._member.kind)
        gathered = Gathered(chosen.names, file)
        for piece in pieces:
            rows, left = self._run.rows(piece, np.arange(len(piece.lines)))
            tally.add(piece, left, len(rows))
            gathered.add(piece, rows)
            if gathered.rows >= CHUNK_ROWS:
                yield Chunk(gathered.frame(), file, chosen.layout, chosen.form)
        if kept is not None:
            tally.restore(kept)
        tally.check()
        if keeper is not None:
            keeper.finish(tally.counts(), tally.rejects)
        tally.write(self._run, self._log, cached=kept is not None)
        if gathered.rows:
            yield Chunk(gathered.frame(), file, chosen.layout, chosen.form)


def _pieces(member: Member, forms: Sequence[Format], needed: Needed) -> tuple[Chosen, Iterator[Piece]]:
    """Choose the layout of a file and its parser."""
    if member.kind == "parquet":
        names = parquet_names(member)
        chosen = choose_named(names, forms, needed, member.name)
        return chosen, read_parquet(member, chosen, names)
    encodings = tuple(dict.fromkeys(e for form in forms for layout in form.layouts for e in layout.encodings))
    chosen = choose(_first_lines(member, LOOKED_AT + 1, encodings), forms, needed, member.name)
    return chosen, (read_quoted if chosen.layout.quoted else read_plain)(member, chosen)


def _first_lines(member: Member, n_lines: int, encodings: tuple[str, ...]) -> list[str]:
    """Return the first lines that hold anything."""
    lines: list[str] = []
    for block in blocks(member, encodings, 1 << 16):
        found = block.data.split(b"\n")[:-1]
        lines += [line.decode("utf-8", "backslashreplace") for line in found if line.strip(b"\r")]
        if len(lines) >= n_lines:
            break
    return lines[:n_lines]


def open_text_head(source: Any, n_lines: int = 5) -> tuple[str, list[str], str, int]:
    """Return the name, first lines, encoding and packed size of the first file of a source, to recognise it by.

    Of a Parquet file the one line are its columns' names, parted by tabs, and the encoding is ``"parquet"``.
    """
    member = members(source, ("*",), Limits())[0][0]
    if member.kind == "parquet":
        return member.name, ["\t".join(parquet_names(member))], "parquet", member.weight
    recoded = False
    lines: list[str] = []
    for block in blocks(member, ("utf-8", "latin-1"), 1 << 16):
        recoded |= bool(block.recoded)
        lines += [line.decode("utf-8").rstrip("\r") for line in block.data.split(b"\n")[:-1]]
        if len(lines) >= n_lines:
            break
    return member.name, lines[:n_lines], "latin-1" if recoded else "utf-8", member.weight
