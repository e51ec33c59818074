"""One scale for words and deeds, measured on deeds only.

A *deed* has the severity of its code. A *statement* has the severity of the deed it **names**: the median over the
deeds that would fulfil it. The value a coding scheme gives the words themselves is never used, because it does not say
what was promised: on Goldstein's scale a threat of sanctions and the sanctions differ although the word was kept.

The **promise map** says, for each code of a statement, which deeds of the speaker fulfil it, fulfil it in part or
contradict it, and which deeds of the target comply with it.
"""

from __future__ import annotations

from rhetoric_gap.scales.registry import get_scale, scale_names
from rhetoric_gap.scales.scale import Scale

__all__ = ["Scale", "get_scale", "scale_names"]
