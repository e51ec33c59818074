"""The gap over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.plots.counts import count_strip
from rhetoric_gap.plots.groups import chosen_groups, filled_frame, group_labels
from rhetoric_gap.plots.layout import (
    axes_for,
    date_axis,
    day_number,
    legend_strip,
    mark_day,
    set_strips,
    settle,
    value_axis,
)
from rhetoric_gap.plots.series import Series, fully_open, point_options, step_aside, with_positions
from rhetoric_gap.plots.style import GROUPS, HATCH, INK, GroupLook, day_text, level_text

if TYPE_CHECKING:
    from rhetoric_gap.results import GapResult

ROOM_FOR_DAY = 0.15  # as_of is drawn if it lies at most this share of the span after the last period


def plot_trend(
    result: GapResult,
    *,
    ax: Axes | None = None,
    group: Any = None,
    show_n: bool = True,
    show_bounds: bool = True,
    show_key: bool = True,
) -> Axes:
    """Draw the gap by period, with its interval, its bounds and the number of statements behind it.

    Parameters
    ----------
    result : GapResult
        What ``gap_index`` returns, computed with ``freq``.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if not given.
    group : str, tuple or list of these, optional
        The groups to draw, where the result has ``by``: values of the grouping column, or tuples of values where there
        are several. Without it all are drawn, or the six with most scored statements and a note.
    show_n : bool, default True
        Write the number of scored statements under every period, as ``n``, or ``n+k`` where the windows of k further
        statements are still open.
    show_bounds : bool, default True
        Shade from ``bound_low`` to ``bound_high``: what the gap could be if statements that were not tested had been.
    show_key : bool, default True
        Explain the marks above the data; without it small axes have more room.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on.

    Raises
    ------
    RhetoricGapError
        If the result has no periods or no statements, or if a group is not in it.

    Notes
    -----
    Periods are those of the statements' dates; a point stands in the middle of its period. A hollow point has windows
    that are still open, so it may move; a period all of whose windows are open has no gap yet and is hatched, with a
    hollow point below the axis and never one at 0. A period without scored statements breaks the line. A point without
    a bar has no interval; ``result.frame["reason"]`` says why.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> result = rg.gap_index(rg.load_dataset("north_korea"), freq="QE")
    >>> ax = rg.plot_trend(result)
    >>> ax.get_ylabel()
    'gap (0 all done, 1 all talk)'
    """
    frame = filled_frame(result)
    if result.freq is None:
        raise RhetoricGapError(
            'plot_trend draws periods and this result has none; compute it with freq="QE" or the like'
        )
    labels = group_labels(frame, result.by)
    names, note = chosen_groups(frame, labels, result.by, group, len(GROUPS))
    rows = with_positions(frame.assign(group=labels).loc[labels.isin(names)])
    series = [
        Series(name, rows.loc[rows["group"] == name], look) for name, look in zip(names, GROUPS, strict=False)
    ]
    ax = axes_for(ax, (7.0, 3.5 + 0.3 * (len(names) - 1)))
    _time_axis(ax, rows, result.as_of)
    value_axis(ax)
    settle(ax)
    step_aside(ax, series, rows["days"].min())
    keys = [*_group_keys(series), *_keys(rows, len(series) > 1, show_bounds, level_text(frame))]
    bare = rows["gap"].notna().any() and rows["lower"].isna().all()
    note = "; ".join(part for part in (note, "no period has an interval" if bare else "") if part)
    above = legend_strip(ax, keys if show_key else [], title=note)
    above += mark_day(ax, result.as_of, f"as of {day_text(result.as_of)}", above, 0.0, 1.0)
    set_strips(ax, 0.0, 1.0, count_strip(ax, series, show_n) + 5, above + 5)
    for one in series:
        _draw_series(ax, one, show_bounds)
    for left, days in _all_waiting(rows).items():
        ax.bar(left, 1.0, days, align="edge", zorder=0.4, **HATCH)
    return ax


def _time_axis(ax: Axes, rows: pd.DataFrame, as_of: pd.Timestamp | None) -> None:
    """Span all periods, and as_of where it is not far behind them."""
    first, last = rows["left"].min(), (rows["left"] + rows["days"]).max()
    span = last - first
    if as_of is not None and last < day_number(as_of) <= last + ROOM_FOR_DAY * span:
        last = day_number(as_of)
    date_axis(ax, first - 0.015 * span, last + 0.015 * span)


def _draw_series(ax: Axes, one: Series, show_bounds: bool) -> None:
    """Draw one group: bounds at the back, then intervals, the line, and points that say whether windows are open."""
    rows, x, colour = one.rows, one.x, one.look.colour
    gap = rows["gap"].to_numpy(dtype=float)
    if show_bounds:
        low, high = rows["bound_low"].to_numpy(dtype=float), rows["bound_high"].to_numpy(dtype=float)
        known = np.isfinite(low) & np.isfinite(high)
        width = (one.width * rows["days"].to_numpy(dtype=float))[known]
        ax.bar(
            x[known],
            (high - low)[known],
            width,
            bottom=low[known],
            color=colour,
            alpha=0.16,
            linewidth=0,
            zorder=0.5,
        )
    barred = np.isfinite(rows["lower"].to_numpy(dtype=float)) & np.isfinite(gap)
    ax.vlines(x[barred], rows["lower"][barred], rows["upper"][barred], color=colour, linewidth=1.2, zorder=2)
    ax.plot(
        x, gap, color=colour, linestyle=one.look.linestyle, linewidth=1.3, zorder=2.2, gid=f"line {one.name}"
    )
    partly = (rows["n_open"] > 0).to_numpy()
    for hollow in (False, True):
        shown = np.isfinite(gap) & (partly == hollow)
        ax.plot(
            x[shown],
            gap[shown],
            **point_options(one.look, hollow, ax.get_facecolor(), one.size),
            zorder=3,
            gid=f"{'partly open' if hollow else 'closed'} {one.name}",
        )


def _all_waiting(rows: pd.DataFrame) -> dict[float, float]:
    """Return start and length of the periods with open windows and nothing scored, in whatever group."""
    waits = rows.assign(waits=fully_open(rows), scored=rows["n"] > 0).groupby("left", sort=True)
    found = waits.agg({"waits": "any", "scored": "any", "days": "first"})
    found = found.loc[found["waits"] & ~found["scored"]]
    return dict(zip(found.index.astype(float), found["days"], strict=True))


def _group_keys(series: list[Series]) -> list[Any]:
    """Return the key of the groups, where there are several."""
    if len(series) == 1:
        return []
    return [
        Line2D(
            [],
            [],
            label=one.name,
            **{**point_options(one.look, False), "linestyle": one.look.linestyle, "linewidth": 1.3},
        )
        for one in series
    ]


def _keys(rows: pd.DataFrame, many: bool, show_bounds: bool, level: str) -> list[Any]:
    """Return the key of what the marks mean; only of marks that occur."""
    look = GroupLook(INK, "o", "-")
    keys: list[Any] = [] if many else [Line2D([], [], label="gap", **point_options(look, False))]
    barred, drawn = rows["lower"].notna(), rows["gap"].notna()
    if barred.any():
        some = " (no bar: no interval)" if (drawn & ~barred).any() else ""
        keys.append(
            Line2D(
                [],
                [],
                color=INK,
                linestyle="none",
                marker="|",
                markersize=10,
                label=f"{level} interval{some}",
            )
        )
    if show_bounds and rows["bound_low"].notna().any():
        keys.append(Patch(facecolor=INK, alpha=0.16, label="bounds (untested statements)"))
    if ((rows["n"] > 0) & (rows["n_open"] > 0)).any():
        keys.append(Line2D([], [], label="some windows open (n+open)", **point_options(look, True)))
    if _all_waiting(rows):
        keys.append(Patch(label="none scored, windows open", **HATCH))
    return keys
