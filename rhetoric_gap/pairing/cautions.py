"""What two tables give away about how they were made, and what no pairing can put right."""

from __future__ import annotations

import warnings

import pandas as pd

from rhetoric_gap.errors import RhetoricGapWarning
from rhetoric_gap.scales import Scale
from rhetoric_gap.scales.goldstein import RAW_GOLDSTEIN_TEXT, raw_goldstein_share
from rhetoric_gap.scales.quad import QUAD_RULES, check_quad_rules

QUAD_RULE = "quad_rule"
#: Rows that can be told apart, and the share of them, from which equal values are no coincidence: a hand-made ladder
#: meets a value of the table now and then.
FEWEST_RAW, LEAST_SHARE = 5, 0.8


def cautions(statements: pd.DataFrame, actions: pd.DataFrame, scale: Scale) -> tuple[str, ...]:
    """Warn of tables whose words and deeds cannot be compared, and return the warnings as notes.

    Parameters
    ----------
    statements, actions : pandas.DataFrame
        Checked tables, before anything is filled in from codes.
    scale : Scale
        The scale in force.

    Returns
    -------
    tuple of str
        What was warned of.
    """
    found = tuple(text for text in (_mixed_rules(statements, actions), _raw_words(statements, scale)) if text)
    for text in found:
        warnings.warn(text, RhetoricGapWarning, stacklevel=2)
    return found


def _mixed_rules(statements: pd.DataFrame, actions: pd.DataFrame) -> str:
    """Say that words were parted from deeds by several rules; empty if they were not."""
    columns = [frame[QUAD_RULE] for frame in (statements, actions) if QUAD_RULE in frame]
    rules = sorted({rule for column in columns for rule in column.unique() if isinstance(rule, str) and rule})
    if len(rules) < 2:
        return ""
    if set(rules) <= set(QUAD_RULES):
        text = check_quad_rules(rules) or ""
        return text[:1].upper() + text[1:]
    return (
        f"Words were parted from deeds by several rules (quad_rule: {', '.join(rules)}): the same event may be a word "
        "in one source and a deed in the other. Use one rule, or score the sources apart"
    )


def _raw_words(statements: pd.DataFrame, scale: Scale) -> str:
    """Say that statements are graded by the Goldstein value of their own words; empty if they are not."""
    if "code" not in statements or "severity" not in statements:
        return ""
    graded = statements["severity"].notna() & statements["code"].notna()
    if not graded.any():
        return ""
    n_checked, n_equal = raw_goldstein_share(
        statements.loc[graded, "code"], statements.loc[graded, "severity"], scale
    )
    if n_checked < FEWEST_RAW or n_equal < LEAST_SHARE * n_checked:
        return ""
    return RAW_GOLDSTEIN_TEXT.format(n_equal=n_equal, n_checked=n_checked)
