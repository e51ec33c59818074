"""The command line: what it writes, what survives a file, and how it refuses."""

from __future__ import annotations

import gzip
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import rhetoric_gap as rg
from rhetoric_gap.cli import main
from rhetoric_gap.export import write_result
from rhetoric_gap.tables.files import read_table

Run = Callable[..., tuple[int, str, str]]

# Ids and codes with leading zeros; NA is Namibia; S3 promises military aid, 062 is military cooperation.
SAID = """statement_id,date,actor,target,code,region,topic
01,2024-01-01,AAA,NA,138,07,arms
02,2024-01-10,AAA,NA,1381,07,arms
03,2024-01-15,AAA,CCC,0332,,aid
"""
DONE = """action_id,date,actor,target,code,region,topic
01,2024-01-20,AAA,NA,191,07,arms
02,2024-02-20,AAA,NA,152,07,arms
03,2024-03-01,AAA,CCC,062,,aid
"""
LINKS = """statement_id,action_id,match
01,02,1
"""
END = ["--as-of", "2024-12-31"]
# The library under test, installed or not, whatever the working directory.
FROM_CHECKOUT = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line in this process: exit code, what was printed, what was complained about."""

    def call(*arguments: object) -> tuple[int, str, str]:
        try:
            code = main([str(a) for a in arguments])
        except SystemExit as stop:  # argparse
            code = int(stop.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def tables(tmp_path: Path) -> dict[str, Path]:
    """Three tables as CSV files."""
    files = {"statements": SAID, "actions": DONE, "links": LINKS}
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return {name: tmp_path / f"{name}.csv" for name in files}


def refused(result: tuple[int, str, str], *parts: str) -> str:
    """A refusal ends with 2, says what is wrong on stderr and shows no Python."""
    code, _, complaint = result
    assert code == 2
    assert "Traceback" not in complaint and "Error:" not in complaint
    for part in parts:
        assert part in complaint
    return complaint


# As a program


def program(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    script = Path(sys.executable).with_name("rhetoric-gap")
    command: Sequence[str] = [str(script)] if script.exists() else [sys.executable, "-m", "rhetoric_gap.cli"]
    return subprocess.run(
        [*command, *map(str, arguments)],
        cwd=cwd,
        env=FROM_CHECKOUT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_program_scores_files(tables: dict[str, Path], tmp_path: Path) -> None:
    done = program("score", tables["statements"], tables["actions"], *END, "-o", "found", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "0.40" in done.stdout
    assert (tmp_path / "found" / "gap.csv").is_file()


def test_the_program_refuses_without_a_traceback(tmp_path: Path) -> None:
    done = program("score", "none.csv", "none.csv", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "rhetoric-gap: there is no file 'none.csv'\n"


# score


def test_score_prints_result_choices_and_account(run: Run, tables: dict[str, Path]) -> None:
    """The worked example of the method page: bark 2.78, bite 1.68, gap .40."""
    code, out, err = run("score", tables["statements"], tables["actions"], *END)
    assert (code, err) == (0, "")
    assert re.search(r"^ *3 +1 +2 +0 +0 +0\.40 ", out, re.MULTILINE)
    assert "As of 2024-12-31; optimal assignment by code, deeds 1 to 60 days after" in out
    assert "Rows in and out of each step" in out and "statements in the risk set" in out


@pytest.mark.parametrize(
    ("options", "cells"),
    [
        # n, kept, partial, unfulfilled; each worked out from the table of credits S1 [.95, .36, 0], S2 [.95, 0, 0].
        (["--assignment", "earliest"], [3, 0, 2, 1]),
        (["--assignment", "best"], [3, 1, 2, 0]),
        # Any deed of the same kind: .95 for S1 and .72 for S2, or .72 and .95: the same total, the earlier comes first.
        (["--match", "any"], [3, 0, 3, 0]),
        (["--match", "topic"], [3, 0, 3, 0]),
        (["--window", "5"], [3, 0, 0, 3]),
        (["--window", "12D"], [3, 1, 0, 2]),
        (["--links", "LINKS"], [3, 1, 2, 0]),
        (["--links", "LINKS", "--coding", "complete"], [3, 0, 1, 2]),
    ],
    ids=lambda value: " ".join(map(str, value)),
)
def test_score_takes_every_choice(
    run: Run, tables: dict[str, Path], tmp_path: Path, options: list[str], cells: list[int]
) -> None:
    options = [str(tables["links"]) if o == "LINKS" else o for o in options]
    code, _, err = run("score", tables["statements"], tables["actions"], *END, *options, "-o", tmp_path / "o")
    assert (code, err) == (0, "")
    row = pd.read_csv(tmp_path / "o" / "gap.csv").iloc[0]
    unfulfilled = row["n_unfulfilled"] + row["n_late"]
    assert [row["n"], row["n_kept"], row["n_partial"], unfulfilled] == cells


def test_as_of_is_what_was_known(run: Run, tables: dict[str, Path], tmp_path: Path) -> None:
    """On 12 March the third window is open: gap .328205 over the first two."""
    code, out, _ = run(
        "score", tables["statements"], tables["actions"], "--as-of", "2024-03-12", "-o", tmp_path / "o"
    )
    assert code == 0
    row = pd.read_csv(tmp_path / "o" / "gap.csv").iloc[0]
    assert row["gap"] == pytest.approx(0.328205, abs=1e-6)
    assert row[["n", "n_open"]].tolist() == [2, 1]
    assert "No as_of was given" not in out
    assert "No as_of was given" in run("score", tables["statements"], tables["actions"])[1]


def test_groups_and_periods(run: Run, tables: dict[str, Path], tmp_path: Path) -> None:
    code, out, _ = run(
        "score",
        tables["statements"],
        tables["actions"],
        *END,
        "--by",
        "target, topic",
        "--freq",
        "QE",
        "-o",
        tmp_path / "o",
    )
    assert code == 0
    found = read_back(tmp_path / "o" / "gap.csv")
    assert found[["target", "topic", "period", "n"]].to_numpy().tolist() == [
        ["CCC", "aid", "2024Q1", "1"],
        ["NA", "arms", "2024Q1", "2"],
    ]
    assert re.search(r"^ *NA +arms +2024Q1 ", out, re.MULTILINE)


@pytest.mark.parametrize(
    ("options", "figures"),
    [
        ([], set()),
        (["--by", "target"], {"bark_bite.png"}),
        (["--by", "target", "--freq", "QE"], {"trend.png"}),
    ],
)
def test_score_writes_tables_prose_and_the_figure_that_fits(
    run: Run, tables: dict[str, Path], tmp_path: Path, options: list[str], figures: set[str]
) -> None:
    folder = tmp_path / "a" / "b"
    code, out, _ = run("score", tables["statements"], tables["actions"], *END, *options, "-o", folder)
    assert code == 0
    files = {"gap.csv", "outcomes.csv", "links.csv", "account.csv", "summary.txt"} | figures
    assert {p.name for p in folder.iterdir()} == files
    assert out.rstrip().splitlines()[-1].startswith(f"Written to {folder}: gap.csv, outcomes.csv")
    result = rg.gap_index(
        read_table(tables["statements"]),
        read_table(tables["actions"]),
        as_of="2024-12-31",
        by=options[1] if options else None,
        freq="QE" if "QE" in options else None,
    )
    assert (folder / "summary.txt").read_text(encoding="utf-8") == f"{result.summary()}\n"
    assert len(read_back(folder / "outcomes.csv")) == 3
    pd.testing.assert_frame_equal(
        pd.read_csv(folder / "account.csv"), rg.row_account(result), check_dtype=False
    )


def test_without_a_folder_nothing_is_written(
    run: Run, tables: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    assert run("score", tables["statements"], tables["actions"])[0] == 0
    assert sorted(tmp_path.iterdir()) == before


def test_files_of_an_earlier_run_are_replaced(run: Run, tables: dict[str, Path], tmp_path: Path) -> None:
    for window in ("5", "60"):
        run("score", tables["statements"], tables["actions"], *END, "--window", window, "-o", tmp_path / "o")
    assert pd.read_csv(tmp_path / "o" / "gap.csv")["gap"].tolist() == pytest.approx([0.395683], abs=1e-6)


def test_no_statement_in_any_group_writes_no_figure(
    run: Run, tables: dict[str, Path], tmp_path: Path
) -> None:
    tables["statements"].write_text(SAID.splitlines()[0] + "\n", encoding="utf-8")
    code, out, _ = run(
        "score", tables["statements"], tables["actions"], *END, "--by", "target", "-o", tmp_path / "o"
    )
    assert code == 0
    assert not list((tmp_path / "o").glob("*.png"))
    assert "summary.txt" in out


# What survives a file


def read_back(path: Path) -> pd.DataFrame:
    """Read a CSV as it stands, every cell as text."""
    return pd.read_csv(path, dtype=str, keep_default_na=False)


@pytest.mark.parametrize("kind", ["csv", "csv.gz", "tsv", "txt", "parquet", "pq", "CSV"])
def test_zeros_and_namibia_survive_any_file(run: Run, tmp_path: Path, kind: str) -> None:
    said, done = (
        pd.DataFrame([line.split(",") for line in t.split()[1:]], columns=t.split()[0].split(","))
        for t in (SAID, DONE)
    )
    for frame, name in ((said, "s"), (done, "a")):
        path = tmp_path / f"{name}.{kind}"
        if kind in ("parquet", "pq"):
            frame.to_parquet(path)
        else:
            frame.to_csv(path, index=False, sep="\t" if kind in ("tsv", "txt") else ",")
    code, _, err = run("score", tmp_path / f"s.{kind}", tmp_path / f"a.{kind}", *END, "-o", tmp_path / "o")
    assert (code, err) == (0, "")
    found = read_back(tmp_path / "o" / "outcomes.csv")
    assert found["statement_id"].tolist() == ["01", "02", "03"]
    assert found["target"].tolist() == ["NA", "NA", "CCC"]
    assert found["code"].tolist() == ["138", "1381", "0332"]
    assert found["action_id"].tolist() == ["02", "01", "03"]
    assert found["region"].tolist() == ["07", "07", ""], "a column of one's own is text too"
    links = read_back(tmp_path / "o" / "links.csv")
    assert links[["statement_id", "action_id"]].to_numpy().tolist() == [
        ["01", "02"],
        ["02", "01"],
        ["03", "03"],
    ]


def test_what_was_written_can_be_read_and_scored_again(
    run: Run, tables: dict[str, Path], tmp_path: Path
) -> None:
    """Outcomes written are outcomes read; links written say they were matched and are not taken for a coder's."""
    said, done = tables["statements"], tables["actions"]
    assert run("score", said, done, *END, "-o", tmp_path / "o")[0] == 0
    folder = tmp_path / "o"
    assert run("validate", folder / "outcomes.csv")[1] == "outcomes.csv: 3 outcomes, no problems\n"
    code, out, _ = run("validate", folder / "links.csv", "--statements", said, "--actions", done)
    assert (code, out) == (0, "links.csv: 3 links, no problems\n")
    assert (
        run(
            "score", said, done, *END, "--window", "5", "--links", folder / "links.csv", "-o", tmp_path / "p"
        )[0]
        == 0
    )
    assert pd.read_csv(tmp_path / "p" / "gap.csv")["n_kept"].tolist() == [0]


