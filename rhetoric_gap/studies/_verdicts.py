"""What a verdict on a claim is: a rule fixed beforehand, the number it looks at, and what a nearby choice would say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, get_args

from rhetoric_gap.studies._verdicts_record import TOUCHED, Missing, Record

Verdict = Literal["supported", "contradicted", "cannot say"]
SUPPORTED, CONTRADICTED, CANNOT_SAY = VERDICTS = get_args(Verdict)
#: Two severities or shares closer than this are one.
SAME = 1e-9
#: Half a year: what a forecast's horizon is made shorter and longer by, to see whether its verdict hangs on it.
HALF_YEAR = 183
_NAN = float("nan")


@dataclass(frozen=True)
class Finding:
    """What one rule found in one record.

    Attributes
    ----------
    verdict : {"supported", "contradicted", "cannot say"}
        What the rule makes of the number.
    value, lower, upper : float
        The number, and the range the rule's ``span`` names; NaN where there is none.
    n : int
        Rows the number is counted or taken over.
    rows : tuple of str
        Rows that decide, as ``nk:A030`` or ``rp:S061``.
    why : str
        What is missing, or what must be known beside the number.
    """

    verdict: str
    value: float = _NAN
    lower: float = _NAN
    upper: float = _NAN
    n: int = 0
    rows: tuple[str, ...] = ()
    why: str = ""


Judge: TypeAlias = Callable[[Record, float], Finding]


@dataclass(frozen=True)
class Rule:
    """How one claim is put to the record.

    Attributes
    ----------
    judge : callable
        Takes the record as known on a day and a threshold, returns a :class:`Finding`.
    statistic : str
        What the number is.
    text : str
        How the number becomes a verdict; ``{t}`` stands for the threshold.
    because : str
        Why this rule.
    uses : tuple of str
        Cases it looks at, ``nk`` and ``rp``.
    threshold : float
        Where the verdict changes; NaN for rules without one.
    nearby : tuple of float
        One step of the scale down and up, as far as the scale has them.
    span : str
        What ``lower`` and ``upper`` are.
    readings : tuple of (str, callable)
        Other defensible readings of the same claim.
    forecast : bool
        Whether the verdict waits for a horizon.
    """

    judge: Judge
    statistic: str
    text: str
    because: str
    uses: tuple[str, ...]
    threshold: float = _NAN
    nearby: tuple[float, ...] = ()
    span: str = ""
    readings: tuple[tuple[str, Judge], ...] = ()
    forecast: bool = False

    def written(self) -> str:
        """Return the rule in words, with its threshold."""
        return self.text.replace("{t}", f"{self.threshold:g}")


def evaluate(rule: Rule, record: Record) -> tuple[Finding, tuple[str, ...]]:
    """Return what a rule finds, and which nearby choices would have found otherwise."""
    record.cache[TOUCHED] = set()
    main = attempt(rule.judge, record, rule.threshold)
    others = ((label, attempt(judge, seen, t)) for label, judge, seen, t in _nearby(rule, record))
    return main, tuple(
        f"{label}: {other.verdict}" for label, other in others if other.verdict != main.verdict
    )


def attempt(judge: Judge, record: Record, threshold: float) -> Finding:
    """Judge a claim; where the record lacks a table or a column, say so."""
    try:
        return judge(record, threshold)
    except Missing as lack:
        return Finding(CANNOT_SAY, why=str(lack))


def _nearby(rule: Rule, record: Record) -> Iterator[tuple[str, Judge, Record, float]]:
    """List other thresholds, other horizons, other readings, and deeds under way counted at once."""
    for threshold in rule.nearby:
        yield f"threshold {threshold:g}", rule.judge, record, threshold
    if record.cache[TOUCHED] & {"nk.actions", "rp.actions"}:
        yield "deeds under way counted", rule.judge, replace(record, under_way=True), rule.threshold
    if rule.forecast:
        for days in (record.horizon - HALF_YEAR, record.horizon + HALF_YEAR):
            yield f"horizon {days} days", rule.judge, replace(record, horizon=days), rule.threshold
    for label, judge in rule.readings:
        yield label, judge, record, rule.threshold


def by_size(value: float, threshold: float, *, below: str, above: str) -> str:
    """Return the verdict for a value below a threshold, or for one that reaches it."""
    return above if value >= threshold - SAME else below


def grave_deeds(value: float, threshold: float, limit: float) -> str:
    """Judge a claim that no grave deed was done: borne out below the threshold, refuted at the limit."""
    if value < threshold - SAME:
        return SUPPORTED
    return by_size(value, limit, below=CANNOT_SAY, above=CONTRADICTED)
