"""What must hold whatever the data: the properties that give the index its meaning."""

from __future__ import annotations

import random

import brute
import numpy as np
import pandas as pd
import pytest
import worlds as w
from effort import tries
from hypothesis import given
from hypothesis import strategies as st

import rhetoric_gap as rg

SOME = tries(6)
ASSIGNMENTS = ("optimal", "earliest", "best")
CHOICES = {"window": 12, "match": "any", "as_of": "2024-02-10"}
PLAIN = w.Taste(triggers=False, resolutions=False, vintages=False, talk=False, abstentions=False)


def index_of(world: w.World, **changes) -> pd.Series:
    """Score a world and return the only row."""
    return rg.gap_index(*world.frames(), links=world.link_frame(), **(CHOICES | changes)).frame.iloc[0]


def shuffled(table: pd.DataFrame | None, seed: int) -> pd.DataFrame | None:
    """Put the rows in another order, under other index labels."""
    if table is None:
        return None
    mixed = table.sample(frac=1, random_state=seed)
    return mixed.set_axis([f"row {i}" for i in range(len(mixed))])


@SOME
@given(
    severities=st.lists(st.sampled_from(w.SEVERITIES), min_size=1, max_size=6),
    assignment=st.sampled_from(ASSIGNMENTS),
)
def test_kept_word_has_no_gap(severities, assignment):
    """Do what you said, on any scale, and the gap is exactly 0."""
    world = w.World()
    for i, r in enumerate(severities):
        world.statements.append({"statement_id": f"S{i}", "date": w.day(20 * i), "severity": r})
        world.actions.append({"action_id": f"A{i}", "date": w.day(20 * i + 3), "severity": r})
    for row in world.statements + world.actions:
        row.update({"actor": "AAA", "target": "BBB"})
    row = index_of(world, assignment=assignment, as_of="2025-01-01")
    assert [row["gap"], row["n_kept"]] == [0.0, len(severities)]


@SOME
@given(world=w.drawn(w.Taste(links=True)), seed=st.integers(0, 99), assignment=st.sampled_from(ASSIGNMENTS))
def test_row_order_changes_nothing(world, seed, assignment):
    statements, actions = world.frames()
    links = world.link_frame()
    choices = CHOICES | {"assignment": assignment}
    one = rg.gap_index(statements, actions, links=links, by="target", **choices)
    other = rg.gap_index(
        shuffled(statements, seed),
        shuffled(actions, seed + 1),
        links=shuffled(links, seed + 2),
        by="target",
        **choices,
    )
    pd.testing.assert_frame_equal(one.frame, other.frame)
    pd.testing.assert_frame_equal(one.outcomes, other.outcomes)
    pd.testing.assert_frame_equal(one.links, other.links)


@SOME
@given(
    world=w.drawn(w.Taste()),
    severity=st.sampled_from(w.SEVERITIES),
    said=st.integers(0, 25),
    state=st.sampled_from(["not_fired", "unknown"]),
)
def test_untested_threat_moves_the_bounds_only(world, severity, said, state):
    """A threat whose trigger never came takes nobody's deed and is no evidence of emptiness."""
    more = w.World([*world.statements], world.actions)
    more.statements.append(
        {"statement_id": "EXTRA", "date": w.day(said), "actor": "W00AAA", "target": "BBB", "severity": severity,
         "kind": "threat", "trigger_state": state}
    )  # fmt: skip
    before, after = index_of(world), index_of(more)
    cell = "n_not_triggered" if state == "not_fired" else "n_trigger_unknown"
    assert after[cell] == before[cell] + 1
    for name in ("n", "n_open", "bark", "bite", "gap", "gap_unweighted", "cov_term", "lower", "upper"):
        assert after[name] == pytest.approx(before[name], nan_ok=True), name
    if pd.notna(before["bound_low"]):
        assert after["bound_low"] <= before["bound_low"] + 1e-12
        assert after["bound_high"] >= before["bound_high"] - 1e-12
    else:
        assert [after["bound_low"], after["bound_high"]] == [0.0, 1.0]


