"""Let the tests here import the small tables and the random worlds by name, whichever way pytest was started."""

from __future__ import annotations

import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS), str(TESTS / "reference")]
