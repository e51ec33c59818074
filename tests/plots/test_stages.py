"""Stages: parts that fill the bar, and rows that have none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import pytest

import rhetoric_gap as rg
from rhetoric_gap import RhetoricGapError, plot_stages
from rhetoric_gap.plots.stages import LOOKS
from rhetoric_gap.studies import GapStages

Make = Callable[..., Any]


@pytest.fixture(scope="module")
def quarters() -> GapStages:
    return rg.gap_stages(rg.gap_index(rg.load_dataset("north_korea"), freq="QE"))


def names(ax: Any) -> list[str]:
    return [label.get_text() for label in ax.get_yticklabels()]


def test_parts_fill_the_bar_in_order(quarters: GapStages, by_gid: Make) -> None:
    ax = plot_stages(quarters)
    scored = quarters.frame.loc[quarters.frame["n"] > 0]
    ends = {row: 0.0 for row in range(len(scored))}
    for part in LOOKS:
        bars = by_gid(ax, part)
        assert [b.get_width() for b in bars] == pytest.approx(scored[part].tolist())
        for row, bar in enumerate(bars):
            assert bar.get_x() == pytest.approx(ends[row])
            ends[row] += bar.get_width()
    assert list(ends.values()) == pytest.approx([1.0] * len(scored))


def test_the_unknown_part_is_hatched_and_pale() -> None:
    look = LOOKS["unknown"][1]
    assert look["hatch"]
    assert look["facecolor"] == "white"
    assert len({look.get("hatch", look["facecolor"]) for _, look in LOOKS.values()}) == len(LOOKS)


def test_texts(quarters: GapStages) -> None:
    ax = plot_stages(quarters)
    assert names(ax)[0] == "2023Q4"
    assert names(ax)[-1] == "2026Q1"
    texts = [t.get_text() for t in ax.texts]
    assert "none scored, 3 open" in texts
    assert "0.71 to 0.85" in texts
    assert [t for t in ("total gap", "n", "open") if t not in texts] == []
    assert [t.get_text() for t in ax.get_legend().get_texts()] == [label for label, _ in LOOKS.values()]


def test_limits_of_the_total_gap(by_gid: Make) -> None:
    study = rg.gap_stages(rg.gap_index(rg.load_dataset("north_korea"), by="valence"))
    ax = plot_stages(study)
    (line,) = by_gid(ax, "interval")
    row = study.frame.iloc[0]
    assert [s[:, 0].tolist() for s in line.get_segments()] == [pytest.approx([row["lower"], row["upper"]])]
    assert ax.get_legend().get_texts()[-1].get_text() == "total gap with 95 % limits"


def test_groups() -> None:
    study = rg.gap_stages(rg.gap_index(rg.load_dataset("russia_partners"), by="valence", freq="YE"))
    every = names(plot_stages(study))
    assert "cooperation, 2024" in every
    assert "conflict, 1965" not in every, "a period without a statement of the group is left out"
    ax = plot_stages(study, group="conflict")
    assert (names(ax)[0], names(ax)[-1]) == ("1986", "2025")
    assert ax.get_legend().get_title().get_text() == "the last 40 of 65 rows"
    with pytest.raises(RhetoricGapError, match=r"group 'peace' is not in this result"):
        plot_stages(study, group="peace")


def test_a_silent_period_is_blank(by_gid: Make) -> None:
    study = rg.gap_stages(rg.gap_index(rg.load_dataset("north_korea"), freq="ME"))
    ax = plot_stages(study)
    silent = study.frame.index[study.frame["n_statements"] == 0][0]
    y = ax.get_yticks()[silent]
    assert [t.get_text() for t in ax.texts if isinstance(t.xycoords, tuple) and t.xy[1] == y] == []


@pytest.mark.parametrize("size", [(7.4, 4.0), (3.4, 2.6)])
def test_readable_at_any_size(quarters: GapStages, size: tuple[float, float], check_readable: Make) -> None:
    _, ax = plt.subplots(figsize=size, layout="constrained")
    check_readable(plot_stages(quarters, ax=ax), len(names(ax)) - 0.5)


def test_small_axes_show_the_last_and_say_so() -> None:
    months = rg.gap_stages(rg.gap_index(rg.load_dataset("north_korea"), freq="ME"))
    _, ax = plt.subplots(figsize=(3.4, 2.6), layout="constrained")
    plot_stages(months, ax=ax)
    shown = len(names(ax))
    assert 3 < shown < 20
    assert names(ax)[-1] == "2026-03"
    assert ax.get_legend().get_title().get_text() == f"the last {shown} of 28 rows"


def test_callers_figure_is_left_as_it_was(
    quarters: GapStages, state_of_figure: Make, settings_kept: None
) -> None:
    figure, axes = plt.subplots(1, 2, figsize=(14, 5))
    before = state_of_figure(figure)
    assert plot_stages(quarters, ax=axes[0]) is axes[0]
    assert state_of_figure(figure) == before


def test_something_else(quarters: GapStages) -> None:
    with pytest.raises(
        RhetoricGapError, match=r"plot_stages draws what gap_stages\(\) returns, got DataFrame"
    ):
        plot_stages(quarters.frame)  # type: ignore[arg-type]
