"""COW Militarized Interstate Disputes: threats, displays and uses of force between states, coded by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError
from rhetoric_gap.readers import _coded as coded
from rhetoric_gap.readers._partial_days import MISSING, interval, precision_column, whole_numbers
from rhetoric_gap.readers._two_sides import whole
from rhetoric_gap.readers.layouts import Format, Layout, Limits
from rhetoric_gap.readers.options import StreamOptions
from rhetoric_gap.scales import mid_code
from rhetoric_gap.tables.cells import text_dtype
from rhetoric_gap.tables.targets import SEPARATOR

if TYPE_CHECKING:
    from rhetoric_gap.readers.event_tables import EventTables

Unit = Literal["dispute", "incident"]
LAST_ACT = 22
LAST_LEVEL = 5
ENCODINGS = ("utf-8", "latin-1")
_DAYS = ("stday", "stmon", "styear", "endday", "endmon", "endyear")

DISPUTES = (
    *("dispnum", *_DAYS, "outcome", "settle", "fatality", "fatalpre", "maxdur", "mindur", "hiact", "hostlev"),
    *("recip", "numa", "numb", "ongo2014", "version"),
)
PARTICIPANTS = (
    *("dispnum", "stabb", "ccode", *_DAYS, "sidea", "revstate", "revtype1", "revtype2", "fatality"),
    *("fatalpre", "hiact", "hostlev", "orig", "version"),
)
INCIDENTS = (
    *("dispnum", "incidnum", *_DAYS, "duration", "tbi", "fatality", "fatalpre", "action", "hostlev", "numa"),
    *("revtype1", "revtype2", "version"),
)
INCIDENT_PARTICIPANTS = (
    *("dispnum", "incidnum", "stabb", "ccode", *_DAYS, "insidea", "sidea", "fatality", "fatalpre", "action"),
    *("hostlev", "revtype1", "revtype2", "version"),
)
NO_STATES = (
    "{file} has no states in it (no column 'ccode'): it has one row for each dispute or incident, as MIDA and MIDI do. "
    "Read MIDB (one row for each state in a dispute) or, for single incidents, MIDIP (one row for each state in an "
    "incident) of the same release"
)


def to_events(
    raw: pd.DataFrame, options: Any, *, unit: str | None = None, seen: dict[str, str] | None = None
) -> pd.DataFrame:
    """Turn raw columns of MIDB or MIDIP into events.

    Parameters
    ----------
    raw : pandas.DataFrame
        Text columns under COW's names, the whole file: opponents are looked for in it.
    options : StreamOptions
        Only ``columns`` is read.
    unit : {"dispute", "incident"}, optional
        What a row of the file must be about.
    seen : dict of str to str, optional
        Units of the files read before, by name; added to.

    Returns
    -------
    pandas.DataFrame
        One row per state in a dispute or incident, aimed at all its opponents together.

    Raises
    ------
    RhetoricGapError
        If the file has no states in it, or is of another unit than asked for or than the files before.
    """
    incidents = _unit(raw, unit, {} if seen is None else seen) == "incident"
    case = coded.each(coded.column(raw, "incidnum" if incidents else "dispnum"), whole)
    state = coded.each(coded.column(raw, "ccode"), whole)
    state = state.where(state.ne(str(MISSING)))
    started, ended, unread = _span(raw)
    level, unread_level = whole_numbers(coded.column(raw, "hostlev"))
    act, unread_act = whole_numbers(coded.column(raw, "action" if incidents else "hiact"))
    side, unread_side = whole_numbers(coded.column(raw, "insidea" if incidents else "sidea"))
    bad_level = unread_level | unread_act | ~_within(level, 1, LAST_LEVEL) | ~_within(act, 0, LAST_ACT)
    bad_side = unread_side | ~np.isin(side, (0, 1))
    first, last = started[0], ended[1]
    lost_end = np.isnat(last) & (whole_numbers(coded.column(raw, "endyear"))[0] != MISSING)
    bad = bad_level | bad_side | unread | lost_end | np.isnat(first) | (last < first)
    bad |= case.isna().to_numpy() | state.isna().to_numpy()
    events: dict[str, Any] = {
        "event_id": _ids(case, state, started, incidents),
        "date": pd.Series(first, index=raw.index),
        "end_date": pd.Series(last, index=raw.index),
        "date_precision": precision_column(started[2], raw.index),
        "end_precision": precision_column(ended[2], raw.index),
        "actor": state,
        "target": _opponents(case, state, side, first, last, bad),
        "actor_name": coded.column(raw, "stabb"),
        "code": _codes(level, act, bad_level, raw.index),
        "hostlev": _number(raw, "hostlev"),
        "dispute": coded.each(coded.column(raw, "dispnum"), whole),
        "fatality": _number(raw, "fatality"),
        "fatalpre": _number(raw, "fatalpre"),
    }
    if incidents:
        events["incident"] = case
    events["reject"] = coded.reasons(
        raw.index,
        (case.isna(), f"no {'incidnum' if incidents else 'dispnum'}"),
        (state.isna(), "no ccode"),
        (unread, "a day, month or year that is no number"),
        (np.isnat(first), "began on no day of the calendar, or not even the year is known"),
        (lost_end, "ended on no day of the calendar"),
        (last < first, "ended before it began"),
        (bad_side, "neither on side A (1) nor on side B (0)"),
        (bad_level, "hostility level or act that the codebook does not have"),
    )
    alone = events["target"].isna() & ~bad
    notes = {
        "a state without an opponent in the file at that time, left out as without a target": int(alone.sum())
    }
    return coded.finish(raw, options, events, notes)


def _unit(raw: pd.DataFrame, unit: str | None, seen: dict[str, str]) -> str:
    """Say what a row of the file is about, and refuse files that are not what was asked for."""
    file = str(raw["file"].iloc[0]) if "file" in raw.columns and len(raw) else "the file"
    if len(raw) and not coded.column(raw, "ccode").notna().any():
        raise RhetoricGapError(NO_STATES.format(file=file))
    found = "incident" if coded.column(raw, "incidnum").notna().any() else "dispute"
    if unit is not None and found != unit:
        raise RhetoricGapError(
            f"{file} has a row for each state in {found}s, not in {unit}s as unit={unit!r} asks for"
        )
    other = next((name for name, kind in seen.items() if kind != found), None)
    if other is not None:
        raise RhetoricGapError(
            f"{other} is about {seen[other]}s and {file} about {found}s: together they would count acts twice; say "
            "unit='dispute' (MIDB) or unit='incident' (MIDIP)"
        )
    seen[file] = found
    return found


def _span(raw: pd.DataFrame) -> tuple[tuple[Any, Any, Any], tuple[Any, Any, Any], np.ndarray]:
    """Return what is known of the first and of the last day, and which rows hold something else than numbers."""
    read = {name: whole_numbers(coded.column(raw, name)) for name in _DAYS}
    unread = np.logical_or.reduce([read[name][1] for name in _DAYS])
    started, ended = (
        interval(read[f"{end}year"][0], read[f"{end}mon"][0], read[f"{end}day"][0]) for end in ("st", "end")
    )
    return started, ended, unread


def _within(values: np.ndarray, low: int, high: int) -> np.ndarray:
    """Return the values between two others, and the missing ones."""
    return ((values >= low) & (values <= high)) | (values == MISSING)


def _codes(level: np.ndarray, act: np.ndarray, bad: np.ndarray, index: pd.Index) -> pd.Series:
    """Return codes of the scale of disputes, missing where neither level nor act is known."""
    codes = mid_code(hostlev=np.where(bad, MISSING, level), hiact=np.where(bad, MISSING, act))
    return pd.Series([np.nan if code is None else code for code in codes], index=index, dtype=text_dtype())


def _number(raw: pd.DataFrame, name: str) -> pd.Series:
    """Return a column of numbers as ``Int64``, -9 as missing."""
    values, _ = whole_numbers(coded.column(raw, name))
    return pd.Series(values, index=raw.index).astype("Int64").mask(values == MISSING)


def _ids(case: pd.Series, state: pd.Series, started: tuple[Any, Any, Any], incidents: bool) -> pd.Series:
    """Make ids: dispute or incident, state, and when it came in, for states leave disputes and come back."""
    width = {"day": 10, "month": 7, "year": 4}
    began = [
        "" if precision is None else str(day)[: width[precision]]
        for day, precision in zip(started[0].astype("datetime64[D]"), started[2], strict=True)
    ]
    own = coded.joined(coded.each(case, ("I" if incidents else "D").__add__), state, "-")
    return coded.joined(own, pd.Series(began, index=case.index, dtype=text_dtype()), "@")


def _opponents(
    case: pd.Series, state: pd.Series, side: np.ndarray, first: np.ndarray, last: np.ndarray, bad: np.ndarray
) -> pd.Series:
    """Return the states on the other side of the same dispute or incident that were in it at the same time, joined."""
    usable = ~bad & state.notna().to_numpy()
    until = np.where(np.isnat(last), np.datetime64("9999-01-01", "us"), last)
    rows = pd.DataFrame(
        {"case": case.to_numpy(dtype=object), "state": state.to_numpy(dtype=object), "side": side}
    ).assign(row=np.arange(len(case)), first=first, until=until)[usable]
    pairs = rows.merge(rows, on="case", suffixes=("", "_other"))
    against = pairs["side"].ne(pairs["side_other"]) & pairs["state"].ne(pairs["state_other"])
    together = pairs["first"].le(pairs["until_other"]) & pairs["first_other"].le(pairs["until"])
    named = (
        pairs[against & together]
        .groupby("row")["state_other"]
        .agg(lambda names: SEPARATOR.join(sorted(set(names))))
    )
    targets = np.full(len(case), np.nan, dtype=object)
    targets[named.index.to_numpy(dtype=np.int64)] = named.to_numpy(dtype=object)
    return pd.Series(targets, index=case.index, dtype=text_dtype())


def words_and_deeds(events: pd.DataFrame, options: Any) -> np.ndarray:
    """Part threats to use force from displays, uses and wars; a row without militarised action is neither."""
    del options

    def part(code: str) -> str:
        kind = code.partition("-")[0]
        return "word" if kind == "threat" else "" if kind == "none" else "deed"

    parts = coded.each(events["code"], part, kind=object)
    return parts.where(parts.notna(), "").to_numpy(dtype=object)


_WANTED = (
    *("dispnum", "incidnum", "stabb", "ccode", *_DAYS, "insidea", "sidea", "fatality", "fatalpre", "hiact"),
    *("action", "hostlev"),
)
FORMAT = Format(
    name="mid",
    title="COW Militarized Interstate Disputes",
    layouts=tuple(
        Layout(
            f"{name}, {len(columns)} columns",
            columns,
            header="always",
            delimiter=",",
            quoted=True,
            encodings=ENCODINGS,
        )
        for name, columns in (
            ("MIDB (states in disputes)", PARTICIPANTS),
            ("MIDIP (states in incidents)", INCIDENT_PARTICIPANTS),
            ("MIDA (disputes)", DISPUTES),
            ("MIDI (incidents)", INCIDENTS),
        )
    ),
    patterns=("*midb*.csv*", "*midip*.csv*", "*midb*.parquet", "*midip*.parquet"),
    wanted=_WANTED,
    required=("dispnum", "styear", "hostlev"),
    to_events=to_events,
    vocabulary="cow",
    scale="cow-mid",
    words_and_deeds=words_and_deeds,
)
PATTERNS = {"dispute": ("*midb*.csv*", "*midb*.parquet"), "incident": ("*midip*.csv*", "*midip*.parquet")}


def read_mid(
    source: str | Path | Any,
    *,
    unit: Unit | None = None,
    actors: Iterable[str] | None = None,
    targets: Iterable[str] | None = None,
    involving: Iterable[str] | None = None,
    start: Any = None,
    end: Any = None,
    actor_codes: Literal["iso3", "cow", "gw", "fips", "cameo", "source"] = "iso3",
    columns: Iterable[str] = (),
    cache: str | Path | None = None,
    progress: bool = False,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> EventTables:
    r"""Read militarized interstate disputes: threats to use force as statements, displays and uses of it as actions.

    Parameters
    ----------
    source : str, Path, buffer, or a list of them
        ``MIDB 5.0.csv`` (a row for each state in a dispute) or ``MIDIP 5.0.csv`` (a row for each state in an incident),
        or the zip or folder they are in.
    unit : {"dispute", "incident"}, optional
        Which of the two to read where both are there. By default whichever the source is.
    actors, targets, involving : iterable of str, optional
        Who acts, whom it is aimed at, either side; in the vocabulary of ``actor_codes``.
    start, end : str or Timestamp, optional
        First and last day, both included, of the first day on which a row may have begun.
    actor_codes : {"iso3", "cow", "gw", "fips", "cameo", "source"}
        Codes of the states in the result; ``"source"`` leaves COW's numbers.
    columns : iterable of str
        More columns of the file to carry along, under COW's names.
    cache : str or Path, optional
        Folder for a Parquet copy, from which the second read is served.
    progress : bool
        Whether to show a progress bar.
    limits : Limits
        How much a compressed file may unfold to.

    Returns
    -------
    EventTables
        Unpacks as ``statements, actions``; ``account`` says what became of every row. Codes are those of the scale
        ``cow-mid``.

    Raises
    ------
    RhetoricGapError
        If the source cannot be read, is not such a file, has no states in it (MIDA and MIDI: disputes and incidents
        without who was in them), mixes disputes with incidents, or an option is wrong.

    Notes
    -----
    **Threats that were carried out are not there.** A row of MIDB has the *highest* act of a state in a dispute. A
    state that threatened and then struck has level 4, and its threat is nowhere: the statements read from MIDB are by
    construction threats not followed by force in their own dispute, and a gap computed from MIDB alone says how often
    they were followed in *another* dispute. MIDIP has a row for each incident, so that a threat and the attack after it
    are two rows; it begins in 1993. Take MIDIP where you can.

    **Days.** -9 stands for missing, also in days and months. ``date`` is the first and ``end_date`` the last day the
    row may mean, ``date_precision`` and ``end_precision`` how well either is known (``day``, ``month``, ``year``). Of a
    dispute, the day is that on which the state came in, not that of its highest act.

    **Targets.** A row is aimed at all states on the other side that were in the dispute (incident) at the same time, as
    one joint target such as ``GBR;USA``. Opponents are looked for in the same file. A state without one is left out and
    counted. In incidents the sides are those of the incident (``insidea``), which may not be those of the dispute.

    ``fatality`` (level 0 to 6) and ``fatalpre`` (number, where known) are the state's *own* losses.

    References
    ----------
    Palmer, G., McManus, R. W., D'Orazio, V., Kenwick, M. R., Karstens, M., Bloch, C., Dietrich, N., Kahn, K., Ritter,
    K. and Soules, M. J. (2022). "The MID5 Dataset, 2011-2014: Procedures, Coding Rules, and Description." Conflict
    Management and Peace Science 39(4), 470-482.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from rhetoric_gap import read_mid
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "MIDB 5.0.csv"
    >>> _ = path.write_text(
    ...     "dispnum,stabb,ccode,stday,stmon,styear,endday,endmon,endyear,sidea,hiact,hostlev\n"
    ...     "9001,USA,2,4,5,1902,-9,6,1902,1,1,2\n"
    ...     "9001,UKG,200,4,5,1902,-9,6,1902,0,16,4\n"
    ... )
    >>> statements, actions = read_mid(path)
    >>> statements[["actor", "target", "code"]].values.tolist(), actions[["actor", "target", "code"]].values.tolist()
    ([['USA', 'GBR', 'threat-1']], [['GBR', 'USA', 'use-16']])
    >>> str(actions["end_date"].iloc[0].date()), actions["end_precision"].iloc[0]
    ('1902-06-30', 'month')
    """
    from rhetoric_gap.readers.stream import read_stream

    if unit is not None and unit not in PATTERNS:
        raise UnknownOptionError("unit", unit, PATTERNS)
    asked: dict[str, Any] = {
        **{"actors": actors, "targets": targets, "involving": involving, "start": start, "end": end},
        **{"actor_codes": actor_codes, "duplicates": ("id",), "columns": columns},
        **{"cache": cache, "progress": progress, "limits": limits},
    }
    form = replace(FORMAT, to_events=partial(to_events, unit=unit, seen={}))
    if unit is not None:
        form = replace(form, patterns=PATTERNS[unit])
    return read_stream(source, form, StreamOptions(**asked))
