"""What the control for chance costs, beside writing moved dates into the table and pairing again.

``python -m benchmarks.chance_speed`` measures and writes ``benchmarks/results/chance_speed.json`` and
``chance_speed.md``; ``--quick`` takes small tables, prints and writes nothing. The claim: 1,000 moves of 10,000 deeds
among 10,000 words over 100 dyads take at most 30 seconds where each word takes its best deed.
"""

from __future__ import annotations

import argparse
import time
from typing import Any

import numpy as np
import pandas as pd

import rhetoric_gap as rg
from benchmarks._chance_worlds import DAYS, DYADS, FIRST, LAST, Setting, draw
from benchmarks._measure import machine, table, write_results

SEED = 20240620
WINDOW = 60
SECONDS = 30.0
ROWS = 10_000
#: Assignment, match, and the share of 1,000 moves that is measured.
KINDS = (("best", "any", 1.0), ("best", "topic", 1.0), ("earliest", "any", 0.1), ("optimal", "any", 0.1))


def main() -> None:
    """Measure and print; write what a full run found."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.chance_speed", description="Time the control for chance."
    )
    parser.add_argument("--quick", action="store_true", help="small tables, nothing written")
    quick = parser.parse_args().quick
    found: dict[str, Any] = {"machine": machine("numpy", "pandas", "scipy"), "speed": speed(quick)}
    worst = max(s["seconds_1000"] for s in found["speed"] if s["assignment"] == "best")
    claim = {"target": "seconds for 1,000 moves, best deed", "measured": worst, "limit": SECONDS}
    found["targets"] = [] if quick else [claim | {"met": worst <= SECONDS}]
    text = report(found)
    print(text)
    if not quick:
        write_results("chance_speed", found, text)


def speed(quick: bool) -> list[dict[str, Any]]:
    """Measure each kind of pairing."""
    n, draws = (1_000, 20) if quick else (ROWS, 1_000)
    said, done = big_world(n)
    return [measure(said, done, a, m, max(int(draws * share), 5)) for a, m, share in KINDS]


def measure(
    said: pd.DataFrame, done: pd.DataFrame, assignment: str, match: str, moves: int
) -> dict[str, Any]:
    """Time the moves of one kind; what the index costs without them is taken off."""
    choices: dict[str, Any] = {"window": WINDOW, "match": match, "assignment": assignment, "as_of": LAST}
    rg.gap_index(said, done, **choices, chance=1)  # loads what is loaded on first use
    plain = clock(lambda: rg.gap_index(said, done, **choices))
    moved = clock(lambda: rg.gap_index(said, done, chance=moves, **choices))
    naive = clock(lambda: again(said, done, 3, choices)) / 3
    each = (moved - plain) / moves
    return {
        "assignment": assignment, "match": match, "rows": len(said), "moves_measured": moves,
        "ms_a_move": round(1_000 * each, 3), "seconds_1000": round(1_000 * each, 2),
        "naive_ms_a_move": round(1_000 * naive, 2), "ratio": round(naive / each, 1),
    }  # fmt: skip


def big_world(n: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make words and deeds over 100 dyads."""
    rng = np.random.default_rng(SEED)
    said, done = draw(Setting(n=n), rng, WINDOW)
    for frame in (said, done):
        frame["topic"] = "T" + pd.Series(rng.integers(0, 5, n)).astype(str)
        frame["target"] = "B" + pd.Series(rng.integers(0, 100 // DYADS, n)).astype(str)
    return said, done


def again(said: pd.DataFrame, done: pd.DataFrame, moves: int, choices: dict[str, Any]) -> None:
    """Move the dates in the table and pair anew: what one would do without a kernel for it."""
    rng = np.random.default_rng(SEED)
    day = (done["date"] - FIRST).dt.days.to_numpy()
    dyad = pd.factorize(done["actor"] + done["target"])[0]
    for _ in range(moves):
        shift = rng.integers(WINDOW, 6 * WINDOW, dyad.max() + 1)[dyad]
        rg.pair(said, done.assign(date=FIRST + pd.to_timedelta((day + shift) % DAYS, unit="D")), **choices)


def clock(task: Any) -> float:
    """Return wall seconds of one run."""
    began = time.perf_counter()
    task()
    return time.perf_counter() - began


def report(found: dict[str, Any]) -> str:
    """Write everything as Markdown."""
    rows = [
        [s["assignment"], s["match"], f"{s['rows']:,}", f"{s['ms_a_move']:.2f}", f"{s['seconds_1000']:.1f}",
         f"{s['naive_ms_a_move']:.0f}", f"{s['ratio']:.0f}"]
        for s in found["speed"]
    ]  # fmt: skip
    header = ["assignment", "match", "rows a side", "ms a move", "s for 1,000", "pairing anew, ms", "times"]
    lines = ["# What the control for chance costs", "", "Wall time, one process.", "", table(header, rows)]
    for t in found["targets"]:
        lines.append(
            f"- {t['target']}: {t['measured']:.3g} (limit {t['limit']:g}): {'met' if t['met'] else 'MISSED'}"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