def test_names_that_look_like_missing_values_are_names(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text(
        "statement_id,date,actor,target,severity\nnull,2024-01-01,NA,nan,0.5\nNone,2024-01-02,,NULL,\n",
        encoding="utf-8",
    )
    frame = read_table(path)
    assert frame[["statement_id", "target"]].to_numpy().tolist() == [["null", "nan"], ["None", "NULL"]]
    assert frame["actor"].isna().tolist() == [False, True], "only an empty cell is missing"
    assert frame["severity"].tolist()[0] == 0.5 and frame["severity"].isna().tolist()[1]


def test_a_byte_order_mark_is_no_part_of_a_name(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("\ufeff" + SAID, encoding="utf-8")
    assert read_table(tmp_path / "s.csv").columns[0] == "statement_id"


def test_quotes_commas_newlines_and_other_scripts_survive(tmp_path: Path, run: Run) -> None:
    text = 'He said, "fire\nand fury" - 불바다'
    pd.DataFrame(
        {
            "statement_id": ["S1"],
            "date": ["2024-01-01"],
            "actor": ["AAA"],
            "target": ["BBB"],
            "severity": [0.5],
            "text": [text],
        }
    ).to_csv(tmp_path / "s.csv", index=False)
    (tmp_path / "a.csv").write_text("action_id,date,actor,target,severity\n", encoding="utf-8")
    assert run("score", tmp_path / "s.csv", tmp_path / "a.csv", *END, "-o", tmp_path / "o")[0] == 0
    assert read_back(tmp_path / "o" / "outcomes.csv")["text"].tolist() == [text]


def test_writing_makes_the_folder_and_names_its_files(tmp_path: Path) -> None:
    result = rg.gap_index(rg.load_dataset("north_korea"))
    names = write_result(result, tmp_path / "x" / "y")
    assert sorted(names) == sorted(p.name for p in (tmp_path / "x" / "y").iterdir())
    assert b"\r" not in (tmp_path / "x" / "y" / "summary.txt").read_bytes()


# validate


def test_validate_tells_the_table_by_its_columns(run: Run, tables: dict[str, Path]) -> None:
    for name in ("statements", "actions"):
        assert run("validate", tables[name]) == (0, f"{name}.csv: 3 {name}, no problems\n", "")
    told = run(
        "validate", tables["links"], "--statements", tables["statements"], "--actions", tables["actions"]
    )
    assert told[:2] == (0, "links.csv: 1 links, no problems\n") or told[:2] == (
        0,
        "links.csv: 1 link, no problems\n",
    )


def test_links_need_their_tables(run: Run, tables: dict[str, Path]) -> None:
    for more in ([], ["--statements", tables["statements"]], ["--actions", tables["actions"]]):
        refused(run("validate", tables["links"], *more), "add --statements FILE --actions FILE")


def test_validate_lists_every_problem(run: Run, tables: dict[str, Path]) -> None:
    tables["statements"].write_text(
        "statement_id,date,actor,target,severity,kind\n"
        "S1,2024-13-01,AAA,BBB,0.5,threat\nS1,2024-01-02,,BBB,50,thraet\n",
        encoding="utf-8",
    )
    complaint = refused(
        run("validate", tables["statements"]), "2024-13-01", "thraet", "Did you mean 'threat'?"
    )
    lines = complaint.splitlines()
    assert lines[1].split() == ["row", "column", "value", "rule", "hint", "table"]
    assert lines[0] == f"rhetoric-gap: {len(lines) - 2} problems to fix"
    assert {line.split()[1] for line in lines[2:]} >= {"date", "severity", "kind", "actor", "statement_id"}


def test_one_problem_is_singular(run: Run, tables: dict[str, Path]) -> None:
    tables["actions"].write_text(DONE.replace("191", "").replace("2024-02-20", "20.2.2024"), encoding="utf-8")
    tables["statements"].write_text(SAID.replace("2024-01-10", "10.1.2024"), encoding="utf-8")
    assert refused(run("validate", tables["statements"])).startswith("rhetoric-gap: 1 problem to fix\n")
    both = refused(run("score", tables["statements"], tables["actions"]))
    assert both.startswith("rhetoric-gap: 3 problems to fix\n"), "of both tables at once"


def test_hints_are_printed_whole(run: Run, tables: dict[str, Path]) -> None:
    tables["statements"].write_text(SAID.replace(",138,", ",,"), encoding="utf-8")
    complaint = refused(run("validate", tables["statements"]))
    with pytest.raises(rg.SchemaError) as error:
        rg.check_statements(read_table(tables["statements"]))
    assert error.value.failures["hint"].iloc[0] in complaint
    assert "..." not in complaint


def test_links_to_nowhere_are_named(run: Run, tables: dict[str, Path]) -> None:
    tables["links"].write_text("statement_id,action_id,match\n01,99,1\n", encoding="utf-8")
    refused(
        run(
            "validate", tables["links"], "--statements", tables["statements"], "--actions", tables["actions"]
        ),
        "99",
        "action_id",
    )
    refused(
        run("score", tables["statements"], tables["actions"], "--links", tables["links"]), "99", "action_id"
    )


def test_a_table_may_be_named(run: Run, tables: dict[str, Path]) -> None:
    refused(run("validate", tables["statements"], "--table", "actions"), "Add 'action_id'")
    (tables["links"]).write_text("a,b\n1,2\n", encoding="utf-8")
    refused(
        run("validate", tables["links"]), "neither 'statement_id' nor 'action_id' is among its columns (a, b)"
    )


# datasets


def test_datasets_are_listed_with_size_and_licence(run: Run) -> None:
    code, out, err = run("datasets")
    assert (code, err) == (0, "")
    for row in rg.list_datasets().to_dict("records"):
        assert f"{row['name']}  ({row['rows']} rows; {row['license']})" in out
        assert str(row["description"]) in out


def test_one_data_set_is_described(run: Run) -> None:
    assert run("datasets", "north_korea")[1] == f"{rg.load_dataset('north_korea')!r}\n"
    refused(run("datasets", "north_corea"), "Did you mean 'north_korea'?", "flight_tests")


# Refusals


def test_help_and_version(run: Run) -> None:
    assert run("--version") == (0, f"rhetoric-gap {rg.__version__}\n", "")
    code, out, _ = run("score", "--help")
    assert code == 0
    for option in (
        "--by",
        "--freq",
        "--window",
        "--as-of",
        "--match",
        "--assignment",
        "--coding",
        "--links",
        "-o",
    ):
        assert option in out


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ([], "COMMAND"),
        (["scroe"], "invalid choice: 'scroe'"),
        (["score"], "STATEMENTS"),
        (["validate"], "FILE"),
    ],
)
def test_unknown_and_unfinished_commands(run: Run, arguments: list[str], part: str) -> None:
    refused_by_argparse(run(*arguments), part)


