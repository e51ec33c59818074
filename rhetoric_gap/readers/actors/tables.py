"""The crosswalk as shipped, and what each code stands for on each day."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from rhetoric_gap.errors import UnknownOptionError
from rhetoric_gap.readers.actors.names import fold

System = Literal["cameo", "iso3", "iso2", "cow", "cowc", "gw", "fips", "name"]
SYSTEMS: tuple[str, ...] = get_args(System)
COLUMNS = ["iso3", "iso2", "name", "cow", "cowc", "gw", "fips", "cameo", "valid_from", "valid_to"]
NUMERIC = ("cow", "gw")
# In CAMEO lower case means something else: rus are ethnic Russians.
EXACT_CASE = ("cameo",)
EPOCH = dt.date(1970, 1, 1).toordinal()
# Wider than any date pandas can hold in microseconds, and far from overflow.
FIRST, LAST = -(10**8), 10**8


@dataclass(frozen=True, order=True)
class Spell:
    """A time, in days since 1970 and both ends included, in which a code stands for something."""

    start: int
    end: int
    value: str


def check_system(option: str, system: str) -> None:
    """Refuse a system of codes that is not known."""
    if system not in SYSTEMS:
        raise UnknownOptionError(option, system, SYSTEMS)


def read_table(name: str) -> list[dict[str, str]]:
    """Read one shipped table as text, so that Namibia keeps its NA."""
    text = (files("rhetoric_gap.readers.actors") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def to_day(text: str, open_end: int) -> int:
    """Read a day as days since 1970; blank is open."""
    return dt.date.fromisoformat(text).toordinal() - EPOCH if text else open_end


def from_day(day: int) -> str:
    """Write a day, blank where the time is open."""
    return "" if day in (FIRST, LAST) else dt.date.fromordinal(day + EPOCH).isoformat()


def standard(code: str, system: str) -> str:
    """Write a code the way the tables do."""
    if system == "name":
        return fold(code)
    plain = code.strip()
    return plain if system in EXACT_CASE else plain.upper()


@cache
def countries_of(system: str) -> dict[str, tuple[Spell, ...]]:
    """Return which country, by ISO code, each code of a system stands for, in order of time."""
    found: dict[str, list[Spell]] = {}
    main = read_table("names.csv" if system == "name" else "countries.csv")
    others = [row for row in read_table("aliases.csv") if row["system"] == system]
    for row in [row | {"code": row[system]} for row in main if row[system]] + others:
        spell = Spell(to_day(row["valid_from"], FIRST), to_day(row["valid_to"], LAST), row["iso3"])
        found.setdefault(standard(row["code"], system), []).append(spell)
    if system == "cameo":
        # The same column holds ISO codes in Phoenix, and in GDELT where CAMEO's own list is out of date.
        for code, spells in countries_of("iso3").items():
            found.setdefault(code, list(spells))
    return {code: _join(spells) for code, spells in found.items()}


@cache
def codes_of(system: str) -> dict[str, tuple[Spell, ...]]:
    """Return which code of a system each country, by ISO code, has, in order of time."""
    found: dict[str, list[Spell]] = {}
    for row in read_table("countries.csv"):
        if row[system]:
            spell = Spell(to_day(row["valid_from"], FIRST), to_day(row["valid_to"], LAST), row[system])
            found.setdefault(row["iso3"], []).append(spell)
    return {country: _join(spells) for country, spells in found.items()}


@cache
def timelines(source: str, to: str) -> dict[str, tuple[Spell, ...]]:
    """Return what each code of one system is in another, and when."""
    targets = codes_of(to)
    return {
        code: tuple(
            replace(target, start=max(spell.start, target.start), end=min(spell.end, target.end))
            for spell in spells
            for target in targets.get(spell.value, ())
            if max(spell.start, target.start) <= min(spell.end, target.end)
        )
        for code, spells in countries_of(source).items()
    }


@cache
def latest(source: str, to: str) -> dict[str, str]:
    """Return what each code of one system is in another, the latest where that changed."""
    targets = codes_of(to)
    found = {}
    for code, spells in countries_of(source).items():
        country = max(spells, key=lambda spell: (spell.end, spell.start)).value
        if country in targets:
            found[code] = targets[country][-1].value
    return found


def _join(spells: list[Spell]) -> tuple[Spell, ...]:
    """Put spells in order, and those of one value that follow without a break into one."""
    joined: list[Spell] = []
    for spell in sorted(spells):
        if joined and joined[-1].value == spell.value and joined[-1].end + 1 >= spell.start:
            joined[-1] = replace(joined[-1], end=max(joined[-1].end, spell.end))
        else:
            joined.append(spell)
    return tuple(joined)
