"""The gap index: bark against bite, with its cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from rhetoric_gap.account import ACCOUNT_KEY, add_step, steps_of
from rhetoric_gap.gap.chance import CHANCE_COLUMNS, chance_choice, chance_columns
from rhetoric_gap.gap.groups import (
    PERIOD_COLUMNS,
    WORDS_ONLY,
    Groups,
    as_columns,
    group_rows,
    period_frequency,
)
from rhetoric_gap.gap.measures import group_measures
from rhetoric_gap.gap.outcomes import outcome_frame
from rhetoric_gap.inference.chance import ChanceControl, Shift
from rhetoric_gap.inference.interval import N_BOOT, Method
from rhetoric_gap.pairing.announced import announced_deeds
from rhetoric_gap.pairing.inputs import read_inputs
from rhetoric_gap.pairing.pair import links_frame, pair_rows
from rhetoric_gap.pairing.prepare import Prepared, prepare
from rhetoric_gap.spec import Spec
from rhetoric_gap.tables.schema import RISK_STATES
from rhetoric_gap.words import plural

if TYPE_CHECKING:
    from rhetoric_gap.results import GapResult

#: Order of the columns of a result, after the grouping columns.
MEASURES = [
    "n", "n_statements", "n_kept", "n_partial", "n_unfulfilled", "n_late", "n_credited_late", "n_open",
    "n_not_triggered", "n_trigger_unknown", "n_complied", "n_withdrawn", "n_superseded", "n_untestable", "n_clusters",
    "n_clusters_effective", "bark", "bite",
    "gap", "lower", "upper", "level", "method", *CHANCE_COLUMNS, "bound_low", "bound_high",
    "gap_unweighted", "cov_term",
    "testable_share", "unannounced_share", "n_actions", "follow_through", "efficacy_low", "efficacy_high",
    "gap_total_low", "gap_total_high", "n_denials", "n_upheld", "n_contradicted", "contradicted_share", "reason",
]  # fmt: skip
_SHOWN_GROUPS = 5


def gap_index(
    statements: Any,
    actions: Any = None,
    *,
    links: Any = None,
    by: str | Sequence[str] | None = None,
    freq: str | None = None,
    as_of: Any = None,
    spec: Spec | None = None,
    chance: int = 0,
    shift: Shift = "donut",
    method: Method = "auto",
    seed: int = 0,
    n_boot: int = N_BOOT,
    progress: bool = False,
    **choices: Any,
) -> GapResult:
    """Measure the gap between words and deeds.

    Parameters
    ----------
    statements : DataFrame, Case or EventTables
        Statements (pandas, Polars or PyArrow), or a Case (with its links and completeness of coding) or
        event tables from a reader, which bring all theirs.
    actions : DataFrame
        Actions; left out with a Case.
    links : DataFrame, optional
        Coded links: ``statement_id``, ``action_id`` and ``match`` (1 fulfils, 0.5 in part, 0 not).
    by : str or sequence of str, optional
        Columns of the statements to group by. A joint target is a group of its own.
    freq : str, optional
        Length of periods: ``"ME"``, ``"QE"``, ``"YE"``, ``"W"``. Statements count in the period of their own date.
    as_of : str or Timestamp, optional
        Day up to which things are known, on both tables. Default: a Case's end of coverage, else the last day in the
        tables.
    spec : Spec, optional
        All choices in one object.
    chance : int, default 0
        Draws of the control for chance, such as 999; 0 for none. Deeds are moved in time and paired again, so this
        costs as much as so many pairings. Links drawn by a coder cannot be drawn again: a note says that it is off.
    shift : {"donut", "joint", "circular", "mirror"}, default "donut"
        How deeds are moved: each dyad's by an amount of its own, between one and six windows either way; all together
        by one such amount; all together round the whole record; or not at all: the windows are mirrored to before the
        statements.
    method : {"auto", "cluster", "cluster-effective", "dyadic", "block", "none"}, default "auto"
        How intervals are made: clustered with K - 1 degrees of freedom, or with as many as the clusters are worth;
        allowing for actors that recur across dyads; by blocks of time; or not at all. ``"auto"`` chooses; the column
        ``method`` says what was done.
    seed : int, default 0
        Seed of the control for chance, and of the bootstrap where one is used; the same seed gives the same result.
    n_boot : int, default 999
        Resamples of the bootstrap where one is used.
    progress : bool, default False
        Show a progress bar while deeds are moved.
    **choices
        Single fields of :class:`Spec`, such as ``window="30D"``; they override ``spec``.

    Returns
    -------
    GapResult
        ``.frame`` has one row per group (and period); ``.outcomes`` and ``.links`` show what is behind it.

    Raises
    ------
    SchemaError
        If a table breaks its schema; every problem of both tables is listed.
    UnknownOptionError, RhetoricGapError
        If a choice, column or frequency is unknown, or a number out of range.

    Warns
    -----
    RhetoricGapWarning
        If nothing better than ``match="any"`` is possible.

    Notes
    -----
    Over the statements in the risk set, with ``r`` the severity named, ``B`` the severity credited::

        gap = 1 - sum(min(B, r)) / sum(r)

    0 is all done, 1 is all talk. Bounds keep what could not be tested: ``bound_low`` counts it as fulfilled,
    ``bound_high`` as not. ``unannounced_share`` is the share of the deeds' severity that no statement announced.
    ``cov_term = Cov(r, 1 - f) / mean(r)`` is the weighted less the unweighted gap: positive if big talk is emptier.
    ``gap_if_chance`` is the mean gap once deeds have been moved away from the words they might answer, ``excess`` is
    ``gap_if_chance - gap``, ``skill_chance`` is ``excess / gap_if_chance`` and ``p_chance`` is
    ``(1 + #{draws with as much follow-through}) / (1 + draws)``; ``chance_bandwidth`` is the most days moved.
    With ``F`` the follow-through and ``E`` the effect of the credited deeds, ``1 - gap_total = F * E``; unknown effects
    give ``gap_total_low`` and ``gap_total_high``.

    References
    ----------
    Thomson, R. et al. (2017). The fulfillment of parties' election pledges. AJPS 61, 527-542.
    Manski, C. F. (2003). Partial Identification of Probability Distributions. Springer.
    Donges, J. F. et al. (2016). Event coincidence analysis for quantifying statistical interrelationships between event
    time series. European Physical Journal Special Topics 225, 471-487.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> said = pd.DataFrame({
    ...     "statement_id": ["S1", "S2", "S3"], "date": ["2024-01-01", "2024-01-10", "2024-01-15"],
    ...     "actor": "AAA", "target": ["BBB", "BBB", "CCC"], "code": ["138", "1381", "0332"]})
    >>> done = pd.DataFrame({
    ...     "action_id": ["A1", "A2", "A3"], "date": ["2024-01-20", "2024-02-20", "2024-03-01"],
    ...     "actor": "AAA", "target": ["BBB", "BBB", "CCC"], "code": ["191", "152", "062"]})
    >>> result = rg.gap_index(said, done, window="60D", as_of="2024-06-30")
    >>> round(result.gap, 3)
    0.396
    """
    control = chance_choice(chance, shift, seed, progress)
    prepared = prepare(read_inputs(statements, actions, links, as_of, spec, choices))
    rows, prepared = pair_rows(prepared)
    outcomes = outcome_frame(prepared, rows)
    names = as_columns(by, outcomes, reserved=(*PERIOD_COLUMNS, *MEASURES))
    period = period_frequency(freq)
    done = _scoped_actions(prepared, announced_deeds(prepared, rows))
    explode = prepared.spec.joint_targets == "explode"
    groups = group_rows(outcomes, done, names, period, explode=explode)
    _check_units(groups, prepared.spec)
    measures = group_measures(groups, prepared.spec, seed=seed, n_boot=n_boot, method=method)
    moved, found, cautions = chance_columns(prepared, groups, bool((rows.how == "coded").any()), control)
    frame = pd.concat([groups.labels, measures.assign(**moved)], axis=1)
    periods = PERIOD_COLUMNS if period else []
    frame = frame[[*names, *periods, *MEASURES]]
    frame.attrs[ACCOUNT_KEY] = steps_of(outcomes)
    notes = (
        *prepared.notes,
        *_notes(prepared, groups, names, explode),
        *_outside(outcomes, prepared.spec),
        *_interval_notes(measures),
        *cautions,
    )
    tables = (frame, outcomes, links_frame(prepared, rows), done.drop(columns="done"))
    return _result(tables, prepared, names, freq, notes, found)


def _result(
    tables: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame],
    p: Prepared,
    by: tuple[str, ...],
    freq: str | None,
    notes: tuple[str, ...],
    chance: ChanceControl | None,
) -> GapResult:
    """Put the result object together (its class lives to the right of this package)."""
    from rhetoric_gap.results import GapResult

    frame, outcomes, links, actions = tables
    return GapResult(
        frame=frame,
        outcomes=outcomes,
        links=links,
        actions=actions,
        spec=p.spec,
        by=by,
        freq=freq,
        as_of=p.as_of,
        notes=notes,
        chance=chance,
    )


def _scoped_actions(p: Prepared, announced: Any) -> pd.DataFrame:
    """Return the actions known at ``as_of`` with the mark whether a word announced them."""
    actions = p.actions.assign(announced=announced)
    if p.spec.assignment == "amount":
        # Amounts of a unit that nobody promised cannot be added to those of one that somebody did.
        comparable = actions["unit"].isin(p.statements["unit"].dropna())
        actions["countable"] = actions["countable"] & comparable
    add_step(
        actions, "deeds counted", len(actions), int(actions["countable"].sum()), "done, graded, counted once"
    )
    return actions


def _check_units(groups: Groups, spec: Spec) -> None:
    """Refuse to add up amounts of different units."""
    if spec.assignment != "amount":
        return
    from rhetoric_gap.errors import RhetoricGapError

    keep = groups.outcomes["state"].ne("untestable").to_numpy()
    scored = groups.outcomes.loc[keep]
    mixed = scored.groupby(groups.of_statement[keep])["unit"].nunique()
    if (mixed > 1).any():
        units = sorted(scored["unit"].dropna().unique())
        raise RhetoricGapError(
            f"amounts in different units cannot be added up: {units}; group by='unit' or filter"
        )


def _notes(p: Prepared, groups: Groups, by: tuple[str, ...], explode: bool) -> list[str]:
    """Say what a reader of the grouped table must know."""
    notes = []
    if explode and "target" in by:
        notes.append("Joint targets count once under each member: groups overlap and do not sum to the total")
    if groups.of_action is None:
        lacking = [c for c in by if c not in p.actions or c in WORDS_ONLY]
        columns = ", ".join(map(repr, lacking))
        notes.append(
            f"The unannounced share is not defined here: deeds have nothing to compare with {columns} of words"
        )
        return notes
    counted = groups.actions["countable"].to_numpy(dtype=bool)
    outside = groups.actions.loc[counted & (groups.of_action < 0)]
    if len(outside):
        many, total = plural(len(outside), "deed"), outside["severity"].sum()
        notes.append(
            f"{many} (sum of severity {total:.1f}) outside the groups and periods that have a statement"
            f"{_shown(outside, by)}; not in this table"
        )
    return notes


def _outside(outcomes: pd.DataFrame, spec: Spec) -> list[str]:
    """Count the scored statements that a coder credits with a deed from outside their window."""
    scored = outcomes.loc[outcomes["state"].isin(RISK_STATES) & outcomes["credit"].gt(0)]
    late = int(scored["late"].sum())
    early = int((scored["how"].eq("coded") & scored["lag"].lt(spec.min_lag)).sum())
    if not late + early:
        return []
    verb = "owes" if late + early == 1 else "owe"
    return [
        f"{late + early} of {plural(len(scored), 'statement')} with credit {verb} it to a coded deed outside their "
        f"window ({late} after its end, {early} before it opened): coded links are not bound by the window"
    ]


def _interval_notes(rows: pd.DataFrame) -> list[str]:
    """Repeat what the interval that rests on the fewest clusters says about itself."""
    said = rows.loc[rows["interval_note"].ne("")].sort_values("n_clusters_effective", kind="stable")
    if said.empty:
        return []
    text = said["interval_note"].iloc[0]
    more = f" (the thinnest of {len(said)} such rows)" if len(said) > 1 else ""
    return [text[:1].upper() + text[1:] + more]


def _shown(rows: pd.DataFrame, by: tuple[str, ...]) -> str:
    """Name the first few groups of some rows."""
    if not by:
        return ""
    names = sorted({" / ".join(map(str, row)) for row in rows[list(by)].itertuples(index=False)})
    return ": " + ", ".join(names[:_SHOWN_GROUPS]) + (", ..." if len(names) > _SHOWN_GROUPS else "")
