"""What the choice between clusters and dyads costs and gains, and what to do where a few clusters hold most.

``python -m benchmarks.dyadic`` simulates everything and writes ``benchmarks/results/dyadic.json`` and ``dyadic.md``;
``--quick`` draws few worlds, prints and writes nothing.

Part one: 5 to 20 actors, dense and sparse, with hubs, on two sides and as a star; dyads that depend on each other
through one or both of their members, and dyads that do not. How often do 95 % intervals hold the true gap: dyads as
clusters, the dyadic-robust one, the uncorrected dyadic-robust one that one finds elsewhere, and what ``auto`` takes?
Part two: clusters of very unequal size. Does counting what they are worth, or the jackknife, mend the interval?
"""

from __future__ import annotations

import argparse
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.special import expit, logit
from scipy.stats import norm, t

from benchmarks._coverage_worlds import WINDOW, clustered
from benchmarks._dyadic_worlds import DyadicWorlds, Parts, draw, dyads, sizes
from benchmarks._measure import cpu_seconds, machine, table, write_results
from benchmarks.coverage import SKEWED, scores
from rhetoric_gap.inference import cluster_interval, gap_interval
from rhetoric_gap.inference.interval import MIN_DYADIC_DF
from rhetoric_gap.spec import LEVEL

SEED = 20240620
FULL, QUICK = 250, 40
UNEVEN_WORLDS = 1_000
SHAPES = ("dense", "sparse", "hubs", "two sides", "star")
ACTORS = (5, 8, 12, 20)
WORLDS = (
    Parts("independent"),
    Parts("dyad", dyad=0.3),
    Parts("speakers", speaker=0.3, dyad=0.1),
    Parts("both members", speaker=0.2, hearer=0.2, dyad=0.1),
    Parts("one trait, both ends", speaker=0.2, hearer=0.2, dyad=0.1, one_trait=True),
)
UNEVEN = {**SKEWED, "60 and twelve of 4": (60, *(4,) * 12), "two of 30, eight of 3": (30, 30, *(3,) * 8)}
INTRODUCTION = """\
# Actors that recur, and clusters of unequal weight

How often a nominal 95 % interval holds the true gap. Words are kept or not; severities are drawn from the ladder 0.2 to
1, independently of fates. The Monte Carlo error of a coverage of .95 is {error:.3f} in the first table.

Python {python}, {packages}; seed {seed}, {cpu:.0f} CPU seconds; {worlds:,} worlds a row.
"""
FIRST = """\
## Actors in many dyads

Six statements a dyad, or uneven numbers with that mean; true gap .5 or .8. `depends on`: nothing; a part of the dyad's
own (.3 of the variance of the score that decides a word); the speaker (.3, dyad .1); both members (.2 each, dyad .1),
as two traits of an actor or as one. `top`: share of the statements in dyads of the most frequent actor. `df`: median
degrees of freedom of the dyadic interval; `auto` needs {need}. `cluster`: dyads as clusters, t(K - 1). `FG, normal`:
the dyadic-robust sum without correction and the normal quantile; worlds in which it is not positive count as missed
(`not pos.`: their share). `dyadic`: the library's, by clusters where it is undefined. `auto`: the library's choice,
and how often that is dyadic. Then the mean widths.
"""
SECOND = """\
## Clusters of unequal size

`t(K - 1)` is what `auto` uses, on K clusters that are worth `effective` equal ones. `effective` as a method: the same
standard error with a t quantile of that number less one. `jackknife`: clusters left out in turn (CV3), t(K - 1).
"""


@dataclass(frozen=True)
class Cell:
    """One setting of the first part."""

    shape: str
    actors: int
    uneven: bool
    gap: float
    parts: Parts


