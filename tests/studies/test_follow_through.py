"""Follow-through by lag: worked by hand, against the index itself, and everything a note must own up to."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import small_tables as s
import worlds as w
from effort import tries
from hypothesis import given

import rhetoric_gap as rg

TOPICS = {"match": "topic", "window": 60}


def said(*rows):
    """Statements that each have a topic of their own."""
    return s.words(*({**row, "topic": row["statement_id"]} for row in rows))


def done(*rows):
    """Deeds, each for the statement that its name ends with."""
    return s.deeds(*({**row, "topic": row["action_id"].removeprefix("for ")} for row in rows))


@pytest.fixture
def golden_case(golden):
    """The worked example as statements: three watched to the end, one since day 50 only, at day 70."""
    made = [0, 50, 0, 0, 0]
    lags = [
        lag if kept else None for lag, kept in zip(golden["km"]["time"], golden["km"]["kept"], strict=True)
    ]
    words = said(*(s.word(f"S{i}", day, severity=1.0 if i == 1 else 0.5) for i, day in enumerate(made)))
    deeds = done(*(s.deed(f"for S{i}", lag) for i, lag in enumerate(lags) if lag is not None))
    return words, deeds


def study(words, deeds, *, as_of=70, ask=None, **choices):
    """Follow statements whose deeds have their topic."""
    result = rg.gap_index(words, deeds, as_of=s.day(as_of), **{**TOPICS, **choices})
    return rg.follow_through(result, **(ask or {}))


def only(found):
    """Return the only row of a study."""
    assert len(found.frame) == 1
    return found.frame.iloc[0]


def at(found, lag, column="follow_through"):
    """Read the curve of a study without groups at a lag."""
    return found.curve.set_index("lag").loc[lag, column]


class TestNumbers:
    def test_golden_gap(self, golden, golden_case):
        """Unweighted: .5333 as in the file. Weighted: .5 of 3 at lag 10, then .5 of 1.5 at lag 30: 5/6 x 2/3 = 5/9."""
        row = only(study(*golden_case))
        assert row["gap_unweighted"] == pytest.approx(golden["km"]["gap_60"], abs=1e-6)
        assert row["gap"] == row["gap_ipcw"] == pytest.approx(5 / 9)
        assert row["gap_closed"] == pytest.approx(0.5)
        assert row[["n", "n_open", "n_watched", "horizon"]].tolist() == [5, 1, 4, 60]

    def test_unweighted_on_request(self, golden, golden_case):
        found = study(*golden_case, ask={"weighted": False})
        row = only(found)
        assert row["gap"] == row["gap_unweighted"] == pytest.approx(golden["km"]["gap_60"], abs=1e-6)
        assert at(found, 30) == pytest.approx(7 / 15)

    def test_curve_by_lag(self, golden_case):
        found = study(*golden_case)
        assert found.curve["lag"].tolist() == list(range(61))
        assert [at(found, lag) for lag in (0, 9, 10, 29, 30, 60)] == pytest.approx(
            [0, 0, 1 / 6, 1 / 6, 4 / 9, 4 / 9]
        )
        assert [at(found, lag, "n_at_risk") for lag in (10, 11, 20, 21, 60)] == [5, 4, 4, 3, 2]
        assert [at(found, lag, "n_events") for lag in (10, 11, 30)] == [1, 0, 1]

    @given(world=w.drawn(w.Taste(vintages=False, resolutions=False)))
    @tries(3)
    def test_without_open_windows_it_is_the_index(self, world):
        """Long after everything has closed the curve ends at the gap, weighted and not, by whatever route."""
        result = rg.gap_index(*world.frames(), window=8, match="any", as_of=s.day(400))
        row = only(rg.follow_through(result, horizon=200))
        index = result.frame.iloc[0]
        if row["n"]:
            for column, other in (
                ("gap", "gap"),
                ("gap_closed", "gap"),
                ("gap_unweighted", "gap_unweighted"),
            ):
                assert row[column] == pytest.approx(index[other], abs=1e-9)
            assert row["gap_ipcw"] == pytest.approx(index["gap"], abs=1e-9)
        assert row["n"] == index["n"]

    @given(world=w.drawn(w.Taste()))
    @tries(2)
    def test_order_of_rows_plays_no_part(self, world):
        tables = world.frames()
        choices = {"window": 20, "match": "any", "as_of": w.day(30).isoformat(), "by": "target"}
        one, two = (
            rg.follow_through(rg.gap_index(*frames, **choices), competing=True)
            for frames in (tables, [table.sample(frac=1, random_state=1) for table in tables])
        )
        pd.testing.assert_frame_equal(one.frame, two.frame)
        pd.testing.assert_frame_equal(one.curve, two.curve)

    def test_true_gap_of_a_large_case_with_open_windows(self):
        """Tables in, true gap out, where counting open windows as empty or keeping early deeds would miss it."""
        case = rg.make_case(
            n_statements=4000, true_gap=0.5, partial_share=0.2, open_share=0.4, conditional_share=0.3, seed=4
        )
        result = rg.gap_index(case)
        row = only(rg.follow_through(result))
        assert row[["gap", "gap_ipcw", "gap_closed"]].tolist() == pytest.approx([0.5] * 3, abs=0.02)
        assert row["lower"] < 0.5 < row["upper"]
        tested = result.outcomes[result.outcomes["state"].isin([*rg.gap.RISK_STATES, "open"])]
        early = tested[tested["state"].ne("open") | tested["credit"].gt(0)]
        naive = [1 - rows["credit"].sum() / rows["severity"].sum() for rows in (tested, early)]
        assert naive[0] > 0.55
        assert naive[1] < 0.45


class TestCredit:
    @pytest.fixture
    def partial(self):
        """Two of four watched to the end: one done by half on day 5 and in full on day 20, one by half on day 8."""
        words = s.words(*(s.word(f"S{i}", 0 if i < 3 else 55, severity=0.8) for i in range(4)))
        deeds = s.deeds(
            s.deed("A0", 5, severity=0.4), s.deed("A1", 20, severity=0.8), s.deed("A2", 8, severity=0.4)
        )
        links = s.coded(("S0", "A0"), ("S0", "A1"), ("S1", "A2"))
        return rg.gap_index(words, deeds, links=links, coding="complete", as_of=s.day(70))

    def test_each_layer_has_its_own_lag(self, partial):
        """Layer one: 1/4 at 5, 1/3 of the rest at 8: half. Layer two: open S3 left at 15, so 1/3 at 20."""
        found = rg.follow_through(partial)
        assert [at(found, lag) for lag in (5, 8, 19, 20, 60)] == pytest.approx(
            [1 / 8, 1 / 4, 1 / 4, 1 / 4 + 1 / 6, 5 / 12]
        )
        assert found.frame["method"].iloc[0] == "Kaplan-Meier by layer"

    def test_inverse_weights_of_graded_credit(self, partial):
        """S3's watch ends at 15, before S0 is settled: G = 3/4 for the three others; (1 + 1/2 + 0) / 3."""
        assert only(rg.follow_through(partial))["gap_ipcw"] == pytest.approx(0.5)

    def test_full_and_any(self, partial):
        full, any_ = (rg.follow_through(partial, credit=credit) for credit in ("full", "any"))
        assert at(full, 60) == pytest.approx(1 / 3)
        assert at(any_, 60) == pytest.approx(0.5)

    def test_the_choice_of_deeds_is_owned_up_to(self, golden_case):
        """An optimal assignment need not give a statement its first deed; links of a coder have no such choice."""
        assert any("need not be its first" in note for note in study(*golden_case).notes)
        assert not any(
            "need not be its first" in note for note in study(*golden_case, assignment="earliest").notes
        )

    def test_many_shares_are_rounded_to_so_many_layers(self):
        """With a half-life every lag has a share of its own; the rounding costs less than half a layer."""
        n = 240
        words = said(*(s.word(f"S{i}", severity=0.5 + i / 1000) for i in range(n)))
        deeds = done(*(s.deed(f"for S{i}", 1 + i % 59, severity=0.4) for i in range(n)))
        result = rg.gap_index(words, deeds, as_of=s.day(90), half_life=40, **TOPICS)
        assert result.outcomes["share"].nunique() > 200
        row = only(rg.follow_through(result))
        assert row["gap"] == pytest.approx(result.gap, abs=1 / 400)

    def test_amounts_add_up_delivery_by_delivery(self):
        words = s.words(
            s.word("S0", amount=10.0, unit="t"), s.word("S1", 40, amount=10.0, unit="t", target="CCC")
        )
        deeds = s.deeds(s.deed("A0", 10, amount=4.0, unit="t"), s.deed("A1", 30, amount=4.0, unit="t"))
        result = rg.gap_index(words, deeds, assignment="amount", match="any", window=60, as_of=s.day(100))
        found = rg.follow_through(result)
        assert [at(found, lag) for lag in (9, 10, 30)] == pytest.approx([0, 0.2, 0.4])
        assert only(found)["gap"] == pytest.approx(result.gap)


