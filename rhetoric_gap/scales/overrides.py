"""Severities and sets of a user's own, checked in full before any of them is applied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from numbers import Real
from typing import Any

import pandas as pd

from rhetoric_gap.errors import FAILURE_COLUMNS, RhetoricGapError, SchemaError, did_you_mean
from rhetoric_gap.scales.codes import NUMBER_HINT
from rhetoric_gap.scales.entry import RELATIONS, CodeEntry, nearest

TABLE = "overrides"
SHAPE_HINT = (
    "give a mapping or a Series from code to value, or a DataFrame with the columns 'code' and {name!r}"
)

Deeds = dict[str, frozenset[str]]
Problem = tuple[Any, str, Any, str, str, str]


def override_entries(
    entries: tuple[CodeEntry, ...], severity: Any, sets: Mapping[str, Any], name: str | None
) -> tuple[CodeEntry, ...]:
    """Apply overrides to the entries of a scale.

    Parameters
    ----------
    entries : tuple of CodeEntry
        What the scale knows.
    severity : mapping, Series, DataFrame or None
        Code to severity.
    sets : mapping of str to mapping, Series, DataFrame or None
        For each of ``fulfilling``, ``partial`` and ``breaking``: statement code to deeds.
    name : str or None
        Name the changed scale is to have.

    Returns
    -------
    tuple of CodeEntry
        The changed entries.

    Raises
    ------
    SchemaError
        If anything is wrong; ``.failures`` lists every problem.
    """
    problems: list[Problem] = list(_name_problems(name))
    grades = _read_severity(severity, problems)
    known = {entry.code: entry for entry in entries}
    graded = {code for code, entry in known.items() if entry.severity == entry.severity} | set(grades)
    chosen = {key: _read_sets(key, given, known, graded, problems) for key, given in sets.items()}
    problems.extend(_overlaps(chosen))
    if problems:
        raise SchemaError(pd.DataFrame(problems, columns=FAILURE_COLUMNS))
    for code, value in grades.items():
        ancestor = nearest(known, code)
        fresh = CodeEntry(code, "own code", value, None if ancestor is None else ancestor.valence)
        known[code] = replace(known[code], severity=value) if code in known else fresh
    return tuple(_with_sets(known, chosen))


def _name_problems(name: Any) -> Iterator[Problem]:
    """Refuse names a reader could not tell from a scale of the library."""
    from rhetoric_gap.scales.registry import scale_names

    if name is None:
        return
    if not isinstance(name, str) or not name.strip():
        yield _problem(
            None, "name", name, "a name is text", "leave it out, or give the scale a name of its own"
        )
    elif name in scale_names():
        yield _problem(
            None, "name", name, "the name of a shipped scale", "give the changed scale a name of its own"
        )


def _read_severity(given: Any, problems: list[Problem]) -> dict[str, float]:
    """Read and check code to severity."""
    grades: dict[str, float] = {}
    for code, value in _pairs("severity", given):
        if not _is_code(code, "severity", problems):
            continue
        number = _number(value)
        if not 0 <= number <= 1:
            problems.append(
                _problem(code, "severity", value, "a number in [0, 1]", "divide by the scale's largest value")
            )
        else:
            grades[code.strip()] = number
    return grades


def _number(value: Any) -> float:
    """Read a severity, NaN if it is no number (a truth value is none either)."""
    if isinstance(value, bool) or not isinstance(value, Real | str):
        return float("nan")
    try:
        return float(value)
    except ValueError:
        return float("nan")


def _read_sets(
    name: str, given: Any, known: Mapping[str, CodeEntry], graded: set[str], problems: list[Problem]
) -> Deeds:
    """Read and check statement code to deeds."""
    statements = {code: entry for code, entry in known.items() if entry.is_statement}
    severities = dict.fromkeys(graded, True)
    chosen: Deeds = {}
    for raw, value in _pairs(name, given):
        if not _is_code(raw, name, problems):
            continue
        code = raw.strip()
        if nearest(statements, code) is None:
            hint = f"a severity of your own needs no map.{did_you_mean(code, statements)}"
            problems.append(_problem(code, name, code, "a statement code of the scale", hint))
        deeds = [d for d in _split(value) if _is_code(d, name, problems, row=code)]
        for deed in deeds:
            if nearest(severities, deed) is None:
                hint = f"give it one: severity={{{deed!r}: ...}}.{did_you_mean(deed, graded)}"
                problems.append(_problem(code, name, deed, "a deed with a severity on the scale", hint))
        chosen[code] = frozenset(deeds)
    return chosen


def _pairs(name: str, given: Any) -> Iterator[tuple[Any, Any]]:
    """Yield code and value of an override, however it was given."""
    if given is None:
        return
    if isinstance(given, pd.DataFrame):
        if not {"code", name} <= set(given.columns):
            raise RhetoricGapError(
                f"{name}: {SHAPE_HINT.format(name=name)}; got columns {list(given.columns)}"
            )
        told = given.loc[given[name].notna(), ["code", name]]
        yield from zip(told["code"], told[name], strict=True)
    elif isinstance(given, Mapping | pd.Series):
        yield from given.items()
    else:
        raise RhetoricGapError(f"{name}: {SHAPE_HINT.format(name=name)}; got {type(given).__name__}")


def _split(value: Any) -> list[Any]:
    """Read the deeds of a set: a collection of codes, or one text with semicolons."""
    if isinstance(value, str):
        return [code.strip() for code in value.split(";") if code.strip()]
    if isinstance(value, Iterable):
        return [deed.strip() if isinstance(deed, str) else deed for deed in value]
    return [value]


def _is_code(code: Any, column: str, problems: list[Problem], row: Any = None) -> bool:
    """Check that a code is text and not blank, and note it if it is not."""
    if isinstance(code, str) and code.strip():
        return True
    problems.append(_problem(code if row is None else row, column, code, "a code as text", NUMBER_HINT))
    return False


def _overlaps(chosen: Mapping[str, Deeds]) -> Iterator[Problem]:
    """Refuse deeds put in two sets of one statement at once."""
    for i, one in enumerate(RELATIONS):
        for other in RELATIONS[i + 1 :]:
            for code in chosen.get(one, {}).keys() & chosen.get(other, {}).keys():
                for deed in sorted(chosen[one][code] & chosen[other][code]):
                    yield _problem(
                        code, other, deed, f"also named as {one}", "a deed is one thing to one word"
                    )


def _with_sets(known: dict[str, CodeEntry], chosen: Mapping[str, Deeds]) -> Iterator[CodeEntry]:
    """Replace sets; deeds moved into one set leave the others of that statement."""
    statements = {code: entry for code, entry in known.items() if entry.is_statement}
    for code in sorted({code for deeds in chosen.values() for code in deeds}):
        parent = nearest(statements, code)
        if parent is None:
            continue
        own: dict[str, Any] = {name: deeds[code] for name, deeds in chosen.items() if code in deeds}
        moved = frozenset().union(*own.values())
        rest: dict[str, Any] = {name: getattr(parent, name) - moved for name in RELATIONS if name not in own}
        severity = known[code].severity if code in known else float("nan")
        known[code] = replace(parent, code=code, severity=severity, **own, **rest)
    yield from (known[code] for code in sorted(known))


def _problem(row: Any, column: str, value: Any, rule: str, hint: str) -> Problem:
    """Write one row of the failures frame."""
    return (row, column, value, rule, hint, TABLE)
