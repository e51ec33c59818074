"""The gap around an event, and the change there among those at other dates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba

from rhetoric_gap import RhetoricGapError, UnknownOptionError, plot_event_study
from rhetoric_gap.studies import EventStudy

Make = Callable[..., Any]
NAN = float("nan")
EVENT = pd.Timestamp("2024-06-19")


def day(number: float) -> pd.Timestamp:
    return EVENT + pd.Timedelta(days=number)


@pytest.fixture
def event() -> Make:
    """Six bins of 60 days: with an interval, without, silent, straddling, after, and open."""

    def make(*, interval: bool = True, straddling: str = "keep", others: int = 12) -> EventStudy:
        n, still = [12, 4, 0, 6, 11, 0], [0, 0, 0, 0, 1, 3]
        gap = [0.6, 0.5, NAN, 0.7, 0.2, NAN]
        frame = pd.DataFrame(
            [
                {
                    "bin": i - 4, "start": day(60 * (i - 4)), "end": day(60 * (i - 4) + 59), "n": n[i],
                    "n_open": still[i],
                    "n_straddling": 2 if i == 3 else 0, "estimate": gap[i], "level": 0.95,
                    "lower": gap[i] - 0.15 if n[i] > 10 else NAN, "upper": gap[i] + 0.15 if n[i] > 10 else NAN,
                }
                for i in range(6)
            ]
        )  # fmt: skip
        row = {
            "before": 0.6,
            "after": 0.25,
            "difference": -0.35,
            "level": 0.95,
            "p_placebo": 0.045,
            "n_placebo": others,
        }
        limits = {"lower": -0.56, "upper": -0.12} if interval else {"lower": NAN, "upper": NAN}
        contrast = pd.DataFrame(
            [row | limits, row | limits | {"difference": -0.3, "before": 0.55, "p_placebo": NAN}]
        )
        at = [day(20 * i - 150) for i in range(others)]
        placebo = pd.DataFrame(
            {"date": at, "difference": np.linspace(-0.3, 0.1, others), "standardised": 0.0}
        )
        return EventStudy(
            frame=frame, notes=(), contrast=contrast, placebo=placebo, event=EVENT, straddling=straddling, width=60,
            as_of=day(200),
        )  # type: ignore[arg-type]  # fmt: skip

    return make


def keys(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.get_legend().get_texts()]


def title(ax: Axes) -> str:
    return " ".join(ax.get_legend().get_title().get_text().split())


def number(x: float) -> float:
    return float(mdates.date2num(day(x)))


def test_bins_are_full_with_an_interval_and_hollow_without(event: Make, by_gid: Make) -> None:
    ax = plot_event_study(event())
    (full,), (hollow,) = by_gid(ax, "bins"), by_gid(ax, "bins bare")
    assert list(full.get_ydata()) == [0.6, 0.2] and list(hollow.get_ydata()) == [0.5, 0.7]
    assert list(full.get_xdata()) == [number(-210), number(30)]
    assert to_rgba(hollow.get_markerfacecolor()) == to_rgba(ax.get_facecolor())
    (bars,) = by_gid(ax, "intervals")
    assert np.array([s[:, 1] for s in bars.get_segments()]) == pytest.approx(
        np.array([[0.45, 0.75], [0.05, 0.35]])
    )
    assert {"gap, 60 days", "95 % interval", "no interval"} <= set(keys(ax))


def test_sides_change_at_the_event(event: Make, by_gid: Make) -> None:
    ax = plot_event_study(event())
    (before,), (after,), (line,) = by_gid(ax, "before"), by_gid(ax, "after"), by_gid(ax, "as_of")
    assert list(before.get_ydata()) == [0.6, 0.6] and list(after.get_ydata()) == [0.25, 0.25]
    assert before.get_xdata()[1] == after.get_xdata()[0] == number(0) == line.get_xdata()[0]
    assert "event 2024-06-19" in [text.get_text() for text in ax.texts]
    (clean,) = by_gid(plot_event_study(event(straddling="exclude")), "before")
    assert list(clean.get_ydata()) == [0.55, 0.55]


def test_straddling_windows_are_shaded_and_open_bins_hatched(event: Make, by_gid: Make) -> None:
    ax = plot_event_study(event())
    (shade,) = by_gid(ax, "straddling")
    (path,) = shade.get_paths()
    assert (path.vertices[:, 0].min(), path.vertices[:, 0].max()) == (number(-60), number(0))
    (hatched,) = [patch for patch in ax.patches if patch.get_hatch()]
    assert (hatched.get_x(), hatched.get_width()) == (number(60), 60)
    assert {"windows straddle the event (2)", "all open"} <= set(keys(ax))
    assert [text.get_text() for text in by_gid(ax, "n")] == ["12", "4", "6", "11+1", "0+3"]
    assert by_gid(plot_event_study(event(), show_n=False), "n") == []


def test_title_tells_the_change(event: Make) -> None:
    m = "\u2212"
    assert (
        title(plot_event_study(event()))
        == f"after less before {m}0.35 [{m}0.56, {m}0.12]; placebo p 0.045 (12 other dates)"
    )
    assert title(plot_event_study(event(interval=False))).startswith(
        f"after less before {m}0.35 (no interval)"
    )
    assert (
        title(plot_event_study(event(straddling="exclude")))
        == f"after less before {m}0.30 [{m}0.56, {m}0.12]"
    )


def test_placebo_dates_stand_beside_the_event(event: Make, by_gid: Make) -> None:
    study = event()
    ax = plot_event_study(study, show="placebo")
    (others,), (own,), (bar,) = by_gid(ax, "placebo"), by_gid(ax, "event change"), by_gid(ax, "interval")
    assert list(others.get_ydata()) == study.placebo["difference"].tolist()
    assert (own.get_xdata()[0], own.get_ydata()[0]) == (number(0), -0.35)
    (limits,) = bar.get_segments()
    assert limits[:, 1].tolist() == [-0.56, -0.12]
    low, high = ax.get_yticks().min(), ax.get_yticks().max()
    assert low <= -0.56 and high == -low
    assert "other dates (12)" in keys(ax)
    with pytest.raises(RhetoricGapError, match="no other date to compare"):
        plot_event_study(event(others=0), show="placebo")


@pytest.mark.parametrize("show", ["bins", "placebo"])
@pytest.mark.parametrize("size", [None, (3.4, 2.6)])
def test_figure_is_readable(event: Make, check_readable: Make, size: Any, show: Any) -> None:
    ax = None if size is None else plt.subplots(figsize=size, layout="constrained")[1]
    ax = plot_event_study(event(), ax=ax, show=show)
    check_readable(ax, 1.0 if show == "bins" else float(ax.get_yticks().max()))


@pytest.mark.parametrize("show", ["bins", "placebo"])
def test_callers_figure_is_left_as_it_was(
    event: Make, state_of_figure: Make, settings_kept: None, show: Any
) -> None:
    figure, axes = plt.subplots(1, 2, figsize=(9, 3))
    before = state_of_figure(figure)
    assert plot_event_study(event(), ax=axes[0], show=show) is axes[0]
    assert state_of_figure(figure) == before
    assert not axes[1].has_data()


def test_something_else_is_refused(event: Make) -> None:
    with pytest.raises(RhetoricGapError, match=r"draws what event_study\(\) returns, got str"):
        plot_event_study("study")  # type: ignore[arg-type]
    with pytest.raises(UnknownOptionError, match="'bins', 'placebo'"):
        plot_event_study(event(), show="dates")  # type: ignore[arg-type]
