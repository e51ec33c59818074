"""What the errors of machine labels do to the gap."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from small_tables import deed, deeds, usual, word, words

import rhetoric_gap as rg
from rhetoric_gap.pairing.inputs import read_inputs
from rhetoric_gap.studies._label_worlds import PROMISE, THREAT, Draft
from rhetoric_gap.studies.label_error import BOTH, DRAFTED, LABELS, SAMPLING
from rhetoric_gap.text._codes import said_code


def drafted(
    n: int = 40, kept: int = 20, remarks: int = 0, deed_code: bool = True
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Threats one a month, each against another; the first ones are answered by a deed five days later."""
    said, done = [], []
    for i in range(n + remarks):
        row = word(f"S{i:03d}", 3 * i, target=f"T{i % 8}", topic=f"t{i}", kind="threat", strength=3)
        if i >= n:
            row |= {"kind": "declaration", "strength": 0, "severity": 0.5 if deed_code else None}
        said.append(row)
        if i < kept or i >= n:
            done.append(deed(f"A{i:03d}", 3 * i + 5, target=f"T{i % 8}", topic=f"t{i}"))
    return words(*said), deeds(*done)


def gold_of(said: pd.DataFrame, **changed: str) -> pd.DataFrame:
    """Everything as drafted, but for some rows."""
    kind = said["kind"].where(~said["statement_id"].isin(changed), said["statement_id"].map(changed))
    return said[["statement_id"]].assign(kind=kind)


def study(said: pd.DataFrame, done: pd.DataFrame, gold: Any, **choices: Any) -> Any:
    return rg.label_error_gap(said, done, gold, **usual(match="topic", n_draws=20, **choices))


def row(found: Any, name: str) -> pd.Series:
    return found.frame.set_index("row").loc[name]


def test_the_draft_has_the_gap_that_gap_index_gives():
    said, done = drafted()
    found = study(said, done, gold_of(said).iloc[::2])
    expected = rg.gap_index(said, done, **usual(match="topic")).frame.iloc[0]
    for name in ("n", "gap", "lower", "upper"):
        assert row(found, DRAFTED)[name] == pytest.approx(expected[name])
    assert found.frame["row"].tolist() == [DRAFTED, SAMPLING, LABELS, BOTH]
    assert (found.frame["n_gold"].eq(20) & found.frame["n_unchecked"].eq(20)).all()


def test_all_checked_and_right_changes_nothing():
    said, done = drafted()
    found = study(said, done, gold_of(said))
    numbers = ["n", "gap", "lower", "upper", "method"]
    assert row(found, BOTH)[numbers].tolist() == row(found, DRAFTED)[numbers].tolist()
    assert row(found, LABELS)["reason"] == "no label is in doubt"


def test_checked_in_part_and_right_changes_nothing_without_a_prior():
    said, done = drafted()
    sure = study(said, done, gold_of(said).iloc[::2], prior=0)
    assert (
        row(sure, BOTH)[["gap", "lower", "upper"]].tolist()
        == row(sure, DRAFTED)[["gap", "lower", "upper"]].tolist()
    )
    loose = study(said, done, gold_of(said).iloc[::2])
    assert row(loose, BOTH)["gap"] == pytest.approx(row(loose, DRAFTED)["gap"], abs=0.03)
    assert (
        row(loose, BOTH)["upper"] - row(loose, BOTH)["lower"]
        > row(sure, BOTH)["upper"] - row(sure, BOTH)["lower"]
    )


def test_all_checked_gives_the_gap_of_what_people_said_by_hand():
    # 40 threats of equal severity, 20 answered: gap .5. Ten of the unanswered are remarks: 30 left, gap 1/3.
    said, done = drafted()
    gold = gold_of(said, **{f"S{i:03d}": "comment" for i in range(30, 40)})
    found = study(said, done, gold)
    assert row(found, DRAFTED)["gap"] == pytest.approx(0.5)
    assert row(found, BOTH)["gap"] == pytest.approx(1 / 3)
    assert row(found, BOTH)["n"] == 30
    assert found.errors.loc["threat"].tolist() == [30, 0, 0, 10]


