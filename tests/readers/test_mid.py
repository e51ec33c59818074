"""COW MID: days that are partly known, opponents found in the file, threats apart from acts."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rhetoric_gap import RhetoricGapError, UnknownOptionError, gap_index, read_mid
from rhetoric_gap.readers import mid
from rhetoric_gap.readers._partial_days import interval
from rhetoric_gap.readers.event_tables import EventTables
from rhetoric_gap.readers.options import StreamOptions
from rhetoric_gap.tables.cells import text_dtype
from tests.readers.coded_samples import adds_up, ids, lost, put
from tests.readers.conflict_samples import mida_text, midb_row, midb_text, midi_text, midip_row, midip_text

PAIR = [midb_row("2", "1", "2", "1"), midb_row("200", "0")]


def read(rows: list, tmp_path: Path, **options: object) -> EventTables:
    events = read_mid(put(tmp_path / "MIDB 5.0.csv", midb_text(rows)), **options)  # type: ignore[arg-type]
    adds_up(events)
    return events


def sides(frame: pd.DataFrame) -> list:
    return frame[["actor", "target", "code"]].values.tolist()


def test_numbers_of_columns() -> None:
    layouts = (mid.DISPUTES, mid.PARTICIPANTS, mid.INCIDENTS, mid.INCIDENT_PARTICIPANTS)
    assert [len(columns) for columns in layouts] == [20, 19, 18, 19]


@pytest.mark.parametrize(
    "data",
    [
        midb_text(PAIR).encode(),
        b"\xef\xbb\xbf" + midb_text(PAIR).encode(),
        midb_text(PAIR, end="\r\n").encode(),
        midb_text(PAIR, names=[name.capitalize() for name in mid.PARTICIPANTS]).encode(),
    ],
    ids=["plain", "BOM", "CRLF", "capitals"],
)
def test_ways_a_file_comes(tmp_path: Path, data: bytes) -> None:
    statements, actions = read_mid(put(tmp_path / "MIDB 5.0.csv", data))
    assert sides(statements) == [["USA", "GBR", "threat-1"]]
    assert sides(actions) == [["GBR", "USA", "use-16"]]


def test_levels_part_words_from_deeds_and_no_act_is_neither(tmp_path: Path) -> None:
    levels = [
        ("1", "0"),
        ("2", "3"),
        ("3", "8"),
        ("4", "17"),
        ("5", "20"),
        ("4", "-9"),
        ("-9", "7"),
        ("-9", "-9"),
    ]
    rows = [midb_row(str(300 + 5 * n), "1", *pair) for n, pair in enumerate(levels)]
    events = read([*rows, midb_row("2", "0")], tmp_path, actor_codes="source")
    assert events.statements["code"].tolist() == ["threat-3"]
    assert events.actions["code"].tolist() == ["use-16", "display-8", "use-17", "war-20", "use", "display-7"]
    assert lost(events, "not on the scale") + lost(events, "neither a word nor a deed") == 2


@pytest.mark.parametrize(
    ("given", "first", "last", "precision"),
    [
        (("1902", "5", "4"), "1902-05-04", "1902-05-04", "day"),
        (("1902", "2", "-9"), "1902-02-01", "1902-02-28", "month"),
        (("1904", "2", "-9"), "1904-02-01", "1904-02-29", "month"),
        (("1902", "-9", "-9"), "1902-01-01", "1902-12-31", "year"),
        (("1902", "-9", "4"), "1902-01-01", "1902-12-31", "year"),
        (("1816", "12", "-9"), "1816-12-01", "1816-12-31", "month"),
    ],
)
def test_partly_known_days_are_intervals(
    tmp_path: Path, given: tuple[str, str, str], first: str, last: str, precision: str
) -> None:
    when = dict(zip(("styear", "stmon", "stday"), given, strict=True))
    until = dict(zip(("endyear", "endmon", "endday"), given, strict=True))
    events = read([midb_row("2", "1", **when, **until), midb_row("200", "0", **when, **until)], tmp_path)
    row = events.actions.iloc[0]
    assert (str(row["date"].date()), str(row["end_date"].date())) == (first, last)
    assert (row["date_precision"], row["end_precision"]) == (precision, precision)


def test_a_first_day_is_never_made_up_silently() -> None:
    years, months, days = np.array([1902, -9, 1902, 1902]), np.array([2, 5, 13, 2]), np.array([-9, 4, 1, 30])
    first, last, precision = interval(years, months, days)
    assert (np.isnat(first) == np.isnat(last)).all()
    assert precision.tolist() == ["month", None, None, None]


def test_days_that_are_none_and_spans_that_run_backwards_are_rejected(tmp_path: Path) -> None:
    rows = [
        midb_row("2", "1", stday="31", stmon="2"),
        midb_row("2", "1", styear="-9"),
        midb_row("2", "1", stday="x"),
        midb_row("2", "1", endyear="1901"),
        midb_row("2", "1", endday="31", endmon="6"),
        midb_row("2", "2"),
        midb_row("2", "1", "6"),
        midb_row("-9", "1"),
        midb_row("2", "1", endyear="-9", endmon="-9", endday="-9"),
        midb_row("200", "0"),
    ]
    events = read(rows, tmp_path)
    assert sorted(events.rejected["line"]) == [2, 3, 4, 5, 6, 7, 8, 9]
    assert events.rejected["why"].nunique() == 7  # a day that is none and a missing year share a reason
    assert dict(
        events.actions[["actor", "end_date"]].isna().set_axis(events.actions["actor"])["end_date"]
    ) == {
        "USA": True,
        "GBR": False,
    }


def test_opponents_are_one_joint_target(tmp_path: Path) -> None:
    rows = [
        midb_row("2", "1"),
        midb_row("200", "1"),
        midb_row("220", "0"),
        midb_row("325", "0", dispute="9002"),
    ]
    events = read(rows, tmp_path)
    assert sorted(sides(events.actions)) == [
        ["FRA", "GBR;USA", "use-16"],
        ["GBR", "FRA", "use-16"],
        ["USA", "FRA", "use-16"],
    ]
    assert lost(events, "no target") == 1
    assert any("without an opponent" in note for note in events.notes)


def test_opponents_must_have_been_there_at_the_same_time(tmp_path: Path) -> None:
    left = {"endday": "1", "endmon": "6", "endyear": "1902"}
    came = {"stday": "2", "stmon": "6", "styear": "1902"}
    rows = [
        midb_row("2", "1"),
        midb_row("200", "0", **left),
        midb_row("220", "0", **came),
        midb_row("325", "1", **came),
    ]
    events = read(rows, tmp_path)
    found = dict(events.actions[["actor", "target"]].values.tolist())
    assert found == {"USA": "FRA;GBR", "GBR": "USA", "FRA": "ITA;USA", "ITA": "FRA"}


def test_a_state_that_leaves_and_comes_back_has_two_rows(tmp_path: Path) -> None:
    rows = [midb_row("2", "1"), midb_row("2", "1", stmon="6", stday="-9"), midb_row("200", "0")]
    assert set(ids(read(rows, tmp_path))) == {"D9001-2@1902-05-04", "D9001-2@1902-06", "D9001-200@1902-05-04"}


def test_incidents_go_by_the_sides_of_the_incident(tmp_path: Path) -> None:
    rows = [
        midip_row("2", "1", "2", "1", "9001001"),
        midip_row("200", "0", "1", "0", "9001001"),
        midip_row("2", "1", "4", "16", "9001002", stmon="6", stday="1"),
        midip_row("200", "0", "1", "0", "9001002", stmon="6", stday="1"),
    ]
    events = read_mid(put(tmp_path / "MIDIP 5.0.csv", midip_text(rows)))
    adds_up(events)
    assert sides(events.statements) == [["USA", "GBR", "threat-1"]]
    assert sides(events.actions) == [["USA", "GBR", "use-16"]]
    assert events.actions[["action_id", "dispute", "incident"]].values.tolist() == [
        ["I9001002-2@1902-06-01", "9001", "9001002"]
    ]
    result = gap_index(events.statements, events.actions, scale="cow-mid", window=60, as_of="1903-01-01")
    assert result.gap == pytest.approx(0)


@pytest.mark.parametrize(("name", "text"), [("MIDA 5.0.csv", mida_text()), ("MIDI 5.0.csv", midi_text())])
def test_files_without_states_say_which_to_read(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(RhetoricGapError, match=f"{name} has no states in it .* Read MIDB"):
        read_mid(put(tmp_path / name, text))


def test_the_package_as_it_is_published(tmp_path: Path) -> None:
    path = tmp_path / "MID-5-Data-and-Supporting-Materials.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("MIDA 5.0.csv", mida_text())
        packed.writestr("MIDB 5.0.csv", midb_text(PAIR))
        packed.writestr("MIDI 5.0.csv", midi_text())
        packed.writestr("MIDIP 5.0.csv", midip_text([midip_row("2", "1"), midip_row("200", "0")]))
        packed.writestr("MID 5.0 Codebook.pdf", b"%PDF-1.4")
    with pytest.raises(RhetoricGapError, match="together they would count acts twice; say unit='dispute'"):
        read_mid(path)
    assert ids(read_mid(path, unit="dispute")) == ["D9001-200@1902-05-04", "D9001-2@1902-05-04"]
    assert ids(read_mid(path, unit="incident")) == ["I9001001-200@1902-05-04", "I9001001-2@1902-05-04"]


def test_a_unit_the_file_is_not_about(tmp_path: Path) -> None:
    path = put(tmp_path / "MIDB 5.0.csv", midb_text(PAIR))
    with pytest.raises(RhetoricGapError, match="a row for each state in disputes, not in incidents"):
        read_mid(path, unit="incident")
    with pytest.raises(UnknownOptionError, match="unit='state' is not known"):
        read_mid(path, unit="state")  # type: ignore[arg-type]


def test_codes_of_states_hold_for_their_time(tmp_path: Path) -> None:
    rows = [
        midb_row("300", "1", styear="1914", endyear="1914"),
        midb_row("345", "0", styear="1914", endyear="1914"),
    ]
    assert read(rows, tmp_path, actor_codes="source").actions["actor"].tolist() == ["300", "345"]
    assert read(rows, tmp_path).actions["actor"].nunique() == 2


def test_missing_numbers_stay_missing(tmp_path: Path) -> None:
    events = read(PAIR, tmp_path, columns=["orig"])
    assert events.actions[["fatality", "fatalpre"]].isna().values.tolist() == [[False, True]]
    assert events.actions["orig"].tolist() == ["1"]


def test_wrong_numbers_of_fields_are_rejected_with_their_lines(tmp_path: Path) -> None:
    text = midb_text(PAIR[:1]) + "9001,short\n" + midb_text(PAIR[1:], header=False)
    events = read_mid(put(tmp_path / "MIDB 5.0.csv", text))
    adds_up(events)
    assert (len(ids(events)), events.rejected["line"].tolist()) == (2, [3])


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=100), st.integers(0, 400), st.integers(0, 40))
def test_damaged_files_end_in_the_librarys_own_errors_or_are_accounted_for(
    junk: bytes, at: int, cut: int
) -> None:
    data = midb_text(PAIR).encode()
    try:
        events = read_mid(io.BytesIO(data[:at] + junk + data[at + cut :]))
    except RhetoricGapError:
        return
    adds_up(events)


NUMBERS = st.sampled_from(["", "-9", "1902", "2.0", "1e3", "99999999999"])
CELLS = st.one_of(st.none(), st.integers(-10, 40).map(str), NUMBERS)
CHANGES = st.dictionaries(st.sampled_from([*mid._WANTED]), st.one_of(CELLS, st.text(max_size=6)), max_size=6)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(CHANGES, min_size=1, max_size=5), st.booleans())
def test_any_cells_make_events_or_reasons(changes: list[dict[str, str]], incidents: bool) -> None:
    invent = midip_row if incidents else midb_row
    rows = [
        dict.fromkeys(mid._WANTED) | invent(str(2 + n), str(n % 2)) | change
        for n, change in enumerate(changes)
    ]
    raw = pd.DataFrame(rows, dtype=object)[list(mid._WANTED)].astype(text_dtype())
    raw = raw.assign(file="x", line=range(2, len(raw) + 2))
    try:
        events = mid.to_events(raw, StreamOptions())
    except RhetoricGapError:
        return
    good = events["reject"].isna()
    assert len(events) == len(raw)
    assert not events.loc[good, ["event_id", "date", "actor"]].isna().any(axis=None)
    assert (
        events.loc[good, "end_date"].isna() | (events.loc[good, "end_date"] >= events.loc[good, "date"])
    ).all()
