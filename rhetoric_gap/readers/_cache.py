"""Parsed files kept as Parquet, one for each member of a source, so that the next reading need not unpack and parse.

What is kept are all rows with the columns that events are made of, before any filter, and what reading found out: the
layout, the counts, the rejected lines. A second reading gives the same account as the first.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from rhetoric_gap.errors import RhetoricGapError, RhetoricGapWarning
from rhetoric_gap.readers._choose import Chosen, Needed, layouts_of
from rhetoric_gap.readers._piece import Piece, Reject
from rhetoric_gap.readers._source import Member
from rhetoric_gap.readers.layouts import Format

VERSION = 1
LINE = "__line__"
ABOUT = "__about__"
"""Column of what reading found out: known only at the end, so it stands alone in a last row group of one row."""
ENDS = 1 << 16
"""Bytes at either end of a file by which a change is noticed that left size and time alone."""
GROUP_ROWS = 131_072
SOME_ROWS, FEW = 8_192, 0.3
"""A column is stored as codes into its texts if at most this share of the first rows are different texts."""


def cache_folder(cache: Any) -> Path | None:
    """Return where parsed files are kept: nowhere, at a path, or in the user's cache folder."""
    if cache is None or cache is False:
        return None
    if cache is True:
        home = os.environ.get("RHETORIC_GAP_CACHE", "")
        if home:
            return Path(home)
        local = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", "")
        return (Path(local) if local else Path.home() / ".cache") / "rhetoric_gap"
    if not isinstance(cache, str | os.PathLike):
        raise RhetoricGapError(
            f"cache is None, True (the user's cache folder) or a folder; got {type(cache).__name__}"
        )
    return Path(os.fspath(cache))


def cache_file(folder: Path, member: Member, forms: Sequence[Format], needed: Needed) -> Path | None:
    """Return where the rows of a member are kept, or None where they are not."""
    path = member.origin.path
    if path is None:
        text = f"{member.name!r} is a buffer: it is read, but not cached; give a path to have it cached"
        warnings.warn(text, RhetoricGapWarning, stacklevel=2)
        return None
    if member.kind == "parquet":
        return None  # as fast to read as the cache would be
    about = path.stat()
    declared = [
        [form.name, repr(form.layouts), form.wanted, form.required, sorted(form.aliases.items())]
        for form in forms
    ]
    inner = [member.info.filename, member.info.CRC, member.info.header_offset] if member.info else []
    beyond = {name for name in needed.filters if not all(name in form.wanted for form in forms)}
    identity = [VERSION, declared, sorted(needed.columns), sorted(beyond), path.name, inner]
    identity += [about.st_size, about.st_mtime_ns, _ends(path, about.st_size)]
    key = hashlib.sha256(json.dumps(identity).encode()).hexdigest()[:40]
    return folder / forms[0].name / f"{key}.parquet"


def _ends(path: Path, size: int) -> str:
    """Return a fingerprint of both ends of a file."""
    with path.open("rb") as raw:
        head = raw.read(ENDS)
        raw.seek(max(size - ENDS, 0))
        return hashlib.sha256(head + raw.read(ENDS)).hexdigest()


class Damaged(Exception):
    """A cached file turned out to be unreadable while it was read."""


@dataclass
class Kept:
    """A cached file, open for reading.

    Attributes
    ----------
    chosen : Chosen
        How the source was read.
    counts : dict
        What the log says of the file.
    rejects : list of (line, why, text)
        Its lines that could not be read.
    """

    chosen: Chosen
    counts: dict[str, Any]
    rejects: list[Reject]
    file: Any

    def pieces(self) -> Iterator[Piece]:
        """Give the rows, a row group at a time; columns are read when asked for."""
        with contextlib.closing(self.file):
            for group in range(self.file.num_row_groups - 1):
                yield _Group(
                    _NO_LINES, file=self.file, group=group, known=set(self.chosen.positions)
                ).with_lines()


