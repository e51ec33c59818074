"""A draft as rows of a worksheet, each with a mark that tells whether it came back as it was."""

from __future__ import annotations

import hashlib
import itertools
import re
from dataclasses import dataclass
from typing import Any

import pandas as pd

from rhetoric_gap.errors import FAILURE_COLUMNS, RhetoricGapError, SchemaError
from rhetoric_gap.tables.frames import to_pandas
from rhetoric_gap.text._worksheet_fields import FIELDS, as_cell, day_text
from rhetoric_gap.text.worksheet_files import shorten

ID, MARK = "sentence_id", "row_check"
ID_NAMES = (ID, "statement_id", "action_id", "text_id", "id")
KEPT = (ID, "date", "text")
SHOWN = ("probability", "evidence")
_MARK = re.compile(r"r(\d+)of(\d+)-([0-9a-f]{6})-([0-9a-f]{10})-([0-9a-f]{10})")
_DAYS = ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d", "%d/%m/%y", "%m/%d/%y", "%d.%m.%y")


@dataclass(frozen=True)
class Mark:
    """What a row says about where it comes from: its place, the sheet, its words, the draft of the machine."""

    place: int
    rows: int
    sheet: str
    words: str
    draft: str


def sheet_rows(draft: Any) -> pd.DataFrame:
    """Return a draft as rows of text, in the order of the sentences.

    Parameters
    ----------
    draft : TextDraft or DataFrame
        A draft, with every sentence in one of its tables, or one table with one row per sentence.

    Returns
    -------
    pandas.DataFrame
        ``sentence_id``, ``date``, ``text``, the fields, ``probability``, ``evidence`` and ``row_check``.

    Raises
    ------
    RhetoricGapError
        If it is neither, or has no text.
    SchemaError
        If ids are blank or come twice.
    """
    table = _one_table(draft)
    source = next((name for name in ID_NAMES if name in table), None)
    if "text" not in table:
        raise RhetoricGapError(f"the draft has no column 'text'; it has {list(table.columns)}")
    written: dict[str, list[str]] = {
        ID: [str(n) for n in range(1, len(table) + 1)] if source is None else _texts(table[source]),
        "date": [day_text(v) if v else "" for v in _texts(_column(table, "date"))],
        "text": [shorten(text) for text in _texts(table["text"])],
    }
    written |= {f.name: [shorten(as_cell(v, f)) for v in _column(table, f.name)] for f in FIELDS}
    written |= {name: [shorten(_number(v)) for v in _column(table, name)] for name in SHOWN}
    # Texts stay Python objects: the text type of newer pandas refuses what no encoding has.
    cells = pd.DataFrame(written, dtype=object)
    _check_ids(cells)
    return cells.assign(**{MARK: pd.Series(_marks(cells), dtype=object)})


def _column(table: pd.DataFrame, name: str) -> pd.Series:
    """Return a column, or blanks where there is none."""
    return table[name] if name in table else pd.Series([None] * len(table), dtype=object)


def full_texts(draft: Any) -> dict[str, str]:
    """Return the texts of a draft by id, uncut."""
    table = _one_table(draft)
    source = next((name for name in ID_NAMES if name in table), None)
    ids = [str(n) for n in range(1, len(table) + 1)] if source is None else _texts(table[source])
    return dict(zip(ids, _texts(table["text"]), strict=True))


def row_dicts(cells: pd.DataFrame) -> list[dict[str, str]]:
    """Return rows of text as dictionaries."""
    names = [str(name) for name in cells.columns]
    return [dict(zip(names, row, strict=True)) for row in cells.itertuples(index=False, name=None)]


def _texts(column: pd.Series) -> list[str]:
    """Return a column as text, blank where it is missing."""
    return ["" if missing else str(v) for v, missing in zip(column, column.isna(), strict=True)]


