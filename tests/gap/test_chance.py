"""The control for chance in a result: the worked example, groups, seeds, and when there is none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import rhetoric_gap as rg
from rhetoric_gap.gap.chance import CHANCE_COLUMNS


@pytest.fixture(scope="module")
def world() -> rg.Case:
    """Words that deeds answer half of the time, among deeds that answer none."""
    return rg.make_case(n_statements=120, n_dyads=6, true_gap=0.5, background_rate=0.01, n_topics=2, seed=3)


def index(case: rg.Case, **choices) -> rg.GapResult:
    """Match by topic, whatever the coder says."""
    return rg.gap_index(case.statements, case.actions, match="topic", as_of=case.coverage_end, **choices)


@pytest.mark.parametrize("seed", [0, 7])
def test_worked_example(golden, seed):
    main = golden["main"]
    said = pd.DataFrame(main["statements"]).rename(columns={"id": "statement_id"})
    done = pd.DataFrame(main["actions"]).rename(columns={"id": "action_id", "magnitude": "severity"})
    found = rg.gap_index(
        said, done, window="60D", match="code", as_of="2024-12-31", chance=999, shift="circular", seed=seed
    )
    row, null = found.frame.iloc[0], main["null_circular"]
    assert row["gap_if_chance"] == pytest.approx(null["gap_null"], abs=1e-6)
    assert row["excess"] == pytest.approx(null["excess"], abs=1e-6)
    assert row["skill_chance"] == pytest.approx(null["skill"], abs=1e-6)
    assert row["p_chance"] == pytest.approx(null["p"], abs=1e-6)
    assert row["bark"] * (1 - row["gap_if_chance"]) == pytest.approx(null["mean_D"], abs=1e-6)
    assert found.chance is not None
    assert (found.chance.ring, found.chance.n, found.chance.exact) == (
        null["span_days"],
        null["n_shifts"],
        True,
    )


@pytest.mark.parametrize("shift", ["donut", "joint", "circular", "mirror"])
@pytest.mark.parametrize("assignment", ["best", "optimal", "earliest"])
def test_a_real_tie_is_seen_and_the_columns_agree(world, shift, assignment):
    found = index(world, chance=63, shift=shift, assignment=assignment)
    row = found.frame.iloc[0]
    # A single amount is often so short that words stay within reach of their deeds.
    assert row["p_chance"] == 1 / 64 if shift != "joint" else row["p_chance"] < 0.15
    assert row["excess"] == pytest.approx(row["gap_if_chance"] - row["gap"], abs=1e-12)
    assert row["skill_chance"] == pytest.approx(row["excess"] / row["gap_if_chance"], abs=1e-12)
    assert row["excess"] > 0.2
    assert (
        row["chance_bandwidth"]
        == {"donut": 360, "joint": 360, "mirror": 60, "circular": found.chance.ring - 1}[shift]
    )
    assert found.chance.draws.shape == found.chance.p_draws.shape == (63, 1)
    reached = (found.chance.p_draws[0] <= row["gap"] + 1e-9).sum()
    assert row["p_chance"] == pytest.approx((1 + reached) / 64)
    assert found.chance.p_draws.equals(found.chance.draws) == (shift in ("circular", "mirror"))
    if shift != "mirror":
        assert found.chance.draws[0].mean() == pytest.approx(row["gap_if_chance"], abs=1e-12)


def test_gap_and_everything_else_are_untouched(world):
    plain, controlled = index(world, by="actor"), index(world, by="actor", chance=9)
    rest = [c for c in plain.frame if c not in CHANCE_COLUMNS]
    pd.testing.assert_frame_equal(plain.frame[rest], controlled.frame[rest])
    assert plain.frame[CHANCE_COLUMNS].isna().all().all() and plain.chance is None
    assert controlled.frame[CHANCE_COLUMNS].notna().all().all()


def test_same_seed_same_bytes_other_seed_other_draws(world):
    first, again, other = (index(world, chance=19, seed=s) for s in (1, 1, 2))
    pd.testing.assert_frame_equal(first.chance.draws, again.chance.draws)
    assert not np.array_equal(first.chance.draws, other.chance.draws)


def test_order_of_rows_plays_no_part(world):
    shuffled = [t.sample(frac=1, random_state=4) for t in (world.statements, world.actions)]
    choices = {"match": "topic", "as_of": world.coverage_end, "chance": 19, "by": "target"}
    pd.testing.assert_frame_equal(
        rg.gap_index(world.statements, world.actions, **choices).frame,
        rg.gap_index(*shuffled, **choices).frame,
    )


def test_groups_add_up_to_the_whole(world):
    whole, parts = index(world, chance=9, seed=5), index(world, chance=9, seed=5, by="target")
    weights = parts.frame["bark"] / parts.frame["bark"].sum()
    assert (parts.chance.draws * weights).sum(axis=1).to_numpy() == pytest.approx(
        whole.chance.draws[0].to_numpy()
    )
    assert (parts.frame["gap_if_chance"] * weights).sum() == pytest.approx(whole.frame["gap_if_chance"][0])


def test_periods_without_scored_statements_have_no_control(world):
    found = index(world, chance=9, freq="ME").frame
    empty = found["n"] == 0
    assert empty.any() and found.loc[empty, CHANCE_COLUMNS].isna().all().all()
    assert found.loc[~empty, "gap_if_chance"].between(0, 1).all()


def test_a_joint_move_keeps_what_dyads_do_together():
    # Two dyads whose words and deeds fall on the same days: moved together, both gaps of a draw are always equal.
    day = pd.Timestamp("2020-01-01") + pd.to_timedelta([0, 100, 230, 400, 401, 600], unit="D")
    tables = []
    for key, shift in (("statement_id", 0), ("action_id", 3)):
        one = pd.DataFrame(
            {"date": day + pd.Timedelta(days=shift), "severity": 0.5, "actor": "A", "valence": "conflict"}
        )
        both = pd.concat([one.assign(target=t) for t in "BC"], ignore_index=True)
        tables.append(both.assign(**{key: [f"{key}{i}" for i in range(len(both))]}))
    choices = {"match": "any", "window": 20, "as_of": "2022-06-01", "by": "target", "chance": 300}
    joint = rg.gap_index(*tables, shift="joint", **choices).chance
    apart = rg.gap_index(*tables, shift="donut", **choices).chance
    assert (joint.draws[0] == joint.draws[1]).all() and joint.draws[0].nunique() > 1
    assert (apart.draws[0] != apart.draws[1]).any()
    # 20 to 120 days either way: 202 amounts, all of them made.
    assert (joint.n, joint.exact, joint.low, joint.high) == (202, True, 20, 120)


def test_exploded_targets_count_under_each_member():
    said = pd.DataFrame({
        "statement_id": ["S1", "S2"], "date": ["2020-01-10", "2020-06-01"], "actor": "A", "target": ["B;C", "C"],
        "severity": [1.0, 0.5], "topic": "x",
    })  # fmt: skip
    done = pd.DataFrame({
        "action_id": ["D1", "D2"], "date": ["2020-01-12", "2021-06-01"], "actor": "A", "target": ["B", "C"],
        "severity": [1.0, 0.5], "topic": "x",
    })  # fmt: skip
    found = rg.gap_index(
        said,
        done,
        by="target",
        joint_targets="explode",
        match="topic",
        window=20,
        as_of="2021-07-01",
        chance=999,
    ).frame.set_index("target")
    # The record is a ring of 509 days, D2 its last. Of the 202 moves by 20 to 120 days either way, those by 20 and 21
    # days forward bring D2 (toward C, worth .5) into the window of S1, which counts under B and under C.
    assert found["bark"].tolist() == [1.0, 1.5] and found["gap"].tolist() == pytest.approx([0, 1 / 3])
    expected = [1 - 2 * 0.5 / 202 / bark for bark in (1.0, 1.5)]
    assert found["gap_if_chance"].tolist() == pytest.approx(expected, abs=1e-12)


def note_of(result: rg.GapResult) -> str:
    """The one note on the control for chance."""
    (note,) = [n for n in result.notes if "control for chance" in n]
    return note


def test_off_for_links_of_a_coder():
    found = rg.gap_index(rg.load_dataset("north_korea"), chance=99, by="target")
    assert "coder" in note_of(found) and found.chance is None
    assert found.frame[CHANCE_COLUMNS].isna().all().all()
    assert "if chance" not in str(found)


def test_off_for_a_short_record_and_for_nothing_scored(world):
    short = {"as_of": "2020-02-10", "match": "topic", "chance": 9}
    assert "too few to move deeds" in note_of(
        rg.gap_index(world.statements, world.actions, window=25, **short)
    )
    assert "no statement is scored" in note_of(
        rg.gap_index(world.statements, world.actions, window=60, **short)
    )


def test_no_deeds_at_all(world):
    found = rg.gap_index(
        world.statements, world.actions.iloc[:0], match="topic", as_of=world.coverage_end, chance=9
    )
    row = found.frame.iloc[0]
    assert (row["gap"], row["gap_if_chance"], row["excess"], row["p_chance"]) == (1, 1, 0, 1)


@pytest.mark.parametrize("bad", [-1, 2.5, True, "many", None])
def test_draws_must_be_a_count(world, bad):
    with pytest.raises(rg.RhetoricGapError, match="number of draws, 0 for none"):
        index(world, chance=bad)


def test_unknown_shift_names_all_there_are(world):
    with pytest.raises(rg.UnknownOptionError, match=r"donut.*joint.*circular.*mirror"):
        index(world, chance=9, shift="doughnut")


def test_table_and_prose_say_what_was_done(world):
    found = index(world, chance=63)
    text, prose = str(found), found.summary().prose
    assert (
        "if chance" in text
        and "chance: 63 moves of deeds by dyad by 60 to 360 days round a record of" in text
    )
    assert (
        "Had the same deeds come 60 to 360 days earlier or later, the gap would be" in prose
        and "p 0.016" in prose
    )
    joint = index(world, chance=63, shift="joint")
    assert "63 moves of deeds all dyads together by 60 to 360 days" in str(joint)
    assert "Had all deeds come 60 to 360 days earlier or later together" in joint.summary().prose
    mirror = index(world, chance=63, shift="mirror").summary().prose
    assert "In the mirror windows before the statements, the gap is" in mirror
    assert "all 63 exchanges of before and after by dyad" in mirror


def test_progress_bar_is_shown_when_wanted(world, capsys):
    index(world, chance=5, progress=True)
    assert "moving deeds" in capsys.readouterr().err
    index(world, chance=5)
    assert capsys.readouterr().err == ""
