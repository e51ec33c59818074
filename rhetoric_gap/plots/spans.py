"""Counts under figures of a gap over spans of unequal length."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from matplotlib.axes import Axes

from rhetoric_gap.plots.layout import (
    raised,
    size_points,
    text_width,
)
from rhetoric_gap.plots.style import GREY, text_size


def write_counts(ax: Axes, x: Iterable[float], n: Iterable[int], n_open: Iterable[int]) -> None:
    """Write how many statements each span has, closed or closed+open; what would touch its neighbour is left out."""
    size = text_size()
    left, right = ax.get_xlim()
    scale, free = size_points(ax)[0] / (right - left), -np.inf
    for at, closed, still in sorted(zip(x, n, n_open, strict=True)):
        text = f"{closed}+{still}" if still else f"{closed}"
        half = text_width(text, size) / 2
        if closed + still == 0 or at * scale - half < free:
            continue
        free = at * scale + half + 3
        where = raised(ax, ax.get_xaxis_transform(), 3)
        ax.text(at, 0, text, transform=where, ha="center", va="bottom", fontsize=size, color=GREY, gid="n")
    ax.annotate(
        "n",
        xy=(0, 0),
        xycoords="axes fraction",
        xytext=(-4, 3),
        textcoords="offset points",
        ha="right",
        va="bottom",
        fontsize=size,
        color=GREY,
        annotation_clip=False,
    )
