"""Scales as frames to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from rhetoric_gap.scales.entry import CodeEntry

SETS = ("fulfilling", "partial", "breaking", "compliance")
LEVEL_COLUMNS = ["code", "name", "severity", "valence", "is_statement"]


def levels_frame(entries: Iterable[CodeEntry]) -> pd.DataFrame:
    """Return every code with its severity as a deed, the mildest first and those without a value last."""
    rows = [[getattr(entry, column) for column in LEVEL_COLUMNS] for entry in entries]
    frame = pd.DataFrame(rows, columns=LEVEL_COLUMNS).astype({"severity": "float64"})
    return frame.sort_values(["severity", "code"], ignore_index=True)


def describe_entry(
    code: str, entry: CodeEntry | None, severities: Mapping[str, float], names: Mapping[str, str]
) -> pd.Series:
    """Spell out an entry, deeds with their names; an unknown code is described by blanks."""
    if entry is None:
        fields: dict[str, object] = dict.fromkeys(["entry", "name", "valence", "kind", "strength"])
        sets, note = dict.fromkeys(SETS, ""), "not on this scale"
    else:
        fields = {"entry": entry.code, "name": entry.name, "valence": entry.valence, "kind": entry.kind}
        fields["strength"] = entry.strength
        sets, note = {name: _with_names(getattr(entry, name), names) for name in SETS}, entry.note
    return pd.Series({"code": code, **fields, **severities, **sets, "note": note}, dtype=object)


def _with_names(deeds: Iterable[str], names: Mapping[str, str]) -> str:
    """List deeds with their names."""
    return "; ".join(f"{deed} {names.get(deed, '')}".strip() for deed in sorted(deeds))
