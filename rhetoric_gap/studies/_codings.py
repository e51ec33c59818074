"""The work of several coders, read and checked: links and codings, one row per coder and statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.tables.frames import to_pandas
from rhetoric_gap.tables.schema import STATEMENTS

_SHOWN = 5


@dataclass(frozen=True, eq=False)
class Codings:
    """The work of all coders, checked."""

    links: pd.DataFrame | None
    codings: pd.DataFrame | None
    names: list[str]

    @classmethod
    def read(cls, links: Any, codings: Any, coder: str) -> Codings:
        """Check both tables; every problem is reported at once."""
        if links is None and codings is None:
            raise RhetoricGapError(
                "coder_gap needs links= or codings= of several coders, with a column 'coder'"
            )
        tables = {
            name: None if table is None else to_pandas(table, name)
            for name, table in (("links", links), ("codings", codings))
        }
        wrong, names = [], {}
        for name, table in tables.items():
            if table is None:
                continue
            lacking = [c for c in (coder, "statement_id") if c not in table]
            wrong += [f"{name} has no column {lacking}"] if lacking else []
            if not lacking:
                blank = table[[coder, "statement_id"]].isna().any(axis=1)
                rows = table.index[blank][:_SHOWN].tolist()
                wrong += [f"{name}: rows {rows} lack coder or statement"] if rows else []
                names[name] = sorted(set(table[coder].dropna().astype(str)))
        if len(names) == 2 and names["links"] != names["codings"]:
            wrong.append(f"links name the coders {names['links']}, codings {names['codings']}")
        second = tables["codings"]
        if second is not None and "codings" in names:
            twice = second.loc[second.duplicated([coder, "statement_id"], keep=False)]
            rows = twice.index[:_SHOWN].tolist()
            wrong += [f"codings: rows {rows} repeat a statement of a coder"] if rows else []
        if wrong:
            raise RhetoricGapError("; ".join(wrong))
        found = [None if t is None else t.assign(**{coder: t[coder].astype(str)}) for t in tables.values()]
        renamed = [None if t is None else t.rename(columns={coder: "coder"}) for t in found]
        return cls(renamed[0], renamed[1], next(iter(names.values())))

    def statements_of(self, name: str, statements: pd.DataFrame) -> pd.DataFrame:
        """Return the statements with what one coder said of them."""
        if self.codings is None:
            return statements
        own = self.codings.loc[self.codings["coder"].eq(name)].drop(columns="coder")
        own = own.set_index(own.pop("statement_id").astype(str))
        ids = statements["statement_id"].astype(str)
        unknown = sorted(set(own.index) - set(ids))
        known = {*statements.columns, *(column.name for column in STATEMENTS.columns)}
        strange = [c for c in own if c not in known]
        wrong = [f"codings name unknown statements {unknown[:_SHOWN]}"] if unknown else []
        wrong += [f"codings have columns no statement has: {strange}"] if strange else []
        if wrong:
            raise RhetoricGapError("; ".join(wrong))
        replaced = statements.copy()
        for column in own:
            said = ids.map(own[column].astype(object).to_dict())
            if column in statements:
                said = said.where(ids.isin(own.index).to_numpy(), statements[column].astype(object))
            replaced[column] = said.infer_objects()
        return replaced

    def links_of(self, name: str) -> pd.DataFrame | None:
        """Return one coder's links to deeds."""
        if self.links is None:
            return None
        own = self.links.loc[self.links["coder"].eq(name)].drop(columns="coder")
        return own.loc[own["action_id"].notna()].reset_index(drop=True)

    def coded_by(self, name: str, ids: pd.Series) -> np.ndarray:
        """Mark the statements a coder coded."""
        if self.codings is None:
            return np.ones(len(ids), dtype=bool)
        own = self.codings.loc[self.codings["coder"].eq(name), "statement_id"].astype(str)
        return ids.astype(str).isin(set(own)).to_numpy()
