"""Forecasts made without the group they are for: out of sample by dyad, crisis or actor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.inference._forecasts import cluster_codes

#: At most so many models are fitted unless asked otherwise; with fewer groups each is left out in turn.
MOST_SPLITS = 20
MISSING = "(missing)"
#: Ridge penalties tried where none is given; the last one all but forecasts the base rate.
PENALTIES = (1.0, 10.0, 100.0, 1_000.0)
_INNER_SPLITS = 5
_MOST_STEPS, _CLOSE = 500, 1e-8
_FLAT = 1e-12


@dataclass(frozen=True, eq=False)
class CrossForecast:
    """Forecasts of every case from models that have not seen its group.

    Attributes
    ----------
    probability : ndarray of float, shape (n,)
        Forecast; NaN where no model could be fitted.
    base_rate : ndarray of float, shape (n,)
        Share of events among the cases the model was fitted to: the forecast of somebody who knows nothing else.
    fold : ndarray of int, shape (n,)
        Which model made the forecast.
    reason : ndarray of str, shape (n,)
        Why a forecast is missing; empty if none is.
    weights : pandas.DataFrame
        One row per input of the model: ``feature``, the mean ``weight`` over the models (log odds per standard
        deviation of a number, or for a category), the ``lowest`` and ``highest``, and ``n_models`` that know it.
    n_splits : int
        Models asked for.
    penalties : tuple of float
        Ridge penalty of each model that could be fitted.
    """

    probability: np.ndarray
    base_rate: np.ndarray
    fold: np.ndarray
    reason: np.ndarray
    weights: pd.DataFrame
    n_splits: int
    penalties: tuple[float, ...]


def cross_forecast(
    features: pd.DataFrame,
    outcome: ArrayLike,
    group: ArrayLike,
    *,
    n_splits: int | None = None,
    penalty: float | None = None,
) -> CrossForecast:
    """Forecast every case by a logistic regression fitted to other groups.

    Parameters
    ----------
    features : pandas.DataFrame, n rows
        Numbers are standardised, everything else is a category. A missing number is replaced by the mean of the cases
        the model is fitted to *and* flagged by an input of its own, a missing category is a category.
    outcome : array_like of bool or 0 and 1, shape (n,)
        Whether the event came.
    group : array_like, shape (n,)
        Group of each case; no group is ever split.
    n_splits : int, optional
        Models, each fitted without its share of the groups. Default: one per group, at most 20.
    penalty : float, optional
        Ridge penalty on the weights of standardised inputs, above 0; larger pulls forecasts to the base rate. Default:
        each model chooses among 1, 10, 100 and 1000 by forecasting the groups it is fitted to from one another.

    Returns
    -------
    CrossForecast
        Forecasts, base rates and weights. All NaN, with the reason, if there are fewer than two groups.

    Raises
    ------
    RhetoricGapError
        If lengths differ, ``n_splits`` is not between 2 and the number of groups, or ``penalty`` is not positive.

    Notes
    -----
    The model minimises ``sum of log losses + penalty / 2 * sum(weight ** 2)``, the intercept being free. Where the
    cases of a model all had the same outcome there is nothing to fit, and its forecasts are missing. Categories a
    model has not seen get no weight. Nothing is drawn, so there is no seed.

    References
    ----------
    Roberts, D. R. et al. (2017). Cross-validation strategies for data with temporal, spatial, hierarchical, or
    phylogenetic structure. Ecography 40, 913-929.

    Examples
    --------
    >>> strong = pd.DataFrame({"strength": [2, 4, 2, 4, 2, 4]})
    >>> found = cross_forecast(strong, [0, 1, 0, 1, 1, 1], ["a", "a", "b", "b", "c", "c"])
    >>> bool((found.probability[1::2] > found.probability[::2]).all())
    True
    >>> found.base_rate.tolist()
    [0.75, 0.75, 0.75, 0.75, 0.5, 0.5]
    """
    y = np.asarray(outcome, dtype=float)
    if y.shape != (len(features),):
        raise RhetoricGapError(
            f"one outcome per row is needed: {len(features)} rows, outcomes of shape {y.shape}"
        )
    if penalty is not None and not penalty > 0:
        raise RhetoricGapError(f"penalty must be above 0, got {penalty!r}")
    code = cluster_codes(group, len(y))
    groups = int(code.max(initial=-1)) + 1
    splits = min(groups, MOST_SPLITS) if n_splits is None else n_splits
    if n_splits is not None and not (2 <= n_splits <= groups):
        raise RhetoricGapError(
            f"n_splits must be between 2 and the {groups} groups there are, got {n_splits!r}"
        )
    empty = np.full(len(y), np.nan)
    if groups < 2:
        reason = np.full(len(y), f"only {groups} group: nothing else to learn from", dtype=object)
        return CrossForecast(empty, empty.copy(), np.zeros(len(y), dtype=int), reason, _weights([]), 0, ())
    fold = _folds(code, splits)
    design = _design(features)
    probability, base, reason = empty, empty.copy(), np.full(len(y), "", dtype=object)
    seen, chosen = [], []
    for number in range(splits):
        test = fold == number
        base[test] = y[~test].mean()
        if y[~test].min() == y[~test].max():
            reason[test] = "all cases of the other groups had the same outcome: nothing to learn"
            continue
        inputs, names = _inputs(design, ~test)
        known, unknown = inputs[~test], inputs[test]
        chosen.append(_best_penalty(known, y[~test], code[~test]) if penalty is None else float(penalty))
        model = _fit(known, y[~test], chosen[-1])
        probability[test] = model.predict_proba(unknown)[:, 1]
        seen.append(pd.Series(model.coef_[0], index=names))
    return CrossForecast(probability, base, fold, reason, _weights(seen), splits, tuple(chosen))


def _folds(code: np.ndarray, splits: int) -> np.ndarray:
    """Spread the groups over the models so that each leaves out about as many cases: largest first, to the emptiest.

    Not left to a library, whose ties fall differently from version to version.
    """
    sizes = np.bincount(code)
    if splits == len(sizes):
        return code
    of_group, load = np.empty(len(sizes), dtype=np.int64), np.zeros(splits, dtype=np.int64)
    for group in np.argsort(-sizes, kind="stable"):
        of_group[group] = load.argmin()
        load[of_group[group]] += sizes[group]
    return of_group[code]


def _design(features: pd.DataFrame) -> pd.DataFrame:
    """Turn features into floats and texts, with a flag beside every number that is missing somewhere."""
    design = pd.DataFrame(index=range(len(features)))
    for name in features:
        column = features[name]
        if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
            values = column.to_numpy(dtype=float, na_value=np.nan)
            design[str(name)] = values
            if np.isnan(values).any():
                design[f"{name} missing"] = np.isnan(values).astype(float)
        else:
            texts = column.astype(object).where(column.notna(), MISSING)
            design[str(name)] = pd.Series(texts.astype(str).to_numpy(dtype=object), dtype=object)
    return design


def _inputs(design: pd.DataFrame, fitted: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Standardise numbers and code categories, by the mean, spread and categories of the cases fitted to."""
    columns, names = [], []
    for name in design:
        values = design[name].to_numpy()
        if values.dtype == float:
            known = values[fitted & ~np.isnan(values)]
            filled = np.where(np.isnan(values), known.mean() if len(known) else 0.0, values)
            mean, spread = filled[fitted].mean(), filled[fitted].std()
            # A number that is missing, or the same, in all cases fitted to says nothing.
            columns.append((filled - mean) / spread if spread > _FLAT else np.zeros(len(values)))
            names.append(str(name))
            continue
        for category in sorted(set(values[fitted])):
            columns.append((values == category).astype(float))
            names.append(f"{name}_{category}")
    return np.column_stack(columns), names


