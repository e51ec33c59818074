"""Flow balance: all words against all deeds, unpaired."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest
import small_tables as t

import rhetoric_gap as rg
from rhetoric_gap.errors import UnknownOptionError

NUMBERS = ["n_statements", "n_actions", "words", "deeds", "balance", "log_ratio"]


def flow(said: pd.DataFrame, done: pd.DataFrame, **choices: Any) -> pd.DataFrame:
    return rg.flow_balance(said, done, **({"as_of": t.day(365)} | choices))


def test_words_and_deeds_are_set_against_each_other() -> None:
    """Words .5 + 1, deeds .25: (1.5 - .25)/1.75 and ln(2/.75)."""
    said = t.words(t.word("S1"), t.word("S2", severity=1.0))
    row = flow(said, t.deeds(t.deed("A1", severity=0.25))).iloc[0]
    assert row[NUMBERS[:4]].tolist() == [2, 1, 1.5, 0.25]
    assert row["balance"] == pytest.approx(1.25 / 1.75)
    assert row["log_ratio"] == pytest.approx(math.log(2 / 0.75))


@pytest.mark.parametrize(
    ("said", "done", "balance", "log_ratio"),
    [
        (1, 0, 1.0, math.log(1.0 / 0.5)),
        (0, 1, -1.0, math.log(0.5 / 1.0)),
        (1, 1, 0.0, 0.0),
    ],
)
def test_the_ends_of_the_balance(said: int, done: int, balance: float, log_ratio: float) -> None:
    row = flow(
        t.words(*[t.word("S1")] * said),
        t.deeds(*[t.deed("A1")] * done),
    ).iloc[0]
    assert (row["balance"], row["log_ratio"]) == pytest.approx((balance, log_ratio))


def test_nothing_is_paired() -> None:
    """Another target, another valence, years apart, before the word: it is loudness against activity."""
    said = t.words(t.word("S1", 300))
    done = t.deeds(t.deed("A1", 0, target="CCC", valence="cooperation"))
    assert flow(said, done)["balance"].tolist() == [0.0]


def test_a_silent_period_is_missing_not_zero() -> None:
    frame = flow(t.words(t.word("S1", 0), t.word("S2", 100)), t.deeds(t.deed("A1", 5)), freq="ME")
    assert frame["period"].tolist() == ["2024-01", "2024-02", "2024-03", "2024-04"]
    silent = frame[frame["period"].isin(["2024-02", "2024-03"])]
    assert silent[["n_statements", "n_actions", "words", "deeds"]].eq(0).all(axis=None)
    assert silent[["balance", "log_ratio"]].isna().all(axis=None)
    assert frame.set_index("period").loc["2024-01", ["balance", "log_ratio"]].tolist() == [0.0, 0.0]


def test_periods_run_over_words_and_deeds() -> None:
    """Each counts in the period of its own date; a month with a deed alone is a row."""
    frame = flow(t.words(t.word("S1", 35)), t.deeds(t.deed("A1", 5), t.deed("A2", 65)), freq="ME")
    assert frame["period"].tolist() == ["2024-01", "2024-02", "2024-03"]
    assert frame["balance"].tolist() == [-1.0, 1.0, -1.0]
    assert frame.columns.tolist() == ["period", "period_start", "period_end", *NUMBERS]


def test_period_ratios_are_not_to_be_averaged() -> None:
    """Months: (1 - 0)/1 = 1 and (.5 - 1)/1.5 = -1/3, mean 1/3; the whole: (1.5 - 1)/2.5 = .2."""
    said = t.words(t.word("S1", 0, severity=1.0), t.word("S2", 40))
    done = t.deeds(t.deed("A1", 41, severity=1.0))
    months = flow(said, done, freq="ME")
    assert months["balance"].mean() == pytest.approx(1 / 3)
    assert flow(said, done)["balance"].tolist() == pytest.approx([0.2])
    total = months[["words", "deeds"]].sum()
    assert (total["words"] - total["deeds"]) / total.sum() == pytest.approx(0.2)


def test_a_dyad_that_only_acts_has_a_row() -> None:
    frame = flow(t.words(t.word("S1")), t.deeds(t.deed("A1", target="ZZZ")), by=["actor", "target"])
    assert frame[["target", "n_statements", "n_actions"]].to_numpy().tolist() == [
        ["BBB", 1, 0],
        ["ZZZ", 0, 1],
    ]


def test_dyads_by_period_have_all_periods() -> None:
    said = t.words(t.word("S1", 0), t.word("S2", 40, target="CCC"))
    frame = flow(said, t.deeds(), by="target", freq="ME")
    assert frame[["target", "period", "n_statements"]].to_numpy().tolist() == [
        *(["BBB", "2024-01", 1], ["BBB", "2024-02", 0], ["CCC", "2024-01", 0], ["CCC", "2024-02", 1])
    ]


def test_joint_targets_are_a_group_or_exploded() -> None:
    said, done = t.words(t.word("S1", target="USA;KOR")), t.deeds(t.deed("A1", target="KOR"))
    grouped = flow(said, done, by="target")
    assert grouped["target"].tolist() == ["KOR", "KOR;USA"]
    exploded = flow(said, done, by="target", joint_targets="explode").set_index("target")
    assert exploded["balance"].to_dict() == {"KOR": 0.0, "USA": 1.0}


def test_refusals_and_denials_are_no_words_of_a_deed() -> None:
    said = t.words(t.word("S1"), t.word("S2", kind="denial"), t.word("S3", kind="refusal"))
    row = flow(said, t.deeds()).iloc[0]
    assert row[["n_statements", "words"]].tolist() == [1, 0.5]


def test_untested_words_are_words() -> None:
    """A threat that was not triggered was loud all the same."""
    said = t.words(t.word("S1", trigger_state="not_fired"), t.word("S2", resolution="withdrawn"))
    assert flow(said, t.deeds())["words"].tolist() == [1.0]


def test_absences_parts_and_ungraded_deeds_do_not_count() -> None:
    done = t.deeds(
        t.deed("A1", attempted=False),
        t.deed("WHOLE"),
        t.deed("PART", part_of="WHOLE", severity=0.25),
        t.deed("A2", severity=None, code="LAUNCH"),
    )
    assert flow(t.words(), done)[["n_actions", "deeds"]].to_numpy().tolist() == [[1, 0.5]]
    parts = flow(t.words(), done, parts="parts")
    assert parts[["n_actions", "deeds"]].to_numpy().tolist() == [[1, 0.25]]


def test_repeats_can_be_counted_once() -> None:
    said = t.words(*[t.word(f"S{i}", i) for i in range(5)])
    assert flow(said, t.deeds())["words"].tolist() == [2.5]
    assert flow(said, t.deeds(), collapse="14D")["words"].tolist() == [0.5]


def test_what_was_not_known_does_not_count() -> None:
    said, done = t.words(t.word("S1", 0), t.word("S2", 50)), t.deeds(t.deed("A1", 20, reported_at=t.day(80)))
    assert flow(said, done, as_of=t.day(60))[["words", "deeds"]].to_numpy().tolist() == [[1.0, 0.0]]
    assert flow(said, done, as_of=t.day(30))[["words", "deeds"]].to_numpy().tolist() == [[0.5, 0.0]]


def test_nothing_at_all_is_missing() -> None:
    row = flow(t.words(), t.deeds()).iloc[0]
    assert row[NUMBERS[:4]].tolist() == [0, 0, 0, 0]
    assert row[["balance", "log_ratio"]].isna().all()
    assert len(flow(t.words(), t.deeds(), by="target", freq="ME")) == 0


def test_severities_come_from_the_codes() -> None:
    """138 names deeds of median 1.0, 191 is one of .95."""
    said = t.words(t.word("S1", code="138", severity=None))
    done = t.deeds(t.deed("A1", code="191", severity=None))
    assert flow(said, done)[["words", "deeds"]].to_numpy().tolist() == [[1.0, 0.95]]


@pytest.mark.parametrize(
    "choice", [{"window": 30}, {"match": "any"}, {"assignment": "best"}, {"half_life": 10}, {"min_lag": 0}]
)
def test_choices_about_pairing_are_refused(choice: dict[str, Any]) -> None:
    with pytest.raises(UnknownOptionError, match=f"choice='{next(iter(choice))}'") as error:
        flow(t.words(t.word("S1")), t.deeds(), **choice)
    assert "joint_targets" in error.value.allowed


@pytest.mark.parametrize(
    "choice", [{"partial": 0.2}, {"min_strength": 4}, {"level": 0.5}, {"conditional": "all"}]
)
def test_choices_without_an_effect_are_refused_too(choice: dict[str, Any]) -> None:
    with pytest.raises(UnknownOptionError, match=f"choice='{next(iter(choice))}'"):
        flow(t.words(t.word("S1")), t.deeds(), **choice)


def test_columns_must_be_in_both_tables() -> None:
    with pytest.raises(UnknownOptionError, match="by='audience'") as error:
        flow(t.words(t.word("S1", audience="both")), t.deeds(), by="audience")
    assert {"actor", "target"} <= set(error.value.allowed)


def test_columns_named_like_a_number_of_the_table_are_refused() -> None:
    said, done = t.words(t.word("S1", words="many")), t.deeds(t.deed("A1", words="few"))
    with pytest.raises(rg.RhetoricGapError, match="words"):
        flow(said, done, by="words")


def test_unknown_periods_are_refused() -> None:
    with pytest.raises(UnknownOptionError, match="freq='2Q'"):
        flow(t.words(t.word("S1")), t.deeds(), freq="2Q")


def test_a_case_brings_its_tables_and_the_account_is_kept() -> None:
    case = rg.load_dataset("north_korea")
    frame = rg.flow_balance(case, by=["actor", "target"], freq="YE")
    assert frame.columns.tolist()[:3] == ["actor", "target", "period"]
    assert frame["balance"].dropna().between(-1, 1).all()
    assert "statements known at as_of" in rg.row_account(frame)["step"].tolist()
