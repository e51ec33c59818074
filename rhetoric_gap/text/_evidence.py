"""The evidence of a reading as rows: which words, what they did, by which rule, from which source."""

from __future__ import annotations

from typing import Any

import pandas as pd

from rhetoric_gap.text._clean import blank_markup
from rhetoric_gap.text._codes import root_of
from rhetoric_gap.text._tokens import clean_tokens
from rhetoric_gap.text.lexicon import Lexicon
from rhetoric_gap.text.mentions import find_mentions
from rhetoric_gap.text.parts import Cue, Finding, Reading

COLUMNS = ("start", "end", "text", "role", "label", "code", "weight", "score", "rule", "source")
DECIDES, DEED, SUPPORTS, COMPETES, SET_ASIDE = (
    "decides",
    "names the deed",
    "supports",
    "competes",
    "set aside",
)
FEATURE = "feature"
FOUND_ROLES = (DECIDES, DEED, SUPPORTS, COMPETES, SET_ASIDE)
REMARK = "remark"
SETS_ASIDE = {
    "governed": "governed by",
    "subordinate clause": "in a clause opened by",
    "not done": "said not to be done:",
    "name": "part of a name:",
    "attribute": "describes something after",
}
"""Rules that take words out of the running, with what they say of the words that called them."""
IN_WORDS = {
    **SETS_ASIDE,
    "place": "place in the sentence",
    "noun": "a noun after",
    "participle": "participle",
    "infinitive": "infinitive after",
    "threat": "made a threat by",
    "promise": "made a promise by",
    "refusal": "made a refusal by",
    "demand": "made a demand by",
    "appeal": "made an appeal by",
}
LABEL_OF_CUE = {
    "modal": "strength",
    "future": "kind",
    "negation": "negated",
    "refusal": "kind",
    "denial": "kind",
    "condition": "conditional",
    "deadline": "deadline",
    "hedge": "hedges",
    "attribution": "speaker",
    "first_person": "strength",
    "formal": "strength",
    "question": "kind",
    "passive": "actor",
    "past": "tense",
    "present": "tense",
}
"""The part of the reading each kind of cue leads to."""


def evidence_rows(reading: Reading, lexicon: Lexicon) -> list[dict[str, Any]]:
    """Return one row per piece of evidence: findings, best first, cues, clauses, who is named.

    Parameters
    ----------
    reading : Reading
        The sentence as it was read.
    lexicon : Lexicon
        The lexicon it was read with, for the name of the source.

    Returns
    -------
    list of dict
        With the keys ``COLUMNS``.
    """
    rows = [
        _finding_row(reading, finding, first=place == 0, lexicon=lexicon)
        for place, finding in enumerate(reading.findings)
    ]
    rows += [_cue_row(reading, cue) for cue in reading.evidence if isinstance(cue, Cue)]
    rows += _clause_rows(reading)
    rows += _mention_rows(reading)
    return rows


def _mention_rows(reading: Reading) -> list[dict[str, Any]]:
    """Write down the names behind speaker, actor and target."""
    people = {"speaker": reading.speaker, "actor": reading.actor, "target": reading.target}
    named = {role: set(codes.split(";")) for role, codes in people.items() if codes}
    if not named:
        return []
    plain = blank_markup(reading.text)
    rows = []
    for mention in find_mentions(plain, clean_tokens(plain)):
        roles = [role for role, codes in named.items() if codes & set(mention.iso3.split(";"))]
        if roles:
            rows.append(
                {
                    "start": mention.start,
                    "end": mention.end,
                    "text": reading.text[mention.start : mention.end],
                    "role": "named",
                    "label": ", ".join(roles),
                    "code": mention.iso3,
                    "weight": float("nan"),
                    "score": float("nan"),
                    "rule": mention.how,
                    "source": "names of countries",
                }
            )
    return rows


