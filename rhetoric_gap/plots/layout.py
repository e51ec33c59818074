"""Room for texts inside the axes: strips of fixed height above and below the data, in points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.legend import Legend
from matplotlib.textpath import text_to_path
from matplotlib.transforms import ScaledTranslation, Transform

from rhetoric_gap.plots.style import FAINT, GREY, INK, text_size

POINTS = 72.0
LINE = 1.45  # height of a line of text, as a multiple of its size
LEAST_DATA = 0.35  # share of the axes' height that strips leave to the data, however small the axes
KEY_SIZES = (1.0, 0.85, 0.75)  # of the text size, tried in turn
NARROWER = 0.94  # letters drawn are a little wider than letters measured: a text wrapped to the full width would be cut
MOST_KEY = 0.4  # share of the axes' height a key may take before it is set smaller


def axes_for(ax: Axes | None, figsize: tuple[float, float]) -> Axes:
    """Return the caller's axes, or new ones in a figure of its own that lays itself out."""
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt  # only here: drawing on a caller's axes must not pick a backend

    _, new = plt.subplots(figsize=figsize, layout="constrained")
    return new


def size_points(ax: Axes) -> tuple[float, float]:
    """Return width and height of the axes in points."""
    box = ax.get_window_extent()
    scale = POINTS / ax.figure.dpi
    return box.width * scale, box.height * scale


def settle(ax: Axes) -> None:
    """Let a figure that lays itself out do so now: labels change the size of the axes that what follows measures."""
    root = ax.figure.figure
    engine = root.get_layout_engine()
    if isinstance(root, Figure) and engine is not None:
        engine.execute(root)


def text_width(text: str, size: float) -> float:
    """Return the width of a text in points; needs no renderer."""
    width, _, _ = text_to_path.get_text_width_height_descent(text, FontProperties(size=size), ismath=False)
    return float(width)


def set_strips(ax: Axes, low: float, high: float, below: float, above: float) -> None:
    """Set the y limits so that ``below`` and ``above`` points are free under and over the data from low to high."""
    height = size_points(ax)[1]
    unit = (high - low) / max(height - below - above, LEAST_DATA * height)
    ax.set_ylim(low - below * unit, high + above * unit)


def apart(ax: Axes, x: Any, y: Any, size: float, step: float) -> np.ndarray:
    """Return by how many points each mark must be raised or lowered so that marks do not hide one another.

    Marks keep their place in the order given; a later one moves to the nearest free of five levels, ``step`` points
    apart, and stays where it is if none is free.
    """
    width, height = size_points(ax)
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    across, up = np.asarray(x) * width / (right - left), np.asarray(y) * height / (high - low)
    shifts = np.zeros(len(across))
    for i in range(len(across)):
        near = np.flatnonzero(np.abs(across[:i] - across[i]) < size)
        taken = up[near] + shifts[near]
        for shift in step * np.array([0.0, 1.0, -1.0, 2.0, -2.0]):
            if (np.abs(taken - up[i] - shift) >= step).all():
                shifts[i] = shift
                break
    return shifts


