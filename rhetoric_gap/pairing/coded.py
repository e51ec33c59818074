"""Links drawn by a coder: they override matching for the statements they name."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rhetoric_gap.pairing.candidates import credit_of, lag_weight
from rhetoric_gap.pairing.prepare import ABSENCE, ACT, IN_SCOPE, Prepared


@dataclass(frozen=True, eq=False)
class LinkRows:
    """Links as row numbers.

    Attributes
    ----------
    i, j : numpy.ndarray
        Statement and action rows.
    match, credit : numpy.ndarray
        What the deed is to the word, and what it earns it.
    relation, how : numpy.ndarray
        ``fulfils``, ``partial``, ``late``, ``contradicts`` or ``none``; ``coded`` or ``matched``.
    """

    i: np.ndarray
    j: np.ndarray
    match: np.ndarray
    credit: np.ndarray
    relation: np.ndarray
    how: np.ndarray


def coded_links(p: Prepared) -> LinkRows:
    """Credit the coded links: ``min(match * b, r)``, whatever the window.

    A deed that was not attempted, or whose severity is unknown, earns nothing; it is still shown.
    """
    if p.links is None or not len(p.links):
        return join_links()
    i = rows_of(p.statements["statement_id"], p.links["statement_id"])
    j = rows_of(p.actions["action_id"], p.links["action_id"])
    match = np.ones(len(i))
    if "match" in p.links:
        match = p.links["match"].fillna(1.0).to_numpy(dtype=float)
    attempted = np.ones(len(p.actions), dtype=bool)
    if "attempted" in p.actions:
        attempted = p.actions["attempted"].to_numpy(dtype=bool)
    worth = np.where(attempted[j], match, 0.0)
    credit = _delivered(p, i, j, worth) if p.spec.assignment == "amount" else credit_of(p, i, j, worth)
    absence = p.statements["role"].eq(ABSENCE).to_numpy()[i]
    relation = np.where(absence, "contradicts", np.where(match >= 1, "fulfils", "partial"))
    relation = np.where(worth > 0, relation, "none")
    how = np.full(len(i), "coded", dtype=object)
    return join_links(LinkRows(i, j, match, credit, relation.astype(object), how))


def _delivered(p: Prepared, i: np.ndarray, j: np.ndarray, worth: np.ndarray) -> np.ndarray:
    """Add up linked deliveries in order of date until the promise is met."""
    promised = np.nan_to_num(p.statements["named"].to_numpy(dtype=float))
    amount = np.nan_to_num(p.actions["amount"].to_numpy(dtype=float))
    same_unit = p.statements["unit"].to_numpy()[i] == p.actions["unit"].to_numpy()[j]
    brought = amount[j] * worth * np.asarray(same_unit, dtype=bool) * lag_weight(p, i, j)
    order = np.lexsort((j, i))
    total = pd.Series(brought[order]).groupby(i[order]).cumsum().to_numpy()
    before = np.minimum(total - brought[order], promised[i[order]])
    credit = np.empty(len(i))
    credit[order] = np.minimum(total, promised[i[order]]) - before
    return credit


def spent_by_coder(p: Prepared, rows: LinkRows) -> np.ndarray:
    """Say how much of each deed coded links have used up, so that no rule hands it out again.

    Only commitments that count use up a deed: a statement out of the risk set earns nothing. A part that was used
    takes its aggregate with it, and an aggregate its parts: they are one deed.

    Returns
    -------
    numpy.ndarray
        Per action row, in units of credit (amounts, where amounts are compared); 0 where nothing is used.
    """
    counts = (p.statements["role"].eq(ACT) & p.statements["scope"].eq(IN_SCOPE)).to_numpy()
    use = (rows.credit > 0) & counts[rows.i]
    spent = np.bincount(rows.j[use], rows.credit[use] / rows.match[use], minlength=len(p.actions)).astype(
        float
    )
    if "part_of" not in p.actions:
        return spent
    whole = rows_of(p.actions["action_id"], p.actions["part_of"])
    part = whole >= 0
    upward = np.bincount(whole[part], spent[part], minlength=len(spent))
    downward = np.where(part, spent[whole], 0.0)
    return spent + upward + downward


def rows_of(table_ids: pd.Series, ids: pd.Series) -> np.ndarray:
    """Return the row of each id in a table (ids are known to exist)."""
    return pd.Index(table_ids.astype("object")).get_indexer(pd.Index(ids.astype("object")))


def take_links(rows: LinkRows, mask: np.ndarray) -> LinkRows:
    """Keep the masked links."""
    fields = ("i", "j", "match", "credit", "relation", "how")
    return LinkRows(*(getattr(rows, name)[mask] for name in fields))


def join_links(*parts: LinkRows) -> LinkRows:
    """Put parts together, in order of statement and deed."""
    if not parts:
        empty = np.empty(0, dtype=np.int64)
        none = np.empty(0, dtype=object)
        return LinkRows(empty, empty, np.empty(0), np.empty(0), none, none)
    fields = ("i", "j", "match", "credit", "relation", "how")
    columns = [np.concatenate([getattr(part, name) for part in parts]) for name in fields]
    order = np.lexsort((columns[1], columns[0]))
    return LinkRows(*(column[order] for column in columns))
