"""Small groups: gaps drawn toward what groups have in common, and how sure their order is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal, get_args

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError
from rhetoric_gap.gap.groups import PERIOD_COLUMNS, group_rows, period_frequency
from rhetoric_gap.gap.measures import GroupSums
from rhetoric_gap.inference.shrinkage import (
    Fit,
    Shrinkage,
    beta_binomial_shrinkage,
    effective_count,
    posterior_ranks,
)
from rhetoric_gap.studies.study import Study
from rhetoric_gap.words import plural

if TYPE_CHECKING:
    from rhetoric_gap.results import GapResult

Unit = Literal["statement", "cluster"]
N_DRAWS = 10_000
_NUMBERS = [
    "n", "n_effective", "n_open", "gap", "shrunk", "lower", "upper", "level", "rank", "rank_lower", "rank_upper",
    "p_largest", "reason",
]  # fmt: skip
_ALONE = "only one group has scored statements: there is nothing to draw it toward"


@dataclass(frozen=True, eq=False, repr=False)
class Shrunk(Study):
    """Gaps of groups, raw and shrunk, with their order.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per group of the result, in its order: ``n`` scored statements, the ``n_effective`` equally heavy and
        independent ones they are worth, ``n_open``; the ``gap`` as it is and ``shrunk``, with credible limits
        ``lower`` and ``upper`` of the latter at ``level``; its ``rank`` (1 is the largest shrunk gap) with credible
        limits ``rank_lower`` and ``rank_upper``, and ``p_largest``, the probability that no group has a larger gap;
        the ``reason`` where a number is missing.
    notes : tuple of str
        What must be known to read it.
    by : tuple of str
        Grouping columns.
    freq : str or None
        Length of periods.
    mean : float
        Gap toward which groups are drawn.
    strength : float
        With how many statements it is weighed; infinite if groups do not differ by more than chance.
    method : str
        Where these two are from.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> result = rg.gap_index(rg.load_dataset("north_korea"), by="target")
    >>> found = rg.shrink_gaps(result)
    >>> print(found.frame[["target", "n", "gap", "shrunk", "rank"]].head(3).round(2).to_string(index=False))
         target  n  gap  shrunk  rank
            JPN  1 0.00    0.46     5
    JPN;KOR;USA  2 1.00    0.67     1
            KOR 17 0.66    0.62     3
    """

    by: tuple[str, ...]
    freq: str | None
    mean: float
    strength: float
    method: str

    _hidden: ClassVar[tuple[str, ...]] = ("level", "period_start", "period_end")


def shrink_gaps(
    result: GapResult,
    *,
    strength: float | None = None,
    fit: Fit = "posterior",
    unit: Unit = "statement",
    level: float | None = None,
    n_draws: int = N_DRAWS,
    seed: int = 0,
) -> Shrunk:
    """Draw the gaps of small groups toward the common gap, and say how sure their order is.

    Parameters
    ----------
    result : GapResult
        What ``gap_index`` returns, computed with ``by`` (or ``freq``).
    strength : float, optional
        Weight of the common gap, in statements. Learned from the groups if not given.
    fit : {"posterior", "ml", "moments"}, default "posterior"
        How it is learned: averaged over its posterior, or by maximum likelihood or moments and then taken for known.
    unit : {"statement", "cluster"}, default "statement"
        What counts as one observation: the statement, or the cluster, which allows for statements of one crisis that
        share their fate for good. A group that is one cluster is then one observation.
    level : float, optional
        Credible level, in (0, 1); that of the result if not given.
    n_draws : int, default 10000
        Draws from the posterior, for ranks.
    seed : int, default 0
        Seed of the draws; the same seed gives the same ranks.

    Returns
    -------
    Shrunk
        One row per group: raw and shrunk gap, credible limits, rank.

    Raises
    ------
    RhetoricGapError
        If the result has no groups, or a number is out of range.
    UnknownOptionError
        If ``fit`` or ``unit`` is not known.

    Notes
    -----
    Each group is taken to have a gap of its own, drawn from one beta distribution. A group's gap counts as a share
    of ``n_effective = sum(r) ** 2 / sum(r ** 2)`` equally heavy statements, r being the severity named (with
    ``unit="cluster"`` the same of the severity summed by cluster), and is shrunk by
    :func:`rhetoric_gap.inference.shrinkage.beta_binomial_shrinkage`: the fewer statements, the nearer to the common
    gap. Ranks come from joint draws of all groups. Groups without scored statements have no gap and no rank.

    Groups must be of one kind, so that before looking one could not say which has the larger gap. The limits take
    observations to be independent given the group's gap and are too narrow where one crisis holds most of a group.
    They are about a group's own gap, those of the result about another draw of its clusters.

    References
    ----------
    Efron, B. and Morris, C. (1975). Data analysis using Stein's estimator and its generalizations. JASA 70, 311-319.
    Goldstein, H. and Spiegelhalter, D. J. (1996). League tables and their limitations: statistical issues in
    comparisons of institutional performance. JRSS A 159, 385-443.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> result = rg.gap_index(rg.load_dataset("russia_partners"), by="actor")
    >>> found = rg.shrink_gaps(result).frame.set_index("actor")
    >>> found.loc[["CHN", "IND", "RUS"], ["n", "gap", "shrunk", "rank_lower", "rank_upper"]].round(2)
             n   gap  shrunk  rank_lower  rank_upper
    actor
    CHN      7  0.50    0.44           1           6
    IND      1  0.00    0.31           1           6
    RUS     11  0.69    0.56           1           4
    """
    if unit not in get_args(Unit):
        raise UnknownOptionError("unit", unit, get_args(Unit))
    keys = _group_columns(result)
    frame = result.frame.reset_index(drop=True)
    n = _effective(result, unit)
    alone = int((n > 0).sum()) == 1
    size = np.zeros(len(n)) if alone else n
    gap = frame["gap"].to_numpy(dtype=float)
    kept = np.where(size > 0, size * (1 - np.nan_to_num(gap)), 0.0)
    found = beta_binomial_shrinkage(
        kept, size, strength=strength, fit=fit, level=result.spec.level if level is None else level
    )
    ranks = posterior_ranks(1 - found.draw(n_draws, seed=seed), level=found.level)
    numbers = pd.DataFrame(
        {
            "n_effective": n,
            "gap": gap,
            "shrunk": 1 - found.shrunk,
            "lower": 1 - found.upper,
            "upper": 1 - found.lower,
            "level": found.level,
            "rank": pd.Series((1 - found.shrunk).round(12))
            .rank(ascending=False, method="min")
            .astype("Int64"),
            "rank_lower": pd.Series(ranks.lower).astype("Int64"),
            "rank_upper": pd.Series(ranks.upper).astype("Int64"),
            "p_largest": ranks.largest,
            "reason": np.where(n == 0, frame["reason"], _ALONE if alone else ""),
        }
    )
    out = pd.concat([frame[[*keys, "n", "n_open"]], numbers], axis=1)[[*keys, *_NUMBERS]]
    notes = tuple(_notes(result, found, n, unit))
    return Shrunk(out, notes, result.by, result.freq, 1 - found.mean, found.strength, found.method)


def _group_columns(result: Any) -> list[str]:
    """Return the columns that name the groups; complain if there are none or one bears a name of the study's own."""
    if not hasattr(result, "frame") or not hasattr(result, "outcomes"):
        raise RhetoricGapError(
            f"expected a GapResult, got {type(result).__name__}; pass what gap_index(..., by=...) returns"
        )
    keys = [*result.by, *(PERIOD_COLUMNS if result.freq is not None else [])]
    if not keys:
        raise RhetoricGapError(
            'shrink_gaps compares groups and this result has none; compute it with by=, such as by="target"'
        )
    taken = sorted(set(keys) & set(_NUMBERS))
    if taken:
        raise RhetoricGapError(f"the table has columns of the names {taken} itself; rename yours")
    return keys


