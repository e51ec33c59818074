"""Labels drawn again from a checked sample, and the gaps of the draws put together."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rhetoric_gap import RhetoricGapError
from rhetoric_gap.inference import (
    Interval,
    cluster_interval,
    draw_labels,
    expected_shares,
    label_counts,
    label_weights,
    redrawn_gap,
    rogan_gladen,
)

COUNTS = np.array(
    [[[8, 2]], [[1, 9]]]
)  # of ten drafted threats two were remarks, of ten remarks one a threat


def interval(gap: float, se: float = 0.1, df: float = 30.0) -> Interval:
    return Interval(gap, se, 0.0, 1.0, 0.95, "", df=df)


def test_counts_are_by_machine_stratum_and_human():
    counts = label_counts([0, 0, 0, 1], [0, 1, 1, 1], [0, 1, 1, 0], 2, 2)
    assert counts.tolist() == [[[1, 0], [0, 2]], [[0, 1], [0, 0]]]


def test_share_by_hand():
    # 60 drafted threats of which 8 in 10 are threats, 40 remarks of which 1 in 10 is: 48 + 4 = 52 of 100
    assert expected_shares([0] * 60 + [1] * 40, COUNTS[:, 0]) == pytest.approx([0.52, 0.48])


def test_share_is_rogan_and_gladens_where_the_sample_is_drawn_in_proportion():
    # 6 of 10 drafted threats: 12 rows checked, 9 right; 8 remarks checked, 6 right
    counts = np.array([[9, 3], [2, 6]])
    found = rogan_gladen(0.6, 9 / 11, 6 / 9).share
    assert expected_shares([0] * 60 + [1] * 40, counts)[0] == pytest.approx(found) == pytest.approx(0.55)


def test_weights_by_hand():
    # one made-up case: half of it as the label's rows are, half evenly
    assert label_weights(COUNTS)[0, 0] == pytest.approx([8 + (0.8 + 0.5) / 2, 2 + (0.2 + 0.5) / 2])
    strata = np.array([[[8, 0], [0, 2]], [[0, 0], [1, 9]]])
    assert label_weights(strata)[0] == pytest.approx(np.array([[8.65, 0.35], [0.65, 2.35]]))
    assert label_weights(np.zeros((2, 1, 2)))[0, 0].tolist() == [0.5, 0.5]


def test_without_a_prior_an_empty_stratum_takes_the_rates_of_its_label():
    strata = np.array([[[8, 2], [0, 0]], [[1, 9], [0, 0]]])
    assert label_weights(strata, prior=0)[:, 1].tolist() == [[8, 2], [1, 9]]


def test_draws_have_the_rates_and_the_spread_of_a_dirichlet():
    machine = np.zeros(2000, dtype=int)
    share = (draw_labels(machine, machine, label_weights(COUNTS, prior=0), n_draws=800) == 1).mean(axis=1)
    # Beta(2, 8): mean .2, variance .2 * .8 / 11; plus .2 * .8 / 2000 for the labels themselves, near enough
    assert share.mean() == pytest.approx(0.2, abs=0.015)
    assert share.var() == pytest.approx(0.16 / 11, rel=0.2)


def test_what_was_never_seen_is_drawn_only_with_a_prior():
    perfect = np.array([[[20, 0]], [[0, 20]]])
    machine = np.array([0, 1] * 50)
    zeros = np.zeros(100, dtype=int)
    sure = draw_labels(machine, zeros, label_weights(perfect, prior=0), n_draws=50)
    assert (sure == machine).all()
    loose = draw_labels(machine, zeros, label_weights(perfect), n_draws=200)
    # a quarter of a case in 21
    assert (loose != machine).mean() == pytest.approx(0.25 / 21, abs=0.006)


@settings(max_examples=40, deadline=None)
@given(
    counts=st.lists(st.integers(0, 20), min_size=18, max_size=18),
    prior=st.floats(0.01, 10),
    seed=st.integers(0, 2**32 - 1),
)
def test_draws_are_labels_and_repeat_themselves(counts, prior, seed):
    table = np.array(counts).reshape(3, 2, 3)
    machine, stratum = np.array([0, 1, 2, 0, 1]), np.array([0, 1, 0, 1, 0])
    weights = label_weights(table, prior=prior)
    assert (weights > 0).all()
    assert weights.sum() == pytest.approx(sum(counts) + 6 * prior)
    one, two = (draw_labels(machine, stratum, weights, n_draws=7, seed=seed) for _ in "ab")
    assert one.shape == (7, 5) and set(one.ravel()) <= {0, 1, 2}
    assert (one == two).all()


def test_swapping_the_names_of_the_labels_swaps_the_shares():
    machine = np.array([0] * 70 + [1] * 30)
    there = expected_shares(machine, COUNTS[:, 0])
    back = expected_shares(1 - machine, COUNTS[::-1, 0, ::-1])
    assert there == pytest.approx(back[::-1])


def test_nothing_to_draw_from_is_an_error():
    with pytest.raises(RhetoricGapError, match=r"machine label \[1\] was checked, and prior is 0"):
        draw_labels([0, 1], [0, 0], label_weights([[[3, 1]], [[0, 0]]], prior=0))
    with pytest.raises(RhetoricGapError, match="prior must be a number of made-up cases"):
        label_weights(COUNTS, prior=-1)
    assert np.isnan(expected_shares([0, 1], [[3, 1], [0, 0]])).all()


def test_rubins_rules_by_hand():
    # gaps .4 .5 .6, each with se .1: W = .01, B = .01, T = .01 + 4/3 * .01
    found = redrawn_gap([interval(gap) for gap in (0.4, 0.5, 0.6)])
    assert (found.gap, found.se_sampling) == (pytest.approx(0.5), pytest.approx(0.1))
    assert found.se_labels == pytest.approx(np.sqrt(0.04 / 3))
    assert found.both.se == pytest.approx(np.sqrt(0.01 + 0.04 / 3))
    # share 4/7, observed df 31/33 * 30 * 3/7 = 12.078, df 1 / ((4/7)^2 / 2 + 1 / 12.078)
    assert found.both.df == pytest.approx(1 / (16 / 49 / 2 + 1 / (31 / 33 * 30 * 3 / 7)))
    assert found.both.lower < found.sampling.lower < 0.5 < found.sampling.upper < found.both.upper
    assert found.both.lower + found.both.upper == pytest.approx(
        1
    )  # symmetric about a half on the logit scale


def test_labels_without_doubt_leave_the_interval_as_it_is():
    one = cluster_interval([4, 2, 3, 1, 2], [1, 2, 0.5, 0, 1])
    found = redrawn_gap([one] * 20)
    assert found.both == found.sampling == one
    assert found.se_labels == 0
    assert found.labels.reason == "no label is in doubt"


def test_no_interval_has_its_reason():
    nan = float("nan")
    bare = Interval(nan, nan, nan, nan, 0.95, "", "nothing named")
    few = redrawn_gap([bare] * 3 + [interval(0.4)] * 7)
    assert np.isnan(few.gap) and few.both.reason == "in 3 of 10 draws no statement could be scored"
    none = redrawn_gap([Interval(g, nan, nan, nan, 0.95, "", "only 4 scored") for g in (0.2, 0.4)])
    assert none.gap == pytest.approx(0.3) and none.both.reason == "only 4 scored"


@settings(max_examples=40, deadline=None)
@given(
    gaps=st.lists(st.floats(0.05, 0.95), min_size=2, max_size=30),
    se=st.floats(0.01, 0.2),
    df=st.sampled_from([3.0, 20.0, np.nan]),
)
def test_both_is_never_narrower_than_sampling(gaps, se, df):
    found = redrawn_gap([interval(gap, se, df) for gap in gaps])
    assert min(gaps) - 1e-9 <= found.gap <= max(gaps) + 1e-9
    if found.se_labels > 0:
        assert 0 <= found.both.lower <= found.sampling.lower + 1e-6
        assert found.sampling.upper - 1e-6 <= found.both.upper <= 1
