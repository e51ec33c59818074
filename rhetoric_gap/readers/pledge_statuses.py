"""Statuses of a tracker as graded outcomes; those nobody knows are named with their rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError, did_you_mean
from rhetoric_gap.scales.pledges import EVERY, grade_statuses, pledge_statuses, pledge_vocabularies
from rhetoric_gap.tables.problems import Problems
from rhetoric_gap.tables.rulebook import FILLED

RULE_STATUS = "a status of the vocabulary"


def check_statuses(statuses: Any) -> None:
    """Refuse what is neither a vocabulary nor a mapping."""
    if isinstance(statuses, Mapping):
        wrong = [status for status in statuses if not isinstance(status, str)]
        if wrong:
            raise RhetoricGapError(f"statuses maps texts to what they mean, got the status {wrong[0]!r}")
    elif statuses not in pledge_vocabularies():
        raise UnknownOptionError("statuses", statuses, pledge_vocabularies())


def graded_statuses(status: pd.Series, statuses: Any, problems: Problems) -> pd.DataFrame:
    """Grade the statuses, reporting every row with one that is unknown or missing."""
    grades = grade_statuses(status, statuses, unknown="missing")
    blank = status.isna().to_numpy(dtype=bool)
    problems.rows(
        "status", blank, FILLED, "give the ruling; a promise not ruled upon has a status too ('Not Rated')"
    )
    unknown = grades["state"].isna().to_numpy(dtype=bool) & ~blank
    if unknown.any():
        known = _known(statuses)
        hints = {text: _hint(text, known) for text in status[unknown].unique()}
        problems.rows(
            "status",
            unknown,
            RULE_STATUS,
            np.array([hints.get(t, "") for t in status.tolist()], dtype=object),
        )
    return grades


def _known(statuses: Any) -> list[str]:
    """List the statuses of a vocabulary, or of all."""
    if isinstance(statuses, Mapping):
        return [str(status) for status in statuses]
    return list(pledge_statuses(None if statuses == EVERY else statuses)["status"].unique())


def _hint(text: str, known: list[str]) -> str:
    like = did_you_mean(text, known).strip()
    say = f"{like} Else say" if like else "say"
    return f"{say} statuses={{{text!r}: 'kept', ...}}, a mapping of every status"
