"""The gap around an event, and the same change at other dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError
from rhetoric_gap.plots.layout import (
    LINE,
    axes_for,
    date_axis,
    day_number,
    legend_strip,
    mark_day,
    plain_spines,
    set_strips,
    settle,
    value_axis,
)
from rhetoric_gap.plots.row_figure import MINUS
from rhetoric_gap.plots.spans import write_counts
from rhetoric_gap.plots.style import (
    BLUE,
    FAINT,
    GREY,
    HATCH,
    INK,
    PALE,
    VERMILION,
    day_text,
    level_text,
    text_size,
)

if TYPE_CHECKING:
    from rhetoric_gap.studies.event_study import EventStudy

Show = Literal["bins", "placebo"]
_POINT: dict[str, Any] = {"linestyle": "none", "marker": "o", "markersize": 5.5, "color": BLUE}


def plot_event_study(
    study: EventStudy,
    *,
    ax: Axes | None = None,
    show: Show = "bins",
    show_n: bool = True,
    show_key: bool = True,
) -> Axes:
    """Draw the gap in bins of time around an event, or the change at the event among those at other dates.

    Parameters
    ----------
    study : EventStudy
        What :func:`event_study` returns.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if not given.
    show : {"bins", "placebo"}, default "bins"
        The gap in bins before and after the event; or the change, after less before, at every admissible date.
    show_n : bool, default True
        Write the number of closed statements under each bin.
    show_key : bool, default True
        Explain the marks above the data.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on.

    Raises
    ------
    UnknownOptionError
        If ``show`` is neither.
    RhetoricGapError
        If ``study`` is something else, or there is no placebo date to draw.

    Notes
    -----
    A hollow point has no interval, for the reason in ``study.frame``. Lines run at the gap before and after; what is
    shaded before the event is one longest window of the statements that straddle it. Bins all of whose statements are
    open are hatched.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> result = rg.gap_index(rg.load_dataset("north_korea"))
    >>> ax = rg.plot_event_study(rg.event_study(result, "2025-06-04", width=120))
    >>> ax.get_ylabel()
    'gap (0 all done, 1 all talk)'
    """
    if show not in get_args(Show):
        raise UnknownOptionError("show", show, get_args(Show))
    if not hasattr(study, "placebo") or not hasattr(study, "contrast"):
        raise RhetoricGapError(
            f"plot_event_study draws what event_study() returns, got {type(study).__name__}"
        )
    if show == "placebo" and not len(study.placebo):
        raise RhetoricGapError("there is no other date to compare the event with; study.notes says why")
    ax = axes_for(ax, (7.0, 3.9))
    if show == "placebo":
        return _draw_placebo(ax, study, show_key)
    frame = _placed(study)
    low, high = float(frame["left"].min()), float(frame["right"].max())
    date_axis(ax, low - 0.015 * (high - low), high + 0.015 * (high - low))
    value_axis(ax)
    settle(ax)
    above = legend_strip(ax, _keys(study, frame) if show_key else [], title=_title(study))
    above += mark_day(ax, study.event, f"event {day_text(study.event)}", above, 0.0, 1.0)
    set_strips(ax, 0.0, 1.0, 8.0 + (LINE * text_size() if show_n else 0.0), above + 5)
    _draw_sides(ax, study, low, high)
    _draw_bins(ax, frame)
    if show_n:
        write_counts(ax, frame["middle"], frame["n"], frame["n_open"])
    return ax


def _placed(study: EventStudy) -> pd.DataFrame:
    """Add where each bin lies on the time axis."""
    left, right = day_number(study.frame["start"]), day_number(study.frame["end"]) + 1
    return study.frame.assign(left=left, right=right, middle=(left + right) / 2)


def _main(study: EventStudy) -> dict[Any, Any]:
    """Return the change that goes with the bins: with the statements that straddle, or without."""
    return dict(study.contrast.iloc[0 if study.straddling == "keep" else 1])


def _draw_sides(ax: Axes, study: EventStudy, low: float, high: float) -> None:
    """Draw the gap before and after as lines, and shade the days whose statements straddle the event."""
    main, event = _main(study), day_number(study.event)
    for start, end, gap, name in (
        (low, event, main["before"], "before"),
        (event, high, main["after"], "after"),
    ):
        ax.plot([start, end], [gap, gap], color=INK, linewidth=1.6, zorder=1.4, gid=name)
    across = study.frame.loc[study.frame["n_straddling"] > 0]
    if len(across):
        start = max(day_number(across["start"].iloc[0]), low)
        ax.fill_between(
            [start, event], 0, 1, color=VERMILION, alpha=0.09, linewidth=0, zorder=0.3, gid="straddling"
        )


def _draw_bins(ax: Axes, frame: pd.DataFrame) -> None:
    """Draw the gap of each bin with its interval; hatch those that wait."""
    known = frame.loc[frame["estimate"].notna()]
    barred = known["lower"].notna()
    ax.vlines(
        known.loc[barred, "middle"],
        known.loc[barred, "lower"],
        known.loc[barred, "upper"],
        color=BLUE,
        linewidth=1.2,
        zorder=2,
        gid="intervals",
    )
    ax.hlines(
        known["estimate"], known["left"], known["right"], color=PALE, linewidth=1.0, zorder=1.2, gid="spans"
    )
    for bare in (False, True):
        part = known.loc[barred != bare]
        face = ax.get_facecolor() if bare else BLUE
        options = {**_POINT, "markerfacecolor": face, "markeredgewidth": 1.2}
        ax.plot(part["middle"], part["estimate"], **options, zorder=3, gid="bins bare" if bare else "bins")
    waiting = frame.loc[(frame["n"] == 0) & (frame["n_open"] > 0)]
    if len(waiting):
        ax.bar(waiting["left"], 1.0, waiting["right"] - waiting["left"], align="edge", zorder=0.35, **HATCH)


def _signed(value: float) -> str:
    """Write a difference with its sign."""
    return f"{value:+.2f}".replace("-", MINUS)


def _title(study: EventStudy) -> str:
    """Say how large the change is."""
    main = _main(study)
    text = f"after less before {_signed(main['difference'])}"
    if np.isfinite(main["lower"]):
        text += f" [{_signed(main['lower'])}, {_signed(main['upper'])}]"
    else:
        text += " (no interval)"
    if np.isfinite(main["p_placebo"]):
        text += f"; placebo p {main['p_placebo']:.3f} ({int(main['n_placebo'])} other dates)"
    return text


def _keys(study: EventStudy, frame: pd.DataFrame) -> list[Any]:
    """Return the key; only of marks that occur."""
    known = frame.loc[frame["estimate"].notna()]
    keys: list[Any] = []
    if known["lower"].notna().any():
        keys.append(Line2D([], [], label=f"gap, {study.width} days", **_POINT))
        bar: dict[str, Any] = {"color": BLUE, "linestyle": "none", "marker": "|", "markersize": 9}
        keys.append(Line2D([], [], label=f"{level_text(frame)} interval", **bar))
    if known["lower"].isna().any():
        hollow = {**_POINT, "markerfacecolor": "white", "markeredgewidth": 1.2}
        name = "no interval" if keys else f"gap, {study.width} days (no interval)"
        keys.append(Line2D([], [], label=name, **hollow))
    keys.append(Line2D([], [], label="gap before, after", color=INK, linewidth=1.6))
    across = int(frame["n_straddling"].sum())
    if across:
        keys.append(Patch(facecolor=VERMILION, alpha=0.09, label=f"windows straddle the event ({across})"))
    if ((frame["n"] == 0) & (frame["n_open"] > 0)).any():
        keys.append(Patch(label="all open", **HATCH))
    return keys


def _draw_placebo(ax: Axes, study: EventStudy, show_key: bool) -> Axes:
    """Draw the change at every admissible date, the event among them."""
    main, days = _main(study), day_number(study.placebo["date"])
    event = day_number(study.event)
    low, high = min(days.min(), event), max(days.max(), event)
    span = max(high - low, 1.0)
    date_axis(ax, low - 0.03 * span, high + 0.03 * span)
    own_values = [main[name] for name in ("difference", "lower", "upper")]
    values = np.concatenate([study.placebo["difference"].to_numpy(dtype=float), own_values])
    reach = min(1.0, float(np.ceil(np.nanmax(np.abs(values)) * 5 + 0.2) / 5))
    ticks = np.linspace(-reach, reach, 5)
    ax.set_yticks(ticks, [f"{t:g}".replace("-", MINUS) for t in np.round(ticks, 3)])
    ax.set_ylabel("gap after less before", fontsize=text_size(), color=INK)
    plain_spines(ax, -reach, reach)
    settle(ax)
    for tick in ticks:
        ax.axhline(tick, color=FAINT, linewidth=0.6, zorder=0.2)
    others: dict[str, Any] = {"linestyle": "none", "marker": "o", "markersize": 4.0, "color": GREY}
    own: dict[str, Any] = {"linestyle": "none", "marker": "D", "markersize": 6.5, "color": VERMILION}
    keys = [
        Line2D([], [], label="the event", **own),
        Line2D([], [], label=f"other dates ({len(days)})", **others),
    ]
    above = legend_strip(ax, keys if show_key else [], title=_title(study))
    above += mark_day(ax, study.event, f"event {day_text(study.event)}", above, -reach, reach)
    set_strips(ax, -reach, reach, 6, above + 5)
    ax.plot(ax.get_xlim(), [0, 0], color=INK, linewidth=0.8, zorder=0.9, gid="no change")
    ax.vlines(days, 0, study.placebo["difference"], color=PALE, linewidth=0.8, zorder=1, gid="stems")
    ax.plot(days, study.placebo["difference"], **others, zorder=2, gid="placebo")
    ax.plot([event], [main["difference"]], **own, zorder=3, gid="event change")
    if np.isfinite(main["lower"]):
        ax.vlines(
            [event], main["lower"], main["upper"], color=VERMILION, linewidth=1.3, zorder=2.5, gid="interval"
        )
    return ax
