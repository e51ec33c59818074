"""How often the interval holds the true gap, beside the intervals one would use instead.

``python -m benchmarks.coverage`` simulates everything and writes ``benchmarks/results/coverage.json`` and
``coverage.md``; ``--quick`` draws few worlds, prints and writes nothing. A nominal 95 % must be within 93 and 97 %
for 5 to 40 clusters of 12 statements. What lies outside that claim is simulated too and reported as it is.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from benchmarks._coverage_report import report
from benchmarks._coverage_worlds import WINDOW, Worlds, clustered, serial
from benchmarks._measure import cpu_seconds, machine, write_results
from rhetoric_gap.inference.interval import gap_interval
from rhetoric_gap.spec import LEVEL

SEED = 20240620
CLAIM = (0.93, 0.97)
EQUAL, UNEQUAL, FEW = "equal", "unequal", "few"
INDEPENDENT, SERIAL, SHARED = "independent", "serial", "shared"
PEER_BOOT = 499
PERCENTILES = [100 * (1 - LEVEL) / 2, 100 * (1 + LEVEL) / 2]
# The block bootstrap draws in Python; fewer resamples than the library's default widen nothing but the noise of the se.
FEW_BOOT = 199


@dataclass(frozen=True)
class Cell:
    """One setting.

    Attributes
    ----------
    part : str
        ``equal`` (the claim), ``unequal`` (clusters of other sizes) or ``few`` (fewer than five clusters).
    sizes : tuple of int
        Statements in each cluster.
    gap : float
        True gap.
    fate : str
        How fates hang together: ``independent``, ``shared`` within clusters or ``serial`` in time.
    strength : float
        Intra-cluster correlation if shared, half-life in days if serial.
    """

    part: str
    sizes: tuple[int, ...]
    gap: float
    fate: str
    strength: float

    def draw(self, rng: np.random.Generator, worlds: int) -> Worlds:
        """Draw worlds of this setting."""
        make = serial if self.fate == SERIAL else clustered
        return make(rng, worlds, self.sizes, self.gap, self.strength)


@dataclass(frozen=True)
class Effort:
    """How many worlds: of each cell of the claim and beside it, with fewer than five clusters, and for the peers."""

    worlds: int
    few: int
    peers: int


FULL, QUICK = Effort(4_000, 1_000, 1_000), Effort(400, 40, 40)
SKEWED = {
    "5 pairs": (2,) * 5,
    "5 triples": (3,) * 5,
    "17, 8, 3, 2, 1, 1 (bundled case)": (17, 8, 3, 2, 1, 1),
    "40 and four of 5": (40, 5, 5, 5, 5),
    "8, halving from 32": (32, 16, 8, 4, 4, 2, 2, 2),
    "20, from 60 down to 3": (60, 30, 20, 15, 10, *(6,) * 5, *(3,) * 10),
}


def cells(quick: bool = False) -> list[Cell]:
    """List all settings; a quick run leaves most of them out."""
    fates = [(SHARED, 0.3)] if quick else [(INDEPENDENT, 0.0), (SHARED, 0.1), (SHARED, 0.3)]
    equal = [(12,) * k for k in (5, 8, 20, 40)]
    shapes = [(EQUAL, s) for s in equal] + [(UNEQUAL, s) for s in SKEWED.values()]
    found = [Cell(part, s, gap, *fate) for part, s in shapes for gap in (0.5, 0.8) for fate in fates]
    few = [(INDEPENDENT, 0.0, 1)]  # without dependence the clusters play no part
    few += [(fate, strength, k) for fate, strength in [(SERIAL, 60.0), (SHARED, 0.1)] for k in (1, 2, 3)]
    sizes = [12] if quick else [12, 24, 48]
    return found + [
        Cell(FEW, (n // k,) * k, gap, fate, strength)
        for fate, strength, k in few
        for n in sizes
        for gap in (0.5, 0.8)
    ]


def main() -> None:
    """Simulate and print; write what a full run found."""
    parser = argparse.ArgumentParser(prog="benchmarks.coverage", description="Simulate interval coverage.")
    parser.add_argument("--quick", action="store_true", help="few worlds, nothing written")
    quick = parser.parse_args().quick
    effort, began = QUICK if quick else FULL, cpu_seconds()
    runs = [run(cell, effort, number) for number, cell in enumerate(cells(quick))]
    found: dict[str, Any] = {"machine": machine("numpy", "scipy", "arch"), "seed": SEED, **asdict(effort)}
    found |= {"cpu_seconds": round(cpu_seconds() - began, 1), "runs": runs}
    # So few worlds in a quick run that their noise alone would decide.
    found["targets"] = [] if quick else targets(runs)
    text = report(found)
    print(text)
    if not quick:
        write_results("coverage", found, text)


def run(cell: Cell, effort: Effort, number: int) -> dict[str, Any]:
    """Simulate one setting: the library's interval and, where they are defined, its peers."""
    rng = np.random.default_rng([SEED, number])
    drawn = cell.draw(rng, effort.few if cell.part == FEW else effort.worlds)
    limits, methods = library_limits(drawn)
    found = {**asdict(cell), "sizes": ", ".join(map(str, cell.sizes)), "clusters": len(cell.sizes)}
    found |= {"n": sum(cell.sizes), "worlds": len(drawn)}
    found["effective_clusters"] = round(sum(cell.sizes) ** 2 / sum(size**2 for size in cell.sizes), 5)
    found |= scores(limits, cell.gap)
    found["methods"] = {name: float(np.mean(methods == name)) for name in np.unique(methods)}
    for name, peer in PEERS.items():
        if len(cell.sizes) > 1 or peer is not cluster_bootstrap:  # one cluster resampled is always itself
            peer_limits = np.array([peer(rng, drawn, w) for w in range(min(effort.peers, len(drawn)))])
            found[name] = scores(peer_limits, cell.gap) | {"worlds": len(peer_limits)}
    return found


