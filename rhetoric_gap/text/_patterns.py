"""The pattern language of the lexicon, and the inflected forms of its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MAX_GAP = 12
MAX_WORDS = 8
_WORD = re.compile(r"=?[^\W\d_]+(?:['\-][^\W\d_]+)*\Z")
_GAP = re.compile(r"~(\d+)\Z")
_VOWELS = "aeiou"
_HISSING = ("s", "x", "z", "ch", "sh")


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of a pattern.

    Attributes
    ----------
    gap : int
        How many other tokens may stand before it.
    words : frozenset of str
        The words that fit, in any of their forms; after ``=`` in exactly this form.
    """

    gap: int
    words: frozenset[str]


def parse_pattern(pattern: str) -> tuple[Slot, ...]:
    """Read a pattern.

    Parameters
    ----------
    pattern : str
        Words separated by blanks: ``word`` in any of its forms, ``=word`` in this form only, ``a|b`` one or the other,
        ``~n`` up to ``n`` tokens in between.

    Returns
    -------
    tuple of Slot
        The places of the pattern, in order.

    Raises
    ------
    ValueError
        If it is not a pattern; the message says why.

    Examples
    --------
    >>> [(slot.gap, sorted(slot.words)) for slot in parse_pattern("lift ~4 sanction|ban")]
    [(0, ['lift']), (4, ['ban', 'sanction'])]
    """
    slots: list[Slot] = []
    gap = None
    for part in pattern.lower().split():
        if found := _GAP.match(part):
            if gap is not None or not slots or not 1 <= int(found[1]) <= MAX_GAP:
                raise ValueError(f"'{part}': a gap is ~1 to ~{MAX_GAP} and stands between two words")
            gap = int(found[1])
        else:
            slots.append(Slot(gap or 0, _alternatives(part)))
            gap = None
    if gap is not None or not slots:
        raise ValueError("a pattern begins and ends with a word")
    if len(slots) > MAX_WORDS:
        raise ValueError(f"a pattern has at most {MAX_WORDS} words, this one has {len(slots)}")
    return tuple(slots)


def _alternatives(part: str) -> frozenset[str]:
    """Read ``a|b``."""
    words = part.split("|")
    wrong = [word for word in words if not _WORD.match(word)]
    if wrong:
        raise ValueError(f"{wrong[0]!r} is no word: letters, with hyphens or apostrophes inside")
    return frozenset(words)


def inflections(word: str, irregular: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """Return the forms of a word: plural, third person, past, participles.

    Parameters
    ----------
    word : str
        The word as a pattern has it; with ``=`` in front it has one form.
    irregular : mapping of str to iterable of str
        Forms the regular rules do not make.

    Returns
    -------
    frozenset of str
        The word and its forms. Nouns get verbal forms as well and verbs plurals: forms no text has do no harm.

    Examples
    --------
    >>> sorted(inflections("deny", {})), sorted(inflections("ban", {"ban": ["banned", "banning"]}))
    (['denied', 'denies', 'deny', 'denying'], ['ban', 'banned', 'banning', 'bans'])
    """
    if word.startswith("="):
        return frozenset({word[1:]})
    if word in irregular:
        return frozenset({word, _third_person(word), *irregular[word]})
    return frozenset({word, _third_person(word), *_past_and_progressive(word)})


def _third_person(word: str) -> str:
    """Form a plural or third person."""
    if word.endswith(_HISSING):
        return word + "es"
    if _ends_in_y(word):
        return word[:-1] + "ies"
    return word + "s"


def _past_and_progressive(word: str) -> tuple[str, str]:
    """Form a regular past and a progressive."""
    if word.endswith("ee"):
        return word + "d", word + "ing"
    if word.endswith("e"):
        return word + "d", word[:-1] + "ing"
    if _ends_in_y(word):
        return word[:-1] + "ied", word + "ing"
    return word + "ed", word + "ing"


def _ends_in_y(word: str) -> bool:
    """Say whether a final y turns into ie."""
    return len(word) > 1 and word.endswith("y") and word[-2] not in _VOWELS
