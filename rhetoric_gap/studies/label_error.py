"""What the errors of a text scorer do to the gap."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.inference.interval import Interval
from rhetoric_gap.inference.label_error import PRIOR, RedrawnGap, redrawn_gap
from rhetoric_gap.pairing.inputs import read_inputs
from rhetoric_gap.spec import Spec
from rhetoric_gap.studies._label_draws import Redraws
from rhetoric_gap.studies._label_gold import read_gold
from rhetoric_gap.studies._label_worlds import Draft, interval_of
from rhetoric_gap.studies.study import Study
from rhetoric_gap.words import plural

DRAFTED, SAMPLING, LABELS, BOTH = "as drafted", "corrected: sampling", "corrected: labels", "corrected: both"


@dataclass(frozen=True, eq=False, repr=False)
class LabelErrorGap(Study):
    """The gap of a draft as the machine has it, and corrected for the errors a checked sample shows.

    Attributes
    ----------
    frame : pandas.DataFrame
        Four rows, ``row``: "as drafted", and the corrected gap with the interval from the sampling of statements alone,
        from their labels alone, and from both. ``n`` statements scored (the mean over draws once corrected), ``gap``,
        ``lower``, ``upper``, ``level``, ``se_sampling``, ``se_labels``, ``n_gold``, ``n_unchecked``, ``method`` and the
        ``reason`` where there is no number.
    notes : tuple of str
        What a reader must know.
    errors : pandas.DataFrame
        The checked rows in counts: ``machine`` by ``human``, as threat, promise, refusal (or denial) and remark.
    shares : pandas.DataFrame
        One row per label: ``share`` of statements the machine gives it, ``corrected`` by what people called the checked
        rows of each machine label, and ``rogan_gladen`` by sensitivity and specificity with ``lower`` and ``upper``.
    draws : numpy.ndarray
        The gap of every draw of the labels.
    """

    errors: pd.DataFrame
    shares: pd.DataFrame
    draws: np.ndarray

    _digits: ClassVar[dict[str, int]] = {"se_sampling": 3, "se_labels": 3}
    _hidden: ClassVar[tuple[str, ...]] = ("level", "method")


def label_error_gap(
    statements: Any,
    actions: Any = None,
    gold: Any = None,
    *,
    fields: tuple[str, ...] = ("kind",),
    links: Any = None,
    as_of: Any = None,
    spec: Spec | None = None,
    prior: float = PRIOR,
    n_draws: int = 200,
    seed: int = 0,
    **choices: Any,
) -> LabelErrorGap:
    """Carry the errors of machine labels, as a checked sample shows them, into the gap and its interval.

    Parameters
    ----------
    statements : DataFrame, TextDraft, Case or EventTables
        Statements as the machine has them.
    actions : DataFrame, optional
        Deeds as observed. Left out with a Case or event tables; with a draft, its own reports of deeds are then taken.
    gold : DataFrame
        The checked sample: ``statement_id`` and ``kind``, what a person decided (``worksheet.gold`` of
        :func:`read_worksheet` is one). Rows left blank are undecided, rows of another ``table`` are remarks here.
        With a column ``machine_kind`` checked rows need not be among the statements. Draw it at random within
        each kind the machine gives: which kinds are checked more is up to you, which rows of a kind is not.
    fields : tuple of str, default ("kind",)
        What people decided: ``kind`` always; ``severity``, ``strength`` and ``code`` if gold has them.
    links : DataFrame, optional
        Coded links, as for :func:`gap_index`.
    as_of : str or Timestamp, optional
        Day up to which things are known.
    spec : Spec, optional
        All choices in one object.
    prior : float, default 1
        Made-up cases per machine label, answered or not: with 0, only errors that were seen can happen.
    n_draws : int, default 200
        Draws of the labels.
    seed : int, default 0
        Seed of these draws, and of block bootstraps where clusters are few.
    **choices
        Single fields of :class:`Spec`, such as ``window="30D"`` or ``level=0.9``.

    Returns
    -------
    LabelErrorGap
        Four rows, with the errors in counts and the shares of each label beside them.

    Raises
    ------
    SchemaError
        If a table breaks its schema.
    UnknownOptionError
        If a field or choice is unknown.
    RhetoricGapError
        If there is no gold, or its rows cannot be used; if ``collapse`` is set, as repeats would then differ by draw;
        if a number is out of range.

    Notes
    -----
    Every checked row keeps the label a person gave it. The label of every other row is drawn ``n_draws`` times from
    ``P(human says h | machine says m, answered or not)``, with Dirichlet uncertainty from the counts (see
    :func:`rhetoric_gap.inference.label_error.label_weights`); each time words and deeds are paired again and the gap is
    taken, and the draws are put together by Rubin's rules.

    *Answered or not* is whether some deed would earn the row credit if it were a commitment. It must be there: a remark
    taken for a threat is rarely followed by the deed, so among unanswered threats more are none. Drawn without it,
    labels would be unrelated to what followed, and the gap of a draft would hardly move, however wrong its labels.

    A row that turns out a remark leaves the risk set. A remark that turns out a threat or promise enters it only if the
    draft names a deed (``severity`` or ``deed_code``): else there is nothing to test, and it stays out. A threat that
    turns out a promise changes its valence and its code. For further fields each row takes after a checked row with the
    same two labels, drawn at random: what people changed there is changed here.

    It corrects labels, not what was never drafted: sentences that were not collected and deeds that were not found.

    References
    ----------
    Rubin, D. B. (1987). Multiple Imputation for Nonresponse in Surveys. Wiley.
    Cole, S. R., Chu, H. and Greenland, S. (2006). Multiple-imputation for measurement-error correction. International
    Journal of Epidemiology 35, 1074-1081.
    Egami, N., Hinck, M., Stewart, B. and Wei, H. (2023). Using imperfect surrogates for downstream inference:
    design-based supervised learning for social science applications of large language models. NeurIPS 36.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> case = rg.make_case(n_statements=120, true_gap=0.4, seed=3)
    >>> gold = case.statements[["statement_id", "kind"]].iloc[::3].copy()
    >>> gold.iloc[:6, 1] = "comment"  # six of forty threats were none
    >>> found = rg.label_error_gap(case, gold=gold, n_draws=20)
    >>> found.frame["row"].tolist()
    ['as drafted', 'corrected: sampling', 'corrected: labels', 'corrected: both']
    >>> found.errors.loc["threat", ["threat", "remark"]].tolist()
    [34, 6]
    """
    if gold is None:
        raise RhetoricGapError(
            "label_error_gap needs gold=: 'statement_id' and the 'kind' a person decided on"
        )
    if n_draws < 2:
        raise RhetoricGapError(f"n_draws must be 2 or more, got {n_draws!r}")
    said, done, noted = _tables(statements, actions)
    if choices.get("collapse", spec.collapse if spec else None) is not None:
        raise RhetoricGapError(
            "label_error_gap cannot collapse repeats: draws would differ in which rows there are"
        )
    draft = Draft.of(read_inputs(said, done, links, as_of, spec, choices))
    checked = read_gold(gold, draft.rows, tuple(fields))
    scored = draft.scored(draft.rows)
    as_is = interval_of(scored, draft, seed)
    world = Redraws(draft, checked, tuple(fields))
    why = world.why_not()
    found, sizes = ([], []) if why else world.draws(n_draws, prior, seed)
    level = draft.inputs.spec.level
    redrawn = redrawn_gap(found, level=level) if found else None
    frame = _frame(as_is, len(scored), redrawn, sizes, why)
    frame = frame.assign(level=level, n_gold=len(checked.place), n_unchecked=int(world.unchecked.sum()))
    gaps = np.array([one.gap for one in found])
    notes = (*noted, *checked.notes, *world.notes(), *draft.inputs.notes)
    return LabelErrorGap(frame[_COLUMNS], notes, world.errors(), world.shares(level), gaps)


_COLUMNS = [
    "row", "n", "gap", "lower", "upper", "level", "se_sampling", "se_labels", "n_gold", "n_unchecked", "method",
    "reason",
]  # fmt: skip


def _tables(statements: Any, actions: Any) -> tuple[Any, Any, tuple[str, ...]]:
    """Return the two tables of a draft, the rows that lack nothing; anything else as it came."""
    if not hasattr(statements, "ready"):
        return statements, actions, ()
    said, done = statements.ready()
    notes = []
    lacking = len(statements.statements) - len(said)
    if lacking:
        notes.append(
            f"{plural(lacking, 'draft statement')} without date, actor or target left out: see needs"
        )
    if len(statements.abstained):
        notes.append(
            f"{plural(len(statements.abstained), 'sentence')} drafted as neither statement nor action: a threat among "
            "them names no deed the machine saw, and stays untested"
        )
    if actions is None:
        notes.append("No actions were given: the deeds are those the draft found reported in the same texts")
        return said, done, tuple(notes)
    return said, actions, tuple(notes)


def _frame(as_is: Interval, n: int, redrawn: RedrawnGap | None, sizes: list[int], why: str) -> pd.DataFrame:
    """Lay out the four rows."""
    rows = [{"row": DRAFTED, "n": n, "se_sampling": as_is.se, "se_labels": np.nan} | _cells(as_is)]
    for name, part in ((SAMPLING, "sampling"), (LABELS, "labels"), (BOTH, "both")):
        if redrawn is None:
            blank = dict.fromkeys(("gap", "lower", "upper", "se_sampling", "se_labels"), np.nan)
            rows.append({"row": name, "n": pd.NA, "method": "", "reason": why} | blank)
            continue
        shares = {
            "se_sampling": redrawn.se_sampling if part != "labels" else np.nan,
            "se_labels": redrawn.se_labels if part != "sampling" else np.nan,
        }
        rows.append(
            {"row": name, "n": round(float(np.mean(sizes)))} | shares | _cells(getattr(redrawn, part))
        )
    return pd.DataFrame(rows).astype({"n": "Int64"})


def _cells(found: Interval) -> dict[str, Any]:
    """Return an interval as cells."""
    values = dataclasses.asdict(found)
    return {key: values[key] for key in ("gap", "lower", "upper", "method", "reason")}
