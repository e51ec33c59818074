"""Where bytes come from: folders, globs, buffers, archives; and what is refused before a line is read."""

from __future__ import annotations

import io
import stat
import tarfile
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from engine_samples import gzipped, read, rows, zipped

import rhetoric_gap as rg
from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.readers import _guard
from rhetoric_gap.readers._source import fits, members

LINE = b"1\t20240101\tUSA\tword\n"


@pytest.mark.parametrize("pack", [bytes, gzipped, lambda data: zipped({"a.tsv": data})])
@pytest.mark.parametrize("suffix", [".tsv", ".gz", ".zip", ".anything"])
def test_how_a_file_is_packed_is_told_by_its_bytes(tmp_path: Path, pack: Any, suffix: str) -> None:
    path = tmp_path / f"file{suffix}"
    path.write_bytes(pack(LINE))
    frame, log = read(path)
    assert frame["Actor1_Code"].tolist() == ["USA"]
    assert frame["file"].tolist() == [path.name] == [log.files[0]["file"]]
    with path.open("rb") as opened:
        assert read(opened)[0]["file"].tolist() == [path.name]
    assert read(io.BytesIO(pack(LINE)))[0]["file"].tolist() == ["<buffer>"]


def test_a_buffer_is_read_from_its_beginning_and_left_open() -> None:
    buffer = io.BytesIO()
    buffer.write(LINE)
    assert len(read(buffer)[0]) == len(read(buffer)[0]) == 1
    assert not buffer.closed


def test_a_folder_gives_its_files_by_name_and_names_the_others(tmp_path: Path) -> None:
    for name in ("b.tsv", "a.CSV", "c.tsv.gz", "readme.md"):
        (tmp_path / name).write_bytes(gzipped(LINE) if name.endswith("gz") else LINE)
    (tmp_path / "d.tsv").mkdir()
    frame, log = read(tmp_path)
    assert frame["file"].tolist() == ["a.CSV", "b.tsv", "c.tsv.gz"]
    assert log.ignored == ["readme.md"]
    assert read(str(tmp_path / "[bc]*"))[0]["file"].tolist() == ["b.tsv", "c.tsv.gz"]
    assert read([tmp_path / "b.tsv", [tmp_path / "a.CSV"]])[0]["file"].tolist() == ["b.tsv", "a.CSV"]


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.tsv").write_bytes(LINE)
    named = read(str(tmp_path / "*" / "a.tsv"))[0]["file"].tolist()
    assert named == [str(tmp_path / folder / "a.tsv") for folder in ("x", "y")]
    assert read([io.BytesIO(LINE), io.BytesIO(LINE)])[0]["file"].tolist() == ["<buffer> 1", "<buffer> 2"]


def test_an_archive_gives_every_member_that_is_named_like_the_source() -> None:
    archive = [
        ("2024/", b""),
        ("2024/b.tsv", LINE),
        ("a.tsv", LINE),
        ("README.txt", b"hi"),
        ("__MACOSX/a.tsv", b"\0"),
    ]
    frame, log = read(zipped(archive))
    assert frame["file"].tolist() == ["<buffer>/2024/b.tsv", "<buffer>/a.tsv"]
    assert log.ignored == ["<buffer>/README.txt"]
    assert len(read(zipped({"whatever.xyz": LINE}))[0]) == 1  # the only one there is
    with pytest.raises(RhetoricGapError, match=r"no file named like \*\.tsv, \*\.csv; it has .*one\.xyz"):
        read(zipped({"one.xyz": LINE, "two.xyz": LINE}))


@pytest.mark.parametrize(
    ("name", "patterns"),
    [("A.TSV", "*.tsv"), ("dir/a.tsv.gz", "*.tsv"), ("a.tsv.zip", "*.tsv"), ("a.zip", "*.zip")],
)
def test_names_fit_whatever_their_case_and_packing(name: str, patterns: str) -> None:
    assert fits(name, [patterns])
    assert not fits(name, ["*.other"])


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../a.tsv", "leaves the archive"),
        ("x/../../a.tsv", "leaves the archive"),
        ("..\\a.tsv", "leaves the archive"),
        ("/etc/a.tsv", "absolute path"),
        ("\\a.tsv", "absolute path"),
        ("C:\\a.tsv", "absolute path"),
        ("c:a.tsv", "absolute path"),
    ],
)
def test_paths_that_escape_are_refused(name: str, why: str) -> None:
    with pytest.raises(RhetoricGapError, match=why):
        read(zipped([("good.tsv", LINE), (name, LINE)]))


def test_links_passwords_and_odd_methods_are_refused() -> None:
    link = zipfile.ZipInfo("a.tsv")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(RhetoricGapError, match="symbolic link"):
        read(out)
    data = bytearray(zipped({"a.tsv": LINE}))
    data[6] |= 1
    data[data.rindex(b"PK\1\2") + 8] |= 1
    with pytest.raises(RhetoricGapError, match=r"'a\.tsv' is encrypted"):
        read(bytes(data))
    with pytest.raises(RhetoricGapError, match="method 14"):
        read(zipped({"a.tsv": LINE}, zipfile.ZIP_LZMA))


@pytest.mark.parametrize("name", ["inner.tsv.zip", "inner.csv.gz", "inner.parquet", "INNER.ZIP"])
def test_archives_in_archives_are_to_be_unpacked(name: str) -> None:
    with pytest.raises(RhetoricGapError, match="unpack the archive first"):
        read(zipped({name: zipped({"a.tsv": LINE})}))


@pytest.mark.parametrize("inner", [gzipped(LINE), zipped({"a.tsv": LINE}), b"BZh9", b"PAR1...."])
def test_archives_in_archives_are_told_by_their_bytes(inner: bytes) -> None:
    for outer in (gzipped(inner), zipped({"a.tsv": inner})):
        with pytest.raises(RhetoricGapError, match="unpack it first"):
            read(outer)


