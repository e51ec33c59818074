"""Check a table: a clean copy, or every problem it has at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from rhetoric_gap.account import add_step, steps_of
from rhetoric_gap.tables import rules_rows as rows
from rhetoric_gap.tables.frames import to_pandas
from rhetoric_gap.tables.problems import Problems
from rhetoric_gap.tables.rules_columns import check_columns, check_unique_columns
from rhetoric_gap.tables.rules_dates import read_date
from rhetoric_gap.tables.rules_numbers import read_flag, read_number
from rhetoric_gap.tables.rules_text import read_text
from rhetoric_gap.tables.schema import ACTIONS, LINKS, OUTCOMES, STATEMENTS, Column, Table

Reader = Callable[[pd.Series, Column, Problems], pd.Series]

READERS: dict[str, Reader] = {
    **dict.fromkeys(("key", "text", "code", "category"), read_text),
    **dict.fromkeys(("share", "amount", "integer"), read_number),
    "date": read_date,
    "flag": read_flag,
}

WHY = "every row is kept; a table with a problem does not pass"


def check_statements(df: Any) -> pd.DataFrame:
    """Check a table of statements and return a clean copy.

    Parameters
    ----------
    df : pandas.DataFrame, polars.DataFrame, polars.LazyFrame or pyarrow.Table
        One row per statement. Required: ``statement_id`` (unique), ``date``, ``actor``, ``target`` (several as
        ``KOR;USA``), and ``severity`` in [0, 1] or an event ``code``. A row may lack both only if it names no deed:
        ``kind`` demand, declaration or comment, or ``strength`` below 2. Optional columns are those of the tables page;
        others pass untouched.

    Returns
    -------
    pandas.DataFrame
        A copy with the same index, rows and columns in the same order; dates as timestamps at midnight, numbers as
        ``float64``, ``strength`` as ``Int64``, the rest as text. No column is added and no row dropped.

    Raises
    ------
    SchemaError
        If anything is wrong; its ``failures`` frame names every problem, with the row and a hint.
    RhetoricGapError
        If ``df`` is not a table.

    Notes
    -----
    Nothing is repaired silently. Whole-number ids become text; numbers stored as text, codes stored as numbers, dates
    with a time or a zone, and empty text are problems to fix.

    Examples
    --------
    >>> import pandas as pd
    >>> said = pd.DataFrame(
    ...     {"statement_id": [1, 2], "date": ["2024-01-01", "2024-01-10"], "actor": "AAA", "target": ["BBB", "BBB;CCC"],
    ...      "severity": [1.0, 0.95]}
    ... )
    >>> check_statements(said)["statement_id"].tolist()
    ['1', '2']
    """
    frame, content, problems = read_columns(df, STATEMENTS)
    rows.check_severity(content, STATEMENTS, problems)
    after = [
        ("deadline", "date"),
        ("deadline", "trigger_date"),
        ("resolution_date", "date"),
        ("reported_at", "date"),
    ]
    rows.check_date_order(content, problems, *after)
    rows.check_trigger(content, problems)
    rows.check_resolution(content, problems)
    rows.check_unit(content, problems)
    return finish_table(frame, content, STATEMENTS, problems)


def check_actions(df: Any) -> pd.DataFrame:
    """Check a table of actions and return a clean copy.

    Parameters
    ----------
    df : pandas.DataFrame, polars.DataFrame, polars.LazyFrame or pyarrow.Table
        One row per deed. Required: ``action_id`` (unique), ``date``, ``actor``, ``target``, and ``severity`` in [0, 1]
        or an event ``code``. ``effect`` is a share or blank (unknown); ``part_of`` names the row that already contains
        this one; ``attempted`` is false for a recorded absence, and blank means true.

    Returns
    -------
    pandas.DataFrame
        A copy, as from :func:`check_statements`; ``attempted`` as ``bool``.

    Raises
    ------
    SchemaError
        If anything is wrong; its ``failures`` frame names every problem, with the row and a hint.
    RhetoricGapError
        If ``df`` is not a table.

    Examples
    --------
    >>> import pandas as pd
    >>> done = pd.DataFrame(
    ...     {"action_id": ["A1"], "date": ["2024-01-20"], "actor": ["AAA"], "target": ["BBB"], "severity": [0.95]}
    ... )
    >>> check_actions(done)["date"].dt.year.tolist()
    [2024]
    """
    frame, content, problems = read_columns(df, ACTIONS)
    rows.check_severity(content, ACTIONS, problems)
    rows.check_date_order(content, problems, ("end_date", "date"), ("reported_at", "date"))
    rows.check_unit(content, problems)
    rows.check_part_of(content, problems)
    return finish_table(frame, content, ACTIONS, problems)


def check_links(df: Any, statements: Any, actions: Any) -> pd.DataFrame:
    """Check a table of links against the two tables it joins and return a clean copy.

    Parameters
    ----------
    df : pandas.DataFrame, polars.DataFrame, polars.LazyFrame or pyarrow.Table
        One row per link. Required: ``statement_id``, ``action_id`` and ``match`` in [0, 1], which may be blank where
        ``scored`` is false.
    statements, actions : table
        The tables joined, checked or not: only their ids are read.

    Returns
    -------
    pandas.DataFrame
        A copy, as from :func:`check_statements`; ``scored`` as ``bool``, ``lag`` as ``Int64``.

    Raises
    ------
    SchemaError
        If anything is wrong, ids that are in neither table and repeated links included.
    RhetoricGapError
        If one of the three is not a table.

    Examples
    --------
    >>> import pandas as pd
    >>> said, done = pd.DataFrame({"statement_id": ["S1"]}), pd.DataFrame({"action_id": ["A1"]})
    >>> links = pd.DataFrame({"statement_id": ["S1"], "action_id": ["A1"], "match": [0.5]})
    >>> check_links(links, said, done)["match"].tolist()
    [0.5]
    """
    frame, content, problems = read_columns(df, LINKS)
    for other, table in ((statements, STATEMENTS), (actions, ACTIONS)):
        name = str(table.id)
        rows.check_known_ids(content, name, _ids(other, table), table.name, problems)
    rows.check_unique_links(content, problems)
    rows.check_match(content, problems)
    return finish_table(frame, content, LINKS, problems)


def check_outcomes(df: Any) -> pd.DataFrame:
    """Check a table of outcomes and return a clean copy.

    Parameters
    ----------
    df : pandas.DataFrame, polars.DataFrame, polars.LazyFrame or pyarrow.Table
        One row per statement, as the library's own outcomes or a table coded by hand. Required: ``statement_id``,
        ``date``, ``start``, ``end``, ``actor``, ``target``, ``cluster``, ``severity``, ``credit``, ``share`` and
        ``state``. The numbers may be blank where the state is outside the risk set, ``start`` and ``end`` anywhere.
        Severity and credit may exceed 1 only in rows with an ``amount``, where they count quantities.

    Returns
    -------
    pandas.DataFrame
        A copy, as from :func:`check_statements`.

    Raises
    ------
    SchemaError
        If anything is wrong, credit beyond the severity named included.
    RhetoricGapError
        If ``df`` is not a table.

    Examples
    --------
    >>> import pandas as pd
    >>> outcome = {"statement_id": "S1", "date": "2024-01-01", "start": "2024-01-01", "end": "2024-03-01"}
    >>> outcome |= {"actor": "AAA", "target": "BBB", "cluster": "AAA>BBB"}
    >>> outcome |= {"severity": 1.0, "credit": 0.36, "share": 0.36, "state": "partial"}
    >>> check_outcomes(pd.DataFrame([outcome]))["state"].tolist()
    ['partial']
    """
    frame, content, problems = read_columns(df, OUTCOMES)
    rows.check_date_order(content, problems, ("end", "start"))
    rows.check_outcome_scores(content, problems)
    return finish_table(frame, content, OUTCOMES, problems)


def read_columns(data: Any, table: Table) -> tuple[pd.DataFrame, rows.Content, Problems]:
    """Copy a table and read every column the schema knows."""
    frame = to_pandas(data, table.name)
    repeated = frame.columns.duplicated()
    # of columns that share a name only the first is read: the rest of the table is still checked
    single = frame.loc[:, ~repeated] if repeated.any() else frame
    problems = Problems(table.name, single)
    check_unique_columns(frame, problems)
    check_columns(single, table, problems)
    content = rows.Content(single, problems)
    for column in table.columns:
        if column.name in single.columns:
            content.values[column.name] = READERS[column.kind](single[column.name], column, problems)
    rows.check_filled(content, table, problems)
    rows.check_unique_id(content, table, problems)
    return single, content, problems


def finish_table(
    frame: pd.DataFrame, content: rows.Content, table: Table, problems: Problems
) -> pd.DataFrame:
    """Raise if there were problems; else put the columns as read in place and note the step."""
    problems.raise_if_any()
    for name, values in content.values.items():
        frame[name] = values
    entry = {"step": f"check {table.name}", "rows_in": len(frame), "rows_out": len(frame), "why": WHY}
    if entry not in steps_of(frame)[-1:]:  # checking what was just checked is no new step
        add_step(frame, f"check {table.name}", len(frame), len(frame), WHY)
    return frame


def _ids(data: Any, table: Table) -> pd.Series:
    """Return the ids of a table that links refer to."""
    ids = table.column(str(table.id))
    if isinstance(data, pd.DataFrame) and ids.name in data.columns:
        data = data.loc[:, data.columns == ids.name]  # the other columns need not be copied
    frame = to_pandas(data, table.name)
    problems = Problems(table.name, frame)
    check_unique_columns(frame, problems)
    check_columns(frame, Table(table.name, ids.name, (ids,)), problems)
    problems.raise_if_any()
    known = read_text(frame[ids.name], ids, problems)
    problems.raise_if_any()
    return known
