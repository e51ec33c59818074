"""From words to deeds to effects: what was named, divided by where it got lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.plots.groups import chosen_groups, group_labels
from rhetoric_gap.plots.layout import axes_for, legend_strip
from rhetoric_gap.plots.row_figure import (
    TextColumn,
    fit_rows,
    fitting,
    name_rows,
    panel_axis,
    row_strips,
    write,
    write_columns,
)
from rhetoric_gap.plots.style import BLUE, GREY, INK, VERMILION, level_text, share_text

if TYPE_CHECKING:
    from rhetoric_gap.studies.stages import GapStages

MOST_ROWS = 40
HEIGHT = 0.68  # of a bar, as a share of its row
#: Parts in the order of the bar; the unknown one is hatched and pale, being neither lost nor known to have arrived.
LOOKS: dict[str, tuple[str, dict[str, Any]]] = {
    "implementation": (
        "words without deeds",
        {"facecolor": VERMILION, "edgecolor": "white", "linewidth": 0.6},
    ),
    "efficacy_low": (
        "deeds without effect",
        {"facecolor": "#e8b78f", "edgecolor": "white", "linewidth": 0.6, "hatch": "...."},
    ),
    "unknown": (
        "deeds of unknown effect",
        {"facecolor": "white", "edgecolor": "#9a9a9a", "linewidth": 0.6, "hatch": "////"},
    ),
    "realised": ("took effect", {"facecolor": BLUE, "edgecolor": "white", "linewidth": 0.6}),
}


def plot_stages(
    study: GapStages, *, ax: Axes | None = None, group: Any = None, show_key: bool = True
) -> Axes:
    """Draw what was named as one bar per group or period, divided by where it got lost.

    Parameters
    ----------
    study : GapStages
        What ``gap_stages`` returns.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure, as high as the rows need, if not given.
    group : str, tuple or list of these, optional
        The groups to draw, where the study has ``by``: values of the grouping column, or tuples of values where there
        are several.
    show_key : bool, default True
        Explain the parts above the data.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on.

    Raises
    ------
    RhetoricGapError
        If ``study`` is something else or empty, or if a group is not in it.

    Notes
    -----
    Bars are shares of the severity named by scored statements and all have length 1. The implementation gap begins at
    the left; the total gap ends somewhere in the hatched part, which is as long as the deeds whose effect nobody
    recorded. The thin line reaches from the lower to the upper limit of the total gap, where there are any. Groups and
    periods in which nothing was scored are listed as such, periods without a statement are left blank. Of more than 40
    rows, or than fit the axes, the last are drawn, with a note.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> ax = rg.plot_stages(rg.gap_stages(rg.gap_index(rg.load_dataset("north_korea"), freq="QE")))
    >>> ax.get_xlabel()
    'share of the severity named'
    """
    if "implementation" not in getattr(study, "frame", ()) or not hasattr(study, "freq"):
        raise RhetoricGapError(f"plot_stages draws what gap_stages() returns, got {type(study).__name__}")
    if not len(study.frame) or not (study.frame["n_statements"] > 0).any():
        raise RhetoricGapError("the study holds no statements, so there is nothing to draw")
    rows = _rows(study, group)
    total, rows = len(rows), rows.tail(MOST_ROWS)
    label = "share of the severity named"
    ax = axes_for(ax, (7.4, 1.3 + 0.27 * len(rows)))
    keys = _keys(rows) if show_key else []
    few, above = fit_rows(ax, rows["name"].tolist(), label, keys, lambda n: f"the last {n} of {total} rows")
    if few == len(rows) < total:
        above = legend_strip(ax, keys, title=f"the last {few} of {total} rows") + 4
    rows = rows.tail(few)
    heights = name_rows(ax, rows["name"].tolist(), label)
    sized = fitting(ax, _columns(rows))
    above = row_strips(ax, len(rows), above)
    panel_axis(ax, 0.0, 1.0, [0, 0.25, 0.5, 0.75, 1.0], sized)
    _draw(ax, rows.assign(y=heights))
    write_columns(ax, heights, sized, above)
    return ax


def _rows(study: GapStages, group: Any) -> pd.DataFrame:
    """Return the rows to draw with their names."""
    frame = study.frame
    labels = group_labels(frame, study.by)
    names, _ = chosen_groups(frame, labels, study.by, group, len(frame))
    rows = frame.assign(name=labels).loc[labels.isin(names)]
    if study.freq is None:
        return rows
    periods = rows["period"].astype(str)
    if len(names) > 1:
        rows = rows.assign(name=rows["name"] + ", " + periods)
        return rows.loc[rows["n_statements"] > 0]
    return rows.assign(name=periods)


def _columns(rows: pd.DataFrame) -> list[TextColumn]:
    """Return the texts beside the bars: the total gap, scored statements and those still open."""
    totals = [
        ""
        if not np.isfinite(low)
        else share_text(low)
        if high - low < 0.005
        else f"{share_text(low)} to {high:.2f}"
        for low, high in zip(rows["gap_total_low"], rows["gap_total_high"], strict=True)
    ]
    counts = ["" if not said else str(n) for n, said in zip(rows["n"], rows["n_statements"], strict=True)]
    still = ["" if not k else str(k) for k in rows["n_open"]]
    return [TextColumn("total gap", totals, left=True), TextColumn("n", counts), TextColumn("open", still)]


def _draw(ax: Axes, rows: pd.DataFrame) -> None:
    """Draw the parts one after the other, and say why a row has none."""
    scored = rows.loc[rows["implementation"].notna()]
    left = np.zeros(len(scored))
    for part, (_, look) in LOOKS.items():
        width = scored[part].to_numpy(dtype=float)
        ax.barh(scored["y"], width, HEIGHT, left=left, **look, zorder=1.5, gid=part)
        left = left + width
    barred = scored.loc[scored["lower"].notna()]
    ax.hlines(
        barred["y"], barred["lower"], barred["upper"], color=INK, linewidth=1.2, zorder=2.5, gid="interval"
    )
    silent = rows.loc[rows["implementation"].isna() & (rows["n_statements"] > 0)]
    for y, still in zip(silent["y"], silent["n_open"], strict=True):
        text = f"none scored, {still} open" if still else "none scored"
        write(ax, text, (0, y), "data", (2, 0), GREY, "left", "center")


def _keys(rows: pd.DataFrame) -> list[Any]:
    """Return the key of the parts that occur."""
    keys: list[Any] = [
        Patch(label=label, **look) for part, (label, look) in LOOKS.items() if (rows[part] > 0).any()
    ]
    if rows["lower"].notna().any():
        label = f"total gap with {level_text(rows)} limits"
        keys.append(Line2D([], [], label=label, color=INK, linewidth=1.2))
    return keys
