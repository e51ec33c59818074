"""What became of each statement: states, their order of precedence, and what stands beside them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import small_tables as t

import rhetoric_gap as rg
from rhetoric_gap.gap import RISK_STATES, STATES
from rhetoric_gap.tables import schema


def outcome(word: t.Row, *done: t.Row, **choices: Any) -> pd.Series:
    """The outcome of one statement."""
    found = rg.outcomes(t.words(word), t.deeds(*done), choices.pop("links", None), **t.usual(**choices))
    return found.iloc[0]


def state(word: t.Row, *done: t.Row, **choices: Any) -> str:
    return str(outcome(word, *done, **choices)["state"])


FITTING = t.deed("A1", 5)


def test_states_are_those_of_the_method_page_and_of_the_schema() -> None:
    assert RISK_STATES == ("kept", "partial", "unfulfilled", "late")
    assert set(STATES) == set(schema.STATES)
    assert len(STATES) == len(set(STATES)) == 13


def states_of(words: list[t.Row], deed: t.Row | None = FITTING, **choices: Any) -> list[str]:
    """States of words that do not meet: each has a target of its own, and its own copy of the deed."""
    said = [t.word(f"S{i:02d}", **word) | {"target": f"T{i:02d}"} for i, word in enumerate(words)]
    done = (
        []
        if deed is None
        else [deed | {"action_id": f"A{i:02d}", "target": f"T{i:02d}"} for i in range(len(words))]
    )
    return list(t.states(t.words(*said), t.deeds(*done), **choices).values())


RISK = [
    ([FITTING], "kept", 0.5),
    ([t.deed("A1", 5, severity=1.0)], "kept", 0.5),  # capped at the severity named
    ([t.deed("A1", 5, severity=0.2)], "partial", 0.2),
    ([t.deed("A1", 5, severity=0.0)], "unfulfilled", 0.0),
    ([], "unfulfilled", 0.0),
    ([t.deed("A1", 40)], "late", 0.0),  # after day 30, within one more window
    ([t.deed("A1", 60)], "late", 0.0),
    ([t.deed("A1", 61)], "unfulfilled", 0.0),
    ([t.deed("A1", 0)], "unfulfilled", 0.0),  # the same day: order unknown
    ([t.deed("A1", 5, attempted=False)], "unfulfilled", 0.0),
]


def test_the_risk_set() -> None:
    said = [t.word(f"S{i}", target=f"T{i}") for i in range(len(RISK))]
    done = [
        d | {"action_id": f"A{i}", "target": f"T{i}"} for i, (deeds, _, _) in enumerate(RISK) for d in deeds
    ]
    found = rg.outcomes(t.words(*said), t.deeds(*done), **t.usual())
    assert found["state"].tolist() == [expected for _, expected, _ in RISK]
    assert found["credit"].tolist() == [credit for _, _, credit in RISK]
    assert found["share"].tolist() == [credit / 0.5 for _, _, credit in RISK]


OUT_OF_SCOPE = [
    ({"strength": 0}, "untestable"),
    ({"strength": 1}, "untestable"),
    ({"strength": 2}, "kept"),
    ({"kind": "demand"}, "untestable"),
    ({"kind": "declaration"}, "untestable"),
    ({"kind": "comment"}, "untestable"),
    ({"kind": "promise"}, "kept"),
    ({"kind": None}, "kept"),
    ({"severity": 0.0}, "untestable"),
    ({"trigger_state": "none"}, "kept"),
    ({"trigger_state": "not_fired"}, "not_triggered"),
    ({"trigger_state": "unknown"}, "trigger_unknown"),
    ({"trigger_state": "fired", "trigger_date": t.day(1)}, "kept"),
    ({"resolution": "complied"}, "complied"),
    ({"resolution": "withdrawn"}, "withdrawn"),
    ({"resolution": "superseded"}, "superseded"),
    ({"resolution": "complied", "resolution_date": t.day(30)}, "complied"),
    ({"resolution": "complied", "resolution_date": t.day(31)}, "kept"),  # the window had shown it by then
    ({"deadline": t.day(366)}, "open"),
    ({"deadline": t.day(4)}, "late"),
    ({"kind": "denial"}, "contradicted"),
    ({"kind": "refusal"}, "contradicted"),
    ({"kind": "denial", "deadline": t.day(4)}, "upheld"),
]


def test_what_takes_a_word_out_of_the_risk_set() -> None:
    """The deed of day 5 would keep each of these words."""
    assert states_of([columns for columns, _ in OUT_OF_SCOPE]) == [expected for _, expected in OUT_OF_SCOPE]


PRECEDENCE = [
    # A word that names no deed is untestable whatever else is known of it.
    ({"strength": 1, "resolution": "complied", "trigger_state": "not_fired"}, "untestable"),
    # A target that gave in is the reason why nothing was done, triggered or not.
    ({"resolution": "complied", "trigger_state": "not_fired"}, "complied"),
    ({"resolution": "withdrawn", "trigger_state": "unknown"}, "withdrawn"),
    # Out of scope beats open: what was withdrawn cannot come true any more.
    ({"resolution": "withdrawn", "deadline": t.day(500)}, "withdrawn"),
    ({"trigger_state": "not_fired", "deadline": t.day(500)}, "not_triggered"),
    ({"kind": "denial", "deadline": t.day(500)}, "open"),
    ({"kind": "denial", "trigger_state": "not_fired"}, "not_triggered"),
]


def test_where_two_states_would_fit_the_first_reason_counts() -> None:
    assert states_of([columns for columns, _ in PRECEDENCE]) == [expected for _, expected in PRECEDENCE]


def test_an_open_window_is_open_whatever_has_happened() -> None:
    """On day 29 the window of 30 days is open, kept or not; on day 30 it has closed."""
    for as_of, expected in ((29, "open"), (30, "kept")):
        assert state(t.word("S1"), FITTING, as_of=t.day(as_of)) == expected
    found = outcome(t.word("S1"), FITTING, as_of=t.day(29))
    assert found["credit"] == 0.5, "what has happened so far stands beside the state"


def test_the_clock_starts_at_the_trigger() -> None:
    """Said on day 0, triggered on day 100: a deed on day 20 is before the clock, one on day 110 keeps the word."""
    said = t.word("S1", trigger_state="fired", trigger_date=t.day(100))
    assert state(said, t.deed("A1", 20)) == "unfulfilled"
    found = outcome(said, t.deed("A1", 20), t.deed("A2", 110))
    assert (found["state"], found["action_id"], found["lag"]) == ("kept", "A2", 10)
    assert (found["start"], found["end"]) == (pd.Timestamp(t.day(100)), pd.Timestamp(t.day(130)))


def test_a_trigger_after_as_of_has_not_fired_yet() -> None:
    said = t.word("S1", trigger_state="fired", trigger_date=t.day(100))
    assert state(said, as_of=t.day(99)) == "not_triggered"
    assert state(said, as_of=t.day(100)) == "open"
    assert state(said, as_of=t.day(130)) == "unfulfilled"


def test_a_resolution_after_as_of_is_not_known_yet() -> None:
    said = t.word("S1", resolution="complied", resolution_date=t.day(20))
    assert state(said, as_of=t.day(19)) == "open"
    assert state(said, as_of=t.day(20)) == "complied"


def test_the_naive_reading_tests_every_conditional_word() -> None:
    untested: list[t.Row] = [{"trigger_state": "not_fired"}, {"trigger_state": "unknown"}]
    resolved = {"trigger_state": "not_fired", "resolution": "complied"}
    assert states_of([*untested, resolved], conditional="all") == ["kept", "kept", "complied"]
    assert states_of(untested, None, conditional="all") == ["unfulfilled"] * 2


@pytest.mark.parametrize(("least", "testable"), [(0, 5), (2, 3), (4, 1)])
def test_how_firm_a_word_must_be_is_a_choice(least: int, testable: int) -> None:
    said = t.words(*[t.word(f"S{i}", 40 * i, strength=i) for i in range(5)])
    found = t.states(said, t.deeds(), min_strength=least)
    assert sum(s == "unfulfilled" for s in found.values()) == testable


def test_credit_within_rounding_is_the_whole() -> None:
    """Three deliveries of .1 make .30000000000000004 of .3, and .1 + .2 must count as .3 as well."""
    said = t.word("S1", amount=0.3, unit="t")
    done = [t.deed(f"A{i}", i + 1, amount=0.1, unit="t") for i in range(3)]
    found = outcome(said, *done, assignment="amount")
    assert (found["state"], found["share"], found["credit"]) == ("kept", 1.0, 0.3)


# What stands beside the state


def test_the_best_deed_is_shown_with_its_lag_and_how_it_was_found() -> None:
    found = outcome(t.word("S1"), t.deed("A1", 3, severity=0.2), t.deed("A2", 7))
    assert (found["action_id"], found["lag"], found["how"], found["n_links"]) == ("A2", 7, "matched", 1)
    nothing = outcome(t.word("S1"))
    assert pd.isna([nothing["action_id"], nothing["lag"], nothing["how"]]).all()
    assert nothing["n_links"] == 0


def test_a_late_deed_is_shown_though_it_earns_nothing() -> None:
    found = outcome(t.word("S1"), t.deed("A1", 45))
    assert (found["action_id"], found["lag"], found["late"], found["credit"]) == ("A1", 45, True, 0.0)


def test_several_coded_deeds_count_the_best_and_are_counted() -> None:
    links = t.coded(("S1", "A1", 0.5), ("S1", "A2", 1.0), ("S1", "A3", 0.0))
    done = [t.deed("A1", 3), t.deed("A2", 9, severity=0.4), t.deed("A3", 10)]
    found = outcome(t.word("S1"), *done, links=links)
    # .5 * .5 = .25 and 1 * .4 = .4
    assert (found["action_id"], found["credit"], found["n_links"], found["how"]) == ("A2", 0.4, 3, "coded")


def test_the_late_flag_is_about_the_deed_that_gives_the_credit() -> None:
    """A1 in time earns .5, A2 after the end earns .25: not late. The other way round: late, and still kept."""
    early, after = t.deed("A1", 20), t.deed("A2", 40)
    links = t.coded(("S1", "A1", 1.0), ("S1", "A2", 0.5))
    assert outcome(t.word("S1"), early, after, links=links)[["state", "late"]].tolist() == ["kept", False]
    links = t.coded(("S1", "A1", 0.5), ("S1", "A2", 1.0))
    assert outcome(t.word("S1"), early, after, links=links)[["state", "late"]].tolist() == ["kept", True]


def test_effects_of_the_credited_deed_unknown_ones_as_zero_and_one() -> None:
    columns = ["effect_low", "effect_high"]
    assert outcome(t.word("S1"), t.deed("A1", 5, effect=0.4))[columns].tolist() == [0.4, 0.4]
    assert outcome(t.word("S1"), t.deed("A1", 5, effect=None))[columns].tolist() == [0.0, 1.0]
    assert outcome(t.word("S1"), FITTING)[columns].tolist() == [0.0, 1.0]
    assert outcome(t.word("S1"))[columns].isna().all()
    late = outcome(t.word("S1"), t.deed("A1", 45, effect=1.0))
    assert late[columns].isna().all(), "a deed that earns nothing has no effect to speak of"


def test_effects_of_several_deliveries_are_weighted_by_what_they_brought() -> None:
    """3 of effect 1 and 1 of effect 0: 3/4."""
    done = [t.deed("A1", 3, amount=3, unit="t", effect=1.0), t.deed("A2", 5, amount=1, unit="t", effect=0.0)]
    found = outcome(t.word("S1", amount=4, unit="t"), *done, assignment="amount")
    assert found["effect_low"] == found["effect_high"] == 0.75


def test_the_cluster_is_the_directed_dyad_unless_given() -> None:
    said = t.words(
        t.word("S1", 0, target="USA;KOR;USA"),
        t.word("S2", 0, target="USA;KOR", cluster="crisis"),
        t.word("S3", 0, actor="ZZZ", cluster=None),
    )
    found = rg.outcomes(said, t.deeds(), **t.usual())
    assert found["cluster"].tolist() == ["AAA>KOR;USA", "crisis", "ZZZ>BBB"]
    assert found["target"].tolist() == ["KOR;USA", "KOR;USA", "BBB"]


def test_statements_come_by_date_then_id() -> None:
    said = t.words(t.word("S3", 0), t.word("S10", 0), t.word("S1", 5), t.word("S2", -5))
    assert rg.outcomes(said, t.deeds(), **t.usual())["statement_id"].tolist() == ["S2", "S10", "S3", "S1"]


def test_own_columns_pass_through_untouched() -> None:
    own = {
        "seats": [3, 5],
        "mood": ["calm", None],
        "when": pd.to_datetime(["2020-01-01", None]),
        "gap": [1, 2],
    }
    said = t.words(t.word("S2", 1), t.word("S1", 0)).assign(**own)
    found = rg.outcomes(said, t.deeds(FITTING), **t.usual()).set_index("statement_id")
    for name in own:
        expected = said.set_index("statement_id")[name]
        pd.testing.assert_series_equal(found.loc[["S2", "S1"], name], expected, check_names=False)
        assert found[name].dtype == said[name].dtype


TAKEN = [
    "role",
    "state",
    "share",
    "scope",
    "named",
    "start",
    "end",
    "late",
    "credit",
    "lag",
    "how",
    "n_repeats",
]


def test_own_columns_whose_names_are_taken_are_kept_under_another() -> None:
    """A speaker's role, a US state: neither overwritten nor in the way, and the notes say where they are."""
    said = t.words(t.word("S1", **dict.fromkeys(TAKEN, "mine")))
    result = t.score(said, t.deeds(FITTING))
    for name in TAKEN:
        assert result.outcomes[f"own_{name}"].tolist() == ["mine"]
        assert name not in result.outcomes or result.outcomes[name].tolist() != ["mine"]
        assert any("statements" in note and repr(f"own_{name}") in note for note in result.notes)
    assert result.outcomes["state"].tolist() == ["kept"]
    assert said.columns[-1] == TAKEN[-1], "the caller's table is left alone"


