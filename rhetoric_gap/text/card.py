"""The model card of a trained scorer, and what led it to a class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from rhetoric_gap.text._linear import inputs
from rhetoric_gap.text.folds import checked_texts

if TYPE_CHECKING:
    from rhetoric_gap.text.trained import TrainedScorer

_MEANING = {
    "quad": "verbal or material, cooperation or conflict, or a mere remark",
    "root": "the root of the event",
    "kind": "the kind of statement",
    "pledge": "whether a sentence is a pledge",
}
_USE = """\
Drafts for people to check: sentences like those it was trained on, coded one by one, for tables of statements and
deeds. It says what a sentence says, not whether it is true, meant or kept."""
_LIMITS = (
    "Other sources, years and kinds of text than those trained on cost accuracy; how much is unknown until some of "
    "them are labelled.",
    "The numbers below are those of labels like the ones given. Where coders disagree, so would another coder and the "
    "model.",
    "The lexicon was written while looking at news sentences: on texts of that kind the rules, and what is trained on "
    "them, may look better than on new ones.",
    "English only; single sentences only.",
)


def model_card(scorer: TrainedScorer) -> str:
    """Write the model card of a scorer.

    Parameters
    ----------
    scorer : TrainedScorer
        The scorer.

    Returns
    -------
    str
        Markdown, without a date.
    """
    parts = [
        f"# Model card: {scorer.label}",
        _what(scorer),
        "## Intended use\n\n" + _USE,
        "## Data\n\n" + _data(scorer),
        "## Quality\n\n" + _quality(scorer),
        "### By class\n\n" + _table(scorer.by_class),
        "## Limits\n\n" + "\n".join(f"- {line}" for line in _limits(scorer)),
        "## Made with\n\n" + _made_with(scorer),
    ]
    return "\n\n".join(parts) + "\n"


def _what(scorer: TrainedScorer) -> str:
    """Say what the model tells and how."""
    classes = ", ".join(str(name) for name in scorer.classes_)
    how = (
        "The rules answer alone; nothing was fitted."
        if scorer.pipeline is None
        else "TF-IDF of words, word pairs and character 3- to 5-grams beside features of the rules; logistic "
        f"regression with a ridge penalty (C = {scorer.facts.get('penalty')})."
    )
    own = scorer.facts.get("extra_features") or []
    more = f" Features of the user's own: {', '.join(own)}." if own else ""
    meaning = _MEANING.get(scorer.label, "a label of the user's own")
    return f"Tells {meaning}. Classes: {classes}. {how}{more}"


def _data(scorer: TrainedScorer) -> str:
    """Say what it was trained on."""
    facts = scorer.facts
    groups = facts.get("n_groups")
    shared = "no groups were given" if groups is None else f"{groups} groups were given"
    counts = pd.DataFrame(facts.get("counts", {}).items(), columns=["label", "labels given"])
    return (
        f"{facts.get('n')} labelled texts in {facts.get('n_clusters')} clusters of near-duplicates; {shared}.\n\n"
        + (_table(counts))
    )


def _quality(scorer: TrainedScorer) -> str:
    """Say how right it was, and how that was measured."""
    facts = scorer.facts
    if scorer.pipeline is None:
        how = "The rules on the labels given; nothing was fitted to them."
    else:
        held = "clusters of near-duplicates" if facts.get("n_groups") is None else "the groups given"
        how = (
            f"Cross-validation in {facts.get('n_folds')} folds that keep {held} whole; no near-duplicate of a text was "
            "learned from when it was tested. Intervals resample the same units."
        )
    rules = facts.get("rules_alone")
    beside = "" if rules is None else f"\n\nAccuracy of the rules alone on the same texts: {rules:.3f}."
    return f"{how}\n\n{_table(scorer.quality)}{beside}"


def _limits(scorer: TrainedScorer) -> list[str]:
    """Return the limits, rare classes first."""
    rare = scorer.facts.get("rare") or {}
    named = ", ".join(f"{name} ({count})" for name, count in rare.items())
    return ([f"Hardly learned, for want of labels: {named}."] if rare else []) + list(_LIMITS)


def _made_with(scorer: TrainedScorer) -> str:
    """Name what the numbers depend on."""
    from rhetoric_gap.text.saved import versions

    lexicon = scorer.lexicon
    rows = [
        *versions().items(),
        ("lexicon", f"{lexicon.name}, version {lexicon.version}, digest {lexicon.digest}"),
    ]
    rows.append(("seed", str(scorer.facts.get("seed"))))
    return "\n".join(f"- {name}: {value}" for name, value in rows)


def _table(frame: pd.DataFrame) -> str:
    """Write a frame as a table in Markdown."""
    head = [str(name).replace("_", " ") for name in frame.columns]
    rows = [[_cell(value) for value in row] for row in frame.itertuples(index=False)]
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _cell(value: Any) -> str:
    """Write one value; a bar in a label would end its cell."""
    if isinstance(value, float | np.floating):
        return "" if np.isnan(value) else f"{value:.3f}"
    return str(value).replace("|", "\\|").replace("\n", " ")


def contributions(scorer: TrainedScorer, text: str, top: int) -> pd.DataFrame:
    """Return the features that spoke most for or against the class a text is given.

    Parameters
    ----------
    scorer : TrainedScorer
        The scorer.
    text : str
        One text.
    top : int
        Rows returned.

    Returns
    -------
    pandas.DataFrame
        ``label``, ``feature``, ``value``, ``coefficient``, ``contribution``.
    """
    names = ["label", "feature", "value", "coefficient", "contribution"]
    if scorer.pipeline is None:
        return pd.DataFrame(columns=names)
    features, model = scorer.pipeline.named_steps["features"], scorer.pipeline.named_steps["model"]
    from scipy.sparse import csr_matrix

    row = csr_matrix(features.transform(inputs(checked_texts([text]), scorer.lexicon)))
    given = int(model.predict(row)[0] == model.classes_[1]) if len(model.classes_) == 2 else None
    place = int(np.argmax(model.decision_function(row))) if given is None else 0
    sign = -1.0 if given == 0 else 1.0
    coefficient = sign * np.asarray(model.coef_[place], dtype=float)[row.indices]
    frame = pd.DataFrame(
        {
            "label": model.predict(row)[0],
            "feature": np.asarray(features.get_feature_names_out(), dtype=object)[row.indices],
            "value": row.data.astype(float),
            "coefficient": coefficient,
            "contribution": coefficient * row.data,
        }
    )
    order = (-frame["contribution"].abs()).argsort(kind="stable")
    return frame.iloc[order].head(top).reset_index(drop=True)
