"""Who is who: country codes of six systems with the dates they hold, and blocs as groups of countries."""

from __future__ import annotations

from rhetoric_gap.readers.actors.blocs import bloc_members, blocs
from rhetoric_gap.readers.actors.countries import countries, country_codes, country_of_actor
from rhetoric_gap.readers.actors.groups import expand_blocs, group_actors
from rhetoric_gap.readers.actors.report import ambiguous_codes, unknown_codes

__all__ = [
    "ambiguous_codes",
    "bloc_members",
    "blocs",
    "countries",
    "country_codes",
    "country_of_actor",
    "expand_blocs",
    "group_actors",
    "unknown_codes",
]
