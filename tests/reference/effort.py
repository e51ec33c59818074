"""How hard the property tests try: quick by default, thorough (and shrinking) when asked for.

Each example holds several worlds, so few go far. ``RHETORIC_GAP_EFFORT=20 pytest tests/properties`` tries twenty
times as many and shrinks what fails.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

EFFORT = int(os.environ.get("RHETORIC_GAP_EFFORT", "1"))
PHASES = (Phase.explicit, Phase.generate) if EFFORT == 1 else (Phase.explicit, Phase.generate, Phase.shrink)


def tries(examples: int) -> settings:
    """Try this many examples, the same ones on every run."""
    return settings(
        max_examples=examples * EFFORT,
        deadline=None,
        derandomize=True,
        database=None,
        phases=PHASES,
        suppress_health_check=list(HealthCheck),
    )
