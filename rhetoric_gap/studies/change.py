"""Why a gap changed: other words by others, or the same ones doing otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.inference.difference import GapContrast, difference_interval
from rhetoric_gap.inference.interval import MIN_CLUSTERS, MIN_STATEMENTS
from rhetoric_gap.inference.kitagawa import (
    MOST_FACTORS,
    ChangeInterval,
    ChangeParts,
    change_interval,
    shapley_change,
)
from rhetoric_gap.results import GapResult
from rhetoric_gap.studies.contrast_rows import Cells, Scored, cells_of, columns_of, scored_rows, thin_note
from rhetoric_gap.studies.study import Study
from rhetoric_gap.words import plural

_PARTS = ["part", "estimate", "lower", "upper", "level", "share_of_change", "reason"]
_GROUP = [
    "n_before", "n_after", "weight_before", "weight_after", "gap_before", "gap_after", "mix", "behaviour",
    "contribution", "only_in",
]  # fmt: skip
BEHAVIOUR, CHANGE = "behaviour", "change"
_FLAT = 1e-9


@dataclass(frozen=True, eq=False, repr=False)
class ChangeDecomposition(Study):
    """A change of the gap as changes of mix and of behaviour.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per ``part``: ``mix of <column>`` for every column, ``behaviour``, and ``change``, their sum.
        ``estimate`` is what the part adds to the gap, ``share_of_change`` that by the change.
    notes : tuple of str
        What must be known to read it.
    groups : pandas.DataFrame
        One row per group: statements, weights and gaps before and after, what the group adds to ``mix`` (and to
        ``mix_<column>`` of each column, where there are several) and to ``behaviour``, their sum ``contribution``, and
        ``only_in`` (``before``, ``after`` or empty).
    before, after : float
        The two gaps.
    by : tuple of str
        Grouping columns.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> rows = rg.gap_index(rg.load_dataset("russia_partners")).outcomes
    >>> early = rows["date"] < "2024-06-19"
    >>> found = rg.decompose_change(rows[early], rows[~early], by="actor")
    >>> found.frame[["part", "estimate"]].round(3).to_dict("list")
    {'part': ['mix of actor', 'behaviour', 'change'], 'estimate': [...]}
    """

    groups: pd.DataFrame
    before: float
    after: float
    by: tuple[str, ...]

    _digits: ClassVar[dict[str, int]] = {**Study._digits, "estimate": 3, "lower": 3, "upper": 3}


def decompose_change(
    before: GapResult | pd.DataFrame, after: GapResult | pd.DataFrame, *, by: str | Sequence[str]
) -> ChangeDecomposition:
    """Divide a change of the gap into a change of mix and a change of behaviour.

    Parameters
    ----------
    before, after : GapResult or DataFrame
        Two results, or two parts of one result's ``.outcomes``. Take parts of one result where both periods belong to
        one record: statements were then paired before they were divided.
    by : str or sequence of str
        One to four columns of the outcomes that may have changed their shares: actor, audience, topic, ...

    Returns
    -------
    ChangeDecomposition
        The parts, which sum to the change, and the groups behind them.

    Raises
    ------
    RhetoricGapError, UnknownOptionError, SchemaError
        If one of the two is neither, a period has no scored statement, or a column is not there.

    Notes
    -----
    With ``w_k`` the share of group ``k`` in the severity named and ``G_k`` its gap, at midpoints::

        after - before = sum((w1_k - w0_k) * (G0_k + G1_k) / 2) + sum((w0_k + w1_k) / 2 * (G1_k - G0_k))
                       =             mix                        +             behaviour

    *Mix* is what the change would have been had every group kept its gap, *behaviour* what it would have been had
    every group kept its share of the words. With several columns the mix of each is the mean over all orders of
    changing them (:func:`rhetoric_gap.inference.shapley_change`). A group that speaks in one period only has no gap to
    compare and is mix as a whole (``only_in``): with finer groups more and more of a change becomes mix. A missing
    value is a group of its own. The decomposition is arithmetic, not a cause.

    Intervals of the parts leave out one cluster at a time, that of the change is the one of
    :func:`rhetoric_gap.compare_gaps`; a cluster of the same name in both periods is taken for one unit.

    References
    ----------
    Kitagawa, E. M. (1955). Components of a difference between two rates. JASA 50, 1168-1194.
    Das Gupta, P. (1993). Standardization and Decomposition of Rates. US Bureau of the Census, P23-186.

    Examples
    --------
    Two actors: the second gains weight, and both do less of what they say.

    >>> import pandas as pd
    >>> import rhetoric_gap as rg
    >>> tally = pd.DataFrame({"cell": ["kept", "unfulfilled"] * 2, "actor": ["A", "A", "B", "B"]})
    >>> then = rg.gap_index(rg.case_from_counts(tally.assign(count=[12, 48, 24, 16])))
    >>> now = rg.gap_index(rg.case_from_counts(tally.assign(count=[3, 27, 35, 35])))
    >>> found = rg.decompose_change(then, now, by="actor")
    >>> found.frame[["part", "estimate"]].round(3).to_dict("records")[:2]
    [{'part': 'mix of actor', 'estimate': -0.12}, {'part': 'behaviour', 'estimate': 0.1}]
    """
    scored = scored_rows(before, "before"), scored_rows(after, "after")
    for name, one in zip(("before", "after"), scored, strict=True):
        if not len(one.rows) or not one.rows["severity"].sum() > 0:
            raise RhetoricGapError(f"{name} has no scored statement, so there is no gap to compare")
    rows = pd.concat([one.rows for one in scored], ignore_index=True)
    shared = rows[[c for c in rows.columns if all(c in one.rows for one in scored)]]
    names = columns_of(by, shared, reserved=_GROUP)
    if len(names) > MOST_FACTORS:
        raise RhetoricGapError(
            f"by names {len(names)} columns; the mix of at most {MOST_FACTORS} can be told apart"
        )
    cells = cells_of(rows, names)
    later = np.arange(len(rows)) >= len(scored[0].rows)
    codes = np.column_stack([pd.factorize(cells.labels[c], use_na_sentinel=False)[0] for c in names])
    parts, interval = _decomposed(cells, later, codes, scored[0].level)
    total = _change(cells, later, scored[0].level)
    short = [
        name for name, one in zip(("before", "after"), scored, strict=True) if len(one.rows) < MIN_STATEMENTS
    ]
    frame = _parts(parts, interval, total, names, short)
    groups = _groups(cells, later, parts, names)
    return ChangeDecomposition(
        frame=frame,
        notes=tuple(_notes(groups, names, scored, total)),
        groups=groups,
        before=parts.before,
        after=parts.after,
        by=names,
    )


def _decomposed(
    cells: Cells, later: np.ndarray, codes: np.ndarray, level: float
) -> tuple[ChangeParts, ChangeInterval]:
    """Decompose the sums, with intervals."""
    bark, bite = ([cells.sums(v, where) for where in (~later, later)] for v in (cells.bark, cells.bite))
    gaps = [
        np.divide(r - b, r, out=np.full(len(r), np.nan), where=r > 0) for r, b in zip(bark, bite, strict=True)
    ]
    parts = shapley_change(bark[0], gaps[0], bark[1], gaps[1], codes)
    (bark_0, bite_0), (bark_1, bite_1) = (
        [cells.by_cluster(v, where) for v in (cells.bark, cells.bite)] for where in (~later, later)
    )
    return parts, change_interval(bark_0, bite_0, bark_1, bite_1, codes, level=level)


def _change(cells: Cells, later: np.ndarray, level: float) -> GapContrast:
    """Compare the two periods as a whole."""
    (bark_0, bite_0), (bark_1, bite_1) = (
        [cells.by_cluster(v, where).sum(axis=1) for v in (cells.bark, cells.bite)]
        for where in (~later, later)
    )
    return difference_interval(bark_0, bite_0, bark_1, bite_1, level=level)


def _parts(
    parts: ChangeParts, interval: ChangeInterval, total: GapContrast, by: tuple[str, ...], short: list[str]
) -> pd.DataFrame:
    """Return one row per part of the change."""
    frame = pd.DataFrame({"part": [*(f"mix of {name}" for name in by), BEHAVIOUR, CHANGE]})
    frame["estimate"] = [*parts.mix, parts.behaviour, parts.delta]
    frame["lower"], frame["upper"] = [*interval.lower, total.lower], [*interval.upper, total.upper]
    frame["level"] = interval.level
    changed = abs(parts.delta) > _FLAT
    frame["share_of_change"] = frame["estimate"] / parts.delta if changed else np.nan
    why = [interval.reason] * (len(frame) - 1) + [_in_time(total.reason)]
    if short:
        why = [f"fewer than {MIN_STATEMENTS} scored {' and '.join(short)}"] * len(frame)
        frame[["lower", "upper"]] = np.nan
    missing = frame["lower"].isna()
    frame["reason"] = [
        (text or "no cluster moves it: no variance to see") if none else ""
        for text, none in zip(why, missing, strict=True)
    ]
    return frame[_PARTS]


def _in_time(reason: str) -> str:
    """Say before and after for first and second."""
    return (
        reason.replace("first group", "before").replace("second group", "after").replace("groups", "periods")
    )


def _groups(cells: Cells, later: np.ndarray, parts: ChangeParts, by: tuple[str, ...]) -> pd.DataFrame:
    """Return one row per group."""
    frame = cells.labels.copy()
    for name, where in (("before", ~later), ("after", later)):
        bark, bite = cells.sums(cells.bark, where), cells.sums(cells.bite, where)
        frame[f"n_{name}"] = cells.counts(where)
        frame[f"weight_{name}"] = bark / bark.sum()
        frame[f"gap_{name}"] = np.divide(bark - bite, bark, out=np.full(len(bark), np.nan), where=bark > 0)
    frame["mix"], frame["behaviour"] = parts.terms[:, :-1].sum(axis=1), parts.terms[:, -1]
    frame["contribution"] = frame["mix"] + frame["behaviour"]
    silent = {name: frame[f"gap_{name}"].isna() for name in ("before", "after")}
    frame["only_in"] = np.select([silent["after"], silent["before"]], ["before", "after"], default="")
    single = []
    if len(by) > 1:
        single = [f"mix_{name}" for name in by]
        frame[single] = parts.terms[:, :-1]
    return frame[[*by, *_GROUP, *single]]


def _notes(
    groups: pd.DataFrame, by: tuple[str, ...], scored: tuple[Scored, Scored], total: GapContrast
) -> list[str]:
    """Say what a reader must know."""
    notes = []
    alone = groups.loc[groups["only_in"].ne("")]
    if len(alone):
        weights = [alone[f"weight_{name}"].sum() for name in ("before", "after")]
        notes.append(
            f"{plural(len(alone), 'group')} of {len(groups)} in one period only ({100 * weights[0]:.0f} % of the "
            f"severity before, {100 * weights[1]:.0f} % after): mix as a whole"
        )
    if total.n_shared:
        notes.append(
            f"{plural(total.n_shared, 'cluster')} of the same name in both periods, taken for the same units"
        )
    if np.isfinite(total.lower) and total.worth < MIN_CLUSTERS:
        notes.append(thin_note(total.worth, "the intervals"))
    specs = [one.spec for one in scored]
    if None not in specs and specs[0] != specs[1]:
        notes.append(
            f"The two gaps rest on different choices: {_differing(specs)}; part of the change may be theirs"
        )
    if any(one.explodes for one in scored) and "target" in by:
        notes.append("Joint targets are groups of their own here, so that weights sum to 1")
    return notes


def _differing(specs: list[Any]) -> str:
    """Name the choices in which two specs differ."""
    first, second = (vars(spec) for spec in specs)
    return ", ".join(f"{k} {first[k]!r} and {second[k]!r}" for k in first if first[k] != second[k])
