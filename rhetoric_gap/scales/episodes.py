"""Militarised disputes and sanctions: threats and the acts that carry them out, under codes of type and number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.scales.scale import Scale
from rhetoric_gap.scales.shipped import load_codes, shipped_rows

MID_SOURCE = (
    "hostility levels and acts of the Correlates of War Militarized Interstate Disputes data, version 5.0: level over "
    "five; promise map by rhetoric_gap"
)
SANCTION_SOURCE = (
    "types of sanctions as numbered in the Threat and Imposition of Sanctions data (Morgan, Bapat and Kobayashi 2014); "
    "every sanction weighs 1; promise map by rhetoric_gap"
)
MID_LEVELS = {1: "none", 2: "threat", 3: "display", 4: "use", 5: "war"}
MISSING_NUMBER = -9
SHIFTS = (-1, 0, 1)
# One number or several, told apart by blanks, commas or semicolons.
NUMBERS = re.compile(r"[\s,;]*(?:-?\d{1,6}(?:[\s,;]+-?\d{1,6})*)?[\s,;]*", re.ASCII)


def load_cow_mid() -> Scale:
    """Read the scale of militarised disputes."""
    return load_codes("cow-mid", "cow_mid_codes.csv", "5.0", MID_SOURCE)


def load_sanctions() -> Scale:
    """Read the scale of sanctions episodes."""
    return load_codes("sanctions", "sanction_codes.csv", "4.1", SANCTION_SOURCE)


def mid_code(hostlev: Any = None, hiact: Any = None) -> np.ndarray:
    """Make codes of the ``cow-mid`` scale from the columns of a dispute file.

    Parameters
    ----------
    hostlev : array-like of int or str, optional
        Hostility level, 1 to 5; -9 or blank where missing.
    hiact : array-like of int or str, optional
        Act (``hiact`` or ``action``), 0 to 21; -9 or blank where missing.

    Returns
    -------
    numpy.ndarray of object
        ``threat-2`` (the level of the act, and its number) where the act is known, else the level alone (``none``,
        ``threat``, ``display``, ``use``, ``war``); None where neither is. An act the codebook does not have (22 occurs)
        is read as its level.

    Raises
    ------
    RhetoricGapError
        If both columns are left out, have different lengths, or hold anything but whole numbers.

    Notes
    -----
    Act and level are of the same row; where they contradict each other the act, which is the finer record, decides.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> rg.mid_code(hostlev=[2, 4, 4, -9], hiact=[2, 16, -9, -9]).tolist()
    ['threat-2', 'use-16', 'use', None]
    """
    columns = [
        _whole_numbers(name, c) for name, c in (("hostlev", hostlev), ("hiact", hiact)) if c is not None
    ]
    if not columns or len({len(c) for c in columns}) > 1:
        raise RhetoricGapError("give hostlev, hiact or both, as columns of one length")
    acts = {
        int(row["code"].partition("-")[2]): row["code"]
        for row in shipped_rows("cow_mid_codes.csv")
        if "-" in row["code"]
    }
    size = len(columns[0])
    levels = columns[0] if hostlev is not None else [None] * size
    numbers = columns[-1] if hiact is not None else [None] * size
    codes: np.ndarray = np.empty(size, dtype=object)
    codes[:] = [
        acts.get(act, MID_LEVELS.get(level)) if act is not None or level is not None else None  # type: ignore[arg-type]
        for level, act in zip(levels, numbers, strict=True)
    ]
    return codes


def sanction_type_shift(threatened: Any, imposed: Any) -> pd.DataFrame:
    """Measure by how much the numbers of threatened types are shifted against those of imposed ones.

    Parameters
    ----------
    threatened, imposed : array-like of str or int
        Types of one file, one row per episode (``sanctiontypethreat`` and ``sanctiontype``); a cell may list several,
        as in ``"2, 4"``; blank or -9 where there was none.

    Returns
    -------
    pandas.DataFrame
        One row per shift (-1, 0, 1): ``shift``, ``n`` (types threatened in episodes with both), ``n_agree`` (types that
        were also imposed once the shift is taken off) and ``share``, the best shift first.

    Raises
    ------
    RhetoricGapError
        If the columns have different lengths or hold anything but whole numbers.

    Notes
    -----
    Senders mostly impose what they threatened, so that the right shift stands out. A list of threats that begins with a
    type of its own ("unspecified") is shifted by 1 against the list of impositions.

    Examples
    --------
    >>> from rhetoric_gap.scales import sanction_type_shift
    >>> sanction_type_shift(["2", "5, 8", "1"], ["1", "4", "9"]).to_dict("list")
    {'shift': [1, -1, 0], 'n': [4, 4, 4], 'n_agree': [2, 0, 0], 'share': [0.5, 0.0, 0.0]}
    """
    words, deeds = _types("threatened", threatened), _types("imposed", imposed)
    if len(words) != len(deeds):
        raise RhetoricGapError(
            f"threatened and imposed must have the same length, got {len(words)} and {len(deeds)}"
        )
    both = [(said, set(done)) for said, done in zip(words, deeds, strict=True) if said and done]
    total = sum(len(said) for said, _ in both)
    rows = []
    for shift in SHIFTS:
        agree = sum(number - shift in done for said, done in both for number in said)
        rows.append((shift, total, agree, agree / total if total else float("nan")))
    frame = pd.DataFrame(rows, columns=["shift", "n", "n_agree", "share"])
    return frame.sort_values("n_agree", ascending=False, kind="stable", ignore_index=True)


def align_sanction_types(threatened: Any, imposed: Any = None, *, shift: int | None = None) -> np.ndarray:
    """Renumber threatened types of sanctions as the imposed ones are numbered.

    Parameters
    ----------
    threatened : array-like of str or int
        Types threatened, one cell per episode; a cell may list several.
    imposed : array-like of str or int, optional
        Types imposed in the same episodes: the shift is measured on them.
    shift : int, optional
        Number to take off each threatened type, where it is known; with ``imposed`` as well, the two must agree.

    Returns
    -------
    numpy.ndarray of object
        Codes of the ``sanctions`` scale: ``threat-3``, several joined by ``;``; ``threat`` for a type that has no
        counterpart (below 1 once shifted: unspecified); None where nothing was threatened.

    Raises
    ------
    RhetoricGapError
        If neither ``imposed`` nor ``shift`` is given, no shift stands out, or ``shift`` is not the one measured.

    Notes
    -----
    The published file (version 4.1) numbers threatened and imposed types differently by one. Which way is read off the
    file in hand rather than taken on trust: see :func:`sanction_type_shift`.

    References
    ----------
    Morgan, T. C., Bapat, N. and Kobayashi, Y. (2014). Threat and imposition of economic sanctions 1945-2005: Updating
    the TIES dataset. Conflict Management and Peace Science 31(5), 541-558.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> rg.align_sanction_types(["2", "5, 8", "1", None], ["1", "4", "9", "3"]).tolist()
    ['threat-1', 'threat-4;threat-7', 'threat', None]
    """
    found = None if imposed is None else _measured(sanction_type_shift(threatened, imposed))
    if found is None and shift is None:
        raise RhetoricGapError(
            "give imposed, the types imposed in the same episodes, or shift, the number to take off"
        )
    if found is not None and shift is not None and shift != found:
        raise RhetoricGapError(
            f"shift={shift} was given, but the types imposed in this file agree with a shift of {found}"
        )
    taken = shift if found is None else found
    cells = [_threats(numbers, int(taken or 0)) for numbers in _types("threatened", threatened)]
    codes: np.ndarray = np.empty(len(cells), dtype=object)
    codes[:] = cells
    return codes


def _measured(table: pd.DataFrame) -> int:
    """Return the shift that stands out."""
    first, second = table["n_agree"].iloc[0], table["n_agree"].iloc[1]
    if first == second:
        raise RhetoricGapError(
            "no shift stands out: "
            + ", ".join(f"{row.n_agree} of {row.n} agree at shift {row.shift}" for row in table.itertuples())
            + "; give the one the codebook says (shift=...)"
        )
    return int(table["shift"].iloc[0])


def _threats(numbers: Sequence[int], shift: int) -> str | None:
    """Spell the types of one cell."""
    codes = [f"threat-{number - shift}" if number - shift >= 1 else "threat" for number in numbers]
    return ";".join(dict.fromkeys(codes)) or None


def _types(name: str, values: Any) -> list[list[int]]:
    """Read a column of lists of types."""
    cells: list[Any] = pd.Series(values, dtype=object).tolist()
    texts: list[str] = ["" if pd.isna(cell) else _plain(cell) for cell in cells]
    wrong = [cell for cell, text in zip(cells, texts, strict=True) if not NUMBERS.fullmatch(text)]
    if wrong:
        raise RhetoricGapError(
            f"{name} must hold whole numbers, got {wrong[0]!r} ({len(wrong)} of {len(cells)} cells)"
        )
    return [[n for n in map(int, re.findall(r"-?\d+", text)) if n != MISSING_NUMBER] for text in texts]


def _plain(cell: Any) -> str:
    """Spell a cell; a whole number that a column with blanks turned into 3.0 is 3."""
    return (
        str(int(cell))
        if isinstance(cell, float) and cell.is_integer()
        else str(cell).strip().removesuffix(".0")
    )


def _whole_numbers(name: str, values: Any) -> list[int | None]:
    """Read a column of single whole numbers."""
    lists = _types(name, values)
    if long := [found for found in lists if len(found) > 1]:
        raise RhetoricGapError(f"{name} must hold one number per row, got {long[0]}")
    return [found[0] if found else None for found in lists]
