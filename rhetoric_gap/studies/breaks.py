"""When the gap changed: breaks of the series of closed statements, with a test of "no break"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal, get_args

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError
from rhetoric_gap.inference.breaks import (
    N_PERMUTATIONS,
    TRIM,
    BreakTest,
    breaks_by_test,
    no_break_test,
    possible_breaks,
)
from rhetoric_gap.inference.interval import gap_interval
from rhetoric_gap.inference.segments import breaks_by_cost, usual_penalty
from rhetoric_gap.studies._units import MIN_UNITS, Unit, Units, make_units, statement_rows
from rhetoric_gap.studies.study import Study
from rhetoric_gap.words import plural

if TYPE_CHECKING:
    from rhetoric_gap.results import GapResult

Search = Literal["test", "pelt", "dynp", "binseg"]
#: Correlation of neighbouring units from which a note warns.
_ALIKE = 0.25
_NAN = float("nan")
_BREAKS = ["date", "last_before", "change", "p_value", "possible_from", "possible_to"]


@dataclass(frozen=True, eq=False, repr=False)
class Breaks(Study):
    """Segments of one gap each, and the breaks between them.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per segment: ``segment``, ``start`` and ``end`` (days of its first and last closed statement), ``n``,
        ``n_clusters``, ``bark``, ``estimate`` (the gap), ``lower``, ``upper``, ``level``, ``method``, ``reason``.
    notes : tuple of str
        What a reader must know.
    test : BreakTest
        The test of "no break" over all units.
    breaks : pandas.DataFrame
        One row per break: ``date`` (first statement after it), ``last_before`` (last statement before it), ``change``
        (gap after less gap before), ``p_value`` (of the test that found it; missing where none did), ``possible_from``
        and ``possible_to`` (the days between which it may lie). Where units are clusters, days are their mean days.
    units : pandas.DataFrame
        One row per unit: ``first``, ``last``, ``left``, ``right`` (days), ``n``, ``n_open``, ``bark``, ``bite``,
        ``gap``, ``segment`` (missing where all statements are open).
    unit : str
        What a unit is: ``cluster``, ``block`` or ``statement``.
    block : int or None
        Days of a block.
    n_open : int
        Statements left out because their windows are open.
    as_of : pandas.Timestamp
        Day up to which things are known.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> study = rg.gap_breaks(rg.gap_index(rg.load_dataset("north_korea")))
    >>> study.unit, study.block, len(study.breaks)
    ('block', 6..., 0)
    """

    test: BreakTest
    breaks: pd.DataFrame
    units: pd.DataFrame
    unit: str
    block: int | None
    n_open: int
    as_of: pd.Timestamp

    _hidden: ClassVar[tuple[str, ...]] = ("level", "method")

    def __str__(self) -> str:
        """Return the test, the breaks, the segments and the notes as text."""
        t = self.test
        head = (
            f'no test of "no break": {t.reason}'
            if t.reason
            else f'"no break": p {t.p_value:.3f} ({t.n_units} units, {t.n_permutations} permutations)'
        )
        parts = [head]
        if len(self.breaks):
            parts.append(Study(self.breaks, ()).display().to_string(index=False))
        parts.append(str(Study(self.display(), ())))
        return "\n\n".join(parts) + "".join(f"\nNote: {note}" for note in self.notes)


def gap_breaks(
    result: GapResult,
    *,
    unit: Unit = "auto",
    block: int | str | None = None,
    search: Search = "test",
    n_breaks: int | None = None,
    penalty: float | None = None,
    trim: float = TRIM,
    n_permutations: int = N_PERMUTATIONS,
    seed: int = 0,
) -> Breaks:
    """Find when the gap changed for good, and test whether it changed at all.

    Parameters
    ----------
    result : GapResult
        What :func:`gap_index` returns; all its closed statements are taken together, whatever its grouping.
    unit : {"auto", "cluster", "block", "statement"}, default "auto"
        What stands or falls together: a cluster (crises that follow each other), a block of days, or every statement by
        itself. ``"auto"`` takes clusters if there are eight or more and most are short, else blocks.
    block : int or str, optional
        Days of a block (``"120D"``); by default two windows, or one where two would leave fewer than eight blocks.
    search : {"test", "pelt", "dynp", "binseg"}, default "test"
        How breaks are found: one after the other as long as the test rejects; or by cost, which needs the extra
        ``breaks``: the cheapest cut with a penalty for each break (``pelt``), the cheapest cut into ``n_breaks`` + 1
        segments (``dynp``), or breaks one by one (``binseg``).
    n_breaks : int, optional
        Number of breaks for ``dynp`` and ``binseg``.
    penalty : float, optional
        Cost of a break for ``pelt`` and ``binseg``; see :func:`~rhetoric_gap.inference.usual_penalty`.
    trim : float, default 0.15
        Least share of the severity named on either side of a break, for the test.
    n_permutations : int, default 999
        Random orders of the units.
    seed : int, default 0
        Seed of the permutations.

    Returns
    -------
    Breaks
        Segments, breaks and the test. Without enough units there is no test, and the reason.

    Raises
    ------
    UnknownOptionError, RhetoricGapError
        If an option is unknown, out of range, or contradicts another; if ruptures is needed and not installed.

    Notes
    -----
    The series is that of the statements' own dates, of those whose windows are closed; open ones are counted and shown.
    The test puts units into random orders (see :func:`~rhetoric_gap.inference.no_break_test`). It holds its level if
    units are independent; statements that share a fate must be in one unit, so blocks must be longer than whatever
    holds statements together. The days a break may lie in are those which the test of "the break is here" cannot
    reject. A segment's interval takes its limits as given: it does not know that they were chosen to look different.

    References
    ----------
    Kirch, C. (2007). Block permutation principles for the change analysis of dependent data. Journal of Statistical
    Planning and Inference 137, 2453-2474.
    Bai, J. (1997). Estimating multiple breaks one at a time. Econometric Theory 13, 315-352.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> result = rg.gap_index(rg.load_dataset("north_korea"))
    >>> study = rg.gap_breaks(result)
    >>> 0 < study.test.p_value <= 1, int(study.frame["n"].sum()) == int(result.frame["n"].sum())
    (True, True)
    """
    _check_search(search, n_breaks, penalty)
    rows = statement_rows(result)
    units = make_units(rows, unit, block, result.spec.window)
    scored = np.flatnonzero(units.frame["bark"].to_numpy() > 0)
    bark, bite = (units.frame[name].to_numpy(dtype=float)[scored] for name in ("bark", "bite"))
    options: dict[str, Any] = {"trim": trim, "n_permutations": n_permutations, "seed": seed}
    if 0 < len(bark) < MIN_UNITS:
        why = f"only {plural(len(bark), _name(units.unit))} in time, {MIN_UNITS} needed"
        test = BreakTest(_NAN, _NAN, -1, _NAN, _NAN, len(bark), 0, 0, why)
    else:
        test = no_break_test(bark, bite, **options)
    level = result.spec.level
    if search == "test":
        found = breaks_by_test(bark, bite, least=MIN_UNITS, level=level, **options)
    else:
        splits = breaks_by_cost(bark, bite, search=search, penalty=penalty, n_breaks=n_breaks)
        found = [(split, _NAN) for split in splits]
    segment = _segments(units, scored, [split for split, _ in found])
    return Breaks(
        frame=_segment_frame(units, segment, result, seed),
        notes=_notes(units, test, search, penalty, n_breaks, (bark, bite), result),
        test=test,
        breaks=_break_frame(units, scored, bark, bite, found, level, options),
        units=units.frame.assign(segment=segment),
        unit=units.unit,
        block=units.block,
        n_open=int((~rows["closed"]).sum()),
        as_of=result.as_of,
    )


def _check_search(search: Any, n_breaks: int | None, penalty: float | None) -> None:
    """Report options that have no meaning with the search."""
    if search not in get_args(Search):
        raise UnknownOptionError("search", search, get_args(Search))
    if search == "test" and (n_breaks is not None or penalty is not None):
        raise RhetoricGapError(
            "search='test' finds the number of breaks by testing; n_breaks= and penalty= are for search='dynp', 'pelt' "
            "and 'binseg'"
        )


def _segments(units: Units, scored: np.ndarray, splits: list[int]) -> pd.Series:
    """Give units the number of their segment, from 1."""
    segment = pd.Series(pd.NA, index=units.frame.index, dtype="Int64")
    segment.iloc[scored] = 1 + np.searchsorted(splits, np.arange(len(scored)), side="right")
    return segment


def _segment_frame(units: Units, segment: pd.Series, result: GapResult, seed: int) -> pd.DataFrame:
    """Estimate the gap of each segment."""
    closed = units.rows["closed"].to_numpy(dtype=bool)
    of_row = segment.to_numpy(dtype=float, na_value=np.nan)[units.of_row]
    found = []
    for number in range(1, int(segment.max()) + 1 if segment.notna().any() else 1):
        part = units.rows.loc[closed & (of_row == number)]
        interval = gap_interval(
            part["r"],
            part["bite"],
            part["cluster"],
            part["day"],
            window=result.spec.window,
            level=result.spec.level,
            seed=seed,
        )
        found.append(
            {
                "segment": number,
                "start": part["date"].min(),
                "end": part["date"].max(),
                "n": len(part),
                "n_clusters": part["cluster"].nunique(),
                "bark": part["r"].sum(),
                "estimate": interval.gap,
                "lower": interval.lower,
                "upper": interval.upper,
                "level": interval.level,
                "method": interval.method,
                "reason": interval.reason,
            }
        )
    names = ["segment", "start", "end", "n", "n_clusters", "bark"]
    return pd.DataFrame(found, columns=[*names, "estimate", "lower", "upper", "level", "method", "reason"])


def _break_frame(
    units: Units,
    scored: np.ndarray,
    bark: np.ndarray,
    bite: np.ndarray,
    found: list[tuple[int, float]],
    level: float,
    options: dict[str, Any],
) -> pd.DataFrame:
    """Date every break, with the days between which it may lie if its neighbours are where they are."""
    sides = ("left", "right") if units.unit == "cluster" else ("first", "last")
    first, last = (units.frame[name].iloc[scored] for name in sides)
    edges = [0, *(split for split, _ in found), len(bark)]
    rows = []
    for place, (split, p_value) in enumerate(found, start=1):
        start, stop = edges[place - 1], edges[place + 1]
        maybe = start + possible_breaks(bark[start:stop], bite[start:stop], level=level, **options)
        gaps = [1 - bite[a:b].sum() / bark[a:b].sum() for a, b in ((start, split), (split, stop))]
        rows.append(
            {
                "date": first.iloc[split],
                "last_before": last.iloc[split - 1],
                "change": gaps[1] - gaps[0],
                "p_value": p_value,
                "possible_from": last.iloc[maybe.min() - 1] if len(maybe) else pd.NaT,
                "possible_to": first.iloc[maybe.max()] if len(maybe) else pd.NaT,
            }
        )
    return pd.DataFrame(rows, columns=_BREAKS)


def _name(unit: str) -> str:
    """Name a unit."""
    return {"block": "block of days", "cluster": "cluster", "statement": "statement"}[unit]


def _notes(
    units: Units,
    test: BreakTest,
    search: str,
    penalty: float | None,
    n_breaks: int | None,
    sums: tuple[np.ndarray, np.ndarray],
    result: GapResult,
) -> tuple[str, ...]:
    """Say what the numbers rest on."""
    what = {
        "block": f"blocks of {units.block} days",
        "cluster": "clusters, in order of their mean day",
        "statement": "single statements, as if none shared its fate with another",
    }[units.unit]
    notes = [f"Units are {what}"]
    if units.block is not None and units.block < 2 * result.spec.window:
        notes.append(
            "Blocks are shorter than two windows: if neighbours share a fate, the p value is too small"
        )
    still = int((~units.rows["closed"]).sum())
    if still:
        notes.append(f"{plural(still, 'statement')} with open windows left out")
    if test.resemblance > _ALIKE:
        notes.append(
            f"Neighbouring units resemble each other (correlation {test.resemblance:.2f}), so the p value is likely "
            "too small; longer blocks help"
        )
    if search != "test" and n_breaks is None:
        cost = usual_penalty(*sums) if penalty is None else penalty
        notes.append(f"Each break costs {cost:.3g}; no test stands behind the number of breaks")
    if search != "test" and n_breaks is not None:
        notes.append(f"The number of breaks, {n_breaks}, was given")
    if result.by:
        notes.append(f"All statements together: the grouping by {', '.join(result.by)} plays no part")
    return tuple(notes)
