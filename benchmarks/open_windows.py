"""What open windows do to a gap: the rules that hold a true gap of .50, and those that do not.

``python -m benchmarks.open_windows`` simulates everything and writes ``benchmarks/results/open_windows.json`` and
``open_windows.md``; ``--quick`` draws few worlds, prints and writes nothing. Closed windows, Kaplan-Meier (by layers of
credit where it is graded) and inverse weights must be within .02 of the true gap, and the interval of the curve must
hold the truth in 93 to 97 % of worlds at the end of the window for 5 to 40 clusters of 12 statements. The worlds in
which an assumption is broken are simulated too and reported as they are.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from benchmarks._measure import cpu_seconds, machine, write_results
from benchmarks._open_report import report
from benchmarks._open_worlds import (
    EMPTY,
    GRADED,
    GRADED_SHARE,
    LATE,
    NEVER,
    SERIAL,
    TREND,
    WHOLE,
    WINDOW,
    WITHDRAWN,
    Plan,
    World,
    draw,
)
from rhetoric_gap.inference.censoring import ipcw_gap
from rhetoric_gap.inference.layers import IncidenceCurve, credit_curve
from rhetoric_gap.inference.spells import ALWAYS

SEED = 20240620
CLOSE = 0.02
CLAIM = (0.93, 0.97)
LAGS = (15, 30, WINDOW)
TIMES = np.arange(WINDOW + 1, dtype=float)
HALVES = np.array([0.5, 0.5])


@dataclass(frozen=True)
class Effort:
    """How many worlds for means, and for coverage."""

    bias: int
    coverage: int


FULL, QUICK = Effort(1_500, 2_000), Effort(60, 60)

BIAS = [
    *(Plan(WHOLE, 20, 12, 0.5, 0.1, span) for span in (240, 120)),
    *(Plan(GRADED, 20, 12, 0.5, 0.1, span) for span in (240, 120)),
    *(Plan(kind, 20, 12, 0.5, 0.1, 120) for kind in (WITHDRAWN, EMPTY, LATE, TREND)),
]
COVERAGE = [
    Plan(WHOLE, clusters, 12, gap, icc, 120)
    for clusters in (5, 8, 20, 40)
    for gap in (0.5, 0.8)
    for icc in (0.0, 0.3)
]
BESIDE = [
    *(Plan(GRADED, clusters, 12, 0.5, 0.3, 120) for clusters in (5, 20)),
    *(Plan(WHOLE, 20, size, 0.5, 0.3, 120) for size in (2, 4)),
    *(Plan(SERIAL, 1, n, 0.5, 0.0, 1461) for n in (24, 48, 96)),
]


def main() -> None:
    """Simulate and print; write what a full run found."""
    parser = argparse.ArgumentParser(prog="benchmarks.open_windows", description="Simulate open windows.")
    parser.add_argument("--quick", action="store_true", help="few worlds, nothing written")
    quick = parser.parse_args().quick
    effort, began = QUICK if quick else FULL, cpu_seconds()
    found: dict[str, Any] = {
        "machine": machine("numpy", "scipy", "statsmodels"),
        "seed": SEED,
        **asdict(effort),
    }
    found["bias_runs"] = [bias_run(plan, effort.bias, number) for number, plan in enumerate(BIAS)]
    plans = COVERAGE[::5] if quick else COVERAGE
    found["coverage_runs"] = [coverage_run(plan, effort.coverage, 100 + i) for i, plan in enumerate(plans)]
    found["beside_runs"] = [
        coverage_run(plan, effort.coverage // 2, 200 + i)
        for i, plan in enumerate(BESIDE[:1] if quick else BESIDE)
    ]
    found["cpu_seconds"] = round(cpu_seconds() - began, 1)
    # So few worlds in a quick run that their noise alone would decide.
    found["targets"] = [] if quick else targets(found)
    text = report(found)
    print(text)
    if not quick:
        write_results("open_windows", found, text)


def worlds(plan: Plan, number: int, count: int) -> list[World]:
    """Draw the worlds of one setting."""
    rng = np.random.default_rng([SEED, number])
    return [draw(plan, rng) for _ in range(count)]


def bias_run(plan: Plan, count: int, number: int) -> dict[str, Any]:
    """Ask every rule for the gap of every world."""
    drawn = worlds(plan, number, count)
    rules = {**RULES, **EXTRA.get(plan.kind, {})}
    found: dict[str, Any] = {
        **asdict(plan),
        "open": float(np.mean([np.mean(w.watched < WINDOW) for w in drawn])),
    }
    found["in_fact"] = in_fact(plan)
    for name, rule in rules.items():
        gaps = np.array([rule(world) for world in drawn])
        known = gaps[np.isfinite(gaps)]
        found[name] = {
            "mean": float(known.mean()),
            "error": float(known.std(ddof=1) / np.sqrt(len(known))),
            "sd": float(known.std(ddof=1)),
            "missing": int(len(gaps) - len(known)),
        }
    return found


def in_fact(plan: Plan) -> float:
    """Share not done where statements are withdrawn before their deed: half may be, on an even day of the window."""
    if plan.kind == WITHDRAWN:
        # A deed comes before a withdrawal of the same day.
        lag = np.arange(1, WINDOW + 1)
        first = np.mean(lag[:, None] <= lag[None, :])
        return float(1 - (1 - plan.gap) * (0.5 + 0.5 * first))
    return plan.gap


# -- rules --------------------


def closed_windows(world: World) -> float:
    """Score closed windows only; leave withdrawn statements out."""
    return _gap(world, (world.watched >= WINDOW) & (world.ended == NEVER), WINDOW)


def open_is_broken(world: World) -> float:
    """Count every statement, open ones with what they have so far."""
    return _gap(world, world.ended == NEVER, world.watched)


def keep_early(world: World) -> float:
    """Leave open statements out unless something has been done for them already."""
    done = world.credit(np.minimum(world.watched, WINDOW)) > 0
    return _gap(world, ((world.watched >= WINDOW) | done) & (world.ended == NEVER), world.watched)


def _gap(world: World, rows: np.ndarray, by: float | np.ndarray) -> float:
    """Gap of some rows from their credit by a lag."""
    credit, weight = world.credit(np.minimum(by, WINDOW) * np.ones(len(rows)))[rows], world.weight[rows]
    return float(1 - (weight * credit).sum() / weight.sum()) if rows.any() else np.nan


def curve(
    world: World, *, competing: bool = False, entry: bool = True, errors: bool = False
) -> IncidenceCurve:
    """Ask the library for the curve; without errors, which cost most, where only the estimate is wanted."""
    watched = world.watched if competing else np.minimum(world.watched, world.ended)
    units = _units(world) if errors else np.zeros(len(watched))
    return credit_curve(
        world.reached,
        watched,
        depth=HALVES,
        ended=world.ended if competing else None,
        cause=np.isfinite(world.ended).astype(int) if competing else None,
        entry=world.entry if entry else np.full(len(watched), ALWAYS),
        weights=world.weight,
        clusters=units,
        times=TIMES,
    )


def _units(world: World) -> np.ndarray:
    """Clusters; blocks of two windows where there is only one."""
    return world.cluster if world.cluster.max() else world.day // (2 * WINDOW)


def kaplan_meier_gap(world: World) -> float:
    """Kaplan-Meier by layers of credit, with delayed entry; a withdrawal ends the watch."""
    return 1 - curve(world).at(WINDOW)


def inverse_weights(world: World) -> float:
    """Inverse weights; a withdrawal ends the watch."""
    watched = np.minimum(world.watched, world.ended)
    settled = np.minimum(world.reached[:, 1], WINDOW)
    seen = settled <= watched
    return ipcw_gap(
        np.minimum(settled, watched),
        seen,
        world.credit(settled),
        weights=world.weight,
        clusters=np.zeros(len(seen)),
    ).gap


Rule = Callable[[World], float]
RULES: dict[str, Rule] = {
    "closed windows": closed_windows,
    "Kaplan-Meier": kaplan_meier_gap,
    "IPCW": inverse_weights,
    "open = broken": open_is_broken,
    "drop open, keep early": keep_early,
}
ENDS: dict[str, Rule] = {"Aalen-Johansen": lambda world: 1 - curve(world, competing=True).at(WINDOW)}
EXTRA: dict[str, dict[str, Rule]] = {
    WITHDRAWN: ENDS,
    EMPTY: ENDS,
    LATE: {"entry ignored": lambda world: 1 - curve(world, entry=False).at(WINDOW)},
}


# -- coverage --------------------


def coverage_run(plan: Plan, count: int, number: int) -> dict[str, Any]:
    """How often the curve's limits hold the truth, at three lags."""
    found: dict[str, Any] = {**asdict(plan), "worlds": count}
    curves = [curve(world, errors=True) for world in worlds(plan, number, count)]
    for lag in LAGS:
        low, high = (np.array([getattr(one, side)[lag] for one in curves]) for side in ("lower", "upper"))
        given = np.isfinite(low)
        truth = true_share(plan, lag)
        covered = (low[given] <= truth) & (truth <= high[given])
        found[f"lag {lag}"] = {
            "truth": truth,
            "coverage": float(covered.mean()),
            "error": float(np.sqrt(covered.mean() * (1 - covered.mean()) / len(covered))),
            "width": float(np.mean(high[given] - low[given])),
            "missing": int(np.sum(~given)),
            "zero_width": int(np.sum(~(high[given] > low[given]))),
        }
    return found


