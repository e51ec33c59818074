"""Check the docstring of every public name against the numpydoc standard.

Public are the names in ``rhetoric_gap.__all__`` and the public methods and properties of the classes among them.
Run as ``python -m scripts.ci.docstrings``; prints one line per finding and exits with 1 if there is any.
"""

from __future__ import annotations

import dataclasses
import inspect
import sys
from collections.abc import Iterator
from typing import Any

from numpydoc.docscrape import get_doc_object
from numpydoc.validate import validate

import rhetoric_gap

# Checks that say something about the content: is each parameter and result named, described, in order, and is there
# an example. Left out are those about layout, which ruff has, and the wish for extended summaries and "See Also".
CHECKS = {
    "GL05": "tabs",
    "GL06": "unknown section",
    "GL07": "sections out of order",
    "GL08": "no docstring",
    "SS01": "no summary",
    "SS02": "summary starts in lower case",
    "SS03": "summary ends without a period",
    "SS04": "summary starts with spaces",
    "PR01": "parameter undocumented",
    "PR02": "unknown parameter",
    "PR03": "parameters out of order",
    "PR04": "parameter has no type",
    "PR06": "type is not Python's name for it",
    "PR07": "parameter has no description",
    "PR10": "space before the colon missing",
    "RT01": "no Returns",
    "RT03": "return value has no description",
    "YD01": "no Yields",
    "EX01": "no Examples",
}
# A property, a plain exception and a dunder-free marker class need a summary, not a manual page.
SUMMARY_ONLY = {"GL08", "SS01", "SS02", "SS03", "SS04"}


def public_objects() -> Iterator[tuple[str, object]]:
    """Yield the dotted name and the object of everything public that carries a docstring."""
    for name in rhetoric_gap.__all__:
        value = getattr(rhetoric_gap, name)
        if inspect.isclass(value):
            yield f"rhetoric_gap.{name}", value
            yield from _members(name, value)
        elif callable(value):
            yield f"rhetoric_gap.{name}", value


def _members(name: str, cls: type) -> Iterator[tuple[str, object]]:
    """Yield the public methods and properties a class defines itself."""
    for member, value in vars(cls).items():
        is_code = isinstance(value, property | classmethod | staticmethod) or inspect.isfunction(value)
        if not member.startswith("_") and is_code:
            yield f"rhetoric_gap.{name}.{member}", value


def findings(name: str, value: object) -> list[str]:
    """List what is wrong with one docstring."""
    codes = SUMMARY_ONLY if _needs_summary_only(value) else set(CHECKS)
    found = [(code, text) for code, text in validate(name)["errors"] if code in codes]
    if dataclasses.is_dataclass(value):
        found = [row for row in found if row[0] != "PR01"] + _undocumented_fields(value)
    return [f"{name}: {code} {text}" for code, text in found]


def _needs_summary_only(value: object) -> bool:
    return isinstance(value, property) or (inspect.isclass(value) and issubclass(value, Exception | Warning))


def _undocumented_fields(cls: Any) -> list[tuple[str, str]]:
    """Compare fields with both sections: a result object documents them as Attributes, an input as Parameters."""
    doc = get_doc_object(cls)
    described = {
        part.strip() for row in [*doc["Parameters"], *doc["Attributes"]] for part in row.name.split(",")
    }
    missing = [
        f.name for f in dataclasses.fields(cls) if not f.name.startswith("_") and f.name not in described
    ]
    return [("PR01", f"fields in neither Parameters nor Attributes: {', '.join(missing)}")] if missing else []


def main() -> int:
    """Check everything public and say what was found."""
    objects = list(public_objects())
    found = [line for name, value in objects for line in findings(name, value)]
    print("\n".join([*found, f"{len(objects)} public docstrings checked, {len(found)} findings"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
