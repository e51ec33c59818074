"""Word and deed coded from one article are never linked, whatever the path by which they might meet."""

from __future__ import annotations

import itertools
import random
import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest
import small_tables as t

import rhetoric_gap as rg
from rhetoric_gap.pairing.baserate import base_rate
from rhetoric_gap.pairing.inputs import read_inputs
from rhetoric_gap.pairing.prepare import prepare
from rhetoric_gap.pairing.same_source import shared_sources

ASSIGNMENTS = ("optimal", "earliest", "best")


def sourced(row: t.Row, source: Any) -> t.Row:
    return row | {"source_id": source}


def matched(said: list[t.Row], done: list[t.Row], **choices: Any) -> list[str]:
    """Pairs that a rule drew, with what the deed is to the word."""
    links = rg.pair(t.words(*said), t.deeds(*done), **t.usual(**choices))
    return [
        f"{s}-{a} {r}"
        for s, a, r in zip(links["statement_id"], links["action_id"], links["relation"], strict=True)
    ]


# The rule


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
@pytest.mark.parametrize(
    ("mine", "theirs", "links"),
    [
        ("7", "7", []),
        ("7", "8", ["S1-A1 fulfils"]),
        ("7", None, ["S1-A1 fulfils"]),
        (None, None, ["S1-A1 fulfils"]),
        ("7;8", "8", []),
        ("8", "9;8", []),
        ("7; 8", "9;8", []),
        ("7;8", "78", ["S1-A1 fulfils"]),
        ("7;8", "9;10", ["S1-A1 fulfils"]),
        ("7;;8", ";", ["S1-A1 fulfils"]),
    ],
)
def test_one_article_does_not_answer_itself(
    assignment: str, mine: Any, theirs: Any, links: list[str]
) -> None:
    said, done = [sourced(t.word("S1"), mine)], [sourced(t.deed("A1"), theirs)]
    # The other rows keep both columns and the text of the ids alive, at another place.
    said.append(sourced(t.word("S9", target="ZZZ"), "8"))
    done.append(sourced(t.deed("A9", target="YYY"), "7"))
    assert matched(said, done, assignment=assignment) == links


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_next_deed_is_taken_instead(assignment: str) -> None:
    done = [sourced(t.deed("A1", 3), "7"), sourced(t.deed("A2", 5), "8"), sourced(t.deed("A3", 8), "7")]
    assert matched([sourced(t.word("S1"), "7")], done, assignment=assignment) == ["S1-A2 fulfils"]


@pytest.mark.parametrize("match", ["any", "topic", "code"])
def test_late_deeds_and_contradictions_follow_the_rule(match: str) -> None:
    common = {"topic": "arms", "code": "122"}
    promise = common | {"kind": "promise", "code": "0332"}
    cases = [("7", ["S1-A2 late"]), ("8", ["S1-A1 late"])]
    for source, links in cases:
        said = [sourced(t.word("S1", **promise), source)]
        done = [
            sourced(t.deed("A1", 40, topic="arms", code="072"), "7"),
            sourced(t.deed("A2", 50, topic="arms", code="072"), "8"),
        ]
        assert matched(said, done, match=match) == links
    refusal = sourced(t.word("S1", kind="refusal", **common), "7")
    done = [t.deed("A1", 3, topic="arms", code="072"), t.deed("A2", 5, topic="arms", code="070")]
    assert matched([refusal], [sourced(done[0], "7"), sourced(done[1], "8")], match=match) == [
        "S1-A2 contradicts"
    ]
    assert matched([refusal], [sourced(row, "7") for row in done], match=match) == []


def test_a_coders_link_stays() -> None:
    said, done = t.words(sourced(t.word("S1"), "7")), t.deeds(sourced(t.deed("A1"), "7"))
    links = rg.pair(said, done, links=t.coded(("S1", "A1")), **t.usual())
    assert links[["how", "relation", "credit"]].to_numpy().tolist() == [["coded", "fulfils", 0.5]]


def test_amounts_are_not_delivered_by_their_own_announcement() -> None:
    said = [sourced(t.word("S1", amount=3.0, unit="t"), "7")]
    done = [
        sourced(t.deed("A1", 3, amount=3.0, unit="t"), "7"),
        sourced(t.deed("A2", 5, amount=1.0, unit="t"), "8"),
    ]
    assert matched(said, done, assignment="amount") == ["S1-A2 fulfils"]


