"""Leading zeros: they stay, they come back where that is certain, and are never guessed at."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from stream_samples import MINI, Line, check_chain, ids, line, lost, read, read_lines, write

import rhetoric_gap as rg
from rhetoric_gap.errors import RhetoricGapWarning
from rhetoric_gap.readers._code_repair import CodeRepair, ambiguous_codes, stripped_codes
from rhetoric_gap.readers.stream import read_stream

CODES = sorted(rg.get_scale("cameo").levels["code"])
AMBIGUOUS = [str(root) for root in range(10, 21)]
LEAVES = [code for code in CODES if len(code) > 2]
OTHER_SIDES = ("CHN", "FRA", "DEU", "RUS", "GBR")


def rows_of(codes: list[str], **more: str) -> list[Line]:
    """One row per code, each of a dyad or day of its own."""
    return [
        line(i, code, b=OTHER_SIDES[i % 5], **{"day": f"2024-01-0{1 + i % 5}", "added": "2024-01-05", **more})
        for i, code in enumerate(codes)
    ]


def test_eleven_texts_stand_for_two_codes_each() -> None:
    assert list(ambiguous_codes(CODES)) == AMBIGUOUS
    options = stripped_codes(CODES)
    assert {text: options[text] for text in AMBIGUOUS} == {text: (f"0{text}", text) for text in AMBIGUOUS}
    in_doubt = [code for text in AMBIGUOUS for code in options[text]]
    assert len(in_doubt) == 22, "the 22 codes of which the field warns: eleven roots and eleven bases"


def test_scales_without_leading_zeros_are_left_alone(tmp_path: Path) -> None:
    assert stripped_codes(["190", "THREATEN", "7"]) == {}


def test_every_code_of_the_scale_survives_a_round_trip(tmp_path: Path) -> None:
    path = write(tmp_path, rows_of(CODES))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        events = read(path, backdated="keep", duplicates=())
    spelled = sorted(f"{code}0" if code in AMBIGUOUS else code for code in CODES)
    assert sorted([*events.statements["code"], *events.actions["code"]]) == spelled
    assert any(note.startswith("11 rows coded at a root only") for note in events.notes)
    check_chain(events)


@pytest.mark.parametrize("decimals", ["", ".0"])
def test_lost_zeros_come_back_and_doubtful_codes_are_rejected_by_name(tmp_path: Path, decimals: str) -> None:
    stripped = [code.lstrip("0") + decimals for code in LEAVES]
    path = write(tmp_path, rows_of(stripped))
    with pytest.warns(RhetoricGapWarning, match="restored") as caught:
        events = read(path, backdated="keep", duplicates=())
    certain = [code for code in LEAVES if code.lstrip("0") not in AMBIGUOUS]
    assert sorted([*events.statements["code"], *events.actions["code"]]) == certain
    assert lost(events, "codes with their leading zero") == len(LEAVES) - len(certain) == 11
    text = str(caught[0].message)
    assert all(f"{code} (root {code} or 0{code}) 1" in text for code in AMBIGUOUS)
    assert "EventRootCode or QuadClass" in text
    assert text == "; ".join(events.notes[:2])
    rejected = events.rejected
    assert len(rejected) == 11 and rejected["line"].is_unique
    assert rejected["why"].str.contains("may be either of two").all()
    check_chain(events)


@pytest.mark.parametrize("column", ["root", "quad"])
def test_the_rows_own_root_or_class_settles_the_doubt(tmp_path: Path, column: str) -> None:
    fmt = replace(MINI, aliases={})
    renamed = {"root": "EventRootCode", "quad": "QuadClass"}[column]
    quads = rg.quad_class(LEAVES, "gdelt")
    own = {"root": [str(int(code[:2])) for code in LEAVES], "quad": [str(int(quad)) for quad in quads]}[
        column
    ]
    rows = [
        {**row, column: value}
        for row, value in zip(rows_of([c.lstrip("0") for c in LEAVES]), own, strict=True)
    ]
    path = write(tmp_path, rows)
    path.write_text(path.read_text().replace(f"\t{column}\t", f"\t{renamed}\t", 1))
    columns = tuple(renamed if name == column else name for name in MINI.wanted)
    fmt = replace(fmt, layouts=(replace(MINI.layouts[0], columns=columns),), wanted=columns)
    with pytest.warns(RhetoricGapWarning, match="restored"):
        events = read(path, fmt, backdated="keep", duplicates=())
    assert sorted([*events.statements["code"], *events.actions["code"]]) == LEAVES
    assert not len(events.rejected)


def test_a_code_is_as_it_stands_where_others_have_their_zero(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        events = read_lines(tmp_path, [line(1, "10"), line(2, "010", b="FRA"), line(3, "14", b="DEU")])
        one = write(tmp_path, [line(4, "14")], "20240106.mini")
        both = read([tmp_path / "20240105.mini", one])
    assert sorted(events.statements["code"]) == ["010", "100", "140"], "a bare 10 would be taken for a 010"
    assert len(both.statements) == 4, "a file of one code is read by the others of its source"


def test_one_doubtful_code_alone_is_not_guessed_at(tmp_path: Path) -> None:
    with pytest.warns(RhetoricGapWarning, match="10 .root 10 or 010. 1"):
        events = read_lines(tmp_path, [line(1, "10"), line(2, "190")])
    assert ids(events.actions) == ["2"] and not len(events.statements)


def test_chunks_of_one_file_are_settled_together() -> None:
    repair = CodeRepair(CODES, "code")
    first, doubt = repair.fix(pd.DataFrame({"code": ["10", "190"]}), "a.csv")
    assert doubt.tolist() == [True, False] and first["code"].tolist() == ["10", "190"]
    second, _ = repair.fix(pd.DataFrame({"code": ["57", None]}), "a.csv")
    assert second["code"].tolist()[0] == "057" and second["code"].isna().tolist() == [False, True]
    assert repair.stays_in_doubt("a.csv")
    repair.fix(pd.DataFrame({"code": ["057"]}), "a.csv")
    assert not repair.stays_in_doubt("a.csv")


def test_integer_codes_of_a_parquet_file(tmp_path: Path) -> None:
    frame = pd.DataFrame([{name: "" for name in MINI.wanted} | row for row in rows_of(["57", "190", "10"])])
    frame["code"] = frame["code"].astype(int)
    path = tmp_path / "typed.parquet"
    frame.replace("", None).to_parquet(path)
    with pytest.warns(RhetoricGapWarning, match="57 as 057 1"):
        events = read_stream(path, MINI)
    assert [*events.statements["code"], *events.actions["code"]] == ["057", "190"]
