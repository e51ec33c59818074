"""Which layout a file is in: by the names in its header, else by the number of its fields."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rhetoric_gap.errors import RhetoricGapError, did_you_mean
from rhetoric_gap.readers.layouts import Format, Layout

LOOKED_AT = 20
SHOWN = 12
DELIMITERS = ("\t", ",", ";", "|")
KNOWN_SHARE = 0.5
"""A first line is a header if this share of its cells are names of columns; values never are."""


@dataclass(frozen=True)
class Chosen:
    """How one file is to be read.

    Attributes
    ----------
    form : Format
        The source it is from.
    layout : Layout
        Its layout.
    header : bool
        Whether its first line holds names.
    n_fields : int
        Fields of a line, those that may follow empty not counted.
    positions : dict of str to int
        Where the columns to be read stand, under the source's own names.
    names : tuple of str
        The columns of the frame; those without a position are missing in this file.
    twice : tuple of str
        Columns whose name the header has more than once.
    note : str
        What is out of the ordinary about the file.
    """

    form: Format
    layout: Layout
    header: bool
    n_fields: int
    positions: dict[str, int]
    note: str = ""
    names: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Fit:
    """A layout that fits, and how well: more is better."""

    chosen: Chosen
    score: tuple[int, ...]


def squeeze(name: str) -> str:
    """Return a column's name without what differs between exports of one table."""
    return "".join(name.split()).replace("_", "").lower()


@dataclass(frozen=True)
class Needed:
    """Columns to read beside those a format wants: asked for by the caller, and looked at by filters."""

    columns: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()


def choose(lines: Sequence[str], formats: Sequence[Format], needed: Needed, name: str) -> Chosen:
    """Choose the layout of a text file by its first lines."""
    lines = [line for line in lines if line.strip("\r\n")][: LOOKED_AT + 1]
    fits = [
        fit
        for form in formats
        for order, layout in enumerate(layouts_of(form))
        if (fit := _fit(lines, form, layout, order)) is not None
    ]
    if not fits:
        raise RhetoricGapError(_no_layout(lines, formats, name))
    best = max(fits, key=lambda fit: fit.score).chosen
    return _checked(best, needed, name)


def choose_named(names: Sequence[str], formats: Sequence[Format], needed: Needed, name: str) -> Chosen:
    """Choose the layout of a table that brings its names along, such as Parquet."""
    fits = [
        _by_names(names, form, layout, order, len(names))
        for form in formats
        for order, layout in enumerate(form.layouts)
    ]
    best = max(fits, key=lambda fit: fit.score)
    if best.score[1] == 0:
        expected = " | ".join(", ".join(form.layouts[0].columns[:8]) for form in formats)
        raise RhetoricGapError(
            f"{name!r} has none of the columns expected; it has {', '.join(map(repr, list(names)[:8]))} ...; "
            f"expected {expected} ..."
        )
    return _checked(best.chosen, needed, name)


def layouts_of(form: Format) -> list[Layout]:
    """Return the layouts of a source, and what users save its tables as: its columns with a header, in ordinary CSV."""
    names = tuple(dict.fromkeys(name for layout in form.layouts for name in layout.columns))
    encodings = form.layouts[0].encodings
    return [*form.layouts] + [
        Layout(f"{form.title} saved as CSV", names, "always", mark, quoted=True, encodings=encodings)
        for mark in DELIMITERS
    ]


def _fit(lines: Sequence[str], form: Format, layout: Layout, order: int) -> _Fit | None:
    """Return how a layout fits, or None."""
    rows = [split_line(line, layout) for line in lines]
    if not rows:
        return None
    counts = Counter(map(len, rows[1:])) or Counter([len(rows[0])])
    if _is_header(rows[0], form, layout):
        return _with_header(rows[0], counts, len(rows) > 1, form, layout, order)
    if layout.header == "always":
        return None
    wide = len(layout.columns)
    within = [len(row) for row in rows if 0 <= len(row) - wide <= layout.extra and not any(row[wide:])]
    if 2 * len(within) < len(rows):
        return None
    positions = {column: place for place, column in enumerate(layout.columns)}
    # A header that fits tells more than a number of columns; an exact number more than one with empty fields after.
    # Any line is one field of a layout of one column: that is the last resort.
    score = (0 if wide > 1 else -1, len(within), wide - min(within), -order)
    return _Fit(Chosen(form, layout, False, wide, positions), score)


def _with_header(
    names: Sequence[str], counts: Counter[int], has_rows: bool, form: Format, layout: Layout, order: int
) -> _Fit | None:
    """Fit a file by the names of its first line, unless rows and names do not go together."""
    named = len(names) - _trailing_empty(names)
    n_seen = counts.most_common(1)[0][0] if has_rows else len(names)
    wide = len(layout.columns)
    if named <= n_seen <= max(named + layout.extra, len(names)):
        return _by_names(names, form, layout, order, named if n_seen <= named + layout.extra else n_seen)
    if wide <= n_seen <= wide + layout.extra:
        positions = {column: place for place, column in enumerate(layout.columns)}
        note = f"its header has {named} names over {n_seen} fields: the columns are taken by position"
        return _Fit(Chosen(form, layout, True, wide, positions, note), (0, 0, -(n_seen - wide), -order))
    return _by_names(names, form, layout, order, named)


