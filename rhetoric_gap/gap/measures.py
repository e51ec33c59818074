"""The numbers of each group: cells, gap, bounds, stages, deeds without words."""

from __future__ import annotations

from collections.abc import Hashable
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.gap.groups import Groups
from rhetoric_gap.inference.bounds import severity_bounds
from rhetoric_gap.inference.interval import MIN_STATEMENTS, Interval, Method, gap_interval
from rhetoric_gap.pairing.prepare import ABSENCE
from rhetoric_gap.spec import Spec
from rhetoric_gap.tables.cells import days_of
from rhetoric_gap.tables.schema import RISK_STATES
from rhetoric_gap.words import plural

_CELLS = (
    "kept", "partial", "unfulfilled", "late", "open", "not_triggered", "trigger_unknown", "complied", "withdrawn",
    "superseded", "untestable",
)  # fmt: skip
#: States whose whole severity enters the upper bound.
UNTESTED = ("not_triggered", "trigger_unknown", "withdrawn", "superseded")


class GroupSums:
    """Sums over the statements of each group, one array entry per group.

    Parameters
    ----------
    groups : Groups
        The rows and their groups.
    """

    def __init__(self, groups: Groups) -> None:
        frame = groups.outcomes
        self.group = groups.of_statement
        self.size = len(groups.labels)
        self.absence = frame["role"].eq(ABSENCE).to_numpy()
        self.state = np.where(self.absence, "", frame["state"].to_numpy(dtype=object))
        self.against = np.where(self.absence, frame["state"].to_numpy(dtype=object), "")
        self.risk = np.isin(self.state, RISK_STATES)
        self.r = np.nan_to_num(frame["severity"].to_numpy(dtype=float))
        self.bite = frame["credit"].to_numpy(dtype=float)
        self.late = frame["late"].to_numpy(dtype=bool)

    def sum(self, mask: np.ndarray, values: np.ndarray | None = None) -> np.ndarray:
        """Sum values (or count rows) of the masked rows per group."""
        weights = None if values is None else values[mask]
        return np.bincount(self.group[mask], weights, minlength=self.size)


def group_measures(
    groups: Groups, spec: Spec, *, seed: int, n_boot: int, method: Method = "auto"
) -> pd.DataFrame:
    """Return one row of numbers per group, in the order of the labels."""
    sums = GroupSums(groups)
    columns = {**_counts(sums), **_gaps(sums), **_bounds(sums)}
    columns.update(_stages(sums, groups.outcomes, np.asarray(columns["gap"])))
    columns.update(_denials(sums))
    columns.update(_deeds(groups))
    frame = pd.DataFrame(columns, index=range(sums.size))
    how: dict[str, Any] = {"method": method, "level": spec.level, "seed": seed, "n_boot": n_boot}
    intervals = _intervals(sums, groups.outcomes, spec.window, how)
    frame["n_clusters"], frame["n_clusters_effective"] = _clusters(sums, groups.outcomes)
    for name in ("lower", "upper", "method"):
        frame[name] = [getattr(found, name) for found in intervals]
    frame["interval_note"] = [found.note for found in intervals]
    frame["level"] = spec.level
    frame["reason"] = [
        _reason(row, found) for row, found in zip(frame.to_dict("records"), intervals, strict=True)
    ]
    return frame


def _counts(s: GroupSums) -> dict[str, np.ndarray]:
    """Count statements by state; refusals and denials apart."""
    counts = {"n": s.sum(s.risk), "n_statements": s.sum(np.ones(len(s.r), dtype=bool))}
    counts.update({f"n_{state}": s.sum(s.state == state) for state in _CELLS})
    counts["n_credited_late"] = s.sum(s.risk & s.late & (s.bite > 0))
    return counts


def _gaps(s: GroupSums) -> dict[str, np.ndarray]:
    """Gap, its unweighted reading and the covariance that separates the two."""
    n, bark, bite = s.sum(s.risk), s.sum(s.risk, s.r), s.sum(s.risk, s.bite)
    share = np.divide(s.bite, s.r, out=np.zeros(len(s.r)), where=s.r > 0)
    unfulfilled = np.clip(1 - _ratio(bite, bark), 0, 1)
    plain = np.clip(1 - _ratio(s.sum(s.risk, share), n), 0, 1)
    return {
        "bark": bark,
        "bite": bite,
        "gap": unfulfilled,
        "gap_unweighted": plain,
        "cov_term": unfulfilled - plain,
    }


def _bounds(s: GroupSums) -> dict[str, np.ndarray]:
    """Worst-case bounds, and the share of statements that could be tested in principle."""
    untested, still_open = np.isin(s.state, UNTESTED), s.state == "open"
    unfulfilled = s.sum(s.risk, s.r - s.bite)
    missing = s.sum(untested, s.r) + s.sum(still_open, s.r - s.bite)
    total = s.sum(s.risk | untested | still_open, s.r)
    found = [severity_bounds(*row) for row in zip(unfulfilled, missing, total, strict=True)]
    words = s.sum(~s.absence)
    return {
        "bound_low": np.array([b.low for b in found], dtype=float),
        "bound_high": np.array([b.high for b in found], dtype=float),
        "testable_share": 1 - _ratio(s.sum(s.state == "untestable"), words),
    }


