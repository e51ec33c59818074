"""Rules for claims about the fear of war on the peninsula and what was done there (E06 to E09, E11, E12)."""

from __future__ import annotations

import pandas as pd

from rhetoric_gap.studies._verdicts import (
    CANNOT_SAY,
    SAME,
    SUPPORTED,
    Finding,
    Rule,
    by_size,
    grave_deeds,
)
from rhetoric_gap.studies._verdicts_record import Missing, Record, gravest, ids, most, named

_FORCE, _LETHAL, _WAR = 0.6, 0.7, 0.9
_HANOI = pd.Timestamp("2019-02-28")
_SISTER = "Kim Yo Jong"


def _expected(record: Record, *columns: str) -> pd.DataFrame:
    """Return the assessments of what the North would do to the South."""
    rows = record.table("nk.observers", "actor", "target", "severity", *columns)
    return rows.loc[rows["actor"].eq("PRK") & named(rows["target"], ["KOR"])]


def _war_decided(record: Record, threshold: float) -> Finding:
    return _assessed(record, threshold, ("decided",))


def _war_likely(record: Record, threshold: float) -> Finding:
    """Count those who thought war likely with those who thought it decided."""
    return _assessed(record, threshold, ("decided", "expected", "high", "likely"))


def _assessed(record: Record, threshold: float, words: tuple[str, ...]) -> Finding:
    rows = _expected(record, "likelihood")
    found = rows.loc[(rows["severity"] >= threshold - SAME) & rows["likelihood"].isin(words)]
    why = "" if len(found) else "no such assessment among those collected"
    return Finding(SUPPORTED if len(found) else CANNOT_SAY, len(found), n=len(rows), rows=ids(found), why=why)


def _hottest_topic(record: Record, threshold: float) -> Finding:
    record.table("nk.media_volume", "topic", "count")
    return Finding(CANNOT_SAY, why="no rule was fixed for a table of media volume")


def _unfounded(record: Record, threshold: float) -> Finding:
    afraid = _expected(record)
    afraid = afraid.loc[afraid["severity"] >= _WAR - SAME]
    if not len(afraid):
        return Finding(CANNOT_SAY, why="nobody in the record expected war")
    deeds = record.deeds(
        "nk.actions", actor="PRK", toward=["KOR"], valence="conflict", since=afraid["date"].min()
    )
    if not len(deeds):
        return Finding(CANNOT_SAY, n=0, why="no deed at all on record since: the table may not cover it")
    value = most(deeds["severity"])
    verdict = grave_deeds(value, threshold, _WAR)
    why = "" if verdict != CANNOT_SAY else "force was used, but short of war"
    return Finding(verdict, value, n=len(deeds), rows=ids(gravest(deeds)), why=why)


def _asked_too_much(record: Record, threshold: float) -> Finding:
    start = record.start("nk")
    if start is None or start > _HANOI:
        first = "an unknown day" if start is None else str(start.date())
        raise Missing(f"the case {record.cases['nk'].name} begins on {first}; the talks of 2019 came before")
    return Finding(CANNOT_SAY, why="offers and fallback positions are not coded")


def _survival(record: Record, threshold: float) -> Finding:
    deeds = record.deeds("nk.actions", actor="PRK", toward=["JPN", "KOR", "USA"], valence="conflict")
    if not len(deeds):
        return Finding(CANNOT_SAY, n=0, why="no deed at all on record: the table may not cover it")
    value = most(deeds["severity"])
    verdict = grave_deeds(value, threshold, _WAR)
    why = "" if verdict != CANNOT_SAY else "lethal force was used, but short of war"
    return Finding(verdict, value, n=len(deeds), rows=ids(gravest(deeds)), why=why)


def _balloons_and_insults(record: Record, threshold: float) -> Finding:
    waves = record.deeds("nk.actions", actor="PRK", toward=["KOR"], valence="conflict", topics=["balloons"])
    said = record.table("nk.statements", "actor", "target", "speaker", "valence", "kind")
    said = said.loc[
        said["speaker"].eq(_SISTER)
        & named(said["target"], ["KOR"])
        & said["valence"].eq("conflict")
        & said["kind"].ne("denial")
    ]
    value = min(len(waves), len(said))
    verdict = by_size(value, threshold, below=CANNOT_SAY, above=SUPPORTED)
    why = "" if verdict != CANNOT_SAY else "one of the two is not in the record, which is a sample"
    return Finding(verdict, value, n=len(waves) + len(said), rows=ids(waves, said), why=why)


RULES = {
    "E06": Rule(
        _war_decided,
        "assessments that call war on the South decided",
        "supported if there is one of severity {t} or more; else cannot say",
        "the claim is that such assessments were published; .9 is war on the scale",
        ("nk",),
        threshold=_WAR,
        nearby=(0.8, 1.0),
        readings=(("war likely is enough", _war_likely),),
    ),
    "E07": Rule(
        _hottest_topic,
        "none",
        "cannot say without a table of media volume by topic",
        "fifteen assessments picked by hand do not measure what was talked about most",
        ("nk",),
    ),
    "E08": Rule(
        _unfounded,
        "severity of the gravest deed against the South since war was first expected",
        f"supported below {{t}}, contradicted from {_WAR:g}, cannot say between",
        ".6 is the use of force across the line, .9 war; 'so far' asks for no horizon, and nothing can "
        "show what was decided",
        ("nk",),
        threshold=_FORCE,
        nearby=(0.5, 0.7),
    ),
    "E09": Rule(
        _asked_too_much,
        "none",
        "cannot say while the record begins after the talks of February 2019",
        "what came before the record cannot be tested",
        ("nk",),
    ),
    "E11": Rule(
        _survival,
        "severity of the gravest deed against South Korea, the United States or Japan",
        f"supported below {{t}}, contradicted from {_WAR:g}, cannot say between",
        ".7 is a lethal strike, the least that could start the conflict the claim speaks of",
        ("nk",),
        threshold=_LETHAL,
        nearby=(0.6, 0.8),
    ),
    "E12": Rule(
        _balloons_and_insults,
        "balloon waves, or hostile statements of Kim Yo Jong to the South, whichever are fewer",
        "supported if there are {t} or more of each; else cannot say",
        "both forms the claim names must be there",
        ("nk",),
        threshold=1,
        nearby=(2,),
    ),
}
