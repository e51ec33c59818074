"""flow_panel: words against deeds by dyad and period, straight from raw files and without holding their rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from rhetoric_gap.account import ACCOUNT_KEY
from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError
from rhetoric_gap.readers._compact import CompactEvents, release_memory
from rhetoric_gap.readers._coverage import Covered, days_within
from rhetoric_gap.readers._duplicates import key_of
from rhetoric_gap.readers._ledger import Ledger, text_series
from rhetoric_gap.readers._prepare import Preparer, steps_of_reading
from rhetoric_gap.readers.layouts import Format, Limits
from rhetoric_gap.readers.options import DEFAULT_DUPLICATES, StreamOptions
from rhetoric_gap.readers.stream import LATER_STEPS, coverage_of, period_asked, single_events
from rhetoric_gap.scales import Scale, get_scale

SIDES = ("actor", "target")
NUMBERS = ("n_statements", "n_actions", "words", "deeds")
ABSENCE_KINDS = ("refusal", "denial")
_PERIODS = {"D": "D", "W": "W", "ME": "M", "MS": "M", "QE": "Q", "QS": "Q", "YE": "Y", "YS": "Y"}
_SHORT = {"M": "M", "Q": "Q", "Y": "Y"}


def flow_panel(
    source: str | Path | Any,
    *,
    format: str | Format | None = None,
    freq: str = "ME",
    directed: bool = True,
    by: Sequence[str] = SIDES,
    scale: str | Scale | None = None,
    silent: bool = False,
    actors: Iterable[str] | None = None,
    targets: Iterable[str] | None = None,
    involving: Iterable[str] | None = None,
    start: Any = None,
    end: Any = None,
    level: Literal["country", "actor"] = "country",
    actor_codes: Literal["iso3", "cow", "gw", "fips", "cameo", "source"] = "iso3",
    quad_rule: str | None = None,
    talks: Literal["deeds", "words"] = "deeds",
    backdated: Literal["drop", "keep"] = "drop",
    domestic: Literal["drop", "keep"] = "drop",
    duplicates: Iterable[str] = DEFAULT_DUPLICATES,
    mirrored: Literal["flag", "once"] = "flag",
    cache: str | Path | None = None,
    progress: bool = False,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> pd.DataFrame:
    r"""Set all words against all deeds by dyad and period, reading raw files as a stream.

    Parameters
    ----------
    source : str, Path, buffer, or a list of them
        Files, folders, globs or archives of one source.
    format : str or Format, optional
        The source, such as ``"gdelt"``; by default it is recognised.
    freq : {"D", "W", "ME", "QE", "YE"}
        Length of periods: days, weeks, months, quarters, years.
    directed : bool, default True
        Whether A towards B and B towards A are two dyads. If not, the two names of a dyad are in order of the alphabet,
        and mirrored rows count once.
    by : sequence of {"actor", "target"}
        Both for dyads, one of them for totals of actors or targets, none for the total.
    scale : str or Scale, optional
        Scale of the severities; by default that of the source.
    silent : bool, default False
        Whether periods within the days covered in which a group said and did nothing have a row too, with zeros.
    actors, targets, involving : iterable of str, optional
        Which rows: as for the readers, see :func:`read_gdelt`.
    start, end : str or Timestamp, optional
        First and last day.
    level : {"country", "actor"}
        Whom a side stands for.
    actor_codes : str
        Codes of the sides, such as ``"iso3"``.
    quad_rule : str, optional
        Rule that parts words from deeds.
    talks, backdated, domestic : str
        How the stream is prepared: as for the readers.
    duplicates : iterable of str
        Rules by which several rows are one event.
    mirrored : {"flag", "once"}
        Whether mirrored rows count once.
    cache : path or bool, optional
        Where columns are kept for the next time.
    progress : bool
        Whether a bar is shown.
    limits : Limits
        How far packed files may unfold.

    Returns
    -------
    pandas.DataFrame
        One row per group and period: the ``by`` columns, ``period``, ``period_start``, ``period_end``,
        ``n_statements``, ``n_actions``, ``words`` and ``deeds`` (sums of severity), ``balance`` in [-1, 1],
        ``log_ratio``, ``days_covered`` and ``days_in_period``. A period the source covers only in part has fewer days
        covered than it has days: compare rates, not sums. Account and notes ride on its ``attrs``;
        :func:`row_account` shows the first.

    Raises
    ------
    RhetoricGapError
        If the source cannot be read, or an option is wrong.

    Notes
    -----
    ``balance = (R - B) / (R + B)`` and ``log_ratio = ln((R + .5) / (B + .5))``, with R and B the severity sums of all
    statements and of all deeds, as in :func:`flow_balance`: refusals and denials are left out of R, deeds the scale
    does not grade out of B. The rows are those the readers give, de-duplicated over all files, exactly; of each only
    its numbers are held (some 30 bytes). Never average balances over periods: sum words and deeds, then divide.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> import rhetoric_gap as rg
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "20240105.export.CSV"
    >>> def row(number, code):
    ...     cells = dict.fromkeys(range(58), "")
    ...     cells |= {0: number, 1: "20240105", 5: "USA", 7: "USA", 15: "CHN", 17: "CHN", 26: code, 27: code[:3]}
    ...     cells |= {28: code[:2], 29: "1", 30: "4.0", 33: "5", 56: "20240105", 57: f"https://example.org/{number}"}
    ...     return "\t".join(cells.values()) + "\n"
    >>> _ = path.write_text(row("1", "0311") + row("2", "061"))
    >>> panel = rg.flow_panel(path, format="gdelt")
    >>> panel[["actor", "target", "period", "n_statements", "n_actions", "days_covered"]].values.tolist()
    [['USA', 'CHN', '2024-01', 1, 1, 1]]
    """
    alias, groups = _period_alias(freq), _groups(by, directed)
    asked: dict[str, Any] = {
        "actors": actors,
        "targets": targets,
        "involving": involving,
        "start": start,
        "end": end,
    }
    asked |= {"level": level, "actor_codes": actor_codes, "quad_rule": quad_rule, "talks": talks}
    asked |= {"backdated": backdated, "domestic": domestic, "duplicates": duplicates, "mirrored": mirrored}
    options = StreamOptions(**asked, cache=cache, progress=progress, limits=limits)
    form = _format(source, format, limits)
    reader = Preparer(source, form, options, get_scale(form.scale))
    graded = get_scale(scale if scale is not None else form.scale)
    once = options.mirrored == "once" or not directed
    events, ledger, notes = _events(reader, once)
    coverage, cover_notes, covered = coverage_of(reader, form.name)
    panel = _panel(events, groups, alias, graded, directed)
    if silent:
        panel = _with_silent(panel, groups, alias, covered, options)
    panel = _described(panel, alias, covered, options)
    account = [
        *steps_of_reading(reader.log, period_asked(options)),
        *reader.ledger.entries(),
        *ledger.entries(),
    ]
    panel.attrs = {
        ACCOUNT_KEY: account,
        "notes": [*notes, *cover_notes],
        "coverage": coverage.astype(str).to_dict("records"),
    }
    return panel


def _period_alias(freq: Any) -> str:
    """Turn an offset into a period; anything else is an error."""
    head, _, anchor = str(freq).upper().partition("-")
    alias = _PERIODS.get(head, _SHORT.get(head))
    if alias is None or (anchor and alias in {"D", "M"}):
        raise UnknownOptionError("freq", freq, ["D", "W", "ME", "QE", "YE"])
    return alias + (f"-{anchor}" if anchor else "")


def _groups(by: Any, directed: bool) -> tuple[str, ...]:
    """Check what the panel is grouped by."""
    names = (by,) if isinstance(by, str) else tuple(by or ())
    for name in names:
        if name not in SIDES:
            raise UnknownOptionError("by", name, SIDES)
    if not directed and set(names) != set(SIDES):
        raise RhetoricGapError(
            f"directed=False needs by=('actor', 'target'), the two sides of a dyad; got by={names!r}"
        )
    return tuple(dict.fromkeys(names))


def _format(source: Any, format: str | Format | None, limits: Limits) -> Format:
    """Find the format by name, or recognise it."""
    if isinstance(format, Format):
        return format
    from rhetoric_gap.readers.registry import FORMATS

    if format is None:
        from rhetoric_gap.readers.recognise import recognise_format

        return FORMATS[recognise_format(source, limits=limits).format]
    if format not in FORMATS:
        raise UnknownOptionError("format", format, sorted(FORMATS))
    return FORMATS[format]


def _events(reader: Preparer, once: bool) -> tuple[pd.DataFrame, Ledger, list[str]]:
    """Read the source into numbers, and make one row per event."""
    ledger = Ledger(LATER_STEPS)
    store = CompactEvents(reader.options, once)
    for frame in reader.frames():
        store.add(frame)
        del frame
    release_memory()
    settled: list[Any] = [*store.settled(reader, ledger)]
    notes, rules = settled.pop(), reader.options.duplicates
    # Popped, so that nobody holds the rows with their duplicates while those without are made.
    events, id_notes = single_events(settled.pop(), rules, "once" if once else "flag", ledger)
    kept = [
        name
        for name in events.columns
        if name in ("date", "part", "actor", "target", "code", "kind", "severity")
    ]
    return store.named(events[kept]), ledger, [*notes, *id_notes]


def _panel(
    events: pd.DataFrame, groups: tuple[str, ...], alias: str, scale: Scale, directed: bool
) -> pd.DataFrame:
    """Sum words and deeds by group and period."""
    word = events["part"].to_numpy(dtype=bool)
    severity, counts = _severities(events, word, scale)
    keys = {name: events[name] for name in groups}
    if not directed:
        keys = _in_order(keys)
    codes = pd.DataFrame(
        {name: column.cat.codes.to_numpy() for name, column in keys.items()}, index=events.index
    )
    days, uniques = pd.factorize(events["date"].to_numpy())
    periods = pd.DatetimeIndex(uniques.astype("datetime64[D]").astype("datetime64[us]")).to_period(alias)
    codes["period"] = np.asarray(periods.asi8)[days]
    word, severity, codes = word[counts], severity[counts], codes.loc[counts]
    _, first, places = np.unique(key_of(codes, list(codes.columns)), return_index=True, return_inverse=True)
    size = len(first)
    panel = codes.iloc[first].reset_index(drop=True)
    for name, column in keys.items():
        panel[name] = text_series(column.cat.categories.to_numpy(dtype=object)[panel[name].to_numpy()])
    for number, total, rows in (("n_statements", "words", word), ("n_actions", "deeds", ~word)):
        panel[number] = np.bincount(places[rows], minlength=size)
        panel[total] = np.bincount(places[rows], severity[rows], minlength=size)
    return panel[[*groups, "period", *NUMBERS]].sort_values([*groups, "period"], ignore_index=True)


def _severities(events: pd.DataFrame, word: np.ndarray, scale: Scale) -> tuple[np.ndarray, np.ndarray]:
    """Grade each event by its own severity or else its code; say which of them count."""
    listed = list(events["code"].cat.categories)
    positions = events["code"].cat.codes.to_numpy()
    absent = np.isin(np.array([str(kind) for kind in scale.kind(listed)]), ABSENCE_KINDS)
    absence = np.append(absent, False)[positions]
    if "kind" in events:
        own = events["kind"].astype(object)
        absence = np.where(own.notna(), own.isin(ABSENCE_KINDS), absence)
    said = np.append(np.asarray(scale.statement_severity(listed), dtype=float), np.nan)[positions]
    done = np.append(np.asarray(scale.deed_severity(listed), dtype=float), np.nan)[positions]
    severity = np.where(word, said, done)
    if "severity" in events:
        own_score = events["severity"].to_numpy(dtype=float, na_value=np.nan)
        severity = np.where(np.isnan(own_score), severity, own_score)
    counts = np.where(word, ~absence, ~np.isnan(severity))
    return np.nan_to_num(severity), counts


def _in_order(keys: dict[str, pd.Series]) -> dict[str, pd.Series]:
    """Write the two sides of each dyad in order of the alphabet."""
    names = sorted({*keys["actor"].cat.categories, *keys["target"].cat.categories})
    actor, target = (keys[side].cat.set_categories(names).cat.codes.to_numpy() for side in SIDES)
    index = keys["actor"].index
    return {
        side: pd.Series(
            pd.Categorical.from_codes(pick(actor, target), pd.Index(names, dtype=object)), index=index
        )
        for side, pick in zip(SIDES, (np.minimum, np.maximum), strict=True)
    }


def _with_silent(
    panel: pd.DataFrame, groups: tuple[str, ...], alias: str, covered: Covered, options: StreamOptions
) -> pd.DataFrame:
    """Add the covered periods in which a group was silent; periods without a covered day stay missing."""
    days = days_within(covered, options.start, options.end)
    if not len(days):
        return panel
    periods = pd.DataFrame(
        {"period": np.unique(pd.DatetimeIndex(days.astype("datetime64[us]")).to_period(alias).asi8)}
    )
    known = panel[list(groups)].drop_duplicates(ignore_index=True)
    every = known.merge(periods, how="cross") if groups else periods
    whole = every.merge(panel, how="outer", on=[*groups, "period"])
    whole[list(NUMBERS)] = whole[list(NUMBERS)].fillna(0)
    whole = whole.astype({"n_statements": np.int64, "n_actions": np.int64})
    return whole.sort_values([*groups, "period"], ignore_index=True)[list(panel.columns)]


def _described(panel: pd.DataFrame, alias: str, covered: Covered, options: StreamOptions) -> pd.DataFrame:
    """Show periods with their days, and add what the two sums say."""
    # pandas' own type stubs do not know from_ordinals.
    ordinals = panel["period"].to_numpy(dtype=np.int64)
    period: Any = pd.PeriodIndex.from_ordinals(ordinals, freq=alias)  # type: ignore[attr-defined]
    start, end = period.start_time.normalize(), period.end_time.normalize()
    words, deeds = panel["words"], panel["deeds"]
    total = (words + deeds).where(words + deeds > 0)
    quiet = (panel["n_statements"] + panel["n_actions"]).eq(0)
    place = list(panel.columns).index("period") + 1
    out = panel.assign(period=text_series(period.astype(str)))
    for name, days in (("period_end", end), ("period_start", start)):
        out.insert(place, name, days.astype("datetime64[us]"))
    covered_days = np.sort(days_within(covered, options.start, options.end))
    low = np.searchsorted(covered_days, start.to_numpy().astype("datetime64[D]"), "left")
    high = np.searchsorted(covered_days, end.to_numpy().astype("datetime64[D]"), "right")
    return out.assign(
        balance=(words - deeds) / total,
        log_ratio=pd.Series(np.log((words + 0.5) / (deeds + 0.5)), index=panel.index).mask(quiet),
        days_covered=high - low,
        days_in_period=np.asarray((end - start).days) + 1,
    )
