"""Krippendorff's alpha of many resamples at once, as sums over pairs of values."""

from __future__ import annotations

import numpy as np
import pandas as pd

#: Cells held in memory at once.
_AT_ONCE = 4_000_000


def resampled_alphas(
    counts: np.ndarray, domain: np.ndarray, metric: str, weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Alpha of many resamples at once.

    Parameters
    ----------
    counts : ndarray of int, shape (units, values)
        How many coders gave each value to each unit; at least two in all.
    domain : ndarray, shape (values,)
        The values, in order.
    metric : str
        How values are compared.
    weights : ndarray, shape (resamples, units)
        How often each unit is in each resample.

    Returns
    -------
    alpha, observed, expected : ndarray of float, shape (resamples,)
        Alpha is NaN where all values of a resample are alike.

    Notes
    -----
    The package computes one alpha a call from a matrix for every unit; a thousand resamples of many units would take
    minutes. Tests compare the two.

    Examples
    --------
    >>> counts = np.array([[2, 0], [0, 2], [1, 1]])
    >>> resampled_alphas(counts, np.array([0, 1]), "nominal", np.ones((1, 3)))[0].round(3).tolist()
    [0.444]
    """
    totals = weights @ counts.astype(float)  # values in each resample
    size = totals.sum(axis=1)
    unit, one, two, share = _pairs(counts)
    if metric in {"ordinal", "interval"}:
        place = _ordinal_places(totals) if metric == "ordinal" else (domain - domain.mean())[None, :]
        within = (place[:, one] - place[:, two]) ** 2
        squares, sums = np.sum(totals * place**2, axis=1), np.sum(totals * place, axis=1)
        expected = 2 * (size * squares - sums**2)
    elif metric == "nominal":
        within, expected = np.ones((1, len(unit))), size**2 - np.sum(totals**2, axis=1)
    else:
        distance = _ratio_distances(domain)
        within = distance[one, two][None, :]
        expected = np.einsum("bv,vw,bw->b", totals, distance, totals, optimize=True)
    observed = np.sum(weights[:, unit] * share * within, axis=1) / size
    expected = expected / (size * (size - 1))
    # Sums of squares leave a rest of rounding where all values are alike.
    varied = (totals > 0).sum(axis=1) > 1
    ratio = np.divide(observed, expected, out=np.full(len(size), np.nan), where=varied & (expected > 0))
    return 1 - ratio, observed, expected


def alpha_draws(
    counts: np.ndarray, domain: np.ndarray, metric: str, groups: np.ndarray, n_boot: int, seed: int
) -> np.ndarray:
    """Alpha of resampled units, or clusters of units."""
    rng = np.random.default_rng(seed)
    clusters = int(groups.max()) + 1
    # Units are put into an order of their own, so that with one seed the draws do not depend on the order given.
    if clusters == len(counts):
        counts, groups = counts[np.lexsort(counts.T)], np.arange(len(counts))
    found = []
    for start, stop in _portions(counts, n_boot):
        times = rng.multinomial(clusters, np.full(clusters, 1 / clusters), size=stop - start)
        found.append(resampled_alphas(counts, domain, metric, times[:, groups].astype(float))[0])
    return np.concatenate(found)


def alphas_without_each(
    counts: np.ndarray, domain: np.ndarray, metric: str, groups: np.ndarray
) -> np.ndarray:
    """Alpha without each cluster of units."""
    found = []
    for start, stop in _portions(counts, int(groups.max()) + 1):
        kept = (groups[None, :] != np.arange(start, stop)[:, None]).astype(float)
        found.append(resampled_alphas(counts, domain, metric, kept)[0])
    return np.concatenate(found)


def _portions(counts: np.ndarray, rows: int) -> list[tuple[int, int]]:
    """Cut so many resamples into portions that fit the memory."""
    most = int(counts.sum(axis=1).max())
    size = max(1, _AT_ONCE // (len(counts) * most * max(most - 1, 1) + counts.shape[1]))
    return [(start, min(start + size, rows)) for start in range(0, rows, size)]


def _pairs(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """List the pairs of different values within units: unit, both values, and the weight of the pair."""
    units, values = np.nonzero(counts)
    table = pd.DataFrame({"unit": units, "value": values, "count": counts[units, values]})
    both = table.merge(table, on="unit", suffixes=("", "_two"))
    both = both.loc[both["value"] != both["value_two"]]
    unit = both["unit"].to_numpy()
    share = both["count"].to_numpy() * both["count_two"].to_numpy() / (counts.sum(axis=1)[unit] - 1)
    return unit, both["value"].to_numpy(), both["value_two"].to_numpy(), share


def _ordinal_places(totals: np.ndarray) -> np.ndarray:
    """Place of each value in each resample: half-way up its own codings, above all codings of lower values."""
    return np.asarray(np.cumsum(totals, axis=1) - totals / 2)


def _ratio_distances(domain: np.ndarray) -> np.ndarray:
    """Squared difference over sum of every pair of values."""
    one, two = domain[:, None], domain[None, :]
    total = one + two
    return np.asarray(np.divide(one - two, total, out=np.zeros(total.shape), where=total > 0) ** 2)
