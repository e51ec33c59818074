"""The gap coder by coder, and with their disagreement in its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.plots.layout import axes_for, legend_strip
from rhetoric_gap.plots.row_figure import (
    TextColumn,
    fitting,
    name_rows,
    panel_axis,
    row_strips,
    write,
    write_columns,
)
from rhetoric_gap.plots.style import BLUE, FAINT, GREY, VERMILION, gap_text, level_text
from rhetoric_gap.words import plural

if TYPE_CHECKING:
    from rhetoric_gap.studies.coders import CoderGap

MOST_CODERS = 20
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
POOLED = 2  # the last two rows of a study


def plot_coder_gap(study: CoderGap, *, ax: Axes | None = None, show_key: bool = True) -> Axes:
    """Draw the gap of each coder, and the two pooled gaps whose intervals carry their disagreement.

    Parameters
    ----------
    study : CoderGap
        What :func:`coder_gap` returns.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure, as high as the rows need, if not given.
    show_key : bool, default True
        Explain the marks above the data.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on.

    Raises
    ------
    RhetoricGapError
        If the study is none of coders, or has more of them than can be shown.

    Notes
    -----
    Round marks are single coders, with the interval from sampling alone; diamonds are pooled, with the interval from
    sampling and coders. A mark without a line has no interval; ``study.frame["reason"]`` says why.

    Examples
    --------
    >>> import pandas as pd, rhetoric_gap as rg
    >>> case = rg.make_case(n_statements=120)
    >>> links = pd.concat([case.links.assign(coder="A"), case.links.iloc[::2].assign(coder="B")])
    >>> rg.plot_coder_gap(rg.coder_gap(case, links=links)).get_xlabel()
    'gap (0 all done, 1 all talk)'
    """
    rows = _rows(study)
    ax = axes_for(ax, (7.0, 1.2 + 0.3 * len(rows)))
    heights = name_rows(ax, rows["label"].tolist(), "gap (0 all done, 1 all talk)")
    rows = rows.set_axis(heights)
    level = level_text(study.frame)
    above = legend_strip(ax, _keys() if show_key else [], title=_title(rows, level) if show_key else "") + 4
    sized = fitting(ax, _columns(rows, level))
    panel_axis(ax, 0.0, 1.0, TICKS, sized)
    above = row_strips(ax, len(rows), above)
    _draw(ax, rows)
    bare = rows.loc[rows["gap"].isna()]
    for y in bare.index:
        write(ax, "no gap", (0, y), "data", (4, 0), GREY, "left", "center")
    write_columns(ax, heights, sized, above)
    return ax


def _rows(study: CoderGap) -> pd.DataFrame:
    """Return the rows from the top, named; complain if they cannot be drawn."""
    if not hasattr(study, "units") or not hasattr(study, "frame"):
        raise RhetoricGapError(
            f"expected a CoderGap, got {type(study).__name__}; pass what coder_gap() returns"
        )
    frame = study.frame.reset_index(drop=True)
    coders = len(frame) - POOLED
    if coders > MOST_CODERS:
        raise RhetoricGapError(
            f"{plural(coders, 'coder')} do not fit into a figure; at most {MOST_CODERS} do"
        )
    pooled = frame.index >= coders
    labels = frame["coder"].where(pooled, "coder " + frame["coder"].astype(str))
    return frame.assign(label=labels.astype(str), pooled=pooled)


def _columns(rows: pd.DataFrame, level: str) -> list[TextColumn]:
    """Return what stands at the right."""
    gaps = zip(rows["gap"], rows["lower"], rows["upper"], strict=True)
    cells = ["-" if pd.isna(gap) else gap_text(gap, low, high) for gap, low, high in gaps]
    return [
        TextColumn(f"gap [{level} interval]", cells, left=True),
        TextColumn("n", [str(n) for n in rows["n"]]),
    ]


def _draw(ax: Axes, rows: pd.DataFrame) -> None:
    """Draw intervals and marks, a line between coders and what is pooled."""
    for pooled, look in ((False, _CODER), (True, _POOLED)):
        part = rows.loc[rows["pooled"].eq(pooled) & rows["gap"].notna()]
        barred = part.loc[part["lower"].notna()]
        name = "pooled" if pooled else "coders"
        ax.hlines(
            barred.index, barred["lower"], barred["upper"], color=look["color"], linewidth=1.3, zorder=1.8,
            gid=f"{name} intervals",
        )  # fmt: skip
        ax.plot(part["gap"], part.index, **look, zorder=3, gid=name, clip_on=False)
    ax.axhline(POOLED - 0.5, color=FAINT, linewidth=1.0, zorder=0.3, gid="between")


_CODER: dict[str, Any] = {"linestyle": "none", "marker": "o", "markersize": 6, "color": BLUE}
_POOLED: dict[str, Any] = {"linestyle": "none", "marker": "D", "markersize": 6, "color": VERMILION}


def _keys() -> list[Any]:
    """Return the key of the marks."""
    bar: dict[str, Any] = {"linestyle": "-", "linewidth": 1.3}
    return [
        Line2D([], [], label="coder: sampling", **{**_CODER, **bar}),
        Line2D([], [], label="pooled: sampling, coders", **{**_POOLED, **bar}),
    ]


def _title(rows: pd.DataFrame, level: str) -> str:
    """Say what the lines are."""
    bare = " (no line: none)" if rows["lower"].isna().any() else ""
    return f"{level} intervals{bare}, from" if rows["lower"].notna().any() else "no interval"
