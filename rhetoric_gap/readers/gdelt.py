"""GDELT events: 1.0 historical and daily, 2.0, the reduced file of 1979 to 2013, and exports of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd

from rhetoric_gap.errors import UnknownOptionError
from rhetoric_gap.readers import _coded as coded
from rhetoric_gap.readers._filters import RowFilter
from rhetoric_gap.readers._gdelt_blocs import Blocs, known_groups
from rhetoric_gap.readers._gdelt_layouts import ALIASES, DAILY, HISTORICAL, REDUCED, REDUCED_PLACES, SECOND
from rhetoric_gap.readers.layouts import Format, Limits
from rhetoric_gap.readers.options import DEFAULT_DUPLICATES, StreamOptions

if TYPE_CHECKING:
    from rhetoric_gap.readers.event_tables import EventTables

LAGS = (1, 7, 30, 365, 3650)
"""Days by which a row is dated back: the article spoke of yesterday, last week, month, year or decade."""


def to_events(raw: pd.DataFrame, options: Any, *, blocs: Blocs = "drop") -> pd.DataFrame:
    """Turn raw GDELT columns into events.

    Parameters
    ----------
    raw : pandas.DataFrame
        Text columns under GDELT's names.
    options : StreamOptions
        Only ``level``, ``columns`` and ``actor_codes`` are read.
    blocs : {"drop", "keep", "members"}
        See :func:`read_gdelt`.

    Returns
    -------
    pandas.DataFrame
        One row per raw row, in its order.
    """
    date = coded.days(coded.column(raw, "SQLDATE"))
    added = coded.days(coded.column(raw, "DATEADDED"))
    code, verdict = _codes(raw)
    number, reduced = coded.column(raw, "GLOBALEVENTID"), coded.column(raw, "NumEvents").notna()
    events: dict[str, Any] = {
        "event_id": number.mask(reduced, _ids(raw)) if reduced.any() else number,
        "date": date,
        **_sides(raw, date, options, blocs),
        "code": code,
        "reported_at": added,
        "backdated": _backdated(date, added),
        **_articles(raw),
        "goldstein": coded.numbers(coded.column(raw, "GoldsteinScale")),
        "quad": coded.numbers(coded.column(raw, "QuadClass")),
        "n_articles": coded.counts(coded.column(raw, "NumArticles")),
    }
    if reduced.any():
        events["n_reports"] = coded.counts(raw["NumEvents"]).fillna(1).clip(lower=1)
    events["reject"] = coded.reasons(
        raw.index,
        (events["event_id"].isna(), "no GLOBALEVENTID"),
        (date.isna(), "SQLDATE is not a day"),
        (_unreadable(raw, "DATEADDED", added), "DATEADDED is not a day"),
        (added < date, "dated after the day it was added: nothing can be reported before it happens"),
        (verdict == "contradicted", "EventCode contradicts EventRootCode or EventBaseCode"),
    )
    notes = {
        "EventCode got back the zero an export had cut off; EventRootCode settles it": verdict == "repaired"
    }
    return coded.finish(raw, options, events, {text: int(mask.sum()) for text, mask in notes.items()})


def _unreadable(raw: pd.DataFrame, name: str, read: pd.Series) -> pd.Series:
    """Return where a column holds something that could not be read."""
    return coded.column(raw, name).notna() & read.isna()


def _backdated(date: pd.Series, added: pd.Series) -> pd.Series:
    """Return by how many days each row is dated back: 0 if it is not, missing if nobody can know."""
    lag = (added.to_numpy() - date.to_numpy()).astype("timedelta64[D]")
    number = lag.astype(np.int64)
    return coded.integers(np.where(np.isin(number, LAGS), number, 0), np.isnat(lag), date.index)


def _codes(raw: pd.DataFrame) -> tuple[pd.Series, coded.Values]:
    """Return the codes, and what their own roots and bases say of them: fine, repaired or contradicted."""
    code = coded.column(raw, "EventCode")
    root, base = (coded.column(raw, name).fillna("") for name in ("EventRootCode", "EventBaseCode"))
    verdict = coded.both(code, coded.joined(root, base, "|"), _verdict)
    repaired = verdict == "repaired"
    return (code.mask(repaired, "0" + code) if repaired.any() else code), verdict


def _verdict(code: str | None, above: str | None) -> str:
    """Say what a code is by the root and the base that stand beside it.

    Numbers have lost their leading zeros (``10`` may be ``010``), roots and bases with them, but a root has two digits
    and leaves no doubt: root ``1`` is ``01``, so the code is ``010``.
    """
    root, base = (part.strip().removesuffix(".0") for part in (above or "|").split("|", 1))
    if code is None or not code.isdigit() or not root:
        return "fine"
    for candidate, verdict in ((code, "fine"), ("0" + code, "repaired")):
        fits = candidate[:2].lstrip("0") == root.lstrip("0") and len(candidate) > 1
        if fits and (not base or candidate[:3].lstrip("0") == base.lstrip("0")):
            return verdict
    return "contradicted"


def _sides(raw: pd.DataFrame, date: pd.Series, options: Any, blocs: Blocs) -> dict[str, pd.Series]:
    """Return who did it and to whom, and what the file calls them."""
    sides: dict[str, pd.Series] = {}
    bare = _without_countries(raw)
    for number, side in ((1, "actor"), (2, "target")):
        full = coded.column(raw, f"Actor{number}Code")
        country = coded.column(raw, f"Actor{number}CountryCode")
        if bare.any():
            country = country.mask(bare, coded.cameo_country(full))
        if options.level == "actor":
            sides[side], sides[f"{side}_country"] = full, country
        else:
            group = coded.column(raw, f"Actor{number}KnownGroupCode")
            sides[side], settled = known_groups(
                country, group, date, blocs=blocs, side=side, to=options.actor_codes
            )
            if blocs != "drop":
                sides[f"{side}_bloc"] = settled
        if f"Actor{number}Name" in raw.columns:
            sides[f"{side}_name"] = raw[f"Actor{number}Name"]
    return sides


def _without_countries(raw: pd.DataFrame) -> pd.Series:
    """Return the rows of files without columns of countries: the reduced file, and exports that left them out."""
    named = coded.column(raw, "Actor1CountryCode").notna() | coded.column(raw, "Actor2CountryCode").notna()
    return coded.column(raw, "NumEvents").notna() | (not named.any())


def _articles(raw: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the article of each row: an address names one, a bare citation such as a wire's name does not."""
    url = coded.column(raw, "SOURCEURL")
    if not url.notna().any():
        return {}
    # Ids of merged rows are joined by ";", so an address must not hold one.
    address = url.str.replace(";", "%3B", regex=False).where(url.str.contains("://", regex=False, na=False))
    return {"source_id": address, "source": url.where(address.isna())}


