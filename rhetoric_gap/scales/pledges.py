"""Verdicts of promise trackers on one graded scale: kept, partial, unfulfilled; open and excluded are not verdicts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from numbers import Real
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError, did_you_mean
from rhetoric_gap.scales.entry import CodeEntry
from rhetoric_gap.scales.scale import Scale
from rhetoric_gap.scales.shipped import shipped_rows
from rhetoric_gap.tables.cells import as_text

VERSION = "1"
SOURCE = "verdicts of promise trackers: a promise kept weighs 1, one kept in part half of it; grading by rhetoric_gap"
OUTCOMES: Mapping[str, float] = MappingProxyType(
    {"kept": 1.0, "partial": 0.5, "unfulfilled": 0.0, "open": float("nan"), "excluded": float("nan")}
)
EVERY = "any"
GRADE_COLUMNS = ("status", "outcome", "state", "note")
SHOWN_STATUSES = 10


def load_pledges() -> Scale:
    """Return the scale of pledges: one promise, and the deeds that keep it or keep it in part."""
    entries = (
        CodeEntry(
            "pledge",
            "election pledge",
            float("nan"),
            "cooperation",
            is_statement=True,
            kind="promise",
            strength=3,
            fulfilling=frozenset({"kept"}),
            partial=frozenset({"partial"}),
        ),
        CodeEntry("kept", "pledge judged as kept", 1.0, "cooperation"),
        CodeEntry("partial", "pledge judged as kept in part", 1.0, "cooperation"),
    )
    return Scale("pledges", VERSION, SOURCE, entries)


@cache
def _vocabularies() -> Mapping[str, Mapping[str, tuple[str, str, str]]]:
    """Return vocabulary to status as compared to status as spelled, state and note."""
    read: dict[str, dict[str, tuple[str, str, str]]] = {}
    for row in shipped_rows("pledge_statuses.csv"):
        entry = (row["status"], row["state"], row["note"])
        read.setdefault(row["vocabulary"], {})[_plain(row["status"])] = entry
    # The build refuses a status graded in two ways, so that it does not matter which vocabulary comes first.
    every = {key: entry for table in reversed(read.values()) for key, entry in table.items()}
    return read | {EVERY: every}


def pledge_vocabularies() -> tuple[str, ...]:
    """Return the names of the vocabularies, ``any`` being all of them together."""
    return tuple(_vocabularies())


def pledge_statuses(vocabulary: str | None = None) -> pd.DataFrame:
    """List the verdicts of promise trackers and how they are graded.

    Parameters
    ----------
    vocabulary : {"politifact", "polimeter", "pledge-project", "tracker"}, optional
        One vocabulary; by default all of them.

    Returns
    -------
    pandas.DataFrame
        ``vocabulary``, ``status``, ``outcome`` (1 kept, .5 in part, 0 unfulfilled, NaN where there is no verdict yet),
        ``state`` (``kept``, ``partial``, ``unfulfilled``, ``open``, ``excluded``), ``checked`` (the page or paper the
        wording was checked against, or ``not checked``) and ``note``.

    Raises
    ------
    UnknownOptionError
        If there is no such vocabulary.

    Notes
    -----
    What is in progress, stalled or past its day without a verdict is *open*: it may still be kept, and it is neither 0
    nor left out. What nobody can decide is *excluded*, and counted.

    References
    ----------
    Thomson, R. et al. (2017). The Fulfillment of Parties' Election Pledges. American Journal of Political Science
    61(3), 527-542.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> rg.pledge_statuses("pledge-project")[["status", "outcome", "state"]].head(3)
                    status  outcome        state
    0      Fully Fulfilled      1.0         kept
    1  Partially Fulfilled      0.5      partial
    2        Not Fulfilled      0.0  unfulfilled
    """
    frame = pd.DataFrame(shipped_rows("pledge_statuses.csv"))
    if vocabulary is not None:
        if vocabulary not in set(frame["vocabulary"]):
            raise UnknownOptionError("vocabulary", vocabulary, frame["vocabulary"].unique())
        frame = frame[frame["vocabulary"] == vocabulary].reset_index(drop=True)
    frame.insert(2, "outcome", frame["state"].map(dict(OUTCOMES)).astype("float64"))
    return frame


def grade_statuses(values: Any, vocabulary: Any = EVERY, *, unknown: str = "raise") -> pd.DataFrame:
    """Grade the verdicts of a promise tracker.

    Parameters
    ----------
    values : array-like of str
        Verdicts as the tracker words them; case, blanks, hyphens and underscores do not matter. Missing values allowed.
    vocabulary : str or mapping, default "any"
        ``politifact``, ``polimeter``, ``pledge-project``, ``tracker``, all of them (``any``), or a mapping of your own
        from status to a state or to a share kept in [0, 1].
    unknown : {"raise", "missing"}, default "raise"
        What to do about a status the vocabulary does not have: refuse it, or leave it missing.

    Returns
    -------
    pandas.DataFrame
        One row per value, on its index: ``status`` (as the vocabulary spells it), ``outcome`` (1, .5, 0 or NaN),
        ``state`` and ``note``; all missing where the value is.

    Raises
    ------
    RhetoricGapError
        If a status is unknown; the message lists each with the row it stands in first and the nearest known one.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> rg.grade_statuses(["promise kept", "COMPROMISE", "Stalled", None])[["status", "outcome", "state"]]
             status  outcome    state
    0  Promise Kept      1.0     kept
    1    Compromise      0.5  partial
    2       Stalled      NaN     open
    3           NaN      NaN      NaN
    """
    if unknown not in ("raise", "missing"):
        raise UnknownOptionError("unknown", unknown, ("raise", "missing"))
    table, series = _vocabulary(vocabulary), _column(values)
    positions, met = pd.factorize(series)
    found = [table.get(_plain(value)) if isinstance(value, str) else None for value in met]
    if unknown == "raise":
        lost = [
            i
            for i, (value, entry) in enumerate(zip(met, found, strict=True))
            if entry is None and not _blank(value)
        ]
        _refuse([met[i] for i in lost], [series.index[positions == i][0] for i in lost], table)
    rows = [(None, np.nan, None, None) if entry is None else entry for entry in found]
    rows.append((None, np.nan, None, None))
    columns = {name: [rows[i][k] for i in positions] for k, name in enumerate(GRADE_COLUMNS)}
    frame = pd.DataFrame(columns, index=series.index, columns=list(GRADE_COLUMNS), dtype=object)
    for name in GRADE_COLUMNS:
        frame[name] = frame[name].astype("float64") if name == "outcome" else as_text(frame[name])
    return frame


def _vocabulary(given: Any) -> dict[str, tuple[str, float, str, str]]:
    """Return status as compared to status, outcome, state and note."""
    if isinstance(given, Mapping):
        return {_plain(str(status)): _own(str(status), value) for status, value in given.items()}
    if not isinstance(given, str) or given not in _vocabularies():
        raise UnknownOptionError("vocabulary", given, _vocabularies())
    entries = _vocabularies()[given].items()
    return {key: (status, OUTCOMES[state], state, note) for key, (status, state, note) in entries}


def _own(status: str, value: Any) -> tuple[str, float, str, str]:
    """Read what a user's vocabulary says of one status."""
    if isinstance(value, str) and value in OUTCOMES:
        return status, OUTCOMES[value], value, ""
    if isinstance(value, Real) and not isinstance(value, bool) and 0 <= float(value) <= 1:
        share = float(value)
        return status, share, "kept" if share == 1 else "partial" if share else "unfulfilled", ""
    raise RhetoricGapError(
        f"vocabulary[{status!r}] must be one of {', '.join(OUTCOMES)}, or a share kept in [0, 1]; got {value!r}"
    )


