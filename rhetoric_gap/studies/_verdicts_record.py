"""The record as it was known on one day: what the rules may look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.datasets import Case
from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.tables.targets import members

#: The day of the essay whose claims are judged.
ESSAY = pd.Timestamp("2024-06-20")
#: Days after the essay before the absence of an event bears out a forecast.
HORIZON = 365
#: Columns that hold the id of a row, table by table.
IDS = {
    "statements": "statement_id", "actions": "action_id", "observers": "assessment_id",
    "triggers": "trigger_id",
    "patrons": "patron_id", "estimates": "estimate_id", "votes": "vote_id",
}  # fmt: skip
_DONE = "deed_was_done"
_RANKS = {"low": 1, "medium": 2, "high": 3}


#: Key of the tables a rule has looked at.
TOUCHED = "touched"


class Missing(Exception):
    """The record lacks what a rule needs; caught where rules are carried out, never seen by a user."""


@dataclass(frozen=True, eq=False)
class Record:
    """Both cases as known on one day.

    Attributes
    ----------
    cases : mapping of str to Case
        ``nk`` is the case of words and deeds, ``rp`` that of Russia and its partners.
    as_of : pandas.Timestamp
        Nothing later is known.
    under_way : bool
        Whether a deed that lasts counts from its first day. By default it counts from its last: the words and the
        severity of such a row rest on all of it.
    horizon : int
        Days after the essay before a forecast can be borne out.
    cache : dict
        Results too dear to compute twice.
    """

    cases: Mapping[str, Case]
    as_of: pd.Timestamp
    under_way: bool = False
    horizon: int = HORIZON
    cache: dict[Any, Any] = field(default_factory=dict)

    def until(self, *cases: str) -> pd.Timestamp:
        """Return the last day that is both known and covered by all of some cases."""
        ends = [self.cases[case].coverage_end for case in cases]
        return min([self.as_of, *[pd.Timestamp(end) for end in ends if end is not None]])

    def start(self, case: str) -> pd.Timestamp | None:
        """Return the first day a case covers, if it says so."""
        return self.cases[case].coverage_start

    def over(self, *cases: str) -> bool:
        """Tell whether a forecast's horizon is over in the days these cases cover."""
        return self.until(*cases) >= ESSAY + pd.Timedelta(days=self.horizon)

    def table(self, where: str, *columns: str) -> pd.DataFrame:
        """Return the rows of a table known on the day, in order of date and id.

        Parameters
        ----------
        where : str
            Case and table, such as ``"rp.votes"``.
        *columns : str
            Columns the rule needs.

        Raises
        ------
        Missing
            If the case has no such table or columns.
        """
        rows = self._rows(where)
        absent = [c for c in columns if c not in rows]
        if absent:
            key, name = where.split(".")
            raise Missing(
                f"the table {name} of the case {self.cases[key].name} has no column {', '.join(absent)}"
            )
        return rows

    def _rows(self, where: str) -> pd.DataFrame:
        """Return a table as known on the day, read once."""
        kept = (where, self.under_way)
        self.cache.setdefault(TOUCHED, set()).add(where)
        if kept not in self.cache:
            self.cache[kept] = self._read(where)
        rows: pd.DataFrame = self.cache[kept]
        return rows

    def _read(self, where: str) -> pd.DataFrame:
        """Read a table as known on the day."""
        key, name = where.split(".")
        case = self.cases[key]
        index = {"statements": case.statements, "actions": case.actions}
        source = index[name] if name in index else case.tables.get(name)
        if source is None:
            raise Missing(f"the case {case.name} has no table {name}")
        absent = [c for c in (IDS.get(name, "date"), "date") if c not in source]
        if absent:
            raise Missing(f"the table {name} of the case {case.name} has no column {', '.join(absent)}")
        if not pd.api.types.is_datetime64_any_dtype(source["date"]):
            raise RhetoricGapError(
                f"the column 'date' of the table {name} of the case {case.name!r} must hold dates, "
                f"not {source['date'].dtype}; convert it with pandas.to_datetime"
            )
        known = source.loc[(self._known_on(source) <= self.as_of).to_numpy(dtype=bool)]
        names = known[IDS[name]] if name in IDS else pd.Series(known.index, index=known.index)
        rows = known.assign(row=key + ":" + names.astype(str), **{_DONE: _attempted(known)})
        return rows.sort_values(["date", "row"], kind="stable", ignore_index=True)

    def _known_on(self, source: pd.DataFrame) -> pd.Series:
        """Return the day on which each row became known: reported, else over, else dated."""
        day = source["date"]
        if "end_date" in source and not self.under_way:
            # A recorded absence holds for every part of its period; a deed is only known whole.
            lasting = source["end_date"].where(_attempted(source))
            day = lasting.fillna(day)
        return source["reported_at"].fillna(day) if "reported_at" in source else day

    def deeds(
        self,
        where: str,
        *columns: str,
        actor: str,
        toward: Sequence[str] = (),
        valence: str = "",
        topics: Sequence[str] = (),
        least: float = 0.0,
        since: Any = None,
    ) -> pd.DataFrame:
        """Return the deeds done, each counted once: no absences, and no part of a row that is there itself."""
        wanted = [
            "actor",
            "target",
            "severity",
            *(["valence"] if valence else []),
            *(["topic"] if topics else []),
        ]
        rows = self.table(where, *wanted, *columns)
        keep = rows[_DONE] & rows["severity"].notna() & rows["actor"].eq(actor)
        if "part_of" in rows:
            keep &= ~rows["part_of"].isin(rows["action_id"])
        keep &= named(rows["target"], toward) & (rows["severity"] >= least - 1e-9)
        if valence:
            keep &= rows["valence"].eq(valence)
        if topics:
            keep &= rows["topic"].isin(list(topics))
        if since is not None:
            keep &= rows["date"] >= pd.Timestamp(since)
        return rows.loc[keep.to_numpy(dtype=bool)].reset_index(drop=True)

    def absences(
        self, where: str, *, actor: str, toward: Sequence[str], topics: Sequence[str]
    ) -> pd.DataFrame:
        """Return the recorded absences of a deed."""
        rows = self.table(where, "actor", "target", "topic")
        keep = ~rows[_DONE] & rows["actor"].eq(actor) & named(rows["target"], toward)
        return rows.loc[(keep & rows["topic"].isin(list(topics))).to_numpy(dtype=bool)].reset_index(drop=True)


