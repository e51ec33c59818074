"""Targets named together: ``KOR;USA`` is one target group, in whatever order its members are written."""

from __future__ import annotations

import numpy as np
import pandas as pd

from rhetoric_gap.account import add_step
from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.tables.cells import as_text, factorize_text, spread, text_dtype

SEPARATOR = ";"


def members(target: object) -> tuple[str, ...]:
    """Return who a target names, sorted and without repeats.

    Parameters
    ----------
    target : str or missing
        Names joined by ``;``.

    Returns
    -------
    tuple of str
        Empty if nothing is named.

    Examples
    --------
    >>> members("USA;KOR")
    ('KOR', 'USA')
    """
    if not isinstance(target, str):
        return ()
    return tuple(sorted({name.strip() for name in target.split(SEPARATOR)} - {""}))


def canonical(targets: pd.Series) -> pd.Series:
    """Write every target group one way: members sorted, without repeats or spaces.

    Parameters
    ----------
    targets : pandas.Series
        Targets as text; whole numbers are read as text.

    Returns
    -------
    pandas.Series
        The same index and name; missing where nobody is named.

    Examples
    --------
    >>> import pandas as pd
    >>> canonical(pd.Series(["USA;KOR", "KOR; USA", "JPN"])).tolist()
    ['KOR;USA', 'KOR;USA', 'JPN']
    """
    codes, uniques = factorize_text(as_text(targets))
    written = np.array([SEPARATOR.join(members(target)) or np.nan for target in uniques], dtype=object)
    return pd.Series(
        spread(written, codes, np.nan), index=targets.index, name=targets.name, dtype=text_dtype()
    )


def explode_targets(frame: pd.DataFrame) -> pd.DataFrame:
    """Give every member of a target group a row of its own.

    Parameters
    ----------
    frame : pandas.DataFrame
        A table with the column ``target``.

    Returns
    -------
    pandas.DataFrame
        The rows in the same order, each repeated once per member under its old index label; the new column ``member``
        names the member and ``target`` the whole group, written as by :func:`canonical`. A row that names nobody stays
        one row with a missing member.

    Raises
    ------
    RhetoricGapError
        If there is no column ``target``, or already a column ``member``.

    Notes
    -----
    Groups made from the result overlap: one statement counts once for every member, so their totals no longer sum to
    the total of the table.

    Examples
    --------
    >>> import pandas as pd
    >>> explode_targets(pd.DataFrame({"statement_id": ["S1", "S2"], "target": ["USA;KOR", "JPN"]}))["member"].tolist()
    ['KOR', 'USA', 'JPN']
    """
    if "target" not in frame.columns:
        raise RhetoricGapError("explode_targets needs a column 'target'")
    if "member" in frame.columns:
        raise RhetoricGapError("the table already has a column 'member'; drop or rename it first")
    group = canonical(frame["target"])
    codes, uniques = factorize_text(group)
    named = [members(target) for target in uniques]
    counts = spread(np.array([len(names) for names in named], dtype=np.int64), codes, 1)
    first = spread(
        np.concatenate([[0], np.cumsum([len(names) for names in named])])[:-1].astype(np.int64), codes, -1
    )
    position = np.repeat(np.arange(len(frame)), counts)
    nth = np.arange(len(position)) - np.repeat(np.cumsum(counts) - counts, counts)
    flat = np.array([name for names in named for name in names] + [np.nan], dtype=object)
    member = flat[np.where(codes[position] < 0, -1, first[position] + nth)]
    out = frame.assign(target=group).iloc[position]
    out = out.assign(member=pd.Series(member, index=out.index, dtype=text_dtype()))
    add_step(
        out, "explode targets", len(frame), len(out), "one row per member of a target group; groups overlap"
    )
    return out
