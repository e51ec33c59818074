"""What was known of a statement on the day it was made: the words, and the record of those who spoke."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError
from rhetoric_gap.tables.cells import days_of
from rhetoric_gap.tables.schema import RISK_STATES

if TYPE_CHECKING:
    from rhetoric_gap.results import GapResult

#: What forecasts are made from unless asked otherwise.
FEATURES = (
    *("strength", "severity", "kind", "topic", "speaker", "conditional"),
    *("record_dyad", "record_actor"),
)
#: Columns of outcomes that are known only afterwards: forecasting with them would be telling what happened.
HINDSIGHT = (
    *("credit", "share", "state", "late", "action_id", "n_links", "lag", "how", "effect_low", "effect_high"),
    *("n_repeats", "end", "start", "trigger_date", "resolution", "resolution_date", "reported_at"),
)
_IDS = ("statement_id", "date")


def dyad_names(rows: pd.DataFrame) -> pd.Series:
    """Name the directed dyad of every row; a joint target is its own."""
    return rows["actor"].astype(object).astype(str) + " > " + rows["target"].astype(object).astype(str)


def closed_statements(result: GapResult) -> pd.DataFrame:
    """Return the statements whose windows have closed and that were put to the test, by date and id."""
    rows = result.outcomes.loc[result.outcomes["state"].isin(RISK_STATES)]
    return rows.sort_values(["date", "statement_id"], kind="stable", ignore_index=True)


def feature_frame(
    result: GapResult, rows: pd.DataFrame, features: Sequence[str]
) -> tuple[pd.DataFrame, list[str]]:
    """Return the features asked for that the table has, and the names of those it has not."""
    names = [features] if isinstance(features, str) else list(features)
    known = [c for c in rows if c not in (*HINDSIGHT, *_IDS)]
    made = ["conditional", "record_dyad", "record_actor"]
    for name in names:
        if name in HINDSIGHT:
            raise RhetoricGapError(
                f"{name!r} is known only after the statement: a forecast must not use it. Leave it out of features"
            )
        if name not in (*known, *FEATURES):
            raise UnknownOptionError("features", name, [*made, *known])
    lacking = [name for name in names if name not in (*known, *made)]
    lacking += [name for name in names if name == "conditional" and "trigger_state" not in rows]
    found = pd.DataFrame(index=rows.index)
    for name in (name for name in names if name not in lacking):
        found[name] = _feature(result, rows, name)
    if not len(found.columns):
        raise RhetoricGapError(
            f"none of the features {names} is in the outcomes; there are {[*made[1:], *known]}"
        )
    return found, lacking


def past_record(result: GapResult, rows: pd.DataFrame, group: pd.Series) -> pd.Series:
    """Gap of the group's statements as it could be known on the day before each statement.

    A statement enters on the day after its window has closed (or after it was reported), with the credit it had earned
    by then; credit from a coded deed that came later enters on the day after that deed.
    """
    steps = _steps(result, rows)
    steps["group"] = group.to_numpy()[steps["row"]]
    steps = steps.sort_values("day", kind="stable")
    said = days_of(rows["date"])
    found = np.full(len(rows), np.nan)
    for name, places in rows.groupby(group.to_numpy()).indices.items():
        own = steps.loc[steps["group"] == name]
        before = np.searchsorted(own["day"].to_numpy(), said[places], side="left")
        bark, bite = (np.concatenate([[0.0], own[c].cumsum().to_numpy()])[before] for c in ("bark", "bite"))
        np.divide(bark - bite, bark, out=bark, where=bark > 0)
        found[places] = np.where(before > 0, bark, np.nan)
    return pd.Series(found, index=rows.index)


def _feature(result: GapResult, rows: pd.DataFrame, name: str) -> pd.Series:
    """Return one feature."""
    if name == "conditional":
        state = rows["trigger_state"]
        return state.ne("none").astype(object).where(state.notna(), None).map({True: "yes", False: "no"})
    if name == "record_dyad":
        return past_record(result, rows, dyad_names(rows))
    if name == "record_actor":
        return past_record(result, rows, rows["actor"].astype(object).astype(str))
    return rows[name]


def _steps(result: GapResult, rows: pd.DataFrame) -> pd.DataFrame:
    """List when what became of each statement was known: row, day, severity and credit that are added on that day."""
    closing = days_of(rows["end"])
    if "reported_at" in rows:
        closing = np.maximum(closing, days_of(rows["reported_at"].fillna(rows["date"])))
    earned = _earned(result, rows)
    # What had been earned when the window closed counts from then on.
    earned["day"] = np.maximum(earned["day"].to_numpy(), closing[earned["row"]])
    closed = pd.DataFrame(
        {
            "row": np.arange(len(rows)),
            "day": closing,
            "bark": rows["severity"].to_numpy(dtype=float),
            "bite": 0.0,
        }
    )
    return pd.concat([closed, earned.assign(bark=0.0)], ignore_index=True)


def _earned(result: GapResult, rows: pd.DataFrame) -> pd.DataFrame:
    """List what each deed adds to the credit of its statement, and the day on which that was known."""
    place = pd.Series(np.arange(len(rows)), index=rows["statement_id"].astype(object))
    links = result.links.loc[result.links["credit"] > 0, ["statement_id", "action_id", "credit"]]
    links = links.loc[links["statement_id"].isin(rows["statement_id"])]
    deeds = result.actions.set_index(result.actions["action_id"].astype(object))
    seen = deeds["date"]
    if "reported_at" in deeds:
        seen = deeds["reported_at"].fillna(seen).where(lambda day: day > seen, seen)
    when = days_of(seen.loc[links["action_id"].astype(object)])
    table = pd.DataFrame(
        {
            "row": place.loc[links["statement_id"].astype(object)].to_numpy(),
            "day": when,
            "credit": links["credit"],
        }
    ).sort_values(["row", "day", "credit"], kind="stable", ignore_index=True)
    by_row = table.groupby("row")["credit"]
    severity = rows["severity"].to_numpy(dtype=float)[table["row"].to_numpy(dtype=np.int64)]
    total = by_row.cumsum() if result.spec.assignment == "amount" else by_row.cummax()
    total = total.clip(upper=pd.Series(severity, index=table.index))
    added = total - total.groupby(table["row"]).shift(fill_value=0.0)
    return table.assign(bite=added)[["row", "day", "bite"]]
