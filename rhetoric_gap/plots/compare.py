"""Differences of gaps with their intervals, one row a pair."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.plots.layout import axes_for, legend_strip
from rhetoric_gap.plots.row_figure import (
    MINUS,
    TextColumn,
    fit_rows,
    fitting,
    name_rows,
    panel_axis,
    row_strips,
    signed_interval,
    write_columns,
)
from rhetoric_gap.plots.style import BLUE, INK, level_text

if TYPE_CHECKING:
    from rhetoric_gap.studies.compare import GapComparison

MOST_ROWS = 40
_POINT: dict[str, Any] = {
    "linestyle": "none",
    "marker": "o",
    "markersize": 5.5,
    "color": BLUE,
    "markeredgewidth": 1.2,
}
_BARE: dict[str, Any] = {**_POINT, "markerfacecolor": "white"}


def plot_compare(study: GapComparison, *, ax: Axes | None = None, show_key: bool = True) -> Axes:
    """Draw the difference of every pair of gaps with its interval and p-value.

    Parameters
    ----------
    study : GapComparison
        What ``compare_gaps`` returns.
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
        If ``study`` is something else or holds no pair.

    Notes
    -----
    Positive: the gap of the second group is larger. A hollow point has no interval, for the reason in
    ``study.frame["reason"]``. Of more than 40 pairs, or than fit the axes, the first are drawn, with a
    note. With several pairs the p-values
    are those adjusted for their number.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> result = rg.gap_index(rg.load_dataset("russia_partners"))
    >>> ax = rg.plot_compare(rg.compare_gaps(result, by="actor", between=("PRK", "RUS")))
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['RUS ... PRK']
    """
    if "gap_second" not in getattr(study, "frame", ()):
        raise RhetoricGapError(f"plot_compare draws what compare_gaps() returns, got {type(study).__name__}")
    if not len(study.frame):
        raise RhetoricGapError("there is no pair to draw")
    rows, total = study.frame.head(MOST_ROWS), len(study.frame)
    label = "difference of gaps (second less first)"
    ax = axes_for(ax, (7.6, 1.3 + 0.26 * len(rows)))
    keys = _keys(rows) if show_key else []
    names = [f"{b} {MINUS} {a}" for a, b in zip(rows["first"], rows["second"], strict=True)]
    few, above = fit_rows(ax, names, label, keys, lambda n: f"the first {n} of {total} pairs")
    if few == len(rows) < total:
        above = legend_strip(ax, keys, title=f"the first {few} of {total} pairs") + 4
    rows = rows.head(few)
    heights = name_rows(ax, names[:few], label)
    sized = fitting(ax, _columns(rows))
    above = row_strips(ax, len(rows), above)
    reach, step = _reach(rows)
    panel_axis(ax, -reach, reach, [k * step for k in range(-5, 6) if abs(k * step) <= reach + 1e-9], sized)
    ax.plot([0, 0], [-0.5, len(rows) - 0.5], color=INK, linewidth=0.8, zorder=0.9, gid="no difference")
    _draw(ax, rows, heights)
    write_columns(ax, heights, sized, above)
    return ax


def _reach(rows: pd.DataFrame) -> tuple[float, float]:
    """Return how far the axis runs to both sides, far enough for every limit, and the step of its ticks."""
    values = rows[["estimate", "lower", "upper"]].to_numpy(dtype=float)
    largest = float(np.nanmax(np.abs(values))) if np.isfinite(values).any() else 1.0
    for reach, step in ((0.2, 0.1), (0.4, 0.2), (0.6, 0.2), (0.8, 0.4)):
        if largest <= reach:
            return reach, step
    return 1.0, 0.5


def _columns(rows: pd.DataFrame) -> list[TextColumn]:
    """Return the texts beside the rows."""
    level = level_text(rows)
    spans = [
        signed_interval(e, low, high)
        for e, low, high in zip(rows["estimate"], rows["lower"], rows["upper"], strict=True)
    ]
    counts = [f"{b}, {a}" for a, b in zip(rows["n_first"], rows["n_second"], strict=True)]
    return [
        TextColumn(f"difference [{level} interval]", spans, left=True),
        TextColumn("p" if len(rows) == 1 else "p (Holm)", [_p_text(p) for p in rows["p_holm"]]),
        TextColumn("n", counts),
    ]


def _p_text(p: float) -> str:
    """Write a p-value."""
    if not np.isfinite(p):
        return "-"
    return "< .001" if p < 0.001 else f"{p:.3f}".lstrip("0") if p < 1 else "1"


def _draw(ax: Axes, rows: pd.DataFrame, heights: np.ndarray) -> None:
    """Draw intervals, and points that say whether they have one."""
    known, barred = np.isfinite(rows["estimate"].to_numpy()), np.isfinite(rows["lower"].to_numpy())
    ax.hlines(
        heights[barred],
        rows["lower"][barred],
        rows["upper"][barred],
        color=BLUE,
        linewidth=1.4,
        zorder=2,
        gid="interval",
    )
    for look, where, name in ((_POINT, known & barred, "difference"), (_BARE, known & ~barred, "bare")):
        ax.plot(rows["estimate"][where], heights[where], **look, zorder=3, gid=name)


def _keys(rows: pd.DataFrame) -> list[Any]:
    """Return the key of the marks that occur."""
    barred = rows["lower"].notna()
    keys: list[Any] = []
    if barred.any():
        keys.append(
            Line2D(
                [], [], label=f"difference with {level_text(rows)} interval", **{**_POINT, "linestyle": "-"}
            )
        )
    if (~barred & rows["estimate"].notna()).any():
        keys.append(Line2D([], [], label="no interval", **_BARE))
    return keys
