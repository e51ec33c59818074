"""Words with their places, and where sentences end."""

from __future__ import annotations

import re

from rhetoric_gap.text._clean import blank_markup
from rhetoric_gap.text.parts import Token

TITLES = (
    "Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Capt|Sgt|Adm|Cmdr|Brig|Gov|Sen|Rep|Hon|Rev|St|Pres|Amb|Sec|Messrs|"
    "Jan|Feb|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|vs|approx|Inc|Ltd|Co|Corp|Bros|Jr|Sr"
)
STOPS = frozenset(".;!?")
_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S., U.N., e.g.
    rf"|(?:{TITLES})\.(?=\s)"
    r"|[^\W\d_]+(?:['\-][^\W\d_]+)*"
    r"|\d[\d,.:]*\d|\d"
    r"|[.,;:!?\"“”«»()\[\]$€£%]|--|\u2013|\u2014|'"
)
_BOUNDARY = re.compile(r"[.!?…]+[\"'”\u2019»)\]]*(?=\s|$)|\n\s*\n|[。\uff01\uff1f।؟]+")
_ABBREVIATION = re.compile(rf"(?:^|[\s(\"“«'])(?:(?:{TITLES})|(?:[^\W\d_]\.)*[^\W\d_])$")
_LONGEST_ABBREVIATION = 24


def tokens_of(text: str) -> list[Token]:
    """Take a text apart into words, numbers and marks.

    Parameters
    ----------
    text : str
        Any text; markup is skipped.

    Returns
    -------
    list of Token
        In order, with their places in the text as it came in.

    Examples
    --------
    >>> [token.lower for token in tokens_of("<b>The</b> U.S. won't pay 3,000.")]
    ['the', 'u.s.', "won't", 'pay', '3,000', '.']
    """
    return clean_tokens(blank_markup(text))


def clean_tokens(clean: str) -> list[Token]:
    """Take a text without markup apart."""
    return [Token(word := found.group(), word.lower(), *found.span()) for found in _TOKEN.finditer(clean)]


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Find the sentences of a text.

    Parameters
    ----------
    text : str
        Any text, of any number of sentences.

    Returns
    -------
    list of tuple of int
        Start and end of every sentence, without the blanks around it. A full stop after a title or an initial ends
        none, nor does one followed by a lower-case word.

    Examples
    --------
    >>> text = "Gen. Smith met U.S. envoys. “We will not yield.” He left!"
    >>> [text[start:end] for start, end in split_sentences(text)]
    ['Gen. Smith met U.S. envoys.', '“We will not yield.”', 'He left!']
    """
    clean = blank_markup(text)
    spans, start = [], 0
    for found in _BOUNDARY.finditer(clean):
        if _ends_sentence(clean, found):
            spans.append((start, found.end()))
            start = found.end()
    spans.append((start, len(clean)))
    return [span for span in (_trimmed(clean, *span) for span in spans) if span[0] < span[1]]


def _ends_sentence(clean: str, found: re.Match[str]) -> bool:
    """Say whether a mark ends a sentence."""
    mark, following = found.group(), _next_letter(clean, found.end())
    if following.islower():
        return mark[0].isspace()
    if mark[0] != ".":
        return True
    before = clean[max(0, found.start() - _LONGEST_ABBREVIATION) : found.start()]
    return not (following and len(mark) == 1 and _ABBREVIATION.search(before))


def _next_letter(clean: str, start: int) -> str:
    """Return the first letter or digit after a place, looking only a little ahead."""
    return next((c for c in clean[start : start + 40] if c.isalnum()), "")


def _trimmed(clean: str, start: int, end: int) -> tuple[int, int]:
    """Leave out blanks at both ends."""
    piece = clean[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
