"""Rules for claims about Moscow's other friends, and Pyongyang between two patrons (E15 to E18, E20, E21, E30, E31)."""

from __future__ import annotations

import pandas as pd

from rhetoric_gap.studies._verdicts import (
    CANNOT_SAY,
    CONTRADICTED,
    SAME,
    SUPPORTED,
    Finding,
    Rule,
)
from rhetoric_gap.studies._verdicts_record import ESSAY, Record, certainty_rank, gravest, ids, most

_WAR_HELP = 0.5
_LETHAL_ARMS = 0.7
_WEAPONS = ("munitions", "missiles", "nuclear", "space", "airdefence", "dual_use")
#: China's alliance with North Korea: "ever" begins here.
_ALLIANCE = pd.Timestamp("1961-07-11")
_YEAR = pd.Timedelta(days=365)


def _few_friends(record: Record, threshold: float) -> Finding:
    rows = record.table("rp.votes", "body", "resolution", "votes_for", "votes_against", "abstentions")
    rows = rows.loc[rows["body"].eq("UNGA")].drop_duplicates("resolution")
    if not len(rows):
        return Finding(CANNOT_SAY, n=0, why="no vote on record")
    share = rows["votes_against"] / rows[["votes_for", "votes_against", "abstentions"]].sum(axis=1)
    value = float(share.median())
    verdict = CONTRADICTED if value >= threshold - SAME else CANNOT_SAY
    why = (
        "the state of Russia's forces and munitions is in no table; how few votes it had can refute the claim "
        "but not bear it out"
    )
    return Finding(verdict, value, float(share.min()), float(share.max()), len(rows), ids(rows), why)


def _vietnam_and_india(record: Record, threshold: float) -> Finding:
    helped = record.deeds("rp.actions", actor="VNM", toward=["RUS"], valence="cooperation")
    none = record.absences(
        "rp.actions", actor="VNM", toward=["RUS"], topics=["munitions", "troops", "missiles"]
    )
    said = record.table("rp.statements", "actor", "target", "speaker", "valence", "kind")
    rebuked = said["speaker"].eq("Narendra Modi") & said["target"].eq("RUS") & said["valence"].eq("conflict")
    rebukes = said.loc[rebuked & said["kind"].isin(["comment", "declaration"])]
    value = most(helped["severity"])
    rows = ids(none, helped, rebukes)
    if value >= threshold - SAME:
        return Finding(CONTRADICTED, value, n=len(helped), rows=rows)
    lacking = [
        what
        for what, found in (
            ("recorded absence of Vietnamese war aid", none),
            ("public rebuke by India's premier", rebukes),
        )
        if not len(found)
    ]
    why = f"no {' and no '.join(lacking)} on record" if lacking else ""
    return Finding(CANNOT_SAY if lacking else SUPPORTED, value, n=len(helped), rows=rows, why=why)


def _no_lethal_aid(record: Record, threshold: float) -> Finding:
    arms = ("munitions", "missiles", "troops")
    given = record.deeds(
        "rp.actions",
        "certainty",
        actor="CHN",
        toward=["RUS"],
        valence="cooperation",
        topics=arms,
        least=_LETHAL_ARMS,
    )
    parts = record.deeds(
        "rp.actions", actor="CHN", toward=["RUS"], valence="cooperation", topics=["dual_use"]
    )
    none = record.absences("rp.actions", actor="CHN", toward=["RUS"], topics=arms)
    sure = given.loc[certainty_rank(given) >= threshold]
    rows = ids(given, none, parts)
    if len(sure):
        return Finding(CONTRADICTED, len(sure), n=len(given), rows=rows)
    if len(given):
        return Finding(
            CANNOT_SAY,
            0,
            n=len(given),
            rows=rows,
            why="lethal aid is alleged, but no row of it is sure, or shows the state's own hand",
        )
    why = "" if len(parts) and len(none) else "neither parts nor the absence of arms are on record"
    return Finding(CANNOT_SAY if why else SUPPORTED, 0, n=0, rows=rows, why=why)


