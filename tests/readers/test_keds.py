"""KEDS and Phoenix: days of six digits, fields parted by tabs or blanks, codes of another vocabulary."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from coded_samples import adds_up, codes, ids, lost, phoenix_row, phoenix_text, put

from rhetoric_gap import RhetoricGapError, read_keds, read_phoenix
from rhetoric_gap.readers.phoenix import COLUMNS

TABS = {
    4: "950103\tISRGOV\tEGY\t0311\n950120\tISR\tEGY\t061\n",
    5: "950103\tISRGOV\tEGY\t0311\t(PROMISE TRADE)\n950120\tISR\tEGY\t061\t(TRADE)\n",
    6: "950103\tISRGOV\tEGY\t0311\t(PROMISE TRADE)\twill trade\n950120\tISR\tEGY\t061\t(TRADE)\ttraded\n",
}
BLANKS = "950103 ISRGOV  EGY 0311 (PROMISE TRADE) will trade\n950120 ISR EGY 061 (TRADE) traded\n"


@pytest.mark.parametrize("text", [*TABS.values(), BLANKS], ids=["4", "5", "6", "blanks"])
def test_every_layout(tmp_path: Path, text: str) -> None:
    events = read_keds(put(tmp_path / "levant.keds", text))
    adds_up(events)
    assert events.statements[["actor", "target", "code"]].values.tolist() == [["ISR", "EGY", "0311"]]
    assert events.statements["date"].tolist() == [pd.Timestamp("1995-01-03")]
    assert events.actions["code"].tolist() == ["061"]


def test_years_of_two_digits(tmp_path: Path) -> None:
    days = ["690101", "19850704", "991231", "000101", "680101"]
    text = "".join(f"{day}\tISR\tJOR\t0332\n" for day in days)
    years = read_keds(put(tmp_path / "a.keds", text)).statements["date"].dt.year
    assert years.tolist() == [1969, 1985, 1999, 2000, 2068]


def test_the_quote_is_kept(tmp_path: Path) -> None:
    assert read_keds(put(tmp_path / "a.keds", TABS[6])).statements["text"].tolist() == ["will trade"]
    assert read_keds(put(tmp_path / "b.keds", BLANKS)).statements["text"].tolist() == ["will trade"]


def test_letters_that_are_digits(tmp_path: Path) -> None:
    events = read_keds(put(tmp_path / "a.keds", "950103\tISR\tEGY\tO30\n950104\tISR\tEGY\tl12\n"))
    adds_up(events)
    assert codes(events) == ["030", "112"]
    assert any(note.startswith("2 rows") and "capital O" in note for note in events.notes)


def test_weis_is_refused_with_a_reason(tmp_path: Path) -> None:
    path = put(tmp_path / "weis.keds", TABS[4] + "950103\tISR\tLEB\t223\n")
    with pytest.raises(RhetoricGapError, match="WEIS"):
        read_keds(path)


def test_one_slip_is_no_other_vocabulary(tmp_path: Path) -> None:
    many = "".join(f"9501{day:02d}\tISR\tEGY\t0{code}\n" for day in range(1, 29) for code in range(30, 40))
    events = read_keds(put(tmp_path / "a.keds", many + "950103\tISR\tLBN\t223\n"))
    adds_up(events)
    assert (lost(events, "scale knows"), len(events.statements)) == (1, 280)


def test_rows_alike_in_everything_are_one(tmp_path: Path) -> None:
    path = put(tmp_path / "a.keds", TABS[5] + TABS[5])
    events = read_keds(path, duplicates=["id"])
    adds_up(events)
    assert len(ids(events)) == 2
    assert ids(events) == ids(read_keds(put(tmp_path / "b.keds", TABS[5])))


def test_nobody_and_no_day(tmp_path: Path) -> None:
    text = BLANKS + "950105 --- EGY 0311 (X) y\n951301 ISR EGY 0311 (X) y\nnothing here\n"
    events = read_keds(put(tmp_path / "a.keds", text))
    adds_up(events)
    assert (lost(events, "no actor"), events.rejected["line"].tolist()) == (1, [4, 5])


def test_lines_of_several_makeups(tmp_path: Path) -> None:
    text = "950103\tISR\tEGY\t0311\tA\n950104\tISR\tEGY\t061\n950105\tISR\tEGY\t062\tA\tB\n950106 ISR EGY 0312 (C) D\n"
    events = read_keds(put(tmp_path / "a.keds", text))
    adds_up(events)
    assert codes(events) == ["0311", "0312", "061", "062"]


def test_files_of_several_makeups(tmp_path: Path) -> None:
    put(tmp_path / "a.keds", TABS[6])
    put(tmp_path / "b.keds", BLANKS.replace("9501", "9601"))
    put(tmp_path / "c.keds", TABS[4].replace("9501", "9701"))
    events = read_keds(tmp_path)
    adds_up(events)
    assert events.statements["date"].dt.year.tolist() == [1995, 1996, 1997]


def test_what_is_not_keds_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RhetoricGapError, match="none of 2 lines"):
        read_keds(put(tmp_path / "a.keds", "hello\tworld\nsome words\n"))


def test_actors_in_full(tmp_path: Path) -> None:
    assert read_keds(put(tmp_path / "a.keds", TABS[5]), level="actor").statements["actor"].tolist() == [
        "ISRGOV"
    ]


def test_integer_codes_in_a_table_with_a_header(tmp_path: Path) -> None:
    frame = pd.DataFrame({"Date": ["19950103"], "Source": "ISR", "Target": "EGY", "Code": ["0311"]})
    frame.to_csv(tmp_path / "a.csv", index=False)
    assert codes(read_keds(tmp_path / "a.csv")) == ["0311"]


def test_phoenix_has_26_columns_in_the_known_places() -> None:
    places = {
        name: COLUMNS.index(name) + 1 for name in ("Date", "SourceActorFull", "TargetActorFull", "EventCode")
    }
    assert places == {"Date": 2, "SourceActorFull": 6, "TargetActorFull": 10, "EventCode": 14}
    assert (len(COLUMNS), COLUMNS.index("QuadClass") + 1, COLUMNS.index("GoldsteinScore") + 1) == (26, 16, 17)


def test_phoenix(tmp_path: Path) -> None:
    rows = [phoenix_row(1, SentenceID="7_1;9_2;7_3"), phoenix_row(2, "072", "20150109")]
    put(tmp_path / "events.full.20150105.txt", phoenix_text(rows[:1]))
    put(tmp_path / "events.full.20150109.txt.gz", phoenix_text(rows[1:]))
    events = read_phoenix(tmp_path)
    adds_up(events)
    said = events.statements
    assert said[["statement_id", "actor", "target", "code", "source_id"]].values.tolist() == [
        ["20150105-1", "FRA", "MLI", "0332", "7;9"]
    ]
    assert said[["goldstein", "source"]].values.tolist() == [[5.2, "example_wire"]]
    assert events.actions["code"].tolist() == ["072"]


def test_phoenix_numbers_come_again(tmp_path: Path) -> None:
    rows = [phoenix_row(1), phoenix_row(1, day="20150106"), phoenix_row(2, EventRootCode="19")]
    events = read_phoenix(put(tmp_path / "events.full.txt", phoenix_text(rows)))
    adds_up(events)
    assert (ids(events), events.rejected["line"].tolist()) == (["20150105-1", "20150106-1"], [3])
