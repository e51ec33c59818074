"""CSV with quotes: fields that hold delimiters and line feeds, and quotes that are never closed."""

from __future__ import annotations

import pytest
from engine_samples import FOUR, NAMED, NAMES, QUOTED, cells, read, toy

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.readers import _blocks, _guard, _parse_quoted

HEADER = b"Event ID,Day,Actor1_Code,Headline\n"


@pytest.fixture(params=[7, 4 << 20], autouse=True)
def _small_blocks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_blocks, "BLOCK", request.param)
    monkeypatch.setattr(_guard, "STEP", request.param)
    monkeypatch.setattr(_parse_quoted, "ROWS", 3)


def test_fields_hold_delimiters_quotes_and_line_feeds() -> None:
    frame, log = read(HEADER + b'1,a,b,"x, ""y""\n\nz"\n2,a,"","d"\r\n3,a,NA,e', toy(QUOTED))
    assert cells(frame) == [["1", "a", "b", 'x, "y"\n\nz'], ["2", "a", None, "d"], ["3", "a", "NA", "e"]]
    assert frame["line"].tolist() == [2, 5, 6]
    assert log.files[0]["blank"] == 0


def test_with_and_without_header() -> None:
    frame, _ = read(b"1,a,b,c\n2,a,b,d\n", toy(QUOTED))
    assert frame["line"].tolist() == [1, 2]
    assert read(HEADER + b"1,a,b,c\n", toy(QUOTED))[0]["line"].tolist() == [2]


def test_a_quote_that_is_never_closed_costs_one_line() -> None:
    data = HEADER + b'1,a,b,c\n2,a,b,"open\n3,a,b,c\n\n4,a,b,"fine"\n5,a,b,c\n'
    frame, log = read(data, toy(QUOTED))
    assert frame["Event ID"].tolist() == ["1", "3", "4", "5"]
    assert frame["line"].tolist() == [2, 4, 6, 7]
    assert log.rejected()["line"].tolist() == [3]
    assert log.rejected()["why"].str.startswith("not CSV").all()
    assert log.files[0]["blank"] == 1


def test_a_quote_open_at_the_end_of_the_file() -> None:
    frame, log = read(HEADER + b'1,a,b,c\n2,a,b,"open\n3,a,b,c\n', toy(QUOTED))
    assert frame["Event ID"].tolist() == ["1", "3"]
    assert log.rejected()["line"].tolist() == [3]


def test_a_record_of_too_many_lines_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_parse_quoted, "LONGEST_RECORD", 4)
    frame, log = read(HEADER + b'1,a,b,"open\n' + b"2,a,b,c\n" * 9 + b'3,a,b,"x\ny\nz"\n', toy(QUOTED))
    assert len(frame) == 10
    assert log.rejected()["line"].tolist() == [2]


def test_wrong_counts_nul_and_bad_bytes() -> None:
    data = HEADER + b"1,a,b\n2,a,b,c,d\n3,a,b,\0\n4,a,b,\xff\n5,a,b,c\n6,a,b,c,\n7,a\rx,b,c\n"
    frame, log = read(data, toy(QUOTED))
    assert frame["Event ID"].tolist() == ["5"]
    assert log.rejected()["line"].tolist() == [2, 3, 4, 5, 7, 8]
    assert log.rejected()["why"].tolist()[:4] == [
        "3 fields, 4 expected",
        "5 fields, 4 expected",
        "a NUL byte: the line is damaged",
        "bytes that are not text in utf-8",
    ]


def test_damage_inside_a_quoted_field_costs_the_record_line_by_line() -> None:
    frame, log = read(HEADER + b'1,a,b,"x\n\xff"\n2,a,b,c\n', toy(QUOTED))
    assert frame["Event ID"].tolist() == ["2"]
    assert log.rejected()["line"].tolist() == [2, 3]


@pytest.mark.parametrize("mark", [b",", b";", b"|"])
def test_any_source_may_have_been_saved_as_csv(mark: bytes) -> None:
    header = mark.join([b"headline", b"extra", b"EVENTID", b"actor1 code", b"DAY"])
    frame, log = read(
        header + b"\n" + mark.join([b'"word"', b"x", b"1", b"USA", b"20240101"]) + b"\n", toy(FOUR)
    )
    assert cells(frame) == [["1", "20240101", "USA", "word"]]
    assert log.files[0]["layout"] == "TOY saved as CSV"


def test_a_tab_separated_header_where_none_is_usual_takes_the_own_layout() -> None:
    frame, log = read("\t".join(NAMES).encode() + b'\n1\ta\tb\t"c\n', toy(FOUR))
    assert cells(frame) == [["1", "a", "b", '"c']]
    assert log.files[0]["layout"] == FOUR.name


def test_all_lines_bad() -> None:
    with pytest.raises(
        RhetoricGapError, match=r"none of its 2 lines can be read \(line 2: 2 fields, 4 expected\)"
    ):
        read(HEADER + b"1,a\n2,b\n", toy(QUOTED))


def test_a_header_alone_gives_no_rows() -> None:
    for data, layout in ((HEADER, QUOTED), ("\t".join(NAMES).encode(), NAMED)):
        frame, log = read(data, toy(layout))
        assert frame.empty
        assert log.files[0]["lines"] == 0
