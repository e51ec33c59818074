"""Files of machine-coded events with invented content, in the exact layouts of their sources."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from rhetoric_gap.readers import gdelt, icews, phoenix, polecat
from rhetoric_gap.readers.event_tables import EventTables

REDUCED_HEADER = (
    *("Date", "Source", "Target", "CAMEOCode", "NumEvents", "NumArts", "QuadClass", "Goldstein"),
    *("SourceGeoType", "SourceGeoLat", "SourceGeoLong", "TargetGeoType", "TargetGeoLat", "TargetGeoLong"),
    *("ActionGeoType", "ActionGeoLat", "ActionGeoLong"),
)
LAYOUTS = {57: gdelt.HISTORICAL, 58: gdelt.DAILY, 61: gdelt.SECOND}
Row = Mapping[str, str]


def lines(rows: Iterable[Row], columns: Sequence[str], *, end: str = "\n", tail: str = "") -> str:
    """Write rows, blank where nothing is given."""
    return "".join("\t".join(row.get(name, "") for name in columns) + tail + end for row in rows)


def gdelt_row(number: int, code: str = "0311", day: str = "20240105", **more: str) -> Row:
    """Invent a row: France speaks of or to Germany, added on the day."""
    row = {
        **{
            "GLOBALEVENTID": str(number),
            "SQLDATE": day,
            "MonthYear": day[:6],
            "Year": day[:4],
            "FractionDate": "1900.5",
        },
        **{"Actor1Code": "FRAGOV", "Actor1Name": "PARIS", "Actor1CountryCode": "FRA"},
        **{"Actor2Code": "DEU", "Actor2Name": "GERMANY", "Actor2CountryCode": "DEU", "IsRootEvent": "1"},
        **{"EventCode": code, "EventBaseCode": code[:3], "EventRootCode": code[:2], "QuadClass": "1"},
        **{
            "GoldsteinScale": "5.2",
            "NumMentions": "4",
            "NumSources": "1",
            "NumArticles": "4",
            "AvgTone": "-1.5",
        },
        **{"ActionGeo_Lat": "48.85", "DATEADDED": day, "SOURCEURL": f"https://example.org/{number}"},
    }
    return row | more


def gdelt_text(
    rows: Iterable[Row], n_columns: int = 58, *, header: bool = False, end: str = "\n", tail: str = ""
) -> str:
    """Write GDELT rows in one of its layouts."""
    columns = LAYOUTS[n_columns].columns
    first = "\t".join(columns) + end if header else ""
    return first + lines(rows, columns, end=end, tail=tail)


def reduced_text(rows: Iterable[Row]) -> str:
    """Write rows of the reduced file, which has a header."""
    return "\t".join(REDUCED_HEADER) + "\n" + lines(rows, REDUCED_HEADER)


def reduced_row(code: str = "0311", day: str = "19990105", **more: str) -> Row:
    """Invent a row of the reduced file."""
    row = {
        "Date": day,
        "Source": "FRAGOV",
        "Target": "DEU",
        "CAMEOCode": code,
        "NumEvents": "3",
        "NumArts": "9",
    }
    return row | {"QuadClass": "1", "Goldstein": "5.2", "ActionGeoType": "1", "ActionGeoLat": "46"} | more


def icews_row(number: int, code: str = "0332", day: str = "2018-06-01", **more: str) -> Row:
    """Invent a row: Norway and Ghana. Names are written with underscores."""
    row = {
        **{"Event ID": str(number), "Event Date": day, "Source Name": "Foreign Affairs (Norway)"},
        **{"Source Sectors": "Executive,Government", "Source Country": "Norway"},
        **{"Event Text": "Express intent to provide military aid", "CAMEO Code": code, "Intensity": "5.2"},
        **{"Target Name": "Military (Ghana)", "Target Sectors": "Military", "Target Country": "Ghana"},
        **{"Story ID": str(number), "Sentence Number": "2", "Publisher": "Example Gazette", "City": "Accra"},
    }
    return row | {name.replace("_", " "): value for name, value in more.items()}


def icews_text(rows: Iterable[Row], *, without: Sequence[str] = (), end: str = "\n", tail: str = "") -> str:
    """Write ICEWS rows with their header."""
    columns = [name for name in icews.COLUMNS if name not in without]
    return "\t".join(columns) + end + lines(rows, columns, end=end, tail=tail)


def phoenix_row(number: int, code: str = "0332", day: str = "20150105", **more: str) -> Row:
    """Invent a row: France and Mali."""
    row = {
        **{"EventID": str(number), "Date": day, "Year": day[:4], "Month": day[4:6], "Day": day[6:]},
        **{"SourceActorFull": "FRAGOV", "SourceActorEntity": "FRA", "SourceActorRole": "GOV"},
        **{"TargetActorFull": "MLIMIL", "TargetActorEntity": "MLI", "TargetActorRole": "MIL"},
        **{"EventCode": code, "EventRootCode": code[:2], "QuadClass": "1", "GoldsteinScore": "5.2"},
        **{"SentenceID": f"{number}_1", "URLs": "https://example.org/a", "NewsSources": "example_wire"},
    }
    return row | more


def phoenix_text(rows: Iterable[Row]) -> str:
    """Write Phoenix rows: 26 columns, no header."""
    return lines(rows, phoenix.COLUMNS)


def polecat_row(number: str = "a1_1", kind: str = "AGREE", day: str = "2022-01-05", **more: str) -> Row:
    """Invent a row: Kenya and Uganda; what is not given is ``None``, as in the files."""
    row = dict.fromkeys(polecat.COLUMNS, "None")
    row |= {
        "Event ID": number,
        "Event Date": day,
        "Publication Date": day,
        "Event Type": kind,
        "Intensity": "2.5",
    }
    row |= {
        "Actor Name": "William",
        "Actor Country": "KEN",
        "Recipient Name": "Yoweri",
        "Recipient Country": "UGA",
    }
    row |= {"Contexts": "military", "Quad Code": "1", "Source": "example wire"}
    return row | {name.replace("_", " "): value for name, value in more.items()}


def polecat_text(
    rows: Iterable[Row], *, without: Sequence[str] = (), more_names: Sequence[str] = (), tail: str = ""
) -> str:
    """Write POLECAT rows with their header, or one that has more names than there are columns."""
    columns = [name for name in polecat.COLUMNS if name not in without]
    at = columns.index("Contexts")
    names = [*columns[:at], *more_names, *columns[at:]]
    return "\t".join(names) + tail + "\n" + lines(rows, columns, tail=tail)


def put(path: Path, text: str | bytes) -> Path:
    """Write bytes as they are, packed if the name says so."""
    data = text.encode() if isinstance(text, str) else text
    if path.suffix == ".gz":
        data = gzip.compress(data)
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr(path.stem, data)
        return path
    path.write_bytes(data)
    return path


def adds_up(events: EventTables) -> None:
    """Check the account: what goes into a step came out of the one before, and the last rows are the tables'."""
    account = events.account
    into, out = account["rows_in"].tolist(), account["rows_out"].tolist()
    assert into[1:] == out[:-1], account.to_string()
    assert out[-1] == len(events.statements) + len(events.actions), account.to_string()


def lost(events: EventTables, why: str) -> int:
    """Count the rows left out in the steps whose reason or name holds a text."""
    account = events.account
    found = account[
        account["why"].str.contains(why, regex=False) | account["step"].str.contains(why, regex=False)
    ]
    return int((found["rows_in"] - found["rows_out"]).sum())


def codes(events: EventTables) -> list[str]:
    """Return the codes of both tables."""
    return sorted(pd.concat([events.statements["code"], events.actions["code"]]).tolist())


def ids(events: EventTables) -> list[str]:
    """Return the ids of both tables."""
    return sorted([*events.statements["statement_id"], *events.actions["action_id"]])