@SOME
@given(world=w.drawn(w.Taste()), by=st.sampled_from(["target", "kind", ["target", "kind"], "topic"]))
def test_groups_sum_to_the_whole(world, by):
    """Pair first, then aggregate: bark and bite add up, and G is the bark-weighted mean of the groups' gaps."""
    statements, actions = world.frames()
    for column in ("kind", "topic"):
        statements[column] = statements[column].fillna("threat") if column in statements else "threat"
    whole = rg.gap_index(statements, actions, **CHOICES).frame.iloc[0]
    parts = rg.gap_index(statements, actions, by=by, **CHOICES).frame
    for name in ("n", "n_statements", "n_open", "n_denials", "bark", "bite"):
        assert parts[name].sum() == pytest.approx(whole[name], abs=1e-12), name
    if whole["bark"] > 0:
        weights = parts["bark"] / whole["bark"]
        assert (weights * parts["gap"]).sum() == pytest.approx(whole["gap"], abs=1e-12)


@SOME
@given(world=w.drawn(w.Taste()), freq=st.sampled_from(["MS", "QE", "W"]))
def test_periods_sum_to_the_whole(world, freq):
    whole = index_of(world)
    periods = rg.gap_index(*world.frames(), freq=freq, **CHOICES).frame
    for name in ("n", "n_statements", "n_open", "bark", "bite"):
        assert periods[name].sum() == pytest.approx(whole[name], abs=1e-12), name
    empty = periods["n_statements"] == 0
    assert periods.loc[empty, "gap"].isna().all()


@SOME
@given(world=w.drawn(w.Taste(vintages=False)), half_life=st.sampled_from([None, 6.0]))
def test_best_optimal_earliest_are_ordered(world, half_life):
    """Once every window is closed: reusing deeds is the floor, the optimum is below every one-to-one reading."""
    choices = CHOICES | {"half_life": half_life, "as_of": "2024-12-31", "by": "actor"}
    best, optimal, earliest = (
        rg.gap_index(*world.frames(), assignment=a, **choices).frame.set_index("actor")["gap"].dropna()
        for a in ("best", "optimal", "earliest")
    )
    assert (best <= optimal + 1e-12).all()
    assert (optimal <= earliest + 1e-12).all()
    assert len(best) == len(optimal) == len(earliest)


@SOME
@given(world=w.drawn(w.Taste()))
def test_one_to_one_uses_each_deed_once(world):
    for assignment in ("optimal", "earliest"):
        links = rg.pair(*world.frames(), **(CHOICES | {"assignment": assignment}))
        credited = links[links["relation"].isin(["fulfils", "partial"])]
        assert (credited["credit"] > 0).all()
        assert credited["action_id"].is_unique
        assert credited["statement_id"].is_unique


@SOME
@given(
    world=w.drawn(w.Taste(links=True)),
    assignment=st.sampled_from(ASSIGNMENTS),
    half_life=st.sampled_from([None, 6.0]),
)
def test_shares_stay_in_their_range(world, assignment, half_life):
    result = rg.gap_index(
        *world.frames(),
        links=world.link_frame(),
        assignment=assignment,
        half_life=half_life,
        by="target",
        **CHOICES,
    )
    names = (
        "gap", "lower", "upper", "bound_low", "bound_high", "gap_unweighted", "testable_share", "unannounced_share",
        "follow_through", "efficacy_low", "efficacy_high", "gap_total_low", "gap_total_high", "contradicted_share",
    )  # fmt: skip
    for name in names:
        values = result.frame[name].dropna()
        assert values.between(0, 1).all(), name
    in_order = (
        ("lower", "gap"), ("gap", "upper"), ("bound_low", "bound_high"), ("gap", "gap_total_low"),
        ("gap_total_low", "gap_total_high"), ("efficacy_low", "efficacy_high"),
    )  # fmt: skip
    for low, high in in_order:
        told = result.frame[[low, high]].dropna()
        assert (told[low] <= told[high] + 1e-12).all(), (low, high)
    credit, share = result.outcomes["credit"].fillna(0), result.outcomes["share"].dropna()
    assert (credit >= 0).all()
    assert share.between(0, 1 + 1e-12).all()


