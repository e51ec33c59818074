"""explain_text: which words led to which label, by which rule, and what else it might have been."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pandas as pd

from rhetoric_gap.text._contributions import contributions, feature_words, model_probabilities
from rhetoric_gap.text._evidence import FEATURE, SET_ASIDE, as_frame, evidence_rows
from rhetoric_gap.text.highlight import evidence_table, explanation_html, facts, probability_line
from rhetoric_gap.text.lexicon import Lexicon
from rhetoric_gap.text.parts import Reading
from rhetoric_gap.text.reading import read_text
from rhetoric_gap.words import plural

LIKELY = 0.05
"""Labels at least this probable are named as runners-up."""
SHOWN_TEXT = 400


@dataclass(frozen=True, eq=False, repr=False)
class Explanation:
    """A reading with the reasons for it.

    Attributes
    ----------
    reading : Reading
        What the rules read.
    frame : pandas.DataFrame
        One row per piece of evidence: ``start``, ``end``, ``text`` (where it stands, and the words), ``role`` (what it
        did: ``decides``, ``names the deed``, ``supports``, ``competes``, ``set aside``, the kind of a small word, or
        ``feature`` of a model), ``label`` (what it speaks for), ``code``, ``weight`` (of the pattern, the small word or
        the coefficient), ``score`` (what was left of it, or coefficient times value), ``rule`` (in words) and
        ``source`` (table and line).
    probabilities : dict of str to float
        Probability of each label, the likeliest first: the model's if one was given.
    label : str or None
        The label given: the model's likeliest if one was given, else that of the rules; None where they abstain.
    lexicon : str
        Which lexicon it was read with.
    notes : tuple of str
        What a reader must know.
    by_model : bool
        Whether label and probabilities are a model's.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> why = rg.explain_text("The weather was fine.")
    >>> why.label is None, why.notes[0]
    (True, 'No pattern of the lexicon was found: the rules abstain')
    """

    reading: Reading
    frame: pd.DataFrame
    probabilities: dict[str, float]
    label: str | None
    lexicon: str
    notes: tuple[str, ...] = ()
    by_model: bool = False

    @property
    def runners_up(self) -> tuple[tuple[str, float], ...]:
        """The other labels with at least 5 %, the likeliest first."""
        return tuple((k, p) for k, p in self.probabilities.items() if k != self.label and p >= LIKELY)

    def __str__(self) -> str:
        """Return the sentence, what was read, and the evidence as text."""
        text = self.reading.text
        shown = text if len(text) <= SHOWN_TEXT else f"{text[:SHOWN_TEXT]}… ({len(text)} characters)"
        lines = [
            shown,
            " · ".join(facts(self.reading)),
            probability_line(self.probabilities, by_model=self.by_model),
        ]
        table = evidence_table(self.frame)
        lines.append(table.to_string(index=False) if len(table) else "no evidence")
        return "\n".join([*lines, *(f"Note: {note}" for note in self.notes)])

    def __repr__(self) -> str:
        """Show what a reader wants to see at a prompt."""
        return str(self)

    def _repr_html_(self) -> str:
        """Show the sentence with its words marked, and the evidence."""
        return explanation_html(
            self.reading, self.frame, self.probabilities, self.notes, by_model=self.by_model
        )


def explain_text(
    text: str, *, lexicon: Lexicon | None = None, model: Any = None, today: dt.date | None = None
) -> Explanation:
    """Say which words of a sentence led to which label, by which rule, and what spoke against it.

    Parameters
    ----------
    text : str
        One sentence.
    lexicon : Lexicon, optional
        The patterns, by default the ones the library ships.
    model : object, optional
        A fitted classifier of texts (``predict_proba``, ``classes_``). If it is linear, or tells its ``contributions``
        itself, its loudest features are shown with coefficient times value.
    today : datetime.date, optional
        The day it was said, from which deadlines are counted.

    Returns
    -------
    Explanation
        A table as text, HTML in notebooks, and ``.frame`` with one row per piece of evidence.

    Raises
    ------
    RhetoricGapError
        If ``text`` is not text, or ``model`` is no fitted classifier.

    Notes
    -----
    The score of a finding is the weight of its pattern times the factor of every rule named beside it; the best
    finding decides. Contributions of a model are those to its linear score, before any calibration: they add up to the
    score, not to the probability.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> why = rg.explain_text("North Korea threatened to bomb Seoul.")
    >>> why.frame.loc[why.frame["role"].isin(["decides", "names the deed"]), ["text", "label", "role"]].values.tolist()
    [['threatened', 'THREATEN', 'decides'], ['bomb', 'ASSAULT', 'names the deed']]
    """
    known = lexicon or Lexicon.default()
    reading = read_text(text, known, today=today)
    rows = evidence_rows(reading, known)
    shares = _ordered(reading.probabilities)
    notes: list[str] = _notes(reading, rows)
    label: str | None = reading.quad
    if model is not None:
        shares = _ordered(model_probabilities(model, text))
        label = next(iter(shares))
        features = _feature_rows(model, reading, label)
        rows += features
        notes.append(_model_note(reading, label, features))
    named = f"{known.name}, version {known.version}, digest {known.digest}"
    return Explanation(
        reading, as_frame(rows), shares, label, named, (*notes, f"Lexicon: {named}"), model is not None
    )


def _ordered(shares: dict[str, float]) -> dict[str, float]:
    """Put the likeliest first; ties in the order given."""
    return dict(sorted(shares.items(), key=lambda item: -item[1]))


def _notes(reading: Reading, rows: list[dict[str, Any]]) -> list[str]:
    """Say what the table alone does not."""
    if not reading.pattern_found:
        return ["No pattern of the lexicon was found: the rules abstain"]
    notes = []
    if reading.code is None:
        notes.append("Patterns were found, but none outweighs a mere remark")
    aside = sum(row["role"] == SET_ASIDE for row in rows)
    if aside:
        notes.append(f"{plural(aside, 'finding')} set aside: said of something else, or said not to be")
    if reading.done:
        notes.append("Reports a deed as done: an action, not a statement")
    return notes


def _feature_rows(model: Any, reading: Reading, label: str) -> list[dict[str, Any]]:
    """Write the loudest features of a model down, with their place in the text where they have one."""
    lowered = reading.text.lower()
    rows = []
    for _, feature in contributions(model, reading.text, label).iterrows():
        words = feature_words(str(feature["feature"]))
        # A lower-case letter may be longer than its capital: then places would not be those of the text.
        # Features made of rules have names, not words: "future" is not to be looked for in the sentence.
        sought = words and "rules__" not in str(feature["feature"]) and len(lowered) == len(reading.text)
        start = lowered.find(words.lower()) if sought else -1
        found = start >= 0
        rows.append(
            {
                "start": start if found else None,
                "end": start + len(words) if found else None,
                "text": reading.text[start : start + len(words)] if found else words,
                "role": FEATURE,
                "label": label,
                "code": None,
                "weight": float(feature["coefficient"]),
                "score": float(feature["coefficient"]) * float(feature["value"]),
                "rule": f"coefficient x value {float(feature['value']):.3g}",
                "source": f"model: {feature['feature']}",
            }
        )
    return rows


def _model_note(reading: Reading, label: str, features: list[dict[str, Any]]) -> str:
    """Say what the model makes of the sentence beside the rules, and what of it is shown."""
    beside = "the rules abstain" if reading.quad is None else f"the rules say {reading.quad}"
    if not features:
        return f"Model: {label}; {beside}; the model is not linear, or does not tell what its features add"
    return f"Model: {label}; {beside}; the features shown add up before calibration, the others are not shown"
