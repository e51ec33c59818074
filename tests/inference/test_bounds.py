"""Bounds: what the untested could do to the gap, and no more."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import rhetoric_gap as rg
from rhetoric_gap.inference import Bounds, severity_bounds, total_gap_bounds

severities = st.lists(st.floats(0.01, 1.0), min_size=0, max_size=12)


def test_sanctions_bargaining():
    """140 threats backed down from, 144 never resisted, of 633: published cells."""
    found = severity_bounds(140, 144, 633)
    assert [found.low, found.high] == pytest.approx([0.221, 0.449], abs=5e-4)


def test_promise_tracker():
    """Of 174 promises 21 kept, 8 compromised, 43 broken, 102 pending; a compromise is half a credit."""
    found = severity_bounds(43 + 8 / 2, 102, 174)
    assert [found.low, found.high] == pytest.approx([0.270, 0.856], abs=5e-4)


def test_golden_untriggered_statement(golden):
    """S1 (1.0) untested, S2 (0.95) kept, of S3 (0.83) 0.37 credited."""
    example = golden["main"]["S1_untriggered"]
    found = severity_bounds(0.83 - 0.37, 1.0, 2.78)
    assert [found.low, found.high] == pytest.approx([example["manski_low"], example["manski_high"]], abs=1e-6)


def test_all_tested_leaves_no_doubt():
    assert severity_bounds(1.5, 0, 6) == Bounds(0.25, 0.25)


def test_nothing_tested_leaves_all_open():
    assert severity_bounds(0, 6, 6) == Bounds(0.0, 1.0)


@pytest.mark.parametrize("total", [0.0, float("nan")])
def test_nothing_named(total):
    found = severity_bounds(0, 0, total)
    assert np.isnan([found.low, found.high]).all()


def test_rounding_stays_between_0_and_1():
    total = sum([0.1] * 3)  # a little more than 0.3
    assert severity_bounds(total, 0, 0.3) == Bounds(1.0, 1.0)
    assert severity_bounds(-1e-17, 0, 0.3) == Bounds(0.0, 0.0)


@given(tested=severities, untested=severities, data=st.data())
def test_every_fate_of_the_untested_lies_within(tested, untested, data):
    """Whatever the untested turn out to be, the gap over all is inside; the worst and best fates are the bounds."""
    total = sum(tested) + sum(untested)
    if not total:
        return
    shares = st.floats(0.0, 1.0)
    known = [data.draw(shares) for _ in tested]
    fates = [data.draw(shares) for _ in untested]
    missing = sum(r * (1 - f) for r, f in zip(tested, known, strict=True))
    found = severity_bounds(missing, sum(untested), total)

    def gap(kept: list[float]) -> float:
        return (missing + sum(r * (1 - f) for r, f in zip(untested, kept, strict=True))) / total

    assert found.low - 1e-12 <= gap(fates) <= found.high + 1e-12
    assert [found.low, found.high] == pytest.approx([gap([1.0] * len(untested)), gap([0.0] * len(untested))])


def test_flight_tests():
    """187 flights worked, 33 failed, of 25 nobody knows: 33 to 58 of 245 failed, 33 of the 220 known ones."""
    found = severity_bounds(33, 25, 187 + 33 + 25)
    assert [found.low, found.high] == pytest.approx([0.135, 0.237], abs=5e-4)


# What each statement is, with the severity it names. All are told apart by topic, so that a deed can answer only one.
STATES: dict[str, tuple[float, dict[str, Any]]] = {
    "kept": (1.0, {}),
    "unfulfilled": (0.8, {}),
    "not_triggered": (0.6, {"trigger_state": "not_fired"}),
    "trigger_unknown": (0.5, {"trigger_state": "unknown"}),
    "withdrawn": (0.4, {"resolution": "withdrawn", "resolution_date": "2024-01-05"}),
    "superseded": (0.9, {"resolution": "superseded", "resolution_date": "2024-01-05"}),
    "open": (1.0, {"date": "2024-05-20"}),
    "complied": (0.7, {"resolution": "complied", "resolution_date": "2024-01-05"}),
    "untestable": (0.9, {"strength": 1}),
}
UNTESTED = ["not_triggered", "trigger_unknown", "withdrawn", "superseded", "open"]
CLEAN = {
    "trigger_state": "none",
    "resolution": None,
    "resolution_date": None,
    "date": "2024-01-01",
    "strength": 3,
}


def words(settled: bool = False) -> pd.DataFrame:
    """One statement of each state; settled, the untested ones are put to the test."""
    rows = []
    for name, (severity, what) in STATES.items():
        state = CLEAN if settled and name in UNTESTED else CLEAN | what
        rows.append(
            {"statement_id": name, "actor": "A", "target": "B", "topic": name, "severity": severity, **state}
        )
    return pd.DataFrame(rows)


def deeds(severity: dict[str, float], date: str = "2024-01-20") -> pd.DataFrame:
    """Deeds that answer the statements named."""
    rows = [
        {"action_id": f"D {name}", "date": "2024-05-25" if name == "open" else date, "actor": "A", "target": "B",
         "topic": name, "severity": done}
        for name, done in severity.items()
    ]  # fmt: skip
    return pd.DataFrame(rows)


def score(said: pd.DataFrame, done: pd.DataFrame, as_of: str = "2024-06-01") -> pd.Series:
    return rg.gap_index(said, done, match="topic", as_of=as_of).frame.iloc[0]


class TestEveryState:
    """By hand: kept 1, unfulfilled .8 of 1.8; untested .6 + .5 + .4 + .9 and .7 of the open 1.0 that has .3 so far."""

    def test_by_hand(self):
        row = score(words(), deeds({"kept": 1.0, "open": 0.3}))
        assert {state: row[f"n_{state}"] for state in STATES} == dict.fromkeys(STATES, 1)
        assert row["gap"] == pytest.approx(0.8 / 1.8)
        # Complied and untestable ones are in neither sum: 5.2 in all, 3.1 of it not known.
        assert row["bound_low"] == pytest.approx(0.8 / 5.2)
        assert row["bound_high"] == pytest.approx((0.8 + 3.1) / 5.2)
        assert severity_bounds(0.8, 3.1, 5.2) == Bounds(
            pytest.approx(row["bound_low"]), pytest.approx(row["bound_high"])
        )

    @pytest.mark.parametrize("state", ["withdrawn", "open"])
    def test_each_state_widens_them(self, state):
        """Without a statement of that state the bounds leave out its severity and nothing else."""
        said = words().query("statement_id != @state")
        row = score(said, deeds({"kept": 1.0, "open": 0.3}))
        r, unknown = STATES[state][0], 0.7 if state == "open" else STATES[state][0]
        assert row["bound_low"] == pytest.approx(0.8 / (5.2 - r))
        assert row["bound_high"] == pytest.approx((3.9 - unknown) / (5.2 - r))

    @settings(max_examples=5)
    @example([0.0] * 5)
    @example([1.0] * 5)
    @given(st.lists(st.sampled_from([0.0, 0.3, 0.7, 1.0]), min_size=5, max_size=5))
    def test_they_hold_whatever_becomes_of_the_untested(self, fates):
        """Put the untested to the test and let deeds of any severity answer them: the gap over all lies within."""
        low, high = 0.8 / 5.2, 3.9 / 5.2  # as worked above
        done = {"kept": 1.0} | {
            name: max(fate, 0.3 if name == "open" else 0.0)
            for name, fate in zip(UNTESTED, fates, strict=True)
        }
        answered = deeds({name: fate for name, fate in done.items() if fate > 0})
        after = score(
            words(settled=True).assign(date="2024-01-01"), answered.assign(date="2024-01-20"), "2024-12-31"
        )
        assert after["n"] == 7
        assert low - 1e-12 <= after["gap"] <= high + 1e-12
        if all(fate == 1.0 for fate in fates):
            assert after["gap"] == pytest.approx(low)
        if all(fate == 0.0 for fate in fates):
            assert after["gap"] == pytest.approx(high)


class TestUnknownEffects:
    def test_golden_stages(self, golden):
        """Severities 1, .95, .83, credits .36, .95, .37, effects 1, 1, .5: all known, so the bounds meet."""
        found = total_gap_bounds([1, 0.95, 0.83], [0.36, 0.95, 0.37], [1, 1, 0.5])
        expected = golden["main"]["two_stage"]["G_total"]
        assert [found.low, found.high] == pytest.approx([expected, expected], abs=1e-6)

    def test_golden_with_one_effect_unknown(self):
        """Without A3's effect: 1 - (.36 + .95 + .37 e) / 2.78 for e = 1 and e = 0."""
        found = total_gap_bounds([1, 0.95, 0.83], [0.36, 0.95, 0.37], [1, 1, np.nan])
        assert [found.low, found.high] == pytest.approx([1 - 1.68 / 2.78, 1 - 1.31 / 2.78])

    @pytest.mark.parametrize("name", ["north_korea", "russia_partners"])
    def test_results_carry_the_same(self, name):
        result = rg.gap_index(rg.load_dataset(name))
        rows = result.outcomes.query("state in ['kept', 'partial', 'unfulfilled', 'late']")
        found = total_gap_bounds(*(rows[c] for c in ("severity", "credit", "effect_low", "effect_high")))
        row = result.frame.iloc[0]
        assert [found.low, found.high] == pytest.approx([row["gap_total_low"], row["gap_total_high"]])
        assert row["gap"] <= found.low <= found.high

    def test_degenerate(self):
        assert np.isnan(total_gap_bounds([], [], []).low)
        assert total_gap_bounds([1.0], [0.0], [np.nan]) == Bounds(1.0, 1.0)
        with pytest.raises(ValueError, match=r"vectors of one length, got shapes \[\(2,\), \(1,\)"):
            total_gap_bounds([1, 1], [1], [1])

    @given(
        st.lists(st.tuples(st.floats(0.01, 1), st.floats(0, 1), st.booleans(), st.floats(0, 1)), min_size=1)
    )
    def test_every_effect_lies_within(self, rows):
        said = np.array([r for r, *_ in rows])
        done = said * np.array([f for _, f, *_ in rows])
        truth = np.array([e for *_, e in rows])
        told = np.where([known for *_, known, _ in rows], truth, np.nan)
        found = total_gap_bounds(said, done, told)
        assert found.low - 1e-12 <= 1 - np.sum(done * truth) / said.sum() <= found.high + 1e-12
        assert found.low >= 1 - done.sum() / said.sum() - 1e-12
