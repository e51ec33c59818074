"""From drafts and decisions to what holds: the decided table, and statements and actions fit for a gap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import pandas as pd

from rhetoric_gap.account import add_step
from rhetoric_gap.errors import SchemaError
from rhetoric_gap.tables import check_actions, check_statements
from rhetoric_gap.tables.cells import text_dtype
from rhetoric_gap.text._codes import severity_of, valence_of
from rhetoric_gap.text._draft_rows import printable
from rhetoric_gap.text._worksheet_back import Back
from rhetoric_gap.text._worksheet_fields import BY_NAME, FIELDS, from_cell
from rhetoric_gap.text._worksheet_rows import ID
from rhetoric_gap.words import plural

MACHINE, DISPUTED = "machine", "disputed"
STATEMENT_COLUMNS = {
    **dict.fromkeys(
        ("date", "actor", "target", "severity", "code", "valence", "kind", "strength", "deadline")
    ),
}


@dataclass(frozen=True, eq=False, repr=False)
class Worksheet:
    """What came back from coders.

    Attributes
    ----------
    decided : pandas.DataFrame
        One row per sentence: ``sentence_id``, ``date``, ``text``, the fields as they now stand, ``decided_by``
        (``machine`` where nobody decided, the coders who agree, or ``disputed``), ``disputed`` (the fields coders
        differ in, left blank) and ``note``.
    draft : pandas.DataFrame
        What the machine drafted, row by row the same sentences.
    codings : pandas.DataFrame
        One row per coder and sentence decided: ``coder``, ``sentence_id``, every field as the coder leaves it, and
        ``given``, the fields that were filled in rather than left as drafted.
    statements, actions : pandas.DataFrame
        Decided rows as tables that pass :func:`check_statements` and :func:`check_actions`.
    incomplete : pandas.DataFrame
        Decided rows that pass neither: ``sentence_id``, ``table`` and ``why``.
    coders : tuple of str
        Who was asked.
    asked : tuple of str
        Which fields they were asked for.
    notes : tuple of str
        What a reader must know.

    Examples
    --------
    >>> import pathlib, tempfile, pandas as pd, rhetoric_gap as rg
    >>> draft = pd.DataFrame({"text": ["We will bomb them.", "Hello."], "kind": ["threat", "comment"]})
    >>> sheet = rg.read_worksheet(rg.to_worksheet(draft, pathlib.Path(tempfile.mkdtemp()) / "to_code.csv"))
    >>> sheet.n_undecided, len(sheet.statements)
    (2, 0)
    """

    decided: pd.DataFrame
    draft: pd.DataFrame
    codings: pd.DataFrame
    statements: pd.DataFrame
    actions: pd.DataFrame
    incomplete: pd.DataFrame
    coders: tuple[str, ...]
    asked: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def n_undecided(self) -> int:
        """Number of sentences nobody decided."""
        return int(self.decided["decided_by"].eq(MACHINE).sum())

    @property
    def gold(self) -> pd.DataFrame:
        """Rows decided and not disputed, with ``statement_id`` and, as ``machine_kind`` and so on, the draft."""
        sure = ~self.decided["decided_by"].isin([MACHINE, DISPUTED])
        found = self.decided.loc[sure].drop(columns=["disputed"])
        found.insert(1, "statement_id", found[ID])
        drafted = self.draft.loc[sure, list(BY_NAME)].add_prefix("machine_")
        return pd.concat([found, drafted], axis=1).reset_index(drop=True)

    def __str__(self) -> str:
        """Count what there is."""
        lines = [f"Worksheet: {plural(len(self.decided), 'sentence')}, {self.n_undecided} undecided"]
        lines.append(
            f"  tables     {plural(len(self.statements), 'statement')}, {plural(len(self.actions), 'action')}, "
            f"{len(self.incomplete)} incomplete"
        )
        return "\n".join([*lines, *(f"  note       {note}" for note in self.notes)])

    def __repr__(self) -> str:
        """Show what a reader wants to see at a prompt."""
        return str(self)


def settle(back: Back, final: str | None) -> Worksheet:
    """Settle every sentence and make tables.

    Parameters
    ----------
    back : Back
        Drafts and decisions.
    final : str or None
        The coder whose decisions settle where coders differ.

    Returns
    -------
    Worksheet
        What holds.
    """
    codings = [_completed(decision, back.drafts[decision[ID]]) for decision in back.decisions]
    by_id: dict[str, list[dict[str, Any]]] = {}
    for coding in codings:
        by_id.setdefault(coding[ID], []).append(coding)
    settled = [_settled(row, by_id.get(key, []), final) for key, row in back.drafts.items()]
    decided = _typed(
        pd.DataFrame(
            settled, columns=[ID, "date", "text", *BY_NAME, "decided_by", "disputed", "note"], dtype=object
        )
    )
    draft = [{**{k: row.get(k, "") for k in _DRAFT}, **_values(row)} for row in back.drafts.values()]
    tables = {name: _table(decided, name) for name in ("statement", "action")}
    lost = [row for _, incomplete in tables.values() for row in incomplete]
    lost += _placeless(decided)
    return Worksheet(
        decided=decided,
        draft=_typed(
            pd.DataFrame(draft, columns=[*_DRAFT, *BY_NAME, "probability", "evidence"], dtype=object)
        ),
        codings=_typed(pd.DataFrame(codings, columns=["coder", ID, *BY_NAME, "given", "note"], dtype=object)),
        statements=tables["statement"][0],
        actions=tables["action"][0],
        incomplete=pd.DataFrame(lost, columns=[ID, "table", "why"]),
        coders=tuple(back.coders),
        asked=tuple(name for name in BY_NAME if name in back.asked),
        notes=tuple(_notes(decided, back, lost)),
    )


_DRAFT = (ID, "date", "text")


def _values(row: dict[str, str]) -> dict[str, Any]:
    """Read the machine's cells."""
    values = {field.name: from_cell(row.get(field.name, ""), field) for field in FIELDS}
    share = row.get("probability", "")
    return values | {
        "probability": float(share) if _is_number(share) else None,
        "evidence": row.get("evidence") or None,
    }


