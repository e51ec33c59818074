"""Tables saved as Parquet: columns by name, any type brought to text."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from engine_samples import NAMES, cells, read, toy
from hypothesis import given, settings
from hypothesis import strategies as st

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.readers import _parse_parquet


def parquet(**columns: Any) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({name.replace("_", " "): values for name, values in columns.items()}), out)
    return out.getvalue()


def test_columns_are_found_by_name_and_extra_ones_left(tmp_path: Path) -> None:
    data = parquet(
        headline=["w", ""], more=[1, 2], DAY=["d", None], eventid=["010", "7"], Actor1Code=["NA", "x"]
    )
    (tmp_path / "a.anything").write_bytes(data)
    frame, log = read(tmp_path / "a.anything")
    assert cells(frame) == [["010", "d", "NA", "w"], ["7", None, "x", None]]
    assert list(frame.columns) == [*NAMES, "file", "line"]
    assert frame["line"].tolist() == [1, 2]
    assert log.files[0]["encoding"] == "parquet"


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (pa.array([10, None], pa.int32()), ["10", None]),
        (pa.array([10.0, None]), ["10", None]),
        (pa.array([10.5, float("nan")]), ["10.5", None]),
        (pa.array([-0.0, 1e15]), ["0", "1000000000000000"]),
        (pa.array([dt.date(2024, 1, 2), None]), ["2024-01-02", None]),
        (pa.array([dt.datetime(2024, 1, 2), None], pa.timestamp("us")), ["2024-01-02", None]),
        (pa.array([dt.datetime(2024, 1, 2, 3), None], pa.timestamp("s")), ["2024-01-02 03:00:00", None]),
        (pa.array(["a", "b"]).dictionary_encode(), ["a", "b"]),
        (pa.array(["010", ""], pa.large_string()), ["010", None]),
        (pa.array([b"x", None], pa.binary()), ["x", None]),
        (pa.array([True, None]), ["true", None]),
        (pa.array([None, None], pa.null()), [None, None]),
    ],
)
def test_types_become_text(values: pa.Array, texts: list[str | None]) -> None:
    frame, _ = read(parquet(Event_ID=values, Day=["d", "d"], Actor1_Code=["a", "a"], Headline=["h", "h"]))
    got = frame["Event ID"].astype(object)
    assert got.where(got.notna(), None).tolist() == texts


def test_what_cannot_be_text_is_refused() -> None:
    rest = {"Day": ["d"], "Actor1_Code": ["a"], "Headline": ["h"]}
    with pytest.raises(RhetoricGapError, match=r"column 'Event ID' holds list"):
        read(parquet(Event_ID=[[1]], **rest))
    with pytest.raises(RhetoricGapError, match=r"column 'Event ID'.*not text"):
        read(parquet(Event_ID=pa.array([b"\xff"], pa.binary()), **rest))


def test_missing_columns_are_all_named() -> None:
    with pytest.raises(
        RhetoricGapError, match=r"no column 'Actor1_Code'\..* no column 'Headline'\. Did you mean 'Headlin'"
    ):
        read(parquet(Event_ID=["1"], Day=["d"], Headlin=["h"]))
    with pytest.raises(
        RhetoricGapError, match=r"none of the columns expected; it has 'x'.*expected Event ID, Day"
    ):
        read(parquet(x=["1"]))


def test_damaged_files_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    data = parquet(Event_ID=["1"] * 500, Day=["d"] * 500, Actor1_Code=["a"] * 500, Headline=["h"] * 500)
    for broken in (data[:100], data[:-50], b"PAR1" + data[-60:]):
        with pytest.raises(RhetoricGapError, match="'<buffer>' is not a readable Parquet file"):
            read(broken)
    monkeypatch.setattr(_parse_parquet, "ROWS", 100)
    frame, _ = read(data)
    assert frame["line"].tolist() == list(range(1, 501))


def test_a_table_without_rows() -> None:
    empty = pa.array([], pa.string())
    frame, log = read(parquet(Event_ID=empty, Day=empty, Actor1_Code=empty, Headline=empty))
    assert frame.empty
    assert log.files[0]["rows"] == 0


def test_form_is_told_by_names_among_several() -> None:
    other = toy(wanted=("Event ID",))
    data = parquet(Event_ID=["1"], Day=["d"], Actor1_Code=["a"], Headline=["h"])
    assert len(read(data, (other, toy()))[0]) == 1


@settings(max_examples=60)
@given(changes=st.lists(st.tuples(st.integers(4, 3_000), st.integers(0, 255)), min_size=1, max_size=4))
def test_damage_ends_in_the_own_error(changes: list[tuple[int, int]]) -> None:
    data = bytearray(
        parquet(Event_ID=["1", "2"], Day=["d", "e"], Actor1_Code=["a", "b"], Headline=["h", "i"])
    )
    for place, value in changes:
        data[4 + place % (len(data) - 8)] = value
    with contextlib.suppress(RhetoricGapError):
        read(bytes(data))
