"""Putting the runs of a multiverse together: one frame, what the curve says, which choice moves it, the joint test."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, RhetoricGapWarning, UnknownOptionError
from rhetoric_gap.inference.joint import JointTest, Side, expected_curve, joint_test
from rhetoric_gap.inference.specification import choice_influence, curve_summary
from rhetoric_gap.pairing.inputs import Inputs
from rhetoric_gap.pairing.match import resolve_rule
from rhetoric_gap.pairing.prepare import prepare
from rhetoric_gap.scales import Scale
from rhetoric_gap.spec import Spec
from rhetoric_gap.studies._grid import Plan
from rhetoric_gap.studies._joint import Moves, Shift, collect_shifted, draw_moves, relabelled, shift_tasks
from rhetoric_gap.studies._runs import NAN, OVERALL, Question, spec_key
from rhetoric_gap.words import plural

#: So many reasons are written out; the others are counted.
_SHOWN_REASONS = 3


def assemble(
    question: Question,
    plan: Plan,
    base: Spec,
    found: dict[str, Any],
    running: Callable[[dict[str, Any]], dict[str, Any]],
    n_permutations: int,
    shift: Shift,
    null: float | None,
    notes: tuple[str, ...],
) -> dict[str, Any]:
    """Return the parts of a Multiverse.

    Parameters
    ----------
    question : Question
        The data and what was asked.
    plan : Plan
        The specifications.
    base : Spec
        The usual one.
    found : dict
        What each specification's run found.
    running : callable
        Runs further tasks.
    n_permutations : int
        Permutations wanted.
    shift : {"donut", "circular"}
        How deeds are moved.
    null : float or None
        What signs are counted against.
    notes : tuple of str
        What is to be said besides.
    """
    runs = [{} if spec is None else found[f"spec {spec_key(spec)}"] for spec in plan.specs]
    frame = _frame(plan, runs, base, question)
    joint, chance, why = None, None, ""
    tested = np.flatnonzero(frame["estimate"].notna())
    if n_permutations and len(tested):
        permuted, away, why = _permuted(question, plan, runs, tested, running, n_permutations, shift)
        if len(permuted):
            side: Side = "less" if question.contrast is None else "two-sided"
            joint = joint_test(frame["estimate"].to_numpy()[tested], permuted, out_of_reach=away, side=side)
            chance = _chance(away, base.level)
            frame = _with_chance(frame, tested, joint)
    if null is None and (question.contrast is not None or question.statistic is not None):
        null = 0.0
    reference = frame["expected"].to_numpy() if null is None and joint is not None else null
    _warn_once(runs)
    return {
        "frame": frame,
        "notes": (*notes, *_notes(frame, plan, runs), *((why,) if why else ())),
        "choices": plan.choices,
        "statistic": _name(question),
        "null": null,
        "base": base,
        "curve": curve_summary(frame["estimate"], null=reference),
        "influence": _influences(frame, plan),
        "joint": joint,
        "chance": chance,
    }


def _frame(plan: Plan, runs: list[dict[str, Any]], base: Spec, question: Question) -> pd.DataFrame:
    """Make one row per specification."""
    columns: dict[str, Any] = {"spec_id": np.arange(1, len(plan) + 1)}
    for place, name in enumerate(plan.choices):
        values = [row[place] for row in plan.values]
        shown = _shown(values) if name == "scale" else values
        # As objects: one None among days would turn them all into fractions.
        columns[name] = pd.Series(shown, dtype="object") if None in shown else shown
    for name in ("estimate", "lower", "upper"):
        columns[name] = _numbers(runs, name)
    columns["level"] = [base.level if spec is None else spec.level for spec in plan.specs]
    columns |= {"expected": NAN, "p": NAN}
    columns |= {name: _numbers(runs, name) for name in OVERALL}
    usual = _usual(base, question)
    columns["default"] = [spec in usual for spec in plan.specs]
    columns["same_as"] = _same_as(runs)
    columns["reason"] = [
        why or str(run.get("reason", "")) for why, run in zip(plan.reasons, runs, strict=True)
    ]
    columns["seconds"] = _numbers(runs, "seconds")
    frame = pd.DataFrame(columns)
    for name in ("n", "n_open", "n_clusters"):
        frame[name] = frame[name].astype("Int64")
    return frame


def choice_labels(frame: pd.DataFrame, name: str) -> pd.Series:
    """Write the values of a choice as text: values of any type can then be told apart, None included."""

    def text(value: Any) -> str:
        if value is None or value != value:
            return "none"
        return f"{value:g}" if isinstance(value, float) else str(value)

    return frame[name].astype("object").map(text)


def _shown(values: list[Any]) -> list[str]:
    """Write scales by name; several of one name are told apart by their content."""
    names = [value.name if isinstance(value, Scale) else str(value) for value in values]
    scales = {
        (name, value.digest) for name, value in zip(names, values, strict=True) if isinstance(value, Scale)
    }
    twice = {name for name in names if sum(other == name for other, _ in scales) > 1}
    return [
        f"{name} {value.digest[:6]}" if isinstance(value, Scale) and name in twice else name
        for name, value in zip(names, values, strict=True)
    ]


def _numbers(runs: list[dict[str, Any]], name: str) -> list[float]:
    """Read one number of every run; missing where it did not get so far."""
    return [NAN if run.get(name) is None else float(run[name]) for run in runs]


def _usual(base: Spec, question: Question) -> tuple[Spec, ...]:
    """Return the usual spec as given and with its match rule named: ``auto`` equals the rule it stands for."""
    if base.match != "auto" or base.coding == "complete":
        return (base,)
    p = prepare(Inputs(question.statements, question.actions, question.links, base, question.as_of, ()))
    return base, base.replace(match=resolve_rule(p)[0])


def _same_as(runs: list[dict[str, Any]]) -> pd.Series:
    """Name the first specification with the same outcomes, statement by statement; missing for that one itself."""
    first: dict[str, int] = {}
    found = []
    for number, run in enumerate(runs, start=1):
        mark = run.get("print")
        known = first.setdefault(mark, number) if mark else number
        found.append(pd.NA if known == number else known)
    return pd.Series(found, dtype="Int64")


def _with_chance(frame: pd.DataFrame, tested: np.ndarray, joint: JointTest) -> pd.DataFrame:
    """Add what each specification would show by chance."""
    frame = frame.copy()
    for name, values in (("expected", joint.expected), ("p", joint.p_each)):
        column = np.full(len(frame), NAN)
        column[tested] = values
        frame[name] = column
    return frame


def _chance(permuted: np.ndarray, level: float) -> pd.DataFrame:
    """Return the sorted curve by chance as a frame."""
    frame = pd.DataFrame(expected_curve(permuted, level=level), columns=["lower", "median", "upper"])
    frame.insert(0, "rank", np.arange(1, len(frame) + 1))
    return frame


def _permuted(
    question: Question,
    plan: Plan,
    runs: list[dict[str, Any]],
    tested: np.ndarray,
    running: Callable[[dict[str, Any]], dict[str, Any]],
    n: int,
    shift: Shift,
) -> tuple[np.ndarray, np.ndarray, str]:
    """Run the tested specifications on permuted data, or say why that cannot be done."""
    none = np.empty((0, len(tested)))
    if question.contrast is not None:
        draws = relabelled([runs[place]["clusters"] for place in tested], n, question.seed)
        lost = n - len(draws)
        why = f"{lost} of {n} permutations left a group without statements and were dropped" if lost else ""
        if not len(draws):
            why = "No joint test: no other way to give clusters to the two groups leaves statements in both"
        return draws, draws, why
    if question.statistic is not None:
        why = (
            "No joint test: moving deeds in time asks whether words and deeds are tied, not what this statistic is; "
            "use contrast= for a difference of groups"
        )
        return none, none, why
    coded = sum(bool(runs[place]["coded"]) for place in tested)
    if coded:
        why = (
            "No joint test: links drawn by a coder cannot be drawn again for deeds at other times "
            f"({coded} of {plural(len(tested), 'specification')} use them)"
        )
        return none, none, why
    specs = [spec for spec in (plan.specs[place] for place in tested) if spec is not None]
    try:
        moves = draw_moves(question, specs, shift, n, question.seed)
    except UnknownOptionError:
        raise
    except RhetoricGapError as error:
        return none, none, f"No joint test: {error}"
    near, away = (
        collect_shifted(running(shift_tasks(question, specs, moves, days)), len(specs))
        for days in (moves.days, moves.away)
    )
    return (
        near,
        away,
        f"Joint test: deeds moved {_manner(moves, shift)}, on a ring of the record's {moves.ring} days",
    )


def _manner(moves: Moves, shift: Shift) -> str:
    """Say how deeds were moved."""
    if shift == "circular":
        return f"all together by up to {moves.high} days"
    who = "each dyad's by an amount of its own" if shift == "donut" else "all by one amount"
    return f"{who}, up to {moves.high} days either way (by {moves.low} or more for what chance would leave)"


def _influences(frame: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Measure the influence of each choice."""
    labels = {name: choice_labels(frame, name) for name in plan.choices}
    codes = [pd.factorize(column)[0] for column in labels.values()]
    found = choice_influence(np.reshape(codes, (len(plan.choices), len(frame))).T, frame["estimate"])
    rows = []
    for (name, label), one in zip(labels.items(), found, strict=True):
        means = frame["estimate"].dropna().groupby(label).mean()
        low, high = (str(means.idxmin()), str(means.idxmax())) if len(means) else ("", "")
        rows.append(
            {
                "choice": name,
                "first_order": one.first_order,
                "total": one.total,
                "mean_difference": one.mean_difference,
                "n_pairs": one.n_pairs,
                "lowest_at": low,
                "highest_at": high,
                "reason": one.reason,
            }
        )
    columns = [
        "choice",
        "first_order",
        "total",
        "mean_difference",
        "n_pairs",
        "lowest_at",
        "highest_at",
        "reason",
    ]
    return pd.DataFrame(rows, columns=columns).sort_values(
        "first_order", ascending=False, kind="stable", ignore_index=True, na_position="last"
    )


