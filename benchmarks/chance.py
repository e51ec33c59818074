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
import pandas as pd

import rhetoric_gap as rg
from benchmarks._chance_worlds import DAYS, DYADS, LAST, Setting, draw
from benchmarks._measure import cpu_seconds, machine, table, write_results

SEED = 20240620
WINDOW = 30
DRAWS = 99
LEVELS = (0.01, 0.1, 0.25, 0.5)  # p is uniform if it is at most so much in as large a share of the worlds
BATCH = 50  # worlds in one table
SHIFTS = ("donut", "joint", "circular", "mirror")
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
    moved = [shift for shift in SHIFTS if shift != "mirror"]
    size = [Cell("size", Setting(c), shift) for c in ("level", "bursts") for shift in moved]
    size += [Cell("mirror", Setting(c), "mirror") for c in ("level", "bursts")]
    size += [Cell("size", level, "donut", "optimal"), Cell("size", level, "donut", "earliest")]
    courses = ("together", "trend", "wave")
    shared = [Cell("trend", Setting(c), s) for c in courses for s in SHIFTS]
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
    return 40 if quick else 2_000 if cell.part == "size" else 1_000


def simulate(cell: Cell, count: int, number: int) -> dict[str, Any]:
    """Ask the library for p in many worlds, a batch of them in one table: nothing is paired across worlds."""
    batches = [batch(cell, min(BATCH, count - first), number, first) for first in range(0, count, BATCH)]
    p, excess = np.concatenate(batches).T
    rejected = float(np.mean(p <= 0.05))
    return {
        "part": cell.part, **asdict(cell.setting), "shift": cell.shift, "assignment": cell.assignment,
        "worlds": count, "rejected": rejected, "error": round(float(np.sqrt(rejected * (1 - rejected) / count)), 5),
        "at_most": {str(level): round(float(np.mean(p <= level + 1e-9)), 4) for level in LEVELS},
        "mean_excess": round(float(excess.mean()), 4),
    }  # fmt: skip


def batch(cell: Cell, worlds: int, number: int, first: int) -> np.ndarray:
    """Return p and excess of each of some worlds."""
    drawn = []
    for world in range(first, first + worlds):
        pair = draw(cell.setting, np.random.default_rng([SEED, number, world]), WINDOW)
        name = f"W{world:05d}"
        drawn.append([
            frame.assign(world=name, actor=name + frame["actor"], **{key: name + frame[key]})
            for key, frame in zip(("statement_id", "action_id"), pair, strict=True)
        ])  # fmt: skip
    said, done = (pd.concat(side, ignore_index=True) for side in zip(*drawn, strict=True))
    found = rg.gap_index(
        said, done, window=WINDOW, match="any", assignment=cell.assignment, as_of=LAST, by="world",
        chance=DRAWS, shift=cell.shift, method="none", seed=first,
    )  # fmt: skip
    return found.frame[["p_chance", "excess"]].to_numpy(dtype=float)


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
        "size": "No tie: how often the test rejects at 5 %, and at other levels; mean excess",
        "mirror": "The same for mirror windows, whose ties make it cautious where deeds are rare",
        "trend": "No tie, but dyads act together, or words and deeds share a trend (tenfold growth) or a yearly wave",
        "power": "Deeds that answer words, among as many that do not",
    }
    for part, title in titles.items():
        if not any(r["part"] == part for r in found["runs"]):
            continue
        rows = [
            [
                r["course"], r["shift"], r["assignment"], f"{r['answered']:g}", str(r["worlds"]),
                f"{100 * r['rejected']:.1f} % (se {100 * r['error']:.1f})",
                *(f"{100 * v:.1f} %" for v in r["at_most"].values()),
                f"{r['mean_excess']:+.3f}",
            ]
            for r in found["runs"] if r["part"] == part
        ]  # fmt: skip
        header = [
            "course",
            "shift",
            "assignment",
            "answered",
            "worlds",
            "rejected",
            *(f"at {100 * v:g} %" for v in LEVELS),
            "excess",
        ]
        lines += ["", f"## {title}", "", table(header, rows)]
    lines.append("")
    for t in found["targets"]:
        lines.append(
            f"- {t['target']}: {t['measured']:.3g} (limit {t['limit']:g}): {'met' if t['met'] else 'MISSED'}"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
