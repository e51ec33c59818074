"""A result in words, under the wording rules: say what was counted, never what anybody meant."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import pandas as pd

from rhetoric_gap.render import format_assumptions, percent
from rhetoric_gap.words import plural

if TYPE_CHECKING:
    from rhetoric_gap.results import GapResult

Row = dict[Hashable, Any]

CAUTION = (
    "A gap is not a lie: it says that recorded deeds fell short of the deeds that were named, not why; that no deed is "
    "recorded does not show that none was done, and the number depends on the severity scale and the window."
)
#: Weighted and unweighted gaps further apart than this are worth a sentence.
_DISAGREE = 0.05
_MOST_GROUPS = 12


def describe_result(result: GapResult) -> str:
    """Write the findings, the assumptions and the caution, one paragraph a line."""
    frame = result.frame
    # Without periods, an empty row is the whole answer; in a trend it is a gap between two others.
    spoken = frame.loc[frame["n_statements"].gt(0)] if result.freq else frame
    findings = [_finding(row, result) for row in spoken.head(_MOST_GROUPS).to_dict("records")]
    if len(spoken) > _MOST_GROUPS:
        findings.append(f"{plural(len(spoken) - _MOST_GROUPS, 'more row is', 'more rows are')} in the table.")
    if len(spoken) < len(frame):
        silent = plural(len(frame) - len(spoken), "row of the table has", "rows of the table have")
        findings.append(f"{silent} no statement.")
    if not len(frame):
        findings.append("There is no statement to describe.")
    lines = [*findings, f"Assumptions. {format_assumptions(result)} {_risk_rule(result)}"]
    lines += [f"Note. {note}." for note in result.notes]
    return "\n".join([*lines, CAUTION])


def _finding(row: Row, result: GapResult) -> str:
    """Describe one row."""
    who = _who(row, result)
    if pd.isna(row["gap"]):
        return f"{who}no gap can be stated ({row['reason']})."
    sentence = (
        f"{who}the gap is {row['gap']:.2f} over {plural(row['n'], 'scored statement')} in "
        f"{plural(row['n_clusters'], 'cluster')} "
        f"({row['n_kept']} kept, {row['n_partial']} partly, {row['n_unfulfilled'] + row['n_late']} unfulfilled"
        f"{', of which ' + str(row['n_late']) + ' late' if row['n_late'] else ''})"
    )
    if pd.isna(row["lower"]):
        sentence += f"; {row['reason']}"
    else:
        sentence += f", {percent(float(row['level']))} interval {row['lower']:.2f} to {row['upper']:.2f}"
    more = (
        _chance(row, result),
        _bounds(row),
        _weighting(row, result),
        _unannounced(row, result),
        _denials(row),
    )
    return f"{sentence}. {''.join(more)}".strip()


def _who(row: Row, result: GapResult) -> str:
    """Name the group."""
    names = [*result.by, *(["period"] if result.freq else [])]
    if not names:
        return "Overall, "
    return "For " + ", ".join(f"{n} {'(missing)' if pd.isna(row[n]) else row[n]}" for n in names) + ", "


def _chance(row: Row, result: GapResult) -> str:
    """Compare with deeds that came at other times."""
    if pd.isna(row["gap_if_chance"]) or result.chance is None:
        return ""
    away = {
        "donut": f"Had the same deeds come {result.chance.low} to {result.chance.high} days earlier or later",
        "joint": f"Had all deeds come {result.chance.low} to {result.chance.high} days earlier or later together",
        "circular": "Had the record of deeds been turned round",
        "mirror": "In the mirror windows before the statements",
    }[result.chance.shift]
    verb = "is" if result.chance.shift == "mirror" else "would be"
    beside = f"difference {row['excess']:+.2f}, p {row['p_chance']:.3f}"
    return f"{away}, the gap {verb} {row['gap_if_chance']:.2f} ({beside}). "


def _bounds(row: Row) -> str:
    """Say what the untested statements could do to the gap."""
    cells = [
        f"{row[f'n_{c}']} {c.replace('_', ' ')}"
        for c in ("open", "not_triggered", "trigger_unknown", "withdrawn", "superseded")
        if row[f"n_{c}"]
    ]
    if not cells:
        return ""
    return (
        f"Untested: {', '.join(cells)}; whatever becomes of them, the gap over all is between "
        f"{row['bound_low']:.2f} and {row['bound_high']:.2f}. "
    )


def _weighting(row: Row, result: GapResult) -> str:
    """Say where severity drives the result."""
    difference = float(row["cov_term"])
    if abs(difference) < _DISAGREE:
        return ""
    which = "more" if difference > 0 else "less"
    amounts = result.spec.assignment == "amount"
    weight, words = ("amount", "the largest promises") if amounts else ("severity", "the gravest words")
    return (
        f"Unweighted it is {row['gap_unweighted']:.2f}: {weight} drives the result, {words} being {which} often "
        "unfulfilled. "
    )


def _unannounced(row: Row, result: GapResult) -> str:
    """Say how much was done without a word."""
    if pd.isna(row["unannounced_share"]):
        return ""
    what = "amount delivered" if result.spec.assignment == "amount" else "severity done"
    return f"{100 * row['unannounced_share']:.0f} % of the {what} was not announced. "


def _denials(row: Row) -> str:
    """Describe refusals and denials, which stay outside the gap."""
    if pd.isna(row["contradicted_share"]):
        return ""
    tested = row["n_upheld"] + row["n_contradicted"]
    many = plural(tested, "refusal or denial was", "refusals and denials were")
    return f"Apart from the gap, {row['n_contradicted']} of {many} contradicted by a deed."


def _risk_rule(result: GapResult) -> str:
    """Say which statements are in the risk set."""
    if result.spec.conditional == "all":
        return "Conditional statements count as if unconditional, whether or not their trigger fired."
    return "Only statements whose window has closed and whose trigger, if any, fired are scored."
