"""The share of what was named that is done by each lag, where credit is graded and some windows are open.

The part of a statement's severity that is done has a lag of its own. A *layer* is a part that is done at once, if at
all; the curve of the whole is the mean of the layers' curves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from rhetoric_gap.inference.limits import FLAT
from rhetoric_gap.inference.spells import (
    ALWAYS,
    Spells,
    check_vectors,
    cluster_numbers,
    count_between,
    curve_limits,
    incidence,
    leave_one_out,
    sum_between,
)
from rhetoric_gap.spec import LEVEL


@dataclass(frozen=True, eq=False)
class IncidenceCurve:
    """The share that has happened by each time, with pointwise limits.

    Attributes
    ----------
    times : ndarray of float, shape (T,)
        Lags, rising.
    incidence : ndarray of float, shape (T,)
        Share of the weight for which it has happened by then, in [0, 1]; NaN from the lag on at which nobody was under
        watch any more.
    se, lower, upper : ndarray of float, shape (T,)
        Standard error and pointwise limits; NaN where none can be given.
    n_at_risk : ndarray of int, shape (T,)
        Rows under watch at the lag to which it has not happened in full just before.
    n_events : ndarray of int, shape (T,)
        Rows to which something of it happened at the lag.
    others : ndarray of float, shape (M, T)
        Share ended by each competing cause by then.
    causes : tuple of int
        Codes of the competing causes, in the order of ``others``.
    level : float
        Confidence level.
    method : str
        How estimate and limits were made.
    reason : str
        Why curve or limits stop or are missing; empty if they do not.

    Examples
    --------
    >>> never = float("inf")
    >>> curve = credit_curve([10, never, 30, never, never], [60, 20, 60, 60, 60])
    >>> round(1 - curve.at(60), 6), curve.n_at_risk.tolist()
    (0.533333, [5, 4, 3, 2])
    """

    times: np.ndarray
    incidence: np.ndarray
    se: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    n_at_risk: np.ndarray
    n_events: np.ndarray
    others: np.ndarray
    causes: tuple[int, ...]
    level: float
    method: str
    reason: str = ""

    def at(self, time: float) -> float:
        """Return the curve's value at one lag.

        Parameters
        ----------
        time : float
            A lag.

        Returns
        -------
        float
            0 before the first lag; NaN after the last one, where the data say nothing.

        Examples
        --------
        >>> curve = credit_curve([10, float("inf")], [20, 20])
        >>> curve.at(5), curve.at(15), curve.at(21)
        (0.0, 0.5, nan)
        """
        if not len(self.times) or time > self.times[-1]:
            return float("nan")
        place = int(np.searchsorted(self.times, time, side="right")) - 1
        return float(self.incidence[place]) if place >= 0 else 0.0


def credit_curve(
    reached: ArrayLike,
    watched: ArrayLike,
    *,
    depth: ArrayLike | None = None,
    ended: ArrayLike | None = None,
    cause: ArrayLike | None = None,
    entry: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    clusters: ArrayLike | None = None,
    times: ArrayLike | None = None,
    level: float = LEVEL,
) -> IncidenceCurve:
    """Mean credit by each lag, where credit is graded and may grow in steps.

    Parameters
    ----------
    reached : array_like of float, shape (n,) or (n, m)
        Lag at which each statement reached each layer of credit, from the lowest layer to the highest; ``inf`` where it
        never did as far as is known.
    watched : array_like of float, shape (n,)
        Lag up to which it was watched.
    depth : array_like of float, shape (m,), optional
        What each layer is worth, as a share of the severity named; sums to at most 1. Default: one layer, worth 1.
    ended : array_like of float, shape (n,), optional
        Lag at which the statement ended another way; ``inf`` where it did not.
    cause : array_like of int, shape (n,), optional
        Code of that end, at least 1; 0 where there is none.
    entry, weights, clusters, level
        As for :func:`kaplan_meier`; a layer reached before entry does not count, for or against.
    times : array_like of float, shape (T,), optional
        Lags to give the curve at, rising; default: all lags at which anything
        happened, and the last one watched.

    Returns
    -------
    IncidenceCurve
        ``incidence`` is the share of the severity credited by each lag.

    Raises
    ------
    ValueError
        If shapes differ or values are out of range.

    Notes
    -----
    Credit f(t) is the sum over layers j of ``depth_j`` if layer j has been reached by t. Layers are states passed in
    order, so the weighted mean of f(t) is the sum of ``depth_j * F_j(t)``, with F_j the Kaplan-Meier (or
    Aalen-Johansen) curve of reaching layer j (Pepe 1991). With one layer it *is* the Kaplan-Meier curve; without open
    statements it is the plain share of severity credited by t. Unlike :func:`ipcw_gap` it uses the credit open
    statements have earned so far, and has a place for delayed entry. A deed on the day of another end comes first.

    References
    ----------
    Pepe, M. S. (1991). Inference for events with dependent risks in multiple endpoint studies. JASA 86, 770-778.

    Examples
    --------
    A statement done by half on day 5 and in full on day 30, one never, one open since day 20:

    >>> never = float("inf")
    >>> curve = credit_curve([[5, 30], [never, never], [never, never]], [60, 60, 20], depth=[0.5, 0.5])
    >>> curve.times.tolist(), curve.incidence.round(4).tolist()
    ([5.0, 20.0, 30.0, 60.0], [0.1667, 0.1667, 0.4167, 0.4167])
    """
    lag = np.asarray(reached, dtype=float)
    lag = lag[:, None] if lag.ndim == 1 else lag
    thick = np.ones(1) if depth is None else np.asarray(depth, dtype=float)
    rows = _rows(len(lag), watched, ended, cause, entry, weights)
    _check_layers(lag, thick, rows)
    codes = tuple(int(c) for c in np.unique(rows["cause"]) if c > 0)
    number = cluster_numbers(clusters, len(lag))
    layers = [_layer(lag[:, j], rows, codes, number) for j in range(lag.shape[1])]
    at = _times(times, layers)
    if not rows["weights"].sum() > 0:
        return _no_curve(at, codes, level, "nothing was named")
    each = [incidence(layer, at) for layer in layers]
    unseen = np.any([_unseen(layer, share, at) for layer, share in zip(layers, each, strict=True)], axis=0)
    found = np.where(unseen, np.nan, np.tensordot(thick, np.stack(each), axes=1))
    se, low, high, why = _errors(layers, thick, at, found[0], level)
    stops = f"nobody is under watch at lag {at[int(np.argmax(unseen))]:g}" if unseen.any() else ""
    return IncidenceCurve(
        times=at,
        incidence=found[0],
        se=se,
        lower=low,
        upper=high,
        n_at_risk=count_between(layers[-1].entry, layers[-1].stop, at),
        n_events=_events(lag, layers, at),
        others=found[1:],
        causes=codes,
        level=level,
        method=_method(len(layers), codes, why),
        reason="; ".join(part for part in (stops, why) if part),
    )


def _method(layers: int, codes: tuple[int, ...], why: str) -> str:
    """Name the estimator, and how its limits were made if there are any."""
    name = ("Aalen-Johansen" if codes else "Kaplan-Meier") + (" by layer" if layers > 1 else "")
    return name if why else f"{name}, cluster jackknife t, logit"


def _rows(
    n: int,
    watched: ArrayLike,
    ended: ArrayLike | None,
    cause: ArrayLike | None,
    entry: ArrayLike | None,
    weights: ArrayLike | None,
) -> dict[str, np.ndarray]:
    """Fill in what was left out."""

    def column(value: ArrayLike | None, default: float) -> np.ndarray:
        return np.full(n, default) if value is None else np.asarray(value, dtype=float)

    late = column(entry, ALWAYS)
    return {
        "watched": np.asarray(watched, dtype=float),
        "ended": column(ended, np.inf),
        "cause": column(cause, 0.0),
        # Entry at 0 is entry with the clock: what happens on its first day is seen.
        "entry": np.where(late <= 0, ALWAYS, late),
        "weights": column(weights, 1.0),
    }


def _check_layers(lag: np.ndarray, depth: np.ndarray, rows: dict[str, np.ndarray]) -> None:
    """Check shapes and ranges of a graded curve."""
    if depth.shape != lag.shape[1:]:
        raise ValueError(f"depth has shape {depth.shape}; one for each of {lag.shape[1]} layers is needed")
    # Infinite lags are allowed where something never happens; all else must be a number.
    finite = {name: np.where(np.isinf(rows[name]), 0.0, rows[name]) for name in ("ended", "entry")}
    reach = {f"reached[{j}]": np.where(lag[:, j] == np.inf, 0.0, lag[:, j]) for j in range(lag.shape[1])}
    rest = {"watched": rows["watched"], "weights": rows["weights"], "cause": rows["cause"], **finite}
    check_vectors({**reach, **rest})
    if (depth < 0).any() or depth.sum() > 1 + FLAT:
        raise ValueError(f"depth must be shares that sum to at most 1, got a sum of {depth.sum():g}")
    if (lag[:, 1:] < lag[:, :-1]).any():
        raise ValueError(
            "a higher layer of credit cannot be reached before a lower one; sort the columns of reached"
        )
    if (np.isfinite(rows["ended"]) != (rows["cause"] > 0)).any():
        raise ValueError("a statement has a lag in ended exactly where it has a code of at least 1 in cause")


def _layer(
    lag: np.ndarray, rows: dict[str, np.ndarray], codes: tuple[int, ...], cluster: np.ndarray
) -> Spells:
    """Turn one layer into spells: reached (1), ended another way (2 and up) or no longer watched (0)."""
    other = np.minimum(rows["ended"], rows["watched"])
    number = 2 + np.searchsorted(np.asarray(codes, dtype=float), rows["cause"])
    cause = np.where(lag <= other, 1, np.where(rows["ended"] <= rows["watched"], number, 0))
    stop = np.minimum(lag, other)
    return Spells(rows["entry"], stop, cause, rows["watched"], rows["weights"], cluster, 1 + len(codes))


def _times(times: ArrayLike | None, layers: Sequence[Spells]) -> np.ndarray:
    """Return the lags asked for, else all at which a row stops in any layer."""
    if times is None:
        last = layers[-1].until.max(initial=0.0, keepdims=True) if len(layers[-1].until) else layers[-1].until
        return np.unique(np.concatenate([*(layer.stop for layer in layers), last]))
    at = np.asarray(times, dtype=float)
    if at.ndim != 1 or not (np.diff(at) > 0).all():
        raise ValueError("times must be rising lags")
    return at


def _unseen(layer: Spells, ended: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Tell from which lag on nobody was watched any more, although not everything had ended before."""
    seen = layer.counted()
    before = np.concatenate([[0.0], ended.sum(axis=0)])[: len(at)]
    return np.maximum.accumulate((count_between(seen.entry, seen.until, at) == 0) & (before < 1 - FLAT))


