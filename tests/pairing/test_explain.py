"""Explanations are true: every verdict is checked against what was paired."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
import small_tables as t

import rhetoric_gap as rg
from rhetoric_gap.pairing import Explanation

S1, A1 = t.word("S1"), t.deed("A1", 5)


def explain(*rows: t.Row, statement_id: str = "S1", **choices: Any) -> Explanation:
    said = t.words(*[row for row in rows if "statement_id" in row])
    done = t.deeds(*[row for row in rows if "action_id" in row])
    return rg.explain_pair(said, done, statement_id=statement_id, **t.usual(**choices))


def verdicts(why: Explanation) -> dict[str, str]:
    return dict(zip(why.deeds["action_id"], why.deeds["verdict"], strict=True))


def test_the_story_of_a_kept_word() -> None:
    why = explain(S1, A1)
    assert str(why) == repr(why) == why.text
    first, second, last = why.text.splitlines()
    assert first == "S1: AAA to BBB on 2024-01-01, named 0.5, window 2024-01-01 + 1 d to 2024-01-31"
    assert second.startswith(
        "It was credited with A1 of 2024-01-06 (severity 0.5): credit 0.5 = min(match x severity"
    )
    assert last.startswith("1 deed of the same actor") and last.endswith("0 other eligible.")
    assert verdicts(why) == {"A1": "matched link (fulfils), credit 0.5"}
    assert why.deeds[
        ["lag", "in_window", "same_valence", "match", "credit", "given_to"]
    ].to_numpy().tolist() == [[5, True, True, 1.0, 0.5, "S1"]]
    assert why.statement["statement_id"] == "S1" and len(why.rivals) == 0


@pytest.mark.parametrize(
    ("columns", "verdict"),
    [
        ({"date": t.day(0)}, "outside the window"),
        ({"date": t.day(61)}, "outside the window"),
        ({"valence": "cooperation"}, "another valence"),
        ({"attempted": False}, "not counted as a deed"),
        ({"part_of": "A0"}, "not counted as a deed"),
        ({"severity": None, "code": "LAUNCH"}, "not counted as a deed"),
        ({"severity": 0.0}, "earns nothing"),
        ({"severity": 0.3}, "eligible; another deed was chosen"),
        ({"date": t.day(45)}, "outside the window"),
    ],
)
def test_why_a_word_did_not_get_a_deed(columns: t.Row, verdict: str) -> None:
    """A0 keeps the word; A1 differs in one thing."""
    why = explain(S1, t.deed("A0", 4), t.deed("A1", 5, **columns))
    assert verdicts(why)["A1"].startswith(verdict)
    assert verdicts(why)["A0"] == "matched link (fulfils), credit 0.5"
    assert ("1 other eligible" in why.text) == verdict.startswith("eligible")


@pytest.mark.parametrize(
    ("columns", "verdict"), [({"actor": "ZZZ"}, "another actor"), ({"target": "CCC"}, "no shared target")]
)
def test_other_deeds_are_explained_when_asked_for_and_not_counted(columns: t.Row, verdict: str) -> None:
    rows = [S1, t.deed("A0", 4), t.deed("A1", 5, **columns)]
    assert list(verdicts(explain(*rows))) == ["A0"]
    why = explain(*rows, action_id="A1")
    assert verdicts(why) == {"A0": "matched link (fulfils), credit 0.5", "A1": verdict}
    assert f"A1: {verdict}" in why.text.splitlines()
    assert why.text.splitlines()[-1].startswith("1 deed of the same actor")


def test_a_deed_given_to_another_word_says_to_which() -> None:
    """A1 settles one word: S1 and S2 name it, the earlier gets it."""
    why = explain(S1, t.word("S2", 1), A1, statement_id="S2", action_id="A1")
    assert verdicts(why) == {"A1": "eligible; given to S1"}
    assert "It was credited with no deed." in why.text
    assert why.rivals.to_dict("records") == [
        {"statement_id": "S1", "credit": 0.5, "got": "A1", "got_credit": 0.5}
    ]
    assert "Also wanted by S1, for which it is worth 0.5; it got A1 (0.5)." in why.text


def test_rivals_are_those_for_whom_the_deed_was_eligible() -> None:
    """Of eight others only R1 could have had A1; R0 would have earned .2 by it and got A2."""
    others = [
        t.word("R0", 2, severity=0.2),
        t.word("R1", 3, trigger_state="not_fired"),
        t.word("R2", 3, kind="comment"),
        t.word("R3", 3, kind="denial"),
        t.word("R4", 3, target="CCC"),
        t.word("R5", 3, actor="ZZZ"),
        t.word("R6", 3, valence="cooperation"),
        t.word("R7", 6),
        t.word("R8", -40),
    ]
    why = explain(S1, A1, t.deed("A2", 20, severity=0.2), *others)
    got = why.rivals.set_index("statement_id")["got"].to_dict()
    assert set(got) == {"R0"}
    assert got["R0"] == "A2"
    assert why.rivals["credit"].tolist() == [0.2]


def test_words_with_coded_links_are_no_rivals() -> None:
    """What a coder has linked does not compete by the rule."""
    rows = [S1, t.word("S2", 1), A1, t.deed("A2", 9)]
    why = explain(*rows, links=t.coded(("S2", "A2")))
    assert why.rivals["statement_id"].tolist() == []


def test_a_rival_that_got_nothing_is_said_to() -> None:
    why = explain(S1, t.word("S2", 1), A1)
    assert why.rivals[["statement_id", "got_credit"]].to_numpy().tolist() == [["S2", 0.0]]
    assert pd.isna(why.rivals["got"]).all()
    assert "it got nothing." in why.text


def test_the_kindest_reading_is_explained_as_such() -> None:
    """The worked example: A1 would earn S1 .95, but is given to S2, which can use nothing else."""
    said = t.words(t.word("S1", 0, code="138", severity=None), t.word("S2", 9, code="1381", severity=None))
    done = t.deeds(t.deed("A1", 19, code="191", severity=None), t.deed("A2", 50, code="152", severity=None))
    why = rg.explain_pair(
        said, done, statement_id="S1", action_id="A1", window=60, match="code", as_of=t.day(365)
    )
    assert verdicts(why) == {"A1": "eligible; given to S2", "A2": "matched link (partial), credit 0.36"}
    assert why.deeds["credit"].tolist() == pytest.approx([0.95, 0.36])
    assert "Also wanted by S2, for which it is worth 0.95; it got A1 (0.95)." in why.text


def test_codes_that_do_not_fit_are_said_to() -> None:
    rows = [t.word("S1", code="1381", severity=None), t.deed("A1", code="152", severity=None)]
    assert verdicts(explain(*rows, match="code")) == {"A1": "does not fulfil the word"}


@pytest.mark.parametrize("topics", [("x", "y"), ("x", None), (None, None)])
def test_topics_that_do_not_fit_are_said_to(topics: tuple[Any, Any]) -> None:
    rows = [
        t.word("S1", topic=topics[0]),
        t.deed("A1", topic=topics[1]),
        t.deed("A2", topic="z"),
        t.word("S0", topic="z"),
    ]
    assert verdicts(explain(*rows, match="topic"))["A1"] == "does not fulfil the word"


@pytest.mark.parametrize(
    ("columns", "scope"),
    [
        ({"trigger_state": "not_fired"}, "not_triggered"),
        ({"resolution": "withdrawn"}, "withdrawn"),
        ({"kind": "comment"}, "untestable"),
        ({"kind": "comment", "severity": None}, "untestable"),
    ],
)
def test_words_out_of_the_risk_set_are_said_to_be(columns: t.Row, scope: str) -> None:
    why = explain(t.word("S1", **columns), A1)
    assert why.text.splitlines()[0].endswith(f", out of the risk set: {scope}")
    assert verdicts(why) == {"A1": f"the statement is out of the risk set ({scope})"}
    assert "nan" not in why.text


def test_the_coders_hand_is_said_to_have_decided() -> None:
    rows = [S1, A1, t.deed("A2", 100)]
    why = explain(*rows, links=t.coded(("S1", "A2", 0.5)))
    assert verdicts(why) == {
        "A1": "the statement has coded links, which override the rule",
        "A2": "coded link (partial), credit 0.25",
    }
    complete = explain(*rows, links=t.coded(("S1", "A2")).iloc[:0], coding="complete")
    assert set(verdicts(complete).values()) == {"no link was coded, and the coding is complete"}
    assert "0 other eligible" in complete.text


def test_a_late_deed_is_said_to_be_late() -> None:
    why = explain(S1, t.deed("A1", 45))
    assert verdicts(why) == {"A1": "matched link (late), credit 0"}
    assert "It was credited with no deed." in why.text


def test_a_deed_used_up_through_its_part_is_said_to_be() -> None:
    rows = [S1, t.word("S2", 1), t.deed("PART", 5, part_of="WHOLE"), t.deed("WHOLE", 5)]
    why = explain(*rows, statement_id="S2", links=t.coded(("S1", "PART")))
    assert "used up" in verdicts(why)["WHOLE"]
    assert "0 other eligible" in why.text


def test_a_contradicted_denial_is_not_credited() -> None:
    why = explain(t.word("D1", kind="denial"), A1, statement_id="D1")
    assert "contradicted by A1" in why.text
    assert "credited" not in why.text
    assert "No deed contradicts it." in explain(t.word("D1", kind="denial"), statement_id="D1").text


def test_a_denial_is_given_nothing() -> None:
    """A1 contradicts D1 and would earn S1 .3; S1 took A2 because it earns .5, not because A1 was gone."""
    rows = [
        t.word("D1", kind="denial", deadline=t.day(5)),
        S1,
        t.deed("A1", 5, severity=0.3),
        t.deed("A2", 6),
    ]
    why = explain(*rows, action_id="A1")
    assert verdicts(why)["A1"] == "eligible; another deed was chosen"


def test_a_refusal_is_explained_by_the_codes_it_rules_out() -> None:
    rows = [
        t.word("D1", code="1222", severity=None, valence=None),
        t.word("P1", 1, code="0332", severity=None, valence=None),
        t.word("T1", 1, code="138", severity=None, valence=None),
        t.deed("A1", 5, code="072", severity=None, valence=None),
    ]
    why = explain(*rows, statement_id="D1", match="code")
    assert verdicts(why)["A1"].startswith("matched link (contradicts)")
    # A promise of military aid (0332) wants the same deed, a threat of force does not; a refusal wants nothing.
    assert why.rivals["statement_id"].tolist() == ["P1"]
    assert explain(*rows, statement_id="P1", match="code").rivals["statement_id"].tolist() == []


def test_amounts_are_explained_as_amounts() -> None:
    """Promised 3, delivered 1 and 1 in parts: credit in units of the promise, not in severity."""
    rows = [
        t.word("S1", amount=3, unit="sat"),
        t.deed("A1", 5, amount=1, unit="sat"),
        t.deed("A2", 6, amount=1, unit="sat"),
        t.deed("A3", 7, amount=1, unit="tonnes"),
    ]
    why = explain(*rows, assignment="amount")
    assert why.deeds["credit"].tolist() == [1.0, 1.0, 0.0]
    assert "severity done" not in why.text and "sat" in why.text
    assert verdicts(why)["A3"] == "does not fulfil the word"
    # Both deliveries count; the text must not stop at the first.
    assert "A1" in why.text and ("A2" in why.text or "2 sat" in why.text)


def test_the_lag_weight_is_named_where_there_is_one() -> None:
    assert "x lag weight" in explain(S1, A1, half_life=10).text
    assert "x lag weight" not in explain(S1, A1).text


def test_a_case_explains_itself() -> None:
    case = rg.load_dataset("north_korea")
    assert case.links is not None
    link = case.links[case.links["match"] == 1].iloc[0]
    why = rg.explain_pair(case, statement_id=link["statement_id"], action_id=link["action_id"])
    assert verdicts(why)[link["action_id"]].startswith("coded link")
    assert link["statement_id"] in why.text.splitlines()[0]


def test_an_unknown_id_is_answered_with_the_nearest() -> None:
    rows = [t.word("threat-17"), t.word("threat-18"), A1]
    with pytest.raises(rg.RhetoricGapError, match=r"statement_id='threat17' .* Did you mean 'threat-17'\?"):
        explain(*rows, statement_id="threat17")
    with pytest.raises(rg.RhetoricGapError, match=r"action_id='A2' is not among the 1 rows? known"):
        explain(*rows, statement_id="threat-17", action_id="A2")
    with pytest.raises(rg.RhetoricGapError, match="known at as_of"):
        explain(S1, t.word("S2", 100), A1, statement_id="S2", as_of=t.day(50))


def test_numbers_as_ids_are_found_as_text() -> None:
    said = pd.DataFrame([t.word("S1")]).assign(statement_id=7)
    why = rg.explain_pair(said, t.deeds(A1), statement_id=7, **t.usual())  # type: ignore[arg-type]
    assert why.text.startswith("7: AAA")


def test_the_notebook_view_is_escaped() -> None:
    rows = [t.word("S1", target="<b>&"), t.word("S2", 1, target="<b>&"), t.deed("A1", target="<b>&")]
    html = explain(*rows)._repr_html_()
    assert "&lt;b&gt;&amp;" in html and "<b>" not in html
    assert html.count("<table") == 2, "deeds and rivals"


def test_no_explanation_accuses() -> None:
    texts = [
        explain(S1, A1).text,
        explain(t.word("D1", kind="denial"), A1, statement_id="D1").text,
        explain(S1, t.word("S2", 1), A1, statement_id="S2").text,
    ]
    for word in ("bluff", "liar", "hypocri", "lied", " lie"):
        assert not any(word in text.lower() for text in texts)


def test_every_verdict_of_a_link_agrees_with_the_pairing() -> None:
    case = rg.make_case(seed=3)
    links = rg.pair(case, coding="partial")
    credited = links[links["credit"] > 0].set_index(["statement_id", "action_id"])["credit"]
    ids = links["statement_id"].unique()[:4]
    assert len(ids) == 4
    for name in ids:
        why = rg.explain_pair(case, statement_id=name, coding="partial")
        given = why.deeds[why.deeds["verdict"].str.contains("link ") & (why.deeds["credit"] > 0)]
        mine = credited[credited.index.get_level_values(0) == name]
        assert set(mine.index.get_level_values(1)) <= set(given["action_id"])
