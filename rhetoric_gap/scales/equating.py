"""Equating: severities for words and deeds that were scored on scales of their own.

Where two tables share a code, severity follows from it and nothing is to be equated. Where they do not, some assumption
has to say which word is as grave as which deed. Each function here makes one, applies it, and says what it was.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, RhetoricGapWarning

SMALL_POOL = 50


@dataclass(frozen=True, eq=False, repr=False)
class Equated:
    """Severities of words and deeds on one scale, with what was assumed to get there.

    Attributes
    ----------
    statements, actions : pandas.Series of float
        Severities in [0, 1], on the index of the scores they were made from; NaN where the score is missing.
    method : str
        ``ceiling``, ``rank``, ``pairs`` or ``map``.
    assumption : str
        What has to be true for words and deeds of equal severity to be equally grave.
    details : tuple of str
        What was found on the way: ceilings, pool sizes, ties, fit.
    """

    statements: pd.Series
    actions: pd.Series
    method: str
    assumption: str
    details: tuple[str, ...]

    def __repr__(self) -> str:
        """Say what was assumed, and what was found."""
        lines = [f"Equated by {self.method}: {self.assumption}", *(f"- {detail}" for detail in self.details)]
        return "\n".join(lines)


def equate_by_ceiling(
    statements: Any,
    actions: Any,
    *,
    statement_ceiling: float | None = None,
    action_ceiling: float | None = None,
) -> Equated:
    """Put words and deeds on one scale by dividing each by the most it can be.

    Parameters
    ----------
    statements, actions : array-like of float
        Scores of words and of deeds, at least 0, each on a scale of its own; missing values allowed.
    statement_ceiling, action_ceiling : float, optional
        The highest score the scale of the words (of the deeds) has; by default the highest one observed.

    Returns
    -------
    Equated
        Severities, and what was assumed.

    Raises
    ------
    RhetoricGapError
        If scores are not numbers, lie below 0 or above their ceiling, or there are none.

    Notes
    -----
    ``severity = score / ceiling``, so that the strongest possible word is as grave as the strongest possible deed, and
    half the strongest word as half the strongest deed. That needs two ratio scales that run to the same end. It fails
    where the ends differ (words that go up to "destroy", deeds that were never coded beyond a mobilisation), and where
    a ceiling is only the highest score *observed*: then one extreme row moves every severity of its table.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> rg.equate_by_ceiling([2, 4], [10, 5], statement_ceiling=5, action_ceiling=10)
    Equated by ceiling: the strongest possible word and the strongest possible deed are equally grave
    - words divided by 5 (given), deeds by 10 (given)
    """
    said, done = read_scores("statements", statements), read_scores("actions", actions)
    tops = [
        _ceiling(n, s, t)
        for n, s, t in (("statement", said, statement_ceiling), ("action", done, action_ceiling))
    ]
    how = ["observed" if given is None else "given" for given in (statement_ceiling, action_ceiling)]
    return Equated(
        said / tops[0],
        done / tops[1],
        "ceiling",
        "the strongest possible word and the strongest possible deed are equally grave",
        (f"words divided by {tops[0]:g} ({how[0]}), deeds by {tops[1]:g} ({how[1]})",),
    )


def equate_by_rank(statements: Any, actions: Any) -> Equated:
    """Put words and deeds on one scale by their place among their own kind.

    Parameters
    ----------
    statements, actions : array-like of float
        Scores of words and of deeds, each on a scale of its own, which need only be ordered; missing values allowed.

    Returns
    -------
    Equated
        Severities, and what was assumed.

    Raises
    ------
    RhetoricGapError
        If scores are not numbers, or there are none.

    Warns
    -----
    RhetoricGapWarning
        If either pool has fewer than 50 scores: a percentile among so few is coarse and moves with every row.

    Notes
    -----
    Equipercentile equating with mid-ranks: ``severity = (rank - 1/2) / n`` among the words (the deeds) with a score,
    where tied scores share the mean of their ranks. Only the order within each pool counts: any rising transformation
    of the scores leaves the result as it is. The two sets of severities then have the same distribution, up to ties and
    pool sizes, so that *how much graver words are than deeds overall is assumed away*: use it to ask which words were
    kept, never to ask whether an actor says more than it does. It fails where one pool is selected (only grave deeds
    get recorded), and where many scores are tied.

    References
    ----------
    Kolen, M. J. and Brennan, R. L. (2014). Test Equating, Scaling, and Linking. 3rd ed. Springer.

    Examples
    --------
    >>> import warnings, rhetoric_gap as rg
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore", rg.RhetoricGapWarning)
    ...     equated = rg.equate_by_rank([1, 2, 2, 9], [100, 300])
    >>> equated.statements.tolist(), equated.actions.tolist()
    ([0.125, 0.5, 0.5, 0.875], [0.25, 0.75])
    """
    said, done = (
        read_scores("statements", statements, lowest=None),
        read_scores("actions", actions, lowest=None),
    )
    pools = [int(scores.notna().sum()) for scores in (said, done)]
    tied = [int(scores.dropna().duplicated(keep=False).sum()) for scores in (said, done)]
    details = [f"{pools[0]} words ({tied[0]} tied) and {pools[1]} deeds ({tied[1]} tied) were ranked"]
    if min(pools) < SMALL_POOL:
        details.append(
            f"fewer than {SMALL_POOL} scores in a pool: severities are coarse, and one row more would move them all"
        )
        warnings.warn(f"equating by rank: {'; '.join(details)}", RhetoricGapWarning, stacklevel=2)
    return Equated(
        (said.rank(method="average") - 0.5) / pools[0],
        (done.rank(method="average") - 0.5) / pools[1],
        "rank",
        "a word and a deed are equally grave if the same share of their own kind is milder",
        tuple(details),
    )


def read_scores(name: str, values: Any, lowest: float | None = 0) -> pd.Series:
    """Read a column of scores.

    Parameters
    ----------
    name : str
        What the scores are of, for messages.
    values : array-like of float
        The scores; missing values allowed.
    lowest : float or None, default 0
        The least a score may be.

    Returns
    -------
    pandas.Series of float
        The scores, on their own index if they have one.

    Raises
    ------
    RhetoricGapError
        If scores are not finite numbers, lie below ``lowest``, or there are none.
    """
    if isinstance(values, str) or values is None or np.ndim(values) != 1:
        raise RhetoricGapError(f"{name} must be a column or a list of scores, got {values!r}")
    given = values if isinstance(values, pd.Series) else pd.Series(np.asarray(values, dtype=object))
    scores = pd.to_numeric(given.astype(object), errors="coerce").astype("float64")
    wrong = (scores.isna() & given.notna()) | np.isinf(scores)
    if wrong.any():
        raise RhetoricGapError(f"{name} must be numbers, got {_shown(given[wrong])}")
    if scores.notna().sum() == 0:
        raise RhetoricGapError(f"{name} holds no score")
    if lowest is not None and (low := scores < lowest).any():
        raise RhetoricGapError(
            f"{name} must be at least {lowest:g}, got {_shown(given[low])}: take absolute values per side (conflict, "
            "cooperation), which are equated apart"
        )
    return scores


def _ceiling(name: str, scores: pd.Series, given: float | None) -> float:
    """Return the ceiling of a table's scores."""
    top = float(scores.max()) if given is None else float(given)
    if not top > 0:
        raise RhetoricGapError(f"{name}_ceiling must be above 0, got {top:g}")
    if (over := scores > top).any():
        raise RhetoricGapError(
            f"{name}_ceiling is {top:g}, but there are higher scores: {_shown(scores[over])}"
        )
    return top


def _shown(values: pd.Series) -> str:
    """Show the first values with the rows they stand in."""
    shown = ", ".join(f"{value!r} in row {row!r}" for row, value in values.head(3).items())
    return shown if len(values) <= 3 else f"{shown} and {len(values) - 3} more"
