"""Small random worlds of words and deeds, full of ties, blanks and special cases, and the way they meet the library.

One builder serves two drivers: :func:`seeded` (reproducible batches) and :func:`drawn` (hypothesis, which shrinks).
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from hypothesis import strategies as st

Row = dict[str, Any]
Pick = Callable[[Sequence[Any]], Any]

DAY_ONE = dt.date(2024, 1, 1)

#: The few codes used here and what deeds do for words, word -> (fulfilling, partial), from the CAMEO event scheme: 1381
#: threatens a blockade, 191 is one, 150 and 154 only show force.
MAP: dict[str, tuple[set[str], set[str]]] = {
    "138": ({"180", "190", "191", "192"}, {"150", "152", "154"}),
    "1381": ({"191"}, {"150", "154"}),
    "0332": ({"072"}, {"070", "062"}),
    "0311": ({"061"}, {"060", "071"}),
}
BREAKS: dict[str, set[str]] = {"122": {"070", "072", "071"}, "121": {"060", "061", "062"}}
#: What the codes are worth by themselves: |Goldstein| / 10 of a deed, for a word the median over its fulfilling deeds.
WORTH = {
    "138": 1.0, "1381": 0.95, "0332": 0.83, "0311": 0.64, "191": 0.95, "192": 0.95, "150": 0.72, "152": 0.72,
    "072": 0.83, "062": 0.74, "070": 0.7, "061": 0.64, "180": 0.9, "010": 0.0,
}  # fmt: skip
VALENCE = {"1": "conflict", "0": "cooperation"}
WORD_CODES = tuple(MAP)
DEED_CODES = ("191", "192", "150", "152", "072", "062", "070", "061", "180", "010")

#: Articles that words and deeds were coded from; a row made of several reports names them all.
SOURCES = (None, None, None, "x1", "x2", "x3", "x4", "x1;x2", "x4; x1")
SEVERITIES = (0.2, 0.4, 0.5, 0.5, 0.8, 1.0)
STATEMENT_COLUMNS = (
    "statement_id", "date", "actor", "target", "severity", "valence", "kind", "strength", "trigger_state",
    "trigger_date", "deadline", "resolution", "resolution_date", "topic", "reported_at", "cluster", "code", "amount",
    "unit", "source_id",
)  # fmt: skip
ACTION_COLUMNS = (
    "action_id", "date", "actor", "target", "severity", "valence", "topic", "effect", "part_of", "attempted",
    "reported_at", "code", "amount", "unit", "source_id",
)  # fmt: skip
LINK_COLUMNS = ("statement_id", "action_id", "match")
DATES = ("date", "trigger_date", "deadline", "resolution_date", "reported_at")


def code_match(word: str, deed: str, partial: float = 0.5) -> float:
    """Say what a deed code is to a statement code."""
    full, part = MAP.get(word, (set(), set()))
    return 1.0 if deed in full else partial if deed in part else 0.0


def code_breaks(word: str, deed: str) -> float:
    """Say whether a deed code is one that a refusal rules out."""
    return float(deed in BREAKS.get(word, set()))


@dataclass
class World:
    """One small world: lists of plain rows."""

    statements: list[Row] = field(default_factory=list)
    actions: list[Row] = field(default_factory=list)
    links: list[Row] = field(default_factory=list)

    def frames(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return the statements and actions as the library takes them."""
        return frame(self.statements, STATEMENT_COLUMNS), frame(self.actions, ACTION_COLUMNS)

    def link_frame(self, coding: str = "partial") -> pd.DataFrame | None:
        """Return the links; None if there are none, but complete coding needs a table, be it empty."""
        return frame(self.links, LINK_COLUMNS) if self.links or coding == "complete" else None


def frame(rows: Iterable[Row], columns: Sequence[str]) -> pd.DataFrame:
    """Turn rows into a frame; a column nobody filled is left out, unless it is one every table has."""
    rows = list(rows)
    used = [c for c in columns if any(r.get(c) is not None for r in rows) or (not rows and c in columns[:5])]
    table = pd.DataFrame([{c: r.get(c) for c in used} for r in rows], columns=used)
    for column in set(used) & set(DATES):
        table[column] = pd.to_datetime(table[column])
    return table


def day(n: int) -> dt.date:
    """Count days from the first one."""
    return DAY_ONE + dt.timedelta(days=n)


# -- the builder --------------------


@dataclass(frozen=True)
class Taste:
    """Which difficulties a world may contain."""

    codes: bool = False
    amounts: bool = False
    links: bool = False
    triggers: bool = True
    resolutions: bool = True
    vintages: bool = True
    abstentions: bool = True
    talk: bool = True
    parts: bool = True
    sources: bool = True
    max_statements: int = 6
    max_actions: int = 7


def build(pick: Pick, taste: Taste, prefix: str = "") -> World:
    """Build one world from a source of choices."""
    n = pick(range(1, taste.max_statements + 1))
    m = pick(range(taste.max_actions + 1))
    world = World([build_statement(pick, taste, f"{prefix}S{i}", prefix) for i in range(n)])
    world.actions = [build_action(pick, taste, f"{prefix}A{i}", prefix) for i in range(m)]
    if taste.parts and m >= 2 and pick((False, False, True)):
        world.actions[0]["part_of"] = world.actions[-1]["action_id"]
        world.actions[0]["attempted"] = world.actions[-1]["attempted"] = True
    if taste.links and m:
        world.links = build_links(pick, world)
    return world


