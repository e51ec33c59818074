"""POLECAT as it really comes: 39, 40 and 44 columns, names too many, joint actors, repeated rows."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from coded_samples import adds_up, codes, ids, lost, polecat_row, polecat_text, put

from rhetoric_gap import read_polecat
from rhetoric_gap.readers.polecat import COLUMNS, members

SAID_AND_DONE = [polecat_row("a1_1"), polecat_row("b2_4", "AID", "2022-01-20", Event_Mode="military")]
NAME = "ngecEventsDV-2022-Jan.txt"


def test_forty_columns() -> None:
    assert len(COLUMNS) == 40 == len(set(COLUMNS))


@pytest.mark.parametrize(
    "text",
    [
        polecat_text(SAID_AND_DONE),
        polecat_text(SAID_AND_DONE, without=["Intensity"]),
        polecat_text(SAID_AND_DONE, more_names=["Headline"]),
        polecat_text(SAID_AND_DONE, more_names=["Headline", "Story"]),
        polecat_text(SAID_AND_DONE, tail="\t\t\t\t"),
    ],
    ids=["40", "39", "one name too many", "two names too many", "44"],
)
def test_every_layout(tmp_path: Path, text: str) -> None:
    events = read_polecat(put(tmp_path / f"{NAME}.gz", text))
    adds_up(events)
    assert events.statements[["statement_id", "actor", "target", "code", "topic"]].values.tolist() == [
        ["a1_1", "KEN", "UGA", "AGREE", "military"]
    ]
    done = events.actions[["action_id", "code", "source_id"]].values.tolist()
    assert done == [["b2_4/military", "AID-military", "b2"]]


def test_four_empty_columns_in_the_rows_alone(tmp_path: Path) -> None:
    header, *rows = polecat_text(SAID_AND_DONE).splitlines()
    text = "\n".join([header, *(row + "\t\t\t\t" for row in rows)]) + "\n"
    assert codes(read_polecat(put(tmp_path / NAME, text))) == ["AGREE", "AID-military"]


def test_apostrophes_and_quotes_are_letters(tmp_path: Path) -> None:
    rows = [
        polecat_row("a1_1", Actor_Name="Ruto's \"team", Source="L'Exemple"),
        polecat_row("a2_1", "REJECT"),
    ]
    events = read_polecat(put(tmp_path / NAME, polecat_text(rows)))
    assert sorted(events.statements["actor_name"]) == ["Ruto's \"team", "William"]


def test_latin_1(tmp_path: Path) -> None:
    data = polecat_text([polecat_row(Actor_Name="José")]).encode("latin-1")
    assert read_polecat(put(tmp_path / NAME, data)).statements["actor_name"].tolist() == ["José"]


def test_members_of_a_cell() -> None:
    assert members("USA;KOR") == members(" KOR | USA;USA;None") == ["KOR", "USA"]
    assert members("None") == []


@pytest.mark.parametrize("cell", ["TZA;RWA", "RWA|TZA", "tza; rwa", "RWA;None;TZA"])
def test_a_joint_target_is_one_row(tmp_path: Path, cell: str) -> None:
    events = read_polecat(put(tmp_path / NAME, polecat_text([polecat_row(Recipient_Country=cell)])))
    adds_up(events)
    assert events.statements["target"].tolist() == ["RWA;TZA"]


def test_a_joint_actor_is_a_row_for_each(tmp_path: Path) -> None:
    rows = [
        polecat_row("a1_1", Actor_Country="KEN;TZA", Recipient_Country="UGA; KEN"),
        polecat_row("a2_1", "REJECT"),
    ]
    events = read_polecat(put(tmp_path / NAME, polecat_text(rows)))
    adds_up(events)
    joint = events.statements.set_index("statement_id").loc[["a1_1/KEN", "a1_1/TZA"]]
    assert joint["actor"].tolist() == ["KEN", "TZA"]
    assert joint["target"].tolist() == ["UGA", "KEN;UGA"]
    assert joint["source_id"].tolist() == ["a1", "a1"]
    assert lost(events, "joint actor") == -1


def test_none_is_missing(tmp_path: Path) -> None:
    rows = [
        polecat_row("a1_1", Recipient_Country="None"),
        polecat_row("a2_1", Contexts="None", Intensity="None"),
    ]
    events = read_polecat(put(tmp_path / NAME, polecat_text(rows)))
    adds_up(events)
    assert (ids(events), lost(events, "no target")) == (["a2_1"], 1)
    assert events.statements[["topic", "goldstein"]].isna().all(axis=None)


def test_contexts_in_one_order(tmp_path: Path) -> None:
    rows = [
        polecat_row("a1_1", Contexts="military;diplomatic"),
        polecat_row("a2_1", "REJECT", Contexts="Diplomatic; military"),
    ]
    assert set(read_polecat(put(tmp_path / NAME, polecat_text(rows))).statements["topic"]) == {
        "diplomatic;military"
    }


def test_rows_repeated_within_an_article(tmp_path: Path) -> None:
    rows = [polecat_row("a1_1"), polecat_row("a1_2"), polecat_row("a1_1")]
    events = read_polecat(put(tmp_path / NAME, polecat_text(rows)))
    adds_up(events)
    assert ids(events) == ["a1_1"]


def test_modes_of_one_type_are_events_of_their_own(tmp_path: Path) -> None:
    rows = [polecat_row("a1_1", "PROTEST", Event_Mode=mode) for mode in ("demo", "riot")]
    assert ids(read_polecat(put(tmp_path / NAME, polecat_text(rows)))) == ["a1_1/demo", "a1_1/riot"]


def test_what_is_dated_after_its_publication_is_rejected(tmp_path: Path) -> None:
    rows = [
        polecat_row("a1_1", Publication_Date="2022-01-04"),
        polecat_row("a2_1", Publication_Date="2022-01-09"),
    ]
    events = read_polecat(put(tmp_path / NAME, polecat_text(rows)))
    adds_up(events)
    assert (ids(events), events.rejected["line"].tolist()) == (["a2_1"], [2])
    assert events.statements["reported_at"].tolist() == [pd.Timestamp("2022-01-09")]


def test_the_scale_is_plover(tmp_path: Path) -> None:
    events = read_polecat(put(tmp_path / NAME, polecat_text(SAID_AND_DONE)))
    assert (events.scale, events.quad_rule) == ("plover", "plover")


def test_names_as_actors(tmp_path: Path) -> None:
    events = read_polecat(put(tmp_path / NAME, polecat_text(SAID_AND_DONE[:1])), level="actor")
    assert events.statements[["actor", "target"]].values.tolist() == [["William", "Yoweri"]]


def test_one_of_several_targets_is_found(tmp_path: Path) -> None:
    rows = [polecat_row("a1_1", Recipient_Country="RWA;TZA"), polecat_row("a2_1")]
    assert ids(read_polecat(put(tmp_path / NAME, polecat_text(rows)), targets=["TZA"])) == ["a1_1"]


def test_exports(tmp_path: Path) -> None:
    frame = pd.DataFrame([dict(row) for row in SAID_AND_DONE])
    frame.rename(columns=lambda name: name.lower().replace(" ", "_")).to_parquet(tmp_path / "polecat.parquet")
    assert codes(read_polecat(tmp_path / "polecat.parquet")) == ["AGREE", "AID-military"]
    put(tmp_path / "ngecEventsDV-2022.txt.zip", polecat_text(SAID_AND_DONE))
    assert codes(read_polecat(tmp_path / "ngecEventsDV-2022.txt.zip")) == ["AGREE", "AID-military"]
