"""The command line: ``rhetoric-gap demo | score | convert | validate | datasets``.

Bad input ends with exit code 2 and the table of what to fix, never with a traceback.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from rhetoric_gap import __version__
from rhetoric_gap.account import row_account
from rhetoric_gap.cli_events import (
    TOP,
    add_convert,
    add_reading,
    convert_events,
    no_reading_options,
    score_events,
)
from rhetoric_gap.datasets import list_datasets, load_dataset
from rhetoric_gap.demo import run_demo
from rhetoric_gap.errors import RhetoricGapError, RhetoricGapWarning, SchemaError
from rhetoric_gap.export import write_result
from rhetoric_gap.gap import gap_index
from rhetoric_gap.readers.any_format import AUTO
from rhetoric_gap.readers.registry import FORMATS
from rhetoric_gap.spec import OPTIONS
from rhetoric_gap.tables import check_actions, check_links, check_outcomes, check_statements
from rhetoric_gap.tables.files import read_table

BAD_INPUT = 2
TABLES = ("STATEMENTS", "ACTIONS")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments : sequence of str, optional
        Command-line arguments; those of the process if left out.

    Returns
    -------
    int
        0 on success, 2 on bad input.

    Examples
    --------
    >>> main(["datasets", "flight_tests"])  # doctest: +ELLIPSIS
    Case 'flight_tests': ...
    0
    """
    parsed = _parse(arguments)
    try:
        with warnings.catch_warnings():
            # The same text stands among the result's notes.
            warnings.simplefilter("ignore", RhetoricGapWarning)
            parsed.run(parsed)
    except SchemaError as error:
        print(_failures(error), file=sys.stderr)
        return BAD_INPUT
    except (RhetoricGapError, OSError) as error:
        print(f"rhetoric-gap: {error}", file=sys.stderr)
        return BAD_INPUT
    return 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the arguments; files may stand before, between and after options."""
    parser = _parser()
    parsed, others = parser.parse_known_args(arguments)
    # argparse takes a list of files from one place only and hands back what stands elsewhere.
    if others and (not hasattr(parsed, "files") or any(word.startswith("-") for word in others)):
        parser.error(f"unrecognized arguments: {' '.join(others)}")
    if others:
        parsed.files = [*parsed.files, *others]
    return parsed


def _parser() -> argparse.ArgumentParser:
    """Describe the commands and their options."""
    parser = argparse.ArgumentParser(
        prog="rhetoric-gap", description="Measure the gap between words and deeds."
    )
    parser.add_argument("--version", action="version", version=f"rhetoric-gap {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    demo = commands.add_parser("demo", help="score the bundled North Korea case and write figures and tables")
    demo.add_argument(
        "-o", "--out", metavar="DIR", default="out", help="where figures and tables go (default: out)"
    )
    demo.set_defaults(run=lambda a: print(run_demo(Path(a.out))))

    _add_score(commands)
    add_convert(commands).set_defaults(run=lambda a: print(convert_events(a)))

    validate = commands.add_parser("validate", help="check a table and list everything to fix")
    validate.add_argument("file", metavar="FILE")
    validate.add_argument(
        "--table", choices=("statements", "actions", "links", "outcomes"), help="default: told by its columns"
    )
    validate.add_argument("--statements", metavar="FILE", help="needed to check links")
    validate.add_argument("--actions", metavar="FILE", help="needed to check links")
    validate.set_defaults(run=_validate)

    datasets = commands.add_parser("datasets", help="list the bundled data sets, or describe one")
    datasets.add_argument("name", nargs="?", metavar="NAME")
    datasets.set_defaults(run=_datasets)
    return parser


def _add_score(commands: Any) -> None:
    """Describe the command ``score``."""
    score = commands.add_parser(
        "score",
        help="score tables of your own (CSV or Parquet), or raw event files",
        usage="rhetoric-gap score STATEMENTS ACTIONS [options]\n"
        "       rhetoric-gap score --format F FILE [FILE ...] [options]",
    )
    score.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="statements and actions; with --format, raw files, folders or globs",
    )
    score.add_argument(
        "--format", choices=(AUTO, *FORMATS), help="read raw event files; auto: recognise them"
    )
    score.add_argument("--links", metavar="LINKS", help="table of coded links")
    score.add_argument(
        "--by", metavar="COLUMN[,COLUMN]", help="columns to group by (of raw files: actor,target if left out)"
    )
    score.add_argument("--freq", help="length of periods: W, ME, QE, YE")
    score.add_argument(
        "--window",
        metavar="DAYS",
        help="days in which a deed counts, such as 60D (default 60; of raw files 30)",
    )
    score.add_argument(
        "--as-of", metavar="DATE", help="what was known on that day (default: last day in the tables)"
    )
    for name in ("match", "assignment", "coding"):
        score.add_argument(f"--{name}", choices=OPTIONS[name], help=f"see Spec.{name}")
    score.add_argument("-o", "--out", metavar="DIR", help="write tables, prose and figures there")
    score.add_argument(
        "--chance",
        type=int,
        metavar="N",
        help="draws of the control for chance, 0 for none (default: by size)",
    )
    score.add_argument("--seed", type=int, default=0, metavar="N", help="seed of the draws (default 0)")
    score.add_argument("--top", type=int, default=TOP, metavar="N", help=f"groups to show (default {TOP})")
    add_reading(score)
    score.set_defaults(run=_score)


def _score(parsed: argparse.Namespace) -> None:
    """Score the user's tables, or raw event files."""
    choices = {
        n: getattr(parsed, n) for n in ("match", "assignment", "coding") if getattr(parsed, n) is not None
    }
    if parsed.window is not None:
        choices["window"] = int(parsed.window) if parsed.window.isdigit() else parsed.window
    by = None if parsed.by is None else [name.strip() for name in parsed.by.split(",")]
    if parsed.format is not None:
        print(score_events(parsed, choices, by))
        return
    no_reading_options(parsed)
    if len(parsed.files) != len(TABLES):
        raise RhetoricGapError(
            f"score takes two tables, STATEMENTS and ACTIONS, got {len(parsed.files)}; raw event files need --format"
        )
    result = gap_index(
        *map(read_table, parsed.files),
        links=None if parsed.links is None else read_table(parsed.links),
        by=by,
        freq=parsed.freq,
        as_of=parsed.as_of,
        **choices,
    )
    print(result)
    print(f"\nRows in and out of each step\n{row_account(result).to_string(index=False)}")
    if parsed.out is not None:
        names = write_result(result, Path(parsed.out))
        print(f"\nWritten to {parsed.out}: {', '.join(names)}")


