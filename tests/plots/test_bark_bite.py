"""Bark beside bite: lengths, order, texts, and groups nothing could be scored for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba

from rhetoric_gap import RhetoricGapError, UnknownOptionError, plot_bark_bite

Make = Callable[..., Any]


@pytest.fixture
def targets(result: Make, scored: Make) -> Any:
    """Four groups: two with an interval, one without, one without scored statements."""
    rows = [
        scored(20, 0.25, target="JPN", n_open=1),
        {"target": "CHN", "n_open": 3, "n_not_triggered": 2, "n_statements": 6, "n_complied": 1},
        scored(10, 0.75, target="KOR", n_not_triggered=4),
        scored(4, 0.5, half=None, target="USA"),
    ]
    return result(rows, by=("target",))


def names_from_top(ax: Axes) -> list[str]:
    """Group names in the order a reader sees them."""
    ax.figure.canvas.draw()
    labels = sorted(ax.get_yticklabels(), key=lambda label: -label.get_window_extent().y0)
    return [label.get_text() for label in labels]


def row_of(ax: Axes, name: str) -> float:
    """Height of a group's row."""
    return next(
        float(y)
        for y, label in zip(ax.get_yticks(), ax.get_yticklabels(), strict=True)
        if label.get_text() == name
    )


def cells_of(ax: Axes, name: str) -> list[str]:
    """Texts of a group's row, from left to right."""
    ax.figure.canvas.draw()
    row = [text for text in ax.texts if text.xy[1] == row_of(ax, name) and text.get_text() != ""]
    row = [text for text in row if text.xycoords == "data" or text.xycoords[1] == "data"]
    return [text.get_text() for text in sorted(row, key=lambda text: text.get_window_extent().x0)]


@pytest.mark.parametrize(("scale", "factor"), [("mean", 1), ("sum", 20)])
def test_line_runs_from_bite_to_bark(targets: Any, by_gid: Make, scale: Any, factor: float) -> None:
    ax = plot_bark_bite(targets, scale=scale)
    y = row_of(ax, "JPN")
    (line,) = by_gid(ax, "gap")
    (segment,) = [s for s in line.get_segments() if s[0][1] == y]
    assert segment[:, 0] == pytest.approx(np.array([0.375, 0.5]) * factor)
    for gid, x in (("bark", 0.5), ("bite", 0.375)):
        (marks,) = by_gid(ax, gid)
        at = list(marks.get_ydata()).index(y)
        assert marks.get_xdata()[at] == pytest.approx(x * factor)


def test_bark_is_a_ring_that_bite_fits_into(targets: Any, by_gid: Make) -> None:
    ax = plot_bark_bite(targets)
    (bark,), (bite,) = by_gid(ax, "bark"), by_gid(ax, "bite")
    assert bark.get_markersize() > bite.get_markersize() + 2
    assert to_rgba(bark.get_markerfacecolor()) == to_rgba("white")
    assert bite.get_zorder() > bark.get_zorder()


def test_row_says_gap_interval_and_counts(targets: Any) -> None:
    ax = plot_bark_bite(targets)
    assert cells_of(ax, "JPN") == ["0.25 [0.05, 0.45]", "20", "1", "0"]
    assert cells_of(ax, "KOR") == ["0.75 [0.55, 0.95]", "10", "0", "4"]
    assert cells_of(ax, "USA") == ["0.50 (no interval)", "4", "0", "0"]
    heads = [text.get_text() for text in ax.texts if text.xycoords == "axes fraction"]
    assert sorted(heads) == ["gap [95 % interval]", "n", "not trig.", "open"]


def test_level_comes_from_the_frame(result: Make, scored: Make) -> None:
    ax = plot_bark_bite(result([scored(level=0.8)]))
    assert "gap [80 % interval]" in [text.get_text() for text in ax.texts]


def test_unscored_group_is_listed_with_the_reason(targets: Any, by_gid: Make) -> None:
    ax = plot_bark_bite(targets)
    assert cells_of(ax, "CHN") == ["none scored (3 open, 2 not triggered, 1 other)"]
    assert row_of(ax, "CHN") not in by_gid(ax, "bark")[0].get_ydata()
    assert names_from_top(ax)[-1] == "CHN"


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("gap", ["KOR", "USA", "JPN", "CHN"]),
        ("n", ["JPN", "KOR", "USA", "CHN"]),
        ("name", ["JPN", "KOR", "USA", "CHN"]),
        ("given", ["JPN", "KOR", "USA", "CHN"]),
    ],
)
def test_order(targets: Any, sort: Any, expected: list[str]) -> None:
    assert names_from_top(plot_bark_bite(targets, sort=sort)) == expected


def test_order_by_bark_follows_the_scale(result: Make) -> None:
    rows = [
        {"target": "JPN", "n": 2, "bark": 1.6, "bite": 0.8, "gap": 0.5},
        {"target": "KOR", "n": 10, "bark": 3.0, "bite": 1.5, "gap": 0.5},
    ]
    made = result(rows, by=("target",))
    assert names_from_top(plot_bark_bite(made, sort="bark")) == ["JPN", "KOR"]
    assert names_from_top(plot_bark_bite(made, sort="bark", scale="sum")) == ["KOR", "JPN"]


