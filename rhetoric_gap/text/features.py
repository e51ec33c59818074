"""What the rules know of a text, as columns of numbers for a model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, get_args

import numpy as np
import pandas as pd

from rhetoric_gap.text._clean import blank_markup
from rhetoric_gap.text._tokens import clean_tokens
from rhetoric_gap.text.cues import KINDS, find_cues
from rhetoric_gap.text.parts import QUADS, Kind, Reading
from rhetoric_gap.text.pledge_score import WEIGHTS, pledge_marks, pledge_score
from rhetoric_gap.text.reading import read_text

if TYPE_CHECKING:
    from rhetoric_gap.text.lexicon import Lexicon
    from rhetoric_gap.text.parts import Token

_FAMILIES = tuple(f"{number:02d}" for number in range(1, 21))
_STATEMENT_KINDS: tuple[str, ...] = get_args(Kind)
_STRENGTHS = tuple(range(5))
_PLAIN = (
    "margin",
    "n_findings",
    "abstains",
    "valence",
    "goldstein",
    "severity",
    "conditional",
    "deadline",
    "negated",
    "done",
    "past",
    "future",
    "n_tokens",
    "pledge",
)
_LONGEST = 200
"""Tokens beyond which a longer text counts no more."""


@lru_cache(maxsize=1)
def rule_columns() -> tuple[str, ...]:
    """Return the names of the rule features, in the order of :func:`rule_features`.

    Returns
    -------
    tuple of str
        Names that say what the column holds: ``p_VK`` the probability the rules give the class, ``best_13`` the score
        of the best finding of the CAMEO family, ``first_13`` whether it is the best of all, ``cue_modal`` the strongest
        cue of that kind.

    Examples
    --------
    >>> [name for name in rule_columns() if name.startswith("p_")]
    ['p_VC', 'p_MC', 'p_VK', 'p_MK', 'p_NEU']
    """
    return (
        *(f"p_{quad}" for quad in QUADS),
        *(f"best_{family}" for family in _FAMILIES),
        *(f"first_{family}" for family in _FAMILIES),
        *(f"raw_{family}" for family in _FAMILIES),
        *(f"kind_{kind}" for kind in _STATEMENT_KINDS),
        *(f"strength_{level}" for level in _STRENGTHS),
        *(f"cue_{kind}" for kind in KINDS),
        *(f"n_{kind}" for kind in KINDS),
        *_PLAIN,
        *(f"mark_{name}" for name in WEIGHTS),
    )


def rule_features(texts: Iterable[str], lexicon: Lexicon | None = None) -> pd.DataFrame:
    """Read texts by the rules and write what was found as numbers.

    Parameters
    ----------
    texts : iterable of str
        The texts.
    lexicon : Lexicon, optional
        The patterns, by default the ones the library ships.

    Returns
    -------
    pandas.DataFrame
        One row per text, the columns of :func:`rule_columns`; no value is missing.

    Raises
    ------
    RhetoricGapError
        If a text is not text.

    Examples
    --------
    >>> features = rule_features(["They threatened to attack.", "It rained."])
    >>> features[["first_13", "kind_threat", "abstains"]].astype(int).values.tolist()
    [[1, 1, 0], [0, 0, 1]]
    """
    rows = [_row(read_text(text, lexicon)) for text in texts]
    return pd.DataFrame(
        np.asarray(rows, dtype=np.float32).reshape(-1, len(rule_columns())), columns=rule_columns()
    )


def _row(reading: Reading) -> list[float]:
    """Write one reading as numbers."""
    tokens = clean_tokens(blank_markup(reading.text))
    marks = pledge_marks(reading.text)
    return [
        *(reading.probabilities.get(quad, 0.0) for quad in QUADS),
        *_families(reading),
        *(float(reading.kind == kind) for kind in _STATEMENT_KINDS),
        *(float(reading.strength == level) for level in _STRENGTHS),
        *_cues(reading, tokens),
        *_plain(reading, tokens),
        *(marks[name] for name in WEIGHTS),
    ]


def _families(reading: Reading) -> list[float]:
    """Return, for each CAMEO family, its best score, whether it is the best of all, and the pattern's own weight."""
    best = dict.fromkeys(_FAMILIES, 0.0)
    raw = dict.fromkeys(_FAMILIES, 0.0)
    for finding in reading.findings:
        family = finding.code[:2]
        best[family] = max(best.get(family, 0.0), finding.score)
        family = finding.hit.code[:2]
        raw[family] = max(raw.get(family, 0.0), finding.hit.weight)
    first = reading.findings[0].code[:2] if reading.findings else ""
    return [
        *(best[family] for family in _FAMILIES),
        *(float(family == first) for family in _FAMILIES),
        *(raw[family] for family in _FAMILIES),
    ]


def _cues(reading: Reading, tokens: list[Token]) -> list[float]:
    """Return the strongest cue of each kind, and how many there are."""
    values: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for cue in find_cues(tokens, reading.text):
        values[cue.kind].append(cue.value)
    return [
        *(max(values[kind], default=0.0) for kind in KINDS),
        *(float(np.log1p(len(values[kind]))) for kind in KINDS),
    ]


def _plain(reading: Reading, tokens: Sequence[Token]) -> list[float]:
    """Return the single facts of a reading."""
    scores = [finding.score for finding in reading.findings[:2]] + [0.0, 0.0]
    valence = {"conflict": -1.0, "cooperation": 1.0}.get(reading.valence or "", 0.0)
    return [
        scores[0] - scores[1],
        float(np.log1p(len(reading.findings))),
        float(reading.quad is None),
        valence,
        float(np.nan_to_num(reading.goldstein)) / 10,
        float(np.nan_to_num(reading.severity)),
        float(reading.conditional),
        float(reading.deadline_text is not None),
        float(reading.negated),
        float(reading.done),
        float(reading.tense == "past"),
        float(reading.tense == "future"),
        float(np.log1p(min(len(tokens), _LONGEST))),
        pledge_score(reading.text),
    ]
