"""Actors that recur: two dyads with a common member are not independent of each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from rhetoric_gap.inference.limits import (
    FLAT,
    Interval,
    gap_of,
    is_flat,
    logit_limits,
    no_limits,
    pair_of_arrays,
    wilson_limits,
)
from rhetoric_gap.spec import LEVEL
from rhetoric_gap.tables.targets import members
from rhetoric_gap.words import plural

DYADIC = "dyadic t, logit"
TOO_MANY = "there are too many pairs of dyads with a common member to be held in memory"
#: Share of a dyad's variance that the working model puts down to its members. The coverage hardly depends on it.
_SHARED = 0.25
#: Pairs of dyads with a common member that are held in memory at most (about 12 bytes each).
_MOST_PAIRS = 20_000_000
#: Actors whose shared part the working model spells out; lesser ones weigh too little to matter.
_MOST_MEMBERS = 300


@dataclass(frozen=True, eq=False)
class _Units:
    """Who is in which dyad: the unit of each row, and the incidence of units on members (a sparse matrix)."""

    of_row: np.ndarray
    names: list[str]
    member: Any
    link: Any
    n_shared: int

    @property
    def size(self) -> int:
        """How many units."""
        return int(self.member.shape[0])


def dyadic_interval(
    bark: ArrayLike,
    bite: ArrayLike,
    actor: ArrayLike,
    target: ArrayLike,
    cluster: ArrayLike | None = None,
    *,
    level: float = LEVEL,
) -> Interval:
    """Interval of the gap where the same actors stand in many dyads.

    Parameters
    ----------
    bark, bite : array_like of float, shape (n,)
        Severity named and credited per statement; ``0 <= bite <= bark``.
    actor, target : array_like of str, shape (n,)
        Who speaks, and to whom; several names joined by ``;`` are as many members.
    cluster : array_like, shape (n,), optional
        Clusters that hold several dyads (a crisis with many parties) are allowed for as well; those inside one dyad
        change nothing, as statements of one dyad may always depend on each other.
    level : float, default 0.95
        Confidence level, in (0, 1).

    Returns
    -------
    Interval
        Estimate, standard error and limits, or the reason why this method has none: no actor recurs, every dyad shares
        a member with every other one (a star), or the estimated variance is not positive.

    Raises
    ------
    ValueError
        If the shapes differ.

    Notes
    -----
    With ``e_d`` the sum over dyad d of ``(r - B) - gap * r`` and R the severity named in all::

        Q  = sum of e_d * e_d' over all pairs d, d' with a member in common (d = d' included)
        se = sqrt(c * Q) / R,    limits: logit scale, t quantile of df degrees of freedom

    Q is the dyadic-robust sum of Fafchamps and Gubert (2007). By itself it is far too small where actors are few: the
    residuals add up to 0, and in a star, where every pair of dyads shares a member, Q is 0 whatever the data. ``c``
    makes it unbiased and ``df`` fits a t distribution to its spread, both after Bell and McCaffrey (2002) under a
    working model in which a dyad's error has a part of its own (3/4) and a part shared with dyads of the same members
    (1/4). In the simulation of ``benchmarks/dyadic.py`` the share hardly matters. With few actors, or with one in most
    dyads, ``df`` is near 1 and the interval says little.

    The number of actors is not that of degrees of freedom: 20 countries, two of which are in most of the dyads, leave
    about 3.

    References
    ----------
    Fafchamps, M. and Gubert, F. (2007). The formation of risk sharing networks. Journal of Development Economics 83,
    326-350.
    Cameron, A. C. and Miller, D. L. (2014). Robust inference for dyadic data. Working paper, UC Davis.
    Aronow, P. M., Samii, C. and Assenova, V. A. (2015). Cluster-robust variance estimation for dyadic data. Political
    Analysis 23, 564-577.
    Tabord-Meehan, M. (2019). Inference with dyadic data: asymptotic behavior of the dyadic-robust t-statistic. Journal
    of Business & Economic Statistics 37, 671-680.
    Bell, R. M. and McCaffrey, D. F. (2002). Bias reduction in standard errors for linear regression with multi-stage
    samples. Survey Methodology 28, 169-181.

    Examples
    --------
    Eight countries, every pair of which has exchanged two threats:

    >>> import numpy as np
    >>> from itertools import permutations
    >>> pairs = np.array(list(permutations("ABCDEFGH", 2)))
    >>> kept = np.isin(pairs[:, 0], ["A", "B", "C"]).astype(float)  # three of them keep their word
    >>> found = dyadic_interval(np.ones(56), kept, pairs[:, 0], pairs[:, 1])
    >>> print(f"{found.gap:.3f} [{found.lower:.3f}, {found.upper:.3f}], {found.df:.1f} degrees of freedom")
    0.625 [0.174, 0.930], 4.5 degrees of freedom
    >>> dyadic_interval(np.ones(7), kept[:7], pairs[:7, 0], pairs[:7, 1]).reason
    'every dyad shares a member with every other one (A is in all of them)'
    """
    said, done = pair_of_arrays(bark, bite)
    gap = gap_of(said, done)
    if np.isnan(gap):
        return no_limits(gap, level, "nothing was named")
    units = _units(actor, target, cluster, len(said))
    obstacle = _obstacle(units)
    if obstacle:
        return no_limits(gap, level, obstacle)
    weight = np.bincount(units.of_row, said, minlength=units.size)
    error = weight - np.bincount(units.of_row, done, minlength=units.size) - gap * weight
    total = float(weight.sum())
    if is_flat(gap, float(np.abs(error).max()) / total):
        return wilson_limits(gap, total**2 / float(np.sum(weight**2)), level)
    shares = (units.link @ units.link.T).sign()
    square = float(error @ (shares @ error))
    if square < (FLAT * total) ** 2:
        return no_limits(gap, level, "the estimated variance is not positive")
    own = np.bincount(units.of_row, said**2, minlength=units.size)
    factor, df = _small_sample(shares, units.member, weight, own)
    if not factor > 0:
        return no_limits(gap, level, "actors recur in too few ways to tell their part from chance")
    note = f"{plural(units.n_shared, 'actor')} in more than one of {units.size} dyads"
    return logit_limits(gap, float(np.sqrt(factor * square)) / total, df, level, DYADIC, note)


def _units(actor: ArrayLike, target: ArrayLike, cluster: ArrayLike | None, n: int) -> _Units:
    """Give the dyads numbers (whoever of the members speaks), apart by cluster where a cluster holds several dyads."""
    from scipy.sparse import csr_array, hstack

    pair, sets = _member_sets(actor, target, n)
    names = sorted({name for one in sets for name in one})
    place = {name: i for i, name in enumerate(names)}
    group = _crossing(pair, cluster, n)
    width = int(group.max()) + 1
    code, first = np.unique(pair * width + group, return_index=True)
    of_row = np.searchsorted(code, pair * width + group)
    unit_sets, unit_group = [sets[i] for i in pair[first]], group[first]

    def incidence(rows: Any, columns: Any, size: int) -> Any:
        return csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(code), size))

    rows = np.repeat(np.arange(len(code)), [len(one) for one in unit_sets])
    member = incidence(rows, [place[name] for one in unit_sets for name in one], len(names))
    in_group = np.flatnonzero(unit_group > 0)
    link = hstack([member, incidence(in_group, unit_group[in_group] - 1, width - 1)]).tocsr()
    n_shared = int((np.asarray(member.sum(axis=0)) > 1).sum())
    return _Units(of_row, names, member, link, n_shared)


def _member_sets(actor: ArrayLike, target: ArrayLike, n: int) -> tuple[np.ndarray, list[tuple[str, ...]]]:
    """Give the sets of members numbers: A to B and B to A are one set."""
    sides = []
    for name, side in (("actor", actor), ("target", target)):
        values = np.asarray(side, dtype=object)
        if values.shape != (n,):
            raise ValueError(
                f"{name} has shape {values.shape}, bark {(n,)}; one {name} per statement is needed"
            )
        sides.append(pd.factorize(values, use_na_sentinel=False))
    (speaker, speakers), (hearer, hearers) = sides
    both, where = np.unique(speaker * len(hearers) + hearer, return_inverse=True)
    who = [
        tuple(sorted({*members(speakers[k // len(hearers)]), *members(hearers[k % len(hearers)])}))
        for k in both
    ]
    sets = sorted(set(who))
    number = {one: i for i, one in enumerate(sets)}
    return np.array([number[one] for one in who], dtype=np.int64)[where], sets


def _crossing(pair: np.ndarray, cluster: ArrayLike | None, n: int) -> np.ndarray:
    """Give numbers from 1 to the clusters that hold several dyads, 0 to all others."""
    if cluster is None:
        return np.zeros(n, dtype=np.int64)
    values = np.asarray(cluster, dtype=object)
    if values.shape != (n,):
        raise ValueError(
            f"cluster has shape {values.shape}, bark {(n,)}; one cluster per statement is needed"
        )
    code = pd.factorize(values, use_na_sentinel=False)[0]
    held = pd.Series(pair).groupby(code).nunique().to_numpy()
    number = np.where(held > 1, np.cumsum(held > 1), 0)
    return np.asarray(number[code], dtype=np.int64)


def _obstacle(units: _Units) -> str:
    """Say why dyads of these members allow no dyadic sum; empty if they do."""
    degree = np.asarray(units.link.sum(axis=0)).ravel()
    if not (degree > 1).any():
        return "no actor recurs across dyads"
    if float(np.sum(degree**2)) > _MOST_PAIRS:
        return TOO_MANY
    if (units.link @ units.link.T).nnz == units.size**2:
        everywhere = [
            name
            for name, k in zip(units.names, np.asarray(units.member.sum(axis=0)).ravel(), strict=True)
            if k == units.size
        ]
        named = f" ({everywhere[0]} is in all of them)" if everywhere else ""
        return f"every dyad shares a member with every other one{named}"
    return ""


def _small_sample(shares: Any, member: Any, weight: np.ndarray, own: np.ndarray) -> tuple[float, float]:
    """Return the factor that makes the dyadic sum unbiased, and its degrees of freedom, under the working model.

    With ``M = I - w 1'/R`` the residuals are ``e = M u`` and the sum is ``u' G u`` with ``G = M' S M``, S marking the
    pairs that share a member. Under ``cov(u) = V`` its mean is ``tr(G V)`` and its variance ``2 tr(G V G V)``; what it
    should be is ``1' V 1``. Here ``V = a U U' + (1 - a) diag(own)``, and ``G_ij = S_ij - p_i - p_j + q``, so that
    nothing larger than the pairs that share a member is ever formed.
    """
    total, a = weight.sum(), _SHARED
    p = shares @ weight / total
    q = float(weight @ p) / total
    # Members of one dyad share its common part, so that it does not grow with their number.
    size = np.maximum(np.asarray(member.sum(axis=1)).ravel(), 1)
    common = member.multiply((weight / np.sqrt(size))[:, None]).tocsc()
    largest = np.argsort(-np.asarray(common.sum(axis=0)).ravel(), kind="stable")[:_MOST_MEMBERS]
    u = common[:, largest].toarray()
    gu = shares @ u - p @ u - np.outer(p, u.sum(axis=0)) + q * u.sum(axis=0)
    mean = a * float(np.sum(u * gu)) + (1 - a) * float(own @ (1 - 2 * p + q))
    spread = a**2 * float(np.sum((u.T @ gu) ** 2)) + 2 * a * (1 - a) * float(own @ np.sum(gu**2, axis=1))
    spread += (1 - a) ** 2 * _own_part(shares, p, q, own)
    target = a * float(np.sum(u.sum(axis=0) ** 2)) + (1 - a) * float(own.sum())
    return target / mean, mean**2 / spread


def _own_part(shares: Any, p: np.ndarray, q: float, own: np.ndarray) -> float:
    """Sum ``own_i own_j G_ij ** 2`` without forming G: S is 0 or 1, so its square is itself."""
    reach = shares @ own
    all_pairs, once, twice = own.sum(), float(own @ p), float(own @ p**2)
    without = q**2 * all_pairs**2 + 2 * twice * all_pairs + 2 * once**2 - 4 * q * once * all_pairs
    return float(without + (1 + 2 * q) * float(own @ reach) - 4 * float((own * p) @ reach))
