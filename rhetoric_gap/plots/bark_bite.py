"""Bark beside bite: what was named and what was done, group by group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from rhetoric_gap.errors import UnknownOptionError
from rhetoric_gap.plots.groups import chosen_groups, filled_frame, group_labels, weight_name
from rhetoric_gap.plots.layout import (
    LINE,
    axes_for,
    legend_strip,
    plain_spines,
    set_strips,
    size_points,
    text_width,
)
from rhetoric_gap.plots.style import BLUE, FAINT, GREY, INK, PALE, gap_text, level_text, text_size

if TYPE_CHECKING:
    from rhetoric_gap.results import GapResult

Scale = Literal["mean", "sum"]
Sort = Literal["gap", "bark", "n", "name", "given"]

MOST_ROWS = 40
BETWEEN = 9.0  # points between two columns of text
LEAST_PANEL = 0.3  # below this share of the width the panel is left the room of the lesser columns


def plot_bark_bite(
    result: GapResult,
    *,
    ax: Axes | None = None,
    group: Any = None,
    scale: Scale = "mean",
    sort: Sort = "gap",
    show_key: bool = True,
) -> Axes:
    """Draw bark and bite of every group, joined by a line as long as what was named and not done.

    Parameters
    ----------
    result : GapResult
        What ``gap_index`` returns, usually computed with ``by``; with ``freq`` every group and period has its row.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure, as high as the rows need, if not given.
    group : str, tuple or list of these, optional
        The groups to draw: values of the grouping column, or tuples of values where there are several. Without it all
        are drawn, or the 40 with most scored statements and a note.
    scale : {"mean", "sum"}, default "mean"
        Severity per scored statement, which compares groups of any size, or summed severity, which shows how much was
        said as well.
    sort : {"gap", "bark", "n", "name", "given"}, default "gap"
        Order of the groups from the top: largest gap, bark (on the chosen scale) or number of scored statements first,
        by name, or as the result has them. Groups without scored statements always come last.
    show_key : bool, default True
        Explain the marks above the data.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on.

    Raises
    ------
    UnknownOptionError
        If ``scale`` or ``sort`` has a value it does not know.
    RhetoricGapError
        If the result has no statements, or if a group is not in it.

    Notes
    -----
    The line is ``bark - bite`` long, the gap written beside it is ``1 - bite / bark``: two groups with one gap have
    lines of different length where one names severer deeds. Groups in which nothing could be scored are listed with the
    reason, as they are not groups without a gap.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> result = rg.gap_index(rg.load_dataset("north_korea"), by="target")
    >>> ax = rg.plot_bark_bite(result)
    >>> ax.get_xlabel()
    'mean severity per scored statement'
    """
    for name, value, literal in (("scale", scale, Scale), ("sort", sort, Sort)):
        if value not in get_args(literal):
            raise UnknownOptionError(name, value, get_args(literal))
    frame = filled_frame(result)
    what = weight_name(result)
    labels = group_labels(frame, result.by)
    names, note = chosen_groups(frame, labels, result.by, group, MOST_ROWS)
    rows = _rows(frame, labels, scale, by_period=result.freq is not None)
    rows = _ordered(rows.loc[rows["group"].isin(names)], sort)
    ax = axes_for(ax, (7.0, 1.15 + 0.24 * len(rows)))
    _group_axis(ax, rows)
    above = legend_strip(ax, _keys(what) if show_key else [], title=note) + 4
    header = LINE * text_size()
    set_strips(ax, -0.5, len(rows) - 0.5, 0, above + header + 3)
    columns = _columns(ax, rows, level_text(frame))
    _severity_axis(ax, rows, scale, columns, what)
    _draw_dumbbells(ax, rows.loc[rows["n"] > 0])
    _write_columns(ax, rows, columns, above + header)
    _write_unscored(ax, rows.loc[rows["n"] == 0])
    return ax


def _rows(frame: pd.DataFrame, labels: pd.Series, scale: Scale, *, by_period: bool) -> pd.DataFrame:
    """Return what is drawn, one row per dumbbell."""
    per = frame["n"].where(frame["n"] > 0) if scale == "mean" else 1
    rows = frame.assign(group=labels, label=labels, x_bark=frame["bark"] / per, x_bite=frame["bite"] / per)
    if by_period:
        periods = frame["period"].astype(str)
        rows = rows.assign(label=periods if labels.nunique() == 1 else labels + ", " + periods)
        rows = rows.loc[rows["n_statements"] > 0]
    return rows


def _ordered(rows: pd.DataFrame, sort: Sort) -> pd.DataFrame:
    """Order the rows from the top; those without scored statements last."""
    keys = {"gap": -rows["gap"], "bark": -rows["x_bark"], "n": -rows["n"], "name": rows["label"]}
    rows = rows.assign(_none=rows["n"] == 0, _key=keys.get(sort, 0))
    rows = rows.sort_values(["_none", "_key"], kind="stable")
    return rows.set_axis(
        range(len(rows) - 1, -1, -1)
    )  # the index is the height: the first row stands at the top


def _group_axis(ax: Axes, rows: pd.DataFrame) -> None:
    """Name the rows at the left."""
    ax.set_yticks(rows.index.to_numpy(), rows["label"].tolist())
    plain_spines(ax, -0.5, len(rows) - 0.5)
    ax.tick_params(axis="y", length=0)
    for y in rows.index:
        ax.axhline(y, color=FAINT, linewidth=0.6, zorder=0.2)


def _columns(ax: Axes, rows: pd.DataFrame, level: str) -> list[tuple[str, list[str], float]]:
    """Return the columns of text at the right (header, cells, width in points), as many as leave the panel its room."""
    gaps = [
        gap_text(gap, low, high) if n > 0 else ""
        for n, gap, low, high in zip(rows["n"], rows["gap"], rows["lower"], rows["upper"], strict=True)
    ]
    columns = [(f"gap [{level} interval]" if level else "gap", gaps), ("n", _count_cells(rows, "n"))]
    columns += [("open", _count_cells(rows, "n_open")), ("not trig.", _count_cells(rows, "n_not_triggered"))]
    size = text_size()
    sized = [
        (head, cells, max(text_width(t, size) for t in [head, *cells]) + BETWEEN) for head, cells in columns
    ]
    width = size_points(ax)[0]
    while len(sized) > 2 and sum(w for *_, w in sized) > (1 - LEAST_PANEL) * width:
        sized.pop()
    return sized


def _count_cells(rows: pd.DataFrame, column: str) -> list[str]:
    """Write a column of counts, blank in rows whose text says it already."""
    return [str(int(k)) if n > 0 else "" for n, k in zip(rows["n"], rows[column], strict=True)]


def _severity_axis(
    ax: Axes, rows: pd.DataFrame, scale: Scale, columns: list[tuple[str, list[str], float]], what: str
) -> None:
    """Run x from 0 to just beyond the longest bark, and leave room for the columns."""
    top = rows["x_bark"].max()
    top = 1.0 if pd.isna(top) or top <= 0 else 1.06 * float(top)
    width = size_points(ax)[0]
    panel = max(width - sum(w for *_, w in columns), LEAST_PANEL * width)
    ax.set_xlim(-0.01 * top, top * width / panel)
    ticks = [t for t in ax.xaxis.get_major_locator().tick_values(0.0, top) if 0 <= t <= top]
    step = max(1, int(np.ceil(len(ticks) / max(2, panel / 45))))
    ax.set_xticks(ticks[::step])
    ax.spines["bottom"].set_bounds(0.0, top)
    name = f"mean {what} per scored statement" if scale == "mean" else f"summed {what} of scored statements"
    ax.set_xlabel(name, fontsize=text_size(), color=INK, loc="left")


def _draw_dumbbells(ax: Axes, rows: pd.DataFrame) -> None:
    """Draw the lines, then a ring for bark and a dot for bite that fits inside it where both are equal."""
    y = rows.index.to_numpy()
    ax.hlines(y, rows["x_bite"], rows["x_bark"], color=PALE, linewidth=2.2, zorder=1.5, gid="gap")
    ax.plot(rows["x_bark"], y, **_BARK, zorder=2, gid="bark", clip_on=False)
    ax.plot(rows["x_bite"], y, **_BITE, zorder=3, gid="bite", clip_on=False)


_BARK: dict[str, Any] = {
    "linestyle": "none",
    "marker": "o",
    "markersize": 8,
    "color": INK,
    "markerfacecolor": "white",
    "markeredgewidth": 1.1,
}
_BITE: dict[str, Any] = {"linestyle": "none", "marker": "o", "markersize": 4.5, "color": BLUE}


def _keys(what: str) -> list[Any]:
    """Return the key of the marks."""
    return [
        Line2D([], [], label=f"bark: {what} named", **_BARK),
        Line2D([], [], label=f"bite: {what} credited", **_BITE),
        Line2D([], [], label="named and not done", color=PALE, linewidth=2.2),
    ]


def _write_columns(
    ax: Axes, rows: pd.DataFrame, columns: list[tuple[str, list[str], float]], above: float
) -> None:
    """Write the columns at the right edge, headers over them: gaps flush left, counts flush right."""
    right = 0.0
    for head, cells, width in reversed(columns):
        side, edge = ("left", width - BETWEEN) if cells is columns[0][1] else ("right", 0.0)
        _write(ax, head, (1, 1), "axes fraction", (-right - edge, -above), GREY, side, "bottom")
        for y, text in zip(rows.index, cells, strict=True):
            if text:
                _write(ax, text, (1, y), ("axes fraction", "data"), (-right - edge, 0), INK, side, "center")
        right += width


def _write_unscored(ax: Axes, rows: pd.DataFrame) -> None:
    """Say for each group without scored statements what became of those it has."""
    for y, row in rows.iterrows():
        still, idle = int(row["n_open"]), int(row["n_not_triggered"])
        other = int(row["n_statements"]) - still - idle
        tail = f", {other} other" if other > 0 else ""
        text = f"none scored ({still} open, {idle} not triggered{tail})"
        _write(ax, text, (0, y), "data", (2, 0), GREY, "left", "center")


def _write(ax: Axes, text: str, where: Any, coords: Any, shift: Any, colour: str, ha: str, va: str) -> None:
    """Write one text, on a ground that keeps grid lines off it."""
    ax.annotate(
        text,
        xy=where,
        xycoords=coords,
        xytext=shift,
        textcoords="offset points",
        ha=ha,
        va=va,
        fontsize=text_size(),
        color=colour,
        bbox={"facecolor": ax.get_facecolor(), "edgecolor": "none", "pad": 0.8},
    )
