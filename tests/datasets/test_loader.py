"""The bundled cases are complete, typed as their codebooks say, and fail with an error that helps."""

from __future__ import annotations

import copy
import hashlib
import json
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from rhetoric_gap.datasets import Case, list_datasets, load_dataset, loader
from rhetoric_gap.errors import RhetoricGapError, UnknownDatasetError, UnknownOptionError

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "datasets"
SCRIPT = ROOT / "scripts" / "build_registry.py"
NAMES = sorted(path.parent.name for path in DATA.glob("*/meta.json"))
KINDS = {"date": "M", "number": "f", "integer": "iu", "boolean": "b"}

META = {
    "name": "tiny",
    "title": "A tiny set",
    "description": "Two words and a deed.",
    "license": "CC0-1.0",
    "citation": "Nobody (2024).",
    "coding": "complete",
    "coverage_start": "2024-01-01",
    "coverage_end": "2024-06-30",
    "window": 30,
    "tables": {
        "statements": "statements.csv",
        "actions": "actions.csv",
        "links": "links.csv",
        "notes": "notes.csv",
    },
}
TABLES = {
    "statements.csv": """statement_id,date,actor,code,severity,strength
01,2024-01-02,NA,010,0.5,3
02,2024-02-03,NULL,138,,
""",
    "actions.csv": "action_id,date,attempted\n007,2024-01-09,true\n008,,\n",
    "links.csv": "statement_id,action_id,match,scored\n01,007,1,true\n02,008,0.5,FALSE\n02,007,0,true\n",
    "notes.csv": "note\n12\n",
    "codebook.csv": """file,column,type,unit,range,meaning
statements.csv,statement_id,text,,,Id
statements.csv,date,date,,,Day
statements.csv,actor,category,,NA;NULL,Who
statements.csv,code,text,,,Code
statements.csv,severity,number,,0..1,Severity
statements.csv,strength,integer,,0..4,Strength
actions.csv,action_id,text,,,Id
actions.csv,date,date,,,Day
actions.csv,attempted,boolean,,,Tried
links.csv,statement_id,text,,,Id
links.csv,action_id,text,,,Id
links.csv,match,number,,,Match
links.csv,scored,boolean,,,Counts
notes.csv,note,text,,,A note
""",
}


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one data set, which the loader takes for the bundled ones."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    for file, text in TABLES.items():
        (folder / file).write_text(text, encoding="utf-8")
    (folder / "meta.json").write_text(json.dumps(META), encoding="utf-8")
    (folder / "README.md").write_text("# Tiny\n", encoding="utf-8")
    assert build(tmp_path) == (0, "1 data sets, all as their codebooks say\n")
    monkeypatch.setattr(loader, "_root", lambda: tmp_path)
    return folder


