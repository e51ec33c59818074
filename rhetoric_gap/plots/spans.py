"""What figures of a gap over spans of unequal length share: the axes, the counts under them, and room that stays."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from rhetoric_gap.plots.layout import (
    plain_spines,
    raised,
    size_points,
    text_width,
)
from rhetoric_gap.plots.style import FAINT, GREY, INK, text_size

#: Where all windows are open, or there is no estimate.
HATCH: dict[str, Any] = {"facecolor": "none", "edgecolor": "#9a9a9a", "hatch": "////", "linewidth": 0.0}


def gap_axis(ax: Axes) -> None:
    """Run y from all done to all talk."""
    ticks = [0.0, 0.25, 0.5, 0.75, 1.0]
    ax.set_yticks(ticks, ["0", "0.25", "0.50", "0.75", "1"])
    ax.set_ylabel("gap (0 all done, 1 all talk)", fontsize=text_size(), color=INK)
    plain_spines(ax, 0.0, 1.0)
    ax.axhline(0.0, color=INK, linewidth=0.8, zorder=0.9)
    for tick in ticks[1:]:
        ax.axhline(tick, color=FAINT, linewidth=0.6, zorder=0.2)


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
