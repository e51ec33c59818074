"""How often the joint test of a multiverse rejects where words and deeds are not tied, and where they are.

``python -m benchmarks.multiverse`` simulates everything, measures what two processes save, and writes
``benchmarks/results/multiverse.json`` and ``multiverse.md``; ``--quick`` draws few worlds, prints and writes nothing.
Deeds come at random, of one of three topics, so that many words are kept by accident: under every specification the gap
is below 1 and the estimates of one world hang together. At a nominal 5 % the joint test must reject within 3.5 and
6.5 % where neither words nor deeds have a trend (the share of specifications on one side is coarse, and may reject
less). With a trend in both it may not; that is reported as it is.
"""

from __future__ import annotations

import argparse
import os
import time
from typing import Any

import numpy as np
import pandas as pd

import rhetoric_gap as rg
from benchmarks._measure import cpu_seconds, machine, table, write_results
from rhetoric_gap.inference.joint import joint_test
from rhetoric_gap.studies._joint import Shift, draw_moves, shifted_gaps
from rhetoric_gap.studies._runs import Question

SEED = 20240620
SIZE = (0.035, 0.065)
ALPHA = 0.05
DAYS = 1461
STATEMENTS, DEEDS, DYADS, TOPICS = 80, 160, 4, 3
# 39 permutations: 5 % is reached exactly, and no more is needed for the size of a test.
PERMUTATIONS = 39
SPECS = tuple(
    rg.Spec(window=window, assignment=assignment, match="topic")  # type: ignore[arg-type]
    for window, assignment in ((30, "best"), (60, "best"), (60, "earliest"))
)
STATISTICS = ("p_median", "p_share", "p_mean_z")
#: Name, share of words that are answered, trend, kind of shift, and whether the size is promised.
SETTINGS: tuple[tuple[str, float, bool, Shift, bool], ...] = (
    ("no tie", 0.0, False, "donut", True),
    ("no tie", 0.0, False, "circular", True),
    ("no tie, both more frequent over time", 0.0, True, "donut", False),
    ("no tie, both more frequent over time", 0.0, True, "circular", False),
    ("one word in five answered", 0.2, False, "donut", False),
    ("two words in five answered", 0.4, False, "donut", False),
)


def main() -> None:
    """Simulate and print; write what a full run found."""
    parser = argparse.ArgumentParser(prog="benchmarks.multiverse", description="Simulate the joint test.")
    parser.add_argument("--quick", action="store_true", help="few worlds, nothing written")
    quick = parser.parse_args().quick
    promised, other = (30, 15) if quick else (1_000, 150)
    began = cpu_seconds()
    found: dict[str, Any] = {"machine": machine("numpy", "scipy", "pandas", "joblib"), "seed": SEED}
    found["runs"] = [
        simulate(number, setting, promised if setting[-1] else other)
        for number, setting in enumerate(SETTINGS)
    ]
    found["cpu_seconds"] = round(cpu_seconds() - began, 1)
    found["speed"] = speed(quick)
    # So few worlds in a quick run that their noise alone would decide.
    found["targets"] = [] if quick else targets(found["runs"])
    text = report(found)
    print(text)
    if not quick:
        write_results("multiverse", found, text)


def simulate(number: int, setting: tuple[str, float, bool, Shift, bool], worlds: int) -> dict[str, Any]:
    """Run one setting: share of worlds in which each statistic is at most 5 %, and the single specifications."""
    name, answered, trend, shift, promised = setting
    rng = np.random.default_rng([SEED, number])
    hits = {statistic: 0 for statistic in STATISTICS}
    single = []
    for world in range(worlds):
        question = make_world(rng, answered, trend)
        moves = draw_moves(question, list(SPECS), shift, PERMUTATIONS, world)
        days = np.vstack([np.zeros_like(moves.days[:1]), moves.days])
        gaps = np.array([shifted_gaps(question, spec, moves.unit, moves.tail, days) for spec in SPECS]).T
        found = joint_test(gaps[0], gaps[1:])
        for statistic in STATISTICS:
            hits[statistic] += getattr(found, statistic) <= ALPHA
        single.append((found.p_each <= ALPHA).any())
    shares = {statistic: hits[statistic] / worlds for statistic in STATISTICS}
    error = float(np.sqrt(shares["p_median"] * (1 - shares["p_median"]) / worlds))
    return {
        "setting": name,
        "shift": shift,
        "promised": promised,
        "worlds": worlds,
        "error": round(error, 5),
        "any_single": float(np.mean(single)),
        **shares,
    }


