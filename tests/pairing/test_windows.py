"""The window kernels against the definition, spelled out pair by pair."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rhetoric_gap.pairing.windows import (
    DeedIndex,
    announced,
    best_by_enumeration,
    best_in_window,
    count_in_window,
    enumerate_pairs,
    index_deeds,
    sum_in_window,
    window_bounds,
)

NANOSECONDS_PER_DAY = 86_400_000_000_000
LADDER = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]


@dataclass(frozen=True)
class World:
    """A small random world; deeds carry input positions 0, 1, 2, ..."""

    deed_dyad: np.ndarray
    deed_day: np.ndarray
    severity: np.ndarray
    dyad: np.ndarray
    start: np.ndarray
    end: np.ndarray
    named: np.ndarray

    def eligible(self, i: int) -> list[int]:
        """Input positions of a statement's deeds, earliest first, by definition."""
        if self.dyad[i] < 0:
            return []
        found = [
            j
            for j in range(len(self.deed_dyad))
            if self.deed_dyad[j] == self.dyad[i] and self.start[i] <= self.deed_day[j] <= self.end[i]
        ]
        return sorted(found, key=lambda j: (self.deed_day[j], j))

    def index(self) -> DeedIndex:
        return index_deeds(self.deed_dyad, self.deed_day)

    def bounds(self, index: DeedIndex) -> tuple[np.ndarray, np.ndarray]:
        return window_bounds(index, self.dyad, self.start, self.end)


@st.composite
def worlds(draw: st.DrawFn, scale: int = 1) -> World:
    """Draw dyads, days (negative ones too), windows that may be empty or end before they start, and ties."""
    n_deeds, n_said = draw(st.integers(0, 25)), draw(st.integers(0, 12))
    days, codes = st.integers(-12, 12), st.integers(-1, 3)
    severity = draw(st.sampled_from([st.sampled_from(LADDER), st.floats(0, 1)]))

    def column(values: st.SearchStrategy, size: int, dtype: type) -> np.ndarray:
        return np.array(draw(st.lists(values, min_size=size, max_size=size)), dtype=dtype)

    return World(
        deed_dyad=column(codes, n_deeds, np.int64),
        deed_day=column(days, n_deeds, np.int64) * scale,
        severity=column(severity, n_deeds, np.float64),
        # Codes that no deed has must find nothing, on either side of those that exist.
        dyad=column(st.integers(-1, 6), n_said, np.int64),
        start=column(st.integers(-15, 15), n_said, np.int64) * scale,
        end=column(st.integers(-15, 15), n_said, np.int64) * scale,
        named=column(severity, n_said, np.float64),
    )


any_world = st.one_of(worlds(), worlds(scale=NANOSECONDS_PER_DAY * 5_000))


@given(any_world)
def test_window_is_the_eligible_deeds_in_order_of_day_then_input(world: World) -> None:
    index = world.index()
    lo, hi = world.bounds(index)
    found = [index.order[a:b].tolist() for a, b in zip(lo, hi, strict=True)]
    assert found == [world.eligible(i) for i in range(len(world.dyad))]
    assert count_in_window(lo, hi).tolist() == [len(deeds) for deeds in found]


@given(any_world)
def test_sorting_is_stable_and_leads_back(world: World) -> None:
    index = world.index()
    expected = sorted(range(len(index)), key=lambda j: (world.deed_dyad[j], world.deed_day[j], j))
    assert index.order.tolist() == expected
    assert index.dyad.tolist() == world.deed_dyad[expected].tolist()
    assert index.day.tolist() == world.deed_day[expected].tolist()
    assert index.to_input(index.to_sorted(world.severity)).tolist() == world.severity.tolist()


@given(any_world)
def test_best_deed_is_the_earliest_of_the_highest_credit(world: World) -> None:
    index = world.index()
    best = best_in_window(index, *world.bounds(index), world.severity, world.named)
    for i, (deed, credit) in enumerate(zip(index.input_position(best.position), best.credit, strict=True)):
        assert (deed, credit) == _best(world, i, lambda i, j: min(world.severity[j], world.named[i]))


@given(any_world)
def test_best_deed_without_a_cap_is_the_most_severe(world: World) -> None:
    index = world.index()
    best = best_in_window(index, *world.bounds(index), world.severity)
    for i, (deed, credit) in enumerate(zip(index.input_position(best.position), best.credit, strict=True)):
        assert (deed, credit) == _best(world, i, lambda i, j: world.severity[j])


