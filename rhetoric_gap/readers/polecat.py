"""POLECAT events in the PLOVER ontology: joint actors and targets, contexts, several rows an article."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from rhetoric_gap.readers import _coded as coded
from rhetoric_gap.readers.layouts import Format, Layout, Limits
from rhetoric_gap.readers.options import DEFAULT_DUPLICATES, StreamOptions
from rhetoric_gap.scales.plover import plover_code
from rhetoric_gap.tables.cells import factorize_text, text_dtype
from rhetoric_gap.tables.targets import SEPARATOR

if TYPE_CHECKING:
    from rhetoric_gap.readers.event_tables import EventTables

_PARTY = ("Name", "Country", "COW", "Primary {} Sector", "Sectors", "Title", "Name Raw", "Wikipedia {} ID")


def _party(who: str) -> tuple[str, ...]:
    """Return the columns of one side."""
    return tuple(part.format(who) if "{}" in part else f"{who} {part}" for part in _PARTY)


COLUMNS = (
    *("Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts"),
    *(*_party("Actor"), *_party("Recipient")),
    *("Placename", "City", "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID"),
    *("Raw Placename", "Feature Type", "Source", "Publication Date"),
    *("Story People", "Story Organizations", "Story Locations", "Language", "Version"),
)
MISSING = ("", "None")
_BETWEEN = re.compile(r"[;|]")
JOINT = "a joint actor: one row for each of its members"


def to_events(raw: pd.DataFrame, options: Any) -> pd.DataFrame:
    """Turn raw POLECAT columns into events.

    Parameters
    ----------
    raw : pandas.DataFrame
        Text columns under POLECAT's names.
    options : StreamOptions
        Only ``level`` and ``columns`` are read.

    Returns
    -------
    pandas.DataFrame
        One row per raw row and member of its actor, in their order.
    """
    number, mode = _cell(raw, "Event ID"), _cell(raw, "Event Mode")
    date, published = coded.days(_cell(raw, "Event Date")), coded.days(_cell(raw, "Publication Date"))
    kind = _cell(raw, "Event Type")
    events: dict[str, Any] = {
        # One article may have rows of one type in several modes under the same id.
        "event_id": coded.joined(number, mode, "/").where(mode.notna(), number),
        "date": date,
        **_sides(raw, options),
        "code": pd.Series(plover_code(kind, mode), index=raw.index, dtype=text_dtype()),
        "reported_at": published,
        "source_id": coded.each(number, lambda text: text.partition("_")[0] or np.nan),
        "source": _cell(raw, "Source"),
        "topic": coded.each(
            _cell(raw, "Contexts"), lambda text: SEPARATOR.join(members(text.lower())) or np.nan
        ),
        "goldstein": coded.numbers(_cell(raw, "Intensity")),
        "quad": coded.numbers(_cell(raw, "Quad Code")),
    }
    events["reject"] = coded.reasons(
        raw.index,
        (number.isna(), "no Event ID"),
        (date.isna(), "Event Date is not a day"),
        (kind.isna(), "no Event Type"),
        (published < date, "dated after its publication: announced, not done"),
    )
    return _one_actor_a_row(coded.finish(raw, options, events, {}))


def _cell(raw: pd.DataFrame, name: str) -> pd.Series:
    return coded.column(raw, name, missing=MISSING)


def members(text: str) -> list[str]:
    """Return who or what a cell names, in order of the alphabet and without repeats.

    Parameters
    ----------
    text : str
        Names parted by ``;`` or ``|``.

    Returns
    -------
    list of str
        Empty if nobody is named.

    Examples
    --------
    >>> members("USA; KOR|USA;None")
    ['KOR', 'USA']
    """
    return sorted({part.strip() for part in _BETWEEN.split(text)} - set(MISSING))


def _sides(raw: pd.DataFrame, options: Any) -> dict[str, pd.Series]:
    """Return who did it and to whom, joint ones joined by semicolons."""

    def group(name: str, *, upper: bool) -> pd.Series:
        return coded.each(
            _cell(raw, name),
            lambda text: (
                SEPARATOR.join(members(text.upper().replace("NONE", "None") if upper else text)) or np.nan
            ),
        )

    sides: dict[str, pd.Series] = {}
    for who, side in (("Actor", "actor"), ("Recipient", "target")):
        country, name = group(f"{who} Country", upper=True), group(f"{who} Name", upper=False)
        if options.level == "actor":
            sides[side], sides[f"{side}_country"] = name, country
        else:
            sides[side] = country
        sides[f"{side}_name"] = name
    return sides


def _one_actor_a_row(events: pd.DataFrame) -> pd.DataFrame:
    """Give each member of a joint actor a row: every one of them spoke or acted, and may or may not follow through."""
    codes, uniques = factorize_text(events["actor"])
    named = [actor.split(SEPARATOR) for actor in uniques.tolist()] + [[np.nan]]
    sizes = np.array([len(names) for names in named])[codes]
    added = int(sizes.sum() - len(events))
    if not added:
        return events
    position = np.repeat(np.arange(len(events)), sizes)
    flat = [name for code in codes.tolist() for name in named[code]]
    rows = events.iloc[position].reset_index(drop=True)
    joint = pd.Series(sizes[position] > 1)
    rows["actor"] = pd.Series(flat, dtype=text_dtype())
    rows["event_id"] = rows["event_id"].where(~joint, coded.joined(rows["event_id"], rows["actor"], "/"))
    rows["target"] = _without(rows["target"], rows["actor"])
    rows.attrs = {**events.attrs, "added": {JOINT: added}}
    return rows


def _without(target: pd.Series, actor: pd.Series) -> pd.Series:
    """Take an actor out of the joint target it is part of; alone, it stays: a row about oneself."""

    def rest(group: str | None, one: str | None) -> Any:
        if group is None or one is None or SEPARATOR not in group:
            return np.nan if group is None else group
        return SEPARATOR.join(name for name in group.split(SEPARATOR) if name != one)

    return pd.Series(coded.both(target, actor, rest), index=target.index, dtype=text_dtype())


FORMAT = Format(
    name="polecat",
    title="POLECAT events",
    layouts=(
        Layout("POLECAT, 40 columns", COLUMNS, header="always", encodings=("utf-8", "latin-1"), extra=4),
        Layout(
            "POLECAT without intensity, 39 columns",
            tuple(name for name in COLUMNS if name != "Intensity"),
            header="always",
            encodings=("utf-8", "latin-1"),
            extra=4,
        ),
    ),
    patterns=("ngecEvents*", "*polecat*", "*.parquet"),
    wanted=(
        *("Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts"),
        *("Actor Name", "Actor Country", "Recipient Name", "Recipient Country", "Source", "Publication Date"),
    ),
    required=("Event ID", "Event Date", "Event Type", "Actor Country", "Recipient Country"),
    to_events=to_events,
    date="Event Date",
    vocabulary="iso3",
    scale="plover",
    reported="Publication Date",
    quad_rule="plover",
)


def read_polecat(
    source: str | Path | Any,
    *,
    actors: Iterable[str] | None = None,
    targets: Iterable[str] | None = None,
    involving: Iterable[str] | None = None,
    start: Any = None,
    end: Any = None,
    level: Literal["country", "actor"] = "country",
    actor_codes: Literal["iso3", "cow", "gw", "fips", "cameo", "source"] = "iso3",
    talks: Literal["deeds", "words"] = "deeds",
    domestic: Literal["drop", "keep"] = "drop",
    duplicates: Iterable[str] = (*DEFAULT_DUPLICATES, "article"),
    columns: Iterable[str] = (),
    cache: str | Path | None = None,
    progress: bool = False,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> EventTables:
    r"""Read POLECAT events as statements and actions on the PLOVER scale.

    Parameters
    ----------
    source : str, Path, buffer, or a list of them
        Files as on the Dataverse (``ngecEventsDV-2022-Jan.txt.gz``, yearly zips, weekly releases), folder or glob, or a
        CSV or Parquet export with their names.
    actors, targets, involving : iterable of str, optional
        Who acts, whom it is aimed at (as one of several), either side; in the vocabulary of ``actor_codes``.
    start, end : str or Timestamp, optional
        First and last day, both included.
    level : {"country", "actor"}
        Countries of the actors, or their names as resolved by the coder.
    actor_codes : {"iso3", "cow", "gw", "fips", "cameo", "source"}
        Codes of the countries in the result; POLECAT's own are ISO3.
    talks : {"deeds", "words"}
        Where consultations stand.
    domestic : {"drop", "keep"}
        What becomes of rows whose actor is their target.
    duplicates : iterable of {"id", "dyad-day-code", "article"}
        What makes two rows one event; all three by default, because rows are repeated within an article.
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
        If the source cannot be read, or is not POLECAT.

    Notes
    -----
    ``code`` is ``TYPE`` or ``TYPE-mode``, such as ``THREATEN-violence``, and only the PLOVER scale knows it. ``None``
    is missing. Countries come several to a cell, parted by ``;`` and ``|``. A joint *target* stays one row
    (``KOR;USA``): one statement is never counted once per addressee. A joint *actor* becomes one row for each member,
    with the member's code at the end of the id, because each of them may or may not follow through; the account has a
    step for the rows that adds. Who is among those addressed by himself is taken out of the target.

    ``topic`` is the contexts in the order of the alphabet (``diplomatic;military``). An ``AGREE`` is answered by aid or
    cooperation in the same context: pair with ``match="topic"`` to ask for that. ``source_id`` is the article, the part
    of the Event ID before the first underscore. Rows dated after the publication of their article announce something
    and are rejected.

    References
    ----------
    Halterman, A., Bagozzi, B. E., Beger, A., Schrodt, P. A. and Scarborough, G. I. (2023). "PLOVER and POLECAT: A New
    Political Event Ontology and Dataset." ISA Annual Convention.

    Scarborough, G. I. et al. (2023). "POLECAT Weekly Data." Harvard Dataverse, doi:10.7910/DVN/AJGVIT.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from rhetoric_gap import read_polecat
    >>> from rhetoric_gap.readers.polecat import COLUMNS
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "ngecEventsDV-2022-Jan.txt"
    >>> given = {"Event ID": "a17_2", "Event Date": "2022-01-05", "Event Type": "THREATEN", "Event Mode": "violence"}
    >>> given |= {"Actor Country": "PRK", "Recipient Country": "USA; KOR", "Contexts": "military"}
    >>> row = "\t".join(given.get(name, "None") for name in COLUMNS)
    >>> _ = path.write_text("\t".join(COLUMNS) + "\n" + row + "\n")
    >>> statements, actions = read_polecat(path)
    >>> statements[["actor", "target", "code", "topic", "source_id"]].values.tolist()
    [['PRK', 'KOR;USA', 'THREATEN-violence', 'military', 'a17']]
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
        talks=talks,
        domestic=domestic,
        duplicates=duplicates,
        columns=columns,
        cache=cache,
        progress=progress,
        limits=limits,
    )
    return read_stream(source, FORMAT, options)
