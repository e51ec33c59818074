"""What shrinking the gaps of small groups gains: smaller errors, honest limits, an order with its uncertainty.

``python -m benchmarks.shrinkage`` simulates everything and writes ``benchmarks/results/shrinkage.json`` and
``shrinkage.md``; ``--quick`` draws few worlds, prints and writes nothing. Groups of 2 to some 60 statements of unequal
severity have gaps of their own, drawn from a beta distribution of known strength, from two kinds of groups, or all the
same; in some worlds statements share their fate within clusters, against the assumption.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.stats import beta, spearmanr

from benchmarks._coverage_worlds import SEVERITIES
from benchmarks._measure import cpu_seconds, machine, table, write_results
from rhetoric_gap.inference.shrinkage import beta_binomial_shrinkage, effective_count, posterior_ranks
from rhetoric_gap.spec import LEVEL

SEED = 20240620
FULL, QUICK = 150, 15
DRAWS = 1_000
MEAN = 0.6
A_CLUSTER = 4  # statements that share a fate, where they do
SMALL = 8  # groups of fewer statements are also looked at on their own
INTRODUCTION = """\
# Small groups, shrunk

Gaps of groups of 2 to some 60 statements (median about 10) with severities from .2 to 1. `strength`: that of the beta
distribution the groups' gaps are from (mean .6): 2 is very unlike groups, 40 nearly equal ones, `same` one gap for all,
`two kinds` half of the groups .3, half .8. `clusters`: four statements at a time share their fate. Errors are mean
squared errors of the groups' gaps, times 1,000: raw, and shrunk with the strength averaged over its posterior (the
default), from maximum likelihood and from moments. `limits`: how often 95 % credible limits hold the group's gap, all
groups and those of fewer than {small} statements; `plug-in` the limits that take the likeliest strength for known.
`cluster limits` and `error` take clusters for observations. `order`: rank correlation of raw and of shrunk gaps with
the true ones; `ranks`: how often the limits of a group's rank hold its true rank; `top`: how often the group called the
largest is (raw, shrunk), and the mean probability that the library gives it. Without differences between groups there
is no order.

