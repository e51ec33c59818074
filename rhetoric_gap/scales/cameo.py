"""The CAMEO scale: severity of deeds after Goldstein (1992), and which deeds keep which words."""

from __future__ import annotations

import csv
from importlib.resources import files

from rhetoric_gap.scales.entry import CodeEntry
from rhetoric_gap.scales.scale import Scale

VERSION = "1.1b3"
SOURCE = (
    "Goldstein (1992), Journal of Conflict Resolution 36, in GDELT's version for CAMEO; "
    "codes after the CAMEO manual 1.1b3; promise map by rhetoric_gap"
)


def load_cameo() -> Scale:
    """Read the shipped tables into a scale."""
    promises = {row["code"]: row for row in _rows("cameo_promises.csv")}
    entries = tuple(_entry(row, promises.get(row["code"])) for row in _rows("cameo_severity.csv"))
    return Scale("cameo", VERSION, SOURCE, entries)


def _rows(name: str) -> list[dict[str, str]]:
    """Read one shipped table as text."""
    text = (files("rhetoric_gap.scales") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _entry(row: dict[str, str], promise: dict[str, str] | None) -> CodeEntry:
    """Join what the two tables say about a code."""
    severity = float(row["severity"] or "nan")
    if promise is None:
        return CodeEntry(row["code"], row["name"], severity, row["valence"] or None)
    return CodeEntry(
        row["code"],
        row["name"],
        severity,
        promise["valence"] or None,
        is_statement=True,
        kind=promise["kind"],
        strength=int(promise["strength"]),
        fulfilling=_deeds(promise["fulfilling"]),
        partial=_deeds(promise["partial"]),
        breaking=_deeds(promise["breaking"]),
        compliance=_deeds(promise["compliance"]),
        note=promise["note"],
    )


def _deeds(cell: str) -> frozenset[str]:
    """Read a set of codes as the tables write it."""
    return frozenset(code for code in cell.split(";") if code)
