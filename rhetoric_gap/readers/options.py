"""What a caller may ask of a stream, checked as a whole before a byte is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError
from rhetoric_gap.readers.layouts import Limits
from rhetoric_gap.tables.targets import SEPARATOR

Level = Literal["country", "actor"]
ActorCodes = Literal["iso3", "cow", "gw", "fips", "cameo", "source"]
Talks = Literal["deeds", "words"]
KeepOrDrop = Literal["drop", "keep"]
Mirrored = Literal["flag", "once"]
Duplicate = Literal["id", "dyad-day-code", "article"]

SIDES = ("actors", "targets", "involving")
DEFAULT_DUPLICATES: tuple[str, ...] = ("id", "dyad-day-code")

_WORDS: dict[str, tuple[str, ...]] = {
    "level": get_args(Level),
    "actor_codes": get_args(ActorCodes),
    "talks": get_args(Talks),
    "backdated": get_args(KeepOrDrop),
    "domestic": get_args(KeepOrDrop),
    "mirrored": get_args(Mirrored),
}


@dataclass(frozen=True, kw_only=True)
class StreamOptions:
    """Everything a caller may ask of a stream.

    Parameters
    ----------
    actors, targets, involving : iterable of str, optional
        Codes of who speaks or acts, whom it is aimed at, and of either side, in the vocabulary of the result (see
        ``actor_codes``). All that are given must hold.
    start, end : str or Timestamp, optional
        First and last day of the events, both included.
    level : {"country", "actor"}
        Countries, or the source's own actors in full.
    actor_codes : {"iso3", "cow", "gw", "fips", "cameo", "source"}
        Codes of the countries in the result; ``"source"`` leaves those of the file.
    quad_rule : str, optional
        Rule that parts words from deeds; by default the source's own.
    talks : {"deeds", "words"}
        Where talks, visits, praise and the like stand, which commit nobody to anything but may keep a promise to meet.
    backdated : {"drop", "keep"}
        What becomes of events dated a round number of days before their report.
    domestic : {"drop", "keep"}
        What becomes of rows whose actor is their target.
    duplicates : iterable of {"id", "dyad-day-code", "article"}
        What makes two rows one event.
    mirrored : {"flag", "once"}
        Whether of two rows that say the same of A and B and of B and A both stay, flagged, or one.
    columns : iterable of str
        More columns of the source to carry along.
    cache : str or Path, optional
        Folder for a Parquet copy of what was read.
    progress : bool
        Whether to show a progress bar.
    limits : Limits
        How much a compressed file may unfold to.

    Raises
    ------
    RhetoricGapError
        If anything is wrong; the message names every wrong option.

    Examples
    --------
    >>> StreamOptions(involving=["RUS", "UKR"], start="2022-02-24").involving
    ('RUS', 'UKR')
    """

    actors: Iterable[str] | None = None
    targets: Iterable[str] | None = None
    involving: Iterable[str] | None = None
    start: Any = None
    end: Any = None
    level: str = "country"
    actor_codes: str = "iso3"
    quad_rule: str | None = None
    talks: str = "deeds"
    backdated: str = "drop"
    domestic: str = "drop"
    duplicates: Iterable[str] = DEFAULT_DUPLICATES
    mirrored: str = "flag"
    columns: Iterable[str] = ()
    cache: str | Path | None = None
    progress: bool = False
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        wrong: list[RhetoricGapError] = []

        def read(name: str, reader: Callable[[str, Any], Any]) -> None:
            try:
                object.__setattr__(self, name, reader(name, getattr(self, name)))
            except RhetoricGapError as error:
                wrong.append(error)

        for name in SIDES:
            read(name, _codes)
        for name in ("start", "end"):
            read(name, _day)
        for name in _WORDS:
            read(name, _word)
        read("quad_rule", _rule)
        read("duplicates", _duplicates)
        read("columns", _names)
        read("cache", _folder)
        read("progress", _flag)
        read("limits", _limits)
        if not wrong and self.start is not None and self.end is not None and self.end < self.start:
            wrong.append(
                RhetoricGapError(
                    f"end ({self.end.date()}) is before start ({self.start.date()}); both are included"
                )
            )
        if len(wrong) == 1:
            raise wrong[0]
        if wrong:
            listed = "\n".join(f"- {error}" for error in wrong)
            raise RhetoricGapError(f"{len(wrong)} options are wrong:\n{listed}")


def _codes(name: str, value: Any) -> tuple[str, ...] | None:
    """Read a list of actor codes; one code may stand alone."""
    if value is None:
        return None
    found = _texts(name, value, "codes such as ['RUS', 'UKR']")
    if not found:
        raise RhetoricGapError(f"{name} is empty, so no row could remain; leave it out to keep all")
    joint = [code for code in found if SEPARATOR in code]
    if joint:
        raise RhetoricGapError(
            f"{name} takes single codes; write {joint[0]!r} as {joint[0].split(SEPARATOR)}"
        )
    return found


def _names(name: str, value: Any) -> tuple[str, ...]:
    """Read a list of column names."""
    return _texts(name, value, "names of columns of the source")


def _texts(name: str, value: Any, wanted: str) -> tuple[str, ...]:
    """Read an iterable of texts without repeats; a text alone is one of them."""
    if isinstance(value, str):
        value = (value,)
    if not isinstance(value, Iterable):
        raise RhetoricGapError(f"{name} must be {wanted}, got {value!r}")
    found = list(value)
    wrong = [item for item in found if not isinstance(item, str) or not item.strip()]
    if wrong:
        raise RhetoricGapError(
            f"{name} must be {wanted}; not text or blank: {', '.join(map(repr, wrong[:5]))}"
        )
    return tuple(dict.fromkeys(item.strip() for item in found))


def _day(name: str, value: Any) -> pd.Timestamp | None:
    """Read one calendar day; anything finer, zoned or not a date is an error."""
    if value is None:
        return None
    wrong = RhetoricGapError(f"{name} must be a day such as '2024-06-20', got {value!r}")
    # pandas would guess: a number is nanoseconds since 1970, "June" a month of this year.
    if isinstance(value, bool | int | float) or (isinstance(value, str) and not value.strip()[:4].isdigit()):
        raise wrong
    try:
        day = pd.Timestamp(value.strip() if isinstance(value, str) else value)
    except (ValueError, TypeError) as error:
        raise wrong from error
    if pd.isna(day):
        raise wrong
    if day.tzinfo is not None or day != day.normalize():
        raise RhetoricGapError(f"{name} must be a day without time or time zone, got {value!r}")
    return day


def _word(name: str, value: Any) -> str:
    """Read an option that is one of a few words."""
    if not isinstance(value, str) or value not in _WORDS[name]:
        raise UnknownOptionError(name, value, _WORDS[name])
    return value


def _rule(name: str, value: Any) -> str | None:
    """Read the name of a quad rule."""
    from rhetoric_gap.scales.quad import QUAD_RULES

    if value is not None and value not in QUAD_RULES:
        raise UnknownOptionError(name, value, QUAD_RULES)
    return value


def _duplicates(name: str, value: Any) -> tuple[str, ...]:
    """Read which rules of de-duplication hold, in the order they are applied."""
    allowed = get_args(Duplicate)
    asked = () if value is None else _texts(name, value, f"any of {', '.join(map(repr, allowed))}")
    for item in asked:
        if item not in allowed:
            raise UnknownOptionError(name, item, allowed)
    return tuple(item for item in allowed if item in asked)


def _folder(name: str, value: Any) -> Path | None:
    """Read the cache's folder."""
    if value is None:
        return None
    if not isinstance(value, str | Path) or not str(value).strip():
        raise RhetoricGapError(f"{name} must be the path of a folder, or None, got {value!r}")
    return Path(value)


def _flag(name: str, value: Any) -> bool:
    """Read a switch."""
    if not isinstance(value, bool):
        raise RhetoricGapError(f"{name} must be True or False, got {value!r}")
    return value


def _limits(name: str, value: Any) -> Limits:
    """Read the limits on compressed input."""
    if not isinstance(value, Limits):
        raise RhetoricGapError(f"{name} must be a Limits object, such as Limits(ratio=200), got {value!r}")
    return value