def test_own_columns_of_deeds_whose_names_are_taken_are_kept_under_another() -> None:
    names = ["announced", "countable", "done"]
    result = t.score(t.words(t.word("S1")), t.deeds(t.deed("A1", 5, **dict.fromkeys(names, "mine"))))
    for name in names:
        assert result.actions[f"own_{name}"].tolist() == ["mine"]
        assert any("actions" in note and repr(f"own_{name}") in note for note in result.notes)
    assert result.gap == 0.0


def test_the_other_name_may_be_taken_too() -> None:
    result = t.score(t.words(t.word("S1", state="mine", own_state="also mine")), t.deeds(FITTING))
    assert result.outcomes["own_state"].tolist() == ["also mine"]
    assert result.outcomes["own_own_state"].tolist() == ["mine"]


def test_what_the_library_writes_the_library_checks() -> None:
    """Outcomes are a table of the library too: they pass its check."""
    case = rg.load_dataset("north_korea")
    found = rg.outcomes(case)
    assert len(rg.check_outcomes(found)) == len(found) == 87


def test_amounts_beyond_one_pass_the_check_of_outcomes() -> None:
    said = t.words(t.word("S1", amount=3, unit="t"))
    found = rg.outcomes(said, t.deeds(t.deed("A1", amount=2, unit="t")), **t.usual(assignment="amount"))
    assert rg.check_outcomes(found)[["severity", "credit", "share"]].to_numpy().tolist() == [
        [3.0, 2.0, pytest.approx(2 / 3)]
    ]


