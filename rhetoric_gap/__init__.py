"""Measure how far what actors say departs from what they do.

The vocabulary, as the library uses it:

bark
    What was said: the severity of the deeds that statements *name*, summed.
bite
    What was done about it: the part of that severity earned by deeds that were observed, summed.
link
    One statement paired with one deed that fulfils it, by a rule or by a coder's hand.
outcome
    What became of one statement: kept, partial, unfulfilled, late, or not (yet) testable, with the reason.
gap
    ``1 - bite / bark`` over the statements that could be tested: 0 all done, 1 all talk. It is a descriptive rate, not
    a verdict on anybody's sincerity: a gap is not a lie, and no recorded deed is not no deed.

Start with :func:`load_dataset` and :func:`gap_index`; the steps in between are :func:`pair` and :func:`outcomes`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

# Where each public name lives. Loaded on first use: importing the library costs what importing pandas costs.
_HOME = {
    "Case": "datasets",
    "GapResult": "results",
    "RhetoricGapError": "errors",
    "RhetoricGapWarning": "errors",
    "Scale": "scales",
    "SchemaError": "errors",
    "Spec": "spec",
    "Summary": "results",
    "UnknownDatasetError": "errors",
    "UnknownOptionError": "errors",
    "case_from_counts": "datasets",
    "check_actions": "tables",
    "check_links": "tables",
    "check_outcomes": "tables",
    "check_statements": "tables",
    "explain_pair": "pairing",
    "flow_balance": "gap",
    "gap_index": "gap",
    "get_scale": "scales",
    "list_datasets": "datasets",
    "load_dataset": "datasets",
    "make_case": "simulate",
    "outcomes": "gap",
    "pair": "pairing",
    "plot_bark_bite": "plots",
    "plot_timeline": "plots",
    "plot_trend": "plots",
    "row_account": "account",
}

__all__ = [
    "Case",
    "GapResult",
    "RhetoricGapError",
    "RhetoricGapWarning",
    "Scale",
    "SchemaError",
    "Spec",
    "Summary",
    "UnknownDatasetError",
    "UnknownOptionError",
    "case_from_counts",
    "check_actions",
    "check_links",
    "check_outcomes",
    "check_statements",
    "explain_pair",
    "flow_balance",
    "gap_index",
    "get_scale",
    "list_datasets",
    "load_dataset",
    "make_case",
    "outcomes",
    "pair",
    "plot_bark_bite",
    "plot_timeline",
    "plot_trend",
    "row_account",
]

if TYPE_CHECKING:
    from rhetoric_gap.account import row_account
    from rhetoric_gap.datasets import Case, case_from_counts, list_datasets, load_dataset
    from rhetoric_gap.errors import (
        RhetoricGapError,
        RhetoricGapWarning,
        SchemaError,
        UnknownDatasetError,
        UnknownOptionError,
    )
    from rhetoric_gap.gap import flow_balance, gap_index, outcomes
    from rhetoric_gap.pairing import explain_pair, pair
    from rhetoric_gap.plots import plot_bark_bite, plot_timeline, plot_trend
    from rhetoric_gap.results import GapResult, Summary
    from rhetoric_gap.scales import Scale, get_scale
    from rhetoric_gap.simulate import make_case
    from rhetoric_gap.spec import Spec
    from rhetoric_gap.tables import check_actions, check_links, check_outcomes, check_statements


def __getattr__(name: str) -> Any:
    """Load a public name from its module on first use."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # Some names are also those of subpackages (`outcomes` lives in gap/outcomes.py, never at the top), so no clash.
    value = getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted([*__all__, "__version__"])
