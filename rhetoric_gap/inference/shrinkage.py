"""Small groups: shares drawn toward what the groups have in common, and what ranks are worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError
from rhetoric_gap.inference._hyper import Mixture, likeliest, moments, unknown_mean, unknown_mean_and_strength
from rhetoric_gap.spec import LEVEL
from rhetoric_gap.words import plural

Fit = Literal["posterior", "ml", "moments"]
#: Below this many groups the strength is hardly known.
FEW_GROUPS = 5


@dataclass(frozen=True, eq=False)
class Shrinkage:
    """Shares of groups, raw and shrunk.

    Attributes
    ----------
    raw, shrunk, lower, upper : numpy.ndarray of float, shape (n_groups,)
        ``kept / n``, the shrunk share and its credible limits, in [0, 1]; NaN where ``n`` is 0.
    mean : float
        Share toward which groups are drawn.
    strength : float
        With how many observations the common share is weighed: the posterior median with ``fit="posterior"``; infinite
        where the estimate is that groups do not differ by more than chance, so that all get the common share.
    level : float
        Credible level.
    method : str
        Where common share and strength are from: ``given``, ``posterior``, ``maximum likelihood`` or ``moments``.
    note : str
        What a reader must know; empty if there is nothing.
    posterior : Mixture
        The posterior distribution of the groups' shares, a mixture of beta distributions.
    """

    raw: np.ndarray
    shrunk: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    mean: float
    strength: float
    level: float
    method: str
    note: str
    posterior: Mixture

    def draw(self, n_draws: int = 10_000, *, seed: int = 0) -> np.ndarray:
        """Draw shares of all groups from their posterior.

        Parameters
        ----------
        n_draws : int, default 10000
            How many.
        seed : int, default 0
            Seed; the same seed gives the same draws.

        Returns
        -------
        numpy.ndarray of float, shape (n_draws, n_groups)
            NaN in groups without observations.
        """
        return self.posterior.draw(n_draws, seed)


@dataclass(frozen=True, eq=False)
class Ranks:
    """How sure an order is; rank 1 is the largest.

    Attributes
    ----------
    largest : numpy.ndarray of float, shape (n_groups,)
        Probability of being the largest.
    mean : numpy.ndarray of float
        Expected rank.
    lower, upper : numpy.ndarray of float
        Credible limits of the rank, whole numbers.
    """

    largest: np.ndarray
    mean: np.ndarray
    lower: np.ndarray
    upper: np.ndarray


def beta_binomial_shrinkage(
    kept: ArrayLike,
    n: ArrayLike,
    *,
    mean: float | None = None,
    strength: float | None = None,
    fit: Fit = "posterior",
    level: float = LEVEL,
) -> Shrinkage:
    """Shrink the shares of groups toward a common share.

    Parameters
    ----------
    kept : array_like of float, shape (n_groups,)
        Successes in each group, ``0 <= kept <= n``; fractions are allowed.
    n : array_like of float, shape (n_groups,)
        Observations in each group. For a severity-weighted share take the effective number
        ``sum(r) ** 2 / sum(r ** 2)`` and ``kept = share * n``.
    mean : float, optional
        Common share, in (0, 1). Without it, that of all groups together where the strength is given, else estimated
        with it.
    strength : float, optional
        Weight of the common share, in observations; positive. Estimated if not given.
    fit : {"posterior", "ml", "moments"}, default "posterior"
        How a strength that is not given is dealt with: averaged over, or estimated by maximum likelihood or by
        Kleinman's moments and taken for known in the shrunk shares.
    level : float, default 0.95
        Credible level, in (0, 1).

    Returns
    -------
    Shrinkage
        Raw and shrunk shares, credible limits, the common share and its strength.

    Raises
    ------
    RhetoricGapError
        If counts are not numbers with ``0 <= kept <= n``, or a number is out of its range; all problems are listed.
    UnknownOptionError
        If ``fit`` is not known.

    Notes
    -----
    Group j has a share of its own, ``theta_j``, drawn from a beta distribution with mean m and strength s (parameters
    ``m s`` and ``(1 - m) s``), and ``kept_j`` successes in ``n_j`` observations::

        shrunk_j = (kept_j + m s) / (n_j + s)

    m and s are estimated from all groups:

    - ``"posterior"``: shrunk shares are averages over the posterior of m and s, with a flat prior on m and the uniform
      shrinkage prior on s (``s / (s + median(n))`` uniform, Daniels 1999), computed on a grid;
    - ``"ml"``: those under which the data are most likely;
    - ``"moments"``: ``s = 1 / rho - 1`` with rho from the weighted variance of the shares (Kleinman 1973).

    The two estimates put s at infinity where the shares differ by no more than binomial chance, and then give every
    group the common share; with a handful of groups they do so often although the groups do differ. In the simulation
    of ``benchmarks/shrinkage.py`` the posterior average has the smallest error or nearly so, unless groups do not
    differ at all.

    The limits never take an estimated m or s for known: they are quantiles of the same posterior, whatever ``fit``.
    Plugging in the estimates gives limits that are far too narrow and, with an infinite s, of no width. With ``mean``
    and ``strength`` both given they are beta quantiles. They are widened where they would not hold the shrunk share.

    Observations are taken to be independent given the group's share: repeats and statements of one crisis are not, and
    the limits are then too narrow.

    References
    ----------
    Kleinman, J. C. (1973). Proportions with extraneous variance: single and independent samples. JASA 68, 46-54.
    Efron, B. and Morris, C. (1975). Data analysis using Stein's estimator and its generalizations. JASA 70, 311-319.
    Daniels, M. J. (1999). A prior for the variance in hierarchical models. Canadian Journal of Statistics 27, 567-578.
    Gelman, A. et al. (2013). Bayesian Data Analysis, 3rd ed., ch. 5. CRC Press.
    Kish, L. (1965). Survey Sampling. Wiley (effective sample size).

    Examples
    --------
    >>> found = beta_binomial_shrinkage([4, 5, 16], [4, 10, 40], strength=8)
    >>> found.shrunk.round(4).tolist(), round(found.mean, 4)
    ([0.642, 0.4835, 0.4105], 0.463)
    """
    if fit not in get_args(Fit):
        raise UnknownOptionError("fit", fit, get_args(Fit))
    k, size = _counts(kept, n)
    _check_ranges(mean, strength, level)
    seen = size > 0
    k1, n1 = k[seen], size[seen]
    raw = np.divide(k, size, out=np.full(k.shape, np.nan), where=seen)
    posterior = _posterior(k, size, mean, strength)
    averaged = strength is None and fit == "posterior" and seen.any()
    if averaged:
        centre, weight, method = (
            float(posterior.mean @ posterior.weight),
            posterior.median_strength(),
            "posterior",
        )
        shrunk = posterior.average()
    else:
        centre, weight, method = _estimates(k1, n1, mean, strength, fit)
        shrunk = np.full(k.shape, np.nan)
        shrunk[seen] = centre if np.isinf(weight) else (k1 + centre * weight) / (n1 + weight)
    lower, upper = posterior.quantile((1 - level) / 2), posterior.quantile((1 + level) / 2)
    alike = strength is None and seen.any() and np.isinf(likeliest(k1, n1, mean)[1] if averaged else weight)
    note = _note(int(seen.sum()), given=strength is not None, alike=bool(alike), pooled=not averaged)
    return Shrinkage(
        raw,
        shrunk,
        np.fmin(lower, shrunk),
        np.fmax(upper, shrunk),
        centre,
        weight,
        level,
        method,
        note,
        posterior,
    )


def effective_count(weights: ArrayLike, group: ArrayLike, n_groups: int) -> np.ndarray:
    """Say how many equally heavy observations each group is worth.

    Parameters
    ----------
    weights : array_like of float, shape (n,)
        Weight of each observation, such as the severity named; at least 0.
    group : array_like of int, shape (n,)
        Number of its group, from 0.
    n_groups : int
        How many groups there are.

    Returns
    -------
    numpy.ndarray of float, shape (n_groups,)
        ``sum(r) ** 2 / sum(r ** 2)`` (Kish 1965); 0 in groups without weight.

    References
    ----------
    Kish, L. (1965). Survey Sampling. Wiley.

    Examples
    --------
    >>> effective_count([1, 1, 1, 3], [0, 0, 1, 1], 3).tolist()
    [2.0, 1.6, 0.0]
    """
    r, code = np.asarray(weights, dtype=float), np.asarray(group, dtype=np.int64)
    total, squares = (np.bincount(code, w, minlength=n_groups) for w in (r, r**2))
    return np.divide(total**2, squares, out=np.zeros(n_groups), where=squares > 0)


def posterior_ranks(draws: ArrayLike, *, level: float = LEVEL) -> Ranks:
    """Rank groups in every draw; rank 1 is the largest.

    Parameters
    ----------
    draws : array_like of float, shape (n_draws, n_groups)
        Draws from the joint posterior; groups that are NaN are not ranked.
    level : float, default 0.95
        Credible level, in (0, 1).

    Returns
    -------
    Ranks
        Probability of being the largest, expected rank, limits of the rank.

    Notes
    -----
    The order of estimates is not the estimate of the order: groups that can hardly be told apart swap ranks from draw
    to draw, which limits as wide as the table show and a list of estimates hides.

    References
    ----------
    Goldstein, H. and Spiegelhalter, D. J. (1996). League tables and their limitations: statistical issues in
    comparisons of institutional performance. JRSS A 159, 385-443.

    Examples
    --------
    >>> posterior_ranks([[0.9, 0.5], [0.8, 0.6], [0.4, 0.5], [0.7, 0.6]]).largest.tolist()
    [0.75, 0.25]
    """
    values = np.asarray(draws, dtype=float)
    blank = np.full(values.shape[1], np.nan)
    seen = np.isfinite(values).all(axis=0)
    largest, mean, lower, upper = blank.copy(), blank.copy(), blank.copy(), blank.copy()
    if seen.any():
        order = np.argsort(-values[:, seen], axis=1, kind="stable")
        rank = np.empty_like(order)
        np.put_along_axis(rank, order, np.arange(1, order.shape[1] + 1)[None, :], axis=1)
        largest[seen], mean[seen] = (rank == 1).mean(axis=0), rank.mean(axis=0)
        tails = [(1 - level) / 2, (1 + level) / 2]
        lower[seen], upper[seen] = np.quantile(rank, tails, axis=0, method="inverted_cdf")
    return Ranks(largest, mean, lower, upper)


def _counts(kept: ArrayLike, n: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return both as float vectors; list every group in which they cannot be counts."""
    k, size = np.asarray(kept, dtype=float), np.asarray(n, dtype=float)
    if k.ndim != 1 or k.shape != size.shape:
        raise RhetoricGapError(
            f"kept and n must be vectors of one length, got shapes {k.shape} and {size.shape}"
        )
    # Shares times effective numbers may pass n by a rounding error.
    bad = ~(np.isfinite(k) & np.isfinite(size) & (k >= -1e-9) & (k <= size * (1 + 1e-9) + 1e-9))
    if bad.any():
        rows = ", ".join(f"group {i}: kept {k[i]:g} of {size[i]:g}" for i in np.flatnonzero(bad)[:10])
        raise RhetoricGapError(f"counts must be numbers with 0 <= kept <= n; {rows}")
    return np.clip(k, 0, size), size