def test_other_kinds_of_files_are_named() -> None:
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.tsv"), io.BytesIO())
    for data, kind in [
        (b"BZh91AY", "bzip2"),
        (b"\xfd7zXZ\0", "xz"),
        (b"\x28\xb5\x2f\xfd", "zstandard"),
        (tar.getvalue(), "tar"),
        (gzipped(tar.getvalue()), "tar"),
        (zipped({"[Content_Types].xml": b"<x/>"}), "Excel"),
    ]:
        with pytest.raises(RhetoricGapError, match=kind):
            read(data)


def test_bombs_are_refused_while_they_unfold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_guard, "FREE", 1 << 20)
    data = b"1\t2\t3\t4\n" * (1 << 20)
    for packed in (gzipped(data), zipped({"a.tsv": data})):
        with pytest.raises(RhetoricGapError, match="more than 20 times its size, as a zip bomb"):
            read(packed, limits=rg.Limits(ratio=20))
        with pytest.raises(RhetoricGapError, match="more than 1,000,000 bytes"):
            read(packed, limits=rg.Limits(size=1_000_000))
    frame, _ = read(gzipped(data[: 8 * 1000]), limits=rg.Limits(ratio=20))
    assert len(frame) == 1000


def test_a_declared_size_is_not_believed() -> None:
    data = bytearray(zipped({"a.tsv": b"1\t2\t3\t4\n" * 100_000}))
    at = data.rindex(b"PK\1\2")
    data[at + 24 : at + 28] = (8).to_bytes(4, "little")
    with pytest.raises(RhetoricGapError, match="zip file"):
        read(bytes(data))


def test_members_are_limited() -> None:
    archive = zipped({f"{number}.tsv": LINE for number in range(5)})
    assert len(read(archive)[0]) == 5
    with pytest.raises(RhetoricGapError, match=r"5 members, more than the 4 allowed.*limits=Limits\(members"):
        read(archive, limits=rg.Limits(members=4))


@pytest.mark.parametrize("value", [0, -1, float("nan"), "1", True, None])
def test_limits_are_positive(value: Any) -> None:
    with pytest.raises(RhetoricGapError, match=r"Limits\(size="):
        rg.Limits(size=value)


def test_truncated_files_say_after_which_line() -> None:
    data = b"".join(b"%d\t20240101\tUSA\tw%d\n" % (number, number * 7919) for number in range(5_000))
    packed = gzipped(data)
    cut = packed[: len(packed) // 2]
    whole = zlib.decompressobj(31).decompress(cut).count(b"\n")
    with pytest.raises(
        RhetoricGapError, match=f"'<buffer>' is not a whole gzip file.* after line {whole:,}$"
    ):
        read(cut)
    with pytest.raises(RhetoricGapError, match="not a whole zip file"):
        read(zipped({"a.tsv": data})[:-200])


def test_damage_is_noticed_by_the_checksum() -> None:
    data = rows(1000)
    packed = bytearray(gzipped(data))
    packed[-5] ^= 0xFF
    with pytest.raises(RhetoricGapError, match=r"damaged gzip file .*check.* after line"):
        read(bytes(packed))
    archive = bytearray(zipped({"a.tsv": data}, zipfile.ZIP_STORED))
    archive[200] ^= 1
    with pytest.raises(RhetoricGapError, match=r"CRC.* after line 0"):
        read(bytes(archive))


def test_gzip_in_parts_and_with_filling() -> None:
    frame, _ = read(gzipped(LINE) + gzipped(LINE + LINE[:5]) + gzipped(LINE[5:]) + b"\0" * 700_000)
    assert frame["line"].tolist() == [1, 2, 3]
    with pytest.raises(RhetoricGapError, match="damaged gzip"):
        read(gzipped(LINE) + b"more")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("/no/such/file.tsv", "there is no file or folder"),
        ("/no/such/*.tsv", "no file is named like"),
        ("a\0b", r"no file or folder|null byte|null character"),
        ("1\t2\t3\n" * 500, "cannot be opened as a file or folder"),
        (io.StringIO("x"), "open\\(path, 'rb'\\)"),
        (object(), "a source is a path"),
        (7, "a source is a path"),
        ([], "holds no file"),
        ([b"bytes"], "io.BytesIO"),
    ],
)
def test_what_is_no_source_is_said(source: Any, text: str) -> None:
    with pytest.raises(RhetoricGapError, match=text):
        read(source)


def test_an_empty_folder_and_an_empty_file(tmp_path: Path) -> None:
    with pytest.raises(RhetoricGapError, match="holds no file named like"):
        read(tmp_path)
    for data in (b"", b"\n\n", gzipped(b""), zipped({"a.tsv": b""})):
        with pytest.raises(RhetoricGapError, match="empty: not even one line"):
            read(data)


def test_a_buffer_that_gives_text_is_refused() -> None:
    class Texts(io.BytesIO):
        def read(self, size: int | None = -1) -> Any:
            return "text"

    with pytest.raises(RhetoricGapError, match="not bytes"):
        read(Texts(LINE))


def test_members_know_their_packed_size(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_bytes(LINE)
    found, left = members(tmp_path, ("*.tsv",), rg.Limits())
    assert [(member.name, member.kind, member.weight) for member in found] == [("a.tsv", "plain", len(LINE))]
    assert left == []


def test_a_file_given_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_bytes(LINE)
    with pytest.raises(RhetoricGapError, match=r"the same file is given twice, .*a\.tsv"):
        read([tmp_path, str(tmp_path / "*.tsv")])
