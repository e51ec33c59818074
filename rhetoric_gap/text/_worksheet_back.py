"""Worksheets that came back: every row held against its mark, every decision read, all problems at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from rhetoric_gap.errors import FAILURE_COLUMNS, SchemaError, did_you_mean
from rhetoric_gap.text import _worksheet_rows as rows
from rhetoric_gap.text._worksheet_fields import (
    BY_NAME,
    CHECKED,
    CHECKED_WORDS,
    FIELDS,
    HUMAN,
    read_decision,
)
from rhetoric_gap.text.worksheet_files import Sheet, read_sheet

UNNAMED = "coder"
KNOWN_ROW = "a row of the worksheet"
UNCHANGED = "id and text as they were written"
DRAFT_UNCHANGED = "the machine's columns as they were written"
ALL_ROWS = "every row of the worksheet"
DECISION = "an allowed value"
ONE_DECISION = "one decision per coder and sentence"
SHOWN_PLACES = 10


@dataclass
class Back:
    """What came back: drafts by id in their order, and one entry per coder and sentence decided."""

    drafts: dict[str, dict[str, str]] = field(default_factory=dict)
    decisions: list[dict[str, Any]] = field(default_factory=list)
    coders: list[str] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    problems: list[tuple[Any, ...]] = field(default_factory=list)

    @property
    def codings(self) -> pd.DataFrame:
        """Decisions as a table: ``coder``, ``sentence_id``, ``given``, ``note`` and the fields that were filled in."""
        names = ["coder", rows.ID, "given", "note", *BY_NAME]
        return pd.DataFrame(self.decisions, columns=names).astype(object)

    def report(self, row: Any, column: str, value: Any, rule: str, hint: str, table: str) -> None:
        """Note a problem."""
        self.problems.append((row, column, value, rule, hint, table))


@dataclass(frozen=True)
class _Column:
    """A column for decisions: the field it asks for, and the coder it belongs to (None: see the column coder)."""

    name: str
    field: str
    coder: str | None


def read_back(
    files: Sequence[tuple[str | None, str | Path]], draft: pd.DataFrame | None, full: dict[str, str]
) -> Back:
    """Read worksheets and check every row.

    Parameters
    ----------
    files : sequence of tuple
        Name of the coder (None: as the file says) and file.
    draft : DataFrame or None
        The rows as they were written.
    full : dict of str to str
        Texts by id, uncut.

    Returns
    -------
    Back
        Drafts and decisions.

    Raises
    ------
    SchemaError
        If anything is wrong with any of them.
    """
    back = Back()
    known = None if draft is None else {row[rows.ID]: row for row in rows.row_dicts(draft)}
    for name, path in files:
        _read_file(read_sheet(path), name, known, back)
    _check_twice(back)
    if known is not None:
        _check_all_there(back, known, ", ".join(dict.fromkeys(Path(path).name for _, path in files)))
    if back.problems:
        raise SchemaError(pd.DataFrame(back.problems, columns=FAILURE_COLUMNS))
    for key, text in full.items():
        back.drafts[key] = back.drafts[key] | {"text": text}
    return back


def _read_file(sheet: Sheet, name: str | None, known: dict[str, dict[str, str]] | None, back: Back) -> None:
    """Read one file."""
    columns = list(_columns(sheet, name, back))
    lacking = [c for c in (rows.ID, "text") if c not in sheet.frame]
    for absent in lacking:
        back.report(
            None, absent, None, "required column", "put the column back as it was written", sheet.name
        )
    back.asked |= {column.field for column in columns}
    for column in columns:
        if column.coder is not None and column.coder not in back.coders:
            back.coders.append(column.coder)
    if lacking:
        return
    places: dict[str, dict[int, int]] = {}
    lengths: dict[str, int] = {}
    for number, cells in zip(sheet.frame.index.tolist(), rows.row_dicts(sheet.frame), strict=True):
        row = {"date": "", **cells}
        mark = rows.read_mark(row[rows.MARK])
        kept = _checked_row(sheet, number, row, mark, known, back)
        if mark is not None:
            lengths[mark.sheet] = mark.rows
            first = places.setdefault(mark.sheet, {}).setdefault(mark.place, number)
            if first != number:
                hint = f"it repeats row {first}; keep one of them"
                back.report(number, rows.MARK, row[rows.ID], KNOWN_ROW, hint, sheet.name)
                continue
        back.seen.add(row[rows.ID])
        if kept is not None:
            _keep(sheet, number, row[rows.ID], kept, back)
        _read_row(sheet, number, row, columns, name, back)
    for key, found in places.items():
        _check_places(sheet, found, lengths[key], known is not None, back)


def _columns(sheet: Sheet, name: str | None, back: Back) -> Iterator[_Column]:
    """Find the columns for decisions, and report those that look like one and are none."""
    asked = [CHECKED, *BY_NAME]
    for column in map(str, sheet.frame.columns):
        if HUMAN not in column:
            continue
        base, _, coder = column.partition(HUMAN)
        if base in asked and (not coder or coder.startswith("_")):
            yield _Column(column, base, coder[1:] or None)
        else:
            hint = f"columns for decisions are called after a field.{did_you_mean(base, asked)}"
            back.report(None, column, column, "a column of the worksheet", hint, sheet.name)


def _checked_row(
    sheet: Sheet,
    number: int,
    row: dict[str, str],
    mark: rows.Mark | None,
    known: dict[str, dict[str, str]] | None,
    back: Back,
) -> dict[str, str] | None:
    """Hold one row against its mark and the draft; return it as it was written."""
    written = None if known is None else known.get(row[rows.ID])
    if known is not None and written is None:
        hint = f"the draft has no such sentence; put the id back, or delete the row.{did_you_mean(row[rows.ID], known)}"
        back.report(number, rows.ID, row[rows.ID], KNOWN_ROW, hint, sheet.name)
        return None
    if mark is None:
        hint = "rows cannot be added by hand, and row_check must stay as it was written"
        back.report(number, rows.MARK, row[rows.MARK] or row[rows.ID], KNOWN_ROW, hint, sheet.name)
        return None
    expected = mark.words if written is None else rows.words_digest(written)
    if rows.words_digest(row) != expected:
        column = "text" if written is not None else f"{rows.ID}, text"
        hint = "put id and text back as they were written; remarks go into the note"
        back.report(number, column, row["text"][:200], UNCHANGED, hint, sheet.name)
        return None
    if written is not None:
        return written
    kept = row if rows.draft_digest(row) == mark.draft else rows.mended(row, mark.draft)
    if kept is None:
        hint = f"write decisions into the columns that end in {HUMAN}; or give draft= to restore what was changed"
        back.report(number, "date, " + ", ".join(BY_NAME), row[rows.ID], DRAFT_UNCHANGED, hint, sheet.name)
    return kept


def _keep(sheet: Sheet, number: int, key: str, kept: dict[str, str], back: Back) -> None:
    """Take a row's draft over; files of other drafts may add rows, not change them."""
    first = back.drafts.setdefault(key, kept)
    if first is not kept and (rows.words_digest(first), rows.draft_digest(first)) != (
        rows.words_digest(kept),
        rows.draft_digest(kept),
    ):
        hint = "another file has this id with another text or draft: read worksheets of one draft together"
        back.report(number, rows.ID, key, UNCHANGED, hint, sheet.name)


