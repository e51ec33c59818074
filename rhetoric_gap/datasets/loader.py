"""Finding and reading the bundled cases, offline."""

from __future__ import annotations

import importlib.resources
import json
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import pandas as pd

from rhetoric_gap.datasets.case import Case
from rhetoric_gap.datasets.columns import apply_codebook, read_text_table
from rhetoric_gap.errors import RhetoricGapError, UnknownDatasetError, did_you_mean

REGISTRY = "registry.csv"
CODEBOOK_TABLE = "codebook"
UNSCORED = "links_unscored"
_INDEX_TABLES = ("statements", "actions", "links")


def list_datasets() -> pd.DataFrame:
    """List the bundled cases.

    Returns
    -------
    pandas.DataFrame
        One row per case: ``name``, ``description``, ``tables`` (their names), ``rows`` (of all its tables), ``license``
        and ``citation``.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> cases = rg.list_datasets().set_index("name")
    >>> cases.loc["flight_tests", "tables"], int(cases.loc["flight_tests", "rows"])
    ('tests', 339)
    """
    root = _root()
    registry = _registry(root)
    registry = registry[registry["table"] != CODEBOOK_TABLE]
    cases = [_listing(root, str(name), part) for name, part in registry.groupby("name", sort=True)]
    return pd.DataFrame(cases, columns=["name", "description", "tables", "rows", "license", "citation"])


def load_dataset(name: str) -> Case:
    """Load a bundled case: its tables, codebook, licence and citation.

    Parameters
    ----------
    name : str
        One of the names of :func:`list_datasets`.

    Returns
    -------
    Case
        Fresh tables at every call. Columns have the type the codebook names: dates are datetime64, ids and codes text.
        Links a coder recorded without scoring them are in ``tables["links_unscored"]``.

    Raises
    ------
    UnknownDatasetError
        If no bundled case has this name; the message lists those there are.
    RhetoricGapError
        If the installation lacks a file of the case, or a file is not what its codebook says.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> case = rg.load_dataset("flight_tests")
    >>> tests = case.tables["tests"]
    >>> tests.loc[tests["date"] <= "2023-04-30", "outcome"].value_counts().to_dict()
    {'success': 187, 'failure': 33, 'unknown': 25}
    """
    root = _root()
    names = sorted(set(_registry(root)["name"]))
    if name not in names:
        raise UnknownDatasetError(
            f"no bundled data set is called {name!r}; there are: {', '.join(names)}.{did_you_mean(str(name), names)}"
        )
    folder = root / name
    meta = _meta(root, name)
    codebook = read_text_table(_existing(folder, "codebook.csv"))
    tables = {str(table): _table(folder, str(file), codebook) for table, file in meta["tables"].items()}
    return Case(
        name=name,
        description=meta["description"],
        **_split(tables),
        codebook=codebook,
        license=meta["license"],
        citation=meta["citation"],
        readme=_existing(folder, "README.md").read_text(encoding="utf-8"),
        coding=meta["coding"],
        coverage_start=meta["coverage_start"],
        coverage_end=meta["coverage_end"],
        window=meta["window"],
    )


def _root() -> Traversable:
    """Return the folder of the bundled data: inside an installed package, else beside it in a checkout."""
    inside = importlib.resources.files("rhetoric_gap") / "_data"
    checkout = Path(__file__).resolve().parents[2] / "datasets"
    for folder in (inside, checkout):
        if (folder / REGISTRY).is_file():
            return folder
    raise RhetoricGapError(
        f"the bundled data sets are not installed: no {REGISTRY} in {inside} or {checkout}"
    )


def _existing(folder: Traversable, file: str) -> Traversable:
    """Return a file of a data set, or say that the installation lacks it."""
    path = folder / file
    if not path.is_file():
        raise RhetoricGapError(f"the installation is incomplete: {path} is missing")
    return path


def _registry(root: Traversable) -> pd.DataFrame:
    """Read the registry: one row per bundled table."""
    return apply_codebook(read_text_table(root / REGISTRY), {"rows": "integer"}, REGISTRY)


def _meta(root: Traversable, name: str) -> dict[str, Any]:
    """Read what a data set says of itself."""
    meta: dict[str, Any] = json.loads(_existing(root / name, "meta.json").read_text(encoding="utf-8"))
    return meta


def _listing(root: Traversable, name: str, part: pd.DataFrame) -> dict[str, Any]:
    """Sum up the registry rows of one data set."""
    meta = _meta(root, name)
    said = {key: meta[key] for key in ("description", "license", "citation")}
    return {"name": name, "tables": ", ".join(part["table"]), "rows": int(part["rows"].sum()), **said}


def _table(folder: Traversable, file: str, codebook: pd.DataFrame) -> pd.DataFrame:
    """Read one table with the types its codebook names."""
    rows = codebook[codebook["file"] == file]
    types = dict(zip(rows["column"], rows["type"], strict=True))
    return apply_codebook(read_text_table(_existing(folder, file)), types, file)


def _split(tables: dict[str, pd.DataFrame]) -> dict[str, Any]:
    """Sort tables into those of the index and the others; links that are not scored are set apart."""
    index = {name: tables.get(name) for name in _INDEX_TABLES}
    others = {name: table for name, table in tables.items() if name not in _INDEX_TABLES}
    links = index["links"]
    if links is not None and "scored" in links.columns:
        scored = links["scored"].astype(str).str.lower() != "false"
        index["links"] = links[scored].reset_index(drop=True)
        others[UNSCORED] = links[~scored].reset_index(drop=True)
    return {**index, "tables": others}
