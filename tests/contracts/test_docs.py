"""Every public name is documented: in its docstring, with an example that runs, and on the API page."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

import pytest

import rhetoric_gap

ROOT = Path(__file__).resolve().parents[2]


def is_error(value: Any) -> bool:
    return inspect.isclass(value) and issubclass(value, Exception)


PUBLIC = {name: getattr(rhetoric_gap, name) for name in rhetoric_gap.__all__}
DOCUMENTED = {name: value for name, value in PUBLIC.items() if callable(value)}
MANUAL = {name: value for name, value in DOCUMENTED.items() if not is_error(value)}
FUNCTIONS = {name: value for name, value in MANUAL.items() if inspect.isfunction(value)}


def section(value: Any, title: str) -> str:
    """Return the text of one numpydoc section, or nothing."""
    doc = inspect.getdoc(value) or ""
    found = re.search(rf"^{title}\n-+\n(.*?)(?=^\w[\w ]*\n---|\Z)", doc, re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


@pytest.mark.parametrize("name", DOCUMENTED)
def test_docstring_is_the_objects_own(name: str) -> None:
    value = DOCUMENTED[name]
    assert value.__doc__, f"{name} has no docstring"
    # A dataclass without one gets its signature as docstring.
    assert not value.__doc__.startswith(f"{name}(")


@pytest.mark.parametrize("name", MANUAL)
def test_docstring_has_an_example_with_output(name: str) -> None:
    lines = section(MANUAL[name], "Examples").splitlines()
    assert any(line.startswith(">>> ") for line in lines)
    assert any(line and not line.startswith((">>>", "...")) for line in lines), (
        "an example that shows nothing"
    )


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_parameter_is_described(name: str) -> None:
    parameters = inspect.signature(FUNCTIONS[name]).parameters
    text = section(FUNCTIONS[name], "Parameters")
    missing = [p for p in parameters if not re.search(rf"^[^ ]*.*\b{p}\b.*$", text, re.MULTILINE)]
    assert missing == []


@pytest.mark.parametrize("name", FUNCTIONS)
def test_result_is_described(name: str) -> None:
    assert inspect.signature(FUNCTIONS[name]).return_annotation is not inspect.Signature.empty
    assert section(FUNCTIONS[name], "Returns").strip()


@pytest.mark.parametrize("name", [n for n in DOCUMENTED if inspect.isclass(DOCUMENTED[n])])
def test_public_methods_have_docstrings(name: str) -> None:
    bare = [
        member
        for member, value in vars(DOCUMENTED[name]).items()
        if not member.startswith("_")
        and isinstance(value, property | classmethod | staticmethod | type(is_error))
        and not inspect.getdoc(value)
    ]
    assert bare == []


def test_api_page_names_every_public_name() -> None:
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    assert [name for name in rhetoric_gap.__all__ if not re.search(rf"\b{name}\b", page)] == []


def test_api_page_names_nothing_that_is_gone() -> None:
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\brg\.(\w+)|\brhetoric_gap\.(\w+)", page))
    unknown = {a or b for a, b in named if not hasattr(rhetoric_gap, a or b)}
    assert {name for name in unknown if not (ROOT / "rhetoric_gap" / f"{name}.py").exists()} == set()
