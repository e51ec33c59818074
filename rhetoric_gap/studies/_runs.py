"""Running one specification after the other, or several at once, and keeping what each found."""

from __future__ import annotations

import dataclasses
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, RhetoricGapWarning, UnknownOptionError
from rhetoric_gap.gap import gap_index
from rhetoric_gap.inference.difference import difference_interval
from rhetoric_gap.scales import get_scale
from rhetoric_gap.spec import Spec
from rhetoric_gap.studies._store import RunStore, text_print
from rhetoric_gap.tables.schema import RISK_STATES

if TYPE_CHECKING:
    from rhetoric_gap.results import GapResult

Statistic = Callable[["GapResult"], float]
Contrast = tuple[str, Any, Any]
NAN = float("nan")
#: What a run says of the whole of the statements, whatever is estimated.
OVERALL = ("gap", "n", "n_open", "n_clusters", "bark", "bound_low", "bound_high")
_EFFECT = ["statement_id", "cluster", "state", "severity", "credit"]


@dataclass(frozen=True, eq=False)
class Question:
    """The data, and what every specification is asked.

    Attributes
    ----------
    statements, actions : pandas.DataFrame
        Checked tables.
    links : pandas.DataFrame or None
        Checked coded links.
    as_of : pandas.Timestamp
        Day up to which things are known.
    by : str, sequence of str or None
        Grouping of the result that a statistic is given.
    statistic : callable or None
        What to estimate, from a GapResult; the gap itself without it.
    contrast : tuple or None
        Column and two of its values: the difference of their gaps is estimated.
    seed, n_boot : int
        Seed and resamples of intervals.
    """

    statements: pd.DataFrame
    actions: pd.DataFrame
    links: pd.DataFrame | None
    as_of: pd.Timestamp
    by: Any = None
    statistic: Statistic | None = None
    contrast: Contrast | None = None
    seed: int = 0
    n_boot: int = 999

    def ask(self, spec: Spec, by: Any = None) -> GapResult:
        """Measure the gap under one specification."""
        return gap_index(
            self.statements,
            self.actions,
            links=self.links,
            by=by,
            as_of=self.as_of,
            spec=spec,
            seed=self.seed,
            n_boot=self.n_boot,
        )


def spec_key(spec: Spec) -> str:
    """Return a fingerprint of every choice; a scale goes by its content."""
    choices = {f.name: getattr(spec, f.name) for f in dataclasses.fields(spec)}
    scale = get_scale(spec.scale)
    choices["scale"] = (scale.name, scale.version, scale.digest)
    return text_print(repr(choices))


def run_specification(question: Question, spec: Spec) -> dict[str, Any]:
    """Run one specification; what cannot be run says why.

    Returns
    -------
    dict
        ``estimate``, ``lower``, ``upper``, the numbers of ``OVERALL``, ``coded`` (does it rest on coded links?),
        ``print`` (fingerprint of the outcomes), ``clusters`` (sums for a contrast), ``reason``, ``warnings``,
        ``seconds``. All plain values, so that they can be written down.
    """
    began = time.perf_counter()
    result = grouped = None
    found: dict[str, Any] = {"estimate": NAN}
    with warnings.catch_warnings(record=True) as caught:
        # Else the first of many specifications would be the only one to warn.
        warnings.filterwarnings("always", category=RhetoricGapWarning)
        try:
            result = question.ask(spec)
            grouped = result if question.by is None else question.ask(spec, question.by)
        except UnknownOptionError:
            raise
        except RhetoricGapError as error:
            found["reason"] = str(error)
    said = [str(one.message) for one in caught if issubclass(one.category, RhetoricGapWarning)]
    for one in caught:
        if not issubclass(one.category, RhetoricGapWarning):
            warnings.warn(one.message, one.category, stacklevel=2)
    if result is not None and grouped is not None:
        found = _found(question, result, grouped)
    return {**found, "warnings": said, "seconds": time.perf_counter() - began}