def _notes(frame: pd.DataFrame, plan: Plan, runs: list[dict[str, Any]]) -> list[str]:
    """Say what was lost, what came out twice and what was warned of."""
    notes = []
    lost = frame.loc[frame["estimate"].isna(), "reason"]
    for why, number in list(lost.value_counts(sort=True).items())[:_SHOWN_REASONS]:
        notes.append(f"{plural(number, 'specification')} without an estimate: {why}")
    if lost.nunique() > _SHOWN_REASONS:
        notes.append(f"{lost.nunique() - _SHOWN_REASONS} further reasons are in the column reason")
    same = int(frame["same_as"].notna().sum())
    if same:
        idle = [name for place, name in enumerate(plan.choices) if _is_idle(plan, runs, place)]
        verb = "makes" if len(idle) == 1 else "make"
        names = f"; {' and '.join(idle)} {verb} no difference to these data" if idle else ""
        notes.append(
            f"{same} of {plural(len(frame), 'specification')} come out identical to another in every outcome{names}; "
            "each counts, so leave out of the grid what should not weigh twice"
        )
    crossed = int(np.prod([choice_labels(frame, name).nunique() for name in plan.choices]))
    if crossed != int(frame["estimate"].notna().sum()) and len(plan.choices) > 1:
        notes.append("Not every combination has an estimate, so the shares of the choices overlap")
    if not frame["default"].any():
        notes.append("The usual specification is not among these")
    return notes


