"""The gap beside chance: what is drawn where, and when there is nothing to draw."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.patches import Rectangle

import rhetoric_gap as rg
from rhetoric_gap.plots.chance import RIDGE


@pytest.fixture(scope="module")
def case() -> rg.Case:
    return rg.make_case(n_topics=2, n_dyads=3, background_rate=0.012, n_statements=90, seed=4)


@pytest.fixture(scope="module")
def groups(case: rg.Case) -> rg.GapResult:
    return rg.gap_index(
        case.statements, case.actions, match="topic", chance=99, by="target", as_of=case.coverage_end
    )


def texts(ax) -> list[str]:
    return [text.get_text() for text in ax.texts]


def test_each_row_shows_gap_mean_and_draws(groups):
    ax = rg.plot_chance(groups)
    frame = groups.frame
    assert [label.get_text() for label in ax.get_yticklabels()] == frame["target"].tolist()[::-1]
    (points,) = [line for line in ax.lines if line.get_gid() == "gap"]
    assert points.get_xdata().tolist() == frame["gap"].tolist()[::-1]
    (means,) = [c for c in ax.collections if c.get_gid() == "if chance"]
    assert [s[0][0] for s in means.get_segments()] == pytest.approx(frame["gap_if_chance"].tolist()[::-1])
    for y, row in enumerate(frame.index[::-1]):
        bars = [b for b in ax.patches if isinstance(b, Rectangle) and b.get_y() == y]
        draws = groups.chance.draws[row]
        assert min(b.get_x() for b in bars) == pytest.approx(draws.min())
        assert max(b.get_x() + b.get_width() for b in bars) == pytest.approx(draws.max())
        assert max(b.get_height() for b in bars) == pytest.approx(RIDGE)
        counts, _ = np.histogram(draws, bins=len(bars))
        assert [b.get_height() for b in bars] == pytest.approx((RIDGE * counts / counts.max()).tolist())
    plt.close(ax.figure)


def test_p_n_and_the_moves_are_written(groups):
    ax = rg.plot_chance(groups)
    shown = texts(ax)
    assert [f"{p:.3f}" for p in groups.frame["p_chance"]][::-1] == [t for t in shown if t.startswith("0.")]
    assert {str(n) for n in groups.frame["n"]} <= set(shown)
    assert ax.get_legend().get_title().get_text().replace("\n", " ") == "99 moves by dyad, 60 to 360 days"
    bare = rg.plot_chance(groups, show_n=False, show_key=False)
    assert "n" not in texts(bare) and bare.get_legend() is None
    plt.close("all")


def test_chosen_groups_only(groups):
    ax = rg.plot_chance(groups, group="TGT001")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["TGT001"]
    with pytest.raises(rg.RhetoricGapError, match=r"'TGT009' is not in this result.*TGT001"):
        rg.plot_chance(groups, group="TGT009")
    plt.close("all")


def test_mirror_is_called_so(case):
    found = rg.gap_index(case.statements, case.actions, match="topic", chance=9, shift="mirror")
    ax = rg.plot_chance(found)
    assert "mirror windows" in [t.get_text() for t in ax.get_legend().get_texts()]
    plt.close(ax.figure)


def test_without_a_control_it_says_why(case):
    plain = rg.gap_index(case.statements, case.actions, match="topic")
    with pytest.raises(rg.RhetoricGapError, match=r"gap_index\(\.\.\., chance=999\)"):
        rg.plot_chance(plain)
    coded = rg.gap_index(rg.load_dataset("north_korea"), chance=9)
    with pytest.raises(rg.RhetoricGapError, match="links drawn by a coder"):
        rg.plot_chance(coded)


def test_rows_without_scored_statements_are_left_out_and_too_many_refused(case):
    months = rg.gap_index(case.statements, case.actions, match="topic", chance=5, freq="QE")
    ax = rg.plot_chance(months)
    assert len(ax.get_yticks()) == int(months.frame["gap_if_chance"].notna().sum())
    many = rg.gap_index(case.statements, case.actions, match="topic", chance=5, freq="ME")
    with pytest.raises(rg.RhetoricGapError, match="rows are too many to draw, at most 25"):
        rg.plot_chance(many)
    plt.close("all")
