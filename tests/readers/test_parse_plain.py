"""Unquoted text: fields, lines that are none, and line numbers that hold whatever stands in the lines."""

from __future__ import annotations

from typing import Any

import pytest
from engine_samples import FIVE, FOUR, NAMED, NAMES, cells, read, rows, toy

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.readers import _blocks, _guard
from rhetoric_gap.readers.layouts import Layout


@pytest.fixture(params=[7, 64, 4 << 20])
def _small_blocks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_blocks, "BLOCK", request.param)
    monkeypatch.setattr(_guard, "STEP", request.param)


pytestmark = pytest.mark.usefixtures("_small_blocks")


def test_fields_stay_text_and_only_empty_ones_are_missing() -> None:
    frame, log = read(b'010\t20240101\tNA\t"quoted\n007\t\tNone\tO\'Neil "x"\n')
    assert cells(frame) == [["010", "20240101", "NA", '"quoted'], ["007", None, "None", 'O\'Neil "x"']]
    assert frame["line"].tolist() == [1, 2]
    assert log.files[0]["layout"] == FOUR.name


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b""])
def test_line_ends(end: bytes) -> None:
    frame, _ = read(b"1\ta\tb\tc" + (end or b"\n") + b"2\ta\tb\td" + end)
    assert cells(frame) == [["1", "a", "b", "c"], ["2", "a", "b", "d"]]


def test_an_empty_last_field_before_a_carriage_return_is_missing() -> None:
    frame, _ = read(b"1\ta\tb\t\r\n2\ta\tb\t\n")
    assert cells(frame) == [["1", "a", "b", None], ["2", "a", "b", None]]


def test_lines_with_another_number_of_fields_are_rejected_by_number() -> None:
    data = b"1\ta\tb\tc\n2\ta\tb\n\n3\ta\tb\tc\td\n4\ta\tb\tc\n\r\nfoo\n5\ta\tb\tc\n"
    frame, log = read(data)
    assert frame["line"].tolist() == [1, 5, 8]
    assert log.rejected()[["line", "why", "text"]].to_numpy().tolist() == [
        [2, "3 fields, 4 expected", "2\ta\tb"],
        [4, "5 fields, 4 expected", "3\ta\tb\tc\td"],
        [7, "1 fields, 4 expected", "foo"],
    ]
    assert log.files[0]["blank"] == 2
    assert [(step["rows_in"], step["rows_out"]) for step in log.steps] == [(8, 6), (6, 3)]


def test_an_embedded_tab_or_line_feed_costs_its_row_and_no_other() -> None:
    data = b"1\ta\tb\tc\n2\ta\tb\tone\ttwo\n3\ta\tb\tone\ntwo\n4\ta\tb\tc\n" + b"9\ta\tb\tc\n" * 20
    frame, log = read(data)
    assert log.rejected()["line"].tolist() == [2, 4]
    # the first half of a broken line has all its fields: nothing in it says that it goes on
    assert frame["line"].tolist() == [1, 3, 5, *range(6, 26)]


def test_a_lone_carriage_return_is_a_letter() -> None:
    frame, log = read(b"1\ta\tb\tone\rtwo\n2\ta\rb\tb\tc\n3\ta\tb\tc\n")
    assert frame["line"].tolist() == [1, 2, 3]
    assert cells(frame)[0][3] == "one\rtwo"
    assert cells(frame)[1][1] == "a\rb"
    assert not len(log.rejected())


def test_other_line_separators_of_unicode_are_letters() -> None:
    text = "1\ta\tb\tx\u2028y\x85z\x0b\x0c\x1c\n2\ta\tb\tc\n"
    frame, _ = read(text.encode())
    assert cells(frame)[0][3] == "x\u2028y\x85z\x0b\x0c\x1c"
    assert frame["line"].tolist() == [1, 2]


def test_nul_bytes_and_undecodable_bytes_cost_their_line() -> None:
    frame, log = read("1\ta\tb\tç\n".encode() + b"2\ta\0\tb\tc\n3\ta\tb\t\xe7\n4\ta\tb\tc\n\0\n")
    assert frame["line"].tolist() == [1, 4]
    assert cells(frame)[0][3] == "ç"
    assert log.rejected()[["line", "why"]].to_numpy().tolist() == [
        [2, "a NUL byte: the line is damaged"],
        [3, "bytes that are not text in utf-8"],
        [5, "1 fields, 4 expected"],
    ]
    assert log.rejected()["text"].tolist()[1] == "3\ta\tb\t\\xe7"


def test_a_second_encoding_is_for_the_lines_that_need_it() -> None:
    header = "\t".join(NAMES).encode() + b"\n"
    frame, log = read(header + "1\ta\tb\tçé\n".encode() + "2\ta\tb\tçé\n".encode("latin-1"), toy(NAMED))
    assert frame["Headline"].tolist() == ["çé", "çé"]
    assert log.files[0]["encoding"] == "utf-8, 1 lines latin-1"
    assert read(header + b"1\ta\tb\tc\n", toy(NAMED))[1].files[0]["encoding"] == "utf-8"


