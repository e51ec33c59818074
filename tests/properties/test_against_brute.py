"""The library against the brute-force reference: every assignment, match rule, half-life and way of coding."""

from __future__ import annotations

from itertools import product

import brute
import numpy as np
import pytest
import versus
import worlds as w
from effort import tries
from hypothesis import given
from hypothesis import strategies as st

import rhetoric_gap as rg

SOME = tries(8)
GRADED = list(product(("optimal", "earliest", "best"), ("any", "topic", "code"), (None, 6.0)))
WORLDS = 12


def taste_for(match: str, assignment: str, links: bool) -> w.Taste:
    """Build worlds that the chosen rule has something to look at."""
    amounts = assignment == "amount"
    return w.Taste(codes=match == "code", amounts=amounts, links=links, abstentions=not amounts)


def report(found: list[str]) -> str:
    """Show the first differences only."""
    return "\n".join(found[:12])


@pytest.mark.parametrize("coding", ["no links", "partial", "complete"])
@pytest.mark.parametrize(("assignment", "match", "half_life"), GRADED)
def test_batches(assignment, match, half_life, coding):
    choices = brute.Choices(
        as_of=w.day(38), window=12, assignment=assignment, match=match, half_life=half_life,
        coding="complete" if coding == "complete" else "partial",
        code_match=w.code_match, code_breaks=w.code_breaks,
    )  # fmt: skip
    seed = GRADED.index((assignment, match, half_life)) + 100 * len(coding)
    batch = w.seeded(seed, taste_for(match, assignment, coding != "no links"), WORLDS)
    found = versus.batch_differences(batch, choices)
    assert not found, report(found)


@pytest.mark.parametrize("match", ["any", "topic"])
def test_amount_batches(match):
    choices = brute.Choices(as_of=w.day(45), window=15, assignment="amount", match=match)
    batch = w.seeded(len(match), taste_for(match, "amount", False), 3 * WORLDS)
    found = versus.batch_differences(batch, choices)
    assert not found, report(found)


@pytest.mark.parametrize("min_lag", [0, 3])
@pytest.mark.parametrize("window", [3, 40])
@pytest.mark.parametrize(("parts", "conditional"), [("parts", "triggered"), ("aggregate", "all")])
def test_other_choices(min_lag, window, parts, conditional):
    choices = brute.Choices(
        as_of=w.day(40), window=window, min_lag=min_lag, parts=parts, conditional=conditional, match="topic"
    )
    found = versus.batch_differences(w.seeded(window + min_lag, w.Taste(), 2 * WORLDS), choices)
    assert not found, report(found)


@SOME
@given(
    batch=w.several(w.Taste(links=True)),
    assignment=st.sampled_from(["optimal", "earliest", "best"]),
    match=st.sampled_from(["any", "topic"]),
    half_life=st.sampled_from([None, 5.0]),
    coding=st.sampled_from(["partial", "complete"]),
    as_of=st.sampled_from([12, 30, 90]),
    window=st.sampled_from([4, 10, 20]),
)
def test_drawn_worlds(batch, assignment, match, half_life, coding, as_of, window):
    choices = brute.Choices(
        as_of=w.day(as_of),
        window=window,
        assignment=assignment,
        match=match,
        half_life=half_life,
        coding=coding,
    )
    assert versus.batch_differences(batch, choices) == []


@SOME
@given(world=w.drawn(w.Taste(codes=True)), partial=st.sampled_from([0.0, 0.25, 1.0]))
def test_partial_value(world, partial):
    choices = brute.Choices(
        as_of=w.day(90), window=20, match="code", code_breaks=w.code_breaks,
        code_match=lambda word, deed: w.code_match(word, deed, partial),
    )  # fmt: skip
    scored, _ = brute.score(world.statements, world.actions, choices=choices)
    table = rg.outcomes(*world.frames(), partial=partial, **versus.library_choices(choices))
    assert versus.outcome_differences(scored, table) == []


