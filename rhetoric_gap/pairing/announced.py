"""Bite without bark: which deeds had a word before them."""

from __future__ import annotations

import numpy as np

from rhetoric_gap.pairing.candidates import chunks, eligible, meets_own_source
from rhetoric_gap.pairing.coded import LinkRows
from rhetoric_gap.pairing.match import fulfilment, resolve_rule
from rhetoric_gap.pairing.pair import extra_keys, window_days
from rhetoric_gap.pairing.prepare import ACT, Prepared
from rhetoric_gap.pairing.windows import announced, window_bounds


def announced_deeds(p: Prepared, rows: LinkRows) -> np.ndarray:
    """Mark the deeds that some statement announced.

    A deed is announced when a testable commitment to act (whether or not its trigger fired) is linked to it by a coder,
    or, unless the coding is complete, when the deed is eligible for it, fulfils it at least in part and was not coded
    from the same source.

    Parameters
    ----------
    p : Prepared
        The tables.
    rows : LinkRows
        Their links.

    Returns
    -------
    numpy.ndarray
        Bool per action row. An aggregate whose part was announced is announced itself.
    """
    commits = (p.statements["role"].eq(ACT) & ~p.statements["scope"].eq("untestable")).to_numpy()
    coded = (rows.how == "coded") & (rows.match > 0) & commits[rows.i]
    marked = np.zeros(len(p.actions), dtype=bool)
    marked[rows.j[coded]] = True
    if p.spec.coding == "partial":
        marked |= _by_rule(p, np.flatnonzero(commits))
    return marked | _through_parts(p, marked)


def _by_rule(p: Prepared, said: np.ndarray) -> np.ndarray:
    """Mark the deeds inside the window of a commitment they answer."""
    rule, _ = resolve_rule(p)
    done = np.flatnonzero(p.actions["countable"])
    e = eligible(p, said, done, extra=extra_keys(p, rule))
    start, end = window_days(p)
    marked = np.zeros(len(p.actions), dtype=bool)
    if rule != "code":
        wary = meets_own_source(p, e)
        calm, e = e.only(~wary), e.only(wary)
        lo, hi = window_bounds(calm.index, calm.said_key, start[calm.said_row], end[calm.said_row])
        marked[calm.deed_row[announced(calm.index, lo, hi)]] = True
    matcher = fulfilment(p, rule)
    for i, j in chunks(e, start, end):
        fits = np.broadcast_to(matcher.values(i, j), i.shape) > 0
        i, j = i[fits], j[fits]
        marked[j[~p.same_source(i, j)]] = True
    return marked


def _through_parts(p: Prepared, marked: np.ndarray) -> np.ndarray:
    """Pass the mark from a part to the aggregate that stands for it, and back."""
    if "part_of" not in p.actions:
        return marked
    ids, whole = p.actions["action_id"], p.actions["part_of"]
    up = ids.isin(whole[marked].dropna()).to_numpy()
    down = whole.isin(ids[marked]).to_numpy()
    return up | down
