"""Word and deed coded from one source are never linked: one article is not evidence of two events.

A machine coder finds "threatened to expel and expelled" in one sentence and codes a word and a deed. To pair them would
count a report twice and call it follow-through, so an eligible pair that shares a source is no candidate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric_gap.pairing.windows import enumerate_pairs
from rhetoric_gap.tables.cells import is_among
from rhetoric_gap.tables.targets import SEPARATOR, members
from rhetoric_gap.words import plural

SOURCE = "source_id"
NONE, SEVERAL = -1, -2

Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class RowIds:
    """The sources of the rows of one table, as numbers; only sources that the other table has, too.

    Attributes
    ----------
    one : int64 array (n_rows,)
        The row's source; ``NONE`` if it shares none with the other table, ``SEVERAL`` if more than one.
    begin : int64 array (n_rows + 1,)
        Where each row's numbers begin in ``ids``.
    ids : int64 array
        The numbers, row after row.
    pairs : int64 array
        ``row * size + id`` of every entry, sorted.
    """

    one: Rows
    begin: Rows
    ids: Rows
    pairs: Rows

    def spread(self, rows: Rows) -> tuple[Rows, Rows]:
        """List the sources of some rows: the place in ``rows`` of each, and its number."""
        count = np.diff(self.begin)[rows]
        place = np.repeat(np.arange(len(rows)), count)
        first = np.cumsum(count) - count
        return place, self.ids[np.arange(len(place)) - first[place] + self.begin[rows][place]]


@dataclass(frozen=True, eq=False)
class SharedSources:
    """Which statements and deeds were coded from one source.

    Attributes
    ----------
    said, done : RowIds
        Sources of statements and actions.
    size : int
        Numbers run from 0 to ``size - 1``.
    """

    said: RowIds
    done: RowIds
    size: int

    def same(self, i: Rows, j: Rows) -> Flags:
        """Say of pairs of rows whether they share a source.

        Parameters
        ----------
        i, j : integer array (n_pairs,)
            Statement rows and action rows.

        Returns
        -------
        bool array (n_pairs,)
        """
        a, b = self.said.one[i], self.done.one[j]
        same: Flags = (a == b) & (a >= 0)
        unclear = np.flatnonzero(((a == SEVERAL) & (b != NONE)) | ((b == SEVERAL) & (a != NONE)))
        if len(unclear):
            row, deed = i[unclear].astype(np.int64), j[unclear].astype(np.int64)
            # Rows merged from many reports have many sources: pieces bound the memory.
            for at, place in enumerate_pairs(self.said.begin[row], self.said.begin[row + 1]):
                hit = contains(self.done.pairs, deed[at] * self.size + self.said.ids[place])
                same[unclear[at[hit]]] = True
        return same


def shared_sources(statements: pd.DataFrame, actions: pd.DataFrame) -> SharedSources | None:
    """Give numbers to the sources that both tables name.

    Parameters
    ----------
    statements, actions : pandas.DataFrame
        Prepared tables; ``source_id`` may be absent, and may hold several ids joined by ``;``.

    Returns
    -------
    SharedSources or None
        None if no source is named in both.
    """
    if SOURCE not in statements or SOURCE not in actions:
        return None
    text = pd.concat([statements[SOURCE], actions[SOURCE]], ignore_index=True).astype("object")
    numbers, texts = pd.factorize(text)
    begin, ids = _ids_of_texts(np.asarray(texts, dtype=object))
    of_text = RowIds(ids[:0], begin, ids, ids[:0])
    said, done = np.split(numbers.astype(np.int64), [len(statements)])
    sides = []
    for side in (said, done):
        named = np.flatnonzero(side >= 0)
        place, found = of_text.spread(side[named])
        sides.append((named[place], found))
    size = int(ids.max(initial=-1)) + 1
    (rows, mine), (deeds, theirs) = sides
    both = is_among(mine, theirs), is_among(theirs, mine)
    if not both[0].any():
        return None
    return SharedSources(
        _row_ids(rows[both[0]], mine[both[0]], len(said), size),
        _row_ids(deeds[both[1]], theirs[both[1]], len(done), size),
        size,
    )


def _ids_of_texts(texts: np.ndarray) -> tuple[Rows, Rows]:
    """Give numbers to the ids in each distinct text: where its numbers begin, and the numbers."""
    several = np.fromiter((SEPARATOR in text for text in texts), dtype=bool, count=len(texts))
    parts = [members(text) for text in texts[several]]
    count = np.ones(len(texts), dtype=np.int64)
    count[several] = [len(names) for names in parts]
    flat = np.empty(int(count.sum()), dtype=object)
    joined = np.repeat(several, count)
    flat[~joined] = texts[~several]
    flat[joined] = [name for names in parts for name in names]
    numbers, _ = pd.factorize(flat)
    return np.concatenate(([0], np.cumsum(count))), numbers.astype(np.int64)


def _row_ids(row: Rows, ids: Rows, n_rows: int, size: int) -> RowIds:
    """Lay out the ids of one table, given in order of row."""
    count = np.bincount(row, minlength=n_rows)
    begin = np.concatenate(([0], np.cumsum(count)))
    one = np.full(n_rows, NONE, dtype=np.int64)
    one[row] = ids
    one[count > 1] = SEVERAL
    return RowIds(one, begin, ids, np.sort(row * size + ids))


def contains(ordered: Rows, wanted: Rows) -> Flags:
    """Say which numbers occur in a sorted array."""
    if not len(ordered):
        return np.zeros(len(wanted), dtype=bool)
    at = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
    found: Flags = ordered[at] == wanted
    return found


def left_out_note(n: int) -> str:
    """Say how many pairs were no candidates because of their source; empty if none."""
    if not n:
        return ""
    verb = "was" if n == 1 else "were"
    return (
        f"{plural(n, 'pair')} of a statement and a deed in its window that would have earned credit {verb} left out: "
        "both rows were coded from the same source (source_id), and one article is not evidence of two events"
    )
