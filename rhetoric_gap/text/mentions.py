"""Countries named in a text: by name, people, capital, adjective or institution."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal, NamedTuple

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.readers.actors.tables import read_table
from rhetoric_gap.text._tokens import tokens_of
from rhetoric_gap.text.parts import Token

How = Literal["name", "demonym", "capital", "adjective", "institution"]
_LONGEST_ABBREVIATION = 6


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_DISSOLVED_BEFORE = "1945"
# What these follow is no actor: pro-Russian groups are not Russia.
_SIDES = _set("anti pro non ex post pre trans neo half")
# Nor what these follow: an Iran-backed group is not Iran.
_MADE_BY = _set(
    "backed based born made style sponsored controlled occupied supported linked trained supplied funded aligned "
    "allied speaking friendly designed installed"
)
_SPELT = {"st": "saint", "rep": "republic", "dem": "democratic"}
# Words that may stand, in capitals, beside a country that is a personal name too.
_BESIDE = _set(
    "in on at from to with of for and but or while as when if the like unlike both that since after before against "
    "by between although though because however meanwhile today yesterday neighbouring neighboring hashemite king "
    "queen prince prime foreign defence defense interior finance president premier minister ministry army parliament "
    "government officials envoy ambassador d.c monday tuesday wednesday thursday friday saturday sunday january "
    "february march april may june july august september october november december"
)
_LONG_WORD, _HEADLINE = 4, 4


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a country is named.

    Attributes
    ----------
    start, end : int
        Where it stands in the text.
    text : str
        The words, as written, without a possessive ending.
    iso3 : str
        ISO 3166-1 alpha-3 code, or that of a user's own name; several, such as ``KOR;PRK``, for *the two Koreas*.
    how : str
        ``name``, ``demonym`` (Russians), ``adjective`` (Russian), ``capital`` (Moscow) or ``institution`` (Kremlin).
    possessive : bool
        Whether it is written as a possessive (Russia's).
    tokens : tuple of int
        First and last token.
    """

    start: int
    end: int
    text: str
    iso3: str
    how: str
    possessive: bool = False
    tokens: tuple[int, int] = (0, 0)


class _Word(NamedTuple):
    """A token, or the part of one between hyphens."""

    plain: str
    text: str
    start: int
    end: int
    token: int
    possessive: bool = False
    glued: bool = False


@dataclass(frozen=True, slots=True)
class _Name:
    """A name to look for."""

    words: tuple[str, ...]
    capitals: tuple[bool, ...]
    iso3: str
    how: str
    rule: str
    exact: str


_Index = dict[str, tuple[_Name, ...]]


def find_mentions(text: str, tokens: list[Token], *, extra: Mapping[str, str] | None = None) -> list[Mention]:
    """Find the countries a text names.

    Parameters
    ----------
    text : str
        The text.
    tokens : list of Token
        Its words.
    extra : mapping of str to str, optional
        Names of your own and what they stand for, such as ``{"NATO": "NATO", "Putin": "RUS"}``. They win over the
        shipped ones of the same words.

    Returns
    -------
    list of Mention
        In order of the text, none within another: of two names the longer one is taken.

    Raises
    ------
    RhetoricGapError
        If a name in `extra` or what it stands for is empty or no text.

    Notes
    -----
    Names are those of the shipped crosswalk and of ``data/demonyms.csv``; they are found where they are written with
    capitals. *US* is found in capitals only. Where words do not say which country is meant (*Korean*, *Congolese*),
    or name none (*Indian Ocean*, *pro-Russian*, *Iran-backed*), there is no mention.

    Examples
    --------
    >>> text = "The Kremlin and North Korea's envoys met in the Indian Ocean."
    >>> [(found.text, found.iso3, found.how) for found in find_mentions(text, tokens_of(text))]
    [('Kremlin', 'RUS', 'institution'), ('North Korea', 'PRK', 'name')]
    """
    index = _index(tuple(sorted(_checked(extra).items())) if extra else ())
    words = _words(tokens)
    found: list[Mention] = []
    place, headline = 0, None
    while place < len(words):
        names = index.get(words[place].plain)
        name = _longest(names, words, place) if names else None
        if name is None:
            place += 1
            continue
        last = place + len(name.words) - 1
        if name.rule == "person" and headline is None:
            headline = _is_headline(tokens)
        if (
            name.iso3
            and not _no_actor(text, words, place, last)
            and not (name.rule == "person" and not headline and _is_person(words, place, last, index))
        ):
            found.append(_mention(text, words, place, last, name))
        place = last + 1
    return found


def _checked(extra: Mapping[str, str]) -> dict[str, str]:
    """Refuse names of a user's that are no names."""
    bad = [
        f"{name!r}: {code!r}"
        for name, code in extra.items()
        if not (isinstance(name, str) and isinstance(code, str) and code.strip() and _words(tokens_of(name)))
    ]
    if bad:
        raise RhetoricGapError(
            f"names must map words to what they stand for, such as {{'NATO': 'NATO'}}; not so: {', '.join(bad)}"
        )
    return {name: code.strip() for name, code in extra.items()}


