"""From which days a gap is looked at, and what such looking back cannot show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.gap.groups import period_frequency
from rhetoric_gap.pairing.inputs import Inputs, read_day
from rhetoric_gap.words import plural

if TYPE_CHECKING:
    from rhetoric_gap.results import GapResult


def vintage_days(inputs: Inputs, dates: Iterable[Any] | None, freq: str | None) -> list[pd.Timestamp]:
    """Return the days to look from, rising, each once."""
    if dates is not None and freq is not None:
        raise RhetoricGapError("give dates or freq, not both: freq makes a grid of days, dates are days")
    if dates is None:
        return _grid(inputs, period_frequency("QE" if freq is None else freq))
    if isinstance(dates, str) or not isinstance(dates, Iterable):
        raise RhetoricGapError(f"dates must be a list of days such as ['2024-06-20'], got {dates!r}")
    found, wrong = [], []
    for value in dates:
        try:
            found.append(read_day(value, "dates"))
        except RhetoricGapError as error:
            wrong.append(str(error))
    if wrong:
        raise RhetoricGapError("; ".join(wrong))
    if not found:
        raise RhetoricGapError("dates is empty; give at least one day, or a freq")
    return sorted(set(found))


def _grid(inputs: Inputs, freq: str | None) -> list[pd.Timestamp]:
    """Return the last day of every period from the first statement known to the last day known."""
    said = inputs.statements
    seen = said["reported_at"].fillna(said["date"]) if "reported_at" in said else said["date"]
    first = seen.min() if len(said) else inputs.as_of
    ends = pd.period_range(min(first, inputs.as_of), inputs.as_of, freq=freq).end_time.normalize()
    return sorted({*(day for day in ends if day < inputs.as_of), inputs.as_of})


def vintage_notes(
    inputs: Inputs, days: Sequence[pd.Timestamp], results: Sequence[GapResult]
) -> tuple[str, ...]:
    """Say what the vintages can and cannot show."""
    notes = [_reporting(inputs)]
    after = sum(day > inputs.as_of for day in days)
    if after:
        notes.append(
            f"{plural(after, 'vintage')} after {inputs.as_of.date()}, the last day known: windows that close later "
            "count as watched to their end, which nobody did"
        )
    rules = list(dict.fromkeys(result.spec.match for result in results))
    if len(rules) > 1 and results[-1].spec.coding != "complete":
        notes.append(
            f"match='auto' chose different rules on different days ({', '.join(rules)}): part of the movement is that; "
            "name one rule"
        )
    return (*(note for note in notes if note), *(f"Last vintage: {note}" for note in results[-1].notes))


def _reporting(inputs: Inputs) -> str:
    """Say which rows have no day of report."""
    parts = []
    for name, frame in (("statements", inputs.statements), ("actions", inputs.actions)):
        blank = len(frame) if "reported_at" not in frame else int(frame["reported_at"].isna().sum())
        if blank:
            parts.append(f"{blank} of {len(frame)} {name}")
    if not parts:
        return ""
    return (
        f"No reported_at for {' and '.join(parts)}: they count as known on their own date. How late the record was, "
        "and what coders knew only afterwards (triggers, links, severities), is not in these vintages"
    )
