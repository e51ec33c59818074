"""Compare the library's frames with the brute-force reference, field by field."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import brute
import pandas as pd
import worlds as w

import rhetoric_gap as rg

OUTCOME_NUMBERS = ("severity", "credit", "share")
OUTCOME_TEXTS = ("state", "target", "cluster")
INDEX_NUMBERS = (
    "n", "n_statements", "n_kept", "n_partial", "n_unfulfilled", "n_late", "n_open", "n_not_triggered",
    "n_trigger_unknown", "n_complied", "n_withdrawn", "n_superseded", "n_untestable", "n_clusters", "n_actions", "bark",
    "bite", "gap", "follow_through", "gap_unweighted", "cov_term", "bound_low", "bound_high", "testable_share",
    "unannounced_share", "efficacy_low", "efficacy_high", "gap_total_low", "gap_total_high", "n_denials",
    "n_contradicted", "contradicted_share",
)  # fmt: skip
TOLERANCE = 1e-9


def library_choices(choices: brute.Choices) -> dict[str, Any]:
    """Name the same choices the way the library takes them."""
    names = ("window", "min_lag", "match", "assignment", "half_life", "coding", "parts", "conditional")
    return {name: getattr(choices, name) for name in names} | {"as_of": choices.as_of.isoformat()}


def same_number(ours: Any, theirs: Any) -> bool:
    """Compare numbers; missing equals missing."""
    ours = math.nan if ours is None else float(ours)
    theirs = math.nan if pd.isna(theirs) else float(theirs)
    return (math.isnan(ours) and math.isnan(theirs)) or abs(ours - theirs) <= TOLERANCE


def same_text(ours: Any, theirs: Any) -> bool:
    """Compare texts; missing equals missing."""
    return pd.isna(theirs) if ours is None else ours == theirs


def outcome_differences(ours: Sequence[brute.Row], theirs: pd.DataFrame) -> list[str]:
    """List every field in which two outcome tables differ."""
    ids = [o["statement_id"] for o in ours]
    if theirs["statement_id"].tolist() != ids:
        return [f"statements: reference {ids}, library {theirs['statement_id'].tolist()}"]
    found = []
    for mine, row in zip(ours, theirs.to_dict("records"), strict=True):
        pairs = [(c, same_number(mine[c], row[c])) for c in OUTCOME_NUMBERS if not skipped(mine, c)]
        pairs += [(c, same_text(mine[c], row[c])) for c in OUTCOME_TEXTS if not skipped(mine, c)]
        pairs += [
            (c, pd.Timestamp(mine[c]) == row[c]) for c in ("start", "end") if not skipped(mine, "credit")
        ]
        if not skipped(mine, "credit"):
            pairs += [("late", bool(mine["late"]) == bool(row["late"]))]
        if mine["credit"] > 0:
            pairs += [("action_id", same_text(mine["action_id"], row["action_id"]))]
            pairs += [(c, same_number(mine[c], row[c])) for c in ("effect_low", "effect_high")]
            pairs += [("how", same_text(mine["how"], row["how"]))]
        found += [
            f"{mine['statement_id']}.{c}: reference {mine[c]!r}, library {row[c]!r}"
            for c, ok in pairs
            if not ok
        ]
    return found


def skipped(outcome: brute.Row, column: str) -> bool:
    """Leave out what has no meaning: the credit of statements that are not scored by credit."""
    scored = outcome["state"] in (*brute.RISK_STATES, "open") and not outcome["abstains"]
    return column in ("credit", "share") and not scored


def index_differences(ours: dict[str, float], theirs: pd.Series) -> list[str]:
    """List every number in which two index rows differ."""
    return [
        f"{c}: reference {ours[c]!r}, library {theirs[c]!r}"
        for c in INDEX_NUMBERS
        if not same_number(ours[c], theirs[c])
    ]


def batch_differences(batch: Sequence[w.World], choices: brute.Choices) -> list[str]:
    """Score many worlds in one library call, grouped by actor, and list every difference."""
    whole = w.merged(batch)
    links, taken = whole.link_frame(choices.coding), library_choices(choices)
    result = rg.gap_index(*whole.frames(), links=links, by="actor", **taken)
    rows = result.frame.set_index("actor")
    weight = "amount" if choices.assignment == "amount" else "severity"
    found = []
    for world in batch:
        actor = world.statements[0]["actor"]
        ours, told = brute.score(world.statements, world.actions, world.links, choices=choices)
        mine = result.outcomes[result.outcomes["actor"] == actor]
        here = outcome_differences(ours, mine)
        if ours:
            here += index_differences(brute.index(ours, told, weight), rows.loc[actor])
        found += [f"{actor}: {text}" for text in here]
    return found
