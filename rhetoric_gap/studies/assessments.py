"""Assessments row by row: what observers expected an actor to do until when, and the gravest it then did."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pandas as pd

from rhetoric_gap.account import add_step
from rhetoric_gap.tables import rules_rows
from rhetoric_gap.tables.cells import days_of
from rhetoric_gap.tables.check import finish_table, read_columns
from rhetoric_gap.tables.schema import VALENCES, Column, Table
from rhetoric_gap.tables.targets import canonical, members

Coverage = Literal["recorded", "all"]

#: Columns the study adds to the table.
MADE_HERE = (
    *("predicted", "horizon", "open", "recorded", "n_deeds", "n_as_severe", "observed", "action_id"),
    *("state", "reason", "alarm_gap", "bound_low", "bound_high"),
)
#: Two severities closer than this are one.
SAME = 1e-9

ASSESSMENTS = Table(
    "observers",
    "assessment_id",
    (
        Column("assessment_id", "key", "id of the assessment", required=True, aliases=("id", "forecast_id")),
        Column("date", "date", "the day it was made", required=True, aliases=("event_date", "day")),
        Column("actor", "key", "whose deeds are foreseen, one actor", required=True, aliases=("sender",)),
        Column(
            "target",
            "key",
            "at whom they are aimed; several as KOR;USA",
            required=True,
            aliases=("receiver",),
        ),
        Column(
            "severity",
            "share",
            "severity of the deed foreseen, 0 to 1",
            required=True,
            aliases=("predicted",),
        ),
        Column("horizon_end", "date", "last day of the period meant", aliases=("deadline", "horizon")),
        Column("valence", "category", "direction of the deed foreseen", allowed=VALENCES),
        Column("observer", "text", "who assessed"),
        Column("reported_at", "date", "the day the row became known"),
    ),
)


def check_assessments(table: Any) -> pd.DataFrame:
    """Check a table of assessments and return a clean copy, or raise a SchemaError with every problem."""
    frame, content, problems = read_columns(table, ASSESSMENTS)
    rules_rows.check_date_order(content, problems, ("horizon_end", "date"), ("reported_at", "date"))
    for name in (c for c in MADE_HERE if c in frame.columns):
        problems.whole(name, name, "a free name", "the study makes a column of this name: rename yours")
    frame = finish_table(frame, content, ASSESSMENTS, problems)
    return frame.assign(target=canonical(frame["target"]))


def known_assessments(frame: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Keep what was reported (else dated) up to ``as_of``, in order of date and id; optional columns are there."""
    for name, kind in (("horizon_end", "datetime64[us]"), ("valence", "object"), ("observer", "object")):
        if name not in frame:
            frame[name] = pd.Series(pd.NaT if name == "horizon_end" else None, index=frame.index, dtype=kind)
    seen = frame["date"]
    if "reported_at" in frame:
        seen = frame["reported_at"].fillna(frame["date"])
    known = frame.loc[(seen <= as_of).to_numpy(dtype=bool)]
    why = "all known" if len(known) == len(frame) else f"reported after {as_of.date()}, so not known then"
    add_step(known, "assessments known at as_of", len(frame), len(known), why)
    return known.sort_values(["date", "assessment_id"], kind="stable", ignore_index=True)


def with_horizon(known: pd.DataFrame, default: int | None, as_of: pd.Timestamp) -> pd.DataFrame:
    """Add where each horizon ends and who set it."""
    stated = known["horizon_end"].notna()
    end = known["horizon_end"]
    if default is not None:
        end = end.fillna(known["date"] + pd.Timedelta(days=default))
    rows = known.assign(
        predicted=known["severity"], horizon_end=end, horizon=np.where(stated, "stated", "default")
    )
    rows["open"] = (end > as_of).to_numpy(dtype=bool)
    return rows


def with_deeds(rows: pd.DataFrame, actions: pd.DataFrame, min_lag: int) -> pd.DataFrame:
    """Add, for each assessment, how many deeds followed within its horizon, and the gravest of them."""
    finder = DeedFinder(actions)
    found = [
        finder.between(row, begin + min_lag, end)
        for row, begin, end in zip(
            rows.to_dict("records"), days_of(rows["date"]), last_days(rows), strict=True
        )
    ]
    columns = ["recorded", "n_deeds", "n_as_severe", "observed", "action_id"]
    return rows.assign(**{c: [f[i] for f in found] for i, c in enumerate(columns)})


