"""The gap as it was known on each day, beside what later days made of the same statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.plots.count_rows import CountRow, count_rows, fitting_rows, label_room, side_room
from rhetoric_gap.plots.groups import chosen_groups, group_labels
from rhetoric_gap.plots.layout import (
    axes_for,
    date_axis,
    day_number,
    legend_strip,
    set_strips,
    value_axis,
)
from rhetoric_gap.plots.series import Series, point_options, step_aside
from rhetoric_gap.plots.style import GROUPS, INK, GroupLook, day_text, level_text

if TYPE_CHECKING:
    from rhetoric_gap.studies.vintages import Vintages

_ROWS = "n"
_BANDS = 2  # more groups than this are drawn without their bounds, which would hide one another
_MARGIN = 0.03  # of the width, free on either side
_LATER: dict[str, Any] = {"marker": "D", "markersize": 4.0, "markeredgewidth": 1.0, "linestyle": "none"}


def plot_vintages(
    study: Vintages,
    *,
    ax: Axes | None = None,
    group: Any = None,
    show_n: bool = True,
    show_bounds: bool = True,
    show_revision: bool = True,
    show_key: bool = True,
) -> Axes:
    """Draw the gap as known on each day, with its interval and bounds, and what the last day makes of it.

    Parameters
    ----------
    study : Vintages
        What ``gap_vintages`` returns.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if not given.
    group : str, tuple or list of these, optional
        The groups to draw, where the study has ``by``. Without it all are drawn, or the six with most scored statements
        and a note.
    show_n : bool, default True
        Write under every vintage how many statements it scored, as ``n``, or ``n+k`` where the windows of k further
        statements were open; where counts would touch, some are left out.
    show_bounds : bool, default True
        Shade from ``bound_low`` to ``bound_high``; not with more than two groups.
    show_revision : bool, default True
        Mark ``gap_later`` where it differs: the statements scored on that day as the last vintage reads them. The line
        to it is the revision.
    show_key : bool, default True
        Explain the marks above the data; without it small axes have more room.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on.

    Raises
    ------
    RhetoricGapError
        If this is no such study, no vintage scored anything, or a group is not in it.

    Notes
    -----
    The line joins vintages, not periods: two neighbouring points share most of their statements and their errors. A
    vintage on which nothing could be scored breaks the line and has its count only (``0+k`` with k open windows). A
    point without a bar has no interval.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> study = rg.gap_vintages(rg.load_dataset("north_korea"), freq="QE")
    >>> ax = rg.plot_vintages(study)
    >>> ax.get_ylabel()
    'gap as known on the day'
    """
    frame = _filled(study)
    labels = group_labels(frame, study.by)
    names, note = chosen_groups(frame, labels, study.by, group, len(GROUPS))
    rows = _with_places(frame.assign(group=labels).loc[labels.isin(names)])
    series = [
        Series(name, rows.loc[rows["group"] == name], look) for name, look in zip(names, GROUPS, strict=False)
    ]
    ax = axes_for(ax, (7.0, 3.7 + 0.3 * (len(names) - 1)))
    days, counts = _counts(rows, series)
    counts, small = fitting_rows(ax, counts if show_n else [], _ROWS)
    _day_axis(ax, rows, side_room(ax, counts), len(series))
    value_axis(ax, "gap as known on the day", aside=label_room(counts, _ROWS))
    step_aside(ax, series, rows["days"].min())
    show_bounds = show_bounds and len(series) <= _BANDS
    keys = _keys(study, rows, series, show_bounds, show_revision) if show_key else []
    below = count_rows(ax, days, counts, _ROWS, from_last=True)
    bare = "no interval" if rows["lower"].isna().all() else ""
    above = legend_strip(ax, keys, title="; ".join(part for part in (note, bare, small) if part))
    set_strips(ax, 0.0, 1.0, below + 5, above + 5)
    for one in series:
        _draw_series(ax, one, show_bounds)
        if show_revision:
            _draw_revision(ax, one)
    return ax


def _filled(study: Any) -> pd.DataFrame:
    """Return the rows; complain if this is no study of vintages, or one in which nothing was scored."""
    if not hasattr(study, "rescored") or not hasattr(study, "frame"):
        raise RhetoricGapError(
            f"expected what gap_vintages() returns, got {type(study).__name__}; pass "
            "gap_vintages(statements, actions)"
        )
    if not (study.frame["n"] > 0).any():
        raise RhetoricGapError("no vintage has a scored statement, so there is nothing to draw")
    counts = {name: study.frame[name].astype("int64") for name in ("n", "n_statements", "n_open")}
    return study.frame.assign(**counts)


def _with_places(frame: pd.DataFrame) -> pd.DataFrame:
    """Add where each vintage stands on the time axis, and the room it usually has there."""
    day = day_number(frame["vintage"])
    every = np.unique(day)
    # The last day known may come close behind the end of a period; it must not squeeze all others.
    room = float(np.median(np.diff(every))) if len(every) > 1 else 1.0
    return frame.assign(middle=day, days=room).sort_values("middle", kind="stable")


def _counts(rows: pd.DataFrame, series: list[Series]) -> tuple[list[float], Sequence[CountRow]]:
    """Count scored and open statements of every vintage, a row a group."""
    days = sorted(rows["middle"].unique().tolist())
    counts = []
    for one in series:
        text = {
            day: "" if said == 0 else f"{n}+{still}" if still else f"{n}"
            for day, n, still, said in zip(
                one.rows["middle"], one.rows["n"], one.rows["n_open"], one.rows["n_statements"], strict=True
            )
        }
        counts.append(CountRow(one.name, one.look.colour, [text.get(day, "") for day in days]))
    return days, counts


def _day_axis(ax: Axes, rows: pd.DataFrame, side: float, groups: int) -> None:
    """Span all vintages, with room for counts beside the outer ones and for groups that stand side by side."""
    first, last = rows["middle"].min(), rows["middle"].max()
    aside = max(side, _MARGIN)
    room = max(last - first, 1.0) * aside / max(1 - 2 * aside, 0.2)
    room = max(room, 0.45 * rows["days"].min()) if groups > 1 else room
    date_axis(ax, first - room, last + room)


def _draw_series(ax: Axes, one: Series, show_bounds: bool) -> None:
    """Draw one group: bounds at the back, then intervals, the line and the points."""
    rows, x, colour = one.rows, one.x, one.look.colour
    gap, lower, upper, low, high = (
        rows[name].to_numpy(dtype=float) for name in ("gap", "lower", "upper", "bound_low", "bound_high")
    )
    if show_bounds:
        ax.fill_between(
            x, low, high, color=colour, alpha=0.14, linewidth=0, zorder=0.5, gid=f"bounds {one.name}"
        )
    barred = np.isfinite(lower) & np.isfinite(gap)
    ax.vlines(x[barred], lower[barred], upper[barred], color=colour, linewidth=1.2, zorder=2)
    ax.plot(
        x, gap, color=colour, linestyle=one.look.linestyle, linewidth=1.3, zorder=2.2, gid=f"line {one.name}"
    )
    ax.plot(
        x,
        gap,
        **point_options(one.look, False, ax.get_facecolor(), one.size),
        zorder=3,
        gid=f"gap {one.name}",
    )


def _draw_revision(ax: Axes, one: Series) -> None:
    """Mark how the last vintage reads the same statements, where that differs."""
    rows = one.rows.assign(x=one.x)
    rows = rows.loc[_moved(rows)]
    ax.vlines(rows["x"], rows["gap"], rows["gap_later"], color=one.look.colour, linewidth=0.9,
              linestyle=(0, (1.5, 1.2)), zorder=1.9)  # fmt: skip
    ax.plot(rows["x"], rows["gap_later"], color=one.look.colour, markerfacecolor=ax.get_facecolor(), zorder=3.2,
            clip_on=False, gid=f"later {one.name}", **_LATER)  # fmt: skip


def _moved(rows: pd.DataFrame) -> pd.Series:
    """Tell the vintages whose statements are read differently now."""
    return (rows["gap"] - rows["gap_later"]).abs() > 1e-9


def _keys(
    study: Vintages, rows: pd.DataFrame, series: list[Series], show_bounds: bool, show_revision: bool
) -> list[Any]:
    """Return the key; only of marks that occur."""
    many = len(series) > 1
    ink = GroupLook(INK, "o", "-") if many else series[0].look
    keys: list[Any] = [
        Line2D([], [], label=one.name if many else "gap as known then",
               **{**point_options(one.look, False), "linestyle": one.look.linestyle, "linewidth": 1.3})
        for one in series
    ]  # fmt: skip
    if rows["lower"].notna().any():
        some = " (no bar: none)" if (rows["gap"].notna() & rows["lower"].isna()).any() else ""
        keys.append(Line2D([], [], color=ink.colour, linestyle="none", marker="|", markersize=10,
                           label=f"{level_text(study.frame)} interval{some}"))  # fmt: skip
    if show_bounds and rows["bound_low"].notna().any():
        keys.append(Patch(facecolor=ink.colour, alpha=0.14, label="bounds (untested statements)"))
    if show_revision and _moved(rows).any():
        last = day_text(study.frame["vintage"].max())
        keys.append(Line2D([], [], color=ink.colour, markerfacecolor="white", label=f"same statements, read on {last}",
                           **_LATER))  # fmt: skip
    return keys
