"""The difference of two gaps: its variance by other routes, its limits, and where it has none."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from rhetoric_gap.inference import cluster_interval, difference_interval

FEW = settings(max_examples=30)

share = st.floats(0, 1)
bark = st.one_of(st.just(0.0), st.floats(0.05, 5))
halves = st.lists(st.tuples(bark, share, bark, share), min_size=1, max_size=14)


def sums(rows) -> list[np.ndarray]:
    r1, f1, r2, f2 = np.array(rows, dtype=float).T
    return [r1, r1 * f1, r2, r2 * f2]


def drawn(clusters: int, *, both: bool, seed: int = 0) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    bark, kept = rng.integers(1, 6, (clusters, 2)).astype(float), rng.random((clusters, 2))
    if not both:
        bark[: clusters // 2, 1] = bark[clusters // 2 :, 0] = 0
    bite = bark * kept
    return [bark[:, 0], bite[:, 0], bark[:, 1], bite[:, 1]]


@pytest.mark.parametrize("both", [True, False])
def test_variance_is_that_of_a_regression_with_clustered_errors(both: bool) -> None:
    """The gap difference is a weighted regression of the unfulfilled share on the group; equal numbers of clusters."""
    r1, b1, r2, b2 = drawn(16, both=both)
    found = difference_interval(r1, b1, r2, b2)
    weight = np.concatenate([r1, r2])
    used = weight > 0
    missing = np.concatenate([r1 - b1, r2 - b2])
    x = sm.add_constant(np.repeat([0.0, 1.0], 16))[used]
    fit = sm.WLS(missing[used] / weight[used], x, weights=weight[used]).fit(
        cov_type="cluster", cov_kwds={"groups": np.tile(np.arange(16), 2)[used], "use_correction": False}
    )
    many = 16 if both else 8
    assert found.difference == pytest.approx(fit.params[1])
    assert found.se == pytest.approx(fit.bse[1] * np.sqrt(many / (many - 1)))
    assert found.n_shared == (16 if both else 0)


def test_without_shared_clusters_variances_add_up() -> None:
    r1, b1, r2, b2 = drawn(14, both=False)
    found = difference_interval(r1, b1, r2, b2)
    one, two = cluster_interval(r1[:7], b1[:7]), cluster_interval(r2[7:], b2[7:])
    assert found.se == pytest.approx(np.hypot(one.se, two.se))
    assert found.correlation == pytest.approx(0)
    # Welch and Satterthwaite
    v, w = one.se**2, two.se**2
    assert found.df == pytest.approx((v + w) ** 2 / (v**2 / 6 + w**2 / 6))


def test_limits_by_hand() -> None:
    """Six clusters in both groups, the second half of each worse by .1 or .3; df 5, t .975 = 2.570582."""
    kept = np.array([0.9, 0.7, 0.8, 0.6, 0.9, 0.5])
    worse = np.array([0.1, 0.3, 0.1, 0.3, 0.1, 0.3])
    one = np.ones(6)
    found = difference_interval(one, one * kept, one, one * (kept - worse))
    g1, g2 = 1 - kept, 1 - kept + worse
    e1, e2 = (np.sqrt(6 / 5) * (g - g.mean()) / 6 for g in (g1, g2))
    assert found.se == pytest.approx(np.sqrt(((e2 - e1) ** 2).sum()))
    rho = (e1 * e2).sum() / np.sqrt((e1**2).sum() * (e2**2).sum())
    limits = []
    for g, e in ((g1.mean(), e1), (g2.mean(), e2)):
        half = 2.570582 * np.sqrt((e**2).sum()) / (g * (1 - g))
        limits.append([1 / (1 + np.exp(-(np.log(g / (1 - g)) + sign * half))) for sign in (-1, 1)])
    (l1, u1), (l2, u2) = limits
    a, b = g2.mean() - l2, u1 - g1.mean()
    assert found.lower == pytest.approx(0.2 - np.sqrt(a**2 - 2 * rho * a * b + b**2), abs=1e-6)
    a, b = u2 - g2.mean(), g1.mean() - l1
    assert found.upper == pytest.approx(0.2 + np.sqrt(a**2 - 2 * rho * a * b + b**2), abs=1e-6)


@FEW
@given(halves)
def test_always_proper(rows) -> None:
    found = difference_interval(*sums(rows))
    if found.reason:
        assert np.isnan([found.lower, found.upper]).all()
    else:
        assert -1 <= found.lower < found.upper <= 1
        assert found.lower - 1e-12 <= found.difference <= found.upper + 1e-12


@FEW
@given(halves)
def test_changing_the_groups_round_changes_the_sign(rows) -> None:
    r1, b1, r2, b2 = sums(rows)
    there, back = difference_interval(r1, b1, r2, b2), difference_interval(r2, b2, r1, b1)
    assert [there.lower, there.upper] == pytest.approx([-back.upper, -back.lower], nan_ok=True, abs=1e-9)
    assert there.difference == pytest.approx(-back.difference, nan_ok=True, abs=1e-12)


@FEW
@given(halves, st.randoms(use_true_random=False))
def test_order_of_clusters_plays_no_part(rows, random) -> None:
    mixed = random.sample(rows, len(rows))
    one, two = difference_interval(*sums(rows)), difference_interval(*sums(mixed))
    assert [one.lower, one.upper] == pytest.approx([two.lower, two.upper], nan_ok=True, abs=1e-9)


def test_a_gap_of_one_keeps_its_uncertainty() -> None:
    """Nothing kept in the first group: the plain variance is 0 there, the interval is not blind to it."""
    one, zero = np.ones(8), np.zeros(8)
    kept = np.array([0.2, 0.6, 0.4, 0.5, 0.3, 0.4, 0.5, 0.3])
    found = difference_interval(np.r_[one, zero], np.zeros(16), np.r_[zero, one], np.r_[zero, kept])
    plain = cluster_interval(one, kept)
    assert found.upper - found.difference > 1.3 * (plain.upper - plain.gap)


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ([(1, 0.5, 0, 0)] * 6, "second group: nothing was named"),
        ([(1, 0.5, 1, 0.2)] * 4, "first group: 4 clusters, 5 needed for an interval"),
        ([(1, 0.5, 1, 0.2)], "first group: 1 cluster, 5 needed for an interval"),
    ],
)
def test_without_an_interval_there_is_a_reason(rows, text) -> None:
    found = difference_interval(*sums(rows))
    assert found.reason == text
    assert np.isnan(found.lower)


def test_groups_alike_in_every_cluster() -> None:
    kept = np.array([0.2, 0.6, 0.4, 0.5, 0.3])
    found = difference_interval(np.ones(5), kept, np.ones(5), kept)
    assert found.reason == "the two groups are alike in every cluster: no variance to see"
    assert found.difference == 0


def test_clusters_that_are_alike_inside_their_group_keep_their_width() -> None:
    own = np.repeat([1.0, 0.0], 6)
    found = difference_interval(own, 0.5 * own, 1 - own, 0.3 * (1 - own))
    assert found.reason == ""
    assert found.lower < -0.1 < found.difference < 0.4 < found.upper


@pytest.mark.parametrize(
    ("given_sums", "text"),
    [
        (([1], [1], [1], [1, 2]), "vectors of one length"),
        (([1], [2], [1], [1]), "bite exceeds its bark"),
        (([1], [np.nan], [1], [1]), "finite and at least 0"),
    ],
)
def test_sums_that_cannot_be(given_sums, text) -> None:
    with pytest.raises(ValueError, match=text):
        difference_interval(*given_sums)
