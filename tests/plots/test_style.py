"""One look for all figures, which survives colour blindness and a photocopier."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from rhetoric_gap import plot_trend
from rhetoric_gap.gap.outcomes import RISK_STATES
from rhetoric_gap.gap.outcomes import STATES as KNOWN_STATES
from rhetoric_gap.plots.style import DEEDS, GROUPS, STATES, gap_text, level_text, text_size


def contrast(colour: str) -> float:
    """Contrast ratio to white paper, as accessibility guidelines define it."""
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def test_every_state_has_a_look() -> None:
    assert set(STATES) == set(KNOWN_STATES)


def test_states_differ_without_colour() -> None:
    looks = [(mark.marker, mark.fill) for mark in STATES.values()]
    assert len(set(looks)) == len(looks)


def test_what_was_scored_is_filled_and_what_was_not_is_hollow() -> None:
    assert {STATES[state].fill for state in RISK_STATES} == {"full", "left"}
    outside = set(STATES) - set(RISK_STATES) - {"upheld", "contradicted"}
    assert {STATES[state].fill for state in outside} == {"none"}


def test_deeds_differ_from_statements_and_from_one_another() -> None:
    looks = [(mark.marker, mark.fill) for mark in DEEDS.values()]
    assert len(set(looks)) == len(looks)
    assert DEEDS["announced"].marker not in {STATES[state].marker for state in RISK_STATES}


@pytest.mark.parametrize("one", range(6))
def test_groups_share_neither_colour_marker_nor_line(one: int) -> None:
    for other in set(range(6)) - {one}:
        assert GROUPS[one].colour != GROUPS[other].colour
        assert GROUPS[one].marker != GROUPS[other].marker
        assert str(GROUPS[one].linestyle) != str(GROUPS[other].linestyle)


@pytest.mark.parametrize("colour", [look.colour for look in GROUPS])
def test_group_colours_stand_out_from_paper(colour: str) -> None:
    assert contrast(colour) > 3


def test_names_in_keys_are_the_fields_words() -> None:
    words = " ".join(mark.label for mark in (*STATES.values(), *DEEDS.values()))
    assert "unfulfilled" in words
    assert not {"bluff", "lie", "broken"} & set(words.split())
    assert all(a.label != b.label for a, b in combinations(STATES.values(), 2))


def test_gap_text() -> None:
    assert gap_text(0.3957, 0.2, 0.6049) == "0.40 [0.20, 0.60]"
    assert gap_text(1.0, float("nan"), float("nan")) == "1.00 (no interval)"


def test_level_text_names_what_the_frame_carries() -> None:
    assert level_text(pd.DataFrame({"level": [0.95, 0.95]})) == "95 %"
    assert level_text(pd.DataFrame({"level": [0.975]})) == "97.5 %"
    assert level_text(pd.DataFrame({"level": [float("nan")]})) == ""


def test_text_follows_the_callers_font_size() -> None:
    assert text_size() == 8
    with mpl.rc_context({"font.size": 15}):
        assert text_size() == 12


def test_figures_are_made_only_where_none_is_given(
    result: Callable[..., Any], scored: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a figure was made")

    monkeypatch.setattr("matplotlib.pyplot.subplots", refuse)
    ax = Figure(figsize=(7, 4)).subplots()
    made = result([scored(period="2024Q1")], freq="QE")
    assert plot_trend(made, ax=ax) is ax
    with pytest.raises(AssertionError, match="a figure was made"):
        plot_trend(made)
