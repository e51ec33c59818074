"""The exact assignment against every possible assignment, and against a dense solver."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from rhetoric_gap.pairing import assign
from rhetoric_gap.pairing.assign import optimal_assignment

LADDER = np.array([0.2, 0.4, 0.6, 0.8, 1.0])


def one_to_one(statement: np.ndarray, action: np.ndarray, chosen: np.ndarray) -> bool:
    """Does every statement and every deed occur at most once?"""
    return len(set(statement[chosen])) == len(set(action[chosen])) == int(chosen.sum())


def dense_total(
    statement: np.ndarray, action: np.ndarray, credit: np.ndarray, shape: tuple[int, int]
) -> float:
    """Largest total credit by the dense solver, missing pairs earning nothing."""
    table = np.zeros(shape)
    table[statement, action] = credit
    return float(table[linear_sum_assignment(table, maximize=True)].sum())


def best_total_by_trying_all(table: np.ndarray) -> float:
    """Largest total credit over all ways to give each statement one deed or none."""
    n_statements, n_actions = table.shape
    totals = []
    for choice in product([-1, *range(n_actions)], repeat=n_statements):
        taken = [j for j in choice if j >= 0]
        if len(taken) == len(set(taken)):
            totals.append(sum(table[i, j] for i, j in enumerate(choice) if j >= 0))
    return max(totals)


@st.composite
def tables(draw: st.DrawFn, most: int = 9) -> np.ndarray:
    """Draw a table of credits with many zeros and, half of the time, many ties."""
    shape = draw(st.integers(1, most)), draw(st.integers(1, most))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    named, done = (
        (rng.choice(LADDER, shape[0]), rng.choice(LADDER, shape[1]))
        if draw(st.booleans())
        else (rng.random(shape[0]), rng.random(shape[1]))
    )
    match = rng.choice([0.0, 0.5, 1.0], shape, p=draw(st.sampled_from([(0.7, 0.1, 0.2), (0.2, 0.4, 0.4)])))
    return np.minimum(match * done, named[:, None])


def pairs_of(table: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """List every cell of a table as a pair, those without credit too."""
    statement, action = np.indices(table.shape).reshape(2, -1)
    return statement, action, table.ravel()


@given(tables(most=4))
def test_total_is_the_largest_there_is(table: np.ndarray) -> None:
    statement, action, credit = pairs_of(table)
    chosen = optimal_assignment(statement, action, credit, *table.shape)
    assert one_to_one(statement, action, chosen)
    assert credit[chosen].sum() == pytest.approx(best_total_by_trying_all(table), abs=1e-12)


@given(st.lists(tables(), min_size=1, max_size=8), st.booleans())
def test_blocks_solved_together_equal_the_dense_solver_on_each(
    blocks: list[np.ndarray], turned: bool
) -> None:
    statements, actions, credits = [], [], []
    n_statements = n_actions = 0
    expected = 0.0
    for block in blocks:
        table = block.T if turned else block
        i, j, c = pairs_of(table)
        statements.append(i + n_statements)
        actions.append(j + n_actions)
        credits.append(c)
        n_statements, n_actions = n_statements + table.shape[0], n_actions + table.shape[1]
        expected += dense_total(i, j, c, table.shape)
    statement, action, credit = (np.concatenate(part) for part in (statements, actions, credits))
    chosen = optimal_assignment(statement, action, credit, n_statements, n_actions)
    assert one_to_one(statement, action, chosen)
    assert (credit[chosen] > 0).all()
    assert credit[chosen].sum() == pytest.approx(expected, abs=1e-11)


@given(st.lists(tables(most=5), min_size=2, max_size=12), st.integers(1, 12))
def test_batching_does_not_change_the_total(blocks: list[np.ndarray], rows: int) -> None:
    offsets = np.cumsum([(0, 0), *[b.shape for b in blocks]], axis=0)
    parts = [pairs_of(b) for b in blocks]
    statement = np.concatenate([i + o[0] for (i, _, _), o in zip(parts, offsets, strict=False)])
    action = np.concatenate([j + o[1] for (_, j, _), o in zip(parts, offsets, strict=False)])
    credit = np.concatenate([c for _, _, c in parts])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assign, "BATCH_ROWS", rows)
        small = optimal_assignment(statement, action, credit, *offsets[-1])
    whole = optimal_assignment(statement, action, credit, *offsets[-1])
    assert credit[small].sum() == pytest.approx(credit[whole].sum(), abs=1e-12)


@pytest.mark.parametrize("named", ["ladder", "continuous"])
def test_a_long_window_graph_equals_the_dense_solver(named: str) -> None:
    """Statements whose windows overlap in one long chain: a single component of hundreds."""
    rng = np.random.default_rng(11)
    n = 250
    said, done = np.sort(rng.integers(0, 2_000, n)), np.sort(rng.integers(0, 2_000, n))
    draw = {"ladder": lambda: rng.choice(LADDER, n), "continuous": lambda: rng.random(n)}[named]
    r, b = draw(), draw()
    lag = done[None, :] - said[:, None]
    statement, action = np.nonzero((lag >= 1) & (lag <= 60))
    credit = np.minimum(b[action], r[statement])
    chosen = optimal_assignment(statement, action, credit, n, n)
    assert one_to_one(statement, action, chosen)
    assert credit[chosen].sum() == pytest.approx(dense_total(statement, action, credit, (n, n)), abs=1e-10)


def test_worked_example() -> None:
    """S1-A2, S2-A1, S3-A3: giving S1 its best deed would leave S2 with none."""
    statement, action = np.array([0, 0, 1, 2]), np.array([0, 1, 0, 2])
    credit = np.array([0.95, 0.36, 0.95, 0.37])
    chosen = optimal_assignment(statement, action, credit, 3, 3)
    assert chosen.tolist() == [False, True, True, True]
    assert credit[chosen].sum() == pytest.approx(1.68)


def test_one_deed_and_many_words_goes_to_the_first_of_equals() -> None:
    statement, action = np.array([0, 1, 2]), np.array([4, 4, 4])
    assert optimal_assignment(statement, action, np.array([0.4, 0.8, 0.8]), 3, 5).tolist() == [
        False,
        True,
        False,
    ]
    assert optimal_assignment(action, statement, np.array([0.4, 0.8, 0.8]), 5, 3).tolist() == [
        False,
        True,
        False,
    ]


def test_a_vanishing_credit_is_still_used() -> None:
    """Beside a credit of 1 the solver cannot tell 1e-18 from nothing; a free deed must be used all the same."""
    statement, action = np.array([0, 0, 1, 2, 2]), np.array([0, 1, 1, 1, 2])
    credit = np.array([1.0, 0.5, 1e-18, 3e-18, 1e-18])
    chosen = optimal_assignment(statement, action, credit, 3, 3)
    assert chosen.tolist() == [True, False, False, True, False]


def test_pairs_without_credit_are_never_chosen() -> None:
    statement, action = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    chosen = optimal_assignment(statement, action, np.array([0.5, 0.0, 0.5, 0.0]), 2, 2)
    assert chosen.tolist() == [True, False, False, False]
    assert not optimal_assignment(statement, action, np.zeros(4), 2, 2).any()


def test_no_pairs() -> None:
    empty = np.empty(0, dtype=np.int32)
    assert optimal_assignment(empty, empty, np.empty(0), 4, 0).tolist() == []


def test_equal_totals_in_decimals_are_equal_exactly() -> None:
    """0.1 + 0.2 and 0.3 differ in binary: solved as whole numbers, the longer of two equal chains is not preferred."""
    weight = assign._on_grid(np.array([0.1, 0.2, 0.3, 0.095]))
    assert weight.tolist() == [1000.0, 2000.0, 3000.0, 950.0]
    thirds = np.array([1 / 3, 0.5])
    assert assign._on_grid(thirds) is thirds


def test_candidates_in_32_bit_integers_give_the_same_answer() -> None:
    rng = np.random.default_rng(2)
    statement, action, credit = pairs_of(np.round(rng.random((30, 40)), 2))
    wide = optimal_assignment(statement, action, credit, 30, 40)
    narrow = optimal_assignment(statement.astype(np.int32), action.astype(np.int32), credit, 30, 40)
    assert narrow.tolist() == wide.tolist()
