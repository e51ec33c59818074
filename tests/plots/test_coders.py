"""The gap coder by coder, and pooled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

from rhetoric_gap import RhetoricGapError, plot_coder_gap
from rhetoric_gap.studies import CoderGap
from rhetoric_gap.studies.coders import HABITS, SLIPS

Make = Callable[..., Any]


def study(coders: int = 3, missing: tuple[str, ...] = (), no_gap: tuple[str, ...] = ()) -> CoderGap:
    """A study of made-up gaps."""
    names = [*"ABCDEFGHIJKLMNOPQRSTUVWXY"[:coders], SLIPS, HABITS]
    gap = np.linspace(0.3, 0.6, len(names))
    frame = pd.DataFrame(
        {"coder": names, "n": 40, "n_clusters": 8, "gap": gap, "lower": gap - 0.1, "upper": gap + 0.1}
    )
    frame.loc[frame["coder"].isin(missing), ["lower", "upper"]] = np.nan
    frame.loc[frame["coder"].isin(no_gap), ["gap", "lower", "upper"]] = np.nan
    return CoderGap(frame.assign(level=0.95, reason=""), (), pd.DataFrame())


def names(ax: Axes) -> list[str]:
    return [label.get_text() for label in ax.get_yticklabels()]


def test_points_and_intervals_are_those_of_the_frame(by_gid: Make) -> None:
    made = study()
    ax = plot_coder_gap(made)
    heights = dict(zip(names(ax), ax.get_yticks(), strict=True))
    assert list(heights) == ["coder A", "coder B", "coder C", SLIPS, HABITS]
    assert list(heights.values()) == [4, 3, 2, 1, 0]
    for gid, part in (("coders", made.frame[:3]), ("pooled", made.frame[3:])):
        (points,) = by_gid(ax, gid)
        assert list(points.get_xdata()) == part["gap"].tolist()
        (bars,) = by_gid(ax, f"{gid} intervals")
        spans = [segment[:, 0].tolist() for segment in bars.get_segments()]
        assert np.array(spans) == pytest.approx(part[["lower", "upper"]].to_numpy())


def test_texts_say_gap_interval_and_n() -> None:
    texts = [text.get_text() for text in plot_coder_gap(study()).texts]
    assert "0.30 [0.20, 0.40]" in texts and "gap [95 % interval]" in texts
    assert texts.count("40") == 5


def test_missing_intervals_and_gaps_are_told(by_gid: Make) -> None:
    ax = plot_coder_gap(study(missing=(SLIPS, HABITS), no_gap=("B",)))
    assert by_gid(ax, "pooled intervals")[0].get_segments() == []
    assert list(by_gid(ax, "coders")[0].get_ydata()) == [4, 2]
    texts = [text.get_text() for text in ax.texts]
    assert "no gap" in texts and any("(no interval)" in text for text in texts)
    assert ax.get_legend().get_title().get_text() == "95 % intervals (no line: none), from"


def test_marks_differ_in_shape_too(by_gid: Make) -> None:
    ax = plot_coder_gap(study())
    assert by_gid(ax, "coders")[0].get_marker() != by_gid(ax, "pooled")[0].get_marker()


@pytest.mark.parametrize("size", [(7.0, 2.7), (3.4, 2.6)])
@pytest.mark.parametrize("coders", [1, 3, 6])
def test_readable_in_any_size(check_readable: Make, size: tuple[float, float], coders: int) -> None:
    figure, ax = plt.subplots(figsize=size, layout="constrained")
    assert plot_coder_gap(study(coders), ax=ax) is ax
    figure.canvas.draw()
    check_readable(ax, coders + 1.5)


def test_key_can_be_left_out() -> None:
    assert plot_coder_gap(study(), show_key=False).get_legend() is None


def test_nothing_to_draw() -> None:
    with pytest.raises(RhetoricGapError, match="expected a CoderGap, got dict"):
        plot_coder_gap({})  # type: ignore[arg-type]
    with pytest.raises(RhetoricGapError, match="25 coders do not fit into a figure; at most 20 do"):
        plot_coder_gap(study(25))
