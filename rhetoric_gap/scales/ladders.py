"""Ordinal ladders: severities for levels a coder assigned by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from numbers import Real
from typing import Any

import numpy as np

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.scales.entry import CodeEntry
from rhetoric_gap.scales.lookup import each
from rhetoric_gap.scales.scale import Scale


class Ladder(Scale):
    """A scale of ordered labels, the same for words and deeds; made by :func:`ladder`.

    Notes
    -----
    A label is looked up as it stands: it has no family. The scale has no promise map, so that tables coded with it are
    paired by topic, by link, or by valence alone.
    """

    @cached_property
    def _rungs(self) -> dict[str, float]:
        """Severity by label."""
        return {entry.code: entry.severity for entry in self.entries}

    def deed_severity(self, codes: Any) -> np.ndarray:
        """Return the severity of labels.

        Parameters
        ----------
        codes : array-like of str
            Labels of the ladder, missing values allowed.

        Returns
        -------
        numpy.ndarray of float
            Severity in [0, 1]; NaN where the label is missing or not on the ladder.

        Raises
        ------
        RhetoricGapError
            If a label is not text.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> rg.ladder(["talk", "sanction", "war"], severities=[0.1, 0.5, 1]).deed_severity(["war", "strike"]).tolist()
        [1.0, nan]
        """
        return each(codes, self._rungs.get, float)

    def statement_severity(self, codes: Any) -> np.ndarray:
        """Return the severity of the deeds that statements name: that of the label the coder gave them.

        Parameters
        ----------
        codes : array-like of str
            Labels of the ladder, missing values allowed.

        Returns
        -------
        numpy.ndarray of float
            Severity in [0, 1]; NaN where the label is missing or not on the ladder.

        Raises
        ------
        RhetoricGapError
            If a label is not text.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> rg.ladder(["low", "high"]).statement_severity(["low", None]).tolist()
        [0.5, nan]
        """
        return self.deed_severity(codes)

    def knows_deed(self, codes: Any) -> np.ndarray:
        """Say which labels are on the ladder.

        Parameters
        ----------
        codes : array-like of str
            Labels, missing values allowed.

        Returns
        -------
        numpy.ndarray of bool
            True where the ladder has the label.

        Raises
        ------
        RhetoricGapError
            If a label is not text.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> rg.ladder(["low", "high"]).knows_deed(["low", "medium"]).tolist()
        [True, False]
        """
        return each(codes, lambda code: code in self._rungs, bool)

    def __repr__(self) -> str:
        """Show the rungs."""
        rungs = ", ".join(f"{entry.code} {entry.severity:g}" for entry in self.entries)
        return f"Ladder({self.name!r}: {rungs}; digest {self.digest})"


def ladder(
    levels: Sequence[str] | Mapping[str, float], severities: Any = None, *, name: str = "ladder"
) -> Ladder:
    """Make a scale out of the ordered labels of a hand-coded table.

    Parameters
    ----------
    levels : sequence of str, or mapping of str to float
        Labels from the mildest to the gravest; a mapping gives their severities as well.
    severities : array-like of float, optional
        Severities in [0, 1], one per label and rising; by default equal steps up to 1: for five labels
        .2, .4, .6, .8, 1.
    name : str, default "ladder"
        Name of the scale.

    Returns
    -------
    Ladder
        A scale, to be passed on as ``scale=``, or to fill a column ``severity`` with its ``deed_severity``.

    Raises
    ------
    RhetoricGapError
        If labels are not text or occur twice, or severities do not rise, lie outside [0, 1] or are not one per label.

    Notes
    -----
    Equal steps are a choice, and one the weighted gap depends on: report the unweighted gap beside it, or try other
    steps. Words and deeds must be coded on *one* ladder, the words by the deed they name.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> rg.ladder(["verbal", "diplomatic", "economic", "military", "war"]).deed_severity(["economic", "war"]).tolist()
    [0.6, 1.0]
    """
    if isinstance(levels, Mapping):
        if severities is not None:
            raise RhetoricGapError(
                "levels gives the severities already: leave severities out, or give labels only"
            )
        severities = list(levels.values())
        levels = list(levels)
    labels = _labels(levels)
    steps = _steps(labels, severities)
    if not isinstance(name, str) or not name.strip():
        raise RhetoricGapError(f"name must be text, got {name!r}")
    entries = tuple(CodeEntry(label, label, value) for label, value in zip(labels, steps, strict=True))
    given = "equal steps" if severities is None else "steps of the user's own"
    return Ladder(name, "1", f"ordinal ladder, {given}", entries)


def _labels(levels: Any) -> list[str]:
    """Read and check the labels."""
    if isinstance(levels, str) or not len(levels):
        raise RhetoricGapError(f"levels must be a list of labels, the mildest first, got {levels!r}")
    if wrong := [label for label in levels if not isinstance(label, str) or not label.strip()]:
        raise RhetoricGapError(f"labels must be text, got {', '.join(map(repr, wrong))}: write '1' for 1")
    labels = [label.strip() for label in levels]
    if twice := sorted({label for label in labels if labels.count(label) > 1}):
        raise RhetoricGapError(f"labels must differ, {', '.join(map(repr, twice))} occur more than once")
    return labels


def _steps(labels: list[str], severities: Any) -> list[float]:
    """Read and check the severities, or make equal steps."""
    if severities is None:
        return [round((i + 1) / len(labels), 12) for i in range(len(labels))]
    values = list(severities)
    if len(values) != len(labels):
        raise RhetoricGapError(f"got {len(values)} severities for {len(labels)} labels: give one per label")
    told = ", ".join(f"{label} {value!r}" for label, value in zip(labels, values, strict=True))
    if any(isinstance(v, bool) or not isinstance(v, Real) or not 0 <= float(v) <= 1 for v in values):
        raise RhetoricGapError(f"severities must be numbers in [0, 1], got {told}")
    if any(low >= high for low, high in pairwise(values)):
        raise RhetoricGapError(f"severities must rise from the mildest label to the gravest, got {told}")
    return [float(value) for value in values]
