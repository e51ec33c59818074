"""read_chunks: layouts, columns, filters and the log."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from engine_samples import FIVE, FOUR, NAMED, NAMES, QUOTED, cells, gzipped, read, rows, toy, zipped

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.readers import _blocks, _chunks, _filters, _guard, _tally
from rhetoric_gap.readers._chunks import RowFilter, open_text_head, read_chunks
from rhetoric_gap.readers.layouts import Layout
from rhetoric_gap.readers.log import ReadLog

HEADER = "\t".join(NAMES).encode() + b"\n"


def test_layouts_are_told_apart_file_by_file(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_bytes(rows(2))
    (tmp_path / "b.tsv").write_bytes(rows(2, 5))
    frame, log = read(tmp_path, toy(wanted=(*NAMES, "Url")))
    assert [file["layout"] for file in log.files] == [FOUR.name, FIVE.name]
    assert frame["Url"].isna().tolist() == [True, True, False, False]


def test_a_few_bad_lines_at_the_top_do_not_decide() -> None:
    frame, log = read(b"junk\n" * 3 + rows(4))
    assert len(frame) == 4
    assert log.files[0]["rejected"] == 3


def test_no_layout_fits() -> None:
    with pytest.raises(RhetoricGapError) as error:
        read(rows(9, 7))
    text = str(error.value)
    assert "7 fields parted by '\\t', the first line begins '0', 'x0'" in text
    assert "toy, 4 columns (4 columns parted by '\\t', header: never); toy, 5 columns" in text


def test_a_header_is_never_a_row() -> None:
    for layout in (FOUR, NAMED):
        frame, log = read(HEADER + rows(2), toy(layout))
        assert frame["line"].tolist() == [2, 3]
        assert log.files[0]["lines"] == 2
    with pytest.raises(RhetoricGapError, match="header: always"):
        read(rows(2), toy(NAMED))


def test_a_header_after_blank_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    for block in (3, 1 << 20):
        monkeypatch.setattr(_blocks, "BLOCK", block)
        monkeypatch.setattr(_guard, "STEP", block)
        frame, log = read(b"\n\r\n\n\n" + HEADER + rows(2), toy(NAMED))
        assert frame["line"].tolist() == [6, 7]
        assert log.files[0]["blank"] == 4


def test_columns_are_found_in_any_order_and_spelling() -> None:
    header = b"head_line\tNew\tACTOR1CODE\tdate\tevent id\n"
    form = toy(NAMED, aliases={"date": "Day"})
    frame, _ = read(header + b"h\tn\tUSA\t2024\t1\n", form, columns=["New"])
    assert list(frame.columns) == [*NAMES, "New", "file", "line"]
    assert cells(frame) == [["1", "2024", "USA", "h", "n"]]


def test_missing_columns_are_named_in_one_error() -> None:
    with pytest.raises(RhetoricGapError) as error:
        read(b"Event ID\tDay\tActor1Cod\tTitel\n1\t2\t3\t4\n", toy(NAMED), columns=["Headlines"])
    text = str(error.value)
    assert "no column 'Actor1_Code'. Did you mean 'Actor1Cod'?" in text
    assert "no column 'Headline'." in text
    assert "no column 'Headlines' (asked for by columns=). Did you mean 'Headline'?" in text
    assert "It has the columns 'Event ID', 'Day', 'Actor1Cod', 'Titel'" in text


def test_only_required_columns_are_required() -> None:
    frame, _ = read(b"Event ID\tDay\n1\t2\n", toy(NAMED, required=("Event ID",)))
    assert cells(frame) == [["1", "2", None, None]]
    with pytest.raises(RhetoricGapError, match="no column 'Headline'"):
        read(b"Event ID\tDay\n1\t2\n", toy(NAMED, required=("Event ID", "Headline")))


def test_a_column_that_comes_twice_is_refused_if_it_is_needed() -> None:
    data = b"Event ID\tDay\tActor1_Code\tHeadline\tother\tother\tday\n1\t2\t3\t4\t5\t6\t7\n"
    with pytest.raises(RhetoricGapError, match="two columns 'Day'"):
        read(data, toy(NAMED))
    assert len(read(data, toy(NAMED, wanted=("Event ID",)))[0]) == 1


def test_columns_asked_for_may_be_in_another_layout_only() -> None:
    frame, _ = read(rows(2), columns=["url", "Headline"])
    assert list(frame.columns) == [*NAMES, "Url", "file", "line"] or frame["Url"].isna().all()
    with pytest.raises(RhetoricGapError, match="asked for by columns="):
        read(rows(2), columns=["nothing"])


def test_a_header_with_more_names_than_fields_goes_by_position() -> None:
    header = b"Event ID\tDay\tExtra\tActor1_Code\tHeadline\n"
    frame, log = read(header + rows(3), toy(NAMED))
    assert cells(frame)[0] == ["0", "x0", "x0", "x0"]
    assert "5 names over 4 fields: the columns are taken by position" in log.files[0]["note"]
    frame, log = read(header + rows(3, 5), toy(NAMED))
    assert log.files[0]["note"] == ""


@pytest.mark.parametrize("tail", [b"", b"\t", b"\t\t"])
def test_empty_columns_at_the_end_of_header_and_rows(tail: bytes) -> None:
    frame, _ = read(HEADER[:-1] + b"\t\t\n" + b"1\ta\tb\tc" + tail + b"\n", toy(NAMED))
    assert cells(frame) == [["1", "a", "b", "c"]]
    frame, _ = read(HEADER + b"1\ta\tb\tc" + tail + b"\n", toy(NAMED))
    assert cells(frame) == [["1", "a", "b", "c"]]


def test_several_formats_are_told_apart() -> None:
    other = toy(Layout("other", ("x", "y", "z"), "maybe"), wanted=("x",))
    log = ReadLog()
    source = [io.BytesIO(rows(2)), io.BytesIO(rows(2, 3)), io.BytesIO(b"z\ty\tx\n1\t2\t3\n")]
    chunks = list(read_chunks(source, (toy(), other), log=log))
    assert [chunk.layout.name for chunk in chunks] == [FOUR.name, "other", "other"]
    assert chunks[2].frame["x"].tolist() == ["3"]
    assert chunks[1].form is other


def test_filters_see_each_text_once_and_count_in_order() -> None:
    seen: list[str] = []

    def odd(texts: pd.Series) -> Any:
        assert not texts.isna().any()
        seen.extend(texts)
        return texts.str.endswith("1")

    data = b"".join(b"%d\td%d\t%s\th\n" % (n, n % 10, b"A" if n % 3 else b"") for n in range(300))
    filters = [
        RowFilter("day", "other days", "Day", odd),
        RowFilter("actor", "no actor", "Actor1_Code", lambda texts: np.ones(len(texts), bool)),
    ]
    frame, log = read([io.BytesIO(data), io.BytesIO(data)], filters=filters)
    assert sorted(seen) == [f"d{n}" for n in range(10)]
    assert [(step["step"], step["rows_in"], step["rows_out"]) for step in log.steps[2:]] == [
        ("day", 600, 60),
        ("actor", 60, 40),
    ]
    assert (frame["Day"] == "d1").all()
    assert frame["line"].tolist()[:2] == [2, 12]


def test_missing_texts_in_filters() -> None:
    data = b"1\t\tA\th\n2\td\t\th\n"
    for keep, left in ((True, ["1", "2"]), (False, ["2"])):
        frame, _ = read(data, filters=[RowFilter("s", "w", "Day", lambda t: t == "d", keep_missing=keep)])
        assert frame["Event ID"].tolist() == left
    for more in ({"keep_missing": True}, {"keep_absent": True}):
        assert len(read(data, filters=[RowFilter("s", "w", "Url", lambda t: t == "d", **more)])[0]) == 2
    assert len(read(data, filters=[RowFilter("s", "w", "Url", lambda t: t == "d")])[0]) == 0


def test_a_filter_on_either_of_two_columns() -> None:
    data = b"1\tA\tx\th\n2\tx\tA\th\n3\tx\tx\th\n4\t\tA\th\n"
    frame, _ = read(data, filters=[RowFilter("s", "w", "Day", lambda t: t == "A", either="Actor1_Code")])
    assert frame["Event ID"].tolist() == ["1", "2", "4"]


def test_filter_columns_need_not_be_in_the_frame() -> None:
    form = toy(wanted=("Event ID",))
    frame, _ = read(rows(20), form, filters=[RowFilter("s", "w", "Headline", lambda t: t == "x7")])
    assert list(frame.columns) == ["Event ID", "file", "line"]
    assert frame["Event ID"].tolist() == ["7"]


def test_filters_forget_when_texts_never_repeat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_filters, "REMEMBERED", 10)
    monkeypatch.setattr(_blocks, "BLOCK", 64)
    monkeypatch.setattr(_guard, "STEP", 64)
    frame, _ = read(rows(300), filters=[RowFilter("s", "w", "Headline", lambda t: t.str.endswith("7"))])
    assert len(frame) == 30


def test_chunks_are_cut_by_rows_and_belong_to_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_chunks, "CHUNK_ROWS", 10)
    monkeypatch.setattr(_blocks, "BLOCK", 50)
    monkeypatch.setattr(_guard, "STEP", 50)
    log = ReadLog()
    chunks = list(read_chunks([io.BytesIO(rows(25)), io.BytesIO(rows(5))], toy(), log=log))
    assert [chunk.file for chunk in chunks] == ["<buffer> 1", "<buffer> 1", "<buffer> 1", "<buffer> 2"]
    assert sum(len(chunk.frame) for chunk in chunks) == 30
    assert all(chunk.frame["file"].eq(chunk.file).all() for chunk in chunks)


def test_steps_are_there_before_the_first_chunk_and_without_any() -> None:
    log = ReadLog()
    never = RowFilter("s", "w", "Day", lambda texts: np.zeros(len(texts), bool))
    assert list(read_chunks(io.BytesIO(rows(3)), toy(), filters=[never], log=log)) == []
    assert [step["step"] for step in log.steps] == ["read", "read", "s"]
    assert log.steps[-1] == {"step": "s", "rows_in": 3, "rows_out": 0, "why": "w"}
    assert log.rejected().columns.tolist() == ["file", "line", "why", "text"]
    assert log.rejected().empty


def test_text_has_the_type_of_the_running_pandas() -> None:
    frame, _ = read(b"1\t\tb\tc\n", columns=["Url"])
    for name in [*NAMES, "Url", "file"]:
        assert frame[name].dtype == pd.Series(["text"]).dtype
    assert frame["line"].dtype == np.int64
    assert frame.loc[0, "Day"] is np.nan or pd.isna(frame.loc[0, "Day"])


def test_the_log_adds_up_by_step_and_reason() -> None:
    log = ReadLog()
    log.count("a", 5, 4, "x")
    log.count("b", 4, 4, "x")
    log.count("a", 3, 3, "x")
    log.count("a", 1, 1, "y")
    assert [tuple(step.values()) for step in log.steps] == [
        ("a", 8, 7, "x"),
        ("b", 4, 4, "x"),
        ("a", 1, 1, "y"),
    ]
    log.reject("f", [3, 4], "why", ["one", b"\xfftwo"])
    log.reject("f", [5], ["other"], [None])
    log.reject("f", [], "why", [])
    assert log.rejected()["text"].tolist() == ["one", "\\xfftwo", "None"]
    assert log.rejected()["why"].tolist() == ["why", "why", "other"]


def test_heads_for_recognising(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf" + rows(9)
    assert open_text_head(io.BytesIO(data), 2) == (
        "<buffer>",
        ["0\tx0\tx0\tx0", "1\tx1\tx1\tx1"],
        "utf-8",
        len(data),
    )
    path = tmp_path / "a.tsv.gz"
    path.write_bytes(gzipped("1\té\r\n".encode("latin-1")))
    assert open_text_head(path) == ("a.tsv.gz", ["1\té"], "latin-1", path.stat().st_size)
    pd.DataFrame({"b": [1], "a": [2]}).to_parquet(tmp_path / "x.parquet")
    assert open_text_head(tmp_path / "x.parquet")[1:3] == (["b\ta"], "parquet")


def test_progress_goes_to_stderr(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_bytes(rows(1000))
    (tmp_path / "b.tsv.gz").write_bytes(gzipped(rows(1000)))
    (tmp_path / "c.tsv.zip").write_bytes(zipped({"c.tsv": rows(1000)}))
    frame, _ = read(tmp_path, progress=True)
    assert len(frame) == 3000
    shown = capsys.readouterr()
    assert "100%" in shown.err
    assert not shown.out


def test_quoted_and_plain_layouts_of_one_format() -> None:
    form = toy(QUOTED, FOUR)
    assert read(b'1,a,b,"x,y"\n', form)[0]["Headline"].tolist() == ["x,y"]
    assert read(b'1\ta\tb\t"x,y"\n', form)[0]["Headline"].tolist() == ['"x,y"']


def test_too_many_bad_lines_are_another_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_tally, "MOST_REJECTS", 20)
    assert read(rows(50) + b"bad\n" * 20)[1].files[0]["rejected"] == 20
    with pytest.raises(RhetoricGapError, match="more than 20 lines cannot be read, the first is line 51"):
        read(rows(50) + b"bad\n" * 21)
