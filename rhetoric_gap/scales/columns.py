"""What a scale says about each code of a column, one answer per row."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.scales.codes import one_code
from rhetoric_gap.scales.entry import NO_DEEDS, CodeEntry, SetName, median_severity, nearest
from rhetoric_gap.scales.lookup import each


class CodeColumns:
    """The answers a scale gives code by code; see :class:`Scale`, which adds what it says about pairs of codes."""

    entries: tuple[CodeEntry, ...]

    @cached_property
    def _codes(self) -> dict[str, CodeEntry]:
        """Every entry by its code."""
        return {entry.code: entry for entry in self.entries}

    @cached_property
    def _statements(self) -> dict[str, CodeEntry]:
        """The entries of words by their code."""
        return {entry.code: entry for entry in self.entries if entry.is_statement}

    @cached_property
    def _severity(self) -> dict[str, float]:
        """Severity by code, for the codes that have one."""
        return {entry.code: entry.severity for entry in self.entries if not np.isnan(entry.severity)}

    def deed_severity(self, codes: Any) -> np.ndarray:
        """Return the severity of deeds.

        Parameters
        ----------
        codes : array-like of str
            Codes of deeds.

        Returns
        -------
        numpy.ndarray of float
            Severity in [0, 1]; NaN where the code is missing or the scale does not grade it.

        Raises
        ------
        RhetoricGapError
            If a code is not text.

        Notes
        -----
        On the ``cameo`` scale ``|Goldstein value| / 10``, in GDELT's version of the table.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> rg.get_scale().deed_severity(["191", "1951", None, "999"]).tolist()
        [0.95, 1.0, nan, nan]
        """
        return each(codes, lambda code: nearest(self._severity, code), float)

    def statement_severity(self, codes: Any) -> np.ndarray:
        """Return the severity of the deeds that statements name.

        Parameters
        ----------
        codes : array-like of str
            Codes of statements.

        Returns
        -------
        numpy.ndarray of float
            Median severity of the fulfilling deeds; NaN where the code is missing, unknown or names no deed.

        Raises
        ------
        RhetoricGapError
            If a code is not text.

        Notes
        -----
        The value of the verbal code itself is never used: of the 54 codes that name a deed 30 sit below the median of
        their deeds (25 of these below even the mildest of them) and 18 above it, so that a kept word would still show
        a gap, or a surplus.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> rg.get_scale().statement_severity(["1384", "0342", "111"]).tolist()
        [1.0, 0.5, nan]
        """
        return each(codes, lambda code: self._median(code, "fulfilling"), float)

    def refused_severity(self, codes: Any) -> np.ndarray:
        """Return the severity of the deeds that statements rule out.

        Parameters
        ----------
        codes : array-like of str
            Codes of statements.

        Returns
        -------
        numpy.ndarray of float
            Median severity of the contradicting deeds; NaN where the code is missing, unknown or rules out no deed.

        Raises
        ------
        RhetoricGapError
            If a code is not text.

        Notes
        -----
        The counterpart of :meth:`statement_severity` for refusals and denials, which are scored apart.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> rg.get_scale().refused_severity(["1222", "138"]).tolist()
        [0.83, nan]
        """
        return each(codes, lambda code: self._median(code, "breaking"), float)

    def valence(self, codes: Any) -> np.ndarray:
        """Return what side codes are on, words and deeds alike.

        Parameters
        ----------
        codes : array-like of str
            Codes, missing values allowed.

        Returns
        -------
        numpy.ndarray of object
            ``conflict`` or ``cooperation``; None where the code is neither, missing or unknown.

        Raises
        ------
        RhetoricGapError
            If a code is not text.

        Notes
        -----
        Deeds fulfil words of their own valence; a refusal (``conflict``) is contradicted by deeds of the other.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> rg.get_scale().valence(["138", "072", "010", None]).tolist()
        ['conflict', 'cooperation', None, None]
        """
        return each(codes, lambda code: _field(nearest(self._codes, code), "valence"), object)

    def kind(self, codes: Any) -> np.ndarray:
        """Return the kind of statement codes stand for.

        Parameters
        ----------
        codes : array-like of str
            Codes, missing values allowed.

        Returns
        -------
        numpy.ndarray of object
            ``threat``, ``promise``, ``refusal``, ``demand``, ``declaration`` or ``comment``; None where the code is
            missing or not that of a statement.

        Raises
        ------
        RhetoricGapError
            If a code is not text.

        Notes
        -----
        No code is a ``denial``: CAMEO's ``016`` denies what was done, and so commits to nothing.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> rg.get_scale().kind(["138", "0332", "1222", "191"]).tolist()
        ['threat', 'promise', 'refusal', None]
        """
        return each(codes, lambda code: _field(nearest(self._statements, code), "kind"), object)

    def strength(self, codes: Any) -> np.ndarray:
        """Return how firmly statement codes commit their speaker.

        Parameters
        ----------
        codes : array-like of str
            Codes, missing values allowed.

        Returns
        -------
        numpy.ndarray of float
            0 comment, 1 weighing or request, 2 unspecified deed, 3 named deed, 4 formal or dated; NaN where unknown.

        Raises
        ------
        RhetoricGapError
            If a code is not text.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> rg.get_scale().strength(["111", "100", "130", "138", "139", "191"]).tolist()
        [0.0, 1.0, 2.0, 3.0, 4.0, nan]
        """
        return each(codes, lambda code: _field(nearest(self._statements, code), "strength"), float)

    def knows_statement(self, codes: Any) -> np.ndarray:
        """Say which codes are statements on this scale.

        Parameters
        ----------
        codes : array-like of str
            Codes, missing values allowed.

        Returns
        -------
        numpy.ndarray of bool
            True where the promise map has the code or an ancestor of it.

        Raises
        ------
        RhetoricGapError
            If a code is not text.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> rg.get_scale().knows_statement(["138", "1386", "191", None]).tolist()
        [True, True, False, False]
        """
        return each(codes, lambda code: nearest(self._statements, code) is not None, bool)

    def knows_deed(self, codes: Any) -> np.ndarray:
        """Say which codes have a severity on this scale.

        Parameters
        ----------
        codes : array-like of str
            Codes, missing values allowed.

        Returns
        -------
        numpy.ndarray of bool
            True where the scale grades the code or an ancestor of it.

        Raises
        ------
        RhetoricGapError
            If a code is not text.

        Notes
        -----
        Verbal codes are graded too: talks held or a treaty signed are the deeds some promises name.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> rg.get_scale().knows_deed(["191", "1951", "999", None]).tolist()
        [True, True, False, False]
        """
        return each(codes, lambda code: nearest(self._severity, code) is not None, bool)

    def _median(self, code: str, name: SetName) -> float:
        """Return the median severity of one set of a word's deeds."""
        return median_severity(self._deeds(code, name), self._severity)

    def _deeds(self, code: Any, name: SetName) -> frozenset[str]:
        """Return one set of a word's deeds; a missing code has none."""
        if not isinstance(code, str) and pd.isna(code):
            return NO_DEEDS
        entry = nearest(self._statements, one_code(code))
        deeds: frozenset[str] = NO_DEEDS if entry is None else getattr(entry, name)
        return deeds


def _field(entry: CodeEntry | None, name: str) -> Any:
    """Return a field of an entry, None if there is no entry."""
    return None if entry is None else getattr(entry, name)
