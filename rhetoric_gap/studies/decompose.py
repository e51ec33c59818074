"""Which groups a gap comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from rhetoric_gap.inference.decomposition import gap_parts
from rhetoric_gap.inference.limits import Interval
from rhetoric_gap.results import GapResult
from rhetoric_gap.spec import Spec
from rhetoric_gap.studies.contrast_rows import Cells, cells_of, columns_of, interval_of, scored_rows
from rhetoric_gap.studies.study import Study
from rhetoric_gap.words import plural

_NUMBERS = [
    "n", "n_clusters", "bark", "bite", "weight", "gap", "lower", "upper", "level", "contribution", "share_of_gap",
    "pull", "reason",
]  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class GapDecomposition(Study):
    """A gap as the sum of what each group adds.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per group: ``n`` scored statements in ``n_clusters``, ``bark`` and ``bite``, ``weight`` (share of the
        severity named), ``gap`` with ``lower`` and ``upper``, ``contribution = weight * gap``, ``share_of_gap``
        (contribution by total) and ``pull = weight * (gap - total)``, which says how far the group draws the total up
        or down and sums to 0.
    notes : tuple of str
        What must be known to read it.
    total : float
        The gap of all groups together.
    by : tuple of str
        Grouping columns.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> result = rg.gap_index(rg.load_dataset("north_korea"))
    >>> found = rg.decompose_gap(result, by="audience")
    >>> bool(abs(found.frame["contribution"].sum() - result.gap) < 1e-12)
    True
    """

    total: float
    by: tuple[str, ...]


def decompose_gap(result: GapResult | pd.DataFrame, *, by: str | Sequence[str]) -> GapDecomposition:
    """Divide a gap among groups: how much each adds.

    Parameters
    ----------
    result : GapResult or DataFrame
        What ``gap_index`` returns, or (a part of) its ``.outcomes``. All its scored statements are divided, whatever
        it was grouped by.
    by : str or sequence of str
        Columns of the outcomes: audience, actor, target, kind, topic or one of your own. Several give one group for
        every combination.

    Returns
    -------
    GapDecomposition
        One row per group; contributions sum to the gap.

    Raises
    ------
    RhetoricGapError, UnknownOptionError, SchemaError
        If ``result`` is neither, or a column is not there.

    Notes
    -----
    Over the scored statements, with ``R_k`` the severity that group ``k`` named and ``G_k`` its gap::

        G = sum(w_k * G_k),   w_k = R_k / R

    A missing value is a group of its own, and so is a joint target, as every statement must be in one group only.
    Statements that were not tested are in no group: a group that was mostly not tested adds little for that reason.
    A large share of the gap may mean many words or a large gap; ``pull`` keeps only the second.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> found = rg.decompose_gap(rg.gap_index(rg.load_dataset("north_korea")), by="kind")
    >>> found.frame[["kind", "weight", "gap", "contribution"]].round(2).to_dict("records")[0]
    {'kind': 'promise', 'weight': 0.33, 'gap': 0.45, 'contribution': 0.15}
    """
    scored = scored_rows(result)
    names = columns_of(by, scored.every, reserved=_NUMBERS)
    cells = cells_of(scored.rows, names)
    bark, bite = cells.sums(cells.bark), cells.sums(cells.bite)
    parts = gap_parts(bark, bite)
    share = parts.contribution / parts.total if parts.total > 0 else np.full(len(bark), np.nan)
    frame = cells.labels.assign(
        n=cells.counts(),
        n_clusters=[len(np.unique(cells.cluster[cells.of_row == g])) for g in range(len(bark))],
        bark=bark,
        bite=bite,
        weight=parts.weight,
        gap=parts.gap,
        level=scored.level,
        contribution=parts.contribution,
        share_of_gap=share,
        # A group that named nothing draws in no direction.
        pull=parts.contribution - parts.weight * parts.total,
    )
    intervals = _intervals(cells, scored.rows, scored.spec, scored.level)
    for name in ("lower", "upper", "reason"):
        frame[name] = [getattr(found, name) for found in intervals]
    return GapDecomposition(
        frame=frame[[*names, *_NUMBERS]],
        notes=tuple(_notes(frame, names, scored.every, scored.rows, parts.total, scored.explodes)),
        total=parts.total,
        by=names,
    )


def _intervals(cells: Cells, rows: pd.DataFrame, spec: Spec | None, level: float) -> list[Interval]:
    """Make the interval of the gap of every group."""
    window = Spec().window if spec is None else spec.window
    parts = [np.flatnonzero(cells.of_row == g) for g in range(len(cells.labels))]
    return [interval_of(rows.iloc[p], cells.bark[p], cells.bite[p], window, level) for p in parts]


def _notes(
    frame: pd.DataFrame,
    by: tuple[str, ...],
    every: pd.DataFrame,
    rows: pd.DataFrame,
    total: float,
    explodes: bool,
) -> list[str]:
    """Say what a reader must know."""
    if not len(rows):
        return ["No statement was scored, so there is no gap to divide"]
    notes = [
        f"{len(rows)} of {plural(len(every), 'statement')} that commit to a deed were scored; the others are in no "
        "group"
    ]
    if explodes and "target" in by:
        notes.append("Joint targets are groups of their own here, so that the parts sum to the gap")
    blank = frame[list(by)].isna().any(axis=1)
    if blank.any():
        notes.append(
            f"{plural(int(frame.loc[blank, 'n'].sum()), 'statement')} with a missing value in {' or '.join(by)} "
            "make groups of their own"
        )
    if total == 0:
        notes.append("The gap is 0: no group has a share of it")
    return notes
