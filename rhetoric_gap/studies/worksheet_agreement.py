"""worksheet_agreement: how far coders agree with the machine's draft and with each other, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.inference.agreement import krippendorff_alpha
from rhetoric_gap.inference.interval import N_BOOT
from rhetoric_gap.spec import LEVEL
from rhetoric_gap.studies.study import Study
from rhetoric_gap.text.worksheet import Worksheet
from rhetoric_gap.words import plural

if TYPE_CHECKING:
    from rhetoric_gap.inference.agreement import Agreement

MACHINE = "machine"
ALL_CODERS = "all coders"
NONE = "none"
COLUMNS = ("field", "raters", "n", "agree", "alpha", "lower", "upper", "level", "metric", "n_given", "reason")
_METRICS: dict[str, Literal["ordinal", "interval"]] = {"strength": "ordinal", "severity": "interval"}


@dataclass(frozen=True, eq=False, repr=False)
class WorksheetAgreement(Study):
    """Agreement on a worksheet.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per field and pair of raters (``machine, ann``; ``ann, ben``), and per field all coders where there are
        three or more: ``field``, ``raters``, ``n`` sentences both rated, ``agree`` (share of them with the same value),
        ``alpha`` with ``lower``, ``upper`` and ``level``, ``metric``, ``n_given`` (sentences of these in which a coder
        filled the field in, rather than leave it as drafted), and the ``reason`` where a number is missing.
    notes : tuple of str
        What a reader must know.
    confusion : pandas.DataFrame
        For the fields made of words, codes or names, how often which value met which: ``field``, ``raters``, ``first``,
        ``second`` and ``n``.
    """

    confusion: pd.DataFrame

    _hidden: ClassVar[tuple[str, ...]] = ("level", "metric")

    def table(self, field: str, raters: str) -> pd.DataFrame:
        """Return the confusion of one pair as a table: the first rater's values down, the second's across.

        Parameters
        ----------
        field : str
            A field, such as ``kind``.
        raters : str
            A pair, such as ``machine, ann``.

        Returns
        -------
        pandas.DataFrame
            Counts.
        """
        chosen = self.confusion["field"].eq(field) & self.confusion["raters"].eq(raters)
        found = self.confusion.loc[chosen]
        wide = found.pivot(index="first", columns="second", values="n").fillna(0).astype(int)
        first, _, second = raters.partition(", ")
        return wide.rename_axis(index=first, columns=second)


def worksheet_agreement(
    worksheet: Worksheet, *, level: float = LEVEL, n_boot: int = N_BOOT, seed: int = 0
) -> WorksheetAgreement:
    """Measure how far coders agree with the machine's draft and with each other.

    Parameters
    ----------
    worksheet : Worksheet
        What :func:`read_worksheet` gave.
    level : float, default 0.95
        Confidence level.
    n_boot : int, default 999
        Resamples for each interval.
    seed : int, default 0
        Seed of the resamples.

    Returns
    -------
    WorksheetAgreement
        Krippendorff's alpha, share of agreement and confusion, field by field.

    Raises
    ------
    RhetoricGapError
        If ``worksheet`` is none, nobody decided a row, or the package ``krippendorff`` is missing.

    Notes
    -----
    Words, codes and names are compared as equal or not, with a blank as a value of its own; ``condition`` by whether
    there is one; ``strength`` as ordered and ``severity`` as a number, where blanks say nothing. Sentences are the
    units that are resampled.

    Coders saw the draft, and a field they left blank counts as agreed: agreement with the machine is then an upper
    bound, and so is that of coders with each other. ``n_given`` tells how much of it rests on cells somebody filled in.

    References
    ----------
    Krippendorff, K. (2019). Content Analysis. 4th ed., Sage, chapter 12.

    Examples
    --------
    >>> import pathlib, tempfile, pandas as pd, rhetoric_gap as rg
    >>> kinds = ["threat", "promise"] * 6
    >>> draft = pd.DataFrame({"text": [f"Sentence {n}" for n in range(12)], "kind": kinds})
    >>> path = rg.to_worksheet(draft, pathlib.Path(tempfile.mkdtemp()) / "to_code.csv", columns=["kind"])
    >>> work = pd.read_csv(path, dtype=str).assign(kind_human=["threat"] * 4 + kinds[4:])
    >>> work.to_csv(path, index=False)
    >>> study = rg.worksheet_agreement(rg.read_worksheet(path))
    >>> study.frame[["raters", "n", "agree", "alpha"]].round(2).values.tolist()
    [['machine, coder_1', 12, 0.83, 0.67]]
    """
    if not isinstance(worksheet, Worksheet):
        raise RhetoricGapError(f"expected what read_worksheet gives, got {type(worksheet).__name__}")
    if worksheet.codings.empty:
        raise RhetoricGapError("nobody decided a row of this worksheet: there is nothing to agree about")
    rows, met = [], []
    for field in worksheet.asked:
        values = _values(worksheet, field)
        for pair in combinations(values, 2):
            row, confusion = _pair(
                worksheet, field, {name: values[name] for name in pair}, level, n_boot, seed
            )
            rows.append(row)
            met.append(confusion)
        coders = {name: own for name, own in values.items() if name != MACHINE}
        if len(coders) > 2:
            rows.append(_all(worksheet, field, coders, level, n_boot, seed))
    columns = ["field", "raters", "first", "second", "n"]
    confusion = pd.concat([c for c in met if len(c)] or [pd.DataFrame(columns=columns)], ignore_index=True)
    return WorksheetAgreement(
        pd.DataFrame(rows, columns=list(COLUMNS)), _notes(worksheet), confusion[columns]
    )


def _values(worksheet: Worksheet, field: str) -> dict[str, pd.Series]:
    """Return each rater's values by sentence; the machine first."""
    found = {MACHINE: _comparable(worksheet.draft.set_index("sentence_id")[field], field)}
    for name, own in worksheet.codings.groupby("coder", sort=True):
        found[str(name)] = _comparable(own.set_index("sentence_id")[field], field)
    return found


