"""Worksheets for coders: drafts with their evidence out, human decisions back in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError
from rhetoric_gap.text._worksheet_back import read_back
from rhetoric_gap.text._worksheet_fields import BY_NAME, CHECKED, FIELDS, HUMAN
from rhetoric_gap.text._worksheet_rows import KEPT, MARK, SHOWN, full_texts, sheet_rows
from rhetoric_gap.text._worksheet_settle import Worksheet, settle
from rhetoric_gap.text.worksheet_files import write_sheet

__all__ = ["Worksheet", "read_worksheet", "to_worksheet"]


def to_worksheet(
    draft: Any,
    path: str | Path,
    *,
    coders: Sequence[str] = ("coder_1",),
    columns: Sequence[str] | None = None,
    sheet: str = "worksheet",
) -> Path:
    """Write a draft for human coders: one row per sentence, with empty columns for what they decide.

    Parameters
    ----------
    draft : TextDraft or DataFrame
        A draft, from :func:`score_text`; or a table with one row per sentence: ``text`` and, as far as known,
        ``sentence_id``, ``date``, ``table``, ``kind``, ``valence``, ``code``, ``deed_code``, ``severity``,
        ``strength``, ``condition``, ``deadline``, ``actor``, ``target``, ``probability`` and ``evidence``.
    path : str or pathlib.Path
        File to write, ending in .csv or .xlsx (this needs the extra ``worksheet``).
    coders : sequence of str, default ("coder_1",)
        Who will fill it in. For one coder the columns are ``kind_human`` and so on, with the coder's name in a column
        ``coder``; for several they are ``kind_human_ann``. Coders who should not see each other's work get a file each.
    columns : sequence of str, optional
        Fields to ask for, by default all.
    sheet : str, default "worksheet"
        Name of the sheet of a workbook.

    Returns
    -------
    pathlib.Path
        The file written. What each column may hold stands on the workbook's sheet ``fields``, or beside a CSV file in
        another that ends in ``.fields.csv``.

    Raises
    ------
    RhetoricGapError
        If the draft has no text, the coders or the sheet cannot be called so, or the file cannot be written.
    UnknownOptionError
        If a field is not known.
    SchemaError
        If ids of the draft are blank or come twice.

    Notes
    -----
    No cell can become a formula: in CSV files a cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line break
    gets an apostrophe, which reading takes away again; workbooks hold texts as texts. Texts of more than 32,000
    characters are cut, as spreadsheets would drop the rest. ``row_check`` holds a fingerprint of the row.

    Examples
    --------
    >>> import pathlib, tempfile, pandas as pd, rhetoric_gap as rg
    >>> draft = pd.DataFrame({"sentence_id": ["A1"], "text": ["We will bomb them."], "kind": ["threat"]})
    >>> path = rg.to_worksheet(draft, pathlib.Path(tempfile.mkdtemp()) / "to_code.csv", columns=["kind"])
    >>> path.name, sorted(file.name for file in path.parent.iterdir())
    ('to_code.csv', ['to_code.csv', 'to_code.fields.csv'])
    """
    names = _checked_coders(coders)
    asked = [field.name for field in FIELDS] if columns is None else _checked_columns(columns)
    frame = sheet_rows(draft)
    page = frame[[*KEPT, *(field.name for field in FIELDS), *SHOWN]].copy()
    if len(names) == 1:
        page["coder"] = names[0]
    for name in names:
        end = "" if len(names) == 1 else f"_{name}"
        for column in (CHECKED, *asked):
            page[f"{column}{HUMAN}{end}"] = ""
        page[f"note{end}"] = ""
    page[MARK] = frame[MARK]
    return write_sheet(page.astype(object), path, sheet)


def read_worksheet(
    path: str | Path | Sequence[str | Path] | Mapping[str, str | Path],
    *,
    draft: Any = None,
    final: str | None = None,
) -> Worksheet:
    """Read worksheets back: decisions where there are any, drafts elsewhere, and tables fit for a gap.

    Parameters
    ----------
    path : str, pathlib.Path, sequence or mapping
        A file, several, or files by the name of their coder: ``{"ann": "ann.xlsx", "ben": "ben.xlsx"}``.
    draft : TextDraft or DataFrame, optional
        The draft the worksheet was written from. It proves that no row is missing, restores what a spreadsheet changed,
        and gives texts in full.
    final : str, optional
        The coder whose decisions settle where coders differ.

    Returns
    -------
    Worksheet
        What was decided and by whom, the tables that follow, and what is open.

    Raises
    ------
    SchemaError
        If rows are missing, added, or changed, or decisions cannot be read: ``.failures`` names every problem with the
        row number a spreadsheet shows.
    RhetoricGapError
        If a file cannot be read, or ``final`` is no coder.

    Notes
    -----
    A row is decided as soon as its coder fills in ``checked_human`` (``yes``: the draft is right as it stands) or any
    other field; fields left blank then keep what the machine drafted, except that severity and valence follow from a
    code the coder changed. ``none`` empties a field. Where two coders differ in a field, the row is disputed and in
    neither table until ``final`` names who settles it.

    Examples
    --------
    >>> import pathlib, tempfile, pandas as pd, rhetoric_gap as rg
    >>> said = {"sentence_id": ["A1", "A2"], "text": ["We will bomb them.", "=1+1"], "kind": ["threat", None]}
    >>> draft = pd.DataFrame(said)
    >>> path = rg.to_worksheet(draft, pathlib.Path(tempfile.mkdtemp()) / "to_code.csv")
    >>> work = pd.read_csv(path, dtype=str)
    >>> work.loc[0, "checked_human"] = "yes"
    >>> work.to_csv(path, index=False)
    >>> rg.read_worksheet(path).decided[["text", "kind", "decided_by"]].values.tolist()
    [['We will bomb them.', 'threat', 'coder_1'], ['=1+1', None, 'machine']]
    """
    files: list[tuple[str | None, str | Path]]
    if isinstance(path, Mapping):
        files = [(str(name), file) for name, file in path.items()]
    elif isinstance(path, str | Path):
        files = [(None, path)]
    else:
        files = [(None, file) for file in path]
    if not files:
        raise RhetoricGapError("read_worksheet needs at least one file")
    back = read_back(files, None if draft is None else sheet_rows(draft), _full_texts(draft))
    coders = sorted(set(back.codings["coder"]))
    if final is not None and final not in coders:
        raise UnknownOptionError("final", final, coders)
    return settle(back, final)


def _full_texts(draft: Any) -> dict[str, str]:
    """Return the texts of a draft uncut."""
    return {} if draft is None else full_texts(draft)


def _checked_coders(coders: Sequence[str]) -> list[str]:
    """Check the names of coders."""
    names = [coders] if isinstance(coders, str) else [str(name).strip() for name in coders]
    plain = [name.lower() for name in names]
    if (
        not names
        or not all(plain)
        or len(set(plain)) < len(plain)
        or any(len(n.splitlines()) > 1 for n in names)
    ):
        raise RhetoricGapError(
            f"coders must be different names, at least one and none blank; got {list(coders)!r}"
        )
    return names


def _checked_columns(columns: Sequence[str]) -> list[str]:
    """Check the fields asked for."""
    names = [columns] if isinstance(columns, str) else list(columns)
    for name in names:
        if name not in BY_NAME:
            raise UnknownOptionError("columns", name, BY_NAME)
    return [field for field in BY_NAME if field in names]
