"""Words and deeds over partners: whether an actor does most for those to whom it promises most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, get_args

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError, did_you_mean
from rhetoric_gap.gap.groups import group_rows, period_frequency
from rhetoric_gap.inference.concentration import (
    N_PERM,
    herfindahl,
    mismatch_if_chance,
    partner_balance,
    partner_shares,
    total_variation,
)
from rhetoric_gap.pairing.inputs import read_day, read_inputs
from rhetoric_gap.pairing.prepare import ABSENCE, Prepared, prepare
from rhetoric_gap.spec import Spec
from rhetoric_gap.studies.study import Study
from rhetoric_gap.tables.schema import VALENCES
from rhetoric_gap.tables.targets import explode_targets
from rhetoric_gap.words import plural

Direction = Literal["to", "from"]

_PERIOD = ["period", "period_start", "period_end"]
_NUMBERS = [
    "n_statements", "n_actions", "words", "deeds", "mismatch", "mismatch_if_chance", "balance_words",
    "balance_deeds", "herfindahl_words", "herfindahl_deeds", "reason",
]  # fmt: skip
_SHARES = ["partner", "n_statements", "n_actions", "words", "deeds", "word_share", "deed_share", "difference"]
_USED = ("collapse", "joint_targets", "parts", "scale")
_OTHER_SIDE: dict[str, tuple[str, str]] = {"to": ("actor", "target"), "from": ("target", "actor")}
_SHOWN = 8


@dataclass(frozen=True, eq=False, repr=False)
class PartnerMismatch(Study):
    """How words and deeds are spread over partners, period by period.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per period (one in all without ``freq``): rows and severity of ``words`` and ``deeds``, ``mismatch``
        ``= 0.5 * sum|p - q|`` in [0, 1], what chance alone would make of it with so few rows (``mismatch_if_chance``),
        ``balance_words`` and ``balance_deeds`` in [-1, 1] where there are two partners (positive: the first),
        ``herfindahl_words`` and ``herfindahl_deeds`` in (0, 1], and the ``reason`` where a number is missing.
    notes : tuple of str
        What must be known to read it.
    shares : pandas.DataFrame
        One row per period and partner: ``word_share``, ``deed_share`` and their ``difference``.
    actor : str
        Whose words and deeds they are (or, with ``direction="from"``, whom they are aimed at).
    partners : tuple of str
        The partners, in the order of the balance.
    direction : str
        ``to`` or ``from``.
    freq : str or None
        Length of periods.
    as_of : pandas.Timestamp
        Day up to which things were known.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> found = rg.partner_mismatch(rg.load_dataset("russia_partners"), actor="PRK", partners=["RUS", "CHN"])
    >>> print(found.shares[["partner", "word_share", "deed_share"]].round(2).to_string(index=False))
    partner  word_share  deed_share
        RUS        0.94         1.0
        CHN        0.06         0.0
    """

    shares: pd.DataFrame
    actor: str
    partners: tuple[str, ...]
    direction: str
    freq: str | None
    as_of: pd.Timestamp

    _hidden: ClassVar[tuple[str, ...]] = ("period_start", "period_end")


def partner_mismatch(
    statements: Any,
    actions: Any = None,
    *,
    actor: str,
    partners: Sequence[str] | None = None,
    direction: Direction = "to",
    valence: str | None = None,
    freq: str | None = None,
    start: Any = None,
    as_of: Any = None,
    seed: int = 0,
    n_perm: int = N_PERM,
    spec: Spec | None = None,
    **choices: Any,
) -> PartnerMismatch:
    """Compare how an actor's words and its deeds are spread over partners.

    Parameters
    ----------
    statements : DataFrame, Case or EventTables
        Statements, or a Case or event tables, which bring all theirs.
    actions : DataFrame
        Actions; left out with a Case.
    actor : str
        Whose words and deeds to look at.
    partners : sequence of str, optional
        Whom to compare, in this order; two of them have a balance. Default: all the actor has words or deeds for, by
        name. A joint target (``CHN;RUS``) is a partner of its own.
    direction : {"to", "from"}, default "to"
        Words and deeds of the actor toward the partners, or of the partners toward the actor.
    valence : {"conflict", "cooperation"}, optional
        Only words and deeds of this direction. Default: all, with a note where that mixes the two.
    freq : str, optional
        Length of periods, such as ``"YE"``; words and deeds count in the period of their own date.
    start : str or Timestamp, optional
        First day of words and deeds that count, such as the first day of coverage.
    as_of : str or Timestamp, optional
        Day up to which things are known.
    seed, n_perm : int, default 0 and 999
        Seed and number of the permutations behind ``mismatch_if_chance``.
    spec : Spec, optional
        All choices in one object; ``collapse``, ``joint_targets``, ``parts`` and ``scale`` matter here.
    **choices
        Single ones of these.

    Returns
    -------
    PartnerMismatch
        ``.frame`` has one row per period, ``.shares`` one per period and partner.

    Raises
    ------
    SchemaError
        If a table breaks its schema.
    UnknownOptionError, RhetoricGapError
        If a choice, the actor or a partner is unknown.

    Notes
    -----
    With ``p`` the shares of the partners in the severity of all words that commit to a deed, and ``q`` their shares in
    that of all deeds::

        mismatch = 0.5 * sum|p - q|

    0 is the same spread, 1 words for some and deeds for others only. Nothing is paired: this is about emphasis, not
    about follow-through, and a small mismatch goes with any gap. Refusals and denials commit to no deed and are left
    out. Balance is ``(first - second) / (first + second)``, concentration the Herfindahl index ``sum(q ** 2)``. A
    period without words or without deeds has no mismatch: it is missing, not 0. A share of 0 is only as good as the
    coverage of the tables.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> case = rg.load_dataset("russia_partners")
    >>> toward = {"direction": "from", "valence": "cooperation"}
    >>> found = rg.partner_mismatch(case, actor="PRK", partners=["RUS", "CHN"], **toward)
    >>> found.frame[["words", "deeds", "mismatch", "balance_deeds"]].round(2).to_dict("records")
    [{'words': 8.8, 'deeds': 13.1, 'mismatch': 0.01, 'balance_deeds': 0.54}]
    """
    _check_choices(direction, valence, choices)
    prepared = prepare(read_inputs(statements, actions, None, as_of, spec, choices))
    period = period_frequency(freq)
    first = None if start is None else read_day(start, "start")
    record = _record(prepared, actor, direction)
    events, noted = _selected(record, valence, first)
    chosen = _chosen(partners, events, record, actor)
    kept = events.loc[events["partner"].isin(chosen)].reset_index(drop=True)
    groups = group_rows(kept, kept, (), period, explode=False)
    frame = groups.labels.copy()
    rows, shares = [], []
    for g in range(len(frame)):
        part = kept.loc[groups.of_statement == g]
        table = _by_partner(part, chosen)
        rows.append(_measures(part, table, chosen, seed, n_perm))
        shares.append(table.assign(**{c: frame[c].iloc[g] for c in _PERIOD if c in frame}))
    frame = pd.concat([frame, pd.DataFrame(rows, columns=_NUMBERS, index=frame.index)], axis=1)
    periods = _PERIOD if period else []
    tidy = pd.concat(shares, ignore_index=True) if shares else pd.DataFrame(columns=_SHARES)
    notes = (*noted, *_notes(events, kept, chosen, valence, frame))
    return PartnerMismatch(
        frame=frame[[*periods, *_NUMBERS]],
        notes=notes,
        shares=tidy.reindex(columns=[*periods, *_SHARES]),
        actor=actor,
        partners=chosen,
        direction=direction,
        freq=freq,
        as_of=prepared.as_of,
    )


def _check_choices(direction: str, valence: str | None, choices: dict[str, Any]) -> None:
    """Refuse what is not known, and choices that only pairing has a use for."""
    if direction not in get_args(Direction):
        raise UnknownOptionError("direction", direction, get_args(Direction))
    if valence is not None and valence not in VALENCES:
        raise UnknownOptionError("valence", valence, VALENCES)
    for name in choices:
        if name not in _USED:
            raise UnknownOptionError("choice", name, _USED)


def _record(p: Prepared, actor: str, direction: str) -> pd.DataFrame:
    """Stack all words and deeds between the actor and others: date, partner, severity, valence, word."""
    own, other = _OTHER_SIDE[direction]
    said = p.statements.loc[p.statements["role"].ne(ABSENCE).to_numpy()]
    done = p.actions.loc[p.actions["countable"].to_numpy(dtype=bool)]
    if p.spec.joint_targets == "explode":
        said, done = (explode_targets(f).assign(target=lambda x: x["member"]) for f in (said, done))
    actors = sorted(set(said[own].dropna()) | set(done[own].dropna()))
    if actor not in actors:
        raise RhetoricGapError(
            f"no words or deeds {_PHRASE[direction]} {actor!r}.{did_you_mean(str(actor), actors)}"
        )
    columns = [other, "date", "severity", "valence"]
    both = [
        f.loc[f[own].eq(actor).to_numpy(dtype=bool), columns].assign(word=w)
        for f, w in ((said, True), (done, False))
    ]
    record = pd.concat([f.astype({"valence": object}) for f in both], ignore_index=True)
    return record.rename(columns={other: "partner"})


def _selected(
    record: pd.DataFrame, valence: str | None, first: pd.Timestamp | None
) -> tuple[pd.DataFrame, list[str]]:
    """Keep what is of the direction asked for, late enough, and has a severity."""
    keep = np.ones(len(record), dtype=bool)
    if valence is not None:
        keep &= record["valence"].eq(valence).to_numpy(dtype=bool)
    if first is not None:
        keep &= (record["date"] >= first).to_numpy(dtype=bool)
    blank = record["severity"].isna().to_numpy(dtype=bool)
    silent = int((keep & blank).sum())
    notes = (
        [f"{plural(silent, 'statement')} that name no deed weigh nothing and are left out"] if silent else []
    )
    return record.loc[keep & ~blank].reset_index(drop=True), notes


_PHRASE = {"to": "of", "from": "toward"}


def _chosen(
    partners: Sequence[str] | None, events: pd.DataFrame, record: pd.DataFrame, actor: str
) -> tuple[str, ...]:
    """Return the partners to compare: those asked for, if on record at any time, else those there are."""
    if partners is None:
        return tuple(sorted(events["partner"].unique()))
    known = sorted(record["partner"].unique())
    chosen = (partners,) if isinstance(partners, str) else tuple(partners)
    if len(set(chosen)) < len(chosen):
        raise RhetoricGapError(f"partners names one twice: {list(chosen)}")
    unknown = [name for name in chosen if name not in known]
    if unknown:
        raise RhetoricGapError(
            f"{actor} has no words or deeds with {', '.join(map(repr, unknown))} here; there are: "
            f"{', '.join(known) or 'none'}.{did_you_mean(str(unknown[0]), known)}"
        )
    return chosen


def _by_partner(events: pd.DataFrame, partners: tuple[str, ...]) -> pd.DataFrame:
    """Sum words and deeds per partner and divide them into shares."""
    code = pd.Categorical(events["partner"], categories=list(partners)).codes
    word, severity = events["word"].to_numpy(dtype=bool), events["severity"].to_numpy(dtype=float)
    table = pd.DataFrame({"partner": list(partners)})
    for count, total, rows in (("n_statements", "words", word), ("n_actions", "deeds", ~word)):
        table[count] = np.bincount(code[rows], minlength=len(partners))
        table[total] = np.bincount(code[rows], severity[rows], minlength=len(partners))
    table["word_share"], table["deed_share"] = partner_shares(table["words"]), partner_shares(table["deeds"])
    return table.assign(difference=table["word_share"] - table["deed_share"])


def _measures(
    events: pd.DataFrame, table: pd.DataFrame, partners: tuple[str, ...], seed: int, n_perm: int
) -> dict[str, Any]:
    """Return the numbers of one period."""
    words, deeds = table["words"].to_numpy(), table["deeds"].to_numpy()
    # In an order of their own, so that the order of the input plays no part in the draws.
    rows = events.sort_values(["partner", "word", "severity"], kind="stable")
    chance = mismatch_if_chance(
        rows["severity"].to_numpy(dtype=float),
        pd.Categorical(rows["partner"], categories=list(partners)).codes,
        rows["word"].to_numpy(dtype=bool),
        n_perm=n_perm,
        seed=seed,
    )
    two = len(partners) == 2
    return {
        "n_statements": int(table["n_statements"].sum()),
        "n_actions": int(table["n_actions"].sum()),
        "words": words.sum(),
        "deeds": deeds.sum(),
        "mismatch": total_variation(words, deeds),
        "mismatch_if_chance": chance,
        "balance_words": partner_balance(*words) if two else float("nan"),
        "balance_deeds": partner_balance(*deeds) if two else float("nan"),
        "herfindahl_words": herfindahl(words),
        "herfindahl_deeds": herfindahl(deeds),
        "reason": _reason(words.sum(), deeds.sum(), len(partners)),
    }


def _reason(words: float, deeds: float, partners: int) -> str:
    """Say why a number is missing."""
    if words > 0 and deeds > 0:
        return "" if partners == 2 else "a balance needs two partners"
    return " and ".join(f"no {name}" for name, total in (("words", words), ("deeds", deeds)) if not total > 0)


def _notes(
    events: pd.DataFrame,
    kept: pd.DataFrame,
    partners: tuple[str, ...],
    valence: str | None,
    frame: pd.DataFrame,
) -> list[str]:
    """Say what a reader must know."""
    notes = []
    for name, word in (("words", True), ("deeds", False)):
        outside = events.loc[events["word"].eq(word) & ~events["partner"].isin(partners)]
        total = events.loc[events["word"].eq(word), "severity"].sum()
        if len(outside) and total > 0:
            others = sorted(outside["partner"].unique())
            more = ", ..." if len(others) > _SHOWN else ""
            notes.append(
                f"{100 * outside['severity'].sum() / total:.0f} % of the severity of {name} is with others "
                f"({', '.join(others[:_SHOWN])}{more}): left out"
            )
    if valence is None and kept["valence"].nunique() > 1:
        notes.append("Conflict and cooperation are added up; valence= keeps them apart")
    silent = [
        f"{name} with {partner}"
        for partner in partners
        for name, word in (("words", True), ("deeds", False))
        if not (kept["partner"].eq(partner) & kept["word"].eq(word)).any()
    ]
    if silent:
        notes.append(
            f"None on record: {', '.join(silent)}; a share of 0 is only as good as the tables' coverage"
        )
    missing = int(frame["mismatch"].isna().sum())
    if len(frame) > 1 and missing:
        notes.append(
            f"{plural(missing, 'period')} of {len(frame)} without words or without deeds: missing, not 0"
        )
    return notes
