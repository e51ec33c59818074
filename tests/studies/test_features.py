"""What is known of a statement on its day: the record looks back only, and hindsight is refused."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_tables import coded, day, deed, deeds, word, words

import rhetoric_gap as rg
from rhetoric_gap.studies._features import (
    HINDSIGHT,
    closed_statements,
    dyad_names,
    feature_frame,
    past_record,
)


def record(result: Any, by: str = "dyad") -> dict[str, float]:
    """Record of every closed statement, by id."""
    rows = closed_statements(result)
    names = dyad_names(rows) if by == "dyad" else rows[by].astype(str)
    return dict(zip(rows["statement_id"], past_record(result, rows, names), strict=True))


def scored(said: pd.DataFrame, done: pd.DataFrame, *links: tuple[Any, ...], **choices: Any) -> Any:
    """Score with coded links and windows of 30 days."""
    return rg.gap_index(
        said, done, links=coded(*links), coding="complete", window=30, as_of=day(400), **choices
    )


def test_counts_what_had_closed_the_day_before():
    """S1 (day 0, kept, .5) closes on day 30, S2 (day 10, not kept, 1) on day 40."""
    said = words(word("S1"), word("S2", 10, severity=1.0), *[word(f"T{n}", n) for n in (30, 31, 40, 41)])
    found = record(scored(said, deeds(deed("A1")), ("S1", "A1")))
    assert np.isnan([found["S1"], found["S2"], found["T30"]]).all()
    assert found["T31"] == found["T40"] == 0.0
    assert found["T41"] == pytest.approx(1 - 0.5 / 1.5)


def test_dyads_have_records_of_their_own_and_actors_one_over_all():
    said = words(word("S1"), word("S2", 0, target="CCC"), word("T", 50), word("U", 50, target="CCC"))
    result = scored(said, deeds(deed("A1")), ("S1", "A1"))
    dyad, actor = record(result), record(result, "actor")
    assert (dyad["T"], dyad["U"]) == (0.0, 1.0)
    assert actor["T"] == actor["U"] == 0.5


def test_a_coded_deed_after_the_window_counts_from_the_day_after_it():
    said = words(word("S1"), word("T", 35), word("U", 60), word("V", 61))
    found = record(scored(said, deeds(deed("A1", 60)), ("S1", "A1")))
    assert found["T"] == found["U"] == 1.0
    assert found["V"] == 0.0  # T closes on day 65; S1 is kept from day 61 on


def test_what_is_reported_late_is_known_late():
    said = words(word("S1"), word("T", 40), word("U", 70))
    done = deeds(deed("A1", 5, reported_at=day(60)))
    found = record(scored(said, done, ("S1", "A1")))
    assert (found["T"], found["U"]) == (1.0, 0.0)
    late = said.assign(reported_at=[day(65), day(40), day(70)])
    found = record(scored(late, deeds(deed("A1", 5)), ("S1", "A1")))
    assert np.isnan(found["T"]) and found["U"] == 0.0


def test_amounts_add_up_as_they_arrive():
    said = words(
        word("S1", amount=10.0, unit="t"),
        word("T", 35, amount=1.0, unit="t"),
        word("U", 80, amount=1.0, unit="t"),
    )
    done = deeds(deed("A1", 5, amount=4.0, unit="t"), deed("A2", 50, amount=3.0, unit="t"))
    links = [("S1", "A1"), ("S1", "A2")]
    found = record(scored(said, done, *links, assignment="amount"))
    assert (found["T"], found["U"]) == pytest.approx((0.6, 1 - 7 / 11))


statement = st.tuples(
    st.integers(0, 200), st.sampled_from((0.2, 0.6, 1.0)), st.booleans(), st.integers(1, 60)
)


@settings(max_examples=10)
@given(st.lists(statement, min_size=3, max_size=10), st.integers(20, 200))
def test_no_future_reaches_the_record(rows, cut):
    """Whatever becomes of statements after a day, records of statements up to that day stay as they were."""
    said = words(*[word(f"S{i}", d, severity=r) for i, (d, r, _, _) in enumerate(rows)])
    done = [deed(f"A{i}", d + lag) for i, (d, _, _, lag) in enumerate(rows)]
    kept = [(f"S{i}", f"A{i}") for i, (_, _, k, _) in enumerate(rows) if k]
    flipped = [
        # Deeds up to the day stay; of those after it, what was done is not and what was not is.
        (f"S{i}", f"A{i}")
        for i, (d, _, k, lag) in enumerate(rows)
        if (k if d + lag < cut else not k)
    ]
    before, after = (record(scored(said, deeds(*done), *links)) for links in (kept, flipped))
    early = [f"S{i}" for i, (d, *_) in enumerate(rows) if d <= cut]
    assert [before[s] for s in early] == pytest.approx([after[s] for s in early], nan_ok=True)


def test_the_past_does_reach_it():
    said = words(word("S1"), word("T", 50))
    done = deeds(deed("A1"))
    assert record(scored(said, done, ("S1", "A1")))["T"] == 0.0
    assert record(scored(said, done))["T"] == 1.0


def test_changing_outcomes_of_later_rows_in_the_result_changes_nothing():
    """The same on the frame itself: credit and state of everything that closed later are overwritten."""
    result = rg.gap_index(rg.make_case(n_statements=150, n_dyads=3, true_gap=0.5, partial_share=0.2))
    cut = pd.Timestamp("2022-01-01")
    later = result.outcomes["end"] >= cut
    outcomes = result.outcomes.assign(
        credit=result.outcomes["credit"].mask(later, 0.0),
        state=result.outcomes["state"].mask(later, "unfulfilled"),
    )
    gone = result.outcomes.loc[later, "statement_id"]
    links = result.links.loc[~result.links["statement_id"].isin(gone)]
    changed = dataclasses.replace(result, outcomes=outcomes, links=links)
    before, after = (
        feature_frame(r, closed_statements(r), ["record_dyad", "record_actor"])[0] for r in (result, changed)
    )
    early = (closed_statements(result)["date"] <= cut).to_numpy()
    pd.testing.assert_frame_equal(before[early], after[early])
    assert not before[~early].equals(after[~early])


@pytest.fixture
def result() -> Any:
    return rg.gap_index(rg.load_dataset("north_korea"))


@pytest.mark.parametrize(
    "name", ["credit", "state", "late", "n_links", "lag", "n_repeats", "end", "resolution"]
)
def test_hindsight_is_refused(result, name):
    assert name in HINDSIGHT
    with pytest.raises(rg.RhetoricGapError, match=f"'{name}' is known only after the statement"):
        feature_frame(result, closed_statements(result), ["strength", name])


def test_unknown_and_lacking_features(result):
    rows = closed_statements(result)
    with pytest.raises(rg.UnknownOptionError, match=r"features='strenght'.*Did you mean 'strength'"):
        feature_frame(result, rows, ["strenght"])
    found, lacking = feature_frame(result, rows.drop(columns="speaker"), ["strength", "speaker", "certainty"])
    assert (list(found), lacking) == (["strength", "certainty"], ["speaker"])
    with pytest.raises(rg.RhetoricGapError, match=r"none of the features \['speaker'\] is in the outcomes"):
        feature_frame(result, rows.drop(columns="speaker"), ["speaker"])


def test_conditional_is_yes_no_or_missing(result):
    rows = closed_statements(result)
    rows.loc[0, "trigger_state"] = np.nan
    found = feature_frame(result, rows, "conditional")[0]["conditional"]
    assert found.isna().tolist() == [True] + [False] * (len(rows) - 1)
    assert found[1:].eq("yes").equals(rows["trigger_state"][1:].ne("none"))
