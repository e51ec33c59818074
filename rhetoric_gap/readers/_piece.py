"""What every parser gives: rows whose columns are built when asked for, and what became of the other lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

NOT_TEXT = "bytes that are not text in {}"
Reject = tuple[int, str, str]
"""A line that cannot be read: its number, why, and how it begins."""
NUL = "a NUL byte: the line is damaged"


@dataclass
class Piece:
    """Rows of a file, and what became of the other lines.

    Attributes
    ----------
    lines : array of int
        Line number of each readable row.
    blank, header : int
        Lines that are empty, and that hold names.
    rejects : list of (line, why, text)
        Lines that cannot be read.
    recoded : int
        Lines read in a second encoding.
    """

    lines: np.ndarray
    blank: int = 0
    header: int = 0
    rejects: list[Reject] = field(default_factory=list)
    recoded: int = 0

    def prepare(self, names: Sequence[str]) -> None:
        """Be told which columns will be asked for next."""

    def column(self, name: str, rows: np.ndarray) -> Any:
        """Return the texts of some rows as an Arrow array, or None where there is no such column."""
        raise NotImplementedError
