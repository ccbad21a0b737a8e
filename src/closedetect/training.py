"""Train a model folder from labelled text, by one call, the same bytes each time.

The scikit-learn stage learns from honest scores: its endings are tagged by a tagger that never read their
writers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from spacy.tokens import Doc

from closedetect import __version__, datasets
from closedetect.anatomy_text import shipped_anatomy
from closedetect.card import model_card
from closedetect.corpus import Ending, Utterance
from closedetect.cues.examples import Example, examples, from_ending
from closedetect.cues.light import LightTagger
from closedetect.cues.tags import CueTagger
from closedetect.decision import DecisionModel, even_rows
from closedetect.decision_file import write_decision
from closedetect.detector import Detector
from closedetect.features import ending_features
from closedetect.features_tried import groups_as_columns, tried_features
from closedetect.labels import LABELS
from closedetect.measuring import frozen_figures, honest_figures
from closedetect.pipeline import CueComponent, ending_doc
from closedetect.stages import Stages
from closedetect.storage import CARD, FIGURES, NAMES, shipped_folder, write_manifest

HONEST = "honest.npz"
"""Features of the dev endings as the honest tagger gave them, ordinary ones repeated as the decision was fitted on
them: what ``train --add`` adds to."""


@dataclass(frozen=True)
class Text:
    """Labelled utterances, and endings (of full transcripts the ending alone is learned from)."""

    utterances: tuple[Utterance, ...]
    endings: tuple[Ending, ...]

    def __add__(self, other: Text) -> Text:
        """Return both."""
        return Text(self.utterances + other.utterances, self.endings + other.endings)

    @property
    def examples(self) -> list[Example]:
        """What a tagger trains on."""
        return examples(self.utterances, self.endings)


def train_fast(
    train: Text, dev: Text, test: Text, later: Text, folder: Path, *, version: str, data: Path | None = None
) -> dict[str, Any]:
    """Train the light model and write its folder; see :func:`train_default`."""

    def fit(learned: Text, new: Text, step: str) -> CueTagger:
        return LightTagger.train((learned + new).examples)

    return _train(train, dev, test, later, folder, fit, version=version, data=data)


def train_default(
    train: Text,
    dev: Text,
    test: Text,
    later: Text,
    folder: Path,
    *,
    version: str,
    data: Path | None = None,
    work: Path | None = None,
    teacher: Path | None = None,
) -> dict[str, Any]:
    """Train the encoder model and write its folder.

    A first encoder learns from the train split alone; what it says of the dev endings, whose writers it never
    read, is what the scikit-learn stage learns to decide on, and what the figures are measured on. The encoder
    that ships goes on from there and learns from both splits, and last, in a short step, from what was written later.

    Parameters
    ----------
    train, dev, test, later : Text
        Labelled text of the splits; the finished model is measured on the test split, nothing more.
    folder : Path
        Where to write; made if need be.
    version : str
        Version to record.
    data : Path, optional
        Corpus folder that the anatomy is learned from; the shipped one by default.
    work : Path, optional
        Keep the encoders of finished steps here, and go on from them.
    teacher : Path, optional
        Folder of a larger base that teaches the encoder; see :func:`closedetect.learning.fitting.fit_encoder`.

    Returns
    -------
    dict
        The facts recorded in the manifest.
    """
    from closedetect.cues.encoder import EncoderTagger
    from closedetect.learning.fitting import LITTLE_MORE, MORE_BOLDLY, fit_encoder

    with TemporaryDirectory() as temporary:

        done: list[Path] = []

        def fit(learned: Text, new: Text, step: str) -> CueTagger:
            both = learned + new
            place = step_folder(Path(work or temporary), f"{step}-taught" if teacher else step, both)
            if not (place / "encoder.json").exists():
                known = learned.examples
                last = step == "later"
                fit_encoder(
                    known + new.examples,
                    place,
                    settings=LITTLE_MORE if last else None,
                    also=[MORE_BOLDLY] if last else [],
                    start=done[-1] if done else None,
                    learned=len(known),
                    teacher=None if last else teacher,
                )
            done.append(place)
            return EncoderTagger(place)

        return _train(train, dev, test, later, folder, fit, version=version, data=data)


def _train(
    train: Text,
    dev: Text,
    test: Text,
    later: Text,
    folder: Path,
    fit: Callable[[Text, Text, str], CueTagger],
    *,
    version: str,
    data: Path | None = None,
) -> dict[str, Any]:
    honest = fit(Text((), ()), train, "honest")
    anatomy = shipped_anatomy(data)
    interviews = tuple(datasets.iter_interviews(data))
    stages = Stages.train(train.endings + interviews, anatomy)
    docs = [_tagged(honest, ending) for ending in dev.endings]
    values = np.array([ending_features(doc).values for doc in docs])
    tried = groups_as_columns([tried_features(doc) for doc in docs])
    figures = honest_figures(honest, stages, dev.endings, values, tried)
    rows = even_rows([ending.fields.get("kind", "") for ending in dev.endings])
    labels = np.array([ending.label for ending in dev.endings])[rows]
    writers = np.array([ending.writer for ending in dev.endings])[rows]
    decision = DecisionModel().fit(values[rows], labels, writers)
    whole = train + dev
    tagger = fit(train, dev, "whole")
    if later.utterances or later.endings:
        tagger, whole = fit(whole, later, "later"), whole + later
    whole_stages = Stages.train(whole.endings + interviews, anatomy)
    figures["test"] = figures_on_test(Detector(tagger, decision, whole_stages), test)
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(folder / HONEST, values=values[rows], labels=labels, writers=writers)
    return write_model(
        folder,
        tagger,
        decision,
        whole_stages,
        whole,
        interviews,
        name=folder.name,
        version=version,
        figures=figures,
    )


def figures_on_test(detector: Detector, test: Text) -> dict[str, Any]:
    """Measure a finished model on the endings of the test split that stand alone."""
    return frozen_figures(detector, [ending for ending in test.endings if not ending.ending_start])


def step_folder(work: Path, step: str, text: Text) -> Path:
    """Return where a step of a training keeps its encoder: another place for other text."""
    return work / f"{step}-{_fingerprint(text.utterances, text.endings)[:12]}"


def _tagged(tagger: CueTagger, ending: Ending) -> Doc:
    return CueComponent(tagger)(ending_doc(from_ending(ending).lines))


def write_model(
    folder: Path,
    tagger: CueTagger,
    decision: DecisionModel,
    stages: Stages,
    text: Text,
    interviews: Sequence[Ending],
    *,
    name: str,
    version: str,
    figures: Mapping[str, Any],
) -> dict[str, Any]:
    """Write all files of a model folder trained on the corpus, and its manifest."""
    data = {
        "utterances": len(text.utterances),
        "endings": len(text.endings),
        "interviews": len(interviews),
        "sha256": _fingerprint(text.utterances, (*text.endings, *interviews)),
    }
    (folder / FIGURES).write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return write_folder(folder, tagger, decision, stages, data, [FIGURES, HONEST], name=name, version=version)


def write_folder(
    folder: Path,
    tagger: CueTagger,
    decision: DecisionModel,
    stages: Stages,
    data: dict[str, Any],
    more_files: list[str],
    *,
    name: str,
    version: str,
) -> dict[str, Any]:
    """Write the parts of a model into a folder, a card where figures lie beside them, and the manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [*tagger.save(folder), *stages.save(folder), *write_decision(folder, decision), *more_files]
    facts = {
        "name": name,
        "version": version,
        "tagger": tagger.kind,
        "teacher": getattr(tagger, "teacher", None),
        "labels": list(LABELS),
        "temperature": round(decision.temperature_, 4),
        "training_data": data,
    }
    if (folder / FIGURES).exists() and FIGURES in files:
        figures = json.loads((folder / FIGURES).read_text(encoding="utf-8"))
        (folder / CARD).write_text(model_card(facts, figures), encoding="utf-8")
        files.append(CARD)
    write_manifest(folder, files, facts)
    return facts


