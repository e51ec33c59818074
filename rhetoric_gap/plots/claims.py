"""Verdicts on claims, day by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.plots.layout import (
    LINE,
    axes_for,
    legend_strip,
    set_strips,
    size_points,
    text_width,
)
from rhetoric_gap.plots.style import BLUE, FAINT, GREY, INK, VERMILION, Mark, day_text, text_size

if TYPE_CHECKING:
    from rhetoric_gap.studies.claims import Claims

#: As everywhere: what was judged is filled and coloured, what could not be is hollow and grey.
VERDICTS: dict[str, Mark] = {
    "supported": Mark("supported", "o", BLUE, "full", 6.0),
    "contradicted": Mark("contradicted", "X", VERMILION, "full", 7.0),
    "cannot say": Mark("cannot say", "o", GREY, "none", 4.5),
}
_RING: dict[str, Any] = {
    "linestyle": "none",
    "marker": "s",
    "markersize": 9.0,
    "markerfacecolor": "none",
    "markeredgecolor": INK,
}
_PAD = 8.0  # points between texts and columns
_LEAST_TEXT = 60.0  # points below which the words of a claim are left out
_SMALLEST = 4.0  # of a mark, in points


def plot_claims(
    claims: Claims,
    *,
    ax: Axes | None = None,
    select: Sequence[str] | None = None,
    show_text: bool = True,
    show_key: bool = True,
) -> Axes:
    """Draw the verdict on every claim, one column a day.

    Parameters
    ----------
    claims : Claims
        What ``essay_claims`` returns.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if not given.
    select : sequence of str, optional
        Ids of the claims to draw, in this order from the top; all if not given.
    show_text : bool, default True
        Write each claim beside its id, cut to the room there is; left out where rows or axes are too small.
    show_key : bool, default True
        Explain the marks above the data.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on.

    Raises
    ------
    RhetoricGapError
        If there is no claim to draw, or a claim is not in the table.

    Notes
    -----
    A square around a mark is a fragile verdict: a nearby threshold, horizon or reading gives another. Below each column
    stands the number of claims supported, contradicted and undecided. In axes too small for a line per claim every
    second id is written, or fewer.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> ax = rg.plot_claims(rg.essay_claims(claims=["E08", "E17", "E27"]), select=["E27", "E08"])
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['E27', 'E08']
    """
    frame = _chosen(claims, select)
    names = list(dict.fromkeys(frame["claim_id"]))
    days = sorted(frame["as_of"].unique())
    ax = axes_for(ax, (7.5, 1.3 + 0.2 * len(names)))
    above = (
        legend_strip(ax, _keys(frame), title="below each column: how many of each") + 4 if show_key else 2.0
    )
    head, foot = 1.1 * text_size(), LINE * text_size()
    set_strips(ax, -0.5, len(names) - 0.5, foot, above + head)
    row = _row_height(ax)
    columns, wide = _columns(ax, days)
    # Upside down without inverting the axis: the strips stand above and below whatever the data do.
    y = {name: len(names) - 1 - i for i, name in enumerate(names)}
    _labels(ax, names, y, row)
    if show_text:
        # The ids will take their room from the axes once the figure is laid out.
        ids = max(text_width(name, text_size()) for name in names)
        _texts(ax, frame, y, row, columns[0] - wide / 2 - ids - 2 * _PAD)
    _marks(ax, frame, y, dict(zip(days, columns, strict=True)), row)
    _heads(ax, frame, days, columns, wide, above)
    return ax


def _chosen(claims: Claims, select: Sequence[str] | None) -> pd.DataFrame:
    """Return the rows to draw, in order."""
    if not hasattr(claims, "frame") or "verdict" not in claims.frame:
        raise RhetoricGapError(
            f"expected Claims, got {type(claims).__name__}; pass what essay_claims() returns"
        )
    frame = claims.frame
    if select is not None:
        wanted = [select] if isinstance(select, str) else list(select)
        unknown = [name for name in wanted if name not in set(frame["claim_id"])]
        if unknown:
            raise RhetoricGapError(
                f"not in the table: {', '.join(map(str, unknown))}; it has {', '.join(frame['claim_id'].unique())}"
            )
        order = {name: i for i, name in enumerate(wanted)}
        frame = frame.loc[frame["claim_id"].isin(wanted)]
        frame = frame.sort_values("claim_id", key=lambda c: c.map(order), kind="stable")
    if not len(frame):
        raise RhetoricGapError("there is no claim to draw")
    return frame


def _row_height(ax: Axes) -> float:
    """Return the height of a row in points."""
    low, high = ax.get_ylim()
    return size_points(ax)[1] / (high - low)


def _columns(ax: Axes, days: Sequence[pd.Timestamp]) -> tuple[list[float], float]:
    """Make x a scale in points; return where the columns stand, at the right, and their width, that of their heads."""
    width = size_points(ax)[0]
    wide = max(text_width(day_text(day), text_size()) for day in days) + _PAD
    wide = min(wide, width / len(days))
    ax.set_xlim(0.0, width)
    ax.set_xticks([])
    return [width - wide * (len(days) - i - 0.5) for i in range(len(days))], wide


def _labels(ax: Axes, names: list[str], y: dict[str, int], row: float) -> None:
    """Write the ids, or as many of them as have room."""
    step = max(1, int(np.ceil(1.15 * text_size() / row)))
    shown = names[::step]
    ax.set_yticks([y[name] for name in shown], shown)
    ax.tick_params(axis="y", length=0, labelsize=text_size(), colors=INK)
    ax.spines[["top", "right", "bottom", "left"]].set_visible(False)


def _texts(ax: Axes, frame: pd.DataFrame, y: dict[str, int], row: float, room: float) -> None:
    """Write the claims, each cut to the room left of the columns, in points."""
    size = text_size()
    if room < _LEAST_TEXT or row < 1.05 * size:
        return
    for name, claim in frame.drop_duplicates("claim_id")[["claim_id", "claim"]].itertuples(index=False):
        ax.text(0.0, y[name], _cut(claim, room, size), va="center", ha="left", fontsize=size, color=INK)


def _cut(text: str, room: float, size: float) -> str:
    """Cut a text at a word so that it fits a width in points."""
    if text_width(text, size) <= room:
        return text
    words = text.split()
    while words and text_width(" ".join(words) + " ...", size) > room:
        words.pop()
    return " ".join(words) + " ..."


def _marks(
    ax: Axes, frame: pd.DataFrame, y: dict[str, int], x: dict[pd.Timestamp, float], row: float
) -> None:
    """Draw the verdicts, and a square around the fragile ones."""
    scale = float(np.clip(row / 10.0, _SMALLEST / 7.0, 1.0))
    for height in y.values():
        ax.axhline(height, color=FAINT, linewidth=0.5, zorder=0.2, xmin=min(x.values()) / ax.get_xlim()[1])
    for verdict, mark in VERDICTS.items():
        mine = frame.loc[frame["verdict"].eq(verdict)]
        sized = replace(mark, size=mark.size * scale)
        ax.plot(mine["as_of"].map(x), mine["claim_id"].map(y), gid=verdict, zorder=3, **sized.options())
    weak = frame.loc[frame["fragile"].astype(bool)]
    ring = {**_RING, "markersize": _RING["markersize"] * scale, "markeredgewidth": 0.7}
    ax.plot(weak["as_of"].map(x), weak["claim_id"].map(y), gid="fragile", zorder=2.5, **ring)


def _heads(
    ax: Axes,
    frame: pd.DataFrame,
    days: Sequence[pd.Timestamp],
    columns: list[float],
    wide: float,
    above: float,
) -> None:
    """Write each day above its column and the count of its verdicts below, thinned where columns are narrow."""
    size = text_size()
    step = max(1, int(np.ceil((text_width("2024-06-20", size) + 2) / wide)))
    options: dict[str, Any] = {"textcoords": "offset points", "ha": "center", "fontsize": size, "color": GREY}
    for day, at in list(zip(days, columns, strict=True))[::step]:
        verdicts = frame.loc[frame["as_of"].eq(day), "verdict"]
        counts = " / ".join(str(int(verdicts.eq(verdict).sum())) for verdict in VERDICTS)
        ax.annotate(day_text(day), (at, 1), (0, -above), ("data", "axes fraction"), va="top", **options)
        ax.annotate(counts, (at, 0), (0, 2), ("data", "axes fraction"), va="bottom", **options)


def _keys(frame: pd.DataFrame) -> list[Line2D]:
    """Return the key of the marks."""
    keys = [mark.handle() for mark in VERDICTS.values()]
    if frame["fragile"].any():
        keys.append(Line2D([], [], label="fragile", markeredgewidth=0.7, **_RING))
    return keys


__all__ = ["plot_claims"]
