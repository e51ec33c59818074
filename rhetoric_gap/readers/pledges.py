"""Pledge trackers: promises with a ruling each, from any table with one row per promise.

A tracker's status is an outcome that a coder graded. In the terms of this library a promise kept or kept in part is a
statement with a deed and a coded link to it; a promise broken is a statement without one, and the links are the whole
truth; a promise not ruled upon is open, whatever its deadline; a promise nobody could verify is there, and untestable.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.account import ACCOUNT_COLUMNS, add_step, steps_of
from rhetoric_gap.readers.column_map import Wanted, map_columns
from rhetoric_gap.readers.layouts import Limits
from rhetoric_gap.readers.pledge_statuses import check_statuses, graded_statuses
from rhetoric_gap.readers.pledge_tables import PledgeTables, count_outcomes
from rhetoric_gap.readers.small_cells import check_date_format, read_day_option, read_days, read_numbers
from rhetoric_gap.readers.small_table import SmallTable, count_rows, coverage_of, others_of, read_small_table
from rhetoric_gap.tables import check_actions, check_links, check_statements
from rhetoric_gap.tables.cells import text_dtype
from rhetoric_gap.tables.problems import Problems
from rhetoric_gap.tables.rulebook import DATE_ORDER, FILLED, UNIQUE_ID
from rhetoric_gap.words import plural

PLEDGE_COLUMNS = (
    Wanted("statement_id", "the id of a promise", (
        *("id", "pledgeid", "promiseid", "pledgeno", "promiseno", "pledgenumber", "promisenumber", "number", "nr"),
    )),
    Wanted("text", "the promise in words", (
        *("title", "promise", "pledge", "promisetext", "pledgetext", "commitment", "statement"),
    )),
    Wanted("date", "the day a promise was made", (
        *("made", "datemade", "madeon", "madedate", "promisedate", "pledgedate", "promisedon", "datepromised"),
        *("dateofpromise", "dateofpledge", "announced"),
    )),
    Wanted("actor", "who promised", (
        *("author", "by", "party", "politician", "promiser", "promisor", "promisedby", "madeby", "government"),
    )),
    Wanted("target", "to whom it was promised", ("recipient", "beneficiary", "promisedto")),
    Wanted("status", "the ruling", (
        *("ruling", "verdict", "rating", "outcome", "promisestatus", "pledgestatus", "fulfilment", "fulfillment"),
    ), required=True),
    Wanted("status_date", "the day of the ruling", (
        *("datestatus", "rulingdate", "dateruled", "ruledon", "statusupdated", "statuschanged", "updated"),
        *("updatedat", "lastupdate", "lastupdated", "dateupdated", "verdictdate", "ratingdate"),
    )),
    Wanted("deadline", "the day by which it was to be done", ("due", "duedate", "dueby", "targetdate", "tobedoneby")),
    Wanted("topic", "what it is about", ("category", "subject", "theme", "policyarea", "issue")),
    Wanted("severity", "how much the promise weighs, 0 to 1"),
    Wanted("url", "its address", ("link", "href")),
    Wanted("source", "where it was found", ("sources",)),
)  # fmt: skip
PUBLIC = "PUBLIC"
#: A promise without a ruling stays open on whatever day one asks: no ruling is not a ruling.
NEVER = pd.Timestamp("2200-01-01")
_DONE = ("kept", "partial")
_STRENGTH = {"excluded": 1}
_NAMED_DEED = 3
_TEXT = ("text", "topic", "url", "source")


def read_pledges(
    source: Any,
    *,
    columns: Mapping[str, str | None] | None = None,
    statuses: str | Mapping[str, str | float] = "any",
    actor: str | None = None,
    target: str = PUBLIC,
    made: Any = None,
    as_of: Any = None,
    date_format: str | None = None,
    delimiter: str | None = None,
    encoding: str = "utf-8",
    limits: Limits | None = None,
) -> PledgeTables:
    r"""Read a pledge tracker: one row per promise, with its status.

    Parameters
    ----------
    source : path, buffer or pandas.DataFrame
        Delimited text with a header (plain, .gz or .zip), Parquet, or a table already read.
    columns : mapping of str to str, optional
        Our names to the file's: ``statement_id``, ``text``, ``date`` (day made), ``actor``, ``target``, ``status``,
        ``status_date`` (day of the ruling), ``deadline``, ``topic``, ``severity``, ``url``, ``source``. What is left
        out is found by common names; where two columns could be meant, an error asks. None leaves a column out.
    statuses : {"any", "politifact", "polimeter", "pledge-project"} or mapping, default "any"
        Vocabulary of the statuses (``"any"``: all of them together), or each status with what it means: ``"kept"``,
        ``"partial"``, ``"unfulfilled"``, ``"open"`` or ``"excluded"``, or a share kept in [0, 1].
    actor : str, optional
        Who promised, where no column says so; also fills blank cells of that column.
    target : str, default "PUBLIC"
        To whom, where no column says so; also fills blank cells of that column.
    made : date, optional
        Day on which promises without one were made, such as the day of the manifesto.
    as_of : date, optional
        Day on which the tracker was read. Default: the last day in it.
    date_format : str, optional
        How days are written, as ``"%d/%m/%Y"``; ISO days (a time after them is cut off) if left out.
    delimiter : str, optional
        What parts the cells; told by the header if left out.
    encoding : str, default "utf-8"
        Encoding of the text.
    limits : Limits, optional
        How much a compressed file may unfold to.

    Returns
    -------
    PledgeTables
        Unpacks as statements and actions; ``.links`` holds the rulings, ``.to_case()`` puts all together.

    Raises
    ------
    SchemaError
        If a status is not in the vocabulary, a day cannot be read, a promise has nobody who made it: every row with
        its line in the file, all problems at once.
    UnknownOptionError, RhetoricGapError
        If an option is unknown, or the file holds no table.

    Notes
    -----
    Kept is a match of 1, a compromise or a promise kept late or in part 0.5, broken a statement without a deed. In the
    works, stalled and not rated are ``open``: out of the gap and inside its bounds. A deadline that has passed makes no
    ruling: the promise stays open until somebody rules upon it. Promises that could not be verified are ``untestable``:
    counted, out of the gap and of its bounds. All promises weigh the same unless a column ``severity`` says otherwise.
    A ruling without a day is dated ``as_of``. Every promise is its own cluster.

    References
    ----------
    Thomson, R. et al. (2017). The fulfillment of parties' election pledges. AJPS 61, 527-542.

    Examples
    --------
    >>> import pathlib, tempfile, rhetoric_gap as rg
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "tracker.csv"
    >>> _ = path.write_text(
    ...     "title,made,party,status,updated\n"
    ...     "Build a bridge,2020-05-01,RED,Promise Kept,2022-03-01\n"
    ...     "Cut the tax,2020-05-01,RED,Compromise,2023-01-15\n"
    ...     "Open the archive,2020-05-01,RED,Promise Broken,2023-06-30\n"
    ...     "Plant a forest,2020-05-01,RED,In the Works,2023-06-30\n"
    ... )
    >>> tracker = rg.read_pledges(path, statuses="politifact")
    >>> tracker
    PledgeTables 'tracker.csv': 4 promises (1 kept, 1 partial, 1 unfulfilled, 1 open), 2 deeds, 2 links, as of ...
    >>> rg.gap_index(tracker.to_case()).gap
    0.5
    """
    check_date_format(date_format)
    check_statuses(statuses)
    table = read_small_table(source, delimiter=delimiter, encoding=encoding, limits=limits)
    day_made, day_read = read_day_option(made, "made"), read_day_option(as_of, "as_of")
    problems = Problems("pledges", _labelled(table))
    found = map_columns(table.frame, PLEDGE_COLUMNS, columns, problems)
    problems.raise_if_any()
    pledges = _pledges(table, found, problems, date_format, day_made, {"actor": actor, "target": target})
    grades = graded_statuses(pledges["status"], statuses, problems)
    problems.raise_if_any()
    pledges["outcome"], pledges["match"] = grades["state"].astype(text_dtype()), grades["outcome"]
    notes: list[str] = []
    day_read = _day_read(pledges, day_read, notes)
    pledges = pledges.sort_values(["date", "statement_id"], kind="stable")
    statements = _statements(pledges, table, found, day_read)
    actions, links = _deeds(statements, pledges["match"].to_numpy(), day_read, notes)
    return _finish(table, statements, actions, links, day_read, notes)


def _labelled(table: SmallTable) -> pd.DataFrame:
    """Call rows by their lines: that is where somebody mends them."""
    return table.frame.set_axis(pd.Index(table.lines, name="line"), axis=0)


def _pledges(
    table: SmallTable,
    found: dict[str, str],
    problems: Problems,
    date_format: str | None,
    made: pd.Timestamp | None,
    given: dict[str, str | None],
) -> pd.DataFrame:
    """Read the columns we know under our names, reporting every cell that cannot be read."""
    size = len(table.frame)
    blank = pd.Series(np.nan, index=range(size), dtype=text_dtype())
    cells = {
        want.name: table.frame[found[want.name]] if want.name in found else blank for want in PLEDGE_COLUMNS
    }
    read = pd.DataFrame({name: cells[name] for name in ("text", "topic", "url", "source", "status")})
    for name in ("date", "status_date", "deadline"):
        read[name] = read_days(cells[name], name, date_format, problems)
    if made is not None:
        read["date"] = read["date"].fillna(made)
    lacking = read["date"].isna().to_numpy() & ~problems.bad("date")
    problems.rows(
        "date", lacking, FILLED, "give the day the promise was made, or say made='2020-01-01' for all without"
    )
    for name, value in given.items():
        read[name] = cells[name] if value is None else cells[name].fillna(value)
        problems.rows(
            name, read[name].isna().to_numpy(), FILLED, f"name a column, or say {name}='...' for all"
        )
    read["severity"] = read_numbers(
        cells["severity"], "severity", problems, decimal=".", thousands=None, currency=None
    )
    read["statement_id"] = _ids(cells["statement_id"], problems, named="statement_id" in found)
    early = (read["status_date"] < read["date"]).to_numpy()
    problems.rows("status_date", early, DATE_ORDER, "the ruling is older than the promise")
    return read


def _ids(ids: pd.Series, problems: Problems, *, named: bool) -> pd.Series:
    """Take the file's ids, or number the promises in the order of the file."""
    if not named:
        width = len(str(len(ids)))
        return pd.Series([f"P{n:0{width}d}" for n in range(1, len(ids) + 1)], dtype=text_dtype())
    problems.rows(
        "statement_id", ids.isna().to_numpy(), FILLED, "give it an id, or columns={'statement_id': None}"
    )
    again = ids.duplicated(keep=False).to_numpy() & ids.notna().to_numpy()
    problems.rows(
        "statement_id", again, UNIQUE_ID, "another row has this id; or say columns={'statement_id': None}"
    )
    return ids


