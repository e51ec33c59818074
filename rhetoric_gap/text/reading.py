"""read_text: one sentence, read with everything the library knows, and the evidence for it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.text._clean import blank_markup
from rhetoric_gap.text._codes import goldstein_of, is_material, quad_of, severity_of, valence_of
from rhetoric_gap.text._decide import class_scores, main_finding, probabilities
from rhetoric_gap.text._hits import find_hits
from rhetoric_gap.text._tokens import clean_tokens
from rhetoric_gap.text.conditions import find_condition
from rhetoric_gap.text.cues import find_cues
from rhetoric_gap.text.grammar import find_events
from rhetoric_gap.text.lexicon import Lexicon
from rhetoric_gap.text.mentions import find_mentions
from rhetoric_gap.text.parties import assign
from rhetoric_gap.text.parts import Cue, Finding, Hit, Reading, Token
from rhetoric_gap.text.statement import Statement, judge_statement


def read_text(text: str, lexicon: Lexicon | None = None, *, today: dt.date | None = None) -> Reading:
    """Read one sentence: what is said, how firmly, on what condition.

    Parameters
    ----------
    text : str
        One sentence. Markup is skipped; a longer text is read as if it were one sentence: take it apart first.
    lexicon : Lexicon, optional
        The patterns, by default the ones the library ships.
    today : datetime.date, optional
        The day it was said, from which deadlines such as "within two weeks" are counted.

    Returns
    -------
    Reading
        Class, code, deed, severity and the rest, with the evidence for them. ``quad`` is None where no pattern was
        found: the rules abstain.

    Raises
    ------
    RhetoricGapError
        If ``text`` is not text.

    Notes
    -----
    An appeal (CAMEO 02: *urged*, *called on*) commits its speaker to nothing and is read with the remarks, class
    ``NEU``; a demand (CAMEO 10: *demanded*, *must*) is verbal conflict.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> reading = rg.read_text("North Korea threatened to bomb Seoul unless the drills end.")
    >>> reading.kind, reading.code, reading.deed_code, reading.severity
    ('threat', '1384', '195', 1.0)
    >>> reading.actor, reading.condition
    ('PRK', 'unless the drills end')
    >>> rg.read_text("The weather was fine.").quad is None
    True
    """
    if not isinstance(text, str):
        raise RhetoricGapError(f"text must be a sentence as text, got {type(text).__name__}")
    clean = blank_markup(text)
    tokens = clean_tokens(clean)
    hits = find_hits(tokens, lexicon or Lexicon.default())
    cues = find_cues(tokens, clean)
    condition = find_condition(clean, tokens, cues)
    supposed = (0, 0) if condition.or_else else (condition.start, condition.end)
    findings = find_events(tokens, hits, supposed)
    main = main_finding(findings)
    return Reading(
        text,
        findings=tuple(findings),
        probabilities=probabilities(class_scores(findings)),
        pattern_found=bool(hits),
        evidence=_evidence(hits, cues),
        **_event(main, pattern_found=bool(hits)),
        **_statement(judge_statement(clean, tokens, cues, main, today, condition)),
        **_parties(clean, tokens, hits, main),
    )


def _event(main: Finding | None, *, pattern_found: bool) -> dict[str, Any]:
    """Say what the main finding is."""
    if main is None:
        return {"quad": "NEU" if pattern_found else None}
    code, deed = main.code, main.deed_code
    deed = deed if deed is not None and is_material(deed) else None
    return {
        "quad": quad_of(code),
        "root": main.root,
        "code": code,
        "deed_code": deed,
        "valence": valence_of(code),
        "severity": severity_of(code, deed),
        "goldstein": goldstein_of(code),
    }


def _statement(said: Statement) -> dict[str, Any]:
    """Say when, how firmly, on what condition and by what day."""
    return {
        "kind": said.kind,
        "strength": said.strength,
        "tense": said.timing.tense,
        "done": said.timing.done,
        "negated": said.timing.negated,
        "conditional": said.condition.conditional,
        "condition": said.condition.clause,
        "deadline": said.deadline.day,
        "deadline_text": said.deadline.text,
        "hedges": said.hedges,
        "specificity": said.specificity,
    }


def _parties(clean: str, tokens: list[Token], hits: list[Hit], main: Finding | None) -> dict[str, Any]:
    """Say who speaks, who acts and at whom."""
    mentions = find_mentions(clean, tokens)
    if not mentions:
        return {}
    ordered = hits if main is None else [main.hit, *(hit for hit in hits if hit is not main.hit)]
    return assign(tokens, ordered, mentions)._asdict()


def _evidence(hits: list[Hit], cues: list[Cue]) -> tuple[Hit | Cue, ...]:
    """Return what the reading rests on, in order of the text."""
    return tuple(sorted([*hits, *cues], key=lambda part: (part.start, part.end)))
