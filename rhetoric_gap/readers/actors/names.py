"""English names of countries, written one way so that spellings meet."""

from __future__ import annotations

import re
import unicodedata

_APOSTROPHES = re.compile("['.`\\u00b4\\u2018\\u2019]")
_NOT_WORD = re.compile(r"[\W_]+")
# What two spellings of one name differ in without naming another country.
_SPELT = {"st": "saint", "rep": "republic", "dem": "democratic", "is": "islands", "fmr": "former"}
_DROPPED = {"the"}


def fold(name: str) -> str:
    """Return a name without case, accents, punctuation and the article.

    Nothing else is forgiven: two names that differ in a word stay different.

    Parameters
    ----------
    name : str
        A country's name.

    Returns
    -------
    str
        Lower-case words with single blanks between them.

    Examples
    --------
    >>> fold("Côte d'Ivoire") == fold("COTE D'IVOIRE")
    True
    >>> fold("St. Vincent & the Grenadines")
    'saint vincent and grenadines'
    """
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", name)).replace("&", " and ")
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()
    words = _NOT_WORD.sub(" ", plain).split()
    return " ".join(_SPELT.get(word, word) for word in words if word not in _DROPPED)
