"""Krippendorff's alpha: published numbers, brute force over pairs, the package on every resample, and bad tables."""

from __future__ import annotations

import sys
from typing import Any

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rhetoric_gap import RhetoricGapError, UnknownOptionError, krippendorff_alpha
from rhetoric_gap.inference._alphas import resampled_alphas

NAN = float("nan")
# Four observers, twelve units: the example of Krippendorff (2011), section C.
OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
    [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
]
METRICS = ("nominal", "ordinal", "interval", "ratio")
codings = st.lists(
    st.lists(st.sampled_from((NAN, 1.0, 2.0, 3.0, 5.0)), min_size=8, max_size=8), min_size=2, max_size=4
)


def brute(table: Any, metric: str) -> float:
    """Alpha pair by pair, over pairable values only."""
    columns = [[v for v in unit if not np.isnan(v)] for unit in np.asarray(table, dtype=float).T]
    columns = [unit for unit in columns if len(unit) > 1]
    values = [v for unit in columns for v in unit]

    def apart(a: float, b: float) -> float:
        if metric == "nominal":
            return float(a != b)
        if metric == "interval":
            return (a - b) ** 2
        if metric == "ratio":
            return ((a - b) / (a + b)) ** 2 if a + b else 0.0
        low, high = sorted((a, b))
        between = sum(low <= v <= high for v in values)
        return (between - (values.count(a) + values.count(b)) / 2) ** 2

    def mean(pairs: list[tuple[float, float]], weights: list[float]) -> float:
        return sum(w * apart(a, b) for (a, b), w in zip(pairs, weights, strict=True)) / sum(weights)

    inner = [
        ((u[i], u[j]), 1 / (len(u) - 1))
        for u in columns
        for i in range(len(u))
        for j in range(len(u))
        if i != j
    ]
    outer = [(values[i], values[j]) for i in range(len(values)) for j in range(len(values)) if i != j]
    if len(set(values)) < 2:
        return NAN
    return 1 - mean([p for p, _ in inner], [w for _, w in inner]) / mean(outer, [1.0] * len(outer))


def tidy(table: Any) -> pd.DataFrame:
    """One row per coding."""
    rows = [
        (f"u{u:02d}", f"c{c}", v) for c, row in enumerate(table) for u, v in enumerate(row) if not pd.isna(v)
    ]
    return pd.DataFrame(rows, columns=["unit", "coder", "value"])


@pytest.mark.parametrize("metric", METRICS)
def test_golden_numbers(golden, metric):
    found = krippendorff_alpha(OBSERVERS, metric=metric, n_boot=9)
    assert found.alpha == pytest.approx(golden["krippendorff_2011"][metric], abs=5e-4)
    assert found.alpha == pytest.approx(brute(OBSERVERS, metric), abs=1e-12)
    assert found.alpha == pytest.approx(1 - found.observed / found.expected)
    assert (found.n_units, found.n_coders, found.n_values, found.n_left_out) == (11, 4, 40, 1)


@settings(max_examples=60)
@given(codings, st.sampled_from(METRICS))
def test_against_brute_force(table, metric):
    found = krippendorff_alpha(table, metric=metric)
    expected = brute(table, metric)
    assert found.alpha == pytest.approx(expected, abs=1e-9, nan_ok=True)
    assert np.isnan(expected) == bool((found.reason and "alike" in found.reason) or found.n_units == 0)


@pytest.mark.parametrize("metric", METRICS)
def test_resamples_have_the_alpha_of_the_package(metric):
    rng = np.random.default_rng(1)
    table = rng.integers(0, 4, (3, 25)).astype(float)
    table[rng.random(table.shape) < 0.25] = NAN
    domain = np.arange(4.0)
    counts = np.array([[(table[:, u] == v).sum() for v in domain] for u in range(25)])
    counts = counts[counts.sum(axis=1) > 1]
    weights = rng.multinomial(len(counts), np.full(len(counts), 1 / len(counts)), size=20)
    mine, _, _ = resampled_alphas(counts, domain, metric, weights.astype(float))
    theirs = [
        krippendorff.alpha(
            value_counts=np.repeat(counts, times, axis=0), value_domain=domain, level_of_measurement=metric
        )
        for times in weights
    ]
    assert mine == pytest.approx(theirs, abs=1e-12)


