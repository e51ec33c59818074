"""Event codes that lost their leading zeros on the way through a spreadsheet or a typed file.

``57`` can only have been ``057``; ``10`` may be the root ``10`` or have been ``010``. Which texts are in doubt follows
from the codes of the scale; a row's own class or root decides where the file has it, and what stays open is rejected by
name.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.tables.cells import factorize_text, spread, text_dtype

_NUMBER = re.compile(r"([0-9]{1,4})(?:\.0+)?")
_ROOT, _QUAD = ("eventrootcode",), ("quadclass", "quadcode")
HINT = (
    "may be either of two, because the column lost its leading zeros: read the source as text, or keep its column "
    "EventRootCode or QuadClass, which tells them apart"
)


def stripped_codes(codes: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return, for each text a code may be without its leading zeros, the codes it may have been.

    Parameters
    ----------
    codes : iterable of str
        The codes of a scale.

    Returns
    -------
    dict of str to tuple of str
        Sorted codes by stripped text; empty for a scale none of whose codes starts with a zero.

    Examples
    --------
    >>> stripped_codes(["010", "10", "057", "190"])
    {'10': ('010', '10'), '57': ('057',), '190': ('190',)}
    """
    found: dict[str, list[str]] = defaultdict(list)
    numeric = [code for code in codes if code.isascii() and code.isdigit()]
    for code in sorted(numeric):
        found[code.lstrip("0")].append(code)
    if not any(code.startswith("0") for code in numeric):
        return {}
    return {text: tuple(options) for text, options in found.items()}


def ambiguous_codes(codes: Iterable[str]) -> tuple[str, ...]:
    """Return the texts that stand for two codes or more once leading zeros are gone.

    Notes
    -----
    On CAMEO there are 11 of them, ``10`` to ``20``: each the root itself or the base ``010`` to ``020``, so that 22
    codes are in doubt.

    Examples
    --------
    >>> from rhetoric_gap.scales import get_scale
    >>> found = ambiguous_codes(get_scale("cameo").levels["code"])
    >>> len(found), found[0], found[-1]
    (11, '10', '20')
    """
    return tuple(sorted(text for text, options in stripped_codes(codes).items() if len(options) > 1))


@dataclass
class FileCodes:
    """What was seen of the codes of one file."""

    zeros: bool = False
    restored: Counter[str] = field(default_factory=Counter)


