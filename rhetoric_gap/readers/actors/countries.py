"""From one system of country codes to another, and which country an actor belongs to."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError
from rhetoric_gap.readers.actors import tables
from rhetoric_gap.readers.actors._rows import NO_DAY, Days, dates_of, distinct, spread_like
from rhetoric_gap.readers.actors.tables import System
from rhetoric_gap.tables.cells import text_dtype

Unknown = Literal["missing", "raise"]
_WHOLE = re.compile(r"\s*0*(\d+)(\.0*)?\s*")


def country_codes(
    values: Any,
    *,
    source: System = "cameo",
    to: System = "iso3",
    on: Any = None,
    unknown: Unknown = "missing",
) -> Any:
    """Turn country codes or names of one system into those of another.

    Parameters
    ----------
    values : pandas.Series, pandas.Categorical, or array-like of str or int
        Codes or names. Missing values stay missing.
    source, to : {"cameo", "iso3", "iso2", "cow", "cowc", "gw", "fips", "name"}, default "cameo" and "iso3"
        The system the values are in, and the one wanted: CAMEO, ISO 3166-1 alpha-3 and alpha-2, Correlates of War
        numbers and abbreviations, Gleditsch-Ward numbers, FIPS 10-4, English names.
    on : date-like, or one date per value, optional
        The day the code was used on. With it a code has the meaning it had on that day, and is missing where it had
        none. Without it a code has its latest meaning, whatever the date of the row.
    unknown : {"missing", "raise"}, default "missing"
        What becomes of a value that cannot be turned: missing in the result, or an error that lists all of them.
        :func:`unknown_codes` says why.

    Returns
    -------
    pandas.Series or pandas array of text
        One code per value; a Series keeps its index and name, a categorical stays one. Numbers are text without leading
        zeros.

    Raises
    ------
    RhetoricGapError
        If `on` has another length than `values`, or ``unknown="raise"`` and something is unknown.
    UnknownOptionError
        If `source`, `to` or `unknown` is not one of those above.

    Notes
    -----
    Codes are compared as they stand but for blanks around them and, outside CAMEO, for case (in CAMEO ``rus`` are
    ethnic Russians, ``RUS`` is Russia). Numbers may be integers or text, with leading zeros or without. Names are
    compared without case, accents, punctuation and *the*. Nothing is guessed: a misspelt name is unknown.

    Examples
    --------
    >>> import pandas as pd, rhetoric_gap as rg
    >>> rg.country_codes(pd.Series(["USA", "ROM", "GZS", "AFR"])).tolist()
    ['USA', 'ROU', 'PSE', nan]
    >>> list(rg.country_codes([365, 365], source="cow", on=["1985-01-01", "1995-01-01"]))
    ['SUN', 'RUS']
    >>> list(rg.country_codes(["DR Congo (Zaire)", "The Gambia"], source="name", to="gw"))
    ['490', '420']
    """
    tables.check_system("source", source)
    tables.check_system("to", to)
    if unknown not in ("missing", "raise"):
        raise UnknownOptionError("unknown", unknown, ("missing", "raise"))
    known = tables.latest(source, to) if on is None else None
    result = convert(
        values, lambda uniques: plain_codes(uniques, source), known, tables.timelines(source, to), on
    )
    if unknown == "raise":
        _refuse_unknown(values, result, source, to, on)
    return result


def country_of_actor(codes: Any, *, to: System = "iso3", on: Any = None) -> Any:
    """Return the country an actor's CAMEO code begins with.

    Parameters
    ----------
    codes : pandas.Series, pandas.Categorical, or array-like of str
        Actor codes made of blocks of three letters, such as ``USAGOV`` or ``IGOUNO``.
    to : {"iso3", "cameo", "iso2", "cow", "cowc", "gw", "fips", "name"}, default "iso3"
        The system of codes wanted.
    on : date-like, or one date per code, optional
        As in :func:`country_codes`.

    Returns
    -------
    pandas.Series or pandas array of text
        Missing where the first three letters are not a country: ``IGOUNO`` is nobody's.

    Raises
    ------
    RhetoricGapError
        If `on` has another length than `codes`.
    UnknownOptionError
        If `to` is not one of those above.

    Examples
    --------
    >>> import pandas as pd, rhetoric_gap as rg
    >>> rg.country_of_actor(pd.Series(["USAGOV", "PRKMIL", "IGOUNO", "RUS"])).tolist()
    ['USA', 'PRK', nan, 'RUS']
    """
    tables.check_system("to", to)
    known = tables.latest("cameo", to) if on is None else None

    def first_block(uniques: Sequence[object]) -> list[str | None]:
        return [text.strip()[:3] if isinstance(text, str) else None for text in uniques]

    return convert(codes, first_block, known, tables.timelines("cameo", to), on)


def countries(on: Any = None) -> pd.DataFrame:
    """Return the crosswalk: every country and territory with its codes, and from when to when they hold.

    Parameters
    ----------
    on : date-like, optional
        Only what held on that day: one row per country.

    Returns
    -------
    pandas.DataFrame
        Columns ``iso3``, ``iso2``, ``name``, ``cow``, ``cowc``, ``gw``, ``fips``, ``cameo`` (text, missing where the
        system has no code), ``valid_from`` and ``valid_to`` (days, both included, missing where open). One row per
        country and time in which none of its codes changed.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> table = rg.countries(on="1980-06-30")
    >>> table.loc[table["name"].isin(["Germany", "East Germany"]), ["iso3", "cow", "gw"]].values.tolist()
    [['DDR', '265', '265'], ['DEU', '260', '260']]
    """
    frame = pd.DataFrame(tables.read_table("countries.csv"), columns=tables.COLUMNS, dtype=text_dtype())
    frame = frame.mask(frame == "")
    for column in ("valid_from", "valid_to"):
        frame[column] = pd.to_datetime(frame[column], format="%Y-%m-%d").astype("datetime64[us]")
    if on is None:
        return frame
    day = pd.Timestamp(on)
    started = frame["valid_from"].isna() | (frame["valid_from"] <= day)
    ended = frame["valid_to"] < day.normalize()
    return frame[started & ~ended].reset_index(drop=True)


def convert(
    values: Any,
    read: Callable[[Sequence[object]], list[str | None]],
    known: dict[str, str] | None,
    dated: dict[str, tuple[tables.Spell, ...]],
    on: Any,
) -> Any:
    """Look every distinct value up once, and carry the answers back to the rows."""
    codes, uniques = distinct(values)
    standing = read(uniques)
    if known is not None:
        return spread_like(
            values, codes, [known.get(code) if code is not None else None for code in standing]
        )
    spells, rows = _at_dates(codes, standing, dated, dates_of(on, len(codes), values))
    return spread_like(values, rows, [spell.value for spell in spells])


def _at_dates(
    codes: Any, standing: Sequence[str | None], dated: dict[str, tuple[tables.Spell, ...]], days: Days
) -> tuple[list[tables.Spell], Any]:
    """Find the spell each row falls into: the last of its code to begin by that day, unless it has ended."""
    owned = [
        (position, spell)
        for position, code in enumerate(standing)
        for spell in (dated.get(code, ()) if code is not None else ())
    ]
    if not owned:
        return [], np.full(len(codes), -1)
    width = tables.LAST - tables.FIRST + 1
    starts = np.array([position * width + spell.start - tables.FIRST for position, spell in owned])
    ends = np.array([spell.end for _, spell in owned])
    owner = np.array([position for position, _ in owned])
    dateless = days == NO_DAY
    days = np.where(dateless, 0, days)
    wanted = np.asarray(codes, dtype=np.int64)
    nearest = np.searchsorted(starts, wanted * width + days - tables.FIRST, side="right") - 1
    holds = (wanted >= 0) & ~dateless & (nearest >= 0) & (owner[nearest] == wanted) & (days <= ends[nearest])
    return [spell for _, spell in owned], np.where(holds, nearest, -1)


def plain_codes(uniques: Sequence[object], source: str) -> list[str | None]:
    """Write distinct values as the tables do; None for what cannot be a code of the system."""
    if source in tables.NUMERIC:
        return [_number(value) for value in uniques]
    return [tables.standard(value, source) if isinstance(value, str) else None for value in uniques]


def _number(value: object) -> str | None:
    """Read a state number given as an integer, a whole float or text."""
    if isinstance(value, (bool, np.bool_)):
        return None
    if isinstance(value, (int, np.integer)):
        return str(int(value))
    if isinstance(value, (float, np.floating)):
        return str(int(value)) if np.isfinite(value) and float(value).is_integer() else None
    whole = _WHOLE.fullmatch(value) if isinstance(value, str) else None
    return whole[1] if whole else None


def _refuse_unknown(values: Any, result: Any, source: System, to: System, on: Any) -> None:
    """Raise with every value that could not be turned."""
    # Only here: the report is made of look-ups in this module.
    from rhetoric_gap.readers.actors.report import unknown_codes

    report = unknown_codes(values, source=source, to=to, on=on)
    if len(report):
        lines = [f"{row.value!r} ({row.rows} rows): {row.why}" for row in report.head(20).itertuples()]
        more = f"\n... and {len(report) - 20} more" if len(report) > 20 else ""
        raise RhetoricGapError(
            f"{len(report)} values of source={source!r} cannot be turned into {to!r}:\n"
            + "\n".join(lines)
            + more
        )
