"""Rules for the two claims that are about the gap itself (E24, E32)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from rhetoric_gap.datasets import Case
from rhetoric_gap.gap.measures import UNTESTED
from rhetoric_gap.gap.outcomes import outcomes
from rhetoric_gap.inference.bounds import severity_bounds
from rhetoric_gap.pairing.prepare import ABSENCE
from rhetoric_gap.studies._verdicts import CANNOT_SAY, CONTRADICTED, SAME, SUPPORTED, Finding, Rule
from rhetoric_gap.studies._verdicts_record import ESSAY, Missing, Record
from rhetoric_gap.tables.schema import RISK_STATES

#: Scored statements below which a share says little.
FEWEST = 5
#: Where the library itself begins to give an interval.
_INTERVAL_FROM = 10


@dataclass(frozen=True)
class _Cells:
    """A gap with its worst-case bounds, and the statements behind it."""

    gap: float
    low: float
    high: float
    n: int
    rows: tuple[str, ...]

    def verdict(self, threshold: float, fewest: int) -> str:
        """Judge the claim that most of what was named was not done."""
        if self.n < fewest:
            return CANNOT_SAY
        if self.low > threshold + SAME:
            return SUPPORTED
        return CONTRADICTED if self.high < threshold - SAME else CANNOT_SAY

    def told(self) -> str:
        """Write the gap with its bounds."""
        if not self.n:
            return f"not yet a number, bounds [{self.low:.2f}, {self.high:.2f}]"
        return f"{self.gap:.2f} [{self.low:.2f}, {self.high:.2f}]"


def _cells(record: Record, key: str, name: str, within: bool) -> _Cells:
    """Sum up one part of a case's statements, with the coder's links or with those inside the window only."""
    kept = ("cells", key, name, within)
    if kept not in record.cache:
        record.cache[kept] = _summed(record, key, name, within)
    cells: _Cells = record.cache[kept]
    return cells


def _summed(record: Record, key: str, name: str, within: bool) -> _Cells:
    """Sum what was named, credited and left untested."""
    rows = _outcomes(record, key, within)
    rows = rows.loc[_PARTS[name](record, record.cases[key], rows) & rows["role"].ne(ABSENCE)]
    scored, waiting = rows["state"].isin(RISK_STATES), rows["state"].eq("open")
    untested = rows["state"].isin(UNTESTED)
    named, left = rows["severity"], rows["severity"] - rows["credit"]
    unfulfilled = float(left[scored].sum())
    missing = float(named[untested].sum() + left[waiting].sum())
    bounds = severity_bounds(unfulfilled, missing, float(named[scored | untested | waiting].sum()))
    bark = float(named[scored].sum())
    ids = tuple(f"{key}:{s}" for s in rows.loc[scored, "statement_id"])
    return _Cells(unfulfilled / bark if bark else float("nan"), bounds.low, bounds.high, len(ids), ids)


def _outcomes(record: Record, key: str, within: bool) -> pd.DataFrame:
    """Return what became of every statement known on the day, computed once."""
    kept = ("outcomes", key, within)
    if kept not in record.cache:
        case = record.cases[key]
        if within:
            case = replace(case, links=_in_window(case, _outcomes(record, key, False)))
        rows = outcomes(case, as_of=record.until(key))
        # pandas copies this account of rows with every selection, and nobody reads it here.
        rows.attrs = {}
        record.cache[kept] = rows
    found: pd.DataFrame = record.cache[kept]
    return found


def _in_window(case: Case, known: pd.DataFrame) -> pd.DataFrame | None:
    """Return the coded links whose deed was done after the clock started and before the window closed."""
    if case.links is None:
        return None
    clock = known.set_index("statement_id")[["start", "end"]]
    done = case.require_tables()[1].set_index("action_id")["date"]
    start, end = (case.links["statement_id"].map(clock[c]) for c in ("start", "end"))
    when = case.links["action_id"].map(done)
    return case.links.loc[((when > start) & (when <= end)).to_numpy(dtype=bool)].reset_index(drop=True)


def _hostile(record: Record, case: Case, rows: pd.DataFrame) -> pd.Series:
    _need(case, rows, "valence")
    return rows["actor"].eq("PRK") & rows["valence"].eq("conflict")


def _partnership(record: Record, case: Case, rows: pd.DataFrame) -> pd.Series:
    start = record.start("rp")
    covered = rows["date"] >= (rows["date"].min() if start is None else start)
    return covered & (_dyad(rows, "PRK", "RUS") | _dyad(rows, "RUS", "PRK"))


def _since_pact(record: Record, case: Case, rows: pd.DataFrame) -> pd.Series:
    _need(case, rows, "topic", "strength")
    between = _partnership(record, case, rows)
    pact = rows["topic"].eq("treaty") & rows["strength"].eq(4) & rows["date"].le(ESSAY) & between
    if not pact.any():
        raise Missing(
            f"the case {case.name} has no treaty between Russia and North Korea known by the essay's date"
        )
    return between & rows["date"].ge(rows.loc[pact, "date"].max())


def _dyad(rows: pd.DataFrame, actor: str, target: str) -> pd.Series:
    return rows["actor"].eq(actor) & rows["target"].eq(target)


def _need(case: Case, rows: pd.DataFrame, *columns: str) -> None:
    absent = [c for c in columns if c not in rows]
    if absent:
        raise Missing(f"the table statements of the case {case.name} has no column {', '.join(absent)}")


_PARTS = {"hostile": _hostile, "partnership": _partnership, "pact": _since_pact}


def _both_readings(
    record: Record, key: str, name: str, threshold: float, fewest: int
) -> tuple[_Cells, str, str]:
    """Judge a gap by the coder's links; withdraw the verdict if the same links inside the window reverse it."""
    coded, inside = (_cells(record, key, name, within) for within in (False, True))
    verdict, other = (cells.verdict(threshold, fewest) for cells in (coded, inside))
    reversed_ = {verdict, other} == {SUPPORTED, CONTRADICTED}
    told = (
        f"gap {coded.told()} over {coded.n}; {inside.told()} if only deeds inside the window count ({other})"
        if coded.n
        else "no scored statement yet"
    )
    return coded, CANNOT_SAY if reversed_ else verdict, told


