"""Testing all specifications together: what they would show on permuted data, each set run under every one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError
from rhetoric_gap.spec import LEVEL

Side = Literal["less", "two-sided"]
# Estimates closer than this are equal: sums of severities in another order must tie.
_TIE = 1e-9
_NAN = float("nan")


@dataclass(frozen=True, eq=False)
class JointTest:
    """The whole curve against what chance would draw.

    Attributes
    ----------
    n : int
        Permutations.
    n_specifications : int
        Specifications tested together.
    median, expected_median, p_median : float
        Median estimate, its mean by chance, and the p value.
    share, expected_share, p_share : float
        Share of specifications on the tested side of their own expectation; the same under permutation; the p value.
    mean_z, p_mean_z : float
        Mean over specifications of (estimate - expected) / standard deviation under permutation; the p value.
    expected : numpy.ndarray, shape (S,)
        Mean of each specification by chance.
    p_each : numpy.ndarray, shape (S,)
        p value of each specification alone, not corrected for there being many.
    """

    n: int
    n_specifications: int
    median: float
    expected_median: float
    p_median: float
    share: float
    expected_share: float
    p_share: float
    mean_z: float
    p_mean_z: float
    expected: np.ndarray
    p_each: np.ndarray


def joint_test(
    observed: ArrayLike, permuted: ArrayLike, *, out_of_reach: ArrayLike | None = None, side: Side = "less"
) -> JointTest:
    """Test all specifications together against permuted data.

    Parameters
    ----------
    observed : array_like of float, shape (S,)
        Estimates.
    permuted : array_like of float, shape (N, S)
        Estimates of the same specifications on N permuted data sets: one row, one data set.
    out_of_reach : array_like of float, shape (M, S), optional
        Estimates on data sets that can hold nothing of the effect, from which the expectations that are reported are
        taken; by default the permuted ones. The p values do not depend on them.
    side : {"less", "two-sided"}, default "less"
        Are estimates below what chance gives evidence (gaps: more was done than by chance), or any deviation?

    Returns
    -------
    JointTest
        Three statistics of the whole curve with their p values. NaN where nothing was permuted.

    Raises
    ------
    RhetoricGapError
        If the shapes do not fit, or if an estimate is missing.

    Notes
    -----
    The specifications are not independent: they are run on the same data. Permuting the data and running *all* of them
    on each permuted set keeps their dependence, whatever it is. The statistics are the median estimate, the share of
    specifications below their own expectation, and the mean of their standardised estimates, which is the most powerful
    where specifications differ in level. ``p = (1 + #{permuted at least as extreme}) / (1 + N)``. Expectation and
    standard deviation are taken over the N permuted sets and the observed one, so that all N + 1 are treated alike and
    the tests are exact if the sets are exchangeable under the null. Two-sided, deviations from the expectation are
    taken without their sign, and the share is that of the commoner sign. These three are one question asked three ways:
    name the one you report before you look.

    References
    ----------
    Simonsohn, U., Simmons, J. P. and Nelson, L. D. (2020). Specification curve analysis. Nature Human Behaviour 4,
    1208-1214.
    Phipson, B. and Smyth, G. K. (2010). Permutation p-values should never be zero. Statistical Applications in Genetics
    and Molecular Biology 9, 39.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> found = joint_test([0.3, 0.35], rng.uniform(0.4, 0.6, (99, 2)))
    >>> found.p_median, found.p_share, found.p_mean_z
    (0.01, 0.3..., 0.01)
    """
    if side not in get_args(Side):
        raise UnknownOptionError("side", side, get_args(Side))
    one, many = (np.asarray(a, dtype=float) for a in (observed, permuted))
    if one.ndim != 1 or many.ndim != 2 or many.shape[1] != len(one):
        raise RhetoricGapError(
            f"permuted must have one column for each of the estimates, got shapes {many.shape} and {one.shape}"
        )
    if not np.isfinite(one).all() or not np.isfinite(many).all():
        raise RhetoricGapError("a specification without an estimate cannot be tested; leave its column out")
    if not many.size:
        none, x = np.full(len(one), _NAN), _NAN
        return JointTest(0, len(one), x, x, x, x, x, x, x, x, none, none)
    sets = np.vstack([one, many])
    centre, scale = sets.mean(axis=0), sets.std(axis=0)
    away = sets - centre
    z = np.divide(away, scale, out=np.zeros_like(away), where=scale > _TIE)
    median, share, mean_z = np.median(sets, axis=1), (away < -_TIE).mean(axis=1), z.mean(axis=1)
    extreme_median, extreme_share, extreme_z, each = -median, share, -mean_z, -sets
    if side == "two-sided":
        share = np.maximum(share, (away > _TIE).mean(axis=1))
        extreme_median, extreme_share, extreme_z = np.abs(median - median.mean()), share, np.abs(mean_z)
        each = np.abs(away)
    reference = many if out_of_reach is None else np.asarray(out_of_reach, dtype=float)
    return JointTest(
        n=len(many),
        n_specifications=len(one),
        median=float(median[0]),
        expected_median=float(np.median(reference, axis=1).mean()),
        p_median=float(_p(extreme_median)),
        share=float(share[0]),
        expected_share=float(share[1:].mean()),
        p_share=float(_p(extreme_share)),
        mean_z=float(mean_z[0]),
        p_mean_z=float(_p(extreme_z)),
        expected=reference.mean(axis=0),
        p_each=_p(each),
    )


def _p(extreme: np.ndarray) -> np.ndarray:
    """Compare the first row with the others, which count themselves in; large is extreme."""
    return np.asarray((1 + (extreme[1:] >= extreme[0] - _TIE).sum(axis=0)) / len(extreme))


def permuted_contrasts(
    bark_1: ArrayLike,
    unfulfilled_1: ArrayLike,
    bark_2: ArrayLike,
    unfulfilled_2: ArrayLike,
    *,
    n: int = 999,
    seed: int = 0,
) -> np.ndarray:
    """Differences of two groups' gaps after clusters have changed groups at random.

    Parameters
    ----------
    bark_1, unfulfilled_1, bark_2, unfulfilled_2 : array_like of float, shape (S, K)
        Severity named, and named but not done, of each of K clusters under each of S specifications, in the first group
        and in the second; 0 where there is nothing.
    n : int, default 999
        Permutations drawn.
    seed : int, default 0
        Seed.

    Returns
    -------
    float array (at most n, S)
        Gap of the first group less that of the second. A draw that leaves a group without statements in some
        specification is left out: it can be compared with nothing.

    Raises
    ------
    RhetoricGapError
        If the shapes differ.

    Notes
    -----
    A cluster with statements in one group changes places with clusters of the other, group sizes in clusters staying as
    they are; a cluster with statements in both has its two halves swapped or not. All specifications see the same
    moves. The test is exact if clusters could have belonged to either group; it asks whether the groups differ in
    anything that moves the gap, the sizes of their clusters included.

    References
    ----------
    Rosenbaum, P. R. (2002). Observational Studies, 2nd ed., ch. 2. Springer.

    Examples
    --------
    >>> draws = permuted_contrasts([[1, 1, 0, 0]], [[1, 1, 0, 0]], [[0, 0, 1, 1]], [[0, 0, 0, 0]], n=99)
    >>> sorted(set(draws.ravel().tolist()))
    [-1.0, 0.0, 1.0]
    """
    r1, u1, r2, u2 = (np.asarray(a, dtype=float) for a in (bark_1, unfulfilled_1, bark_2, unfulfilled_2))
    if r1.ndim != 2 or not r1.shape == u1.shape == r2.shape == u2.shape:
        shapes = ", ".join(str(a.shape) for a in (r1, u1, r2, u2))
        raise RhetoricGapError(
            f"all four need one row a specification and one column a cluster, got shapes {shapes}"
        )
    in_1, in_2 = (np.atleast_1d((side > 0).any(axis=0)) for side in (r1, r2))
    rng = np.random.default_rng(seed)
    moved = rng.random((n, len(in_1))) < 0.5
    alone = np.flatnonzero(in_1 ^ in_2)
    labels = in_1[alone][np.argsort(rng.random((n, len(alone))), axis=1)]
    moved[:, alone] = labels != in_1[alone]
    sums = [np.where(moved[:, None], b, a).sum(axis=-1) for a, b in ((u1, u2), (r1, r2), (u2, u1), (r2, r1))]
    known = ((sums[1] > 0) & (sums[3] > 0)).all(axis=1)
    return np.asarray(sums[0][known] / sums[1][known] - sums[2][known] / sums[3][known])


def expected_curve(permuted: ArrayLike, *, level: float = LEVEL) -> np.ndarray:
    """Return what the sorted curve looks like by chance.

    Parameters
    ----------
    permuted : array_like of float, shape (N, S)
        Estimates of S specifications on N permuted data sets.
    level : float, default 0.95
        Share of the permuted curves between the limits at each rank, in (0, 1).

    Returns
    -------
    float array (S, 3)
        Lower limit, median and upper limit at each rank, from the lowest estimate to the highest.

    Examples
    --------
    >>> expected_curve([[0.2, 0.1], [0.3, 0.6], [0.5, 0.4]])[:, 1].tolist()
    [0.3, 0.5]
    """
    curves = np.sort(np.asarray(permuted, dtype=float), axis=1)
    tails = [(1 - level) / 2, 0.5, (1 + level) / 2]
    return np.quantile(curves, tails, axis=0).T if len(curves) else np.full((curves.shape[1], 3), _NAN)
