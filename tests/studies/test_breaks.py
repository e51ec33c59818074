"""When the gap changed: units, segments, breaks, and what is said where nothing can be tested."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pandas as pd
import pytest
import small_tables as t

import rhetoric_gap as rg
from rhetoric_gap.studies._units import make_units, statement_rows

TURN = 500  # the day on which words lose their worth


def words_that_change(turn: int = TURN, **columns: Any) -> rg.GapResult:
    """Sixty words, one every 15 days: three in four kept before a day, one in four after it; windows of 30 days."""
    said, done = [], []
    for i in range(60):
        kept = i % 4 != 1 if 15 * i < turn else i % 4 == 1
        own = {"topic": f"t{i}", "cluster": f"c{i // 3:02}", "severity": 0.2 + 0.2 * (i % 5)} | columns
        said.append(t.word(f"S{i:02}", 15 * i, **own))
        if kept:
            done.append(t.deed(f"A{i:02}", 15 * i + 9, **{k: own[k] for k in ("topic", "severity")}))
    return rg.gap_index(t.words(*said), t.deeds(*done), window=30, match="topic", as_of=t.day(900))


@pytest.fixture(scope="module")
def changed() -> rg.GapResult:
    return words_that_change()


def test_break_is_found_where_it_is(changed: rg.GapResult) -> None:
    study = rg.gap_breaks(changed, n_permutations=199)
    assert study.unit == "cluster"
    assert study.test.p_value == 1 / 200
    (row,) = study.breaks.to_dict("records")
    assert row["last_before"] < pd.Timestamp(t.day(TURN)) < row["date"]
    assert row["p_value"] == 1 / 200
    assert row["possible_from"] <= row["last_before"] and row["date"] <= row["possible_to"]
    gaps = study.frame["estimate"].tolist()
    assert row["change"] == pytest.approx(gaps[1] - gaps[0])
    assert gaps[0] < 0.4 and gaps[1] > 0.6


def test_segments_cut_the_closed_statements_and_no_others(changed: rg.GapResult) -> None:
    study = rg.gap_breaks(changed, n_permutations=99)
    assert study.frame["n"].sum() == changed.frame["n"].sum() == 59
    assert study.frame["bark"].sum() == pytest.approx(changed.frame["bark"].sum())
    assert np.average(study.frame["estimate"], weights=study.frame["bark"]) == pytest.approx(changed.gap)
    assert study.n_open == changed.frame["n_open"].sum() == 1
    assert "1 statement with open windows left out" in study.notes
    assert study.units["n_open"].sum() == 1


def test_no_break_is_one_segment() -> None:
    steady = words_that_change(turn=0)
    study = rg.gap_breaks(steady, n_permutations=99)
    assert study.test.p_value > 0.05
    assert len(study.breaks) == 0
    assert study.frame["estimate"].tolist() == pytest.approx([steady.gap])
    assert '"no break": p' in str(study)


def test_units_are_blocks_where_clusters_last() -> None:
    lasting = words_that_change(cluster="government")
    study = rg.gap_breaks(lasting, n_permutations=99)
    assert (study.unit, study.block) == ("block", 62)  # 871 days in 14 blocks of about two windows
    assert len(study.units) == 15
    assert (study.units["n_open"].to_numpy() > 0).tolist() == [False] * 14 + [True]
    assert study.notes[0] == "Units are blocks of 62 days"
    short = rg.gap_breaks(lasting, block="40D", n_permutations=9)
    assert short.block == 41
    assert any("shorter than two windows" in note for note in short.notes)


def test_one_word_of_long_ago_does_not_turn_dyads_into_crises() -> None:
    rows = statement_rows(words_that_change(cluster="government"))
    rows["cluster"] = [f"dyad {i % 9}" for i in range(len(rows))]
    rows.loc[0, "day"] -= 20_000
    assert make_units(rows, "auto", None, 30).unit == "block"


def test_statements_of_a_unit_are_summed_once() -> None:
    rows = statement_rows(words_that_change())
    for unit in ("cluster", "block", "statement"):
        units = make_units(rows, unit, None, 30)  # type: ignore[arg-type]
        assert units.frame["bark"].sum() == pytest.approx(rows.loc[rows["closed"], "r"].sum())
        assert units.frame["n"].sum() + units.frame["n_open"].sum() == len(rows)
        assert (np.diff(units.frame["left"]) >= np.timedelta64(0)).all()
        assert len(units.of_row) == len(rows)


def test_row_order_plays_no_part(changed: rg.GapResult) -> None:
    import dataclasses

    mixed = dataclasses.replace(changed, outcomes=changed.outcomes.sample(frac=1, random_state=5))
    one, two = rg.gap_breaks(changed, n_permutations=99), rg.gap_breaks(mixed, n_permutations=99)
    pd.testing.assert_frame_equal(one.frame, two.frame)
    pd.testing.assert_frame_equal(one.breaks, two.breaks)
    assert one.test == two.test


def test_breaks_by_cost(changed: rg.GapResult) -> None:
    given = rg.gap_breaks(changed, search="dynp", n_breaks=2, n_permutations=49)
    assert len(given.breaks) == 2 and len(given.frame) == 3
    assert given.breaks["p_value"].isna().all()
    assert "The number of breaks, 2, was given" in given.notes
    found = rg.gap_breaks(changed, search="pelt", n_permutations=49)
    assert any("no test stands behind the number of breaks" in note for note in found.notes)
    assert any(abs((date - pd.Timestamp(t.day(TURN))).days) < 60 for date in found.breaks["date"])


def test_options_that_contradict_each_other(changed: rg.GapResult, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(rg.RhetoricGapError, match="search='test' finds the number of breaks by testing"):
        rg.gap_breaks(changed, n_breaks=1)
    with pytest.raises(rg.RhetoricGapError, match="block= is for unit='block', not for unit='cluster'"):
        rg.gap_breaks(changed, unit="cluster", block=30)
    with pytest.raises(rg.UnknownOptionError, match="'auto', 'cluster', 'block', 'statement'"):
        rg.gap_breaks(changed, unit="week")  # type: ignore[arg-type]
    with pytest.raises(rg.UnknownOptionError, match="'test', 'pelt', 'dynp', 'binseg'"):
        rg.gap_breaks(changed, search="window")  # type: ignore[arg-type]
    with pytest.raises(rg.RhetoricGapError, match="expected a GapResult, got DataFrame"):
        rg.gap_breaks(changed.frame)  # type: ignore[arg-type]
    monkeypatch.setitem(sys.modules, "ruptures", None)
    with pytest.raises(rg.RhetoricGapError, match=r'pip install "rhetoric_gap\[breaks\]"'):
        rg.gap_breaks(changed, search="pelt")
    assert rg.gap_breaks(changed, n_permutations=9).test.n_permutations == 9


def test_too_few_units_and_nothing_closed_have_a_reason() -> None:
    few = rg.gap_index(
        t.words(*(t.word(f"S{i}", i) for i in range(3))), t.deeds(), window=5, match="any", as_of=t.day(90)
    )
    study = rg.gap_breaks(few)
    assert study.test.reason == "only 1 block of days in time, 8 needed"
    assert np.isnan(study.test.p_value)
    assert study.frame[["n", "estimate"]].to_numpy().tolist() == [[3, 1.0]]
    assert study.frame["reason"].tolist() == ["only 3 scored, 10 needed for an interval"]
    waiting = rg.gap_index(t.words(t.word("S1")), t.deeds(), window=50, match="any", as_of=t.day(9))
    none = rg.gap_breaks(waiting)
    assert (len(none.frame), len(none.breaks), none.n_open) == (0, 0, 1)
    assert none.test.reason == "only 0 units in time, 4 needed"
    empty = rg.gap_breaks(rg.gap_index(t.words(), t.deeds(), as_of=t.day(9)))
    assert len(empty.frame) == len(empty.units) == 0


def test_constant_outcomes_have_no_test() -> None:
    said = t.words(*(t.word(f"S{i}", 20 * i, topic=f"t{i}", cluster=f"c{i}") for i in range(12)))
    study = rg.gap_breaks(rg.gap_index(said, t.deeds(), window=10, match="topic", as_of=t.day(400)))
    assert study.test.reason == "all units show the same gap"
    assert len(study.breaks) == 0


def test_neighbours_that_resemble_each_other_are_warned_of() -> None:
    said, done = [], []
    for i in range(64):
        said.append(t.word(f"S{i:02}", 10 * i, topic=f"t{i}", cluster=f"c{i}"))
        if (i // 8) % 2:
            done.append(t.deed(f"A{i:02}", 10 * i + 2, topic=f"t{i}"))
    result = rg.gap_index(t.words(*said), t.deeds(*done), window=5, match="topic", as_of=t.day(900))
    study = rg.gap_breaks(result, n_permutations=9)
    assert any("Neighbouring units resemble each other" in note for note in study.notes)


def test_grouping_plays_no_part() -> None:
    case = rg.load_dataset("north_korea")
    grouped = rg.gap_breaks(rg.gap_index(case, by="target"), n_permutations=49)
    alone = rg.gap_breaks(rg.gap_index(case), n_permutations=49)
    pd.testing.assert_frame_equal(grouped.frame, alone.frame)
    assert "All statements together: the grouping by target plays no part" in grouped.notes


def test_without_statements_the_print_says_so():
    case = rg.make_case(n_statements=20)
    empty = rg.gap_index(case.statements.iloc[:0], case.actions, as_of=case.coverage_end)
    text = str(rg.gap_breaks(empty))
    assert "only 0 units in time" in text and "no rows" in text and "Empty DataFrame" not in text