Python {python}, {packages}; seed {seed}, {cpu:.0f} CPU seconds; {worlds} worlds a row.
"""


@dataclass(frozen=True)
class Cell:
    """One setting."""

    groups: int
    strength: float | str
    clustered: bool


def cells(quick: bool) -> list[Cell]:
    """List all settings."""
    groups = (8,) if quick else (6, 15)
    kinds: tuple[float | str, ...] = (2.0, 8.0, 40.0, "same", "two kinds")
    found = [Cell(many, kind, False) for many in groups for kind in kinds]
    return [*found, Cell(10, 8.0, True)]


def main() -> None:
    """Simulate and print; write what a full run found."""
    parser = argparse.ArgumentParser(prog="benchmarks.shrinkage", description="Simulate shrinkage.")
    parser.add_argument("--quick", action="store_true", help="few worlds, nothing written")
    quick = parser.parse_args().quick
    worlds, began = QUICK if quick else FULL, cpu_seconds()
    rows = [simulate(cell, worlds, number) for number, cell in enumerate(cells(quick))]
    found: dict[str, Any] = {"machine": machine("numpy", "scipy"), "seed": SEED, "worlds": worlds}
    found |= {"cpu_seconds": round(cpu_seconds() - began, 1), "runs": rows}
    found["targets"] = [] if quick else targets(rows)
    text = report(found)
    print(text)
    if not quick:
        write_results("shrinkage", found, text)


def simulate(cell: Cell, worlds: int, number: int) -> dict[str, Any]:
    """Simulate one setting."""
    rng = np.random.default_rng([SEED, number])
    scores = [one_world(cell, rng, world) for world in range(worlds)]
    return {**asdict(cell), **{key: mean_known([one[key] for one in scores]) for key in scores[0]}}


def mean_known(values: list[float]) -> float:
    """Average what is there."""
    known = [value for value in values if np.isfinite(value)]
    return float(np.mean(known)) if known else float("nan")


def one_world(cell: Cell, rng: np.random.Generator, seed: int) -> dict[str, float]:
    """Draw one world and score every estimate."""
    truth = true_gaps(cell, rng)
    group, r, kept, cluster = statements(cell, truth, rng)
    bark = np.bincount(group, r, cell.groups)
    raw = 1 - np.bincount(group, r * kept, cell.groups) / bark
    n = effective_count(r, group, cell.groups)
    found = {fit: beta_binomial_shrinkage(n * raw, n, fit=fit) for fit in ("posterior", "ml", "moments")}
    best = found["posterior"]
    small = np.bincount(group, minlength=cell.groups) < SMALL
    inside = (best.lower <= truth) & (truth <= best.upper)
    low, high = plug_in(n * raw, n, found["ml"].mean, found["ml"].strength)
    scores = {f"error_{fit}": float(np.mean((one.shrunk - truth) ** 2)) for fit, one in found.items()}
    scores |= {"error_raw": float(np.mean((raw - truth) ** 2)), "limits": float(inside.mean())}
    scores |= {"limits_small": float(inside[small].mean()) if small.any() else np.nan}
    scores |= {"limits_plug_in": float(np.mean((low <= truth) & (truth <= high)))}
    if cell.clustered:
        sums = np.bincount(cluster, r)
        owner = group[np.unique(cluster, return_index=True)[1]]
        worth = effective_count(sums, owner, cell.groups)
        apart = beta_binomial_shrinkage(worth * raw, worth)
        scores["limits_clusters"] = float(np.mean((apart.lower <= truth) & (truth <= apart.upper)))
        scores["error_clusters"] = float(np.mean((apart.shrunk - truth) ** 2))
    else:
        scores |= {"limits_clusters": np.nan, "error_clusters": np.nan}
    return scores | order(truth, raw, best, seed)


def order(truth: np.ndarray, raw: np.ndarray, best: Any, seed: int) -> dict[str, float]:
    """Score the order of the groups."""
    names = ("order_raw", "order_shrunk", "ranks", "top_raw", "top_shrunk", "top_said")
    if np.ptp(truth) == 0 or len(np.unique(truth)) < len(truth):
        return dict.fromkeys(names, np.nan)
    ranks = posterior_ranks(best.draw(DRAWS, seed=seed))
    true_rank = np.argsort(np.argsort(-truth)) + 1
    first = int(np.argmax(truth))
    hit = np.mean((ranks.lower <= true_rank) & (true_rank <= ranks.upper))
    both = [float(spearmanr(one, truth).statistic) if np.ptp(one) > 0 else 0.0 for one in (raw, best.shrunk)]
    tied = np.flatnonzero(raw == raw.max())
    named = int(np.argmax(ranks.largest))
    values = (
        *both,
        float(hit),
        float(first in tied) / len(tied),
        float(named == first),
        float(ranks.largest[named]),
    )
    return dict(zip(names, values, strict=True))


def true_gaps(cell: Cell, rng: np.random.Generator) -> np.ndarray:
    """Draw the groups' gaps."""
    if cell.strength == "same":
        return np.full(cell.groups, MEAN)
    if cell.strength == "two kinds":
        return np.resize([0.3, 0.8], cell.groups)
    s = float(cell.strength)
    return rng.beta(MEAN * s, (1 - MEAN) * s, cell.groups)


