"""Filters of the caller, put on the raw columns, so that most rows are left out before they are parsed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.readers._filters import RowFilter
from rhetoric_gap.readers._sides import Crosswalk
from rhetoric_gap.readers.layouts import Format
from rhetoric_gap.readers.options import StreamOptions

_COMPACT = re.compile(r"[0-9]{8}(?:[0-9]{6})?")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LISTED = re.compile(r"[;|,]")
PERIOD_STEP = "days asked for"


class DayWatch:
    """Sees every distinct raw day of a source, filtered or not, and says which lie in the period asked for.

    Attributes
    ----------
    first, last : numpy.datetime64 or None
        First and last day seen, among those written YYYYMMDD or YYYY-MM-DD.
    days : set of int
        The days seen, since 1970.
    complete : bool
        Whether every text seen was such a day.
    """

    def __init__(self, start: pd.Timestamp | None = None, end: pd.Timestamp | None = None) -> None:
        self._start, self._end = start, end
        self.days: set[int] = set()
        self.complete = True

    def keep(self, texts: pd.Series) -> np.ndarray:
        """Keep what may lie in the period; what is written in another way is decided later."""
        days = plain_days(texts)
        known = ~np.isnat(days)
        self.complete &= bool(known.all())
        self.days.update(days[known].astype(np.int64).tolist())
        wanted = np.ones(len(texts), dtype=bool)
        if self._start is not None:
            wanted &= days >= np.datetime64(self._start, "D")
        if self._end is not None:
            wanted &= days <= np.datetime64(self._end, "D")
        return wanted | ~known


def plain_days(texts: pd.Series) -> np.ndarray:
    """Read texts written YYYYMMDD (with or without a time) or YYYY-MM-DD as days; others are NaT."""
    found = np.full(len(texts), np.datetime64("NaT", "D"), dtype="datetime64[D]")
    for place, text in enumerate(texts.tolist()):
        if not isinstance(text, str):
            continue
        if _COMPACT.fullmatch(text):
            text = f"{text[:4]}-{text[4:6]}-{text[6:8]}"
        elif not _ISO.fullmatch(text):
            continue
        try:
            found[place] = np.datetime64(text, "D")
        except ValueError:
            continue  # no day of the calendar: whoever reads the row rejects it with its line
    return found


def row_filters(
    fmt: Format, options: StreamOptions, crosswalk: Crosswalk, watch: DayWatch, reported: DayWatch
) -> list[RowFilter]:
    """Return the filters for one source; each keeps at least what the exact rules keep later."""
    filters = []
    column = getattr(fmt, "reported", "")
    if column:
        filters.append(RowFilter(PERIOD_STEP, "", column, reported.keep, keep_missing=True))
    if fmt.date:
        filters.append(
            RowFilter(PERIOD_STEP, "dated before start or after end", fmt.date, watch.keep, keep_missing=True)
        )
    if options.level == "country":
        filters += _side_filters(fmt, options, crosswalk)
    return filters


def _side_filters(fmt: Format, options: StreamOptions, crosswalk: Crosswalk) -> list[RowFilter]:
    """Push actors, targets and those on either side down."""
    if not (fmt.actor and fmt.target):
        return []
    wanted = (
        ("actors", "actor not among", fmt.actor, ""),
        ("targets", "target not among", fmt.target, ""),
        ("involving", "neither side among", fmt.actor, fmt.target),
    )
    filters = []
    for name, why, column, either in wanted:
        codes = getattr(options, name)
        if codes is not None:
            keep = _keep_codes(crosswalk, frozenset(codes))
            filters.append(
                # A layout without the column may name its actors otherwise: the exact rule decides there.
                RowFilter(
                    f"{name} asked for",
                    f"{why} {_list(codes)}",
                    column,
                    keep,
                    either=either,
                    keep_absent=True,
                )
            )
    return filters


def _list(codes: tuple[str, ...]) -> str:
    return ", ".join(codes[:6]) + (f" and {len(codes) - 6} more" if len(codes) > 6 else "")


def _keep_codes(crosswalk: Crosswalk, wanted: frozenset[str]) -> Callable[[pd.Series], Any]:
    """Return a rule that keeps the raw texts which stand, or on some day stood, for a wanted code."""

    def keep(texts: pd.Series) -> np.ndarray:
        # What may be a list of actors is left for later.
        several = texts.str.contains(_LISTED, na=False).to_numpy(dtype=bool)
        return crosswalk.may_be(texts, wanted) | several

    return keep
