"""What importing the library costs and promises, looked at in fresh interpreters."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import rhetoric_gap

ROOT = Path(__file__).resolve().parents[2]

NEW_MODULES = """
import sys, json
import numpy, pandas
before = {name.split(".")[0] for name in sys.modules}
import rhetoric_gap
USE
after = {name.split(".")[0] for name in sys.modules}
print(json.dumps(sorted(after - before - set(sys.stdlib_module_names))))
"""
TOUCHED = """
import sys, json
import numpy, pandas
seen = []
def hook(event, args):
    if event == "open" and not str(args[0]).endswith((".py", ".pyc")):
        seen.append(f"open {args[0]}")
    if event.startswith(("socket.", "urllib.", "subprocess.", "os.mkdir", "os.remove", "os.rename")):
        seen.append(event)
sys.addaudithook(hook)
import rhetoric_gap
found = list(seen)
print(json.dumps(found))
"""
AFTER_GAP = """
import sys, json
import rhetoric_gap as rg
rg.gap_index(rg.load_dataset("north_korea"))
print(json.dumps(sorted({name.split(".")[0] for name in sys.modules})))
"""


def answer(code: str) -> Any:
    """Run code in a fresh interpreter and read the JSON it prints."""
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_import_loads_nothing_beyond_pandas_and_numpy() -> None:
    assert answer(NEW_MODULES.replace("USE", "")) == ["rhetoric_gap"]


def test_every_public_name_but_the_plots_loads_nothing_beyond_pandas_and_numpy() -> None:
    use = "[getattr(rhetoric_gap, name) for name in rhetoric_gap.__all__ if not name.startswith('plot_')]"
    assert answer(NEW_MODULES.replace("USE", use)) == ["rhetoric_gap"]


def test_import_touches_no_file_and_no_network() -> None:
    assert answer(TOUCHED) == []


def test_scoring_a_case_loads_no_plotting_and_no_learning_library() -> None:
    assert {"matplotlib", "sklearn"}.isdisjoint(answer(AFTER_GAP))


def test_every_public_name_resolves_and_is_listed() -> None:
    values = {name: getattr(rhetoric_gap, name) for name in rhetoric_gap.__all__}
    assert [
        name for name, value in values.items() if value is None or value is not getattr(rhetoric_gap, name)
    ] == []
    assert set(rhetoric_gap.__all__) <= set(dir(rhetoric_gap))


def test_all_is_sorted_and_unique() -> None:
    assert list(rhetoric_gap.__all__) == sorted(set(rhetoric_gap.__all__))


def test_all_is_what_a_star_import_brings() -> None:
    namespace: dict[str, Any] = {}
    exec("from rhetoric_gap import *", namespace)
    assert set(namespace) - {"__builtins__"} == set(rhetoric_gap.__all__)


def test_public_functions_say_where_they_live() -> None:
    outside = [name for name in rhetoric_gap.__all__ if not _home(name).startswith("rhetoric_gap.")]
    assert outside == []


def _home(name: str) -> str:
    return str(getattr(getattr(rhetoric_gap, name), "__module__", "rhetoric_gap."))


def test_unknown_name_is_an_attribute_error_naming_it() -> None:
    with pytest.raises(AttributeError, match="gap_indx"):
        rhetoric_gap.gap_indx  # noqa: B018
