"""Read numbers and flags: severities, effects, amounts, counts, true and false."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.tables import rulebook
from rhetoric_gap.tables.cells import Cells, as_text, factorize_text, read_cells, spread, usable
from rhetoric_gap.tables.problems import Mask, Problems
from rhetoric_gap.tables.schema import Column

Floats = np.ndarray[Any, np.dtype[np.float64]]
LARGEST = 2**53
"""Beyond it a float no longer holds every whole number."""

NO_NUMBER = "this is no number; of true and false, if True means 1, use .astype(float)"


def read_number(series: pd.Series, column: Column, problems: Problems) -> pd.Series:
    """Check a column of numbers and return it as ``float64`` (whole numbers as ``Int64``), bad cells missing."""
    cells = read_cells(series)
    _report_text(cells, column, problems)
    rest = Cells(cells.series, cells.blank | cells.among(("text",)), cells.family, cells.each)
    good = usable(rest, column.name, ("integer", "number"), problems, rulebook.NUMBER, NO_NUMBER)
    values = _floats(cells.series, good)
    _report_range(values, column, problems)
    values[problems.bad(column.name)] = np.nan
    if column.kind != "integer":
        return pd.Series(values, index=series.index, name=series.name)
    holes = np.isnan(values)
    whole = pd.arrays.IntegerArray(np.where(holes, 0, values).astype("int64"), holes)
    return pd.Series(whole, index=series.index, name=series.name)


def _floats(series: pd.Series, good: Mask) -> Floats:
    """Return the good cells as floats, the others as missing."""
    values = np.full(len(series), np.nan)
    if good.any():
        try:
            values[good] = series[good].to_numpy(dtype="float64")
        except OverflowError:  # Python's whole numbers have no upper end; beyond the floats they are infinite
            values[good] = [
                float(n) if abs(n) < sys.float_info.max else np.inf for n in series[good].tolist()
            ]
    return values


def _report_text(cells: Cells, column: Column, problems: Problems) -> None:
    """Report text among numbers: what looks like a number is named too, it is not for us to guess."""
    name = column.name
    text = as_text(cells.series, cells.among(("text",)))
    filled = text.notna().to_numpy(dtype=bool)
    if not filled.any():
        return
    stripped = text.str.strip()
    empty = filled & (stripped == "").to_numpy(dtype=bool)
    numeric = pd.to_numeric(text.where(filled & ~empty), errors="coerce").notna().to_numpy(dtype=bool)
    comma = stripped.str.contains(r"^-?[0-9]+,[0-9]+$", regex=True, na=False).to_numpy(dtype=bool)
    hints = np.full(len(text), "not a number; leave the cell blank if it is unknown", dtype=object)
    hints[numeric] = f"a number stored as text: use pd.to_numeric(df[{name!r}])"
    hints[comma] = "decimal comma: read the file again with decimal=','"
    problems.rows(name, empty, rulebook.NOT_EMPTY, "leave the cell blank (missing) instead")
    problems.rows(name, filled & ~empty, rulebook.NUMBER, hints)


def _report_range(values: Floats, column: Column, problems: Problems) -> None:
    """Report infinities and numbers outside what the column may hold."""
    name = column.name
    problems.rows(name, np.isinf(values), rulebook.FINITE, "leave the cell blank if it is unknown")
    finite = np.where(np.isinf(values), np.nan, values)
    if column.kind == "share":
        outside = (finite < 0) | (finite > 1)
        problems.rows(name, outside, rulebook.SHARE, _share_hint(finite, name) if outside.any() else "")
    elif column.kind == "amount":
        problems.rows(name, finite < 0, rulebook.NOT_NEGATIVE, "amounts count what was promised or delivered")
    else:
        low = -LARGEST if column.low is None else column.low
        high = LARGEST if column.high is None else column.high
        split = ~np.isnan(finite) & (finite != np.floor(finite))
        outside = split | (finite < low) | (finite > high)
        problems.rows(name, outside, rulebook.WHOLE_NUMBER, _whole_hint(column))


def _share_hint(values: Floats, name: str) -> str:
    """Guess the scale a column outside [0, 1] is on."""
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    if low < 0 and name == "severity":
        return (
            "severity is the size of a deed, not its direction; of a Goldstein value (-10 to 10) "
            "use its absolute value / 10 and put the sign into 'valence'"
        )
    if low < 0:
        return "a share cannot be negative; leave the cell blank if it is unknown"
    if high <= 10:
        return f"on a scale from 0 to 10? Divide the column by 10: df[{name!r}] / 10"
    if high <= 100:
        return f"on a scale from 0 to 100? Divide the column by 100: df[{name!r}] / 100"
    return "divide the column by the top of its scale"


def _whole_hint(column: Column) -> str:
    """Say which whole numbers a column takes."""
    if column.high is not None:
        return f"one of {', '.join(str(n) for n in range(int(column.low or 0), column.high + 1))}"
    return "a whole number" if column.low is None else f"a whole number from {column.low} on"


def read_flag(series: pd.Series, column: Column, problems: Problems) -> pd.Series:
    """Check a column of true and false and return it as ``bool``; blank means the column's default."""
    cells = read_cells(series)
    hint = "write true or false (or 1 or 0)"
    good = usable(cells, column.name, ("flag", "integer", "number", "text"), problems, rulebook.FLAG, hint)
    words = _flags_of_text(cells, column, problems, hint)
    digits = good & ~cells.among(("text",))
    numbers = _floats(cells.series, digits)
    problems.rows(column.name, ~np.isnan(numbers) & ~np.isin(numbers, (0, 1)), rulebook.FLAG, hint)
    value = np.where(np.isnan(numbers), words, numbers)
    value = np.where(np.isnan(value), float(column.default), value)
    return pd.Series(value != 0, index=series.index, name=series.name)


def _flags_of_text(cells: Cells, column: Column, problems: Problems, hint: str) -> Floats:
    """Read 'true' and 'false' in any case as 1 and 0, missing where there is no text."""
    codes, uniques = factorize_text(as_text(cells.series, cells.among(("text",))))
    lowered = [word.lower() for word in uniques]
    known = np.array([{"true": 1.0, "false": 0.0}.get(word, np.nan) for word in lowered], dtype="float64")
    empty: Mask = spread(np.array([not word.strip() for word in lowered], dtype=bool), codes, False)
    values = spread(known, codes, np.nan)
    problems.rows(column.name, empty, rulebook.NOT_EMPTY, "leave the cell blank (missing) instead")
    problems.rows(column.name, (codes >= 0) & np.isnan(values) & ~empty, rulebook.FLAG, hint)
    return np.asarray(values, dtype="float64")