def _found(question: Question, result: GapResult, grouped: GapResult) -> dict[str, Any]:
    """Read off the gap and what is estimated."""
    row = result.frame.iloc[0]
    found: dict[str, Any] = {name: float(row[name]) for name in OVERALL}
    found |= {"estimate": float(row["gap"]), "lower": float(row["lower"]), "upper": float(row["upper"])}
    found |= {"reason": str(row["reason"]), "coded": bool((result.links["how"] == "coded").any())}
    if question.contrast is not None:
        found |= _contrast(result, question.contrast)
    elif question.statistic is not None:
        found |= _asked(question.statistic, grouped)
    rows = result.outcomes[_EFFECT].round({"severity": 12, "credit": 12})
    limits = [found[name] for name in ("estimate", "lower", "upper")]
    return {**found, "print": text_print(f"{rows.to_csv(index=False)}{np.round(limits, 12).tolist()}")}


def _asked(statistic: Statistic, result: GapResult) -> dict[str, Any]:
    """Ask a user's statistic; where it fails, the error says under which specification."""
    try:
        value = statistic(result)
    except Exception as error:
        error.add_note(f"raised by the statistic under {result.spec}")
        raise
    if isinstance(value, (str, bytes)) or not hasattr(value, "__float__"):
        raise RhetoricGapError(f"statistic must return one number, got {type(value).__name__}")
    estimate = float(value)
    why = "" if np.isfinite(estimate) else "the statistic is not defined here"
    return {"estimate": estimate if np.isfinite(estimate) else NAN, "lower": NAN, "upper": NAN, "reason": why}


def _contrast(result: GapResult, contrast: Contrast) -> dict[str, Any]:
    """Take the difference of two groups' gaps, with its interval and the sums of each cluster."""
    column, first, second = contrast
    rows = result.outcomes
    if column not in rows:
        raise UnknownOptionError("column of contrast", column, [str(c) for c in rows.columns])
    for value in (first, second):
        if not rows[column].eq(value).fillna(False).any():
            known = sorted(rows[column].dropna().unique(), key=str)
            raise UnknownOptionError(f"value of {column!r} in contrast", value, known)
    rows = rows.loc[rows["state"].isin(RISK_STATES)]
    parts = [rows.loc[rows[column].eq(value).fillna(False).to_numpy(dtype=bool)] for value in (first, second)]
    names = sorted({str(name) for part in parts for name in part["cluster"]})
    sums = [
        part.groupby(part["cluster"].astype(str))[["severity", "credit"]].sum().reindex(names, fill_value=0.0)
        for part in parts
    ]
    (r1, b1), (r2, b2) = ((one["severity"].to_numpy(), one["credit"].to_numpy()) for one in sums)
    found = difference_interval(r2, b2, r1, b1, level=result.spec.level)
    clusters = np.transpose([r1, r1 - b1, r2, r2 - b2]).tolist()
    return {
        "estimate": found.difference,
        "lower": found.lower,
        "upper": found.upper,
        "reason": found.reason,
        "clusters": dict(zip(names, clusters, strict=True)),
    }


def run_all(
    tasks: Mapping[str, Callable[[], Any]], store: RunStore, *, n_jobs: int, progress: bool, what: str
) -> dict[str, Any]:
    """Run the tasks that are not finished yet, keeping each as soon as it is.

    Parameters
    ----------
    tasks : dict of str to callable
        What to run, by key.
    store : RunStore
        Where finished runs are kept.
    n_jobs : int
        Processes; 1 stays in this one, -1 takes all cores.
    progress : bool
        Show a progress bar?
    what : str
        What the bar counts.

    Returns
    -------
    dict
        What each task found, by key, in the order given.
    """
    todo = [key for key in tasks if key not in store]
    done: Iterator[Any] = _spread([tasks[key] for key in todo], n_jobs)
    if progress:
        from tqdm import tqdm

        done = iter(tqdm(done, desc=what, total=len(tasks), initial=len(tasks) - len(todo)))
    for key, found in zip(todo, done, strict=True):
        store.add(key, found)
    return {key: store[key] for key in tasks}


def _spread(tasks: list[Callable[[], Any]], n_jobs: int) -> Iterator[Any]:
    """Run tasks in order, in this process or in several; answers come as they are ready, in order."""
    if n_jobs == 1 or len(tasks) < 2:
        yield from (task() for task in tasks)
        return
    from joblib import Parallel, delayed

    yield from Parallel(n_jobs=n_jobs, return_as="generator")(delayed(task)() for task in tasks)
