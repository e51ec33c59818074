"""Words in force and deeds, period by period: hits, misses and false alarms of every dyad."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.patches import Patch

from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError
from rhetoric_gap.plots.layout import axes_for, date_axis, day_number, legend_strip
from rhetoric_gap.plots.row_figure import TextColumn, fit_rows, fitting, name_rows, row_strips, write_columns
from rhetoric_gap.plots.style import BLUE, GREY, INK, PALE, VERMILION
from rhetoric_gap.words import plural

if TYPE_CHECKING:
    from rhetoric_gap.studies.hits import HitTable

MOST_ROWS = 30
TICK_ROOM = 34.0  # points a date takes
#: How each cell looks: colour, share of the row's height, name. Height and tone tell them apart without colour.
LOOKS: dict[str, tuple[str, float, str]] = {
    "hit": (BLUE, 0.8, "hit: deed while a word was in force"),
    "miss": (VERMILION, 0.45, "miss: deed without one"),
    "false_alarm": (PALE, 0.8, "false alarm: word in force, no deed"),
    "open": ("none", 0.8, "period not over"),
}
_COUNTED = {"hit": "hits", "miss": "misses", "false_alarm": "false al."}


def plot_hits(
    study: HitTable, *, ax: Axes | None = None, valence: str | None = None, show_key: bool = True
) -> Axes:
    """Draw, dyad by dyad on a time axis, when words were in force and when deeds came.

    Parameters
    ----------
    study : HitTable
        What :func:`hit_table` returns.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure, as high as the rows need, if not given.
    valence : {"conflict", "cooperation"}, optional
        Only words and deeds of this kind; both, in rows of their own, if not given.
    show_key : bool, default True
        Explain the marks above the data.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on.

    Raises
    ------
    UnknownOptionError
        If there is nothing of this valence.
    RhetoricGapError
        If the study holds no dyad.

    Notes
    -----
    One row a dyad, the ones with most words and deeds first, at most 30. High blocks are periods that began with a word
    in force, filled dark where a deed came and pale where none did; low blocks are deeds that no word preceded. Blank
    is neither. The counts at the right are those of the table.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> ax = rg.plot_hits(rg.hit_table(rg.load_dataset("north_korea")), valence="conflict")
    >>> [label.get_text() for label in ax.get_yticklabels()][0]
    'PRK > USA'
    """
    cells = _filled(study, valence)
    names = _names(cells)
    ax = axes_for(ax, (7.5, 1.3 + 0.26 * min(len(names), MOST_ROWS)))
    shown, above = _fit(ax, names, _keys(cells) if show_key else [])
    names = names[:shown]
    rows = cells.loc[cells["name"].isin(names)]
    heights = name_rows(ax, names, "")
    counts = pd.crosstab(rows["name"], rows["cell"]).reindex(index=names, fill_value=0)
    columns = [TextColumn(head, _written(counts, kind)) for kind, head in _COUNTED.items()]
    sized = fitting(ax, columns)
    above = row_strips(ax, len(names), above)
    _time_axis(ax, rows, sum(width for _, width in sized))
    _draw(ax, rows, dict(zip(names, heights, strict=True)))
    write_columns(ax, heights, sized, above)
    return ax


def _filled(study: HitTable, valence: str | None) -> pd.DataFrame:
    """Return the cells to draw, with the names of their rows."""
    if not hasattr(study, "cells"):
        raise RhetoricGapError(
            f"expected a HitTable, got {type(study).__name__}; pass what hit_table() returns"
        )
    cells = study.cells
    kinds = sorted(cells["valence"].unique())
    if valence is not None:
        if valence not in kinds:
            raise UnknownOptionError("valence", valence, kinds)
        cells = cells.loc[cells["valence"].eq(valence)]
    if not len(cells):
        raise RhetoricGapError("the study holds no dyad, so there is nothing to draw")
    name = cells["actor"].astype(str) + " > " + cells["target"].astype(str)
    if cells["valence"].nunique() > 1:
        name = name + ", " + cells["valence"].astype(str)
    return cells.assign(name=name)


def _names(cells: pd.DataFrame) -> list[str]:
    """Return the rows, the fullest first."""
    busy = cells["cell"].isin(["hit", "miss", "false_alarm"]).groupby(cells["name"]).sum()
    return list(busy.sort_index().sort_values(ascending=False, kind="stable").index)


def _fit(ax: Axes, names: list[str], keys: list[Any]) -> tuple[int, float]:
    """Say how many rows are drawn, and the height of the key in points."""
    most = names[:MOST_ROWS]

    def note(few: int) -> str:
        return f"{few} of {plural(len(names), 'row')}, those with most words and deeds"

    shown, above = fit_rows(ax, most, "", keys, note)
    if shown == len(most) < len(names):
        above = legend_strip(ax, keys, title=note(shown)) + 4
    return shown, above


def _written(counts: pd.DataFrame, kind: str) -> list[str]:
    """Write one column of counts."""
    return [str(int(n)) for n in counts[kind]] if kind in counts else ["0"] * len(counts)


def _time_axis(ax: Axes, rows: pd.DataFrame, beside: float) -> None:
    """Span all periods, and leave the room of the columns at the right."""
    left, right = day_number(rows["period_start"].min()), day_number(rows["period_end"].max()) + 1
    width = ax.get_window_extent().width * 72.0 / ax.figure.dpi
    date_axis(ax, left, left + (right - left) * width / max(width - beside - 6, 0.4 * width))
    ticks = [tick for tick in ax.get_xticks() if left <= tick <= right]
    panel = (right - left) / (ax.get_xlim()[1] - left) * width
    ax.set_xticks(ticks[:: max(1, int(np.ceil(len(ticks) * TICK_ROOM / panel)))])
    ax.spines["bottom"].set_bounds(left, right)


def _draw(ax: Axes, rows: pd.DataFrame, heights: dict[str, float]) -> None:
    """Draw every kind of cell as blocks in the row of its dyad."""
    start, end = day_number(rows["period_start"]), day_number(rows["period_end"]) + 1
    y = rows["name"].map(heights).to_numpy(dtype=float)
    for kind, (colour, height, _) in LOOKS.items():
        here = rows["cell"].eq(kind).to_numpy()
        low, high = y[here] - 0.4, y[here] - 0.4 + height
        corners = np.stack([[start[here], low], [start[here], high], [end[here], high], [end[here], low]])
        blocks = PolyCollection(
            list(corners.transpose(2, 0, 1)),
            facecolors=colour,
            edgecolors=GREY if kind == "open" else "none",
            linewidths=0.5 if kind == "open" else 0.0,
            zorder=1.0,
            gid=kind,
        )
        ax.add_collection(blocks, autolim=False)
    for level in heights.values():
        ax.plot([start.min(), end.max()], [level - 0.4] * 2, color=INK, linewidth=0.4, zorder=1.2)


def _keys(cells: pd.DataFrame) -> list[Any]:
    """Return the key, of cells that occur."""
    there = set(cells["cell"])
    return [
        Patch(facecolor=colour, edgecolor=GREY if kind == "open" else "none", label=label)
        for kind, (colour, _, label) in LOOKS.items()
        if kind in there
    ]
