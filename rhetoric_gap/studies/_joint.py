"""Running every specification on the same permuted data: deeds moved in time, or groups changing their clusters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from rhetoric_gap.errors import UnknownOptionError
from rhetoric_gap.inference.chance import circular_shifts, donut_bandwidth, draw_shifts
from rhetoric_gap.inference.joint import permuted_contrasts
from rhetoric_gap.pairing.inputs import Inputs
from rhetoric_gap.pairing.prepare import ACT, IN_SCOPE, Prepared, prepare
from rhetoric_gap.pairing.shift import ShiftedPairing, record_ring
from rhetoric_gap.spec import Spec
from rhetoric_gap.studies._runs import Question, spec_key
from rhetoric_gap.studies._store import text_print
from rhetoric_gap.tables.targets import members

Shift = Literal["donut", "joint", "circular"]
#: Permutations in one task: short enough to lose little when a run is killed.
BLOCK = 50


@dataclass(frozen=True, eq=False)
class Moves:
    """Days by which the deeds of each dyad are moved, alike in every specification.

    Attributes
    ----------
    unit : dict of (actor, target) to int
        Number of the dyad; dyads that meet in a joint target are one.
    days : int array (N, units)
        Days forward on the ring of the record, one row for each permuted data set: 0 to ``high`` days either way, so
        that staying where they are is one of many places for the deeds.
    away : int array (N, units)
        Days of further sets, out of the windows' reach, which show what chance would leave.
    low, high, ring : int
        Fewest and most days moved away, either way, and days of the record.
    tail : int
        Days of silence after the last event that belong to the ring.
    """

    unit: dict[tuple[str, str], int]
    days: np.ndarray
    away: np.ndarray
    low: int
    high: int
    ring: int
    tail: int


def draw_moves(question: Question, specs: list[Spec], shift: Shift, n: int, seed: int) -> Moves:
    """Draw one set of moves for all specifications, far enough for the longest of their windows."""
    if shift not in get_args(Shift):
        raise UnknownOptionError("shift", shift, get_args(Shift))
    window = max(spec.window for spec in specs)
    tail = window if shift == "circular" else 0
    # Repeats collapsed or not, the record is the same.
    prepared = _prepared(question, specs[0].replace(collapse=None))
    ring = record_ring(prepared, tail).length
    unit = _common_units(prepared)
    units = max(unit.values(), default=-1) + 1
    if shift == "circular":
        amounts = np.repeat(circular_shifts(n, ring=ring, seed=seed)[:, None], units, axis=1)
        return Moves(unit, amounts, amounts, 1, ring - 1, ring, tail)
    low, high = donut_bandwidth(window, ring)
    free = units if shift == "donut" else 1
    # Not to move must be one move among others, else the test rejects too often; what chance would leave is seen only
    # where deeds are out of reach. The two are drawn independently of each other.
    days = draw_shifts(n, free, low=0, high=high, ring=ring, seed=seed + 1)
    away = draw_shifts(n, free, low=low, high=high, ring=ring, seed=seed)
    if shift == "joint":
        days, away = (np.repeat(amounts, units, axis=1) for amounts in (days, away))
    return Moves(unit, days, away, low, high, ring, tail)


def shift_tasks(
    question: Question, specs: list[Spec], moves: Moves, days: np.ndarray
) -> dict[str, Callable[[], list[float]]]:
    """List what is to be computed: every specification on every permuted data set, in blocks."""
    tasks: dict[str, Callable[[], list[float]]] = {}
    for spec in specs:
        name = spec_key(spec)
        for start in range(0, len(days), BLOCK):
            part = days[start : start + BLOCK]
            key = f"moved {name} {moves.tail} {text_print(str(part.tolist()))}"
            tasks[key] = partial(shifted_gaps, question, spec, moves.unit, moves.tail, part)
    return tasks


def collect_shifted(found: dict[str, Any], n_specs: int) -> np.ndarray:
    """Put the answers of :func:`shift_tasks` together: one row for each data set, one column for each specification."""
    blocks = list(found.values())
    each = len(blocks) // n_specs
    columns = [np.concatenate(blocks[s * each : (s + 1) * each]) for s in range(n_specs)]
    return np.array(columns, dtype=float).T


def shifted_gaps(
    question: Question, spec: Spec, unit: dict[tuple[str, str], int], tail: int, days: np.ndarray
) -> list[float]:
    """Return the gap of one specification on each permuted data set; NaN if nothing is scored."""
    p = _prepared(question, spec)
    pairing = ShiftedPairing(p, tail=tail)
    rows = p.statements
    scored = (rows["scope"].eq(IN_SCOPE) & rows["role"].eq(ACT) & (rows["end"] <= p.as_of)).to_numpy()
    bark = float(rows["named"].to_numpy(dtype=float)[scored].sum())
    if not bark > 0:
        return [float("nan")] * len(days)
    dyad = list(zip(rows["actor"], rows["target"], strict=True))
    first = {own: row for row, own in reversed(list(enumerate(pairing.unit.tolist()))) if own >= 0}
    column = [unit[dyad[first[own]]] for own in range(pairing.n_units)]
    return [1 - float(pairing.credit(one[column])[scored].sum()) / bark for one in days]


def _prepared(question: Question, spec: Spec) -> Prepared:
    """Bring the tables into the state in which they are paired; coded links play no part."""
    return prepare(Inputs(question.statements, question.actions, None, spec, question.as_of, ()))


def _common_units(p: Prepared) -> dict[tuple[str, str], int]:
    """Give numbers to the directed dyads of all words and deeds; those that meet in a joint target are one.

    A specification that leaves statements out may see fewer of these meetings; what moves together here moves together
    there too, so that all specifications see the same deeds on the same days.
    """
    sides = [frame[["actor", "target"]].drop_duplicates() for frame in (p.statements, p.actions)]
    dyads = sorted({(str(a), str(t)) for a, t in pd.concat(sides).itertuples(index=False)})
    parent: dict[tuple[str, str], tuple[str, str]] = {}

    def root(node: tuple[str, str]) -> tuple[str, str]:
        while parent.setdefault(node, node) != node:
            node = parent[node]
        return node

    for actor, target in dyads:
        one, *others = [(actor, name) for name in members(target)]
        for other in others:
            parent[root(other)] = root(one)
    roots = [root((actor, members(target)[0])) for actor, target in dyads]
    number = {name: place for place, name in enumerate(sorted(set(roots)))}
    return {dyad: number[name] for dyad, name in zip(dyads, roots, strict=True)}


def relabelled(sums: list[dict[str, list[float]]], n: int, seed: int) -> np.ndarray:
    """Let clusters change groups, alike in every specification.

    Parameters
    ----------
    sums : list of dict
        For each specification, by cluster: bark and unfulfilled severity in the first group, then in the second.
    n : int
        Permutations wanted.
    seed : int
        Seed of the draws.

    Returns
    -------
    float array (N, S)
        Difference of the two gaps in each permuted data set (rows) and specification (columns).
    """
    names = sorted({name for one in sums for name in one})
    table = np.array([[one.get(name, [0.0] * 4) for name in names] for one in sums], dtype=float)
    table = table.reshape(len(sums), len(names), 4)
    return permuted_contrasts(*(table[:, :, place] for place in range(4)), n=n, seed=seed)
