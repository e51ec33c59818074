"""Follow-through by lag: what is drawn, where, and what is never drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba

from rhetoric_gap import RhetoricGapError, plot_follow_through
from rhetoric_gap.studies import FollowThrough

Make = Callable[..., Any]
ENDS = ("complied", "withdrawn", "superseded")
SIX = [f"ACT{i}" for i in range(6)]


def made(
    groups: list[str] | None = None,
    *,
    last: int = 60,
    horizon: int = 60,
    bare: bool = False,
    ends: bool = False,
    **more: Any,
) -> FollowThrough:
    """Write a study by hand: credit rises evenly to .5 at the horizon, limits .1 around it."""
    lags = np.arange(last + 1)
    rows, curves = [], []
    for number, name in enumerate(groups or ["all"]):
        share = (0.5 - 0.05 * number) * lags / horizon
        limits = {"lower": np.nan if bare else share * 0.8, "upper": np.nan if bare else share * 0.8 + 0.1}
        other = {end: share * 0.2 if ends and end != "superseded" else 0.0 for end in ENDS}
        counts = {"n_at_risk": 200 - 2 * lags, "n_events": 1, "unweighted": share}
        curve = pd.DataFrame({"lag": lags, "follow_through": share, **limits, **counts, **other})
        gap = 1 - share[-1] if last == horizon else np.nan
        half = np.nan if bare else 0.1
        row = {"n": 200 - number, "gap": gap, "lower": gap - half, "upper": gap + half, "level": 0.95}
        row["gap_closed"] = 0.4
        if groups:
            curve.insert(0, "actor", name)
            row["actor"] = name
        rows.append(row)
        curves.append(curve)
    kind = {"competing": ends, "weighted": True, "credit": "graded", "clock": "start"} | more
    return FollowThrough(
        frame=pd.DataFrame(rows), notes=(), curve=pd.concat(curves, ignore_index=True),
        by=("actor",) if groups else (), horizon=horizon, as_of=pd.Timestamp("2024-12-31"), **kind,
    )  # fmt: skip


def keys(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_curve_is_that_of_the_study(by_gid: Make) -> None:
    study = made()
    (curve,) = by_gid(plot_follow_through(study), "curve all")
    assert list(curve.get_xdata()) == list(study.curve["lag"])
    assert list(curve.get_ydata()) == pytest.approx(list(study.curve["follow_through"]))
    assert curve.get_drawstyle() == "steps-post"


def test_limits_are_a_band(by_gid: Make) -> None:
    study = made()
    ax = plot_follow_through(study)
    (band,) = by_gid(ax, "band")
    corners = band.get_paths()[0].vertices
    assert corners[:, 1].max() == pytest.approx(study.curve["upper"].max())
    assert "95 % interval, lag by lag" in keys(ax)


def test_missing_limits_are_named(by_gid: Make) -> None:
    ax = plot_follow_through(made(bare=True))
    assert by_gid(ax, "band") == []
    assert ax.get_legend().get_title().get_text() == "no interval"
    assert not any("interval" in key for key in keys(ax))


def test_closed_windows_are_marked_at_the_horizon(by_gid: Make) -> None:
    ax = plot_follow_through(made())
    (mark,) = by_gid(ax, "closed")
    assert (list(mark.get_xdata()), list(mark.get_ydata())) == ([60], [pytest.approx(0.6)])
    assert to_rgba(mark.get_markerfacecolor()) == to_rgba(ax.get_facecolor())
    assert "closed windows only" in keys(ax)
    assert by_gid(plot_follow_through(made(), show_closed=False), "closed") == []


def test_numbers_at_risk_stand_under_the_ticks(by_gid: Make) -> None:
    ax = plot_follow_through(made())
    counts = by_gid(ax, "n all")
    assert {text.xy[0]: text.get_text() for text in counts} == {
        lag: str(200 - 2 * lag) for lag in range(0, 61, 10)
    }
    assert [text.get_text() for text in by_gid(ax, "row title")] == ["at risk"]
    assert by_gid(plot_follow_through(made(), show_n=False), "n all") == []


def test_lags_nobody_was_watched_for_are_hatched_and_uncounted(by_gid: Make) -> None:
    ax = plot_follow_through(made(last=33))
    (unseen,) = by_gid(ax, "unseen")
    assert (unseen.get_x(), unseen.get_width(), bool(unseen.get_hatch())) == (33, 27, True)
    assert "nobody watched that long" in keys(ax)
    assert [text.get_text() for text in by_gid(ax, "n all")][-3:] == ["-", "-", "-"]
    (curve,) = by_gid(ax, "curve all")
    assert max(curve.get_xdata()) == 33
    assert by_gid(plot_follow_through(made()), "unseen") == []


def test_competing_ends_that_occur_are_drawn(by_gid: Make) -> None:
    ax = plot_follow_through(made(ends=True))
    assert [len(by_gid(ax, f"end {end}")) for end in ENDS] == [1, 1, 0]
    assert keys(ax)[-2:] == ["complied", "withdrawn"]


def test_axes_say_what_is_counted() -> None:
    ax = plot_follow_through(made())
    assert (ax.get_xlabel(), ax.get_ylabel()) == (
        "days since the window opened",
        "share of severity credited",
    )
    other = plot_follow_through(made(clock="date", weighted=False, credit="full"))
    assert (other.get_xlabel(), other.get_ylabel()) == (
        "days since the statement",
        "share of statements kept in full",
    )


def test_two_groups_have_bands_and_six_have_bars(by_gid: Make) -> None:
    two, six = plot_follow_through(made(SIX[:2])), plot_follow_through(made(SIX))
    assert len(by_gid(two, "band")) == 2
    assert by_gid(six, "band") == []
    assert "95 % interval at the end" in keys(six)
    places = [by_gid(six, f"end {name}")[0].get_xdata()[0] for name in SIX]
    assert (np.diff(places) > 0).all()
    assert 60 < places[0] < places[-1] < six.get_xlim()[1]


def test_groups_can_be_chosen(by_gid: Make) -> None:
    ax = plot_follow_through(made(SIX), group="ACT3")
    assert [len(by_gid(ax, f"curve {name}")) for name in SIX] == [0, 0, 0, 1, 0, 0]
    assert "ACT3" not in keys(ax)


def test_more_groups_than_fit_are_named() -> None:
    ax = plot_follow_through(made([*SIX, "ACT6", "ACT7"]))
    assert "6 of 8 groups" in ax.get_legend().get_title().get_text()


@pytest.mark.parametrize("size", [None, (3.4, 2.6)])
@pytest.mark.parametrize("groups", [None, SIX[:2], SIX])
def test_readable(check_readable: Make, size: Any, groups: Any) -> None:
    ax = None if size is None else plt.subplots(figsize=size, layout="constrained")[1]
    check_readable(plot_follow_through(made(groups, ends=groups is None), ax=ax), 1.0)


def test_rows_that_do_not_fit_are_named(by_gid: Make) -> None:
    ax = plt.subplots(figsize=(3.0, 2.0), layout="constrained")[1]
    plot_follow_through(made(SIX), ax=ax)
    assert by_gid(ax, "row title") == []
    assert "axes too small for the row 'at risk'" in ax.get_legend().get_title().get_text()


def test_callers_figure_is_left_as_it_was(state_of_figure: Make, settings_kept: None) -> None:
    figure, axes = plt.subplots(1, 2, figsize=(9, 3))
    before, numbers = state_of_figure(figure), plt.get_fignums()
    study = made(SIX)
    frames = study.frame.copy(), study.curve.copy()
    assert plot_follow_through(study, ax=axes[0], show_key=False) is axes[0]
    assert state_of_figure(figure) == before
    assert plt.get_fignums() == numbers
    assert not axes[1].has_data()
    assert axes[0].get_legend() is None
    pd.testing.assert_frame_equal(study.frame, frames[0])
    pd.testing.assert_frame_equal(study.curve, frames[1])


def test_what_cannot_be_drawn_is_said() -> None:
    with pytest.raises(RhetoricGapError, match=r"expected what follow_through\(\) returns, got DataFrame"):
        plot_follow_through(pd.DataFrame())  # type: ignore[arg-type]
    empty = made()
    empty.frame["n"] = 0
    with pytest.raises(RhetoricGapError, match="no statement was put to the test"):
        plot_follow_through(empty)
    with pytest.raises(RhetoricGapError, match=r"group 'ACT9' is not in this result\. Did you mean"):
        plot_follow_through(made(SIX), group="ACT9")
