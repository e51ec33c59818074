"""Words apart from deeds: each event goes to one table."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.scales import Scale
from rhetoric_gap.tables.schema import NO_DEED_KINDS

WORD, DEED, NEITHER = "word", "deed", ""


def split_codes(codes: list[str], rule: str, talks: str, scale: Scale) -> np.ndarray:
    """Say of each distinct code whether it is a word, a deed or neither.

    Parameters
    ----------
    codes : list of str
        Distinct codes.
    rule : str
        Quad rule: which codes are verbal.
    talks : {"deeds", "words"}
        Where talks stand: verbal codes that keep some promise and commit to nothing themselves.
    scale : Scale
        Its promise map names the talks.

    Returns
    -------
    numpy.ndarray of object
        ``"word"``, ``"deed"`` or ``""``.
    """
    from rhetoric_gap.scales.quad import is_verbal

    parts = np.full(len(codes), NEITHER, dtype=object)
    verbal = np.asarray(is_verbal(codes, rule), dtype=object)
    for place, known in enumerate(verbal):
        if known is not None and not pd.isna(known):
            parts[place] = WORD if known else DEED
    if talks == "deeds":
        parts[(parts == WORD) & talk_codes(codes, scale)] = DEED
    return parts


def talk_codes(codes: list[str], scale: Scale) -> np.ndarray:
    """Return the codes of meetings, praise and the like: they commit to nothing and keep some promise."""
    kinds = np.asarray(scale.kind(codes), dtype=object)
    idle = np.array([kind in NO_DEED_KINDS for kind in kinds], dtype=bool)
    promises = [entry.code for entry in scale.entries if entry.fulfilling or entry.partial]
    if promises and idle.any():
        keeps: Any = scale.match_matrix(promises, [codes[place] for place in np.flatnonzero(idle)])
        idle[idle] = (keeps > 0).any(axis=0)
        return idle
    return np.zeros(len(codes), dtype=bool)
