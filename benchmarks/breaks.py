"""How often the tests of breaks and events find what is not there, and what is.

``python -m benchmarks.breaks`` simulates everything and writes ``benchmarks/results/breaks.json`` and ``breaks.md``;
``--quick`` draws few worlds, prints and writes nothing. At a nominal 5 % the test of "no break" must reject within 3.5
and 6.5 % where statements are independent or share their fate within units. Settings in which neighbouring units hang
together lie outside that claim; they are simulated too and reported as they are.
"""

from __future__ import annotations

import argparse
from typing import Any

import numpy as np

from benchmarks._break_worlds import CRISES, DAYS, DYAD, INDEPENDENT, MIDDLE, SERIAL, WINDOW, Fate, draw
from benchmarks._measure import cpu_seconds, machine, table, write_results
from rhetoric_gap.inference.breaks import no_break_test, possible_breaks
from rhetoric_gap.inference.difference import difference_interval
from rhetoric_gap.inference.placebo import placebo_differences, placebo_p_value
from rhetoric_gap.studies._units import Units, make_units

SEED = 20240620
SIZE = (0.035, 0.065)
ALPHA = 0.05
PERMUTATIONS = 199
CLAIMED = (Fate(INDEPENDENT), Fate(CRISES, 0.3), Fate(DYAD, 0.3))
BESIDE = (Fate(SERIAL, 15), Fate(SERIAL, 30), Fate(SERIAL, 60))
FATES = (*CLAIMED, *BESIDE)
N = 120
YEARS = 365.25
COLUMNS = {"statements": "fate", "share": "share", "error": "error"}
SIZE_COLUMNS = {"statements": "fate", "asked": "unit", "taken": "units", "units": "number", **COLUMNS}
UNIT_COLUMNS = {"statements": "fate", "units": "unit", **COLUMNS}
POWER_COLUMNS = {"statements": "fate", "n": "n", **COLUMNS}
DATING_COLUMNS = {"statements": "fate", "rise": "shift", "median years": "years", **COLUMNS}
TARGET_COLUMNS = {
    "target": "target",
    "measured": "measured",
    "limit": "limit",
    "claimed": "claimed",
    "met": "met",
}


