"""One row per event: repeated ids, reports of one thing by many, and the same said of A and B and of B and A.

Machine-coded rows count reports. What is one event is decided by keys of columns, never by the order of rows or files:
of rows with one key the smallest id stays, and ties are settled by content.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.tables.cells import spread, text_dtype
from rhetoric_gap.tables.targets import SEPARATOR

ID_WIDTH = 24
NO_NUMBER = -(2**31)
"""A missing text, date or digest where columns hold numbers in place of texts."""
MOST_KEYS, MOST_SPAN = 2**62, 2**31
DYAD_DAY_CODE = ("actor", "target", "date", "code", "part")
ARTICLE = ("source_id", "actor", "target", "code", "part")
_PLACE = ("file", "line")
COUNTED = {"n_reports", "source_id", "severity", "kind", "end_date"}
"""Columns that make it matter which of several rows stays."""


def order_of_ids(ids: pd.Series) -> np.ndarray:
    """Return the rank of each id: numbers by size, before texts in order of their letters."""
    if ids.dtype.kind == "i":
        return ids.to_numpy()
    codes, uniques = pd.factorize(ids)
    texts = pd.Series(uniques, dtype=text_dtype())
    digits = texts.str.fullmatch(r"[0-9]+").to_numpy(dtype=bool)
    keys = texts.where(~digits, texts.str.lstrip("0").str.zfill(ID_WIDTH)).astype(object)
    frame = pd.DataFrame({"text": ~digits, "key": keys, "own": texts.astype(object)})
    place = np.empty(len(frame), dtype=np.int64)
    place[frame.sort_values(["text", "key", "own"], kind="stable").index.to_numpy()] = np.arange(len(frame))
    return spread(place, codes, -1)


def one_row_per_id(events: pd.DataFrame) -> tuple[pd.DataFrame, int, list[str]]:
    """Keep of rows with one id the latest: by ``edition`` where the source has one, then by the day reported.

    Returns
    -------
    events : pandas.DataFrame
        Rows with distinct ids.
    identical : int
        How many of the rows left out say the same as the row kept.
    changed : list of str
        Ids whose rows differed, sorted.
    """
    events, old = _latest_editions(events)
    if events["event_id"].dtype.kind == "i":
        ids = np.sort(events["event_id"].to_numpy())
        if not (ids[1:] == ids[:-1]).any():
            return events, 0, old
    repeated = events["event_id"].duplicated(keep=False).to_numpy()
    if not repeated.any():
        return events, 0, old
    some = events.loc[repeated]
    versions = {"event_id", "reported_at", "edition", *_PLACE}
    ranks = _ranks(some, [column for column in events.columns if column not in versions])
    keys = pd.DataFrame({"id": pd.factorize(some["event_id"])[0], "content": ranks}, index=some.index)
    keys["edition"] = -some["edition"].astype("float64").fillna(-np.inf) if "edition" in some else 0.0
    keys["late"] = -_days(some["reported_at"]) if "reported_at" in some else 0
    order = keys.sort_values(["id", "edition", "late", "content"], kind="stable")
    kept = order.drop_duplicates("id").index
    same = order.duplicated(list(order.columns))
    identical = int(same.sum())
    differing = order.loc[~same, "id"].duplicated(keep=False)
    changed = sorted({*old, *some.loc[differing.index[differing], "event_id"].astype(str)})
    stays = ~repeated
    stays[events.index.get_indexer(kept)] = True
    return events.loc[stays], identical, changed


def _latest_editions(events: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Leave out what an earlier edition of a record said, all its sides (``7``, ``7/b``); return the ids it had."""
    if "edition" not in events or events["event_id"].dtype.kind == "i":
        return events, []
    edition = events["edition"].astype("float64").fillna(-np.inf)
    record = events["event_id"].astype(object).str.split("/", n=1).str[0]
    earlier = (edition < edition.groupby(record).transform("max")).to_numpy()
    return events.loc[~earlier], sorted(set(events.loc[earlier, "event_id"].astype(str)))


def _ranks(frame: pd.DataFrame, columns: Sequence[str]) -> np.ndarray:
    """Give the distinct contents of rows numbers in an order that depends on nothing but the contents."""
    total = np.zeros(len(frame), dtype=np.int64)
    for column in sorted(columns):
        values = frame[column]
        codes, _ = pd.factorize(values.astype(object).where(values.notna(), "").map(str), sort=True)
        _, total = np.unique(total * (int(codes.max(initial=0)) + 1) + codes, return_inverse=True)
    return total