def library_limits(drawn: Worlds) -> tuple[np.ndarray, np.ndarray]:
    """Ask the library for the interval of every world; return limits and methods."""
    limits, methods = np.empty((len(drawn), 2)), np.empty(len(drawn), dtype="U40")
    for world in range(len(drawn)):
        found = gap_interval(
            drawn.bark[world],
            drawn.bite[world],
            drawn.cluster,
            drawn.day[world],
            window=WINDOW,
            n_boot=FEW_BOOT,
            seed=world,
        )
        limits[world], methods[world] = (found.lower, found.upper), found.method
    return limits, methods


def scores(limits: np.ndarray, gap: float) -> dict[str, float]:
    """Say how often limits hold the true gap, with the Monte Carlo error, and how often they cannot be right."""
    lower, upper = limits.T
    covered = (lower <= gap) & (gap <= upper)
    share = float(covered.mean())
    return {
        "coverage": share,
        "error": round(float(np.sqrt(share * (1 - share) / len(limits))), 5),
        "all_below": float(np.mean(upper < gap)),
        "all_above": float(np.mean(lower > gap)),
        "width": round(float(np.mean(upper - lower)), 5),
        "zero_width": int(np.sum(~(upper > lower))),
        "out_of_range": int(np.sum(~((lower >= 0) & (upper <= 1)))),
    }


def statement_bootstrap(rng: np.random.Generator, drawn: Worlds, world: int) -> np.ndarray:
    """Percentile limits from resampled statements, as if they were independent of each other."""
    return _percentile_limits(rng, drawn.bark[world], drawn.bite[world])


def cluster_bootstrap(rng: np.random.Generator, drawn: Worlds, world: int) -> np.ndarray:
    """Percentile limits from resampled clusters."""
    said, done = (np.bincount(drawn.cluster, side[world]) for side in (drawn.bark, drawn.bite))
    return _percentile_limits(rng, said, done)


def _percentile_limits(rng: np.random.Generator, said: np.ndarray, done: np.ndarray) -> np.ndarray:
    places = rng.integers(0, len(said), size=(PEER_BOOT, len(said)))
    return np.percentile(1 - done[places].sum(axis=1) / said[places].sum(axis=1), PERCENTILES)


PEERS: dict[str, Callable[[np.random.Generator, Worlds, int], np.ndarray]] = {
    "statement_bootstrap": statement_bootstrap,
    "cluster_bootstrap": cluster_bootstrap,
}


def targets(runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Compare with what was promised."""
    claimed = [r["coverage"] for r in runs if r["part"] == EQUAL]
    broken = sum(r["zero_width"] + r["out_of_range"] for r in runs)
    found = [
        ("lowest coverage, 5 to 40 clusters of 12", min(claimed), CLAIM[0], min(claimed) >= CLAIM[0]),
        ("highest coverage, 5 to 40 clusters of 12", max(claimed), CLAIM[1], max(claimed) <= CLAIM[1]),
        ("intervals without width or outside 0 to 1, all settings", broken, 0, not broken),
    ]
    return [{"target": t, "measured": m, "limit": limit, "met": met} for t, m, limit, met in found]


if __name__ == "__main__":
    main()
