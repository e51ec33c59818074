"""A made-up source with a header, so that a stream can be told everything it may meet in one line of text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.readers._pushdown import plain_days
from rhetoric_gap.readers.event_tables import EventTables
from rhetoric_gap.readers.layouts import Format, Layout
from rhetoric_gap.readers.options import StreamOptions
from rhetoric_gap.readers.stream import read_stream

COLUMNS = ("id", "day", "a", "b", "code", "root", "quad", "added", "article", "sentence", "gold", "until")
LAGS = (1, 7, 30, 365, 3650)
Line = dict[str, Any]


def to_events(raw: pd.DataFrame, options: Any) -> pd.DataFrame:
    """Make events the plain way: every column under the stream's name."""
    days = {
        name: pd.Series(plain_days(raw[name]).astype("datetime64[us]"), index=raw.index)
        for name in ("day", "added")
    }
    lag = (days["added"] - days["day"]).dt.days
    events = pd.DataFrame(
        {
            "event_id": raw["id"],
            "date": days["day"],
            "actor": raw["a"],
            "target": raw["b"],
            "code": raw["code"],
            "reported_at": days["added"],
            "backdated": lag.where(lag.isin(LAGS), 0).fillna(0).astype("int64"),
            "source_id": raw["article"],
            "sentence": raw["sentence"],
            "goldstein": pd.to_numeric(raw["gold"]),
            "end_date": pd.Series(plain_days(raw["until"]).astype("datetime64[us]"), index=raw.index),
            "line": raw["line"],
        }
    )
    events["reject"] = pd.Series(np.where(raw["id"].isna(), "no id", None), index=raw.index, dtype=object)
    return events


MINI = Format(
    name="mini",
    title="a made-up source",
    layouts=(Layout("mini", COLUMNS, header="always"),),
    patterns=("*.mini",),
    wanted=COLUMNS,
    to_events=to_events,
    actor="a",
    target="b",
    date="day",
    code="code",
    vocabulary="cameo",
    quad_rule="gdelt",
    coverage="files",
    reported="added",
)
PLAIN = replace(MINI, vocabulary="", coverage="reported")
"""The same without a crosswalk: actors are what they are called."""


def line(number: int | str, code: str = "0311", day: str = "2024-01-05", **more: Any) -> Line:
    """Invent one row: the USA speak of or to China, reported on the day."""
    return {"id": str(number), "code": code, "day": day, "a": "USA", "b": "CHN", "added": day, **more}


def write(folder: Path, lines: Iterable[Line], name: str = "20240105.mini") -> Path:
    """Write rows as a file of the source."""
    path = folder / name
    rows = ["\t".join(COLUMNS), *("\t".join(str(row.get(c, "")) for c in COLUMNS) for row in lines)]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def read(source: Path | Sequence[Path], fmt: Format = MINI, **options: Any) -> EventTables:
    """Read one or several files."""
    return read_stream(source, fmt, StreamOptions(**options))


def read_lines(folder: Path, lines: Iterable[Line], fmt: Format = MINI, **options: Any) -> EventTables:
    """Write rows and read them back."""
    return read(write(folder, lines), fmt, **options)


def lost(events: EventTables, step: str) -> int:
    """Return how many rows a step of the account left out."""
    rows = events.account.loc[events.account["step"].eq(step)]
    return int((rows["rows_in"] - rows["rows_out"]).sum())


def check_chain(events: EventTables) -> None:
    """Each step gets what the one before left, down to the rows of the two tables."""
    account = events.account
    assert (account["rows_in"].iloc[1:].to_numpy() == account["rows_out"].iloc[:-1].to_numpy()).all()
    assert account["rows_out"].iloc[-1] == len(events.statements) + len(events.actions)
    assert account["why"].str.len().gt(0).all()


def ids(frame: pd.DataFrame) -> list[str]:
    """Return the ids of a table."""
    return frame.iloc[:, 0].astype(str).tolist()