def build_statement(pick: Pick, taste: Taste, name: str, prefix: str) -> Row:
    """Build one statement."""
    said = pick(range(25))
    row: Row = {
        "statement_id": name, "date": day(said), "actor": f"{prefix}AAA", "severity": pick(SEVERITIES),
        "target": pick(("BBB", "BBB", "BBB", "CCC", "BBB;CCC", "DDD;BBB")),
        "kind": pick(("threat", "promise", "threat", None)), "strength": pick((None, 2, 3, 4)),
        "topic": pick(("arms", "arms", "trade", None)), "cluster": pick((None, None, f"{prefix}c1")),
        "deadline": pick((None, None, None, day(said + pick((4, 9, 30))))),
    }  # fmt: skip
    # A threat bodes ill and a promise well; where the kind is blank, the valence may be blank too.
    row["valence"] = {"threat": "conflict", "promise": "cooperation"}.get(row["kind"])
    add_code_or_amount(pick, taste, row)
    add_fate(pick, taste, row, said)
    row["source_id"] = pick(SOURCES) if taste.sources else None
    return row


def add_code_or_amount(pick: Pick, taste: Taste, row: Row) -> None:
    """Add what the code and amount rules look at."""
    if taste.codes:
        row["code"] = pick(WORD_CODES)
        row["valence"] = VALENCE[row["code"][0]]
        row["kind"] = "threat" if row["valence"] == "conflict" else "promise"
    if taste.amounts:
        row["amount"], row["unit"] = pick((1.0, 2.0, 3.0, 5.0)), "satellites"


def add_fate(pick: Pick, taste: Taste, row: Row, said: int) -> None:
    """Add triggers, resolutions, vintages, and statements that are not commitments to act."""
    rare = (False,) * 5 + (True,)
    if taste.triggers and pick(rare[2:]):
        row["trigger_state"] = pick(("none", "fired", "fired", "not_fired", "unknown"))
        row["trigger_date"] = day(said + pick((0, 3, 12))) if row["trigger_state"] == "fired" else None
        if row["deadline"] and row["trigger_date"] and row["deadline"] < row["trigger_date"]:
            row["deadline"] = None
    if taste.resolutions and pick(rare):
        row["resolution"] = pick(("complied", "withdrawn", "superseded"))
        row["resolution_date"] = pick((day(said + 2), day(said + 25)))
    if taste.vintages and pick(rare):
        row["reported_at"] = day(said + pick((0, 6, 30)))
    if taste.talk and pick(rare):
        row.update(pick(({"strength": 1}, {"kind": "demand"}, {"kind": "comment", "strength": 0})))
    if taste.abstentions and pick(rare):
        row.update({"kind": pick(("refusal", "denial")), "resolution": None, "resolution_date": None})
        row.update(
            {"trigger_state": None, "trigger_date": None, "strength": pick((None, 3)), "valence": None}
        )
        if taste.codes:
            row["code"] = pick(tuple(BREAKS))


def build_action(pick: Pick, taste: Taste, name: str, prefix: str) -> Row:
    """Build one deed."""
    done = pick(range(45))
    row: Row = {
        "action_id": name, "date": day(done), "actor": f"{prefix}AAA", "severity": pick(SEVERITIES),
        "target": pick(("BBB", "BBB", "CCC", "CCC;BBB")), "topic": pick(("arms", "arms", "trade", None)),
        "valence": pick(("conflict", "cooperation", None)), "effect": pick((None, 0.0, 0.5, 1.0)),
        "attempted": pick((None, True, True, True, False)),
    }  # fmt: skip
    if taste.codes:
        row["code"] = pick(DEED_CODES)
        row["valence"] = VALENCE[row["code"][0]]
    if taste.amounts:
        row["amount"], row["unit"] = pick((0.5, 1.0, 2.0, 4.0)), pick(("satellites",) * 3 + ("launchers",))
    if taste.vintages and pick((False, False, False, True)):
        row["reported_at"] = day(done + pick((0, 6, 30)))
    row["source_id"] = pick(SOURCES) if taste.sources else None
    return row


def build_links(pick: Pick, world: World) -> list[Row]:
    """Let a coder link some statements to deeds that follow them, without repeating a pair."""
    found: dict[tuple[str, str], Row] = {}
    for _ in range(pick(range(5))):
        s, a = pick(world.statements), pick(world.actions)
        begun = s.get("trigger_date") or s["date"]
        if a["date"] >= begun:
            pair = s["statement_id"], a["action_id"]
            found[pair] = {"statement_id": pair[0], "action_id": pair[1], "match": pick((1.0, 1.0, 0.5, 0.0))}
    return list(found.values())


def seeded(seed: int, taste: Taste, worlds: int) -> list[World]:
    """Build a reproducible batch of worlds that share nothing, so that one table can hold them all."""
    rng = random.Random(seed)
    return [build(rng.choice, taste, f"W{k:02d}") for k in range(worlds)]


@st.composite
def several(draw: Any, taste: Taste = Taste(), worlds: int = 4) -> list[World]:
    """Draw worlds that share nothing: one call of the library then tries them all."""
    return [build(lambda options: draw(st.sampled_from(options)), taste, f"W{k:02d}") for k in range(worlds)]


def drawn(taste: Taste = Taste()) -> st.SearchStrategy[World]:
    """Draw such worlds put into one."""
    return several(taste).map(merged)


def merged(worlds: Iterable[World]) -> World:
    """Put worlds into one."""
    whole = World()
    for world in worlds:
        whole.statements += world.statements
        whole.actions += world.actions
        whole.links += world.links
    return whole
