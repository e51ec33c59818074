"""Moving deeds in the fast way gives what one gets by writing other dates into the table and pairing again."""

from __future__ import annotations

import datetime as dt
from itertools import product

import brute
import numpy as np
import pandas as pd
import pytest
import worlds as w
from effort import tries
from hypothesis import given
from hypothesis import strategies as st

import rhetoric_gap as rg
from rhetoric_gap.pairing.inputs import read_inputs
from rhetoric_gap.pairing.pair import pair_rows
from rhetoric_gap.pairing.prepare import prepare
from rhetoric_gap.pairing.shift import ShiftedPairing

SOME = tries(2)
RULES = [
    *product(("optimal", "earliest", "best"), ("any", "topic", "code"), (None, 6.0)),
    ("amount", "any", None),
]


def rooms(world: w.World) -> dict[tuple[str, str], int]:
    """Number the dyads by hand: whoever is named together moves together."""
    groups: list[set[tuple[str, str]]] = []
    for row in (*world.statements, *world.actions):
        new = {(row["actor"], name) for name in row["target"].split(";")}
        touched = [g for g in groups if g & new]
        groups = [g for g in groups if not g & new] + [new.union(*touched)]
    return {dyad: number for number, group in enumerate(groups) for dyad in group}


def moved(world: w.World, days: dict[int, int], first: dt.date, size: int) -> w.World:
    """Write the dates that the deeds of each dyad have once they were moved round the ring."""
    room = rooms(world)
    actions = []
    for row in world.actions:
        by = days[room[row["actor"], row["target"].split(";")[0]]]
        actions.append({**row, "date": first + dt.timedelta(days=((row["date"] - first).days + by) % size)})
    return w.World(world.statements, actions)


def credit_by_pairing(world: w.World, choices: dict) -> np.ndarray:
    """Pair the tables as they stand and add up what each statement earns."""
    frames = world.frames()
    out = rg.outcomes(*frames, **choices).set_index("statement_id")
    return out.loc[[row["statement_id"] for row in world.statements], "credit"].to_numpy(dtype=float)


@pytest.mark.parametrize(("assignment", "match", "half_life"), RULES)
@SOME
@given(data=st.data())
def test_moving_windows_is_moving_deeds(assignment, match, half_life, data):
    taste = w.Taste(
        codes=match == "code", amounts=assignment == "amount", vintages=False, abstentions=False, parts=False
    )
    world = w.merged(data.draw(w.several(taste, worlds=3)))
    dates = [row["date"] for row in (*world.statements, *world.actions)]
    first, size = min(dates), (max(dates) - min(dates)).days + 1
    choices = {
        "window": 12, "assignment": assignment, "match": match, "half_life": half_life,
        "as_of": w.day(200).isoformat(),
    }  # fmt: skip
    _, prepared = pair_rows(prepare(read_inputs(*world.frames(), None, choices.pop("as_of"), None, choices)))
    choices["as_of"] = w.day(200).isoformat()
    pairing = ShiftedPairing(prepared)
    assert (pairing.ring.length, pairing.n_units >= 0) == (size, True)
    room = rooms(world)
    days = {number: data.draw(st.integers(0, size - 1)) for number in set(room.values())}
    # The two number the dyads each in its own way: statements tell which is which.
    rows = prepared.statements
    shift = np.zeros(pairing.n_units, dtype=np.int64)
    for actor, target, unit in zip(rows["actor"], rows["target"], pairing.unit, strict=True):
        if unit >= 0:
            shift[unit] = days[room[actor, target.split(";")[0]]]
    found = pd.Series(pairing.credit(shift), index=rows["statement_id"])
    expected = credit_by_pairing(moved(world, days, first, size), choices)
    mine = found.loc[[row["statement_id"] for row in world.statements]].to_numpy()
    if assignment == "optimal":
        # Optimal assignments may share out the same total in several ways.
        assert mine.sum() == pytest.approx(expected.sum(), abs=1e-9)
    else:
        assert mine == pytest.approx(expected, abs=1e-9)


@SOME
@given(world=w.drawn(w.Taste(vintages=False)), assignment=st.sampled_from(["optimal", "earliest", "best"]))
def test_no_move_changes_nothing(world, assignment):
    choices = {"window": 9, "match": "topic", "assignment": assignment}
    _, prepared = pair_rows(
        prepare(read_inputs(*world.frames(), None, w.day(200).isoformat(), None, choices))
    )
    pairing = ShiftedPairing(prepared)
    still = pairing.credit(np.zeros(pairing.n_units, dtype=np.int64))
    out = rg.outcomes(*world.frames(), as_of=w.day(200).isoformat(), **choices)
    acts = (out["role"] == "act").to_numpy()
    assert still[acts].sum() == pytest.approx(out.loc[acts, "credit"].sum(), abs=1e-9)


@SOME
@given(world=w.drawn(w.Taste(vintages=False, triggers=False)), window=st.integers(2, 15))
def test_reading_backwards_sees_what_came_before(world, window):
    choices = {"window": window, "match": "any", "assignment": "best"}
    _, p = pair_rows(prepare(read_inputs(*world.frames(), None, w.day(200).isoformat(), None, choices)))
    pairing = ShiftedPairing(p, backwards=True)
    found = pairing.credit(np.zeros(pairing.n_units, dtype=np.int64))
    first, size = pairing.ring.first, pairing.ring.length
    epoch = dt.date(1970, 1, 1)
    done = p.actions.loc[p.actions["countable"]]
    for k, row in p.statements.iterrows():
        if pairing.unit[k] < 0:
            assert found[k] == 0
            continue
        start, end = ((row[c].date() - epoch).days - first for c in ("start", "end"))
        back = {(start - lag) % size for lag in range(1, min(end, size - 1) - start + 1)}
        best = 0.0
        for _, deed in done.iterrows():
            here = (deed["date"].date() - epoch).days - first
            shared = set(deed["target"].split(";")) & set(row["target"].split(";"))
            valences = {v for v in (deed["valence"], row["valence"]) if isinstance(v, str)}
            reports = [
                brute.sources({"source_id": r["source_id"]})
                for r in (deed, row)
                if isinstance(r.get("source_id"), str)
            ]
            apart = len(reports) < 2 or not reports[0] & reports[1]
            if here in back and shared and apart and deed["actor"] == row["actor"] and len(valences) < 2:
                best = max(best, min(deed["severity"], row["severity"]))
        assert found[k] == pytest.approx(best)
