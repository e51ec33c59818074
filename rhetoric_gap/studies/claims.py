"""The claims of the essay, each put to the record by a rule of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from textwrap import shorten
from typing import Any, ClassVar

import pandas as pd

from rhetoric_gap.datasets import Case, load_dataset
from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.pairing.inputs import last_day, read_day
from rhetoric_gap.studies import (
    _verdicts_fear,
    _verdicts_gap,
    _verdicts_partners,
    _verdicts_russia,
    _verdicts_words,
)
from rhetoric_gap.studies._verdicts import CANNOT_SAY, Finding, Rule, evaluate
from rhetoric_gap.studies._verdicts_record import ESSAY, HORIZON, IDS, Record
from rhetoric_gap.studies.study import Study
from rhetoric_gap.tables import check_actions, check_statements
from rhetoric_gap.words import plural

#: One rule for each claim.
RULES: Mapping[str, Rule] = dict(
    sorted(
        {
            **_verdicts_words.RULES,
            **_verdicts_fear.RULES,
            **_verdicts_russia.RULES,
            **_verdicts_partners.RULES,
            **_verdicts_gap.RULES,
        }.items()
    )
)
_NAMES = {"nk": "north_korea", "rp": "russia_partners"}
_CLAIM = ["claim_id", "paragraph", "claim", "type"]
_COLUMNS = [
    *_CLAIM, "as_of", "covered_to", "verdict", "value", "lower", "upper", "span", "n", "threshold", "fragile", "flips",
    "statistic", "rule", "because", "rows", "why",
]  # fmt: skip
_SHORT = 60


@dataclass(frozen=True, eq=False, repr=False)
class Claims(Study):
    """The verdicts on the essay's claims.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per claim and day: ``claim_id``, ``paragraph``, ``claim`` (our words), ``type``, ``as_of``,
        ``covered_to`` (last day both known and covered by the cases the rule uses), ``verdict``, ``value`` with
        ``lower`` and ``upper`` (what they are stands under ``span``), ``n`` rows it is taken over, ``threshold``,
        ``fragile`` (whether a nearby choice gives another verdict), ``flips`` (which, and what it gives), ``statistic``
        (what the value is), ``rule`` (how it becomes a verdict), ``because`` (why this rule), ``rows`` (ids of the rows
        that decide, ``nk:`` or ``rp:`` before them) and ``why`` (what is missing, or stands beside the number).
    notes : tuple of str
        What a reader must know.
    cases : mapping of str to Case
        The two cases, ``nk`` and ``rp``.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> found = rg.essay_claims(claims=["E08", "E27"])
    >>> found.frame[["claim_id", "verdict", "value"]].values.tolist()
    [['E08', 'supported', 0.4], ['E08', 'supported', 0.5], ['E27', 'cannot say', 0.0], ['E27', 'contradicted', 1.0]]
    """

    cases: Mapping[str, Case]

    _hidden: ClassVar[tuple[str, ...]] = (
        "paragraph", "covered_to", "span", "flips", "statistic", "rule", "because", "rows", "why",
    )  # fmt: skip

    def display(self) -> pd.DataFrame:
        """Return the table as a reader wants to see it: all cells are text, long claims cut.

        Returns
        -------
        pandas.DataFrame
            One row per claim and day, without the rules and reasons.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> shown = rg.essay_claims(as_of="2024-06-20", claims=["E08"]).display()
        >>> shown[["claim_id", "verdict", "value"]].values.tolist()
        [['E08', 'supported', '0.4']]
        """
        shown = super().display()
        for column in ("value", "lower", "upper", "threshold"):
            # Counts and shares stand in one column: no number gets digits it does not have.
            shown[column] = ["-" if pd.isna(x) else f"{round(x, 2):g}" for x in self.frame[column]]
        shown["claim"] = [shorten(claim, _SHORT, placeholder=" ...") for claim in shown["claim"]]
        shown["fragile"] = shown["fragile"].map({"True": "yes", "False": ""})
        return shown

    def by_day(self) -> pd.DataFrame:
        """Return one row per claim, with the verdict of each day beside it.

        Returns
        -------
        pandas.DataFrame
            ``claim_id`` (the index), ``claim``, ``type`` and one column per day; ``*`` marks a fragile verdict.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> rg.essay_claims(as_of=["2024-06-20", "2025-12-31"], claims=["E27"]).by_day().loc["E27"].tolist()[2:]
        ['cannot say', 'contradicted*']
        """
        marked = self.frame.assign(
            verdict=self.frame["verdict"] + self.frame["fragile"].map({True: "*", False: ""}),
            day=[str(day.date()) for day in self.frame["as_of"]],
        )
        wide = marked.pivot(index="claim_id", columns="day", values="verdict")
        wide.columns.name = None
        about = marked.drop_duplicates("claim_id").set_index("claim_id")[["claim", "type"]]
        return about.join(wide)

    def rows_of(self, claim_id: str, as_of: Any = None) -> pd.DataFrame:
        """Return the rows of the tables behind one verdict.

        Parameters
        ----------
        claim_id : str
            Such as ``"E12"``.
        as_of : str or Timestamp, optional
            Which day, where there are several; the last one if left out.

        Returns
        -------
        pandas.DataFrame
            One row per row that decides: ``row``, ``table``, ``date``, ``actor``, ``target``, ``severity``, ``text``;
            blank where the table has no such column.

        Raises
        ------
        RhetoricGapError
            If the claim or the day is not in the table.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> rg.essay_claims(claims=["E22"]).rows_of("E22")[["row", "date"]].astype(str).to_dict("list")
        {'row': ['rp:S045', 'nk:A002', 'nk:A029'], 'date': ['2023-09-13', '2023-11-21', '2024-05-27']}
        """
        mine = self.frame.loc[self.frame["claim_id"].eq(claim_id)]
        if not len(mine):
            raise RhetoricGapError(
                f"no claim {claim_id!r} in this table; it has {', '.join(self.frame['claim_id'].unique())}"
            )
        day = mine["as_of"].max() if as_of is None else read_day(as_of, "as_of")
        mine = mine.loc[mine["as_of"].eq(day)]
        if not len(mine):
            days = ", ".join(str(d.date()) for d in self.frame["as_of"].unique())
            raise RhetoricGapError(f"no verdict as of {day.date()} in this table; it has {days}")
        return _opened(self.cases, str(mine["rows"].iloc[0]).split(";"))


def essay_claims(
    north_korea: Case | None = None,
    russia_partners: Case | None = None,
    *,
    as_of: Any = None,
    claims: Sequence[str] | None = None,
) -> Claims:
    """Put each claim of the essay to the record: supported, contradicted, or cannot say.

    Parameters
    ----------
    north_korea : Case, optional
        Words and deeds of North Korea, with the tables ``essay_claims``, ``observers`` and ``triggers``. The bundled
        case if left out.
    russia_partners : Case, optional
        Words and deeds of Russia and its partners, with the tables ``patrons``, ``estimates`` and ``votes``. The
        bundled case if left out.
    as_of : str, Timestamp or sequence of these, optional
        Days up to which things are known. Default: the essay's date, 2024-06-20, and the end of the data.
    claims : sequence of str, optional
        Ids of the claims to judge; all if left out.

    Returns
    -------
    Claims
        ``.frame`` with one row per claim and day, ``.by_day()``, and ``.rows_of(claim_id)``.

    Raises
    ------
    SchemaError
        If statements or actions break their schema.
    RhetoricGapError
        If the table of claims is missing or incomplete, a claim is not in it, or a day is no date.

    Notes
    -----
    Every claim has one rule, written under ``rule`` with its reason under ``because``: a number computed from the
    tables as known on the day, and what it must be. No verdict is stored anywhere. A deed that lasts is known on its
    last day, since its row rests on all of it; a recorded absence holds for every part of its period. A row can show
    that something was said or done. That none is there shows little in a sample, and is taken for an absence only of
    grave overt deeds, or where an absence was recorded. A claim of two halves is borne out by both and refuted by one.
    A forecast can be refuted on any day, and borne out 365 days after the essay. What the tables cannot test comes out
    as ``cannot say`` with the reason.

    ``fragile`` is true if another verdict comes of a nearby threshold (one step of the scale), another horizon (half a
    year more or less), counting deeds while they are under way, or another reading of the claim.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> found = rg.essay_claims(claims=["E08", "E22", "E26", "E27"])
    >>> print(found.by_day().drop(columns="claim").to_string())
                    type  2024-06-20     2026-04-19
    claim_id
    E08       assessment   supported     supported*
    E22        past fact  cannot say*   cannot say*
    E26         forecast  cannot say      supported
    E27         forecast  cannot say  contradicted*
    >>> print(found.frame.set_index("claim_id").loc["E22", "why"].iloc[0])
    50% of the launches since the promise of 2023-09-13 reached orbit, and whether Russia helped is one side's claim
    """
    cases = {
        key: _checked(load_dataset(name) if given is None else given, name)
        for (key, name), given in zip(_NAMES.items(), (north_korea, russia_partners), strict=True)
    }
    wanted = _claims(cases["nk"], claims)
    days = _days(as_of, cases)
    records = [Record(cases, day) for day in days]
    found = [_row(claim, record) for claim in wanted.to_dict("records") for record in records]
    return Claims(frame=pd.DataFrame(found, columns=_COLUMNS), notes=_notes(cases, wanted, days), cases=cases)


def _checked(case: Case, name: str) -> Case:
    """Return the case with checked statements and actions."""
    if not isinstance(case, Case):
        raise RhetoricGapError(f"{name} must be a Case, got {type(case).__name__}")
    statements, actions = case.require_tables()
    said, done = check_statements(statements), check_actions(actions)
    for table in (said, done):
        # pandas copies these accounts of the check with every selection, and nobody reads them here.
        table.attrs = {}
    return replace(case, statements=said, actions=done)


def _claims(case: Case, chosen: Sequence[str] | None) -> pd.DataFrame:
    """Return the claims to judge, by id."""
    claims = case.tables.get("essay_claims")
    if claims is None:
        raise RhetoricGapError(
            f"the case {case.name!r} has no table 'essay_claims', so there is nothing to judge"
        )
    absent = [column for column in _CLAIM if column not in claims]
    if absent:
        raise RhetoricGapError(
            f"the table 'essay_claims' lacks {', '.join(absent)}; it has {', '.join(map(str, claims.columns))}"
        )
    twice = sorted(set(claims.loc[claims["claim_id"].duplicated(), "claim_id"]))
    if twice:
        raise RhetoricGapError(f"the table 'essay_claims' has a claim_id twice: {', '.join(twice)}")
    if chosen is not None:
        wanted = [chosen] if isinstance(chosen, str) else list(chosen)
        unknown = [name for name in wanted if name not in set(claims["claim_id"])]
        if unknown or not wanted:
            what = f"no claim {', '.join(map(repr, unknown))}" if unknown else "claims is an empty list"
            raise RhetoricGapError(f"{what}; the table has {', '.join(claims['claim_id'])}")
        claims = claims.loc[claims["claim_id"].isin(wanted)]
    return claims.sort_values("claim_id", ignore_index=True)


def _days(as_of: Any, cases: Mapping[str, Case]) -> list[pd.Timestamp]:
    """Return the days asked for, in order."""
    if as_of is None:
        return sorted({ESSAY, max(_last_day(case) for case in cases.values())})
    several = isinstance(as_of, Iterable) and not isinstance(as_of, str)
    days = [read_day(day, "as_of") for day in (as_of if several else [as_of])]
    if not days:
        raise RhetoricGapError(
            "as_of is an empty list; leave it out for the essay's date and the end of the data"
        )
    return sorted(set(days))


def _last_day(case: Case) -> pd.Timestamp:
    """Return the end of coverage, else the last day in the tables."""
    return last_day(*case.require_tables()) if case.coverage_end is None else pd.Timestamp(case.coverage_end)


def _row(claim: dict[Any, Any], record: Record) -> dict[str, Any]:
    """Judge one claim on one day."""
    rule = RULES.get(claim["claim_id"], _UNKNOWN)
    found, flips = evaluate(rule, record)
    return {
        **{column: claim[column] for column in _CLAIM},
        "as_of": record.as_of,
        "covered_to": record.until(*rule.uses),
        **{name: getattr(found, name) for name in ("verdict", "value", "lower", "upper", "n", "why")},
        "span": rule.span if pd.notna(found.lower) else "",
        "threshold": rule.threshold,
        "fragile": bool(flips),
        "flips": "; ".join(flips),
        "statistic": rule.statistic,
        "rule": rule.written(),
        "because": rule.because,
        "rows": ";".join(found.rows),
    }


def _no_rule(record: Record, threshold: float) -> Finding:
    return Finding(CANNOT_SAY, why="no rule was written for this claim")


_UNKNOWN = Rule(_no_rule, "none", "none", "none", tuple(_NAMES))


def _notes(cases: Mapping[str, Case], claims: pd.DataFrame, days: list[pd.Timestamp]) -> tuple[str, ...]:
    """Say what a reader must know."""
    notes = [
        "The tables were coded by people who had read the essay, and the rules written by people who had seen the "
        "tables: a verdict says what this record bears out, not what an independent one would",
        "What is not in a sample of prominent words and reported deeds may have been said or done all the same",
        f"A forecast is borne out {HORIZON} days after {ESSAY.date()} at the earliest; it can be refuted on any day",
        "Fragile: a nearby threshold, horizon or reading gives another verdict; column flips says which",
    ]
    ends = [(case.name, _last_day(case)) for case in cases.values()]
    short = [f"{name} ends on {end.date()}" for name, end in ends if end < days[-1]]
    if short:
        notes.append(f"Not all is covered up to {days[-1].date()}: {', '.join(short)} (column covered_to)")
    if days[0] < ESSAY:
        notes.append(
            f"The claims were made on {ESSAY.date()}; a verdict as of an earlier day had nobody to claim it"
        )
    unknown = [str(c) for c in claims["claim_id"] if c not in RULES]
    if unknown:
        notes.append(f"{plural(len(unknown), 'claim')} without a rule cannot be said: {', '.join(unknown)}")
    return tuple(notes)


def _opened(cases: Mapping[str, Case], wanted: list[str]) -> pd.DataFrame:
    """Look up rows by their ids, in the order given."""
    found = []
    for row in filter(None, wanted):
        key, name = row.split(":", 1)
        case = cases[key]
        tables = {"statements": case.statements, "actions": case.actions, **case.tables}
        for table, column in IDS.items():
            source = tables.get(table)
            match = None if source is None else source.loc[source[column].astype(str).eq(name)]
            if match is not None and len(match):
                found.append({"row": row, "table": table, **_told(match.iloc[0])})
                break
    return pd.DataFrame(found, columns=["row", "table", *_TOLD])


_TOLD = ["date", "actor", "target", "severity", "text"]
_TEXTS = ("text", "description", "event", "resolution", "scope")


def _told(row: pd.Series) -> dict[str, Any]:
    """Return what is told of one row, whatever its table calls it."""
    text = next((row[c] for c in _TEXTS if c in row.index and pd.notna(row[c])), None)
    return {**{c: row.get(c) for c in _TOLD[:-1]}, "text": text}