@pytest.mark.parametrize("match", ["any", "code"])
def test_a_deed_is_not_announced_by_its_own_report(match: str) -> None:
    said = t.words(sourced(t.word("S1", code="138"), "7"))
    done = t.deeds(sourced(t.deed("A1", code="191"), "7"), sourced(t.deed("A2", 6, code="191"), "8"))
    result = t.score(said, done, match=match)
    assert result.actions.set_index("action_id")["announced"].to_dict() == {"A1": False, "A2": True}


def test_the_kept_repeat_of_a_commitment_keeps_its_own_source_only() -> None:
    """A repeat in the deed's article is not the word that is scored."""
    said = [sourced(t.word("S1", 0), "7"), sourced(t.word("S2", 2), "8")]
    done = [sourced(t.deed("A1", 5), "8")]
    assert matched(said, done, collapse="14D") == ["S1-A1 fulfils"]
    assert matched(said, [sourced(t.deed("A1", 5), "7")], collapse="14D") == []


def test_one_table_without_ids_changes_nothing() -> None:
    said, done = [sourced(t.word("S1"), "7")], [t.deed("A1")]
    assert matched(said, done) == matched([t.word("S1")], [sourced(t.deed("A1"), "7")]) == ["S1-A1 fulfils"]


# What the reader is told


def test_the_note_counts_pairs_that_would_have_earned_credit() -> None:
    """Outside the window, of another kind or without severity a pair is not looked at, whatever its source."""
    said = [sourced(t.word("S1"), "7"), sourced(t.word("S2", 1), "7")]
    done = [
        sourced(t.deed("A1"), "7"),
        sourced(t.deed("A2", 90), "7"),
        sourced(t.deed("A3", valence="cooperation"), "7"),
    ]
    for assignment in ASSIGNMENTS:
        notes = [
            n
            for n in t.score(t.words(*said), t.deeds(*done), assignment=assignment).notes
            if "source_id" in n
        ]
        assert len(notes) == 1
        assert notes[0].startswith(
            "2 pairs of a statement and a deed in its window that would have earned credit were"
        )
    apart = [sourced(row, None) for row in done]
    assert not [n for n in t.score(t.words(*said), t.deeds(*apart)).notes if "source_id" in n]


def test_the_note_counts_a_pair_of_joint_targets_once() -> None:
    said = t.words(sourced(t.word("S1", target="BBB;CCC"), "7"))
    done = t.deeds(sourced(t.deed("A1", target="CCC;BBB"), "7"))
    for assignment in ASSIGNMENTS:
        notes = " ".join(t.score(said, done, assignment=assignment).notes)
        assert (
            "1 pair of a statement and a deed in its window that would have earned credit was left out"
            in notes
        )


def test_explain_pair_names_the_source() -> None:
    said = t.words(sourced(t.word("S1"), "7;9"), sourced(t.word("S2", 1), "8"))
    done = t.deeds(sourced(t.deed("A1"), "9;7;3"))
    why = rg.explain_pair(said, done, statement_id="S1", action_id="A1", **t.usual())
    assert why.deeds[["same_source", "verdict"]].to_numpy().tolist() == [
        [True, "coded from the same source as the statement (source_id 7, 9): never matched"]
    ]
    assert "source_id 7, 9" in why.text
    # The article's own word is no rival for the deed, either.
    other = rg.explain_pair(said, done, statement_id="S2", action_id="A1", **t.usual())
    assert other.deeds["verdict"].tolist() == ["matched link (fulfils), credit 0.5"]
    assert other.rivals.empty


# Numbers by hand


