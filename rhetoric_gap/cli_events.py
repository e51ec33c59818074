"""The commands that begin with raw event files: ``convert``, and ``score --format``.

Nothing is printed here: each command returns what :mod:`rhetoric_gap.cli` prints.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from rhetoric_gap.account import row_account
from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.export import write_result
from rhetoric_gap.gap import gap_index
from rhetoric_gap.readers import read_events
from rhetoric_gap.readers.any_format import AUTO
from rhetoric_gap.readers.event_tables import EventTables
from rhetoric_gap.readers.registry import FORMATS
from rhetoric_gap.results import GapResult
from rhetoric_gap.words import plural

LISTS = ("actors", "targets", "involving", "duplicates", "columns")
#: Options of the readers that the command line has, with what to say of them.
OPTIONS = {
    "actors": "codes of who speaks or acts, such as USA,CHN",
    "targets": "codes of whom it is aimed at",
    "involving": "codes of either side",
    "start": "first day",
    "end": "last day",
    "level": "country or actor",
    "actor_codes": "iso3, cow, gw, fips, cameo or source",
    "quad_rule": "gdelt, icews or plover",
    "talks": "deeds or words",
    "backdated": "drop or keep",
    "domestic": "drop or keep",
    "mirrored": "flag or once",
    "duplicates": "rules, of id,dyad-day-code,article",
    "columns": "more columns to carry along",
    "cache": "folder for a copy that reads faster the next time",
}
DYAD = ["actor", "target"]
TOP = 20
#: Draws of the control for chance by the number of statements and actions; beyond the last, FEW_DRAWS.
#: Measured on two cores where a few dyads hold most rows: 3 s, 11 s, 70 s at the ends of the ranges.
DRAWS = ((2_000, 999), (20_000, 199), (100_000, 49))
FEW_DRAWS = 19


def add_reading(parser: argparse.ArgumentParser) -> None:
    """Add the options that say how event files are read."""
    group = parser.add_argument_group("reading event files")
    for name, text in OPTIONS.items():
        metavar = "CODE[,CODE]" if name in LISTS[:3] else "DAY" if name in ("start", "end") else "VALUE"
        group.add_argument(f"--{name.replace('_', '-')}", metavar=metavar, help=text)


def add_convert(commands: Any) -> argparse.ArgumentParser:
    """Describe the command ``convert``."""
    convert: argparse.ArgumentParser = commands.add_parser(
        "convert", help="turn raw event files into statements and actions"
    )
    convert.add_argument("files", nargs="+", metavar="SOURCE", help="files, folders or globs of one format")
    convert.add_argument("-o", "--out", metavar="DIR", required=True, help="where the tables go")
    convert.add_argument("--format", default=AUTO, choices=(AUTO, *FORMATS), help="default: recognised")
    convert.add_argument("--to", choices=("parquet", "csv"), default="parquet", help="default: parquet")
    add_reading(convert)
    return convert


def read_files(parsed: argparse.Namespace) -> EventTables:
    """Read the files a command names, with the options it gives."""
    options = reading_of(parsed)
    if sys.stderr.isatty():
        options["progress"] = True
    source = parsed.files[0] if len(parsed.files) == 1 else parsed.files
    return read_events(source, format=parsed.format, **options)


def reading_of(parsed: argparse.Namespace) -> dict[str, Any]:
    """Return the options of reading that were given."""
    given = {name: getattr(parsed, name) for name in OPTIONS if getattr(parsed, name) is not None}
    return {name: _listed(value) if name in LISTS else value for name, value in given.items()}


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def convert_events(parsed: argparse.Namespace) -> str:
    """Write statements and actions of raw files to a folder; say what was written."""
    events = read_files(parsed)
    folder = Path(parsed.out)
    names = write_events(events, folder, parsed.to)
    return f"{events}\n\n{_account(events)}\n\nWritten to {parsed.out}: {', '.join(names)}"


def write_events(events: EventTables, folder: Path, kind: str) -> list[str]:
    """Write the tables of a reading to a folder.

    Parameters
    ----------
    events : EventTables
        What was read.
    folder : pathlib.Path
        Where; made if it does not exist. Files of the same names are replaced.
    kind : {"parquet", "csv"}
        How statements and actions are written; the small tables are always CSV.

    Returns
    -------
    list of str
        Names of the files: statements, actions, account.csv, and coverage.csv and rejected.csv where there is such a
        thing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = []
    for name, table in (("statements", events.statements), ("actions", events.actions)):
        names.append(f"{name}.{kind}")
        if kind == "parquet":
            table.to_parquet(folder / names[-1], index=False)
        else:
            _csv(table, folder / names[-1])
    for name in ("account", "coverage", "rejected"):
        table = getattr(events, name)
        if len(table):
            names.append(f"{name}.csv")
            _csv(table, folder / names[-1])
    return names


