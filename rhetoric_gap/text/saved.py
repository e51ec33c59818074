"""Trained scorers as files that run no code when they are opened."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, RhetoricGapWarning
from rhetoric_gap.text.lexicon import Entry, Lexicon

if TYPE_CHECKING:
    from rhetoric_gap.text.trained import TrainedScorer

FORMAT = 1
_LARGEST = 1_000_000_000
"""Bytes a file may unpack to: a small file that unpacks to more was made to fill the memory."""
# Plain arrays in which older versions of scikit-learn keep the weights of words.
_HARMLESS = frozenset({"scipy.sparse._csr.csr_matrix", "scipy.sparse._dia.dia_matrix"})
_HINT = 'install it with: pip install "rhetoric_gap[text]"'


def versions() -> dict[str, str]:
    """Return the versions the numbers of a model depend on."""
    return {"rhetoric_gap": version("rhetoric_gap"), "scikit-learn": version("scikit-learn")}


def _skops() -> Any:
    """Return skops' reader and writer, or say how to get them."""
    try:
        import skops.io
    except ImportError as error:
        raise RhetoricGapError(f"saving and loading scorers needs skops; {_HINT}") from error
    return skops.io


def save_scorer(scorer: TrainedScorer, path: str | Path) -> Path:
    """Save a scorer.

    Parameters
    ----------
    scorer : TrainedScorer
        The scorer.
    path : str or pathlib.Path
        The file.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    RhetoricGapError
        If skops is not installed, or a part of the scorer cannot be saved.
    """
    skops = _skops()
    content = {"pipeline": scorer.pipeline, "about": json.dumps(_about(scorer))}
    try:
        data = skops.dumps(content, compression=ZIP_DEFLATED, compresslevel=9)
    except (TypeError, AttributeError, NotImplementedError) as error:
        raise RhetoricGapError(f"the scorer cannot be saved: {error}. Is extra_features to blame?") from error
    path = Path(path)
    path.write_bytes(data)
    return path


def _about(scorer: TrainedScorer) -> dict[str, Any]:
    """Return everything but the pipeline, as JSON can hold it."""
    lexicon = scorer.lexicon
    return {
        "format": FORMAT,
        "label": scorer.label,
        "classes": scorer.classes_.tolist(),
        "versions": versions(),
        "digest": lexicon.digest,
        "lexicon": {
            "name": lexicon.name,
            "version": lexicon.version,
            "entries": [[e.pattern, e.code, e.weight, e.note, e.source] for e in lexicon.entries],
            "forms": [[word, list(forms)] for word, forms in lexicon.forms],
        },
        "quality": _frame_rows(scorer.quality),
        "by_class": _frame_rows(scorer.by_class),
        "facts": scorer.facts,
    }


def _frame_rows(frame: pd.DataFrame) -> dict[str, list[Any]]:
    """Return a frame by column, missing numbers as None."""
    return {
        str(name): [None if isinstance(v, float) and np.isnan(v) else v for v in frame[name].tolist()]
        for name in frame
    }


def load_scorer(path: str | Path, *, trusted: Iterable[str] = ()) -> TrainedScorer:
    """Load a scorer that was saved, without running code the file may hold.

    Parameters
    ----------
    path : str or pathlib.Path
        The file.
    trusted : iterable of str, optional
        Types to let in besides those of scikit-learn, numpy and plain Python that the format knows to be harmless:
        those of a transformer of your own. Name only types you know; the error names those the file asks for.

    Returns
    -------
    TrainedScorer
        The scorer, with the lexicon it was trained with; its predictions out of fold are not kept.

    Raises
    ------
    RhetoricGapError
        If skops is not installed, the file cannot be read, is no scorer, or holds types that are not trusted.

    Warns
    -----
    RhetoricGapWarning
        If the library, scikit-learn or the shipped lexicon differ from those it was trained with.

    Examples
    --------
    What is no saved scorer is refused before anything in it is run:

    >>> import pathlib, tempfile
    >>> import rhetoric_gap as rg
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "pledges.skops"
    >>> _ = path.write_bytes(b"not a model")
    >>> rg.load_scorer(path)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    rhetoric_gap.errors.RhetoricGapError: ...pledges.skops ...
    """
    skops = _skops()
    data = _read(Path(path))
    try:
        allowed = _HARMLESS | set(trusted)
        unknown = sorted(set(skops.get_untrusted_types(data=data)) - allowed)
        if unknown:
            raise RhetoricGapError(
                f"{path} holds types that are not known to be harmless: {', '.join(unknown)}. If they are those of "
                "your own transformer, name them in trusted; if you do not know them, do not load the file"
            )
        content = skops.loads(data, trusted=sorted(allowed))
        about = json.loads(content["about"])
        pipeline = content["pipeline"]
        if about["format"] != FORMAT:
            raise RhetoricGapError(
                f"{path} is in format {about['format']}, this version reads format {FORMAT}"
            )
        return _scorer(pipeline, about)
    except (KeyError, TypeError, AttributeError, BadZipFile, json.JSONDecodeError) as error:
        raise RhetoricGapError(f"{path} is not a scorer saved by this library: {error!r}") from error


def _read(path: Path) -> bytes:
    """Return the bytes of a file, unless they are no archive or would fill the memory."""
    try:
        data = path.read_bytes()
        with ZipFile(BytesIO(data)) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except OSError as error:
        raise RhetoricGapError(f"{path} cannot be read: {error.strerror or error}") from error
    except BadZipFile as error:
        raise RhetoricGapError(f"{path} is not a scorer saved by this library: it is no archive") from error
    if size > _LARGEST:
        raise RhetoricGapError(f"{path} would unpack to {size:,} bytes; a scorer has at most {_LARGEST:,}")
    return data


def _scorer(pipeline: Any, about: dict[str, Any]) -> TrainedScorer:
    """Put a scorer together again."""
    from rhetoric_gap.text.trained import TrainedScorer

    lexicon = _lexicon(about)
    _compare(about, lexicon)
    return TrainedScorer(
        about["label"],
        np.array(about["classes"]),
        lexicon,
        pipeline,
        pd.DataFrame(about["quality"]),
        pd.DataFrame(about["by_class"]),
        pd.DataFrame(),
        about["facts"],
    )


def _lexicon(about: dict[str, Any]) -> Lexicon:
    """Return the lexicon of the training: the shipped one where it is still the same."""
    shipped = Lexicon.default()
    stored = about["lexicon"]
    if about["digest"] == shipped.digest and stored["name"] == shipped.name:
        return shipped
    entries = tuple(Entry(*row) for row in stored["entries"])
    forms = tuple((word, tuple(forms)) for word, forms in stored["forms"])
    return Lexicon(entries, forms, stored["name"], stored["version"])


def _compare(about: dict[str, Any], lexicon: Lexicon) -> None:
    """Warn where what the scorer was trained with is not what it will be used with."""
    now = versions()
    changed = [
        f"{name} {was} (now {now.get(name)})"
        for name, was in about["versions"].items()
        if was != now.get(name)
    ]
    shipped = Lexicon.default()
    if lexicon.name == shipped.name and about["digest"] != shipped.digest:
        changed.append(
            f"lexicon {about['digest']} (shipped now: {shipped.digest}; the scorer goes on with its own)"
        )
    if changed:
        warnings.warn(
            f"the scorer was trained with {', '.join(changed)}: its answers may differ from those its card reports; "
            "train it again",
            RhetoricGapWarning,
            stacklevel=4,
        )
