"""What many specifications say together: their spread, and which choice moves them.

A specification is one defensible way to analyse the data. The functions here take estimates, one per specification, and
know nothing of how they were made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from rhetoric_gap.errors import RhetoricGapError

# Estimates closer than this are equal: sums of severities in another order must tie.
_TIE = 1e-9
_NAN = float("nan")


@dataclass(frozen=True)
class CurveSummary:
    """Where the estimates of all specifications lie.

    Attributes
    ----------
    n : int
        Specifications with an estimate.
    median, lower_quartile, upper_quartile, lowest, highest : float
        In the unit of the estimates; NaN if there is none.
    n_below, n_above : int
        How many lie below and above the reference value; 0 if there is no reference.
    share_one_sign : float
        The larger of the two shares, in [0, 1]; what lies on the reference counts for neither. NaN if there is no
        reference.
    """

    n: int
    median: float
    lower_quartile: float
    upper_quartile: float
    lowest: float
    highest: float
    n_below: int
    n_above: int
    share_one_sign: float

    @property
    def iqr(self) -> float:
        """Length of the interquartile range."""
        return self.upper_quartile - self.lower_quartile


@dataclass(frozen=True)
class Influence:
    """How much one choice moves the estimate.

    Attributes
    ----------
    first_order : float
        Share of the variance of the estimates that lies between the values of this choice, in [0, 1].
    total : float
        Share that lies between specifications alike in everything else, in [0, 1]: its own part and its part in
        interactions.
    mean_difference : float
        Mean absolute difference of two specifications that differ in this choice only, in the unit of the estimates.
    n_pairs : int
        How many such pairs there are.
    reason : str
        Why a number is missing; empty if none is.
    """

    first_order: float
    total: float
    mean_difference: float
    n_pairs: int
    reason: str = ""


def curve_summary(estimates: ArrayLike, *, null: ArrayLike | None = None) -> CurveSummary:
    """Summarise the estimates of many specifications.

    Parameters
    ----------
    estimates : array_like of float, shape (S,)
        One per specification; NaN where there is none.
    null : float or array_like of float, shape (S,), optional
        What the estimates are compared with, one value for all or one each.

    Returns
    -------
    CurveSummary
        Over the specifications that have an estimate (and, for signs, a reference).

    Notes
    -----
    Every specification weighs the same, also one that comes out identical to another. The spread is no interval: it
    says how much hangs on the choices, not how far chance could move the estimate.

    References
    ----------
    Steegen, S., Tuerlinckx, F., Gelman, A. and Vanpaemel, W. (2016). Increasing transparency through a multiverse
    analysis. Perspectives on Psychological Science 11, 702-712.

    Examples
    --------
    >>> found = curve_summary([0.2, 0.4, 0.5, 0.9, float("nan")], null=0.5)
    >>> found.n, found.median, found.share_one_sign
    (4, 0.45, 0.5)
    """
    values = _vector(estimates)
    known = np.isfinite(values)
    low, q1, middle, q3, high = (
        np.quantile(values[known], [0, 0.25, 0.5, 0.75, 1]).tolist() if known.any() else [_NAN] * 5
    )
    below = above = 0
    share = _NAN
    if null is not None:
        difference = values - np.broadcast_to(np.asarray(null, dtype=float), values.shape)
        compared = np.isfinite(difference)
        below, above = int((difference < -_TIE).sum()), int((difference > _TIE).sum())
        share = max(below, above) / int(compared.sum()) if compared.any() else _NAN
    return CurveSummary(int(known.sum()), middle, q1, q3, low, high, below, above, share)


def choice_influence(choices: ArrayLike, estimates: ArrayLike) -> list[Influence]:
    """Split the variance of the estimates by choice.

    Parameters
    ----------
    choices : array_like of int, shape (S, F)
        Which value of each of F choices each specification has, as a number.
    estimates : array_like of float, shape (S,)
        Estimates; specifications without one (NaN) are left out.

    Returns
    -------
    list of Influence
        One per choice, in the order of the columns.

    Raises
    ------
    RhetoricGapError
        If the shapes do not fit.

    Notes
    -----
    With all S specifications equally likely and Y their estimates, ``first_order = Var(E[Y | X_f]) / Var(Y)``, the
    share of the main effect's sum of squares, and ``total = 1 - Var(E[Y | X_others]) / Var(Y)``: Sobol's indices. On a
    full factorial table they are exact, and first orders add up to at most 1; what is missing to 1 are interactions.
    Where specifications are missing, choices are no longer crossed in equal parts: the shares then overlap, and first
    orders may add up to more than 1.

    References
    ----------
    Sobol, I. M. (1993). Sensitivity estimates for nonlinear mathematical models. Mathematical Modelling and
    Computational Experiments 1, 407-414.
    Saltelli, A. et al. (2008). Global Sensitivity Analysis: The Primer, ch. 1. Wiley.

    Examples
    --------
    >>> window, match = [0, 0, 1, 1], [0, 1, 0, 1]
    >>> first, second = choice_influence(np.transpose([window, match]), [0.2, 0.3, 0.6, 0.7])
    >>> round(first.first_order, 3), round(first.mean_difference, 3), round(second.first_order, 3)
    (0.941, 0.4, 0.059)
    """
    table, values = np.asarray(choices), _vector(estimates)
    if table.ndim != 2 or len(table) != len(values):
        raise RhetoricGapError(
            f"choices must have one row for each of the {len(values)} estimates and one column for each choice, "
            f"got shape {table.shape}"
        )
    known = np.isfinite(values)
    table, values = table[known], values[known]
    return [_influence(table, values, column) for column in range(table.shape[1])]


def _influence(table: np.ndarray, values: np.ndarray, column: int) -> Influence:
    """Measure one choice."""
    others = np.delete(table, column, axis=1)
    cell = (
        np.unique(others, axis=0, return_inverse=True)[1].ravel()
        if others.size
        else np.zeros(len(table), int)
    )
    pairs, difference = _within(table[:, column], values, cell)
    mean_difference = difference / pairs if pairs else _NAN
    spread = float(np.sum((values - values.mean()) ** 2)) if len(values) else 0.0
    # Rounding of equal estimates is no variance to be shared out.
    if spread <= len(values) * _TIE**2:
        why = (
            "all specifications give the same estimate" if len(values) else "no specification has an estimate"
        )
        return Influence(_NAN, _NAN, mean_difference, pairs, why)
    first = _between(np.unique(table[:, column], return_inverse=True)[1].ravel(), values) / spread
    if not pairs:
        return Influence(first, _NAN, _NAN, 0, "no two specifications differ in this choice only")
    return Influence(first, max(0.0, 1 - _between(cell, values) / spread), mean_difference, pairs)


def _between(group: np.ndarray, values: np.ndarray) -> float:
    """Sum of squares between groups."""
    size, total = np.bincount(group), np.bincount(group, values)
    return float(np.sum(size * (total / size - values.mean()) ** 2))


def _within(level: np.ndarray, values: np.ndarray, cell: np.ndarray) -> tuple[int, float]:
    """Count the pairs alike in everything else, and sum their absolute differences."""
    pairs, total = 0, 0.0
    order = np.argsort(cell, kind="stable")
    for part in np.split(order, np.flatnonzero(np.diff(cell[order])) + 1):
        one, two = np.triu_indices(len(part), 1)
        differ = level[part[one]] != level[part[two]]
        pairs += int(differ.sum())
        total += float(np.abs(values[part[one]] - values[part[two]])[differ].sum())
    return pairs, total


def _vector(values: ArrayLike | Sequence[float]) -> np.ndarray:
    """Return a float vector."""
    found = np.asarray(values, dtype=float)
    if found.ndim != 1:
        raise RhetoricGapError(f"estimates must be a vector, one per specification, got shape {found.shape}")
    return found