def _ids(raw: pd.DataFrame) -> pd.Series:
    """Make ids for the reduced file, which has none: day, actors, code and place are its key."""
    key = [coded.column(raw, name) for name in ("SQLDATE", "Actor1Code", "Actor2Code", "EventCode")]
    return coded.content_id(key, raw[[name for name in REDUCED_PLACES if name in raw.columns]])


_WANTED = (
    *("GLOBALEVENTID", "SQLDATE", "Actor1CountryCode", "Actor2CountryCode"),
    *("EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale", "NumArticles"),
    *("NumEvents", *REDUCED_PLACES, "DATEADDED", "SOURCEURL", "Actor1Code", "Actor2Code"),
)
FORMAT = Format(
    name="gdelt",
    title="GDELT events",
    layouts=(DAILY, HISTORICAL, SECOND, REDUCED),
    # By the year, the month and the day; mentions and graph files of 2.0 may lie in the same folder.
    patterns=(
        "*.export.csv*",
        *(f"{'[0-9]' * n}.{end}*" for n in (4, 6, 8) for end in ("zip", "csv")),
        "gdelt*",
        "*.parquet",
    ),
    wanted=_WANTED,
    required=("SQLDATE", "EventCode", "Actor1Code", "Actor2Code"),
    to_events=to_events,
    aliases=ALIASES,
    actor="Actor1CountryCode",
    target="Actor2CountryCode",
    date="SQLDATE",
    code="EventCode",
    vocabulary="cameo",
    scale="cameo",
    quad_rule="gdelt",
    coverage="files",
    reported="DATEADDED",
)


