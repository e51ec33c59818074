"""What a synthetic case is to be made of, checked as a whole before anything is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, did_you_mean

#: The kinds of statement that can be drawn, and their valence.
VALENCE = {"threat": "conflict", "promise": "cooperation", "comment": "conflict"}

#: CAMEO words and the one deed that fulfils each. No deed here fulfils or partly fulfils any other word of the list.
CODE_PAIRS = {
    "threat": (
        ("1312", "163"),
        ("134", "164"),
        ("135", "165"),
        ("1322", "1722"),
        ("1381", "191"),
        ("1382", "192"),
    ),
    "promise": (("0311", "061"), ("0312", "062"), ("0313", "063"), ("0314", "064"), ("0333", "073")),
}
ALL_PAIRS = tuple(pair for pairs in CODE_PAIRS.values() for pair in pairs)
MATCHES = ("topic", "code")

_COUNTS = ("n_statements", "n_dyads", "clusters_per_dyad", "window", "days")
_SHARES = (
    "true_gap",
    "partial_share",
    "cluster_effect",
    "conditional_share",
    "triggered_share",
    "open_share",
)


@dataclass(frozen=True, kw_only=True)
class SimulationPlan:
    """The arguments of :func:`rhetoric_gap.make_case`, where they are explained.

    Raises
    ------
    RhetoricGapError
        If the arguments make no sense, one by one or together; the message lists every problem.
    """

    n_statements: int
    n_dyads: int
    clusters_per_dyad: int
    true_gap: float
    partial_share: float
    cluster_effect: float
    conditional_share: float
    triggered_share: float
    trigger_delay: int
    open_share: float
    background_rate: float
    kinds: Mapping[str, float]
    severities: tuple[float, ...]
    match: str
    n_topics: int | None
    window: int
    start: str
    days: int

    def __post_init__(self) -> None:
        wrong = [*_single_problems(self), *_kind_problems(self.kinds), *_joint_problems(self)]
        if wrong:
            raise RhetoricGapError("make_case cannot make this case:\n- " + "\n- ".join(wrong))

    @property
    def last_closed_day(self) -> int:
        """Last day on which a statement's window is sure to close before the last day covered."""
        return self.days - 2 - self.window - self.trigger_delay

    @property
    def share_kept(self) -> float:
        """Probability that a statement at risk is kept in full."""
        return 1 - self.true_gap - self.partial_share / 2

    @property
    def committing(self) -> dict[str, float]:
        """Weights of the kinds that name a deed."""
        return {kind: weight for kind, weight in self.kinds.items() if kind in CODE_PAIRS and weight > 0}


def _single_problems(plan: SimulationPlan) -> Iterator[str]:
    """Yield what is wrong with arguments one by one."""
    for name in _COUNTS:
        if not _whole(getattr(plan, name), 1):
            yield f"{name}={getattr(plan, name)!r}: give a whole number of at least 1"
    if not _whole(plan.trigger_delay, 0):
        yield f"trigger_delay={plan.trigger_delay!r}: give a whole number of at least 0"
    for name in _SHARES:
        if not _within(getattr(plan, name), 0, 1):
            yield f"{name}={getattr(plan, name)!r}: give a share from 0 to 1"
    if not _within(plan.background_rate, 0, np.finfo(float).max):
        yield f"background_rate={plan.background_rate!r}: give expected deeds per dyad and day, at least 0"
    if pd.isna(pd.to_datetime(plan.start, errors="coerce", format="%Y-%m-%d")):
        yield f"start={plan.start!r}: give a day such as '2020-01-01'"
    if not plan.severities or not all(_within(level, 0, 1) and level > 0 for level in plan.severities):
        yield f"severities={plan.severities!r}: give at least one, each above 0 and at most 1"
    if plan.match not in MATCHES:
        yield f"match={plan.match!r}: allowed are {_listed(MATCHES)}.{did_you_mean(str(plan.match), MATCHES)}"
    if plan.n_topics is not None and not _whole(plan.n_topics, 1):
        yield f"n_topics={plan.n_topics!r}: give a whole number of at least 1, or None"


def _kind_problems(kinds: Mapping[str, float]) -> Iterator[str]:
    """Yield what is wrong with the kinds of statement asked for."""
    for kind, weight in kinds.items():
        if kind not in VALENCE:
            yield f"kinds: {kind!r} is not known; allowed are {_listed(VALENCE)}.{did_you_mean(str(kind), VALENCE)}"
        if not _within(weight, 0, np.finfo(float).max):
            yield f"kinds: the weight {weight!r} of {kind!r} is not a number of at least 0"
    if not any(kind in kinds and kinds[kind] != 0 for kind in CODE_PAIRS):
        yield f"kinds={dict(kinds)!r}: without {_listed(CODE_PAIRS, ' or ')} there is no gap to find"


def _joint_problems(plan: SimulationPlan) -> Iterator[str]:
    """Yield what is wrong with arguments taken together, where each alone makes sense."""
    if _within(plan.true_gap, 0, 1) and _within(plan.partial_share, 0, 1):
        half = plan.partial_share / 2
        if not half <= plan.true_gap <= 1 - half:
            yield f"true_gap={plan.true_gap!r}: with partial_share={plan.partial_share!r} give {half} to {1 - half}"
    spans_make_sense = _whole(plan.days, 1) and _whole(plan.window, 1) and _whole(plan.trigger_delay, 0)
    if spans_make_sense and plan.last_closed_day < 0:
        least = plan.days - plan.last_closed_day
        yield f"days={plan.days!r}: window={plan.window} and trigger_delay={plan.trigger_delay} need at least {least}"
    most = min(len(CODE_PAIRS.get(kind, ALL_PAIRS)) for kind in plan.kinds or VALENCE)
    if plan.match == "code" and plan.n_topics is not None and _whole(plan.n_topics, most + 1):
        yield f"n_topics={plan.n_topics!r}: these kinds have {most} pairs of codes to choose from"


def _whole(value: object, least: int) -> bool:
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool) and bool(value >= least)


def _within(value: object, low: float, high: float) -> bool:
    return (
        isinstance(value, (int, float, np.number))
        and not isinstance(value, bool)
        and bool(low <= value <= high)
    )


def _listed(words: Mapping[str, object] | tuple[str, ...], join: str = ", ") -> str:
    return join.join(repr(word) for word in words)
