"""One actor's words and deeds toward one target, on one time axis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.ticker import MaxNLocator

from rhetoric_gap.plots.dyad import dyad_view
from rhetoric_gap.plots.groups import filled_frame, weight_name
from rhetoric_gap.plots.layout import (
    apart,
    axes_for,
    date_axis,
    day_number,
    legend_strip,
    mark_day,
    plain_spines,
    raised,
    set_strips,
    size_points,
)
from rhetoric_gap.plots.style import DEEDS, FAINT, GREY, INK, PALE, STATES, Mark, day_text, text_size

if TYPE_CHECKING:
    from rhetoric_gap.results import GapResult

MARK_POINTS = 5.0  # marks closer than this hide one another
STEP_POINTS = 3.0  # and are moved apart by one or two such steps
CLOCKED = ("kept", "partial", "late", "unfulfilled", "open", "upheld", "contradicted")  # their clock ran
WAIT = (0, (1, 2))
MOST_TICKS = 9
LINKS: dict[str, tuple[str, Any]] = {
    "fulfils": ("link: fulfils", "-"),
    "partial": ("link: partial", (0, (4, 1.5))),
    "late": ("link: late", (0, (1, 1.2))),
    "contradicts": ("link: contradicts", (0, (5, 1.2, 1, 1.2))),
}


def plot_timeline(
    result: GapResult,
    *,
    actor: str | None = None,
    target: str | None = None,
    ax: Axes | None = None,
    start: Any = None,
    end: Any = None,
    show_windows: bool = True,
    show_unannounced: bool = True,
    show_key: bool = True,
) -> Axes:
    """Draw statements above and deeds below one time axis, with the links between them.

    Parameters
    ----------
    result : GapResult
        What ``gap_index`` returns.
    actor : str, optional
        Whose words and deeds; may be left out where the result has one actor.
    target : str, optional
        Toward whom. Joint targets of which it is a member are drawn too, and counted in a note; all targets if left
        out.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if not given.
    start, end : date-like, optional
        First and last day to show; without them all statements and deeds are.
    show_windows : bool, default True
        Draw the window of each statement whose clock ran as a thin line, dotted from the statement to its trigger.
    show_unannounced : bool, default True
        Draw deeds that no statement had named, faintly.
    show_key : bool, default True
        Name the dyad and explain the marks above the data; without it small axes have more room.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on.

    Raises
    ------
    RhetoricGapError
        If the result has no statements, if the actor or the dyad is not in it, if several actors leave the choice open,
        or if nothing lies between ``start`` and ``end``.

    Notes
    -----
    The distance from the middle line is the severity: of the deed named above it, of the deed done below it. Filled
    coloured marks are statements that were scored, hollow ones could not be. Marks that would hide one another are
    moved apart by 3 or 6 points; those without a severity stand on the middle line.

    A link runs from a statement to a deed that counts for it; deeds linked from a statement in view are drawn whatever
    their own target. Deeds the result does not count (ungraded, or counted through ``part_of``) are drawn only where
    they are linked. A deed shown as unannounced is so among the statements the result was given.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> result = rg.gap_index(rg.load_dataset("north_korea"))
    >>> ax = rg.plot_timeline(result, actor="PRK", target="KOR", start="2024-05-01", end="2024-12-31")
    >>> ax.get_ylabel()
    'severity (named above, done below)'
    """
    filled_frame(result)
    view = dyad_view(result, actor, target, start, end)
    ax = axes_for(ax, (7.0, 4.6))
    date_axis(ax, *view.span)
    low, high = -_limit(view.actions), _limit(view.statements)
    _weight_axis(ax, low, high, weight_name(result))
    shown = view.actions if show_unannounced else view.actions.loc[view.actions["looks"] != "unannounced"]
    keys = _keys(view.statements, shown, view.links, show_windows)
    above = legend_strip(ax, keys, title=view.title) + 2 if show_key else 2.0
    above += mark_day(ax, result.as_of, f"as of {day_text(result.as_of)}", above, low, high)
    set_strips(ax, low, high, 7, above + 7)
    said, done = _placed(ax, view.statements, 1), _placed(ax, shown, -1)
    if show_windows:
        _draw_windows(ax, said)
    _draw_links(ax, said, done, view.links)
    _draw_marks(ax, done, "looks", DEEDS, 1.6)
    _draw_marks(ax, said, "state", STATES, 2.5)
    return ax


def _limit(rows: pd.DataFrame) -> float:
    """Return how far the axis runs on one side: the largest weight, up to the next quarter of a full severity."""
    largest = rows["weight"].max() if len(rows) else 0.0
    return max(0.5, float(np.ceil(4 * largest - 1e-9) / 4))


def _weight_axis(ax: Axes, low: float, high: float, what: str) -> None:
    """Mirror the severity, on one unit: named above, done below."""
    ticks = np.arange(low, high + 0.01, 0.25)
    if len(ticks) > MOST_TICKS:
        ticks = np.asarray(MaxNLocator(MOST_TICKS).tick_values(low, high))
        ticks = ticks[(ticks >= low) & (ticks <= high)]
    ax.set_yticks(ticks, [f"{abs(t):g}" for t in ticks])
    ax.set_ylabel(f"{what} (named above, done below)", fontsize=text_size(), color=INK)
    plain_spines(ax, low, high)
    ax.axhline(0.0, color=INK, linewidth=0.8, zorder=1.2)
    for tick in ticks:
        ax.axhline(tick, color=FAINT, linewidth=0.5, zorder=0.2)


def _placed(ax: Axes, rows: pd.DataFrame, side: int) -> pd.DataFrame:
    """Add how far a mark is lifted off a neighbour it would hide, and the height at which it is then seen."""
    level = side * rows["weight"]
    lift = apart(ax, rows["day"], level, MARK_POINTS, STEP_POINTS)
    low, high = ax.get_ylim()
    return rows.assign(level=level, lift=lift, height=level + lift * (high - low) / size_points(ax)[1])


def _draw_windows(ax: Axes, said: pd.DataFrame) -> None:
    """Draw each window at the height of its statement, and dotted the days until its clock started."""
    rows = said.loc[said["state"].isin(CLOCKED) & said["start"].notna() & said["end"].notna()]
    left, right = day_number(rows["start"]), day_number(rows["end"])
    for begin, end, style, name in ((left, right, "-", "windows"), (rows["day"], left, WAIT, "waits")):
        lines = [[(x0, y), (x1, y)] for x0, x1, y in zip(begin, end, rows["height"], strict=True) if x1 > x0]
        drawn = LineCollection(lines, colors=PALE, linewidths=0.8, linestyles=[style], zorder=0.8, gid=name)
        ax.add_collection(drawn, autolim=False)


def _draw_links(ax: Axes, said: pd.DataFrame, done: pd.DataFrame, links: pd.DataFrame) -> None:
    """Draw a curve from every statement to every deed that counts for it, one line style for each relation."""
    above = said.set_index("statement_id")[["day", "height"]]
    below = done.set_index("action_id")[["day", "height"]]
    links = links.loc[links["action_id"].isin(below.index)]
    for relation, (_, style) in LINKS.items():
        pairs = links.loc[links["relation"] == relation, ["statement_id", "action_id"]]
        curves = [_curve(*above.loc[s], *below.loc[a]) for s, a in pairs.itertuples(index=False)]
        drawn = PathCollection(
            curves,
            facecolors="none",
            edgecolors=GREY,
            linewidths=0.7,
            linestyles=[style],
            zorder=1.4,
            gid=f"links {relation}",
        )
        ax.add_collection(drawn, autolim=False)


def _curve(x0: float, high: float, x1: float, low: float) -> Path:
    """Return an S curve that leaves the statement straight down and meets the deed from straight above."""
    return Path(
        [(x0, high), (x0, low / 2), (x1, high / 2), (x1, low)],
        [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4],
    )


def _draw_marks(ax: Axes, rows: pd.DataFrame, column: str, marks: dict[str, Mark], zorder: float) -> None:
    """Draw points at their severity, shifted by their lift; kinds that come first in the key lie on top."""
    for order, (kind, mark) in enumerate(reversed(marks.items())):
        for lift, points in rows.loc[rows[column] == kind].groupby("lift"):
            shifted = raised(ax, ax.transData, lift)
            look = mark.options(ax.get_facecolor())
            ax.plot(
                points["day"],
                points["level"],
                **look,
                transform=shifted,
                zorder=zorder + order / 100,
                gid=kind,
            )


def _keys(said: pd.DataFrame, done: pd.DataFrame, links: pd.DataFrame, show_windows: bool) -> list[Any]:
    """Return the key, with numbers; only of what is seen."""
    said, done = said.loc[said["seen"]], done.loc[done["seen"]]
    keys: list[Any] = []
    for marks, kinds in ((STATES, said["state"]), (DEEDS, done["looks"])):
        found = kinds.value_counts()
        keys += [mark.handle(f"{mark.label} {found[kind]}") for kind, mark in marks.items() if kind in found]
    drawn = set(links.loc[links["action_id"].isin(done["action_id"]), "relation"])
    keys += [_line(label, GREY, style) for kind, (label, style) in LINKS.items() if kind in drawn]
    ran = said.loc[said["state"].isin(CLOCKED)]
    if show_windows and len(ran):
        keys.append(_line("window", PALE, "-"))
        if (ran["start"] > ran["date"]).any():
            keys.append(_line("wait for trigger", PALE, WAIT))
    return keys


def _line(label: str, colour: str, style: Any) -> Line2D:
    """Return the entry of a line in the key."""
    return Line2D([], [], label=label, color=colour, linestyle=style, linewidth=0.8)
