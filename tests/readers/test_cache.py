"""The cache: the same rows and the same account, from a file that is whole or not there."""

from __future__ import annotations

import io
import multiprocessing
import os
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from engine_samples import NAMED, NAMES, QUOTED, adds_up, read, rows, toy, zipped

from rhetoric_gap.errors import RhetoricGapError, RhetoricGapWarning
from rhetoric_gap.readers import _blocks, _cache, _chunks, _guard
from rhetoric_gap.readers._cache import cache_folder
from rhetoric_gap.readers._chunks import RowFilter, read_chunks
from rhetoric_gap.readers.log import ReadLog

DATA = b"".join(b"%d\td%d\t%s\th%d\n" % (n, n % 10, b"A" if n % 3 else b"", n) for n in range(300))
MIXED = b"bad\n\n" + DATA + b"9\ta\tb\t\xff\n\n"
DAYS = RowFilter("day", "other days", "Day", lambda texts: texts.isin(["d1", "d2"]).to_numpy())
ACTORS = RowFilter("actor", "no actor", "Actor1_Code", lambda texts: texts == "A")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "a.tsv.zip"
    path.write_bytes(zipped({"a.tsv": MIXED}))
    return path


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def same(one: ReadLog, other: ReadLog) -> None:
    assert one.steps == other.steps
    assert one.rejected().equals(other.rejected())
    for before, after in zip(one.files, other.files, strict=True):
        assert {**before, "cached": None} == {**after, "cached": None}


@pytest.mark.parametrize("filters", [(), (DAYS,), (DAYS, ACTORS)])
@pytest.mark.parametrize("group", [7, 131_072])
def test_a_second_reading_is_like_the_first(
    source: Path, tmp_path: Path, filters: Any, group: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_cache, "GROUP_ROWS", group)
    monkeypatch.setattr(_blocks, "BLOCK", 500)
    monkeypatch.setattr(_guard, "STEP", 500)
    plain, plain_log = read(source, filters=filters)
    first, log = read(source, filters=filters, cache=tmp_path / "c")
    second, again = read(source, filters=filters, cache=tmp_path / "c")
    pd.testing.assert_frame_equal(first, plain)
    pd.testing.assert_frame_equal(second, plain)
    assert [log.files[0]["cached"], again.files[0]["cached"]] == [False, True]
    same(plain_log, log)
    same(log, again)
    assert len(files(tmp_path / "c")) == 1


def test_all_rows_are_kept_so_other_filters_may_follow(source: Path, tmp_path: Path) -> None:
    read(source, filters=[DAYS], cache=tmp_path / "c")
    frame, log = read(source, filters=[ACTORS], cache=tmp_path / "c")
    assert log.files[0]["cached"]
    pd.testing.assert_frame_equal(frame, read(source, filters=[ACTORS])[0])


def test_a_changed_file_is_read_anew(source: Path, tmp_path: Path) -> None:
    read(source, cache=tmp_path / "c")
    time = source.stat().st_mtime_ns
    changed = zipped({"a.tsv": MIXED.replace(b"h7\n", b"H7\n")})
    assert len(changed) == len(source.read_bytes()) or True
    source.write_bytes(changed)
    os.utime(source, ns=(time, time))
    frame, log = read(source, cache=tmp_path / "c")
    assert not log.files[0]["cached"]
    assert "H7" in frame["Headline"].tolist()


def test_other_columns_and_other_layouts_are_kept_apart(source: Path, tmp_path: Path) -> None:
    for form in (toy(), toy(wanted=NAMES[:2]), toy(aliases={"x": "Day"})):
        frame, log = read(source, form, cache=tmp_path / "c")
        assert not log.files[0]["cached"]
        assert list(frame.columns) == [*form.wanted, "file", "line"]
    read(source, cache=tmp_path / "c", columns=["Url"])
    assert len(files(tmp_path / "c")) == 4


def test_members_of_an_archive_are_kept_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"a.tsv": rows(3), "b.tsv": rows(4, 5)}))
    for cached in (False, True):
        frame, log = read(path, cache=tmp_path / "c")
        assert [file["cached"] for file in log.files] == [cached, cached]
        assert frame["file"].unique().tolist() == ["a.zip/a.tsv", "a.zip/b.tsv"]
    assert len(files(tmp_path / "c")) == 2


