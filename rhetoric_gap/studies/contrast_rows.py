"""The scored statements behind a result, ready to be set against each other by group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.gap.groups import PERIOD_COLUMNS, as_columns, group_rows, period_frequency
from rhetoric_gap.inference.interval import gap_interval
from rhetoric_gap.inference.limits import Interval
from rhetoric_gap.pairing.prepare import ACT
from rhetoric_gap.results import GapResult
from rhetoric_gap.spec import LEVEL, Spec
from rhetoric_gap.tables import check_outcomes
from rhetoric_gap.tables.cells import days_of
from rhetoric_gap.tables.schema import RISK_STATES

#: What a missing value is called.
MISSING = "(missing)"


@dataclass(frozen=True, eq=False)
class Scored:
    """Scored statements with the choices behind them.

    Attributes
    ----------
    rows : pandas.DataFrame
        Outcomes in the risk set that commit to a deed.
    every : pandas.DataFrame
        All outcomes that commit to a deed, scored or not.
    spec : Spec or None
        The choices, if a result was given.
    freq : str or None
        Length of its periods, if a result was given.
    level : float
        Confidence level.
    """

    rows: pd.DataFrame
    every: pd.DataFrame
    spec: Spec | None
    freq: str | None
    level: float

    @property
    def explodes(self) -> bool:
        """Whether the result counts joint targets once under each member."""
        return self.spec is not None and self.spec.joint_targets == "explode"


def scored_rows(source: Any, name: str = "result") -> Scored:
    """Return the scored statements of a result, or of (a part of) its outcomes."""
    if isinstance(source, GapResult):
        table, spec, freq = source.outcomes, source.spec, source.freq
    elif isinstance(source, pd.DataFrame):
        # In the order of a result: resampled blocks of time depend on the order within a day.
        table, spec, freq = (
            check_outcomes(source).sort_values(["date", "statement_id"], kind="stable"),
            None,
            None,
        )
    else:
        raise RhetoricGapError(
            f"{name} must be a GapResult, as gap_index() returns, or a table of outcomes, got {type(source).__name__}"
        )
    acts = np.ones(len(table), dtype=bool)
    if "role" in table:
        acts = table["role"].eq(ACT).to_numpy(dtype=bool)
    every = table.loc[acts].reset_index(drop=True)
    rows = every.loc[every["state"].isin(RISK_STATES).to_numpy(dtype=bool)].reset_index(drop=True)
    return Scored(rows, every, spec, freq, LEVEL if spec is None else spec.level)


def columns_of(by: str | Sequence[str], rows: pd.DataFrame, reserved: Sequence[str]) -> tuple[str, ...]:
    """Return the columns to group by; at least one."""
    names = as_columns(by, rows, reserved=(*PERIOD_COLUMNS, *reserved))
    if not names:
        raise RhetoricGapError("by names no column; give the column, or columns, that divide the statements")
    return names


@dataclass(frozen=True, eq=False)
class Cells:
    """Scored statements by group.

    Attributes
    ----------
    labels : pandas.DataFrame
        One row per group.
    of_row : numpy.ndarray
        Group of each row.
    bark, bite : numpy.ndarray of float
        Severity named and credited of each row.
    cluster : numpy.ndarray of int
        Independent unit of each row, numbered by name.
    """

    labels: pd.DataFrame
    of_row: np.ndarray
    bark: np.ndarray
    bite: np.ndarray
    cluster: np.ndarray

    def sums(self, values: np.ndarray, where: np.ndarray | None = None) -> np.ndarray:
        """Sum the values of (some of) the rows per group."""
        keep = slice(None) if where is None else where
        return np.bincount(self.of_row[keep], values[keep], minlength=len(self.labels))

    def by_cluster(self, values: np.ndarray, where: np.ndarray | None = None) -> np.ndarray:
        """Sum the values of (some of) the rows per cluster and group: shape (clusters, groups)."""
        keep = np.ones(len(values), dtype=bool) if where is None else where
        size = len(self.labels)
        clusters = int(self.cluster.max(initial=-1)) + 1
        flat = np.bincount(
            self.cluster[keep] * size + self.of_row[keep], values[keep], minlength=clusters * size
        )
        return flat.reshape(clusters, size)

    def counts(self, where: np.ndarray | None = None) -> np.ndarray:
        """Count (some of) the rows per group."""
        keep = slice(None) if where is None else where
        return np.bincount(self.of_row[keep], minlength=len(self.labels))


def cells_of(rows: pd.DataFrame, by: tuple[str, ...], freq: str | None = None) -> Cells:
    """Group scored statements; with ``freq`` by the period of their date as well."""
    groups = group_rows(rows, rows, by, period_frequency(freq), explode=False)
    # By name, so that the order of the rows plays no part in the numbers.
    names: np.ndarray = np.array([str(name) for name in rows["cluster"]], dtype=str)
    _, cluster = np.unique(names, return_inverse=True)
    return Cells(
        labels=groups.labels,
        of_row=groups.of_statement,
        bark=rows["severity"].to_numpy(dtype=float),
        bite=rows[["credit", "severity"]].min(axis=1).to_numpy(dtype=float),
        cluster=cluster,
    )


def interval_of(
    rows: pd.DataFrame, bark: np.ndarray, bite: np.ndarray, window: int, level: float
) -> Interval:
    """Make the interval of the gap of some scored statements, as gap_index would by itself."""
    return gap_interval(
        bark,
        bite,
        rows["cluster"].to_numpy(dtype=object),
        days_of(rows["date"]),
        window=window,
        actor=rows["actor"].to_numpy(dtype=object),
        target=rows["target"].to_numpy(dtype=object),
        level=level,
    )


def thin_note(worth: float, which: str) -> str:
    """Warn of intervals that rest on few large clusters."""
    return (
        f"A few clusters hold most of the severity behind {which}, likely too narrow: the thinnest group's are "
        f"worth {worth:.1f} equal ones; the permutation test of compare_gaps does not suffer from it"
    )


def label_texts(labels: pd.DataFrame, names: Sequence[str]) -> list[str]:
    """Name every group in one text."""
    texts = labels[list(names)].astype("object").where(labels[list(names)].notna(), MISSING)
    return [", ".join(map(str, row)) for row in texts.itertuples(index=False)]
