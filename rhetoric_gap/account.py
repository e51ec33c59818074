"""Row accounts: every step says how many rows came in, how many left, and why.

An account rides on a frame as ``frame.attrs["account"]``, a list of plain dicts, so that it survives copies and being
written to Parquet. :func:`row_account` turns it into a frame to read.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from rhetoric_gap.errors import RhetoricGapError

ACCOUNT_KEY = "account"
ACCOUNT_COLUMNS = ["step", "rows_in", "rows_out", "why"]


def add_step(frame: pd.DataFrame, step: str, rows_in: int, rows_out: int, why: str) -> None:
    """Append one step to the account a frame carries."""
    entry = {"step": step, "rows_in": int(rows_in), "rows_out": int(rows_out), "why": why}
    frame.attrs[ACCOUNT_KEY] = [*frame.attrs.get(ACCOUNT_KEY, []), entry]


def steps_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a copy of the steps a frame carries (empty if none)."""
    return [dict(entry) for entry in frame.attrs.get(ACCOUNT_KEY, [])]


def row_account(result: Any) -> pd.DataFrame:
    """Show what each step did to the rows: how many came in, how many went on, and why the others did not.

    Parameters
    ----------
    result : pandas.DataFrame, GapResult or EventTables
        Anything a step of the library returned.

    Returns
    -------
    pandas.DataFrame
        Columns ``step``, ``rows_in``, ``rows_out`` and ``why``, in the order the steps were taken.

    Raises
    ------
    RhetoricGapError
        If it is none of them.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> case = rg.load_dataset("north_korea")
    >>> rg.row_account(rg.check_statements(case.statements))["rows_out"].tolist()
    [87]
    """
    own = getattr(result, "account", None)
    if isinstance(own, pd.DataFrame) and not isinstance(result, pd.DataFrame):
        return own[ACCOUNT_COLUMNS].copy()
    frame = result if isinstance(result, pd.DataFrame) else getattr(result, "frame", None)
    if not isinstance(frame, pd.DataFrame):
        raise RhetoricGapError(
            f"row_account reads a frame, a GapResult or EventTables, got {type(result).__name__}"
        )
    return pd.DataFrame(steps_of(frame), columns=ACCOUNT_COLUMNS)
