"""Words as warnings: whether deeds came while a word was in force, and only then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd

from rhetoric_gap.datasets import Case, as_case
from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError
from rhetoric_gap.gap.groups import period_frequency
from rhetoric_gap.gap.index import gap_index
from rhetoric_gap.inference.contingency import contingency_scores, peirce_within
from rhetoric_gap.inference.jackknife import jackknife_score, no_score
from rhetoric_gap.pairing.inputs import read_day
from rhetoric_gap.pairing.prepare import ACT, OUT_OF_SCOPE
from rhetoric_gap.results import GapResult
from rhetoric_gap.studies.study import Study
from rhetoric_gap.tables.cells import days_of
from rhetoric_gap.tables.schema import VALENCES
from rhetoric_gap.tables.targets import explode_targets
from rhetoric_gap.words import plural

if TYPE_CHECKING:
    from rhetoric_gap.readers.event_tables import EventTables

CELLS = ("hit", "miss", "false_alarm", "correct_negative")
_COUNTS = ("hits", "misses", "false_alarms", "correct_negatives")
_BY = ("valence", "actor", "target")
_UNIT = ["actor", "target", "valence"]
_SCORES = ["base_rate", "hit_rate", "false_alarm_ratio", "false_alarm_rate", "frequency_bias"]
_TAIL = ["critical_success_index", "peirce", "peirce_within", "lower", "upper", "level", "n_dyads", "reason"]


@dataclass(frozen=True, eq=False, repr=False)
class HitTable(Study):
    """Hits, misses and false alarms of words taken as warnings.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per group: ``n`` dyad-periods that are over, ``hits``, ``misses``, ``false_alarms``,
        ``correct_negatives``, ``n_open``, the scores of :func:`~rhetoric_gap.inference.contingency_scores` over all of
        them, and ``peirce_within``, the Peirce score within dyads, with ``lower`` and ``upper``; ``n_dyads`` are those
        with periods both with and without a deed.
    notes : tuple of str
        What a reader must know.
    cells : pandas.DataFrame
        One row per dyad, valence and period: ``actor``, ``target``, ``valence``, ``period``, ``period_start``,
        ``period_end``, ``n_words`` in force when it begins, ``n_deeds`` in it, ``warning``, ``event`` and the ``cell``,
        which is ``open`` where the period is not over.
    """

    cells: pd.DataFrame

    _hidden: ClassVar[tuple[str, ...]] = ("level", "frequency_bias")


def hit_table(
    result: GapResult | Case | EventTables,
    *,
    freq: str = "W",
    by: str | Sequence[str] | None = "valence",
    min_severity: float = 0.0,
    start: Any = None,
) -> HitTable:
    """Count, dyad by dyad and period by period, deeds that came while a word was in force and deeds that did not.

    Parameters
    ----------
    result : GapResult, Case or EventTables
        What ``gap_index`` returns, or a Case (or event tables), which also tells when its coverage starts.
    freq : str, default "W"
        Length of periods: ``"D"``, ``"W"``, ``"ME"``. A deed in the very period of its word finds no warning yet, so
        periods should be short beside the window.
    by : str or sequence of str, default "valence"
        Group by any of ``valence``, ``actor`` and ``target``; ``None`` for all in one row.
    min_severity : float, default 0
        Deeds and words of lower severity are left out.
    start : str or Timestamp, optional
        First day covered. Default: that of the Case, else the day of the first statement, with a note.

    Returns
    -------
    HitTable
        Counts and scores by group, and every dyad-period in ``.cells``.

    Raises
    ------
    UnknownOptionError
        If ``freq`` or ``by`` has a value it does not know.
    RhetoricGapError
        If ``min_severity`` is outside [0, 1], or nothing is covered.

    Notes
    -----
    A dyad-period has a *warning* if, on its first day, a commitment to act is in force: its clock has run for
    ``min_lag`` days and its window is not over. It has an *event* if a deed of the same dyad and valence falls into it.
    Warnings are decided before the period begins and events without looking at words, so that words without information
    have a Peirce score of 0 in expectation. Any deed counts, not only one that fits the words: this asks whether words
    announce action, not whether they were kept.

    A word in force for 60 days warns of eight or nine weeks, and one deed makes one of them a hit: the false alarm
    ratio and the critical success index depend on ``freq``, the hit rate and the Peirce score far less. Statements that
    were not triggered, taken back, complied with or too vague are no warnings. Periods partly before coverage do not
    exist; periods not over at ``as_of`` are open and not scored. A joint target warns, and is acted on, under each of
    its members. Over all dyads together, words seem to warn if dyads that act much also talk much; ``peirce_within``
    compares each dyad with itself (Hamill and Juras 2006), and its interval leaves out one dyad at a time.

    References
    ----------
    Wilks, D. S. (2019). Statistical Methods in the Atmospheric Sciences, 4th ed., ch. 9. Elsevier.
    Hamill, T. M. and Juras, J. (2006). Measuring forecast skill: is it real skill or is it the varying climatology?
    Q. J. R. Meteorol. Soc. 132, 2905-2923.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> table = rg.hit_table(rg.load_dataset("north_korea"))
    >>> table.frame[["valence", "hits", "misses"]].shape
    (2, 3)
    """
    case = as_case(result)
    if case is not None:
        start = case.coverage_start if start is None else start
        result = gap_index(case)
    if not isinstance(result, GapResult):
        raise RhetoricGapError(f"expected a result of gap_index, or a Case, got {type(result).__name__}")
    names = [by] if isinstance(by, str) else list(by or ())
    for name in names:
        if name not in _BY:
            raise UnknownOptionError("by", name, _BY)
    if not 0 <= min_severity <= 1:
        raise RhetoricGapError(f"min_severity must be in [0, 1], got {min_severity!r}")
    words, left_out = _words(result, min_severity)
    deeds = _deeds(result, min_severity)
    first, notes = _first_day(result, start)
    periods = _periods(first, result.as_of, period_frequency(freq) or "W")
    cells = _cells(words, deeds, periods, result.as_of)
    notes += _notes(result, left_out, periods, freq)
    return HitTable(_frame(cells, names, result.spec.level), tuple(notes), cells)


def _words(result: GapResult, min_severity: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the warnings, one row per dyad, and the commitments that are none."""
    said = result.outcomes.loc[result.outcomes["role"].eq(ACT)]
    warns = ~said["state"].isin(OUT_OF_SCOPE) & said["severity"].ge(min_severity)
    told = said.loc[warns]
    # In force from the first day on which a deed could count.
    first, last = days_of(told["start"]) + result.spec.min_lag, days_of(told["end"])
    return _spread(told[_UNIT].assign(day=first, last=last)), said.loc[~warns]


