"""Equating by what somebody judged: pairs of words and deeds that weigh the same, or a map from score to severity."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import Any, Literal

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, RhetoricGapWarning, UnknownOptionError
from rhetoric_gap.scales.equating import Equated, read_scores

FITS = ("isotonic", "linear")
FEW_PAIRS = 10
Fit = Callable[[np.ndarray], np.ndarray]


def equate_by_pairs(
    statements: Any,
    actions: Any,
    pairs: Any,
    *,
    fit: Literal["isotonic", "linear"] = "isotonic",
    action_ceiling: float | None = None,
) -> Equated:
    """Put words on the scale of deeds by pairs of a word and a deed that a coder judged to be equally grave.

    Parameters
    ----------
    statements, actions : array-like of float
        Scores of words, on any scale, and of deeds, at least 0; missing values allowed.
    pairs : array-like of float, shape (n_pairs, 2)
        Score of a word and score of the deed it equals; a frame has the columns ``statement`` and ``action``.
    fit : {"isotonic", "linear"}, default "isotonic"
        How the score of the deed depends on that of the word: any rising step function, or a rising line.
    action_ceiling : float, optional
        The highest score the scale of the deeds has; by default the highest one among deeds and pairs.

    Returns
    -------
    Equated
        Severities, and what was assumed: the number of pairs and how far they lie off the fit.

    Raises
    ------
    RhetoricGapError
        If scores are not numbers, there are fewer than two different words among the pairs, or a line does not rise.

    Warns
    -----
    RhetoricGapWarning
        If there are fewer than 10 pairs.

    Notes
    -----
    The fit minimises the squared distance of the deeds. ``severity`` of a deed is its score over the ceiling, that of a
    word its fitted score over the same ceiling, cut off at 0 and 1. Words beyond the pairs are given the value of the
    nearest pair by the isotonic fit, and lie on the line by the linear one; how many is told. It fails where the pairs
    come from one end of the scales, and where the coder knew which words were kept.

    References
    ----------
    Barlow, R. E., Bartholomew, D. J., Bremner, J. M. and Brunk, H. D. (1972). Statistical Inference under Order
    Restrictions. Wiley.

    Examples
    --------
    >>> import warnings, rhetoric_gap as rg
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore", rg.RhetoricGapWarning)
    ...     equated = rg.equate_by_pairs([1, 2, 4], [5], [(1, 2), (2, 6), (3, 4), (4, 10)], action_ceiling=10)
    >>> equated.statements.tolist(), equated.actions.tolist()
    ([0.2, 0.5, 1.0], [0.5])
    """
    if fit not in FITS:
        raise UnknownOptionError("fit", fit, FITS)
    said, done = read_scores("statements", statements, lowest=None), read_scores("actions", actions)
    words, deeds = _read_pairs(pairs)
    top = max(done.max(), deeds.max()) if action_ceiling is None else float(action_ceiling)
    if not top >= max(done.max(), deeds.max()) or not top > 0:
        raise RhetoricGapError(
            f"action_ceiling is {top:g}, but there are higher scores among deeds or pairs, or none"
        )
    curve = _isotonic(words, deeds) if fit == "isotonic" else _line(words, deeds)
    details = (
        *_told(fit, words, deeds, curve),
        *_beyond(said, words),
        f"divided by {top:g}, the most a deed can be",
    )
    if len(words) < FEW_PAIRS:
        warnings.warn(
            f"equating by pairs: {details[0]}; fewer than {FEW_PAIRS}", RhetoricGapWarning, stacklevel=2
        )
    fitted = pd.Series(np.nan, index=said.index)
    fitted[said.notna()] = np.clip(curve(said.dropna().to_numpy()) / top, 0, 1)
    return Equated(
        fitted,
        done / top,
        "pairs",
        "the coder's pairs are equally grave, and graver words name graver deeds",
        details,
    )


def equate_by_map(statements: Any, actions: Any, *, words: Any, deeds: Any) -> Equated:
    """Put words and deeds on one scale by a map of your own.

    Parameters
    ----------
    statements, actions : array-like
        Scores, labels or codes of words and of deeds; missing values allowed.
    words, deeds : mapping
        Severity in [0, 1] of every score, label or code that occurs among the words (the deeds).

    Returns
    -------
    Equated
        Severities, and what was assumed.

    Raises
    ------
    RhetoricGapError
        If a value is not in its map, or a severity is no number in [0, 1]; all of them are listed.

    Notes
    -----
    Nothing is interpolated: a value the map leaves out is an error, not a guess. The map is the whole assumption, so
    publish it with the result.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> rg.equate_by_map(["warn", "threat"], [3], words={"warn": 0.2, "threat": 0.8}, deeds={3: 0.6})
    Equated by map: the severities of the user's own map hold
    - 2 kinds of word and 1 kind of deed were mapped
    """
    problems = [*_map_problems("words", words, statements), *_map_problems("deeds", deeds, actions)]
    if problems:
        raise RhetoricGapError("; ".join(problems))
    said, done = _mapped(statements, words), _mapped(actions, deeds)
    kinds = [_column(values).nunique() for values in (statements, actions)]
    word, deed = (f"{n} kind{'' if n == 1 else 's'}" for n in kinds)
    told = f"{word} of word and {deed} of deed were mapped"
    return Equated(said, done, "map", "the severities of the user's own map hold", (told,))


def _read_pairs(pairs: Any) -> tuple[np.ndarray, np.ndarray]:
    """Read the pairs as two arrays of scores."""
    if isinstance(pairs, pd.DataFrame):
        if missing := {"statement", "action"} - set(pairs.columns):
            raise RhetoricGapError(
                f"pairs need the columns 'statement' and 'action', missing: {sorted(missing)}"
            )
        pairs = pairs[["statement", "action"]].to_numpy()
    array = np.asarray(pairs, dtype=object)
    if array.ndim != 2 or array.shape[1] != 2:
        raise RhetoricGapError(f"pairs must have two columns, word and deed, got shape {array.shape}")
    words = read_scores("words of the pairs", array[:, 0], lowest=None)
    deeds = read_scores("deeds of the pairs", array[:, 1])
    if words.isna().any() or deeds.isna().any():
        raise RhetoricGapError("pairs must be complete: a word or a deed is missing")
    if words.nunique() < 2:
        raise RhetoricGapError(f"pairs must hold at least two different words, got {words.nunique()}")
    return words.to_numpy(), deeds.to_numpy()


def _isotonic(words: np.ndarray, deeds: np.ndarray) -> Fit:
    """Fit a rising step function, joined by lines, flat beyond the pairs."""
    from sklearn.isotonic import IsotonicRegression

    model = IsotonicRegression(out_of_bounds="clip").fit(words, deeds)
    return lambda scores: np.asarray(model.predict(scores))


def _line(words: np.ndarray, deeds: np.ndarray) -> Fit:
    """Fit a rising line by least squares."""
    centre = words.mean()
    slope = float(((words - centre) * deeds).sum() / ((words - centre) ** 2).sum())
    if not slope > 0:
        raise RhetoricGapError(
            f"the line through the pairs does not rise (slope {slope:g}): graver words name no graver deeds"
        )
    return lambda scores: deeds.mean() + slope * (scores - centre)


def _told(fit: str, words: np.ndarray, deeds: np.ndarray, curve: Fit) -> tuple[str, ...]:
    """Say how many pairs there are, and how far they lie off the fit."""
    off = deeds - curve(words)
    return (
        f"{len(words)} pairs, {fit} fit: root mean square residual {np.sqrt((off**2).mean()):.3g}, "
        f"largest {np.abs(off).max():.3g}, on the scale of the deeds",
    )


def _beyond(said: pd.Series, words: np.ndarray) -> tuple[str, ...]:
    """Say how many words lie beyond the pairs."""
    count = int(((said < words.min()) | (said > words.max())).sum())
    return (f"{count} of {int(said.notna().sum())} words lie beyond the pairs",) if count else ()


def _column(values: Any) -> pd.Series:
    """Return values as a Series, on their own index if they have one."""
    if isinstance(values, str) or values is None or np.ndim(values) != 1:
        raise RhetoricGapError(f"give a column or a list of values, got {values!r}")
    return values.astype(object) if isinstance(values, pd.Series) else pd.Series(list(values), dtype=object)


def _map_problems(name: str, given: Any, values: Any) -> list[str]:
    """List what is wrong with a map."""
    if not isinstance(given, Mapping):
        return [f"{name} must be a mapping from value to severity, got {type(given).__name__}"]
    wrong = [f"{key!r}: {value!r}" for key, value in given.items() if not _is_severity(value)]
    met = _column(values).dropna().unique().tolist()
    lost = [repr(value) for value in met if value not in given]
    problems = [f"{name}: severities must be numbers in [0, 1], got {', '.join(wrong)}"] if wrong else []
    return problems + ([f"{name} has no severity for {', '.join(lost)}"] if lost else [])


def _is_severity(value: Any) -> bool:
    """Say whether a value is a severity."""
    number = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
    return number and 0 <= float(value) <= 1


def _mapped(values: Any, table: Mapping[Any, float]) -> pd.Series:
    """Map a column."""
    column = _column(values)
    severities = [np.nan if pd.isna(value) else float(table[value]) for value in column]
    return pd.Series(severities, index=column.index, dtype="float64")
