"""Phoenix events: 26 columns without a header, written by the PETRARCH pipeline."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from rhetoric_gap.readers import _coded as coded
from rhetoric_gap.readers.keds import country_sides
from rhetoric_gap.readers.layouts import Format, Layout, Limits
from rhetoric_gap.readers.options import DEFAULT_DUPLICATES, StreamOptions

if TYPE_CHECKING:
    from rhetoric_gap.readers.event_tables import EventTables

COLUMNS = (
    *("EventID", "Date", "Year", "Month", "Day"),
    *(
        f"{side}Actor{part}"
        for side in ("Source", "Target")
        for part in ("Full", "Entity", "Role", "Attribute")
    ),
    *("EventCode", "EventRootCode", "QuadClass", "GoldsteinScore", "Issues"),
    *("Lat", "Lon", "LocationName", "StateName", "CountryCode", "SentenceID", "URLs", "NewsSources"),
)


def to_events(raw: pd.DataFrame, options: Any) -> pd.DataFrame:
    """Turn raw Phoenix columns into events.

    Parameters
    ----------
    raw : pandas.DataFrame
        Text columns under the names above.
    options : StreamOptions
        Only ``level`` and ``columns`` are read.

    Returns
    -------
    pandas.DataFrame
        One row per raw row, in its order.
    """
    date = coded.days(coded.column(raw, "Date"))
    number = coded.column(raw, "EventID")
    sentences = coded.column(raw, "SentenceID")
    code, root = coded.column(raw, "EventCode"), coded.column(raw, "EventRootCode")
    agrees = coded.both(code, root, lambda c, r: c is None or r is None or c.startswith(r))
    events: dict[str, Any] = {
        # The counter of the pipeline has been reset more than once: a number alone is no id.
        "event_id": coded.joined(coded.column(raw, "Date"), number, "-"),
        "date": date,
        **country_sides(coded.column(raw, "SourceActorFull"), coded.column(raw, "TargetActorFull"), options),
        "code": code,
        "source_id": coded.each(sentences, _stories),
        "sentence": sentences,
        "source": coded.column(raw, "NewsSources"),
        "url": coded.column(raw, "URLs"),
        "goldstein": coded.numbers(coded.column(raw, "GoldsteinScore")),
        "reject": coded.reasons(
            raw.index,
            (number.isna(), "no EventID"),
            (date.isna(), "Date is not a day"),
            (~np.asarray(agrees, dtype=bool), "EventCode contradicts EventRootCode"),
        ),
    }
    return coded.finish(raw, options, events, {})


def _stories(sentences: str) -> Any:
    """Return the stories of some sentences: ``17_3;17_5;20_1`` is of the stories 17 and 20."""
    stories = {part.strip().rpartition("_")[0] or part.strip() for part in sentences.split(";")}
    return ";".join(sorted(stories - {""})) or np.nan


FORMAT = Format(
    name="phoenix",
    title="Phoenix events",
    layouts=(
        Layout("Phoenix, 26 columns", COLUMNS, header="maybe", encodings=("utf-8", "latin-1"), extra=1),
    ),
    patterns=("events.full.*", "phoenix*", "*.parquet"),
    wanted=(
        *(
            "EventID",
            "Date",
            "SourceActorFull",
            "TargetActorFull",
            "EventCode",
            "EventRootCode",
            "GoldsteinScore",
        ),
        *("SentenceID", "URLs", "NewsSources"),
    ),
    required=("EventID", "Date", "SourceActorFull", "TargetActorFull", "EventCode"),
    to_events=to_events,
    date="Date",
    code="EventCode",
    vocabulary="cameo",
    scale="cameo",
    quad_rule="icews",
    several_articles=True,
)


def read_phoenix(
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
    r"""Read Phoenix events as statements and actions.

    Parameters
    ----------
    source : str, Path, buffer, or a list of them
        Daily files (``events.full.20150105.txt``) with 26 columns parted by tabs, zip, gz, folder or glob.
    actors, targets, involving : iterable of str, optional
        Who acts, whom it is aimed at, either side; in the vocabulary of ``actor_codes``.
    start, end : str or Timestamp, optional
        First and last day, both included.
    level : {"country", "actor"}
        Countries (the first three letters of an actor code), or actor codes in full.
    actor_codes : {"iso3", "cow", "gw", "fips", "cameo", "source"}
        Codes of the countries in the result.
    quad_rule : {"gdelt", "icews", "plover"}, optional
        Rule that parts words from deeds; by default that of ICEWS, which puts investigations with words and protests
        with deeds as Phoenix does. Phoenix's own five classes put root 16 (reduced relations) with words as well; ask
        for them with ``columns=["QuadClass"]``.
    talks : {"deeds", "words"}
        Where talks, visits and praise stand.
    domestic : {"drop", "keep"}
        What becomes of rows whose actor is their target.
    duplicates : iterable of {"id", "dyad-day-code", "article"}
        What makes two rows one event.
    mirrored : {"flag", "once"}
        Whether of two rows that say the same of A and B and of B and A, in one sentence, both stay.
    columns : iterable of str
        More columns to carry along, under the names of :data:`rhetoric_gap.readers.phoenix.COLUMNS`.
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
        If the source cannot be read, or is not Phoenix.

    Notes
    -----
    The pipeline keeps one row for a day, a dyad and a code and lists the sentences it came from: ``sentence`` holds
    that list, ``source_id`` the stories of those sentences, ``url`` and ``source`` their addresses and publishers. The
    event's id is its day and its number. ``GoldsteinScore`` is kept as ``goldstein``; it follows an older table, in
    which 016 is 3.4.

    References
    ----------
    Beieler, J. (2014). "Phoenix pipeline", Open Event Data Alliance.

    Schrodt, P. A., Beieler, J. and Idris, M. (2014). "Three's a Charm?: Open Event Data Coding with EL:DIABLO,
    PETRARCH, and the Open Event Data Alliance." ISA Annual Convention.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from rhetoric_gap import read_phoenix
    >>> from rhetoric_gap.readers.phoenix import COLUMNS
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "events.full.20150105.txt"
    >>> given = {"EventID": "12", "Date": "20150105", "SourceActorFull": "FRAGOV", "TargetActorFull": "MLI"}
    >>> given |= {"EventCode": "0332", "EventRootCode": "03", "GoldsteinScore": "5.2", "SentenceID": "7_1;9_2"}
    >>> _ = path.write_text("\t".join(given.get(name, "") for name in COLUMNS) + "\n")
    >>> read_phoenix(path).statements[["actor", "target", "code", "source_id"]].values.tolist()
    [['FRA', 'MLI', '0332', '7;9']]
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
    return read_stream(source, FORMAT, options)
