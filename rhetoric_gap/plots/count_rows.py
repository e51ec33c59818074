"""Rows of counts under a figure, one a group: how many statements stand behind each place of the x axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from rhetoric_gap.plots.layout import LINE, size_points, text_width
from rhetoric_gap.plots.style import GREY, text_size

SIZES = (1.0, 0.85, 0.75)  # of the text size, tried in turn
MOST = 0.4  # share of the axes' height the rows may take
SPACE = 4.0  # points between two counts


@dataclass(frozen=True)
class CountRow:
    """One row: its name, its colour and a text for each place."""

    name: str
    colour: str
    texts: Sequence[str]


def fitting_rows(ax: Axes, rows: Sequence[CountRow], title: str) -> tuple[Sequence[CountRow], str]:
    """Return the rows if the axes are high enough for them, else none of them and a note that says so."""
    if not rows or _size(ax, rows):
        return rows, ""
    return [], f"axes too small for the row {title!r}"


def count_rows(
    ax: Axes, x: Sequence[float], rows: Sequence[CountRow], title: str, *, from_last: bool = False
) -> float:
    """Write the rows under the data, from the bottom up; return their height in points.

    Places whose texts would touch are left out, counted from the first place or, with ``from_last``, from the last. The
    title names a single row; above several it says what they count.
    """
    if not rows:
        return 0.0
    size = _size(ax, rows)
    shown, height = _places(ax, x, rows, size, from_last), 3.0
    for row in reversed(rows):
        for i in shown:
            where = {"xy": (x[i], 0), "xycoords": ("data", "axes fraction"), "ha": "center"}
            _write(ax, row.texts[i], where, (0, height), row.colour, size, f"n {row.name}")
        _title(ax, row.name if len(rows) > 1 else title, height, row.colour, size)
        height += LINE * size
    if len(rows) > 1:
        _title(ax, title, height, GREY, size)
        height += LINE * size
    return height


def _size(ax: Axes, rows: Sequence[CountRow]) -> float:
    """Return the largest size of text at which the rows fit, 0 if they do not."""
    lines = len(rows) + (len(rows) > 1)
    sizes = [factor * text_size() for factor in SIZES]
    return next((size for size in sizes if lines * LINE * size <= MOST * size_points(ax)[1]), 0.0)


def side_room(ax: Axes, rows: Sequence[CountRow]) -> float:
    """Return the share of the width that must stay free beside the outer places, so that no count leaves the axes."""
    widest = max((text_width(text, text_size()) for row in rows for text in row.texts), default=0.0)
    return (widest / 2 + SPACE) / size_points(ax)[0] if rows else 0.0


def label_room(rows: Sequence[CountRow], title: str) -> float:
    """Return by how many points the y label must stand aside for the names of the rows."""
    names = [row.name for row in rows] if len(rows) > 1 else [title] * len(rows)
    widest = max((text_width(name, text_size()) for name in names), default=0.0)
    return max(widest - text_width("0.25", text_size()), 0.0)


def _places(
    ax: Axes, x: Sequence[float], rows: Sequence[CountRow], size: float, from_last: bool
) -> list[int]:
    """Return the places whose texts do not touch the one shown before."""
    left, right = ax.get_xlim()
    point = (right - left) / size_points(ax)[0]
    half = [max(text_width(row.texts[i], size) for row in rows) / 2 * point for i in range(len(x))]
    shown: list[int] = []
    for i in np.argsort(x, kind="stable")[:: -1 if from_last else 1].tolist():
        if not shown or abs(x[i] - x[shown[-1]]) >= half[i] + half[shown[-1]] + SPACE * point:
            shown.append(i)
    return shown


def _title(ax: Axes, text: str, height: float, colour: str, size: float) -> None:
    """Name a row, at its left."""
    where = {"xy": (0, 0), "xycoords": "axes fraction", "ha": "right"}
    _write(ax, text, where, (-SPACE, height), colour, size, "row title")


def _write(
    ax: Axes, text: str, where: dict[str, Any], shift: tuple[float, float], colour: str, size: float, gid: str
) -> None:
    """Write one text of the rows."""
    if not text:
        return
    ax.annotate(
        text,
        xytext=shift,
        textcoords="offset points",
        va="bottom",
        fontsize=size,
        color=colour,
        annotation_clip=False,
        gid=gid,
        **where,
    )
