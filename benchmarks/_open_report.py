"""Lay out what the simulation of open windows found."""

from __future__ import annotations

from typing import Any

from benchmarks._measure import table

INTRODUCTION = """\
# Open windows

What a rule for open windows makes of a true gap, and how often the interval of the follow-through curve holds the
truth. Windows of 60 days; statements are made evenly over the days before the watch ends, so that some windows are
open; deeds fall evenly into the window; severities from the ladder 0.2 to 1.
"""
MEANS = """\
## Means

Mean gap over the worlds; the true gap over closed windows is .50 throughout, 20 clusters of 12 statements,
intra-cluster correlation .1. `whole`: kept or not. `graded`: some are done by half first, some of these never in full.
`withdrawn`: half may be withdrawn on a random day of the window, whatever was to come; `empty ones withdrawn`: only
those that would not have been kept. `in fact` is the share that is not done in a world with withdrawals, which is what
Aalen-Johansen asks for; the other rules ask what would be without them. `known late`: seven in ten statements become
known up to six weeks after they were made, and not at all if they were kept before. `trend`: later statements are kept
less often, which breaks the assumption of all rules that use open windows; the gap over all statements made is .50.
The Monte Carlo error of a mean is at most {error:.4f}.
"""
SPREAD = """\
Standard deviation over worlds of the rules that hold (what using open windows gains):
"""
CLAIMED = """\
## Coverage of the curve's interval

Nominal 95 %, cluster jackknife with t(K - 1) on the logit scale, lag by lag; half of the windows are open. The claim,
93 to 97 %, is for the end of the window (lag 60). Early lags have few deeds yet; `F` is the true share by that lag.
`±` is the Monte Carlo error, `width` the mean width at lag 60.
"""
BESIDE = """\
## Beside the claim

Graded credit; two or four statements a cluster; and one dyad over four years whose statements share the fate of the one
before (half-life 60 days), where blocks of two windows of time stand in for clusters.
"""


def report(found: dict[str, Any]) -> str:
    """Write the tables to be read."""
    about = found["machine"]
    packages = ", ".join(f"{name} {version}" for name, version in about["packages"].items())
    error = max(v["error"] for run in found["bias_runs"] for v in run.values() if isinstance(v, dict))
    lines = [
        INTRODUCTION,
        f"Python {about['python']}, {packages}; seed {found['seed']}, {found['cpu_seconds']:.0f} CPU seconds.",
        f"{found['bias']:,} worlds a row for means, {found['coverage']:,} for coverage (half beside the claim).",
        "",
        MEANS.format(error=error),
        _means(found["bias_runs"]),
        SPREAD,
        _spread(found["bias_runs"]),
        CLAIMED,
        _coverage(found["coverage_runs"]),
        BESIDE,
        _coverage(found["beside_runs"]),
    ]
    rows = [
        [t["target"], f"{t['measured']:,.4g}", f"{t['limit']:,.4g}", "yes" if t["met"] else "NO"]
        for t in found["targets"]
    ]
    if rows:
        lines += ["## Targets", "", table(["target", "measured", "limit", "met"], rows)]
    return "\n".join(lines)


def _means(runs: list[dict[str, Any]]) -> str:
    rules = list(
        dict.fromkeys(name for run in runs for name, value in run.items() if isinstance(value, dict))
    )
    rows = [
        [run["kind"], f"{run['open']:.2f}", f"{run['in_fact']:.3f}"]
        + [f"{run[rule]['mean']:.3f}" if rule in run else "" for rule in rules]
        for run in runs
    ]
    return table(["world", "open", "in fact", *rules], rows)


def _spread(runs: list[dict[str, Any]]) -> str:
    rules = ["closed windows", "Kaplan-Meier", "IPCW"]
    rows = [
        [run["kind"], f"{run['open']:.2f}", *(f"{run[rule]['sd']:.3f}" for rule in rules)]
        for run in runs
        if run["kind"] in ("whole", "graded")
    ]
    return table(["world", "open", *rules], rows)


def _coverage(runs: list[dict[str, Any]]) -> str:
    lags = [key for key in runs[0] if key.startswith("lag ")]
    header = ["world", "clusters", "statements", "gap", "icc"]
    for lag in lags:
        header += [f"{lag}: F", "coverage", "±"]
    rows = []
    for run in runs:
        row = [
            run["kind"],
            str(run["clusters"]),
            str(run["clusters"] * run["size"]),
            f"{run['gap']:g}",
            f"{run['icc']:g}",
        ]
        for lag in lags:
            row += [f"{run[lag]['truth']:.3f}", f"{run[lag]['coverage']:.3f}", f"{run[lag]['error']:.3f}"]
        rows.append([*row, f"{run[lags[-1]]['width']:.2f}", str(run[lags[-1]]["missing"])])
    return table([*header, "width", "none given"], rows)
