"""Check an installed wheel from outside the checkout: ``python -m scripts.ci.installed_wheel VENV``.

VENV holds the wheel and the dependencies it names, nothing else. From an empty folder, so that nothing of the
checkout can be found by accident: every data set loads, the demo runs, and importing the library stays cheap.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

RUNS = 9

LOAD_ALL = """
import pathlib
import rhetoric_gap as rg
home = pathlib.Path(rg.__file__).resolve()
names = list(rg.list_datasets().reset_index()["name"])
for name in names:
    case = rg.load_dataset(name)
    tables = [case.statements, case.actions, case.links, *case.tables.values()]
    rows = sum(len(table) for table in tables if table is not None)
    if not rows or not case.citation or not case.license or not len(case.codebook):
        raise SystemExit(f"{name}: {rows} rows, citation {case.citation!r}, license {case.license!r}")
    print(f"  {name}: {rows} rows")
if not names or "site-packages" not in home.parts:
    raise SystemExit(f"{len(names)} data sets found by {home}")
"""
MEASURE = "import time; start = time.process_time(); {}; print(time.process_time() - start)"
PANDAS = "import pandas"
# How many times pandas' own CPU time each may take. Public names are loaded on first use, so the bare import alone
# would flatter: what it takes to score is measured too.
LIMITS = {"import rhetoric_gap": 1.2, "from rhetoric_gap import gap_index, load_dataset": 1.5}


def run(venv: Path, folder: str, *command: str) -> str:
    """Run a command of the environment in a folder and return what it printed."""
    dropped = {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "PYTHONHOME"}
    environment = {key: value for key, value in os.environ.items() if key not in dropped}
    # One thread: starting a thread pool is not what is compared.
    environment |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MPLBACKEND": "Agg"}
    program = [str(venv / "bin" / command[0]), *command[1:]]
    done = subprocess.run(
        program,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(program)[:200]}\n{done.stdout}{done.stderr}")
    return done.stdout


def import_seconds(venv: Path, folder: str) -> dict[str, float]:
    """Measure CPU seconds of each import, medians over fresh interpreters taken in turn."""
    seconds: dict[str, list[float]] = {statement: [] for statement in [PANDAS, *LIMITS]}
    for _ in range(RUNS):
        for statement, taken in seconds.items():
            taken.append(float(run(venv, folder, "python", "-c", MEASURE.format(statement))))
    return {statement: statistics.median(taken) for statement, taken in seconds.items()}


def check_import(venv: Path, folder: str) -> int:
    """Compare the imports with that of pandas."""
    seconds = import_seconds(venv, folder)
    print(f"CPU seconds to import ({PANDAS}: {seconds[PANDAS]:.3f}), times pandas, limit:")
    ratios = {statement: seconds[statement] / seconds[PANDAS] for statement in LIMITS}
    for statement, ratio in ratios.items():
        print(f"  {seconds[statement]:.3f}  {ratio:.2f}  {LIMITS[statement]}  {statement}")
    return 1 if any(ratios[statement] > limit for statement, limit in LIMITS.items()) else 0


def check_demo(venv: Path, folder: str) -> None:
    """Run the demo and look at what it left."""
    run(venv, folder, "rhetoric-gap", "demo", "--out", "out")
    left = sorted(p.name for p in Path(folder, "out").rglob("*") if p.stat().st_size)
    print(f"  demo left {', '.join(left)}")
    for ending in (".png", ".csv"):
        if not any(name.endswith(ending) for name in left):
            raise SystemExit(f"the demo left no {ending} file")


def main() -> int:
    """Run every check."""
    venv = Path(sys.argv[1]).absolute()
    with tempfile.TemporaryDirectory() as folder:
        print("data sets, loaded from the installed wheel:")
        print(run(venv, folder, "python", "-W", "error", "-c", LOAD_ALL), end="")
        check_demo(venv, folder)
        return check_import(venv, folder)


if __name__ == "__main__":
    sys.exit(main())
