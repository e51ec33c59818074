"""Tables from files, without the losses a plain read would cause."""

from __future__ import annotations

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
        The table. In text files, ids, codes, actors and targets are read as text, so that ``010`` keeps its zero and
        ``NA`` (Namibia) stays a name: only an empty cell is missing.

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
    """Read delimited text; the header decides which columns are text."""
    try:
        header = pd.read_csv(file, sep=separator, nrows=0, encoding="utf-8-sig")
        texts = {c: "str" for c in header.columns if c in _texts()}
        # Only empty cells are missing: pandas would also swallow NA, None, nan and null.
        return pd.read_csv(
            file, sep=separator, dtype=texts, keep_default_na=False, na_values=[""], encoding="utf-8-sig"
        )
    except pd.errors.EmptyDataError as error:
        raise RhetoricGapError(f"{file.name!r} is empty: not even a header") from error
    except UnicodeDecodeError as error:
        raise RhetoricGapError(f"{file.name!r} is not UTF-8 text ({error}); save it as UTF-8") from error
    except pd.errors.ParserError as error:
        raise RhetoricGapError(f"{file.name!r} cannot be parsed as delimited text: {error}") from error


def _texts() -> set[str]:
    """Name the columns of all tables that must not be read as numbers (dates are read by the check)."""
    tables = (STATEMENTS, ACTIONS, LINKS, OUTCOMES)
    return {column.name for table in tables for column in table.columns if column.kind not in _NUMBERS}
