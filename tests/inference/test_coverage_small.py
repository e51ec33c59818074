"""The interval covers as often as it claims: a small simulation that a changed method would not pass.

``benchmarks/coverage.py`` does the same with ten times the worlds and says how it is outside the claim.
"""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks._coverage_worlds import clustered, serial
from benchmarks.coverage import library_limits, scores, statement_bootstrap

WORLDS = 400
# Four Monte Carlo errors of 400 worlds around the claim of 93 to 97 %, less what the claim's own edges leave.
LOOSE = (0.91, 0.99)


@pytest.mark.parametrize("gap", [0.5, 0.8])
@pytest.mark.parametrize("icc", [0.0, 0.3])
@pytest.mark.parametrize("clusters", [5, 8, 20])
def test_clustered_interval_covers(clusters, gap, icc):
    drawn = clustered(np.random.default_rng(7), WORLDS, (12,) * clusters, gap, icc)
    limits, methods = library_limits(drawn)
    found = scores(limits, gap)
    assert LOOSE[0] <= found["coverage"] <= LOOSE[1]
    assert found["zero_width"] == found["out_of_range"] == 0
    assert np.mean(methods == "cluster t, logit") > 0.95


def test_statements_taken_for_independent_would_not():
    rng = np.random.default_rng(8)
    drawn = clustered(rng, 150, (12,) * 8, 0.5, 0.3)
    found = scores(np.array([statement_bootstrap(rng, drawn, world) for world in range(150)]), 0.5)
    assert found["coverage"] < 0.8


def test_few_clusters_with_fates_that_hang_together_in_time():
    drawn = serial(np.random.default_rng(9), 60, (12, 12), 0.5, 60)
    limits, methods = library_limits(drawn)
    found = scores(limits, 0.5)
    assert found["coverage"] >= 0.85
    assert found["zero_width"] == found["out_of_range"] == 0
    assert set(methods) <= {"block bootstrap t, logit", "Wilson, effective n"}


@pytest.mark.parametrize(("gap", "icc"), [(0.5, 0.0), (0.8, 0.3)])
def test_worlds_are_what_they_claim(gap, icc):
    """True gap and correlation of the generator, found again by plain arithmetic."""
    drawn = clustered(np.random.default_rng(3), 20_000, (2, 2), gap, icc)
    kept = (drawn.bite > 0).astype(float)
    assert 1 - drawn.bite.sum() / drawn.bark.sum() == pytest.approx(gap, abs=0.01)
    assert np.corrcoef(kept[:, 0], kept[:, 1])[0, 1] == pytest.approx(icc, abs=0.03)
    assert np.corrcoef(kept[:, 0], kept[:, 2])[0, 1] == pytest.approx(0, abs=0.03)


def test_serial_worlds_forget_with_time():
    drawn = serial(np.random.default_rng(4), 20_000, (8,), 0.5, 60)
    kept, pause = drawn.bite > 0, np.diff(drawn.day, axis=1)
    assert (pause >= 0).all()
    same = kept[:, 1:] == kept[:, :-1]
    # The fate is shared or, by chance, drawn equal: 1/2 + 1/2 * 2 ** (-days / 60).
    for days in (15, 60, 240):
        near = np.abs(pause - days) <= 5
        assert same[near].mean() == pytest.approx(0.5 + 0.5 * 2 ** (-days / 60), abs=0.03)
    assert 1 - drawn.bite.sum() / drawn.bark.sum() == pytest.approx(0.5, abs=0.01)
