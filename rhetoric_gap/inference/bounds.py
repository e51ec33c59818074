"""Worst-case bounds for statements that could not be tested."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Bounds:
    """Lowest and highest gap that the untested statements allow.

    Attributes
    ----------
    low, high : float
        Shares in [0, 1]; NaN where no severity was named at all.
    """

    low: float
    high: float


def severity_bounds(unfulfilled: float, untested: float, total: float) -> Bounds:
    """Bound the gap over all statements, tested or not.

    Parameters
    ----------
    unfulfilled : float
        Severity named and not credited in the risk set, ``sum(r - B)``.
    untested : float
        Severity that might still turn out unfulfilled: all of ``r`` for statements whose trigger did not fire or is
        unknown and for those withdrawn or superseded, ``r - B`` for open ones.
    total : float
        Severity named by all of these together with the risk set.

    Returns
    -------
    Bounds
        ``low = unfulfilled / total``, ``high = low + untested / total``.

    Notes
    -----
    Worst-case bounds without assumptions about the untested, after Manski (2003).

    References
    ----------
    Manski, C. F. (2003). Partial Identification of Probability Distributions. Springer.

    Examples
    --------
    Sanctions bargaining 1970-2000: 140 threats not carried out against resistance, 144 never resisted, of 633.

    >>> severity_bounds(140, 144, 633)
    Bounds(low=0.221..., high=0.448...)
    """
    if not total > 0:
        return Bounds(float("nan"), float("nan"))
    low = min(max(unfulfilled / total, 0.0), 1.0)
    return Bounds(low, min(max((unfulfilled + untested) / total, low), 1.0))
