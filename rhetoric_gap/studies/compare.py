"""Do two gaps differ? Groups or periods side by side, with an interval and a permutation test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from pandas.api.types import is_list_like

from rhetoric_gap.errors import RhetoricGapError, did_you_mean
from rhetoric_gap.inference.difference import GapContrast, difference_interval
from rhetoric_gap.inference.interval import MIN_CLUSTERS, MIN_STATEMENTS
from rhetoric_gap.inference.permutation import N_PERM, Permutation, permutation_test
from rhetoric_gap.results import GapResult
from rhetoric_gap.studies.contrast_rows import (
    Cells,
    Scored,
    cells_of,
    columns_of,
    label_texts,
    scored_rows,
    thin_note,
)
from rhetoric_gap.studies.study import Study
from rhetoric_gap.words import plural

PERIOD = "period"
#: All pairs of more groups than this would be a table nobody reads.
MOST_GROUPS = 20
_COLUMNS = [
    "first", "second", "n_first", "n_second", "gap_first", "gap_second", "estimate", "lower", "upper", "level", "se",
    "p", "p_holm", "p_least", "n_permutations", "exact", "design", "n_clusters_first", "n_clusters_second",
    "n_clusters_shared", "n_clusters_worth", "reason",
]  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class GapComparison(Study):
    """Differences of gaps between groups or periods.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per pair: the two groups with scored statements and gaps, ``estimate`` (the second gap less the first,
        in [-1, 1]) with ``lower`` and ``upper``, ``p`` of the permutation test (``exact`` where all
        ``n_permutations`` were looked at), ``p_holm`` allowing for all pairs of the table, ``p_least`` (the smallest p
        that was possible), ``design`` (what was permuted), the clusters of each group and of both, how many equal ones
        those of the thinner group are worth (``n_clusters_worth``), and the ``reason`` where a number is missing.
    notes : tuple of str
        What must be known to read it.
    by : tuple of str
        Grouping columns, or ``("period",)``.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> result = rg.gap_index(rg.load_dataset("russia_partners"))
    >>> found = rg.compare_gaps(result, by="actor", between=("PRK", "RUS"))
    >>> found.frame[["gap_first", "gap_second", "estimate"]].round(2).to_dict("records")
    [{'gap_first': 0.14, 'gap_second': 0.69, 'estimate': 0.55}]
    """

    by: tuple[str, ...]

    _digits: ClassVar[dict[str, int]] = {**Study._digits, "p_holm": 3, "p_least": 3}
    _hidden: ClassVar[tuple[str, ...]] = (
        "se", "p_least", "level", "n_permutations", "exact", "n_clusters_shared", "n_clusters_worth",
    )  # fmt: skip


def compare_gaps(
    result: GapResult | pd.DataFrame,
    *,
    by: str | Sequence[str],
    between: Sequence[Any] | None = None,
    n_perm: int = N_PERM,
    seed: int = 0,
) -> GapComparison:
    """Compare the gaps of two groups or periods, or of every two.

    Parameters
    ----------
    result : GapResult or DataFrame
        What ``gap_index`` returns, or (a part of) its ``.outcomes``.
    by : str or sequence of str
        Columns of the outcomes that name the group, or ``"period"`` for the periods of a result computed with
        ``freq``. For other periods add a column to the outcomes and pass these.
    between : two values, optional
        The two groups, in this order: values of the column, or tuples of values where there are several columns;
        periods as in the result, such as ``"2024Q1"``. Without it every two groups with a gap are compared, in the
        order of the groups.
    n_perm : int, default 9999
        Permutations to draw where there are more than that.
    seed : int, default 0
        Seed of the draws; the same seed gives the same p-values.

    Returns
    -------
    GapComparison
        One row per pair.

    Raises
    ------
    RhetoricGapError, UnknownOptionError, SchemaError
        If a column or a group is not there, or there are no two groups to compare.

    Notes
    -----
    The estimate is ``gap_second - gap_first`` over scored statements. Its interval is built from the clustered
    variances of the two gaps and their covariance, where clusters have statements in both groups
    (:func:`rhetoric_gap.inference.difference_interval`); it needs ten scored statements and five clusters in each.

    The permutation test moves clusters, never statements: a cluster that is in one of the groups only changes its
    label, one that is in both has its two halves swapped or not (``design``). With few clusters all permutations are
    looked at; where even the smallest possible p-value is not small, the reason says so. Shuffling statements instead
    would take each for independent of the others and find differences where there are none
    (``benchmarks/comparison.py``).

    ``p_holm`` is adjusted after Holm for the number of pairs of the table. The intervals are not: each holds by itself.
    Only scored statements are compared; the bounds of both gaps may overlap although the gaps differ.

    References
    ----------
    Chung, E. and Romano, J. P. (2013). Exact and asymptotically robust permutation tests. Annals of Statistics 41,
    484-507.
    Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6,
    65-70.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> case = rg.make_case(n_dyads=12, true_gap=0.5, seed=1)
    >>> rows = rg.gap_index(case).outcomes
    >>> rows["late"] = rows["date"] >= "2022-01-01"
    >>> found = rg.compare_gaps(rows.rename(columns={"late": "second half"}), by="second half")
    >>> found.frame["design"].tolist()
    ['whole clusters and within clusters']
    """
    if n_perm < 1:
        raise RhetoricGapError(f"n_perm must be at least 1, got {n_perm}")
    scored = scored_rows(result)
    names, cells = _grouped(scored, by)
    labels = label_texts(cells.labels, names)
    pairs = _pairs(cells, labels, names, between)
    rows = [_compared(cells, labels, pair, scored.level, n_perm, seed) for pair in pairs]
    frame = pd.DataFrame(rows, columns=[c for c in _COLUMNS if c != "p_holm"])
    frame["p_holm"] = _holm(frame["p"].to_numpy(dtype=float))
    return GapComparison(
        frame=frame[_COLUMNS], notes=tuple(_notes(frame, scored, names, between is None)), by=names
    )


def _grouped(scored: Scored, by: str | Sequence[str]) -> tuple[tuple[str, ...], Cells]:
    """Group the scored statements by columns, by period, or both."""
    wanted = (by,) if isinstance(by, str) else tuple(by)
    if PERIOD not in wanted or PERIOD in scored.rows:
        names = columns_of(by, scored.rows, reserved=())
        return names, cells_of(scored.rows, names)
    if scored.freq is None:
        raise RhetoricGapError(
            "by='period' needs a result with periods: compute it with freq=, or add a column to .outcomes and pass "
            "these"
        )
    others = tuple(name for name in wanted if name != PERIOD)
    names = columns_of(others, scored.rows, reserved=()) if others else ()
    return (*names, PERIOD), cells_of(scored.rows, names, scored.freq)


def _pairs(
    cells: Cells, labels: list[str], by: tuple[str, ...], between: Sequence[Any] | None
) -> list[tuple[int, int]]:
    """Return the pairs of groups to compare."""
    if between is not None:
        return [_chosen(labels, by, between)]
    said = np.flatnonzero(cells.sums(cells.bark) > 0)
    if len(said) < 2:
        raise RhetoricGapError(
            f"{plural(len(said), 'group')} of {', '.join(by)} with scored statements; two are needed to compare"
        )
    if len(said) > MOST_GROUPS:
        raise RhetoricGapError(
            f"{len(said)} groups make {len(said) * (len(said) - 1) // 2} pairs; name two with between=, or use coarser "
            "groups"
        )
    return [(int(a), int(b)) for a, b in combinations(said, 2)]


def _chosen(labels: list[str], by: tuple[str, ...], between: Sequence[Any]) -> tuple[int, int]:
    """Find the two groups asked for."""
    if not is_list_like(between) or len(list(between)) != 2:
        raise RhetoricGapError(f"between must name two groups, such as ('PRK', 'RUS'), got {between!r}")
    found = []
    for value in between:
        values = value if isinstance(value, tuple) and len(by) > 1 else (value,)
        row = pd.DataFrame([values], columns=list(by)[: len(values)])
        text = label_texts(row, list(row.columns))[0]
        if text not in labels:
            raise RhetoricGapError(
                f"group {text!r} is not in {', '.join(by)}.{did_you_mean(text, labels)} There are: "
                f"{', '.join(labels[:MOST_GROUPS])}{', ...' if len(labels) > MOST_GROUPS else ''}"
            )
        found.append(labels.index(text))
    if found[0] == found[1]:
        raise RhetoricGapError(f"between names the group {labels[found[0]]!r} twice")
    return found[0], found[1]


def _compared(
    cells: Cells, labels: list[str], pair: tuple[int, int], level: float, n_perm: int, seed: int
) -> dict[str, Any]:
    """Compare two groups."""
    masks = [cells.of_row == g for g in pair]
    size = int(cells.cluster.max(initial=-1)) + 1
    (bark_1, bite_1), (bark_2, bite_2) = (
        [np.bincount(cells.cluster[m], v[m], minlength=size) for v in (cells.bark, cells.bite)] for m in masks
    )
    counts = [int(m.sum()) for m in masks]
    found = difference_interval(bark_1, bite_1, bark_2, bite_2, level=level)
    test = permutation_test(bark_1, bite_1, bark_2, bite_2, n_perm=n_perm, seed=seed, level=level)
    few = [f"only {n} scored in {labels[g]}" for n, g in zip(counts, pair, strict=True) if n < MIN_STATEMENTS]
    shown = not few
    return {
        "first": labels[pair[0]],
        "second": labels[pair[1]],
        "n_first": counts[0],
        "n_second": counts[1],
        "gap_first": found.first.gap,
        "gap_second": found.second.gap,
        "estimate": found.difference,
        "lower": found.lower if shown else float("nan"),
        "upper": found.upper if shown else float("nan"),
        "level": level,
        "se": found.se,
        "p": test.p,
        "p_least": test.least,
        "n_permutations": test.n_permutations,
        "exact": test.exact,
        "design": test.design,
        "n_clusters_first": found.n_first,
        "n_clusters_second": found.n_second,
        "n_clusters_shared": found.n_shared,
        "n_clusters_worth": found.worth,
        "reason": _reason(found, test, few, labels, pair),
    }


def _reason(
    found: GapContrast, test: Permutation, few: list[str], labels: list[str], pair: tuple[int, int]
) -> str:
    """Say what is missing, and why."""
    interval = found.reason
    for name, g in zip(("first", "second"), pair, strict=True):
        interval = interval.replace(f"{name} group", labels[g])
    if few:
        interval = f"{' and '.join(few)}, {MIN_STATEMENTS} needed for an interval"
    return "; ".join(dict.fromkeys(text for text in (interval, test.reason) if text))


def _holm(p: np.ndarray) -> np.ndarray:
    """Adjust p-values for their number after Holm; missing ones stay out."""
    known = np.isfinite(p)
    adjusted = np.full(len(p), np.nan)
    if known.sum() < 2:
        return np.where(known, p, np.nan)
    from statsmodels.stats.multitest import multipletests

    adjusted[known] = multipletests(p[known], method="holm")[1]
    return adjusted


def _notes(frame: pd.DataFrame, scored: Scored, by: tuple[str, ...], every: bool) -> list[str]:
    """Say what a reader must know."""
    notes = [
        f"Second less first; {plural(len(scored.rows), 'scored statement')}, those not tested left out",
        f"Permuted: {', '.join(dict.fromkeys(frame['design']))}",
    ]
    if every and len(frame) > 1:
        notes.append(f"p_holm allows for {len(frame)} pairs, the intervals do not")
    thin = frame.loc[frame["lower"].notna() & (frame["n_clusters_worth"] < MIN_CLUSTERS)]
    if len(thin):
        notes.append(thin_note(float(thin["n_clusters_worth"].min()), plural(len(thin), "interval")))
    if scored.explodes and "target" in by:
        notes.append("Joint targets are groups of their own here")
    return notes
