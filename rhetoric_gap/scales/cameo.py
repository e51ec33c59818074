"""The CAMEO scale: severity of deeds after Goldstein (1992), and which deeds keep which words."""

from __future__ import annotations

from dataclasses import replace

from rhetoric_gap.scales.entry import CodeEntry
from rhetoric_gap.scales.goldstein import VERSION_NAMES, version_table
from rhetoric_gap.scales.scale import Scale
from rhetoric_gap.scales.shipped import deeds_in, shipped_rows

VERSION = "1.1b3"
SOURCE = (
    "Goldstein (1992), Journal of Conflict Resolution 36, in GDELT's version for CAMEO; "
    "codes after the CAMEO manual 1.1b3; promise map by rhetoric_gap"
)

SCALE_NAMES = {"icews": "cameo-icews", "cameo05b1": "cameo-05b1"}


def load_cameo() -> Scale:
    """Read the shipped tables into a scale."""
    promises = {row["code"]: row for row in shipped_rows("cameo_promises.csv")}
    entries = tuple(_entry(row, promises.get(row["code"])) for row in shipped_rows("cameo_severity.csv"))
    return Scale("cameo", VERSION, SOURCE, entries)


def load_cameo_version(version: str) -> Scale:
    """Read the CAMEO scale with the values of another version of the Goldstein table.

    Parameters
    ----------
    version : str
        Column of the shipped table of versions.

    Returns
    -------
    Scale
        Same codes, names, valences and promise map. A code this version has no value for is read as its nearest
        ancestor that has one.
    """
    values = version_table()[version]
    cameo = load_cameo()
    entries = tuple(replace(e, severity=round(abs(values[e.code]) / 10, 4)) for e in cameo.entries)
    source = (
        f"Goldstein (1992), Journal of Conflict Resolution 36, in the version {VERSION_NAMES[version]}; "
        f"codes, valences and promise map of the cameo scale ({cameo.digest})"
    )
    return Scale(SCALE_NAMES[version], VERSION, source, entries)


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
        fulfilling=deeds_in(promise["fulfilling"]),
        partial=deeds_in(promise["partial"]),
        breaking=deeds_in(promise["breaking"]),
        compliance=deeds_in(promise["compliance"]),
        note=promise["note"],
    )
