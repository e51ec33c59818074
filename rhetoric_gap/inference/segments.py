"""Cutting units in order of time into segments, all breaks at once: by a penalty, or into a given number."""

from __future__ import annotations

from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError
from rhetoric_gap.inference.breaks import LEAST_SIDE, check_units

Search = Literal["pelt", "dynp", "binseg"]


def breaks_by_cost(
    bark: ArrayLike,
    bite: ArrayLike,
    *,
    search: Search = "pelt",
    penalty: float | None = None,
    n_breaks: int | None = None,
) -> list[int]:
    """Find all breaks at once: the cut into segments with the least cost.

    Parameters
    ----------
    bark, bite : array_like of float, shape (units,)
        Severity named and credited, summed over each unit, in order of time.
    search : {"pelt", "dynp", "binseg"}, default "pelt"
        Least cost plus penalty over any number of breaks (exact), least cost for ``n_breaks`` breaks (exact), or one
        break after the other, each where it helps most (with ``n_breaks`` or a penalty).
    penalty : float, optional
        Cost of one more break, in units of the cost; by default :func:`usual_penalty`. Not with ``dynp``.
    n_breaks : int, optional
        Number of breaks; needed by ``dynp``, possible with ``binseg``.

    Returns
    -------
    list of int
        Units before each break, in order.

    Raises
    ------
    RhetoricGapError
        If ruptures is not installed, the arrays do not fit, or options contradict each other.

    Notes
    -----
    The cost of a segment is ``sum(bark_u * (gap_u - gap of the segment)**2)``, so that a unit weighs what was named in
    it. Every segment has at least two units. No test stands behind the number of breaks.

    References
    ----------
    Killick, R., Fearnhead, P. and Eckley, I. A. (2012). Optimal detection of changepoints with a linear computational
    cost. JASA 107, 1590-1598.
    Truong, C., Oudre, L. and Vayatis, N. (2020). Selective review of offline change point detection methods. Signal
    Processing 167, 107299.

    Examples
    --------
    >>> kept = np.repeat([1.0, 0.0, 1.0], 6)
    >>> breaks_by_cost(np.ones(18), kept, search="dynp", n_breaks=2)
    [6, 12]
    """
    if search not in get_args(Search):
        raise UnknownOptionError("search", search, get_args(Search))
    said, missing = check_units(bark, bite)
    _check_choice(search, penalty, n_breaks, len(said))
    rpt = _ruptures()
    if len(said) < 2 * LEAST_SIDE:
        return []
    options = {"custom_cost": _cost(rpt, said), "min_size": LEAST_SIDE, "jump": 1}
    engine = {"pelt": rpt.Pelt, "dynp": rpt.Dynp, "binseg": rpt.Binseg}[search](**options)
    engine.fit((missing / said)[:, None])
    if n_breaks is not None:
        ends = engine.predict(n_bkps=n_breaks) if n_breaks else [len(said)]
    else:
        ends = engine.predict(pen=usual_penalty(bark, bite) if penalty is None else penalty)
    return [int(end) for end in ends[:-1]]


def usual_penalty(bark: ArrayLike, bite: ArrayLike) -> float:
    """Return what one more break must save to be worth its while.

    Parameters
    ----------
    bark, bite : array_like of float, shape (units,)
        Severity named and credited, summed over each unit, in order of time.

    Returns
    -------
    float
        ``2 * s2 * ln(units)``, in units of the cost; 0 if neighbours never differ.

    Notes
    -----
    That is the penalty of the Bayesian information criterion for a level and a place. ``s2``, the variance of a unit's
    gap times its bark, is taken from differences of neighbours, ``(gap_u - gap_v)**2 / (1 / bark_u + 1 / bark_v)``,
    which breaks hardly move. Where neighbours resemble each other it is too small, and too many breaks are found.

    References
    ----------
    Yao, Y.-C. (1988). Estimating the number of change-points via Schwarz' criterion. Statistics and Probability Letters
    6, 181-189.

    Examples
    --------
    >>> round(usual_penalty([1, 1, 1, 1], [1, 0, 1, 0]), 3)
    1.386
    """
    said, missing = check_units(bark, bite)
    if len(said) < 2:
        return 0.0
    steps = np.diff(missing / said) ** 2 / (1 / said[1:] + 1 / said[:-1])
    return float(2 * steps.mean() * np.log(len(said)))


def _check_choice(search: Search, penalty: float | None, n_breaks: int | None, units: int) -> None:
    """Refuse options that contradict each other."""
    if search == "dynp" and n_breaks is None:
        raise RhetoricGapError("search='dynp' needs the number of breaks; pass n_breaks=, or search='pelt'")
    if search == "pelt" and n_breaks is not None:
        raise RhetoricGapError(
            "search='pelt' finds the number of breaks itself; pass search='dynp' to give it"
        )
    if penalty is not None and n_breaks is not None:
        raise RhetoricGapError("give a penalty or a number of breaks, not both")
    if penalty is not None and not penalty > 0:
        raise RhetoricGapError(f"penalty must be above 0, got {penalty!r}")
    most = max(units // LEAST_SIDE - 1, 0)
    if n_breaks is not None and not 0 <= n_breaks <= most:
        raise RhetoricGapError(f"n_breaks must be 0 to {most} for {units} units, got {n_breaks!r}")


def _ruptures() -> Any:
    """Import the package that searches, or say how to get it."""
    try:
        import ruptures
    except ImportError as error:
        raise RhetoricGapError(
            'finding breaks by cost needs the package ruptures: pip install "rhetoric_gap[breaks]"; '
            "search='test' does without"
        ) from error
    return ruptures


def _cost(rpt: Any, bark: np.ndarray) -> Any:
    """Make the cost of a segment: squares around its own gap, weighted by bark."""

    class WeightedSquares(rpt.base.BaseCost):  # type: ignore[misc]
        model = "weighted squares"
        min_size = 1

        def fit(self, signal: np.ndarray) -> WeightedSquares:
            gap = signal[:, 0]
            sums = [np.cumsum(part) for part in (bark, bark * gap, bark * gap**2)]
            self.sums = [np.concatenate([[0.0], part]) for part in sums]
            self.signal = signal
            return self

        def error(self, start: int, end: int) -> float:
            weight, first, second = (part[end] - part[start] for part in self.sums)
            return max(float(second - first**2 / weight), 0.0)

    return WeightedSquares()
