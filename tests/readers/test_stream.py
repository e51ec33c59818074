"""read_stream: what becomes of every row between the file and the two tables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from stream_samples import LAGS, MINI, PLAIN, check_chain, ids, line, lost, read, read_lines, write

import rhetoric_gap as rg
from rhetoric_gap.errors import RhetoricGapError


def test_each_event_is_in_one_table_in_order_of_date_and_id(tmp_path: Path) -> None:
    rows = [line(11, "190"), line(9, "0311"), line(10, "061", "2024-01-04"), line(8, "138"), line(7, "042")]
    events = read_lines(tmp_path, rows)
    said, done = events
    assert ids(said) == ["8", "9"]
    assert ids(done) == ["10", "7", "11"], "by date, then by id as a number"
    assert said["code"].tolist() == ["138", "0311"], "leading zeros stay"
    for frame, check in ((said, rg.check_statements), (done, rg.check_actions)):
        pd.testing.assert_frame_equal(check(frame), frame)
    check_chain(events)


def test_talks_are_deeds_unless_asked_for_as_words(tmp_path: Path) -> None:
    rows = [line(1, "040"), line(2, "051"), line(3, "057"), line(4, "010"), line(5, "054")]
    path = write(tmp_path, rows)
    assert (ids(read(path).statements), ids(read(path).actions)) == (["3", "4"], ["1", "2", "5"])
    assert len(read(path, talks="words").statements) == 5


def test_the_quad_rule_decides_and_stands_in_the_tables(tmp_path: Path) -> None:
    path = write(tmp_path, [line(1, "141"), line(2, "190")])
    assert ids(read(path).statements) == ["1"]
    icews = read(path, quad_rule="icews")
    assert ids(icews.actions) == ["1", "2"]
    assert set(icews.actions["quad_rule"]) == {"icews"} and icews.quad_rule == "icews"


@pytest.mark.parametrize("day", ["2024-02-30", "20241301", "", "5 May", "1066-10-14", "2999-01-01"])
def test_rows_without_a_possible_day_are_rejected_with_their_line(tmp_path: Path, day: str) -> None:
    events = read_lines(tmp_path, [line(1), line(2, day=day, added="2024-01-05"), line(3, "061")])
    assert len(events.statements) + len(events.actions) == 2
    assert lost(events, "days of the calendar") == 1
    (row,) = events.rejected.itertuples(index=False)
    assert (row.file.endswith("20240105.mini"), row.line) == (True, 3)
    assert day in row.text
    check_chain(events)


def test_a_row_reported_before_its_day_is_rejected(tmp_path: Path) -> None:
    events = read_lines(tmp_path, [line(1, added="2024-01-04"), line(2)])
    assert events.rejected["why"].tolist() == ["reported before the day it is dated"]


def test_what_the_source_cannot_read_is_rejected_with_its_reason(tmp_path: Path) -> None:
    events = read_lines(tmp_path, [line(""), line(2)])
    assert events.rejected[["line", "why"]].values.tolist() == [[2, "no id"]]
    assert lost(events, "events that can be read") == 1


def test_start_and_end_are_included(tmp_path: Path) -> None:
    rows = [line(i, day=f"2024-01-0{i}", added="2024-01-05") for i in range(1, 6)]
    events = read_lines(tmp_path, rows, backdated="keep", start="2024-01-02", end="2024-01-04")
    assert ids(events.statements) == ["2", "3", "4"]
    assert lost(events, "days asked for") == 2
    check_chain(events)


def test_days_written_in_another_way_are_filtered_after_they_are_read(tmp_path: Path) -> None:
    def slashed(raw: pd.DataFrame, options: object) -> pd.DataFrame:
        days = pd.to_datetime(raw["day"], format="%d/%m/%Y").dt.strftime("%Y-%m-%d")
        return MINI.to_events(raw.assign(day=days), options)

    rows = [line(i, day=f"0{i}/01/2024", added="2024-01-09") for i in range(1, 6)]
    events = read_lines(
        tmp_path, rows, replace(MINI, to_events=slashed), backdated="keep", start="2024-01-04"
    )
    assert ids(events.statements) == ["4", "5"]
    assert lost(events, "events in the period") == 3
    check_chain(events)


def test_missing_sides_are_counted_by_side(tmp_path: Path) -> None:
    events = read_lines(tmp_path, [line(1, a=""), line(2, b=""), line(3, a="", b=""), line(4)])
    (step,) = events.account.loc[events.account["step"].eq("actor and target named")].itertuples()
    assert (step.rows_in, step.rows_out) == (4, 1)
    assert step.why == "neither 1; no actor 1; no target 1"
    assert any(note.startswith("75% of the rows (3) name no actor or no target") for note in events.notes)


def test_unknown_countries_and_codes_are_counted_with_the_most_frequent(tmp_path: Path) -> None:
    rows = [line(1, a="ZZZ"), line(2, b="ZZZ"), line(3, a="QQQ"), line(4, "999"), line(5, ""), line(6)]
    events = read_lines(tmp_path, rows)
    why = events.account.set_index("step")["why"]
    assert "ZZZ 2, QQQ 1" in why["actors that are countries"]
    assert "999 1, no code 1" in why["codes the scale knows"]
    check_chain(events)


def test_domestic_rows_are_left_out_unless_kept(tmp_path: Path) -> None:
    path = write(tmp_path, [line(1, b="USA"), line(2)])
    assert lost(read(path), "between two actors") == 1
    assert len(read(path, domestic="keep").statements) == 2


def test_actors_are_put_into_the_vocabulary_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path, [line(1, a="DEU", b="ROM")])
    assert read(path).statements[["actor", "target"]].values.tolist() == [["DEU", "ROU"]]
    assert read(path, actor_codes="cow").statements["target"].tolist() == ["360"]
    assert read(path, actor_codes="source").statements["target"].tolist() == ["ROM"]
    assert len(read(path, actor_codes="cow", targets=["360"]).statements) == 1


def test_filters_leave_what_filtering_afterwards_would_leave(tmp_path: Path) -> None:
    names = ("USA", "CHN", "ROM", "FRA", "ZZZ", "")
    pairs = [(a, b) for a in names for b in names]
    path = write(tmp_path, [line(i, a=a, b=b) for i, (a, b) in enumerate(pairs)])
    everything = read(path).statements
    for asked, keep in (
        ({"actors": ["ROU"]}, everything["actor"].eq("ROU")),
        ({"targets": ["ROU", "USA"]}, everything["target"].isin(["ROU", "USA"])),
        ({"involving": ["ROU"]}, everything["actor"].eq("ROU") | everything["target"].eq("ROU")),
        (
            {"actors": ["FRA"], "involving": "CHN"},
            everything["actor"].eq("FRA") & everything["target"].eq("CHN"),
        ),
    ):
        events = read(path, **asked)
        assert ids(events.statements) == ids(everything.loc[keep])
        check_chain(events)
    assert events.account["step"].tolist()[2:4] == ["actors asked for", "involving asked for"], (
        "left out while reading"
    )


def test_codes_no_country_has_are_refused_all_at_once(tmp_path: Path) -> None:
    path = write(tmp_path, [line(1)])
    with pytest.raises(RhetoricGapError) as error:
        read(path, actors=["PKR", "USA"], involving=["UKN"])
    assert "2 codes were asked for that no country has" in str(error.value)
    assert "actors: 'PKR'" in str(error.value) and "involving: 'UKN'" in str(error.value)
    assert "Did you mean 'PRK'?" in str(error.value)
    assert len(read(path, PLAIN, actors=["PKR"]).statements) == 0, (
        "without a crosswalk any name may be asked for"
    )


def test_joint_targets_are_translated_member_by_member(tmp_path: Path) -> None:
    path = write(tmp_path, [line(1, b="ROM;CHN"), line(2, b="CHN;ZZZ"), line(3, b="ZZZ;QQQ")])
    events = read(path)
    assert events.statements["target"].tolist() == ["CHN;ROU", "CHN"]
    assert any("1 member of joint targets, no countries" in note for note in events.notes)
    assert ids(read(path, targets=["ROU"]).statements) == ["1"]
    check_chain(events)


def test_backdated_rows_are_flagged_counted_and_left_out(tmp_path: Path) -> None:
    added = pd.Timestamp("2024-01-05")
    days = [added - pd.Timedelta(days=lag) for lag in (*LAGS, 0, 2, 366)]
    path = write(tmp_path, [line(i, day=f"{day:%Y-%m-%d}", added="2024-01-05") for i, day in enumerate(days)])
    events = read(path)
    assert lost(events, "dated when they were reported") == 5
    assert sorted(ids(events.statements)) == ["5", "6", "7"], "two days and a leap year are no round lag"
    why = events.account.set_index("step").loc["dated when they were reported", "why"]
    assert all(f"exactly {lag:,} day" in why for lag in LAGS)
    kept = read(path, backdated="keep").statements.set_index("statement_id")
    assert kept["backdated"].loc[["0", "1", "2", "3", "4"]].tolist() == list(LAGS)
    assert kept.loc["4", "reported_at"] == added and kept.loc["4", "date"] == days[4], "both dates stay"


def test_an_event_over_several_days_keeps_its_last(tmp_path: Path) -> None:
    events = read_lines(tmp_path, [line(1, "190", until="2024-01-09")])
    assert events.actions["end_date"].tolist() == [pd.Timestamp("2024-01-09")]


def test_coverage_is_the_days_with_a_file(tmp_path: Path) -> None:
    days = ("20150217", "20150220", "20150221")
    files = [write(tmp_path, [line(i, day=day, added=day)], f"{day}.mini") for i, day in enumerate(days)]
    coverage = read(files).coverage
    assert coverage["days"].tolist() == [3]
    assert coverage["missing_days"].tolist() == ["2015-02-18 to 2015-02-19"]
    assert "without 2015-02-18 to 2015-02-19" in repr(read(files))


def test_a_file_that_holds_later_rows_than_its_name_says_is_not_covered_by_its_name(tmp_path: Path) -> None:
    rows = [line(i, day=day, added=day) for i, day in enumerate(("2024-01-05", "2024-03-09"))]
    events = read_lines(tmp_path, rows)
    assert events.coverage_end == pd.Timestamp("2024-03-09")
    assert any("names of files do not tell it" in note for note in events.notes)


def test_coverage_is_cut_to_the_period_asked_for_and_says_where_that_reaches_beyond(tmp_path: Path) -> None:
    path = write(tmp_path, [line(1, day="2024-01-10", added="2024-01-10")], "202401.mini")
    events = read(path, start="2024-01-08", end="2024-02-10")
    assert events.coverage[["start", "end"]].astype(str).values.tolist() == [["2024-01-08", "2024-01-31"]]
    assert any("reaches beyond what is covered, which ends 2024-01-31" in note for note in events.notes)


def test_coverage_does_not_depend_on_the_actors_asked_for(tmp_path: Path) -> None:
    rows = [
        line(i, day=f"2024-01-0{i}", added=f"2024-01-0{i}", b="FRA" if i == 3 else "CHN") for i in (1, 3, 5)
    ]
    path = write(tmp_path, rows, "some.mini")
    for coverage in ("files", "reported", "events"):
        fmt = replace(MINI, coverage=coverage)
        few, whole = (read(path, fmt, **asked).coverage for asked in ({"targets": ["FRA"]}, {}))
        pd.testing.assert_frame_equal(few, whole)
        assert whole["days"].tolist() == [5 if coverage == "events" else 3]


def test_a_window_that_outlives_the_coverage_is_open_not_unfulfilled(tmp_path: Path) -> None:
    rows = [line(1, "0311", "2024-06-20"), line(2, "061", "2024-01-02"), line(3, "0311", "2024-01-20")]
    events = read_lines(
        tmp_path, [{**row, "added": row["day"]} for row in rows], replace(MINI, coverage="events")
    )
    path = write(tmp_path, [line(9, "061", "2024-06-30")], "end.mini")
    events = read([tmp_path / "20240105.mini", path], replace(MINI, coverage="events"))
    assert events.coverage_end == pd.Timestamp("2024-06-30")
    states = rg.gap_index(events.to_case(), window=90).outcomes.set_index("statement_id")["state"]
    assert states.to_dict() == {"1": "open", "3": "unfulfilled"}


def test_own_goldstein_values_are_kept_and_compared_with_the_table(tmp_path: Path) -> None:
    events = read_lines(
        tmp_path, [line(1, "190", gold="-9.0"), line(2, "061", gold="6.4"), line(3, "195", gold="")]
    )
    assert events.actions["goldstein"].tolist()[:2] == [-9.0, 6.4]
    (note,) = (note for note in events.notes if "Goldstein" in note)
    assert note.startswith("1 row with a Goldstein score that is not the table's") and "190 1" in note


def test_pairs_of_one_article_are_counted(tmp_path: Path) -> None:
    events = read_lines(
        tmp_path, [line(1, "0311", article="x"), line(2, "061", article="x"), line(3, "061", article="y")]
    )
    assert any(note.startswith("1 pair of a word and a deed") for note in events.notes)


def test_columns_asked_for_come_along(tmp_path: Path) -> None:
    events = read_lines(tmp_path, [line(1, root="03"), line(2, "061", root="06")], columns=["root"])
    assert (events.statements["root"].tolist(), events.actions["root"].tolist()) == (["03"], ["06"])


def test_a_source_without_a_row_gives_empty_tables_that_pass(tmp_path: Path) -> None:
    events = read_lines(tmp_path, [line(1)], actors=["FRA"])
    assert (len(events.statements), len(events.actions)) == (0, 0)
    assert {"statement_id", "date", "actor", "target", "code"} <= set(events.statements.columns)
    check_chain(events)


def test_remarks_and_added_rows_of_a_source_are_in_account_and_notes(tmp_path: Path) -> None:
    def twice(raw: pd.DataFrame, options: object) -> pd.DataFrame:
        events = MINI.to_events(raw, options)
        again = events.assign(event_id=events["event_id"] + "/b", actor="FRA")
        out = pd.concat([events, again], ignore_index=True)
        out.attrs = {"notes": {"named jointly": len(raw)}, "added": {"joint actors": len(raw)}}
        return out

    events = read_lines(
        tmp_path, [line(1), line(2, "061")], replace(MINI, to_events=twice, actor="", target="")
    )
    assert "2 rows: named jointly" in events.notes
    (step,) = events.account.loc[events.account["step"].eq("rows to events")].itertuples()
    assert (step.rows_in, step.rows_out, step.why) == (2, 4, "joint actors")
    check_chain(events)


def test_words_and_deeds_of_a_source_with_its_own_rule(tmp_path: Path) -> None:
    fmt = replace(
        MINI, words_and_deeds=lambda events, options: np.where(events["code"].eq("190"), "word", "")
    )
    events = read_lines(tmp_path, [line(1, "190"), line(2, "061")], fmt)
    assert (ids(events.statements), len(events.actions)) == (["1"], 0)
    assert lost(events, "words or deeds") == 1