@given(worlds(), st.sampled_from([1.0, 3.5, 30.0]))
def test_best_deed_under_decay_weighs_lag_against_severity(world: World, half_life: float) -> None:
    index, clock = world.index(), world.start - 1

    def credit(i: int, j: int) -> float:
        return min(world.severity[j], world.named[i]) * np.exp2(-(world.deed_day[j] - clock[i]) / half_life)

    best = best_in_window(
        index, *world.bounds(index), world.severity, world.named, half_life=half_life, start=clock
    )
    for i, (deed, earned) in enumerate(zip(index.input_position(best.position), best.credit, strict=True)):
        assert (deed, earned) == _best(world, i, credit)


@given(worlds(), st.integers(1, 7))
def test_enumeration_finds_the_same_best_in_pieces_of_any_size(world: World, chunk: int) -> None:
    index = world.index()
    lo, hi = world.bounds(index)
    severity = index.to_sorted(world.severity)
    found = best_by_enumeration(lo, hi, lambda i, j: np.minimum(severity[j], world.named[i]), chunk)
    expected = best_in_window(index, lo, hi, world.severity, world.named)
    assert found.position.tolist() == expected.position.tolist()
    assert found.credit.tolist() == expected.credit.tolist()


@given(worlds(), st.integers(1, 7))
def test_every_pair_is_listed_once_in_bounded_pieces(world: World, chunk: int) -> None:
    lo, hi = world.bounds(world.index())
    pieces = list(enumerate_pairs(lo, hi, chunk))
    listed = [pair for i, j in pieces for pair in zip(i.tolist(), j.tolist(), strict=True)]
    assert listed == [(i, j) for i in range(len(lo)) for j in range(lo[i], hi[i])]
    assert all(0 < len(i) <= chunk for i, _ in pieces)
    in_pieces = [set(i.tolist()) for i, _ in pieces]
    for i in range(len(lo)):
        if hi[i] - lo[i] <= chunk:
            assert sum(i in piece for piece in in_pieces) <= 1


@given(any_world)
def test_announced_deeds_lie_in_some_window(world: World) -> None:
    index = world.index()
    seen = {j for i in range(len(world.dyad)) for j in world.eligible(i)}
    assert announced(index, *world.bounds(index)).tolist() == [j in seen for j in range(len(world.deed_dyad))]


@given(worlds())
def test_flat_sum_is_the_sum(world: World) -> None:
    index = world.index()
    sums = sum_in_window(index, *world.bounds(index), world.severity)
    expected = [fsum(world.severity[world.eligible(i)]) for i in range(len(world.dyad))]
    assert sums.tolist() == pytest.approx(expected, rel=1e-15, abs=1e-15)


@given(worlds(), st.sampled_from([0.5, 3.0, 60.0]))
def test_decayed_sum_is_the_sum(world: World, half_life: float) -> None:
    index = world.index()
    sums = sum_in_window(index, *world.bounds(index), world.severity, half_life=half_life, start=world.start)
    expected = [
        fsum(
            world.severity[j] * 2 ** (-(world.deed_day[j] - world.start[i]) / half_life)
            for j in world.eligible(i)
        )
        for i in range(len(world.dyad))
    ]
    assert sums.tolist() == pytest.approx(expected, rel=1e-13, abs=1e-15)


def test_flat_sum_keeps_its_digits_behind_a_huge_neighbour() -> None:
    """A prefix sum in floating point would return 0 here: 1e-3 is lost behind 1e15."""
    index = index_deeds(np.zeros(3, dtype=int), np.arange(3))
    sums = sum_in_window(index, np.array([1]), np.array([3]), [1e15, 1e-3, 2e-3])
    assert sums.tolist() == pytest.approx([3e-3], rel=1e-12)


def test_decayed_sum_survives_a_century_of_days() -> None:
    """Prefix sums of 2 ** (t / half_life) would overflow after 1,024 half-lives."""
    days = np.arange(0, 36_500, 5)
    index = index_deeds(np.zeros(len(days), dtype=int), days)
    start = days[:-20]
    lo, hi = window_bounds(index, np.zeros(len(start), dtype=int), start, start + 10)
    sums = sum_in_window(index, lo, hi, np.ones(len(days)), half_life=5, start=start)
    assert sums.tolist() == pytest.approx([1.75] * len(start), rel=1e-12)


def test_large_index_equals_a_plain_sort() -> None:
    """Beyond a thousand rows keys are sorted digit by digit: the order must not notice."""
    rng = np.random.default_rng(3)
    dyad, day = rng.integers(-1, 900, 20_000), rng.integers(-300, 70_000, 20_000)
    index = index_deeds(dyad, day)
    assert index.order.tolist() == np.lexsort((day, dyad)).tolist()
    lo, hi = window_bounds(index, dyad, day, day)
    same = index.order[lo]
    assert (hi > lo)[dyad >= 0].all()
    assert (dyad[same] == dyad)[dyad >= 0].all() and (day[same] == day)[dyad >= 0].all()
    assert (hi == lo)[dyad < 0].all()


