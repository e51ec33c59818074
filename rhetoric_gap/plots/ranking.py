"""Gaps of small groups, raw beside shrunk, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.plots.groups import group_labels
from rhetoric_gap.plots.layout import axes_for, legend_strip, set_strips
from rhetoric_gap.plots.rows import (
    Column,
    best_columns,
    counts,
    dots,
    from_the_top,
    header_height,
    inner_width,
    known,
    row_axis,
    row_points,
    row_size,
    share_axis,
    write_columns,
    write_in_panel,
)
from rhetoric_gap.plots.style import BLUE, GREY, INK, PALE, gap_text, level_text, share_text

if TYPE_CHECKING:
    from rhetoric_gap.studies.shrinkage import Shrunk

MOST_ROWS = 40


def plot_ranking(
    study: Shrunk, *, ax: Axes | None = None, show_n: bool = True, show_key: bool = True
) -> Axes:
    """Draw the gaps of groups in the order of their shrunk gaps, raw beside shrunk.

    Parameters
    ----------
    study : Shrunk
        What ``shrink_gaps`` returns.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure, as high as the rows need, if not given.
    show_n : bool, default True
        Write shrunk gap and credible limits, rank with its limits, and the numbers of scored and of open statements at
        the right, as much of it as leaves the panel its room.
    show_key : bool, default True
        Explain the marks above the data.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on.

    Raises
    ------
    RhetoricGapError
        If this is not what ``shrink_gaps`` returns, or holds no groups.

    Notes
    -----
    The ring is the gap as it was found, the dot the gap drawn toward the common one (dashed): the fewer statements, the
    longer the way. The limits of the rank (1 is the largest gap) say how much of the order is to be believed. Without
    a choice of one's own at most 40 groups are drawn, those with most scored statements.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> result = rg.gap_index(rg.load_dataset("north_korea"), by="target")
    >>> ax = rg.plot_ranking(rg.shrink_gaps(result))
    >>> ax.get_yticklabels()[0].get_text()
    'JPN;KOR;USA'
    """
    rows, note = _rows(study)
    ax = axes_for(ax, (7.0, 1.25 + 0.26 * len(rows)))
    row_axis(ax, rows)
    level = level_text(rows)
    common = np.isfinite(study.mean)
    above = legend_strip(ax, _keys(level, common) if show_key else [], title=note) + 4
    head = header_height() if show_n else 0.0
    set_strips(ax, -0.5, len(rows) - 0.5, 0, above + head + 3)
    size = row_size(ax)
    room = inner_width(ax, rows["label"].tolist(), size)
    columns = best_columns(room, size, _columns(rows, level)) if show_n else []
    panel = share_axis(ax, room, columns, size, "gap (0 all done, 1 all talk)")
    if common:
        lowest = rows.index[known(rows["shrunk"])].min() - 0.5
        ax.vlines(study.mean, lowest, len(rows) - 0.5, **_COMMON, zorder=0.8, gid="common")
    _draw(ax, rows)
    write_columns(ax, rows, columns, size, above + head)
    for y, row in rows.loc[~known(rows["shrunk"])].iterrows():
        texts = [text for text in (str(row["reason"]), "none scored") if text]
        write_in_panel(ax, float(y), texts, panel, size)  # type: ignore[arg-type]
    return ax


def _rows(study: Shrunk) -> tuple[pd.DataFrame, str]:
    """Return what is drawn, in the order of the shrunk gaps, and a note where some are left out."""
    if not hasattr(study, "strength") or not hasattr(study, "frame"):
        raise RhetoricGapError(
            f"expected what shrink_gaps() returns, got {type(study).__name__}; pass shrink_gaps(result)"
        )
    frame = study.frame
    if not len(frame):
        raise RhetoricGapError("the study holds no groups, so there is nothing to draw")
    keys = (*study.by, *(("period",) if study.freq is not None else ()))
    rows = frame.assign(label=group_labels(frame, keys))
    note = ""
    if len(rows) > MOST_ROWS:
        note = f"{MOST_ROWS} of {len(rows)} groups, those with most scored statements"
        rows = rows.loc[rows["n"].sort_values(ascending=False, kind="stable").index[:MOST_ROWS]]
    rows = rows.assign(_none=rows["shrunk"].isna(), _order=-rows["shrunk"])
    return from_the_top(rows.sort_values(["_none", "_order", "label"], kind="stable")), note


def _columns(rows: pd.DataFrame, level: str) -> list[list[Column]]:
    """Return the choices of columns of text, from the fullest to the shortest."""
    shares = [
        "" if pd.isna(shrunk) else gap_text(shrunk, low, high)
        for shrunk, low, high in zip(rows["shrunk"], rows["lower"], rows["upper"], strict=True)
    ]
    ranks = [
        "-" if pd.isna(rank) else f"{rank} [{low}, {high}]"
        for rank, low, high in zip(rows["rank"], rows["rank_lower"], rows["rank_upper"], strict=True)
    ]
    n = [Column("n", counts(rows["n"])), Column("open", counts(rows["n_open"]))]
    rank = Column("rank", tuple(ranks), "left")
    return [
        [Column(f"shrunk [{level}]" if level else "shrunk", tuple(shares), "left"), rank, *n],
        [
            Column("shrunk", tuple("" if pd.isna(x) else share_text(x) for x in rows["shrunk"]), "left"),
            rank,
            *n,
        ],
        [rank, *n],
        [Column("rank", tuple("-" if pd.isna(x) else f"{x}" for x in rows["rank"])), *n],
    ]


def _draw(ax: Axes, rows: pd.DataFrame) -> None:
    """Draw the way from raw to shrunk, the credible limits, a ring for the raw gap and a dot for the shrunk one."""
    shown, high = rows.loc[known(rows["shrunk"])], row_points(ax)
    ring, dot = (look | {"markersize": min(look["markersize"], 0.6 * high)} for look in (_RAW, _SHRUNK))
    ax.hlines(
        shown.index, shown["lower"], shown["upper"], color=BLUE, linewidth=1.5, zorder=1.5, gid="limits"
    )
    ax.hlines(shown.index, shown["gap"], shown["shrunk"], color=PALE, linewidth=3.2, zorder=1.2, gid="way")
    raw = rows.loc[known(rows["gap"])]
    dots(ax, raw["gap"], raw.index, ring, 2.5, "raw")
    dots(ax, shown["shrunk"], shown.index, dot, 3, "shrunk")


def _keys(level: str, common: bool) -> list[Any]:
    """Return the key of what the marks mean."""
    keys = [
        Line2D([], [], label="gap as found", **_RAW),
        Line2D([], [], label="shrunk", **_SHRUNK),
        Line2D([], [], label=f"{level} credible limits of the shrunk gap".strip(), color=BLUE, linewidth=1.5),
    ]
    return [*keys, Line2D([], [], label="common gap", **_COMMON_KEY)] if common else keys


_RAW: dict[str, Any] = {
    "linestyle": "none",
    "marker": "o",
    "markersize": 6.5,
    "color": INK,
    "markerfacecolor": "white",
    "markeredgewidth": 1.1,
}
_SHRUNK: dict[str, Any] = {"linestyle": "none", "marker": "o", "markersize": 5.0, "color": BLUE}
_COMMON: dict[str, Any] = {"color": GREY, "linewidth": 0.9, "linestyle": (0, (4, 2))}
_COMMON_KEY: dict[str, Any] = {"color": GREY, "linewidth": 0.9, "linestyle": (0, (4, 2))}
