"""The gap over time: what is drawn, where, and what is never drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba

from rhetoric_gap import RhetoricGapError, plot_trend

Make = Callable[..., Any]


@pytest.fixture
def five_quarters(result: Make, scored: Make) -> Any:
    """Scored, without an interval, silent, partly open, fully open."""
    rows = [
        scored(12, 0.4, period="2024Q1"),
        scored(5, 0.7, half=None, period="2024Q2", reason="fewer than 10 statements"),
        {"period": "2024Q3", "reason": "no statement"},
        scored(11, 0.2, period="2024Q4", n_open=3),
        {"period": "2025Q1", "n_open": 4, "reason": "no statement in the risk set: 4 open"},
    ]
    return result(rows, freq="QE", as_of="2025-03-31")


def middle(quarter: str) -> float:
    """The middle of a period, as matplotlib counts days."""
    period = pd.Period(quarter)
    start, end = period.start_time, (period + 1).start_time
    return float(mdates.date2num(start + (end - start) / 2))


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def keys(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_points_stand_in_the_middle_of_their_period(five_quarters: Any, by_gid: Make) -> None:
    ax = plot_trend(five_quarters)
    (closed,) = by_gid(ax, "closed all")
    assert closed.get_xdata() == pytest.approx([middle("2024Q1"), middle("2024Q2")])
    assert list(closed.get_ydata()) == [0.4, 0.7]


def test_line_breaks_where_nothing_was_said(five_quarters: Any, by_gid: Make) -> None:
    (line,) = by_gid(plot_trend(five_quarters), "line all")
    assert np.isnan(line.get_ydata()).tolist() == [False, False, True, False, True]


def test_periods_with_open_windows_are_hollow(five_quarters: Any, by_gid: Make) -> None:
    ax = plot_trend(five_quarters)
    (closed,), (partly,) = by_gid(ax, "closed all"), by_gid(ax, "partly open all")
    assert list(partly.get_ydata()) == [0.2]
    assert to_rgba(partly.get_markerfacecolor()) == to_rgba(ax.get_facecolor())
    assert to_rgba(closed.get_markerfacecolor()) == to_rgba(closed.get_color())
    assert "some windows open (n+open)" in keys(ax)


def test_fully_open_period_is_below_the_axis_and_never_at_zero(five_quarters: Any, by_gid: Make) -> None:
    ax = plot_trend(five_quarters)
    ax.figure.canvas.draw()
    (waiting,) = by_gid(ax, "open all")
    ((x, y),) = waiting.get_transform().transform(np.column_stack(waiting.get_data()))
    assert x == pytest.approx(ax.transData.transform((middle("2025Q1"), 0))[0])
    assert ax.bbox.y0 < y < ax.transData.transform((0, 0))[1] - 3
    assert to_rgba(waiting.get_markerfacecolor()) == to_rgba(ax.get_facecolor())
    assert "open" in texts(ax)
    drawn = [by_gid(ax, gid)[0].get_ydata() for gid in ("line all", "closed all", "partly open all")]
    assert 0.0 not in np.concatenate(drawn)


def test_fully_open_period_is_hatched(five_quarters: Any) -> None:
    ax = plot_trend(five_quarters)
    hatched = [patch for patch in ax.patches if patch.get_hatch()]
    assert len(hatched) == 1
    assert hatched[0].get_x() == pytest.approx(mdates.date2num(pd.Timestamp("2025-01-01")))
    assert hatched[0].get_width() == pytest.approx(90)
    assert (hatched[0].get_y(), hatched[0].get_height()) == (0, 1)
    assert "none scored, windows open" in keys(ax)


def test_intervals_are_those_of_the_frame(five_quarters: Any) -> None:
    ax = plot_trend(five_quarters)
    (bars,) = [c for c in ax.collections if isinstance(c, LineCollection)]
    spans = [segment.tolist() for segment in bars.get_segments()]
    expected = [
        [[middle("2024Q1"), 0.2], [middle("2024Q1"), 0.6]],
        [[middle("2024Q4"), 0.0], [middle("2024Q4"), 0.4]],
    ]
    assert np.array(spans) == pytest.approx(np.array(expected))
    assert "95 % interval (no bar: no interval)" in keys(ax)


def test_level_comes_from_the_frame(result: Make, scored: Make) -> None:
    ax = plot_trend(result([scored(period="2024Q1", level=0.9)], freq="QE"))
    assert "90 % interval" in keys(ax)


def test_missing_intervals_are_named(result: Make, scored: Make) -> None:
    ax = plot_trend(result([scored(3, half=None, period="2024Q1")], freq="QE"))
    assert ax.get_legend().get_title().get_text() == "no period has an interval"
    assert not any("interval" in key for key in keys(ax))


def test_bounds_are_bands_and_can_be_left_out(five_quarters: Any) -> None:
    bands = [patch for patch in plot_trend(five_quarters).patches if not patch.get_hatch()]
    spans = [(round(b.get_y(), 9), round(b.get_y() + b.get_height(), 9)) for b in bands]
    frame = five_quarters.frame.dropna(subset="bound_low")
    assert spans == list(zip(frame["bound_low"].round(9), frame["bound_high"].round(9), strict=True))
    assert max(b.get_alpha() for b in bands) < 0.3
    without = plot_trend(five_quarters, show_bounds=False)
    assert [patch for patch in without.patches if not patch.get_hatch()] == []
    assert not any("bounds" in key for key in keys(without))


def test_counts_stand_under_their_periods(five_quarters: Any, by_gid: Make) -> None:
    ax = plot_trend(five_quarters)
    counts = by_gid(ax, "n all")
    assert [c.get_text() for c in counts] == ["12", "5", "11+3", "0+4"]
    expected = [middle(q) for q in ("2024Q1", "2024Q2", "2024Q4", "2025Q1")]
    assert [c.xy[0] for c in counts] == pytest.approx(expected)
    assert by_gid(plot_trend(five_quarters, show_n=False), "n all") == []


def test_untested_statements_are_counted_as_none_scored(result: Make, scored: Make, by_gid: Make) -> None:
    rows = [scored(period="2024Q1"), {"period": "2024Q2", "n_not_triggered": 2}]
    ax = plot_trend(result(rows, freq="QE"))
    assert [c.get_text() for c in by_gid(ax, "n all")] == ["12", "0"]
    assert [patch for patch in ax.patches if patch.get_hatch()] == []


def test_y_runs_from_all_done_to_all_talk(five_quarters: Any) -> None:
    ax = plot_trend(five_quarters)
    assert ax.get_ylabel() == "gap (0 all done, 1 all talk)"
    assert list(ax.get_yticks()) == [0, 0.25, 0.5, 0.75, 1]
    low, high = ax.get_ylim()
    assert low < 0 < 1 < high


def test_as_of_is_marked(five_quarters: Any, by_gid: Make) -> None:
    ax = plot_trend(five_quarters)
    (line,) = by_gid(ax, "as_of")
    assert set(line.get_xdata()) == {mdates.date2num(pd.Timestamp("2025-03-31"))}
    assert "as of 2025-03-31" in texts(ax)


def test_as_of_far_behind_does_not_squash_the_periods(result: Make, scored: Make, by_gid: Make) -> None:
    rows = [scored(period="2024Q1"), scored(period="2024Q2")]
    ax = plot_trend(result(rows, freq="QE", as_of="2030-01-01"))
    assert by_gid(ax, "as_of") == []
    assert mdates.num2date(ax.get_xlim()[1]).year == 2024


def test_x_is_a_concise_time_axis(five_quarters: Any) -> None:
    ax = plot_trend(five_quarters)
    assert isinstance(ax.xaxis.get_major_formatter(), mdates.ConciseDateFormatter)


def grouped(result: Make, scored: Make, names: list[str], quarters: list[str]) -> Any:
    """One row for every group and quarter; later groups have more statements."""
    rows = [
        scored(5 + i, 0.1 * (i + 1) / 1.2, period=q, target=name)
        for i, name in enumerate(names)
        for q in quarters
    ]
    return result(rows, by=("target",), freq="QE")


SIX = ["CHN", "JPN", "KOR", "KOR;USA", "RUS", "USA"]
QUARTERS = ["2024Q1", "2024Q2", "2024Q3"]


def test_groups_differ_in_colour_marker_and_line(result: Make, scored: Make, by_gid: Make) -> None:
    ax = plot_trend(grouped(result, scored, SIX, QUARTERS))
    lines = [by_gid(ax, f"line {name}")[0] for name in SIX]
    points = [by_gid(ax, f"closed {name}")[0] for name in SIX]
    assert len({line.get_color() for line in lines}) == 6
    assert len({point.get_marker() for point in points}) == 6
    assert len({str(line._dash_pattern) for line in lines}) == 6
    assert keys(ax)[:6] == SIX


def test_groups_stand_side_by_side_within_their_period(result: Make, scored: Make, by_gid: Make) -> None:
    ax = plot_trend(grouped(result, scored, SIX, QUARTERS))
    first = [by_gid(ax, f"closed {name}")[0].get_xdata()[0] for name in SIX]
    assert first == sorted(set(first))
    start, end = mdates.date2num(pd.Timestamp("2024-01-01")), mdates.date2num(pd.Timestamp("2024-04-01"))
    assert start < first[0] and first[-1] < end
    assert np.mean(first) == pytest.approx(middle("2024Q1"))


def test_one_group_waiting_among_others_is_not_hatched(result: Make, scored: Make, by_gid: Make) -> None:
    rows = [scored(period="2024Q1", target="JPN"), {"period": "2024Q1", "target": "KOR", "n_open": 2}]
    ax = plot_trend(result(rows, by=("target",), freq="QE"))
    assert [patch for patch in ax.patches if patch.get_hatch()] == []
    assert len(by_gid(ax, "open KOR")[0].get_xdata()) == 1
    assert len(by_gid(ax, "open JPN")[0].get_xdata()) == 0


@pytest.mark.parametrize("group", ["KOR", ["KOR"], ("KOR",)])
def test_group_is_chosen(result: Make, scored: Make, by_gid: Make, group: Any) -> None:
    ax = plot_trend(grouped(result, scored, SIX, QUARTERS), group=group)
    assert len(by_gid(ax, "line KOR")) == 1
    assert by_gid(ax, "line USA") == []


def test_group_of_two_columns_is_a_tuple_or_a_label(result: Make, scored: Make, by_gid: Make) -> None:
    rows = [scored(period="2024Q1", actor="PRK", target=t) for t in ("KOR", "USA")]
    made = result(rows, by=("actor", "target"), freq="QE")
    for group in (("PRK", "USA"), "PRK > USA", [("PRK", "USA")]):
        assert len(by_gid(plot_trend(made, group=group), "line PRK > USA")) == 1


def test_unknown_group_is_named_with_those_there_are(result: Make, scored: Make) -> None:
    with pytest.raises(
        RhetoricGapError, match=r"'KRO' is not in this result\. Did you mean 'KOR'\? There are: 'CHN'"
    ):
        plot_trend(grouped(result, scored, SIX, QUARTERS), group="KRO")


def test_group_of_a_result_without_groups(five_quarters: Any) -> None:
    with pytest.raises(RhetoricGapError, match=r"no groups; compute it with by="):
        plot_trend(five_quarters, group="KOR")


def test_largest_six_of_more_groups_with_a_note(result: Make, scored: Make, by_gid: Make) -> None:
    names = [f"G{i}" for i in range(9)]
    ax = plot_trend(grouped(result, scored, names, QUARTERS))
    drawn = [name for name in names if by_gid(ax, f"line {name}")]
    assert drawn == names[3:]
    assert ax.get_legend().get_title().get_text() == "6 of 9 groups, those with most scored statements"


def test_result_without_periods_says_how_to_get_them(result: Make, scored: Make) -> None:
    with pytest.raises(RhetoricGapError, match='freq="QE"'):
        plot_trend(result([scored()]))


def test_result_without_statements(result: Make) -> None:
    with pytest.raises(RhetoricGapError, match="holds no statements"):
        plot_trend(result([{"period": "2024Q1"}], freq="QE"))


def test_something_else_than_a_result() -> None:
    with pytest.raises(RhetoricGapError, match="expected a GapResult, got DataFrame"):
        plot_trend(pd.DataFrame())


def periods(result: Make, scored: Make, freq: str, start: str, number: int) -> Any:
    """Many periods with two-digit counts, the last of them open."""
    names = list(pd.period_range(start, periods=number, freq=freq))
    rows = [scored(10 + i % 8, 0.5, period=name, n_open=int(i > number - 3)) for i, name in enumerate(names)]
    rows[-1] = {"period": names[-1], "n_open": 11}
    return result(rows, freq=freq, as_of=str(names[-1].end_time.date()))


@pytest.mark.parametrize(("freq", "start", "number"), [("Q", "2023Q4", 10), ("M", "2020-01", 60)])
@pytest.mark.parametrize("size", [None, (5.0, 3.2), (3.5, 3.0)])
def test_counts_and_labels_never_overlap(
    result: Make, scored: Make, check_readable: Make, freq: str, start: str, number: int, size: Any
) -> None:
    ax = None if size is None else plt.subplots(figsize=size, layout="constrained")[1]
    ax = plot_trend(periods(result, scored, freq, start, number), ax=ax)
    check_readable(ax, 1.0)


def test_counts_that_cannot_all_be_written_say_so(result: Make, scored: Make, by_gid: Make) -> None:
    ax = plot_trend(periods(result, scored, "W", "2022-01-03", 150))
    counts = by_gid(ax, "n all")
    assert 20 < len(counts) < 150
    assert {c.get_rotation() for c in counts} == {90}
    assert any(text.startswith("n, 1 in ") for text in texts(ax))


@pytest.mark.parametrize("size", [None, (7.0, 5.0)])
def test_six_groups_are_readable(result: Make, scored: Make, check_readable: Make, size: Any) -> None:
    quarters = [str(p) for p in pd.period_range("2023Q4", periods=10, freq="Q")]
    ax = None if size is None else plt.subplots(figsize=size)[1]
    check_readable(plot_trend(grouped(result, scored, SIX, quarters), ax=ax), 1.0)


def test_callers_figure_is_left_as_it_was(
    five_quarters: Any, state_of_figure: Make, settings_kept: None
) -> None:
    figure, axes = plt.subplots(1, 2, figsize=(9, 3))
    before, numbers = state_of_figure(figure), plt.get_fignums()
    assert plot_trend(five_quarters, ax=axes[0]) is axes[0]
    assert state_of_figure(figure) == before
    assert plt.get_fignums() == numbers
    assert not axes[1].has_data()


def test_key_can_be_left_out(five_quarters: Any) -> None:
    assert plot_trend(five_quarters, show_key=False).get_legend() is None


def test_result_is_not_changed(five_quarters: Any) -> None:
    before = five_quarters.frame.copy()
    plot_trend(five_quarters)
    pd.testing.assert_frame_equal(five_quarters.frame, before)
