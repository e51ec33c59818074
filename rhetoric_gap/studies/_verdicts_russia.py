"""Rules for claims about what North Korea and Russia did for each other (E13, E14, E19, E22, E23, E25 to E28)."""

from __future__ import annotations

import numpy as np
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
from rhetoric_gap.studies._verdicts_record import (
    ESSAY,
    Missing,
    Record,
    certainty_rank,
    ids,
    most,
)
from rhetoric_gap.words import plural

#: The war in Ukraine, and the end of the Soviet Union.
_WAR_BEGAN = pd.Timestamp("2022-02-24")
_COLD_WAR_OVER = pd.Timestamp("1991-12-31")
_ARMS = ("munitions", "missiles", "troops", "airdefence", "nuclear")
_LETHAL_ARMS = 0.7
_COMBAT = 1.0
_IN_ORBIT = 0.5
_IN_FLIGHT = {"missiles": "missile_failure_share", "shells": "shell_failure_share"}
_DUDS = "dud_share"


def _munitions(record: Record, threshold: float) -> Finding:
    deeds = record.deeds(
        "rp.actions", "certainty", actor="PRK", toward=["RUS"], topics=["munitions", "missiles"], least=_LETHAL_ARMS,
        since="2023-01-01",
    )  # fmt: skip
    sure = deeds.loc[certainty_rank(deeds).eq(3)]
    counted = record.table("rp.estimates", "quantity", "low", "estimator")
    counted = counted.loc[counted["quantity"].isin(["containers", "shells"]) & counted["low"].gt(0)]
    value = counted["estimator"].nunique()
    verdict = by_size(value, threshold, below=CANNOT_SAY, above=SUPPORTED) if len(sure) else CANNOT_SAY
    why = "" if verdict != CANNOT_SAY else "too few sources, or no transfer the coder is sure of"
    return Finding(verdict, value, n=len(sure), rows=ids(sure, counted), why=why)


def _help_in_space(record: Record, threshold: float) -> Finding:
    deeds = record.deeds("rp.actions", "certainty", actor="RUS", toward=["PRK"], topics=["space"])
    sure = deeds.loc[certainty_rank(deeds) >= threshold]
    why = (
        ""
        if len(sure)
        else f"{plural(len(deeds), 'deed')} of help on record, none of them sure: claimed or suspected, not shown"
    )
    return Finding(SUPPORTED if len(sure) else CANNOT_SAY, len(sure), n=len(deeds), rows=ids(deeds), why=why)


def _giver_and_taker(record: Record, threshold: float) -> Finding:
    def flow(giver: str, taker: str) -> pd.DataFrame:
        return record.deeds("rp.actions", actor=giver, toward=[taker], valence="cooperation", topics=_ARMS)

    gave, took = (f.loc[f["date"] >= _WAR_BEGAN] for f in (flow("PRK", "RUS"), flow("RUS", "PRK")))
    then_gave, then_took = (
        f.loc[f["date"] <= _COLD_WAR_OVER] for f in (flow("PRK", "SUN"), flow("SUN", "PRK"))
    )
    if not len(then_gave) + len(then_took):
        return Finding(CANNOT_SAY, n=len(gave) + len(took), why="no Cold War deed to compare with")
    value = round(most(gave["severity"]) - most(took["severity"]), 6)
    before = most(then_took["severity"]) - most(then_gave["severity"])
    turned = SUPPORTED if value > threshold + SAME and before > SAME else CANNOT_SAY
    verdict = CONTRADICTED if value < threshold - SAME else turned
    why = "" if verdict != CANNOT_SAY else "neither gave more than the other, now or then"
    return Finding(
        verdict, value, n=len(gave) + len(took), rows=ids(gave, took, then_gave, then_took), why=why
    )


