"""Shares over partners: distance, balance, concentration."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rhetoric_gap.inference import (
    herfindahl,
    mismatch_if_chance,
    partner_balance,
    partner_shares,
    total_variation,
)

FEW = settings(max_examples=30)

weights = st.lists(st.one_of(st.just(0.0), st.floats(0.01, 100)), min_size=4, max_size=4)
some = weights.filter(lambda w: sum(w) > 0)


@FEW
@given(some, some, some)
def test_distance_is_a_metric_in_the_unit_interval(p, q, r) -> None:
    assert 0 <= total_variation(p, q) <= 1
    assert total_variation(p, q) == pytest.approx(total_variation(q, p))
    assert total_variation(p, p) == 0
    assert total_variation(p, r) <= total_variation(p, q) + total_variation(q, r) + 1e-12


@FEW
@given(some, some, st.permutations(range(4)), st.floats(0.1, 10))
def test_neither_order_nor_unit_plays_a_part(p, q, order, unit) -> None:
    mixed = total_variation(np.array(p)[order] * unit, np.array(q)[order])
    assert mixed == pytest.approx(total_variation(p, q), abs=1e-12)
    assert herfindahl(np.array(p)[order] * unit) == pytest.approx(herfindahl(p))


def test_distance_is_1_where_nothing_is_shared() -> None:
    assert total_variation([1, 2, 0], [0, 0, 5]) == 1


@FEW
@given(some)
def test_concentration_lies_between_equal_and_one(p) -> None:
    used = sum(w > 0 for w in p)
    assert 1 / used - 1e-12 <= herfindahl(p) <= 1 + 1e-12


@FEW
@given(st.floats(0.01, 9), st.floats(0, 9))
def test_balance_is_antisymmetric_and_half_the_distance_of_shares(one, two) -> None:
    assert partner_balance(one, two) == pytest.approx(-partner_balance(two, one))
    p, q = partner_shares([one, two]), partner_shares([two, one])
    assert abs(partner_balance(one, two)) == pytest.approx(total_variation(p, q), abs=1e-12)


def test_nothing_has_no_shares() -> None:
    assert np.isnan(partner_shares([0, 0])).all()
    assert math.isnan(total_variation([0, 0], [1, 0]))
    assert math.isnan(herfindahl([]))
    assert math.isnan(partner_balance(0, 0))


@pytest.mark.parametrize("bad", [[-1, 2], [float("nan"), 1], [float("inf"), 1]])
def test_weights_that_cannot_be(bad) -> None:
    with pytest.raises(ValueError, match="finite and at least 0"):
        herfindahl(bad)


def test_shapes() -> None:
    with pytest.raises(ValueError, match="vectors of one length"):
        total_variation([1, 2], [1, 2, 3])


def test_chance_by_hand() -> None:
    """Four words and four deeds of weight 1, two of the eight with partner 1: in 12 of 28 placings both on one side.

    Then the distance is .5, else 0: 12 / 28 * .5 = .2143.
    """
    word = np.repeat([True, False], 4)
    found = mismatch_if_chance(np.ones(8), [0, 0, 0, 1, 0, 0, 0, 1], word, n_perm=4000)
    assert found == pytest.approx(12 / 28 / 2, abs=4 * 0.2474 / np.sqrt(4000))
    assert found == mismatch_if_chance(np.ones(8), [0, 0, 0, 1, 0, 0, 0, 1], word, n_perm=4000)


def test_chance_needs_words_and_deeds() -> None:
    assert math.isnan(mismatch_if_chance([1, 1], [0, 1], [True, True]))
    with pytest.raises(ValueError, match="vectors of one length"):
        mismatch_if_chance([1, 1], [0], [True, True])
