"""Events from files of any known format."""

from __future__ import annotations

import inspect
from dataclasses import replace
from typing import Any

from rhetoric_gap.errors import UnknownOptionError
from rhetoric_gap.readers.event_tables import EventTables
from rhetoric_gap.readers.recognise import recognise_format
from rhetoric_gap.readers.registry import FORMATS, READERS

AUTO = "auto"


def read_events(source: Any, *, format: str | None = None, **options: Any) -> EventTables:
    r"""Read event files of any known format as statements and actions.

    Parameters
    ----------
    source : path, buffer, folder, glob or list of these
        Files of one format, plain or packed.
    format : str, optional
        Name of the format; recognised from the bytes and first lines if left out or ``"auto"``.
    **options
        Options of that format's reader, such as ``actors=["USA"]`` or ``start="2024-01-01"``.

    Returns
    -------
    EventTables
        Unpacks as statements and actions. The first note says what was recognised, and why.

    Raises
    ------
    UnknownOptionError
        If the format is not known, or has no option of that name.
    RhetoricGapError
        If no format is recognised, or the files are in several.

    Examples
    --------
    >>> import pathlib, tempfile, rhetoric_gap as rg
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "unnamed.dat"
    >>> cells = {0: "1", 1: "20240105", 5: "USA", 7: "USA", 15: "CHN", 17: "CHN", 26: "0311", 27: "031", 28: "03",
    ...          29: "1", 59: "20240105120000", 60: "https://example.org/1"}
    >>> _ = path.write_text("\t".join(cells.get(place, "") for place in range(61)) + "\n")
    >>> events = rg.read_events(path)
    >>> events.statements["code"].tolist()
    ['0311']
    >>> events.notes[0][:57]
    'unnamed.dat recognised as GDELT 2.0 events, 61 columns: 6'
    """
    recognised: tuple[str, ...] = ()
    if format is None or format == AUTO:
        limits = options.get("limits")
        found = recognise_format(source, limits=limits)
        name, recognised = found.format, (str(found),)
    elif format in FORMATS:
        name = format
    else:
        raise UnknownOptionError("format", format, (*FORMATS, AUTO))
    reader = READERS[name]
    check_options(name, options)
    events: EventTables = reader(source, **options)
    return replace(events, notes=(*recognised, *events.notes))


def options_of(name: str) -> tuple[str, ...]:
    """List the options of a format's reader."""
    return tuple(inspect.signature(READERS[name]).parameters)[1:]


def check_options(name: str, options: dict[str, Any]) -> None:
    """Refuse an option that a format's reader does not have."""
    allowed = options_of(name)
    for option in options:
        if option not in allowed:
            raise UnknownOptionError(f"{name} option", option, allowed)