def test_errors_are_taken_to_the_unanswered_where_they_were_found():
    # Every second row checked; half of the unanswered are remarks, none of the answered is: the gap of all is 1/3.
    said, done = drafted(n=80, kept=40)
    wrong = {f"S{i:03d}": "comment" for i in range(40, 80, 4)}
    gold = gold_of(said, **wrong).iloc[::2]
    found = study(said, done, gold, prior=0)
    assert row(found, BOTH)["gap"] == pytest.approx(1 / 3, abs=0.03)
    # Of a sample from elsewhere nobody knows which were answered: the remarks fall on all alike.
    elsewhere = pd.DataFrame({"machine_kind": "threat", "kind": gold["kind"]})
    apart = study(said, done, elsewhere, prior=0)
    assert row(apart, BOTH)["gap"] == pytest.approx(0.5, abs=0.03)
    assert any("hardly corrected" in note for note in apart.notes)
    assert (apart.frame["n_unchecked"] == 80).all()


def test_a_remark_enters_only_with_a_deed_that_the_draft_names():
    for named, n in ((True, 50), (False, 40)):
        said, done = drafted(n=40, kept=20, remarks=10, deed_code=named)
        gold = gold_of(said, **{f"S{i:03d}": "threat" for i in range(40, 50)})
        found = study(said, done, gold)
        assert (row(found, DRAFTED)["n"], row(found, BOTH)["n"]) == (40, n)
        # the ten that enter are all answered: 20 of 50 unfulfilled
        assert row(found, BOTH)["gap"] == pytest.approx(0.4 if named else 0.5)
        assert any("10 of 10 checked remarks are threats or promises" in note for note in found.notes)


def test_a_threat_that_is_a_promise_is_kept_by_cooperation():
    said, done = drafted(n=40, kept=40)
    done.loc[done["action_id"].eq("A000"), "valence"] = "cooperation"
    assert row(study(said, done, gold_of(said)), DRAFTED)["gap"] == pytest.approx(1 / 40)
    found = study(said, done, gold_of(said, S000="promise"))
    assert row(found, BOTH)["gap"] == 0


def test_codes_follow_the_label_and_the_deed_named():
    said = words(
        word("S1", 0, code="010", deed_code="195", kind="comment", strength=0, severity=None),
        word("S2", 1, code="138", deed_code="0711", kind="threat", strength=3, severity=None),
        word("S3", 2, code="010", deed_code=None, kind="comment", strength=0, severity=None),
    )
    draft = Draft.of(read_inputs(said, deeds(deed("A1", 5, code="195")), None, "2024-12-31", None, {}))
    rows = draft.relabelled(np.array([THREAT, PROMISE, THREAT]))
    assert rows["code"].tolist()[:2] == [said_code("threat", "195"), said_code("promise", "0711")]
    assert rows["kind"].tolist() == ["threat", "promise", "threat"]
    assert rows["valence"].tolist() == ["conflict", "cooperation", "conflict"]
    assert rows["strength"].tolist() == [3, 3, 1]
    assert rows["severity"].iloc[0] == 1.0 and pd.isna(rows["code"].iloc[2])


def test_severities_people_changed_are_changed_in_rows_like_them():
    said, done = drafted()
    gold = gold_of(said).assign(severity=np.where(np.arange(40) % 4 == 0, 1.0, 0.5)).iloc[::2]
    found = study(said, done, gold, fields=("kind", "severity"), prior=0)
    assert row(found, BOTH)["se_labels"] > 0
    unchanged = study(said, done, gold, prior=0)
    assert row(unchanged, BOTH)["se_labels"] == 0


def test_order_of_rows_plays_no_part_and_seeds_repeat():
    said, done = drafted()
    gold = gold_of(said, S035="comment", S031="comment", S003="comment").iloc[1::2]
    one = study(said, done, gold)
    two = study(said.iloc[::-1], done.sample(frac=1, random_state=1), gold.sample(frac=1, random_state=2))
    assert one.draws.tolist() == two.draws.tolist()
    pd.testing.assert_frame_equal(one.frame, two.frame)
    assert study(said, done, gold, seed=1).draws.tolist() != one.draws.tolist()


