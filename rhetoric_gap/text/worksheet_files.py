"""Worksheets as files: CSV and XLSX, safe to open in a spreadsheet, and read back character by character."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.text._worksheet_fields import BY_NAME, CHECKED, CHECKED_WORDS, FIELDS, HUMAN, NONE

MOST_IN_CELL = 32_000
"""Characters written of a text: a spreadsheet holds 32,767 in a cell and breaks or drops what is longer."""
MOST_ROWS = 1_048_000
_SUFFIXES = (".csv", ".xlsx")
# A spreadsheet takes a cell that begins like this for a formula; also with blanks or apostrophes before it.
_DANGER = re.compile(r"'*(?:[\t\r\n]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20])")
# What XML cannot hold, in the notation spreadsheets use for it, and that notation itself.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_WRITTEN = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SHEET_NAME = re.compile(r"[^\[\]:*?/\\]{1,31}")
_WIDTHS = {"text": 60, "evidence": 36, "condition": 28, "note": 30, "row_check": 12, "date": 12}
_GREY, _YELLOW = "EDEDED", "FFF4CE"
_GUIDE = ("field", "allowed", "meaning")


@dataclass(frozen=True)
class Sheet:
    """A worksheet as it stands in a file: all cells are text, blank where they are empty."""

    name: str
    frame: pd.DataFrame
    """Index: the row numbers a spreadsheet shows."""
    formulas: frozenset[tuple[int, str]] = frozenset()
    """Row number and column of cells that hold a formula."""
    loses_zeros: bool = False
    """Whether a spreadsheet may have dropped leading zeros."""


def guard(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula.

    Examples
    --------
    >>> guard("=1+1"), guard("fine"), unguard(guard("'=1+1"))
    ("'=1+1", 'fine', "'=1+1")
    """
    return f"'{text}" if _DANGER.match(text) else text


def unguard(text: str) -> str:
    """Take the apostrophe of :func:`guard` away."""
    return text[1:] if text.startswith("'") and _DANGER.match(text[1:]) else text


def encode(text: str) -> str:
    """Write characters no file can hold as ``_x0001_``; a carriage return is one of them only in workbooks."""
    return _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def decode(text: str) -> str:
    """Undo :func:`encode`."""
    return _WRITTEN.sub(lambda found: chr(int(found[1], 16)), text)


