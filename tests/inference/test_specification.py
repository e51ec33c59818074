"""The spread of many specifications, and which choice moves them."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhetoric_gap import RhetoricGapError
from rhetoric_gap.inference import choice_influence, curve_summary

NAN = float("nan")


def test_summary_of_five_worked_by_hand() -> None:
    # In order .1 .2 .4 .6 .9: median .4, quartiles at the second and fourth value; two above .5, three below.
    found = curve_summary([0.9, 0.2, 0.4, 0.6, 0.1], null=0.5)
    assert (found.n, found.median) == (5, 0.4)
    assert (found.lower_quartile, found.upper_quartile, found.lowest, found.highest) == (0.2, 0.6, 0.1, 0.9)
    assert found.iqr == pytest.approx(0.4)
    assert (found.n_below, found.n_above, found.share_one_sign) == (3, 2, 0.6)


def test_what_lies_on_the_reference_counts_for_neither_side() -> None:
    found = curve_summary([0.5, 0.1 + 0.4, 0.4, 0.6], null=0.5)
    assert (found.n_below, found.n_above, found.share_one_sign) == (1, 1, 0.25)


def test_every_specification_may_have_a_reference_of_its_own() -> None:
    found = curve_summary([0.3, 0.5, 0.7], null=[0.4, 0.4, NAN])
    assert (found.n, found.n_below, found.n_above, found.share_one_sign) == (3, 1, 1, 0.5)


def test_without_estimates_everything_is_missing() -> None:
    found = curve_summary([NAN, NAN], null=0.0)
    assert found.n == 0
    assert np.isnan([found.median, found.iqr, found.share_one_sign]).all()
    assert np.isnan(curve_summary([0.2, 0.3]).share_one_sign)


def test_influence_of_two_choices_worked_by_hand() -> None:
    # .2 .3 .6 .7: mean .45, sum of squares .17. Means .25 and .65 of the first choice: 4 * .2^2 = .16 of it; means .4
    # and .5 of the second: 4 * .05^2 = .01. They add up to .17, so there is no interaction.
    table = np.transpose([[0, 0, 1, 1], [0, 1, 0, 1]])
    first, second = choice_influence(table, [0.2, 0.3, 0.6, 0.7])
    assert first.first_order == pytest.approx(0.16 / 0.17)
    assert second.first_order == pytest.approx(0.01 / 0.17)
    assert first.total == pytest.approx(first.first_order)
    assert (first.mean_difference, first.n_pairs) == (pytest.approx(0.4), 2)
    assert (second.mean_difference, second.n_pairs) == (pytest.approx(0.1), 2)


def test_pure_interaction_has_no_main_effect_and_all_of_the_total() -> None:
    table = np.transpose([[0, 0, 1, 1], [0, 1, 0, 1]])
    for found in choice_influence(table, [0.2, 0.8, 0.8, 0.2]):
        assert found.first_order == pytest.approx(0)
        assert found.total == pytest.approx(1)
        assert found.mean_difference == pytest.approx(0.6)


def test_shares_are_those_of_an_analysis_of_variance() -> None:
    from statsmodels.formula.api import ols
    from statsmodels.stats.anova import anova_lm

    grid = np.array(list(product(range(3), range(2), range(2))))
    y = np.random.default_rng(5).normal(size=len(grid)) + grid @ [0.5, 1.0, 0.0]
    data = pd.DataFrame(grid, columns=["a", "b", "c"]).assign(y=y)
    # The three-way term is what is left over, so that the model is not saturated.
    sums = anova_lm(ols("y ~ (C(a) + C(b) + C(c)) ** 2", data).fit())["sum_sq"]
    total = sums.sum()
    for found, name in zip(choice_influence(grid, y), "abc", strict=True):
        own = sums[f"C({name})"]
        with_others = sums[[term for term in sums.index if f"C({name})" in term or term == "Residual"]].sum()
        assert found.first_order == pytest.approx(own / total)
        assert found.total == pytest.approx(with_others / total)


def test_missing_estimates_are_left_out_of_the_shares() -> None:
    table = np.transpose([[0, 0, 1, 1], [0, 1, 0, 1]])
    first, second = choice_influence(table, [0.2, NAN, 0.6, 0.7])
    assert (first.n_pairs, first.mean_difference) == (1, pytest.approx(0.4))
    assert (second.n_pairs, second.mean_difference) == (1, pytest.approx(0.1))


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ([0.4, 0.1 + 0.3], "all specifications give the same estimate"),
        ([NAN, NAN], "no specification has an estimate"),
    ],
)
def test_no_variance_is_no_share(values: list[float], why: str) -> None:
    (found,) = choice_influence([[0], [1]], values)
    assert found.reason == why
    assert np.isnan(found.first_order) and np.isnan(found.total)


def test_choices_that_never_vary_alone_have_no_total() -> None:
    first, second = choice_influence([[0, 0], [1, 1]], [0.2, 0.6])
    assert first.first_order == second.first_order == 1
    assert first.reason == "no two specifications differ in this choice only"
    assert np.isnan(first.total) and np.isnan(first.mean_difference)


def test_shapes_that_do_not_fit_are_named() -> None:
    with pytest.raises(RhetoricGapError, match=r"one row for each of the 3 estimates .* got shape \(2, 1\)"):
        choice_influence([[0], [1]], [0.1, 0.2, 0.3])
    with pytest.raises(RhetoricGapError, match=r"must be a vector, .* got shape \(1, 2\)"):
        curve_summary([[0.1, 0.2]])


@given(
    st.integers(2, 3),
    st.integers(2, 3),
    st.lists(st.floats(0, 1, allow_subnormal=False).map(lambda x: round(x, 3)), min_size=9, max_size=9),
)
def test_full_tables_split_their_variance_exactly(a: int, b: int, values: list[float]) -> None:
    grid = np.array(list(product(range(a), range(b))))
    y = np.array(values[: len(grid)])
    first, second = choice_influence(grid, y)
    if first.reason:
        assert np.ptp(y) < 1e-6
        return
    # Of two choices, what one does not explain alone is the other's, alone or together with it.
    assert first.first_order + second.total == pytest.approx(1, abs=1e-9)
    assert second.first_order + first.total == pytest.approx(1, abs=1e-9)
    assert first.first_order <= first.total + 1e-9
    swapped = choice_influence(grid[::-1, ::-1], y[::-1])
    assert swapped[1].first_order == pytest.approx(first.first_order)
