"""Do words inform? The probability that a deed follows, forecast from the words and the record, out of sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal, get_args

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError
from rhetoric_gap.inference.crossfit import PENALTIES, CrossForecast, cross_forecast
from rhetoric_gap.inference.interval import N_BOOT
from rhetoric_gap.inference.jackknife import MIN_CLUSTERS, Score, no_score
from rhetoric_gap.inference.reliability import Reliability, reliability_table
from rhetoric_gap.inference.roc import roc_auc
from rhetoric_gap.inference.verification import brier_score, brier_skill
from rhetoric_gap.studies._features import FEATURES, closed_statements, dyad_names, feature_frame
from rhetoric_gap.studies.study import Study
from rhetoric_gap.words import plural

if TYPE_CHECKING:
    from rhetoric_gap.results import GapResult

Deed = Literal["any", "kept"]

_COLUMNS = ["score", "estimate", "lower", "upper", "level", "p_value", "n", "n_groups", "reason"]


@dataclass(frozen=True, eq=False, repr=False)
class Forecast(Study):
    """Words as forecasts: scores in ``frame``, and what is behind them.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per ``score``: ``brier``, ``brier_base_rate`` (of the base rate as the forecast), ``skill``, ``auc``,
        ``miscalibration``, ``discrimination``, ``uncertainty`` and ``base_rate``, with ``estimate``, ``lower``,
        ``upper``, ``level``, ``p_value``, ``n`` statements, ``n_groups`` behind the interval and the ``reason`` where a
        number is missing.
    notes : tuple of str
        What a reader must know.
    forecasts : pandas.DataFrame
        One row per closed statement: ``statement_id``, ``date``, ``group``, ``fold``, ``probability``, ``base_rate``,
        ``deed`` (0 or 1), the ``reason`` where there is no forecast, and the features.
    reliability : pandas.DataFrame
        One row per distinct forecast, for :func:`plot_reliability`; see
        :func:`~rhetoric_gap.inference.reliability_table`.
    weights : pandas.DataFrame
        What the models learnt: mean, lowest and highest weight of each input over the models. A description, not a
        test.
    deed : str
        What counts as a deed.
    by : str
        What was left out of the models, group by group.
    level : float
        Confidence level.
    """

    forecasts: pd.DataFrame
    reliability: pd.DataFrame
    weights: pd.DataFrame
    deed: str
    by: str
    level: float

    _digits: ClassVar[dict[str, int]] = {"estimate": 3, "lower": 3, "upper": 3, "p_value": 3}


def forecast_deeds(
    result: GapResult,
    *,
    features: Sequence[str] = FEATURES,
    deed: Deed = "any",
    by: str = "dyad",
    n_splits: int | None = None,
    penalty: float | None = None,
    n_boot: int = N_BOOT,
    seed: int = 0,
) -> Forecast:
    """Forecast for each statement whether a deed follows, from what was known when it was made.

    Parameters
    ----------
    result : GapResult
        What ``gap_index`` returns; how it is grouped plays no part.
    features : sequence of str
        What to forecast from: ``strength``, ``severity``, ``kind``, ``topic``, ``speaker``, ``conditional`` (did it
        name a condition), ``record_dyad`` and ``record_actor`` (gap of the dyad's and of the actor's earlier
        statements), or any other column of the statements that was known then. Those the table lacks are left out, with
        a note.
    deed : {"any", "kept"}, default "any"
        The event: any credit at all, or credit for the whole of what was named.
    by : str, default "dyad"
        What is held out together: ``"dyad"`` (actor and target), or a column such as ``"actor"`` or ``"cluster"``.
    n_splits : int, optional
        Models, each fitted without its share of the groups. Default: one per group, at most 20.
    penalty : float, optional
        Ridge penalty of the logistic regression on standardised inputs; larger pulls forecasts to the base rate.
        Default: each model chooses among 1, 10, 100 and 1000 by forecasting the groups it has from one another.
    n_boot : int, default 999
        Draws behind the reliability band.
    seed : int, default 0
        Seed of these draws; the forecasts themselves have no chance in them.

    Returns
    -------
    Forecast
        Scores with intervals, the forecasts one by one, and the reliability diagram in numbers.

    Raises
    ------
    UnknownOptionError
        If ``deed``, ``by`` or a feature is not known.
    RhetoricGapError
        If a feature is known only afterwards, or a number is out of range.

    Notes
    -----
    Only statements whose windows have closed and that were put to the test are forecast. Each forecast comes from a
    ridge logistic regression fitted to other groups; the reference is the share of deeds among those same other
    groups. The record counts a statement from the day after its window closed, with what had been earned by then:
    nothing that came later enters. (Where deeds were given out by ``assignment="optimal"``, which statement got a deed
    can still depend on later words; a note says so.) ``auc`` compares only forecasts of one model. Intervals leave out
    one group at a time and hold for these forecasts: they do not carry the uncertainty of the fits.

    References
    ----------
    Murphy, A. H. (1973). A new vector partition of the probability score. J. Appl. Meteorol. 12, 595-600.
    Dimitriadis, T., Gneiting, T. and Jordan, A. I. (2021). Stable reliability diagrams for probabilistic classifiers.
    PNAS 118, e2016191118.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> found = rg.forecast_deeds(rg.gap_index(rg.load_dataset("north_korea")), n_boot=99)
    >>> found.frame["score"].tolist()[:4]
    ['brier', 'brier_base_rate', 'skill', 'auc']
    >>> len(found.forecasts)
    32
    """
    if deed not in get_args(Deed):
        raise UnknownOptionError("deed", deed, get_args(Deed))
    rows = closed_statements(result)
    group = _groups(rows, by)
    inputs, lacking = feature_frame(result, rows, features)
    came = (rows["credit"].gt(0) if deed == "any" else rows["state"].eq("kept")).to_numpy(dtype=float)
    made = cross_forecast(inputs, came, group.to_numpy(), n_splits=n_splits, penalty=penalty)
    told = np.isfinite(made.probability)
    level = result.spec.level
    names = group.to_numpy(dtype=object)[told]
    band = reliability_table(
        made.probability[told], came[told], cluster=names, level=level, n_boot=n_boot, seed=seed
    )
    frame = _scores(made, came, told, names, band, level, by)
    return Forecast(
        frame=frame,
        notes=tuple(_notes(result, rows, group, made, lacking, by)),
        forecasts=_forecasts(rows, group, made, came, inputs),
        reliability=band.table.assign(level=level),
        weights=made.weights,
        deed=deed,
        by=by,
        level=level,
    )


def _groups(rows: pd.DataFrame, by: str) -> pd.Series:
    """Name the group each statement is held out with."""
    if by == "dyad":
        return dyad_names(rows)
    if by not in rows:
        raise UnknownOptionError("by", by, ["dyad", *rows.columns])
    if rows[by].isna().any():
        raise RhetoricGapError(
            f"by={by!r}: {int(rows[by].isna().sum())} of {len(rows)} closed statements have no value there; fill it in"
        )
    return rows[by].astype(object).astype(str)


def _scores(
    made: CrossForecast,
    came: np.ndarray,
    told: np.ndarray,
    names: np.ndarray,
    band: Reliability,
    level: float,
    by: str,
) -> pd.DataFrame:
    """Lay out all scores."""
    p, q, y, fold = made.probability[told], made.base_rate[told], came[told], made.fold[told]
    empty = _why_empty(made, told)
    scores: dict[str, Score] = {
        "brier": brier_score(p, y, cluster=names, level=level, unit=by),
        "brier_base_rate": brier_score(q, y, cluster=names, level=level, unit=by),
        "skill": brier_skill(p, y, q, cluster=names, level=level, unit=by),
        "auc": roc_auc(p, y, cluster=names, stratum=fold, level=level, unit=by),
    }
    bare = "a part of the Brier score: no interval"
    for name in ("miscalibration", "discrimination", "uncertainty"):
        scores[name] = no_score(getattr(band, name), len(set(names)), bare, level=level)
    scores["base_rate"] = no_score(
        float(y.mean()) if len(y) else float("nan"), len(set(names)), "", level=level
    )
    frame = pd.DataFrame([_row(name, score, int(told.sum()), empty) for name, score in scores.items()])
    frame.loc[frame["score"] == "miscalibration", "p_value"] = band.p_value
    # Models share most of their cases, so that their ranks agree by more than chance where nothing is known.
    frame.loc[frame["score"] == "auc", "p_value"] = np.nan
    return frame[_COLUMNS]


def _row(name: str, score: Score, n: int, empty: str) -> dict[str, Any]:
    """Write one score as a row."""
    values = {"score": name, "estimate": score.estimate, "lower": score.lower, "upper": score.upper}
    values |= {"level": score.level, "p_value": score.p_value, "n": n, "n_groups": score.n_clusters}
    return values | {"reason": score.reason if n else empty}


def _why_empty(made: CrossForecast, told: np.ndarray) -> str:
    """Say why there is no forecast at all."""
    if told.any():
        return ""
    return str(made.reason[0]) if len(made.reason) else "no statement whose window has closed"


def _forecasts(
    rows: pd.DataFrame, group: pd.Series, made: CrossForecast, came: np.ndarray, inputs: pd.DataFrame
) -> pd.DataFrame:
    """Put the forecasts beside what came of them."""
    frame = rows[["statement_id", "date"]].assign(
        group=group,
        fold=made.fold,
        probability=made.probability,
        base_rate=made.base_rate,
        deed=came.astype(np.int64),
        reason=made.reason,
    )
    named = {c: f"{c} (feature)" for c in inputs if c in frame}
    return pd.concat([frame, inputs.rename(columns=named)], axis=1)


def _notes(
    result: GapResult, rows: pd.DataFrame, group: pd.Series, made: CrossForecast, lacking: list[str], by: str
) -> list[str]:
    """Say what a reader of the scores must know."""
    still, groups = int(result.outcomes["state"].eq("open").sum()), group.nunique()
    other = len(result.outcomes) - len(rows) - still
    notes = [
        f"{plural(len(rows), 'closed statement')}; left out: {still} still open, {other} not put to the test",
        f"Each forecast is of a model fitted without its {by} ({made.n_splits} models, {plural(groups, by)}); skill is "
        "over the share of deeds among those same others; p is one-sided, of miscalibration that of reliable forecasts",
    ]
    sizes = group.value_counts()
    effective = len(rows) ** 2 / float((sizes**2).sum()) if len(rows) else 0.0
    if groups < MIN_CLUSTERS:
        notes.append(
            f"With {plural(groups, by)} there is little to learn from and no interval: no finding either way"
        )
    elif effective < MIN_CLUSTERS:
        notes.append(
            f"A few groups hold most statements ({groups} are worth {effective:.1f} equal ones), so the intervals are "
            "likely too narrow"
        )
    if made.penalties and min(made.penalties) >= PENALTIES[-1]:
        notes.append(
            "Every model chose the largest penalty: nothing it was given helps to forecast other groups"
        )
    if lacking:
        notes.append("Not in the table, so not used: " + ", ".join(lacking))
    silent = int(np.isnan(made.probability).sum())
    if silent and groups > 1:
        notes.append(f"{plural(silent, 'statement')} without a forecast, see reason in .forecasts")
    return notes + _caveats(result, rows)


def _caveats(result: GapResult, rows: pd.DataFrame) -> list[str]:
    """Say where an outcome, or the record, is not what it seems."""
    notes = []
    coded_late = int((rows["late"] & rows["credit"].gt(0)).sum())
    if coded_late:
        notes.append(
            f"{coded_late} of the deeds are coded ones after the end of their window: they count as deeds"
        )
    matched = rows["how"].eq("matched").any()
    if matched and result.spec.assignment == "optimal":
        notes.append(
            "Deeds were given out by the best assignment as a whole, in which later words can change who got an "
            'earlier deed; with assignment="earliest" the record looks back only'
        )
    return notes
