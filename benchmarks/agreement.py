"""Whether intervals about coders can be trusted: of Krippendorff's alpha, of Rogan and Gladen's correction, of the gap.

``python -m benchmarks.agreement`` simulates everything and writes ``benchmarks/results/agreement.json`` and
``agreement.md``; ``--quick`` draws few worlds, prints and writes nothing. Promised: 95 % intervals of alpha hold the
true one in 92 to 98 % of worlds where ten units or more are expected to show disagreement; those of the corrected share
in 93 to 99 % of worlds with errors that leave something to see (sensitivity and specificity add up to 1.6 or more);
those of the gap pooled over coders in at least 93 % of worlds in which coders err as the interval assumes, with slips
from two coders on and with habits from five.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict, dataclass
from itertools import product
from typing import Any

import numpy as np
from scipy.stats import norm

from benchmarks._measure import cpu_seconds, machine, table, write_results
from rhetoric_gap.inference import cluster_interval, krippendorff_alpha, pooled_gaps, rogan_gladen
from rhetoric_gap.spec import LEVEL

SEED = 20240620
ALPHA_BOOT = 299
POOL_BOOT = 99
SHARES = np.array([0.4, 0.3, 0.2, 0.1])
Z = float(norm.ppf((1 + LEVEL) / 2))


@dataclass(frozen=True)
class Effort:
    """Worlds of each setting: alpha, corrected share, pooled gap."""

    alpha: int
    corrected: int
    pooled: int


FULL, QUICK = Effort(400, 2_000, 400), Effort(20, 100, 20)
ALPHAS = [
    *product(("nominal", "interval"), (0.5, 0.8, 0.95), (10, 20, 50), (2,)),
    *product(("nominal",), (0.5, 0.8), (20, 50), (4,)),
    *product(("nominal", "interval"), (0.8, 0.95), (150,), (2,)),
]
CORRECTED = list(product(((0.95, 0.95), (0.8, 0.9), (0.7, 0.7)), (0.1, 0.4), (60, 200), (25, 100)))
CLUSTERED = list(product(((0.8, 0.9),), (0.4,), (10, 20), (0.0, 0.3)))
POOLED = list(product(("slips", "habits"), (2, 3, 5), (0.15,)))


def main() -> None:
    """Simulate and print; write what a full run found."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.agreement", description="Simulate coders and their errors."
    )
    parser.add_argument("--quick", action="store_true", help="few worlds, nothing written")
    quick = parser.parse_args().quick
    effort, began = QUICK if quick else FULL, cpu_seconds()
    found: dict[str, Any] = {
        "machine": machine("numpy", "scipy", "krippendorff"),
        "seed": SEED,
        **asdict(effort),
    }
    found["alphas"] = [alpha(n, *cell, effort.alpha) for n, cell in enumerate(ALPHAS)]
    found["shares"] = [corrected(n, *cell, effort.corrected) for n, cell in enumerate(CORRECTED)]
    found["clustered"] = [clustered(n, *cell, effort.corrected) for n, cell in enumerate(CLUSTERED)]
    found["gaps"] = [pooled(n, *cell, effort.pooled) for n, cell in enumerate(POOLED)]
    found["cpu_seconds"] = round(cpu_seconds() - began, 1)
    # So few worlds in a quick run that their noise alone would decide.
    found["targets"] = [] if quick else targets(found)
    text = report(found)
    print(text)
    if not quick:
        write_results("agreement", found, text)


def alpha(number: int, metric: str, right: float, units: int, coders: int, worlds: int) -> dict[str, Any]:
    """Let coders see the truth with a probability and guess otherwise: alpha is then its square."""
    true, held, width, none, apart = right**2, [], [], 0, 0
    for world in range(worlds):
        rng = np.random.default_rng([SEED, 1, number, world])
        truth = rng.choice(len(SHARES), units, p=SHARES)
        guess = rng.choice(len(SHARES), (coders, units), p=SHARES)
        seen = np.where(rng.random((coders, units)) < right, truth, guess)
        found = krippendorff_alpha(seen, metric=metric, n_boot=ALPHA_BOOT, seed=world)  # type: ignore[arg-type]
        none += np.isnan(found.lower)
        apart += int((seen != seen[0]).any(axis=0).sum())
        if not np.isnan(found.lower):
            held.append(found.lower <= true <= found.upper)
            width.append(found.upper - found.lower)
    return {
        "metric": metric, "alpha": round(true, 4), "units": units, "coders": coders, "coverage": mean(held),
        "error": error(held), "width": mean(width), "none": round(int(none) / worlds, 5),
        "apart": round(apart / worlds, 2),
    }  # fmt: skip


def corrected(
    number: int, rates: tuple[float, float], true: float, n: int, gold: int, worlds: int
) -> dict[str, Any]:
    """Draw independent statements and a gold sample of as many positive as negative cases."""
    rng = np.random.default_rng([SEED, 2, number])
    seen = true * rates[0] + (1 - true) * (1 - rates[1])
    limits, fixed = [], []
    for _ in range(worlds):
        observed = rng.binomial(n, seen) / n
        se, sp = rng.binomial(gold, rates[0]) / gold, rng.binomial(gold, rates[1]) / gold
        limits.append(limits_of(observed, se, sp, n, gold))
        fixed.append(limits_of(observed, se, sp, n, None))
    return {"rates": rates, "share": true, "n": n, "gold": gold} | held(limits, fixed, true)


