"""Russia and its partners, February 2022 to December 2025: raw tables to shipped tables."""

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

#: A quotation the coder set behind the paraphrase.
QUOTE = r'\s*\[quote: "(.*)"\]$'


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
    names = ("statements", "actions")
    raw = corrected({name: read(folder, name) for name in names}, read(folder, "corrections"))
    statements = _statements(raw["statements"], read(folder, "decisions_statements"))
    links = _corrected_links(read(folder, "links"), read(folder, "corrections_links"))
    return {
        "statements": statements,
        "actions": _actions(raw["actions"]),
        "links": finished_links(links, statements.set_index("statement_id")["kind"]),
        "patrons": _numbered(read(folder, "patrons"), "patron_id", "P"),
        "estimates": _numbered(read(folder, "estimates"), "estimate_id", "E"),
        "votes": _votes(read(folder, "votes")),
    }


def _statements(raw: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    table = decided(raw, decisions)
    return table.assign(
        topic=table["theme"],
        text=table["paraphrase"].str.replace(QUOTE, "", regex=True),
        quote=table["paraphrase"].str.extract(QUOTE, expand=False).fillna(""),
    )


def _actions(raw: pd.DataFrame) -> pd.DataFrame:
    return raw.assign(
        target=sorted_members(raw["target"]),
        severity=tenths(raw["severity"]),
        topic=raw["theme"],
        effect=known_effect(raw["effectiveness"], raw["effectiveness_basis"]),
        effect_basis=raw["effectiveness_basis"],
        attempted=truth(raw["attempted"]),
    )


def _corrected_links(links: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Apply the corrections: another relation, a link taken out (blank), a link added (blank before)."""
    table = links.set_index(["statement_id", "action_id"])
    for change in changes.to_dict("records"):
        pair = (change["statement_id"], change["action_id"])
        before = table.at[pair, "relation"] if pair in table.index else ""
        if before != change["raw"]:
            raise ValueError(f"link {' '.join(pair)} is {before!r}, not {change['raw']!r}")
        if change["corrected"]:
            table.loc[pair, ["relation", "note"]] = [change["corrected"], change["reason"]]
        else:
            table = table.drop(index=pair)
    return table.reset_index()


def _numbered(table: pd.DataFrame, name: str, letter: str) -> pd.DataFrame:
    """Give the rows ids of equal length, in their order."""
    return table.assign(**{name: [f"{letter}{number:02d}" for number in range(1, len(table) + 1)]})


def _votes(raw: pd.DataFrame) -> pd.DataFrame:
    """Split the tally, which a spreadsheet would read as a date."""
    tally = raw["tally_for_against_abstain"].str.split("-", expand=True)
    counted = raw.assign(votes_for=tally[0], votes_against=tally[1], abstentions=tally[2])
    return _numbered(counted, "vote_id", "V")
