"""What the control for chance finds where there is nothing to find, and where there is.

``python -m benchmarks.chance`` simulates and writes ``benchmarks/results/chance.json`` and ``chance.md``; ``--quick``
draws few worlds, prints and writes nothing. The claim: without a tie between words and deeds the test rejects at 5 % in
3.5 to 6.5 % of 1,000 worlds, and p is uniform. Trends that words and deeds share are simulated too, and what they do to
each kind of move is reported as it is.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

import rhetoric_gap as rg
from benchmarks._chance_worlds import DAYS, DYADS, LAST, Setting, draw
from benchmarks._measure import cpu_seconds, machine, table, write_results

SEED = 20240620
WINDOW = 60
DRAWS = 99
SIZE = (0.035, 0.065)


@dataclass(frozen=True)
class Cell:
    """One setting and one way to move deeds."""

    part: str
    setting: Setting
    shift: str
    assignment: str = "best"


def cells(quick: bool) -> list[Cell]:
    """List what is simulated."""
    level = Setting()
    if quick:
        return [Cell("size", level, "donut"), Cell("power", Setting(answered=0.3), "donut")]
    size = [Cell("size", level, shift) for shift in ("donut", "circular", "mirror")]
    size += [Cell("size", Setting("bursts"), shift) for shift in ("donut", "circular", "mirror")]
    size += [Cell("size", level, "donut", "optimal"), Cell("size", level, "donut", "earliest")]
    shared = [
        Cell("trend", Setting(c), s) for c in ("trend", "wave") for s in ("donut", "circular", "mirror")
    ]
    power = [Cell("power", Setting(answered=share), "donut") for share in (0.1, 0.2, 0.3, 0.5)]
    return size + shared + power


def main() -> None:
    """Simulate and print; write what a full run found."""
    parser = argparse.ArgumentParser(prog="benchmarks.chance", description="Simulate the control for chance.")
    parser.add_argument("--quick", action="store_true", help="few worlds, nothing written")
    quick = parser.parse_args().quick
    began = cpu_seconds()
    runs = [simulate(cell, worlds(cell, quick), number) for number, cell in enumerate(cells(quick))]
    found: dict[str, Any] = {"machine": machine("numpy", "pandas", "scipy"), "seed": SEED, "draws": DRAWS}
    found |= {"runs": runs, "cpu_seconds": round(cpu_seconds() - began, 1)}
    found["targets"] = [] if quick else targets(found)
    text = report(found)
    print(text)
    if not quick:
        write_results("chance", found, text)


def worlds(cell: Cell, quick: bool) -> int:
    """Say how many worlds: 1,000 where an error rate is claimed."""
    return 20 if quick else 1_000 if cell.part == "size" else 500


def simulate(cell: Cell, count: int, number: int) -> dict[str, Any]:
    """Ask the library for p in many worlds."""
    p = np.empty(count)
    for world in range(count):
        rng = np.random.default_rng([SEED, number, world])
        said, done = draw(cell.setting, rng, WINDOW)
        found = rg.gap_index(
            said, done, window=WINDOW, match="any", assignment=cell.assignment, as_of=LAST,
            chance=DRAWS, shift=cell.shift, seed=world,
        )  # fmt: skip
        p[world] = found.frame["p_chance"].iloc[0]
    rejected = float(np.mean(p <= 0.05))
    return {
        "part": cell.part, **asdict(cell.setting), "shift": cell.shift, "assignment": cell.assignment,
        "worlds": count, "rejected": rejected, "error": round(float(np.sqrt(rejected * (1 - rejected) / count)), 5),
        "mean_p": round(float(p.mean()), 4), "uniform_p": round(uniformity(p), 4),
    }  # fmt: skip


def uniformity(p: np.ndarray) -> float:
    """Return the p-value of a chi-square test that p is uniform over ten bins."""
    from scipy.stats import chisquare

    # p takes the values 1/100 .. 100/100: ten of them in each bin.
    return float(chisquare(np.bincount(np.ceil(p * 10 - 1e-9).astype(int) - 1, minlength=10)).pvalue)


def targets(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Compare with what was promised."""
    sizes = [r["rejected"] for r in found["runs"] if r["part"] == "size"]
    rows = [
        ("lowest rejection at 5 % without a tie", min(sizes), SIZE[0], min(sizes) >= SIZE[0]),
        ("highest rejection at 5 % without a tie", max(sizes), SIZE[1], max(sizes) <= SIZE[1]),
    ]
    return [{"target": t, "measured": m, "limit": limit, "met": met} for t, m, limit, met in rows]


def report(found: dict[str, Any]) -> str:
    """Write everything as Markdown."""
    lines = [
        "# Control for chance",
        "",
        f"{DRAWS} draws a world, windows of {WINDOW} days, {DAYS} days, {DYADS} dyads.",
    ]
    titles = {
        "size": "No tie: how often the test rejects at 5 %",
        "trend": "No tie, but words and deeds share a trend (tenfold growth) or a yearly wave",
        "power": "Deeds that answer words, among as many that do not",
    }
    for part, title in titles.items():
        if not any(r["part"] == part for r in found["runs"]):
            continue
        rows = [
            [
                r["course"], r["shift"], r["assignment"], f"{r['answered']:g}", str(r["worlds"]),
                f"{100 * r['rejected']:.1f} % (se {100 * r['error']:.1f})", f"{r['mean_p']:.3f}",
                f"{r['uniform_p']:.3f}",
            ]
            for r in found["runs"] if r["part"] == part
        ]  # fmt: skip
        header = ["course", "shift", "assignment", "answered", "worlds", "rejected", "mean p", "p uniform?"]
        lines += ["", f"## {title}", "", table(header, rows)]
    lines.append("")
    for t in found["targets"]:
        lines.append(
            f"- {t['target']}: {t['measured']:.3g} (limit {t['limit']:g}): {'met' if t['met'] else 'MISSED'}"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
