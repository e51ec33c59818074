"""The interval: its golden numbers, which method is used when, and that it is always a proper interval."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, logit
from scipy.stats import norm, t

from rhetoric_gap.inference import block_bootstrap_interval, cluster_interval, gap_interval
from rhetoric_gap.inference.interval import MIN_CLUSTERS, MIN_STATEMENTS

LADDER = (0.2, 0.4, 0.6, 0.8, 1.0)
Z2 = norm.ppf(0.975) ** 2

severity = st.sampled_from(LADDER) | st.floats(0.01, 1.0)
share = st.sampled_from((0.0, 0.5, 1.0)) | st.floats(0.0, 1.0)
statement = st.tuples(severity, share)


def sides(rows: list[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    """Severity and share kept as bark and bite."""
    said = np.array([r for r, _ in rows])
    return said, said * np.array([f for _, f in rows])


def is_proper(found: Any) -> bool:
    """An interval inside 0 to 1, with width, around its gap."""
    return 0 <= found.lower <= found.gap <= found.upper <= 1 and found.lower < found.upper


def mixed(n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Some statements, half of them kept."""
    rng = np.random.default_rng(seed)
    said = rng.choice(LADDER, n)
    return said, said * (rng.random(n) < 0.5)


class TestClusterInterval:
    def test_golden_numbers(self, golden):
        example = golden["cluster_ci"]
        found = cluster_interval(example["R"], example["D"])
        assert (found.gap, found.se) == pytest.approx((0.65, 0.174165), abs=1e-6)
        assert (found.lower, found.upper) == pytest.approx((0.139757, 0.955015), abs=1e-6)
        assert (found.level, found.reason) == (0.95, "")

    def test_formula_step_by_step(self):
        said, done = [2.0, 1.5, 3.1, 0.7, 1.2, 2.2], [1.0, 0.3, 2.9, 0.0, 1.2, 0.4]
        gap = 1 - sum(done) / sum(said)
        errors = [(r - b) - gap * r for r, b in zip(said, done, strict=True)]
        se = (6 / 5 * sum(e * e for e in errors)) ** 0.5 / sum(said)
        half = t.ppf(0.975, 5) * se / (gap * (1 - gap))
        found = cluster_interval(said, done)
        assert (found.gap, found.se) == pytest.approx((gap, se))
        limits = [expit(logit(gap) - half), expit(logit(gap) + half)]
        assert [found.lower, found.upper] == pytest.approx(limits)

    def test_limits_do_not_depend_on_unit_or_order(self):
        said, done = np.array([4.0, 2, 3, 1, 5]), np.array([1.0, 2, 0.5, 0, 3])
        found = cluster_interval(said, done)
        scaled = cluster_interval(7 * said[::-1], 7 * done[::-1])
        assert [scaled.gap, scaled.lower, scaled.upper] == pytest.approx(
            [found.gap, found.lower, found.upper]
        )

    def test_higher_level_is_wider(self):
        said, done = [4, 2, 3, 1, 5], [1, 2, 0.5, 0, 3]
        wide, narrow = (cluster_interval(said, done, level=level) for level in (0.99, 0.5))
        assert wide.lower < narrow.lower < narrow.gap < narrow.upper < wide.upper
        assert [wide.level, narrow.level] == [0.99, 0.5]

    @pytest.mark.parametrize(("done", "gap"), [(np.zeros(5), 1.0), (np.ones(5), 0.0)])
    def test_all_kept_and_none_kept_have_wilson_limits(self, done, gap):
        """Five equal clusters are five effective units: the far limit is z2 / (5 + z2) away."""
        found = cluster_interval(np.ones(5), done)
        far = Z2 / (5 + Z2)
        assert [found.gap, found.lower, found.upper] == pytest.approx([gap, *sorted((gap, abs(gap - far)))])
        assert (found.method, found.reason) == ("Wilson, effective n", "")
        assert np.isnan(found.se)

    def test_clusters_that_agree_are_no_proof_of_certainty(self):
        found = cluster_interval([2, 4, 1, 3, 2], [1, 2, 0.5, 1.5, 1])
        assert (found.gap, found.method) == (0.5, "Wilson, effective n")
        assert found.upper - found.lower > 0.5

    def test_wilson_counts_effective_not_nominal_clusters(self):
        even = cluster_interval(np.ones(6), np.zeros(6))
        uneven = cluster_interval([50, 1, 1, 1, 1, 1], np.zeros(6))
        assert uneven.lower < 0.35 < even.lower < even.upper == uneven.upper == 1

    def test_effective_degrees_of_freedom(self, golden):
        """R = 4, 2, 3, 1 are worth 10 ** 2 / 30 = 3.33 equal clusters: t(2.33) on the same standard error."""
        example = golden["cluster_ci"]
        plain, worth = (cluster_interval(example["R"], example["D"], effective=e) for e in (False, True))
        assert (plain.df, worth.df) == pytest.approx((3, 100 / 30 - 1))
        half = t.ppf(0.975, 100 / 30 - 1) * 0.174165 / (0.65 * 0.35)
        assert [worth.lower, worth.upper] == pytest.approx(
            [expit(logit(0.65) - half), expit(logit(0.65) + half)], abs=1e-5
        )
        assert (worth.se, worth.method) == (plain.se, "cluster t on effective df, logit")

    def test_effective_is_the_same_for_equal_clusters_and_wider_for_others(self):
        done = [1.0, 0.3, 0.6, 0.0, 0.9]
        even = [cluster_interval(np.ones(5), done, effective=e) for e in (False, True)]
        assert even[0].lower == pytest.approx(even[1].lower)
        said = np.array([20.0, 1, 1, 2, 1])
        uneven = [cluster_interval(said, said * done, effective=e) for e in (False, True)]
        assert uneven[1].lower < uneven[0].lower < uneven[0].upper < uneven[1].upper

    def test_effective_with_one_cluster_that_is_nearly_all(self):
        found = cluster_interval([1000, 0.1, 0.1], [400, 0, 0.1], effective=True)
        assert is_proper(found)
        assert found.upper - found.lower > 0.99

    def test_one_cluster_has_no_interval(self):
        found = cluster_interval([3], [1])
        assert found.gap == pytest.approx(2 / 3)
        assert np.isnan([found.lower, found.upper]).all()
        assert found.reason == "one cluster: no variance between clusters to see"

    def test_nothing_named_has_no_gap(self):
        found = cluster_interval([0, 0, 0], [0, 0, 0])
        assert np.isnan([found.gap, found.lower, found.upper]).all()
        assert found.reason == "nothing was named"

    @pytest.mark.parametrize(("said", "done"), [([1, 2], [1]), ([[1, 2]], [[1, 2]])])
    def test_shapes_must_agree(self, said, done):
        with pytest.raises(ValueError, match="vectors of one length, got shapes"):
            cluster_interval(said, done)

    @given(st.lists(statement, min_size=2, max_size=30))
    def test_always_proper(self, rows):
        assert is_proper(cluster_interval(*sides(rows)))


