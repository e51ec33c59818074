"""KEDS and TABARI output: a day of six digits, two actors, a code, and what the coder wrote beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.readers import _coded as coded
from rhetoric_gap.readers.layouts import Format, Layout, Limits
from rhetoric_gap.readers.options import DEFAULT_DUPLICATES, StreamOptions
from rhetoric_gap.tables.cells import text_dtype
from rhetoric_gap.words import plural

if TYPE_CHECKING:
    from rhetoric_gap.readers.event_tables import EventTables

COLUMNS = ("date", "source", "target", "code", "label", "quote")
LINE = re.compile(r"\s*(\d{6}|\d{8})\s+(\S+)\s+(\S+)\s+(\S+)(?:\s+(\([^)]*\)|\S+))?(?:\s+(.*\S))?\s*")
"""A line whose fields are parted by blanks; a label in brackets may hold some itself."""

_NOTHING = (np.nan,) * len(COLUMNS)
_FEWEST = 4
NO_LINE = "not a line of KEDS: expected day, source, target and code"
WEIS_ROOTS = ("21", "22")
WEIS_SHARE = 0.005
"""Codes of 21 or 22 are WEIS's, CAMEO ends at 20. A few may be slips of the coder; more are another vocabulary."""


def to_events(raw: pd.DataFrame, options: Any) -> pd.DataFrame:
    """Turn raw KEDS columns, or whole lines, into events.

    Parameters
    ----------
    raw : pandas.DataFrame
        Text columns under the names above, or one column ``record``.
    options : StreamOptions
        Only ``level`` and ``columns`` are read.

    Returns
    -------
    pandas.DataFrame
        One row per raw row, in its order.

    Raises
    ------
    RhetoricGapError
        If the codes are those of WEIS.
    """
    whole = coded.column(raw, "record")
    fields = raw if whole.isna().all() else _split(whole, raw)
    code, mended = _clean(coded.column(fields, "code"))
    _refuse_weis(code)
    date = coded.days(coded.column(fields, "date"), short=True)
    key = [coded.column(fields, name) for name in COLUMNS[:4]]
    events: dict[str, Any] = {
        "event_id": coded.content_id(key, pd.DataFrame({n: coded.column(fields, n) for n in COLUMNS[4:]})),
        "date": date,
        **country_sides(coded.column(fields, "source"), coded.column(fields, "target"), options),
        "code": code,
        "text": coded.column(fields, "quote"),
    }
    events["reject"] = coded.reasons(
        raw.index,
        (key[0].isna(), NO_LINE),
        (date.isna(), "the day is none of the calendar; expected yymmdd or yyyymmdd"),
    )
    notes = {"a capital O or a small l in a code read as the digit it stands for": int(mended.sum())}
    return coded.finish(raw, options, events, notes)


def _split(whole: pd.Series, raw: pd.DataFrame) -> pd.DataFrame:
    """Part lines at tabs where they have some, else at blanks; rows that came parted stay as they are."""
    parts = [_fields(line) if isinstance(line, str) else _NOTHING for line in whole.tolist()]
    table = pd.DataFrame(parts, columns=list(COLUMNS), index=whole.index, dtype=text_dtype())
    parted = whole.isna()
    return table.assign(**{name: table[name].mask(parted, coded.column(raw, name)) for name in COLUMNS})


def _fields(line: str) -> tuple[Any, ...]:
    """Return the six fields of a line, missing where it has none; all missing if it is no line of KEDS."""
    if "\t" not in line:
        found = LINE.fullmatch(line)
        return found.groups(default=np.nan) if found else _NOTHING
    fields = [field.strip() or np.nan for field in line.rstrip().split("\t")]
    if not _FEWEST <= len(fields) <= len(COLUMNS):
        return _NOTHING
    return (*fields, *_NOTHING[len(fields) :])


