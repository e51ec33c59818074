"""From what a caller hands in to checked frames, one spec and one date.

A Case brings its own links, window, scale, completeness of coding and end of coverage, and so do the event tables that
readers return; frames bring nothing, so the defaults of :class:`~rhetoric_gap.spec.Spec` hold and the data end at the
last date either table knows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pandas as pd

from rhetoric_gap.account import ACCOUNT_KEY
from rhetoric_gap.datasets import Case, as_case
from rhetoric_gap.errors import RhetoricGapError, SchemaError
from rhetoric_gap.spec import Spec, make_spec
from rhetoric_gap.tables import check_actions, check_links, check_statements

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(T00:00(:00)?)?")


@dataclass(frozen=True, eq=False)
class Inputs:
    """Checked tables with the choices that go with them.

    Attributes
    ----------
    statements, actions : pandas.DataFrame
        Checked copies.
    links : pandas.DataFrame or None
        Checked coded links.
    spec : Spec
        All choices.
    as_of : pandas.Timestamp
        What is known: nothing reported after this day exists.
    notes : tuple of str
        What a reader must know about how the inputs were read.
    """

    statements: pd.DataFrame
    actions: pd.DataFrame
    links: pd.DataFrame | None
    spec: Spec
    as_of: pd.Timestamp
    notes: tuple[str, ...]


def read_inputs(
    statements: Any, actions: Any, links: Any, as_of: Any, spec: Spec | None, choices: dict[str, Any]
) -> Inputs:
    """Check what the caller handed in; every problem of every table is reported at once."""
    defaults: dict[str, Any] = {}
    coverage_end = None
    notes: tuple[str, ...] = ()
    case = as_case(statements)
    if case is not None:
        if actions is not None:
            name = type(statements).__name__
            article = "an" if name[:1] in "AEIOU" else "a"
            raise RhetoricGapError(f"{article} {name} brings its own actions; pass it alone, or two frames")
        statements, actions = case.require_tables()
        defaults, coverage_end = own_choices(case), case.coverage_end
        if links is None:
            # Whether the links are the whole truth is a fact about the case, not a choice made in a spec.
            links, choices = case.links, {"coding": case.coding, **choices}
        elif case.coding == "complete" and "coding" not in choices and spec is None:
            notes = (
                "The links given replace those of the case and are not taken as the whole truth: other statements are "
                "matched by rule; pass coding='complete' if the coder looked for a deed for every statement",
            )
    elif actions is None:
        raise RhetoricGapError(
            "expected two tables, statements and actions, or one Case or EventTables; actions is missing"
        )
    chosen = make_spec(spec, choices, defaults)
    said, done, linked = _check_all(statements, actions, links)
    if chosen.coding == "complete" and linked is None:
        raise RhetoricGapError(
            "coding='complete' says the links are the whole truth, but no links were given"
        )
    day, noted = _as_of(as_of, coverage_end, said, done)
    return Inputs(said, done, linked, chosen, day, (*notes, *noted))


def own_choices(case: Case) -> dict[str, Any]:
    """Return the choices that a case recommends for its tables; a caller's own win."""
    return {"window": case.window} | ({"scale": case.scale} if case.scale else {})


def _check_all(
    statements: Any, actions: Any, links: Any
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame | None]:
    """Check the tables, collecting the failures of both before raising."""
    failures = []
    checked = []
    for table, check in ((statements, check_statements), (actions, check_actions)):
        try:
            checked.append(check(table))
        except SchemaError as error:
            failures.append(error.failures)
    if failures:
        raise SchemaError(pd.concat(failures, ignore_index=True))
    said, done = checked
    return said, done, None if links is None else check_links(links, said, done)


def _as_of(
    as_of: Any, coverage_end: pd.Timestamp | None, said: pd.DataFrame, done: pd.DataFrame
) -> tuple[pd.Timestamp, tuple[str, ...]]:
    """Decide the day up to which things are known, and say so where the caller did not."""
    if as_of is not None:
        return read_day(as_of, "as_of"), ()
    if coverage_end is not None:
        return pd.Timestamp(coverage_end).normalize(), ()
    last = last_day(said, done)
    if not len(said) + len(done):
        return last, (f"Both tables are empty, so no last day is known; {last.date()} stands in for as_of",)
    note = (
        f"No as_of was given: the data are taken to end on {last.date()}, the last day in the tables, and windows "
        "that close later are open; pass as_of= if events were watched for longer"
    )
    return last, (note,)


def last_day(said: pd.DataFrame, done: pd.DataFrame) -> pd.Timestamp:
    """Return the last day on which either table knows of an event or a report."""
    columns = [frame[c] for frame in (said, done) for c in ("date", "reported_at") if c in frame]
    days = pd.concat([c.dropna().astype("datetime64[us]") for c in columns])
    # Two empty tables know of no day; any day gives the same empty result.
    return pd.Timestamp(days.max()) if len(days) else pd.Timestamp("1970-01-01")


def read_day(value: Any, name: str) -> pd.Timestamp:
    """Read one calendar day; anything finer or not a date is an error."""
    wrong = RhetoricGapError(f"{name} must be a date such as '2024-06-20', got {value!r}")
    # pandas would guess: 'June' becomes the year 1, a number nanoseconds since 1970.
    if isinstance(value, (int, float)) or (isinstance(value, str) and not _ISO_DAY.fullmatch(value.strip())):
        raise wrong
    try:
        day = pd.Timestamp(value)
    except (ValueError, TypeError) as error:
        raise wrong from error
    if pd.isna(day):
        raise wrong
    if day.tzinfo is not None or day != day.normalize():
        raise RhetoricGapError(f"{name} must be a day without time or time zone, got {value!r}")
    return day


def drop_account(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame without its account, which is collected elsewhere."""
    frame.attrs.pop(ACCOUNT_KEY, None)
    return frame