def _attempted(rows: pd.DataFrame) -> pd.Series:
    """Tell deeds from recorded absences; blank is a deed."""
    if "attempted" not in rows:
        return pd.Series(True, index=rows.index)
    return (
        rows["attempted"]
        .astype("object")
        .map(lambda flag: flag is not False and flag is not np.False_)
        .astype(bool)
    )


def named(targets: pd.Series, states: Sequence[str]) -> pd.Series:
    """Tell which targets name one of some states; without states, all."""
    wanted = set(states)
    known = {target: not wanted or bool(wanted & set(members(target))) for target in targets.unique()}
    return targets.map(known).astype(bool)


def certainty_rank(rows: pd.DataFrame) -> pd.Series:
    """Return how sure the coder is of each row, from 1 (low) to 3 (high); blank counts as low."""
    return rows["certainty"].map(_RANKS).fillna(1).astype(int)


def ids(*tables: pd.DataFrame) -> tuple[str, ...]:
    """Return the ids of rows, case first, without repeats."""
    return tuple(dict.fromkeys(row for table in tables for row in table["row"]))


def most(values: pd.Series) -> float:
    """Return the largest severity; 0, which both scales call nothing, where there is no deed."""
    return float(values.max()) if len(values) else 0.0


def gravest(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the deeds of the largest severity."""
    return rows.loc[rows["severity"] >= most(rows["severity"]) - 1e-9]