@settings(max_examples=25)
@given(codings)
def test_tidy_table_and_array_say_the_same_in_any_order(table):
    frame = tidy(table)
    if len(frame) < 2:
        return
    whole = krippendorff_alpha(table, metric="interval", n_boot=19)
    mixed = krippendorff_alpha(frame.sample(frac=1, random_state=3), metric="interval", n_boot=19)
    assert mixed.alpha == pytest.approx(whole.alpha, nan_ok=True)
    assert [mixed.lower, mixed.upper] == pytest.approx([whole.lower, whole.upper], nan_ok=True)
    assert (mixed.n_units, mixed.n_values) == (whole.n_units, whole.n_values)


def test_labels_of_nominal_values_and_the_scale_of_numbers_do_not_matter():
    names = {1: "kept", 2: "partial", 3: "late", 4: "open", 5: "none"}
    words = [[names.get(v) for v in row] for row in OBSERVERS]
    assert krippendorff_alpha(words).alpha == krippendorff_alpha(OBSERVERS).alpha
    moved = 10 * np.array(OBSERVERS) - 7
    one, two = (krippendorff_alpha(t, metric="interval").alpha for t in (OBSERVERS, moved))
    assert one == pytest.approx(two)
    stretched = np.array(OBSERVERS) ** 3
    one, two = (krippendorff_alpha(t, metric="ordinal").alpha for t in (OBSERVERS, stretched))
    assert one == pytest.approx(two)


def test_ordinal_words_need_their_order():
    names = dict(enumerate(["no", "low", "mid", "high", "full"], start=1))
    words = [[names.get(v) for v in row] for row in OBSERVERS]
    found = krippendorff_alpha(words, metric="ordinal", order=list(names.values()))
    assert found.alpha == krippendorff_alpha(OBSERVERS, metric="ordinal").alpha
    with pytest.raises(
        RhetoricGapError, match=r"metric='ordinal' needs numbers, got \['full'.*; give their order="
    ):
        krippendorff_alpha(words, metric="ordinal")
    with pytest.raises(
        RhetoricGapError, match=r"values not in order=\['no', 'low'\]: \['full', 'high', 'mid'\]"
    ):
        krippendorff_alpha(words, metric="ordinal", order=["no", "low"])
    with pytest.raises(RhetoricGapError, match="order is for ordinal values"):
        krippendorff_alpha(words, order=list(names.values()))