@SOME
@given(world=w.drawn(w.Taste(links=True)))
def test_cells_add_up(world):
    """Every statement is in exactly one cell."""
    frame = rg.gap_index(*world.frames(), links=world.link_frame(), by="target", **CHOICES).frame
    risk = ["n_kept", "n_partial", "n_unfulfilled", "n_late"]
    others = ["n_open", "n_not_triggered", "n_trigger_unknown", "n_complied", "n_withdrawn", "n_superseded"]
    assert (frame[risk].sum(axis=1) == frame["n"]).all()
    inside = frame[risk + others + ["n_untestable"]].sum(axis=1) + frame["n_denials"]
    assert (inside == frame["n_statements"]).all()


@SOME
@given(
    world=w.drawn(w.Taste(resolutions=False, vintages=False, abstentions=False, parts=False)),
    early=st.integers(5, 40),
    fates=st.lists(st.sampled_from(["fired", "none"]), min_size=24, max_size=24),
    half_life=st.sampled_from([None, 6.0]),
)
def test_bounds_hold_however_it_turns_out(world, early, fates, half_life):
    """The final gap lies in the early bounds: for reusable deeds, where no statement's fate touches another's."""
    world.statements = [s for s in world.statements if s["date"] <= w.day(early)]
    if not world.statements:
        return
    choices = {"assignment": "best", "half_life": half_life}
    before = index_of(world, as_of=w.day(early).isoformat(), **choices)
    for row, fate in zip(world.statements, fates, strict=False):
        if row.get("trigger_state") in ("not_fired", "unknown"):
            row.update({"trigger_state": fate, "trigger_date": row["date"] if fate == "fired" else None})
    after = index_of(world, as_of="2024-12-31", **choices)
    if pd.notna(after["gap"]):
        assert before["bound_low"] - 1e-12 <= after["gap"] <= before["bound_high"] + 1e-12


@SOME
@given(severity=st.sampled_from(w.SEVERITIES), kept=st.lists(st.booleans(), min_size=10, max_size=14))
def test_interval_has_width_and_stays_inside(severity, kept):
    """From all kept to none kept, with clusters enough or one dyad only."""
    world = w.World()
    for i, done in enumerate(kept):
        parties = {"actor": "AAA", "target": f"T{i % 7}"}
        world.statements.append(
            {"statement_id": f"S{i}", "date": w.day(20 * i), "severity": severity, **parties}
        )
        if done:
            world.actions.append(
                {"action_id": f"A{i}", "date": w.day(20 * i + 3), "severity": severity, **parties}
            )
    for alone in (False, True):
        for row in world.statements + world.actions:
            row["target"] = "BBB" if alone else row["target"]
        found = index_of(world, as_of="2025-12-31")
        assert found["gap"] == pytest.approx(1 - np.mean(kept), abs=1e-12)
        assert 0 <= found["lower"] <= found["gap"] <= found["upper"] <= 1
        assert found["upper"] - found["lower"] > 1e-3
        assert found["method"] != ""


@SOME
@given(world=w.drawn(w.Taste(links=True)), seed=st.integers(0, 9))
def test_inputs_are_never_changed(world, seed):
    statements, actions, links = *world.frames(), world.link_frame()
    tables = [
        t
        for t in (shuffled(statements, seed), shuffled(actions, seed), shuffled(links, seed))
        if t is not None
    ]
    copies = [t.copy(deep=True) for t in tables]
    given_links = tables[2] if links is not None else None
    rg.gap_index(tables[0], tables[1], links=given_links, by="target", freq="MS", **CHOICES)
    rg.pair(tables[0], tables[1], links=given_links, **CHOICES)
    rg.outcomes(tables[0], tables[1], links=given_links, **CHOICES)
    rg.flow_balance(tables[0], tables[1], freq="MS")
    for table, copy in zip(tables, copies, strict=True):
        pd.testing.assert_frame_equal(table, copy)
        assert table.attrs == {}