def _is_number(cell: str) -> bool:
    """Say whether a cell holds a plain number."""
    return cell.replace(".", "", 1).isdigit()


def _completed(decision: dict[str, Any], row: dict[str, str]) -> dict[str, Any]:
    """Fill what a coder left blank with the draft; what follows from a changed code follows from it."""
    given = set(decision["given"].split(", ")) if decision["given"] else set()
    values = {f.name: from_cell(row.get(f.name, ""), f) for f in FIELDS}
    drafted = dict(values)
    values |= {name: from_cell(decision[name], BY_NAME[name]) for name in given}
    if values["table"] == "action" and len(given & {"code", "deed_code"}) == 1:  # a deed done is its own code
        values |= dict.fromkeys(("code", "deed_code"), values[next(iter(given & {"code", "deed_code"}))])
    if values["code"] and any(values[c] != drafted[c] for c in ("code", "deed_code")):
        if "severity" not in given:
            severity = severity_of(values["code"], values["deed_code"])
            values["severity"] = None if pd.isna(severity) else severity
        if "valence" not in given:
            values["valence"] = valence_of(values["code"])
    if values["table"] is None and values["kind"] is not None:  # a draft that knows no tables
        values["table"] = "statement"
    return {
        "coder": decision["coder"],
        ID: decision[ID],
        **values,
        "given": decision["given"],
        "note": decision["note"],
    }


