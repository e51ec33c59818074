"""How much of what was named is done by each lag, open windows included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FixedLocator, MaxNLocator

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.plots.count_rows import CountRow, count_rows, fitting_rows, label_room, side_room
from rhetoric_gap.plots.groups import chosen_groups, group_labels
from rhetoric_gap.plots.layout import (
    axes_for,
    legend_strip,
    set_strips,
    size_points,
    value_axis,
)
from rhetoric_gap.plots.style import GREY, GROUPS, HATCH, INK, GroupLook, level_text, text_size
from rhetoric_gap.tables.schema import RESOLUTIONS

if TYPE_CHECKING:
    from rhetoric_gap.studies.follow_through import FollowThrough

# Ends other than the deed: grey, told apart by their dashes.
_ENDS: dict[str, Any] = dict(zip(RESOLUTIONS, ((0, (6, 1.5)), (0, (3, 1.5)), (0, (1, 1.5))), strict=True))
_WORDS = {"graded": "credited", "full": "kept in full", "any": "answered at all"}
_MARGIN = 0.03  # of the horizon, free on either side
_BANDS = 2  # more groups than this have bars at the horizon instead of bands, which would hide one another
_ROWS = "at risk"
_BAR = 9.0  # points from one such bar to the next


def plot_follow_through(
    study: FollowThrough,
    *,
    ax: Axes | None = None,
    group: Any = None,
    show_n: bool = True,
    show_closed: bool = True,
    show_key: bool = True,
) -> Axes:
    """Draw the share of the severity named that is done by each lag, with its limits and the number still at risk.

    Parameters
    ----------
    study : FollowThrough
        What ``follow_through`` returns.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if not given.
    group : str, tuple or list of these, optional
        The groups to draw, where the study has ``by``. Without it all are drawn, or the six with most statements and a
        note.
    show_n : bool, default True
        Write under the data how many statements are at risk at each tick: under watch and not yet done in full.
    show_closed : bool, default True
        Mark at the horizon what closed windows alone give.
    show_key : bool, default True
        Explain the marks above the data; without it small axes have more room.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on.

    Raises
    ------
    RhetoricGapError
        If this is no such study, nothing was put to the test, or a group is not in it.

    Notes
    -----
    The curve is a step function of the lag; one less its height is the gap by that lag. The shaded limits hold lag by
    lag, not for the whole curve at once; without them there is no interval, and ``study.frame["reason"]`` says why. A
    curve ends at the lag to which the longest-watched statement was watched: where it ends before the horizon, the rest
    is hatched. Where other ends compete, their shares are grey lines.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> result = rg.gap_index(rg.load_dataset("north_korea"), as_of="2024-06-20")
    >>> ax = rg.plot_follow_through(rg.follow_through(result))
    >>> ax.get_xlabel()
    'days since the window opened'
    """
    _check(study)
    groups, note = _groups(study, group)
    ax = axes_for(ax, (7.0, 3.9 + 0.25 * (len(groups) - 1)))
    ticks = _ticks(study.horizon)
    rows, small = fitting_rows(ax, _at_risk(groups, ticks) if show_n else [], _ROWS)
    _lag_axis(ax, study, ticks, side_room(ax, rows), len(groups))
    _share_axis(ax, study, label_room(rows, _ROWS))
    below = count_rows(ax, ticks, rows, _ROWS)
    bare = "no interval" if all(one.curve["lower"].isna().all() for one in groups) else ""
    keys = _keys(study, groups, show_closed) if show_key else []
    above = legend_strip(ax, keys, title="; ".join(text for text in (note, bare, small) if text))
    set_strips(ax, 0.0, 1.0, below + 3, above + 5)
    for number, one in enumerate(groups):
        x = study.horizon if len(groups) <= _BANDS else _bar_place(ax, study.horizon, number)
        _draw_curve(ax, study, one, banded=len(groups) <= _BANDS)
        if len(groups) > _BANDS:
            _draw_bar(ax, x, one)
        if show_closed and np.isfinite(one.row["gap_closed"]):
            face = ax.get_facecolor()
            ax.plot(
                [x],
                [1 - one.row["gap_closed"]],
                **_closed(one.look.colour, face),
                zorder=3,
                clip_on=False,
                gid="closed",
            )
    return ax


@dataclass(frozen=True)
class _Group:
    """One group: its name, its look, its curve and its row of the frame."""

    name: str
    look: GroupLook
    curve: pd.DataFrame
    row: pd.Series


def _check(study: Any) -> None:
    """Complain if this is no follow-through study or an empty one."""
    if not hasattr(study, "curve") or not hasattr(study, "horizon"):
        raise RhetoricGapError(
            f"expected what follow_through() returns, got {type(study).__name__}; pass "
            "follow_through(gap_index(statements, actions))"
        )
    if not (study.frame["n"] > 0).any():
        raise RhetoricGapError("no statement was put to the test, so there is no curve to draw")


def _groups(study: FollowThrough, group: Any) -> tuple[list[_Group], str]:
    """Return the groups to draw, and a note where not all are."""
    tested = study.frame.loc[study.frame["n"] > 0]
    labels, of_curve = group_labels(tested, study.by), group_labels(study.curve, study.by)
    names, note = chosen_groups(tested, labels, study.by, group, len(GROUPS))
    known = study.curve["follow_through"].notna()
    groups = [
        _Group(name, look, study.curve.loc[(of_curve == name) & known], tested.loc[labels == name].iloc[0])
        for name, look in zip(names, GROUPS, strict=False)
    ]
    return groups, note


def _ticks(horizon: int) -> list[int]:
    """Return whole lags from 0 to the horizon."""
    found = MaxNLocator(nbins=7, integer=True, steps=[1, 1.5, 2, 3, 5, 6, 10]).tick_values(0, horizon)
    return [int(tick) for tick in found if 0 <= tick <= horizon]


def _at_risk(groups: list[_Group], ticks: list[int]) -> list[CountRow]:
    """Count who is at risk at each tick, a row a group."""
    rows = []
    for one in groups:
        heads = dict(zip(one.curve["lag"], one.curve["n_at_risk"], strict=True))
        colour = one.look.colour if len(groups) > 1 else INK
        rows.append(CountRow(one.name, colour, [str(heads.get(tick, "-")) for tick in ticks]))
    return rows


def _lag_axis(ax: Axes, study: FollowThrough, ticks: list[int], side: float, groups: int) -> None:
    """Run x from the start of the clock to the horizon, with room for counts on the left and bars on the right."""
    span, width = float(study.horizon), size_points(ax)[0]
    bars = _BAR * (groups + 0.5) / width if groups > _BANDS else 0.0
    # Both margins are shares of the whole axis, of which the horizon is what they leave.
    left, right = max(_MARGIN, side), max(_MARGIN, bars)
    whole = span / max(1 - left - right, 0.2)
    ax.set_xlim(-left * whole, span + right * whole)
    ax.xaxis.set_major_locator(FixedLocator(ticks))
    since = "the window opened" if study.clock == "start" else "the statement"
    ax.set_xlabel(f"days since {since}", fontsize=text_size(), color=INK)


def _share_axis(ax: Axes, study: FollowThrough, aside: float) -> None:
    """Run y from nothing to all done."""
    of = "severity" if study.weighted else "statements"
    value_axis(ax, f"share of {of} {_WORDS[study.credit]}", aside=aside)


def _bar_place(ax: Axes, horizon: int, number: int) -> float:
    """Return where a group's bar stands, right of the horizon."""
    left, right = ax.get_xlim()
    return horizon + _BAR * (number + 1) * (right - left) / size_points(ax)[0]


