"""The cluster bootstrap: the draws are what they should be, and no group goes missing unnoticed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from rhetoric_gap.inference import cluster_bootstrap, cluster_interval


def case(n: int = 200, clusters: int = 30, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Severity named and credited, cluster and group of some statements."""
    rng = np.random.default_rng(seed)
    said = rng.choice([0.2, 0.6, 1.0], n)
    return (
        np.column_stack([said, said * (rng.random(n) < 0.5)]),
        rng.integers(0, clusters, n),
        rng.choice(list("xyz"), n),
    )


class TestDraws:
    def test_totals_are_counts_times_cluster_sums(self):
        """Values 1, 10, 100 in three clusters: every total says how often each was drawn, three in all."""
        drawn = cluster_bootstrap([1.0, 10.0, 100.0], ["a", "b", "c"], n_boot=2_000)
        totals = drawn.totals[:, 0, 0].astype(int)
        counts = np.array([totals % 10, totals // 10 % 10, totals // 100])
        assert (counts.sum(axis=0) == 3).all()
        for count in counts:
            seen = np.bincount(count, minlength=4) / 2_000
            assert seen == pytest.approx(binom.pmf(np.arange(4), 3, 1 / 3), abs=0.04)

    def test_rows_of_a_cluster_stay_together(self):
        values = np.column_stack([np.ones(6), [1, 1, 0, 0, 0, 0]])
        drawn = cluster_bootstrap(values, [1, 1, 2, 2, 3, 3], n_boot=500)
        assert set(np.unique(drawn.totals[:, 0, 1])) == {0.0, 2.0, 4.0, 6.0}
        assert (drawn.totals[:, 0, 0] == 6).all()

    def test_groups_are_drawn_together(self):
        """One cluster with a row in each of two groups: their totals move as one."""
        drawn = cluster_bootstrap(np.ones(6), list("aabbcc"), list("xyxyxy"), n_boot=300)
        assert (drawn.totals[:, 0] == drawn.totals[:, 1]).all()

    def test_error_is_that_of_the_ratio_estimator(self):
        values, cluster, _ = case(900, 60)
        gaps = 1 - cluster_bootstrap(values, cluster, n_boot=20_000).ratio(1, 0)[:, 0]
        sums = [np.bincount(cluster, side) for side in values.T]
        # The bootstrap divides by K where the estimator divides by K - 1.
        assert gaps.std() == pytest.approx(cluster_interval(*sums).se * np.sqrt(59 / 60), rel=0.03)
        assert gaps.mean() == pytest.approx(cluster_interval(*sums).gap, abs=0.003)

    def test_against_resampled_rows(self):
        """The distribution of group gaps is that of rows resampled cluster by cluster, drawn naively."""
        values, cluster, group = case(120, 12, seed=3)
        rng, rows = np.random.default_rng(1), [np.flatnonzero(cluster == k) for k in range(12)]
        naive = []
        for _ in range(3_000):
            taken = np.concatenate([rows[k] for k in rng.integers(0, 12, 12)])
            inside = taken[group[taken] == "y"]
            naive.append(1 - values[inside, 1].sum() / values[inside, 0].sum())
        drawn = cluster_bootstrap(values, cluster, group, n_boot=3_000)
        found = 1 - drawn.ratio(1, 0)[:, drawn.groups.tolist().index("y")]
        for share in (0.05, 0.5, 0.95):
            assert np.quantile(found, share) == pytest.approx(np.quantile(naive, share), abs=0.02)


class TestNothingIsLost:
    def test_resamples_without_a_group_are_counted(self):
        """Group x lives in one of four clusters, so (3/4)^4 of the resamples lack it."""
        drawn = cluster_bootstrap(np.ones(5), list("aabcd"), list("xyyyy"), n_boot=5_000)
        assert drawn.groups.tolist() == ["x", "y"]
        assert drawn.n_empty[0] == np.isnan(drawn.ratio(0, 0)[:, 0]).sum()
        assert drawn.n_empty[0] / 5_000 == pytest.approx(0.75**4, abs=0.02)
        assert drawn.n_empty[1] == 0

    def test_group_whose_values_are_all_zero_is_not_empty(self):
        drawn = cluster_bootstrap(np.zeros(3), list("abc"), n_boot=50)
        assert drawn.n_empty.tolist() == [0]
        assert np.isnan(drawn.ratio(0, 0)).all()

    def test_missing_labels_are_a_cluster_and_a_group(self):
        labels = np.array(["a", None, "b", None], dtype=object)
        drawn = cluster_bootstrap(np.ones(4), labels, labels, n_boot=20)
        assert drawn.n_clusters == 3
        assert len(drawn.groups) == 3

    def test_shapes(self):
        drawn = cluster_bootstrap(np.ones((7, 3)), np.arange(7), n_boot=11)
        assert drawn.totals.shape == (11, 1, 3)
        assert drawn.groups.tolist() == ["all"]
        assert drawn.n_clusters == 7


class TestSeedAndOrder:
    def test_same_seed_same_bytes(self):
        values, cluster, group = case()
        one, two, other = (cluster_bootstrap(values, cluster, group, n_boot=99, seed=s) for s in (5, 5, 6))
        assert one.totals.tobytes() == two.totals.tobytes()
        assert not np.array_equal(one.totals, other.totals)

    @settings(max_examples=30)
    @given(seed=st.integers(0, 1000), clusters=st.integers(1, 20))
    def test_order_of_rows_plays_no_part(self, seed, clusters):
        values, cluster, group = case(40, clusters, seed)
        mix = np.random.default_rng(seed).permutation(40)
        one = cluster_bootstrap(values, cluster, group, n_boot=30, seed=seed)
        two = cluster_bootstrap(values[mix], cluster[mix], group[mix], n_boot=30, seed=seed)
        assert one.totals == pytest.approx(two.totals)
        assert one.n_empty.tolist() == two.n_empty.tolist()
        assert one.totals.sum(axis=1) == pytest.approx(
            cluster_bootstrap(values, cluster, n_boot=30, seed=seed).totals[:, 0]
        )

    def test_more_resamples_begin_with_the_fewer(self):
        values, cluster, _ = case()
        few, many = (cluster_bootstrap(values, cluster, n_boot=n) for n in (10, 5_000))
        assert many.totals[:10] == pytest.approx(few.totals)


@pytest.mark.parametrize(
    ("values", "cluster", "message"),
    [
        ([1.0, 2.0], ["a"], r"cluster has shape \(1,\), values have 2 rows; one cluster per row"),
        ([], [], "values must be a filled table of rows, got shape"),
        ([1.0, np.nan, 3.0, np.inf], list("abcd"), r"none missing; see rows \[1, 3\]"),
    ],
)
def test_what_cannot_be_resampled(values: Any, cluster: Any, message: str):
    with pytest.raises(ValueError, match=message):
        cluster_bootstrap(values, cluster)


def test_one_cluster_is_always_itself():
    drawn = cluster_bootstrap([1.0, 2.0], ["a", "a"], n_boot=9)
    assert (drawn.totals == 3).all()
    assert drawn.n_clusters == 1
