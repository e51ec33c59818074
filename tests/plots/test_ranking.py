"""The ranking: raw beside shrunk, in order, with what the order is worth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from rhetoric_gap import RhetoricGapError, plot_ranking
from rhetoric_gap.studies import Shrunk

Make = Callable[..., Any]


def group(name: str, n: int, gap: float, shrunk: float, rank: int, **values: Any) -> dict[str, Any]:
    return {
        "target": name, "n": n, "n_effective": float(n), "n_open": 1, "gap": gap, "shrunk": shrunk,
        "lower": max(shrunk - 0.2, 0), "upper": min(shrunk + 0.2, 1), "level": 0.95, "rank": rank, "rank_lower": 1,
        "rank_upper": 3, "p_largest": 0.3, "reason": "", **values,
    }  # fmt: skip


def study(rows: list[dict[str, Any]], by: tuple[str, ...] = ("target",), mean: float = 0.5) -> Shrunk:
    frame = pd.DataFrame(rows)
    frame[["rank", "rank_lower", "rank_upper"]] = frame[["rank", "rank_lower", "rank_upper"]].astype("Int64")
    return Shrunk(frame, (), by, None, mean, 6.0, "posterior")


@pytest.fixture
def three() -> Shrunk:
    """Two groups with a rank, one without."""
    nothing = dict.fromkeys(["gap", "shrunk", "lower", "upper", "p_largest"], np.nan)
    return study(
        [
            group("JPN", 3, 0.0, 0.3, 2),
            group("CHN", 0, 0, 0, 0) | nothing | dict.fromkeys(["rank", "rank_lower", "rank_upper"], pd.NA)
            | {"reason": "no statement in the risk set: 2 open"},
            group("KOR", 20, 0.9, 0.8, 1),
        ]
    )  # fmt: skip


def names_from_top(ax: Any) -> list[str]:
    ax.figure.canvas.draw()
    return [t.get_text() for t in sorted(ax.get_yticklabels(), key=lambda t: -t.get_window_extent().y0)]


def test_order_is_that_of_the_shrunk_gaps(three: Shrunk) -> None:
    assert names_from_top(plot_ranking(three)) == ["KOR", "JPN", "CHN"]


def test_ring_dot_limits_and_the_way_between(three: Shrunk, by_gid: Make) -> None:
    ax = plot_ranking(three)
    (raw,), (shrunk,), (limits,), (way,) = (by_gid(ax, gid) for gid in ("raw", "shrunk", "limits", "way"))
    assert list(raw.get_xdata()) == [0.9, 0.0]
    assert list(shrunk.get_xdata()) == [0.8, 0.3]
    assert limits.get_segments()[0][:, 0].tolist() == pytest.approx([0.6, 1.0])
    assert way.get_segments()[1][:, 0].tolist() == [0.0, 0.3]
    assert raw.get_markersize() > shrunk.get_markersize()
    (common,) = by_gid(ax, "common")
    assert common.get_segments()[0][:, 0].tolist() == [0.5, 0.5]


def test_texts(three: Shrunk) -> None:
    ax = plot_ranking(three)
    ax.figure.canvas.draw()
    top = [t for t in ax.texts if t.xycoords == ("axes fraction", "data") and t.xy[1] == 2]
    cells = [t.get_text() for t in sorted(top, key=lambda t: t.get_window_extent().x0)]
    assert cells == ["0.80 [0.60, 1.00]", "1 [1, 3]", "20", "1"]
    assert [t.get_text() for t in ax.texts if t.get_gid() == "reason"] == [
        "no statement in the risk set: 2 open"
    ]
    heads = [t.get_text() for t in ax.texts if t.xycoords == "axes fraction"]
    assert sorted(heads) == ["n", "open", "rank", "shrunk [95 %]"]


def test_options(three: Shrunk) -> None:
    bare = plot_ranking(three, show_n=False, show_key=False)
    assert bare.get_legend() is None
    assert [t.get_gid() for t in bare.texts] == ["reason"]


def test_no_common_gap_no_line(three: Shrunk, by_gid: Make) -> None:
    alone = study([group("JPN", 3, 0.0, np.nan, 1, lower=np.nan, upper=np.nan)], mean=np.nan)
    ax = plot_ranking(alone)
    assert by_gid(ax, "common") == []
    assert "common gap" not in [t.get_text() for t in ax.get_legend().get_texts()]


def test_too_many_groups_are_cut_with_a_note() -> None:
    many = study([group(f"T{i:02d}", i, 0.5, i / 50, 50 - i) for i in range(1, 46)])
    ax = plot_ranking(many)
    assert len(ax.get_yticks()) == 40
    assert "T05" not in names_from_top(ax)
    assert ax.get_legend().get_title().get_text() == "40 of 45 groups, those with most scored statements"


@pytest.mark.parametrize("number", [1, 8, 25])
def test_rows_are_readable(check_readable: Make, number: int) -> None:
    rows = [group(f"A GROUP {i}", i, i / number, 0.3 + i / 60, number - i) for i in range(number)]
    ax = plot_ranking(study(rows))
    check_readable(ax, number - 0.5)


@pytest.mark.parametrize("size", [(5.0, 3.0), (3.4, 2.6)])
def test_small_axes_are_readable(three: Shrunk, check_readable: Make, size: Any) -> None:
    ax = plt.subplots(figsize=size, layout="constrained")[1]
    check_readable(plot_ranking(three, ax=ax), 2.5)


def test_what_is_no_ranking(result: Make, scored: Make) -> None:
    with pytest.raises(RhetoricGapError, match=r"expected what shrink_gaps\(\) returns, got GapResult"):
        plot_ranking(result([scored()]))
    with pytest.raises(RhetoricGapError, match="holds no groups"):
        plot_ranking(
            study([group("JPN", 3, 0.0, 0.3, 2)]).__class__(pd.DataFrame(), (), (), None, 0.5, 1.0, "given")
        )


def test_callers_figure_is_left_as_it_was(three: Shrunk, state_of_figure: Make, settings_kept: None) -> None:
    figure, axes = plt.subplots(1, 2, figsize=(12, 3))
    before = state_of_figure(figure)
    frame = three.frame.copy()
    assert plot_ranking(three, ax=axes[0]) is axes[0]
    assert state_of_figure(figure) == before
    pd.testing.assert_frame_equal(three.frame, frame)
