"""What the tests of text share."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest


def lines_run(call: Callable[[], Any]) -> int:
    """Count the lines of Python a call runs: unlike seconds, the same on every machine."""
    call()  # what is read from disk or remembered on first use is no part of the work
    count = 0

    def trace(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return count


@pytest.fixture
def work() -> Callable[[Callable[[], Any]], int]:
    """Give the counter of lines to a test."""
    return lines_run
