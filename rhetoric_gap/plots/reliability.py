"""The reliability diagram: how often a deed followed, against how likely it was said to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.plots.layout import (
    LINE,
    axes_for,
    legend_strip,
    plain_spines,
    set_strips,
    size_points,
    text_width,
)
from rhetoric_gap.plots.style import BLUE, GREY, INK, PALE, level_text, text_size
from rhetoric_gap.words import plural

if TYPE_CHECKING:
    from rhetoric_gap.studies.forecast import Forecast

TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
LABELS = ("0", "0.25", "0.50", "0.75", "1")
MARGIN = 0.03  # room beside 0 and 1, so that marks there are whole
MOST_ROWS = 4  # rows of counts under the data
BETWEEN = 4.0  # points between two counts
SMALL = 0.85  # of the text size


def plot_reliability(
    study: Forecast, *, ax: Axes | None = None, show_n: bool = True, show_key: bool = True
) -> Axes:
    """Draw the share of statements that a deed followed against the probability forecast.

    Parameters
    ----------
    study : Forecast
        What :func:`forecast_deeds` returns.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if not given.
    show_n : bool, default True
        Write the number of statements in each block of forecasts under it.
    show_key : bool, default True
        Explain the marks above the data, with skill and area under the curve.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on.

    Raises
    ------
    RhetoricGapError
        If the study holds no forecasts.

    Notes
    -----
    The curve is the isotonic regression of outcomes on forecasts: flat over each block of forecasts, which needs no
    choice of bins. Reliable forecasts lie on the diagonal; the band is where their curve would lie at the confidence
    level, point by point. It is drawn around the diagonal, so that a curve outside it is a finding and one inside it is
    not. Blocks of few statements are small dots. Ticks on the lower edge are the forecasts.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> study = rg.forecast_deeds(rg.gap_index(rg.load_dataset("russia_partners")), n_boot=99)
    >>> rg.plot_reliability(study).get_xlabel()
    'forecast probability of a deed'
    """
    table = _filled(study)
    blocks = _blocks(table)
    ax = axes_for(ax, (5.2, 5.2))
    _axis(ax, "a deed" if study.deed == "any" else "the whole deed")
    note = _scores_text(study.frame) if show_key else ""
    if table["lower"].isna().all():
        note = f"{note}; no band: {plural(int(table['n'].sum()), 'forecast')}" if note else "no band"
    above = legend_strip(ax, _keys(table) if show_key else [], title=note)
    below = _write_counts(ax, blocks) if show_n else 3.0
    set_strips(ax, -MARGIN, 1 + MARGIN, below, above + 4)
    _draw(ax, table, blocks)
    return ax


def _filled(study: Forecast) -> pd.DataFrame:
    """Return the table of the study; complain if there is nothing to draw."""
    if not hasattr(study, "reliability") or not hasattr(study, "forecasts"):
        raise RhetoricGapError(
            f"expected a Forecast, got {type(study).__name__}; pass what forecast_deeds() returns"
        )
    if not len(study.reliability):
        reason = next((text for text in study.frame["reason"] if text), "no forecast")
        raise RhetoricGapError(f"the study holds no forecast to draw: {reason}")
    return study.reliability


def _blocks(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row per block: its size, its share, and the forecasts between which it lies."""
    by = table.groupby("block", sort=True)
    blocks = by.agg(
        low=("forecast", "min"), high=("forecast", "max"), n=("block_n", "first"), y=("observed", "first")
    )
    return blocks.assign(x=(blocks["low"] + blocks["high"]) / 2)


def _axis(ax: Axes, event: str) -> None:
    """Run both axes from 0 to 1."""
    ax.set_xlim(-MARGIN, 1 + MARGIN)
    narrow = size_points(ax)[0] < 200
    ax.set_xticks(TICKS, ["0", "", "0.5", "", "1"] if narrow else LABELS)
    ax.set_yticks(TICKS, LABELS)
    plain_spines(ax, 0.0, 1.0)
    ax.spines["bottom"].set_bounds(0.0, 1.0)
    ax.set_xlabel(f"forecast probability of {event}", fontsize=text_size(), color=INK)
    ax.set_ylabel(f"share followed by {event}", fontsize=text_size(), color=INK)


