"""What goes in: tables of statements, actions, links and outcomes.

A *statement* is a row of words: someone said on some day that they would, or would not, do something to someone. It has
the severity of the deed it names, not of its wording.

An *action* is a row of deeds: someone did something to someone on some day, with the severity of what was done, on the
same scale as the statements.

A *link* says that an action is what a statement spoke of, and how far the deed is to the word (``match``: 1 fulfils,
0.5 partly, 0 not).

An *outcome* is a row per statement after pairing: its window, the severity named, the severity credited, and the
state it ended in.

Dates are days. Severities and effects lie in [0, 1]. Ids, actors, targets and codes are text: a code keeps its leading
zero, a target may name several (``KOR;USA``), an actor is one. Missing is missing: never 0, never empty text. Checking
repairs nothing and guesses nothing; it returns a copy in which every column has its type, or names everything to fix.
"""

from __future__ import annotations

from rhetoric_gap.tables.check import check_actions, check_links, check_outcomes, check_statements
from rhetoric_gap.tables.targets import canonical, explode_targets, members

__all__ = [
    "canonical",
    "check_actions",
    "check_links",
    "check_outcomes",
    "check_statements",
    "explode_targets",
    "members",
]