def _events(lag: np.ndarray, layers: Sequence[Spells], at: np.ndarray) -> np.ndarray:
    """Count the rows that reached a layer at each lag."""
    step = np.stack([(layer.cause == 1) & (layer.stop > layer.entry) for layer in layers], axis=1)
    row, column = np.nonzero(step)
    pairs = np.unique(np.stack([row, np.searchsorted(at, lag[row, column])]), axis=1)
    return np.bincount(pairs[1], minlength=len(at) + 1)[: len(at)]


def _errors(
    layers: Sequence[Spells], depth: np.ndarray, at: np.ndarray, found: np.ndarray, level: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray, str]:
    """Make standard error and limits by leaving out one cluster at a time; the reason where there are none."""
    size = layers[-1].clusters
    if size < 2:
        missing = np.full(len(at), np.nan)
        return missing, missing, missing, "one cluster: no variance between clusters to see"
    squares = np.zeros(len(at))
    for block in leave_one_out(layers, depth, at):
        squares = squares + np.sum((block[:, 0] - found) ** 2, axis=0)
    se = np.sqrt((size - 1) / size * squares)
    low, high = curve_limits(found, se, size - 1, _effective(layers[-1], at), level)
    alone = np.isnan(se) & np.isfinite(found)
    if not alone.any():
        return se, low, high, ""
    return se, low, high, f"no limits from lag {at[int(np.argmax(alone))]:g} on: one cluster alone is watched"


def _effective(top: Spells, at: np.ndarray) -> np.ndarray:
    """How many equal clusters those whose fate is known by each lag are worth: ``R^2 / sum(R_k^2)``."""
    known = np.where(top.cause > 0, np.inf, top.stop)
    sums = sum_between(top.entry, known, at, top.weight, top.cluster, top.clusters)
    squares = np.sum(sums**2, axis=0)
    return np.divide(sums.sum(axis=0) ** 2, squares, out=np.ones(len(at)), where=squares > 0)


def _no_curve(at: np.ndarray, codes: tuple[int, ...], level: float, reason: str) -> IncidenceCurve:
    """Return a curve without values, and why."""
    nan, zero = np.full(len(at), np.nan), np.zeros(len(at), dtype=np.int64)
    return IncidenceCurve(
        at, nan, nan, nan, nan, zero, zero, np.full((len(codes), len(at)), np.nan), codes, level, "", reason
    )
