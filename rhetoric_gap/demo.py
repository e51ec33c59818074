"""The main job on the bundled North Korea case."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from rhetoric_gap.datasets import load_dataset
from rhetoric_gap.gap import gap_index
from rhetoric_gap.prose import CAUTION
from rhetoric_gap.results import GapResult

#: The day of the essay whose thesis the case puts to the test.
ESSAY = "2024-06-20"
WIDE = (9.0, 5.0)
LARGE = (11.0, 6.5)


def run_demo(folder: Path) -> str:
    """Score the case, write figures and the tidy table, and return what to print.

    Parameters
    ----------
    folder : pathlib.Path
        Where gap.csv, trend.png, bark_bite.png and timeline.png go.

    Returns
    -------
    str
        The gap by target and by kind, at the essay's date and at the end of the data.
    """
    from rhetoric_gap.plots.save import save_figure

    case = load_dataset("north_korea")
    then, now = gap_index(case, as_of=ESSAY), gap_index(case)
    by_target, by_kind = gap_index(case, by="target"), gap_index(case, by="kind")
    trend = gap_index(case, freq="QE")
    folder.mkdir(parents=True, exist_ok=True)
    tidy = pd.concat([r.frame.assign(table=t) for t, r in _tables(then, now, by_target, by_kind, trend)])
    tidy.insert(0, "table", tidy.pop("table"))
    tidy.to_csv(folder / "gap.csv", index=False)
    names = ["gap.csv"]
    for figure, result, size in (
        ("trend.png", trend, WIDE),
        ("bark_bite.png", by_target, WIDE),
        ("timeline.png", now, LARGE),
    ):
        names.append(save_figure(result, folder / figure, size=size))
    parts = [
        f"North Korea, words and deeds: {case.description}",
        f"As the essay could know it ({ESSAY})\n{then}",
        f"At the end of the data ({now.as_of.date()})\n{now}",
        f"By target\n{by_target}",
        f"By kind\n{by_kind}",
        CAUTION,
        f"Written to {folder}: {', '.join(names)}",
    ]
    return "\n\n".join(parts)


def _tables(*results: GapResult) -> list[tuple[str, GapResult]]:
    """Name the tables of the tidy file."""
    return list(zip(("essay", "end", "by_target", "by_kind", "by_quarter"), results, strict=True))
