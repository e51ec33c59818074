"""Synthetic raw files: laid out as the real ones, with as many traps as they say, and with the gap they say."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import rhetoric_gap as rg
from rhetoric_gap.readers._gdelt_layouts import DAILY, SECOND
from rhetoric_gap.readers._synthetic_events import BACKDATED, TRAPS
from rhetoric_gap.readers.icews import COLUMNS as ICEWS

WIDTH = {"gdelt1": 58, "gdelt2": 61, "icews": 20}
READ = {"gdelt1": rg.read_gdelt, "gdelt2": rg.read_gdelt, "icews": rg.read_icews}
SMALL = {"n_days": 200, "n_dyads": 3, "n_statements": 60}


def lines_of(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("form", WIDTH)
def test_layout_and_traps_in_the_bytes(form: str, tmp_path: Path) -> None:
    """Counted in the file itself, without the library's reader."""
    path, truth = rg.make_event_file(tmp_path / "x.csv", format=form, **SMALL)
    rows = lines_of(path)
    header = rows.pop(0) if form == "icews" else list((DAILY if form == "gdelt1" else SECOND).columns)
    assert header[:20] == (list(ICEWS) if form == "icews" else header[:20])
    assert len(rows) == truth["rows"]
    assert sum(len(row) != WIDTH[form] for row in rows) == truth["malformed"] == 1
    table = pd.DataFrame([row for row in rows if len(row) == WIDTH[form]], columns=header)
    assert int(table.duplicated().sum()) == truth["duplicates"]
    if form == "icews":
        sides, code = table[["Source Country", "Target Country"]], table["CAMEO Code"]
        assert truth["backdated"] == 0
    else:
        sides, code = table[["Actor1CountryCode", "Actor2CountryCode"]], table["EventCode"]
        days = [pd.to_datetime(table[c].str[:8], format="%Y%m%d") for c in ("DATEADDED", "SQLDATE")]
        dated_back = (days[0] - days[1]).dt.days.isin(BACKDATED) & ~table.duplicated()
        assert int(dated_back.sum()) == truth["backdated"]
        assert set(table["DATEADDED"].str.len()) == {8 if form == "gdelt1" else 14}
        assert (table["EventRootCode"] == code.str[:2]).all()
    assert int((sides == "").any(axis=1).sum()) == truth["no_actor"]
    assert int((sides.iloc[:, 0] == sides.iloc[:, 1]).sum()) == truth["domestic"]
    assert int(code.isin(["99", "9999"]).sum()) == truth["unknown_code"]
    assert code.str.startswith("0").mean() > 0.3  # zeros to lose
    assert all(truth[name] > 0 for name in TRAPS if name != "backdated")


@pytest.mark.parametrize("form", WIDTH)
def test_the_reader_finds_every_trap(form: str, tmp_path: Path) -> None:
    path, truth = rg.make_event_file(tmp_path / "x.tab", format=form, seed=3, **SMALL)
    events = READ[form](path)
    assert [len(table) for table in events] == [truth["statements"], truth["actions"]]
    steps = events.account.assign(lost=events.account["rows_in"] - events.account["rows_out"])
    lost = steps.groupby("step")["lost"].sum()
    expected = {
        "lines that cannot be read": truth["malformed"],
        "actor and target named": truth["no_actor"],
        "between two actors": truth["domestic"],
        "codes the scale knows": truth["unknown_code"],
        "one row per id": truth["duplicates"],
        "one row per dyad, day and code": truth["repeated"],
    } | ({} if form == "icews" else {"dated when they were reported": truth["backdated"]})
    by_why = steps.set_index("why")["lost"]
    found = {name: int(lost[name]) if name in lost else int(by_why[name]) for name in expected}
    assert found == expected
    assert int(steps["lost"].sum()) == sum(expected.values())
    assert sum(int(table["mirrored"].sum()) for table in events) == 2 * truth["mirrored"]


@pytest.mark.parametrize("form", ["gdelt2", "icews"])
def test_the_gap_of_the_file_is_recovered(form: str, tmp_path: Path) -> None:
    path, truth = rg.make_event_file(tmp_path / "x.csv.gz", format=form, seed=1)
    result = rg.gap_index(READ[form](path).to_case(), match="code", chance=199)
    row = result.frame.iloc[0]
    assert row["n"] == truth["n_closed"]
    assert row["lower"] < truth["realised_gap"] < row["upper"]
    assert row["lower"] < truth["gap"] < row["upper"]
    assert row["excess"] > 0.3
    assert row["p_chance"] == pytest.approx(1 / 200)
    assert any(f"{truth['same_article']} pairs of a statement and a deed" in note for note in result.notes)
    # Taken at their word, articles answer themselves, and the gap looks smaller than it is.
    said, done = (table.drop(columns="source_id") for table in READ[form](path))
    naive = rg.gap_index(said, done, match="code", window=30, as_of=result.as_of)
    assert naive.gap < result.gap - 0.02


