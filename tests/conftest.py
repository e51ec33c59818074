"""Fixtures every part of the suite may use."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

# The same examples on every machine and in every run: a red run means a changed library, not another draw. Deadlines
# measure the machine.
settings.register_profile("suite", deadline=None, derandomize=True, print_blob=True, database=None)
settings.load_profile("suite")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def golden() -> dict[str, Any]:
    """The worked numbers of the method page."""
    numbers: dict[str, Any] = json.loads(
        (ROOT / "tests" / "golden" / "golden.json").read_text(encoding="utf-8")
    )
    return numbers