def _draw(ax: Axes, table: pd.DataFrame, blocks: pd.DataFrame) -> None:
    """Draw diagonal, band, base rate, curve and the forecasts on the lower edge."""
    ax.plot([0, 1], [0, 1], color=GREY, linewidth=0.8, linestyle=(0, (4, 2)), zorder=1.2, gid="diagonal")
    base = float(table["events"].sum() / table["n"].sum())
    ax.plot(
        [0, 1], [base, base], color=PALE, linewidth=0.9, linestyle=(0, (1, 1.5)), zorder=1.1, gid="base rate"
    )
    x = table["forecast"].to_numpy()
    if table["lower"].notna().any():
        # With one distinct forecast a band would be a line nobody sees.
        wide = x if len(x) > 1 else np.array([x[0] - 0.01, x[0] + 0.01])
        low, high = (np.resize(table[c].to_numpy(), len(wide)) for c in ("lower", "upper"))
        ax.fill_between(wide, low, high, color=PALE, alpha=0.45, linewidth=0, zorder=0.6, gid="band")
    ax.plot(x, table["observed"], color=BLUE, linewidth=1.4, zorder=2, gid="curve", clip_on=False)
    most = max(int(blocks["n"].max()), 1)
    size = 12 + 60 * blocks["n"] / most
    ax.scatter(
        blocks["x"], blocks["y"], s=size, color=BLUE, edgecolor=ax.get_facecolor(), linewidth=0.6, zorder=3,
        gid="blocks", clip_on=False,
    )  # fmt: skip
    ax.vlines(x, -MARGIN, -MARGIN / 3, color=INK, linewidth=0.6, zorder=1.5, gid="forecasts")


def _write_counts(ax: Axes, blocks: pd.DataFrame) -> float:
    """Write the size of each block under it, in as many rows as keep them apart; return the height in points."""
    size = SMALL * text_size()
    across = size_points(ax)[0] / (1 + 2 * MARGIN)
    # The name of the rows stands at the left; what would run into it goes one row further down.
    ends = [text_width("n", size) + BETWEEN] + [-np.inf] * (MOST_ROWS - 1)
    placed = []
    for x, n in zip(blocks["x"], blocks["n"], strict=True):
        centre, half = (x + MARGIN) * across, text_width(str(n), size) / 2
        free = [row for row in range(MOST_ROWS) if ends[row] + BETWEEN <= centre - half]
        if free:
            ends[free[0]] = centre + half
            placed.append((x, str(n), free[0]))
    used = 1 + max((row for *_, row in placed), default=0)
    height = used * LINE * size + 3
    for x, text, row in [*placed, (None, "n", 0)]:
        at = (0, height - (row + 0.5) * LINE * size - 1)
        where, coords = ((0, 0), "axes fraction") if x is None else ((x, 0), ("data", "axes fraction"))
        ax.annotate(
            text, xy=where, xycoords=coords, xytext=at, textcoords="offset points", va="center",
            ha="left" if x is None else "center", fontsize=size, color=BLUE, gid="n",
        )  # fmt: skip
    return float(height)


def _scores_text(frame: pd.DataFrame) -> str:
    """Write skill and area under the curve with their intervals, as the frame has them."""
    rows: dict[str, Any] = {row["score"]: row for row in frame.to_dict("records")}
    parts = [f"n {rows['brier']['n']}"]
    for score, name in (("skill", "skill"), ("auc", "AUC")):
        value, low, high = (rows[score][c] for c in ("estimate", "lower", "upper"))
        if pd.notna(value):
            limits = f" [{low:.2f}, {high:.2f}]" if pd.notna(low) else " (no interval)"
            parts.append(f"{name} {value:.2f}{limits}")
    return ", ".join(parts).replace("-", "\u2212")


def _keys(table: pd.DataFrame) -> list[Any]:
    """Return the key of what is drawn."""
    dot: dict[str, Any] = {"color": BLUE, "linewidth": 1.4, "marker": "o", "markersize": 5}
    keys: list[Any] = [Line2D([], [], label="share, by block of forecasts", **dot)]
    if table["lower"].notna().any():
        keys.append(
            Patch(facecolor=PALE, alpha=0.45, label=f"{level_text(table)} band of reliable forecasts")
        )
    keys.append(Line2D([], [], color=GREY, linewidth=0.8, linestyle=(0, (4, 2)), label="reliable"))
    keys.append(Line2D([], [], color=PALE, linewidth=0.9, linestyle=(0, (1, 1.5)), label="base rate"))
    return keys
