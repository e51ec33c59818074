"""What every study is handed over as: one tidy frame and what must be known to read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

_MISSING = "-"


@dataclass(frozen=True, eq=False, repr=False)
class Study:
    """One tidy frame with its notes; kinds of study add what else they found.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per thing estimated, with ``estimate``, ``lower``, ``upper`` and ``level`` (or the names of the
        statistic itself) and, where a number may be missing, the ``reason``.
    notes : tuple of str
        What a reader must know: assumptions, losses, choices made.

    Examples
    --------
    >>> import pandas as pd
    >>> print(Study(pd.DataFrame({"group": ["AAA", "BBB"], "gap": [1 / 3, float("nan")]}), ("Two groups",)))
    group  gap
      AAA 0.33
      BBB    -
    Note: Two groups
    """

    frame: pd.DataFrame
    notes: tuple[str, ...]

    #: Columns that need more digits than the two of a share.
    _digits: ClassVar[dict[str, int]] = {"p": 3, "p_value": 3, "p_chance": 3}
    #: Columns of the frame that the printed table leaves out, for being long or of use to programs only.
    _hidden: ClassVar[tuple[str, ...]] = ()

    def display(self) -> pd.DataFrame:
        """Return the table as a reader wants to see it: all cells are text.

        Returns
        -------
        pandas.DataFrame
            Shares with two decimals, days in the ISO form, ``-`` where a number is missing.

        Examples
        --------
        >>> import pandas as pd
        >>> Study(pd.DataFrame({"gap": [2 / 3], "n": [12]}), ()).display().to_dict("list")
        {'gap': ['0.67'], 'n': ['12']}
        """
        shown = self.frame.drop(columns=[c for c in self._hidden if c in self.frame])
        return pd.DataFrame(
            {name: [self._cell(value, str(name)) for value in shown[name]] for name in shown},
            index=shown.index,
        )

    def to_latex(self, *, caption: str | None = None, label: str | None = None) -> str:
        """Return the table as LaTeX (booktabs).

        Parameters
        ----------
        caption : str, optional
            Caption, taken as LaTeX.
        label : str, optional
            Label to refer to.

        Returns
        -------
        str
            A ``table`` environment.

        Examples
        --------
        >>> import pandas as pd
        >>> "0.67" in Study(pd.DataFrame({"gap": [2 / 3]}), ()).to_latex()
        True
        """
        return self.display().to_latex(index=False, escape=True, caption=caption, label=label)

    def _cell(self, value: Any, name: str) -> str:
        """Write one value."""
        if pd.api.types.is_scalar(value) and pd.isna(value):
            return _MISSING
        if isinstance(value, (float, np.floating)):
            return f"{value:.{self._digits.get(name, 2)}f}"
        return str(value.date()) if isinstance(value, pd.Timestamp) else str(value)

    def _repr_html_(self) -> str:
        """Show the table in a notebook."""
        from html import escape

        style = "<style>.rhetoric-gap td, .rhetoric-gap th {white-space: nowrap}</style>"
        table = self.display().to_html(index=False, border=0, classes="rhetoric-gap")
        notes = "".join(f"<li>{escape(note)}</li>" for note in self.notes)
        return f"{style}{table}<ul><small>{notes}</small></ul>"

    def __str__(self) -> str:
        """Return the table and the notes as text."""
        shown = self.display()
        table = shown.to_string(index=False) if len(shown) else "no rows"
        return table + "".join(f"\nNote: {note}" for note in self.notes)

    def __repr__(self) -> str:
        """Show what a reader wants to see at a prompt: the table."""
        return str(self)
