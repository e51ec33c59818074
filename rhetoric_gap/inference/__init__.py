"""How sure the gap is: intervals and bounds as free functions on arrays.

An *interval* says how far the gap would move in another draw of independent units (crises, dyads). A *bound* says how
far it could move if the statements that could not be tested had all been fulfilled, or all not: that is ignorance, not
sampling, and the two are never mixed.
"""

from rhetoric_gap.inference.bounds import Bounds, severity_bounds
from rhetoric_gap.inference.interval import Interval, block_bootstrap_interval, cluster_interval, gap_interval

__all__ = [
    "Bounds",
    "Interval",
    "block_bootstrap_interval",
    "cluster_interval",
    "gap_interval",
    "severity_bounds",
]