def main() -> None:
    """Simulate and print; write what a full run found."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.breaks", description="Simulate tests of breaks and events."
    )
    parser.add_argument("--quick", action="store_true", help="few worlds, nothing written")
    quick = parser.parse_args().quick
    worlds, fewer = (60, 30) if quick else (1_000, 200)
    began = cpu_seconds()
    found: dict[str, Any] = {"machine": machine("numpy", "scipy", "pandas"), "seed": SEED, "worlds": worlds}
    found["size"] = [size(fate, unit, worlds) for fate in FATES for unit in units_of(fate)]
    found["power"] = [power(fate, n, fewer) for fate in CLAIMED for n in (60, 120, 240)]
    found["dating"] = [dating(fate, shift, fewer) for fate in FATES[:-1] for shift in (0.3, 0.6)]
    found["placebo"] = [placebo(fate, worlds) for fate in FATES]
    found["difference"] = [difference(fate, unit, worlds) for fate in FATES for unit in ("cluster", "block")]
    found["cpu_seconds"] = round(cpu_seconds() - began, 1)
    # So few worlds in a quick run that their noise alone would decide.
    found["targets"] = [] if quick else targets(found)
    text = report(found)
    print(text)
    if not quick:
        write_results("breaks", found, text)


def units_of(fate: Fate) -> tuple[str, ...]:
    """Name the units tried: what ``auto`` takes, and single statements for comparison."""
    return ("auto", "statement")


def stream(*names: Any) -> np.random.Generator:
    """Return a stream of random numbers of its own for each setting."""
    return np.random.default_rng(
        [SEED, *(int.from_bytes(str(name).encode(), "big") % 2**32 for name in names)]
    )


def sums_of(units: Units) -> tuple[np.ndarray, np.ndarray]:
    """Return bark and bite of each unit."""
    return units.frame["bark"].to_numpy(), units.frame["bite"].to_numpy()


def rejects(
    rng: np.random.Generator, n: int, fate: Fate, shift: float, unit: Any, world: int
) -> tuple[bool, Units]:
    """Draw a world and test it."""
    units = make_units(draw(rng, n, fate, shift), unit, None, WINDOW)
    test = no_break_test(*sums_of(units), n_permutations=PERMUTATIONS, seed=world)
    return test.p_value <= ALPHA, units


def size(fate: Fate, unit: str, worlds: int) -> dict[str, Any]:
    """Count rejections where there is no break."""
    rng = stream("size", fate, unit)
    runs = [rejects(rng, N, fate, 0.0, unit, world) for world in range(worlds)]
    share = float(np.mean([hit for hit, _ in runs]))
    return {
        "fate": str(fate),
        "unit": unit,
        "units": runs[0][1].unit,
        "number": len(runs[0][1].frame),
        **with_error(share, worlds),
    }


def power(fate: Fate, n: int, worlds: int) -> dict[str, Any]:
    """Count rejections where the gap rises by .3 in the middle."""
    rng = stream("power", fate, n)
    share = float(np.mean([rejects(rng, n, fate, 0.3, "auto", world)[0] for world in range(worlds)]))
    return {"fate": str(fate), "n": n, **with_error(share, worlds)}


def dating(fate: Fate, shift: float, worlds: int) -> dict[str, Any]:
    """Count how often the days a break may lie in hold the day on which it lies, and how many years they span."""
    rng = stream("dating", fate, shift)
    held, width = [], []
    for world in range(worlds):
        units = make_units(draw(rng, N, fate, shift), "auto", None, WINDOW)
        maybe = possible_breaks(*sums_of(units), n_permutations=PERMUTATIONS, seed=world)
        sides = ("left", "right") if units.unit == "cluster" else ("first", "last")
        first, last = (units.frame[name].to_numpy().astype("datetime64[D]").astype(int) for name in sides)
        start, stop = last[maybe.min() - 1], first[maybe.max()]
        held.append(start <= MIDDLE <= stop)
        width.append((stop - start) / YEARS)
    share = float(np.mean(held))
    return {
        "fate": str(fate),
        "shift": f"{shift:.1f}",
        "years": f"{np.median(width):.1f}",
        **with_error(share, worlds),
    }


def placebo(fate: Fate, worlds: int) -> dict[str, Any]:
    """Count placebo p values of at most 5 % for events that changed nothing, on days drawn at random."""
    rng = stream("placebo", fate)
    hits = []
    for _ in range(worlds):
        rows = draw(rng, N, fate)
        day = rows["day"].to_numpy()
        others = np.unique(day)
        admissible = others[
            (np.searchsorted(day, others) >= 5) & (len(day) - np.searchsorted(day, others) >= 5)
        ]
        event = rng.choice(admissible)
        at = np.concatenate([[event], admissible[admissible != event]])
        found = placebo_differences(rows["r"], rows["bite"], day, at)
        hits.append(placebo_p_value(found.standardised[0], found.standardised[1:]) <= ALPHA)
    return {"fate": str(fate), **with_error(float(np.mean(hits)), worlds)}


def difference(fate: Fate, unit: str, worlds: int) -> dict[str, Any]:
    """Count how often the interval of the change at the middle holds the true change, 0."""
    rng = stream("difference", fate, unit)
    held, none = [], 0
    for _ in range(worlds):
        rows = draw(rng, N, fate)
        late = rows["day"].to_numpy() >= MIDDLE
        groups = rows["cluster"] if unit == "cluster" else (rows["day"] - MIDDLE) // (2 * WINDOW)
        _, code = np.unique(groups, return_inverse=True)
        sums = [
            np.bincount(code[side], rows[name].to_numpy()[side], minlength=code.max() + 1)
            for side in (~late, late)
            for name in ("r", "bite")
        ]
        found = difference_interval(*sums)
        none += bool(found.reason)
        if not found.reason:
            held.append(found.lower <= 0 <= found.upper)
    share = float(np.mean(held))
    return {"fate": str(fate), "unit": unit, "without": none, **with_error(share, worlds)}


def with_error(share: float, worlds: int) -> dict[str, float]:
    """Return a share with its Monte Carlo error."""
    return {"share": round(share, 5), "error": round(float(np.sqrt(share * (1 - share) / worlds)), 5)}


def targets(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Compare with what was promised."""
    claimed = {str(fate) for fate in CLAIMED}
    rows = []
    for one in found["size"]:
        if one["unit"] == "auto":
            rows.append(
                (f'size of "no break", {one["fate"]}', one["share"], "3.5 to 6.5 %", one["fate"] in claimed)
            )
    rows += [
        (f"size of placebo p, {one['fate']}", one["share"], "3.5 to 6.5 %", True) for one in found["placebo"]
    ]
    return [
        {
            "target": name,
            "measured": share,
            "limit": limit,
            "claimed": claim,
            "met": SIZE[0] <= share <= SIZE[1],
        }
        for name, share, limit, claim in rows
    ]


def report(found: dict[str, Any]) -> str:
    """Write the numbers as tables."""
    head = (
        f"{found['worlds']:,} worlds of {N} statements in {DAYS:,} days, windows of {WINDOW} days (power and dating: a "
        f"fifth of them); {PERMUTATIONS} permutations, nominal 5 %. {found['cpu_seconds']} CPU seconds."
    )
    tables = (
        ('Rejections of "no break" where there is none', found["size"], SIZE_COLUMNS),
        ("Rejections where the gap rises by .30 in the middle (unit auto)", found["power"], POWER_COLUMNS),
        ("Do the days a break may lie in hold its day? (nominal 95 %)", found["dating"], DATING_COLUMNS),
        (
            "Placebo p of at most 5 % for an event on a random day that changed nothing",
            found["placebo"],
            COLUMNS,
        ),
        (
            "Does the interval of the change hold the true one? (nominal 95 %)",
            found["difference"],
            UNIT_COLUMNS,
        ),
        ("Targets", found["targets"], TARGET_COLUMNS),
    )
    parts = ["# Breaks and events", "", head, ""]
    for title, rows, columns in tables:
        if rows:
            cells = [[written(row[key]) for key in columns.values()] for row in rows]
            parts += [f"## {title}", "", table(list(columns), cells)]
    return "\n".join(parts)


def written(value: Any) -> str:
    """Write a cell; shares in percent."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{100 * value:.1f} %" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main()