def test_the_worked_example_with_sources(golden: dict[str, Any]) -> None:
    """Article 1 has S2 and A1, article 3 has S1 and A2: what is left is S1-A1 (.95) and S3-A3 (.37) of 2.78."""
    main = golden["main"]
    said = pd.DataFrame(main["statements"]).rename(columns={"id": "statement_id"})
    done = pd.DataFrame(main["actions"]).rename(columns={"id": "action_id", "magnitude": "severity"})
    said["source_id"], done["source_id"] = ["3", "1;2", None], ["1", "3; 9", "4"]
    for assignment in ASSIGNMENTS:
        row = rg.gap_index(
            said, done, window="60D", match="code", as_of="2024-12-31", assignment=assignment
        ).frame.iloc[0]
        assert row["bite"] == pytest.approx(0.95 + 0.37)
        assert row["gap"] == pytest.approx(1 - 1.32 / 2.78)
        assert row["unannounced_share"] == pytest.approx(0.72 / (0.95 + 0.72 + 0.74))


# Against the definition


def prepared(said: pd.DataFrame, done: pd.DataFrame, **choices: Any) -> Any:
    choices = t.usual(**choices)
    return prepare(read_inputs(said, done, None, choices.pop("as_of"), None, choices))


def random_tables(seed: int, n: int = 40) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two tables in which few articles stand for many rows, and some rows for several articles."""
    rng = random.Random(seed)
    ids = [f"x{k}" for k in range(6)]
    draw = lambda: rng.choice([None, rng.choice(ids), ";".join(rng.sample(ids, 3))])  # noqa: E731
    target = lambda: rng.choice(["BBB", "CCC", "BBB;CCC"])  # noqa: E731
    said = [sourced(t.word(f"S{k:02d}", rng.randrange(60), target=target()), draw()) for k in range(n)]
    done = [sourced(t.deed(f"A{k:02d}", rng.randrange(90), target=target()), draw()) for k in range(n)]
    return t.words(*said), t.deeds(*done)


def ids_of(text: Any) -> set[str]:
    return set() if not isinstance(text, str) else {part.strip() for part in text.split(";")} - {""}


@pytest.mark.parametrize("seed", range(4))
def test_pairs_of_rows_share_a_source_by_definition(seed: int) -> None:
    said, done = random_tables(seed)
    found = shared_sources(said, done)
    i, j = (
        np.array(side) for side in zip(*itertools.product(range(len(said)), range(len(done))), strict=True)
    )
    expected = [
        bool(ids_of(said["source_id"][a]) & ids_of(done["source_id"][b])) for a, b in zip(i, j, strict=True)
    ]
    assert found is not None
    assert found.same(i.astype(np.int32), j.astype(np.int32)).tolist() == expected
    assert any(expected)
    assert not all(expected)


@pytest.mark.parametrize("seed", range(6))
def test_base_rate_leaves_the_own_source_out(seed: int) -> None:
    said, done = random_tables(seed)
    p = prepared(said, done.assign(target=done["target"].str[:3]), window=5, min_lag=1 + seed % 2)
    first = min(said["date"].min(), done["date"].min())
    days = pd.date_range(first, p.as_of)
    shares = []
    for row in p.statements.itertuples():
        for member in row.target.split(";"):
            mine = p.actions[p.actions["target"].eq(member)]
            mine = mine[[not ids_of(text) & ids_of(row.source_id) for text in mine["source_id"]]]
            lags = (mine["date"].to_numpy()[None, :] - days.to_numpy()[:, None]) / np.timedelta64(1, "D")
            shares.append(((lags >= p.spec.min_lag) & (lags <= 5)).any(axis=1).mean())
    assert base_rate(p) == pytest.approx(np.mean(shares), abs=1e-12)


def test_a_note_of_the_reader_for_all_rows_is_no_obstacle() -> None:
    """One id on every row makes every pair one of a kind: nothing is matched, in time that grows with the rows."""
    n = 20_000
    rng = np.random.default_rng(1)
    base = {"actor": "AAA", "severity": 0.5, "source_id": "one"}
    target = [f"T{k}" for k in rng.integers(0, 500, n)]
    dates = pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, 1500, n), unit="D")
    said = pd.DataFrame({"statement_id": np.arange(n).astype(str), "date": dates, "target": target, **base})
    done = said.rename(columns={"statement_id": "action_id"}).sample(frac=1, random_state=2)
    for assignment in ("best", "optimal"):
        assert rg.pair(said, done, **t.usual(assignment=assignment, as_of="2024-12-31")).empty
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rg.RhetoricGapWarning)
        assert rg.pair(said, done, window=30, match="auto", as_of="2024-12-31").empty
