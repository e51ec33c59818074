"""How fast raw event files are read, beside unpacking them and beside the engines one would use instead.

``python -m benchmarks.readers`` writes 10 million invented GDELT rows in 100 daily zips to a temporary folder (or takes
those in ``--folder``), measures, and writes ``benchmarks/results/readers.json`` and ``readers.md``; ``--quick`` takes 4
files of 20,000 rows and writes nothing. Every engine runs in a process of its own; answers that differ are an error.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import _reader_engines as engines
from benchmarks._gdelt_files import FILES, REGION, ROWS, write_files
from benchmarks._measure import (
    forget_peak,
    in_own_process,
    machine,
    measure,
    peak_megabytes,
    table,
    write_results,
)

FLOOR, EVENTS, PANEL, WORLD, RAW, PANDAS, EVERYTHING, DUCKDB_TEXT, POLARS_TEXT, DUCKDB_PARQUET = (
    engines.ENGINES
)
FIRST, SECOND = "rhetoric_gap.read_gdelt, writing the cache", "rhetoric_gap.read_gdelt, from the cache"
RAW_FIRST, RAW_SECOND = f"{RAW}, writing the cache", f"{RAW}, from the cache"
CACHED = (FIRST, SECOND, RAW_FIRST, RAW_SECOND)
QUICK = (4, 20_000)
SUBSET = 5
"""Files that all columns of are read into one frame; of more the memory is reckoned, not used."""


def main() -> None:
    """Measure and print; write what a full run found."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.readers", description="Measure the readers beside their peers."
    )
    parser.add_argument("--quick", action="store_true", help="small files only, nothing written")
    parser.add_argument(
        "--folder", type=Path, help="where the files are, or are to be (default: a temporary folder)"
    )
    parser.add_argument("--files", type=int, default=FILES)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--probe", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.probe:
        print(json.dumps(probe(*options.probe)))
        return
    files, rows = QUICK if options.quick else (options.files, options.rows)
    with contextlib.ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        print(f"writing {files} files of {rows:,} rows", file=sys.stderr)
        paths = write_files(options.folder or scratch / "zips", files, rows)
        found = run(paths, rows, scratch)
    text = report(found)
    print(text)
    if not options.quick:
        write_results("readers", found, text)


def run(paths: list[Path], rows: int, scratch: Path) -> dict[str, Any]:
    """Measure every engine, and hold the answers against each other."""
    folder, cache, text = paths[0].parent, scratch / "cache", scratch / "text"
    some = scratch / "some"
    some.mkdir()
    for path in paths[:SUBSET]:
        shutil.copy(path, some)
    engines.unpack_to(folder, text)
    where = dict.fromkeys(engines.ENGINES, folder)
    where |= {DUCKDB_TEXT: text, POLARS_TEXT: text, DUCKDB_PARQUET: cache, EVERYTHING: some}
    order = [
        FLOOR,
        EVENTS,
        FIRST,
        SECOND,
        PANEL,
        WORLD,
        RAW,
        RAW_FIRST,
        RAW_SECOND,
        PANDAS,
        DUCKDB_TEXT,
        POLARS_TEXT,
        DUCKDB_PARQUET,
        EVERYTHING,
    ]
    measured: dict[str, dict[str, Any]] = {}
    for engine in order:
        print(engine, file=sys.stderr)
        repeats = "3" if engine == FLOOR else "1"
        place = where.get(engine, folder)
        measured[engine] = in_own_process(
            "benchmarks.readers", "--probe", engine, str(place), str(cache), repeats
        )
    require_same(measured, len(paths) <= SUBSET)
    unpacked = measured[FLOOR]["answer"]["bytes"]
    for one in measured.values():
        one["answer"] = one["answer"] if len(one["answer"]) < SUBSET else {"dyad_months": len(one["answer"])}
    return {
        "machine": machine("pandas", "numpy", "pyarrow", "duckdb", "polars"),
        "files": len(paths),
        "rows": len(paths) * rows,
        "packed": sum(path.stat().st_size for path in paths),
        "unpacked": unpacked,
        "cached": sum(path.stat().st_size for path in cache.rglob("*.parquet")),
        "region": list(REGION),
        "engines": measured,
        "targets": targets(measured),
    }


def probe(engine: str, folder: str, cache: str, repeats: str) -> dict[str, Any]:
    """Measure one engine in this process."""
    kept = Path(cache) if engine in CACHED else None
    ask = engines.chunks if engine in (RAW_FIRST, RAW_SECOND) else engines.events
    if kept and ask is engines.chunks:
        kept = kept.with_name("raw")
    with tempfile.TemporaryDirectory() as small:
        warm_up(engine, Path(small))
    where = Path(folder)
    task = (lambda: ask(where, kept)) if kept else (lambda: engines.ENGINES[engine](where))
    forget_peak()
    answer, cost = measure(task, int(repeats))
    return {**asdict(cost), "peak": peak_megabytes(), "answer": answer}


