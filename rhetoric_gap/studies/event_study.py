"""The gap before and after a dated event, beside the same difference at every other date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal, get_args

import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError
from rhetoric_gap.pairing.inputs import read_day
from rhetoric_gap.spec import as_days
from rhetoric_gap.studies._event import (
    LEAST_PLACEBOS,
    EventUnit,
    around,
    bins_of_time,
    change_at_event,
    placebo_changes,
)
from rhetoric_gap.studies._units import statement_rows
from rhetoric_gap.studies.study import Study
from rhetoric_gap.words import plural

if TYPE_CHECKING:
    from rhetoric_gap.results import GapResult

Straddling = Literal["keep", "exclude"]
ALL, CLEAN = "all statements", "without those whose windows straddle the event"


@dataclass(frozen=True, eq=False, repr=False)
class EventStudy(Study):
    """The gap in bins of time from an event, and its change at the event.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per bin, with ``bin`` (negative before the event), ``from_day`` and ``to_day`` (days from the event),
        ``start`` and ``end`` (dates), ``n``, ``n_open``, ``n_straddling``, ``n_clusters``, ``bark``, ``estimate`` (the
        gap), ``lower``, ``upper``, ``level``, ``method``, ``reason``.
    notes : tuple of str
        What a reader must know.
    contrast : pandas.DataFrame
        Two rows, all statements and without those that straddle: ``statements``, ``before``, ``after``,
        ``difference`` (after less before), ``lower``, ``upper``, ``level``, ``n_before``, ``n_after``, ``method``,
        ``p_placebo``, ``n_placebo``, ``reason``.
    placebo : pandas.DataFrame
        The same difference at every other admissible date: ``date``, ``difference``, ``standardised``, ``n_before``,
        ``n_after``.
    event : pandas.Timestamp
        Day of the event.
    straddling : {"keep", "exclude"}
        Whether bins and placebos count statements made before the event whose windows end on it or later.
    width : int
        Days of a bin.
    as_of : pandas.Timestamp
        Day up to which things are known.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> study = rg.event_study(rg.gap_index(rg.load_dataset("north_korea")), "2025-06-04", width=180)
    >>> study.contrast["n_before"].tolist(), study.contrast["n_after"].tolist()
    ([25, 22], [7, 7])
    """

    contrast: pd.DataFrame
    placebo: pd.DataFrame
    event: pd.Timestamp
    straddling: Straddling
    width: int
    as_of: pd.Timestamp

    _hidden: ClassVar[tuple[str, ...]] = ("level", "method", "from_day", "to_day")
    _digits: ClassVar[dict[str, int]] = {**Study._digits, "p_placebo": 3}

    def __str__(self) -> str:
        """Return the change at the event, the bins and the notes as text."""
        shown = self.contrast.drop(columns=["level", "method", "reason"])
        change = "\n".join(
            f"{name}: " + ", ".join(f"{c} {self._cell(row[c], c)}" for c in shown.columns[1:])
            for name, row in zip(shown["statements"], shown.to_dict("records"), strict=True)
        )
        head = f"Event {self.event.date()}; after less before\n{change}\n\n"
        return (
            head + self.display().to_string(index=False) + "".join(f"\nNote: {note}" for note in self.notes)
        )


def event_study(
    result: GapResult,
    date: Any,
    *,
    width: int | str | None = None,
    before: int | str | None = None,
    after: int | str | None = None,
    straddling: Straddling = "keep",
    unit: EventUnit = "auto",
    least: int = 5,
    seed: int = 0,
) -> EventStudy:
    """Compare the gap before and after an event.

    Parameters
    ----------
    result : GapResult
        What :func:`gap_index` returns; all its closed statements are taken together, whatever its grouping.
    date : str or Timestamp
        Day of the event; a statement of that day counts as after.
    width : int or str, optional
        Days of a bin (``"90D"``); by default the window.
    before, after : int or str, optional
        Days to look back and ahead; by default the whole record.
    straddling : {"keep", "exclude"}, default "keep"
        Count statements made before the event whose windows end on it or later? Their deeds may belong to either side.
        The change is given both ways; this decides about bins and placebo dates.
    unit : {"auto", "cluster", "block"}, default "auto"
        What stands or falls together, for the interval of the change: clusters, or blocks of two windows counted from
        the event. ``"auto"`` takes clusters where there are five on either side, else blocks.
    least : int, default 5
        Fewest closed statements on either side of a placebo date.
    seed : int, default 0
        Seed of intervals of bins, where the bootstrap is used.

    Returns
    -------
    EventStudy
        Bins, the change with its interval, and the change at other dates.

    Raises
    ------
    UnknownOptionError, RhetoricGapError
        If an option is unknown or out of range, or the event lies outside the statements.

    Notes
    -----
    The change is the gap of statements made on the event or later less that of those made before. Its interval is
    clustered (:func:`~rhetoric_gap.inference.difference_interval`) and needs five units on either side. Where clusters
    last and share what happens from month to month (all dyads of one government), they are not independent: the
    interval is then far too short, and ``unit="block"`` is the better choice.

    The placebo distribution is the same change at every other date on which a statement was made, standardised because
    dates near the edge of the record change more by chance. ``p_placebo`` is the share of dates with at least as large
    a change, the event counted in. It asks whether the event is a special date, not what it caused: anything else that
    happened about that day is in the change too, and so is a trend, which makes every date look like a change.

    References
    ----------
    Abadie, A., Diamond, A. and Hainmueller, J. (2010). Synthetic control methods for comparative case studies. JASA
    105, 493-505.
    MacKinlay, A. C. (1997). Event studies in economics and finance. Journal of Economic Literature 35, 13-39.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> result = rg.gap_index(rg.load_dataset("north_korea"))
    >>> study = rg.event_study(result, "2025-06-04", before=365, width=90)
    >>> study.frame["bin"].tolist()
    [-4, -3, -2, -1, 0, 1, 2, 3]
    """
    for name, value, literal in (("straddling", straddling, Straddling), ("unit", unit, EventUnit)):
        if value not in get_args(literal):
            raise UnknownOptionError(name, value, get_args(literal))
    rows = statement_rows(result)
    every = len(rows)
    event = read_day(date, "date")
    spans = [_days(value, name) for value, name in ((before, "before"), (after, "after"))]
    size = _days(width, "width") or result.spec.window
    if isinstance(least, bool) or least != int(least) or least < 1:
        raise RhetoricGapError(f"least must be a whole number of at least 1, got {least!r}")
    rows = around(rows, event, spans[0], spans[1])
    kept = rows.loc[~rows["straddles"]] if straddling == "exclude" else rows
    placebo = {name: placebo_changes(rows, spans, least, exclude=name == CLEAN) for name in (ALL, CLEAN)}
    contrast = pd.DataFrame(
        [
            change_at_event(part, name, result, unit, placebo[name])
            for name, part in ((ALL, rows), (CLEAN, rows.loc[~rows["straddles"]]))
        ]
    )
    shown = placebo[ALL if straddling == "keep" else CLEAN]
    return EventStudy(
        frame=bins_of_time(kept, rows, event, size, result, seed),
        notes=_notes(rows, every, result, straddling, contrast, least),
        contrast=contrast,
        placebo=shown.loc[~shown["is_event"]].drop(columns="is_event").reset_index(drop=True),
        event=event,
        straddling=straddling,
        width=size,
        as_of=result.as_of,
    )


def _days(value: int | str | None, name: str) -> int | None:
    """Read a number of days of at least one."""
    if value is None:
        return None
    days = int(as_days(value, name))
    if days < 1:
        raise RhetoricGapError(f"{name} must be at least 1 day, got {value!r}")
    return days


def _notes(
    rows: pd.DataFrame,
    every: int,
    result: GapResult,
    straddling: Straddling,
    contrast: pd.DataFrame,
    least: int,
) -> tuple[str, ...]:
    """Say what the numbers rest on."""
    near = rows.loc[rows["near"]]
    notes = []
    across = int((near["straddles"] & near["closed"]).sum())
    if across:
        what = "counted as before" if straddling == "keep" else "left out of bins and placebo dates"
        notes.append(
            f"{plural(across, 'statement')} made before the event with windows that end on it or later, {what}"
        )
    still = int((~near["closed"]).sum())
    if still:
        notes.append(f"{plural(still, 'statement')} with open windows left out")
    day_itself = int((near["relative"] == 0).sum())
    if day_itself:
        notes.append(f"{plural(day_itself, 'statement')} on the day of the event counted as after")
    far = every - len(near)
    if far:
        notes.append(f"{plural(far, 'statement')} outside the span asked for")
    main = contrast.iloc[0 if straddling == "keep" else 1]
    others = int(main["n_placebo"])
    if min(main["n_before"], main["n_after"]) < least:
        notes.append(f"No placebo p: fewer than {least} closed statements on one side of the event")
    elif others < LEAST_PLACEBOS:
        notes.append(f"No placebo p: {plural(others, 'other date')} with {least} statements on either side")
    elif others < 39:
        notes.append(f"With {others} other dates the placebo p cannot be below {1 / (1 + others):.3f}")
    if result.by:
        notes.append(f"All statements together: the grouping by {', '.join(result.by)} plays no part")
    return tuple(notes)
