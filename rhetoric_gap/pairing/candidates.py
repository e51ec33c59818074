"""Eligible pairs: same actor, a shared target, same valence, inside the window.

Eligibility other than the window is an equality, so it becomes one integer key per row; the window is then a range in
deeds sorted by key and day. A dyad's cross product is never formed: pairs are listed in chunks and filtered at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from rhetoric_gap.pairing.match import Matcher
from rhetoric_gap.pairing.prepare import Prepared
from rhetoric_gap.pairing.same_source import contains
from rhetoric_gap.pairing.windows import DeedIndex, enumerate_pairs, index_deeds, window_bounds
from rhetoric_gap.tables.cells import days_of
from rhetoric_gap.tables.targets import members

_UNKNOWN_VALENCE = 2
_VALENCE = {"conflict": 0, "cooperation": 1}


@dataclass(frozen=True, eq=False)
class Eligible:
    """Statements and deeds on one integer key each.

    Attributes
    ----------
    said_row, said_key : numpy.ndarray
        Statement row and key, once per member of its target and per valence it may meet.
    deed_row : numpy.ndarray
        Action row of each entry of the index.
    index : DeedIndex
        Deeds sorted by key and day.
    repeats : bool
        Can a pair come up twice (joint targets on both sides)?
    """

    said_row: np.ndarray
    said_key: np.ndarray
    deed_row: np.ndarray
    index: DeedIndex
    repeats: bool

    def only(self, entries: np.ndarray) -> Eligible:
        """Return the same with some of the statement entries only."""
        return replace(self, said_row=self.said_row[entries], said_key=self.said_key[entries])


@dataclass(frozen=True, eq=False)
class Pairs:
    """Candidate pairs in order of statement, then deed, rows being in order of date and id.

    Attributes
    ----------
    i, j : numpy.ndarray
        Statement and action rows.
    credit : numpy.ndarray
        ``min(match * b, r)``, times the lag weight; positive.
    left_out : int
        Pairs that would have earned credit, but were coded from one source.
    """

    i: np.ndarray
    j: np.ndarray
    credit: np.ndarray
    left_out: int = 0


def eligible(
    p: Prepared, said: np.ndarray, done: np.ndarray, *, same_valence: bool = True, extra: tuple[str, ...] = ()
) -> Eligible:
    """Key the chosen statement rows and deed rows.

    Parameters
    ----------
    p : Prepared
        The tables.
    said, done : numpy.ndarray
        Row numbers to consider.
    same_valence : bool
        Must both have the same valence (where both are known)?
    extra : tuple of str
        Further columns that must be equal and present (topic, unit).
    """
    said_row, said_member, said_joint = _by_member(p.statements, said)
    deed_row, deed_member, deed_joint = _by_member(p.actions, done)
    said_key, deed_key = _common_codes(
        [
            p.statements["actor"].iloc[said_row],
            said_member,
            *(_column(p.statements, c, said_row) for c in extra),
        ],
        [p.actions["actor"].iloc[deed_row], deed_member, *(_column(p.actions, c, deed_row) for c in extra)],
    )
    if same_valence:
        said_row, said_key, deed_key = _with_valence(p, said_row, said_key, deed_row, deed_key)
    index = index_deeds(deed_key, days_of(p.actions["date"])[deed_row])
    return Eligible(said_row, said_key, deed_row, index, said_joint and deed_joint)


def _column(frame: pd.DataFrame, column: str, rows: np.ndarray) -> pd.Series:
    """Return a column's rows, all missing where the table does not have it."""
    return frame[column].iloc[rows] if column in frame else pd.Series(pd.NA, index=rows, dtype="string")


def _by_member(frame: pd.DataFrame, rows: np.ndarray) -> tuple[np.ndarray, pd.Series, bool]:
    """Repeat each row once per member of its target."""
    numbers, targets = pd.factorize(frame["target"].iloc[rows])
    lists = [members(t) for t in targets]
    count = np.array([len(m) for m in lists], dtype=np.int64)
    flat = pd.Series([name for m in lists for name in m], dtype="object")
    if (count == 1).all():
        return rows, flat.iloc[numbers], False
    first = np.cumsum(count) - count
    reps = count[numbers]
    offset = np.arange(reps.sum()) - np.repeat(np.cumsum(reps) - reps, reps)
    return np.repeat(rows, reps), flat.iloc[np.repeat(first[numbers], reps) + offset], True


def _common_codes(said: list[pd.Series], done: list[pd.Series]) -> tuple[np.ndarray, np.ndarray]:
    """Give numbers to the distinct value combinations of both sides alike; -1 where any value is missing."""
    split = len(said[0])
    total = split + len(done[0])
    key = np.zeros(total, dtype=np.int64)
    missing = np.zeros(total, dtype=bool)
    for left, right in zip(said, done, strict=True):
        numbers, _ = pd.factorize(
            pd.concat([left.astype("object"), right.astype("object")], ignore_index=True)
        )
        missing |= numbers < 0
        # Renumbering after every column keeps the product of two counts far from the integer limit.
        key, _ = pd.factorize(key * (int(numbers.max(initial=0)) + 1) + np.maximum(numbers, 0))
    key[missing] = -1
    return key[:split], key[split:]


