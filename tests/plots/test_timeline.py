"""Words above, deeds below: places, looks, links, and who is included."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba

from rhetoric_gap import RhetoricGapError, plot_timeline
from rhetoric_gap.plots.style import STATES

Make = Callable[..., Any]

SAID = [
    ("S1", "2024-01-10", "2024-01-10", "PRK", "KOR", 0.4, "kept"),
    ("S2", "2024-02-10", "2024-05-01", "PRK", "KOR", 0.9, "partial"),
    ("S3", "2024-03-10", "2024-03-10", "PRK", "KOR;USA", 0.5, "unfulfilled"),
    ("S4", "2024-04-10", "2024-04-10", "PRK", "USA", 1.0, "not_triggered"),
    ("S5", "2024-12-01", "2024-12-01", "PRK", "KOR", 0.3, "open"),
    ("S6", "2024-06-01", "2024-06-01", "RUS", "UKR", 0.3, "kept"),
]
DONE = [
    ("A1", "2024-01-20", "PRK", "KOR", 0.4, True, True, True),
    ("A2", "2024-05-20", "PRK", "JPN", 0.3, True, True, True),
    ("A3", "2024-07-01", "PRK", "JPN;KOR;USA", 0.2, False, True, True),
    ("A4", "2024-08-01", "PRK", "KOR", 0.6, False, False, False),
    ("A5", "2024-09-01", "PRK", "KOR", 0.7, False, True, False),
    ("A6", "2024-06-10", "RUS", "UKR", 0.8, True, True, True),
    ("A7", "2024-10-01", "PRK", "CHN", 0.1, False, True, True),
]
LINKS = [
    ("S1", "A1", 10, 1.0, 0.4, "coded", "fulfils"),
    ("S2", "A2", 19, 0.5, 0.3, "coded", "partial"),
    ("S6", "A6", 9, 1.0, 0.3, "coded", "fulfils"),
    ("S3", "A3", 9, 0.0, 0.0, "coded", "none"),
]


@pytest.fixture
def tables() -> dict[str, pd.DataFrame]:
    """Two actors, joint targets, every kind of deed."""
    said = pd.DataFrame(
        SAID, columns=["statement_id", "date", "start", "actor", "target", "severity", "state"]
    )
    said["date"], said["start"] = pd.to_datetime(said["date"]), pd.to_datetime(said["start"])
    said["end"] = said["start"] + pd.Timedelta(days=60)
    columns = ["action_id", "date", "actor", "target", "severity", "announced", "attempted", "countable"]
    done = pd.DataFrame(DONE, columns=columns)
    done["date"] = pd.to_datetime(done["date"])
    columns = ["statement_id", "action_id", "lag", "match", "credit", "how", "relation"]
    return {"outcomes": said, "actions": done, "links": pd.DataFrame(LINKS, columns=columns)}


@pytest.fixture
def two_actors(result: Make, scored: Make, tables: dict[str, pd.DataFrame]) -> Any:
    return result([scored()], as_of="2024-12-31", **tables)


@pytest.fixture
def points(by_gid: Make) -> Make:
    """Days and heights of the marks of one kind."""

    def find(ax: Axes, kind: str) -> list[tuple[str, float]]:
        found = [
            (str(mdates.num2date(x).date()), float(y))
            for line in by_gid(ax, kind)
            for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)
        ]
        return sorted(found)

    return find


def keys(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.get_legend().get_texts()]


def title(ax: Axes) -> str:
    return ax.get_legend().get_title().get_text().replace("\n", " ")


def test_statements_stand_above_at_their_severity(two_actors: Any, points: Make) -> None:
    ax = plot_timeline(two_actors, actor="PRK")
    assert points(ax, "kept") == [("2024-01-10", 0.4)]
    assert points(ax, "partial") == [("2024-02-10", 0.9)]
    assert points(ax, "unfulfilled") == [("2024-03-10", 0.5)]
    assert points(ax, "not_triggered") == [("2024-04-10", 1.0)]
    assert points(ax, "open") == [("2024-12-01", 0.3)]


def test_deeds_stand_below_at_their_severity(two_actors: Any, points: Make) -> None:
    ax = plot_timeline(two_actors, actor="PRK")
    assert points(ax, "announced") == [("2024-01-20", -0.4), ("2024-05-20", -0.3)]
    assert points(ax, "unannounced") == [("2024-07-01", -0.2), ("2024-10-01", -0.1)]
    assert points(ax, "absent") == [("2024-08-01", -0.6)]


def test_deeds_that_do_not_count_are_left_out_unless_linked(
    two_actors: Any, tables: dict[str, pd.DataFrame], result: Make, scored: Make, points: Make
) -> None:
    assert "2024-09-01" not in [
        day for day, _ in points(plot_timeline(two_actors, actor="PRK"), "unannounced")
    ]
    link = tables["links"].iloc[[0]].assign(action_id="A5")
    tables["links"] = pd.concat([tables["links"], link], ignore_index=True)
    ax = plot_timeline(result([scored()], **tables), actor="PRK")
    assert ("2024-09-01", -0.7) in points(ax, "unannounced")


def test_states_look_as_the_style_says(two_actors: Any, by_gid: Make) -> None:
    ax = plot_timeline(two_actors, actor="PRK")
    for state in ("kept", "partial", "unfulfilled", "open"):
        (line,) = by_gid(ax, state)
        assert (line.get_marker(), line.get_color()) == (STATES[state].marker, STATES[state].colour)
    face = to_rgba(ax.get_facecolor())
    assert to_rgba(by_gid(ax, "open")[0].get_markerfacecolor()) == face
    assert to_rgba(by_gid(ax, "not_triggered")[0].get_markerfacecolor()) == face
    assert by_gid(ax, "partial")[0].get_fillstyle() == "left"
    assert to_rgba(by_gid(ax, "kept")[0].get_markerfacecolor()) != face


def test_links_run_from_statement_to_deed(two_actors: Any, by_gid: Make) -> None:
    ax = plot_timeline(two_actors, actor="PRK")
    (fulfils,), (partial,) = by_gid(ax, "links fulfils"), by_gid(ax, "links partial")
    (curve,) = fulfils.get_paths()
    ends = mdates.date2num(pd.to_datetime(["2024-01-10", "2024-01-20"]))
    assert curve.vertices[0] == pytest.approx([ends[0], 0.4])
    assert curve.vertices[-1] == pytest.approx([ends[1], -0.4])
    assert len(partial.get_paths()) == 1
    assert str(fulfils.get_linestyle()) != str(partial.get_linestyle())
    assert {"link: fulfils", "link: partial"} <= set(keys(ax))
    assert "link: late" not in keys(ax)


def test_links_that_count_for_nothing_are_not_drawn(two_actors: Any) -> None:
    ax = plot_timeline(two_actors, actor="PRK")
    drawn = [c for c in ax.collections if str(c.get_gid()).startswith("links")]
    assert sum(len(c.get_paths()) for c in drawn) == 2


def test_windows_start_with_their_trigger(two_actors: Any, by_gid: Make) -> None:
    ax = plot_timeline(two_actors, actor="PRK")
    (windows,), (waits,) = by_gid(ax, "windows"), by_gid(ax, "waits")
    day = mdates.date2num(pd.Timestamp("2024-05-01"))
    spans = {round(float(s[0][1]), 2): (float(s[0][0]), float(s[1][0])) for s in windows.get_segments()}
    assert set(spans) == {0.4, 0.9, 0.5, 0.3}
    assert spans[0.9] == (day, day + 60)
    (wait,) = waits.get_segments()
    assert wait[:, 0] == pytest.approx([mdates.date2num(pd.Timestamp("2024-02-10")), day])
    assert {"window", "wait for trigger"} <= set(keys(ax))
    assert by_gid(plot_timeline(two_actors, actor="PRK", show_windows=False), "windows") == []


def test_target_includes_joint_targets_with_a_note(two_actors: Any, points: Make) -> None:
    ax = plot_timeline(two_actors, actor="PRK", target="KOR")
    assert points(ax, "unfulfilled") == [("2024-03-10", 0.5)]
    assert points(ax, "not_triggered") == []
    assert points(ax, "unannounced") == [("2024-07-01", -0.2)]
    expected = (
        "PRK > KOR: 4 statements, 4 deeds (joint targets included: 1 and 1; linked deeds toward others: 1)"
    )
    assert title(ax) == expected


def test_joint_target_is_found_in_any_order(two_actors: Any, points: Make) -> None:
    ax = plot_timeline(two_actors, actor="PRK", target="USA;KOR")
    assert points(ax, "kept") == []
    assert points(ax, "unfulfilled") == [("2024-03-10", 0.5)]
    assert title(ax).startswith("PRK > USA;KOR: 1 statement, 1 deed (joint targets included: 0 and 1)")


def test_linked_deed_toward_another_target_is_drawn(two_actors: Any, points: Make) -> None:
    ax = plot_timeline(two_actors, actor="PRK", target="KOR")
    assert ("2024-05-20", -0.3) in points(ax, "announced")


def test_unannounced_deeds_can_be_left_out(two_actors: Any, points: Make) -> None:
    ax = plot_timeline(two_actors, actor="PRK", show_unannounced=False)
    assert points(ax, "unannounced") == []
    assert not any("unannounced" in key for key in keys(ax))


def test_key_counts_what_is_seen(two_actors: Any) -> None:
    ax = plot_timeline(two_actors, actor="PRK", start="2024-02-01", end="2024-08-15")
    assert {"partial 1", "unfulfilled 1", "not triggered 1"} <= set(keys(ax))
    assert not any(key.startswith(("kept", "open")) for key in keys(ax))
    assert title(ax) == "PRK > all targets: 3 statements, 3 deeds"


def test_span_is_the_one_asked_for(two_actors: Any, by_gid: Make) -> None:
    ax = plot_timeline(two_actors, actor="PRK", start="2024-01-01", end="2024-06-30")
    first, last = (mdates.num2date(x).date() for x in ax.get_xlim())
    assert (str(first)[:7], str(last)[:7]) == ("2023-12", "2024-07")
    assert by_gid(ax, "as_of") == []


def test_as_of_is_marked(two_actors: Any, by_gid: Make) -> None:
    ax = plot_timeline(two_actors, actor="PRK")
    (line,) = by_gid(ax, "as_of")
    assert set(line.get_xdata()) == {mdates.date2num(pd.Timestamp("2024-12-31"))}
    assert [text.get_text() for text in ax.texts] == ["as of 2024-12-31"]


def test_y_is_mirrored(two_actors: Any) -> None:
    ax = plot_timeline(two_actors, actor="PRK")
    assert ax.get_ylabel() == "severity (named above, done below)"
    shown = {
        float(y): label.get_text() for y, label in zip(ax.get_yticks(), ax.get_yticklabels(), strict=True)
    }
    assert (min(shown), max(shown)) == (-0.75, 1.0)
    assert shown[-0.5] == shown[0.5] == "0.5"


def test_amounts_have_few_ticks_and_their_own_name(
    result: Make, scored: Make, tables: dict[str, pd.DataFrame], points: Make
) -> None:
    tables["outcomes"]["severity"] *= 144
    tables["actions"]["amount"] = tables["actions"]["severity"] * 77
    ax = plot_timeline(result([scored()], assignment="amount", as_of="2024-12-31", **tables), actor="PRK")
    assert ax.get_ylabel() == "amount (named above, done below)"
    assert 3 <= len(ax.get_yticks()) <= 10
    assert ("2024-01-20", pytest.approx(-30.8)) in points(ax, "announced")


def test_several_actors_leave_a_choice(two_actors: Any) -> None:
    with pytest.raises(
        RhetoricGapError, match=r"has 2 actors; choose one with actor=\. There are: 'PRK', 'RUS'\."
    ):
        plot_timeline(two_actors)


def test_one_actor_needs_no_choice(
    result: Make, scored: Make, tables: dict[str, pd.DataFrame], points: Make
) -> None:
    tables["outcomes"] = tables["outcomes"].query("actor == 'RUS'")
    assert points(plot_timeline(result([scored()], **tables)), "kept") == [("2024-06-01", 0.3)]


def test_unknown_actor(two_actors: Any) -> None:
    with pytest.raises(RhetoricGapError, match=r"'PRKK' made no statement.*Did you mean 'PRK'\?.*'RUS'"):
        plot_timeline(two_actors, actor="PRKK")


def test_unknown_dyad_lists_those_there_are(two_actors: Any) -> None:
    with pytest.raises(RhetoricGapError) as error:
        plot_timeline(two_actors, actor="PRK", target="KO")
    text = str(error.value)
    assert "no statement of the dyad 'PRK > KO'" in text
    assert "Did you mean 'PRK > KOR'?" in text
    assert "'RUS > UKR'" in text


def test_nothing_in_the_span(two_actors: Any) -> None:
    with pytest.raises(
        RhetoricGapError, match="nothing of 'PRK' lies between start='2030-01-01' and end=None"
    ):
        plot_timeline(two_actors, actor="PRK", start="2030-01-01")


def test_start_that_is_no_day(two_actors: Any) -> None:
    with pytest.raises(RhetoricGapError, match="start='soon' is not a day"):
        plot_timeline(two_actors, actor="PRK", start="soon")


def test_result_without_statements(result: Make) -> None:
    with pytest.raises(RhetoricGapError, match="holds no statements"):
        plot_timeline(result([]))


def test_statement_without_severity_stands_on_the_middle_line(
    result: Make, scored: Make, tables: dict[str, pd.DataFrame], points: Make
) -> None:
    tables["outcomes"].loc[0, ["severity", "state"]] = [np.nan, "untestable"]
    ax = plot_timeline(result([scored()], **tables), actor="PRK")
    assert points(ax, "untestable") == [("2024-01-10", 0.0)]


@pytest.fixture
def crowd(result: Make, scored: Make) -> Any:
    """As many events as a real case: 87 statements and 124 deeds over 28 months, on a coarse ladder."""
    rng = np.random.default_rng(4)
    start, days = pd.Timestamp("2023-12-20"), 850
    states = list(STATES)
    said = pd.DataFrame(
        {
            "statement_id": [f"S{i}" for i in range(87)],
            "date": start + pd.to_timedelta(rng.integers(0, days, 87), unit="D"),
            "actor": "PRK",
            "target": rng.choice(["KOR", "KOR;USA", "USA"], 87),
            "severity": rng.choice([0.2, 0.3, 0.4, 0.5, 1.0], 87),
            "state": [states[i % len(states)] for i in range(87)],
        }
    )
    said = said.assign(start=said["date"], end=said["date"] + pd.Timedelta(days=60))
    done = pd.DataFrame(
        {
            "action_id": [f"A{i}" for i in range(124)],
            "date": start + pd.to_timedelta(rng.integers(0, days, 124), unit="D"),
            "actor": "PRK",
            "target": "KOR",
            "severity": rng.choice([0.2, 0.3, 0.4], 124),
            "announced": np.arange(124) % 3 == 0,
            "attempted": np.arange(124) % 10 != 1,
            "countable": True,
        }
    )
    links = pd.DataFrame(
        {
            "statement_id": [f"S{i}" for i in range(40)],
            "action_id": [f"A{3 * i}" for i in range(40)],
            "relation": ["fulfils", "partial", "late", "contradicts"] * 10,
        }
    )
    return result([scored()], outcomes=said, actions=done, links=links, as_of="2026-04-21")


@pytest.mark.parametrize("size", [None, (6.5, 5.0), (3.5, 4.5)])
def test_many_events_stay_readable(crowd: Any, check_readable: Make, size: Any) -> None:
    ax = None if size is None else plt.subplots(figsize=size, layout="constrained")[1]
    check_readable(plot_timeline(crowd, ax=ax), 1.0)


def test_every_event_of_a_crowd_is_drawn_at_its_severity(crowd: Any, points: Make) -> None:
    ax = plot_timeline(crowd)
    drawn = [point for state in STATES for point in points(ax, state)]
    said = crowd.outcomes
    assert sorted(drawn) == sorted(zip(said["date"].dt.strftime("%Y-%m-%d"), said["severity"], strict=True))
    deeds = [point for kind in ("announced", "unannounced", "absent") for point in points(ax, kind)]
    assert len(deeds) == 124


def test_marks_do_not_hide_one_another(
    two_actors: Any, tables: dict[str, pd.DataFrame], result: Make, scored: Make
) -> None:
    same = tables["outcomes"].iloc[[0]]
    three = [
        same.assign(statement_id=f"T{i}", state=s) for i, s in enumerate(("kept", "open", "unfulfilled"))
    ]
    tables["outcomes"] = pd.concat(three, ignore_index=True)
    ax = plot_timeline(result([scored()], **tables))
    ax.figure.canvas.draw()
    places = sorted(
        float(line.get_transform().transform(np.column_stack(line.get_data()))[0][1])
        for line in ax.lines
        if line.get_gid() in STATES
    )
    apart = np.diff(places) * 72 / ax.figure.dpi
    assert apart == pytest.approx([3, 3])


def test_callers_figure_is_left_as_it_was(
    two_actors: Any, state_of_figure: Make, settings_kept: None
) -> None:
    figure, axes = plt.subplots(2, 1, figsize=(7, 9))
    before = state_of_figure(figure)
    assert plot_timeline(two_actors, actor="PRK", ax=axes[0]) is axes[0]
    assert state_of_figure(figure) == before
    assert not axes[1].has_data()


def test_subfigures_work(two_actors: Any) -> None:
    part = plt.figure(figsize=(9, 5)).subfigures(1, 2)[1]
    ax = plot_timeline(two_actors, actor="PRK", ax=part.subplots())
    assert ax.figure is part


def test_key_can_be_left_out(two_actors: Any) -> None:
    assert plot_timeline(two_actors, actor="PRK", show_key=False).get_legend() is None


def test_result_is_not_changed(two_actors: Any) -> None:
    before = [frame.copy() for frame in (two_actors.outcomes, two_actors.actions, two_actors.links)]
    plot_timeline(two_actors, actor="PRK", target="KOR")
    for frame, copy in zip((two_actors.outcomes, two_actors.actions, two_actors.links), before, strict=True):
        pd.testing.assert_frame_equal(frame, copy)