def _days(dates: pd.Series) -> np.ndarray:
    """Return days since 1970, missing ones before all others."""
    if dates.dtype.kind == "i":
        return dates.to_numpy().astype(np.int64)
    days = dates.to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(days), NO_NUMBER, days.astype(np.int64))


def distinct_ids(events: pd.DataFrame) -> pd.DataFrame:
    """Give rows that share an id, where the caller wants them all, names: ``7``, ``7~2``, ``7~3``, by content."""
    repeated = events["event_id"].duplicated(keep=False).to_numpy()
    if not repeated.any() or events["event_id"].dtype.kind == "i":
        return events  # numbers are not shown to anybody
    some = events.loc[repeated]
    content = _ranks(some, [column for column in events.columns if column not in _PLACE])
    ordered = some.assign(_content=content).sort_values("_content", kind="stable")
    nth = ordered.groupby(ordered["event_id"].astype(object)).cumcount()
    named = (
        ordered["event_id"]
        .astype(object)
        .where(nth.eq(0), ordered["event_id"].astype(object) + "~" + (nth + 1).astype(str))
    )
    ids = events["event_id"].astype(object)
    ids.loc[named.index] = named
    return events.assign(event_id=ids.astype(text_dtype()))


def key_of(events: pd.DataFrame, columns: Sequence[str]) -> np.ndarray:
    """Give the rows numbers by the values of some columns; -1 where one of them is missing."""
    total = np.zeros(len(events), dtype=np.int64)
    missing = np.zeros(len(events), dtype=bool)
    room = 1
    for column in columns:
        codes, blank, span = _numbered(events[column])
        missing |= blank
        if room * span >= MOST_KEYS:
            total, distinct = pd.factorize(total)
            room = len(distinct)
        total = total * span
        total += codes
        room *= span
    return np.where(missing, -1, total)


def _numbered(values: pd.Series) -> tuple[np.ndarray, np.ndarray, int]:
    """Return numbers from 0 for the values of a column, which are missing, and how many numbers there may be."""
    if values.dtype.kind in "ib" and len(values):
        numbers = values.to_numpy().astype(np.int64)
        blank = numbers == NO_NUMBER
        low, high = int(numbers.min(where=~blank, initial=2**62)), int(numbers.max())
        if high - low < MOST_SPAN:
            numbers -= low
            numbers[blank] = 0
            return numbers, blank, max(high - low, 0) + 1
    codes, uniques = pd.factorize(values)
    blank = codes < 0
    if values.dtype.kind == "i":
        blank = blank | (values == NO_NUMBER).to_numpy()
    return np.maximum(codes, 0), blank, len(uniques) + 1