def _csv(table: pd.DataFrame, path: Path) -> None:
    table.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def score_events(parsed: argparse.Namespace, choices: dict[str, Any], by: list[str] | None) -> str:
    """Score raw event files, by dyad and with the control for chance; return what to print."""
    if parsed.links is not None or parsed.coding is not None:
        raise RhetoricGapError("--links and --coding go with tables of your own, not with --format")
    if parsed.top < 1:
        raise RhetoricGapError(f"--top is the number of groups to show, at least 1; got {parsed.top}")
    events = read_files(parsed)
    size = len(events.statements) + len(events.actions)
    draws = draws_for(size) if parsed.chance is None else parsed.chance
    result = gap_index(
        events.to_case(),
        by=by or DYAD,
        freq=parsed.freq,
        as_of=parsed.as_of,
        chance=draws,
        seed=parsed.seed,
        progress=sys.stderr.isatty() and draws > 0,
        **choices,
    )
    parts = [f"{events}\n", shown_top(result, parsed.top), _chance_line(draws, size, parsed)]
    # Both tables bring the account of the reading along: it is shown once.
    account = row_account(result).drop_duplicates()
    parts.append(f"\nRows in and out of each step\n{account.to_string(index=False)}")
    if parsed.out is not None:
        names = write_result(result, Path(parsed.out))
        parts.append(f"\nWritten to {parsed.out}: {', '.join(names)}")
    return "\n".join(parts)


def draws_for(size: int) -> int:
    """Return how many draws of the control for chance are made of so many statements and actions."""
    return next((draws for most, draws in DRAWS if size <= most), FEW_DRAWS)


def _chance_line(draws: int, size: int, parsed: argparse.Namespace) -> str:
    """Say what control for chance was asked for; how it was made stands with the assumptions."""
    if not draws:
        return "Chance: no control was asked for (--chance 0)"
    why = "" if parsed.chance is not None else f", chosen for {size:,} rows; --chance N sets another number"
    return f"Chance: {plural(draws, 'draw')} asked for, seed {parsed.seed}{why}"


def shown_top(result: GapResult, top: int) -> str:
    """Show the groups with most statements that could be scored, and say how many are left out."""
    frame = result.frame
    if len(frame) <= top:
        return str(result)
    first = frame.sort_values(["n", "bark"], ascending=False, kind="stable").head(top)
    left = len(frame) - top
    shown = replace(result, frame=frame.loc[first.index])
    told = f"the {top} of {len(frame):,} groups with most scored statements ({left:,} left out; --top N)"
    return f"{shown}\nShown: {told}"


def _account(events: EventTables) -> str:
    return f"Rows in and out of each step\n{events.account.to_string(index=False)}"


def no_reading_options(parsed: argparse.Namespace) -> None:
    """Refuse options of reading where there is nothing raw to read."""
    given = [
        f"--{name.replace('_', '-')}" for name in (*OPTIONS, "chance") if getattr(parsed, name) is not None
    ]
    if given:
        raise RhetoricGapError(
            f"{', '.join(given)} go with raw event files: say --format gdelt, or --format auto"
        )
