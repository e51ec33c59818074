"""Whether scores of words as forecasts can be trusted: bands, intervals, and worlds in which words say nothing.

``python -m benchmarks.forecast`` simulates everything and writes ``benchmarks/results/forecast.json`` and
``forecast.md``; ``--quick`` draws few worlds, prints and writes nothing. Promised: a 95 % band of reliable forecasts
holds their curve at 93 to 98 % of the forecasts where clusters are told; 95 % intervals of skill hold the true skill in
93 to 97 % of worlds with five dyads or more; where words carry no information at most 2.5 % of the intervals of skill
lie above 0; where they do, with 20 dyads of 12 statements, most of the skill is found.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from benchmarks._forecast_worlds import base_rate, logistic, reliable, statements, true_scores
from benchmarks._measure import cpu_seconds, machine, table, write_results
from rhetoric_gap.inference import brier_skill, cross_forecast, reliability_table, roc_auc
from rhetoric_gap.spec import LEVEL

SEED = 20240620
BAND_BOOT = 199
PEER_BOOT = 499


@dataclass(frozen=True)
class Effort:
    """Worlds of each setting: for bands, for intervals of skill, of the area, and for whole cross-validations."""

    bands: int
    skill: int
    area: int
    cross: int


FULL, QUICK = Effort(200, 1_000, 300, 150), Effort(6, 40, 10, 3)
BANDS = [(clusters, size, icc) for clusters, size in ((5, 12), (20, 12)) for icc in (0.0, 0.3)]
INTERVALS = [
    (clusters, spread, slope, believed)
    for clusters in (5, 8, 20)
    for spread in (0.0, 0.8)
    for slope, believed in ((1.0, 1.0), (0.0, 0.5))
]
CROSSED = [(10, 0.0, 0.0), (10, 0.8, 0.0), (20, 0.8, 0.0), (10, 0.5, 1.0), (20, 0.5, 1.0)]


def main() -> None:
    """Simulate and print; write what a full run found."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.forecast", description="Simulate forecasts and their scores."
    )
    parser.add_argument("--quick", action="store_true", help="few worlds, nothing written")
    quick = parser.parse_args().quick
    effort, began = QUICK if quick else FULL, cpu_seconds()
    found: dict[str, Any] = {
        "machine": machine("numpy", "scipy", "scikit-learn"),
        "seed": SEED,
        **asdict(effort),
    }
    found["band"] = [band(n, *cell, effort.bands) for n, cell in enumerate(BANDS)]
    found["interval"] = [interval(n, *cell, effort) for n, cell in enumerate(INTERVALS)]
    found["cross_validated"] = [crossed(n, *cell, effort.cross) for n, cell in enumerate(CROSSED)]
    found["cpu_seconds"] = round(cpu_seconds() - began, 1)
    # So few worlds in a quick run that their noise alone would decide.
    found["targets"] = [] if quick else targets(found)
    text = report(found)
    print(text)
    if not quick:
        write_results("forecast", found, text)


def band(number: int, clusters: int, size: int, icc: float, worlds: int) -> dict[str, Any]:
    """Draw reliable forecasts; say how much of their curve lies in the band, with clusters told and not told."""
    inside: dict[str, list[float]] = {"told": [], "untold": []}
    rejected: dict[str, list[bool]] = {"told": [], "untold": []}
    for world in range(worlds):
        drawn = reliable(np.random.default_rng([SEED, 1, number, world]), clusters, size, icc)
        for name, cluster in (("told", drawn.cluster), ("untold", None)):
            made = reliability_table(
                drawn.forecast, drawn.event, cluster=cluster, n_boot=BAND_BOOT, seed=world
            )
            curve = made.table
            held = (curve["observed"] >= curve["lower"] - 1e-12) & (
                curve["observed"] <= curve["upper"] + 1e-12
            )
            inside[name].append(float(held.mean()))
            rejected[name].append(made.p_value <= 1 - LEVEL)
    cell: dict[str, Any] = {"clusters": clusters, "n": clusters * size, "icc": icc, "worlds": worlds}
    for name in inside:
        cell[name] = {
            "coverage": mean(inside[name]),
            "error": error(inside[name]),
            "rejected": mean(rejected[name]),
        }
    return cell


