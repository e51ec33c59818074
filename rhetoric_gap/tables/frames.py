"""Frames from elsewhere: pandas, Polars and PyArrow in, pandas out, the input never changed."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError

EXPECTED = "a pandas, Polars or PyArrow table"


def to_pandas(data: Any, table: str) -> pd.DataFrame:
    """Return a pandas copy of a table of any supported library.

    Parameters
    ----------
    data : pandas.DataFrame, polars.DataFrame, polars.LazyFrame or pyarrow.Table
        The table; lazy frames are collected. pandas keeps its index, the others get 0, 1, 2, ...
    table : str
        What to call it in messages.

    Returns
    -------
    pandas.DataFrame
        A deep copy. Whole-number columns with missing cells come as ``Int64``, not as floats.

    Raises
    ------
    RhetoricGapError
        If ``data`` is not a table; the message says what was expected and how to get there.
    """
    if isinstance(data, pd.DataFrame):
        if isinstance(data.columns, pd.MultiIndex):
            raise RhetoricGapError(
                f"{table} has column names of several levels; flatten them first, for instance with "
                "df.columns = df.columns.get_level_values(-1)"
            )
        return data.copy()
    advice = _advice(data, table)
    if advice is not None:
        raise _not_a_table(data, table, advice)
    return _foreign(data, table)


def _not_a_table(data: object, table: str, advice: str) -> RhetoricGapError:
    kind = "None" if data is None else f"{type(data).__module__}.{type(data).__name__}"
    return RhetoricGapError(f"{table} must be {EXPECTED}, got {kind.removeprefix('builtins.')}: {advice}")


def _advice(data: object, table: str) -> str | None:
    """Say how to make a table of a common mistake; None if it may be a foreign frame."""
    if data is None:
        return f"pass the table of {table} itself"
    if isinstance(data, str | bytes | os.PathLike):
        return "read the file first, with pd.read_csv(path, dtype={'code': str})"
    if isinstance(data, pd.Series | pd.Index):
        return "use .to_frame(), or select the columns with df[[...]]"
    if isinstance(data, np.ndarray):
        return "use pd.DataFrame(array, columns=[...])"
    if isinstance(data, Mapping | Sequence):
        return "use pd.DataFrame(data)"
    if isinstance(getattr(data, table, None), pd.DataFrame):
        return f"pass its table .{table}"
    return None


def _foreign(data: Any, table: str) -> pd.DataFrame:
    """Bring in a frame of another library through narwhals, which is imported only here."""
    try:
        import narwhals as nw
    except ModuleNotFoundError as error:
        raise _not_a_table(
            data, table, "install narwhals to use other libraries, or convert it to pandas"
        ) from error
    names = getattr(data, "column_names", None)
    if isinstance(names, list) and len(set(names)) < len(names):
        return _with_shared_names(data, names)
    frame = nw.from_native(data, pass_through=True)
    if isinstance(frame, nw.LazyFrame):
        frame = frame.collect()
    if not isinstance(frame, nw.DataFrame):
        raise _not_a_table(data, table, "convert it to pandas first")
    return _eager(frame, data, table)


def _with_shared_names(data: Any, names: list[str]) -> pd.DataFrame:
    """Turn a PyArrow table in which columns share a name into pandas, which can show them: the check names them."""
    out: pd.DataFrame = data.rename_columns([str(place) for place in range(len(names))]).to_pandas()
    out.columns = pd.Index(names)
    return out


def _eager(frame: Any, data: Any, table: str) -> pd.DataFrame:
    """Turn an eager narwhals frame into pandas, keeping whole numbers whole."""
    try:
        out: pd.DataFrame = frame.to_pandas().copy()
    except ModuleNotFoundError as error:
        raise _not_a_table(
            data, table, f"converting it needs {error.name}; install it, or use .to_pandas()"
        ) from error
    for name, dtype in frame.schema.items():
        # asked by name: narwhals learnt dtype.is_integer() only later
        if str(dtype).startswith(("Int", "UInt")) and frame[name].null_count():
            holes = frame[name].is_null().to_numpy()
            values = frame[name].fill_null(0).to_numpy()
            out[name] = pd.Series(pd.arrays.IntegerArray(values.copy(), holes.copy()), index=out.index)
    return out
