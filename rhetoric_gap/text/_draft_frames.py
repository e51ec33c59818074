"""Rows of a draft as frames: columns in a fixed order and of fixed types, however few rows there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.tables.cells import text_dtype
from rhetoric_gap.text._draft_rows import PLACE
from rhetoric_gap.text.parts import QUADS

COUNTS = ("n_numbers", "n_dates", "n_names", "n_quantities", "n_length")
_EVIDENCE = (*(f"p_{quad.lower()}" for quad in QUADS), "pattern_found", "evidence", "rule")
_WHERE = (PLACE, "row", "sentence", "start", "end")
_KEY = ("date", "actor", "target", "code", "severity", "valence")
_FOUND = ("deed_code", "quad", "root", "tense", "negated", "n_hedges", "hedges", *COUNTS)
SAID = (
    "statement_id",
    *_KEY,
    *("kind", "strength", "trigger_state", "deadline", "speaker", "text"),
    *("conditional", "condition", "deadline_text"),
    *_FOUND,
    *_EVIDENCE,
    *_WHERE,
    "needs",
)
DONE = ("action_id", *_KEY, "text", *_FOUND, *_EVIDENCE, *_WHERE, "needs")
LEFT = ("text_id", "date", "why", "text", "quad", "code", *_EVIDENCE, *_WHERE)
DATES = frozenset(["date", "deadline"])
NUMBERS = frozenset(["severity", *COUNTS, *(f"p_{quad.lower()}" for quad in QUADS)])
WHOLE = frozenset(["strength", "sentence", "start", "end", "n_hedges", PLACE])
FLAGS = frozenset(["conditional", "negated", "pattern_found"])
LABELS = (*QUADS, "none")


def frame_of(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    """Return rows as a frame with these columns.

    Parameters
    ----------
    rows : sequence of dict
        Rows as written by :class:`~rhetoric_gap.text._draft_rows.Draft`.
    columns : sequence of str
        The columns every such table has.

    Returns
    -------
    pandas.DataFrame
        Text in the default type for text, days as timestamps, counts and flags without gaps.
    """
    return pd.DataFrame({name: _column(name, [row.get(name) for row in rows]) for name in columns})


def _column(name: str, values: list[Any]) -> pd.Series:
    """Return one column in its type."""
    if name in DATES:
        return pd.Series(pd.to_datetime(pd.Series(values, dtype=object)).astype("datetime64[us]"), name=name)
    if name in NUMBERS:
        return pd.Series(values, dtype="float64", name=name)
    if name == "strength":
        return pd.Series(values, dtype="Int64", name=name)
    if name in WHOLE:
        return pd.Series(values, dtype="int64", name=name)
    if name in FLAGS:
        return pd.Series(values, dtype=bool, name=name)
    if name == "row":
        return pd.Series(values, dtype=None if values else object, name=name)
    return pd.Series([np.nan if value is None else value for value in values], dtype=text_dtype(), name=name)


def with_kept(frame: pd.DataFrame, kept: Mapping[str, list[Any]]) -> pd.DataFrame:
    """Carry columns of the caller's table along, and drop the helper column.

    Parameters
    ----------
    frame : pandas.DataFrame
        A table of a draft.
    kept : mapping of str to list
        Values by column, one for each text.

    Returns
    -------
    pandas.DataFrame
        The table with these columns at its end; a column the draft has itself gets the ending ``_given``.
    """
    places = frame[PLACE].to_numpy()
    out = frame.drop(columns=PLACE)
    for name, values in kept.items():
        mine = f"{name}_given" if name in out.columns else name
        out[mine] = pd.Series([values[place] for place in places], dtype=object).infer_objects()
    return out


def coverage_of(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Count sentences by class, with the share in which no pattern was found.

    Parameters
    ----------
    tables : sequence of pandas.DataFrame
        The tables of a draft.

    Returns
    -------
    pandas.DataFrame
        Columns ``label`` (the classes, ``none``, ``all``), ``sentences``, ``share`` and ``no_pattern``.
    """
    quads = pd.concat([table["quad"].astype(object) for table in tables], ignore_index=True).fillna("none")
    missing = ~pd.concat([table["pattern_found"] for table in tables], ignore_index=True).astype(bool)
    rows = [(label, quads == label) for label in LABELS] + [("all", pd.Series(True, index=quads.index))]
    size = max(len(quads), 1)
    counts = [(label, int(which.sum()), which.sum() / size, missing[which].mean()) for label, which in rows]
    return pd.DataFrame(counts, columns=["label", "sentences", "share", "no_pattern"])
