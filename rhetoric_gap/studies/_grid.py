"""Which specifications a grid means: values crossed or listed, the impossible ones kept with the reason."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError
from rhetoric_gap.pairing.inputs import Inputs
from rhetoric_gap.pairing.prepare import Prepared, prepare
from rhetoric_gap.scales import Scale, get_scale
from rhetoric_gap.spec import Spec
from rhetoric_gap.words import plural

WINDOWS = (30, 60, 90)
STRENGTHS = (2, 3)
ASSIGNMENTS = ("optimal", "earliest", "best")
# What of a prepared table decides a gap besides the pairing itself.
_DECISIVE = ("scope", "named", "start", "end")
_HINT = 'give values by choice, such as grid={"window": [30, 60, 90], "conditional": ["triggered", "all"]}'


@dataclass(frozen=True)
class Plan:
    """The specifications to run.

    Attributes
    ----------
    choices : tuple of str
        The fields of :class:`Spec` that are varied.
    values : tuple of tuple
        The values of these fields in each specification, in the order of ``choices``.
    specs : tuple of Spec or None
        The specifications; None where a combination is impossible.
    reasons : tuple of str
        Why; empty where it is possible.
    notes : tuple of str
        What the reader must know of the grid.
    """

    choices: tuple[str, ...]
    values: tuple[tuple[Any, ...], ...]
    specs: tuple[Spec | None, ...]
    reasons: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        """How many specifications."""
        return len(self.specs)


def make_plan(grid: Any, base: Spec) -> Plan:
    """Read a grid: a mapping is crossed, a list is taken as it stands."""
    listed = _crossed(grid) if isinstance(grid, Mapping) else _listed(grid, base)
    names = [field.name for field in dataclasses.fields(Spec)]
    choices = tuple(dict.fromkeys(name for row in listed for name in row))
    for name in choices:
        if name not in names:
            raise UnknownOptionError("choice in grid", name, names)
    kept: dict[tuple[Any, ...], tuple[Spec | None, str]] = {}
    for row in listed:
        spec, why = _try_spec(base, row)
        told = {name: row.get(name, getattr(base, name)) for name in choices}
        values = tuple(told.values() if spec is None else (getattr(spec, name) for name in choices))
        kept.setdefault(values, (spec, why))
    twice = len(listed) - len(kept)
    note = (f"{plural(twice, 'specification')} given more than once counted once",) if twice else ()
    return Plan(
        choices, tuple(kept), tuple(s for s, _ in kept.values()), tuple(w for _, w in kept.values()), note
    )


def _crossed(grid: Mapping[Any, Any]) -> list[dict[str, Any]]:
    """Combine every value of every choice with every other."""
    if not grid:
        raise RhetoricGapError(f"the grid is empty; {_HINT}, or leave it out for the usual choices")
    wrong = [
        f"{k}={v!r}" for k, v in grid.items() if isinstance(v, (str, Scale)) or not isinstance(v, Iterable)
    ]
    if wrong:
        raise RhetoricGapError(
            f"every choice of the grid needs a list of values, got {', '.join(wrong)}; {_HINT}"
        )
    lists = {str(name): list(values) for name, values in grid.items()}
    bare = [name for name, values in lists.items() if not values]
    if bare:
        raise RhetoricGapError(
            f"no value is given for {', '.join(bare)}; leave a choice out to keep its default"
        )
    return [dict(zip(lists, row, strict=True)) for row in product(*lists.values())]


def _listed(grid: Any, base: Spec) -> list[dict[str, Any]]:
    """Take specifications one by one: as a Spec, or as the choices that make them differ from the default."""
    if isinstance(grid, (str, bytes, pd.DataFrame)) or not isinstance(grid, Sequence) or not len(grid):
        raise RhetoricGapError(
            f"grid must be a dict of lists or a list of dicts or Specs, got {grid!r}; {_HINT}"
        )
    wrong = [type(one).__name__ for one in grid if not isinstance(one, (Spec, Mapping))]
    if wrong:
        raise RhetoricGapError(
            f"a listed specification must be a dict or a Spec, got {', '.join(sorted(set(wrong)))}"
        )
    whole = [one for one in grid if isinstance(one, Spec)]
    # Whether links are the whole truth is a fact about a case; a spec made elsewhere does not know it.
    differ = [
        field.name
        for field in dataclasses.fields(Spec)
        if field.name != "coding" and any(getattr(s, field.name) != getattr(base, field.name) for s in whole)
    ]
    return [
        {name: getattr(one, name) for name in differ}
        if isinstance(one, Spec)
        else {str(k): v for k, v in one.items()}
        for one in grid
    ]


def _try_spec(base: Spec, choices: dict[str, Any]) -> tuple[Spec | None, str]:
    """Make a spec, or say why these choices do not go together; a word that is no option is a mistake of the grid."""
    try:
        spec = base.replace(**choices)
        get_scale(spec.scale)
    except UnknownOptionError:
        raise
    except RhetoricGapError as error:
        return None, str(error)
    return spec, ""


def usual_grid(inputs: Inputs) -> tuple[dict[str, list[Any]], tuple[str, ...]]:
    """Return the choices a reader would ask about first, as far as they can make a difference to these data.

    Parameters
    ----------
    inputs : Inputs
        Checked tables and the default spec.

    Returns
    -------
    grid : dict of str to list
        Field of :class:`Spec` to values.
    notes : tuple of str
        Which choices were left out, and why.
    """
    base = inputs.spec
    settled = prepare(inputs)
    grid: dict[str, list[Any]] = {"window": sorted({*WINDOWS, base.window})}
    out: dict[str, list[str]] = {}
    if base.coding == "complete":
        out.setdefault("the coded links are the whole truth", []).extend(["match", "assignment"])
    else:
        rules = _rules(settled)
        if len(rules) > 1:
            grid["match"] = rules
        else:
            out.setdefault(f"the tables allow no rule but {rules[0]!r}", []).append("match")
        if base.assignment == "amount":
            out.setdefault("amounts are compared", []).append("assignment")
        else:
            grid["assignment"] = list(ASSIGNMENTS)
    asked: dict[str, list[Any]] = {
        "conditional": ["triggered", "all"],
        "min_strength": sorted({*STRENGTHS, base.min_strength}),
        "scale": [
            base.scale,
            *(name for name in ("cameo", "ones") if get_scale(name) != get_scale(base.scale)),
        ],
    }
    for name, values in asked.items():
        if any(_differs(settled, inputs, **{name: value}) for value in values):
            grid[name] = values
        else:
            out.setdefault("no statement here depends on it", []).append(name)
    notes = tuple(f"Not in the grid: {', '.join(names)} ({why})" for why, names in out.items())
    return grid, notes


def _differs(settled: Prepared, inputs: Inputs, **choices: Any) -> bool:
    """Tell whether a choice changes which statements count, what they weigh or when their windows lie."""
    other = prepare(dataclasses.replace(inputs, spec=inputs.spec.replace(**choices)))
    columns = list(_DECISIVE)
    return not settled.statements[columns].equals(other.statements[columns]) or not np.array_equal(
        settled.actions["done"].to_numpy(dtype=float),
        other.actions["done"].to_numpy(dtype=float),
        equal_nan=True,
    )


def _rules(p: Prepared) -> list[str]:
    """List the match rules these tables allow; any deed for any word only where there is nothing better."""
    both = (p.statements, p.actions)
    rules = []
    if all("code" in frame for frame in both) and (
        np.any(p.scale.knows_statement(p.statements["code"]))
        and np.any(p.scale.knows_deed(p.actions["code"]))
    ):
        rules.append("code")
    if all("topic" in frame and frame["topic"].notna().any() for frame in both):
        rules.append("topic")
    return rules or ["any"]
