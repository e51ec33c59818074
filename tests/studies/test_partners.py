"""Words and deeds over partners: what is counted, what is missing, and what two routes must agree on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rhetoric_gap as rg
from tests.small_tables import day, deed, deeds, word, words

CASE = rg.load_dataset("russia_partners")
KOREA: dict[str, Any] = {"actor": "PRK", "partners": ["RUS", "CHN"]}


def test_by_hand() -> None:
    """Words .6 to BBB and .2 to CCC, deeds .1 and .4: p .75, q .2; .5 * (.55 + .55)."""
    said = words(word("S1", severity=0.6), word("S2", severity=0.2, target="CCC"), word("S3", actor="ZZZ"))
    done = deeds(deed("A1", severity=0.1), deed("A2", severity=0.4, target="CCC"), deed("A3", actor="ZZZ"))
    found = rg.partner_mismatch(said, done, actor="AAA")
    row = found.frame.iloc[0]
    assert row["mismatch"] == pytest.approx(0.55)
    assert [row["balance_words"], row["balance_deeds"]] == pytest.approx([0.5, -0.6])
    assert [row["herfindahl_words"], row["herfindahl_deeds"]] == pytest.approx([0.625, 0.68])
    assert row[["n_statements", "n_actions"]].tolist() == [2, 2]
    assert found.partners == ("BBB", "CCC")
    turned = rg.partner_mismatch(said, done, actor="AAA", partners=["CCC", "BBB"]).frame.iloc[0]
    assert [turned["balance_words"], turned["balance_deeds"]] == pytest.approx([-0.5, 0.6])
    assert turned["mismatch"] == pytest.approx(0.55)


def test_from_the_partners() -> None:
    said = words(word("S1", actor="BBB", target="AAA"), word("S2", actor="CCC", target="AAA"), word("S3"))
    done = deeds(deed("A1", actor="BBB", target="AAA"))
    found = rg.partner_mismatch(said, done, actor="AAA", direction="from")
    assert found.shares["partner"].tolist() == ["BBB", "CCC"]
    assert found.frame["mismatch"].iloc[0] == pytest.approx(0.5)


def test_what_is_no_word_and_no_deed() -> None:
    """Refusals commit to no deed, a comment names none, an absence is none, a part is in its whole."""
    said = words(
        word("S1"),
        word("S2", kind="refusal", target="CCC"),
        word("S3", kind="comment", target="CCC", severity=None),
    )
    done = deeds(
        deed("A1"),
        deed("A2", attempted=False, target="CCC"),
        deed("A3", part_of="A1", target="CCC"),
    )
    found = rg.partner_mismatch(said, done, actor="AAA", partners=["BBB"])
    assert found.frame[["n_statements", "n_actions"]].iloc[0].tolist() == [1, 1]
    assert "1 statement that name no deed weigh nothing and are left out" in found.notes


def test_periods_without_rows_are_missing_not_0() -> None:
    said = words(word("S1", 0), word("S2", 800, target="CCC"))
    done = deeds(deed("A1", 5), deed("A2", 400, target="CCC"))
    frame = rg.partner_mismatch(said, done, actor="AAA", freq="YE").frame.set_index("period")
    assert frame.index.tolist() == ["2024", "2025", "2026"]
    assert frame["reason"].tolist() == ["", "no words", "no deeds"]
    assert frame["mismatch"].isna().tolist() == [False, True, True]
    assert frame["herfindahl_deeds"].isna().tolist() == [False, False, True]
    assert frame["balance_deeds"].tolist()[:2] == [1.0, -1.0]
    silent = rg.partner_mismatch(
        words(word("S1"), word("S2", 800)), deeds(deed("A1")), actor="AAA", freq="YE"
    )
    assert silent.frame["reason"].tolist() == [
        "a balance needs two partners",
        "no words and no deeds",
        "no deeds",
    ]
    assert "2 periods of 3 without words or without deeds: missing, not 0" in silent.notes


def test_words_and_deeds_are_those_of_the_flow_balance() -> None:
    flow = rg.flow_balance(CASE, by=["actor", "target", "valence"])
    flow = flow.loc[flow["actor"].eq("RUS") & flow["valence"].eq("cooperation")].set_index("target")
    shares = rg.partner_mismatch(CASE, actor="RUS", valence="cooperation").shares.set_index("partner")
    for partner, row in shares.iterrows():
        assert [row["words"], row["deeds"]] == pytest.approx(flow.loc[partner, ["words", "deeds"]].tolist())


def test_north_korea_between_moscow_and_beijing() -> None:
    """What the two gave, by the coder's severities: all from Moscow in 2023, a lead of .31 in 2025."""
    toward = {"direction": "from", "valence": "cooperation", "freq": "YE", "start": "2022-02-01"}
    frame = rg.partner_mismatch(CASE, **KOREA, **toward).frame.set_index("period")
    actions = CASE.actions.loc[CASE.actions["valence"].eq("cooperation") & CASE.actions["target"].eq("PRK")]
    part = actions.loc[actions["date"].dt.year.eq(2025) & actions["attempted"] & actions["part_of"].isna()]
    sums = part.groupby("actor")["severity"].sum()
    assert frame.loc["2025", "balance_deeds"] == pytest.approx((sums["RUS"] - sums["CHN"]) / sums.sum())
    assert frame["balance_deeds"].round(2).tolist() == [0.29, 1.0, 0.83, 0.31]
    assert np.isnan(frame.loc["2022", "balance_words"])


