"""What the CAMEO scale says about codes, as the grammar needs it: roots, quads, and the word for a deed."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from rhetoric_gap.scales.codes import lookup_chain
from rhetoric_gap.scales.entry import CodeEntry, nearest
from rhetoric_gap.scales.registry import get_scale
from rhetoric_gap.scales.shipped import shipped_rows
from rhetoric_gap.text.parts import Kind, Quad

Act = Literal["promise", "threat", "refusal", "demand", "appeal"]

ROOTS = {
    "03": "AGREE",
    "04": "CONSULT",
    "05": "SUPPORT",
    "06": "COOPERATE",
    "07": "AID",
    "08": "YIELD",
    "09": "ACCUSE",
    "10": "REQUEST",
    "11": "ACCUSE",
    "12": "REJECT",
    "13": "THREATEN",
    "14": "PROTEST",
    "15": "MOBILIZE",
    "16": "SANCTION",
    "17": "COERCE",
    "18": "ASSAULT",
    "19": "ASSAULT",
    "20": "ASSAULT",
}
"""PLOVER root of each CAMEO family; remarks (01) and appeals (02), which commit nobody to anything, have none."""
QUAD_OF: dict[str, Quad] = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT"), "VC"),
    **dict.fromkeys(("YIELD", "COOPERATE", "AID"), "MC"),
    **dict.fromkeys(("REQUEST", "ACCUSE", "REJECT", "THREATEN"), "VK"),
    **dict.fromkeys(("PROTEST", "MOBILIZE", "SANCTION", "COERCE", "ASSAULT"), "MK"),
}
FAMILY_OF_ACT: dict[Act, str] = {
    "promise": "03",
    "threat": "13",
    "refusal": "12",
    "demand": "10",
    "appeal": "02",
}
_SET_OF_ACT = {
    "promise": "fulfilling",
    "threat": "fulfilling",
    "refusal": "breaking",
    "demand": "compliance",
    "appeal": "compliance",
}
# an ultimatum is said as one: no deed alone makes a threat into it
_NEVER_FROM_A_DEED = frozenset({"139"})
DENIALS = ("016",)


def root_of(code: str) -> str | None:
    """Return the PLOVER root of a CAMEO code; None for remarks and appeals."""
    return ROOTS.get(code[:2])


def quad_of(code: str) -> Quad:
    """Return the class of a CAMEO code."""
    root = root_of(code)
    return "NEU" if root is None else QUAD_OF[root]


def is_material(code: str) -> bool:
    """Say whether a code is a deed rather than a word."""
    return "06" <= code[:2] <= "08" or "14" <= code[:2] <= "20"


def is_cooperative(code: str) -> bool:
    """Say whether a code is cooperation, in words or deeds."""
    return "03" <= code[:2] <= "08"


@lru_cache(maxsize=2048)
def said_code(act: Act, deed: str | None) -> str:
    """Return the code of a statement about a deed.

    Parameters
    ----------
    act : str
        What is said about it: ``promise``, ``threat``, ``refusal``, ``demand``, ``appeal``.
    deed : str or None
        CAMEO code of the deed.

    Returns
    -------
    str
        The most specific code whose set in the promise map names the deed; the residual code of the family where none
        does.

    Examples
    --------
    >>> said_code("threat", "195"), said_code("promise", "072"), said_code("refusal", "084"), said_code("threat", None)
    ('1384', '0332', '1243', '130')
    """
    family = FAMILY_OF_ACT[act]
    for step in lookup_chain(deed) if deed else ():
        fits = [
            (-len(code), len(deeds), code)
            for code, entry in _statements().items()
            if code.startswith(family)
            and len(code) > len(family)
            and code not in _NEVER_FROM_A_DEED
            and step in (deeds := getattr(entry, _SET_OF_ACT[act]))
        ]
        if fits:
            return min(fits)[-1]
    return family + "0"


@lru_cache(maxsize=2048)
def kind_of(code: str) -> Kind:
    """Return the kind of statement a code stands for."""
    if code.startswith(DENIALS):
        return "denial"
    entry = nearest(_statements(), code)
    if entry is None:
        return "declaration"
    kind: Kind = entry.kind or "comment"  # type: ignore[assignment]
    return kind


@lru_cache(maxsize=2048)
def valence_of(code: str) -> str | None:
    """Return the valence of a code, by its class: appeals and remarks have none."""
    quad = quad_of(code)
    return None if quad == "NEU" else "cooperation" if quad[1] == "C" else "conflict"


@lru_cache(maxsize=2048)
def severity_of(code: str, deed: str | None) -> float:
    """Return the severity of the deed named, or else the median over the deeds the statement would be kept by."""
    scale = get_scale("cameo")
    if deed is not None:
        return float(scale.deed_severity([deed])[0])
    return float(scale.statement_severity([code])[0])


@lru_cache(maxsize=2048)
def goldstein_of(code: str) -> float:
    """Return the Goldstein value of a code, words included: for comparison, never for a gap."""
    value = nearest(_goldstein(), code)
    return float("nan") if value is None else value


@lru_cache(maxsize=1)
def _statements() -> dict[str, CodeEntry]:
    """Return the statement codes of the scale."""
    return {entry.code: entry for entry in get_scale("cameo").entries if entry.is_statement}


@lru_cache(maxsize=1)
def _goldstein() -> dict[str, float]:
    """Return the signed values of all codes."""
    rows = shipped_rows("cameo_severity.csv")
    return {row["code"]: float(row["goldstein"]) for row in rows if row["goldstein"]}


@lru_cache(maxsize=2048)
def is_known_code(code: str) -> bool:
    """Say whether a code or one of its ancestors is CAMEO."""
    return nearest(_goldstein(), code) is not None
