"""What may not be in a shipped set: every contradiction is listed, none is repaired."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from scripts.build_datasets.common import ABSENCE_KINDS, NO_DEED_KINDS, Tables


def contradictions(tables: Tables) -> list[str]:
    """Return everything in which the tables of a set contradict themselves or each other.

    Parameters
    ----------
    tables : dict of str to DataFrame
        The shipped tables, as text; the first column of each but the links is its id.

    Returns
    -------
    list of str
        One sentence per contradiction.
    """
    found = [*_ids(tables), *_statements(tables["statements"]), *_actions(tables["actions"])]
    return [*found, *_links(tables["links"], tables["statements"], tables["actions"])]


def _ids(tables: Tables) -> Iterator[str]:
    for name, table in tables.items():
        key = ["statement_id", "action_id"] if name == "links" else [table.columns[0]]
        for row in table.loc[table.duplicated(key), key].to_numpy().tolist():
            yield f"{name}: {' '.join(row)} twice"


def _statements(table: pd.DataFrame) -> Iterator[str]:
    fired, no_deed = table["trigger_state"].eq("fired"), table["kind"].isin(NO_DEED_KINDS)
    weakest = table["strength"].astype(int)
    rules = {
        "trigger_date goes with fired": fired != table["trigger_date"].ne(""),
        "trigger before the words": fired & (table["trigger_date"] < table["date"]),
        "a condition goes with a trigger state": table["condition"].ne("")
        != table["trigger_state"].ne("none"),
        "deadline before the words": table["deadline"].ne("") & (table["deadline"] < table["date"]),
        "a kind that names no deed has no severity": no_deed != table["severity"].eq(""),
        "a kind that names no deed has strength 0": no_deed != weakest.eq(0),
        "refusals and denials are explicit": table["kind"].isin(ABSENCE_KINDS) & weakest.lt(3),
        "resolution goes with its date": table["resolution"].ne("") != table["resolution_date"].ne(""),
    }
    for rule, broken in rules.items():
        yield from (f"{row}: {rule}" for row in table.loc[broken, "statement_id"])


def _actions(table: pd.DataFrame) -> Iterator[str]:
    rows = _by_id(table, "action_id")
    for name, row in rows.items():
        if row["end_date"] and row["end_date"] < row["date"]:
            yield f"{name}: ends before it begins"
        whole = row.get("part_of", "")
        if whole and whole not in rows:
            yield f"{name}: part of an unknown row"
        elif whole and any(row[side] != rows[whole][side] for side in ("actor", "target")):
            yield f"{name}: part of another pair's deed"


def _links(links: pd.DataFrame, statements: pd.DataFrame, actions: pd.DataFrame) -> Iterator[str]:
    said, done = _by_id(statements, "statement_id"), _by_id(actions, "action_id")
    for link in links.to_dict("records"):
        name = f"{link['statement_id']} {link['action_id']}"
        if link["statement_id"] not in said or link["action_id"] not in done:
            yield f"{name}: unknown id"
        else:
            problem = _link_problem(link["match"], said[link["statement_id"]], done[link["action_id"]])
            if problem:
                yield f"{name}: {problem}"


def _link_problem(match: str, word: dict[str, str], deed: dict[str, str]) -> str:
    """Say what is wrong with a deed that earns credit; one that earns none cannot be wrong."""
    if match in ("", "0"):
        return ""
    if deed["attempted"] == "false":
        return "an absence cannot earn credit"
    if word["kind"] in ABSENCE_KINDS:
        return ""  # what is denied may lie in the past, and be the partner's doing
    if (deed["end_date"] or deed["date"]) < word["date"]:
        return "over before it was promised"
    return "" if deed["valence"] == word["valence"] else "a deed of the other valence"


def _by_id(table: pd.DataFrame, key: str) -> dict[str, dict[str, str]]:
    """Return the rows by their id."""
    return {row[key]: {str(name): value for name, value in row.items()} for row in table.to_dict("records")}
