"""Who gets which deed: every assignment, found by trying them all or by walking through them in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from brute_pairs import (
    Choices,
    Credit,
    Row,
    acts,
    credit,
    deeds,
    end,
    in_window,
    match,
    may_answer,
    same_valence,
    visible,
    whole,
    worth,
)


def optimal(statements: Sequence[Row], actions: Sequence[Row], choices: Choices) -> dict[str, Credit]:
    """Try every one-to-one assignment and keep the one with the largest total credit.

    Among equals the earliest statement is served best, then the next; among equal deeds the earliest is taken.
    """
    values = [[credit(s, a, choices) for a in actions] for s in statements]

    @cache
    def rest(i: int, taken: frozenset[int]) -> tuple[int, tuple[int, ...], tuple[int | None, ...]]:
        if i == len(statements):
            return 0, (), ()
        found = None
        options = [j for j in range(len(actions)) if j not in taken and values[i][j] > 0]
        for j in [*options, None]:
            mine = 0 if j is None else whole(values[i][j])
            total, credits, picks = rest(i + 1, taken if j is None else taken | {j})
            here = (mine + total, (mine, *credits), (j, *picks))
            if found is None or here[:2] > found[:2]:
                found = here
        return found

    picks = rest(0, frozenset())[2]
    return {
        s["statement_id"]: Credit() if j is None else Credit(values[i][j], actions[j], "matched")
        for i, (s, j) in enumerate(zip(statements, picks, strict=True))
    }


def earliest(statements: Sequence[Row], actions: Sequence[Row], choices: Choices) -> dict[str, Credit]:
    """Give each statement, in date order, its first free deed that earns anything."""
    taken: set[str] = set()
    found = {}
    for s in statements:
        free = [a for a in actions if a["action_id"] not in taken and credit(s, a, choices) > 0]
        found[s["statement_id"]] = (
            Credit(credit(s, free[0], choices), free[0], "matched") if free else Credit()
        )
        taken.update(a["action_id"] for a in free[:1])
    return found


def best(statements: Sequence[Row], actions: Sequence[Row], choices: Choices) -> dict[str, Credit]:
    """Give each statement its best deed; deeds may serve many."""
    found = {}
    for s in statements:
        ranked = [
            (whole(credit(s, a, choices)), -k) for k, a in enumerate(actions) if credit(s, a, choices) > 0
        ]
        pick = actions[-max(ranked)[1]] if ranked else None
        found[s["statement_id"]] = Credit(credit(s, pick, choices), pick, "matched") if pick else Credit()
    return found


def by_amount(statements: Sequence[Row], actions: Sequence[Row], choices: Choices) -> dict[str, Credit]:
    """Pour what was delivered into what was promised, first promised first served, earliest delivery first."""
    left = {a["action_id"]: a.get("amount") or 0.0 for a in actions}
    found = {}
    for s in statements:
        parts: list[tuple[float, Row]] = []
        for a in actions:
            eligible = may_answer(s, a) and same_valence(s, a) and in_window(s, a, choices)
            if not eligible or match(s, a, choices) == 0:
                continue
            part = min(left[a["action_id"]], s["amount"] - sum(got for got, _ in parts))
            left[a["action_id"]] -= part
            parts += [(part, a)] if part > 0 else []
        found[s["statement_id"]] = poured(parts)
    return found


def poured(parts: Sequence[tuple[float, Row]]) -> Credit:
    """Add up deliveries; the largest stands for them, and each brings its effect in proportion."""
    if not parts:
        return Credit()
    got = sum(part for part, _ in parts)
    low, high = (
        sum(part * (fill if a.get("effect") is None else a["effect"]) for part, a in parts) / got
        for fill in (0, 1)
    )
    used = tuple(a["action_id"] for _, a in parts)
    return Credit(got, max(parts, key=lambda pair: pair[0])[1], "matched", False, low, high, used)


ASSIGNMENTS = {"optimal": optimal, "earliest": earliest, "best": best, "amount": by_amount}


def coded(statement: Row, links: Sequence[Row], actions: Mapping[str, Row], choices: Choices) -> Credit:
    """Credit by hand-coded links: the best linked deed, capped at the severity named, window or not."""
    found = Credit(how="coded")
    for link in sorted(links, key=lambda k: (actions[k["action_id"]]["date"], k["action_id"])):
        action = actions[link["action_id"]]
        value = worth(statement, action, link["match"], choices)
        if whole(value) > whole(found.value):
            found = Credit(value, action, "coded", action["date"] > end(statement, choices))
    return found


def all_credits(
    statements: Sequence[Row], actions: Sequence[Row], links: Sequence[Row], choices: Choices
) -> dict[str, Credit]:
    """Credit every statement in play: coded ones by their links, the others by the assignment.

    A coder may name any act, a part of an aggregate too; naming a recorded absence says there was no deed.
    """
    rows = {a["action_id"]: a for a in acts(actions, choices)}
    told = links_of(statements, actions, links, choices)
    found: dict[str, Credit] = {}
    for s in statements:
        mine = [k for k in told if k["statement_id"] == s["statement_id"]]
        if mine:
            found[s["statement_id"]] = coded(s, [k for k in mine if k["action_id"] in rows], rows, choices)
    others = [s for s in statements if s["statement_id"] not in found]
    if choices.coding == "complete":
        return found | {s["statement_id"]: Credit() for s in others}
    return found | ASSIGNMENTS[choices.assignment](others, free(statements, actions, links, choices), choices)


def links_of(
    statements: Sequence[Row], actions: Sequence[Row], links: Sequence[Row], choices: Choices
) -> list[Row]:
    """Keep the links between these statements and what was known by ``as_of``."""
    ids = {s["statement_id"] for s in statements}
    seen = {a["action_id"] for a in visible(actions, choices.as_of)}
    return [k for k in links if k["statement_id"] in ids and k["action_id"] in seen]


def free(
    statements: Sequence[Row], actions: Sequence[Row], links: Sequence[Row], choices: Choices
) -> list[Row]:
    """Keep the deeds no coder gave to a statement in play; with a part goes its aggregate, and the other way round.

    Reusable deeds are always free.
    """
    done = deeds(actions, choices)
    if choices.assignment == "best":
        return done
    spent = {k["action_id"] for k in links_of(statements, actions, links, choices) if k["match"] > 0}
    wholes = {a["part_of"] for a in acts(actions, choices) if a["action_id"] in spent and a.get("part_of")}
    gone = spent | wholes
    return [a for a in done if a["action_id"] not in gone and a.get("part_of") not in gone]
