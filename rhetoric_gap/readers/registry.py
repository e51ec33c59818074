"""The formats that are known, by name, with the reader of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rhetoric_gap.readers import acled, gdelt, icews, keds, mid, phoenix, polecat, ucdp
from rhetoric_gap.readers.layouts import Format

_READERS: tuple[tuple[Format, Callable[..., Any]], ...] = (
    (gdelt.FORMAT, gdelt.read_gdelt),
    (icews.FORMAT, icews.read_icews),
    (polecat.FORMAT, polecat.read_polecat),
    (phoenix.FORMAT, phoenix.read_phoenix),
    (keds.FORMAT, keds.read_keds),
    (acled.FORMAT, acled.read_acled),
    (ucdp.FORMAT, ucdp.read_ucdp),
    (mid.FORMAT, mid.read_mid),
)

#: Every format of events, by the name that ``read_events(format=...)`` and ``--format`` take.
FORMATS: dict[str, Format] = {form.name: form for form, _ in _READERS}
READERS: dict[str, Callable[..., Any]] = {form.name: reader for form, reader in _READERS}
