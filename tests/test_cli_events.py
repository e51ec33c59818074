"""The command line from raw event files: convert, and score --format."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import rhetoric_gap as rg
from rhetoric_gap.cli import main
from rhetoric_gap.cli_events import DRAWS, FEW_DRAWS, OPTIONS, draws_for
from rhetoric_gap.readers.any_format import options_of
from rhetoric_gap.readers.registry import FORMATS
from rhetoric_gap.tables.files import read_table

sys.path.insert(0, str(Path(__file__).parent / "readers"))

import coded_samples as coded
import conflict_samples as conflict

Run = Callable[..., tuple[int, str, str]]

# France says it will provide military aid (0332) and does (072) or does not; Germany only threatens (138).
GDELT = coded.gdelt_text(
    [
        coded.gdelt_row(1, "0332", "20240105"),
        coded.gdelt_row(2, "072", "20240115"),
        coded.gdelt_row(3, "0332", "20240301"),
        coded.gdelt_row(4, "138", "20240105", Actor1CountryCode="DEU", Actor2CountryCode="FRA"),
        coded.gdelt_row(5, "042", "20240501"),
        coded.gdelt_row(6, "0332", "20231206", DATEADDED="20240105"),
    ]
)
FILES = {
    "gdelt": GDELT,
    "icews": coded.icews_text([coded.icews_row(1), coded.icews_row(2, "073", "2018-06-20")]),
    "polecat": coded.polecat_text(
        [coded.polecat_row(), coded.polecat_row("a2_1", "AID", "2022-01-20", Event_Mode="military")]
    ),
    "phoenix": coded.phoenix_text([coded.phoenix_row(1), coded.phoenix_row(2, "073", "20150120")]),
    "keds": "950105\tFRA\tMLI\t0332\t(PROMISE)\tvowed\n950120\tFRA\tMLI\t073\t(AID)\tgave\n",
    "acled": conflict.acled_text([conflict.acled_row(1), conflict.acled_row(2, "Agreement", "2023-05-10")]),
    "ucdp": conflict.ucdp_text([conflict.ucdp_row(1)]),
    "mid": conflict.midb_text([conflict.midb_row("2", "1", "2", "1"), conflict.midb_row("200", "0")]),
}


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
def raw(tmp_path: Path) -> Path:
    """A GDELT file."""
    return coded.put(tmp_path / "raw.csv.zip", GDELT)


def test_samples_cover_every_format() -> None:
    assert set(FILES) == set(FORMATS)


@pytest.mark.parametrize("name", list(FILES))
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_every_format_is_converted_and_comes_back_whole(
    name: str, kind: str, tmp_path: Path, run: Run
) -> None:
    source = tmp_path / f"{name}.txt"
    source.write_text(FILES[name], encoding="utf-8")
    code, out, err = run("convert", source, "-o", tmp_path / "out", "--to", kind)
    assert (code, err) == (0, "")
    assert f"recognised as {FORMATS[name].layouts[0].name}" in out
    events = rg.read_events(source)
    assert len(events.statements) + len(events.actions) > 0
    for table, check, mine in (
        ("statements", rg.check_statements, events.statements),
        ("actions", rg.check_actions, events.actions),
    ):
        back = check(read_table(tmp_path / "out" / f"{table}.{kind}"))
        columns = ["date", "actor", "target", "code", f"{table[:-1]}_id"]
        pd.testing.assert_frame_equal(back[columns], check(mine)[columns], check_dtype=len(mine) > 0)
    account = pd.read_csv(tmp_path / "out" / "account.csv")
    assert account["rows_in"].tolist() == events.account["rows_in"].tolist()


def test_leading_zeros_survive_both_kinds(raw: Path, tmp_path: Path, run: Run) -> None:
    for kind in ("csv", "parquet"):
        run("convert", raw, "-o", tmp_path / kind, "--to", kind)
        said = read_table(tmp_path / kind / f"statements.{kind}")
        done = read_table(tmp_path / kind / f"actions.{kind}")
        assert sorted(said["code"]) == ["0332", "0332", "138"]
        assert sorted(done["code"]) == ["042", "072"]


def test_converted_tables_give_the_gap_of_the_raw_file(raw: Path, tmp_path: Path, run: Run) -> None:
    run("convert", raw, "-o", tmp_path / "t", "--to", "csv")
    options = ["--window", "30D", "--by", "actor,target", "--as-of", "2024-12-31"]
    code, out, _ = run("score", tmp_path / "t" / "statements.csv", tmp_path / "t" / "actions.csv", *options)
    assert code == 0
    _, direct, _ = run("score", "--format", "gdelt", raw, "--chance", "0", *options)
    table = [line for line in out.splitlines() if line.lstrip().startswith(("FRA", "DEU"))]
    assert table
    assert all(line in direct for line in table)


def test_convert_writes_rejected_lines(tmp_path: Path, run: Run) -> None:
    source = tmp_path / "bad.csv"
    source.write_text(GDELT + "only\tthree\tfields\n", encoding="utf-8")
    code, out, _ = run("convert", source, "-o", tmp_path / "out")
    assert code == 0
    assert "rejected.csv" in out
    assert pd.read_csv(tmp_path / "out" / "rejected.csv")["line"].tolist() == [7]


def test_convert_takes_options_folders_and_several_files(tmp_path: Path, run: Run) -> None:
    days = tmp_path / "days"
    days.mkdir()
    for day in ("20240105", "20240106"):
        coded.put(days / f"{day}.export.CSV.zip", coded.gdelt_text([coded.gdelt_row(int(day), "0332", day)]))
    code, out, _ = run("convert", days, "-o", tmp_path / "a", "--start", "2024-01-06", "--actors", "FRA,USA")
    assert code == 0
    assert len(read_table(tmp_path / "a" / "statements.parquet")) == 1
    code, _, _ = run("convert", *sorted(days.iterdir()), "-o", tmp_path / "b", "--format", "gdelt")
    assert code == 0
    assert len(read_table(tmp_path / "b" / "statements.parquet")) == 2
    assert "coverage.csv" in out


def test_score_goes_from_the_raw_file_to_the_gap_by_dyad_with_chance(raw: Path, run: Run) -> None:
    code, out, err = run("score", "--format", "gdelt", raw)
    assert (code, err) == (0, "")
    assert "if chance" in out
    assert "deeds 1 to 30 days after" in out
    assert "Chance: 999 draws asked for, seed 0, chosen for" in out
    row = next(line.split() for line in out.splitlines() if line.split()[:2] == ["FRA", "DEU"])
    assert row[2:5] == ["2", "1", "0"], "two promises scored, one of them kept"
    assert "dated exactly" in out, "the account of the reading is shown"


def test_score_recognises_and_says_so(raw: Path, run: Run) -> None:
    code, out, _ = run("score", raw, "--format", "auto", "--chance", "9", "--seed", "3")
    assert code == 0
    assert "recognised as GDELT 1.0 daily, 58 columns" in out
    assert "Chance: 9 draws asked for, seed 3\n" in out


def test_same_seed_same_output(raw: Path, run: Run) -> None:
    first, second, other = (
        run("score", "--format", "gdelt", raw, "--chance", "19", "--seed", s)[1] for s in (1, 1, 2)
    )
    assert first == second
    assert "seed 2" in other


def test_score_writes_a_folder(raw: Path, tmp_path: Path, run: Run) -> None:
    code, out, _ = run("score", "--format", "gdelt", raw, "--chance", "0", "-o", tmp_path / "o")
    assert code == 0
    assert "Written to" in out
    assert {"gap.csv", "outcomes.csv", "links.csv", "account.csv", "summary.txt"} <= {
        path.name for path in (tmp_path / "o").iterdir()
    }


def test_only_the_first_groups_are_shown(raw: Path, run: Run) -> None:
    code, out, _ = run("score", "--format", "gdelt", raw, "--chance", "0", "--top", "1")
    assert code == 0
    assert "Shown: the 1 of 2 groups" in out
    assert not [line for line in out.splitlines() if line.split()[:2] == ["DEU", "FRA"]]
    assert run("score", "--format", "gdelt", raw, "--top", "0")[0] == 2


def test_by_and_freq_replace_the_dyads(raw: Path, run: Run) -> None:
    code, out, _ = run("score", "--format", "gdelt", raw, "--chance", "0", "--by", "actor", "--freq", "YE")
    assert code == 0
    assert "2024" in out


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["score", "RAW", "--format", "icews"], "ICEWS"),
        (["score", "RAW", "--format", "gdelt", "--links", "RAW"], "--links and --coding go with tables"),
        (["score", "RAW", "RAW", "--start", "2024-01-01"], "--start go with raw event files"),
        (["score", "RAW", "RAW", "--chance", "9"], "--chance go with raw event files"),
        (["score", "RAW"], "two tables, STATEMENTS and ACTIONS, got 1"),
        (["score", "RAW", "--format", "gdelt", "--start", "soon"], "start must be a day"),
        (["score", "RAW", "--format", "gdelt", "--level", "town"], "level='town' is not known"),
        (["convert", "nowhere.csv", "-o", "OUT"], "there is no file or folder 'nowhere.csv'"),
        (["convert", "RAW", "-o", "OUT", "--format", "ucdp"], "UCDP"),
        (["convert", "RAW", "-o", "RAW"], "File exists|Not a directory"),
    ],
)
def test_bad_input_ends_with_2_and_says_what_is_wrong(
    arguments: list[str], complaint: str, raw: Path, tmp_path: Path, run: Run
) -> None:
    places = {"RAW": str(raw), "OUT": str(tmp_path / "out")}
    code, out, err = run(*(places.get(word, word) for word in arguments))
    assert (code, out) == (2, "")
    assert err.startswith("rhetoric-gap: ")
    assert any(part in err for part in complaint.split("|")), err
    assert "Traceback" not in err


def test_an_option_the_format_does_not_have(tmp_path: Path, run: Run) -> None:
    source = tmp_path / "e.csv"
    source.write_text(FILES["icews"], encoding="utf-8")
    code, _, err = run("convert", source, "-o", tmp_path / "o", "--backdated", "keep")
    assert code == 2
    assert "icews option='backdated' is not known" in err


def test_unknown_arguments_are_refused(raw: Path, run: Run) -> None:
    assert run("score", raw, "--frmat", "gdelt")[0] == 2
    assert run("datasets", "flight_tests", "more")[0] == 2
    assert run("convert", raw)[0] == 2


def test_files_may_stand_on_both_sides_of_options(tmp_path: Path, run: Run) -> None:
    said, done = tmp_path / "s.csv", tmp_path / "d.csv"
    said.write_text("statement_id,date,actor,target,code\nS,2024-01-01,A,B,138\n", encoding="utf-8")
    done.write_text("action_id,date,actor,target,code\nD,2024-01-05,A,B,190\n", encoding="utf-8")
    code, out, _ = run("score", said, "--by", "actor", done, "--as-of", "2024-12-31")
    assert code == 0
    assert "0.00" in out


def test_options_of_reading_are_options_of_some_reader() -> None:
    known = {option for name in FORMATS for option in options_of(name)}
    assert set(OPTIONS) <= known
    assert all("progress" in options_of(name) for name in FORMATS), (
        "on a terminal the bar is asked of every reader"
    )


def test_draws_fall_with_size() -> None:
    draws = [draws_for(size) for size in (0, *(most for most, _ in DRAWS), 10**7)]
    assert draws == [DRAWS[0][1], *(n for _, n in DRAWS), FEW_DRAWS]
    assert draws == sorted(draws, reverse=True)


def test_progress_goes_to_a_terminal_only(raw: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    assert run("score", "--format", "gdelt", raw, "--chance", "9")[2] == ""
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    assert main(["score", "--format", "gdelt", str(raw), "--chance", "9"]) == 0
    assert screen.getvalue()


def test_help_names_both_ways(run: Run) -> None:
    code, out, _ = run("score", "--help")
    assert code == 0
    assert "score STATEMENTS ACTIONS" in out
    assert "--format F FILE" in out
