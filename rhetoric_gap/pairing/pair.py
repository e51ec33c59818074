"""Pairing statements with deeds: coded links first, then the rule for the rest."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.account import ACCOUNT_KEY
from rhetoric_gap.errors import RhetoricGapWarning
from rhetoric_gap.pairing.assign import optimal_assignment
from rhetoric_gap.pairing.baserate import base_rate
from rhetoric_gap.pairing.candidates import Pairs, credited_pairs, eligible, first_pairs, lags
from rhetoric_gap.pairing.coded import LinkRows, coded_links, join_links, spent_by_coder
from rhetoric_gap.pairing.fast import best_by_window, first_in_window
from rhetoric_gap.pairing.greedy import best_of_each, earliest_free, serve_first_promised
from rhetoric_gap.pairing.inputs import read_inputs
from rhetoric_gap.pairing.match import (
    Matcher,
    Rule,
    contradiction,
    fulfilment,
    resolve_rule,
    unmatchable,
    untestable_denials,
)
from rhetoric_gap.pairing.prepare import ABSENCE, ACT, IN_SCOPE, Prepared, prepare
from rhetoric_gap.pairing.same_source import left_out_note
from rhetoric_gap.spec import Spec
from rhetoric_gap.tables.cells import days_of

LINK_COLUMNS = ["statement_id", "action_id", "lag", "match", "credit", "how", "relation"]


def pair(
    statements: Any,
    actions: Any = None,
    *,
    links: Any = None,
    as_of: Any = None,
    spec: Spec | None = None,
    **choices: Any,
) -> pd.DataFrame:
    """Pair each statement with the deeds that answer it.

    Parameters
    ----------
    statements : DataFrame, Case or EventTables
        Statements (pandas, Polars or PyArrow), or a Case or event tables, which bring all theirs.
    actions : DataFrame
        Actions; left out with a Case.
    links : DataFrame, optional
        Coded links; they override matching for the statements they name and are not bound by the window.
    as_of : str or Timestamp, optional
        Day up to which things are known. Default: a Case's end of coverage, else the last day in the tables.
    spec : Spec, optional
        All choices in one object.
    **choices
        Single fields of :class:`Spec`, such as ``window="30D"`` or ``assignment="best"``; they override ``spec``.

    Returns
    -------
    pandas.DataFrame
        One row per link: ``statement_id``, ``action_id``, ``lag`` (days from the start of the statement's clock),
        ``match`` (0 to 1), ``credit`` (0 to the severity named; an amount with ``assignment="amount"``), ``how``
        (coded, matched) and ``relation`` (fulfils, partial, late, contradicts, none). Late links earn nothing;
        contradicting ones belong to refusals and denials. The rows' account is kept (:func:`row_account`).

    Raises
    ------
    SchemaError
        If a table breaks its schema; every problem of both tables is listed.
    UnknownOptionError, RhetoricGapError
        If a choice is unknown or out of range.

    Warns
    -----
    RhetoricGapWarning
        If nothing better than ``match="any"`` is possible: the message names the base rate of such matches.

    Notes
    -----
    Credit is ``min(match * b, r)`` with ``b`` the severity done and ``r`` the severity named, times
    ``2 ** (-lag / half_life)`` where a half-life is set. Statements outside the risk set (trigger not fired, withdrawn,
    no deed named) take no deeds. Deeds credited by a coder are not given to other statements by a one-to-one rule.
    A statement and a deed with a ``source_id`` in common are never matched: one article that is coded as word and as
    deed is not evidence of two events. Coded links stay, being a coder's judgement.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> links = rg.pair(rg.load_dataset("north_korea"))
    >>> links.columns.tolist()
    ['statement_id', 'action_id', 'lag', 'match', 'credit', 'how', 'relation']
    >>> set(links["how"])
    {'coded'}
    """
    prepared = prepare(read_inputs(statements, actions, links, as_of, spec, choices))
    rows, prepared = pair_rows(prepared)
    return links_frame(prepared, rows)


def pair_rows(p: Prepared) -> tuple[LinkRows, Prepared]:
    """Pair prepared tables; notes on the rule used are added to what comes back."""
    coded = coded_links(p)
    if p.spec.coding == "complete":
        return coded, p
    rule, fallback = resolve_rule(p)
    if p.spec.match == "auto" and len(p.statements) and len(p.actions):
        # The spec handed on names the rule itself, so that a result can be repeated from its spec alone.
        note = _warn_of_base_rate(p) if fallback else f"Deeds are matched by {rule} (match='auto')"
        p = replace(p, spec=p.spec.replace(match=rule)).with_notes(note)
    in_scope = p.statements["scope"].eq(IN_SCOPE).to_numpy()
    named = np.zeros(len(p.statements), dtype=bool)
    named[coded.i] = True
    free = in_scope & ~named
    role = p.statements["role"].to_numpy()
    acts = np.flatnonzero(free & (role == ACT))
    absences = np.flatnonzero(free & (role == ABSENCE))
    deeds = p.actions["countable"].to_numpy(dtype=bool)
    spent = spent_by_coder(p, coded)
    if p.spec.assignment in ("optimal", "earliest"):
        deeds = deeds & ~(spent > 0)
    lost = unmatchable(p, rule, acts, np.flatnonzero(deeds))
    silent = untestable_denials(p, rule, absences)
    matched, left_out = _match_acts(p, rule, acts, np.flatnonzero(deeds), spent)
    against, left_alone = _match_absences(p, rule, absences)
    one_source = left_out_note(left_out + left_alone)
    p = p.with_notes(*(note for note in (lost, silent, one_source) if note))
    return join_links(coded, *matched, against), p


def _match_acts(
    p: Prepared, rule: Rule, acts: np.ndarray, deeds: np.ndarray, spent: np.ndarray
) -> tuple[list[LinkRows], int]:
    """Assign deeds to commitments to act, then look for late deeds of those left without.

    The number is that of the pairs left out because one source was coded as word and deed.
    """
    matcher = fulfilment(p, rule)
    extra = extra_keys(p, rule)
    e = eligible(p, acts, deeds, same_valence=True, extra=extra)
    start, end = window_days(p)
    if p.spec.assignment == "best" and rule != "code" and p.spec.half_life is None and not e.repeats:
        i, j, credit, left_out = best_by_window(p, e, matcher, start, end)
    else:
        pairs = credited_pairs(p, e, matcher, start, end)
        i, j, credit = _assign(p, matcher, pairs, spent)
        left_out = pairs.left_out
    match = np.broadcast_to(matcher.values(i, j), i.shape).astype(float)
    found = _rows(i, j, match, credit, np.where(match >= 1, "fulfils", "partial"))
    without = np.setdiff1d(acts, i)
    spare = deeds if p.spec.assignment == "best" else np.setdiff1d(deeds, j)
    return [found, _late(p, rule, matcher, without, spare, extra)], left_out


def _assign(
    p: Prepared, matcher: Matcher, pairs: Pairs, spent: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Choose among candidate pairs by the assignment of the spec."""
    if p.spec.assignment == "amount":
        promised = np.nan_to_num(p.statements["named"].to_numpy(dtype=float))
        delivered = np.maximum(np.nan_to_num(p.actions["amount"].to_numpy(dtype=float)) - spent, 0)
        credit = serve_first_promised(pairs, matcher.values(pairs.i, pairs.j), promised, delivered)
        chosen = credit > 0
        return pairs.i[chosen].astype(np.int64), pairs.j[chosen].astype(np.int64), credit[chosen]
    if p.spec.assignment == "best":
        chosen = best_of_each(pairs)
    elif p.spec.assignment == "earliest":
        chosen = earliest_free(pairs, len(p.actions))
    else:
        chosen = optimal_assignment(pairs.i, pairs.j, pairs.credit, len(p.statements), len(p.actions))
    return pairs.i[chosen].astype(np.int64), pairs.j[chosen].astype(np.int64), pairs.credit[chosen]


def _late(
    p: Prepared, rule: Rule, matcher: Matcher, acts: np.ndarray, deeds: np.ndarray, extra: tuple[str, ...]
) -> LinkRows:
    """Find the first matching deed within one more window after the end: no credit, but not nothing."""
    e = eligible(p, acts, deeds, same_valence=True, extra=extra)
    _, end = window_days(p)
    first_day, last_day = end + 1, end + p.spec.window
    if rule != "code" and not e.repeats:
        i, j = first_in_window(p, e, matcher, first_day, last_day)
    else:
        i, j = first_pairs(p, e, matcher, first_day, last_day)
    match = np.broadcast_to(matcher.values(i, j), i.shape).astype(float)
    return _rows(i, j, match, np.zeros(len(i)), np.full(len(i), "late"))


def _match_absences(p: Prepared, rule: Rule, absences: np.ndarray) -> tuple[LinkRows, int]:
    """Find the deed that contradicts each refusal or denial most."""
    deeds = np.flatnonzero(p.actions["countable"].to_numpy(dtype=bool))
    matcher = contradiction(p, rule)
    # A refusal's own code is verbal conflict while the deed that breaks it is cooperation: the code map decides alone.
    e = eligible(p, absences, deeds, same_valence=rule != "code", extra=("topic",) if rule == "topic" else ())
    start, end = window_days(p)
    pairs = credited_pairs(p, e, matcher, start, end)
    chosen = best_of_each(pairs)
    i, j = pairs.i[chosen].astype(np.int64), pairs.j[chosen].astype(np.int64)
    match = np.broadcast_to(matcher.values(i, j), i.shape).astype(float)
    return _rows(i, j, match, pairs.credit[chosen], np.full(len(i), "contradicts")), pairs.left_out


def extra_keys(p: Prepared, rule: Rule) -> tuple[str, ...]:
    """Name the columns that must be equal besides actor, target and valence."""
    keys = ("topic",) if rule == "topic" else ()
    return (*keys, "unit") if p.spec.assignment == "amount" else keys


def window_days(p: Prepared) -> tuple[np.ndarray, np.ndarray]:
    """Return the first and last day on which a deed counts, per statement row."""
    return days_of(p.statements["start"]) + p.spec.min_lag, days_of(p.statements["end"])


def _rows(
    i: np.ndarray, j: np.ndarray, match: np.ndarray, credit: np.ndarray, relation: np.ndarray
) -> LinkRows:
    """Make matched link rows."""
    return LinkRows(i, j, match, credit, relation.astype(object), np.full(len(i), "matched", dtype=object))


def _warn_of_base_rate(p: Prepared) -> str:
    """Warn that any deed will do, and how often one comes along anyway."""
    rate = base_rate(p)
    text = (
        "Neither codes nor topics say which deed answers which word, so any deed of the same valence counts; "
        f"on a random day such a deed follows within the window with probability {rate:.2f}: the gap mostly measures "
        "how busy the actors are. Give codes, topics or coded links, or pass match='any' to accept this"
    )
    warnings.warn(text, RhetoricGapWarning, stacklevel=2)
    return text


def links_frame(p: Prepared, rows: LinkRows) -> pd.DataFrame:
    """Show link rows as the public table."""
    frame = pd.DataFrame(
        {
            "statement_id": p.statements["statement_id"].to_numpy()[rows.i],
            "action_id": p.actions["action_id"].to_numpy()[rows.j],
            "lag": pd.array(lags(p, rows.i, rows.j), dtype="Int64"),
            "match": rows.match,
            "credit": rows.credit,
            "how": rows.how,
            "relation": rows.relation,
        },
        columns=LINK_COLUMNS,
    )
    for column in ("statement_id", "action_id", "how", "relation"):
        frame[column] = frame[column].astype("str")
    frame.attrs[ACCOUNT_KEY] = p.account.to_dict("records")
    return frame
