"""What a deed is to a word: fulfilling (1), partial (0.5 by default) or nothing (0)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from rhetoric_gap.pairing.prepare import Prepared
from rhetoric_gap.words import plural

Rule = Literal["code", "topic", "any"]


@dataclass(frozen=True, eq=False)
class Matcher:
    """The match value of any pair of rows.

    Attributes
    ----------
    rule : {"code", "topic", "any"}
        The rule in force. For topic and any, eligibility already says all: the value is 1.
    table : numpy.ndarray or None
        For codes: shape (statement codes + 1, deed codes + 1), the last row and column (no or unknown code) being 0.
    said, done : numpy.ndarray or None
        Row of the table for each statement, column for each deed.
    """

    rule: Rule
    table: np.ndarray | None = None
    said: np.ndarray | None = None
    done: np.ndarray | None = None

    def values(self, i: np.ndarray, j: np.ndarray) -> np.ndarray | float:
        """Return the match of statement rows ``i`` with deed rows ``j``."""
        if self.table is None or self.said is None or self.done is None:
            return 1.0
        return self.table[self.said[i], self.done[j]]


def resolve_rule(p: Prepared) -> tuple[Rule, bool]:
    """Decide the rule for ``match="auto"``; the flag says that nothing better than ``any`` was possible."""
    if p.spec.match != "auto":
        return p.spec.match, False
    if not len(p.statements) or not len(p.actions):
        # Nothing can pair either way, so there is no choice to warn of.
        return "any", False
    both = [frame for frame in (p.statements, p.actions) if "code" in frame]
    if len(both) == 2:
        said = p.scale.knows_statement(p.statements["code"])
        done = p.scale.knows_deed(p.actions["code"])
        if np.any(said) and np.any(done):
            return "code", False
    if all("topic" in frame and frame["topic"].notna().any() for frame in (p.statements, p.actions)):
        return "topic", False
    return "any", True


def unmatchable(p: Prepared, rule: Rule, said: np.ndarray, done: np.ndarray) -> str:
    """Say how many of some rows the rule can say nothing about, so that they silently match nothing.

    Parameters
    ----------
    p : Prepared
        The tables.
    rule : {"code", "topic", "any"}
        The rule in force.
    said, done : numpy.ndarray
        Rows that the rule is asked about.

    Returns
    -------
    str
        A note; empty if the rule knows every row.
    """
    lost = int((~_known_to(p.statements, rule, p.scale.knows_statement)[said]).sum())
    without = int((~_known_to(p.actions, rule, p.scale.knows_deed)[done]).sum())
    if not lost + without:
        return ""
    return (
        f"{lost} of {plural(len(said), 'statement')} and {without} of {plural(len(done), 'deed')} without {_key(rule)} "
        "can match nothing: such statements count as unfulfilled, such deeds as unannounced"
    )


def untestable_denials(p: Prepared, rule: Rule, said: np.ndarray) -> str:
    """Say how many refusals and denials no deed can contradict under the rule; empty if none."""
    lost = int((~_known_to(p.statements, rule, p.scale.knows_statement)[said]).sum())
    if not lost:
        return ""
    return (
        f"{lost} of {plural(len(said), 'refusal or denial', 'refusals and denials')} without {_key(rule)} cannot be "
        "contradicted by any deed and counts as upheld"
    )


def _key(rule: Rule) -> str:
    """Name what the rule needs."""
    return "a code the scale knows" if rule == "code" else "a topic"


def _known_to(frame: pd.DataFrame, rule: Rule, knows: Callable[[pd.Series], np.ndarray]) -> np.ndarray:
    """Mark the rows that a rule can say something about."""
    if rule == "any":
        return np.ones(len(frame), dtype=bool)
    if rule not in frame:
        return np.zeros(len(frame), dtype=bool)
    column = frame[rule]
    return np.asarray(knows(column), dtype=bool) if rule == "code" else column.notna().to_numpy()


def fulfilment(p: Prepared, rule: Rule) -> Matcher:
    """Build the matcher for commitments to act."""
    return _matcher(p, rule, breaking=False)


def contradiction(p: Prepared, rule: Rule) -> Matcher:
    """Build the matcher for refusals and denials: which deeds break the word."""
    return _matcher(p, rule, breaking=True)


def _matcher(p: Prepared, rule: Rule, *, breaking: bool) -> Matcher:
    """Look up each pair of distinct codes once."""
    if rule != "code":
        return Matcher(rule)
    said, said_codes = _factorize(p.statements)
    done, done_codes = _factorize(p.actions)
    if breaking:
        values = p.scale.breaking_matrix(said_codes, done_codes)
    else:
        values = p.scale.match_matrix(said_codes, done_codes, partial=p.spec.partial)
    table = np.zeros((len(said_codes) + 1, len(done_codes) + 1))
    table[:-1, :-1] = values
    return Matcher(rule, table, said, done)


def _factorize(frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Give numbers to the codes of a table; -1 (no code) addresses the table's last row or column."""
    if "code" not in frame:
        return np.full(len(frame), -1, dtype=np.int64), np.array([], dtype=object)
    numbers, codes = pd.factorize(frame["code"])
    return numbers, np.asarray(codes, dtype=object)
