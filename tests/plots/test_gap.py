"""The forest of gaps: what each mark stands for, what is said where there is none, and that it can be read."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

from rhetoric_gap import RhetoricGapError, UnknownOptionError, plot_gap

Make = Callable[..., Any]
FEW = "only 4 scored, 10 needed for an interval"


@pytest.fixture
def targets(result: Make, scored: Make) -> Any:
    """Four groups: two with an interval, one without, one without scored statements."""
    rows = [
        scored(20, 0.25, target="JPN", n_open=1),
        {
            "target": "CHN", "n_open": 3, "n_not_triggered": 2, "bound_low": 0.0, "bound_high": 1.0,
            "reason": "no statement in the risk set: 3 open, 2 not triggered",
        },
        scored(12, 0.75, target="KOR", n_not_triggered=4),
        scored(4, 0.5, half=None, target="USA", reason=FEW),
    ]  # fmt: skip
    return result(rows, by=("target",))


def with_chance(result: Any, values: list[float]) -> Any:
    """Add the column of chance."""
    return dataclasses.replace(result, frame=result.frame.assign(gap_if_chance=values))


def names_from_top(ax: Axes) -> list[str]:
    ax.figure.canvas.draw()
    labels = sorted(ax.get_yticklabels(), key=lambda label: -label.get_window_extent().y0)
    return [label.get_text() for label in labels]


def row_of(ax: Axes, name: str) -> float:
    return next(
        float(y)
        for y, label in zip(ax.get_yticks(), ax.get_yticklabels(), strict=True)
        if label.get_text() == name
    )


def cells_of(ax: Axes, name: str) -> list[str]:
    """Texts of a group's row right of the panel, from left to right."""
    ax.figure.canvas.draw()
    found = [t for t in ax.texts if t.xy[1] == row_of(ax, name) and t.xycoords == ("axes fraction", "data")]
    return [t.get_text() for t in sorted(found, key=lambda t: t.get_window_extent().x0)]


def reasons(ax: Axes) -> dict[float, str]:
    return {t.xy[1]: t.get_text() for t in ax.texts if t.get_gid() == "reason"}


def key_texts(ax: Axes) -> list[str]:
    legend = ax.get_legend()
    return [t.get_text() for t in legend.get_texts()] if legend else []


class TestMarks:
    def test_point_and_line(self, targets: Any, by_gid: Make) -> None:
        ax = plot_gap(targets)
        (points,), (lines,) = by_gid(ax, "gap"), by_gid(ax, "interval")
        at = dict(zip(points.get_ydata(), points.get_xdata(), strict=True))
        assert {name: at[row_of(ax, name)] for name in ("JPN", "KOR", "USA")} == {
            "JPN": 0.25,
            "KOR": 0.75,
            "USA": 0.5,
        }
        spans = {s[0][1]: s[:, 0].tolist() for s in lines.get_segments()}
        assert spans == {
            row_of(ax, "JPN"): pytest.approx([0.05, 0.45]),
            row_of(ax, "KOR"): pytest.approx([0.55, 0.95]),
        }

    def test_group_without_a_gap_has_no_point(self, targets: Any, by_gid: Make) -> None:
        ax = plot_gap(targets)
        assert row_of(ax, "CHN") not in by_gid(ax, "gap")[0].get_ydata()

    def test_bands_are_the_bounds(self, targets: Any) -> None:
        ax = plot_gap(targets)
        spans = {
            round(bar.get_y() + bar.get_height() / 2, 6): (bar.get_x(), bar.get_x() + bar.get_width())
            for bar in ax.patches
        }
        assert spans[row_of(ax, "KOR")] == pytest.approx((0.6, 1.0))
        assert spans[row_of(ax, "CHN")] == pytest.approx((0.0, 1.0))
        assert len(spans) == 4
        assert not plot_gap(targets, show_bounds=False).patches

    def test_bounds_that_are_one_number_are_seen(self, result: Make, scored: Make, by_gid: Make) -> None:
        ax = plot_gap(result([scored(bound_low=0.4, bound_high=0.4)]))
        (edge,) = by_gid(ax, "bound_low")
        assert edge.get_segments()[0][:, 0].tolist() == [0.4, 0.4]
        assert np.ptp(edge.get_segments()[0][:, 1]) > 0

    def test_band_lies_behind_line_and_point(self, targets: Any, by_gid: Make) -> None:
        ax = plot_gap(with_chance(targets, [0.6, np.nan, 0.8, 0.9]))
        layers = [ax.patches[0], by_gid(ax, "interval")[0], by_gid(ax, "chance")[0], by_gid(ax, "gap")[0]]
        assert [one.get_zorder() for one in layers] == sorted(one.get_zorder() for one in layers)

    def test_chance_where_it_is_known(self, targets: Any, by_gid: Make) -> None:
        ax = plot_gap(with_chance(targets, [0.6, np.nan, 0.8, np.nan]))
        (ticks,) = by_gid(ax, "chance")
        assert dict(zip(ticks.get_ydata(), ticks.get_xdata(), strict=True)) == {
            row_of(ax, "JPN"): 0.6,
            row_of(ax, "KOR"): 0.8,
        }
        assert "gap if by chance" in key_texts(ax)
        assert not by_gid(plot_gap(with_chance(targets, [0.5] * 4), show_chance=False), "chance")

    @pytest.mark.parametrize("column", [None, [np.nan] * 4])
    def test_without_chance_nothing_is_said_of_it(self, targets: Any, column: Any) -> None:
        ax = plot_gap(targets if column is None else with_chance(targets, column))
        assert "gap if by chance" not in key_texts(ax)

    def test_stages_from_one_end_of_unknown_effects_to_the_other(
        self, result: Make, scored: Make, by_gid: Make
    ) -> None:
        made = result([scored(20, 0.25, gap_total_low=0.4, gap_total_high=0.7)])
        ax = plot_gap(made, stages=True)
        (line,) = by_gid(ax, "total")
        assert line.get_segments()[0][:, 0].tolist() == [0.4, 0.7]
        assert line.get_segments()[0][0][1] < 0  # below the row
        assert "words to effects (unknown effects)" in key_texts(ax)
        assert not by_gid(plot_gap(made), "total")

    def test_key_names_only_what_is_drawn(self, result: Make, scored: Make) -> None:
        assert key_texts(plot_gap(result([scored()]))) == [
            "gap",
            "95 % interval",
            "bounds (untested statements)",
        ]
        bare = result([scored(4, half=None, bound_low=np.nan, bound_high=np.nan, reason=FEW)])
        assert key_texts(plot_gap(bare)) == ["gap"]
        assert plot_gap(result([scored(level=0.8)]), show_key=False).get_legend() is None
        assert "80 % interval" in key_texts(plot_gap(result([scored(level=0.8)])))


