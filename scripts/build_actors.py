"""Build the shipped crosswalk of country codes from its raw tables.

Run ``python scripts/build_actors.py`` to write ``rhetoric_gap/readers/actors/data/countries.csv``; with ``--check``
nothing is written and the exit code is 1 if the shipped file is not what the raw tables give. Raw tables that
contradict each other are refused in either mode, with every contradiction listed.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import io
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

HERE = Path(__file__).resolve().parent
RAW = HERE / "actors_raw"
DATA = HERE.parent / "rhetoric_gap" / "readers" / "actors" / "data"

Row = dict[str, str]
Span = tuple[int, int]
COLUMNS = ["iso3", "iso2", "name", "cow", "cowc", "gw", "fips", "cameo", "valid_from", "valid_to"]
# The two lists of states begin here: what is older is left open.
FIRST = dt.date(1816, 1, 1).toordinal()
LAST = dt.date(9999, 12, 31).toordinal()
# A state whose code was another's in between: valid when one of the two lists of states says it existed.
LISTED = "listed"


def read(name: str) -> list[Row]:
    """Read one raw table as text, so that Namibia keeps its NA."""
    with (RAW / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def span(row: Row) -> Span:
    """Return the first and last day of a row as ordinals; blank is open."""
    start, end = row["valid_from"], row["valid_to"]
    return (
        max(FIRST, dt.date.fromisoformat(start).toordinal()) if start else FIRST,
        dt.date.fromisoformat(end).toordinal() if end else LAST,
    )


def day(ordinal: int, open_end: int) -> str:
    """Write a day, blank where the interval is open."""
    return "" if ordinal == open_end else dt.date.fromordinal(ordinal).isoformat()


def pieces(territory: Row, listed: Sequence[tuple[Span, Row]]) -> Iterator[Row]:
    """Cut the life of a territory where one of its codes changes."""
    whole = [part for part, _ in listed] if territory["valid_from"] == LISTED else [span(territory)]
    cuts = sorted(
        {edge for start, end in [*whole, *(part for part, _ in listed)] for edge in (start, end + 1)}
    )
    for start, stop in pairwise(cuts):
        if any(first <= start <= last for first, last in whole):
            row = {"cow": "", "cowc": "", "gw": ""}
            for (first, last), codes in listed:
                if first <= start <= last:
                    row |= codes
            fixed = {key: territory[key] for key in ("iso3", "iso2", "name", "fips", "cameo")}
            yield fixed | row | {"valid_from": day(start, FIRST), "valid_to": day(stop - 1, LAST)}


def contradictions(territories: Sequence[Row], cow: Sequence[Row], gw: Sequence[Row]) -> Iterator[str]:
    """Yield every way in which the raw tables contradict each other."""
    known = {row["iso3"]: row for row in territories}
    if len(known) != len(territories):
        yield "territories.csv names a country twice"
    for table, column in ((cow, "cow"), (gw, "gw")):
        for row in table:
            home = known.get(row["iso3"])
            if home is None:
                yield f"{column} {row[column]}: no territory {row['iso3']}"
            elif home["valid_from"] != LISTED:
                (start, end), (first, last) = span(row), span(home)
                if start < first or end > last:
                    yield f"{column} {row[column]} ({row['iso3']}): longer than the territory"
        yield from overlaps(table, column)


def overlaps(table: Sequence[Row], column: str) -> Iterator[str]:
    """Yield numbers that stand for two countries, or countries with two numbers, on one day."""
    for key in (column, "iso3"):
        ordered = sorted(table, key=lambda row: (row[key], span(row)))
        for before, after in pairwise(ordered):
            if before[key] == after[key] and span(before)[1] >= span(after)[0]:
                yield f"{column}: {key} {before[key]} stands in two rows that overlap"


def build() -> bytes:
    """Return the content of the shipped file.

    Raises
    ------
    ValueError
        If the raw tables contradict each other; the message lists every contradiction.
    """
    territories, cow, gw = read("territories.csv"), read("cow.csv"), read("gw.csv")
    if found := list(contradictions(territories, cow, gw)):
        raise ValueError("\n".join(found))
    listed: dict[str, list[tuple[Span, Row]]] = {row["iso3"]: [] for row in territories}
    for row in cow:
        listed[row["iso3"]].append((span(row), {"cow": row["cow"], "cowc": row["cowc"]}))
    for row in gw:
        listed[row["iso3"]].append((span(row), {"gw": row["gw"]}))
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for territory in sorted(territories, key=lambda row: row["iso3"]):
        writer.writerows(pieces(territory, listed[territory["iso3"]]))
    return buffer.getvalue().encode()


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the shipped file, or with ``--check`` only compare it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="compare only; exit 1 if the shipped file is stale"
    )
    check = parser.parse_args(arguments).check
    path, content = DATA / "countries.csv", build()
    if not check:
        path.write_bytes(content)
    elif not path.exists() or path.read_bytes() != content:
        print("stale: countries.csv; run python scripts/build_actors.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
