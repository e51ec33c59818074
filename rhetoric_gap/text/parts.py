"""What a sentence is taken apart into: tokens, hits of the lexicon, cues, findings, and the reading they add up to.

Positions are always characters of the text as it came in, markup included, so that ``text[part.start:part.end]`` is
what the part was read from.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

Quad = Literal["VC", "MC", "VK", "MK", "NEU"]
QUADS: tuple[Quad, ...] = ("VC", "MC", "VK", "MK", "NEU")
Kind = Literal["threat", "promise", "refusal", "denial", "demand", "declaration", "comment"]
Tense = Literal["past", "present", "future"]


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or mark of a text.

    Attributes
    ----------
    text : str
        The token as written.
    lower : str
        The token as it is looked up: lower case, typographic apostrophes and hyphens made plain.
    start, end : int
        Where it stands in the text.
    """

    text: str
    lower: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a pattern of the lexicon was found.

    Attributes
    ----------
    start, end : int
        Where it stands in the text, from the first word of the pattern to the last.
    code : str
        CAMEO code of the pattern, before the sentence around it is looked at.
    weight : float
        Weight of the pattern.
    pattern : str
        The pattern, as the lexicon spells it.
    source : str
        Where the pattern comes from: the lexicon's name and the line of its table.
    tokens : tuple of int
        First and last token of the match.
    """

    start: int
    end: int
    code: str
    weight: float
    pattern: str
    source: str
    tokens: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Cue:
    """One small word that changes how its clause is to be read.

    Attributes
    ----------
    start, end : int
        Where it stands in the text.
    text : str
        The words, as written.
    kind : str
        What it does: ``modal``, ``future``, ``negation``, ``refusal``, ``condition``, ``deadline``, ``hedge``,
        ``attribution``, ``first_person``, ``formal``, ``question``, ``passive``, ``past``.
    value : float
        How much of it, on a scale of its kind (for a modal: how firm).
    """

    start: int
    end: int
    text: str
    kind: str
    value: float


@dataclass(frozen=True, slots=True)
class Step:
    """One rule of the grammar at work on one hit.

    Attributes
    ----------
    rule : str
        Name of the rule.
    factor : float
        What the score was multiplied by (1 where the rule only changed the code).
    words : str
        The words that called it, empty where it was the place in the sentence.
    """

    rule: str
    factor: float
    words: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A hit as the sentence around it makes it mean.

    Attributes
    ----------
    hit : Hit
        What was found.
    code : str
        CAMEO code of the event as said: a promise to give aid is a promise, not aid.
    deed_code : str or None
        Material code of the deed named.
    root : str or None
        PLOVER root of ``code``; None for a remark.
    score : float
        Weight of the pattern times the factors of the steps.
    steps : tuple of Step
        The rules that were applied, in order.
    """

    hit: Hit
    code: str
    deed_code: str | None
    root: str | None
    score: float
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Reading:
    """What one sentence says, with the evidence for it.

    Attributes
    ----------
    text : str
        The sentence as it came in.
    quad : str or None
        ``VC``, ``MC``, ``VK``, ``MK`` (verbal or material cooperation or conflict), ``NEU`` for a mere remark, None
        where nothing was found to go by.
    root : str or None
        PLOVER root, such as ``THREATEN``; None for remarks and abstentions.
    code : str or None
        CAMEO code of the event as said.
    deed_code : str or None
        Material CAMEO code of the deed named.
    kind : str
        ``threat``, ``promise``, ``refusal``, ``denial``, ``demand``, ``declaration`` or ``comment``.
    valence : str or None
        ``conflict`` or ``cooperation``; None for remarks and abstentions.
    strength : int
        Commitment strength, 0 to 4.
    severity : float
        Severity of the deed named, on the scale ``cameo``; NaN where none is.
    goldstein : float
        Goldstein value of ``code``, for comparison with other sources only; NaN where there is no code.
    conditional : bool
        Whether what is said hangs on a condition.
    condition : str or None
        The condition, in the words of the text.
    deadline : datetime.date or None
        The day it names, where one can be told.
    deadline_text : str or None
        The words that name it.
    negated : bool
        Whether the event is said not to be.
    tense : str
        ``past``, ``present`` or ``future``.
    done : bool
        Whether the sentence reports a deed as done: an action, not a statement.
    speaker, actor, target : str or None
        Who speaks, who acts, at whom: ISO3 codes of countries.
    hedges : tuple of str
        Words that weaken it.
    specificity : dict of str to float
        Counts of what makes a statement specific: numbers, dates, names, quantities, length.
    probabilities : dict of str to float
        Probability of each class, remarks included; they sum to 1.
    evidence : tuple of Hit or Cue
        What the reading rests on, in order of the text.
    pattern_found : bool
        Whether any pattern of the lexicon was found.
    findings : tuple of Finding
        Every hit with its score, the best first.
    """

    text: str
    quad: Quad | None = None
    root: str | None = None
    code: str | None = None
    deed_code: str | None = None
    kind: Kind = "comment"
    valence: str | None = None
    strength: int = 0
    severity: float = float("nan")
    goldstein: float = float("nan")
    conditional: bool = False
    condition: str | None = None
    deadline: dt.date | None = None
    deadline_text: str | None = None
    negated: bool = False
    tense: Tense = "present"
    done: bool = False
    speaker: str | None = None
    actor: str | None = None
    target: str | None = None
    hedges: tuple[str, ...] = ()
    specificity: dict[str, float] = field(default_factory=dict)
    probabilities: dict[str, float] = field(default_factory=dict)
    evidence: tuple[Hit | Cue, ...] = ()
    pattern_found: bool = False
    findings: tuple[Finding, ...] = ()
