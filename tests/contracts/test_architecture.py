"""The house as ARCHITECTURE.md draws it is the house that stands, and data flows through it one way."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "rhetoric_gap"
MODULES = sorted(PACKAGE.rglob("*.py"))

# From left to right. A module may import from its own layer and from those before it.
LAYERS = [
    {"_homes", "errors", "account", "spec", "words"},
    {"datasets", "simulate"},
    {"tables"},
    {"scales"},
    {"readers"},
    {"text"},
    {"pairing"},
    {"gap"},
    {"inference"},
    {"results", "prose", "render", "engines"},
    {"studies"},
    {"plots"},
    {"export", "report", "demo", "cli", "cli_events"},
]
# A gap is handed back with its interval and its bounds, as a result: these steps to the right are meant.
MEANT = {
    ("rhetoric_gap/gap/chance.py", "rhetoric_gap.inference.chance"),
    ("rhetoric_gap/gap/index.py", "rhetoric_gap.inference.chance"),
    ("rhetoric_gap/gap/index.py", "rhetoric_gap.inference.interval"),
    ("rhetoric_gap/gap/index.py", "rhetoric_gap.results"),
    ("rhetoric_gap/gap/measures.py", "rhetoric_gap.inference.bounds"),
    ("rhetoric_gap/gap/measures.py", "rhetoric_gap.inference.interval"),
}
MAX_MODULE = 400
MAX_FUNCTION = 60
# Loaded with the library; everything else waits until it is used.
AT_IMPORT = {"numpy", "pandas", "rhetoric_gap"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def layer_of(dotted: str) -> int | None:
    """Give the layer of a module of the library; the package itself, which hands out names, has none."""
    parts = dotted.split(".")
    if parts[0] != "rhetoric_gap" or len(parts) == 1:
        return None
    (layer,) = [number for number, names in enumerate(LAYERS) if parts[1] in names] or [-1]
    return layer


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def walk(node: ast.AST, *, functions: bool = True) -> Iterator[ast.AST]:
    """Walk a tree, leaving out what only the type checker reads and, if asked, what runs only when called."""
    for child in ast.iter_child_nodes(node):
        if is_type_checking(child):
            continue
        if not functions and isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        yield child
        yield from walk(child, functions=functions)


def imported(path: Path, *, functions: bool = True) -> set[str]:
    """List the dotted names a module imports; `from rhetoric_gap import x` counts as rhetoric_gap.x."""
    names: set[str] = set()
    for node in walk(parsed(path), functions=functions):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}: relative import"
            source = str(node.module)
            names |= (
                {f"{source}.{alias.name}" for alias in node.names} if source == "rhetoric_gap" else {source}
            )
    return names


def inventory() -> list[str]:
    """List the paths ARCHITECTURE.md names: lines `path   what it is` in its text blocks."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```text\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [m[1] for block in blocks for m in re.finditer(r"^([\w.-]+/\S*)[ ]{2,}\S", block, re.MULTILINE)]


def test_inventory_names_every_module_once() -> None:
    listed = [path.removesuffix("__init__.py") for path in inventory()]
    standing = [name_of(path).removesuffix("__init__.py") for path in MODULES]
    assert [path for path in standing if path not in listed] == []
    assert sorted({path for path in listed if listed.count(path) > 1}) == []


def test_inventory_names_nothing_that_is_gone() -> None:
    assert [path for path in inventory() if not (ROOT / path).exists()] == []


def test_every_module_has_its_layer() -> None:
    tops = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in MODULES} - {"__init__"}
    known = set().union(*LAYERS)
    assert sorted(tops - known) == []


def test_imports_run_from_left_to_right() -> None:
    wrong = [f"{name_of(path)}: {name}" for path in MODULES for name in to_the_right(path)]
    assert wrong == []


def to_the_right(path: Path) -> list[str]:
    """List what a module imports from a later layer; the package itself may hand out everything."""
    own = layer_of(".".join(path.relative_to(ROOT).with_suffix("").parts))
    if path == PACKAGE / "__init__.py" or own is None:
        return []
    layers = {name: layer_of(name) for name in imported(path)}
    return [
        name
        for name, layer in layers.items()
        if layer is not None and layer > own and not is_meant(path, name)
    ]


def is_meant(path: Path, name: str) -> bool:
    return any(name_of(path) == left and name.startswith(right) for left, right in MEANT)


def test_exceptions_to_the_direction_are_still_needed() -> None:
    unused = [
        pair for pair in MEANT if not any(is_meant(ROOT / pair[0], n) for n in imported(ROOT / pair[0]))
    ]
    assert unused == []


def test_heavy_libraries_are_imported_where_used() -> None:
    wrong = [f"{name_of(path)}: {name}" for path in MODULES for name in loaded_at_import(path) - AT_IMPORT]
    assert wrong == []


def loaded_at_import(path: Path) -> set[str]:
    """List the libraries a module loads with itself; the plots may load theirs, being loaded when first used."""
    allowed = {"matplotlib"} if path.parent == PACKAGE / "plots" else set()
    names = {name.split(".")[0] for name in imported(path, functions=False)}
    return names - set(sys.stdlib_module_names) - allowed


def test_matplotlib_is_imported_by_the_plots_only() -> None:
    users = [path for path in MODULES if any(name.split(".")[0] == "matplotlib" for name in imported(path))]
    assert [name_of(path) for path in users if path.parent != PACKAGE / "plots"] == []


def test_modules_stay_readable() -> None:
    lines = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: count for name, count in lines.items() if count > MAX_MODULE} == {}


def test_functions_stay_readable() -> None:
    sizes = {f"{name_of(path)}: {name}": size for path in MODULES for name, size in functions(path)}
    assert {name: size for name, size in sizes.items() if size > MAX_FUNCTION} == {}


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Yield each function with the number of lines of its body, docstring left out."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            yield node.name, (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_every_module_says_what_it_is() -> None:
    assert [name_of(path) for path in MODULES if len(ast.get_docstring(parsed(path)) or "") < 10] == []
