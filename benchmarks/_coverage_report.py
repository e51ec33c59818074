"""Lay out what the coverage simulation found."""

from __future__ import annotations

from typing import Any

from benchmarks._measure import table

INTRODUCTION = """\
# Interval coverage

How often a nominal 95 % interval of the gap holds the true gap. Fates are all or nothing, severities from the ladder
0.2 to 1, drawn independently of fates, so the true gap is known. `fates`: independent, or shared within clusters with
the intra-cluster correlation given (beta-distributed follow-through), or serial: a statement shares the fate of the one
before it in its cluster with a probability that halves every so many days. `±` is the Monte Carlo error of
the coverage. `low` and `high` are the shares of intervals wholly below and wholly above the true gap.
"""
SECTIONS = {
    "equal": (
        "Five clusters or more, of 12 statements each",
        "The claim: within 93 and 97 %. The last two columns are percentile intervals from resampled statements,\n"
        "which takes them for independent, and from resampled clusters.",
    ),
    "unequal": (
        "Five clusters or more, few statements or unequal sizes",
        "No claim is made here. With two or three statements a cluster the interval is cautious. Where few clusters\n"
        "hold most of the statements it is too narrow: the t quantile counts clusters, not how many of them matter.\n"
        "`effective` is the squared number of statements by the sum of squared sizes.",
    ),
    "few": (
        "Fewer than five clusters: block bootstrap",
        "Statements are spread over four years, the window is 60 days. The method sees dependence in time only. Fates\n"
        "shared within a cluster for good cannot be seen in one or two clusters by any method: with one cluster the\n"
        "interval is about that cluster, not about clusters like it.",
    ),
}


def report(found: dict[str, Any]) -> str:
    """Write the tables to be read."""
    about = found["machine"]
    packages = ", ".join(f"{name} {version}" for name, version in about["packages"].items())
    lines = [
        INTRODUCTION,
        f"Python {about['python']}, {packages}; seed {found['seed']}, {found['cpu_seconds']:.0f} CPU seconds.",
        f"{found['worlds']:,} worlds a row, {found['few']:,} with fewer than five clusters; peers {found['peers']:,}.",
        "",
    ]
    for part, (title, text) in SECTIONS.items():
        runs = [r for r in found["runs"] if r["part"] == part]
        lines += [f"## {title}", "", text, "", table(_header(part), [_row(r) for r in runs])]
    rows = [
        [t["target"], f"{t['measured']:,.4g}", f"{t['limit']:,.4g}", "yes" if t["met"] else "NO"]
        for t in found["targets"]
    ]
    if rows:
        lines += ["## Targets", "", table(["target", "measured", "limit", "met"], rows)]
    return "\n".join(lines)


def _header(part: str) -> list[str]:
    """Title the columns."""
    first = ["cluster sizes", "effective"] if part == "unequal" else ["clusters"]
    shown = [*first, "n", "gap", "fates", "coverage", "±", "low", "high", "mean width", "Wilson"]
    return [*shown, "i.i.d. bootstrap", "cluster bootstrap"]


def _row(r: dict[str, Any]) -> list[str]:
    """Write one setting."""
    first = (
        [_sizes(r["sizes"]), f"{r['effective_clusters']:.1f}"]
        if r["part"] == "unequal"
        else [str(r["clusters"])]
    )
    wilson = sum(share for name, share in r["methods"].items() if name.startswith("Wilson"))
    numbers = [f"{r[key]:.3f}" for key in ("coverage", "error", "all_below", "all_above", "width")]
    peers = [
        f"{r[peer]['coverage']:.3f}" if peer in r else "-"
        for peer in ("statement_bootstrap", "cluster_bootstrap")
    ]
    return [*first, str(r["n"]), f"{r['gap']:g}", _fates(r), *numbers, f"{wilson:.3f}", *peers]


def _fates(r: dict[str, Any]) -> str:
    """Name how fates hang together, with the strength."""
    if r["fate"] == "independent":
        return "independent"
    return f"shared {r['strength']:g}" if r["fate"] == "shared" else f"serial {r['strength']:g} d"


def _sizes(text: str) -> str:
    """Shorten a list of cluster sizes."""
    sizes = text.split(", ")
    if len(sizes) <= 8:
        return text
    return f"{len(sizes)}: {', '.join(sizes[:5])}, ..., {sizes[-1]}"
