"""Every example runs from start to end, and its notebook shows what it prints today."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from scripts.ci import notebooks

# One after the other: kernels started at the same moment may pick the same port.
pytestmark = pytest.mark.xdist_group("notebooks")
SCRIPTS = notebooks.scripts()


def test_there_are_examples_and_a_first_one() -> None:
    assert SCRIPTS
    assert SCRIPTS[0].stem == "01_quickstart"


def test_notebooks_belong_to_their_scripts() -> None:
    assert notebooks.stale() == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_example_runs_and_its_notebook_is_current(script: Path) -> None:
    executed = notebooks.build(script)
    kept = nbformat.read(script.with_suffix(".ipynb"), as_version=4)
    assert notebooks.complaints(executed) == []
    assert notebooks.printed(executed) == notebooks.printed(kept), "`make notebooks` builds it again"
