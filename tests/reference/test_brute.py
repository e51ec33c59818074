"""The reference must first reproduce the published worked example itself."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import brute
import pytest
import worlds as w

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "golden.json").read_text(encoding="utf-8"))
MAIN = GOLDEN["main"]
TABLE = {("138", "191"): 1.0, ("138", "152"): 0.5, ("1381", "191"): 1.0, ("0332", "062"): 0.5}


def close(expected):
    """Golden numbers are printed with six decimals."""
    return pytest.approx(expected, abs=1e-6)


def rows(kind: str) -> list[dict]:
    """Turn the golden rows into reference rows."""
    names = {"id": f"{kind[:-1]}_id", "magnitude": "severity"}
    found = [{names.get(key, key): value for key, value in row.items()} for row in MAIN[kind]]
    return [row | {"date": dt.date.fromisoformat(row["date"])} for row in found]


def run(as_of: str = "2024-12-31", changes: dict | None = None, **choices):
    """Score the worked example; ``changes`` are made to the first statement."""
    first, *others = rows("statements")
    picked = brute.Choices(
        as_of=dt.date.fromisoformat(as_of),
        match="code",
        code_match=lambda s, a: TABLE.get((s, a), 0.0),
        **choices,
    )
    scored, told = brute.score([first | (changes or {}), *others], rows("actions"), choices=picked)
    return scored, brute.index(scored, told)


def test_optimal():
    scored, found = run()
    golden = MAIN["optimal"]
    assert [f"{o['statement_id']}-{o['action_id']}" for o in scored] == golden["pairs"]
    assert [o["credit"] for o in scored] == close(golden["B"])
    assert [found[k] for k in ("bark", "bite", "gap", "gap_unweighted", "cov_term")] == close(
        [golden[k] for k in ("R", "D", "gap", "gap_unweighted", "cov_term")]
    )
    assert found["gap"] - found["gap_unweighted"] == close(golden["cov_term"])


def test_other_assignments():
    assert run(assignment="earliest")[1]["gap"] == close(MAIN["greedy_earliest"]["gap"])
    assert run(assignment="best")[1]["gap"] == close(MAIN["many_to_one"]["gap"])


def test_half_life():
    assert run(half_life=30)[1]["gap"] == close(MAIN["kernel_half_life_30"]["gap"])


def test_vintages_and_bounds():
    assert run("2024-03-12")[1]["gap"] == close(MAIN["asof_2024_03_12"]["gap_closed"])
    early = run("2024-02-25")[1]
    golden = MAIN["asof_2024_02_25"]
    assert [early["bound_low"], early["bound_high"]] == close([golden["bound_low"], golden["bound_high"]])
    untested = run(changes={"trigger_state": "not_fired"})[1]
    expected = MAIN["S1_untriggered"]
    assert [untested[k] for k in ("gap", "bound_low", "bound_high")] == close(
        [expected[k] for k in ("in_scope_gap", "manski_low", "manski_high")]
    )


def test_stages():
    found, golden = run()[1], MAIN["two_stage"]
    assert [found["follow_through"], found["efficacy_low"], found["gap_total_high"]] == close(
        [golden["F"], golden["E"], golden["G_total"]]
    )


def test_flow():
    found = brute.flow(rows("statements"), rows("actions"))
    assert [found["balance"], found["log_ratio"]] == close([MAIN["flow"]["ndi"], MAIN["flow"]["log_ratio"]])


def test_cluster_interval():
    golden = GOLDEN["cluster_ci"]
    found = brute.cluster_interval(golden["R"], golden["D"])
    assert [found[k] for k in ("gap", "se", "t", "lower", "upper")] == close(
        [golden[k] for k in ("gap", "se", "t", "logit_lo", "logit_hi")]
    )


def test_random_worlds_are_not_all_alike():
    """Random worlds only test something if every state, and every way to earn credit, comes up."""
    seen: set[str] = set()
    for world in w.seeded(7, w.Taste(links=True), 200):
        choices = brute.Choices(as_of=w.day(40), window=10)
        scored, _ = brute.score(world.statements, world.actions, world.links, choices=choices)
        seen |= {o["state"] for o in scored} | {o["how"] for o in scored}
    assert seen == {*brute.STATES, "upheld", "contradicted", "coded", "matched", ""}
