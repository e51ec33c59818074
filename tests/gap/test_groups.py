"""Groups and periods: who is in which row, what a missing key is, what overlaps."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import small_tables as t

import rhetoric_gap as rg
from rhetoric_gap.errors import UnknownOptionError
from rhetoric_gap.gap.groups import as_columns, period_frequency
from rhetoric_gap.gap.index import MEASURES

YEAR = t.words(
    *[t.word(f"S{i}", 75 * i) for i in range(5)]
)  # days 0, 75, 150, 225, 300: quarters 1, 1, 2, 3, 4


def rows(result: rg.GapResult, *columns: str) -> list[list[Any]]:
    frame = result.frame[list(columns)].astype(object)
    return frame.where(frame.notna(), None).to_numpy().tolist()


# Periods


@pytest.mark.parametrize(
    ("freq", "alias"),
    [
        *[(f, "M") for f in ("M", "ME", "MS", "BME", "me", "m")],
        *[(f, "Q") for f in ("Q", "QE", "QS", "BQE", "qe")],
        *[(f, "Y") for f in ("Y", "YE", "YS", "BYE")],
        ("W", "W"),
        ("D", "D"),
        ("QE-MAR", "Q-MAR"),
        ("YE-JUN", "Y-JUN"),
        ("W-MON", "W-MON"),
        (None, None),
    ],
)
def test_offsets_and_periods_mean_the_same(freq: str | None, alias: str | None) -> None:
    assert period_frequency(freq) == alias


@pytest.mark.parametrize(
    "freq", ["2Q", "2QE", "B", "h", "s", "A", "", "fortnight", "QE-XXX", "5", 5, "10D", "C"]
)
def test_frequencies_that_are_no_period_are_refused(freq: Any) -> None:
    with pytest.raises(UnknownOptionError, match=r"^freq=") as error:
        t.score(YEAR, t.deeds(), freq=freq)
    assert error.value.allowed == ["D", "W", "ME", "QE", "YE"]


def test_quarters_have_a_label_and_their_days() -> None:
    result = t.score(YEAR, t.deeds(), freq="QE")
    assert rows(result, "period", "n_statements") == [
        ["2024Q1", 2],
        ["2024Q2", 1],
        ["2024Q3", 1],
        ["2024Q4", 1],
    ]
    first, last = result.frame.iloc[0], result.frame.iloc[-1]
    assert [first["period_start"], first["period_end"]] == [
        pd.Timestamp("2024-01-01"),
        pd.Timestamp("2024-03-31"),
    ]
    assert [last["period_start"], last["period_end"]] == [
        pd.Timestamp("2024-10-01"),
        pd.Timestamp("2024-12-31"),
    ]
    assert result.freq == "QE"


def test_weeks_run_from_monday_to_sunday() -> None:
    """1 January 2024 was a Monday; day 7 is the next one."""
    result = t.score(t.words(t.word("S1", 6), t.word("S2", 7)), t.deeds(), freq="W")
    assert rows(result, "period_start", "n") == [
        [pd.Timestamp("2024-01-01"), 1],
        [pd.Timestamp("2024-01-08"), 1],
    ]


def test_fiscal_years_end_where_they_are_told_to() -> None:
    """With years ending in June, day 150 (30 May) is 2024 and day 225 (13 August) is 2025."""
    assert rows(t.score(YEAR, t.deeds(), freq="YE-JUN"), "period", "n") == [["2024", 3], ["2025", 2]]


def test_every_group_has_every_period() -> None:
    """A group silent in a period has a row that says so: missing, not 0."""
    said = t.words(t.word("S1", 0, topic="x"), t.word("S2", 70, topic="y"))
    result = t.score(said, t.deeds(), by="topic", freq="ME")
    assert rows(result, "topic", "period", "n_statements", "gap", "reason") == [
        ["x", "2024-01", 1, 1.0, "only 1 scored, 10 needed for an interval"],
        ["x", "2024-02", 0, None, "no statement"],
        ["x", "2024-03", 0, None, "no statement"],
        ["y", "2024-01", 0, None, "no statement"],
        ["y", "2024-02", 0, None, "no statement"],
        ["y", "2024-03", 1, 1.0, "only 1 scored, 10 needed for an interval"],
    ]
    silent = result.frame[result.frame["n_statements"] == 0]
    for column in ("gap", "lower", "upper", "bound_low", "bound_high", "gap_unweighted", "testable_share"):
        assert silent[column].isna().all(), column


def test_statements_count_in_the_period_of_their_own_date_whenever_the_clock_starts() -> None:
    """Said in January; trigger in March, deed in April: January's word, April's deed."""
    said = t.words(t.word("S1", 0, trigger_state="fired", trigger_date=t.day(70)))
    result = t.score(said, t.deeds(t.deed("A1", 95)), freq="ME")
    assert rows(result, "period", "n", "n_kept") == [["2024-01", 1, 1]]


def test_no_statement_no_period() -> None:
    result = t.score(t.words(), t.deeds(t.deed("A1")), freq="ME")
    assert len(result.frame) == 0
    assert {"period", "period_start", "period_end", "gap"} <= set(result.frame.columns)


# Groups


def test_groups_are_sorted_numbers_texts_missing() -> None:
    """Numbers by size (10 after 9), then texts, then what is missing."""
    said = t.words(*[t.word(f"S{i}", i, seats=v) for i, v in enumerate([10, np.nan, 9, 100, 9])])
    assert rows(t.score(said, t.deeds(), by="seats"), "seats", "n") == [[9, 2], [10, 1], [100, 1], [None, 1]]
    texts = said.assign(seats=["b", None, "a", "c", "a"])
    assert rows(t.score(texts, t.deeds(), by="seats"), "seats", "n") == [
        ["a", 2],
        ["b", 1],
        ["c", 1],
        [None, 1],
    ]
    mixed = said.assign(seats=pd.Series(["b", None, 7, "c", 7], dtype=object))
    assert rows(t.score(mixed, t.deeds(), by="seats"), "seats", "n") == [
        [7, 2],
        ["b", 1],
        ["c", 1],
        [None, 1],
    ]


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA])
def test_a_missing_key_is_a_group_of_its_own_for_words_and_deeds(missing: Any) -> None:
    said = t.words(t.word("S1", 0, topic="x"), t.word("S2", 0, topic=missing))
    done = t.deeds(t.deed("A1", 5, topic=missing), t.deed("A2", 6, topic=missing), t.deed("A3", 7, topic="x"))
    result = t.score(said, done, by="topic")
    found = {str(k): (n, a) for k, n, a in rows(result, "topic", "n", "n_actions")}
    assert found == {"x": (1, 1.0), "None": (1, 2.0)}


def test_groups_by_several_columns_are_those_that_occur() -> None:
    said = t.words(
        t.word("S1", topic="x", audience="domestic"),
        t.word("S2", topic="y", audience="foreign"),
        t.word("S3", topic="y", audience="domestic"),
    )
    result = t.score(said, t.deeds(), by=["audience", "topic"])
    assert rows(result, "audience", "topic", "n") == [
        ["domestic", "x", 1],
        ["domestic", "y", 1],
        ["foreign", "y", 1],
    ]
    assert result.by == ("audience", "topic")


def test_groups_by_a_date_or_a_flag_or_a_category() -> None:
    said = t.words(t.word("S1", 0, own=True, speaker="a"), t.word("S2", 3, own=False, speaker="b"))
    assert rows(t.score(said, t.deeds(), by="own"), "own", "n") == [[False, 1], [True, 1]]
    assert len(t.score(said, t.deeds(), by="date").frame) == 2
    category = said.assign(speaker=pd.Categorical(["b", "a"], categories=["b", "a", "unused"]))
    assert rows(t.score(category, t.deeds(), by="speaker"), "speaker", "n") == [["a", 1], ["b", 1]]


def test_a_group_of_untested_words_stays_in_the_table() -> None:
    """Bootstrapping rows would lose it; here it has a row and a reason."""
    said = t.words(t.word("S1", topic="x"), t.word("S2", topic="y", trigger_state="not_fired"))
    assert rows(t.score(said, t.deeds(), by="topic"), "topic", "n", "gap", "bound_low", "bound_high") == [
        ["x", 1, 1.0, 1.0, 1.0],
        ["y", 0, None, 0.0, 1.0],
    ]


def test_a_list_a_tuple_and_a_name_are_the_same() -> None:
    frames = [t.score(YEAR, t.deeds(), by=by).frame for by in ("actor", ["actor"], ("actor",))]
    pd.testing.assert_frame_equal(frames[0], frames[1])
    pd.testing.assert_frame_equal(frames[0], frames[2])
    assert t.score(YEAR, t.deeds(), by=[]).by == ()


def test_an_unknown_column_is_answered_with_those_there_are() -> None:
    with pytest.raises(UnknownOptionError, match=r"by='tarjet' .* Did you mean 'target'\?") as error:
        t.score(YEAR.assign(mood="calm"), t.deeds(), by=["actor", "tarjet"])
    assert {"actor", "target", "mood", "kind"} <= set(error.value.allowed)


def test_a_column_named_twice_is_refused() -> None:
    with pytest.raises(rg.RhetoricGapError, match=r"by names a column twice: \['actor', 'actor'\]"):
        t.score(YEAR, t.deeds(), by=["actor", "actor"])


@pytest.mark.parametrize("by", [3, 3.5, object()])
def test_what_names_no_column_is_refused(by: Any) -> None:
    with pytest.raises(rg.RhetoricGapError, match="by"):
        t.score(YEAR, t.deeds(), by=by)


@pytest.mark.parametrize("name", ["period", "n", "gap", "level", "method", "reason", "lower", "bark"])
def test_a_column_named_like_a_measure_is_refused(name: str) -> None:
    """The result would have two columns of that name."""
    with pytest.raises(rg.RhetoricGapError, match=name):
        t.score(YEAR.assign(**{name: ["u", "v", "u", "v", "u"]}), t.deeds(), by=name)


def test_own_columns_never_clash_with_working_columns() -> None:
    names = ["_group", "_word", "group", "index", "level_0", "key_0", "number of the group"]
    said = t.words(*[t.word(f"S{i}", i, **dict.fromkeys(names, "ab"[i])) for i in range(2)])
    for name in names:
        assert rows(t.score(said, t.deeds(), by=name), name, "n") == [["a", 1], ["b", 1]]


def test_reserved_columns_are_not_offered() -> None:
    frame = pd.DataFrame({"actor": ["a"], "period": ["p"], "gap": [0.1]})
    with pytest.raises(UnknownOptionError) as error:
        as_columns("nobody", frame, reserved=["period", "gap", *MEASURES])
    assert error.value.allowed == ["actor"]


# Joint targets


JOINT = t.words(
    t.word("S1", 0, target="USA;KOR"),
    t.word("S2", 40, target="KOR;USA"),
    t.word("S3", 80, target="KOR"),
    t.word("S4", 120, target="JPN"),
)
JOINT_DEEDS = t.deeds(t.deed("A1", 5, target="KOR"), t.deed("A2", 125, target="JPN;KOR"))


def test_a_joint_target_is_its_own_group_however_it_is_written() -> None:
    """S1 is kept by A1 (a shared member), S4 by A2."""
    result = t.score(JOINT, JOINT_DEEDS, by="target")
    assert rows(result, "target", "n", "n_kept") == [["JPN", 1, 1], ["KOR", 1, 0], ["KOR;USA", 2, 1]]
    assert not any("overlap" in note for note in result.notes)


def test_exploded_targets_overlap_and_the_note_says_so() -> None:
    """KOR has S1, S2, S3 (one kept), USA has S1 and S2 (the same one kept): 6 memberships of 4 statements."""
    result = t.score(JOINT, JOINT_DEEDS, by="target", joint_targets="explode")
    assert rows(result, "target", "n", "n_kept", "n_actions") == [
        ["JPN", 1, 1, 1.0],
        ["KOR", 3, 1, 2.0],
        ["USA", 2, 1, 0.0],
    ]
    assert result.frame["n"].sum() == 6 > len(result.outcomes) == 4
    assert sum("groups overlap and do not sum to the total" in note for note in result.notes) == 1
    assert result.frame["gap"].tolist() == pytest.approx([0, 2 / 3, 1 / 2])


def test_exploding_changes_nothing_where_targets_are_no_groups() -> None:
    """The whole still counts every statement once."""
    plain, exploded = (t.score(JOINT, JOINT_DEEDS, joint_targets=j) for j in ("group", "explode"))
    pd.testing.assert_frame_equal(plain.frame, exploded.frame)
    assert exploded.frame["n"].tolist() == [4]
    assert not any("overlap" in note for note in exploded.notes)
    by_actor = t.score(JOINT, JOINT_DEEDS, by="actor", joint_targets="explode")
    assert by_actor.frame["n"].tolist() == [4]


def test_exploded_targets_keep_the_pairing() -> None:
    """Explosion is for counting only: which deed answers which word is decided before."""
    plain, exploded = (
        t.score(JOINT, JOINT_DEEDS, by="target", joint_targets=j) for j in ("group", "explode")
    )
    pd.testing.assert_frame_equal(plain.links, exploded.links)
    pd.testing.assert_frame_equal(plain.outcomes, exploded.outcomes)


# Deeds without a row


def test_deeds_outside_every_row_are_named_in_a_note() -> None:
    done = t.deeds(
        t.deed("A1", 5), t.deed("A2", 5, target="ZZZ", severity=0.25), t.deed("A3", 5, target="YYY")
    )
    (note,) = [n for n in t.score(YEAR, done, by="target").notes if "outside" in n or "without" in n]
    assert "2 deeds" in note and "0.8" in note, "severities .25 + .5 = .75, written with one decimal"
    assert "YYY, ZZZ" in note


def test_deeds_before_and_after_all_words_are_outside_every_period() -> None:
    said = t.words(t.word("S1", 100), t.word("S2", 130))
    done = t.deeds(t.deed("A1", 0), t.deed("A2", 105), t.deed("A3", 300))
    result = t.score(said, done, freq="ME")
    assert result.frame["n_actions"].sum() == 1
    assert any("2 deeds" in note for note in result.notes)


def test_many_deeds_outside_are_named_in_part() -> None:
    done = t.deeds(*[t.deed(f"A{i}", 5, target=f"Z{i}") for i in range(7)])
    (note,) = [n for n in t.score(YEAR, done, by="target").notes if "Z0" in n]
    assert "Z4" in note and "Z5" not in note and "..." in note


@pytest.mark.parametrize("by", ["kind", "cluster", ["target", "audience"]])
def test_columns_deeds_do_not_have_leave_the_unannounced_share_undefined(by: Any) -> None:
    said = YEAR.assign(kind="threat", audience="both")
    result = t.score(said, t.deeds(t.deed("A1")), by=by)
    assert result.frame[["unannounced_share", "n_actions"]].isna().all(axis=None)
    lacking = by if isinstance(by, str) else by[-1]
    assert any("unannounced share is not defined here" in n and repr(lacking) in n for n in result.notes)


def test_codes_of_words_are_not_compared_with_codes_of_deeds() -> None:
    said = t.words(t.word("S1", code="138"))
    result = t.score(said, t.deeds(t.deed("A1", code="190")), by="code", match="code")
    assert result.frame["n_actions"].isna().all()
    assert any("not defined" in note and "'code'" in note for note in result.notes)
