"""A draft as it would be with other labels: which rows commit their speaker to what, and the gap of that."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.gap.outcomes import outcome_frame
from rhetoric_gap.inference.interval import N_BOOT, Interval, gap_interval
from rhetoric_gap.pairing.inputs import Inputs
from rhetoric_gap.pairing.pair import pair_rows
from rhetoric_gap.pairing.prepare import Prepared, prepare
from rhetoric_gap.scales import get_scale
from rhetoric_gap.studies._label_gold import GROUPS, KIND_OF, Gold, groups_of
from rhetoric_gap.tables.cells import days_of
from rhetoric_gap.tables.schema import RISK_STATES
from rhetoric_gap.text._codes import said_code

THREAT, PROMISE = GROUPS.index("threat"), GROUPS.index("promise")
_FILLED = ("kind", "valence", "strength", "severity")
_NAMED, _WEAK = 3, 1


@dataclass(frozen=True, eq=False)
class Draft:
    """The tables of a draft, ready to be scored under other labels.

    Attributes
    ----------
    inputs : Inputs
        Checked tables, with the rule of matching settled.
    rows : pandas.DataFrame
        Statements known at ``as_of``, in order of date and id, with kind, valence, strength and severity filled in.
    machine : numpy.ndarray of int
        What the machine takes each row for, as numbers of ``GROUPS``.
    names_deed : numpy.ndarray of bool
        Whether the row names a deed that could be graded.
    """

    inputs: Inputs
    rows: pd.DataFrame
    machine: np.ndarray
    names_deed: np.ndarray

    @classmethod
    def of(cls, inputs: Inputs) -> Draft:
        """Settle everything that no label changes."""
        prepared = prepare(inputs)
        settled = pair_rows(prepared)[1].spec
        columns = list(dict.fromkeys([*inputs.statements.columns, *_FILLED]))
        rows = prepared.statements[columns].copy()
        rows.attrs = {}
        kinds = rows["kind"].astype(object)
        unnamed = np.where(rows["valence"].eq("cooperation").fillna(False), "promise", "threat")
        rows["kind"] = kinds.where(kinds.notna(), pd.Series(unnamed, index=rows.index, dtype=object)).astype(
            "string"
        )
        named = rows["severity"].fillna(0).gt(0).to_numpy(dtype=bool)
        if "deed_code" in rows:
            named = named | rows["deed_code"].notna().to_numpy(dtype=bool)
        return cls(dataclasses.replace(inputs, spec=settled), rows, groups_of(rows["kind"]), named)

    def relabelled(self, labels: np.ndarray) -> pd.DataFrame:
        """Return the statements under other labels; a row whose label stays keeps all it had."""
        rows = self.rows.copy()
        changed = labels != self.machine
        if not changed.any():
            return rows
        kinds = np.array([KIND_OF[group] for group in GROUPS], dtype=object)[labels]
        rows["kind"] = rows["kind"].astype(object).where(~changed, kinds).astype("string")
        acts = changed & np.isin(labels, (THREAT, PROMISE))
        valence = np.where(labels == PROMISE, "cooperation", "conflict")
        rows["valence"] = rows["valence"].astype(object).where(~acts, valence).astype("string")
        named = acts & self.names_deed
        strength = rows["strength"].astype("Int64")
        firm = strength.fillna(_NAMED).clip(lower=_NAMED)
        rows["strength"] = strength.where(~named, firm).mask(acts & ~named, _WEAK)
        self._recode(rows, acts, named, labels)
        return rows

    def _recode(self, rows: pd.DataFrame, acts: np.ndarray, named: np.ndarray, labels: np.ndarray) -> None:
        """Give rows that have become commitments the code of a threat or promise of the deed they name."""
        deeds = (
            rows["deed_code"].astype(object)
            if "deed_code" in rows
            else pd.Series(None, rows.index, dtype=object)
        )
        places = np.flatnonzero(acts)
        known = [deeds.iloc[i] if isinstance(deeds.iloc[i], str) else None for i in places]
        if "code" in rows:
            codes = rows["code"].astype(object).to_numpy(copy=True)
            for i, deed in zip(places, known, strict=True):
                codes[i] = (
                    said_code("promise" if labels[i] == PROMISE else "threat", deed) if named[i] else pd.NA
                )
            rows["code"] = pd.Series(codes, index=rows.index, dtype=object).astype("string")
        bare = rows["severity"].isna().to_numpy() & named
        if bare.any():
            graded = get_scale(self.inputs.spec.scale).deed_severity(deeds.where(bare))
            severity = rows["severity"].to_numpy(dtype=float, copy=True)
            severity[bare] = np.asarray(graded, dtype=float)[bare]
            rows["severity"] = severity

    def prepared(self, rows: pd.DataFrame, **choices: str) -> Prepared:
        """Return the tables ready to be paired."""
        spec = self.inputs.spec.replace(**choices) if choices else self.inputs.spec
        return prepare(dataclasses.replace(self.inputs, statements=rows, spec=spec))

    def scored(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the statements in the risk set with what they were credited."""
        pairs, prepared = pair_rows(self.prepared(rows))
        out = outcome_frame(prepared, pairs)
        return out.loc[out["state"].isin(RISK_STATES)]

    def answered(self) -> np.ndarray:
        """Tell which rows a deed would answer, were each of them a commitment: no label plays a part in that."""
        cooperative = self.rows["valence"].eq("cooperation").fillna(False).to_numpy(dtype=bool)
        act = np.where(
            np.isin(self.machine, (THREAT, PROMISE)), self.machine, np.where(cooperative, PROMISE, THREAT)
        )
        best = {} if self.inputs.spec.assignment == "amount" else {"assignment": "best"}
        pairs, prepared = pair_rows(self.prepared(self.relabelled(act), **best))
        out = outcome_frame(prepared, pairs).set_index("statement_id")["credit"]
        return np.asarray(out.reindex(self.rows["statement_id"]).fillna(0).gt(0).to_numpy())