def _effective(result: GapResult, unit: Unit) -> np.ndarray:
    """Count the equally heavy observations that the scored statements of each group are worth."""
    if unit == "cluster":
        return np.nan_to_num(result.frame["n_clusters_effective"].to_numpy(dtype=float))
    period = period_frequency(result.freq)
    explode = result.spec.joint_targets == "explode"
    groups = group_rows(result.outcomes, result.actions, result.by, period, explode=explode)
    sums = GroupSums(groups)
    return effective_count(sums.r[sums.risk], sums.group[sums.risk], sums.size)


def _notes(result: GapResult, found: Shrinkage, n: np.ndarray, unit: Unit) -> list[str]:
    """Say what a reader must know."""
    notes = []
    if np.isfinite(found.mean):
        weight = (
            "infinite weight" if np.isinf(found.strength) else f"the weight of {found.strength:.1f} {unit}s"
        )
        notes.append(f"Gaps are drawn toward {1 - found.mean:.2f} with {weight} ({found.method})")
        of = "statements" if unit == "statement" else "clusters"
        notes.append(f"Limits and ranks take {of} to be independent given the group's gap")
    if found.note and np.isfinite(found.mean):
        notes.append(found.note[:1].upper() + found.note[1:])
    if not (n > 0).all():
        notes.append(f"{plural(int((n == 0).sum()), 'group')} without scored statements: no gap, no rank")
    if result.freq is not None:
        notes.append("Periods are taken to be alike but for chance: a trend is drawn toward the mean as well")
    if result.spec.joint_targets == "explode" and "target" in result.by:
        notes.append(
            "Joint targets count once under each member: groups overlap, so their ranks are not independent"
        )
    return notes