def _deeds(result: GapResult, min_severity: float) -> pd.DataFrame:
    """Return the deeds that were done, one row per dyad."""
    done = result.actions
    done = done.loc[done["countable"].to_numpy(dtype=bool) & done["severity"].ge(min_severity).to_numpy()]
    return _spread(done[_UNIT].assign(day=days_of(done["date"])))


def _spread(rows: pd.DataFrame) -> pd.DataFrame:
    """Give every member of a joint target, and every valence an unknown one may have, a row of its own."""
    rows = rows.reset_index(drop=True)
    both = [rows.loc[rows["valence"].eq(v) | rows["valence"].isna()].assign(valence=v) for v in VALENCES]
    table = explode_targets(pd.concat(both, ignore_index=True))
    table = table.assign(target=table["member"]).drop(columns="member").astype({c: object for c in _UNIT})
    return table.sort_values([*_UNIT, "day"], kind="stable", ignore_index=True)


def _first_day(result: GapResult, start: Any) -> tuple[pd.Timestamp, list[str]]:
    """Return the first day covered, and say so where it was guessed."""
    if start is not None:
        return read_day(start, "start"), []
    if not len(result.outcomes):
        raise RhetoricGapError("there is no statement, so no first day is known; pass start=")
    first = pd.Timestamp(result.outcomes["date"].min()).normalize()
    return first, [
        f"No start was given: coverage is taken to begin on {first.date()}, the day of the first statement"
    ]


def _periods(first: pd.Timestamp, last: pd.Timestamp, alias: str) -> pd.DataFrame:
    """List the periods that begin in coverage."""
    every = pd.period_range(first, last, freq=alias)
    starts, ends = every.start_time.normalize(), every.end_time.normalize()
    table = pd.DataFrame({"period": every.astype(str), "period_start": starts, "period_end": ends})
    table = table.loc[table["period_start"] >= first].reset_index(drop=True)
    if not len(table):
        raise RhetoricGapError(
            f"no period begins between {first.date()} and {last.date()}; use a shorter freq or an earlier start"
        )
    return table


