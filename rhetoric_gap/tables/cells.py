"""What kind of values a column holds, whichever way pandas, Arrow or a list of Python objects stores them.

Text is ``object`` in pandas 2.2 and ``str`` in pandas 3: only this module knows.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from pandas.api import types

from rhetoric_gap.tables.problems import Mask, Problems

INFERRED = {
    "string": "text",
    "integer": "integer",
    "floating": "number",
    "mixed-integer-float": "number",
    "decimal": "number",
    "boolean": "flag",
    "date": "date",
    "datetime": "date",
    "datetime64": "date",
    "empty": "blank",
}


@dataclass(frozen=True)
class Cells:
    """A column, and the family of its values: text, integer, number, flag, date, zoned, other, blank or mixed."""

    series: pd.Series
    blank: Mask
    family: str
    each: np.ndarray[Any, Any] | None
    """Family of each cell of a mixed column."""

    def among(self, families: tuple[str, ...]) -> Mask:
        """Return the filled cells that belong to one of the families."""
        if self.each is not None:
            return ~self.blank & np.isin(self.each, families)
        return ~self.blank if self.family in families else np.zeros(len(self.blank), dtype=bool)

    @property
    def typed(self) -> bool:
        """Whether the column's type, not its cells one by one, decides the family."""
        return self.series.dtype != object


def read_cells(series: pd.Series) -> Cells:
    """Look at a column without changing it."""
    if isinstance(series.dtype, pd.CategoricalDtype):
        series = series.astype(series.dtype.categories.dtype)
    blank = series.isna().to_numpy(dtype=bool)
    if blank.all():
        return Cells(series, blank, "blank", None)
    if series.dtype != object:
        return Cells(series, blank, dtype_family(series.dtype), None)
    family = INFERRED.get(types.infer_dtype(series, skipna=True), "mixed")
    each = series.map(cell_family).to_numpy(dtype=object) if family == "mixed" else None
    return Cells(series, blank, family, each)


def dtype_family(dtype: Any) -> str:
    """Return the family of a column type other than ``object``."""
    arrow = getattr(dtype, "pyarrow_dtype", None)
    if types.is_datetime64_any_dtype(dtype) or str(arrow) in {"date32[day]", "date64[ms]"}:
        zoned = getattr(dtype, "tz", None) is not None or getattr(arrow, "tz", None) is not None
        return "zoned" if zoned else "date"
    if types.is_bool_dtype(dtype):
        return "flag"
    if types.is_integer_dtype(dtype):
        return "integer"
    if types.is_float_dtype(dtype) or str(arrow).startswith("decimal"):
        return "number"
    return "text" if isinstance(dtype, pd.StringDtype) or "string" in str(arrow) else "other"


def cell_family(value: object) -> str:
    """Return the family of one value."""
    # bool before int: True is an int to Python
    for family, kinds in (
        ("text", (str,)),
        ("flag", (bool, np.bool_)),
        ("integer", (int, np.integer)),
        ("number", (float, np.floating, Decimal)),
        ("date", (dt.date, np.datetime64)),
    ):
        if isinstance(value, kinds):
            return family
    return "other"


def usable(
    cells: Cells, column: str, families: tuple[str, ...], problems: Problems, rule: str, hint: str
) -> Mask:
    """Report values of another family, and return the cells that can be read.

    A wrong column type is one problem, of the column; wrong cells among right ones are named one by one.
    """
    good = cells.among(families)
    wrong = ~cells.blank & ~good
    if wrong.any() and cells.typed:
        first = cells.series.iloc[int(np.flatnonzero(wrong)[0])]
        problems.whole(column, f"{cells.series.dtype}, such as {first}", rule, hint)
        problems.mark(column, wrong)
    else:
        problems.rows(column, wrong, rule, hint)
    return good


MICROSECONDS_A_DAY = 86_400_000_000


@cache
def text_dtype() -> Any:
    """Return the type text has by default in the running pandas (asked once: readers need it thousands of times)."""
    return pd.Series(["text"]).dtype


def as_text(series: pd.Series, keep: Mask | None = None) -> pd.Series:
    """Return text and whole numbers as text of the default type, everything else as missing.

    Parameters
    ----------
    series : pandas.Series
        Text, integers, or both; index and name are kept.
    keep : array of bool, optional
        Cells to keep; by default all that are not missing.
    """
    dtype = text_dtype()
    blank = series.isna().to_numpy(dtype=bool)
    keep = ~blank if keep is None else keep
    if not types.is_object_dtype(dtype) and dtype == series.dtype and (keep | blank).all():
        return series
    values = np.full(len(series), np.nan, dtype=object)
    values[keep] = list(map(str, series[keep].tolist()))
    return pd.Series(values, index=series.index, name=series.name, dtype=dtype)


def factorize_text(text: pd.Series) -> tuple[np.ndarray[Any, Any], pd.Series]:
    """Return row codes (-1 where missing) and the distinct texts: rules run once per distinct text."""
    codes, uniques = pd.factorize(text)
    return codes, pd.Series(uniques, dtype=text_dtype())


def joint_codes(first: pd.Series, second: pd.Series) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Give the distinct texts of two columns one numbering; -1 where missing.

    A look-up by these numbers costs the same in every pandas; ``isin`` with many texts does not.
    """
    codes, _ = pd.factorize(pd.concat([first, second], ignore_index=True))
    return codes[: len(first)], codes[len(first) :]


def is_among(codes: np.ndarray[Any, Any], known: np.ndarray[Any, Any]) -> Mask:
    """Return which codes of one column occur in another numbered with it; missing ones do not."""
    size = max(codes.max(initial=-1), known.max(initial=-1)) + 1
    seen = np.zeros(size + 1, dtype=bool)
    seen[known] = True
    seen[-1] = False  # where -1, missing, points to
    return seen[codes]


def spread(by_unique: Any, codes: np.ndarray[Any, Any], missing: object) -> np.ndarray[Any, Any]:
    """Carry what is known of each distinct value to every row; rows without one get ``missing``."""
    per_unique = np.asarray(by_unique)
    return np.append(per_unique, np.array([missing], dtype=per_unique.dtype))[codes]


def days_of(dates: pd.Series) -> np.ndarray:
    """Return dates as whole days since 1970."""
    return dates.astype("datetime64[us]").astype("int64").to_numpy() // MICROSECONDS_A_DAY