def open_kept(path: Path, forms: Sequence[Format], filters: Sequence[str]) -> Kept | None:
    """Open a cached file; None where there is none, or one that cannot be used."""
    import pyarrow.parquet as pq

    if not path.is_file():
        return None
    try:
        file = pq.ParquetFile(path, read_dictionary=_coded(path, filters), page_checksum_verification=True)
        about = json.loads(file.read_row_group(file.num_row_groups - 1, columns=[ABOUT]).column(0)[0].as_py())
        chosen = _chosen(about["chosen"], forms)
        rejects = [(int(line), str(why), text) for line, why, text in about["rejects"]]
        return Kept(chosen, about["counts"], rejects, file)
    except (OSError, ValueError, KeyError, TypeError, IndexError, StopIteration) as error:
        forget(path, error)
        return None


def _coded(path: Path, filters: Sequence[str]) -> list[str]:
    """Return the columns to read as codes into few texts: picking rows from those costs next to nothing."""
    import pyarrow.parquet as pq

    group = pq.read_metadata(path).row_group(0)
    columns = [group.column(place) for place in range(group.num_columns)]
    return [
        column.path_in_schema
        for column in columns
        if column.path_in_schema in filters or "RLE_DICTIONARY" in column.encodings
    ]


def _repeating(table: Any, names: Sequence[str]) -> list[str]:
    """Return the columns in which texts come again and again."""
    import pyarrow.compute as pc

    some = table.slice(0, SOME_ROWS)
    return [name for name in names if pc.count_distinct(some.column(name)).as_py() <= FEW * len(some)]


def forget(path: Path, error: Exception) -> None:
    """Remove a cached file that cannot be used, and say so."""
    with contextlib.suppress(OSError):
        path.unlink()
    text = f"the cached file {path.name!r} cannot be read ({error}); the source is read anew"
    warnings.warn(text, RhetoricGapWarning, stacklevel=2)


_NO_LINES = np.array([], dtype=np.int64)


@dataclass
class _Group(Piece):
    """One row group of a cached file."""

    file: Any = None
    group: int = 0
    known: set[str] = field(default_factory=set)
    read: dict[str, Any] = field(default_factory=dict)

    def with_lines(self) -> Piece:
        """Read the line numbers."""
        self.lines = self._whole(LINE).to_numpy()
        return self

    def prepare(self, names: Sequence[str]) -> None:
        """Read several columns at once."""
        missing = [name for name in names if name in self.known and name not in self.read]
        if missing:
            self._fetch(missing)

    def column(self, name: str, rows: np.ndarray) -> Any:
        """Return the texts of some rows."""
        import pyarrow as pa

        if name not in self.known:
            return None
        texts = self._whole(name)
        return texts if len(rows) == len(texts) else texts.take(pa.array(rows))

    def _whole(self, name: str) -> Any:
        """Read one column, once."""
        if name not in self.read:
            self._fetch([name])
        return self.read[name]

    def _fetch(self, names: list[str]) -> None:
        """Read columns from the file."""
        try:
            table = self.file.read_row_group(self.group, columns=names)
        except (OSError, ValueError) as error:
            raise Damaged(str(error)) from error
        self.read.update({name: _one(table.column(name)) for name in names})


def _one(column: Any) -> Any:
    """Return a column as one array."""
    joined = column.combine_chunks()
    return joined.chunk(0) if hasattr(joined, "num_chunks") else joined


