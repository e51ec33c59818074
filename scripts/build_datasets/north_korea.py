"""North Korea, December 2023 to April 2026: raw tables to shipped tables."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from scripts.build_datasets.common import (
    Tables,
    corrected,
    decided,
    finished_links,
    known_effect,
    read,
    sorted_members,
    tenths,
    truth,
)

#: What an effect's basis says when its number stands for "not known".
PLACEHOLDERS = (": set to 0.8", "claim not independently verified")
_TOPICS = {
    "armed_force": "alert",
    "arms_build_up": "deployment engine_test naval nuclear_programme parade",
    "balloons": "balloon",
    "border_works": "infrastructure mdl_crossing",
    "cyber": "cyber",
    "diplomacy": "diplomacy",
    "jamming": "jamming",
    "loudspeakers": "loudspeaker",
    "military_display": "air_defence artillery exercise missile_cruise missile_icbm missile_irbm missile_srbm "
    "rocket_artillery",
    "russia": "arms_transfer troop_deployment",
    "space": "satellite_launch",
    "unification": "institutional",
}
#: Domain of a deed, by its category.
TOPIC_OF_CATEGORY = {
    category: topic for topic, categories in _TOPICS.items() for category in categories.split()
}
#: Deeds whose domain is not that of their category: stopping a harassment, and fire and jamming at the sea border.
TOPIC_OF_ACTION = {
    **dict.fromkeys(["A006", "A007", "A008", "A031"], "sea_border"),
    "A034": "balloons",
    "A098": "loudspeakers",
    "A101": "loudspeakers",
}


def build(folder: Path) -> Tables:
    """Return the tables of the set, with every column that may be shipped.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of raw tables.

    Returns
    -------
    dict of str to DataFrame
        Tables as text, by name.

    Raises
    ------
    ValueError
        If a decision or a correction does not fit the raw tables.
    """
    names = ("statements", "actions", "triggers", "observers", "essay_claims")
    raw = corrected({name: read(folder, name) for name in names}, read(folder, "corrections"))
    statements = _statements(raw["statements"], read(folder, "decisions_statements"))
    judged = read(folder, "decisions_links")
    _check_pairs(raw["statements"], judged)
    return {
        "statements": statements,
        "actions": _actions(raw["actions"]),
        "links": finished_links(judged, statements.set_index("statement_id")["kind"]),
        "triggers": raw["triggers"].assign(actor=sorted_members(raw["triggers"]["actor"])),
        "observers": _observers(raw["observers"]),
        "essay_claims": raw["essay_claims"],
    }


def _statements(raw: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    table = decided(raw, decisions)
    return table.assign(trigger_date=table["condition_met_date"], quote=table["quote"].str.strip('"'))


def _actions(raw: pd.DataFrame) -> pd.DataFrame:
    topics = raw["action_id"].map(TOPIC_OF_ACTION)
    return raw.assign(
        target=sorted_members(raw["target"]),
        severity=tenths(raw["severity"]),
        topic=topics.fillna(raw["category"].map(TOPIC_OF_CATEGORY)),
        effect=known_effect(raw["effectiveness"], raw["effectiveness_basis"], PLACEHOLDERS),
        effect_basis=raw["effectiveness_basis"].str.removesuffix(PLACEHOLDERS[0]),
        attempted=truth(raw["attempted"]),
    )


def _observers(raw: pd.DataFrame) -> pd.DataFrame:
    severity = tenths(raw["severity_predicted"])
    return raw.assign(severity=severity, target=sorted_members(raw["target"]), text=raw["paraphrase"])


def _check_pairs(statements: pd.DataFrame, judged: pd.DataFrame) -> None:
    """Refuse judgements on pairs that are not exactly those the coder linked."""
    linked = {
        (row["statement_id"], action)
        for row in statements.to_dict("records")
        for action in row["linked_actions"].split(";")
        if action
    }
    odd = linked ^ set(zip(judged["statement_id"], judged["action_id"], strict=True))
    if odd:
        raise ValueError(f"decisions_links.csv and linked_actions differ in {sorted(odd)}")
