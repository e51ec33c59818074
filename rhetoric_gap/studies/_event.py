"""Statements around an event: what straddles it, the change there and on other days, bins of time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.inference.difference import difference_interval
from rhetoric_gap.inference.interval import MIN_CLUSTERS, MIN_STATEMENTS, gap_interval
from rhetoric_gap.inference.placebo import placebo_differences, placebo_p_value
from rhetoric_gap.tables.cells import days_of

if TYPE_CHECKING:
    from rhetoric_gap.results import GapResult

EventUnit = Literal["auto", "cluster", "block"]
BLOCKS = "blocks of two windows"
#: Fewer other dates say nothing.
LEAST_PLACEBOS = 10
_NAN = float("nan")


def around(rows: pd.DataFrame, event: pd.Timestamp, before: int | None, after: int | None) -> pd.DataFrame:
    """Count days from the event, mark what straddles it, and keep the span asked for."""
    zero = int(days_of(pd.Series([event]))[0])
    rows = rows.assign(relative=rows["day"] - zero, end=rows["end"] - zero)
    closed = rows.loc[rows["closed"], "relative"]
    if not (closed < 0).any() or not (closed >= 0).any():
        span = f"{rows['date'].min().date()} to {rows['date'].max().date()}" if len(rows) else "none"
        side = "before" if not (closed < 0).any() else "on or after"
        raise RhetoricGapError(
            f"no closed statement {side} the event of {event.date()}, so there is nothing to compare; "
            f"statements: {span}"
        )
    near = pd.Series(True, index=rows.index)
    if before is not None:
        near &= rows["relative"] >= -before
    if after is not None:
        near &= rows["relative"] < after
    straddles = (rows["relative"] < 0) & (rows["end"] >= 0)
    # The record is that of all statements: a placebo date may look beyond the span of the event.
    return rows.assign(near=near, straddles=straddles & near)


def placebo_changes(
    rows: pd.DataFrame, spans: list[int | None], least: int, *, exclude: bool
) -> pd.DataFrame:
    """Take the change at the event and on every other day with a statement."""
    closed = rows.loc[rows["closed"]]
    day = closed["relative"].to_numpy()
    others = np.unique(day)
    # The first statement after the event splits the record exactly as the event does.
    others = others[others != others[np.searchsorted(others, 0)]]
    for number, sign in zip(spans, (1, -1), strict=True):
        if number is not None:
            edge = day.min() if sign == 1 else day.max()
            others = others[sign * (others - edge) >= number - (sign == -1)]
    at = np.concatenate([[0], others])
    found = placebo_differences(
        closed["r"],
        closed["bite"],
        day,
        at,
        end=closed["end"] if exclude else None,
        before=spans[0],
        after=spans[1],
        least=least,
    )
    zero = closed["date"].iloc[0] - pd.Timedelta(days=int(day[0]))
    frame = pd.DataFrame(
        {
            "date": zero + pd.to_timedelta(at, unit="D"),
            "difference": found.difference,
            "standardised": found.standardised,
            "n_before": found.n_before,
            "n_after": found.n_after,
            "is_event": at == 0,
        }
    )
    known = frame["difference"].notna() | frame["is_event"]
    return frame.loc[known].sort_values("date", kind="stable", ignore_index=True)


def change_at_event(
    rows: pd.DataFrame, name: str, result: GapResult, unit: EventUnit, placebo: pd.DataFrame
) -> dict[str, Any]:
    """Estimate the change at the event."""
    rows = rows.loc[rows["closed"] & rows["near"]]
    late = (rows["relative"] >= 0).to_numpy()
    fewest = min(rows.loc[side, "cluster"].nunique() for side in (late, ~late))
    in_blocks = unit == "block" or (unit == "auto" and fewest < MIN_CLUSTERS)
    # No block reaches across the event: each lies on one side of it.
    groups = rows["relative"] // (2 * result.spec.window) if in_blocks else rows["cluster"]
    _, code = np.unique(groups.to_numpy(), return_inverse=True)
    sums = [
        np.bincount(code[side], rows[column].to_numpy()[side], minlength=code.max(initial=-1) + 1)
        for side in (~late, late)
        for column in ("r", "bite")
    ]
    found = difference_interval(*sums, level=result.spec.level)
    lower, upper = found.lower, found.upper
    reason = found.reason.replace("first group", "before").replace("second group", "after")
    if len(rows) < MIN_STATEMENTS:
        lower = upper = _NAN
        reason = f"only {len(rows)} scored, {MIN_STATEMENTS} needed for an interval"
    elif reason and in_blocks:
        reason = reason.replace("clusters", BLOCKS).replace("cluster", BLOCKS.replace("blocks", "block"))
        reason = f"too few clusters, and {reason}" if unit == "auto" else reason
    method = BLOCKS if in_blocks else "clusters"
    own = placebo.loc[placebo["is_event"], "standardised"].iloc[0]
    others = placebo.loc[~placebo["is_event"], "standardised"]
    return {
        "statements": name,
        "before": found.first.gap,
        "after": found.second.gap,
        "difference": found.difference,
        "lower": lower,
        "upper": upper,
        "level": result.spec.level,
        "n_before": int((~late).sum()),
        "n_after": int(late.sum()),
        "method": method if not reason else "",
        "p_placebo": placebo_p_value(own, others) if len(others) >= LEAST_PLACEBOS else _NAN,
        "n_placebo": len(others),
        "reason": reason,
    }


def bins_of_time(
    kept: pd.DataFrame, rows: pd.DataFrame, event: pd.Timestamp, size: int, result: GapResult, seed: int
) -> pd.DataFrame:
    """Estimate the gap in bins that start and end with the event."""
    near = rows.loc[rows["near"]]
    number = near["relative"] // size
    found = []
    for place in range(int(number.min()), int(number.max()) + 1):
        here = near.loc[number == place]
        part = kept.loc[kept.index.isin(here.index[here["closed"]])]
        interval = gap_interval(
            part["r"],
            part["bite"],
            part["cluster"],
            part["day"],
            window=result.spec.window,
            level=result.spec.level,
            seed=seed,
        )
        reason = interval.reason
        if not len(part):
            reason = "no statement" if not len(here) else "no statement that is closed and counted"
        found.append(
            {
                "bin": place,
                "from_day": place * size,
                "to_day": (place + 1) * size - 1,
                "start": event + pd.Timedelta(days=place * size),
                "end": event + pd.Timedelta(days=(place + 1) * size - 1),
                "n": len(part),
                "n_open": int((~here["closed"]).sum()),
                "n_straddling": int((here["straddles"] & here["closed"]).sum()),
                "n_clusters": part["cluster"].nunique(),
                "bark": float(part["r"].sum()),
                "estimate": interval.gap,
                "lower": interval.lower,
                "upper": interval.upper,
                "level": result.spec.level,
                "method": interval.method,
                "reason": reason,
            }
        )
    return pd.DataFrame(found)