def test_a_byte_order_mark_is_taken_off() -> None:
    assert cells(read("\ufeff1\ta\tb\tc\n".encode())[0]) == [["1", "a", "b", "c"]]
    frame, _ = read("\ufeffEvent ID\tDay\tActor1_Code\tHeadline\n1\ta\tb\tc\n".encode(), toy(NAMED))
    assert cells(frame) == [["1", "a", "b", "c"]]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_wide_text_is_refused_with_a_way_out(encoding: str) -> None:
    with pytest.raises(RhetoricGapError, match=r"is UTF-(16|32) text: save it as UTF-8"):
        read("1\ta\tb\tc\n".encode(encoding))


def test_empty_fields_may_follow_where_the_layout_says_so() -> None:
    data = b"1\ta\tb\tc\tu\n2\ta\tb\tc\tu\t\n3\ta\tb\tc\tu\t\t\r\n4\ta\tb\tc\tu\t\t\t\n5\ta\tb\tc\tu\tx\n"
    frame, log = read(data, toy(FIVE, wanted=(*NAMES, "Url")))
    assert frame["line"].tolist() == [1, 2, 3]
    assert frame["Url"].tolist() == ["u"] * 3
    assert log.rejected()["line"].tolist() == [4, 5]
    assert len(read(b"1\ta\tb\tc\tu\t\t\n" * 3, toy(FIVE))[0]) == 3


def test_a_row_of_nothing_but_tabs_is_a_row() -> None:
    frame, log = read(b"\t\t\t\n1\ta\tb\tc\n")
    assert cells(frame) == [[None] * 4, ["1", "a", "b", "c"]]
    assert log.files[0]["blank"] == 0


@pytest.mark.parametrize("mark", ["|", ";", ",", " "])
def test_other_delimiters(mark: str) -> None:
    layout = Layout("toy, other", NAMES, delimiter=mark)
    frame, log = read(mark.join("1abc").encode() + b"\n2\tx\n", toy(layout))
    assert cells(frame) == [["1", "a", "b", "c"]]
    assert log.rejected()["line"].tolist() == [2]


def test_one_column_takes_whole_lines_and_comes_last() -> None:
    whole = Layout("toy, whole lines", ("record",))
    frame, log = read(b"950103 ISR PAL 0211\n\n950104 ISR\n\r\n", toy(whole, wanted=("record",)))
    assert frame["record"].tolist() == ["950103 ISR PAL 0211", "950104 ISR"]
    assert log.files[0]["blank"] == 2
    assert read(rows(3), toy(whole, FOUR))[1].files[0]["layout"] == FOUR.name


def test_a_file_of_nothing_but_bad_lines_is_refused() -> None:
    data = b"1\ta\tb\tc\n" * 11
    assert len(read(data)[0]) == 11
    with pytest.raises(
        RhetoricGapError, match=r"none of its 11 lines can be read \(line 1: bytes that are not text"
    ):
        read(b"1\ta\tb\t\xff\n" * 11)


def test_a_line_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_blocks, "LONGEST_LINE", 100)
    monkeypatch.setattr(_blocks, "BLOCK", 50)
    monkeypatch.setattr(_guard, "STEP", 50)
    with pytest.raises(RhetoricGapError, match="line longer than 0 MB after line 2"):
        read(rows(2) + b"x" * 1_000)


def test_blocks_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"".join(b"%d\ta\tb\tc\n" % n if n % 7 else b"bad\n\n" for n in range(1, 400))
    monkeypatch.setattr(_blocks, "BLOCK", 4 << 20)
    monkeypatch.setattr(_guard, "STEP", 1 << 18)
    whole, log = read(data)
    monkeypatch.setattr(_blocks, "BLOCK", 33)
    monkeypatch.setattr(_guard, "STEP", 33)
    split, other = read(data)
    assert split.equals(whole)
    assert other.files == log.files
    assert other.rejected().equals(log.rejected())
    lines = data.split(b"\n")
    assert all(
        lines[line - 1].decode().split("\t")[0] == key
        for line, key in zip(whole["line"], whole["Event ID"], strict=True)
    )


def test_text_of_rejects_is_shortened() -> None:
    _, log = read(rows(3) + b"x" * 5_000 + b"\n")
    assert log.rejected()["text"].str.len().tolist() == [200]


def test_rejects_of_several_kinds(_small_blocks: Any) -> None:
    frame, log = read(b"\xff\n" + rows(30) + b"\xff\xfe\t\t\t\n")
    assert len(frame) == 30
    assert log.rejected()["line"].tolist() == [1, 32]