def as_frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Lay rows out as a table whose columns have the same types whatever it holds."""
    frame = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    numbers = {"start": "Int64", "end": "Int64", "weight": "float64", "score": "float64"}
    return frame.astype({name: numbers.get(name, "object") for name in COLUMNS})


def _finding_row(reading: Reading, finding: Finding, *, first: bool, lexicon: Lexicon) -> dict[str, Any]:
    """Write one finding down, with every rule that touched it."""
    hit = finding.hit
    role = _role(reading, finding, first)
    return {
        "start": hit.start,
        "end": hit.end,
        "text": reading.text[hit.start : hit.end],
        "role": role,
        "label": (root_of(hit.code) if role == DEED else finding.root) or REMARK,
        "code": hit.code if role == DEED else finding.code,
        "weight": hit.weight,
        "score": finding.score,
        "rule": "; ".join([f"pattern '{hit.pattern}'", *steps_in_words(finding)]),
        "source": source_in_words(hit.source, lexicon),
    }


def _role(reading: Reading, finding: Finding, first: bool) -> str:
    """Say what a finding did: findings come best first, so the first one decides if any does."""
    if first and reading.quad is not None and finding.code == reading.code:
        return DECIDES
    best = reading.findings[0]
    if reading.deed_code is not None and finding.hit.code == reading.deed_code and best is not finding:
        return DEED
    if any(step.rule in SETS_ASIDE and step.factor < 1 for step in finding.steps):
        return SET_ASIDE
    return SUPPORTS if finding.root is not None and finding.root == reading.root else COMPETES


def steps_in_words(finding: Finding) -> list[str]:
    """Write the rules that were applied to a finding.

    Parameters
    ----------
    finding : Finding
        A finding with its steps.

    Returns
    -------
    list of str
        Such as ``governed by 'threaten' x 0.60``; rules that changed nothing are left out.
    """
    factors: dict[tuple[str, str], float] = {}
    for step in finding.steps:
        key = (step.rule, step.words)
        factors[key] = factors.get(key, 1.0) * step.factor
    said = []
    for (rule, words), factor in factors.items():
        if factor != 1 or words:
            by = f" '{words}'" if words else ""
            times = f" x {factor:.2f}" if factor != 1 else ""
            said.append(f"{IN_WORDS.get(rule, rule)}{by}{times}")
    return said


def source_in_words(source: str, lexicon: Lexicon) -> str:
    """Name the table and line a pattern comes from, and the version of the lexicon where it is the shipped one."""
    table, _, line = source.rpartition(":")
    if not table:
        return source
    place = f"{table} line {line}" if line.isdigit() else source
    return f"{place} (version {lexicon.version})" if table == "lexicon.csv" else place


def _cue_row(reading: Reading, cue: Cue) -> dict[str, Any]:
    """Write one cue down."""
    return {
        "start": cue.start,
        "end": cue.end,
        "text": reading.text[cue.start : cue.end],
        "role": cue.kind.replace("_", " "),
        "label": LABEL_OF_CUE.get(cue.kind, cue.kind),
        "code": None,
        "weight": cue.value,
        "score": float("nan"),
        "rule": "small word",
        "source": "cues.csv",
    }


def _clause_rows(reading: Reading) -> list[dict[str, Any]]:
    """Write down the condition and the deadline as whole clauses."""
    clauses = {"condition": reading.condition, "deadline": reading.deadline_text}
    # Clauses are handed over without markup; it is blanked in place, so that places stay those of the text.
    plain = blank_markup(reading.text)
    rows = []
    for name, words in clauses.items():
        start = max(reading.text.find(words), plain.find(words)) if words else -1
        if not words or start < 0:
            continue
        day = f": {reading.deadline}" if name == "deadline" and reading.deadline is not None else ""
        rows.append(
            {
                "start": start,
                "end": start + len(words),
                "text": reading.text[start : start + len(words)],
                "role": f"{name} clause",
                "label": "conditional" if name == "condition" else "deadline",
                "code": None,
                "weight": float("nan"),
                "score": float("nan"),
                "rule": f"{name} read as a whole{day}",
                "source": "grammar",
            }
        )
    return rows
