"""The exact one-to-one assignment: from arrays, from frames, and by the dense solver.

As with the joins, the first function of an engine prepares and is not timed, the second answers. The answer is the
total credit, which is the same for every exact method; which deeds earn it need not be, where credits tie.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from benchmarks._pairing_world import World

Pairs = tuple[np.ndarray, np.ndarray, np.ndarray]
#: ``total``: the credit of all chosen pairs.
Answer = dict[str, float]


def _arrays(world: World) -> World:
    return world


def _frames(world: World) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    return (*world.frames(), world.window)


def _candidates(world: World) -> Pairs:
    """List every pair in a window with its credit, in order of dyad, day and position on both sides."""
    from rhetoric_gap.pairing import windows

    order = np.lexsort((world.start, world.said_dyad))
    index = windows.index_deeds(world.done_dyad, world.day)
    start, named = world.start[order], world.named[order]
    severity = index.to_sorted(world.severity)
    bounds = windows.window_bounds(index, world.said_dyad[order], start + 1, start + world.window)
    pieces = [
        (i.astype(np.int32), j.astype(np.int32), np.minimum(severity[j], named[i]))
        for i, j in windows.enumerate_pairs(*bounds)
    ]
    i, j, credit = (np.concatenate(part) for part in zip(*pieces, strict=True))
    return i, j, credit


def _kernels(world: World) -> Answer:
    from rhetoric_gap.pairing.assign import optimal_assignment

    statement, action, credit = _candidates(world)
    chosen = optimal_assignment(statement, action, credit, len(world.start), len(world.day))
    return {"total": float(credit[chosen].sum())}


def _pair(tables: tuple[pd.DataFrame, pd.DataFrame, int]) -> Answer:
    import rhetoric_gap as rg

    statements, actions, window = tables
    links = rg.pair(statements, actions, match="any", assignment="optimal", window=window)
    return {"total": float(links["credit"].sum())}


def _one_sparse_call(world: World) -> Answer:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    statement, action, credit = _candidates(world)
    n, m = len(world.start), len(world.day)
    rows, columns = np.append(statement, np.arange(n)), np.append(action, m + np.arange(n))
    cost = csr_array((np.append(2.0 - credit, np.full(n, 2.0)), (rows, columns)), shape=(n, m + n))
    return {"total": float((2.0 - cost[min_weight_full_bipartite_matching(cost)]).sum())}


def _dense_blocks(world: World) -> Answer:
    from scipy.optimize import linear_sum_assignment

    total = 0.0
    said, done = _rows_by_dyad(world.said_dyad), _rows_by_dyad(world.done_dyad)
    for dyad in said.keys() & done.keys():
        i, j = said[dyad], done[dyad]
        lag = world.day[j][None, :] - world.start[i][:, None]
        credit = np.minimum(world.severity[j][None, :], world.named[i][:, None])
        credit[(lag < 1) | (lag > world.window)] = 0.0
        total += float(credit[linear_sum_assignment(credit, maximize=True)].sum())
    return {"total": total}


def _rows_by_dyad(dyad: np.ndarray) -> dict[int, np.ndarray]:
    order = np.argsort(dyad, kind="stable")
    codes, first = np.unique(dyad[order], return_index=True)
    return dict(zip(codes.tolist(), np.split(order, first[1:]), strict=True))


ENGINES: dict[str, tuple[Callable[[World], Any], Callable[[Any], Answer]]] = {
    "rhetoric_gap, arrays": (_arrays, _kernels),
    "rhetoric_gap.pair, tables": (_frames, _pair),
    "scipy sparse, one call": (_arrays, _one_sparse_call),
    "scipy dense, per dyad": (_arrays, _dense_blocks),
}
