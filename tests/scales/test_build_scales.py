"""The shipped tables are what the raw tables give, and contradictions in the raw tables are refused."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_scales", ROOT / "scripts" / "build_scales.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def raw_tables(build) -> dict[str, list[dict[str, str]]]:
    return {path.name: build.read(path.name) for path in sorted(build.RAW.glob("*.csv"))}


def test_the_shipped_tables_are_up_to_date(build, capsys):
    assert build.main(["--check"]) == 0
    assert capsys.readouterr().err == ""


def test_check_names_the_stale_file_and_writes_nothing(build, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(build, "DATA", tmp_path)
    kept = {name: content for name, content in build.build().items() if name != "cameo_promises.csv"}
    for name, content in kept.items():
        (tmp_path / name).write_bytes(content)
    assert build.main(["--check"]) == 1
    assert "stale: cameo_promises.csv;" in capsys.readouterr().err
    assert {path.name for path in tmp_path.iterdir()} == set(kept)


def test_building_writes_exactly_what_check_accepts(build, tmp_path, monkeypatch):
    monkeypatch.setattr(build, "DATA", tmp_path)
    assert build.main([]) == 0
    assert build.main(["--check"]) == 0
    for path in tmp_path.iterdir():
        assert b"\r" not in path.read_bytes()
        assert path.read_bytes().endswith(b"\n")


def test_every_contradiction_is_listed_at_once(build, monkeypatch):
    raw = raw_tables(build)
    blockade = next(row for row in raw["promise_map_ext.csv"] if row["cameo_code"] == "1381")
    blockade["partial_codes"] = "191;154;154;072;999"
    blockade["breaking_codes"] = "191"
    blockade["commitment_strength"] = "4"
    monkeypatch.setattr(build, "read", raw.__getitem__)
    with pytest.raises(ValueError) as caught:
        build.build()
    assert str(caught.value).splitlines() == [
        "1381: partial names unknown codes ['999']",
        "1381: partial names a code twice",
        "1381: ['191'] are both fulfilling and partial",
        "1381: ['191'] are both fulfilling and breaking",
        "1381: ['191'] are both partial and breaking",
        "1381: ['072', '999'] have another valence than the statement",
        "1381: the two raw maps give different strengths",
    ]


def test_maps_over_different_codes_are_refused(build, monkeypatch):
    raw = raw_tables(build)
    raw["promise_map.csv"] = raw["promise_map.csv"][1:]
    monkeypatch.setattr(build, "read", raw.__getitem__)
    with pytest.raises(ValueError, match="do not hold the same codes"):
        build.build()


def test_contradictions_of_the_other_scales_are_listed_too(build, monkeypatch):
    raw = raw_tables(build)
    plover = {row["code"]: row for row in raw["plover_codes.csv"]}
    plover["THREATEN-arrest"]["fulfilling"] = "COERCE-deport"
    plover["AID"]["score"] = "9"
    plover["THREATEN"]["score"] = "-3"
    plover["REJECT"]["breaking"] = "AID;HELP"
    raw["plover_codes.csv"] = [row for row in plover.values() if row["code"] != "MOBILIZE"]
    raw["pledge_statuses.csv"] += [
        {"vocabulary": "own", "status": "STALLED", "state": "unfulfilled", "checked": "", "note": ""},
        {"vocabulary": "own", "status": "Gone", "state": "lost", "checked": "", "note": ""},
    ]
    monkeypatch.setattr(build, "read", raw.__getitem__)
    with pytest.raises(ValueError) as caught:
        build.build()
    assert str(caught.value).splitlines() == [
        "plover: no entry for the types ['MOBILIZE']",
        "REJECT: breaking names unknown codes ['HELP']",
        "THREATEN: partial names unknown codes ['MOBILIZE']",
        "AID: the map scores it 10",
        "AID: the map scores it 10",
        "THREATEN: the map scores it -3.5",
        "THREATEN-arrest: the map names other fulfilling deeds",
        "STALLED: both open and unfulfilled",
        "Gone: 'lost' is no state",
    ]


def test_the_threats_of_disputes_follow_the_raw_map(build):
    rows = {
        row["code"]: row
        for row in build.mid_rows(build.read("cow_mid_codes.csv"), build.read("mid_ties_map.csv"))
    }
    assert rows["threat-1"]["fulfilling"] == "use-16;use-17;war-20"
    assert rows["threat-6"]["fulfilling"] == "war-21"
    assert [rows[code]["severity"] for code in ("none", "threat", "display-12", "use-13", "war")] == [
        "",
        "",
        "0.6",
        "0.8",
        "1",
    ]
