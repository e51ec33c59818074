"""The index: cells that add up, trends paired before they are cut, bounds, stages, deeds without words, amounts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import small_tables as t

import rhetoric_gap as rg
from rhetoric_gap.gap import RISK_STATES

CELLS = [
    *("n", "n_open", "n_not_triggered", "n_trigger_unknown", "n_complied", "n_withdrawn", "n_superseded"),
    *("n_untestable", "n_denials"),
]
SEVERITIES = ["bark", "bite", "gap", "bound_low", "bound_high"]


def every_state() -> tuple[pd.DataFrame, pd.DataFrame]:
    """One statement per cell in two topics and two quarters, and two denials."""
    columns: list[t.Row] = [
        {},
        {"severity": 1.0},
        {"target": "NOBODY"},
        {"target": "LATE"},
        {"deadline": t.day(500)},
        {"trigger_state": "not_fired"},
        {"trigger_state": "unknown"},
        {"resolution": "complied"},
        {"resolution": "withdrawn"},
        {"resolution": "superseded"},
        {"kind": "comment"},
        {"kind": "denial"},
        {"kind": "refusal", "target": "NOBODY"},
        {"kind": "denial", "deadline": t.day(500), "target": "NOBODY"},
        {"kind": "denial", "trigger_state": "not_fired", "target": "NOBODY"},
        {"kind": "refusal", "strength": 1, "target": "NOBODY"},
    ]
    said = [
        t.word(f"S{i:02d}{topic}", start, topic=topic, **more)
        for topic, start in (("x", 0), ("y", 150))
        for i, more in enumerate(columns)
    ]
    done = [
        t.deed(f"A{i}{topic}", start + 5, topic=topic, **more)
        for topic, start in (("x", 0), ("y", 150))
        for i, more in enumerate([{}, {"severity": 0.25}, {"target": "LATE", "date": t.day(start + 45)}])
    ]
    return t.words(*said), t.deeds(*done)


# Cells


@pytest.mark.parametrize(
    ("by", "freq", "conditional"),
    [
        (None, None, "triggered"),
        (None, None, "all"),
        ("kind", None, "triggered"),
        (["target", "topic"], None, "all"),
        (None, "ME", "triggered"),
        ("topic", "QE", "triggered"),
    ],
)
def test_cells_add_up_to_the_statements_in_every_row(by: Any, freq: str | None, conditional: str) -> None:
    frame = t.score(*every_state(), by=by, freq=freq, match="topic", conditional=conditional).frame
    assert (frame[CELLS].sum(axis=1) == frame["n_statements"]).all()
    risk = frame[["n_kept", "n_partial", "n_unfulfilled", "n_late"]].sum(axis=1)
    assert (risk == frame["n"]).all()
    assert frame["n_statements"].sum() == 32
    assert (frame["n_upheld"] + frame["n_contradicted"] <= frame["n_denials"]).all()


def test_every_cell_counts_its_own_state() -> None:
    """One of each per topic; of 5 denials one is contradicted, one is upheld, three are open or out of scope."""
    frame = t.score(*every_state(), by="topic", match="topic").frame.set_index("topic")
    for topic in ("x", "y"):
        row = frame.loc[topic]
        assert row[["n_kept", "n_partial", "n_unfulfilled", "n_late"]].tolist() == [1, 1, 1, 1]
        assert row[CELLS[1:-1]].tolist() == [1] * 7
        assert row[["n_denials", "n_upheld", "n_contradicted"]].tolist() == [5, 1, 1]
        assert row["n"] == 4


def test_the_gap_is_worked_out_by_hand() -> None:
    """Scored words .5, 1, .5, .5; the two deeds .5 and .25 to BBB go to .5 and 1: bite .75 of bark 2.5.

    Unweighted, the shares done are 1, .25, 0, 0. Bounds keep open .5, not triggered .5, unknown .5, withdrawn .5 and
    superseded .5: 1.75/5 and 4.25/5. One comment of 11 words that are no denials is untestable.
    """
    said, done = every_state()
    first = said["topic"] == "x"
    row = t.row_of(said[first], done[done["topic"] == "x"], match="topic")
    assert row[SEVERITIES].tolist() == pytest.approx([2.5, 0.75, 0.7, 0.35, 0.85])
    assert row["follow_through"] == pytest.approx(0.3)
    assert row["gap_unweighted"] == pytest.approx(1 - 1.25 / 4)
    assert row["cov_term"] == pytest.approx(0.7 - 0.6875)
    assert row["testable_share"] == pytest.approx(10 / 11)


def test_the_covariance_term_is_the_covariance() -> None:
    """Cov(r, 1 - f) / mean(r), with r = 1, .6, .2 and f = 0, .5, 1."""
    r, f = np.array([1.0, 0.6, 0.2]), np.array([0.0, 0.5, 1.0])
    said = t.words(*[t.word(f"S{i}", severity=x, target=f"T{i}") for i, x in enumerate(r)])
    done = t.deeds(t.deed("A1", severity=0.3, target="T1"), t.deed("A2", severity=0.2, target="T2"))
    row = t.row_of(said, done)
    expected = np.mean((r - r.mean()) * ((1 - f) - (1 - f).mean())) / r.mean()
    assert row["cov_term"] == pytest.approx(expected)
    assert row["gap"] - row["gap_unweighted"] == pytest.approx(expected)


def test_groups_weigh_by_what_was_said() -> None:
    """G = sum of w_k G_k with w_k = R_k / R."""
    said, done = every_state()
    whole = t.row_of(said, done, match="topic")
    frame = t.score(said, done, by="target", match="topic").frame
    scored = frame[frame["bark"] > 0]
    assert (scored["bark"] / whole["bark"] * scored["gap"]).sum() == pytest.approx(whole["gap"])
    assert len(scored) == 3


def test_a_clean_record_is_exactly_zero_on_any_scale() -> None:
    said = t.words(*[t.word(f"S{i}", target=f"T{i}", severity=s) for i, s in enumerate([0.1, 0.3, 0.7])])
    done = t.deeds(*[t.deed(f"A{i}", target=f"T{i}", severity=s) for i, s in enumerate([0.1, 0.3, 0.7])])
    assert t.score(said, done).gap == 0.0
    assert t.score(said, done.iloc[:0]).gap == 1.0


def test_clusters_are_counted_in_the_risk_set() -> None:
    said = t.words(
        t.word("S1", cluster="a"),
        t.word("S2", cluster="a"),
        t.word("S3", cluster="b"),
        t.word("S4", cluster="c", trigger_state="not_fired"),
    )
    assert t.row_of(said, t.deeds())["n_clusters"] == 2


# Trend


def test_a_trend_is_paired_first_and_cut_after() -> None:
    """Said on 25 March, done on 5 April: cutting first would lose the pair and make a gap of 1."""
    said = t.words(t.word("S1", 84), t.word("S2", 0))
    done = t.deeds(t.deed("A1", 95))
    frame = t.score(said, done, freq="QE").frame
    assert frame["period"].tolist() == ["2024Q1"]
    assert frame[["n", "n_kept", "n_unfulfilled"]].to_numpy().tolist() == [[2, 1, 1]]
    assert frame["gap"].tolist() == [0.5]


def test_one_deed_cannot_keep_words_of_two_periods() -> None:
    """Pairing by period would give the deed of 5 April to both quarters."""
    said = t.words(t.word("S1", 84), t.word("S2", 92))
    frame = t.score(said, t.deeds(t.deed("A1", 95)), freq="QE").frame
    assert frame["n_kept"].sum() == 1


def test_deeds_without_words_count_in_the_period_of_the_deed() -> None:
    said = t.words(t.word("S1", 84), t.word("S2", 92, target="CCC"))
    done = t.deeds(t.deed("A1", 95), t.deed("A2", 20, target="ZZZ"))
    frame = t.score(said, done, freq="QE").frame.set_index("period")
    assert frame["n_actions"].to_dict() == {"2024Q1": 1.0, "2024Q2": 1.0}
    assert frame["unannounced_share"].to_dict() == {"2024Q1": 1.0, "2024Q2": 0.0}


def test_periods_whose_windows_are_open_are_shown_as_open() -> None:
    """On 1 July the words of June (days 152 and 170) have open windows, that of January has not; nothing of May."""
    said = t.words(t.word("S1", 10), t.word("S2", 153), t.word("S3", 170))
    frame = t.score(said, t.deeds(t.deed("A1", 160)), freq="ME", as_of="2024-07-01").frame.set_index("period")
    assert frame.loc["2024-06", ["n", "n_open"]].tolist() == [0, 2]
    assert pd.isna(frame.loc["2024-06", "gap"])
    assert frame.loc["2024-06", "reason"] == "no statement in the risk set: 2 open"
    # One of them is already kept: of 1.0 said, .5 can still turn out unfulfilled.
    assert frame.loc["2024-06", ["bound_low", "bound_high"]].tolist() == [0.0, 0.5]
    assert frame.loc["2024-01", ["n", "gap"]].tolist() == [1, 1.0]
    silent = frame.loc[["2024-02", "2024-03", "2024-04", "2024-05"]]
    assert silent["gap"].isna().all() and (silent["reason"] == "no statement").all()
    assert silent[["n_statements", "bark", "bite"]].eq(0).all(axis=None)


# Stages


def staged(*effects: float | None) -> pd.Series:
    """Words of 1, 1, 2 (times .25), the first two done with these effects."""
    said = t.words(*[t.word(f"S{i}", target=f"T{i}", severity=s) for i, s in enumerate([0.25, 0.25, 0.5])])
    done = t.deeds(*[t.deed(f"A{i}", target=f"T{i}", severity=0.25, effect=e) for i, e in enumerate(effects)])
    return t.row_of(said, done)


@pytest.mark.parametrize(
    ("effects", "efficacy", "total"),
    [
        # F = .5/1. Total gap 1 - F E.
        ((1.0, 1.0), (1.0, 1.0), (0.5, 0.5)),
        ((0.5, 0.0), (0.25, 0.25), (0.875, 0.875)),
        ((1.0, None), (0.5, 1.0), (0.5, 0.75)),
        ((None, None), (0.0, 1.0), (0.5, 1.0)),
        ((0.0, 0.0), (0.0, 0.0), (1.0, 1.0)),
    ],
)
def test_words_deeds_effects(effects: Any, efficacy: Any, total: Any) -> None:
    row = staged(*effects)
    assert row["follow_through"] == 0.5
    assert (row["efficacy_low"], row["efficacy_high"]) == pytest.approx(efficacy)
    assert (row["gap_total_low"], row["gap_total_high"]) == pytest.approx(total)
    for side, other in (("low", "high"), ("high", "low")):
        # gap_total = (1 - F) + F (1 - E), exact: an implementation gap and an efficacy gap.
        parts = row["gap"] + row["follow_through"] * (1 - row[f"efficacy_{other}"])
        assert row[f"gap_total_{side}"] == pytest.approx(parts)


def test_efficacy_is_weighted_by_what_was_done() -> None:
    """Deeds of .6 (effect 1) and .2 (effect 0), both full: E = .6/.8."""
    said = t.words(t.word("S1", severity=0.6), t.word("S2", severity=0.2, target="CCC"))
    done = t.deeds(t.deed("A1", severity=0.6, effect=1), t.deed("A2", severity=0.2, target="CCC", effect=0))
    row = t.row_of(said, done)
    assert row["efficacy_low"] == row["efficacy_high"] == pytest.approx(0.75)


def test_efficacy_counts_what_was_done_not_what_was_named() -> None:
    """Named 1, done .25 with effect 1; named .25, done .25 with effect 0: E = .25/.5, total gap 1 - .25/1.25."""
    said = t.words(t.word("S1", severity=1.0), t.word("S2", severity=0.25, target="CCC"))
    done = t.deeds(t.deed("A1", severity=0.25, effect=1), t.deed("A2", severity=0.25, target="CCC", effect=0))
    row = t.row_of(said, done)
    assert row["efficacy_low"] == row["efficacy_high"] == pytest.approx(0.5)
    assert row["gap_total_low"] == row["gap_total_high"] == pytest.approx(0.8)


def test_without_a_deed_the_total_gap_is_the_whole() -> None:
    row = staged()
    assert pd.isna([row["efficacy_low"], row["efficacy_high"]]).all()
    assert [row["gap_total_low"], row["gap_total_high"]] == [1.0, 1.0]


def test_effects_of_open_words_stay_out() -> None:
    said = t.words(t.word("S1"), t.word("S2", target="CCC", deadline=t.day(500)))
    done = t.deeds(t.deed("A1", effect=1.0), t.deed("A2", target="CCC", effect=0.0))
    assert t.row_of(said, done)[["efficacy_low", "efficacy_high"]].tolist() == [1.0, 1.0]


# Bite without bark


def test_deeds_without_words_by_group() -> None:
    """BBB: .5 announced, .25 at another time not: .25/.75. CCC: never a word."""
    said = t.words(t.word("S1"), t.word("S2", 300, target="CCC"))
    done = t.deeds(
        t.deed("A1", 5), t.deed("A2", 200, severity=0.25), t.deed("A3", 20, target="CCC", severity=1.0)
    )
    frame = t.score(said, done, by="target").frame.set_index("target")
    assert frame["unannounced_share"].to_dict() == pytest.approx({"BBB": 1 / 3, "CCC": 1.0})
    assert frame["n_actions"].to_dict() == {"BBB": 2.0, "CCC": 1.0}
    assert t.row_of(said, done)["unannounced_share"] == pytest.approx(1.25 / 1.75)


@pytest.mark.parametrize(
    ("columns", "announced"),
    [
        ({}, True),
        ({"trigger_state": "not_fired"}, True),  # a word all the same
        ({"resolution": "withdrawn"}, True),
        ({"deadline": t.day(500)}, True),
        ({"kind": "comment"}, False),
        ({"kind": "denial"}, False),
        ({"strength": 1}, False),
        ({"valence": "cooperation"}, False),
        ({"actor": "ZZZ"}, False),
        ({"date": t.day(5)}, False),  # the same day
        ({"date": t.day(6)}, False),
    ],
)
def test_which_words_announce_a_deed(columns: t.Row, announced: bool) -> None:
    result = t.score(t.words(t.word("S1", **columns)), t.deeds(t.deed("A1", 5)))
    assert result.actions["announced"].tolist() == [announced]
    assert result.frame["unannounced_share"].tolist() == [0.0 if announced else 1.0]


def test_one_word_can_announce_many_deeds() -> None:
    """One deed settles the word; the other was announced by it nevertheless."""
    row = t.row_of(t.words(t.word("S1")), t.deeds(t.deed("A1", 5), t.deed("A2", 6)))
    assert [row["unannounced_share"], row["n_actions"]] == [0.0, 2.0]


def test_recorded_absences_and_parts_are_no_deeds() -> None:
    done = t.deeds(
        t.deed("A1", 5, attempted=False), t.deed("WHOLE", 200), t.deed("PART", 200, part_of="WHOLE")
    )
    row = t.row_of(t.words(t.word("S1")), done)
    assert [row["n_actions"], row["unannounced_share"], row["gap"]] == [1.0, 1.0, 1.0]


# Denials


def test_denials_are_weighed_by_what_they_rule_out_and_stay_outside_the_gap() -> None:
    """Denied .5 was done, denied .25 was not: .5/.75 of the severity contradicted. The gap is that of the threat."""
    said = t.words(
        t.word("D1", kind="denial"),
        t.word("D2", kind="refusal", severity=0.25, target="CCC"),
        t.word("S1", target="DDD"),
    )
    row = t.row_of(said, t.deeds(t.deed("A1")))
    assert row["contradicted_share"] == pytest.approx(2 / 3)
    assert row[["n", "n_denials", "n_upheld", "n_contradicted", "gap", "bark"]].tolist() == [
        1,
        2,
        1,
        1,
        1.0,
        0.5,
    ]


def test_a_deed_that_contradicts_may_also_keep_a_threat() -> None:
    """Denying and threatening the same deed: doing it contradicts one and keeps the other."""
    said = t.words(t.word("D1", kind="denial"), t.word("S1", kind="threat"))
    assert t.states(said, t.deeds(t.deed("A1"))) == {"D1": "contradicted", "S1": "kept"}


# Amounts


def promise(name: str, amount: float | None, number: int = 0, unit: str = "satellites", **more: Any) -> t.Row:
    return t.word(name, number, amount=amount, unit=None if amount is None else unit, kind="promise", **more)


def delivery(
    name: str, amount: float | None, number: int = 5, unit: str = "satellites", **more: Any
) -> t.Row:
    return t.deed(name, number, amount=amount, unit=None if amount is None else unit, **more)


def amounts(said: list[t.Row], done: list[t.Row], **choices: Any) -> rg.GapResult:
    return t.score(t.words(*said), t.deeds(*done), assignment="amount", **choices)


def test_three_satellites_promised_none_delivered() -> None:
    row = amounts([promise("S1", 3)], [delivery("A1", 0)]).frame.iloc[0]
    assert row[["bark", "bite", "gap", "n_unfulfilled"]].tolist() == [3.0, 0.0, 1.0, 1]


def test_nothing_delivered_needs_no_row() -> None:
    """A table of deeds without a row has no amounts to be asked for."""
    assert t.score(t.words(promise("S1", 3)), t.deeds(), assignment="amount").gap == 1.0


def test_a_launch_that_failed_delivers_nothing() -> None:
    assert amounts([promise("S1", 3)], [delivery("A1", 1, attempted=False)]).gap == 1.0


def test_aid_promised_and_allocated() -> None:
    """144 committed, 77 allocated (EUR bn): 1 - 77/144 = .465."""
    row = amounts([promise("S1", 144, unit="EUR bn")], [delivery("A1", 77, unit="EUR bn")]).frame.iloc[0]
    assert round(row["gap"], 3) == 0.465
    assert row[["bark", "bite", "n_partial"]].tolist() == [144.0, 77.0, 1]


def test_too_much_delivered_is_enough() -> None:
    row = amounts([promise("S1", 3)], [delivery("A1", 5)]).frame.iloc[0]
    assert row[["gap", "bite", "n_kept"]].tolist() == [0.0, 3.0, 1]


def test_the_first_promise_is_served_first_and_deliveries_are_split() -> None:
    """Promised 4 and 4; delivered 3, then 4: 3 + 1 to the first, 3 to the second."""
    said = [promise("S2", 4, 1), promise("S1", 4, 0)]
    done = [delivery("A2", 4, 6), delivery("A1", 3, 5)]
    result = amounts(said, done)
    links = result.links[["statement_id", "action_id", "credit"]].to_numpy().tolist()
    assert links == [["S1", "A1", 3.0], ["S1", "A2", 1.0], ["S2", "A2", 3.0]]
    assert result.outcomes[["statement_id", "state", "share", "n_links"]].to_numpy().tolist() == [
        ["S1", "kept", 1.0, 2],
        ["S2", "partial", 0.75, 1],
    ]
    assert result.gap == pytest.approx(1 / 8)


def test_a_delivery_outside_one_window_goes_to_the_promise_it_is_inside() -> None:
    """A1 comes on day 35: too late for S1 (day 0 to 30), in time for S2 (day 10 to 40)."""
    result = amounts([promise("S1", 2, 0), promise("S2", 2, 10)], [delivery("A1", 2, 35)])
    assert dict(zip(result.outcomes["statement_id"], result.outcomes["state"], strict=True))["S2"] == "kept"
    assert result.frame["bite"].tolist() == [2.0]


def test_units_are_not_added_up() -> None:
    said = [promise("S1", 3), promise("S2", 5, unit="EUR bn")]
    done = [delivery("A1", 1), delivery("A2", 5, unit="EUR bn")]
    with pytest.raises(
        rg.RhetoricGapError,
        match=r"amounts in different units cannot be added up: \['EUR bn', 'satellites'\]; group by='unit' or filter",
    ):
        amounts(said, done)
    by_unit = amounts(said, done, by="unit").frame.set_index("unit")["gap"]
    assert by_unit.to_dict() == pytest.approx({"EUR bn": 0.0, "satellites": 2 / 3})


def test_units_may_differ_between_groups_but_not_within() -> None:
    said = [promise("S1", 3, topic="space"), promise("S2", 5, unit="EUR bn", topic="aid")]
    assert amounts(said, [delivery("A1", 3)], by="topic").frame["gap"].tolist() == [1.0, 0.0]
    mixed = [*said, promise("S3", 1, unit="t", topic="aid")]
    with pytest.raises(rg.RhetoricGapError, match="different units"):
        amounts(mixed, [delivery("A1", 3)], by="topic")


def test_a_delivery_in_another_unit_delivers_nothing() -> None:
    assert amounts([promise("S1", 3)], [delivery("A1", 3, unit="tonnes")]).gap == 1.0


def test_words_without_an_amount_are_untestable_and_counted_in_a_note() -> None:
    result = amounts([promise("S1", 3), promise("S2", None)], [delivery("A1", 3), delivery("A2", None, 6)])
    assert result.frame[["n", "n_untestable", "gap"]].to_numpy().tolist() == [[1, 1, 0.0]]
    assert any(
        note.startswith("Without an amount: 1 statement") and "1 action" in note for note in result.notes
    )


def test_amounts_need_amount_and_unit_on_both_sides() -> None:
    with pytest.raises(rg.RhetoricGapError) as error:
        t.score(t.words(promise("S1", 3)), t.deeds(t.deed("A1")), assignment="amount")
    assert "actions has no column 'amount'" in str(error.value)
    assert "statements has no column" not in str(error.value)


def test_amounts_need_no_graded_severity() -> None:
    """A delivery whose code the scale does not grade is still a delivery: 1 of 3."""
    done = [delivery("A1", 1, severity=np.nan, code="LAUNCH")]
    assert amounts([promise("S1", 3)], done).gap == pytest.approx(2 / 3)


def test_coded_deliveries_add_up_and_are_not_handed_out_twice() -> None:
    """A1 brings 2 of 3 to S1 by the coder's hand; of the 5 it holds the rest, 3, is free for S2, which asks 4."""
    said, done = [promise("S1", 2, 0), promise("S2", 4, 1)], [delivery("A1", 5)]
    result = amounts(said, done, links=t.coded(("S1", "A1")))
    assert result.outcomes["credit"].tolist() == [2.0, 3.0]