@pytest.mark.parametrize("assignment", ["optimal", "earliest", "best"])
def test_severity_from_codes(assignment):
    """Without severities, kinds, strengths and valences the codes say it all."""
    choices = brute.Choices(
        as_of=w.day(45), window=15, assignment=assignment, match="code", code_match=w.code_match
    )
    whole = w.merged(w.seeded(11, w.Taste(codes=True, abstentions=False, talk=False), 2 * WORLDS))
    for row in whole.statements + whole.actions:
        row["severity"] = w.WORTH[row["code"]]
    statements, actions = (
        table.drop(columns=["severity", "valence", "kind", "strength"], errors="ignore")
        for table in whole.frames()
    )
    scored, told = brute.score(whole.statements, whole.actions, choices=choices)
    result = rg.gap_index(statements, actions, **versus.library_choices(choices))
    found = versus.outcome_differences(scored, result.outcomes)
    found += versus.index_differences(brute.index(scored, told), result.frame.iloc[0])
    assert not found, report(found)
    assert {"kept", "partial", "late", "unfulfilled"} <= {o["state"] for o in scored}


@pytest.mark.parametrize(("seed", "match"), [(1, "any"), (2, "topic"), (3, "code")])
def test_interval_of_many_clusters(seed, match):
    """With enough clusters the interval is the ratio estimator's, on the logit scale."""
    choices = brute.Choices(
        as_of=w.day(60), window=12, match=match, code_match=w.code_match, code_breaks=w.code_breaks
    )
    whole = w.merged(w.seeded(seed, taste_for(match, "optimal", False), 15))
    scored, _ = brute.score(whole.statements, whole.actions, choices=choices)
    risk = [o for o in scored if o["state"] in brute.RISK_STATES]
    clusters = sorted({o["cluster"] for o in risk})
    bark = [sum(o["severity"] for o in risk if o["cluster"] == c) for c in clusters]
    bite = [sum(o["credit"] for o in risk if o["cluster"] == c) for c in clusters]
    row = rg.gap_index(*whole.frames(), **versus.library_choices(choices)).frame.iloc[0]
    expected = brute.cluster_interval(bark, bite)
    assert len(clusters) >= 5
    assert row["n_clusters"] == len(clusters)
    assert [row["gap"], row["lower"], row["upper"]] == pytest.approx(
        [expected["gap"], expected["lower"], expected["upper"]], abs=1e-9
    )


@SOME
@given(batch=w.several(w.Taste(vintages=False)))
def test_flow_balance(batch):
    whole = w.merged(batch)
    rows = rg.flow_balance(*whole.frames(), by="actor", as_of="2025-12-31").set_index("actor")
    for world in batch:
        done = brute.deeds(world.actions, brute.Choices(as_of=w.day(700)))
        expected = brute.flow(world.statements, done)
        found = rows.loc[world.statements[0]["actor"], list(expected)].to_dict()
        assert found == pytest.approx(expected, nan_ok=True)


@SOME
@given(world=w.drawn(w.Taste()))
def test_exploded_targets_hold_every_member(world):
    """Exploded, a joint statement stands in the group of each member; the total over all of them stays one."""
    choices = brute.Choices(as_of=w.day(60), window=12)
    scored, _ = brute.score(world.statements, world.actions, choices=choices)
    result = rg.gap_index(
        *world.frames(), by="target", joint_targets="explode", **versus.library_choices(choices)
    )
    groups = sorted({m for o in scored for m in brute.members(o["target"])})
    rows = result.frame.set_index("target")
    assert set(groups) <= set(rows.index)
    for group in groups:
        mine = brute.index([o for o in scored if group in brute.members(o["target"])])
        for name in ("n", "n_statements", "bark", "bite", "gap", "bound_low", "bound_high"):
            assert versus.same_number(mine[name], rows.loc[group, name]), (group, name)
    assert any("overlap" in note for note in result.notes) or not any(";" in o["target"] for o in scored)


def test_reference_is_not_trivial():
    """The batches hold credit of every size, so that equality is worth something."""
    shares = [
        o["share"]
        for world in w.seeded(0, w.Taste(), 40)
        for o in brute.score(
            world.statements, world.actions, choices=brute.Choices(as_of=w.day(60), window=12)
        )[0]
        if o["state"] in brute.RISK_STATES
    ]
    assert len(shares) > 60
    assert {0.0, 1.0} < set(np.round(shares, 9))