def _words(tokens: list[Token]) -> list[_Word]:
    """Take tokens apart at hyphens; leave out articles, which stand in some names only."""
    words: list[_Word] = []
    for number, token in enumerate(tokens):
        lower = token.lower
        if lower == "the":
            continue
        if "-" not in lower or len(lower) == 1 or lower == "--":
            owns = lower.endswith("'s")
            written = token.text[:-2] if owns else token.text
            plain = lower if lower.isascii() and lower.isalpha() else _plain(lower[:-2] if owns else lower)
            words.append(
                _Word(
                    _SPELT.get(plain, plain), written, token.start, token.start + len(written), number, owns
                )
            )
            continue
        start = token.start
        for piece, part in enumerate(token.text.split("-")):
            owns = part.lower().endswith(("'s", "\u2019s"))
            written = part[:-2] if owns else part
            words.append(
                _Word(_plain(written.lower()), written, start, start + len(written), number, owns, piece > 0)
            )
            start += len(part) + 1
    return words


@lru_cache(maxsize=8192)
def _plain(word: str) -> str:
    """Write a word without accents, apostrophes and full stops within."""
    if len(word) == 1:
        return word
    bare = word.replace("'", "").replace("\u2019", "").replace(".", "")
    if bare.isascii():
        return bare
    return "".join(c for c in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(c)).casefold()


def _longest(names: tuple[_Name, ...], words: list[_Word], place: int) -> _Name | None:
    """Return the longest name that begins at a word."""
    return next((name for name in names if _stands(name, words[place : place + len(name.words)])), None)


def _stands(name: _Name, here: list[_Word]) -> bool:
    """Say whether words are a name, with its capitals."""
    if len(here) < len(name.words):
        return False
    for word, wanted, capital in zip(here, name.words, name.capitals, strict=True):
        if word.plain != wanted or (capital and not word.text[:1].isupper()):
            return False
    return not name.exact or "".join(word.text for word in here).replace(".", "") == name.exact


def _no_actor(text: str, words: list[_Word], first: int, last: int) -> bool:
    """Say whether a name is part of a word for somebody else: pro-Russian, Iran-backed."""
    before = words[first].glued and words[first - 1].plain in _SIDES
    end = words[last].end
    # "U.S.-made": the full stop ends the token, so that the hyphen stands between two
    hyphen = text[end : end + 1] == "-"
    after = hyphen and last + 1 < len(words) and words[last + 1].plain in _MADE_BY
    return before or after


def _is_headline(tokens: list[Token]) -> bool:
    """Say whether all longer words are written with capitals, so that capitals say nothing."""
    long = [
        token.text[0].isupper()
        for token in tokens
        if len(token.text) >= _LONG_WORD and token.text[0].isalpha() and token.lower not in _BESIDE
    ]
    return len(long) >= _HEADLINE and all(long)


def _is_person(words: list[_Word], first: int, last: int, index: _Index) -> bool:
    """Say whether a name is a person's here, or part of a longer one: Jim Jordan, the Jordan Times."""
    beside = [words[first - 1]] if first else []
    beside += words[last + 1 : last + 2] if not words[last].possessive else []
    return any(
        word.text[:1].isupper()
        and word.token not in (words[first].token, words[last].token)
        and word.plain not in _BESIDE
        and word.plain not in index
        for word in beside
    )


def _mention(text: str, words: list[_Word], first: int, last: int, name: _Name) -> Mention:
    start, end = words[first].start, words[last].end
    possessive = words[last].possessive
    numbers = (words[first].token, words[last].token)
    return Mention(start, end, text[start:end], name.iso3, name.how, possessive, numbers)


@lru_cache(maxsize=8)
def _index(extra: tuple[tuple[str, str], ...]) -> _Index:
    """Return the names by their first words, longest first; later sources win over earlier ones."""
    known: dict[tuple[str, ...], _Name] = {}
    for name, iso3 in _crosswalk():
        _add(known, name, iso3, "name", "")
    for row in _demonyms():
        _add(known, row["words"], row["iso3"], row["how"], row["rule"])
    for name, code in extra:
        _add(known, name, code, "name", "")
    found: dict[str, list[_Name]] = {}
    for entry in sorted(known.values(), key=lambda entry: -len(entry.words)):
        found.setdefault(entry.words[0], []).append(entry)
    return {first: tuple(entries) for first, entries in found.items()}


def _add(known: dict[tuple[str, ...], _Name], name: str, iso3: str, how: str, rule: str) -> None:
    """Put a name among those to look for."""
    words = _words(tokens_of(name))
    plain = tuple(word.plain for word in words)
    short = len(words) == 1 and name.replace(".", "").isupper() and len(name) <= _LONGEST_ABBREVIATION
    exact = name.replace(".", "") if rule == "exact" or short else ""
    exact = "".join(exact.split())
    capitals = tuple(word.text[:1].isupper() for word in words)
    known[plain] = _Name(plain, capitals, iso3, how, rule, exact)


@lru_cache(maxsize=1)
def _demonyms() -> tuple[dict[str, str], ...]:
    """Return the table of people, capitals and institutions."""
    content = (files("rhetoric_gap.text") / "data" / "demonyms.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(content.splitlines()))


@lru_cache(maxsize=1)
def _crosswalk() -> tuple[tuple[str, str], ...]:
    """Return the names of the crosswalk, without those of states gone long since: Hanover is a city now."""
    ends: dict[str, str] = {}
    for row in read_table("countries.csv"):
        ends[row["iso3"]] = row["valid_to"] or "9"
    return tuple(
        (row["name"], row["iso3"])
        for row in read_table("names.csv")
        if ends.get(row["iso3"], "9") > _DISSOLVED_BEFORE
    )
