"""A checked sample of a draft, read: what the machine said of each row, and what a person decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError
from rhetoric_gap.tables.frames import to_pandas
from rhetoric_gap.tables.schema import KINDS
from rhetoric_gap.words import plural

GROUPS = ("threat", "promise", "refusal", "remark")
"""What a statement is to the gap: two commitments to act, one not to act, and everything else."""
GROUP_OF = {
    "threat": "threat",
    "promise": "promise",
    "refusal": "refusal",
    "denial": "refusal",
    "demand": "remark",
    "declaration": "remark",
    "comment": "remark",
}
KIND_OF = {"threat": "threat", "promise": "promise", "refusal": "refusal", "remark": "comment"}
FIELDS = ("kind", "severity", "strength", "code")
_SHOWN = 5


@dataclass(frozen=True, eq=False)
class Gold:
    """Checked rows.

    Attributes
    ----------
    place : numpy.ndarray of int
        Row of the draft that each checked row is; -1 for all where the sample is from elsewhere.
    machine, human : numpy.ndarray of int
        What each side says, as numbers of ``GROUPS``.
    values : pandas.DataFrame
        What the person wrote: ``kind`` and the other fields asked for.
    drafted : pandas.DataFrame
        What the machine wrote in these fields.
    notes : tuple of str
        What a reader must know.
    """

    place: np.ndarray
    machine: np.ndarray
    human: np.ndarray
    values: pd.DataFrame
    drafted: pd.DataFrame
    notes: tuple[str, ...]


def groups_of(kinds: pd.Series) -> np.ndarray:
    """Return what each kind is to the gap, as numbers of ``GROUPS``."""
    return np.asarray(kinds.astype(object).map(GROUP_OF).map(GROUPS.index).to_numpy(dtype=np.int64))


def read_gold(gold: Any, draft: pd.DataFrame, fields: tuple[str, ...]) -> Gold:
    """Check the sample against the draft.

    Parameters
    ----------
    gold : DataFrame
        ``statement_id`` and ``kind`` (what a person decided), further fields, and ``machine_kind`` and so on where
        checked rows are not among those of the draft.
    draft : pandas.DataFrame
        Statements with ``kind`` and the fields filled in.
    fields : tuple of str
        Fields to correct.

    Returns
    -------
    Gold
        Rows with a decision; those without are left out and counted.

    Raises
    ------
    UnknownOptionError
        If a field cannot be corrected.
    RhetoricGapError
        If a column is missing or its values cannot be used.
    """
    _check_fields(fields)
    table = to_pandas(gold, "gold").reset_index(drop=True)
    lacking = [field for field in fields if field not in table]
    if "statement_id" not in table and "machine_kind" not in table:
        lacking.append("statement_id")
    if lacking:
        raise RhetoricGapError(
            f"gold has no column {lacking}; it needs 'statement_id' and, under the names of the fields "
            f"{list(fields)}, what a person decided"
        )
    if "table" in table:  # a worksheet says so where a sentence is no statement at all
        elsewhere = table["table"].notna() & table["table"].ne("statement")
        table["kind"] = table["kind"].astype(object).mask(elsewhere, "comment")
    blank = table["kind"].isna()
    notes = [f"{plural(int(blank.sum()), 'gold row')} without a decision left out"] if blank.any() else []
    table = table.loc[~blank]
    place = _places(table, draft)
    away = place < 0
    if "statement_id" in table and away.any():
        if away.all():
            raise RhetoricGapError(
                f"no 'statement_id' of gold is among the statements: {table['statement_id'].head(3).tolist()} against "
                f"{draft['statement_id'].head(3).tolist()}"
            )
        notes.append(f"{plural(int(away.sum()), 'gold row')} not among the statements left out")
        table, place = table.loc[~away], place[~away]
    drafted = pd.DataFrame({field: _drafted(table, draft, place, field) for field in fields})
    _complain(table, place, drafted)
    return Gold(
        place, groups_of(drafted["kind"]), groups_of(table["kind"]), table[list(fields)].reset_index(drop=True),
        drafted.reset_index(drop=True), tuple(notes),
    )  # fmt: skip


def _check_fields(fields: tuple[str, ...]) -> None:
    """Complain of fields that cannot be corrected."""
    for field in fields:
        if field not in FIELDS:
            raise UnknownOptionError("fields", field, FIELDS)
    if "kind" not in fields:
        raise RhetoricGapError(f"fields must name 'kind', on which all else hangs; got {list(fields)}")


def _places(table: pd.DataFrame, draft: pd.DataFrame) -> np.ndarray:
    """Return the row of the draft each checked row is; -1 where there is none."""
    if "statement_id" not in table:
        return np.full(len(table), -1)
    index = pd.Index(draft["statement_id"].astype(str))
    return np.asarray(index.get_indexer(pd.Index(table["statement_id"].astype(str))))


def _drafted(table: pd.DataFrame, draft: pd.DataFrame, place: np.ndarray, field: str) -> pd.Series:
    """Return what the machine wrote in a field: what the sample says it did, else what stands in the draft."""
    if f"machine_{field}" in table:
        return table[f"machine_{field}"]
    if field not in draft:
        return pd.Series(pd.NA, index=table.index, dtype=object)
    found = (
        draft[field].astype(object).to_numpy()[np.maximum(place, 0)] if len(draft) else np.zeros(len(table))
    )
    return pd.Series(found, index=table.index, dtype=object).where(place >= 0, pd.NA)


def _complain(table: pd.DataFrame, place: np.ndarray, drafted: pd.DataFrame) -> None:
    """Raise for everything that is wrong with the rows."""
    problems: dict[str, Any] = {
        f"have a 'kind' that is none of {list(KINDS)}": ~table["kind"].isin(KINDS),
        "have no 'machine_kind'": drafted["kind"].isna(),
        f"have a 'machine_kind' that is none of {list(KINDS)}": (
            drafted["kind"].notna() & ~drafted["kind"].isin(KINDS)
        ),
    }
    for field, most in (("severity", 1), ("strength", 4)):
        if field in drafted:
            number = pd.to_numeric(table[field].astype(object), errors="coerce")
            problems[f"have a {field!r} that is no number from 0 to {most}"] = table[
                field
            ].notna() & ~number.between(0, most)
    if "statement_id" in table:
        problems["repeat a statement"] = table["statement_id"].astype(str).duplicated(keep=False)
    wrong = [
        f"gold rows {table.index[rows.to_numpy(dtype=bool)][:_SHOWN].tolist()} {text}"
        for text, rows in problems.items()
        if rows.any()
    ]
    if wrong:
        raise RhetoricGapError("; ".join(wrong))
