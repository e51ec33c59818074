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
    "alarm_gap": "studies",
    "case_from_counts": "datasets",
    "check_actions": "tables",
    "check_links": "tables",
    "check_outcomes": "tables",
    "check_statements": "tables",
    "coder_gap": "studies",
    "compare_gaps": "studies",
    "corrected_share": "studies",
    "decompose_change": "studies",
    "decompose_gap": "studies",
    "essay_claims": "studies",
    "event_study": "studies.event_study",
    "explain_pair": "pairing",
    "flow_balance": "gap",
    "follow_through": "studies.follow_through",
    "forecast_deeds": "studies",
    "gap_breaks": "studies",
    "gap_index": "gap",
    "gap_stages": "studies",
    "gap_vintages": "studies",
    "get_scale": "scales",
    "hit_table": "studies",
    "krippendorff_alpha": "inference",
    "list_datasets": "datasets",
    "load_dataset": "datasets",
    "make_case": "simulate",
    "multiverse": "studies.multiverse",
    "outcomes": "gap.outcomes",
    "pair": "pairing",
    "partner_mismatch": "studies",
    "plot_alarm": "plots",
    "plot_bark_bite": "plots",
    "plot_breaks": "plots",
    "plot_chance": "plots",
    "plot_change": "plots",
    "plot_claims": "plots",
    "plot_coder_gap": "plots",
    "plot_compare": "plots",
    "plot_event_study": "plots",
    "plot_follow_through": "plots",
    "plot_gap": "plots",
    "plot_hits": "plots",
    "plot_partners": "plots",
    "plot_ranking": "plots",
    "plot_reliability": "plots",
    "plot_specification_curve": "plots",
    "plot_stages": "plots",
    "plot_timeline": "plots",
    "plot_trend": "plots",
    "plot_vintages": "plots",
    "rogan_gladen": "inference",
    "row_account": "account",
    "shrink_gaps": "studies",
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
    "alarm_gap",
    "case_from_counts",
    "check_actions",
    "check_links",
    "check_outcomes",
    "check_statements",
    "coder_gap",
    "compare_gaps",
    "corrected_share",
    "decompose_change",
    "decompose_gap",
    "essay_claims",
    "event_study",
    "explain_pair",
    "flow_balance",
    "follow_through",
    "forecast_deeds",
    "gap_breaks",
    "gap_index",
    "gap_stages",
    "gap_vintages",
    "get_scale",
    "hit_table",
    "krippendorff_alpha",
    "list_datasets",
    "load_dataset",
    "make_case",
    "multiverse",
    "outcomes",
    "pair",
    "partner_mismatch",
    "plot_alarm",
    "plot_bark_bite",
    "plot_breaks",
    "plot_chance",
    "plot_change",
    "plot_claims",
    "plot_coder_gap",
    "plot_compare",
    "plot_event_study",
    "plot_follow_through",
    "plot_gap",
    "plot_hits",
    "plot_partners",
    "plot_ranking",
    "plot_reliability",
    "plot_specification_curve",
    "plot_stages",
    "plot_timeline",
    "plot_trend",
    "plot_vintages",
    "rogan_gladen",
    "row_account",
    "shrink_gaps",
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
    from rhetoric_gap.inference import krippendorff_alpha, rogan_gladen
    from rhetoric_gap.pairing import explain_pair, pair
    from rhetoric_gap.plots import (
        plot_alarm,
        plot_bark_bite,
        plot_breaks,
        plot_chance,
        plot_change,
        plot_claims,
        plot_coder_gap,
        plot_compare,
        plot_event_study,
        plot_follow_through,
        plot_gap,
        plot_hits,
        plot_partners,
        plot_ranking,
        plot_reliability,
        plot_specification_curve,
        plot_stages,
        plot_timeline,
        plot_trend,
        plot_vintages,
    )
    from rhetoric_gap.results import GapResult, Summary
    from rhetoric_gap.scales import Scale, get_scale
    from rhetoric_gap.simulate import make_case
    from rhetoric_gap.spec import Spec
    from rhetoric_gap.studies import (
        alarm_gap,
        coder_gap,
        compare_gaps,
        corrected_share,
        decompose_change,
        decompose_gap,
        essay_claims,
        event_study,
        follow_through,
        forecast_deeds,
        gap_breaks,
        gap_stages,
        gap_vintages,
        hit_table,
        multiverse,
        partner_mismatch,
        shrink_gaps,
    )
    from rhetoric_gap.tables import check_actions, check_links, check_outcomes, check_statements


def __getattr__(name: str) -> Any:
    """Load a public name from its module on first use."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # Where module and function share a name the home is the module: on the package either may be found under it.
    value = getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted([*__all__, "__version__"])
