"""Pairing with deeds moved in time: what would be credited if deeds had nothing to do with words.

The record is bent into a ring of days, and all deeds of a dyad are moved round it by one amount. Deeds are sorted only
once: moving a dyad's deeds forward by ``s`` days is moving its statements' windows back by ``s``, on a ring laid out
twice so that a window may run over its seam.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rhetoric_gap.pairing._rangemax import block_maxima, window_max
from rhetoric_gap.pairing.assign import optimal_assignment
from rhetoric_gap.pairing.candidates import Pairs, eligible, meets_own_source
from rhetoric_gap.pairing.greedy import earliest_free, serve_first_promised
from rhetoric_gap.pairing.match import fulfilment, resolve_rule
from rhetoric_gap.pairing.pair import extra_keys, window_days
from rhetoric_gap.pairing.prepare import ACT, IN_SCOPE, Prepared
from rhetoric_gap.pairing.windows import enumerate_pairs, index_deeds, window_bounds
from rhetoric_gap.tables.cells import days_of
from rhetoric_gap.tables.targets import members


@dataclass(frozen=True)
class Ring:
    """The days of a record, the last followed by the first.

    Attributes
    ----------
    first : int
        First day, in days since 1970.
    length : int
        Number of days; 0 if the record is empty.
    """

    first: int
    length: int


def record_ring(p: Prepared, tail: int = 0) -> Ring:
    """Return the days that the record covers: from the first day in either table to the last, or to ``as_of``.

    Parameters
    ----------
    p : Prepared
        The tables.
    tail : int
        Days beyond the last one that belong to the ring, as far as ``as_of``. A silence after the last event, which
        words and deeds share, makes any record look better than chance, so it is left out unless asked for.
    """
    days = np.concatenate([days_of(p.statements["date"]), days_of(p.actions["date"])])
    if not len(days):
        return Ring(0, 0)
    as_of = int(days_of(pd.Series([p.as_of]))[0])
    last = min(as_of, int(days.max()) + tail)
    return Ring(int(days.min()), max(last - int(days.min()) + 1, 1))


class ShiftedPairing:
    """Pairs the statements in scope with deeds moved round the ring of the record.

    Parameters
    ----------
    p : Prepared
        The tables, without coded links, with the match rule settled.
    backwards : bool, default False
        Read the record backwards: windows then lie before their statements, as mirror images.
    tail : int, default 0
        Days of silence after the last event that belong to the ring.

    Attributes
    ----------
    ring : Ring
        The days of the record.
    unit : numpy.ndarray
        Number of the directed dyad of each statement row, -1 for statements that take no deeds. Dyads that meet in a
        joint target are one unit: a deed against both cannot be moved by two amounts.
    n_units : int
        How many units there are.
    """

    def __init__(self, p: Prepared, *, backwards: bool = False, tail: int = 0) -> None:
        self._p, self.ring = p, record_ring(p, tail)
        acts = np.flatnonzero(p.statements["scope"].eq(IN_SCOPE) & p.statements["role"].eq(ACT))
        deeds = np.flatnonzero(p.actions["countable"].to_numpy(dtype=bool))
        rule, _ = resolve_rule(p)
        self.unit, self.n_units = _units(p, acts)
        self._matcher = fulfilment(p, rule)
        self._ranges = p.spec.assignment == "best" and rule != "code" and p.spec.half_life is None
        # Statements are numbered as they are read, from the last day to the first where time runs backwards.
        n = len(p.statements)
        self._reading = np.arange(n)[::-1] if backwards else np.arange(n)
        self._named = np.nan_to_num(p.statements["named"].to_numpy(dtype=float))[self._reading]
        self._worth = np.nan_to_num(p.actions["done"].to_numpy(dtype=float))
        self._lay_out(acts, deeds, extra_keys(p, rule), backwards)
        self._table = self._maxima() if self._ranges else None

    def _lay_out(self, acts: np.ndarray, deeds: np.ndarray, extra: tuple[str, ...], backwards: bool) -> None:
        """Sort the deeds on two rounds of the ring, and keep the windows as days since its start."""
        e = eligible(self._p, acts, deeds, same_valence=True, extra=extra)
        first, size = self.ring.first, max(self.ring.length, 1)
        start = days_of(self._p.statements["start"]) - first
        opens, closes = (days - first for days in window_days(self._p))
        span, wait = np.minimum(closes, size - 1) - opens, opens - start
        place = (e.index.day - first) % size
        if backwards:
            place, opens = size - 1 - place, size - 1 - start + wait
        number = np.empty(len(start), dtype=np.int64)
        number[self._reading] = np.arange(len(start))
        order = np.argsort(number[e.said_row], kind="stable")
        row = e.said_row[order]
        self._said, self._key, self._of_unit = number[row], e.said_key[order], self.unit[row]
        self._opens, self._span, self._wait = opens[row], span[row], wait[row]
        self._one_key = len(np.unique(row)) == len(row)
        self._repeats = e.repeats
        self._wary = meets_own_source(self._p, e)[order]
        self._index = index_deeds(np.tile(e.index.dyad, 2), np.concatenate([place, place + size]))
        self._deed = self._index.to_sorted(np.tile(e.index.to_sorted(e.deed_row), 2))

    def _maxima(self) -> np.ndarray:
        """Tabulate the largest severity of every run of neighbouring deeds that a window can hold."""
        widest = int(self._span.max(initial=0))
        reach = np.searchsorted(self._index.key, self._index.key + widest, side="right")
        most = int((reach - np.arange(len(reach))).max(initial=0))
        return block_maxima(self._worth[self._deed], most)

    def credit(self, shift: np.ndarray) -> np.ndarray:
        """Return what each statement row is credited with once the deeds have been moved.

        Parameters
        ----------
        shift : int array (n_units,)
            Days by which the deeds of each unit are moved forward on the ring.

        Returns
        -------
        float array (n_statements,)
            Credit, in the unit of severity (or amount); 0 for statements that take no deeds.
        """
        size = max(self.ring.length, 1)
        opens = (self._opens - np.asarray(shift, dtype=np.int64)[self._of_unit]) % size
        lo, hi = window_bounds(self._index, self._key, opens, opens + self._span)
        credit = np.zeros(len(self._reading))
        if self._table is not None:
            found = np.minimum(window_max(self._table, lo, hi), self._named[self._said])
            np.maximum.at(credit, self._said, np.where((hi > lo) & ~self._wary, found, 0.0))
            if self._wary.any():
                pairs, _, _ = self._pairs(lo, np.where(self._wary, hi, lo), opens)
                np.maximum.at(credit, pairs.i, pairs.credit)
        else:
            pairs, rank, match = self._pairs(lo, hi, opens)
            self._assign(pairs, rank, match, credit)
        placed = np.empty_like(credit)
        placed[self._reading] = credit
        return placed

    def _pairs(
        self, lo: np.ndarray, hi: np.ndarray, opens: np.ndarray
    ) -> tuple[Pairs, np.ndarray, np.ndarray]:
        """List the pairs that earn credit, by statement, then by day of the moved deed; with day and match."""
        parts = []
        for entry, at in enumerate_pairs(lo, hi):
            i, j = self._said[entry], self._deed[at]
            match = np.broadcast_to(self._matcher.values(self._reading[i], j), i.shape)
            credit = np.minimum(match * self._worth[j], self._named[i])
            lag = self._wait[entry] + self._index.day[at] - opens[entry]
            if self._p.spec.half_life is not None:
                credit = credit * np.exp2(-lag / self._p.spec.half_life)
            earns = credit > 0
            if self._p.sources is not None:
                earns[earns] = ~self._p.same_source(self._reading[i[earns]], j[earns])
            # The day on the one axis all statements share: where the window opened on the ring, plus the lag.
            day = self._opens[entry] + self._index.day[at] - opens[entry]
            parts.append([a[earns] for a in (i, j, credit, day, match)])
        if not parts:
            none = np.empty(0, dtype=np.int64)
            return Pairs(none, none, np.empty(0)), none, np.empty(0)
        i, j, credit, day, match = (np.concatenate(part) for part in zip(*parts, strict=True))
        if not self._one_key:
            order = np.lexsort((j, day, i))
            if self._repeats:
                pair = i[order] * max(len(self._worth), 1) + j[order]
                order = order[np.sort(np.unique(pair, return_index=True)[1])]
            i, j, credit, day, match = (a[order] for a in (i, j, credit, day, match))
        return Pairs(i, j, credit), day, match

    def _assign(self, pairs: Pairs, day: np.ndarray, match: np.ndarray, credit: np.ndarray) -> None:
        """Give deeds to statements by the assignment of the spec; write what each statement earns."""
        rule = self._p.spec.assignment
        if rule == "best":
            np.maximum.at(credit, pairs.i, pairs.credit)
        elif rule == "amount":
            # Deliveries are served in order of the day they have been moved to.
            moved = np.zeros(len(self._worth), dtype=np.int64)
            moved[pairs.j] = day
            order = np.argsort(moved, kind="stable")
            rank = np.empty_like(order)
            rank[order] = np.arange(len(order))
            served = Pairs(pairs.i, rank[pairs.j], pairs.credit)
            earned = serve_first_promised(served, match, self._named, self._worth[order])
            np.add.at(credit, pairs.i, earned)
        else:
            if rule == "earliest":
                chosen = earliest_free(pairs, len(self._worth))
            else:
                chosen = optimal_assignment(pairs.i, pairs.j, pairs.credit, len(credit), len(self._worth))
            credit[pairs.i[chosen]] = pairs.credit[chosen]


def _units(p: Prepared, acts: np.ndarray) -> tuple[np.ndarray, int]:
    """Give numbers to the directed dyads of statements; those that meet in a joint target are one."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    unit = np.full(len(p.statements), -1, dtype=np.int64)
    if not len(acts):
        return unit, 0
    sides = [frame[["actor", "target"]] for frame in (p.statements.iloc[acts], p.actions)]
    number, names = pd.factorize(
        pd.MultiIndex.from_frame(pd.concat(sides, ignore_index=True).astype("object"))
    )
    ends = [(k, (actor, member)) for k, (actor, target) in enumerate(names) for member in members(target)]
    column, nodes = pd.factorize(
        pd.MultiIndex.from_tuples([node for _, node in ends], names=["actor", "member"])
    )
    shape = (len(names) + len(nodes), len(names) + len(nodes))
    row = np.array(
        [k for k, _ in ends], dtype=np.int32
    )  # older versions of the solver take 32-bit indices only
    graph = coo_array(
        (np.ones(len(row), dtype=np.int8), (row, (len(names) + column).astype(np.int32))), shape=shape
    )
    _, label = connected_components(graph, directed=False)
    found, seen = pd.factorize(label[number[: len(acts)]])
    unit[acts] = found
    return unit, len(seen)