def clustered(
    number: int, rates: tuple[float, float], true: float, clusters: int, icc: float, worlds: int
) -> dict[str, Any]:
    """Draw statements in clusters of 12, pass the effective number as ``corrected_share`` does; gold samples of 50."""
    rng = np.random.default_rng([SEED, 3, number])
    limits, plain = [], []
    for _ in range(worlds):
        share = np.full(clusters, true)
        if icc > 0:
            share = rng.beta(true * (1 / icc - 1), (1 - true) * (1 / icc - 1), clusters)
        coded = rng.binomial(12, share * rates[0] + (1 - share) * (1 - rates[1]))
        se, sp = rng.binomial(50, rates[0]) / 50, rng.binomial(50, rates[1]) / 50
        found = cluster_interval(np.full(clusters, 12.0), 12.0 - coded)
        effective = found.gap * (1 - found.gap) / found.se**2 if found.se > 0 else 12.0 * clusters
        limits.append(limits_of(found.gap, se, sp, min(effective, 12.0 * clusters), 50))
        plain.append(limits_of(found.gap, se, sp, 12.0 * clusters, 50))
    cell = {"rates": rates, "share": true, "clusters": clusters, "icc": icc}
    return cell | held(limits, plain, true)


def limits_of(observed: float, se: float, sp: float, n: float, gold: int | None) -> tuple[float, float]:
    """Ask the library; none where the gold sample makes the coder look no better than a coin."""
    if se + sp <= 1:
        return float("nan"), float("nan")
    found = rogan_gladen(observed, se, sp, n=n, n_positive=gold, n_negative=gold)
    return found.lower, found.upper


def held(limits: list[tuple[float, float]], peer: list[tuple[float, float]], true: float) -> dict[str, float]:
    """Say how often limits hold the truth, and those of a peer."""
    covered = {}
    for name, pairs in (("coverage", limits), ("peer", peer)):
        rows = np.array(pairs)
        known = ~np.isnan(rows).any(axis=1)
        covered[name] = (rows[known, 0] <= true) & (true <= rows[known, 1])
    width = np.nanmean(np.diff(np.array(limits), axis=1))
    return {
        "coverage": mean(covered["coverage"]), "error": error(covered["coverage"]), "width": round(float(width), 5),
        "none": round(1 - len(covered["coverage"]) / len(limits), 5), "peer": mean(covered["peer"]),
    }  # fmt: skip


def pooled(number: int, kind: str, coders: int, wrong: float, worlds: int) -> dict[str, Any]:
    """Let coders err at random, or in a direction of their own: 20 crises of 8, true gap .5, so errors cancel out."""
    true, sizes = 0.5, 8
    rows: dict[str, list[bool]] = {"single": [], "slips": [], "habits": []}
    for world in range(worlds):
        rng = np.random.default_rng([SEED, 4, number, world])
        crisis = np.repeat(np.arange(20), sizes)
        share = rng.beta(true * 9, (1 - true) * 9, 20)[crisis]  # intra-cluster correlation .1
        kept = rng.random(len(crisis)) < share
        bites = [coded_by(rng, kept, kind, wrong) for _ in range(coders)]
        said = np.bincount(crisis).astype(float)
        single = {str(c): cluster_interval(said, np.bincount(crisis, b)) for c, b in enumerate(bites)}
        n = len(crisis)
        found = pooled_gaps(
            np.repeat(np.arange(coders), n), np.tile(np.arange(n), coders), np.ones(n * coders), np.concatenate(bites),
            single, n_boot=POOL_BOOT, seed=world,
        )  # fmt: skip
        for name, one in (("single", single["0"]), ("slips", found.by_statement), ("habits", found.by_coder)):
            rows[name].append(one.lower <= true <= one.upper)
    cell: dict[str, Any] = {"kind": kind, "coders": coders, "wrong": wrong}
    return cell | {name: mean(values) for name, values in rows.items()} | {"error": error(rows["habits"])}


def coded_by(rng: np.random.Generator, kept: np.ndarray, kind: str, wrong: float) -> np.ndarray:
    """Return what one coder makes of the truth: wrong here and there, or strict or lenient throughout."""
    errs = rng.random(len(kept)) < wrong
    if kind == "slips":
        return np.where(errs, ~kept, kept).astype(float)
    strict = rng.random() < 0.5
    return np.where(errs, not strict, kept).astype(float)


def mean(values: Any) -> float:
    """Mean, short enough to be read in the JSON."""
    return round(float(np.mean(values)), 5)


def error(values: Any) -> float:
    """Monte Carlo error of a share."""
    share = float(np.mean(values))
    return round(float(np.sqrt(share * (1 - share) / len(values))), 5)