def interval_of(scored: pd.DataFrame, draft: Draft, seed: int, n_boot: int = N_BOOT) -> Interval:
    """Return the gap of scored statements with its sampling interval."""
    spec = draft.inputs.spec
    bark, bite, cluster, actor, target = (
        scored[c].to_numpy() for c in ("severity", "credit", "cluster", "actor", "target")
    )
    days = days_of(scored["date"])
    return gap_interval(
        bark.astype(float), bite.astype(float), cluster, days, window=spec.window, actor=actor, target=target,
        level=spec.level, n_boot=n_boot, seed=seed,
    )  # fmt: skip


def with_fields(rows: pd.DataFrame, gold: Gold, source: np.ndarray, fields: tuple[str, ...]) -> pd.DataFrame:
    """Give rows what people wrote for the checked row each of them takes after.

    Parameters
    ----------
    rows : pandas.DataFrame
        Statements.
    gold : Gold
        Checked rows.
    source : numpy.ndarray of int
        The checked row that each row takes after, -1 for none.
    fields : tuple of str
        Fields to take over.

    Returns
    -------
    pandas.DataFrame
        A field is taken over where the person changed it; where the draft was left as it was, a row keeps its own.
    """
    rows = rows.copy()
    for field in fields:
        if field == "kind" or field not in rows:
            continue
        human, drafted = gold.values[field].astype(object), gold.drafted[field].astype(object)
        edited = (human.notna() & ~(human.eq(drafted).fillna(False))).to_numpy(dtype=bool)
        takes = (
            (source >= 0) & edited[np.maximum(source, 0)] if len(edited) else np.zeros(len(rows), dtype=bool)
        )
        column = rows[field].astype(object).to_numpy(copy=True)
        column[takes] = human.to_numpy()[source[takes]]
        kind: Any = {"severity": "float64", "strength": "Int64"}.get(field, "string")
        rows[field] = pd.Series(column, index=rows.index, dtype=object).astype(kind)
    return rows
