"""Kinds of events coded by hand and the codes they correspond to: shipped tables, a caller's overrides."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, did_you_mean
from rhetoric_gap.readers import _coded as coded
from rhetoric_gap.scales import get_scale
from rhetoric_gap.tables.cells import text_dtype

WORD, DEED, NEITHER = "word", "deed", ""


@dataclass(frozen=True)
class EventKind:
    """One kind of event of a source.

    Attributes
    ----------
    name : str
        As the source writes it.
    code : str or None
        Code of the scale it corresponds to; None if it names no deed towards anybody.
    acts : str
        Which side does it: ``actor1``, ``actor2``, ``a``, ``both``, ``state`` or ``challenger``.
    """

    name: str
    code: str | None
    acts: str


@cache
def event_kinds(table: str, column: str) -> tuple[EventKind, ...]:
    """Read a shipped table of kinds.

    Parameters
    ----------
    table : str
        Name of the file under ``readers/data``.
    column : str
        Column that holds the source's name of the kind.

    Examples
    --------
    >>> [kind.code for kind in event_kinds("ucdp_types.csv", "type_of_violence")]
    ['190', '190', '180']
    """
    text = (files("rhetoric_gap.readers") / "data" / table).read_text(encoding="utf-8")
    return tuple(
        EventKind(row[column], row["code"] or None, row["acts"]) for row in csv.DictReader(text.splitlines())
    )


def squeeze(name: str) -> str:
    """Return what of a name counts when names are compared: sources differ in case, blanks and one spelling."""
    letters = "".join(letter for letter in name.casefold() if letter.isalnum())
    return letters.replace("protestors", "protesters")


def known_kinds(kinds: tuple[EventKind, ...], codes: Mapping[str, str | None] | None) -> dict[str, EventKind]:
    """Return the kinds by their squeezed names, a caller's codes in place of the shipped ones.

    Raises
    ------
    RhetoricGapError
        If a caller's table names kinds that do not exist or codes the scale does not know; all of them at once.
    """
    known = {squeeze(kind.name): kind for kind in kinds}
    if codes is None:
        return known
    if not isinstance(codes, Mapping):
        raise RhetoricGapError(f"codes must map kinds of events to codes, got {type(codes).__name__}")
    problems = [problem for name, code in codes.items() if (problem := _problem(name, code, known, kinds))]
    if problems:
        listed = "\n".join(f"- {problem}" for problem in problems)
        raise RhetoricGapError(f"codes has {len(problems)} wrong entries:\n{listed}")
    own = {squeeze(str(name)): code for name, code in codes.items()}
    return {key: EventKind(kind.name, own.get(key, kind.code), kind.acts) for key, kind in known.items()}


def _problem(name: Any, code: Any, known: dict[str, EventKind], kinds: tuple[EventKind, ...]) -> str:
    """Say what is wrong with one entry of a caller's table, or nothing."""
    if squeeze(str(name)) not in known:
        names = [kind.name for kind in kinds]
        return f"there is no kind {name!r}.{did_you_mean(str(name), names)}"
    if code is None:
        return ""
    if not isinstance(code, str):
        return f"the code of {name!r} must be text such as '190', got {code!r}: a number has lost its zero"
    scale = get_scale()
    graded = scale.knows_deed([code])[0] or scale.knows_statement([code])[0]
    return "" if graded else f"the code {code!r} of {name!r} is not on the scale {scale.name!r}"


def code_column(names: pd.Series, known: dict[str, EventKind]) -> pd.Series:
    """Return the code of each row's kind; missing where the kind has none or is not known."""

    def code(name: str) -> Any:
        kind = known.get(squeeze(name))
        return np.nan if kind is None or kind.code is None else kind.code

    return coded.each(names, code)


def acts_column(names: pd.Series, known: dict[str, EventKind]) -> pd.Series:
    """Return who does it in each row; missing where the kind is not known."""

    def acts(name: str) -> Any:
        kind = known.get(squeeze(name))
        return np.nan if kind is None else kind.acts

    return coded.each(names, acts)


def words_by_code(events: pd.DataFrame, options: Any) -> np.ndarray:
    """Part words from deeds by what the code is: of a hand-coded source only pacts are words, all else was done."""
    del options
    codes = events["code"].astype(object).where(events["code"].notna(), None)
    column = pd.Series(codes.to_numpy(dtype=object), dtype=text_dtype())
    word = get_scale().knows_statement(column)
    role = np.where(np.asarray(word, dtype=bool), WORD, DEED).astype(object)
    role[column.isna().to_numpy()] = NEITHER
    return role