def make_world(rng: np.random.Generator, answered: float, trend: bool) -> Question:
    """Draw words, and deeds of which some answer them; the others come whenever they come."""
    said = _events(rng, "statement_id", STATEMENTS, trend)
    done = _events(rng, "action_id", DEEDS, trend)
    replies = said.loc[rng.random(STATEMENTS) < answered]
    lag = pd.to_timedelta(rng.integers(1, 31, size=len(replies)), unit="D")
    replies = replies.assign(date=replies["date"] + lag, statement_id="R" + replies["statement_id"])
    done = pd.concat([done, replies.rename(columns={"statement_id": "action_id"})], ignore_index=True)
    return Question(said, done, None, pd.Timestamp("2020-01-01") + pd.Timedelta(days=DAYS + 90))


def _events(rng: np.random.Generator, key: str, number: int, trend: bool) -> pd.DataFrame:
    """Draw words or deeds; with a trend, three times as many at the end as at the beginning."""
    place = rng.random(number)
    if trend:
        # The inverse of the distribution whose density rises linearly from .5 to 1.5.
        place = np.sqrt(0.25 + 2 * place) - 0.5
    return pd.DataFrame(
        {
            key: [f"{key[0]}{i}" for i in range(number)],
            "date": pd.Timestamp("2020-01-01") + pd.to_timedelta((place * DAYS).astype(int), unit="D"),
            "actor": "AAA",
            "target": [f"T{i}" for i in rng.integers(0, DYADS, size=number)],
            "topic": [f"topic {i}" for i in rng.integers(0, TOPICS, size=number)],
            "severity": rng.choice([0.2, 0.4, 0.6, 0.8, 1.0], size=number),
            "valence": "conflict",
        }
    )


def speed(quick: bool) -> dict[str, float]:
    """Measure wall and CPU time of one study in one process and in two, the starting of processes included."""
    from joblib.externals.loky import get_reusable_executor

    case = rg.make_case(n_statements=100 if quick else 2_000, n_topics=3, background_rate=0.02, seed=1)
    grid = {"window": [30, 60], "assignment": ["optimal", "best"], "min_lag": [0, 1]}
    options: dict[str, Any] = {"as_of": case.coverage_end, "n_permutations": 20 if quick else 1_000}
    found = {}
    for n_jobs in (1, 2):
        began, spent = time.perf_counter(), cpu_seconds()
        rg.multiverse(case.statements, case.actions, grid, n_jobs=n_jobs, **options)
        found[f"seconds_{n_jobs}"] = round(time.perf_counter() - began, 2)
        # Only what finished processes have spent is known.
        get_reusable_executor().shutdown(wait=True)
        found[f"cpu_{n_jobs}"] = round(cpu_seconds() - spent, 2)
    return found | {
        "ratio": round(found["seconds_1"] / found["seconds_2"], 2),
        "load": round(os.getloadavg()[0], 1),
    }


def targets(runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Compare with what was promised."""
    return [
        {
            "target": f"size of {statistic}, {run['setting']}, {run['shift']}",
            "measured": run[statistic],
            "limit": "3.5 to 6.5 %",
            "met": SIZE[0] <= run[statistic] <= SIZE[1],
        }
        for run in runs
        if run["promised"]
        for statistic in ("p_median", "p_mean_z")
    ]


def report(found: dict[str, Any]) -> str:
    """Write the numbers as tables."""
    fast = found["speed"]
    parts = [
        "# Joint test of a multiverse",
        "",
        f"{len(SPECS)} specifications of {STATEMENTS} words and {DEEDS} deeds in {DYADS} dyads and {DAYS:,} days; "
        f"{PERMUTATIONS} permutations, nominal 5 %. {found['cpu_seconds']} CPU seconds.",
        "",
        "## Share of worlds with p of at most 5 %",
        "",
        table(
            ["worlds", "shift", "number", "median", "share on one side", "mean z", "error", "any single"],
            [
                [
                    run["setting"],
                    run["shift"],
                    f"{run['worlds']:,}",
                    *(f"{100 * run[statistic]:.1f} %" for statistic in STATISTICS),
                    f"{100 * run['error']:.1f} %",
                    f"{100 * run['any_single']:.1f} %",
                ]
                for run in found["runs"]
            ],
        ),
        "*any single*: at least one specification, tested alone, has p of at most 5 %: picking the best.",
        "",
        "## One process and two",
        "",
        f"The same study took {fast['seconds_1']} s in one process and {fast['seconds_2']} s in two "
        f"({fast['ratio']} times as fast), and {fast['cpu_1']} and {fast['cpu_2']} CPU seconds, the second with the "
        f"start of processes. On {found['machine']['cores']} cores with a load of {fast['load']} from other work.",
        "",
    ]
    if found["targets"]:
        rows = [
            [t["target"], f"{100 * t['measured']:.1f} %", t["limit"], "yes" if t["met"] else "no"]
            for t in found["targets"]
        ]
        parts += ["## Targets", "", table(["target", "measured", "limit", "met"], rows)]
    return "\n".join(parts)


if __name__ == "__main__":
    main()
