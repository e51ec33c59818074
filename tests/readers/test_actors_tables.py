"""The shipped crosswalk: every row consistent, dates that do not overlap, and a build that refuses contradictions."""

from __future__ import annotations

import csv
import importlib.util
import itertools
from pathlib import Path

import pandas as pd
import pytest

import rhetoric_gap as rg
from rhetoric_gap.readers.actors.names import fold
from rhetoric_gap.readers.actors.tables import (
    FIRST,
    LAST,
    SYSTEMS,
    codes_of,
    countries_of,
    read_table,
    to_day,
)

ROOT = Path(__file__).resolve().parents[2]
SPEC = importlib.util.spec_from_file_location("build_actors", ROOT / "scripts" / "build_actors.py")
assert SPEC is not None
assert SPEC.loader is not None
build_actors = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(build_actors)

WIDE = read_table("countries.csv")


def days(row):
    return to_day(row["valid_from"], FIRST), to_day(row["valid_to"], LAST)


@pytest.mark.parametrize("name", ["countries.csv", "aliases.csv", "names.csv"])
def test_every_row_has_a_country_and_runs_forward(name):
    keys = {row["iso3"] for row in WIDE}
    for row in read_table(name):
        assert row["iso3"] in keys
        assert days(row)[0] <= days(row)[1]
        assert None not in row
        assert all(value == value.strip() for value in row.values())


def test_a_country_has_one_row_a_day():
    for _, group in itertools.groupby(WIDE, key=lambda row: row["iso3"]):
        spans = [days(row) for row in group]
        assert all(before[1] < after[0] for before, after in itertools.pairwise(spans))


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_code_stands_for_one_country_a_day(system):
    for code, spells in countries_of(system).items():
        for before, after in itertools.pairwise(spells):
            assert before.end < after.start, (system, code)


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_country_has_one_code_a_day(system):
    for country, spells in codes_of(system).items():
        for before, after in itertools.pairwise(spells):
            assert before.end < after.start, (system, country)


def test_codes_look_like_codes():
    shape = {
        "iso3": r"[A-Z]{3}",
        "iso2": r"[A-Z]{2}",
        "cow": r"[1-9]\d{0,2}",
        "gw": r"[1-9]\d{0,2}",
        "cowc": r"[A-Z]{3}",
        "fips": r"[A-Z]{2}",
        "cameo": r"[A-Z]{3}",
    }
    for system, pattern in shape.items():
        values = pd.Series([row[system] for row in WIDE if row[system]])
        assert values.str.fullmatch(pattern).all(), system
    assert all(row["iso3"] for row in WIDE)
    assert all(row["name"] for row in WIDE)


def test_every_name_is_found_and_says_nothing_new():
    listed = {(fold(row["name"]), row["iso3"]) for row in read_table("names.csv")}
    assert all((fold(row["name"]), row["iso3"]) in listed for row in WIDE)
    seen = pd.DataFrame(read_table("names.csv")).assign(folded=lambda table: table["name"].map(fold))
    assert not seen.duplicated(["folded", "iso3", "valid_from"]).any()


def test_countries_is_the_crosswalk():
    table = rg.countries()
    assert table.columns.tolist()[:3] == ["iso3", "iso2", "name"]
    assert len(table) == len(WIDE)
    assert table["cow"].isna().any()
    assert table.loc[table["iso3"] == "NAM", "iso2"].tolist()[-1] == "NA"
    today = rg.countries(on="2024-06-30 15:00")
    assert today["iso3"].is_unique
    assert not today["iso3"].isin(["SUN", "DDR", "YUG", "ANT", "XSV"]).any()
    for system, count in {"cow": 194, "gw": 196}.items():
        assert today[system].dropna().is_unique
        assert today[system].notna().sum() >= count - 2


def test_numbers_of_states_in_1914_and_1985():
    assert rg.countries(on="1914-08-01").set_index("iso3").loc["XAH", "cow"] == "300"
    cold_war = rg.countries(on="1985-01-01").set_index("iso3")
    assert cold_war.loc[["SUN", "DDR", "DEU", "CSK", "YUG", "YMD", "YEM"], "cow"].tolist() == [
        "365",
        "265",
        "260",
        "315",
        "345",
        "680",
        "678",
    ]
    assert pd.isna(cold_war.loc["UKR", "cow"])
    assert "RUS" not in cold_war.index


def test_shipped_crosswalk_is_what_the_raw_tables_give():
    assert build_actors.main(["--check"]) == 0


def raw_copy(folder):
    for path in build_actors.RAW.glob("*.csv"):
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def append(path, row):
    with path.open("a", encoding="utf-8", newline="") as handle:
        csv.writer(handle, lineterminator="\n").writerow(row)


def test_a_stale_file_is_noticed(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(build_actors, "DATA", tmp_path)
    assert build_actors.main(["--check"]) == 1
    assert "run python scripts/build_actors.py" in capsys.readouterr().err
    assert build_actors.main([]) == 0
    assert build_actors.main(["--check"]) == 0


def test_contradictions_are_listed_all_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr(build_actors, "RAW", raw_copy(tmp_path))
    append(tmp_path / "cow.csv", ["2", "USA", "CAN", "1990-01-01", ""])
    append(tmp_path / "gw.csv", ["999", "QQQ", "1990-01-01", ""])
    append(tmp_path / "gw.csv", ["998", "DDR", "1989-01-01", "1999-01-01"])
    append(tmp_path / "territories.csv", ["USA", "US", "Again", "US", "USA", "", ""])
    with pytest.raises(ValueError, match="names a country twice") as caught:
        build_actors.build()
    said = str(caught.value)
    assert "gw 999: no territory QQQ" in said
    assert "gw 998 (DDR): longer than the territory" in said
    assert "cow: cow 2 stands in two rows that overlap" in said
    assert "cow: iso3 CAN stands in two rows that overlap" in said