class TestClock:
    def test_days_before_min_lag_have_no_limits(self):
        """Nothing can be credited then: 0 by rule is no estimate."""
        case = rg.make_case(n_statements=100, seed=3)
        curve = rg.follow_through(rg.gap_index(case, min_lag=5)).curve.set_index("lag")
        assert np.isnan(curve.loc[:4, ["lower", "upper"]].to_numpy()).all()
        assert (curve.loc[5:, "upper"] > curve.loc[5:, "lower"]).all()

    def test_late_deeds_earn_nothing(self):
        words = said(s.word("S0"), s.word("S1"))
        result = study(
            words, done(s.deed("for S0", 65), s.deed("for S1", 30)), as_of=200, ask={"horizon": 90}
        )
        assert at(result, 90) == pytest.approx(0.5)

    def test_a_window_that_closed_early_stays_under_watch(self):
        """A deadline on day 10 passed unused: known for good, so the curve at lag 60 is 1 of 2, not 1 of 1."""
        words = said(s.word("S0", deadline=s.day(10)), s.word("S1"))
        found = study(words, done(s.deed("for S1", 40)))
        assert at(found, 60) == pytest.approx(0.5)
        assert at(found, 40, "n_at_risk") == 2

    def test_deeds_after_the_horizon_are_named(self):
        words = said(s.word("S0", deadline=s.day(150)), s.word("S1"))
        found = study(words, done(s.deed("for S0", 100), s.deed("for S1", 40)), as_of=200)
        assert only(found)["gap"] == pytest.approx(0.5)
        assert only(found)["gap_closed"] == 0
        assert any(
            note.startswith(
                "1 statement may still be kept in time after lag 60; 1 statement earned credit after"
            )
            for note in found.notes
        )
        longer = study(
            words, done(s.deed("for S0", 100), s.deed("for S1", 40)), as_of=200, ask={"horizon": "150D"}
        )
        assert only(longer)["gap"] == 0

    def test_credit_from_before_the_clock_counts_at_once(self):
        words = s.words(s.word("S0", 10), s.word("S1", 10))
        links = s.coded(("S0", "A0"))
        found = study(words, s.deeds(s.deed("A0", 4)), links=links, coding="complete", as_of=90)
        assert at(found, 0) == pytest.approx(0.5)
        assert any("from before the clock started: done at lag 0" in note for note in found.notes)

    def test_clock_at_the_trigger_or_at_the_statement(self):
        """S0's trigger fires on day 30 and the deed comes on day 40: lag 10 or lag 40, with entry at lag 30."""
        words = said(s.word("S0", trigger_state="fired", trigger_date=s.day(30)), s.word("S1"), s.word("S2"))
        deeds = done(s.deed("for S0", 40), s.deed("for S1", 20))
        start, date = (
            study(words, deeds, as_of=150, ask={"clock": clock, "horizon": 60}) for clock in ("start", "date")
        )
        assert [at(start, lag) for lag in (9, 10, 20)] == pytest.approx([0, 1 / 3, 2 / 3])
        # Lag 20: S1 of S1 and S2, for S0 is not under watch yet; lag 40: S0 of S0 and S2.
        assert [at(date, lag) for lag in (20, 39, 40)] == pytest.approx([1 / 2, 1 / 2, 3 / 4])
        assert at(date, 25, "n_at_risk") == 1
        assert np.isnan(only(date)["gap_ipcw"])
        assert any("1 statement became known late or had a trigger" in note for note in date.notes)

    def test_statements_known_late_enter_late(self):
        """S0 became known on day 15, after its deed of day 12; S1 on day 10, before its deed of day 20."""
        words = said(
            s.word("S0", reported_at=s.day(15)),
            s.word("S1", reported_at=s.day(10)),
            s.word("S2"),
            s.word("S3"),
        )
        deeds = done(s.deed("for S0", 12), s.deed("for S1", 20))
        known = study(words, deeds)
        assert at(known, 60) == pytest.approx(1 / 3)
        assert [at(known, lag, "n_at_risk") for lag in (10, 11, 20, 21)] == [2, 3, 3, 2]
        note = "2 statements became known late and came under watch at a lag above 0, so gap_ipcw is missing"
        assert any(text.startswith(f"{note}; deeds for 1 of them came before") for text in known.notes)
        anyway = study(words, deeds, ask={"entry": "start"})
        assert at(anyway, 60) == pytest.approx(0.5)
        assert only(anyway)["gap_ipcw"] == pytest.approx(0.5)

    def test_nobody_under_watch_at_first(self):
        words = said(s.word("S0", reported_at=s.day(5)), s.word("S1", reported_at=s.day(8)))
        row = only(study(words, done(s.deed("for S0", 20))))
        assert np.isnan(row["gap"])
        assert row["reason"].startswith("nobody is under watch at lag 0")

    def test_late_reports_of_deeds_are_owned_up_to(self):
        words = said(s.word("S0"), s.word("S1"))
        deeds = done(s.deed("for S0", 12, reported_at=s.day(22)), s.deed("for S1", 30))
        notes = study(words, deeds).notes
        assert any(
            note.startswith("1 deed became known after the fact (half of them 10 days") for note in notes
        )


