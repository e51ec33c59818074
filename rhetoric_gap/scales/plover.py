"""PLOVER: codes from type and mode."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.scales.scale import Scale
from rhetoric_gap.scales.shipped import load_codes

VERSION = "2.0"
SOURCE = (
    "PLOVER, Political Language Ontology for Verifiable Event Records (Open Event Data Alliance): scores of the "
    "manual over ten; promise map by rhetoric_gap"
)
BLANK = frozenset({"", "none", "nan"})


def load_plover() -> Scale:
    """Read the shipped table into a scale."""
    return load_codes("plover", "plover_codes.csv", VERSION, SOURCE)


def plover_code(types: Any, modes: Any = None) -> np.ndarray:
    """Join event types and modes into codes of the ``plover`` scale.

    Parameters
    ----------
    types : array-like of str
        Event types, in any case (``THREATEN``); missing values allowed.
    modes : array-like of str, optional
        Modes, one per type; blank, ``None`` or missing where there is none.

    Returns
    -------
    numpy.ndarray of object
        ``TYPE`` or ``TYPE-mode``, the type in upper and the mode in lower case; None where the type is missing.

    Raises
    ------
    RhetoricGapError
        If the columns have different lengths, or hold anything but text.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> rg.plover_code(["Threaten", "AID", None], ["violence", None, "visit"]).tolist()
    ['THREATEN-violence', 'AID', None]
    """
    kinds = _texts("types", types)
    details = [None] * len(kinds) if modes is None else _texts("modes", modes)
    if len(kinds) != len(details):
        raise RhetoricGapError(
            f"types and modes must have the same length, got {len(kinds)} and {len(details)}"
        )
    joined = {pair: _join(*pair) for pair in set(zip(kinds, details, strict=True))}
    codes: np.ndarray = np.empty(len(kinds), dtype=object)
    codes[:] = [joined[pair] for pair in zip(kinds, details, strict=True)]
    return codes


def _join(kind: str | None, mode: str | None) -> str | None:
    """Join a type and a mode."""
    if kind is None:
        return None
    return f"{kind.upper()}-{mode.lower()}" if mode else kind.upper()


def _texts(column: str, values: Any) -> list[str | None]:
    """Read a column of words, blanks as missing."""
    found = pd.Series(values, dtype=object).tolist()
    wrong = [v for v in found if not isinstance(v, str) and not pd.isna(v)]
    if wrong:
        raise RhetoricGapError(
            f"{column} must be text, got {wrong[0]!r} ({len(wrong)} of {len(found)} values)"
        )
    return [v.strip() if isinstance(v, str) and v.strip().lower() not in BLANK else None for v in found]
