"""Statements under watch: the product limit, and what leaving a cluster out does to it.

A statement watched for 20 of its 60 days says something about the first 20 and nothing about the rest. What is counted
here is what it says and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from rhetoric_gap.inference.limits import FLAT

#: Entry of a row that is under watch from the start of its clock, lag 0 included.
ALWAYS = -np.inf
# Cells of one block of leave-one-out curves: bounds memory where there are very many clusters.
_CELLS = 4_000_000


@dataclass(frozen=True, eq=False)
class Spells:
    """When each row comes under watch, when and why that ends.

    Attributes
    ----------
    entry, stop : ndarray of float, shape (n,)
        At risk after ``entry`` and up to ``stop``; an entry of ``ALWAYS`` is from the start.
    cause : ndarray of int, shape (n,)
        Why it stopped: 0 the watch ended, 1 and up what happened.
    until : ndarray of float, shape (n,)
        Lag up to which one would have seen what happens, whatever happened before: at least ``stop``.
    weight : ndarray of float, shape (n,)
        What the row counts for.
    cluster : ndarray of int, shape (n,)
        Number of its independent unit, from 0.
    causes : int
        How many causes there may be.
    """

    entry: np.ndarray
    stop: np.ndarray
    cause: np.ndarray
    until: np.ndarray
    weight: np.ndarray
    cluster: np.ndarray
    causes: int = 1

    def rows(self, keep: np.ndarray) -> Spells:
        """Return some of the rows."""
        return Spells(
            entry=self.entry[keep],
            stop=self.stop[keep],
            cause=self.cause[keep],
            until=self.until[keep],
            weight=self.weight[keep],
            cluster=self.cluster[keep],
            causes=self.causes,
        )

    def counted(self) -> Spells:
        """Return the rows that were ever at risk and count for something."""
        return self.rows((self.stop > self.entry) & (self.weight > 0))

    @property
    def clusters(self) -> int:
        """How many clusters there are."""
        return int(self.cluster.max(initial=-1)) + 1


def cluster_numbers(clusters: ArrayLike | None, n: int) -> np.ndarray:
    """Return a number for each row's cluster, in order of the names; without names every row is its own."""
    if clusters is None:
        return np.arange(n)
    names = np.asarray(clusters, dtype=object)
    if names.shape != (n,):
        raise ValueError(f"clusters has shape {names.shape}; one for each of {n} rows is needed")
    return np.unique(names.astype(str), return_inverse=True)[1]


def incidence(spells: Spells, times: np.ndarray) -> np.ndarray:
    """Share of the weight that each cause has ended by each time, shape (causes, T).

    The survival curve is that of statsmodels; the incidence of a cause adds up the survival just before each time times
    the cause's share of the weight at risk.
    """
    from statsmodels.duration.survfunc import SurvfuncRight

    s = spells.counted()
    if not (s.cause > 0).any():
        return np.zeros((s.causes, len(times)))
    late = None if (s.entry == ALWAYS).all() else s.entry
    curve = SurvfuncRight(s.stop, (s.cause > 0).astype(float), entry=late, freq_weights=s.weight)
    at, before = curve.surv_times, np.concatenate([[1.0], curve.surv_prob[:-1]])
    place = np.minimum(np.searchsorted(at, s.stop), len(at) - 1)
    found = np.empty((s.causes, len(times)))
    for number in range(s.causes):
        ended = np.bincount(place, s.weight * (s.cause == number + 1), minlength=len(at))
        risen = np.concatenate([[0.0], np.cumsum(before * ended / curve.n_risk)])
        found[number] = risen[np.searchsorted(at, times, side="right")]
    return np.clip(found, 0.0, 1.0)


def sum_between(
    after: np.ndarray, to: np.ndarray, times: np.ndarray, value: np.ndarray, group: np.ndarray, size: int
) -> np.ndarray:
    """Sum a value over the rows of each group with ``after < time <= to``, at each time, shape (size, T)."""
    width = len(times) + 1
    first, last = np.searchsorted(times, after, side="right"), np.searchsorted(times, to, side="right")
    seen = last > first
    cells = group[seen] * width
    change = np.bincount(cells + first[seen], value[seen], minlength=size * width)
    change = change - np.bincount(cells + last[seen], value[seen], minlength=size * width)
    return np.asarray(np.cumsum(change.reshape(size, width), axis=1)[:, :-1], dtype=float)


