"""The lower panel of a specification curve: which choices each specification has, and how many statements it scored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from rhetoric_gap.plots.layout import LEAST_DATA, LINE, size_points, text_width
from rhetoric_gap.plots.style import FAINT, GREY, INK, PALE, VERMILION, text_size

if TYPE_CHECKING:
    from rhetoric_gap.studies.multiverse import Multiverse

LEAST_ROW = 7.0  # points of a row of choices below which labels cannot be read
BETWEEN = 3.0  # points between two choices


@dataclass(frozen=True)
class Row:
    """One row of the lower panel: a value of a choice, its label, and where it stands (points above the lower edge)."""

    choice: str
    value: str
    label: str
    low: float
    high: float


def name_rows(ax: Axes, names: list[tuple[float, str]], size: float) -> None:
    """Name the rows of the lower panel at the left, apart from the numbers of the upper one."""
    ax.set_yticks([place for place, _ in names], [name for _, name in names], minor=True)
    ax.tick_params(axis="y", which="minor", length=0, labelsize=size, labelcolor=INK)


def column_width(ax: Axes) -> float:
    """Return the width of one specification, in points."""
    left, right = ax.get_xlim()
    return size_points(ax)[0] / (right - left)


def choice_rows(
    ax: Axes, study: Multiverse, labels: dict[str, pd.Series], taken: float
) -> tuple[list[Row], str]:
    """Lay out the lower panel from the bottom up, leaving the data their room; say what does not fit."""
    room = (1 - LEAST_DATA) * size_points(ax)[1] - taken - 8
    ranked = [name for name in study.influence["choice"] if name in labels]
    kept: list[str] = []
    for name in ranked:
        wanted = sum(labels[n].nunique() for n in [*kept, name]) * LEAST_ROW + BETWEEN * (len(kept) + 1)
        if wanted <= room:
            kept.append(name)
    hidden = "" if len(kept) == len(ranked) else f"{len(kept)} of {len(ranked)} choices shown"
    chosen = [name for name in study.choices if name in kept]
    number = sum(labels[name].nunique() for name in chosen)
    spare = room - BETWEEN * len(chosen)
    height = min(1.3 * text_size(), spare / number) if number else 0.0
    rows, top = [], 2.0
    for name in reversed(chosen):
        values = list(dict.fromkeys(labels[name]))
        for place, value in reversed(list(enumerate(values))):
            label = f"{name} {value}" if place == 0 else value
            rows.append(Row(name, value, label, top, top + height))
            top += height
        top += BETWEEN
    return rows[::-1], hidden


def draw_choices(
    ax: Axes, frame: pd.DataFrame, labels: dict[str, pd.Series], rows: list[Row], unit: float
) -> list[tuple[float, str]]:
    """Mark which choices each specification has; return where the rows stand and what they are called."""
    bottom, wide = ax.get_ylim()[0], float(np.clip(0.62 * column_width(ax), 0.5, 6.0))
    names = []
    for number, choice in enumerate(dict.fromkeys(row.choice for row in rows)):
        part = [row for row in rows if row.choice == choice]
        if number % 2 == 0:
            low, high = (bottom + edge * unit for edge in (part[-1].low - 1, part[0].high + 1))
            ax.axhspan(low, high, color=FAINT, alpha=0.45, linewidth=0, zorder=0.1)
        for row in part:
            here = frame.loc[labels[row.choice].reindex(frame.index).eq(row.value)]
            low, high = (bottom + (row.low + share * (row.high - row.low)) * unit for share in (0.16, 0.84))
            colours = np.where(here["missing"], PALE, np.where(here["default"], VERMILION, INK))
            ax.vlines(
                here["x"], low, high, colors=colours.tolist(), linewidth=wide, gid=f"{row.choice} {row.value}"
            )
            names.append((bottom + (row.low + row.high) / 2 * unit, row.label))
    return names


def counts_height(ax: Axes, frame: pd.DataFrame) -> float:
    """Return the height of the strip of counts, in points: upright where a column is too narrow for level text."""
    size = text_size()
    wide = max(text_width(str(n), size) for n in frame["n"].dropna()) if frame["n"].notna().any() else 0.0
    if wide + 2 <= column_width(ax) or column_width(ax) < size:
        return LINE * size
    return wide + 4


def counts_name(ax: Axes, frame: pd.DataFrame) -> str:
    """Name the strip of counts; where they are not written out it says how far they run."""
    counts = frame["n"].dropna()
    return "n" if column_width(ax) >= text_size() else f"n {counts.min()} to {counts.max()}"


def draw_counts(ax: Axes, frame: pd.DataFrame, start: float, unit: float) -> tuple[float, str]:
    """Show the number of scored statements: as text where columns are wide enough, else as a profile."""
    size, column = text_size(), column_width(ax)
    low = ax.get_ylim()[0] + (start + 2) * unit
    height = counts_height(ax, frame)
    known = frame.dropna(subset="n")
    if column >= size:
        wide = max((text_width(str(n), size) for n in known["n"]), default=0.0)
        for x, n in zip(known["x"], known["n"], strict=True):
            ax.text(
                x,
                low + height / 2 * unit,
                str(n),
                ha="center",
                va="center",
                rotation=0 if wide + 2 <= column else 90,
                fontsize=size,
                color=GREY,
                gid="n",
            )
        return low + height / 2 * unit, counts_name(ax, frame)
    counts = known["n"].to_numpy(dtype=float)
    tall = low + 0.9 * height * unit * counts / max(counts.max(), 1.0)
    ax.vlines(known["x"], low, tall, color=PALE, linewidth=0.9 * column, gid="n")
    return low + height / 2 * unit, counts_name(ax, frame)
