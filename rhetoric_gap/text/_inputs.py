"""Texts of a caller as rows: from a table, a list or a Series, with who said them and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, did_you_mean
from rhetoric_gap.tables.check import READERS
from rhetoric_gap.tables.frames import to_pandas
from rhetoric_gap.tables.problems import Problems
from rhetoric_gap.tables.schema import STATEMENTS

TABLE = "texts"
SHOWN = 10


@dataclass(frozen=True)
class Given:
    """What a caller knows of one text.

    Attributes
    ----------
    place : int
        Which text it is, from 0.
    row : object
        Label of its row.
    id : str
        Its id, or its number from 1.
    text : str or None
        The text; None where there is none.
    date : datetime.date or None
        The day it was said.
    known : dict of str to str
        ``actor``, ``target`` and ``speaker``, where given.
    """

    place: int
    row: Any
    id: str
    text: str | None
    date: dt.date | None
    known: dict[str, str]


class Texts:
    """The texts of a caller, checked as a whole before the first one is read.

    Parameters
    ----------
    data : table, Series or sequence of str
        What the caller passed.
    text : str
        Column of a table that holds the texts.
    columns : dict
        For ``date``, ``actor``, ``target``, ``speaker`` and ``id``: a column of the table, one value for each text, or
        None.
    keep : sequence of str
        Columns of the table to carry along.
    """

    def __init__(self, data: Any, text: str, columns: dict[str, Any], keep: Sequence[str]) -> None:
        frame = _frame(data, text)
        self.labels = frame.index.to_list()
        self.texts = _texts(_column(frame, text, "text"))
        self.unused = [name for name in columns if columns[name] is None and name in frame.columns]
        found = {name: _values(frame, value, name) for name, value in columns.items() if value is not None}
        self.dates = _dates(found.pop("date", None), len(frame))
        self.ids = _ids(found.pop("id", None), len(frame))
        self.known = {name: _names(series, name) for name, series in found.items()}
        self.kept = {name: _column(frame, name, "keep").to_list() for name in keep}

    def __len__(self) -> int:
        return len(self.texts)

    def __iter__(self) -> Iterator[Given]:
        for place, text in enumerate(self.texts):
            said = ((name, values[place]) for name, values in self.known.items())
            known = {name: value for name, value in said if value is not None}
            yield Given(place, self.labels[place], self.ids[place], text, self.dates[place], known)


def _frame(data: Any, text: str) -> pd.DataFrame:
    """Bring texts of any shape into a frame."""
    if isinstance(data, str | bytes):
        raise RhetoricGapError(
            "data must be a table, a Series or a list of texts, got one text: put it in a list, [text]"
        )
    if isinstance(data, pd.Series):
        return pd.DataFrame({text: data})
    if isinstance(data, pd.Index | np.ndarray | list | tuple):
        return pd.DataFrame({text: pd.Series(list(data), dtype=object)})
    return to_pandas(data, TABLE)


def _column(frame: pd.DataFrame, name: Any, option: str) -> pd.Series:
    """Return a column by name."""
    if name not in frame.columns:
        names = [str(column) for column in frame.columns]
        raise RhetoricGapError(
            f"{option}={name!r} is no column of the table; it has {', '.join(map(repr, names[:SHOWN])) or 'none'}"
            f"{', ...' if len(names) > SHOWN else ''}.{did_you_mean(str(name), names)}"
        )
    column = frame[name]
    if isinstance(column, pd.DataFrame):
        raise RhetoricGapError(
            f"{option}={name!r} names {column.shape[1]} columns of the table; name them apart"
        )
    return column


def _values(frame: pd.DataFrame, value: Any, name: str) -> pd.Series:
    """Return what a caller says of every text: a column, or one value for each."""
    if isinstance(value, str):
        return _column(frame, value, name)
    if not isinstance(value, pd.Series | pd.Index | np.ndarray | list | tuple):
        raise RhetoricGapError(
            f"{name} must be the name of a column or a list with one value for each text, got "
            f"{type(value).__name__}"
        )
    if len(value) != len(frame):
        raise RhetoricGapError(f"{name} has {len(value)} values for {len(frame)} texts; give one for each")
    series = value.array if isinstance(value, pd.Series) else value
    return pd.Series(series, index=frame.index, name=name)


def _texts(series: pd.Series) -> list[str | None]:
    """Return the texts, None where there is none; refuse what is no text, naming all rows."""
    values = series.to_list()
    missing = series.isna().to_numpy(dtype=bool)
    wrong = [
        f"{label!r}: {type(value).__name__}"
        for label, value, blank in zip(series.index, values, missing, strict=True)
        if not blank and not isinstance(value, str)
    ]
    if wrong:
        more = f" and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
        raise RhetoricGapError(
            f"column {series.name!r} must hold text; these rows do not: {', '.join(wrong[:SHOWN])}{more}. "
            "Decode bytes with .str.decode('utf-8'), and turn numbers into text with .astype(str)"
        )
    return [None if blank else value for value, blank in zip(values, missing, strict=True)]


def _dates(series: pd.Series | None, size: int) -> list[dt.date | None]:
    """Return the days, by the rules every table of the library is held to."""
    if series is None:
        return [None] * size
    column = STATEMENTS.column("date")
    problems = Problems(TABLE, pd.DataFrame({"date": series}))
    days = READERS[column.kind](series.rename("date"), column, problems)
    problems.raise_if_any()
    return [None if pd.isna(day) else day.date() for day in days]


def _ids(series: pd.Series | None, size: int) -> list[str]:
    """Return the ids, or numbers from 1."""
    if series is None:
        return [str(number) for number in range(1, size + 1)]
    column = STATEMENTS.column("statement_id")
    problems = Problems(TABLE, pd.DataFrame({"statement_id": series}))
    ids = READERS[column.kind](series.rename("statement_id"), column, problems)
    problems.rows("statement_id", ids.isna().to_numpy(dtype=bool), "filled", "give every text an id")
    repeated = ids.duplicated(keep=False).to_numpy(dtype=bool)
    problems.rows("statement_id", repeated, "unique id", "two texts have this id; number them anew")
    problems.raise_if_any()
    return [str(value) for value in ids]


def _names(series: pd.Series, name: str) -> list[str | None]:
    """Return actors, targets or speakers, by the rules of the tables."""
    column = STATEMENTS.column(name)
    problems = Problems(TABLE, pd.DataFrame({name: series}))
    values = READERS[column.kind](series.rename(name), column, problems)
    problems.raise_if_any()
    return [None if pd.isna(value) else str(value) for value in values]
