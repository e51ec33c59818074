"""Amounts pledged and amounts delivered: what donors committed, and what they allocated, period by period."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from rhetoric_gap.account import ACCOUNT_COLUMNS, add_step, steps_of
from rhetoric_gap.datasets.case import DEFAULT_WINDOW
from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError, did_you_mean
from rhetoric_gap.readers.amount_tables import AmountTables
from rhetoric_gap.readers.column_map import Wanted, map_columns, squeeze
from rhetoric_gap.readers.flows import flows_of_totals, net_of_reductions, report_falls, report_repeated
from rhetoric_gap.readers.layouts import Limits
from rhetoric_gap.readers.periods import Period, check_period, read_periods
from rhetoric_gap.readers.small_cells import check_notation, read_day_option, read_numbers
from rhetoric_gap.readers.small_table import SmallTable, count_rows, coverage_of, read_small_table
from rhetoric_gap.tables import check_actions, check_statements
from rhetoric_gap.tables.problems import Problems
from rhetoric_gap.tables.rulebook import FILLED
from rhetoric_gap.words import plural

Revisions = Literal["error", "net"]

_PROMISED = ("committed", "commitment", "commitments", "pledged", "pledge", "pledges", "promise", "promises")
_DELIVERED = (
    *("allocated", "allocation", "allocations", "disbursed", "disbursement", "disbursements", "delivery"),
    *("deliveries", "paid", "paidout"),
)
_WORDS = {"promised": ("promised", *_PROMISED), "delivered": ("delivered", *_DELIVERED)}
_SHARED = (
    Wanted("date", "the period of an amount", ("month", "period", "day", "quarter", "year"), required=True),
    Wanted("actor", "who gives", ("donor", "donorcountry", "provider", "giver", "sender")),
    Wanted("target", "who receives", ("recipient", "recipientcountry", "beneficiary", "receiver")),
    Wanted("unit", "the unit of the amounts", ("currency",)),
    Wanted("topic", "what it is for", ("category", "sector", "aidtype", "typeofaid")),
)
_WIDE = (
    Wanted("promised", "the amount promised", _PROMISED, required=True),
    Wanted("delivered", "the amount delivered", _DELIVERED, required=True),
)
_LONG = (
    Wanted("stage", "whether an amount is promised or delivered", ("measure", "step"), required=True),
    Wanted("amount", "the amount", ("value",), required=True),
)
AMOUNT_COLUMNS = (*_SHARED, *_WIDE, *_LONG)
_TOPIC = "amounts"
_KEYS = ["actor", "target", "unit", "topic", "stage"]
RULE_STAGE = "promised or delivered"


def read_amounts(
    source: Any,
    *,
    columns: Mapping[str, str | None] | None = None,
    unit: str | None = None,
    actor: str | None = None,
    target: str | None = None,
    stages: Mapping[str, str] | None = None,
    cumulative: bool = False,
    revisions: Revisions = "error",
    period: Period = "auto",
    date_format: str | None = None,
    window: int | None = None,
    as_of: Any = None,
    decimal: str = ".",
    thousands: str | None = None,
    currency: str | None = None,
    delimiter: str | None = None,
    encoding: str = "utf-8",
    limits: Limits | None = None,
) -> AmountTables:
    r"""Read amounts promised and delivered, by who gives and period.

    Parameters
    ----------
    source : path, buffer or pandas.DataFrame
        Delimited text with a header (plain, .gz or .zip), Parquet, or a table already read. Either one row per donor
        and period with a column of each amount, or one row per amount with a column that says which.
    columns : mapping of str to str, optional
        Our names to the file's: ``date``, ``actor``, ``target``, ``unit``, ``topic``, and ``promised`` and
        ``delivered``, or ``stage`` and ``amount``. What is left out is found by common names (committed, allocated,
        donor, month); where two columns could be meant, an error asks. None leaves a column out.
    unit : str, optional
        Unit of the amounts, such as ``"EUR bn"``, where no column says so.
    actor, target : str, optional
        Who gives and who receives, where no column says so.
    stages : mapping of str to str, optional
        What the words of the column ``stage`` mean: ``"promised"`` or ``"delivered"``. By default commitments and
        pledges are promised, allocations, disbursements and payments delivered.
    cumulative : bool, default False
        Whether the amounts are running totals. Each becomes what came to it since the total before.
    revisions : {"error", "net"}, default "error"
        What becomes of an amount below zero, or of a total that falls: every one is listed in an error, or it is taken
        off the latest amounts before it, so that sums stay those of the file.
    period : {"auto", "day", "month", "quarter", "year"}, default "auto"
        What the dates stand for. ``"auto"``: what they look like (2023-05-17, 2023-05, 2023Q2, 2023).
    date_format : str, optional
        How dates are written, as ``"%d/%m/%Y"`` or ``"%b %Y"``.
    window : int, optional
        Days in which a delivery counts for a promise. By default every delivery up to ``as_of`` counts.
    as_of : date, optional
        Last day covered. Default: the last day of the last period in the file.
    decimal : {".", ","}, default "."
        The decimal sign.
    thousands : str, optional
        The sign between thousands; by default numbers have none.
    currency : str, optional
        A sign before or after each number, such as ``"$"``, to be taken off.
    delimiter : str, optional
        What parts the cells; told by the header if left out.
    encoding : str, default "utf-8"
        Encoding of the text.
    limits : Limits, optional
        How much a compressed file may unfold to.

    Returns
    -------
    AmountTables
        Unpacks as statements and actions, for ``gap_index(..., assignment="amount")``.

    Raises
    ------
    SchemaError
        If a date or amount cannot be read, a giver, receiver or unit is missing, or an amount falls: every row with its
        line in the file, all problems at once.
    UnknownOptionError, RhetoricGapError
        If an option is unknown, or the file holds no table.

    Notes
    -----
    Within a period the order of promise and delivery is not known: promises are dated on its first day, deliveries on
    its last, so that what was delivered in the period of a promise counts for it. Where periods are single days it does
    not, unless ``min_lag=0``. Deliveries go to the first promise still short of them. Blank amounts and amounts of zero
    make no row and are counted.

    References
    ----------
    Trebesch, C. et al. (2023). The Ukraine Support Tracker: which countries help Ukraine and how? Kiel Working Paper
    2218.

    Examples
    --------
    >>> import pathlib, tempfile, rhetoric_gap as rg
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "aid.csv"
    >>> _ = path.write_text(
    ...     "donor,recipient,month,committed,allocated\n"
    ...     "EU,UKR,2023-11,100,40\n"
    ...     "EU,UKR,2023-12,120,70\n"
    ...     "EU,UKR,2024-01,144,77\n"
    ... )
    >>> aid = rg.read_amounts(path, unit="EUR bn", cumulative=True)
    >>> aid
    AmountTables 'aid.csv': 3 promises, 3 deliveries, 144 EUR bn promised, 77 EUR bn delivered
    >>> round(rg.gap_index(aid.to_case(), assignment="amount").gap, 3)
    0.465
    """
    _check_options(revisions, period, window, cumulative)
    check_notation(decimal, thousands, currency)
    last = read_day_option(as_of, "as_of")
    table = read_small_table(source, delimiter=delimiter, encoding=encoding, limits=limits)
    problems = Problems("amounts", table.frame.set_axis(pd.Index(table.lines, name="line"), axis=0))
    found = _found(table, columns, problems)
    problems.raise_if_any()
    given = {"actor": actor, "target": target, "unit": unit, "topic": None if "topic" in found else _TOPIC}
    rows = _rows(table, found, given, date_format, period, problems)
    notation = {"decimal": decimal, "thousands": thousands, "currency": currency}
    amounts = _amounts(table, found, rows, stages, notation, problems)
    problems.raise_if_any()
    _flows(amounts, problems, cumulative=cumulative, revisions=revisions)
    problems.raise_if_any()
    return _tables(table, rows, amounts, last, window)


def _check_options(revisions: Any, period: Any, window: Any, cumulative: Any) -> None:
    check_period(period)
    if revisions not in get_args(Revisions):
        raise UnknownOptionError("revisions", revisions, get_args(Revisions))
    if not isinstance(cumulative, bool):
        raise RhetoricGapError(f"cumulative must be True or False, got {cumulative!r}")
    if window is not None and (isinstance(window, bool) or not isinstance(window, int) or window < 1):
        raise RhetoricGapError(f"window is a whole number of days of at least 1, or None; got {window!r}")


def _found(table: SmallTable, columns: Mapping[str, str | None] | None, problems: Problems) -> dict[str, str]:
    """Find the columns, of a table with two columns of amounts or with one and a column that says which."""
    squeezed = {squeeze(name) for name in table.frame.columns}
    given = set(columns or ())
    wide = given & {"promised", "delivered"} or squeezed & {*_PROMISED, *_DELIVERED, "promised", "delivered"}
    long = given & {"stage", "amount"} or (
        not wide and squeezed & {"stage", "measure", "step", "amount", "value"}
    )
    if given & {"promised", "delivered"} and given & {"stage", "amount"}:
        raise RhetoricGapError("columns names promised and delivered, or stage and amount, not both")
    shape = _LONG if long and not given & {"promised", "delivered"} else _WIDE
    names = [want.name for want in AMOUNT_COLUMNS]
    for name in given - set(names):
        raise UnknownOptionError("columns", name, names)
    return map_columns(table.frame, (*_SHARED, *shape), columns, problems)


def _rows(
    table: SmallTable,
    found: dict[str, str],
    given: dict[str, str | None],
    date_format: str | None,
    period: str,
    problems: Problems,
) -> pd.DataFrame:
    """Read what all amounts of a row share."""
    rows = pd.DataFrame(index=range(len(table.frame)))
    dates = table.frame[found["date"]]
    rows["start"], rows["end"] = read_periods(dates, "date", date_format, period, problems)
    problems.rows(
        "date", dates.isna().to_numpy(), FILLED, "give the day, month, quarter or year of the amount"
    )
    for name, value in given.items():
        if name in found:
            rows[name] = table.frame[found[name]] if value is None else table.frame[found[name]].fillna(value)
        elif value is None:
            hint = f"say {name}='...' for all rows, or columns={{{name!r}: ...}}"
            problems.whole(name, None, "every amount has one", hint)
            rows[name] = ""
        else:
            rows[name] = value
        problems.rows(name, rows[name].isna().to_numpy(), FILLED, f"fill it in, or say {name}='...'")
    return rows


def _amounts(
    table: SmallTable,
    found: dict[str, str],
    rows: pd.DataFrame,
    stages: Mapping[str, str] | None,
    notation: dict[str, Any],
    problems: Problems,
) -> pd.DataFrame:
    """Write one row per amount, in order of its period and of the file."""
    parts = []
    if "amount" in found:
        stage = _stages(table.frame[found["stage"]], stages, problems)
        numbers = read_numbers(table.frame[found["amount"]], "amount", problems, **notation)
        parts.append(rows.assign(stage=stage, amount=numbers, column="amount", row=np.arange(len(rows))))
    else:
        for name in ("promised", "delivered"):
            numbers = read_numbers(table.frame[found[name]], name, problems, **notation)
            parts.append(rows.assign(stage=name, amount=numbers, column=name, row=np.arange(len(rows))))
    amounts = pd.concat(parts, ignore_index=True)
    return amounts.sort_values(["start", "row"], kind="stable", ignore_index=True)


def _stages(column: pd.Series, stages: Mapping[str, str] | None, problems: Problems) -> np.ndarray:
    """Say of each amount whether it was promised or delivered."""
    known = {word: stage for stage, words in _WORDS.items() for word in words}
    if stages is not None:
        wrong = [stage for stage in stages.values() if stage not in _WORDS]
        if wrong:
            raise UnknownOptionError("stages", wrong[0], _WORDS)
        known = {squeeze(word): stage for word, stage in stages.items()}
    read = column.map(lambda text: known.get(squeeze(text)), na_action="ignore")
    problems.rows(
        "stage", column.isna().to_numpy(), FILLED, "say whether the amount is promised or delivered"
    )
    unknown = (read.isna() & column.notna()).to_numpy()
    hints = np.array([_stage_hint(text, known) for text in column.fillna("").tolist()], dtype=object)
    problems.rows("stage", unknown, RULE_STAGE, hints)
    return read.to_numpy(dtype=object)


def _stage_hint(text: str, known: Mapping[str, str]) -> str:
    return f"say stages={{{text!r}: 'promised'}} with every other word it has.{did_you_mean(text, known)}"


def _flows(amounts: pd.DataFrame, problems: Problems, *, cumulative: bool, revisions: str) -> None:
    """Put what was promised or delivered in each period beside the amounts as they stand."""
    if cumulative:
        report_repeated(amounts, _KEYS, problems)
        problems.raise_if_any()
    amounts["flow"] = flows_of_totals(amounts, _KEYS) if cumulative else amounts["amount"].to_numpy()
    amounts["net"] = amounts["flow"]
    if revisions == "error":
        report_falls(amounts, problems, cumulative=cumulative)
    else:
        amounts["net"] = net_of_reductions(amounts, _KEYS, problems)


def _tables(
    table: SmallTable,
    rows: pd.DataFrame,
    amounts: pd.DataFrame,
    last: pd.Timestamp | None,
    window: int | None,
) -> AmountTables:
    """Write statements and actions, and the account of how they came about."""
    if last is None:
        last = pd.Timestamp(rows["end"].max()) if len(rows) else pd.Timestamp("1970-01-01")
    kept = amounts.loc[(amounts["net"] > 0).to_numpy()]
    width = len(str(max(table.lines, default=1)))
    common = kept[["actor", "target", "amount", "unit", "topic"]].assign(
        amount=kept["net"], severity=1.0, valence="cooperation", line=table.lines[kept["row"].to_numpy()]
    )
    ids = common["line"].map(lambda line: f"{line:0{width}d}").astype(object)
    promised = kept["stage"].eq("promised").to_numpy(dtype=bool)
    statements = common.loc[promised].assign(kind="promise")
    statements.insert(0, "statement_id", "P" + ids[promised])
    statements.insert(1, "date", kept.loc[promised, "start"])
    if window is None:
        statements["deadline"] = statements["date"].where(statements["date"] > last, last)
    actions = common.loc[~promised].copy()
    actions.insert(0, "action_id", "D" + ids[~promised])
    actions.insert(1, "date", kept.loc[~promised, "end"])
    statements, actions = statements.reset_index(drop=True), actions.reset_index(drop=True)
    _account(statements, table, amounts)
    account = pd.DataFrame(steps_of(statements), columns=ACCOUNT_COLUMNS)
    return AmountTables(
        statements=check_statements(statements),
        actions=check_actions(actions),
        account=account,
        rejected=table.rejected,
        coverage=coverage_of(table.name, rows["start"].min(), last),
        files=(table.name,),
        name=table.name,
        scale="ones",
        notes=_notes(table, amounts),
        window=DEFAULT_WINDOW if window is None else window,
    )


def _account(statements: pd.DataFrame, table: SmallTable, amounts: pd.DataFrame) -> None:
    """Account for every row of the file and every amount of it."""
    count_rows(statements, table)
    blank = int(amounts["amount"].isna().sum())
    given = len(amounts) - blank
    kept = int((amounts["net"] > 0).sum())
    add_step(
        statements, "amounts", len(table.frame), len(amounts), "promised and delivered: up to two of each row"
    )
    add_step(statements, "amounts given", len(amounts), given, "blank: not known, not zero")
    why = "nothing was promised or delivered in that period, reductions that were taken off included"
    add_step(statements, "amounts above zero", given, kept, why)


def _notes(table: SmallTable, amounts: pd.DataFrame) -> tuple[str, ...]:
    """Say what a reader of the sums must know."""
    notes = []
    if len(table.rejected):
        notes.append(f"{plural(len(table.rejected), 'line')} of the file could not be read: see .rejected")
    falls = amounts["flow"] < 0
    if falls.any():
        total = -amounts.loc[falls, "flow"].sum()
        notes.append(
            f"{plural(int(falls.sum()), 'reduction')} of {total:g} in all taken off the amounts before"
        )
    units = amounts["unit"].unique()
    if len(units) > 1:
        notes.append(
            f"amounts in {len(units)} units ({', '.join(map(str, units))}): score them with by='unit'"
        )
    return tuple(notes)