class TestBlockBootstrap:
    def test_same_seed_same_limits(self):
        said, done = mixed(24)
        choices = {"window": 60, "n_boot": 99}
        one, two, other = (
            block_bootstrap_interval(said, done, np.arange(24) * 30, seed=seed, **choices)
            for seed in (1, 1, 2)
        )
        assert one == two
        assert (other.lower, other.upper) != (one.lower, one.upper)
        assert other.gap == one.gap

    def test_day_gives_the_order_not_the_row(self):
        said, done = mixed(24)
        day = np.arange(24) * 30
        mix = np.random.default_rng(5).permutation(24)
        one = block_bootstrap_interval(said, done, day, window=60, n_boot=99)
        two = block_bootstrap_interval(said[mix], done[mix], day[mix], window=60, n_boot=99)
        assert [two.gap, two.se, two.lower, two.upper] == pytest.approx(
            [one.gap, one.se, one.lower, one.upper]
        )

    def test_runs_are_less_certain_than_alternation(self):
        """The same 24 words, kept in turns or kept in long runs: only blocks tell them apart."""
        day = np.arange(24) * 30
        turns, runs = np.tile([1.0, 0.0], 12), np.repeat([1.0, 0.0, 1.0, 0.0], 6)
        found = [block_bootstrap_interval(np.ones(24), done, day, window=90) for done in (turns, runs)]
        assert found[0].gap == found[1].gap == 0.5
        assert found[1].se > 1.5 * found[0].se

    def test_short_windows_give_the_error_of_independent_statements(self):
        said, done = mixed(40)
        gap = 1 - done.sum() / said.sum()
        linear = np.sqrt(np.sum(((said - done) - gap * said) ** 2)) / said.sum()
        found = block_bootstrap_interval(said, done, np.arange(40) * 30, window=1)
        assert found.se == pytest.approx(linear, rel=0.1)

    @pytest.mark.parametrize(("kept", "gap"), [(0.0, 1.0), (1.0, 0.0)])
    def test_all_or_none_kept_counts_blocks(self, kept, gap):
        """12 statements, one a window: six blocks of two; far limit z2 / (6 + z2)."""
        day = np.arange(12) * 60
        found = block_bootstrap_interval(np.ones(12), np.full(12, kept), day, window=60)
        blocks = (day.max() + 1) / 120
        far = Z2 / (blocks + Z2)
        assert [found.lower, found.upper] == pytest.approx(sorted((gap, abs(gap - far))))
        assert found.method == "Wilson, effective n"

    def test_too_little_to_resample(self):
        assert (
            block_bootstrap_interval([1], [0], [3], window=60).reason == "one statement: no variance to see"
        )
        assert block_bootstrap_interval([0, 0], [0, 0], [1, 2], window=60).reason == "nothing was named"

    def test_every_statement_needs_a_day(self):
        with pytest.raises(ValueError, match=r"day has shape \(1,\), bark \(2,\)"):
            block_bootstrap_interval([1, 1], [0, 1], [3], window=60)

    @given(
        rows=st.lists(st.tuples(statement, st.integers(0, 900)), min_size=2, max_size=30),
        window=st.integers(1, 400),
    )
    def test_always_proper(self, rows, window):
        found = block_bootstrap_interval(
            *sides([r for r, _ in rows]), [day for _, day in rows], window=window, n_boot=19
        )
        assert is_proper(found)


