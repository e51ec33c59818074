"""One row per event: ids, dyad-day-codes, articles and mirror images, whatever the order of rows and files."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from stream_samples import PLAIN, check_chain, ids, line, lost, read, read_lines, write

from rhetoric_gap import flow_panel
from rhetoric_gap.readers import _duplicates as duplicates

MIRRORED = [
    line(2, "036", a="A", b="B", article="x", sentence="1"),
    line(1, "036", a="B", b="A", article="x", sentence="1"),
]


def test_the_same_row_in_overlapping_files_counts_once(tmp_path: Path) -> None:
    row = line(1)
    files = [
        write(tmp_path, rows, f"2024010{i}.mini") for i, rows in enumerate(([row], [row, line(2, "061")]), 1)
    ]
    events = read(files)
    assert (ids(events.statements), ids(events.actions)) == (["1"], ["2"])
    assert events.statements["n_reports"].tolist() == [1], "the same row twice is one report"
    assert "the same row again" in events.account.set_index("step").loc["one row per id", "why"]
    check_chain(events)


def test_of_versions_of_a_row_the_one_reported_last_stays(tmp_path: Path) -> None:
    rows = [
        line(1, "0311", added="2024-01-08"),
        line(1, "0312", added="2024-01-10"),
        line(1, "0313", added="2024-01-09"),
    ]
    for order in (rows, rows[::-1]):
        events = read_lines(tmp_path, order)
        assert events.statements["code"].tolist() == ["0312"]
        assert any(note.startswith("1 id with different content") and "(1)" in note for note in events.notes)


def test_versions_reported_on_one_day_are_settled_by_content(tmp_path: Path) -> None:
    rows = [line(1, "0311"), line(1, "0312"), line(1, "0313")]
    found = {
        read_lines(tmp_path, order).statements["code"].iloc[0]
        for order in (rows, rows[::-1], rows[1:] + rows[:1])
    }
    assert len(found) == 1


def test_an_edition_beats_the_day_of_the_report() -> None:
    frame = pd.DataFrame({"event_id": ["1", "1"], "edition": [2.0, 1.0], "code": ["a", "b"]})
    kept, identical, changed = duplicates.one_row_per_id(frame)
    assert (kept["code"].tolist(), identical, changed) == (["a"], 0, ["1"])


def test_reports_of_one_event_are_merged_into_the_smallest_id(tmp_path: Path) -> None:
    rows = [
        line(10, article="y"),
        line(9, article="x", added="2024-01-07"),
        line(11, article="x"),
        line(8, "061"),
    ]
    events = read_lines(tmp_path, rows)
    (kept,) = events.statements.itertuples()
    assert (kept.statement_id, kept.n_reports, kept.source_id) == ("9", 3, "x;y")
    assert kept.reported_at == pd.Timestamp("2024-01-05"), "known from the first report"
    assert lost(events, "one row per dyad, day and code") == 2
    assert ids(read_lines(tmp_path, rows, duplicates=["id"]).statements) == ["9", "10", "11"]


def test_a_semicolon_in_an_address_does_not_part_it(tmp_path: Path) -> None:
    events = read_lines(tmp_path, [line(1, article="x;y"), line(2, article="z")])
    assert events.statements["source_id"].tolist() == ["x%3By;z"]


def test_one_article_says_it_once_whatever_the_day(tmp_path: Path) -> None:
    rows = [line(1, article="x"), line(2, article="x", day="2024-01-03"), line(3), line(4, day="2024-01-03")]
    events = read_lines(tmp_path, rows, duplicates=["article"])
    assert sorted(ids(events.statements)) == ["1", "3", "4"], "rows without an article stay"


def test_without_the_rule_of_ids_every_row_stays_under_an_id_of_its_own(tmp_path: Path) -> None:
    rows = [line(1, "0312"), line(1, "0311"), line(1, "0313")]
    for order in (rows, rows[::-1]):
        events = read_lines(tmp_path, order, duplicates=[])
        assert ids(events.statements) == ["1", "1~2", "1~3"]
    check_chain(events)


def test_a_mirrored_sentence_counts_once_undirected_and_twice_directed(tmp_path: Path) -> None:
    rows = [
        *MIRRORED,
        line(3, "036", a="A", b="B", article="y", sentence="1", day="2024-01-02", added="2024-01-02"),
    ]
    path = write(tmp_path, rows)
    events = read(path, PLAIN)
    assert events.statements.set_index("statement_id")["mirrored"].to_dict() == {
        "1": True,
        "2": True,
        "3": False,
    }
    assert any(note.startswith("67% of the rows (2; 2 of them words) are mirrored") for note in events.notes)
    once = read(path, PLAIN, mirrored="once")
    assert sorted(ids(once.statements)) == ["1", "3"], "the smaller id"
    assert lost(once, "mirrored rows counted once") == 1
    check_chain(once)
    assert flow_panel(path, format=PLAIN)["n_statements"].sum() == 3
    undirected = flow_panel(path, format=PLAIN, directed=False)
    assert undirected[["actor", "target", "n_statements"]].values.tolist() == [["A", "B", 2]]


def test_another_sentence_article_code_or_day_is_no_mirror_image(tmp_path: Path) -> None:
    first, second = MIRRORED
    for change in (
        {"sentence": "2"},
        {"article": "y"},
        {"code": "0311"},
        {"day": "2024-01-03"},
        {"article": ""},
    ):
        events = read_lines(tmp_path, [first, {**second, **change}], PLAIN)
        assert not events.statements["mirrored"].any()
    bare = [{**row, "sentence": ""} for row in MIRRORED]
    assert read_lines(tmp_path, bare, PLAIN).statements["mirrored"].all(), (
        "without sentences the article decides"
    )


def test_ids_are_ordered_as_numbers_before_texts() -> None:
    found = pd.Series(["b", "10", "9", "a", "010", None])
    assert duplicates.order_of_ids(found).tolist() == [4, 2, 0, 3, 1, -1]
