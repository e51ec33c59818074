"""Cases: words, deeds and the links between them, with what is needed to read them.

A :class:`Case` holds the tables of one study together with its codebook, licence, citation and coverage, and says how
far its hand-made links tell the whole truth. Bundled cases are read by :func:`load_dataset`, offline; published tallies
become cases by :func:`case_from_counts`.
"""

from rhetoric_gap.datasets.case import Case, as_case
from rhetoric_gap.datasets.counts import case_from_counts
from rhetoric_gap.datasets.loader import list_datasets, load_dataset

__all__ = ["Case", "as_case", "case_from_counts", "list_datasets", "load_dataset"]
