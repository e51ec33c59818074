"""Look up every unique code once, and carry the answers back to the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from rhetoric_gap.scales.codes import spread, unique_codes
from rhetoric_gap.scales.entry import CodeEntry, nearest, relations

MISSING: dict[type, Any] = {float: np.nan, bool: False, object: None}


def each(codes: Any, look_up: Callable[[str], Any], dtype: type) -> np.ndarray:
    """Look codes up one by one.

    Parameters
    ----------
    codes : array-like of str
        Codes, missing values allowed.
    look_up : callable
        From code to value; None where there is none.
    dtype : {float, bool, object}
        Type of the answer. What is missing is NaN, False or None.

    Returns
    -------
    numpy.ndarray
        One value per row.
    """
    positions, uniques = unique_codes(codes)
    missing = MISSING[dtype]
    values: np.ndarray = np.empty(len(uniques), dtype=dtype)
    values[:] = [missing if (found := look_up(code)) is None else found for code in uniques]
    return spread(values, positions, missing)


def grade_pairs(
    statements: Mapping[str, CodeEntry], statement_codes: Any, action_codes: Any, worth: Mapping[str, float]
) -> np.ndarray:
    """Grade every pair of a word and a deed by the set that names the deed.

    Parameters
    ----------
    statements : mapping of str to CodeEntry
        What the scale knows about words.
    statement_codes, action_codes : array-like of str
        Codes of words and of deeds.
    worth : mapping of str to float
        What being in a set is worth; sets left out are worth 0.

    Returns
    -------
    numpy.ndarray of float, shape (n_statements, n_actions)
        The grades.
    """
    rows, words = unique_codes(statement_codes)
    columns, deeds = unique_codes(action_codes)
    # The spare last row and column are those of missing codes, whose position is -1.
    grades = np.zeros((len(words) + 1, len(deeds) + 1))
    for i, word in enumerate(words):
        entry = nearest(statements, word)
        if entry is not None:
            grades[i, :-1] = _grade_deeds(entry, deeds, worth)
    return np.asarray(grades[np.ix_(rows, columns)])


def _grade_deeds(entry: CodeEntry, deeds: Iterable[str], worth: Mapping[str, float]) -> list[float]:
    """Grade each deed by what it is, or its nearest ancestor is, to one word."""
    named = {deed: worth.get(name, 0.0) for deed, name in relations(entry).items()}
    return [0.0 if (found := nearest(named, deed)) is None else found for deed in deeds]
