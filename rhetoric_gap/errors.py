"""What the library raises and warns with.

Every error of the library is a :class:`RhetoricGapError`, which is a :class:`ValueError`: a caller who guards against
bad input with ``except ValueError`` needs to know nothing else.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

FAILURE_COLUMNS = ["row", "column", "value", "rule", "hint", "table"]
SHOWN_FAILURES = 20


class RhetoricGapError(ValueError):
    """Base of every error the library raises on purpose."""


class RhetoricGapWarning(UserWarning):
    """A result is still given, but it costs the reader something the message names."""


class UnknownOptionError(RhetoricGapError):
    """An option was given a value it does not have; the message names every value it has."""

    def __init__(self, option: str, value: object, allowed: Iterable[object]) -> None:
        names = [str(a) for a in allowed]
        listed = ", ".join(repr(n) for n in names)
        super().__init__(
            f"{option}={value!r} is not known; allowed: {listed}.{did_you_mean(str(value), names)}"
        )
        self.option = option
        self.value = value
        self.allowed = names

    def __reduce__(self) -> tuple[Any, ...]:
        """Let the error travel between processes, where pickle would pass its text as its arguments."""
        return type(self), (self.option, self.value, self.allowed)


class UnknownDatasetError(RhetoricGapError):
    """No bundled data set has this name; the message lists those there are."""


class SchemaError(RhetoricGapError):
    """A table breaks its schema.

    Parameters
    ----------
    failures : pandas.DataFrame
        One row per problem, with the columns ``row`` (index label of the offending row, missing where the problem is
        the table's), ``column``, ``value``, ``rule`` (what was expected), ``hint`` (how to fix it) and ``table``.

    Attributes
    ----------
    failures : pandas.DataFrame
        As above: *every* problem found, not the first.

    Examples
    --------
    >>> import pandas as pd, rhetoric_gap as rg
    >>> try:
    ...     rg.check_actions(pd.DataFrame({"action_id": ["A1"], "date": ["2024-01-01"], "actor": ["AAA"]}))
    ... except rg.SchemaError as error:
    ...     print(error.failures["column"].tolist())
    ['target', 'severity']
    """

    def __init__(self, failures: pd.DataFrame) -> None:
        self.failures = failures
        super().__init__(_failure_text(failures))

    def __reduce__(self) -> tuple[Any, ...]:
        """Let the error travel between processes with its frame."""
        return type(self), (self.failures,)


def did_you_mean(word: str, allowed: Iterable[str]) -> str:
    """Return `` Did you mean 'x'?`` for the closest allowed word, or nothing."""
    names = {a.lower(): a for a in allowed}
    close = difflib.get_close_matches(word.lower(), list(names), n=1, cutoff=0.6)
    return f" Did you mean {names[close[0]]!r}?" if close else ""


def _failure_text(failures: pd.DataFrame) -> str:
    """Say how many problems there are and show the first ones."""
    count = len(failures)
    tables = ", ".join(dict.fromkeys(failures["table"].astype(str)))
    shown = failures.head(SHOWN_FAILURES).to_string(index=False, max_colwidth=60, na_rep="")
    more = f"\n... and {count - SHOWN_FAILURES} more" if count > SHOWN_FAILURES else ""
    problems = "1 problem" if count == 1 else f"{count} problems"
    return f"{problems} in {tables}; all of them are in the error's .failures frame\n{shown}{more}"