def _stages(s: GroupSums, outcomes: pd.DataFrame, gap: np.ndarray) -> dict[str, np.ndarray]:
    """Words to deeds to effects; unknown effects give an interval."""
    follow = 1 - gap
    columns = {"follow_through": follow}
    for side in ("low", "high"):
        effect = np.nan_to_num(outcomes[f"effect_{side}"].to_numpy(dtype=float))
        columns[f"efficacy_{side}"] = _ratio(s.sum(s.risk, s.bite * effect), s.sum(s.risk, s.bite))
    # Where no deed was credited there is no effect to speak of, and the total gap is the whole of it.
    for side, other in (("low", "high"), ("high", "low")):
        realised = np.where(follow == 0, 0.0, follow * columns[f"efficacy_{other}"])
        columns[f"gap_total_{side}"] = np.where(np.isnan(follow), np.nan, 1 - realised)
    return columns


def _denials(s: GroupSums) -> dict[str, np.ndarray]:
    """Refusals and denials: kept by absence, contradicted by a deed."""
    broken, upheld = s.against == "contradicted", s.against == "upheld"
    return {
        "n_denials": s.sum(s.absence),
        "n_upheld": s.sum(upheld),
        "n_contradicted": s.sum(broken),
        "contradicted_share": _ratio(s.sum(broken, s.r), s.sum(broken | upheld, s.r)),
    }


def _deeds(groups: Groups) -> dict[str, np.ndarray]:
    """Count deeds and the share of their severity that no word announced."""
    size = len(groups.labels)
    if groups.of_action is None:
        return {"n_actions": np.full(size, np.nan), "unannounced_share": np.full(size, np.nan)}
    counted = groups.actions["countable"].to_numpy(dtype=bool) & (groups.of_action >= 0)
    severity = np.nan_to_num(groups.actions["done"].to_numpy(dtype=float))
    silent = counted & ~groups.actions["announced"].to_numpy(dtype=bool)
    total = np.bincount(groups.of_action[counted], severity[counted], minlength=size)
    alone = np.bincount(groups.of_action[silent], severity[silent], minlength=size)
    number = np.bincount(groups.of_action[counted], minlength=size)
    return {"n_actions": number.astype(float), "unannounced_share": _ratio(alone, total)}


def _clusters(s: GroupSums, outcomes: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Count the clusters in each group's risk set, and how many equal ones they are worth: ``R^2 / sum(R_k^2)``."""
    rows = pd.DataFrame(
        {"group": s.group[s.risk], "cluster": outcomes["cluster"].to_numpy(dtype=object)[s.risk]}
    )
    sizes = rows.assign(r=s.r[s.risk]).groupby(["group", "cluster"], as_index=False)["r"].sum()
    group, r = sizes["group"].to_numpy(dtype=np.int64), sizes["r"].to_numpy(dtype=float)
    total, squares = np.bincount(group, r, minlength=s.size), np.bincount(group, r**2, minlength=s.size)
    return np.bincount(group, minlength=s.size), _ratio(total**2, squares)


def _intervals(s: GroupSums, outcomes: pd.DataFrame, window: int, how: dict[str, Any]) -> list[Interval]:
    """Make the interval of every group."""
    rows = np.flatnonzero(s.risk)
    rows = rows[np.argsort(s.group[rows], kind="stable")]
    bounds = np.searchsorted(s.group[rows], np.arange(s.size + 1))
    cluster, actor, target = (
        outcomes[name].to_numpy(dtype=object) for name in ("cluster", "actor", "target")
    )
    day = days_of(outcomes["date"])
    found = []
    for lo, hi in pairwise(bounds.tolist()):
        part = rows[lo:hi]
        found.append(gap_interval(
            s.r[part], s.bite[part], cluster[part], day[part],
            window=window, actor=actor[part], target=target[part], **how,
        ))  # fmt: skip
    return found


def _reason(row: dict[Hashable, Any], interval: Interval) -> str:
    """Say why a gap or its interval is missing."""
    if row["n_statements"] == 0:
        return "no statement"
    if row["n"] == 0:
        cells = [f"{row[f'n_{c}']} {c.replace('_', ' ')}" for c in _CELLS if row[f"n_{c}"]]
        cells += (
            [plural(row["n_denials"], "refusal or denial", "refusals or denials")] if row["n_denials"] else []
        )
        return "no statement in the risk set: " + ", ".join(cells)
    return interval.reason


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Divide, giving NaN where there is nothing to divide by."""
    whole = np.asarray(whole, dtype=float)
    return np.divide(np.asarray(part, dtype=float), whole, out=np.full(whole.shape, np.nan), where=whole > 0)


__all__ = ["MIN_STATEMENTS", "UNTESTED", "GroupSums", "group_measures"]
