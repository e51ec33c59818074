"""What values of known columns look like: the signs by which a file without a header is told."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rhetoric_gap.readers._choose import squeeze
from rhetoric_gap.readers.layouts import Layout

_ISO = r"\d{4}-\d{2}-\d{2}([ T].*)?"
_NUMBER = r"-?\d+(\.\d*)?|-?\.\d+"
#: Column (squeezed) to the pattern of its values and what to call it.
SIGNS: dict[str, tuple[str, str]] = {
    "globaleventid": (r"\d+", "an event number"),
    "sqldate": (r"[12]\d{7}", "an 8-digit day"),
    "dateadded": (r"[12]\d{7}", "an 8-digit day"),
    "eventcode": (r"\d{2,4}", "a CAMEO code"),
    "eventrootcode": (r"[012]?\d", "a CAMEO root code"),
    "cameocode": (r"\d{2,4}", "a CAMEO code"),
    "code": (r"[\w-]{2,5}", "an event code"),
    "rootcode": (r"[012]?\d", "a CAMEO root code"),
    "quadclass": (r"[0-4]", "a quad class"),
    "goldsteinscale": (_NUMBER, "a Goldstein value"),
    "goldstein": (_NUMBER, "a Goldstein value"),
    "goldsteinscore": (_NUMBER, "a Goldstein value"),
    "eventdate": (
        _ISO + r"|\d{1,2}/\d{1,2}/\d{4}|[12]\d{7}|\d{1,2} \w+ \d{4}|\d{1,2}-\d{1,2}-\d{4}",
        "a day",
    ),
    "date": (r"\d{6}|[12]\d{7}|" + _ISO, "a day"),
    "day": (r"[12]\d{7}|\d{6}|\d{1,2}|" + _ISO, "a day"),
    "year": (r"[12]\d{3}", "a year"),
    "month": (r"\d{1,2}", "a month"),
    "source": (r"[A-Z~\-]{3}[A-Z0-9~\-]*", "an actor code"),
    "target": (r"[A-Z~\-]{3}[A-Z0-9~\-]*", "an actor code"),
    "typeofviolence": (r"[123]", "a type of violence"),
    "datestart": (_ISO + r"|\d{1,2}/\d{1,2}/\d{4}.*", "a day"),
    "dateend": (_ISO + r"|\d{1,2}/\d{1,2}/\d{4}.*", "a day"),
    "dateprec": (r"[0-5]", "a precision"),
    "best": (r"\d+", "a number of deaths"),
    "latitude": (_NUMBER, "a latitude"),
    "longitude": (_NUMBER, "a longitude"),
    "lat": (_NUMBER, "a latitude"),
    "lon": (_NUMBER, "a longitude"),
    "record": (
        r"\d{6,8}\s+[A-Z~\-]{3,}\s+[A-Z~\-]{3,}\s+[\dOl]\d{1,3}(\s.*)?",
        "day, source, target and code",
    ),
    "dispnum": (r"\d+", "a dispute number"),
    "hostlev": (r"[1-5]|-9", "a hostility level"),
    "styear": (r"[12]\d{3}", "a year"),
}
#: Another look that the values of a column may have.
OTHER_SIGNS = {"dateadded": (r"[12]\d{13}", "a 14-digit time")}
_FIT = 0.8
"""Share of the filled cells of a column that must look as they should."""


def signs_of(
    rows: Sequence[Sequence[str]], layout: Layout, signs: dict[str, tuple[str, str]] | None = None
) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Return the columns whose values look as they should, and those whose values do not.

    Each as place (from 1) and what it should be. Columns without a filled cell say nothing.
    """
    right: list[tuple[int, str]] = []
    wrong: list[tuple[int, str]] = []
    for place, column in enumerate(layout.columns):
        name = squeeze(column)
        looks = [signs[name]] if signs and name in signs else []
        if signs is None:
            looks = [known[name] for known in (SIGNS, OTHER_SIGNS) if name in known]
        cells = [row[place].strip() for row in rows if place < len(row) and row[place].strip()]
        if not looks or not cells:
            continue
        fitting = [what for pattern, what in looks if _share(pattern, cells) >= _FIT]
        (right if fitting else wrong).append((place + 1, (fitting or [looks[0][1]])[0]))
    return right, wrong


def _share(pattern: str, cells: Sequence[str]) -> float:
    """Return the share of cells that look like a pattern."""
    return sum(re.fullmatch(pattern, cell) is not None for cell in cells) / len(cells)
