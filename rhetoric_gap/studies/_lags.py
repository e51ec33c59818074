"""A scored result as lags: when each statement came under watch, when it earned its credit, when the watch ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from rhetoric_gap.gap.outcomes import TOLERANCE
from rhetoric_gap.pairing.prepare import ACT
from rhetoric_gap.tables.cells import days_of
from rhetoric_gap.tables.schema import RESOLUTIONS, RISK_STATES

if TYPE_CHECKING:
    from rhetoric_gap.results import GapResult

Credit = Literal["graded", "full", "any"]
Clock = Literal["start", "date"]
Entry = Literal["reported", "start"]

#: More distinct shares of credit than this are rounded to as many layers.
MOST_LAYERS = 200


@dataclass(frozen=True, eq=False)
class Lags:
    """One entry per statement of a result, in days from the start of its clock.

    Attributes
    ----------
    reached : ndarray of float, shape (n, m)
        Lag at which each layer of credit was reached; ``inf`` if it was not.
    depth : ndarray of float, shape (m,)
        What each layer is worth, as a share of the severity named.
    watched : ndarray of float, shape (n,)
        Lag of ``as_of``.
    window : ndarray of float, shape (n,)
        Lag of the window's end.
    ended : ndarray of float, shape (n,)
        Lag at which the statement was complied with, withdrawn or superseded; ``inf`` if it was not.
    cause : ndarray of int, shape (n,)
        1, 2 and up for these three, in that order; else 0.
    entry : ndarray of float, shape (n,)
        Lag at which it came under watch; 0 with its clock.
    used : ndarray of bool, shape (n,)
        Whether the statement belongs in a curve at all.
    early : ndarray of bool, shape (n,)
        Whether it owes credit to a deed from before its clock started, which counts as done at lag 0.
    """

    reached: np.ndarray
    depth: np.ndarray
    watched: np.ndarray
    window: np.ndarray
    ended: np.ndarray
    cause: np.ndarray
    entry: np.ndarray
    used: np.ndarray
    early: np.ndarray

    @property
    def settled(self) -> np.ndarray:
        """Lag at which the whole severity was credited."""
        whole = self.depth.sum() >= 1 - TOLERANCE
        return self.reached[:, -1] if whole else np.full(len(self.watched), np.inf)


def statement_lags(result: GapResult, *, credit: Credit, clock: Clock, entry: Entry) -> Lags:
    """Read lags off outcomes and links."""
    out = result.outcomes
    origin = days_of(out[clock])
    as_of = float(np.asarray(result.as_of, dtype="datetime64[D]").astype(np.int64))
    state = out["state"].to_numpy(dtype=object)
    resolved = np.isin(state, RESOLUTIONS)
    when = _day(out, "resolution_date", days_of(out["date"]))
    begun = np.maximum(days_of(out["start"]), _day(out, "reported_at", days_of(out["start"])))
    begun = begun if entry == "reported" else days_of(out["start"])
    steps = _steps(result, origin)
    reached, depth = _layers(steps, len(out), credit)
    return Lags(
        reached=reached,
        depth=depth,
        watched=as_of - origin,
        window=days_of(out["end"]) - origin,
        ended=np.where(resolved, np.maximum(when - origin, 0.0), np.inf),
        cause=np.where(resolved, 1 + _position(state), 0),
        entry=np.maximum(begun - origin, 0.0).astype(float),
        used=_used(result, state, resolved),
        early=np.isin(np.arange(len(out)), steps.loc[steps["lag"] < 0, "row"]),
    )


def _position(state: np.ndarray) -> np.ndarray:
    """Position of each state among the ends."""
    return np.select([state == name for name in RESOLUTIONS], list(range(len(RESOLUTIONS))), default=-1)


def _day(frame: pd.DataFrame, column: str, default: np.ndarray) -> np.ndarray:
    """Day of each row, or the default where it has none."""
    if column not in frame:
        return default.astype(float)
    known = frame[column].notna().to_numpy()
    return np.where(known, days_of(frame[column].fillna(frame["date"])), default).astype(float)


def _used(result: GapResult, state: np.ndarray, resolved: np.ndarray) -> np.ndarray:
    """Mark commitments to act that were put to the test, be it not to the end."""
    out = result.outcomes
    tested = out["role"].eq(ACT).to_numpy() & (np.isin(state, (*RISK_STATES, "open")) | resolved)
    if "trigger_state" not in out or result.spec.conditional == "all":
        return tested
    # What was resolved before its trigger fired never came under watch.
    fired = out["trigger_state"].eq("fired").fillna(False).to_numpy(dtype=bool)
    if "trigger_date" in out:
        fired = fired & (out["trigger_date"] <= result.as_of).to_numpy(dtype=bool)
    free = out["trigger_state"].fillna("none").eq("none").to_numpy(dtype=bool)
    return tested & (free | fired | ~resolved)


def _steps(result: GapResult, origin: np.ndarray) -> pd.DataFrame:
    """List the deeds that earned credit: row of the statement, lag, and the share reached with it."""
    out, links = result.outcomes, result.links
    earned = links.loc[links["credit"].gt(TOLERANCE) & links["relation"].isin(["fulfils", "partial"])]
    row = pd.Index(out["statement_id"]).get_indexer(pd.Index(earned["statement_id"]))
    shift = (days_of(out["start"]) - origin)[row]
    named = out["severity"].to_numpy(dtype=float)[row]
    steps = pd.DataFrame(
        {
            "row": row,
            "lag": earned["lag"].to_numpy(dtype=float) + shift,
            "share": earned["credit"].to_numpy(dtype=float) / named,
        }
    ).sort_values(["row", "lag"], kind="stable", ignore_index=True)
    running = steps.groupby("row")["share"]
    total = running.cumsum() if result.spec.assignment == "amount" else running.cummax()
    return steps.assign(share=total.where(total < 1 - TOLERANCE, 1.0))


def _layers(steps: pd.DataFrame, n: int, credit: Credit) -> tuple[np.ndarray, np.ndarray]:
    """Turn steps into layers of credit, from the lowest to the highest."""
    if credit == "full":
        steps = steps.loc[steps["share"] >= 1]
    share = steps["share"].to_numpy(dtype=float) if credit == "graded" else np.ones(len(steps))
    if len(np.unique(share)) > MOST_LAYERS:
        share = np.maximum(np.round(share * MOST_LAYERS), 1) / MOST_LAYERS
    levels = np.unique(np.round(share, 9))
    if not len(levels):
        return np.full((n, 1), np.inf), np.ones(1)
    reached = np.full((n, len(levels)), np.inf)
    column = np.searchsorted(levels, np.round(share, 9))
    # A deed before the clock starts is there when it does.
    lag = np.maximum(steps["lag"].to_numpy(dtype=float), 0.0)
    np.minimum.at(reached, (steps["row"].to_numpy(), column), lag)
    reached = np.minimum.accumulate(reached[:, ::-1], axis=1)[:, ::-1]
    return reached, np.diff(levels, prepend=0.0)
