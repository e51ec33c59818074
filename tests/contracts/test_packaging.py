"""What is packed: the lists in setup.cfg, the built wheel (both directions), the declared dependency bounds."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path, PurePosixPath

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
# The wheel is built once.
pytestmark = pytest.mark.xdist_group("wheel")
PACKED = ["rhetoric_gap", "datasets", "setup.cfg", "pyproject.toml", "MANIFEST.in", "README.md", "LICENSE"]
# Left behind by running, never part of the tree.
JUNK = shutil.ignore_patterns("__pycache__", "*.py[co]", "*.egg-info", ".DS_Store")


def declared(section: str, key: str) -> list[str]:
    """Read a list from setup.cfg."""
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    return config.get(section, key).split()


def subpackages() -> set[str]:
    return {".".join(p.parent.relative_to(ROOT).parts) for p in (ROOT / "rhetoric_gap").rglob("__init__.py")}


def is_junk(path: Path) -> bool:
    return "__pycache__" in path.parts or path.suffix in {".pyc", ".pyo"} or path.name == ".DS_Store"


def dataset_files() -> set[Path]:
    """Every file of the data sets but the raw material they are built from."""
    found = {p for p in (ROOT / "datasets").rglob("*") if p.is_file() and not is_junk(p)}
    return {p for p in found if "raw" not in p.relative_to(ROOT).parts}


def package_files() -> set[Path]:
    return {p for p in (ROOT / "rhetoric_gap").rglob("*") if p.is_file() and not is_junk(p)}


def folder_of(package: str) -> Path:
    """Where the files of a package lie; the data sets stand beside the library, not in it."""
    return ROOT / "datasets" if package == "rhetoric_gap._data" else ROOT.joinpath(*package.split("."))


def matched_by_package_data() -> set[Path]:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    rules = [
        (package, pattern)
        for package, text in config["options.package_data"].items()
        for pattern in text.split()
    ]
    return {path for package, pattern in rules for path in folder_of(package).glob(pattern)}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """A wheel built from a copy of the tree, so that no earlier build can leak into it, without the network."""
    tree = tmp_path_factory.mktemp("tree")
    for name in PACKED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tree / name, ignore=JUNK)
        else:
            shutil.copy(source, tree / name)
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(tree / "dist"),
        str(tree),
    ]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = (tree / "dist").glob("*.whl")
    return zipfile.ZipFile(path)


def test_setup_cfg_lists_every_subpackage_and_the_data() -> None:
    assert set(declared("options", "packages")) == subpackages() | {"rhetoric_gap._data"}


def test_every_folder_with_code_is_a_package() -> None:
    with_code = {p.parent for p in package_files() if p.suffix == ".py"}
    assert {p for p in with_code if not (p / "__init__.py").exists()} == set()


def test_package_data_matches_every_file_of_the_data_sets() -> None:
    assert {str(p.relative_to(ROOT)) for p in dataset_files() - matched_by_package_data()} == set()


def test_package_data_matches_every_other_file_of_the_library() -> None:
    data = {p for p in package_files() if p.suffix != ".py"}
    assert {str(p.relative_to(ROOT)) for p in data - matched_by_package_data()} == set()


def test_no_rule_matches_nothing_or_raw_material() -> None:
    matched = matched_by_package_data()
    assert not [p for p in matched if "raw" in p.parts]
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    for package, text in config["options.package_data"].items():
        for pattern in text.split():
            assert list(folder_of(package).glob(pattern)), f"{package}: nothing matches {pattern}"


def test_data_folder_cannot_shadow_another_package() -> None:
    assert not (ROOT / "datasets" / "__init__.py").exists()
    assert (ROOT / "datasets" / "registry.csv").is_file()


def test_settings_that_would_drop_the_data_are_absent() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "setuptools" not in project["tool"]
    assert declared("options", "include_package_data") == ["False"]


def test_wheel_holds_every_file_and_no_other(wheel: zipfile.ZipFile) -> None:
    inside = {name for name in wheel.namelist() if ".dist-info/" not in name}
    code = {p.relative_to(ROOT).as_posix() for p in package_files()}
    data = {"rhetoric_gap/_data/" + p.relative_to(ROOT / "datasets").as_posix() for p in dataset_files()}
    assert sorted((code | data) - inside) == []
    assert sorted(inside - (code | data)) == []


def test_wheel_has_one_top_level_package(wheel: zipfile.ZipFile) -> None:
    tops = {PurePosixPath(name).parts[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"rhetoric_gap"}


def test_wheel_data_is_what_lies_in_the_tree(wheel: zipfile.ZipFile) -> None:
    for path in dataset_files():
        inside = "rhetoric_gap/_data/" + path.relative_to(ROOT / "datasets").as_posix()
        assert wheel.read(inside) == path.read_bytes(), inside


def test_wheel_names_script_licence_and_python(wheel: zipfile.ZipFile) -> None:
    texts = {PurePosixPath(n).name: n for n in wheel.namelist() if ".dist-info/" in n}
    metadata = wheel.read(texts["METADATA"]).decode()
    assert "Requires-Python: >=3.11" in metadata
    assert "License-Expression: BSD-3-Clause" in metadata
    assert "rhetoric-gap = rhetoric_gap.cli:main" in wheel.read(texts["entry_points.txt"]).decode()
    assert "LICENSE" in texts


def test_version_is_the_same_everywhere() -> None:
    import rhetoric_gap

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = re.search(
        r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert citation is not None
    assert rhetoric_gap.__version__ == project["version"] == citation[1]
    assert project["version"] in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def pins() -> dict[str, Version]:
    """Read the oldest tested versions."""
    lines = (ROOT / "requirements" / "oldest.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {name: Version(version) for name, version in pairs}


def test_oldest_pins_are_the_declared_lower_bounds() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    tested = pins()
    for text in project["dependencies"]:
        requirement = Requirement(text)
        (lower,) = [Version(s.version) for s in requirement.specifier if s.operator == ">="]
        assert tested[requirement.name] == lower, text


def test_pandas_is_capped_at_the_next_major() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (pandas,) = [Requirement(text) for text in project["dependencies"] if Requirement(text).name == "pandas"]
    assert pandas.specifier.contains("3.99") and not pandas.specifier.contains("4.0")
