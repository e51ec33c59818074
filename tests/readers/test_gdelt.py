"""GDELT as it really comes: four layouts, no header, lost zeros, rows dated back."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest
from coded_samples import (
    adds_up,
    codes,
    gdelt_row,
    gdelt_text,
    ids,
    lost,
    put,
    reduced_row,
    reduced_text,
)

import rhetoric_gap as rg
from rhetoric_gap import RhetoricGapError, RhetoricGapWarning, UnknownOptionError, read_gdelt
from rhetoric_gap.readers.gdelt import DAILY, HISTORICAL, LAGS, REDUCED, SECOND

SAID_AND_DONE = [gdelt_row(1, "0311"), gdelt_row(2, "061"), gdelt_row(3, "010", "20240106")]


def test_layouts_differ_where_they_should() -> None:
    assert [len(layout.columns) for layout in (HISTORICAL, DAILY, SECOND, REDUCED)] == [57, 58, 61, 17]
    assert DAILY.columns == (*HISTORICAL.columns, "SOURCEURL")
    assert (DAILY.columns.index("ActionGeo_Lat"), SECOND.columns.index("ActionGeo_Lat")) == (53, 56)
    assert [name for name in SECOND.columns if name not in DAILY.columns] == [
        f"{who}Geo_ADM2Code" for who in ("Actor1", "Actor2", "Action")
    ]


@pytest.mark.parametrize("n_columns", [57, 58, 61])
@pytest.mark.parametrize("header", [False, True])
def test_every_layout_with_and_without_header(tmp_path: Path, n_columns: int, header: bool) -> None:
    path = put(tmp_path / "20240105.export.CSV", gdelt_text(SAID_AND_DONE, n_columns, header=header))
    events = read_gdelt(path)
    adds_up(events)
    assert codes(events) == ["010", "0311", "061"]
    assert events.statements[["actor", "target"]].drop_duplicates().values.tolist() == [["FRA", "DEU"]]


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + gdelt_text(SAID_AND_DONE).encode(),
        gdelt_text(SAID_AND_DONE, end="\r\n").encode(),
        gdelt_text(SAID_AND_DONE, tail="\t").encode(),
        gdelt_text(SAID_AND_DONE).rstrip("\n").encode(),
    ],
    ids=["BOM", "CRLF", "trailing tab", "no last newline"],
)
def test_ways_to_end_lines_and_files(tmp_path: Path, data: bytes) -> None:
    events = read_gdelt(put(tmp_path / "day.csv", data))
    assert (codes(events), ids(events)) == (["010", "0311", "061"], ["1", "2", "3"])


@pytest.mark.parametrize("name", ["20240105.export.CSV.zip", "20240105.export.CSV.gz", "20240105.export.CSV"])
def test_packed_or_plain(tmp_path: Path, name: str) -> None:
    assert ids(read_gdelt(put(tmp_path / name, gdelt_text(SAID_AND_DONE)))) == ["1", "2", "3"]


def test_layouts_mixed_in_one_folder(tmp_path: Path) -> None:
    put(tmp_path / "20110105.export.CSV", gdelt_text([gdelt_row(1, day="20110105")], 57))
    put(tmp_path / "20140105.export.CSV.zip", gdelt_text([gdelt_row(2, day="20140105")], 58))
    added = {"DATEADDED": "20160105143000"}
    put(tmp_path / "20160105143000.export.CSV.gz", gdelt_text([gdelt_row(3, day="20160105", **added)], 61))
    put(tmp_path / "notes.txt", "no events\n")
    put(tmp_path / "20160105143000.mentions.CSV.zip", "\t".join(["x"] * 16) + "\n")
    put(tmp_path / "20160105143000.gkg.csv.zip", "\t".join(["x"] * 27) + "\n")
    put(tmp_path / "2012.zip", gdelt_text([gdelt_row(4, day="20120105")], 57))
    events = read_gdelt(tmp_path)
    adds_up(events)
    assert ids(events) == ["1", "2", "3", "4"]
    assert events.statements["reported_at"].dt.year.tolist() == [2011, 2012, 2014, 2016]
    assert ids(read_gdelt(str(tmp_path / "2014*"))) == ["2"]
    assert ids(read_gdelt([tmp_path / "20110105.export.CSV", tmp_path / "20140105.export.CSV.zip"])) == [
        "1",
        "2",
    ]


def test_a_buffer(tmp_path: Path) -> None:
    assert ids(read_gdelt(io.BytesIO(gdelt_text(SAID_AND_DONE).encode()))) == ["1", "2", "3"]


def test_quotes_are_letters(tmp_path: Path) -> None:
    row = gdelt_row(1, Actor1Name='THE "IRON LADY', ActionGeo_FullName='Ayr, "Ayr')
    events = read_gdelt(
        put(tmp_path / "day.csv", gdelt_text([row, gdelt_row(2)])), columns=["ActionGeo_FullName"]
    )
    assert lost(events, "cannot be read") == 0
    assert 'Ayr, "Ayr' in events.statements["ActionGeo_FullName"].tolist()


def test_a_line_with_a_tab_too_many_is_rejected_by_number(tmp_path: Path) -> None:
    good = gdelt_text(SAID_AND_DONE).splitlines(keepends=True)
    bad = good[1].replace("GERMANY", "GER\tMANY\tX")
    events = read_gdelt(put(tmp_path / "day.csv", good[0] + bad + good[2]))
    adds_up(events)
    assert (ids(events), events.rejected["line"].tolist()) == (["1", "3"], [2])


@pytest.mark.parametrize("added", ["20240301", "20240301233000"])
def test_rows_dated_back_by_a_round_lag(tmp_path: Path, added: str) -> None:
    others = [0, 2, 6, 29, 31, 364, 366, 3649]
    rows = [
        gdelt_row(
            lag, day=(pd.Timestamp("2024-03-01") - pd.Timedelta(days=lag)).strftime("%Y%m%d"), DATEADDED=added
        )
        for lag in [*LAGS, *others]
    ]
    path = put(tmp_path / "20240301.export.CSV", gdelt_text(rows))
    events = read_gdelt(path)
    adds_up(events)
    assert (sorted(map(int, ids(events))), lost(events, "exactly")) == (others, len(LAGS))
    kept = read_gdelt(path, backdated="keep").statements.set_index("statement_id")
    adds_up(events)
    assert kept["backdated"].to_dict() == {str(lag): lag if lag in LAGS else 0 for lag in [*LAGS, *others]}
    assert kept.loc["365", "date"] == pd.Timestamp("2023-03-02")
    assert set(kept["reported_at"]) == {pd.Timestamp("2024-03-01")}


def test_an_event_after_its_report_is_rejected(tmp_path: Path) -> None:
    rows = [gdelt_row(1, day="20240302", DATEADDED="20240301"), gdelt_row(2)]
    events = read_gdelt(put(tmp_path / "day.csv", gdelt_text(rows)))
    adds_up(events)
    assert (ids(events), events.rejected["line"].tolist()) == (["2"], [1])
    assert "before it happens" in events.rejected["why"].iloc[0]


def test_days_that_are_none_are_rejected(tmp_path: Path) -> None:
    days = ["20240230", "2024", "unknown", ""]
    rows = [*(gdelt_row(n, SQLDATE=day) for n, day in enumerate(days)), gdelt_row(9)]
    events = read_gdelt(put(tmp_path / "day.csv", gdelt_text(rows)))
    adds_up(events)
    assert (ids(events), events.rejected["line"].tolist()) == (["9"], [1, 2, 3, 4])


def test_fraction_date_plays_no_part(tmp_path: Path) -> None:
    row = gdelt_row(1, FractionDate="nonsense")
    assert read_gdelt(put(tmp_path / "d.csv", gdelt_text([row]))).statements["date"].tolist() == [
        pd.Timestamp("2024-01-05")
    ]


def test_zeros_survive_and_come_back(tmp_path: Path) -> None:
    rows = [gdelt_row(n, code, f"2024010{n + 1}") for n, code in enumerate(["010", "100", "0311", "190"])]
    frame = pd.DataFrame([dict(row) for row in rows])
    for name in ("EventCode", "EventBaseCode", "EventRootCode", "SQLDATE", "DATEADDED", "GLOBALEVENTID"):
        frame[name] = frame[name].astype("int64")
    path = tmp_path / "export.parquet"
    frame.to_parquet(path)
    with pytest.warns(RhetoricGapWarning, match="10 as 010"):
        events = read_gdelt(path)
    adds_up(events)
    assert codes(events) == ["010", "0311", "100", "190"]
    text = put(tmp_path / "day.csv", gdelt_text(rows))
    assert codes(read_gdelt(text)) == ["010", "0311", "100", "190"]


def test_integer_codes_without_root_or_class_are_named(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        [dict(gdelt_row(n, code, f"2024010{n + 1}")) for n, code in enumerate(["010", "0311"])]
    )
    frame = frame.drop(columns=["EventRootCode", "EventBaseCode", "QuadClass"]).astype({"EventCode": "int64"})
    frame.to_parquet(tmp_path / "export.parquet")
    with pytest.warns(RhetoricGapWarning, match="10"):
        events = read_gdelt(tmp_path / "export.parquet")
    adds_up(events)
    assert codes(events) == ["0311"]
    assert len(events.rejected) == 1


def test_a_code_the_scale_lacks_gets_its_zero_by_its_root(tmp_path: Path) -> None:
    row = gdelt_row(1, EventCode="399", EventRootCode="3", EventBaseCode="39")
    events = read_gdelt(put(tmp_path / "day.csv", gdelt_text([row, gdelt_row(2)])))
    adds_up(events)
    assert "0399" in codes(events)
    assert any("EventRootCode settles it" in note for note in events.notes)


def test_codes_that_contradict_their_root_are_rejected(tmp_path: Path) -> None:
    rows = [gdelt_row(1, EventRootCode="19"), gdelt_row(2, EventBaseCode="190"), gdelt_row(3)]
    events = read_gdelt(put(tmp_path / "day.csv", gdelt_text(rows)))
    adds_up(events)
    assert ids(events) == ["3"]
    assert events.rejected["line"].tolist() == [1, 2]
    assert events.rejected["why"].str.contains("contradicts").all()


def test_codes_that_are_none_are_counted(tmp_path: Path) -> None:
    none = ["---", "X", ""]
    rows = [
        gdelt_row(n, EventCode=code, EventBaseCode=code, EventRootCode=code) for n, code in enumerate(none)
    ]
    events = read_gdelt(put(tmp_path / "day.csv", gdelt_text([*rows, gdelt_row(9)])))
    adds_up(events)
    assert (ids(events), lost(events, "scale knows")) == (["9"], 3)


def test_missing_actors_and_domestic_rows_are_counted(tmp_path: Path) -> None:
    nobody = {"Actor2Code": "", "Actor2Name": "", "Actor2CountryCode": ""}
    rows = [gdelt_row(1, **nobody), gdelt_row(2, Actor2CountryCode="FRA"), gdelt_row(3)]
    path = put(tmp_path / "day.csv", gdelt_text(rows))
    events = read_gdelt(path)
    adds_up(events)
    assert (ids(events), lost(events, "no target"), lost(events, "same")) == (["3"], 1, 1)
    assert ids(read_gdelt(path, domestic="keep")) == ["2", "3"]


def test_actors_in_full(tmp_path: Path) -> None:
    rows = [
        gdelt_row(1),
        gdelt_row(2, "061", Actor1Code="FRAMIL"),
        gdelt_row(3, Actor2Code="FRAOPP", Actor2CountryCode="FRA"),
    ]
    path = put(tmp_path / "day.csv", gdelt_text(rows))
    events = read_gdelt(path, level="actor")
    adds_up(events)
    assert events.statements["actor"].tolist() == ["FRAGOV"]
    assert events.actions["actor"].tolist() == ["FRAMIL"]
    assert ids(read_gdelt(path, level="actor", actors=["FRAMIL"])) == ["2"]


def test_filters_leave_out_what_was_not_asked_for(tmp_path: Path) -> None:
    rows = [gdelt_row(1), gdelt_row(2, Actor1CountryCode="ITA"), gdelt_row(3, day="20240210")]
    path = put(tmp_path / "day.csv", gdelt_text(rows))
    events = read_gdelt(path, actors=["FRA"], end="2024-01-31")
    adds_up(events)
    assert ids(events) == ["1"]
    assert ids(read_gdelt(path, involving=["325"], actor_codes="cow")) == ["2"]


def test_root_events_only(tmp_path: Path) -> None:
    path = put(tmp_path / "day.csv", gdelt_text([gdelt_row(1, IsRootEvent="0"), gdelt_row(2)]))
    events = read_gdelt(path, root_events_only=True)
    adds_up(events)
    assert (ids(events), lost(events, "root events")) == (["2"], 1)
    assert ids(read_gdelt(path, duplicates=["id"])) == ["1", "2"]


def test_articles(tmp_path: Path) -> None:
    rows = [
        gdelt_row(1, SOURCEURL="https://example.org/a;b"),
        gdelt_row(2, "061", SOURCEURL="Example Monitoring"),
        gdelt_row(3, "0331", SOURCEURL=""),
    ]
    events = read_gdelt(put(tmp_path / "day.csv", gdelt_text(rows)))
    said = events.statements.set_index("statement_id")
    assert said.loc["1", "source_id"] == "https://example.org/a%3Bb"
    assert pd.isna(said.loc["3", "source_id"])
    assert events.actions[["source", "source_id"]].fillna("none").values.tolist() == [
        ["Example Monitoring", "none"]
    ]


def test_groups_of_states(tmp_path: Path) -> None:
    nato = {"Actor2Code": "NAT", "Actor2CountryCode": "", "Actor2KnownGroupCode": "NAT"}
    union = {"Actor1Code": "EEC", "Actor1CountryCode": "", "Actor1KnownGroupCode": "EEC"}
    amnesty = {"Actor1Code": "NGOAMN", "Actor1CountryCode": "", "Actor1KnownGroupCode": "AMN"}
    rows = [
        gdelt_row(1, **nato, Actor1CountryCode="RUS"),
        gdelt_row(2, **union),
        gdelt_row(3, **amnesty),
        gdelt_row(4),
    ]
    path = put(tmp_path / "day.csv", gdelt_text(rows))
    dropped = read_gdelt(path)
    adds_up(dropped)
    assert ids(dropped) == ["4"]
    kept = read_gdelt(path, blocs="keep")
    adds_up(kept)
    assert kept.statements[["actor", "target"]].values.tolist() == [
        ["RUS", "NATO"],
        ["EU", "DEU"],
        ["FRA", "DEU"],
    ]
    split = read_gdelt(path, blocs="members").statements.set_index("statement_id")
    assert split.loc["1", "target"].split(";") == list(rg.bloc_members("NATO", on="2024-01-05"))
    assert split.loc["2", "actor"] == "EU"
    early = put(tmp_path / "early.csv", gdelt_text([gdelt_row(1, day="19900105", **nato)], 57))
    assert (
        len(read_gdelt(early, blocs="members", domestic="keep").statements["target"].iloc[0].split(";")) == 16
    )
    assert ids(read_gdelt(path, blocs="members", targets=["POL"])) == ["1"]
    assert ids(read_gdelt(path, blocs="members", targets=["290"], actor_codes="cow")) == ["1"]


def test_a_group_can_be_asked_for(tmp_path: Path) -> None:
    nato = {"Actor2Code": "NAT", "Actor2CountryCode": "", "Actor2KnownGroupCode": "NAT"}
    path = put(tmp_path / "day.csv", gdelt_text([gdelt_row(1, **nato), gdelt_row(2)]))
    assert ids(read_gdelt(path, blocs="keep", targets=["NATO"])) == ["1"]


def test_names_in_latin_1_cost_no_row(tmp_path: Path) -> None:
    data = gdelt_text([gdelt_row(1), gdelt_row(2, "061", Actor2Name="KÖLN")]).encode("latin-1")
    assert ids(read_gdelt(put(tmp_path / "day.csv", data))) == ["1", "2"]


def test_own_scores_are_kept(tmp_path: Path) -> None:
    said = read_gdelt(put(tmp_path / "day.csv", gdelt_text([gdelt_row(1)]))).statements
    assert said[["goldstein", "quad", "n_articles"]].astype(float).values.tolist() == [[5.2, 1.0, 4.0]]


def test_reports_of_one_event_are_merged(tmp_path: Path) -> None:
    path = put(tmp_path / "day.csv", gdelt_text([gdelt_row(1), gdelt_row(2), gdelt_row(1)]))
    events = read_gdelt(path)
    adds_up(events)
    assert events.statements["n_reports"].tolist() in ([2], [3])
    assert len(read_gdelt(path, duplicates=["id"]).statements) == 2


def test_the_reduced_file(tmp_path: Path) -> None:
    rows = [
        reduced_row("0311"),
        reduced_row("0311", ActionGeoLat="47"),
        reduced_row("061", "19990120"),
        reduced_row("010", Source="COP"),
    ]
    path = put(tmp_path / "GDELT.MASTERREDUCEDV2.1979-2013.zip", reduced_text(rows))
    events = read_gdelt(path, duplicates=["id"])
    adds_up(events)
    assert events.statements["n_reports"].tolist() == [3, 3]
    assert events.statements["statement_id"].is_unique
    assert events.statements["actor"].tolist() == ["FRA", "FRA"]
    assert lost(events, "no actor") == 1
    assert read_gdelt(path).statements["n_reports"].tolist() == [6]
    assert ids(read_gdelt(path)) == ids(read_gdelt(path))
    put(tmp_path / "again.csv", reduced_text(rows[::-1]))
    assert ids(read_gdelt(tmp_path / "again.csv", duplicates=["id"])) == ids(events)


def test_filters_on_the_reduced_file(tmp_path: Path) -> None:
    path = put(tmp_path / "reduced.txt", reduced_text([reduced_row(), reduced_row("061", Source="ITA")]))
    events = read_gdelt(path, actors=["FRA"])
    adds_up(events)
    assert (codes(events), len(read_gdelt(path, involving=["DEU"], actor_codes="iso3").actions)) == (
        ["0311"],
        1,
    )


def test_exports_under_other_names(tmp_path: Path) -> None:
    frame = pd.DataFrame([dict(row) for row in SAID_AND_DONE])
    normal = frame.rename(columns=lambda name: name.lower().replace("_", "")).assign(
        CAMEOCodeDescription="words"
    )
    normal.to_csv(tmp_path / "pyr.csv", index=False)
    assert codes(read_gdelt(tmp_path / "pyr.csv")) == ["010", "0311", "061"]
    second = frame.rename(columns={"SQLDATE": "Day", "GLOBALEVENTID": "GlobalEventID"})[
        frame.columns[::-1].map(
            lambda name: {"SQLDATE": "Day", "GLOBALEVENTID": "GlobalEventID"}.get(name, name)
        )
    ]
    second.to_parquet(tmp_path / "two.parquet")
    assert codes(read_gdelt(tmp_path / "two.parquet")) == ["010", "0311", "061"]
    frame.drop(columns=["SOURCEURL", "GoldsteinScale", "Actor1CountryCode", "Actor2CountryCode"]).to_csv(
        tmp_path / "less.csv", index=False
    )
    events = read_gdelt(tmp_path / "less.csv")
    assert events.statements["actor"].tolist() == ["FRA", "FRA"]


def test_what_is_not_gdelt_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RhetoricGapError, match=r"58 columns.*57 columns"):
        read_gdelt(put(tmp_path / "x.csv", "a\tb\nc\td\n"))
    with pytest.raises(RhetoricGapError, match="SQLDATE"):
        read_gdelt(put(tmp_path / "y.csv", "EventCode,Actor1Code,Actor2Code\n010,FRA,DEU\n"))
    with pytest.raises(UnknownOptionError, match="blocs"):
        read_gdelt(tmp_path, blocs="all")  # type: ignore[arg-type]


def test_more_columns(tmp_path: Path) -> None:
    path = put(tmp_path / "d.csv", gdelt_text([gdelt_row(1)]))
    assert read_gdelt(path, columns=["AvgTone"]).statements["AvgTone"].tolist() == ["-1.5"]
