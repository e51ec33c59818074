"""Which deed answers which word: windows, clocks, codes, repeats and the coder's hand, one rule at a time."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest
import small_tables as t

import rhetoric_gap as rg
from rhetoric_gap.pairing.pair import LINK_COLUMNS

S1, A1 = t.word("S1"), t.deed("A1", 5)


def links(*rows: t.Row, **choices: Any) -> list[tuple[Any, ...]]:
    """Links between the words and the deeds given: statement, deed, lag, match, credit, relation."""
    said = t.words(*[row for row in rows if "statement_id" in row])
    return t.link_list(said, t.deeds(*[row for row in rows if "action_id" in row]), **choices)


def matched(*rows: t.Row, **choices: Any) -> list[str]:
    """Pairs that earn credit."""
    return [f"{s}-{a}" for s, a, _, _, credit, _ in links(*rows, **choices) if credit > 0]


def alone(said: t.Row, done: list[t.Row], **choices: Any) -> list[str | None]:
    """Relation of a word to each of several deeds, had it been the only one: every pair has its own target."""
    rows = [said | {"statement_id": f"S{k}", "target": f"T{k}"} for k in range(len(done))]
    rows += [d | {"action_id": f"A{k}", "target": f"T{k}"} for k, d in enumerate(done)]
    found = {s: relation for s, _, _, _, _, relation in links(*rows, **choices)}
    return [found.get(f"S{k}") for k in range(len(done))]


def days_that_count(said: t.Row, *days: int, **choices: Any) -> list[int]:
    """Days on which a deed fulfils the word."""
    relations = alone(said, [t.deed("A", n) for n in days], **choices)
    return [n for n, relation in zip(days, relations, strict=True) if relation == "fulfils"]


# The table


def test_links_have_their_columns_even_if_there_are_none() -> None:
    for said, done in ((t.words(S1), t.deeds()), (t.words(), t.deeds(A1)), (t.words(), t.deeds())):
        found = rg.pair(said, done, **t.usual())
        assert list(found.columns) == LINK_COLUMNS
        assert len(found) == 0


def test_a_link_says_who_when_how_and_what_it_earns() -> None:
    found = rg.pair(t.words(S1), t.deeds(A1), **t.usual())
    assert found.to_dict("records") == [
        {
            "statement_id": "S1",
            "action_id": "A1",
            "lag": 5,
            "match": 1.0,
            "credit": 0.5,
            "how": "matched",
            "relation": "fulfils",
        }
    ]
    assert str(found["lag"].dtype) == "Int64"


def test_links_come_in_order_of_statement_then_deed() -> None:
    """Statements by date then id, deeds by date then id."""
    said = t.words(t.word("S2", 1), t.word("S9", 0), t.word("S1", 1))
    done = t.deeds(t.deed("A3", 9), t.deed("A1", 9), t.deed("A2", 4))
    every = t.coded(*[(s, a) for s in ("S1", "S2", "S9") for a in ("A3", "A2", "A1")])
    found = rg.pair(said, done, links=every, coding="complete", **t.usual())
    assert found["statement_id"].tolist() == ["S9"] * 3 + ["S1"] * 3 + ["S2"] * 3
    assert found["action_id"].tolist() == ["A2", "A1", "A3"] * 3


# Credit


def test_credit_is_the_severity_done_at_most_the_severity_named() -> None:
    """Named and done .5 and .5, .5 and .2, .2 and .5, 1 and .7."""
    pairs = [(0.5, 0.5), (0.5, 0.2), (0.2, 0.5), (1.0, 0.7)]
    said = [t.word(f"S{k}", severity=named, target=f"T{k}") for k, (named, _) in enumerate(pairs)]
    done = [t.deed(f"A{k}", severity=severity, target=f"T{k}") for k, (_, severity) in enumerate(pairs)]
    assert [credit for _, _, _, _, credit, _ in links(*said, *done)] == [0.5, 0.2, 0.2, 0.7]


@pytest.mark.parametrize(("lag", "credit"), [(1, 0.5 * 2**-0.1), (10, 0.25), (20, 0.125)])
def test_credit_halves_with_every_half_life(lag: int, credit: float) -> None:
    """min(b, r) = .5, times 2 ** (-lag / 10)."""
    assert links(S1, t.deed("A1", lag), half_life=10)[0][4] == pytest.approx(credit)


def test_the_lag_runs_from_the_trigger() -> None:
    said = t.word("S1", trigger_state="fired", trigger_date=t.day(40))
    (link,) = links(said, t.deed("A1", 50), half_life=10)
    assert link[2] == 10
    assert link[4] == pytest.approx(0.25)


def test_fading_can_turn_the_better_deed_into_the_worse() -> None:
    """.4 on day 1 or .5 on day 20: flat the second wins, with a half-life of 10 it is .125 against .37."""
    deeds = [t.deed("A1", 1, severity=0.4), t.deed("A2", 20)]
    assert matched(S1, *deeds) == ["S1-A2"]
    assert matched(S1, *deeds, half_life=10) == ["S1-A1"]


def test_a_faded_deed_never_keeps_the_whole_word() -> None:
    assert t.states(t.words(S1), t.deeds(A1), half_life=1000) == {"S1": "partial"}


# Windows and clocks


@pytest.mark.parametrize(("least", "lags"), [(0, [0, 1, 3, 30]), (1, [1, 3, 30]), (3, [3, 30]), (30, [30])])
def test_the_least_lag_and_the_window_are_both_inside(least: int, lags: list[int]) -> None:
    """Deeds on days -1, 0, 1, 3, 30 and 31, each alone with the word, window 30."""
    assert days_that_count(S1, -1, 0, 1, 3, 30, 31, min_lag=least) == lags


def test_a_deadline_replaces_the_end_of_the_window() -> None:
    short, long = t.word("S1", deadline=t.day(10)), t.word("S1", deadline=t.day(100))
    assert days_that_count(short, 10, 11) == [10]
    assert days_that_count(long, 10, 100, 101) == [10, 100]


def test_a_deadline_on_the_day_itself_leaves_no_room() -> None:
    """With a least lag of one day nothing can come in time; the next day is late."""
    assert links(t.word("S1", deadline=t.day(0)), t.deed("A1", 1)) == [("S1", "A1", 1, 1.0, 0.0, "late")]
    assert matched(t.word("S1", deadline=t.day(0)), t.deed("A1", 0), min_lag=0) == ["S1-A1"]


def test_late_means_within_one_more_window_of_the_end() -> None:
    """Deadline day 10, window 30: days 11 to 40."""
    said = t.word("S1", deadline=t.day(10))
    deeds = [t.deed("A", n) for n in (10, 11, 40, 41)]
    assert alone(said, deeds) == ["fulfils", "late", "late", None]


def test_the_first_late_deed_is_shown_and_only_where_none_came_in_time() -> None:
    deeds = [t.deed("A1", 45), t.deed("A2", 35), t.deed("A3", 50)]
    assert [(a, r) for _, a, _, _, _, r in links(S1, *deeds)] == [("A2", "late")]
    assert [(a, r) for _, a, _, _, _, r in links(S1, A1, *deeds[1:])] == [("A1", "fulfils")]


def test_the_clock_starts_at_the_trigger() -> None:
    said = t.word("S1", trigger_state="fired", trigger_date=t.day(50))
    assert days_that_count(said, 10, 50, 51, 80, 81) == [51, 80]


def test_a_trigger_before_the_word_does_not_start_the_clock_before_the_word() -> None:
    said = t.word("S1", 20, trigger_state="fired", trigger_date=t.day(0))
    assert links(said, t.deed("A1", 10)) == []
    assert links(said, t.deed("A1", 25))[0][2] == 5


def test_a_deadline_and_a_trigger_together() -> None:
    """The clock starts on day 50, the deadline of day 55 ends it."""
    said = t.word("S1", trigger_state="fired", trigger_date=t.day(50), deadline=t.day(55))
    assert days_that_count(said, 49, 51, 55, 56) == [51, 55]


# Who and what


ELIGIBLE = [
    ({}, True),
    ({"actor": "ZZZ"}, False),
    ({"target": "CCC"}, False),
    ({"target": "BBB;CCC"}, True),
    ({"actor": "BBB", "target": "AAA"}, False),
    ({"valence": "cooperation"}, False),
    ({"valence": None}, True),
    ({"attempted": False}, False),
    ({"severity": 0.0}, False),
]


def test_eligible_means_same_actor_target_and_valence() -> None:
    """Each deed meets a word of its own year."""
    said = [t.word(f"S{k}", 400 * k) for k in range(len(ELIGIBLE))]
    done = [t.deed(f"A{k}", 400 * k + 5, **columns) for k, (columns, _) in enumerate(ELIGIBLE)]
    found = matched(*said, *done, as_of="2040-01-01")
    assert found == [f"S{k}-A{k}" for k, (_, eligible) in enumerate(ELIGIBLE) if eligible]


def test_joint_targets_share_a_member_and_pair_once() -> None:
    said = t.word("S1", target="KOR;USA")
    assert matched(said, t.deed("A1", 5, target="JPN;USA")) == ["S1-A1"]
    assert links(said, t.deed("A1", 5, target="USA;KOR"), assignment="best") == [
        ("S1", "A1", 5, 1.0, 0.5, "fulfils")
    ]


def test_a_word_of_unknown_valence_meets_deeds_of_any() -> None:
    said = t.word("S1", valence=None)
    assert matched(said, t.deed("A1", 5, valence="cooperation")) == ["S1-A1"]
    assert matched(said, A1) == ["S1-A1"]


def test_topics_must_be_equal_and_present() -> None:
    said = [t.word("S1", topic="x"), t.word("S2", topic=None)]
    done = [t.deed("A1", topic="y"), t.deed("A2", topic=None), t.deed("A3", topic="x")]
    assert matched(*said, *done, match="topic") == ["S1-A3"]


# Assignment


def test_three_ways_to_hand_out_the_same_deeds() -> None:
    """S1 names 1, S2 names .5; A1 is .5 on day 5, A2 is 1 on day 10. Earliest: .5 + .5. Optimal and best: 1 + .5."""
    rows = [t.word("S1", 0, severity=1.0), t.word("S2", 1), A1, t.deed("A2", 10, severity=1.0)]
    credits = {
        how: {(s, a): c for s, a, _, _, c, _ in links(*rows, assignment=how)}
        for how in ("optimal", "earliest", "best")
    }
    assert credits["earliest"] == {("S1", "A1"): 0.5, ("S2", "A2"): 0.5}
    assert credits["optimal"] == {("S1", "A2"): 1.0, ("S2", "A1"): 0.5}
    assert credits["best"] == {("S1", "A2"): 1.0, ("S2", "A1"): 0.5}, "the earliest of equals"


def test_one_deed_settles_one_word_unless_reusable() -> None:
    rows = [S1, t.word("S2", 1), A1]
    assert matched(*rows) == ["S1-A1"]
    assert matched(*rows, assignment="earliest") == ["S1-A1"]
    assert matched(*rows, assignment="best") == ["S1-A1", "S2-A1"]


def test_ties_go_to_the_earlier_date_then_the_smaller_id() -> None:
    assert matched(S1, t.deed("A2", 5), t.deed("A1", 5), t.deed("A0", 6)) == ["S1-A1"]
    assert matched(t.word("S2"), S1, A1) == ["S1-A1"]


def test_shuffling_the_rows_changes_nothing() -> None:
    rng = np.random.default_rng(7)
    grades = [0.2, 0.4, 0.6, 0.8]
    said = t.words(
        *[t.word(f"S{i:02d}", i // 3, severity=grades[i % 3], target=f"T{i % 4}") for i in range(24)]
    )
    done = t.deeds(
        *[t.deed(f"A{i:02d}", 3 + i // 2, severity=grades[i % 4], target=f"T{i % 4}") for i in range(16)]
    )
    coder = t.coded(("S00", "A05"), ("S01", "A05", 0.5), ("S02", "A01"))
    for assignment in ("optimal", "earliest", "best"):
        choices = t.usual(links=coder, assignment=assignment, collapse=2, half_life=20)
        first = rg.pair(said, done, **choices)
        assert len(first) > 3
        for _ in range(3):
            shuffled = [frame.sample(frac=1, random_state=rng) for frame in (said, done, coder)]
            again = rg.pair(shuffled[0], shuffled[1], **(choices | {"links": shuffled[2]}))
            pd.testing.assert_frame_equal(first, again)


# Rules


CODED = [
    t.word("S1", code="138", severity=None, topic="x"),
    t.deed("A1", 5, code="191", severity=None, topic="y"),
    t.deed("A2", 6, code="152", severity=None, topic="x"),
    t.deed("A3", 7, code="010", severity=0.9, topic="x"),
]


@pytest.mark.parametrize(
    ("match", "expected"),
    [
        # 191 fulfils a threat of force (138): min(.95, 1). 152 is partial: .5 * .72 = .36. 010 is not to it.
        ("code", ("A1", 1.0, 0.95)),
        # Same topic: 152 (.72) and 010 (.9, graded by hand).
        ("topic", ("A3", 1.0, 0.9)),
        ("any", ("A1", 1.0, 0.95)),
    ],
)
def test_rules_differ_in_what_fulfils(match: str, expected: tuple[Any, ...]) -> None:
    (link,) = links(*CODED, match=match)
    assert (link[1], link[3], pytest.approx(link[4])) == expected


def test_partial_is_worth_what_it_is_told() -> None:
    (link,) = links(CODED[0], CODED[2], match="code", partial=0.25)
    assert link[3:] == (0.25, pytest.approx(0.18), "partial")
    assert links(CODED[0], CODED[2], match="code", partial=0) == []


def auto(said: pd.DataFrame, done: pd.DataFrame) -> rg.GapResult:
    return rg.gap_index(said, done, as_of=t.day(365), window=30)


def test_auto_takes_codes_where_both_tables_have_them() -> None:
    said, done = t.words(CODED[0]), t.deeds(*CODED[1:])
    result = auto(said, done)
    assert result.spec.match == "code"
    assert "Deeds are matched by code (match='auto')" in result.notes


@pytest.mark.parametrize(
    ("said", "done"),
    [
        ({"code": "138"}, {"code": None}),
        ({"code": None}, {"code": "191"}),
        ({"code": "ZZZ"}, {"code": "191"}),
        ({"code": "138"}, {"code": "LAUNCH"}),
        ({}, {"code": "191"}),
    ],
)
def test_auto_takes_topics_where_one_table_lacks_known_codes(said: t.Row, done: t.Row) -> None:
    result = auto(t.words(t.word("S1", topic="x", **said)), t.deeds(t.deed("A1", topic="x", **done)))
    assert result.spec.match == "topic"
    assert result.gap == 0.0


@pytest.mark.parametrize(
    ("said", "done"), [({"topic": "x"}, {"topic": None}), ({"topic": "x"}, {}), ({}, {})]
)
def test_auto_warns_where_nothing_says_which_deed_is_meant(said: t.Row, done: t.Row) -> None:
    with pytest.warns(rg.RhetoricGapWarning, match="any deed of the same valence counts"):
        result = auto(t.words(t.word("S1", **said)), t.deeds(t.deed("A1", **done)))
    assert result.spec.match == "any"


def test_asking_for_any_is_accepting_it() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert t.score(t.words(S1), t.deeds(A1)).gap == 0.0


def test_the_warning_names_the_base_rate() -> None:
    """Days 0 to 39 (as_of) are 40 days. A deed 1 to 10 days ahead: of day 20 from days 10 to 19, of day 22 from 12 to
    21; together days 10 to 21, that is 12/40 = .30. The deed of CCC counts for the word to CCC only: day 3 from days 0
    to 2, 3/40. The two words in the risk set: (12 + 3)/80 = .19."""
    said = t.words(t.word("S1", 0), t.word("S2", 0, target="CCC"), t.word("S3", 0, kind="denial"))
    done = t.deeds(
        t.deed("A1", 20),
        t.deed("A2", 22),
        t.deed("A3", 3, target="CCC"),
        t.deed("A4", 8, valence="cooperation"),
        t.deed("A5", 30, attempted=False),
    )
    with pytest.warns(rg.RhetoricGapWarning, match=r"within the window with probability 0\.19:"):
        result = rg.gap_index(said, done, as_of=t.day(39), window=10)
    assert any("probability 0.19" in note for note in result.notes)
    only = said[said["statement_id"] == "S1"]
    with pytest.warns(rg.RhetoricGapWarning, match=r"probability 0\.30:"):
        rg.pair(only, done, as_of=t.day(39), window=10)


def test_rows_without_a_known_code_cannot_be_matched_by_code_and_a_note_counts_them() -> None:
    """One of four words has a code: the others would silently count as unfulfilled."""
    said = t.words(
        t.word("S1", code="138", topic="x"),
        *[t.word(f"S{i}", 40 * i, code=None, topic="x") for i in (2, 3, 4)],
    )
    done = t.deeds(
        t.deed("A1", 5, code="191", topic="x"),
        *[t.deed(f"A{i}", 40 * i + 5, code=None, topic="x") for i in (2, 3, 4)],
    )
    result = auto(said, done)
    assert result.spec.match == "code" and result.gap == 0.75
    assert any("3" in note and "code" in note for note in result.notes if "match='auto'" not in note)


@pytest.mark.parametrize("match", ["code", "topic"])
def test_rows_the_rule_cannot_know_are_counted_whoever_chose_the_rule(match: str) -> None:
    """One of two words and two of three deeds; a deed that does not count is not counted."""
    said = t.words(t.word("S1", code="138", topic="x"), t.word("S2", 40, code="ZZZ", topic=None))
    done = t.deeds(
        t.deed("A1", code="191", topic="x"),
        t.deed("A2", code=None, topic=None),
        t.deed("A3", code=None, topic=None),
        t.deed("A4", attempted=False, code=None, topic=None),
    )
    (note,) = t.score(said, done, match=match).notes
    assert note.startswith("1 of 2 statements and 2 of 3 deeds without a ")
    assert t.score(said.iloc[:1], done.iloc[:1], match=match).notes == ()
    assert t.score(said, done, match="any").notes == ()


@pytest.mark.parametrize("match", ["code", "topic"])
def test_a_denial_the_rule_cannot_know_is_not_upheld_in_silence(match: str) -> None:
    """Without code or topic no deed can contradict it: a share of 0 contradicted would mean nothing."""
    said = t.words(t.word("S1", code="138", topic="x"), t.word("D1", kind="denial", code=None, topic=None))
    done = t.deeds(t.deed("A1", code="191", topic="x"))
    result = t.score(said, done, match=match)
    assert any("denial" in note and note.startswith("1 of 1 ") for note in result.notes)


def test_credit_from_outside_the_window_is_counted_in_a_note() -> None:
    """A1 comes after the end, A2 before the word, A3 in time."""
    said = t.words(*[t.word(f"S{i}", target=f"T{i}") for i in (1, 2, 3)])
    done = t.deeds(*[t.deed(f"A{i}", n, target=f"T{i}") for i, n in ((1, 100), (2, -5), (3, 5))])
    coder = t.coded(("S1", "A1"), ("S2", "A2"), ("S3", "A3"))
    (note,) = t.score(said, done, links=coder).notes
    assert note.startswith(
        "2 of 3 statements with credit owe it to a coded deed outside their window (1 after its end, 1 before"
    )
    assert t.score(said.iloc[2:], done.iloc[2:], links=coder.iloc[2:]).notes == ()
    (one,) = t.score(said.iloc[:1], done.iloc[:1], links=coder.iloc[:1]).notes
    assert "1 of 1 statement with credit owes it" in one


def test_a_scale_of_ones_own_decides_what_fulfils() -> None:
    """By the map 152 is partial to 138 and 061 nothing; overridden, 152 fulfils (severity .72 both ways)."""
    own = rg.get_scale().with_overrides(fulfilling={"138": ["152"]}, severity={"152": 0.4})
    said, done = t.words(CODED[0]), t.deeds(CODED[1], CODED[2])
    links_own = rg.pair(said, done, scale=own, **t.usual(match="code"))
    assert links_own[["action_id", "match", "credit"]].to_numpy().tolist() == [["A2", 1.0, 0.4]]
    found = rg.outcomes(said, done, scale=own, **t.usual(match="code"))
    assert found[["severity", "state"]].to_numpy().tolist() == [[0.4, "kept"]]


def test_a_deed_of_ones_own_can_be_graded_and_named() -> None:
    own = rg.get_scale().with_overrides(severity={"LAUNCH": 0.6}, fulfilling={"138": ["LAUNCH"]})
    said, done = t.words(CODED[0]), t.deeds(t.deed("A1", 5, code="LAUNCH", severity=None))
    found = rg.outcomes(said, done, scale=own, **t.usual(match="code"))
    assert found[["severity", "credit", "state"]].to_numpy().tolist() == [[0.6, 0.6, "kept"]]


def test_severity_given_by_hand_beats_that_of_the_code() -> None:
    said = t.words(t.word("S1", code="138", severity=0.4))
    found = rg.outcomes(said, t.deeds(t.deed("A1", code="191", severity=0.3)), **t.usual(match="code"))
    assert found[["severity", "credit"]].to_numpy().tolist() == [[0.4, 0.3]]


# Denials


def test_a_refusal_is_contradicted_by_the_deed_it_rules_out() -> None:
    """1222 refuses military aid; 072 is military aid, 071 another kind. Refusing is conflict, giving cooperation."""
    said = t.word("D1", code="1222", severity=None, valence=None)
    done = [
        t.deed("A1", 5, code="071", severity=None, valence=None),
        t.deed("A2", 6, code="072", severity=None, valence=None),
    ]
    (link,) = links(said, *done, match="code")
    assert (link[1], link[5]) == ("A2", "contradicts")


def test_a_contradiction_takes_no_deed_from_those_who_act() -> None:
    assert matched(t.word("D1", kind="denial"), S1, A1) == ["D1-A1", "S1-A1"]


# Repeats


def repeats(*numbers: int, **columns: Any) -> pd.DataFrame:
    return t.words(*[t.word(f"S{i}", n, **columns) for i, n in enumerate(numbers)])


def test_a_run_takes_in_repeats_up_to_its_length() -> None:
    """Days 0, 10, 14 are one run of 14 days; day 15 opens the next, which takes in day 29 but not day 30."""
    found = rg.outcomes(repeats(0, 10, 14, 15, 29, 30), t.deeds(), collapse="14D", **t.usual())
    assert found[["statement_id", "n_repeats"]].to_numpy().tolist() == [["S0", 3], ["S3", 2], ["S5", 1]]


def test_without_collapsing_every_statement_is_its_own() -> None:
    assert rg.outcomes(repeats(0, 1, 2), t.deeds(), **t.usual())["n_repeats"].tolist() == [1, 1, 1]


def test_the_strongest_of_a_run_is_kept() -> None:
    """By strength, then severity, then date, then id."""
    cases = [
        ([{"strength": 2, "severity": 0.9}, {"strength": 4, "severity": 0.1}], "S1"),
        ([{"strength": 3, "severity": 0.2}, {"strength": 3, "severity": 0.8}], "S1"),
        ([{"strength": 3}, {"strength": 3}], "S0"),
        ([{"strength": None}, {"strength": 2}], "S1"),
    ]
    for columns, kept in cases:
        said = t.words(*[t.word(f"S{i}", i, **more) for i, more in enumerate(columns)])
        found = rg.outcomes(said, t.deeds(), collapse=14, **t.usual())
        assert found[["statement_id", "n_repeats"]].to_numpy().tolist() == [[kept, 2]]


@pytest.mark.parametrize(
    "columns",
    [
        {"target": "CCC"},
        {"actor": "ZZZ"},
        {"valence": "cooperation"},
        {"kind": "promise"},
        {"topic": "y"},
        {"code": "138"},
        {"trigger_state": "not_fired"},
        {"trigger_state": "fired", "trigger_date": t.day(3)},
        {"deadline": t.day(20)},
        {"resolution": "withdrawn"},
        {"unit": "t", "amount": 3},
    ],
)
def test_another_commitment_is_no_repeat(columns: t.Row) -> None:
    said = t.words(
        t.word("S1", 0, kind="threat", topic="x"),
        t.word("S2", 1, **({"kind": "threat", "topic": "x"} | columns)),
    )
    assert rg.outcomes(said, t.deeds(), collapse=14, **t.usual())["n_repeats"].tolist() == [1, 1]


def test_a_joint_target_is_the_same_however_it_is_written() -> None:
    said = t.words(t.word("S1", 0, target="KOR;USA"), t.word("S2", 1, target="USA;KOR"))
    assert rg.outcomes(said, t.deeds(), collapse=14, **t.usual())["n_repeats"].tolist() == [2]


def test_collapsing_keeps_units_apart() -> None:
    """Three satellites and five billion are two promises."""
    said = t.words(t.word("S1", 0, amount=3, unit="sat"), t.word("S2", 1, amount=5, unit="EUR bn"))
    done = t.deeds(t.deed("A1", 5, amount=3, unit="sat"))
    frame = t.score(said, done, assignment="amount", by="unit", collapse=14).frame
    assert frame[["unit", "gap"]].to_numpy().tolist() == [["EUR bn", 1.0], ["sat", 0.0]]


def test_links_of_repeats_go_to_the_one_that_is_kept() -> None:
    said = t.words(t.word("S1", 0, strength=2), t.word("S2", 5, strength=4))
    coder = t.coded(("S1", "A1"))
    found = rg.pair(said, t.deeds(t.deed("A1", 100)), links=coder, collapse=14, **t.usual())
    assert found[["statement_id", "action_id", "how", "lag"]].to_numpy().tolist() == [
        ["S2", "A1", "coded", 95]
    ]


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_collapsing_keeps_the_best_of_redirected_links(order: list[int]) -> None:
    """Two repeats, one deed, one coder: partly for the weaker word, wholly for the stronger. Row order is no coder."""
    said = t.words(t.word("S1", 0, strength=3), t.word("S2", 4, strength=4))
    coder = t.coded(("S1", "A1", 0.5), ("S2", "A1", 1.0)).iloc[order]
    found = rg.outcomes(said, t.deeds(t.deed("A1", 20)), coder, collapse=14, **t.usual())
    assert found[["statement_id", "state", "n_links"]].to_numpy().tolist() == [["S2", "kept", 1]]


# The coder's hand


def test_coded_links_override_the_rule_for_the_words_they_name() -> None:
    """The rule would give A1 to S1; the coder gives A2, so A1 is free for S2."""
    rows = [S1, t.word("S2", 1), A1, t.deed("A2", 10)]
    assert matched(*rows) == ["S1-A1", "S2-A2"]
    assert matched(*rows, links=t.coded(("S1", "A2"))) == ["S1-A2", "S2-A1"]


def test_what_the_coder_has_given_away_is_gone_unless_deeds_are_reusable() -> None:
    rows = [S1, t.word("S2", 1), A1]
    coder = t.coded(("S2", "A1"))
    for assignment, expected in (
        ("optimal", ["S2-A1"]),
        ("earliest", ["S2-A1"]),
        ("best", ["S1-A1", "S2-A1"]),
    ):
        assert matched(*rows, links=coder, assignment=assignment) == expected


def test_complete_coding_is_the_whole_truth() -> None:
    rows = [S1, t.word("S2", 1), A1, t.deed("A2", 6)]
    coder = t.coded(("S1", "A2"))
    assert matched(*rows, links=coder, coding="complete") == ["S1-A2"]
    assert matched(*rows, links=coder, coding="partial") == ["S1-A2", "S2-A1"]
    assert links(*rows, links=coder.iloc[:0], coding="complete") == []


def test_a_coder_may_let_one_deed_serve_several_words_each_capped() -> None:
    rows = [t.word("S1", severity=0.3), t.word("S2", severity=0.8), t.deed("A1", severity=0.6)]
    found = links(*rows, links=t.coded(("S1", "A1"), ("S2", "A1")))
    assert [(s, c) for s, _, _, _, c, _ in found] == [("S1", 0.3), ("S2", 0.6)]


def test_coded_links_are_not_bound_by_window_dyad_or_valence() -> None:
    """Before the word, after the window, by an ally: the coder has read the sources."""
    before, after = t.deed("A1", -10), t.deed("A2", 300)
    other = t.deed("A3", 5, actor="ZZZ", target="YYY", valence="cooperation")
    for done, lag in ((before, -10), (after, 300), (other, 5)):
        coder = t.coded(("S1", done["action_id"]))
        assert links(S1, done, links=coder) == [("S1", done["action_id"], lag, 1.0, 0.5, "fulfils")]


def test_a_coded_deed_after_the_end_keeps_its_credit_and_is_flagged() -> None:
    coder = t.coded(("S1", "A1"))
    found = rg.outcomes(t.words(S1), t.deeds(t.deed("A1", 31)), coder, **t.usual())
    assert found[["state", "late", "credit"]].to_numpy().tolist() == [["kept", True, 0.5]]
    in_time = rg.outcomes(t.words(S1), t.deeds(t.deed("A1", 30)), coder, **t.usual())
    assert in_time[["state", "late"]].to_numpy().tolist() == [["kept", False]]


def test_a_link_of_match_zero_is_a_verdict_too() -> None:
    """The coder saw the deed and says it is not to the word: the rule does not overrule that."""
    assert links(S1, A1, links=t.coded(("S1", "A1", 0))) == [("S1", "A1", 5, 0.0, 0.0, "none")]
    assert t.states(t.words(S1), t.deeds(A1), links=t.coded(("S1", "A1", 0))) == {"S1": "unfulfilled"}


def test_links_the_coder_left_open_stay_out() -> None:
    """Unscored, the word is matched by the rule (partial coding) or has no deed (complete)."""
    coder = t.coded(("S1", "A1")).assign(scored=False, match=np.nan)
    assert matched(S1, t.deed("A1", 100), t.deed("A2", 5), links=coder) == ["S1-A2"]
    assert links(S1, t.deed("A1", 100), t.deed("A2", 5), links=coder, coding="complete") == []
    both = pd.concat([coder, t.coded(("S1", "A2", 0.5)).assign(scored=True)])
    assert links(S1, t.deed("A1", 100), t.deed("A2", 5), links=both) == [
        ("S1", "A2", 5, 0.5, 0.25, "partial")
    ]


def test_an_attempt_linked_by_a_coder_earns_nothing() -> None:
    coder = t.coded(("S1", "A1"))
    assert links(S1, t.deed("A1", attempted=False), links=coder) == [("S1", "A1", 5, 1.0, 0.0, "none")]


def test_links_to_rows_that_do_not_exist_are_refused_by_name() -> None:
    with pytest.raises(rg.SchemaError) as error:
        rg.pair(t.words(S1), t.deeds(A1), links=t.coded(("S1", "A9"), ("S7", "A1")), **t.usual())
    assert error.value.failures[["column", "value"]].to_numpy().tolist() == [
        ["action_id", "A9"],
        ["statement_id", "S7"],
    ]


def test_links_to_rows_not_yet_known_wait() -> None:
    coder = t.coded(("S1", "A1"))
    assert links(S1, t.deed("A1", 5, reported_at=t.day(40)), links=coder, as_of=t.day(39)) == []
    assert len(links(S1, t.deed("A1", 5, reported_at=t.day(40)), links=coder, as_of=t.day(40))) == 1


def test_a_word_out_of_the_risk_set_does_not_use_up_its_coded_deed() -> None:
    """A withdrawn threat earns nothing, so its deed is free for the one that still stands."""
    rows = [t.word("S1", resolution="withdrawn"), t.word("S2", 1), A1]
    found = t.states(t.words(*rows[:2]), t.deeds(A1), links=t.coded(("S1", "A1")))
    assert found == {"S1": "withdrawn", "S2": "kept"}


def test_matched_links_are_not_taken_for_coded_ones() -> None:
    """A pairing handed back as links must not turn its late deeds, or the rule's guesses, into a coder's word."""
    said, done = t.words(S1, t.word("S2", 100)), t.deeds(t.deed("A1", 40), t.deed("A2", 105))
    paired = rg.pair(said, done, **t.usual())
    assert paired["relation"].tolist() == ["late", "fulfils"]
    result = t.score(said, done, links=paired)
    assert result.outcomes["state"].tolist() == ["late", "kept"]
    assert "coded" not in result.links["how"].tolist()


def test_a_deed_and_its_parts_are_one_deed() -> None:
    whole, part = t.deed("WHOLE", 5), t.deed("PART", 6, part_of="WHOLE")
    rows = [S1, t.word("S2", 1), whole, part]
    assert matched(*rows) == ["S1-WHOLE"]
    assert matched(*rows, parts="parts") == ["S1-PART"]
    assert matched(*rows, links=t.coded(("S1", "PART"))) == ["S1-PART"], "the part uses up the whole"
    other = t.deed("PART2", 7, part_of="WHOLE")
    assert matched(*rows, other, parts="parts") == ["S1-PART", "S2-PART2"]


# Tables of other libraries


@pytest.mark.parametrize("library", ["polars", "polars lazy", "pyarrow"])
def test_frames_of_other_libraries_give_the_same(library: str) -> None:
    said = t.words(
        t.word("S1", topic="x", strength=3, deadline=t.day(20)),
        t.word("S2", 3, topic="y", strength=None, deadline=None),
    )
    done = t.deeds(t.deed("A1", topic="x", attempted=True), t.deed("A2", 8, topic="y", attempted=None))
    coder = t.coded(("S2", "A2", 0.5))
    convert = {"polars": to_polars, "polars lazy": lambda f: to_polars(f).lazy(), "pyarrow": to_arrow}[
        library
    ]
    choices = t.usual(match="topic")
    expected = rg.gap_index(said, done, links=coder, **choices)
    result = rg.gap_index(convert(said), convert(done), links=convert(coder), **choices)
    pd.testing.assert_frame_equal(result.frame, expected.frame)
    pd.testing.assert_frame_equal(result.links, expected.links)
    assert result.outcomes["state"].tolist() == expected.outcomes["state"].tolist() == ["kept", "partial"]


def to_arrow(frame: pd.DataFrame) -> Any:
    import pyarrow

    return pyarrow.Table.from_pandas(frame, preserve_index=False)


def to_polars(frame: pd.DataFrame) -> Any:
    import polars

    return polars.from_arrow(to_arrow(frame))


def test_the_callers_tables_are_left_alone() -> None:
    said, done = t.words(t.word("S1", target="USA;KOR"), t.word("S2", 1)), t.deeds(t.deed("A1", target="KOR"))
    said.index, done.index = pd.Index(["u", "v"]), pd.Index([7])
    coder = t.coded(("S1", "A1"))
    before = [frame.copy(deep=True) for frame in (said, done, coder)]
    rg.pair(said, done, links=coder, collapse=14, **t.usual())
    t.score(said, done, links=coder, by="target", joint_targets="explode", freq="ME")
    for frame, copy in zip((said, done, coder), before, strict=True):
        pd.testing.assert_frame_equal(frame, copy)
        assert frame.attrs == {}