def interval(
    number: int, clusters: int, spread: float, slope: float, believed: float, effort: Effort
) -> dict[str, Any]:
    """Draw forecasts of known skill; say how often intervals hold it, beside resampled clusters."""
    base = base_rate(slope, spread)
    skill, area = true_scores(slope, spread, believed, base)
    held, above, peer, areas = [], [], [], []
    for world in range(effort.skill):
        rng = np.random.default_rng([SEED, 2, number, world])
        drawn = logistic(rng, clusters, 12, slope, spread, believed)
        found = brier_skill(
            drawn.forecast, drawn.event, np.full(len(drawn.event), base), cluster=drawn.cluster
        )
        held.append(found.lower <= skill <= found.upper)
        above.append(found.lower > skill)
        low, high = percentile(rng, drawn.forecast, drawn.event, drawn.cluster, base)
        peer.append(low <= skill <= high)
        if world < effort.area:
            auc = roc_auc(drawn.forecast, drawn.event, cluster=drawn.cluster)
            areas.append(auc.lower <= area <= auc.upper)
    return {
        "clusters": clusters, "spread": spread, "slope": slope, "believed": believed, "skill": round(skill, 4),
        "area": round(area, 4), "coverage": mean(held), "error": error(held), "above": mean(above),
        "percentile": mean(peer), "area_coverage": mean(areas), "area_error": error(areas),
    }  # fmt: skip


def percentile(
    rng: np.random.Generator, p: np.ndarray, y: np.ndarray, cluster: np.ndarray, base: float
) -> tuple[float, float]:
    """Limits of skill from resampled clusters, as one would do without looking."""
    loss, reference = np.bincount(cluster, (p - y) ** 2), np.bincount(cluster, (base - y) ** 2)
    places = rng.integers(0, len(loss), size=(PEER_BOOT, len(loss)))
    draws = 1 - loss[places].sum(axis=1) / reference[places].sum(axis=1)
    low, high = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def crossed(number: int, dyads: int, spread: float, slope: float, worlds: int) -> dict[str, Any]:
    """Forecast out of sample as ``forecast_deeds`` does; say how often skill is found."""
    skills, best, above, p_values, areas, area_above = [], [], [], [], [], []
    for world in range(worlds):
        rng = np.random.default_rng([SEED, 3, number, world])
        features, event, dyad, known = statements(rng, dyads, 12, slope, spread)
        made = cross_forecast(features, event, dyad)
        skill = brier_skill(made.probability, event, made.base_rate, cluster=dyad)
        auc = roc_auc(made.probability, event, cluster=dyad, stratum=made.fold)
        skills.append(skill.estimate)
        best.append(brier_skill(known, event, made.base_rate, cluster=dyad).estimate)
        above.append(skill.lower > 0)
        p_values.append(skill.p_value <= 1 - LEVEL)
        areas.append(auc.estimate)
        area_above.append(auc.lower > 0.5)
    return {
        "dyads": dyads, "spread": spread, "slope": slope, "worlds": worlds, "skill": mean(skills), "best": mean(best),
        "above": mean(above), "error": error(above), "rejected": mean(p_values), "area": mean(areas),
        "area_above": mean(area_above),
    }  # fmt: skip


def mean(values: list[Any]) -> float:
    """Mean, short enough to be read in the JSON."""
    return round(float(np.mean(values)), 5)


def error(values: list[Any]) -> float:
    """Monte Carlo error of a mean."""
    return round(float(np.std(values, ddof=1) / np.sqrt(len(values))), 5)


