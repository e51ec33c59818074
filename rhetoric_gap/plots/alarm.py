"""What observers foresaw beside the gravest deed that followed, one row an assessment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.plots.layout import axes_for, legend_strip
from rhetoric_gap.plots.row_figure import (
    TextColumn,
    fit_rows,
    fitting,
    name_room,
    name_rows,
    panel_axis,
    row_strips,
    signed,
    signed_interval,
    write_columns,
)
from rhetoric_gap.plots.style import BLUE, GREY, INK, PALE, day_text

if TYPE_CHECKING:
    from rhetoric_gap.studies.alarm import AlarmGap

MOST_ROWS = 40
DAY_ROOM = 150.0  # points of room for names below which the day is left out
_WAIT: Any = (0, (1, 1.5))
_FORESEEN: dict[str, Any] = {
    "linestyle": "none",
    "marker": "o",
    "markersize": 8,
    "color": INK,
    "markerfacecolor": "white",
    "markeredgewidth": 1.1,
}
_DONE: dict[str, Any] = {"linestyle": "none", "marker": "o", "markersize": 4.5, "color": BLUE}
_SO_FAR: dict[str, Any] = {**_DONE, "color": GREY, "markerfacecolor": "white", "markeredgewidth": 1.0}
_SHORT = {"open": "open", "no_horizon": "no horizon", "not_covered": "not covered"}


def plot_alarm(
    study: AlarmGap, *, ax: Axes | None = None, show_mean: bool = True, show_key: bool = True
) -> Axes:
    """Draw every assessment as the severity foreseen and that of the gravest deed that followed.

    Parameters
    ----------
    study : AlarmGap
        What ``alarm_gap`` returns.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure, as high as the rows need, if not given.
    show_mean : bool, default True
        Add the means of the groups, with the interval of their difference, below the assessments.
    show_key : bool, default True
        Explain the marks above the data.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on.

    Raises
    ------
    RhetoricGapError
        If ``study`` is something else or has no assessments.

    Notes
    -----
    Rows are in order of date; of more than 40, or than fit the axes, only the latest are drawn, with a note. The line
    is as long as the alarm gap. An open horizon has a hollow grey dot at the gravest deed so far and a dotted line over
    what may still come; an assessment whose deeds the table does not cover has no dot at all.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> ax = rg.plot_alarm(rg.alarm_gap(rg.load_dataset("north_korea")))
    >>> ax.get_xlabel()
    'severity'
    """
    if not hasattr(study, "overall") or "alarm_gap" not in getattr(study, "frame", ()):
        raise RhetoricGapError(f"plot_alarm draws what alarm_gap() returns, got {type(study).__name__}")
    if not len(study.frame):
        raise RhetoricGapError("there are no assessments to draw")
    means = study.overall.loc[study.overall["n"] > 0] if show_mean else study.overall.head(0)
    rows = study.frame.tail(MOST_ROWS)
    ax = axes_for(ax, (7.6, 1.2 + 0.24 * (len(rows) + len(means))))
    keys = _keys(rows) if show_key else []
    names = [*_row_names(rows, name_room(ax)), *_mean_names(means, study.by)]
    total = len(study.frame)
    few, above = fit_rows(
        ax, names, "severity", keys, lambda n: f"the latest {n} of {total} assessments", len(means)
    )
    if few == len(rows) < total:
        above = legend_strip(ax, keys, title=f"the latest {few} of {total} assessments") + 4
    rows, names = rows.tail(few), names[len(rows) - few :]
    heights = name_rows(ax, names, "severity")
    sized = fitting(ax, _columns(rows, means))
    above = row_strips(ax, len(names), above)
    panel_axis(ax, 0.0, 1.0, [0, 0.2, 0.4, 0.6, 0.8, 1.0], sized)
    _draw_rows(ax, rows.assign(y=heights[: len(rows)]))
    _draw_means(ax, means.assign(y=heights[len(rows) :]))
    write_columns(ax, heights, sized, above)
    return ax


def _row_names(rows: pd.DataFrame, room: float) -> list[str]:
    """Name every assessment by its day and observer; by the observer alone where there is little room."""
    who = rows["observer"].astype("object").where(rows["observer"].notna(), rows["assessment_id"])
    if room < DAY_ROOM:
        return [str(name) for name in who]
    return [f"{day_text(day)}  {name}" for day, name in zip(rows["date"], who, strict=True)]


def _mean_names(means: pd.DataFrame, by: tuple[str, ...]) -> list[str]:
    """Name the means."""
    labels = [", ".join(str(row[c]) for c in by) for row in means.to_dict("records")]
    return [f"mean, {label}" if label else "mean" for label in labels]


def _columns(rows: pd.DataFrame, means: pd.DataFrame) -> list[TextColumn]:
    """Return the texts beside the rows: the alarm gap, and how many deeds there were."""
    gaps = [
        signed(row["alarm_gap"]) if row["state"] == "closed" else _SHORT[row["state"]]
        for row in rows.to_dict("records")
    ]
    gaps += [signed_interval(r["estimate"], r["lower"], r["upper"]) for r in means.to_dict("records")]
    deeds = [
        str(n) if s in ("closed", "open") else "" for n, s in zip(rows["n_deeds"], rows["state"], strict=True)
    ]
    deeds += [f"n {n}" for n in means["n"]]
    return [TextColumn("alarm gap", gaps, left=True), TextColumn("deeds", deeds)]


def _draw_rows(ax: Axes, rows: pd.DataFrame) -> None:
    """Draw the assessments: the line between, the ring for what was foreseen, the dot for the gravest deed."""
    closed, waiting = rows.loc[rows["state"] == "closed"], rows.loc[rows["state"] == "open"]
    ax.hlines(
        closed["y"], closed["observed"], closed["predicted"], color=PALE, linewidth=2.2, zorder=1.5, gid="gap"
    )
    ax.hlines(
        waiting["y"],
        waiting["observed"],
        1.0,
        color=GREY,
        linewidth=1.0,
        linestyles=_WAIT,
        zorder=1.5,
        gid="open",
    )
    ax.plot(rows["predicted"], rows["y"], **_FORESEEN, zorder=2, gid="foreseen", clip_on=False)
    ax.plot(waiting["observed"], waiting["y"], **_SO_FAR, zorder=3, gid="so far", clip_on=False)
    ax.plot(closed["observed"], closed["y"], **_DONE, zorder=3, gid="done", clip_on=False)


def _draw_means(ax: Axes, means: pd.DataFrame) -> None:
    """Draw the means as diamonds below a line."""
    if not len(means):
        return
    ax.axhline(means["y"].max() + 0.5, color=INK, linewidth=0.7, zorder=0.3)
    ax.hlines(means["y"], means["observed"], means["predicted"], color=PALE, linewidth=2.2, zorder=1.5)
    ax.plot(
        means["predicted"],
        means["y"],
        **{**_FORESEEN, "marker": "D", "markersize": 7},
        zorder=2,
        gid="mean foreseen",
    )
    ax.plot(means["observed"], means["y"], **{**_DONE, "marker": "D"}, zorder=3, gid="mean done")


def _keys(rows: pd.DataFrame) -> list[Any]:
    """Return the key of the marks that occur."""
    keys: list[Any] = [Line2D([], [], label="foreseen", **_FORESEEN)]
    if rows["state"].eq("closed").any():
        keys.append(Line2D([], [], label="gravest deed that followed", **_DONE))
    if rows["state"].eq("open").any():
        keys += [
            Line2D([], [], label="gravest deed so far", **_SO_FAR),
            Line2D([], [], label="horizon open", color=GREY, linewidth=1.0, linestyle=_WAIT),
        ]
    return keys