def test_without_background_the_gap_is_exact(tmp_path: Path) -> None:
    """Words of one kind and dyad are so far apart here that none could take another's deed."""
    sparse = SMALL | {"n_days": 2000, "talk_rate": 0.0}
    path, truth = rg.make_event_file(tmp_path / "x.csv", background_rate=0, traps=False, **sparse)
    result = rg.gap_index(rg.read_gdelt(path), match="code")
    assert result.gap == pytest.approx(truth["realised_gap"], abs=1e-12)
    assert all(truth[name] == 0 for name in TRAPS)
    assert truth["rows"] == truth["statements"] + truth["actions"]


@pytest.mark.parametrize("true_gap", [0.0, 1.0])
def test_extremes(true_gap: float, tmp_path: Path) -> None:
    path, truth = rg.make_event_file(tmp_path / "x.csv", true_gap=true_gap, background_rate=0, **SMALL)
    result = rg.gap_index(rg.read_gdelt(path), match="code")
    assert result.gap == pytest.approx(truth["realised_gap"], abs=1e-12)
    assert abs(truth["realised_gap"] - true_gap) < 0.1


def test_files_and_folders_hold_the_same_rows(tmp_path: Path) -> None:
    small = {"n_days": 40, "n_dyads": 2, "n_statements": 20, "window": 10, "seed": 5}
    plain, truth = rg.make_event_file(tmp_path / "a.CSV", **small)
    packed, _ = rg.make_event_file(tmp_path / "deep" / "20200101.export.CSV.zip", **small)
    zipped, _ = rg.make_event_file(tmp_path / "a.CSV.gz", **small)
    folder, again = rg.make_event_file(tmp_path / "daily", **small)
    assert again == truth
    text = plain.read_bytes()
    assert gzip.decompress(zipped.read_bytes()) == text
    with zipfile.ZipFile(packed) as archive:
        assert archive.namelist() == ["20200101.export.CSV"]
        assert archive.read("20200101.export.CSV") == text
    days = sorted(folder.iterdir())
    assert [day.name for day in days] == [
        f"{d:%Y%m%d}.export.CSV.zip" for d in pd.date_range("2020-01-01", periods=40)
    ]
    assert sorted(b"".join(zipfile.ZipFile(day).read(day.stem) for day in days).splitlines()) == sorted(
        text.splitlines()
    )
    yearly, _ = rg.make_event_file(tmp_path / "icews", format="icews", n_days=400, n_statements=30, n_dyads=2)
    assert {path.suffix for path in yearly.iterdir()} == {".tab"}


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    paths = [
        rg.make_event_file(tmp_path / f"{k}" / "x.zip", seed=seed, **SMALL)[0]
        for k, seed in enumerate([7, 7, 8])
    ]
    one, other, third = (path.read_bytes() for path in paths)
    assert one == other != third
    rng = np.random.default_rng(7)
    assert rg.make_event_file(tmp_path / "g" / "x.zip", seed=rng, **SMALL)[0].read_bytes() == one


def test_reports_come_late_and_vintages_see_it(tmp_path: Path) -> None:
    """A row exists from the day it was added: on that of the event some words and deeds are not known yet."""
    path, _ = rg.make_event_file(tmp_path / "x.csv", **SMALL)
    said, done = rg.read_gdelt(path)
    assert (said["reported_at"] >= said["date"]).all()
    late = said["reported_at"] > said["date"]
    assert 0.02 < late.mean() < 0.3
    day = said.loc[late, "date"].iloc[0]
    known = rg.outcomes(said, done, as_of=day, match="code", window=30)
    assert set(known["statement_id"]) == set(said.loc[said["reported_at"] <= day, "statement_id"])
    vintages = rg.gap_vintages(rg.read_gdelt(path), match="code", freq="ME")
    assert vintages.frame["gap"].notna().any()
    assert not any("No reported_at" in note for note in vintages.notes)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"format": "gdelt3"}, "format='gdelt3' is not known"),
        ({"n_days": 20}, "n_days=20: give a whole number of at least 90"),
        ({"n_dyads": 46}, "there are 45 dyads"),
        ({"n_statements": 10_000}, "more than one per dyad and day"),
        ({"true_gap": 1.5, "start": "June"}, "true_gap=1.5: give a number from 0 to 1\n- start='June'"),
        ({"window": 2.5, "talk_rate": -1}, "window=2.5: give a whole number of at least 10"),
    ],
)
def test_arguments_that_make_no_sense(wrong: dict[str, object], told: str, tmp_path: Path) -> None:
    with pytest.raises(rg.RhetoricGapError) as caught:
        rg.make_event_file(tmp_path / "x.csv", **wrong)
    assert told in str(caught.value)
    assert not list(tmp_path.iterdir())
