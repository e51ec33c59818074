"""The same question in five engines: per statement the best credit and the count, per deed whether it was announced.

Every engine is a pair of functions. The first turns the arrays into what the engine likes best and is not timed; the
second answers and is. All return the same three arrays, which the driver compares.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from benchmarks._pairing_world import World

#: ``best`` (credit, 0 without a deed) and ``count`` per statement, ``announced`` per deed.
Answer = dict[str, np.ndarray]


def _arrays(world: World) -> World:
    return world


def _rhetoric_gap(world: World) -> Answer:
    from rhetoric_gap.pairing import windows

    index = windows.index_deeds(world.done_dyad, world.day)
    lo, hi = windows.window_bounds(index, world.said_dyad, world.start + 1, world.start + world.window)
    best = windows.best_in_window(index, lo, hi, world.severity, world.named)
    return {
        "best": best.credit,
        "count": windows.count_in_window(lo, hi),
        "announced": windows.announced(index, lo, hi),
    }


def _two_argsorts(world: World) -> Answer:
    for dyad, day in ((world.said_dyad, world.start), (world.done_dyad, world.day)):
        np.argsort(dyad * (int(day.max()) + 1) + day, kind="stable")
    return {}


def _frames(world: World) -> tuple[pd.DataFrame, pd.DataFrame]:
    said = {
        "i": np.arange(len(world.start)),
        "dyad": world.said_dyad,
        "first": world.start + 1,
        "last": world.start + world.window,
        "r": world.named,
    }
    done = {"j": np.arange(len(world.day)), "dyad": world.done_dyad, "day": world.day, "b": world.severity}
    return pd.DataFrame(said), pd.DataFrame(done)


def _spread(i: Any, best: Any, count: Any, j: Any, sizes: tuple[int, int]) -> Answer:
    """Fill in what a join leaves out: statements without deeds, deeds without statements."""
    answer = {
        "best": np.zeros(sizes[0]),
        "count": np.zeros(sizes[0], int),
        "announced": np.zeros(sizes[1], bool),
    }
    answer["best"][np.asarray(i)], answer["count"][np.asarray(i)] = best, count
    answer["announced"][np.asarray(j)] = True
    return answer


def _pandas(frames: tuple[pd.DataFrame, pd.DataFrame]) -> Answer:
    said, done = frames
    pairs = said.merge(done, on="dyad")
    pairs = pairs[(pairs["day"] >= pairs["first"]) & (pairs["day"] <= pairs["last"])]
    credit = np.minimum(pairs["b"], pairs["r"])
    grouped = credit.groupby(pairs["i"])
    best, count = grouped.max(), grouped.size()
    return _spread(best.index, best, count, pairs["j"].unique(), (len(said), len(done)))


def _polars_frames(world: World) -> tuple[Any, Any]:
    import polars as pl

    said, done = _frames(world)
    return pl.DataFrame(said.to_dict("series")), pl.DataFrame(done.to_dict("series"))


def _polars(frames: tuple[Any, Any]) -> Answer:
    import polars as pl

    said, done = (frame.lazy() for frame in frames)
    joined = said.join_where(
        done,
        pl.col("dyad") == pl.col("dyad_right"),
        pl.col("day") >= pl.col("first"),
        pl.col("day") <= pl.col("last"),
    )
    # One join for both answers: asked for lazily, each would join anew.
    pairs = joined.select("i", "j", pl.min_horizontal("b", "r").alias("credit")).collect()
    best = pairs.group_by("i").agg(pl.col("credit").max(), pl.len().alias("count"))
    columns = (best[name].to_numpy() for name in ("i", "credit", "count"))
    return _spread(*columns, pairs["j"].unique().to_numpy(), (len(frames[0]), len(frames[1])))


@dataclass(frozen=True)
class _Tables:
    connection: Any
    bucket: int
    sizes: tuple[int, int]


def _duckdb_tables(world: World) -> _Tables:
    import duckdb

    said, done = _frames(world)
    connection = duckdb.connect()
    connection.register("said_frame", said)
    connection.register("done_frame", done)
    connection.execute("create table said as select * from said_frame")
    connection.execute("create table done as select * from done_frame")
    # Half a window to a bucket: of 1, 1/2 and 1/4 the cheapest for DuckDB at the largest size.
    return _Tables(connection, max(world.window // 2, 1), (len(said), len(done)))


_BUCKETS = """
    with s as (select *, unnest(range("first" // {b}, "last" // {b} + 1)) as k from said),
         d as (select *, day // {b} as k from done)
"""
_ON_BUCKET = 's.dyad = d.dyad and s.k = d.k and d.day between s."first" and s."last"'
_ON_RANGE = 's.dyad = d.dyad and d.day between s."first" and s."last"'


def _ask_duckdb(tables: _Tables, given: str, said: str, done: str, on: str) -> Answer:
    ask = tables.connection.execute
    per_statement = ask(
        f"{given} select i, max(least(b, r)) as best, count(*) as n from {said} join {done} on {on} group by i"
    ).fetchnumpy()
    seen = ask(f"{given} select j from {done} semi join {said} on {on}").fetchnumpy()
    return _spread(*(per_statement[name] for name in ("i", "best", "n")), seen["j"], tables.sizes)


def _duckdb_bucketed(tables: _Tables) -> Answer:
    return _ask_duckdb(tables, _BUCKETS.format(b=tables.bucket), "s", "d", _ON_BUCKET)


def _duckdb_range(tables: _Tables) -> Answer:
    return _ask_duckdb(tables, "", "said s", "done d", _ON_RANGE)


ENGINES: dict[str, tuple[Callable[[World], Any], Callable[[Any], Answer]]] = {
    "rhetoric_gap": (_arrays, _rhetoric_gap),
    "two argsorts (floor)": (_arrays, _two_argsorts),
    "DuckDB bucketed range join": (_duckdb_tables, _duckdb_bucketed),
    "DuckDB range join": (_duckdb_tables, _duckdb_range),
    "Polars join_where": (_polars_frames, _polars),
    "pandas merge, filter, group by": (_frames, _pandas),
}