def _validate(parsed: argparse.Namespace) -> None:
    """Check one table."""
    frame = read_table(parsed.file)
    table = parsed.table or _table_of(frame)
    if table == "links":
        if parsed.statements is None or parsed.actions is None:
            raise RhetoricGapError(
                "links are checked against their tables: add --statements FILE --actions FILE"
            )
        said, done = (
            check_statements(read_table(parsed.statements)),
            check_actions(read_table(parsed.actions)),
        )
        check_links(frame, said, done)
    else:
        checks = {"statements": check_statements, "actions": check_actions, "outcomes": check_outcomes}
        checks[table](frame)
    print(f"{Path(parsed.file).name}: {len(frame)} {table}, no problems")


def _table_of(frame: pd.DataFrame) -> str:
    """Tell a table by its id columns."""
    said, done = "statement_id" in frame, "action_id" in frame
    if said and {"state", "share"} <= set(frame.columns):
        return "outcomes"
    if said and done:
        return "links"
    if said or done:
        return "statements" if said else "actions"
    columns = ", ".join(map(str, frame.columns))
    raise RhetoricGapError(
        f"cannot tell which table this is: neither 'statement_id' nor 'action_id' is among its columns ({columns}); "
        "name it with --table"
    )


def _datasets(parsed: argparse.Namespace) -> None:
    """List the data sets or describe one."""
    if parsed.name is None:
        listed = list_datasets()
        for row in listed.to_dict("records"):
            print(f"{row['name']}  ({row['rows']} rows; {row['license']})\n    {row['description']}")
        return
    print(load_dataset(parsed.name))


def _failures(error: SchemaError) -> str:
    """Show every row to fix."""
    frame: Any = error.failures
    table = frame.to_string(index=False, max_colwidth=None, na_rep="")
    return f"rhetoric-gap: {len(frame)} problem{'s' if len(frame) != 1 else ''} to fix\n{table}"


if __name__ == "__main__":
    sys.exit(main())
