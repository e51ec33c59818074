"""The main job on the bundled case: what it prints and writes is what the library computes."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import pandas as pd
import pytest

import rhetoric_gap as rg
from rhetoric_gap.cli import main
from rhetoric_gap.demo import ESSAY
from rhetoric_gap.prose import CAUTION

FILES = ["bark_bite.png", "gap.csv", "timeline.png", "trend.png"]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """What the demo printed, and its folder; run once, into a folder that did not exist."""
    folder = tmp_path_factory.mktemp("demo") / "new" / "folder"
    printed, complaints = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(complaints):
        assert main(["demo", "-o", str(folder)]) == 0
    assert complaints.getvalue() == ""
    return printed.getvalue(), folder


def test_it_writes_its_files_and_names_them(demo: tuple[str, Path]) -> None:
    text, folder = demo
    assert sorted(p.name for p in folder.iterdir()) == FILES
    assert text.rstrip().splitlines()[-1].startswith(f"Written to {folder}: ")
    assert all(name in text for name in FILES)
    for png in folder.glob("*.png"):
        assert png.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
        assert png.stat().st_size > 5000


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
    """Statements after 20 June 2024 are not in the essay's row."""
    tidy = pd.read_csv(demo[1] / "gap.csv").set_index("table")
    statements, _ = rg.load_dataset("north_korea").require_tables()
    known = (pd.to_datetime(statements["date"]) <= ESSAY).sum()
    assert tidy.loc["essay", "n_statements"] == known < len(statements)
    assert tidy.loc["end", "n_statements"] == len(statements)


def test_the_tidy_table_adds_up(demo: tuple[str, Path]) -> None:
    tidy = pd.read_csv(demo[1] / "gap.csv")
    assert tidy["table"].drop_duplicates().tolist() == ["essay", "end", "by_target", "by_kind", "by_quarter"]
    end = tidy[tidy["table"] == "end"].iloc[0]
    for table in ("by_target", "by_kind", "by_quarter"):
        part = tidy[tidy["table"] == table]
        assert part["n_statements"].sum() == end["n_statements"]
        assert part["bark"].sum() == pytest.approx(end["bark"])
        assert part["bite"].sum() == pytest.approx(end["bite"])