class TestOtherEnds:
    @pytest.fixture
    def resolved(self):
        """Kept at 10, withdrawn at 20, complied with at 30, two left."""
        words = said(
            s.word("S0"), s.word("S1", resolution="withdrawn", resolution_date=s.day(20)),
            s.word("S2", resolution="complied", resolution_date=s.day(30)), s.word("S3"), s.word("S4"),
        )  # fmt: skip
        return words, done(s.deed("for S0", 10), s.deed("for S3", 40))

    def test_competing(self, resolved):
        """1/5 kept at 10; 1/5 withdrawn, 1/5 complied with; 1/5 more kept at 40; 1/5 neither."""
        found = study(*resolved, ask={"competing": True})
        row = only(found)
        assert row[["gap", "withdrawn", "complied", "superseded"]].tolist() == pytest.approx(
            [0.6, 0.2, 0.2, 0]
        )
        assert row["gap_ipcw"] == pytest.approx(0.6)
        assert row["n_ended"] == 2
        assert [at(found, lag, "withdrawn") for lag in (19, 20)] == pytest.approx([0, 0.2])
        assert found.frame["method"].iloc[0] == "Aalen-Johansen"
        assert "1 complied, 1 withdrawn: these have ended; what they left undone is in the gap" in " ".join(
            found.notes
        )
        assert "withdrawn" in found.display()

    def test_not_competing(self, resolved):
        """4/5 after lag 10, then half of two at lag 40: 1 - 4/5 x 1/2."""
        found = study(*resolved)
        assert only(found)[["gap", "gap_ipcw"]].tolist() == pytest.approx([0.4, 0.4])
        assert np.isnan(only(found)["withdrawn"])
        assert "withdrawn" not in found.display()
        assert "under watch until then" in " ".join(found.notes)

    def test_resolved_before_the_trigger_never_came_under_watch(self):
        words = said(
            s.word("S0", trigger_state="not_fired", resolution="complied", resolution_date=s.day(9)),
            s.word("S1"), s.word("S2", trigger_state="fired", trigger_date=s.day(80)),
            s.word("S3", trigger_state="not_fired"),
        )  # fmt: skip
        found = study(words, done(s.deed("for S1", 9)), ask={"competing": True})
        assert only(found)["n"] == 1
        assert (
            "Not in the curve: 1 complied, 2 not triggered (resolved before the trigger fired)" in found.notes
        )