def test_few_checked_rows_give_a_reason_and_no_number():
    said, done = drafted(remarks=10)
    found = study(said, done, gold_of(said).iloc[:8])
    assert row(found, DRAFTED)["gap"] == pytest.approx(0.5)
    assert found.frame["gap"].isna().tolist() == [False, True, True, True]
    assert (
        row(found, BOTH)["reason"] == "too few rows were checked: 0 drafted as remark; 5 of each are needed"
    )


def test_remarks_without_a_deed_need_no_check():
    said, done = drafted(remarks=10, deed_code=False)
    found = study(said, done, gold_of(said).iloc[:40:2])
    assert row(found, BOTH)["gap"] == pytest.approx(0.5, abs=0.03)
    assert row(found, BOTH)["n_unchecked"] == 30


def test_shares_in_two_ways():
    said, done = drafted(n=60, kept=20, remarks=40)
    # in proportion: 12 of 60 threats checked, 9 right, 8 of 40 remarks, 6 right: 55 of 100 (see the arrays)
    gold = pd.concat([gold_of(said).iloc[:12], gold_of(said).iloc[60:68]])
    gold = gold.assign(kind=["comment"] * 3 + ["threat"] * 9 + ["threat"] * 2 + ["comment"] * 6)
    shares = study(said, done, gold).shares.set_index("label")
    assert shares.loc["threat", ["n", "share"]].tolist() == [60, 0.6]
    assert shares.loc["threat", ["corrected", "rogan_gladen"]].tolist() == pytest.approx([0.55, 0.55])
    assert shares.loc["threat", "lower"] < 0.55 < shares.loc["threat", "upper"]
    assert shares.loc["promise", "reason"] == "no checked row that is one"


def test_draft_rows_without_decision_or_place_are_left_out_and_counted():
    said, done = drafted()
    gold = pd.concat(
        [gold_of(said).iloc[::2], pd.DataFrame({"statement_id": ["X", "S001"], "kind": ["threat", None]})]
    )
    found = study(said, done, gold)
    assert {"1 gold row without a decision left out", "1 gold row not among the statements left out"} <= set(
        found.notes
    )
    assert (found.frame["n_gold"] == 20).all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda g: g.drop(columns="kind"), r"gold has no column \['kind'\]"),
        (lambda g: g.drop(columns="statement_id"), r"gold has no column \['statement_id'\]"),
        (lambda g: g.assign(kind="menace"), r"gold rows \[0, 1, 2, 3, 4\] have a 'kind' that is none of"),
        (lambda g: g.assign(statement_id="S001"), "repeat a statement"),
        (lambda g: g.assign(statement_id="X" + g["statement_id"]), "no 'statement_id' of gold is among"),
        (lambda g: g.assign(machine_kind="menace"), "have a 'machine_kind' that is none of"),
    ],
)
def test_gold_that_cannot_be_used(change, message):
    said, done = drafted()
    with pytest.raises(rg.RhetoricGapError, match=message):
        study(said, done, change(gold_of(said)))


def test_choices_that_cannot_be():
    said, done = drafted()
    gold = gold_of(said)
    with pytest.raises(rg.RhetoricGapError, match="needs gold="):
        rg.label_error_gap(said, done)
    with pytest.raises(rg.RhetoricGapError, match="cannot collapse repeats"):
        study(said, done, gold, collapse="14D")
    with pytest.raises(rg.RhetoricGapError, match="n_draws must be 2 or more"):
        rg.label_error_gap(said, done, gold, n_draws=1)
    with pytest.raises(rg.UnknownOptionError, match="severity"):
        study(said, done, gold, fields=("kind", "tone"))
    with pytest.raises(rg.RhetoricGapError, match="have a 'severity' that is no number from 0 to 1"):
        study(said, done, gold.assign(severity="grave"), fields=("kind", "severity"))
    with pytest.raises(rg.RhetoricGapError, match="must name 'kind'"):
        study(said, done, gold, fields=("severity",))


def test_a_worksheet_may_say_that_a_sentence_is_no_statement():
    said, done = drafted()
    sheet = gold_of(said).assign(table=["statement"] * 30 + ["action"] * 5 + ["neither"] * 5)
    assert study(said, done, sheet).errors.loc["threat"].tolist() == [30, 0, 0, 10]
