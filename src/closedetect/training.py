"""Train a model folder from labelled text, by one call, the same bytes each time.

The scikit-learn stage learns from honest scores: each writer's endings are tagged by a tagger that never
saw that writer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from closedetect import __version__, datasets
from closedetect.corpus import Ending, Utterance
from closedetect.cues.examples import examples, from_ending
from closedetect.cues.light import LightTagger
from closedetect.cues.tags import CueTagger, Floats
from closedetect.decision import DecisionModel
from closedetect.detector import load, write_decision
from closedetect.features import ending_features
from closedetect.labelled import Labelled
from closedetect.labels import LABELS
from closedetect.pipeline import CueComponent, ending_doc
from closedetect.roles import TalkModel
from closedetect.storage import NAMES, shipped_folder, write_manifest

FOLDS = 4
LEARNED: tuple[datasets.Split, ...] = ("train", "dev")
"""Splits that the shipped models learn from; the test split is never trained on."""
Trainer = Callable[[Sequence[Any]], CueTagger]


def train_fast(
    utterances: Sequence[Utterance], endings: Sequence[Ending], folder: Path, *, version: str
) -> dict[str, Any]:
    """Train the light model and write its folder.

    Parameters
    ----------
    utterances, endings : sequence
        Labelled text.
    folder : Path
        Where to write; made if need be.
    version : str
        Version to record.

    Returns
    -------
    dict
        The facts recorded in the manifest.
    """
    values, labels, groups = out_of_fold(utterances, endings, LightTagger.train)
    decision = DecisionModel().fit(values, labels, groups)
    tagger = LightTagger.train(examples(utterances, endings))
    talk = TalkModel.train(endings)
    return write_model(folder, tagger, decision, talk, utterances, endings, name="close-en-fast", version=version)


def out_of_fold(
    utterances: Sequence[Utterance], endings: Sequence[Ending], train: Trainer, folds: int = FOLDS
) -> tuple[Floats, np.ndarray, np.ndarray]:
    """Features of every ending from a tagger that saw nothing by its writer.

    Returns
    -------
    (ndarray of shape (n_endings, n_features), ndarray of str, ndarray of str)
        Features, labels, writers.
    """
    writers = sorted({e.writer for e in endings})
    fold_of = {writer: i % min(folds, len(writers)) for i, writer in enumerate(writers)}
    values: list[Any] = [None] * len(endings)
    for fold in sorted(set(fold_of.values())):
        kept = [e for e in endings if fold_of[e.writer] != fold]
        component = CueComponent(train(examples(utterances, kept)))
        for i, ending in enumerate(endings):
            if fold_of[ending.writer] == fold:
                values[i] = ending_features(component(ending_doc(from_ending(ending).lines))).values
    return np.array(values), np.array([e.label for e in endings]), np.array([e.writer for e in endings])


def write_model(
    folder: Path,
    tagger: CueTagger,
    decision: DecisionModel,
    talk: TalkModel,
    utterances: Sequence[Utterance],
    endings: Sequence[Ending],
    *,
    name: str,
    version: str,
) -> dict[str, Any]:
    """Write all files of a model folder trained on the corpus, and its manifest."""
    data = {
        "utterances": len(utterances),
        "endings": len(endings),
        "sha256": _fingerprint(utterances, endings),
    }
    return _write(folder, tagger, decision, talk, data, name=name, version=version)


def _write(
    folder: Path,
    tagger: CueTagger,
    decision: DecisionModel,
    talk: TalkModel,
    data: dict[str, Any],
    *,
    name: str,
    version: str,
) -> dict[str, Any]:
    folder.mkdir(parents=True, exist_ok=True)
    files = tagger.save(folder) + talk.save(folder) + write_decision(folder, decision)
    facts = {
        "name": name,
        "version": version,
        "tagger": tagger.kind,
        "labels": list(LABELS),
        "temperature": round(decision.temperature_, 4),
        "training_data": data,
    }
    write_manifest(folder, files, facts)
    return facts


def _fingerprint(utterances: Sequence[Utterance], endings: Sequence[Ending]) -> str:
    digest = hashlib.sha256()
    for u in utterances:
        digest.update(f"{u.id}\t{u.cue}\t{u.before}\t{u.text}\t{u.marks}\n".encode())
    for e in endings:
        digest.update(f"{e.id}\t{e.label}\t{e.ending_start}\t{e.turns}\n".encode())
    return digest.hexdigest()


def train_shipped(data: Path | None, output: Path | None, *, only: str | None = None) -> list[Path]:
    """Build the models that ship with the package from the labelled corpus.

    Parameters
    ----------
    data : Path, optional
        Corpus folder; the shipped one by default.
    output : Path, optional
        Folder to put the model folders in; ``models/`` of the checkout (or installation) by default.
    only : {"fast", "default"}, optional
        Build only one.

    Returns
    -------
    list of Path
        The folders written.
    """
    utterances = [u for split in LEARNED for u in datasets.iter_utterances(split, data)]
    endings = [e for split in LEARNED for e in datasets.iter_endings(split, data)]
    written = []
    for model in ("fast", "default") if only is None else (only,):
        folder = (output or shipped_folder("models")) / NAMES[model]
        if model == "fast":
            train_fast(utterances, endings, folder, version=__version__)
            written.append(folder)
    return written


def train_decision(rows: Sequence[Labelled], folder: Path, *, model: str | Path = "default") -> dict[str, Any]:
    """Train the decision on a user's own labelled transcripts, on the tagger of an existing model.

    Parameters
    ----------
    rows : sequence of Labelled
        At least two labels must occur; all three for a model that explains every label.
    folder : Path
        Model folder to write.
    model : str or Path
        Model whose tagger to use.

    Raises
    ------
    ValueError
        If a label is missing from the rows.
    """
    missing = [label for label in LABELS if label not in {row.label for row in rows}]
    if missing:
        raise ValueError(f"no transcript is labelled {missing[0]!r}; training needs all of {', '.join(LABELS)}")
    detector = load(model)
    values = np.array(
        [detector.features(row.transcript, candidate=row.candidate, whole=row.whole) for row in rows]
    )
    labels, sources = np.array([row.label for row in rows]), [row.source for row in rows]
    decision = DecisionModel().fit(values, labels, sources if len(set(sources)) >= 3 else None)
    digest = hashlib.sha256("\n".join(f"{r.label}\t{r.transcript.text}" for r in rows).encode("utf-8", "replace"))
    data = {"endings": len(rows), "sha256": digest.hexdigest(), "base": detector.manifest.get("name")}
    return _write(folder, detector.tagger, decision, detector.talk, data, name=folder.name, version=__version__)
