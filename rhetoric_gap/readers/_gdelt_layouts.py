"""The columns of every version of GDELT's events, from one list and what the versions differ in."""

from __future__ import annotations

from rhetoric_gap.readers.layouts import Layout

_SIDE_PARTS = (
    *("Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code"),
    *("Type1Code", "Type2Code", "Type3Code"),
)
_PLACE_PARTS = ("Type", "FullName", "CountryCode", "ADM1Code", "Lat", "Long", "FeatureID")
REDUCED_PLACES = tuple(
    f"{side}Geo{part}" for side in ("Source", "Target", "Action") for part in ("Type", "Lat", "Long")
)


def _columns(*, url: bool, adm2: bool) -> tuple[str, ...]:
    """Write down the columns of one version; what the versions differ in are the arguments."""
    at = _PLACE_PARTS.index("ADM1Code") + 1
    place = (*_PLACE_PARTS[:at], *(("ADM2Code",) if adm2 else ()), *_PLACE_PARTS[at:])
    return (
        *("GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"),
        *(f"Actor{side}{part}" for side in (1, 2) for part in _SIDE_PARTS),
        *("IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale"),
        *("NumMentions", "NumSources", "NumArticles", "AvgTone"),
        *(f"{who}Geo_{part}" for who in ("Actor1", "Actor2", "Action") for part in place),
        "DATEADDED",
        *(("SOURCEURL",) if url else ()),
    )


# GDELT is UTF-8; a line that is not loses nothing but the spelling of a name if it is read as Latin-1.
_ENCODINGS = ("utf-8", "latin-1")
DAILY = Layout(
    "GDELT 1.0 daily, 58 columns",
    _columns(url=True, adm2=False),
    header="maybe",
    encodings=_ENCODINGS,
    extra=1,
)
HISTORICAL = Layout(
    "GDELT 1.0 historical, 57 columns", _columns(url=False, adm2=False), header="maybe", extra=1
)
SECOND = Layout(
    "GDELT 2.0 events, 61 columns",
    _columns(url=True, adm2=True),
    header="maybe",
    encodings=_ENCODINGS,
    extra=1,
)
REDUCED = Layout(
    "GDELT 1.0 reduced, 17 columns",
    (
        *("SQLDATE", "Actor1Code", "Actor2Code", "EventCode", "NumEvents", "NumArticles", "QuadClass"),
        *("GoldsteinScale", *REDUCED_PLACES),
    ),
    header="always",
    encodings=_ENCODINGS,
    extra=1,
)
ALIASES = {
    # BigQuery and the codebook of 2.0 have Day, the reduced file shorter names throughout
    **{"day": "SQLDATE", "date": "SQLDATE", "source": "Actor1Code", "target": "Actor2Code"},
    **{"cameocode": "EventCode", "numarts": "NumArticles", "goldstein": "GoldsteinScale"},
}
