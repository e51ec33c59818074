"""ICEWS coded events: twenty columns with a header, two ways to write a day, and files that left the codes out."""

from __future__ import annotations

import csv
import warnings
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, RhetoricGapWarning
from rhetoric_gap.readers import _coded as coded
from rhetoric_gap.readers.layouts import Format, Layout, Limits
from rhetoric_gap.readers.options import DEFAULT_DUPLICATES, StreamOptions
from rhetoric_gap.tables.cells import text_dtype
from rhetoric_gap.words import plural

if TYPE_CHECKING:
    from rhetoric_gap.readers.event_tables import EventTables

COLUMNS = (
    *(
        "Event ID",
        "Event Date",
        "Source Name",
        "Source Sectors",
        "Source Country",
        "Event Text",
        "CAMEO Code",
    ),
    *(
        "Intensity",
        "Target Name",
        "Target Sectors",
        "Target Country",
        "Story ID",
        "Sentence Number",
        "Publisher",
    ),
    *("City", "District", "Province", "Country", "Latitude", "Longitude"),
)
MISSING = ("", "NA", "NULL")
"""What stands for nothing: ICEWS writes countries out, so ``NA`` cannot be Namibia."""

ZEROS = "CAMEO Code got back the zero an export had cut off; codes of ICEWS have three digits or four"
UNKNOWN = "no CAMEO Code, and its Event Text is not among the names whose code is known"


@lru_cache(maxsize=1)
def event_names() -> dict[str, str]:
    """Return the CAMEO code of each ICEWS event name, in small letters.

    Returns
    -------
    dict of str to str
        From name to code.

    Notes
    -----
    Names on which the published tables disagree (four that begin with "Demand ..." stand under 025 in one and under 105
    in another; "Reduce or stop material aid" under 122 and 162) are left out, so that no code is guessed.

    References
    ----------
    Schrodt, P. A. (2012). "CAMEO: Conflict and Mediation Event Observations Event and Actor Codebook", version 1.1b3.

    Boschee, E. et al. (2015). "ICEWS Coded Event Data." Harvard Dataverse, doi:10.7910/DVN/28075.

    Examples
    --------
    >>> event_names()["express intent to cooperate"]
    '030'
    """
    file = resources.files("rhetoric_gap.readers").joinpath("data", "icews_event_names.csv")
    with file.open(encoding="utf-8") as lines:
        return {row["name"].lower(): row["code"] for row in csv.DictReader(lines)}


def to_events(raw: pd.DataFrame, options: Any) -> pd.DataFrame:
    """Turn raw ICEWS columns into events.

    Parameters
    ----------
    raw : pandas.DataFrame
        Text columns under ICEWS's names.
    options : StreamOptions
        Only ``level`` and ``columns`` are read.

    Returns
    -------
    pandas.DataFrame
        One row per raw row, in its order.

    """
    date = coded.days(coded.column(raw, "Event Date"), american=True)
    code, verdict = _codes(raw)
    story = coded.column(raw, "Story ID", missing=MISSING)
    events: dict[str, Any] = {
        "event_id": coded.joined(_id_days(date), coded.column(raw, "Event ID", missing=MISSING), "-"),
        "date": date,
        **_sides(raw, options),
        "code": code,
        "source_id": story,
        "sentence": coded.joined(story, coded.column(raw, "Sentence Number", missing=MISSING), ":"),
        "source": coded.column(raw, "Publisher", missing=MISSING),
        "goldstein": coded.numbers(coded.column(raw, "Intensity")),
    }
    events["reject"] = coded.reasons(
        raw.index,
        (date.isna(), "Event Date is not a day"),
        (coded.column(raw, "Event ID", missing=MISSING).isna(), "no Event ID"),
        (verdict == "unknown", UNKNOWN),
    )
    notes = {
        "CAMEO Code read off the Event Text, because the file has none": verdict == "named",
        ZEROS: verdict == "repaired",
    }
    return coded.finish(raw, options, events, {text: int(mask.sum()) for text, mask in notes.items()})


def _id_days(date: pd.Series) -> pd.Series:
    return date.dt.strftime("%Y%m%d").astype(text_dtype())


