"""Every analytic choice in one frozen object.

A gap is only as meaningful as the choices behind it, so they travel together, are printed with every result and can be
compared, hashed and varied one at a time.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError

#: Confidence level of every interval, in tables and in plots.
LEVEL = 0.95
#: Longest window, in days: a century, well inside what dates can hold.
MAX_DAYS = 36_525

Match = Literal["auto", "code", "topic", "any"]
Assignment = Literal["optimal", "earliest", "best", "amount"]
Coding = Literal["partial", "complete"]
Conditional = Literal["triggered", "all"]
JointTargets = Literal["group", "explode"]
Parts = Literal["aggregate", "parts"]

_OPTIONS: dict[str, Any] = {
    "match": Match,
    "assignment": Assignment,
    "coding": Coding,
    "conditional": Conditional,
    "joint_targets": JointTargets,
    "parts": Parts,
}


@dataclass(frozen=True, kw_only=True)
class Spec:
    """All choices behind a gap: frozen, hashable, printable.

    Parameters
    ----------
    window : int or str, default 60
        Days in which a deed counts for a statement, from ``trigger_date`` (else ``date``); ``"60D"`` works too. A
        statement's own ``deadline`` overrides it. Use 30 for event streams.
    min_lag : int, default 1
        Fewest days between statement and deed. 1 leaves out the same day, where the order is unknown.
    match : {"auto", "code", "topic", "any"}, default "auto"
        What the deed must be to the word: in the code's fulfilling or partial set; of the same topic; or just of the
        same valence. ``"auto"`` takes ``code`` where both tables carry codes the scale knows, else ``topic``, else
        ``any`` with a warning that names the base rate.
    assignment : {"optimal", "earliest", "best", "amount"}, default "optimal"
        How deeds are given to statements: one deed settles at most one statement so that total credit is largest (the
        kindest one-to-one reading); each statement in date order takes its first free deed; each statement takes its
        best deed, deeds reusable; or quantities delivered are set against quantities promised, first promised first
        served.
    half_life : float or None, default None
        Days after which a deed's credit has halved; ``None`` leaves credit flat inside the window.
    partial : float, default 0.5
        Match value of a deed in the code's partial set, in [0, 1].
    collapse : int, str or None, default None
        Days within which repeats of one commitment count once (``"14D"``); the strongest is kept, with the count.
    coding : {"partial", "complete"}, default "partial"
        Are hand-coded links the whole truth? With ``complete`` a statement without a link has no deed; with ``partial``
        the other statements are matched. A bundled case brings its own.
    scale : str or Scale, default "cameo"
        Where codes get their severity and their promise map: a name known to ``get_scale`` or a ``Scale``.
    conditional : {"triggered", "all"}, default "triggered"
        Are statements whose trigger did not fire tested? ``triggered`` leaves them out of the risk set and in the
        bounds; ``all`` counts them as if unconditional (the naive reading, for comparison).
    joint_targets : {"group", "explode"}, default "group"
        A joint target (``KOR;USA``) is a group of its own, or counts once under each member, so that groups overlap and
        no longer sum.
    parts : {"aggregate", "parts"}, default "aggregate"
        Which side of a ``part_of`` relation is counted: the aggregate row or its parts, never both.
    min_strength : int, default 2
        Statements with a lower ``strength`` (0 to 4) are untestable.
    level : float, default 0.95
        Confidence level of intervals, in (0, 1).

    Raises
    ------
    UnknownOptionError
        If an option gets a value it does not have; the message names all it has.
    RhetoricGapError
        If a number is out of its range.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> rg.Spec(window="30D").window
    30
    >>> print(rg.Spec(window=30, match="code").changes())
    {'window': 30, 'match': 'code'}
    """

    window: int = 60
    min_lag: int = 1
    match: Match = "auto"
    assignment: Assignment = "optimal"
    half_life: float | None = None
    partial: float = 0.5
    collapse: int | None = None
    coding: Coding = "partial"
    scale: Any = "cameo"
    conditional: Conditional = "triggered"
    joint_targets: JointTargets = "group"
    parts: Parts = "aggregate"
    min_strength: int = 2
    level: float = LEVEL

    def __post_init__(self) -> None:
        """Turn durations into days and check every value."""
        for name, literal in _OPTIONS.items():
            if getattr(self, name) not in get_args(literal):
                raise UnknownOptionError(name, getattr(self, name), get_args(literal))
        for name in ("window", "min_lag", "collapse"):
            value = getattr(self, name)
            if value is not None or name != "collapse":
                object.__setattr__(self, name, as_days(value, name))
        if isinstance(self.min_strength, np.integer):
            object.__setattr__(self, "min_strength", int(self.min_strength))
        if self.half_life is not None:
            object.__setattr__(self, "half_life", float(as_days(self.half_life, "half_life", whole=False)))
        self._check_ranges()

    def _check_ranges(self) -> None:
        """Report every number out of range at once."""
        whole = isinstance(self.min_strength, int) and not isinstance(self.min_strength, bool)
        rules = [
            (1 <= self.window <= MAX_DAYS, f"window must be 1 to {MAX_DAYS} days, got {self.window}"),
            (0 <= self.min_lag <= self.window, f"min_lag must be between 0 and window, got {self.min_lag}"),
            (
                self.half_life is None or self.half_life > 0,
                f"half_life must be positive, got {self.half_life}",
            ),
            (
                self.collapse is None or self.collapse >= 1,
                f"collapse must be at least 1 day, got {self.collapse}",
            ),
            (
                _is_number(self.partial) and 0 <= self.partial <= 1,
                f"partial must be in [0, 1], got {self.partial!r}",
            ),
            (_is_number(self.level) and 0 < self.level < 1, f"level must be in (0, 1), got {self.level!r}"),
            (
                whole and 0 <= self.min_strength <= 4,
                f"min_strength must be 0 to 4, got {self.min_strength!r}",
            ),
        ]
        broken = [text for holds, text in rules if not holds]
        if broken:
            raise RhetoricGapError("; ".join(broken))

    def replace(self, **choices: Any) -> Spec:
        """Return a copy with some choices changed.

        Parameters
        ----------
        **choices
            Fields to change.

        Returns
        -------
        Spec
            The changed copy.

        Raises
        ------
        UnknownOptionError
            If a name is not a field.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> rg.Spec().replace(assignment="best").assignment
        'best'
        """
        names = [f.name for f in dataclasses.fields(self)]
        for name in choices:
            if name not in names:
                raise UnknownOptionError("choice", name, names)
        return dataclasses.replace(self, **choices)

    def changes(self) -> dict[str, Any]:
        """Return the choices that differ from the defaults.

        Returns
        -------
        dict
            Field name to value, in field order.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> rg.Spec().changes()
        {}
        """
        return {
            f.name: getattr(self, f.name)
            for f in dataclasses.fields(self)
            if getattr(self, f.name) != f.default
        }

    def __str__(self) -> str:
        """Name every choice on one line."""
        parts = [f"{f.name}={getattr(self, f.name)!r}" for f in dataclasses.fields(self)]
        return "Spec(" + ", ".join(parts) + ")"


def make_spec(spec: Spec | None, choices: dict[str, Any], defaults: dict[str, Any] | None = None) -> Spec:
    """Combine a spec, single choices and a case's own defaults; single choices win, then the spec."""
    if spec is not None and not isinstance(spec, Spec):
        raise RhetoricGapError(
            f"spec must be a Spec, got {type(spec).__name__}; build one with rhetoric_gap.Spec(...)"
        )
    base = Spec(**(defaults or {})) if spec is None else spec
    return base.replace(**choices) if choices else base


