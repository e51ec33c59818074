"""ACLED: political violence and protest, coded by hand, from its exports as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError
from rhetoric_gap.readers import _coded as coded
from rhetoric_gap.readers._acled_actors import two_actors, who_acts
from rhetoric_gap.readers._acled_dates import DateStyle, read_dates
from rhetoric_gap.readers._event_kinds import (
    EventKind,
    acts_column,
    code_column,
    event_kinds,
    known_kinds,
    words_by_code,
)
from rhetoric_gap.readers._two_sides import Direction, known_duplicates, orient, unit_of, whole
from rhetoric_gap.readers.layouts import Format, Layout, Limits
from rhetoric_gap.readers.options import StreamOptions

if TYPE_CHECKING:
    from rhetoric_gap.readers.event_tables import EventTables

NoTarget = Literal["drop", "place"]
KINDS = event_kinds("acled_events.csv", "sub_event_type")
PRECISIONS = {"1": "day", "2": "week", "3": "month"}
UNIT = "fatalities"
NO_TYPES = (
    "{file} has no types of actors (column 'inter1'), by which it is known who stands for a country: take an export "
    "with 'inter1' and 'inter2', or level='actor'"
)
ENCODINGS = ("utf-8", "latin-1")
"""The second for files a spreadsheet has saved anew: accents in names of places must not cost an event."""

COLUMNS = (
    *(
        "event_id_cnty",
        "event_date",
        "year",
        "time_precision",
        "disorder_type",
        "event_type",
        "sub_event_type",
    ),
    *("actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction"),
    *("civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3", "location"),
    *("latitude", "longitude", "geo_precision", "source", "source_scale", "notes", "fatalities", "tags"),
    "timestamp",
)
OLD_COLUMNS = (
    *("data_id", "iso", "event_id_cnty", "event_id_no_cnty", "event_date", "year", "time_precision"),
    *("event_type", "sub_event_type", "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2"),
    *("inter2", "interaction", "region", "country", "admin1", "admin2", "admin3", "location", "latitude"),
    *("longitude", "geo_precision", "source", "source_scale", "notes", "fatalities", "timestamp", "iso3"),
)


def to_events(
    raw: pd.DataFrame,
    options: Any,
    *,
    direction: str = "both",
    no_target: str = "drop",
    dates: str | None = None,
    kinds: Mapping[str, EventKind] | None = None,
    styles: dict[str, str] | None = None,
) -> pd.DataFrame:
    """Turn raw ACLED columns into events.

    Parameters
    ----------
    raw : pandas.DataFrame
        Text columns under ACLED's names.
    options : StreamOptions
        Only ``level`` and ``columns`` are read.
    direction, no_target, dates : str
        See :func:`read_acled`.
    kinds : mapping of str to EventKind, optional
        Kinds of events by their squeezed names; by default the shipped table.
    styles : dict of str to str, optional
        How the dates of each file are written, as far as its earlier pieces have settled it; added to.

    Returns
    -------
    pandas.DataFrame
        One row per event and acting side.
    """
    known = dict(kinds) if kinds is not None else known_kinds(KINDS, None)
    if options.level == "country" and len(raw) and not coded.column(raw, "inter1").notna().any():
        raise RhetoricGapError(NO_TYPES.format(file=_files(raw).iloc[0]))
    date = _dates(raw, dates, {} if styles is None else styles)
    kind = coded.column(raw, "sub_event_type")
    code = code_column(kind, known)
    fatalities = coded.numbers(coded.column(raw, "fatalities"))
    amount = fatalities.where(fatalities.ge(0) & code.notna() & ~words_mask(code))
    precision = coded.each(
        coded.column(raw, "time_precision"), lambda text: PRECISIONS.get(whole(text), np.nan)
    )
    ids = coded.column(raw, "event_id_cnty")
    events: dict[str, Any] = {
        "event_id": ids,
        "date": date,
        "code": code,
        "event_type": coded.column(raw, "event_type"),
        "sub_event_type": kind,
        "date_precision": precision,
        "source": coded.column(raw, "source"),
        "text": coded.column(raw, "notes"),
        "amount": amount,
        "unit": unit_of(amount, UNIT),
        "edition": coded.numbers(coded.column(raw, "timestamp")),
    }
    events["reject"] = coded.reasons(
        raw.index,
        (ids.isna(), "no event_id_cnty"),
        (date.isna(), "event_date is not a day, or not written as the other dates of its file"),
    )
    frame = coded.finish(raw, options, events, _notes(raw, kind, known))
    acts = acts_column(kind, known).to_numpy(dtype=object)
    # A place may stand in for whom it was done to, never for who did it or who signed.
    sides = two_actors(raw, options, (acts == "actor1") & (no_target == "place"))
    swapped, undirected = who_acts(acts, sides)
    return orient(frame, sides, swapped=swapped, undirected=undirected, direction=direction)


def words_mask(code: pd.Series) -> pd.Series:
    """Return the rows whose code is a word: what was lost in an event is no quantity of a pact."""
    return pd.Series(words_by_code(pd.DataFrame({"code": code}), None) == "word", index=code.index)


def _files(raw: pd.DataFrame) -> pd.Series:
    """Name the file of each row."""
    return raw["file"].astype(object) if "file" in raw.columns else pd.Series("the file", index=raw.index)


def _dates(raw: pd.DataFrame, dates: str | None, styles: dict[str, str]) -> pd.Series:
    """Read the dates of each file in the one way they are written in it."""
    texts = coded.column(raw, "event_date")
    files = _files(raw)
    days = pd.Series(np.datetime64("NaT", "us"), index=raw.index, dtype="datetime64[us]")
    for name in files.unique():
        here = files.eq(name).to_numpy(dtype=bool)
        days[here], style = read_dates(texts[here], str(name), dates, styles.get(str(name)))
        if style is not None:
            styles[str(name)] = style
    return days


def _notes(raw: pd.DataFrame, kind: pd.Series, known: Mapping[str, EventKind]) -> dict[str, int]:
    """Count what a reader should know of the rows although they are kept."""
    unknown = kind.isna() | acts_column(kind, dict(known)).isna()
    return {"sub_event_type is none of the 25 known (codes before 2019 have other types)": int(unknown.sum())}


_WANTED = (
    *("event_id_cnty", "event_date", "time_precision", "event_type", "sub_event_type", "actor1"),
    *("assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "country", "source", "notes"),
    *("fatalities", "timestamp"),
)
FORMAT = Format(
    name="acled",
    title="ACLED",
    layouts=(
        Layout(
            "ACLED, 31 columns", COLUMNS, header="always", delimiter=",", quoted=True, encodings=ENCODINGS
        ),
        Layout(
            "ACLED before 2023, 31 columns",
            OLD_COLUMNS,
            header="always",
            delimiter=",",
            quoted=True,
            encodings=ENCODINGS,
        ),
        Layout(
            "ACLED parted by semicolons",
            COLUMNS,
            header="always",
            delimiter=";",
            quoted=True,
            encodings=ENCODINGS,
        ),
    ),
    patterns=("*acled*", "????-??-??-????-??-??*.csv*"),
    wanted=_WANTED,
    required=("event_id_cnty", "event_date", "sub_event_type", "actor1"),
    to_events=to_events,
    vocabulary="name",
    scale="cameo",
    words_and_deeds=words_by_code,
)


def read_acled(
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
    no_target: NoTarget = "drop",
    dates: DateStyle | None = None,
    codes: Mapping[str, str | None] | None = None,
    domestic: Literal["drop", "keep"] = "drop",
    duplicates: Iterable[str] = ("id",),
    columns: Iterable[str] = (),
    cache: str | Path | None = None,
    progress: bool = False,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> EventTables:
    r"""Read ACLED events as actions, and its agreements as statements.

    Parameters
    ----------
    source : str, Path, buffer, or a list of them
        CSV with a header as ACLED exports it, with its names of today or those before 2023, in any order, with or
        without a byte order mark, plain or zipped; a folder or glob of them; or a Parquet copy.
    actors, targets, involving : iterable of str, optional
        Who acts, who it is done to, either side; in the vocabulary of ``actor_codes``, or names at ``level="actor"``.
    start, end : str or Timestamp, optional
        First and last day, both included.
    level : {"country", "actor"}
        Countries, or actors by their own names. As countries stand the forces of a state at home (interaction code 1)
        and abroad (8), by the country whose forces they are, and civilians, protesters and rioters, by the country in
        brackets. Rebels, militias and organisations are no country: their rows are left out and counted.
    actor_codes : {"iso3", "cow", "gw", "fips", "cameo", "source"}
        Codes of the countries in the result; ``"source"`` leaves ACLED's names of them.
    direction : {"both", "a_to_b"}
        What becomes of events of which ACLED does not say who acted on whom (clashes, agreements): a row for each side,
        or one row from the first actor to the second.
    no_target : {"drop", "place"}
        What becomes of events with one actor only, as most demonstrations are: left out and counted, or aimed at the
        country in which they took place (not agreements and force against protesters, which lack who signed or acted).
    dates : {"iso", "words", "dmy", "mdy"}, optional
        How dates are written: ``2023-01-31``, ``31 January 2023``, ``31-01-2023`` or ``01/31/2023``. By default the one
        way that fits every date of a file.
    codes : mapping of str to str, optional
        Codes of the scale for some of the 25 sub-events, in place of the shipped ones; None for a sub-event that is to
        be left out.
    domestic : {"drop", "keep"}
        What becomes of rows whose actor is their target, most of ACLED at the level of countries.
    duplicates : iterable of {"id", "dyad-day-code"}
        What makes two rows one event. Of rows with the same id the one edited last stays. Two attacks of one day are
        two events here, unlike two reports in a machine-coded stream.
    columns : iterable of str
        More columns of the file to carry along, under ACLED's names.
    cache : str or Path, optional
        Folder for a Parquet copy, from which the second read is served. Mind ACLED's terms before you share it.
    progress : bool
        Whether to show a progress bar.
    limits : Limits
        How much a compressed file may unfold to.

    Returns
    -------
    EventTables
        Unpacks as ``statements, actions``; ``account`` says what became of every row.

    Raises
    ------
    RhetoricGapError
        If the source cannot be read or is not ACLED, dates fit two styles or none fits all, there are no types of
        actors at the level of countries, or an option is wrong.

    Notes
    -----
    **Who acts.** ACLED's codebook says that the order of its actors does not tell attacker from defender. Clashes
    therefore become two rows, the second with ``/b`` at the end of its id, both with ``directed`` false; ``amount`` is
    that of the event and stands in both. Attacks on civilians, arrests and remote violence are acts of the first actor
    (of the other one, should civilians be listed first), force against protesters is an act of the *second*, and
    territory is taken by the side its sub-event names. With ``"both"`` every clash is a use of force by each side: a
    reading that can only lower the gap. ``"a_to_b"`` invents a direction; use it to count events.

    **Codes.** ``code`` is the CAMEO code that the sub-event corresponds to (a shipped table, one reason per row), so
    that ``match="code"`` works with statements from elsewhere; ``event_type`` and ``sub_event_type`` stand beside it.
    Three sub-events name no deed towards anybody and are left out unless ``codes`` says otherwise.

    **Dates.** ``date_precision`` is ``day``, ``week`` or ``month`` (``time_precision`` 1, 2, 3). ACLED writes a day
    inside the week or month; no interval is made of it, because the true day may lie before it.

    ``amount`` is the number of reported fatalities, in all; ACLED writes 0 also where none is known.

    References
    ----------
    Raleigh, C., Linke, A., Hegre, H. and Karlsen, J. (2010). "Introducing ACLED: An Armed Conflict Location and Event
    Dataset." Journal of Peace Research 47(5), 651-660.
    ACLED (2024). Codebook.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from rhetoric_gap import read_acled
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "acled.csv"
    >>> _ = path.write_text(
    ...     "event_id_cnty,event_date,sub_event_type,actor1,inter1,actor2,inter2,fatalities\n"
    ...     'UKR1,16 May 2023,Air/drone strike,Military Forces of Russia (2000-),8,Civilians (Ukraine),7,2\n'
    ...     'UKR2,17 May 2023,Armed clash,Military Forces of Russia (2000-),8,Military Forces of Ukraine (2019-),1,0\n'
    ... )
    >>> statements, actions = read_acled(path)
    >>> actions[["action_id", "actor", "target", "code", "directed"]].values.tolist()
    [['UKR1', 'RUS', 'UKR', '195', True], ['UKR2', 'RUS', 'UKR', '190', False], ['UKR2/b', 'UKR', 'RUS', '190', False]]
    """
    from rhetoric_gap.readers.stream import read_stream

    for name, value, allowed in (
        ("direction", direction, get_args(Direction)),
        ("no_target", no_target, get_args(NoTarget)),
        ("dates", dates, (None, *get_args(DateStyle))),
    ):
        if value not in allowed:
            raise UnknownOptionError(name, value, [word for word in allowed if word is not None])
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
    own: dict[str, Any] = {"direction": direction, "no_target": no_target, "dates": dates}
    made = partial(to_events, **own, kinds=known_kinds(KINDS, codes), styles={})
    return read_stream(source, replace(FORMAT, to_events=made), StreamOptions(**asked))
