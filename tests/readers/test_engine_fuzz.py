"""Whatever the bytes, reading ends in rows that add up or in an error of the library."""

from __future__ import annotations

import contextlib
import io

import pytest
from engine_samples import FIVE, FOUR, NAMED, NAMES, QUOTED, gzipped, read, toy, zipped
from hypothesis import given, settings
from hypothesis import strategies as st

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.readers import _blocks, _guard
from rhetoric_gap.readers._chunks import open_text_head
from rhetoric_gap.readers.layouts import Format

FORMS = [toy(FOUR, FIVE), toy(NAMED), toy(QUOTED), toy(QUOTED, FIVE, NAMED)]
HEADERS = [b"", "\t".join(NAMES).encode() + b"\n", ",".join(NAMES).encode() + b"\n"]
BITS = st.sampled_from(
    [
        b"\t",
        b"\n",
        b"\r",
        b"\r\n",
        b",",
        b'"',
        b"\0",
        b"\xff",
        "é".encode(),
        b"",
        b"abc",
        b"1\t2\t3\t4\n",
        b'1,2,3,"4"\n',
    ]
)
TEXTS = st.builds(
    lambda head, bits: head + b"".join(bits), st.sampled_from(HEADERS), st.lists(BITS, max_size=60)
)
FILE = "\t".join(NAMES).encode() + b"\n" + b"".join(b"%d\td\ta\th%d\n" % (n, n * n) for n in range(200))
PACKED = {"gzip": gzipped(FILE), "zip": zipped({"a.tsv": FILE, "b.tsv": FILE[:50]}), "plain": FILE}


def survives(data: bytes, form: Format) -> None:
    with contextlib.suppress(RhetoricGapError):
        read(data, form)


@settings(max_examples=150)
@given(data=st.binary(max_size=300), form=st.sampled_from(FORMS))
def test_any_bytes(data: bytes, form: Format) -> None:
    survives(data, form)
    with contextlib.suppress(RhetoricGapError):
        open_text_head(io.BytesIO(data))


@settings(max_examples=250)
@given(data=TEXTS, form=st.sampled_from(FORMS), block=st.sampled_from([1, 5, 1 << 20]))
def test_lines_are_somewhere(data: bytes, form: Format, block: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_blocks, "BLOCK", block)
        patch.setattr(_guard, "STEP", block)
        try:
            frame, log = read(data, form)
        except RhetoricGapError:
            return
    (file,) = log.files
    n_lines = data.count(b"\n") + (not data.endswith(b"\n"))
    assert frame.empty or frame["line"].between(1, n_lines).all()
    assert len({*frame.get("line", []), *log.rejected()["line"]}) == file["rows"] + file["rejected"]
    if "CSV" not in file["layout"]:
        header = n_lines - file["lines"]
        assert header in (0, 1)
        lines = data.split(b"\n")
        for line, last in zip(frame["line"], frame["Event ID"].isna(), strict=True) if len(frame) else []:
            assert lines[line - 1].removeprefix(b"\xef\xbb\xbf").startswith(b"\t") == last


@settings(max_examples=200)
@given(
    kind=st.sampled_from(sorted(PACKED)),
    changes=st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 255)), max_size=4),
    cut=st.none() | st.integers(0, 5_000),
    more=st.binary(max_size=20),
    form=st.sampled_from(FORMS[:2]),
)
def test_damaged_files(
    kind: str, changes: list[tuple[int, int]], cut: int | None, more: bytes, form: Format
) -> None:
    data = bytearray(PACKED[kind])
    for place, value in changes:
        data[place % len(data)] = value
    survives(bytes(data[:cut]) + more, form)


@settings(max_examples=60)
@given(names=st.lists(st.text(max_size=12), min_size=1, max_size=4), data=st.binary(max_size=40))
def test_any_names_in_an_archive(names: list[str], data: bytes) -> None:
    members = [(name or "x", data) for name in dict.fromkeys(names)]
    with contextlib.suppress(UnicodeEncodeError):
        survives(zipped(members), FORMS[0])
