"""A scale: severities of deeds and the map from words to the deeds that keep them, in one frozen object."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.scales.codes import one_code
from rhetoric_gap.scales.columns import CodeColumns
from rhetoric_gap.scales.describe import describe_entry, levels_frame
from rhetoric_gap.scales.entry import CodeEntry, content_digest, nearest
from rhetoric_gap.scales.lookup import grade_pairs


@dataclass(frozen=True, eq=False, repr=False)
class Scale(CodeColumns):
    """Severity of deeds on one scale, and which deeds keep, part-keep or contradict which words.

    Two scales are equal if their name, version and content are. Get one with :func:`get_scale`, change one with
    :meth:`with_overrides`.

    Parameters
    ----------
    name : str
        Name of the scale.
    version : str
        Version of the coding scheme.
    source : str
        Where severities and map come from.
    entries : tuple of CodeEntry
        What the scale knows, one entry per code.

    Notes
    -----
    Words and deeds are measured on deeds only: a deed has the severity of its code; a statement has the median severity
    of the deeds that would fulfil it, never the value of its own verbal code, and none at all if it names no deed.

    Codes form a tree of roots (``19``), bases (``195``) and leaves (``1951``). Leaf beats root: the entry of the exact
    code wins, else that of its base, else that of its root. A child counts for its parent: a set that names ``195`` is
    met by ``1951``. A deed coded only at its root (``19``) is read as the residual deed of its family (``190``). Codes
    of type and mode (``THREATEN-violence``) are children of their type (``THREATEN``) in the same way.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> scale = rg.get_scale()
    >>> scale.statement_severity(["138", "1381", "0332", "111"]).tolist()
    [1.0, 0.95, 0.83, nan]
    >>> scale.match_matrix(["138", "1381"], ["191", "152"]).tolist()
    [[1.0, 0.5], [1.0, 0.0]]
    """

    name: str
    version: str
    source: str
    entries: tuple[CodeEntry, ...]

    @cached_property
    def digest(self) -> str:
        """Fingerprint of the content: equal for equal severities and maps."""
        return content_digest(self.entries)

    def __eq__(self, other: object) -> bool:
        """Compare name, version and content."""
        return isinstance(other, Scale) and self._identity == other._identity

    def __hash__(self) -> int:
        """Hash name, version and content."""
        return hash(self._identity)

    @property
    def _identity(self) -> tuple[str, str, str]:
        """What equality and hash go by."""
        return (self.name, self.version, self.digest)

    def __repr__(self) -> str:
        """Say which scale it is and how much it knows."""
        naming = sum(bool(entry.fulfilling) for entry in self._statements.values())
        return (
            f"Scale({self.name!r}, version {self.version}: {len(self._severity)} graded codes, "
            f"{len(self._statements)} statement codes of which {naming} name a deed; digest {self.digest})"
        )

    @property
    def levels(self) -> pd.DataFrame:
        """Every code with its name, severity and valence, from the mildest deed to the gravest (a fresh copy)."""
        return levels_frame(self.entries)

    def fulfilling(self, code: str) -> frozenset[str]:
        """Return the deeds that keep a word.

        Parameters
        ----------
        code : str
            Code of the statement.

        Returns
        -------
        frozenset of str
            The deeds as the map spells them, children left implicit; empty if it names none or the code is unknown.

        Raises
        ------
        RhetoricGapError
            If the code is not text.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> sorted(rg.get_scale().fulfilling("1313"))
        ['160', '161']
        """
        return self._deeds(code, "fulfilling")

    def partial(self, code: str) -> frozenset[str]:
        """Return the deeds that keep a word in part.

        Parameters
        ----------
        code : str
            Code of the statement.

        Returns
        -------
        frozenset of str
            The deeds as the map spells them; empty if there are none or the code is unknown.

        Raises
        ------
        RhetoricGapError
            If the code is not text.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> sorted(rg.get_scale().partial("1313"))
        ['166', '174']
        """
        return self._deeds(code, "partial")

    def breaking(self, code: str) -> frozenset[str]:
        """Return the deeds that contradict a refusal.

        Parameters
        ----------
        code : str
            Code of the statement.

        Returns
        -------
        frozenset of str
            The deeds as the map spells them; empty if there are none or the code is unknown.

        Raises
        ------
        RhetoricGapError
            If the code is not text.

        Notes
        -----
        They are of the other valence than the refusal: refusing aid is ``conflict``, giving it ``cooperation``.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> sorted(rg.get_scale().breaking("1222"))
        ['072']
        """
        return self._deeds(code, "breaking")

    def compliance(self, code: str) -> frozenset[str]:
        """Return the deeds of the *target* that give the speaker what was asked for.

        Parameters
        ----------
        code : str
            Code of the statement.

        Returns
        -------
        frozenset of str
            The deeds as the map spells them; empty if nothing is asked for or the code is unknown.

        Raises
        ------
        RhetoricGapError
            If the code is not text.

        Notes
        -----
        They are found on the reverse dyad and say nothing about the follow-through of the speaker.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> sorted(rg.get_scale().compliance("1032"))
        ['072']
        """
        return self._deeds(code, "compliance")

    def match_matrix(self, statement_codes: Any, action_codes: Any, partial: Any = 0.5) -> np.ndarray:
        """Say what each deed is to each word.

        Parameters
        ----------
        statement_codes, action_codes : array-like of str
            Codes; pass the unique ones, the matrix has a cell for every pair.
        partial : float, default 0.5
            Value of a deed in the word's partial set.

        Returns
        -------
        numpy.ndarray of float, shape (n_statements, n_actions)
            1 where the deed is in the fulfilling set, ``partial`` where it is in the partial set, 0 elsewhere (missing
            and unknown codes included: :meth:`knows_statement` and :meth:`knows_deed` tell those apart).

        Raises
        ------
        RhetoricGapError
            If a code is not text, or ``partial`` lies outside [0, 1].

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> rg.get_scale().match_matrix(["0332"], ["072", "062", "071"]).tolist()
        [[1.0, 0.5, 0.0]]
        """
        if not isinstance(partial, Real) or not 0 <= float(partial) <= 1:
            raise RhetoricGapError(f"partial must be in [0, 1], got {partial!r}")
        return grade_pairs(
            self._statements, statement_codes, action_codes, {"fulfilling": 1.0, "partial": float(partial)}
        )

    def breaking_matrix(self, statement_codes: Any, action_codes: Any) -> np.ndarray:
        """Say which deeds contradict which words.

        Parameters
        ----------
        statement_codes, action_codes : array-like of str
            Codes; pass the unique ones, the matrix has a cell for every pair.

        Returns
        -------
        numpy.ndarray of float, shape (n_statements, n_actions)
            1 where the deed is in the word's breaking set, 0 elsewhere.

        Raises
        ------
        RhetoricGapError
            If a code is not text.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> rg.get_scale().breaking_matrix(["1222"], ["072", "071"]).tolist()
        [[1.0, 0.0]]
        """
        return grade_pairs(self._statements, statement_codes, action_codes, {"breaking": 1.0})

    def with_overrides(
        self,
        severity: Any = None,
        fulfilling: Any = None,
        partial: Any = None,
        breaking: Any = None,
        name: str | None = None,
    ) -> Scale:
        """Return a copy with severities or sets of your own.

        Parameters
        ----------
        severity : mapping, Series or DataFrame, optional
            Code to severity in [0, 1]; a DataFrame has the columns ``code`` and ``severity``. New codes may be added.
        fulfilling, partial, breaking : mapping, Series or DataFrame, optional
            Statement code to the deeds of that set (a list, or a text such as ``"191;192"``), replacing the set the
            scale has; a DataFrame has the columns ``code`` and the set's name, blank cells change nothing. A deed
            moved into one set leaves the statement's other sets.
        name : str, optional
            Name of the copy, by default the name of this scale with ``+own``.

        Returns
        -------
        Scale
            The changed copy.

        Raises
        ------
        SchemaError
            If anything is wrong with the overrides; ``.failures`` lists every problem.

        Notes
        -----
        The severity of a leaf changes that leaf only; that of a base also changes the children which have no value of
        their own. Statement severities follow, as medians over the fulfilling sets.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> own = rg.get_scale().with_overrides(severity={"191": 0.8}, fulfilling={"1381": ["191", "154"]})
        >>> own.name, own.statement_severity(["1381"]).tolist()
        ('cameo+own', [0.76])
        """
        from rhetoric_gap.scales.overrides import override_entries

        sets = {"fulfilling": fulfilling, "partial": partial, "breaking": breaking}
        entries = override_entries(self.entries, severity, sets, name)
        return replace(
            self, name=name or f"{self.name}+own", source=f"{self.source}; with overrides", entries=entries
        )

    def describe_code(self, code: str) -> pd.Series:
        """Say everything the scale knows about one code.

        Parameters
        ----------
        code : str
            The code.

        Returns
        -------
        pandas.Series
            ``code``, ``entry`` (the code whose entry is used), ``name``, ``valence``, ``kind``, ``strength``,
            ``deed_severity``, ``statement_severity``, the four sets with the names of their deeds, and ``note``.

        Raises
        ------
        RhetoricGapError
            If the code is not text.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> print(rg.get_scale().describe_code("0332")[["name", "fulfilling", "partial"]].to_string())
        name                              intent: give military aid
        fulfilling                       072 military aid delivered
        partial       062 military cooperation; 070 aid, residual
        """
        text = one_code(code)
        severities = {
            "deed_severity": float(self.deed_severity([text])[0]),
            "statement_severity": float(self.statement_severity([text])[0]),
        }
        return describe_entry(
            text, nearest(self._codes, text), severities, {e.code: e.name for e in self.entries}
        )
