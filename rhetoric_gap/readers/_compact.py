"""Events as numbers: what a panel needs of each, in some thirty bytes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.readers._duplicates import NO_NUMBER
from rhetoric_gap.readers._ledger import Ledger, text_series
from rhetoric_gap.readers._prepare import Preparer
from rhetoric_gap.readers._split import WORD
from rhetoric_gap.readers.options import StreamOptions

NAMES = ("actor", "target", "code", "kind")
ARTICLES = ("source_id", "sentence")


class Names:
    """Texts and their numbers, in the order they were met."""

    def __init__(self) -> None:
        self.number: dict[str, int] = {}

    def encode(self, texts: pd.Series) -> np.ndarray:
        """Return the number of each text, ``NO_NUMBER`` where it is missing."""
        codes, uniques = pd.factorize(texts)
        numbers = [self.number.setdefault(str(text), len(self.number)) for text in uniques]
        return np.append(np.array(numbers, dtype=np.int32), np.int32(NO_NUMBER))[codes]

    def texts(self) -> np.ndarray:
        """Return the texts by their number."""
        return np.array([*self.number], dtype=object)


class CompactEvents:
    """Collects the events of all chunks column by column.

    Parameters
    ----------
    options : StreamOptions
        Which rules of de-duplication hold: only columns some rule needs are kept.
    once : bool
        Whether mirrored rows count once.
    """

    def __init__(self, options: StreamOptions, once: bool) -> None:
        self._articles = once or "article" in options.duplicates
        self._names = {name: Names() for name in NAMES}
        # One numbering for both sides: a dyad is compared with its mirror image.
        self._names["target"] = self._names["actor"]
        self._columns: dict[str, list[Any]] = {}
        self._rows = 0
        self._doubtful: list[pd.DataFrame] = []

    def add(self, events: pd.DataFrame) -> None:
        """Add the events of one chunk."""
        if not len(events):
            return
        new: dict[str, Any] = {
            "event_id": _ids(events["event_id"]),
            "date": _days(events["date"]),
            "part": events["part"].eq(WORD).to_numpy(dtype=bool),
        }
        doubt = events["doubt"].to_numpy(dtype=bool)
        if doubt.any():
            shown = events.loc[doubt, ["code", "file", "line"]]
            self._doubtful.append(shown.set_axis(self._rows + np.flatnonzero(doubt)))
        for name in NAMES:
            if name in events:
                new[name] = self._names[name].encode(events[name])
        if "reported_at" in events:
            new["reported_at"] = _days(events["reported_at"])
        for name in ("edition", "severity"):
            if name in events:
                new[name] = events[name].to_numpy(dtype=np.float64, na_value=np.nan)
        if self._articles:
            new |= {name: _digest(events[name]) for name in ARTICLES if name in events}
        self._extend(new, len(events))

    def _extend(self, new: dict[str, Any], rows: int) -> None:
        """Append columns; a column that comes late, or not at all, is missing in the other rows."""
        for name in {*self._columns, *new}:
            if name not in self._columns:
                self._columns[name] = [_missing(new[name], self._rows)] if self._rows else []
            pieces = self._columns[name]
            pieces.append(new[name] if name in new else _missing(pieces[0], rows))
        self._rows += rows

    def settled(self, reader: Preparer, ledger: Ledger) -> tuple[pd.DataFrame, list[str]]:
        """Return the events of all chunks, without those whose code may be either of two."""
        from rhetoric_gap.readers.stream import settle_doubt

        columns = {}
        for name in sorted(self._columns):
            columns[name] = _joined(self._columns.pop(name))
        if not columns:
            empty = {"event_id": np.array([], dtype=np.int64), "part": np.array([], dtype=bool)}
            numbers = ("date", "actor", "target", "code")
            columns = {**empty, **{name: np.array([], dtype=np.int32) for name in numbers}}
        events = pd.DataFrame(columns, copy=False)
        nothing = pd.DataFrame({"code": text_series([]), "file": text_series([]), "line": []})
        doubtful = pd.concat(self._doubtful) if self._doubtful else nothing
        events, notes = settle_doubt(events, doubtful, reader, ledger)
        names = self._names["code"]
        texts = names.texts()
        written = names.encode(text_series(np.array(reader.repair.spelled_out(texts), dtype=object)))
        if (written != np.arange(len(texts))).any():
            codes = events["code"].to_numpy()
            events = events.assign(code=np.where(codes == NO_NUMBER, codes, written[codes]))
        return events, notes

    def named(self, events: pd.DataFrame) -> pd.DataFrame:
        """Give numbers their texts back, as categories."""
        out = {name: events[name] for name in events.columns}
        for name in ("actor", "target", "code", "kind"):
            if name in events:
                texts = pd.Index(self._names[name].texts(), dtype=object)
                out[name] = pd.Series(
                    pd.Categorical.from_codes(np.maximum(events[name].to_numpy(), -1), texts),
                    index=events.index,
                )
        return pd.DataFrame(out)


def _ids(ids: pd.Series) -> Any:
    """Return ids as numbers where they are; their order decides which of two rows stays."""
    numbers = ids.str.fullmatch(r"0|[1-9][0-9]{0,17}").all()
    return ids.astype(np.int64).to_numpy() if numbers else ids.astype(object).to_numpy()


def _joined(pieces: list[Any]) -> np.ndarray:
    """Put the pieces of a column together; ids that are not all numbers become text."""
    if len({piece.dtype for piece in pieces}) > 1 and any(piece.dtype == object for piece in pieces):
        pieces = [np.array([str(value) for value in piece.tolist()], dtype=object) for piece in pieces]
    return np.concatenate(pieces) if len(pieces) > 1 else pieces[0]


def _days(dates: pd.Series) -> np.ndarray:
    """Return days since 1970 in four bytes; missing ones come before all others."""
    days = dates.to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(days), NO_NUMBER, days.astype(np.int64)).astype(np.int32)


def _digest(texts: pd.Series) -> np.ndarray:
    """Return a 63-bit digest of each text, ``NO_NUMBER`` where it is missing."""
    digests = pd.util.hash_pandas_object(texts.astype(object), index=False).to_numpy() >> np.uint64(1)
    return np.where(texts.isna().to_numpy(), NO_NUMBER, digests.astype(np.int64))


def _missing(like: Any, rows: int) -> np.ndarray:
    """Return missing values of the type of a column."""
    value = np.nan if like.dtype.kind == "f" else NO_NUMBER
    return np.full(rows, value, dtype=like.dtype)


def release_memory() -> None:
    """Give back what Arrow keeps for the next chunk, when there is none."""
    import pyarrow

    pyarrow.default_memory_pool().release_unused()