def wrapped(text: str, width: float, size: float) -> str:
    """Break a text of the given size into lines of at most ``width`` points."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return "\n".join(lines)


def raised(ax: Axes, transform: Transform, points: Any) -> Transform:
    """Return a transform that ends a number of points above where the given one does."""
    return transform + ScaledTranslation(0.0, float(points) / POINTS, ax.figure.dpi_scale_trans)


def legend_strip(ax: Axes, handles: Sequence[Any], *, title: str = "") -> float:
    """Put a key along the upper edge, in as many columns as fit; return the height it takes, in points.

    In small axes it is set smaller, so that the data keep most of the room.
    """
    if not handles and not title:
        return 0.0
    width, height = size_points(ax)
    for factor in KEY_SIZES:
        size = factor * text_size()
        taken = _widest_key(ax, handles, wrapped(title, NARROWER * width, size), size, width)
        if taken <= MOST_KEY * height:
            break
    legend = ax.get_legend()
    if legend is not None:
        # A layout that made room for the key outside the axes would make them narrower than they were measured.
        legend.set_in_layout(False)
    return taken


def _widest_key(ax: Axes, handles: Sequence[Any], title: str, size: float, width: float) -> float:
    """Make the key with as many columns as fit the width; return its height in points."""
    scale = POINTS / ax.figure.dpi
    for columns in range(max(len(handles), 1), 0, -1):
        box = _key(ax, handles, columns, title, size).get_window_extent()
        if box.width * scale <= width:
            break
    return float(box.height * scale)


def _key(ax: Axes, handles: Sequence[Any], columns: int, title: str, size: float) -> Legend:
    """Make the key: frameless, small, at the upper left, inside the axes."""
    return ax.legend(
        handles=list(handles),
        ncols=columns,
        title=title or None,
        loc="upper left",
        borderaxespad=0.0,
        borderpad=0.15,
        frameon=False,
        fontsize=size,
        title_fontsize=size,
        alignment="left",
        handlelength=1.7,
        handletextpad=0.5,
        columnspacing=1.1,
        labelspacing=0.35,
    )


def date_axis(ax: Axes, start: float, end: float) -> None:
    """Make x a time axis from start to end (matplotlib's day numbers)."""
    ax.xaxis_date()
    ax.set_xlim(start, end)
    locator = mdates.AutoDateLocator(minticks=3, maxticks=9)  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]


def day_number(dates: Any) -> Any:
    """Turn days into matplotlib's day numbers (missing stays missing)."""
    if isinstance(dates, pd.Series):
        return mdates.date2num(dates.to_numpy(dtype="datetime64[ns]"))  # type: ignore[no-untyped-call]
    return float(mdates.date2num(pd.Timestamp(dates).to_numpy()))  # type: ignore[no-untyped-call]


def plain_spines(ax: Axes, low: float, high: float) -> None:
    """Keep the axis lines beside the data only; set the size of all tick labels."""
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines["left"].set_bounds(low, high)
    ax.tick_params(labelsize=text_size(), colors=INK)
    ax.xaxis.get_offset_text().set_fontsize(text_size())


def value_axis(ax: Axes, label: str = "gap (0 all done, 1 all talk)", *, aside: float = 0.0) -> None:
    """Run y from 0 to 1, with the label so many points further from the axis."""
    ticks = [0.0, 0.25, 0.5, 0.75, 1.0]
    ax.set_yticks(ticks, ["0", "0.25", "0.50", "0.75", "1"])
    ax.set_ylabel(label, fontsize=text_size(), color=INK, labelpad=4 + aside)
    plain_spines(ax, 0.0, 1.0)
    ax.axhline(0.0, color=INK, linewidth=0.8, zorder=0.9)
    for tick in ticks[1:]:
        ax.axhline(tick, color=FAINT, linewidth=0.6, zorder=0.2)


def mark_day(ax: Axes, day: pd.Timestamp, text: str, points: float, low: float, high: float) -> float:
    """Draw a dashed line at a day that lies in view; return the height of the row of its label, in points.

    The label stands ``points`` below the upper edge, on the side of the line with more room.
    """
    x = day_number(day)
    left, right = ax.get_xlim()
    if not left <= x <= right:
        return 0.0
    ax.plot([x, x], [low, high], color=GREY, linewidth=0.9, linestyle=(0, (4, 2)), zorder=1.5, gid="as_of")
    to_left = x - left > right - x
    ax.annotate(
        text,
        xy=(x, 1),
        xycoords=("data", "axes fraction"),
        xytext=(-2 if to_left else 2, -points - 2),
        textcoords="offset points",
        ha="right" if to_left else "left",
        va="top",
        fontsize=text_size(),
        color=GREY,
    )
    return LINE * text_size() + 2
