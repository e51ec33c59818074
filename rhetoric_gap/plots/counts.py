"""The strip under a trend: how many statements stand behind each point, and which periods wait."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from rhetoric_gap.plots.layout import LINE, raised, size_points, text_width
from rhetoric_gap.plots.series import Series, fully_open, point_options
from rhetoric_gap.plots.style import GREY, text_size

SMALL = 0.85  # of the text size, where periods are narrow


def count_strip(ax: Axes, series: list[Series], show_n: bool) -> float:
    """Write the rows under the data, from the bottom up; return their height in points."""
    size = text_size()
    height = 3.0
    if show_n:
        writing = _fit_cells(ax, series)
        some = "" if writing.every == 1 else f", 1 in {writing.every}"
        for one in reversed(series):
            title = "n" if len(series) == 1 else one.name
            _write_counts(ax, one, height, writing, f"{title}{some}")
            height += writing.height
    if any(fully_open(one.rows).any() for one in series):
        for one in series:
            waiting = fully_open(one.rows).to_numpy()
            where = raised(ax, ax.get_xaxis_transform(), height + LINE * size / 2)
            ax.plot(
                one.x[waiting],
                np.zeros(waiting.sum()),
                transform=where,
                **point_options(one.look, True, ax.get_facecolor(), one.size),
                gid=f"open {one.name}",
            )
        _row_title(ax, "open", height, GREY)
        height += LINE * size
    return height


def _cells(rows: pd.DataFrame) -> list[str]:
    """Write the counts of every period: scored, plus those still open; nothing where nothing was said."""
    return [
        "" if said == 0 else f"{n}+{still}" if still else f"{n}"
        for n, still, said in zip(rows["n"], rows["n_open"], rows["n_statements"], strict=True)
    ]


@dataclass(frozen=True)
class _Writing:
    """How counts are written: in every how many periods, at what angle and size, in rows how high (points)."""

    every: int
    angle: int
    size: float
    height: float


def _fit_cells(ax: Axes, series: list[Series]) -> _Writing:
    """Choose how to write counts so that they do not touch: level, else upright, else upright and small."""
    size = text_size()
    left, right = ax.get_xlim()
    room = size_points(ax)[0] * series[0].rows["days"].min() / (right - left)
    widths = [[text_width(text, size) for text in _cells(one.rows)] for one in series]
    if all((a + b) / 2 + 3 <= room for row in widths for a, b in pairwise(row)):
        return _Writing(1, 0, size, LINE * size)
    small = size if size <= room else SMALL * size
    return _Writing(max(1, int(np.ceil(small / room))), 90, small, max(max(row) for row in widths) + 4)


def _write_counts(ax: Axes, one: Series, height: float, writing: _Writing, title: str) -> None:
    """Write one group's row of counts."""
    for i, (x, text) in enumerate(zip(one.rows["middle"], _cells(one.rows), strict=True)):
        if text and i % writing.every == 0:
            ax.annotate(
                text,
                xy=(x, 0),
                xycoords=("data", "axes fraction"),
                xytext=(0, height),
                textcoords="offset points",
                ha="center",
                va="bottom",
                rotation=writing.angle,
                fontsize=writing.size,
                color=one.look.colour,
                gid=f"n {one.name}",
            )
    _row_title(ax, title, height, one.look.colour)


def _row_title(ax: Axes, text: str, height: float, colour: str) -> None:
    """Name a row of the strip, at its left."""
    ax.annotate(
        text,
        xy=(0, 0),
        xycoords="axes fraction",
        xytext=(-4, height),
        textcoords="offset points",
        ha="right",
        va="bottom",
        fontsize=text_size(),
        color=colour,
        annotation_clip=False,
    )
