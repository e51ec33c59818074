"""What the files of a source look like: the declarations that reading, recognising and caching work from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError


@dataclass(frozen=True)
class Layout:
    """One layout in which the files of a source come.

    Attributes
    ----------
    name : str
        What a reader would call it, such as ``"GDELT 1.0 daily, 58 columns"``.
    columns : tuple of str
        Every column, in the order of the file, under the source's own names.
    header : {"always", "never", "maybe"}
        Whether the first line holds names.
    delimiter : str
        What parts the fields.
    quoted : bool
        Whether double quotes are syntax. Where they are not, a quote in a headline is a letter like any other.
    encodings : tuple of str
        Tried in this order, line by line: files put together from several sources mix them.
    extra : int
        Empty fields that may follow the last column.
    """

    name: str
    columns: tuple[str, ...]
    header: str = "never"
    delimiter: str = "\t"
    quoted: bool = False
    encodings: tuple[str, ...] = ("utf-8",)
    extra: int = 0


@dataclass(frozen=True)
class Format:
    """A source of events: its layouts, and how a piece of such a file becomes events.

    Attributes
    ----------
    name, title : str
        Short name (``"gdelt"``) and what people call it.
    layouts : tuple of Layout
        Layouts by which its files are told apart, by number of columns or by header.
    patterns : tuple of str
        Names of its files in a folder, as globs, without regard to case.
    wanted : tuple of str
        Columns that events are made of; no other is parsed unless the caller asks for it.
    to_events : callable
        ``to_events(raw, options) -> events``. ``raw``: text columns (missing as NA) under the source's names, plus
        ``file`` and ``line``. What cannot be read as an event is marked in the column ``reject`` (why, else NA).
    several_articles : bool
        Whether ``source_id`` may list several articles of one row, parted by semicolons.
    required : tuple of str
        Columns without which a file that names its columns is refused; the other wanted ones may be absent.
    aliases : mapping of str to str
        Other names of columns, squeezed (lower case, without ``_`` and blanks), to the source's own.
    actor, target, date, code : str
        Raw columns by which rows can be left out before anything else is done with them; empty where there is none.
    vocabulary : str
        How its actors are coded: ``cameo``, ``iso3``, ``cow``, ``gw``, ``fips``, ``name``.
    scale, quad_rule : str
        Scale its codes are on, and the rule that parts words from deeds.
    words_and_deeds : callable or None
        ``words_and_deeds(events, options) -> array of {"word", "deed", ""}``; None: by scale and quad rule.
    coverage : {"files", "reported", "events"}
        By what the days covered are known: names of files that begin with a day, month or year; days of reports; or the
        first and last event. Each falls back on the next.
    reported : str
        Raw column with the day of the report, from which the days covered are known where file names do not tell.
    """

    name: str
    title: str
    layouts: tuple[Layout, ...]
    patterns: tuple[str, ...]
    wanted: tuple[str, ...]
    to_events: Callable[[pd.DataFrame, Any], pd.DataFrame]
    aliases: dict[str, str] = field(default_factory=dict)
    actor: str = ""
    target: str = ""
    date: str = ""
    code: str = ""
    vocabulary: str = ""
    scale: str = "cameo"
    quad_rule: str = ""
    words_and_deeds: Callable[[pd.DataFrame, Any], np.ndarray] | None = None
    coverage: str = "events"
    reported: str = ""
    required: tuple[str, ...] = ()
    several_articles: bool = False


@dataclass(frozen=True)
class Limits:
    """How much a compressed file may unfold to before it is refused as a bomb.

    Parameters
    ----------
    ratio : float, default 200
        Unpacked bytes per packed byte, from 64 MB on. Tables of events come to 5 to 20.
    size : int, default 64 GiB
        Unpacked bytes of one member.
    members : int, default 10,000
        Members of one archive.

    Raises
    ------
    RhetoricGapError
        If one of them is not a positive number.

    Examples
    --------
    >>> Limits(ratio=50).ratio
    50
    """

    ratio: float = 200
    size: int = 64 * 2**30
    members: int = 10_000

    def __post_init__(self) -> None:
        """Refuse limits that nothing could keep to."""
        for name in ("ratio", "size", "members"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
                raise RhetoricGapError(f"Limits({name}={value!r}): expected a number greater than 0")