def _space_failed(record: Record, threshold: float) -> Finding:
    promises = record.table("rp.statements", "actor", "target", "kind", "topic", "strength")
    offered = promises["actor"].eq("RUS") & promises["target"].eq("PRK") & promises["topic"].eq("space")
    offered &= promises["kind"].eq("promise") & promises["strength"].ge(2)
    if not offered.any():
        return Finding(CANNOT_SAY, why="no Russian promise of help in space on record")
    first = promises.loc[offered, "date"].min()
    launches = _launches(record, first)
    if not len(launches):
        return Finding(CANNOT_SAY, n=0, rows=ids(promises.loc[offered]), why="no launch since the promise")
    share = float((launches["effect"] >= _IN_ORBIT).mean())
    verdict = SUPPORTED if share <= SAME else CONTRADICTED if share > threshold + SAME else CANNOT_SAY
    why = (
        f"{share:.0%} of the launches since the promise of {first.date()} reached orbit, and whether Russia helped is "
        "one side's claim"
    )
    if verdict != CANNOT_SAY:
        why = ""
    return Finding(verdict, share, n=len(launches), rows=ids(promises.loc[offered], launches), why=why)


def _launches(record: Record, since: pd.Timestamp) -> pd.DataFrame:
    """Return the attempts to orbit a satellite whose outcome is known."""
    rows = record.deeds("nk.actions", "category", "effect", actor="PRK", since=since)
    return rows.loc[rows["category"].eq("satellite_launch") & rows["effect"].notna()]


def _half_blow_up(record: Record, threshold: float) -> Finding:
    rows = record.table("rp.estimates", "quantity", "low", "high")
    rows = rows.loc[
        rows["quantity"].isin([*_IN_FLIGHT.values(), _DUDS]) & rows["low"].notna() & rows["high"].notna()
    ]
    if not len(rows):
        return Finding(CANNOT_SAY, n=0, why="no estimate of failures on record")
    flight = {kind: rows.loc[rows["quantity"].eq(name)] for kind, name in _IN_FLIGHT.items()}
    near = {
        k: bool(((f["low"] - threshold <= 0.5 + SAME) & (f["high"] + threshold >= 0.5 - SAME)).any())
        for k, f in flight.items()
        if len(f)
    }
    missing = [kind for kind, f in flight.items() if not len(f)]
    verdict = CANNOT_SAY if missing else SUPPORTED if all(near.values()) else CONTRADICTED
    why = (
        f"no estimate of in-flight failures of {' or '.join(missing)}: what is reported of them is another "
        "kind of failure"
        if missing
        else ""
    )
    middle = pd.concat([flight[kind] for kind in near]) if near else rows.iloc[:0]
    value = float(np.mean(middle[["low", "high"]].to_numpy(dtype=float))) if len(middle) else float("nan")
    return Finding(
        verdict, value, float(rows["low"].min()), float(rows["high"].max()), len(rows), ids(rows), why
    )


def _decisive(record: Record, threshold: float) -> Finding:
    fire = record.table("rp.estimates", "quantity", "low", "high")
    fire = fire.loc[fire["quantity"].eq("share_of_russian_fire")]
    lack = _front_line(record)
    shares = fire[["low", "high"]].mean(axis=1)
    return Finding(
        CANNOT_SAY, float(shares.median()), float(fire["low"].min()), float(fire["high"].max()), len(fire), ids(fire),
        f"{lack}: a share of the fire is not a share of what it decided",
    )  # fmt: skip


def _bogged_down(record: Record, threshold: float) -> Finding:
    return Finding(CANNOT_SAY, why=_front_line(record))


def _front_line(record: Record) -> str:
    """Say that nothing records where the front ran."""
    try:
        record.table("rp.front_line")
    except Missing:
        return "no table records where the front ran"
    return "no rule was fixed for a table of the front line"


def _no_disadvantage(record: Record, threshold: float) -> Finding:
    launches = _launches(record, ESSAY + pd.Timedelta(days=1))
    orbited = launches.loc[launches["effect"] >= _IN_ORBIT]
    return _forecast(record, len(orbited), threshold, ("nk",), len(launches), ids(launches))


def _no_joint_aggression(record: Record, threshold: float) -> Finding:
    """Take combat troops in the partner's war for joint combat against a third state."""
    fought = [
        record.deeds(
            "rp.actions",
            actor=a,
            toward=[b],
            valence="cooperation",
            topics=["troops"],
            least=threshold,
            since=ESSAY,
        )
        for a, b in (("PRK", "RUS"), ("RUS", "PRK"))
    ]
    rows = ids(*fought)
    return _forecast(record, len(rows), 1, ("rp",), len(rows), rows)