def _codes(raw: pd.DataFrame) -> tuple[pd.Series, coded.Values]:
    """Return the codes and how each was come by: fine, named, repaired or unknown."""
    names = event_names()
    # ICEWS codes have three digits or four, and none with a zero before it is another one: nothing is in doubt.
    own = frozenset(names.values())

    def settle(code: str | None, name: str | None) -> tuple[Any, str]:
        if code is None:
            known = names.get(name.strip().lower()) if name else None
            return (np.nan, "unknown") if known is None else (known, "named")
        code = code.strip().removesuffix(".0")
        return ("0" + code, "repaired") if "0" + code in own and code not in own else (code, "fine")

    code = coded.column(raw, "CAMEO Code", missing=MISSING)
    settled = coded.both(code, coded.column(raw, "Event Text", missing=MISSING), settle)
    text = pd.Series([pair[0] for pair in settled], index=raw.index, dtype=text_dtype())
    return text, np.array([pair[1] for pair in settled], dtype=object)


def _sides(raw: pd.DataFrame, options: Any) -> dict[str, pd.Series]:
    """Return who did it and to whom."""
    sides: dict[str, pd.Series] = {}
    for prefix, side in (("Source", "actor"), ("Target", "target")):
        # Semicolons part the members of a joint target, so a name must not hold one.
        name = coded.column(raw, f"{prefix} Name", missing=MISSING).str.replace(";", ",", regex=False)
        country = coded.column(raw, f"{prefix} Country", missing=MISSING)
        if options.level == "actor":
            sides[side], sides[f"{side}_country"] = name, country
        else:
            sides[side] = country
        sides[f"{side}_name"] = name
    return sides


FORMAT = Format(
    name="icews",
    title="ICEWS coded events",
    layouts=(
        Layout("ICEWS, 20 columns", COLUMNS, header="always", encodings=("utf-8", "latin-1"), extra=1),
        Layout(
            "ICEWS without codes, 19 columns",
            tuple(name for name in COLUMNS if name != "CAMEO Code"),
            header="always",
            encodings=("utf-8", "latin-1"),
            extra=1,
        ),
    ),
    patterns=("events.*.tab*", "*icews-events*", "events.*.zip", "*.parquet"),
    wanted=(
        *("Event ID", "Event Date", "Source Name", "Source Country", "Event Text", "CAMEO Code", "Intensity"),
        *("Target Name", "Target Country", "Story ID", "Sentence Number", "Publisher"),
    ),
    required=("Event ID", "Event Date", "Source Country", "Target Country"),
    to_events=to_events,
    actor="Source Country",
    target="Target Country",
    date="Event Date",
    vocabulary="name",
    scale="cameo",
    quad_rule="icews",
)


