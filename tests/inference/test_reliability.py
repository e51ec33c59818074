"""The reliability table: the isotonic curve, its band, and the test of reliability as a whole."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rhetoric_gap.inference import brier_decomposition, reliability_table
from rhetoric_gap.inference.reliability import error_correlation

cases = st.lists(
    st.tuples(st.sampled_from((0.1, 0.3, 0.35, 0.6, 0.9)), st.integers(0, 1)), min_size=1, max_size=9
)


def world(n: int = 120, seed: int = 0, power: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Forecasts and events; reliable if power is 1."""
    rng = np.random.default_rng(seed)
    p = rng.random(n).round(2)
    return p, (rng.random(n) < p**power).astype(float)


def test_pools_adjacent_violators_by_hand():
    """Shares 0 | 1 | 0 | 1 at .1 .2 .3 .9, with two forecasts of .2: the middle three pool to 2 of 3."""
    found = reliability_table([0.2, 0.1, 0.2, 0.3, 0.9], [1, 0, 1, 0, 1])
    expected = pd.DataFrame(
        {
            "forecast": [0.1, 0.2, 0.3, 0.9],
            "n": [1, 2, 1, 1],
            "events": [0, 2, 0, 1],
            "block": [0, 1, 1, 2],
            "block_n": [1, 3, 3, 1],
            "observed": [0, 2 / 3, 2 / 3, 1],
        }
    )
    pd.testing.assert_frame_equal(found.table[list(expected)], expected, check_dtype=False)
    assert found.table[["lower", "upper"]].isna().all(axis=None)
    assert found.reason == "only 5 forecasts, 10 needed for a band"
    assert np.isnan(found.p_value)


@settings(max_examples=40)
@given(cases)
def test_parts_are_those_of_the_decomposition(rows):
    p, y = zip(*rows, strict=True)
    found, parts = reliability_table(p, y), brier_decomposition(p, y, bins="isotonic")
    assert found.miscalibration == pytest.approx(parts.miscalibration, abs=1e-12)
    assert found.discrimination == pytest.approx(parts.resolution, abs=1e-12)
    assert found.miscalibration - found.discrimination + found.uncertainty == pytest.approx(
        parts.brier, abs=1e-12
    )
    assert found.table["observed"].is_monotonic_increasing
    assert found.table["n"].sum() == len(p) == found.table.groupby("block")["block_n"].first().sum()


def test_band_lies_around_the_diagonal_and_holds_a_reliable_curve():
    p, y = world()
    found = reliability_table(p, y, n_boot=199)
    table = found.table
    assert (table["lower"] <= table["forecast"] + 0.02).all() and (
        table["upper"] >= table["forecast"] - 0.02
    ).all()
    inside = table["observed"].between(table["lower"], table["upper"])
    assert inside.mean() > 0.9
    assert found.p_value > 0.05


def test_forecasts_that_are_too_high_leave_the_band():
    p, y = world(300, power=4)
    found = reliability_table(p, y, n_boot=199)
    middle = found.table[found.table["forecast"].between(0.4, 0.8)]
    assert (middle["observed"] < middle["lower"]).mean() > 0.9
    assert found.p_value == pytest.approx(1 / 200)


def test_higher_level_is_a_wider_band():
    p, y = world(60)
    wide, narrow = (reliability_table(p, y, level=level, n_boot=199).table for level in (0.99, 0.5))
    widths = [(t["upper"] - t["lower"]).mean() for t in (wide, narrow)]
    assert widths[0] > 1.5 * widths[1]


def test_same_seed_same_band_whatever_the_order_of_rows():
    p, y = world(40)
    k = np.arange(40) % 7
    mix = np.random.default_rng(9).permutation(40)
    one = reliability_table(p, y, cluster=k, n_boot=49, seed=3)
    two = reliability_table(p[mix], y[mix], cluster=k[mix], n_boot=49, seed=3)
    other = reliability_table(p, y, cluster=k, n_boot=49, seed=4)
    pd.testing.assert_frame_equal(one.table, two.table)
    assert one.p_value == two.p_value
    assert not one.table["lower"].equals(other.table["lower"])


def test_errors_shared_in_clusters_widen_the_band():
    rng = np.random.default_rng(5)
    k = np.repeat(np.arange(24), 5)
    p = rng.uniform(0.3, 0.7, 120).round(2)
    y = (rng.random(24)[k] < p).astype(float)  # one draw for each cluster
    apart, together = (reliability_table(p, y, cluster=c, n_boot=199) for c in (None, k))
    assert (apart.correlation, together.correlation > 0.3) == (0.0, True)
    widths = [(found.table["upper"] - found.table["lower"]).mean() for found in (apart, together)]
    assert widths[1] > 1.15 * widths[0]


@pytest.mark.parametrize(
    ("outcome", "cluster", "expected"),
    [([1, 1, 0, 0], [0, 0, 1, 1], 1.0), ([1, 0, 1, 0], [0, 0, 1, 1], 0.0), ([1, 1, 0, 0], [0, 1, 2, 3], 0.0)],
)
def test_error_correlation_at_its_ends(outcome, cluster, expected):
    assert error_correlation(np.full(4, 0.5), np.array(outcome, float), np.array(cluster)) == expected


def test_error_correlation_by_hand():
    """Errors .5 .5 -.5 | .5 -.5 at one half: pairs .25 - .5 and -.5, over 6 and 2 pairs of .25, so -.75 / 2 -> 0; and
    .5 .5 .5 | .5 -.5: 1.5 - .5 over 2."""
    k = np.array([0, 0, 0, 1, 1])
    assert error_correlation(np.full(5, 0.5), np.array([1.0, 1, 0, 1, 0]), k) == 0
    assert error_correlation(np.full(5, 0.5), np.array([1.0, 1, 1, 1, 0]), k) == pytest.approx(0.5)


@pytest.mark.parametrize("outcome", [0, 1])
def test_one_outcome_only(outcome):
    found = reliability_table(np.linspace(0.1, 0.9, 12), np.full(12, outcome), n_boot=49)
    assert (found.table["observed"] == outcome).all()
    assert found.table["block"].nunique() == 1
    assert found.discrimination == found.uncertainty == 0


def test_one_forecast_only_and_none():
    one = reliability_table(np.full(20, 0.3), np.tile([0, 1], 10), n_boot=99).table
    assert (len(one), one["observed"].item()) == (1, 0.5)
    assert 0 < one["lower"].item() < 0.3 < one["upper"].item() < 1
    none = reliability_table([], [])
    assert len(none.table) == 0
    assert np.isnan([none.miscalibration, none.discrimination, none.uncertainty]).all()
