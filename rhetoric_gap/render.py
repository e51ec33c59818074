"""One display table per result: the frame's numbers as a reader wants to see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from rhetoric_gap.inference.chance import ChanceControl
    from rhetoric_gap.results import GapResult

_MISSING = "-"
_LATEX = {
    **{letter: f"\\{letter}" for letter in "&%$#_{}"},
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
}
# Cells shown always, then those shown only where some row has them.
_ALWAYS = {"n": "n", "n_kept": "kept", "n_partial": "partial", "n_unfulfilled": "unfulf.", "n_open": "open"}
_WHERE_ANY = {
    "n_late": "late",
    "n_not_triggered": "not trig.",
    "n_trigger_unknown": "trig. unknown",
    "n_complied": "complied",
    "n_withdrawn": "withdrawn",
    "n_superseded": "superseded",
    "n_untestable": "untestable",
    "n_denials": "refusals, denials",
}


def display_table(result: GapResult) -> pd.DataFrame:
    """Return the table from which text, HTML and LaTeX are made: all cells are text."""
    frame = result.frame
    table = pd.DataFrame(index=frame.index)
    for column in (*result.by, *(["period"] if result.freq else [])):
        table[column] = [_MISSING if pd.isna(v) else str(v) for v in frame[column]]
    for column, title in _ALWAYS.items():
        table[title] = frame[column].astype(int).astype(str)
    for column, title in _WHERE_ANY.items():
        if frame[column].any():
            table[title] = frame[column].astype(int).astype(str)
    table["gap"] = frame["gap"].map(_share)
    table[_level_title(frame)] = _ranges(frame["lower"], frame["upper"])
    if frame["gap_if_chance"].notna().any():
        table["if chance"] = frame["gap_if_chance"].map(_share)
        table["p"] = frame["p_chance"].map(_p_value)
    table["bounds"] = _ranges(frame["bound_low"], frame["bound_high"])
    table["unannounced"] = frame["unannounced_share"].map(_share)
    if frame["n_denials"].any():
        table["contradicted"] = frame["contradicted_share"].map(_share)
    if frame["reason"].ne("").any():
        table["remark"] = frame["reason"]
    return table


def format_assumptions(result: GapResult) -> str:
    """Name every choice behind the numbers in one sentence."""
    spec = result.spec
    if spec.coding == "complete":
        pairing = f"coded links taken as the whole truth; windows of {spec.window} days close statements"
    else:
        coded = " after coded links" if (result.links["how"] == "coded").any() else ""
        lag = f"deeds {spec.min_lag} to {spec.window} days after"
        pairing = f"{spec.assignment} assignment by {spec.match}{coded}, {lag}"
    methods = [m for m in dict.fromkeys(result.frame["method"]) if m]
    interval = f"; intervals: {', '.join(methods)}" if methods else ""
    changed = {
        k: v for k, v in spec.changes().items() if k not in ("window", "match", "assignment", "coding")
    }
    control = f"; {format_chance(result.chance)}" if result.chance is not None else ""
    others = f"; {', '.join(f'{k}={v!r}' for k, v in changed.items())}" if changed else ""
    return f"As of {result.as_of.date()}; {pairing}{interval}{control}{others}."


def format_chance(control: ChanceControl) -> str:
    """Name how deeds were moved, how far and how often."""
    draws = f"all {control.n}" if control.exact else f"{control.n}"
    if control.shift == "mirror":
        return f"chance: mirror windows before the statements, {draws} exchanges of before and after by dyad"
    how = "by dyad" if control.shift == "donut" else "all dyads together"
    moves = f"{control.low} to {control.high} days"
    return f"chance: {draws} moves of deeds {how} by {moves} round a record of {control.ring} days"


def escape_latex(text: str) -> str:
    """Escape what LaTeX would read as markup."""
    return "".join(_LATEX.get(letter, letter) for letter in text)


def percent(level: float) -> str:
    """Write a confidence level: ``95 %``."""
    return f"{100 * level:g} %"


def _level_title(frame: pd.DataFrame) -> str:
    """Title of the interval column."""
    return f"{percent(frame['level'].iloc[0])} interval" if len(frame) else "interval"


def _share(value: float) -> str:
    """Write a share with two decimals, as journals do."""
    return _MISSING if pd.isna(value) else f"{value:.2f}"


def _p_value(value: float) -> str:
    """Write a p-value with three decimals."""
    return _MISSING if pd.isna(value) else f"{value:.3f}"


def _ranges(low: pd.Series, high: pd.Series) -> list[str]:
    """Write ranges as ``[.., ..]``."""
    return [_MISSING if pd.isna(a) else f"[{a:.2f}, {b:.2f}]" for a, b in zip(low, high, strict=True)]
