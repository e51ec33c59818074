"""A draft and its checked sample: labels drawn again, the gap of each draw, and what the sample shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.inference.interval import Interval
from rhetoric_gap.inference.label_error import draw_labels, expected_shares, label_counts, label_weights
from rhetoric_gap.inference.misclassification import rogan_gladen
from rhetoric_gap.studies._label_gold import GROUPS, Gold
from rhetoric_gap.studies._label_worlds import PROMISE, THREAT, Draft, interval_of, with_fields
from rhetoric_gap.words import plural

MIN_CHECKED = 5
"""Fewest checked rows of a label that has unchecked rows."""
_BOOT = 199


@dataclass(frozen=True, eq=False)
class Redraws:
    """A draft with its checked sample.

    Attributes
    ----------
    draft : Draft
        The tables.
    gold : Gold
        The checked rows.
    fields : tuple of str
        What people decided.
    """

    draft: Draft
    gold: Gold
    fields: tuple[str, ...]

    @property
    def unchecked(self) -> np.ndarray:
        """Mark the rows nobody checked."""
        rest = np.ones(len(self.draft.rows), dtype=bool)
        rest[self.gold.place[self.gold.place >= 0]] = False
        return rest

    @property
    def doubtful(self) -> np.ndarray:
        """Mark the unchecked rows whose label matters: without a deed a remark stays out, whatever it is."""
        acts = np.isin(self.draft.machine, (THREAT, PROMISE))
        return self.unchecked & (acts | self.draft.names_deed)

    def why_not(self) -> str:
        """Say why labels cannot be drawn, if they cannot."""
        left = np.bincount(self.draft.machine[self.doubtful], minlength=len(GROUPS))
        seen = np.bincount(self.gold.machine, minlength=len(GROUPS))
        few = [
            f"{seen[k]} drafted as {name}"
            for k, name in enumerate(GROUPS)
            if left[k] and seen[k] < MIN_CHECKED
        ]
        return f"too few rows were checked: {', '.join(few)}; {MIN_CHECKED} of each are needed" if few else ""

    def draws(self, n_draws: int, prior: float, seed: int) -> tuple[list[Interval], list[int]]:
        """Score the draft under every draw of its labels."""
        kept, numbers = self._labels_in_use()
        answered = self.draft.answered().astype(np.int64)
        at = self.gold.place >= 0
        if not at.all():  # rows checked elsewhere say nothing of what followed here
            answered = np.zeros_like(answered)
        strata = answered[self.gold.place] if len(answered) else np.zeros(0, dtype=np.int64)
        counts = label_counts(numbers[self.gold.machine], numbers[self.gold.human], strata, len(kept), 2)
        rest = self.doubtful
        drawn = draw_labels(
            numbers[self.draft.machine[rest]], answered[rest], label_weights(counts, prior=prior), n_draws=n_draws,
            seed=seed,
        )  # fmt: skip
        rng = np.random.default_rng([seed, 1])
        labels = self.draft.machine.copy()
        labels[self.gold.place[at]] = self.gold.human[at]
        known: dict[bytes, tuple[Interval, int]] = {}
        found = []
        for row in drawn:
            labels[rest] = kept[row]
            source = self._sources(labels, rest, rng)
            key = labels.tobytes() + source.tobytes()
            if key not in known:
                rows = with_fields(self.draft.relabelled(labels), self.gold, source, self.fields)
                scored = self.draft.scored(rows)
                known[key] = interval_of(scored, self.draft, seed, _BOOT), len(scored)
            found.append(known[key])
        if len(known) == 1:  # nothing is in doubt: the interval is that of the one gap there is, in full
            found = [(interval_of(scored, self.draft, seed), len(scored))] * n_draws
        return [one for one, _ in found], [n for _, n in found]

    def _labels_in_use(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the labels that anybody uses, remarks among them, and the number of each label among these."""
        used = {*self.draft.machine.tolist(), *self.gold.machine.tolist(), *self.gold.human.tolist()}
        kept = np.array(sorted(used | {GROUPS.index("remark")}), dtype=np.int64)
        numbers = np.zeros(len(GROUPS), dtype=np.int64)
        numbers[kept] = np.arange(len(kept))
        return kept, numbers

    def _sources(self, labels: np.ndarray, rest: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Draw the checked row each row takes after: itself, or one with the same two labels."""
        source = np.full(len(labels), -1, dtype=np.int64)
        if len(self.fields) == 1:
            return source
        at = self.gold.place >= 0
        source[self.gold.place[at]] = np.flatnonzero(at)
        cells = self.gold.machine * len(GROUPS) + self.gold.human
        own = self.draft.machine * len(GROUPS) + labels
        for cell in np.unique(own[rest]):
            rows, donors = np.flatnonzero(rest & (own == cell)), np.flatnonzero(cells == cell)
            if len(donors):
                source[rows] = rng.choice(donors, len(rows))
        return source

    def errors(self) -> pd.DataFrame:
        """Lay the checked rows out."""
        zeros = np.zeros(len(self.gold.machine), dtype=np.int64)
        counts = label_counts(self.gold.machine, self.gold.human, zeros, len(GROUPS))[:, 0]
        return pd.DataFrame(counts, pd.Index(GROUPS, name="machine"), pd.Index(GROUPS, name="human"))

    def shares(self, level: float) -> pd.DataFrame:
        """Correct the share of each label in two ways."""
        counts = self.errors().to_numpy()
        said = np.bincount(self.draft.machine, minlength=len(GROUPS)) / max(len(self.draft.machine), 1)
        through = expected_shares(self.draft.machine, counts)
        rows = []
        for k, name in enumerate(GROUPS):
            row = {
                "label": name,
                "n": int((self.draft.machine == k).sum()),
                "share": said[k],
                "corrected": through[k],
            }
            rows.append(row | _rogan_gladen(counts, k, said[k], len(self.draft.machine), level))
        return pd.DataFrame(rows)

    def notes(self) -> list[str]:
        """Say what a reader must know of the sample."""
        gold, total = self.gold, len(self.gold.machine)
        right = int((gold.machine == gold.human).sum())
        notes = [
            f"{plural(total, 'row')} checked, {right} of them as drafted; {plural(int(self.unchecked.sum()), 'row')} "
            "not checked"
        ]
        away = int((gold.place < 0).sum())
        if away:
            notes.append(
                f"{plural(away, 'checked row')} not among the statements: their errors are taken for those made here, "
                "and for unrelated to whether a deed followed, so that the gap itself is hardly corrected"
            )
        enters = gold.human[gold.machine == GROUPS.index("remark")]
        missed = int(np.isin(enters, (0, 1)).sum())
        if missed:
            notes.append(
                f"{missed} of {plural(len(enters), 'checked remark')} are threats or promises: such rows enter the gap "
                "only where the draft names a deed"
            )
        return notes


def _rogan_gladen(counts: np.ndarray, k: int, share: float, n: int, level: float) -> dict[str, Any]:
    """Correct the share of one label for sensitivity and specificity, or say why that cannot be done."""
    positive = int(counts[:, k].sum())
    negative = int(counts.sum()) - positive
    none = {"rogan_gladen": np.nan, "lower": np.nan, "upper": np.nan}
    if not positive or not negative:
        return none | {
            "reason": "no checked row that is one" if not positive else "no checked row that is none"
        }
    sensitivity = counts[k, k] / positive
    specificity = 1 - (counts[k].sum() - counts[k, k]) / negative
    if sensitivity + specificity <= 1:
        return none | {"reason": "the machine does no better than a coin"}
    found = rogan_gladen(
        share, sensitivity, specificity, n=n, n_positive=positive, n_negative=negative, level=level
    )
    return {"rogan_gladen": found.share, "lower": found.lower, "upper": found.upper, "reason": found.reason}