def _clean(code: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Read letters that stand for digits, a known slip of the old coders' output; say where."""
    clean = coded.each(code, lambda text: _digits(text.strip()))
    return clean, code.notna() & (clean != code.str.strip())


def _digits(code: str) -> str:
    """Return a code with its first letter as a digit, if the rest are digits."""
    if re.fullmatch(r"[Ol]\d{2,3}", code):
        return {"O": "0", "l": "1"}[code[0]] + code[1:]
    return code


def _refuse_weis(code: pd.Series) -> None:
    """Refuse codes of WEIS: its numbers mean other things than the same numbers of CAMEO."""
    digits = code[code.str.fullmatch(r"\d{3,4}", na=False).astype(bool)]
    weis = digits[digits.str[:2].isin(WEIS_ROOTS)]
    if len(weis) and len(weis) >= WEIS_SHARE * len(digits):
        shown = ", ".join(sorted(weis.unique().tolist())[:5])
        raise RhetoricGapError(
            f"{len(weis)} of {len(digits)} codes begin with 21 or 22 ({shown}): these are WEIS codes, and CAMEO ends "
            "at 20. WEIS uses the same numbers for other acts (WEIS 031 is a meeting, CAMEO 031 a promise), so they "
            "cannot be read as CAMEO; code the texts with CAMEO, or translate the codes first"
        )


def country_sides(source: pd.Series, target: pd.Series, options: Any) -> dict[str, pd.Series]:
    """Return actors in full, or their countries: the first three letters of a CAMEO actor code."""
    sides: dict[str, pd.Series] = {}
    for side, full in (("actor", source), ("target", target)):
        full = full.where(full.str.strip("-").fillna("") != "")  # '---' stands for nobody
        country = coded.each(full, lambda text: text.strip()[:3])
        if options.level == "actor":
            sides[side], sides[f"{side}_country"] = full, country
        else:
            sides[side], sides[f"{side}_name"] = country, full
    return sides


FORMAT = Format(
    name="keds",
    title="KEDS or TABARI output",
    layouts=(
        Layout("KEDS, 6 columns", COLUMNS, encodings=("utf-8", "latin-1")),
        Layout("KEDS, 5 columns", COLUMNS[:5], encodings=("utf-8", "latin-1")),
        Layout("KEDS, 4 columns", COLUMNS[:4], encodings=("utf-8", "latin-1")),
        # Whole lines, of whatever makeup: no line holds the delimiter.
        Layout("KEDS, line by line", ("record",), delimiter="\x1f", encodings=("utf-8", "latin-1")),
    ),
    patterns=("*.keds", "*.evts", "*keds*.txt", "*tabari*.txt", "*.parquet"),
    wanted=(*COLUMNS, "record"),
    required=COLUMNS[:4],
    to_events=to_events,
    code="code",
    vocabulary="cameo",
    scale="cameo",
    quad_rule="gdelt",
)


def read_keds(
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
    columns: Iterable[str] = (),
    cache: str | Path | None = None,
    progress: bool = False,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> EventTables:
    r"""Read KEDS or TABARI output, coded with CAMEO, as statements and actions.

    Parameters
    ----------
    source : str, Path, buffer, or a list of them
        Files without a header: day, source, target, code, and perhaps label and quote, parted by tabs or by blanks.
    actors, targets, involving : iterable of str, optional
        Who acts, whom it is aimed at, either side; in the vocabulary of ``actor_codes``.
    start, end : str or Timestamp, optional
        First and last day, both included.
    level : {"country", "actor"}
        Countries (the first three letters of an actor code), or actor codes in full.
    actor_codes : {"iso3", "cow", "gw", "fips", "cameo", "source"}
        Codes of the countries in the result.
    quad_rule : {"gdelt", "icews", "plover"}, optional
        Rule that parts words from deeds; by default that of GDELT, which Schrodt's own programs use.
    talks : {"deeds", "words"}
        Where talks, visits and praise stand.
    domestic : {"drop", "keep"}
        What becomes of rows whose actor is their target.
    duplicates : iterable of {"id", "dyad-day-code", "article"}
        What makes two rows one event.
    columns : iterable of str
        More columns (``label``) to carry along; files parted by blanks have none.
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
        If the source cannot be read, or its codes are those of WEIS.

    Notes
    -----
    Years of two digits from 69 on are of the twentieth century. Rows have no id: one is made of what they say, so that
    rows which are alike in everything are one event. A capital ``O`` or small ``l`` at the start of a code is the digit
    it looks like, a slip the old coders' output is known for, and noted. There is no article: a word and a deed coded
    from one sentence cannot be told apart from two reports.

    References
    ----------
    Schrodt, P. A. and Gerner, D. J. (1994). "Validity Assessment of a Machine-Coded Event Data Set for the Middle East,
    1982-92." American Journal of Political Science 38(3), 825-854.

    Lowe, W. (2012). "events: Store and Manipulate Event Data." R package, version 0.5.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from rhetoric_gap import read_keds
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "levant.keds"
    >>> _ = path.write_text("950103\tISRGOV\tEGY\t0311\t(PROMISE TRADE)\n950120\tISR\tEGY\t061\t(TRADE)\n")
    >>> statements, actions = read_keds(path)
    >>> statements[["date", "actor", "target", "code"]].astype(str).values.tolist()
    [['1995-01-03', 'ISR', 'EGY', '0311']]
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
        columns=columns,
        cache=cache,
        progress=progress,
        limits=limits,
    )
    events = read_stream(source, FORMAT, options)
    if coded.all_rejected(events, NO_LINE):
        first = events.rejected["text"].iloc[0]
        raise RhetoricGapError(
            f"none of {plural(len(events.rejected), 'line')} is one of KEDS: expected day (yymmdd), source, target and "
            f"code, parted by tabs or blanks; the first is {first!r}"
        )
    return events
