"""Pooling the gaps of coders: Rubin's rules by hand, draws against their exact variance, and what has no interval."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit, logit
from scipy.stats import t

from rhetoric_gap.inference import cluster_interval, pooled_gaps

BARK = [4.0, 2, 3, 1, 2]
ONE, TWO, THREE = ([1.0, 2, 0.5, 0, 1], [2.0, 2, 1.5, 0, 1], [2.0, 1, 0.5, 0, 0])


def singles(**bites: list[float]) -> dict:
    return {name: cluster_interval(BARK, bite) for name, bite in bites.items()}


def units(*bites: list[float]) -> tuple[list[str], list[int], list[float], list[float]]:
    """One unit per cluster, coded by everybody."""
    m = len(bites)
    coder = [name for name in "ABC"[:m] for _ in BARK]
    return coder, list(range(5)) * m, BARK * m, [b for bite in bites for b in bite]


def test_habits_follow_rubins_rules():
    near, far = [1.0, 2, 0.9, 0.1, 1.2], [1.4, 2, 0.5, 0.1, 0.8]
    single = singles(A=ONE, B=near, C=far)
    found = pooled_gaps(*units(ONE, near, far), single, n_boot=9).by_coder
    gaps, w = np.array([s.gap for s in single.values()]), np.mean([s.se**2 for s in single.values()])
    b = 4 / 3 * gaps.var(ddof=1)
    share = b / (w + b)
    observed = 5 / 7 * 4 * (1 - share)  # (df + 1) / (df + 3) * df with df = 4 of five clusters
    df = 1 / (share**2 / 2 + 1 / observed)
    assert df > 1
    half = t.ppf(0.975, df) * np.sqrt(w + b) / (gaps.mean() * (1 - gaps.mean()))
    assert [found.se_sampling, found.se_coders] == pytest.approx([np.sqrt(w), np.sqrt(b)])
    assert [found.gap, found.lower, found.upper] == pytest.approx(
        [gaps.mean(), expit(logit(gaps.mean()) - half), expit(logit(gaps.mean()) + half)]
    )


def test_slips_have_the_variance_of_independent_draws():
    """Bark is the same for all, so the gap is linear and its variance over draws exact: sum of (d/2)^2 / R^2."""
    found = pooled_gaps(*units(ONE, TWO), singles(A=ONE, B=TWO), n_boot=20_000).by_statement
    exact = sum(((a - b) / 2) ** 2 for a, b in zip(ONE, TWO, strict=True)) / sum(BARK) ** 2
    assert found.se_coders == pytest.approx(np.sqrt(2 * exact), rel=0.03)  # m / (m - 1) = 2
    middle = 1 - (sum(ONE) + sum(TWO)) / 2 / sum(BARK)
    assert found.gap == pytest.approx(middle, abs=0.003)


def test_coders_who_agree_add_nothing():
    single = singles(A=ONE, B=ONE)
    found = pooled_gaps(*units(ONE, ONE), single, n_boot=99)
    for pooled in (found.by_statement, found.by_coder):
        assert pooled.se_coders == pytest.approx(0, abs=1e-12)
        assert [pooled.lower, pooled.upper] == pytest.approx([single["A"].lower, single["A"].upper])


def test_disagreement_widens_and_habits_more_than_slips_of_many_units():
    rng = np.random.default_rng(0)
    n = 200
    strict, mild = np.zeros(n), (rng.random(n) < 0.3).astype(float)
    base = (rng.random(n) < 0.4).astype(float)
    bites = [np.maximum(base, strict), np.maximum(base, mild)]
    k = np.arange(n) % 20
    single = {
        c: cluster_interval(np.bincount(k), np.bincount(k, bite)) for c, bite in zip("AB", bites, strict=True)
    }
    coder, unit = np.repeat(["A", "B"], n), np.tile(np.arange(n), 2)
    found = pooled_gaps(coder, unit, np.ones(2 * n), np.concatenate(bites), single, n_boot=199)
    assert found.by_coder.se_coders > 3 * found.by_statement.se_coders > 0
    assert found.by_coder.lower < found.by_statement.lower < found.by_statement.upper < found.by_coder.upper


def test_statements_coded_once_are_that_coders_in_every_draw():
    coder, unit = ["A", "A", "B"], [1, 2, 2]
    found = pooled_gaps(coder, unit, [1, 1, 1], [0, 1, 0], singles(A=ONE, B=TWO), n_boot=999)
    assert found.by_statement.gap == pytest.approx(0.75, abs=0.03)  # unit 1 never, unit 2 half of the time


def test_no_interval_without_a_reason():
    alone = pooled_gaps(*units(ONE), singles(A=ONE), n_boot=9)
    for pooled in (alone.by_statement, alone.by_coder):
        assert pooled.reason == "1 coder with scored statements: no disagreement to see"
        assert np.isnan([pooled.lower, pooled.upper, pooled.se_coders]).all()
        assert pooled.gap == pytest.approx(1 - sum(ONE) / sum(BARK))
    none = [0.0] * 5
    flat = pooled_gaps(*units(ONE, none), singles(A=ONE, B=none), n_boot=9).by_coder
    assert flat.reason == "the gap of B has no standard error: Wilson, effective n"
    empty = pooled_gaps([], [], [], [], {})
    assert np.isnan(empty.by_coder.gap) and np.isnan(empty.by_statement.gap)
    assert empty.by_coder.reason == "0 coders with scored statements: no disagreement to see"