def _by_names(names: Sequence[str], form: Format, layout: Layout, order: int, n_fields: int) -> _Fit:
    """Find the columns of a layout by name; the layout most of whose columns are there fits best."""
    own = {squeeze(column): column for other in form.layouts for column in other.columns}
    own.update({squeeze(column): column for column in layout.columns})
    positions: dict[str, int] = {}
    twice: dict[str, None] = {}
    for place, name in enumerate(names):
        plain = squeeze(name)
        column = own.get(plain) or form.aliases.get(plain) or name.strip()
        if column in positions:
            twice[column] = None
        positions.setdefault(column, place)
    there = sum(column in positions for column in layout.columns)
    return _Fit(
        Chosen(form, layout, True, n_fields, positions, twice=tuple(twice)),
        (1, there, there - len(layout.columns), -order),
    )


def _is_header(row: Sequence[str], form: Format, layout: Layout) -> bool:
    """Tell whether a line holds names."""
    cells = [squeeze(cell) for cell in row if cell.strip()]
    known = {squeeze(column) for other in form.layouts for column in other.columns} | set(form.aliases)
    hits = sum(cell in known for cell in cells)
    return hits >= max(KNOWN_SHARE * len(cells), 1) and (hits > 1 or len(layout.columns) == 1)


def _checked(chosen: Chosen, needed: Needed, name: str) -> Chosen:
    """Keep the columns that are needed, and name all that are missing at once."""
    form, there = chosen.form, chosen.positions
    required: Sequence[str] = form.required if chosen.header else ()
    required = required or [column for column in form.wanted if column in chosen.layout.columns]
    problems = [f"no column {c!r}.{did_you_mean(c, there)}" for c in required if c not in there]
    known = {squeeze(c): c for layout in form.layouts for c in layout.columns} | form.aliases
    asked = []
    for column in needed.columns:
        own = column if column in there else known.get(squeeze(column), "")
        if not own:
            every = [*there, *(c for layout in form.layouts for c in layout.columns)]
            problems.append(f"no column {column!r} (asked for by columns=).{did_you_mean(column, every)}")
        asked.append(own)
    problems += [f"two columns {c!r}." for c in chosen.twice if c in {*form.wanted, *asked}]
    if problems:
        has = ", ".join(map(repr, list(there)[:SHOWN]))
        more = f" and {len(there) - SHOWN} more" if len(there) > SHOWN else ""
        raise RhetoricGapError(
            f"{name!r}, read as {chosen.layout.name}: {' '.join(problems)} It has the columns {has}{more}"
        )
    names = tuple(dict.fromkeys([*form.wanted, *asked]))
    parsed = dict.fromkeys([*names, *needed.filters])
    return replace(chosen, names=names, positions={c: there[c] for c in parsed if c in there})


def split_line(line: str, layout: Layout) -> list[str]:
    """Part a line into its fields."""
    line = line.rstrip("\r\n")
    if not layout.quoted:
        return line.split(layout.delimiter)
    try:
        return next(csv.reader([line], delimiter=layout.delimiter), [])
    except csv.Error:
        return [line]


def _trailing_empty(names: Sequence[str]) -> int:
    """Count the empty names at the end."""
    count = 0
    while count < len(names) and not names[len(names) - 1 - count].strip():
        count += 1
    return count


def _no_layout(lines: Sequence[str], formats: Sequence[Format], name: str) -> str:
    """Say what was expected and what came."""
    if not lines:
        return f"{name!r} is empty: not even one line"
    seen = []
    for layout in {one.delimiter: one for form in formats for one in form.layouts}.values():
        rows = [split_line(line, layout) for line in lines]
        common = Counter(map(len, rows)).most_common(1)[0][0]
        first = ", ".join(repr(cell[:30]) for cell in rows[0][:5])
        seen.append(f"{common} fields parted by {layout.delimiter!r}, the first line begins {first}")
    near = _nearest(lines, formats)
    known = "; ".join(
        f"{layout.name} ({len(layout.columns)} columns parted by {layout.delimiter!r}, header: {layout.header})"
        for form in formats
        for layout in form.layouts
    )
    return f"{name!r} is in no known layout. It has {' or '.join(seen)}. {near}Known: {known}"


def _nearest(lines: Sequence[str], formats: Sequence[Format]) -> str:
    """Say what is missing if the first line holds at least some names of columns."""
    best, text = 0, ""
    for form in formats:
        own = {squeeze(c): c for layout in form.layouts for c in layout.columns} | form.aliases
        for layout in layouts_of(form):
            there = [own[squeeze(cell)] for cell in split_line(lines[0], layout) if squeeze(cell) in own]
            if len(there) > best:
                lacking = [c for c in form.required or form.wanted if c not in there and c in layout.columns]
                best = len(there)
                text = (
                    f"Its first line names {', '.join(map(repr, there[:SHOWN]))} of {form.title}, but not "
                    f"{', '.join(map(repr, lacking[:SHOWN]))}. "
                )
    return text
