"""Hindsight: nothing that became known after ``as_of`` may influence anything."""

from __future__ import annotations

import pandas as pd
import worlds as w
from effort import tries
from hypothesis import given
from hypothesis import strategies as st

import rhetoric_gap as rg

SOME = tries(8)
AS_OF = 20
CHOICES = {"window": 8, "match": "any", "as_of": w.day(AS_OF).isoformat()}


def known(row: w.Row) -> bool:
    """Tell whether the row was known on the day we look."""
    return (row.get("reported_at") or row["date"]) <= w.day(AS_OF)


def past_of(world: w.World) -> w.World:
    """Keep only what was known on the day we look."""
    past = w.World([s for s in world.statements if known(s)], [dict(a) for a in world.actions if known(a)])
    done = {a["action_id"] for a in past.actions}
    for row in past.actions:
        # A part stands alone until its aggregate is known.
        row["part_of"] = row.get("part_of") if row.get("part_of") in done else None
    ids = {s["statement_id"] for s in past.statements} | {a["action_id"] for a in past.actions}
    past.links = [k for k in world.links if {k["statement_id"], k["action_id"]} <= ids]
    return past


def same_columns(world: w.World, like: w.World) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Lay the rows of one world out in the columns of another."""
    return tuple(
        mine.reindex(columns=other.columns).astype(other.dtypes.to_dict())
        for mine, other in zip(world.frames(), like.frames(), strict=True)
    )


@SOME
@given(world=w.drawn(w.Taste(links=True)), assignment=st.sampled_from(["optimal", "earliest", "best"]))
def test_the_future_is_invisible(world, assignment):
    past = past_of(world)
    if not past.statements or not past.actions:
        return
    choices = CHOICES | {"assignment": assignment, "by": "target"}
    with_future = rg.gap_index(*world.frames(), links=world.link_frame(), **choices)
    without = rg.gap_index(*same_columns(past, world), links=past.link_frame(), **choices)
    pd.testing.assert_frame_equal(with_future.outcomes, without.outcomes, check_dtype=False)
    pd.testing.assert_frame_equal(with_future.frame, without.frame, check_dtype=False)


@SOME
@given(
    world=w.drawn(w.Taste(vintages=False)),
    late=st.integers(AS_OF + 1, AS_OF + 40),
    severity=st.sampled_from(w.SEVERITIES),
)
def test_a_late_report_waits_for_its_day(world, late, severity):
    """A deed done in time but reported later exists from the report on, and not a day before."""
    told = {
        "action_id": "LATE", "date": w.day(AS_OF - 5), "actor": "AAA", "target": "BBB", "severity": severity,
        "reported_at": w.day(late),
    }  # fmt: skip
    more = w.World(world.statements, [*world.actions, told])
    before = rg.gap_index(*world.frames(), **CHOICES)
    during = rg.gap_index(*more.frames(), **CHOICES)
    pd.testing.assert_frame_equal(before.frame, during.frame)
    assert "LATE" not in set(during.actions["action_id"])
    after = rg.gap_index(*more.frames(), **(CHOICES | {"as_of": w.day(late).isoformat()}))
    assert "LATE" in set(after.actions["action_id"])


@SOME
@given(
    world=w.drawn(w.Taste(vintages=False, triggers=False)), first=st.integers(0, 60), more=st.integers(1, 60)
)
def test_statements_only_ever_close(world, first, more):
    """As the day we look moves on, statements appear and windows close; none opens again."""
    early, late = (
        rg.outcomes(*world.frames(), **(CHOICES | {"as_of": w.day(n).isoformat()})).set_index("statement_id")
        for n in (first, first + more)
    )
    assert set(early.index) <= set(late.index)
    closed = early.index[early["state"] != "open"]
    assert "open" not in set(late.loc[closed, "state"])
    assert (late["start"] <= pd.Timestamp(w.day(first + more))).all()
