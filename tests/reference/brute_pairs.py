"""What exists, and what one statement and one deed are to each other, each by its definition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
CodeMatch = Callable[[str, str], float]

RISK_STATES = ("kept", "partial", "unfulfilled", "late")
HELD_BACK = ("not_triggered", "trigger_unknown", "withdrawn", "superseded")
ABSTAINING_KINDS = ("refusal", "denial")
TALK_KINDS = ("demand", "declaration", "comment")

#: Credits are compared as whole numbers of this unit, so that sums in different orders tie exactly.
GRAIN = 10**10


@dataclass(frozen=True)
class Choices:
    """The analytic choices, under the names the library gives them."""

    as_of: dt.date
    window: int = 60
    min_lag: int = 1
    match: str = "any"
    assignment: str = "optimal"
    half_life: float | None = None
    coding: str = "partial"
    parts: str = "aggregate"
    conditional: str = "triggered"
    min_strength: int = 2
    code_match: CodeMatch | None = None
    code_breaks: CodeMatch | None = None


@dataclass(frozen=True)
class Credit:
    """What one statement earned: credit, the deed that earned most of it, and how."""

    value: float = 0.0
    action: Row | None = None
    how: str = ""
    late: bool = False
    effect_low: float | None = None
    effect_high: float | None = None
    used: tuple[str, ...] = ()


def known(row: Row, as_of: dt.date) -> bool:
    """Tell whether a row existed for somebody looking on ``as_of``."""
    return (row.get("reported_at") or row["date"]) <= as_of


def visible(rows: Iterable[Row], as_of: dt.date) -> list[Row]:
    """Keep the rows known on ``as_of``, by date and then id."""
    kept = [row for row in rows if known(row, as_of)]
    return sorted(kept, key=lambda row: (row["date"], row.get("statement_id") or row.get("action_id")))


def as_known(statement: Row, as_of: dt.date) -> Row:
    """Take back a trigger that had not yet fired on ``as_of``."""
    fires = statement.get("trigger_date")
    early = statement.get("trigger_state") == "fired" and fires is not None and fires > as_of
    return dict(statement) | {"trigger_state": "not_fired", "trigger_date": None} if early else statement


def acts(actions: Iterable[Row], choices: Choices) -> list[Row]:
    """Keep what was done and known: no recorded absences."""
    return [row for row in visible(actions, choices.as_of) if row.get("attempted") is not False]


def deeds(actions: Iterable[Row], choices: Choices) -> list[Row]:
    """Keep what counts: never an aggregate together with its parts."""
    rows = acts(actions, choices)
    ids = {row["action_id"] for row in rows}
    wholes = {row["part_of"] for row in rows if row.get("part_of")} & ids
    if choices.parts == "aggregate":
        return [row for row in rows if row.get("part_of") not in ids]
    return [row for row in rows if row["action_id"] not in wholes]


def members(target: str) -> frozenset[str]:
    """Split ``KOR;USA`` into its members."""
    return frozenset(part.strip() for part in target.split(";") if part.strip())


def joint(target: str) -> str:
    """Write a target group in one canonical way."""
    return ";".join(sorted(members(target)))


def start(statement: Row) -> dt.date:
    """Start the clock: at the trigger when it fired, else at the statement."""
    if statement.get("trigger_state") == "fired" and statement.get("trigger_date"):
        return statement["trigger_date"]
    return statement["date"]


def end(statement: Row, choices: Choices) -> dt.date:
    """Stop the clock: at the deadline, else one window after the start."""
    return statement.get("deadline") or start(statement) + dt.timedelta(days=choices.window)


def lag(statement: Row, action: Row) -> int:
    """Count the days from the start of the clock to the deed."""
    return (action["date"] - start(statement)).days


def same_parties(statement: Row, action: Row) -> bool:
    """Require the same actor and a shared member of the target."""
    shared = members(statement["target"]) & members(action["target"])
    return statement["actor"] == action["actor"] and bool(shared)


def sources(row: Row) -> set[str]:
    """Split ``17; 18`` into the articles a row was coded from."""
    return {part.strip() for part in (row.get("source_id") or "").split(";")} - {""}


def may_answer(statement: Row, action: Row) -> bool:
    """Require the same actor, a shared member of the target, and two reports: one article cannot answer itself."""
    return same_parties(statement, action) and not sources(statement) & sources(action)


def same_valence(statement: Row, action: Row) -> bool:
    """Require the same valence where both are known."""
    mine, theirs = statement.get("valence"), action.get("valence")
    return not mine or not theirs or mine == theirs


def in_window(statement: Row, action: Row, choices: Choices) -> bool:
    """Require the deed to fall from ``start + min_lag`` to ``end``."""
    first = start(statement) + dt.timedelta(days=choices.min_lag)
    return first <= action["date"] <= end(statement, choices)


def just_after(statement: Row, action: Row, choices: Choices) -> bool:
    """Tell whether the deed falls in the one window after ``end``."""
    stop = end(statement, choices)
    first = start(statement) + dt.timedelta(days=choices.min_lag)
    return stop < action["date"] <= stop + dt.timedelta(days=choices.window) and action["date"] >= first


def match(statement: Row, action: Row, choices: Choices) -> float:
    """Say what the deed is to the word: 1, the partial value, or 0; amounts must be counted in the same unit."""
    if choices.assignment == "amount" and (statement.get("unit") or "") != (action.get("unit") or ""):
        return 0.0
    if choices.match == "any":
        return 1.0
    if choices.match == "topic":
        return float(bool(statement.get("topic")) and statement.get("topic") == action.get("topic"))
    codes = statement.get("code"), action.get("code")
    return choices.code_match(*codes) if all(codes) else 0.0


def size(row: Row, choices: Choices) -> float | None:
    """Read what is promised or done: an amount where amounts are compared, else a severity."""
    return row.get("amount") if choices.assignment == "amount" else row.get("severity")


def decay(days: int, choices: Choices) -> float:
    """Weigh a deed by its lag; flat unless a half-life is chosen."""
    return 1.0 if choices.half_life is None else 2.0 ** (-max(days, 0) / choices.half_life)


def worth(statement: Row, action: Row, matched: float, choices: Choices) -> float:
    """Credit of one deed for one statement: what it delivers, capped at what was named, faded by its lag."""
    return min(matched * action["severity"], statement["severity"]) * decay(lag(statement, action), choices)


def credit(statement: Row, action: Row, choices: Choices) -> float:
    """Credit of a deed under the match rule; 0 unless the pair is eligible."""
    fits = may_answer(statement, action) and same_valence(statement, action)
    if not fits or not in_window(statement, action, choices):
        return 0.0
    return worth(statement, action, match(statement, action, choices), choices)


def whole(value: float) -> int:
    """Turn a credit into a whole number of grains."""
    return round(value * GRAIN)


def preset_state(statement: Row, choices: Choices) -> str | None:
    """Name the state a statement has whatever was done, or None if deeds decide.

    A statement that names no deed cannot be tested. One resolved while its window ran is known to have ended so, which
    says more than its trigger; what is conceded or taken back after the clock has stopped changes no verdict.
    """
    strength = statement.get("strength")
    if statement.get("kind") in TALK_KINDS or size(statement, choices) is None:
        return "untestable"
    if strength is not None and strength < choices.min_strength:
        return "untestable"
    untriggered = None if choices.conditional == "all" else untriggered_state(statement, choices)
    return resolved_state(statement, choices) or untriggered


def resolved_state(statement: Row, choices: Choices) -> str | None:
    """Name the resolution that was known by ``as_of`` and came before the end of the window."""
    resolved = statement.get("resolution_date") or statement["date"]
    in_time = resolved <= min(choices.as_of, end(statement, choices))
    return statement.get("resolution") if in_time else None


def untriggered_state(statement: Row, choices: Choices) -> str | None:
    """Name the state of a statement whose condition was not seen to be met."""
    return {"unknown": "trigger_unknown", "not_fired": "not_triggered"}.get(
        statement.get("trigger_state") or ""
    )


def is_open(statement: Row, choices: Choices) -> bool:
    """Tell whether the window has not closed, whatever has happened so far."""
    return end(statement, choices) > choices.as_of


def abstains(statement: Row) -> bool:
    """Tell whether the statement commits to not acting."""
    return statement.get("kind") in ABSTAINING_KINDS
