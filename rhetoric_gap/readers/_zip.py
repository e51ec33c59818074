"""Which members of a zip archive are read, and which archives are not touched at all."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable
from typing import Any

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.readers._guard import guarded_zip
from rhetoric_gap.readers.layouts import Limits

STORED, DEFLATED = 0, 8
ENCRYPTED = 0x1
NESTED = (".zip", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".tar", ".zst", ".parquet", ".pq")
SHOWN = 10


def checked_members(
    raw: Any, name: str, limits: Limits, fits: Callable[[str], bool], left: list[str]
) -> list[Any]:
    """Return the members that hold rows; refuse the archive if anything in it is out of the ordinary."""
    import zipfile

    archive = guarded_zip(lambda: zipfile.ZipFile(raw), name)
    infos = archive.infolist()
    if len(infos) > limits.members:
        raise RhetoricGapError(
            f"{name!r} has {len(infos):,} members, more than the {limits.members:,} allowed; if that is right, "
            f"raise it: limits=Limits(members=...)"
        )
    if any(info.filename == "[Content_Types].xml" for info in infos):
        raise RhetoricGapError(f"{name!r} is an Excel or Word file: save the table as CSV")
    _refuse([(info, _escapes(info)) for info in infos], name)
    files = [info for info in infos if not info.is_dir() and not _hidden(info.filename)]
    chosen = [info for info in files if fits(info.filename)]
    if not chosen and len(files) == 1:
        chosen = files
    left += [f"{name}/{info.filename}" for info in files if info not in chosen]
    _refuse([(info, _unreadable(info)) for info in chosen], name)
    return chosen


def _escapes(info: Any) -> str:
    """Say what is wrong with where a member would be put, or with what it is."""
    path = str(info.orig_filename).replace("\\", "/")
    if path.startswith("/") or re.match(r"[A-Za-z]:", path):
        return "has an absolute path"
    if ".." in path.split("/"):
        return "has a path that leaves the archive"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "is a symbolic link"
    return ""


def _unreadable(info: Any) -> str:
    """Say why a member cannot be read."""
    if info.flag_bits & ENCRYPTED:
        return "is encrypted: unpack it with its password first"
    if info.compress_type not in (STORED, DEFLATED):
        return f"is compressed by method {info.compress_type}, only deflate is read: unpack it first"
    if info.filename.lower().endswith(NESTED):
        return "is itself packed or Parquet: unpack the archive first"
    return ""


def _hidden(name: str) -> bool:
    """Tell what systems leave in archives from what people put there."""
    parts = name.split("/")
    return parts[-1].startswith(".") or "__MACOSX" in parts


def _refuse(found: list[tuple[Any, str]], name: str) -> None:
    """Raise with every member that something is wrong with."""
    wrong = [f"{info.filename!r} {why}" for info, why in found if why]
    if wrong:
        more = f"; and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
        raise RhetoricGapError(f"{name!r} is not read: {'; '.join(wrong[:SHOWN])}{more}")
