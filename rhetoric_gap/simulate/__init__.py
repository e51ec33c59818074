"""Synthetic cases whose true gap is known, to test an analysis before trusting it with real words and deeds.

A case is planned (every argument checked), drawn as plain arrays, and written as tables, in this order.
"""

from rhetoric_gap.simulate.make import make_case

__all__ = ["make_case"]
