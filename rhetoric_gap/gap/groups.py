"""Rows into groups and periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError
from rhetoric_gap.tables.targets import explode_targets

PERIOD_COLUMNS = ["period", "period_start", "period_end"]
# Offsets name the end or start of a period; a period has neither.
_PERIOD_OF_OFFSET = {
    "ME": "M",
    "MS": "M",
    "QE": "Q",
    "QS": "Q",
    "YE": "Y",
    "YS": "Y",
    "BME": "M",
    "BQE": "Q",
    "BYE": "Y",
}
# Words and deeds both have these, but they mean different things: the code of a threat is no code of a deed.
WORDS_ONLY = ("code", "severity", "amount", "date", "reported_at", "source", "url", "text")
_PERIODS = ("D", "W", "M", "Q", "Y")
_FREQUENCIES = ["D", "W", "ME", "QE", "YE"]


@dataclass(frozen=True, eq=False)
class Groups:
    """Which group each row belongs to.

    Attributes
    ----------
    labels : pandas.DataFrame
        One row per group: the ``by`` columns, then the period's label, first and last day.
    of_statement : numpy.ndarray
        Group of each (possibly exploded) outcome row.
    of_action : numpy.ndarray or None
        Group of each (possibly exploded) action row, -1 where no group has it; None where actions have no such column.
    outcomes, actions : pandas.DataFrame
        The rows, repeated once per member where joint targets are exploded.
    """

    labels: pd.DataFrame
    of_statement: np.ndarray
    of_action: np.ndarray | None
    outcomes: pd.DataFrame
    actions: pd.DataFrame


def as_columns(
    by: str | Sequence[str] | None, frame: pd.DataFrame, reserved: Sequence[str] = ()
) -> tuple[str, ...]:
    """Return ``by`` as a tuple of column names that exist."""
    if by is not None and not isinstance(by, (str, Sequence)):
        raise RhetoricGapError(f"by must be a column name or a list of them, got {by!r}")
    names = () if by is None else (by,) if isinstance(by, str) else tuple(by)
    allowed = [c for c in frame.columns if c not in reserved]
    taken = [name for name in names if name in reserved and name in frame.columns]
    if taken:
        raise RhetoricGapError(
            f"cannot group by {taken[0]!r}: the result has a column of that name; rename yours"
        )
    for name in names:
        if name not in allowed:
            raise UnknownOptionError("by", name, allowed)
    if len(set(names)) < len(names):
        raise RhetoricGapError(f"by names a column twice: {list(names)}")
    return names


def period_frequency(freq: str | None) -> str | None:
    """Turn a pandas offset (``QE``) or period (``Q``) alias into a period alias."""
    if freq is None:
        return None
    head, _, anchor = str(freq).upper().partition("-")
    head = _PERIOD_OF_OFFSET.get(head, head)
    # Multiples and business days have no calendar period that every statement falls into.
    if head not in _PERIODS:
        raise UnknownOptionError("freq", freq, _FREQUENCIES)
    alias = head + (f"-{anchor}" if anchor else "")
    try:
        pd.Period("2024-01-01", freq=alias)
    except ValueError as error:
        raise UnknownOptionError("freq", freq, _FREQUENCIES) from error
    return alias


def group_rows(
    outcomes: pd.DataFrame, actions: pd.DataFrame, by: tuple[str, ...], freq: str | None, *, explode: bool
) -> Groups:
    """Assign statements (by their own date) and deeds (by theirs) to groups and periods."""
    if explode and "target" in by:
        outcomes, actions = _explode(outcomes), _explode(actions)
    keys = _keys(outcomes, by, freq)
    labels = _labels(keys, by, freq)
    of_statement = _locate(keys, labels)
    shared = all(column in actions and column not in WORDS_ONLY for column in by)
    of_action = _locate(_keys(actions, by, freq), labels) if shared else None
    return Groups(_with_days(labels, freq), of_statement, of_action, outcomes, actions)


def _explode(frame: pd.DataFrame) -> pd.DataFrame:
    """Repeat joint targets once per member."""
    exploded = explode_targets(frame)
    return exploded.assign(target=exploded["member"]).drop(columns="member")


def _keys(frame: pd.DataFrame, by: tuple[str, ...], freq: str | None) -> pd.DataFrame:
    """Return the grouping values of each row; a missing value is a group of its own."""
    keys = pd.DataFrame(index=range(len(frame)))
    for column in by:
        values = frame[column].astype("object")
        keys[column] = values.where(frame[column].notna(), None).to_numpy()
    if freq is not None:
        keys["period"] = frame["date"].dt.to_period(freq).array
    return keys


def _labels(keys: pd.DataFrame, by: tuple[str, ...], freq: str | None) -> pd.DataFrame:
    """List the groups, sorted; with periods, every period from first to last for every group."""
    if not by and freq is None:
        return pd.DataFrame(index=range(1))
    groups = keys[list(by)].drop_duplicates(ignore_index=True)
    if by and len(groups):
        groups = groups.sort_values(list(by), key=lambda s: s.map(_sortable), ignore_index=True)
    if freq is None:
        return groups
    if not len(keys):
        return groups.assign(period=pd.PeriodIndex([], freq=freq))
    every = pd.DataFrame({"period": pd.period_range(keys["period"].min(), keys["period"].max(), freq=freq)})
    return groups.merge(every, how="cross") if by else every


def _sortable(value: object) -> tuple[int, float, str]:
    """Order numbers by size, then texts, then missing values."""
    if pd.isna(value):  # type: ignore[call-overload]
        return (2, 0.0, "")
    if isinstance(value, (int, float, np.number)):
        return (0, float(value), "")
    return (1, 0.0, str(value))


def _locate(keys: pd.DataFrame, labels: pd.DataFrame) -> np.ndarray:
    """Return the row of ``labels`` each row of ``keys`` belongs to, -1 if none."""
    if not len(labels.columns):
        return np.zeros(len(keys), dtype=np.int64)
    # Columns are numbered for the merge, so that no name of a user's can clash with the group's number.
    on = list(range(len(labels.columns)))
    numbered = labels.astype("object").set_axis(on, axis=1)
    numbered[len(on)] = np.arange(len(labels))
    found = keys.astype("object").set_axis(on, axis=1).merge(numbered, how="left", on=on)
    return found[len(on)].fillna(-1).to_numpy(dtype=np.int64)


def _with_days(labels: pd.DataFrame, freq: str | None) -> pd.DataFrame:
    """Show periods as a label with their first and last day."""
    if freq is None:
        return labels
    period = pd.PeriodIndex(labels["period"], freq=freq)
    return labels.assign(
        period=period.astype(str),
        period_start=period.start_time.normalize(),
        period_end=period.end_time.normalize(),
    )