class TestWords:
    def test_cells(self, targets: Any) -> None:
        ax = plot_gap(targets)
        assert cells_of(ax, "JPN") == ["0.25 [0.05, 0.45]", "20", "1"]
        assert cells_of(ax, "USA") == ["0.50", "4", "0"]
        assert cells_of(ax, "CHN") == ["0", "3"]
        heads = [t.get_text() for t in ax.texts if t.xycoords == "axes fraction"]
        assert sorted(heads) == ["gap [95 % interval]", "n", "open"]

    def test_why_there_is_no_gap(self, targets: Any) -> None:
        ax = plot_gap(targets)
        assert reasons(ax) == {row_of(ax, "CHN"): "no statement in the risk set: 3 open, 2 not triggered"}

    def test_a_reason_too_long_is_shortened(self, result: Make, scored: Make) -> None:
        long = (
            "no statement in the risk set: 3 open, 2 not triggered, "
            + "7 of another long kind of state, " * 4
        )
        made = result(
            [scored(target="A"), {"target": "B", "n_open": 3, "n_not_triggered": 2, "reason": long}],
            by=("target",),
        )
        assert list(reasons(plot_gap(made)).values()) == ["none scored: 3 open, 2 not triggered"]

    def test_why_there_is_no_line(self, targets: Any, result: Make, scored: Make) -> None:
        assert plot_gap(targets).get_legend().get_title().get_text() == "no line: fewer than 10 scored"
        other = result([scored(20, half=None, reason="one statement: no variance to see")])
        assert (
            plot_gap(other).get_legend().get_title().get_text()
            == "no line: one statement: no variance to see"
        )
        assert plot_gap(result([scored()])).get_legend().get_title().get_text() == ""

    def test_single_row_is_called_all(self, result: Make, scored: Make) -> None:
        assert names_from_top(plot_gap(result([scored()]))) == ["all"]

    def test_narrow_axes_keep_the_counts(self, targets: Any) -> None:
        ax = plot_gap(targets, ax=plt.subplots(figsize=(2.2, 3.0))[1])
        assert cells_of(ax, "JPN") in (["20", "1"], ["20+1"])
        assert cells_of(ax, "KOR") in (["12", "0"], ["12"])

    def test_without_counts(self, targets: Any) -> None:
        ax = plot_gap(targets, show_n=False)
        assert [t for t in ax.texts if t.get_gid() != "reason"] == []


