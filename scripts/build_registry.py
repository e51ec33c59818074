"""Write datasets/registry.csv, the list of every bundled table with its size and checksum.

Usage
-----
python scripts/build_registry.py           write the registry
python scripts/build_registry.py --check   exit 1 if it is stale or a data set breaks its own codebook

A data set is a folder of datasets/ with a meta.json. Its tables are those meta.json names, and codebook.csv, which must
name every column of every table. Folders called raw hold what a table was made from; they are not installed.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1] / "datasets"
COLUMNS = ["name", "title", "description", "file", "table", "rows", "license", "sha256"]
META_KEYS = {
    *("name", "title", "description", "license", "citation", "coding"),
    *("coverage_start", "coverage_end", "window", "tables"),
}
TYPES = {"text", "category", "date", "number", "integer", "boolean"}


def main() -> int:
    """Write or check the registry; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if anything is wrong")
    parser.add_argument("--root", type=Path, default=ROOT, help="the folder of data sets")
    options = parser.parse_args()
    folders = [path for path in sorted(options.root.iterdir()) if path.is_dir()]
    wrong = [problem for folder in folders for problem in problems(folder)]
    described = [folder for folder in folders if (folder / "meta.json").is_file()]
    text = registry_text(described)
    registry = options.root / "registry.csv"
    if not options.check:
        registry.write_bytes(text.encode("utf-8"))
    elif not registry.is_file() or registry.read_bytes() != text.encode("utf-8"):
        wrong.append("registry.csv is stale: run python scripts/build_registry.py")
    print("\n".join(wrong) or f"{len(described)} data sets, all as their codebooks say")
    return 1 if wrong else 0


def registry_text(folders: list[Path]) -> str:
    """Return the registry of these data sets: one row per table file."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for folder in folders:
        meta = read_meta(folder)
        about = {key: meta.get(key, "") for key in ("title", "description", "license")}
        for table, file in {**meta.get("tables", {}), "codebook": "codebook.csv"}.items():
            if (folder / file).is_file():
                data = (folder / file).read_bytes()
                row = {"name": folder.name, "file": f"{folder.name}/{file}", "table": table, **about}
                writer.writerow(
                    {**row, "rows": len(read_rows(data)), "sha256": hashlib.sha256(data).hexdigest()}
                )
    return out.getvalue()


def problems(folder: Path) -> Iterator[str]:
    """Yield everything in which a data set is not what it should be."""
    missing = [file for file in ("meta.json", "codebook.csv", "README.md") if not (folder / file).is_file()]
    if missing:
        yield f"{folder.name}: no {', no '.join(missing)}"
        return
    meta = read_meta(folder)
    if meta.get("name") != folder.name or set(meta) != META_KEYS:
        yield f"{folder.name}/meta.json: name must be the folder's, keys exactly {', '.join(sorted(META_KEYS))}"
    files = set(meta.get("tables", {}).values())
    found = {path.name for path in folder.glob("*.csv")} - {"codebook.csv"}
    for file in sorted(files ^ found):
        yield f"{folder.name}/{file}: {'in the folder but not in meta.json' if file in found else 'missing'}"
    codebook = read_rows((folder / "codebook.csv").read_bytes())
    for file in sorted(files & found):
        yield from table_problems(folder, file, codebook)


def table_problems(folder: Path, file: str, codebook: list[dict[str, str]]) -> Iterator[str]:
    """Yield where one table is not as its codebook says, or not in the common form."""
    where = f"{folder.name}/{file}"
    data = (folder / file).read_bytes()
    if b"\r" in data or data.startswith(b"\xef\xbb\xbf") or not data.endswith(b"\n"):
        yield f"{where}: write UTF-8 without a mark, lines ending in LF"
    named = {row["column"]: row for row in codebook if row["file"] == file}
    columns = next(csv.reader(io.StringIO(data.decode("utf-8"))))
    for column in sorted(set(columns) ^ set(named)):
        yield f"{where}: column {column} is {'not in the codebook' if column in columns else 'only in the codebook'}"
    for column, row in named.items():
        if row["type"] not in TYPES or not row["meaning"]:
            yield f"{where}: column {column} needs a meaning and a type of {', '.join(sorted(TYPES))}"


def read_meta(folder: Path) -> dict[str, Any]:
    """Return what a data set says of itself."""
    meta: dict[str, Any] = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    return meta


def read_rows(data: bytes) -> list[dict[str, str]]:
    """Return the rows of a CSV file, all text."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


if __name__ == "__main__":
    sys.exit(main())
