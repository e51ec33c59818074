"""Differences with their intervals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgba

from rhetoric_gap import RhetoricGapError, plot_compare
from rhetoric_gap.plots.row_figure import MINUS
from rhetoric_gap.studies import GapComparison

Make = Callable[..., Any]


def pair(first: str, second: str, estimate: float, half: float | None, p: float) -> dict[str, Any]:
    lower, upper = (estimate - half, estimate + half) if half else (np.nan, np.nan)
    return {
        "first": first, "second": second, "n_first": 12, "n_second": 30, "gap_first": 0.4,
        "gap_second": 0.4 + estimate, "estimate": estimate, "lower": lower, "upper": upper, "level": 0.95,
        "p": p, "p_holm": p,
    }  # fmt: skip


@pytest.fixture
def study() -> GapComparison:
    rows = [
        pair("KOR", "USA", 0.3, 0.2, 0.0004),
        pair("KOR", "JPN", -0.1, None, 0.5),
        pair("USA", "JPN", -0.4, 0.3, 1),
    ]
    return GapComparison(pd.DataFrame(rows), (), ("target",))


def test_points_bars_and_no_difference(study: GapComparison, by_gid: Make) -> None:
    ax = plot_compare(study)
    (points,), (bare,), (bars,), (zero,) = (
        by_gid(ax, g) for g in ("difference", "bare", "interval", "no difference")
    )
    assert list(points.get_xdata()) == [0.3, -0.4]
    assert list(bare.get_xdata()) == [-0.1]
    assert to_rgba(bare.get_markerfacecolor()) == to_rgba("white")
    assert [s[:, 0].tolist() for s in bars.get_segments()] == [
        pytest.approx([0.1, 0.5]),
        pytest.approx([-0.7, -0.1]),
    ]
    assert list(zero.get_xdata()) == [0, 0]


def test_texts(study: GapComparison) -> None:
    ax = plot_compare(study)
    assert [t.get_text() for t in ax.get_yticklabels()] == [
        f"USA {MINUS} KOR",
        f"JPN {MINUS} KOR",
        f"JPN {MINUS} USA",
    ]
    texts = [t.get_text() for t in ax.texts]
    for text in (
        "+0.30 [+0.10, +0.50]",
        f"{MINUS}0.10 (no interval)",
        "< .001",
        ".500",
        "1",
        "30, 12",
        "p (Holm)",
    ):
        assert text in texts
    assert "difference [95 % interval]" in texts
    keys = [t.get_text() for t in ax.get_legend().get_texts()]
    assert keys == ["difference with 95 % interval", "no interval"]


def test_axis_reaches_to_both_sides_alike(study: GapComparison) -> None:
    ticks = plot_compare(study).get_xticks()
    assert 0 in ticks
    assert ticks.tolist() == pytest.approx((-ticks[::-1]).tolist())
    assert max(ticks) == 0.8


@pytest.mark.parametrize("size", [(7.6, 2.4), (3.4, 2.6)])
def test_readable_at_any_size(study: GapComparison, size: tuple[float, float], check_readable: Make) -> None:
    _, ax = plt.subplots(figsize=size, layout="constrained")
    check_readable(plot_compare(study, ax=ax), 2.5)


def test_too_many_pairs_for_the_axes() -> None:
    rows = [pair("A", f"B{i}", 0.1, 0.05, 0.2) for i in range(30)]
    _, ax = plt.subplots(figsize=(5, 3), layout="constrained")
    plot_compare(GapComparison(pd.DataFrame(rows), (), ("actor",)), ax=ax)
    shown = len(ax.get_yticks())
    assert 5 < shown < 30
    assert ax.get_legend().get_title().get_text() == f"the first {shown} of 30 pairs"


def test_callers_figure_is_left_as_it_was(
    study: GapComparison, state_of_figure: Make, settings_kept: None
) -> None:
    figure, axes = plt.subplots(1, 2, figsize=(14, 4))
    before = state_of_figure(figure)
    assert plot_compare(study, ax=axes[0]) is axes[0]
    assert state_of_figure(figure) == before


def test_nothing_to_draw(study: GapComparison) -> None:
    with pytest.raises(RhetoricGapError, match="there is no pair to draw"):
        plot_compare(GapComparison(study.frame.head(0), (), ("target",)))
    with pytest.raises(
        RhetoricGapError, match=r"plot_compare draws what compare_gaps\(\) returns, got DataFrame"
    ):
        plot_compare(study.frame)  # type: ignore[arg-type]