class Keeper:
    """Writes a cached file while its source is read; it appears when it is whole, or not at all."""

    def __init__(self, path: Path, chosen: Chosen) -> None:
        self._path, self._chosen = path, chosen
        self._names = [*chosen.positions]
        self._waiting: list[Any] = []
        self._rows = 0
        self._given_up = False
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem[:12]}-", suffix=".tmp")
        except OSError as error:
            raise RhetoricGapError(
                f"the cache folder {str(path.parent)!r} cannot be written ({error})"
            ) from error
        os.close(handle)
        self._temporary = Path(name)
        self._writer: Any = None

    def add(self, piece: Piece) -> Piece:
        """Keep the rows of a piece; return it with its columns built, so that they are built once."""
        import pyarrow as pa

        everything = np.arange(len(piece.lines))
        if self._given_up:
            return piece
        columns = {name: piece.column(name, everything) for name in self._names}
        if len(everything):
            self._waiting.append(self._batch(pa.array(piece.lines), [*columns.values()]))
            self._rows += len(everything)
        if self._rows >= GROUP_ROWS:
            self._write(self._flush)
        return Built(piece.lines, piece.blank, piece.header, piece.rejects, piece.recoded, columns)

    def _write(self, task: Callable[[], None]) -> None:
        """Do something on the disk; if that fails the file is read on all the same, and not kept."""
        try:
            task()
        except OSError as error:
            self._given_up = True
            self.discard()
            text = f"{str(self._path.parent)!r} cannot be written ({error}): the file is read, but not cached"
            warnings.warn(text, RhetoricGapWarning, stacklevel=2)

    def _batch(self, lines: Any, texts: list[Any], about: str | None = None) -> Any:
        """Return rows in the shape of the file."""
        import pyarrow as pa

        names = [LINE, ABOUT, *self._names]
        return pa.record_batch([lines, pa.array([about] * len(lines), pa.string()), *texts], names=names)

    def _flush(self) -> None:
        """Write a row group."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        if not self._waiting:
            return
        table = pa.Table.from_batches(self._waiting)
        if self._writer is None:
            self._writer = pq.ParquetWriter(
                self._temporary,
                table.schema,
                # Twice the size of zstd, half the time to read: the source is far larger than either.
                compression="lz4",
                use_dictionary=_repeating(table, self._names) or False,
                column_encoding={LINE: "DELTA_BINARY_PACKED"},
                write_statistics=False,
                write_page_checksum=True,
            )
        self._writer.write_table(table, row_group_size=len(table))
        self._waiting, self._rows = [], 0

    def finish(self, counts: dict[str, Any], rejects: list[Reject]) -> None:
        """Put the whole file in its place."""
        if not self._given_up:
            self._write(lambda: self._complete(counts, rejects))

    def _complete(self, counts: dict[str, Any], rejects: list[Reject]) -> None:
        """Write what is left, and what was found out."""
        import pyarrow as pa

        self._flush()
        about = json.dumps({"chosen": _described(self._chosen), "counts": counts, "rejects": rejects})
        nothing = pa.array([None], pa.string())
        self._waiting.append(self._batch(pa.array([0], pa.int64()), [nothing] * len(self._names), about))
        self._flush()
        self._writer.close()
        os.replace(self._temporary, self._path)

    def discard(self) -> None:
        """Remove what was begun and not finished."""
        if self._temporary.exists():
            if self._writer is not None:
                with contextlib.suppress(OSError):
                    self._writer.close()
            self._temporary.unlink(missing_ok=True)


@dataclass
class Built(Piece):
    """Rows whose columns are built."""

    texts: dict[str, Any] = field(default_factory=dict)

    def column(self, name: str, rows: np.ndarray) -> Any:
        """Return the texts of some rows."""
        import pyarrow as pa

        texts = self.texts.get(name)
        return texts if texts is None or len(rows) == len(texts) else texts.take(pa.array(rows))


def _described(chosen: Chosen) -> dict[str, Any]:
    """Return how a file was read, as JSON holds it."""
    return {
        "form": chosen.form.name,
        "layout": chosen.layout.name,
        "delimiter": chosen.layout.delimiter,
        "header": chosen.header,
        "n_fields": chosen.n_fields,
        "positions": chosen.positions,
        "note": chosen.note,
        "names": chosen.names,
    }


def _chosen(about: dict[str, Any], forms: Sequence[Format]) -> Chosen:
    """Return how the file was read when it was cached."""
    form = next(form for form in forms if form.name == about["form"])
    same = (about["layout"], about["delimiter"])
    layout = next(layout for layout in layouts_of(form) if (layout.name, layout.delimiter) == same)
    parts = {"header": about["header"], "n_fields": about["n_fields"], "positions": about["positions"]}
    return Chosen(form, layout, note=about["note"], names=tuple(about["names"]), **parts)
