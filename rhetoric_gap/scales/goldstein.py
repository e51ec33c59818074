"""Goldstein values in their three versions: side by side, against a row's own score, and where they are misused."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.scales.codes import spread, unique_codes
from rhetoric_gap.scales.shipped import shipped_rows

VERSION_NAMES = {
    "gdelt": "GDELT distributes",
    "icews": "ICEWS uses",
    "cameo05b1": "that came with CAMEO 0.5b1",
}
TOLERANCE = 1e-9
RAW_GOLDSTEIN_TEXT = (
    "{n_equal} of {n_checked} statements whose severity can be told apart have |Goldstein value of their own verbal "
    "code| / 10 as severity. That value grades the words, not the deed they name: a kept word would show a gap, or a "
    "surplus. Leave the severity of statements blank, and it is taken from the deeds that would keep them"
)


@cache
def version_table() -> dict[str, dict[str, float]]:
    """Return each version's values by code, NaN where it has none."""
    rows = shipped_rows("goldstein_versions.csv")
    return {name: {row["code"]: float(row[name] or "nan") for row in rows} for name in VERSION_NAMES}


def goldstein_versions(codes: Any = None) -> pd.DataFrame:
    """Put the three versions of the Goldstein values side by side.

    Parameters
    ----------
    codes : array-like of str, optional
        CAMEO codes, one row each in the order given; by default every code of the table.

    Returns
    -------
    pandas.DataFrame
        ``code``, ``name``, the values ``gdelt``, ``icews`` and ``cameo05b1`` in [-10, 10] (NaN where a version has
        none), and ``icews_minus_gdelt`` and ``cameo05b1_minus_gdelt``. A code is looked up as it stands, not by its
        family; one that no version has is missing throughout.

    Raises
    ------
    RhetoricGapError
        If a code is not text.

    Notes
    -----
    GDELT and ICEWS differ on four codes (016, 022, 164, 165), and GDELT has no value for 1213. The values that came
    with CAMEO 0.5b1 lack 40 of the later codes and differ from GDELT's on six (016, 022, 124, 163, 165, 166).

    References
    ----------
    Goldstein, J. S. (1992). A Conflict-Cooperation Scale for WEIS Events Data. Journal of Conflict Resolution 36(2),
    369-385.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> rg.goldstein_versions(["163", "191"])[["code", "gdelt", "icews", "cameo05b1"]]
      code  gdelt  icews  cameo05b1
    0  163   -8.0   -8.0       -6.5
    1  191   -9.5   -9.5       -9.5
    """
    rows = shipped_rows("goldstein_versions.csv")
    names = {row["code"]: row["name"] for row in rows}
    positions, uniques = unique_codes(list(names) if codes is None else codes)
    frame = pd.DataFrame({"code": spread(np.array(uniques, dtype=object), positions, None)})
    frame["name"] = spread(np.array([names.get(code) for code in uniques], dtype=object), positions, None)
    for version, values in version_table().items():
        known = np.array([values.get(code, np.nan) for code in uniques], dtype=float)
        frame[version] = spread(known, positions, np.nan)
    for other in ("icews", "cameo05b1"):
        frame[f"{other}_minus_gdelt"] = frame[other] - frame["gdelt"]
    return frame


