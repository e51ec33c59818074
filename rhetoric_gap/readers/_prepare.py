"""From a chunk of raw rows to checked events: every row that does not become one is counted, with the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.readers import _sides
from rhetoric_gap.readers._code_repair import CodeRepair
from rhetoric_gap.readers._coverage import FIRST_DAY, LAST_DAY
from rhetoric_gap.readers._filters import RowFilter
from rhetoric_gap.readers._ledger import Ledger, text_series
from rhetoric_gap.readers._pushdown import PERIOD_STEP, DayWatch, row_filters
from rhetoric_gap.readers._split import NEITHER, split_codes
from rhetoric_gap.readers.layouts import Format
from rhetoric_gap.readers.log import ReadLog
from rhetoric_gap.readers.options import StreamOptions
from rhetoric_gap.scales import Scale
from rhetoric_gap.tables.cells import factorize_text, spread

if TYPE_CHECKING:
    from rhetoric_gap.readers._chunks import Chunk

TO_EVENTS = "rows to events"
READABLE = "events that can be read"
DATED = "days of the calendar"
PERIOD = "events in the period"
NAMED = "actor and target named"
MAPPED = "actors that are countries"
WANTED = "actors and targets asked for"
DOMESTIC = "between two actors"
BACKDATED = "dated when they were reported"
GRADED = "codes the scale knows"
PARTED = "words or deeds"

STEPS = {
    TO_EVENTS: "one event a row",
    READABLE: "all can be read",
    DATED: "all have a day",
    PERIOD: "all lie in it",
    NAMED: "all have both",
    MAPPED: "all are in the crosswalk",
    WANTED: "all are among them",
    DOMESTIC: "none is aimed at its own actor",
    BACKDATED: "none is dated a round number of days before its report",
    GRADED: "all are on the scale",
    PARTED: "each is one or the other",
}
KEY_COLUMNS = ("event_id", "date", "actor", "target", "code", "line")
STACK_ROWS = 50_000
"""Small files are worked on together: most of the work on a frame does not depend on its length."""


class Preparer:
    """Reads one source chunk by chunk and keeps the books.

    Attributes
    ----------
    log : ReadLog
        What reading did, filled while chunks are read.
    ledger : Ledger
        What became of the rows read.
    repair : CodeRepair
        Codes and their leading zeros.
    remarks : Counter of str
        Rows behind what readers remark on without losing a row.
    """

    def __init__(
        self,
        source: Any,
        fmt: Format,
        options: StreamOptions,
        scale: Scale,
        filters: Sequence[RowFilter] = (),
    ) -> None:
        _sides.known_codes(fmt, options)
        self.source, self.fmt, self.options, self.scale = source, fmt, options, scale
        self.filters = tuple(filters)
        self.crosswalk = _sides.Crosswalk(fmt, options)
        self._codes: dict[str, tuple[bool, str]] = {}
        self.log, self.ledger = ReadLog(), Ledger(STEPS)
        self.repair = CodeRepair(scale.levels["code"], fmt.code, fmt.quad_rule)
        self.remarks: Counter[str] = Counter()
        self.lags: Counter[int] = Counter()
        self.dated = DayWatch(options.start, options.end)
        self.reported = DayWatch()
        self.event_days: set[int] = set()
        self.report_days: set[int] = set()
        self.partly_unknown: Counter[str] = Counter()
        self._announce()

    def _announce(self) -> None:
        """Show the steps that mean something for this source, also where they lose nothing."""
        self.ledger.applies(DATED, NAMED)
        if _sides.translates(self.fmt, self.options):
            self.ledger.applies(MAPPED)
        if self.options.domestic == "drop":
            self.ledger.applies(DOMESTIC)
        self.ledger.applies(GRADED)

    def frames(self) -> Iterator[pd.DataFrame]:
        """Read the source and yield the events of each chunk; most rows are left out before they get here."""
        from rhetoric_gap.readers._chunks import read_chunks

        options = self.options
        early = [*row_filters(self.fmt, options, self.crosswalk, self.dated, self.reported), *self.filters]
        chunks = read_chunks(
            self.source,
            self.fmt,
            columns=tuple(options.columns),
            filters=early,
            cache=options.cache,
            progress=options.progress,
            limits=options.limits,
            log=self.log,
        )
        stacked = _stacked(chunks)
        while (raw := next(stacked, None)) is not None:
            events = self.events(raw)
            del raw  # what has been read need not be held while more is
            yield events
            del events

    def events(self, raw: pd.DataFrame) -> pd.DataFrame:
        """Turn raw rows into events, each either a word or a deed (column ``part``)."""
        # Rows of several files: a row is known by its place, and its file and line are looked up where they are shown.
        origin = raw[["file", "line"]].reset_index(drop=True)
        raw = raw.reset_index(drop=True).assign(line=np.arange(len(raw)))
        fixed, doubt = self.repair.fix_files(raw)
        events = self._convert(fixed)
        rows = events["line"].to_numpy(dtype=np.int64)
        events["doubt"] = doubt[rows]
        events["file"] = (
            origin["file"].take(rows).to_numpy() if doubt.any() else text_series(None, events.index)
        )
        events = self._readable(events, raw, origin)
        events = self._dated(events, raw, origin)
        events = self._sided(events)
        events = self._trusted(events)
        events = self._parted(events).reset_index(drop=True)
        return events.assign(line=origin["line"].to_numpy()[events["line"].to_numpy(dtype=np.int64)])

    def _convert(self, raw: pd.DataFrame) -> pd.DataFrame:
        """Let the source's own function make events."""
        events = self.fmt.to_events(raw, self.options)
        lacking = [name for name in KEY_COLUMNS if name not in events.columns]
        if lacking:
            raise RhetoricGapError(f"to_events of {self.fmt.name!r} returned no column {', '.join(lacking)}")
        reasons = dict(events.attrs.get("added", {}))
        if len(events) != len(raw) and not reasons:
            more = len(events) > len(raw)
            reasons = {"one row, several events" if more else "rows that are parts of one event": 1}
        self.ledger.count(TO_EVENTS, len(raw), len(events), reasons)
        self.remarks.update(events.attrs.get("notes", {}))
        out = events.reset_index(drop=True)
        out.attrs = {}
        for name in self.options.columns:
            if name not in out.columns and name in raw.columns:
                out[name] = raw[name].take(out["line"].to_numpy(dtype=np.int64)).to_numpy()
        return out

    def _reject(self, bad: pd.DataFrame, raw: pd.DataFrame, origin: pd.DataFrame, why: Sequence[str]) -> None:
        """Write rows that are no events to the list of rejected lines."""
        if not len(bad):
            return
        rows = bad["line"].to_numpy(dtype=np.int64)
        shown = raw.take(rows).drop(columns=["file", "line"]).to_numpy(dtype=object)
        texts = ["\t".join("" if pd.isna(cell) else str(cell) for cell in row) for row in shown]
        files, lines = origin["file"].take(rows).tolist(), origin["line"].take(rows).tolist()
        for file in dict.fromkeys(files):
            here = [place for place, name in enumerate(files) if name == file]
            self.log.reject(file, [lines[i] for i in here], [why[i] for i in here], [texts[i] for i in here])

    def _readable(self, events: pd.DataFrame, raw: pd.DataFrame, origin: pd.DataFrame) -> pd.DataFrame:
        """Leave out what the source's own function could not read."""
        if "reject" not in events:
            self.ledger.count(READABLE, len(events), len(events))
            return events
        bad = events["reject"].notna().to_numpy()
        why = events["reject"].astype(object)
        self._reject(events.loc[bad], raw, origin, [str(text) for text in why[bad]])
        reasons = {str(text): (why == text).to_numpy() for text in why[bad].unique()}
        return self.ledger.keep(events, READABLE, ~bad, reasons).drop(columns="reject")

    def _dated(self, events: pd.DataFrame, raw: pd.DataFrame, origin: pd.DataFrame) -> pd.DataFrame:
        """Leave out rows without a possible day, and those outside the period asked for."""
        days = events["date"].to_numpy().astype("datetime64[D]")
        blank = np.isnat(days)
        with np.errstate(invalid="ignore"):
            far = ~blank & ((days < FIRST_DAY) | (days > LAST_DAY))
        early = np.zeros(len(events), dtype=bool)
        if "reported_at" in events:
            early = (events["reported_at"] < events["date"]).to_numpy(dtype=bool, na_value=False) & ~far
        reasons = {
            "no day that can be read": blank,
            f"outside {FIRST_DAY} to {LAST_DAY}": far,
            "reported before the day it is dated": early,
        }
        why = np.select(list(reasons.values()), list(reasons), default="")
        bad = blank | far | early
        self._reject(events.loc[bad], raw, origin, why[bad].tolist())
        events = self.ledger.keep(events, DATED, ~bad, reasons)
        days = days[~bad]
        self.event_days.update(np.unique(days.astype(np.int64)).tolist())
        keep = np.ones(len(events), dtype=bool)
        if self.options.start is not None:
            keep &= days >= np.datetime64(self.options.start, "D")
        if self.options.end is not None:
            keep &= days <= np.datetime64(self.options.end, "D")
        events = self.ledger.keep(events, PERIOD, keep, "dated before start or after end")
        if "reported_at" in events:
            known = events["reported_at"].dropna().to_numpy().astype("datetime64[D]").astype(np.int64)
            self.report_days.update(np.unique(known).tolist())
        return events

    def _sided(self, events: pd.DataFrame) -> pd.DataFrame:
        """Name both sides in one vocabulary, and keep the ones asked for."""
        actor, target = (events[side].isna().to_numpy() for side in ("actor", "target"))
        reasons = {"no actor": actor & ~target, "no target": target & ~actor, "neither": actor & target}
        events = self.ledger.keep(events, NAMED, ~(actor | target), reasons)
        events, unknown = _sides.code_sides(events, self.crosswalk)
        actor, target = (events[side].isna().to_numpy() for side in ("actor", "target"))
        lost = actor | target
        for side, whole in (("actor", actor), ("target", target)):
            texts = unknown[side]
            gone = texts.index.isin(events.index[whole]) if len(texts) else np.array([], dtype=bool)
            self.ledger.name_examples(MAPPED, texts[gone])
            self.partly_unknown.update(texts[~gone].tolist())
        events = self.ledger.keep(events, MAPPED, ~lost, "actor or target is no country of the crosswalk")
        return self.ledger.keep(events, WANTED, _sides.wanted_rows(events, self.options), "others")

    def _trusted(self, events: pd.DataFrame) -> pd.DataFrame:
        """Leave out what goes on inside one country and what is dated by a phrase such as "a year ago"."""
        home = _sides.at_home(events) & (self.options.domestic == "drop")
        events = self.ledger.keep(events, DOMESTIC, ~home, "actor and target are the same or of one country")
        if "backdated" not in events:
            self.ledger.count(BACKDATED, len(events), len(events))
            return events
        if len(events) or self.options.backdated == "drop":
            self.ledger.applies(BACKDATED)
        lag = events["backdated"].fillna(0).to_numpy(dtype=np.int64)
        events = events.assign(backdated=lag)
        self.lags.update(Counter(lag[lag != 0].tolist()))
        drop = (lag != 0) & (self.options.backdated == "drop")
        reasons = {_lag_text(int(days)): lag == days for days in np.unique(lag[drop])}
        return self.ledger.keep(events, BACKDATED, ~drop, reasons)

    def _parted(self, events: pd.DataFrame) -> pd.DataFrame:
        """Keep codes the scale knows, and say of each event whether it is a word or a deed."""
        positions, uniques = factorize_text(events["code"])
        answers = self._answers(uniques.tolist())
        known = spread(np.array([known for known, _ in answers], dtype=bool), positions, False)
        for own in ("severity", "amount"):
            if own in events:
                known = known | events[own].notna().to_numpy()
        if not known.all():
            codes = events.loc[~known, "code"]
            self.ledger.name_examples(GRADED, codes.astype(object).where(codes.notna(), "no code"))
        part = spread(np.array([part for _, part in answers], dtype=object), positions, NEITHER)[known]
        events = self.ledger.keep(events, GRADED, known, f"not on the scale {self.scale.name!r}")
        if self.fmt.words_and_deeds is not None:
            part = np.asarray(self.fmt.words_and_deeds(events, self.options), dtype=object)
        events = events.assign(part=text_series(part, events.index))
        neither = part == NEITHER
        if neither.any():
            self.ledger.name_examples(PARTED, events.loc[neither, "code"].astype(object).fillna("no code"))
        return self.ledger.keep(events, PARTED, ~neither, "neither a word nor a deed")

    def _answers(self, codes: list[str]) -> list[tuple[bool, str]]:
        """Say of each code whether the scale knows it, and whether it is a word or a deed; asked once per stream."""
        new = [code for code in codes if code not in self._codes]
        if new:
            known = np.asarray(self.scale.knows_statement(new) | self.scale.knows_deed(new), dtype=bool)
            parts = [NEITHER] * len(new)
            if self.fmt.words_and_deeds is None:
                rule = self.options.quad_rule or self.fmt.quad_rule
                parts = split_codes(new, rule, self.options.talks, self.scale).tolist()
            self._codes.update(zip(new, zip(known.tolist(), parts, strict=True), strict=True))
        return [self._codes[code] for code in codes]


def _stacked(chunks: Iterable[Chunk]) -> Iterator[pd.DataFrame]:
    """Put chunks of one layout together until there are enough rows."""
    waiting: list[pd.DataFrame] = []
    layout: Any = None
    for chunk in chunks:
        if waiting and chunk.layout is not layout:
            yield _joined(waiting)
            waiting = []
        layout = chunk.layout
        waiting.append(chunk.frame)
        del chunk  # or a large one would be held while the next is read
        if sum(map(len, waiting)) >= STACK_ROWS:
            yield _joined(waiting)
            waiting = []
    if waiting:
        yield _joined(waiting)


def _joined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Put frames together, and let go of them."""
    whole = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
    frames.clear()
    return whole


def _lag_text(days: int) -> str:
    """Name a lag as the texts do from which such dates are read."""
    return f"dated exactly {days:,} day{'' if days == 1 else 's'} before the report"


def steps_of_reading(log: ReadLog, asked: bool) -> list[dict[str, Any]]:
    """Return the steps of reading, without the watch over days where no period was asked for."""
    return [
        step
        for step in log.steps
        if step["step"] != PERIOD_STEP or (asked and step["why"]) or step["rows_in"] != step["rows_out"]
    ]
