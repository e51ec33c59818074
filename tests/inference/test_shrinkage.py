"""Shrinkage: its golden numbers, estimates against scipy, limits against brute force, ranks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta, betabinom, binom

from rhetoric_gap import RhetoricGapError, UnknownOptionError
from rhetoric_gap.inference._hyper import likeliest, log_likelihood, moments
from rhetoric_gap.inference.shrinkage import beta_binomial_shrinkage, effective_count, posterior_ranks

# Twelve groups that differ by more than chance.
KEPT = np.array([4, 5, 16, 2, 19, 0, 7, 30, 1, 3, 11, 6], dtype=float)
N = np.array([4, 10, 40, 9, 24, 6, 9, 41, 8, 3, 30, 20], dtype=float)

counts = st.lists(
    st.tuples(st.integers(1, 40), st.floats(0, 1)).map(lambda x: (round(x[0] * x[1], 2), float(x[0]))),
    min_size=2,
    max_size=8,
)


def grid_posterior(k: np.ndarray, n: np.ndarray, points: int = 200) -> tuple[np.ndarray, ...]:
    """Posterior on a plain fine grid of share and of the weight of the common share, both flat a priori."""
    share = (np.arange(points) + 0.5) / points
    weight = (np.arange(points) + 0.5) / points
    m, w = (x.ravel() for x in np.meshgrid(share, weight, indexing="ij"))
    s = np.median(n) * w / (1 - w)
    log = sum(betabinom.logpmf(a, b, m * s, (1 - m) * s) for a, b in zip(k, n, strict=True))
    p = np.exp(log - log.max())
    return m, s, p / p.sum()


class TestGolden:
    def test_strength_given(self, golden):
        """(k + 8 * 25/54) / (n + 8), 25/54 the share of all together: 4 + 5 + 16 of 4 + 10 + 40."""
        example = golden["shrink"]
        found = beta_binomial_shrinkage(example["k"], example["n"], strength=example["prior_strength"])
        assert found.shrunk == pytest.approx(example["shrunk"], abs=1e-6)
        assert found.mean == pytest.approx(example["prior_mean"], abs=1e-6)
        assert (found.strength, found.method, found.note) == (8, "given", "")
        assert found.raw == pytest.approx([1, 0.5, 0.4])

    def test_mean_and_strength_given_have_beta_limits(self, golden):
        example = golden["shrink"]
        found = beta_binomial_shrinkage(
            example["k"], example["n"], mean=example["prior_mean"], strength=8, level=0.9
        )
        k, n, m = np.array(example["k"]), np.array(example["n"]), example["prior_mean"]
        a, b = k + 8 * m, n - k + 8 * (1 - m)
        assert found.lower == pytest.approx(beta.ppf(0.05, a, b), abs=1e-6)
        assert found.upper == pytest.approx(beta.ppf(0.95, a, b), abs=1e-6)

    def test_unknown_mean_has_wider_limits(self):
        one = beta_binomial_shrinkage([4, 5, 16], [4, 10, 40], strength=8)
        two = beta_binomial_shrinkage([4, 5, 16], [4, 10, 40], mean=25 / 54, strength=8)
        assert ((one.upper - one.lower) > (two.upper - two.lower)).all()


class TestEstimates:
    def test_likelihood_is_scipys_up_to_a_constant(self):
        values = [(0.3, 2.0), (0.5, 9.0), (0.7, 100.0)]
        ours = [float(log_likelihood(KEPT, N, np.array(m), np.array(s))) for m, s in values]
        theirs = [betabinom.logpmf(KEPT, N, m * s, (1 - m) * s).sum() for m, s in values]
        assert np.diff(ours) == pytest.approx(np.diff(theirs))

    def test_maximum_likelihood_against_a_grid(self):
        m, s = (x.ravel() for x in np.meshgrid(np.linspace(0.3, 0.7, 201), np.geomspace(0.5, 20, 401)))
        log = sum(betabinom.logpmf(a, b, m * s, (1 - m) * s) for a, b in zip(KEPT, N, strict=True))
        best = int(np.argmax(log))
        found = beta_binomial_shrinkage(KEPT, N, fit="ml")
        assert (found.mean, found.strength) == pytest.approx((m[best], s[best]), rel=0.02)
        assert found.method == "maximum likelihood"
        assert found.shrunk == pytest.approx((KEPT + found.mean * found.strength) / (N + found.strength))

    def test_moments_by_hand(self):
        """Shares 1/5, 4/5, 3/5 and 0 of 5, pooled .4.

        sum n (p - .4)^2 = 5 (.04 + .16 + .04 + .16) = 2, by chance .24 * 3; room 20 - 100/20 - 3 = 12, so
        rho = (2 / .24 - 3) / 12 = 4/9 and the strength 9/4 - 1 = 1.25.
        """
        k, n = np.array([1.0, 4, 3, 0]), np.full(4, 5.0)
        assert moments(k, n) == pytest.approx(1.25)
        found = beta_binomial_shrinkage(k, n, fit="moments")
        assert (found.mean, found.strength, found.method) == (0.4, pytest.approx(1.25), "moments")
        assert found.shrunk == pytest.approx((k + 0.5) / 6.25)

    def test_moments_recover_the_strength(self):
        rng = np.random.default_rng(1)
        n = rng.integers(5, 60, 2_000)
        k = betabinom.rvs(n, 3.0, 5.0, random_state=rng)
        assert moments(k.astype(float), n.astype(float)) == pytest.approx(8, rel=0.1)
        assert likeliest(k.astype(float), n.astype(float), None) == pytest.approx((0.375, 8), rel=0.1)

    @pytest.mark.parametrize("fit", ["ml", "moments"])
    def test_no_more_than_chance_is_full_pooling_with_a_note(self, fit):
        found = beta_binomial_shrinkage([4, 5, 6, 5, 5], np.full(5, 10), fit=fit)
        assert np.isinf(found.strength)
        assert found.shrunk == pytest.approx(np.full(5, 0.5))
        assert found.note == "the groups differ by no more than chance: every one gets the common share"
        assert ((found.upper - found.lower) > 0.1).all()  # pooling is not certainty

    def test_posterior_says_so_too(self):
        found = beta_binomial_shrinkage([4, 5, 6, 5, 5], np.full(5, 10))
        assert found.note == "the groups differ by no more than chance"
        assert np.ptp(found.shrunk) < 0.1

    def test_groups_of_one_kind_and_another_are_left_apart(self):
        found = beta_binomial_shrinkage([0, 0, 50, 50, 0, 50], np.full(6, 50), fit="ml")
        assert found.strength < 1
        assert found.shrunk == pytest.approx([0, 0, 1, 1, 0, 1], abs=0.02)


class TestPosterior:
    def test_against_a_plain_grid(self):
        k, n = KEPT[:4], N[:4]
        m, s, p = grid_posterior(k, n)
        found = beta_binomial_shrinkage(k, n)
        for j in range(4):
            assert found.shrunk[j] == pytest.approx(p @ ((k[j] + m * s) / (n[j] + s)), abs=2e-3)
            for x, share in ((found.lower[j], 0.025), (found.upper[j], 0.975)):
                at = p @ beta.cdf(x, k[j] + m * s, n[j] - k[j] + (1 - m) * s)
                assert at == pytest.approx(share, abs=4e-3)
        assert found.mean == pytest.approx(p @ m, abs=2e-3)

    def test_draws_are_of_the_same_posterior(self):
        found = beta_binomial_shrinkage(KEPT, N)
        draws = found.draw(40_000)
        assert draws.shape == (40_000, 12)
        assert draws.mean(axis=0) == pytest.approx(found.shrunk, abs=0.006)
        assert np.quantile(draws, 0.025, axis=0) == pytest.approx(found.lower, abs=0.012)
        assert np.array_equal(found.draw(9, seed=3), found.draw(9, seed=3))
        assert not np.array_equal(found.draw(9, seed=3), found.draw(9, seed=4))

    def test_many_observations_leave_the_share_alone(self):
        found = beta_binomial_shrinkage([1000, 9000, 5000], np.full(3, 10_000))
        assert found.shrunk == pytest.approx([0.1, 0.9, 0.5], abs=1e-3)
        assert found.upper - found.lower == pytest.approx(3.92 * np.sqrt([9e-6, 9e-6, 25e-6]), rel=0.02)

    def test_all_or_none_kept_has_width(self):
        for kept, far in ((0.0, "upper"), (1.0, "lower")):
            found = beta_binomial_shrinkage(kept * np.full(4, 6), np.full(4, 6))
            assert (np.abs(getattr(found, far) - kept) > 0.05).all()
            assert ((found.lower < found.upper) & (found.lower <= found.shrunk)).all()

    def test_fractions_lie_between_counts(self):
        low, middle, high = (
            beta_binomial_shrinkage([k, 5, 3], [8, 9, 7], strength=5).shrunk[0] for k in (2, 2.5, 3)
        )
        assert low < middle < high

    @settings(max_examples=9)
    @given(counts, st.sampled_from(["posterior", "ml", "moments"]))
    def test_always_proper(self, rows, fit):
        k, n = (np.array(side, dtype=float) for side in zip(*rows, strict=True))
        found = beta_binomial_shrinkage(k, n, fit=fit)
        assert ((found.lower >= 0) & (found.upper <= 1) & (found.lower < found.upper)).all()
        assert ((found.lower <= found.shrunk) & (found.shrunk <= found.upper)).all()
        # A group is drawn toward the common share, or, averaged over what that may be, toward the other groups.
        if fit != "posterior":
            assert ((found.shrunk - found.raw) * (found.mean - found.raw) >= -1e-9).all()

    @settings(max_examples=3)
    @given(counts, st.randoms(use_true_random=False))
    def test_order_of_groups_and_what_is_a_success_play_no_part(self, rows, random):
        k, n = (np.array(side, dtype=float) for side in zip(*rows, strict=True))
        found = beta_binomial_shrinkage(k, n)
        mix = list(range(len(k)))
        random.shuffle(mix)
        mixed = beta_binomial_shrinkage(k[mix], n[mix])
        assert mixed.shrunk == pytest.approx(found.shrunk[mix], abs=1e-9)
        failures = beta_binomial_shrinkage(n - k, n)
        assert 1 - failures.shrunk == pytest.approx(found.shrunk, abs=1e-4)
        assert 1 - failures.upper == pytest.approx(found.lower, abs=1e-4)


class TestDegenerate:
    def test_group_without_observations_has_nothing(self):
        found = beta_binomial_shrinkage([4, 0, 5, 6], [9, 0, 8, 10])
        assert np.isnan([found.raw[1], found.shrunk[1], found.lower[1], found.upper[1]]).all()
        assert np.isnan(found.draw(5)[:, 1]).all()
        others = beta_binomial_shrinkage([4, 5, 6], [9, 8, 10])
        assert found.shrunk[[0, 2, 3]] == pytest.approx(others.shrunk)
        assert found.note.startswith("3 groups say little about how much groups differ")

    def test_no_observation_at_all(self):
        found = beta_binomial_shrinkage([0, 0], [0, 0])
        assert np.isnan(found.shrunk).all()
        assert found.note == "no group has an observation"
        assert np.isnan(found.mean)

    def test_one_group(self):
        found = beta_binomial_shrinkage([3], [7])
        assert found.lower[0] < 3 / 7 < found.upper[0]
        assert found.note.startswith("1 group says little")

    def test_every_bad_count_is_listed(self):
        with pytest.raises(
            RhetoricGapError, match=r"group 0: kept 5 of 3, group 2: kept -1 of 4, group 3: kept nan of 2"
        ):
            beta_binomial_shrinkage([5, 1, -1, np.nan], [3, 4, 4, 2])

    def test_every_number_out_of_range_is_listed(self):
        with pytest.raises(
            RhetoricGapError, match=r"mean must be in \(0, 1\), got 0; strength must .* got -2; level"
        ):
            beta_binomial_shrinkage([1], [2], mean=0, strength=-2, level=95)

    def test_shapes_and_options(self):
        with pytest.raises(RhetoricGapError, match=r"vectors of one length, got shapes \(2,\) and \(1,\)"):
            beta_binomial_shrinkage([1, 2], [3])
        with pytest.raises(UnknownOptionError, match="'posterior', 'ml', 'moments'"):
            beta_binomial_shrinkage([1], [3], fit="map")  # type: ignore[arg-type]


class TestEffectiveCount:
    def test_equal_weights_count_fully_and_unequal_less(self):
        """(1 + 3)^2 / (1 + 9) = 1.6."""
        assert effective_count([0.3, 0.3, 0.3, 1, 3], [0, 0, 0, 1, 1], 2) == pytest.approx([3, 1.6])

    def test_variance_of_a_weighted_share_is_that_of_so_many(self):
        """Weights .2 to 1, shares kept or not: the weighted share varies like a binomial share of n_effective."""
        rng = np.random.default_rng(0)
        r = rng.choice([0.2, 0.4, 1.0], 30)
        kept = rng.random((40_000, 30)) < 0.3
        share = (kept * r).sum(axis=1) / r.sum()
        worth = float(effective_count(r, np.zeros(30), 1)[0])
        assert share.var() == pytest.approx(binom.var(1, 0.3) / worth, rel=0.03)


class TestRanks:
    def test_by_hand(self):
        draws = [[0.9, 0.5, 0.1], [0.8, 0.6, 0.7], [0.4, 0.5, 0.3], [0.7, 0.6, 0.5]]
        found = posterior_ranks(draws, level=0.5)
        assert found.largest == pytest.approx([0.75, 0.25, 0])
        assert found.mean == pytest.approx([1.25, 2.0, 2.75])
        assert found.lower.tolist() == [1, 1, 2]
        assert found.upper.tolist() == [1, 2, 3]

    def test_missing_groups_are_not_ranked(self):
        found = posterior_ranks([[0.2, np.nan, 0.5], [0.6, np.nan, 0.5]])
        assert found.largest.tolist()[::2] == [0.5, 0.5]
        assert np.isnan([found.largest[1], found.mean[1], found.lower[1], found.upper[1]]).all()
        assert np.isnan(posterior_ranks(np.full((3, 2), np.nan)).largest).all()

    @settings(max_examples=30)
    @given(st.integers(1, 6), st.integers(0, 99))
    def test_sum_to_what_they_must(self, groups: int, seed: int):
        draws: Any = np.random.default_rng(seed).random((50, groups))
        found = posterior_ranks(draws)
        assert found.largest.sum() == pytest.approx(1)
        assert found.mean.sum() == pytest.approx(groups * (groups + 1) / 2)
        assert ((found.lower >= 1) & (found.lower <= found.upper) & (found.upper <= groups)).all()
