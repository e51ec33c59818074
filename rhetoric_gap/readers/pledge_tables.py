"""What a pledge tracker holds, as the tables of a gap."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from rhetoric_gap.datasets.case import DEFAULT_WINDOW, Case
from rhetoric_gap.readers.event_tables import EventTables
from rhetoric_gap.words import plural


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class PledgeTables(EventTables):
    """What a pledge tracker holds, as the tables of a gap; unpacks as ``statements, actions``.

    Parameters
    ----------
    statements : pandas.DataFrame
        One row per promise. ``deadline`` is the day its window closes: that of the ruling, and a day far off without
        one; the deadline the tracker gives is in ``stated_deadline``. Its ruling is in ``status`` and ``outcome``
        (kept, partial, unfulfilled, open, excluded).
    actions : pandas.DataFrame
        One deed for each promise kept or kept in part, on the day of the ruling.
    account, rejected, coverage : pandas.DataFrame
        As of every reader: see :class:`EventTables`.
    files : tuple of str
        As of every reader.
    name, scale, quad_rule : str
        As of every reader.
    notes : tuple of str
        As of every reader.
    links : pandas.DataFrame
        One link for each deed: match 1 kept, 0.5 kept in part.
    as_of : pandas.Timestamp
        Day on which the tracker was read, or the last day in it.

    Examples
    --------
    >>> import pandas as pd, rhetoric_gap as rg
    >>> promises = pd.DataFrame({"title": ["Open a school", "Plant trees"], "status": ["Promise Kept", "Stalled"]})
    >>> promises["updated"] = "2023-05-01"
    >>> rg.read_pledges(promises, actor="MAYOR", made="2020-01-01", as_of="2024-01-01")
    PledgeTables 'table': 2 promises (1 kept, 1 open), 1 deed, 1 link, as of 2024-01-01
    """

    links: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["statement_id", "action_id", "match"])
    )
    as_of: pd.Timestamp | None = None

    def to_case(self, name: str | None = None) -> Case:
        """Return the tables as a case whose links are the whole truth.

        Parameters
        ----------
        name : str, optional
            Name of the case; that of the source if left out.

        Returns
        -------
        Case
            With ``coding="complete"``: a promise without a deed has none. Rulings close the windows; ``window`` is the
            time the tracker has run, the natural horizon of :func:`follow_through`.

        Examples
        --------
        >>> import pandas as pd, rhetoric_gap as rg
        >>> promises = pd.DataFrame({"title": ["A", "B"], "status": ["kept", "broken"]})
        >>> tracker = rg.read_pledges(promises, actor="MAYOR", made="2020-01-01", as_of="2024-01-01")
        >>> rg.gap_index(tracker.to_case()).gap
        0.5
        """
        return Case(
            name=name or self.name,
            description=f"{self._told()}; rulings of a tracker.",
            statements=self.statements,
            actions=self.actions,
            links=self.links,
            coding="complete",
            coverage_start=self.coverage_start,
            coverage_end=self.as_of,
            window=self._days_run(),
        )

    def _days_run(self) -> int:
        """Count the days from the first promise to the day the tracker was read."""
        if self.as_of is None or not len(self.statements):
            return DEFAULT_WINDOW
        return max((self.as_of - self.statements["date"].min()).days, 1)

    def _told(self) -> str:
        return f"{plural(len(self.statements), 'promise')} ({count_outcomes(self.statements['outcome'])})"

    def _title(self) -> str:
        """Count what there is."""
        sizes = f"{plural(len(self.actions), 'deed')}, {plural(len(self.links), 'link')}"
        lost = f", {plural(len(self.rejected), 'line')} rejected" if len(self.rejected) else ""
        read = "" if self.as_of is None else f", as of {self.as_of:%Y-%m-%d}"
        return f"PledgeTables {self.name!r}: {self._told()}, {sizes}{lost}{read}"

    def _facts(self) -> list[tuple[str, str]]:
        """List the notes: the rulings stand in the title."""
        return [("note", note) for note in self.notes]


def count_outcomes(outcome: pd.Series) -> str:
    """Count the rulings, in their order."""
    counts = outcome.value_counts()
    states = ("kept", "partial", "unfulfilled", "open", "excluded")
    return ", ".join(f"{counts[state]} {state}" for state in states if state in counts) or "none"