def _number(value: Any) -> str:
    """Write a probability, or words."""
    if value is None or pd.isna(value):
        return ""
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def _one_table(draft: Any) -> pd.DataFrame:
    """Put the tables of a draft under each other; a table stays as it is."""
    if not hasattr(draft, "abstained"):
        given: pd.DataFrame = to_pandas(draft, "draft").reset_index(drop=True)
        return given
    parts = []
    for name, place in (("statements", "statement"), ("actions", "action"), ("abstained", "neither")):
        part = getattr(draft, name).rename(columns=dict.fromkeys(ID_NAMES[1:], ID))
        part = part.assign(table=place, probability=_probability(part))
        parts.append(part.astype(object))
    whole: pd.DataFrame = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    order = [name for name in ("row", "sentence") if name in whole]
    if order:
        whole = whole.sort_values(order, kind="stable").reset_index(drop=True)
    return whole


def _probability(part: pd.DataFrame) -> list[float]:
    """Return the probability of the class each row was given."""
    nan = float("nan")
    if "quad" not in part:
        return [nan] * len(part)
    columns = [f"p_{str(quad).lower()}" for quad in part["quad"]]
    return [
        float(row[column]) if column in row else nan
        for column, row in zip(columns, part.to_dict("records"), strict=True)
    ]


def _check_ids(cells: pd.DataFrame) -> None:
    """Report ids that are blank or come twice."""
    blank, twice = cells[ID].eq(""), cells[ID].duplicated(keep=False)
    wrong = cells.loc[blank | twice]
    if len(wrong):
        rows = [
            (n, ID, v, "unique id", "give every sentence an id of its own", "draft")
            for n, v in wrong[ID].items()
        ]
        raise SchemaError(pd.DataFrame(rows, columns=FAILURE_COLUMNS))


def _marks(cells: pd.DataFrame) -> list[str]:
    """Give every row its mark."""
    rows = row_dicts(cells)
    words = [words_digest(row) for row in rows]
    drafts = [draft_digest(row) for row in rows]
    sheet = _digest([*words, *drafts])[:6]
    return [
        f"r{n}of{len(rows)}-{sheet}-{w}-{d}" for n, (w, d) in enumerate(zip(words, drafts, strict=True), 1)
    ]


def read_mark(cell: str) -> Mark | None:
    """Read a mark; None where it is none."""
    found = _MARK.fullmatch(cell.strip())
    return Mark(int(found[1]), int(found[2]), found[3], found[4], found[5]) if found else None


def words_digest(row: dict[str, str]) -> str:
    """Fingerprint of id and text. Spreadsheets change line breaks and blanks: these do not count."""
    plain = "".join(c if c.isprintable() else " " for c in row["text"])
    return _digest([row[ID].strip(), " ".join(plain.split())])


def draft_digest(row: dict[str, str]) -> str:
    """Fingerprint of the date and of what the machine drafted."""
    return _digest([row["date"], *(" ".join(row.get(field.name, "").split()) for field in FIELDS)])


def _digest(parts: list[str]) -> str:
    """Hash texts."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:10]


def mended(row: dict[str, str], digest: str) -> dict[str, str] | None:
    """Undo what spreadsheets do to codes, days and numbers, where the fingerprint proves that it was that.

    Parameters
    ----------
    row : dict of str to str
        The row as it came back.
    digest : str
        Fingerprint of the draft as it was written.

    Returns
    -------
    dict of str to str or None
        The row as it was written; None where something else was changed.
    """
    options: dict[str, list[str]] = {"date": _days(row["date"])}
    for field in FIELDS:
        cell = row.get(field.name, "")
        ways: dict[str, list[str]] = {
            "code": [cell, f"0{cell}"] if cell else [cell],
            "day": _days(cell),
            "share": [cell, cell.replace(",", ".")],
        }
        options[field.name] = ways.get(field.sort, [cell])
    for values in itertools.product(*(list(dict.fromkeys(v)) for v in options.values())):
        candidate = row | dict(zip(options, values, strict=True))
        if draft_digest(candidate) == digest:
            return candidate
    return None


def _days(cell: str) -> list[str]:
    """Return the days a cell may stand for, in the ISO form."""
    if not cell:
        return [cell]
    plain = cell.removesuffix(" 00:00:00")
    found = [cell, plain]
    for form in _DAYS:
        day = pd.to_datetime(plain, format=form, errors="coerce")
        if not pd.isna(day):
            found.append(day.strftime("%Y-%m-%d"))
    return found