# Everything else


def test_a_result_can_be_repeated_from_its_spec_alone() -> None:
    case = rg.load_dataset("north_korea")
    first = rg.gap_index(case, window="45D", collapse="14D")
    again = rg.gap_index(case, spec=first.spec)
    pd.testing.assert_frame_equal(first.frame, again.frame)
    said, done = every_state()
    matched = rg.gap_index(said, done, as_of=t.day(365))
    assert matched.spec.match == "topic", "match='auto' names the rule it took"
    pd.testing.assert_frame_equal(
        matched.frame, rg.gap_index(said, done, as_of=t.day(365), spec=matched.spec).frame
    )


def test_the_end_of_the_data_is_the_last_day_unless_said() -> None:
    said, done = t.words(t.word("S1", 0), t.word("S2", 50, reported_at=t.day(55))), t.deeds(t.deed("A1", 52))
    result = rg.gap_index(said, done, match="any", window=30)
    assert result.as_of == pd.Timestamp(t.day(55))
    assert any("No as_of was given" in note and t.day(55) in note for note in result.notes)
    assert result.frame[["n", "n_open"]].to_numpy().tolist() == [[1, 1]]
    assert not any("as_of" in note for note in t.score(said, done).notes)


@pytest.mark.parametrize(
    "as_of", ["June", "soon", 20240620, 1.5, "2024-06-20 12:00", "2024-06-20+02:00", pd.NaT, "06"]
)
def test_what_is_no_day_is_refused(as_of: Any) -> None:
    with pytest.raises(rg.RhetoricGapError, match="as_of must be a "):
        t.score(t.words(t.word("S1")), t.deeds(), as_of=as_of)


