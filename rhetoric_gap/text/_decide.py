"""From findings to one class with its probability, or to an abstention."""

from __future__ import annotations

import math

from rhetoric_gap.text._codes import quad_of
from rhetoric_gap.text.parts import QUADS, Finding, Quad

TEMPERATURE = 0.2
"""Fixed on development sentences, so that sentences read with probability .8 are read rightly about that often."""
REMARK_FLOOR = 0.15
"""Score every sentence has as a remark: what a finding must beat to be an event."""


def class_scores(findings: list[Finding]) -> dict[Quad, float]:
    """Return the score of each class: that of its best finding, and a floor for remarks."""
    scores: dict[Quad, float] = dict.fromkeys(QUADS, 0.0)
    scores["NEU"] = REMARK_FLOOR
    for finding in findings:
        quad = quad_of(finding.code)
        scores[quad] = max(scores[quad], finding.score)
    return scores


def probabilities(scores: dict[Quad, float]) -> dict[str, float]:
    """Turn scores into probabilities that sum to 1."""
    top = max(scores.values())
    weights = {quad: math.exp((score - top) / TEMPERATURE) for quad, score in scores.items()}
    total = sum(weights.values())
    return {quad: weight / total for quad, weight in weights.items()}


def main_finding(findings: list[Finding]) -> Finding | None:
    """Return the finding the sentence is read by; None if every one is weaker than a mere remark."""
    best = findings[0] if findings else None
    return best if best is not None and best.score >= REMARK_FLOOR else None