def _unhappy(record: Record, threshold: float) -> Finding:
    rows = record.table("rp.votes", "actor", "vote")
    rows = rows.loc[rows["actor"].eq("CHN")]
    if not len(rows):
        return Finding(CANNOT_SAY, n=0, why="no Chinese vote on record")
    value = float(rows["vote"].eq("against").mean())
    verdict = CONTRADICTED if value > threshold + SAME else CANNOT_SAY
    why = (
        "what Beijing feels, and what it learns for Taiwan, is in no table; its votes can refute the claim "
        "but not bear it out"
    )
    return Finding(verdict, value, n=len(rows), rows=ids(rows), why=why)


def _more_active(record: Record, threshold: float) -> Finding:
    start = record.start("rp")

    def ties(partner: str) -> pd.DataFrame:
        both = [
            record.deeds(
                "rp.actions", actor=a, toward=[b], valence="cooperation", least=_WAR_HELP, since=start
            )
            for a, b in (("PRK", partner), (partner, "PRK"))
        ]
        return pd.concat(both, ignore_index=True)

    russia, china = ties("RUS"), ties("CHN")
    n = len(russia) + len(china)
    if not n:
        return Finding(CANNOT_SAY, n=0, why="no grave deed with either partner on record")
    value, rows = len(russia) / n, ids(russia, china)
    if value <= threshold + SAME:
        return Finding(CONTRADICTED, value, n=n, rows=rows)
    if start is not None and start <= _ALLIANCE:
        return Finding(SUPPORTED, value, n=n, rows=rows)
    first = "an unknown day" if start is None else str(start.date())
    older = record.deeds("rp.actions", actor="CHN", toward=["PRK"], valence="cooperation")
    older = gravest(older.loc[older["date"] < (record.as_of if start is None else start)])
    why = f"'ever' goes back to the alliance of 1961, and what China did is covered from {first} only"
    if len(older):
        why += (
            f"; older deeds on record are as grave as {most(older['severity']):g} ({', '.join(ids(older))})"
        )
    return Finding(CANNOT_SAY, value, n=n, rows=rows, why=why)


def _never_aided(record: Record, threshold: float) -> Finding:
    given = record.deeds(
        "rp.actions", "certainty", actor="CHN", toward=["PRK"], valence="cooperation", topics=_WEAPONS
    )
    none = record.absences("rp.actions", actor="CHN", toward=["PRK"], topics=_WEAPONS)
    sure = given.loc[certainty_rank(given) >= threshold]
    rows = ids(given, none)
    if len(sure):
        return Finding(CONTRADICTED, len(sure), n=len(given), rows=rows)
    why = (
        ""
        if len(none) and not len(given)
        else "no such aid on record, but the tables do not cover it: no row says that it was looked for and not found"
    )
    if len(given):
        why = "aid is alleged, but no row of it is sure"
    return Finding(CANNOT_SAY if why else SUPPORTED, 0, n=len(given), rows=rows, why=why)


def _visits(record: Record, end: pd.Timestamp) -> pd.DataFrame:
    """Return the visits of twelve months, ministers and above."""
    rows = record.table("rp.patrons", "patron", "kind", "magnitude")
    rows = rows.loc[rows["kind"].eq("visit") & rows["magnitude"].ge(3)]
    return rows.loc[(rows["date"] > end - _YEAR) & (rows["date"] <= end)]


def _played_off(record: Record, threshold: float) -> Finding:
    rows = _visits(record, record.until("rp"))
    counts = rows["patron"].value_counts().reindex(["CHN", "RUS"], fill_value=0)
    if not counts.sum():
        return Finding(CANNOT_SAY, n=0, why="no visit in the last twelve months on record")
    value = float(counts.min() / counts.sum())
    verdict = CONTRADICTED if value < threshold - SAME else CANNOT_SAY
    why = (
        "dealing with both is no proof of setting one against the other: it can refute the claim but not bear "
        "it out"
    )
    return Finding(verdict, value, n=int(counts.sum()), rows=ids(rows), why=why)


