"""score_text: a column of texts to draft statements and actions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.account import ACCOUNT_COLUMNS, add_step
from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.text import _draft_frames as frames
from rhetoric_gap.text import _draft_rows as rows
from rhetoric_gap.text._inputs import Given, Texts
from rhetoric_gap.text._tokens import split_sentences as sentences_of
from rhetoric_gap.text.draft import MACHINE, SHIFT, TextDraft
from rhetoric_gap.text.lexicon import Lexicon
from rhetoric_gap.text.mentions import find_mentions
from rhetoric_gap.text.parts import QUADS, Reading
from rhetoric_gap.text.reading import read_text

BLOCK = 1024
"""Sentences a model is asked about at once."""
_CALLERS = ("date", "actor", "target", "speaker", "id")
_PLACES = ("statement", "action", "")

Sentence = tuple[Given, int, tuple[int, int], Reading]


def score_text(
    data: Any,
    text: str = "text",
    *,
    date: Any = None,
    actor: Any = None,
    target: Any = None,
    speaker: Any = None,
    id: Any = None,
    keep: Sequence[str] = (),
    lexicon: Lexicon | None = None,
    model: Any = None,
    names: Mapping[str, str] | None = None,
    split_sentences: bool = True,
    min_probability: float = 0.0,
    progress: bool = False,
) -> TextDraft:
    """Draft statements and actions from texts, to be checked by a human.

    Parameters
    ----------
    data : pandas.DataFrame, polars.DataFrame, pyarrow.Table, pandas.Series or list of str
        The texts: a table with a column of them, or the texts themselves. Missing texts are counted, not read.
    text : str, default "text"
        Column of the table that holds the texts.
    date, actor, target, speaker, id : str or sequence, optional
        When the text was said, by whom, to whom, and its id: a column of the table, or one value for each text. What is
        given here wins over what the sentence says. Without ``date`` no deadline such as "within two weeks" can be
        told. Actors are codes or names as you use them; what is found in the text is ISO3.
    keep : sequence of str, default ()
        Columns of the table to carry along, such as ``("source", "url")``.
    lexicon : Lexicon, optional
        The patterns, by default the ones the library ships.
    model : object, optional
        A fitted classifier of texts with ``predict_proba`` and ``classes_`` out of ``VC``, ``MC``, ``VK``, ``MK`` and
        ``NEU``: it decides the class, and the rules give everything else.
    names : mapping of str to str, optional
        Names of your own and who they stand for, such as ``{"NATO": "NATO", "Putin": "RUS"}``.
    split_sentences : bool, default True
        Whether a text is taken apart into sentences; otherwise each text is read as one.
    min_probability : float, default 0
        Sentences whose class is less probable go to ``abstained``.
    progress : bool, default False
        Whether to show a bar.

    Returns
    -------
    TextDraft
        ``statements``, ``actions`` and ``abstained``: every sentence is in exactly one of them. Nothing is filled in
        that the text does not say: a row without date, actor or target has them missing, and ``needs`` names them.

    Raises
    ------
    RhetoricGapError
        If ``data`` holds no texts, a column is not there, or an option cannot be; the message says how to fix it.
    SchemaError
        If dates, ids, actors or targets break the rules of the tables; all rows that do are named.

    Notes
    -----
    A sentence that reports a deed as done is an action; one that promises, threatens, demands, refuses or denies is a
    statement; a remark is neither. The severity of a statement is that of the deed it names. With *must* and *should*
    whoever has to act is the target of the demand. Several actors named together cannot share a row: ``needs`` lists
    them.

    Examples
    --------
    >>> import pandas as pd, rhetoric_gap as rg
    >>> speeches = pd.DataFrame({"said": ["We will expel Polish diplomats if Warsaw attacks."], "day": ["2024-01-01"]})
    >>> draft = rg.score_text(speeches, "said", date="day", actor=["BLR"])
    >>> row = draft.statements.iloc[0]
    >>> row["actor"], row["target"], row["kind"], row["trigger_state"]
    ('BLR', 'POL', 'threat', 'unknown')
    """
    _check(min_probability, keep)
    find_mentions("", [], extra=names)  # names that are none are refused before the first text is read
    columns = dict(zip(_CALLERS, (date, actor, target, speaker, id), strict=True))
    texts = Texts(data, text, columns, keep)
    lexicon = lexicon or Lexicon.default()
    tables: dict[str, list[dict[str, Any]]] = {table: [] for table in _PLACES}
    counts = {"texts": 0, "sentences": 0}
    read = _sentences(_watched(texts, len(texts), progress), lexicon, split_sentences, counts)
    for sentence, chances in _with_chances(read, model):
        given, number, span, reading = sentence
        draft = rows.Draft(given, reading, chances, trained=model is not None, names=names)
        place = draft.place(float(min_probability))
        if place in ("statement", "action"):
            tables[place].append(draft.row(f"{place}_id", number, span))
        else:
            tables[""].append(draft.left_out(place, number, span))
        counts["sentences"] += 1
    return _draft(tables, texts, counts, lexicon)


def _check(min_probability: Any, keep: object) -> None:
    """Refuse options that cannot be."""
    number = isinstance(min_probability, int | float) and not isinstance(min_probability, bool)
    if not number or not 0 <= min_probability <= 1:
        raise RhetoricGapError(f"min_probability must be a number from 0 to 1, got {min_probability!r}")
    if isinstance(keep, str) or not isinstance(keep, Sequence):
        raise RhetoricGapError(f"keep must be a list of columns, such as ('source', 'url'), got {keep!r}")


def _watched(texts: Texts, size: int, progress: bool) -> Iterable[Given]:
    """Give the texts one by one, with a bar if asked."""
    if not progress:
        return texts
    from tqdm import tqdm

    bar: Iterable[Given] = tqdm(texts, total=size, unit="text", desc="reading")
    return bar


def _sentences(
    texts: Iterable[Given], lexicon: Lexicon, split: bool, counts: dict[str, int]
) -> Iterator[Sentence]:
    """Read the sentences of every text."""
    for given in texts:
        whole = given.text
        if whole is None:
            continue
        spans = sentences_of(whole) if split else [(0, len(whole))] * bool(whole.strip())
        counts["texts"] += bool(spans)
        for number, (start, end) in enumerate(spans, 1):
            reading = read_text(whole[start:end], lexicon, today=given.date)
            yield given, number if split else 0, (start, end), reading


def _with_chances(read: Iterator[Sentence], model: Any) -> Iterator[tuple[Sentence, Mapping[str, float]]]:
    """Give every sentence with the probabilities of its classes: the model's, asked in blocks, or the rules'."""
    if model is None:
        yield from ((sentence, sentence[-1].probabilities) for sentence in read)
        return
    classes = _classes(model)
    block: list[Sentence] = []
    for sentence in read:
        block.append(sentence)
        if len(block) == BLOCK:
            yield from _asked(block, model, classes)
            block = []
    yield from _asked(block, model, classes)


def _classes(model: Any) -> list[str]:
    """Return the classes of a model; refuse one that has others."""
    classes = [str(label) for label in getattr(model, "classes_", ())]
    if not hasattr(model, "predict_proba") or not classes or not set(classes) <= set(QUADS):
        raise RhetoricGapError(
            "model must be fitted, with predict_proba and with classes_ out of "
            f"{', '.join(QUADS)}; got {type(model).__name__} with classes {classes or 'unknown'}"
        )
    return classes


def _asked(
    block: list[Sentence], model: Any, classes: list[str]
) -> Iterator[tuple[Sentence, Mapping[str, float]]]:
    """Ask a model about a block."""
    if not block:
        return
    chances = np.asarray(model.predict_proba([sentence[-1].text for sentence in block]), dtype=float)
    for sentence, row in zip(block, chances, strict=True):
        yield sentence, dict.fromkeys(QUADS, 0.0) | dict(zip(classes, row.tolist(), strict=True))


def _draft(
    tables: dict[str, list[dict[str, Any]]], texts: Texts, counts: dict[str, int], lexicon: Lexicon
) -> TextDraft:
    """Make frames of the rows, with what became of every text."""
    said, done, left = (
        frames.with_kept(frames.frame_of(tables[place], columns), texts.kept)
        for place, columns in zip(_PLACES, (frames.SAID, frames.DONE, frames.LEFT), strict=True)
    )
    for frame, name in ((said, "statements"), (done, "actions"), (left, "neither")):
        add_step(
            frame, f"sentences to {name}", counts["sentences"], len(frame), "the others are in other tables"
        )
    return TextDraft(
        statements=said,
        actions=done,
        abstained=left,
        coverage=frames.coverage_of([said, done, left]),
        account=_account(len(texts), counts, said, done, left),
        lexicon=f"{lexicon.name} {lexicon.version}",
        notes=_notes(texts),
    )


def _account(
    size: int, counts: dict[str, int], said: pd.DataFrame, done: pd.DataFrame, left: pd.DataFrame
) -> pd.DataFrame:
    """Say what became of every text and every sentence."""
    whys = ", ".join(f"{count:,} {why}" for why, count in left["why"].value_counts().items())
    split = f"{len(said):,} statements, {len(done):,} actions; in neither: {whys or 'none'}"
    steps = [
        ("texts with words in them", size, counts["texts"], "missing or empty texts are not read"),
        ("texts to sentences", counts["texts"], counts["sentences"], "a text has one sentence or more"),
        ("sentences to statements and actions", counts["sentences"], len(said) + len(done), split),
    ]
    return pd.DataFrame(steps, columns=ACCOUNT_COLUMNS)


def _notes(texts: Texts) -> tuple[str, ...]:
    """Say what a reader must know."""
    unused = [
        f"the table has a column {name!r} that was not used: say {name}={name!r} if it is what its name says"
        for name in texts.unused
    ]
    undated = (
        [] if any(day is not None for day in texts.dates) else ["no text has a date: deadlines stay in words"]
    )
    return (MACHINE, SHIFT, *undated, *unused)
