"""Which deed answers which word.

A *link* joins one statement to one deed. It exists because a coder drew it (``how = coded``) or because a rule found
the deed eligible: same actor, same target or a shared member of a target group, same valence, inside the statement's
window, and the deed fulfils the word (``match`` 1), fulfils it in part (0.5) or not (0). Its *credit* is
``min(match * severity done, severity named)``: a deed can earn a word at most what the word named.
"""

from rhetoric_gap.pairing.explain import Explanation, explain_pair
from rhetoric_gap.pairing.pair import pair

__all__ = ["Explanation", "explain_pair", "pair"]