def cells(quick: bool) -> list[Cell]:
    """List all settings; a quick run leaves most of them out."""
    actors = (8,) if quick else ACTORS
    kinds = [(shape, many, uneven) for shape in SHAPES[:-1] for many in actors for uneven in (False, True)]
    kinds += [(SHAPES[-1], many, False) for many in actors]
    return [
        Cell(shape, many, uneven, (0.5, 0.8)[(number + place) % 2], parts)
        for number, (shape, many, uneven) in enumerate(kinds)
        for place, parts in enumerate(WORLDS)
    ]


def main() -> None:
    """Simulate and print; write what a full run found."""
    parser = argparse.ArgumentParser(prog="benchmarks.dyadic", description="Simulate dyadic intervals.")
    parser.add_argument("--quick", action="store_true", help="few worlds, nothing written")
    quick = parser.parse_args().quick
    worlds, began = QUICK if quick else FULL, cpu_seconds()
    rows = [simulate(cell, worlds, number) for number, cell in enumerate(cells(quick))]
    uneven = simulate_uneven(100 if quick else UNEVEN_WORLDS)
    found: dict[str, Any] = {"machine": machine("numpy", "scipy"), "seed": SEED, "worlds": worlds}
    found |= {"uneven_worlds": 100 if quick else UNEVEN_WORLDS}
    found |= {"cpu_seconds": round(cpu_seconds() - began, 1), "actors": rows, "uneven": uneven}
    found["targets"] = [] if quick else targets(rows, uneven)
    text = report(found)
    print(text)
    if not quick:
        write_results("dyadic", found, text)


def simulate(cell: Cell, worlds: int, number: int) -> dict[str, Any]:
    """Simulate one setting of the first part."""
    rng = np.random.default_rng([SEED, number])
    pairs = dyads(cell.shape, cell.actors, rng)
    number_of = sizes(pairs, cell.uneven, rng)
    drawn = draw(rng, worlds, pairs, number_of, cell.gap, cell.parts)
    busy = np.bincount(pairs.ravel(), np.repeat(number_of, 2)).max()
    found: dict[str, Any] = {**asdict(cell), "parts": cell.parts.name, "dyadic": cell.parts.dyadic}
    found |= {"dyads": len(pairs), "n": int(number_of.sum()), "top": float(busy / number_of.sum())}
    made = [intervals(drawn, world) for world in range(len(drawn))]
    for name in ("cluster", "plain", "corrected", "auto"):
        limits = np.array([one[name][:2] for one in made])
        found[name] = scores(limits, cell.gap)
    found["not_positive"] = float(np.mean([one["not_positive"] for one in made]))
    found["undefined"] = float(np.mean([one["undefined"] for one in made]))
    found["df"] = float(np.nanmedian([one["df"] for one in made])) if found["undefined"] < 1 else float("nan")
    found["chosen"] = float(np.mean([one["chosen"] for one in made]))
    return found


def intervals(drawn: DyadicWorlds, world: int) -> dict[str, Any]:
    """Ask for every interval of one world."""
    said, done = drawn.bark[world], drawn.bite[world]
    how: dict[str, Any] = {
        "window": WINDOW,
        "actor": drawn.actor,
        "target": drawn.target,
        "n_boot": 99,
        "seed": world,
    }
    day = np.arange(len(said))
    asked = {
        name: gap_interval(said, done, drawn.dyad, day, method=method, **how)
        for name, method in (("cluster", "cluster"), ("corrected", "dyadic"), ("auto", "auto"))
    }
    plain, positive = uncorrected(said, done, drawn)
    undefined = not asked["corrected"].method.startswith("dyadic")
    return {
        **{name: (one.lower, one.upper) for name, one in asked.items()},
        "plain": plain,
        "df": np.nan if undefined else asked["corrected"].df,
        "undefined": undefined,
        "not_positive": not positive,
        "chosen": asked["auto"].method.startswith("dyadic"),
    }