def targets(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Compare with what was promised."""
    alphas = [cell["coverage"] for cell in found["alphas"] if cell["apart"] >= 10]
    clear = [c["coverage"] for c in (*found["shares"], *found["clustered"]) if sum(c["rates"]) >= 1.6]
    own = [c[c["kind"]] for c in found["gaps"] if c["kind"] == "slips" or c["coders"] >= 5]
    rows = [
        ("lowest coverage of alpha, ten units or more that differ", min(alphas), 0.92, min(alphas) >= 0.92),
        ("highest coverage of alpha, ten units or more that differ", max(alphas), 0.98, max(alphas) <= 0.98),
        ("lowest coverage of the corrected share, clear errors", min(clear), 0.93, min(clear) >= 0.93),
        ("highest coverage of the corrected share, clear errors", max(clear), 0.99, max(clear) <= 0.99),
        ("lowest coverage of the gap pooled as coders err", min(own), 0.93, min(own) >= 0.93),
    ]
    return [{"target": t, "measured": m, "limit": limit, "met": bool(met)} for t, m, limit, met in rows]


def report(found: dict[str, Any]) -> str:
    """Write the tables to be read."""
    about = found["machine"]
    packages = ", ".join(f"{name} {version}" for name, version in about["packages"].items())
    alphas = [
        [
            c["metric"],
            f"{c['alpha']:.4g}",
            str(c["coders"]),
            str(c["units"]),
            f"{c['apart']:.1f}",
            *three(c),
            f"{c['none']:.3f}",
        ]
        for c in found["alphas"]
    ]
    shares = [
        [f"{c['rates'][0]:g}, {c['rates'][1]:g}", f"{c['share']:g}", str(c["n"]), str(c["gold"]), *three(c),
         f"{c['none']:.3f}", f"{c['peer']:.3f}"]
        for c in found["shares"]
    ]  # fmt: skip
    groups = [
        [f"{c['rates'][0]:g}, {c['rates'][1]:g}", f"{c['share']:g}", str(c["clusters"]), f"{c['icc']:g}", *three(c),
         f"{c['peer']:.3f}"]
        for c in found["clustered"]
    ]  # fmt: skip
    gaps = [
        [c["kind"], str(c["coders"]), *(f"{c[k]:.3f}" for k in ("single", "slips", "habits", "error"))]
        for c in found["gaps"]
    ]
    interval = ["coverage", "±", "mean width"]
    lines = [
        INTRODUCTION,
        f"Python {about['python']}, {packages}; seed {found['seed']}, {found['cpu_seconds']:.0f} CPU seconds.",
        "",
        f"## Krippendorff's alpha\n\n{found['alpha']:,} worlds a row. {ALPHA_TEXT}\n",
        table(["metric", "alpha", "coders", "units", "differ", *interval, "none"], alphas),
        f"## Corrected share\n\n{found['corrected']:,} worlds a row. {SHARE_TEXT}\n",
        table(["Se, Sp", "share", "n", "gold", *interval, "none", "errors taken as known"], shares),
        f"{CLUSTER_TEXT}\n",
        table(["Se, Sp", "share", "clusters", "icc", *interval, "clusters ignored"], groups),
        f"## The gap pooled over coders\n\n{found['pooled']:,} worlds a row. {GAP_TEXT}\n",
        table(["coders err by", "coders", "one coder", "pooled (slips)", "pooled (habits)", "±"], gaps),
    ]
    rows = [
        [t["target"], f"{t['measured']:.4g}", f"{t['limit']:.4g}", "yes" if t["met"] else "NO"]
        for t in found["targets"]
    ]
    return "\n".join(
        [*lines, *(["## Targets\n", table(["target", "measured", "limit", "met"], rows)] if rows else [])]
    )


def three(cell: dict[str, Any]) -> list[str]:
    """Write coverage, its error and the mean width."""
    return [f"{cell[key]:.3f}" for key in ("coverage", "error", "width")]


INTRODUCTION = """\
# Coders

How often nominal 95 % intervals about coders hold the truth. `±` is the Monte Carlo error of the coverage.
"""
ALPHA_TEXT = """Coders see the truth with a probability and guess by the
same shares (.4 .3 .2 .1 over four values) otherwise; alpha is the square of that probability. `differ`: mean number of
units on which coders differ; where it is below ten no claim is made, and the library warns. `none`: worlds without an
interval, nearly all because every pair agreed; they are not in the coverage."""
SHARE_TEXT = """Independent statements, a gold sample of so many positive
and as many negative cases. `none`: no interval, because the gold sample made the coder look no better than a coin or
both limits fell outside 0 to 1. The last column takes sensitivity and specificity as known exactly."""
CLUSTER_TEXT = """The same with statements in clusters of 12 whose shares correlate by `icc`, a gold sample of 50
and 50, and the effective number of statements; the last column ignores the clusters."""
GAP_TEXT = """True gap .5, 20 crises of 8 statements. Coders err in 15 % of the
statements: at random (slips), or each always in one direction of their own, strict or lenient (habits). `one coder` is
the interval of a single coder, which knows of sampling only. No claim is made for habits of two
or three coders: they can be alike by accident, which no interval sees. Errors all coders share are seen by none. `±` is
that of the last column."""


if __name__ == "__main__":
    main()