@pytest.mark.parametrize(("option", "value"), [("scale", "median"), ("sort", "size")])
def test_unknown_options_name_the_known_ones(targets: Any, option: str, value: str) -> None:
    with pytest.raises(UnknownOptionError, match=f"{option}='{value}' is not known; allowed: '") as error:
        plot_bark_bite(targets, **{option: value})
    assert len(error.value.allowed) in (2, 5)


def test_unknown_group(targets: Any) -> None:
    with pytest.raises(RhetoricGapError, match=r"'kor' is not in this result\. Did you mean 'KOR'\?"):
        plot_bark_bite(targets, group="kor")


def test_group_is_chosen(targets: Any) -> None:
    assert names_from_top(plot_bark_bite(targets, group=["JPN", "KOR"])) == ["KOR", "JPN"]


def test_result_without_statements(result: Make) -> None:
    with pytest.raises(RhetoricGapError, match="holds no statements"):
        plot_bark_bite(result([]))


def test_nothing_scored_at_all(result: Make) -> None:
    ax = plot_bark_bite(result([{"n_open": 2}]))
    assert [t.get_text() for t in ax.texts if "none" in t.get_text()] == [
        "none scored (2 open, 0 not triggered)"
    ]


def test_missing_group_is_named(result: Make, scored: Make) -> None:
    ax = plot_bark_bite(result([scored(target=None), scored(target="KOR")], by=("target",)))
    assert "(missing)" in names_from_top(ax)


def test_periods_are_rows_and_silent_ones_are_left_out(result: Make, scored: Make) -> None:
    rows = [scored(period="2024Q1"), {"period": "2024Q2"}, {"period": "2024Q3", "n_open": 2}]
    ax = plot_bark_bite(result(rows, freq="QE"), sort="given")
    assert names_from_top(ax) == ["2024Q1", "2024Q3"]


def test_amounts_are_called_amounts(result: Make, scored: Make) -> None:
    ax = plot_bark_bite(result([scored()], assignment="amount"), scale="sum")
    assert ax.get_xlabel() == "summed amount of scored statements"
    assert "bark: amount named" in [text.get_text() for text in ax.get_legend().get_texts()]


def test_axis_of_severity_ends_before_the_columns(targets: Any) -> None:
    ax = plot_bark_bite(targets)
    ax.figure.canvas.draw()
    low, high = ax.spines["bottom"].get_bounds()
    assert low == 0 < 0.5 < high
    edge = ax.transData.transform((high, 0))[0]
    gaps = [text for text in ax.texts if text.get_text().startswith(("0.", "gap"))]
    assert min(text.get_window_extent().x0 for text in gaps) > edge


def many(result: Make, scored: Make, number: int) -> Any:
    """Many dyads with long names."""
    rows = [
        scored(5 + i, i / number, actor=f"AC{i:02d}", target=f"TARGET{i:02d}", n_open=10, n_not_triggered=100)
        for i in range(number)
    ]
    return result(rows, by=("actor", "target"))


@pytest.mark.parametrize("number", [1, 6, 40])
def test_rows_are_readable(result: Make, scored: Make, check_readable: Make, number: int) -> None:
    ax = plot_bark_bite(many(result, scored, number))
    check_readable(ax, number - 0.5)
    assert len(ax.get_yticks()) == number


@pytest.mark.parametrize("size", [(5.0, 3.0), (3.5, 2.8)])
def test_small_axes_are_readable(targets: Any, check_readable: Make, size: Any) -> None:
    ax = plt.subplots(figsize=size, layout="constrained")[1]
    check_readable(plot_bark_bite(targets, ax=ax), 3.5)


def test_narrow_axes_keep_gap_interval_and_n(targets: Any) -> None:
    ax = plot_bark_bite(targets, ax=plt.subplots(figsize=(3.0, 3.0))[1])
    assert cells_of(ax, "JPN")[:2] == ["0.25 [0.05, 0.45]", "20"]


def test_too_many_groups_are_cut_with_a_note(result: Make, scored: Make) -> None:
    ax = plot_bark_bite(many(result, scored, 45))
    assert len(ax.get_yticks()) == 40
    assert ax.get_legend().get_title().get_text() == "40 of 45 groups, those with most scored statements"


def test_callers_figure_is_left_as_it_was(targets: Any, state_of_figure: Make, settings_kept: None) -> None:
    figure, axes = plt.subplots(1, 2, figsize=(12, 3))
    before = state_of_figure(figure)
    assert plot_bark_bite(targets, ax=axes[1]) is axes[1]
    assert state_of_figure(figure) == before
    assert not axes[0].has_data()


def test_result_is_not_changed(targets: Any) -> None:
    before = targets.frame.copy()
    plot_bark_bite(targets)
    pd.testing.assert_frame_equal(targets.frame, before)
