"""From links to the gap.

An *outcome* says what became of one statement; the *gap* is ``1 - bite / bark`` over the outcomes in the risk set,
where bark is the severity of the deeds named and bite the severity of the deeds credited. What could not be tested (a
trigger that never fired, a window still open) is counted and bounded, never folded into the gap.
"""

from rhetoric_gap.gap.flow import flow_balance
from rhetoric_gap.gap.index import gap_index
from rhetoric_gap.gap.outcomes import STATES, outcomes
from rhetoric_gap.tables.schema import RISK_STATES

__all__ = ["RISK_STATES", "STATES", "flow_balance", "gap_index", "outcomes"]