def _draw_bar(ax: Axes, x: float, one: _Group) -> None:
    """Draw a group's interval at the horizon, around the end of its curve."""
    row, colour = one.row, one.look.colour
    ax.vlines([x], [1 - row["upper"]], [1 - row["lower"]], color=colour, linewidth=1.4, zorder=2)
    ax.plot([x], [1 - row["gap"]], linestyle="none", marker="_", markersize=8, markeredgewidth=1.6, color=colour,
            zorder=2.5, gid=f"end {one.name}")  # fmt: skip


def _draw_curve(ax: Axes, study: FollowThrough, one: _Group, *, banded: bool) -> None:
    """Draw one curve as steps, with its limits behind it; other ends and what nobody saw where the curve is alone."""
    lag = one.curve["lag"].to_numpy(dtype=float)
    low, high, share = (one.curve[c].to_numpy(dtype=float) for c in ("lower", "upper", "follow_through"))
    colour = one.look.colour
    if banded and np.isfinite(low).any():
        ax.fill_between(
            lag, low, high, step="post", color=colour, alpha=0.16, linewidth=0, zorder=1, gid="band"
        )
    ax.step(lag, share, where="post", color=colour, linestyle=one.look.linestyle, linewidth=1.6, zorder=2.5,
            gid=f"curve {one.name}")  # fmt: skip
    if len(study.frame) > 1:
        return
    for end in _shown_ends(study, one):
        ax.step(lag, one.curve[end], where="post", color=GREY, linestyle=_ENDS[end], linewidth=1.2, zorder=2,
                gid=f"end {end}")  # fmt: skip
    if (last := _last_lag(one)) < study.horizon:
        ax.bar(last, 1.0, study.horizon - last, align="edge", zorder=0.4, gid="unseen", **HATCH)


