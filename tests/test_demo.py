"""The main job on the bundled case: what it prints is what the library computes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import rhetoric_gap as rg
from rhetoric_gap.demo import ESSAY, run_demo
from rhetoric_gap.prose import CAUTION


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """The demo, run once."""
    folder = tmp_path_factory.mktemp("demo")
    return run_demo(folder), folder


def test_it_prints_both_days_and_both_groupings(demo: tuple[str, Path]) -> None:
    text, _ = demo
    case = rg.load_dataset("north_korea")
    for result in (
        rg.gap_index(case, as_of=ESSAY),
        rg.gap_index(case),
        rg.gap_index(case, by="target"),
        rg.gap_index(case, by="kind"),
    ):
        assert str(result) in text
    assert text.count(CAUTION) == 1


def test_it_uses_nothing_that_came_after_the_essay(demo: tuple[str, Path]) -> None:
    """Statements and deeds after 20 June 2024 are not in the essay's row."""
    tidy = pd.read_csv(demo[1] / "gap.csv").set_index("table")
    case = rg.load_dataset("north_korea")
    statements, _ = case.require_tables()
    known = (pd.to_datetime(statements["date"]) <= ESSAY).sum()
    assert tidy.loc["essay", "n_statements"] == known
    assert tidy.loc["end", "n_statements"] == len(statements)


def test_the_tidy_table_adds_up(demo: tuple[str, Path]) -> None:
    tidy = pd.read_csv(demo[1] / "gap.csv")
    end = tidy[tidy["table"] == "end"].iloc[0]
    for table in ("by_target", "by_kind", "by_quarter"):
        part = tidy[tidy["table"] == table]
        assert part["n_statements"].sum() == end["n_statements"]
        assert part["bark"].sum() == pytest.approx(end["bark"])
        assert part["bite"].sum() == pytest.approx(end["bite"])


def test_it_can_be_run_twice_with_the_same_outcome(demo: tuple[str, Path]) -> None:
    text, folder = demo
    before = (folder / "gap.csv").read_bytes()
    assert run_demo(folder) == text
    assert (folder / "gap.csv").read_bytes() == before