def _fingerprint(utterances: Sequence[Utterance], endings: Sequence[Ending]) -> str:
    digest = hashlib.sha256()
    for u in utterances:
        digest.update(f"{u.id}\t{u.cue}\t{u.before}\t{u.text}\t{u.marks}\n".encode())
    for e in endings:
        digest.update(f"{e.id}\t{e.label}\t{e.ending_start}\t{e.turns}\n".encode())
    return digest.hexdigest()


def train_shipped(
    data: Path | None,
    output: Path | None,
    *,
    only: str | None = None,
    work: Path | None = None,
    teacher: Path | None = None,
) -> list[Path]:
    """Build the models that ship with the package from the labelled corpus.

    Parameters
    ----------
    data : Path, optional
        Corpus folder; the shipped one by default.
    output : Path, optional
        Folder to put the model folders in; ``models/`` of the checkout (or installation) by default.
    only : {"fast", "default"}, optional
        Build only one.
    work : Path, optional
        Keep the encoders of finished steps here, and go on from them.
    teacher : Path, optional
        Folder of a larger base that teaches the default model's encoder.

    Returns
    -------
    list of Path
        The folders written.
    """
    train, dev, test, later = (load_split(split, data) for split in datasets.SPLITS)
    written = []
    for model in ("fast", "default") if only is None else (only,):
        folder = (output or shipped_folder("models")) / NAMES[model]
        run = train_fast if model == "fast" else partial(train_default, work=work, teacher=teacher)
        run(train, dev, test, later, folder, version=__version__, data=data)
        written.append(folder)
    return written


def load_split(split: datasets.Split, data: Path | None) -> Text:
    """Read a split of the corpus."""
    endings = [*datasets.iter_endings(split, data), *datasets.iter_transcripts(split, data)]
    return Text(tuple(datasets.iter_utterances(split, data)), tuple(endings))