def statements(
    cell: Cell, truth: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Draw group, severity, fate and cluster of every statement."""
    number = np.maximum(2, np.round(np.exp(rng.normal(2.3, 0.9, cell.groups)))).astype(int)
    group = np.repeat(np.arange(cell.groups), number)
    place = np.concatenate([np.arange(k) for k in number])
    size = A_CLUSTER if cell.clustered else 1
    cluster = np.unique(group * 10_000 + place // size, return_inverse=True)[1]
    fate = rng.random(cluster.max() + 1)[cluster]
    return group, rng.choice(SEVERITIES, len(group)), (fate >= truth[group]).astype(float), cluster


def plug_in(k: np.ndarray, n: np.ndarray, mean: float, strength: float) -> tuple[np.ndarray, np.ndarray]:
    """Beta limits that take the likeliest mean and strength for known."""
    s = min(strength, 1e9)
    m = min(max(mean, 1e-9), 1 - 1e-9)
    a, b = k + m * s, n - k + (1 - m) * s
    return beta.ppf((1 - LEVEL) / 2, a, b), beta.ppf((1 + LEVEL) / 2, a, b)


def targets(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Compare with what was promised."""
    own = [r for r in rows if not r["clustered"]]
    beta_rows = [r for r in own if r["strength"] != "two kinds"]
    gain = max(r["error_posterior"] / r["error_raw"] for r in own)
    limits = min(r["limits"] for r in beta_rows)
    small = min(r["limits_small"] for r in beta_rows)
    ranks = min(r["ranks"] for r in beta_rows if np.isfinite(r["ranks"]))
    order_gain = min(r["order_shrunk"] - r["order_raw"] for r in beta_rows if np.isfinite(r["ranks"]))
    said = max(abs(r["top_said"] - r["top_shrunk"]) for r in beta_rows if np.isfinite(r["ranks"]))
    return [
        {
            "target": "shrunk error by raw error, largest",
            "measured": gain,
            "limit": 1.02,
            "met": gain <= 1.02,
        },
        {"target": "coverage of limits, lowest", "measured": limits, "limit": 0.92, "met": limits >= 0.92},
        {"target": "the same, small groups", "measured": small, "limit": 0.92, "met": small >= 0.92},
        {"target": "coverage of rank limits, lowest", "measured": ranks, "limit": 0.92, "met": ranks >= 0.92},
        {
            "target": "rank correlation gained, least",
            "measured": order_gain,
            "limit": 0.0,
            "met": order_gain >= 0,
        },
        {
            "target": "probability of the top, said less true, most",
            "measured": said,
            "limit": 0.1,
            "met": said <= 0.1,
        },
    ]


def report(found: dict[str, Any]) -> str:
    """Write the tables to be read."""
    about = found["machine"]
    packages = ", ".join(f"{name} {version}" for name, version in about["packages"].items())
    text = INTRODUCTION.format(
        small=SMALL, python=about["python"], packages=packages, seed=found["seed"], cpu=found["cpu_seconds"],
        worlds=found["worlds"],
    )  # fmt: skip
    errors = ["error_raw", "error_posterior", "error_ml", "error_moments"]
    shares = ["limits", "limits_small", "limits_plug_in"]
    orders = ["order_raw", "order_shrunk", "ranks", "top_raw", "top_shrunk", "top_said"]

    def cell_text(value: float, factor: float = 1.0, digits: int = 3) -> str:
        return "-" if np.isnan(value) else f"{factor * value:.{digits}f}"

    rows = [
        [str(r["groups"]), str(r["strength"]) + (", clusters" if r["clustered"] else "")]
        + [cell_text(r[k], 1000, 1) for k in errors]
        + [cell_text(r[k]) for k in shares]
        + [cell_text(r["limits_clusters"]), cell_text(r["error_clusters"], 1000, 1)]
        + [cell_text(r[k]) for k in orders]
        for r in found["runs"]
    ]
    header = ["groups", "strength", "error: raw", "posterior", "ml", "moments", "limits", "small groups", "plug-in",
              "cluster limits", "error", "order: raw", "shrunk", "ranks", "top: raw", "shrunk", "said"]  # fmt: skip
    lines = [text, table(header, rows)]
    if found["targets"]:
        done = [
            [x["target"], f"{x['measured']:.3f}", f"{x['limit']:.2f}", "yes" if x["met"] else "NO"]
            for x in found["targets"]
        ]
        lines += ["## Targets\n", table(["target", "measured", "limit", "met"], done)]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
