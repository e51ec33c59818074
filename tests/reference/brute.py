"""A slow, transparent second implementation of the gap, to check the library against.

Written from the definition of the measure alone and sharing no code with the library: rows are dicts, dates are
``datetime.date``, assignments are found by trying every one of them. It is meant to be read next to the method page,
not to be fast; a handful of statements and deeds is its limit.

Where the definition leaves room, the reading taken here is named in the docstring of the function that takes it.
"""

from __future__ import annotations

from brute_index import STATES, cluster_interval, flow, index
from brute_pairs import RISK_STATES, Choices, Row, deeds, members, sources
from brute_score import score

__all__ = [
    "RISK_STATES",
    "STATES",
    "Choices",
    "Row",
    "cluster_interval",
    "deeds",
    "flow",
    "index",
    "members",
    "score",
    "sources",
]