def _day_read(pledges: pd.DataFrame, day: pd.Timestamp | None, notes: list[str]) -> pd.Timestamp:
    """Decide on what day the tracker stood as it stands."""
    if day is not None:
        return day
    days = pd.concat([pledges["date"], pledges["status_date"]]).dropna()
    last = pd.Timestamp(days.max()) if len(days) else pd.Timestamp("1970-01-01")
    notes.append(
        f"No as_of was given: the tracker is taken to stand as of {last:%Y-%m-%d}, the last day in it; pass as_of= the "
        "day it was read"
    )
    return last


def _statements(
    pledges: pd.DataFrame, table: SmallTable, found: dict[str, str], as_of: pd.Timestamp
) -> pd.DataFrame:
    """Write one statement for each promise."""
    outcome = pledges["outcome"]
    ruled = pledges["status_date"].fillna(as_of).clip(lower=pledges["date"])
    own = {
        "statement_id": pledges["statement_id"],
        "date": pledges["date"],
        "actor": pledges["actor"],
        "target": pledges["target"],
        "severity": pledges["severity"].fillna(1.0) if "severity" in found else 1.0,
        "kind": "promise",
        "valence": "cooperation",
        "strength": outcome.map(_STRENGTH).fillna(_NAMED_DEED).astype("int64"),
        "deadline": ruled.where(outcome != "open", NEVER),
        "stated_deadline": pledges["deadline"],
        **{name: pledges[name] for name in _TEXT if name in found},
        "status": pledges["status"],
        "outcome": outcome,
        "status_date": pledges["status_date"],
        "cluster": pledges["statement_id"],
        "line": pd.Series(table.lines, index=table.frame.index),
    }
    others = others_of(table, found.values(), own)
    statements = pd.DataFrame({**own, **others}, index=pledges.index).reset_index(drop=True)
    count_rows(statements, table)
    add_step(
        statements,
        "promises",
        len(pledges),
        len(pledges),
        f"every one is a statement: {count_outcomes(outcome)}",
    )
    return statements


