"""Vintages: what is drawn, where, and what is never drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from rhetoric_gap import RhetoricGapError, plot_vintages
from rhetoric_gap.spec import Spec
from rhetoric_gap.studies import Vintages

Make = Callable[..., Any]
SIX = [f"ACT{i}" for i in range(6)]
DAYS = ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"]


def made(groups: list[str] | None = None, days: list[str] = DAYS, *, bare: bool = False) -> Vintages:
    """Write a study by hand: nothing scored on the first day, an interval from the third on, the second read anew."""
    rows = []
    for number, day in enumerate(pd.to_datetime(days)):
        for place, name in enumerate(groups or [""]):
            gap = np.nan if number == 0 else 0.6 - 0.05 * number - 0.05 * place
            given = number >= 2 and not bare
            row = {
                "vintage": day, "n": 4 * number, "n_statements": 4 * number + 3, "n_open": 3 if number < 3 else 0,
                "gap": gap, "lower": gap - 0.2 if given else np.nan, "upper": gap + 0.2 if given else np.nan,
                "level": 0.95, "bound_low": 0.1, "bound_high": 0.9, "gap_later": gap - 0.1 if number == 1 else gap,
            }  # fmt: skip
            rows.append({**row, "actor": name} if groups else row)
    frame = pd.DataFrame(rows).astype({"n": "Int64", "n_open": "Int64", "n_statements": "Int64"})
    return Vintages(
        frame=frame, notes=(), rescored=pd.DataFrame(), by=("actor",) if groups else (), spec=Spec()
    )


def number(day: str) -> float:
    return float(mdates.date2num(pd.Timestamp(day)))


def keys(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_points_stand_on_their_days(by_gid: Make) -> None:
    ax = plot_vintages(made())
    (points,), (line,) = by_gid(ax, "gap all"), by_gid(ax, "line all")
    assert list(points.get_xdata()) == [number(day) for day in DAYS]
    assert list(points.get_ydata()) == pytest.approx([np.nan, 0.55, 0.5, 0.45], nan_ok=True)
    assert np.isnan(line.get_ydata()).tolist() == [True, False, False, False]


def test_intervals_and_revisions_are_those_of_the_frame(by_gid: Make) -> None:
    ax = plot_vintages(made())
    bars, moved = [c.get_segments() for c in ax.collections if isinstance(c, LineCollection)]
    assert [bar[:, 1].tolist() for bar in bars] == [pytest.approx([0.3, 0.7]), pytest.approx([0.25, 0.65])]
    assert moved[0].tolist() == [
        [number(DAYS[1]), pytest.approx(0.55)],
        [number(DAYS[1]), pytest.approx(0.45)],
    ]
    (later,) = by_gid(ax, "later all")
    assert (list(later.get_xdata()), list(later.get_ydata())) == ([number(DAYS[1])], [pytest.approx(0.45)])
    assert keys(ax) == [
        "gap as known then",
        "95 % interval (no bar: none)",
        "bounds (untested statements)",
        "same statements, read on 2024-04-30",
    ]


def test_bounds_and_revisions_can_be_left_out(by_gid: Make) -> None:
    ax = plot_vintages(made(), show_bounds=False, show_revision=False)
    assert by_gid(ax, "bounds all") == by_gid(ax, "later all") == []
    assert not any("bounds" in key or "same statements" in key for key in keys(ax))


def test_bounds_are_a_band(by_gid: Make) -> None:
    (band,) = by_gid(plot_vintages(made()), "bounds all")
    heights = band.get_paths()[0].vertices[:, 1]
    assert (heights.min(), heights.max()) == (0.1, 0.9)


def test_missing_intervals_are_named() -> None:
    ax = plot_vintages(made(bare=True))
    assert ax.get_legend().get_title().get_text() == "no interval"
    assert not any("interval" in key for key in keys(ax))


def test_counts_stand_under_their_days(by_gid: Make) -> None:
    counts = by_gid(plot_vintages(made()), "n all")
    assert {text.xy[0]: text.get_text() for text in counts} == dict(
        zip(map(number, DAYS), ["0+3", "4+3", "8+3", "12"], strict=True)
    )
    assert by_gid(plot_vintages(made(), show_n=False), "n all") == []


def test_counts_that_would_touch_are_left_out_from_the_last_on(by_gid: Make) -> None:
    days = [str(day.date()) for day in pd.date_range("2024-01-01", periods=120)]
    counts = by_gid(plot_vintages(made(days=days)), "n all")
    assert 5 < len(counts) < 60
    assert number(days[-1]) in [text.xy[0] for text in counts]


def test_many_groups_have_no_bounds(by_gid: Make) -> None:
    ax = plot_vintages(made(SIX))
    assert all(by_gid(ax, f"bounds {name}") == [] for name in SIX)
    assert len(by_gid(plot_vintages(made(SIX[:2])), "bounds ACT1")) == 1


@pytest.mark.parametrize("size", [None, (3.4, 2.6)])
@pytest.mark.parametrize("groups", [None, SIX])
def test_readable(check_readable: Make, size: Any, groups: Any) -> None:
    ax = None if size is None else plt.subplots(figsize=size, layout="constrained")[1]
    check_readable(plot_vintages(made(groups), ax=ax), 1.0)


def test_one_vintage(by_gid: Make) -> None:
    study = made(days=DAYS[:2])
    ax = plot_vintages(replace(study, frame=study.frame.iloc[1:]))
    left, right = ax.get_xlim()
    assert left < number(DAYS[1]) < right
    assert [text.get_text() for text in by_gid(ax, "n all")] == ["4+3"]


def test_callers_figure_is_left_as_it_was(state_of_figure: Make, settings_kept: None) -> None:
    figure, axes = plt.subplots(1, 2, figsize=(9, 3))
    before, study = state_of_figure(figure), made(SIX)
    frame = study.frame.copy()
    assert plot_vintages(study, ax=axes[0], show_key=False) is axes[0]
    assert state_of_figure(figure) == before
    assert not axes[1].has_data()
    assert axes[0].get_legend() is None
    pd.testing.assert_frame_equal(study.frame, frame)


def test_what_cannot_be_drawn_is_said() -> None:
    with pytest.raises(RhetoricGapError, match=r"expected what gap_vintages\(\) returns, got DataFrame"):
        plot_vintages(pd.DataFrame())  # type: ignore[arg-type]
    with pytest.raises(RhetoricGapError, match="no vintage has a scored statement"):
        plot_vintages(made(days=DAYS[:1]))
    with pytest.raises(RhetoricGapError, match="group 'ACT9' is not in this result"):
        plot_vintages(made(SIX), group="ACT9")
