"""Reading packed bytes as a stream, with limits on what comes out and errors that say what is broken."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from typing import Any, Protocol

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.readers.layouts import Limits

STEP = 1 << 18
FREE = 64 << 20
"""Bytes that may come out before the ratio counts: a small file of zeros is no bomb."""


class BrokenOff(RhetoricGapError):
    """The bytes end early or are damaged; whoever counts lines adds after which one."""


class Stream(Protocol):
    """Unpacked bytes, piece by piece; ``b""`` at the end."""

    def read(self) -> bytes:
        """Return the next piece."""

    def close(self) -> None:
        """Let go of the file."""


class Plain:
    """Bytes as they are."""

    def __init__(self, raw: Any, name: str) -> None:
        self._raw, self._name = raw, name

    def read(self) -> bytes:
        """Return the next piece."""
        return read_raw(self._raw, STEP, self._name)

    def close(self) -> None:
        """Let go of the file."""
        self._raw.close()


class Gunzip:
    """A gzip file, of one part or of several put together."""

    def __init__(self, raw: Any, name: str, limits: Limits) -> None:
        self._raw, self._name = raw, name
        self._meter = Meter(name, limits)
        self._inflate: Any = zlib.decompressobj(wbits=31)
        self._done = False
        self._parts = 0

    def read(self) -> bytes:
        """Return the next piece."""
        while not self._done:
            waiting = self._inflate.unconsumed_tail
            packed = waiting or read_raw(self._raw, STEP, self._name)
            if not packed:
                self._end()
                return b""
            try:
                size = 4 * STEP if self._meter.out else STEP // 4 or 1
                out = bytes(self._inflate.decompress(packed, size))
            except zlib.error as error:
                raise BrokenOff(f"{self._name!r} is a damaged gzip file ({error})") from error
            self._meter.add(len(out), 0 if waiting else len(packed))
            if self._inflate.eof:
                self._next_part(self._inflate.unused_data)
            if out:
                return out
        return b""

    def _next_part(self, rest: bytes) -> None:
        """Go on with the next part; zeros at the end only fill up a block."""
        self._parts += 1
        rest = rest or read_raw(self._raw, STEP, self._name)
        while rest and not rest.strip(b"\0"):
            rest = read_raw(self._raw, STEP, self._name)
        self._done = not rest
        if rest:
            self._inflate = zlib.decompressobj(wbits=31)
            self._raw = _Pushed(rest.lstrip(b"\0"), self._raw)

    def _end(self) -> None:
        """End the file, which must not happen within a part."""
        self._done = True
        raise BrokenOff(
            f"{self._name!r} is not a whole gzip file: its end is missing (an interrupted download?)"
        )

    def close(self) -> None:
        """Let go of the file."""
        self._raw.close()


class ZipMember:
    """One member of a zip archive."""

    def __init__(self, opened: Any, archive: Any, raw: Any, name: str, packed: int, limits: Limits) -> None:
        self._opened, self._archive, self._raw, self._name = opened, archive, raw, name
        self._meter = Meter(name, limits)
        self._meter.packed = packed

    def read(self) -> bytes:
        """Return the next piece."""
        # A file is opened twice, the first time for its first lines only: a short first piece makes that cheap.
        size = 4 * STEP if self._meter.out else STEP // 4 or 1
        out = guarded_zip(lambda: self._opened.read1(size), self._name)
        self._meter.add(len(out), 0)
        return bytes(out)

    def close(self) -> None:
        """Let go of the file."""
        self._opened.close()
        self._archive.close()
        self._raw.close()


class Meter:
    """Counts what comes out; packed sizes that a file declares of itself are not believed."""

    def __init__(self, name: str, limits: Limits) -> None:
        self._name, self._limits = name, limits
        self.packed = self.out = 0

    def add(self, out: int, packed: int) -> None:
        """Add a piece, and refuse what unfolds too far."""
        self.out += out
        self.packed += packed
        if self.out > self._limits.size:
            raise RhetoricGapError(
                f"{self._name!r} unpacks to more than {self._limits.size:,} bytes; if that is right, raise it: "
                f"limits=Limits(size=...)"
            )
        if self.out > FREE and self.out > self._limits.ratio * max(self.packed, 1):
            raise RhetoricGapError(
                f"{self._name!r} unpacks to more than {self._limits.ratio:g} times its size, as a zip bomb does; "
                f"if that is right, raise it: limits=Limits(ratio=...)"
            )


class _Pushed:
    """A file with bytes put back before it."""

    def __init__(self, first: bytes, raw: Any) -> None:
        self._first, self._raw = first, raw

    def read(self, size: int) -> bytes:
        """Return the bytes put back, then those of the file."""
        first, self._first = self._first, b""
        return first or self._raw.read(size)

    def close(self) -> None:
        """Let go of the file."""
        self._raw.close()


def read_raw(raw: Any, size: int, name: str) -> bytes:
    """Read bytes from a file or buffer."""
    try:
        data = raw.read(size)
    except OSError as error:
        raise BrokenOff(f"{name!r} cannot be read ({error})") from error
    if not isinstance(data, bytes | bytearray | memoryview):
        raise RhetoricGapError(
            f"{name!r} gives {type(data).__name__}, not bytes: open it with mode 'rb', or use io.BytesIO"
        )
    return bytes(data)


def guarded_zip(task: Callable[[], Any], name: str) -> Any:
    """Do something with a zip archive; what is broken about it is said in one way."""
    import zipfile

    try:
        return task()
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise BrokenOff(
            f"{name!r} is not a whole zip file ({error}); was its download interrupted?"
        ) from error
    except (ValueError, IndexError, OverflowError, struct.error) as error:
        # What zipfile lets through of damaged headers.
        raise BrokenOff(f"{name!r} is a damaged zip file ({error})") from error
