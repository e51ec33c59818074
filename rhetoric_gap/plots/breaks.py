"""The series of closed statements with its breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.plots.layout import (
    LINE,
    axes_for,
    date_axis,
    day_number,
    legend_strip,
    mark_day,
    set_strips,
    settle,
    value_axis,
)
from rhetoric_gap.plots.spans import write_counts
from rhetoric_gap.plots.style import BLUE, GREY, HATCH, INK, PALE, VERMILION, day_text, level_text, text_size

if TYPE_CHECKING:
    from rhetoric_gap.studies.breaks import Breaks

SMALLEST, LARGEST = 3.0, 9.0  # points: units by the severity named in them
_BREAK: dict[str, Any] = {"color": VERMILION, "linewidth": 1.3, "linestyle": (0, (5, 1.5))}
#: Units that lie further back than this many times the span of the inner half are left out of view.
STRETCH = 3.0


def plot_breaks(study: Breaks, *, ax: Axes | None = None, show_n: bool = True, show_key: bool = True) -> Axes:
    """Draw the gap of every unit over time, the segments of one gap, and the breaks between them.

    Parameters
    ----------
    study : Breaks
        What :func:`gap_breaks` returns.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if not given.
    show_n : bool, default True
        Write the number of closed statements under each unit, where there is room.
    show_key : bool, default True
        Explain the marks above the data.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on.

    Raises
    ------
    RhetoricGapError
        If ``study`` is something else, or no statement is closed.

    Notes
    -----
    A point is a unit, the larger the more severity was named in it; the bar beside it spans its days. A segment's gap
    is a line with a band for its interval; a segment without a band has none, for the reason in ``study.frame``. A
    break is a dashed line, and the days it may lie in are shaded. Units all of whose statements are open are hatched.
    Units long before most others are left out of view, with a note.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> ax = rg.plot_breaks(rg.gap_breaks(rg.gap_index(rg.load_dataset("north_korea"))))
    >>> ax.get_ylabel()
    'gap (0 all done, 1 all talk)'
    """
    if not hasattr(study, "units") or not hasattr(study, "breaks"):
        raise RhetoricGapError(f"plot_breaks draws what gap_breaks() returns, got {type(study).__name__}")
    if not (study.units["n"] > 0).any():
        raise RhetoricGapError("no statement is closed, so there is no series to draw")
    ax = axes_for(ax, (7.0, 3.9))
    units, early = _in_view(study)
    left, right = day_number(units["left"]).min(), day_number(units["right"]).max()
    span = max(right - left, 1.0)
    date_axis(ax, left - 0.015 * span, right + 0.015 * span)
    value_axis(ax)
    settle(ax)
    above = legend_strip(ax, _keys(study, units) if show_key else [], title=_title(study, early))
    above += mark_day(ax, study.as_of, f"as of {day_text(study.as_of)}", above, 0.0, 1.0)
    below = 3.0 + (LINE * text_size() if show_n else 0.0)
    set_strips(ax, 0.0, 1.0, below + 5, above + 5)
    _draw_units(ax, units)
    _draw_segments(ax, study)
    _draw_breaks(ax, study)
    if show_n:
        write_counts(ax, _middle(units), units["n"], units["n_open"])
    return ax


def _in_view(study: Breaks) -> tuple[pd.DataFrame, int]:
    """Leave out what lies so far back that the rest would be squeezed; say how many units that are."""
    units = study.units
    first = day_number(units["first"])
    low, high = np.quantile(first, [0.25, 0.75])
    far = first < low - STRETCH * max(high - low, 365.0)
    return units.loc[~far], int(far.sum())


def _middle(units: pd.DataFrame) -> np.ndarray:
    """Return where the points stand."""
    return np.asarray((day_number(units["left"]) + day_number(units["right"])) / 2)


def _draw_units(ax: Axes, units: pd.DataFrame) -> None:
    """Draw each unit, and hatch those that wait."""
    known = units.loc[units["bark"] > 0]
    x, gap = _middle(known), known["gap"].to_numpy(dtype=float)
    ax.hlines(
        gap,
        day_number(known["left"]),
        day_number(known["right"]),
        color=PALE,
        linewidth=1.0,
        zorder=1.2,
        gid="spans",
    )
    size = np.clip(LARGEST * np.sqrt(known["bark"] / known["bark"].max()), SMALLEST, LARGEST)
    ax.scatter(x, gap, s=size**2, color=BLUE, alpha=0.75, linewidths=0, zorder=2, gid="units")
    waiting = units.loc[(units["bark"] == 0) & (units["n_open"] > 0)]
    if len(waiting):
        left = day_number(waiting["left"])
        wide = np.maximum(day_number(waiting["right"]) - left, 3.0)
        ax.bar(left, 1.0, wide, align="edge", zorder=0.3, **HATCH)


def _draw_segments(ax: Axes, study: Breaks) -> None:
    """Draw the gap of each segment with its interval, over the days it spans."""
    low, high = ax.get_xlim()
    units = study.units.dropna(subset="segment")
    for row in study.frame.to_dict("records"):
        part = units.loc[units["segment"] == row["segment"]]
        start = max(float(day_number(part["left"]).min()), low)
        end = min(float(day_number(part["right"]).max()), high)
        if end <= low:
            continue
        if np.isfinite(row["lower"]):
            ax.fill_between(
                [start, end],
                row["lower"],
                row["upper"],
                color=GREY,
                alpha=0.16,
                linewidth=0,
                zorder=0.6,
                gid="interval",
            )
        ax.plot([start, end], [row["estimate"]] * 2, color=INK, linewidth=1.6, zorder=1.6, gid="segment")


def _draw_breaks(ax: Axes, study: Breaks) -> None:
    """Draw each break, and shade the days it may lie in."""
    for row in study.breaks.to_dict("records"):
        at = (day_number(row["date"]) + day_number(row["last_before"])) / 2
        ax.plot([at, at], [0, 1], **_BREAK, zorder=2.5, gid="break")
        if pd.notna(row["possible_from"]):
            start, end = day_number(row["possible_from"]), day_number(row["possible_to"])
            ax.fill_between(
                [start, end], 0, 1, color=VERMILION, alpha=0.1, linewidth=0, zorder=0.35, gid="possible"
            )


def _title(study: Breaks, early: int) -> str:
    """Say what the test found, and what is not in view."""
    t = study.test
    parts = [f'no test of "no break": {t.reason}' if t.reason else f'"no break": p {t.p_value:.3f}']
    if early:
        parts.append(f"{early} earlier unit{'s' if early > 1 else ''} not in view")
    return "; ".join(parts)


def _keys(study: Breaks, units: pd.DataFrame) -> list[Any]:
    """Return the key; only of marks that occur."""
    what = {"block": f"block of {study.block} days", "cluster": "cluster", "statement": "statement"}[
        study.unit
    ]
    dot: dict[str, Any] = {
        "linestyle": "none",
        "marker": "o",
        "markersize": 5.5,
        "color": BLUE,
        "alpha": 0.75,
    }
    keys: list[Any] = [Line2D([], [], label=f"{what} (size: severity)", **dot)]
    keys.append(Line2D([], [], label="gap", color=INK, linewidth=1.6))
    if study.frame["lower"].notna().any():
        some = " (where there is one)" if study.frame["lower"].isna().any() else ""
        keys.append(Patch(facecolor=GREY, alpha=0.16, label=f"{level_text(study.frame)} interval{some}"))
    if len(study.breaks):
        keys.append(Line2D([], [], label="break", **_BREAK))
        if study.breaks["possible_from"].notna().any():
            keys.append(Patch(facecolor=VERMILION, alpha=0.1, label="days it may lie in"))
    if ((units["bark"] == 0) & (units["n_open"] > 0)).any():
        keys.append(Patch(label="all open", **HATCH))
    return keys