def warm_up(engine: str, folder: Path) -> None:
    """Run once on a few rows: imports and first calls are not what is measured."""
    write_files(folder / "zips", 1, 2_000)
    engines.unpack_to(folder / "zips", folder / "text")
    engines.events(folder / "zips", folder / "cache")
    if engine in CACHED:
        for _ in range(2):
            engines.events(folder / "zips", folder / "cache")
            engines.chunks(folder / "zips", folder / "raw")
        return
    places = {DUCKDB_TEXT: "text", POLARS_TEXT: "text", DUCKDB_PARQUET: "cache"}
    engines.ENGINES[engine](folder / places.get(engine, "zips"))


def require_same(measured: dict[str, dict[str, Any]], whole: bool) -> None:
    """Stop if two engines do not agree."""
    peers = [PANDAS, DUCKDB_TEXT, POLARS_TEXT, DUCKDB_PARQUET, *([EVERYTHING] if whole else [])]
    for one, others in ((RAW, [RAW_FIRST, RAW_SECOND, *peers]), (EVENTS, [FIRST, SECOND, PANEL])):
        for other in others:
            if measured[one]["answer"] != measured[other]["answer"]:
                raise RuntimeError(f"{other}: the answer differs from that of {one}")


def targets(measured: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Hold the library against what was promised."""
    cpu, wall = ({name: one[kind] for name, one in measured.items()} for kind in ("cpu", "wall"))
    peak = {name: one["peak"] for name, one in measured.items()}
    found = [
        (
            "times the CPU of unpacking alone, to statements and actions of a region",
            cpu[EVENTS] / cpu[FLOOR],
            2.5,
            False,
        ),
        ("MB at the peak, whole process, statements and actions", peak[EVENTS], 1_000, False),
        ("MB at the peak, whole process, flow panel of the region", peak[PANEL], 400, False),
        ("times faster from the cache, raw columns (CPU)", cpu[RAW_FIRST] / cpu[RAW_SECOND], 8, True),
        ("times faster from the cache, statements and actions (CPU)", cpu[FIRST] / cpu[SECOND], 8, True),
        ("times faster from the cache, statements and actions (wall)", wall[FIRST] / wall[SECOND], 8, True),
    ]
    return [
        {
            "target": name,
            "measured": round(value, 2),
            "limit": limit,
            "met": bool(value >= limit if least else value <= limit),
        }
        for name, value, limit, least in found
    ]


def report(found: dict[str, Any]) -> str:
    """Lay the numbers out to be read."""
    about, measured = found["machine"], found["engines"]
    packages = ", ".join(f"{name} {version}" for name, version in about["packages"].items())
    gigabytes = {name: found[name] / 1e9 for name in ("packed", "unpacked", "cached")}
    share = found["files"] / min(SUBSET, found["files"])
    lines = [
        "# Readers: time and memory",
        "",
        f"{about['cores']} cores, {about['system']}, Python {about['python']}, {packages}.",
        f"{found['rows']:,} invented rows of GDELT 1.0 (58 columns) in {found['files']} daily zips: "
        f"{gigabytes['packed']:.2f} GB packed, {gigabytes['unpacked']:.2f} GB unpacked, "
        f"{gigabytes['cached']:.2f} GB as cache.",
        f"The region is {', '.join(found['region'])}, on either side.",
        "CPU seconds of all threads and wall seconds, after a small warm-up. Peak: the whole process.",
        "DuckDB and Polars read text that was unpacked before, or Parquet: add the first row to compare. All peers",
        "counted and scored the rows of the region by dyad and month, and agree with the library to the row; so do the",
        "statements and actions read with and without the cache, and the sums of the panel.",
        "",
    ]
    rows = [
        [
            name,
            f"{one['cpu']:.1f}",
            f"{one['wall']:.1f}",
            f"{one['cpu'] / measured[FLOOR]['cpu']:.2f}",
            f"{one['peak']:,.0f}",
        ]
        for name, one in measured.items()
        if name != EVERYTHING
    ]
    one = measured[EVERYTHING]
    rows.append(
        [
            f"{EVERYTHING} (reckoned from {min(SUBSET, found['files'])} files)",
            f"{one['cpu'] * share:.1f}",
            f"{one['wall'] * share:.1f}",
            f"{one['cpu'] * share / measured[FLOOR]['cpu']:.2f}",
            f"{one['memory'] * share:,.0f}",
        ]
    )
    lines.append(table(["engine", "CPU s", "wall s", "times unzip", "MB"], rows))
    rows = [
        [c["target"], f"{c['measured']:,.2f}", f"{c['limit']:,}", "yes" if c["met"] else "NO"]
        for c in found["targets"]
    ]
    lines += ["## Targets", "", table(["target", "measured", "limit", "met"], rows)]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
