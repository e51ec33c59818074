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


def test_the_shipped_tables_are_up_to_date(build, capsys):
    assert build.main(["--check"]) == 0
    assert capsys.readouterr().err == ""


def test_check_names_the_stale_file_and_writes_nothing(build, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(build, "DATA", tmp_path)
    (tmp_path / "cameo_severity.csv").write_bytes(build.build()["cameo_severity.csv"])
    assert build.main(["--check"]) == 1
    assert "stale: cameo_promises.csv;" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["cameo_severity.csv"]


def test_building_writes_exactly_what_check_accepts(build, tmp_path, monkeypatch):
    monkeypatch.setattr(build, "DATA", tmp_path)
    assert build.main([]) == 0
    assert build.main(["--check"]) == 0
    for path in tmp_path.iterdir():
        assert b"\r" not in path.read_bytes()
        assert path.read_bytes().endswith(b"\n")


def test_every_contradiction_is_listed_at_once(build, monkeypatch):
    raw = {name: build.read(name) for name in ["goldstein.csv", "promise_map.csv", "promise_map_ext.csv"]}
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
    raw = {name: build.read(name) for name in ["goldstein.csv", "promise_map.csv", "promise_map_ext.csv"]}
    raw["promise_map.csv"] = raw["promise_map.csv"][1:]
    monkeypatch.setattr(build, "read", raw.__getitem__)
    with pytest.raises(ValueError, match="do not hold the same codes"):
        build.build()