def read_icews(
    source: str | Path | Any,
    *,
    actors: Iterable[str] | None = None,
    targets: Iterable[str] | None = None,
    involving: Iterable[str] | None = None,
    start: Any = None,
    end: Any = None,
    level: Literal["country", "actor"] = "country",
    actor_codes: Literal["iso3", "cow", "gw", "fips", "cameo", "source"] = "iso3",
    quad_rule: str | None = None,
    talks: Literal["deeds", "words"] = "deeds",
    domestic: Literal["drop", "keep"] = "drop",
    duplicates: Iterable[str] = DEFAULT_DUPLICATES,
    mirrored: Literal["flag", "once"] = "flag",
    columns: Iterable[str] = (),
    cache: str | Path | None = None,
    progress: bool = False,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> EventTables:
    r"""Read ICEWS coded events as statements and actions.

    Parameters
    ----------
    source : str, Path, buffer, or a list of them
        Files as on the Dataverse (``events.2016.*.tab``, ``20180601-icews-events.zip``), folder or glob, or a CSV or
        Parquet export with their names, in whatever case and with blanks or underscores.
    actors, targets, involving : iterable of str, optional
        Who acts, whom it is aimed at, either side; in the vocabulary of ``actor_codes``.
    start, end : str or Timestamp, optional
        First and last day, both included.
    level : {"country", "actor"}
        Countries of the actors, or the actors' names in full, such as ``Foreign Affairs (Japan)``.
    actor_codes : {"iso3", "cow", "gw", "fips", "cameo", "source"}
        Codes of the countries in the result; ICEWS's own are English names.
    quad_rule : {"gdelt", "icews", "plover"}, optional
        Rule that parts words from deeds, by default that of ICEWS: roots 09 to 13 are words, 14 deeds.
    talks : {"deeds", "words"}
        Where talks, visits and praise stand.
    domestic : {"drop", "keep"}
        What becomes of rows whose actor is their target.
    duplicates : iterable of {"id", "dyad-day-code", "article"}
        What makes two rows one event.
    mirrored : {"flag", "once"}
        Whether of two rows that say the same of A and B and of B and A, in one sentence, both stay.
    columns : iterable of str
        More columns of the file to carry along.
    cache : str or Path, optional
        Folder for a Parquet copy, from which the second read is served.
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
        If the source cannot be read, or is not ICEWS, or has neither codes nor event names.

    Warns
    -----
    RhetoricGapWarning
        If codes had lost their leading zeros and got them back.

    Notes
    -----
    An event's id is its day and its Event ID, because an Event ID alone is not unique. Days are read as
    ``2017-03-21`` and as ``3/21/2017``, month first, whichever stands there. Quotes are letters like any others. ``NA``
    is missing: countries are written out, so it is not Namibia.

    Where a file has no ``CAMEO Code``, codes are read off the ``Event Text``, whose names have one code each; the few
    names on which published tables disagree are rejected rather than guessed. ``Intensity`` is the row's own Goldstein
    value and kept as ``goldstein``. ``source_id`` is the story and ``sentence`` the sentence in it: consultations and
    agreements are coded in both directions from one sentence, which makes promises count twice and deeds once.

    References
    ----------
    Boschee, E., Lautenschlager, J., O'Brien, S., Shellman, S., Starz, J. and Ward, M. (2015). "ICEWS Coded Event Data."
    Harvard Dataverse, doi:10.7910/DVN/28075.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from rhetoric_gap import read_icews
    >>> from rhetoric_gap.readers.icews import COLUMNS
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "events.2017.20180101000000.tab"
    >>> def row(**given):
    ...     return "\t".join(given.get(name.replace(" ", "_"), "") for name in COLUMNS) + "\n"
    >>> said = row(Event_ID="7", Event_Date="3/21/2017", Source_Country="Japan", Target_Country="Vietnam",
    ...     Event_Text="Express intent to provide military aid", CAMEO_Code="0332", Intensity="5.2", Story_ID="90")
    >>> done = row(Event_ID="8", Event_Date="4/2/2017", Source_Country="Japan", Target_Country="Vietnam",
    ...     Event_Text="Provide military aid", CAMEO_Code="072", Intensity="8.3", Story_ID="91")
    >>> _ = path.write_text("\t".join(COLUMNS) + "\n" + said + done)
    >>> statements, actions = read_icews(path)
    >>> statements[["statement_id", "actor", "target", "code", "goldstein"]].values.tolist()
    [['20170321-7', 'JPN', 'VNM', '0332', 5.2]]
    """
    from rhetoric_gap.readers.stream import read_stream

    options = StreamOptions(
        actors=actors,
        targets=targets,
        involving=involving,
        start=start,
        end=end,
        level=level,
        actor_codes=actor_codes,
        quad_rule=quad_rule,
        talks=talks,
        domestic=domestic,
        duplicates=duplicates,
        mirrored=mirrored,
        columns=columns,
        cache=cache,
        progress=progress,
        limits=limits,
    )
    form = FORMAT if options.level == "country" else coded.by_name(FORMAT, "Source Name", "Target Name")
    events = read_stream(source, form, options)
    if coded.all_rejected(events, UNKNOWN):
        raise RhetoricGapError(
            f"none of {plural(len(events.rejected), 'row')} has a 'CAMEO Code', or an 'Event Text' whose code is known,"
            " so nothing says what the events are; use the files with 20 columns, or keep one of the two columns when "
            "exporting"
        )
    for note in events.notes:
        if ZEROS in note:
            warnings.warn(note, RhetoricGapWarning, stacklevel=2)
    return events
