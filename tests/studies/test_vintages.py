"""Vintages: each is the index of its day, and the movement between them adds up."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
import small_tables as s
import worlds as w
from effort import tries
from hypothesis import given

import rhetoric_gap as rg

CHOICES = {"match": "any", "window": 30, "n_boot": 49}
PARTS = ["change", "new_statements", "revision"]
SAME = ["n", "n_statements", "n_open", "gap", "lower", "upper", "level", "bound_low", "bound_high", "reason"]


@pytest.fixture
def told_late():
    """A, said on day 0, was kept on day 5, which became known on day 60; B, said on day 20, was not kept.

    Day 40: A is unfulfilled, gap 1. Day 55: A and B are, gap 1. Day 70: A is kept, gap 1/2 x ... of .4 and .6: .6.
    """
    words = s.words(s.word("A", severity=0.4), s.word("B", 20, severity=0.6, target="CCC"))
    return words, s.deeds(s.deed("A1", 5, reported_at=s.day(60)))


def vintages(words, deeds, days, **choices):
    """Look from some days."""
    return rg.gap_vintages(words, deeds, dates=[s.day(day) for day in days], **{**CHOICES, **choices})


class TestNumbers:
    def test_worked_by_hand(self, told_late):
        frame = vintages(*told_late, [10, 40, 55, 70]).frame
        assert frame["gap"].tolist() == pytest.approx([np.nan, 1, 1, 0.6], nan_ok=True)
        assert frame[["n", "n_open"]].to_numpy().tolist() == [[0, 1], [1, 1], [2, 0], [2, 0]]
        assert frame[PARTS].iloc[2:].to_numpy() == pytest.approx(np.array([[0, 0, 0], [-0.4, 0, -0.4]]))
        assert frame[PARTS].iloc[:2].isna().all(axis=None)
        assert frame["gap_later"].tolist() == pytest.approx([np.nan, 0, 0.6, 0.6], nan_ok=True)
        assert frame["n_new"].iloc[1:].tolist() == [1, 1, 0]
        assert frame["n_rescored"].iloc[1:].tolist() == [0, 0, 1]

    def test_new_and_rescored_at_once(self, told_late):
        """From day 40 (A, gap 1) to day 70: A reads 0, so -1 by revision; B comes in: from 0 to .6, +.6."""
        row = vintages(*told_late, [40, 70]).frame.iloc[1]
        assert row[PARTS].tolist() == pytest.approx([-0.4, 0.6, -1.0])

    def test_rescored_statements_are_listed(self, told_late):
        listed = vintages(*told_late, [40, 55, 70]).rescored
        assert listed.drop(columns="vintage").to_dict("records") == [
            {
                "statement_id": "A", "severity_before": 0.4, "severity": 0.4, "credit_before": 0.0, "credit": 0.4,
                "state_before": "unfulfilled", "state": "kept",
            }
        ]  # fmt: skip
        assert listed["vintage"].tolist() == [pd.Timestamp(s.day(70))]

    def test_statement_that_drops_out(self):
        """A and its stronger repeat C, told late, are one commitment with collapse: A goes, C comes, .4 was not .9."""
        words = s.words(
            s.word("A", severity=0.4), s.word("B", 1, severity=0.6, target="CCC"),
            s.word("C", 3, severity=0.9, reported_at=s.day(60)),
        )  # fmt: skip
        row = vintages(
            words, s.deeds(s.deed("B1", 9, target="CCC", severity=0.6)), [50, 70], collapse="14D"
        ).frame.iloc[1]
        assert row["n_dropped"] == row["n_new"] == 1
        assert row[PARTS].tolist() == pytest.approx([0.9 / 1.5 - 0.4, 0.9 / 1.5 - 0.4, 0])

    @given(world=w.drawn(w.Taste(links=True)))
    @tries(1)
    def test_each_vintage_is_the_index_of_its_day(self, world):
        days = [w.day(number).isoformat() for number in (5, 20, 60)]
        choices = {"window": 8, "match": "any", "by": "target", "links": world.link_frame()}
        frame = rg.gap_vintages(*world.frames(), dates=days, **choices).frame
        for day in days:
            index = rg.gap_index(*world.frames(), as_of=day, **choices).frame
            mine = frame.loc[frame["vintage"].eq(pd.Timestamp(day)) & frame["target"].isin(index["target"])]
            columns = ["target", *SAME]
            pd.testing.assert_frame_equal(
                mine[columns].reset_index(drop=True), index[columns], check_dtype=False
            )

    @given(world=w.drawn(w.Taste(links=True)))
    @tries(2)
    def test_the_movement_adds_up(self, world):
        days = [w.day(number).isoformat() for number in (8, 16, 40)]
        choices = {"window": 8, "match": "any", "collapse": 4, "conditional": "all"}
        study = rg.gap_vintages(*world.frames(), dates=days, links=world.link_frame(), **choices)
        frame = study.frame
        assert np.allclose(frame["change"], frame["gap"].diff(), atol=1e-12, equal_nan=True)
        assert np.allclose(
            frame["change"], frame["new_statements"] + frame["revision"], atol=1e-12, equal_nan=True
        )
        calm = frame["n_rescored"].eq(0) & frame["change"].notna()
        assert frame.loc[calm, "revision"].abs().max() < 1e-12 if calm.any() else True
        still = frame[["n_new", "n_dropped"]].eq(0).all(axis=1) & frame["change"].notna()
        assert frame.loc[still, "new_statements"].abs().max() < 1e-12 if still.any() else True
        assert frame["gap_later"].iloc[-1] == pytest.approx(frame["gap"].iloc[-1], nan_ok=True)

    @given(world=w.drawn(w.Taste(links=True)))
    @tries(1)
    def test_order_of_rows_and_dates_plays_no_part(self, world):
        days = [w.day(number).isoformat() for number in (12, 40)]
        shuffled = [table.sample(frac=1, random_state=2) for table in world.frames()]
        choices = {"window": 8, "match": "any", "links": world.link_frame()}
        one = rg.gap_vintages(*world.frames(), dates=days, **choices)
        two = rg.gap_vintages(*shuffled, dates=[*days[::-1], days[0]], **choices)
        pd.testing.assert_frame_equal(one.frame, two.frame)
        pd.testing.assert_frame_equal(one.rescored, two.rescored)


class TestDays:
    def test_grid_runs_from_the_first_statement_to_the_last_day_known(self, told_late):
        """Statements of January 2024, the last report on day 60, 1 March: two month ends and that day."""
        found = rg.gap_vintages(*told_late, freq="ME", **CHOICES).frame["vintage"]
        assert [str(day.date()) for day in found] == ["2024-01-31", "2024-02-29", "2024-03-01"]

    def test_grid_starts_when_the_first_statement_was_known(self):
        words = s.words(s.word("A", reported_at=s.day(100)))
        found = rg.gap_vintages(words, s.deeds(s.deed("A1", 120)), freq="ME", **CHOICES).frame["vintage"]
        assert [str(day.date()) for day in found] == ["2024-04-30"]

    def test_grid_of_a_case_ends_with_its_coverage(self):
        case = rg.load_dataset("north_korea")
        found = rg.gap_vintages(case, freq="YE", n_boot=49).frame["vintage"]
        assert found.iloc[-1] == case.coverage_end
        assert len(found) == 4

    def test_quarters_unless_said_otherwise(self, told_late):
        found = rg.gap_vintages(*told_late, **CHOICES).frame["vintage"]
        assert [str(day.date()) for day in found] == ["2024-03-01"]

    def test_days_after_the_last_one_known_are_owned_up_to(self, told_late):
        notes = vintages(*told_late, [40, 500]).notes
        assert any(note.startswith("1 vintage after 2024-03-01, the last day known") for note in notes)

    @pytest.mark.parametrize(
        ("ask", "message"),
        [
            ({"dates": ["2024-06-20", "June", 5]}, r"got 'June'; dates must be a date .* got 5"),
            ({"dates": "2024-06-20"}, "dates must be a list of days"),
            ({"dates": []}, "dates is empty"),
            ({"dates": ["2024-06-20"], "freq": "ME"}, "give dates or freq, not both"),
            ({"freq": "fortnight"}, "freq='fortnight' is not known"),
            ({"dates": ["2024-06-20"], "by": "nothing"}, "by='nothing' is not known"),
            ({"dates": ["2024-06-20"], "as_of": "2024-06-20"}, "choice='as_of' is not known"),
        ],
    )
    def test_mistakes(self, told_late, ask, message):
        with pytest.raises(rg.RhetoricGapError, match=message):
            rg.gap_vintages(*told_late, **{**CHOICES, **ask})


class TestNotes:
    def test_missing_reports_are_owned_up_to(self, told_late):
        notes = vintages(*told_late, [70]).notes
        assert notes[0].startswith(
            "No reported_at for 2 of 2 statements: they count as known on their own date"
        )
        both = rg.gap_vintages(rg.load_dataset("north_korea"), dates=["2024-06-20"]).notes
        assert both[0].startswith("No reported_at for 87 of 87 statements and 124 of 124 actions")

    def test_nothing_is_said_where_all_is_reported(self):
        words, deeds = (
            s.words(s.word("A", reported_at=s.day(1))),
            s.deeds(s.deed("A1", 5, reported_at=s.day(6))),
        )
        assert not any("reported_at" in note for note in vintages(words, deeds, [70]).notes)

    def test_rules_that_change_are_owned_up_to(self):
        """The first deed with a topic comes on day 60: until then any deed will do."""
        words = s.words(s.word("A", topic="arms"), s.word("B", 1, topic="arms"))
        deeds = s.deeds(s.deed("A1", 5), s.deed("A2", 60, topic="arms"))
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            notes = vintages(words, deeds, [40, 50, 90], match="auto").notes
        assert any(
            "match='auto' chose different rules on different days (any, topic)" in note for note in notes
        )
        assert [str(one.message)[:30] for one in caught] == []

    def test_what_all_days_warn_of_is_said_once(self, told_late):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            vintages(*told_late, [40, 55, 70], match="auto")
        assert [one.category for one in caught] == [rg.RhetoricGapWarning]

    def test_notes_of_the_last_vintage_are_kept(self):
        notes = rg.gap_vintages(rg.load_dataset("north_korea"), dates=["2024-06-20", "2026-04-19"]).notes
        assert any(note.startswith("Last vintage: 7 of 23 statements with credit") for note in notes)


class TestGroups:
    def test_groups_that_appear_later(self, told_late):
        frame = vintages(*told_late, [10, 70], by="target").frame
        assert frame[["target", "n", "reason"]].iloc[:2].to_numpy().tolist() == [
            ["BBB", 0, "no statement in the risk set: 1 open"],
            ["CCC", 0, "no statement"],
        ]
        assert frame["gap"].iloc[2:].tolist() == [0, 1]

    def test_exploded_groups_add_up_too(self):
        words = s.words(s.word("A", target="BBB;CCC"), s.word("B", 20))
        deeds = s.deeds(s.deed("A1", 5, reported_at=s.day(60), target="CCC"))
        frame = vintages(words, deeds, [55, 70], by="target", joint_targets="explode").frame
        assert frame.loc[2:, ["target", *PARTS]].to_numpy().tolist() == [
            ["BBB", -0.5, 0, -0.5],
            ["CCC", -1, 0, -1],
        ]

    def test_no_statements(self):
        study = vintages(s.words(), s.deeds(), [10, 20])
        assert study.frame["n"].tolist() == [0, 0]
        assert study.frame["reason"].tolist() == ["no statement", "no statement"]
        assert study.rescored.empty
        assert len(vintages(s.words(), s.deeds(), [10], by="target").frame) == 0
