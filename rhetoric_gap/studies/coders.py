"""What the disagreement of coders does to the gap."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd

from rhetoric_gap.datasets import Case, as_case
from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.gap.index import gap_index
from rhetoric_gap.inference.coding import CodedGaps, pooled_gaps
from rhetoric_gap.inference.interval import N_BOOT, gap_interval
from rhetoric_gap.spec import Spec
from rhetoric_gap.studies._codings import Codings
from rhetoric_gap.studies.study import Study
from rhetoric_gap.tables.cells import days_of
from rhetoric_gap.tables.frames import to_pandas
from rhetoric_gap.tables.schema import RISK_STATES
from rhetoric_gap.words import plural

if TYPE_CHECKING:
    from rhetoric_gap.results import GapResult

SLIPS, HABITS = "pooled (slips)", "pooled (habits)"


@dataclass(frozen=True, eq=False, repr=False)
class CoderGap(Study):
    """The gap coder by coder, and with their disagreement carried into its interval.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per coder, then two pooled rows: ``coder``, ``n`` scored statements, ``n_clusters``, ``gap``, ``lower``,
        ``upper``, ``level``, ``se_sampling`` and ``se_coders`` (the standard errors from statements and from coders),
        ``method`` and ``reason``.
    notes : tuple of str
        What a reader must know.
    units : pandas.DataFrame
        One row per coder and statement: ``coder``, ``statement_id``, ``date``, ``actor``, ``target``, ``cluster``,
        ``severity``, ``credit``, ``share``, ``state`` and ``scored``: tidy ratings for :func:`krippendorff_alpha`.
    """

    units: pd.DataFrame

    _digits: ClassVar[dict[str, int]] = {"se_sampling": 3, "se_coders": 3}
    _hidden: ClassVar[tuple[str, ...]] = ("level", "method")


def coder_gap(
    statements: Any,
    actions: Any = None,
    *,
    links: Any = None,
    codings: Any = None,
    coder: str = "coder",
    as_of: Any = None,
    spec: Spec | None = None,
    n_boot: int = N_BOOT,
    seed: int = 0,
    **choices: Any,
) -> CoderGap:
    """Compute the gap with each coder's work, and an interval that carries their disagreement.

    Parameters
    ----------
    statements : DataFrame, Case or EventTables
        Statements, or a Case.
    actions : DataFrame
        Actions; left out with a Case.
    links : DataFrame, optional
        Links of all coders, tidy: ``coder``, ``statement_id``, ``action_id``, ``match`` and what else links may have.
        A blank ``action_id`` says that the coder looked and found no deed. With complete coding a coder's rows are the
        whole truth about every statement, as for one coder.
    codings : DataFrame, optional
        What coders said of the statements themselves, tidy: ``coder``, ``statement_id`` and any columns of the
        statements (``severity``, ``strength``, ``trigger_state``, ...), which take the place of those in
        ``statements``. A statement that a coder has no row for is not among those the coder scored.
    coder : str, default "coder"
        Column that names the coder.
    as_of : str or Timestamp, optional
        As for :func:`gap_index`.
    spec : Spec, optional
        As for :func:`gap_index`.
    n_boot : int, default 999
        Draws of a coder for each statement.
    seed : int, default 0
        Seed of these draws, and of block bootstraps where clusters are few.
    **choices
        Single fields of :class:`Spec`.

    Returns
    -------
    CoderGap
        The gap of every coder and pooled, and every statement as each coder has it.

    Raises
    ------
    RhetoricGapError
        If neither ``links`` nor ``codings`` is given, they name different coders, unknown statements or columns, or a
        statement twice for one coder; if ``collapse`` is set, as coders then differ in which statements there are.

    Notes
    -----
    Every coder's work goes through :func:`gap_index` by itself. The two pooled rows differ in what they take
    disagreement for.

    *Slips*: each statement is as one of its coders, drawn at random, has it; ``se_coders`` is the
    standard deviation of the gap over such draws, times ``sqrt(m / (m - 1))`` for m coders. What is independent
    from statement to statement averages out, so this is small with many statements.

    *Habits*: all statements are as one coder has them. Coders are taken for imputations of the true
    coding (Rubin 1987; Blackwell, Honaker and King 2017): ``se_coders = sqrt((1 + 1/m) s^2)`` with s the standard
    deviation of their gaps. A coder who is stricter than another throughout never averages out; with two or three
    coders little is known of that, and the t quantile says so.

    Both add the sampling variance of statements in clusters, the mean of the coders' own, and the limits are on the
    logit scale. Report the second unless coders have been shown to differ by slips only. Neither helps against an error
    all coders share.

    References
    ----------
    Rubin, D. B. (1987). Multiple Imputation for Nonresponse in Surveys. Wiley.
    Blackwell, M., Honaker, J. and King, G. (2017). A unified approach to measurement error and missing data.
    Sociological Methods and Research 46, 303-341.

    Examples
    --------
    >>> import pandas as pd, rhetoric_gap as rg
    >>> case = rg.make_case(n_statements=120, true_gap=0.5)
    >>> strict = case.links.iloc[::2].assign(coder="B")  # finds every second deed only
    >>> found = rg.coder_gap(case, links=pd.concat([case.links.assign(coder="A"), strict]))
    >>> found.frame["coder"].tolist()
    ['A', 'B', 'pooled (slips)', 'pooled (habits)']
    """
    made = Codings.read(links, codings, coder)
    if choices.get("collapse", spec.collapse if spec else None) is not None:
        raise RhetoricGapError(
            "coder_gap cannot collapse repeats: coders would differ in which statements there are"
        )
    results = {
        name: _scored_by(made, name, statements, actions, as_of, spec, seed, choices) for name in made.names
    }
    units = pd.concat([_units(made, name, found) for name, found in results.items()], ignore_index=True)
    first = next(iter(results.values()))
    gaps = _gaps(units, first, n_boot, seed)
    return CoderGap(
        _frame(gaps, units, made.names, first.spec.level), tuple(_notes(gaps, units, made, first)), units
    )


def _scored_by(
    made: Codings,
    name: str,
    statements: Any,
    actions: Any,
    as_of: Any,
    spec: Spec | None,
    seed: int,
    choices: dict[str, Any],
) -> GapResult:
    """Compute the gap with the work of one coder."""
    links = made.links_of(name)
    case = as_case(statements)
    if case is not None:
        said, _ = case.require_tables()
        own = dataclasses.replace(case, statements=made.statements_of(name, said))
        return gap_index(
            own, actions, links=links, as_of=as_of, spec=spec, seed=seed, **_coding(own, choices)
        )
    said = made.statements_of(name, to_pandas(statements, "statements"))
    return gap_index(said, actions, links=links, as_of=as_of, spec=spec, seed=seed, **choices)


def _coding(case: Case, choices: dict[str, Any]) -> dict[str, Any]:
    """Keep a case's own completeness of coding where its links are replaced by a coder's."""
    return {"coding": case.coding, **choices}


def _units(made: Codings, name: str, found: GapResult) -> pd.DataFrame:
    """Return the statements as one coder has them."""
    out = found.outcomes
    columns = ["statement_id", "date", "actor", "target", "cluster", "severity", "credit", "share", "state"]
    table = out[columns].copy()
    coded = made.coded_by(name, out["statement_id"])
    table.insert(0, "coder", name)
    table["scored"] = out["state"].isin(RISK_STATES).to_numpy() & coded
    return table.loc[coded].reset_index(drop=True)


def _gaps(units: pd.DataFrame, first: GapResult, n_boot: int, seed: int) -> CodedGaps:
    """Hand the units over as arrays."""
    level, window = first.spec.level, first.spec.window
    single = {}
    for name, own in units.loc[units["scored"]].groupby("coder", sort=True):
        bark, bite, cluster, actor, target = (
            own[c].to_numpy() for c in ("severity", "credit", "cluster", "actor", "target")
        )
        single[str(name)] = gap_interval(
            bark,
            bite,
            cluster,
            days_of(own["date"]),
            window=window,
            actor=actor,
            target=target,
            level=level,
            n_boot=n_boot,
            seed=seed,
        )
    return pooled_gaps(
        coder=units["coder"].to_numpy(dtype=object),
        unit=units["statement_id"].to_numpy(dtype=object),
        bark=np.where(units["scored"], units["severity"].to_numpy(dtype=float), 0.0),
        bite=np.where(units["scored"], units["credit"].to_numpy(dtype=float), 0.0),
        single=single,
        level=level,
        n_boot=n_boot,
        seed=seed,
    )


def _frame(gaps: CodedGaps, units: pd.DataFrame, names: list[str], level: float) -> pd.DataFrame:
    """Lay out coders and pooled rows."""
    scored = units.loc[units["scored"]]
    rows = []
    for name in names:
        own, found = scored.loc[scored["coder"].eq(name)], gaps.single.get(name)
        row = {"coder": name, "n": len(own), "n_clusters": own["cluster"].nunique()}
        rows.append(row | (_values(found) if found else {"reason": "this coder scored no statement"}))
    shared = {"n": scored["statement_id"].nunique(), "n_clusters": scored["cluster"].nunique()}
    for name, pooled in ((SLIPS, gaps.by_statement), (HABITS, gaps.by_coder)):
        rows.append({"coder": name, **shared} | dataclasses.asdict(pooled))
    columns = [
        "coder",
        "n",
        "n_clusters",
        "gap",
        "lower",
        "upper",
        "level",
        "se_sampling",
        "se_coders",
        "method",
    ]
    return pd.DataFrame(rows, columns=[*columns, "reason"]).assign(level=level)


def _values(found: Any) -> dict[str, Any]:
    """Return one coder's interval as cells."""
    values = {key: getattr(found, key) for key in ("gap", "lower", "upper", "method", "reason")}
    return values | {"se_sampling": found.se, "se_coders": float("nan")}


def _notes(gaps: CodedGaps, units: pd.DataFrame, made: Codings, first: GapResult) -> list[str]:
    """Say what a reader of the gaps must know."""
    said = units.groupby("statement_id")
    per_unit = said.agg(n=("coder", "size"), scored=("scored", "any"))
    differ = said[["state", "severity", "credit"]].nunique(dropna=False).gt(1).any(axis=1)
    rough = [f"{name}: {found.note}" for name, found in gaps.single.items() if found.note]
    notes = [
        f"{plural(len(made.names), 'coder')}; of {plural(int(per_unit['scored'].sum()), 'statement')} scored by any of "
        f"them, {int((differ & per_unit['scored']).sum())} differ in state, severity or credit"
    ]
    alone = int(per_unit.loc[per_unit["scored"], "n"].lt(len(made.names)).sum())
    if alone:
        notes.append(
            f"{plural(alone, 'scored statement')} not coded by all coders: each gap is over its coder's own"
        )
    if made.links is not None and first.spec.coding == "partial":
        notes.append("Statements without a link of a coder were matched by rule, the same for all coders")
    return notes + rough
