"""Figures of rows: names at the left, marks in the middle, columns of text at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from rhetoric_gap.plots.layout import (
    LINE,
    legend_strip,
    plain_spines,
    set_strips,
    settle,
    size_points,
    text_width,
)
from rhetoric_gap.plots.style import FAINT, GREY, INK, text_size

BETWEEN = 9.0  # points between two columns of text
LEAST_PANEL = 0.4  # below this share of the width the panel is left the room of the lesser columns
LEAST_ROW = 1.15  # height of a row, as a multiple of the text size
MINUS = "\u2212"
TICK_ROOM = 32.0  # points a tick label takes
NAME_SHARE = 0.4  # names at the left are cut to this share of the figure's width


@dataclass(frozen=True)
class TextColumn:
    """A column of text beside the rows: its header, one text a row, and the side it is flush with."""

    head: str
    cells: Sequence[str]
    left: bool = False


def shortened(text: str, points: float, size: float) -> str:
    """Cut a text to a width in points, and show that it was cut."""
    if text_width(text, size) <= points:
        return text
    while len(text) > 1 and text_width(f"{text}…", size) > points:
        text = text[:-1].rstrip()
    return f"{text}…"


def name_room(ax: Axes) -> float:
    """Return how wide the names at the left may be, in points."""
    return float(NAME_SHARE * ax.figure.bbox.width * 72.0 / ax.figure.dpi)


def fit_rows(
    ax: Axes,
    names: Sequence[str],
    label: str,
    keys: Sequence[Any],
    note: Callable[[int], str],
    spare: int = 0,
) -> tuple[int, float]:
    """Make the key, and say how many of the rows have room for their names below it.

    Parameters
    ----------
    ax : Axes
        Where the rows go.
    names : sequence of str
        Names of all rows that could be drawn.
    label : str
        Name of the x axis.
    keys : sequence
        Entries of the key.
    note : callable
        Says that only so many rows are drawn; asked only if that is so.
    spare : int, default 0
        Rows among them that must stay.

    Returns
    -------
    tuple of int and float
        Number of rows without the spare ones, and the height of the key in points.
    """
    name_rows(ax, names, label)
    above = legend_strip(ax, keys) + 4
    header = LINE * text_size() + 3
    room = int((size_points(ax)[1] - above - header) / (LEAST_ROW * text_size()))
    if room >= len(names):
        return len(names) - spare, above
    few = max(1, room - spare - 1)
    return few, legend_strip(ax, keys, title=note(few)) + 4


def name_rows(ax: Axes, names: Sequence[str], label: str) -> np.ndarray:
    """Name the rows at the left, the first at the top, and the x axis; return the heights of the rows."""
    size, room = text_size(), name_room(ax)
    heights = np.arange(len(names) - 1, -1, -1, dtype=float)
    ax.set_yticks(heights, [shortened(name, room, size) for name in names])
    ax.set_xlabel(label, fontsize=size, color=INK, loc="left")
    plain_spines(ax, -0.5, len(names) - 0.5)
    ax.tick_params(axis="y", length=0)
    settle(ax)
    return heights


def fitting(ax: Axes, columns: Sequence[TextColumn]) -> list[tuple[TextColumn, float]]:
    """Return as many columns, with their width in points, as leave the panel its room; the widest go first."""
    size = text_size()
    sized = [(c, max(text_width(t, size) for t in [c.head, *c.cells]) + BETWEEN) for c in columns]
    width = size_points(ax)[0]
    while sized and sum(w for _, w in sized) > (1 - LEAST_PANEL) * width:
        sized.remove(max(sized, key=lambda one: one[1]))
    return sized


def panel_axis(
    ax: Axes, low: float, high: float, ticks: Sequence[float], sized: list[tuple[TextColumn, float]]
) -> None:
    """Run x from low to high in what the columns leave of the width."""
    width = size_points(ax)[0]
    panel = max(width - sum(w for _, w in sized) - BETWEEN, LEAST_PANEL * width)
    margin = 0.02 * (high - low)
    ax.set_xlim(low - margin, low - margin + (high - low + 2 * margin) * width / panel)
    # Every tick, or every second or third, but 0 among them.
    step = max(1, int(np.ceil(len(ticks) * TICK_ROOM / panel)))
    shown = [t for k, t in enumerate(ticks) if (k - int(np.argmin(np.abs(ticks)))) % step == 0]
    ax.set_xticks(shown, [f"{t:g}".replace("-", MINUS) for t in shown])
    ax.spines["bottom"].set_bounds(low, high)


def row_strips(ax: Axes, count: int, above: float) -> float:
    """Leave room above the rows for a key ``above`` points high and the headers; return where these stand."""
    header = LINE * text_size()
    set_strips(ax, -0.5, count - 0.5, 0, above + header + 3)
    for y in range(count):
        ax.axhline(y, color=FAINT, linewidth=0.6, zorder=0.2)
    return above + header


def write_columns(ax: Axes, heights: Any, sized: list[tuple[TextColumn, float]], above: float) -> None:
    """Write the columns at the right edge, their headers ``above`` points below the upper edge."""
    right = 0.0
    for column, width in reversed(sized):
        side, edge = ("left", width - BETWEEN) if column.left else ("right", 0.0)
        write(ax, column.head, (1, 1), "axes fraction", (-right - edge, -above), GREY, side, "bottom")
        for y, text in zip(heights, column.cells, strict=True):
            if text:
                write(ax, text, (1, y), ("axes fraction", "data"), (-right - edge, 0), INK, side, "center")
        right += width


def write(ax: Axes, text: str, where: Any, coords: Any, shift: Any, colour: str, ha: str, va: str) -> None:
    """Write one text, on a ground that keeps grid lines off it."""
    ax.annotate(
        text,
        xy=where,
        xycoords=coords,
        xytext=shift,
        textcoords="offset points",
        ha=ha,
        va=va,
        fontsize=text_size(),
        color=colour,
        bbox={"facecolor": ax.get_facecolor(), "edgecolor": "none", "pad": 0.8},
    )


def signed(value: float) -> str:
    """Write a difference with its sign; missing as a dash."""
    if not np.isfinite(value):
        return "-"
    return "0.00" if abs(value) < 0.005 else f"{value:+.2f}".replace("-", MINUS)


def signed_interval(value: float, lower: float, upper: float) -> str:
    """Write a difference with its interval, or say that it has none."""
    if not np.isfinite(value):
        return "-"
    if not (np.isfinite(lower) and np.isfinite(upper)):
        return f"{signed(value)} (no interval)"
    return f"{signed(value)} [{signed(lower)}, {signed(upper)}]"
