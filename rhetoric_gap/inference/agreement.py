"""How far coders agree beyond chance: Krippendorff's alpha with a bootstrap interval over units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError
from rhetoric_gap.inference._alphas import alpha_draws, alphas_without_each, resampled_alphas
from rhetoric_gap.inference._forecasts import cluster_codes
from rhetoric_gap.inference._ratings import domain_of, from_array, from_tidy, value_counts
from rhetoric_gap.inference.interval import N_BOOT
from rhetoric_gap.inference.jackknife import bca_limits
from rhetoric_gap.spec import LEVEL
from rhetoric_gap.words import plural

Metric = Literal["nominal", "ordinal", "interval", "ratio"]

#: Below this many units with two codings no interval is given; below the second one a note warns of it.
MIN_UNITS, FEW_UNITS = 10, 30
#: Below this many units that show any disagreement a note warns: they alone decide alpha.
FEW_APART = 10
#: Krippendorff's lines: below the first not to be relied upon, from the second on reliable.
TENTATIVE, RELIABLE = 0.667, 0.8
_MOST_CELLS = 50_000_000


@dataclass(frozen=True)
class Agreement:
    """Krippendorff's alpha.

    Attributes
    ----------
    alpha : float
        1 is perfect agreement, 0 that of chance, negative worse; NaN if it is not defined.
    lower, upper : float
        Limits; NaN if no interval is given.
    level : float
        Confidence level.
    metric : str
        How values are compared.
    n_units, n_coders, n_values : int
        Units with at least two codings, coders who coded any of them, and codings of these units.
    n_left_out : int
        Units with fewer than two codings, which say nothing about agreement.
    observed, expected : float
        Mean disagreement of pairs within units, and of all pairs: ``alpha = 1 - observed / expected``.
    below_tentative, below_reliable : float
        Share of resamples with an alpha below .667 and .8.
    method : str
        How the interval was made; empty if it was not.
    reason : str
        Why alpha or its interval is missing; empty if nothing is.
    notes : tuple of str
        What a reader must know.
    """

    alpha: float
    lower: float
    upper: float
    level: float
    metric: str
    n_units: int
    n_coders: int
    n_values: int
    n_left_out: int
    observed: float
    expected: float
    below_tentative: float
    below_reliable: float
    method: str
    reason: str = ""
    notes: tuple[str, ...] = ()


def krippendorff_alpha(
    ratings: Any,
    *,
    metric: Metric = "nominal",
    unit: str = "unit",
    coder: str = "coder",
    value: str = "value",
    order: Sequence[Any] | None = None,
    cluster: str | ArrayLike | None = None,
    level: float = LEVEL,
    n_boot: int = N_BOOT,
    seed: int = 0,
) -> Agreement:
    """Measure agreement between coders, for any number of them and with gaps in their work.

    Parameters
    ----------
    ratings : pandas.DataFrame or array_like of shape (coders, units)
        A tidy table with one row per coding, or an array with a missing value where a coder did not code a unit.
    metric : {"nominal", "ordinal", "interval", "ratio"}, default "nominal"
        How different two values are: different or not; by how many values lie between them; by their squared
        difference; by the square of their difference over their sum.
    unit, coder, value : str
        Columns of the tidy table.
    order : sequence, optional
        Values from lowest to highest, for ordinal values that are not numbers.
    cluster : str or array_like, optional
        Column of the tidy table, or one value per unit of the array: units that hang together and are resampled
        together, such as the statements of one dyad. Every unit is its own if not given.
    level : float, default 0.95
        Confidence level, in (0, 1).
    n_boot : int, default 999
        Resamples.
    seed : int, default 0
        Seed; the same seed gives the same limits.

    Returns
    -------
    Agreement
        Alpha with its interval, or the reason why there is none.

    Raises
    ------
    RhetoricGapError
        If the package ``krippendorff`` is missing, a column is missing, a coder coded a unit twice, a value is not in
        ``order``, or values that must be numbers are not.
    UnknownOptionError
        If ``metric`` is not known.

    Notes
    -----
    ``alpha = 1 - D_o / D_e``, observed over expected disagreement of pairs of values; a unit with m codings counts with
    ``m`` values. The interval resamples units (or clusters of them) with their codings, bias-corrected and accelerated,
    with t quantiles: it is about other units of this kind coded by these coders, not about other coders. Where few
    units show any disagreement it is rough, and a note says so; see ``benchmarks/results/agreement.md``. The bootstrap
    of Hayes and Krippendorff (2007) holds the expected disagreement fixed and is not used here; resampling units is
    what Zapf et al. (2016) recommend. Fewer than 10 units: no interval. Where all values are alike alpha is 0/0:
    coders who never differ have not been tested on anything.

    References
    ----------
    Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability. University of Pennsylvania.
    Hayes, A. F. and Krippendorff, K. (2007). Answering the call for a standard reliability measure for coding data.
    Communication Methods and Measures 1, 77-89.
    Zapf, A., Castell, S., Morawietz, L. and Karch, A. (2016). Measuring inter-rater reliability for nominal data. BMC
    Medical Research Methodology 16, 93.

    Examples
    --------
    >>> nan = float("nan")
    >>> found = krippendorff_alpha([[1, 2, 3, 3, 2, 1, 4, 1, 2, nan, nan, nan],
    ...                             [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, nan, 3],
    ...                             [nan, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, nan],
    ...                             [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, nan]], metric="ordinal")
    >>> round(found.alpha, 3), found.n_units, found.n_left_out
    (0.815, 11, 1)
    """
    if metric not in get_args(Metric):
        raise UnknownOptionError("metric", metric, get_args(Metric))
    _krippendorff()  # before anything else is looked at
    if isinstance(ratings, pd.DataFrame):
        table, groups = from_tidy(ratings, unit, coder, value, cluster)
    else:
        table, groups = from_array(ratings, cluster)
    domain, places = domain_of(table, metric, order)
    counts = value_counts(places, len(domain))
    pairable = counts.sum(axis=1) >= 2
    used, nan = ~pd.isna(table[:, pairable]), float("nan")
    counts = counts[pairable]
    # Values that occur in no pair have no part in alpha.
    met = counts.any(axis=0)
    counts, domain = counts[:, met], domain[met]
    found = Agreement(
        alpha=nan,
        lower=nan,
        upper=nan,
        level=level,
        metric=metric,
        n_units=len(counts),
        n_coders=int(used.any(axis=1).sum()),
        n_values=int(used.sum()),
        n_left_out=int((~pairable).sum()),
        observed=nan,
        expected=nan,
        below_tentative=nan,
        below_reliable=nan,
        method="",
        reason="all values are alike: nothing to agree about" if len(domain) else "no unit has two codings",
    )
    if len(domain) < 2:
        return found
    groups = cluster_codes(None if groups is None else groups[pairable], len(counts))
    alpha, observed, expected = _point(counts, domain, metric)
    found = replace(found, reason="", alpha=alpha, observed=observed, expected=expected)
    return _with_limits(found, counts, domain, groups, n_boot, seed)


def _point(counts: np.ndarray, domain: np.ndarray, metric: str) -> tuple[float, float, float]:
    """Alpha and its two disagreements."""
    (alpha,), (observed,), (expected,) = resampled_alphas(counts, domain, metric, np.ones((1, len(counts))))
    # The package forms all these cells at once; where they would not fit, the sums behind the resamples do.
    if len(counts) * len(domain) ** 2 <= _MOST_CELLS:
        package = _krippendorff()
        alpha = package.alpha(value_counts=counts, value_domain=domain, level_of_measurement=metric)
    return float(alpha), float(observed), float(expected)


def _with_limits(
    found: Agreement, counts: np.ndarray, domain: np.ndarray, groups: np.ndarray, n_boot: int, seed: int
) -> Agreement:
    """Add limits and notes, or the reason why there are none."""
    clusters = int(groups.max()) + 1
    reason = _why_no_limits(found.alpha, len(counts), clusters)
    if reason:
        return replace(found, reason=reason)
    draws = alpha_draws(counts, domain, found.metric, groups, n_boot, seed)
    kept = draws[np.isfinite(draws)]
    left_out = alphas_without_each(counts, domain, found.metric, groups)
    notes = _notes(counts, clusters, len(draws) - len(kept))
    if np.isnan(left_out).any() or kept.min() == kept.max():
        return replace(
            found, reason="agreement rests on one unit: without it all values are alike", notes=notes
        )
    lower, upper = bca_limits(kept, found.alpha, left_out, level=found.level, expanded=True)
    return replace(
        found,
        lower=lower,
        upper=upper,
        below_tentative=float(np.mean(kept < TENTATIVE)),
        below_reliable=float(np.mean(kept < RELIABLE)),
        method="bootstrap over units, BCa" if clusters == len(counts) else "bootstrap over clusters, BCa",
        notes=notes,
    )


def _why_no_limits(alpha: float, units: int, clusters: int) -> str:
    """Say why there can be no interval."""
    if min(units, clusters) < MIN_UNITS:
        what = (
            plural(units, "unit")
            if clusters == units
            else plural(clusters, "cluster of units", "clusters of units")
        )
        return f"only {what} with two codings, {MIN_UNITS} needed for an interval"
    if alpha >= 1 - 1e-12:
        return "all pairs agree: resampling shows no disagreement, which does not mean that there is none"
    return ""


def _notes(counts: np.ndarray, clusters: int, lost: int) -> tuple[str, ...]:
    """Say what the interval rests on."""
    notes, units = [], len(counts)
    apart = int(((counts > 0).sum(axis=1) > 1).sum())
    if units < FEW_UNITS:
        notes.append(
            f"{units} units are few: rare values may be missing among them, and the interval is rough"
        )
    if apart < FEW_APART:
        verb = "shows" if apart == 1 else "show"
        notes.append(
            f"only {plural(apart, 'unit')} {verb} any disagreement: alpha hangs on them, the interval is rough"
        )
    if clusters < units:
        notes.append(f"{units} units in {clusters} clusters, resampled together")
    if lost:
        notes.append(
            f"{plural(lost, 'resample')} with all values alike left out: the interval may be too narrow"
        )
    return tuple(notes)


def _krippendorff() -> Any:
    """Import the package, or say how to get it."""
    try:
        import krippendorff
    except ModuleNotFoundError as error:
        raise RhetoricGapError(
            "agreement of coders needs the package krippendorff; install it with: "
            'pip install "rhetoric_gap[agreement]"'
        ) from error
    return krippendorff
