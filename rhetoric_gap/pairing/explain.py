"""Why this statement got this deed: eligibility, match, severities, credit, and what else competed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, did_you_mean
from rhetoric_gap.pairing.candidates import credit_of, lags
from rhetoric_gap.pairing.coded import LinkRows, spent_by_coder, take_links
from rhetoric_gap.pairing.inputs import read_inputs
from rhetoric_gap.pairing.match import Matcher, contradiction, fulfilment, resolve_rule
from rhetoric_gap.pairing.pair import pair_rows, window_days
from rhetoric_gap.pairing.prepare import ABSENCE, ACT, IN_SCOPE, Prepared, prepare
from rhetoric_gap.pairing.same_source import SOURCE
from rhetoric_gap.spec import Spec
from rhetoric_gap.tables.cells import days_of
from rhetoric_gap.tables.targets import members
from rhetoric_gap.words import plural


@dataclass(frozen=True, eq=False, repr=False)
class Explanation:
    """One statement, every deed it could have had, and who else wanted the one it got.

    Attributes
    ----------
    statement : pandas.Series
        The prepared statement: window, severity named, scope.
    deeds : pandas.DataFrame
        One row per deed of the same actor that shares a target (and the one asked for): ``action_id``, ``date``,
        ``lag``, ``severity``, ``in_window``, ``same_valence``, ``same_source`` (both coded from one source), ``match``,
        ``credit`` it would earn, ``given_to`` and ``verdict``.
    rivals : pandas.DataFrame
        Other statements for which the deed in question was eligible: ``statement_id``, ``credit`` it would have earned
        them, ``got`` and ``got_credit``.
    text : str
        The same in words.
    """

    statement: pd.Series
    deeds: pd.DataFrame
    rivals: pd.DataFrame
    text: str

    def __str__(self) -> str:
        """Return the explanation in words."""
        return self.text

    def __repr__(self) -> str:
        """Show the explanation in words."""
        return self.text

    def _repr_html_(self) -> str:
        """Show words and tables in a notebook."""
        from html import escape

        # A busy dyad has hundreds of deeds; all are in `.deeds`, here are those that could have been had.
        near = self.deeds["verdict"].astype("str").str.contains("eligible|link", regex=True)
        parts = [f"<pre>{escape(self.text)}</pre>", self.deeds.loc[near].to_html(index=False, border=0)]
        return "".join([*parts, self.rivals.to_html(index=False, border=0) if len(self.rivals) else ""])


def explain_pair(
    statements: Any,
    actions: Any = None,
    *,
    statement_id: str,
    action_id: str | None = None,
    links: Any = None,
    as_of: Any = None,
    spec: Spec | None = None,
    **choices: Any,
) -> Explanation:
    """Explain which deed a statement got, or why it did not get a given one.

    Parameters
    ----------
    statements : DataFrame, Case or EventTables
        Statements, or a Case or event tables, which bring all theirs.
    actions : DataFrame
        Actions; left out with a Case.
    statement_id : str
        The statement to explain.
    action_id : str, optional
        The deed in question; default: the one the statement was credited with.
    links : DataFrame, optional
        Coded links.
    as_of : str or Timestamp, optional
        Day up to which things are known.
    spec : Spec, optional
        All choices in one object.
    **choices
        Single fields of :class:`Spec`.

    Returns
    -------
    Explanation
        In words and as tables.

    Raises
    ------
    RhetoricGapError
        If an id is not in the table (or not yet known at ``as_of``).

    Examples
    --------
    >>> import pandas as pd, rhetoric_gap as rg
    >>> said = pd.DataFrame({
    ...     "statement_id": ["S1", "S2"], "date": ["2024-01-01", "2024-01-10"], "actor": "AAA", "target": "BBB",
    ...     "code": ["138", "1381"]})
    >>> done = pd.DataFrame({
    ...     "action_id": ["A1", "A2"], "date": ["2024-01-20", "2024-02-20"], "actor": "AAA", "target": "BBB",
    ...     "code": ["191", "152"]})
    >>> why = rg.explain_pair(said, done, statement_id="S1", action_id="A1", as_of="2024-12-31")
    >>> why.rivals[["statement_id", "got"]].values.tolist()
    [['S2', 'A1']]
    """
    p = prepare(read_inputs(statements, actions, links, as_of, spec, choices))
    rows, p = pair_rows(p)
    i = _row(p.statements["statement_id"], statement_id, "statement_id")
    asked = None if action_id is None else _row(p.actions["action_id"], action_id, "action_id")
    deeds, numbers = _deeds(p, rows, i, asked)
    got = _credited(rows, i)
    focus = asked if asked is not None else got
    rivals = _rivals(p, rows, i, focus)
    text = _text(p, rows, i, deeds, numbers, focus, rivals)
    return Explanation(p.statements.iloc[i], deeds, rivals, text)


def _row(ids: pd.Series, wanted: str, name: str) -> int:
    """Return the row of an id, or say which id was meant."""
    found = np.flatnonzero(ids.to_numpy(dtype=object) == str(wanted))
    if not len(found):
        raise RhetoricGapError(
            f"{name}={wanted!r} is not among the {len(ids)} rows known at as_of (repeats that were collapsed are not)."
            f"{did_you_mean(str(wanted), list(ids.astype(str)))}"
        )
    return int(found[0])


def _credited(rows: LinkRows, i: int) -> int | None:
    """Return the deed that earned the statement most."""
    mine = np.flatnonzero((rows.i == i) & (rows.credit > 0))
    return None if not len(mine) else int(rows.j[mine[np.argmax(rows.credit[mine])]])


def _matcher(p: Prepared, i: int) -> Matcher:
    """Return what decides the match of one statement."""
    rule, _ = resolve_rule(p)
    absent = p.statements["role"].iloc[i] == ABSENCE
    return contradiction(p, rule) if absent else fulfilment(p, rule)


def _match(p: Prepared, i: np.ndarray, j: np.ndarray, matcher: Matcher) -> np.ndarray:
    """Match values including the equalities that eligibility takes care of in pairing (topic, unit)."""
    value = np.broadcast_to(np.asarray(matcher.values(i, j), dtype=float), i.shape).copy()
    columns = ["topic"] if matcher.rule == "topic" else []
    columns += ["unit"] if p.spec.assignment == "amount" else []
    for column in columns:
        said = (
            p.statements[column].to_numpy(dtype=object)[i]
            if column in p.statements
            else np.full(len(i), None)
        )
        done = p.actions[column].to_numpy(dtype=object)[j] if column in p.actions else np.full(len(j), None)
        value[[a is None or a != a or a != b for a, b in zip(said, done, strict=True)]] = 0.0
    return value


def _deeds(p: Prepared, rows: LinkRows, i: int, asked: int | None) -> tuple[pd.DataFrame, np.ndarray]:
    """List the deeds of the same actor that share a target, with what each would have earned."""
    said = p.statements.iloc[i]
    shares = _shares_target(p.actions["target"], str(said["target"]))
    near = (p.actions["actor"].eq(said["actor"]).to_numpy() & shares) | np.isin(
        np.arange(len(shares)), rows.j[rows.i == i]
    )
    if asked is not None:
        near[asked] = True
    j = np.flatnonzero(near)
    row = np.full(len(j), i)
    start, end = window_days(p)
    day = days_of(p.actions["date"])[j]
    match = _match(p, row, j, _matcher(p, i))
    frame = p.actions.iloc[j][["action_id", "date", "actor", "target", "severity"]].reset_index(drop=True)
    frame["lag"] = lags(p, row, j)
    frame["in_window"] = (day >= start[i]) & (day <= end[i])
    frame["same_valence"] = _same_valence(said["valence"], p.actions["valence"].iloc[j])
    frame["same_source"] = p.same_source(row, j)
    frame["match"] = match
    frame["credit"] = credit_of(p, row, j, match)
    frame["given_to"] = [_given_to(p, rows, deed) for deed in j.tolist()]
    frame["verdict"] = [_verdict(p, rows, i, deed, frame.iloc[k]) for k, deed in enumerate(j.tolist())]
    return frame, j


def _shares_target(targets: pd.Series, target: str) -> np.ndarray:
    """Mark the targets that have a member in common with another."""
    wanted = set(members(target))
    return np.array([bool(wanted & set(members(t))) for t in targets], dtype=bool)


def _same_valence(valence: Any, others: pd.Series) -> np.ndarray:
    """Mark the deeds whose valence is the same or unknown."""
    if pd.isna(valence):
        return np.ones(len(others), dtype=bool)
    return (others.isna() | others.eq(valence).fillna(False)).to_numpy(dtype=bool)


def _given_to(p: Prepared, rows: LinkRows, j: int) -> str:
    """Name the commitments a deed was credited to."""
    # A deed that contradicts a denial is not used up by it.
    who = rows.i[(rows.j == j) & (rows.credit > 0) & (rows.relation != "contradicts")]
    return ";".join(p.statements["statement_id"].iloc[who].astype(str))


def _verdict(p: Prepared, rows: LinkRows, i: int, j: int, deed: pd.Series) -> str:
    """Say in a few words why the statement has or has not this deed."""
    said, done = p.statements.iloc[i], p.actions.iloc[j]
    mine = np.flatnonzero((rows.i == i) & (rows.j == j))
    if len(mine):
        link = mine[0]
        return f"{rows.how[link]} link ({rows.relation[link]}), credit {rows.credit[link]:.3g}"
    checks = [
        (said["scope"] == IN_SCOPE, f"the statement is out of the risk set ({said['scope']})"),
        (p.spec.coding == "partial", "no link was coded, and the coding is complete"),
        (
            not np.any((rows.i == i) & (rows.how == "coded")),
            "the statement has coded links, which override the rule",
        ),
        (done["actor"] == said["actor"], "another actor"),
        (bool(set(members(done["target"])) & set(members(said["target"]))), "no shared target"),
        (bool(done["countable"]), "not counted as a deed (absence, no severity, or part of an aggregate)"),
        (bool(deed["same_valence"]) or said["role"] == ABSENCE, "another valence"),
        (bool(deed["in_window"]), "outside the window"),
        (not deed["same_source"], _one_source(said, done)),
        (deed["match"] > 0, "does not fulfil the word"),
        (deed["credit"] > 0, "earns nothing: no severity"),
        (
            deed["given_to"] or not _spent(p, rows)[j],
            "used up by a coded link with its aggregate or one of its parts",
        ),
    ]
    for holds, why in checks:
        if not holds:
            return why
    return (
        f"eligible; given to {deed['given_to']}" if deed["given_to"] else "eligible; another deed was chosen"
    )


def _one_source(said: pd.Series, done: pd.Series) -> str:
    """Say from which source both rows were coded."""
    shared = sorted(set(members(said.get(SOURCE))) & set(members(done.get(SOURCE))))
    return f"coded from the same source as the statement (source_id {', '.join(shared)}): never matched"


def _spent(p: Prepared, rows: LinkRows) -> np.ndarray:
    """Mark the deeds that a coder used up and no one-to-one rule hands out again."""
    if p.spec.assignment not in ("optimal", "earliest"):
        return np.zeros(len(p.actions), dtype=bool)
    return spent_by_coder(p, take_links(rows, rows.how == "coded")) > 0


def _rivals(p: Prepared, rows: LinkRows, i: int, focus: int | None) -> pd.DataFrame:
    """List the other statements for which the deed in question was eligible, and what they got."""
    columns = ["statement_id", "credit", "got", "got_credit"]
    if focus is None or p.spec.coding == "complete":
        return pd.DataFrame(columns=columns)
    start, end = window_days(p)
    day, done = days_of(p.actions["date"])[focus], p.actions.iloc[focus]
    may = (
        p.statements["scope"].eq(IN_SCOPE)
        & p.statements["role"].eq(ACT)
        & p.statements["actor"].eq(done["actor"])
    )
    may &= _shares_target(p.statements["target"], str(done["target"])) & (start <= day) & (day <= end)
    may &= _same_valence(done["valence"], p.statements["valence"])
    # Coded links override the rule, so a statement that has any never asks for other deeds.
    may &= ~np.isin(np.arange(len(may)), rows.i[rows.how == "coded"])
    who = np.flatnonzero(may.to_numpy(dtype=bool) & (np.arange(len(may)) != i))
    deed = np.full(len(who), focus)
    rule, _ = resolve_rule(p)
    worth = credit_of(p, who, deed, _match(p, who, deed, fulfilment(p, rule)))
    wants = (worth > 0) & ~p.same_source(who, deed)
    who, worth = who[wants], worth[wants]
    got = [_credited(rows, k) for k in who.tolist()]
    return pd.DataFrame(
        {
            "statement_id": p.statements["statement_id"].to_numpy(dtype=object)[who],
            "credit": worth,
            "got": [None if g is None else p.actions["action_id"].iloc[g] for g in got],
            "got_credit": [float(rows.credit[rows.i == k].max(initial=0.0)) for k in who.tolist()],
        },
        columns=columns,
    )


def _named(said: pd.Series) -> str:
    """Say what the statement named."""
    return "names no deed" if pd.isna(said["named"]) else f"named {said['named']:.3g}"


def _deliveries(p: Prepared, rows: LinkRows, i: int) -> str:
    """List what each delivery brought."""
    mine = np.flatnonzero((rows.i == i) & (rows.credit > 0))
    unit = p.statements["unit"].iloc[i]
    parts = [
        f"{rows.credit[k]:.3g} of the {p.actions['done'].iloc[rows.j[k]]:.3g} delivered by "
        f"{p.actions['action_id'].iloc[rows.j[k]]}"
        for k in mine.tolist()
    ]
    total, named = rows.credit[mine].sum(), p.statements["named"].iloc[i]
    return f"It was credited with {total:.3g} of {named:.3g} {unit}: {', '.join(parts)}."


def _credit_line(p: Prepared, rows: LinkRows, i: int, got: int | None) -> str:
    """Say what the statement got, in the terms of its own kind and of the assignment."""
    absence = p.statements["role"].iloc[i] == ABSENCE
    if got is None:
        return "No deed contradicts it." if absence else "It was credited with no deed."
    done, total = p.actions.iloc[got], rows.credit[(rows.i == i) & (rows.j == got)].max()
    deed = f"{done['action_id']} of {done['date'].date()}"
    if absence:
        return f"It was contradicted by {deed} (severity {done['severity']:.3g})."
    if p.spec.assignment == "amount":
        return _deliveries(p, rows, i)
    weight = " x lag weight" if p.spec.half_life else ""
    formula = f"min(match x severity done, severity named){weight}"
    return f"It was credited with {deed} (severity {done['severity']:.3g}): credit {total:.3g} = {formula}."


def _text(
    p: Prepared,
    rows: LinkRows,
    i: int,
    deeds: pd.DataFrame,
    numbers: np.ndarray,
    focus: int | None,
    rivals: pd.DataFrame,
) -> str:
    """Tell the story of one statement."""
    said = p.statements.iloc[i]
    until = f"{said['start'].date()} + {p.spec.min_lag} d to {said['end'].date()}"
    lines = [
        f"{said['statement_id']}: {said['actor']} to {said['target']} on {said['date'].date()}, "
        f"{_named(said)}, window {until}"
        + (f", out of the risk set: {said['scope']}" if said["scope"] else "")
    ]
    got = _credited(rows, i)
    lines.append(_credit_line(p, rows, i, got))
    if focus is not None and focus != got:
        lines.append(
            f"{p.actions['action_id'].iloc[focus]}: {deeds['verdict'].iloc[int(np.flatnonzero(numbers == focus)[0])]}"
        )
    for rival in rivals.itertuples(index=False):
        outcome = f"got {rival.got!s} ({rival.got_credit:.3g})" if rival.got is not None else "got nothing"
        lines.append(
            f"Also wanted by {rival.statement_id}, for which it is worth {rival.credit:.3g}; it {outcome}."
        )
    near = deeds["actor"].eq(said["actor"]) & _shares_target(deeds["target"], str(said["target"]))
    others = deeds["verdict"].astype("str").str.startswith("eligible")
    lines.append(
        f"{plural(int(near.sum()), 'deed')} of the same actor with a shared target, {int(others.sum())} other eligible."
    )
    return "\n".join(lines)
