"""Files of hand-coded conflict data with invented content, in the exact layouts of their sources."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from rhetoric_gap.readers import acled, mid, ucdp

Row = Mapping[str, str]
RUSSIA, UKRAINE = "Military Forces of Russia (2000-)", "Military Forces of Ukraine (2019-)"


def quoted_text(
    rows: Iterable[Row],
    columns: Sequence[str],
    *,
    header: bool = True,
    delimiter: str = ",",
    end: str = "\n",
    names: Sequence[str] | None = None,
) -> str:
    """Write rows as quoted CSV, blank where nothing is given."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    if header:
        writer.writerow(columns if names is None else names)
    writer.writerows([row.get(name, "") for name in columns] for row in rows)
    return out.getvalue()


def acled_row(number: int, kind: str = "Armed clash", day: str = "2023-05-16", **more: str) -> Row:
    """Invent a row: Russia abroad and Ukraine at home."""
    row = {
        **{"event_id_cnty": f"UKR{number}", "event_date": day, "year": day[:4], "time_precision": "1"},
        **{"data_id": str(90_000 + number), "event_id_no_cnty": str(number), "iso3": "UKR"},
        **{"disorder_type": "Political violence", "event_type": kind_of(kind), "sub_event_type": kind},
        **{"actor1": RUSSIA, "inter1": "8", "actor2": UKRAINE, "inter2": "1", "interaction": "18"},
        **{
            "assoc_actor_1": "Battalion A; Battalion B",
            "iso": "804",
            "region": "Europe",
            "country": "Ukraine",
        },
        **{"admin1": "Anywhere", "location": "Sometown", "latitude": "48.1", "longitude": "37.5"},
        **{"geo_precision": "2", "source": "Example Gazette; Example Wire", "source_scale": "National"},
        **{"notes": 'On 16 May, a "clash", as it was called, took place.', "fatalities": "2"},
        **{"timestamp": "1700000000"},
    }
    return row | more


def kind_of(sub_event: str) -> str:
    """Return the event type a sub-event belongs to."""
    return next((event for event, subs in SUB_EVENTS.items() if sub_event in subs), "Strategic developments")


SUB_EVENTS = {
    "Battles": ("Government regains territory", "Non-state actor overtakes territory", "Armed clash"),
    "Explosions/Remote violence": (
        *("Chemical weapon", "Air/drone strike", "Suicide bomb", "Shelling/artillery/missile attack"),
        *("Remote explosive/landmine/IED", "Grenade"),
    ),
    "Violence against civilians": ("Sexual violence", "Attack", "Abduction/forced disappearance"),
    "Protests": (*("Excessive force against protesters", "Protest with intervention", "Peaceful protest"),),
    "Riots": ("Violent demonstration", "Mob violence"),
    "Strategic developments": (
        *("Agreement", "Arrests", "Change to group/activity", "Disrupted weapons use"),
        *("Headquarters or base established", "Looting/property destruction"),
        *("Non-violent transfer of territory", "Other"),
    ),
}
"""The 25 sub-events of ACLED's codebook (2023 and 2024 editions), by event type."""


def acled_text(rows: Iterable[Row], *, old: bool = False, **how: object) -> str:
    """Write ACLED rows, with today's columns or those before 2023."""
    return quoted_text(rows, acled.OLD_COLUMNS if old else acled.COLUMNS, **how)  # type: ignore[arg-type]


def ucdp_row(number: int, kind: str = "1", day: str = "2023-05-16", **more: str) -> Row:
    """Invent a row: Russia and Ukraine, as UCDP names them."""
    row = {
        **{"id": str(number), "relid": f"RUS-2023-1-{number}", "year": day[:4], "active_year": "True"},
        **{
            "code_status": "Clear",
            "type_of_violence": kind,
            "conflict_name": "Here: Government",
            "dyad_name": "A - B",
        },
        **{"side_a": "Government of Russia (Soviet Union)", "side_b": "Government of Ukraine"},
        **{"number_of_sources": "2", "source_article": '"Example Wire,2023-05-17,A headline, with commas"'},
        **{"where_description": "Sometown", "country": "Ukraine", "country_id": "369", "region": "Europe"},
        **{"event_clarity": "1", "date_prec": "1", "date_start": day, "date_end": day, "deaths_a": "1"},
        **{
            "deaths_b": "2",
            "deaths_civilians": "0",
            "deaths_unknown": "0",
            "best": "3",
            "high": "4",
            "low": "3",
        },
        **{"gwnoa": "365", "gwnob": "369"},
    }
    return row | more


def ucdp_text(rows: Iterable[Row], **how: object) -> str:
    """Write GED rows, 49 columns."""
    return quoted_text(rows, ucdp.COLUMNS, **how)  # type: ignore[arg-type]


MID_CLASH = {"stday": "4", "stmon": "5", "styear": "1902", "endday": "9", "endmon": "6", "endyear": "1902"}


def midb_row(
    state: str, side: str, level: str = "4", act: str = "16", dispute: str = "9001", **more: str
) -> Row:
    """Invent a state in a dispute."""
    row = {"dispnum": dispute, "stabb": f"S{state}", "ccode": state, **MID_CLASH, "sidea": side}
    row |= {"revstate": "1", "revtype1": "1", "revtype2": "-9", "fatality": "1", "fatalpre": "-9"}
    return row | {"hiact": act, "hostlev": level, "orig": "1", "version": "5"} | more


def midip_row(
    state: str, side: str, level: str = "4", act: str = "16", incident: str = "9001001", **more: str
) -> Row:
    """Invent a state in an incident, on the other side of the incident than of the dispute."""
    row = {"dispnum": "9001", "incidnum": incident, "stabb": f"S{state}", "ccode": state, **MID_CLASH}
    row |= {"insidea": side, "sidea": str(1 - int(side)), "fatality": "0", "fatalpre": "0"}
    return row | {"action": act, "hostlev": level, "revtype1": "0", "revtype2": "0", "version": "5"} | more


def midb_text(rows: Iterable[Row], **how: object) -> str:
    """Write MIDB rows, 19 columns."""
    return quoted_text(rows, mid.PARTICIPANTS, **how)  # type: ignore[arg-type]


def midip_text(rows: Iterable[Row], **how: object) -> str:
    """Write MIDIP rows, 19 other columns."""
    return quoted_text(rows, mid.INCIDENT_PARTICIPANTS, **how)  # type: ignore[arg-type]


def mida_text() -> str:
    """Write a dispute without its states."""
    row = {"dispnum": "9001", **MID_CLASH, "outcome": "5", "hiact": "16", "hostlev": "4", "version": "5"}
    return quoted_text([row], mid.DISPUTES)


def midi_text() -> str:
    """Write an incident without its states."""
    row = {
        "dispnum": "9001",
        "incidnum": "9001001",
        **MID_CLASH,
        "action": "16",
        "hostlev": "4",
        "version": "5",
    }
    return quoted_text([row], mid.INCIDENTS)
