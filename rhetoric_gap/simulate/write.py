"""Writing what was drawn as the tables of a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric_gap.datasets.case import CODEBOOK_COLUMNS
from rhetoric_gap.simulate.draws import COMMENT, NO_STATEMENT, Deeds, Ints, Words
from rhetoric_gap.simulate.plan import CODE_PAIRS, VALENCE, SimulationPlan

NAMED_DEED = 3
REMARK_CODE = "010"
BACKGROUND_TOPIC = "background"

Texts = NDArray[np.object_]

# Kinds are drawn as positions in VALENCE.
KINDS: Texts = np.array(list(VALENCE), dtype=object)
VALENCES: Texts = np.array(list(VALENCE.values()), dtype=object)


def write_tables(plan: SimulationPlan, words: Words, deeds: Deeds) -> dict[str, pd.DataFrame]:
    """Write statements, actions and the links between them.

    Parameters
    ----------
    plan : SimulationPlan
        What the case is made of.
    words, deeds : Words, Deeds
        What was drawn.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``statements``, ``actions`` and ``links``.
    """
    statements, actions = _statements(plan, words), _actions(plan, deeds)
    answering = np.flatnonzero(deeds.answers != NO_STATEMENT)
    said = statements["statement_id"].iloc[deeds.answers[answering]].to_numpy()
    done = actions["action_id"].iloc[answering].to_numpy()
    links = pd.DataFrame({"statement_id": said, "action_id": done, "match": 1.0, "how": "coded"})
    links = links.sort_values("statement_id", ignore_index=True)
    return {"statements": statements, "actions": actions, "links": links}


def _statements(plan: SimulationPlan, words: Words) -> pd.DataFrame:
    """Write the statements table."""
    trigger = np.select([words.fired, words.conditional], ["fired", "not_fired"], "none")
    table = pd.DataFrame(
        {
            "statement_id": _ids("S", plan.n_statements),
            "date": _dates(plan, words.day),
            "actor": _names("ACT", plan.n_dyads)[words.dyad],
            "target": _names("TGT", plan.n_dyads)[words.dyad],
            "kind": KINDS[words.kind],
            "valence": VALENCES[words.kind],
            "strength": np.where(words.kind == COMMENT, 0, NAMED_DEED),
            "severity": words.severity,
            "trigger_state": trigger,
            "trigger_date": _dates(plan, words.clock).where(words.fired),
            "cluster": _names("C", plan.n_dyads * plan.clusters_per_dyad)[words.cluster],
        }
    )
    return table.assign(**{plan.match: _about(plan, words.kind, words.pair, side=0)})


def _actions(plan: SimulationPlan, deeds: Deeds) -> pd.DataFrame:
    """Write the actions table."""
    table = pd.DataFrame(
        {
            "action_id": _ids("A", len(deeds.day)),
            "date": _dates(plan, deeds.day),
            "actor": _names("ACT", plan.n_dyads)[deeds.dyad],
            "target": _names("TGT", plan.n_dyads)[deeds.dyad],
            "valence": VALENCES[deeds.kind],
            "severity": deeds.severity,
        }
    )
    return table.assign(**{plan.match: _about(plan, deeds.kind, deeds.pair, side=1)})


def _about(plan: SimulationPlan, kind: Ints, pair: Ints, *, side: Literal[0, 1]) -> Texts:
    """Write topics, or the codes of words (side 0) or of deeds (side 1)."""
    if plan.match == "topic":
        topics = np.append(_names("T", plan.n_topics or plan.n_statements), BACKGROUND_TOPIC)
        return topics[pair]
    codes = np.full((len(VALENCE), max(map(len, CODE_PAIRS.values()))), REMARK_CODE, dtype=object)
    for row, word in enumerate(VALENCE):
        for column, both in enumerate(CODE_PAIRS.get(word, ())):
            codes[row, column] = both[side]
    return codes[kind, pair]


def _dates(plan: SimulationPlan, day: Ints) -> pd.Series:
    return pd.Series(np.datetime64(plan.start, "D") + day.astype("timedelta64[D]")).astype("datetime64[us]")


def _ids(letter: str, count: int) -> Texts:
    """Return ids of equal length, so that their order as text is their order as numbers."""
    return _names(letter, count, start=1)


def _names(stem: str, count: int, start: int = 0) -> Texts:
    width = max(3, len(str(count)))
    return np.array([f"{stem}{number:0{width}d}" for number in range(start, start + count)], dtype=object)


# What the columns of a synthetic case hold: type, unit, range, meaning.
_MEANINGS = {
    "statement_id": ("text", "", "", "Id of the statement."),
    "action_id": ("text", "", "", "Id of the deed."),
    "date": ("date", "", "", "Day of the statement, or of the deed."),
    "actor": ("text", "", "", "Who speaks and acts."),
    "target": ("text", "", "", "To whom it is said and done."),
    "kind": ("category", "", "threat;promise;comment", "What the statement commits its speaker to."),
    "valence": ("category", "", "conflict;cooperation", "Direction of the deed named or done."),
    "strength": ("integer", "", "0;3", "Firmness: 3 where a deed is named, 0 in a comment."),
    "severity": ("number", "", "0..1", "Severity of the deed named, or done."),
    "trigger_state": (
        "category",
        "",
        "none;fired;not_fired",
        "Whether there is a condition, and whether it was met.",
    ),
    "trigger_date": ("date", "", "", "Day the condition was met."),
    "cluster": ("text", "", "", "Independent unit the statement belongs to."),
    "topic": ("text", "", "", "What it is about; a deed answers words of its topic."),
    "code": ("text", "", "", "CAMEO code of the word, or of the deed."),
    "match": (
        "number",
        "",
        "1",
        "The deed is to the word: 1 throughout, a half-kept word has a deed of half its severity.",
    ),
    "how": ("category", "", "coded", "How the link was made."),
}


def write_codebook(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Describe every column of the tables.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        The tables of :func:`write_tables`.

    Returns
    -------
    pandas.DataFrame
        A codebook with one row per column.
    """
    rows = [
        (f"{name}.csv", column, *_MEANINGS[column])
        for name, table in tables.items()
        for column in table.columns
    ]
    return pd.DataFrame(rows, columns=CODEBOOK_COLUMNS)