def _cells(
    words: pd.DataFrame, deeds: pd.DataFrame, periods: pd.DataFrame, as_of: pd.Timestamp
) -> pd.DataFrame:
    """Decide warning and event of every dyad-period."""
    units = pd.concat([words[_UNIT], deeds[_UNIT]]).drop_duplicates().sort_values(_UNIT, ignore_index=True)
    first, last = days_of(periods["period_start"]), days_of(periods["period_end"])
    tables = []
    for unit in units.itertuples(index=False, name=None):
        said, done = (_rows_of_unit(rows, unit) for rows in (words, deeds))
        n_words = _count(said["day"], first) - _count(said["last"], first - 1)
        n_deeds = _count(done["day"], last) - _count(done["day"], first - 1)
        # A dyad that neither speaks nor acts in all the time covered would only add correct negatives.
        if not n_words.any() and not n_deeds.any():
            continue
        named = dict(zip(_UNIT, unit, strict=True))
        tables.append(periods.assign(**named, n_words=n_words, n_deeds=n_deeds))
    columns = [*_UNIT, *periods.columns, "n_words", "n_deeds"]
    cells = pd.concat(tables, ignore_index=True)[columns] if tables else pd.DataFrame(columns=columns)
    cells["warning"], cells["event"] = cells["n_words"].gt(0), cells["n_deeds"].gt(0)
    # A deed already seen does not settle a period that is not over: else open ones would have events only.
    still = pd.to_datetime(cells["period_end"]) > as_of
    kinds = [still, cells["warning"] & cells["event"], cells["event"], cells["warning"]]
    cells["cell"] = np.select(kinds, ["open", *CELLS[:3]], default=CELLS[3])
    return cells


def _rows_of_unit(rows: pd.DataFrame, unit: tuple[Any, ...]) -> pd.DataFrame:
    """Return the rows of one dyad and valence."""
    same = np.logical_and.reduce([rows[c].eq(value) for c, value in zip(_UNIT, unit, strict=True)])
    return rows.loc[same]


def _count(days: pd.Series, until: np.ndarray) -> np.ndarray:
    """Count the days up to each of the given ones."""
    return np.searchsorted(np.sort(days.to_numpy(dtype=np.int64)), until, side="right")


def _frame(cells: pd.DataFrame, by: list[str], level: float) -> pd.DataFrame:
    """Count and score every group."""
    if not by:
        groups: list[tuple[Any, pd.DataFrame]] = [((), cells)]
    else:
        groups = list(cells.groupby(by, sort=True))
    rows = [dict(zip(by, _key(name), strict=True)) | _score(part, level) for name, part in groups]
    return pd.DataFrame(rows, columns=[*by, "n", *_COUNTS, "n_open", *_SCORES, *_TAIL])


def _key(name: Any) -> tuple[Any, ...]:
    """Return the name of a group as a tuple."""
    return name if isinstance(name, tuple) else (name,)


def _score(cells: pd.DataFrame, level: float) -> dict[str, Any]:
    """Score one group; the Peirce score within dyads has an interval over dyads."""
    closed = cells.loc[cells["cell"].ne("open")]
    counts = closed.groupby(_UNIT, sort=True)["cell"].value_counts().unstack(fill_value=0)
    counts = counts.reindex(columns=list(CELLS), fill_value=0)
    total = counts.sum().to_numpy(dtype=float)
    within, left_out = peirce_within(counts.to_numpy(dtype=float), [f"{a} > {t}" for a, t, _ in counts.index])
    if np.isnan(within):
        found = no_score(within, 0, _why_none(total), level=level)
    else:
        found = jackknife_score(within, left_out, chance=0.0, level=level, unit="dyad")
    row = dict(zip(_COUNTS, total.astype(int).tolist(), strict=True)) | asdict(contingency_scores(*total))
    row |= {
        "n_open": len(cells) - len(closed),
        "peirce_within": within,
        "lower": found.lower,
        "upper": found.upper,
    }
    return row | {"level": level, "n_dyads": found.n_clusters, "reason": found.reason}


def _why_none(total: np.ndarray) -> str:
    """Say why there is no Peirce score."""
    hits, misses, alarms, rest = total
    if not total.sum():
        return "no period is over"
    if not hits + misses:
        return "no deed in any period"
    return (
        "a deed in every period" if not alarms + rest else "no dyad has periods both with and without a deed"
    )


def _notes(result: GapResult, left_out: pd.DataFrame, periods: pd.DataFrame, freq: str) -> list[str]:
    """Say what a reader of the table must know."""
    span = f"{periods['period_start'].min().date()} to {periods['period_end'].max().date()}"
    notes = [
        f"A warning is a commitment in force when a period ({freq}) begins, an event any deed of the same dyad and "
        f"valence in it; {plural(len(periods), 'period')}, {span}"
    ]
    if len(left_out):
        counts = left_out["state"].value_counts()
        kinds = ", ".join(f"{n} {state}" for state, n in sorted(counts.items()))
        notes.append(f"{plural(len(left_out), 'commitment')} not taken for warnings, by state: {kinds}")
    length = int((periods["period_end"] - periods["period_start"]).dt.days.max()) + 1
    if length > result.spec.window / 2:
        notes.append(
            f"Periods of up to {length} days are long beside a window of {result.spec.window}: many words are never in "
            "force when a period begins, and a deed in the period of its word is a miss; use a shorter freq"
        )
    return notes
