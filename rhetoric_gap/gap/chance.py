"""The gap beside chance: what it would be if the same deeds had come at other times."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError
from rhetoric_gap.gap.groups import Groups
from rhetoric_gap.gap.measures import GroupSums
from rhetoric_gap.inference.chance import (
    ChanceControl,
    Shift,
    chance_p_value,
    circular_shifts,
    donut_bandwidth,
    draw_shifts,
    flip_signs,
    number_of_shifts,
)
from rhetoric_gap.pairing.prepare import Prepared
from rhetoric_gap.pairing.shift import ShiftedPairing
from rhetoric_gap.words import plural

#: Columns that a control for chance fills.
CHANCE_COLUMNS = ["gap_if_chance", "excess", "skill_chance", "p_chance", "chance_bandwidth"]


@dataclass(frozen=True)
class ChanceChoice:
    """How the control for chance is to be made.

    Attributes
    ----------
    n : int
        Draws; 0 for no control.
    shift : {"donut", "joint", "circular", "mirror"}
        How deeds are moved.
    seed : int
        Seed of the draws.
    progress : bool
        Show a progress bar?
    """

    n: int
    shift: Shift
    seed: int
    progress: bool


def chance_choice(chance: Any, shift: Any, seed: int, progress: bool) -> ChanceChoice:
    """Check what a caller asked for."""
    whole = isinstance(chance, (int, np.integer)) and not isinstance(chance, bool)
    if not whole or chance < 0:
        raise RhetoricGapError(f"chance must be the number of draws, 0 for none, such as 999; got {chance!r}")
    if shift not in get_args(Shift):
        raise UnknownOptionError("shift", shift, get_args(Shift))
    return ChanceChoice(int(chance), shift, seed, progress)


def chance_columns(
    p: Prepared, groups: Groups, coded: bool, how: ChanceChoice
) -> tuple[dict[str, np.ndarray], ChanceControl | None, tuple[str, ...]]:
    """Compare each group with deeds moved in time.

    Parameters
    ----------
    p : Prepared
        The tables, with the match rule settled.
    groups : Groups
        Outcome rows and their groups.
    coded : bool
        Did a coder draw any of the links?
    how : ChanceChoice
        Draws, kind of shift, seed.

    Returns
    -------
    columns : dict of str to numpy.ndarray
        One array per name in ``CHANCE_COLUMNS``, one entry per group; NaN where there is nothing to compare.
    control : ChanceControl or None
        The draws; None if there are none.
    notes : tuple of str
        Why there is no control, or what it rests on.
    """
    blank = {name: np.full(len(groups.labels), np.nan) for name in CHANCE_COLUMNS}
    if not how.n:
        return blank, None, ()
    if coded:
        return blank, None, (
            "No control for chance: links drawn by a coder cannot be drawn again for deeds at other times",
        )  # fmt: skip
    sums = _RiskSums(p, groups)
    # Turned as a whole, the record is laid out with one window of silence, so that none runs over the ring's seam.
    pairing = ShiftedPairing(p, tail=p.spec.window if how.shift == "circular" else 0)
    if not sums.bark.any() or not pairing.n_units:
        return blank, None, ("No control for chance: no statement is scored",)
    try:
        if how.shift == "mirror":
            return _mirrored(p, pairing, sums, how)
        plan = _plan(p, pairing, how)
    except RhetoricGapError as error:
        return blank, None, (f"No control for chance: {error}",)
    moved = np.array([sums.bite(pairing.credit(days)) for days in _shown(plan.away, how)])
    ranked = moved
    if plan.all is not None:
        ranked = np.array([sums.bite(pairing.credit(days)) for days in _shown(plan.all, how)])
    control = ChanceControl(
        how.shift, len(moved), plan.low, plan.high, pairing.ring.length, how.seed, plan.exact,
        _draws(moved, sums), _draws(ranked, sums),
    )  # fmt: skip
    expected = _gap(moved.mean(axis=0), sums.bark)
    return _filled(sums, expected, chance_p_value(sums.observed, ranked), plan.high), control, ()


@dataclass(frozen=True, eq=False)
class _Plan:
    """The moves to make.

    Attributes
    ----------
    away : numpy.ndarray
        Moves out of reach, for what chance would leave; shape (draws, units).
    all : numpy.ndarray or None
        Moves among which not moving is one of many, for p; None if they are the same. To leave out the near ones there,
        too, would compare the record with ten others of its kind and not with itself among them: the test would then
        reject in 7 of 100 worlds without a tie (``benchmarks/chance.py`` has the rates of what is done here).
    low, high : int
        Fewest and most days of the moves out of reach.
    exact : bool
        Are these all the moves there are?
    """

    away: np.ndarray
    all: np.ndarray | None
    low: int
    high: int
    exact: bool


def _plan(p: Prepared, pairing: ShiftedPairing, how: ChanceChoice) -> _Plan:
    """Decide by how many days each unit is moved in each draw."""
    ring, units = pairing.ring.length, pairing.n_units
    if how.shift == "circular":
        amounts = circular_shifts(how.n, ring=ring, seed=how.seed)
        if not len(amounts):
            raise RhetoricGapError("the record covers a single day")
        together = np.repeat(amounts[:, None], units, axis=1)
        return _Plan(together, None, 1, ring - 1, len(amounts) == ring - 1)
    low, high = donut_bandwidth(p.spec.window, ring)
    free = units if how.shift == "donut" else 1
    away = draw_shifts(how.n, free, low=low, high=high, ring=ring, seed=how.seed)
    # Another seed: the moves behind p are drawn independently of those behind what chance would leave.
    near = draw_shifts(how.n, free, low=0, high=high, ring=ring, seed=how.seed + 1)
    exact = number_of_shifts(low, high, ring, free) == len(away)
    if how.shift == "joint":
        away, near = (np.repeat(days, units, axis=1) for days in (away, near))
    return _Plan(away, near, low, high, exact)


def _mirrored(
    p: Prepared, ahead: ShiftedPairing, sums: _RiskSums, how: ChanceChoice
) -> tuple[dict[str, np.ndarray], ChanceControl, tuple[str, ...]]:
    """Compare with the mirror windows before the statements; before and after change places dyad by dyad."""
    donut_bandwidth(
        p.spec.window, ahead.ring.length
    )  # windows before and after must not overlap round the ring
    backwards = ShiftedPairing(p, backwards=True)
    stay = np.zeros(ahead.n_units, dtype=np.int64)
    after, before = ahead.credit(stay), backwards.credit(stay)
    flips = flip_signs(how.n, ahead.n_units, seed=how.seed)
    # A statement that takes no deeds has no unit and no credit either way: any column will do.
    unit = np.maximum(ahead.unit, 0)
    moved = np.array([sums.bite(np.where(flip[unit], before, after)) for flip in _shown(flips, how)])
    window, draws = p.spec.window, _draws(moved, sums)
    exact = ahead.n_units < 60 and len(flips) == 2**ahead.n_units - 1
    control = ChanceControl(
        how.shift, len(moved), p.spec.min_lag, window, ahead.ring.length, how.seed, exact, draws, draws
    )
    columns = _filled(sums, _gap(sums.bite(before), sums.bark), chance_p_value(sums.observed, moved), window)
    return columns, control, _few_dyads(ahead.n_units)


class _RiskSums:
    """Credit of scored statements, summed by group; statements may count in several groups (joint targets)."""

    def __init__(self, p: Prepared, groups: Groups) -> None:
        sums = GroupSums(groups)
        place = pd.Index(p.statements["statement_id"].astype("object"))
        rows = place.get_indexer(pd.Index(groups.outcomes["statement_id"].astype("object")))
        self._row, self._group, self._size = rows[sums.risk], sums.group[sums.risk], sums.size
        self.bark = sums.sum(sums.risk, sums.r)
        self.observed = sums.sum(sums.risk, sums.bite)

    def bite(self, credit: np.ndarray) -> np.ndarray:
        """Sum the credit of statement rows by group."""
        return np.bincount(self._group, credit[self._row], minlength=self._size)


def _gap(bite: np.ndarray, bark: np.ndarray) -> np.ndarray:
    """Return ``1 - bite / bark``; NaN where nothing was named."""
    share = np.divide(
        bite, bark, out=np.full(np.shape(bite), np.nan), where=np.broadcast_to(bark > 0, np.shape(bite))
    )
    return np.clip(1 - share, 0, 1)


def _draws(moved: np.ndarray, sums: _RiskSums) -> pd.DataFrame:
    """Return the gap of every draw in every group."""
    return pd.DataFrame(_gap(moved, sums.bark)).rename_axis(index="draw", columns="row")


def _filled(sums: _RiskSums, expected: np.ndarray, p_value: np.ndarray, high: int) -> dict[str, np.ndarray]:
    """Put the columns together; where nothing was scored nothing is compared."""
    excess = expected - _gap(sums.observed, sums.bark)
    skill = np.divide(excess, expected, out=np.full(excess.shape, np.nan), where=expected > 0)
    scored = sums.bark > 0
    return {
        "gap_if_chance": expected,
        "excess": excess,
        "skill_chance": skill,
        "p_chance": np.where(scored, p_value, np.nan),
        "chance_bandwidth": np.where(scored, float(high), np.nan),
    }


def _few_dyads(units: int) -> tuple[str, ...]:
    """Say where so few units change places that little can be told."""
    if units >= 5:
        return ()
    return (
        f"Mirror windows change places by dyad, and there {'is' if units == 1 else 'are'} {plural(units, 'dyad')}: "
        f"p cannot be less than {1 / 2**units:.3g}",
    )


def _shown(draws: np.ndarray, how: ChanceChoice) -> Iterable[np.ndarray]:
    """Go through the draws, with a progress bar where one is wanted."""
    if not how.progress:
        return iter(draws)
    from tqdm import tqdm

    return iter(tqdm(draws, desc="moving deeds", unit="draw"))
