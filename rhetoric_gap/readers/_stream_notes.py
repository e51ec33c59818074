"""What a reader of a stream must know, counted."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

from rhetoric_gap.readers._ledger import name_most
from rhetoric_gap.readers._prepare import NAMED, Preparer
from rhetoric_gap.readers._split import WORD
from rhetoric_gap.scales import Scale
from rhetoric_gap.tables.cells import factorize_text, spread
from rhetoric_gap.tables.targets import SEPARATOR
from rhetoric_gap.words import plural

TENTH = 10.0
CLOSE = 1e-6


def all_notes(events: pd.DataFrame, reader: Preparer) -> list[str]:
    """Return the notes on a stream whose rows are final."""
    notes = [
        *(f"{count_of(rows)}: {text}" for text, rows in sorted(reader.remarks.items()) if rows),
        sides_note(reader),
        unknown_members_note(reader.partly_unknown),
        backdated_note(reader),
        mirrored_note(events),
        article_note(events),
        goldstein_note(events, reader.scale),
    ]
    return [note for note in notes if note]


def count_of(number: int, noun: str = "row") -> str:
    """Write a number, by thousands, with its noun."""
    return plural(f"{number:,}" if number != 1 else 1, noun)


def sides_note(reader: Preparer) -> str:
    """Say how many rows name nobody on one side."""
    entry = next((step for step in reader.ledger.entries() if step["step"] == NAMED), None)
    if entry is None or not entry["rows_in"] or entry["rows_in"] == entry["rows_out"]:
        return ""
    lost = entry["rows_in"] - entry["rows_out"]
    return (
        f"{lost / entry['rows_in']:.0%} of the rows ({lost:,}) name no actor or no target and were left out"
    )


def unknown_members_note(members: Counter[str]) -> str:
    """Say which members of joint targets are no countries of the crosswalk."""
    if not members:
        return ""
    return f"{count_of(sum(members.values()), 'member')} of joint targets, no countries, left out{name_most(members)}"


def backdated_note(reader: Preparer) -> str:
    """Count backdated rows by lag."""
    if not reader.lags:
        return ""
    listed = ", ".join(f"{plural(days, 'day')}: {rows:,}" for days, rows in sorted(reader.lags.items()))
    done = "left out" if reader.options.backdated == "drop" else "kept and flagged in column backdated"
    return (
        f"{count_of(sum(reader.lags.values()))} dated exactly a day, week, month, year or decade before the report "
        f"({listed}), as a phrase such as 'last year' is read: {done}"
    )


def mirrored_note(events: pd.DataFrame) -> str:
    """Say how many rows say the same of A and B as of B and A."""
    flagged = events["mirrored"].to_numpy(dtype=bool)
    if not flagged.any():
        return ""
    words = events["part"].eq(WORD).to_numpy(dtype=bool)
    return (
        f"{flagged.mean():.0%} of the rows ({flagged.sum():,}; {(flagged & words).sum():,} of them words) are "
        "mirrored: one sentence codes A towards B and B towards A; count them once where direction does not matter "
        "(mirrored='once')"
    )


def article_note(events: pd.DataFrame) -> str:
    """Count pairs of a word and a later or equal deed of one directed dyad that share an article."""
    if "source_id" not in events or not len(events):
        return ""
    some = events.loc[events["source_id"].notna(), ["actor", "target", "part", "source_id"]]
    if not len(some):
        return ""
    several = some["source_id"].str.contains(SEPARATOR, regex=False).to_numpy(dtype=bool)
    if several.any():
        split = some.loc[several, "source_id"].astype(object).str.split(SEPARATOR)
        listed = some.loc[several].assign(source_id=split).explode("source_id")
        some = pd.concat([some.loc[~several], listed.astype({"source_id": some["source_id"].dtype})])
    # Few articles hold both a word and a deed: the dyads of all others need not be looked at.
    some = _of_groups_with_both(some, pd.factorize(some["source_id"])[0])
    if not len(some):
        return ""
    key = pd.factorize(pd.MultiIndex.from_frame(some[["actor", "target", "source_id"]].astype(object)))[0]
    words, deeds = _words_and_deeds(some, key)
    pairs = int((words * deeds).sum())
    if not pairs:
        return ""
    return (
        f"{count_of(pairs, 'pair')} of a word and a deed of one dyad from the same article: the one is no answer to "
        "the other, and they are never linked"
    )


def _words_and_deeds(events: pd.DataFrame, group: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Count the words and the deeds of each group."""
    word = events["part"].eq(WORD).to_numpy(dtype=bool)
    size = int(group.max(initial=-1)) + 1
    return np.bincount(group[word], minlength=size), np.bincount(group[~word], minlength=size)


def _of_groups_with_both(events: pd.DataFrame, group: np.ndarray) -> pd.DataFrame:
    """Keep the rows of groups that hold a word and a deed."""
    words, deeds = _words_and_deeds(events, group)
    return events.loc[((words > 0) & (deeds > 0))[group]]


def goldstein_note(events: pd.DataFrame, scale: Scale) -> str:
    """Compare the scores the rows bring with the table the scale's severities come from."""
    if "goldstein" not in events or not len(events):
        return ""
    own = pd.to_numeric(events["goldstein"], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    positions, uniques = factorize_text(events["code"])
    table = spread(_table_scores(uniques.tolist(), scale), positions, np.nan)
    # The table has no sign where a code is neither conflict nor cooperation: there the score is 0.
    gap = np.abs(own - table)
    differs = gap > CLOSE
    if not differs.any():
        return ""
    codes = Counter(events.loc[differs, "code"].astype(object))
    return (
        f"{count_of(int(differs.sum()))} with a Goldstein score that is not the table's of scale {scale.name!r}, by up "
        f"to {np.nanmax(gap):.1f}{name_most(codes)}; severities are the table's"
    )


def _table_scores(codes: list[str], scale: Scale) -> np.ndarray:
    """Return the signed Goldstein value of each code as the scale has it."""
    severity = np.asarray(scale.deed_severity(codes), dtype=float)
    sign = np.array(
        [{"conflict": -1.0, "cooperation": 1.0}.get(str(v), np.nan) for v in scale.valence(codes)]
    )
    return np.where(severity == 0, 0.0, sign * severity * TENTH)