def uncorrected(said: np.ndarray, done: np.ndarray, drawn: DyadicWorlds) -> tuple[tuple[float, float], bool]:
    """Fafchamps and Gubert's sum as it is, by actors less dyads, with the normal quantile."""
    gap = 1 - done.sum() / said.sum()
    error = (said - done) - gap * said
    names = np.unique(np.concatenate([drawn.actor, drawn.target]).astype(str))
    one, two = (np.searchsorted(names, side.astype(str)) for side in (drawn.actor, drawn.target))
    by_actor = np.bincount(one, error, len(names)) + np.bincount(two, error, len(names))
    pair = np.unique(np.minimum(one, two) * len(names) + np.maximum(one, two), return_inverse=True)[1]
    square = float(np.sum(by_actor**2) - np.sum(np.bincount(pair, error) ** 2))
    # Limits that can never hold anything: a method that gives no interval has missed.
    if square < 1e-12 or not 0 < gap < 1:
        return (1.0, 0.0), False
    half = norm.ppf((1 + LEVEL) / 2) * np.sqrt(square) / said.sum() / (gap * (1 - gap))
    return (float(expit(logit(gap) - half)), float(expit(logit(gap) + half))), True


def simulate_uneven(worlds: int) -> list[dict[str, Any]]:
    """Simulate the second part."""
    found = []
    for number, (name, shape) in enumerate(UNEVEN.items()):
        for gap in (0.5, 0.8):
            for icc in (0.0, 0.1, 0.3):
                rng = np.random.default_rng([SEED, 1, number, round(10 * gap), round(10 * icc)])
                drawn = clustered(rng, worlds, shape, gap, icc)
                sums = [
                    [np.bincount(drawn.cluster, side) for side in pair]
                    for pair in zip(drawn.bark, drawn.bite, strict=True)
                ]
                row: dict[str, Any] = {"sizes": name, "clusters": len(shape), "gap": gap, "icc": icc}
                row["effective"] = sum(shape) ** 2 / sum(k * k for k in shape)
                for title, method in METHODS.items():
                    limits = np.array([method(*pair) for pair in sums])
                    row[title] = scores(limits, gap)
                found.append(row)
    return found


def default_limits(said: np.ndarray, done: np.ndarray) -> tuple[float, float]:
    """Clustered, t(K - 1)."""
    found = cluster_interval(said, done)
    return found.lower, found.upper


def effective_limits(said: np.ndarray, done: np.ndarray) -> tuple[float, float]:
    """Clustered, t on what the clusters are worth."""
    found = cluster_interval(said, done, effective=True)
    return found.lower, found.upper


def jackknife_limits(said: np.ndarray, done: np.ndarray) -> tuple[float, float]:
    """Leave every cluster out in turn (CV3); Wilson limits where the default has them."""
    found, clusters = cluster_interval(said, done), len(said)
    gap = found.gap
    without = 1 - (done.sum() - done) / (said.sum() - said)
    se = np.sqrt((clusters - 1) / clusters * np.sum((without - gap) ** 2))
    if np.isnan(found.se) or not 0 < gap < 1:
        return found.lower, found.upper
    half = t.ppf((1 + LEVEL) / 2, clusters - 1) * se / (gap * (1 - gap))
    return float(expit(logit(gap) - half)), float(expit(logit(gap) + half))


METHODS = {"default": default_limits, "worth": effective_limits, "jackknife": jackknife_limits}