def _format(level: str, blocs: Blocs, root_events_only: bool) -> Format:
    """Return the format as one call needs it: no column is parsed that this call makes nothing of."""
    asked: tuple[str, ...] = ("IsRootEvent",) if root_events_only else ()
    form = FORMAT
    if level == "actor":
        form = coded.by_name(FORMAT, "Actor1Code", "Actor2Code")
    elif blocs != "drop":
        asked = (*asked, "Actor1KnownGroupCode", "Actor2KnownGroupCode")
        form = coded.by_name(FORMAT, "", "")  # a group only becomes an actor after the read
    return replace(form, to_events=partial(to_events, blocs=blocs), wanted=(*_WANTED, *asked))


def _is_root(flags: pd.Series) -> coded.Values:
    return flags.str.strip().isin(["1", "1.0", "true", "True"]).to_numpy(dtype=bool)


def read_gdelt(
    source: str | Path | Any,
    *,
    actors: Iterable[str] | None = None,
    targets: Iterable[str] | None = None,
    involving: Iterable[str] | None = None,
    start: Any = None,
    end: Any = None,
    level: Literal["country", "actor"] = "country",
    actor_codes: Literal["iso3", "cow", "gw", "fips", "cameo", "source"] = "iso3",
    blocs: Blocs = "drop",
    root_events_only: bool = False,
    quad_rule: str | None = None,
    talks: Literal["deeds", "words"] = "deeds",
    backdated: Literal["drop", "keep"] = "drop",
    domestic: Literal["drop", "keep"] = "drop",
    duplicates: Iterable[str] = DEFAULT_DUPLICATES,
    mirrored: Literal["flag", "once"] = "flag",
    columns: Iterable[str] = (),
    cache: str | Path | None = None,
    progress: bool = False,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> EventTables:
    r"""Read GDELT events as statements and actions.

    Parameters
    ----------
    source : str, Path, buffer, or a list of them
        File, zip, gz, folder or glob: 1.0 with 57 or 58 columns, 2.0 with 61, the reduced file with 17, all without a
        header but the last, or a CSV with a header or Parquet export of one of them. Layouts may be mixed.
    actors, targets, involving : iterable of str, optional
        Who acts, whom it is aimed at, either side; in the vocabulary of ``actor_codes``.
    start, end : str or Timestamp, optional
        First and last day, both included, of the event (``SQLDATE``).
    level : {"country", "actor"}
        Countries, or the full actor codes of the file such as ``USAGOV``.
    actor_codes : {"iso3", "cow", "gw", "fips", "cameo", "source"}
        Codes of the countries in the result; GDELT's own are CAMEO's.
    blocs : {"drop", "keep", "members"}
        Rows in which a side has no country but is a group of states the library knows (NATO, EU ...): dropped as
        without an actor, kept under the group's own name, or, where the group is the *target*, aimed at its members of
        that day as a joint target such as ``BEL;FRA``. A group that acts keeps its own name under ``"members"`` too.
        With ``level="actor"`` groups are actors like all others, and the option says nothing.
    root_events_only : bool, default False
        Whether to read only events of an article's lead (``IsRootEvent``). The reduced file has no such column, and all
        of its rows are left out then.
    quad_rule : {"gdelt", "icews", "plover"}, optional
        Rule that parts words from deeds, by default GDELT's.
    talks : {"deeds", "words"}
        Where talks, visits and praise stand.
    backdated : {"drop", "keep"}
        What becomes of rows dated exactly 1, 7, 30, 365 or 3650 days before they were added.
    domestic : {"drop", "keep"}
        What becomes of rows whose actor is their target.
    duplicates : iterable of {"id", "dyad-day-code", "article"}
        What makes two rows one event.
    mirrored : {"flag", "once"}
        Whether of two rows that say the same of A and B and of B and A both stay.
    columns : iterable of str
        More columns of the file to carry along, under GDELT's names.
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
        If the source cannot be read, or is not GDELT, or an option is wrong.

    Notes
    -----
    ``date`` is ``SQLDATE`` and ``reported_at`` the day of ``DATEADDED``; ``FractionDate`` is an approximation and never
    read. A row whose article speaks of "last month" is dated back by 30 days, whenever it happened: such rows are
    flagged by the number of days in ``backdated`` and left out unless kept, both dates with them. One day before the
    report may be right, but cannot be told from "yesterday" read off a text. A row dated *after* it was added is
    rejected.

    Where ``EventRootCode`` and ``EventBaseCode`` are there, a code that contradicts them is rejected, and one that lost
    its leading zero in an export is repaired without doubt, with a note of how many were. ``source_id`` is the address
    of the article; a citation without an address (``BBC Monitoring``) names no article and is kept as ``source``. The
    row's own ``GoldsteinScale`` and ``QuadClass`` stay beside those of the scale as ``goldstein`` and ``quad``.

    A row of the reduced file sums ``NumEvents`` events of one day, dyad, code and place: it is one event with that many
    reports, its id is made of its content, its country is the first three letters of its actor code, and there is no
    day on which it was added, so nothing is known about dating back.

    References
    ----------
    GDELT Project (2013). "GDELT Data Format Codebook", versions 1.03 and 2.0.

    Leetaru, K. and Schrodt, P. A. (2013). "GDELT: Global Data on Events, Location and Tone, 1979-2012." ISA Annual
    Convention.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from rhetoric_gap import read_gdelt
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "20240105.export.CSV"
    >>> def row(number, day, code, added):
    ...     cells = dict.fromkeys(range(58), "")
    ...     cells |= {0: number, 1: day, 5: "USA", 7: "USA", 15: "CHN", 17: "CHN", 26: code, 27: code[:3], 28: code[:2]}
    ...     cells |= {29: "1", 30: "4.0", 33: "5", 56: added, 57: f"https://example.org/{number}"}
    ...     return "\t".join(cells.values()) + "\n"
    >>> rows = [("1", "20240105", "0311"), ("2", "20240105", "061"), ("3", "20231206", "0311")]
    >>> _ = path.write_text("".join(row(*fields, "20240105") for fields in rows))
    >>> events = read_gdelt(path)
    >>> statements, actions = events
    >>> statements[["actor", "target", "code"]].values.tolist(), actions["code"].tolist()
    ([['USA', 'CHN', '0311']], ['061'])
    >>> kept = read_gdelt(path, backdated="keep").statements
    >>> kept[["statement_id", "date", "reported_at"]].astype(str).values.tolist()
    [['3', '2023-12-06', '2024-01-05'], ['1', '2024-01-05', '2024-01-05']]
    """
    from rhetoric_gap.readers.stream import read_stream

    if blocs not in get_args(Blocs):
        raise UnknownOptionError("blocs", blocs, get_args(Blocs))
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
        backdated=backdated,
        domestic=domestic,
        duplicates=duplicates,
        mirrored=mirrored,
        columns=columns,
        cache=cache,
        progress=progress,
        limits=limits,
    )
    roots = RowFilter("root events", "not from the lead of its article", "IsRootEvent", _is_root)
    form = _format(options.level, blocs, root_events_only)
    return read_stream(source, form, options, filters=(roots,) if root_events_only else ())
