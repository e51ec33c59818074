"""What both data sets share: raw tables, corrections, decisions, and the words and numbers of the library's schema."""

from __future__ import annotations

from collections.abc import Hashable
from decimal import Decimal
from pathlib import Path

import pandas as pd

Tables = dict[str, pd.DataFrame]

#: Commitments not to act: a deed contradicts them.
ABSENCE_KINDS = ("refusal", "denial")
#: Kinds that name no deed of the speaker's own: they have no severity.
NO_DEED_KINDS = ("declaration", "comment")
#: Kinds a raw kind may become.
BECOMES = {
    "threat": {"threat"},
    "promise": {"promise", "refusal", "declaration"},
    "declaration": {"threat", "promise", "refusal", "denial", "declaration"},
    "denial": {"denial"},
    "reprimand": {"comment"},
}
OF_VALENCE = {"threat": "conflict", "promise": "cooperation"}
TRIGGER_STATES = {
    "no": "not_fired",
    "false": "not_fired",
    "yes": "fired",
    "true": "fired",
    "unknown": "unknown",
}
#: Links on record that no coder can score yet.
UNSCORED = ("disputed", "pending")
FULFILMENT = {"fulfils": "1", "partly_fulfils": "0.5"}
CODEBOOK_COLUMNS = ["file", "column", "type", "unit", "range", "meaning"]


def read(folder: Path, name: str) -> pd.DataFrame:
    """Read one raw table as text, blank cells as empty text: no code loses its leading zero."""
    return pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False, encoding="utf-8")


def corrected(raw: Tables, corrections: pd.DataFrame) -> Tables:
    """Apply the corrections, each of which must find the value it replaces.

    Parameters
    ----------
    raw : dict of str to DataFrame
        Raw tables; the first column of each is its id.
    corrections : DataFrame
        Columns ``table``, ``id``, ``column``, ``raw`` (the value found), ``corrected``, ``date``, ``reason``.

    Returns
    -------
    dict of str to DataFrame
        Copies.

    Raises
    ------
    ValueError
        If a row or the value to be replaced is not there.
    """
    tables = {name: table.copy() for name, table in raw.items()}
    for change in corrections.to_dict("records"):
        table = tables[change["table"]]
        here = table.iloc[:, 0].eq(change["id"]) & table[change["column"]].eq(change["raw"])
        if here.sum() != 1:
            raise ValueError(f"no {change['table']} {change['id']} with {change['column']} {change['raw']!r}")
        table.loc[here, change["column"]] = change["corrected"]
    return tables


