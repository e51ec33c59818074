"""Making a synthetic case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import pandas as pd

from rhetoric_gap.datasets import Case
from rhetoric_gap.simulate.draws import Words, draw_deeds, draw_words
from rhetoric_gap.simulate.plan import SimulationPlan
from rhetoric_gap.simulate.write import write_codebook, write_tables


def make_case(
    *,
    n_statements: int = 200,
    n_dyads: int = 10,
    clusters_per_dyad: int = 4,
    true_gap: float = 0.5,
    partial_share: float = 0.0,
    cluster_effect: float = 0.0,
    conditional_share: float = 0.0,
    triggered_share: float = 0.5,
    trigger_delay: int = 30,
    open_share: float = 0.0,
    background_rate: float = 0.0,
    kinds: str | Sequence[str] | Mapping[str, float] = "threat",
    severities: Sequence[float] = (0.2, 0.4, 0.6, 0.8, 1.0),
    match: Literal["topic", "code"] = "topic",
    n_topics: int | None = None,
    window: int = 60,
    start: str = "2020-01-01",
    days: int = 1461,
    seed: int | np.random.Generator = 0,
) -> Case:
    """Make a case whose true gap is known by construction.

    Statements are spread over directed dyads, clusters and days. Each one at risk is kept, kept by half or left
    unfulfilled with known probability; the deed, if any, follows on a random day of the window. On top comes a
    background of deeds that have nothing to do with words.

    Parameters
    ----------
    n_statements, n_dyads, clusters_per_dyad : int
        How many statements, directed dyads, and independent units (crises) in each dyad.
    true_gap : float
        Expected severity-weighted gap of the statements at risk.
    partial_share : float
        Share of the statements at risk that are done by half: by a deed of half the severity named.
    cluster_effect : float
        Intra-cluster correlation of follow-through: 0 for independent statements, 1 for clusters that share one fate.
    conditional_share, triggered_share : float
        Share of threats and promises that have a condition, and share of these whose condition is met. Where it is not
        met no deed follows: such words are untested, not empty.
    trigger_delay : int
        Most days from a statement to its trigger, on which the window opens.
    open_share : float
        Share of statements made so late that their windows are still open on the last day; deeds after the last day
        are not observed.
    background_rate : float
        Expected deeds per dyad and day that answer no word.
    kinds : str, sequence of str or mapping of str to float
        Kinds of statement, drawn evenly or by the weights given: ``"threat"``, ``"promise"``, and ``"comment"``, which
        names no deed.
    severities : sequence of float
        The ladder of severities, drawn evenly.
    match : {"topic", "code"}
        What ties a deed to its word besides the coded link: a topic, or CAMEO codes of which one fulfils the other.
    n_topics : int or None
        How many topics, or pairs of codes of each kind, are in use. ``None``: every statement has a topic of its own
        and the background another, so that nothing matches by accident; or all pairs of codes. With few of them
        the background answers words by accident, as real streams do.
    window : int
        Days in which a deed follows.
    start : str
        First day covered.
    days : int
        Days covered.
    seed : int or numpy.random.Generator
        Same seed, same case, to the byte.

    Returns
    -------
    Case
        ``coding`` is complete. ``truth`` holds ``gap`` (expected), ``realised_gap`` (of the statements drawn that are
        at risk and whose windows are closed: what a sound analysis of the coded links returns), ``n_at_risk``
        (how many these are) and ``cluster_effect``.

    Raises
    ------
    RhetoricGapError
        If arguments make no sense; the message lists every problem.

    Notes
    -----
    Severity r and follow-through f are drawn independently, so the expectation of ``1 - sum(r f) / sum(r)`` is
    ``1 - E[f]`` whatever the ladder. With k the share kept and p the share kept by half, ``E[f] = k + p / 2``, which
    gives ``k = 1 - true_gap - p / 2``. An intra-cluster correlation c is made by copying: each statement takes its
    cluster's draw with probability ``sqrt(c)``, else one of its own. Two statements of a cluster share a draw with
    probability c, and every statement keeps the same marginal probabilities.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> case = rg.make_case(n_statements=500, true_gap=0.3, conditional_share=0.4)
    >>> case.truth["gap"], round(case.truth["realised_gap"], 2)
    (0.3, 0.3)
    """
    named = (kinds,) if isinstance(kinds, str) else kinds
    plan = SimulationPlan(
        n_statements=n_statements,
        n_dyads=n_dyads,
        clusters_per_dyad=clusters_per_dyad,
        true_gap=true_gap,
        partial_share=partial_share,
        cluster_effect=cluster_effect,
        conditional_share=conditional_share,
        triggered_share=triggered_share,
        trigger_delay=trigger_delay,
        open_share=open_share,
        background_rate=background_rate,
        kinds=dict(named) if isinstance(named, Mapping) else dict.fromkeys(named, 1.0),
        severities=tuple(severities),
        match=match,
        n_topics=n_topics,
        window=window,
        start=start,
        days=days,
    )
    rng = np.random.default_rng(seed)
    words = draw_words(plan, rng)
    tables = write_tables(plan, words, draw_deeds(plan, words, rng))
    first = pd.Timestamp(plan.start)
    return Case(
        name="synthetic",
        description=f"Synthetic words and deeds with a true gap of {plan.true_gap:g}.",
        statements=tables["statements"],
        actions=tables["actions"],
        links=tables["links"],
        codebook=write_codebook(tables),
        license="CC0-1.0",
        citation="Synthetic data made with rhetoric_gap.make_case.",
        readme=f"Synthetic data made with rhetoric_gap.make_case from {plan}.",
        coding="complete",
        coverage_start=first,
        coverage_end=first + pd.Timedelta(days=plan.days - 1),
        window=plan.window,
        truth=_truth(plan, words),
    )


def _truth(plan: SimulationPlan, words: Words) -> dict[str, float]:
    """Return what the case was built from, and what chance made of it."""
    tested = words.at_risk & words.closed
    bark, bite = words.severity[tested].sum(), (words.severity * words.follow)[tested].sum()
    return {
        "gap": float(plan.true_gap),
        "realised_gap": float(1 - bite / bark) if bark else float("nan"),
        "n_at_risk": float(tested.sum()),
        "cluster_effect": float(plan.cluster_effect),
    }
