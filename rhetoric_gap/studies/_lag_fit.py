"""The follow-through of one group of statements: its curve, its gap at the horizon, its interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from rhetoric_gap.inference.censoring import ipcw_gap
from rhetoric_gap.inference.interval import MIN_CLUSTERS, MIN_STATEMENTS
from rhetoric_gap.inference.layers import IncidenceCurve, credit_curve
from rhetoric_gap.studies._lags import Lags
from rhetoric_gap.tables.cells import days_of
from rhetoric_gap.tables.schema import RESOLUTIONS, RISK_STATES
from rhetoric_gap.words import plural

if TYPE_CHECKING:
    from rhetoric_gap.results import GapResult

COLUMNS = [
    "n", "n_open", "n_ended", "n_watched", "horizon", "gap", "lower", "upper", "level", "gap_unweighted", "gap_ipcw",
    "gap_closed", *RESOLUTIONS, "n_clusters", "n_clusters_effective", "method", "reason",
]  # fmt: skip
CURVE = [
    "lag", "follow_through", "lower", "upper", "unweighted", "n_at_risk", "n_events", *RESOLUTIONS,
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class GroupFit:
    """What the estimates of all groups have in common.

    Attributes
    ----------
    result : GapResult
        Where the statements come from.
    lags : Lags
        The same statements as lags.
    horizon : int
        Last lag, in days.
    competing, weighted : bool
        As asked of ``follow_through``.
    """

    result: GapResult
    lags: Lags
    horizon: int
    competing: bool
    weighted: bool

    def group(self, rows: np.ndarray) -> tuple[dict[str, Any], pd.DataFrame]:
        """Estimate one group."""
        out, lags = self.result.outcomes, self.lags
        state = out["state"].to_numpy(dtype=object)
        used = rows[lags.used[rows]]
        longest = lags.watched[used].max(initial=-1.0)
        row: dict[str, Any] = {
            "n": len(used),
            "n_open": int((state[used] == "open").sum()),
            "n_ended": int((lags.cause[used] > 0).sum()),
            "n_watched": int((lags.watched[used] >= self.horizon).sum()),
            "horizon": self.horizon,
            "level": self.result.spec.level,
            "gap_closed": self._closed(rows[np.isin(state[rows], RISK_STATES)]),
            "reason": "no statement was put to the test",
        }
        if not len(used):
            return row, pd.DataFrame(columns=CURVE)
        units, thin = self._units(used)
        times = np.arange(min(self.horizon, int(longest)) + 1, dtype=float)
        curve = self._curve(used, times, self._weight(used), units)
        plain = self._curve(used, times, np.ones(len(used)), np.zeros(len(used)))
        row["n_clusters"], row["n_clusters_effective"] = self._clusters(used)
        row |= self._numbers(used, curve, plain, thin, longest)
        return row, self._table(curve, plain, thin)

    def _weight(self, rows: np.ndarray) -> np.ndarray:
        severity = self.result.outcomes["severity"].to_numpy(dtype=float)[rows]
        return severity if self.weighted else np.ones(len(rows))

    def _closed(self, scored: np.ndarray) -> float:
        """Gap of the closed windows alone."""
        share = self.result.outcomes["share"].to_numpy(dtype=float)[scored]
        weight = self._weight(scored)
        return float(1 - (weight * share).sum() / weight.sum()) if len(scored) else float("nan")

    def _clusters(self, rows: np.ndarray) -> tuple[int, float]:
        """How many clusters there are, and how many equal ones they are worth."""
        names = self.result.outcomes["cluster"].to_numpy(dtype=object)[rows].astype(str)
        _, number = np.unique(names, return_inverse=True)
        sums = np.bincount(number, self._weight(rows))
        return len(sums), float(sums.sum() ** 2 / np.sum(sums**2))

    def _units(self, rows: np.ndarray) -> tuple[np.ndarray, str]:
        """Independent units of the rows, and why they allow for no interval."""
        out, window = self.result.outcomes, self.result.spec.window
        units = out["cluster"].to_numpy(dtype=object)[rows].astype(str)
        if len(rows) < MIN_STATEMENTS:
            return units, f"only {plural(len(rows), 'statement')}, {MIN_STATEMENTS} needed for an interval"
        if len(np.unique(units)) >= MIN_CLUSTERS:
            return units, ""
        day = days_of(out["date"])[rows]
        blocks = (day - day.min()) // (2 * window)
        if len(np.unique(blocks)) >= MIN_CLUSTERS:
            return blocks, ""
        few = f"{plural(len(np.unique(units)), 'cluster')} and {plural(len(np.unique(blocks)), 'block')} of time"
        return units, f"{few}: {MIN_CLUSTERS} of either needed for an interval"

    def _curve(
        self, rows: np.ndarray, times: np.ndarray, weight: np.ndarray, units: np.ndarray
    ) -> IncidenceCurve:
        lags = self.lags
        ended, watched = lags.ended[rows], lags.watched[rows]
        late = lags.entry[rows]
        return credit_curve(
            lags.reached[rows],
            watched if self.competing else np.minimum(watched, ended),
            depth=lags.depth,
            ended=ended if self.competing else None,
            cause=lags.cause[rows] if self.competing else None,
            entry=late,
            weights=weight,
            clusters=units,
            times=times,
            level=self.result.spec.level,
        )

    def _numbers(
        self,
        rows: np.ndarray,
        curve: IncidenceCurve,
        plain: IncidenceCurve,
        thin: str,
        longest: float,
    ) -> dict[str, Any]:
        """Read a group's numbers off its curves at the horizon."""
        if longest < self.horizon:
            seen = f"nobody was watched for {self.horizon} days; the longest watch is {longest:g}"
            return {"reason": seen}
        method = curve.method if not thin else curve.method.partition(",")[0]
        ends = {
            RESOLUTIONS[code - 1]: float(share[-1])
            for code, share in zip(curve.causes, curve.others, strict=True)
        }
        none = dict.fromkeys(RESOLUTIONS, 0.0 if self.competing else float("nan"))
        limits = (np.nan, np.nan) if thin else (1 - curve.upper[-1], 1 - curve.lower[-1])
        return {
            "gap": float(1 - curve.incidence[-1]),
            "lower": float(limits[0]),
            "upper": float(limits[1]),
            "gap_unweighted": float(1 - plain.incidence[-1]),
            "gap_ipcw": self._by_weights(rows),
            **none,
            **ends,
            "method": method,
            "reason": curve.reason if np.isnan(curve.incidence[-1]) else thin or curve.reason,
        }

    def _by_weights(self, rows: np.ndarray) -> float:
        """Gap at the horizon by inverse weights; it has no place for delayed entry."""
        lags = self.lags
        if (lags.entry[rows] > 0).any():
            return float("nan")
        settled = np.minimum(lags.settled[rows], self.horizon)
        watched = lags.watched[rows]
        if self.competing:
            settled = np.minimum(settled, lags.ended[rows])
        else:
            watched = np.minimum(watched, lags.ended[rows])
        share = (lags.depth * (lags.reached[rows] <= settled[:, None])).sum(axis=1)
        seen = settled <= watched
        return ipcw_gap(
            np.minimum(settled, watched), seen, np.minimum(share, 1.0), weights=self._weight(rows),
            clusters=np.zeros(len(rows)),
        ).gap  # fmt: skip

    def _table(self, curve: IncidenceCurve, plain: IncidenceCurve, thin: str) -> pd.DataFrame:
        """Lay a group's curve out by lag."""
        missing = np.full(len(curve.times), np.nan)
        # Before the first day on which a deed counts the curve is 0 by rule, not by estimate.
        ruled = (curve.times < self.result.spec.min_lag) & (curve.incidence == 0)
        lower, upper = (np.where(ruled, np.nan, side) for side in (curve.lower, curve.upper))
        ends = {RESOLUTIONS[code - 1]: share for code, share in zip(curve.causes, curve.others, strict=True)}
        none = dict.fromkeys(RESOLUTIONS, np.where(np.isfinite(curve.incidence), 0.0, np.nan))
        return pd.DataFrame(
            {
                "lag": curve.times.astype(np.int64),
                "follow_through": curve.incidence,
                "lower": missing if thin else lower,
                "upper": missing if thin else upper,
                "unweighted": plain.incidence,
                "n_at_risk": curve.n_at_risk,
                "n_events": curve.n_events,
                **({**none, **ends} if self.competing else dict.fromkeys(RESOLUTIONS, missing)),
            }
        )