def _turn_to_beijing(record: Record, threshold: float) -> Finding:
    before, now = _visits(record, ESSAY), _visits(record, record.until("rp"))
    if not len(before) or not len(now):
        return Finding(CANNOT_SAY, n=len(before) + len(now), why="no visits to compare")
    was, share = (
        float(v.loc[v["patron"].eq("CHN"), "magnitude"].sum() / v["magnitude"].sum()) for v in (before, now)
    )
    value, n, rows = share - was, len(before) + len(now), ids(before, now)
    if was > 0.5 + SAME:
        return Finding(
            CONTRADICTED, value, n=n, rows=rows, why="Beijing was preferred at the time of the essay"
        )
    if not record.over("rp"):
        end = ESSAY + pd.Timedelta(days=record.horizon)
        return Finding(
            CANNOT_SAY, value, n=n, rows=rows, why=f"a forecast whose horizon ends on {end.date()}"
        )
    if value >= threshold - SAME:
        return Finding(SUPPORTED, value, n=n, rows=rows)
    why = (
        "no such rise; but the condition, that Russia reaches its limits, is not coded, and an untested "
        "forecast is not a failed one"
    )
    return Finding(CANNOT_SAY, value, n=n, rows=rows, why=why)


RULES = {
    "E15": Rule(
        _few_friends,
        "median share of the votes cast that stood with Russia, over the General Assembly's resolutions",
        "contradicted from {t}; else cannot say",
        "a majority is not few; the other half of the claim, about forces, is in no table",
        ("rp",),
        threshold=0.5,
        nearby=(0.4, 0.6),
        span="smallest and largest share",
    ),
    "E16": Rule(
        _vietnam_and_india,
        "severity of Vietnam's gravest deed for Russia",
        "contradicted from {t}; supported below if the absence of war aid is recorded and India's premier "
        "rebuked Russia in "
        "public; else cannot say",
        ".5 is the least that helps a war (shielding from sanctions, makings of munitions); a visit or a "
        "vote is no such help",
        ("rp",),
        threshold=_WAR_HELP,
        nearby=(0.4, 0.6),
    ),
    "E17": Rule(
        _no_lethal_aid,
        "Chinese transfers of lethal arms of at least that certainty",
        "contradicted if there is one of certainty {t} (1 low, 2 medium, 3 high) or more; supported if "
        "none is even alleged, "
        "parts are on record and the absence of arms is too; else cannot say",
        "an allegation is not evidence, but it ends the state of there being none",
        ("rp",),
        threshold=3,
        nearby=(2,),
    ),
    "E18": Rule(
        _unhappy,
        "share of China's votes cast with Russia",
        "contradicted if above {t}; else cannot say",
        "who votes with Moscow most of the time shows no displeasure; abstaining shows little",
        ("rp",),
        threshold=0.5,
        nearby=(0.4, 0.6),
    ),
    "E20": Rule(
        _more_active,
        "share with Russia among North Korea's grave dealings (.5 or more, either direction) with Russia "
        "and China",
        "contradicted up to {t}; supported above if the record goes back to the alliance with China of "
        "1961; else cannot say",
        "'ever' needs the whole of the other partnership",
        ("rp",),
        threshold=0.5,
        nearby=(0.4, 0.6),
    ),
    "E21": Rule(
        _never_aided,
        "Chinese deeds for the North's weapons or space work of at least that certainty",
        "contradicted if there is one of certainty {t} (1 low, 2 medium, 3 high) or more; supported if "
        "none is even alleged and "
        "its absence is on record; else cannot say",
        "that nobody noted a deed is no finding unless somebody looked for it",
        ("rp",),
        threshold=3,
        nearby=(2,),
    ),
    "E30": Rule(
        _played_off,
        "smaller partner's share of the visits (ministers and above) of the last twelve months",
        "contradicted below {t}; else cannot say",
        "nobody can be played off who is not dealt with; why both are dealt with is not coded",
        ("rp",),
        threshold=0.1,
        nearby=(0.05, 0.2),
    ),
    "E31": Rule(
        _turn_to_beijing,
        "China's share of the visits, by rank, of the last twelve months less that of the twelve before "
        "the essay",
        "contradicted if Beijing had the larger share at the essay's date; supported from {t} once the "
        "horizon is over; else "
        "cannot say",
        "the forecast has a condition nobody coded, so that only its coming true can be seen",
        ("rp",),
        threshold=0.1,
        nearby=(0.05, 0.2),
        forecast=True,
    ),
}