def test_a_case_comes_alone() -> None:
    case = rg.load_dataset("north_korea")
    with pytest.raises(rg.RhetoricGapError, match="a Case brings its own actions"):
        rg.gap_index(case, case.actions)
    with pytest.raises(rg.RhetoricGapError, match="actions is missing"):
        rg.gap_index(case.statements)


def test_complete_coding_needs_links() -> None:
    with pytest.raises(rg.RhetoricGapError, match="the links are the whole truth, but no links were given"):
        t.score(t.words(t.word("S1")), t.deeds(t.deed("A1")), coding="complete")


def test_the_parts_of_a_result_belong_together() -> None:
    said, done = every_state()
    result = t.score(said, done, match="topic")
    assert result.frame["n"].tolist() == [result.outcomes["state"].isin(RISK_STATES).sum()]
    assert set(result.links["statement_id"]) <= set(result.outcomes["statement_id"])
    assert set(result.links["action_id"]) <= set(result.actions["action_id"])
    risk = result.outcomes[result.outcomes["state"].isin(RISK_STATES)]
    assert result.frame["bark"].tolist() == pytest.approx([risk["severity"].sum()])
    assert result.frame["bite"].tolist() == pytest.approx([risk["credit"].sum()])


def test_links_that_replace_those_of_a_case_are_not_the_whole_truth_unless_said() -> None:
    case = rg.load_dataset("north_korea")
    assert case.links is not None
    other = case.links.iloc[:-5]
    told = "replace those of the case and are not taken as the whole truth"
    assert any(told in note for note in rg.gap_index(case, links=other, match="topic").notes)
    for choices in ({"coding": "complete"}, {"coding": "partial", "match": "topic"}):
        assert not any(told in note for note in rg.gap_index(case, links=other, **choices).notes)
    assert not any(told in note for note in rg.gap_index(case).notes)
