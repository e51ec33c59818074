"""One scale for words and deeds, measured on deeds only.

A *deed* has the severity of its code. A *statement* has the severity of the deed it **names**: the median over the
deeds that would fulfil it. The value a coding scheme gives the words themselves is never used, because it does not say
what was promised: on Goldstein's scale a threat of sanctions and the sanctions differ although the word was kept.

The **promise map** says, for each code of a statement, which deeds of the speaker fulfil it, fulfil it in part or
contradict it, and which deeds of the target comply with it.

Tables that share no code are put on one scale by *equating*: by ceiling, by rank, by matched pairs, or by a map of the
user's own.
"""

from __future__ import annotations

from rhetoric_gap.scales.episodes import align_sanction_types, mid_code, sanction_type_shift
from rhetoric_gap.scales.equating import Equated, equate_by_ceiling, equate_by_rank
from rhetoric_gap.scales.equating_pairs import equate_by_map, equate_by_pairs
from rhetoric_gap.scales.goldstein import (
    RAW_GOLDSTEIN_TEXT,
    compare_goldstein,
    goldstein_versions,
    raw_goldstein_share,
)
from rhetoric_gap.scales.ladders import Ladder, ladder
from rhetoric_gap.scales.pledges import grade_statuses, pledge_statuses
from rhetoric_gap.scales.plover import plover_code
from rhetoric_gap.scales.quad import QUAD_CLASSES, QUAD_RULES, check_quad_rules, is_verbal, quad_class
from rhetoric_gap.scales.registry import get_scale, scale_names
from rhetoric_gap.scales.scale import Scale

__all__ = [
    "QUAD_CLASSES",
    "QUAD_RULES",
    "RAW_GOLDSTEIN_TEXT",
    "Equated",
    "Ladder",
    "Scale",
    "align_sanction_types",
    "check_quad_rules",
    "compare_goldstein",
    "equate_by_ceiling",
    "equate_by_map",
    "equate_by_pairs",
    "equate_by_rank",
    "get_scale",
    "goldstein_versions",
    "grade_statuses",
    "is_verbal",
    "ladder",
    "mid_code",
    "pledge_statuses",
    "plover_code",
    "quad_class",
    "raw_goldstein_share",
    "sanction_type_shift",
    "scale_names",
]
