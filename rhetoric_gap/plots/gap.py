"""The gap group by group, with everything that says how sure it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from rhetoric_gap.errors import UnknownOptionError
from rhetoric_gap.plots.groups import chosen_groups, filled_frame, group_labels
from rhetoric_gap.plots.layout import axes_for, legend_strip, set_strips
from rhetoric_gap.plots.rows import (
    Column,
    band_height,
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
from rhetoric_gap.plots.style import BLUE, GREY, INK, VERMILION, gap_text, level_text, share_text

if TYPE_CHECKING:
    from rhetoric_gap.results import GapResult

Sort = Literal["gap", "n", "name", "given"]

MOST_ROWS = 40
BAND = 0.34  # half the height of a band, in rows
MOST_BAND = 9.0  # and in points
STAGE = 0.3  # how far below its row the total gap stands
CHANCE = "gap_if_chance"


def plot_gap(
    result: GapResult,
    *,
    ax: Axes | None = None,
    group: Any = None,
    sort: Sort = "gap",
    stages: bool = False,
    show_bounds: bool = True,
    show_chance: bool = True,
    show_n: bool = True,
    show_key: bool = True,
) -> Axes:
    """Draw the gap of every group with its interval, its bounds, chance, and the statements behind it.

    Parameters
    ----------
    result : GapResult
        What ``gap_index`` returns, usually computed with ``by``; without groups it is one row, with ``freq`` every
        group and period has its row.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure, as high as the rows need, if not given.
    group : str, tuple or list of these, optional
        The groups to draw: values of the grouping column, or tuples of values where there are several. Without it all
        are drawn, or the 40 with most scored statements and a note.
    sort : {"gap", "n", "name", "given"}, default "gap"
        Order of the groups from the top: largest gap or number of scored statements first, by name, or as the result
        has them. Groups without a gap always come last.
    stages : bool, default False
        Draw below each row the total gap from words to effects, from unknown effects all achieved to none.
    show_bounds : bool, default True
        Shade from ``bound_low`` to ``bound_high``: what the gap over all statements could be if those that were not
        tested (condition not come about or unknown, withdrawn, superseded, still open) had been.
    show_chance : bool, default True
        Mark ``gap_if_chance``, where the result has it.
    show_n : bool, default True
        Write gap and interval, the number of scored statements and that of open ones at the right, as much of it as
        leaves the panel its room. ``n+k`` is n scored and k open.
    show_key : bool, default True
        Explain the marks above the data.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on.

    Raises
    ------
    UnknownOptionError
        If ``sort`` has a value it does not know.
    RhetoricGapError
        If the result has no statements, or if a group is not in it.

    Notes
    -----
    The line is the interval: how far the gap would move in another draw of crises or dyads. The band is not: it says
    what is not known about statements that were never put to the test, and would not shrink with more of the same. It
    is about all statements, the point about the tested ones, so that the point can stand outside it. A row without a
    line says why; the whole ``reason`` is in the result.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> result = rg.gap_index(rg.load_dataset("north_korea"), by="target")
    >>> ax = rg.plot_gap(result)
    >>> ax.get_xlabel()
    'gap (0 all done, 1 all talk)'
    """
    if sort not in get_args(Sort):
        raise UnknownOptionError("sort", sort, get_args(Sort))
    frame = filled_frame(result)
    labels = group_labels(frame, result.by)
    names, note = chosen_groups(frame, labels, result.by, group, MOST_ROWS)
    rows = _rows(frame, labels, by_period=result.freq is not None)
    rows = _ordered(rows.loc[rows["group"].isin(names)], sort)
    ax = axes_for(ax, (7.0, 1.25 + (0.36 if stages else 0.26) * len(rows)))
    row_axis(ax, rows)
    keys = _keys(rows, stages, show_bounds, show_chance, level_text(frame)) if show_key else []
    above = (
        legend_strip(ax, keys, title="; ".join(text for text in (note, _without_interval(rows)) if text)) + 4
    )
    head = header_height() if show_n else 0.0
    set_strips(ax, -0.5 - (STAGE if stages else 0), len(rows) - 0.5, 0, above + head + 3)
    size = row_size(ax)
    room = inner_width(ax, rows["label"].tolist(), size)
    columns = best_columns(room, size, _columns(rows, level_text(frame))) if show_n else []
    panel = share_axis(ax, room, columns, size, "gap (0 all done, 1 all talk)")
    if show_bounds:
        _draw_bounds(ax, rows)
    if stages:
        _draw_stages(ax, rows)
    if show_chance and CHANCE in rows:
        _draw_chance(ax, rows)
    _draw_points(ax, rows)
    write_columns(ax, rows, columns, size, above + head)
    _write_reasons(ax, rows, panel, size)
    return ax


def _rows(frame: pd.DataFrame, labels: pd.Series, *, by_period: bool) -> pd.DataFrame:
    """Return what is drawn, one row per group (and period, where something was said)."""
    rows = frame.assign(group=labels, label=labels)
    if by_period:
        periods = frame["period"].astype(str)
        rows = rows.assign(label=periods if labels.nunique() == 1 else labels + ", " + periods)
        rows = rows.loc[rows["n_statements"] > 0]
    return rows


def _ordered(rows: pd.DataFrame, sort: Sort) -> pd.DataFrame:
    """Order the rows from the top; those without a gap last."""
    keys = {"gap": -rows["gap"], "n": -rows["n"], "name": rows["label"]}
    rows = rows.assign(_none=rows["gap"].isna(), _key=keys.get(sort, 0))
    return from_the_top(rows.sort_values(["_none", "_key"], kind="stable"))


def _columns(rows: pd.DataFrame, level: str) -> list[list[Column]]:
    """Return the choices of columns of text, from the fullest to the shortest."""
    gaps = [
        "" if pd.isna(gap) else share_text(gap) if pd.isna(low) else gap_text(gap, low, high)
        for gap, low, high in zip(rows["gap"], rows["lower"], rows["upper"], strict=True)
    ]
    head = f"gap [{level} interval]" if level and rows["lower"].notna().any() else "gap"
    n, still = counts(rows["n"]), counts(rows["n_open"])
    both = tuple(
        f"{one}+{more}" if more not in ("0", "-") else one for one, more in zip(n, still, strict=True)
    )
    split = [Column("n", n), Column("open", still)]
    title = "n+open" if any("+" in text for text in both) else "n"
    return [[Column(head, tuple(gaps), "left"), *split], split, [Column(title, both)]]


def _draw_bounds(ax: Axes, rows: pd.DataFrame) -> None:
    """Shade what the gap over all statements could be."""
    shown = rows.loc[known(rows["bound_low"]) & known(rows["bound_high"])]
    half = band_height(ax, BAND, MOST_BAND)
    ax.barh(
        shown.index,
        shown["bound_high"] - shown["bound_low"],
        2 * half,
        left=shown["bound_low"],
        color=BLUE,
        alpha=0.16,
        linewidth=0,
        zorder=0.6,
    )
    # Where the bounds are one number the band has no width: its edges show it, and where faint bands end in grey.
    for edge in ("bound_low", "bound_high"):
        ax.vlines(
            shown[edge],
            shown.index - half,
            shown.index + half,
            color=BLUE,
            alpha=0.45,
            linewidth=0.7,
            zorder=0.7,
            gid=edge,
        )


def _draw_points(ax: Axes, rows: pd.DataFrame) -> None:
    """Draw the intervals and the gaps."""
    barred = rows.loc[known(rows["lower"]) & known(rows["gap"])]
    ax.hlines(
        barred.index, barred["lower"], barred["upper"], color=INK, linewidth=1.5, zorder=2, gid="interval"
    )
    shown = rows.loc[known(rows["gap"])]
    point = _POINT | {"markersize": min(_POINT["markersize"], 0.55 * row_points(ax))}
    dots(ax, shown["gap"], shown.index, point, 3, "gap")


def _draw_chance(ax: Axes, rows: pd.DataFrame) -> None:
    """Mark the gap that chance alone would leave."""
    shown = rows.loc[known(rows[CHANCE])]
    tick = _CHANCE | {"markersize": min(_CHANCE["markersize"], 0.7 * row_points(ax))}
    dots(ax, shown[CHANCE], shown.index, tick, 2.5, "chance")


def _draw_stages(ax: Axes, rows: pd.DataFrame) -> None:
    """Draw the total gap below each row, from one end of the unknown effects to the other."""
    shown = rows.loc[known(rows["gap_total_low"]) & known(rows["gap_total_high"])]
    y = shown.index - band_height(ax, STAGE + BAND / 2, MOST_BAND + 4)
    ax.hlines(y, shown["gap_total_low"], shown["gap_total_high"], **_TOTAL, zorder=1.5, gid="total")
    for side in ("gap_total_low", "gap_total_high"):
        dots(ax, shown[side], y, _TOTAL_END, 1.6)


def _write_reasons(ax: Axes, rows: pd.DataFrame, panel: float, size: float) -> None:
    """Say in each row without a gap why it has none."""
    for y, row in rows.loc[~known(rows["gap"])].iterrows():
        cells = [(row[f"n_{k}"], k.replace("_", " ")) for k in ("open", "not_triggered", "trigger_unknown")]
        short = ", ".join(f"{int(n)} {word}" for n, word in cells if n > 0)
        texts = (str(row["reason"]), f"none scored: {short}" if short else "none scored", "none scored")
        write_in_panel(ax, float(y), [text for text in texts if text], panel, size)  # type: ignore[arg-type]


def _without_interval(rows: pd.DataFrame) -> str:
    """Say why some rows have a gap and no line."""
    bare = rows.loc[known(rows["gap"]) & ~known(rows["lower"]), "reason"].astype(str)
    few = bare.str.extract(r"^only \d+ scored, (\d+) needed", expand=False)
    texts = [f"fewer than {needed} scored" for needed in few.dropna().unique()]
    texts += [text for text in bare[few.isna()].unique() if text]
    if bare.empty:
        return ""
    return "no line: " + "; ".join(texts) if texts else "no line: no interval"


def _keys(rows: pd.DataFrame, stages: bool, bounds: bool, chance: bool, level: str) -> list[Any]:
    """Return the key of what the marks mean; only of marks that occur."""
    keys: list[Any] = []
    if rows["gap"].notna().any():
        keys.append(Line2D([], [], label="gap", **_POINT))
    if rows["lower"].notna().any():
        keys.append(Line2D([], [], color=INK, linewidth=1.5, label=f"{level} interval"))
    if bounds and rows["bound_low"].notna().any():
        keys.append(Patch(facecolor=BLUE, alpha=0.25, label="bounds (untested statements)"))
    if chance and CHANCE in rows and rows[CHANCE].notna().any():
        keys.append(Line2D([], [], label="gap if by chance", **_CHANCE))
    if stages and rows["gap_total_low"].notna().any():
        keys.append(Line2D([], [], label="words to effects (unknown effects)", **_TOTAL_KEY))
    return keys


_POINT: dict[str, Any] = {"linestyle": "none", "marker": "o", "markersize": 5.5, "color": INK}
_CHANCE: dict[str, Any] = {
    "linestyle": "none",
    "marker": "|",
    "markersize": 11,
    "markeredgewidth": 1.8,
    "color": VERMILION,
}
_TOTAL: dict[str, Any] = {"color": GREY, "linewidth": 2.6}
_TOTAL_END: dict[str, Any] = {"linestyle": "none", "marker": "D", "markersize": 3.0, "color": GREY}
_TOTAL_KEY: dict[str, Any] = {"color": GREY, "linewidth": 2.6, "marker": "D", "markersize": 3.0}

__all__ = ["plot_gap"]