def shorten(text: str) -> str:
    """Cut a text that no cell can hold, and say so."""
    if len(text) <= MOST_IN_CELL // 8 or len(encode(text)) <= MOST_IN_CELL:
        return text
    kept = text[:MOST_IN_CELL]
    while len(encode(kept)) > MOST_IN_CELL:
        kept = kept[: len(kept) // 2]
    return f"{kept} [cut: {len(text)} characters]"


def write_sheet(frame: pd.DataFrame, path: str | Path, sheet: str) -> Path:
    """Write a worksheet with its guide.

    Parameters
    ----------
    frame : pandas.DataFrame
        The worksheet, all cells text.
    path : str or pathlib.Path
        File ending in .csv or .xlsx.
    sheet : str
        Name of the sheet of a workbook.

    Returns
    -------
    pathlib.Path
        The file written. Beside a CSV file stands another, ending in .fields.csv, with what each column may hold.

    Raises
    ------
    RhetoricGapError
        If the file is of another kind, its folder is missing, the sheet cannot be called so, the rows are too many, or
        the package openpyxl is missing.
    """
    file = Path(path)
    kind = file.suffix.lower()
    if kind not in _SUFFIXES:
        raise RhetoricGapError(f"a worksheet is a file ending in .csv or .xlsx, got {file.name!r}")
    if not file.parent.is_dir():
        raise RhetoricGapError(f"there is no folder {str(file.parent)!r}; make it first")
    if len(frame) > MOST_ROWS:
        raise RhetoricGapError(
            f"{len(frame):,} rows are more than a spreadsheet holds ({MOST_ROWS:,}); write parts"
        )
    if kind == ".csv":
        _write_csv(frame, file)
        _write_csv(guide(frame), file.with_suffix(".fields.csv"))
    else:
        _write_xlsx(frame, file, sheet)
    return file


def guide(frame: pd.DataFrame) -> pd.DataFrame:
    """Return what each column for a coder may hold, and what it means."""
    asked = [f for f in FIELDS if any(str(c).startswith(f.name + HUMAN) for c in frame)]
    rows = [
        (
            CHECKED + HUMAN,
            ", ".join(CHECKED_WORDS),
            "the draft is right, except where another column says otherwise",
        )
    ]
    rows += [(field.name + HUMAN, field.allowed, field.meaning) for field in asked]
    rows += [
        ("note", "text", "anything"),
        ("blank", "", "a blank cell leaves the draft as it is; a row without any decision is undecided"),
        (NONE, "", "says that the field is empty where the draft has something"),
        ("row_check", "", "tells whether a row is the one that was written: leave it alone"),
    ]
    return pd.DataFrame(rows, columns=list(_GUIDE))


def _write_csv(frame: pd.DataFrame, file: Path) -> None:
    """Write UTF-8 with the mark by which Excel knows it."""
    with file.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow([str(name) for name in frame.columns])
        for row in frame.itertuples(index=False):
            writer.writerow([guard(encode(cell)) for cell in row])


def _write_xlsx(frame: pd.DataFrame, file: Path, sheet: str) -> None:
    """Write a workbook: texts as texts, lists to choose from, the guide on a second sheet."""
    openpyxl = _openpyxl()
    if not _SHEET_NAME.fullmatch(sheet) or sheet.lower() == "fields":
        raise RhetoricGapError(
            f"sheet={sheet!r} is no name for a sheet: 1 to 31 characters, none of []:*?/\\, and not 'fields'"
        )
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    _fill(page, frame)
    _style(page, frame)
    second = book.create_sheet("fields")
    _fill(second, guide(frame))
    for letter, width in zip("ABC", (20, 60, 90), strict=True):
        second.column_dimensions[letter].width = width
    book.save(file)


def _fill(page: Any, frame: pd.DataFrame) -> None:
    """Write all cells as text: nothing is ever taken for a formula, a number or a day."""
    for place, name in enumerate(frame.columns, start=1):
        page.cell(1, place, str(name)).data_type = "s"
    for number, row in enumerate(frame.itertuples(index=False), start=2):
        for place, value in enumerate(row, start=1):
            if value:
                cell = page.cell(number, place, encode(value).replace("\r", "_x000D_"))
                cell.data_type = "s"
                if _DANGER.match(value):
                    cell.quotePrefix = True


def _style(page: Any, frame: pd.DataFrame) -> None:
    """Make it fit to work in: columns to fill stand out, the head stays in view, lists offer the allowed words."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    page.freeze_panes = "D2"
    wrapped = Alignment(wrap_text=True, vertical="top")
    for place, name in enumerate(map(str, frame.columns), start=1):
        asked = _asked(name)
        tint = _YELLOW if asked else _GREY
        head = page.cell(1, place)
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor=tint)
        letter = get_column_letter(place)
        base = asked or ("note" if name.startswith("note") else name)
        page.column_dimensions[letter].width = _WIDTHS.get(base, max(10, min(22, len(name) + 2)))
        for number in range(2, len(frame) + 2):
            cell = page.cell(number, place)
            cell.alignment = wrapped
            cell.number_format = "@"  # codes keep their zeros, days stay as they are typed
        if asked and len(frame):
            _offer(page, asked, f"{letter}2:{letter}{len(frame) + 1}")
    page.auto_filter.ref = page.dimensions


def _offer(page: Any, name: str, cells: str) -> None:
    """Offer the allowed words of a field as a list."""
    from openpyxl.worksheet.datavalidation import DataValidation

    field = BY_NAME.get(name)
    words = CHECKED_WORDS if name == CHECKED else field.words if field else ()
    if not words:
        return
    more = (NONE,) if field is not None and field.allowed.endswith(NONE) else ()
    listed = '"' + ",".join((*words, *more)) + '"'
    rule = DataValidation(type="list", formula1=listed, allow_blank=True, showErrorMessage=True)
    rule.error, rule.errorTitle = f"one of: {', '.join((*words, *more))}", name
    rule.add(cells)
    page.add_data_validation(rule)


def _asked(column: str) -> str:
    """Return the field a column asks a coder for, or nothing."""
    name = column.partition(HUMAN)[0] if HUMAN in column else ""
    return name if name in BY_NAME or name == CHECKED else ""


def read_sheet(path: str | Path) -> Sheet:
    """Read a worksheet as it stands.

    Parameters
    ----------
    path : str or pathlib.Path
        File ending in .csv or .xlsx.

    Returns
    -------
    Sheet
        All cells as text, with the row numbers a spreadsheet shows; empty rows are left out.

    Raises
    ------
    RhetoricGapError
        If the file is not there, is of another kind, cannot be read, or holds no worksheet.
    """
    file = Path(path)
    if not file.is_file():
        raise RhetoricGapError(f"there is no file {str(file)!r}")
    if file.suffix.lower() not in _SUFFIXES:
        raise RhetoricGapError(f"a worksheet is a file ending in .csv or .xlsx, got {file.name!r}")
    rows, formulas = _csv_rows(file) if file.suffix.lower() == ".csv" else _xlsx_rows(file)
    header = next(iter(rows), [])
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise RhetoricGapError(f"{file.name!r} has columns of the same name: {', '.join(map(repr, twice))}")
    if "row_check" not in header:
        raise RhetoricGapError(
            f"{file.name!r} is no worksheet of to_worksheet: it has no column 'row_check'; "
            f"it has {', '.join(map(repr, header[:12])) or 'no columns'}"
        )
    filled = {n: row for n, row in enumerate(rows[1:], start=2) if any(row)}
    padded = [[*row, *[""] * len(header)][: len(header)] for row in filled.values()]
    frame = pd.DataFrame(padded, columns=header, index=pd.Index(list(filled), dtype="int64"), dtype=object)
    frame = frame.loc[:, [name for name in header if name]]
    found = frozenset((n, header[place]) for n, place in formulas if place < len(header))
    return Sheet(file.name, frame, found, file.suffix.lower() == ".csv")


_Rows = tuple[list[list[str]], list[tuple[int, int]]]


def _csv_rows(file: Path) -> _Rows:
    """Read delimited text, whichever separator the spreadsheet wrote."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RhetoricGapError(
            f"{file.name!r} is not UTF-8 text ({error}); save it as 'CSV UTF-8', or as .xlsx"
        ) from error
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    limit = csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise RhetoricGapError(f"{file.name!r} cannot be parsed as delimited text: {error}") from error
    finally:
        csv.field_size_limit(limit)
    return [[decode(unguard(cell)) for cell in row] for row in rows], []


