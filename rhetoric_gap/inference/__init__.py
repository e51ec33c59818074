"""How sure the gap is: intervals and bounds as free functions on arrays.

An *interval* says how far the gap would move in another draw of independent units (crises, dyads). A *bound* says how
far it could move if the statements that could not be tested had all been fulfilled, or all not: that is ignorance, not
sampling, and the two are never mixed.
"""

from rhetoric_gap.inference.agreement import Agreement, krippendorff_alpha
from rhetoric_gap.inference.bootstrap import ClusterBootstrap, block_bootstrap_interval, cluster_bootstrap
from rhetoric_gap.inference.bounds import Bounds, severity_bounds, total_gap_bounds
from rhetoric_gap.inference.breaks import BreakTest, breaks_by_test, no_break_test, possible_breaks
from rhetoric_gap.inference.censoring import ipcw_gap
from rhetoric_gap.inference.coding import CodedGaps, PooledGap, pooled_gaps
from rhetoric_gap.inference.concentration import (
    herfindahl,
    mismatch_if_chance,
    partner_balance,
    partner_shares,
    total_variation,
)
from rhetoric_gap.inference.contingency import ContingencyScores, contingency_scores, peirce_within
from rhetoric_gap.inference.crossfit import CrossForecast, cross_forecast
from rhetoric_gap.inference.decomposition import GapParts, StageParts, gap_parts, stage_parts
from rhetoric_gap.inference.difference import GapContrast, difference_interval
from rhetoric_gap.inference.dyadic import dyadic_interval
from rhetoric_gap.inference.interval import Interval, cluster_interval, gap_interval
from rhetoric_gap.inference.jackknife import Score, bca_limits, jackknife_score
from rhetoric_gap.inference.joint import JointTest, expected_curve, joint_test, permuted_contrasts
from rhetoric_gap.inference.kitagawa import (
    ChangeInterval,
    ChangeParts,
    change_interval,
    kitagawa,
    shapley_change,
)
from rhetoric_gap.inference.label_error import (
    RedrawnGap,
    draw_labels,
    expected_shares,
    label_counts,
    label_weights,
    redrawn_gap,
)
from rhetoric_gap.inference.layers import IncidenceCurve, credit_curve
from rhetoric_gap.inference.misclassification import CorrectedShare, rogan_gladen
from rhetoric_gap.inference.overlap import DependentMean, dependent_mean, window_overlap
from rhetoric_gap.inference.permutation import Permutation, permutation_test
from rhetoric_gap.inference.placebo import Placebo, placebo_differences, placebo_p_value
from rhetoric_gap.inference.reliability import Reliability, reliability_table
from rhetoric_gap.inference.roc import roc_auc
from rhetoric_gap.inference.segments import breaks_by_cost, usual_penalty
from rhetoric_gap.inference.shrinkage import (
    Ranks,
    Shrinkage,
    beta_binomial_shrinkage,
    effective_count,
    posterior_ranks,
)
from rhetoric_gap.inference.specification import CurveSummary, Influence, choice_influence, curve_summary
from rhetoric_gap.inference.survival import aalen_johansen, kaplan_meier
from rhetoric_gap.inference.verification import (
    BrierDecomposition,
    brier_decomposition,
    brier_score,
    brier_skill,
)

__all__ = [
    "Agreement",
    "Bounds",
    "BreakTest",
    "BrierDecomposition",
    "ChangeInterval",
    "ChangeParts",
    "ClusterBootstrap",
    "CodedGaps",
    "ContingencyScores",
    "CorrectedShare",
    "CrossForecast",
    "CurveSummary",
    "DependentMean",
    "GapContrast",
    "GapParts",
    "IncidenceCurve",
    "Influence",
    "Interval",
    "JointTest",
    "Permutation",
    "Placebo",
    "PooledGap",
    "Ranks",
    "RedrawnGap",
    "Reliability",
    "Score",
    "Shrinkage",
    "StageParts",
    "aalen_johansen",
    "bca_limits",
    "beta_binomial_shrinkage",
    "block_bootstrap_interval",
    "breaks_by_cost",
    "breaks_by_test",
    "brier_decomposition",
    "brier_score",
    "brier_skill",
    "change_interval",
    "choice_influence",
    "cluster_bootstrap",
    "cluster_interval",
    "contingency_scores",
    "credit_curve",
    "cross_forecast",
    "curve_summary",
    "dependent_mean",
    "difference_interval",
    "draw_labels",
    "dyadic_interval",
    "effective_count",
    "expected_curve",
    "expected_shares",
    "gap_interval",
    "gap_parts",
    "herfindahl",
    "ipcw_gap",
    "jackknife_score",
    "joint_test",
    "kaplan_meier",
    "kitagawa",
    "krippendorff_alpha",
    "label_counts",
    "label_weights",
    "mismatch_if_chance",
    "no_break_test",
    "partner_balance",
    "partner_shares",
    "peirce_within",
    "permutation_test",
    "permuted_contrasts",
    "placebo_differences",
    "placebo_p_value",
    "pooled_gaps",
    "possible_breaks",
    "posterior_ranks",
    "redrawn_gap",
    "reliability_table",
    "roc_auc",
    "rogan_gladen",
    "severity_bounds",
    "shapley_change",
    "stage_parts",
    "total_gap_bounds",
    "total_variation",
    "usual_penalty",
    "window_overlap",
]
