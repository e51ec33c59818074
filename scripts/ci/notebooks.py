"""Turn the percent scripts in examples/ into executed notebooks, or check that they still belong together.

``python -m scripts.ci.notebooks`` writes ``examples/NAME.ipynb`` for every ``examples/NAME.py``. With ``--check``
nothing is run or written: each notebook must have its script's cells, all of them executed, none of them failed.
The test suite runs the scripts and compares what they print with what the notebooks show.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
CELL_SECONDS = 300


def scripts() -> list[Path]:
    """Find every example, in order."""
    return sorted(EXAMPLES.glob("*.py"))


def build(script: Path) -> Any:
    """Execute one script as a notebook, in an empty folder, and return the notebook."""
    notebook = from_script(script)
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(
            notebook,
            kernel_name="python3",
            timeout=CELL_SECONDS,
            record_timing=False,
            resources={"metadata": {"path": folder}},
            extra_arguments=["--log-level=ERROR"],
        )
        client.execute(env=_kernel_environment(folder))
    notebook.metadata = _metadata()
    return notebook


def _kernel_environment(folder: str) -> dict[str, str]:
    """Give the kernel the checkout's library, figures in the notebook, and nobody's own start-up files."""
    settings = {
        "PYTHONPATH": str(ROOT),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "IPYTHONDIR": str(Path(folder, ".ipython")),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
    return {**os.environ, **settings}


def from_script(script: Path) -> Any:
    """Read a percent script as a notebook whose bytes depend on the script alone."""
    notebook = jupytext.read(script, fmt="py:percent")
    notebook.metadata = _metadata()
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for number, cell in enumerate(notebook.cells, 1):
        cell["id"] = f"cell-{number:02d}"
        cell["metadata"] = {}
    return notebook


def _metadata() -> Any:
    """Name the kernel and leave out versions, which differ from machine to machine."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return nbformat.from_dict({"kernelspec": kernel, "language_info": {"name": "python"}})


def problems(script: Path) -> list[str]:
    """Say what sets a notebook apart from its script."""
    path = script.with_suffix(".ipynb")
    if not path.exists():
        return [f"{path.name} is missing"]
    notebook = nbformat.read(path, as_version=4)
    found = []
    if cells(notebook) != cells(from_script(script)):
        found.append(f"{path.name} has other cells than {script.name}")
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if any(cell.execution_count is None for cell in code):
        found.append(f"{path.name} was not executed")
    if any(output.output_type == "error" for cell in code for output in cell.outputs):
        found.append(f"{path.name} shows an error")
    return found


def complaints(notebook: Any) -> list[str]:
    """List what went to the error stream: warnings a reader of the notebook would see."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [output.text for output in outputs if output.get("name") == "stderr"]


def cells(notebook: Any) -> list[tuple[str, str]]:
    """List type and source of every cell."""
    return [(cell.cell_type, cell.source.strip()) for cell in notebook.cells]


def printed(notebook: Any) -> list[str]:
    """List what each code cell shows as text, without addresses in memory, which change."""
    return [_clean("".join(_texts(cell))) for cell in notebook.cells if cell.cell_type == "code"]


def _texts(cell: Any) -> list[str]:
    """Collect the text of a cell's outputs."""
    return [output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell.outputs]


def _clean(text: str) -> str:
    return re.sub(r"0x[0-9a-f]+", "0x", text).strip()


def stale() -> list[str]:
    """Name notebooks without a script, and everything :func:`problems` finds."""
    names = {script.stem for script in scripts()}
    orphans = [f"{p.name} has no script" for p in sorted(EXAMPLES.glob("*.ipynb")) if p.stem not in names]
    return orphans + [problem for script in scripts() for problem in problems(script)]


def main() -> int:
    """Build or check all notebooks."""
    parser = argparse.ArgumentParser(description="Build the example notebooks from their scripts.")
    parser.add_argument("--check", action="store_true", help="compare only; exit with 1 if one is stale")
    if not parser.parse_args().check:
        for script in scripts():
            nbformat.write(build(script), script.with_suffix(".ipynb"))
            print(f"{script.name} -> {script.with_suffix('.ipynb').name}")
    found = stale()
    print("\n".join([*found, f"{len(scripts())} notebooks checked, {len(found)} findings"]))
    if found:
        print("`make notebooks` builds them again")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