class TestLittleData:
    def test_nobody_watched_to_the_horizon(self):
        found = study(said(s.word("S0"), s.word("S1")), done(s.deed("for S0", 5)), as_of=26)
        row = only(found)
        assert np.isnan(row[["gap", "lower", "gap_ipcw", "gap_unweighted"]].astype(float)).all()
        assert row["reason"] == "nobody was watched for 60 days; the longest watch is 26"
        assert found.curve["lag"].max() == 26
        assert at(found, 26) == pytest.approx(0.5)

    def test_nothing_put_to_the_test(self):
        found = study(said(s.word("S0", trigger_state="not_fired")), done(s.deed("for S9")))
        assert only(found)["reason"] == "no statement was put to the test"
        assert np.isnan(only(found)["gap"])
        assert found.curve.empty

    @pytest.mark.parametrize("by", [None, "target"])
    def test_no_statements_at_all(self, by):
        result = rg.gap_index(s.words(), s.deeds(), as_of=s.day(9), match="any", by=by)
        found = rg.follow_through(result)
        assert len(found.frame) == (0 if by else 1)
        assert found.curve.empty

    def test_few_statements_have_no_interval(self, golden_case):
        found = study(*golden_case)
        assert only(found)["reason"] == "only 5 statements, 10 needed for an interval"
        assert found.curve[["lower", "upper"]].isna().all(axis=None)
        assert any(note.startswith("Few were watched to the horizon: 4.") for note in found.notes)

    def test_few_clusters_have_blocks_of_time(self):
        """One dyad: twelve statements a month apart are six blocks of two windows of 30 days."""
        words = said(*(s.word(f"S{i}", 30 * i) for i in range(12)))
        deeds = done(*(s.deed(f"for S{i}", 30 * i + 9) for i in (0, 1, 4, 7, 11)))
        row = only(study(words, deeds, as_of=500, window=30))
        assert row["reason"] == ""
        assert row["n_clusters"] == 1
        assert row["lower"] < row["gap"] < row["upper"]
        short = only(study(words, deeds, as_of=500, window=90))
        assert short["reason"] == "1 cluster and 2 blocks of time: 5 of either needed for an interval"
        assert np.isnan(short["lower"])

    def test_interval_is_that_of_the_curve(self):
        case = rg.make_case(n_statements=200, open_share=0.3, cluster_effect=0.3, seed=8)
        found = rg.follow_through(rg.gap_index(case))
        row, last = only(found), found.curve.iloc[-1]
        assert (row["lower"], row["upper"]) == pytest.approx((1 - last["upper"], 1 - last["lower"]))
        assert row["level"] == 0.95
        assert row["method"] == "Kaplan-Meier, cluster jackknife t, logit"

    def test_large_clusters_are_warned_of(self):
        sizes = [40, 2, 2, 2, 2]
        names = [f"c{k}" for k, size in enumerate(sizes) for _ in range(size)]
        words = said(*(s.word(f"S{i}", cluster=name) for i, name in enumerate(names)))
        deeds = done(*(s.deed(f"for S{i}", 9) for i in range(0, 48, 2)))
        notes = study(words, deeds).notes
        assert any("too narrow: 5 clusters are worth 1.4 equal ones" in note for note in notes)


