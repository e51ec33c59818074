"""What is asked of a coder: the fields of a worksheet, what each may hold, and how a cell is read."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from rhetoric_gap.errors import did_you_mean
from rhetoric_gap.scales.registry import get_scale
from rhetoric_gap.tables.schema import KINDS, VALENCES
from rhetoric_gap.text._codes import is_known_code

Sort = Literal["word", "code", "share", "level", "text", "day"]
TABLES = ("statement", "action", "neither")
NONE = "none"
"""What a coder writes to say that a field is empty: a cell left blank leaves the draft as it is."""
CHECKED = "checked"
CHECKED_WORDS = ("yes",)
HUMAN = "_human"


@dataclass(frozen=True)
class Field:
    """One field: its name, how its cells are read, the words it may hold, and what it means."""

    name: str
    sort: Sort
    meaning: str
    words: tuple[str, ...] = ()

    @property
    def allowed(self) -> str:
        """What a cell may hold, in words."""
        said = {
            "word": ", ".join(self.words),
            "level": ", ".join(self.words),
            "code": "a CAMEO code with its leading zero, such as 010 or 138",
            "share": "a number from 0 to 1",
            "day": "a day as YYYY-MM-DD",
            "text": "text",
        }[self.sort]
        return said if self.name in ("table", "kind") else f"{said}; {NONE}"


FIELDS = (
    Field("table", "word", "where the sentence belongs: words about a deed, a deed done, or neither", TABLES),
    Field("kind", "word", "what is done by saying it", KINDS),
    Field("valence", "word", "direction of the deed", VALENCES),
    Field("code", "code", "event code of what is said"),
    Field("deed_code", "code", "event code of the deed that is named"),
    Field("severity", "share", "how grave the deed named is"),
    Field(
        *("strength", "level"),
        "0 comment, 1 weighing or request, 2 unspecified deed, 3 named deed, 4 formal or dated",
        ("0", "1", "2", "3", "4"),
    ),
    Field("condition", "text", "the condition it hangs on, in the words of the sentence"),
    Field("deadline", "day", "the day it names"),
    Field("actor", "text", "who would act, or acted: one code"),
    Field("target", "text", "at whom: codes, several as KOR;USA"),
)
BY_NAME = {field.name: field for field in FIELDS}


def as_cell(value: Any, field: Field) -> str:
    """Write a value of a draft as the text of a cell; blank where it is missing."""
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return ""
    if field.sort == "share":
        return f"{float(value):.4g}"
    if field.sort == "level":
        return str(int(value))
    return day_text(value) if field.sort == "day" else str(value)


def day_text(value: Any) -> str:
    """Write a day in the ISO form; what is no day stays as it is."""
    if isinstance(value, dt.date | pd.Timestamp):
        return value.strftime("%Y-%m-%d")
    try:
        return pd.Timestamp(value).strftime("%Y-%m-%d")
    except (ValueError, TypeError):
        return str(value)


def from_cell(cell: str, field: Field) -> Any:
    """Read a cell that is known to be right; None where it is blank."""
    if not cell:
        return None
    return float(cell) if field.sort == "share" else int(cell) if field.sort == "level" else cell


def read_decision(cell: str, field: Field, *, loses_zeros: bool) -> tuple[str, str]:
    """Read what a coder wrote.

    Parameters
    ----------
    cell : str
        The cell, not blank.
    field : Field
        The field it stands in.
    loses_zeros : bool
        Whether a spreadsheet may have dropped leading zeros, as it does with CSV files.

    Returns
    -------
    tuple of str
        The value in the form of :func:`as_cell` (blank for ``none``), and what is wrong with it, or nothing.
    """
    said = cell.strip()
    if said.lower() == NONE and field.allowed.endswith(NONE):
        return "", ""
    if field.sort in ("word", "level"):
        return _word(said, field)
    if field.sort == "code":
        return _code(said, loses_zeros)
    if field.sort == "share":
        return _share(said)
    return _day(said) if field.sort == "day" else (said, "")


def _word(said: str, field: Field) -> tuple[str, str]:
    """Read one of a few words, whatever its case."""
    plain = said.lower().removesuffix(".0") if field.sort == "level" else said.lower()
    if plain in field.words:
        return plain, ""
    return "", f"write one of: {field.allowed}.{did_you_mean(said, field.words)}"


def _code(said: str, loses_zeros: bool) -> tuple[str, str]:
    """Read a code; ``c010`` is a way to write 010 that no spreadsheet turns into a number."""
    marked = bool(re.fullmatch(r"[cC]\d+", said))
    code = said[1:] if marked else said.removesuffix(".0")
    if not code.isascii() or not code.isdigit():
        return "", "write the digits of a CAMEO code, such as 138"
    with_zero = _has_code(f"0{code}")
    if loses_zeros and not marked and with_zero and _has_code(code):
        return "", f"a spreadsheet may have dropped a zero: write c{code} or c0{code}"
    if not _has_code(code):
        longer = f"0{code}"
        meant = f" Did you mean {longer!r}?" if with_zero else did_you_mean(code, _codes())
        return "", f"no CAMEO code.{meant}"
    return code, ""


def _has_code(code: str) -> bool:
    """Say whether the scale has the code itself: a child of a known code is not enough where digits may be lost."""
    return code in _codes() or (len(code) > 2 and is_known_code(code))


def _codes() -> tuple[str, ...]:
    """Return the codes of the scale."""
    return tuple(entry.code for entry in get_scale("cameo").entries)


def _share(said: str) -> tuple[str, str]:
    """Read a number between 0 and 1, with point or comma."""
    try:
        value = float(said.replace(",", "."))
    except ValueError:
        return "", "write a number from 0 to 1"
    if not (math.isfinite(value) and 0 <= value <= 1):
        return "", "write a number from 0 to 1"
    return f"{value:.4g}", ""


def _day(said: str) -> tuple[str, str]:
    """Read a day in the ISO form."""
    try:
        return dt.date.fromisoformat(said).isoformat(), ""
    except ValueError:
        return "", "write the day as YYYY-MM-DD, such as 2024-05-31"
