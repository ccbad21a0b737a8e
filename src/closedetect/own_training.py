"""Train on somebody's own labelled transcripts: the decision (no PyTorch, minutes), or the cue tagger too."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from closedetect import __version__
from closedetect.cues.tags import Floats
from closedetect.decision import DecisionModel
from closedetect.detector import load
from closedetect.labelled import Labelled
from closedetect.labels import LABELS
from closedetect.storage import model_folder
from closedetect.training import HONEST, write_folder

ADDED_WEIGHT = 3
"""How many times a row of the user's own counts beside one of our hard endings (ordinary ones are repeated, too)."""


def train_decision(
    rows: Sequence[Labelled], folder: Path, *, model: str | Path = "default", add: bool = False
) -> dict[str, Any]:
    """Train the decision on a user's own labelled transcripts, on the tagger of an existing model.

    Parameters
    ----------
    rows : sequence of Labelled
        Labelled transcripts; all three labels must occur unless ``add``.
    folder : Path
        Model folder to write.
    model : str or Path
        Model whose tagger to use.
    add : bool
        Learn from the model's own training endings too, each of ``rows`` counting :data:`ADDED_WEIGHT` times.

    Raises
    ------
    ValueError
        If a label is missing, or there is nothing to add to.
    """
    missing = [label for label in LABELS if label not in {row.label for row in rows}]
    if missing and not add:
        raise ValueError(f"no transcript is labelled {missing[0]!r}; training needs all of {', '.join(LABELS)}")
    detector = load(model)
    values = np.array([detector.features(row.transcript, candidate=row.candidate, whole=row.whole) for row in rows])
    labels, sources = [row.label for row in rows], [row.source for row in rows]
    if add:
        values, labels, sources = _added(model_folder(model), values, labels, sources)
    decision = DecisionModel().fit(values, np.array(labels), sources if len(set(sources)) >= 3 else None)
    data = {"endings": len(rows), "sha256": _digest(rows), "base": detector.manifest.get("name")}
    return write_folder(
        folder, detector.tagger, decision, detector.stages, data, [], name=folder.name, version=__version__
    )


def train_own_tagger(rows: Sequence[Labelled], folder: Path, *, model: str | Path = "default") -> dict[str, Any]:
    """Train a model's cue tagger further on a user's own labelled transcripts; needs the training extra.

    The decision stays the model's: on text that the tagger has just learned, its scores are no honest ones.

    Parameters
    ----------
    rows : sequence of Labelled
        Labelled transcripts.
    folder : Path
        Model folder to write.
    model : str or Path
        Model to go on from; its tagger must be an encoder.

    Raises
    ------
    ModuleNotFoundError
        If the training extra is not installed.
    ValueError
        If there are no rows, or the model's tagger is no encoder.
    """
    if not rows:
        raise ValueError("there is nothing to learn from: no row has a label")
    try:
        from closedetect.learning.own_text import fit_own_tagger
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            f"training the tagger needs {error.name}: pip install 'closedetect[training]'", name=error.name
        ) from None
    detector = load(model)
    tagger = fit_own_tagger(rows, detector, folder)
    data = {"endings": len(rows), "sha256": _digest(rows), "base": detector.manifest.get("name")}
    return write_folder(
        folder, tagger, detector.decision, detector.stages, data, [], name=folder.name, version=__version__
    )


def _digest(rows: Sequence[Labelled]) -> str:
    words = "\n".join(f"{row.label}\t{row.transcript.text}" for row in rows)
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()


def _added(
    base: Path, values: Floats, labels: list[str], sources: list[str]
) -> tuple[Floats, list[str], list[str]]:
    """Put a user's rows, several times each, behind the honest features that the base was trained on."""
    if not (base / HONEST).is_file():
        raise ValueError(f"{base} does not hold what it was trained on ({HONEST}); train without --add")
    if not labels:
        raise ValueError("no row has a label: fill the column 'label' of the rows you have checked")
    with np.load(base / HONEST, allow_pickle=False) as file:
        old, old_labels, old_writers = file["values"], file["labels"].tolist(), file["writers"].tolist()
    return (
        np.concatenate([old, np.repeat(values, ADDED_WEIGHT, axis=0)]),
        old_labels + [label for label in labels for _ in range(ADDED_WEIGHT)],
        old_writers + [source or "added" for source in sources for _ in range(ADDED_WEIGHT)],
    )