class CodeRepair:
    """Gives the codes of one source their zeros back, file by file.

    Parameters
    ----------
    codes : iterable of str
        The codes of the source's scale.
    column : str
        Raw column of codes; empty where there is none.
    rule : str
        Quad rule of the source, by which its own classes are read.
    """

    def __init__(self, codes: Iterable[str], column: str, rule: str = "") -> None:
        codes = list(codes)
        self._known = set(codes)
        self._options = stripped_codes(codes) if column else {}
        self._column, self._rule = column, rule
        self._files: dict[str, FileCodes] = defaultdict(FileCodes)
        self.in_doubt: Counter[tuple[str, str]] = Counter()

    def fix_files(self, raw: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
        """Restore what is certain in rows of several files (column ``file``); as :meth:`fix`."""
        nothing = np.zeros(len(raw), dtype=bool)
        if not self._options or self._column not in raw.columns or not len(raw):
            return raw, nothing
        positions, uniques = factorize_text(raw[self._column])
        files, names = pd.factorize(raw["file"])
        if all(self._is_whole(text) for text in uniques):
            zero = spread(uniques.str.startswith("0").to_numpy(dtype=bool), positions, False)
            for place in np.unique(files[zero]):
                self._files[str(names[place])].zeros = True
            return raw, nothing
        pieces = [self.fix(raw.loc[files == place], str(name)) for place, name in enumerate(names)]
        for place, (_, doubt) in enumerate(pieces):
            nothing[files == place] = doubt
        return pd.concat([piece for piece, _ in pieces]).sort_index(), nothing

    def _is_whole(self, text: str) -> bool:
        """Say whether a text is a code as it stands, or none at all."""
        return text.startswith("0") or (_whole(text) == text and self._options.get(text, (text,)) == (text,))

    def fix(self, raw: pd.DataFrame, file: str) -> tuple[pd.DataFrame, np.ndarray]:
        """Restore what is certain; return the rows and the positions of those whose code stays in doubt."""
        nothing = np.zeros(len(raw), dtype=bool)
        if not self._options or self._column not in raw.columns or not len(raw):
            return raw, nothing
        state = self._files[file]
        positions, uniques = factorize_text(raw[self._column])
        state.zeros |= bool(uniques.str.startswith("0").any())
        whole = [_whole(text) for text in uniques]
        options = [self._read(text, asis) for text, asis in zip(whole, uniques, strict=True)]
        changed = [found[0] if len(found) == 1 else text for found, text in zip(options, whole, strict=True)]
        doubt = np.array([len(found) > 1 for found in options], dtype=bool)
        if state.zeros:
            doubt[:] = False
        rows = spread(doubt, positions, False)
        if changed == uniques.tolist() and not rows.any():
            return raw, nothing
        values = spread(np.array([*changed], dtype=object), positions, np.nan)
        if rows.any():
            rows = self._decide(raw, rows, values, state)
        self._note(uniques, changed, positions, state)
        for text, count in pd.Series(values[rows]).value_counts().items():
            self.in_doubt[file, str(text)] += int(count)
        return raw.assign(**{self._column: pd.Series(values, index=raw.index, dtype=text_dtype())}), rows

    def _read(self, text: str, asis: str) -> tuple[str, ...]:
        """Return the codes a text may stand for; a code that is none of the scale's stays as it is."""
        if asis.startswith("0"):
            return (asis,)
        options = self._options.get(text, ())
        return options or (text if text in self._options else asis,)

    def _note(self, uniques: pd.Series, changed: list[str], positions: np.ndarray, state: FileCodes) -> None:
        """Count the rows whose code got its zero back."""
        counts = np.bincount(positions[positions >= 0], minlength=len(uniques))
        for before, after, rows in zip(uniques, changed, counts, strict=True):
            if before != after:
                state.restored[f"{before} as {after}"] += int(rows)

    def _decide(
        self, raw: pd.DataFrame, rows: np.ndarray, values: np.ndarray, state: FileCodes
    ) -> np.ndarray:
        """Let the row's own root and class decide; return the rows for which they do not."""
        open_rows = rows.copy()
        root, quad = _column(raw, _ROOT), _column(raw, _QUAD)
        for text in set(values[rows]):
            here = rows & (values == text)
            options = self._options[text]
            fits = np.ones((len(options), int(here.sum())), dtype=bool)
            if root is not None:
                own = root[here].str.lstrip("0").to_numpy(dtype=object)
                fits &= np.array(
                    [pd.isna(own) | (own == code[:2].lstrip("0")) for code in options], dtype=bool
                )
            if quad is not None and self._rule:
                fits &= self._by_class(options, quad[here])
            decided = fits.sum(axis=0) == 1
            places = np.flatnonzero(here)[decided]
            values[places] = np.array(options, dtype=object)[fits[:, decided].argmax(axis=0)]
            open_rows[places] = False
            for code, count in pd.Series(values[places]).value_counts().items():
                if code != text:
                    state.restored[f"{text} as {code}"] += int(count)
        return open_rows

    def _by_class(self, options: tuple[str, ...], quad: pd.Series) -> np.ndarray:
        """Say which codes agree with the class the row itself names."""
        from rhetoric_gap.scales.quad import quad_class

        own = pd.to_numeric(quad, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
        classes = np.asarray(quad_class(list(options), self._rule), dtype=float)
        return np.isnan(own) | (classes[:, None] == own[None, :])

    def stays_in_doubt(self, file: str) -> bool:
        """Say whether the doubtful codes of a file cannot be taken as they stand.

        They can where a code of the file still has its zero, or, if the file restored nothing, where one of another
        file of the source does.
        """
        state = self._files[file]
        if state.zeros:
            return False
        return bool(state.restored) or not any(other.zeros for other in self._files.values())

    def spelled_out(self, codes: Iterable[str]) -> list[str]:
        """Write roots that a table could take for another code in full: ``10`` as its residual base ``100``.

        The two mean the same, and only the second cannot be read as a ``010`` that lost its zero.
        """
        twice = {text for text, options in self._options.items() if len(options) > 1}
        return [f"{code}0" if code in twice and f"{code}0" in self._known else code for code in codes]

    def restored(self) -> Counter[str]:
        """Return how many rows got which code back, as ``57 as 057``."""
        total: Counter[str] = Counter()
        for state in self._files.values():
            total.update(state.restored)
        return total


def _whole(text: str) -> str:
    """Cut the decimals a column of numbers with blanks gives a code."""
    found = _NUMBER.fullmatch(text)
    return found[1] if found else text


def _column(raw: pd.DataFrame, names: tuple[str, ...]) -> Any:
    """Return a column by its squeezed name, or None."""
    for column in raw.columns:
        if str(column).lower().replace("_", "").replace(" ", "") in names:
            return raw[column]
    return None
