"""From a path, buffer, folder, glob or list of them to the members that hold rows: text or Parquet, packed or not."""

from __future__ import annotations

import fnmatch
import glob
import io
import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.readers._guard import Gunzip, Plain, Stream, ZipMember, guarded_zip, read_raw
from rhetoric_gap.readers._zip import checked_members
from rhetoric_gap.readers.layouts import Limits

GZIP, ZIP, PARQUET = b"\x1f\x8b", b"PK", b"PAR1"
PACKED = {
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zstandard",
    b"7z\xbc\xaf": "7-Zip",
    b"Rar!": "RAR",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word",
}
TABLES = (".csv", ".tsv", ".tab", ".txt", ".parquet", ".pq")
PACKED_NAMES = (".gz", ".zip")
NAMELESS = "<buffer>"


@dataclass(frozen=True)
class Origin:
    """A file on disk or a buffer, before anything is known of what it holds."""

    name: str
    path: Path | None
    buffer: Any = None

    def open(self) -> Any:
        """Open it from its beginning."""
        if self.path is None:
            self.buffer.seek(0)
            return _Lent(self.buffer)
        try:
            return self.path.open("rb")
        except OSError as error:
            raise RhetoricGapError(f"{str(self.path)!r} cannot be opened ({error.strerror})") from error

    def size(self) -> int:
        """Return how many bytes it has, packed as it is."""
        if self.path is not None:
            return self.path.stat().st_size
        return int(self.buffer.seek(0, os.SEEK_END))


@dataclass(frozen=True)
class Member:
    """One piece of a source that holds rows.

    Attributes
    ----------
    name : str
        What it is called in messages, logs and the column ``file``.
    origin : Origin
        The file or buffer it is in.
    kind : {"plain", "gzip", "zip", "parquet"}
        How it is packed.
    limits : Limits
        How far it may unfold.
    info : zipfile.ZipInfo or None
        Its place in the archive.
    weight : int
        Packed bytes, for the progress bar.
    watch : callable or None
        Is told how many packed bytes were read.
    """

    name: str
    origin: Origin
    kind: str
    limits: Limits
    info: Any = None
    weight: int = 0
    watch: Callable[[int], object] | None = None

    def open(self) -> Stream:
        """Open the unpacked bytes."""
        raw = self.raw()
        if self.kind == "gzip":
            return Gunzip(raw, self.name, self.limits)
        if self.kind == "zip":
            return self._open_zip(raw)
        return Plain(raw, self.name)

    def raw(self) -> Any:
        """Open the bytes as they are."""
        raw = self.origin.open()
        return raw if self.watch is None else _Watched(raw, self.watch)

    def _open_zip(self, raw: Any) -> Stream:
        """Open a member of an archive."""
        import zipfile

        archive = guarded_zip(lambda: zipfile.ZipFile(raw), self.origin.name)
        opened = guarded_zip(lambda: archive.open(self.info), self.name)
        return ZipMember(opened, archive, raw, self.name, self.weight, self.limits)


def members(source: Any, patterns: Sequence[str], limits: Limits) -> tuple[list[Member], list[str]]:
    """Return the members of a source in order, and the names of files in folders and archives that fit no pattern."""
    found: list[Member] = []
    left: list[str] = []
    for origin in _distinct(list(_origins(source, patterns, left))):
        found += _members_of(origin, patterns, limits, left)
    if not found:
        other = f"; it has {_some(left)}" if left else ""
        raise RhetoricGapError(f"{_shown(source)} holds no file named like {', '.join(patterns)}{other}")
    return found, left


def _origins(source: Any, patterns: Sequence[str], left: list[str]) -> Iterable[Origin]:
    """Walk a source to files and buffers."""
    if isinstance(source, str | os.PathLike):
        yield from _paths(Path(os.fspath(source)), str(source), patterns, left)
    elif hasattr(source, "read"):
        yield _buffer(source)
    elif isinstance(source, bytes | bytearray | memoryview):
        raise RhetoricGapError("bytes were given where a file is expected: wrap them, io.BytesIO(data)")
    elif isinstance(source, Iterable):
        for part in source:
            yield from _origins(part, patterns, left)
    else:
        raise RhetoricGapError(
            f"a source is a path, a buffer opened in binary mode, a folder, a glob, or a list of these; "
            f"got {type(source).__name__}"
        )


def _paths(path: Path, text: str, patterns: Sequence[str], left: list[str]) -> Iterable[Origin]:
    """Return the file, the files of a folder, or those of a glob, sorted by name; say so where there are none."""
    try:
        yield from _files(path, text, patterns, left)
    except (OSError, ValueError) as error:
        if isinstance(error, RhetoricGapError):
            raise
        # Such as the text of a file where its path is expected, or a folder that may not be looked into.
        raise RhetoricGapError(
            f"{text[:80]!r} cannot be opened as a file or folder ({error})"[:300]
        ) from error