@pytest.mark.parametrize(
    ("form", "data"),
    [
        (toy(QUOTED), b'Headline,Day,Event ID,Actor1_Code\n"x\ny",d,1,\nbad\n'),
        (toy(), b"Headline;Day;Event ID;Actor1_Code\nx;d;1;\nbad\n"),
        (toy(NAMED), "\t".join(NAMES).encode() + b"\n1\td\t\t\xe9\n"),
        (toy(NAMED), "\t".join(NAMES).encode() + b"\n"),
    ],
)
def test_every_way_of_reading_comes_back(form: Any, data: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(data)
    first, log = read(tmp_path / "a.csv", form, cache=tmp_path / "c")
    second, again = read(tmp_path / "a.csv", form, cache=tmp_path / "c")
    pd.testing.assert_frame_equal(first, second)
    same(log, again)
    assert again.files[0]["cached"]


@pytest.mark.parametrize("damage", [lambda data: data[:-30], lambda data: b"", lambda data: b"PAR1junkPAR1"])
def test_a_file_that_cannot_be_used_is_made_anew(source: Path, tmp_path: Path, damage: Any) -> None:
    first, log = read(source, cache=tmp_path / "c")
    (kept,) = files(tmp_path / "c")
    whole = kept.read_bytes()
    kept.write_bytes(damage(whole))
    with pytest.warns(RhetoricGapWarning, match=r"cannot be read .*; the source is read anew"):
        second, again = read(source, cache=tmp_path / "c")
    pd.testing.assert_frame_equal(first, second)
    same(log, again)
    assert files(tmp_path / "c") == [kept]
    assert read(source, cache=tmp_path / "c")[1].files[0]["cached"]


def test_damage_in_the_middle_is_noticed(source: Path, tmp_path: Path) -> None:
    first, _ = read(source, cache=tmp_path / "c")
    (kept,) = files(tmp_path / "c")
    data = bytearray(kept.read_bytes())
    for place in range(40, len(data) // 2, 16):
        data[place] ^= 0xFF
    kept.write_bytes(bytes(data))
    with pytest.warns(RhetoricGapWarning, match="read anew"):
        second, _ = read(source, cache=tmp_path / "c")
    pd.testing.assert_frame_equal(first, second)


def test_damage_met_after_a_chunk_was_given_is_an_error_once(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_cache, "GROUP_ROWS", 50)
    monkeypatch.setattr(_chunks, "CHUNK_ROWS", 50)
    monkeypatch.setattr(_blocks, "BLOCK", 50)
    monkeypatch.setattr(_guard, "STEP", 50)
    read(source, cache=tmp_path / "c")
    fetch = _cache._Group._fetch

    def fails(self: Any, names: list[str]) -> None:
        if self.group == 2:
            raise _cache.Damaged("torn")
        fetch(self, names)

    monkeypatch.setattr(_cache._Group, "_fetch", fails)
    with pytest.warns(RhetoricGapWarning, match="torn"), pytest.raises(RhetoricGapError, match="read again"):
        read(source, cache=tmp_path / "c")
    monkeypatch.undo()
    assert len(read(source, cache=tmp_path / "c")[0]) == 300


def test_nothing_is_left_of_a_reading_that_was_broken_off(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_chunks, "CHUNK_ROWS", 10)
    monkeypatch.setattr(_blocks, "BLOCK", 500)
    monkeypatch.setattr(_guard, "STEP", 500)
    monkeypatch.setattr(_cache, "GROUP_ROWS", 20)
    chunks = read_chunks(source, toy(), cache=tmp_path / "c", log=ReadLog())
    next(chunks)
    chunks.close()
    assert files(tmp_path / "c") == []
    (tmp_path / "b.tsv").write_bytes(b"1\ta\tb\t\xff\n" * 9)
    with pytest.raises(RhetoricGapError, match="none of its 9 lines"):
        read(tmp_path / "b.tsv", cache=tmp_path / "c")
    assert files(tmp_path / "c") == []


def test_errors_of_a_filter_are_its_own(source: Path, tmp_path: Path) -> None:
    read(source, cache=tmp_path / "c")

    def fails(texts: pd.Series) -> Any:
        raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        read(source, cache=tmp_path / "c", filters=[RowFilter("s", "w", "Day", fails)])
    assert len(files(tmp_path / "c")) == 1


def test_buffers_are_read_but_not_kept(tmp_path: Path) -> None:
    with pytest.warns(RhetoricGapWarning, match="is a buffer: it is read, but not cached"):
        frame, _ = read(io.BytesIO(DATA), cache=tmp_path / "c")
    assert len(frame) == 300
    assert not (tmp_path / "c").exists()


def test_parquet_needs_no_cache(tmp_path: Path) -> None:
    pd.DataFrame({name: ["x"] for name in NAMES}).to_parquet(tmp_path / "a.parquet")
    assert len(read(tmp_path / "a.parquet", cache=tmp_path / "c")[0]) == 1
    assert not (tmp_path / "c").exists()


def test_where_the_cache_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert cache_folder(None) is cache_folder(False) is None
    assert cache_folder(str(tmp_path)) == tmp_path
    monkeypatch.setenv("RHETORIC_GAP_CACHE", str(tmp_path / "mine"))
    assert cache_folder(True) == tmp_path / "mine"
    monkeypatch.delenv("RHETORIC_GAP_CACHE")
    assert cache_folder(True).name == "rhetoric_gap"  # type: ignore[union-attr]
    with pytest.raises(RhetoricGapError, match="cache is None, True"):
        cache_folder(7)


def test_a_folder_that_cannot_be_written_is_named(source: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(RhetoricGapError, match=r"the cache folder .* cannot be written"):
        read(source, cache=tmp_path / "file")


def test_a_full_disk_costs_the_cache_and_no_row(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(_cache.Keeper, "_flush", full)
    with pytest.warns(RhetoricGapWarning, match="No space left on device.*read, but not cached"):
        frame, _ = read(source, cache=tmp_path / "c")
    assert len(frame) == 300
    assert files(tmp_path / "c") == []


def _count(arguments: tuple[Path, Path]) -> int:
    log = ReadLog()
    rows = sum(len(chunk.frame) for chunk in read_chunks(arguments[0], toy(), cache=arguments[1], log=log))
    adds_up(log, rows)
    return rows


def test_readers_at_the_same_time(source: Path, tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert pool.map(_count, [(source, tmp_path / "c")] * 4) == [300] * 4
    assert len(files(tmp_path / "c")) == 1