def last_days(rows: pd.DataFrame) -> np.ndarray:
    """Return the last day of every horizon; before time began where there is none."""
    blank = rows["horizon_end"].isna().to_numpy(dtype=bool)
    return np.where(blank, -(10**9), days_of(rows["horizon_end"].fillna(rows["date"])))


class DeedFinder:
    """Deeds as arrays, looked up by actor, target, valence and days."""

    def __init__(self, actions: pd.DataFrame) -> None:
        self.actor = actions["actor"].to_numpy(dtype=object)
        self.code, targets = pd.factorize(actions["target"])
        self.members = [set(members(target)) for target in targets]
        self.valence = actions["valence"].astype("object").where(actions["valence"].notna(), "").to_numpy()
        self.day = days_of(actions["date"])
        self.severity = actions["severity"].to_numpy(dtype=float)
        self.counts = actions["countable"].to_numpy(dtype=bool)
        self.id = actions["action_id"].to_numpy(dtype=object)

    def between(self, row: dict[Any, Any], first: int, last: int) -> tuple[bool, int, int, float, Any]:
        """Return whether such deeds are on record at all, how many fall between two days, and the gravest."""
        meant = set(members(row["target"]))
        toward = np.array([bool(meant & them) for them in self.members], dtype=bool)
        kind = "" if pd.isna(row["valence"]) else row["valence"]
        same = (self.actor == row["actor"]) & toward[self.code] if len(toward) else np.zeros(0, dtype=bool)
        # A blank valence is not a mismatch: it meets either.
        same &= (self.valence == kind) | (self.valence == "") | (kind == "")
        inside = np.flatnonzero(same & self.counts & (self.day >= first) & (self.day <= last))
        if not len(inside):
            return bool(same.any()), 0, 0, 0.0, None
        # In order of day and id, so that of equals the earliest is named.
        gravest = inside[np.argmax(self.severity[inside])]
        as_severe = int((self.severity[inside] >= row["predicted"] - SAME).sum())
        return True, len(inside), as_severe, float(self.severity[gravest]), self.id[gravest]


def with_state(rows: pd.DataFrame, coverage: Coverage, start: pd.Timestamp | None) -> pd.DataFrame:
    """Say which assessments can be compared, and why the others cannot."""
    early = (
        (rows["date"] < start).to_numpy(dtype=bool) if start is not None else np.zeros(len(rows), dtype=bool)
    )
    unknown = ~rows["recorded"].to_numpy(dtype=bool) & (coverage == "recorded")
    endless = rows["horizon_end"].isna().to_numpy(dtype=bool)
    is_open = rows["open"].to_numpy(dtype=bool)
    state = np.select(
        [early | unknown, endless, is_open], ["not_covered", "no_horizon", "open"], default="closed"
    )
    reasons = [
        _reason(row, kind, bool(before))
        for row, kind, before in zip(rows.to_dict("records"), state, early, strict=True)
    ]
    return rows.assign(state=state, reason=reasons)


def _reason(row: dict[Any, Any], state: str, before: bool) -> str:
    """Say why an assessment has no alarm gap."""
    if state == "not_covered" and before:
        return "made before the deeds are covered"
    if state == "not_covered":
        kind = "" if pd.isna(row["valence"]) else f" ({row['valence']})"
        return f"no deed of {row['actor']} toward {row['target']}{kind} on record at any time: not covered"
    if state == "no_horizon":
        return "no horizon stated and no default"
    return f"open until {row['horizon_end'].date()}" if state == "open" else ""


def with_gap(rows: pd.DataFrame) -> pd.DataFrame:
    """Add the alarm gap of closed horizons and what that of open ones can still become."""
    compared = rows["state"].isin(["closed", "open"])
    closed = rows["state"].eq("closed")
    observed = rows["observed"].where(compared)
    rows["observed"], rows["action_id"] = observed, rows["action_id"].where(compared)
    difference = rows["predicted"] - observed
    rows["alarm_gap"] = difference.where(closed)
    # A deed of severity 1 may still come; one that came cannot be undone.
    rows["bound_low"] = difference.where(closed, rows["predicted"] - 1).where(compared)
    rows["bound_high"] = difference
    return rows
