"""What a gold sample says of the share of statements coded unfulfilled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.inference.interval import gap_interval
from rhetoric_gap.inference.misclassification import CorrectedShare, rogan_gladen
from rhetoric_gap.studies.study import Study
from rhetoric_gap.tables.cells import days_of
from rhetoric_gap.tables.frames import to_pandas
from rhetoric_gap.tables.schema import RISK_STATES
from rhetoric_gap.words import plural

if TYPE_CHECKING:
    from rhetoric_gap.results import GapResult

_SHOWN = 5


@dataclass(frozen=True, eq=False, repr=False)
class CorrectedGap(Study):
    """The share unfulfilled, as coded and corrected with a gold sample.

    Attributes
    ----------
    frame : pandas.DataFrame
        Two rows, ``weight`` "each statement" and "severity": ``n``, ``n_effective``, the share ``observed`` and
        corrected (``estimate``, ``lower``, ``upper``, ``level``), ``truncated`` and the ``reason`` where there is no
        interval.
    notes : tuple of str
        What a reader must know.
    errors : pandas.DataFrame
        The gold sample in counts: ``truth`` by ``coded``.
    """

    errors: pd.DataFrame

    _hidden: ClassVar[tuple[str, ...]] = ("level",)


def corrected_share(result: GapResult, gold: Any) -> CorrectedGap:
    """Correct the share of statements without any deed for errors that a gold sample shows.

    Parameters
    ----------
    result : GapResult
        What ``gap_index`` returns.
    gold : DataFrame
        ``statement_id`` and ``unfulfilled`` (true or false): what careful second work found for a sample of the scored
        statements, drawn without regard to how they were coded.

    Returns
    -------
    CorrectedGap
        The share unfulfilled, with every statement counted once and weighted by severity, before and after correction.

    Raises
    ------
    RhetoricGapError
        If the gold table lacks a column, repeats a statement or names one that was not scored, has no case of one kind,
        or shows a coding no better than a coin.

    Notes
    -----
    Positive is "no credit at all" (states unfulfilled and late). Sensitivity and specificity come from the gold sample,
    the correction and its limits from :func:`rogan_gladen`, with the effective number of statements
    ``p (1 - p) / se^2`` and se clustered as for the gap. The severity-weighted row is right only if errors have nothing
    to do with severity: grave threats must not be coded better or worse than mild ones. It is *not* a corrected gap
    where there is partial credit, as the gap is then no share of yes-or-no cases; without partial credit it is one.
    Gold statements are among those scored, which the limits take for independent of them; with a large gold sample they
    are somewhat too wide.

    References
    ----------
    Rogan, W. J. and Gladen, B. (1978). Estimating prevalence from the results of a screening test. American Journal of
    Epidemiology 107, 71-76.
    Lang, Z. and Reiczigel, J. (2014). Confidence limits for prevalence of disease adjusted for estimated sensitivity
    and specificity. Preventive Veterinary Medicine 113, 13-22.

    Examples
    --------
    >>> import pandas as pd, rhetoric_gap as rg
    >>> result = rg.gap_index(rg.make_case(n_statements=200, true_gap=0.4))
    >>> scored = result.outcomes.loc[result.outcomes["state"].isin(rg.gap.RISK_STATES)]
    >>> gold = scored.iloc[::4][["statement_id"]].assign(unfulfilled=scored["credit"].eq(0))
    >>> gold.iloc[0, 1] = not gold.iloc[0, 1]  # one deed was overlooked, or one made up
    >>> rg.corrected_share(result, gold).frame["weight"].tolist()
    ['each statement', 'severity']
    """
    scored = result.outcomes.loc[result.outcomes["state"].isin(RISK_STATES)]
    coded = pd.Series(scored["credit"].le(0).to_numpy(), index=scored["statement_id"].astype(object))
    truth = _gold(gold, coded)
    beside = coded.loc[truth.index].to_numpy()
    hits, positive = int((truth & beside).sum()), int(truth.sum())
    rejected, negative = int((~truth & ~beside).sum()), int((~truth).sum())
    if not positive or not negative:
        kind = "unfulfilled" if not positive else "fulfilled"
        raise RhetoricGapError(
            f"the gold sample has no statement that is truly {kind}: its rate of error cannot be told; draw more"
        )
    rates = {"sensitivity": hits / positive, "specificity": rejected / negative}
    counts = {"n_positive": float(positive), "n_negative": float(negative)}
    weights = {"each statement": np.ones(len(scored)), "severity": scored["severity"].to_numpy(dtype=float)}
    rows, notes = [], []
    for name, weight in weights.items():
        row, found = _corrected(result, scored, coded.to_numpy(), weight, rates | counts)
        rows.append({"weight": name, "n": len(scored)} | row)
        notes += [note for note in found.notes if note not in notes]
    said = (
        f"Gold sample of {plural(positive + negative, 'statement')}: sensitivity {rates['sensitivity']:.2f} "
        f"({positive} unfulfilled), specificity {rates['specificity']:.2f} ({negative} not)"
    )
    notes = [said, *notes, "The severity-weighted row assumes that errors have nothing to do with severity"]
    partial = int(scored["state"].eq("partial").sum())
    if partial:
        notes.append(
            f"{plural(partial, 'statement')} with partial credit: the share unfulfilled is not the gap"
        )
    errors = pd.DataFrame(
        [[hits, positive - hits], [negative - rejected, rejected]],
        index=pd.Index(["unfulfilled", "fulfilled"], name="truth"),
        columns=pd.Index(["unfulfilled", "fulfilled"], name="coded"),
    )
    return CorrectedGap(pd.DataFrame(rows), tuple(notes), errors)


def _gold(gold: Any, coded: pd.Series) -> pd.Series:
    """Read the gold sample as truth by statement."""
    table = to_pandas(gold, "gold")
    lacking = [c for c in ("statement_id", "unfulfilled") if c not in table]
    if lacking:
        raise RhetoricGapError(f"gold has no column {lacking}; it needs 'statement_id' and 'unfulfilled'")
    ids = table["statement_id"].astype(object)
    values = pd.to_numeric(table["unfulfilled"].astype(object), errors="coerce")
    problems = {
        "repeat a statement": ids.duplicated(keep=False),
        "name a statement that was not scored": ~ids.isin(coded.index),
        "have an 'unfulfilled' that is neither true nor false": ~values.isin([0, 1]),
    }
    wrong = [
        f"gold rows {table.index[rows][:_SHOWN].tolist()} {text}"
        for text, rows in problems.items()
        if rows.any()
    ]
    if wrong:
        raise RhetoricGapError("; ".join(wrong))
    return pd.Series(values.eq(1).to_numpy(), index=ids)


def _corrected(
    result: GapResult, scored: pd.DataFrame, coded: np.ndarray, weight: np.ndarray, rates: dict[str, Any]
) -> tuple[dict[str, Any], CorrectedShare]:
    """Correct the share with one set of weights."""
    spec = result.spec
    # The share unfulfilled is the gap of a world in which any deed is the whole deed.
    found = gap_interval(
        weight,
        np.where(coded, 0.0, weight),
        scored["cluster"],
        days_of(scored["date"]),
        window=spec.window,
        actor=scored["actor"].to_numpy(),
        target=scored["target"].to_numpy(),
        level=spec.level,
    )
    share, effective = found.gap, float("nan")
    if np.isnan(share):
        raise RhetoricGapError("no statement was scored, so there is no share to correct")
    if found.se > 0:
        effective = min(share * (1 - share) / found.se**2, float(weight.sum() ** 2 / (weight**2).sum()))
    corrected = rogan_gladen(share, n=None if np.isnan(effective) else effective, level=spec.level, **rates)
    reason = corrected.reason
    if np.isnan(effective):
        reason = found.reason or "all statements were coded alike: no variance to see"
    row: dict[str, Any] = {
        "n_effective": effective,
        "observed": share,
        "estimate": corrected.share,
        "lower": corrected.lower,
    }
    row |= {"upper": corrected.upper, "level": spec.level, "truncated": corrected.truncated, "reason": reason}
    return row, corrected
