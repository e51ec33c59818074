"""Questions asked of a gap once it is known: has it changed, who is behind it, does it depend on a choice.

Each study takes a result, a case or two tables, leaves the numbers to functions of arrays in
:mod:`rhetoric_gap.inference` and returns a :class:`Study`: one tidy frame with what a reader must know to read it.
"""

from rhetoric_gap.studies.alarm import AlarmGap, alarm_gap
from rhetoric_gap.studies.breaks import Breaks, gap_breaks
from rhetoric_gap.studies.change import ChangeDecomposition, decompose_change
from rhetoric_gap.studies.claims import Claims, essay_claims
from rhetoric_gap.studies.coders import CoderGap, coder_gap
from rhetoric_gap.studies.compare import GapComparison, compare_gaps
from rhetoric_gap.studies.corrected import CorrectedGap, corrected_share
from rhetoric_gap.studies.decompose import GapDecomposition, decompose_gap
from rhetoric_gap.studies.event_study import EventStudy, event_study
from rhetoric_gap.studies.follow_through import FollowThrough, follow_through
from rhetoric_gap.studies.forecast import Forecast, forecast_deeds
from rhetoric_gap.studies.hits import HitTable, hit_table
from rhetoric_gap.studies.label_error import LabelErrorGap, label_error_gap
from rhetoric_gap.studies.multiverse import Multiverse, multiverse
from rhetoric_gap.studies.partners import PartnerMismatch, partner_mismatch
from rhetoric_gap.studies.shrinkage import Shrunk, shrink_gaps
from rhetoric_gap.studies.stages import GapStages, gap_stages
from rhetoric_gap.studies.study import Study
from rhetoric_gap.studies.vintages import Vintages, gap_vintages

__all__ = [
    "AlarmGap",
    "Breaks",
    "ChangeDecomposition",
    "Claims",
    "CoderGap",
    "CorrectedGap",
    "EventStudy",
    "FollowThrough",
    "Forecast",
    "GapComparison",
    "GapDecomposition",
    "GapStages",
    "HitTable",
    "LabelErrorGap",
    "Multiverse",
    "PartnerMismatch",
    "Shrunk",
    "Study",
    "Vintages",
    "alarm_gap",
    "coder_gap",
    "compare_gaps",
    "corrected_share",
    "decompose_change",
    "decompose_gap",
    "essay_claims",
    "event_study",
    "follow_through",
    "forecast_deeds",
    "gap_breaks",
    "gap_stages",
    "gap_vintages",
    "hit_table",
    "label_error_gap",
    "multiverse",
    "partner_mismatch",
    "shrink_gaps",
]