def _exaggerated(record: Record, threshold: float) -> Finding:
    return _pact(record, threshold, FEWEST)


def _exaggerated_of_ten(record: Record, threshold: float) -> Finding:
    """Ask for as many scored statements as the library asks for an interval."""
    return _pact(record, threshold, _INTERVAL_FROM)


def _exaggerated_in_window(record: Record, threshold: float) -> Finding:
    """Let only deeds inside the window answer a word."""
    cells = _cells(record, "rp", "pact", True)
    return Finding(cells.verdict(threshold, FEWEST))


def _pact(record: Record, threshold: float, fewest: int) -> Finding:
    cells, verdict, told = _both_readings(record, "rp", "pact", threshold, fewest)
    if verdict != CONTRADICTED and not record.over("rp"):
        end = ESSAY + pd.Timedelta(days=record.horizon)
        verdict, told = CANNOT_SAY, f"a forecast whose horizon ends on {end.date()}; {told}"
    return Finding(verdict, cells.gap, cells.low, cells.high, cells.n, cells.rows, told)


def _more_than_they_are(record: Record, threshold: float) -> Finding:
    return _two_halves(record, threshold, FEWEST)


def _more_than_they_are_of_ten(record: Record, threshold: float) -> Finding:
    """Ask for as many scored statements as the library asks for an interval."""
    return _two_halves(record, threshold, _INTERVAL_FROM)


def _more_than_they_are_coded(record: Record, threshold: float) -> Finding:
    """Take the coder's links as they are, whatever the window says."""
    halves = [_cells(record, *half, False).verdict(threshold, FEWEST) for half in _HALVES]
    return Finding(_conjunction(halves))


def _two_halves(record: Record, threshold: float, fewest: int) -> Finding:
    hostile, partners = (_both_readings(record, *half, threshold, fewest) for half in _HALVES)
    verdict = _conjunction([hostile[1], partners[1]])
    cells = hostile[0]
    why = f"hostile words: {hostile[2]}; the partnership: {partners[2]}"
    return Finding(verdict, cells.gap, cells.low, cells.high, cells.n, cells.rows + partners[0].rows, why)


_HALVES = (("nk", "hostile"), ("rp", "partnership"))


def _conjunction(verdicts: list[str]) -> str:
    """Join two halves: a claim is borne out by both and refuted by one."""
    if CONTRADICTED in verdicts:
        return CONTRADICTED
    return SUPPORTED if set(verdicts) == {SUPPORTED} else CANNOT_SAY


RULES = {
    "E24": Rule(
        _exaggerated,
        "gap of what Moscow and Pyongyang said to each other since their pact",
        f"supported if even its lower bound is above {{t}} and the horizon is over, contradicted if even "
        "its upper bound is below "
        f"{{t}}; else cannot say, also with fewer than {FEWEST} scored statements",
        "worries were exaggerated if most of what the pact announced was not done; the bounds leave no "
        "room for what was not "
        "tested",
        ("rp",),
        threshold=0.5,
        nearby=(0.4, 0.6),
        span="bounds",
        readings=(
            ("only deeds inside the window", _exaggerated_in_window),
            ("ten scored statements needed", _exaggerated_of_ten),
        ),
        forecast=True,
    ),
    "E32": Rule(
        _more_than_they_are,
        "gap of the hostile words (that of the partnership stands under why)",
        "as for E24, without a horizon, for the hostile words and for the partnership: supported if both "
        "are, contradicted if "
        "one is; a half whose verdict deeds inside the window alone would reverse cannot be said",
        "a claim about two things is borne out by both and refuted by one; a verdict that either reading "
        "of the links "
        "reverses is none",
        ("nk", "rp"),
        threshold=0.5,
        nearby=(0.4, 0.6),
        span="bounds",
        readings=(
            ("the coder's links alone", _more_than_they_are_coded),
            ("ten scored statements needed", _more_than_they_are_of_ten),
        ),
    ),
}