# Links handed in


def test_a_pairing_handed_in_is_taken_as_it_is() -> None:
    said, done = t.words(t.word("S1"), t.word("S2", 2)), t.deeds(FITTING, t.deed("A2", 45))
    links = rg.pair(said, done, **t.usual())
    pd.testing.assert_frame_equal(
        rg.outcomes(said, done, links, **t.usual()), rg.outcomes(said, done, **t.usual())
    )


def test_a_pairing_changed_by_hand_counts_as_changed() -> None:
    said, done = t.words(t.word("S1")), t.deeds(FITTING)
    links = rg.pair(said, done, **t.usual())
    weaker = links.assign(credit=0.1)
    assert rg.outcomes(said, done, weaker, **t.usual())[["state", "credit"]].to_numpy().tolist() == [
        ["partial", 0.1]
    ]
    none = links.iloc[:0]
    assert rg.outcomes(said, done, none, **t.usual())["state"].tolist() == ["unfulfilled"]


def test_links_of_rows_not_known_yet_are_left_out() -> None:
    said, done = t.words(t.word("S1"), t.word("S2", 200)), t.deeds(FITTING, t.deed("A2", 205))
    links = rg.pair(said, done, **t.usual())
    found = rg.outcomes(said, done, links, **t.usual(as_of=t.day(100)))
    assert found["statement_id"].tolist() == ["S1"]
    assert found["state"].tolist() == ["kept"]


def test_the_account_ends_with_the_risk_set() -> None:
    said = t.words(t.word("S1"), t.word("S2", kind="comment"), t.word("S3", kind="comment"))
    last = rg.row_account(rg.outcomes(said, t.deeds(), **t.usual())).iloc[-1]
    assert last.tolist() == ["statements in the risk set", 3, 1, "2 untestable"]


def test_unknown_severity_of_a_word_is_no_zero() -> None:
    """A code the scale does not know names no deed: untestable, with no share."""
    found = outcome(t.word("S1", severity=np.nan, code="ZZZ"), FITTING)
    assert found["state"] == "untestable"
    assert pd.isna(found["share"])
