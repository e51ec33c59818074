"""The tables the scales ship as, read as text."""

from __future__ import annotations

import csv
from importlib.resources import files

from rhetoric_gap.scales.entry import CodeEntry
from rhetoric_gap.scales.scale import Scale


def shipped_rows(name: str) -> list[dict[str, str]]:
    """Read one shipped table as text.

    Parameters
    ----------
    name : str
        Name of the file.

    Returns
    -------
    list of dict
        One mapping from column to cell per row, blank cells as empty text.
    """
    text = (files("rhetoric_gap.scales") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def deeds_in(cell: str) -> frozenset[str]:
    """Read a set of codes as the tables write it."""
    return frozenset(code for code in cell.split(";") if code)


def load_codes(name: str, file: str, version: str, source: str) -> Scale:
    """Read a scale that ships as one table of codes.

    Parameters
    ----------
    name : str
        Name of the scale.
    file : str
        Name of the table.
    version, source : str
        Version of the coding scheme, and where severities and map come from.

    Returns
    -------
    Scale
        The scale.
    """
    return Scale(name, version, source, tuple(_entry(row) for row in shipped_rows(file)))


def _entry(row: dict[str, str]) -> CodeEntry:
    """Read one code: a word has a kind, a mere deed has none."""
    severity, valence = float(row["severity"] or "nan"), row["valence"] or None
    if not row["kind"]:
        return CodeEntry(row["code"], row["name"], severity, valence, note=row["note"])
    return CodeEntry(
        row["code"],
        row["name"],
        severity,
        valence,
        is_statement=True,
        kind=row["kind"],
        strength=int(row["strength"]),
        fulfilling=deeds_in(row["fulfilling"]),
        partial=deeds_in(row["partial"]),
        breaking=deeds_in(row["breaking"]),
        compliance=deeds_in(row["compliance"]),
        note=row["note"],
    )
