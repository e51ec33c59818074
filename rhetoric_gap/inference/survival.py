"""Kaplan-Meier and Aalen-Johansen: the share kept by each lag, from statements some of which are still open."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from rhetoric_gap.inference.layers import IncidenceCurve, credit_curve
from rhetoric_gap.inference.spells import check_vectors
from rhetoric_gap.spec import LEVEL


def kaplan_meier(
    durations: ArrayLike,
    event_observed: ArrayLike,
    *,
    entry: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    clusters: ArrayLike | None = None,
    level: float = LEVEL,
) -> IncidenceCurve:
    """Share kept by each lag, with open statements followed for as long as they were watched.

    Parameters
    ----------
    durations : array_like of float, shape (n,)
        Lag at which the statement was kept, else lag at which the watch ended; at least 0.
    event_observed : array_like of bool, shape (n,)
        Whether it was kept.
    entry : array_like of float, shape (n,), optional
        Lag after which it was under watch (delayed entry), below ``durations``; without it everything is under watch
        from the start, lag 0 included.
    weights : array_like of float, shape (n,), optional
        Severity named; without it all count the same.
    clusters : array_like, shape (n,), optional
        Independent units; without it every statement is one.
    level : float, default 0.95
        Confidence level, in (0, 1).

    Returns
    -------
    IncidenceCurve
        One entry per distinct duration; the gap by a lag is one less the incidence.

    Raises
    ------
    ValueError
        If shapes differ, values are out of range or a row was never under watch.

    Notes
    -----
    With ``d(u)`` the weight kept at lag u and ``Y(u)`` the weight under watch, of all rows with ``entry < u <=
    duration``, ``F(t) = 1 - prod(1 - d(u) / Y(u))`` over ``u <= t``; a deed on the last day of the watch comes before
    its end. The curve itself is computed by statsmodels. The standard error is that of the jackknife that leaves out
    one *cluster* at a time; the limits are pointwise, symmetric on the logit scale, with the t quantile of K - 1
    degrees of freedom; where the curve is 0 or 1, Wilson limits on the effective number of clusters whose fate is known
    by then. Assumes that the length of the watch, and the day of entry, say nothing about the deed. Not a band: 95 % at
    each lag, less for the whole curve.

    References
    ----------
    Kaplan, E. L. and Meier, P. (1958). Nonparametric estimation from incomplete observations. JASA 53, 457-481.
    Williams, R. L. (1995). Product-limit survival functions with correlated survival times. Lifetime Data Analysis 1,
    171-186.

    Examples
    --------
    >>> curve = kaplan_meier([10, 20, 30, 60, 60], [1, 0, 1, 0, 0])
    >>> curve.times.tolist(), curve.incidence.round(4).tolist()
    ([10.0, 20.0, 30.0, 60.0], [0.2, 0.2, 0.4667, 0.4667])
    """
    stop, kept = np.asarray(durations, dtype=float), np.asarray(event_observed)
    check_vectors({"durations": stop, "event_observed": kept}, shares=("event_observed",))
    _check_entry(entry, stop)
    return credit_curve(
        np.where(kept.astype(bool), stop, np.inf),
        stop,
        entry=entry,
        weights=weights,
        clusters=clusters,
        level=level,
    )


def aalen_johansen(
    durations: ArrayLike,
    event_observed: ArrayLike,
    *,
    event_of_interest: int = 1,
    entry: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    clusters: ArrayLike | None = None,
    level: float = LEVEL,
) -> IncidenceCurve:
    """Share kept by each lag where statements may also end another way.

    Parameters
    ----------
    durations : array_like of float, shape (n,)
        Lag at which the statement ended, one way or another, else lag at which the watch did; at least 0.
    event_observed : array_like of int, shape (n,)
        0 for still open when the watch ended, else the code of what happened.
    event_of_interest : int, default 1
        Which code the curve is for; all others compete with it.
    entry, weights, clusters, level
        As for :func:`kaplan_meier`.

    Returns
    -------
    IncidenceCurve
        ``incidence`` for the event of interest, ``others`` for the competing ones, in the order of ``causes``.

    Raises
    ------
    ValueError
        As for :func:`kaplan_meier`; also if codes are not whole numbers of at least 0.

    Notes
    -----
    ``F_j(t) = sum(S(u-) d_j(u) / Y(u))`` over ``u <= t``, with S the Kaplan-Meier survival of all ends together. The
    incidences and S add up to 1. ``F_1`` is the share in fact kept by t, in a world where statements are also
    withdrawn; Kaplan-Meier with withdrawals as ends of watch asks what share would have been kept had none been
    withdrawn, which is larger and holds only if withdrawn ones were as likely to be kept as the others.

    References
    ----------
    Aalen, O. O. and Johansen, S. (1978). An empirical transition matrix for non-homogeneous Markov chains based on
    censored observations. Scandinavian Journal of Statistics 5, 141-150.

    Examples
    --------
    >>> curve = aalen_johansen([10, 20, 30, 60, 60], [1, 2, 1, 0, 0])
    >>> curve.incidence.round(4).tolist(), curve.others.round(4).tolist()
    ([0.2, 0.2, 0.4, 0.4], [[0.0, 0.2, 0.2, 0.2]])
    """
    stop, code = np.asarray(durations, dtype=float), np.asarray(event_observed)
    check_vectors({"durations": stop, "event_observed": code})
    if (code.astype(float) % 1 != 0).any():
        raise ValueError("event_observed must hold whole numbers, 0 for still open")
    _check_entry(entry, stop)
    code = code.astype(np.int64)
    kept, other = code == event_of_interest, (code > 0) & (code != event_of_interest)
    return credit_curve(
        np.where(kept, stop, np.inf),
        stop,
        ended=np.where(other, stop, np.inf),
        cause=np.where(other, code, 0),
        entry=entry,
        weights=weights,
        clusters=clusters,
        level=level,
    )


def _check_entry(entry: ArrayLike | None, stop: np.ndarray) -> None:
    """Refuse rows that were never under watch: they would vanish from the count in silence."""
    if entry is None:
        return
    late = np.asarray(entry, dtype=float)
    check_vectors({"durations": stop, "entry": np.maximum(late, 0.0)})
    never = (late > 0) & (late >= stop)
    if never.any():
        rows = ", ".join(map(str, np.flatnonzero(never)[:5]))
        raise ValueError(
            f"entry must come before durations: rows {rows} were never under watch; leave them out"
        )