def compare_goldstein(codes: Any, own: Any) -> pd.DataFrame:
    """Compare the scores a file gives its rows with each version of the table.

    Parameters
    ----------
    codes : array-like of str
        CAMEO code of each row.
    own : array-like of float
        The row's own score, in [-10, 10], as numbers or text; what is missing or no number is left out of ``n``.

    Returns
    -------
    pandas.DataFrame
        One row per version, the best fitting first: ``version``, ``n`` (rows with a score and a value in the table),
        ``n_differ``, ``largest`` (largest absolute difference, NaN where nothing could be compared) and ``codes`` (the
        codes on which they differ, the most frequent first).

    Raises
    ------
    RhetoricGapError
        If a code is not text, or the two columns have different lengths.

    Notes
    -----
    A file of one source fits one version in every row; one that fits none has been rescaled, averaged or mixed.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> rg.compare_goldstein(["164", "191", "191"], [-6.5, -9.5, None])[["version", "n", "n_differ", "codes"]]
         version  n  n_differ codes
    0      icews  2         0
    1      gdelt  2         1   164
    2  cameo05b1  2         1   164
    """
    table = goldstein_versions(codes)
    scores = pd.to_numeric(pd.Series(np.asarray(own, dtype=object)), errors="coerce").to_numpy(
        "float64", na_value=np.nan
    )
    if len(scores) != len(table):
        raise RhetoricGapError(
            f"codes and own scores must have the same length, got {len(table)} and {len(scores)}"
        )
    rows = [_compared(table["code"], scores, table[version].to_numpy(), version) for version in VERSION_NAMES]
    frame = pd.DataFrame(rows, columns=["version", "n", "n_differ", "largest", "codes"])
    return frame.sort_values("n_differ", kind="stable", ignore_index=True)


def _compared(codes: pd.Series, own: np.ndarray, values: np.ndarray, version: str) -> tuple[Any, ...]:
    """Compare scores with one version."""
    distance = np.abs(own - values)
    both = ~np.isnan(distance)
    differ = both & (distance > TOLERANCE)
    counts = codes[differ].value_counts(sort=False)
    named = sorted(counts.index, key=lambda code: (-counts[code], code))
    largest = float(distance[both].max()) if both.any() else float("nan")
    return version, int(both.sum()), int(differ.sum()), largest, ", ".join(named)


def raw_goldstein_share(codes: Any, severity: Any, scale: Any = "cameo") -> tuple[int, int]:
    """Count the statements whose severity is the Goldstein value of their own words.

    Parameters
    ----------
    codes : array-like of str
        CAMEO code of each statement.
    severity : array-like of float
        Severity given for it, in [0, 1]; missing values allowed.
    scale : str or Scale, default "cameo"
        The scale that says which deed a statement names.

    Returns
    -------
    n_checked : int
        Statements that name a deed whose severity differs from the absolute value of the words over ten, and that have
        a severity of their own: only there can the two be told apart.
    n_equal : int
        Those among them whose severity equals the value of the words in any version of the table.

    Raises
    ------
    RhetoricGapError
        If a code is not text, or the two columns have different lengths.

    Notes
    -----
    Subtracting raw values of words from raw values of deeds measures the coding scheme: a threat of force is -7 and an
    attack -10 on the same scale, so that a threat carried out to the letter still differs from its deed by .3.

    Examples
    --------
    >>> from rhetoric_gap.scales import raw_goldstein_share
    >>> raw_goldstein_share(["138", "138", "111"], [0.7, 1.0, 0.2])
    (2, 1)
    """
    from rhetoric_gap.scales.registry import get_scale

    positions, uniques = unique_codes(codes)
    given = pd.to_numeric(pd.Series(severity)).to_numpy("float64", na_value=np.nan)
    if len(given) != len(positions):
        raise RhetoricGapError(
            f"codes and severity must have the same length, got {len(positions)} and {len(given)}"
        )
    named = get_scale(scale).statement_severity(uniques)[:, None]
    values = [[table.get(code, np.nan) for table in version_table().values()] for code in uniques]
    words = np.abs(np.array(values, dtype=float).reshape(len(uniques), len(VERSION_NAMES))) / 10
    # A version without a value for the code says nothing, nor does one that happens to equal the severity of the deed.
    telling = np.where(np.abs(words - named) > TOLERANCE, words, np.nan)
    rows = np.vstack([telling, np.full((1, len(VERSION_NAMES)), np.nan)])[positions]
    checked = ~np.isnan(rows).all(axis=1) & ~np.isnan(given)
    equal = (np.abs(rows - given[:, None]) <= TOLERANCE).any(axis=1)
    return int(checked.sum()), int((checked & equal).sum())
