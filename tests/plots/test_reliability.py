"""The reliability diagram: curve, band, counts, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

from rhetoric_gap import RhetoricGapError, plot_reliability
from rhetoric_gap.inference import reliability_table
from rhetoric_gap.studies import Forecast

Make = Callable[..., Any]


def study(n: int = 60, seed: int = 0, deed: str = "any", level: float = 0.95) -> Forecast:
    """A study of made-up forecasts."""
    rng = np.random.default_rng(seed)
    p = rng.random(n).round(2)
    band = reliability_table(p, rng.random(n) < p, level=level, n_boot=49)
    rows = [("brier", 0.2, 0.1, 0.3), ("skill", -0.1, -0.2, 0.0), ("auc", 0.7, np.nan, np.nan)]
    frame = pd.DataFrame(rows, columns=["score", "estimate", "lower", "upper"]).assign(
        n=n, level=level, reason=""
    )
    return Forecast(
        frame, (), pd.DataFrame(), band.table.assign(level=level), pd.DataFrame(), deed, "dyad", level
    )


@pytest.fixture(scope="module")
def usual() -> Forecast:
    return study()


def keys(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_curve_is_that_of_the_table(usual: Forecast, by_gid: Make) -> None:
    (curve,) = by_gid(plot_reliability(usual), "curve")
    assert list(curve.get_xdata()) == usual.reliability["forecast"].tolist()
    assert list(curve.get_ydata()) == usual.reliability["observed"].tolist()


def test_a_dot_for_each_block_in_its_middle_as_large_as_it_holds(usual: Forecast, by_gid: Make) -> None:
    (dots,) = by_gid(plot_reliability(usual), "blocks")
    blocks = usual.reliability.groupby("block").agg(
        {"forecast": ["min", "max"], "block_n": "first", "observed": "first"}
    )
    middle = (blocks[("forecast", "min")] + blocks[("forecast", "max")]) / 2
    expected = np.column_stack([middle, blocks[("observed", "first")]])
    assert np.asarray(dots.get_offsets()) == pytest.approx(expected)
    sizes, n = dots.get_sizes(), blocks[("block_n", "first")].to_numpy()
    assert (np.argsort(sizes, kind="stable") == np.argsort(n, kind="stable")).all()


def test_band_is_that_of_the_table(usual: Forecast, by_gid: Make) -> None:
    (band,) = by_gid(plot_reliability(usual), "band")
    corners = band.get_paths()[0].vertices
    for column in ("lower", "upper"):
        points = usual.reliability[["forecast", column]].to_numpy()
        assert all((np.abs(corners - point).max(axis=1) < 1e-9).any() for point in points)
    assert "95 % band of reliable forecasts" in keys(plot_reliability(usual))
    assert "80 % band of reliable forecasts" in keys(plot_reliability(study(level=0.8)))


def test_counts_of_blocks_are_shown_and_can_be_left_out(usual: Forecast, by_gid: Make) -> None:
    counts = [text.get_text() for text in by_gid(plot_reliability(usual), "n")]
    expected = usual.reliability.groupby("block")["block_n"].first().astype(str).tolist()
    assert sorted(counts) == sorted([*expected, "n"])
    assert by_gid(plot_reliability(usual, show_n=False), "n") == []


def test_base_rate_and_diagonal(usual: Forecast, by_gid: Make) -> None:
    ax = plot_reliability(usual)
    base = usual.reliability["events"].sum() / usual.reliability["n"].sum()
    assert set(by_gid(ax, "base rate")[0].get_ydata()) == {base}
    (line,) = by_gid(ax, "diagonal")
    assert list(line.get_xdata()) == list(line.get_ydata()) == [0, 1]


def test_scores_are_those_of_the_frame(usual: Forecast) -> None:
    title = plot_reliability(usual).get_legend().get_title().get_text()
    assert title == "n 60, skill \u22120.10 [\u22120.20, 0.00], AUC 0.70 (no interval)"


def test_without_a_band_it_says_so(by_gid: Make) -> None:
    ax = plot_reliability(study(6))
    assert by_gid(ax, "band") == []
    assert " ".join(ax.get_legend().get_title().get_text().split()).endswith("no band: 6 forecasts")
    assert not any("band" in key for key in keys(ax))


def test_one_distinct_forecast(by_gid: Make) -> None:
    made = study(20)
    table = reliability_table(np.full(20, 0.3), np.tile([0, 1], 10), n_boot=49).table.assign(level=0.95)
    one = Forecast(made.frame, (), made.forecasts, table, made.weights, "kept", "dyad", 0.95)
    ax = plot_reliability(one)
    assert np.asarray(by_gid(ax, "blocks")[0].get_offsets()) == pytest.approx(np.array([[0.3, 0.5]]))
    assert ax.get_xlabel() == "forecast probability of the whole deed"


@pytest.mark.parametrize("size", [(5.2, 5.2), (3.4, 2.6), (7.0, 3.0)])
@pytest.mark.parametrize("n", [12, 60, 400])
def test_readable_in_any_size(check_readable: Make, size: tuple[float, float], n: int) -> None:
    figure, ax = plt.subplots(figsize=size, layout="constrained")
    assert plot_reliability(study(n), ax=ax) is ax
    figure.canvas.draw()
    check_readable(ax, 1.0)


def test_leaves_the_figure_as_it_was(usual: Forecast, state_of_figure: Make, settings_kept: None) -> None:
    figure, (ax, _) = plt.subplots(1, 2, figsize=(9, 4), layout="constrained")
    before = state_of_figure(figure)
    plot_reliability(usual, ax=ax, show_key=False)
    assert state_of_figure(figure) == before
    assert ax.get_legend() is None


def test_nothing_to_draw() -> None:
    with pytest.raises(
        RhetoricGapError, match=r"expected a Forecast, got DataFrame; pass what forecast_deeds\(\)"
    ):
        plot_reliability(pd.DataFrame())  # type: ignore[arg-type]
    empty = study(20)
    bare = Forecast(
        empty.frame.assign(reason="only 1 group: nothing else to learn from"), (), empty.forecasts,
        empty.reliability.iloc[:0], empty.weights, "any", "dyad", 0.95,
    )  # fmt: skip
    with pytest.raises(RhetoricGapError, match="no forecast to draw: only 1 group"):
        plot_reliability(bare)
