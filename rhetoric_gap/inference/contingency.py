"""Warnings against events: hits, misses, false alarms, and the scores made of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.inference._forecasts import cluster_codes


@dataclass(frozen=True)
class ContingencyScores:
    """Scores of a table of warnings and events.

    Attributes
    ----------
    n : int
        All cells together.
    base_rate : float
        Share of cases with an event, (a + c) / n.
    hit_rate : float
        Share of events that were warned of, a / (a + c); also probability of detection.
    false_alarm_ratio : float
        Share of warnings without an event, b / (a + b).
    false_alarm_rate : float
        Share of cases without an event that had a warning, b / (b + d).
    frequency_bias : float
        Warnings per event, (a + b) / (a + c); above 1 is over-warning.
    critical_success_index : float
        Hits among all cases with a warning or an event, a / (a + b + c); needs no correct negatives.
    peirce : float
        Hit rate less false alarm rate, in [-1, 1]; 0 if warnings are no more frequent before events than else.

    Notes
    -----
    With a hits, b false alarms, c misses and d correct negatives. A score whose divisor is 0 is NaN.
    """

    n: int
    base_rate: float
    hit_rate: float
    false_alarm_ratio: float
    false_alarm_rate: float
    frequency_bias: float
    critical_success_index: float
    peirce: float


def contingency_scores(
    hits: float, misses: float, false_alarms: float, correct_negatives: float
) -> ContingencyScores:
    """Score warnings against events.

    Parameters
    ----------
    hits : float
        Warning and event.
    misses : float
        Event without warning.
    false_alarms : float
        Warning without event.
    correct_negatives : float
        Neither.

    Returns
    -------
    ContingencyScores
        NaN where a divisor is 0.

    Raises
    ------
    RhetoricGapError
        If a count is negative or missing.

    References
    ----------
    Wilks, D. S. (2019). Statistical Methods in the Atmospheric Sciences, 4th ed., ch. 9. Elsevier.
    Peirce, C. S. (1884). The numerical measure of the success of predictions. Science 4, 453-454.

    Examples
    --------
    Finley's tornado forecasts of 1884, the oldest table of this kind: 28 hits, 23 misses, 72 false alarms.

    >>> found = contingency_scores(28, 23, 72, 2680)
    >>> round(found.hit_rate, 3), round(found.false_alarm_ratio, 3), round(found.critical_success_index, 3)
    (0.549, 0.72, 0.228)
    >>> round(found.peirce, 3)
    0.523
    """
    cells = np.array([hits, misses, false_alarms, correct_negatives], dtype=float)
    if not (cells >= 0).all():
        raise RhetoricGapError(f"counts must be 0 or more, got {cells.tolist()}")
    a, c, b, d = cells
    hit, alarm = _share(a, a + c), _share(b, b + d)
    return ContingencyScores(
        n=int(cells.sum()),
        base_rate=_share(a + c, cells.sum()),
        hit_rate=hit,
        false_alarm_ratio=_share(b, a + b),
        false_alarm_rate=alarm,
        frequency_bias=_share(a + b, a + c),
        critical_success_index=_share(a, a + b + c),
        peirce=hit - alarm,
    )


def peirce_within(cells: ArrayLike, cluster: ArrayLike | None = None) -> tuple[float, np.ndarray]:
    """Peirce score within strata, and the same without each cluster of them in turn.

    Parameters
    ----------
    cells : array_like of float, shape (K, 4)
        Hits, misses, false alarms and correct negatives of each stratum, such as a dyad.
    cluster : array_like, shape (K,), optional
        Independent unit of each stratum; every stratum is its own if not given.

    Returns
    -------
    score : float
        In [-1, 1]; NaN if no stratum has both events and cases without one.
    left_out : ndarray of float
        The score without each cluster that has such a stratum; the others have no part in it.

    Notes
    -----
    The Mantel-Haenszel mean of the strata's Peirce scores, with weights ``e f / (e + f)`` for e events and f cases
    without. A Peirce score over all strata together rises where strata with many events also have many warnings, even
    if no warning says *when* an event comes (Hamill and Juras 2006); this one does not.

    References
    ----------
    Hamill, T. M. and Juras, J. (2006). Measuring forecast skill: is it real skill or is it the varying climatology?
    Q. J. R. Meteorol. Soc. 132, 2905-2923.
    Mantel, N. and Haenszel, W. (1959). Statistical aspects of the analysis of data from retrospective studies of
    disease. J. Natl. Cancer Inst. 22, 719-748.

    Examples
    --------
    Two dyads, one busy and talkative, one quiet and silent; words say nothing about when:

    >>> cells = [[8, 2, 8, 2], [1, 1, 9, 9]]
    >>> contingency_scores(*(sum(column) for column in zip(*cells))).peirce > 0
    True
    >>> peirce_within(cells)[0]
    0.0
    """
    counts = np.asarray(cells, dtype=float).reshape(-1, 4)
    a, c, b, d = counts.T
    events, rest = a + c, b + d
    both = (events > 0) & (rest > 0)
    n = (events + rest)[both]
    weight, total = (events * rest)[both] / n, (a * rest - b * events)[both] / n
    if not both.any():
        return float("nan"), np.zeros(0)
    code = cluster_codes(None if cluster is None else np.asarray(cluster, dtype=object)[both], len(n))
    over, above = (x.sum() - np.bincount(code, x) for x in (weight, total))
    left_out = np.divide(above, over, out=np.full(len(over), np.nan), where=over > 1e-12)
    return float(total.sum() / weight.sum()), left_out


def _share(part: float, whole: float) -> float:
    """Divide; NaN where there is nothing to divide by."""
    return float(part / whole) if whole > 0 else float("nan")
