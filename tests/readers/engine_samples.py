"""A small invented source in several layouts, and ways to pack and read its files."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterable
from typing import Any

import pandas as pd

from rhetoric_gap.readers._chunks import read_chunks
from rhetoric_gap.readers.layouts import Format, Layout
from rhetoric_gap.readers.log import ReadLog

NAMES = ("Event ID", "Day", "Actor1_Code", "Headline")
FOUR = Layout("toy, 4 columns", NAMES)
FIVE = Layout("toy, 5 columns", (*NAMES, "Url"), extra=2)
NAMED = Layout("toy with header", NAMES, "always", encodings=("utf-8", "latin-1"), extra=2)
QUOTED = Layout("toy as CSV", NAMES, "maybe", ",", quoted=True)


def toy(*layouts: Layout, wanted: Iterable[str] = NAMES, **more: Any) -> Format:
    """The source, in some of its layouts."""
    return Format(
        "toy", "TOY", layouts or (FOUR, FIVE), ("*.tsv", "*.csv"), tuple(wanted), lambda raw, _: raw, **more
    )


def read(
    source: Any, form: Format | tuple[Format, ...] | None = None, **more: Any
) -> tuple[pd.DataFrame, ReadLog]:
    """Read everything, and hold the counts of every file against each other."""
    log = ReadLog()
    if isinstance(source, bytes):
        source = io.BytesIO(source)
    frames = [chunk.frame for chunk in read_chunks(source, form or toy(), log=log, **more)]
    frame = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    adds_up(log, len(frame))
    return frame, log


def adds_up(log: ReadLog, rows: int) -> None:
    """Every line of every file is somewhere, and every step takes over from the one before."""
    for before, after in zip(log.steps, log.steps[1:], strict=False):
        assert before["rows_out"] == after["rows_in"]
    assert log.steps[0]["rows_in"] == sum(file["lines"] for file in log.files)
    assert log.steps[-1]["rows_out"] == rows == sum(file["kept"] for file in log.files)
    assert len(log.rejected()) == sum(file["rejected"] for file in log.files)
    for file in log.files:
        assert file["lines"] == file["blank"] + file["rejected"] + file["rows"]


def cells(frame: pd.DataFrame) -> list[list[str | None]]:
    """The source's own columns, missing as None."""
    own = frame.drop(columns=["file", "line"])
    return own.astype(object).where(own.notna(), None).to_numpy().tolist()


def zipped(members: dict[str, bytes] | list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items() if isinstance(members, dict) else members:
            archive.writestr(name, data)
    return out.getvalue()


def gzipped(data: bytes) -> bytes:
    """A gzip file."""
    return gzip.compress(data, mtime=0)


def rows(count: int, fields: int = 4) -> bytes:
    """Lines of a file."""
    return b"".join(
        b"\t".join([b"%d" % number, *[b"x%d" % number] * (fields - 1)]) + b"\n" for number in range(count)
    )