def _deeds(
    statements: pd.DataFrame, match: np.ndarray, as_of: pd.Timestamp, notes: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Write a deed and a coded link for each promise kept or kept in part."""
    done = statements["outcome"].isin(_DONE).to_numpy(dtype=bool)
    kept = statements.loc[done].reset_index(drop=True)
    kept.attrs.clear()
    undated = int(kept["status_date"].isna().sum())
    if undated:
        notes.append(
            f"{plural(undated, 'ruling')} without a day: the deed is dated {as_of:%Y-%m-%d}, by which it was done"
        )
    columns = ["actor", "target", "severity", "valence", *(["topic"] if "topic" in kept else [])]
    actions = kept[columns].copy()
    actions.insert(0, "action_id", "D-" + kept["statement_id"])
    actions.insert(1, "date", kept["deadline"])
    links = kept[["statement_id"]].assign(action_id=actions["action_id"], match=match[done], how="coded")
    add_step(
        actions,
        "deeds",
        len(statements),
        len(actions),
        "promises kept or kept in part; the others have no deed",
    )
    return actions, links


def _finish(
    table: SmallTable,
    statements: pd.DataFrame,
    actions: pd.DataFrame,
    links: pd.DataFrame,
    as_of: pd.Timestamp,
    notes: list[str],
) -> PledgeTables:
    """Hold the tables to their schema and put them together."""
    if len(table.rejected):
        notes.append(f"{plural(len(table.rejected), 'line')} of the file could not be read: see .rejected")
    excluded = int(statements["outcome"].eq("excluded").sum())
    if excluded:
        notes.append(
            f"{plural(excluded, 'promise')} could not be verified: counted as untestable, out of the gap"
        )
    account = pd.DataFrame([*steps_of(statements), *steps_of(actions)], columns=ACCOUNT_COLUMNS)
    said, done = check_statements(statements), check_actions(actions)
    linked = check_links(links, said, done)
    return PledgeTables(
        statements=said,
        actions=done,
        links=linked,
        account=account,
        rejected=table.rejected,
        coverage=coverage_of(table.name, said["date"].min(), as_of),
        files=(table.name,),
        name=table.name,
        scale="ones",
        notes=tuple(notes),
        as_of=as_of,
    )
