"""Rules for claims about what North Korea said, to whom, and why (E01 to E05, E10, E29)."""

from __future__ import annotations

import pandas as pd

from rhetoric_gap.studies._verdicts import (
    CANNOT_SAY,
    CONTRADICTED,
    SAME,
    SUPPORTED,
    Finding,
    Rule,
    by_size,
)
from rhetoric_gap.studies._verdicts_record import Record, ids, named
from rhetoric_gap.words import plural

#: "The turn of 2023-24", read as December and January.
TURN = (pd.Timestamp("2023-12-01"), pd.Timestamp("2024-01-31"))
_FEBRUARY = (TURN[0], pd.Timestamp("2024-02-29"))
_WAR = 0.9
_ENOUGH_THREATS = 10
_YOON = (
    "yoon",
    "government in seoul",
    "conservative government",
    "south korean president",
    "southern president",
)
_ABSORPTION = ("absor", "overthrow", "topple", "collapse", "regime change", "end of the regime")
_TEXTS = ("text", "quote", "condition", "promised_act")


def _words(record: Record, *columns: str) -> pd.DataFrame:
    """Return North Korea's own statements."""
    rows = record.table("nk.statements", "actor", "target", "severity", *columns)
    return rows.loc[rows["actor"].eq("PRK")]


def _declaration(record: Record, *columns: str, least_strength: float = 0) -> pd.DataFrame:
    """Return the statements to the South on unification made at the turn of the year: the break itself."""
    rows = _words(record, "topic", "strength", *columns)
    rows = rows.loc[
        named(rows["target"], ["KOR"]) & rows["topic"].eq("unification") & rows["date"].between(*TURN)
    ]
    return rows.loc[rows["strength"] >= least_strength]


def _sound_bites(record: Record, threshold: float) -> Finding:
    rows = record.table("nk.statements", "actor", "kind")
    threats = rows.loc[rows["kind"].eq("threat"), "actor"].value_counts()
    others = threats.drop("PRK", errors="ignore")
    own = int(threats.get("PRK", 0))
    compared = int((others >= threshold).sum())
    lack = "no other speaker to compare with" if not compared else "no table of diplomatic results"
    return Finding(
        CANNOT_SAY,
        compared,
        n=own,
        why=f"{lack}: the claim needs the threats of other leaders on the same scale, and what diplomacy brought them",
    )


def _no_longer_partner(record: Record, threshold: float) -> Finding:
    rows = _declaration(record, least_strength=threshold)
    everything = _words(record)
    spoken = everything.loc[named(everything["target"], ["KOR"]) & everything["date"].between(*TURN)]
    why = (
        ""
        if len(rows)
        else "no such statement in a sample of prominent ones: it may be missing from the sample only"
    )
    return Finding(SUPPORTED if len(rows) else CANNOT_SAY, len(rows), n=len(spoken), rows=ids(rows), why=why)


def _naming(rows: pd.DataFrame, words: tuple[str, ...]) -> pd.DataFrame:
    """Return the statements whose paraphrase uses one of some words."""
    text = rows[list(_TEXTS)].astype("object").fillna("").agg(" ".join, axis=1) if len(rows) else rows["text"]
    return rows.loc[text.str.lower().map(lambda said: any(word in said for word in words)).astype(bool)]


def _blamed_yoon(record: Record, threshold: float) -> Finding:
    rows = _declaration(record, *_TEXTS)
    found = _naming(rows, _YOON)
    why = (
        ""
        if len(found) >= threshold
        else f"no column codes the reason a speaker gives, and no paraphrase names it{_after(record)}"
    )
    return Finding(
        by_size(len(found), threshold, below=CANNOT_SAY, above=SUPPORTED),
        len(found),
        n=len(rows),
        rows=ids(found),
        why=why,
    )


def _after(record: Record) -> str:
    """Say how often the North kept to its line under the next government, which bears on the reason's weight."""
    events = record.table("nk.triggers", "actor", "description")
    office = events["actor"].eq("KOR") & events["description"].astype("object").fillna("").str.contains(
        "took office"
    )
    if not office.any():
        return ""
    day = events.loc[office, "date"].max()
    said = _words(record, "kind", "topic")
    kept = said.loc[named(said["target"], ["KOR"]) & said["kind"].eq("refusal") & (said["date"] > day)]
    kept = kept.loc[kept["topic"].isin(["diplomacy", "unification"])]
    return (
        f"; {plural(len(kept), 'refusal')} to deal with the South after the change of government of "
        f"{day.date()} "
        f"({', '.join(ids(kept)) or 'none'}) bear on whether that was the cause, not on whether it was said"
    )


def _blamed_absorption(record: Record, threshold: float) -> Finding:
    rows = _words(record, *_TEXTS)
    rows = rows.loc[named(rows["target"], ["KOR"])]
    found = _naming(rows, _ABSORPTION)
    why = (
        ""
        if len(found) >= threshold
        else "no column codes the reason a speaker gives, and no paraphrase names it"
    )
    return Finding(
        by_size(len(found), threshold, below=CANNOT_SAY, above=SUPPORTED),
        len(found),
        n=len(rows),
        rows=ids(found),
        why=why,
    )


