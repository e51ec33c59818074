"""What became of each statement."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.account import ACCOUNT_KEY, add_step
from rhetoric_gap.pairing.candidates import lags
from rhetoric_gap.pairing.coded import LinkRows, join_links, rows_of
from rhetoric_gap.pairing.inputs import read_inputs
from rhetoric_gap.pairing.pair import LINK_COLUMNS, pair_rows
from rhetoric_gap.pairing.prepare import ABSENCE, IN_SCOPE, OUT_OF_SCOPE, Prepared, prepare
from rhetoric_gap.spec import Spec
from rhetoric_gap.tables.cells import days_of, text_dtype
from rhetoric_gap.tables.frames import to_pandas
from rhetoric_gap.tables.schema import RISK_STATES

#: Every state an outcome can have.
STATES = (*RISK_STATES, "open", *OUT_OF_SCOPE, "upheld", "contradicted")
# A credit this close to the severity named is the whole of it: 0.1 + 0.2 must count as 0.3.
TOLERANCE = 1e-9
_FIRST = ["statement_id", "date", "start", "end", "actor", "target", "cluster", "kind", "valence", "strength"]
_LAST = [
    "role", "severity", "credit", "share", "state", "late", "action_id", "n_links", "lag", "how", "effect_low",
    "effect_high", "n_repeats",
]  # fmt: skip
_INTERNAL = ["scope", "named"]


def outcomes(
    statements: Any,
    actions: Any = None,
    links: Any = None,
    *,
    as_of: Any = None,
    spec: Spec | None = None,
    **choices: Any,
) -> pd.DataFrame:
    """Say what became of each statement.

    Parameters
    ----------
    statements : DataFrame, Case or EventTables
        Statements, or a Case or event tables, which bring all theirs.
    actions : DataFrame
        Actions; left out with a Case.
    links : DataFrame, optional
        What :func:`pair` returned, taken as it is; or coded links, to pair with now; or nothing, to pair by rule.
    as_of : str or Timestamp, optional
        Day up to which things are known. Default: a Case's end of coverage, else the last day in the tables.
    spec : Spec, optional
        All choices in one object.
    **choices
        Single fields of :class:`Spec`.

    Returns
    -------
    pandas.DataFrame
        One row per statement known at ``as_of``, by date and id: the statement's columns, ``start`` and ``end`` of its
        window, ``role`` (act, absence, none), ``severity`` (named, in [0, 1]; the amount with
        ``assignment="amount"``), ``credit`` (the same unit), ``share`` (credit over severity), ``state``, ``late``,
        the best ``action_id``, ``n_links``, ``lag`` (days), ``how``, ``effect_low`` and ``effect_high`` (the credited
        deed's effect, 0 and 1 where unknown) and ``n_repeats``.

    Raises
    ------
    SchemaError
        If a table breaks its schema.
    UnknownOptionError, RhetoricGapError
        If a choice is unknown or out of range.

    Notes
    -----
    States in the risk set: ``kept`` (credit equals severity), ``partial``, ``unfulfilled``, ``late`` (no credit, but a
    matching deed within one more window). Outside it: ``open`` (the window closes after ``as_of``, whatever has
    happened so far), ``not_triggered``, ``trigger_unknown``, ``complied``, ``withdrawn``, ``superseded``,
    ``untestable``. Refusals and denials are ``upheld`` or ``contradicted``. With a half-life a deed after the first day
    of the clock earns less than the whole, so that no word is kept, only partly.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> out = rg.outcomes(rg.load_dataset("north_korea"), as_of="2024-06-20")
    >>> set(out["state"]) <= set(rg.gap.STATES)
    True
    """
    paired = _paired(links)
    inputs = read_inputs(statements, actions, None if paired is not None else links, as_of, spec, choices)
    prepared = prepare(inputs)
    rows = pair_rows(prepared)[0] if paired is None else _rows_of_links(prepared, paired)
    return outcome_frame(prepared, rows)


def _paired(links: Any) -> pd.DataFrame | None:
    """Return links that carry every column of a pairing, None for coded links."""
    if links is None:
        return None
    frame = to_pandas(links, "links")
    return frame if set(LINK_COLUMNS) <= set(frame.columns) else None


def _rows_of_links(p: Prepared, links: pd.DataFrame) -> LinkRows:
    """Turn a pairing back into rows, leaving out links of rows not known at ``as_of``."""
    i, j = (
        rows_of(p.statements["statement_id"], links["statement_id"]),
        rows_of(p.actions["action_id"], links["action_id"]),
    )
    known = (i >= 0) & (j >= 0)
    part = links.loc[known]
    return join_links(
        LinkRows(
            i[known],
            j[known],
            part["match"].to_numpy(dtype=float),
            part["credit"].to_numpy(dtype=float),
            part["relation"].to_numpy(dtype=object),
            part["how"].to_numpy(dtype=object),
        )
    )


def outcome_frame(p: Prepared, rows: LinkRows) -> pd.DataFrame:
    """Put one row per statement together from its links."""
    frame = p.statements.copy()
    n = len(frame)
    best = _best_links(p, rows)
    credited = rows.credit[best] > TOLERANCE
    shown = best[credited | (rows.relation[best] == "late")]
    frame["severity"] = frame["named"]
    frame["credit"] = _credit(p, rows, n)
    frame["share"] = frame["credit"] / frame["severity"].where(frame["severity"] > 0)
    frame["state"] = _states(p, rows, frame)
    frame["late"] = (
        _flag(rows.i[best[credited & _after_end(p, rows)[best]]], n) | frame["state"].eq("late").to_numpy()
    )
    frame["action_id"] = _place(
        p.actions["action_id"].to_numpy(dtype=object)[rows.j[shown]], rows.i[shown], n, "text"
    )
    frame["n_links"] = pd.array(np.bincount(rows.i, minlength=n), dtype="Int64")
    frame["lag"] = _place(lags(p, rows.i[shown], rows.j[shown]), rows.i[shown], n, "Int64")
    frame["how"] = _place(rows.how[shown], rows.i[shown], n, "text")
    frame["effect_low"], frame["effect_high"] = _effects(p, rows, best, n)
    rest = [c for c in frame.columns if c not in (*_FIRST, *_LAST, *_INTERNAL)]
    frame = frame[[*_FIRST, *rest, *_LAST]]
    frame.attrs[ACCOUNT_KEY] = p.account.to_dict("records")
    risk = int(frame["state"].isin(RISK_STATES).sum())
    add_step(frame, "statements in the risk set", n, risk, _why_out(frame))
    return frame


def _best_links(p: Prepared, rows: LinkRows) -> np.ndarray:
    """Return the link that earns each linked statement most; the earliest deed of equals."""
    order = np.lexsort((rows.j, -rows.credit, rows.i))
    _, first = np.unique(rows.i[order], return_index=True)
    return order[first]


def _credit(p: Prepared, rows: LinkRows, n: int) -> np.ndarray:
    """Credit per statement: its best deed's, or the sum of what was delivered."""
    credit = np.zeros(n)
    if p.spec.assignment == "amount":
        np.add.at(credit, rows.i, rows.credit)
    else:
        np.maximum.at(credit, rows.i, rows.credit)
    named = np.nan_to_num(p.statements["named"].to_numpy(dtype=float))
    # What earns the whole but for rounding earns the whole, so that a kept word has a gap of exactly 0.
    whole = (credit > 0) & (credit >= named * (1 - TOLERANCE))
    return np.where(whole, named, credit)


def _states(p: Prepared, rows: LinkRows, frame: pd.DataFrame) -> np.ndarray:
    """Decide the state of every statement."""
    n = len(frame)
    share = np.nan_to_num(frame["share"].to_numpy(dtype=float))
    absence = frame["role"].eq(ABSENCE).to_numpy()
    is_open = (frame["end"] > p.as_of).to_numpy()
    late = _flag(rows.i[rows.relation == "late"], n)
    out = frame["scope"].to_numpy(dtype=object)
    some, whole = share > TOLERANCE, share >= 1 - TOLERANCE
    return np.select(
        [out != IN_SCOPE, is_open, absence & some, absence, whole, some, late],
        [out, "open", "contradicted", "upheld", "kept", "partial", "late"],
        default="unfulfilled",
    )


def _after_end(p: Prepared, rows: LinkRows) -> np.ndarray:
    """Mark links whose deed came after the window's end (a coder may draw those)."""
    return np.asarray(days_of(p.actions["date"])[rows.j] > days_of(p.statements["end"])[rows.i])


def _effects(p: Prepared, rows: LinkRows, best: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Effect of the credited deeds, weighted by credit, with unknown effects as 0 and as 1."""
    use = np.arange(len(rows.i)) if p.spec.assignment == "amount" else best
    use = use[rows.credit[use] > TOLERANCE]
    known = p.actions["effect"] if "effect" in p.actions else pd.Series(np.nan, index=p.actions.index)
    i, weight = rows.i[use], rows.credit[use]
    total = np.bincount(i, weight, minlength=n)
    bounds = []
    for stand_in in (0.0, 1.0):
        effect = known.fillna(stand_in).to_numpy(dtype=float)[rows.j[use]]
        realised = np.bincount(i, weight * effect, minlength=n)
        bounds.append(np.divide(realised, total, out=np.full(n, np.nan), where=total > 0))
    return bounds[0], bounds[1]


def _flag(rows: np.ndarray, n: int) -> np.ndarray:
    """Return a mask of the given rows."""
    mask = np.zeros(n, dtype=bool)
    mask[rows] = True
    return mask


def _place(values: np.ndarray, rows: np.ndarray, n: int, dtype: Any) -> pd.Series:
    """Put values at their rows, missing elsewhere."""
    if dtype == "Int64":
        return pd.Series(pd.array(values, dtype=dtype), index=rows).reindex(range(n))
    column = np.full(n, np.nan, dtype=object)
    column[rows] = values
    return pd.Series(column, dtype=text_dtype())


def _why_out(frame: pd.DataFrame) -> str:
    """Count the statements outside the risk set by state."""
    if not len(frame):
        return "no statement"
    counts = frame["state"].value_counts()
    parts = [f"{int(counts[s])} {s}" for s in STATES if s not in RISK_STATES and s in counts]
    return ", ".join(parts) if parts else "all could be tested"
