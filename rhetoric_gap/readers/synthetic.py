"""make_event_file: a raw file in the layout of a real source, with a known gap and a known number of every trap."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError
from rhetoric_gap.readers._synthetic_events import COUNTRIES, TALK, TRAPS, EventPlan, draw_events, with_traps
from rhetoric_gap.readers._synthetic_files import write_rows
from rhetoric_gap.scales import get_scale

EventFileFormat = Literal["gdelt1", "gdelt2", "icews"]


def make_event_file(
    path: str | Path,
    *,
    format: EventFileFormat = "gdelt1",
    n_days: int = 730,
    n_dyads: int = 8,
    n_statements: int = 400,
    true_gap: float = 0.4,
    background_rate: float = 0.01,
    talk_rate: float = 0.2,
    window: int = 30,
    start: str = "2020-01-01",
    traps: bool = True,
    seed: int | np.random.Generator = 0,
) -> tuple[Path, dict[str, float]]:
    """Write a raw event file whose gap, and whose traps, are known by construction.

    The file has the columns, the order and the habits of the real source, so that everything that reads the source
    reads it; the events in it are drawn at random. Countries are real, because only real codes can be looked up; what
    they do here is invented.

    Parameters
    ----------
    path : str or Path
        Where to write. A name that ends in ``.zip`` or ``.gz`` is compressed, one without any ending becomes a folder
        (of daily zips for GDELT, of yearly files for ICEWS), all others are plain text.
    format : {"gdelt1", "gdelt2", "icews"}
        GDELT 1.0 with 58 columns, GDELT 2.0 with 61, ICEWS with 20.
    n_days : int, default 730
        Days covered, at least three windows.
    n_dyads : int, default 8
        Directed dyads, 1 to 45.
    n_statements : int, default 400
        Threats and promises, each answered by one kind of deed.
    true_gap : float, default 0.4
        Probability that a statement is not followed by its deed.
    background_rate : float, default 0.01
        Deeds per dyad and day that answer no statement, but may seem to.
    talk_rate : float, default 0.2
        Talks and comments per dyad and day, which name no deed and keep no word.
    window : int, default 30
        Days within which a deed follows its word.
    start : str, default "2020-01-01"
        First day covered.
    traps : bool, default True
        Add what makes raw streams treacherous; else the file is clean.
    seed : int or numpy.random.Generator
        Same seed, same bytes.

    Returns
    -------
    path : Path
        What was written.
    truth : dict of str to float
        ``gap`` (as asked for), ``realised_gap`` (severity-weighted, of the statements whose windows close by the last
        day), ``n_closed`` (these statements), ``statements`` and ``actions`` (true events in the file), ``rows`` (lines
        of the file, a header aside), and the number of rows of each trap:

        ``backdated``
            dated 1, 7, 30, 365 or 3650 days before they were reported (GDELT only; 0 elsewhere);
        ``mirrored``
            the same talks coded a second time with the sides swapped;
        ``domestic``
            of a country with itself;
        ``no_actor``
            without a country on one side;
        ``duplicates``
            the same line again;
        ``repeated``
            a second article on an event that is already there;
        ``same_article``
            deeds coded from the article of the very statement they seem to fulfil;
        ``unknown_code``
            codes outside CAMEO;
        ``malformed``
            lines cut short.

    Raises
    ------
    RhetoricGapError
        If an argument makes no sense.

    Notes
    -----
    Each word and its deed are one of eleven pairs of CAMEO codes in which no deed answers any other word. A one-to-one
    reading with ``match="code"`` finds the deed of every word that has one, so its gap is the realised one less what
    the background adds by accident: about the gap times ``1 - exp(-background_rate * window / 11)``. Deeds coded from
    the article of their word do not count as follow-through in the truth.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from rhetoric_gap import make_event_file, read_gdelt
    >>> path, truth = make_event_file(pathlib.Path(tempfile.mkdtemp()) / "20211231.export.CSV.zip", n_statements=50)
    >>> events = read_gdelt(path)
    >>> [len(table) for table in events] == [truth["statements"], truth["actions"]], len(events.rejected)
    (True, 1)
    """
    plan = _plan(
        **{"format": format, "n_days": n_days, "n_dyads": n_dyads, "n_statements": n_statements},
        **{"true_gap": true_gap, "background_rate": background_rate, "talk_rate": talk_rate},
        **{"window": window, "start": start, "traps": traps},
    )
    rng = np.random.default_rng(seed)
    events = draw_events(plan, rng)
    rows, counts = with_traps(events, plan, rng) if plan.traps else (events, dict.fromkeys(TRAPS, 0))
    target = write_rows(Path(path), rows, plan.format, rng)
    said = events["kept"].notna()
    closed = said & (events["date"] + pd.Timedelta(days=plan.window) <= plan.last)
    severity = get_scale("cameo").statement_severity(events.loc[closed, "code"])
    done = events.loc[closed, "kept"].to_numpy(dtype=float)
    truth = {
        "gap": float(true_gap),
        "realised_gap": float(1 - (severity * done).sum() / severity.sum()) if closed.any() else float("nan"),
        "n_closed": int(closed.sum()),
        "statements": int((said | events["code"].isin(TALK)).sum()),
        "actions": int((~said & ~events["code"].isin(TALK)).sum())
        + counts["mirrored"]
        + counts["same_article"],
        "rows": len(rows),
        **counts,
    }
    return target, truth


def _plan(**given: Any) -> EventPlan:
    """Check the arguments; every problem is told at once."""
    wrong = []
    if given["format"] not in get_args(EventFileFormat):
        raise UnknownOptionError("format", given["format"], get_args(EventFileFormat))
    most = len(COUNTRIES) * (len(COUNTRIES) - 1) // 2
    least = {
        "n_days": 3 * given["window"] if _whole(given["window"]) else 1,
        "n_dyads": 1,
        "n_statements": 1,
        "window": 10,
    }
    for name, low in least.items():
        if not _whole(given[name]) or given[name] < low:
            wrong.append(f"{name}={given[name]!r}: give a whole number of at least {low}")
    if _whole(given["n_dyads"]) and given["n_dyads"] > most:
        wrong.append(f"n_dyads={given['n_dyads']!r}: there are {most} dyads to choose from")
    for name, high in (("true_gap", 1.0), ("background_rate", np.inf), ("talk_rate", np.inf)):
        if not isinstance(given[name], (int, float)) or not 0 <= given[name] <= high:
            wrong.append(f"{name}={given[name]!r}: give a number from 0" + (" to 1" if high == 1 else ""))
    first = pd.to_datetime(given["start"], errors="coerce", format="%Y-%m-%d")
    if pd.isna(first):
        wrong.append(f"start={given['start']!r}: give a day such as '2020-01-01'")
    if not wrong and given["n_statements"] > given["n_days"] * given["n_dyads"]:
        wrong.append(f"n_statements={given['n_statements']}: more than one per dyad and day")
    if wrong:
        raise RhetoricGapError("make_event_file cannot make this file:\n- " + "\n- ".join(wrong))
    many = max(given["n_statements"] // 20, 5) if given["traps"] else 0
    return EventPlan(**{**given, "start": first, "traps": many})


def _whole(value: object) -> bool:
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)
