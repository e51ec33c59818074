"""Has the gap changed for good, and when? Tests of "no break" on units of statements in order of time.

A unit is a set of statements that stand or fall together: a cluster, a stretch of days, or one statement. Everything
here works on two sums for each unit, severity named and severity credited.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.spec import LEVEL

TRIM = 0.15
N_PERMUTATIONS = 999
#: Units needed on either side of a break: one has no spread.
LEAST_SIDE = 2
_TIE = 1e-9
_NAN = float("nan")
# Permutations handled at once: enough to be fast, few enough for memory.
_BLOCK = 2_000_000


@dataclass(frozen=True)
class BreakTest:
    """The test of "no break", and where a break would be.

    Attributes
    ----------
    statistic : float
        Largest difference of two gaps, each place weighted by ``sqrt(w (1 - w))``, in [0, 0.5]; NaN without a test.
    p_value : float
        ``(1 + #{permuted >= observed}) / (1 + n_permutations)``; NaN if there is no test.
    split : int
        Units before the best break; -1 if there is none.
    difference : float
        Gap after the best break less the gap before it, in [-1, 1].
    resemblance : float
        Correlation of neighbouring units once the best break is taken out, in [-1, 1]. Far above 0, the p value is too
        small.
    n_units, n_candidates, n_permutations : int
        Units, places a break was looked for, and permutations.
    reason : str
        Why there is no test; empty if there is one.
    """

    statistic: float
    p_value: float
    split: int
    difference: float
    resemblance: float
    n_units: int
    n_candidates: int
    n_permutations: int
    reason: str = ""


def no_break_test(
    bark: ArrayLike,
    bite: ArrayLike,
    *,
    trim: float = TRIM,
    n_permutations: int = N_PERMUTATIONS,
    seed: int = 0,
) -> BreakTest:
    """Test whether units in order of time share one gap.

    Parameters
    ----------
    bark, bite : array_like of float, shape (units,)
        Severity named and credited, summed over each unit, in order of time.
    trim : float, default 0.15
        Least share of all bark on either side of a break, in [0, 0.5); at least two units stand on either side.
    n_permutations : int, default 999
        Random orders of the units.
    seed : int, default 0
        Seed; the same seed gives the same p value.

    Returns
    -------
    BreakTest
        With the p value and the best break, or the reason why there is none.

    Raises
    ------
    RhetoricGapError
        If the arrays do not fit or an option is out of its range.

    Notes
    -----
    With ``w_k`` the share of bark in the first ``k`` units, the statistic is ``max_k |gap after k - gap before k| *
    sqrt(w_k (1 - w_k))``: the largest standardised partial sum of ``(bark - bite) - gap * bark``, whose place is also
    the best break (least squares weighted by bark). Its distribution under "no break" is that over random orders of the
    units.

    The test is exact if units are exchangeable under "no break": independent of each other, with one distribution. What
    hangs together must be in one unit; where neighbouring units still resemble each other the test rejects too often.
    It answers for the total gap: a mix of actors or topics that changes is a break too. It looks for one lasting
    change, and hardly sees a spell after which the gap returns to where it was.

    References
    ----------
    Andrews, D. W. K. (1993). Tests for parameter instability and structural change with unknown change point.
    Econometrica 61, 821-856.
    Antoch, J. and Huskova, M. (2001). Permutation tests in change point analysis. Statistics and Probability Letters
    53, 37-46.
    Kirch, C. (2007). Block permutation principles for the change analysis of dependent data. Journal of Statistical
    Planning and Inference 137, 2453-2474.

    Examples
    --------
    >>> found = no_break_test(np.ones(16), [1, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 0, 0])
    >>> found.split, round(found.difference, 2), found.p_value < 0.05
    (8, 0.75, True)
    """
    said, missing = check_units(bark, bite)
    _check_options(trim, n_permutations)
    why = _obstacle(said, missing, trim)
    if why:
        return BreakTest(_NAN, _NAN, -1, _NAN, _NAN, len(said), 0, 0, why)
    profile = _explained(said, missing, trim)
    split, observed = int(profile.argmax()) + 1, float(profile.max())
    rng = np.random.default_rng(seed)
    reached = 0
    for order in _orders(rng, len(said), n_permutations):
        permuted = _explained(said[order], missing[order], trim).max(axis=-1)
        reached += int((permuted >= observed * (1 - _TIE)).sum())
    return BreakTest(
        statistic=float(np.sqrt(observed)),
        p_value=(1 + reached) / (1 + n_permutations),
        split=split,
        difference=_ratio(missing[split:], said[split:]) - _ratio(missing[:split], said[:split]),
        resemblance=_resemblance(said, missing, split),
        n_units=len(said),
        n_candidates=int((profile >= 0).sum()),
        n_permutations=n_permutations,
    )


def possible_breaks(
    bark: ArrayLike,
    bite: ArrayLike,
    *,
    trim: float = TRIM,
    level: float = LEVEL,
    n_permutations: int = N_PERMUTATIONS,
    seed: int = 0,
) -> np.ndarray:
    """Return every place where, if there is one break, it may be.

    Parameters
    ----------
    bark, bite : array_like of float, shape (units,)
        Severity named and credited, summed over each unit, in order of time.
    trim : float, default 0.15
        Least share of all bark on either side of a break.
    level : float, default 0.95
        Confidence level of the set, in (0, 1).
    n_permutations : int, default 999
        Random orders within the two segments, for each place.
    seed : int, default 0
        Seed.

    Returns
    -------
    int array
        Numbers of units before the break that cannot be rejected, in order; empty if there is nothing to test. The set
        may have holes.

    Raises
    ------
    RhetoricGapError
        If the arrays do not fit or an option is out of its range.

    Notes
    -----
    For each place the hypothesis "the break is here" is tested: how much more would the best place explain, compared
    with what it explains once units have changed places within the two segments? Inverting the test gives a set that
    holds the true place with at least the given probability if units are exchangeable within segments, however small
    the break is: where nothing can be told the set holds nearly every place. Bootstrap intervals around the best place
    are too short just then. Units that hang together make the set too small.

    References
    ----------
    Siegmund, D. (1988). Confidence sets in change-point problems. International Statistical Review 56, 31-48.

    Examples
    --------
    >>> kept = np.repeat([1.0, 0.0], 10)
    >>> possible_breaks(np.ones(20), kept).tolist()
    [9, 10, 11]
    """
    said, missing = check_units(bark, bite)
    _check_options(trim, n_permutations)
    if not 0 < level < 1:
        raise RhetoricGapError(f"level must be in (0, 1), got {level!r}")
    if _obstacle(said, missing, trim):
        return np.empty(0, dtype=np.int64)
    profile = _explained(said, missing, trim)
    rng = np.random.default_rng(seed)
    kept = []
    for place in np.flatnonzero(profile >= 0).tolist():
        lost = profile.max() - profile[place]
        reached = 0
        for order in _orders(rng, len(said), n_permutations, place + 1):
            many = _explained(said[order], missing[order], trim)
            reached += int((many.max(axis=-1) - many[..., place] >= lost - _TIE).sum())
        if (1 + reached) / (1 + n_permutations) > 1 - level:
            kept.append(place + 1)
    return np.array(kept, dtype=np.int64)


def breaks_by_test(
    bark: ArrayLike,
    bite: ArrayLike,
    *,
    least: int,
    trim: float = TRIM,
    level: float = LEVEL,
    n_permutations: int = N_PERMUTATIONS,
    seed: int = 0,
) -> list[tuple[int, float]]:
    """Find breaks one after the other, as long as the test of "no break" rejects.

    Parameters
    ----------
    bark, bite : array_like of float, shape (units,)
        Severity named and credited, summed over each unit, in order of time.
    least : int
        Fewest units a segment must have to be tested.
    trim, level, n_permutations, seed
        As for :func:`no_break_test`; a break is kept if its p value is at most ``1 - level``.

    Returns
    -------
    list of (int, float)
        Units before each break and the p value of the test that found it, in order of time.

    Notes
    -----
    Binary segmentation: the whole is tested first, then each part. The probability of any break where there is none is
    ``1 - level``, that of the first test; once there is a break, further tests are made at the same level each. A
    spell after which the gap returns is easily missed: looking at all breaks at once finds it.

    References
    ----------
    Bai, J. (1997). Estimating multiple breaks one at a time. Econometric Theory 13, 315-352.

    Examples
    --------
    >>> kept = np.repeat([1.0, 0.6, 0.0], 12)
    >>> [split for split, _ in breaks_by_test(np.ones(36), kept, least=8)]
    [12, 24]
    """
    said, missing = check_units(bark, bite)
    found: list[tuple[int, float]] = []
    parts = [(0, len(said))]
    while parts:
        start, stop = parts.pop()
        if stop - start < least:
            continue
        part = slice(start, stop)
        test = no_break_test(
            said[part], (said - missing)[part], trim=trim, n_permutations=n_permutations, seed=seed
        )
        # A number that is missing is no rejection.
        if test.p_value <= 1 - level + _TIE:
            middle = start + test.split
            found.append((middle, test.p_value))
            parts += [(start, middle), (middle, stop)]
    return sorted(found)


def check_units(bark: ArrayLike, bite: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return severity named and severity missing, as float vectors of one length."""
    said, done = np.asarray(bark, dtype=float), np.asarray(bite, dtype=float)
    if said.ndim != 1 or said.shape != done.shape:
        raise RhetoricGapError(
            f"bark and bite must be vectors of one length, one entry a unit, got shapes {said.shape} and {done.shape}"
        )
    if not (
        np.isfinite(said) & np.isfinite(done) & (said > 0) & (done >= 0) & (done <= said * (1 + _TIE))
    ).all():
        raise RhetoricGapError(
            "every unit needs bark above 0 and bite between 0 and bark; leave other units out"
        )
    return said, said - done


def _check_options(trim: float, n_permutations: int) -> None:
    """Report options out of their range."""
    if not 0 <= trim < 0.5:
        raise RhetoricGapError(f"trim must be at least 0 and below 0.5, got {trim!r}")
    if isinstance(n_permutations, bool) or n_permutations != int(n_permutations) or n_permutations < 1:
        raise RhetoricGapError(f"n_permutations must be a whole number of at least 1, got {n_permutations!r}")


def _obstacle(said: np.ndarray, missing: np.ndarray, trim: float) -> str:
    """Say why there can be no test; nothing if there can."""
    if len(said) < 2 * LEAST_SIDE:
        return f"only {len(said)} units in time, {2 * LEAST_SIDE} needed"
    share = missing / said
    if np.ptp(share) < _TIE:
        return "all units show the same gap"
    if not _allowed(said, trim).any():
        return f"no place leaves {trim:.0%} of the severity named and {LEAST_SIDE} units on either side"
    return ""


def _orders(rng: np.random.Generator, units: int, n: int, place: int | None = None) -> Iterator[np.ndarray]:
    """Yield random orders of the units in blocks; with a place, units stay on their side of it."""
    side = np.arange(units) >= (units if place is None else place)
    done = 0
    while done < n:
        some = min(n - done, max(1, _BLOCK // units))
        yield np.argsort(side + rng.random((some, units)), axis=1)
        done += some


def _allowed(said: np.ndarray, trim: float) -> np.ndarray:
    """Mark the places, after the first unit to before the last, that leave enough on either side."""
    share = np.cumsum(said, axis=-1)[..., :-1] / said.sum(axis=-1, keepdims=True)
    number = np.arange(1, said.shape[-1])
    room = (number >= LEAST_SIDE) & (number <= said.shape[-1] - LEAST_SIDE)
    return np.asarray(room & (share >= trim - _TIE) & (share <= 1 - trim + _TIE))


def _explained(said: np.ndarray, missing: np.ndarray, trim: float) -> np.ndarray:
    """Sum of squares that a break explains at each place, as a share of bark; -1 where none is allowed."""
    total = said.sum(axis=-1, keepdims=True)
    gap = missing.sum(axis=-1, keepdims=True) / total
    run = np.cumsum(missing - gap * said, axis=-1)[..., :-1] / total
    share = np.cumsum(said, axis=-1)[..., :-1] / total
    return np.where(_allowed(said, trim), run**2 / (share * (1 - share)), -1.0)


def _resemblance(said: np.ndarray, missing: np.ndarray, split: int) -> float:
    """Correlation of neighbours, each side of the break around its own gap."""
    parts = (slice(None, split), slice(split, None))
    error = np.concatenate([missing[p] - _ratio(missing[p], said[p]) * said[p] for p in parts])
    spread = float(np.sum(error**2))
    return float(np.sum(error[1:] * error[:-1]) / spread) if spread > _TIE else _NAN


def _ratio(part: np.ndarray, whole: np.ndarray) -> float:
    """Divide two sums."""
    return float(part.sum() / whole.sum())
