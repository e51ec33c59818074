"""Figures with one row a group: names at the left, a panel for shares from 0 to 1, columns of text at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from rhetoric_gap.plots.layout import LINE, POINTS, plain_spines, size_points, text_width
from rhetoric_gap.plots.style import FAINT, GREY, INK, text_size

BETWEEN = 8.0  # points between two columns of text
AROUND = 24.0  # points that a layout leaves around axes and between names and axis
LEAST_PANEL = 0.42  # of the width; columns of text that would leave less are written shorter or left out
SMALL = 0.85  # of the text size, for words inside the panel
OF_ROW = 0.85  # of the height of a row, that a line of text may take in it
LEAST_SIZE = 4.0  # points
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Column:
    """One column of text beside the panel: its header, one cell a row from the top, and the side it is flush with."""

    head: str
    cells: tuple[str, ...]
    side: Literal["left", "right"] = "right"

    def width(self, size: float) -> float:
        """Return the width in points at a size of text, with the space before it."""
        return max(text_width(text, size) for text in (self.head, *self.cells)) + BETWEEN


def from_the_top(rows: pd.DataFrame) -> pd.DataFrame:
    """Give each row its height as index: the first stands at the top."""
    return rows.set_axis(range(len(rows) - 1, -1, -1))


def row_axis(ax: Axes, rows: pd.DataFrame) -> None:
    """Name the rows at the left, with a faint line through each that has something to draw on it."""
    ax.set_yticks(rows.index.to_numpy(), rows["label"].tolist())
    plain_spines(ax, -0.5, len(rows) - 0.5)
    ax.tick_params(axis="y", length=0)
    for y in rows.index[known(rows["gap"])]:
        ax.axhline(y, color=FAINT, linewidth=0.6, zorder=0.2)


def row_points(ax: Axes) -> float:
    """Return the height of a row in points, once the limits of y are set."""
    low, high = ax.get_ylim()
    return size_points(ax)[1] / (high - low)


def row_size(ax: Axes) -> float:
    """Return the size of text that fits into a row, once the limits of y are set; the names are set in it."""
    size = min(text_size(), max(LEAST_SIZE, OF_ROW * row_points(ax)))
    ax.tick_params(axis="y", labelsize=size)
    return size


def band_height(ax: Axes, half: float, most: float) -> float:
    """Return half the height of a band: a share of a row, but at most so many points."""
    return min(half, most / row_points(ax))


def best_columns(room: float, size: float, choices: Sequence[Sequence[Column]]) -> list[Column]:
    """Return the first choice of columns that leaves the panel its share of the room, else the last one."""
    for columns in choices:
        if sum(column.width(size) for column in columns) <= (1 - LEAST_PANEL) * room:
            return list(columns)
    return list(choices[-1])


def inner_width(ax: Axes, labels: Sequence[str], size: float) -> float:
    """Return how many points wide the axes will be once the figure has made room for the names of the rows."""
    width, place = size_points(ax)[0], ax.get_subplotspec()
    if ax.figure.get_layout_engine() is None or place is None:
        return width
    share = len(place.colspan) / place.get_gridspec().ncols
    whole = float(ax.figure.get_window_extent().width) * POINTS / ax.figure.dpi
    names = max((text_width(text, size) for text in labels), default=0.0)
    return max(share * whole - names - AROUND, 0.3 * width)


def share_axis(ax: Axes, room: float, columns: Sequence[Column], size: float, title: str) -> float:
    """Run x from 0 to 1 over the panel and leave the rest to the columns; return the panel's width in points."""
    beside = sum(column.width(size) for column in columns)
    panel = max(room - beside - BETWEEN, 0.3 * room)
    ax.set_xlim(-0.015, room / panel)
    labels = ("0", "0.25", "0.50", "0.75", "1") if panel > 130 else ("0", "", "0.5", "", "1")
    ax.set_xticks(TICKS, labels)
    ax.spines["bottom"].set_bounds(0.0, 1.0)
    ax.set_xlabel(title, fontsize=text_size(), color=INK, loc="left")
    return panel


def write_columns(ax: Axes, rows: pd.DataFrame, columns: Sequence[Column], size: float, above: float) -> None:
    """Write the columns at the right edge, headers ``above`` points under the upper one."""
    right = 0.0
    for column in reversed(columns):
        edge = column.width(size) - BETWEEN if column.side == "left" else 0.0
        at = (-right - edge, -above)
        _write(ax, column.head, (1, 1), "axes fraction", at, GREY, column.side, "bottom", size)
        for y, text in zip(rows.index, column.cells, strict=True):
            if text:
                place = ("axes fraction", "data")
                _write(ax, text, (1, y), place, (-right - edge, 0), INK, column.side, "center", size)
        right += column.width(size)


def _write(
    ax: Axes, text: str, where: Any, coords: Any, shift: Any, colour: str, ha: str, va: str, size: float
) -> None:
    """Write one text, on a ground that keeps grid lines off it."""
    ax.annotate(
        text,
        xy=where,
        xycoords=coords,
        xytext=shift,
        textcoords="offset points",
        ha=ha,
        va=va,
        fontsize=size,
        color=colour,
        bbox={"facecolor": ax.get_facecolor(), "edgecolor": "none", "pad": 0.6},
    )


def write_in_panel(ax: Axes, y: float, texts: Sequence[str], panel: float, size: float) -> None:
    """Write the first of the texts that fits into a row on which nothing else stands."""
    small = SMALL * size
    fitting = [text for text in texts if text_width(text, small) <= panel - 4] or list(texts[-1:])
    ax.annotate(
        fitting[0],
        xy=(0, y),
        xytext=(4, 0),
        textcoords="offset points",
        va="center",
        fontsize=small,
        color=INK,
        gid="reason",
    )


def dots(
    ax: Axes, x: pd.Series, y: Any, options: dict[str, Any], zorder: float, gid: str | None = None
) -> None:
    """Draw marks that may stand on an edge of the panel; none at all if there are none.

    An empty line that is not clipped takes room at the corner of the figure.
    """
    if len(x):
        ax.plot(x, y, **options, zorder=zorder, gid=gid, clip_on=False)


def header_height() -> float:
    """Return the height of the row of column headers in points."""
    return LINE * text_size()


def counts(values: pd.Series) -> tuple[str, ...]:
    """Write counts, a dash where there is none."""
    return tuple("-" if pd.isna(k) else f"{int(k)}" for k in values)


def known(values: pd.Series) -> np.ndarray:
    """Tell the numbers that are there."""
    return np.isfinite(values.to_numpy(dtype=float))