def _shown_ends(study: FollowThrough, one: _Group) -> list[str]:
    """List the competing ends that occur."""
    return [end for end in RESOLUTIONS if study.competing and (one.curve[end] > 0).any()]


def _last_lag(one: _Group) -> float:
    """Return the last lag at which anybody was watched."""
    return float(one.curve["lag"].max()) if len(one.curve) else 0.0


def _closed(colour: str, face: Any) -> dict[str, Any]:
    """Return the options of the mark of closed windows."""
    return {"linestyle": "none", "marker": "D", "markersize": 6.0, "markeredgewidth": 1.2, "color": colour,
            "markerfacecolor": face}  # fmt: skip


def _keys(study: FollowThrough, groups: list[_Group], show_closed: bool) -> list[Any]:
    """Return the key; only of marks that occur."""
    many = len(groups) > 1
    keys: list[Any] = [
        Line2D([], [], color=one.look.colour, linestyle=one.look.linestyle, linewidth=1.6,
               label=one.name if many else "open windows included")
        for one in groups
    ]  # fmt: skip
    ink, level = INK if many else groups[0].look.colour, level_text(study.frame)
    if any(one.curve["lower"].notna().any() for one in groups) and len(groups) <= _BANDS:
        keys.append(Patch(facecolor=ink, alpha=0.16, label=f"{level} interval, lag by lag"))
    elif any(np.isfinite(one.row["lower"]) for one in groups):
        keys.append(
            Line2D(
                [],
                [],
                color=ink,
                linestyle="none",
                marker="|",
                markersize=10,
                label=f"{level} interval at the end",
            )
        )
    if show_closed and any(np.isfinite(one.row["gap_closed"]) for one in groups):
        keys.append(Line2D([], [], label="closed windows only", **_closed(ink, "white")))
    if len(study.frame) == 1:
        keys += [
            Line2D([], [], color=GREY, linestyle=_ENDS[end], linewidth=1.2, label=end)
            for end in _shown_ends(study, groups[0])
        ]
        short = _last_lag(groups[0]) < study.horizon
        keys += [Patch(label="nobody watched that long", **HATCH)] if short else []
    return keys
