"""The Goldstein value a text is expected to have, for comparison with event data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.text._codes import ROOTS, goldstein_of
from rhetoric_gap.text.reading import read_text

if TYPE_CHECKING:
    from rhetoric_gap.text.lexicon import Lexicon
    from rhetoric_gap.text.trained import TrainedScorer

# Where several families make one root, the code whose value stands for it when no finding says better.
_TYPICAL = {"ACCUSE": "111", "ASSAULT": "190", "REQUEST": "100"}


def expected_goldstein(scorer: TrainedScorer, texts: pd.Series) -> NDArray[np.float64]:
    """Return the mean Goldstein value over the roots a scorer thinks possible.

    Parameters
    ----------
    scorer : TrainedScorer
        A scorer of roots.
    texts : pandas.Series
        The texts.

    Returns
    -------
    numpy.ndarray of float
        One value per text, from -10 to 10.

    Raises
    ------
    RhetoricGapError
        If the scorer tells something else than roots.
    """
    if scorer.label != "root":
        raise RhetoricGapError(
            f"Goldstein values are those of roots: train with label='root', not {scorer.label!r}"
        )
    values = np.array([_values(text, scorer.classes_, scorer.lexicon) for text in texts])
    return (scorer.predict_proba(texts) * values.reshape(len(texts), -1)).sum(axis=1)


def _values(text: str, classes: NDArray[np.str_], lexicon: Lexicon) -> list[float]:
    """Return the value of each root: of its best finding in the text, or else of its family."""
    found: dict[str, float] = {}
    for finding in read_text(text, lexicon).findings:
        if finding.root is not None:
            found.setdefault(finding.root, goldstein_of(finding.code))
    return [found.get(name, _of_root(name)) for name in classes.tolist()]


def _of_root(name: str) -> float:
    """Return the value of a root's family; of a remark, nothing."""
    families = [family for family, root in ROOTS.items() if root == name]
    return goldstein_of(_TYPICAL.get(name, f"{families[0]}0")) if families else 0.0
