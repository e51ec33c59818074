"""What became of every statement, and which deeds were announced."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from brute_assign import all_credits, free
from brute_pairs import (
    Choices,
    Credit,
    Row,
    abstains,
    acts,
    as_known,
    deeds,
    end,
    in_window,
    is_open,
    joint,
    just_after,
    match,
    may_answer,
    preset_state,
    same_valence,
    size,
    start,
    visible,
    whole,
)


def outcome_state(statement: Row, earned: Credit, left: Sequence[Row], choices: Choices) -> str:
    """Name the state of a statement that deeds decide; only deeds that settled nothing else are left to be late."""
    named = size(statement, choices)
    if is_open(statement, choices):
        return "open"
    if whole(earned.value) == whole(named):
        return "kept"
    if earned.value > 0:
        return "partial"
    if earned.how == "coded" or choices.coding == "complete":
        return "unfulfilled"
    return "late" if any(is_late_deed(statement, a, choices) for a in left) else "unfulfilled"


def is_late_deed(statement: Row, action: Row, choices: Choices) -> bool:
    """Tell whether a deed would have fulfilled the statement, one window too late."""
    fits = may_answer(statement, action) and same_valence(statement, action)
    return fits and just_after(statement, action, choices) and match(statement, action, choices) > 0


def contradicted(
    statement: Row, actions: Sequence[Row], done: Sequence[Row], links: Sequence[Row], choices: Choices
) -> bool:
    """Tell whether a deed goes against a refusal or denial: any act a coder named, else any deed that counts."""
    seen = {a["action_id"] for a in visible(actions, choices.as_of)}
    real = {a["action_id"] for a in acts(actions, choices)}
    mine = [k for k in links if k["statement_id"] == statement["statement_id"] and k["action_id"] in seen]
    if mine or choices.coding == "complete":
        return any(k["match"] > 0 and k["action_id"] in real for k in mine)
    return any(contradicts(statement, a, choices) for a in done)


def contradicts(statement: Row, action: Row, choices: Choices) -> bool:
    """Tell whether an eligible deed is one the speaker said would not be done."""
    if not may_answer(statement, action) or not in_window(statement, action, choices):
        return False
    if choices.match == "code":
        codes = statement.get("code"), action.get("code")
        return all(codes) and choices.code_breaks(*codes) > 0
    return same_valence(statement, action) and match(statement, action, choices) > 0


def score(
    statements: Iterable[Row], actions: Iterable[Row], links: Iterable[Row] = (), *, choices: Choices
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the outcomes (one per statement) and the deeds in scope, each told whether it was announced."""
    actions, links = list(actions), list(links)
    words = [as_known(s, choices.as_of) for s in visible(statements, choices.as_of)]
    done = deeds(actions, choices)
    preset = {s["statement_id"]: preset_state(s, choices) for s in words}
    in_play = [s for s in words if not preset[s["statement_id"]] and not abstains(s)]
    credits = all_credits(in_play, actions, links, choices)
    taken = {i for c in credits.values() if c.action for i in (c.action["action_id"], *c.used)}
    left = free(in_play, actions, links, choices)
    if choices.assignment != "best":
        left = [a for a in left if a["action_id"] not in taken]
    rows = []
    for s in words:
        state = preset[s["statement_id"]]
        earned = credits.get(s["statement_id"], Credit())
        if state is None and abstains(s):
            broken = contradicted(s, actions, done, links, choices)
            state = "open" if is_open(s, choices) else "contradicted" if broken else "upheld"
        rows.append(outcome_row(s, state or outcome_state(s, earned, left, choices), earned, choices))
    told = []
    promised = {s.get("unit") for s in words if s.get("unit")}
    for a in done:
        if choices.assignment == "amount" and a.get("unit") not in promised:
            continue  # tonnes nobody promised cannot be added to satellites somebody did
        pieces = {b["action_id"] for b in acts(actions, choices) if b.get("part_of") == a["action_id"]}
        told.append(dict(a) | {"announced": announced(a, pieces, words, links, choices)})
    return rows, told


def outcome_row(statement: Row, state: str, earned: Credit, choices: Choices) -> dict[str, Any]:
    """Lay out one outcome."""
    named = size(statement, choices)
    effect = None if earned.action is None else earned.action.get("effect")
    low, high = (0.0, 1.0) if effect is None else (effect, effect)
    return dict(statement) | {
        "target": joint(statement["target"]),
        "cluster": statement.get("cluster") or f"{statement['actor']}>{joint(statement['target'])}",
        "start": start(statement),
        "end": end(statement, choices),
        "severity": named,
        "credit": earned.value,
        "share": earned.value / named if named else None,
        "state": state,
        "late": state == "late" or (earned.late and earned.value > 0),
        "action_id": earned.action["action_id"] if earned.action else None,
        "how": earned.how,
        "effect_low": low if earned.effect_low is None else earned.effect_low,
        "effect_high": high if earned.effect_high is None else earned.effect_high,
        "abstains": abstains(statement),
    }


def announced(
    action: Row, pieces: set[str], statements: Sequence[Row], links: Sequence[Row], choices: Choices
) -> bool:
    """Tell whether a statement naming a deed made this one eligible, or a coder linked it or one of its parts."""
    naming = [s for s in statements if preset_state(s, choices) != "untestable" and not abstains(s)]
    ids, these = {s["statement_id"] for s in naming}, {action["action_id"], *pieces}
    linked = any(k["action_id"] in these and k["statement_id"] in ids and k["match"] > 0 for k in links)
    if linked or choices.coding == "complete":
        return linked
    return any(
        may_answer(s, action)
        and same_valence(s, action)
        and in_window(s, action, choices)
        and match(s, action, choices) > 0
        for s in naming
    )
