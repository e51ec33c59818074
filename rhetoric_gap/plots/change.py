"""A change of the gap as steps from one gap to the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.plots.layout import axes_for, legend_strip
from rhetoric_gap.plots.row_figure import (
    TextColumn,
    fitting,
    name_rows,
    panel_axis,
    row_strips,
    signed_interval,
    write_columns,
)
from rhetoric_gap.plots.style import BLUE, GREY, INK, PALE, VERMILION, level_text, share_text

if TYPE_CHECKING:
    from rhetoric_gap.studies.change import ChangeDecomposition

HEIGHT = 0.56  # of a bar, as a share of its row
_TOTAL: dict[str, Any] = {"facecolor": PALE, "edgecolor": "none"}
# Hatched as well as coloured, so that up and down differ on paper too.
_UP: dict[str, Any] = {"facecolor": VERMILION, "edgecolor": "white", "hatch": "////", "linewidth": 0.0}
_DOWN: dict[str, Any] = {"facecolor": BLUE, "edgecolor": "none"}


def plot_change(
    study: ChangeDecomposition,
    *,
    ax: Axes | None = None,
    names: tuple[str, str] = ("before", "after"),
    show_key: bool = True,
) -> Axes:
    """Draw a change of the gap as a waterfall: from the gap before, by mix and behaviour, to the gap after.

    Parameters
    ----------
    study : ChangeDecomposition
        What ``decompose_change`` returns.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if not given.
    names : tuple of two str, default ("before", "after")
        What to call the two periods.
    show_key : bool, default True
        Explain the marks above the data.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on.

    Raises
    ------
    RhetoricGapError
        If ``study`` is something else.

    Notes
    -----
    Every bar begins where the one above it ends. The thin line through a bar's end is the interval of that part alone,
    not of the running total; a part without one says so in the column at the right.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> rows = rg.gap_index(rg.load_dataset("russia_partners")).outcomes
    >>> early = rows["date"] < "2024-06-19"
    >>> ax = rg.plot_change(rg.decompose_change(rows[early], rows[~early], by="actor"))
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['before', 'mix of actor', 'behaviour', 'after']
    """
    if not hasattr(study, "groups") or "part" not in getattr(study, "frame", ()):
        raise RhetoricGapError(
            f"plot_change draws what decompose_change() returns, got {type(study).__name__}"
        )
    rows = _steps(study, names)
    ax = axes_for(ax, (7.0, 1.4 + 0.36 * len(rows)))
    heights = name_rows(ax, rows["name"].tolist(), "gap (0 all done, 1 all talk)")
    level = level_text(study.frame)
    head = f"gap, change [{level} interval]"
    sized = fitting(
        ax, [TextColumn(head, rows["text"].tolist(), left=True), TextColumn("n", rows["n"].tolist())]
    )
    total = study.frame.iloc[-1]
    title = f"change {signed_interval(total['estimate'], total['lower'], total['upper'])}"
    above = row_strips(
        ax, len(rows), legend_strip(ax, _keys(rows, level) if show_key else [], title=title) + 4
    )
    panel_axis(ax, 0.0, 1.0, [0, 0.25, 0.5, 0.75, 1.0], sized)
    _draw(ax, rows.assign(y=heights))
    write_columns(ax, heights, sized, above)
    return ax


def _steps(study: ChangeDecomposition, names: tuple[str, str]) -> pd.DataFrame:
    """Return the bars from the top: where each begins and ends, its interval and its texts."""
    parts = study.frame.iloc[:-1]
    ends = study.before + parts["estimate"].cumsum()
    starts = ends - parts["estimate"]
    steps = pd.DataFrame(
        {
            "name": parts["part"],
            "start": starts,
            "end": ends,
            "lower": starts + parts["lower"],
            "upper": starts + parts["upper"],
            "kind": np.where(parts["estimate"] > 0, "up", "down"),
            "text": [
                signed_interval(e, low, high)
                for e, low, high in zip(parts["estimate"], parts["lower"], parts["upper"], strict=True)
            ],
            "n": "",
        }
    )
    first, last = (
        {
            "name": name,
            "start": 0.0,
            "end": gap,
            "kind": "total",
            "text": share_text(gap),
            "n": str(int(study.groups[f"n_{period}"].sum())),
        }
        for name, gap, period in zip(names, (study.before, study.after), ("before", "after"), strict=True)
    )
    return pd.concat([pd.DataFrame([first]), steps, pd.DataFrame([last])], ignore_index=True)


def _draw(ax: Axes, rows: pd.DataFrame) -> None:
    """Draw the bars, the threads between them, and the intervals."""
    for kind, look in (("total", _TOTAL), ("up", _UP), ("down", _DOWN)):
        some = rows.loc[rows["kind"] == kind]
        if len(some):
            ax.barh(
                some["y"],
                some["end"] - some["start"],
                HEIGHT,
                left=some["start"],
                **look,
                zorder=1.5,
                gid=kind,
            )
    y, end = rows["y"].to_numpy(dtype=float)[:-1], rows["end"].to_numpy(dtype=float)[:-1]
    ax.vlines(end, y - 1 + HEIGHT / 2, y - HEIGHT / 2, color=GREY, linewidth=0.8, zorder=1.2, gid="threads")
    barred = rows.loc[rows["lower"].notna()]
    # A limit may lie beyond the gaps there can be: the part is a difference, its running total is not what it bounds.
    lower, upper = barred["lower"].clip(0.0, 1.0), barred["upper"].clip(0.0, 1.0)
    ax.hlines(barred["y"], lower, upper, color=INK, linewidth=1.1, zorder=2.5, gid="interval")


def _keys(rows: pd.DataFrame, level: str) -> list[Any]:
    """Return the key of the marks that occur."""
    keys: list[Any] = []
    if (rows["kind"] == "up").any():
        keys.append(Patch(label="raises the gap", **_UP))
    if (rows["kind"] == "down").any():
        keys.append(Patch(label="lowers the gap", **_DOWN))
    if rows["lower"].notna().any():
        keys.append(Line2D([], [], label=f"{level} interval of the part", color=INK, linewidth=1.1))
    return keys
