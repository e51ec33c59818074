"""What an interval is handed over as, and how limits are drawn around a gap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

#: An estimated error or a distance from 0 or 1 below this is taken for none.
FLAT = 1e-9
WILSON = "Wilson, effective n"


@dataclass(frozen=True)
class Interval:
    """A gap with its interval.

    Attributes
    ----------
    gap : float
        Estimate in [0, 1]; NaN if nothing was named.
    se : float
        Standard error on the gap's own scale; NaN where the method has none.
    lower, upper : float
        Limits in [0, 1], never equal; NaN if no interval is given.
    level : float
        Confidence level.
    method : str
        How it was made; empty if it was not.
    reason : str
        Why there is none; empty if there is one.
    df : float
        Degrees of freedom of the t quantile; NaN where none was used.
    note : str
        What a reader of the interval must know; empty if there is nothing.
    """

    gap: float
    se: float
    lower: float
    upper: float
    level: float
    method: str
    reason: str = ""
    df: float = float("nan")
    note: str = ""


def pair_of_arrays(bark: ArrayLike, bite: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return both as float vectors of one length."""
    said, done = np.asarray(bark, dtype=float), np.asarray(bite, dtype=float)
    if said.ndim != 1 or said.shape != done.shape:
        raise ValueError(
            f"bark and bite must be vectors of one length, got shapes {said.shape} and {done.shape}"
        )
    return said, done


def gap_of(said: np.ndarray, done: np.ndarray) -> float:
    """Return the gap; NaN if nothing was named."""
    total = said.sum()
    return float(np.clip(1 - done.sum() / total, 0, 1)) if total > 0 else float("nan")


def is_flat(gap: float, se: float) -> bool:
    """Tell whether the estimated error is 0 although it cannot be."""
    return se < FLAT or min(gap, 1 - gap) < FLAT


def logit_limits(gap: float, se: float, df: float, level: float, method: str, note: str = "") -> Interval:
    """Symmetric limits on the logit scale."""
    from scipy.special import expit, logit
    from scipy.stats import t

    centre, half = logit(gap), t.ppf((1 + level) / 2, df) * se / (gap * (1 - gap))
    lower, upper = expit(centre - half), expit(centre + half)
    return Interval(gap, se, float(lower), float(upper), level, method, df=float(df), note=note)


def wilson_limits(gap: float, effective: float, level: float) -> Interval:
    """Wilson limits on an effective number of independent units."""
    from scipy.stats import norm

    z2 = norm.ppf((1 + level) / 2) ** 2
    centre = (gap + z2 / (2 * effective)) / (1 + z2 / effective)
    half = np.sqrt(z2 * (gap * (1 - gap) / effective + z2 / (4 * effective**2))) / (1 + z2 / effective)
    lower, upper = max(float(centre - half), 0.0), min(float(centre + half), 1.0)
    return Interval(gap, float("nan"), min(lower, gap), max(upper, gap), level, WILSON)


def no_limits(gap: float, level: float, reason: str) -> Interval:
    """Return an estimate without an interval, and why."""
    nan = float("nan")
    return Interval(gap, nan, nan, nan, level, "", reason)
