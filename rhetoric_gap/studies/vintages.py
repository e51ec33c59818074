"""The gap as it was known on each day, and how later days read the same statements."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import pandas as pd

from rhetoric_gap.errors import RhetoricGapWarning
from rhetoric_gap.gap.groups import group_rows
from rhetoric_gap.gap.index import gap_index
from rhetoric_gap.inference.interval import N_BOOT, Method
from rhetoric_gap.pairing.inputs import read_inputs
from rhetoric_gap.spec import Spec
from rhetoric_gap.studies._revision import SCORE, gap_of_scores, rescored, revision_step
from rhetoric_gap.studies._vintage_days import vintage_days, vintage_notes
from rhetoric_gap.studies.study import Study
from rhetoric_gap.tables.schema import RISK_STATES

if TYPE_CHECKING:
    from rhetoric_gap.results import GapResult

_KNOWN = [
    "n", "n_statements", "n_open", "gap", "lower", "upper", "level", "bound_low", "bound_high", "method",
]  # fmt: skip
_STEP = ["change", "new_statements", "revision", "n_new", "n_dropped", "n_rescored"]
COLUMNS = ["vintage", *_KNOWN, *_STEP, "gap_later", "reason"]
_COUNTS = ["n", "n_statements", "n_open", "n_new", "n_dropped", "n_rescored"]
_Key = tuple[Any, ...]


@dataclass(frozen=True, eq=False)
class _Reading:
    """One group as one vintage reads it: its row of the result and its scored statements."""

    row: dict[Any, Any]
    scored: pd.DataFrame


_NOTHING = _Reading({}, pd.DataFrame({name: [] for name in SCORE}))


@dataclass(frozen=True, eq=False, repr=False)
class Vintages(Study):
    """The gap as known on each of a row of days.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per vintage (and group): the day, ``n``, ``n_statements``, ``n_open``, ``gap``, ``lower``, ``upper``,
        ``level``, ``bound_low``, ``bound_high`` and ``method`` as ``gap_index`` gives them for that day; ``change``
        since the vintage before, which is ``new_statements`` plus ``revision``; how many statements came in, dropped
        out and were scored anew (``n_new``, ``n_dropped``, ``n_rescored``); ``gap_later``, the gap of the statements
        scored on that day as the last vintage reads them; and the ``reason`` where a number is missing.
    notes : tuple of str
        What a reader must know.
    rescored : pandas.DataFrame
        One row per vintage and statement scored then and in the vintage before, but differently: ``severity``,
        ``credit`` and ``state``, before and after.
    by : tuple of str
        Grouping columns.
    spec : Spec
        All choices, as the last vintage had them.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> study = rg.gap_vintages(rg.load_dataset("north_korea"), dates=["2024-06-20", "2024-12-31"])
    >>> print(study.display()[["n", "gap", "change", "new_statements", "revision"]].to_string(index=False))
     n  gap change new_statements revision
     5 0.38      -              -        -
    19 0.56   0.18           0.56    -0.38
    """

    rescored: pd.DataFrame
    by: tuple[str, ...]
    spec: Spec

    _hidden: ClassVar[tuple[str, ...]] = ("n_statements", "level", "method", "n_dropped")


def gap_vintages(
    statements: Any,
    actions: Any = None,
    *,
    links: Any = None,
    dates: Iterable[Any] | None = None,
    freq: str | None = None,
    by: str | Sequence[str] | None = None,
    spec: Spec | None = None,
    method: Method = "auto",
    seed: int = 0,
    n_boot: int = N_BOOT,
    **choices: Any,
) -> Vintages:
    """Measure the gap as it was known on each of a row of days, and split its movement.

    Parameters
    ----------
    statements : DataFrame, Case or EventTables
        Statements, or a Case or event tables, which bring all theirs.
    actions : DataFrame
        Actions; left out with a Case.
    links : DataFrame, optional
        Coded links.
    dates : iterable of str or Timestamp, optional
        Days to look from. Default: a grid by ``freq``.
    freq : str, optional
        ``"D"``, ``"W"``, ``"ME"``, ``"QE"`` or ``"YE"``: the last day of every period between the first and the last
        day known, and that last day. Default: ``"QE"``, where there are no ``dates``.
    by : str or sequence of str, optional
        Columns of the statements to group by.
    spec : Spec, optional
        All choices in one object.
    method : {"auto", "cluster", "cluster-effective", "dyadic", "block", "none"}, default "auto"
        How intervals are made, as for :func:`gap_index`.
    seed, n_boot : int
        Seed and resamples of the bootstrap where one is used.
    **choices
        Single fields of :class:`Spec`.

    Returns
    -------
    Vintages
        One row per day and group.

    Raises
    ------
    SchemaError, UnknownOptionError, RhetoricGapError
        As for :func:`gap_index`; also if a date is no day, or both ``dates`` and ``freq`` are given.

    Warns
    -----
    RhetoricGapWarning
        As for :func:`gap_index`, once for all days.

    Notes
    -----
    A vintage is ``gap_index(..., as_of=day)``, to the last digit: rows of either table whose ``reported_at`` (else
    ``date``) is later do not exist, and windows that close later are open. With ``P_t`` the statements scored at
    vintage t, ``G_t(S)`` the gap of the statements S as t reads them and ``O`` those scored at both t and t - 1::

        revision       = G_t(O) - G_t-1(O)
        new_statements = (G_t(P_t) - G_t(O)) - (G_t-1(P_t-1) - G_t-1(O))
        change         = new_statements + revision

    exactly. The second bracket is 0 unless a scored statement dropped out, which takes a report that withdraws it, a
    repeat that swallows it (``collapse``) or a trigger that restarts its clock (``conditional="all"``); ``n_dropped``
    counts them. Where no statement is scored in both, ``revision`` is 0 and all change is new. A revision is the
    record's, not the actor's: a deed found later, a link a coder drew to a late deed, a deed given to another statement
    now that more are known. It does not see what was recoded without a trace.

    References
    ----------
    Croushore, D. and Stark, T. (2001). A real-time data set for macroeconomists. Journal of Econometrics 105, 111-130.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> study = rg.gap_vintages(rg.load_dataset("north_korea"), freq="YE")
    >>> print(study.display()[["vintage", "n", "n_open", "gap", "gap_later"]].to_string(index=False))
       vintage  n n_open  gap gap_later
    2023-12-31  0      2    -         -
    2024-12-31 19      2 0.56      0.53
    2025-12-31 29      5 0.64      0.64
    2026-04-19 32      5 0.62      0.62
    """
    inputs = read_inputs(statements, actions, links, None, spec, choices)
    days = vintage_days(inputs, dates, freq)
    choices |= {"links": links, "by": by, "spec": spec, "method": method, "seed": seed, "n_boot": n_boot}
    results = _each_day(days, statements, actions, choices)
    tables = [_scores(result) for result in results]
    names = results[-1].by
    keys = list(dict.fromkeys(key for table in reversed(tables) for key in table))
    rows = [_row(days, results, tables, key, i) for i in range(len(days)) for key in keys]
    frame = pd.DataFrame(rows, columns=["vintage", *names, *COLUMNS[1:]])
    return Vintages(
        frame=frame.astype({name: "Int64" for name in _COUNTS}),
        notes=vintage_notes(inputs, days, results),
        rescored=_rescored(days, tables, names),
        by=names,
        spec=results[-1].spec,
    )


def _each_day(
    days: list[pd.Timestamp], statements: Any, actions: Any, choices: dict[str, Any]
) -> list[GapResult]:
    """Score every day; what is warned of on the last one is not said again for the others."""
    results = [gap_index(statements, actions, as_of=days[-1], **choices)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RhetoricGapWarning)
        results += [gap_index(statements, actions, as_of=day, **choices) for day in reversed(days[:-1])]
    return results[::-1]


def _scores(result: GapResult) -> dict[_Key, _Reading]:
    """Return each group's row of the result and its scored statements."""
    explode = result.spec.joint_targets == "explode"
    groups = group_rows(result.outcomes, result.actions, result.by, None, explode=explode)
    scored = groups.outcomes["state"].isin(RISK_STATES).to_numpy()
    table, number = groups.outcomes.loc[scored, SCORE], groups.of_statement[scored]
    rows: list[dict[Any, Any]] = result.frame.to_dict("records")
    return {
        tuple(None if pd.isna(row[name]) else row[name] for name in result.by): _Reading(
            row, table.loc[number == i]
        )
        for i, row in enumerate(rows)
    }