def build(root: Path, *options: str) -> tuple[int, str]:
    """Run the registry script on a folder of data sets; return its exit code and what it printed."""
    command = [sys.executable, str(SCRIPT), "--root", str(root), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert not done.stderr
    return done.returncode, done.stdout


def test_registry_names_every_set_and_its_sums_hold() -> None:
    registry = pd.read_csv(DATA / "registry.csv", dtype=str)
    assert sorted(set(registry["name"])) == NAMES
    for row in registry.itertuples():
        data = (DATA / str(row.file)).read_bytes()
        assert hashlib.sha256(data).hexdigest() == row.sha256, row.file
        assert len(pd.read_csv(DATA / str(row.file), dtype=str)) == int(str(row.rows)), row.file
    assert not registry["file"].str.contains("raw/").any()


def test_registry_is_fresh_and_every_set_keeps_to_its_codebook() -> None:
    code, said = build(DATA, "--check")
    assert code == 0, said


def test_list_has_one_row_per_set() -> None:
    listed = list_datasets()
    assert listed["name"].tolist() == NAMES
    assert listed.columns.tolist() == ["name", "description", "tables", "rows", "license", "citation"]
    assert (
        listed.set_index("name").loc["published_cells", "tables"]
        == "cells, shares, amounts, figures, sources"
    )
    assert (listed[["description", "license", "citation"]].map(len) > 5).all(axis=None)


@pytest.mark.parametrize("name", NAMES)
def test_columns_have_the_type_of_the_codebook(name: str) -> None:
    case = load_dataset(name)
    files = json.loads((DATA / name / "meta.json").read_text(encoding="utf-8"))["tables"]
    fields = {"statements": case.statements, "actions": case.actions, "links": case.links, **case.tables}
    for table, file in files.items():
        frame = fields[table]
        assert frame is not None
        book = case.codebook[case.codebook["file"] == file].set_index("column")
        assert sorted(book.index) == sorted(frame.columns)
        for column, kind in book["type"].items():
            if kind in KINDS:
                assert frame[column].dtype.kind in KINDS[kind], (table, column)
            else:
                assert frame[column].dropna().map(type).eq(str).all(), (table, column)
    assert case.readme.startswith("#")
    assert case.window >= 1


def test_unknown_name_lists_all_and_offers_the_nearest() -> None:
    with pytest.raises(UnknownDatasetError) as error:
        load_dataset("flight_test")
    assert "Did you mean 'flight_tests'?" in str(error.value)
    assert all(name in str(error.value) for name in NAMES)


def test_codes_keep_their_zeros_and_no_country_goes_missing(tiny: Path) -> None:
    case = load_dataset("tiny")
    assert case.statements is not None and case.actions is not None
    assert case.statements["code"].tolist() == ["010", "138"]
    assert case.statements["statement_id"].tolist() == ["01", "02"]
    assert case.statements["actor"].tolist() == ["NA", "NULL"]
    assert case.tables["notes"]["note"].tolist() == ["12"]
    assert case.statements["severity"].isna().tolist() == [False, True]
    assert case.statements["strength"].tolist()[0] == 3 and case.statements["strength"].isna()[1]
    assert case.actions["attempted"].tolist()[0] is True and case.actions["attempted"].isna()[1]
    assert case.actions["date"].isna().tolist() == [False, True]
    assert case.coverage_end == pd.Timestamp("2024-06-30")
    assert (case.coding, case.window) == ("complete", 30)


def test_unscored_links_are_set_apart(tiny: Path) -> None:
    case = load_dataset("tiny")
    assert case.links is not None
    assert case.links["action_id"].tolist() == ["007", "007"]
    assert case.tables["links_unscored"]["action_id"].tolist() == ["008"]
    assert case.links.index.tolist() == [0, 1]


def test_every_load_gives_fresh_tables(tiny: Path) -> None:
    first, second = load_dataset("tiny"), load_dataset("tiny")
    first.tables["notes"]["note"] = "changed"
    assert second.tables["notes"]["note"].tolist() == ["12"]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "statements.csv",
            "2024-02-03",
            "3 Feb 2024",
            "statements.csv, column date: '3 Feb 2024' is not of type date",
        ),
        ("statements.csv", "0.5", "half", "statements.csv, column severity: 'half' is not of type number"),
        (
            "statements.csv",
            "0.5,3",
            "0.5,3.5",
            "statements.csv, column strength: '3.5' is not of type integer",
        ),
        ("actions.csv", "true", "yes", "actions.csv, column attempted: 'yes' is not of type boolean"),
        (
            "codebook.csv",
            "date,date",
            "date,day",
            "statements.csv, column date: the codebook's type 'day' is not one of",
        ),
    ],
)
def test_a_value_of_the_wrong_type_is_named(tiny: Path, file: str, old: str, new: str, said: str) -> None:
    text = (tiny / file).read_text(encoding="utf-8")
    assert old in text
    (tiny / file).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(RhetoricGapError) as error:
        load_dataset("tiny")
    assert said in str(error.value)


def test_a_missing_file_is_named(tiny: Path) -> None:
    (tiny / "links.csv").unlink()
    with pytest.raises(RhetoricGapError, match=r"installation is incomplete: .*links\.csv is missing"):
        load_dataset("tiny")


