"""From words to deeds to effects: where what was named got lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.gap.groups import PERIOD_COLUMNS, group_rows, period_frequency
from rhetoric_gap.inference.decomposition import StageParts, stage_parts
from rhetoric_gap.pairing.prepare import ACT
from rhetoric_gap.results import GapResult
from rhetoric_gap.spec import Spec
from rhetoric_gap.studies.contrast_rows import interval_of
from rhetoric_gap.studies.study import Study
from rhetoric_gap.tables.schema import RISK_STATES
from rhetoric_gap.words import plural

PARTS = ("implementation", "efficacy_low", "unknown", "realised")
_NUMBERS = [
    "n", "n_statements", "n_open", "n_credited", "n_effect_unknown", "bark", "implementation", "implementation_lower",
    "implementation_upper", "efficacy_low", "efficacy_high", "unknown", "realised", "gap_total_low", "gap_total_high",
    "lower", "upper", "level", "reason",
]  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class GapStages(Study):
    """What was named, divided into what was not done, what had no effect, what is unknown and what took effect.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per group and period of the result: ``implementation`` (named and not done, the gap, with its interval
        ``implementation_lower`` and ``implementation_upper``), ``efficacy_low`` to ``efficacy_high`` (done without
        effect), ``unknown`` (done with an effect nobody knows, the difference of the two) and ``realised`` (done and
        known to have taken effect). ``implementation + efficacy_low + unknown + realised = 1``. ``gap_total_low`` and
        ``gap_total_high`` are the whole way from words to effects; ``lower`` and ``upper`` reach from the lower limit
        of the one to the upper limit of the other. All in [0, 1] or missing, with the ``reason``.
    notes : tuple of str
        What must be known to read it.
    by : tuple of str
        Grouping columns.
    freq : str or None
        Length of periods.
    as_of : pandas.Timestamp
        Day up to which things were known.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> row = rg.gap_stages(rg.gap_index(rg.load_dataset("north_korea"))).frame.iloc[0]
    >>> round(float(row["implementation"] + row["efficacy_low"] + row["unknown"] + row["realised"]), 12)
    1.0
    """

    by: tuple[str, ...]
    freq: str | None
    as_of: pd.Timestamp

    _hidden: ClassVar[tuple[str, ...]] = ("period_start", "period_end")


def gap_stages(result: GapResult) -> GapStages:
    """Divide the way from words to effects into its stages, for every group and period of a result.

    Parameters
    ----------
    result : GapResult
        What ``gap_index`` returns.

    Returns
    -------
    GapStages
        One row per row of the result.

    Raises
    ------
    RhetoricGapError
        If ``result`` is something else.

    Notes
    -----
    With ``F`` the follow-through and ``E`` the effect of the credited deeds::

        gap_total = 1 - F * E = (1 - F) + F * (1 - E)

    an implementation gap (words without deeds) plus an efficacy gap (deeds without effect). A deed whose effect nobody
    recorded counts as having none in ``gap_total_high`` and its whole in ``gap_total_low``; the part in between is
    ``unknown``, which is a bound and no sampling error. The limits ``lower`` and ``upper`` allow for both: they cover
    the whole range from low to high with at least the confidence level.

    Effects are those of the credited deeds only. Deeds that no word announced have effects too, which are not here.

    References
    ----------
    Imbens, G. W. and Manski, C. F. (2004). Confidence intervals for partially identified parameters. Econometrica 72,
    1845-1857.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> found = rg.gap_stages(rg.gap_index(rg.load_dataset("north_korea"), by="valence"))
    >>> found.frame[["valence", "implementation", "efficacy_low", "unknown", "realised"]].round(2).to_dict("records")[0]
    {'valence': 'conflict', 'implementation': 0.62, 'efficacy_low': 0.1, 'unknown': 0.1, 'realised': 0.17}
    """
    if not isinstance(result, GapResult):
        raise RhetoricGapError(
            f"gap_stages needs a GapResult, as gap_index() returns, got {type(result).__name__}"
        )
    explode = result.spec.joint_targets == "explode"
    freq = period_frequency(result.freq)
    groups = group_rows(result.outcomes, result.actions, result.by, freq, explode=explode)
    rows, group = groups.outcomes, groups.of_statement
    scored = (rows["role"].eq(ACT) & rows["state"].isin(RISK_STATES)).to_numpy(dtype=bool)
    sums = _Sums(rows, group, scored, len(groups.labels))
    parts = stage_parts(sums.bark, sums.bite, sums.low, sums.high)
    frame = _frame(result, sums, parts)
    limits = [_limits(sums, g, result.spec) for g in range(len(frame))]
    frame["lower"], frame["upper"] = [low for low, _ in limits], [high for _, high in limits]
    labels = [*result.by, *(PERIOD_COLUMNS if result.freq else [])]
    return GapStages(
        frame=frame[[*labels, *_NUMBERS]],
        notes=tuple(_notes(result.outcomes)),
        by=result.by,
        freq=result.freq,
        as_of=result.as_of,
    )


class _Sums:
    """Severity named, credited and realised, per statement and per group."""

    def __init__(self, rows: pd.DataFrame, group: np.ndarray, scored: np.ndarray, size: int) -> None:
        part = rows.loc[scored]
        self.group = group[scored]
        self.named = part["severity"].to_numpy(dtype=float)
        self.credit = np.minimum(part["credit"].to_numpy(dtype=float), self.named)
        # Without a credited deed there is no effect to speak of: nothing of it is realised, and nothing unknown.
        low, high = (np.nan_to_num(part[f"effect_{side}"].to_numpy(dtype=float)) for side in ("low", "high"))
        self.realised_low, self.realised_high = self.credit * low, self.credit * high
        self.rows = part
        self.bark, self.bite, self.low, self.high = (
            np.bincount(self.group, values, minlength=size)
            for values in (self.named, self.credit, self.realised_low, self.realised_high)
        )
        credited = self.credit > 0
        self.n_credited = np.bincount(self.group[credited], minlength=size)
        self.n_unknown = np.bincount(self.group[credited & (high > low)], minlength=size)


def _frame(result: GapResult, sums: _Sums, parts: StageParts) -> pd.DataFrame:
    """Put the parts beside the rows of the result."""
    frame = result.frame.reset_index(drop=True)
    return frame.assign(
        n_credited=sums.n_credited,
        n_effect_unknown=sums.n_unknown,
        implementation=parts.implementation,
        implementation_lower=frame["lower"],
        implementation_upper=frame["upper"],
        efficacy_low=parts.efficacy_low,
        efficacy_high=parts.efficacy_high,
        unknown=parts.unknown,
        realised=parts.realised,
        gap_total_low=parts.total_low,
        gap_total_high=parts.total_high,
    )


def _limits(sums: _Sums, g: int, spec: Spec) -> tuple[float, float]:
    """Return the lower limit of the smallest total gap and the upper limit of the largest."""
    part = np.flatnonzero(sums.group == g)
    least, most = (
        interval_of(sums.rows.iloc[part], sums.named[part], done[part], spec.window, spec.level)
        for done in (sums.realised_high, sums.realised_low)
    )
    return least.lower, most.upper


def _notes(outcomes: pd.DataFrame) -> list[str]:
    """Say what a reader must know; every statement counts once, however many groups it is in."""
    acts = outcomes.loc[outcomes["role"].eq(ACT).to_numpy(dtype=bool)]
    credited = acts.loc[(acts["state"].isin(RISK_STATES) & acts["credit"].gt(0)).to_numpy(dtype=bool)]
    if not len(credited):
        return ["No scored statement was credited with a deed, so there is no effect to speak of"]
    notes = []
    blank = int((credited["effect_high"] > credited["effect_low"]).sum())
    if blank:
        notes.append(
            f"The effect of the deed is unknown for {blank} of {plural(len(credited), 'credited statement')}: counted "
            "as full in the low and as none in the high total gap"
        )
    waiting = int(acts["state"].eq("open").sum())
    if waiting:
        notes.append(f"{plural(waiting, 'statement')} with an open window are in no stage yet")
    return notes