def refused_by_argparse(result: tuple[int, str, str], part: str) -> None:
    code, out, complaint = result
    assert (code, out) == (2, "")
    assert complaint.startswith("usage: rhetoric-gap") and part in complaint


@pytest.mark.parametrize(
    ("option", "value", "known"),
    [("--match", "codes", "topic"), ("--assignment", "kind", "earliest"), ("--coding", "full", "complete")],
)
def test_unknown_values_of_options_list_the_known_ones(
    run: Run, tables: dict[str, Path], option: str, value: str, known: str
) -> None:
    refused_by_argparse(run("score", tables["statements"], tables["actions"], option, value), known)


@pytest.mark.parametrize(
    ("options", "part"),
    [
        (["--by", "tarjet"], "Did you mean 'target'?"),
        (["--by", ""], "by=''"),
        (["--by", "target,target"], "names a column twice"),
        (["--freq", "fortnight"], "'QE'"),
        (["--freq", "2Q"], "'QE'"),
        (["--window", "sixty"], "window must be a number of days"),
        (["--window", "0"], "window must be 1 to "),
        (["--window", "-5"], "window"),
        (["--window", "1.5"], "window"),
        (["--as-of", "June"], "as_of must be a "),
        (["--as-of", "31.12.2024"], "as_of must be a "),
        (["--as-of", ""], "as_of must be a "),
        (["--coding", "complete"], "no links were given"),
        (["--assignment", "amount"], "needs amount and unit"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_values_of_options(run: Run, tables: dict[str, Path], options: list[str], part: str) -> None:
    refused(run("score", tables["statements"], tables["actions"], *options), part)


def truncated() -> bytes:
    return gzip.compress(SAID.encode() * 50)[:60]


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("s.csv", b"", "is empty"),
        ("s.csv", b"\n\n", "is empty"),
        ("s.csv", "statement_id,actor\nS1,Corée\n".encode("latin-1"), "not UTF-8"),
        ("s.csv", SAID.encode("utf-16"), "not UTF-8"),
        ("s.csv", b"statement_id,actor\nS1,A,B,C\nS2,A\n", "s.csv"),
        ("s.csv.gz", truncated(), "s.csv.gz"),
        ("s.csv.gz", b"no gzip", "gzip"),
        ("s.parquet", b"no parquet", "not a readable Parquet file"),
        ("s.parquet", b"", "not a readable Parquet file"),
        ("s.parquet", b"PAR1" + bytes(40) + b"PAR1", "not a readable Parquet file"),
        ("s.xlsx", b"PK", "neither CSV nor Parquet; expected one of .csv"),
        ("s", b"statement_id\n", "neither CSV nor Parquet"),
    ],
    ids=[
        *("empty", "blank lines", "latin-1", "utf-16", "ragged", "truncated gzip", "no gzip"),
        *("no parquet", "empty parquet", "broken parquet", "excel", "no suffix"),
    ],
)
def test_files_that_cannot_be_read(run: Run, tmp_path: Path, name: str, content: bytes, part: str) -> None:
    (tmp_path / name).write_bytes(content)
    refused(run("validate", tmp_path / name), part)


def test_files_that_are_not_there(run: Run, tables: dict[str, Path], tmp_path: Path) -> None:
    refused(run("validate", tmp_path / "none.csv"), "there is no file", "none.csv")
    refused(run("validate", tmp_path), "there is no file")
    refused(run("score", tables["statements"], tmp_path / "none.pq"), "none.pq")
    refused(run("score", tables["statements"], tables["actions"], "--links", "none.csv"), "none.csv")


def test_a_folder_that_cannot_be_made(run: Run, tables: dict[str, Path]) -> None:
    refused(run("score", tables["statements"], tables["actions"], "-o", tables["links"]), "links.csv")
    refused(run("demo", "-o", tables["links"] / "below"), "links.csv")


def test_tables_in_the_wrong_order(run: Run, tables: dict[str, Path]) -> None:
    refused(run("score", tables["actions"], tables["statements"]), "Add 'statement_id'", "Add 'action_id'")


def test_trailing_commas_do_not_shift_columns(run: Run, tables: dict[str, Path], tmp_path: Path) -> None:
    """Spreadsheets write them; shifted by one, every cell would be blamed for its neighbour's place."""
    path = tmp_path / "s.csv"
    header, *rows = SAID.split()
    path.write_text("\n".join([header, *(row + "," for row in rows)]) + "\n", encoding="utf-8")
    pd.testing.assert_frame_equal(read_table(path), read_table(tables["statements"]))
    path.write_text("\n".join([header, *(row + ",more" for row in rows)]) + "\n", encoding="utf-8")
    refused(run("validate", path), "more cells than the header")


def test_trailing_commas_everywhere_are_columns_without_a_name(run: Run, tmp_path: Path) -> None:
    """Two empty columns at the end, header included: no name comes twice, and no name is 'nan'."""
    path = tmp_path / "s.csv"
    path.write_text("\n".join(line + ",," for line in SAID.split()) + "\n", encoding="utf-8")
    code, _, complaint = run("validate", path)
    assert "nan" not in complaint
    assert code == 0 or "without a name" in complaint


def test_a_header_name_given_twice_is_a_problem(run: Run, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text(
        "statement_id,date,actor,target,severity,date\nS1,2024-01-01,A,B,0.5,2023-01-01\n", encoding="utf-8"
    )
    refused(run("validate", tmp_path / "s.csv"), "'date'", "same name")


def test_another_separator_is_named(run: Run, tables: dict[str, Path]) -> None:
    tables["statements"].write_text(SAID.replace(",", ";"), encoding="utf-8")
    refused(run("score", tables["statements"], tables["actions"]), "divided by ';'")
    refused(run("validate", tables["statements"]), "divided by ';'")


def test_a_reader_that_closes_early_is_no_bad_input(tables: dict[str, Path]) -> None:
    """``rhetoric-gap datasets | head -1`` must not complain."""
    command = f"{shlex.quote(sys.executable)} -m rhetoric_gap.cli datasets | head -c 20"
    done = subprocess.run(
        ["bash", "-c", command], env=FROM_CHECKOUT, capture_output=True, text=True, timeout=120, check=False
    )
    assert len(done.stdout) == 20
    assert "Traceback" not in done.stderr and "Exception" not in done.stderr


def test_warnings_are_notes_not_noise(run: Run, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text(
        "statement_id,date,actor,target,severity\nS1,2024-01-01,A,B,0.5\n", encoding="utf-8"
    )
    (tmp_path / "a.csv").write_text(
        "action_id,date,actor,target,severity\nA1,2024-01-05,A,B,0.5\n", encoding="utf-8"
    )
    code, out, err = run("score", tmp_path / "s.csv", tmp_path / "a.csv", *END)
    assert (code, err) == (0, "")
    assert "Note: Neither codes nor topics say which deed answers which word" in out


def test_main_reads_the_arguments_of_the_process(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setattr(sys, "argv", ["rhetoric-gap", "datasets", "flight_tests"])
    assert main() == 0
    assert capsys.readouterr().out.startswith("Case 'flight_tests'")
