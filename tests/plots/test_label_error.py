"""The gap of a machine's draft, and corrected for its errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

from rhetoric_gap import RhetoricGapError, plot_label_error
from rhetoric_gap.studies import LabelErrorGap
from rhetoric_gap.studies.label_error import BOTH, DRAFTED, LABELS, SAMPLING

Make = Callable[..., Any]
ROWS = [DRAFTED, SAMPLING, LABELS, BOTH]


def study(no_gap: tuple[str, ...] = (), bare: tuple[str, ...] = ()) -> LabelErrorGap:
    """A study of made-up gaps."""
    gap = np.array([0.55, 0.42, 0.42, 0.42])
    half = np.array([0.08, 0.09, 0.05, 0.12])
    frame = pd.DataFrame({"row": ROWS, "n": 60, "gap": gap, "lower": gap - half, "upper": gap + half}).astype(
        {"n": "Int64"}
    )
    frame.loc[frame["row"].isin(bare), ["lower", "upper"]] = np.nan
    frame.loc[frame["row"].isin(no_gap), ["gap", "lower", "upper", "n"]] = pd.NA
    return LabelErrorGap(frame.assign(level=0.95, reason=""), (), pd.DataFrame(), pd.DataFrame(), np.zeros(0))


def test_points_and_intervals_are_those_of_the_frame(by_gid: Make) -> None:
    made = study()
    ax = plot_label_error(made)
    assert [label.get_text() for label in ax.get_yticklabels()] == ROWS
    for gid, part in (("drafted", made.frame[:1]), ("corrected", made.frame[1:])):
        (points,) = by_gid(ax, gid)
        assert list(points.get_xdata()) == part["gap"].tolist()
        (bars,) = by_gid(ax, f"{gid} intervals")
        spans = [segment[:, 0].tolist() for segment in bars.get_segments()]
        assert np.array(spans) == pytest.approx(part[["lower", "upper"]].to_numpy())
    (line,) = by_gid(ax, "drafted line")
    assert line.get_segments()[0][:, 0].tolist() == [0.55, 0.55]


def test_texts_say_gap_interval_and_n() -> None:
    texts = [text.get_text() for text in plot_label_error(study()).texts]
    assert "0.55 [0.47, 0.63]" in texts and "gap [95 % interval]" in texts
    assert texts.count("60") == 4


def test_missing_intervals_and_gaps_are_told(by_gid: Make) -> None:
    ax = plot_label_error(study(bare=(LABELS,)))
    assert len(by_gid(ax, "corrected intervals")[0].get_segments()) == 2
    none = plot_label_error(study(no_gap=(SAMPLING, LABELS, BOTH)))
    assert by_gid(none, "corrected") == []
    assert [text.get_text() for text in none.texts].count("no gap") == 3


def test_nothing_at_all_can_be_drawn(by_gid: Make) -> None:
    ax = plot_label_error(study(no_gap=tuple(ROWS)))
    assert by_gid(ax, "drafted") == [] and by_gid(ax, "drafted line") == []


def test_the_key_can_be_left_out_and_small_axes_keep_the_panel() -> None:
    _, (small, tiny) = plt.subplots(1, 2, figsize=(5, 1.8))
    for ax in (small, tiny):
        assert isinstance(plot_label_error(study(), ax=ax, show_key=False), Axes)
    assert small.get_legend() is None


def test_another_object_is_refused() -> None:
    with pytest.raises(RhetoricGapError, match="expected a LabelErrorGap, got DataFrame"):
        plot_label_error(pd.DataFrame())  # type: ignore[arg-type]
