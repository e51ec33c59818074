"""Flow balance: all words against all deeds, unpaired. A different construct from the gap, under its own name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.account import ACCOUNT_KEY
from rhetoric_gap.errors import UnknownOptionError
from rhetoric_gap.gap.groups import PERIOD_COLUMNS, as_columns, group_rows, period_frequency
from rhetoric_gap.pairing.inputs import read_inputs
from rhetoric_gap.pairing.prepare import ABSENCE, prepare
from rhetoric_gap.spec import Spec

# The choices that change a flow; all others belong to pairing or to intervals.
_USED = ("collapse", "joint_targets", "parts", "scale")
_NUMBERS = ("n_statements", "n_actions", "words", "deeds", "balance", "log_ratio")
# No column of a user's has a name with spaces and a question mark.
_WORD = "is it a word?"


def flow_balance(
    statements: Any,
    actions: Any = None,
    *,
    by: str | Sequence[str] | None = None,
    freq: str | None = None,
    as_of: Any = None,
    spec: Spec | None = None,
    **choices: Any,
) -> pd.DataFrame:
    """Set the severity of all words against that of all deeds, by dyad and period.

    Parameters
    ----------
    statements : DataFrame, Case or EventTables
        Statements, or a Case or event tables, which bring all theirs.
    actions : DataFrame
        Actions; left out with a Case.
    by : str or sequence of str, optional
        Columns both tables have; ``["actor", "target"]`` gives directed dyads.
    freq : str, optional
        Length of periods, such as ``"ME"``; words and deeds count in the period of their own date.
    as_of : str or Timestamp, optional
        Day up to which things are known.
    spec : Spec, optional
        All choices in one object; scale, parts and joint targets matter here.
    **choices
        Single fields of :class:`Spec`.

    Returns
    -------
    pandas.DataFrame
        One row per group (and period): ``n_statements``, ``n_actions``, ``words`` and ``deeds`` (sums of severity),
        ``balance`` in [-1, 1] and ``log_ratio``. A period with neither words nor deeds is missing, not 0.

    Raises
    ------
    SchemaError, UnknownOptionError, RhetoricGapError
        As for :func:`gap_index`; also if a ``by`` column is not in both tables.

    Notes
    -----
    ``balance = (R - B) / (R + B)`` and ``log_ratio = ln((R + .5) / (B + .5))`` with R and B the severity sums of all
    statements and of all deeds. Refusals and denials name a deed their speaker does *not* commit to and are left out of
    R. Nothing is paired, so the balance says how loud an actor is for what it does, not whether it did what it said:
    never average it over periods, sum and then divide.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> flow = rg.flow_balance(rg.load_dataset("north_korea"), by="actor")
    >>> flow.columns.tolist()
    ['actor', 'n_statements', 'n_actions', 'words', 'deeds', 'balance', 'log_ratio']
    """
    p = prepare(read_inputs(statements, actions, None, as_of, spec, _flow_choices(choices)))
    both = [c for c in p.statements.columns if c in p.actions]
    names = as_columns(by, p.statements[both], reserved=(*PERIOD_COLUMNS, *_NUMBERS))
    said = p.statements.loc[p.statements["role"].ne(ABSENCE).to_numpy()].reset_index(drop=True)
    done = p.actions.loc[p.actions["countable"].to_numpy(dtype=bool)].reset_index(drop=True)
    # Words and deeds define the groups together: a dyad that only acts must have a row.
    events = _events(said, done, names)
    period = period_frequency(freq)
    groups = group_rows(events, events, names, period, explode=p.spec.joint_targets == "explode")
    frame = groups.labels.copy()
    word = groups.outcomes[_WORD].to_numpy(dtype=bool)
    severity = np.nan_to_num(groups.outcomes["severity"].to_numpy(dtype=float))
    for name, total, rows in (("n_statements", "words", word), ("n_actions", "deeds", ~word)):
        frame[name] = np.bincount(groups.of_statement[rows], minlength=len(frame))
        frame[total] = np.bincount(groups.of_statement[rows], severity[rows], minlength=len(frame))
    frame = _ratios(frame)
    frame = frame[[*(c for c in frame.columns if c not in _NUMBERS), *_NUMBERS]]
    frame.attrs[ACCOUNT_KEY] = p.account.to_dict("records")
    return frame


def _events(said: pd.DataFrame, done: pd.DataFrame, by: tuple[str, ...]) -> pd.DataFrame:
    """Stack words and deeds, with what grouping needs of them."""
    columns = list(dict.fromkeys([*by, "target"]))
    both = {
        c: np.concatenate([said[c].to_numpy(dtype=object), done[c].to_numpy(dtype=object)]) for c in columns
    }
    events = pd.DataFrame(both)
    events["date"] = pd.concat([said["date"], done["date"]], ignore_index=True)
    events["severity"] = np.concatenate([frame["severity"].to_numpy(dtype=float) for frame in (said, done)])
    events[_WORD] = np.arange(len(events)) < len(said)
    return events


def _ratios(frame: pd.DataFrame) -> pd.DataFrame:
    """Add balance and log ratio; missing where nothing was said and nothing done."""
    words, deeds = frame["words"], frame["deeds"]
    silent = (frame["n_statements"] + frame["n_actions"]).eq(0)
    total = (words + deeds).where(words + deeds > 0)
    return frame.assign(
        balance=(words - deeds) / total,
        log_ratio=pd.Series(np.log((words + 0.5) / (deeds + 0.5)), index=frame.index).mask(silent),
    )


def _flow_choices(choices: dict[str, Any]) -> dict[str, Any]:
    """Refuse choices that only pairing has a use for."""
    useless = [name for name in choices if name not in _USED]
    if useless:
        raise UnknownOptionError("choice", useless[0], _USED)
    return choices
