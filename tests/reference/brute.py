"""A slow, transparent second implementation of the gap, to check the library against.

Written from the definition of the measure alone and sharing no code with the library: rows are dicts, dates are
``datetime.date``, assignments are found by trying every one of them. It is meant to be read next to the method page,
not to be fast; a handful of statements and deeds is its limit.

Where the definition leaves room, the reading taken here is named in the docstring of the function that takes it.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from scipy import stats

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


# -- what exists --------------------


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


# -- one statement and one deed --------------------


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
    fits = same_parties(statement, action) and same_valence(statement, action)
    if not fits or not in_window(statement, action, choices):
        return 0.0
    return worth(statement, action, match(statement, action, choices), choices)


def whole(value: float) -> int:
    """Turn a credit into a whole number of grains."""
    return round(value * GRAIN)


# -- the states that need no deed --------------------


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


# -- assignments --------------------


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
            eligible = same_parties(s, a) and same_valence(s, a) and in_window(s, a, choices)
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


# -- outcomes --------------------


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
    fits = same_parties(statement, action) and same_valence(statement, action)
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
    if not same_parties(statement, action) or not in_window(statement, action, choices):
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
    for a in done:
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
        same_parties(s, action)
        and same_valence(s, action)
        and in_window(s, action, choices)
        and match(s, action, choices) > 0
        for s in naming
    )


# -- the index --------------------


def ratio(top: float, bottom: float) -> float:
    """Divide, or say that there is nothing to divide by."""
    return top / bottom if bottom else math.nan


def index(outcomes: Sequence[Row], told: Sequence[Row] = (), weight: str = "severity") -> dict[str, float]:
    """Compute the gap and everything printed beside it, over the outcomes of one group."""
    words = [o for o in outcomes if not o["abstains"]]
    risk = [o for o in words if o["state"] in RISK_STATES]
    bark = sum(o["severity"] for o in risk)
    bite = sum(min(o["credit"], o["severity"]) for o in risk)
    empty = [1 - o["credit"] / o["severity"] for o in risk]
    gap = 1 - bite / bark if bark else math.nan
    plain = sum(empty) / len(empty) if empty else math.nan
    loud = [a.get(weight) or 0.0 for a in told]
    silent = [a.get(weight) or 0.0 for a in told if not a["announced"]]
    cells = {f"n_{state}": count(words, state) for state in STATES}
    return (
        cells
        | bounds(words)
        | stages(risk, bark)
        | denials(outcomes)
        | {
            "n": len(risk),
            "n_statements": len(outcomes),
            "n_clusters": len({o["cluster"] for o in risk}),
            "bark": bark,
            "bite": bite,
            "gap": gap,
            "follow_through": 1 - gap,
            "gap_unweighted": plain,
            "cov_term": covariance([o["severity"] for o in risk], empty),
            "testable_share": ratio(sum(o["state"] != "untestable" for o in words), len(words)),
            "unannounced_share": ratio(sum(silent), sum(loud)),
            "n_actions": len(told),
        }
    )


STATES = (*RISK_STATES, "open", *HELD_BACK, "complied", "untestable")


def count(outcomes: Sequence[Row], state: str) -> int:
    """Count the outcomes in a state."""
    return sum(o["state"] == state for o in outcomes)


def covariance(r: Sequence[float], empty: Sequence[float]) -> float:
    """Compute ``Cov(r, 1 - f) / mean(r)``, the population covariance: weighted minus unweighted gap."""
    if not r:
        return math.nan
    mean_r, mean_e = sum(r) / len(r), sum(empty) / len(r)
    return sum((a - mean_r) * (b - mean_e) for a, b in zip(r, empty, strict=True)) / len(r) / mean_r


def bounds(words: Sequence[Row]) -> dict[str, float]:
    """Bound the gap over everything said, had all that is untested been kept, or not been kept."""
    risk = [o for o in words if o["state"] in RISK_STATES]
    held = [o for o in words if o["state"] in HELD_BACK]
    pending = [o for o in words if o["state"] == "open"]
    total = sum(o["severity"] for o in risk + held + pending)
    sure = sum(o["severity"] - o["credit"] for o in risk)
    possible = sum(o["severity"] for o in held) + sum(o["severity"] - o["credit"] for o in pending)
    return {"bound_low": ratio(sure, total), "bound_high": ratio(sure + possible, total)}


def stages(risk: Sequence[Row], bark: float) -> dict[str, float]:
    """Split the total gap into words to deeds and deeds to effects; unknown effects as 1 and as 0."""
    bite = sum(o["credit"] for o in risk)
    low = sum(o["credit"] * o["effect_low"] for o in risk)
    high = sum(o["credit"] * o["effect_high"] for o in risk)
    return {
        "efficacy_low": ratio(low, bite),
        "efficacy_high": ratio(high, bite),
        "gap_total_low": 1 - high / bark if bark else math.nan,
        "gap_total_high": 1 - low / bark if bark else math.nan,
    }


def denials(outcomes: Sequence[Row]) -> dict[str, float]:
    """Score refusals and denials apart: severity-weighted share contradicted."""
    mine = [o for o in outcomes if o["abstains"]]
    broken = [o for o in mine if o["state"] == "contradicted"]
    decided = [o for o in mine if o["state"] in ("contradicted", "upheld")]
    weigh = [o for o in decided if o["severity"] is not None]
    share = ratio(
        sum(o["severity"] for o in weigh if o["state"] == "contradicted"), sum(o["severity"] for o in weigh)
    )
    return {"n_denials": len(mine), "n_contradicted": len(broken), "contradicted_share": share}


# -- flow, interval --------------------


def flow(statements: Iterable[Row], actions: Iterable[Row]) -> dict[str, float]:
    """Compare the severity sums of all statements and all deeds, paired or not.

    Refusals and denials name a deed that is not to be done: no words to hold against deeds.
    """
    words = [s.get("severity") or 0.0 for s in statements if not abstains(s)]
    done = [a.get("severity") or 0.0 for a in actions if a.get("attempted") is not False]
    r, b = sum(words), sum(done)
    silent = not words and not done
    return {
        "words": r,
        "deeds": b,
        "balance": ratio(r - b, r + b),
        "log_ratio": math.nan if silent else math.log((r + 0.5) / (b + 0.5)),
    }


def cluster_interval(bark: Sequence[float], bite: Sequence[float], level: float = 0.95) -> dict[str, float]:
    """Ratio-estimator interval over cluster sums, on the logit scale."""
    k, total = len(bark), sum(bark)
    gap = 1 - sum(bite) / total
    e = [(r - d) - gap * r for r, d in zip(bark, bite, strict=True)]
    se = math.sqrt(k / (k - 1) * sum(x * x for x in e)) / total
    t = float(stats.t.ppf((1 + level) / 2, k - 1))
    middle, spread = math.log(gap / (1 - gap)), t * se / (gap * (1 - gap))
    lower, upper = (1 / (1 + math.exp(-(middle + sign * spread))) for sign in (-1, 1))
    return {"gap": gap, "se": se, "t": t, "lower": lower, "upper": upper}
