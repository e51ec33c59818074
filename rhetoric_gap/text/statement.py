"""What a sentence says with its main event: kind, strength, condition, deadline, tense, in one call."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from rhetoric_gap.text._codes import is_material
from rhetoric_gap.text._sentence import Words
from rhetoric_gap.text.conditions import Condition, find_condition
from rhetoric_gap.text.deadlines import Deadline, find_deadline
from rhetoric_gap.text.parts import Cue, Finding, Kind, Token
from rhetoric_gap.text.strength import hedges_of, kind_of, specificity, strength_of
from rhetoric_gap.text.tense import Timing, find_tense


@dataclass(frozen=True, slots=True)
class Statement:
    """How the main event of a sentence is said.

    Attributes
    ----------
    kind : str
        Kind of statement.
    strength : int
        How firmly it is said, 0 to 4.
    timing : Timing
        Tense, whether it is a report of a deed done, whether it is negated.
    condition : Condition
        What it hangs on.
    deadline : Deadline
        By when.
    hedges : tuple of str
        Words that weaken it.
    specificity : dict of str to float
        Counts of what makes it specific.
    """

    kind: Kind
    strength: int
    timing: Timing
    condition: Condition
    deadline: Deadline
    hedges: tuple[str, ...]
    specificity: dict[str, float]


def judge_statement(
    text: str,
    tokens: list[Token],
    cues: list[Cue],
    main: Finding | None,
    said_on: dt.date | None = None,
    condition: Condition | None = None,
) -> Statement:
    """Say how the main event of a sentence is meant.

    Parameters
    ----------
    text : str
        One sentence, as it came in.
    tokens : list of Token
        Its words.
    cues : list of Cue
        What :func:`find_cues` found in it.
    main : Finding or None
        The main event.
    said_on : datetime.date, optional
        The day it was said.
    condition : Condition, optional
        What :func:`find_condition` found, where the caller has asked already.

    Returns
    -------
    Statement
        Everything the rules on clauses say about it.
    """
    condition = condition or find_condition(text, tokens, cues)
    deadline = find_deadline(text, said_on)
    hit, code = (main.hit, main.code) if main else (None, None)
    deed = main.deed_code if main and main.deed_code and is_material(main.deed_code) else None
    asked = hit is not None and Words(tokens, cues).asks_about(hit.start)
    supposed = hit is not None and (asked or condition.covers(hit.start))
    timing = find_tense(tokens, cues, hit, code, supposed=supposed)
    kind: Kind = "comment" if asked else kind_of(tokens, cues, code, deed, timing, or_else=condition.or_else)
    strength = strength_of(
        tokens,
        [cue for cue in cues if not condition.covers(cue.start)],
        kind,
        code,
        deed,
        dated=deadline.text is not None and _is_dated(deadline),
        ultimatum=condition.implicit,
    )
    return Statement(kind, strength, timing, condition, deadline, hedges_of(cues), specificity(tokens))


def _is_dated(deadline: Deadline) -> bool:
    """Say whether a deadline fixes anything: "in the coming days" does not."""
    words = (deadline.text or "").lower()
    return not any(
        word in words for word in ("coming", "near future", "within days", "within weeks", "within months")
    )
