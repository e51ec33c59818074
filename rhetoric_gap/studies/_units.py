"""Statements put into units in order of time: clusters, blocks of days, or each by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError
from rhetoric_gap.spec import as_days
from rhetoric_gap.tables.cells import days_of
from rhetoric_gap.tables.schema import RISK_STATES

if TYPE_CHECKING:
    from rhetoric_gap.results import GapResult

Unit = Literal["auto", "cluster", "block", "statement"]
#: Fewer units cannot reject "no break" at 5 %: of 35 ways to put 3 of 7 units first, two are the most extreme.
MIN_UNITS = 8
#: Clusters stand for units of time if half of the severity lies in clusters shorter than this share of the record.
SHORT = 0.2


@dataclass(frozen=True, eq=False)
class Units:
    """Statements that stand or fall together, in order of time.

    Attributes
    ----------
    unit : {"cluster", "block", "statement"}
        What a unit is.
    block : int or None
        Days of a block, rounded; None for other units.
    rows : pandas.DataFrame
        Statements, closed or open: ``day``, ``closed``, ``r`` (severity named), ``bite`` and ``cluster``.
    of_row : int array
        Unit of each statement, numbered in order of time.
    frame : pandas.DataFrame
        One row per unit: ``first`` and ``last`` day with a statement, ``left`` and ``right`` limits (of a block, its
        days; of a cluster, twice its mean day, by which clusters are put in order; else first and last), ``n``,
        ``n_open``, ``bark``, ``bite``, ``gap`` (NaN if all are open).
    """

    unit: str
    block: int | None
    rows: pd.DataFrame
    of_row: np.ndarray
    frame: pd.DataFrame


def statement_rows(result: GapResult) -> pd.DataFrame:
    """Return the statements whose windows ran, closed or open, in order of date and id."""
    if not hasattr(result, "outcomes") or not hasattr(result, "spec"):
        raise RhetoricGapError(
            f"expected a GapResult, got {type(result).__name__}; pass what gap_index() returns, "
            "such as gap_index(statements, actions)"
        )
    out = result.outcomes
    kept = out["state"].isin([*RISK_STATES, "open"]) & out["severity"].gt(0) & out["role"].eq("act")
    out = out.loc[kept].sort_values(["date", "statement_id"], kind="stable")
    return pd.DataFrame(
        {
            "date": out["date"].to_numpy(),
            "day": days_of(out["date"]),
            "end": days_of(out["end"]),
            "closed": out["state"].ne("open").to_numpy(dtype=bool),
            "r": out["severity"].to_numpy(dtype=float),
            "bite": out["credit"].to_numpy(dtype=float),
            "cluster": out["cluster"].astype(str).to_numpy(dtype=object),
        }
    )


def make_units(rows: pd.DataFrame, unit: Unit, block: Any, window: int) -> Units:
    """Put statements into units.

    Parameters
    ----------
    rows : pandas.DataFrame
        From :func:`statement_rows`.
    unit : {"auto", "cluster", "block", "statement"}
        What stands or falls together.
    block : int, str or None
        Days of a block; two windows by default, or one where two would leave too few blocks.
    window : int
        Window in days.
    """
    if unit not in get_args(Unit):
        raise UnknownOptionError("unit", unit, get_args(Unit))
    if block is not None and unit in ("cluster", "statement"):
        raise RhetoricGapError(f"block= is for unit='block', not for unit={unit!r}")
    days = None if block is None else int(as_days(block, "block"))
    if days is not None and days < 1:
        raise RhetoricGapError(f"block must be at least 1 day, got {block!r}")
    chosen = unit if unit != "auto" else "cluster" if block is None and _clusters_are_short(rows) else "block"
    closed = rows.loc[rows["closed"]]
    if chosen == "block" and len(closed):
        span = int(closed["day"].max() - closed["day"].min() + 1)
        size = days or (2 * window if span // (2 * window) >= MIN_UNITS else window)
        number = max(span // size, 1)
        place = ((rows["day"] - closed["day"].min()) * number // span).to_numpy(dtype=np.int64)
        # Open statements lie behind the closed ones more often than not: their blocks go on at the same length.
        frame, of_row = _gather(rows, place)
        limits = [closed["day"].min() + (np.unique(place) + side) * span / number for side in (0, 1)]
        frame = frame.assign(left=_dates(np.floor(limits[0])), right=_dates(np.floor(limits[1])))
        return Units("block", round(span / number), rows, of_row, frame)
    if chosen == "cluster":
        weight = rows.assign(m=rows["r"] * rows["day"]).groupby("cluster")[["m", "r"]].sum()
        order = (weight["m"] / weight["r"]).round(6).sort_values(kind="stable")
        place = (
            pd.Series(np.arange(len(order)), index=order.index)
            .reindex(rows["cluster"])
            .to_numpy(dtype=np.int64)
        )
        frame, of_row = _gather(rows, place)
        middle = _dates(np.floor(order.to_numpy(dtype=float)))
        return Units("cluster", None, rows, of_row, frame.assign(left=middle, right=middle))
    frame, of_row = _gather(rows, np.arange(len(rows)))
    return Units(chosen, None, rows, of_row, frame)


def _clusters_are_short(rows: pd.DataFrame) -> bool:
    """Tell episodes, which follow each other, from dyads, which last."""
    closed = rows.loc[rows["closed"]]
    spans = closed.groupby("cluster").agg(first=("day", "min"), last=("day", "max"), r=("r", "sum"))
    if len(spans) < MIN_UNITS:
        return False
    length = (spans["last"] - spans["first"]).to_numpy(dtype=float)
    # A treaty of long ago among the news of three years must not make these years look short.
    whole = float(np.ptp(np.quantile(closed["day"], [0.1, 0.9])))
    return float(spans["r"].to_numpy()[length <= SHORT * whole].sum()) >= 0.5 * float(spans["r"].sum())


def _gather(rows: pd.DataFrame, place: np.ndarray) -> tuple[pd.DataFrame, np.ndarray]:
    """Sum statements by unit, and number the units; a block without statements is no unit."""
    numbers, of_row = np.unique(place, return_inverse=True)
    size, closed = len(numbers), rows["closed"].to_numpy(dtype=bool)
    day = rows["day"].to_numpy(dtype=float)
    first, last = np.full(size, np.inf), np.full(size, -np.inf)
    np.minimum.at(first, of_row, day)
    np.maximum.at(last, of_row, day)
    bark = np.bincount(of_row[closed], rows["r"].to_numpy()[closed], minlength=size)
    bite = np.bincount(of_row[closed], rows["bite"].to_numpy()[closed], minlength=size)
    frame = pd.DataFrame(
        {
            "first": _dates(first),
            "last": _dates(last),
            "left": _dates(first),
            "right": _dates(last),
            "n": np.bincount(of_row[closed], minlength=size),
            "n_open": np.bincount(of_row[~closed], minlength=size),
            "bark": bark,
            "bite": bite,
            "gap": np.clip(1 - np.divide(bite, bark, out=np.full(size, np.nan), where=bark > 0), 0, 1),
        }
    )
    return frame, of_row


def _dates(days: np.ndarray) -> np.ndarray:
    """Turn days since 1970 into dates."""
    return days.astype("int64").astype("datetime64[D]").astype("datetime64[us]")