def decided(raw: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    """Bring statements into the library's schema by the decision on each of them.

    Parameters
    ----------
    raw : DataFrame
        Raw statements, corrected.
    decisions : DataFrame
        One row per statement, in the same order: ``kind`` and ``strength`` always, ``reason`` always, ``valence`` where
        it differs from the raw one, and columns the raw table does not have.

    Returns
    -------
    DataFrame
        The raw columns and those of the decisions, with ``kind`` and ``valence`` as decided and ``severity``,
        ``trigger_state`` and ``text`` added.

    Raises
    ------
    ValueError
        If a statement has no decision, a decision has no reason, or a kind cannot come of the raw kind.
    """
    if decisions["statement_id"].tolist() != raw["statement_id"].tolist() or decisions["reason"].eq("").any():
        raise ValueError(
            "decisions_statements.csv needs one row with a reason per statement, in the same order"
        )
    table = raw.merge(decisions, on="statement_id", validate="one_to_one", suffixes=("_raw", ""))
    table = table.assign(valence=table["valence"].where(table["valence"].ne(""), table["valence_raw"]))
    wrong = [_kind_problem(row) for row in table.to_dict("records")]
    if any(wrong):
        raise ValueError("; ".join(filter(None, wrong)))
    return table.assign(
        target=sorted_members(table["target"]),
        severity=statement_severity(table),
        trigger_state=trigger_state(table["conditional"], table["condition_met"]),
        text=table["paraphrase"],
    )


def _kind_problem(row: dict[Hashable, str]) -> str:
    """Say why a kind cannot come of a raw kind; what a declaration promises is a threat or promise by its valence."""
    before, after = row["kind_raw"], row["kind"]
    by_valence = OF_VALENCE.get(after, row["valence"]) == row["valence"] or before != "declaration"
    fits = after in BECOMES[before] and by_valence
    return "" if fits else f"{row['statement_id']}: a {before} of {row['valence']} cannot become a {after}"


def tenths(scores: pd.Series) -> pd.Series:
    """Turn scores from 0 to 10 into shares, exactly: 3 becomes 0.3."""
    return scores.map(lambda score: plain(str(Decimal(score) / 10)) if score else "")


def plain(number: str) -> str:
    """Write a number without needless zeros."""
    return f"{Decimal(number).normalize():f}" if number else ""


def truth(words: pd.Series) -> pd.Series:
    """Write true and false in lower case."""
    return words.str.lower()


def sorted_members(groups: pd.Series) -> pd.Series:
    """Write every group of countries one way: ``USA;KOR`` becomes ``KOR;USA``."""
    return groups.map(lambda group: ";".join(sorted(group.split(";"))))


def trigger_state(conditional: pd.Series, condition_met: pd.Series) -> pd.Series:
    """Say whether a statement's condition came about; a condition without a state is unknown."""
    state = condition_met.map(TRIGGER_STATES).fillna("unknown")
    return state.where(conditional.str.lower().eq("true"), "none")


def statement_severity(statements: pd.DataFrame) -> pd.Series:
    """Return the severity named: of the conduct denied for a denial, of the deed promised for the rest.

    Declarations and comments name no deed and have none.
    """
    named = statements["severity_promised"].where(
        statements["kind"].ne("denial"), statements["severity_denied"]
    )
    return tenths(named.where(~statements["kind"].isin(NO_DEED_KINDS), ""))


def known_effect(effectiveness: pd.Series, basis: pd.Series, placeholders: tuple[str, ...] = ()) -> pd.Series:
    """Return effects as numbers, blank (unknown) where the basis says that the number is a placeholder."""
    assumed = basis.map(lambda text: any(words in text for words in placeholders))
    return effectiveness.map(plain).where(~assumed, "")


def finished_links(links: pd.DataFrame, kinds: pd.Series) -> pd.DataFrame:
    """Bring judged links into the library's schema.

    Parameters
    ----------
    links : DataFrame
        ``statement_id``, ``action_id``, ``relation``, ``note``.
    kinds : Series
        Kind of each statement, by ``statement_id``.

    Returns
    -------
    DataFrame
        With ``match`` (what the deed is to the word; blank where not scored), ``how`` and ``scored``, by statement.

    Notes
    -----
    For a threat or promise the deed fulfils (1), fulfils in part (0.5) or earns nothing (0). For a refusal or denial a
    contradicting deed is the one refused or denied (1), any other earns nothing.
    """
    against = links["statement_id"].map(kinds).isin(ABSENCE_KINDS)
    match = links["relation"].map(FULFILMENT).fillna("0").where(~against, "0")
    match = match.where(~(against & links["relation"].eq("contradicts")), "1")
    unscored = links["relation"].isin(UNSCORED)
    scored = unscored.map({True: "false", False: "true"})
    table = links.assign(match=match.where(~unscored, ""), how="coded", scored=scored)
    table = table.sort_values(["statement_id", "action_id"], ignore_index=True)
    return table[["statement_id", "action_id", "match", "how", "relation", "scored", "note"]]


def shipped(tables: Tables, meanings: pd.DataFrame) -> Tables:
    """Return the columns that are shipped, in the order of columns.csv, which says what each means.

    Raises
    ------
    ValueError
        If a table or a column is not there, or has no meaning.
    """
    columns = {str(file): list(part["column"]) for file, part in meanings.groupby("file", sort=False)}
    files = {f"{name}.csv": frame for name, frame in tables.items()}
    missing = set(files) ^ set(columns) or {
        f"{file} {column}" for file, names in columns.items() for column in names if column not in files[file]
    }
    if missing or meanings["meaning"].eq("").any():
        raise ValueError(f"columns.csv and the tables differ in {sorted(missing) or 'a blank meaning'}")
    return {name: frame[columns[f"{name}.csv"]] for name, frame in tables.items()}


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """Return a table as it is shipped: UTF-8, comma, LF, blank for missing."""
    return frame.to_csv(index=False, lineterminator="\n").encode("utf-8")


def codebook(tables: Tables, meanings: pd.DataFrame) -> pd.DataFrame:
    """Describe every shipped column: its type, unit, the values it takes and what it means."""
    ranges = [
        value_range(tables[file.removesuffix(".csv")][column], kind)
        for file, column, kind in zip(meanings["file"], meanings["column"], meanings["type"], strict=True)
    ]
    return meanings.assign(range=ranges)[CODEBOOK_COLUMNS]


def value_range(values: pd.Series, kind: str) -> str:
    """Return the words a category takes, the first and last of dates and numbers, nothing for text."""
    filled = values[values.ne("")]
    if kind == "text" or filled.empty:
        return ""
    if kind in ("category", "boolean"):
        return ";".join(sorted({word for cell in filled for word in cell.split(";")}))
    key = (lambda cell: cell) if kind == "date" else Decimal
    return f"{min(filled, key=key)}..{max(filled, key=key)}"
