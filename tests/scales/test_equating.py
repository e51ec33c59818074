"""Equating: golden numbers worked by hand, properties, and what is refused."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rhetoric_gap as rg

scores = st.lists(st.integers(0, 40), min_size=1, max_size=30)


def ranked(words, deeds):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rg.RhetoricGapWarning)
        return rg.equate_by_rank(words, deeds)


def paired(*arguments, **choices):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rg.RhetoricGapWarning)
        return rg.equate_by_pairs(*arguments, **choices)


def test_by_ceiling():
    made = rg.equate_by_ceiling([1, 2, None, 4], pd.Series([3.0, 6.0], index=["x", "y"]), action_ceiling=12)
    np.testing.assert_array_equal(made.statements, [0.25, 0.5, np.nan, 1])
    assert made.actions.to_dict() == {"x": 0.25, "y": 0.5}
    assert made.details == ("words divided by 4 (observed), deeds by 12 (given)",)
    assert "the strongest possible word" in repr(made)


def test_by_rank():
    # Words 10, 10, 20, 30: mid-ranks 1.5, 1.5, 3, 4, less a half, over 4. Deeds 1, 5: .5/2, 1.5/2.
    made = ranked([10, 10, 30, 20, None], [5, 1])
    np.testing.assert_array_equal(made.statements, [0.25, 0.25, 0.875, 0.625, np.nan])
    assert made.actions.tolist() == [0.75, 0.25]
    assert made.details[0] == "4 words (2 tied) and 2 deeds (0 tied) were ranked"


def test_small_pools_warn_and_large_ones_do_not():
    with pytest.warns(rg.RhetoricGapWarning, match="49 words .* fewer than 50 scores in a pool"):
        rg.equate_by_rank(range(49), range(60))
    assert len(rg.equate_by_rank(range(50), range(50)).details) == 1


def test_by_pairs_isotonic():
    # Pairs (1, 2) (2, 6) (3, 4) (4, 10): 6 and 4 are out of order and pooled to 5. Over 10: .2, .5, .5, 1; between
    # 1 and 2 a line; beyond the pairs flat.
    made = paired([0, 1, 1.5, 2, 3, 4, 9, None], [5, 10], [(1, 2), (2, 6), (3, 4), (4, 10)])
    np.testing.assert_allclose(made.statements, [0.2, 0.2, 0.35, 0.5, 0.5, 1, 1, np.nan])
    assert made.actions.tolist() == [0.5, 1]
    assert made.details == (
        "4 pairs, isotonic fit: root mean square residual 0.707, largest 1, on the scale of the deeds",
        "2 of 7 words lie beyond the pairs",
        "divided by 10, the most a deed can be",
    )


def test_by_pairs_linear():
    # Through (1, 1) (2, 3) (3, 5): deed = 2 word - 1, without residual; cut off at the ceiling of 8 and at 0.
    pairs = pd.DataFrame({"action": [1, 3, 5], "statement": [1, 2, 3]})
    made = paired([0, 1, 2, 4, 6], [8], pairs, fit="linear")
    np.testing.assert_allclose(made.statements, [0, 0.125, 0.375, 0.875, 1])
    assert made.details[0].startswith("3 pairs, linear fit: root mean square residual 0,")


def test_few_pairs_warn():
    with pytest.warns(rg.RhetoricGapWarning, match="2 pairs, isotonic fit.*fewer than 10"):
        rg.equate_by_pairs([1], [1], [(1, 1), (2, 2)])
    rg.equate_by_pairs([1], [1], [(i, i) for i in range(10)])


def test_by_map():
    made = rg.equate_by_map(
        pd.Series(["warn", None, "threat"], index=[4, 5, 6]),
        [3, 3],
        words={"warn": 0.2, "threat": 1},
        deeds={3: 0.6, 4: 1},
    )
    assert made.statements.index.tolist() == [4, 5, 6]
    np.testing.assert_array_equal(made.statements, [0.2, np.nan, 1])
    assert made.actions.tolist() == [0.6, 0.6]
    assert made.details == ("2 kinds of word and 1 kind of deed were mapped",)


@given(words=scores, deeds=scores, seed=st.integers(0, 99))
def test_severities_are_in_range_keep_the_order_and_follow_their_rows(words, deeds, seed):
    makers = [ranked, lambda w, d: paired(w, d, [(0, 0), (10, 3), (40, 40)])]
    if max(words) and max(deeds):
        makers.append(rg.equate_by_ceiling)
    shuffle = np.random.default_rng(seed).permutation(len(words))
    for make in makers:
        made = make(words, deeds)
        for given_scores, severities in ((words, made.statements), (deeds, made.actions)):
            assert severities.between(0, 1).all()
            order = np.argsort(given_scores, kind="stable")
            assert (np.diff(severities.to_numpy()[order]) >= -1e-12).all()
        again = make(np.array(words)[shuffle], deeds).statements
        np.testing.assert_allclose(again, made.statements.to_numpy()[shuffle])


@given(words=scores, deeds=scores)
def test_ranks_do_not_change_under_rising_transformations(words, deeds):
    plain, bent = ranked(words, deeds), ranked(np.exp(np.array(words) / 9), np.array(deeds) ** 3 - 5)
    pd.testing.assert_series_equal(plain.statements, bent.statements)
    pd.testing.assert_series_equal(plain.actions, bent.actions)


@given(words=scores)
def test_ranks_have_mean_one_half_whatever_the_ties(words):
    assert ranked(words, [1]).statements.mean() == pytest.approx(0.5)


@given(words=st.lists(st.integers(1, 40), min_size=1, max_size=30), factor=st.floats(0.1, 10))
def test_ceilings_take_units_away(words, factor):
    plain = rg.equate_by_ceiling(words, [1]).statements
    np.testing.assert_allclose(plain, rg.equate_by_ceiling(np.array(words) * factor, [1]).statements)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: rg.equate_by_ceiling([-1, 2], [1]),
            r"statements must be at least 0, got -1 in row 0: take absolute",
        ),
        (
            lambda: rg.equate_by_ceiling([1], ["x", "y", "z", "u"]),
            "actions must be numbers, got 'x' in row 0, .* and 1 more",
        ),
        (lambda: rg.equate_by_ceiling([1], [np.inf]), "actions must be numbers"),
        (lambda: rg.equate_by_ceiling([None], [1]), "statements holds no score"),
        (lambda: rg.equate_by_ceiling([0], [1]), "statement_ceiling must be above 0"),
        (
            lambda: rg.equate_by_ceiling([3], [1], statement_ceiling=2),
            "statement_ceiling is 2, but there are higher",
        ),
        (lambda: rg.equate_by_rank("high", [1]), "must be a column or a list of scores"),
        (lambda: rg.equate_by_rank([], [1]), "statements holds no score"),
        (lambda: rg.equate_by_pairs([1], [1], [(1, 1)], fit="cubic"), "fit='cubic' is not known"),
        (lambda: rg.equate_by_pairs([1], [1], [(1, 1), (1, 2)]), "at least two different words, got 1"),
        (
            lambda: rg.equate_by_pairs([1], [1], [(1, 2, 3)]),
            r"two columns, word and deed, got shape \(1, 3\)",
        ),
        (lambda: rg.equate_by_pairs([1], [1], [(1, None), (2, 3)]), "pairs must be complete"),
        (lambda: rg.equate_by_pairs([1], [1], pd.DataFrame({"statement": [1]})), r"missing: \['action'\]"),
        (lambda: rg.equate_by_pairs([1], [1], [(1, 2), (2, 1)], fit="linear"), "does not rise .slope -1"),
        (lambda: rg.equate_by_pairs([1], [5], [(1, 2), (2, 3)], action_ceiling=4), "action_ceiling is 4"),
        (
            lambda: rg.equate_by_map(["a", "b"], [1], words={"a": 0.1}, deeds={}),
            "words has no severity for 'b'; deeds has .* 1",
        ),
        (
            lambda: rg.equate_by_map(["a"], [1], words={"a": 2}, deeds={1: True}),
            "in .0, 1., got 'a': 2; deeds: .* 1: True",
        ),
        (lambda: rg.equate_by_map(["a"], [1], words=[1], deeds={1: 1}), "words must be a mapping"),
        (lambda: rg.equate_by_map("a", [1], words={}, deeds={1: 1}), "give a column or a list"),
    ],
)
def test_what_cannot_be_equated_is_refused(call, message):
    with pytest.raises(rg.RhetoricGapError, match=message):
        call()