def count_between(after: np.ndarray, to: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Count the rows with ``after < time <= to`` at each time, shape (T,)."""
    everyone = np.zeros(len(to), dtype=np.int64)
    return np.rint(sum_between(after, to, times, np.ones(len(to)), everyone, 1)[0]).astype(np.int64)


def leave_one_out(layers: Sequence[Spells], depth: np.ndarray, times: np.ndarray) -> Iterator[np.ndarray]:
    """Yield blocks of the layers' mean incidence without each cluster in turn, shape (block, causes, T).

    A curve without a cluster is NaN from the time on at which no other cluster was watched.
    """
    size = max(layer.clusters for layer in layers)
    block = max(1, _CELLS // (max(len(times), 1) * (layers[0].causes + 3)))
    for first in range(0, size, block):
        last = min(first + block, size)
        found = np.zeros((last - first, layers[0].causes, len(times)))
        for thickness, layer in zip(depth, layers, strict=True):
            found += thickness * _without(layer.counted(), times, first, last)
        yield found


def _without(s: Spells, times: np.ndarray, first: int, last: int) -> np.ndarray:
    """Incidence without each of the clusters ``first`` to ``last - 1``, from sums alone."""
    part = s.rows((s.cluster >= first) & (s.cluster < last))
    everyone, own = np.zeros(len(s.stop), dtype=np.int64), part.cluster - first

    def rest(count: Callable[[Spells, np.ndarray, int], np.ndarray]) -> np.ndarray:
        return count(s, everyone, 1) - count(part, own, last - first)

    def heads(rows: Spells, group: np.ndarray, size: int) -> np.ndarray:
        return sum_between(rows.entry, rows.stop, times, np.ones(len(rows.stop)), group, size)

    def watched(rows: Spells, group: np.ndarray, size: int) -> np.ndarray:
        return sum_between(rows.entry, rows.until, times, np.ones(len(rows.stop)), group, size)

    def weight(rows: Spells, group: np.ndarray, size: int) -> np.ndarray:
        return sum_between(rows.entry, rows.stop, times, rows.weight, group, size)

    at_risk = rest(weight)
    # Whole numbers decide who is left: sums of weights leave crumbs of rounding where nobody is.
    some = rest(heads) > 0.5
    rates = np.stack([
        np.divide(rest(_ends(times, c + 1)), at_risk, out=np.zeros_like(at_risk), where=some)
        for c in range(s.causes)
    ])  # fmt: skip
    rates = np.clip(rates, 0.0, 1.0)
    left = np.cumprod(1.0 - np.minimum(rates.sum(axis=0), 1.0), axis=1)
    before = np.concatenate([np.ones((len(left), 1)), left[:, :-1]], axis=1)
    unseen = np.maximum.accumulate((rest(watched) < 0.5) & (before > FLAT), axis=1)
    return np.where(unseen, np.nan, np.cumsum(rates * before, axis=2)).transpose(1, 0, 2)


def _ends(times: np.ndarray, cause: int) -> Callable[[Spells, np.ndarray, int], np.ndarray]:
    """Return a function that sums the weight a cause ended at each time, by group."""

    def count(rows: Spells, group: np.ndarray, size: int) -> np.ndarray:
        width = len(times) + 1  # one more for what happened after the last time asked for
        place = group * width + np.searchsorted(times, rows.stop)
        sums = np.bincount(place, rows.weight * (rows.cause == cause), minlength=size * width)
        return np.asarray(sums.reshape(size, width)[:, :-1], dtype=float)

    return count


def curve_limits(
    estimate: np.ndarray, se: np.ndarray, df: float, effective: np.ndarray, level: float
) -> tuple[np.ndarray, np.ndarray]:
    """Limits that are symmetric on the logit scale; Wilson limits on ``effective`` units where no variance is seen."""
    from scipy.special import expit, logit
    from scipy.stats import norm, t

    inside = (estimate > FLAT) & (estimate < 1 - FLAT) & (se > FLAT)
    middle, spread = np.where(inside, estimate, 0.5), np.where(inside, se, 0.0)
    half = t.ppf((1 + level) / 2, df) * spread / (middle * (1 - middle))
    z2 = norm.ppf((1 + level) / 2) ** 2
    units = np.maximum(effective, 1.0)
    centre = (estimate + z2 / (2 * units)) / (1 + z2 / units)
    width = np.sqrt(z2 * (estimate * (1 - estimate) / units + z2 / (4 * units**2))) / (1 + z2 / units)
    low = np.where(inside, expit(logit(middle) - half), np.clip(centre - width, 0, estimate))
    high = np.where(inside, expit(logit(middle) + half), np.clip(centre + width, estimate, 1))
    return np.where(np.isnan(se), np.nan, low), np.where(np.isnan(se), np.nan, high)


def check_vectors(columns: dict[str, np.ndarray], *, shares: tuple[str, ...] = ()) -> None:
    """Raise one ValueError that names every vector of another length, or with values below 0, above 1 or missing."""
    first = next(iter(columns.values()))
    n = len(first) if first.ndim == 1 else -1
    wrong = [f"{name} has shape {value.shape}" for name, value in columns.items() if value.shape != (n,)]
    if wrong:
        raise ValueError("vectors of one length are needed: " + ", ".join(wrong))
    for name, value in columns.items():
        high = 1.0 if name in shares else np.inf
        number = value.astype(float)
        bad = ~((number >= 0) & (number <= high) & np.isfinite(number))
        if bad.any():
            rows = ", ".join(map(str, np.flatnonzero(bad)[:5]))
            limit = " to 1" if name in shares else " up"
            wrong.append(f"{name} must be numbers from 0{limit}; not so in rows {rows}")
    if wrong:
        raise ValueError("; ".join(wrong))
