"""Tables saved as Parquet: columns are found by name and brought to text, whatever type they were saved as."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.readers._choose import Chosen
from rhetoric_gap.readers._piece import Piece
from rhetoric_gap.readers._source import Member

ROWS = 65_536


@dataclass
class _Batch(Piece):
    """Rows as Arrow columns."""

    texts: dict[str, Any] = field(default_factory=dict)

    def column(self, name: str, rows: np.ndarray) -> Any:
        """Return the texts of some rows."""
        import pyarrow as pa

        texts = self.texts.get(name)
        return texts if texts is None or len(rows) == len(texts) else texts.take(pa.array(rows))


def parquet_names(member: Member) -> list[str]:
    """Return the names of the columns."""
    with _Opened(member) as file:
        return list(file.schema_arrow.names)


def read_parquet(member: Member, chosen: Chosen, names: Sequence[str]) -> Iterator[Piece]:
    """Read a Parquet file piece by piece; its rows are numbered from 1."""
    own = {column: names[place] for column, place in chosen.positions.items()}
    first = 1
    with _Opened(member) as file:
        batches = file.iter_batches(batch_size=ROWS, columns=list(own.values()), use_threads=False)
        while True:
            try:
                batch = next(batches, None)
            except (OSError, ValueError) as error:
                raise _damaged(member, error, first) from error
            if batch is None:
                return
            texts = {
                column: as_texts(batch.column(name), column, member.name) for column, name in own.items()
            }
            yield _Batch(np.arange(first, first + batch.num_rows, dtype=np.int64), texts=texts)
            first += batch.num_rows


def as_texts(values: Any, column: str, name: str) -> Any:
    """Return a column as text: whole numbers without a point, days as they are written, empty as missing."""
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        texts = _cast(values)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        text = f"{name!r}: column {column!r} holds {values.type}, which is not text or numbers ({error})"
        raise RhetoricGapError(text) from error
    return pc.if_else(pc.equal(pc.binary_length(texts), 0), None, texts)


def _cast(values: Any) -> Any:
    """Bring values to text, each type in its own way."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    kind = values.type
    if pa.types.is_nested(kind):
        raise pa.ArrowInvalid("a value of it has parts")
    if pa.types.is_floating(kind):
        whole = pc.and_(pc.is_finite(values), pc.equal(pc.round(values), values))
        small = pc.less(pc.abs(values), 2.0**53)
        integers = pc.cast(pc.if_else(pc.and_(whole, small), values, None), pa.int64())
        numbers = pc.if_else(pc.is_nan(values), None, values)
        return pc.coalesce(integers.cast(pa.string()), numbers.cast(pa.string()))
    if pa.types.is_timestamp(kind):
        for unit, shorter in (("day", pa.date32()), ("second", pa.timestamp("s", kind.tz))):
            if pc.all(pc.equal(pc.floor_temporal(values, unit=unit), values)).as_py() is not False:
                return values.cast(shorter).cast(pa.string())
    return values.cast(pa.string())


class _Opened:
    """A Parquet file, open for as long as it is read."""

    def __init__(self, member: Member) -> None:
        self._member = member

    def __enter__(self) -> Any:
        """Open it."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        origin = self._member.origin
        source = pa.PythonFile(origin.open(), mode="r") if origin.path is None else str(origin.path)
        try:
            self._file = pq.ParquetFile(source)
        except (OSError, ValueError) as error:
            raise _damaged(self._member, error, 1) from error
        return self._file

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self._file.close()


def _damaged(member: Member, error: Exception, first: int) -> RhetoricGapError:
    """Say that a file cannot be read on."""
    text = f"{member.name!r} is not a readable Parquet file ({error}); it broke off after row {first - 1:,}"
    return RhetoricGapError(text)
