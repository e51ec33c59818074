"""The flight tests are consistent in themselves and give the published rates."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from rhetoric_gap.datasets import load_dataset
from rhetoric_gap.errors import RhetoricGapError

RAW = Path(__file__).resolve().parents[2] / "datasets" / "flight_tests" / "raw" / "missile_tests.csv"


@pytest.fixture(scope="module")
def tests() -> pd.DataFrame:
    return load_dataset("flight_tests").tables["tests"]


def tally(tests: pd.DataFrame, until: str) -> dict[str, int]:
    counts = tests.loc[tests["date"] <= until, "outcome"].value_counts()
    return {outcome: int(counts[outcome]) for outcome in ("success", "failure", "unknown")}


@pytest.mark.parametrize("until", ["2023-04-12", "2023-04-30", "2023-05-29"])
def test_published_line_to_april_2023(tests: pd.DataFrame, until: str) -> None:
    counts = tally(tests, until)
    assert counts == {"success": 187, "failure": 33, "unknown": 25}
    known, everything = counts["success"] + counts["failure"], sum(counts.values())
    assert counts["failure"] / known == 0.15
    low, high = counts["failure"] / everything, (counts["failure"] + counts["unknown"]) / everything
    assert (round(100 * low, 1), round(100 * high, 1)) == (13.5, 23.7)


@pytest.mark.parametrize("until", ["2023-04-11", "2023-05-30"])
def test_one_day_beyond_either_end_gives_other_numbers(tests: pd.DataFrame, until: str) -> None:
    assert tally(tests, until) != {"success": 187, "failure": 33, "unknown": 25}


def test_whole_table_and_the_unassessed_years(tests: pd.DataFrame) -> None:
    assert tally(tests, "2026-12-31") == {"success": 229, "failure": 38, "unknown": 72}
    late = tests[tests["date"] >= "2025-01-01"]
    assert late["outcome"].value_counts().to_dict() == {"unknown": 35, "failure": 1}


def test_rows_do_not_contradict_each_other(tests: pd.DataFrame) -> None:
    assert tests["test_id"].is_unique
    assert tests["date"].is_monotonic_increasing
    assert tests["test_id"].is_monotonic_increasing
    assert not tests.isna().any(axis=None)
    assert ((tests["missile"] == "unknown") == (tests["type"] == "unknown")).all()
    assert (tests.groupby("missile")["type"].nunique() == 1).all()
    case = load_dataset("flight_tests")
    assert (tests["date"].min(), tests["date"].max()) == (case.coverage_start, case.coverage_end)


def test_categories_are_those_of_the_codebook(tests: pd.DataFrame) -> None:
    book = load_dataset("flight_tests").codebook.set_index("column")
    for column in ("type", "outcome"):
        assert set(tests[column]) == set(book.loc[column, "range"].split(";"))


def test_table_is_the_raw_one_but_for_the_spelling_of_unknown(tests: pd.DataFrame) -> None:
    raw = pd.read_csv(RAW, dtype=str)
    shipped = tests.assign(date=tests["date"].dt.strftime("%Y-%m-%d"))
    assert shipped.columns.tolist() == raw.columns.tolist()
    expected = raw.assign(type=raw["type"].where(raw["type"] != "Unknown", "unknown"))
    assert shipped.to_numpy().tolist() == expected.to_numpy().tolist()


def test_there_is_no_gap_in_deeds_alone() -> None:
    with pytest.raises(
        RhetoricGapError, match="no statements and no actions, so it has no gap; its tables: tests"
    ):
        load_dataset("flight_tests").require_tables()