def targets(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Compare with what was promised."""
    bands = [cell["told"]["coverage"] for cell in found["band"]]
    rejected = [cell["told"]["rejected"] for cell in found["band"]]
    held = [cell["coverage"] for cell in found["interval"]]
    nothing = [cell for cell in found["cross_validated"] if cell["slope"] == 0]
    told = [cell for cell in found["cross_validated"] if cell["slope"] > 0]
    rows = [
        ("lowest coverage of the band, clusters told", min(bands), 0.93, min(bands) >= 0.93),
        ("highest coverage of the band, clusters told", max(bands), 0.98, max(bands) <= 0.98),
        (
            "highest rejection of reliable forecasts at 5 %, clusters told",
            max(rejected),
            0.08,
            max(rejected) <= 0.08,
        ),
        ("lowest coverage of skill, 5 to 20 dyads", min(held), 0.93, min(held) >= 0.93),
        ("highest coverage of skill, 5 to 20 dyads", max(held), 0.97, max(held) <= 0.97),
    ]
    above = float(np.mean([cell["above"] for cell in nothing]))
    rows.append(("share of intervals above 0, words say nothing", above, 0.025, above <= 0.025))
    share, power = told[-1]["skill"] / told[-1]["best"], told[-1]["above"]
    rows.append(("skill found, of what could be known, words inform, 20 dyads", share, 0.7, share >= 0.7))
    rows.append(("share of intervals above 0, words inform, 20 dyads", power, 0.7, power >= 0.7))
    return [{"target": t, "measured": m, "limit": limit, "met": bool(met)} for t, m, limit, met in rows]


def report(found: dict[str, Any]) -> str:
    """Write the tables to be read."""
    about = found["machine"]
    packages = ", ".join(f"{name} {version}" for name, version in about["packages"].items())
    told = [
        [str(c["clusters"]), str(c["n"]), f"{c['icc']:g}", *(f"{c[k][v]:.3f}" for k in ("told", "untold") for v in
         ("coverage", "error", "rejected"))]
        for c in found["band"]
    ]  # fmt: skip
    held = [
        [str(c["clusters"]), f"{c['spread']:g}", f"{c['skill']:.3f}", f"{c['coverage']:.3f}", f"{c['error']:.3f}",
         f"{c['above']:.3f}", f"{c['percentile']:.3f}", f"{c['area']:.3f}", f"{c['area_coverage']:.3f}",
         f"{c['area_error']:.3f}"]
        for c in found["interval"]
    ]  # fmt: skip
    crossed_rows = [
        [str(c["dyads"]), f"{c['spread']:g}", "yes" if c["slope"] else "no", f"{c['skill']:.3f}", f"{c['best']:.3f}",
         f"{c['above']:.3f}", f"{c['error']:.3f}", f"{c['rejected']:.3f}", f"{c['area']:.3f}", f"{c['area_above']:.3f}"]
        for c in found["cross_validated"]
    ]  # fmt: skip
    lines = [
        INTRODUCTION,
        f"Python {about['python']}, {packages}; seed {found['seed']}, {found['cpu_seconds']:.0f} CPU seconds.",
        "",
        f"## Bands of reliable forecasts\n\n{found['bands']:,} worlds a row. {BANDS_TEXT}\n",
        table(["clusters", "n", "icc", "told", "±", "p <= .05", "untold", "±", "p <= .05"], told),
        f"## Intervals of skill and of the area\n\n{found['skill']:,} worlds a row, {found['area']:,} for the area. "
        f"{INTERVALS_TEXT}\n",
        table(
            ["clusters", "spread", "skill", "coverage", "±", "above", "percentile", "AUC", "coverage", "±"],
            held,
        ),
        f"## Out of sample by dyad\n\n{found['cross']:,} worlds a row, 12 statements a dyad. {CROSSED_TEXT}\n",
        table(
            [
                "dyads",
                "spread",
                "words inform",
                "skill",
                "best",
                "above 0",
                "±",
                "p <= .05",
                "AUC",
                "AUC above .5",
            ],
            crossed_rows,
        ),
    ]
    rows = [
        [t["target"], f"{t['measured']:.4g}", f"{t['limit']:.4g}", "yes" if t["met"] else "NO"]
        for t in found["targets"]
    ]
    return "\n".join(
        [*lines, *(["## Targets\n", table(["target", "measured", "limit", "met"], rows)] if rows else [])]
    )


INTRODUCTION = """\
# Words as forecasts

What the scores of `forecast_deeds` are worth where the truth is known. `±` is the Monte Carlo error of the number
beside it.
"""
BANDS_TEXT = """Forecasts are reliable by construction; events within
clusters correlate by `icc` (Gaussian copula). `told`: share of the curve inside the 95 % band when clusters are told,
`untold` when they are not; `p <= .05`: how often the test of reliability as a whole rejects. A band that takes
dependent events for independent is too narrow."""
INTERVALS_TEXT = """Events come from a logistic model with cluster
effects of standard deviation `spread`, 12 a cluster; forecasts are given, not fitted. `above`: intervals wholly above
the true skill. `percentile`: coverage of percentile limits from resampled clusters, which is why they are not used.
Where the area is .5 the forecasts are noise."""
CROSSED_TEXT = """Strength informs or nothing does; severity, topic and
record never do. `best` is the skill of somebody who knew the model; `above 0` the share of 95 % intervals of skill
wholly above 0 (2.5 % would be nominal), `p <= .05` of one-sided tests. Without information the expected skill is below
0, as fitting noise costs something, so that skill is found too rarely rather than too often. For the area that is not
so: models of one cross-validation share most of their cases, so that its interval can lie above .5 more often than it
should, and no p value is given for it."""


if __name__ == "__main__":
    main()
