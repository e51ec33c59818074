"""Finished runs on disk, so that a long study can be stopped and taken up again.

One JSON object a line: first what the runs were made of, then one line for each finished run. A line that a killed run
left half written is dropped; a file made of other data is refused.
"""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path
from typing import Any

import pandas as pd

from rhetoric_gap.errors import RhetoricGapError

_KIND = "rhetoric_gap runs"
_FORMAT = 1


class RunStore:
    """Finished runs by key; in memory only if there is no path.

    Parameters
    ----------
    path : str, Path or None
        File to read and to go on with; made if there is none.
    made_of : dict of str to str
        What a run depends on (tables, seed, ...), by name; a file with other values is refused.

    Raises
    ------
    RhetoricGapError
        If the file is of other data, is no such file, or cannot be written where it should be.
    """

    def __init__(self, path: str | Path | None, made_of: dict[str, str]) -> None:
        self._path = None if path is None else Path(path)
        self._done: dict[str, Any] = {}
        if self._path is None:
            return
        if self._path.is_dir() or not self._path.parent.is_dir():
            raise RhetoricGapError(
                f"resume must name a file in a folder that exists, such as 'runs.jsonl'; got {str(self._path)!r}"
            )
        if self._path.exists() and b"\n" in self._path.read_bytes():
            self._read(self._path, made_of)
            return
        head = json.dumps({"kind": _KIND})[:-1]
        if self._path.exists() and not head.startswith(self._path.read_text("utf-8")[: len(head)]):
            raise _no_store(self._path)
        # A run that was killed before its first line was whole left nothing to keep.
        self._path.write_bytes(b"")
        self._append({"kind": _KIND, "format": _FORMAT, "made_of": made_of})

    def __contains__(self, key: str) -> bool:
        """Tell whether a run is finished."""
        return key in self._done

    def __getitem__(self, key: str) -> Any:
        """Return what a finished run found."""
        return self._done[key]

    def add(self, key: str, found: Any) -> None:
        """Keep what a run found."""
        self._done[key] = found
        if self._path is not None:
            self._append({"key": key, "found": _without_nan(found)})

    def _append(self, row: dict[str, Any]) -> None:
        """Write one line, at once."""
        with Path(str(self._path)).open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n")

    def _read(self, path: Path, made_of: dict[str, str]) -> None:
        """Take over the finished runs of a file."""
        whole, _, half = path.read_bytes().rpartition(b"\n")
        lines = whole.split(b"\n") if whole else []
        rows = [_parsed(line, number, path) for number, line in enumerate(lines, start=1)]
        if not rows or rows[0].get("kind") != _KIND or rows[0].get("format") != _FORMAT:
            raise _no_store(path)
        before = rows[0].get("made_of", {})
        changed = [name for name in {**before, **made_of} if before.get(name) != made_of.get(name)]
        if changed:
            raise RhetoricGapError(
                f"{str(path)!r} holds runs of other data or settings: {', '.join(changed)} differ from then; "
                "give the name of a new file, or delete this one"
            )
        self._done = {row["key"]: row["found"] for row in rows[1:]}
        if half:
            path.write_bytes(whole + b"\n")


def _no_store(path: Path) -> RhetoricGapError:
    """Refuse a file of somebody else's, which must not be written over."""
    return RhetoricGapError(
        f"{str(path)!r} is not a file of finished runs of this library; give the name of a new file"
    )


def _parsed(line: bytes, number: int, path: Path) -> dict[str, Any]:
    """Read one line."""
    try:
        row = json.loads(line)
    except ValueError as error:
        raise RhetoricGapError(
            f"line {number} of {str(path)!r} cannot be read; give the name of a new file, or delete that line"
        ) from error
    return row if isinstance(row, dict) else {}


def _without_nan(value: Any) -> Any:
    """Write missing numbers as null: NaN is no JSON."""
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, dict):
        return {key: _without_nan(one) for key, one in value.items()}
    return [_without_nan(one) for one in value] if isinstance(value, (list, tuple)) else value


def table_print(frame: pd.DataFrame | None, keys: list[str]) -> str:
    """Return a fingerprint of a table's content, whatever the order of its rows and columns."""
    if frame is None:
        return "none"
    ordered = frame.sort_values(keys, kind="stable")[sorted(frame.columns, key=str)]
    return text_print(ordered.to_csv(index=False, lineterminator="\n"))


def text_print(text: str) -> str:
    """Return a short fingerprint of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
