"""Assessments beside deeds: every row, every mark, and what is not drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.axes import Axes

import rhetoric_gap as rg
from rhetoric_gap import RhetoricGapError, plot_alarm
from rhetoric_gap.plots.row_figure import MINUS, shortened, signed, signed_interval
from rhetoric_gap.studies import AlarmGap
from tests.small_tables import day, deed, deeds

Make = Callable[..., Any]


def view(name: str, number: int, severity: float, horizon: int = 30, **columns: Any) -> dict[str, Any]:
    row = {"assessment_id": name, "date": day(number), "actor": "AAA", "target": "BBB", "severity": severity}
    return {
        **row,
        "valence": "conflict",
        "horizon_end": day(number + horizon),
        "observer": f"observer {name}",
        **columns,
    }


@pytest.fixture(scope="module")
def study() -> AlarmGap:
    """One alarm above the deeds, one below, one open, one not covered."""
    rows = [
        view("O1", 0, 0.8),
        view("O2", 40, 0.3),
        view("O3", 80, 0.9, 90),
        view("O4", 85, 0.5, target="ZZZ"),
    ]
    done = deeds(deed("A1", 5, severity=0.2), deed("A2", 45, severity=0.6), deed("A3", 85, severity=0.4))
    return rg.alarm_gap(observers=pd.DataFrame(rows), actions=done, as_of=day(120))


def names(ax: Axes) -> list[str]:
    return [label.get_text() for label in ax.get_yticklabels()]


def cells(ax: Axes, row: int) -> list[str]:
    """Texts beside a row, from the left."""
    y = ax.get_yticks()[row]
    found = [t for t in ax.texts if isinstance(t.xycoords, tuple) and t.xy[1] == y]
    return [t.get_text() for t in sorted(found, key=lambda t: t.xyann[0])]


def test_rows_in_order_of_date_then_means(study: AlarmGap) -> None:
    assert names(plot_alarm(study)) == [
        "2024-01-01  observer O1",
        "2024-02-10  observer O2",
        "2024-03-21  observer O3",
        "2024-03-26  observer O4",
        "mean, conflict",
    ]
    assert len(names(plot_alarm(study, show_mean=False))) == 4


def test_marks_stand_at_their_severity(study: AlarmGap, by_gid: Make) -> None:
    ax = plot_alarm(study)
    (foreseen,), (done,), (far,) = (by_gid(ax, gid) for gid in ("foreseen", "done", "so far"))
    assert list(foreseen.get_xdata()) == [0.8, 0.3, 0.9, 0.5]
    assert list(done.get_xdata()) == [0.2, 0.6]
    assert list(far.get_xdata()) == [0.4], "an open horizon has no final dot"
    (lines,), (waits,) = by_gid(ax, "gap"), by_gid(ax, "open")
    assert [sorted(s[:, 0].tolist()) for s in lines.get_segments()] == [[0.2, 0.8], [0.3, 0.6]]
    assert [s[:, 0].tolist() for s in waits.get_segments()] == [[0.4, 1.0]]


def test_what_stands_beside_the_rows(study: AlarmGap) -> None:
    ax = plot_alarm(study)
    assert cells(ax, 0) == ["+0.60", "1"]
    assert cells(ax, 1) == [f"{MINUS}0.30", "1"]
    assert cells(ax, 2) == ["open", "1"]
    assert cells(ax, 3) == ["not covered"]
    assert cells(ax, 4) == ["+0.15 (no interval)", "n 2"]


def test_key_names_only_what_is_drawn(study: AlarmGap) -> None:
    ax = plot_alarm(study)
    keys = [t.get_text() for t in ax.get_legend().get_texts()]
    assert keys == ["foreseen", "gravest deed that followed", "gravest deed so far", "horizon open"]
    assert plot_alarm(study, show_key=False).get_legend() is None


@pytest.mark.parametrize("size", [(7.6, 6.0), (3.4, 2.6)])
def test_readable_at_any_size(size: tuple[float, float], check_readable: Make) -> None:
    figure, ax = plt.subplots(figsize=size, layout="constrained")
    plot_alarm(rg.alarm_gap(rg.load_dataset("north_korea"), as_of="2024-06-20"), ax=ax)
    check_readable(ax, len(ax.get_yticks()) - 0.5)
    assert figure.axes == [ax]


def test_small_axes_show_the_latest_and_say_so() -> None:
    _, ax = plt.subplots(figsize=(3.4, 2.6), layout="constrained")
    plot_alarm(rg.alarm_gap(rg.load_dataset("north_korea")), ax=ax)
    title = ax.get_legend().get_title().get_text().replace("\n", " ")
    shown = len(names(ax)) - 2
    assert 3 <= shown < 15
    assert title == f"the latest {shown} of 15 assessments"


def test_callers_figure_is_left_as_it_was(
    study: AlarmGap, state_of_figure: Make, settings_kept: None
) -> None:
    figure, axes = plt.subplots(1, 2, figsize=(14, 4))
    before = state_of_figure(figure)
    assert plot_alarm(study, ax=axes[1]) is axes[1]
    assert state_of_figure(figure) == before
    assert not axes[0].has_data()


def test_something_else() -> None:
    with pytest.raises(RhetoricGapError, match=r"plot_alarm draws what alarm_gap\(\) returns, got str"):
        plot_alarm("north_korea")  # type: ignore[arg-type]


def test_nothing_to_draw(study: AlarmGap) -> None:
    empty = AlarmGap(study.frame.head(0), (), study.overall, study.by, study.as_of)
    with pytest.raises(RhetoricGapError, match="there are no assessments to draw"):
        plot_alarm(empty)


def test_numbers_as_text() -> None:
    assert [signed(0.126), signed(-0.126), signed(-0.001), signed(float("nan"))] == [
        "+0.13",
        f"{MINUS}0.13",
        "0.00",
        "-",
    ]
    assert signed_interval(0.1, -0.2, 0.4) == f"+0.10 [{MINUS}0.20, +0.40]"
    assert shortened("abc", 100, 8) == "abc"
    assert shortened("a long name indeed", 30, 8).endswith("…")
