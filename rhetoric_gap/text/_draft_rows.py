"""One reading as a row of a draft: where it belongs, what it says, and what a human must fill in."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any

from rhetoric_gap.text._codes import is_material, kind_of, quad_of, severity_of, valence_of
from rhetoric_gap.text._inputs import Given
from rhetoric_gap.text._tokens import tokens_of
from rhetoric_gap.text.mentions import find_mentions
from rhetoric_gap.text.parties import SEPARATOR, Parties, assign
from rhetoric_gap.text.parts import QUADS, Cue, Finding, Hit, Reading

DUTIES = ("demand", "appeal")
PLACE = "_place"
"""Which text a row is from; the column is dropped once it has been used."""
NO_PATTERN = "no pattern"
REMARK = "remark"
NOT_DONE = "deed said not to be done"
UNCERTAIN = "uncertain"
WHYS = (NO_PATTERN, REMARK, NOT_DONE, UNCERTAIN)


class Draft:
    """One sentence on its way into a table.

    Parameters
    ----------
    given : Given
        What the caller knows of the text.
    reading : Reading
        What the rules say of the sentence.
    chances : mapping of str to float
        Probability of each class: the model's if there is one, else that of the rules.
    trained : bool
        Whether the chances are a model's.
    names : mapping of str to str, optional
        Names of the caller's own.
    """

    def __init__(
        self,
        given: Given,
        reading: Reading,
        chances: Mapping[str, float],
        *,
        trained: bool,
        names: Mapping[str, str] | None,
    ) -> None:
        self.given, self.reading, self.chances = given, reading, chances
        self.quad: str | None = max(chances, key=lambda quad: chances[quad]) if trained else reading.quad
        self.finding = self._finding()
        self.code = self.finding.code if self.finding else (None if trained else reading.code)
        agrees = self.code is not None and self.code == reading.code
        self.agrees = agrees
        self.kind: str | None = reading.kind if agrees else (kind_of(self.code) if self.code else None)
        self.names = names

    def _finding(self) -> Finding | None:
        """Return the finding the class rests on."""
        if self.quad is None:
            return None
        fits = [finding for finding in self.reading.findings if quad_of(finding.code) == self.quad]
        same = [finding for finding in fits if finding.code == self.reading.code]
        return next(iter([*same, *fits]), None)

    @property
    def certainty(self) -> float:
        """Probability of the class."""
        return self.chances.get(self.quad, 0.0) if self.quad else 0.0

    def place(self, min_probability: float) -> str:
        """Return ``statement``, ``action``, or why it is neither."""
        reading = self.reading
        if self.quad is None:
            return NO_PATTERN
        if self.quad == "NEU" and (self.kind in (None, "comment", "declaration")):
            return REMARK if reading.pattern_found else NO_PATTERN
        if self.certainty < min_probability:
            return UNCERTAIN
        if self.code is None:
            return "action" if self.quad.startswith("M") else "statement"
        if not is_material(self.code):
            return REMARK if self.kind == "comment" else "statement"
        return NOT_DONE if reading.negated else "action"

    def row(self, id_column: str, number: int, span: tuple[int, int]) -> dict[str, Any]:
        """Write it as a row of a draft table."""
        given, reading, acting = self.given, self.reading, id_column == "action_id"
        sides = self._sides()
        deed = self._deed()
        severity = severity_of(self.code, deed) if self.code else math.nan
        row = {
            id_column: f"{given.id}.{number}" if number else given.id,
            "date": given.date,
            "actor": sides["actor"],
            "target": sides["target"],
            "code": deed if acting and deed else self.code,
            "severity": severity,
            "valence": valence_of(self.code) if self.code else self._valence(),
        }
        if not acting:
            row |= self._said(sides["speaker"])
        row |= {"text": printable(reading.text), "deed_code": deed, "quad": self.quad}
        row |= {"root": self.finding.root if self.finding else None, "tense": reading.tense}
        row |= {"negated": reading.negated, **self._specifics(), **self.evidence(number, span)}
        return row | {"needs": _needs(row, sides["joint"])}

    def left_out(self, why: str, number: int, span: tuple[int, int]) -> dict[str, Any]:
        """Write it as a row of what is in neither table."""
        given = self.given
        row = {"text_id": f"{given.id}.{number}" if number else given.id, "date": given.date, "why": why}
        row |= {"text": printable(self.reading.text), "quad": self.quad, "code": self.code}
        return row | self.evidence(number, span)

    def _said(self, speaker: str | None) -> dict[str, Any]:
        """Return what only statements have."""
        reading = self.reading
        deadline = reading.deadline if _later(reading.deadline, self.given.date) else None
        return {
            "kind": self.kind,
            "strength": reading.strength,
            "trigger_state": "unknown" if reading.conditional else "none",
            "deadline": deadline,
            "speaker": speaker,
            "conditional": reading.conditional,
            "condition": printable(reading.condition),
            "deadline_text": printable(reading.deadline_text),
        }

    def _specifics(self) -> dict[str, Any]:
        """Return hedges and the counts of what makes a statement specific."""
        hedges = self.reading.hedges
        counts = {f"n_{name.removeprefix('n_')}": count for name, count in self.reading.specificity.items()}
        return {"n_hedges": len(hedges), "hedges": printable("; ".join(hedges)) or None, **counts}

    def evidence(self, number: int, span: tuple[int, int]) -> dict[str, Any]:
        """Return what the reading rests on, and where it stands."""
        reading, hit = self.reading, self.finding.hit if self.finding else None
        words = "; ".join(dict.fromkeys(_words(part, reading.text) for part in reading.evidence))
        return {
            **{f"p_{quad.lower()}": self.chances.get(quad, 0.0) for quad in QUADS},
            "pattern_found": reading.pattern_found,
            "evidence": printable(words) or None,
            "rule": f"{hit.source}: {hit.pattern}" if hit else None,
            PLACE: self.given.place,
            "row": self.given.row,
            "sentence": number or 1,
            "start": span[0],
            "end": span[1],
        }

    def _deed(self) -> str | None:
        """Return the material code of the deed named."""
        found = self.finding.deed_code if self.finding else None
        if self.code is not None and self.code == self.reading.code:
            found = self.reading.deed_code or found
        if found is None and self.code and is_material(self.code):
            return self.code
        return found if found and is_material(found) else None

    def _valence(self) -> str | None:
        """Return the valence of the class where there is no code."""
        if self.quad in (None, "NEU"):
            return None
        return "cooperation" if str(self.quad).endswith("C") else "conflict"

    def _sides(self) -> dict[str, str | None]:
        """Return who speaks, who acts and at whom: what the caller says, then what the sentence says."""
        found, known = self._parties(), self.given.known
        speaker, actor, target = found
        if self._is_duty():
            # whoever must do it does not say it
            target = target if actor in (None, speaker) else actor
            actor = speaker
        own = known.get("actor")
        if own is not None:
            target = next((side for side in (target, actor) if side not in (None, own)), None)
            actor = own
        return {
            "speaker": known.get("speaker") or speaker,
            "actor": actor if actor is None or SEPARATOR not in actor or own is not None else None,
            "target": known.get("target") or target,
            "joint": actor if actor and SEPARATOR in actor and own is None else None,
        }

    def _is_duty(self) -> bool:
        """Say whether the deed is demanded with *must* or *should*."""
        steps = self.finding.steps if self.finding else ()
        return any(step.rule in DUTIES and step.words in ("must", "should", "ought") for step in steps)

    def _parties(self) -> Parties:
        """Return the countries of the sentence."""
        reading, text = self.reading, self.reading.text
        if self.agrees and not self.names:
            return Parties(reading.speaker, reading.actor, reading.target)
        tokens = tokens_of(text)
        hits = [self.finding.hit] if self.finding else []
        return assign(tokens, hits, find_mentions(text, tokens, extra=self.names))


def _needs(row: dict[str, Any], joint: str | None) -> str | None:
    """Name what a human must fill in before the row passes the checks."""
    lacking = [name for name in ("date", "actor", "target") if row[name] is None]
    if joint:
        lacking[lacking.index("actor")] = f"actor (one row for each of {joint})"
    if row["code"] is None:
        lacking += ["code"]
    if row.get("kind", "") is None:
        lacking += ["kind"]
    return ", ".join(lacking) or None


def _words(part: Hit | Cue, text: str) -> str:
    """Return the words of a piece of evidence."""
    return text[part.start : part.end]


def _later(deadline: dt.date | None, date: dt.date | None) -> bool:
    """Say whether a deadline can be one: not before the day it was set."""
    return deadline is not None and (date is None or deadline >= date)


def printable(text: str | None) -> str | None:
    """Return a text that can be written to a file: lone surrogates, which no encoding has, are replaced."""
    return None if text is None else text.encode("utf-8", "replace").decode("utf-8")