def _is_idle(plan: Plan, runs: list[dict[str, Any]], place: int) -> bool:
    """Tell whether specifications that differ in this choice only always come out the same."""
    marks: dict[str, set[Any]] = {}
    values: dict[str, int] = {}
    for row, run in zip(plan.values, runs, strict=True):
        if run.get("print"):
            rest = repr([value for number, value in enumerate(row) if number != place])
            marks.setdefault(rest, set()).add(run["print"])
            values[rest] = values.get(rest, 0) + 1
    compared = [rest for rest, number in values.items() if number > 1]
    return bool(compared) and all(len(marks[rest]) == 1 for rest in compared)


def _warn_once(runs: list[dict[str, Any]]) -> None:
    """Hand on what the runs warned of, once."""
    said = [run["warnings"] for run in runs if run.get("warnings")]
    if said:
        text = f"{len(said)} of {plural(len(runs), 'specification')} warned: {said[0][0]}"
        warnings.warn(text, RhetoricGapWarning, stacklevel=4)


def _name(question: Question) -> str:
    """Say what is estimated."""
    if question.contrast is not None:
        column, first, second = question.contrast
        return f"gap of {column} {first} less that of {second}"
    if question.statistic is not None:
        name = getattr(question.statistic, "__name__", "statistic")
        return "statistic" if name == "<lambda>" else str(name)
    return "gap"