def _row(
    days: list[pd.Timestamp],
    results: list[GapResult],
    tables: list[dict[_Key, _Reading]],
    key: _Key,
    i: int,
) -> dict[str, Any]:
    """Write one vintage of one group."""
    row: dict[str, Any] = {"vintage": days[i], **dict(zip(results[i].by, key, strict=True))}
    mine = tables[i].get(key)
    last = _scored(tables[-1], key)
    if mine is None:
        row |= {
            "n": 0,
            "n_statements": 0,
            "n_open": 0,
            "level": results[i].spec.level,
            "reason": "no statement",
        }
    else:
        row |= {name: mine.row[name] for name in (*_KNOWN, "reason")}
    scored = _scored(tables[i], key)
    row["gap_later"] = gap_of_scores(last.loc[last["statement_id"].isin(scored["statement_id"])])
    return row | (asdict(revision_step(_scored(tables[i - 1], key), scored)) if i else {})


def _scored(table: dict[_Key, _Reading], key: _Key) -> pd.DataFrame:
    """Return a group's scored statements; none where the group is not known yet."""
    return table[key].scored if key in table else next(iter(table.values()), _NOTHING).scored.iloc[:0]


def _rescored(
    days: list[pd.Timestamp], tables: list[dict[_Key, _Reading]], names: tuple[str, ...]
) -> pd.DataFrame:
    """List every statement that was scored anew, with the vintage that did it."""
    found = []
    for i in range(1, len(days)):
        for key in tables[i]:
            rows = rescored(_scored(tables[i - 1], key), _scored(tables[i], key))
            for place, (name, value) in enumerate([("vintage", days[i]), *zip(names, key, strict=True)]):
                rows.insert(place, name, [value] * len(rows))
            found.append(rows)
    sides = [f"{name}{side}" for name in SCORE[1:] for side in ("_before", "")]
    columns = ["vintage", *names, "statement_id", *sides]
    filled = [rows for rows in found if len(rows)]
    return pd.concat(filled, ignore_index=True)[columns] if filled else pd.DataFrame(columns=columns)
