"""What a case is: the tables of one study and what is needed to read them."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError

CODEBOOK_COLUMNS = ["file", "column", "type", "unit", "range", "meaning"]
DEFAULT_WINDOW = 60

Coding = Literal["complete", "partial"]


def _empty_codebook() -> pd.DataFrame:
    return pd.DataFrame({column: pd.Series(dtype=str) for column in CODEBOOK_COLUMNS})


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Case:
    """The words and deeds of one study, with all that is needed to read them.

    Parameters
    ----------
    name : str
        Short name.
    description : str
        One or two sentences.
    statements, actions, links : pandas.DataFrame or None
        The tables of the gap index. ``links`` holds only what a coder lets count.
    tables : mapping of str to pandas.DataFrame
        Every other table of the study, by name (``links_unscored``: links a coder recorded but does not score).
    codebook : pandas.DataFrame
        One row per column of every table: ``file``, ``column``, ``type``, ``unit``, ``range``, ``meaning``.
    license, citation, readme : str
        Terms of use, how to cite, and the text that goes with the tables.
    coding : {"complete", "partial"}
        Whether the links are the whole truth: with ``"complete"`` a statement without a link has no deed.
    coverage_start, coverage_end : timestamp or None
        First and last day covered; ``coverage_end`` is the default ``as_of``.
    window : int
        Days in which a deed counts for a statement, as recommended for these tables.
    scale : str
        Scale that the codes of the tables are on, such as ``"plover"``; the default ``scale`` of whatever is computed
        from the case. Empty: no scale of its own, so that of :class:`~rhetoric_gap.spec.Spec` holds.
    truth : mapping of str to float
        Only for synthetic cases: the values they were built from.

    Examples
    --------
    >>> import pandas as pd
    >>> case = Case(name="mine", statements=pd.DataFrame({"statement_id": ["S1"]}), coverage_end="2024-06-20")
    >>> case
    Case 'mine'
      tables    statements 1
      coverage  ? to 2024-06-20, window 60 days
      coding    partial
    """

    name: str
    description: str = ""
    statements: pd.DataFrame | None = None
    actions: pd.DataFrame | None = None
    links: pd.DataFrame | None = None
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    codebook: pd.DataFrame = field(default_factory=_empty_codebook)
    license: str = ""
    citation: str = ""
    readme: str = ""
    coding: Coding = "partial"
    coverage_start: pd.Timestamp | None = None
    coverage_end: pd.Timestamp | None = None
    window: int = DEFAULT_WINDOW
    scale: str = ""
    truth: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.coding not in get_args(Coding):
            raise UnknownOptionError("coding", self.coding, get_args(Coding))
        if self.window < 1:
            raise RhetoricGapError(f"a case's window is a number of days of at least 1, not {self.window!r}")
        for day in ("coverage_start", "coverage_end"):
            value = getattr(self, day)
            object.__setattr__(self, day, None if value is None else pd.Timestamp(value))

    def require_tables(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return statements and actions, or say which tables there are instead.

        Returns
        -------
        statements, actions : pandas.DataFrame
            The two tables a gap cannot be computed without.

        Raises
        ------
        RhetoricGapError
            If the case lacks one of them; the message names the tables it has.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> rg.load_dataset("flight_tests").require_tables()
        Traceback (most recent call last):
            ...
        rhetoric_gap.errors.RhetoricGapError: case 'flight_tests' has no statements and no actions, so it has no gap; \
its tables: tests
        """
        if self.statements is not None and self.actions is not None:
            return self.statements, self.actions
        missing = [f"no {word}" for word in ("statements", "actions") if getattr(self, word) is None]
        raise RhetoricGapError(
            f"case {self.name!r} has {' and '.join(missing)}, so it has no gap; "
            f"its tables: {', '.join(self._sizes()) or 'none'}"
        )

    def _sizes(self) -> dict[str, int]:
        """Rows per table, the tables of the index first."""
        main = {"statements": self.statements, "actions": self.actions, "links": self.links}
        return {name: len(table) for name, table in {**main, **self.tables}.items() if table is not None}

    def _facts(self) -> list[tuple[str, str]]:
        """List what there is to tell about the case, as label and text; both reprs are made of it."""
        sizes = ", ".join(f"{name} {rows:,}" for name, rows in self._sizes().items())
        days = f"{_days(self.coverage_start, self.coverage_end)}, window {self.window} days"
        truth = ", ".join(
            f"{key} {value:.{0 if value % 1 == 0 else 4}f}" for key, value in self.truth.items()
        )
        facts = [
            ("tables", sizes or "none"),
            ("coverage", days),
            ("coding", self.coding),
            ("scale", self.scale),
        ]
        facts += [("truth", truth), ("licence", self.license), ("cite", self.citation)]
        return [(label, text) for label, text in facts if text]

    def __repr__(self) -> str:
        title = f"Case {self.name!r}" + (f": {self.description}" if self.description else "")
        return "\n".join([title, *(f"  {label:<9} {text}" for label, text in self._facts())])

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th style='text-align:left'>{label}</th><td style='text-align:left'>{html.escape(text)}</td></tr>"
            for label, text in self._facts()
        )
        about = f"<p>{html.escape(self.description)}</p>" if self.description else ""
        return f"<div><strong>Case {html.escape(self.name)}</strong>{about}<table>{rows}</table></div>"


def as_case(value: object) -> Case | None:
    """Return a case, or the case that event tables turn themselves into; None for anything else.

    Parameters
    ----------
    value : object
        What a caller handed in: a case, something with a method ``to_case`` (what readers return), or a table.

    Returns
    -------
    Case or None

    Examples
    --------
    >>> import pandas as pd
    >>> as_case(Case(name="mine")).name, as_case(pd.DataFrame())
    ('mine', None)
    """
    if isinstance(value, Case):
        return value
    # On the type: a table may have a column of that name.
    to_case = getattr(type(value), "to_case", None)
    made = to_case(value) if callable(to_case) else None
    return made if isinstance(made, Case) else None


def _days(start: pd.Timestamp | None, end: pd.Timestamp | None) -> str:
    """Write a span of days in which either end may be unknown."""
    if start is None and end is None:
        return "not stated"
    return " to ".join("?" if day is None else f"{day:%Y-%m-%d}" for day in (start, end))
