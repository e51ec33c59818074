"""Every plot is called the same way: data first, the rest by keyword, drawn on `ax`, the Axes handed back."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

import rhetoric_gap

ROOT = Path(__file__).resolve().parents[2]
PLOTS = [name for name in rhetoric_gap.__all__ if name.startswith("plot_")]
# save.py makes and keeps a figure of its own, which no caller ever holds.
MODULES = sorted(m for m in (ROOT / "rhetoric_gap" / "plots").glob("*.py") if m.name != "save.py")
# A figure belongs to its caller: it is neither shown nor closed nor laid out anew.
CALLERS_RIGHT = {
    "show",
    "close",
    "tight_layout",
    "subplots_adjust",
    "set_layout_engine",
    "set_size_inches",
    "savefig",
}


def test_there_are_plots() -> None:
    assert len(PLOTS) >= 3


@pytest.mark.parametrize("name", PLOTS)
def test_signature(name: str) -> None:
    signature = inspect.signature(getattr(rhetoric_gap, name))
    data, *rest = signature.parameters.values()
    assert data.kind in {data.POSITIONAL_OR_KEYWORD, data.POSITIONAL_ONLY}
    assert data.default is data.empty
    assert {p.name: p.kind for p in rest if p.kind is not p.KEYWORD_ONLY} == {}
    assert signature.parameters["ax"].default is None
    assert str(signature.return_annotation).rsplit(".", 1)[-1] == "Axes"


@pytest.mark.parametrize("name", PLOTS)
def test_documented_as_returning_axes(name: str) -> None:
    doc = inspect.getdoc(getattr(rhetoric_gap, name)) or ""
    assert "Axes" in doc.split("Returns\n-------\n")[1].splitlines()[0]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_callers_figure_is_left_alone(path: Path) -> None:
    calls = [
        node.func
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    ]
    names = {func.attr for func in calls if isinstance(func, ast.Attribute)}
    assert names & CALLERS_RIGHT == set()
