"""Codings of units by coders, read from a tidy table or an array, and their values as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, did_you_mean

_SHOWN_ROWS = 5


def from_tidy(
    ratings: pd.DataFrame, unit: str, coder: str, value: str, cluster: Any
) -> tuple[np.ndarray, np.ndarray | None]:
    """Turn one row per coding into coders by units, and the cluster of each unit."""
    wanted = [unit, coder, value, *([cluster] if isinstance(cluster, str) else [])]
    missing = [name for name in wanted if name not in ratings]
    if missing:
        hints = "".join(did_you_mean(name, map(str, ratings.columns)) for name in missing)
        raise RhetoricGapError(f"the table has no column {missing}; it has {list(ratings.columns)}.{hints}")
    blank = ratings[unit].isna() | ratings[coder].isna()
    twice = ratings.duplicated([unit, coder], keep=False) & ~blank
    wrong = [
        f"{int(rows.sum())} rows {text} (rows {ratings.index[rows][:_SHOWN_ROWS].tolist()})"
        for rows, text in ((blank, "without unit or coder"), (twice, "of a unit that its coder coded twice"))
        if rows.any()
    ]
    if wrong:
        raise RhetoricGapError(
            "; ".join(wrong) + ". Each coder codes a unit once; leave a row out, or decide"
        )
    wide = ratings.pivot(index=coder, columns=unit, values=value)
    if not isinstance(cluster, str):
        if cluster is not None:
            raise RhetoricGapError("with a tidy table, cluster must be the name of a column")
        return wide.to_numpy(dtype=object), None
    known = ratings.groupby(unit)[cluster]
    per_unit, kinds = known.first(), known.nunique(dropna=False)
    unclear = per_unit.isna() | kinds.ne(1)
    if unclear.any():
        units = per_unit.index[unclear][:_SHOWN_ROWS].tolist()
        raise RhetoricGapError(
            f"each unit needs one {cluster!r}; units without one, or with several: {units}"
        )
    return wide.to_numpy(dtype=object), per_unit.loc[wide.columns].to_numpy(dtype=object)


def from_array(ratings: Any, cluster: Any) -> tuple[np.ndarray, np.ndarray | None]:
    """Read an array of coders by units."""
    table = np.asarray(ratings, dtype=object)
    if table.ndim != 2:
        raise RhetoricGapError(
            f"ratings must be a tidy table or an array of coders by units, got an array of shape {table.shape}"
        )
    if cluster is None:
        return table, None
    groups = np.asarray(cluster, dtype=object)
    if groups.shape != (table.shape[1],):
        raise RhetoricGapError(
            f"one cluster per unit is needed: {table.shape[1]} units, got shape {groups.shape}"
        )
    return table, groups


def domain_of(table: np.ndarray, metric: str, order: Sequence[Any] | None) -> tuple[np.ndarray, np.ndarray]:
    """Return the values that occur, from lowest to highest, and the place of each coding among them (-1: none)."""
    flat = pd.Series(table.ravel(), dtype=object)
    given = flat.dropna()
    if order is not None:
        outside = sorted({str(v) for v in given} - {str(v) for v in order})
        if outside:
            raise RhetoricGapError(f"values not in order={list(order)}: {outside}")
        if metric != "ordinal":
            raise RhetoricGapError(f"order is for ordinal values, not for metric={metric!r}")
        places = flat.map({v: i for i, v in enumerate(order)}).fillna(-1).astype(int)
        return np.arange(len(order)), places.to_numpy().reshape(table.shape)
    if metric == "nominal":
        codes, names = pd.factorize(flat)
        by_name = np.argsort([str(name) for name in names], kind="stable")
        place = np.append(np.argsort(by_name), -1)  # the last one is where -1, missing, points to
        return np.arange(len(names)), place[codes].reshape(table.shape)
    numbers = pd.to_numeric(given, errors="coerce")
    text = given.loc[
        numbers.isna() | ~np.isfinite(numbers.astype(float)) | given.map(lambda v: isinstance(v, str))
    ]
    if len(text):
        shown, hint = (
            sorted(set(map(str, text)))[:_SHOWN_ROWS],
            "; give their order=" if metric == "ordinal" else "",
        )
        raise RhetoricGapError(f"metric={metric!r} needs numbers, got {shown}{hint}")
    if metric == "ratio" and (numbers < 0).any():
        raise RhetoricGapError(f"metric='ratio' needs numbers of at least 0, got {numbers.min():g}")
    values = flat.astype(float).to_numpy()
    domain = np.unique(values[~np.isnan(values)])
    return domain, np.where(np.isnan(values), -1, np.searchsorted(domain, values)).reshape(table.shape)


def value_counts(places: np.ndarray, values: int) -> np.ndarray:
    """Count, unit by unit, the coders who gave each value."""
    counts = np.zeros((places.shape[1], values), dtype=np.int64)
    coder, unit = np.nonzero(places >= 0)
    np.add.at(counts, (unit, places[coder, unit]), 1)
    return counts
