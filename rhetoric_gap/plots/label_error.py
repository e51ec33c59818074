"""The gap of a machine's draft, and corrected for its errors, with what each source adds to the interval."""

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

if TYPE_CHECKING:
    from rhetoric_gap.studies.label_error import LabelErrorGap

TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
_DRAFTED: dict[str, Any] = {"linestyle": "none", "marker": "o", "markersize": 6, "color": BLUE}
_CORRECTED: dict[str, Any] = {"linestyle": "none", "marker": "D", "markersize": 6, "color": VERMILION}


def plot_label_error(study: LabelErrorGap, *, ax: Axes | None = None, show_key: bool = True) -> Axes:
    """Draw the gap as the machine has it and as corrected, with intervals from sampling, from labels and from both.

    Parameters
    ----------
    study : LabelErrorGap
        What :func:`label_error_gap` returns.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if not given.
    show_key : bool, default True
        Explain the marks above the data.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on.

    Raises
    ------
    RhetoricGapError
        If the study is none of label errors.

    Notes
    -----
    A mark without a line has no interval, "no gap" stands where there is no number; ``study.frame["reason"]`` says why.
    The dotted line carries the gap of the draft down, to be compared with.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> case = rg.make_case(n_statements=60)
    >>> gold = case.statements[["statement_id", "kind"]].iloc[::3]
    >>> rg.plot_label_error(rg.label_error_gap(case, gold=gold, n_draws=5)).get_xlabel()
    'gap (0 all done, 1 all talk)'
    """
    rows = _rows(study)
    ax = axes_for(ax, (7.0, 2.4))
    heights = name_rows(ax, rows["row"].tolist(), "gap (0 all done, 1 all talk)")
    rows = rows.set_axis(heights)
    level = level_text(study.frame)
    above = legend_strip(ax, _keys() if show_key else [], title=f"{level} intervals" if show_key else "") + 4
    sized = fitting(ax, _columns(rows, level))
    panel_axis(ax, 0.0, 1.0, TICKS, sized)
    above = row_strips(ax, len(rows), above)
    _draw(ax, rows)
    for y in rows.index[rows["gap"].isna()]:
        write(ax, "no gap", (0, y), "data", (4, 0), GREY, "left", "center")
    write_columns(ax, heights, sized, above)
    return ax


def _rows(study: LabelErrorGap) -> pd.DataFrame:
    """Return the rows from the top; complain of anything that is no such study."""
    if not hasattr(study, "shares") or not hasattr(study, "frame"):
        raise RhetoricGapError(
            f"expected a LabelErrorGap, got {type(study).__name__}; pass what label_error_gap() returns"
        )
    return study.frame.reset_index(drop=True)


def _columns(rows: pd.DataFrame, level: str) -> list[TextColumn]:
    """Return what stands at the right."""
    gaps = zip(rows["gap"], rows["lower"], rows["upper"], strict=True)
    cells = ["-" if pd.isna(gap) else gap_text(gap, low, high) for gap, low, high in gaps]
    counts = ["-" if pd.isna(n) else str(n) for n in rows["n"]]
    return [TextColumn(f"gap [{level} interval]", cells, left=True), TextColumn("n", counts)]


def _draw(ax: Axes, rows: pd.DataFrame) -> None:
    """Draw intervals and marks, and the gap of the draft through all rows."""
    top = rows.index.max()
    drafted = rows.loc[top, "gap"]
    if pd.notna(drafted):
        low = rows.index.min() - 0.35
        ax.vlines(drafted, low, top, color=GREY, linewidth=1.0, linestyle=":", zorder=0.4, gid="drafted line")
    ax.axhline(top - 0.5, color=FAINT, linewidth=1.0, zorder=0.3, gid="between")
    for name, look, part in (
        ("drafted", _DRAFTED, rows.loc[[top]]),
        ("corrected", _CORRECTED, rows.drop(index=top)),
    ):
        known = part.loc[part["gap"].notna()]
        barred = known.loc[known["lower"].notna()]
        ax.hlines(
            barred.index, barred["lower"], barred["upper"], color=look["color"], linewidth=1.3, zorder=1.8,
            gid=f"{name} intervals",
        )  # fmt: skip
        if len(known):
            ax.plot(known["gap"], known.index, **look, zorder=3, gid=name, clip_on=False)


def _keys() -> list[Any]:
    """Return the key of the marks."""
    bar: dict[str, Any] = {"linestyle": "-", "linewidth": 1.3}
    return [
        Line2D([], [], label="labels of the machine", **{**_DRAFTED, **bar}),
        Line2D([], [], label="corrected by the checked rows", **{**_CORRECTED, **bar}),
    ]
