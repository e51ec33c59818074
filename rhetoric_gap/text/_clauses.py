"""How far a word stands from what its sentence is about: subordinate clauses, and where the main clause begins."""

from __future__ import annotations

from rhetoric_gap.text import _words as words

REACH = 9
LONGEST_OPENING = 25


def clause_openers(lower: list[str]) -> list[str]:
    """Return, for each token, the word that opened the subordinate clause it stands in, or nothing.

    Parameters
    ----------
    lower : list of str
        The tokens of a sentence, in lower case.

    Returns
    -------
    list of str
        Empty text for the main clause. A clause inside a sentence is taken to reach a few tokens, one that opens the
        sentence to its comma.
    """
    openers = [""] * len(lower)
    _mark_opening(lower, openers)
    for place, word in enumerate(lower):
        if word not in words.SUBORDINATORS:
            continue
        for ahead in range(place + 1, min(place + 1 + REACH, len(lower))):
            if lower[ahead] in words.CLAUSE_MARKS:
                break
            openers[ahead] = openers[ahead] or word
    return openers


def _mark_opening(lower: list[str], openers: list[str]) -> None:
    """Mark the clause a sentence begins with, if it begins with one and a comma ends it."""
    if not lower or lower[0] not in words.OPENERS:
        return
    end = next((i for i, word in enumerate(lower[:LONGEST_OPENING]) if word == ","), 0)
    openers[:end] = [lower[0]] * end
