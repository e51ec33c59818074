"""How fast pairing is, beside the engines one would use instead.

``python -m benchmarks.pairing`` measures everything and writes ``benchmarks/results/pairing.json`` and ``pairing.md``;
``--quick`` measures small sizes in under a minute and writes nothing. Every engine runs in a process of its own, and a
run whose answers differ from the library's is an error.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import _assignment_engines, _join_engines
from benchmarks._measure import in_own_process, machine, measure, table, write_results
from benchmarks._pairing_world import World, make_world

JOIN, ASSIGN = "join", "assign"
ENGINES = {JOIN: _join_engines.ENGINES, ASSIGN: _assignment_engines.ENGINES}
LIBRARY = {JOIN: "rhetoric_gap", ASSIGN: "rhetoric_gap, arrays"}
FLOOR, DUCKDB, DUCKDB_RANGE = "two argsorts (floor)", "DuckDB bucketed range join", "DuckDB range join"
POLARS, PANDAS = "Polars join_where", "pandas merge, filter, group by"
PUBLIC, DENSE, ONE_CALL = "rhetoric_gap.pair, tables", "scipy dense, per dyad", "scipy sparse, one call"
RUN_ONCE = {DUCKDB_RANGE, POLARS, PANDAS, DENSE, ONE_CALL}
QUESTION = {
    JOIN: "Best credit and count per statement, announced or not per deed",
    ASSIGN: "Exact one-to-one assignment of the largest total credit",
}
SAME_TOTAL = 1e-9


@dataclass(frozen=True)
class Case:
    """One question at one size, and who is asked besides the library.

    Attributes
    ----------
    task : str
        ``join`` (best credit, count, announced) or ``assign`` (exact one-to-one).
    rows, dyads, window : int
        Statements (and as many deeds), directed dyads, days.
    severities : str
        ``ladder`` (five steps, most credits tie) or ``continuous``.
    peers : tuple of str
        The engines measured beside the library.
    repeats : int
        Runs of each engine; the slow peers run once.
    """

    task: str
    rows: int
    dyads: int
    window: int
    severities: str
    peers: tuple[str, ...]
    repeats: int

    @property
    def title(self) -> str:
        """Name the case in a line."""
        size = f"{self.rows:,} x {self.rows:,} rows, {self.dyads:,} dyads, {self.window}-day window"
        return f"{QUESTION[self.task]}: {size}, {self.severities} severities"


QUICK = [
    Case(JOIN, 100_000, 10_000, 180, "ladder", (FLOOR, DUCKDB, POLARS), 3),
    Case(ASSIGN, 20_000, 200, 60, "ladder", (PUBLIC, DENSE), 1),
    Case(ASSIGN, 20_000, 200, 60, "continuous", (PUBLIC, ONE_CALL), 1),
]
FULL = [
    Case(JOIN, 100_000, 10_000, 180, "ladder", (FLOOR, DUCKDB, DUCKDB_RANGE, POLARS, PANDAS), 5),
    Case(JOIN, 1_000_000, 10_000, 180, "ladder", (FLOOR, DUCKDB, DUCKDB_RANGE, POLARS), 5),
    Case(ASSIGN, 20_000, 200, 60, "continuous", (PUBLIC, ONE_CALL, DENSE), 3),
    Case(ASSIGN, 100_000, 1_000, 60, "ladder", (PUBLIC, DENSE), 3),
    Case(ASSIGN, 100_000, 1_000, 60, "continuous", (PUBLIC, DENSE), 3),
    Case(ASSIGN, 1_000_000, 10_000, 60, "ladder", (PUBLIC,), 1),
    Case(ASSIGN, 1_000_000, 10_000, 60, "continuous", (PUBLIC,), 1),
]


def main() -> None:
    """Measure and print; write what a full run found."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.pairing", description="Measure pairing beside its peers."
    )
    parser.add_argument("--quick", action="store_true", help="small sizes only, nothing written")
    parser.add_argument("--probe", nargs=5, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.probe:
        print(json.dumps(probe(*options.probe)))
        return
    runs = [run(case) for case in (QUICK if options.quick else FULL)]
    about = machine("numpy", "scipy", "pandas", "duckdb", "polars")
    found = {"machine": about, "runs": runs, "targets": targets(runs)}
    text = report(found)
    print(text)
    if not options.quick:
        write_results("pairing", found, text)


def run(case: Case) -> dict[str, Any]:
    """Measure the library, then its peers, on one case; stop if an answer differs."""
    print(case.title, file=sys.stderr)
    measured = []
    with tempfile.TemporaryDirectory() as folder:
        inputs, own, other = (Path(folder) / name for name in ("inputs.npz", "own.npz", "other.npz"))
        make_world(case.rows, case.dyads, case.window, case.severities).save(inputs)
        for engine in (LIBRARY[case.task], *case.peers):
            answer = other if measured else own
            repeats = 1 if engine in RUN_ONCE else case.repeats
            arguments = (case.task, engine, str(inputs), str(answer), str(repeats))
            cost = in_own_process("benchmarks.pairing", "--probe", *arguments)
            if measured and engine != FLOOR:
                require_same(own, other, f"{engine}: {case.title}")
            measured.append({"engine": engine, **cost})
    return {"title": case.title, **asdict(case), "engines": measured}


def probe(task: str, engine: str, inputs: str, answer: str, repeats: str) -> dict[str, Any]:
    """Measure one engine in this process and leave its answer in a file."""
    prepare, solve = ENGINES[task][engine]
    solve(prepare(make_world(100, 10, 180)))  # imports and first calls are not what is measured
    ready = prepare(World.load(Path(inputs)))
    found, cost = measure(lambda: solve(ready), int(repeats))
    np.savez(answer, **found)
    return asdict(cost)


def require_same(own: Path, other: Path, what: str) -> None:
    """Compare two answers: whole arrays bit by bit, totals to the ninth digit."""
    with np.load(own) as ours, np.load(other) as theirs:
        for name in ours.files:
            same = (
                np.isclose(ours[name], theirs[name], rtol=SAME_TOTAL, atol=0)
                if name == "total"
                else np.array_equal(ours[name], theirs[name])
            )
            if not same:
                raise RuntimeError(f"{what}: {name} differs from the library's")


def targets(runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Hold the largest cases against what was promised."""
    checks: list[dict[str, Any]] = []

    def check(name: str, measured: float, limit: float, *, at_least: bool = False) -> None:
        met = measured >= limit if at_least else measured <= limit
        checks.append({"target": name, "measured": round(measured, 3), "limit": limit, "met": bool(met)})

    for found in runs:
        cost = {e["engine"]: e for e in found["engines"]}
        if found["task"] == JOIN and found["rows"] == 1_000_000:
            own = cost[LIBRARY[JOIN]]
            check(
                "times less CPU than DuckDB's bucketed join",
                cost[DUCKDB]["cpu"] / own["cpu"],
                12,
                at_least=True,
            )
            check("times the CPU of two argsorts", own["cpu"] / cost[FLOOR]["cpu"], 4)
            check("MB on top of the inputs", own["memory"], 1_000)
        limits = {100_000: (10, 8_000), 1_000_000: (180, 8_000)}.get(found["rows"])
        if found["task"] == ASSIGN and limits:
            size = f"{found['rows']:,} rows, {found['severities']}"
            for engine in (LIBRARY[ASSIGN], PUBLIC):
                # CPU, not wall: the solver runs on one core, and its neighbours on the machine are not its cost.
                check(f"CPU seconds to the optimum, {size} ({engine})", cost[engine]["cpu"], limits[0])
                check(f"MB to the optimum, {size} ({engine})", cost[engine]["memory"], limits[1])
    return checks


def report(found: dict[str, Any]) -> str:
    """Lay the numbers out to be read."""
    about = found["machine"]
    packages = ", ".join(f"{name} {version}" for name, version in about["packages"].items())
    lines = [
        "# Pairing: time and memory",
        "",
        f"{about['cores']} cores, {about['system']}, Python {about['python']}, {packages}.",
        "CPU seconds of all threads and wall seconds: medians after a small warm-up (slow peers: one run).",
        "Memory: peak on top of the loaded inputs. Dyads are Zipf(0.8), dates uniform over twenty years.",
        "All engines of a table gave the same answer.",
        "",
    ]
    for case in found["runs"]:
        own = case["engines"][0]
        rows = [
            [
                e["engine"],
                f"{e['cpu']:.3f}",
                f"{e['wall']:.3f}",
                f"{e['cpu'] / own['cpu']:.1f}",
                f"{e['memory']:,.0f}",
            ]
            for e in case["engines"]
        ]
        lines += [f"## {case['title']}", "", table(["engine", "CPU s", "wall s", "times ours", "MB"], rows)]
    if found["targets"]:
        rows = [
            [c["target"], f"{c['measured']:,.2f}", f"{c['limit']:,}", "yes" if c["met"] else "NO"]
            for c in found["targets"]
        ]
        lines += ["## Targets", "", table(["target", "measured", "limit", "met"], rows)]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