def test_what_is_left_out_is_said() -> None:
    found = rg.partner_mismatch(CASE, **KOREA)
    assert any("of the severity of words is with others (KOR, USA): left out" in note for note in found.notes)
    assert any(note.startswith("None on record: deeds with CHN") for note in found.notes)


def test_mixing_directions_is_said() -> None:
    said = words(word("S1"), word("S2", valence="cooperation", target="CCC"))
    found = rg.partner_mismatch(said, deeds(deed("A1")), actor="AAA")
    assert "Conflict and cooperation are added up; valence= keeps them apart" in found.notes
    only = rg.partner_mismatch(said, deeds(deed("A1")), actor="AAA", valence="conflict")
    assert only.partners == ("BBB",)


def test_joint_partners() -> None:
    said, done = words(word("S1", target="CCC;BBB")), deeds(deed("A1"))
    assert rg.partner_mismatch(said, done, actor="AAA").partners == ("BBB", "BBB;CCC")
    exploded = rg.partner_mismatch(said, done, actor="AAA", joint_targets="explode")
    assert exploded.shares["word_share"].tolist() == [0.5, 0.5]


def test_few_rows_differ_by_chance() -> None:
    frame = rg.partner_mismatch(CASE, actor="RUS", valence="cooperation").frame
    assert 0.1 < frame["mismatch_if_chance"].iloc[0] < 0.3
    again = rg.partner_mismatch(CASE, actor="RUS", valence="cooperation").frame
    pd.testing.assert_frame_equal(frame, again)
    other = rg.partner_mismatch(CASE, actor="RUS", valence="cooperation", seed=1).frame
    assert other["mismatch_if_chance"].iloc[0] != frame["mismatch_if_chance"].iloc[0]


@settings(max_examples=3)
@given(st.integers(0, 99))
def test_order_of_rows_plays_no_part(seed: int) -> None:
    choices = {**KOREA, "direction": "from", "n_perm": 20}
    mixed = rg.partner_mismatch(
        CASE.statements.sample(frac=1, random_state=seed),
        CASE.actions.sample(frac=1, random_state=seed),
        **choices,
    )
    plain = rg.partner_mismatch(CASE.statements, CASE.actions, **choices)
    pd.testing.assert_frame_equal(mixed.frame, plain.frame)
    pd.testing.assert_frame_equal(mixed.shares, plain.shares)


@pytest.mark.parametrize(
    ("choices", "text"),
    [
        ({"actor": "PKR"}, "no words or deeds of 'PKR'. Did you mean 'PRK'?"),
        (
            {"partners": ["RUS", "CHM"]},
            "PRK has no words or deeds with 'CHM' here; there are: .*Did you mean 'CHN'?",
        ),
        ({"partners": ["RUS", "RUS"]}, "partners names one twice"),
        ({"direction": "at"}, "direction='at' is not known; allowed: 'to', 'from'"),
        ({"valence": "peace"}, "valence='peace' is not known"),
        (
            {"window": 3},
            "choice='window' is not known; allowed: 'collapse', 'joint_targets', 'parts', 'scale'",
        ),
        ({"freq": "2W"}, "freq='2W' is not known"),
        ({"start": "June"}, "start must be a date"),
    ],
)
def test_what_cannot_be_asked(choices: dict[str, Any], text: str) -> None:
    with pytest.raises(rg.RhetoricGapError, match=text):
        rg.partner_mismatch(CASE, **(KOREA | choices))


def test_a_partner_without_rows_of_the_time_has_a_share_of_0() -> None:
    said = words(word("S1", 0, target="CCC"), word("S2", 100))
    found = rg.partner_mismatch(
        said, deeds(deed("A1", 101)), actor="AAA", partners=["BBB", "CCC"], start=day(50)
    )
    assert found.shares["word_share"].tolist() == [1.0, 0.0]
    assert "None on record: words with CCC, deeds with CCC" in " ".join(found.notes)
    assert rg.partner_mismatch(said, deeds(deed("A1", 101)), actor="AAA", start=day(50)).partners == ("BBB",)


def test_nothing_after_the_start() -> None:
    found = rg.partner_mismatch(words(word("S1")), deeds(deed("A1")), actor="AAA", start=day(500))
    assert found.frame[["n_statements", "n_actions"]].sum().sum() == 0
    assert found.frame["reason"].tolist() == ["no words and no deeds"]
