"""From the text of a bundled table to columns of the type its codebook names.

Everything is read as text first and only then turned into dates or numbers: a code read as a number would lose its
leading zero (``010``), and a country read with the default missing-value words would lose Namibia (``NA``).
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources.abc import Traversable

import pandas as pd

from rhetoric_gap.errors import RhetoricGapError

_TRUTH_WORDS = {"true": True, "false": False}


def read_text_table(file: Traversable) -> pd.DataFrame:
    """Read a table as text, blank cells as missing.

    Parameters
    ----------
    file : traversable
        A CSV file: UTF-8, comma, blank for missing.

    Returns
    -------
    pandas.DataFrame
        Every column text, whatever is in it.
    """
    with file.open("rb") as handle:
        return pd.read_csv(handle, dtype=str, keep_default_na=False, na_values=[""], encoding="utf-8")


def apply_codebook(table: pd.DataFrame, types: dict[str, str], file: str) -> pd.DataFrame:
    """Give every column the type its codebook names; columns it does not name stay text.

    Parameters
    ----------
    table : pandas.DataFrame
        A table as text.
    types : dict of str to str
        Type of each column: text, category, date, number, integer or boolean. A category stays text: its words are in
        the codebook's range.
    file : str
        Name of the file, for the error.

    Returns
    -------
    pandas.DataFrame
        Dates as datetime64, numbers as float64, integers as Int64, booleans as boolean, the rest as text.

    Raises
    ------
    RhetoricGapError
        If a type is not known or a value is not of its column's type; the message names file, column and value.

    Examples
    --------
    >>> import pandas as pd
    >>> typed = apply_codebook(pd.DataFrame({"code": ["010"], "rows": ["3"]}), {"rows": "integer"}, "x.csv")
    >>> typed["code"].tolist(), int(typed["rows"].sum())
    (['010'], 3)
    """
    return pd.DataFrame(
        {str(name): _typed(table[name], types.get(str(name), "text"), file) for name in table.columns}
    )


def _typed(column: pd.Series, kind: str, file: str) -> pd.Series:
    """Convert one text column, and say which value stands in the way if it cannot be done."""
    convert = _CONVERTERS.get(kind)
    if convert is None:
        raise RhetoricGapError(
            f"{file}, column {column.name}: the codebook's type {kind!r} is not one of {', '.join(_CONVERTERS)}"
        )
    typed = convert(column)
    lost = column[typed.isna() & column.notna()]
    if len(lost):
        raise RhetoricGapError(f"{file}, column {column.name}: {lost.iloc[0]!r} is not of type {kind}")
    return typed


def _integer(column: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(column, errors="coerce")
    return numbers.where(numbers % 1 == 0).astype("Int64")


def _boolean(column: pd.Series) -> pd.Series:
    return column.str.lower().map(_TRUTH_WORDS).astype("boolean")


_CONVERTERS: dict[str, Callable[[pd.Series], pd.Series]] = {
    "text": lambda column: column,
    "category": lambda column: column,
    "date": lambda column: pd.to_datetime(column, format="%Y-%m-%d", errors="coerce"),
    "number": lambda column: pd.to_numeric(column, errors="coerce").astype("float64"),
    "integer": _integer,
    "boolean": _boolean,
}