def _comparable(values: pd.Series, field: str) -> pd.Series:
    """Bring values into the form in which they are compared."""
    if field in _METRICS:
        return values.astype("float64")
    if field == "condition":
        return values.notna().map({True: "yes", False: NONE}).astype(object)
    return values.astype(object).where(values.notna(), NONE).map(str)


def _pair(
    worksheet: Worksheet, field: str, pair: dict[str, pd.Series], level: float, n_boot: int, seed: int
) -> tuple[dict[str, Any], pd.DataFrame]:
    """Compare two raters."""
    table = pd.DataFrame(pair).dropna()
    first, second = pair
    row = _row(worksheet, field, table, level, n_boot, seed)
    same = np.isclose(table[first], table[second]) if field in _METRICS else table[first].eq(table[second])
    row["agree"] = float(np.mean(same)) if len(table) else float("nan")
    if field in _METRICS:
        return row, pd.DataFrame()
    counts = table.groupby([first, second], sort=True).size().reset_index(name="n")
    counts.columns = pd.Index(["first", "second", "n"])
    return row, counts.assign(field=field, raters=row["raters"])


def _all(
    worksheet: Worksheet, field: str, coders: dict[str, pd.Series], level: float, n_boot: int, seed: int
) -> dict[str, Any]:
    """Compare all coders."""
    table = pd.DataFrame(coders)
    table = table.loc[table.notna().sum(axis=1) >= 2]
    return _row(worksheet, field, table, level, n_boot, seed) | {"raters": ALL_CODERS}


def _row(
    worksheet: Worksheet, field: str, table: pd.DataFrame, level: float, n_boot: int, seed: int
) -> dict[str, Any]:
    """Measure agreement of the columns of a table."""
    ratings = table.astype(object).where(table.notna(), None).to_numpy(dtype=object).T
    found: Agreement = krippendorff_alpha(
        ratings, metric=_METRICS.get(field, "nominal"), level=level, n_boot=n_boot, seed=seed
    )
    codings = worksheet.codings
    own = codings.loc[codings["coder"].isin(table.columns) & codings["sentence_id"].isin(table.index)]
    given = own.loc[[field in str(names).split(", ") for names in own["given"]], "sentence_id"]
    return {
        "field": field,
        "raters": ", ".join(map(str, table.columns)),
        "n": len(table),
        "agree": float("nan"),
        "alpha": found.alpha,
        "lower": found.lower,
        "upper": found.upper,
        "level": level,
        "metric": found.metric,
        "n_given": int(given.nunique()),
        "reason": found.reason,
    }


def _notes(worksheet: Worksheet) -> tuple[str, ...]:
    """Say what a reader of the numbers must know."""
    counts = worksheet.codings.groupby("coder").size()
    said = ", ".join(f"{name} {plural(count, 'sentence')}" for name, count in counts.items())
    return (
        f"Decided: {said} of {len(worksheet.decided)}",
        "Coders saw the draft, and what they left blank counts as agreed: read agreement as an upper bound",
    )
