"""What a gap is handed over as: one frozen object over one tidy frame.

No number is computed here. Text, HTML and LaTeX are made from one display table, which is made from the frame.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.inference.chance import ChanceControl
from rhetoric_gap.prose import describe_result
from rhetoric_gap.render import display_table, escape_latex, format_assumptions
from rhetoric_gap.spec import Spec


@dataclass(frozen=True)
class Summary:
    """A result as a table and in words.

    Attributes
    ----------
    table : pandas.DataFrame
        The display table: one row per group, numbers as text.
    prose : str
        Findings, assumptions and cautions, ready to be edited into a paper.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> summary = rg.gap_index(rg.load_dataset("north_korea"), as_of="2024-06-20").summary()
    >>> summary.table["n"].tolist()
    ['5']
    >>> print(summary.prose[:19])
    Overall, the gap is
    """

    table: pd.DataFrame = field(compare=False)
    prose: str

    def __str__(self) -> str:
        """Return the table, then the prose."""
        return f"{self.table.to_string(index=False)}\n\n{self.prose}"


@dataclass(frozen=True, eq=False, repr=False)
class GapResult:
    """A gap with its cells, interval and bounds, and everything behind it.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per group (and period). Cells ``n_kept`` to ``n_untestable`` and ``n_denials`` add up to
        ``n_statements``; ``n`` is the risk set; ``bark`` and ``bite`` are sums of severity; ``gap``, ``lower``,
        ``upper``, ``bound_low``, ``bound_high`` and all shares lie in [0, 1] or are missing, with the ``reason``.
    outcomes : pandas.DataFrame
        One row per statement.
    links : pandas.DataFrame
        One row per link.
    actions : pandas.DataFrame
        The deeds known, with ``severity``, ``countable`` and ``announced``.
    spec : Spec
        All choices.
    by : tuple of str
        Grouping columns.
    freq : str or None
        Length of periods.
    as_of : pandas.Timestamp
        Day up to which things were known.
    notes : tuple of str
        What a reader must know to read the table.
    chance : ChanceControl or None
        The draws of the control for chance, where one was made.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> result = rg.gap_index(rg.load_dataset("north_korea"), by="valence")
    >>> result.by
    ('valence',)
    >>> bool(result.frame["n"].sum() == result.outcomes["state"].isin(rg.gap.RISK_STATES).sum())
    True
    """

    frame: pd.DataFrame
    outcomes: pd.DataFrame
    links: pd.DataFrame
    actions: pd.DataFrame
    spec: Spec
    by: tuple[str, ...]
    freq: str | None
    as_of: pd.Timestamp
    notes: tuple[str, ...]
    chance: ChanceControl | None = None

    @property
    def gap(self) -> float:
        """The gap of a result with one row, in [0, 1].

        Returns
        -------
        float
            The gap; NaN where nothing could be scored.

        Raises
        ------
        RhetoricGapError
            If the result has several rows.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> 0 <= rg.gap_index(rg.load_dataset("north_korea")).gap <= 1
        True
        """
        if len(self.frame) != 1:
            raise RhetoricGapError(f"this result has {len(self.frame)} rows; read the column 'gap' of .frame")
        return float(self.frame["gap"].iloc[0])

    def summary(self) -> Summary:
        """Return the result as a table and in words; nothing is printed.

        Returns
        -------
        Summary
            With ``.table`` and ``.prose``.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> print(rg.gap_index(rg.load_dataset("north_korea")).summary().prose.splitlines()[-1])
        A gap is not a lie: ...
        """
        return Summary(display_table(self), describe_result(self))

    def to_latex(self, *, caption: str | None = None, label: str | None = None) -> str:
        """Return the display table as LaTeX (booktabs).

        Parameters
        ----------
        caption : str, optional
            Caption; the choices behind the numbers if left out.
        label : str, optional
            Label to refer to.

        Returns
        -------
        str
            A ``table`` environment.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> tex = rg.gap_index(rg.load_dataset("north_korea"), by="valence").to_latex(label="tab:gap")
        >>> "toprule" in tex and "tab:gap" in tex
        True
        """
        # The library's own words are escaped; a caption given is taken as LaTeX.
        words = escape_latex(format_assumptions(self)) if caption is None else caption
        return display_table(self).to_latex(index=False, escape=True, caption=words, label=label)

    def _repr_html_(self) -> str:
        """Show the display table in a notebook."""
        from html import escape

        # Notebooks wrap cells: a remark of four lines would pull every row apart.
        table = display_table(self).to_html(index=False, border=0, na_rep="", classes="rhetoric-gap")
        style = "<style>.rhetoric-gap td, .rhetoric-gap th {white-space: nowrap}</style>"
        notes = "".join(f"<li>{escape(note)}</li>" for note in self.notes)
        words = f"<p><small>{escape(format_assumptions(self))}</small></p><ul><small>{notes}</small></ul>"
        return f"{style}{table}{words}"

    def __str__(self) -> str:
        """Return the display table, the assumptions and the notes as text."""
        shown = display_table(self)
        # pandas would print "Empty DataFrame" and the names of its columns.
        table = shown.to_string(index=False, na_rep="") if len(shown) else "no rows: there is no statement"
        notes = "".join(f"\nNote: {note}" for note in self.notes)
        return f"{table}\n{format_assumptions(self)}{notes}"

    def __repr__(self) -> str:
        """Show what a reader wants to see at a prompt: the table."""
        return str(self)
