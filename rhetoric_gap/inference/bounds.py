"""Worst-case bounds for statements that could not be tested."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike


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


def total_gap_bounds(
    bark: ArrayLike, bite: ArrayLike, effect_low: ArrayLike, effect_high: ArrayLike | None = None
) -> Bounds:
    """Bound the total gap, from words to effects, where some effects are unknown.

    Parameters
    ----------
    bark, bite : array_like of float, shape (n,)
        Severity named and credited per statement of the risk set.
    effect_low, effect_high : array_like of float, shape (n,)
        Least and greatest realised share of the intended effect of the credited deeds, in [0, 1]. With
        ``effect_high`` left out, ``effect_low`` is the effect where known, and NaN, which stands for anything from
        0 to 1, where not. Statements without credit have no effect to speak of, whatever is given.

    Returns
    -------
    Bounds
        ``low`` if every effect is as great as it may be, ``high`` if as small.

    Raises
    ------
    ValueError
        If the shapes differ.

    Notes
    -----
    ``1 - gap_total = sum(bite * effect) / sum(bark) = F * E``, with F the follow-through and E the efficacy of what was
    done. Nothing is assumed about unknown effects (Manski 2003).

    References
    ----------
    Manski, C. F. (2003). Partial Identification of Probability Distributions. Springer.

    Examples
    --------
    Two words of equal weight, both kept; one deed worked, of the other nobody knows.

    >>> total_gap_bounds([1, 1], [1, 1], [1, float("nan")])
    Bounds(low=0.0, high=0.5)
    """
    said, done, least = (np.asarray(side, dtype=float) for side in (bark, bite, effect_low))
    most = (
        np.where(np.isnan(least), 1.0, least) if effect_high is None else np.asarray(effect_high, dtype=float)
    )
    if not said.shape == done.shape == least.shape == most.shape:
        shapes = [side.shape for side in (said, done, least, most)]
        raise ValueError(f"bark, bite and effects must be vectors of one length, got shapes {shapes}")
    total = said.sum()
    if not total > 0:
        return Bounds(float("nan"), float("nan"))
    ends = [
        float(np.clip(1 - np.sum(done * np.where(np.isnan(effect), blank, effect)) / total, 0, 1))
        for effect, blank in ((most, 1.0), (least, 0.0))
    ]
    return Bounds(*ends)
