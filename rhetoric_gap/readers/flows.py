"""Running totals as flows, and reductions taken off what they reduce."""

from __future__ import annotations

import numpy as np
import pandas as pd

from rhetoric_gap.tables.problems import Problems

RULE_FALL = "amounts do not fall"
RULE_ONE = "one total for one period"
TOLERANCE = 1e-9


def flows_of_totals(amounts: pd.DataFrame, keys: list[str]) -> np.ndarray:
    """Turn running totals into what came to them since the total before; missing totals are passed over."""
    filled = amounts["amount"].notna()
    before = amounts.loc[filled].groupby(keys, dropna=False, sort=False)["amount"].shift(fill_value=0.0)
    return amounts["amount"].sub(before.reindex(amounts.index)).to_numpy()


def report_repeated(amounts: pd.DataFrame, keys: list[str], problems: Problems) -> None:
    """Report running totals of which there are two for one period."""
    again = amounts.duplicated([*keys, "start"], keep=False) & amounts["amount"].notna()
    for column, part in amounts.loc[again].groupby("column", sort=False):
        where = np.zeros(len(problems.frame), dtype=bool)
        where[part["row"].to_numpy()] = True
        hint = "another row has a total of the same donor, recipient, unit and period: keep one"
        problems.rows(str(column), where, RULE_ONE, hint)


def report_falls(amounts: pd.DataFrame, problems: Problems, *, cumulative: bool) -> None:
    """Report amounts below zero."""
    for column, part in amounts.loc[amounts["flow"] < 0].groupby("column", sort=False):
        hints = np.full(len(problems.frame), "", dtype=object)
        what = "the total falls by" if cumulative else "a reduction of"
        hints[part["row"].to_numpy()] = [
            f"{what} {-flow:g}: mend it, or say revisions='net' to take it off the amounts before it"
            for flow in part["flow"]
        ]
        problems.rows(str(column), hints != "", RULE_FALL, hints)


def net_of_reductions(amounts: pd.DataFrame, keys: list[str], problems: Problems) -> np.ndarray:
    """Take each reduction off the latest amounts before it, so that sums stay those of the file."""
    net = amounts["flow"].to_numpy(dtype="float64").copy()
    below = np.zeros(len(problems.frame), dtype=bool)
    column = ""
    for _, places in amounts.groupby(keys, dropna=False, sort=False).indices.items():
        for at, place in enumerate(places):
            if not net[place] < 0:
                continue
            owed, net[place] = -net[place], 0.0
            for earlier in places[:at][::-1]:
                taken = min(owed, max(net[earlier], 0.0)) if net[earlier] == net[earlier] else 0.0
                net[earlier] -= taken
                owed -= taken
            if owed > TOLERANCE * max(1.0, abs(amounts["flow"].iloc[place])):
                below[amounts["row"].iloc[place]] = True
                column = str(amounts["column"].iloc[place])
    if below.any():
        problems.rows(column, below, RULE_FALL, "the reduction is larger than everything before it")
    net[np.abs(net) < TOLERANCE * np.nanmax(np.abs(net), initial=1.0)] = 0.0
    return net