def noisy(n: int, right: float, seed: int = 0, coders: int = 2) -> np.ndarray:
    """Coders who see the truth with some probability and guess otherwise."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 3, n)
    return np.where(rng.random((coders, n)) < right, truth, rng.integers(0, 3, (coders, n))).astype(float)


def test_interval_holds_alpha_and_shrinks_with_units():
    found = {n: krippendorff_alpha(noisy(n, 0.8), n_boot=399) for n in (20, 320)}
    for one in found.values():
        assert one.lower < one.alpha < one.upper
        assert one.method == "bootstrap over units, BCa"
    widths = {n: one.upper - one.lower for n, one in found.items()}
    assert widths[320] < 0.4 * widths[20]
    assert found[20].notes == (
        "20 units are few: rare values may be missing among them, and the interval is rough",
        "only 7 units show any disagreement: alpha hangs on them, the interval is rough",
    )
    assert found[320].notes == ()


def test_shares_below_the_lines():
    good, bad = (krippendorff_alpha(noisy(100, right), n_boot=199) for right in (0.99, 0.5))
    assert (good.below_tentative, bad.below_tentative) == (0, 1)
    assert 0 <= good.below_tentative <= good.below_reliable <= 1


def test_seed_decides_the_limits_and_nothing_else():
    one, two, other = (krippendorff_alpha(noisy(40, 0.8), n_boot=99, seed=seed) for seed in (1, 1, 2))
    assert one == two
    assert (other.lower, other.upper) != (one.lower, one.upper)
    assert other.alpha == one.alpha


def test_units_that_hang_together_are_resampled_together():
    rng = np.random.default_rng(0)
    table = np.repeat(noisy(15, 0.8, seed=2), 6, axis=1)  # six units of each crisis, coded alike
    crisis = np.repeat(np.arange(15), 6)
    apart, together = (krippendorff_alpha(table, cluster=c, n_boot=399) for c in (None, crisis))
    assert together.alpha == apart.alpha
    assert together.upper - together.lower > 1.7 * (apart.upper - apart.lower)
    assert together.method == "bootstrap over clusters, BCa"
    assert together.notes[-1] == "90 units in 15 clusters, resampled together"
    frame = tidy(table)
    frame["crisis"] = frame["unit"].str[1:].astype(int) // 6
    mixed = krippendorff_alpha(frame.iloc[rng.permutation(len(frame))], cluster="crisis", n_boot=399)
    assert mixed.lower == pytest.approx(together.lower, abs=0.06)
    few = krippendorff_alpha(table, cluster=crisis // 2)
    assert few.reason == "only 8 clusters of units with two codings, 10 needed for an interval"


def test_degenerate_tables_have_a_reason():
    alike = krippendorff_alpha(np.ones((2, 30)))
    assert np.isnan([alike.alpha, alike.lower]).all()
    assert alike.reason == "all values are alike: nothing to agree about"
    alone = krippendorff_alpha([[1, NAN, 2], [NAN, 1, NAN]])
    assert (np.isnan(alone.alpha), alone.reason, alone.n_left_out) == (True, "no unit has two codings", 3)
    few = krippendorff_alpha([[1, 2, 3], [1, 2, 2]])
    assert few.reason == "only 3 units with two codings, 10 needed for an interval"
    assert np.isfinite(few.alpha) and np.isnan(few.lower)
    perfect = krippendorff_alpha(np.tile([1, 2], (2, 20)))
    assert perfect.alpha == 1
    assert perfect.reason.startswith("all pairs agree")
    lone = np.ones((2, 15))
    lone[:, 0] = 2
    lone[1, 1] = 2
    assert np.isfinite(krippendorff_alpha(lone, n_boot=99).alpha)
    one = np.ones((2, 15))
    one[0, 0] = 2
    assert (
        krippendorff_alpha(one, n_boot=99).reason
        == "agreement rests on one unit: without it all values are alike"
    )


def test_missing_package_is_named_with_the_remedy(monkeypatch):
    monkeypatch.setitem(sys.modules, "krippendorff", None)
    with pytest.raises(RhetoricGapError, match=r'pip install "rhetoric_gap\[agreement\]"'):
        krippendorff_alpha(OBSERVERS)


def test_many_distinct_values_do_not_need_the_packages_matrix(monkeypatch):
    monkeypatch.setattr("rhetoric_gap.inference.agreement._MOST_CELLS", 0)
    table = np.random.default_rng(0).random((2, 30))
    expected = krippendorff.alpha(table, level_of_measurement="interval")
    assert krippendorff_alpha(table, metric="interval", n_boot=9).alpha == pytest.approx(expected)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda t: t.rename(columns={"coder": "coders"}), r"no column \['coder'\].*Did you mean 'coders'"),
        (lambda t: pd.concat([t, t.iloc[[0]]], ignore_index=True), r"coder coded twice \(rows \[0, 40\]\)"),
        (
            lambda t: t.assign(unit=t["unit"].where(t.index != 3)),
            r"1 rows without unit or coder \(rows \[3\]\)",
        ),
    ],
)
def test_bad_tables(change, text):
    frame = tidy([row[:11] for row in OBSERVERS])
    assert len(frame) == 40
    with pytest.raises(RhetoricGapError, match=text):
        krippendorff_alpha(change(frame))


def test_bad_options_and_values():
    with pytest.raises(
        UnknownOptionError, match=r"metric='cardinal'.*'nominal', 'ordinal', 'interval', 'ratio'"
    ):
        krippendorff_alpha(OBSERVERS, metric="cardinal")  # type: ignore[arg-type]
    with pytest.raises(RhetoricGapError, match="needs numbers of at least 0, got -1"):
        krippendorff_alpha([[-1, 2], [1, 2]], metric="ratio")
    with pytest.raises(RhetoricGapError, match="coders by units, got an array of shape"):
        krippendorff_alpha([1, 2, 3])
    with pytest.raises(RhetoricGapError, match=r"one cluster per unit is needed: 12 units, got shape \(2,\)"):
        krippendorff_alpha(OBSERVERS, cluster=[1, 2])
    with pytest.raises(RhetoricGapError, match="cluster must be the name of a column"):
        krippendorff_alpha(tidy(OBSERVERS), cluster=[1, 2])
    with pytest.raises(RhetoricGapError, match=r"each unit needs one 'c'.*\['u00'\]"):
        krippendorff_alpha(tidy(OBSERVERS).assign(c=[1] + [2] * 40), cluster="c")