def _files(path: Path, text: str, patterns: Sequence[str], left: list[str]) -> Iterable[Origin]:
    """Look on the disk for what a path means."""
    if path.is_dir():
        for file in sorted(file for file in path.iterdir() if file.is_file()):
            if fits(file.name, patterns):
                yield Origin(file.name, file)
            else:
                left.append(file.name)
    elif path.exists():
        yield Origin(path.name, path)
    elif glob.has_magic(text):
        files = sorted(Path(name) for name in glob.glob(text, recursive=True))
        if not files:
            raise RhetoricGapError(f"no file is named like {text!r}")
        for file in files:
            if file.is_file():
                yield Origin(file.name, file)
    else:
        raise RhetoricGapError(f"there is no file or folder {text!r}")


def _buffer(buffer: Any) -> Origin:
    """Check a buffer and give it a name."""
    seekable = getattr(buffer, "seekable", None)
    if isinstance(buffer, io.TextIOBase) or not callable(seekable) or not seekable():
        raise RhetoricGapError(
            f"a buffer must give bytes from any place, as open(path, 'rb') and io.BytesIO do; "
            f"got {type(buffer).__name__}"
        )
    name = getattr(buffer, "name", None)
    return Origin(Path(name).name if isinstance(name, str) and name else NAMELESS, None, buffer)


def _distinct(origins: list[Origin]) -> list[Origin]:
    """Call files of the same name in several folders by their whole path, and number nameless buffers."""
    paths = [str(origin.path.resolve()) for origin in origins if origin.path is not None]
    twice = sorted({path for path, count in Counter(paths).items() if count > 1})
    if twice:
        raise RhetoricGapError(f"the same file is given twice, its rows would count twice: {_some(twice)}")
    names = Counter(origin.name for origin in origins)
    told = []
    for place, origin in enumerate(origins, start=1):
        name = origin.name
        if names[name] > 1:
            name = f"{name} {place}" if origin.path is None else str(origin.path)
        told.append(Origin(name, origin.path, origin.buffer))
    return told


def _members_of(origin: Origin, patterns: Sequence[str], limits: Limits, left: list[str]) -> list[Member]:
    """Look at the first bytes, and return what the file holds."""
    raw = origin.open()
    try:
        head = read_raw(raw, 512, origin.name)
        kind = kind_of(head, origin.name)
        if kind == "zip":
            found = []
            several = checked_members(raw, origin.name, limits, lambda name: fits(name, patterns), left)
            size = origin.size()
            for info in several:
                name = origin.name if len(several) == 1 else f"{origin.name}/{info.filename}"
                found.append(Member(name, origin, kind, limits, info, min(info.compress_size, size)))
            return found
    finally:
        raw.close()
    return [Member(origin.name, origin, kind, limits, None, origin.size())]


def kind_of(head: bytes, name: str) -> str:
    """Tell by its first bytes how a file is packed; its name may lie."""
    if head.startswith(GZIP):
        return "gzip"
    if head.startswith((ZIP + b"\3\4", ZIP + b"\5\6", ZIP + b"\7\x08")):
        return "zip"
    if head.startswith(PARQUET):
        return "parquet"
    refuse_packed(head, name)
    return "plain"


def refuse_packed(head: bytes, name: str, *, inside: bool = False) -> None:
    """Refuse bytes that are packed in a way that is not read, or once more inside what was unpacked."""
    kind = next((kind for magic, kind in PACKED.items() if head.startswith(magic)), "")
    if head[257:262] == b"ustar":
        kind = "tar"
    if inside and head.startswith((GZIP, ZIP + b"\3\4", PARQUET)):
        kind = "gzip" if head.startswith(GZIP) else "Parquet" if head.startswith(PARQUET) else "zip"
    if kind:
        where = "holds" if inside else "is"
        raise RhetoricGapError(
            f"{name!r} {where} {kind} data, which is not read{' inside an archive' * inside}: unpack it first"
        )


def fits(name: str, patterns: Sequence[str]) -> bool:
    """Tell whether a file is named like one of the patterns, packed or not, in whatever case."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1].lower()
    bare = base.removesuffix(".gz").removesuffix(".zip")
    return any(fnmatch.fnmatchcase(text, pattern.lower()) for pattern in patterns for text in {base, bare})


class _Watched:
    """A file that tells how much of it was read."""

    def __init__(self, raw: Any, watch: Callable[[int], object]) -> None:
        self._raw, self._watch = raw, watch
        self.seekable, self.seek, self.tell, self.close = raw.seekable, raw.seek, raw.tell, raw.close

    def read(self, size: int = -1) -> Any:
        """Read on."""
        data = self._raw.read(size)
        self._watch(len(data))
        return data


class _Lent:
    """A buffer of the caller's: read, and left open."""

    closed = False  # pyarrow asks

    def __init__(self, buffer: Any) -> None:
        self._buffer = buffer
        self.seekable, self.seek, self.tell = buffer.seekable, buffer.seek, buffer.tell

    def read(self, size: int = -1) -> Any:
        """Read on."""
        return self._buffer.read(size)

    def close(self) -> None:
        """Leave it to the caller."""


def _shown(source: Any) -> str:
    """Name a source in a message."""
    return repr(str(source))[:200] if isinstance(source, str | os.PathLike) else "the source"


def _some(names: list[str]) -> str:
    """Name a few."""
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return ", ".join(map(repr, names[:5])) + more
