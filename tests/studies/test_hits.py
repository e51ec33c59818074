"""Words as warnings: which periods are hits, misses, false alarms and neither, by hand and against brute force."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pandas as pd
import pytest
from small_tables import day, deed, deeds, word, words

import rhetoric_gap as rg
from rhetoric_gap.inference import peirce_within


def scored(said: pd.DataFrame, done: pd.DataFrame, last: int = 70, **choices: Any) -> Any:
    """Score by topic-less matching with windows of 14 days; day 0 is a Monday."""
    return rg.gap_index(said, done, **({"match": "any", "window": 14, "as_of": day(last)} | choices))


def cells(table: Any, target: str = "BBB") -> list[str]:
    """The cells of one dyad in order of time."""
    rows = table.cells
    return rows.loc[rows["target"].eq(target) & rows["valence"].eq("conflict"), "cell"].tolist()


def test_cells_by_hand():
    """S1 (day 2) is in force on the Mondays of days 7 and 14, not on day 21; deeds on days 9, 16 and 30."""
    done = deeds(deed("A1", 9), deed("A2", 30), deed("A3", 3))
    table = rg.hit_table(scored(words(word("S1", 2)), done), start=day(0))
    assert cells(table)[:6] == ["miss", "hit", "false_alarm", "correct_negative", "miss", "correct_negative"]
    row = table.frame.query("valence == 'conflict'").iloc[0]
    assert row[["hits", "misses", "false_alarms", "correct_negatives"]].tolist() == [1, 2, 1, 6]
    assert (row["n"], row["n_open"]) == (10, 1)
    assert row[["hit_rate", "false_alarm_ratio"]].tolist() == pytest.approx([1 / 3, 1 / 2])


def test_in_force_from_the_first_day_a_deed_could_count_to_the_last():
    """Days of warning are those on which a deed would lie in the window: 3 to 16, with a deadline 3 to 5."""
    done = deeds(deed("A1", 60))
    for columns, expected in (({}, range(3, 17)), ({"deadline": day(5)}, range(3, 6))):
        table = rg.hit_table(scored(words(word("S1", 2, **columns)), done), start=day(0), freq="D")
        warned = table.cells.query("valence == 'conflict' and warning")["period_start"]
        assert [(d - pd.Timestamp(day(0))).days for d in warned] == list(expected)


def test_clock_of_a_condition_starts_when_it_comes_about():
    said = words(
        word("S1", 0, trigger_state="fired", trigger_date=day(20)), word("S2", 0, trigger_state="not_fired")
    )
    table = rg.hit_table(scored(said, deeds(deed("A1", 60))), start=day(0), freq="D")
    warned = table.cells.query("valence == 'conflict' and warning")["period_start"]
    assert (warned.min(), len(warned)) == (pd.Timestamp(day(21)), 14)
    assert "1 commitment not taken for warnings, by state: 1 not_triggered" in table.notes


def test_periods_not_over_are_open_and_those_before_coverage_do_not_exist():
    done = deeds(deed("A1", 9), deed("A2", 66))
    table = rg.hit_table(scored(words(word("S1", 2)), done, last=66), start=day(4))
    rows = table.cells.query("valence == 'conflict'")
    assert rows["period_start"].min() == pd.Timestamp(day(7))
    assert rows["cell"].iloc[-1] == "open" and rows["event"].iloc[-1]
    assert table.frame.query("valence == 'conflict'")["n_open"].item() == 1
    assert not rows["cell"].iloc[:-1].eq("open").any()


def test_only_deeds_that_were_done_and_are_severe_enough():
    done = deeds(deed("A1", 9, attempted=False), deed("A2", 16, severity=0.2), deed("A3", 23, severity=0.9))
    result = scored(words(word("S1", 2)), done)
    found = {least: cells(rg.hit_table(result, start=day(0), min_severity=least)) for least in (0, 0.5)}
    assert found[0][:4] == ["correct_negative", "false_alarm", "hit", "miss"]
    assert found[0.5][:4] == ["correct_negative", "false_alarm", "false_alarm", "miss"]


def test_valences_and_members_of_joint_targets_are_apart():
    said = words(word("S1", 2, target="BBB;CCC"), word("S2", 2, target="DDD", valence="cooperation"))
    done = deeds(
        deed("A1", 9, target="CCC"), deed("A2", 9, target="DDD"), deed("A3", 9, target="EEE", valence=None)
    )
    table = rg.hit_table(scored(said, done), start=day(0))
    names = [tuple(row) for row in table.cells[["target", "valence"]].drop_duplicates().to_numpy()]
    assert names == [
        ("BBB", "conflict"), ("CCC", "conflict"), ("DDD", "conflict"), ("DDD", "cooperation"),
        ("EEE", "conflict"), ("EEE", "cooperation"),
    ]  # fmt: skip
    assert (cells(table, "BBB")[1], cells(table, "CCC")[1], cells(table, "DDD")[1]) == (
        "false_alarm",
        "hit",
        "miss",
    )
    assert cells(table, "EEE")[1] == "miss"


def test_groups_add_up():
    case = rg.make_case(n_statements=60, n_dyads=4, background_rate=0.01, kinds=["threat", "promise"])
    tables = [rg.hit_table(case, by=by).frame for by in (None, "valence", ["actor", "target"])]
    counts = ["n", "hits", "misses", "false_alarms", "correct_negatives", "n_open"]
    sums = [table[counts].sum().tolist() for table in tables]
    assert sums[0] == sums[1] == sums[2]
    assert sums[0][0] == sum(sums[0][1:5])
    assert list(tables[2].columns[:2]) == ["actor", "target"]


def test_against_brute_force():
    case = rg.make_case(n_statements=16, n_dyads=2, background_rate=0.02, conditional_share=0.3, days=200)
    result = rg.gap_index(case)
    table = rg.hit_table(result, start=case.coverage_start)
    said = result.outcomes.loc[~result.outcomes["state"].isin(["not_triggered"])]
    done = result.actions
    for row in table.cells.itertuples():
        words_, deeds_ = (
            rows[
                rows["actor"].eq(row.actor) & rows["target"].eq(row.target) & rows["valence"].eq(row.valence)
            ]
            for rows in (said, done)
        )
        first = words_["start"] + pd.Timedelta(days=1)
        warned = ((first <= row.period_start) & (row.period_start <= words_["end"])).any()
        acted = deeds_["date"].between(row.period_start, row.period_end).any()
        assert (row.warning, row.event) == (warned, acted)


def test_score_within_dyads_has_its_interval_over_dyads():
    case = rg.make_case(n_statements=120, n_dyads=8, background_rate=0.01)
    table = rg.hit_table(case)
    counts = pd.crosstab(table.cells["actor"], table.cells["cell"])[
        ["hit", "miss", "false_alarm", "correct_negative"]
    ]
    score, left_out = peirce_within(counts)
    row = table.frame.iloc[0]
    assert row["peirce_within"] == pytest.approx(score)
    assert row["n_dyads"] == len(left_out) == 8
    assert row["lower"] < score < row["upper"]
    assert row["reason"] == ""


def test_words_without_information_have_no_score_within_dyads():
    """Deeds that answer no word, in dyads that differ in how much they say and do."""
    case = rg.make_case(n_statements=300, n_dyads=10, true_gap=1.0, background_rate=0.02, seed=3)
    rng = np.random.default_rng(0)
    busy = case.actions["actor"].map(
        dict(zip(sorted(case.actions["actor"].unique()), rng.random(10), strict=True))
    )
    case = dataclasses.replace(case, actions=case.actions.loc[rng.random(len(busy)) < busy])
    row = rg.hit_table(case).frame.iloc[0]
    assert row["lower"] < 0 < row["upper"]


def test_dyads_without_word_or_deed_in_the_time_covered_are_not_there():
    said = words(word("S1", 2), word("S2", 2, target="CCC"))
    done = deeds(deed("A1", 50), deed("A2", 9, target="CCC"))
    table = rg.hit_table(scored(said, done), start=day(35))
    assert set(table.cells["target"]) == {"BBB"}


def test_degenerate_worlds_have_a_reason():
    one = rg.hit_table(scored(words(word("S1", 2)), deeds(deed("A1", 9))), start=day(0), by=None).frame.iloc[
        0
    ]
    assert one["reason"] == "only 1 dyad, 5 needed for an interval"
    assert np.isfinite(one["peirce_within"]) and np.isnan(one["lower"])
    quiet = rg.hit_table(scored(words(word("S1", 2)), deeds()), start=day(0), by=None).frame.iloc[0]
    assert quiet["reason"] == "no deed in any period"
    assert quiet[["hit_rate", "peirce", "peirce_within"]].isna().all()
    assert quiet["false_alarm_rate"] == pytest.approx(2 / 10)
    daily = deeds(*[deed(f"A{n:02d}", n) for n in range(70)])
    every = rg.hit_table(scored(words(word("S1", 2)), daily, last=69), start=day(0), by=None).frame.iloc[0]
    assert every["reason"] == "a deed in every period"
    still = rg.hit_table(scored(words(word("S1", 2)), deeds(deed("A1", 9)), last=10), start=day(7), by=None)
    assert still.frame["reason"].item() == "no period is over"
    nobody = rg.hit_table(scored(words(), deeds()), start="1970-01-01", by=None)
    assert nobody.frame["n"].item() == 0 and nobody.frame["reason"].item() == "no period is over"


def test_start_is_told_where_it_was_guessed():
    table = rg.hit_table(scored(words(word("S1", 2)), deeds(deed("A1", 9))))
    assert table.notes[0] == (
        "No start was given: coverage is taken to begin on 2024-01-03, the day of the first statement"
    )
    case = rg.load_dataset("north_korea")
    from_case, from_result = rg.hit_table(case), rg.hit_table(rg.gap_index(case), start=case.coverage_start)
    pd.testing.assert_frame_equal(from_case.cells, from_result.cells)
    assert not any("No start" in note for note in from_case.notes)


def test_long_periods_are_warned_of():
    result = scored(words(word("S1", 2)), deeds(deed("A1", 9)))
    assert any(
        "Periods of up to 31 days are long beside a window of 14" in n
        for n in rg.hit_table(result, freq="ME", start=day(0)).notes
    )
    assert not any("are long" in n for n in rg.hit_table(result, start=day(0)).notes)


def test_bad_options():
    result = scored(words(word("S1", 2)), deeds(deed("A1", 9)))
    with pytest.raises(rg.UnknownOptionError, match=r"by='dyad'.*'valence', 'actor', 'target'"):
        rg.hit_table(result, by="dyad")
    with pytest.raises(rg.UnknownOptionError, match="freq='2W'"):
        rg.hit_table(result, freq="2W")
    with pytest.raises(rg.RhetoricGapError, match=r"min_severity must be in \[0, 1\], got 2"):
        rg.hit_table(result, min_severity=2)
    with pytest.raises(rg.RhetoricGapError, match="no period begins between 2024-03-11 and 2024-03-11"):
        rg.hit_table(result, start=day(70), freq="YE")
    with pytest.raises(rg.RhetoricGapError, match="no first day is known; pass start="):
        rg.hit_table(scored(words(), deeds()))
    with pytest.raises(rg.RhetoricGapError, match="start must be a date"):
        rg.hit_table(result, start="June")
