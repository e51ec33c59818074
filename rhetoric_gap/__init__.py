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

from rhetoric_gap._homes import HOMES

__version__ = "0.1.0"

__all__ = [
    "AmountTables",
    "Case",
    "EventTables",
    "Explanation",
    "GapResult",
    "Lexicon",
    "Limits",
    "PledgeTables",
    "RecognisedFormat",
    "RhetoricGapError",
    "RhetoricGapWarning",
    "Scale",
    "SchemaError",
    "Spec",
    "StatementScorer",
    "Summary",
    "TextDraft",
    "TrainedScorer",
    "UnknownDatasetError",
    "UnknownOptionError",
    "Worksheet",
    "alarm_gap",
    "align_sanction_types",
    "ambiguous_codes",
    "bloc_members",
    "blocs",
    "case_from_counts",
    "check_actions",
    "check_links",
    "check_outcomes",
    "check_statements",
    "coder_gap",
    "compare_gaps",
    "compare_goldstein",
    "corrected_share",
    "countries",
    "country_codes",
    "country_of_actor",
    "decompose_change",
    "decompose_gap",
    "equate_by_ceiling",
    "equate_by_map",
    "equate_by_pairs",
    "equate_by_rank",
    "essay_claims",
    "event_study",
    "expand_blocs",
    "explain_pair",
    "explain_text",
    "flow_balance",
    "flow_panel",
    "follow_through",
    "forecast_deeds",
    "gap_breaks",
    "gap_index",
    "gap_stages",
    "gap_vintages",
    "get_scale",
    "goldstein_versions",
    "grade_statuses",
    "group_actors",
    "hit_table",
    "is_verbal",
    "krippendorff_alpha",
    "label_error_gap",
    "ladder",
    "learning_curve",
    "list_datasets",
    "load_dataset",
    "load_scorer",
    "make_case",
    "make_event_file",
    "mid_code",
    "multiverse",
    "near_duplicates",
    "outcomes",
    "pair",
    "partner_mismatch",
    "pledge_score",
    "pledge_statuses",
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
    "plot_label_error",
    "plot_partners",
    "plot_ranking",
    "plot_reliability",
    "plot_specification_curve",
    "plot_stages",
    "plot_timeline",
    "plot_trend",
    "plot_vintages",
    "plover_code",
    "quad_class",
    "read_acled",
    "read_amounts",
    "read_events",
    "read_gdelt",
    "read_icews",
    "read_keds",
    "read_mid",
    "read_phoenix",
    "read_pledges",
    "read_polecat",
    "read_text",
    "read_ucdp",
    "read_worksheet",
    "recognise_format",
    "rogan_gladen",
    "row_account",
    "scale_names",
    "score_text",
    "shrink_gaps",
    "to_worksheet",
    "train_scorer",
    "unknown_codes",
    "worksheet_agreement",
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
        plot_label_error,
        plot_partners,
        plot_ranking,
        plot_reliability,
        plot_specification_curve,
        plot_stages,
        plot_timeline,
        plot_trend,
        plot_vintages,
    )
    from rhetoric_gap.readers import (
        AmountTables,
        Limits,
        PledgeTables,
        RecognisedFormat,
        read_acled,
        read_amounts,
        read_events,
        read_gdelt,
        read_icews,
        read_keds,
        read_mid,
        read_phoenix,
        read_pledges,
        read_polecat,
        read_ucdp,
        recognise_format,
    )
    from rhetoric_gap.readers.actors import (
        ambiguous_codes,
        bloc_members,
        blocs,
        countries,
        country_codes,
        country_of_actor,
        expand_blocs,
        group_actors,
        unknown_codes,
    )
    from rhetoric_gap.readers.event_tables import EventTables
    from rhetoric_gap.readers.flow_panel import flow_panel
    from rhetoric_gap.readers.synthetic import make_event_file
    from rhetoric_gap.results import GapResult, Summary
    from rhetoric_gap.scales import (
        Scale,
        align_sanction_types,
        compare_goldstein,
        equate_by_ceiling,
        equate_by_map,
        equate_by_pairs,
        equate_by_rank,
        get_scale,
        goldstein_versions,
        grade_statuses,
        is_verbal,
        ladder,
        mid_code,
        pledge_statuses,
        plover_code,
        quad_class,
        scale_names,
    )
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
        label_error_gap,
        multiverse,
        partner_mismatch,
        shrink_gaps,
    )
    from rhetoric_gap.studies.worksheet_agreement import worksheet_agreement
    from rhetoric_gap.tables import check_actions, check_links, check_outcomes, check_statements
    from rhetoric_gap.text.draft import TextDraft
    from rhetoric_gap.text.explain import Explanation, explain_text
    from rhetoric_gap.text.folds import near_duplicates
    from rhetoric_gap.text.learning import learning_curve
    from rhetoric_gap.text.lexicon import Lexicon
    from rhetoric_gap.text.model import train_scorer
    from rhetoric_gap.text.pledge_score import pledge_score
    from rhetoric_gap.text.reading import read_text
    from rhetoric_gap.text.saved import load_scorer
    from rhetoric_gap.text.score import score_text
    from rhetoric_gap.text.scorer import StatementScorer
    from rhetoric_gap.text.trained import TrainedScorer
    from rhetoric_gap.text.worksheet import Worksheet, read_worksheet, to_worksheet


def __getattr__(name: str) -> Any:
    """Load a public name from its module on first use."""
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted([*__all__, "__version__"])
