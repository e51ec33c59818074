"""UCDP GED: with and without header, events that last, sides that are no states, releases that overlap."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rhetoric_gap import RhetoricGapError, UnknownOptionError, read_ucdp
from rhetoric_gap.readers import ucdp
from rhetoric_gap.readers.event_tables import EventTables
from rhetoric_gap.readers.options import StreamOptions
from rhetoric_gap.tables.cells import text_dtype
from tests.readers.coded_samples import adds_up, ids, lost, put
from tests.readers.conflict_samples import ucdp_row, ucdp_text

TWO = [ucdp_row(1), ucdp_row(2, "3", side_b="Civilians", gwnob="")]


def read(rows: list, tmp_path: Path, **options: object) -> EventTables:
    events = read_ucdp(put(tmp_path / "ged.csv", ucdp_text(rows)), **options)  # type: ignore[arg-type]
    adds_up(events)
    return events


def table(events: EventTables, *columns: str) -> list:
    return events.actions[list(columns)].values.tolist()


def test_49_columns() -> None:
    assert len(ucdp.COLUMNS) == len(set(ucdp.COLUMNS)) == 49


@pytest.mark.parametrize(
    "data",
    [
        ucdp_text(TWO).encode(),
        ucdp_text(TWO, header=False).encode(),
        b"\xef\xbb\xbf" + ucdp_text(TWO).encode(),
        b"\xef\xbb\xbf" + ucdp_text(TWO, header=False).encode(),
        ucdp_text(TWO, end="\r\n").encode(),
        ucdp_text(TWO, header=False).rstrip("\n").encode(),
    ],
    ids=["header", "no header", "BOM", "BOM, no header", "CRLF", "no last newline"],
)
def test_ways_a_file_comes(tmp_path: Path, data: bytes) -> None:
    events = read_ucdp(put(tmp_path / "GEDEvent_v24_0_1.csv", data))
    adds_up(events)
    assert ids(events) == ["1", "1/b"]
    assert events.actions["source"].iloc[0] == '"Example Wire,2023-05-17,A headline, with commas"'


def test_packed_and_buffer_and_parquet(tmp_path: Path) -> None:
    text = ucdp_text(TWO)
    assert ids(read_ucdp(put(tmp_path / "ged251-csv.zip", text))) == ["1", "1/b"]
    assert ids(read_ucdp(io.BytesIO(text.encode()))) == ["1", "1/b"]
    pd.read_csv(io.StringIO(text)).to_parquet(tmp_path / "ged.parquet")  # gwnob becomes 369.0
    events = read_ucdp(tmp_path / "ged.parquet")
    assert table(events, "actor", "target") == [["RUS", "UKR"], ["UKR", "RUS"]]


def test_newline_and_commas_inside_quotes(tmp_path: Path) -> None:
    rows = [ucdp_row(1, where_description="one\ntwo, three"), ucdp_row(2, day="16/05/2023")]
    events = read(rows, tmp_path)
    assert ids(events) == ["1", "1/b"]
    assert events.rejected[["line", "why"]].values.tolist() == [
        [4, "date_start is not a day written 2024-06-20"]
    ]


def test_wrong_numbers_of_fields_are_rejected_with_their_lines(tmp_path: Path) -> None:
    text = ucdp_text([ucdp_row(1)]) + "2,too,short\n" + ucdp_text([ucdp_row(3)], header=False)
    events = read_ucdp(put(tmp_path / "ged.csv", text))
    adds_up(events)
    assert (ids(events), events.rejected["line"].tolist()) == (["1", "1/b", "3", "3/b"], [3])


def test_events_that_last(tmp_path: Path) -> None:
    rows = [
        ucdp_row(1, date_start="2023-05-16 00:00:00.000", date_end="2023-06-02 00:00:00.000", date_prec="4"),
        ucdp_row(2, date_end=""),
        ucdp_row(3, date_end="2023-05-15"),
        ucdp_row(4, date_end="later"),
    ]
    events = read(rows, tmp_path, direction="a_to_b")
    assert events.actions["date"].dt.strftime("%Y-%m-%d").tolist() == ["2023-05-16", "2023-05-16"]
    assert events.actions["end_date"].dt.strftime("%Y-%m-%d").fillna("none").tolist() == [
        "2023-06-02",
        "none",
    ]
    assert events.actions["date_prec"].tolist() == [4, 1]
    assert events.rejected["why"].tolist() == [
        "date_end is before date_start",
        "date_end is not a day written 2024-06-20",
    ]


def test_both_sides_use_force_by_default(tmp_path: Path) -> None:
    events = read([ucdp_row(7)], tmp_path)
    columns = (
        "action_id",
        "actor",
        "target",
        "side",
        "directed",
        "actor_deaths",
        "target_deaths",
        "amount",
        "unit",
    )
    assert table(events, *columns) == [
        ["7", "RUS", "UKR", "a", False, 1.0, 2.0, 3.0, "deaths"],
        ["7/b", "UKR", "RUS", "b", False, 2.0, 1.0, 3.0, "deaths"],
    ]
    one = read([ucdp_row(7)], tmp_path, direction="a_to_b")
    assert table(one, "action_id", "actor", "target") == [["7", "RUS", "UKR"]]
    assert lost(events, "each side of an event") == -1


def test_sides_that_are_no_states_are_counted_and_named_as_actors(tmp_path: Path) -> None:
    rows = [
        ucdp_row(1, side_b="Band; of Rebels", gwnob=""),
        ucdp_row(2, "2", side_a="Gang", gwnoa="", gwnob=""),
        ucdp_row(3),
    ]
    events = read(rows, tmp_path, direction="a_to_b")
    assert ids(events) == ["3"]
    assert lost(events, "no target") == lost(events, "neither") == 2  # one step, two reasons
    events = read(rows, tmp_path, level="actor", direction="a_to_b")
    assert table(events, "actor", "target")[0] == ["Government of Russia (Soviet Union)", "Band, of Rebels"]
    assert len(events.actions) == 3


def test_one_sided_violence_is_directed_and_may_be_aimed_at_the_place(tmp_path: Path) -> None:
    rows = [ucdp_row(1, "3", side_b="Civilians", gwnob=""), ucdp_row(2)]
    assert ids(read(rows, tmp_path, direction="a_to_b")) == ["2"]
    events = read(rows, tmp_path, civilians="place")
    assert table(events, "action_id", "actor", "target", "directed", "code")[0] == [
        "1",
        "RUS",
        "UKR",
        True,
        "180",
    ]
    rebels = [ucdp_row(1, side_b="Rebels", gwnob="")]
    assert ids(read(rebels, tmp_path, civilians="place")) == []


def test_several_states_on_a_side_are_a_joint_target(tmp_path: Path) -> None:
    events = read([ucdp_row(1, gwnob="369, 290.0")], tmp_path, direction="a_to_b")
    assert table(events, "actor", "target") == [["RUS", "POL;UKR"]]


def test_codes_of_gleditsch_and_ward_can_stay(tmp_path: Path) -> None:
    events = read([ucdp_row(1)], tmp_path, actor_codes="source", direction="a_to_b", actors=["365"])
    assert table(events, "actor", "target") == [["365", "369"]]


def test_the_later_release_wins_whatever_the_order_of_files(tmp_path: Path) -> None:
    annual, candidate = tmp_path / "GEDEvent_v25_1.csv", tmp_path / "GEDEvent_v24_0_12.csv"
    put(annual, ucdp_text([ucdp_row(1, best="9"), ucdp_row(2)]))
    put(candidate, ucdp_text([ucdp_row(1, best="4"), ucdp_row(3)]))
    for files in ([annual, candidate], [candidate, annual]):
        events = read_ucdp(files, direction="a_to_b")
        adds_up(events)
        assert table(events, "action_id", "amount") == [["1", 9.0], ["2", 3.0], ["3", 3.0]]
        assert lost(events, "one row per id") == 1


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("GEDEvent_v24_0_3.csv", "GEDEvent_v24_0_12.csv"),
        ("GEDEvent_v24_0_12.csv", "GEDEvent_v25_1.csv"),
        ("GEDEvent_v25_0_6.csv", "GEDEvent_v25_01_25_06.csv"),
        ("ged241-csv.zip", "ged251-csv.zip"),
        ("ged241-csv.zip/GEDEvent_v24_1.csv", "GEDEvent_v25_0_1.csv"),
    ],
)
def test_order_of_releases(earlier: str, later: str) -> None:
    assert ucdp.release(earlier) < ucdp.release(later)
    assert pd.isna(ucdp.release("my_events.csv"))


def test_numbers_beside_the_best_estimate(tmp_path: Path) -> None:
    events = read([ucdp_row(1, best="-1"), ucdp_row(2, best="", high="7")], tmp_path, direction="a_to_b")
    assert events.actions["amount"].isna().all()
    assert events.actions["unit"].isna().all()
    assert events.actions["high"].tolist() == [4.0, 7.0]


def test_what_is_still_being_checked_is_noted(tmp_path: Path) -> None:
    events = read(
        [ucdp_row(1, code_status="Check type of violence"), ucdp_row(2, "4"), ucdp_row(3)], tmp_path
    )
    assert any(note.startswith("1 row") and "code_status" in note for note in events.notes)
    assert lost(events, "not on the scale") == 1
    assert ids(events) == ["1", "1/b", "3", "3/b"]


def test_own_codes(tmp_path: Path) -> None:
    events = read(
        [ucdp_row(1), ucdp_row(2, "3")], tmp_path, codes={"1": "194", "3": None}, direction="a_to_b"
    )
    assert table(events, "action_id", "code") == [["1", "194"]]


@pytest.mark.parametrize("option", ["direction", "civilians", "level", "duplicates"])
def test_unknown_options(option: str) -> None:
    with pytest.raises(UnknownOptionError, match=f"{option}='sideways' is not known"):
        read_ucdp(io.BytesIO(b""), **{option: "sideways"})  # type: ignore[arg-type]


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=200), st.integers(0, 900), st.integers(0, 60), st.booleans())
def test_damaged_files_end_in_the_librarys_own_errors_or_are_accounted_for(
    junk: bytes, at: int, cut: int, header: bool
) -> None:
    data = ucdp_text([ucdp_row(1), ucdp_row(2, "3"), ucdp_row(3, "2")], header=header).encode()
    try:
        events = read_ucdp(io.BytesIO(data[:at] + junk + data[at + cut :]))
    except RhetoricGapError:
        return
    adds_up(events)


CELLS = st.one_of(
    st.none(), st.sampled_from(["", "1", "3", "2023-05-16", "365", "2;365", "-1"]), st.text(max_size=8)
)
CHANGES = st.dictionaries(st.sampled_from(ucdp._WANTED), CELLS, max_size=6)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(CHANGES, min_size=1, max_size=4),
    st.sampled_from(["actor", "country"]),
    st.sampled_from(["drop", "place"]),
)
def test_any_cells_make_events_or_reasons(changes: list[dict[str, str]], level: str, civilians: str) -> None:
    rows = [dict.fromkeys(ucdp._WANTED) | ucdp_row(n) | change for n, change in enumerate(changes)]
    raw = pd.DataFrame(rows, dtype=object)[list(ucdp._WANTED)].astype(text_dtype())
    raw = raw.assign(file="GEDEvent_v25_1.csv", line=range(2, len(raw) + 2))
    events = ucdp.to_events(raw, StreamOptions(level=level), civilians=civilians)
    assert len(events) == len(raw) + sum(events.attrs.get("added", {}).values())
    assert set(events["line"]) == set(raw["line"])
    assert not events.loc[events["reject"].isna(), ["event_id", "date"]].isna().any(axis=None)
