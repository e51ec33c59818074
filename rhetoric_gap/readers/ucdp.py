"""UCDP GED: events of organised violence, coded by hand, annual and candidate releases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd

from rhetoric_gap.errors import UnknownOptionError
from rhetoric_gap.readers import _coded as coded
from rhetoric_gap.readers._event_kinds import (
    EventKind,
    acts_column,
    code_column,
    event_kinds,
    known_kinds,
    words_by_code,
)
from rhetoric_gap.readers._two_sides import Direction, known_duplicates, named, orient, single, unit_of, whole
from rhetoric_gap.readers.layouts import Format, Layout, Limits
from rhetoric_gap.readers.options import StreamOptions
from rhetoric_gap.tables.targets import SEPARATOR

if TYPE_CHECKING:
    from rhetoric_gap.readers.event_tables import EventTables

Civilians = Literal["drop", "place"]
KINDS = event_kinds("ucdp_types.csv", "type_of_violence")
NAMES = {"1": "state-based", "2": "non-state", "3": "one-sided"}
ONE_SIDED = "3"
UNIT = "deaths"
ENCODINGS = ("utf-8", "latin-1")
"""The second for files a spreadsheet has saved anew: accents in names of places must not cost an event."""

COLUMNS = (
    *("id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id"),
    *("conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id"),
    *("side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources"),
    *("source_article", "source_office", "source_date", "source_headline", "source_original", "where_prec"),
    *("where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt"),
    *("priogrid_gid", "country", "country_id", "region", "event_clarity", "date_prec", "date_start"),
    *("date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low"),
    *("gwnoa", "gwnob"),
)
_RELEASE = re.compile(
    r"v([0-9]{1,2})_([0-9]{1,2})(?:_([0-9]{1,2}))?(?:_([0-9]{1,2}))?(?![0-9])", re.IGNORECASE
)
_ANNUAL = re.compile(r"ged([0-9]{2})([0-9])(?![0-9])", re.IGNORECASE)


def to_events(
    raw: pd.DataFrame,
    options: Any,
    *,
    direction: str = "both",
    civilians: str = "drop",
    kinds: Mapping[str, EventKind] | None = None,
) -> pd.DataFrame:
    """Turn raw GED columns into events.

    Parameters
    ----------
    raw : pandas.DataFrame
        Text columns under UCDP's names.
    options : StreamOptions
        Only ``level`` and ``columns`` are read.
    direction, civilians : str
        See :func:`read_ucdp`.
    kinds : mapping of str to EventKind, optional
        Types of violence by number; by default the shipped table.

    Returns
    -------
    pandas.DataFrame
        One row per event and acting side.
    """
    known = dict(kinds) if kinds is not None else known_kinds(KINDS, None)
    kind = coded.each(coded.column(raw, "type_of_violence"), whole)
    start = coded.days(coded.column(raw, "date_start"))
    end = coded.days(coded.column(raw, "date_end"))
    best, high, low = (coded.numbers(coded.column(raw, name)) for name in ("best", "high", "low"))
    code = code_column(kind, known)
    amount = best.where(best.ge(0) & code.notna())
    ids = coded.each(coded.column(raw, "id"), whole)
    events: dict[str, Any] = {
        "event_id": ids,
        "date": start,
        "end_date": end,
        "code": code,
        "type_of_violence": coded.each(kind, lambda text: NAMES.get(text, text)),
        "date_prec": coded.counts(coded.column(raw, "date_prec")),
        "event_clarity": coded.counts(coded.column(raw, "event_clarity")),
        "code_status": coded.column(raw, "code_status"),
        "source": coded.column(raw, "source_article"),
        "amount": amount,
        "unit": unit_of(amount, UNIT),
        "high": high,
        "low": low,
        "deaths_civilians": coded.numbers(coded.column(raw, "deaths_civilians")),
        "deaths_unknown": coded.numbers(coded.column(raw, "deaths_unknown")),
        "edition": _edition(raw),
    }
    unread_end = coded.column(raw, "date_end").notna() & end.isna()
    events["reject"] = coded.reasons(
        raw.index,
        (ids.isna(), "no id"),
        (start.isna(), "date_start is not a day written 2024-06-20"),
        (unread_end, "date_end is not a day written 2024-06-20"),
        (end < start, "date_end is before date_start"),
    )
    frame = coded.finish(raw, options, events, _notes(raw, kind, known))
    acts = acts_column(kind, known).to_numpy(dtype=object)
    return orient(
        frame,
        _sides(raw, kind, options, civilians),
        swapped=np.zeros(len(raw), dtype=bool),
        undirected=acts == "both",
        direction=direction,
    )


def _edition(raw: pd.DataFrame) -> pd.Series:
    """Return the release each row is from, as a number that grows with the release; missing if no name tells."""
    if "file" not in raw.columns:
        return pd.Series(np.nan, index=raw.index)
    return coded.each(raw["file"], release, kind=float)


def release(file: str) -> float:
    """Return the number of a release from the name of its file, missing if the name has none.

    Examples
    --------
    >>> release("GEDEvent_v25_1.csv") > release("GEDEvent_v24_0_12.csv"), release("ged241-csv.zip")
    (True, 24010000.0)
    """
    found = _RELEASE.findall(file)
    if not found:
        annual = _ANNUAL.findall(file)
        found = [(*annual[-1], "", "")] if annual else []
    if not found:
        return float("nan")
    year, *rest = (int(part or 0) for part in found[-1])
    # What is called 24.0.3 is of 2024 and replaced by 25.1, the annual release that covers that year.
    return float(year * 10**6 + sum(part * 10**place for part, place in zip(rest, (4, 2, 0), strict=True)))


def _notes(raw: pd.DataFrame, kind: pd.Series, known: Mapping[str, EventKind]) -> dict[str, int]:
    """Count what a reader should know of the rows although they are kept."""
    status = coded.column(raw, "code_status").str.strip().str.casefold()
    return {
        "code_status is not 'Clear': UCDP is still checking them": int(
            (status.notna() & status.ne("clear")).sum()
        ),
        "type_of_violence is none of 1, 2, 3": int(acts_column(kind, dict(known)).isna().sum()),
    }


def _sides(
    raw: pd.DataFrame, kind: pd.Series, options: Any, civilians: str
) -> dict[str, tuple[pd.Series, pd.Series]]:
    """Return what is known of the two sides."""
    names = [named(raw, name) for name in ("side_a", "side_b")]
    states = [coded.each(coded.column(raw, name), _states) for name in ("gwnoa", "gwnob")]
    if civilians == "place":
        place = coded.each(coded.column(raw, "country_id"), whole)
        states[1] = states[1].where(states[1].notna() | kind.ne(ONE_SIDED), place)
    country = options.level == "country"
    made = {
        "": (states[0], states[1]) if country else (single(names[0]), single(names[1])),
        "_name": (names[0], names[1]),
        "_deaths": tuple(coded.numbers(coded.column(raw, name)) for name in ("deaths_a", "deaths_b")),
    }
    if not country:
        made["_country"] = (states[0], states[1])
    return {suffix: (pair[0], pair[1]) for suffix, pair in made.items()}


def _states(text: str) -> Any:
    """Return the codes of the states on a side, joined where there are several."""
    found = [whole(part) for part in re.split(r"[;,]", text) if whole(part)]
    return SEPARATOR.join(found) if found else np.nan


_WANTED = (
    *("id", "code_status", "type_of_violence", "side_a", "side_b", "source_article", "country_id"),
    *("event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians"),
    *("deaths_unknown", "best", "high", "low", "gwnoa", "gwnob"),
)
FORMAT = Format(
    name="ucdp",
    title="UCDP GED",
    layouts=(
        Layout(
            "UCDP GED, 49 columns", COLUMNS, header="maybe", delimiter=",", quoted=True, encodings=ENCODINGS
        ),
    ),
    patterns=("gedevent*", "ged[0-9]*"),
    wanted=_WANTED,
    required=("id", "type_of_violence", "side_a", "side_b", "date_start"),
    to_events=to_events,
    vocabulary="gw",
    scale="cameo",
    words_and_deeds=words_by_code,
)


def read_ucdp(
    source: str | Path | Any,
    *,
    actors: Iterable[str] | None = None,
    targets: Iterable[str] | None = None,
    involving: Iterable[str] | None = None,
    start: Any = None,
    end: Any = None,
    level: Literal["country", "actor"] = "country",
    actor_codes: Literal["iso3", "cow", "gw", "fips", "cameo", "source"] = "iso3",
    direction: Direction = "both",
    civilians: Civilians = "drop",
    codes: Mapping[str, str | None] | None = None,
    domestic: Literal["drop", "keep"] = "drop",
    duplicates: Iterable[str] = ("id",),
    columns: Iterable[str] = (),
    cache: str | Path | None = None,
    progress: bool = False,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> EventTables:
    r"""Read the Georeferenced Event Dataset of UCDP as actions; it holds no words.

    Parameters
    ----------
    source : str, Path, buffer, or a list of them
        CSV of an annual or candidate release, 49 columns, with or without a header, plain or zipped; a folder or glob
        of them; or a CSV or Parquet copy.
    actors, targets, involving : iterable of str, optional
        Who acts, who it is done to, either side; in the vocabulary of ``actor_codes``, or names at ``level="actor"``.
    start, end : str or Timestamp, optional
        First and last day, both included, of the event's first day.
    level : {"country", "actor"}
        States, by ``gwnoa`` and ``gwnob``, or all sides by their own names. Where a side is no state UCDP has no code:
        such rows are left out at the level of countries, and counted.
    actor_codes : {"iso3", "cow", "gw", "fips", "cameo", "source"}
        Codes of the countries in the result; UCDP's own are Gleditsch and Ward's.
    direction : {"both", "a_to_b"}
        What becomes of state-based and non-state events, of which UCDP does not say who acted on whom: a row for each
        side, or one row from side A to side B.
    civilians : {"drop", "place"}
        Whom one-sided violence is aimed at, at the level of countries: nobody, so that the row is left out and counted,
        or the country in which it happened.
    codes : mapping of str to str, optional
        Codes of the scale for some of the types of violence ``"1"``, ``"2"``, ``"3"``, in place of the shipped ones;
        None for a type that is to be left out.
    domestic : {"drop", "keep"}
        What becomes of rows whose actor is their target.
    duplicates : iterable of {"id", "dyad-day-code"}
        What makes two rows one event. Of rows with the same id, as candidate and annual releases share them, the one
        from the later release stays (by the number in the name of the file; without one the choice goes by content,
        never by the order of files).
    columns : iterable of str
        More columns of the file to carry along, under UCDP's names.
    cache : str or Path, optional
        Folder for a Parquet copy, from which the second read is served.
    progress : bool
        Whether to show a progress bar.
    limits : Limits
        How much a compressed file may unfold to.

    Returns
    -------
    EventTables
        Unpacks as ``statements, actions``, the first empty; ``account`` says what became of every row.

    Raises
    ------
    RhetoricGapError
        If the source cannot be read or is not GED, or an option is wrong.

    Notes
    -----
    **Who acts.** Side A is not the side that began: in a state-based conflict it is the government. One row from A to B
    would credit every clash to governments and none to who they fight. By default each clash is therefore two rows,
    both sides using force, the second with ``/b`` at the end of its id and both with ``directed`` false: a reading that
    can only lower the gap. One-sided violence is directed. To count events or sum deaths take rows with ``side`` ``a``.

    **When.** Events may last: ``date`` is ``date_start``, ``end_date`` is ``date_end``, and ``date_prec`` (1 a day to 5
    more than a month) says how well it is known. Pairing goes by the first day.

    **How many.** ``amount`` is UCDP's best estimate of deaths on all sides, ``low`` and ``high`` beside it;
    ``actor_deaths`` and ``target_deaths`` are what each side lost. An event needs at least one death to be recorded:
    force that killed nobody is not in the data, and a threat kept without a death looks unfulfilled.

    **Codes.** ``code`` is the CAMEO code that the type of violence corresponds to (a shipped table, with reasons).

    References
    ----------
    Sundberg, R. and Melander, E. (2013). "Introducing the UCDP Georeferenced Event Dataset." Journal of Peace Research
    50(4), 523-532.
    Hegre, H., Croicu, M., Eck, K. and Högbladh, S. (2020). "Introducing the UCDP Candidate Events Dataset." Research &
    Politics 7(3).

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from rhetoric_gap import read_ucdp
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "GEDEvent_v25_1.csv"
    >>> _ = path.write_text(
    ...     "id,type_of_violence,side_a,side_b,date_start,date_end,best,gwnoa,gwnob\n"
    ...     "7,1,Government of Russia (Soviet Union),Government of Ukraine,2023-05-16,2023-05-18,3,365,369\n"
    ...     "8,2,Gang A,Gang B,2023-05-16,2023-05-16,1,,\n"
    ... )
    >>> statements, actions = read_ucdp(path)
    >>> actions[["action_id", "actor", "target", "code", "amount"]].values.tolist()
    [['7', 'RUS', 'UKR', '190', 3.0], ['7/b', 'UKR', 'RUS', '190', 3.0]]
    """
    from rhetoric_gap.readers.stream import read_stream

    if direction not in get_args(Direction):
        raise UnknownOptionError("direction", direction, get_args(Direction))
    if civilians not in get_args(Civilians):
        raise UnknownOptionError("civilians", civilians, get_args(Civilians))
    asked: dict[str, Any] = {
        **{"actors": actors, "targets": targets, "involving": involving, "start": start, "end": end},
        **{
            "level": level,
            "actor_codes": actor_codes,
            "domestic": domestic,
            "duplicates": known_duplicates(duplicates),
        },
        **{"columns": columns, "cache": cache, "progress": progress, "limits": limits},
    }
    made = partial(to_events, direction=direction, civilians=civilians, kinds=known_kinds(KINDS, codes))
    return read_stream(source, replace(FORMAT, to_events=made), StreamOptions(**asked))
