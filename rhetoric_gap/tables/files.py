"""Tables from files, without the losses a plain read would cause."""

from __future__ import annotations

import warnings
import zlib
from pathlib import Path

import pandas as pd

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.tables.schema import ACTIONS, LINKS, OUTCOMES, STATEMENTS

_PARQUET = (".parquet", ".pq")
_CSV = (".csv", ".csv.gz", ".tsv", ".txt")
_NUMBERS = ("share", "amount", "integer", "flag")


def read_table(path: str | Path) -> pd.DataFrame:
    r"""Read a CSV or Parquet file as it is.

    Parameters
    ----------
    path : str or pathlib.Path
        File ending in .csv, .csv.gz, .tsv, .txt, .parquet or .pq.

    Returns
    -------
    pandas.DataFrame
        The table. Of text files, only the schema's numbers (severity, strength, effect ...) are read as numbers, so
        that ``010`` keeps its zero and ``NA`` (Namibia) stays a name; only an empty cell is missing.

    Raises
    ------
    RhetoricGapError
        If the file does not exist, is of another kind, is empty or cannot be parsed.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "said.csv"
    >>> _ = path.write_text("statement_id,date,actor,target,code\nS1,2024-01-01,AAA,NA,010\n")
    >>> read_table(path)[["target", "code"]].values.tolist()
    [['NA', '010']]
    """
    file = Path(path)
    name = file.name.lower()
    if not file.is_file():
        raise RhetoricGapError(f"there is no file {str(file)!r}")
    if name.endswith(_PARQUET):
        return _parquet(file)
    if not name.endswith(_CSV):
        raise RhetoricGapError(
            f"{file.name!r} is neither CSV nor Parquet; expected one of {', '.join(_CSV + _PARQUET)}"
        )
    return _csv(file, "\t" if name.endswith((".tsv", ".txt")) else ",")


def _parquet(file: Path) -> pd.DataFrame:
    """Read Parquet."""
    from pyarrow.lib import ArrowInvalid

    try:
        return pd.read_parquet(file)
    except (ArrowInvalid, OSError) as error:
        raise RhetoricGapError(f"{file.name!r} is not a readable Parquet file: {error}") from error


def _csv(file: Path, separator: str) -> pd.DataFrame:
    """Read delimited text: everything but the numbers of the schema stays text."""
    try:
        names = _header(file, separator)
        with warnings.catch_warnings():
            # Rows longer than the header: pandas would cut them, or shift every column by one.
            warnings.simplefilter("error", pd.errors.ParserWarning)
            return pd.read_csv(
                file,
                sep=separator,
                dtype={name: "str" for name in names if name not in _numbers()},
                # Only empty cells are missing: pandas would also swallow NA, None, nan and null.
                keep_default_na=False,
                na_values=[""],
                index_col=False,
                encoding="utf-8-sig",
            )
    except pd.errors.EmptyDataError as error:
        raise RhetoricGapError(f"{file.name!r} is empty: not even a header") from error
    except UnicodeDecodeError as error:
        raise RhetoricGapError(f"{file.name!r} is not UTF-8 text ({error}); save it as UTF-8") from error
    except (EOFError, zlib.error) as error:
        raise RhetoricGapError(f"{file.name!r} is not a whole gzip file: {error}") from error
    except pd.errors.ParserWarning as error:
        text = f"{file.name!r} has rows with more cells than the header (a separator at the end of the line?)"
        raise RhetoricGapError(text) from error
    except pd.errors.ParserError as error:
        raise RhetoricGapError(f"{file.name!r} cannot be parsed as delimited text: {error}") from error


def _header(file: Path, separator: str) -> list[str]:
    """Read the names as they stand; pandas alone would rename one that comes twice."""
    first = pd.read_csv(
        file,
        sep=separator,
        header=None,
        nrows=1,
        dtype="str",
        encoding="utf-8-sig",
        keep_default_na=False,
        na_values=[""],
    )
    # Columns without a name (an index that was saved, separators at the end of every line) pass as extra ones.
    names = [str(name) for name in first.iloc[0].dropna()]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise RhetoricGapError(f"{file.name!r} has columns of the same name: {', '.join(map(repr, twice))}")
    other = next((s for s in (";", "\t", "|", ",") if s != separator and s in str(first.iat[0, 0])), None)
    if first.shape[1] == 1 and other is not None:
        raise RhetoricGapError(
            f"{file.name!r} is divided by {other!r}, not by {separator!r}: save it with {separator!r}"
        )
    return names


def _numbers() -> set[str]:
    """Name the columns of all tables that hold numbers (dates are read by the check)."""
    tables = (STATEMENTS, ACTIONS, LINKS, OUTCOMES)
    return {column.name for table in tables for column in table.columns if column.kind in _NUMBERS}