def _refuse(unknown: list[Any], rows: list[Any], table: Mapping[str, tuple[str, float, str, str]]) -> None:
    """Refuse statuses the vocabulary does not have."""
    if not unknown:
        return
    known = {key: entry[0] for key, entry in table.items()}
    told = [
        f"{value!r} (first in row {row!r}).{did_you_mean(_plain(str(value)), known)}"
        for value, row in list(zip(unknown, rows, strict=True))[:SHOWN_STATUSES]
    ]
    more = f" ... and {len(unknown) - SHOWN_STATUSES} more" if len(unknown) > SHOWN_STATUSES else ""
    raise RhetoricGapError(
        f"{len(unknown)} status(es) the vocabulary does not have: {' '.join(told)}{more} Known: "
        f"{', '.join(known.values())}. Give a vocabulary of your own, or add to one: a mapping from status to "
        f"{', '.join(OUTCOMES)} or a share in [0, 1]"
    )


def _column(values: Any) -> pd.Series:
    """Return values as a Series, on their own index if they have one."""
    if isinstance(values, str) or values is None or np.ndim(values) != 1:
        raise RhetoricGapError(f"statuses must be a column or a list, got {values!r}")
    return values.astype(object) if isinstance(values, pd.Series) else pd.Series(list(values), dtype=object)


def _blank(value: Any) -> bool:
    """Say whether a value is only blanks."""
    return isinstance(value, str) and not value.strip()


def _plain(text: str) -> str:
    """Spell a status as it is compared."""
    return re.sub(r"[\s_-]+", " ", text).strip().casefold()