def _no_joint_attack_in_asia(record: Record, threshold: float) -> Finding:
    """Take the neighbours to be South Korea and Japan."""
    deeds = [
        record.deeds(
            "nk.actions", actor=actor, toward=["KOR", "JPN"], valence="conflict", least=0.6, since=ESSAY
        )
        for actor in ("PRK;RUS", "RUS;PRK", "RUS")
    ]
    rows = ids(*deeds)
    return _forecast(record, len(rows), 1, ("nk",), len(rows), rows)


def _forecast(
    record: Record, value: int, limit: float, cases: tuple[str, ...], n: int, rows: tuple[str, ...]
) -> Finding:
    """Judge a forecast that something will not happen: refuted once it has, borne out once its horizon is over."""
    if value >= limit:
        return Finding(CONTRADICTED, value, n=n, rows=rows)
    if record.over(*cases):
        return Finding(SUPPORTED, value, n=n, rows=rows)
    end = ESSAY + pd.Timedelta(days=record.horizon)
    return Finding(CANNOT_SAY, value, n=n, rows=rows, why=f"a forecast whose horizon ends on {end.date()}")


RULES = {
    "E13": Rule(
        _munitions,
        "sources that put a number on the containers or shells",
        "supported if there are {t} or more, and a transfer of lethal arms (.7 or more) since 2023 the "
        "coder is sure of; else "
        "cannot say",
        "one belligerent's word would not do",
        ("rp",),
        threshold=2,
        nearby=(1, 3),
    ),
    "E14": Rule(
        _help_in_space,
        "deeds of help in space, of at least that certainty",
        "supported if there is one of certainty {t} (1 low, 2 medium, 3 high) or more; else cannot say",
        "a past fact needs a row the coder is sure of; help hinted at by one side is an allegation",
        ("rp",),
        threshold=3,
        nearby=(2,),
    ),
    "E19": Rule(
        _giver_and_taker,
        "gravest deed of arms or troops by North Korea for Russia, less the gravest by Russia for North "
        "Korea, since 2022",
        "supported if above {t} while before 1992 the Soviet Union gave more than it got; contradicted if "
        "below {t}; else cannot "
        "say",
        "the largest deeds, because how many rows a flow takes is the coder's choice; who asked whom is "
        "not coded",
        ("rp",),
        threshold=0,
        nearby=(-0.1, 0.1),
    ),
    "E22": Rule(
        _space_failed,
        "share in orbit of the satellite launches since Russia first promised help",
        "supported if none reached orbit, contradicted if more than {t} did, cannot say between",
        "the claim is of no success; one in two neither bears that out nor makes the opposite true",
        ("nk", "rp"),
        threshold=0.5,
        nearby=(0.4, 0.6),
    ),
    "E23": Rule(
        _half_blow_up,
        "estimated share that failed in flight",
        "supported if for missiles and for shells an estimate of failures in flight is within {t} of one "
        "half; contradicted "
        "if there are such estimates of both and one is not; else cannot say",
        "the claim speaks of munitions, so both kinds are needed; a dud has not blown up in the air",
        ("rp",),
        threshold=0.1,
        nearby=(0.05, 0.2),
        span="rival estimates of failures of any kind",
    ),
    "E25": Rule(
        _decisive,
        "median estimate of the North Korean share of Russian fire",
        "cannot say without a table of the front line",
        "decisive is a word about outcomes, and no table has them",
        ("rp",),
        span="rival estimates",
    ),
    "E26": Rule(
        _no_disadvantage,
        "satellites put into orbit since the essay",
        "contradicted from {t}; supported if fewer and the horizon is over; else cannot say",
        "three are what the plenum ordered for 2024, its own measure of a reconnaissance force",
        ("nk",),
        threshold=3,
        nearby=(2, 4),
        forecast=True,
    ),
    "E27": Rule(
        _no_joint_aggression,
        "deployments of combat troops in the other's war since the essay",
        "contradicted if there is one of severity {t} or more; supported if none and the horizon is over; "
        "else cannot say",
        "1 on that scale is one's own combat troops in the partner's war, the plainest joint combat "
        "against a third state",
        ("rp",),
        threshold=_COMBAT,
        nearby=(0.9,),
        readings=(("neighbours are South Korea and Japan only", _no_joint_attack_in_asia),),
        forecast=True,
    ),
    "E28": Rule(
        _bogged_down,
        "none",
        "cannot say without a table of the front line",
        "as for E25",
        ("rp",),
    ),
}