def _check_places(sheet: Sheet, found: dict[int, int], length: int, has_draft: bool, back: Back) -> None:
    """Report rows that did not come back; where there is a draft it names them."""
    lost = [place for place in range(1, length + 1) if place not in found]
    if lost and not has_draft:
        shown = ", ".join(f"{place + 1}" for place in lost[:SHOWN_PLACES])
        more = f" and {len(lost) - SHOWN_PLACES} more" if len(lost) > SHOWN_PLACES else ""
        hint = f"as written they stood in rows {shown}{more}; put them back, undecided if need be"
        back.report(None, rows.MARK, f"{len(lost)} of {length} rows missing", ALL_ROWS, hint, sheet.name)


def _check_all_there(back: Back, known: dict[str, dict[str, str]], names: str) -> None:
    """Report every sentence of the draft that did not come back."""
    for key in known:
        if key not in back.seen:
            hint = "the row is missing, or its id was changed; put it back, undecided if need be"
            back.report(None, rows.ID, key, ALL_ROWS, hint, names)
    back.drafts = {key: back.drafts[key] for key in known if key in back.drafts}


def _read_row(
    sheet: Sheet, number: int, row: dict[str, str], columns: list[_Column], name: str | None, back: Back
) -> None:
    """Read what each coder decided about one sentence."""
    for coder in dict.fromkeys(column.coder for column in columns):
        own = [c for c in columns if c.coder == coder and row[c.name].strip()]
        who = coder or name or row.get("coder", UNNAMED).strip()
        if who and who not in back.coders:
            back.coders.append(who)
        if not own:
            continue
        if not who:
            back.report(number, "coder", "", "not blank", "write who decided this row", sheet.name)
        note = row.get(f"note_{coder}" if coder else "note", "")
        decision: dict[str, Any] = {"coder": who, rows.ID: row[rows.ID], "note": note, "table": None}
        given = []
        for column in own:
            value, wrong = _decided(sheet, number, row[column.name], column)
            if wrong:
                back.report(number, column.name, row[column.name], DECISION, wrong, sheet.name)
            elif column.field != CHECKED:
                decision[column.field] = value
                given.append(column.field)
        decision["given"] = ", ".join(f.name for f in FIELDS if f.name in given)
        decision["where"] = (sheet.name, number)
        back.decisions.append(decision)


def _decided(sheet: Sheet, number: int, cell: str, column: _Column) -> tuple[str, str]:
    """Read one decision."""
    if (number, column.name) in sheet.formulas:
        return "", "the cell holds a formula; write the value"
    if column.field != CHECKED:
        return read_decision(cell, BY_NAME[column.field], loses_zeros=sheet.loses_zeros)
    if cell.strip().lower() in CHECKED_WORDS:
        return "", ""
    return "", f"write one of: {', '.join(CHECKED_WORDS)}.{did_you_mean(cell, CHECKED_WORDS)}"


def _check_twice(back: Back) -> None:
    """Report sentences one coder decided twice, as happens when two people fill in copies of one file."""
    seen: dict[tuple[str, str], tuple[str, int]] = {}
    for decision in back.decisions:
        key, where = (decision["coder"], decision[rows.ID]), decision["where"]
        first = seen.setdefault(key, where)
        if first != where:
            hint = (
                f"{decision['coder']!r} decided it in {first[0]}, row {first[1]}, too; if these are two people, "
                'pass the files by name: {"ann": ..., "ben": ...}'
            )
            back.report(where[1], rows.ID, decision[rows.ID], ONE_DECISION, hint, where[0])
