"""From a published tally to a case: so many kept, so many not, as statements, deeds and links."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, get_args

import numpy as np
import pandas as pd

from rhetoric_gap.datasets.case import DEFAULT_WINDOW, Case
from rhetoric_gap.errors import FAILURE_COLUMNS, SchemaError, UnknownOptionError, did_you_mean

Cell = Literal[
    "kept",
    "partial",
    "unfulfilled",
    "not_triggered",
    "trigger_unknown",
    "complied",
    "withdrawn",
    "superseded",
    "open",
]
Kind = Literal["threat", "promise"]
Failure = tuple[object, str, object, str, str]

CELLS: tuple[str, ...] = get_args(Cell)
_VALENCE = {"threat": "conflict", "promise": "cooperation"}
_MATCH = {"kept": 1.0, "partial": 0.5}
_TRIGGER = {"not_triggered": "not_fired", "trigger_unknown": "unknown"}
_RESOLUTION = {cell: cell for cell in ("complied", "withdrawn", "superseded")}
_DEFAULTS = {"date": "2000-01-01", "actor": "ACTOR", "target": "TARGET"}
_MADE_HERE = (
    *("statement_id", "kind", "valence", "strength", "severity", "trigger_state", "deadline"),
    *("resolution", "resolution_date", "cluster"),
)
_NAMED_DEED = 3
_SEVERITY = 1.0
_DEED_LAG = pd.Timedelta(days=30)
_RESOLUTION_LAG = pd.Timedelta(days=10)
_YEAR = pd.Timedelta(days=366)


def case_from_counts(cells: pd.DataFrame, *, kind: Kind = "threat", name: str = "counts") -> Case:
    """Expand a tally of outcomes into a case whose gap and bounds are those of the tally.

    Published studies give counts, not events. One statement of severity 1 is made for every case counted, with a deed
    and a coded link where the word was kept (match 1) or kept in part (match 0.5).

    Parameters
    ----------
    cells : pandas.DataFrame
        Columns ``cell`` and ``count``. ``cell`` is one of kept, partial, unfulfilled, not_triggered, trigger_unknown,
        complied, withdrawn, superseded, open. Any other column divides the tally into groups and is handed on to
        the statements; ``actor``, ``target`` and ``date`` fill the fields of that name.
    kind : {"threat", "promise"}, default "threat"
        What was counted; sets the valence to conflict or cooperation.
    name : str, default "counts"
        Name of the case.

    Returns
    -------
    Case
        ``coding`` is complete: a statement without a link has no deed.

    Raises
    ------
    SchemaError
        If a column is missing or has a name of the case's own, a cell is not known, a count is not a whole number of
        at least 0, or nothing is counted; ``.failures`` lists every problem.
    UnknownOptionError
        If ``kind`` is neither of the two.

    Notes
    -----
    Ids follow the order of the rows, so the same tally gives the same case. Every statement is its own ``cluster``: an
    interval treats the cases as independent. Statements without a ``date`` are made on 2000-01-01, deeds follow 30
    days later, and the deadline of an ``open`` statement lies a year after ``coverage_end``.

    Examples
    --------
    >>> import pandas as pd
    >>> tally = pd.DataFrame({"cell": ["not_triggered", "kept", "unfulfilled"], "count": [144, 349, 140]})
    >>> case = case_from_counts(tally)
    >>> len(case.statements), len(case.actions), len(case.links)
    (633, 349, 349)
    """
    if kind not in get_args(Kind):
        raise UnknownOptionError("kind", kind, get_args(Kind))
    failures = list(_failures(cells))
    if failures:
        raise SchemaError(
            pd.DataFrame(failures, columns=FAILURE_COLUMNS[:-1], dtype=object).assign(table="cells")
        )
    statements = _statements(cells, kind)
    links, actions = _deeds(statements)
    return Case(
        name=name,
        description=f"{len(statements):,} cases expanded from a tally of {len(cells)} cells.",
        statements=statements,
        actions=actions,
        links=links,
        coding="complete",
        coverage_start=statements["date"].min(),
        coverage_end=statements["date"].max() + _YEAR,
        window=DEFAULT_WINDOW,
    )


def _failures(cells: pd.DataFrame) -> Iterator[Failure]:
    """Yield everything that is wrong with a tally: row, column, value, rule, hint."""
    for column in ("cell", "count"):
        if column not in cells.columns:
            yield None, column, None, "the column is required", f"add a column {column!r}"
    for column in cells.columns:
        if column in _MADE_HERE:
            yield None, column, None, "the case fills this column itself", "rename or drop it"
    if "cell" in cells.columns:
        for row, cell in cells["cell"][~cells["cell"].isin(CELLS)].items():
            yield row, "cell", cell, f"one of {', '.join(CELLS)}", did_you_mean(str(cell), CELLS).strip()
    if "count" in cells.columns:
        counts = pd.to_numeric(cells["count"], errors="coerce").astype("float64")
        sound = (counts >= 0) & (counts % 1 == 0) & (counts < np.inf)
        for row, count in cells["count"][~sound].items():
            yield row, "count", count, "a whole number of at least 0", "count cases, not shares"
        if sound.all() and counts.sum() == 0:
            yield None, "count", 0, "at least one case", "a tally of nothing has no gap"
    if "date" in cells.columns:
        for row, date in cells["date"][_dates(cells["date"], errors="coerce").isna()].items():
            yield row, "date", date, "a date", "write 2000-01-31, or drop the column"


def _statements(cells: pd.DataFrame, kind: Kind) -> pd.DataFrame:
    """Write one statement for every case counted, in the order of the tally."""
    counts = pd.to_numeric(cells["count"]).astype("int64").to_numpy()
    groups = cells.drop(columns="count").assign(
        **{k: v for k, v in _DEFAULTS.items() if k not in cells.columns}
    )
    rows = groups.iloc[np.repeat(np.arange(len(cells)), counts)].reset_index(drop=True)
    rows["date"] = _dates(rows["date"], errors="raise")
    open_until = rows["date"].max() + 2 * _YEAR
    resolution = rows["cell"].map(_RESOLUTION)
    ids = _numbered("S", len(rows))
    own = {
        "statement_id": ids,
        "kind": kind,
        "valence": _VALENCE[kind],
        "strength": _NAMED_DEED,
        "severity": _SEVERITY,
        "trigger_state": rows["cell"].map(_TRIGGER).fillna("none"),
        "deadline": pd.Series(open_until, index=rows.index).where(rows["cell"] == "open"),
        "resolution": resolution,
        "resolution_date": (rows["date"] + _RESOLUTION_LAG).where(resolution.notna()),
        "cluster": ids,
    }
    first = ["statement_id", *_DEFAULTS]
    table = rows.assign(**own)
    return table[[*first, *(column for column in table.columns if column not in first)]]


def _deeds(statements: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Write a deed and a coded link for every word kept or kept in part; return links and deeds."""
    kept = statements[statements["cell"].isin(list(_MATCH))]
    action_id = "A" + kept["statement_id"].str[1:]
    actions = kept[["actor", "target", "valence", "severity"]].assign(date=kept["date"] + _DEED_LAG)
    actions.insert(0, "action_id", action_id)
    match = kept["cell"].map(_MATCH).astype("float64")
    links = kept[["statement_id"]].assign(action_id=action_id, match=match, how="coded")
    return links.reset_index(drop=True), actions.reset_index(drop=True)


def _dates(column: pd.Series, *, errors: Literal["coerce", "raise"]) -> pd.Series:
    return pd.to_datetime(column, format="ISO8601", errors=errors)


def _numbered(letter: str, count: int) -> list[str]:
    """Return ids of equal length, so that their order as text is their order as numbers."""
    width = len(str(count))
    return [f"{letter}{number:0{width}d}" for number in range(1, count + 1)]