class TestGapInterval:
    @pytest.mark.parametrize(
        ("clusters", "method"),
        [
            (1, "block bootstrap t, logit"),
            (MIN_CLUSTERS - 1, "block bootstrap t, logit"),
            (MIN_CLUSTERS, "cluster t, logit"),
            (20, "cluster t, logit"),
        ],
    )
    def test_number_of_clusters_decides_the_method(self, clusters, method):
        said, done = mixed(40)
        found = gap_interval(said, done, np.arange(40) % clusters, np.arange(40) * 30, window=60, n_boot=49)
        assert found.method == method
        assert found.reason == ""

    @pytest.mark.parametrize(
        ("method", "made"),
        [
            ("cluster", "cluster t, logit"),
            ("cluster-effective", "cluster t on effective df, logit"),
            ("block", "block bootstrap t, logit"),
            ("none", ""),
        ],
    )
    @pytest.mark.parametrize("clusters", [3, 8])
    def test_method_on_request(self, method, made, clusters):
        said, done = mixed(40)
        sides = (said, done, np.arange(40) % clusters, np.arange(40) * 30)
        found = gap_interval(*sides, window=60, n_boot=49, method=method)
        assert (found.method, found.note) == (made, "")
        assert np.isnan(found.lower) == (method == "none")
        assert found.gap == pytest.approx(1 - done.sum() / said.sum())

    def test_few_clusters_that_hold_most_are_noted(self):
        """20 of 25 statements in one of six clusters: worth 25 ** 2 / 405 = 1.5 equal ones."""
        label = np.r_[np.zeros(20), np.arange(1, 6)]
        found = gap_interval(np.ones(25), np.arange(25) % 2, label, np.arange(25), window=60)
        assert found.method == "cluster t, logit"
        assert found.note == (
            "a few clusters hold most of the severity, so the interval is likely too narrow: "
            "6 clusters are worth 1.5 equal ones; method='cluster-effective' allows for it"
        )

    def test_sums_over_clusters_whatever_their_names(self):
        said, done = mixed(30)
        names = np.array(["PRK>KOR", "PRK>KOR;USA", "PRK>USA", "RUS>UKR", "b", "a"])
        label = names[np.arange(30) % 6]
        sums = [[side[label == name].sum() for name in names] for side in (said, done)]
        expected = cluster_interval(*sums)
        found = gap_interval(said, done, label, np.zeros(30), window=60)
        assert [found.lower, found.upper] == pytest.approx([expected.lower, expected.upper])

    @pytest.mark.parametrize("clusters", [1, MIN_STATEMENTS - 1])
    def test_too_few_statements(self, clusters):
        n = MIN_STATEMENTS - 1
        found = gap_interval(np.ones(n), np.zeros(n), np.arange(n) % clusters, np.arange(n), window=60)
        assert found.gap == 1
        assert np.isnan([found.lower, found.upper, found.se]).all()
        assert "interval" in found.reason
        assert str(n) in found.reason
        assert found.method == ""

    def test_nothing_scored(self):
        found = gap_interval([], [], [], [], window=60)
        assert np.isnan(found.gap)
        assert re.search(r"\b0\b", found.reason)

    def test_seed_matters_only_where_something_is_drawn(self):
        said, done = mixed(40)
        day = np.arange(40) * 30
        limits = {
            clusters: {
                gap_interval(said, done, np.arange(40) % clusters, day, window=60, n_boot=49, seed=seed).upper
                for seed in (0, 0, 1)
            }
            for clusters in (2, 8)
        }
        assert [len(limits[2]), len(limits[8])] == [2, 1]

    @given(
        rows=st.lists(
            st.tuples(statement, st.integers(0, 7), st.integers(0, 900)), min_size=MIN_STATEMENTS, max_size=40
        )
    )
    def test_always_proper(self, rows):
        found = gap_interval(
            *sides([r for r, _, _ in rows]),
            [cluster for _, cluster, _ in rows],
            [day for _, _, day in rows],
            window=60,
            n_boot=19,
        )
        assert is_proper(found)
