"""Alarm beside deeds: what observers expected an actor to do, and the gravest it then did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, get_args

import numpy as np
import pandas as pd

from rhetoric_gap.datasets import Case, as_case
from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError
from rhetoric_gap.gap.groups import as_columns, group_rows
from rhetoric_gap.inference.overlap import dependent_mean, window_overlap
from rhetoric_gap.pairing.inputs import last_day, read_day, read_inputs
from rhetoric_gap.pairing.prepare import prepare
from rhetoric_gap.spec import Spec, as_days
from rhetoric_gap.studies.assessments import (
    SAME,
    Coverage,
    check_assessments,
    known_assessments,
    last_days,
    with_deeds,
    with_gap,
    with_horizon,
    with_state,
)
from rhetoric_gap.studies.study import Study
from rhetoric_gap.tables.cells import days_of
from rhetoric_gap.tables.targets import members
from rhetoric_gap.words import plural

if TYPE_CHECKING:
    from rhetoric_gap.readers.event_tables import EventTables

#: Days for which an assessment without a stated horizon is held to its word.
HORIZON = 365
STATES = ("closed", "open", "no_horizon", "not_covered")
_USED = ("level", "min_lag", "parts", "scale")
_ROW = [
    "assessment_id", "date", "observer", "actor", "target", "valence", "predicted", "horizon_end", "horizon",
    "state", "n_deeds", "n_as_severe", "observed", "action_id", "alarm_gap", "bound_low", "bound_high", "reason",
]  # fmt: skip
_TOTAL = [
    "n", "n_assessments", "n_open", "n_no_horizon", "n_not_covered", "n_effective", "predicted", "observed",
    "estimate", "lower", "upper", "level", "bound_low", "bound_high", "n_above", "n_met", "n_below",
    "unrealised_share", "reason",
]  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class AlarmGap(Study):
    """Observers' predicted severity less the severity of the gravest deed that followed.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per assessment: ``predicted`` (severity foreseen), ``horizon_end`` and ``horizon`` (``stated`` or
        ``default``), ``state`` (closed, open, no_horizon, not_covered), ``n_deeds`` in the window, ``n_as_severe`` of
        them as grave as foreseen or graver, ``observed`` (severity of the gravest, 0 if none is recorded), its
        ``action_id``, ``alarm_gap`` in [-1, 1] (missing unless closed, with the ``reason``), and the least and the
        most it can still become, ``bound_low`` and ``bound_high``. Further columns of the table of assessments follow.
    notes : tuple of str
        What must be known to read it.
    overall : pandas.DataFrame
        One row per group: means of ``predicted``, ``observed`` and ``alarm_gap`` (``estimate``) over the ``n`` closed
        assessments with ``lower``, ``upper``, ``n_effective`` (independent assessments they are worth), bounds over
        closed and open ones, how many alarms were above, met by, or below the deeds, and ``unrealised_share``.
    by : tuple of str
        Grouping columns of ``overall``.
    as_of : pandas.Timestamp
        Day up to which things were known.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> found = rg.alarm_gap(rg.load_dataset("north_korea"))
    >>> found.overall[["valence", "n", "estimate"]].round(2).to_dict("records")
    [{'valence': 'conflict', 'n': 13, 'estimate': 0.12}, {'valence': 'cooperation', 'n': 1, 'estimate': -0.1}]
    """

    overall: pd.DataFrame
    by: tuple[str, ...]
    as_of: pd.Timestamp

    _hidden: ClassVar[tuple[str, ...]] = ()

    def display(self) -> pd.DataFrame:
        """Return the rows of the assessments as a reader wants to see them: all cells are text.

        Returns
        -------
        pandas.DataFrame
            The columns of the study itself; those that the table of assessments brought along are left out.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> rg.alarm_gap(rg.load_dataset("north_korea")).display()["alarm_gap"].head(3).tolist()
        ['0.00', '0.40', '0.40']
        """
        shown = [c for c in _ROW if c not in ("valence", "bound_low", "bound_high", "n_as_severe")]
        return Study(self.frame[shown], ()).display()

    def __str__(self) -> str:
        """Return the assessments, the means and the notes as text."""
        means = Study(self.overall, self.notes)
        return f"{Study(self.display(), ())}\n\n{means}"


def alarm_gap(
    case: Case | EventTables | None = None,
    *,
    observers: Any = None,
    actions: Any = None,
    horizon: int | str | None = HORIZON,
    by: str | Sequence[str] | None = "valence",
    cluster: str | None = None,
    coverage: Coverage = "recorded",
    as_of: Any = None,
    spec: Spec | None = None,
    **choices: Any,
) -> AlarmGap:
    """Set what observers expected beside what the actor then did.

    Parameters
    ----------
    case : Case or EventTables, optional
        A case with actions and a table ``observers``; or give the two tables.
    observers : DataFrame, optional
        Assessments: ``assessment_id``, ``date``, ``actor``, ``target``, ``severity`` (of the deed foreseen, 0 to 1)
        and, where known, ``horizon_end``, ``valence``, ``observer``, ``reported_at``. Instead of the case's own.
    actions : DataFrame, optional
        Deeds, on the same scale of severity. Instead of the case's own.
    horizon : int, str or None, default 365
        Days within which a deed is compared with an assessment that states no ``horizon_end`` (``"180D"`` works too).
        None leaves such assessments out.
    by : str, sequence of str or None, default "valence"
        Columns of the assessments to average by. Severities of conflict and of cooperation are two ladders: averaging
        over both with ``by=None`` mixes them.
    cluster : str, optional
        Column of the assessments that names the independent unit, such as the crisis. Without it two assessments
        depend on each other as far as their windows overlap. ``cluster="observer"`` takes what was done as given: the
        interval is then about other observers of these very deeds.
    coverage : {"recorded", "all"}, default "recorded"
        For which actors and targets an absence of deeds means that none was done: those toward whom the table records
        a deed (or an absence) of the actor in the same direction at some time, or all.
    as_of : str or Timestamp, optional
        Day up to which things are known, on both tables. Default: the case's end of coverage, else the last day in
        either table.
    spec : Spec, optional
        All choices in one object; ``min_lag``, ``parts``, ``scale`` and ``level`` matter here.
    **choices
        Single ones of these.

    Returns
    -------
    AlarmGap
        ``.frame`` has one row per assessment, ``.overall`` the means with their intervals.

    Raises
    ------
    SchemaError
        If a table breaks its schema; every problem is listed.
    UnknownOptionError, RhetoricGapError
        If there are no assessments or no deeds to compare, or a choice is unknown.

    Notes
    -----
    For an assessment made on day ``d`` with predicted severity ``r`` and horizon ``h``, with ``b`` the severity of the
    gravest deed of the same actor toward the same target (or a shared member of a joint one) and of the same valence
    from ``d + min_lag`` to ``h``::

        alarm_gap = r - b

    Positive: the alarm exceeded the deeds; negative: the deeds exceeded the alarm. A closed horizon without a recorded
    deed has ``b = 0``. A horizon that ends after ``as_of`` is open: its gap lies between ``r - 1`` and ``r`` less the
    gravest deed so far. The gravest deed is taken because an assessment names the worst to be expected; the longer the
    horizon the smaller the gap, never the larger, so a long default is kind to observers.
    ``unrealised_share = 1 - sum(min(b, r)) / sum(r)`` is the counterpart of the gap, in which a deed graver than
    foreseen counts as foreseen.

    Observers of one crisis are not independent: they are judged by the same deeds. The interval of the mean weighs
    every two by the days, actor and target their windows share (:func:`rhetoric_gap.inference.dependent_mean`) and is
    withheld where all of them together are worth fewer than five independent ones. How likely an observer held the
    deed to be plays no part.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> found = rg.alarm_gap(rg.load_dataset("north_korea"), as_of="2024-12-31")
    >>> found.frame["state"].value_counts().to_dict()
    {'closed': 8, 'open': 6, 'not_covered': 1}
    """
    if coverage not in get_args(Coverage):
        raise UnknownOptionError("coverage", coverage, get_args(Coverage))
    for name in choices:
        if name not in _USED:
            raise UnknownOptionError("choice", name, _USED)
    default = None if horizon is None else _days(horizon)
    own = None if case is None else _case(case)
    if own is not None and own.scale and spec is None:
        choices = {"scale": own.scale, **choices}
    seen, done, start = _tables(own, observers, actions)
    day, noted = _as_of(as_of, own, seen, done)
    prepared = prepare(read_inputs(_NO_WORDS, done, None, day, spec, choices))
    known = known_assessments(seen, day)
    names = as_columns(by, known, reserved=("predicted", *_TOTAL))
    as_columns(cluster, known)
    rows = with_horizon(known, default, day)
    rows = with_deeds(rows, prepared.actions, prepared.spec.min_lag)
    rows = with_gap(with_state(rows, coverage, start))
    overall = _overall(rows, names, cluster, prepared.spec)
    notes = (*noted, *_notes(rows, overall, default, names, len(seen) - len(known), day))
    extra = [c for c in known.columns if c not in (*_ROW, "severity")]
    frame = rows[[*_ROW, *extra]]
    return AlarmGap(frame=frame, notes=notes, overall=overall, by=names, as_of=day)


_NO_WORDS = pd.DataFrame(columns=["statement_id", "date", "actor", "target", "severity"])


def _days(horizon: int | str) -> int:
    """Read the default horizon."""
    days = int(as_days(horizon, "horizon"))
    if days < 1:
        raise RhetoricGapError(f"horizon must be at least 1 day, got {horizon!r}")
    return days


def _case(value: object) -> Case:
    """Return the case a caller handed in."""
    case = as_case(value)
    if case is None:
        raise RhetoricGapError(
            f"expected a Case, got {type(value).__name__}; pass tables as observers= and actions="
        )
    return case


def _tables(case: Case | None, observers: Any, actions: Any) -> tuple[pd.DataFrame, Any, pd.Timestamp | None]:
    """Return assessments and deeds, the caller's before the case's, and the first day covered."""
    start = None
    if case is not None:
        observers = case.tables.get("observers") if observers is None else observers
        if actions is None:
            actions, start = case.actions, case.coverage_start
    missing = [n for n, t in (("observers", observers), ("actions", actions)) if t is None]
    if missing:
        whose = "no case was given" if case is None else f"case {case.name!r} has no such table"
        raise RhetoricGapError(f"alarm_gap needs {' and '.join(f'{n}=' for n in missing)}: {whose}")
    return check_assessments(observers), actions, start


def _as_of(
    as_of: Any, case: Case | None, seen: pd.DataFrame, actions: Any
) -> tuple[pd.Timestamp, tuple[str, ...]]:
    """Decide the day up to which things are known."""
    if as_of is not None:
        return read_day(as_of, "as_of"), ()
    if case is not None and case.coverage_end is not None:
        return pd.Timestamp(case.coverage_end).normalize(), ()
    from rhetoric_gap.tables import check_actions

    last = last_day(seen, check_actions(actions))
    return last, (
        f"No as_of was given: the data are taken to end on {last.date()}, the last day in the tables",
    )


def _overall(rows: pd.DataFrame, by: tuple[str, ...], cluster: str | None, spec: Spec) -> pd.DataFrame:
    """Average by group."""
    if not len(rows):
        return pd.DataFrame(columns=[*by, *_TOTAL])
    groups = group_rows(rows, rows, by, None, explode=False)
    found = [_means(rows.loc[groups.of_statement == g], cluster, spec) for g in range(len(groups.labels))]
    return pd.concat([groups.labels, pd.DataFrame(found, columns=_TOTAL)], axis=1)


def _means(rows: pd.DataFrame, cluster: str | None, spec: Spec) -> dict[str, Any]:
    """Return the means of one group."""
    counts = rows["state"].value_counts()
    closed = rows.loc[rows["state"].eq("closed")]
    compared = rows.loc[rows["state"].isin(["closed", "open"])]
    gap, r, b = (closed[c].to_numpy(dtype=float) for c in ("alarm_gap", "predicted", "observed"))
    mean = dependent_mean(gap, _kernel(closed, cluster, spec.min_lag), level=spec.level)
    named = float(r.sum())
    return {
        "n": len(closed),
        "n_assessments": len(rows),
        **{f"n_{state}": int(counts.get(state, 0)) for state in STATES[1:]},
        "n_effective": mean.n_effective,
        "predicted": closed["predicted"].mean(),
        "observed": closed["observed"].mean(),
        "estimate": mean.mean,
        # Severities lie in [0, 1], so that their difference cannot leave [-1, 1].
        "lower": max(mean.lower, -1.0) if np.isfinite(mean.lower) else mean.lower,
        "upper": min(mean.upper, 1.0) if np.isfinite(mean.upper) else mean.upper,
        "level": spec.level,
        "bound_low": compared["bound_low"].mean(),
        "bound_high": compared["bound_high"].mean(),
        "n_above": int((gap > SAME).sum()),
        "n_met": int((np.abs(gap) <= SAME).sum()),
        "n_below": int((gap < -SAME).sum()),
        "unrealised_share": 1 - float(np.minimum(b, r).sum()) / named if named > 0 else float("nan"),
        "reason": mean.reason if len(closed) else "no assessment with a closed horizon",
    }


def _kernel(rows: pd.DataFrame, cluster: str | None, min_lag: int) -> np.ndarray:
    """Say how much of what they are judged by every two assessments share: days, actor, targets, valence."""
    if cluster is not None:
        unit = pd.factorize(rows[cluster], use_na_sentinel=False)[0]
        return np.equal.outer(unit, unit).astype(float)
    first = days_of(rows["date"]) + min_lag
    days = window_overlap(first, np.maximum(last_days(rows), first))
    for column in ("actor", "valence"):
        code = pd.factorize(rows[column], use_na_sentinel=False)[0]
        days = days * np.equal.outer(code, code)
    named = [members(target) for target in rows["target"]]
    everyone = sorted({member for them in named for member in them})
    flags = np.array([[one in them for one in everyone] for them in named], dtype=float)
    flags = flags.reshape(len(named), len(everyone))
    size = np.sqrt(flags.sum(axis=1))
    return days * (flags @ flags.T) / np.maximum(size[:, None] * size, 1.0)


def _notes(
    rows: pd.DataFrame,
    overall: pd.DataFrame,
    default: int | None,
    by: tuple[str, ...],
    unknown: int,
    day: pd.Timestamp,
) -> list[str]:
    """Say what a reader must know."""
    notes = []
    if unknown:
        notes.append(f"{plural(unknown, 'assessment')} not known on {day.date()} left out")
    standing = int((rows["horizon"].eq("default") & rows["horizon_end"].notna()).sum())
    if standing:
        verb = "states" if standing == 1 else "state"
        notes.append(
            f"{plural(standing, 'assessment')} of {len(rows)} {verb} no horizon: {default} days stand in; a shorter "
            "one can only raise the alarm gap"
        )
    counts = rows["state"].value_counts()
    for state, text in _LEFT_OUT.items():
        if state in counts:
            notes.append(f"{plural(counts[state], 'assessment')} {text}")
    shared = overall.loc[(overall["n"] > 1) & (overall["n_effective"] < overall["n"] - 0.05)]
    for row in shared.to_dict("records"):
        who = f"{' / '.join(str(row[c]) for c in by)}: " if by else ""
        notes.append(
            f"{who}{row['n']} assessments share the deeds they are judged by and are worth "
            f"{row['n_effective']:.1f} independent ones"
        )
    if "valence" not in by and rows["valence"].nunique() > 1:
        notes.append("Conflict and cooperation are graded on two ladders; this mean mixes them")
    if len(rows):
        notes.append(
            "How likely an observer held the deed plays no part; a horizon without a recorded deed counts 0"
        )
    return notes


_LEFT_OUT = {
    "open": "with an open horizon: not in the means, only in their bounds",
    "no_horizon": "without a horizon: left out",
    "not_covered": "of deeds the table does not cover: left out, not counted as 0",
}
