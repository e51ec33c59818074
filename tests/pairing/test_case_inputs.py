"""What a case brings of its own: window, scale, coverage; and what turns itself into a case on the way in."""

from __future__ import annotations

import pandas as pd
import pytest
import small_tables as t

import rhetoric_gap as rg
from rhetoric_gap.readers.event_tables import EventTables

SAID = t.words(*[t.word(f"S{k}", 9 * k, code="138", target=f"T{k % 2}") for k in range(4)]).drop(
    columns="severity"
)
DONE = t.deeds(*[t.deed(f"A{k}", 9 * k + 4, code="191", target=f"T{k % 2}") for k in range(2)]).drop(
    columns="severity"
)


def case(**fields: object) -> rg.Case:
    return rg.Case(
        **{"name": "mine", "statements": SAID, "actions": DONE, "coverage_end": t.day(365)} | fields
    )


def events() -> EventTables:
    days = {
        "source": ["x"],
        "start": [pd.Timestamp(t.day(0))],
        "end": [pd.Timestamp(t.day(365))],
        "days": [366],
    }
    return EventTables(
        statements=SAID.assign(date=pd.to_datetime(SAID["date"])),
        actions=DONE.assign(date=pd.to_datetime(DONE["date"])),
        coverage=pd.DataFrame(days | {"missing_days": [""]}),
        name="stream",
        scale="ones",
    )


def test_the_scale_of_a_case_is_the_default() -> None:
    assert rg.gap_index(case()).spec.scale == "cameo"
    result = rg.gap_index(case(scale="ones"))
    assert result.spec.scale == "ones"
    assert result.outcomes["severity"].tolist() == [1.0] * 4
    assert rg.gap_index(case(scale="ones"), scale="cameo").spec.scale == "cameo"
    assert rg.gap_index(case(scale="ones"), spec=rg.Spec(window=30)).spec.scale == "cameo"


def test_a_case_shows_its_scale_if_it_has_one() -> None:
    assert "  scale     plover\n" in repr(case(scale="plover")) + "\n"
    assert "scale" not in repr(case())


def test_event_tables_are_taken_for_the_case_they_make() -> None:
    stream = events()
    made = stream.to_case()
    assert (made.scale, made.window) == ("ones", 30)
    pd.testing.assert_frame_equal(rg.gap_index(stream).frame, rg.gap_index(made).frame)
    curves = [
        rg.multiverse(x, grid={"window": [5, 30]}).frame.drop(columns="seconds") for x in (stream, made)
    ]
    pd.testing.assert_frame_equal(*curves)
    for table in (rg.pair, rg.outcomes, rg.flow_balance):
        pd.testing.assert_frame_equal(table(stream), table(made))
    assert rg.explain_pair(stream, statement_id="S1").text == rg.explain_pair(made, statement_id="S1").text
    vintages = [rg.gap_vintages(x, dates=[t.day(60), t.day(90)]).frame for x in (stream, made)]
    pd.testing.assert_frame_equal(*vintages)
    pd.testing.assert_frame_equal(rg.hit_table(stream).frame, rg.hit_table(made).frame)
    mismatch = [rg.partner_mismatch(x, actor="AAA").frame for x in (stream, made)]
    pd.testing.assert_frame_equal(*mismatch)


def test_both_kinds_of_alarm_inputs() -> None:
    seen = pd.DataFrame(
        {"assessment_id": ["o1"], "date": [t.day(1)], "actor": "AAA", "target": "T0", "severity": [0.9],
         "horizon_end": [t.day(50)], "valence": "conflict"}
    )  # fmt: skip
    found = [rg.alarm_gap(x, observers=seen).frame for x in (events(), events().to_case())]
    pd.testing.assert_frame_equal(*found)
    assert found[0]["observed"].tolist() == [1.0]
    assert rg.alarm_gap(events(), observers=seen, scale="cameo").frame["observed"].tolist() == [0.95]
    with pytest.raises(rg.RhetoricGapError, match="expected a Case, got DataFrame"):
        rg.alarm_gap(DONE, observers=seen)


def test_coders_of_a_stream() -> None:
    links = pd.DataFrame(
        {"coder": ["x", "y"], "statement_id": ["S0", "S0"], "action_id": ["A0", "A0"], "match": [1.0, 0.5]}
    )
    found = [rg.coder_gap(x, links=links).frame for x in (events(), events().to_case())]
    pd.testing.assert_frame_equal(*found)


def test_a_stream_brings_its_own_actions() -> None:
    with pytest.raises(rg.RhetoricGapError, match="an EventTables brings its own actions"):
        rg.gap_index(events(), DONE)
    with pytest.raises(rg.RhetoricGapError, match="or one Case or EventTables"):
        rg.gap_index(SAID)
    with pytest.raises(rg.RhetoricGapError, match="expected a result of gap_index"):
        rg.hit_table(SAID)
