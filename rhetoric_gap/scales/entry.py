"""What a scale knows about one code, and what a deed is to a word."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np

from rhetoric_gap.scales.codes import lookup_chain

SetName = Literal["fulfilling", "partial", "breaking", "compliance"]
Relation = Literal["fulfilling", "partial", "breaking"]
RELATIONS: tuple[Relation, ...] = ("fulfilling", "partial", "breaking")
DIGEST_LENGTH = 12
NO_DEEDS: frozenset[str] = frozenset()

T = TypeVar("T")


@dataclass(frozen=True)
class CodeEntry:
    """One code of a scale.

    Attributes
    ----------
    code, name : str
        The code and what it stands for.
    severity : float
        Severity of the code as a deed, in [0, 1]; NaN where the scale's own table has no value.
    valence : str or None
        ``conflict``, ``cooperation``, or None where the code is neither.
    is_statement : bool
        Whether the promise map has an entry for it; the fields below are empty otherwise.
    kind : str or None
        Kind of statement.
    strength : int or None
        Commitment strength, 0 to 4.
    fulfilling, partial, breaking : frozenset of str
        Deeds of the speaker that keep the word, keep it in part, or contradict it.
    compliance : frozenset of str
        Deeds *of the target* that give the speaker what was asked for: they are found on the reverse dyad.
    note : str
        What a reader of the entry should know.
    """

    code: str
    name: str
    severity: float
    valence: str | None = None
    is_statement: bool = False
    kind: str | None = None
    strength: int | None = None
    fulfilling: frozenset[str] = NO_DEEDS
    partial: frozenset[str] = NO_DEEDS
    breaking: frozenset[str] = NO_DEEDS
    compliance: frozenset[str] = NO_DEEDS
    note: str = ""


def relations(entry: CodeEntry) -> dict[str, Relation]:
    """Say what the deeds a word's sets name are to it.

    Parameters
    ----------
    entry : CodeEntry
        The statement's entry.

    Returns
    -------
    dict of str to str
        Code of each deed to the set that names it. For any deed, look up its chain: leaf beats root, a child counts
        for its parent.
    """
    return {deed: name for name in reversed(RELATIONS) for deed in getattr(entry, name)}


def content_digest(entries: Iterable[CodeEntry]) -> str:
    """Return a fingerprint of entries: equal for equal content, whatever the order."""
    content = [
        [e.code, e.name, repr(e.severity), e.valence, e.is_statement, e.kind, e.strength, e.note]
        + [sorted(deeds) for deeds in (e.fulfilling, e.partial, e.breaking, e.compliance)]
        for e in sorted(entries, key=lambda e: e.code)
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:DIGEST_LENGTH]


def median_severity(deeds: frozenset[str], severity: Mapping[str, float]) -> float:
    """Return the median severity of a set of deeds, NaN for the empty set.

    Parameters
    ----------
    deeds : frozenset of str
        The deeds as the promise map spells them out; children it does not name do not enter.
    severity : mapping of str to float
        Severity of every code that has one.
    """
    known = [value for deed in deeds if (value := nearest(severity, deed)) is not None]
    return float(np.median(known)) if known else float("nan")


def nearest(table: Mapping[str, T], code: str) -> T | None:
    """Return what a table holds for a code or, failing that, for its nearest ancestor."""
    return next((table[step] for step in lookup_chain(code) if step in table), None)
