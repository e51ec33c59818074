"""Run every benchmark, each in a process of its own: ``python -m benchmarks``, or ``--quick`` for small sizes only."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Run one benchmark after the other; return how many failed."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
    commands = [[sys.executable, "-m", f"benchmarks.{name}", *sys.argv[1:]] for name in names]
    return sum(subprocess.run(command, check=False).returncode != 0 for command in commands)


if __name__ == "__main__":
    sys.exit(main())