def _xlsx_rows(file: Path) -> _Rows:
    """Read the sheet of a workbook that holds the worksheet: formulas are told from texts."""
    openpyxl = _openpyxl()
    try:
        book = openpyxl.load_workbook(file)
    except (
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        OSError,
        EOFError,
        TypeError,
        SyntaxError,
        AttributeError,
    ) as error:
        raise RhetoricGapError(f"{file.name!r} is not a readable .xlsx workbook: {error}") from error
    pages = [page for page in book.worksheets if any(cell.value == "row_check" for cell in page[1])]
    if len(pages) > 1:
        raise RhetoricGapError(
            f"{file.name!r} holds several worksheets: {', '.join(page.title for page in pages)}; keep one"
        )
    rows, formulas = [], []
    for number, row in enumerate(pages[0].iter_rows() if pages else [], start=1):
        rows.append([_cell_text(cell.value) for cell in row])
        formulas += [(number, place) for place, cell in enumerate(row) if cell.data_type == "f"]
    return rows, formulas


def _cell_text(value: Any) -> str:
    """Write the value of a cell as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime | dt.date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return decode(str(value))


def _openpyxl() -> Any:
    """Import the package, or say how to get it."""
    try:
        import openpyxl
    except ModuleNotFoundError as error:
        raise RhetoricGapError(
            'workbooks need the package openpyxl; install it with: pip install "rhetoric_gap[worksheet]", '
            "or write a .csv file"
        ) from error
    return openpyxl
