"""Published figures through the public functions, from the counts, shares and amounts the studies print."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd
import pytest

import rhetoric_gap as rg

CELLS = rg.load_dataset("published_cells").tables["cells"]
AMOUNTS = rg.load_dataset("published_cells").tables["amounts"]
SHARES = rg.load_dataset("published_cells").tables["shares"].set_index("cell")["share"]


def tally(study: str, grouping: str = "all") -> pd.DataFrame:
    """Cells of one study."""
    rows = CELLS[(CELLS["study"] == study) & (CELLS["grouping"] == grouping)]
    return rows[["group", "cell", "count"]]


def row_of(cells: pd.DataFrame, kind: Any = "threat", **choices: Any) -> pd.Series:
    """Score a tally through the public functions."""
    frame = rg.gap_index(rg.case_from_counts(cells, kind=kind), **choices).frame
    assert len(frame) == 1
    return frame.iloc[0]


def printed(row: pd.Series, *names: str) -> list[float]:
    """Round as the studies print."""
    return [round(float(row[name]), 3) for name in names]


def test_sanctions_bargaining() -> None:
    """144 conceded, 349 stood firm, 140 backed down, 1970-2000."""
    row = row_of(tally("sanctions_bargaining"))
    assert printed(row, "gap", "bound_low", "bound_high") == [0.286, 0.221, 0.449]
    assert row[["n", "n_kept", "n_unfulfilled", "n_not_triggered"]].tolist() == [489, 349, 140, 144]
    assert row["lower"] < 0.286 < row["upper"]


def test_sanctions_bargaining_naively() -> None:
    """Counting every threat that was not carried out: 284 of 633."""
    assert printed(row_of(tally("sanctions_bargaining"), conditional="all"), "gap") == [0.449]


def test_sanctions_bargaining_by_sender() -> None:
    case = rg.case_from_counts(tally("sanctions_bargaining", "sender"))
    frame = rg.gap_index(case, by="group").frame.set_index("group")
    assert frame["gap"].round(3).to_dict() == {"USA": 0.343, "others": 0.247}
    assert frame["n"].to_dict() == {"USA": 201, "others": 288}
    # The whole is the mean of the groups weighted by what each said: .343 * 201/489 + .247 * 288/489 = .286.
    assert round(float((frame["gap"] * frame["bark"]).sum() / frame["bark"].sum()), 3) == 0.286


def test_sanction_threats() -> None:
    """1,053 threats, 486 imposed; of the others 262 yielded to, 207 backed down from, 98 unclear, 1945-2005."""
    cells = tally("sanction_threats")
    row = row_of(cells)
    assert printed(row, "follow_through", "gap") == [0.701, 0.299]
    assert row["n_statements"] == 1053
    assert printed(row_of(cells, conditional="all"), "gap") == [0.538]
    # 207/955: threats with an unclear ending left out altogether.
    known = row_of(cells[cells["cell"] != "trigger_unknown"])
    assert printed(known, "bound_low") == [0.217]


def test_sanctions_without_a_threat() -> None:
    """359 of 845 impositions had no threat before them: 42.5 %."""
    case = rg.case_from_counts(tally("sanction_threats"))
    assert case.actions is not None
    silent = case.actions.head(359).assign(action_id=[f"N{i}" for i in range(359)])
    actions = pd.concat([case.actions, silent], ignore_index=True)
    row = rg.gap_index(dataclasses.replace(case, actions=actions)).frame.iloc[0]
    assert row["n_actions"] == 845
    assert printed(row, "unannounced_share") == [0.425]


def test_promise_tracker() -> None:
    """174 promises: 21 kept, 8 compromises, 43 broken, 102 pending. A compromise counts half."""
    row = row_of(tally("promise_tracker"), "promise")
    assert printed(row, "gap", "bound_low", "bound_high") == [0.653, 0.270, 0.856]
    assert row[["n", "n_partial", "n_open"]].tolist() == [72, 8, 102]


def test_campaign_promises() -> None:
    """533 promises, 48 % kept, 27 % compromise, 24 % broken; the shares add up to 99 %, the rest was not kept."""
    kept, partial = round(533 * SHARES["kept"]), round(533 * SHARES["partial"])
    counts = {"kept": kept, "partial": partial, "unfulfilled": 533 - kept - partial}
    assert (kept, partial) == (256, 144)
    cells = pd.DataFrame({"cell": list(counts), "count": list(counts.values())})
    row = row_of(cells, "promise")
    assert printed(row, "gap") == [0.385]
    assert round(1 - row["n_kept"] / row["n"], 2) == 0.52, "without credit for compromises"


def test_aid() -> None:
    """EUR 144 bn committed, 77 bn allocated to 15 January 2024: 1 - 77/144, in the unit of the promise."""
    amount = AMOUNTS.set_index("stage")["amount"]
    both = {
        "actor": "EU",
        "target": "UKR",
        "valence": "cooperation",
        "topic": "aid",
        "unit": "EUR bn",
        "severity": 1,
    }
    said = pd.DataFrame(
        [
            {
                "statement_id": "S1",
                "date": "2022-02-24",
                "deadline": "2024-01-15",
                "amount": amount["committed"],
                **both,
            }
        ]
    )
    done = pd.DataFrame([{"action_id": "A1", "date": "2024-01-15", "amount": amount["allocated"], **both}])
    row = rg.gap_index(said, done, assignment="amount", match="topic", as_of="2024-01-15").frame.iloc[0]
    assert printed(row, "gap") == [0.465]
    assert row[["bark", "bite"]].tolist() == [144.0, 77.0]


@pytest.mark.parametrize("study", ["sanctions_bargaining", "sanction_threats", "promise_tracker"])
def test_bounds_hold_the_gap_and_what_was_not_tested_makes_them_wide(study: str) -> None:
    row = row_of(tally(study))
    assert row["bound_low"] < row["gap"] < row["bound_high"]
    untested = row["n_not_triggered"] + row["n_trigger_unknown"] + row["n_open"]
    assert row["bound_high"] - row["bound_low"] == pytest.approx(untested / row["n_statements"])
