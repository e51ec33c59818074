"""Small tables kept by hand: any delimiter, a header, every cell as text, every line accounted for."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.account import add_step
from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.readers._source import members
from rhetoric_gap.readers.event_tables import COVERAGE_COLUMNS
from rhetoric_gap.readers.layouts import Limits
from rhetoric_gap.readers.log import REJECT_COLUMNS, SHOWN_TEXT
from rhetoric_gap.tables.cells import text_dtype
from rhetoric_gap.tables.schema import ACTIONS, STATEMENTS

DELIMITERS = (",", ";", "\t", "|")
_PARQUET = b"PAR1"
_PROBED = 50
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, eq=False)
class SmallTable:
    """A small table as it stands in its file.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per record, all cells text without spaces at either end, empty cells missing; numbered from 0.
    lines : numpy.ndarray
        Line of the file on which each row begins; the row's number from 1 where there is no file of lines.
    rejected : pandas.DataFrame
        Records that could not be read: ``file``, ``line``, ``why``, ``text``.
    name : str
        What to call the source in messages.
    n_records : int
        Records in the file below the header, those rejected and those without any cell included.
    n_empty : int
        Records without any cell.
    """

    frame: pd.DataFrame
    lines: np.ndarray
    rejected: pd.DataFrame
    name: str
    n_records: int
    n_empty: int


def read_small_table(
    source: Any, *, delimiter: str | None = None, encoding: str = "utf-8", limits: Limits | None = None
) -> SmallTable:
    """Read a table that fits into memory from a path, a buffer, or a frame.

    Parameters
    ----------
    source : path, buffer or pandas.DataFrame
        Delimited text with a header (plain, .gz or .zip with one member), Parquet, or a table already read.
    delimiter : str, optional
        What parts the cells; told by the header if left out.
    encoding : str, default "utf-8"
        Encoding of the text; a byte order mark is honoured.
    limits : Limits, optional
        How much a compressed file may unfold to.

    Raises
    ------
    RhetoricGapError
        If there is no table in it; the message says what was found instead.
    """
    if isinstance(source, pd.DataFrame):
        return _from_frame(source, "table")
    name, content = read_whole(source, limits or Limits())
    if content.startswith(_PARQUET):
        return _from_frame(_parquet(content, name), name)
    return _from_text(_decoded(content, name, encoding), name, delimiter)


def read_whole(source: Any, limits: Limits) -> tuple[str, bytes]:
    """Return the name and the unpacked bytes of a source of one file."""
    if not isinstance(limits, Limits):
        raise RhetoricGapError(f"limits must be a Limits object, such as Limits(ratio=200), got {limits!r}")
    found, _ = members(source, ("*",), limits)
    if len(found) != 1:
        names = ", ".join(repr(member.name) for member in found[:5])
        raise RhetoricGapError(
            f"expected one file with one table, found {len(found)}: {names}; pass one of them"
        )
    stream = found[0].open()
    try:
        return found[0].name, b"".join(iter(stream.read, b""))
    finally:
        stream.close()


def _parquet(content: bytes, name: str) -> pd.DataFrame:
    from pyarrow.lib import ArrowException

    try:
        return pd.read_parquet(io.BytesIO(content))
    except (ArrowException, OSError, ValueError) as error:
        raise RhetoricGapError(f"{name!r} is not a readable Parquet file: {error}") from error


def _from_frame(table: pd.DataFrame, name: str) -> SmallTable:
    """Take a table already read: every cell becomes the text it would be in a file."""
    if isinstance(table.columns, pd.MultiIndex):
        raise RhetoricGapError(f"{name} has column names of several levels; flatten them first")
    names = [str(column).strip() for column in table.columns]
    _check_names(names, name)
    cells = {n: _texts(table.iloc[:, place]) for place, n in enumerate(names)}
    frame = pd.DataFrame(cells, index=range(len(table)), columns=pd.Index(names, dtype=object))
    return _without_empty(frame, np.arange(1, len(frame) + 1), [], name)


def _texts(column: pd.Series) -> pd.Series:
    """Write the cells of a column as text, a day at midnight as a day, a whole number without a point."""
    values = np.full(len(column), np.nan, dtype=object)
    for place, value in enumerate(column.tolist()):
        if not (value is None or value is pd.NaT or value is pd.NA or value != value):
            values[place] = _written(value)
    return pd.Series(values, dtype=text_dtype())


def _written(value: Any) -> str | float:
    if isinstance(value, pd.Timestamp) and value == value.normalize():
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip() or np.nan


def _decoded(content: bytes, name: str, encoding: str) -> str:
    """Decode text; an encoding is never guessed at."""
    chosen = "utf-16" if content.startswith(_UTF16) else encoding
    if chosen.lower().replace("_", "-") in {"utf-8", "utf8"}:
        chosen = "utf-8-sig"
    try:
        return content.decode(chosen)
    except LookupError as error:
        raise RhetoricGapError(f"encoding={encoding!r} is not known to Python") from error
    except UnicodeError as error:
        start = getattr(error, "start", 0)
        line = content[:start].count(b"\n") + 1
        raise RhetoricGapError(
            f"{name!r} is not {encoding} text (line {line}); save it as UTF-8, or say encoding='cp1252' or what it is"
        ) from error


def _from_text(text: str, name: str, delimiter: str | None) -> SmallTable:
    """Read delimited text with a header."""
    if delimiter is not None and (not isinstance(delimiter, str) or len(delimiter) != 1):
        raise RhetoricGapError(f"delimiter is one character such as ';', got {delimiter!r}")
    parted_by = delimiter or _delimiter(text, name)
    records = _records(text, parted_by, name)
    names: list[str] = []
    kept, lines, bad = [], [], []
    for line, cells, why in records:
        if not names:
            if why:
                raise RhetoricGapError(f"the header of {name!r} (line {line}) cannot be read: {why}")
            names = _header(cells, name)
            continue
        cells, why = (cells, why) if why else _fitted(cells, len(names))
        if why:
            bad.append((name, line, why, parted_by.join(cells)[:SHOWN_TEXT]))
        else:
            kept.append(cells)
            lines.append(line)
    if not names:
        raise RhetoricGapError(f"{name!r} is empty: not even a header")
    columns = [
        pd.Series([row[place].strip() or np.nan for row in kept], dtype=text_dtype())
        for place in range(len(names))
    ]
    frame = pd.DataFrame(dict(zip(names, columns, strict=True)), columns=pd.Index(names, dtype=object))
    return _without_empty(frame, np.asarray(lines, dtype=np.int64), bad, name)


def _delimiter(text: str, name: str) -> str:
    """Tell what parts the cells: what parts the first lines into equally many, and most."""
    head = text[: text.find("\n", 200_000)] if text.find("\n", 200_000) > 0 else text
    best, fit = DELIMITERS[0], (0.0, 0)
    for mark in DELIMITERS:
        sizes = [len(cells) for _, cells, why in _head_records(head, mark, name) if not why]
        if sizes and sizes[0] > 1:
            score = (float(np.mean([size == sizes[0] for size in sizes])), sizes[0])
            best, fit = (mark, score) if score > fit else (best, fit)
    return best


def _head_records(text: str, mark: str, name: str) -> list[tuple[int, list[str], str]]:
    """Return the first records under a delimiter; none if quotes do not even close under it."""
    found = []
    try:
        for record in _records(text, mark, name):
            found.append(record)
            if len(found) == _PROBED:
                break
    except RhetoricGapError:
        return found
    return found


def _records(text: str, delimiter: str, name: str) -> Iterator[tuple[int, list[str], str]]:
    """Yield line, cells and what is wrong of every record that is not a blank line."""
    if delimiter in ('"', "\n", "\r"):
        raise RhetoricGapError(f"delimiter={delimiter!r} cannot part cells")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "unexpected end of data" in str(error):
                raise RhetoricGapError(
                    f"a quote opened on line {line} of {name!r} is never closed"
                ) from error
            yield line, [], str(error)
            continue
        if cells:
            yield line, cells, ""


def _header(cells: list[str], name: str) -> list[str]:
    """Return the names of the columns; those without a name get the number of their column."""
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    if not cells:
        raise RhetoricGapError(f"the first line of {name!r} names no column")
    names = [cell.strip() or f"column {place}" for place, cell in enumerate(cells, start=1)]
    _check_names(names, name)
    return names


def _check_names(names: list[str], name: str) -> None:
    twice = sorted({column for column in names if names.count(column) > 1})
    if twice:
        raise RhetoricGapError(f"{name!r} has columns of the same name: {', '.join(map(repr, twice))}")


def _fitted(cells: list[str], width: int) -> tuple[list[str], str]:
    """Cut empty cells beyond the last column; say what is wrong with any other number of cells."""
    if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
        cells = cells[:width]
    return (cells, "") if len(cells) == width else (cells, f"{len(cells)} cells where the header has {width}")


def _without_empty(
    frame: pd.DataFrame, lines: np.ndarray, bad: list[tuple[str, int, str, str]], name: str
) -> SmallTable:
    """Leave out rows without any cell, which spreadsheets write below a table."""
    filled = frame.notna().any(axis=1).to_numpy(dtype=bool)
    rejected = pd.DataFrame(bad, columns=REJECT_COLUMNS)
    records = len(frame) + len(bad)
    kept = frame.loc[filled].reset_index(drop=True)
    return SmallTable(kept, lines[filled], rejected, name, records, int((~filled).sum()))


def count_rows(frame: pd.DataFrame, table: SmallTable) -> None:
    """Begin the account of what was made of a table."""
    readable = table.n_records - len(table.rejected)
    why = "lines with another number of cells than the header: see rejected"
    add_step(frame, "rows in the file", table.n_records, readable, why)
    add_step(frame, "rows with a cell", readable, readable - table.n_empty, "rows without any cell")


def others_of(table: SmallTable, used: Iterable[str], own: Iterable[str]) -> dict[str, pd.Series]:
    """Return the columns of the file that are not ours; where names meet, the file's gets ``_in_file``."""
    taken = {*own, *(column.name for column in (*STATEMENTS.columns, *ACTIONS.columns))}
    mapped = set(used)
    others: dict[str, pd.Series] = {}
    for name in table.frame.columns:
        if name in mapped:
            continue
        free = name
        while free in taken or free in others:
            free += "_in_file"
        others[free] = table.frame[name]
    return others


def coverage_of(name: str, start: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    """Return the days a table speaks of, as the coverage of its result."""
    if pd.isna(start):
        start = end
    days = (end - start).days + 1
    row = {"source": name, "start": start, "end": end, "days": days, "missing_days": ""}
    return pd.DataFrame([row], columns=COVERAGE_COLUMNS)
