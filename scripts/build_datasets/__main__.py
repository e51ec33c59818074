"""Write the tables of the hand-coded data sets from their raw tables.

Usage
-----
python -m scripts.build_datasets           write datasets/north_korea/*.csv and datasets/russia_partners/*.csv
python -m scripts.build_datasets --check   write nothing; exit 1 if a shipped table is not what the raw tables give

The raw folders hold the tables as they were coded (untouched), the decisions taken row by row when they were brought
into the library's schema (decisions_*.csv), the corrections with date and reason (corrections*.csv), and the meaning of
every column (columns.csv). Tables that contradict each other are refused, with every contradiction listed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from scripts.build_datasets import north_korea, russia_partners
from scripts.build_datasets.checks import contradictions
from scripts.build_datasets.common import Tables, codebook, csv_bytes, read, shipped

ROOT = Path(__file__).resolve().parents[2] / "datasets"
SETS: dict[str, Callable[[Path], Tables]] = {
    "north_korea": north_korea.build,
    "russia_partners": russia_partners.build,
}


def files_of(name: str, root: Path = ROOT) -> dict[str, bytes]:
    """Return what the tables of a data set should hold, codebook included.

    Parameters
    ----------
    name : str
        Name of the data set, a folder of ``root``.
    root : pathlib.Path
        The folder of data sets.

    Returns
    -------
    dict of str to bytes
        Content by file name.

    Raises
    ------
    ValueError
        If the tables contradict each other or a column has no meaning; every problem is named.
    """
    raw = root / name / "raw"
    meanings = read(raw, "columns")
    tables = shipped(SETS[name](raw), meanings)
    wrong = contradictions(tables)
    if wrong:
        raise ValueError(f"{name}: " + "; ".join(wrong))
    described = codebook(tables, meanings)
    return {f"{table}.csv": csv_bytes(frame) for table, frame in {**tables, "codebook": described}.items()}


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Write or check the tables; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if anything is stale")
    options = parser.parse_args(arguments)
    stale = []
    for name in SETS:
        for file, content in files_of(name, root).items():
            path = root / name / file
            if not options.check:
                path.write_bytes(content)
            elif not path.is_file() or path.read_bytes() != content:
                stale.append(f"{name}/{file}")
    if stale:
        print(f"stale: {', '.join(stale)}; run python -m scripts.build_datasets", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