class TestGroups:
    def test_groups_of_the_result_or_of_ones_own(self):
        words = said(s.word("S0"), s.word("S1", target="CCC"), s.word("S2", target="CCC"))
        deeds = done(s.deed("for S0", 5), s.deed("for S1", 7, target="CCC"))
        result = rg.gap_index(words, deeds, as_of=s.day(90), by="target", **TOPICS)
        found = rg.follow_through(result)
        assert found.frame[["target", "gap"]].to_numpy().tolist() == [["BBB", 0.0], ["CCC", 0.5]]
        assert found.by == ("target",)
        assert set(found.curve["target"]) == {"BBB", "CCC"}
        assert len(rg.follow_through(result, by=()).frame) == 1
        assert rg.follow_through(result, by=["target", "actor"]).by == ("target", "actor")

    def test_exploded_joint_targets_count_once_under_each_member(self):
        words = said(s.word("S0", target="BBB;CCC"), s.word("S1"))
        result = rg.gap_index(
            words, done(s.deed("for S0", 5, target="BBB;CCC")), as_of=s.day(90), by="target",
            joint_targets="explode", **TOPICS,
        )  # fmt: skip
        found = rg.follow_through(result)
        assert found.frame[["target", "n", "gap"]].to_numpy().tolist() == [["BBB", 2, 0.5], ["CCC", 1, 0.0]]


class TestMistakes:
    @pytest.mark.parametrize(
        ("ask", "message"),
        [
            (
                {"credit": "ful"},
                r"credit='ful' is not known; allowed: 'graded', 'full', 'any'. Did you mean 'full'",
            ),
            ({"clock": "trigger"}, "clock='trigger' is not known; allowed: 'start', 'date'"),
            ({"entry": "known"}, "entry='known' is not known; allowed: 'reported', 'start'"),
            ({"by": "nothing"}, "by='nothing' is not known"),
            ({"horizon": 0}, "horizon must be at least 1 day, got 0"),
            ({"horizon": "60"}, "has no unit"),
        ],
    )
    def test_options(self, golden_case, ask, message):
        with pytest.raises(rg.RhetoricGapError, match=message):
            study(*golden_case, ask=ask)

    def test_not_a_result(self, golden_case):
        with pytest.raises(
            rg.RhetoricGapError, match=r"expected a GapResult, got DataFrame; pass what gap_index\(\)"
        ):
            rg.follow_through(golden_case[0])
