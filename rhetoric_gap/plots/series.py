"""The groups of a trend: their rows on the time axis, their look, their place within each period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from rhetoric_gap.plots.layout import day_number, size_points
from rhetoric_gap.plots.style import GroupLook

SPREAD = 0.8  # share of a period's width over which its groups stand side by side, at most
GROUP_POINTS = 16.0  # and at most so many points a group, else they drift away from their period
ALONE_POINTS = 34.0  # a single group has more room for its bounds
POINT = 5.5  # size of a point, in points
LEAST_POINT = 3.0  # and of one among very many


@dataclass
class Series:
    """One group's rows, look and place within each period."""

    name: str
    rows: pd.DataFrame
    look: GroupLook
    shift: float = 0.0
    width: float = 1.0
    size: float = POINT

    @property
    def x(self) -> np.ndarray:
        """Where the points stand."""
        return (self.rows["middle"] + self.shift * self.rows["days"]).to_numpy(dtype=float)


def with_positions(frame: pd.DataFrame) -> pd.DataFrame:
    """Add where each period lies on the time axis (its last day included)."""
    start = day_number(frame["period_start"])
    days = day_number(frame["period_end"]) + 1 - start
    return frame.assign(left=start, days=days, middle=start + days / 2).sort_values("left", kind="stable")


def step_aside(ax: Axes, series: list[Series], days: float) -> None:
    """Give the groups of a period places side by side."""
    left, right = ax.get_xlim()
    period = size_points(ax)[0] * days / (right - left)
    widest = (GROUP_POINTS if len(series) > 1 else ALONE_POINTS) / period
    for i, one in enumerate(series):
        one.width = min(SPREAD / len(series), widest)
        one.shift = (i - (len(series) - 1) / 2) * one.width
        one.size = min(POINT, max(LEAST_POINT, one.width * period - 1))


def point_options(look: GroupLook, hollow: bool, face: Any = "white", size: float = POINT) -> dict[str, Any]:
    """Return the options of a point: hollow, filled with ``face``, while windows are open."""
    return {
        "linestyle": "none",
        "marker": look.marker,
        "markersize": size,
        "markeredgewidth": 1.2,
        "color": look.colour,
        "markerfacecolor": face if hollow else look.colour,
    }


def fully_open(rows: pd.DataFrame) -> pd.Series:
    """Tell the periods that hold statements whose windows are open and none that was scored."""
    return (rows["n"] == 0) & (rows["n_open"] > 0)
