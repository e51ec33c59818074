"""The specification curve: every estimate in order above, the choices behind it below."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.plots.choice_rows import (
    Row,
    choice_rows,
    column_width,
    counts_height,
    counts_name,
    draw_choices,
    draw_counts,
    name_rows,
)
from rhetoric_gap.plots.layout import (
    axes_for,
    legend_strip,
    plain_spines,
    set_strips,
    settle,
    size_points,
    text_width,
)
from rhetoric_gap.plots.row_figure import MINUS
from rhetoric_gap.plots.style import (
    BLUE,
    FAINT,
    GREY,
    HATCH,
    INK,
    PALE,
    VERMILION,
    level_text,
    text_size,
)
from rhetoric_gap.studies._curve import choice_labels
from rhetoric_gap.words import plural

if TYPE_CHECKING:
    from rhetoric_gap.studies.multiverse import Multiverse

LONGEST_REASON = 70  # characters of a reason in the key


def plot_specification_curve(
    study: Multiverse, *, ax: Axes | None = None, show_n: bool = True, show_key: bool = True
) -> Axes:
    """Draw the estimates of all specifications in order, and below each which choices it is made of.

    Parameters
    ----------
    study : Multiverse
        What :func:`multiverse` returns.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure, as high as the choices need, if not given.
    show_n : bool, default True
        Show the number of scored statements behind every estimate: written where there is room, else as a profile.
    show_key : bool, default True
        Explain the marks above the data.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on.

    Raises
    ------
    RhetoricGapError
        If ``study`` is something else, or no specification has an estimate.

    Notes
    -----
    The usual specification is red and larger. A hollow point has no interval. Specifications without an estimate stand
    at the right, under hatching, with their choices and the commonest reason. With a joint test the band shows where
    95 % of the curves lie that chance would draw, sorted like the observed one. Choices whose rows do not fit
    are left out, those with the least influence first, with a note.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> study = rg.multiverse(rg.load_dataset("north_korea"), grid={"window": [30, 60, 90], "min_strength": [2, 3]})
    >>> ax = rg.plot_specification_curve(study)
    >>> [label.get_text() for label in ax.get_yticklabels(minor=True)]
    ['n', 'window 30', '60', '90', 'min_strength 2', '3']
    """
    if not hasattr(study, "influence") or not hasattr(study, "curve"):
        raise RhetoricGapError(
            f"plot_specification_curve draws what multiverse() returns, got {type(study).__name__}"
        )
    if not study.curve.n:
        raise RhetoricGapError("no specification has an estimate; study.frame['reason'] says why")
    labels = {name: choice_labels(study.frame, name) for name in study.choices}
    values = sum(column.nunique() for column in labels.values())
    ax = axes_for(ax, (7.0, 3.3 + 0.165 * values))
    frame = _placed(study.frame)
    low, high = _limits(study, frame)
    _frame_axes(ax, frame, study)
    # Long names change the width of the axes in a figure that lays itself out: what follows must measure the new one.
    ax.set_ylim(low, high)
    _value_axis(ax, low, high, study.statistic)
    names = [f"{name} {value}" for name, column in labels.items() for value in column[:1]]
    names += list(dict.fromkeys(value for column in labels.values() for value in column))
    # Each at a place of its own, and none at a round number: else a name would be dropped.
    places = low + (high - low) * (np.arange(len(names) + 1) + 0.137) / (len(names) + 1)
    name_rows(ax, list(zip(places, [*names, counts_name(ax, frame)], strict=True)), text_size())
    settle(ax)
    keys, strip = _keys(study, frame) if show_key else [], counts_height(ax, frame) if show_n else 0.0
    above, hidden = 0.0, ""
    rows: list[Row] = []
    for _ in range(3):  # what is left out is said in the key, which then takes more room
        above = legend_strip(ax, keys, title=_note(study, hidden)) + 4
        rows, left_out = choice_rows(ax, study, labels, above + strip)
        if left_out == hidden:
            break
        hidden = left_out
    below = (rows[0].high if rows else 0.0) + strip + 6
    set_strips(ax, low, high, below, above)
    unit = (ax.get_ylim()[1] - ax.get_ylim()[0]) / size_points(ax)[1]
    _value_axis(ax, low, high, study.statistic)
    ax.hlines(ax.get_yticks(), *ax.get_xlim(), color=FAINT, linewidth=0.6, zorder=0.2)
    _draw_chance(ax, study)
    _draw_estimates(ax, frame, study, low, high)
    named = draw_choices(ax, frame, labels, rows, unit)
    if show_n:
        named.insert(0, draw_counts(ax, frame, rows[0].high if rows else 0.0, unit))
    size = min([text_size(), *((row.high - row.low) / 1.15 for row in rows)])
    name_rows(ax, named, size)
    plain_spines(ax, low, high)
    return ax


def _placed(frame: pd.DataFrame) -> pd.DataFrame:
    """Give every specification its place: from the lowest estimate to the highest, then those without."""
    known = frame["estimate"].notna()
    frame = frame.assign(missing=~known).sort_values(["missing", "estimate", "spec_id"], kind="stable")
    gap = max(1.0, 0.03 * len(frame)) if known.any() and not known.all() else 0.0
    return frame.assign(x=np.arange(len(frame)) + np.where(frame["missing"], gap, 0.0))


def _limits(study: Multiverse, frame: pd.DataFrame) -> tuple[float, float]:
    """Return how far the values run: whatever is drawn, on round numbers, gaps within 0 and 1."""
    parts = [frame[name].to_numpy(dtype=float) for name in ("estimate", "lower", "upper")]
    if study.chance is not None:
        parts += [study.chance[name].to_numpy(dtype=float) for name in ("lower", "upper")]
    if study.null is not None:
        parts.append(np.array([study.null]))
    values = np.concatenate(parts)
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    pad = max(0.03, 0.05 * (high - low))
    low, high = np.floor((low - pad) * 20) / 20, np.ceil((high + pad) * 20) / 20
    if study.statistic == "gap":
        low, high = max(low, 0.0), min(high, 1.0)
    return float(low), float(high)


def _frame_axes(ax: Axes, frame: pd.DataFrame, study: Multiverse) -> None:
    """Span all places; there is nothing to read off along x but the order."""
    ax.set_xlim(-0.75, frame["x"].max() + 0.75)
    ax.set_xticks([])
    long = f"{plural(len(frame), 'specification')}, in order of the {_short(study.statistic)}"
    size = text_size()
    fits = text_width(long, size) <= size_points(ax)[0]
    ax.set_xlabel(long if fits else plural(len(frame), "specification"), fontsize=size, color=INK)


def _short(statistic: str) -> str:
    """Return what is estimated in a word or two."""
    return "difference" if " less that of " in statistic else statistic


def _value_axis(ax: Axes, low: float, high: float, statistic: str) -> None:
    """Put round numbers at the left of the upper panel, and the name of what is estimated in its middle."""
    places = MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    ticks = np.round([t for t in places if low - 1e-9 <= t <= high + 1e-9], 6)
    ax.set_yticks(ticks, [f"{t:g}".replace("-", MINUS) for t in ticks])
    bottom, top = ax.get_ylim()
    room = size_points(ax)[1] * (high - low) / (top - bottom)
    names = ["gap (0 all done, 1 all talk)"] if statistic == "gap" else [statistic, _short(statistic)]
    name = next((n for n in names if text_width(n, text_size()) <= room), _short(statistic))
    ax.set_ylabel(name, fontsize=text_size(), color=INK)
    ax.yaxis.label.set_y(((low + high) / 2 - bottom) / (top - bottom))


def _number(value: float) -> str:
    """Write an estimate with two decimals."""
    return f"{value:.2f}".replace("-", MINUS)


def _draw_chance(ax: Axes, study: Multiverse) -> None:
    """Draw where the curve would lie by chance."""
    if study.chance is None:
        return
    x = study.chance["rank"] - 1
    if len(x) == 1:
        x = pd.Series([-0.4, 0.4])
    lower, middle, upper = (
        np.resize(study.chance[c].to_numpy(), len(x)) for c in ("lower", "median", "upper")
    )
    ax.fill_between(x, lower, upper, color=PALE, alpha=0.45, linewidth=0, zorder=0.4, gid="chance")
    ax.plot(x, middle, color=GREY, linewidth=1.0, linestyle=(0, (1, 1.2)), zorder=0.5, gid="chance median")


def _draw_estimates(ax: Axes, frame: pd.DataFrame, study: Multiverse, low: float, high: float) -> None:
    """Draw intervals, estimates, the median, the reference, and hatching where there is no estimate."""
    column = column_width(ax)
    size, thin = float(np.clip(0.8 * column, 1.6, 5.5)), float(np.clip(0.3 * column, 0.4, 1.2))
    known = frame.loc[~frame["missing"]]
    barred = known.loc[known["lower"].notna()]
    ax.vlines(
        barred["x"], barred["lower"], barred["upper"], color=PALE, linewidth=thin, zorder=1, gid="intervals"
    )
    for bare, usual in ((False, False), (True, False), (False, True), (True, True)):
        part = known.loc[(known["lower"].isna() == bare) & (known["default"] == usual)]
        colour = VERMILION if usual else BLUE
        ax.plot(
            part["x"],
            part["estimate"],
            linestyle="none",
            marker="D" if usual else "o",
            markersize=max(size, 4.5) if usual else size,
            color=colour,
            markerfacecolor=ax.get_facecolor() if bare else colour,
            markeredgewidth=0.8 if bare else 0.0,
            zorder=3 if usual else 2,
            gid=f"{'usual' if usual else 'estimates'}{' bare' if bare else ''}",
        )
    span = [-0.5, known["x"].max() + 0.5]
    ax.plot(
        span,
        [study.curve.median] * 2,
        color=INK,
        linewidth=1.0,
        linestyle=(0, (5, 2)),
        zorder=1.5,
        gid="median",
    )
    if study.null is not None:
        ax.plot(span, [study.null] * 2, color=INK, linewidth=0.8, zorder=0.9, gid="null")
    lost = frame.loc[frame["missing"], "x"]
    if len(lost):
        ax.bar(
            lost.min() - 0.5, high - low, lost.max() - lost.min() + 1, low, align="edge", zorder=0.3, **HATCH
        )


def _note(study: Multiverse, hidden: str) -> str:
    """Say what is not drawn, and why."""
    lost = study.frame.loc[study.frame["estimate"].isna(), "reason"]
    parts = [hidden] if hidden else []
    if len(lost):
        common = lost.value_counts(sort=True)
        why = shorten(str(common.index[0]), LONGEST_REASON, placeholder=" ...")
        more = f", and {plural(len(common) - 1, 'other reason')}" if len(common) > 1 else ""
        parts.append(f"{len(lost)} without an estimate ({why}{more})")
    return "; ".join(parts)


def _keys(study: Multiverse, frame: pd.DataFrame) -> list[Any]:
    """Return the key; only of marks that occur."""
    known = frame.loc[~frame["missing"]]
    point: dict[str, Any] = {"linestyle": "none", "marker": "o", "markersize": 4.5, "color": BLUE}
    keys: list[Any] = [Line2D([], [], label=_short(study.statistic), **point)]
    barred, bare = known["lower"].notna().any(), known["lower"].isna().any()
    if barred:
        bar: dict[str, Any] = {"color": GREY, "linestyle": "none", "marker": "|", "markersize": 9}
        keys.append(Line2D([], [], label=f"{level_text(known)} interval", **bar))
    if bare:
        hollow = {**point, "markerfacecolor": "white", "markeredgewidth": 0.8}
        keys.append(Line2D([], [], label="no interval", **hollow))
    if known["default"].any():
        usual = f"usual {_number(known.loc[known['default'], 'estimate'].iloc[0])}"
        keys.append(Line2D([], [], label=usual, **{**point, "marker": "D", "color": VERMILION}))
    dashed: dict[str, Any] = {"color": INK, "linewidth": 1.0, "linestyle": (0, (5, 2))}
    keys.append(Line2D([], [], label=f"median {_number(study.curve.median)}", **dashed))
    if study.null is not None:
        keys.append(Line2D([], [], label=f"{study.null:g}", color=INK, linewidth=0.8))
    if study.chance is not None:
        keys.append(Patch(facecolor=PALE, alpha=0.45, label="by chance (95 %)"))
    if frame["missing"].any():
        keys.append(Patch(label="no estimate", **HATCH))
    return keys
