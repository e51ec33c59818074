"""Ordinal ladders: steps, labels looked up as they stand, use as a scale."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rhetoric_gap as rg

FIVE = rg.ladder(["verbal", "diplomatic", "economic", "military", "war"], name="five")


def test_five_labels_are_the_library_s_own_ladder():
    assert FIVE.deed_severity(["verbal", "diplomatic", "economic", "military", "war"]).tolist() == [
        0.2,
        0.4,
        0.6,
        0.8,
        1,
    ]
    assert FIVE.statement_severity(["war", "peace", None]).tolist()[:1] == [1]
    assert repr(FIVE).startswith(
        "Ladder('five': verbal 0.2, diplomatic 0.4, economic 0.6, military 0.8, war 1; digest "
    )
    assert FIVE.source == "ordinal ladder, equal steps"


@given(
    st.lists(
        st.text(min_size=1, max_size=5).filter(lambda t: t.strip() == t), min_size=1, max_size=12, unique=True
    )
)
def test_equal_steps_rise_to_one(labels):
    made = rg.ladder(labels).deed_severity(labels)
    assert (np.diff(made) > 0).all() and made[0] > 0 and made[-1] == 1


def test_steps_of_one_s_own():
    by_list = rg.ladder(["low", "mid", "high"], [0, 0.7, 0.9])
    by_map = rg.ladder({"low": 0, "mid": 0.7, "high": 0.9})
    assert by_list == by_map and by_list.deed_severity(["mid"]).tolist() == [0.7]
    assert by_list != rg.ladder(["low", "mid", "high"])
    assert pickle.loads(pickle.dumps(by_list)) == by_list


def test_labels_have_no_family():
    scale = rg.ladder(["use", "use-heavy", "19", "190"])
    assert np.isnan(scale.deed_severity(["use-light", "1901", "191"])).all()
    assert scale.deed_severity(["use-heavy", "19"]).tolist() == [0.5, 0.75]
    assert scale.knows_deed(["use", "use-light", None]).tolist() == [True, False, False]
    assert not scale.knows_statement(["use"]).any()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((["a", "b"], [0.5, 0.5]), "must rise .* got a 0.5, b 0.5"),
        ((["a", "b"], [0.9, 0.5]), "must rise"),
        ((["a", "b"], [0.5]), "got 1 severities for 2 labels"),
        ((["a", "b"], [0.5, 1.5]), r"in \[0, 1\]"),
        ((["a", "b"], [0.5, float("nan")]), r"in \[0, 1\]"),
        ((["a", "b"], [0.5, "1"]), r"in \[0, 1\]"),
        ((["a", "a "],), "'a' occur more than once"),
        (([1, 2],), "labels must be text, got 1, 2: write '1' for 1"),
        (([" "],), "labels must be text"),
        (([],), "levels must be a list of labels"),
        (("low",), "levels must be a list of labels"),
        (({"a": 0.5}, [0.5]), "gives the severities already"),
    ],
)
def test_what_is_no_ladder_is_refused(arguments, message):
    with pytest.raises(rg.RhetoricGapError, match=message):
        rg.ladder(*arguments)
    with pytest.raises(rg.RhetoricGapError, match="name must be text"):
        rg.ladder(["a"], name=" ")


def test_a_ladder_scores_hand_coded_tables():
    statements = pd.DataFrame(
        {
            "statement_id": ["S1", "S2"],
            "date": ["2024-01-01", "2024-02-01"],
            "actor": "AAA",
            "target": "BBB",
            "kind": "threat",
            "valence": "conflict",
            "strength": 3,
            "topic": ["trade", "border"],
            "code": ["economic", "war"],
        }
    )
    actions = pd.DataFrame(
        {
            "action_id": ["A1", "A2"],
            "date": ["2024-01-10", "2024-02-10"],
            "actor": "AAA",
            "target": "BBB",
            "valence": "conflict",
            "topic": ["trade", "border"],
            "code": ["economic", "diplomatic"],
        }
    )
    graded = rg.outcomes(statements, actions, scale=FIVE, match="topic", as_of="2025-01-01")
    assert graded["severity"].tolist() == [0.6, 1.0]
    assert graded["credit"].tolist() == [0.6, 0.4]


def test_a_changed_ladder_is_a_ladder():
    changed = FIVE.with_overrides(severity={"diplomatic": 0.3}, name="own")
    assert isinstance(changed, type(FIVE)) and changed.name == "own"
    assert changed.statement_severity(["diplomatic", "war"]).tolist() == [0.3, 1]
