"""What each engine is asked in the benchmark of the readers, each as a function of a folder of daily zips.

All peers answer one question: rows of the region with a country on both sides, counted and scored by dyad and month.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks._gdelt_files import REGION

ACTOR, TARGET, DAY, SCORE = "Actor1CountryCode", "Actor2CountryCode", "SQLDATE", "GoldsteinScale"
COLUMNS = {DAY: 1, ACTOR: 7, TARGET: 17, SCORE: 30}
N_COLUMNS = 58
PIECE = 1 << 20
Answer = dict[str, Any]


def unzip(folder: Path) -> Answer:
    """Unpack every file, and do nothing with it."""
    size = 0
    for path in _zips(folder):
        with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as member:
            while piece := member.read(PIECE):
                size += len(piece)
    return {"bytes": size}


def chunks(folder: Path, cache: Path | None = None) -> Answer:
    """Read raw columns with the library, filtered while they are bytes."""
    from rhetoric_gap.readers._chunks import RowFilter, read_chunks
    from rhetoric_gap.readers.gdelt import FORMAT
    from rhetoric_gap.readers.log import ReadLog

    def ours(texts: pd.Series) -> Any:
        return texts.isin(REGION).to_numpy()

    region = RowFilter("region", "elsewhere", ACTOR, ours, either=TARGET)
    parts = [
        _sums(chunk.frame)
        for chunk in read_chunks(folder, FORMAT, filters=[region], cache=cache, log=ReadLog())
    ]
    return _answer(parts)


def events(folder: Path, cache: Path | None = None) -> Answer:
    """Read statements and actions of the region."""
    import rhetoric_gap as rg

    found = rg.read_gdelt(folder, involving=REGION, cache=cache)
    return {"rows": len(found.statements) + len(found.actions)}


def panel(folder: Path) -> Answer:
    """Sum words and deeds of the region by dyad and month."""
    import rhetoric_gap as rg

    found = rg.flow_panel(folder, format="gdelt", involving=REGION)
    # Words that name no deed are no part of the panel: what went into it stands in its account.
    return {"rows": int(rg.row_account(found)["rows_out"].iloc[-1])}


def world(folder: Path) -> Answer:
    """Sum words and deeds of all dyads by month."""
    import rhetoric_gap as rg

    found = rg.flow_panel(folder, format="gdelt")
    return {"dyad_months": len(found)}


def pandas_needed(folder: Path) -> Answer:
    """Read the needed columns of one file after the other."""
    parts = []
    for path in _zips(folder):
        frame = pd.read_csv(
            path,
            sep="\t",
            header=None,
            quoting=3,
            usecols=list(COLUMNS.values()),
            names=[str(place) for place in range(N_COLUMNS)],
            dtype={str(place): "str" for place in COLUMNS.values()},
            keep_default_na=False,
            na_values=[""],
        )
        frame.columns = list(COLUMNS)
        parts.append(_sums(_region(frame)))
    return _answer(parts)


def pandas_everything(folder: Path) -> Answer:
    """Read all columns of all files into one frame, as one would at first."""
    names = [str(place) for place in range(N_COLUMNS)]
    read = [
        pd.read_csv(path, sep="\t", header=None, names=names, quoting=3, dtype={"7": "str", "17": "str"})
        for path in _zips(folder)
    ]
    whole = pd.concat(read, ignore_index=True)
    frame = whole[[str(place) for place in COLUMNS.values()]].set_axis(list(COLUMNS), axis=1)
    frame = frame.assign(**{DAY: frame[DAY].astype("str")})
    return _answer([_sums(_region(frame))])


def duckdb_text(folder: Path) -> Answer:
    """Ask DuckDB, on text files that were unpacked before."""
    import duckdb

    names = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(N_COLUMNS))
    columns = ", ".join(f"c{place} AS {name}" for name, place in COLUMNS.items())
    source = (
        f"(SELECT {columns} FROM read_csv('{folder}/*.CSV', delim='\t', header=false, quote='', escape='', "
        f"nullstr='', columns={{{names}}}))"
    )
    return _from_duckdb(duckdb, source)


def duckdb_parquet(folder: Path) -> Answer:
    """Ask DuckDB, on the cache of the library, which is Parquet."""
    import duckdb

    return _from_duckdb(duckdb, f"(SELECT * FROM '{folder}/gdelt/*.parquet' WHERE __about__ IS NULL)")


def _from_duckdb(duckdb: Any, source: str) -> Answer:
    """Count and score in SQL."""
    region = ", ".join(f"'{code}'" for code in REGION)
    found = duckdb.sql(
        f"SELECT {ACTOR} AS a, {TARGET} AS b, {DAY}[:6] AS m, count(*) AS n, "
        f"sum(CAST(CAST({SCORE} AS DOUBLE) * 10 AS BIGINT)) AS s FROM {source} "
        f"WHERE {ACTOR} IS NOT NULL AND {TARGET} IS NOT NULL AND ({ACTOR} IN ({region}) OR {TARGET} IN ({region})) "
        f"GROUP BY ALL"
    ).fetchall()
    return {f"{a} {b} {m}": [int(n), int(s)] for a, b, m, n, s in found}


def polars_text(folder: Path) -> Answer:
    """Ask Polars, on text files that were unpacked before."""
    import polars as pl

    names = [f"c{place}" for place in range(N_COLUMNS)]
    frame = pl.scan_csv(
        f"{folder}/*.CSV",
        separator="\t",
        has_header=False,
        quote_char=None,
        new_columns=names,
        schema_overrides=dict.fromkeys(names, pl.String),
    )
    a, b = (pl.col(f"c{COLUMNS[name]}") for name in (ACTOR, TARGET))
    rows = frame.filter(a.is_not_null() & b.is_not_null() & (a.is_in(REGION) | b.is_in(REGION)))
    score = (pl.col(f"c{COLUMNS[SCORE]}").cast(pl.Float64) * 10).round().cast(pl.Int64)
    keys = [a.alias("a"), b.alias("b"), pl.col(f"c{COLUMNS[DAY]}").str.slice(0, 6).alias("m")]
    found = rows.group_by(keys).agg(pl.len().alias("n"), score.sum().alias("s")).collect(engine="streaming")
    return {f"{a} {b} {m}": [n, s] for a, b, m, n, s in found.iter_rows()}


def unpack_to(folder: Path, target: Path) -> None:
    """Unpack the text files for the engines that read nothing else."""
    target.mkdir(parents=True, exist_ok=True)
    for path in _zips(folder):
        with zipfile.ZipFile(path) as archive:
            archive.extractall(target)


def _zips(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.zip"))


def _region(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows of the region."""
    return frame[frame[ACTOR].isin(REGION) | frame[TARGET].isin(REGION)]


