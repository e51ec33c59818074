"""Codes as text: reading them off a column, and walking from a code up to its family.

CAMEO codes form a tree: ``19`` (root), ``195`` (base), ``1951`` (leaf). Codes of type and mode form a shallower one:
``THREATEN``, ``THREATEN-violence``. A code a scale has no entry for is read as the nearest ancestor it has one for.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError

SHORTEST, LONGEST = 2, 4
NUMBER_HINT = (
    "codes must be text, because a number has lost its leading zero ('010' and '10' are different codes): "
    "read the table with dtype={'code': str}, or restore the zeros before scoring"
)
SCALAR_HINT = "codes must be a column or a list of codes; for one code write [code]"


@lru_cache(maxsize=8192)
def lookup_chain(code: str) -> tuple[str, ...]:
    """Return the code and its ancestors, most specific first.

    Parameters
    ----------
    code : str
        A code. Anything but two to four digits, or a word with a mode after a hyphen, has no family and stands for
        itself alone.

    Returns
    -------
    tuple of str
        Leaf, base and root, or type with mode and type. A root is followed by its residual base: ``19`` says no more
        than ``190`` does, so a deed coded only at its root is read as the residual deed of its family.

    Examples
    --------
    >>> lookup_chain("1951"), lookup_chain("19"), lookup_chain("---")
    (('1951', '195', '19'), ('19', '190'), ('---',))
    >>> lookup_chain("ASSAULT-heavy-weapons")
    ('ASSAULT-heavy-weapons', 'ASSAULT')
    """
    kind, hyphen, mode = code.partition("-")
    if hyphen and mode and kind.isascii() and kind.isalpha():
        return (code, kind)
    if not (code.isascii() and code.isdigit() and SHORTEST <= len(code) <= LONGEST):
        return (code,)
    if len(code) == SHORTEST:
        return (code, code + "0")
    return tuple(code[:length] for length in range(len(code), SHORTEST - 1, -1))


def unique_codes(codes: Any) -> tuple[np.ndarray, list[str]]:
    """Factorise a column of codes, so that every code is looked up once.

    Parameters
    ----------
    codes : array-like of str
        Codes, missing values allowed.

    Returns
    -------
    positions : numpy.ndarray of int
        Place of each row's code among the unique ones, -1 where it is missing.
    uniques : list of str
        The codes met, without surrounding blanks, in order of appearance.

    Raises
    ------
    RhetoricGapError
        If a code is not text (a number has lost its leading zero), or a single code is given instead of a column.
    """
    if codes is None or np.ndim(codes) != 1:
        raise RhetoricGapError(f"got {codes!r}: {SCALAR_HINT}")
    column = codes if isinstance(codes, pd.Series | pd.Index) else pd.Series(np.asarray(codes, dtype=object))
    positions, found = pd.factorize(column)
    wrong = [code for code in found if not isinstance(code, str)]
    if wrong:
        shown = ", ".join(str(code) for code in wrong[:3])
        raise RhetoricGapError(
            f"got {shown} ({len(wrong)} of {len(found)} codes are not text): {NUMBER_HINT}"
        )
    return np.asarray(positions), [code.strip() for code in found]


def one_code(code: Any) -> str:
    """Return a single code as text, without surrounding blanks.

    Raises
    ------
    RhetoricGapError
        If the code is missing or not text.
    """
    if not isinstance(code, str):
        raise RhetoricGapError(f"got {code!r}: {NUMBER_HINT}")
    return code.strip()


def spread(values: np.ndarray, positions: np.ndarray, missing: Any) -> np.ndarray:
    """Carry one value per unique code back to the rows; rows without a code get ``missing``."""
    padded = np.empty(len(values) + 1, dtype=values.dtype)
    padded[:-1], padded[-1] = values, missing
    return np.asarray(padded[positions])