def targets(rows: list[dict[str, Any]], uneven: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Compare with what was promised."""
    need = MIN_DYADIC_DF
    free = {
        even: [r["auto"]["coverage"] for r in rows if not r["dyadic"] and r["uneven"] != even]
        for even in (True, False)
    }
    every = free[True] + free[False]
    tied = [r["auto"]["coverage"] for r in rows if r["dyadic"] and r["df"] >= need + 0.5]
    corrected = [r["corrected"]["coverage"] for r in rows if r["dyadic"] and r["undefined"] < 0.05]
    star = max(r["chosen"] for r in rows if r["shape"] == "star")
    few = [r["worth"]["coverage"] for r in uneven]
    tail = f"dependence, {need + 0.5} degrees of freedom or more"
    numbers = [
        ("auto, no dependence between dyads: mean coverage", float(np.mean(every)), 0.95),
        ("auto, no dependence, dyads of equal size: lowest coverage", min(free[True]), 0.92),
        ("auto, no dependence, dyads of unequal size: lowest coverage", min(free[False]), 0.92),
        (f"auto, {tail}: mean coverage", float(np.mean(tied)), 0.94),
        (f"auto, {tail}: lowest coverage", min(tied), 0.92),
        ("dyadic on request, where defined, dependence: lowest coverage", min(corrected), 0.9),
        ("cluster-effective, unequal clusters: lowest coverage", min(few), 0.92),
    ]
    found = [(*row, row[1] >= row[2]) for row in numbers]
    found.append(("auto takes a star for dyadic, share of worlds", star, 0.0, star == 0))
    return [{"target": a, "measured": b, "limit": c, "met": bool(d)} for a, b, c, d in found]


def report(found: dict[str, Any]) -> str:
    """Write the tables to be read."""
    about = found["machine"]
    packages = ", ".join(f"{name} {version}" for name, version in about["packages"].items())
    lines = [
        INTRODUCTION.format(
            error=np.sqrt(0.95 * 0.05 / found["worlds"]), python=about["python"], packages=packages,
            seed=found["seed"], cpu=found["cpu_seconds"], worlds=found["worlds"],
        ),
        FIRST.format(need=MIN_DYADIC_DF),
    ]  # fmt: skip
    header = ["shape", "actors", "dyads", "uneven", "top", "df", "gap", "depends on", "cluster", "FG, normal",
              "not pos.", "dyadic", "auto", "is dyadic", "width: cluster", "dyadic", "auto"]  # fmt: skip
    lines += [table(header, [_actor_row(r) for r in found["actors"]]), SECOND]
    header = ["cluster sizes", "K", "effective", "gap", "correlation", "t(K - 1)", "effective", "jackknife",
              "width: t(K - 1)", "effective", "jackknife"]  # fmt: skip
    lines += [
        f"{found['uneven_worlds']:,} worlds a row.\n",
        table(header, [_uneven_row(r) for r in found["uneven"]]),
    ]
    rows = [
        [x["target"], f"{x['measured']:.3f}", f"{x['limit']:.3f}", "yes" if x["met"] else "NO"]
        for x in found["targets"]
    ]
    if rows:
        lines += ["## Targets\n", table(["target", "measured", "limit", "met"], rows)]
    return "\n".join(lines)


def _actor_row(r: dict[str, Any]) -> list[str]:
    """Write one setting of the first part."""
    shares = [f"{r[k]['coverage']:.3f}" for k in ("cluster", "plain", "corrected", "auto")]
    widths = [f"{r[k]['width']:.3f}" for k in ("cluster", "corrected", "auto")]
    df = "-" if np.isnan(r["df"]) else f"{r['df']:.1f}"
    head = [
        r["shape"],
        str(r["actors"]),
        str(r["dyads"]),
        "yes" if r["uneven"] else "no",
        f"{r['top']:.2f}",
        df,
    ]
    return [*head, f"{r['gap']:g}", r["parts"], *shares[:2], f"{r['not_positive']:.2f}", *shares[2:],
            f"{r['chosen']:.2f}", *widths]  # fmt: skip


def _uneven_row(r: dict[str, Any]) -> list[str]:
    """Write one setting of the second part."""
    head = [r["sizes"], str(r["clusters"]), f"{r['effective']:.1f}", f"{r['gap']:g}", f"{r['icc']:g}"]
    return [*head, *(f"{r[k]['coverage']:.3f}" for k in METHODS), *(f"{r[k]['width']:.3f}" for k in METHODS)]


if __name__ == "__main__":
    main()
