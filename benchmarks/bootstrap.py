"""What the cluster bootstrap costs, beside the ways in which it is usually written.

``python -m benchmarks.bootstrap`` measures and writes ``benchmarks/results/bootstrap.json`` and ``bootstrap.md``;
``--quick`` takes a tenth of the rows, prints and writes nothing. The task: 10,000 resamples of 1,000 clusters with
100,000 statements, the gap of each. Peers: rows put together anew with pandas for each resample (timed on a few, then
multiplied), and ``scipy.stats.bootstrap`` on cluster sums. All must give the same standard error.
"""

from __future__ import annotations

import argparse
import statistics
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from benchmarks._measure import cpu_seconds, machine, measure, table, write_results
from rhetoric_gap.inference import cluster_bootstrap

SEED = 20240620
ROWS, CLUSTERS, N_BOOT, GROUPS = 100_000, 1_000, 10_000, 20
NAIVE_BOOT = 10  # resamples that the naive way is timed on
LIMIT = 0.2  # CPU seconds
REPEATS = 7


def world(rows: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw statements: severity named and credited, cluster, group."""
    rng = np.random.default_rng(SEED)
    said = rng.choice([0.2, 0.4, 0.6, 0.8, 1.0], rows)
    cluster = rng.integers(0, CLUSTERS, rows)
    kept = rng.random(rows) < rng.beta(2, 2, CLUSTERS)[cluster]
    return np.column_stack([said, said * kept]), cluster, rng.integers(0, GROUPS, rows)


def library(values: np.ndarray, cluster: np.ndarray) -> np.ndarray:
    """Use the library."""
    return 1 - cluster_bootstrap(values, cluster, n_boot=N_BOOT).ratio(1, 0)[:, 0]


def scipy_on_sums(values: np.ndarray, cluster: np.ndarray) -> np.ndarray:
    """Sum by cluster, then let scipy resample the sums."""
    sums = [np.bincount(cluster, column) for column in values.T]

    def gap(said: np.ndarray, done: np.ndarray, axis: int = -1) -> np.ndarray:
        return 1 - done.sum(axis=axis) / said.sum(axis=axis)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = stats.bootstrap(
            sums, gap, paired=True, vectorized=True, n_resamples=N_BOOT, method="percentile", batch=500
        )
    return np.asarray(found.bootstrap_distribution)


def naive_pandas(values: np.ndarray, cluster: np.ndarray) -> np.ndarray:
    """Put the rows of the drawn clusters together anew for each resample."""
    frame = pd.DataFrame(values, columns=["said", "done"]).assign(cluster=cluster)
    parts, rng = dict(list(frame.groupby("cluster"))), np.random.default_rng(0)
    names, gaps = list(parts), []
    for _ in range(NAIVE_BOOT):
        taken = pd.concat([parts[names[k]] for k in rng.integers(0, len(names), len(names))])
        gaps.append(1 - taken["done"].sum() / taken["said"].sum())
    return np.array(gaps)


def main() -> None:
    """Measure and print; write what a full run found."""
    parser = argparse.ArgumentParser(prog="benchmarks.bootstrap", description="Time the cluster bootstrap.")
    parser.add_argument("--quick", action="store_true", help="fewer rows, nothing written")
    quick = parser.parse_args().quick
    rows, began = ROWS // 10 if quick else ROWS, cpu_seconds()
    values, cluster, group = world(rows)
    tasks: dict[str, tuple[Callable[[], np.ndarray], float, int]] = {
        "library": (lambda: library(values, cluster), 1, REPEATS),
        f"library, {GROUPS} groups": (lambda: cluster_bootstrap(values, cluster, group).totals, 1, REPEATS),
        "scipy.stats.bootstrap on cluster sums": (lambda: scipy_on_sums(values, cluster), 1, 3),
        "pandas, rows put together anew": (lambda: naive_pandas(values, cluster), N_BOOT / NAIVE_BOOT, 1),
    }
    found: dict[str, Any] = {"machine": machine("numpy", "scipy", "pandas"), "rows": rows, "runs": {}}
    for name, (task, factor, repeats) in tasks.items():
        task()  # warm
        answer, cost = measure(task, repeats)
        error = float(np.std(answer)) if answer.ndim == 1 and len(answer) == N_BOOT else float("nan")
        found["runs"][name] = {"cpu": cost.cpu * factor, "memory": cost.memory, "se": error}
    runs = found["runs"]
    for run in runs.values():
        run["ratio"] = run["cpu"] / runs["library"]["cpu"]
    spread = [runs[k]["se"] for k in runs if np.isfinite(runs[k]["se"])]
    found["targets"] = [] if quick else targets(runs, spread)
    found["cpu_seconds"] = round(cpu_seconds() - began, 1)
    text = report(found)
    print(text)
    if not quick:
        write_results("bootstrap", found, text)


def targets(runs: dict[str, Any], spread: list[float]) -> list[dict[str, Any]]:
    """Compare with what was promised."""
    apart = (max(spread) - min(spread)) / statistics.mean(spread)
    return [
        {"target": "CPU seconds of the library", "measured": runs["library"]["cpu"], "limit": LIMIT,
         "met": runs["library"]["cpu"] <= LIMIT},
        {"target": "standard errors of library and scipy apart, relative", "measured": apart, "limit": 0.03,
         "met": apart <= 0.03},
    ]  # fmt: skip


def report(found: dict[str, Any]) -> str:
    """Write the table to be read."""
    about = found["machine"]
    packages = ", ".join(f"{name} {version}" for name, version in about["packages"].items())
    rows = [
        [
            name,
            f"{r['cpu']:.2f}",
            f"{r['ratio']:.1f}",
            f"{r['memory']:.0f}",
            f"{r['se']:.5f}".replace("nan", "-"),
        ]
        for name, r in found["runs"].items()
    ]
    lines = [
        "# Cluster bootstrap\n",
        f"{N_BOOT:,} resamples of {CLUSTERS:,} clusters with {found['rows']:,} statements; median CPU seconds, warm.",
        f"The last way is timed on {NAIVE_BOOT} resamples and multiplied. Python {about['python']}, {packages}, "
        f"{about['cores']} cores.\n",
        table(["way", "CPU s", "times the library", "MB", "standard error of the gap"], rows),
    ]
    for x in found["targets"]:
        met = "met" if x["met"] else "NOT MET"
        lines.append(f"{x['target']}: {x['measured']:.3g}, limit {x['limit']:g}: {met}.\n")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
