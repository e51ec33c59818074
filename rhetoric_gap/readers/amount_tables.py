"""Amounts promised and delivered, as the tables of a gap."""

from __future__ import annotations

from dataclasses import dataclass

from rhetoric_gap.datasets.case import DEFAULT_WINDOW, Case
from rhetoric_gap.readers.event_tables import EventTables
from rhetoric_gap.words import plural


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class AmountTables(EventTables):
    """Amounts promised and delivered, as statements and actions; unpacks as ``statements, actions``.

    Parameters
    ----------
    statements : pandas.DataFrame
        One row per amount promised, dated on the first day of its period, with ``amount`` and ``unit``.
    actions : pandas.DataFrame
        One row per amount delivered, dated on the last day of its period.
    account, rejected, coverage : pandas.DataFrame
        As of every reader: see :class:`EventTables`.
    files : tuple of str
        As of every reader.
    name, scale, quad_rule : str
        As of every reader.
    notes : tuple of str
        As of every reader.
    window : int
        Days in which a delivery counts; without meaning where statements have a deadline.

    Examples
    --------
    >>> import pandas as pd, rhetoric_gap as rg
    >>> aid = pd.DataFrame({"donor": ["EU"], "month": ["2024-01"], "committed": [144], "allocated": [77]})
    >>> rg.read_amounts(aid, unit="EUR bn", target="UKR")
    AmountTables 'table': 1 promise, 1 delivery, 144 EUR bn promised, 77 EUR bn delivered
    """

    window: int = DEFAULT_WINDOW

    def to_case(self, name: str | None = None) -> Case:
        """Return the tables as a case, to be scored with ``assignment="amount"``.

        Parameters
        ----------
        name : str, optional
            Name of the case; that of the source if left out.

        Returns
        -------
        Case
            With coverage up to the last day of the last period.

        Examples
        --------
        >>> import pandas as pd, rhetoric_gap as rg
        >>> aid = pd.DataFrame({"donor": ["EU"], "month": ["2024-01"], "committed": [144], "allocated": [77]})
        >>> case = rg.read_amounts(aid, unit="EUR bn", target="UKR").to_case()
        >>> round(rg.gap_index(case, assignment="amount").gap, 3)
        0.465
        """
        return Case(
            name=name or self.name,
            description=self._title(),
            statements=self.statements,
            actions=self.actions,
            coverage_start=self.coverage_start,
            coverage_end=self.coverage_end,
            window=self.window,
        )

    def _title(self) -> str:
        """Count what there is, in each unit."""
        sums = [
            f"{amount:,.12g} {unit} {word}"
            for frame, word in ((self.statements, "promised"), (self.actions, "delivered"))
            for unit, amount in frame.groupby("unit")["amount"].sum().items()
        ]
        sizes = [plural(len(self.statements), "promise"), plural(len(self.actions), "delivery", "deliveries")]
        return f"AmountTables {self.name!r}: {', '.join([*sizes, *sums])}"

    def _facts(self) -> list[tuple[str, str]]:
        """List the notes: the sums stand in the title."""
        return [("note", note) for note in self.notes]
