"""From the raw files of the field to statements and actions, one reader for each source.

A file is read in blocks of whole lines, each source's own module turns raw columns into events, and what every stream
needs before it can be paired (dates that can be trusted, one row per event, countries, words apart from deeds) is done
in one place, :mod:`rhetoric_gap.readers.stream`, with an account of every row.
"""

from __future__ import annotations

from rhetoric_gap.readers.acled import read_acled
from rhetoric_gap.readers.amount_tables import AmountTables
from rhetoric_gap.readers.amounts import read_amounts
from rhetoric_gap.readers.any_format import read_events
from rhetoric_gap.readers.gdelt import read_gdelt
from rhetoric_gap.readers.icews import read_icews
from rhetoric_gap.readers.keds import read_keds
from rhetoric_gap.readers.layouts import Limits
from rhetoric_gap.readers.mid import read_mid
from rhetoric_gap.readers.phoenix import read_phoenix
from rhetoric_gap.readers.pledge_tables import PledgeTables
from rhetoric_gap.readers.pledges import read_pledges
from rhetoric_gap.readers.polecat import read_polecat
from rhetoric_gap.readers.recognise import RecognisedFormat, recognise_format
from rhetoric_gap.readers.ucdp import read_ucdp

__all__ = [
    "AmountTables",
    "Limits",
    "PledgeTables",
    "RecognisedFormat",
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
    "read_ucdp",
    "recognise_format",
]