def true_share(plan: Plan, lag: int) -> float:
    """Share credited by a lag: deeds are spread evenly over the window."""
    if plan.kind != GRADED:
        return (1 - plan.gap) * lag / WINDOW
    days, more = np.arange(1, WINDOW + 1), np.arange(30)
    first = np.mean(days <= lag)
    second = np.mean(days[:, None] + more[None, :] <= lag)
    return float((1 - plan.gap) / GRADED_SHARE * (0.5 * first + 0.5 * (0.5 * first + 0.25 * second)))


def targets(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Compare with what was promised."""
    rows = []
    for name in ("closed windows", "Kaplan-Meier", "IPCW"):
        kinds = (WHOLE, GRADED, WITHDRAWN)
        worst = max(abs(run[name]["mean"] - run["gap"]) for run in found["bias_runs"] if run["kind"] in kinds)
        rows.append((f"{name}: distance from the true gap, at most", worst, CLOSE, worst <= CLOSE))
    late = next(run for run in found["bias_runs"] if run["kind"] == LATE)["Kaplan-Meier"]["mean"]
    rows.append(
        ("delayed entry: distance from the true gap", abs(late - 0.5), CLOSE, abs(late - 0.5) <= CLOSE)
    )
    for kind in (WITHDRAWN, EMPTY):
        run = next(run for run in found["bias_runs"] if run["kind"] == kind)
        off = abs(run["Aalen-Johansen"]["mean"] - run["in_fact"])
        rows.append(
            (f"Aalen-Johansen, {kind}: distance from the share in fact not done", off, CLOSE, off <= CLOSE)
        )
    for name in ("open = broken", "drop open, keep early"):
        least = min(
            abs(run[name]["mean"] - run["gap"])
            for run in found["bias_runs"]
            if run["kind"] in (WHOLE, GRADED)
        )
        rows.append((f"{name}: misses by more than", least, CLOSE, least > CLOSE))
    shares = [run[f"lag {WINDOW}"]["coverage"] for run in found["coverage_runs"]]
    rows.append(("lowest coverage at the end of the window", min(shares), CLAIM[0], min(shares) >= CLAIM[0]))
    rows.append(("highest coverage at the end of the window", max(shares), CLAIM[1], max(shares) <= CLAIM[1]))
    runs = [*found["coverage_runs"], *found["beside_runs"]]
    flat = sum(run[f"lag {lag}"]["zero_width"] for run in runs for lag in LAGS)
    rows.append(("intervals without width", flat, 0, not flat))
    return [{"target": t, "measured": m, "limit": limit, "met": bool(met)} for t, m, limit, met in rows]


if __name__ == "__main__":
    main()
