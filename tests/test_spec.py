"""The choices behind a gap: one frozen object that refuses what it cannot mean."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any, get_args, get_type_hints

import numpy as np
import pandas as pd
import pytest

import rhetoric_gap as rg
from rhetoric_gap import spec as spec_module
from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError
from rhetoric_gap.spec import LEVEL, OPTIONS, Spec, as_days, make_spec

FIELDS = [f.name for f in dataclasses.fields(Spec)]


def test_defaults_are_those_of_the_method_page() -> None:
    assert {name: getattr(Spec(), name) for name in FIELDS} == {
        "window": 60,
        "min_lag": 1,
        "match": "auto",
        "assignment": "optimal",
        "half_life": None,
        "partial": 0.5,
        "collapse": None,
        "coding": "partial",
        "scale": "cameo",
        "conditional": "triggered",
        "joint_targets": "group",
        "parts": "aggregate",
        "min_strength": 2,
        "level": 0.95,
    }
    assert LEVEL == 0.95


@pytest.mark.parametrize(
    "days",
    [
        30,
        30.0,
        np.int64(30),
        np.float32(30),
        "30D",
        " 30 days",
        "720h",
        dt.timedelta(30),
        pd.Timedelta("30D"),
    ],
)
def test_a_duration_has_many_spellings_and_one_meaning(days: Any) -> None:
    spec = Spec(window=days, collapse=days, half_life=days, min_lag=days)
    assert spec == Spec(window=30, collapse=30, half_life=30.0, min_lag=30)
    assert hash(spec) == hash(Spec(window=30, collapse=30, half_life=30.0, min_lag=30))
    assert [type(v) for v in (spec.window, spec.collapse, spec.half_life)] == [int, int, float]


def test_half_lives_may_be_fractions_of_a_day() -> None:
    assert Spec(half_life="36h").half_life == 1.5
    assert Spec(half_life=0.25).half_life == 0.25


@pytest.mark.parametrize("name", ["window", "min_lag", "collapse"])
@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("60", "has no unit; write 60 or '60D'"),
        (True, "must be a number of days, got True"),
        (1.5, "must be a whole number of days, got 1.5"),
        ("36h", "must be a whole number of days, got '36h'"),
        ("soon", "must be a number of days, a text such as '60D' or a Timedelta, got 'soon'"),
        ([60], "must be a number of days, a text such as '60D' or a Timedelta, got [60]"),
        (float("nan"), "got nan"),
        (pd.NaT, "got NaT"),
    ],
)
def test_what_is_no_number_of_days_is_refused(name: str, value: Any, said: str) -> None:
    with pytest.raises(RhetoricGapError) as error:
        Spec(**{name: value})
    assert str(error.value).startswith(name)
    assert said in str(error.value)


@pytest.mark.parametrize(
    "choices", [{"window": None}, {"min_lag": None}, {"window": float("inf")}, {"window": 10**9}]
)
def test_durations_no_calendar_has(choices: dict[str, Any]) -> None:
    """None means "off" only where something can be off, and dates end somewhere."""
    said = pd.DataFrame(
        {"statement_id": ["S1"], "date": ["2024-01-01"], "actor": ["A"], "target": ["B"], "severity": [0.5]}
    )
    done = said.rename(columns={"statement_id": "action_id"})
    with pytest.raises(RhetoricGapError, match=next(iter(choices))):
        rg.gap_index(said, done, match="any", **choices)


@pytest.mark.parametrize("value", [float("nan"), "long"])
def test_a_half_life_is_not_asked_to_be_whole(value: Any) -> None:
    with pytest.raises(RhetoricGapError, match="half_life") as error:
        Spec(half_life=value)
    assert "whole" not in str(error.value)


@pytest.mark.parametrize(
    ("choices", "bound"),
    [
        ({"window": 0, "min_lag": 0}, "1"),
        ({"min_lag": 61}, "between 0 and window"),
        ({"min_lag": -1}, "between 0 and window"),
        ({"half_life": 0}, "positive"),
        ({"half_life": -3}, "positive"),
        ({"collapse": 0}, "at least 1 day"),
        ({"partial": 1.01}, "[0, 1]"),
        ({"partial": float("nan")}, "[0, 1]"),
        ({"partial": "0.5"}, "[0, 1]"),
        ({"partial": True}, "[0, 1]"),
        ({"level": 0}, "(0, 1)"),
        ({"level": 1}, "(0, 1)"),
        ({"level": 95}, "(0, 1)"),
        ({"min_strength": 5}, "0 to 4"),
        ({"min_strength": 2.5}, "0 to 4"),
        ({"min_strength": True}, "0 to 4"),
    ],
)
def test_numbers_out_of_range_are_refused(choices: dict[str, Any], bound: str) -> None:
    """The message names the field, its range and what it got, and no other field."""
    with pytest.raises(RhetoricGapError) as error:
        Spec(**choices)
    name, value = next(iter(choices.items()))
    message = str(error.value)
    assert message.startswith(f"{name} must be ") and ";" not in message
    assert bound in message
    got = float(value) if name == "half_life" else value
    assert message.endswith(f"got {got!r}")


def test_every_number_out_of_range_is_named_at_once() -> None:
    with pytest.raises(RhetoricGapError) as error:
        Spec(half_life=-1, partial=2, level=0, min_strength=9)
    assert [part.split()[0] for part in str(error.value).split("; ")] == [
        *("half_life", "partial", "level", "min_strength")
    ]


@pytest.mark.parametrize("value", [np.int64(3), np.int32(3)])
def test_numpy_whole_numbers_are_whole_numbers(value: Any) -> None:
    assert Spec(min_strength=value) == Spec(min_strength=3)


def test_the_edges_of_every_range_are_inside() -> None:
    spec = Spec(window=1, min_lag=0, partial=0, min_strength=0, collapse=1)
    assert (spec.window, spec.min_lag, spec.partial, spec.min_strength, spec.collapse) == (1, 0, 0, 0, 1)
    assert Spec(window=7, min_lag=7, partial=1, min_strength=4).min_lag == 7


@pytest.mark.parametrize("name", sorted(OPTIONS))
def test_an_unknown_value_is_answered_with_every_known_one(name: str) -> None:
    wrong = OPTIONS[name][-1] + "x"
    with pytest.raises(UnknownOptionError) as error:
        Spec(**{name: wrong})
    assert (error.value.option, error.value.value, error.value.allowed) == (name, wrong, list(OPTIONS[name]))
    assert str(error.value).startswith(f"{name}={wrong!r} is not known")
    assert all(repr(value) in str(error.value) for value in OPTIONS[name])
    assert str(error.value).endswith(f"Did you mean {OPTIONS[name][-1]!r}?")


@pytest.mark.parametrize("name", sorted(OPTIONS))
@pytest.mark.parametrize("value", [None, 1, ["code"]])
def test_a_value_of_another_type_is_unknown_too(name: str, value: Any) -> None:
    with pytest.raises(UnknownOptionError, match=f"^{name}="):
        Spec(**{name: value})


@pytest.mark.parametrize("name", sorted(OPTIONS))
def test_options_are_what_the_annotation_says(name: str) -> None:
    assert get_args(get_type_hints(Spec, vars(spec_module))[name]) == OPTIONS[name]
    for value in OPTIONS[name]:
        assert getattr(Spec(**{name: value}), name) == value


def test_a_spec_cannot_be_changed() -> None:
    spec = Spec()
    with pytest.raises(dataclasses.FrozenInstanceError):
        spec.window = 30  # type: ignore[misc]
    assert spec == Spec()


def test_a_spec_takes_no_positional_values() -> None:
    """``Spec(30)`` could mean anything."""
    with pytest.raises(TypeError):
        Spec(30)  # type: ignore[call-arg,misc]


def test_replace_leaves_the_original_and_checks_the_copy() -> None:
    spec = Spec(window=30)
    assert spec.replace(assignment="best", collapse="14D") == Spec(window=30, assignment="best", collapse=14)
    assert spec == Spec(window=30)
    with pytest.raises(RhetoricGapError, match=r"partial must be in \[0, 1\]"):
        spec.replace(partial=3)
    with pytest.raises(RhetoricGapError, match=r"window must be .*; min_lag must be"):
        Spec(window=2).replace(window=0)


def test_replace_names_every_field_when_one_is_unknown() -> None:
    with pytest.raises(UnknownOptionError, match=r"choice='windows' .* Did you mean 'window'\?") as error:
        Spec().replace(windows=30)
    assert error.value.allowed == FIELDS


def test_changes_are_the_fields_that_differ_in_order() -> None:
    assert Spec(window="60D", min_lag=1.0, partial=0.5).changes() == {}
    changed = Spec(level=0.9, window=30, half_life=10)
    assert list(changed.changes().items()) == [("window", 30), ("half_life", 10.0), ("level", 0.9)]
    assert Spec(**changed.changes()) == changed


def test_text_names_every_choice() -> None:
    text = str(Spec(collapse="14D", match="topic"))
    assert text.startswith("Spec(window=60, ") and "\n" not in text
    assert all(f"{name}=" in text for name in FIELDS)
    assert "match='topic'" in text and "collapse=14" in text


def test_specs_with_equal_scales_are_equal() -> None:
    own = rg.get_scale().with_overrides(severity={"191": 0.5})
    again = rg.get_scale().with_overrides(severity={"191": 0.5})
    assert Spec(scale=own) == Spec(scale=again)
    assert len({Spec(scale=own), Spec(scale=again), Spec()}) == 2
    assert list(Spec(scale=own).changes()) == ["scale"]


def test_single_choices_beat_the_spec_and_the_spec_beats_the_case() -> None:
    own = {"window": 90, "coding": "complete"}
    assert make_spec(None, {}, own) == Spec(window=90, coding="complete")
    assert make_spec(None, {"window": 10}, own) == Spec(window=10, coding="complete")
    assert make_spec(Spec(window=20), {}, own) == Spec(window=20)
    assert make_spec(Spec(window=20), {"window": 10}, own) == Spec(window=10)


@pytest.mark.parametrize("value", ["optimal", {"window": 30}, Spec])
def test_what_is_no_spec_is_refused(value: Any) -> None:
    with pytest.raises(RhetoricGapError, match=r"spec must be a Spec, got \w+; build one with"):
        make_spec(value, {})


def test_days_are_read_as_numbers() -> None:
    assert as_days("2W", "window") == 14
    assert as_days(pd.Timedelta(hours=36), "half_life", whole=False) == 1.5


def test_a_case_brings_its_window_and_its_coding() -> None:
    """A spec is complete in itself, but whether the links are the whole truth is a fact about the case."""
    case = rg.Case(
        name="mine",
        statements=pd.DataFrame(
            {
                "statement_id": ["S1"],
                "date": ["2024-01-01"],
                "actor": ["A"],
                "target": ["B"],
                "severity": [0.5],
            }
        ).assign(topic="arms"),
        actions=pd.DataFrame(
            {"action_id": ["A1"], "date": ["2024-01-05"], "actor": ["A"], "target": ["B"], "severity": [0.5]}
        ).assign(topic="arms"),
        links=pd.DataFrame({"statement_id": ["S1"], "action_id": ["A1"], "match": [1.0]}),
        coding="complete",
        window=90,
        coverage_end=pd.Timestamp("2024-12-31"),
    )
    assert rg.gap_index(case).spec == Spec(window=90, coding="complete")
    assert rg.gap_index(case, spec=Spec(partial=0.4)).spec == Spec(partial=0.4, coding="complete")
    assert rg.gap_index(case, coding="partial", window=5).spec.coding == "partial"
    own = rg.gap_index(case, links=case.links)
    assert own.spec == Spec(window=90, match="topic"), (
        "links of one's own are not the whole truth unless said"
    )
