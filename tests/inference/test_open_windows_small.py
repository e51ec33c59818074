"""Open windows: which rules hold a true gap of .50, which miss it, and whether the curve's interval covers.

``benchmarks/open_windows.py`` does the same with many more worlds and says how it is where an assumption is broken.
"""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks._open_worlds import EMPTY, GRADED, LATE, WHOLE, WINDOW, WITHDRAWN, Plan, draw
from benchmarks.open_windows import bias_run, coverage_run, in_fact, true_share

HOLD = ("closed windows", "Kaplan-Meier", "IPCW")


@pytest.mark.parametrize("kind", [WHOLE, GRADED])
def test_rules_that_hold_and_rules_that_miss(kind):
    """Half of the windows are open, 240 statements a world: the error of each mean is near .008."""
    found = bias_run(Plan(kind, 20, 12, 0.5, 0.1, 120), 40, 1)
    assert found["open"] == pytest.approx(0.5, abs=0.02)
    for rule in HOLD:
        assert found[rule]["mean"] == pytest.approx(0.5, abs=0.02), rule
    assert found["open = broken"]["mean"] > 0.58
    assert found["drop open, keep early"]["mean"] < 0.45


def test_withdrawals():
    """Kaplan-Meier asks what would be without them, Aalen-Johansen what is: counting only one of them is right."""
    plan = Plan(WITHDRAWN, 20, 12, 0.5, 0.1, 120)
    found = bias_run(plan, 40, 2)
    assert found["Kaplan-Meier"]["mean"] == pytest.approx(0.5, abs=0.02)
    assert found["Aalen-Johansen"]["mean"] == pytest.approx(in_fact(plan), abs=0.02)
    assert in_fact(plan) > 0.6
    empty = bias_run(Plan(EMPTY, 20, 12, 0.5, 0.1, 120), 40, 3)
    assert empty["Aalen-Johansen"]["mean"] == pytest.approx(0.5, abs=0.02)
    assert empty["Kaplan-Meier"]["mean"] < 0.45


def test_statements_known_late():
    """What was kept before it became known is not in the record: only delayed entry allows for that."""
    found = bias_run(Plan(LATE, 20, 12, 0.5, 0.1, 120), 40, 4)
    assert found["Kaplan-Meier"]["mean"] == pytest.approx(0.5, abs=0.025)
    assert found["entry ignored"]["mean"] > 0.54


@pytest.mark.parametrize(("clusters", "icc"), [(5, 0.3), (20, 0.0)])
def test_interval_covers(clusters, icc):
    """Three Monte Carlo errors around 93 to 97 %."""
    found = coverage_run(Plan(WHOLE, clusters, 12, 0.5, icc, 120), 160, 5)
    for lag in (30, WINDOW):
        assert 0.88 <= found[f"lag {lag}"]["coverage"] <= 0.995
        assert found[f"lag {lag}"]["zero_width"] == 0


@pytest.mark.parametrize("kind", [WHOLE, GRADED])
def test_worlds_are_what_they_claim(kind):
    """True gap and curve of the generator, found again by plain arithmetic."""
    world = draw(Plan(kind, 4000, 10, 0.5, 0.2, 10**6), np.random.default_rng(6))
    for lag in (15, 30, WINDOW):
        assert np.average(world.credit(lag), weights=world.weight) == pytest.approx(
            true_share(Plan(kind, 1, 1, 0.5, 0.2, 1), lag), abs=0.01
        )
