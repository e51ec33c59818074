"""Rules that look across columns, rows and tables."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.tables import rulebook
from rhetoric_gap.tables.cells import is_among, joint_codes
from rhetoric_gap.tables.problems import Mask, Problems
from rhetoric_gap.tables.schema import NO_DEED_KINDS, RISK_STATES, TESTABLE_STRENGTH, Table

TOLERANCE = 1e-9

Codes = np.ndarray[Any, np.dtype[np.int64]]


class Content:
    """The columns of a table as read: values, and which cells are blank, bad or good."""

    def __init__(self, frame: pd.DataFrame, problems: Problems) -> None:
        self.frame = frame
        self.problems = problems
        self.values: dict[str, pd.Series] = {}

    def blank(self, name: str) -> Mask:
        """Return the rows without a cell in this column; all of them if there is no such column."""
        if name not in self.frame.columns:
            return np.ones(len(self.frame), dtype=bool)
        return self.frame[name].isna().to_numpy(dtype=bool)

    def good(self, name: str) -> Mask:
        """Return the rows whose cell is filled and broke no rule."""
        return ~self.blank(name) & ~self.problems.bad(name)

    def equals(self, name: str, *words: str) -> Mask:
        """Return the rows whose cell is good and one of some words."""
        return (
            self.good(name) & self.values[name].isin(words).to_numpy()
            if name in self.values
            else self.good(name)
        )


def check_filled(content: Content, table: Table, problems: Problems) -> None:
    """Report blank cells where a value is needed."""
    for column in table.columns:
        if column.may_be_blank or column.name not in content.frame.columns:
            continue
        hint = f"fill it in ({column.meaning}) or drop the row"
        if column.name in {"actor", "target"}:
            hint += "; pandas reads the code 'NA' (Namibia) as missing unless keep_default_na=False"
        problems.rows(column.name, content.blank(column.name), rulebook.FILLED, hint)


def check_unique_id(content: Content, table: Table, problems: Problems) -> None:
    """Report every row of a repeated id."""
    if table.id is None or table.id not in content.values:
        return
    ids = content.values[table.id]
    repeated = ids.duplicated(keep=False).to_numpy(dtype=bool) & content.good(table.id)
    problems.rows(
        table.id, repeated, rulebook.UNIQUE_ID, "another row has this id; number the rows anew or drop one"
    )


def check_severity(content: Content, table: Table, problems: Problems) -> None:
    """Report rows with neither severity nor code, unless the statement names no deed."""
    asked = [name for name in table.either if name in content.frame.columns]
    if not asked:
        return
    lacking = np.logical_and.reduce([content.blank(name) for name in table.either])
    hint = "give the severity of the deed, 0 to 1, or its event code"
    if table.name == "statements":
        lacking &= ~_names_no_deed(content)
        hint += "; only demands, declarations, comments and strength 0 or 1 name no deed"
    problems.rows(asked[0], lacking, rulebook.SEVERITY_OR_CODE, hint)


def _names_no_deed(content: Content) -> Mask:
    """Return the statements that commit their speaker to nothing, and those whose kind or strength is unreadable."""
    weak = np.zeros(len(content.frame), dtype=bool)
    if "strength" in content.values:
        strength = content.values["strength"].to_numpy(dtype="float64", na_value=np.nan)
        weak = content.good("strength") & (strength < TESTABLE_STRENGTH)
    unreadable = content.problems.bad("kind") | content.problems.bad("strength")
    return weak | content.equals("kind", *NO_DEED_KINDS) | unreadable


def check_date_order(content: Content, problems: Problems, *pairs: tuple[str, str]) -> None:
    """Report days before the day they cannot precede, for each pair (later, earlier)."""
    for later, earlier in pairs:
        if later not in content.values or earlier not in content.values:
            continue
        before = (content.values[later] < content.values[earlier]).to_numpy(dtype=bool)
        problems.rows(later, before, rulebook.DATE_ORDER, f"{later} is before {earlier}")


def check_trigger(content: Content, problems: Problems) -> None:
    """Report triggers that fired on no day, and days of triggers that did not fire."""
    fired = content.equals("trigger_state", "fired")
    undated = fired & content.blank("trigger_date")
    problems.rows(
        "trigger_date", undated, rulebook.TRIGGER, "give the day it fired, or trigger_state 'unknown'"
    )
    dated = (
        ~content.blank("trigger_date")
        & ~fired
        & ~problems.bad("trigger_state")
        & ~problems.bad("trigger_date")
    )
    problems.rows(
        "trigger_date", dated, rulebook.TRIGGER, "set trigger_state to 'fired', or leave the day blank"
    )


def check_resolution(content: Content, problems: Problems) -> None:
    """Report days of resolutions that are not named."""
    dated = content.good("resolution_date") & content.blank("resolution")
    problems.rows(
        "resolution_date", dated, rulebook.RESOLUTION, "name the resolution, or leave the day blank"
    )


def check_unit(content: Content, problems: Problems) -> None:
    """Report amounts without a unit."""
    bare = content.good("amount") & content.blank("unit")
    problems.rows("amount", bare, rulebook.UNIT, "name its unit in column 'unit'")


def check_part_of(content: Content, problems: Problems) -> None:
    """Report wholes that are not in the table, and rows that are a part of themselves."""
    if "part_of" not in content.values or "action_id" not in content.values:
        return
    own, whole = joint_codes(content.values["action_id"], content.values["part_of"])
    unknown = content.good("part_of") & ~is_among(whole, own)
    problems.rows("part_of", unknown, rulebook.KNOWN_ID, "no action_id of this table")
    looped = _on_a_loop(own, whole)
    problems.rows(
        "part_of",
        looped,
        rulebook.NO_LOOP,
        "a row cannot be contained in itself; leave the whole's cell blank",
    )


def _on_a_loop(own: Codes, whole: Codes) -> Mask:
    """Return the rows that come back to themselves when one follows part_of upwards."""
    size = max(own.max(initial=-1), whole.max(initial=-1)) + 1
    above = np.full(size + 1, -1)  # the last cell, where -1 points to, is its own whole: the top
    above[own] = whole
    above[-1] = -1
    # after as many steps as there are ids, a walk is at the top or on a loop; from a loop, on every row of it
    for _ in range(int(size).bit_length()):
        above = above[above]
    looped = np.zeros(size + 1, dtype=bool)
    looped[above] = True
    looped[-1] = False
    return looped[own]


def check_known_ids(content: Content, name: str, known: pd.Series, table: str, problems: Problems) -> None:
    """Report ids that are not in another table."""
    if name not in content.values:
        return
    unknown = content.good(name) & ~is_among(*joint_codes(content.values[name], known))
    problems.rows(name, unknown, rulebook.KNOWN_ID, f"no {name} of the {table} table")


def check_unique_links(content: Content, problems: Problems) -> None:
    """Report every row that links the same statement and action."""
    keys = ["statement_id", "action_id"]
    if not all(name in content.values for name in keys):
        return
    pairs = pd.DataFrame({name: pd.factorize(content.values[name])[0] for name in keys})
    filled = content.good(keys[0]) & content.good(keys[1])
    repeated = pairs.duplicated(keep=False).to_numpy(dtype=bool) & filled
    problems.rows("statement_id", repeated, rulebook.UNIQUE_LINK, "another row links the same two; keep one")


def check_match(content: Content, problems: Problems) -> None:
    """Report links that are scored and have no match."""
    if "match" not in content.values:
        return
    bare = content.blank("match")
    if "scored" in content.values:
        bare = bare & content.values["scored"].to_numpy(dtype=bool) & ~problems.bad("scored")
    problems.rows("match", bare, rulebook.MATCH, "1 fulfils, 0.5 partly, 0 not; or set 'scored' to false")


def check_outcome_scores(content: Content, problems: Problems) -> None:
    """Report statements at risk that lack a number, and credit beyond the severity named."""
    values: dict[str, Any] = content.values
    if not {"state", "severity", "credit", "share"} <= set(values):
        return
    at_risk = content.equals("state", *RISK_STATES)
    for name in ("severity", "credit", "share"):
        lacking = at_risk & content.blank(name)
        if name == "share":
            lacking &= ~(values["severity"] == 0).to_numpy()  # 0 / 0
        problems.rows(
            name, lacking, rulebook.SCORED_STATE, f"states {', '.join(RISK_STATES)} are scored: give {name}"
        )
    # where quantities are counted, severity and credit are amounts and know no upper end
    graded = content.blank("amount")
    for name in ("severity", "credit"):
        beyond = graded & (values[name] > 1).to_numpy()
        problems.rows(
            name, beyond, rulebook.SHARE, "divide by the top of the scale; or give 'amount' if it is one"
        )
    over = (values["credit"] > values["severity"] + TOLERANCE).to_numpy()
    problems.rows("credit", over, rulebook.CREDIT_CAP, "a deed earns no more than the severity named")
    if {"effect_low", "effect_high"} <= set(values):
        crossed = (values["effect_low"] > values["effect_high"] + TOLERANCE).to_numpy()
        problems.rows("effect_low", crossed, rulebook.EFFECT_ORDER, "swap the two columns")