def _settled(row: dict[str, str], codings: list[dict[str, Any]], final: str | None) -> dict[str, Any]:
    """Say what holds for one sentence."""
    base = {ID: row[ID], "date": row["date"] or None, "text": row["text"], "disputed": None}
    notes = [f"{c['coder']}: {c['note']}" if len(codings) > 1 else c["note"] for c in codings if c["note"]]
    base["note"] = "; ".join(notes) or None
    last = [coding for coding in codings if coding["coder"] == final]
    used = last or codings
    if not used:
        values = {field.name: from_cell(row.get(field.name, ""), field) for field in FIELDS}
        return base | values | {"decided_by": MACHINE}
    differ = [name for name in BY_NAME if len({str(coding[name]) for coding in used}) > 1]
    values = {name: None if name in differ else used[0][name] for name in BY_NAME}
    who = DISPUTED if differ else ", ".join(coding["coder"] for coding in used)
    return base | values | {"decided_by": who, "disputed": ", ".join(differ) or None}


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Give columns the types the tables have."""
    kinds = {"severity": "float64", "strength": "Int64", "probability": "float64"}
    for name in frame:
        if name in kinds:
            frame[name] = frame[name].astype(cast(Any, kinds[name]))
        elif name in ("date", "deadline"):
            frame[name] = pd.to_datetime(frame[name].replace("", None), format="%Y-%m-%d", errors="coerce")
        else:
            frame[name] = frame[name].astype(object).where(frame[name].notna(), None)
    return frame


def _table(decided: pd.DataFrame, which: str) -> tuple[pd.DataFrame, list[tuple[str, str, str]]]:
    """Make the table of statements or of actions, and list the rows that do not pass its check."""
    sure = ~decided["decided_by"].isin([MACHINE, DISPUTED])
    rows = decided.loc[sure & decided["table"].eq(which)].copy()
    made = (_statements if which == "statement" else _actions)(rows)
    check: Callable[[Any], pd.DataFrame] = check_statements if which == "statement" else check_actions
    unnamed: list[Any] = made.index[rows["kind"].isna()].tolist() if which == "statement" else []
    lost: dict[Any, str] = dict.fromkeys(unnamed, "kind: not blank")
    try:
        check(made)
    except SchemaError as error:
        for failure in error.failures.dropna(subset=["row"]).itertuples():
            said = f"{failure.column}: {failure.rule}"
            lost[failure.row] = f"{lost[failure.row]}; {said}" if failure.row in lost else said
    kept = made.drop(index=list(lost))
    table = check(kept.reset_index(drop=True))
    add_step(table, "leave out incomplete rows", len(made), len(table), "decided rows that pass no check")
    return table, [(str(decided.at[row, ID]), which, why) for row, why in sorted(lost.items())]


def _placeless(decided: pd.DataFrame) -> list[tuple[str, str, str]]:
    """List decided rows of which neither draft nor coder says where they belong."""
    sure = ~decided["decided_by"].isin([MACHINE, DISPUTED]) & decided["table"].isna()
    return [(str(key), "", "table: not blank") for key in decided.loc[sure, ID]]


def _statements(rows: pd.DataFrame) -> pd.DataFrame:
    """Lay decided rows out as statements; whether a condition came about is not known."""
    trigger = rows["condition"].notna().map({True: "unknown", False: "none"})
    frame = rows[[*STATEMENT_COLUMNS, "deed_code", "condition", "text", "decided_by"]]
    frame = _plain(frame.assign(trigger_state=trigger))
    frame.insert(0, "statement_id", rows[ID].astype(text_dtype()))
    return frame


def _actions(rows: pd.DataFrame) -> pd.DataFrame:
    """Lay decided rows out as actions, by the code of the deed."""
    frame = rows[["date", "actor", "target", "severity", "valence", "text", "decided_by"]]
    frame = frame.assign(code=rows["deed_code"].where(rows["deed_code"].notna(), rows["code"]))
    frame = _plain(frame)
    frame.insert(0, "action_id", rows[ID].astype(text_dtype()))
    return frame


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Write text as the tables do: missing is missing, whatever pandas calls it."""
    texts = [str(name) for name in frame if frame[name].dtype == object]
    known = {name: frame[name].notna() for name in texts}
    # Tables hold text as files can: a lone surrogate, which no encoding has, would break them.
    plain = {name: frame[name].where(known[name], "").map(printable) for name in texts}
    return frame.assign(**{name: plain[name].astype(text_dtype()).where(known[name]) for name in texts})


def _notes(decided: pd.DataFrame, back: Back, lost: list[Any]) -> list[str]:
    """Say what a reader of the tables must know."""
    by = decided["decided_by"]
    notes = [f"coders: {', '.join(back.coders) or 'none'}"]
    disputed = int(by.eq(DISPUTED).sum())
    if disputed:
        notes.append(
            f"{plural(disputed, 'sentence')} disputed and in no table; final= names who settles them"
        )
    if lost:
        reasons = Counter(why for *_, why in lost).most_common(3)
        listed = "; ".join(f"{why} ({count})" for why, count in reasons)
        notes.append(f"{plural(len(lost), 'decided row')} incomplete and in no table: {listed}")
    if by.eq(MACHINE).any():
        notes.append(f"{plural(int(by.eq(MACHINE).sum()), 'sentence')} undecided: drafts, in no table")
    return notes