def test_no_registry_anywhere_says_where_it_was_sought(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "REGISTRY", "nowhere.csv")
    with pytest.raises(RhetoricGapError, match=r"not installed: no nowhere\.csv in .*_data or .*datasets"):
        list_datasets()


def test_script_sees_every_kind_of_damage(tiny: Path) -> None:
    root = tiny.parent
    statements = tiny / "statements.csv"
    statements.write_bytes(statements.read_bytes().replace(b"strength", b"firmness").replace(b"\n", b"\r\n"))
    (tiny / "extra.csv").write_text("x\n1\n", encoding="utf-8")
    (tiny / "notes.csv").unlink()
    (root / "bare").mkdir()
    code, said = build(root, "--check")
    assert code == 1
    for problem in (
        "bare: no meta.json, no codebook.csv, no README.md",
        "tiny/extra.csv: in the folder but not in meta.json",
        "tiny/notes.csv: missing",
        "tiny/statements.csv: write UTF-8 without a mark, lines ending in LF",
        "tiny/statements.csv: column firmness is not in the codebook",
        "tiny/statements.csv: column strength is only in the codebook",
        "registry.csv is stale",
    ):
        assert problem in said


def test_script_ignores_raw_and_checking_writes_nothing(tiny: Path) -> None:
    root = tiny.parent
    before = (root / "registry.csv").read_bytes()
    shutil.copytree(tiny, tiny / "raw")
    assert build(root, "--check") == (0, "1 data sets, all as their codebooks say\n")
    (tiny / "notes.csv").write_text("note\n13\n", encoding="utf-8")
    assert build(root, "--check")[0] == 1
    assert (root / "registry.csv").read_bytes() == before


def test_require_tables_names_what_there_is() -> None:
    statements, deeds = pd.DataFrame({"statement_id": ["S1"]}), pd.DataFrame({"action_id": ["A1"]})
    with pytest.raises(RhetoricGapError) as error:
        Case(name="words", statements=statements, tables={"votes": deeds}).require_tables()
    assert "case 'words' has no actions, so it has no gap; its tables: statements, votes" in str(error.value)
    with pytest.raises(RhetoricGapError, match="its tables: none"):
        Case(name="empty").require_tables()
    both = Case(name="both", statements=statements, actions=deeds).require_tables()
    assert both[0] is statements and both[1] is deeds


def test_case_tells_what_it_is() -> None:
    case = Case(
        name="a<b",
        description="Words & deeds.",
        statements=pd.DataFrame({"statement_id": range(1200)}),
        tables={"votes": pd.DataFrame({"v": [1]})},
        license="CC0-1.0",
        coverage_start=pd.Timestamp("2024-01-01"),
        coding="complete",
        truth={"gap": 0.25},
    )
    for part in (
        "Case 'a<b': Words & deeds.",
        "statements 1,200, votes 1",
        "2024-01-01 to ?",
        "CC0-1.0",
        "gap 0.25",
    ):
        assert part in repr(case)
    page = case._repr_html_()
    assert "a&lt;b" in page and "Words &amp; deeds." in page and "complete" in page
    assert "<b" not in page.replace("<b>", "")


def test_case_refuses_options_it_does_not_have() -> None:
    with pytest.raises(
        UnknownOptionError, match=r"coding='completed' .*'complete', 'partial'.*Did you mean 'complete'"
    ):
        Case(name="x", coding="completed")  # type: ignore[arg-type]
    with pytest.raises(RhetoricGapError, match="at least 1, not 0"):
        Case(name="x", window=0)


def test_case_survives_pickling_and_copying() -> None:
    case = load_dataset("flight_tests")
    for twin in (pickle.loads(pickle.dumps(case)), copy.deepcopy(case)):
        pd.testing.assert_frame_equal(twin.tables["tests"], case.tables["tests"])
        assert repr(twin) == repr(case)
