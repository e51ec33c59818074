"""Measure CPU time and memory, each task in a process of its own, and write what was found.

CPU seconds count every thread of the process and its children, so an engine gains nothing by using more cores. Memory
is the highest resident size while the task ran, minus the resident size once its inputs were loaded.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
MEGABYTE = 1e6
# Linux reports ru_maxrss in kilobytes, macOS in bytes.
MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Cost:
    """What a task cost.

    Attributes
    ----------
    cpu, wall : float
        Seconds, medians over the repeats.
    memory : float
        Megabytes at the peak, on top of the inputs.
    repeats : int
        How many runs the medians are over.
    """

    cpu: float
    wall: float
    memory: float
    repeats: int


def cpu_seconds() -> float:
    """Return user and system seconds spent so far, all threads and finished children."""
    spent = 0.0
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        usage = resource.getrusage(who)
        spent += usage.ru_utime + usage.ru_stime
    return spent


def peak_megabytes() -> float:
    """Return the highest resident size of this process since it began, or since :func:`forget_peak`."""
    status = Path("/proc/self/status")
    if status.exists():
        # Not ru_maxrss: that one also remembers how large the process was that started this one.
        peak = next(
            row for row in status.read_text(encoding="ascii").splitlines() if row.startswith("VmHWM:")
        )
        return int(peak.split()[1]) * 1024 / MEGABYTE
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * MAXRSS_UNIT / MEGABYTE


def forget_peak() -> None:
    """Let the peak start from the present size, where the system can do that; else what loading took hides the rest."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def measure(task: Callable[[], Any], repeats: int) -> tuple[Any, Cost]:
    """Run a task ``repeats`` times; return its last answer and its cost."""
    gc.collect()
    forget_peak()
    before = peak_megabytes()
    cpu, wall = [], []
    answer = None
    for _ in range(repeats):
        answer = None  # two answers must not be in memory together
        began, ticked = cpu_seconds(), time.perf_counter()
        answer = task()
        cpu.append(cpu_seconds() - began)
        wall.append(time.perf_counter() - ticked)
    return answer, Cost(statistics.median(cpu), statistics.median(wall), peak_megabytes() - before, repeats)


def in_own_process(module: str, *arguments: str) -> dict[str, Any]:
    """Run ``python -m module arguments`` and return the JSON object it prints last."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr}")
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def machine(*packages: str) -> dict[str, Any]:
    """Say on what the numbers were measured."""
    return {
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "packages": {name: metadata.version(name) for name in packages},
    }


def write_results(name: str, found: dict[str, Any], text: str) -> None:
    """Write the numbers as JSON and as a table to read."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    (RESULTS / f"{name}.md").write_text(text, encoding="utf-8")


def table(header: list[str], rows: list[list[str]]) -> str:
    """Lay out a Markdown table, numbers flush right."""
    widths = [max(len(r[c]) for r in [header, *rows]) for c in range(len(header))]

    def line(cells: list[str]) -> str:
        first, *others = (
            cell.ljust(w) if c == 0 else cell.rjust(w)
            for c, (cell, w) in enumerate(zip(cells, widths, strict=True))
        )
        return "| " + " | ".join([first, *others]) + " |"

    rule = "|" + "|".join("-" * (w + 1) + ("-" if c == 0 else ":") for c, w in enumerate(widths)) + "|"
    return "\n".join([line(header), rule, *map(line, rows)]) + "\n"
