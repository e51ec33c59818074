"""The series with its breaks: what is drawn, what is shaded, what is hatched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

from rhetoric_gap import RhetoricGapError, plot_breaks
from rhetoric_gap.inference import BreakTest
from rhetoric_gap.studies import Breaks

Make = Callable[..., Any]
NAN = float("nan")


def day(number: float) -> pd.Timestamp:
    return pd.Timestamp("2022-01-01") + pd.Timedelta(days=number)


@pytest.fixture
def series() -> Make:
    """Ten blocks of 100 days, the last two open, with a break in the middle or none."""

    def make(*, broken: bool = True, early: bool = False, reason: str = "", bare: bool = False) -> Breaks:
        at = [100 * i for i in range(10)]
        if early:
            at[0] = -9000
        bark = np.array([1.0, 2, 1, 3, 1, 2, 2, 1, 0, 0])
        gap = np.array([0.2, 0.3, 0.0, 0.2, 0.8, 0.9, 1.0, 0.7, NAN, NAN])
        segment = pd.array(
            [1, 1, 1, 1, 2, 2, 2, 2, None, None] if broken else [1] * 8 + [None] * 2, dtype="Int64"
        )
        units = pd.DataFrame(
            {
                "first": [day(x + 5) for x in at], "last": [day(x + 80) for x in at],
                "left": [day(x) for x in at], "right": [day(x + 100) for x in at],
                "n": [3, 4, 3, 6, 2, 4, 4, 2, 0, 0], "n_open": [0] * 7 + [1, 2, 1], "bark": bark,
                "bite": np.nan_to_num(bark * (1 - gap)), "gap": gap, "segment": segment,
            }
        )  # fmt: skip
        parts = (
            [(0.19, 0.1, 0.3), (0.88, NAN if bare else 0.7, NAN if bare else 0.95)]
            if broken
            else [(0.5, 0.4, 0.6)]
        )
        frame = pd.DataFrame(
            [
                {"segment": i, "estimate": e, "lower": low, "upper": up, "level": 0.95}
                for i, (e, low, up) in enumerate(parts, 1)
            ]
        )
        breaks = pd.DataFrame(
            [{"date": day(405), "last_before": day(380), "possible_from": day(280), "possible_to": day(505)}][
                : int(broken)
            ],
            columns=["date", "last_before", "possible_from", "possible_to"],
        )
        test = BreakTest(0.3, NAN if reason else 0.012, 4, 0.6, 0.0, 8, 5, 999, reason)
        return Breaks(
            frame=frame, notes=(), test=test, breaks=breaks, units=units, unit="block", block=100, n_open=4,
            as_of=day(995),
        )  # fmt: skip

    return make


def keys(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.get_legend().get_texts()]


def number(x: float) -> float:
    return float(mdates.date2num(day(x)))


def test_units_stand_in_the_middle_and_grow_with_severity(series: Make, by_gid: Make) -> None:
    ax = plot_breaks(series())
    (points,) = by_gid(ax, "units")
    drawn = np.asarray(points.get_offsets())
    assert drawn[:, 0] == pytest.approx([number(100 * i + 50) for i in range(8)])
    assert drawn[:, 1] == pytest.approx([0.2, 0.3, 0, 0.2, 0.8, 0.9, 1, 0.7])
    sizes = points.get_sizes()
    assert sizes[3] == sizes.max() and sizes[0] == sizes.min()


def test_segments_are_lines_with_bands(series: Make, by_gid: Make) -> None:
    ax = plot_breaks(series())
    first, second = by_gid(ax, "segment")
    assert list(first.get_ydata()) == [0.19] * 2 and list(second.get_ydata()) == [0.88] * 2
    assert list(first.get_xdata()) == [number(0), number(400)]
    assert list(second.get_xdata()) == [number(400), number(800)]
    assert len(by_gid(ax, "interval")) == 2
    bare = plot_breaks(series(bare=True))
    assert len(by_gid(bare, "interval")) == 1
    assert "95 % interval (where there is one)" in keys(bare)


def test_breaks_are_marked_with_the_days_they_may_lie_in(series: Make, by_gid: Make) -> None:
    ax = plot_breaks(series())
    (line,), (shade,) = by_gid(ax, "break"), by_gid(ax, "possible")
    assert set(line.get_xdata()) == {number(392.5)}
    (path,) = shade.get_paths()
    assert (path.vertices[:, 0].min(), path.vertices[:, 0].max()) == (number(280), number(505))
    assert {"break", "days it may lie in"} <= set(keys(ax))
    whole = plot_breaks(series(broken=False))
    assert by_gid(whole, "break") == [] == by_gid(whole, "possible")
    assert "break" not in keys(whole)


def test_open_units_are_hatched_and_counted_never_at_zero(series: Make, by_gid: Make) -> None:
    ax = plot_breaks(series())
    hatched = [patch for patch in ax.patches if patch.get_hatch()]
    assert [patch.get_x() for patch in hatched] == [number(800), number(900)]
    assert {patch.get_width() for patch in hatched} == {100}
    assert [text.get_text() for text in by_gid(ax, "n")][-3:] == ["2+1", "0+2", "0+1"]
    assert "all open" in keys(ax)
    assert by_gid(plot_breaks(series(), show_n=False), "n") == []


def test_title_tells_the_test(series: Make) -> None:
    def title(study: Breaks) -> str:
        return " ".join(plot_breaks(study).get_legend().get_title().get_text().split())

    assert title(series()) == '"no break": p 0.012'
    assert title(series(reason="only 3 blocks")) == 'no test of "no break": only 3 blocks'
    assert title(series(early=True)) == '"no break": p 0.012; 1 earlier unit not in view'


def test_units_of_long_ago_do_not_squeeze_the_rest(series: Make, by_gid: Make) -> None:
    ax = plot_breaks(series(early=True))
    assert mdates.num2date(ax.get_xlim()[0]).year == 2022
    first, _ = by_gid(ax, "segment")
    assert first.get_xdata()[0] == ax.get_xlim()[0]


@pytest.mark.parametrize("size", [None, (3.4, 2.6)])
@pytest.mark.parametrize("options", [{}, {"broken": False}, {"early": True, "bare": True}])
def test_figure_is_readable(series: Make, check_readable: Make, size: Any, options: Any) -> None:
    ax = None if size is None else plt.subplots(figsize=size, layout="constrained")[1]
    check_readable(plot_breaks(series(**options), ax=ax), 1.0)


def test_callers_figure_is_left_as_it_was(series: Make, state_of_figure: Make, settings_kept: None) -> None:
    figure, axes = plt.subplots(1, 2, figsize=(9, 3))
    before = state_of_figure(figure)
    assert plot_breaks(series(), ax=axes[0]) is axes[0]
    assert state_of_figure(figure) == before
    assert plot_breaks(series(), show_key=False, ax=axes[1]).get_legend() is None or not keys(axes[1])


def test_something_else_is_refused(series: Make) -> None:
    import dataclasses

    with pytest.raises(RhetoricGapError, match=r"draws what gap_breaks\(\) returns, got int"):
        plot_breaks(3)  # type: ignore[arg-type]
    study = series()
    with pytest.raises(RhetoricGapError, match="no statement is closed"):
        plot_breaks(dataclasses.replace(study, units=study.units.assign(n=0)))
