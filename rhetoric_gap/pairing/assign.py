"""Who gets which deed: the exact one-to-one assignment over candidate pairs.

Every candidate pair says what a deed would earn a statement. The kindest one-to-one reading lets each deed settle at
most one statement and takes the set of pairs with the largest total credit: a maximum-weight bipartite matching. It is
solved exactly, one connected component of the candidate graph at a time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BATCH_ROWS = 512
DECIMAL_GRID = 10_000
GRID_TOLERANCE = 1e-9


@dataclass(frozen=True)
class _Components:
    """The candidate graph cut into parts that cannot compete for a deed.

    Attributes
    ----------
    order : int64 array (n_pairs,)
        Pair numbers grouped by component; within one component the input order is kept.
    bounds : int64 array (n_components + 1,)
        Component ``c`` owns the pairs ``order[bounds[c]:bounds[c + 1]]``.
    row, column : int64 array (n_pairs,)
        Both ends of each pair in ``order``, numbered so that a component's rows (columns) are contiguous. The rows are
        the smaller side of the component, whether statements or deeds.
    row_bounds, column_bounds : int64 array (n_components + 1,)
        Component ``c`` owns the rows ``row_bounds[c]:row_bounds[c + 1]``; the columns likewise.
    """

    order: NDArray[np.int64]
    bounds: NDArray[np.int64]
    row: NDArray[np.int64]
    column: NDArray[np.int64]
    row_bounds: NDArray[np.int64]
    column_bounds: NDArray[np.int64]


def optimal_assignment(
    statement: NDArray[np.integer],
    action: NDArray[np.integer],
    credit: NDArray[np.floating],
    n_statements: int,
    n_actions: int,
) -> NDArray[np.bool_]:
    """Choose the one-to-one pairs with the largest total credit.

    Parameters
    ----------
    statement, action : integer array (n_pairs,)
        Both ends of every candidate pair, as positions ``0 .. n_statements - 1`` and ``0 .. n_actions - 1``. A pair may
        occur once; all blocks (directed dyads) are given together.
    credit : float array (n_pairs,)
        What the deed would earn the statement. Pairs with no credit are never chosen.
    n_statements, n_actions : int
        How many statements and deeds there are, paired or not.

    Returns
    -------
    bool array (n_pairs,)
        Which candidate pairs are chosen: at most one per statement, at most one per deed.

    Notes
    -----
    The candidate graph is split into connected components. A component with one statement or one deed takes its best
    pair (the first of equals in input order); the others go, several small ones to a call, to the sparse shortest
    augmenting path solver (LAPJVsp), where every row has a stand-in column that stands for "no deed" and all weights
    are shifted positive. Credits that are decimals of at most four digits are solved as integers, so equal totals are
    equal exactly. Where several assignments share the largest total, which one is returned depends only on the order of
    the pairs given.

    References
    ----------
    Jonker, R. and Volgenant, A. (1987). A shortest augmenting path algorithm for dense and sparse linear assignment
    problems. Computing 38, 325-340.

    Examples
    --------
    >>> import numpy as np
    >>> statement, action = np.array([0, 0, 1, 2]), np.array([0, 1, 0, 2])
    >>> credit = np.array([0.95, 0.36, 0.95, 0.37])
    >>> optimal_assignment(statement, action, credit, 3, 3).tolist()
    [False, True, True, True]
    """
    chosen = np.zeros(len(statement), dtype=bool)
    usable = np.flatnonzero(np.asarray(credit) > 0)
    if usable.size == 0:
        return chosen
    statement, action = np.asarray(statement), np.asarray(action)
    earned = np.asarray(credit, dtype=np.float64)
    parts = _components(statement[usable], action[usable], n_statements, n_actions)
    weight = _on_grid(earned[usable][parts.order])
    picked = _solve_stars(parts, weight)
    _solve_batches(parts, weight, picked)
    chosen[usable[parts.order[picked]]] = True
    _use_leftovers(statement, action, earned, chosen, usable)
    return chosen


def _use_leftovers(
    statement: NDArray[np.integer],
    action: NDArray[np.integer],
    credit: NDArray[np.float64],
    chosen: NDArray[np.bool_],
    usable: NDArray[np.int64],
) -> None:
    """Pair what is still free on both sides.

    A credit some 16 digits smaller than the largest (a short half-life makes such) vanishes in the solver's arithmetic:
    to it the pair is worth no more than the stand-in. It is worth something all the same.
    """
    said = np.zeros(int(statement.max()) + 1, dtype=bool)
    done = np.zeros(int(action.max()) + 1, dtype=bool)
    said[statement[chosen]] = done[action[chosen]] = True
    free = usable[~said[statement[usable]] & ~done[action[usable]]]
    for pair in free[np.argsort(-credit[free], kind="stable")].tolist():
        if not (said[statement[pair]] or done[action[pair]]):
            said[statement[pair]] = done[action[pair]] = chosen[pair] = True


def _on_grid(credit: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return whole numbers where every credit is a short decimal: sums and ties are then exact."""
    scaled = credit * DECIMAL_GRID
    whole = np.rint(scaled)
    return whole if np.all(np.abs(scaled - whole) < GRID_TOLERANCE) else credit


