"""What could not be turned into another code, and why; which codes meant different countries."""

from __future__ import annotations

import difflib
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.readers.actors import tables
from rhetoric_gap.readers.actors._rows import distinct
from rhetoric_gap.readers.actors.countries import country_codes, plain_codes
from rhetoric_gap.readers.actors.tables import System
from rhetoric_gap.tables.cells import text_dtype

REPORT_COLUMNS = ["value", "rows", "why", "suggestion"]
# The regions on GDELT's list of country codes: somebody's, but no country's.
_REGIONS = (
    "AFR ASA BLK CRB CAU CFR CAS CEU EIN EAF EEU EUR LAM MEA MDT NAF NMR PGS SCN SAM SAS SEA SAF WAF WST"
)
REGIONS = frozenset(_REGIONS.split())


def unknown_codes(
    values: Any, *, source: System = "cameo", to: System = "iso3", on: Any = None
) -> pd.DataFrame:
    """Report the values :func:`country_codes` cannot turn, with the reason and the nearest code there is.

    Parameters
    ----------
    values : pandas.Series, pandas.Categorical, or array-like of str or int
        Codes or names. Missing values are nothing to report.
    source, to : {"cameo", "iso3", "iso2", "cow", "cowc", "gw", "fips", "name"}, default "cameo" and "iso3"
        The system the values are in, and the one wanted.
    on : date-like, or one date per value, optional
        As in :func:`country_codes`.

    Returns
    -------
    pandas.DataFrame
        One row per value, most frequent first: ``value``, ``rows`` (how many were not turned), ``why``, and
        ``suggestion`` (a code or name that is spelt nearly so; missing where there is none). A suggestion is only ever
        shown: it is not used.

    Raises
    ------
    RhetoricGapError
        If `on` has another length than `values`.
    UnknownOptionError
        If `source` or `to` is not one of those above.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> rg.unknown_codes(["Germny", "Germny", "Chad"], source="name").values.tolist()
    [['Germny', 2, 'not a name that is known', 'Germany']]
    >>> rg.unknown_codes(["SSD", "AFR"], to="cow", on="2005-01-01")["why"].tolist()
    ['no code in cow on that day: South Sudan from 2011-07-09', 'a region, not a country']
    """
    turned = country_codes(values, source=source, to=to, on=on)
    codes, uniques = distinct(values)
    lost = (np.asarray(codes) >= 0) & np.asarray(pd.isna(turned))
    counts = np.bincount(np.asarray(codes)[lost], minlength=len(uniques))
    standing = plain_codes(uniques, source)
    spellings = _spellings(source)
    rows = [
        (
            str(uniques[i]),
            int(counts[i]),
            _why(standing[i], source, to),
            _nearest(standing[i], source, spellings),
        )
        for i in np.argsort(-counts, kind="stable")
        if counts[i]
    ]
    frame = pd.DataFrame(rows, columns=REPORT_COLUMNS)
    frame["suggestion"] = frame["suggestion"].where(frame["suggestion"].notna(), np.nan)
    return frame.astype(
        {"value": text_dtype(), "rows": "int64", "why": text_dtype(), "suggestion": text_dtype()}
    )


def ambiguous_codes(source: System = "cameo") -> pd.DataFrame:
    """List the codes of a system that stood for different countries at different times.

    Parameters
    ----------
    source : {"cameo", "iso3", "iso2", "cow", "cowc", "gw", "fips", "name"}, default "cameo"
        The system of codes.

    Returns
    -------
    pandas.DataFrame
        One row per code and country: ``code``, ``iso3``, ``valid_from``, ``valid_to`` (both included, missing where
        open) and ``without_date``: whether this is what the code means where no date is given.

    Raises
    ------
    UnknownOptionError
        If `source` is not one of those above.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> rg.ambiguous_codes("iso2")[["code", "iso3", "without_date"]].values.tolist()
    [['CS', 'CSK', False], ['CS', 'SCG', True]]
    """
    tables.check_system("source", source)
    rows = []
    for code, spells in tables.countries_of(source).items():
        if len({spell.value for spell in spells}) > 1:
            last = max(spells, key=lambda spell: (spell.end, spell.start))
            rows += [
                (code, spell.value, tables.from_day(spell.start), tables.from_day(spell.end), spell is last)
                for spell in spells
            ]
    frame = pd.DataFrame(rows, columns=["code", "iso3", "valid_from", "valid_to", "without_date"])
    for column in ("valid_from", "valid_to"):
        frame[column] = pd.to_datetime(frame[column].replace("", None)).astype("datetime64[us]")
    return frame.astype({"code": text_dtype(), "iso3": text_dtype(), "without_date": "bool"})


def _why(code: str | None, source: str, to: str) -> str:
    """Say why one value could not be turned."""
    noun = {"name": "name"}.get(source, f"code of {source}")
    spells = tables.countries_of(source).get(code or "")
    if not spells:
        return (
            "a region, not a country"
            if source == "cameo" and code in REGIONS
            else f"not a {noun} that is known"
        )
    if not any(spell.value in tables.codes_of(to) for spell in spells):
        return f"{_names(spells)} has no code in {to}"
    timeline = tables.timelines(source, to)[code or ""]
    times = "; ".join(f"{_name_of(spell, spells)} {_time(spell)}".strip() for spell in timeline)
    if not times:
        return f"{_names(spells)} has no code in {to} at any time this code holds"
    return f"no code in {to} on that day: {times}" if source != to else f"not in use on that day: {times}"


def _name_of(part: tables.Spell, spells: tuple[tables.Spell, ...]) -> str:
    """Name the country a part of a timeline belongs to."""
    country = next(spell.value for spell in spells if spell.start <= part.start <= spell.end)
    return tables.codes_of("name")[country][-1].value


def _names(spells: tuple[tables.Spell, ...]) -> str:
    """Name the countries a code stands for."""
    return ", ".join(dict.fromkeys(tables.codes_of("name")[spell.value][-1].value for spell in spells))


def _time(spell: tables.Spell) -> str:
    """Write a time as words."""
    start, end = tables.from_day(spell.start), tables.from_day(spell.end)
    return " ".join(part for part in (f"from {start}" if start else "", f"to {end}" if end else "") if part)


def _spellings(source: str) -> dict[str, str]:
    """Return how the known codes or names are written, by how they are compared."""
    if source == "name":
        return {
            tables.standard(row["name"], "name"): row["name"]
            for row in reversed(tables.read_table("names.csv"))
        }
    return {code: code for code in tables.countries_of(source)}


def _nearest(code: str | None, source: str, spellings: dict[str, str]) -> str | None:
    """Return the known spelling nearest to an unknown one; numbers have none."""
    if code is None or code in spellings or source in tables.NUMERIC:
        return None
    if code.upper() in spellings:
        return spellings[code.upper()]
    close = difflib.get_close_matches(code, list(spellings), n=1, cutoff=0.75 if source == "name" else 0.9)
    return spellings[close[0]] if close else None