class TestOrderAndChoice:
    @pytest.mark.parametrize(
        ("sort", "expected"),
        [
            ("gap", ["KOR", "USA", "JPN", "CHN"]),
            ("n", ["JPN", "KOR", "USA", "CHN"]),
            ("name", ["JPN", "KOR", "USA", "CHN"]),
            ("given", ["JPN", "KOR", "USA", "CHN"]),
        ],
    )
    def test_order(self, targets: Any, sort: Any, expected: list[str]) -> None:
        assert names_from_top(plot_gap(targets, sort=sort)) == expected

    def test_unknown_order(self, targets: Any) -> None:
        with pytest.raises(
            UnknownOptionError, match="sort='size' is not known; allowed: 'gap', 'n', 'name', 'given'"
        ):
            plot_gap(targets, sort="size")  # type: ignore[arg-type]

    def test_group(self, targets: Any) -> None:
        assert names_from_top(plot_gap(targets, group=["JPN", "KOR"])) == ["KOR", "JPN"]
        with pytest.raises(RhetoricGapError, match=r"'kor' is not in this result\. Did you mean 'KOR'\?"):
            plot_gap(targets, group="kor")

    def test_periods_are_rows_and_silent_ones_are_left_out(self, result: Make, scored: Make) -> None:
        rows = [scored(period="2024Q1"), {"period": "2024Q2"}, {"period": "2024Q3", "n_open": 2}]
        assert names_from_top(plot_gap(result(rows, freq="QE"), sort="given")) == ["2024Q1", "2024Q3"]

    def test_too_many_groups_are_cut_with_a_note(self, result: Make, scored: Make) -> None:
        made = result([scored(5 + i, target=f"T{i:02d}") for i in range(45)], by=("target",))
        ax = plot_gap(made)
        assert len(ax.get_yticks()) == 40
        assert ax.get_legend().get_title().get_text().startswith("40 of 45 groups, those with most scored")

    def test_nothing_to_draw(self, result: Make) -> None:
        with pytest.raises(RhetoricGapError, match="holds no statements"):
            plot_gap(result([]))
        with pytest.raises(RhetoricGapError, match="expected a GapResult, got DataFrame"):
            plot_gap(pd.DataFrame())  # type: ignore[arg-type]

    def test_nothing_scored_at_all(self, result: Make) -> None:
        ax = plot_gap(result([{"n_open": 2, "reason": "no statement in the risk set: 2 open"}]))
        assert list(reasons(ax).values()) == ["no statement in the risk set: 2 open"]


class TestReadable:
    def many(self, result: Make, scored: Make, number: int) -> Any:
        rows = [
            scored(5 + i, i / number, actor=f"AC{i:02d}", target=f"TARGET{i:02d}", n_open=10, gap_if_chance=0.7,
                   gap_total_low=0.5, gap_total_high=0.9)
            for i in range(number)
        ]  # fmt: skip
        return result(rows, by=("actor", "target"))

    @pytest.mark.parametrize(("number", "stages"), [(1, True), (6, False), (25, True)])
    def test_rows(self, result: Make, scored: Make, check_readable: Make, number: int, stages: bool) -> None:
        ax = plot_gap(self.many(result, scored, number), stages=stages)
        check_readable(ax, number - 0.5)
        assert len(ax.get_yticks()) == number

    @pytest.mark.parametrize("size", [(5.0, 3.0), (3.4, 2.6)])
    def test_small_axes(self, targets: Any, check_readable: Make, size: Any) -> None:
        ax = plt.subplots(figsize=size, layout="constrained")[1]
        check_readable(plot_gap(targets, ax=ax), 3.5)

    @pytest.mark.parametrize("layout", [None, "constrained"])
    def test_no_mark_runs_into_the_columns(self, targets: Any, layout: Any) -> None:
        ax = plot_gap(targets, ax=plt.subplots(figsize=(7, 3), layout=layout)[1])
        ax.figure.canvas.draw()
        edge = ax.transData.transform((1.0, 0))[0]
        columns = [t for t in ax.texts if t.xycoords in ("axes fraction", ("axes fraction", "data"))]
        assert min(t.get_window_extent().x0 for t in columns) > edge + 3

    def test_what_is_not_drawn_takes_no_room(self, targets: Any) -> None:
        """A column of chance that nobody computed must not push the axes aside."""
        places = []
        for made in (targets, with_chance(targets, [np.nan] * 4)):
            ax = plot_gap(made)
            ax.figure.canvas.draw()
            places.append(ax.get_position().bounds)
        assert places[0] == pytest.approx(places[1])
        assert places[0][0] < 0.12

    def test_callers_figure_is_left_as_it_was(
        self, targets: Any, state_of_figure: Make, settings_kept: None
    ) -> None:
        figure, axes = plt.subplots(1, 2, figsize=(12, 3))
        before = state_of_figure(figure)
        assert plot_gap(targets, ax=axes[1]) is axes[1]
        assert state_of_figure(figure) == before
        assert not axes[0].has_data()

    def test_result_is_not_changed(self, targets: Any) -> None:
        before = targets.frame.copy()
        plot_gap(targets, stages=True)
        pd.testing.assert_frame_equal(targets.frame, before)