def as_days(value: Any, name: str, *, whole: bool = True) -> int | float:
    """Read a duration in days from a number, ``"60D"`` or a Timedelta."""
    if isinstance(value, bool):
        raise RhetoricGapError(f"{name} must be a number of days, got {value!r}")
    if isinstance(value, str) and re.fullmatch(r"\s*\d+(\.\d+)?\s*", value):
        raise RhetoricGapError(
            f"{name}={value!r} has no unit; write {value.strip()} or {value.strip() + 'D'!r}"
        )
    try:
        days = float(value) if _is_number(value) else pd.Timedelta(value) / pd.Timedelta(days=1)
    except (ValueError, TypeError) as error:
        hint = "a number of days, a text such as '60D' or a Timedelta"
        raise RhetoricGapError(f"{name} must be {hint}, got {value!r}") from error
    if not np.isfinite(days):
        raise RhetoricGapError(f"{name} must be a number of days, got {value!r}")
    if whole and days != int(days):
        raise RhetoricGapError(f"{name} must be a whole number of days, got {value!r}; dates are days here")
    return int(days) if whole else days


def _is_number(value: Any) -> bool:
    """Tell numbers (numpy's included) from everything else."""
    return (
        not isinstance(value, (bool, str))
        and hasattr(value, "__float__")
        and not isinstance(value, pd.Timedelta)
    )


# Kept for tools that list the options of each field.
OPTIONS: dict[str, tuple[Any, ...]] = {name: get_args(literal) for name, literal in _OPTIONS.items()}
