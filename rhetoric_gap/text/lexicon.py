"""Lexicon: which words stand for which event, as a table anyone can read, correct and add to."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any

import pandas as pd

from rhetoric_gap.text._patterns import Slot, inflections, parse_pattern

VERSION = "1"
COLUMNS = ("pattern", "code", "weight", "note")
DIGEST_LENGTH = 12
NO_EVENT = "---"
"""Code of fixed expressions whose words stand for no event: free trade, press release."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the lexicon.

    Attributes
    ----------
    pattern : str
        What is looked for, in the pattern language.
    code : str
        CAMEO code it stands for.
    weight : float
        How strongly it stands for it; a plain verb has 1.
    note : str
        What a reader of the line should know.
    source : str
        Name of the table and line.
    """

    pattern: str
    code: str
    weight: float
    note: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """An entry made ready for search: what follows its first word."""

    rest: tuple[Slot, ...]
    entry: Entry


@dataclass(frozen=True, eq=False, repr=False)
class Lexicon:
    """Patterns of words and the CAMEO codes they stand for.

    Parameters
    ----------
    entries : tuple of Entry
        The lines.
    forms : tuple of tuple
        Words with the forms the regular rules do not make.
    name : str
        Name of the lexicon.
    version : str
        Version of the shipped table.

    Notes
    -----
    The pattern language: words separated by blanks. ``word`` is met in any of its forms (``deny`` meets ``denies``,
    ``denied``, ``denying``), ``=word`` in this form only, ``a|b`` means one or the other, ``~n`` lets up to ``n``
    tokens stand in between. No pattern reaches across the end of a clause marked by a full stop or a semicolon.

    Weights are set by judgement, not fitted: 1 for a verb that means one thing, more for a pattern that says it in
    full, less for words that often mean something else.

    Examples
    --------
    >>> import rhetoric_gap as rg, pandas as pd
    >>> lexicon = rg.Lexicon.default()
    >>> own = lexicon.with_entries(pd.DataFrame({"pattern": ["scupper ~3 deal|talk"], "code": ["164"]}))
    >>> rg.read_text("They scuppered the talks.", lexicon=own).code
    '164'
    """

    entries: tuple[Entry, ...]
    forms: tuple[tuple[str, tuple[str, ...]], ...] = ()
    name: str = "default"
    version: str = VERSION

    @classmethod
    def default(cls) -> Lexicon:
        """Return the lexicon the library ships.

        Returns
        -------
        Lexicon
            The same object at every call.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> rg.Lexicon.default().name
        'default'
        """
        return _default()

    def with_entries(self, entries: Any, name: str | None = None) -> Lexicon:
        """Return a copy with entries of your own.

        Parameters
        ----------
        entries : str, pathlib.Path or pandas.DataFrame
            A CSV file or a table with the columns ``pattern`` and ``code``, and if you like ``weight`` (1 where blank)
            and ``note``. An entry whose pattern the lexicon already has replaces it; weight 0 removes it.
        name : str, optional
            Name of the copy, by default the name of this lexicon with ``+own``.

        Returns
        -------
        Lexicon
            The changed copy.

        Raises
        ------
        SchemaError
            If anything is wrong with the table; ``.failures`` lists every problem.
        RhetoricGapError
            If the file cannot be read, or ``entries`` is no table.

        Examples
        --------
        >>> import pandas as pd, rhetoric_gap as rg
        >>> own = pd.DataFrame({"pattern": ["arm-twist", "urge"], "code": ["170", "102"], "weight": [0.9, 0]})
        >>> lexicon = rg.Lexicon.default()
        >>> len(lexicon.with_entries(own).entries) - len(lexicon.entries)
        0
        """
        from rhetoric_gap.text._user_entries import read_entries

        added = {pattern_key(e.pattern): e for e in read_entries(entries, self)}
        kept = [e for e in self.entries if pattern_key(e.pattern) not in added]
        new = [e for e in added.values() if e.weight > 0]
        return Lexicon(tuple(kept + new), self.forms, name or f"{self.name}+own", self.version)

    @cached_property
    def digest(self) -> str:
        """Fingerprint of the content: equal for equal patterns, codes, weights and forms."""
        lines = sorted((pattern_key(e.pattern), e.code, repr(e.weight)) for e in self.entries)
        content = json.dumps([lines, sorted(self.forms)])
        return hashlib.sha256(content.encode()).hexdigest()[:DIGEST_LENGTH]

    def to_frame(self) -> pd.DataFrame:
        """Return the lines as a table.

        Returns
        -------
        pandas.DataFrame
            ``pattern``, ``code``, ``weight``, ``note`` and ``source``: a fresh copy.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> rg.Lexicon.default().to_frame().columns.tolist()
        ['pattern', 'code', 'weight', 'note', 'source']
        """
        rows = [(e.pattern, e.code, e.weight, e.note, e.source) for e in self.entries]
        return pd.DataFrame(rows, columns=[*COLUMNS, "source"])

    def __eq__(self, other: object) -> bool:
        """Compare name, version and content."""
        return isinstance(other, Lexicon) and self._identity == other._identity

    def __hash__(self) -> int:
        """Hash name, version and content."""
        return hash(self._identity)

    @property
    def _identity(self) -> tuple[str, str, str]:
        """What equality and hash go by."""
        return (self.name, self.version, self.digest)

    def __repr__(self) -> str:
        """Say which lexicon it is and how much it knows."""
        words = len({word for rule in self.parsed for slot in rule for word in slot.words})
        codes = len({e.code for e in self.entries})
        return (
            f"Lexicon({self.name!r}, version {self.version}: {len(self.entries)} patterns of {words} words "
            f"for {codes} codes; digest {self.digest})"
        )

    @cached_property
    def parsed(self) -> tuple[tuple[Slot, ...], ...]:
        """The patterns, taken apart, in the order of the entries."""
        return tuple(parse_pattern(e.pattern) for e in self.entries)

    @cached_property
    def by_first_word(self) -> dict[str, tuple[Rule, ...]]:
        """For each word of the patterns' first places: what may follow it, the longest first."""
        table: dict[str, list[Rule]] = {}
        for entry, slots in zip(self.entries, self.parsed, strict=True):
            for word in slots[0].words:
                table.setdefault(word, []).append(Rule(slots[1:], entry))
        return {word: tuple(sorted(rules, key=_longest_first)) for word, rules in table.items()}

    @cached_property
    def lemmas(self) -> dict[str, frozenset[str]]:
        """For each form of a word of the patterns: the words it may be a form of, as patterns write them."""
        irregular = dict(self.forms)
        table: dict[str, set[str]] = {}
        for word in {word for slots in self.parsed for slot in slots for word in slot.words}:
            for form in inflections(word, irregular):
                table.setdefault(form, set()).add(word)
        return {form: frozenset(words) for form, words in table.items()}


def pattern_key(pattern: str) -> str:
    """Return what makes two patterns the same: blanks, case and the order of alternatives do not matter."""
    parts = pattern.lower().split()
    return " ".join("|".join(sorted(part.split("|"))) for part in parts)


def _longest_first(rule: Rule) -> tuple[int, float]:
    """Order rules: the first that fits is the one that says most."""
    return (-len(rule.rest), -rule.entry.weight)


@lru_cache(maxsize=1)
def _default() -> Lexicon:
    """Read the shipped tables."""
    entries = tuple(
        Entry(row["pattern"], row["code"], float(row["weight"]), row["note"], f"lexicon.csv:{number}")
        for number, row in enumerate(_shipped("lexicon.csv"), start=2)
    )
    forms = tuple((row["word"], tuple(row["forms"].split())) for row in _shipped("forms.csv"))
    return Lexicon(entries, forms)


def _shipped(name: str) -> Iterable[dict[str, str]]:
    """Read one shipped table as text."""
    text = (files("rhetoric_gap.text") / "data" / name).read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())
