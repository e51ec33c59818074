"""The gap before and after an event."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import small_tables as t

import rhetoric_gap as rg
from rhetoric_gap.inference import difference_interval

# Day, severity, kept, cluster. The window is 20 days, the event on day 100.
ROWS = [
    (0, 0.4, True, "a"), (15, 0.6, True, "b"), (30, 0.5, False, "c"), (45, 1.0, True, "d"), (60, 0.5, True, "e"),
    (70, 0.5, True, "a"), (85, 0.5, False, "b"),
    (100, 0.5, False, "c"), (110, 0.5, False, "d"), (130, 1.0, True, "e"), (150, 0.5, False, "a"),
    (170, 0.5, False, "b"), (195, 0.5, False, "c"),
]  # fmt: skip
EVENT = t.day(100)


def scored(rows: list[tuple[int, float, bool, str]] = ROWS, **choices: Any) -> rg.GapResult:
    """Score these words; a deed of the same severity comes five days later where they are kept."""
    said = [t.word(f"S{d:03}", d, severity=r, cluster=c, topic=f"t{d}") for d, r, _, c in rows]
    done = [t.deed(f"A{d:03}", d + 5, severity=r, topic=f"t{d}") for d, r, kept, _ in rows if kept]
    return rg.gap_index(
        t.words(*said), t.deeds(*done), **({"window": 20, "match": "topic", "as_of": t.day(200)} | choices)
    )


@pytest.fixture(scope="module")
def study() -> rg.studies.EventStudy:
    return rg.event_study(scored(), EVENT, width=50, least=2)


def test_change_worked_by_hand(study: rg.studies.EventStudy) -> None:
    # Before: 1.0 of 4.0 missing, after: 2.0 of 3.0; the word of day 195 is open. The window of the word of day 85 runs
    # to day 105: without it .5 of 3.5.
    every, clean = study.contrast.to_dict("records")
    assert (every["before"], every["after"]) == (pytest.approx(0.25), pytest.approx(2 / 3))
    assert every["difference"] == pytest.approx(2 / 3 - 0.25)
    assert (every["n_before"], every["n_after"]) == (7, 5)
    assert (clean["n_before"], clean["n_after"]) == (6, 5)
    assert clean["difference"] == pytest.approx(2 / 3 - 0.5 / 3.5)
    assert study.event == pd.Timestamp(EVENT)
    for note in (
        "1 statement made before the event with windows that end on it or later, counted as before",
        "1 statement with open windows left out",
        "1 statement on the day of the event counted as after",
    ):
        assert note in study.notes


def test_interval_is_that_of_clusters(study: rg.studies.EventStudy) -> None:
    before = {"a": (0.9, 0.9), "b": (1.1, 0.6), "c": (0.5, 0.0), "d": (1.0, 1.0), "e": (0.5, 0.5)}
    after = {"a": (0.5, 0.0), "b": (0.5, 0.0), "c": (0.5, 0.0), "d": (0.5, 0.0), "e": (1.0, 1.0)}
    sums = [[side[k][i] for k in "abcde"] for side in (before, after) for i in (0, 1)]
    found = difference_interval(*sums)
    row = study.contrast.iloc[0]
    assert (row["lower"], row["upper"]) == pytest.approx((found.lower, found.upper))
    assert (row["method"], row["reason"]) == ("clusters", "")


def test_bins_start_and_end_with_the_event(study: rg.studies.EventStudy) -> None:
    frame = study.frame
    assert frame["bin"].tolist() == [-2, -1, 0, 1]
    assert frame[["from_day", "to_day"]].to_numpy().tolist() == [[-100, -51], [-50, -1], [0, 49], [50, 99]]
    assert frame["start"].iloc[2] == pd.Timestamp(EVENT)
    assert frame["n"].tolist() == [4, 3, 3, 2]
    assert frame["n_open"].tolist() == [0, 0, 0, 1]
    assert frame["n_straddling"].tolist() == [0, 1, 0, 0]
    assert frame["estimate"].tolist() == pytest.approx([0.5 / 2.5, 0.5 / 1.5, 0.5, 1.0])
    assert set(frame["reason"]) == {f"only {n} scored, 10 needed for an interval" for n in (4, 3, 2)}


def test_straddling_statements_can_be_left_out() -> None:
    study = rg.event_study(scored(), EVENT, width=50, straddling="exclude", least=2)
    assert study.frame["n"].tolist() == [4, 2, 3, 2]
    assert study.frame["n_straddling"].tolist() == [0, 1, 0, 0]
    assert any("left out of bins and placebo dates" in note for note in study.notes)
    kept = rg.event_study(scored(), EVENT, width=50, least=2)
    pd.testing.assert_frame_equal(study.contrast, kept.contrast)


def test_placebo_dates_are_the_other_days_with_a_statement(study: rg.studies.EventStudy) -> None:
    days = [(date - t.DAY_ONE).days for date in study.placebo["date"]]
    assert days == [30, 45, 60, 70, 85, 110, 130, 150]  # two on either side; day 100 cuts as the event does
    row = study.placebo.iloc[0]
    assert (row["n_before"], row["n_after"]) == (2, 10)
    assert row["difference"] == pytest.approx(3.0 / 6.0 - 0)
    assert study.contrast["n_placebo"].tolist()[0] == 8
    assert np.isnan(study.contrast["p_placebo"].iloc[0])
    assert "No placebo p: 8 other dates with 2 statements on either side" in study.notes


def test_placebo_p_is_a_rank_among_dates() -> None:
    rows = [(5 * i, 0.5, i < 20, f"c{i % 7}") for i in range(40)]
    study = rg.event_study(scored(rows, as_of=t.day(300)), t.day(100), least=3)
    # Everything before is kept, nothing after: no other date cuts so well.
    main = study.contrast.iloc[0]
    assert main["difference"] == 1.0
    assert main["n_placebo"] == len(study.placebo) == 34
    assert main["p_placebo"] == pytest.approx(1 / 35)
    assert "With 34 other dates the placebo p cannot be below 0.029" in study.notes
    assert main["reason"] == ""
    moved = rg.event_study(scored(rows, as_of=t.day(300)), t.day(40), least=3).contrast.iloc[0]
    assert moved["p_placebo"] > 0.2


def test_spans_limit_what_is_compared() -> None:
    study = rg.event_study(scored(), EVENT, width=25, before=30, after="40D", least=1)
    assert study.contrast[["n_before", "n_after"]].iloc[0].tolist() == [2, 3]
    assert study.frame["bin"].tolist() == [-2, -1, 0, 1]
    assert "8 statements outside the span asked for" in study.notes
    # Every other date has 30 days of record before it and 40 after it.
    days = [(date - t.DAY_ONE).days for date in study.placebo["date"]]
    assert min(days) >= 30 and max(days) <= 170 - 39


def test_blocks_of_time_stand_in_for_few_clusters() -> None:
    rows = [(9 * i, 0.5, i % 3 == 0, "dyad") for i in range(80)]
    study = rg.event_study(scored(rows, as_of=t.day(900)), t.day(360))
    main = study.contrast.iloc[0]
    assert (main["method"], main["reason"]) == ("blocks of two windows", "")
    assert main["lower"] < main["difference"] < main["upper"]
    many = [(9 * i, 0.5, i % 3 == 0, f"c{i % 9}") for i in range(80)]
    chosen = rg.event_study(scored(many, as_of=t.day(900)), t.day(360), unit="block").contrast.iloc[0]
    assert (chosen["lower"], chosen["upper"]) == (main["lower"], main["upper"])
    assert rg.event_study(scored(many, as_of=t.day(900)), t.day(360)).contrast["method"].iloc[0] == "clusters"


def test_too_little_on_a_side_has_no_interval_and_a_reason() -> None:
    few = rg.event_study(scored(ROWS[:9]), EVENT, least=2).contrast.iloc[0]
    assert few["reason"] == "only 9 scored, 10 needed for an interval"
    assert np.isnan([few["lower"], few["upper"]]).all()
    one = [(d, r, kept, "dyad") for d, r, kept, _ in ROWS]
    lone = rg.event_study(scored(one), EVENT, least=2).contrast.iloc[0]
    assert lone["reason"].startswith("too few clusters, and before: 3 blocks of two windows, 5 needed")
    assert lone["method"] == ""


def test_an_event_outside_the_statements_is_refused() -> None:
    with pytest.raises(rg.RhetoricGapError, match="no closed statement before the event of 2024-01-01"):
        rg.event_study(scored(), t.day(0))
    with pytest.raises(
        rg.RhetoricGapError, match=r"on or after the event of 2024-07-09.* 2024-01-01 to 2024-07-14"
    ):
        rg.event_study(scored(), t.day(190))
    empty = rg.gap_index(t.words(), t.deeds(), as_of=t.day(9))
    with pytest.raises(rg.RhetoricGapError, match="statements: none"):
        rg.event_study(empty, EVENT)


def test_wrong_options_are_named() -> None:
    result = scored()
    with pytest.raises(rg.UnknownOptionError, match="'keep', 'exclude'"):
        rg.event_study(result, EVENT, straddling="drop")  # type: ignore[arg-type]
    with pytest.raises(rg.UnknownOptionError, match="'auto', 'cluster', 'block'"):
        rg.event_study(result, EVENT, unit="week")  # type: ignore[arg-type]
    with pytest.raises(rg.RhetoricGapError, match="date must be a date such as '2024-06-20', got 'June'"):
        rg.event_study(result, "June")
    with pytest.raises(rg.RhetoricGapError, match="width must be at least 1 day, got 0"):
        rg.event_study(result, EVENT, width=0)
    with pytest.raises(rg.RhetoricGapError, match="least must be a whole number of at least 1, got 0"):
        rg.event_study(result, EVENT, least=0)
    with pytest.raises(rg.RhetoricGapError, match="expected a GapResult, got str"):
        rg.event_study("result", EVENT)  # type: ignore[arg-type]


def test_text_says_what_changed(study: rg.studies.EventStudy) -> None:
    text = str(study)
    assert text.startswith(
        "Event 2024-04-10; after less before\nall statements: before 0.25, after 0.67, difference 0.42"
    )
    assert "without those whose windows straddle the event: before 0.14" in text
