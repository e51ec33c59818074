"""The first lines of a file, of whatever packing: what a format is recognised by."""

from __future__ import annotations

import codecs
import io
from collections.abc import Sequence
from dataclasses import dataclass

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.readers._guard import BrokenOff
from rhetoric_gap.readers._source import Member

N_LINES = 30
N_BYTES = 1 << 18
_BOM = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


@dataclass(frozen=True)
class Head:
    """The beginning of a file.

    Attributes
    ----------
    name : str
        Name of the file.
    kind : {"plain", "gzip", "zip", "parquet"}
        How it is packed.
    lines : tuple of str
        Its first lines, without the ends of lines; of Parquet, its first rows parted by tabs.
    names : tuple of str or None
        Names of the columns, where the file brings them along (Parquet).
    marked : bool
        Whether it begins with a byte order mark.
    """

    name: str
    kind: str
    lines: tuple[str, ...]
    names: tuple[str, ...] | None = None
    marked: bool = False


def read_head(member: Member) -> Head:
    """Read the first lines of a member."""
    if member.kind == "parquet":
        return _parquet_head(member)
    data = _first_bytes(member)
    encoding = next((name for mark, name in _BOM.items() if data.startswith(mark)), "")
    # What does not decode is shown as a sign: whether a line can be read is for the reader to say.
    text = data.removeprefix(codecs.BOM_UTF8).decode(encoding or "utf-8", "replace")
    lines = text.split("\n")
    if len(data) >= N_BYTES and len(lines) > 1:
        lines.pop()  # cut off in the middle
    kept = [line.rstrip("\r") for line in lines[:N_LINES] if line.strip("\r\n\0 ")]
    return Head(member.name, member.kind, tuple(kept), None, bool(encoding))


def _first_bytes(member: Member) -> bytes:
    """Read the first bytes; what breaks off later is still recognised."""
    stream = member.open()
    data = b""
    try:
        while len(data) < N_BYTES:
            piece = stream.read()
            if not piece:
                break
            data += piece
    except BrokenOff:
        if not data:
            raise
    finally:
        stream.close()
    return data[:N_BYTES]


def _parquet_head(member: Member) -> Head:
    """Read names and first rows of a Parquet file."""
    import pyarrow.parquet as pq
    from pyarrow.lib import ArrowException

    stream = member.open()
    try:
        raw = (
            io.BytesIO(b"".join(iter(stream.read, b""))) if member.origin.path is None else member.origin.path
        )
        file = pq.ParquetFile(raw)
        names = tuple(str(name) for name in file.schema_arrow.names)
        rows: Sequence[dict[str, object]] = []
        if file.metadata.num_rows:
            rows = next(file.iter_batches(batch_size=N_LINES)).to_pylist()
    except (ArrowException, OSError, ValueError) as error:
        raise RhetoricGapError(f"{member.name!r} is not a readable Parquet file: {error}") from error
    finally:
        stream.close()
    lines = ["\t".join("" if row[name] is None else str(row[name]) for name in names) for row in rows]
    return Head(member.name, member.kind, tuple(lines), names)
