"""Files that are known and hold no events: GDELT's mentions and knowledge graph."""

from __future__ import annotations

from dataclasses import dataclass

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.readers._choose import DELIMITERS, squeeze
from rhetoric_gap.readers._head import Head
from rhetoric_gap.readers._signs import signs_of
from rhetoric_gap.readers.layouts import Layout

_TIME = (r"[12]\d{13}", "a 14-digit time")


@dataclass(frozen=True)
class _Refused:
    """A layout that is refused, the signs it is told by, and why it holds no events."""

    layout: Layout
    signs: dict[str, tuple[str, str]]
    names: frozenset[str]
    why: str


_MENTIONS = _Refused(
    Layout(
        "GDELT 2.0 mentions, 16 columns", ("globaleventid", "eventtimedate", "mentiontimedate", *[""] * 13)
    ),
    {"globaleventid": (r"\d+", "an event number"), "eventtimedate": _TIME, "mentiontimedate": _TIME},
    frozenset({"mentiontimedate", "mentiontype", "mentionidentifier"}),
    "it lists the articles that mention events, not the events: read the file named .export.CSV of the same time",
)
_GRAPH = _Refused(
    Layout("GDELT 2.1 knowledge graph (GKG), 27 columns", ("gkgrecordid", "date", *[""] * 25)),
    {"gkgrecordid": (r"[12]\d{13}-.*", "a record id"), "date": _TIME},
    frozenset({"gkgrecordid", "v2sourcecommonname", "v2documentidentifier", "v1counts", "v21counts"}),
    "it holds themes, names and tones of articles, not events: read the file named .export.CSV of the same time",
)


def refuse_known(head: Head) -> None:
    """Refuse a file that is known to hold no events, with the reason."""
    rows = [line.split("\t") for line in head.lines]
    first = head.lines[0] if head.lines else ""
    names = head.names or [name.strip('" ') for mark in DELIMITERS for name in first.split(mark)]
    for refused in (_MENTIONS, _GRAPH):
        wide = len(refused.layout.columns)
        whole = [row for row in rows if wide <= len(row) <= wide + 1]
        right, wrong = signs_of(whole, refused.layout, refused.signs) if head.names is None else ([], [])
        told = len(right) > 1 and not wrong and len(whole) >= len(rows) / 2
        if told or len(refused.names & {squeeze(name) for name in names}) > 1:
            raise RhetoricGapError(f"{head.name!r} is a file of {refused.layout.name}; {refused.why}")