def _reserved_the_right(record: Record, threshold: float) -> Finding:
    rows = _words(record, "kind", "trigger_state")
    rows = rows.loc[
        rows["kind"].eq("threat") & named(rows["target"], ["KOR"]) & (rows["severity"] >= threshold - SAME)
    ]
    conditional = rows.loc[rows["trigger_state"].fillna("none").ne("none")]
    if not len(rows):
        return Finding(CANNOT_SAY, 0, why="no threat of that severity in the sample")
    most_are = len(conditional) >= len(rows) / 2
    return Finding(SUPPORTED if most_are else CONTRADICTED, len(conditional), n=len(rows), rows=ids(rows))


def _both_lashed(record: Record, threshold: float) -> Finding:
    rows = _words(record, "kind", "valence")
    rows = rows.loc[rows["valence"].eq("conflict") & rows["kind"].ne("denial")]
    if not len(rows):
        return Finding(CANNOT_SAY, why="no hostile statement in the sample")
    named_by = [float(named(rows["target"], [state]).mean()) for state in ("KOR", "USA")]
    low, high = min(named_by), max(named_by)
    verdict = CONTRADICTED if low < threshold - SAME else CANNOT_SAY
    why = (
        "a sense of betrayal is not in the tables; that both are addressed can refute the claim but not bear "
        "it out"
    )
    return Finding(verdict, low, low, high, len(rows), why=why)


def _home_audience(record: Record, threshold: float) -> Finding:
    return _by_audience(_declaration(record, "audience"), threshold)


def _home_audience_widely(record: Record, threshold: float) -> Finding:
    """Read the declaration as all that Kim Jong Un said to the South that winter."""
    rows = _words(record, "audience", "speaker")
    mine = (
        rows["speaker"].eq("Kim Jong Un") & named(rows["target"], ["KOR"]) & rows["date"].between(*_FEBRUARY)
    )
    return _by_audience(rows.loc[mine], threshold)


def _by_audience(rows: pd.DataFrame, threshold: float) -> Finding:
    if not len(rows):
        return Finding(CANNOT_SAY, why="no such statement in the sample")
    home, abroad = (float(rows["audience"].eq(kind).mean()) for kind in ("domestic", "foreign"))
    verdict = (
        SUPPORTED if home > threshold + SAME else CONTRADICTED if abroad > threshold + SAME else CANNOT_SAY
    )
    why = (
        ""
        if verdict != CANNOT_SAY
        else "published at home and abroad alike: to whom it was said does not show for whom it was meant"
    )
    return Finding(verdict, home, n=len(rows), rows=ids(rows), why=why)


RULES = {
    "E01": Rule(
        _sound_bites,
        "other states with at least 10 threats in the table",
        "cannot say: whatever the number, a superlative over leaders and their diplomacy is not in these "
        "tables",
        "a superlative needs those it is compared with",
        ("nk",),
        threshold=_ENOUGH_THREATS,
    ),
    "E02": Rule(
        _no_longer_partner,
        "statements to the South on unification, December 2023 and January 2024, of at least that strength",
        "supported if there is one of strength {t} or more; else cannot say",
        "strength 3 names a deed, so that a passing remark is no declaration; a sample cannot show that "
        "nothing was said",
        ("nk",),
        threshold=3,
        nearby=(2, 4),
    ),
    "E03": Rule(
        _blamed_yoon,
        "statements of E02, of any strength, whose paraphrase names the Yoon government",
        "supported if there are {t} or more; else cannot say",
        "a stated reason has to be found in words; that the line outlived the government says nothing of "
        "what was said",
        ("nk",),
        threshold=1,
        nearby=(2,),
    ),
    "E04": Rule(
        _blamed_absorption,
        "statements to the South whose paraphrase speaks of overthrow or absorption",
        "supported if there are {t} or more; else cannot say",
        "as for E03",
        ("nk",),
        threshold=1,
        nearby=(2,),
    ),
    "E05": Rule(
        _reserved_the_right,
        "conditional ones among the n threats to the South of at least that severity",
        "supported if half or more of the threats of severity {t} or more are conditional, contradicted "
        "if fewer; cannot "
        "say without such threats",
        ".9 is war on the scale, 1 annihilation; a right reserved in case of provocation is a condition",
        ("nk",),
        threshold=_WAR,
        nearby=(0.8, 1.0),
    ),
    "E10": Rule(
        _both_lashed,
        "smaller of the shares of hostile statements that name the South and the United States",
        "contradicted if below {t}; else cannot say",
        "the targets are coded, the feeling is not: one half of the claim can only refute it",
        ("nk",),
        threshold=0.1,
        nearby=(0.05, 0.2),
        span="the two shares",
    ),
    "E29": Rule(
        _home_audience,
        "share of the statements of E02, of any strength, addressed to the home audience alone",
        "supported if above {t}; contradicted if more than that share was addressed abroad alone; else "
        "cannot say",
        "the coder's audience is the only trace of whom words were for; words to both leave the question "
        "open",
        ("nk",),
        threshold=0.5,
        nearby=(0.4, 0.6),
        readings=(("all of Kim Jong Un's words to the South, December to February", _home_audience_widely),),
    ),
}