def _check_ranges(mean: float | None, strength: float | None, level: float) -> None:
    """Report every number out of range at once."""
    rules = [
        (mean is None or 0 < mean < 1, f"mean must be in (0, 1), got {mean!r}"),
        (
            strength is None or 0 < strength < np.inf,
            f"strength must be positive and finite, got {strength!r}",
        ),
        (0 < level < 1, f"level must be in (0, 1), got {level!r}"),
    ]
    broken = [text for holds, text in rules if not holds]
    if broken:
        raise RhetoricGapError("; ".join(broken))


def _estimates(
    k: np.ndarray, n: np.ndarray, mean: float | None, strength: float | None, fit: Fit
) -> tuple[float, float, str]:
    """Return the common share, its strength and where that is from."""
    if not len(k):
        return float("nan"), float("nan"), ""
    pooled = float(k.sum() / n.sum())
    if strength is not None:
        return pooled if mean is None else mean, float(strength), "given"
    if fit == "moments":
        return pooled if mean is None else mean, moments(k, n), "moments"
    return *likeliest(k, n, mean), "maximum likelihood"


def _posterior(k: np.ndarray, n: np.ndarray, mean: float | None, strength: float | None) -> Mixture:
    """Return the posterior of all groups over what is not known of the common share and its strength."""
    seen = n > 0
    if not seen.any():
        return Mixture(k, n, np.array([0.5]), np.array([1.0]), np.array([1.0]))
    if mean is not None and strength is not None:
        return Mixture(k, n, np.array([mean]), np.array([strength]), np.array([1.0]))
    if strength is not None:
        return Mixture(k, n, *unknown_mean(k[seen], n[seen], strength))
    return Mixture(k, n, *unknown_mean_and_strength(k[seen], n[seen], mean))


def _note(groups: int, *, given: bool, alike: bool, pooled: bool) -> str:
    """Say what stands behind the strength."""
    if groups == 0:
        return "no group has an observation"
    if given:
        return ""
    notes = []
    if groups < FEW_GROUPS:
        verb = "says" if groups == 1 else "say"
        notes.append(f"{plural(groups, 'group')} {verb} little about how much groups differ")
    if alike:
        given_share = ": every one gets the common share" if pooled else ""
        notes.append(f"the groups differ by no more than chance{given_share}")
    return "; ".join(notes)