def _fit(inputs: np.ndarray, y: np.ndarray, penalty: float) -> Any:
    """Fit a ridge logistic regression."""
    from sklearn.linear_model import LogisticRegression

    # With a ridge the Hessian can always be factored, and Newton steps need a handful of iterations.
    return LogisticRegression(C=1 / penalty, solver="newton-cholesky", tol=_CLOSE, max_iter=_MOST_STEPS).fit(
        inputs, y
    )


def _best_penalty(inputs: np.ndarray, y: np.ndarray, code: np.ndarray) -> float:
    """Return the penalty with which the groups are forecast best from one another; of equals the larger."""
    groups = np.unique(code, return_inverse=True)[1].reshape(len(code))
    splits = min(int(groups.max()) + 1, _INNER_SPLITS)
    if splits < 2:
        return PENALTIES[-1]
    fold = _folds(groups, splits)
    loss = dict.fromkeys(reversed(PENALTIES), 0.0)
    for number in range(splits):
        test = fold == number
        if y[~test].min() == y[~test].max():
            continue  # every penalty would forecast the same
        for penalty in loss:
            p = _fit(inputs[~test], y[~test], penalty).predict_proba(inputs[test])[:, 1]
            loss[penalty] += float(np.sum((p - y[test]) ** 2))
    return min(loss, key=lambda penalty: loss[penalty])


def _weights(seen: list[pd.Series]) -> pd.DataFrame:
    """Summarise the weights of the models."""
    columns = ["feature", "weight", "lowest", "highest", "n_models"]
    if not seen:
        return pd.DataFrame(columns=columns)
    table = pd.concat(seen, axis=1)
    rows = [table.mean(axis=1), table.min(axis=1), table.max(axis=1), table.notna().sum(axis=1)]
    found = pd.concat(rows, axis=1, keys=columns[1:]).rename_axis("feature").reset_index()
    return found.sort_values("feature", ignore_index=True)
