"""Quad classes: verbal or material, cooperation or conflict. Three rules, which do not agree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.errors import UnknownOptionError
from rhetoric_gap.scales.codes import lookup_chain
from rhetoric_gap.scales.lookup import each
from rhetoric_gap.scales.shipped import shipped_rows

QUAD_CLASSES: Mapping[int, str] = MappingProxyType(
    {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict"}
)
# First root of each class; the roots run from 01 to 20.
CUTS: Mapping[str, tuple[int, int, int, int]] = MappingProxyType(
    {"gdelt": (1, 6, 10, 15), "icews": (1, 6, 9, 14)}
)
LAST_ROOT = 20
QUAD_RULES = (*CUTS, "plover")
# What the PLOVER types that took over from CAMEO roots do to them: words or deeds, and what became of the rest.
PLOVER_CHANGES = (
    "PLOVER drops roots 01 and 02, counts 081-083 (CONCEDE) as words where CAMEO's rules have deeds, and INVESTIGATE "
    "(root 09) as a deed but ACCUSE-investigate as a word"
)


def quad_class(codes: Any, rule: str = "gdelt") -> np.ndarray:
    """Return the quad class of codes.

    Parameters
    ----------
    codes : array-like of str
        CAMEO codes for the rules ``gdelt`` and ``icews``, PLOVER types or ``TYPE-mode`` for ``plover``; missing values
        allowed.
    rule : {"gdelt", "icews", "plover"}, default "gdelt"
        Which rule to go by; see Notes.

    Returns
    -------
    numpy.ndarray of float
        1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict; NaN where the code is
        missing or not of the rule's vocabulary.

    Raises
    ------
    RhetoricGapError
        If a code is not text, or there is no such rule.

    Notes
    -----
    ======== ============= ============= ============= =============
    rule     1             2             3             4
    ======== ============= ============= ============= =============
    gdelt    01-05         06-09         10-14         15-20
    icews    01-05         06-08         09-13         14-20
    plover   AGREE CONSULT COOPERATE AID DEMAND        SANCTION
             SUPPORT       RETREAT       DISAPPROVE    PROTEST CRIME
             CONCEDE       INVESTIGATE   REJECT        MOBILIZE
                                         THREATEN      COERCE
                                         ACCUSE        ASSAULT FIGHT
                                         REQUEST
    ======== ============= ============= ============= =============

    ``gdelt`` is what the column QuadClass of GDELT's files holds; ``icews`` the classes of the R package icews, which
    are those of the CAMEO literature. They part on investigations (09) and protests (14), each in its own direction:
    GDELT has 09 with deeds and 14 with words, ICEWS the other way round. PLOVER's README lists SANCTION with verbal
    conflict, its manual with material conflict; here it is a deed, because it is what keeps a threat of one.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> rg.quad_class(["057", "094", "141", "19"]).tolist(), rg.quad_class(["094", "141"], rule="icews").tolist()
    ([1.0, 2.0, 3.0, 4.0], [3.0, 4.0])
    """
    return each(codes, _classifier(rule), float)


def is_verbal(codes: Any, rule: str = "gdelt") -> np.ndarray:
    """Say which codes are words under a quad rule.

    Parameters
    ----------
    codes : array-like of str
        Codes, missing values allowed.
    rule : {"gdelt", "icews", "plover"}, default "gdelt"
        Which rule to go by; see :func:`quad_class`.

    Returns
    -------
    numpy.ndarray of object
        True for words, False for deeds, None where the code is missing or not of the rule's vocabulary.

    Raises
    ------
    RhetoricGapError
        If a code is not text, or there is no such rule.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> rg.is_verbal(["138", "191", None]).tolist()
    [True, False, None]
    """
    classify = _classifier(rule)
    return each(codes, lambda code: None if (found := classify(code)) is None else found in (1, 3), object)


def check_quad_rules(rules: Any) -> str | None:
    """Say what is wrong with tables split by several quad rules.

    Parameters
    ----------
    rules : iterable of str
        The rule each row, or each table, was split by; missing values are left out.

    Returns
    -------
    str or None
        Text of a warning that names the roots that change sides; None if there is at most one rule.

    Raises
    ------
    RhetoricGapError
        If there is no rule of that name.

    Examples
    --------
    >>> from rhetoric_gap.scales import check_quad_rules
    >>> print(check_quad_rules(["gdelt", "gdelt", None]))
    None
    >>> check_quad_rules(["gdelt", "icews"])[:62]
    'words and deeds were told apart by several rules (gdelt, icews'
    """
    given = {rule for rule in _unique(rules) if not pd.isna(rule)}
    for rule in given:
        _check_rule(rule)
    met = [rule for rule in QUAD_RULES if rule in given]
    if len(met) < 2:
        return None
    return (
        f"words and deeds were told apart by several rules ({', '.join(met)}): {'; '.join(_changes(met))}. An event of "
        "these kinds is a word in one table and a deed in the other, so that it is counted on both sides or on "
        "neither. Read all sources by one rule (quad_rule=...), or score them apart"
    )


def _unique(rules: Any) -> Iterable[Any]:
    """Return each rule once, however many rows carry it."""
    column = rules if isinstance(rules, pd.Series) else pd.Series(list(rules), dtype=object)
    values: Iterable[Any] = column.unique()
    return values


def _changes(met: list[str]) -> Iterable[str]:
    """Name the codes that are words under one rule and deeds under another."""
    if {"gdelt", "icews"} <= set(met):
        sides = {rule: _sides(rule) for rule in CUTS}
        for root in sorted(root for root in sides["gdelt"] if sides["gdelt"][root] != sides["icews"][root]):
            words = [rule for rule in CUTS if sides[rule][root]]
            deeds = [rule for rule in CUTS if not sides[rule][root]]
            yield f"root {root} is a word under {', '.join(words)} and a deed under {', '.join(deeds)}"
    if "plover" in met:
        yield PLOVER_CHANGES


def _sides(rule: str) -> dict[str, bool]:
    """Say of every CAMEO root whether it is a word."""
    return {f"{root:02d}": _root_class(root, rule) in (1, 3) for root in range(1, LAST_ROOT + 1)}


def _check_rule(rule: Any) -> None:
    """Refuse a rule that does not exist."""
    if not isinstance(rule, str) or rule not in QUAD_RULES:
        raise UnknownOptionError("quad_rule", rule, QUAD_RULES)


def _classifier(rule: Any) -> Callable[[str], int | None]:
    """Return what tells a code's class under a rule."""
    _check_rule(rule)
    if rule == "plover":
        types = _plover_classes()
        return lambda code: types.get(lookup_chain(code)[-1])
    return lambda code: _cameo_class(code, rule)


def _cameo_class(code: str, rule: str) -> int | None:
    """Return the class of a CAMEO code by its root."""
    if not (code.isascii() and code.isdigit() and 2 <= len(code) <= 4):
        return None
    return _root_class(int(code[:2]), rule)


def _root_class(root: int, rule: str) -> int | None:
    """Return the class of a root."""
    return sum(root >= first for first in CUTS[rule]) if 1 <= root <= LAST_ROOT else None


@cache
def _plover_classes() -> dict[str, int]:
    """Return the class of each PLOVER type; FIGHT, of the README only, is violence as ASSAULT is."""
    classes = {
        row["code"]: int(row["quad_class"])
        for row in shipped_rows("plover_codes.csv")
        if "-" not in row["code"]
    }
    return classes | {"FIGHT": classes["ASSAULT"]}
