"""Drawing words and deeds as plain arrays: no table, no text, only positions, days and shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rhetoric_gap.simulate.plan import CODE_PAIRS, VALENCE, SimulationPlan

HALF = 0.5
NO_PAIR = -1
NO_STATEMENT = -1
COMMENT = list(VALENCE).index("comment")

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Words:
    """Every statement drawn, as arrays of length ``n_statements`` in order of day.

    Attributes
    ----------
    kind : int array
        Position in the kinds of statement.
    dyad, cluster : int array
        Position of the directed dyad, and of the cluster among those of all dyads.
    day, clock : int array
        Day of the statement and day its window opens, counted from the first day covered.
    closed : bool array
        Does the window close before the last day covered?
    conditional, fired, at_risk : bool array
        Has it a condition, was the condition met, and could it be kept or not?
    severity, follow : float array
        Severity of the deed it names, and the share of it that is done: 0, one half or 1.
    pair : int array
        Which topic, or which pair of codes of its kind, it names.
    """

    kind: Ints
    dyad: Ints
    cluster: Ints
    day: Ints
    clock: Ints
    closed: Bools
    conditional: Bools
    fired: Bools
    at_risk: Bools
    severity: Floats
    follow: Floats
    pair: Ints


@dataclass(frozen=True)
class Deeds:
    """Every deed observed, in order of day; ``answers`` is the position of the statement it answers, -1 for none."""

    answers: Ints
    kind: Ints
    dyad: Ints
    day: Ints
    severity: Floats
    pair: Ints


def draw_words(plan: SimulationPlan, rng: np.random.Generator) -> Words:
    """Draw every statement and what becomes of it.

    Parameters
    ----------
    plan : SimulationPlan
        What the case is made of.
    rng : numpy.random.Generator
        Where all chance comes from.

    Returns
    -------
    Words
        In order of day.
    """
    n = plan.n_statements
    late = rng.random(n) < plan.open_share
    closing, open_still = (
        rng.integers(0, plan.last_closed_day + 1, n),
        rng.integers(plan.days - plan.window, plan.days, n),
    )
    day = np.sort(np.where(late, open_still, closing))
    kind = _draw_kinds(plan.kinds, n, rng)
    conditional = (kind != COMMENT) & (rng.random(n) < plan.conditional_share)
    fired = conditional & (rng.random(n) < plan.triggered_share)
    at_risk = (kind != COMMENT) & (fired | ~conditional)
    delay = np.where(fired, rng.integers(0, plan.trigger_delay + 1, n), 0)
    dyad = rng.integers(0, plan.n_dyads, n)
    cluster = dyad * plan.clusters_per_dyad + rng.integers(0, plan.clusters_per_dyad, n)
    return Words(
        kind=kind,
        dyad=dyad,
        cluster=cluster,
        day=day,
        # A trigger after the last day would not have been seen, so the last day is the latest it can fall on.
        clock=np.minimum(day + delay, plan.days - 1),
        closed=day <= plan.last_closed_day,
        conditional=conditional,
        fired=fired,
        at_risk=at_risk,
        severity=_draw_severities(plan, n, rng),
        follow=np.where(at_risk, _draw_follow(plan, cluster, rng), 0.0),
        pair=_draw_pairs(plan, kind, rng),
    )


def _draw_kinds(weights: Mapping[str, float], n: int, rng: np.random.Generator) -> Ints:
    """Draw kinds of statement by weight."""
    weight = np.array([weights.get(kind, 0.0) for kind in VALENCE], dtype=np.float64)
    return rng.choice(len(weight), n, p=weight / weight.sum())


def _draw_severities(plan: SimulationPlan, n: int, rng: np.random.Generator) -> Floats:
    """Draw severities evenly from the ladder."""
    return np.asarray(plan.severities, dtype=np.float64)[rng.integers(0, len(plan.severities), n)]


def _draw_pairs(plan: SimulationPlan, kind: Ints, rng: np.random.Generator) -> Ints:
    """Draw what each word, or background deed, is about: a topic, or a pair of codes of its kind."""
    if plan.match == "code":
        pairs = np.array([len(CODE_PAIRS.get(word, ("",))) for word in VALENCE])
        return rng.integers(0, np.minimum(pairs, plan.n_topics or pairs.max())[kind])
    return np.arange(len(kind)) if plan.n_topics is None else rng.integers(0, plan.n_topics, len(kind))


def _draw_follow(plan: SimulationPlan, cluster: Ints, rng: np.random.Generator) -> Floats:
    """Draw the share of each word that is done, alike within clusters as far as the plan asks."""
    own = rng.random(len(cluster))
    shared = rng.random(plan.n_dyads * plan.clusters_per_dyad)[cluster]
    draw = np.where(rng.random(len(cluster)) < np.sqrt(plan.cluster_effect), shared, own)
    return np.select([draw < plan.share_kept, draw < plan.share_kept + plan.partial_share], [1.0, HALF], 0.0)


def draw_deeds(plan: SimulationPlan, words: Words, rng: np.random.Generator) -> Deeds:
    """Draw the deeds that answer words and the background, and put both in order of day.

    Parameters
    ----------
    plan : SimulationPlan
        What the case is made of.
    words : Words
        The statements drawn.
    rng : numpy.random.Generator
        Where all chance comes from.

    Returns
    -------
    Deeds
        In order of day; what falls after the last day covered is left out, as nobody could have seen it.
    """
    due = words.clock + rng.integers(1, plan.window + 1, plan.n_statements)
    answered = np.flatnonzero((words.follow > 0) & (due < plan.days))
    per_dyad = rng.poisson(plan.background_rate * plan.days, plan.n_dyads)
    n = int(per_dyad.sum())
    kind = _draw_kinds(plan.committing, n, rng)
    # Where every statement has a topic of its own, no background deed may share it.
    apart = plan.match == "topic" and plan.n_topics is None
    pair = np.full(n, NO_PAIR) if apart else _draw_pairs(plan, kind, rng)
    day = np.concatenate([due[answered], rng.integers(0, plan.days, n)])
    severity = words.severity[answered] * words.follow[answered]
    order = np.argsort(day, kind="stable")
    return Deeds(
        answers=np.concatenate([answered, np.full(n, NO_STATEMENT)])[order],
        kind=np.concatenate([words.kind[answered], kind])[order],
        dyad=np.concatenate([words.dyad[answered], np.repeat(np.arange(plan.n_dyads), per_dyad)])[order],
        day=day[order],
        severity=np.concatenate([severity, _draw_severities(plan, n, rng)])[order],
        pair=np.concatenate([words.pair[answered], pair])[order],
    )
