"""How much of what was named is done by each lag, open windows included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, get_args

import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError
from rhetoric_gap.gap.groups import as_columns, group_rows
from rhetoric_gap.spec import as_days
from rhetoric_gap.studies._lag_fit import COLUMNS, CURVE, GroupFit
from rhetoric_gap.studies._lag_notes import lag_notes
from rhetoric_gap.studies._lags import Clock, Credit, Entry, statement_lags
from rhetoric_gap.studies.study import Study
from rhetoric_gap.tables.schema import RESOLUTIONS

if TYPE_CHECKING:
    from rhetoric_gap.results import GapResult


@dataclass(frozen=True, eq=False, repr=False)
class FollowThrough(Study):
    """The share of the severity named that is done by each lag.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per group, at the horizon: ``n`` statements used, ``n_open`` of them open, ``n_ended`` complied with,
        withdrawn or superseded, ``n_watched`` watched up to the ``horizon``; ``gap`` (one less the curve) with
        ``lower``, ``upper`` and ``level``; ``gap_unweighted``; ``gap_ipcw`` by inverse weights; ``gap_closed`` from
        closed windows alone, as ``gap_index`` has it; the share ``complied``, ``withdrawn`` and ``superseded`` where
        these compete; ``n_clusters``, how many equal ones they are worth, ``method``, and the ``reason`` where a number
        is missing.
    notes : tuple of str
        What a reader must know.
    curve : pandas.DataFrame
        One row per group and lag: ``follow_through`` with pointwise ``lower`` and ``upper``, the ``unweighted`` curve,
        ``n_at_risk``, ``n_events`` and, where they compete, the share ended another way.
    by : tuple of str
        Grouping columns.
    horizon : int
        Last lag asked for, in days.
    competing, weighted : bool
        As asked for.
    credit, clock : str
        As asked for.
    as_of : pandas.Timestamp
        Day on which the watch ended.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> result = rg.gap_index(rg.load_dataset("north_korea"), as_of="2024-06-20")
    >>> study = rg.follow_through(result)
    >>> study.frame[["n", "n_open", "gap", "gap_closed"]].round(2).to_dict("records")
    [{'n': 12, 'n_open': 7, 'gap': 0.58, 'gap_closed': 0.38}]
    """

    curve: pd.DataFrame
    by: tuple[str, ...]
    horizon: int
    competing: bool
    weighted: bool
    credit: str
    clock: str
    as_of: pd.Timestamp

    _hidden: ClassVar[tuple[str, ...]] = ("level", "method", "n_clusters", "n_clusters_effective")

    def display(self) -> pd.DataFrame:
        """Return the table as a reader wants to see it: all cells are text.

        Returns
        -------
        pandas.DataFrame
            As every study has it; the columns of other ends only where these compete.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> study = rg.follow_through(rg.gap_index(rg.load_dataset("north_korea")))
        >>> "withdrawn" in study.display()
        False
        """
        table = super().display()
        return table if self.competing else table.drop(columns=list(RESOLUTIONS))


def follow_through(
    result: GapResult,
    *,
    by: str | Sequence[str] | None = None,
    horizon: int | str | None = None,
    competing: bool = False,
    weighted: bool = True,
    credit: Credit = "graded",
    clock: Clock = "start",
    entry: Entry = "reported",
) -> FollowThrough:
    """Follow every statement for as long as it was watched: the share done by each lag, open windows included.

    Parameters
    ----------
    result : GapResult
        What ``gap_index`` returns.
    by : str or sequence of str, optional
        Columns to group by. Default: those of the result; ``()`` for none.
    horizon : int or str, optional
        Last lag in days, ``60`` or ``"60D"``. Default: the window of the result. The curve stops earlier where nobody
        was watched that long.
    competing : bool, default False
        What becomes of statements that were complied with, withdrawn or superseded. False: their watch ends on that day
        (Kaplan-Meier: what would be done had none of them ended so). True: they have ended for good (Aalen-Johansen:
        what is in fact done).
    weighted : bool, default True
        Weigh statements by the severity they name; False counts them the same.
    credit : {"graded", "full", "any"}, default "graded"
        What counts as done: the share credited, as in the gap; only words kept in full; or any credit at all.
    clock : {"start", "date"}, default "start"
        Where lags are counted from: the day the window opens (trigger or statement), so that everything is under watch
        from lag 0; or the day of the statement, so that what has a trigger enters late, at the lag of its trigger.
    entry : {"reported", "start"}, default "reported"
        A statement that became known late (``reported_at``) comes under watch on the day it became known, so that deeds
        up to then do not count for or against it; or with its clock, whatever the report.

    Returns
    -------
    FollowThrough
        ``.frame`` at the horizon, ``.curve`` by lag.

    Raises
    ------
    UnknownOptionError, RhetoricGapError
        If an option or column is unknown, the horizon is no number of days, or this is no result.

    Notes
    -----
    The estimators, their assumptions and their limits are those of :func:`rhetoric_gap.inference.credit_curve` and
    :func:`rhetoric_gap.inference.ipcw_gap`. A statement is watched from the start of its clock to ``as_of``; a window
    that closed without a deed leaves it under watch with nothing to come, so that words with short and with long
    windows can stand in one curve. Deeds before ``min_lag`` earn nothing, so the curve starts at 0; deeds after the
    window (state ``late``) earn nothing either. Where a coder credited a deed from before the clock, it counts at lag
    0; one from after the window counts at its own lag, which may be beyond the horizon. With fewer than five clusters,
    blocks of two windows of statement time stand in for clusters; fewer than ten statements have no interval.

    References
    ----------
    Kaplan, E. L. and Meier, P. (1958). Nonparametric estimation from incomplete observations. JASA 53, 457-481.
    Andersen, P. K. and Keiding, N. (2012). Interpretability and importance of functionals in competing risks and
    multistate models. Statistics in Medicine 31, 1074-1088.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> case = rg.make_case(n_statements=400, open_share=0.3, severities=[0.5], seed=1)
    >>> study = rg.follow_through(rg.gap_index(case))
    >>> study.frame[["n", "n_open", "n_watched", "horizon"]].to_dict("records")
    [{'n': 400, 'n_open': 129, 'n_watched': 271, 'horizon': 60}]
    >>> bool(study.frame["lower"].iloc[0] < 0.5 < study.frame["upper"].iloc[0])
    True
    """
    days = _checked(result, horizon, credit, clock, entry)
    names = as_columns(result.by if by is None else by, result.outcomes, reserved=(*COLUMNS, *CURVE))
    lags = statement_lags(result, credit=credit, clock=clock, entry=entry)
    explode = result.spec.joint_targets == "explode"
    groups = group_rows(result.outcomes, result.actions, names, None, explode=explode)
    place = pd.Index(result.outcomes["statement_id"]).get_indexer(pd.Index(groups.outcomes["statement_id"]))
    fit = GroupFit(result, lags, days, competing, weighted)
    rows, curves = [], []
    for number in range(len(groups.labels)):
        label = {name: groups.labels[name].iloc[number] for name in names}
        row, curve = fit.group(place[groups.of_statement == number])
        rows.append({**label, **row})
        for position, name in enumerate(names):
            curve.insert(position, name, [label[name]] * len(curve))
        curves.append(curve)
    frame = pd.DataFrame(rows, columns=[*names, *COLUMNS])
    curve = pd.concat(curves, ignore_index=True) if curves else pd.DataFrame(columns=[*names, *CURVE])
    return FollowThrough(
        frame=frame,
        notes=lag_notes(result, lags, days, competing, clock, frame),
        curve=curve,
        by=names,
        horizon=days,
        competing=competing,
        weighted=weighted,
        credit=credit,
        clock=clock,
        as_of=result.as_of,
    )


def _checked(result: Any, horizon: int | str | None, credit: str, clock: str, entry: str) -> int:
    """Check what was asked for; return the horizon in days."""
    if not hasattr(result, "outcomes") or not hasattr(result, "links"):
        raise RhetoricGapError(
            f"expected a GapResult, got {type(result).__name__}; pass what gap_index() returns, such as "
            "follow_through(gap_index(case))"
        )
    for name, value, allowed in (
        ("credit", credit, Credit),
        ("clock", clock, Clock),
        ("entry", entry, Entry),
    ):
        if value not in get_args(allowed):
            raise UnknownOptionError(name, value, get_args(allowed))
    days = int(as_days(result.spec.window if horizon is None else horizon, "horizon"))
    if days < 1:
        raise RhetoricGapError(f"horizon must be at least 1 day, got {days}")
    return days
