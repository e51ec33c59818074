"""Which format a file is in, told by its bytes and its first lines, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.readers._choose import DELIMITERS, Needed, choose, choose_named, split_line, squeeze
from rhetoric_gap.readers._head import Head, read_head
from rhetoric_gap.readers._refused import refuse_known
from rhetoric_gap.readers._signs import signs_of
from rhetoric_gap.readers._source import TABLES, Member, members
from rhetoric_gap.readers.layouts import Format, Layout, Limits
from rhetoric_gap.readers.registry import FORMATS

LOOKED_INTO = 500
"""Files of a folder that are looked into; of more, so many spread over the whole."""
_SHOWN = 8
_PACKED = {"gzip": "gzip, ", "zip": "zip, ", "plain": "", "parquet": "Parquet, "}
_MARKS = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "bar"}


@dataclass(frozen=True)
class RecognisedFormat:
    """What a file was recognised as.

    Attributes
    ----------
    format : str
        Name of the format, as ``read_events(format=...)`` takes it.
    layout : str
        Name of the layout.
    why : str
        What it was told by.
    confidence : float
        Share of what could be checked that fits, in [0, 1]: names of columns where there is a header, values elsewhere.
    alternatives : tuple of str
        Other formats that fit, less well.
    file : str
        The file that was looked at; the first of several.
    n_files : int
        Files recognised as this format.

    Examples
    --------
    >>> RecognisedFormat("icews", "ICEWS, 20 columns", "20 tab-separated fields").format
    'icews'
    """

    format: str
    layout: str
    why: str
    confidence: float = 1.0
    alternatives: tuple[str, ...] = ()
    file: str = ""
    n_files: int = 1

    def __str__(self) -> str:
        """Say it in a sentence."""
        files = f" and {self.n_files - 1} more" if self.n_files > 1 else ""
        others = f" (could also be {', '.join(self.alternatives)})" if self.alternatives else ""
        return f"{self.file}{files} recognised as {self.layout}: {self.why}{others}"


def recognise_format(source: Any, *, limits: Limits | None = None) -> RecognisedFormat:
    r"""Recognise the format of event files from their bytes and first lines.

    Parameters
    ----------
    source : path, buffer, folder, glob or list of these
        What :func:`read_events` would be given.
    limits : Limits, optional
        How much a compressed file may unfold to.

    Returns
    -------
    RecognisedFormat
        The format, its layout, and why.

    Raises
    ------
    RhetoricGapError
        If it is in no known format, in one that holds no events, or if the files are in several formats; the message
        says what was seen.

    Notes
    -----
    A file is told by how it is packed, by what parts its fields, by their number, by the names in its header, and where
    there is none by its first values. Names of files play no part but to choose among the files of a folder.

    Examples
    --------
    >>> import pathlib, tempfile, rhetoric_gap as rg
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "unnamed.dat"
    >>> cells = {0: "1", 1: "20240105", 7: "USA", 17: "CHN", 26: "0311", 28: "03", 29: "1", 59: "20240105120000"}
    >>> _ = path.write_text("\t".join(cells.get(place, "") for place in range(61)) + "\n")
    >>> rg.recognise_format(path).layout
    'GDELT 2.0 events, 61 columns'
    """
    heads = [read_head(member) for member in _looked_at(source, limits or Limits())]
    found, unknown = [], []
    for head in heads:
        best = recognise_head(head)
        if best is None:
            unknown.append(head)
        else:
            found.append(best)
    if not found:
        raise RhetoricGapError(_nothing_known(unknown))
    formats = Counter(one.format for one in found)
    if len(formats) > 1:
        several = "; ".join(
            f"{name} ({_some([f.file for f in found if f.format == name])})" for name in formats
        )
        raise RhetoricGapError(f"the files are in several formats: {several}. Read each format by itself")
    stray = [head.name for head in unknown if head.lines]
    first = found[0]
    layouts = list(dict.fromkeys(one.layout for one in found))
    why = first.why + (f"; other files: {', '.join(layouts[1:])}" if len(layouts) > 1 else "")
    why += f"; not recognised: {_some(stray)}" if stray else ""
    return RecognisedFormat(
        first.format, first.layout, why, first.confidence, first.alternatives, first.file, len(found)
    )


def _looked_at(source: Any, limits: Limits) -> Sequence[Member]:
    """Return the members to look into."""
    patterns = [pattern for form in FORMATS.values() for pattern in form.patterns]
    found, _ = members(source, (*patterns, *(f"*{ending}" for ending in TABLES)), limits)
    if len(found) <= LOOKED_INTO:
        return found
    return [found[place * len(found) // LOOKED_INTO] for place in range(LOOKED_INTO)]


def recognise_head(head: Head) -> RecognisedFormat | None:
    """Recognise one file; None if it is in no known format."""
    refuse_known(head)
    fits = [fit for form in FORMATS.values() if (fit := _fit(head, form)) is not None]
    if not fits:
        return None
    fits.sort(key=lambda fit: -fit.confidence)
    best = fits[0]
    others = tuple(fit.format for fit in fits[1:] if fit.confidence >= best.confidence - 0.1)
    return RecognisedFormat(best.format, best.layout, best.why, best.confidence, others, head.name)


def _fit(head: Head, form: Format) -> RecognisedFormat | None:
    """Say how well a format fits a file, and by what; None if it does not."""
    try:
        if head.names is not None:
            chosen = choose_named(head.names, (form,), Needed(), head.name)
            return _by_names(head, form, chosen.layout, list(head.names), head.names)
        chosen = choose(head.lines, (form,), Needed(), head.name)
    except RhetoricGapError:
        return None
    rows = [split_line(line, chosen.layout) for line in head.lines]
    if chosen.header:
        return _by_names(head, form, chosen.layout, rows[0], None)
    return _by_values(head, form, chosen.layout, rows)


def _by_names(
    head: Head, form: Format, layout: Layout, names: Sequence[str], parquet: Sequence[str] | None
) -> RecognisedFormat | None:
    """Judge a file by its header."""
    filled = [name for name in names if name.strip()]
    known = _names_of(form)
    hits = [name for name in filled if squeeze(name) in known]
    own = {form.aliases.get(squeeze(name), squeeze(name)) for name in filled}
    own = {squeeze(name) for name in own}
    covered = sum(squeeze(column) in own for column in layout.columns) / len(layout.columns)
    share = len(hits) / max(len(filled), 1)
    if len(hits) < 2 or share < 0.5:
        return None
    fields = f"{len(names)} columns" if parquet else f"{len(names)} {_mark(layout)}-separated fields"
    shown = ", ".join(map(repr, hits[:3]))
    why = f"{_PACKED[head.kind]}{fields}, header with {len(hits)} of {len(filled)} names of {form.title} ({shown} ...)"
    return RecognisedFormat(form.name, layout.name, why, round((share + covered) / 2, 3))


def _by_values(
    head: Head, form: Format, layout: Layout, rows: Sequence[Sequence[str]]
) -> RecognisedFormat | None:
    """Judge a file without a header by its first values."""
    whole = [row for row in rows if len(row) >= len(layout.columns)]
    right, wrong = signs_of(whole, layout)
    if len(right) < min(2, len(layout.columns)) or len(wrong) > len(right) / 2:
        return None
    shown = ", ".join(f"field {place} looks like {what}" for place, what in _telling(right))
    fields = f"{len(layout.columns)} {_mark(layout)}-separated fields, no header"
    if len(layout.columns) == 1:
        fields = "lines parted by blanks, no header"
    confidence = round(0.95 * len(right) / (len(right) + len(wrong)), 3)
    return RecognisedFormat(form.name, layout.name, f"{_PACKED[head.kind]}{fields}, {shown}", confidence)


def _telling(right: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """Choose which signs to name: codes and times tell more than numbers."""
    codes = [sign for sign in right if sign[1] in ("a CAMEO code", "an event code")]
    times = [sign for sign in right if "day" in sign[1] or "time" in sign[1]]
    others = [sign for sign in right if sign not in codes and sign not in times]
    return sorted([*codes[:1], *times[-1:], *others[:1]])[:3]


def _mark(layout: Layout) -> str:
    return _MARKS.get(layout.delimiter, repr(layout.delimiter))


def _nothing_known(heads: Sequence[Head]) -> str:
    """Say what was seen, and what would be known."""
    seen = " ".join(_seen(head) for head in heads[:3]) or "there is nothing in it."
    known = "; ".join(dict.fromkeys(layout.name for form in FORMATS.values() for layout in form.layouts))
    return (
        f"the format is not recognised: {seen} Known: {known}. If it is one of these, say format= "
        f"({', '.join(FORMATS)}); a table of your own needs no reader: see check_statements and check_actions"
    )


def _seen(head: Head) -> str:
    """Describe a file that was not recognised."""
    if not head.lines and head.names is None:
        return f"{head.name!r} holds no line of text."
    if head.names is not None:
        return f"{head.name!r} (Parquet) has the columns {_some(head.names)}.{_hint(head.names)}"
    mark = max(DELIMITERS, key=lambda one: head.lines[0].count(one))
    rows = [line.split(mark) for line in head.lines]
    common = Counter(map(len, rows)).most_common(1)[0][0]
    first = ", ".join(repr(cell[:30]) for cell in rows[0][:_SHOWN])
    parted = (
        f"{common} {_MARKS[mark]}-separated fields" if common > 1 else "lines that nothing parts into fields"
    )
    return f"{head.name!r} ({_PACKED[head.kind] or 'plain, '}{parted}) begins {first}.{_hint(rows[0])}"


def _hint(names: Sequence[str]) -> str:
    """Say which other reader a header speaks for."""
    there = {squeeze(name).strip('"') for name in names}
    if there & {"statementid", "actionid"}:
        return " It is a table of statements or actions already: gap_index takes it as it is."
    if there & {"status", "ruling", "verdict"} and there & {"promise", "pledge", "title", "text", "made"}:
        return " It looks like a pledge tracker: use read_pledges."
    if there & {"committed", "commitments", "pledged"} and there & {"allocated", "disbursed", "delivered"}:
        return " It looks like amounts pledged and delivered: use read_amounts."
    return _near(there)


def _near(names: set[str]) -> str:
    """Say whose names most of a header are: the reader of that format says which columns are missing."""
    best = max(FORMATS.values(), key=lambda form: len(names & _names_of(form)))
    hits = len(names & _names_of(best))
    if hits < 3 or hits < len(names) / 2:
        return ""
    told = f" {hits} of {len(names)} names in its header are those of {best.title}"
    return f"{told}: format={best.name!r} says which columns are missing."


def _names_of(form: Format) -> set[str]:
    """Return every name a format's columns go by, squeezed."""
    return {squeeze(column) for layout in form.layouts for column in layout.columns} | set(form.aliases)


def _some(names: Sequence[str]) -> str:
    """Name a few."""
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(map(repr, names[:_SHOWN])) + more