def merge_rows(events: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Merge rows that agree in some columns into the one with the smallest id.

    Rows in which one of the columns is missing stay. The row that stays counts all reports (``n_reports``), names all
    articles (``source_id``, joined by ``;``, sorted), is mirrored if one of them is, and was known from the first
    report.
    """
    if not set(columns) <= set(events.columns) or not len(events):
        return events
    key = key_of(events, columns)
    if not COUNTED & set(events.columns) and not (key < 0).any():
        # Nothing of the rows merged is shown: any of them will do.
        order = np.argsort(key, kind="stable")
        key = key[order]
        stays = np.ones(len(key), dtype=bool)
        stays[order[1:]] = key[1:] != key[:-1]
        return events.loc[stays]
    lone = key < 0
    key = np.where(lone, key.max(initial=0) + 1 + np.cumsum(lone), key)
    groups, places, sizes = np.unique(key, return_inverse=True, return_counts=True)
    if len(groups) == len(events):
        return events
    order = np.lexsort((order_of_ids(events["event_id"]), places))
    first = order[np.r_[0, np.cumsum(sizes)[:-1]]]
    kept = events.iloc[first].copy()
    several = sizes > 1
    if "n_reports" in events:
        reports = np.bincount(places, events["n_reports"].to_numpy(dtype=np.int64))
        kept["n_reports"] = reports.astype(np.int64)
    if "mirrored" in events:
        kept["mirrored"] = np.bincount(places, events["mirrored"].to_numpy(dtype=bool)) > 0
    if "reported_at" in events and events["reported_at"].dtype.kind == "M":
        # One article may say it of two days: the row that stays was not known before its own.
        kept["reported_at"] = _earliest(events["reported_at"], places, len(groups))
        kept["reported_at"] = kept["reported_at"].where(
            kept["reported_at"].isna(), kept[["reported_at", "date"]].max(axis=1)
        )
    if "source_id" in events and events["source_id"].dtype.kind != "i":
        kept["source_id"] = _joined(events["source_id"], places, several, kept["source_id"])
    return kept.loc[events.index[np.sort(first)]]


def _earliest(dates: pd.Series, places: np.ndarray, n_groups: int) -> Any:
    """Return the first known day of each group."""
    far = np.iinfo(np.int64).max
    values = dates.to_numpy().astype("datetime64[us]").astype(np.int64)
    values = np.where(dates.isna().to_numpy(), far, values)
    found = np.full(n_groups, far)
    np.minimum.at(found, places, values)
    return np.where(found == far, np.datetime64("NaT", "us"), found.astype("datetime64[us]"))


def _joined(ids: pd.Series, places: np.ndarray, several: np.ndarray, own: pd.Series) -> pd.Series:
    """Join the articles of each group that has several rows."""
    values = own.astype(object).to_numpy(copy=True)
    rows = np.flatnonzero(several[places] & ids.notna().to_numpy())
    texts = ids.iloc[rows].astype(object).to_numpy()
    found: dict[int, set[str]] = {}
    for place, text in zip(places[rows].tolist(), texts, strict=True):
        found.setdefault(place, set()).update(text.split(SEPARATOR))
    for place, names in found.items():
        values[place] = SEPARATOR.join(sorted(names))
    return pd.Series(values, index=own.index, dtype=text_dtype())


def mirrored_rows(events: pd.DataFrame) -> np.ndarray:
    """Flag rows that say of A and B what another row of the same article, and sentence, says of B and A that day."""
    flags = np.zeros(len(events), dtype=bool)
    if "source_id" not in events or not len(events):
        return flags
    pair, forward, both = _undirected(events)
    rest = ["date", "code", "source_id", *(["sentence"] if "sentence" in events else [])]
    plain = events.assign(**_filled(events, rest))
    key = key_of(plain.assign(_pair=pair), ["_pair", *rest])
    usable = (key >= 0) & both
    # Keys are sparse: numbered anew, the table has one place a key and not one for every possible key.
    _, places = np.unique(key[usable], return_inverse=True)
    ways = np.zeros((2, int(places.max(initial=-1)) + 1), dtype=bool)
    way = np.where(forward[usable], 0, 1)
    ways[way, places] = True
    flags[usable] = (ways[0] & ways[1])[places]
    return flags


def _filled(events: pd.DataFrame, columns: Sequence[str]) -> dict[str, pd.Series]:
    """Let a missing sentence number be a value of its own: without it the article decides."""
    if "sentence" not in columns:
        return {}
    sentence = events["sentence"].astype(object)
    return {"sentence": sentence.where(events["sentence"].notna(), "").map(str)}


def _undirected(events: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the number of each undirected dyad, which rows run forward in it, and which have two sides."""
    both = pd.concat([events["actor"], events["target"]], ignore_index=True)
    codes, uniques = pd.factorize(both)
    size = len(uniques) + 1
    actor, target = codes[: len(events)], codes[len(events) :]
    pair = np.minimum(actor, target).astype(np.int64) * size + np.maximum(actor, target)
    return pair, actor < target, (actor >= 0) & (target >= 0) & (actor != target)


def count_once(events: pd.DataFrame, rules: Sequence[str]) -> pd.DataFrame:
    """Of mirrored rows keep the one with the smaller id, which then counts the reports and articles of both."""
    flagged = events["mirrored"].to_numpy(dtype=bool)
    if not flagged.any():
        return events
    some = events.loc[flagged]
    pair, _, _ = _undirected(some)
    keys = ["_pair", "date", "code", "part"]
    if "dyad-day-code" not in rules:
        keys += ["source_id", *(["sentence"] if "sentence" in some else [])]
    some = some.assign(_pair=pair, **_filled(some, keys))
    merged = merge_rows(some, keys).drop(columns="_pair")
    if "sentence" in events:
        merged["sentence"] = events.loc[merged.index, "sentence"]
    stays = ~flagged
    stays[events.index.get_indexer(merged.index)] = True
    out = events.loc[stays].copy()
    for column in ("n_reports", "source_id", "reported_at"):
        if column in out:
            out.loc[merged.index, column] = merged[column]
    return out
