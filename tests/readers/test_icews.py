"""ICEWS as it really comes: two ways to write a day, codes left out, mirrored rows, NA."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from coded_samples import adds_up, codes, icews_row, icews_text, ids, lost, put

from rhetoric_gap import RhetoricGapError, RhetoricGapWarning, get_scale, read_icews
from rhetoric_gap.readers.icews import COLUMNS, event_names

DONE = {"Event_Text": "Provide military aid", "Intensity": "8.3"}
SAID_AND_DONE = [icews_row(1), icews_row(2, "072", "2018-06-09", **DONE)]


def test_twenty_columns() -> None:
    assert len(COLUMNS) == 20 == len(set(COLUMNS))


@pytest.mark.parametrize(
    "data",
    [
        icews_text(SAID_AND_DONE).encode(),
        b"\xef\xbb\xbf" + icews_text(SAID_AND_DONE).encode(),
        icews_text(SAID_AND_DONE, end="\r\n").encode(),
        icews_text(SAID_AND_DONE).rstrip("\n").encode(),
        icews_text(SAID_AND_DONE, tail="\t").encode(),
    ],
    ids=["plain", "BOM", "CRLF", "no last newline", "trailing tab"],
)
def test_statements_and_actions(tmp_path: Path, data: bytes) -> None:
    events = read_icews(put(tmp_path / "events.2018.20190101000000.tab", data))
    adds_up(events)
    statements, actions = events
    assert statements[["statement_id", "actor", "target", "code"]].values.tolist() == [
        ["20180601-1", "NOR", "GHA", "0332"]
    ]
    assert actions[["action_id", "code", "goldstein"]].values.tolist() == [["20180609-2", "072", 8.3]]
    assert statements[["source_id", "sentence", "source"]].values.tolist() == [
        ["1", "1:2", "Example Gazette"]
    ]


@pytest.mark.parametrize("day", ["2017-03-05", "3/5/2017", "03/05/2017", "2017-03-05 00:00:00"])
def test_both_ways_to_write_a_day(tmp_path: Path, day: str) -> None:
    said = read_icews(
        put(tmp_path / "Events.2017.20180101.tab", icews_text([icews_row(1, day=day)]))
    ).statements
    assert said["date"].tolist() == [pd.Timestamp("2017-03-05")]


def test_a_month_is_never_a_day(tmp_path: Path) -> None:
    rows = [icews_row(1, day="13/5/2017"), icews_row(2, day="5/13/2017")]
    events = read_icews(put(tmp_path / "Events.2017.tab", icews_text(rows)))
    adds_up(events)
    assert (ids(events), events.rejected["line"].tolist()) == (["20170513-2"], [2])


def test_an_event_id_comes_again_on_another_day(tmp_path: Path) -> None:
    rows = [icews_row(7), icews_row(7, day="2018-07-01"), icews_row(7)]
    events = read_icews(put(tmp_path / "events.tab", icews_text(rows)))
    adds_up(events)
    assert ids(events) == ["20180601-7", "20180701-7"]


def test_codes_left_out_are_read_off_the_text(tmp_path: Path) -> None:
    unknown = ["Demand release of persons or property", "Hum"]
    rows = [*SAID_AND_DONE, *(icews_row(n, Event_Text=text) for n, text in enumerate(unknown, 3))]
    events = read_icews(put(tmp_path / "events.tab", icews_text(rows, without=["CAMEO Code"])))
    adds_up(events)
    assert codes(events) == ["0332", "072"]
    assert events.rejected["line"].tolist() == [4, 5]
    assert any("read off the Event Text" in note for note in events.notes)


def test_neither_codes_nor_texts(tmp_path: Path) -> None:
    path = put(tmp_path / "events.tab", icews_text(SAID_AND_DONE, without=["CAMEO Code", "Event Text"]))
    with pytest.raises(RhetoricGapError, match=r"'CAMEO Code'.*'Event Text'"):
        read_icews(path)


def test_names_of_events_have_codes_of_the_scale() -> None:
    names = event_names()
    known = set(get_scale("cameo").levels["code"])
    assert len(names) == 296
    assert {code for code in names.values() if code not in known and code[:3] not in known} == set()
    assert {len(code) for code in names.values()} == {3, 4}
    assert names["make statement"] == "010"
    assert names["fight with small arms and light weapons"] == "193"


def test_integer_codes_get_their_zeros_back(tmp_path: Path) -> None:
    frame = pd.DataFrame([dict(icews_row(n, code)) for n, code in enumerate(["010", "112", "0311", "072"])])
    frame.astype({"CAMEO Code": "int64", "Event ID": "int64"}).to_parquet(tmp_path / "events.parquet")
    with pytest.warns(RhetoricGapWarning, match=r"^\d rows: CAMEO Code got back"):
        events = read_icews(tmp_path / "events.parquet")
    adds_up(events)
    assert codes(events) == ["010", "0311", "072", "112"]


@pytest.mark.parametrize("word", ["NA", ""])
def test_na_is_no_country(tmp_path: Path, word: str) -> None:
    rows = [icews_row(1, Target_Country=word), icews_row(2, Source_Country="Namibia")]
    events = read_icews(put(tmp_path / "events.tab", icews_text(rows)))
    adds_up(events)
    assert (ids(events), lost(events, "no target")) == (["20180601-2"], 1)
    assert events.statements["actor"].tolist() == ["NAM"]


def test_quotes_are_letters(tmp_path: Path) -> None:
    rows = [icews_row(1, Source_Name='"Hawk', Publisher="The 'Post"), icews_row(2, "0331", City='Say "Hi')]
    events = read_icews(put(tmp_path / "events.tab", icews_text(rows)), level="actor")
    adds_up(events)
    assert events.statements["actor"].tolist() == ['"Hawk', "Foreign Affairs (Norway)"]


def test_mirrored_rows(tmp_path: Path) -> None:
    there = {"Story_ID": "9", "Event_Text": "Express intent to cooperate"}
    back = there | {"Source_Country": "Ghana", "Target_Country": "Norway", "Source_Name": "Military (Ghana)"}
    back |= {"Target_Name": "Foreign Affairs (Norway)"}
    rows = [icews_row(1, "030", **there), icews_row(2, "030", **back), icews_row(3)]
    path = put(tmp_path / "events.tab", icews_text(rows))
    events = read_icews(path)
    adds_up(events)
    assert events.statements["mirrored"].tolist() == [True, True, False]
    once = read_icews(path, mirrored="once")
    adds_up(once)
    assert len(once.statements) == 2


def test_domestic_rows(tmp_path: Path) -> None:
    rows = [icews_row(1, Target_Country="Norway", Target_Name="Citizen (Norway)"), icews_row(2)]
    path = put(tmp_path / "events.tab", icews_text(rows))
    assert ids(read_icews(path)) == ["20180601-2"]
    assert ids(read_icews(path, level="actor")) == ["20180601-2"]
    assert len(read_icews(path, domestic="keep").statements) == 2


def test_words_and_deeds_are_those_of_icews(tmp_path: Path) -> None:
    rows = [
        icews_row(1, "090", Event_Text="Investigate"),
        icews_row(2, "141", Event_Text="Demonstrate or rally"),
    ]
    path = put(tmp_path / "events.tab", icews_text(rows))
    events = read_icews(path)
    assert (events.statements["code"].tolist(), events.actions["code"].tolist()) == (["090"], ["141"])
    other = read_icews(path, quad_rule="gdelt")
    assert (other.statements["code"].tolist(), other.actions["code"].tolist()) == (["141"], ["090"])


def test_exports_and_archives(tmp_path: Path) -> None:
    frame = pd.DataFrame([dict(row) for row in SAID_AND_DONE])
    frame.rename(columns=lambda name: name.lower().replace(" ", "_")).to_csv(
        tmp_path / "events.csv", index=False
    )
    assert codes(read_icews(tmp_path / "events.csv")) == ["0332", "072"]
    folder = tmp_path / "dailies"
    folder.mkdir()
    put(folder / "20180601-icews-events.zip", icews_text(SAID_AND_DONE[:1]))
    put(folder / "20180609-icews-events-1.zip", icews_text(SAID_AND_DONE[1:]))
    put(folder / "events.2018.20190101000000.tab", icews_text(SAID_AND_DONE))
    events = read_icews(folder)
    adds_up(events)
    assert ids(events) == ["20180601-1", "20180609-2"]


def test_latin_1_names(tmp_path: Path) -> None:
    text = icews_text([icews_row(1, Source_Name="Gro Lärm")])
    said = read_icews(put(tmp_path / "events.tab", text.encode("latin-1"))).statements
    assert said["actor_name"].tolist() == ["Gro Lärm"]


def test_filters(tmp_path: Path) -> None:
    rows = [icews_row(1), icews_row(2, Source_Country="Togo"), icews_row(3, day="2018-08-01")]
    path = put(tmp_path / "events.tab", icews_text(rows))
    events = read_icews(path, actors=["NOR"], end="2018-06-30", columns=["City"])
    adds_up(events)
    assert events.statements[["statement_id", "City"]].values.tolist() == [["20180601-1", "Accra"]]
