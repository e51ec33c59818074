"""What a reader of a follow-through curve must know: what is in it, what is not, and what it assumes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from rhetoric_gap.inference.interval import MIN_CLUSTERS
from rhetoric_gap.pairing.prepare import ACT
from rhetoric_gap.studies._lags import Lags
from rhetoric_gap.tables.schema import RESOLUTIONS
from rhetoric_gap.words import plural

if TYPE_CHECKING:
    from rhetoric_gap.results import GapResult


def lag_notes(
    result: GapResult, lags: Lags, horizon: int, competing: bool, clock: str, frame: pd.DataFrame
) -> tuple[str, ...]:
    """Collect the notes of a study."""
    found = [
        f"Every statement is followed from {_zero(clock)} to {result.as_of.date()} at most. Statements made lately are "
        "taken to be like earlier ones: compare gap with gap_closed",
        _ends(result, lags, competing),
        _left_out(result, lags),
        _beyond(lags, horizon),
        _early(lags),
        _entries(lags, clock),
        _reports(result),
        _choice_of_deed(result),
        _short(frame),
        _narrow(frame),
    ]
    return tuple(note for note in found if note)


def _zero(clock: str) -> str:
    return "the day its window opens" if clock == "start" else "the day it was made"


def _ends(result: GapResult, lags: Lags, competing: bool) -> str:
    """Say how statements that ended another way are read."""
    names = result.outcomes["state"].to_numpy(dtype=object)[lags.used & (lags.cause > 0)]
    if not len(names):
        return ""
    counts = ", ".join(f"{(names == end).sum()} {end}" for end in RESOLUTIONS if (names == end).any())
    if competing:
        return f"{counts}: these have ended; what they left undone is in the gap, and in columns of their own"
    return f"{counts}: under watch until then; what they would have done later is taken to be like the others"


def _left_out(result: GapResult, lags: Lags) -> str:
    """Count commitments that never came under watch."""
    out = result.outcomes.loc[result.outcomes["role"].eq(ACT).to_numpy() & ~lags.used]
    if not len(out):
        return ""
    counts = out["state"].value_counts()
    parts = ", ".join(f"{counts[state]} {str(state).replace('_', ' ')}" for state in sorted(counts.index))
    resolved = out["state"].isin(RESOLUTIONS).any()
    return f"Not in the curve: {parts}" + (" (resolved before the trigger fired)" if resolved else "")


def _beyond(lags: Lags, horizon: int) -> str:
    """Count what the horizon cuts off."""
    long = int((lags.used & (lags.window > horizon)).sum())
    done = np.isfinite(lags.reached) & (lags.reached > horizon) & lags.used[:, None]
    late = int(done.any(axis=1).sum())
    if not long + late:
        return ""
    windows = f"{plural(long, 'statement')} may still be kept in time after lag {horizon}" if long else ""
    deeds = (
        f"{plural(late, 'statement')} earned credit after it, which the index counts and the curve does not"
    )
    return "; ".join(part for part in (windows, deeds if late else "") if part)


def _early(lags: Lags) -> str:
    """Count deeds from before the clock."""
    early = int((lags.early & lags.used).sum())
    if not early:
        return ""
    return f"{plural(early, 'statement')} with credit for a coded deed from before the clock started: done at lag 0"


def _entries(lags: Lags, clock: str) -> str:
    """Count late entries, and what they cost."""
    late = lags.used & (lags.entry > 0)
    if not late.any():
        return ""
    before = int((late[:, None] & (lags.reached <= lags.entry[:, None])).any(axis=1).sum())
    why = "became known late" if clock == "start" else "became known late or had a trigger"
    cost = f"; deeds for {before} of them came before and count neither way" if before else ""
    many = plural(int(late.sum()), "statement")
    return f"{many} {why} and came under watch at a lag above 0, so gap_ipcw is missing{cost}"


def _reports(result: GapResult) -> str:
    """Say what late reports of deeds do at the right edge."""
    if "reported_at" not in result.actions or result.actions["reported_at"].isna().all():
        return ""
    lag = (result.actions["reported_at"] - result.actions["date"]).dt.days
    late = lag[lag > 0]
    if late.empty:
        return ""
    return (
        f"{plural(len(late), 'deed')} became known after the fact (half of them {late.median():.0f} days or more): the "
        "last days before as_of may still lack deeds, which makes the curve too low there"
    )


def _choice_of_deed(result: GapResult) -> str:
    """Say that the assignment, not time alone, decides which deed a lag belongs to."""
    matched = result.links["how"].eq("matched") & result.links["credit"].gt(0)
    if result.spec.assignment != "optimal" or not matched.any():
        return ""
    return (
        "assignment='optimal' gives a statement the deed that is worth most overall, which need not be its first: the "
        "shape of the curve depends on it, its end does not; assignment='earliest' takes first deeds"
    )


def _short(frame: pd.DataFrame) -> str:
    """Warn of a horizon that few were watched to."""
    thin = frame.loc[frame["gap"].notna() & frame["n_watched"].lt(10)]
    if thin.empty:
        return ""
    least = int(thin["n_watched"].min())
    some = f" (the fewest of {len(thin)} groups)" if len(thin) > 1 else ""
    return f"Few were watched to the horizon: {least}{some}. The end of the curve rests on them"


def _narrow(frame: pd.DataFrame) -> str:
    """Warn of intervals that rest on a few large clusters."""
    thin = frame.loc[
        frame["lower"].notna()
        & frame["n_clusters"].ge(MIN_CLUSTERS)
        & frame["n_clusters_effective"].lt(MIN_CLUSTERS)
    ]
    if thin.empty:
        return ""
    least = thin.sort_values("n_clusters_effective").iloc[0]
    return (
        "A few clusters hold most of the severity, so the interval is likely too narrow: "
        f"{int(least['n_clusters'])} clusters are worth {least['n_clusters_effective']:.1f} equal ones"
    )
