"""Pledge trackers: statuses become graded outcomes, nothing is guessed, and published tallies come out."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import rhetoric_gap as rg
from rhetoric_gap.readers.event_tables import EventTables
from rhetoric_gap.readers.pledges import NEVER
from rhetoric_gap.tables.files import read_table

TRACKER = """id,title,made,party,status,updated,deadline,category,budget
007,Build a bridge,2020-05-01,RED,Promise Kept,2022-03-01,2024-12-31,transport,1.50
008,"Cut the tax, at last",2020-05-01,RED,Compromise,2023-01-15,,economy,
009,Open the archive,2020-06-01,BLUE,Promise Broken,2023-06-30,2022-01-01,justice,
010,Plant a forest,2020-07-01,BLUE,In the Works,2023-07-01,2021-01-01,climate,
"""
READ = {"as_of": "2024-01-01"}


def tracker(text: str = TRACKER, **options: Any) -> rg.PledgeTables:
    return rg.read_pledges(io.BytesIO(text.encode()), **{**READ, **options})


def tally(**counts: int) -> pd.DataFrame:
    """A tracker with so many promises of each status; the names of statuses have no blanks here."""
    statuses = [status.replace("_", " ") for status, count in counts.items() for _ in range(count)]
    return pd.DataFrame({"status": statuses})


def of_tally(**counts: int) -> rg.PledgeTables:
    return rg.read_pledges(tally(**counts), actor="LEADER", made="2015-11-04", as_of="2019-01-01")


def failures(text: str, **options: Any) -> pd.DataFrame:
    with pytest.raises(rg.SchemaError) as caught:
        tracker(text, **options)
    return caught.value.failures


def test_unpacks_as_statements_and_actions_and_carries_links() -> None:
    read = tracker()
    statements, actions = read
    assert isinstance(read, EventTables)
    assert statements["statement_id"].tolist() == ["007", "008", "009", "010"]
    assert statements["outcome"].tolist() == ["kept", "partial", "unfulfilled", "open"]
    assert actions["action_id"].tolist() == ["D-007", "D-008"]
    assert read.links[["statement_id", "action_id", "match"]].values.tolist() == [
        ["007", "D-007", 1.0],
        ["008", "D-008", 0.5],
    ]
    assert read.links["how"].eq("coded").all()


def test_tables_pass_their_checks() -> None:
    read = tracker()
    rg.check_links(read.links, rg.check_statements(read.statements), rg.check_actions(read.actions))


def test_columns_are_found_and_others_pass_through() -> None:
    statements = tracker().statements
    assert statements["text"].tolist()[1] == "Cut the tax, at last"
    assert statements["actor"].tolist() == ["RED", "RED", "BLUE", "BLUE"]
    assert statements["target"].eq("PUBLIC").all()
    assert statements["topic"].tolist() == ["transport", "economy", "justice", "climate"]
    assert statements["budget"].tolist()[0] == "1.50"
    assert statements["line"].tolist() == [2, 3, 4, 5]


def test_window_closes_with_the_ruling_and_stated_deadline_is_kept() -> None:
    statements = tracker().statements
    stated = statements["stated_deadline"].dt.strftime("%Y-%m-%d").tolist()
    assert stated[0] == "2024-12-31"
    assert statements["deadline"].dt.strftime("%Y-%m-%d").tolist() == [
        "2022-03-01", "2023-01-15", "2023-06-30", f"{NEVER:%Y-%m-%d}",
    ]  # fmt: skip


def test_gap_of_a_tracker_by_hand() -> None:
    result = rg.gap_index(tracker().to_case())
    row = result.frame.iloc[0]
    assert row[["n", "n_kept", "n_partial", "n_unfulfilled", "n_open"]].tolist() == [3, 1, 1, 1, 1]
    assert result.gap == pytest.approx(0.5)
    # the open promise could go either way: 1.5 of 4 done at least, 2.5 at most
    assert row["bound_low"] == pytest.approx(1 - 2.5 / 4)
    assert row["bound_high"] == pytest.approx(1 - 1.5 / 4)


def test_result_is_taken_by_the_index_as_it_is() -> None:
    assert rg.gap_index(tracker()).gap == pytest.approx(0.5)


@pytest.mark.parametrize("as_of", ["2021-06-01", "2024-01-01", "2090-01-01"])
def test_deadline_passed_is_not_broken(as_of: str) -> None:
    out = rg.outcomes(tracker().to_case(), as_of=as_of).set_index("statement_id")
    assert out.loc["010", "state"] == "open"


def test_a_ruling_is_not_known_before_its_day() -> None:
    out = rg.outcomes(tracker().to_case(), as_of="2022-12-31").set_index("statement_id")
    assert out["state"].to_dict() == {"007": "kept", "008": "open", "009": "open", "010": "open"}


def test_late_against_the_stated_deadline_is_what_the_coder_says() -> None:
    late = TRACKER.replace("Promise Broken", "Compromise")
    out = rg.outcomes(tracker(late).to_case()).set_index("statement_id")
    assert out.loc["009", ["state", "credit"]].tolist() == ["partial", 0.5]


def test_published_tracker_of_174_promises() -> None:
    read = of_tally(Promise_Kept=21, Compromise=8, Promise_Broken=43, Not_Yet_Rated=102)
    row = rg.gap_index(read.to_case()).frame.iloc[0]
    assert row[["n_statements", "n_kept", "n_partial", "n_unfulfilled", "n_open"]].tolist() == [
        174,
        21,
        8,
        43,
        102,
    ]
    assert [round(row[name], 3) for name in ("gap", "bound_low", "bound_high")] == [0.653, 0.270, 0.856]


def test_published_tally_of_533_promises() -> None:
    read = of_tally(Promise_Kept=256, Compromise=144, Promise_Broken=133)
    row = rg.gap_index(read.to_case()).frame.iloc[0]
    assert round(row["gap"], 3) == 0.385
    assert round(1 - row["n_kept"] / row["n"], 2) == 0.52


def test_same_numbers_as_the_case_made_from_counts() -> None:
    cells = {"kept": 21, "partial": 8, "unfulfilled": 43, "open": 102}
    other = rg.case_from_counts(
        pd.DataFrame({"cell": list(cells), "count": list(cells.values())}), kind="promise"
    )
    read = of_tally(Promise_Kept=21, Compromise=8, Promise_Broken=43, In_the_Works=102)
    columns = ["n", "bark", "bite", "gap", "bound_low", "bound_high", "lower", "upper", "testable_share"]
    mine, theirs = (rg.gap_index(case).frame[columns] for case in (read.to_case(), other))
    pd.testing.assert_frame_equal(mine, theirs)


def test_unverifiable_is_counted_and_out_of_gap_and_bounds() -> None:
    frame = tally(kept=2, broken=1, nobody_can_say=3)
    meaning = {"kept": 1, "broken": 0, "nobody can say": "excluded"}
    read = rg.read_pledges(frame, statuses=meaning, actor="A", made="2020-01-01", as_of="2021-01-01")
    row = rg.gap_index(read.to_case()).frame.iloc[0]
    assert row[["n", "n_untestable", "n_statements"]].tolist() == [3, 3, 6]
    assert row[["gap", "bound_low", "bound_high"]].tolist() == pytest.approx([1 / 3] * 3)
    assert any("3 promises could not be verified" in note for note in read.notes)


def test_shares_of_ones_own() -> None:
    frame = pd.DataFrame({"status": ["mostly", "not"]})
    read = rg.read_pledges(
        frame, statuses={"mostly": 0.75, "not": 0}, actor="A", made="2020-01-01", as_of="2021-01-01"
    )
    assert rg.gap_index(read.to_case()).gap == pytest.approx(1 - 0.75 / 2)


@pytest.mark.parametrize(
    ("vocabulary", "status", "outcome"),
    [
        ("politifact", "Promise Kept", "kept"),
        ("politifact", "promise-broken", "unfulfilled"),
        ("politifact", "Stalled", "open"),
        ("politifact", "Compromise", "partial"),
        ("pledge-project", "Partially Fulfilled", "partial"),
        ("pledge-project", "Not Fulfilled", "unfulfilled"),
    ],
)
def test_vocabularies(vocabulary: str, status: str, outcome: str) -> None:
    read = rg.read_pledges(
        pd.DataFrame({"status": [status]}),
        statuses=vocabulary,
        actor="A",
        made="2020-01-01",
        as_of="2021-01-01",
    )
    assert read.statements["outcome"].tolist() == [outcome]


def test_account_adds_up() -> None:
    text = TRACKER + ",,,,,,,,\n011,too,few\n"
    read = tracker(text)
    account = rg.row_account(read)
    assert account["rows_in"].iloc[0] == 6
    assert account["rows_in"].tolist()[1:] == account["rows_out"].tolist()[:-1]
    assert account.set_index("step")["rows_out"][["promises", "deeds"]].tolist() == [4, 2]
    assert read.rejected[["line", "why"]].values.tolist() == [[7, "3 cells where the header has 9"]]


def test_unknown_statuses_are_listed_with_their_lines() -> None:
    text = TRACKER.replace("Promise Kept", "Promise Kep").replace("In the Works", "zzz")
    found = failures(text)
    assert found["row"].tolist() == [2, 5]
    assert found["value"].tolist() == ["Promise Kep", "zzz"]
    assert "Did you mean 'Promise Kept'?" in found["hint"][0]
    assert "statuses={'zzz'" in found["hint"][1]


def test_all_problems_come_at_once() -> None:
    text = (
        "title,made,party,status,updated\nA,01/02/2020,RED,kept?,\nB,2020-01-01,,Promise Kept,2019-01-01\n"
        ",2020-01-01,RED,,\n"
    )
    found = failures(text)
    assert set(zip(found["row"], found["column"], strict=True)) == {
        (2, "date"), (2, "status"), (3, "actor"), (3, "status_date"), (4, "status"),
    }  # fmt: skip
    assert "day or month first?" in found.loc[found["column"].eq("date"), "hint"].iloc[0]


def test_two_candidates_are_never_chosen_between() -> None:
    text = "title,promise,made,party,author,status\nA,B,2020-01-01,RED,X,kept\n"
    found = failures(text)
    assert found["column"].tolist() == ["text", "actor"]
    assert "'title' and 'promise' could both be" in found["hint"][0]
    read = tracker(
        text.replace(",kept", ",Promise Kept"), columns={"text": "promise", "actor": None}, actor="ME"
    )
    assert read.statements[["text", "actor", "title", "party"]].values.tolist() == [["B", "ME", "A", "RED"]]


def test_an_explicit_column_wins_over_a_name() -> None:
    text = "status,verdict_of_others,made,party\nx,Promise Kept,2020-01-01,RED\n"
    read = tracker(text, columns={"status": "verdict_of_others"})
    assert read.statements[["outcome", "status_in_file"]].values.tolist() == [["kept", "x"]]


def test_columns_that_do_not_exist() -> None:
    found = failures(TRACKER, columns={"actor": "partie", "status": None})
    assert found["column"].tolist() == ["actor", "status"]
    assert "Did you mean 'party'?" in found["hint"][0]
    with pytest.raises(rg.UnknownOptionError, match="Did you mean 'status'"):
        tracker(columns={"statu": "status"})
    with pytest.raises(rg.RhetoricGapError, match="twice"):
        tracker(columns={"text": "title", "topic": "title"})
    with pytest.raises(rg.RhetoricGapError, match="mapping"):
        tracker(columns="title")


def test_no_status_column() -> None:
    found = failures("title,made,party\nA,2020-01-01,RED\n")
    assert found["column"].tolist() == ["status"]
    assert "title, made, party" in found["hint"][0]


def test_columns_of_the_file_that_carry_names_of_ours() -> None:
    text = "title,made,party,status,code,strength,outcome\nA,2020-01-01,RED,Promise Kept,X1,strong,?\n"
    with pytest.raises(rg.SchemaError, match="status, outcome"):
        tracker(text)
    read = tracker(text, columns={"status": "status"})
    row = read.statements.iloc[0]
    assert row["outcome"] == "kept"
    assert row[["code_in_file", "strength_in_file", "outcome_in_file"]].tolist() == ["X1", "strong", "?"]


def test_missing_facts_are_asked_for() -> None:
    text = "promise,status\nA,Promise Kept\n"
    assert failures(text)["column"].tolist() == ["date", "actor"]
    read = tracker(text, made="2020-01-01", actor="RED")
    assert read.statements[["date", "actor"]].astype(str).values.tolist() == [["2020-01-01", "RED"]]


def test_rulings_without_a_day_are_dated_when_the_tracker_was_read() -> None:
    read = tracker("promise,made,by,status\nA,2020-01-01,RED,Promise Kept\n")
    assert read.actions["date"].astype(str).tolist() == ["2024-01-01"]
    assert any("1 ruling without a day" in note for note in read.notes)


def test_as_of_is_the_last_day_and_said_so() -> None:
    read = rg.read_pledges(io.BytesIO(TRACKER.encode()))
    assert f"{read.as_of:%Y-%m-%d}" == "2023-07-01"
    assert "No as_of was given" in read.notes[0]


def test_dates_in_another_notation() -> None:
    text = "promise;made;by;status\nA;01.02.2020;RED;Promise Kept\n"
    assert tracker(text, date_format="%d.%m.%Y").statements["date"].astype(str).tolist() == ["2020-02-01"]
    with pytest.raises(rg.RhetoricGapError, match="date_format"):
        tracker(text, date_format="%H:%M")


def test_times_of_exports_are_cut_off() -> None:
    text = "promise,made,by,status\nA,2020-02-01T23:59:59Z,RED,Promise Kept\n"
    assert tracker(text).statements["date"].astype(str).tolist() == ["2020-02-01"]


def test_severity_of_ones_own() -> None:
    text = "promise,made,by,status,severity\nA,2020-02-01,RED,Promise Kept,0.5\nB,2020-02-01,RED,Promise Broken,1\n"
    assert rg.gap_index(tracker(text).to_case()).gap == pytest.approx(1 / 1.5)
    assert failures(text.replace("0.5", "half"))["column"].tolist() == ["severity"]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_delimiters(mark: str) -> None:
    text = TRACKER.replace("Cut the tax, at last", "Cut the tax").replace(",", mark)
    assert len(tracker(text).statements) == 4
    assert len(tracker(text, delimiter=mark).statements) == 4


def test_line_ends_marks_and_packings(tmp_path: Path) -> None:
    plain = tracker().statements
    data = TRACKER.encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("tracker.csv", data)
    table = pd.read_csv(io.StringIO(TRACKER), dtype=str)
    table.to_parquet(tmp_path / "t.parquet")
    (tmp_path / "t.csv").write_bytes(data)
    sources: list[Any] = [
        io.BytesIO(b"\xef\xbb\xbf" + data),
        io.BytesIO(data.replace(b"\n", b"\r\n")),
        io.BytesIO(data.rstrip()),
        io.BytesIO(TRACKER.encode("utf-16")),
        io.BytesIO(gzip.compress(data)),
        packed,
        tmp_path / "t.csv",
        str(tmp_path / "t.parquet"),
        table,
    ]
    for source in sources:
        read = rg.read_pledges(source, **READ).statements
        pd.testing.assert_frame_equal(read.drop(columns="line"), plain.drop(columns="line"))


def test_lines_are_counted_over_quoted_ends() -> None:
    text = 'promise,made,by,status\n"A\nsecond line",2020-01-01,RED,Promise Kept\nB,2020-01-01,RED,nope\n'
    assert failures(text)["row"].tolist() == [4]


@pytest.mark.parametrize(
    ("data", "match"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"promise,status,status\nA,b,c\n", "same name"),
        (b'promise,status\nA,"open\n', "never closed"),
        (b"promise,status\n\xe9t\xe9,kept\n", "not utf-8 text .line 2"),
        (b"PAR1 nothing", "Parquet"),
        (b"\x1f\x8b\x08\x00broken", "gzip"),
    ],
)
def test_files_that_hold_no_table(data: bytes, match: str) -> None:
    with pytest.raises(rg.RhetoricGapError, match=match):
        rg.read_pledges(io.BytesIO(data), actor="A", made="2020-01-01")


def test_other_encodings_are_named_not_guessed() -> None:
    data = "promise,made,by,status\nÉté,2020-01-01,RED,Promise Kept\n".encode("latin-1")
    assert rg.read_pledges(io.BytesIO(data), encoding="latin-1", **READ).statements["text"].tolist() == [
        "Été"
    ]
    with pytest.raises(rg.RhetoricGapError, match="not known to Python"):
        rg.read_pledges(io.BytesIO(data), encoding="latin-99")


def test_options_are_checked() -> None:
    with pytest.raises(rg.UnknownOptionError, match=r"statuses='politifac'.*Did you mean 'politifact'"):
        tracker(statuses="politifac")
    with pytest.raises(rg.RhetoricGapError, match="as_of must be a date"):
        tracker(as_of="soon")
    with pytest.raises(rg.RhetoricGapError, match="delimiter is one character"):
        tracker(delimiter=", ")
    with pytest.raises(rg.RhetoricGapError, match="limits must be"):
        tracker(limits=5)


def test_two_files_in_an_archive_are_not_chosen_between() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", TRACKER)
        archive.writestr("b.csv", TRACKER)
    with pytest.raises(rg.RhetoricGapError, match="found 2"):
        rg.read_pledges(packed)


def test_order_of_rows_plays_no_part() -> None:
    head, *rows = TRACKER.splitlines()
    shuffled = tracker("\n".join([head, *rows[::-1]]))
    pd.testing.assert_frame_equal(
        shuffled.statements.drop(columns="line"), tracker().statements.drop(columns="line")
    )


def test_repeated_and_missing_ids() -> None:
    assert failures(TRACKER.replace("008", "007"))["row"].tolist() == [2, 3]
    read = tracker(TRACKER.replace("008", "007"), columns={"statement_id": None})
    assert read.statements["statement_id"].tolist() == ["P1", "P2", "P3", "P4"]
    assert read.statements["id"].tolist() == ["007", "007", "009", "010"]


def test_empty_tracker() -> None:
    read = tracker("promise,made,by,status\n")
    assert [len(read.statements), len(read.actions), len(read.links)] == [0, 0, 0]


def test_ids_and_namibia_survive_files(tmp_path: Path) -> None:
    read = tracker(TRACKER.replace("RED", "NA"))
    for ending, write in (("csv", "to_csv"), ("parquet", "to_parquet")):
        path = tmp_path / f"said.{ending}"
        getattr(read.statements, write)(path, index=False)
        back = rg.check_statements(read_table(path))
        assert back["statement_id"].tolist() == ["007", "008", "009", "010"]
        assert back["actor"].tolist() == ["NA", "NA", "BLUE", "BLUE"]


def test_prints_what_it_holds() -> None:
    text = repr(tracker())
    assert "4 promises (1 kept, 1 partial, 1 unfulfilled, 1 open), 2 deeds, 2 links, as of 2024-01-01" in text


CELLS = st.sampled_from(
    [
        "Promise Kept",
        "kept",
        "Stalled",
        "",
        "2020-01-01",
        "2020-13-45",
        "RED",
        "a,b",
        '"',
        "\n",
        "0.5",
        "\x00",
        "é",
    ]
)


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=4),
    st.lists(st.lists(CELLS, min_size=1, max_size=6), max_size=6),
    st.binary(max_size=20),
)
@example(b"", [["Promise Kept", "2020-01-01", "RED"]], b"")
def test_no_file_breaks_it_otherwise_than_with_an_error_of_ours(
    before: bytes, rows: list[list[str]], after: bytes
) -> None:
    text = "status,made,by\n" + "\n".join(",".join(row) for row in rows)
    try:
        read = rg.read_pledges(io.BytesIO(before + text.encode() + after), actor="A", made="2019-01-01")
    except rg.RhetoricGapError:
        return
    account = rg.row_account(read)
    assert account["rows_in"].tolist()[1:] == account["rows_out"].tolist()[:-1]
    assert len(read.links) == int(read.statements["outcome"].isin(["kept", "partial"]).sum())