def _sums(frame: pd.DataFrame) -> pd.DataFrame:
    """Count and score the rows of one piece."""
    rows = frame.dropna(subset=[ACTOR, TARGET])
    scores = (pd.to_numeric(rows[SCORE]) * 10).round().astype("int64")
    keys = [rows[ACTOR], rows[TARGET], rows[DAY].str[:6].rename("month")]
    return scores.groupby(keys).agg(["size", "sum"])


def _answer(parts: list[pd.DataFrame]) -> Answer:
    """Add the pieces up."""
    total = pd.concat(parts).groupby(level=[0, 1, 2]).sum()
    return {
        " ".join(map(str, key)): [int(n), int(s)]
        for key, n, s in zip(total.index, total["size"], total["sum"], strict=True)
    }


ENGINES: dict[str, Callable[[Path], Answer]] = {
    "unzip alone (floor)": unzip,
    "rhetoric_gap.read_gdelt, one region": events,
    "rhetoric_gap.flow_panel, one region": panel,
    "rhetoric_gap.flow_panel, all dyads": world,
    "rhetoric_gap, raw columns of the region": chunks,
    "pandas, needed columns, file by file": pandas_needed,
    "pandas, all columns, concatenated": pandas_everything,
    "DuckDB, unpacked text": duckdb_text,
    "Polars, unpacked text": polars_text,
    "DuckDB, Parquet": duckdb_parquet,
}