@SOME
@given(world=w.drawn(w.Taste(links=True)))
def test_steps_by_hand_give_the_same(world):
    """`gap_index` is the sum of steps a user can take one by one, and taking them twice changes nothing."""
    statements, actions = world.frames()
    links = world.link_frame()
    result = rg.gap_index(statements, actions, links=links, **CHOICES)
    pd.testing.assert_frame_equal(result.outcomes, rg.outcomes(statements, actions, links=links, **CHOICES))
    pd.testing.assert_frame_equal(result.links, rg.pair(statements, actions, links=links, **CHOICES))
    checked = rg.gap_index(rg.check_statements(statements), rg.check_actions(actions), links=links, **CHOICES)
    pd.testing.assert_frame_equal(result.frame, checked.frame)


def test_credit_never_depends_on_another_actor():
    """Pairing never crosses actors: a table of many worlds scores each as if alone."""
    batch = w.seeded(random.Random(3).randrange(100), PLAIN, 8)
    together = rg.gap_index(*w.merged(batch).frames(), by="actor", **CHOICES).frame.set_index("actor")
    alone = {world.statements[0]["actor"]: index_of(world) for world in batch}
    for actor, row in alone.items():
        for name in ("bark", "bite", "gap", "unannounced_share"):
            assert together.loc[actor, name] == pytest.approx(row[name], nan_ok=True, abs=1e-12)
    assert sum(row["bite"] for row in alone.values()) > 0


def test_reference_agrees_that_untested_threats_take_no_deed():
    """The property above is not an accident of easy data: here the untested threat would like the only deed."""
    parties = {"actor": "AAA", "target": "BBB", "severity": 0.5}
    tested = {"statement_id": "S2", "date": w.day(2)} | parties
    untested = {"statement_id": "S1", "date": w.day(1), "trigger_state": "not_fired"} | parties
    world = w.World([untested, tested], [{"action_id": "A1", "date": w.day(5)} | parties])
    scored, _ = brute.score(
        world.statements, world.actions, choices=brute.Choices(as_of=w.day(90), window=12)
    )
    table = rg.outcomes(*world.frames(), **(CHOICES | {"as_of": "2024-12-31"}))
    assert [o["state"] for o in scored] == table["state"].tolist() == ["not_triggered", "kept"]


@SOME
@given(
    world=w.drawn(w.Taste(links=True)),
    assignment=st.sampled_from(ASSIGNMENTS),
    match=st.sampled_from(["any", "topic"]),
)
def test_one_article_is_never_word_and_deed(world, assignment, match):
    """No rule links rows with a source in common, and knowing the sources never adds to the credit."""
    said, done = world.frames()
    choices = CHOICES | {"assignment": assignment, "match": match}
    result = rg.gap_index(said, done, links=world.link_frame(), **choices)
    sources = {r.get("statement_id") or r.get("action_id"): r for r in (*world.statements, *world.actions)}
    drawn = result.links.loc[result.links["how"].eq("matched")]
    for s, a in zip(drawn["statement_id"], drawn["action_id"], strict=True):
        assert not brute.sources(sources[s]) & brute.sources(sources[a])
    if assignment == "earliest":
        return  # there, a word that must leave the first deed to another may do it a favour
    blind = [table.drop(columns="source_id", errors="ignore") for table in (said, done)]
    unaware = rg.gap_index(*blind, links=world.link_frame(), **choices)
    told, untold = (
        found.outcomes.loc[found.outcomes["role"].eq("act"), "credit"].sum() for found in (result, unaware)
    )
    assert told <= untold + 1e-9
