"""The waterfall: bars that join, and intervals of parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import rhetoric_gap as rg
from rhetoric_gap import RhetoricGapError, plot_change
from rhetoric_gap.plots.row_figure import MINUS
from rhetoric_gap.studies import ChangeDecomposition

Make = Callable[..., Any]


@pytest.fixture(scope="module")
def study() -> ChangeDecomposition:
    """Gap .6 before, mix lowers it by .2, behaviour raises it by .1: .5 after; only behaviour has an interval."""
    frame = pd.DataFrame(
        {
            "part": ["mix of actor", "behaviour", "change"],
            "estimate": [-0.2, 0.1, -0.1],
            "lower": [np.nan, -0.05, -0.3],
            "upper": [np.nan, 0.25, 0.1],
            "level": 0.95,
            "share_of_change": [2.0, -1.0, 1.0],
            "reason": ["", "", ""],
        }
    )
    groups = pd.DataFrame({"actor": ["A", "B"], "n_before": [7, 5], "n_after": [9, 2]})
    return ChangeDecomposition(frame, (), groups, 0.6, 0.5, ("actor",))


def bars(ax: Any, gid: str, by_gid: Make) -> list[list[float]]:
    return [[round(b.get_x(), 9), round(b.get_x() + b.get_width(), 9)] for b in by_gid(ax, gid)]


def test_every_bar_begins_where_the_last_one_ended(study: ChangeDecomposition, by_gid: Make) -> None:
    ax = plot_change(study)
    assert bars(ax, "total", by_gid) == [[0.0, 0.6], [0.0, 0.5]]
    assert bars(ax, "down", by_gid) == [[0.6, 0.4]]
    assert bars(ax, "up", by_gid) == [[0.4, 0.5]]
    (threads,) = by_gid(ax, "threads")
    assert [s[0][0] for s in threads.get_segments()] == pytest.approx([0.6, 0.4, 0.5])


def test_intervals_are_those_of_the_part_from_where_it_begins(
    study: ChangeDecomposition, by_gid: Make
) -> None:
    (lines,) = by_gid(plot_change(study), "interval")
    assert [s[:, 0].tolist() for s in lines.get_segments()] == [pytest.approx([0.35, 0.65])]


def test_texts(study: ChangeDecomposition) -> None:
    ax = plot_change(study, names=("2022", "2024"))
    assert [t.get_text() for t in ax.get_yticklabels()] == ["2022", "mix of actor", "behaviour", "2024"]
    texts = [t.get_text() for t in ax.texts]
    for text in ("0.60", "0.50", f"{MINUS}0.20 (no interval)", f"+0.10 [{MINUS}0.05, +0.25]", "12", "11"):
        assert text in texts
    assert ax.get_legend().get_title().get_text() == f"change {MINUS}0.10 [{MINUS}0.30, +0.10]"
    keys = [t.get_text() for t in ax.get_legend().get_texts()]
    assert keys == ["raises the gap", "lowers the gap", "95 % interval of the part"]


def test_up_and_down_differ_without_colour(study: ChangeDecomposition, by_gid: Make) -> None:
    ax = plot_change(study)
    assert by_gid(ax, "up")[0].get_hatch() != by_gid(ax, "down")[0].get_hatch()


@pytest.mark.parametrize("size", [(7.0, 3.0), (3.4, 2.6)])
def test_readable_at_any_size(
    study: ChangeDecomposition, size: tuple[float, float], check_readable: Make
) -> None:
    _, ax = plt.subplots(figsize=size, layout="constrained")
    check_readable(plot_change(study, ax=ax), 3.5)


def test_callers_figure_is_left_as_it_was(
    study: ChangeDecomposition, state_of_figure: Make, settings_kept: None
) -> None:
    figure, axes = plt.subplots(1, 2, figsize=(14, 4))
    before = state_of_figure(figure)
    assert plot_change(study, ax=axes[1]) is axes[1]
    assert state_of_figure(figure) == before


def test_something_else() -> None:
    with pytest.raises(
        RhetoricGapError, match=r"plot_change draws what decompose_change\(\) returns, got NoneType"
    ):
        plot_change(None)  # type: ignore[arg-type]


def test_a_real_one() -> None:
    rows = rg.gap_index(rg.load_dataset("russia_partners")).outcomes
    early = rows["date"] < "2024-06-19"
    ax = plot_change(rg.decompose_change(rows[early], rows[~early], by=["actor", "topic"]))
    assert len(ax.get_yticks()) == 5
