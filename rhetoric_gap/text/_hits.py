"""Finding the patterns of a lexicon in a text."""

from __future__ import annotations

from rhetoric_gap.text.lexicon import NO_EVENT, Lexicon, Rule
from rhetoric_gap.text.parts import Hit, Token

_NOTHING: frozenset[str] = frozenset()
_BARRIERS = frozenset(".;!?")
_BEFORE_A_MONTH = frozenset(
    [
        "in",
        "of",
        "since",
        "by",
        "last",
        "next",
        "early",
        "late",
        "mid",
        "until",
        "on",
        "this",
        "from",
        "and",
        "through",
    ]
)
_MONTH = "March"
BE = frozenset(["is", "are", "was", "were", "been", "being", "be", "gets", "got"])
REACH_BE = 3
LOOSE = 3
"""Patterns with this gap or more name an object, which a passive puts in front."""


def find_hits(tokens: list[Token], lexicon: Lexicon) -> list[Hit]:
    """Find patterns, at most one for every first word.

    Parameters
    ----------
    tokens : list of Token
        The words of a text.
    lexicon : Lexicon
        The patterns.

    Returns
    -------
    list of Hit
        In order of their first words; where several patterns begin with the same word, the one with most words, then
        the heaviest.

    Notes
    -----
    Each word is tried against the patterns that begin with it and reaches at most eight gaps ahead: time grows with the
    length of the text and nothing else.
    """
    lemmas = lexicon.lemmas
    known = [lemmas.get(_plain(token.lower), _NOTHING) for token in tokens]
    marks = [token.lower in _BARRIERS for token in tokens]
    helping = [token.lower in BE for token in tokens]
    rules = lexicon.by_first_word
    hits = []
    for first, words in enumerate(known):
        if not words or (tokens[first].text == _MONTH and _is_month(tokens, first)):
            continue
        passive = True in helping[max(0, first - REACH_BE) : first]
        best: tuple[int, float] = (-1, 0.0)
        found: tuple[Rule, int] | None = None
        for word in words:
            for rule in rules.get(word, ()):
                rank = (len(rule.rest), rule.entry.weight)
                if rank <= best:
                    break
                last = _last_token(rule, first, known, marks)
                if last < 0 and passive:
                    last = _object_before(rule, first, known, marks)
                if last >= 0:
                    best, found = rank, (rule, last)
                    break
        if found:
            hits.append(_hit(*found, first, tokens))
    return _unmasked(hits)


def _unmasked(hits: list[Hit]) -> list[Hit]:
    """Leave out fixed expressions that mean nothing here, and everything found inside them."""
    kept, blind = [], -1
    for hit in hits:
        if hit.code == NO_EVENT:
            blind = max(blind, hit.tokens[1])
        elif hit.tokens[0] > blind:
            kept.append(hit)
    return kept


def _plain(word: str) -> str:
    """Leave out the ending of a possessive."""
    return word[:-2] if word.endswith("'s") else word


def _last_token(rule: Rule, first: int, known: list[frozenset[str]], marks: list[bool]) -> int:
    """Return the last token of a match that begins at a token, -1 if there is none."""
    place, end = first, len(known)
    for slot in rule.rest:
        words = slot.words
        for ahead in range(place + 1, min(place + 2 + slot.gap, end)):
            if marks[ahead]:
                return -1
            if not words.isdisjoint(known[ahead]):
                place = ahead
                break
        else:
            return -1
    return place


def _object_before(rule: Rule, first: int, known: list[frozenset[str]], marks: list[bool]) -> int:
    """Return where the object of a passive stands, -1 if it is not there: *the aid was suspended*."""
    if len(rule.rest) != 1 or rule.rest[0].gap < LOOSE:
        return -1
    wanted = rule.rest[0].words
    for place in range(first - 1, max(-1, first - 2 - rule.rest[0].gap), -1):
        if marks[place]:
            return -1
        if not wanted.isdisjoint(known[place]):
            return place
    return -1


def _hit(rule: Rule, last: int, first: int, tokens: list[Token]) -> Hit:
    """Write a match down."""
    entry = rule.entry
    # the object of a passive stands before its verb: the place in the sentence is that of the verb
    begin, last, end = (first, last, last) if last >= first else (last, first, first)
    return Hit(
        tokens[begin].start,
        tokens[end].end,
        entry.code,
        entry.weight,
        entry.pattern,
        entry.source,
        (first, last),
    )


def _is_month(tokens: list[Token], place: int) -> bool:
    """Say whether ``March`` is the month here, by the words beside it."""
    following = tokens[place + 1].lower if place + 1 < len(tokens) else ""
    before = tokens[place - 1].lower if place else ""
    return following[:1].isdigit() or before in _BEFORE_A_MONTH or before[:1].isdigit()
