"""The tables as they were known on one day, ready to be paired.

Everything that does not depend on which deed answers which word is settled here once: what existed at ``as_of``, what a
code says where the coder left a blank, when each statement's clock starts and stops, and which statements can be
tested at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.account import ACCOUNT_COLUMNS, add_step, steps_of
from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.pairing.cautions import cautions
from rhetoric_gap.pairing.collapse import collapse_repeats
from rhetoric_gap.pairing.inputs import Inputs, drop_account
from rhetoric_gap.pairing.reserved import ACTION_NAMES, STATEMENT_NAMES, set_aside_own
from rhetoric_gap.pairing.same_source import SharedSources, shared_sources
from rhetoric_gap.scales import Scale, get_scale
from rhetoric_gap.spec import Spec
from rhetoric_gap.tables.cells import text_dtype
from rhetoric_gap.tables.schema import RESOLUTIONS
from rhetoric_gap.tables.targets import canonical
from rhetoric_gap.words import plural

ACT = "act"  # commits its speaker to a deed
ABSENCE = "absence"  # commits its speaker not to act: kept by absence
NONE = "none"  # commits its speaker to nothing

_ROLE_OF_KIND = {
    "threat": ACT,
    "promise": ACT,
    "refusal": ABSENCE,
    "denial": ABSENCE,
    "demand": NONE,
    "declaration": NONE,
    "comment": NONE,
}
#: States of statements that are out of the risk set whatever was done.
OUT_OF_SCOPE = ("untestable", *RESOLUTIONS, "not_triggered", "trigger_unknown")
IN_SCOPE = ""


@dataclass(frozen=True, eq=False)
class Prepared:
    """What pairing and the index work on.

    Attributes
    ----------
    statements : pandas.DataFrame
        Statements known at ``as_of``, in order of date and id, with ``start``, ``end``, ``cluster``, ``role``
        (act, absence, none), ``scope`` (empty, or why the statement is out of the risk set), ``named`` (the weight
        ``r``: severity, or the amount where amounts are compared) and ``n_repeats``.
    actions : pandas.DataFrame
        Actions known at ``as_of``, in order of date and id, with ``done`` (severity, or the amount) and ``countable``
        (a deed that was done, counted once).
    links : pandas.DataFrame or None
        Coded links between rows that exist.
    spec, as_of, scale
        As given.
    notes : tuple of str
        What the reader must know.
    account : pandas.DataFrame
        Rows in and out of each step.
    sources : SharedSources or None
        Which rows of the two tables were coded from one source; None if none were.
    """

    statements: pd.DataFrame
    actions: pd.DataFrame
    links: pd.DataFrame | None
    spec: Spec
    as_of: pd.Timestamp
    scale: Scale
    notes: tuple[str, ...]
    account: pd.DataFrame
    sources: SharedSources | None = None

    def same_source(self, i: np.ndarray, j: np.ndarray) -> np.ndarray:
        """Say of pairs of rows whether both were coded from one source."""
        return np.zeros(len(i), dtype=bool) if self.sources is None else self.sources.same(i, j)

    def with_notes(self, *notes: str) -> Prepared:
        """Return a copy with more notes."""
        return replace(self, notes=(*self.notes, *notes))


def prepare(inputs: Inputs) -> Prepared:
    """Bring checked tables into the state in which they were known at ``as_of``."""
    spec = inputs.spec
    scale = get_scale(spec.scale)
    said, moved_said = set_aside_own(_amounts(inputs.statements, spec), STATEMENT_NAMES, "statements")
    done, moved_done = set_aside_own(_amounts(inputs.actions, spec), ACTION_NAMES, "actions")
    statements = _known(said, inputs.as_of, "statement_id", "statements known at as_of")
    actions = _known(done, inputs.as_of, "action_id", "actions known at as_of")
    links = _existing_links(inputs.links, statements, actions)
    warned = cautions(statements, actions, scale)
    statements = _describe_statements(statements, inputs.as_of, spec, scale)
    actions = _describe_actions(actions, spec, scale)
    if spec.collapse is not None:
        statements, links = collapse_repeats(statements, links, spec.collapse)
    else:
        statements["n_repeats"] = 1
    notes = (*inputs.notes, *warned, *moved_said, *moved_done, *_amount_notes(statements, actions, spec))
    account = [
        step for frame in (statements, actions, links) if frame is not None for step in steps_of(frame)
    ]
    for frame in (statements, actions, links):
        if frame is not None:
            drop_account(frame)
    table = pd.DataFrame(account, columns=ACCOUNT_COLUMNS)
    sources = shared_sources(statements, actions)
    return Prepared(statements, actions, links, spec, inputs.as_of, scale, notes, table, sources)


def _amounts(frame: pd.DataFrame, spec: Spec) -> pd.DataFrame:
    """Give a table without rows the columns of amounts: nothing delivered is an answer, not a mistake."""
    if spec.assignment != "amount" or len(frame):
        return frame
    blank = {"amount": pd.Series(dtype="float64"), "unit": pd.Series(dtype=text_dtype())}
    empty = frame.assign(**{name: column for name, column in blank.items() if name not in frame})
    empty.attrs = frame.attrs
    return empty


def _known(frame: pd.DataFrame, as_of: pd.Timestamp, key: str, step: str) -> pd.DataFrame:
    """Keep the rows reported (else dated) up to ``as_of``, in order of date and id."""
    seen = frame["date"]
    if "reported_at" in frame:
        seen = frame["reported_at"].fillna(frame["date"])
    known = frame.loc[(seen <= as_of).to_numpy()]
    if len(known) < len(frame):
        add_step(known, step, len(frame), len(known), f"reported after {as_of.date()}, so not known then")
    else:
        add_step(known, step, len(frame), len(known), f"all reported by {as_of.date()}")
    known = known.sort_values(["date", key], kind="stable", ignore_index=True)
    return known


def _existing_links(
    links: pd.DataFrame | None, statements: pd.DataFrame, actions: pd.DataFrame
) -> pd.DataFrame | None:
    """Keep the coded links whose two rows are known at ``as_of``."""
    if links is None:
        return None
    if "scored" in links:
        links = _only(
            links, links["scored"].astype(bool), "coded links that are scored", "left open by the coder"
        )
    if "how" in links:
        links = _only(
            links, links["how"].ne("matched").fillna(True), "links drawn by a coder", "made by a rule"
        )
    known = links["statement_id"].isin(statements["statement_id"]) & links["action_id"].isin(
        actions["action_id"]
    )
    kept = links.loc[known.to_numpy()].reset_index(drop=True)
    why = (
        "both rows known"
        if len(kept) == len(links)
        else "the statement or the deed was not yet known at as_of"
    )
    add_step(kept, "coded links known at as_of", len(links), len(kept), why)
    return kept


def _only(links: pd.DataFrame, keep: pd.Series, step: str, why: str) -> pd.DataFrame:
    """Keep some of the links, with an account where that loses any."""
    kept = links.loc[keep.to_numpy(dtype=bool)]
    if len(kept) < len(links):
        add_step(kept, step, len(links), len(kept), why)
    return kept


def _describe_statements(frame: pd.DataFrame, as_of: pd.Timestamp, spec: Spec, scale: Scale) -> pd.DataFrame:
    """Fill blanks from the code and settle clock, cluster, role and scope of each statement."""
    frame = _fill_from_scale(frame, scale, scale.statement_severity if "code" in frame else None)
    frame["target"] = canonical(frame["target"])
    dyad = frame["actor"] + ">" + frame["target"]
    frame["cluster"] = frame["cluster"].fillna(dyad) if "cluster" in frame else dyad
    fired = _text(frame, "trigger_state").eq("fired") & (_dates(frame, "trigger_date") <= as_of)
    # A word cannot be answered before it is spoken: a trigger that fired earlier starts the clock at the statement.
    started = _dates(frame, "trigger_date").where(fired).clip(lower=frame["date"])
    frame["start"] = started.fillna(frame["date"])
    frame["end"] = _dates(frame, "deadline").fillna(frame["start"] + pd.Timedelta(days=spec.window))
    frame["role"] = _roles(frame)
    frame["named"] = (
        frame["amount"] if spec.assignment == "amount" and "amount" in frame else frame["severity"]
    )
    frame["scope"] = _scope(frame, fired, as_of, spec)
    return frame


def _describe_actions(frame: pd.DataFrame, spec: Spec, scale: Scale) -> pd.DataFrame:
    """Fill blanks from the code and mark the deeds that count."""
    frame = _fill_from_scale(frame, scale, scale.deed_severity if "code" in frame else None)
    frame["target"] = canonical(frame["target"])
    attempted = (
        frame["attempted"].to_numpy(dtype=bool) if "attempted" in frame else np.ones(len(frame), dtype=bool)
    )
    # `done` is to deeds what `named` is to statements: the quantity that is compared.
    frame["done"] = (
        frame["amount"] if spec.assignment == "amount" and "amount" in frame else frame["severity"]
    )
    graded = frame["done"].notna().to_numpy()
    double = _counted_elsewhere(frame, spec)
    frame["countable"] = attempted & graded & ~double
    left = len(frame)
    for lost, why in (
        (~attempted, "recorded absences (attempted=False): kept as rows, never credited"),
        (
            attempted & ~graded,
            f"no amount, or no severity and a code the scale {scale.name!r} does not grade",
        ),
        (attempted & graded & double, f"counted through part_of (parts={spec.parts!r})"),
    ):
        if lost.any():
            add_step(frame, "actions that count as deeds", left, left - int(lost.sum()), why)
            left -= int(lost.sum())
    return frame


def _counted_elsewhere(frame: pd.DataFrame, spec: Spec) -> np.ndarray:
    """Mark the rows already counted on the other side of a ``part_of`` relation."""
    if "part_of" not in frame:
        return np.zeros(len(frame), dtype=bool)
    present = frame["part_of"].isin(frame["action_id"])
    if spec.parts == "aggregate":
        return present.to_numpy()
    return frame["action_id"].isin(frame.loc[present, "part_of"]).to_numpy()


def _fill_from_scale(frame: pd.DataFrame, scale: Scale, severity_of: Any) -> pd.DataFrame:
    """Give severity, valence, kind and strength from the code where the table leaves them blank."""
    frame = frame.copy()
    if "severity" not in frame:
        frame["severity"] = np.nan
    wanted = ["valence"] if "action_id" in frame else ["valence", "kind", "strength"]
    for column in wanted:
        if column not in frame:
            frame[column] = pd.Series(
                pd.NA, index=frame.index, dtype="Int64" if column == "strength" else "string"
            )
    if severity_of is None:
        return frame
    codes = frame["code"]
    if "kind" in wanted:
        frame["severity"] = _refused(frame, scale)
    frame["severity"] = frame["severity"].fillna(
        pd.Series(severity_of(codes), index=frame.index, dtype="float64")
    )
    for column in wanted:
        derived = pd.Series(getattr(scale, column)(codes), index=frame.index)
        if column == "strength":
            frame[column] = frame[column].astype("Int64").fillna(derived.astype("Int64"))
        else:
            frame[column] = frame[column].astype("string").fillna(derived.astype("string"))
    return frame


def _refused(frame: pd.DataFrame, scale: Scale) -> pd.Series:
    """Grade refusals and denials by the deed they rule out: their code names none that its speaker would do."""
    kind = frame["kind"].astype("object").where(frame["kind"].notna(), scale.kind(frame["code"]))
    absence = kind.map(_ROLE_OF_KIND).eq(ABSENCE)
    severity = pd.Series(scale.refused_severity(frame["code"]), index=frame.index, dtype="float64")
    return frame["severity"].fillna(severity.where(absence))


def _roles(frame: pd.DataFrame) -> pd.Series:
    """Say what each statement commits its speaker to; an unnamed kind is read as a commitment to act."""
    return frame["kind"].astype("object").map(_ROLE_OF_KIND).fillna(ACT)


def _scope(frame: pd.DataFrame, fired: pd.Series, as_of: pd.Timestamp, spec: Spec) -> pd.Series:
    """Say why a statement is out of the risk set, or leave it empty."""
    names_deed = frame["named"].fillna(0) > 0
    weak = (frame["strength"].astype("Float64").fillna(4) < spec.min_strength).to_numpy(dtype=bool)
    untestable = frame["role"].eq(NONE) | ~names_deed | weak
    trigger = _text(frame, "trigger_state")
    # A trigger that fires after as_of had not fired yet on that day.
    waiting = trigger.eq("not_fired") | (trigger.eq("fired") & ~fired)
    unknown = trigger.eq("unknown")
    if spec.conditional == "all":
        waiting, unknown = waiting & False, unknown & False
    resolution = _text(frame, "resolution")
    # Giving in or taking back after the window has closed does not undo what the window showed.
    resolved = _dates(frame, "resolution_date").fillna(frame["date"]) <= frame["end"].where(
        frame["end"] <= as_of, as_of
    )
    choices = [untestable, *[resolved & resolution.eq(r) for r in RESOLUTIONS], waiting, unknown]
    flags = [np.asarray(c, dtype=bool) for c in choices]
    return pd.Series(
        np.select(flags, list(OUT_OF_SCOPE), default=IN_SCOPE), index=frame.index, dtype="object"
    )


def _amount_notes(statements: pd.DataFrame, actions: pd.DataFrame, spec: Spec) -> tuple[str, ...]:
    """Check that amounts can be compared, and say how many rows have none."""
    if spec.assignment != "amount":
        return ()
    missing = [
        f"{name} has no column {column!r}"
        for name, frame in (("statements", statements), ("actions", actions))
        for column in ("amount", "unit")
        if column not in frame
    ]
    if missing:
        raise RhetoricGapError(
            "assignment='amount' needs amount and unit on both sides: " + "; ".join(missing)
        )
    blank = int(statements["amount"].isna().sum()), int(actions["amount"].isna().sum())
    if not any(blank):
        return ()
    return (
        f"Without an amount: {plural(blank[0], 'statement')} (untestable here) and {plural(blank[1], 'action')} "
        "(delivering nothing)",
    )


def _text(frame: pd.DataFrame, column: str) -> pd.Series:
    """Return a text column, blank where the table does not have it."""
    if column not in frame:
        return pd.Series("", index=frame.index, dtype="object")
    return frame[column].astype("object").where(frame[column].notna(), "")


def _dates(frame: pd.DataFrame, column: str) -> pd.Series:
    """Return a date column, missing where the table does not have it."""
    if column not in frame:
        return pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us]")
    return frame[column]
