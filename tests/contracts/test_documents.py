"""Code in the README, the docs and the data sets' pages runs as it stands, and prints what stands below it.

In each document the ```python blocks run in order, in one namespace and an empty folder. A block of prompts (``>>>``)
is checked like a docstring; an ```output block is what the block before it must print. Other blocks are not run.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```\s*$", re.MULTILINE | re.DOTALL)
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


def blocks(path: Path) -> list[tuple[str, str, int]]:
    """List language, text and first line of every fenced block."""
    text = path.read_text(encoding="utf-8")
    return [(m[1], m[2], text[: m.start()].count("\n") + 2) for m in BLOCK.finditer(text)]


def has_code(path: Path) -> bool:
    return any(language == "python" for language, _, _ in blocks(path))


TOP = [ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md")]
FOLDERS = [ROOT / name for name in ("docs", "datasets", "rhetoric_gap")]
PAGES = [*TOP, *sorted(page for folder in FOLDERS for page in folder.rglob("*.md"))]
PAGE = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())


def run(code: str, namespace: dict[str, Any], where: str, line: int) -> str:
    """Run plain code and return what it prints; the file name and line of the document show in a traceback."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile("\n" * (line - 1) + code, where, "exec"), namespace)
    return printed.getvalue()


def check_prompts(code: str, namespace: dict[str, Any], where: str, line: int) -> None:
    """Run a block of prompts and compare its output."""
    test = doctest.DocTestParser().get_doctest(code, namespace, where, where, line - 1)
    report = io.StringIO()
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    runner.run(test, out=report.write, clear_globs=False)
    assert runner.failures == 0, report.getvalue()
    namespace.update(test.globs)


def same_lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


def test_readme_has_code_to_run() -> None:
    assert has_code(ROOT / "README.md")


@PAGE
def test_code_runs_and_prints_what_is_shown(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, Any] = {"__name__": "__main__"}
    printed = ""
    for language, code, line in blocks(path):
        if language == "python" and code.lstrip().startswith(">>>"):
            check_prompts(code, namespace, str(path), line)
        elif language == "python":
            printed = run(code, namespace, str(path), line)
        elif language == "output":
            assert same_lines(printed) == same_lines(code), f"{path.name}:{line}"
        elif language in {"pycon", "py"}:
            raise AssertionError(f"{path.name}:{line}: mark code as python, so that it is run")


@PAGE
def test_links_within_the_project_lead_somewhere(path: Path) -> None:
    text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text) + re.findall(r'<img[^>]+src="([^"]+)"', text)
    local = [target for target in targets if not re.match(r"[a-z]+:", target)]
    assert [target for target in local if not (path.parent / target).exists()] == []
