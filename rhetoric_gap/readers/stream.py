"""read_stream: from the raw files of a source to statements and actions, with an account of every row."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.account import ACCOUNT_COLUMNS, ACCOUNT_KEY
from rhetoric_gap.errors import RhetoricGapWarning
from rhetoric_gap.readers import _duplicates as duplicates
from rhetoric_gap.readers._code_repair import HINT
from rhetoric_gap.readers._coverage import Covered, coverage_frame, covered_days
from rhetoric_gap.readers._filters import RowFilter
from rhetoric_gap.readers._ledger import Ledger, name_most, text_series
from rhetoric_gap.readers._prepare import Preparer, steps_of_reading
from rhetoric_gap.readers._split import WORD
from rhetoric_gap.readers._stream_notes import all_notes, count_of
from rhetoric_gap.readers.event_tables import EventTables
from rhetoric_gap.readers.layouts import Format
from rhetoric_gap.readers.options import StreamOptions
from rhetoric_gap.scales import get_scale
from rhetoric_gap.tables import check_actions, check_statements
from rhetoric_gap.tables.cells import factorize_text, spread

ZEROS = "codes with their leading zero"
BY_ID = "one row per id"
BY_DAY = "one row per dyad, day and code"
BY_ARTICLE = "one row per article, dyad and code"
ONCE = "mirrored rows counted once"
LATER_STEPS = {
    ZEROS: "none is in doubt",
    BY_ID: "no id comes twice",
    BY_DAY: "no two reports of one event",
    BY_ARTICLE: "no article says it twice",
    ONCE: "no row is mirrored",
}
RULES = {"dyad-day-code": (BY_DAY, duplicates.DYAD_DAY_CODE), "article": (BY_ARTICLE, duplicates.ARTICLE)}
NEVER = -(10**9)
INNER = ("part", "doubt", "file", "line", "edition")


def read_stream(
    source: Any,
    fmt: Format,
    options: StreamOptions | None = None,
    *,
    filters: Sequence[RowFilter] = (),
    name: str | None = None,
    notes: Sequence[str] = (),
) -> EventTables:
    """Read a source of events and prepare it for pairing.

    Parameters
    ----------
    source : path, buffer or list of them
        Files, folders, globs or archives.
    fmt : Format
        What the source's files look like, and how their rows become events.
    options : StreamOptions, optional
        What the caller asks for.
    filters : sequence of RowFilter
        More rules by which raw rows are left out early.
    name : str, optional
        What to call the source; by default the name of the format.
    notes : sequence of str
        What a reader of this source must know.

    Returns
    -------
    EventTables
        Statements and actions that pass their checks.

    Raises
    ------
    RhetoricGapError
        If the source cannot be read, or an actor is asked for that no country's code is.

    Warns
    -----
    RhetoricGapWarning
        If codes had lost their leading zeros.

    Notes
    -----
    The order of the steps: rows are left out by day, actor and target as far as the raw columns tell; codes get lost
    zeros back; rows become events; days, the period, sides, countries, domestic rows, backdated rows and codes are
    checked in turn; words are parted from deeds; then, over all files together, one row per id, mirrored rows flagged,
    one row per dyad, day and code (and article), mirrored rows counted once where that was asked for.
    """
    options = options or StreamOptions()
    reader = Preparer(source, fmt, options, get_scale(fmt.scale), filters)
    frames = [frame for frame in reader.frames() if len(frame)]
    events = _stack(frames, several_articles=getattr(fmt, "several_articles", False))
    del frames
    ledger = Ledger(LATER_STEPS)
    events, zero_notes = settle_doubt(
        events, events.loc[events["doubt"].to_numpy(dtype=bool)], reader, ledger
    )
    events, root_notes = spell_out_roots(events.drop(columns="doubt"), reader)
    events, id_notes = single_events(events, options.duplicates, options.mirrored, ledger)
    coverage, cover_notes, _ = coverage_of(reader, name or fmt.name)
    said_notes = [*zero_notes, *root_notes, *id_notes, *all_notes(events, reader), *cover_notes, *notes]
    account = [
        *steps_of_reading(reader.log, period_asked(options)),
        *reader.ledger.entries(),
        *ledger.entries(),
    ]
    rule = options.quad_rule or fmt.quad_rule
    statements, actions = _tables(events, rule, account)
    return EventTables(
        statements=statements,
        actions=actions,
        account=pd.DataFrame(account, columns=ACCOUNT_COLUMNS),
        rejected=reader.log.rejected(),
        coverage=coverage,
        files=tuple(str(file["file"]) for file in reader.log.files),
        name=name or fmt.name,
        scale=fmt.scale,
        quad_rule=rule,
        notes=tuple(dict.fromkeys(said_notes)),
    )


def period_asked(options: StreamOptions) -> bool:
    """Say whether the caller asked for a part of the days."""
    return options.start is not None or options.end is not None


def _stack(frames: list[pd.DataFrame], *, several_articles: bool) -> pd.DataFrame:
    """Put the events of all chunks into one frame; columns some files lack are missing in their rows."""
    if not frames:
        return empty_events()
    columns = list(dict.fromkeys(column for frame in frames for column in frame.columns))
    whole = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
    whole = whole[columns].copy()
    if "n_reports" not in whole:
        whole["n_reports"] = 1
    whole["n_reports"] = whole["n_reports"].fillna(1).astype(np.int64)
    if "backdated" in whole:
        whole["backdated"] = whole["backdated"].fillna(0).astype(np.int64)
    if "source_id" in whole and not several_articles:
        # Several articles are joined by semicolons, which an address may hold as well.
        whole["source_id"] = whole["source_id"].str.replace(";", "%3B", regex=False)
    whole["event_id"] = text_series(whole["event_id"])
    return whole


def empty_events() -> pd.DataFrame:
    """Return events without a row."""
    frame = pd.DataFrame(
        {column: text_series([]) for column in ("event_id", "actor", "target", "code", "part", "file")}
    )
    return frame.assign(
        date=pd.Series([], dtype="datetime64[us]"),
        line=np.array([], dtype=np.int64),
        doubt=np.array([], dtype=bool),
        n_reports=np.array([], dtype=np.int64),
    )


def settle_doubt(
    events: pd.DataFrame, doubtful: pd.DataFrame, reader: Preparer, ledger: Ledger
) -> tuple[pd.DataFrame, list[str]]:
    """Reject rows whose code may be either of two, now that all codes of all files have been seen.

    ``doubtful`` has ``code``, ``file`` and ``line`` of the rows in doubt, under their labels in ``events``.
    """
    restored = reader.repair.restored()
    stays = {file: reader.repair.stays_in_doubt(file) for file in doubtful["file"].unique()}
    lost = doubtful.loc[doubtful["file"].map(stays).to_numpy(dtype=bool)]
    notes = []
    if restored:
        notes.append(
            f"{count_of(sum(restored.values()))} with an event code that had lost its leading zero, restored"
            f"{name_most(restored)}"
        )
    if len(lost):
        counts = lost["code"].value_counts().to_dict()
        listed = ", ".join(
            f"{code} (root {code} or 0{code}) {rows:,}" for code, rows in sorted(counts.items())
        )
        notes.append(f"{count_of(len(lost))} rejected with a code that {HINT}: {listed}")
        for file, rows in lost.groupby(lost["file"].astype(object), sort=True):
            texts = [f"code {code}" for code in rows["code"]]
            why = [f"code {code!r} {HINT}" for code in rows["code"]]
            reader.log.reject(str(file), rows["line"].tolist(), why, texts)
    if notes:
        ledger.applies(ZEROS)
        warnings.warn("; ".join(notes), RhetoricGapWarning, stacklevel=4)
    keep = ~events.index.isin(lost.index) if len(lost) else np.ones(len(events), dtype=bool)
    return ledger.keep(events, ZEROS, keep, "may be either of two codes"), notes


def spell_out_roots(events: pd.DataFrame, reader: Preparer) -> tuple[pd.DataFrame, list[str]]:
    """Write codes that stop at a root in full, where a table could take the root for another code."""
    positions, uniques = factorize_text(events["code"])
    written = reader.repair.spelled_out(uniques)
    if written == uniques.tolist():
        return events, []
    codes = text_series(spread(np.array([*written], dtype=object), positions, np.nan), events.index)
    rows = codes.ne(events["code"]) & codes.notna()
    counts = Counter(
        f"{before} as {after}" for before, after in zip(events.loc[rows, "code"], codes[rows], strict=True)
    )
    note = f"{count_of(int(rows.sum()))} coded at a root only, which is written as its residual base"
    return events.assign(code=codes), [note + name_most(counts)]


def single_events(
    events: pd.DataFrame, rules: Iterable[str], mirrored: str, ledger: Ledger
) -> tuple[pd.DataFrame, list[str]]:
    """Make one row per event by the rules asked for, and flag what is mirrored."""
    rules = tuple(rules)
    notes = []
    before = len(events)
    if "id" in rules:
        ledger.applies(BY_ID)
        events, identical, changed = duplicates.one_row_per_id(events)
        other = before - len(events) - identical
        ledger.count(
            BY_ID, before, len(events), {"the same row again": identical, "an earlier version": other}
        )
        if changed:
            notes.append(
                f"{count_of(len(changed), 'id')} with different content; the row reported last was kept "
                f"({', '.join(changed[:5])}{' ...' if len(changed) > 5 else ''})"
            )
    else:
        ledger.count(BY_ID, before, before)
        events = duplicates.distinct_ids(events)
    events = events.assign(mirrored=duplicates.mirrored_rows(events))
    for rule, (step, columns) in RULES.items():
        before = len(events)
        if rule in rules:
            ledger.applies(step)
            events = duplicates.merge_rows(events, columns)
        ledger.count(
            step, before, len(events), {"further reports, counted in n_reports": before - len(events)}
        )
    before = len(events)
    if mirrored == "once":
        ledger.applies(ONCE)
        events = duplicates.count_once(events, rules)
    ledger.count(ONCE, before, len(events), {"the same of B and A as of A and B": before - len(events)})
    return events, notes


def coverage_of(reader: Preparer, name: str) -> tuple[pd.DataFrame, tuple[str, ...], Covered]:
    """Return the coverage of a source that has been read, as a frame and as days, with what a reader must know."""
    covered = _covered(reader)
    frame, notes = coverage_frame(name, covered, reader.options.start, reader.options.end)
    if reader.fmt.coverage == "files" and covered.known_by != "files":
        notes = (
            *notes,
            f"coverage is known by the days of {covered.known_by}, as names of files do not tell it",
        )
    return frame, notes, covered


def _covered(reader: Preparer) -> Covered:
    """Say which days the source covers, by what was seen of all rows or else of those that were kept."""
    known_by = reader.fmt.coverage
    reported = reader.reported.days or reader.report_days
    dated = reader.dated.days if reader.dated.days and reader.dated.complete else reader.event_days
    files = [str(file["file"]) for file in reader.log.files]
    found = covered_days(files, known_by, reported, dated)
    if found.known_by == "files" and max(reported or dated, default=NEVER) > int(
        found.days[-1].astype(np.int64)
    ):
        # A file that holds later rows than its name says is no file of those days only.
        found = covered_days([], "reported", reported, dated)
    whole = found.known_by == "files" or bool(reader.reported.days)
    return found if whole else Covered(found.days, found.known_by, True)


def _tables(
    events: pd.DataFrame, rule: str, account: list[dict[str, Any]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Part the events into the two tables, in order of date and id, and check both."""
    order = np.lexsort((duplicates.order_of_ids(events["event_id"]), events["date"].to_numpy()))
    events = events.iloc[order]
    word = events["part"].eq(WORD).to_numpy(dtype=bool)
    tables = []
    for rows, key, check in ((word, "statement_id", check_statements), (~word, "action_id", check_actions)):
        part = events.loc[rows].drop(columns=[c for c in INNER if c in events])
        part = part.rename(columns={"event_id": key}).reset_index(drop=True)
        part["quad_rule"] = text_series([rule] * len(part)) if rule else text_series([None] * len(part))
        step = {"step": check.__name__.removeprefix("check_"), "rows_in": len(events), "rows_out": len(part)}
        first = [key, "date", "actor", "target", "code"]
        part = part[[*first, *(column for column in part.columns if column not in first)]]
        part.attrs = {}
        table = check(part)
        step["why"] = "the other events are in the other table"
        table.attrs = {ACCOUNT_KEY: [*account, step, *table.attrs.get(ACCOUNT_KEY, [])]}
        tables.append(table)
    return tables[0], tables[1]