def test_sorted_deeds_are_not_sorted_again() -> None:
    index = index_deeds([-1, 0, 0, 2], [9, -5, -5, -7])
    assert index.in_order
    values = np.arange(4.0)
    assert index.to_sorted(values) is values


def test_keys_that_do_not_fit_are_ranked() -> None:
    far = 2**62
    index = index_deeds([0, 5, 5, 2**40], [-far, far, -far, 3])
    lo, hi = window_bounds(index, [5, 5, 5, 2**40, 4, 2**41], [-far, -far + 1, far, 3, -far, 3], far)
    assert (hi - lo).tolist() == [2, 1, 1, 1, 0, 0]
    assert index.order[lo[:4]].tolist() == [2, 1, 1, 3]


def test_no_deeds_and_no_statements() -> None:
    nothing = index_deeds(np.empty(0, dtype=int), np.empty(0, dtype=int))
    lo, hi = window_bounds(nothing, [0, -1], [1, 1], [5, 5])
    best = best_in_window(nothing, lo, hi, [], [1.0, 1.0])
    assert (best.position.tolist(), best.credit.tolist()) == ([-1, -1], [0.0, 0.0])
    assert sum_in_window(nothing, lo, hi, []).tolist() == [0.0, 0.0]
    assert announced(nothing, lo, hi).tolist() == []
    some = index_deeds([0], [3])
    none = np.empty(0, dtype=np.int64)
    assert best_in_window(some, none, none, [1.0], []).position.tolist() == []
    assert announced(some, none, none).tolist() == [False]


def test_days_that_are_not_whole_numbers_are_refused() -> None:
    with pytest.raises(TypeError, match="float64"):
        index_deeds([0, 0], [1.5, 2.0])


@pytest.mark.parametrize("kernel", [best_in_window, sum_in_window])
def test_half_life_without_a_clock_is_refused(kernel) -> None:
    index = index_deeds([0], [1])
    with pytest.raises(ValueError, match="half_life needs start"):
        kernel(index, np.array([0]), np.array([1]), [1.0], half_life=30)


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_wide_windows_over_many_deeds(seed: int) -> None:
    """Windows of hundreds of deeds use block maxima and block sums of every size."""
    rng = np.random.default_rng(seed)
    n = 600
    severity, named = rng.choice(LADDER, n), rng.random(40)
    index = index_deeds(rng.integers(0, 2, n), rng.integers(-50, 50, n))
    start = rng.integers(-60, 60, 40)
    lo, hi = window_bounds(index, rng.integers(0, 2, 40), start, start + rng.integers(0, 120, 40))
    best = best_in_window(index, lo, hi, severity, named)
    decayed = sum_in_window(index, lo, hi, severity, half_life=9.0, start=start)
    worth = severity[index.order]
    for i in range(40):
        run = np.minimum(worth[lo[i] : hi[i]], named[i])
        credit = run.max(initial=0)
        assert best.credit[i] == credit
        assert best.position[i] == (lo[i] + run.argmax() if credit > 0 else -1)
        weight = np.exp2(-(index.day[lo[i] : hi[i]] - start[i]) / 9.0)
        assert decayed[i] == pytest.approx(fsum(worth[lo[i] : hi[i]] * weight), rel=1e-12)


@pytest.mark.parametrize("half_life", [None, 20.0])
def test_many_statements_are_worked_off_in_blocks(half_life: float | None, monkeypatch) -> None:
    """Long tables are taken block by block in an order of their own: the answers must stay in place."""
    monkeypatch.setattr("rhetoric_gap.pairing._rangemax.CACHED_ROWS", 700)
    rng = np.random.default_rng(8)
    n = 3_000
    severity, named = rng.choice(LADDER, n), rng.choice(LADDER, n)
    index = index_deeds(rng.integers(0, 20, n), rng.integers(0, 900, n))
    start = rng.integers(0, 900, n)
    lo, hi = window_bounds(index, rng.integers(-1, 22, n), start, start + 200)
    worth = severity[index.order]

    def credit(i: np.ndarray, j: np.ndarray) -> np.ndarray:
        flat = np.minimum(worth[j], named[i])
        return flat if half_life is None else flat * np.exp2(-(index.day[j] - start[i]) / half_life)

    expected = best_by_enumeration(lo, hi, credit)
    found = best_in_window(index, lo, hi, severity, named, half_life=half_life, start=start)
    assert found.position.tolist() == expected.position.tolist()
    assert found.credit.tolist() == expected.credit.tolist()
    assert (found.position >= 0).sum() > 1_000


def _best(world: World, i: int, credit) -> tuple[int, float]:
    """The earliest deed of the highest positive credit, by definition."""
    deed, top = -1, 0.0
    for j in world.eligible(i):
        if credit(i, j) > top:
            deed, top = j, credit(i, j)
    return deed, top