def _with_valence(
    p: Prepared, said_row: np.ndarray, said_key: np.ndarray, deed_row: np.ndarray, deed_key: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Add the valence to the keys; an unknown valence may meet any other."""
    v_said, v_done = _valence(p.statements)[said_row], _valence(p.actions)[deed_row]
    present = np.unique(v_done)
    rows, keys = [], []
    for v in present.tolist():
        meets = (v_said == v) | (v_said == _UNKNOWN_VALENCE) | (v == _UNKNOWN_VALENCE)
        rows.append(said_row[meets])
        keys.append(np.where(said_key[meets] < 0, -1, said_key[meets] * 3 + v))
    deed_key = np.where(deed_key < 0, -1, deed_key * 3 + v_done)
    if not rows:
        return said_row[:0], said_key[:0], deed_key
    return np.concatenate(rows), np.concatenate(keys), deed_key


def _valence(frame: pd.DataFrame) -> np.ndarray:
    """Return 0 conflict, 1 cooperation, 2 unknown per row."""
    return frame["valence"].astype("object").map(_VALENCE).fillna(_UNKNOWN_VALENCE).to_numpy(dtype=np.int64)


def chunks(e: Eligible, start: np.ndarray, end: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield the eligible (statement row, action row) pairs; ``start`` and ``end`` are days per statement row."""
    lo, hi = window_bounds(e.index, e.said_key, start[e.said_row], end[e.said_row])
    for s, d in enumerate_pairs(lo, hi):
        yield e.said_row[s], e.deed_row[e.index.order[d]]


def credited_pairs(p: Prepared, e: Eligible, matcher: Matcher, start: np.ndarray, end: np.ndarray) -> Pairs:
    """List the eligible pairs that earn credit, each once, in order of statement and deed.

    Pairs coded from one source are counted and left out.
    """
    found, barred = [], [np.empty(0, dtype=np.int64)]
    for i, j in chunks(e, start, end):
        credit = credit_of(p, i, j, matcher.values(i, j))
        earns = credit > 0
        i, j, credit = i[earns], j[earns], credit[earns]
        if p.sources is not None:
            same = p.same_source(i, j)
            barred.append(_place(p, i[same], j[same]))
            i, j, credit = i[~same], j[~same], credit[~same]
        found.append((i.astype(np.int32), j.astype(np.int32), credit))
    if not found:
        return Pairs(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0))
    i, j, credit = (np.concatenate(part) for part in zip(*found, strict=True))
    left_out = len(np.unique(np.concatenate(barred)))
    place = _place(p, i, j)
    if e.repeats:
        place, first = np.unique(place, return_index=True)
        return Pairs(i[first], j[first], credit[first], left_out)
    if len(place) and (np.diff(place) < 0).any():
        order = np.argsort(place, kind="stable")
        return Pairs(i[order], j[order], credit[order], left_out)
    return Pairs(i, j, credit, left_out)


def _place(p: Prepared, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """Give every pair a number of its own, in order of statement and deed."""
    return i.astype(np.int64) * max(len(p.actions), 1) + j


def first_pairs(
    p: Prepared, e: Eligible, matcher: Matcher, start: np.ndarray, end: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return each statement's first deed (by date, then id) with a match above 0 in a range of days."""
    rows, deeds = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for i, j in chunks(e, start, end):
        hit = np.broadcast_to(matcher.values(i, j), i.shape) > 0
        i, j = i[hit], j[hit]
        apart = ~p.same_source(i, j)
        rows.append(i[apart])
        deeds.append(j[apart])
    return first_deeds(np.concatenate(rows), np.concatenate(deeds))


def first_deeds(i: np.ndarray, j: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Keep of some pairs each statement's first deed."""
    order = np.lexsort((j, i))
    _, first = np.unique(i[order], return_index=True)
    return i[order][first], j[order][first]


def meets_own_source(p: Prepared, e: Eligible) -> np.ndarray:
    """Say which statement entries have a deed of their own source under their key.

    Only for these does eligibility not decide everything; the others can go by windows alone.

    Returns
    -------
    numpy.ndarray
        Bool per entry of ``said_row``.
    """
    meets = np.zeros(len(e.said_row), dtype=bool)
    if p.sources is None:
        return meets
    key = e.index.dyad
    place, ids = p.sources.done.spread(e.deed_row[e.index.order])
    done = key[place] * p.sources.size + ids
    known = np.unique(done[key[place] >= 0])
    place, ids = p.sources.said.spread(e.said_row)
    said = e.said_key[place]
    meets[place[(said >= 0) & contains(known, said * p.sources.size + ids)]] = True
    return meets


def credit_of(p: Prepared, i: np.ndarray, j: np.ndarray, match: np.ndarray | float) -> np.ndarray:
    """Credit of pairs: ``min(match * b, r)``, halved every ``half_life`` days of lag."""
    named = p.statements["named"].to_numpy(dtype=float)[i]
    credit = np.minimum(match * p.actions["done"].to_numpy(dtype=float)[j], named)
    return np.nan_to_num(credit) * lag_weight(p, i, j)


def lag_weight(p: Prepared, i: np.ndarray, j: np.ndarray) -> np.ndarray | float:
    """Weight of promptness: 1 when flat, else ``2 ** (-lag / half_life)``."""
    if p.spec.half_life is None:
        return 1.0
    # A coder may link a deed from before the clock starts; it is not worth more than a prompt one.
    return np.exp2(-np.maximum(lags(p, i, j), 0) / p.spec.half_life)


def lags(p: Prepared, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """Days from the start of the statement's clock to the deed."""
    return days_of(p.actions["date"])[j] - days_of(p.statements["start"])[i]
