"""Test environment shared by tests/ and the examples in the package's docstrings."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest
from _pytest.doctest import DoctestItem

# Set before anything is imported: no screen is needed, and what a frame prints does not depend on the terminal.
os.environ["MPLBACKEND"] = "Agg"
os.environ["COLUMNS"] = "80"


@pytest.fixture(autouse=True)
def _tidy(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Run docstring examples in an empty folder, where they may write files, and close the figures a test leaves."""
    home = os.getcwd()
    if isinstance(request.node, DoctestItem):
        os.chdir(tmp_path_factory.mktemp("doctest"))
    yield
    os.chdir(home)
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
