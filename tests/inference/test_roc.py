"""Area under the ROC curve: against scikit-learn and brute force, within strata and over clusters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from rhetoric_gap.inference import roc_auc

rows = st.tuples(
    st.sampled_from((0.1, 0.2, 0.5, 0.8)), st.integers(0, 1), st.integers(0, 2), st.integers(0, 6)
)


def brute(p: np.ndarray, y: np.ndarray, stratum: np.ndarray) -> float:
    """Count pair by pair."""
    won, pairs = 0.0, 0
    for i in np.flatnonzero(y == 1):
        for j in np.flatnonzero(y == 0):
            if stratum[i] == stratum[j]:
                pairs += 1
                won += (p[i] > p[j]) + (p[i] == p[j]) / 2
    return won / pairs if pairs else float("nan")


def test_golden_number(golden):
    example = golden["brier"]
    assert roc_auc(example["p"], example["y"]).estimate == pytest.approx(example["auc"])


def test_is_that_of_scikit_learn():
    rng = np.random.default_rng(2)
    p, y = rng.integers(0, 10, 80) / 10, rng.integers(0, 2, 80)
    assert roc_auc(p, y).estimate == pytest.approx(roc_auc_score(y, p))


@settings(max_examples=40)
@given(st.lists(rows, min_size=1, max_size=25))
def test_against_brute_force(table):
    p, y, stratum, cluster = (np.array(column) for column in zip(*table, strict=True))
    found = roc_auc(p, y, stratum=stratum, cluster=cluster)
    assert found.estimate == pytest.approx(brute(p, y, stratum), nan_ok=True)
    if found.method:
        keep = [cluster != k for k in np.unique(cluster)]
        left = np.array([brute(p[k], y[k], stratum[k]) for k in keep])
        whole = brute(p, y, stratum)
        # Clusters that are in no pair have no part in the variance.
        left = np.array([v for k, v in zip(keep, left, strict=True) if _pairs(y, stratum, k)])
        assert found.n_clusters == len(left)
        assert found.se == pytest.approx(
            np.sqrt((len(left) - 1) / len(left) * np.sum((left - left.mean()) ** 2))
        )
        assert found.lower < whole < found.upper


def _pairs(y: np.ndarray, stratum: np.ndarray, keep: np.ndarray) -> bool:
    """Tell whether leaving these out takes pairs away."""

    def count(mask: np.ndarray) -> int:
        strata = np.unique(stratum)
        return int(
            sum(
                ((y == 1) & mask & (stratum == s)).sum() * ((y == 0) & mask & (stratum == s)).sum()
                for s in strata
            )
        )

    return count(np.ones(len(y), dtype=bool)) > count(keep)


def test_models_are_not_compared_with_each_other():
    """Two models that each rank perfectly, one with higher forecasts throughout: pooled they seem to err."""
    p = np.array([0.1, 0.2, 0.8, 0.9])
    y = np.array([0, 1, 0, 1])
    assert roc_auc(p, y).estimate == 0.75
    assert roc_auc(p, y, stratum=[0, 0, 1, 1]).estimate == 1.0


def test_leaving_out_groups_with_many_events_does_not_push_the_area_below_chance():
    """The base rate of the other groups as forecast: pooled it ranks backwards, within models it says nothing."""
    rng = np.random.default_rng(0)
    group = np.repeat(np.arange(20), 10)
    y = (rng.random(200) < 0.5).astype(float)
    p = np.array([y[group != g].mean() for g in group])
    assert roc_auc(p, y).estimate < 0.4
    assert roc_auc(p, y, stratum=group).estimate == 0.5


@pytest.mark.parametrize(
    ("p", "y", "stratum", "reason"),
    [
        ([], [], None, "no forecast"),
        ([0.2, 0.4], [1, 1], None, "every event came: nothing to tell apart"),
        ([0.2, 0.4], [0, 0], None, "no event came: nothing to tell apart"),
        ([0.2, 0.4], [0, 1], [0, 1], "no model forecast both an event and a non-event"),
    ],
)
def test_nothing_to_compare(p, y, stratum, reason):
    found = roc_auc(p, y, stratum=stratum)
    assert np.isnan([found.estimate, found.lower, found.upper]).all()
    assert found.reason == reason


def test_perfect_ranking_has_no_interval():
    y = np.tile([0, 1], 10)
    found = roc_auc(np.where(y == 1, 0.9, 0.1), y, cluster=np.arange(20) // 2)
    assert found.estimate == 1
    assert found.reason == "the score is 1: no variance to see"