def _components(
    statement: NDArray[np.integer], action: NDArray[np.integer], n_statements: int, n_actions: int
) -> _Components:
    """Cut the candidate graph into connected components and number their nodes contiguously."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    n_nodes = n_statements + n_actions
    ends = (statement.astype(np.int32), (action + n_statements).astype(np.int32))
    graph = coo_array((np.ones(len(statement), dtype=np.int8), ends), shape=(n_nodes, n_nodes))
    _, label = connected_components(graph, directed=False)
    count = int(label.max()) + 1
    n_left = np.bincount(label[:n_statements], minlength=count)
    n_right = np.bincount(label[n_statements:], minlength=count)
    flip = n_right < n_left
    left, right = _numbering(label[:n_statements], count), _numbering(label[n_statements:], count)
    # A component's rows are its smaller side: every row costs the solver a search, and a stand-in column of its own.
    row_bounds, column_bounds = _bounds(np.minimum(n_left, n_right)), _bounds(np.maximum(n_left, n_right))
    pair_label = label[statement]
    order = np.argsort(pair_label, kind="stable")
    pair_label = pair_label[order]
    left_rank, right_rank = left[statement[order]], right[action[order]]
    turned = flip[pair_label]
    return _Components(
        order=order,
        bounds=_bounds(np.bincount(pair_label, minlength=count)),
        row=np.where(turned, right_rank, left_rank) + row_bounds[pair_label],
        column=np.where(turned, left_rank, right_rank) + column_bounds[pair_label],
        row_bounds=row_bounds,
        column_bounds=column_bounds,
    )


def _bounds(counts: NDArray[np.integer]) -> NDArray[np.int64]:
    """Return where each group starts, and where the last one ends."""
    return np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))


def _numbering(label: NDArray[np.integer], count: int) -> NDArray[np.int64]:
    """Rank each node among the nodes of its component, in input order."""
    order = np.argsort(label, kind="stable")
    starts = _bounds(np.bincount(label, minlength=count))
    rank = np.empty(len(label), dtype=np.int64)
    rank[order] = np.arange(len(label)) - starts[label[order]]
    return rank


def _solve_stars(parts: _Components, weight: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Pick the best pair of every component with a single statement or a single deed."""
    picked = np.zeros(len(weight), dtype=bool)
    n_pairs = np.diff(parts.bounds)
    star = (np.diff(parts.row_bounds) == 1) & (n_pairs > 0)
    pairs = np.flatnonzero(np.repeat(star, n_pairs))
    if pairs.size == 0:
        return picked
    component = np.repeat(np.arange(len(star)), n_pairs)[pairs]
    best = np.lexsort((-weight[pairs], component))
    first = np.concatenate(([True], component[1:] != component[:-1]))
    picked[pairs[best[first]]] = True
    return picked


def _solve_batches(parts: _Components, weight: NDArray[np.float64], picked: NDArray[np.bool_]) -> None:
    """Mark the optimal pairs of every component with several statements and several deeds."""
    hard = np.flatnonzero(np.diff(parts.row_bounds) > 1)
    for members in _batches(hard, np.diff(parts.row_bounds)[hard]):
        pairs = np.concatenate([np.arange(parts.bounds[c], parts.bounds[c + 1]) for c in members])
        row, n_rows = _compact(parts.row[pairs], parts.row_bounds, members)
        column, n_columns = _compact(parts.column[pairs], parts.column_bounds, members)
        picked[pairs] = _match(row, column, weight[pairs], n_rows, n_columns)


def _batches(components: NDArray[np.int64], sizes: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Group neighbouring components until a call has enough rows to be worth its overhead."""
    if components.size == 0:
        return []
    batch = np.cumsum(sizes) // BATCH_ROWS
    return np.split(components, np.flatnonzero(np.diff(batch)) + 1)


def _compact(
    ends: NDArray[np.int64], bounds: NDArray[np.int64], members: NDArray[np.int64]
) -> tuple[NDArray[np.int64], int]:
    """Renumber the ends of a batch's pairs from 0, leaving out what lies between its components."""
    sizes = bounds[members + 1] - bounds[members]
    member = np.searchsorted(bounds[members], ends, side="right") - 1
    return ends - bounds[members][member] + _bounds(sizes)[member], int(sizes.sum())


def _match(
    row: NDArray[np.int64],
    column: NDArray[np.int64],
    weight: NDArray[np.float64],
    n_rows: int,
    n_columns: int,
) -> NDArray[np.bool_]:
    """Solve one batch: every row takes a column or its own stand-in, at the least total cost."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    ceiling = weight.max() + 1.0  # keeps every cost positive: the solver reads a stored zero as "no edge"
    # Stand-ins come first: the solver's own check that every row can be served then ends at its first look.
    spare = np.arange(n_rows)
    cost = np.concatenate((np.full(n_rows, ceiling), ceiling - weight))
    # Older versions of the solver take 32-bit indices only.
    ends = tuple(np.concatenate(side).astype(np.int32) for side in ((spare, row), (spare, n_rows + column)))
    _, taken = min_weight_full_bipartite_matching(csr_array((cost, ends), shape=(n_rows, n_rows + n_columns)))
    return np.asarray(taken[row] == n_rows + column)
