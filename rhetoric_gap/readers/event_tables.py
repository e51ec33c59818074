"""EventTables: the statements and actions of a stream, with what became of every row on the way."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields

import pandas as pd

from rhetoric_gap.account import ACCOUNT_COLUMNS
from rhetoric_gap.datasets import Case
from rhetoric_gap.words import plural

REJECT_COLUMNS = ["file", "line", "why", "text"]
COVERAGE_COLUMNS = ["source", "start", "end", "days", "missing_days"]
STREAM_WINDOW = 30
"""Days in which a deed counts for a statement of a stream, where coded tables have 60."""


def _empty(columns: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame({column: pd.Series(dtype=object) for column in columns})


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class EventTables:
    """The statements and actions read from a source of events.

    Unpacks as two frames: ``said, done = events``.

    Parameters
    ----------
    statements, actions : pandas.DataFrame
        Tables that pass :func:`check_statements` and :func:`check_actions`, in order of date and id. Beside the columns
        of the schema they have ``quad_rule``, ``source_id`` (ids of the articles, joined by ``;`` where rows were
        merged), ``backdated`` and ``mirrored`` (flags), ``n_reports`` (rows merged into this one) and what else the
        source has. Each event is in exactly one of them.
    account : pandas.DataFrame
        ``step``, ``rows_in``, ``rows_out``, ``why``: from the rows in the files to the two tables; what goes into a
        step is what came out of the one before.
    rejected : pandas.DataFrame
        ``file``, ``line``, ``why``, ``text``: lines that could not be read as an event.
    coverage : pandas.DataFrame
        ``source``, ``start``, ``end`` (first and last day covered), ``days`` (days covered) and ``missing_days`` (the
        days in between without a file, as text such as ``2015-02-18 to 2015-02-19``). Outside it nothing is zero.
    files : tuple of str
        The files read.
    name : str
        Name of the source.
    scale, quad_rule : str
        Scale the codes are on, and the rule by which words were parted from deeds.
    notes : tuple of str
        What a reader must know.

    Examples
    --------
    >>> import pandas as pd
    >>> days = pd.to_datetime(["2024-01-01", "2024-01-09"])
    >>> said = pd.DataFrame({"statement_id": ["1"], "date": days[:1], "actor": "AAA", "target": "BBB"})
    >>> done = pd.DataFrame({"action_id": ["2"], "date": days[1:], "actor": "AAA", "target": "BBB"})
    >>> events = EventTables(statements=said, actions=done, name="example", scale="cameo", quad_rule="gdelt")
    >>> statements, actions = events
    >>> events
    EventTables 'example': 1 statement, 1 action, 1 dyad
      days      2024-01-01 to 2024-01-09
      scale     cameo, quad rule gdelt
    """

    statements: pd.DataFrame
    actions: pd.DataFrame
    account: pd.DataFrame = field(default_factory=lambda: _empty(ACCOUNT_COLUMNS))
    rejected: pd.DataFrame = field(default_factory=lambda: _empty(REJECT_COLUMNS))
    coverage: pd.DataFrame = field(default_factory=lambda: _empty(COVERAGE_COLUMNS))
    files: tuple[str, ...] = ()
    name: str = "events"
    scale: str = "cameo"
    quad_rule: str = ""
    notes: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[pd.DataFrame]:
        """Unpack as statements and actions."""
        return iter((self.statements, self.actions))

    @property
    def coverage_start(self) -> pd.Timestamp | None:
        """First day covered by all sources read; None where it is not known."""
        return self._edge("start")

    @property
    def coverage_end(self) -> pd.Timestamp | None:
        """Last day covered by all sources read; None where it is not known."""
        return self._edge("end")

    def _edge(self, side: str) -> pd.Timestamp | None:
        days = self.coverage[side].dropna()
        if not len(days):
            return None
        return pd.Timestamp(days.max() if side == "start" else days.min())

    def to_case(self, name: str | None = None) -> Case:
        """Return the tables as a case, with their coverage: what :func:`gap_index` takes.

        Parameters
        ----------
        name : str, optional
            Name of the case; by default that of the source.

        Returns
        -------
        Case
            With a window of 30 days, links to be drawn by rule, and coverage as read: statements whose window ends
            after the last day covered are open, not unfulfilled.

        Examples
        --------
        >>> import pandas as pd
        >>> days = pd.to_datetime(["2024-01-01", "2024-01-09"])
        >>> events = EventTables(
        ...     statements=pd.DataFrame({"statement_id": ["1"], "date": days[:1]}),
        ...     actions=pd.DataFrame({"action_id": ["2"], "date": days[1:]}),
        ...     coverage=pd.DataFrame(
        ...         {"source": ["x"], "start": days[0], "end": days[1], "days": 9, "missing_days": ""}
        ...     ),
        ... )
        >>> events.to_case("mine").coverage_end.date().isoformat()
        '2024-01-09'
        """
        known = {entry.name for entry in fields(Case)}
        more = {"scale": self.scale} if "scale" in known else {}
        return Case(
            name=name or self.name,
            description=f"events read from {plural(len(self.files), 'file')} of {self.name}",
            statements=self.statements,
            actions=self.actions,
            coding="partial",
            coverage_start=self.coverage_start,
            coverage_end=self.coverage_end,
            window=STREAM_WINDOW,
            **more,  # type: ignore[arg-type]
        )

    def _title(self) -> str:
        """Count what there is."""
        dyads = {
            pair
            for frame in self
            if {"actor", "target"} <= set(frame.columns)
            for pair in frame[["actor", "target"]].drop_duplicates().itertuples(index=False, name=None)
        }
        counts = (
            plural(f"{len(self.statements):,}" if len(self.statements) != 1 else 1, "statement"),
            plural(f"{len(self.actions):,}" if len(self.actions) != 1 else 1, "action"),
            plural(f"{len(dyads):,}" if len(dyads) != 1 else 1, "dyad"),
        )
        return f"EventTables {self.name!r}: {', '.join(counts)}"

    def _facts(self) -> list[tuple[str, str]]:
        """List what there is to tell, as label and text; both reprs are made of it."""
        facts = [("days", self._days())]
        scale = self.scale + (f", quad rule {self.quad_rule}" if self.quad_rule else "")
        facts.append(("scale", scale))
        lost = self.account.loc[self.account["rows_in"].ne(self.account["rows_out"])]
        for row in lost.to_dict("records"):
            change = int(row["rows_in"]) - int(row["rows_out"])
            count = f"-{change:,}" if change > 0 else f"+{-change:,}"
            facts.append(("left out" if change > 0 else "added", f"{count} {row['step']}: {row['why']}"))
        if len(self.rejected):
            facts.append(("rejected", f"{plural(len(self.rejected), 'line')}, see .rejected"))
        facts += [("note", note) for note in self.notes]
        return [(label, text) for label, text in facts if text]

    def _days(self) -> str:
        """Say which days are covered, and which of them have no file."""
        start, end = self.coverage_start, self.coverage_end
        if start is None or end is None:
            dates = pd.concat([frame["date"] for frame in self if "date" in frame])
            if not len(dates):
                return "none"
            start, end = dates.min(), dates.max()
        span = f"{start:%Y-%m-%d} to {end:%Y-%m-%d}"
        missing = [text for text in self.coverage["missing_days"].dropna() if text]
        return span + (f", without {'; '.join(missing)}" if missing else "")

    def __repr__(self) -> str:
        return "\n".join([self._title(), *(f"  {label:<9} {text}" for label, text in self._facts())])

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th style='text-align:left'>{label}</th><td style='text-align:left'>{html.escape(text)}</td></tr>"
            for label, text in self._facts()
        )
        return f"<div><strong>{html.escape(self._title())}</strong><table>{rows}</table></div>"
