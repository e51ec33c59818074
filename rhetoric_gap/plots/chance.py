"""The gap beside those of deeds moved in time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.plots.groups import chosen_groups, filled_frame, group_labels
from rhetoric_gap.plots.layout import (
    LINE,
    axes_for,
    legend_strip,
    plain_spines,
    set_strips,
    settle,
    size_points,
    text_width,
)
from rhetoric_gap.plots.style import BLUE, FAINT, GREY, INK, PALE, text_size

if TYPE_CHECKING:
    from rhetoric_gap.inference.chance import ChanceControl
    from rhetoric_gap.results import GapResult

MOST_ROWS = 25
BINS = 24
RIDGE = 0.78  # height of the tallest bar, in rows
LEAST_PANEL = 0.45  # share of the width that texts leave to the data


def plot_chance(
    result: GapResult,
    *,
    ax: Axes | None = None,
    group: Any = None,
    show_n: bool = True,
    show_key: bool = True,
) -> Axes:
    """Draw the gap beside the gaps found once deeds were moved away from words, group by group.

    Parameters
    ----------
    result : GapResult
        What ``gap_index`` returns, computed with ``chance``.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if not given.
    group : str, tuple or list of these, optional
        The groups to draw, where the result has ``by``. Without it all are drawn, or the 25 with most scored
        statements and a note.
    show_n : bool, default True
        Write the number of scored statements at the right.
    show_key : bool, default True
        Explain the marks above the data, and how deeds were moved.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on.

    Raises
    ------
    RhetoricGapError
        If the result has no control for chance (the message repeats why), no statements, or not the group.

    Notes
    -----
    Each row is a histogram of the draws, of equal height in all rows; the line through it is their mean, or the gap of
    the mirror windows. A point to the left of the draws says that deeds follow words more than the same deeds do at
    other times; a point among them that they do not. Rows in which nothing is scored are left out.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> case = rg.make_case(n_topics=2, background_rate=0.01)
    >>> result = rg.gap_index(case.statements, case.actions, match="topic", chance=99)
    >>> ax = rg.plot_chance(result)
    >>> ax.get_xlabel()
    'gap (0 all done, 1 all talk)'
    """
    frame = filled_frame(result)
    if result.chance is None:
        why = [note for note in result.notes if "control for chance" in note]
        hint = why[0] if why else "compute it with gap_index(..., chance=999)"
        raise RhetoricGapError(f"plot_chance draws the control for chance and this result has none: {hint}")
    labels = group_labels(frame, result.by)
    names, note = chosen_groups(frame, labels, result.by, group, MOST_ROWS)
    rows = _rows(frame, labels, names, by_period=result.freq is not None)
    ax = axes_for(ax, (7.0, 1.6 + (1.1 if len(rows) == 1 else 0.42 * len(rows))))
    ax.set_yticks(np.arange(len(rows)), rows["label"] if len(rows) > 1 or result.by else [""] * len(rows))
    plain_spines(ax, 0.0, len(rows) - 1 + RIDGE)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    settle(ax)
    keys = _keys(result.chance.shift) if show_key else []
    title = "; ".join(part for part in (_moves(result.chance) if show_key else "", note) if part)
    above = legend_strip(ax, keys, title=title) + 4
    head = LINE * text_size()
    set_strips(ax, 0.0, len(rows) - 1 + RIDGE, 3, above + head)
    drawn = result.chance.draws[rows.index].to_numpy(dtype=float)
    _gap_axis(ax, rows, drawn, show_n, above + head)
    for y, draws in enumerate(drawn.T):
        _ridge(ax, float(y), draws)
    _marks(ax, rows)
    return ax


def _rows(frame: pd.DataFrame, labels: pd.Series, names: list[str], *, by_period: bool) -> pd.DataFrame:
    """Return the scored rows to draw, the first one last: it stands at the top."""
    rows = frame.assign(group=labels, label=labels)
    if by_period:
        periods = frame["period"].astype(str)
        rows = rows.assign(label=periods if labels.nunique() == 1 else labels + ", " + periods)
    rows = rows.loc[labels.isin(names) & frame["gap_if_chance"].notna()]
    if len(rows) > MOST_ROWS:
        raise RhetoricGapError(
            f"{len(rows)} rows are too many to draw, at most {MOST_ROWS} fit; choose some with group="
        )
    return rows.iloc[::-1]


def _moves(control: ChanceControl) -> str:
    """Say how deeds were moved."""
    if control.shift == "mirror":
        return f"{control.n:,} exchanges of before and after"
    together = "by dyad" if control.shift == "donut" else "all together"
    return f"{control.n:,} moves {together}, {control.low} to {control.high:,} days"


def _gap_axis(ax: Axes, rows: pd.DataFrame, drawn: np.ndarray, show_n: bool, above: float) -> None:
    """Span the draws and the gaps, and write p and n at the right."""
    every = np.concatenate([drawn.ravel(), rows["gap"].to_numpy(dtype=float)])
    low, high = float(np.nanmin(every)), float(np.nanmax(every))
    pad = max(0.06 * (high - low), 0.02)
    low, high = max(low - pad, 0.0), min(high + pad, 1.0)
    columns = [("p", [f"{p:.3f}" for p in rows["p_chance"]])]
    columns += [("n", [f"{n:d}" for n in rows["n"]])] if show_n else []
    size, width = text_size(), size_points(ax)[0]
    wide = [max(text_width(t, size) for t in (head, *cells)) + 12 for head, cells in columns]
    panel = max(width - sum(wide), LEAST_PANEL * width)
    margin = 0.01 * (high - low)
    ax.set_xlim(low - margin, low + (high - low) * width / panel)
    ticks = [t for t in ax.xaxis.get_major_locator().tick_values(low, high) if low - 1e-9 <= t <= high + 1e-9]
    step = max(1, int(np.ceil(len(ticks) / max(2, panel / 45))))
    ax.set_xticks(ticks[::step])
    ax.spines["bottom"].set_bounds(low, high)
    ax.set_xlabel("gap (0 all done, 1 all talk)", fontsize=size, color=INK, loc="left")
    right = 0.0
    options: dict[str, Any] = {"textcoords": "offset points", "ha": "right", "fontsize": size}
    for (head, cells), taken in zip(reversed(columns), reversed(wide), strict=True):
        ax.annotate(head, (1, 1), (-right, -above), "axes fraction", va="bottom", color=GREY, **options)
        for y, text in enumerate(cells):
            ax.annotate(
                text,
                (1, y + RIDGE / 2),
                (-right, 0),
                ("axes fraction", "data"),
                va="center",
                color=INK,
                **options,
            )
        right += taken
    for y in range(len(rows)):
        ax.hlines(y, low, high, color=FAINT, linewidth=0.6, zorder=0.2)


def _ridge(ax: Axes, y: float, draws: np.ndarray) -> None:
    """Draw the histogram of one row on its base line."""
    left, right = ax.get_xlim()
    counts, edges = np.histogram(draws, bins=BINS, range=(float(draws.min()), float(draws.max())))
    widest = (right - left) / (2 * BINS)
    if edges[-1] - edges[0] < widest:
        # All draws alike: one bar that can be seen.
        middle = (edges[0] + edges[-1]) / 2
        counts, edges = np.array([len(draws)]), np.array([middle - widest / 2, middle + widest / 2])
    ax.bar(
        edges[:-1], RIDGE * counts / counts.max(), np.diff(edges), bottom=y, align="edge", color=PALE,
        linewidth=0, zorder=1,
    )  # fmt: skip


def _marks(ax: Axes, rows: pd.DataFrame) -> None:
    """Draw what chance would leave, and the gap that was found."""
    y = np.arange(len(rows), dtype=float)
    ax.vlines(rows["gap_if_chance"], y, y + RIDGE, **_EXPECTED, zorder=2, gid="if chance")
    ax.vlines(rows["gap"], y, y + RIDGE, color=BLUE, linewidth=1.2, zorder=2.5)
    ax.plot(rows["gap"], y + RIDGE / 2, **_FOUND, zorder=3, gid="gap", clip_on=False)


_EXPECTED: dict[str, Any] = {"color": INK, "linewidth": 1.2, "linestyle": (0, (3, 1.5))}
_FOUND: dict[str, Any] = {"linestyle": "none", "marker": "o", "markersize": 6, "color": BLUE}


def _keys(shift: str) -> list[Any]:
    """Return the key of the marks."""
    mean = "mirror windows" if shift == "mirror" else "mean of the draws"
    return [
        Line2D([], [], label="gap found", **_FOUND),
        Patch(facecolor=PALE, label="gaps if chance"),
        Line2D([], [], label=mean, **_EXPECTED),
    ]


__all__ = ["plot_chance"]
